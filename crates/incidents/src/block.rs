//! Which tellings are worth comparing: near in time and space, and of one type. Everything else is never looked at, so
//! the work grows with the number of events and not with its square.

use crate::deed::Deed;
use crate::input::Document;
use crate::kin;
use crate::rules::Rules;
use crate::window::Basis;
use rustc_hash::FxHasher;
use smol_str::{SmolStr, format_smolstr};
use std::hash::{Hash as _, Hasher as _};

/// In a block of more than this, a telling is only compared with its neighbours in an order by place and day.
const WIDE: usize = 400;
/// How many neighbours.
const NEIGHBOURS: usize = 60;
/// How many names of a sentence may lead to another telling.
const NAMES: usize = 8;
/// An interval of more days than this is no day: its tellings are compared with those of the same interval.
const COARSE: i32 = 7;
/// Days of a cell.
const CELL: i32 = 7;
/// Cells that names outside every area are spread over.
const NAME_CELLS: u64 = 64;

/// By what tellings of one type meet.
#[derive(Clone, Copy)]
enum By<'k> {
    /// A country or a side; empty where nothing tells either.
    Area(&'k str),
    /// A name of the sentence.
    Name(u64),
}

/// What tellings of one block share.
#[derive(Clone, Copy)]
struct Key<'k> {
    plover: &'k str,
    first: i32,
    last: i32,
    by: By<'k>,
}

impl Key<'_> {
    fn hash(&self) -> u64 {
        let mut hasher = FxHasher::default();
        let days = (self.plover, self.first, self.last);
        match self.by {
            By::Area(area) => (days, area).hash(&mut hasher),
            By::Name(name) => (days, name, 0u8).hash(&mut hasher),
        }
        hasher.finish()
    }
    /// The cell that holds the whole block: an area and a stretch of days.
    fn cell(&self) -> SmolStr {
        let days = self.first.div_euclid(CELL);
        match self.by {
            By::Area(area) => format_smolstr!("{area}/{days}"),
            By::Name(name) => format_smolstr!("~{}/{days}", name % NAME_CELLS),
        }
    }
}

/// The cells of a deed, with repeats.
pub(crate) fn cells(documents: &[&Document], deed: &Deed, rules: &Rules, push: &mut dyn FnMut(SmolStr)) {
    keys(documents, deed, rules, &mut |key| push(key.cell()));
}

/// Pairs of deeds of different documents, the smaller first, in order; with a cell those that meet in it only.
pub(crate) fn pairs(
    documents: &[&Document],
    deeds: &[Deed],
    cell: Option<&str>,
    rules: &Rules,
) -> Vec<(u32, u32)> {
    let mut keyed: Vec<(u64, u32)> = vec![];
    for (at, deed) in deeds.iter().enumerate() {
        keys(documents, deed, rules, &mut |key| {
            if cell.is_none_or(|cell| key.cell() == cell) {
                keyed.push((key.hash(), at as u32));
            }
        });
    }
    keyed.sort_unstable();
    keyed.dedup();
    let mut pairs = vec![];
    let mut block: Vec<u32> = vec![];
    let mut start = 0;
    while start < keyed.len() {
        let key = keyed[start].0;
        let end = start + keyed[start..].partition_point(|(k, _)| *k == key);
        block.clear();
        block.extend(keyed[start..end].iter().map(|(_, deed)| *deed));
        let reach = if block.len() > WIDE {
            block.sort_by(|a, b| {
                sort_key(&deeds[*a as usize]).cmp(&sort_key(&deeds[*b as usize])).then(a.cmp(b))
            });
            NEIGHBOURS
        } else {
            block.len()
        };
        for (i, a) in block.iter().enumerate() {
            for b in block[i + 1..].iter().take(reach) {
                if deeds[*a as usize].document != deeds[*b as usize].document {
                    pairs.push((*a.min(b), *a.max(b)));
                }
            }
        }
        start = end;
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn sort_key<'d>(deed: &'d Deed) -> (&'d str, i32, &'d [String]) {
    (deed.place.map_or("", |p| p.id.as_str()), deed.window.map_or(0, |w| w.first), &deed.triggers)
}

fn keys(documents: &[&Document], deed: &Deed, rules: &Rules, push: &mut dyn FnMut(Key)) {
    let met = meeting(deed);
    let mut key = |first: i32, last: i32, by: By| push(Key { plover: deed.plover, first, last, by });
    match deed.window {
        Some(w) if w.len() <= COARSE => {
            // A deed that is only dated by its telling may have been told of a day or two later.
            let slack = if w.basis == Basis::Stated { 0 } else { rules.window_days };
            for day in w.first - slack..=w.last {
                met.iter().for_each(|by| key(day, day, By::Area(by)));
                // A town that no gazetteer knows may be all that two tellings share.
                if deed.place.is_none_or(|place| place.precision >= 5) {
                    deed.names.iter().take(NAMES).for_each(|name| key(day, day, By::Name(*name)));
                }
            }
        }
        Some(w) => met.iter().for_each(|by| key(w.first, w.last, By::Area(by))),
        None => {
            let document = documents[deed.document as usize];
            if document.published.is_none() {
                met.iter().for_each(|by| key(0, -1, By::Area(by)));
            }
        }
    }
}

/// What a telling can be met by: the country of its place, and the sides that act and are acted upon, for a telling that
/// tells no place is only met by these. An exact place has no key of its own: one that is told by its province could never
/// meet it.
fn meeting(deed: &Deed) -> Vec<SmolStr> {
    let place = deed.place.filter(|p| p.country.len() == 3).map(|p| p.country.clone());
    let sides = deed.actors.iter().chain(&deed.recipients).map(|party| kin::side(party));
    let mut all: Vec<SmolStr> = sides.filter(|side| !side.is_empty()).chain(place).collect();
    all.sort();
    all.dedup();
    if all.is_empty() {
        all.push(SmolStr::default());
    }
    all
}
