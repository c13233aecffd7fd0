//! Readings to bytes. A format is a file here and a line in [`EXPORTERS`].

mod conllu;
mod csv;
pub mod json;
mod report;
mod statements;
pub mod tables;

use crate::{Analysis, Coder, Reading};
use std::io::Write;

/// A reading with what made it.
pub struct Read<'a> {
    /// Model and dictionaries.
    pub coder: &'a Coder,
    /// The reading.
    pub reading: &'a Reading,
    /// Its sentences and trees.
    pub analysis: &'a Analysis,
    /// Whether escape sequences for colours may be written.
    pub colour: bool,
}

/// A format that can be written.
pub struct Exporter {
    /// Its name on the command line.
    pub name: &'static str,
    /// Endings by which `-o` knows it.
    pub endings: &'static [&'static str],
    /// One line of help.
    pub help: &'static str,
    /// Written once before all readings.
    pub open: fn(&mut dyn Write) -> std::io::Result<()>,
    /// Writes one reading.
    pub write: fn(&Read, &mut dyn Write) -> std::io::Result<()>,
}

/// Every format that can be written.
pub const EXPORTERS: &[Exporter] = &[
    Exporter {
        name: "report",
        endings: &["txt"],
        help: "for people: sentences with their events, roles and speakers",
        open: nothing,
        write: report::write,
    },
    Exporter {
        name: "jsonl",
        endings: &["jsonl", "json", "ndjson"],
        help: "the published record, one object a document (docs/record.md)",
        open: nothing,
        write: json::write,
    },
    Exporter {
        name: "csv",
        endings: &["csv"],
        help: "one row an event, for R and spreadsheets (docs/csv.md)",
        open: csv::open,
        write: csv::write,
    },
    Exporter {
        name: "conllu",
        endings: &["conllu", "conll"],
        help: "tokens, tags and trees",
        open: nothing,
        write: conllu::write,
    },
];

fn nothing(_: &mut dyn Write) -> std::io::Result<()> {
    Ok(())
}

/// The exporter with a name.
#[must_use]
pub fn exporter(name: &str) -> Option<&'static Exporter> {
    EXPORTERS.iter().find(|e| e.name == name)
}
/// The exporter for an output file, by its ending.
#[must_use]
pub fn exporter_for(path: &str) -> Option<&'static Exporter> {
    let ending = path.rsplit_once('.')?.1.to_lowercase();
    EXPORTERS.iter().find(|e| e.endings.contains(&ending.as_str()))
}
