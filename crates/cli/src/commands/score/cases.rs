//! The project's own stories, record by record.

use super::{Args, Measured, f1};
use crate::exit::Failure;
use dateline::Coder;
use dateline::cases::{self, Tally};

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let mut paths: Vec<_> = std::fs::read_dir(&args.file)
        .map_err(|error| Failure::Missing(format!("{}: {error}", args.file)))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "md") && !path.ends_with("README.md"))
        .collect();
    paths.sort();
    let mut tally = Tally::default();
    let mut misses = vec![];
    let mut reader = coder.reader();
    for path in &paths {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| Failure::Io(format!("{name}: {error}")))?;
        let case = cases::parse(&text).map_err(|error| Failure::Data(format!("{name}: {error}")))?;
        let reading = reader.read(case.document(coder));
        let outcome = cases::compare(&case, &reading);
        tally.add(&case, &reading, &outcome);
        misses.extend(outcome.lines().map(|line| format!("{name}: {line}")));
    }
    let mut measured = Measured::new("cases", &args.file, paths.len());
    let (precision, recall, both) = f1(tally.events_typed, tally.events_found, tally.events_expected);
    measured.add("event_precision", precision);
    measured.add("event_recall", recall);
    measured.add("event_f1", both);
    measured.add("event_complete_recall", f1(tally.events_complete, 0, tally.events_expected).1);
    measured.add("figure_recall", f1(tally.figures_right, 0, tally.figures_expected).1);
    for (kind, expected, found, right) in tally.kinds {
        let (precision, recall, _) = f1(right, found, expected);
        measured.add(&format!("{kind}_expected"), expected as f64);
        measured.add(&format!("{kind}_precision"), precision);
        measured.add(&format!("{kind}_recall"), recall);
    }
    measured.add("never_broken", tally.never_broken as f64);
    measured.add("never_total", tally.never_total as f64);
    Ok((measured, misses))
}
