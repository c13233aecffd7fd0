//! Sentences as they are learned: some in capitals, some without their full stop, as headlines are.

use super::Names;
use super::backward::{Advice, Example, Lexicon};
use super::random::Random;
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
const HEADLINE: f32 = 0.04;
const NO_FULL_STOP: f32 = 0.08;
/// Words of this many bytes and more get a capital in a headline.
const HEADLINE_WORD: usize = 4;

/// The training sentences of one epoch, with advice if there is any.
pub fn augmented(
    sentences: &[Sentence],
    names: &Names,
    advice: &[Arc<Advice>],
    lexicon: &mut Lexicon,
    random: &mut Random,
) -> Vec<Example> {
    let mut examples: Vec<Example> =
        sentences.iter().map(|sentence| example(sentence, names, lexicon, random)).collect();
    for (example, advice) in examples.iter_mut().zip(advice) {
        example.advice = Some(advice.clone());
    }
    examples
}

/// A sentence as it stands.
pub fn plain_example(sentence: &Sentence, names: &Names, lexicon: &mut Lexicon) -> Example {
    written(&sentence.words, Writing::AsItStands, names, lexicon)
}

fn example(sentence: &Sentence, names: &Names, lexicon: &mut Lexicon, random: &mut Random) -> Example {
    let draw = random.unit();
    let writing = if draw < CAPITALS {
        Writing::Capitals
    } else if draw < CAPITALS + SMALL {
        Writing::Small
    } else if draw < CAPITALS + SMALL + HEADLINE {
        Writing::Headline
    } else {
        Writing::AsItStands
    };
    let mut words = &sentence.words[..];
    if (writing == Writing::Headline || random.unit() < NO_FULL_STOP) && ends_with_idle_stop(words) {
        words = &words[..words.len() - 1];
    }
    written(words, writing, names, lexicon)
}

fn written(words: &[Word], writing: Writing, names: &Names, lexicon: &mut Lexicon) -> Example {
    let mut example = Example::default();
    for word in words {
        let form = write(&word.form, writing);
        example.words.push(lexicon.number(&form));
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
