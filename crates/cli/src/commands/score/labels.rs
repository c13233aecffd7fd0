//! Figures that several suites share: records of a file, and F1 of labels.

use super::{Measured, f1};
use crate::exit::Failure;
use crate::input;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// The records of a JSONL file, in order.
pub(super) fn records<T: DeserializeOwned>(file: &str) -> Result<Vec<T>, Failure> {
    let text = input::text(file)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            serde_json::from_str(line)
                .map_err(|error| Failure::Data(format!("{file}:{}: {error}", number + 1)))
        })
        .collect()
}

/// How often a label was found, expected, and both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub right: usize,
    pub found: usize,
    pub expected: usize,
}

impl Tally {
    /// Counts one record.
    pub fn add(&mut self, found: bool, expected: bool) {
        self.right += usize::from(found && expected);
        self.found += usize::from(found);
        self.expected += usize::from(expected);
    }
    pub fn f1(&self) -> f64 {
        f1(self.right, self.found, self.expected).2
    }
}

/// One gold and one predicted label a record.
#[derive(Default)]
pub(super) struct Single {
    records: usize,
    right: usize,
    labels: BTreeMap<String, Tally>,
}

impl Single {
    pub fn add(&mut self, gold: &str, found: &str) {
        self.records += 1;
        self.right += usize::from(gold == found);
        if gold == found {
            self.labels.entry(gold.to_owned()).or_default().add(true, true);
        } else {
            self.labels.entry(gold.to_owned()).or_default().add(false, true);
            self.labels.entry(found.to_owned()).or_default().add(true, false);
        }
    }
    /// Accuracy, and F1 over the labels that the gold has: each the same, or each by its share of the records. (A
    /// label that only the system gives has no recall to speak of; its records count against the others.)
    pub fn measure(&self, measured: &mut Measured) {
        let gold = || self.labels.values().filter(|tally| tally.expected > 0);
        let macro_f1 = gold().map(Tally::f1).sum::<f64>() / gold().count().max(1) as f64;
        let weighted: f64 = gold().map(|t| t.f1() * t.expected as f64).sum();
        measured.add("accuracy", self.right as f64 / self.records.max(1) as f64);
        measured.add("macro_f1", macro_f1);
        measured.add("weighted_f1", weighted / self.records.max(1) as f64);
    }
    /// A line a label, for `--misses`.
    pub fn by_label(&self) -> Vec<String> {
        let line = |(label, tally): (&String, &Tally)| {
            format!(
                "{label:<32} f1 {:.3}  right {} found {} of {}",
                tally.f1(),
                tally.right,
                tally.found,
                tally.expected
            )
        };
        self.labels.iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn single_labels_give_accuracy_macro_and_weighted_f1() {
        let mut single = Single::default();
        for (gold, found) in [("A", "A"), ("A", "A"), ("A", "B"), ("B", "B")] {
            single.add(gold, found);
        }
        let mut measured = Measured::new("test", "", 4);
        single.measure(&mut measured);
        // A: P 1, R 2/3, F1 0.8. B: P 1/2, R 1, F1 2/3.
        assert_eq!(measured.metrics["accuracy"], 0.75);
        assert_eq!(measured.metrics["macro_f1"], 0.7333);
        assert_eq!(measured.metrics["weighted_f1"], 0.7667);
    }

    #[test]
    fn a_label_that_only_the_system_gives_lowers_recall_of_the_others() {
        let mut single = Single::default();
        single.add("A", "Z");
        single.add("A", "A");
        let mut measured = Measured::new("test", "", 2);
        single.measure(&mut measured);
        assert_eq!(measured.metrics["macro_f1"], 0.6667);
    }
}
