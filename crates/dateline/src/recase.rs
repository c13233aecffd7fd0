//! Text without its capitals: all small ("curfew was imposed in godhra") or all large (agency wires of the last century).
//!
//! Parser and dictionaries know words by how they are written. Where a section of a document has (almost) no small
//! letters, or no capitals at all, it is written again with the capitals it would have had: names of the dictionaries
//! as the dictionaries write them, words that are in no dictionary of English as names, openings of sentences. Only
//! letters change whose other form has as many bytes, so that every span of the new text is one of the old.
//!
//! It does not know which word is a name where a name is also a word ("may", "reading"): such a word stays small.

use dateline_lexicon::{Case, Lexicon, Named, Wordlet, stems, wordlets};
use dateline_record::Document;
use dateline_syntax::Model;

/// Fewer letters tell nothing.
const FEWEST_LETTERS: usize = 24;

/// How the letters of a stretch are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Written {
    Mixed,
    Small,
    Large,
}

fn written(text: &str) -> Written {
    let (mut small, mut large) = (0usize, 0usize);
    for c in text.chars() {
        small += usize::from(c.is_lowercase());
        large += usize::from(c.is_uppercase());
    }
    match () {
        () if small + large < FEWEST_LETTERS => Written::Mixed,
        () if large == 0 => Written::Small,
        () if small * 12 < large => Written::Large,
        () => Written::Mixed,
    }
}

/// The document's text with capitals where they belong; none if it has them.
pub(crate) fn recase(document: &Document, model: &Model, lexicon: &Lexicon) -> Option<String> {
    let text = document.text();
    let mut cased: Option<String> = None;
    for section in &document.sections {
        let part = section.span.text(text);
        let how = written(part);
        if how == Written::Mixed {
            continue;
        }
        let new = Recaser { model, lexicon, how }.write(part);
        debug_assert_eq!(new.len(), part.len());
        let range = section.span.start() as usize..section.span.end() as usize;
        cased.get_or_insert_with(|| text.to_owned()).replace_range(range, &new);
    }
    cased
}

struct Recaser<'a> {
    model: &'a Model,
    lexicon: &'a Lexicon,
    how: Written,
}

/// A letter's other form, if it has as many bytes.
fn swap(c: char, upper: bool) -> char {
    let mut other: Box<dyn Iterator<Item = char>> =
        if upper { Box::new(c.to_uppercase()) } else { Box::new(c.to_lowercase()) };
    match (other.next(), other.next()) {
        (Some(new), None) if new.len_utf8() == c.len_utf8() => new,
        _ => c,
    }
}

impl Recaser<'_> {
    fn write(&self, part: &str) -> String {
        let mut words = wordlets(part);
        let mut out: String = part.chars().map(|c| swap(c, false)).collect();
        for word in &mut words {
            word.case = Case::Upper;
        }
        let mut named = vec![false; words.len()];
        let mut at = 0;
        while at < words.len() {
            let found = self.lexicon.names.longest(&words, at);
            let Some(found) = found.filter(|f| self.is_name(&words, at, f.wordlets, &f.targets)) else {
                at += 1;
                continue;
            };
            for (word, case) in words[at..at + found.wordlets].iter().zip(found.written) {
                let inside = self.is_listed("small-in-name", &word.key);
                match case {
                    Case::Upper => raise(&mut out, word, true),
                    _ if *case == Case::Capital || !inside && found.written.contains(&Case::Capital) => {
                        raise(&mut out, word, false);
                    }
                    _ => {}
                }
            }
            named[at..at + found.wordlets].fill(true);
            at += found.wordlets;
        }
        let mut opens = true;
        for (at, word) in words.iter().enumerate() {
            let before = at.checked_sub(1).map(|b| &words[b]);
            let gap = &part[before.map_or(0, |b| b.span.end() as usize)..word.span.start() as usize];
            let abbreviated =
                before.is_some_and(|b| b.key.len() == 1 || self.is_listed("abbreviation", &b.key));
            opens |= gap.contains(['?', '!']) || gap.contains("\n\n") || gap.contains(". ") && !abbreviated;
            opens |= gap.contains(".\n") && !abbreviated || gap.contains(".\"") || gap.contains(".''");
            let after = words.get(at + 1);
            let alone = |key: &str| word.key == key;
            if opens || alone("i") || !named[at] && self.is_unknown(word, before, after) {
                raise(&mut out, word, false);
            }
            opens = false;
        }
        out
    }

    /// Whether words that a dictionary lists are the name here, and not words like others.
    fn is_name(&self, words: &[Wordlet], at: usize, length: usize, targets: &[&Named]) -> bool {
        if length > 1 {
            return !words[at..at + length].iter().all(|w| self.is_listed("small-form", &w.key));
        }
        let key = words[at].key.as_str();
        let before = at.checked_sub(1).map(|b| words[b].key.as_str());
        // "the us", "THE US": the pronoun has no article.
        if key == "us" {
            return before == Some("the");
        }
        // States and their capitals are meant even where a class of words lists them.
        let country = targets.iter().any(|t| match t {
            Named::Country(..) => true,
            Named::Place(place) => self.lexicon.places[*place as usize].capital_of.is_some(),
            Named::Actor(..) => false,
        });
        if self.is_listed("small-form", key) {
            return false;
        }
        if country && key.len() > 2 && key != "turkey" {
            return true;
        }
        !self.is_word(key)
    }
    /// Whether a word stands in a list of `capitals.toml`.
    fn is_listed(&self, list: &str, word: &str) -> bool {
        self.lexicon.is_word(list, word)
    }
    /// Whether English has the word, in this form or as a form of another.
    fn is_word(&self, key: &str) -> bool {
        self.is_listed("small-form", key)
            || self.model.knows_form(key)
            || self.lexicon.irregular(key).is_some()
            || stems(key).iter().any(|stem| self.model.knows_word(stem) || self.lexicon.knows(stem))
    }
    /// A word that no dictionary has is a name, and so is a month.
    fn is_unknown(&self, word: &Wordlet, before: Option<&Wordlet>, after: Option<&Wordlet>) -> bool {
        let key = word.key.as_str();
        let number = |w: Option<&Wordlet>| w.is_some_and(|w| w.key.starts_with(|c: char| c.is_ascii_digit()));
        if self.is_listed("capital-always", key)
            || self.is_listed("capital-beside-number", key) && (number(before) || number(after))
        {
            return true;
        }
        let letters = key.chars().all(char::is_alphabetic) && key.chars().count() > 2;
        let ends = |room: usize| {
            let endings = self.lexicon.words.get("word-ending").into_iter().flatten();
            endings
                .into_iter()
                .any(|ending| key.len() >= ending.len() + room && key.ends_with(ending.as_str()))
        };
        let english = self.how == Written::Small && ends(0) || ends(4);
        letters && !english && !self.is_word(key)
    }
}

/// Writes the first letter of a word large, or all of them.
fn raise(out: &mut String, word: &Wordlet, all: bool) {
    let range = word.span.start() as usize..word.span.end() as usize;
    let mut first = true;
    let new: String = out[range.clone()]
        .chars()
        .map(|c| {
            let large = all || first;
            first = false;
            if large { swap(c, true) } else { c }
        })
        .collect();
    out.replace_range(range, &new);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Coder;
    use dateline_record::Origin;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let coder = Coder::built_in();
        let document = coder.document(text.to_owned(), Origin::default());
        let found = recase(&document, &coder.model, &coder.lexicon);
        assert_eq!(found.as_deref().unwrap_or(text), expected);
    }

    #[test]
    fn names_and_openings_get_their_capitals() {
        check(
            "police in new delhi arrested two men on friday. they were sent to tihar, officials said.",
            "Police in New Delhi arrested two men on Friday. They were sent to Tihar, officials said.",
        );
        check(
            "THE ARMY SAID THAT TROOPS ATTACKED A VILLAGE NEAR KABUL ON 3 MAY. THE US DENIED IT.",
            "The army said that troops attacked a village near Kabul on 3 May. The US denied it.",
        );
    }

    #[test]
    fn a_text_with_capitals_stays_as_it_is() {
        check("The army shelled Goma on Friday.", "The army shelled Goma on Friday.");
        check("UN, EU", "UN, EU");
    }

    #[test]
    fn bytes_never_move() {
        check(
            "die straße in köln wurde gesperrt, sagte ein sprecher.",
            "Die Straße in Köln Wurde Gesperrt, Sagte Ein Sprecher.",
        );
    }
}
