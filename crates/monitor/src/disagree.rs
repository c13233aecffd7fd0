//! Where sources tell the same term differently. Both stay as they are: nothing is corrected.

use crate::agreement::{Agreement, Bound, Term};
use crate::corpus::{Corpus, Reported};
use crate::table::{Table, shares_stem};
use crate::who::{Fit, fits};
use schemars::JsonSchema;
use serde::Serialize;

/// One facet of a term that two sources tell differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Disagreement {
    /// deadline, act, bound, object or depth
    pub facet: String,
    /// What this agreement's record says.
    pub here: String,
    /// What the other source says.
    pub there: String,
    /// The other source: an outlet.
    pub source: String,
    /// The document.
    pub document: String,
    /// First and one past the last code point of its words.
    pub span: [u32; 2],
    /// Its words.
    pub quote: String,
}

/// Whether an agreement that a document reports is this one: as many parties as it names are parties of this one, two at the
/// least, and its date, if told, can be the same.
#[must_use]
pub fn is_the_same(agreement: &Agreement, reported: &Reported, corpus: &Corpus) -> bool {
    let party = |signatory: &crate::agreement::Signatory| {
        let bound = Bound { actor: signatory.actor.clone(), ..Bound::default() };
        reported
            .parties
            .iter()
            .chain(&reported.mediators)
            .any(|p| matches!(fits(&bound, p, corpus), Fit::Yes(_)))
    };
    let common = agreement.parties.iter().filter(|s| party(s)).count();
    let dated = match (agreement.signed, reported.when) {
        (Some(signed), Some(when)) => signed.near(when.days, 3),
        _ => true,
    };
    let named = std::iter::once(&agreement.name)
        .chain(&agreement.names)
        .any(|name| name.len() > 8 && crate::zone::contains(&reported.words.quote, name));
    dated && (named || common >= 2 || agreement.parties.len() == 1 && common == 1)
}

/// How well a term of one source answers to a term of another; none if they are of different things.
fn likeness(one: &Term, other: &Term, table: &Table) -> Option<u32> {
    let materiel = |t: &Term| matches!(t.kind.as_str(), "withdraw-materiel" | "surrender-materiel");
    let kind = if one.kind == other.kind {
        3
    } else if materiel(one) && materiel(other) {
        2
    } else {
        return None;
    };
    if one.kind == "purpose" {
        return None;
    }
    let objects = one.object.iter().any(|a| other.object.iter().any(|b| table.overlap(a, b)));
    if !one.object.is_empty() && !other.object.is_empty() && !objects {
        return None;
    }
    let words = shares_stem(&one.text, &other.text);
    let zones = one.zone.is_some() && other.zone.is_some();
    // Terms told by their words only ("perform") are the same if the words are.
    if matches!(one.kind.as_str(), "perform" | "establish" | "restore" | "report") && !words {
        return None;
    }
    Some(kind + 2 * u32::from(objects) + u32::from(zones) + u32::from(words)).filter(|score| *score >= 4)
}

/// Where the documents of a corpus tell a term otherwise than its record.
#[must_use]
pub fn disagreements(
    agreement: &Agreement,
    term: &Term,
    corpus: &Corpus,
    table: &Table,
) -> Vec<Disagreement> {
    let mut all = vec![];
    for document in &corpus.documents {
        for (at, reported) in document.agreements.iter().enumerate() {
            // A record made from this very document says what it says.
            let itself = agreement.reported_by.is_some() && agreement.sources.contains(&document.id);
            if itself || !is_the_same(agreement, reported, corpus) {
                continue;
            }
            let Some(told) = Agreement::reported(document, at) else { continue };
            let best = |of: &Term, among: &[Term]| {
                let scored = among.iter().enumerate().filter_map(|(i, t)| Some((likeness(of, t, table)?, i)));
                scored.max_by_key(|(score, i)| (*score, usize::MAX - i)).map(|(_, i)| i)
            };
            let Some(other) = best(term, &told.terms).map(|i| &told.terms[i]) else { continue };
            // Each is the other's best: two terms are not held against the same one.
            if best(other, &agreement.terms).is_none_or(|i| agreement.terms[i].id != term.id) {
                continue;
            }
            let source = document.outlet.clone().unwrap_or_else(|| document.name.clone());
            for (facet, here, there) in facets(term, other, agreement, &told, corpus, table) {
                let Some(words) = &other.words else { continue };
                all.push(Disagreement {
                    facet: facet.to_owned(),
                    here,
                    there,
                    source: source.clone(),
                    document: document.name.clone(),
                    span: [words.span.0, words.span.1],
                    quote: words.quote.clone(),
                });
            }
        }
    }
    all
}

fn facets(
    one: &Term,
    other: &Term,
    agreement: &Agreement,
    told: &Agreement,
    corpus: &Corpus,
    table: &Table,
) -> Vec<(&'static str, String, String)> {
    let mut facets = vec![];
    if one.kind != other.kind {
        facets.push(("act", one.kind.clone(), other.kind.clone()));
    }
    if let (Some(here), Some(there)) = (one.deadline, other.deadline)
        && here != there
        && here.within(there) != crate::dates::Lies::Within
        && there.within(here) != crate::dates::Lies::Within
    {
        facets.push(("deadline", here.show(), there.show()));
    }
    let actors = |t: &Term| t.bound.iter().map(|b| b.actor.clone()).collect::<Vec<_>>().join(", ");
    let described = |t: &Term| t.bound.iter().all(|b| b.actor.starts_with("desc:"));
    let common = one.bound.iter().any(|a| {
        other.bound.iter().any(|b| {
            let party = corpus
                .actors
                .get(&b.actor)
                .cloned()
                .unwrap_or_else(|| crate::corpus::Party { id: Some(b.actor.clone()), ..Default::default() });
            a.actor == b.actor
                || matches!(fits(a, &party, corpus), Fit::Yes(_))
                || same_words(&a.actor, &b.actor)
                || a.actor
                    .get(..3)
                    .is_some_and(|s| b.actor.get(..3) == Some(s) && !a.actor.starts_with("desc"))
        })
    });
    if !common && !one.bound.is_empty() && !other.bound.is_empty() && described(one) == described(other) {
        facets.push(("bound", actors(one), actors(other)));
    }
    let listed = |t: &Term| t.object.join(", ");
    if one.object.iter().all(|a| other.object.iter().all(|b| !table.overlap(a, b)))
        && !one.object.is_empty()
        && !other.object.is_empty()
    {
        facets.push(("object", listed(one), listed(other)));
    }
    let depth =
        |term: &Term, of: &Agreement| term.zone.as_deref().and_then(|z| of.zone(z)).and_then(|z| z.depth);
    if let (Some(here), Some(there)) = (depth(one, agreement), depth(other, told))
        && here != there
    {
        let show = |(least, most): (f64, f64)| {
            if (least - most).abs() < 1e-9 { format!("{least} km") } else { format!("{least} to {most} km") }
        };
        facets.push(("depth", show(here), show(there)));
    }
    facets
}

/// "desc:radical-groups" and "desc:radical-terrorist-groups".
fn same_words(one: &str, other: &str) -> bool {
    let bare = |id: &str| {
        id.strip_prefix("desc:")
            .map(|rest| rest.replace('-', " ").replace(" group", "").replace("groups", ""))
    };
    match (bare(one), bare(other)) {
        (Some(a), Some(b)) => shares_stem(&a, &b),
        _ => false,
    }
}
