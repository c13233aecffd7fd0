//! The API, version 1. Its document is made from these functions: what is not here is not there.

use crate::days::By;
use crate::index::Snapshot;
use crate::map;
use crate::pages::overview::documents;
use crate::query::View;
use crate::reply::{self, Trouble};
use crate::state::App;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use utoipa::IntoParams;

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
        Ok(map::timeline(snapshot, &view, &matches, by).to_string())
    })
    .await
}
