//! One SQLite file that keeps documents, what was read from each, incidents, and what people decided about them.
//!
//! The only SQL of the project. `docs/store.md` says what every table and column holds. What goes in and comes out are the
//! [published](dateline_published) shapes; this crate codes nothing.
//!
//! ```
//! use dateline_store::{Given, Item, Store};
//! # let folder = std::env::temp_dir().join(format!("dateline-store-doc-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder)?;
//! let mut store = Store::create(&folder.join("war.db"))?;
//! let given = Given { text: "Rebels left.".into(), outlet: Some("Courier".into()), ..Given::default() };
//! assert!(store.known(&[given.digest()])?.is_empty());
//! let failed = Item::Failed { at: Default::default(), message: "line 3: no JSON".into() };
//! let input = store.input("news.jsonl", "{}", None)?;
//! store.put(&input, 0, &[failed])?;
//! assert_eq!(store.stats()?.failed, 1);
//! # std::fs::remove_dir_all(&folder)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod browse;
mod dump;
mod feeds;
mod find;
mod given;
mod health;
mod incident_changes;
mod incidents;
mod ledger;
mod names;
mod put;
mod readings;
mod recode;
mod reviews;
mod rows;
mod schema;
mod show;
mod stats;

pub use browse::{ActorRow, Brief, Change, InIncident, IncidentBrief, Interrupt, Listed, PlaceRow, Related};
pub use feeds::Feed;
pub use find::{Circle, Filter, Found};
pub use given::{Citation, Edition, Given};
pub use health::{Depth, Finding, Grade, Maker, examine};
pub use incident_changes::IncidentChange;
pub use incidents::{
    Decision, DecisionKind, EventName, Facet, Incident, IncidentEvent, IncidentReport, Merge,
};
pub use ledger::{Input, InputState, Stamp};
pub use put::{Counts, Item, Known};
pub use readings::{Stored, Which};
pub use recode::{Changes, Outdated};
pub use reviews::{FIELDS, Precision, Review, Reviewed, Verdict};
pub use schema::VERSION;
pub use show::{Entry, Id};
pub use stats::{Count, Stats};

use names::Names;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long to wait for another program that writes to the same file.
const PATIENCE: Duration = Duration::from_secs(60);
/// Ids of what is read from a document are its id times this, plus an ordinal.
pub const STRIDE: i64 = 1_000_000;

type Result<T> = std::result::Result<T, Error>;

/// Why a record could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such file.
    #[error("{0}: there is no record here; `dateline add` makes one")]
    Missing(PathBuf),
    /// The file holds something else.
    #[error("{0}: this is no record of dateline")]
    Foreign(PathBuf),
    /// The file is of a newer program.
    #[error("{path}: its schema is version {found}, this program knows {VERSION}; use a newer dateline")]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: i32,
    },
    /// The disk, or the room given to the file, is full. Everything finished before is in the file.
    #[error(
        "{0}: no room left to write (disk full, or a limit on the size of files); \
         what was finished is kept, run again to go on"
    )]
    Full(PathBuf),
    /// The file, or its folder, may only be read.
    #[error("{0}: the file or its folder may only be read, not written")]
    ReadOnly(PathBuf),
    /// There is a file already where one is to be made.
    #[error("{0}: there is a file already, and none is overwritten")]
    There(PathBuf),
    /// Another file, or none, stands where the record was when it was opened.
    #[error(
        "{0}: the file was moved, removed or replaced while it was in use: nothing more is written to it"
    )]
    Moved(PathBuf),
    /// Another program holds the file.
    #[error("{path}: another program has been writing for {} seconds; try again later", PATIENCE.as_secs())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The file is damaged.
    #[error("{path}: the file is damaged: {message}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        message: String,
    },
    /// The file cannot be read or written.
    #[error("{path}: {message}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What SQLite says.
        message: String,
    },
    /// Words to look for that are no query.
    #[error("`{query}` cannot be looked for: {message}")]
    Query {
        /// The query.
        query: String,
        /// What SQLite says.
        message: String,
    },
    /// A document holds more than a record can number.
    #[error("a document has {0} of one kind, more than a record can number")]
    TooMany(usize),
    /// A stored reading is no published record of this program.
    #[error("the reading of document {document} is not of this program's shape: {error}")]
    Shape {
        /// The document's id.
        document: i64,
        /// What is wrong.
        error: serde_json::Error,
    },
    /// Anything else that SQLite says.
    #[error("the record: {0}")]
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        Error::Sql(error)
    }
}

impl Error {
    /// Says what an error of SQLite means for the file.
    fn at(self, path: &Path) -> Error {
        use rusqlite::ErrorCode as Code;
        let Error::Sql(error) = self else { return self };
        let Some(failure) = error.sqlite_error() else { return Error::Sql(error) };
        let path = path.to_owned();
        match failure.code {
            Code::DiskFull => Error::Full(path),
            Code::DatabaseBusy | Code::DatabaseLocked => Error::Busy { path },
            Code::NotADatabase => Error::Foreign(path),
            Code::DatabaseCorrupt => Error::Damaged { path, message: error.to_string() },
            Code::ReadOnly | Code::PermissionDenied => Error::ReadOnly(path),
            Code::SystemIoFailure | Code::CannotOpen => {
                // A write refused for size, and nothing else, comes back as this code.
                let write = failure.extended_code == rusqlite::ffi::SQLITE_IOERR_WRITE;
                if write { Error::Full(path) } else { Error::Io { path, message: error.to_string() } }
            }
            _ => Error::Sql(error),
        }
    }
}

/// A record: one file.
pub struct Store {
    db: Connection,
    path: PathBuf,
    /// Which file was opened; none where files have no such names.
    file: Option<FileName>,
    names: Names,
}

/// What a file is called whatever its path: device and number.
type FileName = (u64, u64);

#[cfg(unix)]
fn file_name(path: &Path) -> Option<FileName> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}
/// Elsewhere a file that is open cannot be moved.
#[cfg(not(unix))]
fn file_name(_: &Path) -> Option<FileName> {
    None
}

impl Store {
    /// Opens a record, or makes one, for writing. An older one is brought up to date.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn create(path: &Path) -> Result<Store> {
        Store::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
    }
    /// Opens a record for writing. An older one is brought up to date.
    ///
    /// # Errors
    /// [`Error::Missing`] if there is none; see [`Error`].
    pub fn open(path: &Path) -> Result<Store> {
        if !path.exists() {
            return Err(Error::Missing(path.to_owned()));
        }
        Store::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)
    }
    /// Opens a record for looking things up only; a file that cannot be written will do, if it is of today's schema.
    ///
    /// # Errors
    /// [`Error::Missing`] if there is none; see [`Error`].
    pub fn look(path: &Path) -> Result<Store> {
        let store = Store::seen(path)?;
        match schema::version(&store.db, path) {
            Ok(VERSION) => store.ready(),
            Ok(_) => Store::open(path),
            Err(error) => Err(error.at(path)),
        }
    }

    /// Opens a record as it is, of whatever version.
    fn seen(path: &Path) -> Result<Store> {
        if !path.exists() {
            return Err(Error::Missing(path.to_owned()));
        }
        let store = Store::plain(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        if !beside(path, "-wal").exists() && schema::version(&store.db, path).is_err() {
            // Where nothing can be written beside it, it can still be read: nobody else writes to it either.
            return Store::unchanging(path);
        }
        Ok(store)
    }
    fn of(db: Connection, path: &Path) -> Store {
        Store { db, path: path.to_owned(), file: file_name(path), names: Names::default() }
    }
    fn plain(path: &Path, flags: OpenFlags) -> Result<Store> {
        let open = || -> Result<Connection> {
            let db = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            db.busy_timeout(PATIENCE)?;
            Ok(db)
        };
        let db = open().map_err(|error| error.at(path))?;
        Ok(Store::of(db, path))
    }
    /// Opens a file that nobody can change.
    fn unchanging(path: &Path) -> Result<Store> {
        let escaped: String = path
            .display()
            .to_string()
            .chars()
            .map(|c| match c {
                '%' => "%25".to_owned(),
                '?' => "%3f".to_owned(),
                '#' => "%23".to_owned(),
                _ => c.to_string(),
            })
            .collect();
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let opened = Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags);
        let db = opened.map_err(|error| Error::from(error).at(path))?;
        Ok(Store::of(db, path))
    }
    fn ready(self) -> Result<Store> {
        let prepare = || -> Result<()> {
            self.db.set_prepared_statement_cache_capacity(128);
            self.db.pragma_update(None, "foreign_keys", true)?;
            self.db.pragma_update(None, "cache_size", -32_000)?;
            find::functions(&self.db)
        };
        prepare().map_err(|error| error.at(&self.path))?;
        Ok(self)
    }
    fn connect(path: &Path, flags: OpenFlags) -> Result<Store> {
        let mut store = Store::plain(path, flags)?;
        let prepare = |store: &mut Store| -> Result<()> {
            schema::version(&store.db, path)?;
            // Readers and one writer at once; a killed program loses nothing that was committed.
            store.db.pragma_update(None, "journal_mode", "wal")?;
            store.db.pragma_update(None, "synchronous", "normal")?;
            schema::migrate(&mut store.db, VERSION)
        };
        prepare(&mut store).map_err(|error| error.at(path))?;
        store.ready()
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a copy of the record, as it is now, into a new file, and looks at every text and quotation of it before it gets its
    /// name. Others may write to the record meanwhile.
    ///
    /// # Errors
    /// [`Error::There`] if there is such a file, or the log of one; [`Error::Damaged`] if the copy is not sound, which is then
    /// taken away again; see [`Error`].
    pub fn back_up(&self, to: &Path) -> Result<Vec<Finding>> {
        let part = beside(to, ".part");
        // A log that lies beside a new file would be read into it.
        for path in [to.to_owned(), beside(to, "-wal"), beside(to, "-journal"), part.clone()] {
            if path.symlink_metadata().is_ok() {
                return Err(Error::There(path));
            }
        }
        let write = || -> Result<Vec<Finding>> {
            self.copy(&part).map_err(|error| match error {
                Error::Full(_) => Error::Io {
                    path: to.to_owned(),
                    message: "no room left to write; no copy was made".into(),
                },
                other => other,
            })?;
            let found = examine(&part, Depth::Words, None)?;
            if let Some(trouble) = found.iter().find(|f| f.grade == Grade::Trouble) {
                let message = format!("{}: {}", trouble.check, trouble.message);
                return Err(Error::Damaged { path: self.path.clone(), message });
            }
            let named =
                std::fs::File::open(&part).and_then(|file| file.sync_all()).and_then(|()| name(&part, to));
            named.map_err(|error| match error.kind() {
                std::io::ErrorKind::AlreadyExists => Error::There(to.to_owned()),
                _ => Error::Io { path: to.to_owned(), message: error.to_string() },
            })?;
            Ok(found)
        };
        let written = write();
        if written.is_err() {
            std::fs::remove_file(&part).ok();
        }
        written
    }
    /// Writes a copy of the whole record into a new file: one that nobody else writes to, without what was freed.
    ///
    /// # Errors
    /// See [`Error`]; the new file must not be there yet.
    pub fn copy(&self, to: &Path) -> Result<()> {
        let copied = self.db.execute("VACUUM INTO ?1", [to.to_string_lossy()]);
        copied.map(|_| ()).map_err(|error| Error::from(error).at(to))
    }

    /// Lets the file grow no larger than this many bytes, roughly: for tests of a full disk.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn limit(&self, bytes: u64) -> Result<()> {
        let page: i64 = self.db.pragma_query_value(None, "page_size", |row| row.get(0))?;
        let pages = i64::try_from(bytes).unwrap_or(i64::MAX) / page.max(1);
        self.db.query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?;
        Ok(())
    }

    /// Runs a piece of work as a whole or not at all. The write lock is taken first, so that two writers wait for each other.
    fn whole<T>(&mut self, work: impl FnOnce(&Connection, &mut Names) -> Result<T>) -> Result<T> {
        self.stands()?;
        let Store { db, path, names, .. } = self;
        let run = || -> Result<T> {
            let transaction = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
            names.refresh(&transaction)?;
            let value = work(&transaction, names)?;
            transaction.commit()?;
            Ok(value)
        };
        run().map_err(|error| {
            // Names that were given in it are gone with it.
            *names = Names::default();
            error.at(path)
        })
    }
    /// The same for a person's word: it is on the disk before this returns, whatever becomes of the power. Readings can be made
    /// anew; for them it is enough that the file is whole.
    fn for_good<T>(&mut self, work: impl FnOnce(&Connection, &mut Names) -> Result<T>) -> Result<T> {
        let durable =
            |db: &Connection, how: &str| db.pragma_update(None, "synchronous", how).map_err(Error::from);
        self.told(durable(&self.db, "full"))?;
        let done = self.whole(work);
        self.told(durable(&self.db, "normal"))?;
        done
    }
    /// Whether the file is still the one that was opened: what is written to one that has no name any more is lost.
    ///
    /// # Errors
    /// [`Error::Moved`] if it is not.
    pub fn stands(&self) -> Result<()> {
        if self.file.is_some() && file_name(&self.path) != self.file {
            return Err(Error::Moved(self.path.clone()));
        }
        Ok(())
    }
    fn told<T>(&self, result: Result<T>) -> Result<T> {
        result.map_err(|error| error.at(&self.path))
    }
}

/// A path with something behind its name.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Gives a file its name, and takes no other's place.
fn name(part: &Path, to: &Path) -> std::io::Result<()> {
    match std::fs::hard_link(part, to) {
        Ok(()) => std::fs::remove_file(part),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(error),
        // Not every disk knows links.
        Err(_) if to.symlink_metadata().is_ok() => Err(std::io::ErrorKind::AlreadyExists.into()),
        Err(_) => std::fs::rename(part, to),
    }
}

/// `sha256:` and the digest of bytes.
fn sha256(bytes: impl AsRef<[u8]>) -> String {
    hex(sha2::Digest::chain_update(sha2::Sha256::default(), bytes))
}

fn hex(digest: sha2::Sha256) -> String {
    use std::fmt::Write as _;
    let mut hex = String::with_capacity(71);
    hex.push_str("sha256:");
    for byte in sha2::Digest::finalize(digest) {
        write!(hex, "{byte:02x}").expect("writing to a String cannot fail");
    }
    hex
}
