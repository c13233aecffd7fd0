//! The overview: one selection, shown on a map, on a timeline and in a table. The address is the selection.

use crate::days;
use crate::index::{Row, Side, Snapshot};
use crate::page::{self, Page};
use crate::query::{Unit, View};
use crate::reply::{self, Trouble};
use crate::state::App;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use dateline_store::Store;
use maud::{Markup, html};
use rustc_hash::FxHashSet;

/// Rows of a page.
pub const ROWS: usize = 50;
/// Documents that a search for words looks at.
const MOST_DOCUMENTS: usize = 200_000;

/// Documents that hold a view's words, if it has any.
///
/// # Errors
/// [`Trouble::Wrong`] for words that cannot be looked for.
pub fn documents(store: &Store, view: &View) -> Result<Option<FxHashSet<i64>>, Trouble> {
    let Some(words) = &view.q else { return Ok(None) };
    Ok(Some(store.holding(words, MOST_DOCUMENTS)?.into_iter().collect()))
}

/// `GET /`
pub async fn show(State(app): State<App>, RawQuery(raw): RawQuery) -> Result<Response, Trouble> {
    let (view, wrong) = View::read(raw.as_deref().unwrap_or_default());
    app.read(move |store, snapshot| {
        let (documents, wrong) = match documents(store, &view) {
            Ok(documents) => (documents, wrong),
            Err(Trouble::Wrong(message)) => (Some(FxHashSet::default()), [wrong, vec![message]].concat()),
            Err(trouble) => return Err(trouble),
        };
        let matches = snapshot.matching(&view, documents.as_ref());
        let data = vec![
            ("application/atom+xml", view.at("/feed.atom")),
            ("application/geo+json", view.at("/api/v1/events.geojson")),
            ("application/json", view.at("/api/v1/events")),
        ];
        let about = Page { title: "Overview", here: "/", map: true, data };
        Ok(reply::page(page::whole(&about, &main(snapshot, &view, &wrong, &matches))))
    })
    .await
}

fn main(snapshot: &Snapshot, view: &View, wrong: &[String], matches: &[u32]) -> Markup {
    let unit = snapshot.unit(view);
    html! {
        h1 { "What is reported" }
        (form(snapshot, view))
        @for message in wrong { p.wrong role="alert" { (message) } }
        p #counts role="status" {
            strong { (matches.len()) } " "
            @if unit == Unit::Events { "events" } @else { "incidents" }
            @if view.is_all() { " in all" } @else { " fit" }
            "; " (snapshot.events.rows.len()) " events in the record."
        }
        div.views {
            section #map aria-label="Map" data-features=(view.at("/api/v1/events.geojson")) {
                h2 { "Map" }
                noscript { p { "The map needs JavaScript; the table below holds the same." } }
            }
            section #timeline aria-label="Timeline" data-bins=(view.at("/api/v1/timeline")) {
                h2 { "Timeline" }
                noscript { p { "The timeline needs JavaScript; the table below holds the same." } }
            }
        }
        (results(snapshot, view, matches))
        p #alternates {
            "This view as " a href=(view.at("/feed.atom")) { "feed" } ", "
            a href=(view.at("/api/v1/events.geojson")) { "GeoJSON" } ", "
            a href=(view.at("/api/v1/events")) { "JSON" } "; its address is its name."
        }
        (page::cite("A view of a record", &view.at("/"), snapshot))
    }
}

fn form(snapshot: &Snapshot, view: &View) -> Markup {
    let choose = |name: &'static str, label: &'static str, all: &[(String, u64)], chosen: &[String]| {
        html! {
            div.field {
                label for={ "f-" (name) } { (label) }
                select id={ "f-" (name) } name=(name) multiple size="4" {
                    @for (value, count) in all {
                        option value=(value) selected[chosen.contains(value)] { (value) " (" (count) ")" }
                    }
                    @for value in chosen.iter().filter(|v| !all.iter().any(|(known, _)| known == *v)) {
                        option value=(value) selected { (value) }
                    }
                }
            }
        }
    };
    let text = |name: &'static str,
                label: &'static str,
                kind: &'static str,
                value: Option<&String>,
                hint: &'static str| {
        html! {
            div.field {
                label for={ "f-" (name) } { (label) }
                input id={ "f-" (name) } name=(name) type=(kind) value=[value] placeholder=[(!hint.is_empty()).then_some(hint)]
                    maxlength="200" dir="auto";
            }
        }
    };
    let bbox = view.bbox.map(|b| format!("{},{},{},{}", b.west, b.south, b.east, b.north));
    html! {
        form #filters method="get" action="/" role="search" aria-label="Narrow what is shown" {
            (text("q", "Words", "search", view.q.as_ref(), "\"air strike\" OR shelling"))
            (text("actor", "Who takes part", "text", view.actor.as_ref(), "name, id or country code"))
            (text("place", "Where", "text", view.place.as_ref(), "place, province or country code"))
            (text("from", "From", "date", view.from.as_ref(), ""))
            (text("to", "To", "date", view.to.as_ref(), ""))
            (choose("type", "Type", &snapshot.types, &view.types))
            (choose("status", "Status", &snapshot.statuses, &view.statuses))
            (choose("grade", "How attested", &snapshot.grades, &view.grades))
            div.field {
                label for="f-unit" { "Rows are" }
                select #f-unit name="unit" {
                    option value="incidents" selected[snapshot.unit(view) == Unit::Incidents] { "incidents" }
                    option value="events" selected[snapshot.unit(view) == Unit::Events] { "events, one a report" }
                }
            }
            input type="hidden" name="bbox" value=[bbox];
            div.buttons {
                button type="submit" { "Show" }
                " " a.button href="/" { "Show all" }
            }
        }
    }
}

fn results(snapshot: &Snapshot, view: &View, matches: &[u32]) -> Markup {
    let (rows, unit) = (snapshot.rows(view), snapshot.unit(view));
    let (page, next) = snapshot.page(view, matches, ROWS);
    html! {
        section #results aria-label="List" {
            h2 { "List" }
            @if page.is_empty() {
                p.none { "Nothing fits. That nothing is reported does not show that nothing happened: see " a href="/coverage" { "what was read" } "." }
            } @else {
                div.table tabindex="0" role="region" aria-label="Table of matches" {
                    table {
                        caption {
                            "Newest first. Days, places and parties are those of the reports; uncertain ones are said to be."
                        }
                        thead {
                            tr {
                                th scope="col" { "Day" }
                                th scope="col" { "What" }
                                th scope="col" { "Who" }
                                th scope="col" { "To whom" }
                                th scope="col" { "Where" }
                                th scope="col" { "Status" }
                                th scope="col" { "Attested" }
                                th scope="col" { "Words" }
                            }
                        }
                        tbody { @for at in page { (line(snapshot, unit, &rows[*at as usize])) } }
                    }
                }
            }
            nav.pages aria-label="Pages of the list" {
                @if view.after.is_some() { a rel="first" href=(view.at("/")) { "First" } " " }
                @if let Some(next) = next { a rel="next" href=(view.at_with("/", "after", &next)) { "Older" } }
            }
        }
    }
}

/// A row of the table.
pub fn line(snapshot: &Snapshot, unit: Unit, row: &Row) -> Markup {
    let code = |at| snapshot.codes.get(at);
    let (earliest, latest) = (days::show(row.earliest), days::show(row.latest));
    let spot = snapshot.spot(row);
    let status = code(row.status).unwrap_or_default();
    let url = snapshot.url(unit, row);
    let side = |side| snapshot.roles(row, side);
    let people = |words: Vec<&str>| {
        html! {
            @if words.is_empty() { span.unknown { "not told" } }
            @for (at, words) in words.iter().take(4).enumerate() { @if at > 0 { "; " } span.actor dir="auto" { (words) } }
            @if words.len() > 4 { "…" }
        }
    };
    html! {
        tr class={ "row status-" (page::class(status)) } data-id=(snapshot.name(unit, row)) {
            td.when {
                a href=(url) { (page::days(earliest.as_deref(), latest.as_deref())) }
                @if earliest.is_none() && latest.is_none() {
                    @if let Some(day) = days::show(row.published) { " " small { "(published " (day) ")" } }
                }
            }
            td.what { (page::kind(code(row.plover).unwrap_or_default(), code(row.mode))) }
            td.who { (people(side(Side::Who))) }
            td.whom { (people(side(Side::Whom))) }
            td.where {
                (page::place(
                    spot.map(|s| s.name.as_str()),
                    spot.map(|s| s.country.as_str()).filter(|c| !c.is_empty()),
                    spot.map(|s| s.precision),
                ))
            }
            td.how { (page::status(status)) @if row.reviewed { " " span.human { "reviewed" } } }
            td.attested {
                @if let Some(grade) = code(row.grade) { (page::grade(grade)) " " }
                small { (page::counts(u64::from(row.reports), u64::from(row.origins))) }
            }
            td.words dir="auto" { (snapshot.sentence(row)) }
        }
    }
}
