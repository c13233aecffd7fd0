//! Incidents for people, from the published record, so that a stored one reads the same as a fresh one.

use crate::published::{AttestedRecord, EventName, EvidenceRecord, IncidentRecord, SeriesRecord};
use std::fmt::Write as _;

/// An incident in a few lines: what, when, where, how many tell of it, and how well each facet is attested.
#[must_use]
pub fn report(incident: &IncidentRecord) -> String {
    let mut out = String::new();
    let act = if incident.modes.is_empty() {
        incident.plover.clone()
    } else {
        format!("{}/{}", incident.plover, incident.modes.join("+"))
    };
    let place = incident.place.as_ref().map_or("place not told", |p| p.name.as_str());
    line(&mut out, &format!("{}  {act}  {}  {}  {place}", incident.id, incident.status, days(incident)));
    let c = &incident.counts;
    let mut counts = format!(
        "{} in {} from {}",
        many(c.reports, "report"),
        many(c.documents, "document"),
        many(c.origins, "origin")
    );
    if c.unknown_origin > 0 {
        let _ = write!(counts, "; {} of unknown origin", c.unknown_origin);
    }
    if c.echoes > 0 {
        let _ = write!(
            counts,
            "; {}",
            if c.echoes == 1 { "1 is a copy".into() } else { format!("{} are copies", c.echoes) }
        );
    }
    line(&mut out, &format!("  {counts}"));
    if let Some(whole) = &incident.part_of {
        line(&mut out, &format!("  part of {whole}"));
    }
    if !incident.parts.is_empty() {
        line(&mut out, &format!("  parts: {}", incident.parts.join(", ")));
    }
    for facet in &incident.facets {
        let mut grade = facet.grade.clone();
        if !facet.denied_by.is_empty() {
            let who: Vec<&str> = facet
                .denied_by
                .iter()
                .filter_map(|o| incident.origins.get(*o))
                .map(|o| o.words.as_str())
                .collect();
            let _ = write!(grade, ", denied by {}", who.join(", "));
        }
        if facet.silent > 0 {
            let _ = write!(grade, "; silent in {} of {}", facet.silent, c.reports);
        }
        line(&mut out, &format!("  {:<13} {grade}", facet.facet));
        for value in facet.values.iter().filter(|v| facet.facet != "act" || v.denied) {
            line(
                &mut out,
                &format!(
                    "      {}{} — {}",
                    if value.denied { "not " } else { "" },
                    value.value,
                    who(incident, value)
                ),
            );
        }
    }
    for (at, figure) in incident.figures.iter().enumerate() {
        line(&mut out, &format!("  figure {at}: {}", series(incident, figure)));
    }
    for report in &incident.reports {
        let origin = &incident.origins[report.origin];
        let mut text = format!(
            "  report  {} {}  ← {} ({})",
            report.outlet.as_deref().unwrap_or("outlet"),
            report.published.as_deref().unwrap_or("undated"),
            origin.words,
            origin.kind
        );
        if report.standing != "stands" {
            let _ = write!(text, ", {}", report.standing);
        }
        if let Some(copied) = report.echo_of {
            let _ = write!(text, ", a copy of report {copied}");
        }
        line(&mut out, &text);
    }
    out
}

/// Why the tellings of an incident are taken for one, and what was kept apart.
#[must_use]
pub fn explain(incident: &IncidentRecord) -> String {
    let mut out = report(incident);
    for merge in &incident.merges {
        let by = if merge.by == "person" {
            format!("by a person, decision {}", merge.name)
        } else {
            format!("by {}: {:.2} of {:.2} needed", merge.name, merge.score, merge.threshold)
        };
        line(&mut out, &format!("  merged  {} with {} {by}", event(&merge.a), event(&merge.b)));
        merge.evidence.iter().for_each(|e| line(&mut out, &format!("      {}", weighed(e))));
    }
    for like in &incident.look_alikes {
        line(
            &mut out,
            &format!(
                "  kept apart from {} ({} and {})",
                like.incident,
                event(&like.ours),
                event(&like.theirs)
            ),
        );
        like.because.iter().for_each(|e| line(&mut out, &format!("      {}", weighed(e))));
    }
    out
}

fn line(out: &mut String, text: &str) {
    out.push_str(text.trim_end());
    out.push('\n');
}
fn many(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
fn days(incident: &IncidentRecord) -> String {
    match (&incident.earliest, &incident.latest) {
        (Some(a), Some(b)) if a == b => a.clone(),
        (Some(a), Some(b)) => format!("{a}/{b}"),
        _ => "undated".into(),
    }
}
fn who(incident: &IncidentRecord, value: &AttestedRecord) -> String {
    let mut names: Vec<&str> = vec![];
    for teller in &value.by {
        let name = incident.origins[incident.reports[teller.report].origin].words.as_str();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}
fn series(incident: &IncidentRecord, figure: &SeriesRecord) -> String {
    let origin = &incident.origins[incident.reports[figure.report].origin].words;
    let mut text = format!("{} “{}” {origin}", figure.measure, figure.words);
    if let Some(day) = &figure.published {
        let _ = write!(text, " {day}");
    }
    if figure.part {
        text.push_str(" (part of another)");
    }
    if figure.of_part {
        text.push_str(" (of a part of the incident)");
    }
    if let Some(before) = figure.replaces {
        let _ = write!(text, " (in place of figure {before})");
    }
    text
}
fn event(name: &EventName) -> String {
    let short: String = name.document.chars().take(19).collect();
    format!("{short}@{}", name.event)
}
fn weighed(evidence: &EvidenceRecord) -> String {
    match evidence.weight {
        Some(weight) => format!("{weight:+.2} {}: {}", evidence.facet, evidence.found),
        None => format!("never {}: {}", evidence.facet, evidence.found),
    }
}
