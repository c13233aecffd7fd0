//! Training: treebanks in, model bytes out.
//!
//! Two threads share every step in halves that do not depend on how fast either runs, so the same
//! treebanks, options and kind of machine give the same bytes.

mod augment;
mod backward;
mod optimise;
pub(crate) mod random;

use crate::conllu::Sentence;
use crate::evaluate::{self, Scores};
use crate::lemma::{Lemmatiser, Lesson};
use crate::model::{self, Parts, read_tag};
use crate::network::Heads;
use crate::network::weights::Layout;
use crate::{Model, ModelError};
use augment::augmented;
use backward::{Example, Lexicon, Noise, Worker};
use dateline_record::Deprel;
use optimise::Optimiser;
use random::Random;
use std::collections::BTreeMap;

/// How to train.
#[derive(Clone, Debug)]
pub struct Options {
    /// Passes over the training sentences.
    pub epochs: usize,
    /// Seed of every random choice.
    pub seed: u64,
    /// Stop after this many epochs without a better development score.
    pub patience: usize,
    /// Recurrent layers.
    pub layers: usize,
    /// Greatest learning rate.
    pub rate: f32,
    /// Chance that a channel is dropped.
    pub dropout: f32,
    /// Words of one step.
    pub batch: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options { epochs: 16, seed: 1, patience: 6, layers: 4, rate: 0.003, dropout: 0.2, batch: 1500 }
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
    /// Scores of the averaged, quantised weights on the development sentences, gold tokens.
    pub scores: Scores,
}

/// Why a model could not be trained.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrainError {
    /// No training or no development sentence.
    #[error("no {0} sentences")]
    Nothing(&'static str),
    /// A tag that `dateline-record` does not list.
    #[error("sentence `{sentence}`: the tag `{tag}` is not in the inventory")]
    Tag {
        /// Its `sent_id`.
        sentence: String,
        /// Penn tag, a bar, and universal tag.
        tag: String,
    },
    /// A relation that `dateline-record` does not list.
    #[error("sentence `{sentence}`: the relation `{relation}` is not in the inventory")]
    Relation {
        /// Its `sent_id`.
        sentence: String,
        /// The relation.
        relation: String,
    },
    /// What was trained cannot be loaded: a bug.
    #[error(transparent)]
    Model(#[from] ModelError),
}

/// Trains a model on treebank sentences and returns its file's bytes: the best epoch's, by the mean of UPOS
/// and LAS on the development sentences.
///
/// # Errors
/// If there is nothing to learn from, or a label is not in the inventory of `dateline-record`.
pub fn train(
    options: &Options,
    training: &[Sentence],
    development: &[Sentence],
    progress: &mut dyn FnMut(&Progress),
) -> Result<Vec<u8>, TrainError> {
    for (kind, sentences) in [("training", training), ("development", development)] {
        if sentences.is_empty() {
            return Err(TrainError::Nothing(kind));
        }
    }
    let names = Names::of(training)?;
    let lemmas = Lemmatiser::learn(training.iter().flat_map(lessons));
    let layout = Layout {
        heads: Heads { tags: names.tags.len() },
        labels: names.labels.len(),
        layers: options.layers,
    };
    let mut random = Random::new(options.seed);
    let mut optimiser = Optimiser::new(&layout, &mut random);
    let mut lexicon = Lexicon::default();
    let mut workers = [Worker::new(&layout), Worker::new(&layout)];
    let noise =
        Noise { dropout: (options.dropout * 256.0) as u8, features: 0.1, words: 0.1, smoothing: 0.03 };
    let (mut best, mut best_score, mut since) = (Vec::new(), f64::MIN, 0);
    let planned_words = training.iter().map(|sentence| sentence.words.len()).sum::<usize>();
    let planned_steps = (planned_words / options.batch + 1) * options.epochs;
    for epoch in 1..=options.epochs {
        let examples = augmented(training, &names, &mut lexicon, &mut random);
        let (mut loss, mut words) = (0.0, 0);
        for batch in batches(&examples, options.batch, &mut random) {
            loss += step(&mut optimiser, &mut workers, &lexicon, &batch, &noise, &mut random);
            words += batch.iter().map(|example| example.words.len()).sum::<usize>();
            optimiser.step(&mut workers, options.rate, planned_steps);
        }
        let parts = Parts {
            layout: &layout,
            weights: optimiser.average(),
            tags: &names.tag_names(),
            labels: &names.label_names(),
            lemmas: &lemmas,
        };
        let bytes = model::write(&parts);
        let scores = evaluate::with_gold_tokens(&mut Model::load(&bytes)?.parser(), development);
        progress(&Progress { epoch, epochs: options.epochs, loss: loss / words as f64, scores });
        since += 1;
        if scores.las + scores.upos > best_score {
            (best, best_score, since) = (bytes, scores.las + scores.upos, 0);
        }
        if since >= options.patience {
            break;
        }
    }
    Ok(best)
}

/// Tags and relations of the training sentences, numbered in order of their names.
struct Names {
    tags: BTreeMap<String, u16>,
    labels: BTreeMap<String, u16>,
}

impl Names {
    fn of(sentences: &[Sentence]) -> Result<Names, TrainError> {
        let (mut tags, mut labels) = (BTreeMap::new(), BTreeMap::new());
        for sentence in sentences {
            for word in &sentence.words {
                let tag = format!("{}|{}", word.xpos, word.upos);
                if read_tag(&tag).is_none() {
                    return Err(TrainError::Tag { sentence: sentence.id.clone(), tag });
                }
                let label = Deprel::read(&word.deprel).ok_or_else(|| TrainError::Relation {
                    sentence: sentence.id.clone(),
                    relation: word.deprel.to_string(),
                })?;
                tags.insert(tag, 0);
                labels.insert(label.as_str().to_owned(), 0);
            }
        }
        for names in [&mut tags, &mut labels] {
            names.values_mut().zip(0..).for_each(|(number, index)| *number = index);
        }
        Ok(Names { tags, labels })
    }

    fn tag_names(&self) -> Vec<String> {
        self.tags.keys().cloned().collect()
    }

    fn label_names(&self) -> Vec<String> {
        self.labels.keys().cloned().collect()
    }
}

fn lessons(sentence: &Sentence) -> impl Iterator<Item = Lesson<'_>> {
    sentence.words.iter().filter_map(|word| {
        let (upos, xpos) = (word.upos.parse().ok()?, word.xpos.parse().ok()?);
        Some(Lesson { form: &word.form, upos, xpos, lemma: &word.lemma })
    })
}

/// Sentences in a random order, in groups of about `words` words.
fn batches<'a>(examples: &'a [Example], words: usize, random: &mut Random) -> Vec<Vec<&'a Example>> {
    let mut order: Vec<&Example> = examples.iter().collect();
    random.shuffle(&mut order);
    let mut batches = vec![Vec::new()];
    let mut filled = 0;
    for example in order {
        if filled >= words {
            batches.push(Vec::new());
            filled = 0;
        }
        filled += example.words.len();
        batches.last_mut().expect("there is always a batch").push(example);
    }
    batches
}

/// One forward and backward pass, half of the sentences on each thread.
fn step(
    optimiser: &mut Optimiser,
    workers: &mut [Worker; 2],
    lexicon: &Lexicon,
    batch: &[&Example],
    noise: &Noise,
    random: &mut Random,
) -> f64 {
    let words: usize = batch.iter().map(|example| example.words.len()).sum();
    let mut filled = 0;
    let middle = batch.iter().take_while(|example| {
        filled += example.words.len();
        filled <= words / 2
    });
    let (left, right) = batch.split_at(middle.count());
    let weight = 1.0 / words as f32;
    let mut randoms = [Random::new(random.next()), Random::new(random.next())];
    let weights = optimiser.weights();
    let [first, second] = workers;
    let [one, two] = &mut randoms;
    std::thread::scope(|scope| {
        let other = scope.spawn(|| {
            second.clear();
            second.learn(weights, lexicon, right, weight, noise, two)
        });
        first.clear();
        let loss = first.learn(weights, lexicon, left, weight, noise, one);
        loss + other.join().expect("a worker has no reason to panic")
    })
}
