//! `dateline incidents`: many reports to incidents.

use crate::adding::plural;
use crate::exit::{Exit, Failure};
use crate::pool::read_within;
use crate::{Common, Outcome, input};
use dateline::merging::{self, Decision, Document, Rules};
use dateline::published::{DecisionRecord, IncidentRecord, Record};
use dateline::read::{Options, pieces};
use dateline::{Coder, Lexicon, Reading, export};
use dateline_store::{Store, Which};
use jiff::civil::Date;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal, Read as _, Write};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  dateline incidents news.jsonl --min-reports 2\n  dateline read news.jsonl | dateline incidents - -o incidents.jsonl\n  dateline incidents news.jsonl --decisions log.jsonl --id inc-0123456789ab --explain"
)]
pub struct Args {
    /// What `dateline read --format jsonl` wrote, or stories; `-` is standard input
    #[arg(required_unless_present = "record", conflicts_with = "record", value_name = "FILE")]
    files: Vec<String>,
    /// Take all documents of this file, and the decisions in it, and keep the incidents there
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// A log of decisions, as `dateline decide` writes it
    #[arg(long, value_name = "FILE")]
    decisions: Option<PathBuf>,
    /// Who owns which outlet, a TOML table: "Outlet" = "Owner". Outlets of one owner are not independent
    #[arg(long, value_name = "FILE")]
    owners: Option<PathBuf>,
    /// report (with --explain also why), or jsonl [default: report on a terminal, jsonl otherwise]
    #[arg(long, value_name = "FORMAT", value_parser = ["report", "jsonl"])]
    format: Option<String>,
    /// In the report: what was weighed for every merge, and what was kept apart and why
    #[arg(long)]
    explain: bool,
    /// Only the incident of this id
    #[arg(long, value_name = "ID")]
    id: Option<String>,
    /// Only incidents with at least so many reports
    #[arg(long, value_name = "N", default_value_t = 1)]
    min_reports: usize,
    /// Day of publication (YYYY-MM-DD) of stories that carry none
    #[arg(long, value_name = "DATE")]
    published: Option<Date>,
    #[command(flatten)]
    limits: input::LimitArgs,
    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(args: &Args, common: &Common) -> Outcome {
    let coder = args.limits.coder(common.data.as_deref())?;
    let mut store = args.record.as_ref().map(|path| Store::open(path)).transpose()?;
    let (mut documents, failed) = match &store {
        Some(store) => (stored(store, &coder.lexicon)?, 0),
        None => documents(&coder, args, common)?,
    };
    if let Some(path) = &args.owners {
        own(&mut documents, path)?;
    }
    let mut decisions = match &store {
        Some(store) => store.decisions()?.into_iter().map(decided).collect::<Result<Vec<_>, _>>()?,
        None => vec![],
    };
    if let Some(path) = &args.decisions {
        decisions.extend(log(path)?.1);
    }
    let merged = merging::merge(&documents, &decisions, &Rules::default());
    if !merged.waiting.is_empty() && !common.quiet {
        eprintln!(
            "dateline: {} decision(s) name events that are not in the input; they wait",
            merged.waiting.len()
        );
    }
    let records: Vec<IncidentRecord> = merged.incidents.iter().map(merging::record).collect();
    if let Some(store) = &mut store {
        store.replace_incidents(records.iter().map(dateline_store::Incident::of))?;
        if !common.quiet {
            let (found, read) = (records.len() as u64, documents.len() as u64);
            eprintln!("dateline: {} of {}", plural(found, "incident"), plural(read, "document"));
        }
        // They are in the file; they are shown where somebody asks to see them.
        if args.output.is_none() && args.format.is_none() && args.id.is_none() && !args.explain {
            return Ok(Exit::Done);
        }
    }
    let records = records
        .into_iter()
        .filter(|i| i.counts.reports >= args.min_reports && args.id.as_ref().is_none_or(|id| i.id == *id));
    let to_terminal = args.output.is_none() && std::io::stdout().is_terminal();
    let format =
        args.format.as_deref().unwrap_or(if to_terminal || args.explain { "report" } else { "jsonl" });
    let mut out: Box<dyn Write> = match &args.output {
        Some(path) => Box::new(std::io::BufWriter::new(
            std::fs::File::create(path).map_err(|e| Failure::Io(format!("{}: {e}", path.display())))?,
        )),
        None => Box::new(std::io::BufWriter::new(std::io::stdout().lock())),
    };
    let mut count = 0;
    for record in records {
        write(&mut out, &record, format, args.explain, count)?;
        count += 1;
    }
    out.flush()?;
    if let Some(id) = args.id.as_ref().filter(|_| count == 0) {
        return Err(Failure::Missing(format!("there is no incident {id}")));
    }
    Ok(if failed == 0 { Exit::Done } else { Exit::SomeFailed })
}

fn write(
    out: &mut dyn Write,
    record: &IncidentRecord,
    format: &str,
    explain: bool,
    count: usize,
) -> Result<(), Failure> {
    if format == "jsonl" {
        serde_json::to_writer(&mut *out, record).map_err(|e| Failure::Io(e.to_string()))?;
        return Ok(out.write_all(b"\n")?);
    }
    if count > 0 {
        out.write_all(b"\n")?;
    }
    let text = if explain { merging::explain(record) } else { merging::report(record) };
    Ok(out.write_all(text.as_bytes())?)
}

/// Makes the incidents of a file anew, by the decisions in it; gives how many there are.
pub fn merge_anew(path: &Path, lexicon: &Lexicon) -> Result<u64, Failure> {
    let mut store = Store::open(path)?;
    let documents = stored(&store, lexicon)?;
    let decisions = store.decisions()?.into_iter().map(decided).collect::<Result<Vec<_>, _>>()?;
    let merged = merging::merge(&documents, &decisions, &Rules::default());
    Ok(store.replace_incidents(
        merged.incidents.iter().map(|i| dateline_store::Incident::of(&merging::record(i))),
    )?)
}

/// All documents of a file and what was read from them.
fn stored(store: &Store, lexicon: &Lexicon) -> Result<Vec<Document>, Failure> {
    let mut documents = vec![];
    store.each(Which::All, |stored| {
        let text = Some(stored.given.text.as_str());
        documents.push(merging::document(&stored.record, Some(&stored.digest), text, lexicon));
        Ok(())
    })?;
    Ok(documents)
}

/// A decision out of the file.
fn decided(decision: dateline_store::Decision) -> Result<Decision, Failure> {
    merging::decision(&decision.record()).map_err(Failure::Data)
}

/// One incident of a file.
pub fn incident(store: &Store, id: &str) -> Result<IncidentRecord, Failure> {
    let found = store.incident(id)?.ok_or_else(|| Failure::Missing(format!("there is no incident {id}")))?;
    serde_json::from_value(found).map_err(|error| Failure::Data(format!("{id}: {error}")))
}

/// The digest by which a line of the log names the one before it.
pub fn digest(line: &str) -> String {
    dateline::Document::new(line.to_owned(), dateline::Origin::default(), vec![]).id().as_str().to_owned()
}

/// A log of decisions, oldest first: its last line, and the decisions.
pub fn log(path: &Path) -> Result<(Option<String>, Vec<Decision>), Failure> {
    let name = path.display().to_string();
    let text = input::text(&name)?;
    let mut last: Option<String> = None;
    let mut decisions = vec![];
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |message: String| Failure::Data(format!("{name}:{}: {message}", number + 1));
        let record: DecisionRecord = serde_json::from_str(line).map_err(|e| wrong(e.to_string()))?;
        if record.after != last.as_deref().map(digest) {
            return Err(wrong("`after` is not the digest of the line before: the log was changed".into()));
        }
        decisions.push(merging::decision(&record).map_err(wrong)?);
        last = Some(line.to_owned());
    }
    Ok((last, decisions))
}

fn own(documents: &mut [Document], path: &Path) -> Result<(), Failure> {
    let name = path.display().to_string();
    let owners: BTreeMap<String, String> = merging::owners(&input::text(&name)?)
        .map_err(|message| Failure::Data(format!("{name}: {message}")))?;
    for document in documents {
        if let Some(owner) = owners.get(document.outlet.as_str()) {
            document.owner = owner.as_str().into();
        }
    }
    Ok(())
}

/// The documents of files, in order, and how many could not be read.
fn documents(coder: &Coder, args: &Args, common: &Common) -> Result<(Vec<Document>, usize), Failure> {
    let (mut documents, mut failed) = (vec![], 0);
    for path in &args.files {
        let mut source = input::open(path)?;
        let start = source.fill_buf()?.trim_ascii_start();
        if start.starts_with(b"{\"schema\":") {
            failed += records(coder, path, source, &mut documents)?;
            continue;
        }
        // Stories are unpacked by their reader, which wants the bytes as they are stored: a web archive has many members.
        let source = if path == "-" { source } else { input::stored(path)? };
        let options = Options { published: args.published, ..Options::default() };
        let threads = rayon::ThreadPoolBuilder::new()
            .num_threads(common.jobs)
            .build()
            .map_err(|error| Failure::Other(format!("cannot start threads: {error}")))?;
        let stories: Vec<_> = pieces(source, path, None, &options).collect();
        let read: Vec<Result<Document, String>> = threads.install(|| {
            let with = |reader: &mut dateline::Reader, piece: dateline::read::Piece| {
                let story = piece.document(coder, &options).map_err(|failed| failed.to_string())?;
                let (reading, _) =
                    read_within(reader, story, args.limits.time()).map_err(|failed| failed.to_string())?;
                Ok(document(coder, &reading))
            };
            stories.into_par_iter().map_init(|| coder.reader(), with).collect()
        });
        for document in read {
            match document {
                Ok(document) => documents.push(document),
                Err(message) => {
                    eprintln!("dateline: {path}: {message}");
                    failed += 1;
                }
            }
        }
    }
    Ok((documents, failed))
}

/// A reading made ready for merging.
pub fn document(coder: &Coder, reading: &Reading) -> Document {
    let record = export::json::record(reading, coder.model.digest(), &coder.lexicon.digest);
    merging::document(&record, None, Some(reading.document.text()), &coder.lexicon)
}

fn records(
    coder: &Coder,
    path: &str,
    mut source: Box<dyn BufRead + Send>,
    documents: &mut Vec<Document>,
) -> Result<usize, Failure> {
    let mut text = String::new();
    source.read_to_string(&mut text).map_err(|error| Failure::Io(format!("{path}: {error}")))?;
    let mut failed = 0;
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str::<Record>(line) {
            Ok(record) => documents.push(merging::document(&record, None, None, &coder.lexicon)),
            Err(error) => {
                eprintln!("dateline: {path}:{}: no record of `dateline read`: {error}", number + 1);
                failed += 1;
            }
        }
    }
    Ok(failed)
}
