//! Where somebody stands on an agreement: accepted, rejected, on conditions, or not stated. Silence is no refusal.

use super::agreements::Deals;
use super::{Hit, covered};
use crate::events::Coder;
use dateline_record::{Agreement, Deprel, MentionKind, Note, Position, Role, Status};
use std::ops::Range;

/// Days after which "not yet" about an agreement reads like text from an older story.
const STALE: i64 = 90;

/// Reads a position; none where nobody holds it or it is on nothing that was agreed or proposed.
pub fn read(
    coder: &mut Coder<'_, '_>,
    hit: Hit<'_>,
    sentence: &Range<u32>,
    deals: &Deals,
) -> Option<Position> {
    let status = coder.stated(hit);
    let negated = coder.denied(hit);
    let value = match (negated, status.status) {
        (true, _) => hit.frame.denied.clone(),
        _ if condition(coder, hit.token) => "conditional".into(),
        (_, Status::Reported | Status::Unknown) => hit.frame.is.clone(),
        _ => return None,
    };
    if value.is_empty() || value == "stated" {
        return None;
    }
    let holders = coder.parties(hit, "holder", false);
    if holders.is_empty() {
        return None;
    }
    let toward = coder
        .fillers(hit, "toward")
        .into_iter()
        .find(|at| deals.at(*at).is_some() || coder.is_of("agreement", *at) || coder.is_of("plan", *at));
    let asked = hit.slot("toward").is_some();
    // "has not commented": on the agreement that was spoken of last, if any was.
    let agreement = toward.and_then(|at| deals.at(at)).or_else(|| deals.latest(hit.token).filter(|_| !asked));
    if toward.is_none() && agreement.is_none() {
        return None;
    }
    let toward = toward.map(|at| Role { span: coder.tree.phrase(at), mention: None });
    let trigger = coder.words(hit.first.min(hit.token), hit.token);
    let claim = coder.voices.claim_of(hit.token);
    let ends: Vec<Role> = toward.into_iter().collect();
    Some(Position {
        span: covered(coder, trigger, &[&holders, &ends], sentence),
        trigger,
        claim,
        holders,
        toward,
        agreement,
        value,
        rule: hit.frame.id.clone(),
    })
}

/// Whether a clause of condition hangs on the word: "if", "provided", "on condition that".
fn condition(coder: &Coder<'_, '_>, at: u32) -> bool {
    let tree = coder.tree;
    let clause = |c: u32| tree.with(c, &[Deprel::Mark, Deprel::Case]).any(|m| coder.is_of("condition", m));
    tree.with(at, &[Deprel::Advcl, Deprel::Obl, Deprel::Xcomp])
        .any(|c| clause(c) || coder.is_of("condition", c))
}

/// "Not yet" about an agreement that is old by the document's date: the text may be older than its date.
pub fn stale(coder: &Coder<'_, '_>, positions: &[Position], agreements: &[Agreement]) -> Vec<Note> {
    let Some(published) = coder.document.published() else { return vec![] };
    let made = |p: &Position| {
        let time = agreements.get(p.agreement? as usize)?.time?;
        match &coder.mentions.list[time.mention.0 as usize].kind {
            MentionKind::Time(when) => when.latest,
            _ => None,
        }
    };
    let old = |p: &&Position| {
        p.value == "none-stated"
            && made(p).is_some_and(|day| {
                published.since(day).map(|span| i64::from(span.get_days()) > STALE).unwrap_or(false)
            })
    };
    let note = |p: &Position| Note {
        code: "stale-text".into(),
        span: Some(p.span),
        message: format!(
            "“{}” is said of an agreement more than {STALE} days older than the document: the passage may be older than its date",
            coder.document.quote(p.span)
        ),
    };
    positions.iter().filter(old).map(note).collect()
}
