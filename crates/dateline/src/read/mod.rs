//! Bytes to documents. A format is a file here and a line in [`READERS`].
//!
//! An input is cut into [`Piece`]s, in order and in flat memory; a piece becomes a document on its own, so that threads can
//! share the work. [`documents`] does both:
//!
//! ```
//! use dateline::{Coder, read};
//! let coder = Coder::built_in();
//! let lines = "{\"text\": \"Rebels left.\"}\n{\"text\": 5}\n";
//! let all: Vec<read::Item> =
//!     read::documents(&coder, Box::new(lines.as_bytes()), "news.jsonl", None, &read::Options::default()).collect();
//! let cited = all[0].as_ref().unwrap().origin.citation.as_ref().unwrap();
//! assert_eq!((cited.input.as_str(), cited.offset, cited.line), ("news.jsonl", 0, Some(1)));
//! let failed = all[1].as_ref().unwrap_err();
//! assert_eq!((failed.at.offset, failed.at.line), (25, Some(2)));
//! ```

mod dates;
mod encoding;
mod feed;
mod html;
mod http;
mod jsonl;
mod language;
mod lines;
mod newsml;
mod piece;
mod sections;
mod table;
mod text;
mod unpack;
mod warc;
mod window;
mod xml;

pub use piece::{Piece, given};
pub(crate) use sections::assembled;
pub use sections::{Furniture, sections};

use piece::{Content, Page, Stored, note};

use crate::{Coder, Document, Error};
use dateline_record::Citation;
use jiff::civil::Date;
use std::io::BufRead;

/// What the caller knows of the inputs, and how much an input may ask for.
#[derive(Clone, Debug)]
pub struct Options {
    /// Date of publication for documents that carry none.
    pub published: Option<Date>,
    /// Name of the outlet for documents that carry none.
    pub source: Option<String>,
    /// Columns of a table, or keys of a JSON object, by what they hold: `text`, `id`, `published`, `source`, `title`, `url`,
    /// `language`. A column that is not named here is looked for under its own name.
    pub columns: Vec<(String, String)>,
    /// Largest document, in bytes of text.
    pub max_document: usize,
    /// Largest page, feed or agency item as it is stored, unpacked, in bytes.
    pub max_page: usize,
    /// Deepest nesting of elements in HTML and XML. What lies deeper in HTML is lifted up to it; XML is refused.
    pub max_depth: usize,
    /// Bytes that a packed byte may become, after the first 64 MiB.
    pub max_ratio: u64,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            published: None,
            source: None,
            columns: vec![],
            max_document: 2 << 20,
            max_page: 8 << 20,
            max_depth: 256,
            max_ratio: 400,
        }
    }
}

/// What a column of a table may hold.
pub const FIELDS: &[&str] = &["id", "text", "published", "source", "title", "url", "language"];

impl Options {
    /// The column that holds a field: the one given for it, else the one of its name.
    fn column<'a>(&'a self, field: &'a str) -> &'a str {
        self.columns.iter().find(|(of, _)| of == field).map_or(field, |(_, column)| column)
    }
}

/// Why a piece of an input is no document, and which piece.
#[derive(Debug, thiserror::Error)]
#[error("{}{error}", place(at))]
pub struct Failed {
    /// Where it stands. Length and digest may be missing.
    pub at: Citation,
    /// What is wrong.
    pub error: Error,
}

fn place(at: &Citation) -> String {
    match (at.line, &at.record, at.offset) {
        (Some(line), ..) => format!("line {line}: "),
        (None, Some(record), offset) => format!("byte {offset}, {record}: "),
        (None, None, 0) => String::new(),
        (None, None, offset) => format!("byte {offset}: "),
    }
}

/// One document, or why it could not be read; a bad one does not stop the next.
pub type Item = Result<Document, Box<Failed>>;

/// Documents of an input, lazily.
pub type Documents<'a> = Box<dyn Iterator<Item = Item> + Send + 'a>;

/// Pieces of an input, lazily.
pub type Pieces<'a> = Box<dyn Iterator<Item = Piece> + Send + 'a>;

/// A format that can be read.
pub struct Reader {
    /// Its name on the command line.
    pub name: &'static str,
    /// Endings of its files.
    pub endings: &'static [&'static str],
    /// One line of help.
    pub help: &'static str,
    /// Whether an input that begins so is of this format.
    sniff: fn(&[u8]) -> bool,
    /// Cuts an input.
    open: for<'a> fn(Box<dyn BufRead + Send + 'a>, Citation, &Options) -> Pieces<'a>,
}

impl Reader {
    /// Whether it is one of many stories that a server keeps up to date.
    #[must_use]
    pub fn is_feed(&self) -> bool {
        matches!(self.name, "feed" | "jsonfeed" | "newsml" | "nitf")
    }
}

/// Every format that can be read; the first is the default.
pub const READERS: &[Reader] = &[
    Reader {
        name: "text",
        endings: &["txt", "text", "md"],
        help: "plain text, one document a file; a first line alone is its headline",
        sniff: |_| false,
        open: text::open,
    },
    Reader {
        name: "jsonl",
        endings: &["jsonl", "ndjson"],
        help: "one JSON object a line: id, text, published, source, title, url, language",
        sniff: jsonl::sniff,
        open: jsonl::open,
    },
    Reader {
        name: "html",
        endings: &["html", "htm", "xhtml", "shtml"],
        help: "a web page: its story, its title, date and outlet by JSON-LD, OpenGraph and meta",
        sniff: html::sniff,
        open: |input, at, options| {
            let limit = options.max_page;
            let page = |bytes| Content::Html(Stored { bytes, ..Stored::default() });
            Box::new(std::iter::once_with(move || text::whole(input, at, limit, page)))
        },
    },
    Reader {
        name: "feed",
        endings: &["rss", "atom", "rdf"],
        help: "RSS, Atom: each item's own text, not the page it links to",
        sniff: feed::sniff,
        open: feed::open,
    },
    Reader {
        name: "jsonfeed",
        endings: &["jsonfeed"],
        help: "JSON Feed: each item's own text",
        sniff: feed::sniff_json,
        open: feed::open,
    },
    Reader {
        name: "newsml",
        endings: &["newsml"],
        help: "NewsML-G2: agency items with version and pubStatus, alone or in a newsMessage",
        sniff: newsml::sniff,
        open: newsml::open,
    },
    Reader {
        name: "nitf",
        endings: &["nitf"],
        help: "NITF: an agency item",
        sniff: newsml::sniff_nitf,
        open: newsml::open,
    },
    Reader {
        name: "csv",
        endings: &["csv"],
        help: "a table with a row of column names, one document a row; --columns says what they hold",
        sniff: |_| false,
        open: table::open_csv,
    },
    Reader {
        name: "tsv",
        endings: &["tsv", "tab"],
        help: "a table with tabs",
        sniff: |_| false,
        open: table::open_tsv,
    },
    Reader {
        name: "warc",
        endings: &["warc"],
        help: "web archives, as of Common Crawl's CC-NEWS: every page in them; each record may be gzipped by itself",
        sniff: warc::sniff,
        open: warc::open,
    },
];

/// Endings of many formats, and what to say where the first bytes are those of none.
const UNKNOWN: &[(&str, &str)] = &[
    (".json", "this JSON is no JSON Feed and has no object a line; `jq -c '.[]'` makes lines of a list"),
    (".xml", "this XML is of no kind that is read: RSS, Atom, NewsML-G2, NITF, XHTML"),
];

/// What other files begin with, so that they are named and not read as text.
const OTHERS: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP file or an office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x28\xb5\x2f\xfd", "packed with zstd"),
    (b"BZh", "packed with bzip2"),
    (b"\xfd7zXZ", "packed with xz"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3\0", "a database"),
];

/// The reader of a name.
#[must_use]
pub fn reader(name: &str) -> Option<&'static Reader> {
    READERS.iter().find(|r| r.name == name)
}

/// The reader for a file name by its ending, without the `.gz` of a packed file.
#[must_use]
pub fn reader_for(path: &str) -> Option<&'static Reader> {
    let bare = path.strip_suffix(".gz").unwrap_or(path);
    let ending = bare.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    READERS.iter().find(|r| r.endings.contains(&ending.as_str()))
}

/// The reader for an input by its first bytes; none for plain text and tables, which begin with anything.
#[must_use]
pub fn sniffed(head: &[u8]) -> Option<&'static Reader> {
    READERS.iter().find(|reader| (reader.sniff)(head))
}

/// The documents of an input. `input` may be gzipped; `name` is what records and messages call it. Its format is `from`, else
/// that of the name's ending, else that of its first bytes, else plain text.
pub fn documents<'a>(
    coder: &'a Coder,
    input: Box<dyn BufRead + Send + 'a>,
    name: &str,
    from: Option<&'static Reader>,
    options: &Options,
) -> Documents<'a> {
    let given = options.clone();
    Box::new(pieces(input, name, from, options).map(move |piece| piece.document(coder, &given)))
}

/// What the documents of an input are made of, in order. See [`documents`].
pub fn pieces<'a>(
    input: Box<dyn BufRead + Send + 'a>,
    name: &str,
    from: Option<&'static Reader>,
    options: &Options,
) -> Pieces<'a> {
    let at = Citation { input: name.to_owned(), ..Citation::default() };
    let opened = match unpack::open(input) {
        Ok(opened) => opened,
        Err(error) => return Box::new(std::iter::once(Piece { at, content: Err(error.into()) })),
    };
    if name.ends_with(".gz") && !opened.is_packed && !opened.head.is_empty() {
        let error = Error::Malformed("the name ends in .gz, but this is no gzip".into());
        return Box::new(std::iter::once(Piece { at, content: Err(error) }));
    }
    let other = OTHERS.iter().find(|(mark, _)| from.is_none() && opened.head.starts_with(mark));
    if let Some((_, what)) = other {
        let error = Error::Malformed(format!("this is {what}, which is not read"));
        return Box::new(std::iter::once(Piece { at, content: Err(error) }));
    }
    let found = from.or_else(|| reader_for(name)).or_else(|| sniffed(&opened.head));
    let bare = name.strip_suffix(".gz").unwrap_or(name).to_lowercase();
    let unknown = UNKNOWN.iter().find(|(ending, _)| found.is_none() && bare.ends_with(ending));
    if let Some((_, message)) = unknown {
        let error = Error::Malformed((*message).into());
        return Box::new(std::iter::once(Piece { at, content: Err(error) }));
    }
    let reader = found.unwrap_or(&READERS[0]);
    // A web archive is unpacked record by record.
    let input = if reader.name == "warc" { opened.stored() } else { opened.unpacked(options) };
    (reader.open)(input, at, options)
}

/// Bytes as text: a BOM is dropped, bytes that are no UTF-8 become U+FFFD.
fn decode(bytes: Vec<u8>) -> String {
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}
