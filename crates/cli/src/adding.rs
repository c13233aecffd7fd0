//! Documents of inputs into a record, each once: what `dateline add` and `dateline watch` share.

use crate::exit::Failure;
use crate::pool::Pool;
use crate::{Common, input, progress, stop, store};
use dateline::Document;
use dateline::export::json::record;
use dateline::read::{Options, Piece, Reader, pieces};
use dateline_store::{Counts, Given, Input, InputState, Item, Stamp, Store};
use indicatif::{HumanCount, HumanDuration, ProgressBar};
use rayon::prelude::*;
use std::io::{BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, UNIX_EPOCH};

/// Documents of one transaction, for each thread: bounds memory and what a kill can undo.
const BATCH: usize = 32;
/// Bytes of pages handed to the threads at once.
const BATCH_BYTES: usize = 32 << 20;

/// Options of the commands that add documents.
#[derive(clap::Args)]
pub struct AddingArgs {
    #[command(flatten)]
    pub record: store::RecordArg,
    #[command(flatten)]
    pub input: input::InputArgs,
}

/// What of the command line bears on the documents of an input, as JSON.
fn given_options(args: &AddingArgs, options: &Options) -> String {
    let plain = Options::default();
    let number = |given: usize, default: usize| (given != default).then_some(given);
    let given = serde_json::json!({
        "published": args.input.published.map(|day| day.to_string()),
        "source": args.input.source,
        "from": args.input.from,
        "columns": (!options.columns.is_empty()).then_some(&options.columns),
        "max_document": number(options.max_document, plain.max_document),
        "max_page": number(options.max_page, plain.max_page),
        "max_depth": number(options.max_depth, plain.max_depth),
        "max_words": number(args.input.limits.max_words, dateline::MAX_WORDS),
        "max_ratio": (options.max_ratio != plain.max_ratio).then_some(options.max_ratio),
    });
    let set = given.as_object().into_iter().flatten().filter(|(_, value)| !value.is_null());
    serde_json::Value::Object(set.map(|(key, value)| (key.clone(), value.clone())).collect()).to_string()
}

/// Documents on their way into a record.
pub struct Adding<'a> {
    args: &'a AddingArgs,
    /// Whether documents that another model or other data read before are read anew.
    recode: bool,
    pub options: Options,
    /// The options as they stand in the ledger.
    given: String,
    pool: Pool<'a>,
    pub coder_id: i64,
    pub store: Store,
    pub counts: Counts,
    /// Inputs passed over.
    unchanged: u64,
    /// Inputs that could not be opened.
    pub missing: u64,
    pub progress: Progress,
}

impl<'a> Adding<'a> {
    /// Opens or makes the record. Progress counts the bytes of `files`.
    pub fn new(
        args: &'a AddingArgs,
        recode: bool,
        coder: &'a dateline::Coder,
        files: &[(String, Option<String>)],
        common: &Common,
    ) -> Result<Adding<'a>, Failure> {
        let options = args.input.options()?;
        let mut store = Store::create(&args.record.record)?;
        if recode {
            store.prepare_to_recode()?;
        }
        let coder_id = store.coder(dateline::VERSION, coder.model.digest(), &coder.lexicon.digest)?;
        Ok(Adding {
            given: given_options(args, &options),
            args,
            recode,
            options,
            pool: Pool::new(coder, common.jobs)?,
            coder_id,
            store,
            counts: Counts::default(),
            unchanged: 0,
            missing: 0,
            progress: Progress::new(files, common),
        })
    }

    /// Adds the documents of a file; passes it over if it was read before and has not changed. `trouble` says why it cannot be
    /// opened, if that is known.
    pub fn file(&mut self, path: &str, trouble: Option<&str>) -> Result<(), Failure> {
        let name = if path == "-" { "stdin" } else { path };
        let opened = match trouble {
            Some(message) => Err(message.to_owned()),
            None => input::stored(path).map_err(|failure| failure.message()),
        };
        let stored = match opened {
            Ok(stored) => stored,
            Err(message) => {
                let input = self.store.input(name, &self.given, None)?;
                self.store.finish(&input, 0, None, Some(&message))?;
                self.missing += 1;
                self.progress.say(&message);
                return Ok(());
            }
        };
        let input = self.store.input(name, &self.given, stamp(path))?;
        if let InputState::Finished { failed, coder, .. } = input.state
            && (coder == Some(self.coder_id) || failed == 0 && !self.recode)
        {
            self.unchanged += 1;
            // What failed in it still does.
            self.counts.failed += failed;
            self.progress.pass(path);
            return Ok(());
        }
        let counted = Counted { inner: stored, count: self.progress.read.clone() };
        self.take(&input, name, Box::new(counted), self.from())
    }

    /// The format that was asked for.
    pub fn from(&self) -> Option<&'static Reader> {
        self.args.input.from()
    }

    /// Adds what has come over the wire: always read, in the ledger as an input of its own.
    pub fn bytes(&mut self, name: &str, bytes: Vec<u8>, from: &'static Reader) -> Result<(), Failure> {
        let input = self.store.input(name, &self.given, None)?;
        self.take(&input, name, Box::new(std::io::Cursor::new(bytes)), Some(from))
    }

    fn take(
        &mut self,
        input: &Input,
        name: &str,
        bytes: Box<dyn BufRead + Send>,
        from: Option<&'static Reader>,
    ) -> Result<(), Failure> {
        let mut pieces = pieces(bytes, name, from, &self.options);
        let most = BATCH * self.pool.threads.current_num_threads();
        let mut ordinal = 0;
        loop {
            let (mut batch, mut size) = (vec![], 0);
            while batch.len() < most && size < BATCH_BYTES {
                let Some(piece) = pieces.next() else { break };
                size += piece.size();
                batch.push(piece);
            }
            let last = batch.is_empty();
            let count = batch.len() as u64;
            if !last {
                let items = self.read(batch)?;
                for item in &items {
                    if let Item::Failed { message, .. } = item {
                        self.progress.say(&format!("{name}: {message}"));
                    }
                }
                self.counts += self.store.put(input, ordinal, &items)?;
                ordinal += count;
                self.progress.show(&self.counts);
            }
            if last {
                self.store.finish(input, ordinal, Some(self.coder_id), None)?;
                return Ok(());
            }
            if stop::stopped() {
                return Err(Failure::Interrupted);
            }
        }
    }

    /// Makes documents of pieces, and reads those that the record does not hold.
    fn read(&self, batch: Vec<Piece>) -> Result<Vec<Item>, Failure> {
        let (coder, options) = (self.pool.coder, &self.options);
        let prepare = |piece: Piece| match piece.document(coder, options) {
            Ok(document) => {
                let given = store::given(&document);
                Ok((given.digest(), given, document))
            }
            Err(failed) => {
                Err(Box::new(Item::Failed { message: failed.to_string(), at: store::citation(&failed.at) }))
            }
        };
        let documents: Vec<_> = self.pool.threads.install(|| batch.into_par_iter().map(prepare).collect());
        let digests: Vec<String> =
            documents.iter().filter_map(|d| d.as_ref().ok()).map(|(digest, ..)| digest.clone()).collect();
        let mut known = self.store.known(&digests)?;
        known.retain(|_, known| !self.recode || known.coder == self.coder_id);
        let (pool, limit) = (&self.pool, self.args.input.limits.time());
        let item = |prepared: Result<(String, Given, Document), Box<Item>>| match prepared {
            Err(failed) => Ok(*failed),
            Ok((digest, given, document)) => match known.get(&digest) {
                Some(known) => Ok(Item::Known { document: known.document, at: given.citation }),
                None => {
                    let reading = match pool.read_within(document, limit) {
                        Ok((reading, _)) => reading,
                        Err(failed) => {
                            return Ok(Item::Failed { message: failed.to_string(), at: given.citation });
                        }
                    };
                    let made = record(&reading, coder.model.digest(), &coder.lexicon.digest);
                    Item::read(given, made).map_err(|error| Failure::Other(error.to_string()))
                }
            },
        };
        pool.threads.install(|| documents.into_par_iter().map(item).collect())
    }

    /// Ends the progress and says what was added.
    pub fn summary(&self, common: &Common) -> Result<(), Failure> {
        self.progress.bar.finish_and_clear();
        if common.quiet {
            return Ok(());
        }
        let Counts { added, known, failed, events, recoded } = self.counts;
        let mut parts = vec![format!("{} added with {}", documents(added), plural(events, "event"))];
        if known > 0 {
            parts.push(format!("{} there before", HumanCount(known)));
        }
        if recoded.documents > 0 {
            parts.push(store::changes(&recoded));
        }
        if self.unchanged > 0 {
            parts.push(format!("{} unchanged", plural(self.unchanged, "input")));
        }
        if failed + self.missing > 0 {
            parts.push(format!("{} failed", HumanCount(failed + self.missing)));
        }
        let took = HumanDuration(self.progress.begun.elapsed());
        eprintln!("{}: {} in {took}", self.args.record.record.display(), parts.join(", "));
        let outdated = self.store.count_outdated(self.coder_id)?;
        if outdated > 0 {
            let (count, record) = (documents(outdated), self.args.record.record.display());
            eprintln!(
                "{count} were read by another program, model or other data: `dateline recode --record {record}` reads them anew"
            );
        }
        Ok(())
    }
}

/// A count and what is counted.
pub fn plural(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", HumanCount(count), if count == 1 { "" } else { "s" })
}
/// So many documents.
pub fn documents(count: u64) -> String {
    plural(count, "document")
}

/// Size and time of change of a file; none for what is no plain file.
fn stamp(path: &str) -> Option<Stamp> {
    let metadata = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    let modified = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(Stamp { size: metadata.len(), modified: i64::try_from(modified.as_nanos()).ok()? })
}

/// Counts the bytes that are taken out of an input, as they are stored.
struct Counted {
    inner: Box<dyn BufRead + Send>,
    count: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
impl BufRead for Counted {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        self.inner.fill_buf()
    }
    fn consume(&mut self, amount: usize) {
        self.count.fetch_add(amount as u64, Ordering::Relaxed);
        self.inner.consume(amount);
    }
}

/// Bytes taken of all there are; shown on a terminal only, and only when a run takes long.
pub struct Progress {
    bar: ProgressBar,
    read: Arc<AtomicU64>,
    shows: bool,
    begun: Instant,
}

impl Progress {
    fn new(files: &[(String, Option<String>)], common: &Common) -> Progress {
        let total: u64 =
            files.iter().filter_map(|(file, _)| std::fs::metadata(file).ok()).map(|m| m.len()).sum();
        let known = total > 0 && files.iter().all(|(file, _)| file != "-");
        let bar = progress::bytes(known.then_some(total));
        let shows = progress::is_wanted(common);
        Progress { bar, read: Arc::default(), shows, begun: Instant::now() }
    }
    fn show(&self, counts: &Counts) {
        progress::show_when_long(&self.bar, self.shows);
        self.bar.set_position(self.read.load(Ordering::Relaxed));
        self.bar.set_message(format!("{}, {}", documents(counts.added), plural(counts.events, "event")));
    }
    /// An input that is passed over counts as read, and says nothing of the speed.
    fn pass(&self, path: &str) {
        let size = std::fs::metadata(path).map_or(0, |m| m.len());
        self.read.fetch_add(size, Ordering::Relaxed);
        self.bar.set_position(self.read.load(Ordering::Relaxed));
        self.bar.reset_eta();
    }
    /// Tells of trouble without disturbing the bar.
    pub fn say(&self, message: &str) {
        self.bar.suspend(|| eprintln!("dateline: {message}"));
    }
}
