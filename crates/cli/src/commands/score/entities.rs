//! The model's own tagger: exact spans of entities on given tokens (conlleval).

use super::{Args, Measured, f1};
use crate::entities::{self, Purpose};
use crate::exit::Failure;
use crate::input;
use dateline::syntax::conllu;
use dateline::syntax::train::Annotated;
use dateline::{Coder, Entity, EntityKind};
use std::ops::Range;

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let treebank = match &args.treebank {
        None => vec![],
        Some(path) => {
            conllu::read(&input::text(path)?).map_err(|error| Failure::Data(format!("{path}: {error}")))?
        }
    };
    let mut gold = entities::read(&args.file, &treebank, Purpose::Score)?;
    if let Some(prefix) = &args.documents {
        gold.retain(|sentence| sentence.id.starts_with(prefix));
    }
    if gold.is_empty() {
        return Err(Failure::Data(format!("{}: there are no sentences to score", args.file)));
    }
    for word in gold.iter_mut().flat_map(|sentence| &mut sentence.words) {
        match args.writing.as_deref() {
            Some("upper") => *word = word.to_uppercase(),
            Some(_) => *word = word.to_lowercase(),
            None => {}
        }
    }
    let other = args.model()?;
    let mut parser = other.as_ref().unwrap_or(&coder.model).parser();
    let words: Vec<&Vec<String>> = gold.iter().map(|sentence| &sentence.words).collect();
    let words: Vec<Vec<&str>> =
        words.into_iter().map(|words| words.iter().map(String::as_str).collect()).collect();
    let found = parser.entities(&words);
    let mut measured = Measured::new("entities", &args.file, gold.len());
    let mut misses = vec![];
    let mut total = Counts::default();
    for &kind in EntityKind::ALL {
        let mut counts = Counts::default();
        for (sentence, found) in gold.iter().zip(&found) {
            let missed = counts.add(sentence, found, kind);
            misses.extend(missed.map(|(what, words)| {
                format!(
                    "{what} {kind} [{}] in: {}",
                    sentence.words[words].join(" "),
                    sentence.words.join(" ")
                )
            }));
        }
        if counts.found + counts.expected == 0 {
            continue;
        }
        total.right += counts.right;
        total.found += counts.found;
        total.expected += counts.expected;
        let (precision, recall, both) = f1(counts.right, counts.found, counts.expected);
        measured.add(&format!("{kind}_precision"), precision);
        measured.add(&format!("{kind}_recall"), recall);
        measured.add(&format!("{kind}_f1"), both);
    }
    let (precision, recall, both) = f1(total.right, total.found, total.expected);
    measured.add("precision", precision);
    measured.add("recall", recall);
    measured.add("f1", both);
    Ok((measured, misses))
}

#[derive(Default)]
struct Counts {
    right: usize,
    found: usize,
    expected: usize,
}

impl Counts {
    /// Counts the entities of a kind and returns those that are only in one of the two.
    fn add(
        &mut self,
        gold: &Annotated,
        found: &[Entity],
        kind: EntityKind,
    ) -> impl Iterator<Item = (&'static str, Range<usize>)> + use<> {
        let wanted: Vec<Range<usize>> =
            gold.entities.iter().filter(|(_, it)| *it == kind).map(|(words, _)| words.clone()).collect();
        let found: Vec<Range<usize>> =
            found.iter().filter(|it| it.layer == gold.layer && it.kind == kind).map(Entity::tokens).collect();
        self.expected += wanted.len();
        self.found += found.len();
        self.right += found.iter().filter(|words| wanted.contains(words)).count();
        let missed: Vec<_> = wanted.iter().filter(|words| !found.contains(words)).cloned().collect();
        let wrong: Vec<_> = found.into_iter().filter(|words| !wanted.contains(words)).collect();
        missed
            .into_iter()
            .map(|words| ("missed", words))
            .chain(wrong.into_iter().map(|words| ("wrong", words)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline::EntityLayer;

    #[test]
    fn a_span_is_right_only_if_both_ends_and_kind_are() {
        let gold = Annotated {
            id: String::new(),
            words: vec!["x".to_owned(); 9],
            layer: EntityLayer::Name,
            entities: vec![
                (0..2, EntityKind::Person),
                (3..4, EntityKind::Location),
                (5..6, EntityKind::Person),
            ],
        };
        let entity =
            |words: Range<u32>, kind, layer| Entity { first: words.start, end: words.end, kind, layer };
        let found = [
            entity(0..2, EntityKind::Person, EntityLayer::Name),
            entity(3..4, EntityKind::Person, EntityLayer::Name),
            entity(5..7, EntityKind::Person, EntityLayer::Name),
            entity(5..6, EntityKind::Person, EntityLayer::Phrase),
        ];
        let mut counts = Counts::default();
        let misses: Vec<_> = counts.add(&gold, &found, EntityKind::Person).collect();
        assert_eq!((counts.right, counts.found, counts.expected), (1, 3, 2));
        assert_eq!(misses, [("missed", 5..6), ("wrong", 3..4), ("wrong", 5..7)]);
    }
}
