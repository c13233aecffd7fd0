//! From text, or from words already cut, to trees.

use crate::Model;
use crate::entities;
use crate::network::run::{Answer, BATCH, Scratch};
use crate::tokenise::{self, Gap, Piece};
use dateline_record::{Analysis, Deprel, Entity, EntityLayer, Sentence, Span, Token, Upos, Xpos};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use std::ops::Range;

/// A word the parser knows, read in place of several tokens it cannot know: a name of many words is one word to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandIn {
    /// The tokens it stands for, counted from the first of the text. A range that is empty, overlaps the one before or leaves its
    /// sentence is passed over.
    pub tokens: Range<usize>,
    /// The word that is read.
    pub word: &'static str,
}

/// The words of a text as the network reads them, and the tokens each covers.
struct Words<'t> {
    forms: Vec<&'t str>,
    covered: Vec<Range<usize>>,
    /// Words of each sentence.
    lengths: Vec<usize>,
}

impl<'t> Words<'t> {
    fn of(text: &'t str, sentences: &[Vec<Piece>], stand_ins: &[StandIn]) -> Words<'t> {
        let tokens = sentences.iter().map(Vec::len).sum();
        let mut words = Words {
            forms: Vec::with_capacity(tokens),
            covered: Vec::with_capacity(tokens),
            lengths: Vec::with_capacity(sentences.len()),
        };
        let mut rest = stand_ins.iter().filter(|it| !it.tokens.is_empty()).peekable();
        let mut first = 0;
        for sentence in sentences {
            let (before, end) = (words.forms.len(), first + sentence.len());
            let mut at = first;
            while at < end {
                while rest.next_if(|it| it.tokens.start < at).is_some() {}
                let whole = rest.next_if(|it| it.tokens.start == at && it.tokens.end <= end);
                let piece = &sentence[at - first];
                let (form, next) = match whole {
                    Some(whole) => (whole.word, whole.tokens.end),
                    None => (&text[piece.start..piece.end], at + 1),
                };
                words.forms.push(form);
                words.covered.push(at..next);
                at = next;
            }
            words.lengths.push(words.forms.len() - before);
            first = end;
        }
        words
    }
}

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
    /// Dictionary forms of words met before. What is kept changes how fast an answer comes and never what it is.
    lemmas: FxHashMap<Box<str>, Vec<(Upos, Xpos, SmolStr)>>,
}

/// Forms whose lemmas are kept.
const KEPT_FORMS: usize = 1 << 14;

/// Longer forms are not worth keeping: there is no second of them.
const LONGEST_KEPT: usize = 64;

/// Longer sentences are parsed in pieces: the cost of arcs grows with the square of the length.
pub(crate) const LONGEST_SENTENCE: usize = 200;

impl<'m> Parser<'m> {
    pub(crate) fn new(model: &'m Model) -> Parser<'m> {
        Parser { model, scratch: Scratch::default(), lemmas: FxHashMap::default() }
    }

    /// Splits each stretch of a text into sentences and tokens, and tags and parses them.
    ///
    /// A sentence never crosses the end of a stretch, and a blank line always ends one.
    pub fn analyze(&mut self, text: &str, stretches: &[Span]) -> Analysis {
        self.analyze_with(text, stretches, |_| vec![])
    }

    /// [`analyze`](Parser::analyze), with single words read in place of names of several. `stand_ins` is given the spans of
    /// the tokens and gives them in text order; the last token of each takes the word's place in the tree, those before
    /// hang on it as `flat`, and all are proper nouns.
    pub fn analyze_with(
        &mut self,
        text: &str,
        stretches: &[Span],
        stand_ins: impl FnOnce(&[Span]) -> Vec<StandIn>,
    ) -> Analysis {
        let whole = self.analyze_while(text, stretches, usize::MAX, &|| true, stand_ins);
        whole.map(|(analysis, _)| analysis).unwrap_or_default()
    }

    /// [`analyze_with`](Parser::analyze_with) of the first `most` words and the rest of their sentence; gives beside it where
    /// what was left begins. None as soon as `go_on`, which is asked between batches of words, says no.
    pub fn analyze_while(
        &mut self,
        text: &str,
        stretches: &[Span],
        most: usize,
        go_on: &dyn Fn() -> bool,
        stand_ins: impl FnOnce(&[Span]) -> Vec<StandIn>,
    ) -> Option<(Analysis, Option<usize>)> {
        let mut stretches = stretches.to_vec();
        stretches.sort_unstable();
        let mut sentences: Vec<Vec<Piece>> =
            stretches.iter().flat_map(|&stretch| tokenise::sentences(text, stretch)).collect();
        let mut words = 0;
        let kept = sentences.iter().take_while(|sentence| {
            let within = words < most;
            words += sentence.len();
            within
        });
        let kept = kept.count();
        let left = sentences.get(kept).and_then(|sentence| sentence.first()).map(|piece| piece.start);
        sentences.truncate(kept);
        let spans: Vec<Span> = sentences.iter().flatten().map(|it| Span::of(it.start..it.end)).collect();
        Some((self.analysis(text, &sentences, &stand_ins(&spans), go_on)?, left))
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
        self.analysis(text, &sentences, &[], &|| true).unwrap_or_default()
    }

    fn analysis(
        &mut self,
        text: &str,
        sentences: &[Vec<Piece>],
        stand_ins: &[StandIn],
        go_on: &dyn Fn() -> bool,
    ) -> Option<Analysis> {
        let words = Words::of(text, sentences, stand_ins);
        let answers = self.answers(&words.forms, &words.lengths, go_on)?;
        let mut analysis = Analysis { sentences: Vec::with_capacity(sentences.len()), ..Analysis::default() };
        analysis.tokens.reserve(sentences.iter().map(Vec::len).sum());
        let mut first = 0;
        for (sentence, length) in sentences.iter().zip(&words.lengths) {
            let range = first..first + length;
            self.append(
                text,
                sentence,
                (&words.covered[range.clone()], &answers[range.clone()]),
                &mut analysis,
            );
            first = range.end;
        }
        Some(analysis)
    }

    /// Adds one sentence: its pieces, and its words with the tokens they cover and what the network says of them.
    fn append(
        &mut self,
        text: &str,
        sentence: &[Piece],
        (covered, answers): (&[Range<usize>], &[Answer]),
        analysis: &mut Analysis,
    ) {
        let first = analysis.tokens.len();
        let [opening, ..] = sentence else { return };
        for (index, (tokens, answer)) in covered.iter().zip(answers).enumerate() {
            let is_name = tokens.len() > 1;
            let (mut tag, head, deprel) = self.place(index, *answer);
            if is_name {
                tag = (Xpos::Nnp, Upos::Propn);
            }
            for at in tokens.clone() {
                let piece = &sentence[at - first];
                let (head, deprel) = match at + 1 == tokens.end {
                    true => (covered[head as usize].end - 1, deprel),
                    false => (tokens.end - 1, Deprel::Flat),
                };
                analysis.tokens.push(Token {
                    span: Span::of(piece.start..piece.end),
                    lemma: self.lemma(&text[piece.start..piece.end], tag),
                    upos: tag.1,
                    xpos: tag.0,
                    head: head as u32,
                    deprel,
                    continues: piece.continues,
                });
            }
        }
        let end = sentence.last().map_or(opening.end, |piece| piece.end);
        analysis.entities.extend(self.found(answers).into_iter().map(|entity| Entity {
            first: covered[entity.first as usize].start as u32,
            end: covered[entity.end as usize - 1].end as u32,
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
        self.parse_while(sentences, &|| true).unwrap_or_default()
    }

    /// The same; none as soon as `go_on`, which is asked between batches of words, says no.
    pub fn parse_while<W: AsRef<str>>(
        &mut self,
        sentences: &[Vec<W>],
        go_on: &dyn Fn() -> bool,
    ) -> Option<Vec<Vec<Parsed>>> {
        let lengths: Vec<usize> = sentences.iter().map(Vec::len).collect();
        let words: Vec<&str> = sentences.iter().flatten().map(AsRef::as_ref).collect();
        let mut answers = self.answers(&words, &lengths, go_on)?.into_iter();
        let mut words = words.into_iter();
        let parse_one = |&length: &usize| {
            let sentence = words.by_ref().zip(answers.by_ref()).take(length).enumerate();
            sentence.map(|(i, (word, answer))| self.parsed(i, word, answer)).collect()
        };
        Some(lengths.iter().map(parse_one).collect())
    }

    /// Finds the entities of sentences that are already cut into words; tokens are counted from the first
    /// word of each sentence.
    pub fn entities<W: AsRef<str>>(&mut self, sentences: &[Vec<W>]) -> Vec<Vec<Entity>> {
        let lengths: Vec<usize> = sentences.iter().map(Vec::len).collect();
        let words: Vec<&str> = sentences.iter().flatten().map(AsRef::as_ref).collect();
        let Some(answers) = self.answers(&words, &lengths, &|| true) else { return vec![] };
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

    fn parsed(&mut self, index: usize, word: &str, answer: Answer) -> Parsed {
        let (tag, head, deprel) = self.place(index, answer);
        Parsed { lemma: self.lemma(word, tag), upos: tag.1, xpos: tag.0, head, deprel }
    }

    fn lemma(&mut self, word: &str, (xpos, upos): (Xpos, Upos)) -> SmolStr {
        let known = |kept: &&(Upos, Xpos, SmolStr)| kept.0 == upos && kept.1 == xpos;
        if let Some((.., lemma)) = self.lemmas.get(word).and_then(|kept| kept.iter().find(known)) {
            return lemma.clone();
        }
        let lemma = self.model.lemmas.lemma(word, upos, xpos);
        if word.len() <= LONGEST_KEPT {
            if self.lemmas.len() == KEPT_FORMS {
                // Starting over is simpler than choosing what to forget, and frequent words are soon back.
                self.lemmas.clear();
            }
            self.lemmas.entry(word.into()).or_default().push((upos, xpos, lemma.clone()));
        }
        lemma
    }

    /// Tag, head and relation of a word; the root is its own head.
    fn place(&self, index: usize, answer: Answer) -> ((Xpos, Upos), u32, Deprel) {
        let tag = self.model.tags[answer.tag as usize];
        match answer.head {
            0 => (tag, index as u32, Deprel::Root),
            head => match self.model.labels[answer.label as usize] {
                // The label scorer may call a dependent "root", which only the root can be.
                Deprel::Root => (tag, head - 1, Deprel::Parataxis),
                label => (tag, head - 1, label),
            },
        }
    }

    /// Runs the network over sentences of any length, several short ones at a time, as long as `go_on` says so.
    fn answers(
        &mut self,
        words: &[&str],
        lengths: &[usize],
        go_on: &dyn Fn() -> bool,
    ) -> Option<Vec<Answer>> {
        let mut answers = Vec::with_capacity(words.len());
        let mut pieces: Vec<usize> = Vec::new();
        let mut first = 0;
        let mut waiting = 0;
        for piece in lengths.iter().flat_map(|&length| cut(length)) {
            if waiting > 0 && waiting + piece > BATCH {
                if !go_on() {
                    return None;
                }
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
        Some(answers)
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
