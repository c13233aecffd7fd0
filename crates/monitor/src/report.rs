//! Findings for people: plain text for a terminal.

use crate::finding::{Citation, Evidence, Finding, Findings};
use std::fmt::Write as _;

/// Columns of the text.
const WIDTH: usize = 100;
/// Columns before what stands behind a label.
const LABEL: usize = 14;

/// Findings as text. `colour`: bold names and verdicts by escape sequences.
#[must_use]
pub fn text(findings: &Findings, colour: bool) -> String {
    let mut out = String::new();
    let bold = |text: &str| if colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() };
    let agreement = &findings.agreement;
    line(&mut out, &format!("{}  “{}”", bold(&agreement.id), agreement.name));
    let parties: Vec<String> =
        agreement.parties.iter().map(|p| format!("{} ({})", p.actor, p.role)).collect();
    row(&mut out, 0, "parties", &parties.join(", "));
    row(&mut out, 0, "holds", &agreement.life);
    let source = match &agreement.reported_by {
        Some(outlet) => format!("as reported by {outlet}"),
        None => agreement.sources.join(", "),
    };
    row(&mut out, 0, "read in", &source);
    let window = match (&findings.from, &findings.to) {
        (None, None) => String::new(),
        (from, to) => {
            format!(
                "; acts from {} to {}",
                from.as_deref().unwrap_or("the start"),
                to.as_deref().unwrap_or("the end")
            )
        }
    };
    row(&mut out, 0, "as of", &format!("{}{window}", findings.as_of));
    row(&mut out, 0, "searched", &searched(findings));
    for warning in &agreement.warnings {
        row(&mut out, 0, "note", warning);
    }
    out.push('\n');
    wrap(&mut out, 0, &findings.about);
    wrap(&mut out, 0, crate::words::SILENCE);
    for finding in &findings.findings {
        out.push('\n');
        one(&mut out, finding, &bold);
    }
    out
}

/// What was searched: documents, outlets, languages, dates.
#[must_use]
pub fn searched(findings: &Findings) -> String {
    let coverage = &findings.coverage;
    let s = |n: usize| if n == 1 { "" } else { "s" };
    let mut text = format!("{} document{}", coverage.documents, s(coverage.documents));
    let outlets = coverage.outlets.len();
    let _ = write!(text, " of {outlets} outlet{}", s(outlets));
    if !coverage.outlets.is_empty() {
        let _ = write!(text, " ({})", coverage.outlets.join(", "));
    }
    if coverage.without_outlet > 0 {
        let _ = write!(text, ", {} without an outlet", coverage.without_outlet);
    }
    let _ = write!(text, "; languages: {}", coverage.languages.join(", "));
    match (&coverage.first, &coverage.last) {
        (Some(first), Some(last)) if first == last => {
            let _ = write!(text, "; published {first}");
        }
        (Some(first), Some(last)) => {
            let _ = write!(text, "; published {first} to {last}");
        }
        _ => text.push_str("; no dates"),
    }
    if coverage.undated > 0 {
        let _ = write!(text, ", {} undated", coverage.undated);
    }
    let _ = write!(text, "; {} item{}", coverage.items, s(coverage.items));
    text
}

fn one(out: &mut String, finding: &Finding, bold: &dyn Fn(&str) -> String) {
    let term = finding.term.as_deref().unwrap_or("no term");
    let para = if finding.para.is_empty() { String::new() } else { format!("  ¶{}", finding.para) };
    line(
        out,
        format!("{}  {}{para}  {}", bold(term), finding.kind, bold(finding.verdict.as_str()))
            .replace("    ", "  ")
            .as_str(),
    );
    if !finding.text.is_empty() {
        wrap(out, 2, &format!("“{}”", finding.text));
    }
    row(out, 2, "means", finding.verdict.meaning());
    row(out, 2, "because", &finding.reasons.join("; "));
    let bound: Vec<String> = finding
        .bound
        .iter()
        .map(|b| match &b.position {
            Some(position) => format!("{} ({}; position {position})", b.actor, b.basis),
            None => format!("{} ({})", b.actor, b.basis),
        })
        .collect();
    if !bound.is_empty() {
        row(out, 2, "bound", &bound.join(", "));
    }
    if let Some(deadline) = &finding.deadline {
        let uncertain = if finding.deadline_uncertain { ", inferred in part" } else { "" };
        row(out, 2, "by", &format!("{deadline}{uncertain}"));
    }
    for assumption in &finding.assumptions {
        row(out, 2, "assumes", assumption);
    }
    for told in &finding.sources_disagree {
        let told = format!(
            "on the {}: {} here, {} according to {}: “{}”",
            told.facet, told.here, told.there, told.source, told.quote
        );
        row(out, 2, "sources differ", &told);
    }
    for overlay in &finding.overlays {
        row(
            out,
            2,
            &overlay.kind,
            &format!("{} (on the {}): “{}”", overlay.by, overlay.facet, overlay.citation.quote),
        );
    }
    for evidence in by_day(&finding.evidence) {
        self::evidence(out, evidence);
    }
    for excluded in &finding.excluded {
        row(
            out,
            2,
            "left out",
            &format!("{}, {}: {}", excluded.code, excluded.why, cited(&excluded.citation)),
        );
    }
}

/// In the order of days; what has none comes last.
pub(crate) fn by_day(evidence: &[Evidence]) -> Vec<&Evidence> {
    let mut all: Vec<&Evidence> = evidence.iter().collect();
    all.sort_by_key(|e| (e.first.is_none() && e.last.is_none(), e.first.clone().or(e.last.clone())));
    all
}

fn evidence(out: &mut String, evidence: &Evidence) {
    let days = if evidence.days.len() <= 10 {
        evidence.days.clone()
    } else {
        evidence.last.clone().map_or(evidence.days.clone(), |last| format!("≤ {last}"))
    };
    let head = format!(
        "{}  {} {}, {} report{} of {} origin{} ({})",
        evidence.shows.as_str(),
        evidence.code,
        evidence.status,
        evidence.reports,
        if evidence.reports == 1 { "" } else { "s" },
        evidence.origins,
        if evidence.origins == 1 { "" } else { "s" },
        evidence.origin_names.join("; ")
    );
    row(out, 2, &days, &head);
    for citation in &evidence.citations {
        wrap(out, 2 + LABEL, &cited(citation));
    }
    for note in remarks(evidence) {
        wrap(out, 2 + LABEL, &format!("· {note}"));
    }
}

/// What is said of evidence besides its citations: zone, what cannot be placed, what is contested, notes, figures.
pub(crate) fn remarks(evidence: &Evidence) -> Vec<String> {
    let mut more: Vec<String> = vec![];
    more.extend(evidence.zone.as_ref().map(|z| match z.distance_km {
        Some(km) => format!("zone: {} at {km:.1} km", z.lies),
        None => format!("zone: {}", z.lies),
    }));
    more.extend(evidence.cannot_place.iter().map(|c| format!("cannot be placed ({}): {}", c.facet, c.why)));
    if !evidence.contested.is_empty() {
        more.push(format!("contested on: {}", evidence.contested.join(", ")));
    }
    more.extend(evidence.notes.iter().cloned());
    more.extend(evidence.figures.iter().map(|f| format!("{} “{}” ({})", f.measure, f.quote, f.by)));
    more
}

/// A quotation, where it stands, and who says it.
pub(crate) fn cited(citation: &Citation) -> String {
    let chain = citation.chain.join(" ← ");
    let day = citation.published.as_deref().unwrap_or("undated");
    let [from, to] = citation.span;
    format!("“{}” [{} {day}, {from}–{to}; {chain}]", citation.quote, short(&citation.document))
}

/// The last part of a path.
pub(crate) fn short(name: &str) -> &str {
    name.rsplit('/').next().filter(|last| !last.is_empty()).unwrap_or(name)
}

fn line(out: &mut String, text: &str) {
    out.push_str(text.trim_end());
    out.push('\n');
}

fn row(out: &mut String, indent: usize, label: &str, text: &str) {
    let mut rest = String::new();
    wrap(&mut rest, indent + LABEL, text);
    let rest = rest.trim_start();
    let width = LABEL.max(label.chars().count() + 1);
    line(out, &format!("{:indent$}{label:<width$}{rest}", ""));
}

/// Wraps a text at words.
fn wrap(out: &mut String, indent: usize, text: &str) {
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > WIDTH - indent {
            out.push('\n');
            column = 0;
        }
        if column == 0 {
            out.push_str(&" ".repeat(indent));
        } else {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
}
