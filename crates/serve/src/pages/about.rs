//! What the codes mean, what is not claimed, whose borders are drawn.

use super::at;
use crate::page::{grade, grade_means, status, status_means};
use crate::reply::{self};
use axum::response::Response;
use dateline::monitoring::Verdict;
use dateline::monitoring::words::{ABOUT, NOT_ASSESSED, SILENCE};
use maud::html;

/// PLOVER types, and what they mean.
pub(super) const TYPES: [(&str, &str); 16] = [
    ("AGREE", "agrees to, or promises, something"),
    ("CONSULT", "meets, visits, talks"),
    ("SUPPORT", "speaks for somebody, or gives diplomatic support"),
    ("CONCEDE", "gives way, eases, lifts"),
    ("COOPERATE", "works together in practice"),
    ("AID", "gives material help"),
    ("RETREAT", "withdraws, releases, hands over"),
    ("REQUEST", "asks for, appeals, demands"),
    ("ACCUSE", "accuses, criticises, investigates"),
    ("REJECT", "refuses, breaks off"),
    ("THREATEN", "threatens"),
    ("PROTEST", "demonstrates, strikes, riots"),
    ("MOBILIZE", "moves or readies forces"),
    ("SANCTION", "reduces relations, punishes by decree"),
    ("COERCE", "arrests, seizes, restricts, by force or by law"),
    ("ASSAULT", "attacks, by any means"),
];
const GRADES: [&str; 10] = [
    "unattributed",
    "single-origin",
    "corroborated",
    "cross-side",
    "acknowledged",
    "denied",
    "contested",
    "compatible",
    "figures-differ",
    "retracted",
];
/// Statuses that an event can have.
pub(super) const STATUSES: [&str; 12] = [
    "reported",
    "denied",
    "planned",
    "threatened",
    "called-for",
    "required",
    "attempted",
    "averted-aim",
    "possible",
    "probable",
    "hypothetical",
    "unknown",
];

/// `GET /about`
pub async fn show() -> Response {
    let main = html! {
        h1 { "What this is" }
        p {
            "A record of who did what to whom, where, when, and according to whom, read from news by rules, offline. Every line leads to \
             the words it was read from. Reports are quoted, counted by origin and set side by side. Which of them is true is not said."
        }
        section #types {
            h2 { "Types" }
            p.hint { "PLOVER's. A mode says how." }
            dl.codes { @for (code, means) in TYPES { dt { (code) } dd { (means) } } }
        }
        section #statuses {
            h2 { "Statuses" }
            p.hint { "What is said of the act. What is planned, threatened or denied is never counted among what happened." }
            dl.codes { @for code in STATUSES { dt { (status(code)) } dd { (status_means(code)) } } }
        }
        section #grades {
            h2 { "How it is attested" }
            p.hint { "For each question on an incident. Origins are counted, not outlets: papers that pass on one ministry's word are one origin." }
            dl.codes { @for code in GRADES { dt { (grade(code)) } dd { (grade_means(code)) } } }
        }
        section #precision-codes {
            h2 { "How exactly a place is known" }
            p.hint { "UCDP's where_prec. On the map a place is as wide as it is uncertain; what is known to its country only stands in lists alone." }
            dl.codes { @for code in 1..=7u8 { dt { (code) } dd { (crate::map::exactness(code)) @if (2..6).contains(&code) { ": drawn some " (crate::map::radius(code)) " km wide around its point" } } } }
        }
        section #verdicts {
            h2 { "Agreements" }
            p { (ABOUT) " " (SILENCE) " " (NOT_ASSESSED) }
            dl.codes { @for verdict in Verdict::ALL { dt { (verdict.as_str()) } dd { (verdict.meaning()) } } }
        }
        section #borders {
            h2 { "Borders" }
            p {
                "The map draws coasts and thin lines between states, and fills no country with a colour. Lines that are disputed are dashed. \
                 No line or name is an opinion on whose a place is, and the country of an event is never taken from the map: it is the \
                 gazetteer's, and says where administrations put a place, not whose it should be. How the lines were chosen is written down in \
                 docs/borders.md."
            }
        }
        section #safety {
            h2 { "What is kept back" }
            p {
                "Everything runs on this machine: nothing is asked of any other. Private persons are no actors. Casualties are never added up \
                 across reports, and a number that is not told is not zero. This is no live picture and nothing to aim by."
            }
        }
        section #review-policy {
            h2 { "People's word" }
            p {
                "Analysts accept, amend or reject what was coded, and say which reports are of one incident. Each word is signed, has a reason and \
                 a moment, is never changed and outlives every new reading; a later one overrides it. Events that a person accepted or amended \
                 are marked as such in every table."
            }
        }
    };
    at("/about", "About", &main)
}

/// `GET /api/docs`
pub async fn api() -> Response {
    let document: serde_json::Value = crate::described()
        .1
        .to_json()
        .ok()
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_default();
    let empty = serde_json::Map::new();
    let paths = document["paths"].as_object().unwrap_or(&empty);
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let main = html! {
        h1 { "API" }
        p { "Version 1, described in " a href="/api/openapi.json" { "OpenAPI" } ". Lists have cursors: follow " code { "next" } ". Answers have tags: send \
             them back as " code { "If-None-Match" } ". Troubles are " code { "application/problem+json" } "." }
        @for (path, methods) in paths {
            @for (method, about) in methods.as_object().unwrap_or(&empty) {
                section.endpoint {
                    h2 { code { (method.to_uppercase()) " " (path) } }
                    p { strong { (text(&about["summary"])) } " " (text(&about["description"])) }
                    @if let Some(parameters) = about["parameters"].as_array().filter(|p| !p.is_empty()) {
                        dl.codes { @for parameter in parameters { dt { code { (text(&parameter["name"])) } } dd { (text(&parameter["description"])) } } }
                    }
                }
            }
        }
    };
    reply::page(crate::page::bare("API", &main))
}
