//! The `yes` and `no` examples of the data files. Those that fail are listed in `known_failures.txt`: the list may
//! only shrink, and an example that holds now must leave it.

use dateline::Coder;
use dateline::check::examples;
use std::collections::BTreeSet;
use std::path::Path;

/// What is wrong, without what was found in its place: that changes with every rule.
fn bare(message: &str) -> String {
    message.rsplit_once(" (found ").map_or(message, |(wrong, _)| wrong).to_owned()
}

/// `UPDATE_EXPECT=1` rewrites the list.
#[test]
fn every_example_of_the_data_files_holds_but_for_the_known_failures() {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/known_failures.txt");
    let coder = Coder::built_in();
    let report = examples(&coder);
    assert!(report.examples > 1000, "only {} examples were run", report.examples);
    let failing: BTreeSet<String> = report.failed.iter().map(|problem| bare(&problem.message)).collect();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let text: String = failing.iter().map(|line| format!("{line}\n")).collect();
        std::fs::write(&list, text).unwrap();
        return;
    }
    let text = std::fs::read_to_string(&list).unwrap_or_default();
    let known: BTreeSet<String> = text.lines().map(str::to_owned).collect();
    let new: Vec<String> = report
        .failed
        .iter()
        .filter(|problem| !known.contains(&bare(&problem.message)))
        .map(|problem| format!("fails: data/{problem}"))
        .collect();
    let held = known.difference(&failing).map(|line| format!("holds now, take it off the list: {line}"));
    let surprises: Vec<String> = new.into_iter().chain(held).collect();
    assert!(surprises.is_empty(), "{} surprises:\n{}", surprises.len(), surprises.join("\n"));
}

#[test]
fn the_list_of_known_failures_is_sorted() {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/known_failures.txt");
    let text = std::fs::read_to_string(list).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.is_sorted_by(|a, b| a < b), "UPDATE_EXPECT=1 sorts it");
}
