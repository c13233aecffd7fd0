//! WikiEvents: events and their arguments in news articles, triggers and types given.
//!
//! `argument_*` is head match over (role, head word), micro over all events; see `arguments.rs`. Coreference is not
//! looked at: an argument marked on "soldiers" is missed by "they".

use super::arguments::{Gold, Range, Reach, Score, compare};
use super::labels::records;
use super::{Args, Measured};
use crate::exit::Failure;
use dateline::Coder;
use serde::Deserialize;

#[derive(Deserialize)]
struct Record {
    text: String,
    sentences: Vec<Range>,
    events: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    id: String,
    #[serde(flatten)]
    event: Gold,
}

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let all: Vec<Record> = records(&args.file)?;
    let mut reader = coder.reader();
    let (mut score, mut misses) = (Score::default(), vec![]);
    for Record { text, sentences, events } in &all {
        let events: Vec<(&str, &Gold)> = events.iter().map(|e| (e.id.as_str(), &e.event)).collect();
        misses.extend(compare(coder, &mut reader, text, sentences, &events, Reach::Clause, &mut score));
    }
    let mut measured = Measured::new("wikievents", &args.file, all.len());
    score.measure(&mut measured);
    Ok((measured, misses))
}
