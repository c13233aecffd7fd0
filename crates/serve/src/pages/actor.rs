//! Who takes part: the busiest, and one of them.

use super::{at, overview};
use crate::index::{Row, Side, Snapshot};
use crate::page::{self, Page};
use crate::query::{Unit, View, encode};
use crate::reply::{self, Trouble};
use crate::state::App;
use axum::extract::{Path, State};
use axum::response::Response;
use dateline_store::{ActorRow, Related};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Events shown of an actor.
const EVENTS: usize = 25;
/// Events looked at for counts.
const COUNTED: usize = 50_000;

/// `GET /actors`
pub async fn list(State(app): State<App>) -> Result<Response, Trouble> {
    app.read(|_, snapshot| {
        let busiest = snapshot.busiest(200);
        let name = |id: &str| snapshot.actors.iter().find(|a| a.actor.as_deref() == Some(id));
        let main = html! {
            h1 { "Actors" }
            p.hint { "Those of the dictionaries, by how many events they take part in, on either side. Others are found by words." }
            form.inline method="get" action="/" role="search" {
                label for="actor" { "Name, id or country code" }
                input #actor name="actor" type="search" maxlength="200";
                button type="submit" { "Show events" }
            }
            div.table tabindex="0" role="region" aria-label="Actors" { table {
                thead { tr { th scope="col" { "Actor" } th scope="col" { "Kind" } th scope="col" { "Country" } th.number scope="col" { "Events" } } }
                tbody { @for (id, count) in busiest {
                    tr {
                        td { a href={ "/actors/" (encode(id)) } dir="auto" { (name(id).map_or(id, |a| a.name.as_str())) } " " code { (id) } }
                        td { (name(id).and_then(|a| a.kind.as_deref()).unwrap_or("")) }
                        td { (name(id).and_then(|a| a.country.as_deref()).unwrap_or("")) }
                        td.number { (count) }
                    }
                } }
            } }
        };
        Ok(at("/actors", "Actors", &main))
    })
    .await
}

/// `GET /actors/{id}`
pub async fn show(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Trouble> {
    app.read(move |store, snapshot| {
        let meant: Vec<&ActorRow> =
            snapshot.actors.iter().filter(|a| a.actor.as_deref() == Some(id.as_str())).collect();
        let Some(first) = meant.first() else {
            return Err(Trouble::Missing(format!("Nobody of this record is called {id}.")));
        };
        let relations = store.relations_of(&id, 50)?;
        let called = store.called(&id, 20)?;
        let data = vec![("application/json", format!("/api/v1/actors/{}", encode(&id)))];
        let about = Page { title: &first.name, here: "/actors", data, ..Page::default() };
        Ok(reply::page(page::whole(&about, &main(snapshot, &id, first, &called, &relations))))
    })
    .await
}

fn main(
    snapshot: &Snapshot,
    id: &str,
    actor: &ActorRow,
    called: &[(String, u64)],
    relations: &[Related],
) -> Markup {
    let events = snapshot.of_actor(id);
    let view = View { actor: Some(id.to_owned()), unit: Unit::Events, ..View::default() };
    let row = |at: &u32| &snapshot.events.rows[*at as usize];
    html! {
        h1 dir="auto" { (actor.name) }
        dl.about {
            dt { "Id" } dd { code { (id) } }
            @if let Some(kind) = &actor.kind { dt { "Kind" } dd { (kind) } }
            @if let Some(country) = &actor.country { dt { "Country" } dd { (country) } }
            @if let Some(sector) = &actor.sector { dt { "Sector" } dd { (sector) } }
            @if !called.is_empty() {
                dt { "Called" } dd { @for (at, (words, count)) in called.iter().enumerate() {
                    @if at > 0 { ", " } (page::quote(words)) " " small { "(" (count) ")" }
                } }
            }
            dt { "Events" } dd { (events.len()) " in this record: " (page::narrowed("on map and timeline", &view)) }
        }
        (sides(snapshot, id, events))
        @if !relations.is_empty() {
            section #relations {
                h2 { "How it is said to stand to others" }
                ul { @for relation in relations {
                    li {
                        span dir="auto" { (relation.subject) } " " em { (relation.rel) } " " span dir="auto" { (relation.object) }
                        @if relation.ended { " (over)" } ": "
                        a href={ "/documents/" (relation.document) } { (page::quote(&relation.text)) } " "
                        small { "according to " span dir="auto" { (relation.origin) } ", " (relation.published.as_deref().unwrap_or("day not told")) }
                    }
                } }
            }
        }
        section #latest {
            h2 { "Latest events" }
            div.table tabindex="0" role="region" aria-label="Latest events" { table {
                thead { tr {
                    th scope="col" { "Day" } th scope="col" { "What" } th scope="col" { "Who" } th scope="col" { "To whom" }
                    th scope="col" { "Where" } th scope="col" { "Status" } th scope="col" { "Attested" } th scope="col" { "Words" }
                } }
                tbody { @for at in events.iter().take(EVENTS) { (overview::line(snapshot, Unit::Events, row(at))) } }
            } }
            @if events.len() > EVENTS { p { (page::narrowed("All of them", &view)) } }
        }
    }
}

/// What it is said to do, and to suffer, by type and status; and with whom.
fn sides(snapshot: &Snapshot, id: &str, events: &[u32]) -> Markup {
    let mut types: BTreeMap<&str, [usize; 2]> = BTreeMap::new();
    let mut others: BTreeMap<(&str, &str), [usize; 2]> = BTreeMap::new();
    let named =
        |at: u32| snapshot.actors.get(at as usize).and_then(|a| Some((a.actor.as_deref()?, a.name.as_str())));
    for at in events.iter().take(COUNTED) {
        let row: &Row = &snapshot.events.rows[*at as usize];
        let roles = &snapshot.roles[row.roles.0 as usize..row.roles.1 as usize];
        let here =
            |side: Side| roles.iter().any(|r| r.side == side && named(r.actor).is_some_and(|(a, _)| a == id));
        for (side, other, slot) in [(Side::Who, Side::Whom, 0), (Side::Whom, Side::Who, 1)] {
            if !here(side) {
                continue;
            }
            types.entry(snapshot.codes.get(row.plover).unwrap_or_default()).or_default()[slot] += 1;
            for (partner, name) in roles.iter().filter(|r| r.side == other).filter_map(|r| named(r.actor)) {
                others.entry((partner, name)).or_default()[slot] += 1;
            }
        }
    }
    let mut others: Vec<_> = others.into_iter().collect();
    others.sort_by(|a, b| (b.1[0] + b.1[1]).cmp(&(a.1[0] + a.1[1])).then(a.0.cmp(&b.0)));
    others.truncate(20);
    html! {
        div.columns {
            section #types {
                h2 { "By type" }
                table {
                    thead { tr { th scope="col" { "Type" } th.number scope="col" { "Is said to do" } th.number scope="col" { "Is said to be done to it" } } }
                    tbody { @for (kind, [does, suffers]) in &types { tr { th scope="row" { (kind) } td.number { (does) } td.number { (suffers) } } } }
                }
                p.hint { "Reports are counted here, planned and denied ones too; not deeds." }
            }
            section #others {
                h2 { "With whom" }
                table {
                    thead { tr { th scope="col" { "Actor" } th.number scope="col" { "Towards it" } th.number scope="col" { "From it" } } }
                    tbody { @for ((other, name), [to, from]) in &others {
                        tr { th scope="row" { a href={ "/actors/" (encode(other)) } dir="auto" { (name) } } td.number { (to) } td.number { (from) } }
                    } }
                }
            }
        }
    }
}
