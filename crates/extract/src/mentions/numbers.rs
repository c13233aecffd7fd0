//! Number words: "41,000", "two and a half million", "hundreds of thousands", "two thirds".
//!
//! What a number is worth and where it ends. What it counts and what bounds it is the business of `figures`.

use crate::tree::Tree;
use dateline_lexicon::Lexicon;
use dateline_record::Upos;
use smol_str::SmolStr;

const WORDS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];
const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const SCALES: [(&str, f64); 12] = [
    ("hundred", 100.0),
    ("thousand", 1e3),
    ("million", 1e6),
    ("billion", 1e9),
    ("trillion", 1e12),
    ("dozen", 12.0),
    ("lakh", 1e5),
    ("crore", 1e7),
    ("m", 1e6),
    ("mn", 1e6),
    ("bn", 1e9),
    ("tn", 1e12),
];
/// Parts of a whole, by the word for one of them.
const PARTS: [(&str, f64); 7] = [
    ("half", 2.0),
    ("third", 3.0),
    ("quarter", 4.0),
    ("fifth", 5.0),
    ("sixth", 6.0),
    ("eighth", 8.0),
    ("tenth", 10.0),
];

/// "zero" to "twenty".
pub fn upto_twenty(word: &str) -> Option<u8> {
    WORDS.iter().position(|w| *w == word).and_then(|n| u8::try_from(n).ok())
}

/// What a scale word multiplies by.
pub fn scale(word: &str) -> Option<f64> {
    SCALES.iter().find(|(name, _)| *name == word).map(|(_, scale)| *scale)
}

/// A number as the words give it.
#[derive(Clone, Debug)]
pub struct Number {
    /// Its last token.
    pub last: u32,
    /// What it is worth; the floor of a vague word.
    pub value: f64,
    /// The policy that gave a vague word its floor; empty for a number proper.
    pub policy: SmolStr,
    /// Whether it is read only where something tells what is counted: "several".
    pub measured: bool,
    /// "a couple of"
    pub approximate: bool,
    /// A share of a whole ("a third of"), and not a count.
    pub share: bool,
    /// "most of": more than the value.
    pub above: bool,
}

impl Number {
    fn of(last: u32, value: f64) -> Number {
        Number {
            last,
            value,
            policy: SmolStr::default(),
            measured: false,
            approximate: false,
            share: false,
            above: false,
        }
    }
    /// Whether only a floor is known.
    pub fn is_vague(&self) -> bool {
        !self.policy.is_empty()
    }
}

/// Reads numbers of one sentence.
pub struct Numbers<'a> {
    /// The trees.
    pub tree: &'a Tree<'a>,
    /// Vague words with their floors.
    pub lexicon: &'a Lexicon,
    /// First token of the sentence.
    pub start: u32,
    /// One past its last token.
    pub end: u32,
}

impl Numbers<'_> {
    /// A token in small letters, empty outside the sentence.
    pub fn word(&self, at: u32) -> &str {
        if (self.start..self.end).contains(&at) { self.tree.small(at) } else { "" }
    }
    /// Whether these words stand from `at` on.
    pub fn phrase(&self, at: u32, words: &[SmolStr]) -> bool {
        (at..).zip(words).all(|(token, word)| self.word(token) == word.as_str())
    }

    /// The number that begins at a token.
    pub fn number(&self, at: u32) -> Option<Number> {
        self.share(at).or_else(|| self.vague(at)).or_else(|| self.exact(at))
    }

    /// "dozens", "several hundred", "hundreds of thousands", "tens of millions".
    fn vague(&self, at: u32) -> Option<Number> {
        let of = |at: u32| {
            let here = self.lexicon.vague_words.get(self.word(at)).into_iter().flatten();
            here.filter(|vague| self.phrase(at, &vague.words)).max_by_key(|vague| vague.words.len())
        };
        let first = of(at)?;
        let mut last = at + first.words.len() as u32 - 1;
        let mut value = first.floor;
        // "several hundred": the scale multiplies.
        if let Some(times) = scale(self.word(last + 1)) {
            value *= times;
            last += 1;
            if let Some(times) = scale(self.word(last + 1)) {
                value *= times;
                last += 1;
            }
            return Some(Number { policy: first.policy.clone(), ..Number::of(last, value) });
        }
        // "hundreds of thousands": at least one hundred thousand.
        let next = if self.word(last + 1) == "of" { last + 2 } else { last + 1 };
        if let Some(second) = of(next).filter(|v| v.scale && !first.measured && v.floor >= 1e3) {
            last = next + second.words.len() as u32 - 1;
            value *= second.floor;
        } else if self.word(last + 1) == ","
            && self.word(last + 2) == "if"
            && self.word(last + 3) == "not"
            && of(last + 4).is_some()
        {
            // "dozens, if not hundreds, of people": the floor stays.
            last += if self.word(last + 5) == "," { 5 } else { 4 };
        }
        let policy = first.policy.clone();
        Some(Number { policy, measured: first.measured, ..Number::of(last, value) })
    }

    /// "half a dozen", "one and a half million", "two hundred and fifty", "4.5 million".
    fn exact(&self, at: u32) -> Option<Number> {
        let a = |at: u32| matches!(self.word(at), "a" | "an");
        if self.word(at) == "half" && a(at + 1) {
            let times = scale(self.word(at + 2)).filter(|_| self.word(at + 2).len() > 2);
            return match times {
                Some(times) => Some(Number::of(at + 2, 0.5 * times)),
                // "half an hour": the unit follows.
                None => Some(Number::of(at + 1, 0.5)),
            };
        }
        if a(at) && matches!(self.word(at + 1), "couple" | "pair") && self.word(at + 2) == "of" {
            let approximate = self.word(at + 1) == "couple";
            return Some(Number { approximate, measured: false, ..Number::of(at + 1, 2.0) });
        }
        if self.word(at) == "both" && self.tree.token(at).upos == Upos::Det {
            return Some(Number { measured: true, ..Number::of(at, 2.0) });
        }
        let (mut last, mut value) = (at, self.plain(at)?);
        let mut sum = 0.0;
        loop {
            let next = if self.word(last + 1) == "-" { last + 2 } else { last + 1 };
            let word = self.word(next);
            // "four and a half", "four-and-a-half"
            let behind = |at: u32| if self.word(at + 1) == "-" { at + 2 } else { at + 1 };
            let article = behind(next);
            let half = behind(article);
            if let Some(times) = scale(word) {
                // "two hundred thousand" multiplies on; "one thousand two hundred" adds up.
                value *= times;
                last = next;
            } else if (20.0..100.0).contains(&value)
                && spelled(self.word(last))
                && ones(word).is_some_and(|o| o < 10.0)
            {
                value += ones(word).unwrap_or(0.0);
                last = next;
            } else if word == "and" && a(article) && self.word(half) == "half" {
                value += 0.5;
                last = half;
            } else if word == "and"
                && value >= 100.0
                && spelled(self.word(last))
                && let Some(rest) = self.plain(next + 1).filter(|_| spelled(self.word(next + 1)))
            {
                sum += value;
                value = rest;
                last = next + 1;
            } else if value >= 1e3
                && spelled(self.word(last))
                && spelled(word)
                && let Some(rest) = self.plain(next).filter(|rest| *rest < 1e3 && next == last + 1)
            {
                sum += value;
                value = rest;
                last = next;
            } else {
                break;
            }
        }
        Some(Number::of(last, value + sum))
    }

    /// A number of one token: digits or a word.
    pub fn plain(&self, at: u32) -> Option<f64> {
        if !(self.start..self.end).contains(&at) {
            return None;
        }
        let word = self.word(at);
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            return digits(word);
        }
        if matches!(self.tree.token(at).upos, Upos::Pron | Upos::Det) && word != "a" {
            return None;
        }
        match word {
            "a" if scale(self.word(at + 1)).is_some() && self.word(at + 1).len() > 2 => Some(1.0),
            "one" if self.tree.token(at).upos != Upos::Num => None,
            "dozen" => Some(12.0),
            _ => ones(word).or_else(|| tens(word)),
        }
    }

    /// "a third of", "two-thirds of", "half the", "most of", "one in five".
    fn share(&self, at: u32) -> Option<Number> {
        let part = |word: &str| {
            let bare = word.strip_suffix('s').unwrap_or(word);
            let bare = if bare == "halve" { "half" } else { bare };
            PARTS.iter().find(|(name, _)| *name == bare).map(|(_, parts)| *parts)
        };
        let of = |last: u32| self.word(last + 1) == "of";
        let share = |last: u32, value: f64| Some(Number { share: true, ..Number::of(last, value) });
        let word = self.word(at);
        if word == "most" && of(at) {
            return Some(Number { share: true, above: true, ..Number::of(at, 0.5) });
        }
        if matches!(word, "the" | "a") && self.word(at + 1) == "majority" && of(at + 1) {
            return Some(Number { share: true, above: true, ..Number::of(at + 1, 0.5) });
        }
        let whole = |at: u32| matches!(self.word(at), "the" | "its" | "his" | "her" | "their" | "all");
        if word == "half" && (of(at) || whole(at + 1)) {
            return share(at, 0.5);
        }
        if word == "a" && of(at + 1) {
            return part(self.word(at + 1)).and_then(|parts| share(at + 1, 1.0 / parts));
        }
        let count = self.plain(at).filter(|n| (1.0..10.0).contains(n) && n.fract() == 0.0)?;
        let next = if self.word(at + 1) == "-" { at + 2 } else { at + 1 };
        let several = count > 1.0 && self.word(next).ends_with('s');
        if let Some(parts) = part(self.word(next)).filter(|p| *p > count && (several || of(next))) {
            return share(next, count / parts);
        }
        // "one in five", "three out of ten"
        let inner = match (self.word(at + 1), self.word(at + 2)) {
            ("in", _) => at + 2,
            ("out", "of") => at + 3,
            _ => return None,
        };
        let whole = self.plain(inner).filter(|n| *n > count && *n <= 100.0)?;
        share(inner, count / whole)
    }
}

fn digits(word: &str) -> Option<f64> {
    let letters = word.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.'));
    let number = &word[..word.len() - letters.len()];
    let times = match letters {
        "" => 1.0,
        "k" => 1e3,
        "m" | "mn" => 1e6,
        "bn" => 1e9,
        "tn" => 1e12,
        _ => return None,
    };
    let plain: String = number.chars().filter(|c| *c != ',').collect();
    let grouped = number.split(',').skip(1).all(|part| part.len() >= 2 || part.contains('.'));
    let value: f64 = plain.parse().ok()?;
    (grouped && value.is_finite()).then_some(value * times)
}

fn ones(word: &str) -> Option<f64> {
    upto_twenty(word).filter(|n| *n < 20).map(f64::from)
}

fn tens(word: &str) -> Option<f64> {
    TENS.iter().position(|t| *t == word).map(|n| 20.0 + 10.0 * n as f64)
}

fn spelled(word: &str) -> bool {
    !word.is_empty() && !word.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::digits;

    #[test]
    fn digits_may_be_grouped_and_scaled() {
        assert_eq!(digits("41,000"), Some(41_000.0));
        assert_eq!(digits("2.5bn"), Some(2.5e9));
        assert_eq!(digits("250k"), Some(250_000.0));
        assert_eq!(digits("1,00,000"), Some(100_000.0));
        assert_eq!(digits("10:30"), None);
        assert_eq!(digits("3rd"), None);
        assert_eq!(digits("2,1"), None);
        assert_eq!(digits("1.2.3"), None);
    }
}
