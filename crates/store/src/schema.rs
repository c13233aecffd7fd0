//! The schema's versions. A change is a file in `migrations/` and a line in [`MIGRATIONS`]; a file is never changed once it
//! was released.

use crate::{Error, Result};
use rusqlite::{Connection, TransactionBehavior};
use std::path::Path;

/// What leads from each version to the next.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/001_record.sql"),
    include_str!("../migrations/002_incidents.sql"),
    include_str!("../migrations/003_feeds.sql"),
    include_str!("../migrations/004_review.sql"),
    include_str!("../migrations/005_incident_changes.sql"),
];

/// The schema's version of this program: `PRAGMA user_version`.
pub const VERSION: i32 = MIGRATIONS.len() as i32;

/// `PRAGMA application_id` of a record: "DLNE".
const APPLICATION: i32 = 0x444C_4E45;

/// The version of a file; 0 for an empty one.
pub(crate) fn version(db: &Connection, path: &Path) -> Result<i32> {
    let application: i32 = db.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = db.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    if application != APPLICATION && tables > 0 {
        return Err(Error::Foreign(path.to_owned()));
    }
    let found = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found > VERSION {
        return Err(Error::Newer { path: path.to_owned(), found });
    }
    Ok(found)
}

/// Brings a file up to a version, one step a transaction; does nothing where it is there.
pub(crate) fn migrate(db: &mut Connection, to: i32) -> Result<()> {
    loop {
        let at: i32 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if at >= to {
            return Ok(());
        }
        let step = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another program may have been faster.
        let now: i32 = step.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if now == at {
            step.execute_batch(MIGRATIONS[usize::try_from(at).unwrap_or(0)])?;
            step.pragma_update(None, "application_id", APPLICATION)?;
            step.pragma_update(None, "user_version", at + 1)?;
        }
        step.commit()?;
    }
}
