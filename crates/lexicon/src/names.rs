//! Finding dictionary names in running text.
//!
//! Text and names are cut into *wordlets*: runs of letters and digits, in small letters, without accents, with
//! the dots of "U.S." left out. A name is a sequence of wordlets in a trie; the longest match at each place wins.

use dateline_record::Span;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A run of letters and digits, as names are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wordlet {
    /// Small letters, no accents, no dots.
    pub key: SmolStr,
    /// Where it stands.
    pub span: Span,
    /// How it is written.
    pub case: Case,
    /// Whether a name may run on from the wordlet before: only a blank, a hyphen, an apostrophe or a dot between.
    pub joined: bool,
}

/// How a wordlet is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Case {
    /// Starts with a small letter or a digit.
    Lower,
    /// Starts with a capital.
    Capital,
    /// Two or more letters, all capital.
    Upper,
}

/// Cuts a text into wordlets.
#[must_use]
pub fn wordlets(text: &str) -> Vec<Wordlet> {
    let mut found: Vec<Wordlet> = Vec::with_capacity(text.len() / 6);
    let mut rest = text.char_indices().peekable();
    let mut gap_joins = false;
    let mut gap_chars = 0u8;
    while let Some(&(start, first)) = rest.peek() {
        if !first.is_alphanumeric() {
            rest.next();
            gap_chars = gap_chars.saturating_add(1);
            gap_joins &= gap_chars <= 2
                && matches!(first, ' ' | '\u{a0}' | '-' | '‑' | '–' | '\'' | '’' | 'ʿ' | 'ʾ' | '`' | '.');
            continue;
        }
        let mut end = start;
        let (mut letters, mut capitals, mut dotted) = (0u32, 0u32, false);
        while let Some(&(at, c)) = rest.peek() {
            if c.is_alphanumeric() || is_combining_mark(c) {
                letters += u32::from(c.is_alphabetic());
                capitals += u32::from(c.is_uppercase());
                end = at + c.len_utf8();
                rest.next();
                // "U.S.": single letters with dots between are one wordlet.
                let one = at == start || dotted;
                if one && c.is_alphabetic() && text[end..].starts_with('.') {
                    let after = &text[end + 1..];
                    let mut following = after.chars();
                    if following.next().is_some_and(char::is_alphabetic)
                        && !following.next().is_some_and(char::is_alphanumeric)
                    {
                        rest.next();
                        dotted = true;
                        continue;
                    }
                }
                if dotted && !text[end..].starts_with(|c: char| c.is_alphanumeric()) {
                    break;
                }
            } else {
                break;
            }
        }
        let raw = &text[start..end];
        let case = match () {
            () if letters >= 2 && capitals == letters => Case::Upper,
            () if first.is_uppercase() => Case::Capital,
            () => Case::Lower,
        };
        let joined = gap_joins && !found.is_empty();
        found.push(Wordlet { key: key(raw), span: Span::of(start..end), case, joined });
        gap_joins = true;
        gap_chars = 0;
    }
    found
}

fn key(raw: &str) -> SmolStr {
    if raw.is_ascii() {
        if raw.bytes().any(|b| b == b'.' || b.is_ascii_uppercase()) {
            return raw.bytes().filter(|b| *b != b'.').map(|b| b.to_ascii_lowercase() as char).collect();
        }
        return raw.into();
    }
    raw.nfd().filter(|c| !is_combining_mark(*c) && *c != '.').flat_map(char::to_lowercase).collect()
}

/// Names and what they stand for.
#[derive(Clone, Debug)]
pub struct Names<T> {
    words: FxHashMap<SmolStr, u32>,
    edges: FxHashMap<(u32, u32), u32>,
    /// Per node the names that end there: how each must be written, and what it stands for.
    ends: Vec<Vec<(Vec<Case>, T)>>,
}

impl<T> Default for Names<T> {
    fn default() -> Names<T> {
        Names { words: FxHashMap::default(), edges: FxHashMap::default(), ends: vec![vec![]] }
    }
}

/// A name found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<'a, T> {
    /// Where it stands.
    pub span: Span,
    /// How many wordlets it covers.
    pub wordlets: usize,
    /// Everything the words stand for.
    pub targets: Vec<&'a T>,
    /// How the dictionary writes the words of the first.
    pub written: &'a [Case],
}

impl<T> Names<T> {
    /// Adds a name. A capital in the name asks for a capital in the text; an acronym asks for capitals throughout.
    pub fn add(&mut self, name: &str, target: T) {
        let mut node = 0u32;
        let cut = wordlets(name);
        if cut.is_empty() {
            return;
        }
        let mut cases = Vec::with_capacity(cut.len());
        for wordlet in cut {
            let next = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
            let word = *self.words.entry(wordlet.key).or_insert(next);
            let fresh = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
            let child = *self.edges.entry((node, word)).or_insert(fresh);
            if child == fresh {
                self.ends.push(vec![]);
            }
            node = child;
            cases.push(wordlet.case);
        }
        self.ends[node as usize].push((cases, target));
    }

    /// The longest name that starts at `at`, if any.
    #[must_use]
    pub fn longest(&self, text: &[Wordlet], at: usize) -> Option<Found<'_, T>> {
        let mut node = 0u32;
        let mut best = None;
        for (length, wordlet) in text[at..].iter().enumerate() {
            if length > 0 && !wordlet.joined {
                break;
            }
            let Some(next) = self.words.get(&wordlet.key).and_then(|word| self.edges.get(&(node, *word)))
            else {
                break;
            };
            node = *next;
            let fits = |cases: &[Case]| cases.iter().zip(&text[at..]).all(|(name, word)| word.case >= *name);
            let fitting = || self.ends[node as usize].iter().filter(|(cases, _)| fits(cases));
            if let Some((written, _)) = fitting().next() {
                let span = text[at].span.cover(wordlet.span);
                let targets = fitting().map(|(_, target)| target).collect();
                best = Some(Found { span, wordlets: length + 1, targets, written });
            }
        }
        best
    }

    /// Every name in the text, longest first at each place, none overlapping.
    #[must_use]
    pub fn scan(&self, text: &[Wordlet]) -> Vec<Found<'_, T>> {
        let mut found = vec![];
        let mut at = 0;
        while at < text.len() {
            match self.longest(text, at) {
                Some(name) => {
                    at += name.wordlets;
                    found.push(name);
                }
                None => at += 1,
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(names: &[&str], text: &str, expected: &[&str]) {
        let mut all = Names::default();
        for name in names {
            all.add(name, ());
        }
        let found: Vec<&str> = all.scan(&wordlets(text)).iter().map(|f| f.span.text(text)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn dots_hyphens_and_accents_do_not_count() {
        check(&["US"], "The U.S. and the US told us.", &["U.S", "US"]);
        check(&["al-Qaeda"], "Al Qaeda, al-Qaeda and al‑Qaeda", &["Al Qaeda", "al-Qaeda", "al‑Qaeda"]);
        check(&["Élysée"], "the Elysee and the Élysée", &["Elysee", "Élysée"]);
        check(&["Hay'at Tahrir al-Sham"], "Hay’at Tahrir al-Sham", &["Hay’at Tahrir al-Sham"]);
    }

    #[test]
    fn the_longest_name_wins_and_none_runs_over_a_comma() {
        check(&["Sudan", "South Sudan"], "South Sudan and Sudan", &["South Sudan", "Sudan"]);
        check(&["Tahrir al-Sham"], "in Tahrir, al-Sham", &[]);
    }

    #[test]
    fn a_capital_in_the_name_asks_for_one_in_the_text() {
        check(&["Turkey"], "They ate turkey in Turkey and TURKEY.", &["Turkey", "TURKEY"]);
        check(&["WHO"], "Who asked the WHO?", &["WHO"]);
        check(
            &["defense ministry"],
            "The Defense Ministry, the defense ministry",
            &["Defense Ministry", "defense ministry"],
        );
    }
}
