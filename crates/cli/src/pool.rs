//! Readers shared by threads: each takes one, so that scratch space and caches live on.

use crate::exit::Failure;
use dateline::{Analysis, Coder, Document, Reader, Reading};
use std::sync::Mutex;

/// Threads and the readers they use.
pub struct Pool<'a> {
    /// What made the readers.
    pub coder: &'a Coder,
    /// The threads.
    pub threads: rayon::ThreadPool,
    free: Mutex<Vec<Reader<'a>>>,
}

impl<'a> Pool<'a> {
    /// `jobs` threads; 0 for one a core.
    pub fn new(coder: &'a Coder, jobs: usize) -> Result<Pool<'a>, Failure> {
        let threads = rayon::ThreadPoolBuilder::new().num_threads(jobs).build();
        let threads = threads.map_err(|error| Failure::Other(format!("cannot start threads: {error}")))?;
        Ok(Pool { coder, threads, free: Mutex::new(vec![]) })
    }
    /// Reads a document on the thread at hand.
    pub fn read(&self, document: Document) -> Reading {
        self.read_with_analysis(document).0
    }
    /// Reads a document on the thread at hand, and gives the trees that the reading rests on.
    pub fn read_with_analysis(&self, document: Document) -> (Reading, Analysis) {
        let free = self.free.lock().ok().and_then(|mut readers| readers.pop());
        let mut reader = free.unwrap_or_else(|| self.coder.reader());
        let made = reader.read_with_analysis(document);
        if let Ok(mut readers) = self.free.lock() {
            readers.push(reader);
        }
        made
    }
}
