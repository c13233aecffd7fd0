//! A document read anew: the old reading's digest stays, with what changed.

use crate::ledger::coder_of;
use crate::names::Names;
use crate::{Error, Given, Result, Store, readings, rows, sha256};
use dateline_published::{DocumentRecord, EventRecord, Record, RoleRecord, SectionRecord};
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

/// What reading anew changed. Events are the same if the same word of the document reports them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Documents read anew.
    pub documents: u64,
    /// Of these, documents whose events changed.
    pub differing: u64,
    /// Events that were not there before.
    pub added: u64,
    /// Events that are gone.
    pub removed: u64,
    /// Events that say something else.
    pub changed: u64,
}

impl std::ops::AddAssign for Changes {
    fn add_assign(&mut self, more: Changes) {
        self.documents += more.documents;
        self.differing += more.differing;
        self.added += more.added;
        self.removed += more.removed;
        self.changed += more.changed;
    }
}

/// A document that another coder read.
#[derive(Clone, Debug)]
pub struct Outdated {
    /// Its id.
    pub document: i64,
    /// As it was given.
    pub given: Given,
    /// What its published record says of it: that stays.
    pub published: DocumentRecord,
    /// Its sections, as they were found then.
    pub sections: Vec<SectionRecord>,
}

impl Store {
    /// Documents whose reading is not by this coder, by id, behind the one given; at most so many.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn outdated(&self, coder: i64, after: i64, most: usize) -> Result<Vec<Outdated>> {
        let look = || -> Result<Vec<Outdated>> {
            let sql = format!(
                "SELECT {} FROM documents d JOIN readings r ON r.document = d.id
                 WHERE d.id > ?1 AND r.coder <> ?2 ORDER BY d.id LIMIT ?3",
                readings::COLUMNS
            );
            let mut find = self.db.prepare_cached(&sql)?;
            let mut rows = find.query(params![after, coder, most as i64])?;
            let mut all = vec![];
            while let Some(row) = rows.next()? {
                let stored = readings::stored(row)?;
                all.push(Outdated {
                    document: stored.document,
                    given: stored.given,
                    published: stored.record.document,
                    sections: stored.record.sections,
                });
            }
            Ok(all)
        };
        self.told(look())
    }
    /// How many documents have a reading that is not by this coder.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn count_outdated(&self, coder: i64) -> Result<u64> {
        let count = self.db.query_row("SELECT count(*) FROM readings WHERE coder <> ?1", [coder], |row| {
            row.get::<_, i64>(0)
        });
        self.told(count.map(i64::unsigned_abs).map_err(Error::from))
    }
    /// Makes ready to read documents anew: references are checked once at the end ([`Store::faults`]) instead of row by row,
    /// which would look through whole tables for every row that goes.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn prepare_to_recode(&self) -> Result<()> {
        self.told(self.db.pragma_update(None, "foreign_keys", false).map_err(Error::from))
    }
    /// Replaces readings, as a whole or not at all. Call [`Store::prepare_to_recode`] first.
    ///
    /// # Errors
    /// See [`Error`]; then nothing has changed.
    pub fn recode(&mut self, readings: &[(Outdated, Record)]) -> Result<Changes> {
        self.whole(|db, names| {
            db.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            let mut changes = Changes::default();
            for (outdated, record) in readings {
                let json = serde_json::to_string(record)
                    .map_err(|error| Error::Shape { document: outdated.document, error })?;
                changes += replace(db, names, outdated.document, &outdated.given.text, record, &json)?;
            }
            Ok(changes)
        })
    }
    /// Takes out actors and places that no reading names any more.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn sweep(&mut self) -> Result<()> {
        self.whole(|db, names| {
            db.execute_batch(
                "CREATE TEMP TABLE named AS
                   SELECT DISTINCT actor, place FROM mentions WHERE actor IS NOT NULL OR place IS NOT NULL;
                 DELETE FROM actors WHERE id NOT IN (SELECT actor FROM named WHERE actor IS NOT NULL);
                 DELETE FROM places WHERE id NOT IN (SELECT place FROM named WHERE place IS NOT NULL);
                 DROP TABLE named;",
            )?;
            names.forget();
            Ok(())
        })
    }
}

/// Puts a reading in the place of another.
pub(crate) fn replace(
    db: &Connection,
    names: &mut Names,
    document: i64,
    text: &str,
    record: &Record,
    json: &str,
) -> Result<Changes> {
    let to = coder_of(db, record)?;
    let (from, from_digest, old): (i64, String, String) = db
        .prepare_cached("SELECT coder, digest, record FROM readings WHERE document = ?1")?
        .query_row([document], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let old: Record = serde_json::from_str(&old).map_err(|error| Error::Shape { document, error })?;
    let changes = compare(&old, record);
    rows::remove(db, document)?;
    rows::add(db, names, document, text, record)?;
    let digest = sha256(json);
    db.prepare_cached(
        "UPDATE readings SET coder = ?2, digest = ?3, record = ?4,
           coded_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE document = ?1",
    )?
    .execute(params![document, to, digest, json])?;
    db.prepare_cached(
        "INSERT INTO recodings (document, from_coder, to_coder, from_digest, to_digest, events_before, events_after, added,
           removed, changed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        document,
        from,
        to,
        from_digest,
        digest,
        old.events.len() as i64,
        record.events.len() as i64,
        changes.added as i64,
        changes.removed as i64,
        changes.changed as i64
    ])?;
    // Ids of events have shifted; their names have not.
    db.prepare_cached(
        "UPDATE incident_events SET event = (SELECT id FROM events WHERE document = ?1 AND name = event_name)
         WHERE document_digest = (SELECT digest FROM documents WHERE id = ?1)",
    )?
    .execute(params![document])?;
    Ok(changes)
}

fn compare(old: &Record, new: &Record) -> Changes {
    let shown = |record: &Record| -> BTreeMap<String, String> {
        let names = record.event_names().into_iter();
        names.zip(&record.events).map(|(name, event)| (name, shown(record, event))).collect()
    };
    let (old, new) = (shown(old), shown(new));
    let added = new.keys().filter(|name| !old.contains_key(*name)).count() as u64;
    let removed = old.keys().filter(|name| !new.contains_key(*name)).count() as u64;
    let changed =
        new.iter().filter(|(name, event)| old.get(*name).is_some_and(|o| o != *event)).count() as u64;
    let differing = u64::from(added + removed + changed > 0);
    Changes { documents: 1, differing, added, removed, changed }
}

/// What an event says, without the ordinals by which its record points to other lists.
fn shown(record: &Record, event: &EventRecord) -> String {
    let mention = |id: Option<u32>| record.mentions.get(id? as usize);
    let roles = |roles: &[RoleRecord]| -> Vec<String> {
        let who = |role: &RoleRecord| {
            let actor = mention(role.mention).and_then(|m| m.actor.as_ref());
            format!("{}={:?}", role.text, actor.map(|a| (&a.id, &a.country, &a.sector)))
        };
        roles.iter().map(who).collect()
    };
    let place = mention(event.place.as_ref().map(|p| p.mention)).and_then(|m| m.place.as_ref());
    let time = mention(event.time.as_ref().map(|t| t.mention)).and_then(|m| m.time.as_ref());
    let figures: Vec<_> = event.figures.iter().map(|f| mention(Some(*f)).map(|m| &m.text)).collect();
    let claim = record.claims.get(event.claim as usize);
    let chain: Vec<_> = claim.iter().flat_map(|c| &c.chain).map(|s| s.text.as_deref()).collect();
    let act = (&event.plover, &event.modes, &event.contexts, &event.cameo, &event.status, event.span);
    let (who, whom) = (roles(&event.actors), roles(&event.recipients));
    let beside = (roles(&event.coordinated_with), roles(event.object.as_slice()), roles(&event.weapons));
    let days = time.map(|t| (&t.earliest, &t.latest));
    format!("{act:?} {who:?} {whom:?} {beside:?} {:?} {days:?} {figures:?} {chain:?}", place.map(|p| &p.id))
}
