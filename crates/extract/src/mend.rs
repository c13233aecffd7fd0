//! Slips that the parser makes again and again, put right before anything reads the tree.
//!
//! Each is a form that English has one reading for and the parser often takes for another: a noun of saying that opens a
//! sentence read as a verb ("Reports that …"), what such a noun says read as a relative clause. Where nothing is to be
//! mended the parser's tokens are used as they stand.

use dateline_lexicon::{CueReach, FrameKind, Lexicon};
use dateline_record::{Analysis, Deprel, Sentence, Status, Token, Upos, Xpos};
use std::borrow::Cow;

/// The tokens of a document, mended where a slip is known.
pub(crate) fn tokens<'a>(text: &str, analysis: &'a Analysis, lexicon: &Lexicon) -> Cow<'a, [Token]> {
    let mut mended = Cow::Borrowed(&analysis.tokens[..]);
    for sentence in &analysis.sentences {
        let mut mender = Mender { text, lexicon, sentence, tokens: &mut mended };
        mender.verb_in_s();
        mender.opening_noun();
        mender.following();
        mender.lengths_of_time();
        mender.modal_below();
        mender.subject_before_modal();
        mender.subject_behind_for();
        mender.lost_subject();
        mender.participle_of_apposition();
        mender.participle_of_phrase();
        mender.opening_condition();
        mender.content_of_noun();
        mender.gerund_subject();
        mender.infinitives();
        mender.relative_of_deal();
        mender.second_subject();
        mender.clause_behind_and();
        mender.subject_in_commas();
        // Words in no order English knows can turn a mend into a circle: then the parser's own tree stands.
        if let Cow::Owned(tokens) = &mut mended
            && !is_tree(tokens, sentence)
        {
            let words = sentence.tokens();
            tokens[words.clone()].clone_from_slice(&analysis.tokens[words]);
        }
    }
    mended
}

/// Whether every word of a sentence leads to its root.
fn is_tree(tokens: &[Token], sentence: &Sentence) -> bool {
    let words = sentence.tokens();
    let mut roots = 0;
    words.clone().all(|word| {
        let mut at = word;
        roots += usize::from(tokens[at].head as usize == at);
        for _ in words.clone() {
            let above = tokens[at].head as usize;
            if above == at {
                return true;
            }
            if !words.contains(&above) {
                return false;
            }
            at = above;
        }
        false
    }) && roots == 1
}

struct Mender<'m, 'a> {
    text: &'m str,
    lexicon: &'m Lexicon,
    sentence: &'m Sentence,
    tokens: &'m mut Cow<'a, [Token]>,
}

impl Mender<'_, '_> {
    fn token(&self, at: usize) -> &Token {
        &self.tokens[at]
    }
    fn is(&self, at: usize, words: &[&str]) -> bool {
        let here = self.sentence.tokens().contains(&at);
        here && words.iter().any(|w| self.token(at).span.text(self.text).eq_ignore_ascii_case(w))
    }
    fn children(&self, of: usize) -> impl Iterator<Item = usize> + '_ {
        self.sentence.tokens().filter(move |c| *c != of && self.token(*c).head as usize == of)
    }
    fn child(&self, of: usize, relations: &[Deprel]) -> Option<usize> {
        self.children(of).find(|c| relations.contains(&self.token(*c).deprel))
    }
    fn set(&mut self, at: usize, head: usize, deprel: Deprel) {
        let token = &mut self.tokens.to_mut()[at];
        (token.head, token.deprel) = (head as u32, deprel);
    }
    /// Where the sentence begins, quotation marks left out.
    fn first(&self) -> Option<usize> {
        self.sentence.tokens().find(|at| self.token(*at).upos != Upos::Punct)
    }
    /// Nouns that say something, or that make it something else than reported: "report", "chance".
    fn says(&self, at: usize) -> bool {
        let lemma = self.token(at).lemma.to_lowercase();
        matches!(self.token(at).upos, Upos::Noun)
            && !self.lexicon.is_word("no-saying", &lemma)
            && (self.lexicon.speech_nouns.contains_key(lemma.as_str())
                || self.lexicon.cue_words.contains_key(lemma.as_str()))
    }

    /// "The side found to have fired shall pay": what has the modal is the main verb, and the participle belongs to the noun.
    fn modal_below(&mut self) {
        for at in self.sentence.tokens() {
            let above = self.token(at).head as usize;
            let modal = self
                .children(at)
                .find(|c| self.token(*c).deprel == Deprel::Aux && self.token(*c).xpos == Xpos::Md && *c < at);
            let Some(modal) = modal.filter(|modal| *modal > above) else { continue };
            if self.token(at).deprel != Deprel::Xcomp
                || !matches!(self.token(above).xpos, Xpos::Vbn | Xpos::Vbd)
                || self.child(above, &[Deprel::Aux, Deprel::AuxPass, Deprel::Cop]).is_some()
            {
                continue;
            }
            let subject = self.child(above, &[Deprel::Nsubj, Deprel::NsubjPass]);
            let Some(subject) = subject.filter(|s| *s < above && self.token(*s).upos != Upos::Pron) else {
                continue;
            };
            let rest: Vec<usize> =
                self.children(above).filter(|c| (*c > modal || *c < subject) && *c != at).collect();
            let (head, relation) = (self.token(above).head as usize, self.token(above).deprel);
            self.set(at, if head == above { at } else { head }, relation);
            let passive = self.child(at, &[Deprel::AuxPass]).is_some();
            self.set(subject, at, if passive { Deprel::NsubjPass } else { Deprel::Nsubj });
            self.set(above, subject, Deprel::Acl);
            self.tokens.to_mut()[above].xpos = Xpos::Vbn;
            for child in rest {
                let relation = self.token(child).deprel;
                self.set(child, at, relation);
            }
        }
    }

    /// "signalled it will extend them": what stands before the modal is its subject, and no object of the verb above.
    fn subject_before_modal(&mut self) {
        for at in self.sentence.tokens() {
            let subject = [Deprel::Nsubj, Deprel::NsubjPass, Deprel::Expl, Deprel::Csubj];
            let modal = self.children(at).find(|c| self.token(*c).xpos == Xpos::Md && *c < at);
            let Some(modal) = modal.filter(|_| self.child(at, &subject).is_none()) else { continue };
            let before = modal.checked_sub(1).filter(|before| self.sentence.tokens().contains(before));
            let Some(before) = before else { continue };
            let above = self.token(at).head as usize;
            if self.token(at).deprel == Deprel::Ccomp
                && above < before
                && self.token(before).deprel == Deprel::Obj
                && self.token(before).head as usize == above
                && matches!(self.token(before).upos, Upos::Noun | Upos::Propn | Upos::Pron)
            {
                let passive = self.child(at, &[Deprel::AuxPass]).is_some();
                self.set(before, at, if passive { Deprel::NsubjPass } else { Deprel::Nsubj });
            }
        }
    }

    /// "Sinai Province, a group allied with Isis, took the post": the participle of the apposition is read as the main verb.
    fn participle_of_apposition(&mut self) {
        for at in self.sentence.tokens().skip(2) {
            if !matches!(self.token(at).xpos, Xpos::Vbn | Xpos::Vbd)
                || self.child(at, &[Deprel::Aux, Deprel::AuxPass, Deprel::Cop]).is_some()
            {
                continue;
            }
            let Some(subject) = self.child(at, &[Deprel::Nsubj, Deprel::NsubjPass]).filter(|s| *s < at)
            else {
                continue;
            };
            let noun = at - 1;
            let put = self.token(noun).deprel == Deprel::Appos && self.token(noun).head as usize == subject;
            let comma = put && (subject + 1..noun).any(|t| self.is(t, &[","]));
            let main = self.children(at).find(|c| {
                let verb = matches!(self.token(*c).xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp);
                self.token(*c).deprel == Deprel::Parataxis && *c > at && verb && self.is(*c - 1, &[","])
            });
            let Some(main) = main.filter(|_| comma) else { continue };
            let rest: Vec<usize> =
                self.children(at).filter(|c| (*c >= main || *c < subject) && *c != main).collect();
            let (head, relation) = (self.token(at).head as usize, self.token(at).deprel);
            // What stands behind the verb and was taken for its subject is its object.
            if let Some(object) = self.child(main, &[Deprel::Nsubj]).filter(|s| *s > main) {
                self.set(object, main, Deprel::Obj);
            }
            self.set(main, if head == at { main } else { head }, relation);
            self.set(subject, main, Deprel::Nsubj);
            self.set(at, noun, Deprel::Acl);
            self.tokens.to_mut()[at].xpos = Xpos::Vbn;
            for child in rest {
                let relation = self.token(child).deprel;
                self.set(child, main, relation);
            }
        }
    }

    /// "Under the pact, seen by the press, militias are to leave": what stands behind the comma and right before the auxiliary is
    /// the subject, and no second agent.
    fn lost_subject(&mut self) {
        for at in self.sentence.tokens() {
            let subject = [Deprel::Nsubj, Deprel::NsubjPass, Deprel::Expl, Deprel::Csubj];
            let finite = |c: &usize| {
                matches!(self.token(*c).deprel, Deprel::Aux | Deprel::AuxPass | Deprel::Cop)
                    && matches!(self.token(*c).xpos, Xpos::Md | Xpos::Vbz | Xpos::Vbp | Xpos::Vbd)
                    && *c < at
            };
            let Some(first) = self.children(at).find(finite) else { continue };
            if self.token(at).deprel != Deprel::Root || self.child(at, &subject).is_some() {
                continue;
            }
            let Some(last) = first.checked_sub(1).filter(|last| self.sentence.tokens().contains(last)) else {
                continue;
            };
            // The noun whose words end there.
            let mut noun = last;
            while self.token(noun).deprel != Deprel::Conj && (self.token(noun).head as usize) < noun {
                noun = self.token(noun).head as usize;
            }
            let comma = (0..noun).rev().take(8).find(|t| self.is(*t, &[","]));
            let opens =
                comma.is_some_and(|comma| (comma + 1..noun).all(|t| self.token(t).head as usize == noun));
            if self.token(noun).deprel == Deprel::Conj
                && matches!(self.token(noun).upos, Upos::Noun | Upos::Propn)
                && self.child(noun, &[Deprel::Cc]).is_none()
                && opens
                && self.token(noun).head as usize != at
                && self.is_below(noun, at)
            {
                let passive = self.child(at, &[Deprel::AuxPass]).is_some();
                self.set(noun, at, if passive { Deprel::NsubjPass } else { Deprel::Nsubj });
            }
        }
    }

    /// "pushed for militants to be tried": whoever stands between "for" and "to" is the subject of what follows.
    fn subject_behind_for(&mut self) {
        for at in self.sentence.tokens() {
            let above = self.token(at).head as usize;
            let subject = [Deprel::Nsubj, Deprel::NsubjPass];
            if !matches!(self.token(at).deprel, Deprel::Advcl | Deprel::Xcomp)
                || above >= at
                || self.child(at, &subject).is_some()
                || !self.lexicon.governs(&self.token(above).lemma.to_lowercase())
            {
                continue;
            }
            let to =
                self.children(at).find(|c| self.token(*c).deprel == Deprel::Mark && self.is(*c, &["to"]));
            let Some(last) = to.and_then(|to| to.checked_sub(1)) else { continue };
            let Some(who) = self
                .children(above)
                .find(|c| *c > above && *c <= last && self.token(*c).deprel == Deprel::Obl)
            else {
                continue;
            };
            let case = self.child(who, &[Deprel::Case]).filter(|case| self.is(*case, &["for"]));
            let ends = last == who || self.is_below(last, who);
            if let Some(case) = case.filter(|_| ends) {
                let passive = self.child(at, &[Deprel::AuxPass]).is_some();
                self.set(who, at, if passive { Deprel::NsubjPass } else { Deprel::Nsubj });
                self.set(case, at, Deprel::Mark);
                if self.token(at).deprel == Deprel::Advcl {
                    self.set(at, above, Deprel::Ccomp);
                }
            }
        }
    }

    /// "Under a timetable agreed in May between both, the mission will go": the participle is read as the main verb.
    fn participle_of_phrase(&mut self) {
        for at in self.sentence.tokens().skip(1) {
            let noun = at - 1;
            let alone = [Deprel::Nsubj, Deprel::NsubjPass, Deprel::Aux, Deprel::AuxPass, Deprel::Mark];
            if !matches!(self.token(at).xpos, Xpos::Vbn | Xpos::Vbd)
                || self.token(noun).head as usize != at
                || self.token(noun).deprel != Deprel::Obl
                || self.child(noun, &[Deprel::Case]).is_none()
                || self.child(at, &alone).is_some()
            {
                continue;
            }
            let main = self.children(at).find(|c| {
                *c > at
                    && self.token(*c).deprel == Deprel::Parataxis
                    && self
                        .child(*c, &[Deprel::Nsubj, Deprel::NsubjPass])
                        .is_some_and(|s| (at..s).any(|t| self.is(t, &[","])) && s < *c)
            });
            let Some(main) = main else { continue };
            let subject = self.child(main, &[Deprel::Nsubj, Deprel::NsubjPass]).unwrap_or(main);
            let comma = (at..subject).rev().find(|t| self.is(*t, &[","])).unwrap_or(subject);
            let rest: Vec<usize> = self.children(at).filter(|c| *c >= comma && *c != main).collect();
            let (head, relation) = (self.token(at).head as usize, self.token(at).deprel);
            self.set(main, if head == at { main } else { head }, relation);
            self.set(noun, main, Deprel::Obl);
            self.set(at, noun, Deprel::Acl);
            self.tokens.to_mut()[at].xpos = Xpos::Vbn;
            for child in rest {
                let relation = self.token(child).deprel;
                self.set(child, main, relation);
            }
        }
    }

    /// "took the town following clashes with militias": a preposition, read as a participle or an adjective.
    fn following(&mut self) {
        for at in self.sentence.tokens().skip(1) {
            if !self.is(at, &["following"]) || self.token(at).xpos != Xpos::Vbg {
                continue;
            }
            let above = self.token(at).head as usize;
            let noun = match self.token(at).deprel {
                // "the following week": an article before it.
                Deprel::Amod if above > at && self.children(above).next() == Some(at) => Some(above),
                Deprel::Advcl | Deprel::Acl if self.child(at, &[Deprel::Nsubj, Deprel::Mark]).is_none() => {
                    self.child(at, &[Deprel::Obj])
                }
                _ => None,
            };
            let nominal = |t: &usize| matches!(self.token(*t).upos, Upos::Noun | Upos::Propn) && *t > at;
            let Some(noun) = noun.filter(nominal) else { continue };
            let mut host = if above == noun { self.token(noun).head as usize } else { above };
            for _ in 0..8 {
                if matches!(self.token(host).upos, Upos::Verb | Upos::Aux) {
                    break;
                }
                host = self.token(host).head as usize;
            }
            if host == at
                || host == noun
                || !matches!(self.token(host).upos, Upos::Verb | Upos::Aux)
                || host > at
            {
                continue;
            }
            let rest: Vec<usize> = self.children(at).filter(|c| *c != noun).collect();
            for child in rest {
                let relation = self.token(child).deprel;
                self.set(child, noun, relation);
            }
            self.set(noun, host, Deprel::Obl);
            self.set(at, noun, Deprel::Case);
            let token = &mut self.tokens.to_mut()[at];
            (token.upos, token.xpos, token.lemma) = (Upos::Adp, Xpos::In, "following".into());
        }
    }

    /// "fights that lasted weeks with the militia": how long is told of the verb, and the militia belongs to no week.
    fn lengths_of_time(&mut self) {
        for at in self.sentence.tokens() {
            let token = self.token(at);
            if token.upos != Upos::Noun || !self.lexicon.is_word("length-of-time", &token.lemma) {
                continue;
            }
            let noun = token.head as usize;
            if token.deprel == Deprel::NmodUnmarked && noun < at {
                let verb = self
                    .children(noun)
                    .find(|c| (noun + 1..at).contains(c) && self.token(*c).deprel == Deprel::AclRelcl);
                if let Some(verb) = verb {
                    self.set(at, verb, Deprel::OblUnmarked);
                }
            }
            let above = self.token(at).head as usize;
            let with = |c: &usize| {
                self.token(*c).deprel == Deprel::Nmod
                    && self
                        .child(*c, &[Deprel::Case])
                        .is_some_and(|p| self.is(p, &["with", "against", "between"]))
            };
            let stray: Vec<usize> = self.children(at).filter(|c| *c > at).filter(with).collect();
            for child in stray {
                if above < at && matches!(self.token(above).upos, Upos::Verb) {
                    self.set(child, above, Deprel::Obl);
                }
            }
        }
    }

    /// "Reports that the army shelled the camp could not be verified": the parser takes the noun for a verb.
    fn opening_noun(&mut self) {
        let Some(noun) = self.first() else { return };
        let token = self.token(noun);
        let plural = token.span.text(self.text).ends_with('s');
        if token.upos != Upos::Verb
            || token.xpos != Xpos::Vbz
            || !plural
            || !self.is(noun + 1, &["that"])
            || self.child(noun, &[Deprel::Nsubj, Deprel::NsubjPass, Deprel::Expl]).is_some()
        {
            return;
        }
        let clauses: Vec<usize> = self
            .children(noun)
            .filter(|c| matches!(self.token(*c).deprel, Deprel::Ccomp | Deprel::Advcl))
            .collect();
        let Some(&said) = clauses.first() else { return };
        let predicate = clauses.get(1).copied().filter(|c| {
            self.child(*c, &[Deprel::Nsubj, Deprel::NsubjPass]).is_none()
                && self.child(*c, &[Deprel::Aux, Deprel::AuxPass, Deprel::Cop]).is_some()
        });
        let (above, relation) = (self.token(noun).head as usize, self.token(noun).deprel);
        {
            let token = &mut self.tokens.to_mut()[noun];
            (token.upos, token.xpos) = (Upos::Noun, Xpos::Nns);
        }
        self.set(said, noun, Deprel::Acl);
        self.set(noun + 1, said, Deprel::Mark);
        if let Some(predicate) = predicate {
            let top = if above == noun { predicate } else { above };
            let others: Vec<usize> =
                self.children(noun).filter(|c| *c != said && *c != predicate && *c > predicate).collect();
            for other in others {
                let relation = self.token(other).deprel;
                self.set(other, predicate, relation);
            }
            self.set(predicate, top, relation);
            let passive = self.child(predicate, &[Deprel::AuxPass]).is_some();
            self.set(noun, predicate, if passive { Deprel::NsubjPass } else { Deprel::Nsubj });
        }
    }

    /// "Provided that rebels attack, the army will answer": a conjunction, and no verb.
    fn opening_condition(&mut self) {
        let Some(opening) = self.first() else { return };
        let form = self.token(opening).span.text(self.text).to_ascii_lowercase();
        if !self.lexicon.is_word("condition-opening", &form) || !self.is(opening + 1, &["that"]) {
            return;
        }
        // The clause behind it stands first, the main clause after it; the parser nests the one in the other either way.
        let Some(main) = self.child(opening, &[Deprel::Ccomp]) else { return };
        let Some(clause) = self.children(main).find(|c| {
            *c < main && matches!(self.token(*c).deprel, Deprel::Ccomp | Deprel::Advcl | Deprel::Csubj)
        }) else {
            return;
        };
        let (above, relation) = (self.token(opening).head as usize, self.token(opening).deprel);
        let top = if above == opening { main } else { above };
        let others: Vec<usize> = self.children(opening).filter(|c| *c != main).collect();
        for other in others {
            let relation = self.token(other).deprel;
            self.set(other, main, relation);
        }
        self.set(main, top, relation);
        self.set(clause, main, Deprel::Advcl);
        self.set(opening, clause, Deprel::Mark);
        self.set(opening + 1, clause, Deprel::Mark);
        let token = &mut self.tokens.to_mut()[opening];
        token.upos = Upos::Sconj;
        token.lemma = token.span.text(self.text).to_lowercase().into();
    }

    /// "The militia wields influence in the south", "the deal bars both sides": a verb in -s with an object, read as a noun.
    fn verb_in_s(&mut self) {
        for at in self.sentence.tokens() {
            let token = self.token(at);
            let plural = token.upos == Upos::Noun && token.xpos == Xpos::Nns && token.deprel == Deprel::Root;
            if !plural
                || self.child(at, &[Deprel::Cop, Deprel::Nsubj, Deprel::Det]).is_some_and(|c| c + 1 == at)
            {
                continue;
            }
            const BEHIND: [Deprel; 4] = [Deprel::Obj, Deprel::Iobj, Deprel::Xcomp, Deprel::Ccomp];
            let object = self.children(at).find(|c| *c > at && BEHIND.contains(&self.token(*c).deprel));
            // What stands before it has an article of its own: "the militia".
            let before =
                self.children(at).filter(|c| *c < at && self.token(*c).deprel == Deprel::Compound).last();
            // "The pact foresees that the rebels leave": what it says is no relative clause.
            let clause = self.child(at, &[Deprel::AclRelcl, Deprel::Acl]).filter(|c| {
                self.is(at + 1, &["that"]) && self.child(*c, &[Deprel::Nsubj]).is_some_and(|s| s > at + 1)
            });
            let (true, Some(subject)) = (object.is_some() || clause.is_some(), before) else { continue };
            let singular = matches!(self.token(subject).xpos, Xpos::Nn | Xpos::Nnp);
            if subject + 1 != at || !singular || self.child(at, &[Deprel::Nsubj, Deprel::Cop]).is_some() {
                continue;
            }
            let form = self.token(at).span.text(self.text).to_lowercase();
            let known = |stem: &String| {
                let verbs = [&self.lexicon.verbs, &self.lexicon.frame_verbs, &self.lexicon.light_verbs];
                verbs.iter().any(|verbs| verbs.contains_key(stem.as_str()))
                    || self.lexicon.speech_verbs.contains_key(stem.as_str())
            };
            let Some(lemma) = dateline_lexicon::stems(&form).into_iter().find(known) else { continue };
            let own: Vec<usize> =
                self.children(at).filter(|c| *c < subject && self.token(*c).upos != Upos::Punct).collect();
            for child in own {
                let relation = self.token(child).deprel;
                if matches!(
                    relation,
                    Deprel::Det | Deprel::Amod | Deprel::Compound | Deprel::Nummod | Deprel::NmodPoss
                ) {
                    self.set(child, subject, relation);
                }
            }
            self.set(subject, at, Deprel::Nsubj);
            if let Some(clause) = clause {
                self.set(clause, at, Deprel::Ccomp);
                self.set(at + 1, clause, Deprel::Mark);
            }
            let token = &mut self.tokens.to_mut()[at];
            (token.upos, token.xpos, token.lemma) = (Upos::Verb, Xpos::Vbz, lemma.into());
        }
    }

    /// "an agreement that the two reached in May": what was reached is the agreement, and "that" no conjunction.
    fn relative_of_deal(&mut self) {
        for at in self.sentence.tokens() {
            let noun = self.token(at).head as usize;
            if self.token(at).deprel != Deprel::Acl || noun >= at || !self.is(noun + 1, &["that"]) {
                continue;
            }
            let deals = self.lexicon.frame_verbs.get(self.token(at).lemma.to_lowercase().as_str());
            let makes = deals.into_iter().flatten().any(|t| {
                t.others.is_empty()
                    && self.lexicon.frames.get(t.of as usize).is_some_and(|f| f.kind == FrameKind::Deal)
            });
            let open =
                self.child(at, &[Deprel::Obj, Deprel::Ccomp, Deprel::Xcomp, Deprel::AuxPass]).is_none();
            let that = noun + 1;
            if makes
                && open
                && self.token(that).head as usize == at
                && self.child(at, &[Deprel::Nsubj]).is_some()
            {
                self.set(at, noun, Deprel::AclRelcl);
                self.set(that, at, Deprel::Obj);
                let token = &mut self.tokens.to_mut()[that];
                (token.upos, token.xpos) = (Upos::Pron, Xpos::Wdt);
            }
        }
    }

    /// "will patrol the zone, and the rebels must leave it": a noun behind ", and" that a verb of its own follows is the subject
    /// of that verb, and not coordinated with the noun before.
    fn clause_behind_and(&mut self) {
        const SUBJECT: [Deprel; 4] = [Deprel::Nsubj, Deprel::NsubjPass, Deprel::Expl, Deprel::Csubj];
        for verb in self.sentence.tokens() {
            let first = self.token(verb).head as usize;
            let clause = self.token(verb).deprel == Deprel::Conj && first < verb;
            if !clause || self.token(first).upos != Upos::Verb || self.child(verb, &SUBJECT).is_some() {
                continue;
            }
            let Some(aux) = self.child(verb, &[Deprel::Aux, Deprel::AuxPass]).filter(|a| *a < verb) else {
                continue;
            };
            let subject = (first + 1..aux).rev().find(|n| {
                self.token(*n).deprel == Deprel::Conj
                    && matches!(self.token(*n).upos, Upos::Noun | Upos::Propn)
                    && self
                        .child(*n, &[Deprel::Cc])
                        .is_some_and(|cc| cc > first && cc < *n && self.is(cc - 1, &[","]))
            });
            let Some(subject) = subject else { continue };
            let Some(and) = self.child(subject, &[Deprel::Cc]) else { continue };
            // What stands between the two belongs to the subject: "groups, including …,".
            let host = self.token(subject).head as usize;
            let between: Vec<usize> = (subject + 1..aux)
                .filter(|t| self.token(*t).head as usize == host && self.token(*t).deprel == Deprel::Nmod)
                .collect();
            for word in between {
                self.set(word, subject, Deprel::Nmod);
            }
            let passive = self.child(verb, &[Deprel::AuxPass]).is_some();
            self.set(subject, verb, if passive { Deprel::NsubjPass } else { Deprel::Nsubj });
            self.set(and, verb, Deprel::Cc);
        }
    }

    /// "KFOR, NATO's mission in Kosovo, sent two platoons": what stands between commas behind a subject is put to it.
    fn subject_in_commas(&mut self) {
        const SUBJECT: [Deprel; 2] = [Deprel::Nsubj, Deprel::NsubjPass];
        for at in self.sentence.tokens() {
            let verb = self.token(at).head as usize;
            if !SUBJECT.contains(&self.token(at).deprel) || verb <= at {
                continue;
            }
            let Some(first) =
                self.children(verb).find(|c| *c < at && SUBJECT.contains(&self.token(*c).deprel))
            else {
                continue;
            };
            let inside = self.sentence.tokens().filter(|t| *t == at || self.is_below(*t, at));
            let (left, right) = inside.fold((at, at), |(l, r), t| (l.min(t), r.max(t)));
            let nominal = |t: usize| matches!(self.token(t).upos, Upos::Noun | Upos::Propn);
            let comma = |t: usize| self.is(t, &[","]);
            let closed = (right..=right + 1).any(comma) || (right..verb).any(comma);
            if nominal(first)
                && nominal(at)
                && left > 0
                && (comma(left) || comma(left - 1))
                && closed
                && left > first
            {
                self.set(at, first, Deprel::Appos);
            }
        }
    }
    fn is_below(&self, at: usize, above: usize) -> bool {
        let mut here = at;
        for _ in 0..32 {
            let head = self.token(here).head as usize;
            if head == here {
                return false;
            }
            if head == above {
                return true;
            }
            here = head;
        }
        false
    }

    /// "a deal between Juba and the rebels was signed": what "and" joins to the noun before it is no second subject.
    fn second_subject(&mut self) {
        const SUBJECT: [Deprel; 2] = [Deprel::Nsubj, Deprel::NsubjPass];
        for at in self.sentence.tokens() {
            let verb = self.token(at).head as usize;
            if !SUBJECT.contains(&self.token(at).deprel) || verb == at {
                continue;
            }
            let Some(and) = self.child(at, &[Deprel::Cc]).filter(|cc| *cc < at && *cc > 0) else { continue };
            let first = self.children(verb).find(|c| *c < and && SUBJECT.contains(&self.token(*c).deprel));
            let before = and - 1;
            let nominal = matches!(self.token(before).upos, Upos::Noun | Upos::Propn | Upos::Pron);
            if first.is_none() || !nominal || !self.sentence.tokens().contains(&before) {
                continue;
            }
            // The name that ends before "and" is known by its first word.
            let mut host = before;
            while matches!(self.token(host).deprel, Deprel::Flat | Deprel::Compound)
                && (self.token(host).head as usize) < host
            {
                host = self.token(host).head as usize;
            }
            self.set(at, host, Deprel::Conj);
        }
    }

    /// "issued threats to attack", "received orders to shell": what the noun is about, and not what the verb is done for;
    /// "obliges both sides to withdraw": what they are to do, and not what for.
    fn infinitives(&mut self) {
        for at in self.sentence.tokens() {
            let head = self.token(at).head as usize;
            if head == at
                || !matches!(self.token(at).deprel, Deprel::Advcl | Deprel::Xcomp)
                || self.token(at).xpos != Xpos::Vb
                || self.token(head).upos != Upos::Verb
            {
                continue;
            }
            let to =
                self.children(at).find(|c| self.token(*c).deprel == Deprel::Mark && self.is(*c, &["to"]));
            if head > at {
                // "the refusal by Kenya to extradite him angered Chad"
                if let Some(noun) = to.and_then(|to| self.named_act(at, to)) {
                    self.set(at, noun, Deprel::Acl);
                }
            } else if let Some(noun) = to.and_then(|to| to.checked_sub(1))
                && self.token(noun).head as usize == head
                && self.token(noun).deprel == Deprel::Obj
                && self.is_about_what_is_to_come(noun)
                && self
                    .children(head)
                    .filter(|c| matches!(self.token(*c).deprel, Deprel::Obj | Deprel::Iobj))
                    .count()
                    == 1
            {
                self.set(at, noun, Deprel::Acl);
            } else if let Some(noun) = to.and_then(|to| self.named_act(at, to)) {
                self.set(at, noun, Deprel::Acl);
            } else if to.is_some()
                && self.token(at).deprel == Deprel::Advcl
                && self.child(head, &[Deprel::Obj]).is_some_and(|o| o > head && o < at)
                && self.orders(head)
            {
                self.set(at, head, Deprel::Xcomp);
            } else if to.is_some()
                && self.token(at).deprel == Deprel::Advcl
                && self.child(head, &[Deprel::Obj, Deprel::Xcomp, Deprel::Ccomp, Deprel::AuxPass]).is_none()
                && self.token(head).lemma.eq_ignore_ascii_case("fail")
            {
                // "failed for a third time to capture it"
                self.set(at, head, Deprel::Xcomp);
            }
        }
    }
    /// The noun that an infinitive says the content of, with a phrase between them that says whose it is or whom it binds: "the
    /// refusal by Kenya to extradite", "put pressure on both sides to end".
    fn named_act(&mut self, at: usize, to: usize) -> Option<usize> {
        let last = to.checked_sub(1).filter(|last| self.sentence.tokens().contains(last))?;
        // The head of the name that ends there.
        let mut person = last;
        while matches!(self.token(person).deprel, Deprel::Flat | Deprel::Compound)
            && (self.token(person).head as usize) < person
        {
            person = self.token(person).head as usize;
        }
        let case = self.child(person, &[Deprel::Case]).filter(|case| *case < person)?;
        let before = case.checked_sub(1).filter(|before| self.sentence.tokens().contains(before))?;
        let fits = match self.token(person).deprel {
            Deprel::Nmod => {
                self.token(person).head as usize == before
                    && self.is(case, &["by", "of", "from", "on", "upon"])
            }
            // The parser may hang the phrase on the verb.
            Deprel::Obl => {
                self.token(before).deprel == Deprel::Obj
                    && self.token(before).head == self.token(person).head
                    && self.is(case, &["on", "upon"])
            }
            _ => false,
        };
        let governs = || {
            let lemma = self.token(before).lemma.to_lowercase();
            self.token(before).upos == Upos::Noun && self.lexicon.governs(&lemma)
        };
        if !fits || !governs() || self.is_below(before, at) {
            return None;
        }
        self.set(person, before, Deprel::Nmod);
        Some(before)
    }
    /// A verb that asks or obliges somebody to do something.
    fn orders(&self, verb: usize) -> bool {
        self.lexicon.cue_words.get(self.token(verb).lemma.to_lowercase().as_str()).is_some_and(|triggers| {
            triggers
                .iter()
                .filter_map(|t| self.lexicon.cues.get(t.of as usize))
                .any(|cue| matches!(cue.status, Status::CalledFor | Status::Required) && !cue.noun)
        })
    }
    /// A noun that is a cue for what has not come about: "threat", "order", "attempt".
    fn is_about_what_is_to_come(&self, noun: usize) -> bool {
        let token = self.token(noun);
        token.upos == Upos::Noun
            && self.lexicon.cue_words.get(token.lemma.to_lowercase().as_str()).is_some_and(|triggers| {
                triggers.iter().filter_map(|t| self.lexicon.cues.get(t.of as usize)).any(|cue| {
                    matches!(
                        cue.status,
                        Status::Planned
                            | Status::Threatened
                            | Status::CalledFor
                            | Status::Required
                            | Status::Attempted
                    ) && cue.reach != CueReach::Modifier
                })
            })
    }

    /// "Attacking the island would be madness", "to bomb it would be madness": the gerund is what would be madness.
    fn gerund_subject(&mut self) {
        let Some(first) = self.first() else { return };
        let gerund = if self.is(first, &["to"]) { first + 1 } else { first };
        if !self.sentence.tokens().contains(&gerund)
            || self.token(gerund).xpos != if gerund == first { Xpos::Vbg } else { Xpos::Vb }
        {
            return;
        }
        let head = self.token(gerund).head as usize;
        if self.token(gerund).deprel != Deprel::Advcl
            || head < gerund
            || self.child(head, &[Deprel::Nsubj, Deprel::NsubjPass, Deprel::Expl, Deprel::Csubj]).is_some()
            || self.child(head, &[Deprel::Cop, Deprel::Aux]).is_none()
        {
            return;
        }
        self.set(gerund, head, Deprel::Csubj);
    }

    /// "the story that marines bombed the island", "a chance the army attacks the town": what the noun says, and no relative
    /// clause, for nothing is missing in it; "laughed off the claim that …": not hung on the verb.
    fn content_of_noun(&mut self) {
        for at in self.sentence.tokens() {
            let head = self.token(at).head as usize;
            match self.token(at).deprel {
                Deprel::AclRelcl if self.says(head) && head < at => {
                    let that = self.children(at).find(|c| self.is(*c, &["that"]) && *c == head + 1);
                    let own = |relations: &[Deprel]| {
                        self.children(at).any(|c| {
                            relations.contains(&self.token(c).deprel)
                                && Some(c) != that
                                && !matches!(self.token(c).xpos, Xpos::Wdt | Xpos::Wp)
                        })
                    };
                    let whole = own(&[Deprel::Nsubj, Deprel::NsubjPass])
                        && (own(&[Deprel::Obj, Deprel::Ccomp, Deprel::Xcomp])
                            || self.child(at, &[Deprel::AuxPass]).is_some());
                    let gap = (head + 1..at).any(|t| {
                        matches!(self.token(t).xpos, Xpos::Wrb | Xpos::WpPoss)
                            || matches!(self.token(t).xpos, Xpos::Wdt | Xpos::Wp) && Some(t) != that
                    });
                    if whole && !gap {
                        self.set(at, head, Deprel::Acl);
                        if let Some(that) = that {
                            self.set(that, at, Deprel::Mark);
                        }
                    }
                }
                Deprel::Advcl if self.token(head).upos == Upos::Verb && head < at => {
                    let that = self
                        .children(at)
                        .find(|c| self.token(*c).deprel == Deprel::Mark && self.is(*c, &["that"]));
                    if let Some(noun) = that.and_then(|that| that.checked_sub(1))
                        && noun > head
                        && self.says(noun)
                    {
                        self.set(at, noun, Deprel::Acl);
                    }
                }
                _ => {}
            }
        }
    }
}
