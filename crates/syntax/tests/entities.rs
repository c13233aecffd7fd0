//! Entities of our own news sentences, as they stand, in capitals and in small letters.

use dateline_record::{Entity, EntityKind, EntityLayer, Span};
use dateline_syntax::Model;

/// Floors of F1 in percent.
const AS_IT_STANDS: f64 = 70.0;
const CAPITALS: f64 = 60.0;
const SMALL: f64 = 60.0;

/// A row's text, and the words, layer and kind of each entity it marks.
fn row(line: &str) -> (String, Vec<(Span, EntityLayer, EntityKind)>) {
    let (mut text, mut entities, mut open) = (String::new(), Vec::new(), 0);
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        let layer = match c {
            '[' | '{' | '<' => {
                open = text.len();
                continue;
            }
            ']' => EntityLayer::Name,
            '}' => EntityLayer::Role,
            '>' => EntityLayer::Phrase,
            _ => {
                text.push(c);
                continue;
            }
        };
        let kind = match layer {
            EntityLayer::Role => EntityKind::Role,
            _ => {
                let end = rest.find(|c: char| !c.is_alphabetic() && c != '-').unwrap_or(rest.len());
                let (name, after) = rest.split_at(end);
                rest = after;
                name.parse().unwrap_or_else(|_| panic!("no kind `{name}` in: {line}"))
            }
        };
        entities.push((Span::of(open..text.len()), layer, kind));
    }
    (text, entities)
}

/// F1 over the whole table, in percent.
fn score(write: fn(&str) -> String) -> f64 {
    let model = Model::load(dateline_models::ENGLISH).expect("the model that ships loads");
    let mut parser = model.parser();
    let (mut right, mut found, mut expected) = (0, 0, 0);
    let lines = include_str!("entities.txt").lines().filter(|line| !line.starts_with('#'));
    for (text, wanted) in lines.map(row) {
        let text = write(&text);
        let analysis = parser.analyze(&text, &[Span::of(0..text.len())]);
        let words = |entity: &Entity| {
            let tokens = &analysis.tokens[entity.tokens()];
            tokens[0].span.cover(tokens[tokens.len() - 1].span)
        };
        // Only what the table marks is looked for in layer `phrase`.
        let is_asked = |it: &&Entity| {
            it.layer != EntityLayer::Phrase
                || matches!(it.kind, EntityKind::Weapon | EntityKind::MilitaryPlatform)
        };
        let seen: Vec<_> =
            analysis.entities.iter().filter(is_asked).map(|it| (words(it), it.layer, it.kind)).collect();
        found += seen.len();
        expected += wanted.len();
        right += seen.iter().filter(|it| wanted.contains(it)).count();
        for (span, layer, kind) in seen.iter().filter(|it| !wanted.contains(it)) {
            eprintln!("wrong  {layer} {kind} [{}] in: {text}", span.text(&text));
        }
        for (span, layer, kind) in wanted.iter().filter(|it| !seen.contains(it)) {
            eprintln!("missed {layer} {kind} [{}] in: {text}", span.text(&text));
        }
    }
    assert!(expected > 60, "{expected}");
    let f1 = 200.0 * right as f64 / (found + expected) as f64;
    eprintln!("{right} right of {found} found and {expected} expected: F1 {f1:.1}");
    f1
}

#[test]
fn unknown_names_roles_and_weapons_are_found() {
    let f1 = score(str::to_owned);
    assert!(f1 >= AS_IT_STANDS, "F1 {f1:.1}");
}

#[test]
fn entities_are_found_in_capitals() {
    let f1 = score(str::to_uppercase);
    assert!(f1 >= CAPITALS, "F1 {f1:.1}");
}

#[test]
fn entities_are_found_in_small_letters() {
    let f1 = score(str::to_lowercase);
    assert!(f1 >= SMALL, "F1 {f1:.1}");
}
