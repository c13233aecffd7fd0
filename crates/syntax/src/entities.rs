//! Entities as codes of single words, and back.
//!
//! In each layer a word is outside (0), begins an entity of the layer's kind k (1 + 2k) or goes on with one
//! (2 + 2k).

use crate::network::ENTITY_LAYERS;
use dateline_record::{EntityKind, EntityLayer};
use std::ops::Range;

/// The code of a word in no entity.
pub const OUTSIDE: u8 = 0;
/// Where the annotation does not say.
pub const UNKNOWN: u8 = u8::MAX;

/// The kinds of each layer, in the order of `EntityLayer::ALL`; a layer without kinds is not there.
pub type Inventory = [Vec<EntityKind>; ENTITY_LAYERS];

/// What this program trains.
pub fn inventory() -> Inventory {
    use EntityKind as K;
    EntityLayer::ALL
        .iter()
        .map(|layer| match layer {
            EntityLayer::Name => vec![K::Person, K::Organisation, K::Location],
            EntityLayer::Role => vec![K::Role],
            EntityLayer::Phrase => vec![
                K::Person,
                K::Organisation,
                K::Location,
                K::Nationality,
                K::Weapon,
                K::MilitaryPlatform,
                K::Quantity,
                K::Temporal,
                K::Money,
            ],
        })
        .collect::<Vec<_>>()
        .try_into()
        .expect("there are as many layers as `EntityLayer::ALL` lists")
}

/// How many codes a layer of some kinds has.
pub const fn codes(kinds: usize) -> usize {
    if kinds == 0 { 0 } else { 1 + 2 * kinds }
}

/// Writes an entity of the kind with this number over the codes of a sentence.
pub fn mark(codes: &mut [u8], words: Range<usize>, kind: usize) {
    let begin = 1 + 2 * kind as u8;
    for (index, code) in codes[words].iter_mut().enumerate() {
        *code = if index == 0 { begin } else { begin + 1 };
    }
}

/// The entities of a sentence's codes: its words, and the number of the kind.
pub fn spans(codes: impl IntoIterator<Item = u8>) -> Vec<(Range<usize>, usize)> {
    let mut spans: Vec<(Range<usize>, usize)> = Vec::new();
    for (index, code) in codes.into_iter().enumerate() {
        if code == OUTSIDE || code == UNKNOWN {
            continue;
        }
        let kind = usize::from(code - 1) / 2;
        match spans.last_mut() {
            Some((words, last)) if code % 2 == 0 && words.end == index && *last == kind => words.end += 1,
            _ => spans.push((index..index + 1, kind)),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_become_codes_and_codes_entities() {
        let mut codes = [OUTSIDE; 6];
        mark(&mut codes, 0..2, 1);
        mark(&mut codes, 2..3, 1);
        mark(&mut codes, 4..6, 0);
        assert_eq!(codes, [3, 4, 3, 0, 1, 2]);
        assert_eq!(spans(codes), [(0..2, 1), (2..3, 1), (4..6, 0)]);
        assert_eq!(spans([0, 4, 2, UNKNOWN, 2]), [(1..2, 1), (2..3, 0), (4..5, 0)]);
    }
}
