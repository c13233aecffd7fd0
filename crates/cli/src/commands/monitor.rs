//! `dateline monitor`: the terms of an agreement held against what is reported.

use crate::exit::{Exit, Failure};
use crate::{Common, Outcome, input, records};
use dateline::monitoring::dates::Days;
use dateline::monitoring::{self, Agreement, Query, Table, Verdict};
use dateline::{Coder, Problem, SourceFile};
use jiff::civil::Date;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  dateline read news.jsonl -o readings.jsonl\n  dateline monitor truce.toml --record readings.jsonl\n  dateline monitor truce.toml --record war.db --from 2024-03-01 --to 2024-03-31 -o march.html\n  dateline monitor truce.toml --record war.db --fail-on reported-at-odds"
)]
pub struct Args {
    /// The agreement: a TOML file, with its zones as GeoJSON beside it (docs/monitor.md)
    #[arg(value_name = "AGREEMENT")]
    agreement: PathBuf,
    /// What is reported: a database, or JSONL of `dateline read`; may be given again; `-` is standard input
    #[arg(long, value_name = "FILE", required = true, env = "DATELINE_RECORD")]
    record: Vec<String>,
    /// Only acts from this day on (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// Only acts up to this day
    #[arg(long, value_name = "DATE")]
    to: Option<Date>,
    /// The day on which deadlines are looked at [default: the last day of publication in the record]
    #[arg(long, value_name = "DATE")]
    as_of: Option<Date>,
    /// report, html or json [default: by the ending of -o, else report]
    #[arg(long, value_name = "FORMAT", value_parser = ["report", "html", "json"])]
    format: Option<String>,
    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// End with code 4 if a term has this verdict; may be given again
    #[arg(long, value_name = "VERDICT", value_parser = verdicts())]
    fail_on: Vec<String>,
}

fn verdicts() -> clap::builder::PossibleValuesParser {
    let all = Verdict::ALL.iter().map(|v| clap::builder::PossibleValue::new(v.as_str()).help(v.meaning()));
    all.collect::<Vec<_>>().into()
}

/// Every problem, one a line.
fn told(path: &Path, problems: &[Problem]) -> Failure {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    Failure::Data(format!("{} problem(s) in {}\n{}", lines.len(), path.display(), lines.join("\n")))
}

/// The agreement of a file, and what lies beside it.
pub fn agreement(path: &Path) -> Result<Agreement, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::Missing(format!("{}: {error}", path.display())))?;
    let file = SourceFile::new(path.display().to_string(), text);
    let beside = |name: &str| {
        let path = path.with_file_name(name);
        std::fs::read_to_string(&path).ok().map(|text| SourceFile::new(path.display().to_string(), text))
    };
    monitoring::load(&file, &beside).map_err(|problems| told(path, &problems))
}

/// The table of acts of `--data`, or the one built in.
pub fn table(common: &Common) -> Result<Table, Failure> {
    let files = match common.data.as_deref() {
        Some(folder) => input::data_files(folder)?.0,
        None => Coder::built_in_files(),
    };
    let own = files.iter().any(|f| f.path.ends_with(monitoring::TABLE));
    let files = if own { files } else { Coder::built_in_files() };
    monitoring::table(&files).map_err(|problems| told(Path::new(monitoring::TABLE), &problems))
}

pub fn run(args: &Args, common: &Common) -> Outcome {
    let agreement = agreement(&args.agreement)?;
    let format = match (&args.format, &args.output) {
        (Some(format), _) => format.as_str(),
        (None, Some(path)) => match path.extension().and_then(|e| e.to_str()) {
            Some("html" | "htm") => "html",
            Some("json") => "json",
            Some("txt") => "report",
            _ => {
                return Err(Failure::Usage(format!(
                    "{}: the ending names no format; give one with --format",
                    path.display()
                )));
            }
        },
        (None, None) => "report",
    };
    let table = table(common)?;
    let records = records::load(&args.record)?;
    let lexicon = input::coder(common.data.as_deref())?.lexicon;
    let corpus = monitoring::corpus(&records, &[&agreement], &lexicon);
    let last = corpus.documents.iter().filter_map(|d| d.published).max();
    let as_of = args.as_of.or(args.to).or(last).ok_or_else(|| {
        Failure::Usage("no document has a date; say with --as-of on which day deadlines are looked at".into())
    })?;
    let window = Days { from: args.from, to: args.to };
    let findings =
        monitoring::monitor(&Query { agreement: &agreement, corpus: &corpus, table: &table, window, as_of });
    let colour =
        args.output.is_none() && std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let text = match format {
        "html" => monitoring::html(&findings),
        "json" => serde_json::to_string_pretty(&findings).map_err(|e| Failure::Other(e.to_string()))? + "\n",
        _ => monitoring::text(&findings, colour),
    };
    match &args.output {
        Some(path) => {
            std::fs::write(path, text).map_err(|e| Failure::Io(format!("{}: {e}", path.display())))?;
        }
        None => {
            super::print(&text)?;
        }
    }
    let met: Vec<String> = findings
        .findings
        .iter()
        .filter(|f| args.fail_on.iter().any(|v| v == f.verdict.as_str()))
        .map(|f| format!("{} {}", f.term.as_deref().unwrap_or("no term"), f.verdict.as_str()))
        .collect();
    if met.is_empty() {
        return Ok(Exit::Done);
    }
    eprintln!("dateline: --fail-on met: {}", met.join(", "));
    Ok(Exit::Met)
}
