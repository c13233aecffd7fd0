//! Sentences as they are learned: some in capitals, some without their full stop, as headlines are.

use super::backward::{Advice, Example, Lexicon};
use super::random::Random;
use super::{Codes, Names};
use crate::conllu::{Sentence, Word};
use dateline_record::Deprel;
use std::sync::Arc;

/// How a sentence is written this time.
#[derive(Clone, Copy, PartialEq)]
enum Writing {
    AsItStands,
    Capitals,
    Small,
    /// Every longer word begins with a capital.
    Headline,
}

const CAPITALS: f32 = 0.06;
const SMALL: f32 = 0.02;
const SMALL_WITHOUT_TREE: f32 = 0.08;
const HEADLINE: f32 = 0.04;
const NO_FULL_STOP: f32 = 0.08;
/// Words of this many bytes and more get a capital in a headline.
const HEADLINE_WORD: usize = 4;

/// A sentence and what is known of it.
pub struct Taught<'a> {
    pub words: &'a [Word],
    pub codes: &'a Codes,
    /// Without one, tags, heads and relations say nothing.
    pub has_tree: bool,
}

/// The training sentences of one epoch, with advice if there is any.
pub fn augmented<'a>(
    sentences: impl Iterator<Item = Taught<'a>>,
    names: &Names,
    advice: &[Arc<Advice>],
    lexicon: &mut Lexicon,
    random: &mut Random,
) -> Vec<Example> {
    let mut examples: Vec<Example> =
        sentences.map(|sentence| example(&sentence, names, lexicon, random)).collect();
    for (example, advice) in examples.iter_mut().zip(advice) {
        example.advice = Some(advice.clone());
    }
    examples
}

/// A sentence as it stands.
pub fn plain_example(sentence: &Sentence, names: &Names, lexicon: &mut Lexicon) -> Example {
    let taught = Taught { words: &sentence.words, codes: &Codes::default(), has_tree: true };
    written(&taught, sentence.words.len(), Writing::AsItStands, names, lexicon)
}

fn example(sentence: &Taught<'_>, names: &Names, lexicon: &mut Lexicon, random: &mut Random) -> Example {
    let draw = random.unit();
    // A name in small letters is harder to see than a verb.
    let small = if sentence.has_tree { SMALL } else { SMALL_WITHOUT_TREE };
    let writing = if draw < CAPITALS {
        Writing::Capitals
    } else if draw < CAPITALS + small {
        Writing::Small
    } else if draw < CAPITALS + small + HEADLINE {
        Writing::Headline
    } else {
        Writing::AsItStands
    };
    let mut length = sentence.words.len();
    if (writing == Writing::Headline || random.unit() < NO_FULL_STOP) && ends_with_idle_stop(sentence.words) {
        length -= 1;
    }
    written(sentence, length, writing, names, lexicon)
}

fn written(
    sentence: &Taught<'_>,
    length: usize,
    writing: Writing,
    names: &Names,
    lexicon: &mut Lexicon,
) -> Example {
    let mut example = Example { has_tree: sentence.has_tree, ..Example::default() };
    for (codes, known) in example.entities.iter_mut().zip(sentence.codes) {
        codes.extend(known.iter().take(length));
    }
    for word in &sentence.words[..length] {
        let form = write(&word.form, writing);
        example.words.push(lexicon.number(&form));
        if !sentence.has_tree {
            example.tags.push(0);
            example.heads.push(0);
            example.labels.push(0);
            continue;
        }
        example.tags.push(names.tags[&format!("{}|{}", word.xpos, word.upos)]);
        example.heads.push(word.head as u16);
        let label = Deprel::read(&word.deprel).map_or("dep", Deprel::as_str);
        example.labels.push(names.labels[label]);
    }
    example
}

/// Whether the last word is punctuation that governs nothing, and others are left without it.
fn ends_with_idle_stop(words: &[Word]) -> bool {
    let number = words.len() as u32;
    words.len() > 1
        && words.last().is_some_and(|word| word.upos == "PUNCT" && word.head != 0)
        && words.iter().all(|word| word.head != number)
}

fn write(form: &str, writing: Writing) -> String {
    match writing {
        Writing::AsItStands => form.to_owned(),
        Writing::Capitals => form.to_uppercase(),
        Writing::Small => form.to_lowercase(),
        Writing::Headline if form.len() < HEADLINE_WORD => form.to_owned(),
        Writing::Headline => {
            let mut chars = form.chars();
            chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
        }
    }
}
