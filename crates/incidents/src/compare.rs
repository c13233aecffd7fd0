//! Two tellings side by side: what speaks for their being of one deed, what against, and what forbids it.

use crate::deed::{Deed, Placed};
use crate::input::{Party, Place};
use crate::kin::{self, Modes};
use crate::output::FacetKind;
use crate::rules::{Evidence, Rules};
use crate::text::jaccard;
use crate::window::{Basis, Window, date};
use smol_str::SmolStr;

const NEVER: f32 = f32::NEG_INFINITY;

/// Takes each piece of evidence: what was compared, its weight, and a way to tell it.
pub(crate) type Sink<'s> = dyn FnMut(FacetKind, f32, &dyn Fn() -> String) + 's;

/// What all evidence adds up to; what forbids a merge is told to the sink and adds nothing.
pub(crate) fn compare(a: &Deed, b: &Deed, rules: &Rules, sink: &mut Sink) -> f32 {
    let mut sum = 0.0;
    let mut tell = |facet: FacetKind, weight: f32, found: &dyn Fn() -> String| {
        if weight != 0.0 {
            sink(facet, weight, found);
        }
        if weight != NEVER {
            sum += weight;
        }
    };
    if a.class != b.class {
        tell(FacetKind::Status, NEVER, &|| format!("{} is never merged with {}", a.class, b.class));
    }
    acts(a, b, &mut tell);
    days(a, b, rules, &mut tell);
    places(a, b, rules, &mut tell);
    parties(a, b, &mut tell);
    targets(a, b, &mut tell);
    figures(a, b, &mut tell);
    words(a, b, &mut tell);
    sum
}

/// What the evidence has to reach.
pub(crate) fn threshold(a: &Deed, b: &Deed, rules: &Rules) -> f32 {
    let placed = a.place.is_some() && b.place.is_some();
    let coarse = |deed: &Deed| deed.place.is_some_and(|p| p.precision >= 5);
    let mut threshold = rules.merge;
    if !placed || coarse(a) || coarse(b) {
        threshold += rules.placeless;
    }
    if kin::is_verbal(a.plover) {
        threshold += rules.verbal;
    }
    threshold
}

/// All evidence in words.
pub(crate) fn evidence(a: &Deed, b: &Deed, rules: &Rules) -> (f32, Vec<Evidence>) {
    let mut list = vec![];
    let score = compare(a, b, rules, &mut |facet, weight, found| {
        list.push(Evidence { facet, weight, found: found() });
    });
    (score, list)
}

fn acts(a: &Deed, b: &Deed, tell: &mut Sink) {
    let weight = match kin::modes(a.plover, &a.modes, &b.modes) {
        Modes::Same => 1.0,
        Modes::Open => 0.5,
        Modes::Close => 0.2,
        Modes::Apart => NEVER,
    };
    let name = |deed: &Deed| {
        let modes: Vec<&str> = deed.modes.iter().map(SmolStr::as_str).collect();
        if modes.is_empty() { deed.plover.to_owned() } else { format!("{}/{}", deed.plover, modes.join("+")) }
    };
    tell(FacetKind::Act, weight, &|| {
        if weight == NEVER {
            format!("{} is another sort of act than {}", name(a), name(b))
        } else {
            format!("{} and {}", name(a), name(b))
        }
    });
    let same = a.triggers.iter().find(|t| b.triggers.contains(t));
    if let Some(word) = same {
        tell(FacetKind::Act, 0.5, &|| format!("both say “{word}…”"));
    }
    if (a.another || b.another) && a.another != b.another {
        tell(FacetKind::Another, -2.0, &|| "the words of one set it apart from a deed told before".into());
    }
}

fn days(a: &Deed, b: &Deed, rules: &Rules, tell: &mut Sink) {
    let (Some(x), Some(y)) = (a.window, b.window) else {
        // Told as long past, or without any date: nothing says that the days are the same.
        tell(FacetKind::Date, -1.0, &|| "one has no days".into());
        return;
    };
    let show = |w: Window| {
        let day = |d: i32| date(d).map_or_else(String::new, |d| d.to_string());
        if w.first == w.last { day(w.first) } else { format!("{} to {}", day(w.first), day(w.last)) }
    };
    let Some(both) = x.both(y) else {
        // Reports of one deed come out over some days, and the earlier may not yet say when it was.
        let gap = x.first.max(y.first) - x.last.min(y.last);
        let loose = x.basis != Basis::Stated && y.basis != Basis::Stated;
        let weight = if loose && gap <= rules.window_days { -1.0 } else { NEVER };
        tell(FacetKind::Date, weight, &|| format!("{} is another day than {}", show(x), show(y)));
        return;
    };
    let (short, long) = if x.len() <= y.len() { (x, y) } else { (y, x) };
    let weight = match (x.basis, y.basis) {
        (Basis::Stated, Basis::Stated) if long.len() == 1 => 2.0,
        (Basis::Stated, Basis::Stated) if long.len() <= 7 && short.len() <= 7 => 1.2,
        (Basis::Stated, Basis::Stated) if short.len() > 7 && short.len() == long.len() => 0.8,
        // "In January" and "on 10 January": one of many days.
        (Basis::Stated, Basis::Stated) => -1.0,
        (Basis::Published, Basis::Published) => 0.5,
        _ if short.len() > 7 || long.len() > 7 => -1.0,
        _ => 1.0,
    };
    tell(FacetKind::Date, weight, &|| format!("{} and {} share {}", show(x), show(y), show(both)));
}

/// How two places stand to each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Nesting {
    Same,
    /// One lies in the other.
    Within,
    /// Points near each other, in km.
    Near(f64),
    /// Nothing can be said: a region, a sea.
    Open,
    Apart,
}

pub(crate) fn place_relation(a: &Place, b: &Place, rules: &Rules) -> Nesting {
    if a.id == b.id {
        return Nesting::Same;
    }
    let at_sea = |p: &Place| p.precision >= 7 || p.country.len() != 3;
    if a.country != b.country && !at_sea(a) && !at_sea(b) {
        return Nesting::Apart;
    }
    let (fine, coarse) = if a.precision <= b.precision { (a, b) } else { (b, a) };
    match (fine.precision, coarse.precision) {
        (_, 5 | 7..) => Nesting::Open,
        (_, 6) => Nesting::Within,
        (4, 4) => {
            if names_alike(&fine.name, &coarse.name) {
                Nesting::Same
            } else {
                Nesting::Apart
            }
        }
        (_, 4) => {
            let known = !fine.admin1.is_empty();
            if known && names_alike(&fine.admin1, &coarse.name) {
                Nesting::Within
            } else if distance(fine, coarse) > 400.0
                || known && !coarse.admin1.is_empty() && !names_alike(&fine.admin1, &coarse.admin1)
            {
                Nesting::Apart
            } else if names_alike(&fine.name, &coarse.name) {
                Nesting::Within
            } else if known {
                Nesting::Apart
            } else {
                Nesting::Open
            }
        }
        _ => {
            let km = distance(fine, coarse);
            let near = fine.precision == 2 || coarse.precision == 2 || coarse.precision == 3;
            if km <= rules.near_km || near && km <= rules.around_km {
                Nesting::Near(km)
            } else {
                Nesting::Apart
            }
        }
    }
}

/// "Idlib Governorate" and "Idlib".
fn names_alike(a: &str, b: &str) -> bool {
    let first = |name: &str| name.split([' ', '-']).next().unwrap_or("").to_lowercase();
    a.eq_ignore_ascii_case(b) || first(a) == first(b) && !first(a).is_empty() && first(a).len() > 3
}

/// Kilometres along a great circle.
pub(crate) fn distance(a: &Place, b: &Place) -> f64 {
    let (p, q) = (a.latitude.to_radians(), b.latitude.to_radians());
    let (dp, dl) = (q - p, (b.longitude - a.longitude).to_radians());
    let h = (dp / 2.0).sin().powi(2) + p.cos() * q.cos() * (dl / 2.0).sin().powi(2);
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

fn places(a: &Deed, b: &Deed, rules: &Rules, tell: &mut Sink) {
    let (Some(x), Some(y)) = (a.place, b.place) else { return };
    let relation = place_relation(x, y, rules);
    let weight = match relation {
        Nesting::Same => match x.precision.max(y.precision) {
            0..=3 => 3.0,
            4 => 1.5,
            _ => 0.3,
        },
        Nesting::Within => {
            if x.precision.max(y.precision) <= 4 {
                1.2
            } else {
                0.3
            }
        }
        Nesting::Near(km) => {
            if km < 3.0 {
                2.5
            } else {
                1.5
            }
        }
        Nesting::Open => 0.0,
        // A place that is only the document's may not be the deed's.
        Nesting::Apart => match a.placed.max(b.placed) {
            Placed::Own => NEVER,
            Placed::Sentence => -4.0,
            Placed::Document => -2.0,
        },
    };
    let share = match a.placed.max(b.placed) {
        Placed::Own => 1.0,
        Placed::Sentence => 0.8,
        Placed::Document => 0.5,
    };
    let weight = if weight > 0.0 { weight * share } else { weight };
    tell(FacetKind::Place, weight, &|| match relation {
        Nesting::Same => format!("both at {}", x.name),
        Nesting::Within => format!("{} and {} lie in each other", x.name, y.name),
        Nesting::Near(km) => format!("{} is {km:.0} km from {}", x.name, y.name),
        Nesting::Open => format!("{} and {} cannot be told apart", x.name, y.name),
        Nesting::Apart => format!("{} is another place than {}", x.name, y.name),
    });
}

fn parties(a: &Deed, b: &Deed, tell: &mut Sink) {
    let (x, y) = (names(&a.actors), names(&b.actors));
    let (u, v) = (names(&a.recipients), names(&b.recipients));
    // "Rebels fought the army" and "the army fought rebels".
    let swapped = shares(&x, &v) && shares(&u, &y) && !shares(&x, &y) && !shares(&u, &v);
    if swapped {
        let fight = |deed: &Deed| deed.triggers.iter().any(|t| FIGHTS.iter().any(|f| t.starts_with(f)));
        let weight = if fight(a) && fight(b) { 1.0 } else { -2.0 };
        tell(FacetKind::Actor, weight, &|| "each acts on the other".into());
        return;
    }
    let (a_deed, b_deed) = (a, b);
    for (facet, one, other, a, b, same, differ) in [
        (FacetKind::Actor, &x, &y, &a.actors, &b.actors, 1.5, -1.5),
        (FacetKind::Recipient, &u, &v, &a.recipients, &b.recipients, 1.0, -1.0),
    ] {
        let list = |names: &[SmolStr]| names.join(", ");
        if one.is_empty() || other.is_empty() {
            // Neither is a known body: "gunmen" and "gunmen".
            if let Some(word) = same_head(a, b) {
                tell(facet, same / 2.0, &|| format!("both “{word}”"));
            }
        } else if shares(one, other) {
            tell(facet, same, &|| format!("{} and {}", list(one), list(other)));
        } else {
            // Who did it may be contested, but then the place says that it is one deed.
            let placed = Placed::Document;
            let unplaced = [a_deed, b_deed]
                .iter()
                .any(|d| d.place.is_none_or(|p| p.precision >= 5) || d.placed == placed);
            let differ = if facet == FacetKind::Actor && unplaced && a_deed.document != b_deed.document {
                NEVER
            } else {
                differ
            };
            tell(facet, differ, &|| format!("{} is not {}", list(one), list(other)));
        }
    }
}

/// Verbs of which either side may be the subject.
const FIGHTS: &[&str] = &["clash", "fight", "fought", "battl", "skirmish", "exchang", "gunfight", "gunbattl"];

fn names(parties: &[&Party]) -> Vec<SmolStr> {
    let mut names: Vec<SmolStr> = parties.iter().map(|p| kin::side(p)).filter(|s| !s.is_empty()).collect();
    names.sort();
    names.dedup();
    names
}
fn shares(a: &[SmolStr], b: &[SmolStr]) -> bool {
    a.iter().any(|name| b.contains(name))
}
fn same_head(a: &[&Party], b: &[&Party]) -> Option<String> {
    let head = |party: &&Party| {
        let last = party.words.split(|c: char| !c.is_alphanumeric()).rfind(|w| !w.is_empty())?;
        Some(crate::text::stem(&last.to_lowercase()).to_owned())
    };
    let heads: Vec<String> = b.iter().filter_map(head).collect();
    a.iter().filter_map(head).find(|h| heads.contains(h))
}

fn targets(a: &Deed, b: &Deed, tell: &mut Sink) {
    let keys =
        |deed: &Deed| -> Vec<SmolStr> { deed.objects.iter().map(|t| crate::attest::target_key(t)).collect() };
    let (x, y) = (keys(a), keys(b));
    if x.is_empty() || y.is_empty() {
        return;
    }
    if shares(&x, &y) {
        tell(FacetKind::Target, 1.0, &|| format!("both {}", x.join(", ")));
    } else {
        tell(FacetKind::Target, -0.5, &|| format!("{} is not {}", x.join(", "), y.join(", ")));
    }
}

fn figures(a: &Deed, b: &Deed, tell: &mut Sink) {
    let mut told: Vec<&str> = vec![];
    for (measure, low, high) in &a.figures {
        let Some((_, least, most)) = b.figures.iter().find(|(m, ..)| m == measure) else { continue };
        if told.contains(measure) || *measure == "count" {
            continue;
        }
        told.push(measure);
        let exact = low == high && least == most;
        let weight = if exact && low == least {
            if *low >= 5.0 { 1.5 } else { 0.8 }
        } else if low <= most && least <= high {
            0.4
        } else {
            let (small, large) = if low < least { (high, least) } else { (most, low) };
            // Tolls rise in the first hours, but not from two to ninety.
            if *large > 4.0 * small.max(1.0) && large - small > 10.0 { -1.5 } else { -0.2 }
        };
        tell(FacetKind::Harm, weight, &|| {
            format!("{measure} {} and {}", bounds(*low, *high), bounds(*least, *most))
        });
    }
}
pub(crate) fn bounds(low: f64, high: f64) -> String {
    if low == high {
        format!("{low}")
    } else if high.is_infinite() {
        format!("at least {low}")
    } else {
        format!("{low} to {high}")
    }
}

fn words(a: &Deed, b: &Deed, tell: &mut Sink) {
    if a.document == b.document {
        let gap = |x: &u32| b.sentences.iter().map(|y| x.abs_diff(*y)).min();
        match a.sentences.iter().filter_map(gap).min() {
            Some(0) => tell(FacetKind::Text, 1.0, &|| "in one sentence".into()),
            Some(1) => tell(FacetKind::Text, 0.6, &|| "in neighbouring sentences".into()),
            _ => {}
        }
        if a.headline != b.headline {
            tell(FacetKind::Text, 0.6, &|| "a headline tells what its story tells".into());
        }
        return;
    }
    let shared = a.names.iter().filter(|name| b.names.binary_search(name).is_ok()).count();
    if shared > 0 {
        tell(FacetKind::Text, (shared as f32 * 0.6).min(1.8), &|| format!("{shared} names shared"));
    }
    let alike = jaccard(&a.words, &b.words);
    let weight = (alike * 4.0).min(2.0);
    if weight >= 0.2 {
        tell(FacetKind::Text, weight, &|| format!("{:.0} of 100 words shared", alike * 100.0));
    }
}
