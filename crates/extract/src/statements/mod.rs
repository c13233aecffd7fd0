//! What a document says beside events: control, relations, positions, agreements.
//!
//! All of them are frames: words of `data/ontology/{control,relations,positions,agreements}.toml`, matched over the tree
//! as patterns are, with roles through the same slots.

mod agreements;
mod control;
mod positions;
mod relations;

use crate::events::Coder;
use crate::status;
use dateline_lexicon::{Frame, FrameKind, Path, Slot, Step, Trigger};
use dateline_record::{Agreement, Control, Deprel, Note, Position, Relation, Role, Span, Upos, Xpos};
use std::ops::Range;

/// Everything a document states beside events.
#[derive(Default)]
pub struct Statements {
    pub controls: Vec<Control>,
    pub relations: Vec<Relation>,
    pub positions: Vec<Position>,
    pub agreements: Vec<Agreement>,
    pub notes: Vec<Note>,
}

/// A frame that fits a word.
#[derive(Clone, Copy)]
struct Hit<'a> {
    token: u32,
    first: u32,
    frame: &'a Frame,
}

impl Hit<'_> {
    fn slot(&self, role: &str) -> Option<&Slot> {
        self.frame.roles.iter().find(|(name, _)| name == role).map(|(_, slot)| slot)
    }
}

/// Reads what is stated beside events. Comes after the events: roles may add mentions.
pub fn read(coder: &mut Coder<'_, '_>, sentences: &[Range<u32>]) -> Statements {
    let mut found = Statements::default();
    let deals = agreements::find(coder, sentences);
    for sentence in sentences {
        for at in sentence.clone() {
            found.relations.extend(relations::pro(coder, at, sentence));
            found.relations.extend(relations::owned(coder, at, sentence));
        }
        for hit in coder.hits(sentence) {
            match hit.frame.kind {
                FrameKind::Control => {
                    for mut control in control::read(coder, hit, sentence) {
                        control::remainder(&mut control, found.controls.last());
                        found.controls.push(control);
                    }
                }
                FrameKind::Relation => found.relations.extend(relations::read(coder, hit, sentence)),
                FrameKind::Position => {
                    found.positions.extend(positions::read(coder, hit, sentence, &deals));
                }
                // What belongs to agreements is read with them.
                FrameKind::Deal | FrameKind::Provision | FrameKind::Term | FrameKind::Zone => {}
            }
        }
    }
    if coder.is_about_sport(sentences) {
        found.controls.retain(|control| coder.is_earnest_control(control));
    }
    found.notes.extend(control::tensions(coder, &found.controls));
    let (agreements, positions) = agreements::finish(deals, found.positions);
    found.agreements = agreements;
    found.positions = positions;
    found.notes.extend(positions::stale(coder, &found.positions, &found.agreements));
    found
}

impl<'a> Coder<'a, '_> {
    /// The best frame of each kind at every word of a sentence.
    fn hits(&self, sentence: &Range<u32>) -> Vec<Hit<'a>> {
        sentence.clone().flat_map(|at| self.hits_at(at)).collect()
    }

    fn hits_at(&self, at: u32) -> Vec<Hit<'a>> {
        let (tree, lexicon) = (self.tree, self.lexicon);
        let token = tree.token(at);
        let mut found: Vec<(FrameKind, usize, Hit<'a>)> = vec![];
        let mut add = |first: u32, trigger: &Trigger, verb: bool| {
            let Some(frame) = lexicon.frames.get(trigger.of as usize) else { return };
            if verb && tree.has_other_particle(at, &trigger.others)
                || frame.with.iter().any(|c| !tree.holds(at, &c.slot, &c.words) && !self.names(at, c))
                || frame.without.iter().any(|c| tree.holds(at, &c.slot, &c.words) || self.names(at, c))
            {
                return;
            }
            let told: usize = frame.with.iter().map(|c| if c.words.any { 1 } else { 3 }).sum();
            let weight = 3 * trigger.others.len() + told + usize::from(verb);
            let hit = Hit { token: at, first, frame };
            match found.iter_mut().find(|(kind, ..)| *kind == frame.kind) {
                Some(best) if best.1 >= weight => {}
                Some(best) => *best = (frame.kind, weight, hit),
                None => found.push((frame.kind, weight, hit)),
            }
        };
        let verbal = (tree.is_verb(at) || token.xpos == Xpos::Vbn)
            && !matches!(
                token.deprel,
                Deprel::Aux | Deprel::AuxPass | Deprel::Cop | Deprel::Case | Deprel::Mark | Deprel::Fixed
            );
        if verbal && let Some(triggers) = lexicon.frame_verbs.get(tree.lemma(at)) {
            for trigger in tree.triggers(at, triggers, true) {
                add(at, trigger, true);
            }
        }
        let nominal = matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Adj)
            && !matches!(token.deprel, Deprel::Compound | Deprel::Flat | Deprel::NmodDesc);
        if nominal && let Some(triggers) = lexicon.frame_nouns.get(tree.lemma(at)) {
            for trigger in triggers {
                if let Some(first) = tree.first_of(at, &trigger.others) {
                    add(first, trigger, false);
                }
            }
        }
        found.into_iter().map(|(.., hit)| hit).collect()
    }

    /// The actors in a slot: those of the first alternative that has any, or of all.
    fn parties(&mut self, hit: Hit<'_>, role: &str, all: bool) -> Vec<Role> {
        let Some(slot) = hit.slot(role).cloned() else { return vec![] };
        let mut roles: Vec<Role> = vec![];
        for path in &slot.paths {
            for role in self.actors_on(hit.token, path) {
                if !roles.contains(&role) {
                    roles.push(role);
                }
            }
            if !all && !roles.is_empty() {
                break;
            }
        }
        roles
    }
    /// The actors at the end of a path; an apposition stands for what it is put to.
    fn actors_on(&mut self, at: u32, path: &Path) -> Vec<Role> {
        let heads: Vec<u32> =
            self.tree.follow(at, path).into_iter().flat_map(|f| self.tree.conjuncts(f)).collect();
        if let Some(hosts) = self.hosts(&heads) {
            return hosts;
        }
        let mut roles = self.roles_of(&heads, path);
        if roles.is_empty() && path.last() == Some(&Step::Mod) && self.tree.token(at).xpos == Xpos::Vbn {
            // "Rwandan-backed rebels": the name before the participle is who backs them.
            for id in heads.iter().filter_map(|head| self.mentions.beside(*head)).collect::<Vec<_>>() {
                roles.push(Role { span: self.mentions.list[id.0 as usize].span, mention: Some(id) });
            }
        }
        roles.retain(|role| self.is_actor(role));
        // "the Yemeni al-Qaeda branch": a named body says more than the country beside it.
        let country = |role: &Role| {
            role.mention.is_some_and(|id| self.mentions.list[id.0 as usize].rule == "actors.country")
        };
        if path.last() == Some(&Step::Mod) && roles.iter().any(|role| !country(role)) {
            roles.retain(|role| !country(role));
        }
        roles
    }
    /// "The Observatory, a monitoring group": an apposition stands for whom it is put to, if that names an actor.
    fn hosts(&mut self, heads: &[u32]) -> Option<Vec<Role>> {
        let host = |at: u32| {
            let head = (self.tree.relation(at) == Deprel::Appos).then(|| self.tree.head(at)).flatten()?;
            Some(self.mentions.name(head).map_or(head, |name| name.head))
        };
        let hosts: Vec<u32> = heads.iter().filter_map(|head| host(*head)).collect();
        let mut roles = if hosts.is_empty() { vec![] } else { self.roles_of(&hosts, &vec![]) };
        roles.retain(|role| self.is_actor(role));
        (!roles.is_empty()).then_some(roles)
    }
    /// People, forces and bodies that no dictionary lists, by their own words: "Islamic fundamentalists", "a joint committee".
    fn unlisted_subjects(&self, hit: Hit<'_>, role: &str) -> Vec<Role> {
        let paths = hit.slot(role).map(|slot| slot.paths.clone()).unwrap_or_default();
        let subjects = paths.iter().filter(|path| path.as_slice() == [Step::Subj]);
        subjects.flat_map(|_| self.bodies(hit.token)).collect()
    }
    /// The subjects of a word that are people, forces or bodies by their own noun.
    fn bodies(&self, at: u32) -> Vec<Role> {
        let tree = self.tree;
        let subjects = tree.subjects(at).iter().flat_map(|subject| tree.conjuncts(*subject));
        let body = |s: &u32| {
            tree.token(*s).upos == Upos::Noun
                && !tree.is_muted(*s)
                && ["person", "armed", "body"].iter().any(|class| self.is_of(class, *s))
        };
        subjects.filter(body).map(|s| Role { span: tree.phrase(s), mention: None }).collect()
    }
    /// Words that a slot leads to, whatever they are.
    fn fillers(&self, hit: Hit<'_>, role: &str) -> Vec<u32> {
        let Some(slot) = hit.slot(role) else { return vec![] };
        let found = slot.paths.iter().map(|path| self.tree.follow(hit.token, path)).find(|f| !f.is_empty());
        found.unwrap_or_default().into_iter().flat_map(|f| self.tree.conjuncts(f)).collect()
    }
    /// Whether a word is of a class of `classes.toml`.
    fn is_of(&self, class: &str, at: u32) -> bool {
        self.lexicon.classes.get(class).is_some_and(|set| self.tree.is_one_of(at, set))
    }
    fn words(&self, first: u32, last: u32) -> Span {
        self.tree.token(first).span.cover(self.tree.token(last).span)
    }
    fn stated(&self, hit: Hit<'_>) -> status::Found {
        status::find(self.tree, self.lexicon, hit.token, None)
    }
    fn stated_plainly(&self, at: u32) -> bool {
        status::find(self.tree, self.lexicon, at, None).status == dateline_record::Status::Reported
    }
    /// Whether a word is denied: "not", "has yet to", "denied".
    fn denied(&self, hit: Hit<'_>) -> bool {
        self.stated(hit).status == dateline_record::Status::Denied
            || self.tree.with(hit.token, &[Deprel::Advmod, Deprel::Det]).any(|a| self.is_of("negation", a))
            // "made no statement"
            || self.tree.with(hit.token, &[Deprel::Obj]).any(|object| {
                self.tree.with(object, &[Deprel::Det]).any(|d| self.tree.lemma(d) == "no")
            })
    }
}

/// The words of a statement: its trigger and its roles in the same sentence.
fn covered(coder: &Coder<'_, '_>, trigger: Span, roles: &[&[Role]], sentence: &Range<u32>) -> Span {
    let inside = |span: &Span| {
        coder.tree.token(sentence.start).span.start() <= span.start()
            && span.end() <= coder.tree.token(sentence.end - 1).span.end()
    };
    roles.iter().flat_map(|r| r.iter()).map(|r| r.span).filter(inside).fold(trigger, Span::cover)
}
