//! Stories written by a language model, each with the PLOVER type of its headline: a sanity check.
//!
//! The story's type is that of most of its reported events, those of the first sentence counted three times; of
//! equals the one that comes first.

use super::labels::{Single, records};
use super::{Args, Measured};
use crate::exit::Failure;
use dateline::{Coder, Origin, Reading, Status};
use serde::Deserialize;

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
    label: String,
}

fn main_type(reading: &Reading) -> String {
    let first = reading.sentences.first().map_or(0, |s| s.end());
    let mut types: Vec<(&str, usize)> = vec![];
    for event in reading.events.iter().filter(|e| e.status == Status::Reported) {
        let weight = if event.trigger.start() < first { 3 } else { 1 };
        match types.iter_mut().find(|(plover, _)| *plover == event.plover) {
            Some((_, count)) => *count += weight,
            None => types.push((event.plover.as_str(), weight)),
        }
    }
    let most = types.iter().map(|(_, count)| *count).max().unwrap_or(0);
    types.iter().find(|(_, count)| *count == most).map_or("none", |(plover, _)| plover).to_owned()
}

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let all: Vec<Record> = records(&args.file)?;
    let mut reader = coder.reader();
    let (mut single, mut misses) = (Single::default(), vec![]);
    for record in &all {
        let found = main_type(&reader.read(coder.document(record.text.clone(), Origin::default())));
        single.add(&record.label, &found);
        if found != record.label {
            misses.push(format!("{} {} found {found}", record.id, record.label));
        }
    }
    let mut measured = Measured::new("synthetic_plover", &args.file, all.len());
    single.measure(&mut measured);
    misses.extend(single.by_label());
    Ok((measured, misses))
}
