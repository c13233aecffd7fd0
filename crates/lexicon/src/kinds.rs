//! Kinds of incident, each with the evidence by which a story is known to tell of one.
//!
//! Evidence is of two kinds: words in the text, and coded acts ("ASSAULT/aerial", "COERCE/arrest:COP"). Words are
//! compared by their lemmas, of which a form may have several; what the syntax makes of them plays no part.

use crate::{Lexicon, Wordlet};
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// A list of kinds that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// ACLED's sub-event types and some more.
    Acled,
    /// What police did or left undone.
    Police,
}

/// A kind of incident, and what speaks for it.
#[derive(Clone, Debug)]
pub struct Kind {
    /// Name in small letters: `air-strike`.
    pub id: SmolStr,
    /// The list it belongs to.
    pub scheme: Scheme,
    /// What it is counted under: "Explosions/Remote violence".
    pub group: SmolStr,
    /// Name for people: "Air/drone strike".
    pub name: SmolStr,
    /// What speaks for it.
    pub evidence: Vec<Evidence>,
}

/// Terms that say the same: one of them counts in full, a second and third a little.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// How much.
    pub weight: i32,
    /// Each is a list of parts that must all hold.
    pub terms: Vec<Term>,
}

/// Parts that must all hold.
#[derive(Clone, Debug)]
pub struct Term {
    /// As written in the data.
    pub written: SmolStr,
    /// The parts.
    pub parts: Vec<Part>,
}

/// One condition.
#[derive(Clone, Debug)]
pub struct Part {
    /// Whether it must not hold.
    pub negated: bool,
    /// What is looked for.
    pub what: Sought,
}

/// What a part looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sought {
    /// A phrase, or any of a class: index into [`Phrases`].
    Words(u32),
    /// A coded act that is reported.
    Act(Act),
    /// A coded act that is planned, denied, demanded… and not reported.
    Unreal(Act),
    /// Whoever a class names does something: subject of a verb that is neither one of saying nor of `@no_deed`.
    Does(SmolStr),
    /// The same does it not: "police did not come", "police refused to".
    Fails(SmolStr),
}

/// A coded act by type, mode and the sectors of its parties; what is empty is not asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Act {
    /// PLOVER type; `ANY` for all.
    pub plover: SmolStr,
    /// PLOVER mode.
    pub mode: SmolStr,
    /// Sectors, one of which some actor must have.
    pub actors: Vec<SmolStr>,
    /// Sectors, one of which some recipient must have.
    pub recipients: Vec<SmolStr>,
}

/// Phrases of lemmas, found in running text.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    /// First lemma → the others, and which phrase it is.
    first: FxHashMap<SmolStr, Vec<(Vec<SmolStr>, u32)>>,
    count: u32,
}

impl Phrases {
    /// A new phrase with several wordings; gives its number.
    pub(crate) fn add<'w>(&mut self, wordings: impl Iterator<Item = &'w [SmolStr]>) -> u32 {
        let number = self.count;
        self.count += 1;
        for words in wordings {
            if let Some((first, others)) = words.split_first() {
                self.first.entry(first.clone()).or_default().push((others.to_vec(), number));
            }
        }
        number
    }
    /// Where each phrase stands for the first time: a wordlet's index, by the phrase's number.
    #[must_use]
    pub fn find(&self, text: &[Wordlet], lexicon: &Lexicon) -> FxHashMap<u32, usize> {
        let lemmas: Vec<Vec<SmolStr>> = text.iter().map(|word| candidates(&word.key, lexicon)).collect();
        let mut found = FxHashMap::default();
        for (at, words) in lemmas.iter().enumerate() {
            for (others, number) in words.iter().filter_map(|word| self.first.get(word)).flatten() {
                let follows = |(offset, other): (usize, &SmolStr)| {
                    let next = at + 1 + offset;
                    next < text.len() && text[next].joined && lemmas[next].contains(other)
                };
                if others.iter().enumerate().all(follows) {
                    found.entry(*number).or_insert(at);
                }
            }
        }
        found
    }
}

/// The lemmas a form may have: itself, what an irregular form is of, and what its ending lets it be of.
fn candidates(form: &SmolStr, lexicon: &Lexicon) -> Vec<SmolStr> {
    let mut all = vec![form.clone()];
    all.extend(lexicon.irregular(form).map(SmolStr::from));
    all.extend(stems(form).into_iter().map(SmolStr::from));
    all
}

/// What a regular English form can be a form of: "shelled" → shell, shelle, shel.
#[must_use]
pub fn stems(form: &str) -> Vec<String> {
    let mut stems = vec![];
    for (ending, puts) in [
        ("ied", "y"),
        ("ies", "y"),
        ("ing", ""),
        ("ing", "e"),
        ("ed", ""),
        ("ed", "e"),
        ("es", ""),
        ("s", ""),
    ] {
        if let Some(stem) = form.strip_suffix(ending).filter(|stem| stem.len() > 1) {
            stems.push(format!("{stem}{puts}"));
            let doubled = stem.as_bytes();
            let last = doubled[doubled.len() - 1];
            if puts.is_empty()
                && doubled.len() > 2
                && doubled[doubled.len() - 2] == last
                && last.is_ascii_alphabetic()
            {
                stems.push(stem[..stem.len() - 1].to_owned());
            }
        }
    }
    stems.push(form.to_owned());
    stems
}

/// Reads `ASSAULT/aerial:MIL|COP>CVL`; none if it does not open with capitals.
pub(crate) fn act(written: &str) -> Option<Act> {
    let head: String = written.chars().take_while(|c| !matches!(c, '/' | ':')).collect();
    if head.len() < 3 || !head.chars().all(|c| c.is_ascii_uppercase()) {
        return None;
    }
    let (code, parties) = written.split_once(':').unwrap_or((written, ""));
    let (plover, mode) = code.split_once('/').unwrap_or((code, ""));
    let (actors, recipients) = parties.split_once('>').unwrap_or((parties, ""));
    let list = |sectors: &str| sectors.split('|').filter(|s| !s.is_empty()).map(SmolStr::from).collect();
    Some(Act { plover: plover.into(), mode: mode.into(), actors: list(actors), recipients: list(recipients) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wordlets;

    #[test]
    fn a_form_is_traced_to_every_verb_it_can_be_of() {
        assert!(stems("shelled").contains(&"shell".to_owned()));
        assert!(stems("bombed").contains(&"bomb".to_owned()));
        assert!(stems("blockaded").contains(&"blockade".to_owned()));
        assert!(stems("gunned").contains(&"gun".to_owned()));
        assert!(stems("allies").contains(&"ally".to_owned()));
    }

    #[test]
    fn an_act_is_read_with_mode_and_sectors() {
        let found = act("ASSAULT/aerial:MIL|COP>CVL").expect("it is an act");
        assert_eq!((found.plover.as_str(), found.mode.as_str()), ("ASSAULT", "aerial"));
        assert_eq!(found.actors, ["MIL", "COP"]);
        assert_eq!(found.recipients, ["CVL"]);
        assert!(act("suicide bomber").is_none());
        assert!(act("US").is_none());
    }

    #[test]
    fn phrases_are_found_in_any_form_and_never_over_a_comma() {
        let mut phrases = Phrases::default();
        let words = |text: &str| text.split(' ').map(SmolStr::from).collect::<Vec<_>>();
        let bomb = words("car bomb");
        let number = phrases.add(std::iter::once(&bomb[..]));
        let lexicon = Lexicon::default();
        let find = |text: &str| phrases.find(&wordlets(text), &lexicon).get(&number).copied();
        assert_eq!(find("Two car bombs went off."), Some(1));
        assert_eq!(find("A car-bomb went off."), Some(1));
        assert_eq!(find("They hit a car, bombed a house."), None);
    }
}
