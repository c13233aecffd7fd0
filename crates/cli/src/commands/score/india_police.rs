//! What police did, in every sentence of a corpus of Indian news.
//!
//! A sentence has a label if the kind of `data/ontology/police.toml` holds for it (`dateline::kinds`); FORCE includes
//! KILL, and ANY_ACTION everything but FAIL. A document has the labels of its sentences. Sentences without a span
//! (debris of quotation marks) are left out of both. `macro_f1` is the mean over the five labels.

use super::arguments::bytes;
use super::labels::{Tally, records};
use super::{Args, Measured};
use crate::exit::Failure;
use dateline::{Coder, Origin, PublishedBasis, Scheme, Span, kinds};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Labels of the set and ids of the data.
const LABELS: [(&str, &str); 5] = [
    ("KILL", "police-kill"),
    ("ARREST", "police-arrest"),
    ("FAIL", "police-fail"),
    ("FORCE", "police-force"),
    ("ANY_ACTION", "police-any"),
];
/// Score from which a kind holds of a sentence, in tenths of the weights of the data.
const HOLDS: i32 = 50;

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
    date: Option<String>,
    labels: Vec<String>,
    sentences: Vec<Sentence>,
}

#[derive(Deserialize)]
struct Sentence {
    start: Option<usize>,
    end: Option<usize>,
    labels: Vec<String>,
}

/// What follows from what: whoever kills uses force, and whoever uses force or arrests acts.
fn closed(mut labels: BTreeSet<&'static str>) -> BTreeSet<&'static str> {
    if labels.contains("KILL") {
        labels.insert("FORCE");
    }
    if labels.contains("FORCE") || labels.contains("ARREST") {
        labels.insert("ANY_ACTION");
    }
    labels
}

fn add(tallies: &mut [Tally; 5], found: &BTreeSet<&'static str>, gold: &[String]) {
    for (tally, (label, _)) in tallies.iter_mut().zip(LABELS) {
        tally.add(found.contains(label), gold.iter().any(|g| g == label));
    }
}

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let all: Vec<Record> = records(&args.file)?;
    let mut reader = coder.reader();
    let (mut documents, mut sentences) = ([Tally::default(); 5], [Tally::default(); 5]);
    let mut misses = vec![];
    for record in &all {
        let published =
            record.date.as_ref().and_then(|d| d.parse().ok()).map(|d| (d, PublishedBasis::Metadata));
        let origin = Origin { published, ..Origin::default() };
        let (reading, analysis) = reader.read_with_analysis(coder.document(record.text.clone(), origin));
        let byte = bytes(&record.text);
        let mut of_document = BTreeSet::new();
        for sentence in &record.sentences {
            let (Some(start), Some(end)) = (sentence.start, sentence.end) else { continue };
            let span = Span::of(byte[start]..byte[end]);
            let ranked = kinds::rank(&reading, &analysis, &coder.lexicon, Scheme::Police, Some(span));
            let holds = |id: &str| ranked.iter().any(|r| r.kind.id == id && r.score >= HOLDS);
            let labels = closed(LABELS.iter().filter(|(_, id)| holds(id)).map(|(label, _)| *label).collect());
            add(&mut sentences, &labels, &sentence.labels);
            for (label, id) in LABELS {
                let gold = sentence.labels.iter().any(|g| g == label);
                if gold != labels.contains(label) {
                    let terms = ranked.iter().find(|r| r.kind.id == id).map(|r| r.terms.join("; "));
                    let sign = if gold { '-' } else { '+' };
                    misses.push(format!(
                        "{sign}{label} {} {}\n    {}",
                        record.id,
                        terms.unwrap_or_default(),
                        span.text(&record.text).replace('\n', " ")
                    ));
                }
            }
            of_document.extend(labels);
        }
        add(&mut documents, &of_document, &record.labels);
    }
    let mut measured = Measured::new("india_police", &args.file, all.len());
    for (prefix, tallies) in [("", &documents), ("sentence_", &sentences)] {
        let mean = tallies.iter().map(Tally::f1).sum::<f64>() / tallies.len() as f64;
        measured.add(&format!("{prefix}macro_f1"), mean);
        for (tally, (label, _)) in tallies.iter().zip(LABELS) {
            measured.add(&format!("{prefix}{label}_f1"), tally.f1());
        }
    }
    Ok((measured, misses))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn killing_is_force_and_force_is_action_but_failing_is_neither() {
        let all = |labels: &[&'static str]| closed(labels.iter().copied().collect());
        assert_eq!(all(&["KILL"]), BTreeSet::from(["KILL", "FORCE", "ANY_ACTION"]));
        assert_eq!(all(&["ARREST"]), BTreeSet::from(["ARREST", "ANY_ACTION"]));
        assert_eq!(all(&["FAIL"]), BTreeSet::from(["FAIL"]));
    }

    #[test]
    fn offsets_count_code_points() {
        assert_eq!(bytes("aé’b"), [0, 1, 3, 6, 7]);
    }

    #[test]
    fn a_label_is_right_only_where_both_have_it() {
        let mut tallies = [Tally::default(); 5];
        add(&mut tallies, &BTreeSet::from(["KILL", "FORCE"]), &["FORCE".into(), "ARREST".into()]);
        assert_eq!(tallies[0], Tally { right: 0, found: 1, expected: 0 });
        assert_eq!(tallies[1], Tally { right: 0, found: 0, expected: 1 });
        assert_eq!(tallies[3], Tally { right: 1, found: 1, expected: 1 });
    }
}
