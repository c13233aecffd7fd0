//! The files that pages load: all built in, none fetched from anywhere.

use crate::reply;
use crate::state::App;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::sync::LazyLock;

/// Every file by its name.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Lines and names of the map, as they are seen close by and from afar.
const BORDERS: [&str; 2] = ["borders.json", "borders-far.json"];

static TAGS: LazyLock<Vec<String>> =
    LazyLock::new(|| FILES.iter().map(|(_, bytes)| reply::tag(bytes)).collect());

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "geojson" => "application/geo+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "LICENSE" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// One file. Names are looked up in a list, so no path leads anywhere else. Lines and names of the map may be others than ours.
pub async fn file(State(app): State<App>, Path(name): Path<String>, headers: HeaderMap) -> Response {
    if let Some(borders) = app.config().borders.clone().filter(|_| BORDERS.contains(&name.as_str())) {
        let tag = reply::tag(borders.as_bytes());
        if reply::knows(&headers, &tag) {
            return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response();
        }
        let headers = [
            (header::CONTENT_TYPE, kind(&name).to_owned()),
            (header::ETAG, tag),
            (header::CACHE_CONTROL, "no-cache".to_owned()),
        ];
        return (headers, borders).into_response();
    }
    let Some(at) = FILES.iter().position(|(known, _)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let tag = &TAGS[at];
    if reply::knows(&headers, tag) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag.clone())]).into_response();
    }
    let headers = [
        (header::CONTENT_TYPE, kind(FILES[at].0).to_owned()),
        (header::ETAG, tag.clone()),
        (header::CACHE_CONTROL, "no-cache".to_owned()),
    ];
    (headers, FILES[at].1).into_response()
}
