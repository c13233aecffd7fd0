//! What a person decided: these are one, those are not. Decisions name events, so they outlive every run.

use crate::input::{Document, EventRef};
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionKind {
    /// The events are of one incident.
    Merge,
    /// The events are not of the incident that the others are of.
    Split,
}

/// A person's word on which events are of one incident. Kept for ever and applied in order: a later one overrides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What was decided.
    pub kind: DecisionKind,
    /// The events joined, or taken out.
    pub events: Vec<EventRef>,
    /// For a split: what they were taken out of.
    pub others: Vec<EventRef>,
    /// Who decided.
    pub by: SmolStr,
    /// On which day, as written.
    pub on: SmolStr,
    /// Why.
    pub reason: String,
}

/// An event by its ordinals: document, event.
pub(crate) type At = (u32, u32);

/// Decisions as they bear on the events at hand.
#[derive(Debug, Default)]
pub(crate) struct Decided {
    /// Pairs that are one, and the decision that says so; in the order they were made.
    pub joined: Vec<(At, At, usize)>,
    /// Pairs that are not, the smaller first.
    apart: FxHashSet<(At, At)>,
    /// Events that any split names.
    pub named: FxHashSet<At>,
    /// Decisions on events that are not at hand.
    pub waiting: Vec<Decision>,
}

fn ordered(a: At, b: At) -> (At, At) {
    if a < b { (a, b) } else { (b, a) }
}

impl Decided {
    pub(crate) fn new(documents: &[&Document], decisions: &[Decision]) -> Decided {
        if decisions.is_empty() {
            return Decided::default();
        }
        let mut known: FxHashMap<(&str, &str), At> = FxHashMap::default();
        for (d, document) in documents.iter().enumerate() {
            for (e, event) in document.events.iter().enumerate() {
                known.insert((document.id.as_str(), event.id.as_str()), (d as u32, e as u32));
            }
        }
        let find = |refs: &[EventRef]| -> Vec<At> {
            refs.iter().filter_map(|r| known.get(&(r.document.as_str(), r.event.as_str())).copied()).collect()
        };
        let mut decided = Decided::default();
        let mut joined: Vec<(At, At, usize)> = vec![];
        for (number, decision) in decisions.iter().enumerate() {
            let events = find(&decision.events);
            let others = find(&decision.others);
            if events.len() < decision.events.len() || others.len() < decision.others.len() {
                decided.waiting.push(decision.clone());
            }
            match decision.kind {
                DecisionKind::Merge => {
                    for (at, a) in events.iter().enumerate() {
                        for b in &events[at + 1..] {
                            decided.apart.remove(&ordered(*a, *b));
                        }
                    }
                    joined.extend(events.windows(2).map(|pair| (pair[0], pair[1], number)));
                }
                DecisionKind::Split => {
                    for a in &events {
                        for b in &others {
                            decided.apart.insert(ordered(*a, *b));
                        }
                    }
                    let (out, rest): (FxHashSet<At>, FxHashSet<At>) =
                        (events.iter().copied().collect(), others.iter().copied().collect());
                    joined.retain(|(a, b, _)| {
                        !(out.contains(a) && rest.contains(b) || out.contains(b) && rest.contains(a))
                    });
                }
            }
        }
        decided.named = decided.apart.iter().flat_map(|(a, b)| [*a, *b]).collect();
        decided.joined = joined;
        decided
    }
    /// Whether a person said that two events are not of one incident.
    pub(crate) fn apart(&self, a: At, b: At) -> bool {
        !self.apart.is_empty() && self.apart.contains(&ordered(a, b))
    }
}
