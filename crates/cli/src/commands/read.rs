//! `dateline read`: inputs to records, in input order at any number of threads.

use crate::exit::{Exit, Failure};
use crate::pool::Pool;
use crate::{Common, Outcome, input, progress, stop};
use dateline::Citation;
use dateline::export::{EXPORTERS, Exporter, Read, exporter, exporter_for};
use dateline::read::{Failed, Options, Piece, pieces};
use indicatif::ProgressBar;
use rayon::prelude::*;
use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::time::Duration;

/// Documents handed to the threads at once, for each thread: bounds memory and keeps the order.
const BATCH: usize = 32;
/// Bytes of pages handed to the threads at once.
const BATCH_BYTES: usize = 32 << 20;

#[derive(clap::Args)]
pub struct Args {
    /// Files to read, plain or gzipped, or folders of such files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Format of the output [default: by the ending of -o, else report on a terminal, jsonl otherwise]
    #[arg(long, value_name = "FORMAT", value_parser = format_names())]
    format: Option<String>,
    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    input: input::InputArgs,
    /// Take only a part of the inputs, 2/8 every eighth file from the second on: for several runs side by side
    #[arg(long, value_name = "PART/OF", default_value_t = input::Shard::default(), hide_default_value = true)]
    shard: input::Shard,
    /// Also write each input that failed to FILE, one JSON object a line: input, offset, line, record, message
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
}

fn format_names() -> clap::builder::PossibleValuesParser {
    EXPORTERS
        .iter()
        .map(|e| clap::builder::PossibleValue::new(e.name).help(e.help))
        .collect::<Vec<_>>()
        .into()
}
pub fn run(args: &Args, common: &Common) -> Outcome {
    // An output file is only touched when there is something to read.
    if args.files.iter().all(|f| f != "-" && !std::path::Path::new(f).exists()) {
        let named = args.files.join(", ");
        return Err(Failure::Missing(format!("no input could be opened: {named}")));
    }
    let coder = args.input.limits.coder(common.data.as_deref())?;
    let exporter = chosen(args)?;
    let options = args.input.options()?;
    let colour =
        args.output.is_none() && std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    stop::listen()?;
    let errors = match &args.errors {
        Some(path) => Some(File::create(path).map_err(|e| Failure::Io(format!("{}: {e}", path.display())))?),
        None => None,
    };
    let mut run = Run {
        errors,
        pool: Pool::new(&coder, common.jobs)?,
        limit: args.input.limits.time(),
        exporter,
        colour,
        out: open_output(args)?,
        failed: 0,
        missing: 0,
        progress: bar(args),
        shows_progress: progress::is_wanted(common),
    };
    (exporter.open)(&mut run.out)?;
    let files = args.shard.of(input::files(&args.files));
    for (file, trouble) in &files {
        match trouble {
            None => run.file(file, args, &options)?,
            Some(message) => {
                run.missing += 1;
                run.complain(file, &Citation::default(), message)?;
            }
        }
    }
    run.out.flush()?;
    run.progress.finish_and_clear();
    match (run.failed, run.missing, files.len()) {
        (0, ..) => Ok(Exit::Done),
        (_, missing, files) if missing == files => Err(Failure::Missing("no input could be opened".into())),
        _ => Ok(Exit::SomeFailed),
    }
}

fn chosen(args: &Args) -> Result<&'static Exporter, Failure> {
    let named = args.format.as_deref().and_then(exporter);
    if let Some(exporter) = named {
        return Ok(exporter);
    }
    if let Some(path) = &args.output {
        let path = path.display().to_string();
        return exporter_for(&path).ok_or_else(|| {
            Failure::Usage(format!("{path}: the ending names no format; give one with --format"))
        });
    }
    let name = if std::io::stdout().is_terminal() { "report" } else { "jsonl" };
    exporter(name).ok_or_else(|| Failure::Other(format!("the format {name} is gone")))
}

fn open_output(args: &Args) -> Result<Box<dyn Write + Send + Sync>, Failure> {
    match &args.output {
        Some(path) => {
            let file =
                File::create(path).map_err(|error| Failure::Io(format!("{}: {error}", path.display())))?;
            Ok(Box::new(BufWriter::new(file)))
        }
        None => Ok(Box::new(BufWriter::with_capacity(1 << 16, std::io::stdout()))),
    }
}

/// Bytes read of all there are.
fn bar(args: &Args) -> ProgressBar {
    let sizes = args.files.iter().map(|f| std::fs::metadata(f).map(|m| m.len()));
    let total: u64 = sizes.filter_map(Result::ok).sum();
    let known = total > 0 && !args.files.iter().any(|f| f == "-" || f.ends_with(".gz"));
    progress::bytes(known.then_some(total))
}

/// Why a piece has no record.
enum Unread {
    /// It cannot be read; the run goes on.
    Piece(Box<Failed>),
    /// Its record cannot be written; the run ends.
    Writing(Failure),
}

struct Run<'a> {
    pool: Pool<'a>,
    limit: Option<Duration>,
    exporter: &'static Exporter,
    colour: bool,
    out: Box<dyn Write + Send + Sync>,
    failed: usize,
    missing: usize,
    progress: ProgressBar,
    shows_progress: bool,
    errors: Option<File>,
}

impl Run<'_> {
    fn file(&mut self, path: &str, args: &Args, options: &Options) -> Result<(), Failure> {
        let input = match input::stored(path) {
            Ok(input) => input,
            Err(Failure::Missing(message) | Failure::Io(message)) => {
                self.complain(path, &Citation::default(), &message)?;
                self.missing += 1;
                return Ok(());
            }
            Err(other) => return Err(other),
        };
        let from = args.input.from();
        let key = if path == "-" { "stdin" } else { path };
        let mut pieces = pieces(input, key, from, options);
        let most = BATCH * self.pool.threads.current_num_threads();
        loop {
            let (mut batch, mut size) = (vec![], 0);
            while batch.len() < most && size < BATCH_BYTES {
                let Some(piece) = pieces.next() else { break };
                size += piece.size();
                batch.push(piece);
            }
            if batch.is_empty() {
                return Ok(());
            }
            self.batch(batch, key, options)?;
            if stop::stopped() {
                self.out.flush()?;
                self.progress.finish_and_clear();
                return Err(Failure::Interrupted);
            }
        }
    }

    /// Codes a batch side by side and writes it in order.
    fn batch(&mut self, batch: Vec<Piece>, path: &str, options: &Options) -> Result<(), Failure> {
        progress::show_when_long(&self.progress, self.shows_progress);
        let shared: &Run = self;
        let written: Vec<Result<Vec<u8>, Unread>> = shared
            .pool
            .threads
            .install(|| batch.into_par_iter().map(|piece| shared.code(piece, options)).collect());
        for record in written {
            match record {
                Ok(bytes) => self.out.write_all(&bytes)?,
                Err(Unread::Piece(failed)) => {
                    self.complain(path, &failed.at, &format!("{path}: {failed}"))?;
                }
                Err(Unread::Writing(failure)) => return Err(failure),
            }
        }
        Ok(())
    }

    fn code(&self, piece: Piece, options: &Options) -> Result<Vec<u8>, Unread> {
        let document = piece.document(self.pool.coder, options).map_err(Unread::Piece)?;
        let size = document.text().len() as u64;
        let (reading, analysis) = self.pool.read_within(document, self.limit).map_err(Unread::Piece)?;
        let mut out = vec![];
        let read =
            Read { coder: self.pool.coder, reading: &reading, analysis: &analysis, colour: self.colour };
        (self.exporter.write)(&read, &mut out).map_err(|error| Unread::Writing(error.into()))?;
        self.progress.inc(size);
        Ok(out)
    }

    /// Names an input that failed; the run goes on.
    fn complain(&mut self, input: &str, at: &Citation, message: &str) -> Result<(), Failure> {
        self.failed += 1;
        self.progress.suspend(|| eprintln!("dateline: {message}"));
        if let Some(errors) = &mut self.errors {
            let line = serde_json::json!({
                "input": input, "offset": at.offset, "line": at.line, "record": at.record, "message": message,
            });
            writeln!(errors, "{line}")?;
        }
        Ok(())
    }
}
