//! How alike types and modes of acts are, and sides of a conflict.

use crate::input::Party;
use dateline_record::Status;
use smol_str::SmolStr;

/// Modes that tell the means or the sort of an act; acts of two groups are different acts. The names are PLOVER's.
const GROUPS: &[(&str, &str, u8)] = &[
    ("ASSAULT", "aerial", 1),
    ("ASSAULT", "drone", 1),
    ("ASSAULT", "heavy-weapons", 2),
    ("ASSAULT", "explosives", 3),
    ("ASSAULT", "suicide-attack", 3),
    ("ASSAULT", "firearms", 4),
    ("ASSAULT", "primitive", 5),
    ("ASSAULT", "beat", 6),
    ("ASSAULT", "crowd-control", 6),
    ("ASSAULT", "torture", 7),
    ("ASSAULT", "sexual", 8),
    ("ASSAULT", "abduct", 9),
    ("ASSAULT", "unconventional", 10),
    ("COERCE", "seize", 1),
    ("COERCE", "restrict", 2),
    ("COERCE", "censor", 2),
    ("COERCE", "curfew", 3),
    ("COERCE", "martial-law", 3),
    ("COERCE", "arrest", 4),
    ("COERCE", "deport", 5),
    ("COERCE", "withhold", 6),
    ("COERCE", "misinformation", 7),
    ("COERCE", "cyber", 8),
    ("PROTEST", "demo", 1),
    ("PROTEST", "riot", 1),
    ("PROTEST", "vandalize", 1),
    ("PROTEST", "obstruct", 1),
    ("PROTEST", "strike", 2),
    ("PROTEST", "hunger", 3),
    ("PROTEST", "boycott", 4),
    ("CONSULT", "phone", 1),
    ("CONSULT", "visit", 2),
    ("SANCTION", "convict", 1),
    ("SANCTION", "expel", 2),
    ("SANCTION", "withdraw", 3),
    ("SANCTION", "discontinue", 4),
    ("RETREAT", "withdraw", 1),
    ("RETREAT", "release", 2),
    ("RETREAT", "disarm", 3),
    ("RETREAT", "ceasefire", 4),
    ("RETREAT", "access", 5),
    ("RETREAT", "resign", 6),
    ("MOBILIZE", "troops", 1),
    ("MOBILIZE", "weapons", 2),
    ("MOBILIZE", "police", 3),
    ("MOBILIZE", "militia", 1),
];

/// Two groups that reports of one act mix up: bombs and guns in one attack, rockets from the air or the ground.
const CLOSE: &[(&str, u8, u8)] = &[
    ("ASSAULT", 1, 2),
    ("ASSAULT", 1, 3),
    ("ASSAULT", 3, 4),
    ("ASSAULT", 2, 3),
    ("ASSAULT", 4, 5),
    ("ASSAULT", 2, 4),
];

/// Acts that are made of words.
const VERBAL: &[&str] = &["ACCUSE", "REQUEST", "REJECT", "SUPPORT", "THREATEN", "AGREE", "CONCEDE"];

/// How the modes of two acts of one type stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Modes {
    Same,
    /// One side does not say.
    Open,
    Close,
    Apart,
}

pub(crate) fn modes(plover: &str, a: &[SmolStr], b: &[SmolStr]) -> Modes {
    let groups = |modes: &[SmolStr]| -> Vec<u8> {
        let group = |mode: &SmolStr| GROUPS.iter().find(|(t, m, _)| *t == plover && *m == mode.as_str());
        modes.iter().filter_map(group).map(|(.., group)| *group).collect()
    };
    let (a, b) = (groups(a), groups(b));
    if a.is_empty() || b.is_empty() {
        return Modes::Open;
    }
    if a.iter().any(|group| b.contains(group)) {
        return Modes::Same;
    }
    let close = |x: u8, y: u8| {
        CLOSE.iter().any(|(t, p, q)| *t == plover && ((*p, *q) == (x, y) || (*p, *q) == (y, x)))
    };
    if a.iter().any(|x| b.iter().any(|y| close(*x, *y))) { Modes::Close } else { Modes::Apart }
}

pub(crate) fn is_verbal(plover: &str) -> bool {
    VERBAL.contains(&plover)
}

/// What happened, or one sort of what has not: events of two classes are never one incident.
pub(crate) fn class(status: Status) -> Status {
    match status {
        Status::Reported
        | Status::Denied
        | Status::Possible
        | Status::Probable
        | Status::Attempted
        | Status::Unknown => Status::Reported,
        other => other,
    }
}

const STATE: &[&str] = &["GOV", "MIL", "SPY", "COP", "LEG", "JUD"];

/// Whose side a party is on: its state, if it is a body of one, else itself. Empty where the words name no one.
pub(crate) fn side(party: &Party) -> SmolStr {
    let state = party.country.len() == 3 && STATE.contains(&party.sector.as_str());
    // "Russian jets", "the Chinese": a country and no more stands for its state.
    let bare = party.country.len() == 3 && party.sector.is_empty() && !party.id.starts_with("desc:");
    if state || bare && party.id.is_empty() {
        return SmolStr::new(party.country.to_lowercase());
    }
    if party.id.starts_with("desc:") { SmolStr::default() } else { party.id.clone() }
}

pub(crate) fn sides(parties: &[Party]) -> Vec<SmolStr> {
    let mut sides: Vec<SmolStr> = parties.iter().map(side).filter(|side| !side.is_empty()).collect();
    sides.sort();
    sides.dedup();
    sides
}
