//! How actors stand to each other: backed by, based in, part of, once part of.

use super::{Hit, covered};
use crate::events::Coder;
use dateline_record::{Deprel, MentionKind, Relation, Role, Span, Status, Upos};
use std::ops::Range;

/// Reads a relation; none where one of its ends names nobody.
pub fn read(coder: &mut Coder<'_, '_>, hit: Hit<'_>, sentence: &Range<u32>) -> Vec<Relation> {
    // "the government and its allies": whose allies they are the pronoun says, and they have no name.
    let joined = coder.tree.relation(hit.token) == Deprel::Conj && !coder.tree.is_verb(hit.token);
    if joined && coder.tree.with(hit.token, &[Deprel::NmodPoss]).any(|p| coder.tree.is_pronoun(p)) {
        return vec![];
    }
    // "fled to other parts of Iraq": where to, and no part of anybody.
    let whither = matches!(coder.tree.relation(hit.token), Deprel::Obl | Deprel::Nmod)
        && coder.tree.case(hit.token).is_some_and(|case| coder.lexicon.is_word("part-gone-to", case));
    if whither && hit.frame.is == "part-of" {
        return vec![];
    }
    let mut subjects = coder.parties(hit, "subject", false);
    // "US-allied militias and neighbouring Turkey": the participle says something of what stands right behind it.
    if coder.tree.relation(hit.token) == Deprel::Amod
        && let Some(head) = coder.tree.head(hit.token)
    {
        let head = coder.tree.token(head).span;
        let own = |role: &Role| role.span.overlaps(head);
        if subjects.iter().any(own) {
            subjects.retain(own);
        }
    }
    // "DeepState, a Kyiv-based group", "the CSP, a coalition of": whom the apposition is put to, if it is a name.
    for subject in &mut subjects {
        let head = coder.tree.tokens.partition_point(|t| t.span.end() < subject.span.end()) as u32;
        let host = (coder.tree.relation(head) == Deprel::Appos).then(|| coder.tree.head(head)).flatten();
        if let Some(host) = host.filter(|h| coder.tree.token(*h).upos == Upos::Propn) {
            let mention = coder.mentions.actors_at(host).first().copied();
            *subject = Role { span: coder.tree.phrase(host), mention };
        }
    }
    if hit.frame.is == "backed-by" {
        // Who is backed takes sides: "the state supports two million refugees" is no such thing.
        subjects.retain(|role| takes_sides(coder, role));
    } else if subjects.is_empty() {
        // A body that no dictionary lists is still known by its words.
        let named = coder.fillers(hit, "subject").into_iter().map(|at| match coder.tree.relation(at) {
            Deprel::Appos => coder.tree.head(at).unwrap_or(at),
            _ => at,
        });
        let body = |at: u32| ["body", "armed", "person"].iter().any(|class| coder.is_of(class, at));
        let named: Vec<u32> = named
            .filter(|at| match coder.tree.token(*at).upos {
                Upos::Propn => true,
                // "other parts of Iraq", "an assault by an affiliate of Isis": areas and assaults are no part of anybody.
                Upos::Noun => body(*at),
                _ => false,
            })
            .collect();
        subjects = named.into_iter().map(|at| Role { span: coder.tree.phrase(at), mention: None }).collect();
    }
    let objects = ends(coder, hit);
    let status = coder.stated(hit);
    if subjects.is_empty() || objects.is_empty() || status.status == Status::Denied {
        return vec![];
    }
    let claim = coder.voices.claim_of(hit.token);
    let trigger = coder.words(hit.first.min(hit.token), hit.token);
    let ended = ended(coder, hit.token);
    let time = coder.time(hit.token, None, sentence, claim);
    let mut found = vec![];
    for &subject in &subjects {
        for &object in objects
            .iter()
            .filter(|o| o.span != subject.span && (o.mention.is_none() || o.mention != subject.mention))
        {
            found.push(Relation {
                span: covered(coder, trigger, &[&[subject, object]], sentence),
                trigger,
                claim,
                subject,
                rel: hit.frame.is.clone(),
                object,
                ended,
                time,
                status: status.status,
                rule: hit.frame.id.clone(),
            });
        }
    }
    found
}

/// "pro-government militias", "pro-Russian separatists": whose side they are on stands in the word before them.
pub fn pro(coder: &mut Coder<'_, '_>, at: u32, sentence: &Range<u32>) -> Option<Relation> {
    let tree = coder.tree;
    let before = matches!(tree.relation(at), Deprel::Compound | Deprel::Amod);
    if !before || !tree.small(at).starts_with("pro-") || tree.small(at).len() < 7 {
        return None;
    }
    let head = tree.head(at)?;
    let fights = |id: &dateline_record::MentionId| match &coder.mentions.list[id.0 as usize].kind {
        MentionKind::Actor(actor) => actor.best().is_some_and(|a| {
            matches!(a.sector.as_str(), "PRM" | "REB" | "MIL" | "COP" | "SEP" | "INS" | "PAR")
        }),
        _ => false,
    };
    let mention = coder.mentions.actors_at(head).iter().copied().find(fights)?;
    let word = tree.token(at).span;
    let object = Role { span: Span::new(word.start() + 4, word.end()), mention: None };
    let subject = Role { span: tree.token(head).span, mention: Some(mention) };
    Some(Relation {
        span: word.cover(tree.token(head).span),
        trigger: word,
        claim: coder.voices.claim_of(at),
        subject,
        rel: "sides-with".into(),
        object,
        ended: None,
        time: coder.time(at, None, sentence, coder.voices.claim_of(at)),
        status: Status::Reported,
        rule: "relation.pro".into(),
    })
}

/// "Hekmatyar's Hezb-i-Islami": whose a named armed group is stands before it.
pub fn owned(coder: &Coder<'_, '_>, at: u32, sentence: &Range<u32>) -> Option<Relation> {
    let tree = coder.tree;
    let kind = |id: dateline_record::MentionId| match &coder.mentions.list[id.0 as usize].kind {
        MentionKind::Actor(actor) => actor.best().map(|a| (a.kind.clone(), a.id.clone())),
        _ => None,
    };
    let own = coder.mentions.actors_at(at).iter().copied().find(|id| {
        let mention = &coder.mentions.list[id.0 as usize];
        mention.rule == "actors.name" && kind(*id).is_some_and(|(kind, _)| kind == "armed-group")
    })?;
    let owner = tree.with(at, &[Deprel::NmodPoss]).find(|p| tree.token(*p).upos == Upos::Propn)?;
    let named = coder.mentions.actors_at(owner).first().copied();
    let rel = match named.and_then(kind) {
        Some((kind, _)) if matches!(kind.as_str(), "person" | "person-official") => "led-by",
        Some((kind, _)) if matches!(kind.as_str(), "armed-group" | "igo" | "party") => "part-of",
        _ => return None,
    };
    let subject = Role { span: coder.mentions.list[own.0 as usize].span, mention: Some(own) };
    let object = Role { span: tree.phrase(owner), mention: named };
    if named == Some(own) || !sentence.contains(&owner) {
        return None;
    }
    let claim = coder.voices.claim_of(at);
    Some(Relation {
        span: object.span.cover(subject.span),
        trigger: subject.span,
        claim,
        subject,
        rel: rel.into(),
        object,
        ended: None,
        time: None,
        status: Status::Reported,
        rule: "relation.owned".into(),
    })
}

/// Whether a role is a body, a force or somebody in office, and no people at large.
fn takes_sides(coder: &Coder<'_, '_>, role: &Role) -> bool {
    role.mention.is_some_and(|id| match &coder.mentions.list[id.0 as usize].kind {
        MentionKind::Actor(actor) => {
            actor.best().is_none_or(|a| !matches!(a.sector.as_str(), "CVL" | "REF" | "MED" | "EDU" | "HLH"))
        }
        _ => false,
    })
}

/// The other end: an actor, or a place where one is based.
fn ends(coder: &mut Coder<'_, '_>, hit: Hit<'_>) -> Vec<Role> {
    if hit.frame.is != "based-in" {
        let objects = coder.parties(hit, "object", false);
        if !objects.is_empty() {
            return objects;
        }
        // "linked to Iran": a country behind a preposition is its government here.
        let heads = coder.fillers(hit, "object");
        let (tree, own) = (coder.tree, |at: &u32| coder.tree.relation(*at) == Deprel::NmodPoss);
        if heads.iter().any(|at| own(at) && tree.token(*at).upos == Upos::Pron) {
            return subject_above(coder, hit.token);
        }
        let states = heads.into_iter().filter_map(|head| coder.mentions.beside(head)).collect::<Vec<_>>();
        return states
            .into_iter()
            .map(|id| Role { span: coder.mentions.list[id.0 as usize].span, mention: Some(id) })
            .collect();
    }
    let Some(slot) = hit.slot("object").cloned() else { return vec![] };
    for path in &slot.paths {
        let heads: Vec<u32> =
            coder.tree.follow(hit.token, path).into_iter().flat_map(|f| coder.tree.conjuncts(f)).collect();
        let mut roles = coder.roles_of(&heads, path);
        for head in heads {
            // "London-based": the name before the participle.
            let place = coder.mentions.place_beside(head).or_else(|| coder.mentions.beside(head));
            if let Some(id) = place.filter(|id| !roles.iter().any(|r| r.mention == Some(*id))) {
                roles.push(Role { span: coder.mentions.list[id.0 as usize].span, mention: Some(id) });
            }
        }
        let place_or_state =
            |role: &Role| match role.mention.map(|id| &coder.mentions.list[id.0 as usize].kind) {
                Some(MentionKind::Place(_)) => true,
                Some(MentionKind::Actor(actor)) => actor.best().is_some_and(|a| a.kind == "state"),
                _ => false,
            };
        let roles: Vec<Role> = roles.into_iter().filter(place_or_state).collect();
        if !roles.is_empty() {
            return roles;
        }
    }
    vec![]
}

/// "The government lost ground until Mali intervened on its side": the side is that of the subject of the clause around, since
/// nobody intervenes on a side of his own.
fn subject_above(coder: &mut Coder<'_, '_>, verb: u32) -> Vec<Role> {
    let tree = coder.tree;
    let Some(host) = tree.ancestors(verb).find(|above| tree.is_verb(*above)) else { return vec![] };
    let heads: Vec<u32> = tree.subjects(host).iter().flat_map(|s| tree.conjuncts(*s)).collect();
    let roles = coder.roles_of(&heads, &vec![]);
    roles.into_iter().filter(|role| coder.is_actor(role)).collect()
}

/// "former", "once", "until 2016": the word that says it is over.
fn ended(coder: &Coder<'_, '_>, at: u32) -> Option<Span> {
    let tree = coder.tree;
    let near = tree.modifiers(at).chain(tree.with(at, &[Deprel::Advmod]));
    near.into_iter().find(|m| coder.is_of("former", *m)).map(|m| tree.token(m).span)
}
