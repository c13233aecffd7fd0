//! Documents and their readings go in, a batch a transaction, together with their lines in the ledger.

use crate::ledger::coder_of;
use crate::names::Names;
use crate::recode::{Changes, replace};
use crate::{Citation, Edition, Given, Input, Result, Store, rows, sha256};
use dateline_published::Record;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::HashMap;

/// One entry of an input.
#[derive(Debug)]
pub enum Item {
    /// A document that was read. One that the record holds already is read anew if another coder read it then.
    Read {
        /// As it was given.
        given: Box<Given>,
        /// What was read.
        record: Box<Record>,
        /// The same as JSON.
        json: String,
    },
    /// A document that the record holds already.
    Known {
        /// Its id.
        document: i64,
        /// Where it stands in this input.
        at: Citation,
    },
    /// Something that is no document.
    Failed {
        /// Where it stands.
        at: Citation,
        /// What is wrong with it.
        message: String,
    },
}

impl Item {
    /// A document and its reading, ready to be put in. Writes the JSON, so call it where the work is shared.
    ///
    /// # Errors
    /// Never for records made by `dateline`; JSON cannot hold numbers that are none.
    pub fn read(given: Given, mut record: Record) -> serde_json::Result<Item> {
        // The text stands beside it.
        record.document.text = None;
        let json = serde_json::to_string(&record)?;
        Ok(Item::Read { given: Box::new(given), record: Box::new(record), json })
    }
}

/// A document that the record holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its id.
    pub document: i64,
    /// The coder of its reading.
    pub coder: i64,
}

/// What a batch did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Documents that are new.
    pub added: u64,
    /// Documents that were there.
    pub known: u64,
    /// Entries that are no documents.
    pub failed: u64,
    /// Events of the new documents.
    pub events: u64,
    /// Documents read anew, and what changed.
    pub recoded: Changes,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, more: Counts) {
        self.added += more.added;
        self.known += more.known;
        self.failed += more.failed;
        self.events += more.events;
        self.recoded += more.recoded;
    }
}

impl Store {
    /// Which documents, by their [digests](Given::digest), the record holds.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn known(&self, digests: &[String]) -> Result<HashMap<String, Known>> {
        let look = || -> Result<HashMap<String, Known>> {
            let mut known = HashMap::new();
            let mut find = self.db.prepare_cached(
                "SELECT d.id, r.coder FROM documents d JOIN readings r ON r.document = d.id WHERE d.digest = ?1",
            )?;
            for digest in digests {
                let row = |row: &rusqlite::Row| Ok(Known { document: row.get(0)?, coder: row.get(1)? });
                if let Some(found) = find.query_row([digest], row).optional()? {
                    known.insert(digest.clone(), found);
                }
            }
            Ok(known)
        };
        self.told(look())
    }
    /// Puts a batch of an input in, as a whole or not at all. `first` is the ordinal of its first item in the input.
    ///
    /// # Errors
    /// See [`Error`]; then nothing of the batch is in the record.
    pub fn put(&mut self, input: &Input, first: u64, items: &[Item]) -> Result<Counts> {
        self.whole(|db, names| {
            db.execute_batch("PRAGMA defer_foreign_keys = ON")?;
            let mut counts = Counts::default();
            for (ordinal, item) in (first..).zip(items) {
                put(db, names, input.id, ordinal, item, &mut counts)?;
            }
            Ok(counts)
        })
    }
}

fn put(
    db: &Connection,
    names: &mut Names,
    input: i64,
    ordinal: u64,
    item: &Item,
    counts: &mut Counts,
) -> Result<()> {
    let (at, document, outcome, message) = match item {
        Item::Failed { at, message } => {
            counts.failed += 1;
            (at, None, "failed", Some(message))
        }
        Item::Known { document, at } => {
            counts.known += 1;
            (at, Some(*document), "known", None)
        }
        Item::Read { given, record, json } => {
            let (document, outcome) = read(db, names, given, record, json, counts)?;
            (&given.citation, Some(document), outcome, None)
        }
    };
    // An entry that stands keeps its first outcome: reading on where a run was stopped changes nothing.
    db.prepare_cached(
        "INSERT INTO ledger (input, ordinal, cited_offset, cited_length, cited_line, cited_record, document, outcome,
           message)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (input, ordinal) DO UPDATE SET cited_offset = excluded.cited_offset,
           cited_length = excluded.cited_length, cited_line = excluded.cited_line,
           cited_record = excluded.cited_record, document = excluded.document, outcome = excluded.outcome,
           message = excluded.message
         WHERE document IS NOT excluded.document OR message IS NOT excluded.message",
    )?
    .execute(params![
        input,
        int(Some(ordinal)),
        int(at.offset),
        int(at.length),
        int(at.line),
        at.record,
        document,
        outcome,
        message
    ])?;
    Ok(())
}

fn int(number: Option<u64>) -> Option<i64> {
    number.and_then(|n| i64::try_from(n).ok())
}

fn read(
    db: &Connection,
    names: &mut Names,
    given: &Given,
    record: &Record,
    json: &str,
    counts: &mut Counts,
) -> Result<(i64, &'static str)> {
    let digest = given.digest();
    let coder = coder_of(db, record)?;
    let known: Option<(i64, i64)> = db
        .prepare_cached(
            "SELECT d.id, r.coder FROM documents d JOIN readings r ON r.document = d.id WHERE d.digest = ?1",
        )?
        .query_row([&digest], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((document, before)) = known {
        if before == coder {
            counts.known += 1;
        } else {
            counts.recoded += replace(db, names, document, &given.text, record, json)?;
        }
        return Ok((document, "known"));
    }
    let document = document(db, given, &digest, record.document.title.as_deref())?;
    db.prepare_cached("INSERT INTO readings (document, coder, digest, record) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![document, coder, sha256(json), json])?;
    rows::add(db, names, document, &given.text, record)?;
    counts.added += 1;
    counts.events += record.events.len() as u64;
    Ok((document, "added"))
}

fn document(db: &Connection, given: &Given, digest: &str, headline: Option<&str>) -> Result<i64> {
    let at = &given.citation;
    let edition = given.edition.as_ref();
    let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    let notes = serde_json::to_string(&given.notes).ok().filter(|_| !given.notes.is_empty());
    let id = db
        .prepare_cached(
            "INSERT INTO documents (digest, text_digest, key, outlet, url, title, title_basis, published, published_basis,
               language, text, extractor, cited_input, cited_offset, cited_length, cited_line, cited_record, cited_digest,
               guid, version, pub_status, change, editor_note, reader_notes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
               ?22, ?23, ?24)",
        )?
        .insert(params![
            digest,
            given.text_digest(),
            given.key,
            given.outlet,
            given.url,
            given.title.as_deref().or(headline),
            given.title.as_ref().map(|_| "metadata").or(headline.map(|_| "text")),
            given.published,
            some(&given.published_basis).unwrap_or_else(|| "none".into()),
            some(&given.language).unwrap_or_else(|| "en".into()),
            given.text,
            given.extractor,
            at.input,
            int(at.offset),
            int(at.length),
            int(at.line),
            at.record,
            at.digest,
            edition.map(|e| &e.guid),
            edition.and_then(|e| e.version.as_ref()),
            edition.and_then(|e| some(&e.status)).unwrap_or_else(|| "usable".into()),
            edition.and_then(|e| some(&e.change)),
            edition.and_then(|e| e.note.as_ref()),
            notes
        ])?;
    match edition {
        Some(edition) => editions(db, id, edition, given.outlet.as_deref())?,
        None => {
            dated_again(db, id, given)?;
            extracted_again(db, id, given)?;
        }
    }
    Ok(id)
}

/// Marks which of several editions of a story the newest takes the place of. All are kept.
fn editions(db: &Connection, document: i64, edition: &Edition, outlet: Option<&str>) -> Result<()> {
    for guid in &edition.supersedes {
        db.prepare_cached("INSERT OR IGNORE INTO replacements VALUES (?1, ?2)")?
            .execute(params![document, guid])?;
    }
    settle(db, &edition.guid, outlet)?;
    edition.supersedes.iter().try_for_each(|guid| settle(db, guid, outlet))
}

/// Within one guid of one outlet the highest version stands, and of equal ones the one that came last, unless another story
/// takes the place of them all.
fn settle(db: &Connection, guid: &str, outlet: Option<&str>) -> Result<()> {
    let mut find =
        db.prepare_cached("SELECT id, version FROM documents WHERE guid = ?1 AND outlet IS ?2 ORDER BY id")?;
    let rows = find.query_map(params![guid, outlet], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let all: Vec<(i64, Option<String>)> = rows.collect::<rusqlite::Result<_>>()?;
    let Some((head, _)) = all.iter().max_by(|a, b| rank(a.1.as_deref()).cmp(&rank(b.1.as_deref()))).cloned()
    else {
        return Ok(());
    };
    db.prepare_cached(
        "UPDATE documents SET superseded_by = ?1 WHERE guid = ?2 AND outlet IS ?3 AND id <> ?1",
    )?
    .execute(params![head, guid, outlet])?;
    db.prepare_cached(
        "UPDATE documents SET superseded_by = (
           SELECT max(r.document) FROM replacements r JOIN documents d ON d.id = r.document
           WHERE r.guid = ?2 AND d.outlet IS ?3 AND d.guid IS NOT ?2 AND d.superseded_by IS NOT ?1)
         WHERE id = ?1",
    )?
    .execute(params![head, guid, outlet])?;
    Ok(())
}

/// Versions compare as numbers where they are, else as text: moments of ISO 8601 do.
fn rank(version: Option<&str>) -> (u64, &str) {
    let version = version.unwrap_or_default();
    version.parse().map_or((0, version), |number| (number, ""))
}

/// A text that the user gave before with another date of publication, or none, was mended by the later one.
fn dated_again(db: &Connection, document: i64, given: &Given) -> Result<()> {
    let same = "text_digest = ?2 AND outlet IS ?3 AND url IS ?4 AND guid IS NULL AND id <> ?1 AND superseded_by IS NULL";
    let values = params![document, given.text_digest(), given.outlet, given.url];
    let (user, dated) = (given.published_basis != "metadata", given.published.is_some());
    if dated {
        let old = format!(
            "UPDATE documents SET superseded_by = ?1 WHERE {same} AND published_basis IN ('user', 'none')
               AND published IS NOT (SELECT published FROM documents WHERE id = ?1)"
        );
        db.prepare_cached(&old)?.execute(values)?;
    } else if user {
        let new = format!(
            "UPDATE documents SET superseded_by = (SELECT max(id) FROM documents WHERE {same} AND published IS NOT NULL)
             WHERE id = ?1"
        );
        db.prepare_cached(&new)?.execute(values)?;
    }
    Ok(())
}

/// A page that an older extractor made into another text: the newer text takes its place.
fn extracted_again(db: &Connection, document: i64, given: &Given) -> Result<()> {
    let (Some(extractor), Some(bytes)) = (&given.extractor, &given.citation.digest) else { return Ok(()) };
    db.prepare_cached(
        "UPDATE documents SET superseded_by = ?1 WHERE cited_digest = ?2 AND url IS ?3 AND outlet IS ?4
           AND extractor IS NOT NULL AND extractor <> ?5 AND guid IS NULL AND superseded_by IS NULL AND id <> ?1",
    )?
    .execute(params![document, bytes, given.url, given.outlet, extractor])?;
    Ok(())
}
