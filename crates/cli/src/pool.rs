//! Readers shared by threads: each takes one, so that scratch space and caches live on.

use crate::exit::Failure;
use dateline::read::Failed;
use dateline::{Analysis, Coder, Document, Error, Reader, Reading};
use std::sync::Mutex;
use std::time::{Duration, Instant};

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
    /// Reads a document on the thread at hand, within a time, and gives the trees that the reading rests on.
    ///
    /// # Errors
    /// It took longer.
    pub fn read_within(
        &self,
        document: Document,
        limit: Option<Duration>,
    ) -> Result<(Reading, Analysis), Box<Failed>> {
        let free = self.free.lock().ok().and_then(|mut readers| readers.pop());
        let mut reader = free.unwrap_or_else(|| self.coder.reader());
        let made = read_within(&mut reader, document, limit);
        if let Ok(mut readers) = self.free.lock() {
            readers.push(reader);
        }
        made
    }
}

/// Reads a document within a time. The reader asks the clock as it goes along and stops by itself: no thread is left behind,
/// and its neighbours never wait for more than that time.
///
/// # Errors
/// It took longer.
pub fn read_within(
    reader: &mut Reader,
    document: Document,
    limit: Option<Duration>,
) -> Result<(Reading, Analysis), Box<Failed>> {
    let Some(limit) = limit else { return Ok(reader.read_with_analysis(document)) };
    let at = document.origin.citation.clone().unwrap_or_default();
    let begun = Instant::now();
    let made = reader.read_while(document, &|| begun.elapsed() < limit);
    made.ok_or_else(|| Box::new(Failed { at, error: Error::TooSlow(limit.as_secs()) }))
}
