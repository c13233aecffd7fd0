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
mod sections;
mod table;
mod text;
mod unpack;
mod warc;
mod window;
mod xml;

pub(crate) use sections::assembled;
pub use sections::{Furniture, sections};

use crate::{Coder, Document, Error};
use dateline_record::{Citation, Note, Origin, PublishedBasis, SectionKind};
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

/// What one document is made of, as it was found in an input.
#[derive(Debug)]
pub struct Piece {
    at: Citation,
    content: Result<Content, Error>,
}

/// What a piece holds.
#[derive(Debug)]
enum Content {
    /// A text that stands as it is, and what is known of it.
    Text(String, Box<Origin>),
    /// A plain text in an encoding yet to be told.
    Plain(Vec<u8>),
    /// A page as it is stored, and what the one who stored it knew of it.
    Html(Stored),
    /// Parts of a text that is still to be made, the name of what took them apart, and what is known of it.
    Parts(Vec<(SectionKind, String)>, &'static str, Box<Origin>),
}

/// The bytes of a page and how they came.
#[derive(Debug, Default)]
struct Stored {
    bytes: Vec<u8>,
    /// Encodings that were laid over it by the server, outermost last.
    packed: Vec<String>,
    /// The charset that the server named.
    charset: Option<String>,
    /// Whether the server called it plain text.
    is_plain: bool,
    url: Option<String>,
    notes: Vec<Note>,
}

/// The parts of a page's text.
struct Page {
    parts: Vec<(SectionKind, String)>,
    known: Origin,
    /// Whether elements lay too deep.
    flattened: bool,
}

/// A text and its parts if they are known.
enum Text {
    Whole(String),
    Parts(Vec<(SectionKind, String)>),
}

impl Text {
    fn len(&self) -> usize {
        match self {
            Text::Whole(text) => text.len(),
            Text::Parts(parts) => parts.iter().map(|(_, words)| words.len() + 2).sum(),
        }
    }
    /// The words that tell the language: those of the story.
    fn sample(&self) -> String {
        match self {
            Text::Whole(text) => text.chars().take(8000).collect(),
            Text::Parts(parts) => {
                let story = parts.iter().filter(|(kind, _)| kind.is_story()).map(|(_, words)| words.as_str());
                story.collect::<Vec<_>>().join(" ").chars().take(8000).collect()
            }
        }
    }
    fn nul(&self) -> Option<usize> {
        match self {
            Text::Whole(text) => text.find('\0'),
            Text::Parts(parts) => parts.iter().find_map(|(_, words)| words.find('\0')),
        }
    }
}

impl Piece {
    /// Where it stands in its input.
    #[must_use]
    pub const fn at(&self) -> &Citation {
        &self.at
    }
    /// Bytes it holds in memory, roughly.
    #[must_use]
    pub fn size(&self) -> usize {
        match &self.content {
            Ok(Content::Text(text, _)) => text.len(),
            Ok(Content::Plain(bytes)) => bytes.len(),
            Ok(Content::Html(stored)) => stored.bytes.len(),
            Ok(Content::Parts(parts, ..)) => parts.iter().map(|(_, words)| words.len()).sum(),
            Err(_) => 0,
        }
    }
    /// The document it becomes.
    ///
    /// # Errors
    /// What is wrong with the piece, and where it stands.
    pub fn document(self, coder: &Coder, options: &Options) -> Item {
        let mut at = self.at;
        match self.content.and_then(|content| text(content, &mut at, coder, options)) {
            Ok((text, origin)) => Ok(finished(text, origin, at, coder, options)),
            Err(error) => Err(Box::new(Failed { at, error })),
        }
    }
}

/// The text of a piece, decoded and taken apart.
fn text(
    content: Content,
    at: &mut Citation,
    coder: &Coder,
    options: &Options,
) -> Result<(Text, Origin), Error> {
    let (text, origin) = match content {
        Content::Text(text, origin) => (Text::Whole(text), *origin),
        Content::Plain(bytes) => {
            let decoded = encoding::decode(&bytes, None);
            let origin = Origin { notes: decoded.note.into_iter().collect(), ..Origin::default() };
            (Text::Whole(decoded.text), origin)
        }
        Content::Html(stored) => stored_page(stored, at, coder, options)?,
        Content::Parts(parts, extractor, origin) => {
            (Text::Parts(parts), Origin { extractor: Some(extractor), ..*origin })
        }
    };
    if text.len() > options.max_document {
        return Err(Error::TooLarge { size: text.len(), limit: options.max_document });
    }
    match text.nul() {
        Some(nul) => Err(Error::Binary(nul)),
        None => Ok((text, origin)),
    }
}

fn stored_page(
    stored: Stored,
    at: &mut Citation,
    coder: &Coder,
    options: &Options,
) -> Result<(Text, Origin), Error> {
    if at.digest.is_none() {
        at.sign(&stored.bytes);
    }
    let bytes = http::unpacked(stored.bytes, &stored.packed, options.max_page)?;
    let decoded = encoding::decode(&bytes, stored.charset.as_deref());
    let mut notes = stored.notes;
    notes.extend(decoded.note);
    if stored.is_plain {
        return Ok((
            Text::Whole(decoded.text),
            Origin { url: stored.url, extractor: Some("plain/1"), notes, ..Origin::default() },
        ));
    }
    // A page of zeros is no page; one with a stray NUL is, without it.
    let nuls = decoded.text.bytes().filter(|b| *b == 0).count();
    if nuls > 16 && nuls * 100 > decoded.text.len() {
        return Err(Error::Binary(decoded.text.find('\0').unwrap_or(0)));
    }
    let html = if nuls > 0 { decoded.text.replace('\0', "") } else { decoded.text };
    let page = html::page(&html, &coder.lexicon, options);
    if page.flattened {
        notes.push(note(
            "flattened-markup",
            format!("elements lie deeper than {}; they were lifted", options.max_depth),
        ));
    }
    let url = stored.url.or(page.known.url);
    Ok((Text::Parts(page.parts), Origin { url, extractor: Some(html::EXTRACTOR), notes, ..page.known }))
}

fn note(code: &str, message: String) -> Note {
    Note { code: code.into(), span: None, message }
}

/// A document with all that is known of it: by itself, by its citation, by the caller.
fn finished(text: Text, mut origin: Origin, at: Citation, coder: &Coder, options: &Options) -> Document {
    let key = || match (at.line, &origin.edition, &origin.url, &at.record) {
        (Some(line), ..) => format!("{}:{line}", at.input),
        (None, Some(edition), ..) => edition.guid.clone(),
        (None, None, Some(url), Some(_)) => url.clone(),
        (None, None, None, Some(record)) => record.clone(),
        _ => at.input.clone(),
    };
    origin.key = Some(origin.key.take().unwrap_or_else(key));
    origin.source = origin.source.take().or_else(|| options.source.clone());
    origin.published = origin.published.or(options.published.map(|date| (date, PublishedBasis::User)));
    // What a text was given with is believed; what a page or a feed says of itself is a template's word.
    let believed = origin.extractor.is_none() && origin.language.is_some();
    if !believed {
        origin.language = language::foreign(&text.sample(), origin.language.as_deref());
    }
    origin.citation = Some(at);
    match text {
        Text::Whole(text) => coder.document(text, origin),
        Text::Parts(parts) => coder.document_of(&parts, origin),
    }
}

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
    let sniffed = || READERS.iter().find(|reader| (reader.sniff)(&opened.head));
    let found = from.or_else(|| reader_for(name)).or_else(sniffed);
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
