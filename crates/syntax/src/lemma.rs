//! Dictionary forms: rules learned from treebanks, by whole word, then by ending.
//!
//! A rule says how to write a word's letters (as they stand, small, or as a name), how many to cut from the
//! end and what to add. Words with a rule of their own come first; then the longest ending that has one.

use crate::ModelError;
use crate::bytes::{Reader, Writer};
use dateline_record::{Upos, Xpos};
use smol_str::SmolStr;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// Learns and applies lemma rules.
#[derive(Default)]
pub struct Lemmatiser {
    rules: Vec<Rule>,
    /// Number of the rule for the hash of a word or ending and its tag.
    known: HashMap<u64, u16, BuildHasherDefault<AsIs>>,
    /// Hashes of the lemmas met, with their universal tag.
    attested: HashSet<u64, BuildHasherDefault<AsIs>>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Rule {
    letters: Letters,
    cut: u8,
    add: SmolStr,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Letters {
    AsTheyStand,
    Small,
    Name,
}

/// The keys are hashes already.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 << 8) | u64::from(byte);
        }
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// Endings up to this many characters have rules.
const LONGEST_ENDING: usize = 6;

/// What a word is looked up by.
#[derive(Clone, Copy)]
enum Scope {
    /// The word as written.
    Written,
    /// The word in small letters.
    Word,
    /// Its last letters.
    Ending,
    /// A dictionary form.
    Lemma,
}

fn key(scope: Scope, text: &str, upos: Upos, xpos: Xpos) -> u64 {
    const PRIME: u64 = 0x0100_0000_01b3;
    let tag = upos.as_str().bytes().chain([b'|']).chain(xpos.as_str().bytes());
    let bytes = [scope as u8].into_iter().chain(tag).chain([0]).chain(text.bytes());
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    hash ^ (hash >> 31)
}

/// What English spelling may have changed at the end of a lemma: "provok", "shel", "stopp".
fn variants(lemma: &str) -> [String; 3] {
    let shorter = lemma.char_indices().next_back().map_or("", |(at, _)| &lemma[..at]);
    let doubled = lemma.chars().chain(lemma.chars().next_back()).collect();
    [format!("{lemma}e"), doubled, shorter.to_owned()]
}

fn attested_key(lemma: &str, upos: Upos) -> u64 {
    // Nouns and verbs share most of their lemmas, and so widen each other's.
    let upos = if upos == Upos::Noun { Upos::Verb } else { upos };
    key(Scope::Lemma, lemma, upos, Xpos::Nn)
}

/// Curly apostrophes and hyphens as on a typewriter, as lemmas have them.
fn plain(form: &str) -> String {
    form.chars()
        .map(|c| match c {
            '’' | '‘' | 'ʼ' | '`' | '´' => '\'',
            '“' | '”' | '„' | '«' | '»' => '"',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect()
}

/// Endings carry how the word is written, because names in capitals are written otherwise.
fn marked(form: &str, upos: Upos) -> String {
    let may_be_name = matches!(upos, Upos::Propn | Upos::Noun | Upos::Adj | Upos::X | Upos::Num | Upos::Sym);
    let capitals = if may_be_name { form.chars().filter(|c| c.is_uppercase()).count() } else { 0 };
    let mark = match capitals {
        0 => 'x',
        _ if form.chars().any(char::is_lowercase) => 'X',
        1 => 'X',
        2 | 3 => 'A',
        _ => 'U',
    };
    let mut marked = String::from("^");
    marked.extend(form.chars().flat_map(char::to_lowercase));
    marked.push(mark);
    marked
}

/// The endings of a marked word, the longest first.
fn endings(marked: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = marked.char_indices().map(|(at, _)| at).rev().take(LONGEST_ENDING + 1).collect();
    starts.into_iter().rev().map(move |start| &marked[start..])
}

impl Rule {
    fn of(form: &str, lemma: &str) -> Rule {
        let letters = if lemma.chars().any(char::is_uppercase) {
            let name = name(form);
            let shared = |text: &str| text.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).count();
            if shared(&name) > shared(form) { Letters::Name } else { Letters::AsTheyStand }
        } else {
            // Also where the form is small already, so that "was" and "Was" teach the same rule.
            Letters::Small
        };
        let written = letters.write(form);
        let shared: usize =
            written.chars().zip(lemma.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
        let cut = u8::try_from(written[shared..].chars().count()).unwrap_or(u8::MAX);
        Rule { letters, cut, add: lemma[shared..].into() }
    }

    /// Whether the rule may hold of other words: "men" to "man", but not "Sept." to "September".
    fn is_general(&self) -> bool {
        self.cut <= 4 && self.add.chars().count() <= 3
    }

    fn apply(&self, form: &str) -> SmolStr {
        if self.cut == 0 && self.add.is_empty() && self.letters == Letters::AsTheyStand {
            return form.into();
        }
        let mut written = self.letters.write(form);
        for _ in 0..self.cut {
            written.pop();
        }
        written.push_str(&self.add);
        // A word cut to nothing would be no word.
        if written.is_empty() { form.into() } else { written.into() }
    }
}

impl Letters {
    fn write(self, form: &str) -> String {
        match self {
            Letters::AsTheyStand => form.to_owned(),
            Letters::Small => form.to_lowercase(),
            Letters::Name => name(form),
        }
    }
}

/// First letter as it stands, the others small.
fn name(form: &str) -> String {
    let mut chars = form.chars();
    chars.next().into_iter().chain(chars.flat_map(char::to_lowercase)).collect()
}

/// A word with its gold tag and lemma.
pub struct Lesson<'a> {
    pub form: &'a str,
    pub upos: Upos,
    pub xpos: Xpos,
    pub lemma: &'a str,
}

type Counts = BTreeMap<Rule, u32>;

fn most_frequent(counts: &Counts) -> (&Rule, u32) {
    // The first of equals in the rules' own order, so that training is repeatable.
    let (rule, count) = counts
        .iter()
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .expect("a key is only made together with a first count");
    (rule, *count)
}

impl Lemmatiser {
    /// Learns the rules of tagged words, keeping no rule that a more general one already implies.
    pub fn learn<'a>(lessons: impl Iterator<Item = Lesson<'a>>) -> Lemmatiser {
        let mut words: BTreeMap<(u8, String, Upos, Xpos), Counts> = BTreeMap::new();
        let mut learned = Lemmatiser::default();
        let listed = include_str!("../data/verbs.txt").lines().filter(|line| !line.starts_with('#'));
        let listed = listed.flat_map(str::split_whitespace);
        learned.attested.extend(listed.map(|verb| attested_key(verb, Upos::Verb)));
        for lesson in lessons.filter(|lesson| lesson.lemma != "_") {
            let form = plain(lesson.form);
            let rule = Rule::of(&form, lesson.lemma);
            learned.attested.insert(attested_key(lesson.lemma, lesson.upos));
            let mut count = |scope: Scope, text: &str| {
                let counts =
                    words.entry((scope as u8, text.to_owned(), lesson.upos, lesson.xpos)).or_default();
                *counts.entry(rule.clone()).or_default() += 1;
            };
            count(Scope::Written, &form);
            count(Scope::Word, &form.to_lowercase());
            if rule.is_general() {
                for ending in endings(&marked(&form, lesson.upos)) {
                    count(Scope::Ending, ending);
                }
            }
        }
        learned.keep_endings(&words);
        learned.keep_words(&words);
        learned
    }

    fn keep_endings(&mut self, words: &BTreeMap<(u8, String, Upos, Xpos), Counts>) {
        let mut endings: Vec<_> = words.iter().filter(|(key, _)| key.0 == Scope::Ending as u8).collect();
        endings.sort_by_key(|((_, ending, ..), _)| ending.chars().count());
        for ((_, ending, upos, xpos), counts) in endings {
            let (rule, count) = most_frequent(counts);
            let shorter = ending.char_indices().skip(1).map(|(at, _)| &ending[at..]);
            let implied = shorter
                .filter_map(|ending| self.known.get(&key(Scope::Ending, ending, *upos, *xpos)))
                .map(|&number| &self.rules[usize::from(number)])
                .next();
            let general = ending.chars().count() <= 1;
            if implied != Some(rule) && (count > 1 || general) {
                self.insert(key(Scope::Ending, ending, *upos, *xpos), &rule.clone());
            }
        }
    }

    fn keep_words(&mut self, words: &BTreeMap<(u8, String, Upos, Xpos), Counts>) {
        for scope in [Scope::Word, Scope::Written] {
            for ((_, form, upos, xpos), counts) in words.iter().filter(|(key, _)| key.0 == scope as u8) {
                let (rule, count) = most_frequent(counts);
                let made = rule.apply(form);
                // A spelling seen once teaches its lemma only if nothing more general is known.
                let total: u32 = counts.values().sum();
                if self.lemma(form, *upos, *xpos) != made && 2 * count >= total {
                    self.insert(key(scope, form, *upos, *xpos), &rule.clone());
                }
            }
        }
    }

    fn insert(&mut self, key: u64, rule: &Rule) {
        let number = self.rules.iter().position(|known| known == rule).unwrap_or_else(|| {
            self.rules.push(rule.clone());
            self.rules.len() - 1
        });
        self.known
            .insert(key, u16::try_from(number).expect("English needs far fewer than 65,536 lemma rules"));
    }

    /// The dictionary form of a word with its tags.
    pub fn lemma(&self, form: &str, upos: Upos, xpos: Xpos) -> SmolStr {
        let form = plain(form);
        let find = |scope, text: &str| self.known.get(&key(scope, text, upos, xpos));
        let own = find(Scope::Written, &form).or_else(|| find(Scope::Word, &form.to_lowercase()));
        if let Some(&number) = own {
            return self.rules[usize::from(number)].apply(&form);
        }
        // Capitals where none were seen: the word in small letters is the nearest known.
        self.by_ending(&form, &marked(&form, upos), upos, xpos)
            .or_else(|| self.by_ending(&form, &marked(&form.to_lowercase(), upos), upos, xpos))
            .unwrap_or_else(|| form.into())
    }

    /// What the longest ending says, unless a shorter one leads to a lemma that has been met.
    fn by_ending(&self, form: &str, marked: &str, upos: Upos, xpos: Xpos) -> Option<SmolStr> {
        let find = |ending: &str| self.known.get(&key(Scope::Ending, ending, upos, xpos));
        // Names follow no dictionary.
        let may_be_met = matches!(upos, Upos::Verb | Upos::Noun | Upos::Adj | Upos::Adv);
        let mut first = None;
        for &number in endings(marked).filter_map(find) {
            let lemma = self.rules[usize::from(number)].apply(form);
            if !may_be_met || self.attested.contains(&attested_key(&lemma, upos)) {
                return Some(lemma);
            }
            first.get_or_insert(lemma);
        }
        let first = first?;
        if upos != Upos::Verb || !matches!(xpos, Xpos::Vbd | Xpos::Vbn | Xpos::Vbg) {
            return Some(first);
        }
        let attested = |lemma: &String| self.attested.contains(&attested_key(lemma, upos));
        Some(variants(&first).into_iter().find(attested).map_or(first, SmolStr::from))
    }

    /// Whether a lemma was met as anything but a name, a number or a sign.
    pub fn knows(&self, lemma: &str) -> bool {
        const WORDS: [Upos; 11] = [
            Upos::Verb,
            Upos::Adj,
            Upos::Adv,
            Upos::Adp,
            Upos::Aux,
            Upos::Cconj,
            Upos::Det,
            Upos::Part,
            Upos::Pron,
            Upos::Sconj,
            Upos::Intj,
        ];
        WORDS.iter().any(|upos| self.attested.contains(&attested_key(lemma, *upos)))
    }

    /// Whether a form has a rule of its own as a verb.
    pub fn knows_form(&self, form: &str) -> bool {
        const FINITE: [Xpos; 3] = [Xpos::Vbd, Xpos::Vbn, Xpos::Vbz];
        FINITE.iter().any(|xpos| {
            [Upos::Verb, Upos::Aux]
                .iter()
                .any(|upos| self.known.contains_key(&key(Scope::Word, form, *upos, *xpos)))
        })
    }

    pub fn write(&self, writer: &mut Writer) {
        writer.len(self.rules.len());
        for rule in &self.rules {
            writer.u32(rule.letters as u32);
            writer.u32(u32::from(rule.cut));
            writer.text(&rule.add);
        }
        let mut known: Vec<_> = self.known.iter().collect();
        known.sort();
        writer.len(known.len());
        for (&key, &number) in known {
            writer.u64(key);
            writer.bytes.extend(number.to_le_bytes());
        }
        let mut attested: Vec<_> = self.attested.iter().collect();
        attested.sort();
        writer.len(attested.len());
        attested.into_iter().for_each(|&key| writer.u64(key));
    }

    pub fn read(reader: &mut Reader<'_>) -> Result<Lemmatiser, ModelError> {
        let bad = || ModelError::Content("a lemma rule in it makes no sense".to_owned());
        let rules = (0..reader.len()?)
            .map(|_| {
                let letters = match reader.u32()? {
                    0 => Letters::AsTheyStand,
                    1 => Letters::Small,
                    2 => Letters::Name,
                    _ => return Err(bad()),
                };
                let cut = u8::try_from(reader.u32()?).map_err(|_| bad())?;
                Ok(Rule { letters, cut, add: reader.text()?.into() })
            })
            .collect::<Result<Vec<_>, ModelError>>()?;
        let count = reader.len()?;
        let mut known = HashMap::with_capacity_and_hasher(count, BuildHasherDefault::default());
        for _ in 0..count {
            let key = reader.u64()?;
            let number = u16::from_le_bytes(*reader.bytes(2)?.first_chunk().expect("two bytes were taken"));
            if usize::from(number) >= rules.len() {
                return Err(bad());
            }
            known.insert(key, number);
        }
        let count = reader.len()?;
        let mut attested = HashSet::with_capacity_and_hasher(count, BuildHasherDefault::default());
        for _ in 0..count {
            attested.insert(reader.u64()?);
        }
        Ok(Lemmatiser { rules, known, attested })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taught() -> Lemmatiser {
        let lessons = [
            ("shelled", Upos::Verb, Xpos::Vbd, "shell"),
            ("killed", Upos::Verb, Xpos::Vbd, "kill"),
            ("called", Upos::Verb, Xpos::Vbd, "call"),
            ("was", Upos::Aux, Xpos::Vbd, "be"),
            ("Was", Upos::Aux, Xpos::Vbd, "be"),
            ("Paris", Upos::Propn, Xpos::Nnp, "Paris"),
            ("Basra", Upos::Propn, Xpos::Nnp, "Basra"),
            ("rebels", Upos::Noun, Xpos::Nns, "rebel"),
            ("towns", Upos::Noun, Xpos::Nns, "town"),
        ];
        Lemmatiser::learn(lessons.iter().map(|&(form, upos, xpos, lemma)| Lesson { form, upos, xpos, lemma }))
    }

    #[test]
    fn known_words_have_their_own_lemma_and_new_ones_follow_their_ending() {
        let lemmas = taught();
        assert_eq!(lemmas.lemma("was", Upos::Aux, Xpos::Vbd), "be");
        assert_eq!(lemmas.lemma("WAS", Upos::Aux, Xpos::Vbd), "be");
        assert_eq!(lemmas.lemma("spelled", Upos::Verb, Xpos::Vbd), "spell");
        assert_eq!(lemmas.lemma("Soldiers", Upos::Noun, Xpos::Nns), "soldier");
        assert_eq!(lemmas.lemma("Khartoum", Upos::Propn, Xpos::Nnp), "Khartoum");
        assert_eq!(lemmas.lemma("s", Upos::Noun, Xpos::Nns), "s");
        assert_eq!(lemmas.lemma("", Upos::X, Xpos::Fw), "");
    }

    #[test]
    fn what_is_written_is_read_back() {
        let mut writer = Writer::default();
        taught().write(&mut writer);
        let mut reader = Reader::new(&writer.bytes);
        let read = Lemmatiser::read(&mut reader).unwrap();
        assert!(reader.finish().is_ok());
        assert_eq!(read.lemma("spelled", Upos::Verb, Xpos::Vbd), "spell");
    }
}
