//! Which inputs were read, and how far.

use crate::{Result, Store};
use dateline_published::Record;
use rusqlite::{Connection, OptionalExtension, params};

/// Size and time of change of a file: as long as both stand, it is taken for the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// In bytes.
    pub size: u64,
    /// Nanoseconds since 1970.
    pub modified: i64,
}

/// An input that the ledger knows.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its id.
    pub id: i64,
    /// How far it was read before.
    pub state: InputState,
}

/// How far an input was read before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputState {
    /// Never, or it has changed since, or it was left half-read.
    Open,
    /// To its end, by the coder of this name, and it has not changed since.
    Finished {
        /// Documents and failures in it.
        entries: u64,
        /// How many of them failed.
        failed: u64,
        /// The coder's id.
        coder: Option<i64>,
    },
}

impl Store {
    /// Finds or opens the ledger of an input. `options` is whatever changes what its documents are, as JSON; the same path
    /// with other options is another input. Without a stamp (a pipe) an input is always read, and one that was finished is
    /// another than the next: `stdin`, `stdin#2`…
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn input(&mut self, path: &str, options: &str, stamp: Option<Stamp>) -> Result<Input> {
        self.whole(|db, _| {
            let path = if stamp.is_none() { next_pipe(db, path, options)? } else { path.to_owned() };
            let size = stamp.map(|s| i64::try_from(s.size).unwrap_or(i64::MAX));
            let modified = stamp.map(|s| s.modified);
            let found = db
                .prepare_cached(
                    "SELECT id, finished, coder, size IS ?3 AND modified IS ?4 FROM inputs WHERE path = ?1 AND options = ?2",
                )?
                .query_row(params![path, options, size, modified], |row| {
                    Ok((row.get(0)?, row.get::<_, bool>(1)?, row.get(2)?, row.get::<_, bool>(3)?))
                })
                .optional()?;
            let Some((id, finished, coder, same)) = found else {
                let add = "INSERT INTO inputs (path, options, size, modified) VALUES (?1, ?2, ?3, ?4)";
                let id = db.prepare_cached(add)?.insert(params![path, options, size, modified])?;
                return Ok(Input { id, state: InputState::Open });
            };
            if finished && same && stamp.is_some() {
                let (entries, failed) = db.query_row(
                    "SELECT count(*), ifnull(sum(outcome = 'failed'), 0) FROM ledger WHERE input = ?1",
                    [id],
                    |row| Ok((row.get::<_, i64>(0)?.unsigned_abs(), row.get::<_, i64>(1)?.unsigned_abs())),
                )?;
                return Ok(Input { id, state: InputState::Finished { entries, failed, coder } });
            }
            let reopen = "UPDATE inputs SET finished = 0, size = ?2, modified = ?3 WHERE id = ?1";
            db.execute(reopen, params![id, size, modified])?;
            Ok(Input { id, state: InputState::Open })
        })
    }
    /// Notes that an input was read to its end: it has this many entries, and `message` says why no more could be read.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn finish(
        &mut self,
        input: &Input,
        entries: u64,
        coder: Option<i64>,
        message: Option<&str>,
    ) -> Result<()> {
        self.whole(|db, _| {
            let entries = i64::try_from(entries).unwrap_or(i64::MAX);
            // What stood beyond the end of an input that was longer once.
            db.execute("DELETE FROM ledger WHERE input = ?1 AND ordinal >= ?2", params![input.id, entries])?;
            // What could not be opened is tried again.
            db.execute(
                "UPDATE inputs SET finished = ?2 IS NULL, message = ?2, coder = ?3 WHERE id = ?1",
                params![input.id, message, coder],
            )?;
            Ok(())
        })
    }
    /// The id of what makes records like this one: program, model, data files, shape.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn coder(&mut self, dateline: &str, model: &str, data: &str) -> Result<i64> {
        self.whole(|db, _| coder(db, dateline, model, data, dateline_published::SCHEMA))
    }
}

/// The name of a pipe: its own, or if pipes of that name were finished, with a number behind it.
fn next_pipe(db: &Connection, path: &str, options: &str) -> Result<String> {
    let finished: i64 = db
        .prepare_cached(
            "SELECT count(*) FROM inputs WHERE (path = ?1 OR path GLOB ?1 || '#[0-9]*') AND options = ?2 AND finished",
        )?
        .query_row(params![path, options], |row| row.get(0))?;
    Ok(if finished == 0 { path.to_owned() } else { format!("{path}#{}", finished + 1) })
}

pub(crate) fn coder_of(db: &Connection, record: &Record) -> Result<i64> {
    coder(db, &record.dateline, &record.model, &record.data, record.schema)
}

fn coder(db: &Connection, dateline: &str, model: &str, data: &str, schema: u32) -> Result<i64> {
    let values = params![dateline, model, data, schema];
    let find = "SELECT id FROM coders WHERE dateline = ?1 AND model = ?2 AND data = ?3 AND schema = ?4";
    if let Some(id) = db.prepare_cached(find)?.query_row(values, |row| row.get(0)).optional()? {
        return Ok(id);
    }
    let add = "INSERT INTO coders (dateline, model, data, schema) VALUES (?1, ?2, ?3, ?4)";
    Ok(db.prepare_cached(add)?.insert(values)?)
}
