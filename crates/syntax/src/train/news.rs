//! Sentences in the manner of news wires, made with their trees by a small grammar of our own.
//!
//! Treebanks hold little news and few of its names and verbs. The grammar and its words are data:
//! `data/news_grammar.txt` and `data/news_words.txt`.

use super::Codes;
use super::random::Random;
use crate::conllu::{Sentence, Word};
use crate::entities::{Inventory, OUTSIDE, UNKNOWN, mark};
use dateline_record::{EntityKind, EntityLayer};
use std::collections::BTreeMap;

const GRAMMAR: &str = include_str!("../../data/news_grammar.txt");
const ENTITIES: &str = include_str!("../../data/news_entities.txt");
const WORDS: &str = include_str!("../../data/news_words.txt");

/// Deeper phrases leave out what they may leave out.
const DEEPEST: usize = 9;

/// The grammar, ready to make sentences.
pub struct News {
    rules: BTreeMap<String, Vec<(f32, Phrase)>>,
    /// For each list, its kind and for each entry the forms.
    lists: BTreeMap<String, (Kind, Vec<Vec<String>>)>,
    /// For each rule and list (with its `@`) that makes an entity, its layer and kind.
    entities: BTreeMap<String, Vec<(EntityLayer, EntityKind)>>,
}

/// A sentence that is being made.
#[derive(Default)]
struct Draft {
    words: Vec<Word>,
    /// First word, end and head of what became an entity. Phrases close before those that hold them.
    entities: Vec<Entity>,
}

struct Entity {
    first: usize,
    end: usize,
    head: usize,
    layer: EntityLayer,
    kind: EntityKind,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Verb,
    Noun,
    Word,
}

type Phrase = Vec<Item>;

struct Item {
    /// None for the head.
    relation: Option<String>,
    body: Body,
    /// Left out half of the time.
    optional: bool,
}

enum Body {
    Form { form: String, xpos: String, upos: String },
    List { list: String, xpos: String, upos: String },
    Name,
    Digits,
    Rule(String),
    Group(Phrase),
}

impl News {
    /// Reads the grammar that is built in.
    ///
    /// # Panics
    /// If it has a mistake; a test reads it.
    pub fn built_in() -> News {
        let mut news = News { rules: BTreeMap::new(), lists: BTreeMap::new(), entities: BTreeMap::new() };
        for line in lines(WORDS) {
            let (name, entries) = line.split_once(": ").expect("a list has a colon");
            let (kind, name) = name.split_once(' ').expect("a list has a kind and a name");
            let kind = match kind {
                "verb" => Kind::Verb,
                "noun" => Kind::Noun,
                "word" => Kind::Word,
                _ => panic!("`{kind}` is no kind of list"),
            };
            let entries = entries.split_whitespace().map(|entry| forms(kind, entry)).collect();
            news.lists.insert(name.to_owned(), (kind, entries));
        }
        for line in lines(GRAMMAR) {
            let (name, right) =
                line.split_once(" = ").or_else(|| line.split_once(" =")).expect("a rule has a =");
            let (name, weight) = name.split_once(' ').expect("a rule has a weight");
            let weight = weight.trim().parse().expect("a weight is a number");
            let mut words = right.split_whitespace();
            let phrase = phrase(&mut words);
            let heads = phrase.iter().filter(|item| item.relation.is_none()).count();
            assert!(heads == 1, "{heads} heads in: {line}");
            news.rules.entry(name.to_owned()).or_default().push((weight, phrase));
        }
        for line in lines(ENTITIES) {
            let (entity, makers) = line.split_once(": ").expect("an entity has a colon");
            let (layer, kind) = entity.split_once(' ').expect("an entity has a layer and a kind");
            let entity = (layer.parse().expect("a layer"), kind.parse().expect("a kind of entity"));
            for maker in makers.split_whitespace() {
                news.entities.entry(maker.to_owned()).or_default().push(entity);
            }
        }
        news
    }

    /// Makes a sentence, and the codes of its words in each layer of entities.
    pub fn sentence(&self, kinds: &Inventory, random: &mut Random) -> (Sentence, Codes) {
        let mut draft = Draft::default();
        let root = self.rule("S", random, &mut draft, 0);
        let Draft { mut words, entities } = draft;
        words[root].head = 0;
        words[root].deprel = "root".into();
        let mut codes = codes(&words, &entities, kinds);
        drop_idle_commas(&mut words, &mut codes);
        fit_articles(&mut words);
        if let Some(first) = words.first_mut() {
            first.form = capital(&first.form).into();
        }
        (Sentence { words, ..Sentence::default() }, codes)
    }

    /// Notes that the words from `first` on came of a rule or list, if that makes entities.
    fn note(&self, maker: &str, first: usize, head: usize, draft: &mut Draft) {
        for &(layer, kind) in self.entities.get(maker).into_iter().flatten() {
            draft.entities.push(Entity { first, end: draft.words.len(), head, layer, kind });
        }
    }

    /// Appends a phrase and returns the index of its head.
    fn rule(&self, name: &str, random: &mut Random, draft: &mut Draft, depth: usize) -> usize {
        let choices = self.rules.get(name).unwrap_or_else(|| panic!("no rule `{name}`"));
        let total: f32 = choices.iter().map(|(weight, _)| weight).sum();
        let mut draw = random.unit() * total;
        let chosen = choices.iter().find(|(weight, _)| {
            draw -= weight;
            draw < 0.0
        });
        let (_, phrase) = chosen.unwrap_or(&choices[0]);
        let first = draft.words.len();
        let head = self.phrase(phrase, random, draft, depth + 1);
        self.note(name, first, head, draft);
        head
    }

    fn phrase(&self, phrase: &Phrase, random: &mut Random, draft: &mut Draft, depth: usize) -> usize {
        let mut head = None;
        let mut dependents = Vec::new();
        for item in phrase {
            if item.optional && (depth > DEEPEST || random.unit() < 0.5) {
                continue;
            }
            let index = self.body(&item.body, random, draft, depth);
            match &item.relation {
                None => head = Some(index),
                Some(relation) => dependents.push((index, relation)),
            }
        }
        let head = head.expect("every phrase was checked to have a head");
        for (index, relation) in dependents {
            draft.words[index].head = head as u32 + 1;
            draft.words[index].deprel = relation.into();
        }
        head
    }

    fn body(&self, body: &Body, random: &mut Random, draft: &mut Draft, depth: usize) -> usize {
        let (form, xpos, upos) = match body {
            Body::Rule(name) => return self.rule(name, random, draft, depth),
            Body::Group(phrase) => return self.phrase(phrase, random, draft, depth),
            Body::Form { form, xpos, upos } => (form.clone(), xpos.as_str(), upos.as_str()),
            Body::List { list, xpos, upos } => {
                (self.listed(list, xpos, random), xpos.as_str(), upos.as_str())
            }
            Body::Name => (name(random), "NNP", "PROPN"),
            Body::Digits => (digits(random), "CD", "NUM"),
        };
        let index = draft.words.len();
        draft.words.push(Word {
            form: form.into(),
            lemma: "_".into(),
            upos: upos.into(),
            xpos: xpos.into(),
            head: 0,
            deprel: "dep".into(),
        });
        if let Body::List { list, .. } = body {
            self.note(&format!("@{list}"), index, index, draft);
        }
        index
    }

    fn listed(&self, list: &str, xpos: &str, random: &mut Random) -> String {
        let (kind, entries) = self.lists.get(list).unwrap_or_else(|| panic!("no list `{list}`"));
        let form = match (kind, xpos) {
            (Kind::Verb, "VBZ") | (Kind::Noun, "NNS") => 1,
            (Kind::Verb, "VBD") => 2,
            (Kind::Verb, "VBN") => 3,
            (Kind::Verb, "VBG") => 4,
            _ => 0,
        };
        entries[below(random, entries.len())][form].clone()
    }
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Items up to the end or a closing parenthesis.
fn phrase<'a>(words: &mut impl Iterator<Item = &'a str>) -> Phrase {
    let mut phrase = Vec::new();
    while let Some(word) = words.next() {
        if let Some(optional) = word.strip_prefix(')') {
            // The question mark of the group whose end this is.
            phrase.push(Item { relation: Some(optional.to_owned()), body: Body::Name, optional: false });
            return phrase;
        }
        let (relation, rest) = match word.strip_prefix('*') {
            Some(rest) => (None, rest),
            None => {
                let (relation, rest) =
                    word.split_once('=').unwrap_or_else(|| panic!("no relation in `{word}`"));
                (Some(relation.to_owned()), rest)
            }
        };
        let (rest, mut optional) = match rest.strip_suffix('?') {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let body = if rest == "(" {
            let mut inner = self::phrase(words);
            let end = inner.pop().expect("a group ends with a parenthesis");
            optional = end.relation.as_deref() == Some("?");
            Body::Group(inner)
        } else {
            body(rest)
        };
        phrase.push(Item { relation, body, optional });
    }
    phrase
}

fn body(text: &str) -> Body {
    if text == "~" {
        return Body::Name;
    }
    if let Some(list) = text.strip_prefix('@') {
        let (list, tag) = list.split_once(':').unwrap_or_else(|| panic!("no tag in `{text}`"));
        let (xpos, upos) = tags(tag);
        return Body::List { list: list.to_owned(), xpos, upos };
    }
    match text.split_once('/') {
        Some((form, tag)) => {
            let (xpos, upos) = tags(tag);
            Body::Form { form: form.to_owned(), xpos, upos }
        }
        None if text == "#" => Body::Digits,
        None => Body::Rule(text.to_owned()),
    }
}

/// The Penn tag and the universal one, which mostly follows from it.
fn tags(tag: &str) -> (String, String) {
    let (xpos, upos) = match tag.split_once('/') {
        Some(tags) => tags,
        None => {
            let upos = match tag {
                "NN" | "NNS" => "NOUN",
                "NNP" | "NNPS" => "PROPN",
                "VB" | "VBD" | "VBG" | "VBN" | "VBP" | "VBZ" => "VERB",
                "MD" => "AUX",
                "JJ" => "ADJ",
                "RB" | "WRB" => "ADV",
                "IN" | "RP" => "ADP",
                "CD" => "NUM",
                "DT" => "DET",
                "PRP" | "PRP$" | "WP" => "PRON",
                "TO" | "POS" => "PART",
                "CC" => "CCONJ",
                "HYPH" | "," | "." | "``" | "''" => "PUNCT",
                _ => panic!("no universal tag for `{tag}`"),
            };
            (tag, upos)
        }
    };
    (xpos.to_owned(), upos.to_owned())
}

fn forms(kind: Kind, entry: &str) -> Vec<String> {
    let given: Vec<String> = entry.split(',').map(str::to_owned).collect();
    match (kind, given.len()) {
        (Kind::Verb, 5) | (Kind::Noun, 2) | (Kind::Word, 1) => given,
        (Kind::Noun, 1) => vec![entry.to_owned(), format!("{entry}s")],
        (Kind::Verb, 1) => {
            let hissing = ["s", "sh", "ch", "x"].iter().any(|end| entry.ends_with(end));
            let third = format!("{entry}{}", if hissing { "es" } else { "s" });
            let past = format!("{entry}{}", if entry.ends_with('e') { "d" } else { "ed" });
            vec![entry.to_owned(), third, past.clone(), past, format!("{}ing", entry.trim_end_matches('e'))]
        }
        _ => panic!("`{entry}` has {} forms", given.len()),
    }
}

fn below(random: &mut Random, bound: usize) -> usize {
    ((random.unit() * bound as f32) as usize).min(bound - 1)
}

/// A name that nobody has: two or three syllables.
fn name(random: &mut Random) -> String {
    const OPENINGS: [&str; 24] = [
        "b", "d", "f", "g", "h", "j", "k", "l", "m", "n", "r", "s", "t", "v", "w", "z", "kh", "sh", "tr",
        "gr", "ch", "br", "", "y",
    ];
    const VOWELS: [&str; 9] = ["a", "e", "i", "o", "u", "aa", "ou", "ia", "ei"];
    const ENDINGS: [&str; 14] = ["", "", "", "", "n", "r", "l", "k", "m", "sk", "t", "d", "v", "sh"];
    let mut name = String::new();
    for _ in 0..2 + below(random, 2) {
        for sounds in [&OPENINGS[..], &VOWELS[..], &ENDINGS[..]] {
            name.push_str(sounds[below(random, sounds.len())]);
        }
    }
    capital(&name)
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

/// Codes of the made words. What the grammar does not say of a layer of whole phrases is unknown.
fn codes(words: &[Word], entities: &[Entity], kinds: &Inventory) -> Codes {
    let mut codes = Codes::default();
    for (layer, codes) in EntityLayer::ALL.iter().zip(&mut codes) {
        let kinds = &kinds[*layer as usize];
        if kinds.is_empty() {
            continue;
        }
        // Every noun may be in a phrase that the grammar does not mark.
        let elsewhere = |word: &Word| match layer {
            EntityLayer::Phrase if !["VERB", "AUX", "SCONJ"].contains(&word.upos.as_str()) => UNKNOWN,
            _ => OUTSIDE,
        };
        *codes = words.iter().map(elsewhere).collect();
        // Wider phrases close later: they are written over those they hold.
        for entity in entities.iter().filter(|entity| entity.layer == *layer) {
            let Some(kind) = kinds.iter().position(|&kind| kind == entity.kind) else { continue };
            if *layer == EntityLayer::Name {
                mark(codes, entity.first..entity.end, kind);
            } else if !MODIFIERS.contains(&words[entity.head].deprel.as_str()) {
                mark(codes, opening(words, entity.head)..entity.head + 1, kind);
            }
        }
    }
    codes
}

/// Relations of a noun that only tells more of another.
const MODIFIERS: [&str; 3] = ["compound", "nmod:desc", "obl:unmarked"];

/// How what stands before a noun and belongs to its name depends on it.
const BEFORE: [&str; 5] = ["det", "amod", "nummod", "compound", "nmod:poss"];

/// The first word of a noun and what stands before it.
fn opening(words: &[Word], head: usize) -> usize {
    let belongs = |&index: &usize| {
        let mut at = index;
        while let Some(governor) = (words[at].head as usize).checked_sub(1) {
            if governor == head {
                return BEFORE.contains(&words[at].deprel.as_str());
            }
            at = governor;
        }
        false
    };
    (0..head).rev().take_while(belongs).last().unwrap_or(head)
}

/// A comma that closes a phrase gives way to punctuation that follows it.
fn drop_idle_commas(words: &mut Vec<Word>, codes: &mut Codes) {
    let mut at = 0;
    while at + 1 < words.len() {
        if words[at].form != "," || !matches!(words[at + 1].form.as_str(), "," | ".") {
            at += 1;
            continue;
        }
        words.remove(at);
        codes.iter_mut().filter(|codes| !codes.is_empty()).for_each(|codes| {
            codes.remove(at);
        });
        for word in words.iter_mut().filter(|word| word.head as usize > at) {
            word.head -= 1;
        }
    }
}

/// "a" or "an", by the letter that follows.
fn fit_articles(words: &mut [Word]) {
    for at in 0..words.len().saturating_sub(1) {
        if words[at].form == "a" || words[at].form == "an" {
            let vowel = words[at + 1].form.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']);
            words[at].form = if vowel { "an".into() } else { "a".into() };
        }
    }
}

fn digits(random: &mut Random) -> String {
    match below(random, 8) {
        0 => format!("{},{:03}", 1 + below(random, 9), below(random, 1000)),
        1..3 => (100 + below(random, 900)).to_string(),
        _ => (10 + below(random, 90)).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::{inventory, spans};
    use crate::model::read_tag;
    use dateline_record::Deprel;

    #[test]
    fn every_sentence_is_a_tree_with_known_labels() {
        let news = News::built_in();
        let mut random = Random::new(5);
        for _ in 0..20_000 {
            let (sentence, codes) = news.sentence(&inventory(), &mut random);
            let words = &sentence.words;
            assert!(codes.iter().all(|codes| codes.len() == words.len()));
            assert!(words.len() < 120, "{} words", words.len());
            let roots = words.iter().filter(|word| word.head == 0).count();
            assert_eq!(roots, 1);
            for (index, word) in words.iter().enumerate() {
                assert!(read_tag(&format!("{}|{}", word.xpos, word.upos)).is_some(), "{word:?}");
                assert!(Deprel::read(&word.deprel).is_some_and(|label| label != Deprel::Dep), "{word:?}");
                let mut at = index;
                for _ in 0..words.len() {
                    at = (words[at].head as usize).checked_sub(1).unwrap_or(at);
                }
                assert_eq!(words[at].head, 0, "every word leads to the root");
            }
        }
    }

    #[test]
    fn every_rule_and_list_can_be_used() {
        fn uses<'a>(phrase: &'a Phrase, used: &mut Vec<&'a str>) {
            for item in phrase {
                match &item.body {
                    Body::Rule(name) => used.push(name),
                    Body::List { list, .. } => used.push(list),
                    Body::Group(phrase) => uses(phrase, used),
                    _ => {}
                }
            }
        }
        let news = News::built_in();
        let mut used = vec!["S"];
        news.rules.values().flatten().for_each(|(_, phrase)| uses(phrase, &mut used));
        for name in &used {
            assert!(
                news.rules.contains_key(*name) || news.lists.contains_key(*name),
                "nothing is called {name}"
            );
        }
        for maker in news.entities.keys() {
            let known = match maker.strip_prefix('@') {
                Some(list) => news.lists.contains_key(list),
                None => news.rules.contains_key(maker),
            };
            assert!(known, "nothing is called {maker}");
        }
        for name in news.rules.keys().chain(news.lists.keys()) {
            assert!(used.contains(&name.as_str()), "{name} is never used");
        }
    }

    #[test]
    fn made_up_news_knows_its_entities() {
        let (news, kinds) = (News::built_in(), inventory());
        let mut random = Random::new(3);
        let mut seen = BTreeMap::new();
        for _ in 0..2_000 {
            let (sentence, codes) = news.sentence(&kinds, &mut random);
            for (layer, codes) in EntityLayer::ALL.iter().zip(codes) {
                for (words, kind) in spans(codes) {
                    let words: Vec<&str> = sentence.words[words].iter().map(|w| w.form.as_str()).collect();
                    let kind = kinds[*layer as usize][kind];
                    assert!(!["and", ",", "."].contains(&words[words.len() - 1]), "{kind}: {words:?}");
                    *seen.entry((*layer, kind)).or_insert(0) += 1;
                }
            }
        }
        for entity in [
            (EntityLayer::Name, EntityKind::Person),
            (EntityLayer::Name, EntityKind::Organisation),
            (EntityLayer::Name, EntityKind::Location),
            (EntityLayer::Role, EntityKind::Role),
            (EntityLayer::Phrase, EntityKind::Weapon),
            (EntityLayer::Phrase, EntityKind::MilitaryPlatform),
        ] {
            assert!(seen.get(&entity).is_some_and(|&count| count > 20), "{entity:?}: {seen:?}");
        }
    }
}
