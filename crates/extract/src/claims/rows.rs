//! What the order of words tells where the tree does not: "“…,” Ann Lee, the mayor, said at the time."
//!
//! Trees of quoted sentences are often torn: the speaker hangs on the quotation's verb, or the verb of saying has none. The
//! marks and the words between them are plainer.

use super::find::Finder;
use dateline_record::{Deprel, Upos, Xpos};
use std::ops::Range;

/// Longest phrase of a speaker between a quotation and its word of saying, in tokens.
const SPEAKER: usize = 40;

/// A verb of saying beside a quotation.
pub struct Beside {
    /// The quotation before it, and the one right behind the words of saying, if they are there.
    pub quoted: Vec<Range<u32>>,
    /// The words between quotation and verb, if they are a speaker.
    pub speaker: Option<Range<u32>>,
}

impl Finder<'_> {
    fn is_mark(&self, at: u32) -> bool {
        self.tree.token(at).upos == Upos::Punct
    }
    /// A verb with a tense of its own.
    pub fn is_finite(&self, at: u32) -> bool {
        matches!(self.tree.token(at).xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md)
    }
    /// Whether a quotation ends as a statement does before "he said": "…,” he said".
    fn ends_a_statement(&self, quote: &Range<u32>) -> bool {
        let comma = |at: u32| {
            matches!(self.tree.form(at), "," | "?" | "!" | "—" | "--" | "…" | "..." | "-" | "." | "–")
        };
        (quote.start + 1..quote.end).rev().take(3).any(comma)
            || quote.end < self.sentence.end && self.tree.form(quote.end) == ","
    }
    /// "“…,” Ann Lee, the mayor, said", "“…,” said Ann Lee": what stands between a quotation that begins the sentence and the
    /// verb that follows it.
    pub fn behind_quotation(&self, at: u32) -> Option<Beside> {
        if !self.is_finite(at) || self.quotes.around(at).is_some() {
            return None;
        }
        let whole = self.sentence.clone();
        let quote = self.quotes.within(&(whole.start..at)).iter().rev().find(|q| q.end <= at)?.clone();
        let starts = (whole.start..quote.start.max(whole.start)).all(|t| self.is_mark(t))
            || self.tree.form(quote.start - 1) == ":";
        if !starts || quote.len() < 3 || !self.ends_a_statement(&quote) {
            return None;
        }
        let between = self.trimmed(quote.end..self.verb_group(at));
        if !between.is_empty() && !self.is_speaker(&between) {
            return None;
        }
        let mut quoted = vec![quote];
        // "“…,” he said, “…”"
        let mut behind = at + 1;
        while behind < whole.end && behind < at + 30 && self.quotes.around(behind).is_none() {
            behind += 1;
        }
        if behind < whole.end
            && behind > at + 1
            && let Some(next) = self.quotes.around(behind)
            && matches!(self.tree.form(behind - 1), "," | ":" | "—" | "--" | "-" | "–")
            && !(at + 1..behind).any(|t| self.is_finite(t) && self.is_cue_word(t))
        {
            quoted.push(next.clone());
        }
        Some(Beside { quoted, speaker: Some(between).filter(|b| !b.is_empty()) })
    }
    fn is_cue_word(&self, at: u32) -> bool {
        self.lexicon.speech_verbs.contains_key(self.tree.lemma(at))
    }
    /// The first word of a verb with its auxiliaries and adverbs.
    pub fn verb_group(&self, at: u32) -> u32 {
        let mut first = at;
        while first > self.sentence.start {
            let before = first - 1;
            let token = self.tree.token(before);
            let helper = matches!(self.tree.relation(before), Deprel::Aux | Deprel::AuxPass)
                || token.upos == Upos::Adv
                    && self.tree.head(before) == Some(at)
                    && !self.counts_people(before)
                || token.upos == Upos::Part && self.tree.relation(before) == Deprel::Advmod;
            if !helper {
                break;
            }
            first = before;
        }
        first
    }
    /// A range without marks at its edges.
    fn trimmed(&self, range: Range<u32>) -> Range<u32> {
        let (mut first, mut end) = (range.start, range.end.max(range.start));
        let edge = |at: u32| self.is_mark(at) && !matches!(self.tree.form(at), "(" | ")" | "[" | "]");
        while first < end && edge(first) {
            first += 1;
        }
        while end > first && edge(end - 1) {
            end -= 1;
        }
        first..end
    }
    /// Whether words can be a speaker with all that hangs on it: no clause but a relative one, and a noun at its head.
    fn is_speaker(&self, range: &Range<u32>) -> bool {
        if range.len() > SPEAKER || self.tree.token(range.start).upos == Upos::Cconj {
            return false;
        }
        let begins = self.tree.token(range.start);
        let opens =
            matches!(begins.upos, Upos::Det | Upos::Noun | Upos::Propn | Upos::Pron | Upos::Adj | Upos::Num);
        let relative =
            |at: u32| matches!(self.tree.small(at).as_str(), "who" | "which" | "whose" | "that" | "whom");
        let clause = range.clone().find(|t| self.is_finite(*t));
        let fits = clause.is_none_or(|verb| (range.start..verb).any(relative));
        // "which he said": a pronoun that opens a clause of its own is no speaker.
        opens && fits && !relative(range.start) && range.clone().any(|t| self.can_speak(t))
    }
    /// "most said", "many would say": words of number that stand for people.
    fn counts_people(&self, at: u32) -> bool {
        self.lexicon.classes.get("tellers").is_some_and(|set| self.tree.is_one_of(at, set))
    }
    /// Whether a word can head the phrase of a speaker: a noun, or "many", "both", "some", "26 percent".
    pub fn can_speak(&self, at: u32) -> bool {
        self.tree.is_nominal(at)
            || matches!(self.tree.token(at).upos, Upos::Det | Upos::Adj)
                && matches!(self.tree.relation(at), Deprel::Nsubj | Deprel::NsubjPass)
    }
    /// The head of a speaker's phrase: its subject, or the noun that hangs outside.
    pub fn head_of(&self, range: &Range<u32>) -> Option<u32> {
        let subject = |t: &u32| {
            matches!(self.tree.relation(*t), Deprel::Nsubj | Deprel::NsubjPass)
                && self.tree.head(*t).is_none_or(|h| !range.contains(&h))
                && self.can_speak(*t)
        };
        let comma = range.clone().find(|t| self.tree.form(*t) == ",").unwrap_or(range.end);
        let first = range.start..comma;
        let outside = |t: &u32| self.can_speak(*t) && self.tree.head(*t).is_none_or(|h| !first.contains(&h));
        range
            .clone()
            .find(subject)
            .or_else(|| first.clone().find(outside))
            .or_else(|| first.clone().rev().find(|t| self.can_speak(*t)))
    }
    /// The speaker right before a verb that has none in the tree: "the inspector general, Ann Lee, | indicated".
    pub fn neighbour(&self, at: u32) -> Option<u32> {
        if !self.is_finite(at) && self.tree.token(at).xpos != Xpos::Vb {
            return None;
        }
        let mut before = self.verb_group(at).checked_sub(1)?;
        if self.tree.form(before) == "," {
            before = before.checked_sub(1)?;
        }
        if before < self.sentence.start || self.quotes.around(before) != self.quotes.around(at) {
            return None;
        }
        let mut best = None;
        let chain = std::iter::once(before).chain(self.tree.ancestors(before));
        for word in chain.take_while(|w| *w < at) {
            let relation = self.tree.relation(word);
            if self.tree.is_verb(word)
                && relation != Deprel::AclRelcl
                && relation != Deprel::Acl
                && best.is_some()
            {
                break;
            }
            if (self.tree.is_nominal(word) || self.counts_people(word))
                && self.tree.case(word).is_none()
                && !self.tree.is_muted(word)
            {
                best = Some(word);
            }
            if matches!(relation, Deprel::Nsubj | Deprel::NsubjPass) {
                break;
            }
        }
        // An object of another verb before a comma or conjunction is no speaker.
        let torn = |b: u32| {
            let joined = self.tree.with(b, &[Deprel::Cc]).next().is_some();
            let own_clause = b == self.sentence.start || self.starts_clause(self.tree.reach(b).0);
            self.tree.relation(b) == Deprel::Conj && !joined
                || self.tree.relation(b) == Deprel::OblUnmarked && own_clause && !self.tree.is_muted(b)
        };
        best.filter(|b| {
            torn(*b)
                || !matches!(
                    self.tree.relation(*b),
                    Deprel::Obj | Deprel::Obl | Deprel::Nmod | Deprel::Conj | Deprel::OblUnmarked
                )
        })
    }
    fn starts_clause(&self, at: u32) -> bool {
        at == self.sentence.start
            || matches!(self.tree.form(at - 1), "," | ":" | ";" | "—" | "--" | "-" | "–")
    }
    /// Where the phrase of a speaker ends that stands behind its verb: "said Ann Lee, the mayor of Gao, | in a letter".
    pub fn speaker_behind(&self, at: u32) -> Option<Range<u32>> {
        let first = at + 1;
        let stop = |t: u32| {
            matches!(self.tree.form(t), "." | ";" | ":" | "?" | "!" | "—" | "--" | "–" | "(")
                || self.quotes.around(t).is_some()
        };
        let mut end = first;
        while end < self.sentence.end && !stop(end) {
            end += 1;
        }
        // Segment by segment: names, appositions and relative clauses are the speaker's.
        let mut kept = first;
        let mut from = first;
        while from < end {
            let to = (from..end).find(|t| self.tree.form(*t) == ",").unwrap_or(end);
            let token = self.tree.token(from);
            let relative = matches!(self.tree.small(from).as_str(), "who" | "which" | "whose" | "whom");
            let noun = matches!(token.upos, Upos::Det | Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num)
                || from == first && token.upos == Upos::Pron;
            let clause = (from..to).any(|t| self.is_finite(t))
                && !(from..to)
                    .any(|t| matches!(self.tree.small(t).as_str(), "who" | "which" | "whose" | "that"));
            if !relative && (!noun || clause || self.tree.is_muted(from)) {
                break;
            }
            kept = to;
            if relative {
                break;
            }
            from = to + 1;
        }
        // "in a statement", "on Monday" behind the name are the verb's.
        let adjunct = |t: &u32| {
            *t > first
                && (self.tree.is_muted(*t)
                    || self.tree.token(*t).upos == Upos::Adp && self.tree.is_muted((*t + 1).min(end - 1))
                    || self.tree.small(*t) == "in"
                        && matches!(self.tree.small((*t + 1).min(end - 1)).as_str(), "a" | "an"))
        };
        let cut = (first..kept).take_while(|t| self.tree.form(*t) != ",").find(adjunct);
        let range = self.trimmed(first..cut.unwrap_or(kept));
        (!range.is_empty() && range.len() <= SPEAKER && self.head_of(&range).is_some()).then_some(range)
    }
    /// What is said by the order of words, where the tree has it nowhere: "said in an interview that …", "…, he said, …".
    pub fn content_behind(&self, at: u32) -> Option<Range<u32>> {
        if self.quotes.around(at).is_some() {
            return None;
        }
        let mut end = self.sentence.end;
        while end > at + 1 && self.is_mark(end - 1) && self.quotes.around(end - 1).is_none() {
            end -= 1;
        }
        let that = (at + 1..end.min(at + 12))
            .take_while(|t| !self.tree.is_verb(*t) && self.tree.form(*t) != ",")
            .find(|t| self.tree.small(*t) == "that")?;
        let opens = matches!(
            self.tree.token((that + 1).min(end - 1)).upos,
            Upos::Det
                | Upos::Noun
                | Upos::Propn
                | Upos::Pron
                | Upos::Adj
                | Upos::Num
                | Upos::Adp
                | Upos::Sconj
        );
        (opens && (that + 1..end).any(|t| self.is_finite(t))).then_some(that..end)
    }
}
