//! Where somebody stands on an agreement: accepted, rejected, on conditions, or not stated. Silence is no refusal.

use super::agreements::Deals;
use super::{Hit, covered};
use crate::events::Coder;
use dateline_record::{Agreement, Deprel, MentionKind, Note, Position, Role, Status};
use std::ops::Range;

/// Days after which "not yet" about an agreement reads like text from an older story.
const STALE: i64 = 90;

/// Words before a sentence in which an agreement must have been spoken of for "it" to mean that.
const NEAR: u32 = 45;

/// Reads a position; none where nobody holds it or it is on nothing that was agreed or proposed.
pub fn read(
    coder: &mut Coder<'_, '_>,
    hit: Hit<'_>,
    sentence: &Range<u32>,
    deals: &Deals,
) -> Option<Position> {
    // "Do the rebels accept the truce?", "refused to say whether he would honour it": nobody's stand is told.
    if is_asked(coder, hit.token, sentence) {
        return None;
    }
    let status = coder.stated(hit);
    let negated = coder.denied(hit);
    let neither = neither(coder, hit.token)?;
    let pledged = matches!(hit.frame.is.as_str(), "accepted" | "rejected");
    let value = match (negated, status.status) {
        _ if neither => "none-stated".into(),
        (true, _) => hit.frame.denied.clone(),
        _ if condition(coder, hit.token) => "conditional".into(),
        (_, Status::Reported | Status::Unknown) => hit.frame.is.clone(),
        // "will honour the truce"
        (_, Status::Planned) if pledged => hit.frame.is.clone(),
        _ => return None,
    };
    if value.is_empty() || value == "stated" {
        return None;
    }
    let holders = coder.parties(hit, "holder", false);
    if holders.is_empty() {
        return None;
    }
    let fillers = coder.fillers(hit, "toward");
    let named =
        |at: &u32| deals.at(*at).is_some() || coder.is_of("agreement", *at) || coder.is_of("plan", *at);
    // "It": the agreement that this sentence or the one before spoke of.
    let near = |token: u32| deals.latest_since(token, sentence.start.saturating_sub(NEAR));
    let it = |at: &u32| coder.tree.lemma(*at) == "it" && near(*at).is_some();
    // "is still studying the text"
    let part = |at: &u32| coder.is_of("part_of_deal", *at) && near(*at).is_some();
    let it = |at: &u32| it(at) || part(at);
    let toward = fillers.iter().copied().find(|at| named(at) || it(at));
    // "has not said whether it will sign": the agreement that was spoken of last, if any was.
    let silent = toward.is_none() && value == "none-stated";
    let agreement = toward.and_then(|at| deals.at(at).or_else(|| near(at).filter(|_| it(&at))));
    let agreement = agreement.or_else(|| deals.latest(hit.token).filter(|_| silent));
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

/// Whether a word is asked about: in a question, or behind "whether".
fn is_asked(coder: &Coder<'_, '_>, at: u32, sentence: &Range<u32>) -> bool {
    let tree = coder.tree;
    let whether = || {
        tree.relation(at) == Deprel::Ccomp
            && tree.with(at, &[Deprel::Mark]).any(|m| matches!(tree.lemma(m), "whether" | "if"))
    };
    tree.form(sentence.end - 1) == "?" || whether()
}

/// "neither backed nor rejected it": whether a word is one of several that are all denied; none for those after the first.
fn neither(coder: &Coder<'_, '_>, at: u32) -> Option<bool> {
    let tree = coder.tree;
    let says = |at: u32| tree.children(at).iter().any(|c| *c < at && tree.lemma(*c) == "neither");
    let first = (tree.relation(at) == Deprel::Conj).then(|| tree.head(at)).flatten();
    if first.is_some_and(says) {
        return None;
    }
    Some(says(at) && tree.with(at, &[Deprel::Conj]).any(|c| tree.is_verb(c)))
}

/// Whether a clause of condition hangs on the word: "if", "provided", "on condition that".
fn condition(coder: &Coder<'_, '_>, at: u32) -> bool {
    let tree = coder.tree;
    let clause = |c: u32| tree.with(c, &[Deprel::Mark, Deprel::Case]).any(|m| coder.is_of("condition", m));
    // "is ready to accept it provided that …": the clause may hang on the word above.
    let above = matches!(tree.relation(at), Deprel::Xcomp).then(|| tree.head(at)).flatten();
    let below = tree.with(at, &[Deprel::Xcomp]);
    std::iter::once(at).chain(above).chain(below).any(|word| {
        tree.with(word, &[Deprel::Advcl, Deprel::Obl, Deprel::Xcomp])
            .any(|c| clause(c) || coder.is_of("condition", c))
    })
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
