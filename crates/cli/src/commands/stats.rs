//! `dateline stats`: what a record holds, in numbers.

use crate::{Common, Outcome, commands, store};
use dateline_store::{Count, Precision, Stats};
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
    let precision = store.precision()?;
    let digest = if args.digest { Some(store.content_digest()?) } else { None };
    if args.format == "json" {
        let mut json = serde_json::to_value(&stats).unwrap_or_default();
        if let Some(object) = json.as_object_mut() {
            object.insert("precision".into(), serde_json::to_value(&precision).unwrap_or_default());
            if let Some(digest) = digest {
                object.insert("content_digest".into(), digest.into());
            }
        }
        return commands::print(&format!("{json:#}\n"));
    }
    let mut text = report(&stats);
    text.push_str(&reviewed(&precision));
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

/// How often coders were right, by the reviews in the file.
fn reviewed(precision: &[Precision]) -> String {
    let mut out = String::new();
    let mut coder = "";
    for p in precision {
        if p.coder != coder {
            coder = &p.coder;
            let _ = writeln!(out, "{:<11} of {coder}", "reviews");
        }
        let Some((share, low, high)) = p.share() else { continue };
        let percent = |share: f64| format!("{:.0}", share * 100.0);
        let (share, low, high) = (percent(share), percent(low), percent(high));
        let (right, all) = (HumanCount(p.right), HumanCount(p.reviewed));
        let _ =
            writeln!(out, "{:<11} {:<8} {right} of {all} right: {share} % ({low} to {high} %)", "", p.field);
    }
    out
}

fn list(counts: &[Count]) -> String {
    let told: Vec<String> = counts.iter().map(|c| format!("{} {}", c.name, HumanCount(c.count))).collect();
    told.join(" · ")
}
