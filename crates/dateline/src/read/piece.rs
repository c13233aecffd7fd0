//! Pieces of inputs, and the documents that are made of them: decoded, taken apart, dated, in a language.

use super::{Failed, Item, Options, encoding, html, http, language};
use crate::{Coder, Document, Error};
use dateline_record::{Citation, Note, Origin, PublishedBasis, SectionKind};

/// What one document is made of, as it was found in an input.
#[derive(Debug)]
pub struct Piece {
    pub(super) at: Citation,
    pub(super) content: Result<Content, Error>,
}

/// What a piece holds.
#[derive(Debug)]
pub(super) enum Content {
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
pub(super) struct Stored {
    pub(super) bytes: Vec<u8>,
    /// Encodings that were laid over it by the server, outermost last.
    pub(super) packed: Vec<String>,
    /// The charset that the server named.
    pub(super) charset: Option<String>,
    /// Whether the server called it plain text.
    pub(super) is_plain: bool,
    pub(super) url: Option<String>,
    pub(super) notes: Vec<Note>,
}

/// The parts of a page's text.
pub(super) struct Page {
    pub(super) parts: Vec<(SectionKind, String)>,
    pub(super) known: Origin,
    /// Whether elements lay too deep.
    pub(super) flattened: bool,
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

/// A document of a text that came from no input, its language told by its words unless `origin` names one.
///
/// # Errors
/// The text is larger than the options allow, or holds a NUL.
pub fn given(text: String, mut origin: Origin, coder: &Coder, options: &Options) -> Result<Document, Error> {
    if text.len() > options.max_document {
        return Err(Error::TooLarge { size: text.len(), limit: options.max_document });
    }
    if let Some(nul) = text.find('\0') {
        return Err(Error::Binary(nul));
    }
    if origin.language.is_none() {
        origin.language = language::foreign(&text.chars().take(8000).collect::<String>(), None);
    }
    origin.source = origin.source.or_else(|| options.source.clone());
    origin.published = origin.published.or(options.published.map(|date| (date, PublishedBasis::User)));
    Ok(coder.document(text, origin))
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

pub(super) fn note(code: &str, message: String) -> Note {
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
