//! JSON lines: one object a document, with `id`, `text`, `published`, `source`, `title`, `url`.
//!
//! Offsets count in the text as given; a title that does not open the text is kept beside it.

use super::{Documents, Item, Options, decode, origin};
use crate::{Coder, Error};
use dateline_record::PublishedBasis;
use jiff::civil::Date;
use serde::Deserialize;
use std::io::BufRead;

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    id: Option<serde_json::Value>,
    text: String,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    source: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    language: Option<String>,
}

pub(super) fn open<'a>(
    coder: &'a Coder,
    input: Box<dyn BufRead + Send + 'a>,
    key: &str,
    options: &Options,
) -> Documents<'a> {
    let (key, options) = (key.to_owned(), options.clone());
    let mut input = input;
    let mut line = 0;
    Box::new(std::iter::from_fn(move || {
        loop {
            let mut bytes = vec![];
            match read_line(&mut input, &mut bytes, options.max_document.saturating_mul(2)) {
                Err(error) => {
                    // A failing input would fail for ever.
                    input = Box::new(std::io::empty());
                    return Some(Err(error.into()));
                }
                Ok(0) => return None,
                Ok(size) => {
                    line += 1;
                    if bytes.len() < size {
                        let limit = options.max_document;
                        return Some(Err(Error::Line {
                            line,
                            message: Error::TooLarge { size, limit }.to_string(),
                        }));
                    }
                }
            }
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            return Some(document(coder, bytes, &key, line, &options));
        }
    }))
}

/// Reads one line; of a line longer than `limit` only its length comes back.
fn read_line(input: &mut dyn BufRead, bytes: &mut Vec<u8>, limit: usize) -> std::io::Result<usize> {
    let mut size = 0;
    loop {
        let buffer = input.fill_buf()?;
        if buffer.is_empty() {
            return Ok(size);
        }
        let (used, done) = match buffer.iter().position(|b| *b == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), false),
        };
        if size + used <= limit {
            bytes.extend_from_slice(&buffer[..used]);
        } else {
            bytes.clear();
        }
        size += used;
        input.consume(used);
        if done {
            return Ok(size);
        }
    }
}

fn document(coder: &Coder, bytes: Vec<u8>, key: &str, line: usize, options: &Options) -> Item {
    let fail = |message: String| Error::Line { line, message };
    let json = decode(bytes, usize::MAX).map_err(|error| fail(error.to_string()))?;
    let given: Line = serde_json::from_str(&json).map_err(|error| fail(format!("no document: {error}")))?;
    if given.text.len() > options.max_document {
        let error = Error::TooLarge { size: given.text.len(), limit: options.max_document };
        return Err(fail(error.to_string()));
    }
    if let Some(at) = given.text.find('\0') {
        return Err(fail(Error::Binary(at).to_string()));
    }
    let mut origin = origin(&format!("{key}:{line}"), options);
    match given.id {
        Some(serde_json::Value::String(id)) => origin.key = Some(id),
        Some(serde_json::Value::Number(id)) => origin.key = Some(id.to_string()),
        _ => {}
    }
    if let Some(published) = given.published.filter(|p| !p.is_empty()) {
        let day = published.get(..10).unwrap_or(&published);
        let date: Date = day
            .parse()
            .map_err(|_| fail(format!("`published` is `{published}`, which is no date (YYYY-MM-DD)")))?;
        origin.published = Some((date, PublishedBasis::Metadata));
    }
    origin.source = given.source.or(origin.source);
    origin.title = given.title.filter(|t| !t.trim().is_empty());
    origin.url = given.url;
    origin.language = given.language;
    Ok(coder.document(given.text, origin))
}
