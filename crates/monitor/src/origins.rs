//! How many independent origins reports have: innermost speakers, not outlets. A dozen papers that pass on one ministry's word
//! are one origin.

use crate::corpus::{Document, Words};
use std::collections::{BTreeMap, BTreeSet};

/// The origin of each report, as a number, and how it is called.
pub(crate) fn count(reports: &[(&Document, &Words)], same_text: f64) -> (Vec<usize>, Vec<String>) {
    let mut of: Vec<usize> = (0..reports.len()).collect();
    let join = |of: &mut Vec<usize>, a: usize, b: usize| {
        let (from, to) = (of[a].max(of[b]), of[a].min(of[b]));
        of.iter_mut().filter(|o| **o == from).for_each(|o| *o = to);
    };
    for a in 0..reports.len() {
        for b in a + 1..reports.len() {
            if related(reports[a], reports[b], same_text) {
                join(&mut of, a, b);
            }
        }
    }
    let mut numbers = BTreeMap::new();
    let mut names: Vec<BTreeSet<String>> = vec![];
    for (report, origin) in reports.iter().zip(&of) {
        let next = numbers.len();
        let number = *numbers.entry(*origin).or_insert(next);
        if number == names.len() {
            names.push(BTreeSet::new());
        }
        names[number].insert(called(report.0, report.1));
    }
    let numbered = of.iter().map(|origin| numbers[origin]).collect();
    (numbered, names.into_iter().map(|n| n.into_iter().collect::<Vec<_>>().join(" = ")).collect())
}

/// Whether two reports have one origin: the same innermost speaker, one passing on the other's, or the same text.
fn related(one: (&Document, &Words), other: (&Document, &Words), same_text: f64) -> bool {
    let (a, b) = (key(one.0, one.1), key(other.0, other.1));
    let through = |words: &Words, key: &str| words.chain.iter().skip(1).any(|v| v.id.as_deref() == Some(key));
    a == b
        || through(one.1, &b)
        || through(other.1, &a)
        || likeness(&one.1.quote, &other.1.quote) >= same_text
}

fn key(document: &Document, words: &Words) -> String {
    let outlet = || format!("outlet:{}", document.outlet.as_deref().unwrap_or(&document.id));
    if words.of_the_outlet() {
        return outlet();
    }
    match words.origin() {
        None => outlet(),
        Some(voice) => match &voice.id {
            Some(id) if !id.starts_with("desc:") => id.clone(),
            // Residents of one document are not those of another.
            _ => format!("{}:{}", document.id, voice.words.to_lowercase()),
        },
    }
}

/// How an origin is called: its id or words, or the outlet.
pub(crate) fn called(document: &Document, words: &Words) -> String {
    let outlet = document.outlet.clone().unwrap_or_else(|| document.name.clone());
    match words.origin() {
        Some(voice) if !words.of_the_outlet() => voice
            .id
            .clone()
            .filter(|id| !id.starts_with("desc:"))
            .unwrap_or_else(|| format!("“{}”", voice.words)),
        _ => outlet,
    }
}

/// The share of word triples that two longer texts have in common.
fn likeness(one: &str, other: &str) -> f64 {
    let triples = |text: &str| -> BTreeSet<String> {
        let words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase)
            .collect();
        words.windows(3).map(|w| w.join(" ")).collect()
    };
    let (a, b) = (triples(one), triples(other));
    if a.len() < 6 || b.len() < 6 {
        return 0.0;
    }
    let common = a.intersection(&b).count() as f64;
    common / (a.len() + b.len()) as f64 * 2.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Voice;

    fn report(outlet: &str, chain: &[(&str, &str)], quote: &str) -> (Document, Words) {
        let document = Document { id: outlet.into(), outlet: Some(outlet.into()), ..Document::default() };
        let voice = |(id, words): &(&str, &str)| Voice {
            id: Some((*id).into()).filter(|i: &String| !i.is_empty()),
            words: (*words).into(),
        };
        let mut voices = vec![Voice { id: None, words: outlet.into() }];
        voices.extend(chain.iter().map(voice));
        (document, Words { chain: voices, quote: quote.into(), ..Words::default() })
    }
    #[track_caller]
    fn check(reports: &[(Document, Words)], origins: usize) {
        let reports: Vec<(&Document, &Words)> = reports.iter().map(|(d, w)| (d, w)).collect();
        let (of, names) = count(&reports, 0.6);
        assert_eq!(names.len(), origins, "{of:?} {names:?}");
    }

    #[test]
    fn one_speaker_is_one_origin_however_many_pass_it_on() {
        check(
            &[
                report("A", &[("rus-mod", "ministry")], ""),
                report("B", &[("ria", "RIA"), ("rus-mod", "the ministry")], ""),
            ],
            1,
        );
    }
    #[test]
    fn who_is_quoted_through_an_agency_is_the_agencys_origin_too() {
        check(
            &[
                report("A", &[("ria", "RIA")], ""),
                report("B", &[("ria", "RIA"), ("rus-mod", "ministry")], ""),
            ],
            1,
        );
    }
    #[test]
    fn outlets_that_speak_for_themselves_are_origins_of_their_own() {
        check(&[report("A", &[], "x"), report("B", &[], "y")], 2);
    }
    #[test]
    fn the_same_text_is_one_origin() {
        let text = "forces shelled the town at dawn on Monday and set two shops near the market on fire";
        check(&[report("A", &[], text), report("B", &[], text)], 1);
    }
    #[test]
    fn residents_here_are_not_residents_there() {
        check(&[report("A", &[("", "residents")], ""), report("B", &[("", "residents")], "")], 2);
    }
}
