//! `dateline export`: stories, records or a file of records to what other programs read, with what does harm taken out.

mod given;
mod place;
mod prepare;
mod since;

use crate::adding::{documents, plural};
use crate::exit::{Exit, Failure};
use crate::pool::Pool;
use crate::{Common, Outcome, input, stop};
use dateline::export::tables::{DeletedRow, Source};
use dateline::export::{About, EXPORTS, Export, Quotes, Safety, Sink, codebook, datapackage};
use dateline::merging;
use dateline::published::IncidentRecord;
use dateline::read::Options;
use dateline_store::Store;
use place::{Folder, OneFile};
use prepare::{Beside, Prepared};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Formats that are made here and not by a [`Sink`].
const TREES: &str = "conllu";
const COPY: &str = "sqlite";

#[derive(clap::Args)]
#[command(
    after_help = "Names of private persons, exact places and long quotations are left out unless --show-names, --precise and\n\
                  --quotes full let them through.\n\n\
                  Examples:\n  dateline export --record war.db --format csv -o war\n  \
                  dateline export news.jsonl --format geoparquet -o events.parquet\n  \
                  dateline read news.jsonl | dateline export - --format acled -o acled.csv\n  \
                  dateline export --record war.db --format parquet --since 2024-05-01 -o changes"
)]
pub struct Args {
    /// Stories as `dateline read` takes them, or what it wrote as JSON lines; `-` is standard input
    #[arg(required_unless_present_any = ["record", "codebook"], conflicts_with = "record", value_name = "FILE")]
    files: Vec<String>,
    /// Take the documents of a file of `dateline add`, with its incidents and what people decided
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// What to write
    #[arg(long, value_name = "FORMAT", value_parser = format_names())]
    format: String,
    /// The folder or file to write; formats of one file go to standard output without it
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Only what changed in the record since a time (2024-05-01, 2024-05-01T12:00:00Z), a number or digest that an earlier export
    /// names, or that export's folder; what is gone stands in the table `deleted`
    #[arg(long, value_name = "WHEN", requires = "record")]
    since: Option<String>,
    /// Let names of private persons through
    #[arg(long)]
    show_names: bool,
    /// Let places through as exact as they are known
    #[arg(long)]
    precise: bool,
    /// How much of the text goes out
    #[arg(long, value_name = "HOW", value_parser = ["none", "short", "full"], default_value = "short")]
    quotes: String,
    /// Also merge the stories given into incidents; holds all of them in memory
    #[arg(long, conflicts_with_all = ["record", "shard"])]
    incidents: bool,
    /// Take only a part of the inputs, 2/8 every eighth file (of one input or a record every eighth document) from the second on
    #[arg(long, value_name = "PART/OF", default_value_t = input::Shard::default(), hide_default_value = true)]
    shard: input::Shard,
    /// Print the codebook of the format and do nothing else
    #[arg(long)]
    codebook: bool,
    #[command(flatten)]
    input: input::InputArgs,
}

fn exports() -> Vec<&'static Export> {
    let all = EXPORTS.iter();
    #[cfg(feature = "columnar")]
    let all = all.chain(dateline_columnar::EXPORTS);
    all.collect()
}

fn format_names() -> clap::builder::PossibleValuesParser {
    let more = [
        (TREES, "tokens, tags and trees; needs --quotes full --show-names"),
        (COPY, "a copy of the whole record; needs --quotes full --show-names --precise"),
    ];
    let all = exports().into_iter().map(|e| (e.name, e.help)).chain(more);
    all.map(|(name, help)| clap::builder::PossibleValue::new(name).help(help)).collect::<Vec<_>>().into()
}
pub fn run(args: &Args, common: &Common) -> Outcome {
    let safety = Safety {
        show_names: args.show_names,
        precise: args.precise,
        quotes: match args.quotes.as_str() {
            "none" => Quotes::None,
            "full" => Quotes::Full,
            _ => Quotes::Short,
        },
    };
    if args.format == COPY {
        return copy(args, safety);
    }
    let export = exports().into_iter().find(|e| e.name == args.format);
    if args.codebook {
        let about = About { safety, ..About::default() };
        let book = export.map(|e| codebook(e.name, e.help, e.book, &about));
        return super::print(
            &book.unwrap_or_else(|| "# Codebook: conllu\n\nCoNLL-U, universaldependencies.org.\n".into()),
        );
    }
    let whole = export.is_none_or(|e| e.whole);
    if whole && safety.quotes != Quotes::Full {
        return Err(Failure::Usage(format!("{} carries the whole texts: give --quotes full", args.format)));
    }
    if export.is_none() && !args.show_names {
        return Err(Failure::Usage(format!("{} carries every name: give --show-names", args.format)));
    }
    if export.is_some_and(|e| e.folder) && args.output.is_none() {
        return Err(Failure::Usage(format!("{} is a folder of files: give -o FOLDER", args.format)));
    }
    stop::listen()?;
    let store = args.record.as_deref().map(Store::look).transpose()?;
    let mut job = Job::new(args, common, export, safety, store.as_ref())?;
    match &store {
        Some(store) => job.record(store)?,
        None => job.files()?,
    }
    job.finish()
}

/// A copy of the record as it is.
fn copy(args: &Args, safety: Safety) -> Outcome {
    let (Some(record), Some(output)) = (&args.record, &args.output) else {
        return Err(Failure::Usage("sqlite copies a record: give --record and -o FILE".into()));
    };
    if safety != Safety::off() || args.since.is_some() || !args.shard.is_whole() {
        return Err(Failure::Usage(
            "a copy holds all texts, names and places: give --quotes full --show-names --precise, and no --since or --shard".into(),
        ));
    }
    if output.exists() {
        return Err(Failure::Usage(format!(
            "{}: there is a file already; a copy goes into a new one",
            output.display()
        )));
    }
    Store::look(record)?.copy(output)?;
    Ok(Exit::Done)
}

/// An export in the making.
struct Job<'a> {
    args: &'a Args,
    common: &'a Common,
    export: Option<&'static Export>,
    about: About,
    /// None for trees, which are written as they come.
    sink: Option<Box<dyn Sink>>,
    trees: Option<Box<dyn std::io::Write + Send>>,
    beside: Arc<Beside>,
    /// Names of private persons by document, for what incidents quote of it.
    names: BTreeMap<String, BTreeSet<String>>,
    /// For incidents of stories.
    documents: Vec<merging::Document>,
    held: Vec<Prepared>,
    rows: BTreeMap<&'static str, u64>,
    coders: BTreeSet<String>,
    failed: usize,
    missing: usize,
}

impl<'a> Job<'a> {
    fn new(
        args: &'a Args,
        common: &'a Common,
        export: Option<&'static Export>,
        safety: Safety,
        store: Option<&Store>,
    ) -> Result<Job<'a>, Failure> {
        let from = match &args.record {
            Some(record) => record.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            None => args.files.join(", "),
        };
        let mut about = About {
            safety,
            from,
            since: args.since.clone(),
            shard: (!args.shard.is_whole()).then(|| args.shard.to_string()),
            ..About::default()
        };
        if let Some(store) = store {
            about.snapshot = Some(store.snapshot_digest()?);
            about.change = Some(store.changes(i64::MAX, 0)?.1);
        }
        let mut job = Job {
            args,
            common,
            export,
            about,
            sink: None,
            trees: None,
            beside: Arc::new(Beside::new(safety, export.is_none(), args.incidents, store)?),
            names: BTreeMap::new(),
            documents: vec![],
            held: vec![],
            rows: BTreeMap::new(),
            coders: BTreeSet::new(),
            failed: 0,
            missing: 0,
        };
        match export {
            Some(export) => {
                let files: Box<dyn dateline::export::Files> = match (&args.output, export.folder) {
                    (Some(path), true) => Box::new(Folder::new(path)?),
                    (path, _) => Box::new(OneFile::new(path.clone())),
                };
                job.sink = Some((export.begin)(files, &job.about)?);
            }
            None => job.trees = Some(place::open(args.output.as_deref())?),
        }
        Ok(job)
    }

    fn options(&self) -> Result<Options, Failure> {
        self.args.input.options()
    }

    /// Writes documents in their order; keeps them where incidents are to be made of all.
    fn put(&mut self, prepared: Vec<Prepared>) -> Result<(), Failure> {
        for one in prepared {
            if let Some(trees) = &mut self.trees {
                trees.write_all(&one.trees)?;
                if let Some(remark) = one.remark.filter(|_| !self.common.quiet) {
                    eprintln!("dateline: {remark}");
                }
                continue;
            }
            if !one.names.is_empty() {
                self.names.insert(one.name.clone(), one.names.clone());
            }
            if self.args.incidents { self.held.push(one) } else { self.write(&one)? }
        }
        Ok(())
    }

    fn write(&mut self, one: &Prepared) -> Result<(), Failure> {
        let Some(sink) = &mut self.sink else { return Ok(()) };
        let Some(record) = &one.record else { return Ok(()) };
        let source = Source::with(record, Some(&one.name), one.text.as_deref());
        sink.rows(&source, &one.rows)?;
        self.coders
            .insert(format!("dateline {} model {} data {}", record.dateline, record.model, record.data));
        let counts = [
            ("events", one.rows.events.len()),
            ("documents", one.rows.documents.len()),
            ("claims", one.rows.claims.len()),
            ("figures", one.rows.figures.len()),
            ("statements", one.rows.statements.len()),
            ("spans", one.rows.spans.len()),
        ];
        for (name, count) in counts {
            *self.rows.entry(name).or_default() += count as u64;
        }
        Ok(())
    }

    /// Writes an incident, given the names of the private persons of its documents.
    fn incident(&mut self, incident: &IncidentRecord, names: &BTreeSet<String>) -> Result<(), Failure> {
        let Some(sink) = &mut self.sink else { return Ok(()) };
        let value = serde_json::to_value(incident).map_err(|e| Failure::Other(e.to_string()))?;
        let safe = self.about.safety.apply_to_incident(value, names);
        let incident: IncidentRecord =
            serde_json::from_value(safe).map_err(|e| Failure::Other(e.to_string()))?;
        let rows = dateline::export::tables::incidents(&incident);
        sink.incidents(&rows)?;
        let counts = [
            ("incidents", rows.incidents.len()),
            ("origins", rows.origins.len()),
            ("reports", rows.reports.len()),
            ("merges", rows.merges.len()),
        ];
        for (name, count) in counts {
            *self.rows.entry(name).or_default() += count as u64;
        }
        Ok(())
    }

    fn deleted(&mut self, rows: &[DeletedRow]) -> Result<(), Failure> {
        if let Some(sink) = &mut self.sink {
            sink.deleted(rows)?;
        }
        *self.rows.entry("deleted").or_default() += rows.len() as u64;
        Ok(())
    }

    /// Makes incidents of all that was read, and writes both.
    fn merge(&mut self) -> Result<(), Failure> {
        let merged = merging::merge(&self.documents, &[], &merging::Rules::default());
        let records: Vec<IncidentRecord> = merged.incidents.iter().map(merging::record).collect();
        let mut of: BTreeMap<String, String> = BTreeMap::new();
        for record in &records {
            let ids = record.events.iter().map(|e| format!("{}#{}", e.document, e.event));
            of.extend(ids.map(|id| (id, record.id.clone())));
        }
        for mut one in std::mem::take(&mut self.held) {
            for row in &mut one.rows.events {
                row.incident_id = of.get(&row.event_id).cloned();
            }
            self.write(&one)?;
        }
        for record in &records {
            let names = record
                .reports
                .iter()
                .filter_map(|r| self.names.get(&r.document))
                .flatten()
                .cloned()
                .collect();
            self.incident(record, &names)?;
        }
        Ok(())
    }

    fn finish(mut self) -> Outcome {
        if self.args.incidents {
            self.merge()?;
        }
        if let Some(mut trees) = self.trees.take() {
            trees.flush()?;
        }
        if let Some(sink) = self.sink.take() {
            sink.finish()?;
        }
        self.about.coders = self.coders.iter().cloned().collect();
        self.about.rows = self.rows.iter().map(|(name, rows)| ((*name).to_owned(), *rows)).collect();
        if let (Some(export), Some(path)) = (self.export, &self.args.output) {
            describe(export, path, &self.about)?;
        }
        if !self.common.quiet && self.args.output.is_some() {
            let of = |name: &str| self.rows.get(name).copied().unwrap_or(0);
            eprintln!("dateline: {} of {}", plural(of("events"), "event"), documents(of("documents")));
        }
        match (self.failed, self.missing) {
            (0, 0) => Ok(Exit::Done),
            (_, missing) if missing > 0 && self.rows.is_empty() && self.export.is_some() => {
                Err(Failure::Missing("no input could be opened".into()))
            }
            _ => Ok(Exit::SomeFailed),
        }
    }

    fn complain(&mut self, message: &str) {
        self.failed += 1;
        eprintln!("dateline: {message}");
    }
}

/// Writes the codebook beside what it describes, and for our own tables the data package.
fn describe(export: &Export, path: &Path, about: &About) -> Result<(), Failure> {
    use dateline::export::Book;
    let book = codebook(export.name, export.help, export.book, about);
    if !export.folder {
        let mut name = path.as_os_str().to_owned();
        name.push(".codebook.md");
        return Ok(std::fs::write(name, book)?);
    }
    std::fs::write(path.join("codebook.md"), book)?;
    if matches!(export.book, Book::Tables) {
        let package = datapackage(dateline::export::tables::TABLES, export.name, about);
        let json = serde_json::to_string_pretty(&package).map_err(|e| Failure::Other(e.to_string()))?;
        std::fs::write(path.join("datapackage.json"), format!("{json}\n"))?;
    }
    Ok(())
}

/// The threads and readers of a run.
fn pool<'c>(coder: &'c dateline::Coder, common: &Common) -> Result<Pool<'c>, Failure> {
    Pool::new(coder, common.jobs)
}
