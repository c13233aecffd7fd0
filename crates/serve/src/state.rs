//! What requests share: handles for reading, one for writing, the index, and what the server was told when it was started.

use crate::agreements::Agreements;
use crate::index::Snapshot;
use crate::reply::Trouble;
use dateline_store::{Interrupt, Store};
use sha2::{Digest, Sha256};
use std::hash::{BuildHasher, RandomState};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, Semaphore};

/// How often the file is looked at for changes of others.
const LOOK: Duration = Duration::from_secs(2);
/// How long somebody who changed something waits to see it in lists.
const PATIENCE: Duration = Duration::from_secs(3);

/// Makes incidents of a record anew; gives how many there are.
pub type Merge = Box<dyn Fn(&Path) -> Result<u64, String> + Send + Sync>;

/// What a server is told when it is started.
pub struct Config {
    /// The record.
    pub record: PathBuf,
    /// Where it listens.
    pub listen: SocketAddr,
    /// Who gives this token may do everything; without one on the loopback everybody may.
    pub token: Option<String>,
    /// Whether everybody may read.
    pub public_read: bool,
    /// Names by which the server is called, beside its address.
    pub hosts: Vec<String>,
    /// Requests a second from one address; 0 for any number.
    pub rate: u32,
    /// How long a request may take.
    pub limit: Duration,
    /// Agreements that are held against the record.
    pub agreements: Agreements,
    /// Lines and names of the map as GeoJSON, in place of ours (docs/borders.md).
    pub borders: Option<String>,
    /// Where a line for each request goes, if anywhere.
    pub log: Option<crate::Log>,
    /// Makes incidents anew after somebody split or joined some.
    pub merge: Option<Merge>,
}

/// What requests share.
#[derive(Clone)]
pub struct App(pub(crate) Arc<Shared>);

pub(crate) struct Shared {
    pub config: Config,
    readers: Mutex<Vec<Store>>,
    room: Arc<Semaphore>,
    writer: Mutex<Option<Store>>,
    watcher: Mutex<Option<Store>>,
    snapshot: RwLock<Arc<Snapshot>>,
    /// Somebody changed something here.
    changed: Notify,
    /// The index is of today.
    fresh: Notify,
    /// Incidents are being made anew.
    pub merging: AtomicBool,
    secret: [u8; 32],
    pub clients: crate::guard::Clients,
}

/// Ends what a handle is doing when nobody waits for it any more. Whether it is done is asked and told under one lock: a handle
/// that somebody else uses by then is never stopped.
struct Ender(Interrupt, Arc<Mutex<bool>>);

impl Drop for Ender {
    fn drop(&mut self) {
        let done = held(&self.1);
        if !*done {
            self.0.stop();
        }
    }
}

fn held<T>(lock: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl App {
    /// Opens the record and reads it once.
    ///
    /// # Errors
    /// Those of the record.
    pub fn new(config: Config) -> Result<App, dateline_store::Error> {
        let store = Store::look(&config.record)?;
        let snapshot = Snapshot::of(&store)?;
        config.agreements.hold(&store, &snapshot.digest)?;
        let handles = std::thread::available_parallelism().map_or(4, |n| n.get() * 2).max(4);
        // Keys of the standard library's maps come from the system's own randomness.
        let seed = (RandomState::new().hash_one(1u8), RandomState::new().hash_one(2u8));
        let secret = Sha256::new()
            .chain_update(seed.0.to_le_bytes())
            .chain_update(seed.1.to_le_bytes())
            .chain_update(RandomState::new().hash_one(Instant::now()).to_le_bytes());
        Ok(App(Arc::new(Shared {
            clients: crate::guard::Clients::new(config.rate),
            config,
            readers: Mutex::new(vec![store]),
            room: Arc::new(Semaphore::new(handles)),
            writer: Mutex::new(None),
            watcher: Mutex::new(None),
            snapshot: RwLock::new(Arc::new(snapshot)),
            changed: Notify::new(),
            fresh: Notify::new(),
            merging: AtomicBool::new(false),
            secret: secret.finalize().into(),
        })))
    }
    /// What the server was told.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.0.config
    }
    /// The index as it is now.
    #[must_use]
    pub fn snapshot(&self) -> Arc<Snapshot> {
        self.0.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
    /// A secret word for a purpose: forms carry it back.
    #[must_use]
    pub fn word(&self, purpose: &str) -> String {
        let digest = Sha256::new().chain_update(self.0.secret).chain_update(purpose).finalize();
        digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
    /// Looks something up, on a thread that may wait for the disk.
    ///
    /// # Errors
    /// Those of the work.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store, &Snapshot) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Trouble> {
        let shared = self.0.clone();
        let gone = |_| Trouble::Busy("The server is closing.".into());
        let room = shared.room.clone().acquire_owned().await.map_err(gone)?;
        // One of a file that is no longer the record is closed.
        let free = held(&shared.readers).pop().filter(|store| store.stands().is_ok());
        let store = match free {
            Some(store) => store,
            None => Store::look(&shared.config.record)?,
        };
        let done = Arc::new(Mutex::new(false));
        let ender = Ender(store.interrupt(), done.clone());
        let snapshot = self.snapshot();
        let work = move || {
            let _room = room;
            let result = work(&store, &snapshot);
            *held(&done) = true;
            // One that failed may be in the middle of something: another is opened in its place.
            if !matches!(result, Err(Trouble::Broken(_))) {
                held(&shared.readers).push(store);
            }
            result
        };
        let result = tokio::task::spawn_blocking(work).await;
        drop(ender);
        result.map_err(|_| Trouble::Broken("A fault of this server; its log says more.".into()))?
    }
    /// Changes something, one after another, then waits a moment for the index to show it.
    ///
    /// # Errors
    /// Those of the work.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Store) -> Result<T, Trouble> + Send + 'static,
    ) -> Result<T, Trouble> {
        let shared = self.0.clone();
        let task = tokio::task::spawn_blocking(move || {
            let mut writer = held(&shared.writer);
            if writer.as_ref().is_none_or(|store| store.stands().is_err()) {
                *writer = Some(Store::open(&shared.config.record)?);
            }
            let Some(store) = writer.as_mut() else { return Err(Trouble::Busy("no handle".into())) };
            work(store)
        });
        let done = task.await.map_err(|_| Trouble::Broken("A fault of this server.".into()))??;
        self.refresh().await;
        Ok(done)
    }
    /// Asks for the index to be made anew, and waits a moment for it.
    pub async fn refresh(&self) {
        let fresh = self.0.fresh.notified();
        self.0.changed.notify_one();
        let _ = tokio::time::timeout(PATIENCE, fresh).await;
    }
    /// Keeps the index in step with the file, for ever.
    pub async fn keep_fresh(self) {
        let mut seen = None;
        let mut pause = Duration::ZERO;
        let mut told = String::new();
        loop {
            let asked = tokio::time::timeout(LOOK.max(pause), self.0.changed.notified()).await.is_ok();
            let app = self.clone();
            let look = tokio::task::spawn_blocking(move || app.look(asked, seen)).await;
            match look {
                Ok(Ok((version, took))) => {
                    seen = Some(version);
                    told.clear();
                    // A file that others write all the time is not read all the time.
                    pause = took.unwrap_or(pause) * 4;
                }
                // Once, not every two seconds.
                Ok(Err(error)) if error.to_string() != told => {
                    told = error.to_string();
                    eprintln!("dateline: the record could not be read anew: {told}");
                }
                Ok(Err(_)) => {}
                Err(_) => {}
            }
            if asked {
                self.0.fresh.notify_waiters();
            }
        }
    }
    /// Makes the index anew if the file has changed; gives the file's version and how long it took.
    fn look(&self, asked: bool, seen: Option<i64>) -> Result<(i64, Option<Duration>), dateline_store::Error> {
        let begun = Instant::now();
        // One handle all along: the version counts what others wrote since it last looked.
        let mut watcher = held(&self.0.watcher);
        // Another file in its place counts anew.
        watcher.take_if(|store| store.stands().is_err());
        let opened = watcher.is_none();
        let store = match &mut *watcher {
            Some(store) => store,
            none => none.insert(Store::look(&self.0.config.record)?),
        };
        let version = store.data_version()?;
        if !asked && !opened && seen == Some(version) {
            return Ok((version, None));
        }
        if store.snapshot_digest()? == self.snapshot().digest {
            return Ok((version, None));
        }
        let snapshot = Arc::new(Snapshot::of(store)?);
        let digest = snapshot.digest.clone();
        *self.0.snapshot.write().unwrap_or_else(PoisonError::into_inner) = snapshot;
        self.config().agreements.hold(store, &digest)?;
        Ok((version, Some(begun.elapsed())))
    }
    /// Makes incidents anew on a thread of its own, unless that is being done.
    pub fn merge_anew(&self) {
        let app = self.clone();
        if self.0.config.merge.is_none() || app.0.merging.swap(true, Ordering::AcqRel) {
            return;
        }
        tokio::spawn(async move {
            let worker = app.clone();
            let work = move || worker.0.config.merge.as_ref().map(|merge| merge(&worker.0.config.record));
            if let Ok(Some(Err(message))) = tokio::task::spawn_blocking(work).await {
                eprintln!("dateline: incidents could not be made anew: {message}");
            }
            app.0.merging.store(false, Ordering::Release);
            app.refresh().await;
        });
    }
    /// Whether incidents are being made anew.
    #[must_use]
    pub fn is_merging(&self) -> bool {
        self.0.merging.load(Ordering::Acquire)
    }
    /// Whether anybody can change anything here.
    #[must_use]
    pub fn may_change(&self) -> bool {
        self.0.config.token.is_some() || self.0.config.listen.ip().is_loopback()
    }
    /// Whether a change can be made with the token given.
    #[must_use]
    pub fn is_token(&self, given: &str) -> bool {
        // Digests differ anywhere, however much of the token was guessed.
        self.0.config.token.as_ref().is_some_and(|token| Sha256::digest(token) == Sha256::digest(given))
    }
}
