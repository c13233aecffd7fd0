//! One document or event, by what people call it.

use crate::{Result, Store};
use rusqlite::params;

/// What somebody wants to see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Id {
    /// The document's id in this record.
    pub document: i64,
    /// The event's ordinal in it.
    pub event: Option<u32>,
}

/// Where a document stands in an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The input.
    pub path: String,
    /// Its place in the input, from 0.
    pub ordinal: u64,
    /// First byte.
    pub offset: Option<u64>,
    /// Line, from 1.
    pub line: Option<u64>,
}

impl Store {
    /// What a name means: `12` a document, `12/3` an event of it, the beginning of a digest, the user's own key, an address,
    /// or a publisher's name for a story. Several for names that several documents bear.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn id(&self, name: &str) -> Result<Vec<Id>> {
        let (document, event) = match name.rsplit_once('/') {
            Some((document, event)) if event.parse::<u32>().is_ok() && !document.contains('/') => {
                (document, event.parse().ok())
            }
            _ => (name, None),
        };
        let look = |name: &str| -> Result<Vec<i64>> {
            let ids = |sql: &str, value: &dyn rusqlite::ToSql| -> Result<Vec<i64>> {
                let mut find = self.db.prepare_cached(sql)?;
                let rows = find.query_map(params![value], |row| row.get(0))?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            };
            if let Ok(number) = name.parse::<i64>() {
                // Event ids, as tables have them, are as good as document ids.
                let found = ids("SELECT id FROM documents WHERE id = ?1", &number)?;
                if !found.is_empty() {
                    return Ok(found);
                }
            }
            let hex = name.strip_prefix("sha256:").unwrap_or(name);
            if hex.len() >= 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()) {
                let from = format!("sha256:{}", hex.to_lowercase());
                let find = "SELECT id FROM documents WHERE digest >= ?1 AND digest < ?1 || 'g'
                     UNION SELECT id FROM documents WHERE text_digest >= ?1 AND text_digest < ?1 || 'g' ORDER BY 1";
                let found = ids(find, &from)?;
                if !found.is_empty() {
                    return Ok(found);
                }
            }
            ids("SELECT id FROM documents WHERE key = ?1 OR url = ?1 OR guid = ?1 ORDER BY id", &name)
        };
        let named = |documents: Vec<i64>, event| {
            documents.into_iter().map(|document| Id { document, event }).collect::<Vec<_>>()
        };
        let mut found = self.told(look(document))?;
        if found.is_empty() && event.is_some() {
            // A key with a slash in it.
            found = self.told(look(name))?;
            return Ok(named(found, None));
        }
        if found.is_empty()
            && let Ok(number) = document.parse::<i64>()
            && number >= crate::STRIDE
        {
            let event = u32::try_from(number % crate::STRIDE).ok();
            let found = self.told(look(&(number / crate::STRIDE).to_string()))?;
            return Ok(named(found, event));
        }
        Ok(named(found, event))
    }
    /// Where a document stands in the inputs: once for each time it was given.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn entries(&self, document: i64) -> Result<Vec<Entry>> {
        let look = || -> Result<Vec<Entry>> {
            let mut find = self.db.prepare_cached(
                "SELECT i.path, l.ordinal, l.cited_offset, l.cited_line FROM ledger l JOIN inputs i ON i.id = l.input
                 WHERE l.document = ?1 ORDER BY i.id, l.ordinal",
            )?;
            let number = |n: Option<i64>| n.map(i64::unsigned_abs);
            let rows = find.query_map([document], |row| {
                Ok(Entry {
                    path: row.get(0)?,
                    ordinal: row.get::<_, i64>(1)?.unsigned_abs(),
                    offset: number(row.get(2)?),
                    line: number(row.get(3)?),
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.told(look())
    }
    /// Other documents with the same text: copies in other outlets, or given again.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn copies(&self, document: i64) -> Result<Vec<i64>> {
        let look = || -> Result<Vec<i64>> {
            let mut find = self.db.prepare_cached(
                "SELECT b.id FROM documents a JOIN documents b ON b.text_digest = a.text_digest AND b.id <> a.id
                 WHERE a.id = ?1 ORDER BY b.id",
            )?;
            let rows = find.query_map([document], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.told(look())
    }
}
