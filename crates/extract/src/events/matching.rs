//! Which words report an act: the best pattern of every word, and the light verb that carries a noun.

use super::{Coder, Match};
use dateline_lexicon::{Constraint, Light, NameKind, Trigger};
use dateline_record::{Deprel, MentionId, MentionKind, Upos, Xpos};
use smol_str::format_smolstr;

impl<'a> Coder<'a, '_> {
    /// The patterns that fit every word, the best first; words that none fits are left out.
    pub(super) fn matches(&mut self, sentence: std::ops::Range<u32>) -> Vec<Vec<Match<'a>>> {
        sentence.map(|at| self.fitting(at)).filter(|fitting| !fitting.is_empty()).collect()
    }
    fn fitting(&mut self, at: u32) -> Vec<Match<'a>> {
        let (tree, lexicon) = (self.tree, self.lexicon);
        let token = tree.token(at);
        if self.mentions.name(at).is_some_and(|n| n.first != n.last) {
            return vec![];
        }
        let mut candidates: Vec<Match<'a>> = vec![];
        let verbal = tree.is_verb(at)
            && !matches!(
                token.deprel,
                Deprel::Aux | Deprel::AuxPass | Deprel::Cop | Deprel::Amod | Deprel::Case | Deprel::Mark
            );
        if verbal && let Some(triggers) = lexicon.verbs.get(tree.lemma(at)) {
            for trigger in tree.triggers(at, triggers, true) {
                candidates.extend(self.fits(at, at, trigger, true));
            }
        }
        let nominal = matches!(token.upos, Upos::Noun | Upos::Propn)
            || token.xpos == Xpos::Vbg
                && !matches!(
                    token.deprel,
                    Deprel::Advcl | Deprel::Root | Deprel::Conj | Deprel::Amod | Deprel::Xcomp
                );
        if nominal
            && !matches!(token.deprel, Deprel::Compound | Deprel::Flat | Deprel::Amod | Deprel::NmodDesc)
        {
            let form = tree.small(at).clone();
            let by_lemma = lexicon.nouns.get(tree.lemma(at));
            let by_form = if form == tree.lemma(at) { None } else { lexicon.nouns.get(&form) };
            for triggers in [by_lemma, by_form].into_iter().flatten() {
                for trigger in triggers {
                    if let Some(first) = tree.first_of(at, &trigger.others) {
                        candidates.extend(self.fits(at, first, trigger, false));
                    }
                }
            }
        }
        // Of equals the one that stands first: the sort is stable.
        candidates.sort_by_key(|m| std::cmp::Reverse((!m.pattern.plain, m.weight)));
        candidates
    }

    pub(super) fn fits(&mut self, at: u32, first: u32, trigger: &Trigger, verb: bool) -> Option<Match<'a>> {
        let (tree, lexicon) = (self.tree, self.lexicon);
        let pattern = lexicon.patterns.get(trigger.of as usize)?;
        if verb && tree.has_other_particle(at, &trigger.others) {
            self.note(
                at,
                &pattern.id,
                "refused: the verb has a particle that the pattern does not name",
                vec![],
            );
            return None;
        }
        let mut consumed = vec![];
        for constraint in &pattern.with {
            if !tree.holds(at, &constraint.slot, &constraint.words) && !self.names(at, constraint) {
                if self.tried.is_some() {
                    let slot = &constraint.slot.written;
                    let outcome = format_smolstr!("refused: `{slot}` holds none of its words");
                    self.note(at, &pattern.id, outcome, vec![]);
                }
                return None;
            }
            let fillers = tree.fillers(at, &constraint.slot);
            consumed.extend(
                fillers
                    .filter(|f| *f != at && !constraint.words.any && tree.is_one_of(*f, &constraint.words)),
            );
        }
        let refused = |c: &&Constraint| tree.holds(at, &c.slot, &c.words) || self.names_land(at, c);
        if let Some(refused) = pattern.without.iter().find(refused) {
            if self.tried.is_some() {
                let slot = &refused.slot.written;
                let outcome = format_smolstr!("refused: `{slot}` holds a word it must not");
                self.note(at, &pattern.id, outcome, vec![]);
            }
            return None;
        }
        let carrier = if verb { None } else { self.carrier(at) };
        // A constraint on words says more than one that only asks for a filler.
        let told: usize = pattern.with.iter().map(|c| if c.words.any { 1 } else { 3 }).sum();
        let weight = 3 * trigger.others.len() + told + usize::from(verb);
        Some(Match { token: at, first, pattern, verb, carrier, weight, consumed })
    }

    /// Whether a slot holds a name of a kind that the constraint allows: `#person`, `#actor`, `#place`; or `#number`.
    pub(crate) fn names(&self, at: u32, constraint: &Constraint) -> bool {
        let kinds = &constraint.words.kinds;
        !kinds.is_empty()
            && self.tree.fillers(at, &constraint.slot).any(|filler| {
                let actor = |person: bool| {
                    let of_kind = |id: &MentionId| match &self.mentions.list[id.0 as usize].kind {
                        MentionKind::Actor(actor) => {
                            !person
                                || actor.best().is_some_and(|a| {
                                    matches!(a.kind.as_str(), "person-official" | "population")
                                })
                        }
                        _ => false,
                    };
                    self.mentions.actors_at(filler).iter().any(of_kind)
                        || person && self.is_name_of_person(filler)
                };
                kinds.iter().any(|kind| match kind {
                    NameKind::Person => actor(true),
                    NameKind::Actor => actor(false),
                    NameKind::Place => self.mentions.place_at(filler).is_some(),
                    NameKind::Number => {
                        self.tree.token(filler).upos == Upos::Num
                            || self.tree.with(filler, &[Deprel::Nummod]).next().is_some()
                    }
                })
            })
    }
    /// The same for what a slot must not hold: the open sea is no place that something is done to.
    fn names_land(&self, at: u32, constraint: &Constraint) -> bool {
        let sea = |filler: u32| {
            self.mentions.place_at(filler).is_some_and(|id| match &self.mentions.list[id.0 as usize].kind {
                MentionKind::Place(place) => place.best().is_some_and(|p| p.kind == "sea"),
                _ => false,
            })
        };
        self.names(at, constraint) && !self.tree.fillers(at, &constraint.slot).all(sea)
    }
    /// A name of two words with a title or nothing before it: "General Moussa Traore".
    fn is_name_of_person(&self, at: u32) -> bool {
        let tree = self.tree;
        tree.token(at).xpos == Xpos::Nnp
            && tree.with(at, &[Deprel::Flat]).next().is_some()
            && self.mentions.place_at(at).is_none()
            && !self
                .mentions
                .actors_at(at)
                .iter()
                .any(|id| self.mentions.list[id.0 as usize].rule == "actors.name")
    }

    /// The light verb that a noun hangs on.
    pub(super) fn carrier(&self, noun: u32) -> Option<(u32, &'a Light)> {
        let top = std::iter::once(noun)
            .chain(self.tree.ancestors(noun))
            .take_while(|t| *t == noun || !self.tree.is_verb(*t))
            .filter(|t| *t == noun || self.tree.conjuncts(*t).contains(&noun))
            .last()?;
        let mut verbs: Vec<u32> = self.tree.head(top).into_iter().collect();
        // "the attack launched by": a participle or relative clause on the noun.
        verbs.extend(self.tree.with(noun, &[Deprel::Acl, Deprel::AclRelcl]));
        let lexicon = self.lexicon;
        verbs.into_iter().filter(|v| self.tree.is_verb(*v)).find_map(|verb| {
            let triggers = lexicon.light_verbs.get(self.tree.lemma(verb))?;
            self.tree
                .triggers(verb, triggers, true)
                .filter_map(|t| Some((t.others.len(), lexicon.lights.get(t.of as usize)?)))
                .filter(|(_, light)| {
                    let held = light.noun.paths.iter().flat_map(|p| self.tree.follow(verb, p));
                    // "launched ten days of war games"
                    held.into_iter().any(|h| {
                        h == noun
                            || self.tree.measured(h) == Some(noun)
                            || self.tree.conjuncts(h).contains(&noun)
                    })
                })
                .max_by_key(|(words, _)| *words)
                .map(|(_, light)| (verb, light))
        })
    }
}
