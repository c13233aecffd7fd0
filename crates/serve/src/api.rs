//! The API, version 1. Its document is made from these functions: what is not here is not there.

use crate::days::By;
use crate::index::{Snapshot, event_name};
use crate::map;
use crate::pages::overview::documents;
use crate::pages::{agreement, article, incident};
use crate::query::{Unit, View, encode};
use crate::reply::{self, Trouble};
use crate::state::App;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use dateline_store::STRIDE;
use serde_json::{Value, json};
use utoipa::IntoParams;

/// Items of a page, if nothing else is asked for, and at most.
const ITEMS: (usize, usize) = (100, 1_000);

/// Filters that all lists, the map and the timeline share.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "they are read by hand, for several of one name may come; this is what the document says of them"
)]
pub struct Filters {
    /// From this day on, YYYY-MM-DD: by the last day of the event, else of its publication.
    from: Option<String>,
    /// Up to this day: by the first day of the event, else of its publication.
    to: Option<String>,
    /// PLOVER types, separated by commas or given again.
    r#type: Option<String>,
    /// Statuses, separated by commas or given again.
    status: Option<String>,
    /// Who takes part: an actor's id, a country (ISO 3166-1 alpha-3), or part of a name.
    actor: Option<String>,
    /// How well the act of its incident is attested: grades, separated by commas or given again.
    grade: Option<String>,
    /// In a place, province or country of this name or code.
    place: Option<String>,
    /// Words that the document holds, or a query of SQLite's FTS5.
    q: Option<String>,
    /// west,south,east,north in degrees; west may be greater than east, across the antimeridian.
    bbox: Option<String>,
    /// incidents or events; incidents if the record has any.
    unit: Option<String>,
}

/// The view of a query; troubles with it are told, for a program that errs should know.
///
/// # Errors
/// [`Trouble::Wrong`] with all that is wrong.
pub fn view(raw: Option<&str>) -> Result<View, Trouble> {
    let (view, wrong) = View::read(raw.unwrap_or_default());
    if wrong.is_empty() { Ok(view) } else { Err(Trouble::Wrong(wrong.join("; "))) }
}

/// One value of a query.
#[must_use]
pub fn value(raw: Option<&str>, name: &str) -> Option<String> {
    crate::query::pairs(raw.unwrap_or_default()).into_iter().find(|(n, _)| n == name).map(|(_, v)| v)
}

/// An answer that depends on the index and the query alone: known by the index's digest, so that it need not be made to be
/// compared.
pub async fn tagged(
    app: &App,
    headers: &HeaderMap,
    kind: &'static str,
    key: String,
    make: impl FnOnce(&dateline_store::Store, &Snapshot) -> Result<String, Trouble> + Send + 'static,
) -> Result<Response, Trouble> {
    let tag_of = |digest: &str| reply::tag(format!("{} {digest} {key}", dateline::VERSION).as_bytes());
    let tag = tag_of(&app.snapshot().digest);
    if reply::knows(headers, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    let (text, digest) =
        app.read(move |store, snapshot| Ok((make(store, snapshot)?, snapshot.digest.clone()))).await?;
    let mut response = reply::text(kind, text);
    if let Ok(tag) = HeaderValue::from_str(&tag_of(&digest)) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// Events or incidents on the map
///
/// A FeatureCollection of points. `matched` counts all that fit; `drawn` those with a place more exact than a country, which
/// have a feature. Above 20,000 of them features are cells with a `count`, and `aggregated` is true. `radius_km` is how far
/// off its point a place may lie.
#[utoipa::path(get, path = "/api/v1/events.geojson", tag = "events", params(Filters,
    ("zoom" = Option<f64>, Query, description = "zoom of the map, 0 to 16: sets the size of cells")),
    responses((status = 200, description = "GeoJSON", content_type = "application/geo+json"),
        (status = 304, description = "as it was"),
        (status = 400, description = "what is wrong with the query", content_type = "application/problem+json")))]
pub async fn geojson(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let view = view(raw.as_deref())?;
    let zoom = match value(raw.as_deref(), "zoom").filter(|z| !z.is_empty()) {
        None => None,
        Some(text) => match text.parse::<f64>() {
            Ok(zoom) if zoom.is_finite() => Some(zoom),
            _ => return Err(Trouble::Wrong(format!("`zoom` is `{text}`, which is no number"))),
        },
    };
    let key = format!("geojson {zoom:?} {}", view.string());
    tagged(&app, &headers, "application/geo+json", key, move |store, snapshot| {
        let matches = snapshot.matching(&view, documents(store, &view)?.as_ref());
        Ok(map::geojson(snapshot, &view, &matches, zoom))
    })
    .await
}

/// Events or incidents by day, week or month
///
/// A bin counts those whose days all lie in it. `wider` counts those whose days span several bins; they are listed in `spans`, at
/// most 2,000. `undated` counts those without a day.
#[utoipa::path(get, path = "/api/v1/timeline", tag = "events", params(Filters,
    ("by" = Option<String>, Query, description = "day, week, month or auto")),
    responses((status = 200, description = "counts", content_type = "application/json"),
        (status = 304, description = "as it was"),
        (status = 400, description = "what is wrong with the query", content_type = "application/problem+json")))]
pub async fn timeline(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let view = view(raw.as_deref())?;
    let by = match value(raw.as_deref(), "by").as_deref() {
        None | Some("" | "auto") => None,
        Some("day") => Some(By::Day),
        Some("week") => Some(By::Week),
        Some("month") => Some(By::Month),
        Some(other) => {
            return Err(Trouble::Wrong(format!("`by` is `{other}`; day, week, month and auto are known")));
        }
    };
    let key = format!("timeline {by:?} {}", view.string());
    tagged(&app, &headers, "application/json", key, move |store, snapshot| {
        let matches = snapshot.matching(&view, documents(store, &view)?.as_ref());
        Ok(map::timeline(snapshot, &view, &matches, by))
    })
    .await
}

/// How many items are asked for.
fn limit(raw: Option<&str>) -> Result<usize, Trouble> {
    match value(raw, "limit").filter(|text| !text.is_empty()) {
        None => Ok(ITEMS.0),
        Some(text) => match text.parse::<usize>() {
            Ok(limit) if (1..=ITEMS.1).contains(&limit) => Ok(limit),
            _ => Err(Trouble::Wrong(format!("`limit` is `{text}`; 1 to {} can be asked for", ITEMS.1))),
        },
    }
}

/// A number that a page begins behind.
fn behind(raw: Option<&str>, name: &str) -> Result<i64, Trouble> {
    match value(raw, name).filter(|text| !text.is_empty()) {
        None => Ok(0),
        Some(text) => match text.parse::<i64>() {
            Ok(number) if number >= 0 => Ok(number),
            _ => Err(Trouble::Wrong(format!(
                "`{name}` is `{text}`, which is no number that this server gave out"
            ))),
        },
    }
}

/// Events or incidents, newest first
///
/// `items` hold what the map's features hold, and `next` is the address of the next page; null on the last.
#[utoipa::path(get, path = "/api/v1/events", tag = "events", params(Filters,
    ("limit" = Option<u32>, Query, description = "items of a page, 1 to 1000; 100 if not given"),
    ("cursor" = Option<String>, Query, description = "where a page begins: from `next` of the page before")),
    responses((status = 200, description = "a page", content_type = "application/json"),
        (status = 304, description = "as it was"),
        (status = 400, description = "what is wrong with the query", content_type = "application/problem+json")))]
pub async fn events(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let view = view(raw.as_deref())?;
    let limit = limit(raw.as_deref())?;
    let key = format!("events {limit} {:?} {}", view.after, view.string());
    tagged(&app, &headers, "application/json", key, move |store, snapshot| {
        let matches = snapshot.matching(&view, documents(store, &view)?.as_ref());
        let (page, next) = snapshot.page(&view, &matches, limit);
        let (rows, unit) = (snapshot.rows(&view), snapshot.unit(&view));
        let items: Vec<String> =
            page.iter().map(|at| map::item(snapshot, unit, &rows[*at as usize])).collect();
        let next = next.map(|cursor| {
            let base = view.at_with("/api/v1/events", "limit", &limit.to_string());
            format!("{base}&cursor={}", encode(&cursor))
        });
        let unit = if unit == Unit::Events { "events" } else { "incidents" };
        Ok(format!(
            "{{\"unit\":\"{unit}\",\"matched\":{},\"snapshot\":{},\"items\":[{}],\"next\":{}}}",
            matches.len(),
            json!(snapshot.digest),
            items.join(","),
            json!(next)
        ))
    })
    .await
}

/// One event
///
/// The line of the record's `event_list`, its name that lasts, the incident it is of, and what people said of it.
#[utoipa::path(get, path = "/api/v1/events/{document}/{ordinal}", tag = "events", params(
    ("document" = i64, Path, description = "the document's number in this record"),
    ("ordinal" = i64, Path, description = "the event's number in the document")),
    responses((status = 200, description = "the event", content_type = "application/json"),
        (status = 404, description = "there is none", content_type = "application/problem+json")))]
pub async fn event(
    State(app): State<App>,
    Path((document, ordinal)): Path<(i64, i64)>,
) -> Result<Response, Trouble> {
    app.read(move |store, _| {
        let missing = || Trouble::Missing(format!("There is no event {document}/{ordinal}."));
        if !(0..STRIDE).contains(&ordinal) || !(0..i64::MAX / STRIDE).contains(&document) {
            return Err(missing());
        }
        let id = document * STRIDE + ordinal;
        let name = store.event_name(id)?.ok_or_else(missing)?;
        let mut event = store.event_rows(&[id])?.pop().ok_or_else(missing)?;
        let incidents = store.incidents_of(document)?;
        let inside = incidents.iter().find(|i| i.name == name.event).map(|i| i.incident.clone());
        if let Some(object) = event.as_object_mut() {
            object.insert("name".into(), json!(name));
            object.insert("incident".into(), json!(inside));
            object.insert("reviews".into(), json!(store.reviews_of(&name)?));
        }
        Ok(reply::json(event.to_string()))
    })
    .await
}

/// One incident
///
/// As `dateline incidents --format jsonl` writes it: docs/incident.schema.json describes every field.
#[utoipa::path(get, path = "/api/v1/incidents/{name}", tag = "incidents", params(("name" = String, Path, description = "inc-…")),
    responses((status = 200, description = "the incident", content_type = "application/json"),
        (status = 404, description = "there is none", content_type = "application/problem+json")))]
pub async fn one_incident(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Trouble> {
    app.read(move |store, _| Ok(reply::json(incident::text(&incident::find(store, &name)?)?))).await
}

/// Documents, newest added first
///
/// Without texts: a document's page shows it to readers.
#[utoipa::path(get, path = "/api/v1/documents", tag = "documents", params(
    ("limit" = Option<u32>, Query, description = "items of a page, 1 to 1000; 100 if not given"),
    ("before" = Option<i64>, Query, description = "where a page begins: from `next` of the page before"),
    ("q" = Option<String>, Query, description = "words to look for: one page, best first, or newest first where very many hold them")),
    responses((status = 200, description = "a page", content_type = "application/json"),
        (status = 400, description = "what is wrong with the query", content_type = "application/problem+json")))]
pub async fn all_documents(State(app): State<App>, RawQuery(raw): RawQuery) -> Result<Response, Trouble> {
    let (limit, before) = (limit(raw.as_deref())?, behind(raw.as_deref(), "before")?);
    let words = view(raw.as_deref())?.q;
    app.read(move |store, _| {
        let (mut items, more) = match &words {
            Some(words) => (store.search(words, 0, limit)?, false),
            None => {
                let items = store.documents(before, limit + 1)?;
                let more = items.len() > limit;
                (items, more)
            }
        };
        items.truncate(limit);
        let last = items.last().filter(|_| more).map(|d| d.document);
        let next = last.map(|last| format!("/api/v1/documents?limit={limit}&before={last}"));
        Ok(reply::json(json!({ "items": items, "next": next }).to_string()))
    })
    .await
}

/// One document and all that was read from it
///
/// `record` is the published record: docs/record.schema.json describes every field. The text is not in it.
#[utoipa::path(get, path = "/api/v1/documents/{id}", tag = "documents", params(
    ("id" = String, Path, description = "its number, or the beginning of its digest")),
    responses((status = 200, description = "the document", content_type = "application/json"),
        (status = 404, description = "there is none", content_type = "application/problem+json")))]
pub async fn one_document(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Trouble> {
    app.read(move |store, _| {
        let stored = article::find(store, &id)?;
        let mut record = stored.record;
        record.document.text = None;
        let incidents = store.incidents_of(stored.document)?;
        let answer = json!({
            "document": stored.document, "digest": stored.digest, "superseded_by": stored.superseded_by,
            "incidents": incidents, "record": record,
        });
        Ok(reply::json(answer.to_string()))
    })
    .await
}

/// One actor
#[utoipa::path(get, path = "/api/v1/actors/{id}", tag = "actors", params(
    ("id" = String, Path, description = "its id in the dictionaries")),
    responses((status = 200, description = "the actor", content_type = "application/json"),
        (status = 404, description = "there is none", content_type = "application/problem+json")))]
pub async fn actor(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Trouble> {
    app.read(move |store, snapshot| {
        let meant: Vec<_> = snapshot.actors.iter().filter(|a| a.actor.as_deref() == Some(id.as_str())).collect();
        if meant.is_empty() {
            return Err(Trouble::Missing(format!("Nobody of this record is called {id}.")));
        }
        let called: Vec<Value> =
            store.called(&id, 20)?.into_iter().map(|(words, count)| json!({ "words": words, "count": count })).collect();
        let answer = json!({
            "id": id, "meant": meant, "events": snapshot.of_actor(&id).len(), "called": called,
            "relations": store.relations_of(&id, 100)?, "events_url": format!("/api/v1/events?actor={}&unit=events", encode(&id)),
        });
        Ok(reply::json(answer.to_string()))
    })
    .await
}

/// Agreements that are held against the record
#[utoipa::path(get, path = "/api/v1/agreements", tag = "agreements",
    responses((status = 200, description = "all of them", content_type = "application/json")))]
pub async fn agreements(State(app): State<App>) -> Response {
    reply::json(json!({ "items": agreement::all_as_json(&app), "next": null }).to_string())
}

/// One agreement and what is reported of its terms
///
/// `findings` is what `dateline monitor --format json` writes: docs/findings.schema.json describes every field.
#[utoipa::path(get, path = "/api/v1/agreements/{id}", tag = "agreements", params(("id" = String, Path, description = "its id")),
    responses((status = 200, description = "the agreement", content_type = "application/json"),
        (status = 404, description = "there is none", content_type = "application/problem+json")))]
pub async fn one_agreement(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Trouble> {
    Ok(reply::json(agreement::as_json(&app, &id)?))
}

/// The zones of an agreement, as far as they are drawn
#[utoipa::path(get, path = "/api/v1/agreements/{id}/zones.geojson", tag = "agreements",
    params(("id" = String, Path, description = "the agreement's id")),
    responses((status = 200, description = "GeoJSON", content_type = "application/geo+json"),
        (status = 404, description = "there is none", content_type = "application/problem+json")))]
pub async fn zones(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Trouble> {
    Ok(reply::text("application/geo+json", agreement::zones(&app, &id)?))
}

/// How many changes are asked for: each brings all of a document or an incident, so fewer if nothing is said.
fn page_of_changes(raw: Option<&str>) -> Result<usize, Trouble> {
    let said = value(raw, "limit").is_some_and(|text| !text.is_empty());
    Ok(limit(raw)?.min(if said { ITEMS.1 } else { 50 }))
}

/// What changed since
///
/// Begin with `since=0`, or with the `newest` of an earlier answer. Each item is a document whose events changed, with all its
/// events as they are now; those that are gone stand in `tombstones`, by their names that last. Follow `next` until it is null.
#[utoipa::path(get, path = "/api/v1/changes", tag = "changes", params(
    ("since" = Option<i64>, Query, description = "the number of the last change that is known"),
    ("limit" = Option<u32>, Query, description = "documents of a page, 1 to 1000; 50 if not given")),
    responses((status = 200, description = "a page", content_type = "application/json"),
        (status = 400, description = "what is wrong with the query", content_type = "application/problem+json")))]
pub async fn changes(State(app): State<App>, RawQuery(raw): RawQuery) -> Result<Response, Trouble> {
    let limit = page_of_changes(raw.as_deref())?;
    let since = behind(raw.as_deref(), "since")?;
    app.read(move |store, _| {
        store
            .steady(|store| {
                let (mut all, newest) = store.changes(since, limit + 1)?;
                let more = all.len() > limit;
                all.truncate(limit);
                let next = all.last().filter(|_| more).map(|c| format!("/api/v1/changes?since={}&limit={limit}", c.id));
                let mut items = vec![];
                for change in all {
                    let names = store.names_of(change.document)?;
                    let ids: Vec<i64> = names.iter().map(|(id, _)| *id).collect();
                    let (mut events, mut stones) = (vec![], vec![]);
                    for ((id, name), mut row) in names.iter().zip(store.event_rows(&ids)?) {
                        let rejected = row["review"] == "reject";
                        if !change.current || rejected {
                            let why = if rejected { "rejected" } else { "document" };
                            stones.push(json!({ "name": name, "id": event_name(*id), "why": why, "at": change.at }));
                            continue;
                        }
                        if let Some(object) = row.as_object_mut() {
                            object.insert("name".into(), json!(name));
                        }
                        events.push(row);
                    }
                    let gone = |(name, at): &(String, String)| json!({ "name": name, "id": null, "why": "recoded", "at": at });
                    stones.extend(change.gone.iter().map(gone));
                    items.push(json!({
                        "change": change.id, "document": change.document, "digest": change.digest, "what": change.what,
                        "at": change.at, "events": events, "tombstones": stones,
                    }));
                }
                Ok(reply::json(json!({ "items": items, "next": next, "newest": newest }).to_string()))
            })
            .map_err(Trouble::from)
    })
    .await
}

/// What changed of incidents since
///
/// Begin with `since=0`, or with the `newest` of an earlier answer of this address: it counts apart from `/api/v1/changes`. Each item
/// is an incident that is new or says something else, with all that it says now; or a tombstone of one that is no more, with the
/// incidents that its events `became` part of. Follow `next` until it is null.
#[utoipa::path(get, path = "/api/v1/changes/incidents", tag = "changes", params(
    ("since" = Option<i64>, Query, description = "the number of the last change that is known"),
    ("limit" = Option<u32>, Query, description = "incidents of a page, 1 to 1000; 50 if not given")),
    responses((status = 200, description = "a page; docs/incident.schema.json describes `record`", content_type = "application/json"),
        (status = 400, description = "what is wrong with the query", content_type = "application/problem+json")))]
pub async fn incident_changes(State(app): State<App>, RawQuery(raw): RawQuery) -> Result<Response, Trouble> {
    let (limit, since) = (page_of_changes(raw.as_deref())?, behind(raw.as_deref(), "since")?);
    app.read(move |store, _| {
        let (mut all, newest) = store.steady(|store| store.incident_changes(since, limit + 1))?;
        let more = all.len() > limit;
        all.truncate(limit);
        let next = all
            .last()
            .filter(|_| more)
            .map(|c| format!("/api/v1/changes/incidents?since={}&limit={limit}", c.id));
        let mut items = vec![];
        for change in all {
            let gone = change.record.is_null();
            let stone = json!({ "name": change.name, "why": "remade", "became": change.became, "at": change.at });
            let record = if gone { "null".into() } else { incident::text(&incident::of(&change.name, change.record)?)? };
            items.push(format!(
                "{{\"change\":{},\"incident\":{},\"what\":{},\"at\":{},\"record\":{record},\"tombstone\":{}}}",
                change.id,
                json!(change.name),
                json!(change.what),
                json!(change.at),
                json!(gone.then_some(stone))
            ));
        }
        let (items, next) = (items.join(","), json!(next));
        Ok(reply::json(format!("{{\"items\":[{items}],\"next\":{next},\"newest\":{newest}}}")))
    })
    .await
}

/// What people said of coded events, newest first
#[utoipa::path(get, path = "/api/v1/reviews", tag = "reviews", params(
    ("before" = Option<i64>, Query, description = "where a page begins: from `next` of the page before"),
    ("limit" = Option<u32>, Query, description = "items of a page, 1 to 1000; 100 if not given")),
    responses((status = 200, description = "a page", content_type = "application/json"),
        (status = 400, description = "what is wrong with the query", content_type = "application/problem+json")))]
pub async fn reviews(State(app): State<App>, RawQuery(raw): RawQuery) -> Result<Response, Trouble> {
    let (limit, before) = (limit(raw.as_deref())?, behind(raw.as_deref(), "before")?);
    app.read(move |store, _| {
        let mut items = store.reviews(before, limit + 1)?;
        let more = items.len() > limit;
        items.truncate(limit);
        let next =
            items.last().filter(|_| more).map(|r| format!("/api/v1/reviews?limit={limit}&before={}", r.id));
        Ok(reply::json(json!({ "items": items, "next": next }).to_string()))
    })
    .await
}

/// How often the coder was right, by field, by the reviews so far
#[utoipa::path(get, path = "/api/v1/precision", tag = "reviews",
    responses((status = 200, description = "counts and shares", content_type = "application/json")))]
pub async fn precision(State(app): State<App>) -> Result<Response, Trouble> {
    app.read(|store, _| {
        let one = |p: &dateline_store::Precision| {
            let share = p.share().map(|(share, low, high)| json!({ "share": share, "low": low, "high": high }));
            json!({ "coder": p.coder, "field": p.field, "reviewed": p.reviewed, "right": p.right, "share": share })
        };
        let items: Vec<Value> = store.precision()?.iter().map(one).collect();
        Ok(reply::json(json!({ "items": items }).to_string()))
    })
    .await
}

/// What the record holds, in numbers
#[utoipa::path(get, path = "/api/v1/stats", tag = "record",
    responses((status = 200, description = "counts, and the snapshot's digest", content_type = "application/json"),
        (status = 304, description = "as it was")))]
pub async fn stats(State(app): State<App>, headers: HeaderMap) -> Result<Response, Trouble> {
    tagged(&app, &headers, "application/json", "stats".to_owned(), |_, snapshot| {
        let mut stats = serde_json::to_value(&snapshot.stats).unwrap_or_default();
        if let Some(object) = stats.as_object_mut() {
            object.insert("snapshot".into(), json!(snapshot.digest));
        }
        Ok(stats.to_string())
    })
    .await
}
