//! Whether one who acts is one who is bound: yes, no, or it cannot be told.

use crate::agreement::Bound;
use crate::corpus::{Corpus, Party};

/// Whether somebody is one who is bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Yes, and how that is known if it is not the id itself.
    Yes(Option<String>),
    /// It cannot be told, and why.
    Unsure(String),
    /// No.
    No,
}

/// Bodies by which a state acts.
const ORGANS: [&str; 4] = ["state", "government-body", "armed-forces", "person-official"];
/// Sectors of those who bear arms.
const ARMED: [&str; 5] = ["MIL", "REB", "UAF", "PRM", "SEP"];

/// Whether a party is the one who is bound.
#[must_use]
pub fn fits(bound: &Bound, party: &Party, corpus: &Corpus) -> Fit {
    let ids = || std::iter::once(&bound.actor).chain(&bound.includes);
    if let Some(id) = &party.id {
        if *id == bound.actor {
            return Fit::Yes(None);
        }
        if bound.includes.contains(id) {
            return Fit::Yes(Some(format!("the record counts {id} under {}", bound.actor)));
        }
    }
    if let Some(body) = ids().find(|actor| party.within.contains(actor)) {
        return Fit::Yes(Some(format!("“{}” belongs to {body}", party.words)));
    }
    if ids().any(|actor| is_organ(party, actor)) {
        return Fit::Yes(Some(format!("“{}” acts for {}", party.words, bound.actor)));
    }
    if let Some(how) = is_state_of(party, &bound.actor, corpus) {
        return Fit::Yes(Some(how));
    }
    if let Some((outlet, quote)) = member(party, &bound.actor, corpus) {
        return Fit::Yes(Some(format!("so {outlet}: “{quote}”")));
    }
    unsure(bound, party, corpus)
}

/// "Russian troops" where Russia is bound.
fn is_organ(party: &Party, state: &str) -> bool {
    state.len() == 3
        && party.country.eq_ignore_ascii_case(state)
        && (ORGANS.contains(&party.kind.as_str()) || party.sector == "MIL" || party.sector == "GOV")
}

/// "Turkey" where Turkish forces are bound, and other forces of the same state.
fn is_state_of(party: &Party, bound: &str, corpus: &Corpus) -> Option<String> {
    let state = bound.split_once('-').map(|(state, _)| state).filter(|s| s.len() == 3)?;
    let facts = corpus.actors.get(bound);
    let armed = facts.is_none_or(|f| f.sector == "MIL" || f.kind == "armed-forces" || f.kind.is_empty());
    let same_state = party.country.eq_ignore_ascii_case(state) || party.id.as_deref() == Some(state);
    let stands = party.kind == "state" || party.kind == "armed-forces" || party.sector == "MIL";
    (armed
        && same_state
        && stands
        && !party.id.as_deref().is_some_and(|id| id.starts_with("desc:") && party.sector == "REB"))
    .then(|| format!("“{}” is read as {bound}", party.words))
}

/// What a document says of a class: "”radically-minded” groups, including HTS".
fn member<'c>(party: &Party, bound: &str, corpus: &'c Corpus) -> Option<(&'c str, &'c str)> {
    let id = party.id.as_ref()?;
    corpus.documents.iter().find_map(|document| {
        let said = document
            .members
            .iter()
            .find(|m| m.of.id.as_deref() == Some(bound) && m.member.id.as_ref() == Some(id))?;
        Some((document.outlet.as_deref().unwrap_or(&document.name), said.words.quote.as_str()))
    })
}

/// Descriptions name nobody: what they may mean is left open, unless country or kind speak against it.
fn unsure(bound: &Bound, party: &Party, corpus: &Corpus) -> Fit {
    let described = |id: Option<&str>| id.is_none_or(|id| id.starts_with("desc:"));
    let facts = corpus.actors.get(&bound.actor);
    let bound_is_described = bound.actor.starts_with("desc:");
    if !bound_is_described && !described(party.id.as_deref()) {
        return Fit::No;
    }
    let country = facts.map_or("", |f| f.country.as_str());
    if !country.is_empty() && !party.country.is_empty() && country != party.country {
        return Fit::No;
    }
    // Descriptions of those who bear arms and are not of a state, on both sides; states are called by name.
    let kinds = ["armed-group", "movement", "descriptor", "organisation", ""];
    let of_no_state = kinds.contains(&party.kind.as_str()) && party.sector != "MIL" && party.sector != "GOV";
    let armed =
        ARMED.contains(&party.sector.as_str()) || party.kind == "armed-group" || party.sector.is_empty();
    let group = facts.is_none_or(|f| kinds.contains(&f.kind.as_str()));
    if armed && group && of_no_state && !party.words.is_empty() {
        return Fit::Unsure(format!("whether “{}” is {} cannot be told", party.words, bound.actor));
    }
    Fit::No
}

/// Whether two parties are one, or one acts for the other.
#[must_use]
pub fn kin(one: &Party, other: &Party) -> bool {
    let (Some(a), Some(b)) = (&one.id, &other.id) else {
        return !one.country.is_empty() && one.country == other.country && one.sector == other.sector;
    };
    a == b
        || one.within.contains(b)
        || other.within.contains(a)
        || is_organ(one, b)
        || is_organ(other, a)
        || a.len() > 3
            && b.len() > 3
            && a.as_bytes()[3] == b'-'
            && a.get(..4) == b.get(..4)
            && one.sector == other.sector
}
