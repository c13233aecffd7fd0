//! What a record holds, in numbers.

use crate::{Result, Store};
use serde::Serialize;

/// How often something occurs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Count {
    /// What.
    pub name: String,
    /// How often.
    pub count: u64,
}

/// What a record holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// All documents.
    pub documents: u64,
    /// Those that a later edition took the place of.
    pub superseded: u64,
    /// Those that their outlet withdrew or withholds.
    pub withdrawn: u64,
    /// Those without a day of publication.
    pub undated: u64,
    /// First day of publication.
    pub first_day: Option<String>,
    /// Last day of publication.
    pub last_day: Option<String>,
    /// All events of documents that stand.
    pub events: u64,
    /// Of these, with coordinates.
    pub placed: u64,
    /// Of these, with a day.
    pub dated: u64,
    /// Sentences.
    pub sentences: u64,
    /// Figures.
    pub figures: u64,
    /// Incidents.
    pub incidents: u64,
    /// Inputs that were read.
    pub inputs: u64,
    /// Inputs that were left half-read.
    pub unfinished: u64,
    /// Entries of inputs that are no documents, and inputs that could not be read.
    pub failed: u64,
    /// Documents by outlet, most first; at most 20.
    pub outlets: Vec<Count>,
    /// Documents by language.
    pub languages: Vec<Count>,
    /// Documents in languages that are not read, by language.
    pub not_coded: Vec<Count>,
    /// Documents by year of publication.
    pub years: Vec<Count>,
    /// Events by type.
    pub types: Vec<Count>,
    /// Events by status.
    pub statuses: Vec<Count>,
    /// Notes by kind.
    pub notes: Vec<Count>,
    /// Messages of what failed, most first; at most 10.
    pub errors: Vec<Count>,
    /// Documents by who read them: program, model and data.
    pub coders: Vec<Count>,
    /// Size of the file in bytes.
    pub bytes: u64,
}

impl Store {
    /// Counts what the record holds.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn stats(&self) -> Result<Stats> {
        self.told(self.count())
    }

    fn count(&self) -> Result<Stats> {
        let one = |sql: &str| -> Result<u64> {
            Ok(self.db.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs)?)
        };
        let many = |sql: &str| -> Result<Vec<Count>> {
            let mut find = self.db.prepare(sql)?;
            let rows = find.query_map([], |row| {
                Ok(Count { name: row.get(0)?, count: row.get::<_, i64>(1)?.unsigned_abs() })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        let days = "SELECT min(published), max(published) FROM documents";
        let (first_day, last_day) = self.db.query_row(days, [], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let current = "events e JOIN current_documents d ON d.id = e.document";
        Ok(Stats {
            documents: one("SELECT count(*) FROM documents")?,
            superseded: one("SELECT count(*) FROM documents WHERE superseded_by IS NOT NULL")?,
            withdrawn: one("SELECT count(*) FROM documents WHERE pub_status <> 'usable'")?,
            undated: one("SELECT count(*) FROM documents WHERE published IS NULL")?,
            first_day,
            last_day,
            events: one(&format!("SELECT count(*) FROM {current}"))?,
            placed: one(&format!("SELECT count(*) FROM {current} WHERE e.place IS NOT NULL"))?,
            dated: one(&format!("SELECT count(*) FROM {current} WHERE e.earliest IS NOT NULL"))?,
            sentences: one("SELECT count(*) FROM sentences")?,
            figures: one("SELECT count(*) FROM figures")?,
            incidents: one("SELECT count(*) FROM incidents")?,
            inputs: one("SELECT count(*) FROM inputs")?,
            unfinished: one("SELECT count(*) FROM inputs WHERE finished = 0 AND message IS NULL")?,
            failed: one("SELECT count(*) FROM errors")?,
            outlets: many(
                "SELECT ifnull(outlet, '(none)'), count(*) FROM documents GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20",
            )?,
            languages: many("SELECT language, count(*) FROM documents GROUP BY 1 ORDER BY 2 DESC, 1")?,
            not_coded: many(
                "SELECT d.language, count(DISTINCT d.id) FROM notes n JOIN documents d ON d.id = n.document
                 WHERE n.code = 'other-language' GROUP BY 1 ORDER BY 2 DESC, 1",
            )?,
            years: many(
                "SELECT ifnull(substr(published, 1, 4), '(none)'), count(*) FROM documents GROUP BY 1 ORDER BY 1",
            )?,
            types: many(&format!("SELECT e.plover, count(*) FROM {current} GROUP BY 1 ORDER BY 2 DESC, 1"))?,
            statuses: many(&format!(
                "SELECT e.status, count(*) FROM {current} GROUP BY 1 ORDER BY 2 DESC, 1"
            ))?,
            notes: many("SELECT code, count(*) FROM notes GROUP BY 1 ORDER BY 2 DESC, 1")?,
            errors: many("SELECT message, count(*) FROM errors GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 10")?,
            coders: many(
                "SELECT c.dateline || ' model ' || c.model || ' data ' || c.data, count(*)
                 FROM readings r JOIN coders c ON c.id = r.coder GROUP BY 1 ORDER BY 2 DESC, 1",
            )?,
            bytes: one("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")?,
        })
    }
}
