//! JSON lines: one object a document, with `id`, `text`, `published`, `source`, `title`, `url`, `language`.
//!
//! Offsets count in the text as given; a title that does not open the text is kept beside it.

use super::{Content, Options, Piece, Pieces, dates, decode, lines};
use crate::Error;
use dateline_record::{Citation, Origin, PublishedBasis};
use serde_json::Value;
use std::io::BufRead;

/// A line that begins like an object; pretty-printed JSON is no JSON lines.
pub(super) fn sniff(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let line = head.split(|b| *b == b'\n').next().unwrap_or(head);
    let rest = line.strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    rest.is_some_and(|rest| rest.starts_with(b"\"") && rest.contains(&b':')) && !super::feed::sniff_json(head)
}

pub(super) fn open<'a>(
    mut input: Box<dyn BufRead + Send + 'a>,
    at: Citation,
    options: &Options,
) -> Pieces<'a> {
    let options = options.clone();
    let mut next = Citation { line: Some(0), ..at };
    Box::new(std::iter::from_fn(move || {
        loop {
            let mut bytes = vec![];
            next.offset += next.length;
            next.line = next.line.map(|line| line + 1);
            // JSON writes a text longer than it is.
            let limit = options.max_document.saturating_mul(2).max(1 << 16);
            let size = match lines::line(&mut *input, &mut bytes, limit) {
                Ok(0) => return None,
                Ok(size) => size,
                Err(error) => {
                    // A failing input would fail for ever.
                    input = Box::new(std::io::empty());
                    return Some(Piece { at: next.clone(), content: Err(error.into()) });
                }
            };
            next.length = size as u64;
            let mut at = next.clone();
            if bytes.len() < size {
                let error = Error::TooLarge { size, limit: options.max_document };
                return Some(Piece { at, content: Err(error) });
            }
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            at.sign(&bytes);
            return Some(Piece { at, content: object(bytes, &options) });
        }
    }))
}

/// The document of a JSON object.
fn object(bytes: Vec<u8>, options: &Options) -> Result<Content, Error> {
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Err(Error::Binary(at));
    }
    let json: Value = serde_json::from_str(&decode(bytes))
        .map_err(|error| Error::Malformed(format!("no document: {error}")))?;
    let Value::Object(_) = json else {
        return Err(Error::Malformed("no document: this is no JSON object".into()));
    };
    let fields = Fields { json: &json, options };
    let text = fields.text("text")?.ok_or_else(|| {
        let name = fields.name("text");
        Error::Malformed(format!("no document: there is no `{name}`; --columns text=KEY names another key"))
    })?;
    let origin = origin(|field| fields.text(field))?;
    Ok(Content::Text(text, Box::new(origin)))
}

/// What is known of a document by the columns of a table or the keys of an object.
///
/// # Errors
/// A value that is no text, or a date that is none.
pub(super) fn origin(field: impl Fn(&str) -> Result<Option<String>, Error>) -> Result<Origin, Error> {
    let published = match field("published")?.filter(|p| !p.trim().is_empty()) {
        None => None,
        Some(written) => {
            let day = dates::day(&written).ok_or_else(|| {
                Error::Malformed(format!("`published` is `{written}`, which is no date (YYYY-MM-DD)"))
            })?;
            Some((day, PublishedBasis::Metadata))
        }
    };
    Ok(Origin {
        key: field("id")?,
        source: field("source")?,
        url: field("url")?,
        title: field("title")?.filter(|title| !title.trim().is_empty()),
        language: field("language")?,
        published,
        ..Origin::default()
    })
}

/// The values of an object under the names that the caller gave them.
struct Fields<'a> {
    json: &'a Value,
    options: &'a Options,
}

impl Fields<'_> {
    fn name<'s>(&'s self, field: &'s str) -> &'s str {
        self.options.column(field)
    }
    /// A string or a number; `a.b` is the `b` of the object `a`.
    fn text(&self, field: &str) -> Result<Option<String>, Error> {
        let name = self.name(field);
        let inner = || name.split('.').try_fold(self.json, |json, key| json.get(key));
        match self.json.get(name).or_else(inner) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(Value::Number(number)) if field != "text" => Ok(Some(number.to_string())),
            // As before: an id that is a list or an object names nothing.
            Some(_) if field == "id" => Ok(None),
            Some(_) => Err(Error::Malformed(format!("no document: `{name}` is no text"))),
        }
    }
}
