//! Reports of one incident against what is to come of them. FILE is the folder: `stories.jsonl` and `expected.toml`.
//!
//! With `--story KEY=FILE` a story from elsewhere stands in the place of the one of that name, with its outlet and day.

use super::{Args, Measured};
use crate::commands::incidents::document;
use crate::exit::Failure;
use crate::input;
use dateline::Coder;
use dateline::merging::siblings::Expected;
use dateline::merging::{Rules, merge, record};
use dateline::read::{Options, pieces};

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let stories = format!("{}/stories.jsonl", args.file);
    let expected = format!("{}/expected.toml", args.file);
    let expected = Expected::read(&input::text(&expected)?)
        .map_err(|message| Failure::Data(format!("{expected}: {message}")))?;
    let options = Options::default();
    let mut documents = vec![];
    let mut reader = coder.reader();
    for piece in pieces(input::open(&stories)?, &stories, None, &options) {
        let mut story =
            piece.document(coder, &options).map_err(|error| Failure::Data(format!("{stories}: {error}")))?;
        if let Some((key, path)) = args.story.as_deref().and_then(|s| s.split_once('='))
            && story.origin.key.as_deref() == Some(key)
        {
            story = coder.document(input::text(path)?, story.origin.clone());
        }
        documents.push(document(coder, &reader.read(story)));
    }
    let incidents: Vec<_> = merge(&documents, &[], &Rules::default()).incidents.iter().map(record).collect();
    let Some(incident) = expected.incident(&incidents) else {
        return Err(Failure::Data(format!("{stories}: there is no incident of type {}", expected.plover)));
    };
    let lines = expected.compare(incident);
    let mut measured = Measured::new("siblings", &args.file, lines.len());
    measured.add("right", lines.iter().filter(|(_, right, _)| *right).count() as f64);
    measured.add("reports", incident.counts.reports as f64);
    measured.add("documents", incident.counts.documents as f64);
    measured.add("origins", incident.counts.origins as f64);
    let mut misses: Vec<String> = lines
        .iter()
        .map(|(name, right, text)| format!("{} {name}: {text}", if *right { "right" } else { "wrong" }))
        .collect();
    misses.push(dateline::merging::report(incident));
    Ok((measured, misses))
}
