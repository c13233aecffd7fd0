//! Universal Dependencies treebanks, by the CoNLL-2018 definitions.

use super::{Args, Measured};
use crate::exit::Failure;
use crate::input;
use dateline::Coder;
use dateline::syntax::{conllu, evaluate};

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let text = input::text(&args.file)?;
    let mut gold = conllu::read(&text).map_err(|error| Failure::Data(format!("{}: {error}", args.file)))?;
    if let Some(prefix) = &args.documents {
        gold.retain(|sentence| sentence.id.starts_with(prefix));
    }
    if gold.is_empty() {
        return Err(Failure::Data(format!("{}: there are no sentences to score", args.file)));
    }
    let other = args.model()?;
    let mut parser = other.as_ref().unwrap_or(&coder.model).parser();
    let scores = if args.raw {
        evaluate::from_raw_text(&mut parser, &gold).map_err(|error| Failure::Other(error.to_string()))?
    } else {
        evaluate::with_gold_tokens(&mut parser, &gold)
    };
    let mut measured = Measured::new("ud", &args.file, gold.len());
    for (name, value) in scores.named() {
        if args.raw || !matches!(name, "Tokens" | "Sentences" | "Words") {
            measured.add(name, (value * 100.0).round() / 100.0);
        }
    }
    Ok((measured, vec![]))
}
