//! Time expressions: TIMEX3 value, EDTF, and the days they span where the document allows.
//!
//! Words are cut from tokens ([`words`]), a grammar says what they mean ([`phrase`]), and what is relative is counted
//! from the day of publication or from a time the text gave before ([`resolve`]). Without a day of publication a
//! relative expression keeps its TIMEX3 pattern ("XXXX-WXX-3") and no days: never guessed.

mod calendar;
mod phrase;
mod resolve;
mod words;

use crate::tree::Tree;
use dateline_lexicon::{CueReach, Lexicon, TimeKind};
use dateline_record::{Deprel, Document, PublishedBasis, Status, TimeBasis, TimexKind, Upos, When, Xpos};
use phrase::{Base, Grammar, Parts, Phrase, What};
use resolve::{Story, Tense};
use smol_str::{SmolStr, format_smolstr};
use std::ops::{Range, RangeInclusive};
use words::Words;

/// A time expression and the tokens it covers.
#[derive(Clone, Debug)]
pub struct Found {
    /// First token.
    pub first: u32,
    /// Last token.
    pub last: u32,
    /// The token that the others hang on.
    pub head: u32,
    /// What it says.
    pub when: When,
    /// Whether it is a range whose two ends stand beside it as times of their own.
    pub range: bool,
}

/// Every time expression of the sentences, in text order, and the ages ("44-year-old") that look like times.
pub fn find(
    tree: &Tree,
    lexicon: &Lexicon,
    document: &Document,
    sentences: &[Range<u32>],
) -> (Vec<Found>, Vec<RangeInclusive<u32>>) {
    let mut read: Vec<(Words, Vec<Phrase>)> = vec![];
    for sentence in sentences {
        let words = Words::of(tree, lexicon, sentence.clone());
        let mut phrases = Grammar { words: &words }.phrases();
        if !phrases.is_empty() {
            share(&words, &mut phrases);
            // Only borrowed from here on: the words stay for tense and bounds.
            read.push((words, phrases));
        }
    }
    let published = document.published();
    let mut story = Story {
        published,
        published_basis: match document.origin.published {
            Some((_, PublishedBasis::Dateline)) => TimeBasis::Dateline,
            _ => TimeBasis::DocumentDate,
        },
        past: published.is_some_and(|p| tells_of_the_past(&read, p.year())),
        last: None,
        fine: None,
        quarter: None,
        sentence: 0,
    };
    let (mut found, mut ages) = (vec![], vec![]);
    for (number, (words, phrases)) in read.iter().enumerate() {
        story.sentence = number;
        let mut times: Vec<Option<Found>> = vec![];
        for phrase in phrases {
            let (first, last) = (words.token(phrase.first), words.token(phrase.end - 1));
            if phrase.what == What::Age {
                ages.push(first..=last);
                times.push(None);
                continue;
            }
            let head =
                (first..=last).find(|t| !(first..=last).contains(&tree.token(*t).head)).unwrap_or(last);
            let bound = bound(words, phrase, head);
            let tense = tense(tree, lexicon, head, bound.as_deref());
            // "soon became" is of the past and names no time.
            if words.text(phrase.first) == "soon" && !matches!(tense, Tense::Future | Tense::Would) {
                times.push(None);
                continue;
            }
            let mut when = story.resolve(phrase, tense);
            when.bound = bound;
            story.note(phrase, &when);
            times.push(Some(Found { first, last, head, when, range: false }));
        }
        let ranges = ranges(words, phrases, &times);
        for (at, time) in times.into_iter().enumerate() {
            found.extend(ranges.iter().filter(|(n, _)| *n == at).map(|(_, range)| range.clone()));
            found.extend(time);
        }
    }
    (found, ages)
}

/// A text tells of the past where most of the years it names lie well before its publication.
fn tells_of_the_past(read: &[(Words, Vec<Phrase>)], published: i16) -> bool {
    let years = read.iter().flat_map(|(_, phrases)| phrases).filter_map(|p| match &p.what {
        What::Date(date) => Some(date.year()),
        What::Parts(parts) => parts.year,
        _ => None,
    });
    let (mut old, mut all) = (0usize, 0usize);
    for year in years {
        all += 1;
        old += usize::from(year < published - 1);
    }
    let relative = |p: &&Phrase| match &p.what {
        What::Day(_) => true,
        What::Unit { from, step, .. } => {
            *from == phrase::From::Published || *from == phrase::From::Story && *step == 0
        }
        What::Parts(parts) => parts.weekday.is_some() && parts.year.is_none() && parts.base == Base::Near,
        _ => false,
    };
    let relative = read.iter().flat_map(|(_, phrases)| phrases).filter(relative).count();
    all >= 6 && old * 2 >= all && relative * 4 < all
}

/// A range or a list shares its year: "between March and June 2018", "from 3 to 5 May", "in March and April 1918".
fn share(words: &Words, phrases: &mut [Phrase]) {
    for at in (1..phrases.len()).rev() {
        let between = phrases[at - 1].end..phrases[at].first;
        let joined = between.len() <= 2
            && between
                .clone()
                .all(|b| words.is(b, &["-", "to", "and", "or", ",", "until", "through", "till", "the"]))
            && !between.is_empty();
        if !joined {
            continue;
        }
        let (before, after) = phrases.split_at_mut(at);
        let (Some(What::Parts(first)), Some(What::Parts(second))) =
            (before.last_mut().map(|p| &mut p.what), after.first_mut().map(|p| &mut p.what))
        else {
            continue;
        };
        let same = |a: &Parts, b: &Parts| {
            a.month.is_some() && b.month.is_some() && a.base == Base::Near && b.base == Base::Near
        };
        if first.day.is_some() && first.month.is_none() && second.day.is_some() {
            // "from the 3rd to the 9th of May"
            (first.month, first.year, first.year_step) = (second.month, second.year, second.year_step);
        }
        if !same(first, second) {
            continue;
        }
        match ((first.year, first.year_step), (second.year, second.year_step)) {
            ((None, None), (Some(year), None)) => {
                first.year = Some(if first.month > second.month { year - 1 } else { year });
            }
            ((Some(year), None), (None, None)) => {
                second.year = Some(if second.month < first.month { year + 1 } else { year });
            }
            _ => {}
        }
    }
}

/// "between 2011 and 2014", "from 3 to 5 May", "2014-16": the whole, at the number of its first end.
fn ranges(words: &Words, phrases: &[Phrase], times: &[Option<Found>]) -> Vec<(usize, Found)> {
    let mut ranges = vec![];
    for at in 1..phrases.len() {
        let (Some(Some(first)), Some(Some(second))) = (times.get(at - 1), times.get(at)) else { continue };
        let between = phrases[at - 1].end..phrases[at].first;
        let joint = match between.len() {
            1 => words.text(between.start),
            2 if words.text(between.start + 1) == "the" => words.text(between.start),
            _ => continue,
        };
        let opener = words.before(phrases[at - 1].first);
        let is_range = match joint {
            "-" => true,
            "to" | "until" | "till" | "through" => {
                opener == "from" || phrases[at - 1].parts().is_some() && joint == "to"
            }
            "and" => opener == "between",
            _ => false,
        };
        let dated = |f: &Found| f.when.kind == TimexKind::Date || f.when.kind == TimexKind::Time;
        let (Some(from), Some(to)) = (first.when.earliest, second.when.latest) else { continue };
        if !is_range || !dated(first) || !dated(second) || from >= to {
            continue;
        }
        let end = |found: &Found| found.when.edtf.clone().unwrap_or_default();
        let side = |edtf: SmolStr, last: bool| -> SmolStr {
            // An end that is an interval itself gives its outer day.
            match edtf.split_once('/') {
                Some((from, to)) => {
                    if last {
                        to.into()
                    } else {
                        from.into()
                    }
                }
                None => edtf,
            }
        };
        let edtf = format_smolstr!("{}/{}", side(end(first), false), side(end(second), true));
        let value = format_smolstr!("{}/{}", first.when.value, second.when.value);
        let basis = [first.when.basis, second.when.basis]
            .into_iter()
            .find(|b| *b != TimeBasis::Text)
            .unwrap_or(TimeBasis::Text);
        let when = When {
            kind: TimexKind::Date,
            value,
            earliest: Some(from),
            latest: Some(to),
            grain: second.when.grain,
            edtf: Some(edtf),
            basis,
            bound: None,
            modifier: None,
        };
        let whole = Found { first: first.first, last: second.last, head: first.head, when, range: true };
        ranges.push((at - 1, whole));
    }
    ranges
}

/// "since 2011", "by 20 October": the word that bounds the event.
fn bound(words: &Words, phrase: &Phrase, head: u32) -> Option<SmolStr> {
    let before = (1..=3).rev().find_map(|back| {
        let at = phrase.first.checked_sub(back)?;
        words.find(at, TimeKind::Bound).filter(|(_, end)| *end == phrase.first)
    });
    if let Some((word, _)) = before {
        return Some(word.value.clone());
    }
    let tree = words.tree;
    let case = tree.with(head, &[Deprel::Case, Deprel::Mark]).find(|c| *c < head)?;
    let at = words.atoms.iter().position(|a| a.token == case)?;
    // "by the evening of 3 May", "since about 2011"
    (at < phrase.first && phrase.first - at <= 2)
        .then(|| words.find(at, TimeKind::Bound).map(|(word, _)| word.value.clone()))
        .flatten()
}

/// Which way the clause around a word looks: "will meet on Friday" is ahead.
fn tense(tree: &Tree, lexicon: &Lexicon, at: u32, bound: Option<&str>) -> Tense {
    if bound == Some("since") {
        return Tense::Past;
    }
    let Some(verb) = tree.clause(at) else { return Tense::Unknown };
    let aux = |v: u32| tree.with(v, &[Deprel::Aux, Deprel::AuxPass, Deprel::Cop]);
    let modal = |v: u32| aux(v).find(|a| tree.token(*a).xpos == Xpos::Md).map(|a| tree.lemma(a));
    let own = modal(verb).or_else(|| {
        let shared = tree.relation(verb) == Deprel::Conj;
        tree.head(verb).filter(|_| shared).and_then(modal)
    });
    match own {
        Some("would" | "could" | "might") => return Tense::Would,
        Some(_) => return Tense::Future,
        None => {}
    }
    let of = |t: u32| tree.token(t).xpos;
    let infinitive = of(verb) == Xpos::Vb || aux(verb).any(|a| of(a) == Xpos::Vb);
    if infinitive && tree.with(verb, &[Deprel::Mark]).any(|m| tree.lemma(m) == "to") {
        return Tense::Future;
    }
    // "planned to leave on Thursday": whatever the day was hung on.
    let aims = |v: u32| {
        let cues = lexicon.cue_words.get(tree.lemma(v)).map_or(&[][..], Vec::as_slice);
        cues.iter().filter(|t| t.others.is_empty()).filter_map(|t| lexicon.cues.get(t.of as usize)).any(|c| {
            matches!(c.reach, CueReach::Into(_))
                && matches!(
                    c.status,
                    Status::Planned | Status::Threatened | Status::CalledFor | Status::Required
                )
        })
    };
    let infinitive_before = |v: u32| tree.with(v, &[Deprel::Xcomp]).any(|x| x < at && of(x) == Xpos::Vb);
    if infinitive_before(verb) && aims(verb) {
        return Tense::Future;
    }
    // "is leaving on Friday", "opens on Friday"
    let present = |t: u32| matches!(of(t), Xpos::Vbz | Xpos::Vbp);
    let helped = aux(verb).find(|a| present(*a)).map(|a| tree.lemma(a));
    let deadline = matches!(bound, Some("by" | "until"));
    if deadline && helped.is_some() {
        return Tense::Future;
    }
    let going = of(verb) == Xpos::Vbg && helped == Some("be");
    if going || present(verb) && tree.token(verb).upos == Upos::Verb {
        return Tense::Future;
    }
    // A time on a noun is the noun's: "announced a cut in September"; and one that ends a stretch lies ahead of it:
    // "was extended to 16 November".
    let ends = matches!(tree.case(at), Some("to" | "until" | "till" | "by" | "through" | "for" | "as"));
    let own = tree.head(at) == Some(verb)
        && !ends
        && !matches!(tree.relation(at), Deprel::Obj | Deprel::Nsubj | Deprel::NsubjPass);
    let past = of(verb) == Xpos::Vbd
        || of(verb) == Xpos::Vbn && helped != Some("be")
        || aux(verb).any(|a| of(a) == Xpos::Vbd)
        || helped == Some("have");
    if past && own { Tense::Past } else { Tense::Unknown }
}
