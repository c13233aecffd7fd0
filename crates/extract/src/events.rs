//! Events: patterns over trees, roles through slots, status by scope.
//!
//! One word triggers at most one event: of the patterns that fit it the most specific wins. Nouns are carried by light
//! verbs ("carried out an air strike on"), whose slots then fill the roles.

use crate::claims::{self, Voices};
use crate::mentions::actors::Mentions;
use crate::mentions::{figures, times};
use crate::status;
use crate::tree::Tree;
use dateline_lexicon::{Lexicon, Light, MeasureWord, Path, Pattern, Roles, Slot, Step, Trigger};
use dateline_record::{
    Deprel, Document, Event, EventTime, Mention, MentionId, MentionKind, Role, Span, Speaker, Stance, Status,
    TimeRelation, TimexKind, Upos, Xpos,
};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};

/// What was tried at a word, for `explain`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// The word.
    pub token: u32,
    /// The pattern.
    pub pattern: SmolStr,
    /// `matched`, or why not.
    pub outcome: SmolStr,
    /// Which path filled which role, with the words.
    pub roles: Vec<(SmolStr, SmolStr, SmolStr)>,
}

/// A pattern that fits a word.
struct Match<'a> {
    token: u32,
    first: u32,
    pattern: &'a Pattern,
    verb: bool,
    carrier: Option<(u32, &'a Light)>,
    weight: usize,
    /// Words that filled its constraints: they trigger nothing of their own.
    consumed: Vec<u32>,
}

/// Codes the events of a document.
pub struct Coder<'a, 'm> {
    /// The trees.
    pub tree: &'a Tree<'a>,
    /// The dictionaries.
    pub lexicon: &'a Lexicon,
    /// The document.
    pub document: &'a Document,
    /// Mentions, to which roles may add.
    pub mentions: &'m mut Mentions<'a>,
    /// Who says what.
    pub voices: &'m Voices,
    /// Times and their mentions.
    pub times: &'m [(times::Found, MentionId)],
    /// Figures and their mentions.
    pub figures: &'m [(figures::Found, MentionId)],
    /// What was tried, if asked for.
    pub tried: Option<Vec<Tried>>,
    /// Words of the sentence at hand that a pattern fits.
    pub matched: FxHashSet<u32>,
}

/// Fillers of one role slot.
#[derive(Default)]
struct Fill {
    roles: Vec<Role>,
    things: Vec<u32>,
    path: SmolStr,
}

impl<'a> Coder<'a, '_> {
    /// All events of the tokens given, in text order.
    pub fn code(&mut self, sentences: &[std::ops::Range<u32>]) -> Vec<Event> {
        let mut events = vec![];
        for sentence in sentences {
            let mut matches = self.matches(sentence.clone());
            self.matched = matches.iter().map(|hit| hit.token).collect();
            // Only what comes to an event swallows the words of its constraints.
            let mut coded: Vec<Option<Event>> = matches.iter().map(|hit| self.event(hit, sentence)).collect();
            let mut kept = coded.iter().map(Option::is_some);
            matches.retain(|_| kept.next().unwrap_or(false));
            coded.retain(Option::is_some);
            let consumed: FxHashSet<u32> = matches.iter().flat_map(|m| m.consumed.iter().copied()).collect();
            let carried: FxHashMap<u32, SmolStr> = matches
                .iter()
                .filter(|m| !consumed.contains(&m.token))
                .filter_map(|m| m.carrier.as_ref().map(|(verb, _)| (*verb, m.pattern.code.plover.clone())))
                .collect();
            let mut found: Vec<(u32, Option<u32>, Event)> = vec![];
            for (hit, event) in matches.iter().zip(coded) {
                // A verb that only carries an event noun of the same type is no second event.
                let is_carrier =
                    hit.verb && carried.get(&hit.token).is_some_and(|t| *t == hit.pattern.code.plover);
                if is_carrier || consumed.contains(&hit.token) {
                    self.note(
                        hit.token,
                        &hit.pattern.id,
                        "left to the word it carries or that carries it",
                        vec![],
                    );
                    continue;
                }
                if let Some(event) = event {
                    found.push((hit.token, hit.carrier.as_ref().map(|c| c.0), event));
                }
            }
            self.coordinate(&mut found);
            self.fold_harm(&mut found);
            self.fold_deeds(&mut found);
            self.fold_demands(&mut found);
            events.extend(found.into_iter().map(|(_, _, event)| event));
        }
        events
    }

    fn note(
        &mut self,
        token: u32,
        pattern: &SmolStr,
        outcome: &str,
        roles: Vec<(SmolStr, SmolStr, SmolStr)>,
    ) {
        if let Some(tried) = &mut self.tried {
            tried.push(Tried { token, pattern: pattern.clone(), outcome: outcome.into(), roles });
        }
    }

    /// The best pattern of every word.
    fn matches(&mut self, sentence: std::ops::Range<u32>) -> Vec<Match<'a>> {
        let mut found = vec![];
        for at in sentence {
            let best = self.best(at);
            found.extend(best);
        }
        found
    }
    fn best(&mut self, at: u32) -> Option<Match<'a>> {
        let (tree, lexicon) = (self.tree, self.lexicon);
        let token = tree.token(at);
        if self.mentions.name(at).is_some_and(|n| n.first != n.last) {
            return None;
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
        let best = candidates
            .iter()
            .enumerate()
            .max_by_key(|(order, m)| (m.weight, usize::MAX - order))
            .map(|(i, _)| i)?;
        Some(candidates.swap_remove(best))
    }

    fn fits(&mut self, at: u32, first: u32, trigger: &Trigger, verb: bool) -> Option<Match<'a>> {
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
            if !tree.holds(at, &constraint.slot, &constraint.words) {
                let outcome =
                    format_smolstr!("refused: `{}` holds none of its words", constraint.slot.written);
                self.note(at, &pattern.id, &outcome, vec![]);
                return None;
            }
            let fillers =
                constraint.slot.paths.iter().flat_map(|p| tree.follow(at, p)).flat_map(|f| tree.conjuncts(f));
            consumed.extend(
                fillers
                    .filter(|f| *f != at && !constraint.words.any && tree.is_one_of(*f, &constraint.words)),
            );
        }
        if let Some(refused) = pattern.without.iter().find(|c| tree.holds(at, &c.slot, &c.words)) {
            let outcome = format_smolstr!("refused: `{}` holds a word it must not", refused.slot.written);
            self.note(at, &pattern.id, &outcome, vec![]);
            return None;
        }
        let carrier = if verb { None } else { self.carrier(at) };
        // A constraint on words says more than one that only asks for a filler.
        let told: usize = pattern.with.iter().map(|c| if c.words.any { 1 } else { 3 }).sum();
        let weight = 3 * trigger.others.len() + told + usize::from(verb);
        Some(Match { token: at, first, pattern, verb, carrier, weight, consumed })
    }

    /// The light verb that a noun hangs on.
    fn carrier(&self, noun: u32) -> Option<(u32, &'a Light)> {
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
                    held.into_iter().any(|h| h == noun || self.tree.conjuncts(h).contains(&noun))
                })
                .max_by_key(|(words, _)| *words)
                .map(|(_, light)| (verb, light))
        })
    }

    fn event(&mut self, hit: &Match<'a>, sentence: &std::ops::Range<u32>) -> Option<Event> {
        let roles = if hit.verb { &hit.pattern.roles } else { &hit.pattern.noun_roles };
        let mut actors = self.actors(hit, roles);
        if actors.roles.is_empty() {
            actors.roles = self.unlisted_actors(&actors.things.clone());
        }
        let mut recipients = self.recipients(hit, roles);
        let with = self.fill(hit.token, &roles.with, false);
        let mut object = recipients.things.first().map(|t| self.thing(*t));
        if object.is_none() {
            object = self.fill(hit.token, &roles.object, false).first_any(self);
        }
        let instrument = self.means(hit, roles);
        if recipients.roles.is_empty() {
            let mut things = recipients.things.clone();
            if hit.verb {
                // "rejected an Australian ultimatum": whose the object is.
                things.extend(self.tree.objects(hit.token));
            }
            recipients.roles =
                things.iter().map(|thing| self.owners(*thing)).find(|o| !o.is_empty()).unwrap_or_default();
        }
        if hit.pattern.mutual {
            for role in recipients.roles.clone() {
                push_new(&mut actors.roles, role);
            }
            recipients.roles = actors.roles.clone();
        }
        let traced = self.trace(&[("actor", &actors), ("recipient", &recipients), ("with", &with)]);
        recipients.roles.retain(|r| hit.pattern.mutual || !actors.roles.contains(r));
        let empty = actors.roles.is_empty() && recipients.roles.is_empty() && object.is_none();
        if empty && (hit.verb || hit.carrier.is_none()) {
            self.note(hit.token, &hit.pattern.id, "refused: no role is filled", traced);
            return None;
        }
        self.note(hit.token, &hit.pattern.id, "matched", traced);
        let carrier = hit.carrier.as_ref().map(|(verb, _)| *verb);
        let claim = self.voices.claim_of(hit.token);
        let status = self.status(hit, carrier, claim, sentence);
        let place = self.place(hit.token, carrier, sentence, &recipients.roles);
        let time = self.time(hit.token, carrier, sentence, claim);
        let figures = self.figures_of(hit.token, carrier, sentence);
        let tree = self.tree;
        let head = tree.token(hit.first).span.cover(tree.token(hit.token).span);
        let trigger = match carrier {
            Some(verb) if verb < hit.token && hit.token - verb < 8 => tree.token(verb).span.cover(head),
            _ => head,
        };
        let all =
            actors.roles.iter().chain(&recipients.roles).chain(&with.roles).chain(&object).chain(&instrument);
        let span = all.map(|r| r.span).filter(|s| self.near(*s, sentence)).fold(trigger, Span::cover);
        let (code, status) = self.commitment(hit, status);
        // The words date and place what is promised, not the promise.
        let promised = status.rule == "status.commitment";
        let (place, time) = if promised { (None, self.said(claim)) } else { (place, time) };
        let words: Vec<u32> = carrier.into_iter().chain([hit.token]).collect();
        let factuality = claims::factuality(tree, self.lexicon, self.voices, claim, status.status, &words);
        let origin = self.voices.voice(claim).map_or(Speaker::Outlet, |voice| voice.speaker);
        let origin_interest = claims::interest(&self.mentions.list, origin, &actors.roles, &recipients.roles);
        Some(Event {
            span,
            trigger,
            claim,
            plover: code.plover.clone(),
            modes: code.mode.iter().cloned().collect(),
            contexts: code.contexts.clone(),
            cameo: code.cameo.clone(),
            quad: code.quad.clone(),
            score: code.score,
            status: status.status,
            status_cue: status.cue.map(|c| tree.token(c).span),
            factuality,
            origin_interest,
            actors: actors.roles,
            recipients: recipients.roles,
            coordinated_with: with.roles,
            object,
            instrument,
            place,
            time,
            figures,
            rule: hit.pattern.id.clone(),
        })
    }

    /// The means, as a weapon mention of its own words.
    fn means(&mut self, hit: &Match<'a>, roles: &Roles) -> Option<Role> {
        let role = self.fill(hit.token, &roles.instrument, false).first_any(self)?;
        if role.mention.is_some() {
            return Some(role);
        }
        let id = self.mentions.add(Mention {
            span: role.span,
            head: role.span,
            kind: MentionKind::Weapon,
            antecedent: None,
            rule: "events.instrument".into(),
        });
        Some(Role { mention: Some(id), ..role })
    }

    fn near(&self, span: Span, sentence: &std::ops::Range<u32>) -> bool {
        let first = self.tree.token(sentence.start).span.start();
        let last = self.tree.token(sentence.end - 1).span.end();
        first <= span.start() && span.end() <= last
    }

    fn trace(&self, fills: &[(&str, &Fill)]) -> Vec<(SmolStr, SmolStr, SmolStr)> {
        if self.tried.is_none() {
            return vec![];
        }
        let words = |fill: &Fill| {
            let words: Vec<&str> = fill.roles.iter().map(|r| self.document.quote(r.span)).collect();
            SmolStr::from(words.join(", "))
        };
        fills
            .iter()
            .filter(|(_, f)| !f.roles.is_empty())
            .map(|(n, f)| ((*n).into(), f.path.clone(), words(f)))
            .collect()
    }

    /// Who acts: by the light verb first, then by the word's own slots.
    fn actors(&mut self, hit: &Match<'a>, roles: &Roles) -> Fill {
        let mut things = vec![];
        if let Some((verb, light)) = &hit.carrier {
            let (verb, slot) = (*verb, light.actor.clone());
            let fill = self.fill(verb, &slot, false);
            if !fill.roles.is_empty() {
                return fill;
            }
            things = fill.things;
        }
        let mut fill = self.fill(hit.token, &roles.actor, hit.pattern.actors_all);
        if !hit.verb {
            // Possessors and "of" phrases of nouns are often things ("the country's war"): only named actors count.
            fill.things = things;
        }
        fill
    }
    /// Actors no dictionary lists: the owner of a means ("Turkish jets"), else the words themselves.
    fn unlisted_actors(&mut self, things: &[u32]) -> Vec<Role> {
        let mut roles = vec![];
        for &thing in things {
            let owners = self.owners(thing);
            if !owners.is_empty() {
                roles.extend(owners);
            } else if !self.is_means(thing) && !self.lexicon.nouns.contains_key(self.tree.lemma(thing)) {
                roles.push(self.thing(thing));
            }
        }
        roles
    }
    fn is_means(&self, at: u32) -> bool {
        ["weapon", "vehicle"]
            .iter()
            .any(|c| self.lexicon.classes.get(*c).is_some_and(|set| self.tree.is_one_of(at, set)))
    }
    /// Who is acted upon: by the word's own slots first, then by the light verb's.
    fn recipients(&mut self, hit: &Match<'a>, roles: &Roles) -> Fill {
        let own = self.fill(hit.token, &roles.recipient, false);
        if let (true, Some((verb, light))) = (own.roles.is_empty(), &hit.carrier) {
            let (verb, slot) = (*verb, light.recipient.clone());
            let fill = self.fill(verb, &slot, false);
            if !fill.roles.is_empty() || own.things.is_empty() {
                return fill;
            }
        }
        own
    }

    /// Fills a slot: the first alternative with an actor in it wins, or all of them.
    fn fill(&mut self, at: u32, slot: &Slot, all: bool) -> Fill {
        let mut fill = Fill::default();
        for path in &slot.paths {
            let heads: Vec<u32> =
                self.tree.follow(at, path).into_iter().flat_map(|f| self.tree.conjuncts(f)).collect();
            let mut roles = self.roles_of(&heads, path);
            // "slammed into a market in Marib": the market was hit, and Marib is where.
            let first_is_thing = heads.first().is_some_and(|h| {
                self.is_thing(*h)
                    && self.mentions.actors_at(*h).is_empty()
                    && self.mentions.place_at(*h).is_none()
            });
            let own = first_is_thing && self.roles_of(&heads[..1], path).is_empty();
            if own && !roles.is_empty() && !roles.iter().any(|r| self.is_actor(r)) {
                roles.clear();
            }
            if roles.is_empty() {
                if path.last() != Some(&Step::Mod) {
                    let things = heads.into_iter().filter(|h| self.is_thing(*h));
                    fill.things.extend(things.collect::<Vec<_>>());
                }
                continue;
            }
            fill.path = slot.written.clone();
            for role in roles {
                push_new(&mut fill.roles, role);
            }
            if !all {
                break;
            }
        }
        fill
    }
    fn is_thing(&self, at: u32) -> bool {
        matches!(self.tree.token(at).upos, Upos::Noun | Upos::Propn) && !self.tree.is_muted(at)
    }

    /// Roles that these words can play: an actor mention, a place, or what a numeral counts.
    pub(crate) fn roles_of(&mut self, heads: &[u32], path: &Path) -> Vec<Role> {
        let mut roles = vec![];
        for &head in heads {
            let modifier = matches!(path.last(), Some(Step::Mod));
            let ids: Vec<MentionId> = if modifier {
                self.mentions.modifier(head).into_iter().collect()
            } else {
                self.mentions.actors_at(head).to_vec()
            };
            for id in &ids {
                let span = self.mentions.list[id.0 as usize].span;
                push_new(&mut roles, Role { span, mention: Some(*id) });
            }
            if !ids.is_empty() || modifier {
                continue;
            }
            if let Some(id) = self.mentions.place_at(head) {
                let span = self.mentions.list[id.0 as usize].span;
                push_new(&mut roles, Role { span, mention: Some(id) });
            } else if let Some(inner) = self.counted(head) {
                let inner = self.roles_of(&[inner], &vec![]);
                roles.extend(inner);
            }
        }
        roles
    }
    /// "most of the city", "dozens of villagers", "members of the group": the noun behind "of" is meant.
    fn counted(&self, head: u32) -> Option<u32> {
        const PARTS: [&str; 28] = [
            "most",
            "many",
            "some",
            "all",
            "part",
            "half",
            "dozens",
            "dozen",
            "scores",
            "hundreds",
            "hundred",
            "thousands",
            "thousand",
            "number",
            "group",
            "member",
            "majority",
            "rest",
            "control",
            "one",
            "two",
            "three",
            "four",
            "five",
            "several",
            "swathe",
            "swath",
            "series",
        ];
        let partitive = PARTS.contains(&self.tree.lemma(head)) || self.tree.token(head).upos == Upos::Num;
        if !partitive {
            return None;
        }
        self.tree.with(head, &[Deprel::Nmod]).find(|c| self.tree.case(*c) == Some("of"))
    }
    fn thing(&self, at: u32) -> Role {
        Role { span: self.tree.phrase(at), mention: None }
    }

    /// Whose a thing is: its possessor, an actor before it, or whom a clause on it names as owner.
    fn owners(&mut self, thing: u32) -> Vec<Role> {
        let tree = self.tree;
        let belonging = |verb: u32| {
            matches!(
                tree.lemma(verb),
                "belong" | "own" | "hold" | "operate" | "run" | "control" | "use" | "man"
            )
        };
        let mut clauses: Vec<u32> =
            tree.with(thing, &[Deprel::AclRelcl, Deprel::Acl]).filter(|c| belonging(*c)).collect();
        // The clause may have been hung on a noun inside the phrase: "a store in Idlib that belongs to …".
        let last = tree.reach(thing).1.max((thing + 12).min(tree.tokens.len() as u32 - 1));
        clauses.extend(
            (thing..=last)
                .filter(|t| {
                    belonging(*t)
                        && matches!(tree.relation(*t), Deprel::AclRelcl | Deprel::Acl)
                        && !clauses.contains(t)
                })
                .collect::<Vec<_>>(),
        );
        for clause in clauses {
            let step =
                if tree.lemma(clause) == "belong" { Step::Prep(vec!["to".into()]) } else { Step::Subj };
            let heads = tree.follow(clause, &vec![step]);
            let roles = self.roles_of(&heads, &vec![]);
            if !roles.is_empty() {
                return roles;
            }
        }
        for path in [vec![Step::Poss], vec![Step::Prep(vec!["of".into()])], vec![Step::Mod]] {
            let heads = tree.follow(thing, &path);
            let mut roles: Vec<Role> =
                self.roles_of(&heads, &path).into_iter().filter(|r| self.is_actor(r)).collect();
            // "a Thai army post": the army is Thai, and Thailand is no second owner.
            let rule = |r: &Role| {
                r.mention.map(|id| self.mentions.list[id.0 as usize].rule.clone()).unwrap_or_default()
            };
            if roles.iter().any(|r| rule(r) != "actors.country") {
                roles.retain(|r| rule(r) != "actors.country");
            }
            if !roles.is_empty() {
                return roles;
            }
        }
        vec![]
    }
    pub(crate) fn is_actor(&self, role: &Role) -> bool {
        role.mention.is_some_and(|id| matches!(self.mentions.list[id.0 as usize].kind, MentionKind::Actor(_)))
    }

    fn status(
        &self,
        hit: &Match,
        carrier: Option<u32>,
        claim: dateline_record::ClaimId,
        sentence: &std::ops::Range<u32>,
    ) -> status::Found {
        let mut found = status::find(self.tree, self.lexicon, hit.token, carrier);
        // "Kenya claimed that Ethiopia attacked": the one who claims it says that it happened.
        if found.rule == "status.alleged-to"
            && found.cue.and_then(|cue| self.voices.stance_at(cue)) == Some(Stance::Asserts)
        {
            found = status::Found::plain();
        }
        // "told the envoy that rebels attacked": what somebody says happened was neither planned nor called for.
        let past = || {
            let word = carrier.unwrap_or(hit.token);
            let auxiliary =
                self.tree.with(word, &[Deprel::Aux]).map(|a| self.tree.token(a).xpos).collect::<Vec<_>>();
            let finite = self.tree.token(word).xpos == Xpos::Vbd
                || auxiliary.iter().any(|x| matches!(x, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp));
            finite && !auxiliary.contains(&Xpos::Md)
        };
        if matches!(found.status, Status::Planned | Status::CalledFor)
            && found.cue.and_then(|cue| self.voices.stance_at(cue)) == Some(Stance::Asserts)
            && past()
        {
            found = status::Found::plain();
        }
        // What a document says will be done is required, not foretold.
        let by_document = self.voices.voice(claim).is_some_and(|v| v.document);
        let word = carrier.unwrap_or(hit.token);
        let modal = self.modal(word);
        if by_document
            && let Some(modal) = modal
            && matches!(
                found.status,
                Status::Reported
                    | Status::Planned
                    | Status::Possible
                    | Status::Hypothetical
                    | Status::Probable
            )
        {
            found = status::Found {
                status: Status::Required,
                cue: Some(modal),
                rule: "status.document-modal".into(),
            };
        }
        if found.status == Status::Reported && self.tree.form(sentence.end - 1) == "?" {
            found.status = Status::Unknown;
            found.cue = Some(sentence.end - 1);
        }
        found
    }
    /// PLOVER: cooperation still to come is AGREE, and a withdrawal still to come CONCEDE: the promise is what is reported.
    /// Where the promise has a word of its own ("promised to send aid"), that word's event says so already.
    fn commitment(
        &self,
        hit: &Match<'a>,
        status: status::Found,
    ) -> (&'a dateline_lexicon::Code, status::Found) {
        let code = &hit.pattern.code;
        let Some(future) = &code.future else { return (code, status) };
        let promised =
            status.status == Status::Planned && status.cue.is_some_and(|cue| !self.matched.contains(&cue));
        if !promised {
            return (code, status);
        }
        (
            future,
            status::Found { status: Status::Reported, cue: status.cue, rule: "status.commitment".into() },
        )
    }
    /// A modal on the verb or on the verb it is coordinated with.
    pub(crate) fn modal(&self, word: u32) -> Option<u32> {
        let own = self
            .tree
            .with(word, &[Deprel::Aux])
            .find(|a| matches!(self.tree.lemma(*a), "will" | "would" | "shall" | "must" | "should"));
        own.or_else(|| {
            let first = (self.tree.relation(word) == Deprel::Conj).then(|| self.tree.head(word)).flatten()?;
            self.tree
                .with(first, &[Deprel::Aux])
                .find(|a| matches!(self.tree.lemma(*a), "will" | "would" | "shall" | "must" | "should"))
        })
    }

    /// Where: a place below the word or its carrier, the most exact first; else one the clause names; else the recipient.
    pub(crate) fn place(
        &self,
        at: u32,
        carrier: Option<u32>,
        sentence: &std::ops::Range<u32>,
        recipients: &[Role],
    ) -> Option<MentionId> {
        let near = |top: u32, reach: usize| {
            let found = self.mentions.places_in(sentence).filter_map(|(head, id)| {
                let depth = std::iter::once(head).chain(self.tree.ancestors(head)).position(|t| t == top)?;
                let crosses = std::iter::once(head)
                    .chain(self.tree.ancestors(head))
                    .take_while(|t| *t != top)
                    .any(|t| {
                        matches!(self.tree.relation(t), Deprel::Ccomp | Deprel::Parataxis | Deprel::AclRelcl)
                    });
                let MentionKind::Place(place) = &self.mentions.list[id.0 as usize].kind else { return None };
                let precision = place.best().map_or(9, |p| p.precision);
                (depth <= reach && !crosses).then_some((precision, depth, head, id))
            });
            found.min_by_key(|(precision, depth, head, _)| (*precision, *depth, *head)).map(|(.., id)| id)
        };
        let of_recipient = recipients
            .iter()
            .filter_map(|r| r.mention)
            .find(|id| matches!(self.mentions.list[id.0 as usize].kind, MentionKind::Place(_)));
        near(at, 5)
            .or_else(|| carrier.and_then(|verb| near(verb, 5)))
            .or(of_recipient)
            .or_else(|| self.tree.clause(at).and_then(|verb| near(verb, 2)))
    }

    /// When: a time that hangs on the word, its carrier or the verb of its clause; else at or before the report.
    pub(crate) fn time(
        &self,
        at: u32,
        carrier: Option<u32>,
        sentence: &std::ops::Range<u32>,
        claim: dateline_record::ClaimId,
    ) -> Option<EventTime> {
        let clause = carrier.or_else(|| self.tree.clause(at));
        let first = self.times.partition_point(|(t, _)| t.head < sentence.start);
        let near = self.times[first..].iter().take_while(|(t, _)| t.head < sentence.end);
        let dated = near.filter(|(t, _)| t.when.kind != TimexKind::Duration);
        let own = dated.clone().find(|(t, _)| self.tree.below(t.head, at) && self.same_clause(t.head, at));
        let own = own.or_else(|| {
            dated
                .clone()
                .find(|(t, _)| clause.is_some() && self.tree.clause(t.head) == clause && !self.says(clause))
        });
        let own = own.or_else(|| dated.clone().find(|(t, _)| self.runs_into(at, t)));
        if let Some((time, id)) = own {
            let relation = match time.when.bound.as_deref() {
                Some("since" | "from") => TimeRelation::Since,
                Some("until" | "till" | "through") => TimeRelation::Until,
                Some("by" | "before") => TimeRelation::Before,
                Some("after") => TimeRelation::After,
                _ => TimeRelation::Within,
            };
            return Some(EventTime { mention: *id, relation });
        }
        self.said(claim)
    }
    /// "signed between Juba and Khartoum in May aims to": a time with no verb between it and the word is the
    /// word's, whatever the parser hung it on.
    fn runs_into(&self, at: u32, time: &times::Found) -> bool {
        let between = if time.first > at { at + 1..time.first } else { time.last + 1..at };
        let verb = |t: u32| self.tree.is_verb(t) || self.tree.form(t) == "," && time.first < at;
        between.len() <= 8 && time.first > at && !between.into_iter().any(verb)
    }
    /// At or before the report, if that is dated.
    fn said(&self, claim: dateline_record::ClaimId) -> Option<EventTime> {
        let mention = self.voices.voice(claim).and_then(|v| v.said)?;
        Some(EventTime { mention, relation: TimeRelation::AtOrBefore })
    }
    fn same_clause(&self, inner: u32, outer: u32) -> bool {
        let between = std::iter::once(inner).chain(self.tree.ancestors(inner)).take_while(|t| *t != outer);
        !between.into_iter().any(|t| {
            matches!(
                self.tree.relation(t),
                Deprel::AclRelcl | Deprel::Ccomp | Deprel::Parataxis | Deprel::Advcl
            )
        })
    }
    fn says(&self, verb: Option<u32>) -> bool {
        verb.is_some_and(|v| self.voices.is_cue(v))
    }

    /// Figures whose nearest trigger above is this word.
    fn figures_of(&self, at: u32, carrier: Option<u32>, sentence: &std::ops::Range<u32>) -> Vec<MentionId> {
        let mine = |token: u32| token == at || Some(token) == carrier;
        let owned = |head: u32| {
            let up = std::iter::once(head).chain(self.tree.ancestors(head));
            up.take_while(|t| {
                !matches!(self.tree.relation(*t), Deprel::Ccomp | Deprel::AclRelcl | Deprel::Parataxis)
                    || mine(*t)
            })
            .any(mine)
        };
        let first = self.figures.partition_point(|(f, _)| f.head < sentence.start);
        let near = self.figures[first..].iter().take_while(|(f, _)| f.head < sentence.end);
        near.filter(|(f, _)| owned(f.head)).map(|(_, id)| *id).collect()
    }

    /// PLOVER: what is demanded in the street is no second event beside the protest.
    fn fold_demands(&self, found: &mut Vec<(u32, Option<u32>, Event)>) {
        let protests: Vec<u32> =
            found.iter().filter(|(.., e)| e.plover == "PROTEST").map(|(t, ..)| *t).collect();
        let in_street = |token: u32| {
            self.tree.relation(token) == Deprel::Advcl
                && self.tree.ancestors(token).take(2).any(|up| {
                    protests.contains(&up) || self.tree.children(up).iter().any(|c| protests.contains(c))
                })
        };
        found.retain(|(token, _, e)| {
            !(e.plover == "REQUEST" && e.status == Status::Planned && in_street(*token))
        });
    }

    /// "killed 70 people in a raid on a camp": verb and noun report one deed, which keeps the verb's roles.
    fn fold_deeds(&self, found: &mut Vec<(u32, Option<u32>, Event)>) {
        let mut at = 0;
        while at < found.len() {
            let (token, _, event) = &found[at];
            let within = self.tree.relation(*token) == Deprel::Obl
                && matches!(self.tree.case(*token), Some("in" | "during"))
                && event.plover == "ASSAULT";
            let host = self.tree.head(*token);
            let act = found.iter().position(|(other, _, e)| {
                Some(*other) == host
                    && e.plover == "ASSAULT"
                    && e.status == event.status
                    && self.tree.is_verb(*other)
            });
            match act.filter(|act| within && *act != at) {
                Some(act) => {
                    let (_, _, deed) = found.remove(at);
                    let host = &mut found[if act > at { act - 1 } else { act }].2;
                    if host.actors.is_empty() {
                        host.actors = deed.actors;
                    }
                    if host.recipients.is_empty() {
                        host.recipients = deed.recipients;
                    }
                    if host.modes.is_empty() {
                        host.modes = deed.modes;
                    }
                    host.object = host.object.or(deed.object);
                    host.place = host.place.or(deed.place);
                    host.time = host.time.or(deed.time);
                }
                None => at += 1,
            }
        }
    }

    /// "shelled the town, killing 12": the harm is part of the act that did it, not a second act.
    fn fold_harm(&self, found: &mut Vec<(u32, Option<u32>, Event)>) {
        let harms = |token: u32| {
            self.tree.token(token).xpos == Xpos::Vbg
                && self.tree.relation(token) == Deprel::Advcl
                && self
                    .lexicon
                    .measure_words
                    .contains_key(&(self.tree.lemmas[token as usize].clone(), MeasureWord::Verb))
        };
        let mut at = 0;
        while at < found.len() {
            let (token, _, event) = &found[at];
            let host = self.tree.head(*token);
            let act = found.iter().position(|(other, carrier, e)| {
                (Some(*other) == host || *carrier == host && host.is_some()) && e.plover == event.plover
            });
            match act.filter(|act| *act != at && event.plover == "ASSAULT" && harms(*token)) {
                Some(act) => {
                    let (_, _, harm) = found.remove(at);
                    let act = if act > at { act - 1 } else { act };
                    let host = &mut found[act].2;
                    for figure in harm.figures {
                        if !host.figures.contains(&figure) {
                            host.figures.push(figure);
                        }
                    }
                    if host.recipients.is_empty() {
                        host.recipients = harm.recipients;
                    }
                    host.span = host.span.cover(harm.span);
                }
                None => at += 1,
            }
        }
    }

    /// "in coordination with Turkey": the partners of the cooperation are those the act was coordinated with.
    fn coordinate(&self, found: &mut [(u32, Option<u32>, Event)]) {
        let partners: Vec<(u32, Vec<Role>)> = found
            .iter()
            .filter(|(token, _, event)| {
                event.plover == "COOPERATE" && self.tree.token(*token).upos == Upos::Noun
            })
            .filter_map(|(token, _, event)| {
                let case = self.tree.case(*token)?;
                (case == "in")
                    .then(|| self.tree.head(*token).map(|host| (host, event.recipients.clone())))
                    .flatten()
            })
            .collect();
        for (host, roles) in partners {
            for (token, carrier, event) in found.iter_mut() {
                // The phrase may hang on the verb, or on the noun that the verb carries.
                if *token == host || *carrier == Some(host) {
                    for role in &roles {
                        if !event.actors.contains(role) {
                            push_new(&mut event.coordinated_with, *role);
                        }
                    }
                }
            }
        }
    }
}

impl Fill {
    fn first_any(&self, coder: &Coder) -> Option<Role> {
        self.roles.first().copied().or_else(|| self.things.first().map(|t| coder.thing(*t)))
    }
}

fn push_new(roles: &mut Vec<Role>, role: Role) {
    if !roles.contains(&role) {
        roles.push(role);
    }
}

/// Sorts mentions into text order and points every id at its new place.
pub fn in_text_order(mentions: Vec<Mention>) -> (Vec<Mention>, Vec<MentionId>) {
    let mut order: Vec<usize> = (0..mentions.len()).collect();
    order.sort_by_key(|i| (mentions[*i].span, *i));
    let mut moved = vec![MentionId(0); mentions.len()];
    for (new, old) in order.iter().enumerate() {
        moved[*old] = MentionId(new as u32);
    }
    let mut sorted: Vec<Option<Mention>> = mentions.into_iter().map(Some).collect();
    let list = order.into_iter().filter_map(|i| sorted[i].take()).collect();
    (list, moved)
}
