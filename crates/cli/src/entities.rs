//! Texts whose entities are annotated, for training and scoring.
//!
//! Three shapes are read: IOB2 files of names; JSONL records with a `text` and its `entities_flat`; and JSONL
//! documents whose `mentions` name the sentences of a treebank.

use crate::exit::Failure;
use crate::input;
use dateline::syntax::conllu::Sentence;
use dateline::syntax::tokenise;
use dateline::syntax::train::Annotated;
use dateline::{EntityKind, EntityLayer, Span};
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::Range;

/// What the labels of the sets that are read mean; labels that are not here name nothing that is looked for.
const LABELS: &[(&str, EntityKind)] = &[
    ("PER", EntityKind::Person),
    ("Person", EntityKind::Person),
    ("person", EntityKind::Person),
    ("politician", EntityKind::Person),
    ("ORG", EntityKind::Organisation),
    ("Organization", EntityKind::Organisation),
    ("Organisation", EntityKind::Organisation),
    ("organisation", EntityKind::Organisation),
    ("politicalparty", EntityKind::Organisation),
    ("corporation", EntityKind::Organisation),
    ("group", EntityKind::Organisation),
    ("LOC", EntityKind::Location),
    ("Location", EntityKind::Location),
    ("location", EntityKind::Location),
    ("country", EntityKind::Location),
    ("Nationality", EntityKind::Nationality),
    ("Weapon", EntityKind::Weapon),
    ("MilitaryPlatform", EntityKind::MilitaryPlatform),
    ("Quantity", EntityKind::Quantity),
    ("Temporal", EntityKind::Temporal),
    ("Money", EntityKind::Money),
];

/// What an IOB2 file is read for: layer `name` has no other kinds.
const NAMED: [EntityKind; 3] = [EntityKind::Person, EntityKind::Organisation, EntityKind::Location];

/// Parts of a JSONL set whose terms forbid commercial use, or were not checked; nothing is learned from them.
const NOT_TO_LEARN_FROM: &[&str] = &["BBC Online", "Delegation of the European Union to Syria"];

/// Whether a record may be learned from or is only to be scored.
#[derive(Clone, Copy, PartialEq)]
pub enum Purpose {
    Learn,
    Score,
}

fn kind(label: &str) -> Option<EntityKind> {
    LABELS.iter().find(|(name, _)| *name == label).map(|(_, kind)| *kind)
}

/// Reads a file of annotated sentences. Documents with `mentions` need the treebank their sentences are in.
pub fn read(path: &str, treebank: &[Sentence], purpose: Purpose) -> Result<Vec<Annotated>, Failure> {
    let text = input::text(path)?;
    if !text.trim_start().starts_with('{') {
        return Ok(iob2(&text));
    }
    let mut sentences = vec![];
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let problem = |what: &str| Failure::Data(format!("{path}:{}: {what}", number + 1));
        let record: Value = serde_json::from_str(line).map_err(|error| problem(&error.to_string()))?;
        if record["mentions"].is_array() {
            sentences.extend(roles(&record, treebank));
        } else if record["entities_flat"].is_array() {
            let part = record["part"].as_str().unwrap_or("");
            if purpose == Purpose::Score || !NOT_TO_LEARN_FROM.contains(&part) {
                sentences.extend(phrases(&record));
            }
        } else {
            return Err(problem("it has neither `mentions` nor `entities_flat`"));
        }
    }
    Ok(sentences)
}

/// Sentences of `number TAB word TAB label` lines, parted by blank ones.
fn iob2(text: &str) -> Vec<Annotated> {
    let mut sentences = vec![];
    let empty = || Annotated { id: String::new(), words: vec![], layer: EntityLayer::Name, entities: vec![] };
    let mut current = empty();
    let mut open: Option<(&str, usize)> = None;
    for line in text.lines().chain([""]) {
        if let Some(comment) = line.strip_prefix("# ") {
            if let Some(id) = comment.strip_prefix("sent_id = ") {
                current.id = id.to_owned();
            }
            continue;
        }
        let mut columns = line.split('\t').skip(1);
        let (word, label) = (columns.next(), columns.next().unwrap_or("O"));
        let goes_on = matches!((label.strip_prefix("I-"), open), (Some(a), Some((b, _))) if a == b);
        if !goes_on && let Some((name, first)) = open.take() {
            let kind = kind(name).filter(|kind| NAMED.contains(kind));
            current.entities.extend(kind.map(|kind| (first..current.words.len(), kind)));
        }
        if !goes_on && let Some((_, name)) = label.split_once('-') {
            open = Some((name, current.words.len()));
        }
        match word {
            Some(word) => current.words.push(word.to_owned()),
            None if current.words.is_empty() => {}
            None => sentences.push(std::mem::replace(&mut current, empty())),
        }
    }
    sentences
}

/// A text cut into our own tokens, and the phrases that its record marks in characters.
fn phrases(record: &Value) -> Vec<Annotated> {
    let text = record["text"].as_str().unwrap_or("");
    let spans: Vec<(Range<usize>, EntityKind)> =
        record["entities_flat"].as_array().into_iter().flatten().filter_map(|it| span(it, text)).collect();
    let sentences = tokenise::sentences(text, Span::of(0..text.len())).into_iter().map(|pieces| {
        let entities = spans.iter().filter_map(|(bytes, kind)| {
            let inside = |index: &usize| pieces[*index].start < bytes.end && pieces[*index].end > bytes.start;
            let mut words = (0..pieces.len()).filter(inside);
            let first = words.next()?;
            Some((first..words.next_back().unwrap_or(first) + 1, *kind))
        });
        Annotated {
            id: String::new(),
            entities: entities.collect(),
            words: pieces.iter().map(|piece| text[piece.start..piece.end].to_owned()).collect(),
            layer: EntityLayer::Phrase,
        }
    });
    sentences.collect()
}

/// The bytes and the kind of a marked span, which counts characters.
fn span(entity: &Value, text: &str) -> Option<(Range<usize>, EntityKind)> {
    let byte = |key: &str| {
        let characters = usize::try_from(entity[key].as_u64()?).ok()?;
        text.char_indices().map(|(byte, _)| byte).chain([text.len()]).nth(characters)
    };
    Some((byte("start")?..byte("end")?, kind(entity["type"].as_str()?)?))
}

/// The people that a document names by a common noun, up to that noun, in the sentences of a treebank.
fn roles(document: &Value, treebank: &[Sentence]) -> Vec<Annotated> {
    let mut mentions: BTreeMap<&str, Vec<Range<usize>>> = BTreeMap::new();
    for mention in document["mentions"].as_array().into_iter().flatten() {
        let number = |key: &str| mention[key].as_str().and_then(|text| text.parse::<usize>().ok());
        let (Some(sentence), Some(start), Some(head)) =
            (mention["sent_id"].as_str(), number("start"), number("head"))
        else {
            continue;
        };
        if mention["etype"] == "person" && mention["head_upos"] == "NOUN" && (1..=head).contains(&start) {
            mentions.entry(sentence).or_default().push(start - 1..head);
        }
    }
    let prefix = format!("{}-", document["doc"].as_str().unwrap_or(""));
    let sentences = treebank.iter().filter(|sentence| sentence.id.starts_with(&prefix)).map(|sentence| {
        let mut spans = mentions.remove(sentence.id.as_str()).unwrap_or_default();
        spans.retain(|span| span.end <= sentence.words.len());
        // The widest of those that overlap.
        spans.sort_by_key(|span| (std::cmp::Reverse(span.len()), span.start));
        let mut kept: Vec<(Range<usize>, EntityKind)> = vec![];
        for span in spans {
            if kept.iter().all(|(other, _)| span.end <= other.start || other.end <= span.start) {
                kept.push((span, EntityKind::Role));
            }
        }
        kept.sort_by_key(|(span, _)| span.start);
        Annotated {
            id: sentence.id.clone(),
            words: sentence.words.iter().map(|word| word.form.to_string()).collect(),
            layer: EntityLayer::Role,
            entities: kept,
        }
    });
    sentences.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use dateline::syntax::conllu;

    #[test]
    fn labels_of_an_iob2_file_become_spans() {
        let text = "# sent_id = a\n1\tKofi\tB-PER\n2\tMensah\tI-PER\n3\tAccra\tB-LOC\n4\tFriday\tB-DATE\n\n\
                    # sent_id = b\n1\tTalks\tO\n2\tOPEC\tI-ORG\n";
        let [a, b] = &iob2(text)[..] else { panic!("two sentences") };
        assert_eq!(a.entities, [(0..2, EntityKind::Person), (2..3, EntityKind::Location)]);
        assert_eq!((a.id.as_str(), a.words.len(), b.id.as_str(), b.words.len()), ("a", 4, "b", 2));
        assert_eq!(b.entities, [(1..2, EntityKind::Organisation)]);
    }

    #[test]
    fn spans_of_characters_become_spans_of_tokens() {
        let text = "Café owners left. Two drones hit Baní.";
        let record = serde_json::json!({"text": text, "entities_flat": [
            {"start": 18, "end": 28, "type": "MilitaryPlatform"}, {"start": 33, "end": 37, "type": "Location"}]});
        let [_, second] = &phrases(&record)[..] else { panic!("two sentences") };
        assert_eq!(second.entities, [(0..2, EntityKind::MilitaryPlatform), (3..4, EntityKind::Location)]);
    }

    #[test]
    fn people_named_by_a_noun_end_at_that_noun() {
        let treebank = conllu::read(
            "# sent_id = d-1\n1\tA\ta\tDET\tDT\t_\t2\tdet\t_\t_\n2\tchief\tchief\tNOUN\tNN\t_\t0\troot\t_\t_\n\
             3\tthere\tthere\tADV\tRB\t_\t2\tadvmod\t_\t_\n\n",
        )
        .unwrap();
        let document = serde_json::json!({"doc": "d", "mentions": [
            {"sent_id": "d-1", "start": "1", "end": "3", "head": "2", "etype": "person", "head_upos": "NOUN"},
            {"sent_id": "d-1", "start": "3", "end": "3", "head": "3", "etype": "place", "head_upos": "ADV"}]});
        assert_eq!(roles(&document, &treebank)[0].entities, [(0..2, EntityKind::Role)]);
    }
}
