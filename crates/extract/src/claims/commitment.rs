//! How far each voice of a chain commits to an act, and what its origin has at stake in it.

use super::{Kind, Voice, Voices};
use crate::tree::Tree;
use dateline_lexicon::{CueReach, Lexicon};
use dateline_record::{
    Actor, ClaimId, Deprel, Factuality, Interest, Mention, MentionId, MentionKind, Role, Speaker, Stance,
    Status,
};
use smol_str::SmolStr;

/// Commitment of every voice of a claim's chain, outermost first, to an act of this status at this word. The origin commits as
/// the status says; whoever only passes it on does not commit, unless the words take it for true ("knew that"), or own
/// or reject the statement itself ("confirmed the report that").
#[must_use]
pub fn factuality(
    tree: &Tree,
    lexicon: &Lexicon,
    voices: &Voices,
    claim: ClaimId,
    status: Status,
    words: &[u32],
) -> Vec<Factuality> {
    let origin = of_origin(tree, lexicon, voices.voice(claim), status, words);
    let mut innermost_first = vec![origin];
    if let Some(inner) = (claim.0 as usize).checked_sub(1) {
        let path = voices.path(inner);
        for (at, voice) in path.iter().enumerate() {
            let below = innermost_first[innermost_first.len() - 1];
            let outer = path.get(at + 1).map(|v| &voices.list[*v]);
            innermost_first.push(of_outer(&voices.list[*voice], outer, below));
        }
    }
    innermost_first.reverse();
    innermost_first
}

fn of_origin(
    tree: &Tree,
    lexicon: &Lexicon,
    voice: Option<&Voice>,
    status: Status,
    words: &[u32],
) -> Factuality {
    let also = |wanted: Status| {
        let children = words.iter().flat_map(|w| tree.children(*w)).copied();
        let modifiers =
            children.filter(|c| matches!(tree.relation(*c), Deprel::Aux | Deprel::Advmod | Deprel::Amod));
        modifiers.filter_map(|c| lexicon.cue_words.get(tree.lemma(c))).flatten().any(|t| {
            lexicon.cues.get(t.of as usize).is_some_and(|cue| {
                cue.reach == CueReach::Modifier && cue.status == wanted && t.others.is_empty()
            })
        })
    };
    match status {
        Status::Reported => Factuality::Certain,
        Status::Denied if also(Status::Possible) => Factuality::PossibleNot,
        Status::Denied if also(Status::Probable) => Factuality::ProbableNot,
        Status::Denied => Factuality::CertainNot,
        Status::Planned | Status::Probable => Factuality::Probable,
        Status::Possible => Factuality::Possible,
        Status::Unknown if voice.is_some_and(|v| v.stance == Stance::Doubts) => Factuality::ProbableNot,
        _ => Factuality::Uncommitted,
    }
}

/// Commitment of the voice around `inner` (none: the outlet), where `inner` commits as `below`.
fn of_outer(inner: &Voice, outer: Option<&Voice>, below: Factuality) -> Factuality {
    if inner.factive {
        return below;
    }
    // "rejected the claim that", "confirmed the report that": the statement itself is what the outer voice speaks of.
    let Some(outer) = outer.filter(|o| inner.kind == Kind::Nominal && o.content == inner.cue) else {
        return Factuality::Uncommitted;
    };
    match outer.stance {
        Stance::Denies => opposite(below),
        Stance::Doubts => match below {
            Factuality::Certain => Factuality::ProbableNot,
            _ => Factuality::Uncommitted,
        },
        Stance::Asserts if outer.endorses => below,
        _ => Factuality::Uncommitted,
    }
}

const fn opposite(value: Factuality) -> Factuality {
    match value {
        Factuality::Certain => Factuality::CertainNot,
        Factuality::CertainNot => Factuality::Certain,
        Factuality::Probable => Factuality::ProbableNot,
        Factuality::ProbableNot => Factuality::Probable,
        Factuality::Possible => Factuality::PossibleNot,
        Factuality::PossibleNot => Factuality::Possible,
        Factuality::Uncommitted => Factuality::Uncommitted,
    }
}

/// What the origin has at stake: it is one of those who act, or one of those acted upon. A state's bodies and officials stand
/// for the state.
#[must_use]
pub fn interest(mentions: &[Mention], origin: Speaker, actors: &[Role], recipients: &[Role]) -> Interest {
    let Speaker::Mentioned(origin) = origin else { return Interest::None };
    let Some(own) = side(mentions, origin) else { return Interest::None };
    let among = |roles: &[Role]| {
        roles.iter().filter_map(|r| r.mention).any(|id| side(mentions, id).is_some_and(|side| side == own))
    };
    match () {
        () if among(actors) => Interest::SelfReport,
        () if among(recipients) => Interest::Adverse,
        () => Interest::None,
    }
}

/// The side that a mention belongs to: a country for its state, else the actor's own id.
fn side(mentions: &[Mention], id: MentionId) -> Option<SmolStr> {
    match &mentions[id.0 as usize].kind {
        MentionKind::Actor(resolution) => of_actor(resolution.best()?),
        MentionKind::Place(resolution) => {
            resolution.best().map(|p| p.country.clone()).filter(|c| !c.is_empty())
        }
        _ => None,
    }
}
fn of_actor(actor: &Actor) -> Option<SmolStr> {
    let of_state = matches!(actor.sector.as_str(), "GOV" | "MIL" | "COP" | "JUD" | "SPY");
    if of_state && !actor.country.is_empty() {
        return Some(actor.country.clone());
    }
    Some(actor.id.clone()).filter(|id| !id.is_empty() && !id.starts_with("desc:"))
}
