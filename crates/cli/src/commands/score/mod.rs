//! `dateline score SUITE FILE`: measures against a benchmark, each suite named as its folder.

mod arguments;
mod cameo;
mod case_task2;
mod cases;
mod clusters;
mod coref;
mod ecb_plus;
mod entities;
mod india_police;
mod labels;
mod monitor;
mod muc4;
mod pairs;
mod place;
mod plover_gsr;
mod polnear;
mod rams;
mod re3d;
mod siblings;
mod story;
mod synthetic_plover;
mod time;
mod ud;
mod wikievents;

use crate::exit::Failure;
use crate::{Common, Outcome, input};
use dateline::Coder;
use dateline::syntax::Model;
use serde::Serialize;
use std::fmt::Write as _;

#[derive(clap::Args)]
pub struct Args {
    /// Which benchmark, or which of our own sets
    #[arg(value_parser = suite_names())]
    suite: String,
    /// Its file (for cases: their folder)
    #[arg(value_name = "FILE")]
    file: String,
    /// ud: start from raw text instead of the treebank's own tokens
    #[arg(long)]
    raw: bool,
    /// ud, coref: only sentences or documents whose name begins with this, such as GUM_news
    #[arg(long, value_name = "PREFIX")]
    documents: Option<String>,
    /// entities: the treebank whose sentences the file annotates
    #[arg(long, value_name = "FILE")]
    treebank: Option<String>,
    /// ud, entities: another model than the one built in
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
    /// entities: write every word in `upper` or `lower` case first
    #[arg(long, value_parser = ["upper", "lower"])]
    writing: Option<String>,
    /// monitor: an agreement file to hold against the story and its siblings
    #[arg(long, value_name = "AGREEMENT")]
    agreement: Option<String>,
    /// monitor: other reports of the same, facts in TOML or texts in JSONL
    #[arg(long, value_name = "FILE")]
    siblings: Option<String>,
    /// ecb_plus: also fit a scorer of pairs to the annotation of FILE
    #[arg(long, value_name = "FILE")]
    train: Option<String>,
    /// siblings: a story that stands in the place of one of the set, as NAME=FILE
    #[arg(long, value_name = "NAME=FILE")]
    story: Option<String>,
    /// List what was missed
    #[arg(long)]
    misses: bool,
    /// table or json
    #[arg(long, value_parser = ["table", "json"], default_value = "table")]
    format: String,
}

/// What a suite measured.
#[derive(Serialize)]
struct Measured {
    suite: &'static str,
    file: String,
    records: usize,
    metrics: serde_json::Map<String, serde_json::Value>,
}

impl Measured {
    fn new(suite: &'static str, file: &str, records: usize) -> Measured {
        Measured { suite, file: file.to_owned(), records, metrics: serde_json::Map::new() }
    }
    fn add(&mut self, name: &str, value: f64) {
        // Four decimals: what a table shows and a diff of scores/ can be read by.
        let rounded = (value * 10_000.0).round() / 10_000.0;
        self.metrics.insert(name.to_owned(), rounded.into());
    }
}

/// A benchmark: its name and how it is measured. Misses go to the second list.
type Suite = (&'static str, fn(&Coder, &Args) -> Result<(Measured, Vec<String>), Failure>);

const SUITES: &[Suite] = &[
    ("ud", ud::run),
    ("entities", entities::run),
    ("plover_gsr", plover_gsr::run),
    ("polnear", polnear::run),
    ("cases", cases::run),
    ("story", story::run),
    ("monitor", monitor::run),
    ("coref", coref::run),
    ("place", place::run),
    ("time", time::run),
    ("re3d", re3d::run),
    ("case_task2", case_task2::run),
    ("india_police", india_police::run),
    ("muc4", muc4::run),
    ("rams", rams::run),
    ("wikievents", wikievents::run),
    ("synthetic_plover", synthetic_plover::run),
    ("ecb_plus", ecb_plus::run),
    ("pairs", pairs::run),
    ("siblings", siblings::run),
    ("cameo_class", cameo::class),
    ("cameo_ner", cameo::ner),
];

fn suite_names() -> clap::builder::PossibleValuesParser {
    SUITES.iter().map(|(name, _)| *name).collect::<Vec<_>>().into()
}

pub fn run(args: &Args, common: &Common) -> Outcome {
    let coder = input::coder(common.data.as_deref())?;
    let Some((_, suite)) = SUITES.iter().find(|(name, _)| *name == args.suite) else {
        return Err(Failure::Usage(format!("there is no suite {}", args.suite)));
    };
    let (measured, misses) = suite(&coder, args)?;
    let mut out = String::new();
    if args.format == "json" {
        out = serde_json::to_string(&measured).map_err(|error| Failure::Other(error.to_string()))?;
        out.push('\n');
    } else {
        let mut line = |text: String| writeln!(out, "{text}").expect("writing to a String cannot fail");
        line(format!("{} on {}: {} records", measured.suite, measured.file, measured.records));
        for (name, value) in &measured.metrics {
            line(format!("  {name:<24} {value}"));
        }
        if args.misses {
            misses.into_iter().for_each(line);
        }
    }
    super::print(&out)
}

impl Args {
    /// The model of `--model`, if there is one.
    fn model(&self) -> Result<Option<Model>, Failure> {
        let Some(path) = &self.model else { return Ok(None) };
        let bytes = std::fs::read(path).map_err(|error| Failure::Missing(format!("{path}: {error}")))?;
        Model::load(&bytes).map(Some).map_err(|error| Failure::Data(format!("{path}: {error}")))
    }
}

/// Precision, recall and F1 of counts; nothing found and nothing to find is 0.
fn f1(right: usize, found: usize, expected: usize) -> (f64, f64, f64) {
    let share = |of: usize| if of == 0 { 0.0 } else { right as f64 / of as f64 };
    let both = found + expected;
    (share(found), share(expected), if both == 0 { 0.0 } else { 2.0 * right as f64 / both as f64 })
}
