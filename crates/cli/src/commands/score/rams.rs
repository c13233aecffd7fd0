//! RAMS: the roles of one event over five sentences of news, its trigger and type given.
//!
//! `argument_*` is head match over (role, head word), micro over all records; see `arguments.rs`.

use super::arguments::{Gold, Range, Reach, Score, compare};
use super::labels::records;
use super::{Args, Measured};
use crate::exit::Failure;
use dateline::Coder;
use serde::Deserialize;

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
    sentences: Vec<Range>,
    event: Gold,
}

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let all: Vec<Record> = records(&args.file)?;
    let mut reader = coder.reader();
    let (mut score, mut misses) = (Score::default(), vec![]);
    for Record { id, text, sentences, event } in &all {
        let events = [(id.as_str(), event)];
        misses.extend(compare(coder, &mut reader, text, sentences, &events, Reach::Passage, &mut score));
    }
    let mut measured = Measured::new("rams", &args.file, all.len());
    score.measure(&mut measured);
    Ok((measured, misses))
}
