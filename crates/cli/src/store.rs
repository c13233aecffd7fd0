//! Between documents as they are read and the file that keeps them.

use crate::exit::Failure;
use dateline::{Change, Document, Note, Origin, PubStatus, PublishedBasis, Section, SectionKind, Span};
use dateline_store::{Changes, Citation, Edition, Error, Given, Outdated, Store};
use indicatif::HumanCount;
use std::path::PathBuf;

/// The file that commands work on.
#[derive(clap::Args, Clone, Debug)]
pub struct RecordArg {
    /// The file that keeps documents and what was read from them
    #[arg(long, value_name = "FILE", env = "DATELINE_RECORD")]
    pub record: PathBuf,
}

impl RecordArg {
    /// Opens it for looking things up.
    pub fn look(&self) -> Result<Store, Failure> {
        Ok(Store::look(&self.record)?)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        let message = error.to_string();
        match error {
            Error::Missing(_) => Failure::Missing(message),
            Error::Foreign(_) | Error::Newer { .. } | Error::Damaged { .. } | Error::Shape { .. } => {
                Failure::Data(message)
            }
            Error::Full(_) | Error::Io { .. } | Error::Moved(_) | Error::ReadOnly(_) => Failure::Io(message),
            Error::Query { .. } | Error::There(_) => Failure::Usage(message),
            Error::Busy { .. } | Error::TooMany(_) | Error::Sql(_) => Failure::Other(message),
        }
    }
}

/// A document as the file keeps it.
pub fn given(document: &Document) -> Given {
    let origin = &document.origin;
    Given {
        text: document.text().to_owned(),
        key: origin.key.clone(),
        outlet: origin.source.clone(),
        url: origin.url.clone(),
        title: origin.title.clone(),
        published: origin.published.map(|(day, _)| day.to_string()),
        published_basis: origin.published.map_or(PublishedBasis::None, |(_, basis)| basis).to_string(),
        language: origin.language.clone().filter(|l| !l.is_empty()).unwrap_or_else(|| "en".to_owned()),
        extractor: origin.extractor.map(str::to_owned),
        citation: origin.citation.as_ref().map(citation).unwrap_or_default(),
        edition: origin.edition.as_ref().map(|edition| Edition {
            guid: edition.guid.clone(),
            version: edition.version.clone(),
            status: edition.status.to_string(),
            change: edition.change.to_string(),
            supersedes: edition.supersedes.clone(),
            note: edition.note.clone(),
        }),
        notes: origin.notes.iter().map(|note| (note.code.to_string(), note.message.clone())).collect(),
    }
}

/// Where a document was read, as the file keeps it.
pub fn citation(at: &dateline::Citation) -> Citation {
    Citation {
        input: Some(at.input.clone()).filter(|i| !i.is_empty()),
        offset: Some(at.offset),
        length: Some(at.length),
        line: at.line,
        record: at.record.clone(),
        digest: at.digest.clone(),
    }
}

/// What a document of the file is called: `document 3 (its own name)`.
pub fn name(document: &Outdated) -> String {
    let given = &document.given;
    match given.key.as_ref().or(given.url.as_ref()) {
        Some(own) => format!("document {} ({own})", document.document),
        None => format!("document {}", document.document),
    }
}

/// The document that the file keeps, to be read anew. Sections of plain text are found anew; those of a page were found in its
/// markup, which the file does not keep.
pub fn document(coder: &dateline::Coder, outdated: &Outdated) -> Document {
    let given = &outdated.given;
    let day = given.published.as_ref().and_then(|day| day.parse().ok());
    let origin = Origin {
        key: given.key.clone(),
        source: given.outlet.clone(),
        url: given.url.clone(),
        title: given.title.clone(),
        published: day.map(|day| (day, given.published_basis.parse().unwrap_or(PublishedBasis::Metadata))),
        language: Some(given.language.clone()),
        edition: given.edition.as_ref().map(|edition| dateline::Edition {
            guid: edition.guid.clone(),
            version: edition.version.clone(),
            status: edition.status.parse().unwrap_or(PubStatus::Usable),
            change: edition.change.parse().unwrap_or(Change::First),
            supersedes: edition.supersedes.clone(),
            note: edition.note.clone(),
        }),
        notes: given
            .notes
            .iter()
            .map(|(code, message)| Note { code: code.into(), span: None, message: message.clone() })
            .collect(),
        ..Origin::default()
    };
    if given.extractor.is_none() {
        return coder.document(given.text.clone(), origin);
    }
    let section = |section: &dateline::published::SectionRecord| {
        let [start, end] = section.bytes.map(|at| at as usize);
        let kind = section.kind.parse().unwrap_or(SectionKind::Body);
        given.text.get(start..end).map(|_| Section { kind, span: Span::of(start..end) })
    };
    Document::new(given.text.clone(), origin, outdated.sections.iter().filter_map(section).collect())
}

/// What reading anew changed, in words.
pub fn changes(changes: &Changes) -> String {
    let Changes { documents, differing, added, removed, changed } = *changes;
    format!(
        "{} read anew, {} with other events: {} added, {} removed, {} changed",
        HumanCount(documents),
        HumanCount(differing),
        HumanCount(added),
        HumanCount(removed),
        HumanCount(changed)
    )
}
