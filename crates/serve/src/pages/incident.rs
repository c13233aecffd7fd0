//! One incident: what reports say question by question, who says it in which words, why they are taken for one; and how a person
//! takes it apart or joins it with another.

use super::article::{bounds, listed};
use crate::forms::{self, Form};
use crate::index::Snapshot;
use crate::page::{self, Page};
use crate::plot;
use crate::reply::{self, Trouble};
use crate::state::App;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use dateline::published::{
    EventName, EvidenceRecord, FacetRecord, IncidentRecord, ReportRecord, SeriesRecord,
};
use dateline_store::{Decision, DecisionKind, Listed, Store};
use maud::{Markup, html};
use serde_json::Value;
use std::collections::BTreeMap;

/// Events and documents that an incident names, as the record holds them now.
struct Around {
    documents: BTreeMap<String, Listed>,
    events: BTreeMap<(String, String), Value>,
    decisions: Vec<Decision>,
}

impl Around {
    fn of(store: &Store, incident: &IncidentRecord) -> Result<Around, Trouble> {
        let mut digests: Vec<&str> = incident.reports.iter().map(|r| r.document.as_str()).collect();
        let apart = incident.look_alikes.iter().map(|l| l.theirs.document.as_str());
        digests.extend(apart);
        digests.sort_unstable();
        digests.dedup();
        let documents = store.named_documents(&digests)?;
        let names = || incident.events.iter().chain(incident.look_alikes.iter().map(|l| &l.theirs));
        let mut events = BTreeMap::new();
        for name in names() {
            // An event told again bears the name of the fullest telling and, behind a colon, its own.
            let told = name.event.split(':').next().unwrap_or_default();
            let kept = dateline_store::EventName { document: name.document.clone(), event: told.to_owned() };
            let Some(id) = store.event_id(&kept)? else { continue };
            let row = store.event_rows(&[id])?.pop().unwrap_or_default();
            events.insert((name.document.clone(), name.event.clone()), row);
        }
        let ours = |event: &dateline_store::EventName| {
            incident.events.iter().any(|e| e.document == event.document && e.event == event.event)
        };
        let decisions =
            store.decisions()?.into_iter().filter(|d| d.events.iter().chain(&d.others).any(ours)).collect();
        Ok(Around {
            documents: documents.into_iter().map(|d| (d.digest.clone(), d)).collect(),
            events,
            decisions,
        })
    }
    fn event(&self, name: &EventName) -> Option<&Value> {
        self.events.get(&(name.document.clone(), name.event.clone()))
    }
    fn said(&self, name: &EventName, what: &str) -> Option<&str> {
        self.event(name)?.get(what)?.as_str()
    }
}

/// The incident of a name.
///
/// # Errors
/// [`Trouble::Missing`] if there is none.
pub fn find(store: &Store, name: &str) -> Result<IncidentRecord, Trouble> {
    let missing = || {
        Trouble::Missing(format!(
            "There is no incident {name}. Incidents are made anew when reports come in or somebody decides; its events are still there."
        ))
    };
    of(name, store.incident(name)?.ok_or_else(missing)?)
}

/// An incident as it is published.
///
/// # Errors
/// [`Trouble::Broken`] if it is of another shape.
pub fn of(name: &str, record: Value) -> Result<IncidentRecord, Trouble> {
    serde_json::from_value(record).map_err(|error| {
        eprintln!("dateline: incident {name}: {error}");
        Trouble::Broken(
            "This incident was kept by another version; run `dateline incidents --record` again.".into(),
        )
    })
}

/// An incident as JSON, as `dateline incidents --format jsonl` writes it.
///
/// # Errors
/// [`Trouble::Broken`] if it cannot be written.
pub fn text(incident: &IncidentRecord) -> Result<String, Trouble> {
    serde_json::to_string(incident).map_err(|error| Trouble::Broken(error.to_string()))
}

/// `GET /incidents/{name}`
pub async fn show(
    State(app): State<App>,
    Path(name): Path<String>,
    RawQuery(raw): RawQuery,
) -> Result<Response, Trouble> {
    let done = crate::api::value(raw.as_deref(), "done");
    let word = app.word("forms");
    let merging = app.is_merging();
    let may = app.may_change();
    app.read(move |store, snapshot| {
        let incident = match find(store, &name) {
            Err(Trouble::Missing(_)) if merging => {
                return Err(Trouble::Busy("Incidents are being made anew; try again in a moment.".into()));
            }
            found => found?,
        };
        let around = Around::of(store, &incident)?;
        let title = title(&incident);
        let data = vec![("application/json", format!("/api/v1/incidents/{name}"))];
        let about = Page { title: &title, here: "", data, ..Page::default() };
        let main = html! {
            h1 dir="auto" { (title) }
            @if done.is_some() { p.done role="status" { "Kept. Incidents are made anew with it" @if merging { "; that is going on now" } "." } }
            (summary(&incident))
            (facets(&incident, &around))
            (series(&incident))
            (reports(&incident, &around))
            (why(&incident, &around))
            (decided(&around))
            @if may { (change(&incident, &around, &word)) }
            (page::cite(&title, &incident.id, snapshot))
        };
        Ok(reply::page(page::whole(&about, &main)))
    })
    .await
}

fn title(incident: &IncidentRecord) -> String {
    let place = incident.place.as_ref().map_or("place not told", |p| p.name.as_str());
    let days = page::days(incident.earliest.as_deref(), incident.latest.as_deref());
    let mode = incident.modes.first().map(|m| format!(" · {m}")).unwrap_or_default();
    format!("{}{mode}, {place}, {days}", incident.plover)
}

fn summary(incident: &IncidentRecord) -> Markup {
    let counts = &incident.counts;
    let plural = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    html! {
        p.summary {
            (page::status(&incident.status)) " (" (page::status_means(&incident.status)) "): "
            strong { (plural(counts.reports, "report")) } " in " (plural(counts.documents, "document")) ", "
            strong { (plural(counts.origins, "independent origin")) }
            @if counts.unknown_origin > 0 { ", " (plural(counts.unknown_origin, "report")) " of no named origin" }
            @if counts.echoes > 0 { ", " (plural(counts.echoes, "report")) " that copy another" }
            ". A count of reports is not a count of origins, and neither shows that it happened."
        }
        @if let Some(place) = &incident.place {
            p.where {
                "Where: " (page::place(Some(&place.name), place.country.as_deref(), Some(place.precision)))
                @if let Some(admin1) = &place.admin1 { ", " span dir="auto" { (admin1) } }
                ". On the map it is " @if (1..6).contains(&place.precision) {
                    @if place.precision == 1 { "a point" } @else { "an area of some " (crate::map::radius(place.precision)) " km around a point" }
                } @else { "not drawn" } "."
            }
        }
        @if let Some(whole) = &incident.part_of { p { "Part of " a href={ "/incidents/" (whole) } { (whole) } "." } }
        @if !incident.parts.is_empty() {
            p { "Parts: " @for part in &incident.parts { a href={ "/incidents/" (part) } { (part) } " " } }
        }
    }
}

fn facet_means(facet: &str) -> &str {
    match facet {
        "act" => "What was done",
        "actor" => "By whom",
        "recipient" => "To whom",
        "date" => "When",
        "place" => "Where",
        "target" => "What was hit",
        "coordination" => "Together with whom",
        "harm" => "What harm",
        other => other,
    }
}

fn teller(incident: &IncidentRecord, report: usize) -> Markup {
    let report = incident.reports.get(report);
    html! {
        @match report {
            Some(report) => {
                span.outlet dir="auto" { (report.outlet.as_deref().unwrap_or("outlet not told")) }
                @if let Some(origin) = incident.origins.get(report.origin).filter(|o| o.kind != "outlet") {
                    " ← " span.origin dir="auto" { (origin.words) }
                }
            }
            None => "a report",
        }
    }
}

fn facets(incident: &IncidentRecord, around: &Around) -> Markup {
    html! {
        section #facets {
            h2 { "What reports say" }
            p.hint { "Values that exclude each other stand side by side. Nothing here picks one." }
            @for facet in &incident.facets { (one_facet(incident, facet, around)) }
        }
    }
}

fn one_facet(incident: &IncidentRecord, facet: &FacetRecord, around: &Around) -> Markup {
    html! {
        section class={ "facet grade-" (page::class(&facet.grade)) } data-facet=(facet.facet) {
            h3 { (facet_means(&facet.facet)) " " (page::grade(&facet.grade)) }
            p.hint {
                (page::grade_means(&facet.grade)) ". " (facet.origins) " independent " @if facet.origins == 1 { "origin" } @else { "origins" }
                @if facet.silent > 0 { "; " (facet.silent) " say nothing on it" }
                @if !facet.denied_by.is_empty() {
                    "; denied by "
                    @for (at, origin) in facet.denied_by.iter().enumerate() {
                        @if at > 0 { ", " }
                        span dir="auto" { (incident.origins.get(*origin).map_or("somebody", |o| o.words.as_str())) }
                    }
                }
                "."
            }
            div.sides {
                @for value in &facet.values {
                    div class={ "value" @if value.denied { " denied" } } {
                        p.told { @if value.denied { strong { "Denied: " } } span dir="auto" { (value.value) } }
                        ul {
                            @for by in &value.by {
                                li {
                                    (teller(incident, by.report)) ": "
                                    @match around.said(&by.event, "id") {
                                        Some(id) => a.words href={ "/events/" (id) } { (page::quote(&by.words)) },
                                        None => (page::quote(&by.words)),
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn series(incident: &IncidentRecord) -> Markup {
    let mut measures: Vec<&str> = incident.figures.iter().map(|f| f.measure.as_str()).collect();
    measures.sort_unstable();
    measures.dedup();
    html! {
        @if !measures.is_empty() {
            section #figures {
                h2 { "Figures" }
                p.hint { "Each as its report gives it. They may count the same people: they are never added up." }
                @for measure in measures {
                    @let all: Vec<&SeriesRecord> = incident.figures.iter().filter(|f| f.measure == measure).collect();
                    figure {
                        figcaption { (measure) }
                        (plot::figures(incident, measure, &all))
                        div.table tabindex="0" role="region" aria-label={ "Figures of " (measure) } { table {
                            thead { tr {
                                th scope="col" { "Number" } th scope="col" { "Words" } th scope="col" { "Of whom" }
                                th scope="col" { "According to" } th scope="col" { "Published" }
                            } }
                            tbody { @for f in &all {
                                tr {
                                    td.num { (bounds(f.lower, f.upper, f.point, f.strict, f.approximate)) }
                                    td dir="auto" { (page::quote(&f.words)) }
                                    td {
                                        span dir="auto" { (f.group.as_deref().unwrap_or("not told")) }
                                        @if f.part { " (part of another figure of the same report)" }
                                        @if f.of_part { " (of a part of the incident)" }
                                        @if f.replaces.is_some() { " (takes the place of an earlier one)" }
                                    }
                                    td { (teller(incident, f.report)) }
                                    td { (f.published.as_deref().unwrap_or("not told")) }
                                }
                            } }
                        } }
                    }
                }
            }
        }
    }
}

fn reports(incident: &IncidentRecord, around: &Around) -> Markup {
    let one = |report: &ReportRecord| {
        html! {
            li class={ "report standing-" (page::class(&report.standing)) } {
                h3 {
                    @match around.documents.get(&report.document) {
                        Some(document) => (listed(document)),
                        None => span.unknown { "a document that this record does not hold" },
                    }
                }
                p.chain {
                    "According to: "
                    @for (at, voice) in report.chain.iter().enumerate() { @if at > 0 { " ← " } span dir="auto" { (voice) } }
                    @if report.chain.is_empty() { span dir="auto" { (incident.origins.get(report.origin).map_or("the outlet", |o| o.words.as_str())) } }
                    "; " @for status in &report.statuses { (page::status(status)) " " }
                    @if report.standing != "stands" { strong { (report.standing) } " " }
                    @if let Some(echo) = report.echo_of { "copies report " (echo + 1) }
                }
                @for event in &report.events {
                    blockquote dir="auto" {
                        @match around.said(event, "sentence").or_else(|| around.said(event, "text")) {
                            Some(words) => a href={ "/events/" (around.said(event, "id").unwrap_or_default()) } { (words) },
                            None => span.unknown { "today's reading no longer holds this event" },
                        }
                    }
                }
            }
        }
    };
    html! {
        section #reports {
            h2 { "Every report" }
            ol { @for report in &incident.reports { (one(report)) } }
            h3 { "Origins" }
            ul { @for origin in &incident.origins {
                li {
                    span dir="auto" { (origin.words) } " " small { "(" (origin.kind) @if let Some(side) = &origin.side { ", side " (side) } ")" }
                    @if !origin.members.is_empty() { "; not independent of it: " @for member in &origin.members { span dir="auto" { (member) } " " } }
                }
            } }
        }
    }
}

fn evidence(list: &[EvidenceRecord]) -> Markup {
    html! {
        ul.evidence { @for item in list {
            li {
                strong { (item.facet) } " "
                @match item.weight {
                    Some(weight) => span class=(if weight < 0.0 { "against" } else { "for" }) { (format!("{weight:+.1}")) },
                    None => span.forbids { "forbids" },
                }
                " " span dir="auto" { (item.found) }
            }
        } }
    }
}

fn why(incident: &IncidentRecord, around: &Around) -> Markup {
    // What opens and closes holds no links: they stand in what it opens.
    let words = |name: &EventName| {
        html! {
            @match around.said(name, "text") { Some(words) => (page::quote(words)), None => code { (name.event) } }
        }
    };
    let lead = |name: &EventName| {
        html! { @if let Some(id) = around.said(name, "id") { a href={ "/events/" (id) } { "event " (id) } " " } }
    };
    html! {
        section #why {
            h2 { "Why they are taken for one" }
            @if incident.merges.is_empty() { p.none { "One telling: nothing was merged." } }
            @for merge in &incident.merges {
                details {
                    summary {
                        (words(&merge.a)) " and " (words(&merge.b)) ": "
                        (format!("{:.1}", merge.score)) " of " (format!("{:.1}", merge.threshold)) " needed, by " (merge.by)
                    }
                    p { (lead(&merge.a)) (lead(&merge.b)) }
                    (evidence(&merge.evidence))
                }
            }
            @if !incident.look_alikes.is_empty() {
                h3 { "Looks like it, and was kept apart" }
                @for other in &incident.look_alikes {
                    details {
                        summary { (words(&other.theirs)) }
                        p { a href={ "/incidents/" (other.incident) } { (other.incident) } " " (lead(&other.theirs)) }
                        (evidence(&other.because))
                    }
                }
            }
        }
    }
}

fn decided(around: &Around) -> Markup {
    html! {
        @if !around.decisions.is_empty() {
            section #decisions {
                h2 { "What people decided" }
                ul { @for decision in &around.decisions {
                    li {
                        strong { @match decision.kind { DecisionKind::Merge => "joined", DecisionKind::Split => "taken apart" } }
                        " by " span.human dir="auto" { (decision.by) } " on " (decision.on) ": " (page::quote(&decision.reason))
                    }
                } }
            }
        }
    }
}

fn change(incident: &IncidentRecord, around: &Around, word: &str) -> Markup {
    html! {
        section #change {
            h2 { "Decide" }
            p.hint { "A decision is signed, kept for ever, and holds for every new reading. A later one overrides it." }
            @if incident.events.len() > 1 {
                form.split method="post" action={ "/incidents/" (incident.id) "/split" } {
                    h3 { "Take reports out" }
                    (forms::hidden(word))
                    fieldset {
                        legend { "These are not of this incident" }
                        @for event in &incident.events {
                            label.check {
                                input type="checkbox" name="event" value={ (event.document) "@" (event.event) };
                                " " span dir="auto" { (around.said(event, "text").unwrap_or("(no longer read)")) }
                                " " small dir="auto" { (around.said(event, "outlet").unwrap_or("outlet not told")) }
                            }
                        }
                    }
                    (forms::signed())
                    button type="submit" { "Take apart" }
                }
            }
            form.merge method="post" action={ "/incidents/" (incident.id) "/merge" } {
                h3 { "Join with another" }
                (forms::hidden(word))
                div.field {
                    label for="with" { "The other incident" }
                    input #with name="with" list="look-alikes" required pattern="inc-[0-9a-f]+" maxlength="60";
                    datalist #look-alikes { @for other in &incident.look_alikes { option value=(other.incident) {} } }
                }
                (forms::signed())
                button type="submit" { "Join" }
            }
        }
    }
}

/// `POST /incidents/{name}/split`
pub async fn split(
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Trouble> {
    let form = Form::of(&app, &headers, &body)?;
    let signed = form.signed()?;
    let out: Vec<String> = form.all("event");
    let back = name.clone();
    app.write(move |store| {
        let incident = find(store, &name)?;
        let (events, others): (Vec<EventName>, Vec<EventName>) =
            incident.events.into_iter().partition(|e| out.contains(&format!("{}@{}", e.document, e.event)));
        if events.is_empty() {
            return Err(Trouble::Wrong("Choose what is to be taken out.".into()));
        }
        if others.is_empty() {
            return Err(Trouble::Wrong("Nothing would be left of the incident.".into()));
        }
        decide(store, DecisionKind::Split, &events, &others, signed)
    })
    .await?;
    app.merge_anew();
    Ok(forms::see(&format!("/incidents/{back}?done=split")))
}

/// `POST /incidents/{name}/merge`
pub async fn merge(
    State(app): State<App>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Trouble> {
    let form = Form::of(&app, &headers, &body)?;
    let signed = form.signed()?;
    let with = form.needed("with")?;
    if with == name {
        return Err(Trouble::Wrong("That is this incident itself.".into()));
    }
    let back = name.clone();
    app.write(move |store| {
        let mut events = find(store, &name)?.events;
        events.extend(find(store, &with)?.events);
        decide(store, DecisionKind::Merge, &events, &[], signed)
    })
    .await?;
    app.merge_anew();
    Ok(forms::see(&format!("/incidents/{back}?done=merge")))
}

fn decide(
    store: &mut Store,
    kind: DecisionKind,
    events: &[EventName],
    others: &[EventName],
    signed: forms::Signed,
) -> Result<(), Trouble> {
    let names = |list: &[EventName]| {
        let name = |e: &EventName| dateline_store::EventName {
            document: e.document.clone(),
            event: e.event.clone(),
        };
        list.iter().map(name).collect()
    };
    let forms::Signed { by, reason, at } = signed;
    let on = at.chars().take(10).collect();
    store.decide(&Decision { kind, events: names(events), others: names(others), by, on, reason })?;
    Ok(())
}

/// What the overview's table says of an incident in one line; for feeds.
#[must_use]
pub fn in_words(snapshot: &Snapshot, row: &crate::index::Row) -> String {
    use crate::index::Side;
    let join = |side| snapshot.roles(row, side).join("; ");
    let or = |text: String, none: &str| if text.is_empty() { none.to_owned() } else { text };
    let place = snapshot.spot(row).map_or("place not told", |s| s.name.as_str());
    let days =
        page::days(crate::days::show(row.earliest).as_deref(), crate::days::show(row.latest).as_deref());
    format!(
        "{} ({}): {} → {}; {place}; {days}",
        snapshot.codes.get(row.plover).unwrap_or_default(),
        snapshot.codes.get(row.status).unwrap_or_default(),
        or(join(Side::Who), "not told who"),
        or(join(Side::Whom), "not told whom"),
    )
}
