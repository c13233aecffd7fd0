//! Readings come out again, one after another.

use crate::{Citation, Edition, Error, Given, Result, Store};
use dateline_published::Record;
use rusqlite::Row;

/// Which readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Of documents that stand: no later edition took their place, and their outlet neither withdrew nor withholds them.
    Current,
    /// Of all documents.
    All,
}

/// A document and what was read from it.
#[derive(Clone, Debug)]
pub struct Stored {
    /// Its id in this record.
    pub document: i64,
    /// Its name, the same in every record: [`Given::digest`].
    pub digest: String,
    /// As it was given.
    pub given: Given,
    /// The id of the edition that took its place.
    pub superseded_by: Option<i64>,
    /// What was read.
    pub record: Record,
}

pub(crate) const COLUMNS: &str = "d.id, d.digest, d.key, d.outlet, d.url, d.title, d.title_basis, d.published, d.published_basis,
    d.language, d.text, d.extractor, d.cited_input, d.cited_offset, d.cited_length, d.cited_line, d.cited_record,
    d.cited_digest, d.guid, d.version, d.pub_status, d.change, d.editor_note, d.reader_notes, d.superseded_by, r.record";

pub(crate) fn stored(row: &Row) -> Result<Stored> {
    let document = row.get("id")?;
    let json: String = row.get("record")?;
    let record = serde_json::from_str(&json).map_err(|error| Error::Shape { document, error })?;
    Ok(Stored {
        document,
        digest: row.get("digest")?,
        given: given(row)?,
        superseded_by: row.get("superseded_by")?,
        record,
    })
}

pub(crate) fn given(row: &Row) -> Result<Given> {
    let number = |name: &str| row.get::<_, Option<i64>>(name).map(|n| n.map(i64::unsigned_abs));
    let edition = match row.get::<_, Option<String>>("guid")? {
        None => None,
        Some(guid) => Some(Edition {
            guid,
            version: row.get("version")?,
            status: row.get("pub_status")?,
            change: row.get::<_, Option<String>>("change")?.unwrap_or_default(),
            supersedes: vec![],
            note: row.get("editor_note")?,
        }),
    };
    let given_title = row.get::<_, Option<String>>("title_basis")?.is_some_and(|basis| basis == "metadata");
    Ok(Given {
        text: row.get("text")?,
        key: row.get("key")?,
        outlet: row.get("outlet")?,
        url: row.get("url")?,
        title: if given_title { row.get("title")? } else { None },
        published: row.get("published")?,
        published_basis: row.get("published_basis")?,
        language: row.get("language")?,
        extractor: row.get("extractor")?,
        citation: Citation {
            input: row.get("cited_input")?,
            offset: number("cited_offset")?,
            length: number("cited_length")?,
            line: number("cited_line")?,
            record: row.get("cited_record")?,
            digest: row.get("cited_digest")?,
        },
        edition,
        notes: row
            .get::<_, Option<String>>("reader_notes")?
            .and_then(|json| serde_json::from_str(&json).ok())
            .unwrap_or_default(),
    })
}

impl Store {
    /// Visits readings by day of publication, then by digest: the same order in whatever order documents were added. Memory
    /// holds one at a time. An error of the visitor ends it.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::Shape`] for a reading that this program cannot read.
    pub fn each(&self, which: Which, mut visit: impl FnMut(Stored) -> Result<()>) -> Result<()> {
        let mut look = || -> Result<()> {
            let stands = match which {
                Which::Current => "WHERE d.superseded_by IS NULL AND d.pub_status = 'usable'",
                Which::All => "",
            };
            let sql = format!(
                "SELECT {COLUMNS} FROM documents d JOIN readings r ON r.document = d.id {stands}
                 ORDER BY d.published, d.digest"
            );
            let mut find = self.db.prepare(&sql)?;
            let mut rows = find.query([])?;
            while let Some(row) = rows.next()? {
                visit(stored(row)?)?;
            }
            Ok(())
        };
        self.told(look())
    }
    /// One document and its reading.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn reading(&self, document: i64) -> Result<Option<Stored>> {
        let look = || -> Result<Option<Stored>> {
            let sql = format!(
                "SELECT {COLUMNS} FROM documents d JOIN readings r ON r.document = d.id WHERE d.id = ?1"
            );
            let mut find = self.db.prepare_cached(&sql)?;
            let mut rows = find.query([document])?;
            rows.next()?.map(stored).transpose()
        };
        self.told(look())
    }
}
