//! Who and what is mentioned again: "the group", "it", "his", a surname, an acronym that was introduced in brackets.
//!
//! Phrases are read from left to right. Each joins an entity before it by the first rule that holds: apposition and
//! predicate, the same dictionary entry, the same words, an acronym, a surname; for common nouns the same head; for
//! "the city" the last city; for pronouns the candidate that stands best by nearness, syntactic role and agreement in
//! number, gender and kind. Where two candidates stand equally well, a pronoun gets no actor: the link is left open.

use super::actors::Mentions;
use crate::tree::Tree;
use dateline_lexicon::{CountryForm, Lexicon, Named};
use dateline_record::{Deprel, MentionId, MentionKind, Place, Resolution, Span, Upos, Xpos};
use smol_str::SmolStr;

/// Sentences a pronoun looks back.
const REACH: u32 = 3;
/// Phrases a name or noun looks back: further, and a long document would take its square in time.
const BACK: usize = 2000;
/// By how much the best candidate must stand before the next for its actor to be taken.
const MARGIN: f64 = 8.0;

/// How a phrase refers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// "it", "his"
    Pronoun,
    /// "the group"
    Nominal,
    /// "Hezbollah"
    Name,
}

/// What a phrase can refer to, as a set.
type Kinds = u8;
/// A person or persons.
pub const PERSON: Kinds = 1;
/// A body of people.
pub const ORGANIZATION: Kinds = 2;
/// A place.
pub const PLACE: Kinds = 4;
/// Anything else.
pub const OTHER: Kinds = 8;
const ANY: Kinds = 15;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gender {
    Open,
    Male,
    Female,
}

/// A noun phrase or pronoun and the entity it belongs to.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// The token that the others hang on.
    pub head: u32,
    /// How it refers.
    pub form: Form,
    /// What it can refer to.
    pub kinds: Kinds,
    /// The entity: phrases with the same number are the same.
    pub entity: usize,
    /// The phrase before it that it takes up.
    pub antecedent: Option<usize>,
    /// Whether nothing else fits nearly as well.
    pub sure: bool,
    first: u32,
    last: u32,
    sentence: u32,
    plural: bool,
    gender: Gender,
    /// Words of a name, or the head lemma of a noun, in small letters.
    words: Vec<SmolStr>,
    target: Option<Named>,
    /// Id of the place that a name means.
    place: Option<SmolStr>,
    quote: u32,
    /// The city that "the city" is.
    city: Option<Place>,
}

/// What is known of an entity.
#[derive(Clone, Debug)]
struct Entity {
    kinds: Kinds,
    gender: Gender,
    plural: bool,
    phrases: Vec<usize>,
}

/// All phrases of a document with their entities.
pub struct Chains {
    /// In text order.
    pub phrases: Vec<Phrase>,
    /// What each entity can be.
    kinds: Vec<Kinds>,
}

/// An entity of a document: everything that refers to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// `person`, `organization` or `place`; empty for all else.
    pub kind: &'static str,
    /// Its phrases, in text order.
    pub phrases: Vec<ChainPhrase>,
}

/// One reference to an entity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainPhrase {
    /// The word that the others hang on.
    pub head: Span,
    /// The phrase without its article and what follows the head.
    pub span: Span,
    /// How it refers.
    pub form: Form,
}

impl Chains {
    /// The entities, each with its phrases.
    #[must_use]
    pub fn entities(&self, tree: &Tree) -> Vec<Chain> {
        let mut chains: Vec<Chain> = self.kinds.iter().map(|_| Chain { kind: "", phrases: vec![] }).collect();
        let mut named = vec![false; chains.len()];
        for phrase in &self.phrases {
            let head = tree.token(phrase.head).span;
            let span = tree.token(phrase.first).span.cover(tree.token(phrase.last).span);
            chains[phrase.entity].phrases.push(ChainPhrase { head, span, form: phrase.form });
            // A lone "it" may be anything; a name or "they" is somebody.
            named[phrase.entity] |= phrase.form == Form::Name || phrase.kinds == ANY;
        }
        for (at, chain) in chains.iter_mut().enumerate() {
            let kinds = self.kinds[at];
            chain.kind = match () {
                () if kinds & OTHER != 0 && !named[at] => "",
                () if kinds & PERSON != 0 => "person",
                () if kinds & ORGANIZATION != 0 => "organization",
                () if kinds & PLACE != 0 => "place",
                () => "",
            };
        }
        chains
    }
}

/// Reads the chains of a document. `only`, if given, are the heads that count as phrases.
#[must_use]
pub fn read(
    tree: &Tree,
    lexicon: &Lexicon,
    mentions: &Mentions,
    sentences: &[std::ops::Range<u32>],
    only: Option<&[u32]>,
) -> Chains {
    let quotes = quotes(tree);
    let mut reader =
        Reader { tree, lexicon, mentions, phrases: vec![], entities: vec![], quotes, at: vec![] };
    reader.at = vec![usize::MAX; tree.tokens.len()];
    for (number, sentence) in sentences.iter().enumerate() {
        for head in sentence.clone() {
            let wanted = match only {
                Some(heads) => heads.binary_search(&head).is_ok(),
                None => reader.heads_phrase(head),
            };
            if wanted {
                let phrase = reader.phrase(head, number as u32);
                reader.at[head as usize] = reader.phrases.len();
                reader.phrases.push(phrase);
            }
        }
    }
    for at in 0..reader.phrases.len() {
        reader.link(at);
    }
    let kinds = reader.entities.iter().map(|e| e.kinds).collect();
    Chains { phrases: reader.phrases, kinds }
}

/// Gives mentions their antecedents, and open pronouns the actor they stand for.
pub fn apply(chains: &Chains, tree: &Tree, mentions: &mut Mentions) {
    let of = |mentions: &Mentions, head: u32| -> Option<MentionId> {
        mentions.actors_at(head).first().copied().or_else(|| mentions.place_at(head))
    };
    for phrase in &chains.phrases {
        if let Some(city) = phrase.city.clone().filter(|_| of(mentions, phrase.head).is_none()) {
            let span = tree.token(phrase.first).span.cover(tree.token(phrase.last).span);
            mentions.place_again(phrase.head, span, city);
        }
        let (Some(id), Some(first)) = (of(mentions, phrase.head), phrase.antecedent) else { continue };
        if phrase.form == Form::Pronoun && !phrase.sure {
            continue;
        }
        // The nearest phrase of the chain that is a mention.
        let chain = std::iter::successors(Some(first), |at| chains.phrases[*at].antecedent);
        let heads: Vec<u32> = chain.map(|at| chains.phrases[at].head).take(50).collect();
        let Some(antecedent) = heads.iter().find_map(|head| of(mentions, *head)) else { continue };
        if differ(&mentions.list[id.0 as usize].kind, &mentions.list[antecedent.0 as usize].kind) {
            continue;
        }
        let open =
            matches!(&mentions.list[id.0 as usize].kind, MentionKind::Actor(Resolution::Unknown(None)));
        let found = heads.iter().find_map(|head| {
            mentions.actors_at(*head).iter().find_map(|id| match &mentions.list[id.0 as usize].kind {
                MentionKind::Actor(resolution) if resolution.best().is_some() => Some(resolution.clone()),
                _ => None,
            })
        });
        let mention = &mut mentions.list[id.0 as usize];
        mention.antecedent = Some(antecedent);
        if open
            && phrase.form == Form::Pronoun
            && let Some(resolution) = found
        {
            mention.kind = MentionKind::Actor(resolution);
        }
    }
    same_before(mentions);
}

/// Whether two mentions are known to be of different actors.
fn differ(a: &MentionKind, b: &MentionKind) -> bool {
    let id = |kind: &MentionKind| match kind {
        MentionKind::Actor(Resolution::Known(actor)) => Some(actor.id.clone()),
        _ => None,
    };
    id(a).is_some_and(|a| id(b).is_some_and(|b| a != b))
}

/// "the group" and "the ministry" were resolved as they were read: their antecedent is the last mention of the same actor.
fn same_before(mentions: &mut Mentions) {
    let mut order: Vec<usize> = (0..mentions.list.len()).collect();
    order.sort_by_key(|at| mentions.list[*at].span);
    let id_of = |kind: &MentionKind| match kind {
        MentionKind::Actor(Resolution::Known(actor)) if !actor.id.is_empty() => Some(actor.id.clone()),
        _ => None,
    };
    for (place, at) in order.iter().enumerate() {
        let mention = &mentions.list[*at];
        if mention.antecedent.is_some() || mention.rule != "actors.definite-group" {
            continue;
        }
        let Some(id) = id_of(&mention.kind) else { continue };
        let before = order[..place].iter().rev();
        let same = before.copied().find(|other| id_of(&mentions.list[*other].kind).as_ref() == Some(&id));
        mentions.list[*at].antecedent = same.map(|at| MentionId(at as u32));
    }
}

/// The phrases before one, the nearest first, as far as is looked back.
fn back(at: usize) -> std::iter::Rev<std::ops::Range<usize>> {
    (at.saturating_sub(BACK)..at).rev()
}

/// The number of the quotation that each token stands in, 0 outside.
fn quotes(tree: &Tree) -> Vec<u32> {
    let (mut open, mut number) = (false, 0);
    let mut quotes = vec![0; tree.tokens.len()];
    for (at, quote) in quotes.iter_mut().enumerate() {
        let form = tree.form(at as u32);
        match form {
            "“" | "``" => (open, number) = (true, number + 1),
            "”" | "''" => open = false,
            "\"" => {
                open = !open;
                number += u32::from(open);
            }
            _ => {}
        }
        *quote = if open { number } else { 0 };
    }
    quotes
}

struct Reader<'a> {
    tree: &'a Tree<'a>,
    lexicon: &'a Lexicon,
    mentions: &'a Mentions<'a>,
    phrases: Vec<Phrase>,
    entities: Vec<Entity>,
    quotes: Vec<u32>,
    /// The phrase that a token heads.
    at: Vec<usize>,
}

impl Reader<'_> {
    fn is_in(&self, at: u32, class: &str) -> bool {
        let words = |set: &dateline_lexicon::WordSet| {
            set.heads.contains_key(self.tree.lemma(at))
                || set.heads.contains_key(self.tree.small(at).as_str())
        };
        self.lexicon.classes.get(class).is_some_and(words)
    }

    // ---- phrases

    fn heads_phrase(&self, at: u32) -> bool {
        let token = self.tree.token(at);
        if self.tree.is_muted(at) || self.tree.is_relative(at) || token.deprel == Deprel::Expl {
            return false;
        }
        let pronoun = matches!(token.xpos, Xpos::Prp | Xpos::PrpPoss);
        let noun = matches!(token.upos, Upos::Noun | Upos::Propn);
        if !pronoun && !noun {
            return token.upos == Upos::Pron
                && !matches!(token.xpos, Xpos::Wp | Xpos::Wdt | Xpos::Ex | Xpos::WpPoss | Xpos::Dt);
        }
        let named = self.mentions.name(at).is_some_and(|n| n.head == at);
        match token.deprel {
            Deprel::Flat
            | Deprel::Fixed
            | Deprel::Goeswith
            | Deprel::Det
            | Deprel::Case
            | Deprel::Punct
            | Deprel::CompoundPrt => false,
            Deprel::Compound | Deprel::Amod | Deprel::NmodDesc => named && token.upos == Upos::Propn,
            Deprel::Nummod => false,
            _ => true,
        }
    }

    fn phrase(&self, head: u32, sentence: u32) -> Phrase {
        let (first, last) = self.tree.phrase_tokens(head);
        let token = self.tree.token(head);
        let pronoun = token.upos == Upos::Pron || matches!(token.xpos, Xpos::Prp | Xpos::PrpPoss);
        let form = match token.upos {
            _ if pronoun => Form::Pronoun,
            Upos::Propn => Form::Name,
            _ => Form::Nominal,
        };
        let name = self.mentions.name(head).filter(|_| form == Form::Name);
        let words = match form {
            Form::Name => {
                let is_name = |t: &u32| {
                    matches!(self.tree.token(*t).xpos, Xpos::Nnp | Xpos::Nnps)
                        || name.is_some_and(|n| (n.first..=n.last).contains(t))
                };
                let all = (first..=last).filter(is_name).filter(|t| !self.is_title(*t, head));
                all.map(|t| self.tree.small(t).trim_end_matches('.').into()).collect()
            }
            _ => vec![SmolStr::from(self.tree.lemma(head))],
        };
        let target = name.and_then(|n| n.targets.first().copied());
        let place =
            name.and_then(|n| n.place.as_ref()).and_then(Resolution::best).map(|place| place.id.clone());
        let mut phrase = Phrase {
            head,
            form,
            kinds: ANY,
            entity: usize::MAX,
            antecedent: None,
            sure: true,
            first,
            last,
            sentence,
            plural: matches!(token.xpos, Xpos::Nns | Xpos::Nnps),
            gender: Gender::Open,
            words,
            target,
            place,
            quote: self.quotes[head as usize],
            city: None,
        };
        match form {
            Form::Pronoun => self.pronoun(&mut phrase),
            Form::Name => self.name(&mut phrase),
            Form::Nominal => self.nominal(&mut phrase),
        }
        phrase
    }
    fn is_title(&self, at: u32, head: u32) -> bool {
        at != head && self.mentions.role(at).is_some() && self.mentions.name(at).is_none()
            || at != head
                && matches!(
                    self.tree.small(at).trim_end_matches('.'),
                    "mr" | "mrs" | "ms" | "dr" | "sir" | "miss" | "prof"
                )
    }
    fn pronoun(&self, phrase: &mut Phrase) {
        let (kinds, plural, gender) = match self.tree.small(phrase.head).as_str() {
            "he" | "him" | "his" | "himself" => (PERSON, false, Gender::Male),
            "she" | "her" | "hers" | "herself" => (PERSON, false, Gender::Female),
            "it" | "its" | "itself" => (ORGANIZATION | PLACE | OTHER, false, Gender::Open),
            "they" | "them" | "their" | "theirs" | "themselves" | "em" => (ANY, true, Gender::Open),
            "we" | "us" | "our" | "ours" | "ourselves" | "'s" | "’s" => (PERSON, true, Gender::Open),
            "someone" | "somebody" | "anyone" | "anybody" | "everyone" | "everybody" | "nobody" | "i"
            | "me" | "my" | "mine" | "myself" | "you" | "your" | "yours" | "yourself" | "yourselves"
            | "who" | "whom" => (PERSON, false, Gender::Open),
            _ => (OTHER, false, Gender::Open),
        };
        (phrase.kinds, phrase.plural, phrase.gender) = (kinds, plural, gender);
    }
    fn gender(&self, phrase: &Phrase) -> Gender {
        let one = |class: &str| (phrase.first..=phrase.last).any(|t| self.is_in(t, class));
        let either = |noun: &str, name: &str| one(noun) || one(name);
        let male = either("refers-male", "first-name-male");
        match (male, either("refers-female", "first-name-female")) {
            (true, false) => Gender::Male,
            (false, true) => Gender::Female,
            _ => Gender::Open,
        }
    }
    fn name(&self, phrase: &mut Phrase) {
        phrase.gender = self.gender(phrase);
        phrase.kinds = match phrase.target {
            Some(Named::Country(_, CountryForm::National)) => PERSON,
            Some(Named::Country(..) | Named::Place(_)) => PLACE,
            Some(Named::Actor(actor, _)) => {
                let person = self.lexicon.actors[actor as usize].actor.kind == "person-official";
                if person { PERSON } else { ORGANIZATION }
            }
            None if phrase.place.is_some() => PLACE,
            None => self.unknown_name(phrase),
        };
        if phrase.kinds == PERSON && phrase.target.is_none() && phrase.gender != Gender::Open {
            phrase.plural = false;
        }
    }
    fn unknown_name(&self, phrase: &Phrase) -> Kinds {
        let inside = |class: &str| (phrase.first..=phrase.last).any(|t| self.is_in(t, class));
        let form = self.tree.form(phrase.head);
        let acronym = form.len() > 1 && form.chars().all(|c| c.is_ascii_uppercase() || c == '.');
        let titled = (phrase.first..phrase.head).any(|t| self.is_title(t, phrase.head))
            || self
                .tree
                .with(phrase.head, &[Deprel::NmodDesc, Deprel::Compound])
                .any(|t| self.is_title(t, phrase.head) || self.is_in(t, "refers-person"));
        if self.is_in(phrase.head, "refers-other") {
            return OTHER;
        }
        if inside("refers-organization") {
            return ORGANIZATION;
        }
        if inside("refers-place") {
            return PLACE;
        }
        if titled || phrase.gender != Gender::Open {
            return PERSON;
        }
        if acronym {
            return ORGANIZATION | OTHER;
        }
        if matches!(
            self.tree.case(phrase.head),
            Some("in" | "at" | "near" | "into" | "throughout" | "across")
        ) {
            return PLACE | ORGANIZATION | OTHER;
        }
        let the = self.tree.with(phrase.head, &[Deprel::Det]).next().is_some();
        if the {
            return ORGANIZATION | PLACE | OTHER;
        }
        if phrase.words.len() >= 2 || matches!(self.tree.relation(phrase.head), Deprel::Nsubj) {
            PERSON
        } else {
            ANY
        }
    }
    fn nominal(&self, phrase: &mut Phrase) {
        phrase.gender = if self.is_in(phrase.head, "refers-male") {
            Gender::Male
        } else if self.is_in(phrase.head, "refers-female") {
            Gender::Female
        } else {
            Gender::Open
        };
        phrase.plural |= matches!(self.tree.lemma(phrase.head), "people" | "police" | "staff" | "troops");
        let mut kinds = 0;
        for (class, kind) in
            [("refers-person", PERSON), ("refers-organization", ORGANIZATION), ("refers-place", PLACE)]
        {
            if self.is_in(phrase.head, class) {
                kinds |= kind;
            }
        }
        if kinds == 0
            && let Some(role) = self.mentions.role(phrase.head)
        {
            kinds = if self.lexicon.roles[role as usize].body { ORGANIZATION } else { PERSON };
        }
        phrase.kinds = if kinds == 0 { OTHER } else { kinds };
    }

    // ---- links

    fn new_entity(&mut self, at: usize) {
        let phrase = &mut self.phrases[at];
        phrase.entity = self.entities.len();
        let (kinds, gender, plural) = (phrase.kinds, phrase.gender, phrase.plural);
        self.entities.push(Entity { kinds, gender, plural, phrases: vec![at] });
    }
    fn join(&mut self, at: usize, before: usize, sure: bool) {
        let entity = self.phrases[before].entity;
        let (kinds, gender, form) = (self.phrases[at].kinds, self.phrases[at].gender, self.phrases[at].form);
        let known = &mut self.entities[entity];
        if known.kinds & kinds != 0 {
            known.kinds &= kinds;
        } else if form == Form::Name {
            known.kinds |= kinds;
        }
        if known.gender == Gender::Open {
            known.gender = gender;
        }
        known.phrases.push(at);
        let phrase = &mut self.phrases[at];
        (phrase.entity, phrase.antecedent, phrase.sure) = (entity, Some(before), sure);
    }
    fn link(&mut self, at: usize) {
        let found = match self.phrases[at].form {
            Form::Pronoun => self.antecedent_of_pronoun(at),
            Form::Name => self.beside(at).or_else(|| self.same_name(at)).map(|b| (b, true)),
            Form::Nominal => self
                .beside(at)
                .or_else(|| self.same_noun(at))
                .or_else(|| self.taken_up(at))
                .map(|b| (b, true)),
        };
        match found {
            Some((before, sure)) => {
                if self.is_in(self.phrases[at].head, "refers-city") && self.phrases[at].form == Form::Nominal
                {
                    self.phrases[at].city = self.phrases[before].city.clone().or_else(|| self.city(before));
                }
                self.join(at, before, sure);
            }
            None => self.new_entity(at),
        }
    }
    fn phrase_at(&self, token: u32, before: usize) -> Option<usize> {
        Some(self.at[token as usize]).filter(|p| *p < before)
    }

    /// Apposition ("Idlib, the last stronghold"), predicate ("X is the leader"), and brackets ("the SLA" behind its name).
    fn beside(&self, at: usize) -> Option<usize> {
        let phrase = &self.phrases[at];
        let head = phrase.head;
        if self.tree.relation(head) == Deprel::Appos
            && let Some(up) = self.tree.head(head)
            && let Some(before) = self.phrase_at(up, at)
        {
            let (a, b) = (&self.phrases[before], phrase);
            let list = self.tree.with(head, &[Deprel::Conj]).next().is_some();
            if !list && (a.kinds & b.kinds != 0 || a.kinds == ANY || b.kinds == ANY) && a.plural == b.plural {
                return Some(before);
            }
        }
        let copula = self.tree.with(head, &[Deprel::Cop]).next().is_some();
        if copula && phrase.form == Form::Nominal && self.tree.case(head).is_none() {
            let negated = self
                .tree
                .with(head, &[Deprel::Advmod])
                .any(|n| matches!(self.tree.lemma(n), "not" | "never" | "n't"));
            let subject = self.tree.with(head, &[Deprel::Nsubj]).next()?;
            let before = self.phrase_at(subject, at).filter(|_| !negated)?;
            let a = &self.phrases[before];
            let kinds = self.entities[a.entity].kinds;
            return (a.plural == phrase.plural && kinds & phrase.kinds != 0 && phrase.kinds != OTHER)
                .then_some(before);
        }
        // "the Sudan Liberation Army (SLA)"
        let bracket = head.checked_sub(1).is_some_and(|b| self.tree.form(b) == "(");
        if bracket && phrase.form == Form::Name {
            let near = self.phrases[..at]
                .iter()
                .rposition(|p| p.sentence == phrase.sentence && p.form != Form::Pronoun)?;
            return self.is_acronym(&phrase.words, &self.phrases[near]).then_some(near);
        }
        None
    }
    /// Whether one word is made of the initials of a name.
    fn is_acronym(&self, short: &[SmolStr], long: &Phrase) -> bool {
        let [short] = short else { return false };
        let (first, last) = self.tree.phrase_tokens(long.head);
        let end = self.tree.reach(long.head).1.min(last + 8);
        let initials = |to: u32, small: bool| -> String {
            let words = (first..=to).map(|t| self.tree.form(t));
            let counted = words
                .filter(|w| w.starts_with(char::is_uppercase) || small && w.starts_with(char::is_alphabetic));
            counted.filter_map(|w| w.chars().next()).flat_map(char::to_lowercase).collect()
        };
        let short: String = short.chars().filter(|c| c.is_alphanumeric()).collect();
        short.len() >= 2 && (last..=end).any(|to| initials(to, false) == short || initials(to, true) == short)
    }

    fn same_name(&self, at: usize) -> Option<usize> {
        let phrase = &self.phrases[at];
        if phrase.words.is_empty() {
            return None;
        }
        let fits = |before: &Phrase| -> bool {
            if before.form != Form::Name {
                return false;
            }
            let entity = &self.entities[before.entity];
            if let (Some(a), Some(b)) = (phrase.target, before.target) {
                let same = match (a, b) {
                    (Named::Country(a, form), Named::Country(b, other)) => {
                        a == b && (form == CountryForm::National) == (other == CountryForm::National)
                    }
                    (Named::Actor(a, _), Named::Actor(b, _)) => a == b,
                    (Named::Place(_), Named::Place(_)) => phrase.place == before.place,
                    _ => false,
                };
                return same;
            }
            if let (Some(a), Some(b)) = (&phrase.place, &before.place) {
                return a == b;
            }
            if phrase.words == before.words {
                return true;
            }
            let (short, long) =
                if phrase.words.len() <= before.words.len() { (phrase, before) } else { (before, phrase) };
            if entity.kinds & phrase.kinds & PERSON != 0
                && (entity.gender == phrase.gender
                    || entity.gender == Gender::Open
                    || phrase.gender == Gender::Open)
                && !short.words.is_empty()
                && phrase.plural == before.plural
            {
                // A surname, or a first name: no other word may contradict.
                let all = short.words.iter().all(|w| long.words.contains(w));
                let edge =
                    short.words.last() == long.words.last() || short.words.first() == long.words.first();
                return all && edge;
            }
            if entity.kinds & phrase.kinds & (ORGANIZATION | PLACE) != 0 {
                let all = short.words.iter().all(|w| long.words.contains(w));
                let enough = short.words.len() >= 2
                    || short.words.first() == long.words.first() && entity.kinds & PLACE != 0;
                return all && enough && short.words.first() == long.words.first()
                    || self.is_acronym(&phrase.words, before);
            }
            false
        };
        back(at).find(|b| fits(&self.phrases[*b]))
    }

    fn determiner(&self, head: u32) -> Option<&str> {
        self.tree.with(head, &[Deprel::Det]).next().map(|d| self.tree.lemma(d))
    }
    fn is_definite(&self, at: usize) -> bool {
        let head = self.phrases[at].head;
        matches!(self.determiner(head), Some("the" | "this" | "that" | "these" | "those" | "both"))
    }
    fn owner(&self, head: u32) -> Option<usize> {
        let owner = self.tree.with(head, &[Deprel::NmodPoss]).next()?;
        Some(self.at[owner as usize]).filter(|p| *p != usize::MAX)
    }
    fn modifiers(&self, phrase: &Phrase) -> Vec<&str> {
        let skipped = |m: &u32| matches!(self.tree.lemma(*m), "same" | "other" | "new" | "late" | "former");
        let before = self.tree.modifiers(phrase.head).filter(|m| !skipped(m));
        before.map(|m| self.tree.lemma(m)).collect()
    }
    /// "the team … the team", "her mother … her mother"
    fn same_noun(&self, at: usize) -> Option<usize> {
        let phrase = &self.phrases[at];
        let owner = self.owner(phrase.head);
        let definite = self.is_definite(at);
        let bare = phrase.plural && self.determiner(phrase.head).is_none() && owner.is_none();
        if !definite && owner.is_none() && !bare {
            return None;
        }
        let own = self.modifiers(phrase);
        let number = |p: &Phrase| {
            self.tree.with(p.head, &[Deprel::Nummod]).next().map(|n| self.tree.lemma(n).to_owned())
        };
        let fits = |b: usize| {
            let before = &self.phrases[b];
            if before.form != Form::Nominal || before.words != phrase.words || before.plural != phrase.plural
            {
                return false;
            }
            let other = self
                .determiner(before.head)
                .is_some_and(|d| matches!(d, "another" | "no" | "each" | "every" | "any"));
            let owners = match (owner, self.owner(before.head)) {
                (Some(a), Some(b)) => self.phrases[a].entity == self.phrases[b].entity,
                (None, None) => true,
                (None, Some(_)) => definite,
                _ => false,
            };
            let theirs = self.modifiers(before);
            let modified = own.iter().all(|m| theirs.contains(m)) && (!bare || own.len() == theirs.len());
            let numbers = number(phrase).is_none() || number(phrase) == number(before);
            let far = phrase.sentence - before.sentence;
            let reach = if bare {
                8
            } else if own.is_empty() && theirs.len() > 1 {
                6
            } else {
                20
            };
            // A phrase inside another is not the other: "the mother of the mother".
            let apart = !self.tree.below(phrase.head, before.head);
            !other && owners && modified && numbers && far <= reach && apart
        };
        back(at).find(|b| fits(*b))
    }
    /// "the city", "the country", "the group", "the president": the last name that can be called so.
    fn taken_up(&self, at: usize) -> Option<usize> {
        let phrase = &self.phrases[at];
        if !self.is_definite(at) || phrase.plural {
            return None;
        }
        let lemma = self.tree.lemma(phrase.head);
        let of = self
            .tree
            .with(phrase.head, &[Deprel::Nmod, Deprel::AclRelcl, Deprel::Acl])
            .any(|c| c > phrase.head);
        let near = |b: &usize, reach: u32| {
            phrase.sentence - self.phrases[*b].sentence <= reach
                && !self.tree.below(phrase.head, self.phrases[*b].head)
        };
        // "President Obama … the president", "Boston University … the university"
        let titled = |b: &usize| {
            let before = &self.phrases[*b];
            before.form == Form::Name
                && !before.plural
                && ((before.first..=before.last).any(|t| self.tree.lemma(t) == lemma && t != phrase.head)
                    || self
                        .tree
                        .with(before.head, &[Deprel::NmodDesc, Deprel::Appos])
                        .any(|t| self.tree.lemma(t) == lemma))
        };
        if let Some(found) = back(at).filter(|b| near(b, 12)).find(titled) {
            return Some(found);
        }
        if of || !self.modifiers(phrase).is_empty() && !self.is_in(phrase.head, "refers-body") {
            return None;
        }
        let place = |b: &usize| self.place_kinds(*b);
        let (class, reach): (&[&str], u32) = if self.is_in(phrase.head, "refers-city") {
            (&["city"], 8)
        } else if self.is_in(phrase.head, "refers-country") {
            (&["country"], 8)
        } else if self.is_in(phrase.head, "refers-area") {
            (&["admin1", "admin2", "region"], 4)
        } else {
            (&[], 0)
        };
        if !class.is_empty() {
            return back(at)
                .filter(|b| near(b, reach))
                .find(|b| place(b).iter().any(|k| class.contains(&k.as_str())));
        }
        if self.is_in(phrase.head, "refers-body") {
            let body = |b: &usize| {
                let before = &self.phrases[*b];
                let entity = &self.entities[before.entity];
                before.form == Form::Name && entity.kinds == ORGANIZATION && !self.is_media(before)
            };
            let candidates: Vec<usize> = back(at).filter(|b| near(b, 3)).filter(body).collect();
            let last = candidates.first().map(|b| self.phrases[*b].sentence);
            let subject = candidates.iter().find(|b| {
                Some(self.phrases[**b].sentence) == last && self.is_subject(self.phrases[**b].head)
            });
            return subject.or(candidates.first()).copied();
        }
        None
    }
    fn is_media(&self, phrase: &Phrase) -> bool {
        matches!(phrase.target, Some(Named::Actor(a, _)) if self.lexicon.actors[a as usize].actor.kind == "media")
    }
    /// The city that a name can stand for.
    fn city(&self, at: usize) -> Option<Place> {
        let name = self.mentions.name(self.phrases[at].head)?;
        let cities = name.targets.iter().filter_map(|target| match target {
            Named::Place(p) => Some(&self.lexicon.places[*p as usize].place),
            _ => None,
        });
        let own = name.place.as_ref().and_then(Resolution::best);
        let mut all = own.into_iter().chain(cities);
        // A province that bears the city's name is where the city is.
        all.clone().find(|place| place.kind == "city").or_else(|| all.next()).cloned()
    }
    /// The kinds of place that a name can stand for.
    fn place_kinds(&self, at: usize) -> Vec<SmolStr> {
        let phrase = &self.phrases[at];
        let name = self.mentions.name(phrase.head).filter(|_| phrase.form == Form::Name);
        let Some(name) = name else { return vec![] };
        let kind = |target: &Named| match target {
            Named::Country(_, form) if *form != CountryForm::National => Some("country".into()),
            Named::Place(p) => Some(self.lexicon.places[*p as usize].place.kind.clone()),
            _ => None,
        };
        let mut kinds: Vec<SmolStr> = name.targets.iter().filter_map(kind).collect();
        if let Some(place) = name.place.as_ref().and_then(Resolution::best) {
            kinds.push(place.kind.clone());
            // "Idlib" may be the city or its province; "Idlib province" is not the city.
            if place.kind == "admin1"
                && name.first == name.last
                && self.tree.small(name.last) == place.name.to_lowercase().as_str()
            {
                kinds.push("city".into());
            }
        }
        kinds
    }
    /// Whether a pronoun does what only people and their bodies do: "it planned", "it said".
    fn acts(&self, head: u32) -> bool {
        let verb = self.tree.head(head).filter(|_| self.tree.relation(head) == Deprel::Nsubj);
        verb.is_some_and(|verb| {
            self.is_in(verb, "refers-agentive")
                || self.lexicon.speech_verbs.contains_key(self.tree.lemma(verb))
        })
    }
    fn is_subject(&self, head: u32) -> bool {
        matches!(self.tree.relation(head), Deprel::Nsubj | Deprel::NsubjPass)
    }

    fn antecedent_of_pronoun(&self, at: usize) -> Option<(usize, bool)> {
        let phrase = &self.phrases[at];
        let word = self.tree.small(phrase.head).as_str();
        match word {
            "i" | "me" | "my" | "mine" | "myself" => {
                self.first_person(at, &["i", "me", "my", "mine", "myself"])
            }
            "we" | "us" | "our" | "ours" | "ourselves" | "'s" | "’s" => {
                self.first_person(at, &["we", "us", "our", "ours", "ourselves"])
            }
            "you" | "your" | "yours" | "yourself" => {
                let same = |p: &Phrase| {
                    p.form == Form::Pronoun
                        && self.tree.small(p.head).starts_with("you")
                        && p.quote == phrase.quote
                };
                self.phrases[..at].iter().rposition(same).map(|b| (b, false))
            }
            "he" | "him" | "his" | "himself" | "she" | "her" | "hers" | "herself" | "it" | "its"
            | "itself" | "they" | "them" | "their" | "theirs" | "themselves" => self.third_person(at),
            _ => None,
        }
    }
    /// "I" is whoever speaks: the same outside of quotations, the speaker inside.
    fn first_person(&self, at: usize, words: &[&str]) -> Option<(usize, bool)> {
        let phrase = &self.phrases[at];
        let same = |p: &Phrase| {
            p.form == Form::Pronoun
                && words.contains(&self.tree.small(p.head).as_str())
                && p.quote == phrase.quote
        };
        if let Some(before) = self.phrases[..at].iter().rposition(same) {
            return Some((before, true));
        }
        if phrase.quote == 0 || words[0] != "i" {
            return None;
        }
        // "…," X said: only a speaker that stands before can be taken up.
        let speaks = |p: &Phrase| {
            p.quote == 0
                && phrase.sentence - p.sentence <= 1
                && p.kinds & PERSON != 0
                && self.tree.relation(p.head) == Deprel::Nsubj
                && self
                    .tree
                    .head(p.head)
                    .is_some_and(|v| self.lexicon.speech_verbs.contains_key(self.tree.lemma(v)))
        };
        self.phrases[..at].iter().rposition(speaks).map(|b| (b, true))
    }
    fn third_person(&self, at: usize) -> Option<(usize, bool)> {
        let phrase = &self.phrases[at];
        // A verb's own subject, for "himself".
        if self.tree.small(phrase.head).ends_with("self") || self.tree.small(phrase.head).ends_with("selves")
        {
            let verb = self.tree.ancestors(phrase.head).find(|v| self.tree.is_verb(*v))?;
            let subject =
                self.tree.with(verb, &[Deprel::Nsubj, Deprel::NsubjPass]).find_map(|s| self.phrase_at(s, at));
            return subject.map(|b| (b, true));
        }
        let mut best: Vec<(f64, usize, usize)> = vec![];
        for before in (0..at).rev() {
            let candidate = &self.phrases[before];
            if phrase.sentence - candidate.sentence > REACH {
                break;
            }
            if let Some(score) = self.score(phrase, candidate) {
                match best.iter_mut().find(|(_, _, entity)| *entity == candidate.entity) {
                    Some(known) if known.0 < score => (known.0, known.1) = (score, before),
                    Some(_) => {}
                    None => best.push((score, before, candidate.entity)),
                }
            }
        }
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        let &(score, before, entity) = best.first()?;
        if self.entities[entity].kinds == OTHER && self.phrases[at].kinds == PERSON {
            return None;
        }
        let second = best.get(1).map_or(f64::MIN, |b| b.0);
        Some((before, score - second >= MARGIN))
    }
    /// How well a phrase before fits a pronoun; none where it cannot.
    fn score(&self, pronoun: &Phrase, candidate: &Phrase) -> Option<f64> {
        let entity = &self.entities[candidate.entity];
        let word = self.tree.small(pronoun.head).as_str();
        let they = pronoun.plural;
        let wanted = if self.acts(pronoun.head) { pronoun.kinds & !OTHER } else { pronoun.kinds };
        if entity.kinds & wanted == 0 {
            return None;
        }
        let first_person = candidate.form == Form::Pronoun
            && matches!(
                self.tree.small(candidate.head).as_str(),
                "i" | "me" | "my" | "we" | "us" | "our" | "you" | "your"
            );
        if first_person
            || candidate.quote != pronoun.quote
                && candidate.form == Form::Pronoun
                && pronoun.quote != 0
                && candidate.quote != 0
        {
            return None;
        }
        let plural = entity.plural
            || candidate.plural
            || self.tree.with(candidate.head, &[Deprel::Conj]).next().is_some() && they;
        let mut score = 100.0 * 0.55f64.powi((pronoun.sentence - candidate.sentence) as i32);
        if they != plural {
            // "the team … they"
            if they && entity.kinds & ORGANIZATION != 0 { score -= 25.0 } else { return None }
        }
        if pronoun.gender != Gender::Open && entity.gender != Gender::Open && pronoun.gender != entity.gender
        {
            return None;
        }
        if pronoun.gender != Gender::Open && entity.gender == pronoun.gender {
            score += 15.0;
        }
        // An outlet that is quoted speaks; what is told is of others.
        if self.is_media(candidate) {
            return None;
        }
        if pronoun.kinds == PERSON && entity.kinds != PERSON {
            score -= 20.0;
        }
        if !they && pronoun.kinds != PERSON {
            score -= if entity.kinds == PLACE { 12.0 } else { 0.0 };
        }
        if they && entity.kinds == OTHER {
            score -= 15.0;
        }
        let (head, other) = (pronoun.head, candidate.head);
        // i-within-i, and the other argument of the same verb.
        if self.tree.below(head, other) {
            let relative = std::iter::once(head)
                .chain(self.tree.ancestors(head))
                .take_while(|t| *t != other)
                .any(|t| matches!(self.tree.relation(t), Deprel::AclRelcl | Deprel::Acl));
            if !relative {
                return None;
            }
        }
        // The clause around the pronoun's own: "the ministry said it …", "the group's store, which it …".
        let outer = self.tree.clause(head).and_then(|own| self.tree.head(own));
        let outer = outer.and_then(|up| if self.tree.is_verb(up) { Some(up) } else { self.tree.clause(up) });
        if outer.is_some() && outer == self.tree.clause(other) {
            score += 12.0;
        }
        let poss = self.tree.relation(head) == Deprel::NmodPoss;
        let verb = self.tree.head(head);
        if !poss && verb.is_some() && verb == self.tree.head(other) && candidate.sentence == pronoun.sentence
        {
            return None;
        }
        let role = self.tree.relation(other);
        score += match role {
            Deprel::Nsubj | Deprel::NsubjPass => 45.0,
            Deprel::Obj | Deprel::Iobj => 18.0,
            Deprel::NmodPoss => 14.0,
            Deprel::Obl | Deprel::OblAgent => 8.0,
            Deprel::Compound | Deprel::Amod => -25.0,
            _ => 0.0,
        };
        if self.is_subject(head) == self.is_subject(other) {
            score += 6.0;
        }
        if candidate.form == Form::Pronoun {
            score += 12.0;
        }
        if candidate.form == Form::Pronoun && self.tree.small(other).starts_with(&word[..2.min(word.len())]) {
            score += 12.0;
        }
        if candidate.form == Form::Name {
            score += 6.0;
        }
        score += (entity.phrases.len().min(5) as f64) * 2.0;
        score -= f64::from(head - other) * 0.15;
        Some(score)
    }
}
