//! A document as it was read: its text, where it came from, and its sections.

use crate::Span;
use crate::analysis::written;
use jiff::civil::Date;
use sha2::{Digest, Sha256};
use smol_str::{SmolStr, format_smolstr};
use std::fmt::Write as _;

/// A document's name: `sha256:` and the digest of its text, the same in every run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(SmolStr);

impl DocumentId {
    fn of(text: &str) -> DocumentId {
        let mut hex = String::with_capacity(71);
        hex.push_str("sha256:");
        for byte in Sha256::digest(text.as_bytes()) {
            write!(hex, "{byte:02x}").expect("writing to a String cannot fail");
        }
        DocumentId(hex.into())
    }
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
