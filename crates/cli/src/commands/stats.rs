//! `dateline stats`: what a record holds, in numbers.

use crate::{Common, Outcome, commands, store};
use dateline_store::{Count, Stats};
use indicatif::{HumanBytes, HumanCount};
use std::fmt::Write as _;

#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    record: store::RecordArg,
    /// Format of the output
    #[arg(long, value_name = "FORMAT", default_value = "report", value_parser = ["report", "json"])]
    format: String,
    /// Also print a digest of all that the record holds: the same for records of the same content, whenever and in however many
    /// runs they were made
    #[arg(long)]
    digest: bool,
}

pub fn run(args: &Args, _: &Common) -> Outcome {
    let store = args.record.look()?;
    let stats = store.stats()?;
    let digest = if args.digest { Some(store.content_digest()?) } else { None };
    if args.format == "json" {
        let mut json = serde_json::to_value(&stats).unwrap_or_default();
        if let (Some(digest), Some(object)) = (digest, json.as_object_mut()) {
            object.insert("content_digest".into(), digest.into());
        }
        return commands::print(&format!("{json:#}\n"));
    }
    let mut text = report(&stats);
    if let Some(digest) = digest {
        let _ = writeln!(text, "content     {digest}");
    }
    commands::print(&text)
}

fn report(stats: &Stats) -> String {
    let mut out = String::new();
    let mut line = |name: &str, value: String| {
        let _ = writeln!(out, "{name:<11} {value}");
    };
    let count = |n: u64| HumanCount(n).to_string();
    let days = match (&stats.first_day, &stats.last_day) {
        (Some(first), Some(last)) => format!(", published {first} to {last}"),
        _ => String::new(),
    };
    let except = |what: &[(u64, &str)]| -> String {
        let told: Vec<String> =
            what.iter().filter(|(n, _)| *n > 0).map(|(n, words)| format!("{} {words}", count(*n))).collect();
        if told.is_empty() { String::new() } else { format!(" ({})", told.join(", ")) }
    };
    let beside = except(&[
        (stats.superseded, "superseded"),
        (stats.withdrawn, "withdrawn or withheld"),
        (stats.undated, "without a date"),
    ]);
    line("documents", format!("{}{days}{beside}", count(stats.documents)));
    line(
        "events",
        format!(
            "{} ({} with coordinates, {} with a day)",
            count(stats.events),
            count(stats.placed),
            count(stats.dated)
        ),
    );
    line(
        "beside",
        format!(
            "{} sentences, {} figures, {} incidents",
            count(stats.sentences),
            count(stats.figures),
            count(stats.incidents)
        ),
    );
    line("inputs", format!("{}{}", count(stats.inputs), except(&[(stats.unfinished, "half-read")])));
    line("failed", count(stats.failed));
    line("file", HumanBytes(stats.bytes).to_string());
    for (name, counts) in [
        ("outlets", &stats.outlets),
        ("languages", &stats.languages),
        ("not read", &stats.not_coded),
        ("years", &stats.years),
        ("types", &stats.types),
        ("statuses", &stats.statuses),
        ("notes", &stats.notes),
    ] {
        if !counts.is_empty() {
            line(name, list(counts));
        }
    }
    for (name, counts) in [("read by", &stats.coders), ("errors", &stats.errors)] {
        for Count { name: what, count: n } in counts {
            line(name, format!("{:>6}  {what}", count(*n)));
        }
    }
    out
}

fn list(counts: &[Count]) -> String {
    let told: Vec<String> = counts.iter().map(|c| format!("{} {}", c.name, HumanCount(c.count))).collect();
    told.join(" · ")
}
