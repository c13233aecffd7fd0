//! Feeds: RSS, Atom and JSON Feed. Each item is a piece: its own text, not the page it links to.

use super::html::{fragment, is_markup, squeeze};
use super::xml::{Xml, has_root};
use super::{Content, Options, Piece, Pieces, dates::day, encoding, text::all};
use crate::Error;
use dateline_record::{Change, Citation, Edition, Origin, PubStatus, PublishedBasis, SectionKind};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::io::BufRead;

/// Name and version of what makes the text of an item.
const EXTRACTOR: &str = "feed/1";

pub(super) fn sniff(head: &[u8]) -> bool {
    has_root(head, &["rss", "feed", "RDF"])
}
pub(super) fn sniff_json(head: &[u8]) -> bool {
    head.trim_ascii_start().starts_with(b"{") && head.windows(20).any(|part| part == b"jsonfeed.org/version")
}

pub(super) fn open<'a>(input: Box<dyn BufRead + Send + 'a>, at: Citation, options: &Options) -> Pieces<'a> {
    let options = options.clone();
    Box::new(std::iter::once_with(move || pieces(input, at, &options)).flatten())
}

fn pieces(input: Box<dyn BufRead + Send + '_>, at: Citation, options: &Options) -> Vec<Piece> {
    let bytes = match all(input, options.max_page) {
        Ok(bytes) => bytes,
        Err(error) => return vec![Piece { at, content: Err(error) }],
    };
    let decoded = encoding::decode(&bytes, None);
    let cited = Cited::new(at, &bytes, &decoded.text);
    let mut pieces = if decoded.text.trim_start().starts_with('{') {
        json(&cited, options)
    } else {
        match Xml::read(&decoded.text, options.max_depth) {
            Ok(xml) => items(&xml, &cited, options),
            Err(error) => vec![cited.failure(0, error)],
        }
    };
    for piece in &mut pieces {
        if let (Ok(Content::Parts(_, _, origin)), Some(note)) = (&mut piece.content, &decoded.note) {
            origin.notes.push(note.clone());
        }
    }
    pieces
}

/// A decoded input, and how to cite parts of it.
pub(super) struct Cited<'a> {
    at: Citation,
    bytes: &'a [u8],
    text: &'a str,
    /// Where the text stands in the bytes it was made of, if its bytes are theirs.
    base: Option<usize>,
}

impl<'a> Cited<'a> {
    pub(super) fn new(at: Citation, bytes: &'a [u8], text: &'a str) -> Cited<'a> {
        let base = bytes.ends_with(text.as_bytes()).then(|| bytes.len() - text.len());
        Cited { at, bytes, text, base }
    }
    /// Cites a part: by its bytes where the text's are those of the input, else by the whole input.
    pub(super) fn part(&self, span: std::ops::Range<usize>, record: Option<String>) -> Citation {
        let span = self.base.map_or(0..self.bytes.len(), |base| base + span.start..base + span.end);
        let (offset, length) = (span.start as u64, span.len() as u64);
        let mut at = Citation { offset, length, record, ..self.at.clone() };
        at.sign(&self.bytes[span]);
        at
    }
    pub(super) fn failure(&self, offset: usize, error: Error) -> Piece {
        let offset = self.base.map_or(0, |base| base + offset) as u64;
        Piece { at: Citation { offset, ..self.at.clone() }, content: Err(error) }
    }
}

/// What an item says of itself, in any dialect.
#[derive(Default)]
struct Entry {
    guid: Option<String>,
    title: Option<String>,
    url: Option<String>,
    published: Option<String>,
    updated: Option<String>,
    content: Option<String>,
    language: Option<String>,
    source: Option<String>,
    is_withdrawn: bool,
}

impl Entry {
    fn piece(self, at: Citation, options: &Options) -> Piece {
        let mut parts = vec![];
        if let Some(title) = &self.title {
            parts.push((SectionKind::Headline, title.clone()));
        }
        let content = self.content.unwrap_or_default();
        if is_markup(&content) {
            let blocks = fragment(&content, options);
            parts.extend(blocks.into_iter().filter(|(_, words)| Some(words) != self.title.as_ref()));
        } else {
            parts.extend(paragraphs(&content));
        }
        let published = [&self.published, &self.updated].into_iter().flatten().find_map(|date| day(date));
        let guid = self.guid.or_else(|| self.url.clone());
        let edition = guid.map(|guid| {
            let again = self.updated.is_some() && self.published.is_some() && self.updated != self.published;
            let (status, change) = match (self.is_withdrawn, again) {
                (true, _) => (PubStatus::Canceled, Change::Withdrawal),
                (false, true) => (PubStatus::Usable, Change::Update),
                (false, false) => (PubStatus::Usable, Change::First),
            };
            Edition { guid, version: self.updated, status, change, supersedes: vec![], note: None }
        });
        let origin = Origin {
            source: self.source,
            url: self.url,
            published: published.map(|date| (date, PublishedBasis::Metadata)),
            language: self.language,
            edition,
            ..Origin::default()
        };
        Piece { at, content: Ok(Content::Parts(parts, EXTRACTOR, Box::new(origin))) }
    }
}

/// The paragraphs of a plain text: parted by blank lines.
pub(super) fn paragraphs(text: &str) -> Vec<(SectionKind, String)> {
    let mut parts = vec![String::new()];
    for line in text.lines() {
        let line = squeeze(line);
        match parts.last_mut() {
            Some(last) if !line.is_empty() => {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(&line);
            }
            _ => parts.push(String::new()),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.into_iter().map(|part| (SectionKind::Body, part)).collect()
}

/// The items of RSS (any version) and Atom.
fn items(xml: &Xml, cited: &Cited, options: &Options) -> Vec<Piece> {
    let mut pieces = vec![];
    if let Some(root) = xml.root() {
        let channel = xml.first(root, "channel").unwrap_or(root);
        let source = xml.text_of(channel, &["title"]);
        let language = xml.text_of(channel, &["language"]).or_else(|| xml.attribute(root, "xml:lang"));
        // RSS 1 has its items beside the channel.
        let mut found: Vec<usize> = [channel, root]
            .iter()
            .flat_map(|at| {
                ["item", "entry", "deleted-entry"].map(|name| xml.all(*at, name).collect::<Vec<_>>())
            })
            .flatten()
            .collect();
        found.sort_unstable();
        found.dedup();
        for at in found {
            let entry = match xml.name(at) {
                "item" => item(xml, at),
                "entry" => entry(xml, at),
                _ => Entry {
                    guid: xml.attribute(at, "ref"),
                    updated: xml.attribute(at, "when"),
                    is_withdrawn: true,
                    ..Entry::default()
                },
            };
            let entry = Entry {
                source: entry.source.or_else(|| source.clone()),
                language: entry.language.or_else(|| language.clone()),
                ..entry
            };
            pieces.push(entry_piece(xml, at, entry, cited, options));
        }
    }
    if let Some((offset, message)) = &xml.broken {
        pieces.push(cited.failure(*offset, Error::Malformed(format!("the feed breaks off: {message}"))));
    } else if pieces.is_empty() && xml.root().is_none() {
        pieces.push(cited.failure(0, Error::Malformed("this is no feed".into())));
    }
    pieces
}

fn entry_piece(xml: &Xml, at: usize, entry: Entry, cited: &Cited, options: &Options) -> Piece {
    let record = entry.guid.clone().or_else(|| entry.url.clone());
    entry.piece(cited.part(xml.nodes[at].span.clone(), record), options)
}

/// An item of RSS. `encoded` is the whole text, `description` often its beginning.
fn item(xml: &Xml, at: usize) -> Entry {
    let text = |name: &str| xml.text_of(at, &[name]);
    let raw = |name: &str| xml.first(at, name).map(|at| xml.raw(at)).filter(|raw| !raw.trim().is_empty());
    Entry {
        guid: text("guid").or_else(|| xml.attribute(at, "rdf:about")),
        // A title is HTML as often as not, and escaped twice.
        title: text("title").map(|title| squeeze_markup(&title)),
        url: text("link").or_else(|| text("guid").filter(|guid| guid.starts_with("http"))),
        published: text("pubDate").or_else(|| text("date")).or_else(|| text("published")),
        updated: text("updated").or_else(|| text("modified")),
        content: raw("encoded").or_else(|| raw("description")).or_else(|| raw("summary")),
        language: text("language"),
        source: text("source"),
        is_withdrawn: false,
    }
}

/// An entry of Atom. XHTML content is markup of the feed itself.
fn entry(xml: &Xml, at: usize) -> Entry {
    let text = |name: &str| xml.text_of(at, &[name]);
    let links = || xml.all(at, "link");
    let is_alternate = |link: &usize| xml.attribute(*link, "rel").is_none_or(|rel| rel == "alternate");
    let content = |name: &str| {
        let at = xml.first(at, name)?;
        let written = match xml.attribute(at, "type").as_deref() {
            Some("xhtml") => markup(xml, at),
            _ => xml.raw(at),
        };
        Some(written).filter(|written| !written.trim().is_empty())
    };
    let title = content("title")
        .map(|title| if is_markup(&title) { squeeze_markup(&title) } else { squeeze(&title) });
    Entry {
        guid: text("id"),
        title,
        url: links().find(is_alternate).and_then(|link| xml.attribute(link, "href")),
        published: text("published").or_else(|| text("issued")),
        updated: text("updated").or_else(|| text("modified")),
        content: content("content").or_else(|| content("summary")),
        language: xml.attribute(at, "xml:lang"),
        source: xml.text_of(at, &["source", "title"]),
        is_withdrawn: false,
    }
}

/// The markup of an element's content.
fn markup(xml: &Xml, at: usize) -> String {
    enum Step {
        Open(usize),
        Close(usize),
    }
    let mut out = String::new();
    let mut steps = vec![Step::Open(at)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Close(at) => out.extend(["</", xml.name(at), ">"]),
            Step::Open(at) if xml.name(at).is_empty() => {
                out.push_str(&xml.nodes[at].written.replace('&', "&amp;").replace('<', "&lt;"));
            }
            Step::Open(at) => {
                out.extend(["<", xml.name(at), ">"]);
                steps.push(Step::Close(at));
                steps.extend(xml.nodes[at].children.iter().rev().map(|child| Step::Open(*child)));
            }
        }
    }
    out
}

fn squeeze_markup(markup: &str) -> String {
    let blocks = fragment(markup, &Options::default());
    squeeze(&blocks.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>().join(" "))
}

#[derive(Deserialize)]
struct JsonFeed<'a> {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    language: Option<String>,
    #[serde(borrow, default)]
    items: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct JsonItem {
    #[serde(default)]
    id: serde_json::Value,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    external_url: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    content_html: Option<String>,
    #[serde(default)]
    content_text: Option<String>,
    #[serde(default)]
    summary: Option<String>,
    #[serde(default)]
    date_published: Option<String>,
    #[serde(default)]
    date_modified: Option<String>,
    #[serde(default)]
    language: Option<String>,
}

/// The items of a JSON Feed.
fn json(cited: &Cited, options: &Options) -> Vec<Piece> {
    let feed: JsonFeed = match serde_json::from_str(cited.text) {
        Ok(feed) => feed,
        Err(error) => {
            return vec![cited.failure(0, Error::Malformed(format!("this is no JSON Feed: {error}")))];
        }
    };
    let piece = |raw: &&RawValue| {
        // Each item is a stretch of the text itself.
        let start = raw.get().as_ptr() as usize - cited.text.as_ptr() as usize;
        let span = start..start + raw.get().len();
        let item: JsonItem = match serde_json::from_str(raw.get()) {
            Ok(item) => item,
            Err(error) => {
                return cited.failure(start, Error::Malformed(format!("no item of a feed: {error}")));
            }
        };
        let guid = match &item.id {
            serde_json::Value::String(id) => Some(id.clone()),
            serde_json::Value::Number(id) => Some(id.to_string()),
            _ => None,
        };
        let entry = Entry {
            guid: guid.clone(),
            title: item.title.map(|title| squeeze(&title)).filter(|title| !title.is_empty()),
            url: item.url.or(item.external_url),
            published: item.date_published,
            updated: item.date_modified,
            content: item.content_html.or(item.content_text).or(item.summary),
            language: item.language.or_else(|| feed.language.clone()),
            source: feed.title.clone(),
            is_withdrawn: false,
        };
        entry.piece(cited.part(span, guid), options)
    };
    feed.items.iter().map(piece).collect()
}
