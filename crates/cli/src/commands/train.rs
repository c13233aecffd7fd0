//! `dateline train`: CoNLL-U treebanks and texts with marked entities to a model file.

use crate::entities::{self, Purpose};
use crate::exit::{Exit, Failure};
use crate::{Common, Outcome, input};
use dateline::syntax::conllu;
use dateline::syntax::train::{Options, Progress, train};
use std::path::PathBuf;
use std::time::Instant;

#[derive(clap::Args)]
pub struct Args {
    /// CoNLL-U files to learn from, plain or gzipped
    #[arg(long = "train", required = true, num_args = 1.., value_name = "FILE")]
    training: Vec<String>,
    /// CoNLL-U files that decide which epoch is kept
    #[arg(long = "dev", required = true, num_args = 1.., value_name = "FILE")]
    development: Vec<String>,
    /// Files whose entities are annotated, for the tagger: IOB2 or JSONL, plain or gzipped
    #[arg(long, num_args = 1.., value_name = "FILE")]
    entities: Vec<String>,
    /// Models to go on from, in place of random weights: from the mean of their weights
    #[arg(long, num_args = 1.., value_name = "MODEL")]
    from: Vec<String>,
    /// Greatest learning rate
    #[arg(long, default_value_t = Options::default().rate)]
    rate: f32,
    /// Where to write the model
    #[arg(short, long, value_name = "MODEL")]
    output: PathBuf,
    /// Passes over the training files; none writes the mean of `--from` as it is
    #[arg(long, default_value_t = Options::default().epochs)]
    epochs: usize,
    /// Seed of every random choice
    #[arg(long, default_value_t = Options::default().seed)]
    seed: u64,
}

pub fn run(args: &Args, common: &Common) -> Outcome {
    let training = treebank(&args.training)?;
    let development = treebank(&args.development)?;
    let mut annotated = vec![];
    for path in &args.entities {
        annotated.extend(entities::read(path, &training, Purpose::Learn)?);
    }
    let read =
        |path: &String| std::fs::read(path).map_err(|error| Failure::Missing(format!("{path}: {error}")));
    let from = args.from.iter().map(read).collect::<Result<_, _>>()?;
    let options =
        Options { epochs: args.epochs, seed: args.seed, rate: args.rate, from, ..Options::default() };
    let started = Instant::now();
    let mut tell = |progress: &Progress| {
        if !common.quiet {
            let scores: Vec<String> =
                progress.scores.named().iter().map(|(n, v)| format!("{n} {v:.2}")).collect();
            eprintln!(
                "epoch {}/{}  loss {:.3}  {}  {:.0} s",
                progress.epoch,
                progress.epochs,
                progress.loss,
                scores[3..].join("  "),
                started.elapsed().as_secs_f64()
            );
        }
    };
    let model = train(&options, &training, &annotated, &development, &mut tell)
        .map_err(|error| Failure::Data(error.to_string()))?;
    std::fs::write(&args.output, model)
        .map_err(|error| Failure::Io(format!("{}: {error}", args.output.display())))?;
    Ok(Exit::Done)
}

fn treebank(paths: &[String]) -> Result<Vec<conllu::Sentence>, Failure> {
    let mut sentences = vec![];
    for path in paths {
        let read = conllu::read(&input::text(path)?);
        sentences.extend(read.map_err(|error| Failure::Data(format!("{path}: {error}")))?);
    }
    Ok(sentences)
}
