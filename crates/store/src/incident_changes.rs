//! Which incidents are new, say something else, or are no more: what a feed of changes goes by. Incidents are made anew as a
//! whole by every merge; one that is the same as before is no change.

use crate::{Result, Store, sha256};
use rusqlite::{Connection, params};
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;

/// A change of an incident.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IncidentChange {
    /// Counts up: what `since` names. It counts apart from [`Change`](crate::Change).
    pub id: i64,
    /// The incident's name.
    pub name: String,
    /// `added`, `changed` or `removed`.
    pub what: String,
    /// Of one that is no more: the incidents that its events were of right after. One of these may be no more by now, and
    /// then has a change of its own.
    pub became: Vec<String>,
    /// When.
    pub at: String,
    /// All of it, as it is now; null where it is no more.
    pub record: Value,
}

/// What incidents were before a merge: their names, and digests of their records.
pub(crate) struct Before(HashMap<String, String>);

impl Before {
    /// Looks at all that there are, and keeps their events aside.
    pub(crate) fn look(db: &Connection) -> Result<Before> {
        let mut find = db.prepare("SELECT name, record FROM incidents")?;
        let mut rows = find.query([])?;
        let mut all = HashMap::new();
        while let Some(row) = rows.next()? {
            all.insert(row.get(0)?, sha256(row.get::<_, String>(1)?));
        }
        db.execute_batch(
            "DROP TABLE IF EXISTS temp.events_before;
             CREATE TEMP TABLE events_before AS SELECT i.name, e.document_digest, e.event_name
               FROM incident_events e JOIN incidents i ON i.id = e.incident;",
        )?;
        Ok(Before(all))
    }
    /// Notes one that is there now.
    pub(crate) fn now(&mut self, db: &Connection, name: &str, record: &str) -> Result<()> {
        let what = match self.0.remove(name) {
            Some(digest) if digest == sha256(record) => return Ok(()),
            Some(_) => "changed",
            None => "added",
        };
        db.prepare_cached("INSERT INTO incident_changes (name, what) VALUES (?1, ?2)")?
            .execute([name, what])?;
        Ok(())
    }
    /// Notes those that are there no more, and what became of their events.
    pub(crate) fn rest(self, db: &Connection) -> Result<()> {
        let mut gone: Vec<&String> = self.0.keys().collect();
        gone.sort();
        db.execute_batch("CREATE INDEX temp.events_before_name ON events_before (name)")?;
        let mut note = db.prepare(
            "INSERT INTO incident_changes (name, what, became) SELECT ?1, 'removed',
               (SELECT json_group_array(name) FROM (SELECT DISTINCT i.name FROM temp.events_before b
                  JOIN incident_events e ON e.document_digest = b.document_digest AND e.event_name = b.event_name
                  JOIN incidents i ON i.id = e.incident WHERE b.name = ?1 ORDER BY 1))",
        )?;
        for name in gone {
            note.execute([name])?;
        }
        db.execute_batch("DROP TABLE temp.events_before")?;
        Ok(())
    }
}

impl Store {
    /// Changes of incidents behind this one, oldest first, at most so many; of several of one incident the last. And the
    /// newest there is.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn incident_changes(&self, since: i64, most: usize) -> Result<(Vec<IncidentChange>, i64)> {
        let look = || -> Result<(Vec<IncidentChange>, i64)> {
            let newest = "SELECT coalesce(max(id), 0) FROM incident_changes";
            let newest = self.db.query_row(newest, [], |row| row.get(0))?;
            let mut find = self.db.prepare_cached(
                "SELECT c.id, c.name, c.what, c.became, c.changed_at, i.record
                 FROM incident_changes c LEFT JOIN incidents i ON i.name = c.name
                 WHERE c.id > ?1 AND NOT EXISTS (SELECT 1 FROM incident_changes n WHERE n.name = c.name AND n.id > c.id)
                 ORDER BY c.id LIMIT ?2",
            )?;
            let json = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
            let rows = find.query_map(params![since, most as i64], |row| {
                let became: Option<Value> = json(row.get(3)?);
                Ok(IncidentChange {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    what: row.get(2)?,
                    became: became.and_then(|list| serde_json::from_value(list).ok()).unwrap_or_default(),
                    at: row.get(4)?,
                    record: json(row.get(5)?).unwrap_or_default(),
                })
            })?;
            Ok((rows.collect::<rusqlite::Result<_>>()?, newest))
        };
        self.told(look())
    }
}
