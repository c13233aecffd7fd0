//! `dateline check`: a data directory's problems, and its examples run.

use crate::exit::{Exit, Failure};
use crate::{Common, Outcome, input};
use dateline::check::examples;
use std::io::Write;

#[derive(clap::Args)]
pub struct Args {
    /// Check the files only; run no example
    #[arg(long)]
    no_examples: bool,
}

pub fn run(args: &Args, common: &Common) -> Outcome {
    let coder = input::coder(common.data.as_deref())?;
    let lexicon = &coder.lexicon;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{} countries, {} actors, {} places, {} in gazetteers, {} roles, {} patterns, {} cues, {} verbs and phrases of saying: data {}",
        lexicon.countries.len(),
        lexicon.actors.len(),
        lexicon.places.len(),
        lexicon.gazetteers.iter().map(|g| g.len()).sum::<usize>(),
        lexicon.roles.len(),
        lexicon.patterns.len(),
        lexicon.cues.len(),
        lexicon.speech_verbs.len() + lexicon.speech_phrases.len(),
        lexicon.digest
    )?;
    if args.no_examples {
        return Ok(Exit::Done);
    }
    let report = examples(&coder);
    for problem in report.failed.iter().chain(&report.held) {
        writeln!(out, "{problem}")?;
    }
    let (failed, known, held) = (report.failed.len(), report.known.len(), report.held.len());
    writeln!(out, "{} examples run, {failed} failed, {known} known to fail", report.examples)?;
    out.flush()?;
    if report.is_as_known() {
        return Ok(Exit::Done);
    }
    Err(Failure::Data(match (failed, held) {
        (_, 0) => format!("{failed} example(s) failed"),
        (0, _) => format!("{held} known failure(s) failed no more"),
        _ => format!("{failed} example(s) failed, {held} known failure(s) failed no more"),
    }))
}
