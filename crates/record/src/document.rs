//! A document as it was read: its text, where it came from, and its sections.

use crate::analysis::written;
use crate::{Note, Span};
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use smol_str::{SmolStr, format_smolstr};
use std::fmt::Write as _;

/// A document's name: `sha256:` and the digest of its text, the same in every run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(SmolStr);

impl DocumentId {
    fn of(text: &str) -> DocumentId {
        DocumentId(digest(text.as_bytes()))
    }
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `sha256:` and the digest of bytes in hex.
fn digest(bytes: &[u8]) -> SmolStr {
    let mut hex = String::with_capacity(71);
    hex.push_str("sha256:");
    for byte in Sha256::digest(bytes) {
        write!(hex, "{byte:02x}").expect("writing to a String cannot fail");
    }
    hex.into()
}

written! {
    /// On what the date of publication rests.
    PublishedBasis { User = "user", Metadata = "metadata", Dateline = "dateline", None = "none" }
}

written! {
    /// What a part of a document is.
    SectionKind {
        Headline = "headline", Dateline = "dateline", Body = "body", Related = "related",
        Boilerplate = "boilerplate", Caption = "caption",
    }
}

impl SectionKind {
    /// Whether events are read from such a section. Links to other stories and site furniture tell nothing of this one.
    #[must_use]
    pub const fn is_story(self) -> bool {
        matches!(
            self,
            SectionKind::Headline | SectionKind::Dateline | SectionKind::Body | SectionKind::Caption
        )
    }
}

/// A part of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it is.
    pub kind: SectionKind,
    /// Where it stands.
    pub span: Span,
}

/// Where a document was read: enough to find its bytes again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Citation {
    /// The input as the caller named it: a path, or `stdin`.
    pub input: String,
    /// Its first byte in the input. In a gzipped file it counts unpacked bytes; in a WARC it counts bytes of the file as it is
    /// stored, as indexes of web archives do.
    pub offset: u64,
    /// How many bytes it takes there.
    pub length: u64,
    /// Its line, from 1, in formats of lines.
    pub line: Option<u64>,
    /// Its name in the input: `WARC-Record-ID`, or the id of an item of a feed.
    pub record: Option<String>,
    /// `sha256:` and the digest of the bytes it was made of, unpacked: the file, the line, the item, the page of a WARC record.
    pub digest: Option<String>,
}

impl Citation {
    /// Takes the digest of the bytes that a document is made of.
    pub fn sign(&mut self, bytes: &[u8]) {
        self.digest = Some(digest(bytes).into());
    }
}

written! {
    /// What its publisher lets be done with a document, in the words of NewsML-G2.
    PubStatus { Usable = "usable", Withheld = "withheld", Canceled = "canceled" }
}

written! {
    /// What an edition is to the one before it.
    Change { First = "first", Update = "update", Correction = "correction", Withdrawal = "withdrawal" }
}

/// Which edition of a story a document is, by its publisher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The publisher's own name for the story, the same for all its editions.
    pub guid: String,
    /// Version of this edition: a number, or the moment it was made.
    pub version: Option<String>,
    /// Whether it may be used.
    pub status: PubStatus,
    /// What it is to the edition before.
    pub change: Change,
    /// Publisher's names of what this one takes the place of, besides earlier versions of the same `guid`.
    pub supersedes: Vec<String>,
    /// The publisher's note to editors.
    pub note: Option<String>,
}

/// What is known of a document besides its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The user's own name for the document: a file name or the `id` of a JSONL line.
    pub key: Option<String>,
    /// The outlet.
    pub source: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Its headline, if given apart from the text.
    pub title: Option<String>,
    /// Day of publication.
    pub published: Option<(Date, PublishedBasis)>,
    /// BCP 47 language tag; empty means English.
    pub language: Option<String>,
    /// Where it was read.
    pub citation: Option<Citation>,
    /// Which edition it is, where its publisher tells.
    pub edition: Option<Edition>,
    /// What made the text out of the input, and its version: `html/1`. None where the text is the input's own, letter by letter.
    pub extractor: Option<&'static str>,
    /// What its reader met with.
    pub notes: Vec<Note>,
}

/// A text, where it came from and what its parts are.
///
/// ```
/// use dateline_record::{Document, Origin};
/// let document = Document::new("Shelling resumed.".into(), Origin::default(), vec![]);
/// assert_eq!(document.text(), "Shelling resumed.");
/// assert!(document.id().as_str().starts_with("sha256:"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    id: DocumentId,
    // Invariant: never changes after construction; every span of a reading points into it.
    text: String,
    /// What is known besides the text.
    pub origin: Origin,
    /// Parts in text order; text outside every part is body.
    pub sections: Vec<Section>,
}

impl Document {
    /// Names a text by its digest.
    #[must_use]
    pub fn new(text: String, origin: Origin, sections: Vec<Section>) -> Document {
        Document { id: DocumentId::of(&text), text, origin, sections }
    }
    /// The document's name.
    #[must_use]
    pub const fn id(&self) -> &DocumentId {
        &self.id
    }
    /// The text all spans point into.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
    /// The words of a span.
    #[must_use]
    pub fn quote(&self, span: Span) -> &str {
        span.text(&self.text)
    }
    /// The day of publication, if known.
    #[must_use]
    pub fn published(&self) -> Option<Date> {
        self.origin.published.map(|(date, _)| date)
    }
    /// The kind of the section that a byte lies in.
    #[must_use]
    pub fn section_at(&self, byte: u32) -> SectionKind {
        let inside = |s: &&Section| s.span.start() <= byte && byte < s.span.end();
        self.sections.iter().find(inside).map_or(SectionKind::Body, |s| s.kind)
    }
    /// How the outlet is called, for people: its name, or the user's key, or "the outlet".
    #[must_use]
    pub fn outlet(&self) -> SmolStr {
        self.origin.source.as_ref().map_or_else(|| SmolStr::new_static("outlet"), |s| format_smolstr!("{s}"))
    }
}
