//! Pairs of short reports and whether each is of one incident: `cases/pairs/*.toml`.

use super::{Document, Rules, document, merge};
use crate::{Coder, Origin, PublishedBasis, export};
use serde::Deserialize;
use std::collections::BTreeSet;

/// One report of a pair.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// The outlet.
    pub outlet: String,
    /// Its day, `YYYY-MM-DD`.
    pub published: String,
    /// Its words.
    pub text: String,
}

/// Two reports, and whether they are of one incident.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// Its name.
    pub id: String,
    /// `same`, or what makes the two look alike: `next-day`, `elsewhere`…
    pub kind: String,
    /// Whether they are of one incident.
    pub same: bool,
    /// One report.
    pub a: Told,
    /// The other.
    pub b: Told,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    pair: Vec<Pair>,
}

/// The pairs of a file.
///
/// # Errors
/// What is wrong with it.
pub fn read(toml: &str) -> Result<Vec<Pair>, String> {
    let file: File = toml::from_str(toml).map_err(|error| error.to_string())?;
    let ids: BTreeSet<&str> = file.pair.iter().map(|p| p.id.as_str()).collect();
    if ids.len() < file.pair.len() {
        return Err("two pairs have one id".into());
    }
    Ok(file.pair)
}

/// What became of the pairs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Pairs of one incident that were merged.
    pub right: usize,
    /// Pairs of one incident.
    pub same: usize,
    /// Pairs of two incidents.
    pub apart: usize,
    /// Pairs of two incidents that were merged.
    pub wrong: usize,
    /// Reports of different pairs, published more than a week apart, that were merged when all were merged at once; of all
    /// such pairs of reports.
    pub strangers: (usize, usize),
    /// Each pair that was judged wrong, for people.
    pub misses: Vec<String>,
}

impl Judged {
    /// Right merges of all merges of pairs.
    #[must_use]
    pub fn precision(&self) -> f64 {
        share(self.right, self.right + self.wrong)
    }
    /// Right merges of all pairs that are one.
    #[must_use]
    pub fn recall(&self) -> f64 {
        share(self.right, self.same)
    }
    /// Wrong merges of all pairs that are two.
    #[must_use]
    pub fn false_merges(&self) -> f64 {
        share(self.wrong, self.apart)
    }
}
fn share(part: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { part as f64 / all as f64 }
}

/// Reads all reports with a coder, merges every pair by itself, and all reports at once.
#[must_use]
pub fn judge(coder: &Coder, pairs: &[Pair]) -> Judged {
    let mut reader = coder.reader();
    let mut read = |id: &str, told: &Told| -> Document {
        let origin = Origin {
            key: Some(id.to_owned()),
            source: Some(told.outlet.clone()),
            published: told.published.parse().ok().map(|date| (date, PublishedBasis::Metadata)),
            ..Origin::default()
        };
        let reading = reader.read(coder.document(told.text.clone(), origin));
        let record = export::json::record(&reading, "", "");
        document(&record, Some(id), Some(&told.text), &coder.lexicon)
    };
    let documents: Vec<[Document; 2]> = pairs
        .iter()
        .map(|pair| [read(&format!("{}/a", pair.id), &pair.a), read(&format!("{}/b", pair.id), &pair.b)])
        .collect();
    let mut judged = Judged::default();
    for (pair, both) in pairs.iter().zip(&documents) {
        let merged = !together(both).is_empty();
        judged.same += usize::from(pair.same);
        judged.apart += usize::from(!pair.same);
        judged.right += usize::from(merged && pair.same);
        judged.wrong += usize::from(merged && !pair.same);
        if merged != pair.same {
            let what = if merged { "merged" } else { "kept apart" };
            let events = |d: &Document| -> String {
                let show = |e: &dateline_incidents::Event| {
                    let place = e.place.as_ref().map_or("-", |p| p.name.as_str());
                    let day = e.time.map_or("-".into(), |t| t.latest.to_string());
                    format!("{}/{} {} {place} {day}", e.plover, e.modes.join("+"), e.status)
                };
                d.events.iter().map(show).collect::<Vec<_>>().join("; ")
            };
            judged.misses.push(format!(
                "{} ({}) {what}\n    {}\n    {}",
                pair.id,
                pair.kind,
                events(&both[0]),
                events(&both[1])
            ));
        }
    }
    let all: Vec<Document> = documents.into_iter().flatten().collect();
    let far = |a: &Document, b: &Document| {
        let days = |d: &Document| {
            d.published.map(|p| p.duration_since(jiff::civil::date(1970, 1, 1)).as_hours() / 24)
        };
        let apart = days(a).zip(days(b)).is_some_and(|(a, b)| a.abs_diff(b) > 7);
        apart && a.id.split('/').next() != b.id.split('/').next()
    };
    let mut count = 0;
    let mut strangers = vec![];
    let merged = together(&all);
    for (at, a) in all.iter().enumerate() {
        for b in all[at + 1..].iter().filter(|b| far(a, b)) {
            count += 1;
            let (a, b) = (a.id.to_string(), b.id.to_string());
            let both = if a < b { (a, b) } else { (b, a) };
            if merged.contains(&both) {
                strangers.push(both);
            }
        }
    }
    judged.strangers = (strangers.len(), count);
    judged.misses.extend(strangers.into_iter().map(|(a, b)| format!("{a} and {b} (of two pairs) merged")));
    judged
}

/// Documents that share an incident, each two once.
fn together(documents: &[Document]) -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    for incident in merge(documents, &[], &Rules::default()).incidents {
        let ids: BTreeSet<String> = incident.events.iter().map(|e| e.document.to_string()).collect();
        let ids: Vec<String> = ids.into_iter().collect();
        for (at, a) in ids.iter().enumerate() {
            found.extend(ids[at + 1..].iter().map(|b| (a.clone(), b.clone())));
        }
    }
    found
}
