//! Figures of an incident as a series: each with its source, none added up, and what took the place of what.

use crate::output::{FigureEntry, Report};

/// Puts the entries in order and marks what replaced what: a later figure of the same origin, or of the same outlet.
pub(crate) fn series(mut entries: Vec<FigureEntry>, reports: &[Report]) -> Vec<FigureEntry> {
    entries.sort_by(|a, b| {
        (&a.measure, a.published, a.report, &a.event).cmp(&(&b.measure, b.published, b.report, &b.event))
    });
    let mut seen: Vec<usize> = vec![];
    let mut kept: Vec<FigureEntry> = vec![];
    for entry in entries {
        let twice = kept.iter().any(|k| {
            k.measure == entry.measure
                && k.report == entry.report
                && (k.lower, k.upper, k.point, k.of_part)
                    == (entry.lower, entry.upper, entry.point, entry.of_part)
                && k.group == entry.group
        });
        if !twice {
            kept.push(entry);
        }
    }
    for at in 0..kept.len() {
        let now = &kept[at];
        let replaced = (0..at).rev().find(|before| {
            let then = &kept[*before];
            let (a, b) = (&reports[then.report], &reports[now.report]);
            let later = then.published.zip(now.published).is_some_and(|(x, y)| x < y);
            then.measure == now.measure
                && later
                && !then.part
                && !now.part
                && then.of_part == now.of_part
                && then.group == now.group
                && (a.origin == b.origin || a.outlet == b.outlet && !a.outlet.is_empty())
                && (then.lower, then.upper, then.point) != (now.lower, now.upper, now.point)
                && !seen.contains(before)
        });
        kept[at].replaces = replaced;
        seen.extend(replaced);
    }
    kept
}
