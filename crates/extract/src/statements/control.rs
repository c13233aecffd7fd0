//! Who holds what: states ("is held by") and changes ("seized"), with the share of the place that the words tell.

use super::{Hit, covered};
use crate::events::Coder;
use dateline_record::{
    Control, Deprel, EventTime, Extent, MentionKind, Note, Role, Status, TimeRelation, Upos, Xpos,
};
use std::ops::Range;

/// Words before "it" in which the place it stands for must have been named.
const NEAR: u32 = 40;

/// Reads a statement of control; none where no place is named.
pub fn read(coder: &mut Coder<'_, '_>, hit: Hit<'_>, sentence: &Range<u32>) -> Vec<Control> {
    let mut holders = coder.parties(hit, "holder", false);
    if holders.is_empty() {
        holders = coder.unlisted_subjects(hit, "holder");
    }
    let slot = hit.slot("place").cloned().unwrap_or_default();
    let mut grounds = vec![];
    for path in &slot.paths {
        let heads: Vec<u32> =
            coder.tree.follow(hit.token, path).into_iter().flat_map(|f| coder.tree.conjuncts(f)).collect();
        grounds = heads.into_iter().filter_map(|head| ground(coder, head)).collect();
        if !grounds.is_empty() {
            break;
        }
    }
    // Who holds a place and the place itself are two.
    grounds.retain(|(place, _)| !holders.iter().any(|h| h.span == place.span));
    // A state may be under sanctions or an embargo; it is a town or a province that is under siege.
    if hit.frame.is == "besieged" {
        grounds.retain(|(place, _)| !coder.is_country(place));
    }
    let from = coder.parties(hit, "from", false);
    let mut status = coder.stated(hit);
    if is_taken_for_granted(coder, hit)
        && status.cue.is_none_or(|cue| coder.tree.head(cue) != Some(hit.token))
    {
        status = crate::status::Found::plain();
    }
    let claim = coder.voices.claim_of(hit.token);
    let trigger = coder.words(hit.first.min(hit.token), hit.token);
    let class = match status.status {
        Status::Denied if !hit.frame.denied.is_empty() => hit.frame.denied.clone(),
        _ => hit.frame.is.clone(),
    };
    let time = coder.time(hit.token, None, sentence, claim).or_else(|| since(coder, hit.token));
    let control = |(place, extent): (Role, Option<Extent>)| Control {
        span: covered(coder, trigger, &[&holders, &from, &[place]], sentence),
        trigger,
        claim,
        class: class.clone(),
        change: hit.frame.change,
        place,
        extent,
        holders: holders.clone(),
        from: from.clone(),
        time,
        status: status.status,
        status_cue: status.cue.map(|c| coder.tree.token(c).span),
        rule: hit.frame.id.clone(),
    };
    grounds.into_iter().map(control).collect()
}

/// "an assault on the rebel-held town was planned", "may reach areas controlled by rebels", "near their last stronghold": what
/// stands with a noun is no part of what is planned.
fn is_taken_for_granted(coder: &Coder<'_, '_>, hit: Hit<'_>) -> bool {
    let tree = coder.tree;
    let predicate = || tree.with(hit.token, &[Deprel::Cop]).next().is_some();
    let behind = tree.head(hit.token).is_some_and(|head| head < hit.token);
    match tree.relation(hit.token) {
        Deprel::Amod => true,
        Deprel::Acl => behind && matches!(tree.token(hit.token).xpos, Xpos::Vbn | Xpos::Vbd),
        Deprel::AclRelcl => behind,
        _ => {
            !tree.is_verb(hit.token)
                && matches!(hit.frame.is.as_str(), "enclave" | "stronghold")
                && !predicate()
        }
    }
}

/// "… since the coup in 2021": a clause of time dates what has held or changed since.
fn since(coder: &Coder<'_, '_>, at: u32) -> Option<EventTime> {
    let tree = coder.tree;
    let clause = tree
        .with(at, &[Deprel::Advcl])
        .find(|c| tree.with(*c, &[Deprel::Mark, Deprel::Case]).any(|m| tree.lemma(m) == "since"))?;
    let (_, mention) = coder.times.iter().find(|(time, _)| tree.below(time.head, clause))?;
    Some(EventTime { mention: *mention, relation: TimeRelation::Since })
}

/// "Most of the remaining region": what is left of the place spoken of before.
pub fn remainder(control: &mut Control, before: Option<&Control>) {
    if control.place.mention.is_none() && control.extent.is_some_and(|extent| extent.of_rest) {
        control.place.mention = before.and_then(|other| other.place.mention);
    }
}

/// A place somebody can hold: one that is named, or ground by its own noun ("the town", "three villages").
fn ground(coder: &mut Coder<'_, '_>, head: u32) -> Option<(Role, Option<Extent>)> {
    let (inner, extent) = extent(coder, head);
    if let Some(id) =
        coder.mentions.place_at(inner).or_else(|| coder.mentions.country_as_place(inner, coder.lexicon))
    {
        let span = coder.mentions.list[id.0 as usize].span;
        return Some((Role { span, mention: Some(id) }, extent));
    }
    if coder.tree.lemma(inner) == "it" {
        return pronoun(coder, inner).map(|place| (place, extent));
    }
    if !coder.is_of("ground", inner) || coder.tree.is_muted(inner) {
        return None;
    }
    // "the town of Kobani", "the Idlib region": the noun and the name are one place.
    let named = coder.tree.children(inner).iter().copied().find_map(|child| {
        let same = match coder.tree.relation(child) {
            Deprel::Nmod => coder.tree.case(child) == Some("of"),
            Deprel::Appos | Deprel::Compound | Deprel::NmodDesc | Deprel::Flat | Deprel::Amod => true,
            _ => false,
        };
        same.then(|| coder.mentions.place_at(child)).flatten()
    });
    let span = match named {
        Some(id) => coder.tree.phrase(inner).cover(coder.mentions.list[id.0 as usize].span),
        None => coder.tree.phrase(inner),
    };
    Some((Role { span, mention: named }, extent))
}

/// "They retook it": the place spoken of last before, in this sentence or the one before.
fn pronoun(coder: &Coder<'_, '_>, at: u32) -> Option<Role> {
    let start = coder.tree.token(at).span.start();
    let before = coder.mentions.places_in(&(at.saturating_sub(NEAR)..at)).last()?;
    let place = &coder.mentions.list[before.1.0 as usize];
    (place.span.end() <= start).then(|| Role { span: coder.tree.token(at).span, mention: Some(before.1) })
}

/// The noun that a share is of, and the share: "most of the city", "half the province", "the remaining area".
fn extent(coder: &Coder<'_, '_>, head: u32) -> (u32, Option<Extent>) {
    let tree = coder.tree;
    let of = tree.with(head, &[Deprel::Nmod, Deprel::Obl]).find(|c| tree.case(*c) == Some("of"));
    let share_noun = share(coder, head).is_some();
    let counted = tree.token(head).upos == Upos::Num || tree.measured(head).is_some();
    let inner = of.filter(|_| share_noun || counted).unwrap_or(head);
    let mut found: Option<Extent> = None;
    // A figure that is a share says it best: "more than half", "80 percent of".
    let (first, last) = (tree.phrase_tokens(head).0.min(tree.reach(head).0), inner);
    let figure = coder.figures.iter().find(|(f, _)| {
        f.figure.measure == "share" && (first..=last).contains(&f.head) && tree.below(f.head, head)
    });
    if let Some((share, _)) = figure {
        let scale = if share.figure.unit == "percent" { 100.0 } else { 1.0 };
        let figure = &share.figure;
        let lower = figure.lower.or(figure.point).map(|v| v / scale);
        let upper = figure.upper.or(figure.point).map(|v| v / scale);
        found = Some(Extent {
            span: coder.words(share.first, share.last),
            lower,
            upper: upper.or(lower.map(|_| 1.0)),
            strict: figure.strict,
            of_rest: false,
        });
    }
    let words = std::iter::once(head).filter(|_| inner != head).chain(
        tree.children(inner).iter().copied().filter(|c| {
            *c < inner
                && matches!(
                    tree.relation(*c),
                    Deprel::Amod
                        | Deprel::Det
                        | Deprel::DetPredet
                        | Deprel::Nummod
                        | Deprel::Advmod
                        | Deprel::Nmod
                )
        }),
    );
    if found.is_none() {
        found = words.into_iter().find_map(|word| share(coder, word));
    }
    if found.is_none() {
        // "More than half the region": whatever the parser hangs the share on, it stands right before the phrase.
        let mut before = tree.phrase_tokens(inner).0;
        while let Some(word) =
            before.checked_sub(1).filter(|w| sentence_of(coder, *w) == sentence_of(coder, inner))
        {
            found = share(coder, word);
            if found.is_some() || !matches!(tree.lemma(word), "the" | "of") {
                break;
            }
            before = word;
        }
    }
    let rest =
        tree.modifiers(inner).any(|m| coder.is_of("rest", m)) || coder.is_of("rest", head) && inner != head;
    match &mut found {
        Some(extent) => extent.of_rest = rest,
        None if rest => {
            let span = tree.token(if inner == head { tree.phrase_tokens(inner).0 } else { head }).span;
            found = Some(Extent { span, lower: None, upper: None, strict: false, of_rest: true });
        }
        None => {}
    }
    (inner, found)
}

/// The root above a word: the same for the words of one sentence.
fn sentence_of(coder: &Coder<'_, '_>, at: u32) -> u32 {
    coder.tree.ancestors(at).last().unwrap_or(at)
}

/// The share that a word and the words before it tell.
fn share(coder: &Coder<'_, '_>, at: u32) -> Option<Extent> {
    let tree = coder.tree;
    let triggers = [tree.lemma(at), tree.small(at).as_str()].into_iter();
    let triggers = triggers.filter_map(|key| coder.lexicon.share_words.get(key)).flatten();
    let best = triggers.filter_map(|t| Some((t.others.len(), tree.first_of(at, &t.others)?, t.of)));
    let (_, first, of) = best.max_by_key(|(words, ..)| *words)?;
    let share = coder.lexicon.shares[of as usize];
    Some(Extent {
        span: coder.words(first, at),
        lower: share.lower,
        upper: share.upper,
        strict: share.strict,
        of_rest: false,
    })
}

/// Two statements that cannot both hold of the whole place: both stand, and the reader is told.
pub fn tensions(coder: &Coder<'_, '_>, controls: &[Control]) -> Vec<Note> {
    let place = |c: &Control| match &coder.mentions.list[c.place.mention?.0 as usize].kind {
        MentionKind::Place(place) => place.best().map(|p| p.id.clone()),
        _ => None,
    };
    let actor = |role: &Role| match &coder.mentions.list[role.mention?.0 as usize].kind {
        MentionKind::Actor(actor) => actor.best().map(|a| a.id.clone()),
        _ => None,
    };
    let holds = |c: &Control| {
        !c.change && c.status == Status::Reported && matches!(c.class.as_str(), "controlled" | "held")
    };
    let least = |c: &Control| match &c.extent {
        None => 1.0,
        Some(extent) if extent.of_rest => 0.0,
        Some(extent) => extent.lower.unwrap_or(0.0),
    };
    let mut notes = vec![];
    for (at, one) in controls.iter().enumerate().filter(|(_, c)| holds(c)) {
        for other in controls[at + 1..].iter().filter(|c| holds(c)) {
            let apart = !one.holders.is_empty()
                && !other.holders.is_empty()
                && one
                    .holders
                    .iter()
                    .filter_map(actor)
                    .all(|a| !other.holders.iter().filter_map(actor).any(|b| a == b));
            let whole = one.extent.is_none() || other.extent.is_none() || least(one) + least(other) > 1.0;
            if place(one).is_some() && place(one) == place(other) && apart && whole {
                notes.push(Note {
                    code: "tension".into(),
                    span: Some(other.span),
                    message: format!(
                        "“{}” and “{}” do not both hold of the whole place; both are kept",
                        coder.document.quote(one.span),
                        coder.document.quote(other.span)
                    ),
                });
            }
        }
    }
    notes
}
