//! From text, or from words already cut, to trees.

use crate::Model;
use crate::entities;
use crate::network::run::{Answer, BATCH, Scratch};
use crate::tokenise::{self, Gap, Piece};
use dateline_record::{Analysis, Deprel, Entity, EntityLayer, Sentence, Span, Token, Upos, Xpos};
use smol_str::SmolStr;

/// What the parser says of one word of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// Dictionary form.
    pub lemma: SmolStr,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn Treebank tag.
    pub xpos: Xpos,
    /// Index of the governor in the sentence; the root governs itself.
    pub head: u32,
    /// Relation to the governor.
    pub deprel: Deprel,
}

/// Analyses text with a [`Model`]; made by [`Model::parser`].
pub struct Parser<'m> {
    model: &'m Model,
    scratch: Scratch,
}

/// Longer sentences are parsed in pieces: the cost of arcs grows with the square of the length.
pub(crate) const LONGEST_SENTENCE: usize = 200;

impl<'m> Parser<'m> {
    pub(crate) fn new(model: &'m Model) -> Parser<'m> {
        Parser { model, scratch: Scratch::default() }
    }

    /// Splits each stretch of a text into sentences and tokens, and tags and parses them.
    ///
    /// A sentence never crosses the end of a stretch, and a blank line always ends one.
    pub fn analyze(&mut self, text: &str, stretches: &[Span]) -> Analysis {
        let mut stretches = stretches.to_vec();
        stretches.sort_unstable();
        let sentences: Vec<Vec<Piece>> =
            stretches.iter().flat_map(|&stretch| tokenise::sentences(text, stretch)).collect();
        self.analysis(text, &sentences)
    }

    /// Tags and parses a text that has one sentence a line, its tokens parted by white space.
    pub fn analyze_lines(&mut self, text: &str) -> Analysis {
        let piece = |word: &str| {
            // Where a slice of a text begins in it.
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            Piece { start, end: start + word.len(), continues: false, gap: Gap::Space }
        };
        let sentences: Vec<Vec<Piece>> =
            text.lines().map(|line| line.split_whitespace().map(piece).collect()).collect();
        self.analysis(text, &sentences)
    }

    fn analysis(&mut self, text: &str, sentences: &[Vec<Piece>]) -> Analysis {
        let forms: Vec<&str> =
            sentences.iter().flatten().map(|piece| &text[piece.start..piece.end]).collect();
        let lengths: Vec<usize> = sentences.iter().map(Vec::len).collect();
        let answers = self.answers(&forms, &lengths);
        let mut analysis = Analysis { sentences: Vec::with_capacity(lengths.len()), ..Analysis::default() };
        analysis.tokens.reserve(forms.len());
        for sentence in sentences {
            self.append(text, sentence, &answers, &mut analysis);
        }
        analysis
    }

    fn append(&self, text: &str, sentence: &[Piece], answers: &[Answer], analysis: &mut Analysis) {
        let first = analysis.tokens.len();
        let [opening, ..] = sentence else { return };
        for (index, piece) in sentence.iter().enumerate() {
            let parsed = self.parsed(index, &text[piece.start..piece.end], answers[first + index]);
            analysis.tokens.push(Token {
                span: Span::of(piece.start..piece.end),
                lemma: parsed.lemma,
                upos: parsed.upos,
                xpos: parsed.xpos,
                head: first as u32 + parsed.head,
                deprel: parsed.deprel,
                continues: piece.continues,
            });
        }
        let end = sentence.last().map_or(opening.end, |piece| piece.end);
        let found = self.found(&answers[first..first + sentence.len()]);
        analysis.entities.extend(found.into_iter().map(|entity| Entity {
            first: entity.first + first as u32,
            end: entity.end + first as u32,
            ..entity
        }));
        analysis.sentences.push(Sentence {
            span: Span::of(opening.start..end),
            first: first as u32,
            end: analysis.tokens.len() as u32,
        });
    }

    /// Tags and parses sentences that are already cut into words.
    ///
    /// Every sentence comes back as a tree with one root. One of more than 200 words is parsed in pieces,
    /// whose roots then hang on the first piece's root as `parataxis`.
    pub fn parse<W: AsRef<str>>(&mut self, sentences: &[Vec<W>]) -> Vec<Vec<Parsed>> {
        let lengths: Vec<usize> = sentences.iter().map(Vec::len).collect();
        let words: Vec<&str> = sentences.iter().flatten().map(AsRef::as_ref).collect();
        let mut answers = self.answers(&words, &lengths).into_iter();
        let mut words = words.into_iter();
        let parse_one = |&length: &usize| {
            let words = words.by_ref().take(length);
            words
                .zip(answers.by_ref())
                .enumerate()
                .map(|(i, (word, answer))| self.parsed(i, word, answer))
                .collect()
        };
        lengths.iter().map(parse_one).collect()
    }

    /// Finds the entities of sentences that are already cut into words; tokens are counted from the first
    /// word of each sentence.
    pub fn entities<W: AsRef<str>>(&mut self, sentences: &[Vec<W>]) -> Vec<Vec<Entity>> {
        let lengths: Vec<usize> = sentences.iter().map(Vec::len).collect();
        let words: Vec<&str> = sentences.iter().flatten().map(AsRef::as_ref).collect();
        let answers = self.answers(&words, &lengths);
        let mut rest = &answers[..];
        let find = |&length: &usize| {
            let (sentence, others) = rest.split_at(length);
            rest = others;
            self.found(sentence)
        };
        lengths.iter().map(find).collect()
    }

    /// The entities of one sentence in text order, tokens counted from its first.
    fn found(&self, sentence: &[Answer]) -> Vec<Entity> {
        let mut found = Vec::new();
        for (index, (&layer, kinds)) in EntityLayer::ALL.iter().zip(&self.model.kinds).enumerate() {
            let spans = entities::spans(sentence.iter().map(|answer| answer.entities[index]));
            found.extend(spans.into_iter().map(|(words, kind)| Entity {
                first: words.start as u32,
                end: words.end as u32,
                kind: kinds[kind],
                layer,
            }));
        }
        found.sort_unstable();
        found
    }

    fn parsed(&self, index: usize, word: &str, answer: Answer) -> Parsed {
        let (xpos, upos) = self.model.tags[answer.tag as usize];
        let (head, deprel) = match answer.head {
            0 => (index as u32, Deprel::Root),
            head => (head - 1, self.model.labels[answer.label as usize]),
        };
        // The label scorer may call a dependent "root", which only the root can be.
        let deprel = if answer.head != 0 && deprel == Deprel::Root { Deprel::Parataxis } else { deprel };
        Parsed { lemma: self.model.lemmas.lemma(word, upos, xpos), upos, xpos, head, deprel }
    }

    /// Runs the network over sentences of any length, several short ones at a time.
    fn answers(&mut self, words: &[&str], lengths: &[usize]) -> Vec<Answer> {
        let mut answers = Vec::with_capacity(words.len());
        let mut pieces: Vec<usize> = Vec::new();
        let mut first = 0;
        let mut waiting = 0;
        for piece in lengths.iter().flat_map(|&length| cut(length)) {
            if waiting > 0 && waiting + piece > BATCH {
                self.model.network.run(
                    &mut self.scratch,
                    &words[first..first + waiting],
                    &pieces,
                    &mut answers,
                );
                pieces.clear();
                first += waiting;
                waiting = 0;
            }
            pieces.push(piece);
            waiting += piece;
        }
        self.model.network.run(&mut self.scratch, &words[first..], &pieces, &mut answers);
        self.join(lengths, &mut answers);
        self.mend_bare_obliques(lengths, &mut answers);
        self.mend_conjuncts(lengths, &mut answers);
        answers
    }

    /// A conjunct hangs on the conjunct before it, never on a word behind: "the ministry and **the army** said". Where the
    /// network hung it on the verb, it goes to the subject before, or to the word before "and", which then is the subject.
    fn mend_conjuncts(&self, lengths: &[usize], answers: &mut [Answer]) {
        const REACH: usize = 12;
        let place = |label: Deprel| self.model.labels.iter().position(|&it| it == label);
        let (Some(subject), Some(_)) = (place(Deprel::Nsubj), place(Deprel::Conj)) else { return };
        let name = |answer: &Answer| self.model.labels[answer.label as usize];
        let nominal = |answer: &Answer| {
            matches!(self.model.tags[answer.tag as usize].1, Upos::Noun | Upos::Propn | Upos::Pron)
        };
        let mut rest = answers;
        for &length in lengths {
            let (sentence, others) = rest.split_at_mut(length);
            rest = others;
            for index in 0..length {
                let verb = sentence[index].head as usize;
                if name(&sentence[index]) != Deprel::Conj || verb <= index + 1 || !nominal(&sentence[index]) {
                    continue;
                }
                let first = index.saturating_sub(REACH);
                let joins = |it: &Answer| it.head as usize == index + 1 && name(it) == Deprel::Cc;
                let and = (first..index).rev().find(|&at| joins(&sentence[at]));
                let is_subject = |it: &Answer| {
                    it.head as usize == verb && matches!(name(it), Deprel::Nsubj | Deprel::NsubjPass)
                };
                let before = (first..and.unwrap_or(index)).rev().find(|&at| is_subject(&sentence[at]));
                if let Some(before) = before {
                    sentence[index].head = before as u32 + 1;
                    continue;
                }
                // "On Monday Oslo and Accra signed": the first of the two went to the date.
                let Some(first) = and.and_then(|and| and.checked_sub(1)) else { continue };
                let above = |from: usize| {
                    std::iter::successors(Some(from), |&at| {
                        Some(sentence[at - 1].head as usize).filter(|&h| h > 0)
                    })
                };
                let below = above(verb).take(length).any(|at| at == first + 1);
                if nominal(&sentence[first]) && !below && !sentence[..index].iter().any(is_subject) {
                    (sentence[first].head, sentence[first].label) = (verb as u32, subject as u32);
                    sentence[index].head = first as u32 + 1;
                }
            }
        }
    }

    /// A counted oblique without a case word is an object: in "killed at least 12 people", "at" belongs to
    /// "least", and the label scorer, which sees two words at a time, cannot know.
    fn mend_bare_obliques(&self, lengths: &[usize], answers: &mut [Answer]) {
        // Counted children and case words stand before their noun, and not far.
        const REACH: usize = 12;
        let name = |answer: &Answer| self.model.labels[answer.label as usize];
        let Some(object) = self.model.labels.iter().position(|&label| label == Deprel::Obj) else { return };
        let mut rest = answers;
        for &length in lengths {
            let (sentence, others) = rest.split_at_mut(length);
            rest = others;
            for index in 0..length {
                let after_its_verb = (sentence[index].head as usize) <= index;
                if name(&sentence[index]) != Deprel::Obl || !after_its_verb {
                    continue;
                }
                let before = &sentence[index.saturating_sub(REACH)..index];
                let child = |label: Deprel| {
                    before.iter().any(|it| it.head as usize == index + 1 && name(it) == label)
                };
                if child(Deprel::Nummod) && !child(Deprel::Case) {
                    sentence[index].label = object as u32;
                }
            }
        }
    }

    /// Makes one tree of the pieces of a long sentence.
    fn join(&self, lengths: &[usize], answers: &mut [Answer]) {
        let parataxis = self.model.labels.iter().position(|&label| label == Deprel::Parataxis).unwrap_or(0);
        let mut first = 0;
        for &length in lengths {
            let mut root = None;
            let mut start = 0;
            for piece in cut(length) {
                for (index, answer) in answers[first + start..first + start + piece].iter_mut().enumerate() {
                    match (answer.head, root) {
                        (0, None) => root = Some((start + index) as u32 + 1),
                        (0, Some(root)) => (answer.head, answer.label) = (root, parataxis as u32),
                        (head, _) => answer.head = head + start as u32,
                    }
                }
                start += piece;
            }
            first += length;
        }
    }
}

/// The lengths of the pieces a sentence is parsed in.
fn cut(length: usize) -> impl Iterator<Item = usize> {
    (0..length).step_by(LONGEST_SENTENCE).map(move |start| LONGEST_SENTENCE.min(length - start))
}
