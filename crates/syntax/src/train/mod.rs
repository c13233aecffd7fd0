//! Training: treebanks in, model bytes out.

use crate::conllu::Sentence;
use crate::evaluate::Scores;

/// How to train.
#[derive(Clone, Debug)]
pub struct Options {
    /// Passes over the training sentences.
    pub epochs: usize,
    /// Seed of every random choice.
    pub seed: u64,
    /// Stop after this many epochs without a better development score.
    pub patience: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { epochs: 24, seed: 1, patience: 6 }
    }
}

/// How training stands after an epoch.
#[derive(Clone, Debug)]
pub struct Progress {
    /// Epoch just finished, counted from 1.
    pub epoch: usize,
    /// Epochs planned.
    pub epochs: usize,
    /// Mean training loss per word.
    pub loss: f64,
    /// Scores of the averaged weights on the development sentences, gold tokens.
    pub dev: Option<Scores>,
}

/// Trains a model; the same input gives the same bytes on the same kind of machine.
///
/// # Errors
/// If there is nothing to learn from, or a label is not in the inventory of `dateline-record`.
pub fn train(
    options: &Options,
    training: &[Sentence],
    development: &[Sentence],
    progress: &mut dyn FnMut(&Progress),
) -> Result<Vec<u8>, String> {
    let _ = (options, training, development, progress);
    unimplemented!("first commit: signatures only")
}
