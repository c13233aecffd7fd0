//! Training: treebanks in, model bytes out.
//!
//! Two threads share every step in halves that do not depend on how fast either runs, so the same
//! treebanks, options and kind of machine give the same bytes.

mod augment;
mod backward;
mod news;
mod optimise;
pub(crate) mod random;

use crate::conllu::{Sentence, Word};
use crate::entities::{Inventory, OUTSIDE, codes, inventory, mark};
use crate::evaluate::{self, Scores};
use crate::lemma::{Lemmatiser, Lesson};
use crate::model::{self, Parts, read_tag};
use crate::network::weights::Layout;
use crate::network::{ENTITY_LAYERS, Heads, WIDTH};
use crate::{Model, ModelError};
use augment::{Taught, augmented, plain_example};
use backward::{Advice, Example, Lexicon, Noise, Opinion, Opinions, Worker};
use dateline_record::{Deprel, EntityKind, EntityLayer};
use news::News;
use optimise::Optimiser;
use random::Random;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

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
    /// Words of made-up news for each word of the treebanks.
    pub news: f32,
    /// Models trained first, whose opinions the one that ships then learns from as well.
    pub teachers: usize,
    /// Epochs of each teacher.
    pub teacher_epochs: usize,
    /// Model files to go on from the mean of, in place of random weights. They must have the tags and relations of
    /// the training sentences; where none has a tagger of the same kinds, that is learned anew.
    pub from: Vec<Vec<u8>>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            epochs: 12,
            seed: 1,
            patience: 12,
            layers: 6,
            rate: 0.003,
            dropout: 0.3,
            batch: 1500,
            news: 0.1,
            teachers: 0,
            teacher_epochs: 9,
            from: Vec::new(),
        }
    }
}

/// How training stands after an epoch.
#[derive(Clone, Debug)]
pub struct Progress {
    /// Which teacher is learning, counted from 1; none when it is the model itself.
    pub teacher: Option<usize>,
    /// Epoch just finished, counted from 1.
    pub epoch: usize,
    /// Epochs planned.
    pub epochs: usize,
    /// Mean training loss per word.
    pub loss: f64,
    /// Scores of the averaged, quantised weights on the development sentences, gold tokens.
    pub scores: Scores,
}

/// A sentence whose entities of one layer are known.
///
/// One that has the id and the words of a training sentence adds to what is known of that; any other is
/// learned from by itself, without a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotated {
    /// Its `sent_id`; may be empty.
    pub id: String,
    /// Its words.
    pub words: Vec<String>,
    /// The layer.
    pub layer: EntityLayer,
    /// Words and kind of each entity. Of two that overlap the first counts, and kinds that the layer does
    /// not have are passed over.
    pub entities: Vec<(Range<usize>, EntityKind)>,
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

/// Trains a model on treebank sentences and annotated ones and returns its file's bytes: the best epoch's, by the mean of UPOS
/// and LAS on the development sentences. Without annotated sentences the model has no tagger.
///
/// # Errors
/// If there is nothing to learn from, or a label is not in the inventory of `dateline-record`.
pub fn train(
    options: &Options,
    training: &[Sentence],
    annotated: &[Annotated],
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
    let kinds = if annotated.is_empty() { Inventory::default() } else { inventory() };
    let layout = Layout {
        heads: Heads { tags: names.tags.len(), entities: std::array::from_fn(|i| codes(kinds[i].len())) },
        labels: names.labels.len(),
        layers: options.layers,
    };
    let (codes, others) = join(training, annotated, &kinds);
    let ground = Ground { options, training, codes, others, development, names, kinds, lemmas, layout };
    let mut school = School {
        ground: &ground,
        lexicon: Lexicon::default(),
        workers: [Worker::new(&ground.layout), Worker::new(&ground.layout)],
        advice: Vec::new(),
    };
    let mut teachers = Vec::new();
    for teacher in 1..=options.teachers {
        let seed = options.seed + teacher as u64;
        let course = Course { teacher: Some(teacher), epochs: options.teacher_epochs, seed };
        teachers.push(school.run(&course, progress)?.weights);
    }
    if !teachers.is_empty() {
        school.ask(&teachers);
        drop(teachers);
    }
    let course = Course { teacher: None, epochs: options.epochs, seed: options.seed };
    Ok(school.run(&course, progress)?.bytes)
}

/// What training rests on.
struct Ground<'a> {
    options: &'a Options,
    training: &'a [Sentence],
    /// For each training sentence, its codes in each layer.
    codes: Vec<Codes>,
    /// Annotated sentences without a tree.
    others: Vec<(Sentence, Codes)>,
    development: &'a [Sentence],
    names: Names,
    kinds: Inventory,
    lemmas: Lemmatiser,
    layout: Layout,
}

/// One model's training.
struct Course {
    teacher: Option<usize>,
    epochs: usize,
    seed: u64,
}

/// What a course ends with: the best epoch.
struct Graduate {
    bytes: Vec<u8>,
    weights: Vec<f32>,
}

/// Everything that is kept from one course to the next.
struct School<'a> {
    ground: &'a Ground<'a>,
    lexicon: Lexicon,
    workers: [Worker; 2],
    /// For each training sentence, once there are teachers.
    advice: Vec<Arc<Advice>>,
}

impl School<'_> {
    fn run(&mut self, course: &Course, progress: &mut dyn FnMut(&Progress)) -> Result<Graduate, TrainError> {
        let Ground { options, training, .. } = *self.ground;
        let mut random = Random::new(course.seed);
        let mut optimiser = Optimiser::new(&self.ground.layout, &mut random);
        if !options.from.is_empty() {
            let (weights, tagger) = self.mean(&options.from, optimiser.weights())?;
            optimiser.start_from(weights, tagger);
        }
        let noise =
            Noise { dropout: (options.dropout * 256.0) as u8, features: 0.1, words: 0.1, smoothing: 0.03 };
        let words: usize = training.iter().map(|sentence| sentence.words.len()).sum();
        let news = News::built_in();
        let with_news = (words as f32 * (1.0 + options.news)) as usize;
        let planned_steps = (with_news / options.batch + 1) * course.epochs;
        let weights = optimiser.average().to_vec();
        let mut best = Graduate { bytes: self.examine(&weights)?.0, weights };
        let (mut best_score, mut since) = (f64::MIN, 0);
        for epoch in 1..=course.epochs {
            let Ground { names, codes, others, kinds, .. } = self.ground;
            let taught = training.iter().zip(codes);
            let taught = taught.map(|(it, codes)| Taught { words: &it.words, codes, has_tree: true });
            let mut examples = augmented(taught, names, &self.advice, &mut self.lexicon, &mut random);
            let made = made_up(&news, options.news * words as f32, names, kinds, &mut random);
            let taught = made.iter().map(|(it, codes)| Taught { words: &it.words, codes, has_tree: true });
            examples.extend(augmented(taught, names, &[], &mut self.lexicon, &mut random));
            let taught = others.iter().map(|(it, codes)| Taught { words: &it.words, codes, has_tree: false });
            examples.extend(augmented(taught, names, &[], &mut self.lexicon, &mut random));
            let (mut loss, mut learned) = (0.0, 0);
            for batch in batches(&examples, options.batch, &mut random) {
                loss += step(&optimiser, &mut self.workers, &self.lexicon, &batch, &noise, &mut random);
                learned += batch.iter().map(|example| example.words.len()).sum::<usize>();
                optimiser.step(&mut self.workers, options.rate, planned_steps);
            }
            let (bytes, scores) = self.examine(optimiser.average())?;
            let loss = loss / learned as f64;
            progress(&Progress { teacher: course.teacher, epoch, epochs: course.epochs, loss, scores });
            since += 1;
            if scores.las + scores.upos > best_score {
                best = Graduate { bytes, weights: optimiser.average().to_vec() };
                (best_score, since) = (scores.las + scores.upos, 0);
            }
            if since >= options.patience {
                break;
            }
        }
        Ok(best)
    }

    /// The mean of the weights of several model files, and whether one of them has the tagger to be trained. Columns of
    /// entities are the mean of those that have them, or else those of `otherwise`.
    fn mean(&self, files: &[Vec<u8>], otherwise: &[f32]) -> Result<(Vec<f32>, bool), TrainError> {
        let Ground { names, layout, kinds, .. } = self.ground;
        let (tags, labels) = (names.tag_names(), names.label_names());
        let mut read = Vec::new();
        for file in files {
            let mut weights = otherwise.to_vec();
            let tagger = model::read_weights(file, layout, (&tags, &labels), kinds, &mut weights)?;
            read.push((weights, tagger));
        }
        let mean = |of: &[&Vec<f32>], index: usize| {
            of.iter().map(|weights| weights[index]).sum::<f32>() / of.len() as f32
        };
        let all: Vec<&Vec<f32>> = read.iter().map(|(weights, _)| weights).collect();
        let mut weights: Vec<f32> = (0..layout.len()).map(|index| mean(&all, index)).collect();
        let tagging: Vec<&Vec<f32>> =
            read.iter().filter(|(_, tagger)| *tagger).map(|(weights, _)| weights).collect();
        if !tagging.is_empty() {
            let first = layout.heads.entity(0);
            let (head, bias) = (layout.head_weight(), layout.head_bias());
            for index in (head.start + first * WIDTH..head.end).chain(bias.start + first..bias.end) {
                weights[index] = mean(&tagging, index);
            }
        }
        Ok((weights, !tagging.is_empty()))
    }

    /// The model file of some weights, and its scores.
    fn examine(&self, weights: &[f32]) -> Result<(Vec<u8>, Scores), TrainError> {
        let Ground { names, kinds, lemmas, layout, development, .. } = self.ground;
        let (tags, labels) = (names.tag_names(), names.label_names());
        let bytes = model::write(&Parts { layout, weights, tags: &tags, labels: &labels, kinds, lemmas });
        let scores = evaluate::with_gold_tokens(&mut Model::load(&bytes)?.parser(), development);
        Ok((bytes, scores))
    }

    /// Collects the teachers' opinions of every training sentence as it stands.
    fn ask(&mut self, teachers: &[Vec<f32>]) {
        let Ground { names, training, layout, .. } = self.ground;
        let examples: Vec<Example> =
            training.iter().map(|sentence| plain_example(sentence, names, &mut self.lexicon)).collect();
        let lexicon = &self.lexicon;
        let (left, right) = examples.split_at(examples.len() / 2);
        let [first, second] = &mut self.workers;
        self.advice = std::thread::scope(|scope| {
            let other = scope.spawn(|| advice(second, layout, teachers, lexicon, right));
            let mut advice = advice(first, layout, teachers, lexicon, left);
            advice.extend(other.join().expect("a worker has no reason to panic"));
            advice
        });
    }
}

fn advice(
    worker: &mut Worker,
    layout: &Layout,
    teachers: &[Vec<f32>],
    lexicon: &Lexicon,
    examples: &[Example],
) -> Vec<Arc<Advice>> {
    let ask = |example: &Example| {
        let mut opinions = Opinions::default();
        for weights in teachers {
            worker.advise(weights, lexicon, &[example], &mut opinions);
        }
        let likeliest = |rows: &[f32], width: usize| rows.chunks_exact(width).map(opinion).collect();
        Arc::new(Advice {
            tags: likeliest(&opinions.tags, layout.heads.tags),
            heads: likeliest(&opinions.heads, example.words.len() + 1),
            labels: likeliest(&opinions.labels, layout.labels),
        })
    };
    examples.iter().map(ask).collect()
}

/// The likeliest few of summed probabilities, made to add up to one.
fn opinion(sums: &[f32]) -> Opinion {
    let mut order: Vec<usize> = (0..sums.len()).collect();
    order.sort_by(|&a, &b| sums[b].total_cmp(&sums[a]));
    let mut opinion = Opinion::default();
    let total: f32 = order.iter().take(opinion.len()).map(|&choice| sums[choice].max(0.0)).sum();
    for (said, &choice) in opinion.iter_mut().zip(&order) {
        *said = (choice as u16, sums[choice].max(0.0) / total);
    }
    opinion
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

/// The codes of a sentence's words in each layer; empty for a layer that is not annotated.
type Codes = [Vec<u8>; ENTITY_LAYERS];

/// The codes of the training sentences, and the annotated sentences that are none of them.
///
/// Whole phrases are annotated in few texts: those without a tree come [`PHRASES_REPEATED`] times.
fn join(
    training: &[Sentence],
    annotated: &[Annotated],
    kinds: &Inventory,
) -> (Vec<Codes>, Vec<(Sentence, Codes)>) {
    let mut known = vec![Codes::default(); training.len()];
    let mut others = Vec::new();
    let ids: HashMap<&str, usize> =
        training.iter().enumerate().map(|(index, it)| (it.id.as_str(), index)).collect();
    for sentence in annotated.iter().filter(|it| !kinds[it.layer as usize].is_empty()) {
        let layer = sentence.layer as usize;
        let codes = codes_of(sentence, &kinds[layer]);
        let twin = ids.get(sentence.id.as_str()).filter(|&&index| {
            let words = &training[index].words;
            words.len() == sentence.words.len() && words.iter().zip(&sentence.words).all(|(a, b)| a.form == b)
        });
        if let Some(&twin) = twin {
            known[twin][layer] = codes;
            continue;
        }
        let mut all = Codes::default();
        all[layer] = codes;
        let words = sentence.words.iter().map(|form| Word {
            form: form.into(),
            lemma: "_".into(),
            upos: if form == "." { "PUNCT".into() } else { "X".into() },
            xpos: "_".into(),
            head: 1,
            deprel: "dep".into(),
        });
        let bare = Sentence { words: words.collect(), ..Sentence::default() };
        let times = if sentence.layer == EntityLayer::Phrase { PHRASES_REPEATED } else { 1 };
        others.extend(std::iter::repeat_n((bare, all), times));
    }
    (known, others)
}

const PHRASES_REPEATED: usize = 2;

fn codes_of(sentence: &Annotated, kinds: &[EntityKind]) -> Vec<u8> {
    let mut codes = vec![OUTSIDE; sentence.words.len()];
    for (words, kind) in &sentence.entities {
        let Some(kind) = kinds.iter().position(|it| it == kind) else { continue };
        if !words.is_empty() && codes.get(words.clone()).is_some_and(|it| it.iter().all(|c| *c == OUTSIDE)) {
            mark(&mut codes, words.clone(), kind);
        }
    }
    codes
}

fn lessons(sentence: &Sentence) -> impl Iterator<Item = Lesson<'_>> {
    sentence.words.iter().filter_map(|word| {
        let (upos, xpos) = (word.upos.parse().ok()?, word.xpos.parse().ok()?);
        Some(Lesson { form: &word.form, upos, xpos, lemma: &word.lemma })
    })
}

/// About as many words of made-up news, all of whose labels the treebanks have too.
fn made_up(
    news: &News,
    words: f32,
    names: &Names,
    kinds: &Inventory,
    random: &mut Random,
) -> Vec<(Sentence, Codes)> {
    let mut sentences = Vec::new();
    let mut made = 0;
    while (made as f32) < words {
        let (sentence, codes) = news.sentence(kinds, random);
        made += sentence.words.len();
        let known = sentence.words.iter().all(|word| {
            names.labels.contains_key(word.deprel.as_str())
                && names.tags.contains_key(&format!("{}|{}", word.xpos, word.upos))
        });
        if known {
            sentences.push((sentence, codes));
        }
    }
    sentences
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
    optimiser: &Optimiser,
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
