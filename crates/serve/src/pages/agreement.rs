//! Agreements: terms as recorded, what is reported of each, over all days and month by month, with every word cited; zones on the
//! map; deadlines for a calendar.

use super::at;
use crate::agreements::Held;
use crate::index::Snapshot;
use crate::page::{self, Page};
use crate::reply::{self, Trouble};
use crate::state::App;
use axum::extract::{Path, State};
use axum::response::Response;
use dateline::monitoring::agreement::{Shape, Zone};
use dateline::monitoring::finding::{Citation, Evidence, Finding};
use dateline::monitoring::geodesy::Point;
use dateline::monitoring::words::{ABOUT, SILENCE};
use maud::{Markup, html};
use serde_json::{Value, json};

/// `GET /agreements`
pub async fn list(State(app): State<App>) -> Result<Response, Trouble> {
    let held = app.config().agreements.held();
    let main = html! {
        h1 { "Agreements" }
        p.hint { (ABOUT) }
        @if held.is_empty() {
            p.none { "No agreement file was given. Start the server with " code { "--agreements DIR" } "; " code { "dateline agreements" } " drafts one from what documents report." }
        } @else { ul.agreements { @for one in held.iter() {
            li.agreement {
                a href={ "/agreements/" (crate::query::encode(&one.agreement.id)) } dir="auto" { (one.agreement.name) }
                ", " (one.agreement.signed.map_or("day not told".to_owned(), |d| d.show()))
                "; " (one.agreement.terms.len()) " terms"
            }
        } } }
    };
    Ok(at("/agreements", "Agreements", &main))
}

fn with<T>(app: &App, id: &str, make: impl FnOnce(&Held) -> T) -> Result<T, Trouble> {
    let held = app.config().agreements.held();
    let found = held.iter().find(|one| one.agreement.id == id);
    found.map(make).ok_or_else(|| Trouble::Missing(format!("There is no agreement {id}.")))
}

/// `GET /agreements/{id}`
pub async fn show(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Trouble> {
    let snapshot = app.snapshot();
    with(&app, &id, |held| {
        let data = vec![
            ("application/json", format!("/api/v1/agreements/{}", crate::query::encode(&id))),
            ("text/calendar", format!("/agreements/{}/deadlines.ics", crate::query::encode(&id))),
        ];
        let about = Page { title: &held.agreement.name, here: "/agreements", map: true, data };
        reply::page(page::whole(&about, &main(held, &snapshot)))
    })
}

fn main(held: &Held, snapshot: &Snapshot) -> Markup {
    let agreement = &held.agreement;
    let path = format!("/agreements/{}", crate::query::encode(&agreement.id));
    html! {
        h1 dir="auto" { (agreement.name) }
        p.hint { (ABOUT) }
        dl.about {
            dt { "Id" } dd { code { (agreement.id) } }
            dt { "Signed" } dd { (agreement.signed.map_or("not told".to_owned(), |d| d.show())) }
            dt { "Holds" } dd { (agreement.life().show()) }
            dt { "Parties" } dd { @for (at, party) in agreement.parties.iter().enumerate() {
                @if at > 0 { ", " }
                @if snapshot.of_actor(&party.actor).is_empty() { (party.actor) }
                @else { a href={ "/actors/" (crate::query::encode(&party.actor)) } { (party.actor) } }
                " (" (party.role) ")"
            } }
            dt { "Text read in" } dd { @for source in &agreement.sources { (page::link(source, source)) " " } }
            dt { "Deadlines" } dd { a href={ (path) "/deadlines.ics" } { "as a calendar" } }
        }
        @for warning in &agreement.warnings { p.warning { (warning) } }
        @if !agreement.zones.is_empty() {
            section #map aria-label="Zones" data-features={ "/api/v1/agreements/" (crate::query::encode(&agreement.id)) "/zones.geojson" } {
                h2 { "Zones" }
                ul { @for zone in &agreement.zones { li { (zone_in_words(zone)) } } }
            }
        }
        @match &held.findings {
            None => p.none { "No document of the record has a day, so deadlines cannot be looked at." },
            Some(findings) => {
                section #coverage {
                    h2 { "What was searched" }
                    p {
                        (findings.coverage.documents) " documents of " (findings.coverage.outlets.len()) " outlets, "
                        (findings.coverage.first.as_deref().unwrap_or("?")) " to " (findings.coverage.last.as_deref().unwrap_or("?"))
                        ", in " (findings.coverage.languages.join(", ")) ". Deadlines are looked at on " (findings.as_of) ". " (SILENCE)
                    }
                }
                (over_time(held))
                section #terms {
                    h2 { "Terms" }
                    @for finding in &findings.findings { (one(finding)) }
                }
            }
        }
        (page::cite(&agreement.name, &agreement.id, snapshot))
    }
}

fn zone_in_words(zone: &Zone) -> Markup {
    let shape = match &zone.shape {
        Shape::Undrawn => "not drawn",
        Shape::Polygon(_) => "an area",
        Shape::Line(_) => "a line",
        Shape::Band(_) => "a strip along a line",
        Shape::Buffer(_) => "all around",
        Shape::Places => "places by name",
    };
    html! {
        strong { (zone.id) } ": " (shape)
        @if let Some((least, most)) = zone.depth {
            ", " @if (least - most).abs() < f64::EPSILON { (least) } @else { (least) " to " (most) } " km deep"
        }
        @if !zone.datum.is_empty() { ", from the line " (page::quote(&zone.datum)) }
        @if !zone.side.is_empty() { ", " (page::quote(&zone.side)) }
        @if !zone.delimited { "; the parties drew no line: every test rests on an assumed one" }
        @if !zone.places.is_empty() { ": " (zone.places.join(", ")) }
    }
}

fn verdict(verdict: dateline::monitoring::Verdict) -> Markup {
    html! { span class={ "verdict verdict-" (verdict.as_str()) } title=(verdict.meaning()) { (verdict.as_str()) } }
}

fn over_time(held: &Held) -> Markup {
    html! {
        @if !held.months.is_empty() {
            section #over-time {
                h2 { "Month by month" }
                p.hint { "Each month's acts alone, deadlines as of its end. An empty search shows nothing either way." }
                div.table tabindex="0" role="region" aria-label="Verdicts by month" { table {
                    thead { tr {
                        th scope="col" { "Term" }
                        @for (month, _) in &held.months { th scope="col" { (month.to_string().get(..7).unwrap_or_default()) } }
                    } }
                    tbody { @for term in &held.agreement.terms {
                        tr {
                            th scope="row" { a href={ "#term-" (page::class(&term.id)) } { (term.id) } }
                            @for (_, verdicts) in &held.months {
                                td { @if let Some((_, found)) = verdicts.iter().find(|(id, _)| *id == term.id) { (verdict(*found)) } }
                            }
                        }
                    } }
                } }
            }
        }
    }
}

fn one(finding: &Finding) -> Markup {
    html! {
        section class="term" id=[finding.term.as_ref().map(|id| format!("term-{}", page::class(id)))] {
            h3 {
                @match &finding.term { Some(id) => { (id) " · " (finding.kind) }, None => "What no term is about" }
                " " (verdict(finding.verdict))
            }
            @if finding.term.is_some() {
                blockquote dir="auto" { (finding.text) }
                p.hint {
                    (finding.testable)
                    @if let Some(deadline) = &finding.deadline { "; by " (deadline) @if finding.deadline_uncertain { " (inferred in part)" } }
                    @if !finding.bound.is_empty() {
                        "; bound: " @for (at, bound) in finding.bound.iter().enumerate() {
                            @if at > 0 { ", " } (bound.actor) " (" (bound.basis) @if let Some(position) = &bound.position { ", position " (position) } ")"
                        }
                    }
                    ". " (finding.verdict.meaning())
                }
            }
            @for reason in &finding.reasons { p.reason { (reason) } }
            @for sentence in &finding.sentences { p.finding dir="auto" { (sentence) } }
            @if !finding.overlays.is_empty() {
                h4 { "What others say of it" }
                ul { @for overlay in &finding.overlays { li { em { (overlay.kind) } " " (overlay.by) " (" (overlay.facet) "): " (citation(&overlay.citation)) } } }
            }
            @if !finding.assumptions.is_empty() { h4 { "Rests on" } ul { @for text in &finding.assumptions { li { (text) } } } }
            @if !finding.sources_disagree.is_empty() {
                h4 { "Sources tell the term differently" }
                ul.sides { @for told in &finding.sources_disagree {
                    li { (told.facet) ": " (told.here) " here; " (told.there) " according to " span dir="auto" { (told.source) } ": " (cited(&told.document, told.span, &told.quote)) }
                } }
            }
            @if !finding.evidence.is_empty() {
                details.evidence open[finding.evidence.len() <= 3] {
                    summary { "Evidence (" (finding.evidence.len()) ")" }
                    @for evidence in &finding.evidence { (evidence_of(evidence)) }
                }
            }
            @if !finding.excluded.is_empty() {
                details { summary { "Examined and excluded (" (finding.excluded.len()) ")" }
                    ul { @for out in finding.excluded.iter().take(50) { li { (out.why) ": " (citation(&out.citation)) } } }
                }
            }
        }
    }
}

fn evidence_of(evidence: &Evidence) -> Markup {
    html! {
        div class={ "evidence shows-" (evidence.shows.as_str()) } {
            p {
                strong { (evidence.shows.as_str()) } ": " (evidence.code) ", " (page::status(&evidence.status)) ", " (evidence.days)
                "; " (page::counts(evidence.reports as u64, evidence.origins as u64))
                @if !evidence.origin_names.is_empty() { " (" span dir="auto" { (evidence.origin_names.join("; ")) } ")" }
                @if !evidence.contested.is_empty() { "; contested on " (evidence.contested.join(", ")) }
            }
            @if let Some(zone) = &evidence.zone { p.zone { (zone.lies) ": " (zone.why) } }
            @for coarse in &evidence.cannot_place { p.imprecise { "Too coarse: " (coarse.facet) ", " (coarse.why) } }
            ul { @for cited in &evidence.citations { li { (citation(cited)) } } }
        }
    }
}

fn cited(document: &str, span: [u32; 2], quote: &str) -> Markup {
    html! {
        @if document.parse::<i64>().is_ok() { a href={ "/documents/" (document) } data-span=(super::article::range(span)) { (page::quote(quote)) } }
        @else { (page::quote(quote)) }
    }
}

fn citation(citation: &Citation) -> Markup {
    html! {
        (cited(&citation.document, citation.span, &citation.quote)) " "
        small.source {
            span dir="auto" { (citation.chain.join(" ← ")) } ", " (citation.published.as_deref().unwrap_or("day not told")) ", " (citation.status)
        }
    }
}

/// `GET /api/v1/agreements/{id}/zones.geojson`, without its tag.
pub fn zones(app: &App, id: &str) -> Result<String, Trouble> {
    with(app, id, |held| {
        let mut features = vec![];
        for zone in &held.agreement.zones {
            let properties = json!({
                "id": zone.id, "kind": "zone", "names": zone.names, "datum": zone.datum, "as_of": zone.as_of, "side": zone.side,
                "delimited": zone.delimited, "depth_km": zone.depth.map(|(least, most)| json!([least, most])),
            });
            for geometry in geometries(zone) {
                features.push(json!({ "type": "Feature", "geometry": geometry, "properties": properties }));
            }
        }
        json!({ "type": "FeatureCollection", "features": features }).to_string()
    })
}

fn geometries(zone: &Zone) -> Vec<Value> {
    let position = |p: &Point| json!([p.longitude, p.latitude]);
    let line = |points: &Vec<Point>| match points.as_slice() {
        [only] => json!({ "type": "Point", "coordinates": position(only) }),
        many => json!({ "type": "LineString", "coordinates": many.iter().map(position).collect::<Vec<_>>() }),
    };
    let ring = |points: &Vec<Point>| {
        // GeoJSON closes its rings.
        let all: Vec<Value> = points.iter().chain(points.first()).map(position).collect();
        json!({ "type": "Polygon", "coordinates": [all] })
    };
    let side = zone.side_area.iter().flat_map(|area| &area.rings).map(ring);
    match &zone.shape {
        Shape::Undrawn | Shape::Places => vec![],
        Shape::Polygon(area) => area.rings.iter().map(ring).collect(),
        Shape::Line(lines) | Shape::Band(lines) => lines.iter().map(line).chain(side).collect(),
        Shape::Buffer(datum) => {
            datum.lines.iter().map(line).chain(datum.area.rings.iter().map(ring)).collect()
        }
    }
}

/// An agreement and what is reported, as JSON.
pub fn as_json(app: &App, id: &str) -> Result<String, Trouble> {
    with(app, id, |held| {
        let months: Vec<Value> = held
            .months
            .iter()
            .map(|(month, verdicts)| {
                let of = |(term, verdict): &(String, dateline::monitoring::Verdict)| (term.clone(), json!(verdict.as_str()));
                json!({ "month": month.to_string().get(..7), "verdicts": verdicts.iter().map(of).collect::<serde_json::Map<_, _>>() })
            })
            .collect();
        json!({ "id": held.agreement.id, "name": held.agreement.name, "findings": held.findings, "months": months }).to_string()
    })
}

/// All agreements, as JSON.
#[must_use]
pub fn all_as_json(app: &App) -> Value {
    let held = app.config().agreements.held();
    let one = |held: &Held| {
        let a = &held.agreement;
        json!({ "id": a.id, "name": a.name, "signed": a.signed.map(|d| d.show()), "terms": a.terms.len(), "url": format!("/agreements/{}", crate::query::encode(&a.id)) })
    };
    held.iter().map(one).collect()
}

/// `GET /agreements/{id}/deadlines.ics`
pub async fn calendar(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Trouble> {
    with(&app, &id, |held| reply::text("text/calendar; charset=utf-8", ics(held)))
}

/// Deadlines as iCalendar (RFC 5545): whole days, one entry a term.
fn ics(held: &Held) -> String {
    let agreement = &held.agreement;
    let stamp = agreement
        .signed
        .and_then(|d| d.from.or(d.to))
        .map_or("19700101".to_owned(), |d| d.to_string().replace('-', ""));
    let mut out = String::new();
    let mut line = |text: String| {
        // Lines are folded at 75 bytes, between letters.
        let mut length = 0;
        for letter in text.chars() {
            if length + letter.len_utf8() > 74 {
                out.push_str("\r\n ");
                length = 1;
            }
            out.push(letter);
            length += letter.len_utf8();
        }
        out.push_str("\r\n");
    };
    let escaped = |text: &str| {
        text.replace('\\', "\\\\")
            .replace(';', "\\;")
            .replace(',', "\\,")
            .replace('\r', "")
            .replace('\n', "\\n")
    };
    for text in ["BEGIN:VCALENDAR", "VERSION:2.0", "CALSCALE:GREGORIAN"] {
        line(text.to_owned());
    }
    line(format!("PRODID:-//dateline//{}//EN", dateline::VERSION));
    line(format!("X-WR-CALNAME:{}", escaped(&agreement.name)));
    for term in &agreement.terms {
        let Some(day) = term.deadline.and_then(|d| d.to.or(d.from)) else { continue };
        let next = day.tomorrow().unwrap_or(day);
        line("BEGIN:VEVENT".to_owned());
        line(format!("UID:{}.{}@dateline", page::class(&agreement.id), page::class(&term.id)));
        line(format!("DTSTAMP:{stamp}T000000Z"));
        line(format!("DTSTART;VALUE=DATE:{}", day.to_string().replace('-', "")));
        line(format!("DTEND;VALUE=DATE:{}", next.to_string().replace('-', "")));
        line(format!("SUMMARY:{}", escaped(&format!("{} {}: deadline", agreement.name, term.id))));
        let uncertain = if term.deadline_uncertain { " The deadline is inferred in part." } else { "" };
        line(format!("DESCRIPTION:{}", escaped(&format!("“{}”{uncertain}", term.text))));
        line("TRANSP:TRANSPARENT".to_owned());
        line("END:VEVENT".to_owned());
    }
    line("END:VCALENDAR".to_owned());
    out
}
