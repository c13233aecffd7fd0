//! WikiEvents: events and their arguments in news articles, triggers and types given.
//!
//! `argument_*` is head match over (role, head word), micro over all events; see `arguments.rs`. Coreference is not
//! looked at: an argument marked on "soldiers" is missed by "they".

use super::arguments::{Given, Reach, Score, bytes, head, predict};
use super::labels::records;
use super::{Args, Measured};
use crate::exit::Failure;
use dateline::{Coder, Document, Origin, Section, SectionKind, Span, around};
use serde::Deserialize;

#[derive(Deserialize)]
struct Record {
    text: String,
    sentences: Vec<Range>,
    events: Vec<Gold>,
}

#[derive(Deserialize)]
struct Range {
    start: usize,
    end: usize,
}

#[derive(Deserialize)]
struct Gold {
    id: String,
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
        let triggers: Vec<Span> =
            record.events.iter().map(|e| span(e.trigger.start, e.trigger.end)).collect();
        let near = around(&record.text, &analysis, &coder.lexicon, &triggers);
        for ((event, trigger), near) in record.events.iter().zip(triggers).zip(&near) {
            let given = Given { kind: &event.r#type, trigger };
            let found = predict(&reading, &analysis, &coder.lexicon, &given, near, Reach::Clause);
            let arguments = event.arguments.iter();
            let gold: Vec<_> =
                arguments.map(|a| (a.role.clone(), head(&analysis, span(a.start, a.end)))).collect();
            score.add(&found, &gold);
            let words = |list: &[(String, Span)]| -> Vec<String> {
                list.iter().map(|(role, at)| format!("{role}={}", at.text(&record.text))).collect()
            };
            misses.push(format!(
                "{} {} “{}” found {:?} gold {:?}",
                event.id,
                event.r#type,
                trigger.text(&record.text),
                words(&found),
                words(&gold)
            ));
        }
    }
    let mut measured = Measured::new("wikievents", &args.file, all.len());
    score.measure(&mut measured);
    Ok((measured, misses))
}
