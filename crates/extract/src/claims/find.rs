//! Finds the voices of a sentence: verbs, nouns, adjectives and phrases of saying, and headline credits.

use super::quotes::Quotes;
use super::rows::Beside;
use super::{Kind, Voice, tidy, without};
use crate::mentions::actors::Mentions;
use crate::tree::Tree;
use dateline_lexicon::{Lexicon, Slot, Speech, Step, Triggers};
use dateline_record::{Deprel, MentionId, SectionKind, Span, Speaker, Stance, Upos, Xpos};
use smol_str::SmolStr;
use std::ops::Range;

/// Longest credit line behind a headline's colon, in tokens.
const CREDIT: u32 = 5;

/// Finds voices, sentence by sentence.
pub struct Finder<'a> {
    pub tree: &'a Tree<'a>,
    pub lexicon: &'a Lexicon,
    pub quotes: &'a Quotes,
    pub list: Vec<Voice>,
    pub sentence: Range<u32>,
}

/// What a word of saying introduces.
struct Content {
    /// Its head.
    head: u32,
    /// Its words.
    runs: Vec<Range<u32>>,
    /// Whether clause or quotation, and not only a noun.
    clause: bool,
    /// Whether it is the word's bare object: "condemned the raid".
    bare: bool,
}

/// Who speaks, and by which words.
struct Said {
    speaker: Speaker,
    /// The word that the speaker hangs on.
    head: u32,
    /// The whole phrase, if the words have one.
    phrase: Option<Span>,
}

impl Finder<'_> {
    /// All voices of a sentence.
    pub fn sentence(&mut self, mentions: &mut Mentions, sentence: &Range<u32>, headline: bool) {
        self.sentence = sentence.clone();
        let found = self.list.len();
        let stops = sentence
            .clone()
            .next_back()
            .is_some_and(|last| matches!(self.tree.form(last), "." | "?" | "!" | "”" | "\""));
        if headline || !stops {
            self.credit(mentions, sentence.clone());
        }
        for at in sentence.clone() {
            match self.tree.token(at).upos {
                Upos::Verb | Upos::Aux => self.verb(mentions, at),
                Upos::Noun | Upos::Propn => self.noun(mentions, at),
                Upos::Adj => self.adjective(mentions, at),
                Upos::Adv => self.adverb(at),
                _ => {}
            }
            self.phrase(mentions, at, sentence);
        }
        self.say_again(found);
    }
    /// "The mayor said the bridge was mined and said it would be closed": who says it again is who said it first, and not the
    /// bridge.
    fn say_again(&mut self, found: usize) {
        for later in found..self.list.len() {
            let voice = &self.list[later];
            let at = voice.cue;
            let Some(and) = at.checked_sub(1).filter(|b| self.tree.token(*b).upos == Upos::Cconj) else {
                continue;
            };
            let again = |first: &usize| {
                let first = &self.list[*first];
                first.cue < and
                    && first.rule == voice.rule
                    && first.rule == "speech.say"
                    && first.holds(at)
                    && first.content > first.cue
                    && self.is_finite(at)
                    && self.tree.token(first.cue).xpos == self.tree.token(at).xpos
                    && self.quotes.around(first.cue) == self.quotes.around(at)
            };
            let Some(first) = (found..later).rev().find(again) else { continue };
            let rest = and..self.sentence.end;
            let (speaker, phrase, document) =
                (self.list[first].speaker, self.list[first].phrase, self.list[first].document);
            self.list[first].said_in = without(&self.list[first].said_in, &rest);
            let voice = &mut self.list[later];
            (voice.speaker, voice.phrase, voice.document) = (speaker, phrase, document);
            voice.cue_span = voice.words.iter().copied().reduce(Span::cover).unwrap_or(voice.cue_span);
        }
    }

    fn entry(&self, words: &Triggers, at: u32, behind: bool) -> Option<&Speech> {
        let triggers = words.get(self.tree.lemma(at))?;
        let best = self.tree.triggers(at, triggers, behind).max_by_key(|t| t.others.len())?;
        self.lexicon.speeches.get(best.of as usize)
    }
    fn speech(&self, at: u32) -> Option<&Speech> {
        if self.tree.is_verb(at) { self.entry(&self.lexicon.speech_verbs, at, true) } else { None }
    }

    /// "the ministry said (that) …", "…, the ministry said".
    fn verb(&mut self, mentions: &mut Mentions, at: u32) {
        if matches!(
            self.tree.relation(at),
            Deprel::Aux | Deprel::AuxPass | Deprel::Amod | Deprel::Cop | Deprel::Compound | Deprel::Case
        ) {
            return;
        }
        let Some(speech) = self.speech(at).cloned() else { return };
        // "showed up" is no showing.
        let particle = self.tree.with(at, &[Deprel::CompoundPrt]).find(|p| *p > at);
        if particle.is_some_and(|p| !self.fixed(&speech, at, p)) {
            return;
        }
        let comp = speech.content.paths.iter().any(|p| p.first() == Some(&Step::Comp));
        let beside = (comp && !speech.nobody && !speech.stance.is_attitude())
            .then(|| self.behind_quotation(at))
            .flatten();
        if let Some(beside) = beside
            && let Some(said) = self.beside_speaker(mentions, at, &beside, &speech)
        {
            let quote = &beside.quoted[0];
            let here = quote.start.max(self.sentence.start)..quote.end;
            let head = self.top(&here);
            let content = Content { head, runs: beside.quoted, clause: true, bare: false };
            self.push(at, &speech, Kind::Verb, said, content);
            return;
        }
        if !speech.outer.is_empty() && self.cites_a_thing(mentions, at) {
            self.citing(mentions, at, &speech);
            return;
        }
        if self.noun_speaks(at) {
            return;
        }
        let Some(mut content) = self.content(at, &speech) else { return };
        // A clause is enough for every word: "saw that", where "saw" alone needs "as".
        if !speech.needs.is_empty() && !content.clause && self.fill(at, &speech.needs).is_empty() {
            return;
        }
        if speech.clause && !content.clause && !self.is_evidence(at, &speech) {
            return;
        }
        if speech.nobody {
            let span = self.tree.token(at).span;
            let said = Said { speaker: Speaker::Unnamed(span), head: at, phrase: None };
            self.push(at, &speech, Kind::Verb, said, content);
            return;
        }
        let quoted = !speech.outer.is_empty() && self.as_clause(at).is_some();
        // "RIA cited the ministry as saying": RIA speaks around "saying", whose own subject is the ministry.
        let slot = if quoted { &speech.outer } else { &speech.speaker };
        let passive = self.tree.is_passive(at);
        let mut heads = self.fill(at, slot);
        if heads.is_empty() && !passive {
            heads = self.inverted(at, content.head);
        }
        if heads.is_empty() && !passive && content.clause && !quoted {
            heads.extend(self.neighbour(at));
            // What stands before the verb is who speaks, and no part of what is said behind it.
            if !heads.is_empty() && content.head > at {
                content.runs = without(&content.runs, &(self.sentence.start..at + 1));
            }
        }
        let said = match self.speaker(mentions, heads.first().copied(), at) {
            Some(said) => said,
            // "was quoted as saying", "was reported as saying": nobody else speaks than the one who says it.
            None if quoted || self.as_clause(at).is_some() => return,
            // "it was reported that": somebody speaks, and the words do not say who.
            None if passive => {
                if !content.clause && speech.stance != Stance::Asks {
                    return;
                }
                let span = self.tree.token(at).span;
                Said { speaker: Speaker::Unnamed(span), head: at, phrase: None }
            }
            None => return,
        };
        if !speech.stance.is_attitude() {
            self.quote(at, &said, &mut content);
        }
        content.runs = self.without_participle(content.runs, at);
        self.push(at, &speech, Kind::Verb, said, content);
    }

    /// "In the minister's account, rebels fired first": what is said is the clause around.
    fn account(&mut self, mentions: &mut Mentions, at: u32, speech: &Speech) -> bool {
        let telling = self.lexicon.classes.get("telling").is_some_and(|set| self.tree.is_one_of(at, set));
        let owner = self.tree.with(at, &[Deprel::NmodPoss]).next();
        let (Some("in" | "by"), Some(owner), true) = (self.tree.case(at), owner, telling) else {
            return false;
        };
        let content = self.tree.ancestors(at).last().unwrap_or(at);
        let Some(said) = self.speaker(mentions, Some(owner), at).filter(|_| content != at) else {
            return false;
        };
        let (first, last) = self.tree.reach(at);
        let runs = without(&self.subtree(content), &(first..last + 1));
        self.push(at, speech, Kind::Phrase, said, Content { head: content, runs, clause: true, bare: false });
        true
    }

    /// "cited his record": what cannot speak is what is said.
    fn cites_a_thing(&self, mentions: &mut Mentions, at: u32) -> bool {
        let Some(object) = self.tree.objects(at).first().copied() else { return false };
        let of =
            |class: &str| self.lexicon.classes.get(class).is_some_and(|set| self.tree.is_one_of(object, set));
        let around = self.tree.relation(at) == Deprel::Advcl;
        self.as_clause(at).is_none()
            && object > at
            && self.tree.with(at, &[Deprel::Ccomp]).next().is_none()
            && !(around
                && (!mentions.actors_at(object).is_empty()
                    || self.tree.token(object).upos == Upos::Propn
                    || ["evidence", "carrier", "agreement", "source"].into_iter().any(of)))
    }
    fn citing(&mut self, mentions: &mut Mentions, at: u32, speech: &Speech) {
        let subject = self.fill(at, &speech.outer).first().copied();
        let Some(said) = self.speaker(mentions, subject, at) else { return };
        let Some(head) = self.tree.objects(at).first().copied() else { return };
        let content = Content { head, runs: self.subtree(head), clause: false, bare: true };
        self.push(at, speech, Kind::Verb, said, content);
    }
    /// "voiced concern about the siege", "made a promise to leave": the noun is what attributes, and its verb is part of it.
    fn noun_speaks(&self, at: u32) -> bool {
        let of =
            |word: u32| self.lexicon.classes.get("maker").is_some_and(|set| self.tree.is_one_of(word, set));
        of(at)
            && self.tree.with(at, &[Deprel::Obj]).any(|o| {
                o > at
                    && self
                        .entry(&self.lexicon.speech_nouns, o, false)
                        .is_some_and(|speech| self.noun_content(o, speech).is_some_and(|(head, _)| head > o))
            })
    }
    /// Head of what a noun of saying introduces, and whether it is a clause.
    fn noun_content(&self, at: u32, speech: &Speech) -> Option<(u32, bool)> {
        let clause = self
            .tree
            .with(at, &[Deprel::Acl, Deprel::Ccomp, Deprel::Appos])
            .find(|c| *c > at && self.is_that_clause(*c))
            .or_else(|| self.clause_behind(at));
        let head = clause.or_else(|| {
            self.fill(at, &speech.content)
                .into_iter()
                .find(|c| *c > at && self.tree.relation(*c) != Deprel::Acl || self.is_to(*c))
        });
        head.filter(|h| *h != at && (clause.is_some() || !speech.clause)).map(|h| (h, clause.is_some()))
    }

    /// "the ministry's claim that …", "a report by the monitor that …".
    fn noun(&mut self, mentions: &mut Mentions, at: u32) {
        if self.lexicon.speech_nouns.is_empty()
            || matches!(self.tree.relation(at), Deprel::Compound | Deprel::Flat | Deprel::NmodDesc)
        {
            return;
        }
        let Some(speech) = self.entry(&self.lexicon.speech_nouns, at, false).cloned() else { return };
        if self.account(mentions, at, &speech) {
            return;
        }
        // "said in a statement that": the verb speaks, and has the clause.
        let host = self.tree.head(at).filter(|h| self.speech(*h).is_some_and(|s| !s.stance.is_attitude()));
        if host.is_some() && matches!(self.tree.relation(at), Deprel::Obl | Deprel::OblUnmarked) {
            return;
        }
        let Some((head, clause)) = self.noun_content(at, &speech) else { return };
        let own = self.owner(mentions, at, &speech.speaker, head);
        // "kept his promise to": whose it is the verb's subject tells.
        let pronoun = own.is_some_and(|o| {
            self.tree.token(o).upos == Upos::Pron && self.tree.relation(o) == Deprel::NmodPoss
        });
        let maker = self.maker(at).filter(|_| own.is_none() || pronoun);
        let cue = maker.and_then(|_| self.tree.head(at)).unwrap_or(at);
        let said = match maker.or(own).and_then(|s| self.speaker(mentions, Some(s), cue)) {
            Some(said) => said,
            None if clause => {
                let span = self.tree.token(at).span;
                Said { speaker: Speaker::Unnamed(span), head: at, phrase: None }
            }
            None => return,
        };
        let content = Content { head, runs: self.subtree(head), clause, bare: false };
        self.push(at, &speech, Kind::Nominal, said, content);
        let verb = self.tree.token(self.verb_group(cue)).span;
        if cue != at
            && let Some(voice) = self.list.last_mut().filter(|v| v.cue == at)
        {
            voice.words = voice.words.iter().map(|words| verb.cover(*words)).collect();
            voice.cue_span = voice.cue_span.cover(verb);
        }
    }
    /// "A survey shows a lead": what is there to tell something tells it without a clause, too.
    fn is_evidence(&self, at: u32, speech: &Speech) -> bool {
        let evidence = self.lexicon.classes.get("evidence");
        let subjects = self.fill(at, &speech.speaker);
        evidence.is_some_and(|set| subjects.first().is_some_and(|s| self.tree.is_one_of(*s, set)))
    }
    /// "Iran issued a warning that": who makes the statement that the object names.
    fn maker(&self, noun: u32) -> Option<u32> {
        let verb = self
            .tree
            .head(noun)
            .filter(|v| self.tree.is_verb(*v) && self.tree.relation(noun) == Deprel::Obj)?;
        let of = |class: &str, word: u32| {
            self.lexicon.classes.get(class).is_some_and(|set| self.tree.is_one_of(word, set))
        };
        let said = of("carrier", noun) || self.lexicon.speech_nouns.contains_key(self.tree.lemma(noun));
        (said && of("maker", verb)).then(|| self.tree.subjects(verb).first().copied()).flatten()
    }
    /// Who makes the statement that a noun names: an owner, a phrase behind it, or an adjective that names an actor.
    fn owner(&self, mentions: &mut Mentions, at: u32, slot: &Slot, content: u32) -> Option<u32> {
        for path in &slot.paths {
            let found = self.tree.follow(at, path).into_iter().find(|s| {
                let named = path.last() != Some(&Step::Mod) || mentions.modifier(*s).is_some();
                *s != content && !self.tree.below(*s, content) && named
            });
            if found.is_some() {
                return found;
            }
        }
        None
    }
    /// "a report by the monitor that …": the clause may have been hung on the noun between, or on the verb around.
    fn clause_behind(&self, at: u32) -> Option<u32> {
        let that = (at + 1..(at + 8).min(self.sentence.end))
            .take_while(|t| !self.tree.is_verb(*t) && self.tree.form(*t) != ",")
            .find(|t| self.tree.small(*t) == "that" && self.joins_clause(*t))?;
        let clause = self.tree.head(that).filter(|c| *c > that)?;
        let host = self.tree.head(clause)?;
        (host == at
            || host > at && host < that && self.tree.below(host, at)
            || Some(host) == self.tree.head(at))
        .then_some(clause)
    }
    /// "that" before a whole clause, which the parser may take for its object: "a finding that soldiers killed villagers".
    fn joins_clause(&self, that: u32) -> bool {
        let whole = |verb: u32| {
            self.tree.with(verb, &[Deprel::Nsubj]).any(|s| s != that)
                && self.tree.with(verb, &[Deprel::Obj]).any(|o| o != that && o > verb)
        };
        match self.tree.relation(that) {
            Deprel::Mark => true,
            Deprel::Obj => self.tree.head(that).is_some_and(whole),
            _ => false,
        }
    }
    fn is_that_clause(&self, at: u32) -> bool {
        let clause =
            self.tree.is_verb(at) || self.tree.with(at, &[Deprel::Cop, Deprel::Nsubj]).next().is_some();
        clause && self.tree.with(at, &[Deprel::Mark]).any(|m| self.tree.lemma(m) == "that")
    }
    fn is_to(&self, at: u32) -> bool {
        self.tree.with(at, &[Deprel::Mark]).any(|m| self.tree.lemma(m) == "to")
    }

    /// "was confident that", "was critical of".
    fn adjective(&mut self, mentions: &mut Mentions, at: u32) {
        let Some(speech) = self.entry(&self.lexicon.speech_adjectives, at, true).cloned() else { return };
        if matches!(self.tree.relation(at), Deprel::Amod | Deprel::Compound) {
            return;
        }
        let behind = |c: &u32| *c > at;
        let clause = self.tree.with(at, &[Deprel::Ccomp, Deprel::Xcomp, Deprel::Advcl]).find(behind);
        let Some(head) = clause.or_else(|| self.fill(at, &speech.content).into_iter().find(behind)) else {
            return;
        };
        let Some(said) = self.speaker(mentions, self.fill(at, &speech.speaker).first().copied(), at) else {
            return;
        };
        let content = Content { head, runs: self.subtree(head), clause: clause.is_some(), bare: false };
        self.push(at, &speech, Kind::Nominal, said, content);
    }

    /// "reportedly": somebody says it.
    fn adverb(&mut self, at: u32) {
        let Some(speech) = self.entry(&self.lexicon.speech_adverbs, at, true).cloned() else { return };
        let Some(host) = self.tree.head(at) else { return };
        let clause = self.tree.clause(host).unwrap_or(host);
        let span = self.tree.token(at).span;
        let said = Said { speaker: Speaker::Unnamed(span), head: at, phrase: None };
        let runs = without(&self.subtree(clause), &(at..at + 1));
        self.push(
            at,
            &speech,
            Kind::Nominal,
            said,
            Content { head: clause, runs, clause: true, bare: false },
        );
    }

    /// Who says the quotation that a verb follows.
    fn beside_speaker(
        &self,
        mentions: &mut Mentions,
        at: u32,
        beside: &Beside,
        speech: &Speech,
    ) -> Option<Said> {
        if let Some(range) = &beside.speaker {
            let said = self.speaker(mentions, self.head_of(range), at)?;
            let phrase = self.tree.token(range.start).span.cover(self.tree.token(range.end - 1).span);
            return Some(Said { phrase: Some(phrase), ..said });
        }
        let own = self.fill(at, &speech.speaker).first().copied().filter(|s| *s > at && self.can_speak(*s));
        let range = self.speaker_behind(at);
        let head = own.or_else(|| self.head_of(range.as_ref()?));
        let said = self.speaker(mentions, head, at)?;
        match range.filter(|r| r.contains(&said.head) || own.is_none()) {
            Some(range) => {
                let phrase = self.tree.token(range.start).span.cover(self.tree.token(range.end - 1).span);
                Some(Said { phrase: Some(phrase), ..said })
            }
            None => Some(said),
        }
    }

    fn push(&mut self, at: u32, speech: &Speech, kind: Kind, said: Said, content: Content) {
        let mut content = content;
        // Who speaks inside a quotation says nothing outside of it.
        if let Some(quote) = self.quotes.around(at).filter(|q| q.len() > 5) {
            let inside = |run: &Range<u32>| run.start.max(quote.start)..run.end.min(quote.end);
            content.runs = content.runs.iter().map(inside).filter(|run| run.start < run.end).collect();
            if !content.runs.iter().flat_map(Clone::clone).any(|t| self.tree.token(t).upos != Upos::Punct) {
                return;
            }
        }
        let words = self.words(at, speech, &content);
        if let Some(last) = words.last() {
            let cue =
                (at..self.sentence.end).take_while(|t| self.tree.token(*t).span.end() <= last.end()).last();
            content.runs = without(&content.runs, &(at..cue.unwrap_or(at) + 1));
        }
        // "questions to the minister about": the preposition is no part of what is said.
        if !content.clause
            && !content.bare
            && let Some(run) = content.runs.first_mut()
            && self.tree.token(run.start).upos == Upos::Adp
            && self.tree.small(run.start) != "as"
        {
            run.start += 1;
        }
        let whole = words.iter().copied().chain(said.phrase).reduce(Span::cover);
        let cue_span = whole.unwrap_or(self.tree.token(at).span);
        self.list.push(Voice {
            speaker: said.speaker,
            document: self.is_document(said.head),
            cue: at,
            cue_span,
            words,
            phrase: said.phrase,
            dated: None,
            kind,
            content: content.head,
            said_in: tidy(content.runs),
            stance: speech.stance,
            attitude: speech.stance.is_attitude()
                || speech.nobody
                || speech.stance == Stance::Accuses && content.bare,
            factive: speech.factive,
            endorses: speech.endorses,
            rule: speech.id.clone(),
            said: None,
            parent: None,
            sentence: self.sentence.clone(),
        });
    }

    /// The word with its auxiliaries, adverbs, particles and the preposition of its content.
    fn words(&self, at: u32, speech: &Speech, content: &Content) -> Vec<Span> {
        let inside = |t: u32| content.runs.iter().any(|run| run.contains(&t));
        let helper = |c: &u32| {
            matches!(
                self.tree.relation(*c),
                Deprel::Aux | Deprel::AuxPass | Deprel::Cop | Deprel::Advmod | Deprel::CompoundPrt
            ) && !inside(*c)
        };
        let mut tokens = vec![at];
        for child in self.tree.children(at).iter().copied().filter(helper) {
            let long = self.tree.reach(child);
            if long.0 == child && long.1 == child {
                tokens.push(child);
            }
        }
        // Only what stands in one row with the word.
        tokens.sort_unstable();
        let place = tokens.iter().position(|t| *t == at).unwrap_or(0);
        let mut first = place;
        while first > 0 && tokens[first] - tokens[first - 1] == 1 {
            first -= 1;
        }
        let mut last = place;
        while last + 1 < tokens.len() && tokens[last + 1] - tokens[last] == 1 {
            let relation = self.tree.relation(tokens[last + 1]);
            if relation != Deprel::CompoundPrt && tokens[last + 1] > at {
                break;
            }
            last += 1;
        }
        let (first, mut last) = (tokens[first], tokens[last]);
        // Fixed words of the entry, and the preposition that the content stands behind.
        let next = |t: u32| (t + 1 < self.sentence.end).then_some(t + 1);
        while let Some(mut behind) = next(last) {
            // "talked openly about"
            if self.tree.token(behind).upos == Upos::Adv
                && !inside(behind)
                && next(behind).is_some_and(&inside)
            {
                behind += 1;
            }
            let preposition = self.tree.token(behind).upos == Upos::Adp
                && inside(behind)
                && !content.clause
                && content.runs.iter().any(|run| run.start == behind)
                && !self.fixed(speech, at, behind)
                && speech.content.paths.iter().flatten().any(
                    |step| matches!(step, Step::Prep(list) if list.iter().any(|p| p == self.tree.small(behind))),
                );
            let fixed = self.fixed(speech, at, behind);
            if !preposition && !fixed {
                break;
            }
            last = behind;
        }
        vec![self.tree.token(first).span.cover(self.tree.token(last).span)]
    }
    fn fixed(&self, speech: &Speech, at: u32, behind: u32) -> bool {
        let tables = [&self.lexicon.speech_verbs, &self.lexicon.speech_adjectives];
        let triggers = tables.iter().filter_map(|t| t.get(self.tree.lemma(at))).flatten();
        let Some(place) = behind.checked_sub(at + 1) else { return false };
        triggers.filter(|t| self.lexicon.speeches.get(t.of as usize).is_some_and(|s| s.id == speech.id)).any(
            |t| {
                t.others
                    .get(place as usize)
                    .is_some_and(|w| *w == *self.tree.small(behind) || w == self.tree.lemma(behind))
            },
        )
    }

    fn fill(&self, at: u32, slot: &Slot) -> Vec<u32> {
        slot.paths.iter().map(|p| self.tree.follow(at, p)).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// What a verb of saying introduces: its clause, its noun, or the clause that it is inserted into.
    fn content(&self, at: u32, speech: &Speech) -> Option<Content> {
        let clause = |head: u32| Content { head, runs: self.subtree(head), clause: true, bare: false };
        if let Some(head) = self.as_clause(at).filter(|_| !speech.stance.is_attitude()) {
            return Some(clause(head));
        }
        let comp = speech.content.paths.iter().any(|p| p.first() == Some(&Step::Comp));
        let infinitive = |c: u32| {
            let own = self.tree.with(c, &[Deprel::Cop, Deprel::Nsubj, Deprel::NsubjOuter]).next().is_some();
            speech.finite && self.is_to(c) && !own && !self.tree.is_passive(at)
        };
        let complement = |at: u32, relation: Deprel| {
            let fits =
                |c: &u32| comp && !self.is_odd(at, *c) && !self.fixed(speech, at, *c) && !infinitive(*c);
            // "When asked whether it was, most said it was not": what stands behind is what is said.
            let all = || self.tree.with(at, std::slice::from_ref(&relation)).filter(&fits);
            all().find(|c| *c > at).or_else(|| all().next().filter(|_| !self.goes_behind(at)))
        };
        // "made clear that": the clause may hang on the fixed word.
        let fixed = || self.tree.with(at, &[Deprel::Xcomp]).find(|c| self.fixed(speech, at, *c));
        let own = complement(at, Deprel::Ccomp)
            .or_else(|| complement(at, Deprel::Xcomp))
            .or_else(|| fixed().and_then(|f| complement(f, Deprel::Ccomp)))
            .or_else(|| {
                let below = |o: u32| {
                    self.tree
                        .with(o, &[Deprel::Acl, Deprel::Ccomp, Deprel::AclRelcl])
                        .find(|c| self.is_that_clause(*c))
                };
                self.tree
                    .with(at, &[Deprel::Obl, Deprel::OblUnmarked, Deprel::Iobj, Deprel::Obj])
                    .filter(|_| comp)
                    .find_map(below)
            });
        if let Some(head) = own {
            let mut content = clause(head);
            // Words between the words of saying and the clause that the parser hung elsewhere begin the clause.
            let group = self.group(at, None);
            let start = self.tree.reach(head).0;
            let plain = |t: u32| {
                !matches!(self.tree.form(t), "," | ":" | "—" | "–") && self.quotes.around(t).is_none()
            };
            if speech.clause
                && head > at
                && self.tree.relation(head) == Deprel::Ccomp
                && group.end < start
                && (group.end..start).all(plain)
            {
                content.runs.push(group.end..start);
            }

            // "called the raid a crime", "described it as": the object is part of what is said.
            if self.tree.relation(head) == Deprel::Xcomp && !self.is_to(head) || self.takes_object(speech) {
                content.runs.extend(self.tree.with(at, &[Deprel::Obj]).flat_map(|o| self.subtree(o)));
            }
            // "Rebels are expected to attack": what is expected is that rebels attack.
            if self.tree.relation(head) == Deprel::Xcomp && (self.tree.is_passive(at) || speech.nobody) {
                let subject = self.tree.with(at, &[Deprel::NsubjPass, Deprel::Nsubj]);
                content.runs.extend(
                    subject
                        .filter(|s| !self.tree.is_relative(*s) && !self.tree.below(at, *s))
                        .flat_map(|s| self.subtree(s)),
                );
            }
            return Some(content);
        }
        let participle = self.tree.token(at).xpos == Xpos::Vbn
            && self
                .tree
                .with(at, &[Deprel::Aux, Deprel::AuxPass, Deprel::Nsubj, Deprel::NsubjPass])
                .next()
                .is_none();
        if !speech.stance.is_attitude()
            && !participle
            && let Some(host) = self.host(at)
            && !(comp && self.goes_behind(at))
        {
            let runs = without(&self.subtree(host), &self.tail(at));
            return Some(Content { head: host, runs, clause: true, bare: false });
        }
        if !speech.stance.is_attitude()
            && let Some(head) =
                self.tree.with(at, &[Deprel::Parataxis]).find(|c| self.tree.is_verb(*c) || *c < at)
        {
            return Some(clause(head));
        }
        // "Reuters reported, citing officials": the speaker named last says what the clause around says.
        if !speech.outer.is_empty()
            && let (Deprel::Advcl, Some(host)) = (self.tree.relation(at), self.tree.head(at))
        {
            let around = match self.speech(host).cloned() {
                Some(around) => self.content(host, &around)?,
                None => clause(host),
            };
            let (first, last) = self.tree.reach(at);
            return Some(Content { runs: without(&around.runs, &(first..last + 1)), ..around });
        }
        if comp
            && !speech.stance.is_attitude()
            && self.host(at).is_some()
            && let Some(content) = self.row(at, &self.group(at, None))
        {
            return Some(content);
        }
        let found = speech.content.paths.iter().map(|path| {
            let fits = |n: &u32| *n != at && self.sentence.contains(n) && !infinitive(*n);
            let nouns = self.tree.follow(at, path).into_iter().filter(fits);
            (path, nouns.collect::<Vec<_>>())
        });
        let found = found.into_iter().find(|(_, nouns)| !nouns.is_empty());
        if let Some((path, nouns)) = found {
            let mut runs: Vec<Range<u32>> = nouns.iter().flat_map(|n| self.subtree(*n)).collect();
            if path.first() == Some(&Step::Obj) || matches!(path.first(), Some(Step::Prep(_))) {
                runs.extend(self.rest(at, speech));
            }
            // "called the vote a farce": two objects, or an object and a quotation, are a statement.
            let named = path.first() == Some(&Step::Obj)
                && (self.tree.with(at, &[Deprel::Obj]).filter(|o| *o > at).count() > 1
                    || runs.iter().any(|run| !self.quotes.within(run).is_empty()));
            if named {
                runs.extend(
                    self.tree.with(at, &[Deprel::Obj]).filter(|o| *o > at).flat_map(|o| self.subtree(o)),
                );
            }
            let clause = named || self.tree.is_verb(nouns[0]) && path.first() != Some(&Step::Obj);
            let bare = path.first() == Some(&Step::Obj) && path.len() == 1;
            return Some(Content { head: nouns[0], runs, clause, bare });
        }
        // Nothing hangs on it, but a quotation stands beside it.
        if speech.stance.is_attitude() || !comp {
            return None;
        }
        if speech.clause
            && let Some(run) = self.content_behind(at)
        {
            return Some(Content { head: self.top(&run), runs: vec![run], clause: true, bare: false });
        }
        // "said so", "said the same"
        if speech.clause
            && let Some(head) =
                self.tree.with(at, &[Deprel::Obj, Deprel::Advmod, Deprel::Ccomp, Deprel::Xcomp]).find(|c| {
                    *c > at
                        && self.lexicon.classes.get("said").is_some_and(|set| self.tree.is_one_of(*c, set))
                })
        {
            return Some(clause(head));
        }
        let group = self.group(at, None);
        let beside = self.beside(at, &group);
        if let Some(head) = beside.first().map(|run| self.top(run)) {
            return Some(Content { head, runs: beside, clause: true, bare: false });
        }
        self.row(at, &group)
    }
    /// "Asked about it, he said the talks went on": a clause right behind the words of saying is what is said.
    fn goes_behind(&self, at: u32) -> bool {
        let group = self.group(at, None);
        let behind = group.end..self.sentence.end;
        let finite = |t: u32| matches!(self.tree.token(t).xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md);
        let subject = self.tree.with(at, &[Deprel::Nsubj]).any(|s| s < at);
        let joined = behind.len() > 2 && self.tree.token(group.end).upos != Upos::Punct;
        subject && joined && behind.into_iter().any(finite)
    }
    /// What stands in a row with the words of saying where the tree tells nothing: all before "…, he said." or all
    /// behind "he said".
    fn row(&self, at: u32, group: &Range<u32>) -> Option<Content> {
        let stop = |t: u32| matches!(self.tree.form(t), "." | "”" | "\"" | "''");
        let mut end = self.sentence.end;
        while end > group.end && stop(end - 1) {
            end -= 1;
        }
        let finite = |run: &Range<u32>| {
            run.clone()
                .any(|t| matches!(self.tree.token(t).xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md))
        };
        let behind = group.end..end;
        let before = self.sentence.start..group.start.saturating_sub(1).max(self.sentence.start);
        let tail =
            behind.is_empty() && group.start > self.sentence.start && self.tree.form(group.start - 1) == ",";
        let run = match () {
            () if tail && finite(&before) => before,
            () if self.tree.token(at).xpos != Xpos::Vb
                && finite(&behind)
                && self.tree.form(group.end) != "," =>
            {
                behind
            }
            () => return None,
        };
        Some(Content { head: self.top(&run), runs: vec![run], clause: true, bare: false })
    }
    fn takes_object(&self, speech: &Speech) -> bool {
        speech.content.paths.iter().any(|p| p.first() == Some(&Step::Obj))
    }
    /// "…, saying that", "…, adding": a participle of saying behind a comma speaks for itself.
    fn without_participle(&self, runs: Vec<Range<u32>>, at: u32) -> Vec<Range<u32>> {
        let participle = runs.iter().flat_map(Clone::clone).find(|t| {
            *t > at + 1
                && self.tree.token(*t).xpos == Xpos::Vbg
                && self.tree.form(t - 1) == ","
                && !self.in_quotes(*t)
                && matches!(self.tree.relation(*t), Deprel::Advcl | Deprel::Acl | Deprel::Conj | Deprel::Amod)
                && self.speech(*t).is_some_and(|s| !s.stance.is_attitude())
        });
        match participle {
            Some(at) => without(&runs, &(at - 1..self.tree.reach(at).1 + 1)),
            None => runs,
        }
    }
    /// What else belongs to "accused X of Y", "described X as Y": objects and complements behind the verb.
    fn rest(&self, at: u32, speech: &Speech) -> Vec<Range<u32>> {
        let muted = |c: u32| self.tree.is_muted(c);
        let prep = |c: u32| {
            self.tree
                .case(c)
                .or_else(|| self.tree.with(c, &[Deprel::Mark]).next().map(|m| self.tree.lemma(m)))
                .is_some_and(|case| {
                    case == "as"
                        || speech
                            .content
                            .paths
                            .iter()
                            .flatten()
                            .any(|s| matches!(s, Step::Prep(list) if list.iter().any(|p| p == case)))
                })
        };
        let belongs = |c: &u32| {
            let relation = self.tree.relation(*c);
            *c > at
                && !muted(*c)
                && match relation {
                    Deprel::Obj | Deprel::Xcomp => self.takes_object(speech) || relation == Deprel::Xcomp,
                    Deprel::Obl | Deprel::Advcl | Deprel::Nmod => {
                        prep(*c) || self.takes_object(speech) && self.is_complement(*c)
                    }
                    _ => false,
                }
        };
        self.tree.children(at).iter().copied().filter(belongs).flat_map(|c| self.subtree(c)).collect()
    }
    /// "defended him against charges", "praised him for": not where and when it was said.
    fn is_complement(&self, at: u32) -> bool {
        let marker = self
            .tree
            .case(at)
            .or_else(|| self.tree.with(at, &[Deprel::Mark]).next().map(|m| self.tree.lemma(m)));
        marker.is_some_and(|case| {
            matches!(case, "for" | "against" | "as" | "of" | "with" | "over" | "from" | "to" | "into")
        })
    }
    /// A clause that the parser hung on the verb and that is none of what is said.
    fn is_odd(&self, at: u32, clause: u32) -> bool {
        // "continued to say": the xcomp is a verb of saying itself, and has the content.
        self.tree.relation(clause) == Deprel::Xcomp && clause < at
    }
    /// The clause that "…, the ministry said" is hung on.
    fn host(&self, at: u32) -> Option<u32> {
        match (self.tree.relation(at), self.tree.head(at)) {
            // "Asked about the raid, he said nothing": what he was asked is not what he said.
            (Deprel::Parataxis, Some(host))
                if matches!(self.tree.token(host).xpos, Xpos::Vbn | Xpos::Vbg)
                    && host < at
                    && self.quotes.around(host).is_none()
                    && self
                        .tree
                        .with(host, &[Deprel::Nsubj, Deprel::NsubjPass, Deprel::Aux, Deprel::AuxPass])
                        .next()
                        .is_none() =>
            {
                None
            }
            (Deprel::Parataxis, Some(host)) => Some(host),
            // "As Russia said, …": the clause around is what is said.
            (Deprel::Advcl, Some(host))
                if self.tree.with(at, &[Deprel::Mark, Deprel::Case]).any(|m| self.tree.lemma(m) == "as")
                    && self.tree.with(at, &[Deprel::Nsubj]).next().is_some()
                    && self.tree.with(at, &[Deprel::Obj, Deprel::Ccomp]).next().is_none() =>
            {
                Some(host)
            }
            _ => None,
        }
    }
    /// The tokens of an inserted "the ministry said".
    fn tail(&self, at: u32) -> Range<u32> {
        let (first, last) = self.tree.reach(at);
        first..last + 1
    }
    fn subtree(&self, head: u32) -> Vec<Range<u32>> {
        let (first, last) = self.tree.reach(head);
        let mut runs: Vec<Range<u32>> = vec![];
        for token in first..=last {
            if !self.tree.below(token, head) {
                continue;
            }
            match runs.last_mut() {
                Some(run) if run.end == token => run.end += 1,
                _ => runs.push(token..token + 1),
            }
        }
        runs
    }
    /// The word of a run that the others hang on.
    fn top(&self, run: &Range<u32>) -> u32 {
        let word = |t: &u32| self.tree.token(*t).upos != Upos::Punct;
        let outside = |t: &u32| self.tree.head(*t).is_none_or(|h| !run.contains(&h));
        run.clone().filter(word).find(outside).unwrap_or(run.start)
    }

    /// "… as saying": the clause behind "as".
    fn as_clause(&self, at: u32) -> Option<u32> {
        let below = [Deprel::Advcl, Deprel::Xcomp, Deprel::Obl, Deprel::Ccomp, Deprel::Acl, Deprel::Nmod];
        let speaks = |c: &u32| self.is_as(*c) && self.speech(*c).is_some();
        let direct = self.tree.with(at, &below).find(speaks);
        let below_object =
            || self.tree.objects(at).iter().find_map(|o| self.tree.with(*o, &below).find(speaks));
        direct.or_else(below_object)
    }
    fn is_as(&self, at: u32) -> bool {
        self.tree.is_verb(at) && self.tree.has_case(at, &[SmolStr::new_static("as")])
    }
    /// "said Russia", "said an official who …": the parser may take the speaker behind the verb for its object.
    fn inverted(&self, at: u32, content: u32) -> Vec<u32> {
        let behind = |c: &u32| *c > at && *c != content && self.tree.is_nominal(*c);
        let right =
            self.tree.with(at, &[Deprel::Obj, Deprel::Iobj, Deprel::OblUnmarked, Deprel::Ccomp]).find(behind);
        let tail = content < at;
        right.filter(|r| tail && !self.tree.is_muted(*r)).into_iter().collect()
    }

    /// First and last token of verb and speaker together, with what tells to whom and when.
    fn group(&self, at: u32, speaker: Option<u32>) -> Range<u32> {
        let (mut first, mut last) = (at, at);
        let mut cover = |word: u32| {
            let (left, right) = self.tree.reach(word);
            if !(left..=right).contains(&at) && self.tree.below(word, at) {
                first = first.min(left);
                last = last.max(right);
            }
        };
        speaker.into_iter().for_each(&mut cover);
        for child in self.tree.children(at) {
            let relation = self.tree.relation(*child);
            let clause = matches!(
                relation,
                Deprel::Ccomp
                    | Deprel::Xcomp
                    | Deprel::Parataxis
                    | Deprel::Conj
                    | Deprel::Advcl
                    | Deprel::Punct
                    | Deprel::Cc
            );
            let (left, right) = self.tree.reach(*child);
            if !clause && self.quotes.within(&(left..right + 1)).is_empty() {
                cover(*child);
            }
        }
        first..last + 1
    }
    /// Quotations right before and right behind a group.
    fn beside(&self, at: u32, group: &Range<u32>) -> Vec<Range<u32>> {
        let skipped = |t: u32| matches!(self.tree.form(t), "," | ":" | "—" | "–" | "-" | "--");
        let mut found = vec![];
        let mut before = group.start;
        while before > self.sentence.start.saturating_sub(1) && before > 0 && skipped(before - 1) {
            before -= 1;
        }
        if before > 0
            && !self.tree.starts_paragraph(before)
            && let Some(run) = self.quotes.around(before - 1)
            && run.end == before
        {
            found.push(run.clone());
        }
        let mut behind = group.end;
        while behind < self.sentence.end && skipped(behind) {
            behind += 1;
        }
        // "He said." ends here: what is quoted in the next sentence goes on in the same voice, and is found later.
        let colon = behind == self.sentence.end && self.tree.form(behind - 1) == ":";
        if (behind < self.sentence.end || colon)
            && (behind as usize) < self.tree.tokens.len()
            && let Some(run) = self.quotes.around(behind)
            && run.start == behind
        {
            found.push(run.clone());
        }
        found.retain(|run| !run.contains(&at));
        found
    }
    /// Takes quotations beside the words of saying for what is said, and never half of one.
    fn quote(&self, at: u32, said: &Said, content: &mut Content) {
        if self.quotes.around(at).is_some_and(|run| content.runs.iter().all(|c| run.contains(&c.start))) {
            return;
        }
        let group = self.group(at, (said.head != at).then_some(said.head));
        let beside = self.beside(at, &group);
        let touched: Vec<Range<u32>> = content
            .runs
            .iter()
            .flat_map(|run| self.quotes.within(run))
            .filter(|quote| !(quote.contains(&at) || group.start < quote.end && quote.start < group.end))
            .cloned()
            .collect();
        // Words of the clause that no quotation holds: "the plan was “a disaster”, he said".
        let word = |t: &u32| self.tree.token(*t).upos != Upos::Punct;
        let quoted = |t: &u32| beside.iter().chain(&touched).any(|q| q.contains(t));
        let bare = content
            .runs
            .iter()
            .flat_map(Clone::clone)
            .filter(|t| word(t) && !quoted(t) && !group.contains(t))
            .count();
        let all = content.runs.iter().flat_map(Clone::clone).filter(word).count();
        if !beside.is_empty() && (bare == 0 || bare * 5 < all) {
            content.runs = beside;
        } else {
            content.runs.extend(touched);
            if !beside.is_empty() {
                let next = beside.into_iter().filter(|b| b.start >= group.end || content.head < at);
                content.runs.extend(next);
            }
        }
    }

    /// "according to the monitor".
    fn phrase(&mut self, mentions: &mut Mentions, at: u32, sentence: &Range<u32>) {
        let Some(triggers) = self.lexicon.speech_phrases.get(self.tree.small(at)) else {
            return;
        };
        let fits = |words: &[SmolStr]| {
            (at + 1..sentence.end).zip(words).filter(|(t, w)| self.tree.small(*t) == *w).count()
                == words.len()
        };
        let Some(trigger) = triggers.iter().filter(|t| fits(&t.others)).max_by_key(|t| t.others.len()) else {
            return;
        };
        let speech = self.lexicon.speeches[trigger.of as usize].clone();
        let last = at + trigger.others.len() as u32;
        let Some(governed) = self.behind_phrase(at, last, sentence.end) else { return };
        let Some(said) = self.speaker(mentions, Some(governed), last) else { return };
        let head = said.head;
        // "…, the ministry said according to RIA": RIA is around the ministry.
        let verb_before = at.checked_sub(1).filter(|b| self.speech(*b).is_some());
        let anchor = verb_before.or_else(|| self.tree.head(head)).unwrap_or(head);
        let edge = at == sentence.start || at.checked_sub(1).is_some_and(|b| self.tree.form(b) == ",");
        let content = match verb_before {
            Some(verb) if self.tree.relation(verb) == Deprel::Parataxis => {
                self.tree.head(verb).unwrap_or(verb)
            }
            Some(verb) => verb,
            None if edge => self.tree.ancestors(head).last().unwrap_or(anchor),
            None => self.tree.clause(anchor).unwrap_or(anchor),
        };
        if content == head {
            return;
        }
        let words = vec![self.tree.token(at).span.cover(self.tree.token(last).span)];
        let (first, end) = self.tree.reach(head);
        let mut own = first.min(at)..end.max(last) + 1;
        // "according to RIA on Wednesday": the day is that of the report.
        let muted = |t: u32| t < sentence.end && self.tree.is_muted(t);
        let preposition =
            own.end < sentence.end && self.tree.token(own.end).upos == Upos::Adp && muted(own.end + 1);
        let dated = preposition || muted(own.end);
        own.end += u32::from(preposition);
        while muted(own.end) {
            own.end += 1;
        }
        let cue_span = self.tree.token(at).span.cover(said.phrase.unwrap_or(self.tree.phrase(head)));
        let document = self.is_document(head);
        self.list.push(Voice {
            speaker: said.speaker,
            document,
            cue: head,
            cue_span,
            words,
            phrase: said.phrase,
            dated: dated.then_some(own.end - 1),
            kind: Kind::Phrase,
            content,
            said_in: tidy(without(&self.subtree(content), &own)),
            stance: speech.stance,
            attitude: false,
            factive: false,
            endorses: false,
            rule: speech.id,
            said: None,
            parent: None,
            sentence: self.sentence.clone(),
        });
    }
    /// The noun that a phrase like "according to" governs.
    fn behind_phrase(&self, first: u32, last: u32, end: u32) -> Option<u32> {
        for token in [last, first] {
            if matches!(self.tree.relation(token), Deprel::Case | Deprel::Mark)
                && let Some(head) = self.tree.head(token).filter(|h| *h > last)
            {
                return Some(head);
            }
        }
        let governed = self.tree.children(first).iter().chain(self.tree.children(last)).copied();
        governed
            .filter(|c| *c > last && self.tree.is_nominal(*c))
            .min()
            .or_else(|| (last + 1..end).find(|t| self.tree.is_nominal(*t)).map(|t| self.phrase_head(t)))
    }
    fn phrase_head(&self, at: u32) -> u32 {
        let inner =
            [Deprel::Compound, Deprel::Amod, Deprel::Det, Deprel::NmodPoss, Deprel::Flat, Deprel::Nummod];
        let mut top = at;
        while inner.contains(&self.tree.relation(top)) {
            match self.tree.head(top) {
                Some(head) if head > top => top = head,
                _ => break,
            }
        }
        top
    }

    /// "…: RIA" and "RIA: …" in headlines.
    fn credit(&mut self, mentions: &mut Mentions, sentence: Range<u32>) {
        let Some(colon) = sentence.clone().rev().find(|t| self.tree.form(*t) == ":") else { return };
        let (before, behind) = (sentence.start..colon, colon + 1..sentence.end);
        let verb = |range: &Range<u32>| range.clone().any(|t| self.tree.is_verb(t));
        let behind_is_credit = behind.len() as u32 <= CREDIT && !verb(&behind);
        let (credit, content) = if behind_is_credit { (behind, before) } else { (before, behind) };
        if credit.is_empty() || content.is_empty() || credit.len() as u32 > CREDIT || verb(&credit) {
            return;
        }
        let Some(head) = credit.clone().find(|t| !mentions.actors_at(*t).is_empty()).or_else(|| {
            let named = credit.clone().find(|t| mentions.name(*t).is_some())?;
            mentions.modifier(named).map(|_| named)
        }) else {
            return;
        };
        self.colon(mentions, head, &credit, content, colon, "claims.headline-credit");
    }
    fn colon(
        &mut self,
        mentions: &mut Mentions,
        head: u32,
        credit: &Range<u32>,
        content: Range<u32>,
        colon: u32,
        rule: &'static str,
    ) {
        let Some(said) = self.speaker(mentions, Some(head), colon) else { return };
        let phrase = self.tree.token(credit.start).span.cover(self.tree.token(credit.end - 1).span);
        self.list.push(Voice {
            speaker: said.speaker,
            document: false,
            cue: head,
            cue_span: phrase,
            words: vec![self.tree.token(colon).span],
            phrase: Some(phrase),
            dated: None,
            kind: Kind::Phrase,
            content: content.start,
            said_in: vec![content],
            stance: Stance::Asserts,
            attitude: false,
            factive: false,
            endorses: false,
            rule: rule.into(),
            said: None,
            parent: None,
            sentence: self.sentence.clone(),
        });
    }

    /// The speaker that a word heads, as seen from the word of saying.
    fn speaker(&self, mentions: &mut Mentions, head: Option<u32>, cue: u32) -> Option<Said> {
        let head = head?;
        if self.tree.relation(head) == Deprel::Expl {
            return None;
        }
        let phrase = Some(self.whole(head, cue));
        let said = |speaker| Some(Said { speaker, head, phrase });
        if let Some(&id) = mentions.actors_at(head).first() {
            return said(Speaker::Mentioned(id));
        }
        if !self.can_speak(head) {
            // "its Israeli warning": the owner before the noun may be an adjective.
            let id = mentions.modifier(head).filter(|_| self.tree.relation(head) == Deprel::Amod)?;
            return said(Speaker::Mentioned(id));
        }
        // "issued a statement saying": who makes the statement speaks.
        if let Some(maker) = self.maker(head)
            && let Some(&id) = mentions.actors_at(maker).first()
        {
            return Some(Said {
                speaker: Speaker::Mentioned(id),
                head: maker,
                phrase: Some(self.whole(maker, cue)),
            });
        }
        // "a Kenyan news agency report": the medium or body inside the phrase speaks through its report.
        if let Some(id) = self.inner_actor(mentions, head) {
            return said(Speaker::Mentioned(id));
        }
        said(Speaker::Unnamed(self.tree.phrase(head)))
    }
    /// The whole noun phrase of a speaker: article, apposition and relative clause with it, the words of saying not.
    fn whole(&self, head: u32, cue: u32) -> Span {
        let (mut first, mut last) = self.tree.reach(head);
        if self.tree.below(cue, head) {
            // "an official who said": the pronoun stands for the speaker where the words of saying hang on the noun.
            let clause = std::iter::once(cue)
                .chain(self.tree.ancestors(cue))
                .take_while(|up| *up != head)
                .last()
                .unwrap_or(cue);
            let pronoun = self
                .tree
                .with(clause, &[Deprel::Nsubj, Deprel::NsubjPass])
                .find(|s| self.tree.is_relative(*s) && *s < cue);
            if let Some(pronoun) = pronoun {
                return self.tree.token(pronoun).span;
            }
            // Else the noun alone: what hangs on it before the clause.
            if cue > head {
                last = self.tree.reach(clause).0.min(cue).saturating_sub(1).max(head);
            } else {
                first = (self.tree.reach(clause).1.max(cue) + 1).min(head);
            }
        } else if cue < head {
            first = first.max(cue + 1);
        }
        // Adverbs, prepositions and marks at the edge are no part of it: "even the army", "by the army", "the army's".
        let outside = |at: u32| {
            let token = self.tree.token(at);
            let own = self.tree.head(at) == Some(head);
            let relation = self.tree.relation(at);
            let edge = matches!(
                relation,
                Deprel::Case | Deprel::Cc | Deprel::CcPreconj | Deprel::Mark | Deprel::Advmod
            ) && (own
                || self
                    .tree
                    .head(at)
                    .is_some_and(|h| h < at && self.tree.relation(h) == Deprel::Fixed || h == at + 1));
            token.upos == Upos::Punct && !matches!(self.tree.form(at), ")" | "]" | "\"" | "”" | "“")
                || edge && (relation != Deprel::Advmod || own)
                || relation == Deprel::Fixed
        };
        while first < head && (outside(first) || first <= cue && cue < head) {
            first += 1;
        }
        while last > head
            && (outside(last) || self.tree.is_muted(last) || self.tree.token(last).upos == Upos::Adp)
        {
            last -= 1;
        }
        let last = self.up_to(last, cue);
        let (first, last) = self.with_names(first, last, cue);
        let (first, last) = self.one_phrase(first, last, head);
        self.tree.token(first).span.cover(self.tree.token(last).span)
    }
    /// A phrase without the clauses that the parser hung on it: "Ann Lee, who led the talks, | recalled …".
    fn one_phrase(&self, mut first: u32, mut last: u32, head: u32) -> (u32, u32) {
        let relative = |t: u32| {
            matches!(
                self.tree.small(t).as_str(),
                "who" | "which" | "whose" | "that" | "whom" | "where" | "when"
            )
        };
        let comma = |t: &u32| self.tree.form(*t) == ",";
        // A verb with a tense behind the noun that no relative clause explains ends the phrase.
        let mut opened = false;
        for at in head + 1..=last {
            opened |= relative(at) || self.tree.relation(at) == Deprel::AclRelcl;
            // A relative clause ends with the comma behind its verb.
            if opened && comma(&at) && (head + 1..at).any(|t| self.is_finite(t)) {
                opened = false;
            }
            let reduced = self
                .tree
                .ancestors(at)
                .take_while(|up| *up != head)
                .chain([at])
                .any(|up| self.tree.relation(up) == Deprel::AclRelcl);
            if self.is_finite(at) && !opened && !reduced && self.tree.token(at).xpos != Xpos::Vbd
                || self.is_finite(at) && !opened && !reduced && at > head + 1 && comma(&(at - 1))
            {
                last = (at - 1).max(head);
                break;
            }
        }
        while last > head && matches!(self.tree.form(last), "," | "—" | "--" | "–") {
            last -= 1;
        }
        // A clause before the noun: "the firm was sued, and | the company".
        let clause = (first..head).rev().find(|t| self.is_finite(*t) && !self.tree.below(*t, head));
        let clause =
            clause.or_else(|| (first..head).rev().find(|t| self.is_finite(*t) && !(first..*t).any(relative)));
        if let Some(verb) = clause {
            let from = (verb..head).rev().find(comma).map_or(verb, |c| c);
            first = (from + 1).min(head);
        }
        (first, last)
    }
    /// The end of a phrase before the word of saying, where nothing but nouns and their company stands between:
    /// "Ann Lee, director of the centre, | a think tank, | said".
    fn up_to(&self, last: u32, cue: u32) -> u32 {
        let helper = |t: u32| {
            matches!(self.tree.relation(t), Deprel::Aux | Deprel::AuxPass | Deprel::Advmod | Deprel::Cop)
        };
        let mut end = cue;
        while end > last + 1 && helper(end - 1) {
            end -= 1;
        }
        while end > last + 1 && self.tree.form(end - 1) == "," {
            end -= 1;
        }
        let company = |t: u32| {
            let mark = matches!(self.tree.form(t), "," | "(" | ")" | "-" | "'" | "’");
            !self.tree.is_muted(t)
                && match self.tree.token(t).upos {
                    Upos::Noun | Upos::Propn | Upos::Adj | Upos::Det | Upos::Adp | Upos::Num | Upos::Part => {
                        true
                    }
                    Upos::Punct => mark,
                    _ => false,
                }
        };
        let noun = |t: u32| matches!(self.tree.token(t).upos, Upos::Noun | Upos::Propn);
        let between = last + 1..end;
        let fits =
            cue > last && between.len() < 20 && between.clone().all(company) && between.into_iter().any(noun);
        // A phrase of place or time in front of the verb is not the speaker's.
        if !fits || !noun(end - 1) {
            return last;
        }
        let comma = |t: u32| t < self.sentence.end && self.tree.form(t) == ",";
        // An apposition that goes on is closed by a comma of its own.
        if comma(last + 1) && !(end < cue && comma(end)) { last } else { end - 1 }
    }
    /// Names that the parser tore from the phrase: "Foreign Minister | Jan Novak".
    fn with_names(&self, mut first: u32, mut last: u32, cue: u32) -> (u32, u32) {
        let name = |t: u32| self.tree.token(t).upos == Upos::Propn;
        let noun = |t: u32| matches!(self.tree.token(t).upos, Upos::Propn | Upos::Noun);
        while noun(last)
            && last + 1 < self.sentence.end
            && last + 1 != cue
            && name(last + 1)
            && !self.tree.is_muted(last + 1)
        {
            last += 1;
        }
        while first > self.sentence.start
            && name(first)
            && name(first - 1)
            && first - 1 != cue
            && !self.tree.is_muted(first - 1)
        {
            first -= 1;
        }
        (first, last)
    }
    fn inner_actor(&self, mentions: &mut Mentions, head: u32) -> Option<MentionId> {
        let carries = self.lexicon.classes.get("carrier").is_some_and(|set| self.tree.is_one_of(head, set));
        if !carries || self.is_document(head) {
            return None;
        }
        let (first, last) = self.tree.phrase_tokens(head);
        let named: Vec<u32> = (first..=last)
            .filter(|t| mentions.name(*t).is_some_and(|n| n.head == *t || n.first == *t))
            .collect();
        // A name of a body before a mere nationality: "Russian RIA" is RIA.
        let proper = named.iter().copied().find(|t| {
            mentions
                .name(*t)
                .is_some_and(|n| n.targets.iter().any(|t| matches!(t, dateline_lexicon::Named::Actor(..))))
        });
        let by = self
            .tree
            .with(head, &[Deprel::Nmod])
            .find(|c| matches!(self.tree.case(*c), Some("by" | "from" | "of")));
        if let Some(id) = proper.and_then(|t| mentions.modifier(t)) {
            return Some(id);
        }
        by.and_then(|b| mentions.actors_at(b).first().copied())
    }
    fn is_document(&self, head: u32) -> bool {
        self.lexicon.classes.get("agreement").is_some_and(|set| self.tree.is_one_of(head, set))
    }

    /// Quotations without words of saying go on in the voice that was quoted last, up to one paragraph on; sentences whose
    /// tense is that of reported speech go on in the voice before, and are marked as such.
    pub fn go_on(&mut self, sentences: &[(Range<u32>, SectionKind)]) {
        let mut paragraph = 0;
        let mut last: Option<(usize, u32)> = None;
        let mut next_voice = 0;
        let found = self.list.len();
        let mut follows = vec![];
        for (sentence, kind) in sentences {
            if *kind == SectionKind::Headline {
                while next_voice < found && self.list[next_voice].sentence.start <= sentence.start {
                    next_voice += 1;
                }
                continue;
            }
            if self.tree.starts_paragraph(sentence.start) {
                paragraph += 1;
            }
            let first = next_voice;
            while next_voice < found && self.list[next_voice].sentence.start <= sentence.start {
                next_voice += 1;
            }
            let spoken = |v: &usize| {
                let voice = &self.list[*v];
                !voice.attitude && voice.kind != Kind::Nominal && !self.in_quotes(voice.cue)
            };
            let own = (first..next_voice).filter(spoken).min_by_key(|v| self.list[*v].cue);
            if let Some((voice, of)) = last {
                for quote in self.quotes.within(sentence).to_vec() {
                    let opens = quote.start >= sentence.start
                        && (sentence.start..quote.start).all(|t| self.tree.token(t).upos == Upos::Punct);
                    let near = self.list[..found].partition_point(|v| v.sentence.start + 400 < quote.start);
                    let near =
                        self.list[near..found].iter().take_while(|v| v.sentence.start < quote.end + 400);
                    let free = !near.clone().any(|v| {
                        !v.attitude
                            && v.said_in.iter().any(|run| run.start < quote.end && quote.start < run.end)
                            && !quote.contains(&v.cue)
                    });
                    let next = self.list[voice].sentence.end == sentence.start;
                    let direct = next
                        || self.list[voice]
                            .said_in
                            .first()
                            .is_some_and(|r| self.quotes.around(r.start).is_some());
                    if opens && free && direct && own.is_none() && quote.len() > 4 && paragraph <= of + 1 {
                        let voice = &mut self.list[voice];
                        voice.said_in = tidy(voice.said_in.iter().cloned().chain([quote]).collect());
                        last = last.map(|(v, _)| (v, paragraph));
                    }
                }
                let quoted = self.quotes.around(sentence.start).is_some();
                if own.is_none() && !quoted && of == paragraph && self.goes_on(voice, sentence) {
                    follows.push((voice, sentence.clone()));
                    continue;
                }
            }
            last = match own {
                Some(voice) => Some((voice, paragraph)),
                None if self.quotes.around(sentence.start).is_some() => last,
                None => None,
            };
        }
        for (voice, sentence) in follows {
            let of = self.list[voice].clone();
            self.list.push(Voice {
                words: vec![],
                kind: Kind::Follows,
                cue: sentence.start,
                content: sentence.start,
                said_in: vec![sentence.clone()],
                rule: "claims.goes-on".into(),
                said: None,
                parent: None,
                sentence,
                ..of
            });
        }
    }
    fn in_quotes(&self, at: u32) -> bool {
        self.quotes.around(at).is_some()
    }
    /// "The minister said troops had left. They would return in May.": past of the future, past of the past.
    fn goes_on(&self, voice: usize, sentence: &Range<u32>) -> bool {
        let said = &self.list[voice];
        let past = said.kind == Kind::Verb && self.tree.token(said.cue).xpos == Xpos::Vbd;
        if !past || said.sentence.end != sentence.start || !said.stance_is_statement() {
            return false;
        }
        let root = sentence.clone().find(|t| self.tree.head(*t).is_none());
        root.is_some_and(|root| {
            self.tree.with(root, &[Deprel::Aux]).any(|a| self.tree.small(a) == "would")
                && self.tree.with(root, &[Deprel::Advcl]).next().is_none()
        })
    }
}

impl Voice {
    fn stance_is_statement(&self) -> bool {
        matches!(self.stance, Stance::Asserts | Stance::Predicts | Stance::Promises)
    }
}
