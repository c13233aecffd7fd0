//! Merging in parts, on as many machines as there are: the same incidents as [`crate::merge`] makes of all documents at once.
//!
//! ```text
//! a document ─cells→ areas and weeks ─meet→ pairs of deeds that are much alike ┐
//! a document ─bonds→ its deeds, and what hangs together in it                  ┴→ parts ─merge_part→ incidents
//! ```
//!
//! A block of `block.rs` lies in one cell as a whole, and a deed in the cells of each of its days, so that what is told of two
//! days meets across the border of a week. Deeds that nothing connects, not even over others, do not bear on each other: a
//! *part* is any set of deeds that no pair and no bond leaves. Deeds go by numbers, which are digests of their names; two that
//! should ever share a number only make a part larger.

use crate::decide::{Decided, Decision, DecisionKind};
use crate::deed::{Deed, within};
use crate::input::{Document, EventRef, ordered};
use crate::output::Incident;
use crate::rules::Rules;
use crate::{attest, block, cluster, compare};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// A part of the work: deeds that nothing outside of it bears on.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// Every document that tells of one of them, whole.
    pub documents: Vec<Document>,
    /// Documents with a `guid`, for the latest edition of a story may tell of other deeds. Their events are not looked at.
    pub editions: Vec<Document>,
    /// The deeds.
    pub deeds: FxHashSet<u64>,
    /// Pairs among them, of [`meet`].
    pub pairs: Vec<(u64, u64)>,
}

/// The number of a deed, by its first event; or of any event.
fn number(event: &EventRef) -> u64 {
    // FNV-1a.
    let bytes = event.document.bytes().chain([0xFF]).chain(event.event.bytes());
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}
fn of(documents: &[&Document], deed: &Deed) -> u64 {
    number(&cluster::name(documents, (deed.document, deed.events[0])))
}

/// The cells that the deeds of a document stand in: areas and weeks, each once.
#[must_use]
pub fn cells(document: &Document, decisions: &[Decision], rules: &Rules) -> Vec<SmolStr> {
    let documents = [document];
    let mut all = vec![];
    for deed in within(&documents, &Decided::new(&documents, decisions), rules) {
        block::cells(&documents, &deed, rules, &mut |cell| all.push(cell));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// The deeds of a document, and pairs that belong to one part whatever they are like: a part of a deed and the whole, and
/// what a person joined. A pair may name an event that is the first of no deed.
#[must_use]
pub fn bonds(document: &Document, decisions: &[Decision], rules: &Rules) -> (Vec<u64>, Vec<(u64, u64)>) {
    let documents = [document];
    let deeds = within(&documents, &Decided::new(&documents, decisions), rules);
    let numbers: Vec<u64> = deeds.iter().map(|deed| of(&documents, deed)).collect();
    let mut bonds: Vec<(u64, u64)> = vec![];
    for (deed, own) in deeds.iter().zip(&numbers) {
        bonds.extend(deed.part_of.map(|whole| (*own, numbers[whole as usize])));
        for event in deed.events.iter().chain(&deed.aspects) {
            let name = cluster::name(&documents, (0, *event));
            for decision in decisions.iter().filter(|d| d.kind == DecisionKind::Merge) {
                if decision.events.contains(&name) {
                    bonds.extend(decision.events.iter().map(|other| (*own, number(other))));
                    bonds.push((*own, number(&name)));
                }
            }
        }
    }
    bonds.retain(|(a, b)| a != b);
    (numbers, bonds)
}

/// Pairs of deeds of different documents that meet in a cell and are enough alike to be one, or to be shown beside each other.
/// `documents` are all that stand in the cell.
#[must_use]
pub fn meet(documents: &[Document], cell: &str, decisions: &[Decision], rules: &Rules) -> Vec<(u64, u64)> {
    let documents = ordered(documents);
    let deeds = within(&documents, &Decided::new(&documents, decisions), rules);
    let alike = |(a, b): &(u32, u32)| {
        let (x, y) = (&deeds[*a as usize], &deeds[*b as usize]);
        compare::compare(x, y, rules, &mut |_, _, _| ()) >= compare::threshold(x, y, rules)
    };
    let pairs = block::pairs(&documents, &deeds, Some(cell), rules);
    let named = |(a, b)| (of(&documents, &deeds[a as usize]), of(&documents, &deeds[b as usize]));
    pairs.into_iter().filter(alike).map(named).collect()
}

/// The incidents of a part, by their first day, then by name.
#[must_use]
pub fn merge_part(part: &Part, decisions: &[Decision], rules: &Rules) -> Vec<Incident> {
    let bare = |document: &Document| Document { events: vec![], ..document.clone() };
    let known: FxHashSet<&SmolStr> = part.documents.iter().map(|d| &d.id).collect();
    let editions: Vec<Document> = part.editions.iter().filter(|d| !known.contains(&d.id)).map(bare).collect();
    let mut documents = ordered(&part.documents);
    documents.extend(ordered(&editions));
    let decided = Decided::new(&documents, decisions);
    let deeds = within(&documents, &decided, rules);
    let numbers: Vec<u64> = deeds.iter().map(|deed| of(&documents, deed)).collect();
    let at: FxHashMap<u64, u32> = numbers.iter().copied().zip(0..).collect();
    let mut pairs: Vec<(u32, u32)> = part
        .pairs
        .iter()
        .filter_map(|(a, b)| Some((*at.get(a)?, *at.get(b)?)))
        .map(|(a, b)| (a.min(b), a.max(b)))
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    let (mut groups, alike) = cluster::cluster(&documents, &deeds, &pairs, &decided, rules);
    groups.retain(|group| part.deeds.contains(&numbers[group.deeds[0] as usize]));
    attest::attest(&documents, &deeds, groups, &alike, rules)
}
