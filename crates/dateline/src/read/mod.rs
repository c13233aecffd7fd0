//! Bytes to documents. A format is a file here and a line in [`READERS`].

mod jsonl;
mod sections;
mod text;

pub use sections::{Furniture, sections};

use crate::{Coder, Document, Error};
use dateline_record::{Origin, PublishedBasis};
use jiff::civil::Date;
use std::io::BufRead;

/// What the caller knows of the inputs.
#[derive(Clone, Debug)]
pub struct Options {
    /// Date of publication for documents that carry none.
    pub published: Option<Date>,
    /// Name of the outlet for documents that carry none.
    pub source: Option<String>,
    /// Largest document, in bytes.
    pub max_document: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { published: None, source: None, max_document: 2 << 20 }
    }
}

/// One document, or why it could not be read; a bad one does not stop the next.
pub type Item = Result<Document, Error>;

/// Documents of an input, lazily.
pub type Documents<'a> = Box<dyn Iterator<Item = Item> + Send + 'a>;

/// A format that can be read.
pub struct Reader {
    /// Its name on the command line.
    pub name: &'static str,
    /// Endings of its files.
    pub endings: &'static [&'static str],
    /// One line of help.
    pub help: &'static str,
    /// Reads an input. `key` names it in messages and records.
    pub open: for<'a> fn(&'a Coder, Box<dyn BufRead + Send + 'a>, &str, &Options) -> Documents<'a>,
}

/// Every format that can be read; the first is the default.
pub const READERS: &[Reader] = &[
    Reader {
        name: "text",
        endings: &["txt", "text", "md"],
        help: "plain text, one document a file; a first line alone is its headline",
        open: text::open,
    },
    Reader {
        name: "jsonl",
        endings: &["jsonl", "ndjson"],
        help: "one JSON object a line: id, text, published, source, title, url",
        open: jsonl::open,
    },
];

/// The reader for a file name, by its ending.
#[must_use]
pub fn reader_for(path: &str) -> &'static Reader {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    READERS.iter().find(|r| r.endings.contains(&ending.as_str())).unwrap_or(&READERS[0])
}

/// Bytes as text: a BOM is dropped, bytes that are no UTF-8 become U+FFFD, NUL is refused.
fn decode(bytes: Vec<u8>, limit: usize) -> Result<String, Error> {
    if bytes.len() > limit {
        return Err(Error::TooLarge { size: bytes.len(), limit });
    }
    if let Some(at) = bytes.iter().position(|b| *b == 0) {
        return Err(Error::Binary(at));
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned(),
    };
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

fn origin(key: &str, options: &Options) -> Origin {
    Origin {
        key: Some(key.to_owned()),
        source: options.source.clone(),
        published: options.published.map(|date| (date, PublishedBasis::User)),
        ..Origin::default()
    }
}
