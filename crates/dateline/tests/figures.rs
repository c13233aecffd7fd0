//! Numbers in sentences: `figures.txt` holds the sentences, and below each every figure that must be read from it.

use dateline::{Coder, Figure, MentionId, MentionKind, Origin, Reading};
use std::path::Path;

/// A line a figure, in text order: what `figures.txt` writes.
fn show(reading: &Reading) -> Vec<String> {
    let figures: Vec<(MentionId, &Figure)> = (0u32..)
        .zip(&reading.mentions)
        .filter_map(|(at, mention)| match &mention.kind {
            MentionKind::Figure(figure) => Some((MentionId(at), figure)),
            _ => None,
        })
        .collect();
    let number = |id: MentionId| figures.iter().position(|(other, _)| *other == id).map_or(0, |at| at + 1);
    let line = |(_, figure): &(MentionId, &Figure)| {
        let unit = if figure.unit.is_empty() { "-" } else { figure.unit.as_str() };
        let mut line = format!("{} {unit} {}", figure.measure, value(figure));
        if let Some(group) = figure.group {
            line += &format!(" “{}”", reading.document.quote(group));
        }
        if !figure.range_kind.is_empty() {
            line += &format!(" range={}", figure.range_kind);
        }
        if !figure.policy.is_empty() {
            line += &format!(" policy={}", figure.policy);
        }
        if figure.additional {
            line += " more";
        }
        if figure.cumulative {
            line += " cumulative";
        }
        if let Some(whole) = figure.subset_of {
            line += &format!(" of={}", number(whole));
        }
        if let Some(before) = figure.supersedes {
            line += &format!(" after={}", number(before));
        }
        line
    };
    figures.iter().map(line).collect()
}

fn value(figure: &Figure) -> String {
    let short = |value: f64| format!("{}", (value * 1e4).round() / 1e4);
    let end = |value: Option<f64>| value.map(short).unwrap_or_default();
    let mut text = if figure.approximate { "~".to_owned() } else { String::new() };
    text += &end(figure.point);
    if figure.lower.is_some() || figure.upper.is_some() {
        let open = if figure.strict { '(' } else { '[' };
        let close = if figure.strict || figure.upper.is_none() { ')' } else { ']' };
        text += &format!("{open}{},{}{close}", end(figure.lower), end(figure.upper));
    }
    text
}

/// The sentences and their figures.
fn table(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut rows: Vec<(&str, Vec<&str>)> = vec![];
    for line in text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        match (line.strip_prefix("  "), rows.last_mut()) {
            (Some(figure), Some((_, figures))) => figures.push(figure),
            _ => rows.push((line, vec![])),
        }
    }
    rows
}

#[test]
fn every_sentence_of_the_table_has_its_figures_and_no_other() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/figures.txt");
    let text = std::fs::read_to_string(path).expect("figures.txt is there");
    let rows = table(&text);
    assert!(rows.len() >= 250, "only {} sentences", rows.len());
    let coder = Coder::built_in();
    let mut reader = coder.reader();
    let mut wrong = vec![];
    for (sentence, expected) in &rows {
        let text = format!("It was a quiet morning in the valley.\n\n{sentence} The weather stayed dry.");
        let found = show(&reader.read(coder.document(text, Origin::default())));
        if found != *expected {
            wrong.push(format!(
                "{sentence}\n  expected: {}\n  found:    {}",
                expected.join(" | "),
                found.join(" | ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {} sentences:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}
