//! What an export is made of: stories, JSON lines of records, a file of records.

use super::prepare::Prepared;
use super::{Job, pool};
use crate::exit::Failure;
use crate::pool::Pool;
use crate::{input, stop};
use dateline::Coder;
use dateline::published::IncidentRecord;
use dateline::read::{Options, Piece, pieces};
use dateline_store::{Error, Store, Stored, Which};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::io::BufRead;

/// Documents handed to the threads at once, for each thread: bounds memory and keeps the order.
const BATCH: usize = 32;
/// Bytes of pages handed to the threads at once.
const BATCH_BYTES: usize = 32 << 20;
/// How JSON lines of records begin.
const RECORDS: &[u8] = b"{\"schema\":";

impl Job<'_> {
    /// Everything that the files named on the command line hold.
    pub(super) fn files(&mut self) -> Result<(), Failure> {
        let coder = self.args.input.limits.coder(self.common.data.as_deref())?;
        let pool = pool(&coder, self.common)?;
        let options = self.options()?;
        let files = input::files(&self.args.files);
        // Of one input the parts are entries.
        let by_entry = files.len() == 1 && !self.args.shard.is_whole();
        let files = if by_entry { files } else { self.args.shard.of(files) };
        for (path, trouble) in &files {
            let opened = match trouble {
                Some(message) => Err(message.clone()),
                None => input::stored(path).map_err(Failure::message),
            };
            let mut opened = match opened {
                Ok(opened) => opened,
                Err(message) => {
                    self.missing += 1;
                    self.complain(&message);
                    continue;
                }
            };
            let start = opened.fill_buf()?;
            if start.trim_ascii_start().starts_with(RECORDS) {
                self.lines(path, opened, &pool, by_entry)?;
            } else if start.starts_with(&[0x1F, 0x8B]) && is_gzipped_records(path) {
                self.lines(path, input::open(path)?, &pool, by_entry)?;
            } else {
                self.stories(path, opened, &pool, &options, by_entry)?;
            }
        }
        Ok(())
    }

    fn stories(
        &mut self,
        path: &str,
        opened: Box<dyn BufRead + Send>,
        pool: &Pool,
        options: &Options,
        by_entry: bool,
    ) -> Result<(), Failure> {
        let key = if path == "-" { "stdin" } else { path };
        let from = self.args.input.from();
        let shard = self.args.shard;
        let mut entries =
            pieces(opened, key, from, options).enumerate().filter(|(at, _)| !by_entry || shard.takes(*at));
        let most = BATCH * pool.threads.current_num_threads();
        loop {
            let (mut batch, mut size) = (vec![], 0);
            while batch.len() < most && size < BATCH_BYTES {
                let Some((_, piece)) = entries.next() else { break };
                size += piece.size();
                batch.push(piece);
            }
            if batch.is_empty() {
                return Ok(());
            }
            let (beside, limit) = (self.beside.clone(), self.args.input.limits.time());
            let read = |piece: Piece| {
                let document = piece.document(pool.coder, options).map_err(|failed| failed.to_string())?;
                beside.story(document, pool, limit).map_err(|failed| failed.to_string())
            };
            let made: Vec<Result<_, String>> =
                pool.threads.install(|| batch.into_par_iter().map(read).collect());
            let mut prepared = vec![];
            for one in made {
                match one {
                    Ok((one, document)) => {
                        prepared.push(one);
                        self.documents.extend(document);
                    }
                    Err(message) => self.complain(&format!("{key}: {message}")),
                }
            }
            self.put(prepared)?;
            if stop::stopped() {
                return Err(Failure::Interrupted);
            }
        }
    }

    fn lines(
        &mut self,
        path: &str,
        opened: Box<dyn BufRead + Send>,
        pool: &Pool,
        by_entry: bool,
    ) -> Result<(), Failure> {
        if self.export.is_none() {
            return Err(Failure::Usage(format!("{path}: records hold no trees: give stories, or --record")));
        }
        let shard = self.args.shard;
        let mut lines = opened.lines().enumerate().filter(|(at, _)| !by_entry || shard.takes(*at));
        let most = BATCH * pool.threads.current_num_threads();
        loop {
            let (mut batch, mut size) = (vec![], 0);
            while batch.len() < most && size < BATCH_BYTES {
                let Some((at, line)) = lines.next() else { break };
                let line = line.map_err(|error| Failure::Io(format!("{path}: {error}")))?;
                size += line.len();
                batch.push((at, line));
            }
            if batch.is_empty() {
                return Ok(());
            }
            let beside = self.beside.clone();
            let read = |(at, line): (usize, String)| match line.trim() {
                "" => Ok(None),
                line => beside
                    .line(line, pool)
                    .map(Some)
                    .map_err(|error| format!("{path}:{}: no record of `dateline read`: {error}", at + 1)),
            };
            let made: Vec<Result<_, String>> =
                pool.threads.install(|| batch.into_par_iter().map(read).collect());
            let mut prepared = vec![];
            for one in made {
                match one {
                    Ok(Some((one, document))) => {
                        prepared.push(one);
                        self.documents.extend(document);
                    }
                    Ok(None) => {}
                    Err(message) => self.complain(&message),
                }
            }
            self.put(prepared)?;
            if stop::stopped() {
                return Err(Failure::Interrupted);
            }
        }
    }

    /// The documents of a file of records that stand, or those that changed, and its incidents.
    pub(super) fn record(&mut self, store: &Store) -> Result<(), Failure> {
        // Trees are read anew: the file does not keep them.
        let coder = if self.export.is_none() {
            Some(self.args.input.limits.coder(self.common.data.as_deref())?)
        } else {
            None
        };
        let threads = rayon::ThreadPoolBuilder::new()
            .num_threads(self.common.jobs)
            .build()
            .map_err(|error| Failure::Other(format!("cannot start threads: {error}")))?;
        let most = BATCH * threads.current_num_threads();
        let since = self.args.since.as_deref();
        let changes = since.map(|since| super::since::changes(store, since, self.args.output.as_deref()));
        let changes = changes.transpose()?;
        let (mut batch, mut trouble, mut at) = (vec![], None, 0);
        let shard = self.args.shard;
        let mut visit = |stored: Stored| -> Result<(), Error> {
            at += 1;
            if !shard.takes(at - 1) {
                return Ok(());
            }
            batch.push(stored);
            if batch.len() < most {
                return Ok(());
            }
            match self.stored(std::mem::take(&mut batch), &threads, coder.as_ref()) {
                Ok(()) => Ok(()),
                Err(failure) => {
                    trouble = Some(failure);
                    Err(Error::TooMany(0))
                }
            }
        };
        let visited =
            match &changes {
                None => store.each(Which::Current, &mut visit),
                Some(changes) => changes.iter().filter(|change| change.current).try_for_each(|change| {
                    match store.reading(change.document)? {
                        Some(stored) => visit(stored),
                        None => Ok(()),
                    }
                }),
            };
        if let Some(failure) = trouble {
            return Err(failure);
        }
        visited?;
        self.stored(batch, &threads, coder.as_ref())?;
        if let Some(changes) = &changes {
            self.deleted(&super::since::deleted(changes))?;
        }
        if shard.is_whole() && self.export.is_some() {
            self.kept_incidents(store)?;
        }
        Ok(())
    }

    fn stored(
        &mut self,
        batch: Vec<Stored>,
        threads: &rayon::ThreadPool,
        coder: Option<&Coder>,
    ) -> Result<(), Failure> {
        let (beside, limit) = (self.beside.clone(), self.args.input.limits.time());
        let make = |stored: Stored| beside.stored(stored, coder, limit);
        let made: Vec<Result<Prepared, String>> =
            threads.install(|| batch.into_par_iter().map(make).collect());
        let mut prepared = vec![];
        for one in made {
            match one {
                Ok(one) => prepared.push(one),
                Err(message) => self.complain(&message),
            }
        }
        self.put(prepared)?;
        if stop::stopped() { Err(Failure::Interrupted) } else { Ok(()) }
    }

    /// Incidents as the file keeps them.
    fn kept_incidents(&mut self, store: &Store) -> Result<(), Failure> {
        let mut trouble = None;
        let visited = store.incidents(|_, value| {
            let Ok(incident) = serde_json::from_value::<IncidentRecord>(value) else { return Ok(()) };
            let names = self.names_of(store, &incident)?;
            self.incident(&incident, &names).map_err(|failure| {
                trouble = Some(failure);
                Error::TooMany(0)
            })
        });
        if let Some(failure) = trouble {
            return Err(failure);
        }
        Ok(visited?)
    }

    /// Names of private persons in the documents of an incident, also of documents that are no part of the export.
    fn names_of(&self, store: &Store, incident: &IncidentRecord) -> Result<BTreeSet<String>, Error> {
        let mut names = BTreeSet::new();
        if self.about.safety.show_names {
            return Ok(names);
        }
        for report in &incident.reports {
            match self.names.get(&report.document) {
                Some(known) => names.extend(known.iter().cloned()),
                None => {
                    for listed in store.named_documents(&[&report.document])? {
                        if let Some(stored) = store.reading(listed.document)? {
                            names.extend(self.about.safety.names(&stored.record));
                        }
                    }
                }
            }
        }
        Ok(names)
    }
}

/// Whether a gzipped file holds JSON lines of records.
fn is_gzipped_records(path: &str) -> bool {
    path.ends_with(".gz")
        && input::open(path)
            .ok()
            .and_then(|mut opened| {
                opened.fill_buf().map(|start| start.trim_ascii_start().starts_with(RECORDS)).ok()
            })
            .unwrap_or(false)
}
