//! Tables: CSV and TSV, one document a row. The first row names the columns; `columns` of the options says what they hold.

use super::jsonl::origin;
use super::{Content, Options, Piece, Pieces, encoding, lines};
use crate::Error;
use dateline_record::Citation;
use std::io::BufRead;

pub(super) fn open_csv<'a>(
    input: Box<dyn BufRead + Send + 'a>,
    at: Citation,
    options: &Options,
) -> Pieces<'a> {
    open(input, at, options, None)
}
pub(super) fn open_tsv<'a>(
    input: Box<dyn BufRead + Send + 'a>,
    at: Citation,
    options: &Options,
) -> Pieces<'a> {
    open(input, at, options, Some(b'\t'))
}

fn open<'a>(
    input: Box<dyn BufRead + Send + 'a>,
    at: Citation,
    options: &Options,
    mark: Option<u8>,
) -> Pieces<'a> {
    let limit = options.max_document.saturating_mul(2).max(1 << 16);
    let rows =
        Rows { input, limit, mark: mark.unwrap_or(b','), next: Citation { line: Some(1), ..at }, lines: 0 };
    let mut table =
        Table { rows, columns: None, guesses_mark: mark.is_none(), options: options.clone(), ended: false };
    Box::new(std::iter::from_fn(move || table.next()))
}

struct Table<'a> {
    rows: Rows<'a>,
    columns: Option<Vec<String>>,
    guesses_mark: bool,
    options: Options,
    ended: bool,
}

/// The rows of a table, each of which may run over several lines and may be too long to hold.
struct Rows<'a> {
    input: Box<dyn BufRead + Send + 'a>,
    limit: usize,
    mark: u8,
    /// Where the next row begins.
    next: Citation,
    /// Lines that the row at hand takes.
    lines: u64,
}

impl Table<'_> {
    fn next(&mut self) -> Option<Piece> {
        loop {
            if self.ended {
                return None;
            }
            let (mut at, row) = match self.rows.next() {
                Ok(None) => return None,
                Ok(Some(row)) => row,
                Err(error) => {
                    self.ended = true;
                    return Some(Piece { at: self.rows.next.clone(), content: Err(error.into()) });
                }
            };
            let bytes = match row {
                Ok(bytes) => bytes,
                Err(error) => return Some(Piece { at, content: Err(error) }),
            };
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            if self.columns.is_none() {
                match self.header(&bytes) {
                    Ok(columns) => self.columns = Some(columns),
                    Err(error) => {
                        // Without a text in it, no row can be read.
                        self.ended = true;
                        return Some(Piece { at, content: Err(error) });
                    }
                }
                continue;
            }
            at.sign(&bytes);
            return Some(Piece { at, content: self.row(&bytes) });
        }
    }

    fn header(&mut self, bytes: &[u8]) -> Result<Vec<String>, Error> {
        let text = encoding::decode(bytes, None).text;
        if self.guesses_mark {
            // Spreadsheets of half the world write CSV with semicolons.
            let count = |mark: u8| text.bytes().filter(|b| *b == mark).count();
            self.rows.mark = [b',', b';', b'\t']
                .into_iter()
                .max_by_key(|mark| (count(*mark), *mark == b','))
                .unwrap_or(b',');
        }
        let columns: Vec<String> =
            fields(&text, self.rows.mark as char).iter().map(|f| f.trim().to_owned()).collect();
        let given = self.options.columns.iter().map(|(_, column)| column.as_str());
        let missing: Vec<&str> = given
            .chain([self.options.column("text")])
            .filter(|name| !columns.iter().any(|c| c == name))
            .collect();
        if let Some(name) = missing.first() {
            return Err(Error::Malformed(format!(
                "there is no column `{name}`; there are {}; --columns text=COLUMN,published=COLUMN says what they hold",
                columns.join(", ")
            )));
        }
        Ok(columns)
    }

    fn row(&self, bytes: &[u8]) -> Result<Content, Error> {
        if let Some(at) = bytes.iter().position(|b| *b == 0) {
            return Err(Error::Binary(at));
        }
        let columns = self.columns.as_deref().unwrap_or(&[]);
        let decoded = encoding::decode(bytes, None);
        let fields = fields(&decoded.text, self.rows.mark as char);
        if fields.len() > columns.len() {
            return Err(Error::Malformed(format!(
                "the row has {} fields, the table {} columns",
                fields.len(),
                columns.len()
            )));
        }
        let field = |name: &str| {
            let column = self.options.column(name);
            let at = columns.iter().position(|c| c == column)?;
            fields.get(at).filter(|field| !field.trim().is_empty()).cloned()
        };
        let mut origin = origin(|name| Ok(field(name)))?;
        origin.notes.extend(decoded.note);
        Ok(Content::Text(field("text").unwrap_or_default(), Box::new(origin)))
    }
}

type Row = (Citation, Result<Vec<u8>, Error>);

impl Rows<'_> {
    /// The next row: lines up to the one at whose end no quotation is open.
    fn next(&mut self) -> std::io::Result<Option<Row>> {
        self.next.offset += self.next.length;
        self.next.line = self.next.line.map(|line| line + self.lines);
        (self.next.length, self.lines) = (0, 0);
        let mut row: Vec<u8> = vec![];
        let mut quoted = false;
        loop {
            let mut line = vec![];
            let size = lines::line(&mut *self.input, &mut line, self.limit)?;
            if size == 0 {
                if row.is_empty() {
                    return Ok(None);
                }
                let error = Error::Malformed("a quotation mark is not closed before the end".into());
                return Ok(Some((self.next.clone(), if quoted { Err(error) } else { Ok(row) })));
            }
            self.next.length += size as u64;
            self.lines += 1;
            if line.len() < size || row.len() + size > self.limit {
                // The quotation may be one that nobody closed: the next line is looked at as a row of its own.
                let error = Error::TooLarge { size: row.len() + size, limit: self.limit };
                return Ok(Some((self.next.clone(), Err(error))));
            }
            quoted ^= line.iter().filter(|b| **b == b'"').count() % 2 == 1;
            row.extend(line);
            // Tab-separated values seldom quote: a lone mark is one of the text.
            if !quoted
                || self.mark == b'\t' && !row.split(|b| *b == b'\t').any(|field| field.starts_with(b"\""))
            {
                return Ok(Some((self.next.clone(), Ok(row))));
            }
        }
    }
}

/// The fields of a row. A field that begins with a quotation mark ends with one; two of them are one.
fn fields(row: &str, mark: char) -> Vec<String> {
    let row = row.strip_suffix('\n').unwrap_or(row);
    let mut rest = row.strip_suffix('\r').unwrap_or(row);
    let mut fields = vec![];
    loop {
        let mut field = String::new();
        if let Some(mut quoted) = rest.strip_prefix('"') {
            rest = loop {
                let end = quoted.find('"').unwrap_or(quoted.len());
                field.push_str(&quoted[..end]);
                let behind = quoted.get(end + 1..).unwrap_or("");
                match behind.strip_prefix('"') {
                    Some(more) => {
                        field.push('"');
                        quoted = more;
                    }
                    None => break behind,
                }
            };
        }
        // What stands behind the closing mark belongs to the field too.
        let end = rest.find(mark).unwrap_or(rest.len());
        field.push_str(&rest[..end]);
        fields.push(field);
        match rest.get(end + mark.len_utf8()..) {
            Some(next) if end < rest.len() => rest = next,
            _ => return fields,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fields;

    #[test]
    fn a_row_is_cut_at_its_marks_and_not_in_quotations() {
        assert_eq!(fields("a,\"b, \"\"c\"\"\",,d\r\n", ','), ["a", "b, \"c\"", "", "d"]);
        assert_eq!(fields("a;\"b\nc\";", ';'), ["a", "b\nc", ""]);
        assert_eq!(fields("a\tb \"c\"\td", '\t'), ["a", "b \"c\"", "d"]);
        assert_eq!(fields("\"open", ','), ["open"]);
    }
}
