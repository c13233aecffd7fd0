//! `dateline parse`: text to Universal Dependencies in CoNLL-U.

use crate::exit::{Exit, Failure};
use crate::{Outcome, input};
use dateline::Span;
use dateline::syntax::{Model, conllu};
use std::io::Write;
use std::path::Path;

#[derive(clap::Args)]
pub struct Args {
    /// Text files to parse, plain or gzipped; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// The text is cut already: one sentence a line, its tokens parted by spaces
    #[arg(long)]
    tokens: bool,
    /// Use another model than the one built in
    #[arg(long, value_name = "MODEL")]
    model: Option<String>,
}

pub fn run(args: &Args) -> Outcome {
    let model = match &args.model {
        None => Model::load(dateline_models::ENGLISH),
        Some(path) => {
            Model::load(&std::fs::read(path).map_err(|error| Failure::Missing(format!("{path}: {error}")))?)
        }
    };
    let model = model.map_err(|error| Failure::Data(error.to_string()))?;
    let mut parser = model.parser();
    let mut out = std::io::stdout().lock();
    let mut failed = vec![];
    for path in &args.files {
        let text = match input::text(path) {
            Ok(text) => text,
            Err(Failure::Missing(problem) | Failure::Io(problem)) => {
                eprintln!("dateline: {problem}");
                failed.push(path);
                continue;
            }
            Err(failure) => return Err(failure),
        };
        let analysis = if args.tokens {
            parser.analyze_lines(&text)
        } else {
            parser.analyze(&text, &[Span::of(0..text.len())])
        };
        out.write_all(conllu::write(&text, &analysis, &prefix(path)).as_bytes())?;
    }
    out.flush()?;
    match failed.len() {
        0 => Ok(Exit::Done),
        n if n == args.files.len() => Err(Failure::Missing("no input could be opened".into())),
        _ => Ok(Exit::SomeFailed),
    }
}

/// What a file's sentence ids begin with: its name without its ending.
fn prefix(path: &str) -> String {
    let stem = Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
    match stem {
        Some(name) if path != "-" => {
            name.split('.').find(|part| !part.is_empty()).unwrap_or("text").replace(' ', "_")
        }
        _ => "stdin".into(),
    }
}
