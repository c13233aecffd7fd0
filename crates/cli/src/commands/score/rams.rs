//! RAMS: the roles of one event over five sentences of news, its trigger and type given.
//!
//! `argument_*` is head match over (role, head word), micro over all records; see `arguments.rs`.

use super::arguments::{Given, Reach, Score, bytes, head, predict};
use super::labels::records;
use super::{Args, Measured};
use crate::exit::Failure;
use dateline::{Coder, Document, Origin, Section, SectionKind, Span, around};
use serde::Deserialize;

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
    sentences: Vec<Range>,
    event: Gold,
}

#[derive(Deserialize)]
struct Range {
    start: usize,
    end: usize,
}

#[derive(Deserialize)]
struct Gold {
    r#type: String,
    trigger: Range,
    arguments: Vec<Argument>,
}

#[derive(Deserialize)]
struct Argument {
    start: usize,
    end: usize,
    role: String,
}

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let all: Vec<Record> = records(&args.file)?;
    let mut reader = coder.reader();
    let (mut score, mut misses) = (Score::default(), vec![]);
    for record in &all {
        let byte = bytes(&record.text);
        let span = |start: usize, end: usize| Span::of(byte[start]..byte[end]);
        let sections =
            record.sentences.iter().map(|s| Section { kind: SectionKind::Body, span: span(s.start, s.end) });
        let document = Document::new(record.text.clone(), Origin::default(), sections.collect());
        let (reading, analysis) = reader.read_with_analysis(document);
        let trigger = span(record.event.trigger.start, record.event.trigger.end);
        let near = around(&record.text, &analysis, &coder.lexicon, &[trigger]);
        let given = Given { kind: &record.event.r#type, trigger };
        let found = predict(&reading, &analysis, &coder.lexicon, &given, &near[0], Reach::Passage);
        let arguments = record.event.arguments.iter();
        let gold: Vec<_> =
            arguments.map(|a| (a.role.clone(), head(&analysis, span(a.start, a.end)))).collect();
        score.add(&found, &gold);
        let words = |list: &[(String, Span)]| -> Vec<String> {
            list.iter().map(|(role, at)| format!("{role}={}", at.text(&record.text))).collect()
        };
        misses.push(format!(
            "{} {} “{}” found {:?} gold {:?}",
            record.id,
            record.event.r#type,
            trigger.text(&record.text),
            words(&found),
            words(&gold)
        ));
    }
    let mut measured = Measured::new("rams", &args.file, all.len());
    score.measure(&mut measured);
    Ok((measured, misses))
}
