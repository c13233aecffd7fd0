//! Findings in sentences. Whatever is not the monitor's own word stands in “quotation marks”.

use crate::finding::{Citation, Evidence, Finding, Verdict};
use crate::matching::Query;
use crate::table::Shows;
use crate::words;

/// The sentences of a finding: what is reported, by whom, and what that would mean.
pub(crate) fn of(query: &Query, finding: &Finding) -> Vec<String> {
    let mut all: Vec<String> = finding.evidence.iter().map(|e| one(query, finding, e)).collect();
    if matches!(finding.verdict, Verdict::NoReport | Verdict::DueUnreported | Verdict::NotYetDue) {
        let documents = query.corpus.documents.len();
        let plural = if documents == 1 { "" } else { "s" };
        all.push(format!("{documents} document{plural} searched. {}", words::SILENCE));
    }
    for told in &finding.sources_disagree {
        all.push(format!(
            "Sources disagree on the {}: {} here, {} according to {} (“{}”). Neither is corrected.",
            told.facet, told.here, told.there, told.source, told.quote
        ));
    }
    all
}

fn one(query: &Query, finding: &Finding, evidence: &Evidence) -> String {
    let Some(first) = evidence.citations.first() else { return String::new() };
    let mut text = format!("{}: “{}” [{}].", opening(evidence), first.quote, place(first));
    let reports = if evidence.reports == 1 { "1 report" } else { &format!("{} reports", evidence.reports) };
    let origins =
        if evidence.origins == 1 { "1 origin" } else { &format!("{} independent origins", evidence.origins) };
    text.push_str(&format!(" Origin: {}; {reports}, {origins}.", evidence.origin_names.join("; ")));
    let term = finding.term.as_deref().unwrap_or_default();
    if let Some(late) = evidence.notes.iter().find(|n| n.contains("after the deadline")) {
        text.push_str(&format!(" It would be {late}."));
    }
    match evidence.shows {
        Shows::WouldDepart => {
            let source = reading(query);
            text.push_str(&format!(
                " If accurate and reading {term} as recorded in {source}, this would not accord with {term}."
            ));
        }
        Shows::WouldPerform => text
            .push_str(&format!(" If accurate, this would perform {term} as recorded in {}.", reading(query))),
        Shows::BearsOn if finding.term.is_some() => {
            text.push_str(&format!(" It bears on {term} and does not settle it."));
        }
        _ => {}
    }
    for coarse in &evidence.cannot_place {
        text.push_str(&format!(" Cannot be placed ({}): {}.", coarse.facet, coarse.why));
    }
    let contested: Vec<String> = finding
        .overlays
        .iter()
        .filter(|o| o.kind == "denied-by" && evidence.contested.contains(&o.facet))
        .map(|o| format!("{} (denied by {})", o.facet, o.by))
        .collect();
    if !contested.is_empty() {
        text.push_str(&format!(" Contested on: {}.", contested.join(", ")));
    }
    if evidence.shows == Shows::WouldDepart {
        text.push(' ');
        text.push_str(words::NOT_ASSESSED);
    }
    text
}

fn opening(evidence: &Evidence) -> &'static str {
    match (evidence.shows, evidence.status.as_str()) {
        (Shows::PositionOn, _) => "Position",
        (Shows::Alleges, _) => "Alleged",
        (_, "reported") => "Reported",
        (_, "denied") => "Denied",
        (_, "planned") => "Planned, according to the report",
        (_, "threatened") => "Threatened, according to the report",
        _ => "Told, not as done",
    }
}

fn place(citation: &Citation) -> String {
    let who = citation.outlet.as_deref().unwrap_or(&citation.document);
    let day = citation.published.as_deref().map(|d| format!(", {d}")).unwrap_or_default();
    format!("{who}{day}, {}–{}", citation.span[0], citation.span[1])
}

fn reading(query: &Query) -> String {
    match (&query.agreement.reported_by, query.agreement.sources.first()) {
        (Some(outlet), _) => format!("the report of {outlet}"),
        (None, Some(source)) => source.clone(),
        (None, None) => query.agreement.id.clone(),
    }
}
