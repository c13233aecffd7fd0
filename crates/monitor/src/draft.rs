//! A reported agreement as an agreement file: a start for a person to check, each term with the words it was read from.

use crate::agreement::{Agreement, Testable};
use std::fmt::Write as _;

/// The file of an agreement.
#[must_use]
pub fn draft(agreement: &Agreement) -> String {
    let mut out = String::new();
    let by = agreement.reported_by.as_deref().unwrap_or("reference");
    let _ = writeln!(
        out,
        "# Drafted from a report ({by}), not from the agreement's text: terms, parties, dates and zones are what the report says.\n\
         # Check each against the text before use, name the paragraph, and take `reported_by` out when it is your own reading.\n\
         [agreement]\nid          = {}\nname        = {}\nreported_by = {}",
        quoted(&agreement.id),
        quoted(&agreement.name),
        quoted(by)
    );
    if let Some(signed) = agreement.signed.and_then(edtf) {
        let _ = writeln!(out, "signed      = {}", quoted(&signed));
    } else {
        let _ = writeln!(out, "# signed    = \"\"   # the report gives no date; one is needed");
    }
    let parties: Vec<String> = agreement
        .parties
        .iter()
        .map(|p| format!("{{ actor = {}, role = {} }}", quoted(&p.actor), quoted(&p.role)))
        .collect();
    let _ = writeln!(out, "parties     = [{}]", parties.join(", "));
    if !agreement.named_non_parties.is_empty() {
        let _ = writeln!(out, "named_non_parties = [{}]", list(&agreement.named_non_parties));
    }
    let _ = writeln!(out, "source      = [{}]", list(&agreement.sources));
    for zone in &agreement.zones {
        let kind = if zone.depth.is_some() { "buffer" } else { "polygon" };
        let _ = writeln!(
            out,
            "\n[[zone]]\nid        = {}\nnames     = [{}]\nkind      = {}\ndatum     = {{ line = {} }}   # not drawn: add geometry = \"….geojson\"\ndelimited = false",
            quoted(&zone.id),
            list(&zone.names),
            quoted(kind),
            quoted(&zone.datum)
        );
        if let Some((least, most)) = zone.depth {
            let _ = writeln!(out, "depth_km  = [{least:?}, {most:?}]");
        }
    }
    for term in &agreement.terms {
        out.push('\n');
        if let Some(words) = &term.words {
            let chain: Vec<&str> = words.chain.iter().map(|v| v.words.as_str()).collect();
            let _ = writeln!(
                out,
                "# characters {}–{}; {}",
                words.span.0,
                words.span.1,
                chain.join(" ← ").replace('\n', " ")
            );
        }
        let _ = writeln!(
            out,
            "[[term]]\nid       = {}\ntext     = {}\nparaphrase = false\nkind     = {}",
            quoted(&term.id),
            quoted(&term.text),
            quoted(&term.kind)
        );
        let bound: Vec<String> = term
            .bound
            .iter()
            .map(|b| format!("{{ actor = {}, basis = {} }}", quoted(&b.actor), quoted(b.basis.as_str())))
            .collect();
        if !bound.is_empty() {
            let _ = writeln!(out, "bound    = [{}]", bound.join(", "));
        } else if term.kind != "purpose" {
            let _ =
                writeln!(out, "bound    = []   # the report does not say who is bound; somebody has to be");
        }
        if !term.object.is_empty() {
            let _ = writeln!(out, "object   = [{}]", list(&term.object));
        }
        if let Some(zone) = &term.zone {
            let _ = writeln!(out, "zone     = {}", quoted(zone));
        }
        if let Some(deadline) = term.deadline.and_then(edtf) {
            let uncertain = if term.deadline_uncertain { "?" } else { "" };
            let _ = writeln!(out, "deadline = {}", quoted(&format!("{deadline}{uncertain}")));
        }
        if term.continuing {
            let _ = writeln!(out, "continuing = true");
        }
        let testable = if term.kind == "purpose" { Testable::No } else { term.testable };
        let _ = writeln!(out, "testable = {}", quoted(testable.as_str()));
    }
    out
}

fn edtf(days: crate::dates::Days) -> Option<String> {
    match (days.from, days.to) {
        (Some(from), Some(to)) if from == to => Some(from.to_string()),
        (Some(from), Some(to)) => Some(format!("{from}/{to}")),
        (Some(from), None) => Some(format!("{from}/..")),
        (None, Some(to)) => Some(format!("../{to}")),
        (None, None) => None,
    }
}
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
fn list(texts: &[String]) -> String {
    texts.iter().map(|t| quoted(t)).collect::<Vec<_>>().join(", ")
}
