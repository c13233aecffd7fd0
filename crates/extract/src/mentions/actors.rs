//! Actors: dictionary names, names composed with role nouns, and plain descriptions.
//!
//! Words become an actor through a dictionary name ("HTS"), through a country or a named actor and a role noun
//! ("Russian air forces", "HTS militia"), or stay a description ("Turkish-backed militias"), which never resolves to
//! a named body. "The ministry" and "the group" look back for the body they mean; the rule's name says so.

use super::toponyms::{Finder, Spot};
use crate::tree::Tree;
use dateline_lexicon::{Choice, Context, CountryForm, Lexicon, Named, wordlets};
use dateline_record::{
    Actor, Deprel, Document, Entity, EntityKind, EntityLayer, Mention, MentionId, MentionKind, Place,
    Resolution, Span, Token, Upos, Xpos,
};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeMap;

/// A dictionary name in the text, mapped to tokens.
#[derive(Clone, Debug)]
pub struct Name {
    /// First token.
    pub first: u32,
    /// Last token.
    pub last: u32,
    /// The token the others hang on.
    pub head: u32,
    /// Where it stands.
    pub span: Span,
    /// What it can stand for.
    pub targets: Vec<Named>,
    /// The place it means, if it is a place's name.
    pub place: Option<Resolution<Place>>,
    /// The country whose capital that is.
    pub capital_of: Option<u32>,
}

/// The mentions of a document while they are being found.
pub struct Mentions<'a> {
    pub(super) tree: &'a Tree<'a>,
    document: &'a Document,
    pub(super) lexicon: &'a Lexicon,
    /// All mentions so far, in the order they were made.
    pub list: Vec<Mention>,
    pub(super) names: Vec<Name>,
    name_at: Vec<u32>,
    actors: FxHashMap<u32, Vec<MentionId>>,
    pub(super) places: BTreeMap<u32, MentionId>,
    pub(super) weapons: FxHashMap<u32, MentionId>,
    /// What the document tells that decides between namesakes.
    pub(super) context: Context,
    /// Mentions of named armed groups, parties and organisations, for "the group".
    groups: Vec<MentionId>,
    /// Role phrases that end at a token: first token and role.
    roles: FxHashMap<u32, (u32, u32)>,
    /// State bodies mentioned so far: token, country and whether they are armed, for "the ministry".
    bodies: Vec<Body>,
    /// Country of the last body of each role: "the ministry" is the one named before.
    bodies_of: FxHashMap<u32, u32>,
    sentence_of: Vec<u32>,
    /// Who the last words of full names stand for.
    persons: FxHashMap<SmolStr, Resolution<Actor>>,
    /// Names that the tagger found, by each of their tokens; empty where the model has none.
    tagged: FxHashMap<u32, Entity>,
}

const NONE: u32 = u32::MAX;

/// A state body in the text.
#[derive(Clone, Copy, Debug)]
struct Body {
    token: u32,
    country: u32,
    armed: bool,
}

impl<'a> Mentions<'a> {
    /// Finds dictionary names and role nouns in the story's sentences; mentions are made by [`Mentions::read`].
    #[must_use]
    pub fn new(
        tree: &'a Tree<'a>,
        document: &'a Document,
        lexicon: &'a Lexicon,
        entities: &[Entity],
        sentences: &[std::ops::Range<u32>],
    ) -> Mentions<'a> {
        let mut sentence_of = vec![NONE; tree.tokens.len()];
        for (number, sentence) in sentences.iter().enumerate() {
            for token in sentence.clone() {
                sentence_of[token as usize] = number as u32;
            }
        }
        let mut mentions = Mentions {
            tree,
            document,
            lexicon,
            list: vec![],
            names: vec![],
            name_at: vec![NONE; tree.tokens.len()],
            actors: FxHashMap::default(),
            places: BTreeMap::new(),
            weapons: FxHashMap::default(),
            context: Context::default(),
            groups: vec![],
            roles: FxHashMap::default(),
            bodies: vec![],
            bodies_of: FxHashMap::default(),
            sentence_of,
            persons: FxHashMap::default(),
            tagged: tagged(entities),
        };
        mentions.find_names();
        mentions.find_context();
        mentions.find_roles();
        mentions
    }

    fn find_names(&mut self) {
        let cut = wordlets(self.tree.written());
        self.context = Context {
            day: self.document.published(),
            words: cut.iter().map(|w| w.key.clone()).collect(),
            ..Context::default()
        };
        let context = std::mem::take(&mut self.context);
        let holds = |target: Named| match target {
            Named::Actor(actor, name) => self.lexicon.name_holds(actor, name, &context),
            _ => true,
        };
        let finder = Finder {
            tree: self.tree,
            document: self.document,
            lexicon: self.lexicon,
            sentence_of: &self.sentence_of,
        };
        let spots = finder.find(&cut, &holds);
        self.context = context;
        for spot in spots {
            let Spot { first, last, span, targets, place, capital_of } = spot;
            let head =
                (first..=last).find(|t| !(first..=last).contains(&self.tree.token(*t).head)).unwrap_or(last);
            let number = self.names.len() as u32;
            (first..=last).for_each(|t| self.name_at[t as usize] = number);
            self.names.push(Name { first, last, head, span, targets, place, capital_of });
        }
    }

    /// Countries that the document names, and actors by names that nobody else bears.
    fn find_context(&mut self) {
        let (mut countries, mut actors) = (FxHashSet::default(), FxHashSet::default());
        for name in &self.names {
            for target in &name.targets {
                match target {
                    Named::Country(c, _) => {
                        countries.insert(self.lexicon.countries[*c as usize].code.clone());
                    }
                    Named::Actor(a, n) if name.targets.len() == 1 => {
                        let entry = &self.lexicon.actors[*a as usize];
                        if !entry.names[*n as usize].ambiguous {
                            actors.insert(entry.actor.id.clone());
                        }
                    }
                    _ => {}
                }
            }
        }
        (self.context.countries, self.context.actors) = (countries, actors);
    }

    /// Which actor a name means, where its targets are actors; `near` are countries that stand beside it.
    fn who(&self, name: &Name, near: &[u32]) -> Option<Choice> {
        let candidates: Vec<(u32, u32)> = name
            .targets
            .iter()
            .filter_map(|t| if let Named::Actor(a, n) = t { Some((*a, *n)) } else { None })
            .collect();
        if candidates.is_empty() {
            return None;
        }
        let near: Vec<SmolStr> =
            near.iter().map(|c| self.lexicon.countries[*c as usize].code.clone()).collect();
        Some(self.lexicon.decide(&candidates, &near, &self.context))
    }
    fn resolved(&self, choice: &Choice) -> Resolution<Actor> {
        let entry = |a: &u32| {
            let entry = &self.lexicon.actors[*a as usize];
            let mut actor = entry.actor.clone();
            // Of several countries the one that the document names.
            let mut named = entry.countries.iter().filter(|c| self.context.countries.contains(*c));
            if let (Some(only), None) = (named.next(), named.next()) {
                actor.country = only.clone();
            }
            actor
        };
        match choice {
            Choice::One(actor) => Resolution::Known(entry(actor)),
            Choice::Several(actors) => Resolution::Ambiguous(actors.iter().map(entry).collect()),
        }
    }

    fn find_roles(&mut self) {
        for at in 0..self.tree.tokens.len() as u32 {
            if self.sentence_of[at as usize] == NONE {
                continue;
            }
            // A plural that is listed ("forces") wins over its singular; a plural the tagger took for a name keeps its "s".
            let nouns = &self.lexicon.role_nouns;
            let form = self.tree.small(at);
            let lemma = self.tree.lemma(at);
            let mut keys = vec![form.as_str()];
            for key in [lemma, lemma.strip_suffix('s').unwrap_or(lemma)] {
                if !keys.contains(&key) {
                    keys.push(key);
                }
            }
            if !matches!(self.tree.token(at).upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::X) {
                continue;
            }
            let best = keys
                .iter()
                .filter_map(|key| nouns.get(*key))
                .flatten()
                .filter_map(|t| self.tree.first_of(at, &t.others).map(|first| (t.others.len(), first, t.of)))
                .fold(None, |best: Option<(usize, u32, u32)>, next| match best {
                    // Of equally long ones the first: the form as it stands before its lemma.
                    Some(best) if best.0 >= next.0 => Some(best),
                    _ => Some(next),
                });
            if let Some((_, first, role)) = best {
                self.roles.insert(at, (first, role));
            }
        }
    }

    /// Whether a token stands in a sentence of the story.
    pub(super) fn is_story(&self, at: u32) -> bool {
        self.sentence_of[at as usize] != NONE
    }
    /// The dictionary name that covers a token.
    #[must_use]
    pub fn name(&self, at: u32) -> Option<&Name> {
        self.names.get(self.name_at[at as usize] as usize)
    }
    /// The role noun that ends at a token.
    #[must_use]
    pub fn role(&self, at: u32) -> Option<u32> {
        self.roles.get(&at).map(|(_, role)| *role)
    }
    /// Actor mentions headed by a token.
    #[must_use]
    pub fn actors_at(&self, at: u32) -> &[MentionId] {
        self.actors.get(&at).map_or(&[], Vec::as_slice)
    }
    /// Place mention headed by a token.
    #[must_use]
    pub fn place_at(&self, at: u32) -> Option<MentionId> {
        self.places.get(&at).copied()
    }
    /// "large parts of Syria", "Syria's war": the country that a state's name is meant as, as a mention of a place.
    pub fn country_as_place(&mut self, at: u32, lexicon: &Lexicon) -> Option<MentionId> {
        let id = self.actors_at(at).first().copied()?;
        let mention = self.list[id.0 as usize].clone();
        let MentionKind::Actor(Resolution::Known(actor)) = &mention.kind else { return None };
        if actor.kind != "state" {
            return None;
        }
        let place = lexicon.countries[lexicon.country(&actor.country)? as usize].place.clone();
        Some(self.add(Mention {
            span: mention.span,
            head: mention.head,
            kind: MentionKind::Place(Resolution::Known(place)),
            antecedent: None,
            rule: "places.held".into(),
        }))
    }
    /// Tokens of a sentence that head a place mention, in text order.
    pub fn places_in(&self, sentence: &std::ops::Range<u32>) -> impl Iterator<Item = (u32, MentionId)> + '_ {
        self.places.range(sentence.clone()).map(|(at, id)| (*at, *id))
    }
    /// Adds a mention that another stage found.
    pub fn add(&mut self, mention: Mention) -> MentionId {
        let id = MentionId(self.list.len() as u32);
        self.list.push(mention);
        id
    }

    /// Makes the mentions of all noun phrases that are no time, in text order.
    pub fn read(&mut self) {
        for at in 0..self.tree.tokens.len() as u32 {
            if self.sentence_of[at as usize] == NONE || !self.heads_phrase(at) || self.tree.is_muted(at) {
                continue;
            }
            self.noun_phrase(at);
        }
    }

    /// Whether a token heads a noun phrase of its own, and is not a modifier inside one.
    fn heads_phrase(&self, at: u32) -> bool {
        let token = self.tree.token(at);
        let name = self.name(at);
        let named = name.is_some_and(|n| n.head == at);
        // "Addis Ababa" is one name, whatever the parser hangs on what.
        if name.is_some() && !named && self.role(at).is_none() {
            return false;
        }
        if !self.tree.is_nominal(at) && !named && !self.roles.contains_key(&at) {
            return false;
        }
        match token.deprel {
            Deprel::Compound
            | Deprel::Flat
            | Deprel::Fixed
            | Deprel::Goeswith
            | Deprel::Amod
            | Deprel::NmodDesc
            | Deprel::Det
            | Deprel::Case
            | Deprel::Punct
            | Deprel::Nummod
            | Deprel::CompoundPrt => false,
            Deprel::Conj => self.tree.head(at).is_none_or(|head| {
                // "Hungarian and Romanian officials": the second adjective belongs to the phrase.
                !matches!(self.tree.relation(head), Deprel::Amod | Deprel::Compound | Deprel::NmodDesc)
            }),
            _ => true,
        }
    }

    fn noun_phrase(&mut self, at: u32) {
        if self.tree.is_pronoun(at) {
            self.pronoun(at);
            return;
        }
        if let Some(name) = self.name(at).cloned()
            && (name.head == at || self.tree.relation(name.head) == Deprel::Flat)
            && self.named(at, &name)
        {
            return;
        }
        if self.role(at).is_some() {
            self.composed(at);
        } else if self.lexicon.is_word("group", self.tree.lemma(at)) && !self.is_group_of(at) {
            self.group(at);
        } else if self.unknown_division(at) {
            // The place is made.
        } else if self.tree.token(at).upos == Upos::Propn {
            self.unknown_name(at);
        }
    }

    fn actor(&mut self, head: u32, span: Span, resolution: Resolution<Actor>, rule: &str) {
        let head_span = self.tree.token(head).span;
        let span = span.cover(head_span);
        let group = matches!(&resolution, Resolution::Known(actor) if is_group(actor));
        let id = self.add(Mention {
            span,
            head: head_span,
            kind: MentionKind::Actor(resolution),
            antecedent: None,
            rule: rule.into(),
        });
        if group {
            self.groups.push(id);
        }
        self.actors.entry(head).or_default().push(id);
    }
    /// A phrase whose head is a dictionary name. False where the name is only a modifier of what follows.
    fn named(&mut self, at: u32, name: &Name) -> bool {
        let near = self.countries_beside(at, name);
        if let Some(choice) = self.who(name, &near) {
            let resolution = self.resolved(&choice);
            let Some(first) = resolution.best().cloned() else { return false };
            let person = first.kind == "person-official";
            if first.kind == "descriptor" && self.has_backer(at) {
                // "Turkish-backed Syrian rebels" are not all the Syrian rebels.
                let span = self.tree.phrase(at).cover(name.span);
                let id = descriptor(span.text(self.document.text()));
                let actor = Actor { id, name: span.text(self.document.text()).into(), ..first };
                self.actor(at, span, Resolution::Unknown(Some(actor)), "actors.described");
                return true;
            }
            let span = if person { self.tree.phrase(at).cover(name.span) } else { name.span };
            if let Some(country) =
                self.lexicon.country(&first.country).filter(|_| is_state_sector(&first.sector))
            {
                self.body(at, country, &first.sector);
            }
            if person {
                self.remember_person(at, &resolution);
            }
            self.actor(at, span, resolution, "actors.name");
            return true;
        }
        let country = name
            .targets
            .iter()
            .find_map(|t| if let Named::Country(c, f) = t { Some((*c, *f)) } else { None });
        if let Some((country, form)) = country {
            let only_adjective = form == CountryForm::Adjective && self.tree.token(at).upos == Upos::Adj;
            match form {
                CountryForm::Name if self.is_place(at) => self.country_place(at, name.span, country),
                CountryForm::Name | CountryForm::Seat => self.state(at, name.span, country, "actors.country"),
                CountryForm::Adjective | CountryForm::National if !only_adjective => {
                    self.nationals(at, name.span, country);
                }
                _ => return false,
            }
            return true;
        }
        self.named_place(at, name)
    }

    pub(super) fn state(&mut self, at: u32, span: Span, country: u32, rule: &str) {
        let actor = self.lexicon.countries[country as usize].actor();
        self.body(at, country, &actor.sector);
        self.actor(at, span, Resolution::Known(actor), rule);
    }
    fn nationals(&mut self, at: u32, span: Span, country: u32) {
        let country = &self.lexicon.countries[country as usize];
        let actor = Actor {
            id: SmolStr::default(),
            name: format_smolstr!("{}: people", country.name),
            kind: "population".into(),
            country: country.code.clone(),
            sector: "CVL".into(),
            cameo: SmolStr::default(),
        };
        self.actor(at, span, Resolution::Unknown(Some(actor)), "actors.nationals");
    }

    pub(super) fn first_conjunct(&self, at: u32) -> u32 {
        let mut top = at;
        while self.tree.relation(top) == Deprel::Conj {
            match self.tree.head(top) {
                Some(head) if self.tree.is_nominal(head) => top = head,
                _ => break,
            }
        }
        top
    }
    /// Countries and named actors before a role noun ("Russian", "Hungarian and Romanian", "HTS"), or behind "of".
    fn owners(&self, at: u32) -> (Vec<u32>, Vec<Choice>) {
        let (first_role, _) = self.roles.get(&at).copied().unwrap_or((at, 0));
        let (mut parts, mut behind): (Vec<u32>, Vec<u32>) = (vec![], vec![]);
        for &child in self.tree.children(at) {
            let before = child < at
                && matches!(
                    self.tree.relation(child),
                    Deprel::Amod
                        | Deprel::Compound
                        | Deprel::NmodPoss
                        | Deprel::Nmod
                        | Deprel::NmodDesc
                        | Deprel::NmodUnmarked
                        | Deprel::Flat
                );
            // "the army of Mali", "opposition groups in Zimbabwe", "students from Peru"
            let of = child > at
                && self.tree.relation(child) == Deprel::Nmod
                && self.tree.case(child).is_some_and(|case| self.lexicon.is_word("own-country", case));
            if of && self.tree.case(child) != Some("of") {
                behind.push(child);
            }
            if before || of {
                parts.push(child);
                parts.extend(self.tree.with(child, &[Deprel::Conj]));
                // "the Russian defence ministry" parsed as ((Russian defence) ministry)
                if before {
                    parts.extend(self.tree.modifiers(child));
                }
            }
        }
        // A name the parser left elsewhere still stands right before the role noun.
        if let Some(before) = first_role.checked_sub(1).filter(|b| self.name(*b).is_some()) {
            parts.push(before);
        }
        let (mut countries, mut actors) = (vec![], vec![]);
        parts.sort_unstable();
        parts.dedup();
        for part in parts {
            let Some(name) = self.name(part) else { continue };
            if self.is_backed(name.last) || self.is_against(part) || name.first <= at && at <= name.last {
                continue;
            }
            // "2,000 US troops from Syria": whose they are stands before them.
            let whence = !countries.is_empty() && behind.contains(&part);
            for country in self.countries_of(name) {
                if !countries.contains(&country) && !whence {
                    countries.push(country);
                }
            }
            actors.extend(self.who(name, &countries));
        }
        (countries, actors)
    }
    /// "the anti-Isis coalition": it is not of Isis.
    pub(crate) fn is_against(&self, at: u32) -> bool {
        self.tree.small(at).starts_with("anti-")
            || at.checked_sub(2).is_some_and(|before| {
                self.tree.small(before) == "anti" && self.tree.token(before + 1).xpos == Xpos::Hyph
            })
    }
    /// Countries that a name names, or in which the place lies that it names.
    fn countries_of(&self, name: &Name) -> Vec<u32> {
        let mut countries: Vec<u32> = name
            .targets
            .iter()
            .filter_map(|t| if let Named::Country(c, _) = t { Some(*c) } else { None })
            .collect();
        countries.dedup();
        countries.extend(self.country_of(name).filter(|_| countries.is_empty()));
        countries
    }
    /// Countries named in the phrase around a name ("Egypt's Muslim Brotherhood") or in apposition to it.
    fn countries_beside(&self, at: u32, name: &Name) -> Vec<u32> {
        if name.targets.len() < 2 && !self.is_shared(name) {
            return vec![];
        }
        let mut parts: Vec<u32> = self.tree.children(at).to_vec();
        parts.extend(self.tree.children(at).iter().flat_map(|c| self.tree.children(*c).iter().copied()));
        let inside = |t: u32| name.first <= t && t <= name.last;
        let beside = parts.into_iter().filter(|p| !inside(*p) && self.tree.relation(*p) != Deprel::Conj);
        beside.filter_map(|p| self.name(p)).flat_map(|n| self.countries_of(n)).collect()
    }
    fn is_shared(&self, name: &Name) -> bool {
        name.targets.iter().any(|t| {
            matches!(t, Named::Actor(a, n) if self.lexicon.actors[*a as usize].names[*n as usize].ambiguous)
        })
    }
    /// "Turkish-backed", "UK-based", "U.S.-led": the country is not the actor's own.
    fn is_backed(&self, last: u32) -> bool {
        let participle = last + 2;
        (participle as usize) < self.tree.tokens.len()
            && self.tree.form(last + 1) == "-"
            && self.lexicon.is_word("backed", self.tree.lemma(participle))
    }

    /// Whether a modifier says who stands behind a group.
    fn has_backer(&self, at: u32) -> bool {
        let named = |c: &u32| self.name(*c).is_some_and(|n| self.is_backed(n.last));
        self.tree.modifiers(at).any(|m| named(&m) || self.tree.children(m).iter().any(named))
    }

    /// A role noun with what stands before it: "the Russian air forces", "HTS militia", "the ministry".
    fn composed(&mut self, at: u32) {
        let Some(role) = self.role(at) else { return };
        let (countries, named) = self.owners(at);
        let span = self.tree.phrase(at);
        let body = self.lexicon.roles[role as usize].body;
        // "President Bashar al-Assad": the person's name is the mention.
        if let Some(person) = self.person_behind(at) {
            let name = self.names[person as usize].clone();
            if let Some(choice) = self.who(&name, &countries) {
                let resolution = self.resolved(&choice);
                self.actor(at, span.cover(name.span), resolution, "actors.name");
                return;
            }
        }
        if let Some(choice) = named.first() {
            let resolution = self.resolved(choice);
            let person = resolution.best().is_some_and(|a| a.kind == "person-official");
            let country = resolution.best().and_then(|a| self.lexicon.country(&a.country));
            if person && body && country.is_some() {
                // "Assad's government"
                let actor = self.lexicon.compose(country, role);
                self.actor(at, span, Resolution::Known(actor), "actors.composed");
            } else if person || self.lexicon.is_word("apart", self.tree.lemma(at)) {
                // "opponents of the movement", "the president's lawyer": not the one who is named.
                let span = self.of_phrase(at).map_or(span, |of| span.cover(of));
                let mut actor = self.lexicon.compose(country.filter(|_| person), role);
                actor.kind = self.described_kind(at, role);
                actor.id = descriptor(span.text(self.document.text()));
                self.actor(at, span, Resolution::Unknown(Some(actor)), "actors.described");
            } else {
                self.actor(at, span, resolution, "actors.name-and-role");
            }
            return;
        }
        if countries.is_empty() {
            self.without_country(at, span, role);
            return;
        }
        for country in countries {
            let mut actor = self.lexicon.compose(Some(country), role);
            if is_state_sector(&actor.sector) {
                self.body(at, country, &actor.sector);
                self.bodies_of.insert(role, country);
            }
            if body {
                self.actor(at, span, Resolution::Known(actor), "actors.composed");
            } else {
                actor.kind = self.described_kind(at, role);
                actor.id = descriptor(span.text(self.document.text()));
                self.actor(at, span, Resolution::Unknown(Some(actor)), "actors.described");
            }
        }
    }
    /// The words of a phrase with "of" right behind a noun: "of the ruling party".
    fn of_phrase(&self, at: u32) -> Option<Span> {
        let of = self.tree.with(at, &[Deprel::Nmod]).find(|c| *c > at && self.tree.case(*c) == Some("of"))?;
        let first = self.tree.with(of, &[Deprel::Case]).next()?;
        (first == at + 1).then(|| self.tree.token(first).span.cover(self.tree.phrase(of)))
    }
    /// A description is of one person ("a police chief") or of a class ("gunmen").
    fn described_kind(&self, at: u32, role: u32) -> SmolStr {
        if self.is_person_noun(at, role) { "person".into() } else { "descriptor".into() }
    }
    fn is_person_noun(&self, at: u32, role: u32) -> bool {
        self.lexicon.roles[role as usize].people
            && matches!(self.tree.token(at).xpos, Xpos::Nn | Xpos::Nnp)
            && !self.lexicon.is_word("collective", self.tree.lemma(at))
    }
    /// The person a title stands before: flat or apposed name.
    fn person_behind(&self, at: u32) -> Option<u32> {
        self.tree
            .with(at, &[Deprel::Flat, Deprel::Appos])
            .filter(|c| *c > at && *c <= at + 3)
            .map(|c| self.name_at[c as usize])
            .find(|n| *n != NONE && self.names[*n as usize].first > at)
    }
    /// "the defence ministry", "militants".
    fn without_country(&mut self, at: u32, span: Span, role: u32) {
        let entry = &self.lexicon.roles[role as usize];
        let backed =
            self.tree.modifiers(at).any(|m| self.tree.children(m).iter().any(|c| self.name(*c).is_some()));
        // "the ministry", "officials of the ministry"; not "an army post", "both governments".
        let article = self.tree.with(at, &[Deprel::Det, Deprel::Nummod]).next();
        let inside = matches!(self.tree.relation(at), Deprel::Compound | Deprel::Amod | Deprel::NmodDesc);
        let bare = article.is_none() && (!inside || entry.id == "gov");
        let definite = article.map_or(bare, |d| self.tree.lemma(d) == "the")
            && (self.tree.token(at).xpos != Xpos::Nns
                || self.lexicon.is_word("plural-body", self.tree.lemma(at)));
        if entry.body
            && definite
            && !backed
            && is_state_sector(&entry.sector)
            && let Some(country) =
                self.bodies_of.get(&role).copied().or_else(|| self.bridge(at, &entry.sector))
        {
            let actor = self.lexicon.compose(Some(country), role);
            self.body(at, country, &actor.sector);
            self.bodies_of.insert(role, country);
            self.actor(at, span, Resolution::Known(actor), "actors.bridged");
            return;
        }
        if self.lexicon.is_word("group", self.tree.lemma(at)) && self.group_antecedent(at, span) {
            return;
        }
        let mut actor = self.lexicon.compose(None, role);
        actor.kind = self.described_kind(at, role);
        actor.id = descriptor(span.text(self.document.text()));
        self.actor(at, span, Resolution::Unknown(Some(actor)), "actors.described");
    }
    fn body(&mut self, token: u32, country: u32, sector: &str) {
        self.bodies.push(Body { token, country, armed: sector == "MIL" });
    }
    /// The country of "the ministry": that of the only country whose bodies of that kind the sentence names; else where
    /// the sentence's places lie; else that of the last body or place before.
    fn bridge(&self, at: u32, sector: &str) -> Option<u32> {
        let sentence = self.sentence_of[at as usize];
        let armed = sector == "MIL";
        let in_sentence = |token: u32| self.sentence_of[token as usize] == sentence;
        let mut same =
            self.bodies.iter().rev().take_while(|b| in_sentence(b.token)).filter(|b| b.armed == armed);
        if let Some(first) = same.next()
            && same.all(|b| b.country == first.country)
        {
            return Some(first.country);
        }
        let from = self.names.partition_point(|n| self.sentence_of[n.first as usize] < sentence);
        let mut here =
            self.names[from..].iter().take_while(|n| in_sentence(n.first)).filter_map(|n| self.lies_in(n));
        if let Some(country) = here.next() {
            return Some(country);
        }
        let body = self.bodies.last().map(|b| (b.token, b.country));
        let before = self.names.partition_point(|n| n.first < at);
        let near = self.names[..before].iter().rev().take(50);
        let place = near.into_iter().find_map(|n| Some((n.first, self.lies_in(n)?)));
        body.max(place).map(|(_, country)| country)
    }
    /// "a group of diplomats": the diplomats are meant.
    fn is_group_of(&self, at: u32) -> bool {
        let article = self.tree.with(at, &[Deprel::Det]).any(|d| matches!(self.tree.lemma(d), "a" | "an"));
        article && self.tree.with(at, &[Deprel::Nmod]).any(|c| self.tree.case(c) == Some("of"))
    }
    /// "the group", "the jihadist group".
    fn group(&mut self, at: u32) {
        let span = self.tree.phrase(at);
        let (countries, named) = self.owners(at);
        if let Some(choice) = named.first() {
            let resolution = self.resolved(choice);
            self.actor(at, span, resolution, "actors.name-and-role");
            return;
        }
        if self.group_antecedent(at, span) {
            return;
        }
        let country =
            countries.first().map(|c| self.lexicon.countries[*c as usize].code.clone()).unwrap_or_default();
        let actor = Actor {
            id: descriptor(span.text(self.document.text())),
            name: span.text(self.document.text()).into(),
            kind: "descriptor".into(),
            country,
            sector: SmolStr::default(),
            cameo: SmolStr::default(),
        };
        self.actor(at, span, Resolution::Unknown(Some(actor)), "actors.described");
    }
    /// A definite group noun stands for the armed group, party or organisation named last.
    fn group_antecedent(&mut self, at: u32, span: Span) -> bool {
        let definite =
            self.tree.with(at, &[Deprel::Det]).any(|d| matches!(self.tree.lemma(d), "the" | "that" | "this"));
        if !definite || self.tree.token(at).xpos == Xpos::Nns {
            return false;
        }
        // The subject of the last sentence that names a group is what a new sentence speaks of.
        let groups = || self.groups.iter().rev().take(20).map(|id| &self.list[id.0 as usize]);
        let sentence = groups().find_map(|m| self.token_of(m.head)).map(|t| self.sentence_of[t as usize]);
        let subject = groups().find(|m| {
            self.token_of(m.head).is_some_and(|t| {
                Some(self.sentence_of[t as usize]) == sentence
                    && matches!(self.tree.relation(t), Deprel::Nsubj | Deprel::NsubjPass)
            })
        });
        let found = subject.or_else(|| groups().next()).and_then(|m| match &m.kind {
            MentionKind::Actor(resolution) => resolution.best().cloned(),
            _ => None,
        });
        let Some(actor) = found else { return false };
        self.actor(at, span, Resolution::Known(actor), "actors.definite-group");
        true
    }

    /// A name no dictionary knows, with what its title tells: "Foreign Minister Jan Novak".
    fn unknown_name(&mut self, at: u32) {
        let span = self.tree.phrase(at);
        if let Some(title) = self.title(at)
            && let Some(role) = self.role(title)
        {
            let (mut countries, named) = self.owners(title);
            countries.extend(self.owners(at).0);
            let country = countries.first().copied().or_else(|| {
                let actor = named.first()?.all()[0];
                self.lexicon.country(&self.lexicon.actors[actor as usize].actor.country)
            });
            let mut actor = self.lexicon.compose(country, role);
            actor.id = SmolStr::default();
            if self.is_person_noun(title, role) && !self.lexicon.roles[role as usize].body {
                actor.kind = "person".into();
            }
            if let Some(country) = country.filter(|_| is_state_sector(&actor.sector)) {
                self.body(at, country, &actor.sector);
            }
            let resolution = Resolution::Unknown(Some(actor));
            self.remember_person(at, &resolution);
            self.actor(at, span, resolution, "actors.titled-name");
            return;
        }
        if self.tagged_name(at, span) {
            return;
        }
        if let Some(resolution) = self.named_before(at) {
            self.actor(at, span, resolution, "actors.surname");
            return;
        }
        if self.has_honorific(at) {
            let country = self.owners(at).0.first().map(|c| self.lexicon.countries[*c as usize].code.clone());
            let resolution = Resolution::Unknown(Some(Actor {
                id: SmolStr::default(),
                name: span.text(self.document.text()).into(),
                kind: "person".into(),
                country: country.unwrap_or_default(),
                sector: SmolStr::default(),
                cameo: SmolStr::default(),
            }));
            self.remember_person(at, &resolution);
            self.actor(at, span, resolution, "actors.titled-name");
            return;
        }
        if self.unknown_place(at, span) {
            return;
        }
        // "Novak, the Moldovan envoy", "Hora, the United Nations coordinator": what explains a name tells where it belongs.
        let (mut countries, _) = self.owners(at);
        let mut bodies = vec![];
        for apposed in self.tree.with(at, &[Deprel::Appos]) {
            let (of, named) = self.owners(apposed);
            countries.extend(of);
            bodies.extend(named);
        }
        let of_body = bodies.first().map(|choice| self.resolved(choice));
        let of_body = of_body.as_ref().and_then(Resolution::best);
        let country = countries.first().map(|c| self.lexicon.countries[*c as usize].code.clone());
        let country = country.or_else(|| of_body.map(|a| a.country.clone()));
        let actor = country.map(|country| Actor {
            id: SmolStr::default(),
            name: span.text(self.document.text()).into(),
            kind: SmolStr::default(),
            sector: of_body.filter(|a| a.country == country).map(|a| a.sector.clone()).unwrap_or_default(),
            cameo: SmolStr::default(),
            country,
        });
        self.actor(at, span, Resolution::Unknown(actor), "actors.unknown-name");
    }

    /// The title of a name: before it ("Iraqi President Jan Novak"), behind it ("Novak, the governor"), or the noun that
    /// the name explains ("the governor, Novak").
    fn title(&self, at: u32) -> Option<u32> {
        let (first, last) = self.tree.phrase_tokens(at);
        let of = |c: &u32| {
            matches!(
                self.tree.relation(*c),
                Deprel::Compound | Deprel::Appos | Deprel::NmodDesc | Deprel::Flat | Deprel::Amod
            )
        };
        let below = self.tree.children(at).iter().copied().filter(of).find(|c| self.role(*c).is_some());
        let inside = || (first..=last).filter(|t| *t != at).find(|t| self.role(*t).is_some());
        let above = || {
            let head = self.tree.head(at).filter(|_| self.tree.relation(at) == Deprel::Appos)?;
            self.role(head).filter(|role| self.is_person_noun(head, *role)).map(|_| head)
        };
        below.or_else(inside).or_else(above)
    }
    /// A name no dictionary knows, of which the tagger says what it names.
    fn tagged_name(&mut self, at: u32, span: Span) -> bool {
        let Some(entity) = self.tagged.get(&at).copied() else { return false };
        let words = self.tree.token(entity.first).span.cover(self.tree.token(entity.end - 1).span);
        let kind = match entity.kind {
            EntityKind::Person => "person",
            EntityKind::Organisation => "organisation",
            EntityKind::Location => {
                self.place(at, words, Resolution::Unknown(None), "places.tagged");
                return true;
            }
            _ => return false,
        };
        if kind == "person"
            && let Some(resolution) = self.named_before(at)
        {
            self.actor(at, span, resolution, "actors.surname");
            return true;
        }
        let country = self.owners(at).0.first().map(|c| self.lexicon.countries[*c as usize].code.clone());
        let resolution = Resolution::Unknown(Some(Actor {
            id: SmolStr::default(),
            name: words.text(self.document.text()).into(),
            kind: kind.into(),
            country: country.unwrap_or_default(),
            sector: SmolStr::default(),
            cameo: SmolStr::default(),
        }));
        if kind == "person" {
            self.remember_person(at, &resolution);
        }
        self.actor(at, span.cover(words), resolution, "actors.tagged");
        true
    }
    fn has_honorific(&self, at: u32) -> bool {
        let (first, last) = self.tree.phrase_tokens(at);
        let before = first.checked_sub(1).filter(|b| self.tree.token(*b).upos == Upos::Propn);
        before.into_iter().chain(first..=last).any(|t| self.lexicon.is_word("honorific", self.tree.small(t)))
    }
    /// Keeps who a full name stands for: later the last word of it may stand alone.
    fn remember_person(&mut self, at: u32, resolution: &Resolution<Actor>) {
        let (first, last) = self.tree.phrase_tokens(at);
        let proper = |t: &u32| self.tree.token(*t).upos == Upos::Propn && self.role(*t).is_none();
        let words = (first..=last).filter(proper).count();
        if words > 1 || first < last {
            self.persons.insert(self.tree.small(last).clone(), resolution.clone());
        }
    }
    /// "Novak", where "Foreign Minister Jan Novak" stands before.
    fn named_before(&self, at: u32) -> Option<Resolution<Actor>> {
        let (first, last) = self.tree.phrase_tokens(at);
        (first == last).then(|| self.persons.get(self.tree.small(last)).cloned()).flatten()
    }

    /// "it" and "they": whom they stand for is the business of `coreference`.
    fn pronoun(&mut self, at: u32) {
        let lemma = self.tree.lemma(at);
        let personal = matches!(lemma, "he" | "she" | "they" | "it" | "we" | "i" | "who");
        if personal && !self.tree.is_relative(at) && self.tree.relation(at) != Deprel::Expl {
            let span = self.tree.token(at).span;
            self.actor(at, span, Resolution::Unknown(None), "actors.pronoun");
        }
    }
    fn token_of(&self, span: Span) -> Option<u32> {
        let at = self.tree.tokens.partition_point(|t| t.span.start() < span.start());
        (at < self.tree.tokens.len()).then_some(at as u32)
    }

    /// The actor that a word names beside a participle: "Turkish" in "Turkish-backed", who backs and is no part of the backed.
    pub fn beside(&mut self, at: u32) -> Option<MentionId> {
        let Some(name) = self.name(at).cloned() else { return self.modifier(at) };
        let country =
            name.targets.iter().find_map(|t| if let Named::Country(c, _) = t { Some(*c) } else { None });
        if let Some(country) = country {
            self.state(at, name.span, country, "actors.country");
        } else if let Some(country) = name.capital_of {
            self.state(at, name.span, country, "actors.capital");
        } else if name.targets.iter().any(|t| matches!(t, Named::Actor(..))) {
            self.named(at, &name);
        }
        self.actors_at(at).first().copied()
    }

    /// Mentions of the names that no mention holds yet: "the Kidal operation", "an al-Qaeda affiliate". They come last, so that
    /// no event takes them for a place or a party that the words do not make of them.
    pub fn read_names_left(&mut self) {
        let mut taken = vec![false; self.tree.tokens.len()];
        for mention in &self.list {
            let first = self.tree.tokens.partition_point(|t| t.span.end() <= mention.span.start());
            let inside = |t: &&Token| t.span.start() < mention.span.end();
            let count = self.tree.tokens[first..].iter().take_while(inside).count();
            taken[first..first + count].fill(true);
        }
        for name in std::mem::take(&mut self.names) {
            if (name.first..=name.last).any(|t| taken[t as usize] || self.tree.is_muted(t)) {
                continue;
            }
            let kind = if let Some(choice) = self.who(&name, &[]) {
                MentionKind::Actor(self.resolved(&choice))
            } else if let Some(place) = name.place.clone() {
                MentionKind::Place(place)
            } else {
                continue;
            };
            let rule = format_smolstr!("{}s.name-left", kind.name());
            let head = self.tree.token(name.head).span;
            self.add(Mention { span: name.span.cover(head), head, kind, rule, antecedent: None });
        }
    }
    /// The actor that a modifier names: "Russian" in "Russian air strike", "government" in "government assault".
    pub fn modifier(&mut self, at: u32) -> Option<MentionId> {
        if let Some(&id) = self.actors_at(at).first() {
            return Some(id);
        }
        if let Some(name) = self.name(at).cloned() {
            if self.is_backed(name.last) {
                return None;
            }
            let country =
                name.targets.iter().find_map(|t| if let Named::Country(c, _) = t { Some(*c) } else { None });
            if let Some(country) = country {
                self.state(at, name.span, country, "actors.country");
                return self.actors_at(at).first().copied();
            }
            if name.targets.iter().any(|t| matches!(t, Named::Actor(..))) {
                self.named(at, &name);
                return self.actors_at(at).first().copied();
            }
            return None;
        }
        if self.role(at).is_some() && matches!(self.tree.token(at).upos, Upos::Noun | Upos::Propn | Upos::Adj)
        {
            self.composed(at);
            return self.actors_at(at).first().copied();
        }
        None
    }
}

/// The names of the tagger by token.
fn tagged(entities: &[Entity]) -> FxHashMap<u32, Entity> {
    let names = entities.iter().filter(|e| e.layer == EntityLayer::Name);
    names.flat_map(|e| (e.first..e.end).map(|at| (at, *e))).collect()
}

fn is_group(actor: &Actor) -> bool {
    matches!(actor.kind.as_str(), "armed-group" | "party" | "ngo" | "monitor" | "movement")
}

fn is_state_sector(sector: &str) -> bool {
    matches!(sector, "GOV" | "MIL" | "COP" | "JUD" | "LEG" | "SPY")
}

/// `desc:turkish-backed-militias`
fn descriptor(words: &str) -> SmolStr {
    let mut id = String::from("desc:");
    for word in wordlets(words) {
        if id.len() > 5 {
            id.push('-');
        }
        id.push_str(&word.key);
    }
    id.into()
}
