//! Events: patterns over trees, roles through slots, status by scope.
//!
//! One word triggers at most one event: of the patterns that fit it the most specific wins. Nouns are carried by light
//! verbs ("carried out an air strike on"), whose slots then fill the roles. Stages, each in a file of its own: [`matching`]
//! finds the words, [`roles`] who and whom, [`status`] how real it is, [`place_time`] where and when, [`folding`] what is no
//! event of its own.

mod belonging;
mod folding;
mod matching;
mod merging;
mod place_time;
mod roles;
mod sport;
mod status;

use crate::claims::{self, Voices};
use crate::mentions::actors::Mentions;
use crate::mentions::{figures, times};
use crate::tree::Tree;
use dateline_lexicon::{Lexicon, Light, Pattern};
use dateline_record::{Deprel, Document, Event, Mention, MentionId, Role, Span, Speaker};
use roles::Fill;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

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

impl<'a> Coder<'a, '_> {
    /// All events of the tokens given, in text order.
    pub fn code(&mut self, sentences: &[std::ops::Range<u32>]) -> Vec<Event> {
        let mut events = vec![];
        for sentence in sentences {
            let fitting = self.matches(sentence.clone());
            self.matched = fitting.iter().flatten().map(|hit| hit.token).collect();
            // Only what comes to an event swallows the words of its constraints. Where the best pattern finds nobody for its
            // roles, a plainer one of the same type may.
            let (mut matches, mut coded) = (vec![], vec![]);
            for fits in fitting {
                let plover = fits.first().map(|best| best.pattern.code.plover.clone());
                let mut same = fits.into_iter().enumerate().filter(|(rank, hit)| {
                    *rank == 0
                        || hit.verb && !hit.pattern.plain && Some(&hit.pattern.code.plover) == plover.as_ref()
                });
                let coming = same.find_map(|(_, hit)| self.event(&hit, sentence).map(|event| (hit, event)));
                if let Some((hit, event)) = coming {
                    matches.push(hit);
                    coded.push(Some(event));
                }
            }
            // A plain pattern leaves its words to a pattern that says more of them.
            let told: FxHashSet<u32> = matches.iter().filter(|m| !m.pattern.plain).map(|m| m.token).collect();
            let mut kept =
                matches.iter().map(|m| !m.pattern.plain || !m.consumed.iter().any(|c| told.contains(c)));
            let kept: Vec<bool> = kept.by_ref().collect();
            let (mut of_match, mut of_event) = (kept.iter(), kept.iter());
            matches.retain(|_| *of_match.next().unwrap_or(&true));
            coded.retain(|_| *of_event.next().unwrap_or(&true));
            let consumed: FxHashSet<u32> = matches
                .iter()
                .flat_map(|m| m.consumed.iter().copied().filter(|c| !self.is_told(m, *c)))
                .collect();
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
            self.tell_sides(&mut found);
            self.fold_demands(&mut found);
            self.fold_content(&mut found);
            self.fold_allegations(&mut found);
            Self::fold_mobilisation(&mut found);
            events.extend(found.into_iter().map(|(_, _, event)| event));
        }
        if self.is_about_sport(sentences) {
            self.leave_out_sport(&mut events);
        }
        let mut events = self.merge(events);
        for event in &mut events {
            event.auxiliary = self.auxiliary(event);
        }
        events
    }

    /// "accused Chad of shelling the town", "threatened to shell it": the deed that is alleged or threatened is an event of its
    /// own, in the speaker's voice.
    fn is_told(&self, hit: &Match<'_>, word: u32) -> bool {
        word > hit.token
            && self.tree.is_verb(word)
            && (hit.pattern.code.plover == "THREATEN" || hit.pattern.code.plover == "ACCUSE" && hit.verb)
    }

    fn note(
        &mut self,
        token: u32,
        pattern: &SmolStr,
        outcome: impl Into<SmolStr>,
        roles: Vec<(SmolStr, SmolStr, SmolStr)>,
    ) {
        if let Some(tried) = &mut self.tried {
            tried.push(Tried { token, pattern: pattern.clone(), outcome: outcome.into(), roles });
        }
    }

    fn event(&mut self, hit: &Match<'a>, sentence: &std::ops::Range<u32>) -> Option<Event> {
        let roles = if hit.verb { &hit.pattern.roles } else { &hit.pattern.noun_roles };
        let mut actors = self.actors(hit, roles);
        if actors.roles.is_empty() {
            actors.roles = self.unlisted_actors(hit, &actors.things.clone());
        }
        // "the attack on Douma, which killed 40": a place does nothing; a capital that stands for its state is an actor.
        if hit.pattern.code.quad == "material-conflict" {
            actors
                .roles
                .retain(|role| self.is_actor(role) || role.mention.is_none() || self.is_country(role));
        }
        let mut recipients = self.recipients(hit, roles);
        if hit.pattern.actors_all && recipients.roles.is_empty() {
            recipients.roles = self.opponents(hit, roles, &mut actors.roles);
        }
        if let Some(why) = self.figurative(hit, &actors, &recipients) {
            self.note(hit.token, &hit.pattern.id, why, vec![]);
            return None;
        }
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
        let two_sided = hit.pattern.mutual || hit.pattern.actors_all;
        if !two_sided
            && recipients.roles.iter().all(|r| actors.roles.contains(r) || self.is_nobody(*r))
            && !hit.pattern.roles.recipient.is_empty()
        {
            let sought = self.sought(hit, &actors.roles);
            if !sought.is_empty() {
                recipients.roles = sought;
            }
        }
        // "talks between Oman and Iran": each is either; but of one alone nobody knows with whom.
        let apart = |one: &Role| !actors.roles.contains(one);
        if hit.pattern.mutual && actors.roles.len() + recipients.roles.iter().filter(|r| apart(r)).count() > 1
        {
            for role in recipients.roles.clone() {
                push_new(&mut actors.roles, role);
            }
            recipients.roles = actors.roles.clone();
        }
        let traced = self.trace(&[("actor", &actors), ("recipient", &recipients), ("with", &with)]);
        recipients
            .roles
            .retain(|r| hit.pattern.mutual && actors.roles.len() > 1 || !actors.roles.contains(r));
        let empty = actors.roles.is_empty() && recipients.roles.is_empty() && object.is_none();
        // "clashes were still going on": nobody and nowhere.
        let nowhere = || self.place(hit.token, hit.carrier.as_ref().map(|c| c.0), sentence, &[]).is_none();
        let figures = || self.figures_of(hit.token, hit.carrier.as_ref().map(|c| c.0), sentence).is_empty();
        let bare = || self.tree.with(hit.token, &[Deprel::AclRelcl, Deprel::Acl]).next().is_none();
        if empty && (hit.verb || hit.carrier.is_none() || bare() && nowhere() && figures()) {
            self.note(hit.token, &hit.pattern.id, "refused: no role is filled", traced);
            return None;
        }
        let carrier = hit.carrier.as_ref().map(|(verb, _)| *verb);
        self.name_people(&mut actors.roles, hit.token, sentence);
        let parties: Vec<Role> = actors.roles.iter().chain(&recipients.roles).copied().collect();
        // What leaders do at home.
        let plover = hit.pattern.code.plover.as_str();
        let domestic = matches!(plover, "COERCE" | "PROTEST" | "CONCEDE" | "THREATEN");
        self.place_people(&parties, hit.token, carrier, domestic, sentence);
        // A family that flees is no army that gives ground.
        let gives_ground = hit.pattern.code.mode.as_deref() == Some("withdraw") && plover == "RETREAT";
        if gives_ground
            && !actors.roles.is_empty()
            && actors.roles.iter().all(|role| self.is_population(role))
        {
            self.note(hit.token, &hit.pattern.id, "refused: civilians who leave give no ground", traced);
            return None;
        }
        // "I saw him": dealings of nobody in particular are no events; what is done to people is.
        let bodily = matches!(plover, "ASSAULT" | "COERCE" | "PROTEST");
        if !bodily && !parties.is_empty() && !parties.iter().any(|role| self.is_somebody(role)) {
            self.note(hit.token, &hit.pattern.id, "refused: nobody in particular is in it", traced);
            return None;
        }
        self.note(hit.token, &hit.pattern.id, "matched", traced);
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
        let (code, status) = self.commitment(hit, status, actors.roles.is_empty());
        let code = match &code.joint {
            Some(joint) if self.is_joint(&actors.roles) => joint,
            _ => code,
        };
        // The words date and place what is promised, not the promise.
        let promised = status.rule == "status.commitment";
        let asks = self.lexicon.appeals.contains(tree.lemma(hit.token));
        let cameo = code.appeal.as_ref().filter(|_| asks).unwrap_or(&code.cameo);
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
            cameo: cameo.clone(),
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
            auxiliary: vec![],
            further: vec![],
        })
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
