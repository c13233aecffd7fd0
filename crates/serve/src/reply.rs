//! What goes back: pages, JSON, troubles told in one form each, and tags by which a client knows that nothing has changed.

use crate::page;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};
use std::hash::Hasher;

/// Why something could not be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// There is no such thing.
    Missing(String),
    /// What was asked for makes no sense.
    Wrong(String),
    /// It may not be done.
    Forbidden(String),
    /// Who asks has to say who they are.
    Unknown,
    /// Something else happened first.
    Conflict(String),
    /// Asked too often; seconds to wait.
    TooOften(u64),
    /// The record is in the way.
    Busy(String),
    /// A fault of ours, or of the file.
    Broken(String),
}

impl Trouble {
    const fn status(&self) -> StatusCode {
        match self {
            Trouble::Missing(_) => StatusCode::NOT_FOUND,
            Trouble::Wrong(_) => StatusCode::BAD_REQUEST,
            Trouble::Forbidden(_) => StatusCode::FORBIDDEN,
            Trouble::Unknown => StatusCode::UNAUTHORIZED,
            Trouble::Conflict(_) => StatusCode::CONFLICT,
            Trouble::TooOften(_) => StatusCode::TOO_MANY_REQUESTS,
            Trouble::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
            Trouble::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
    fn detail(&self) -> String {
        match self {
            Trouble::Missing(text)
            | Trouble::Wrong(text)
            | Trouble::Forbidden(text)
            | Trouble::Conflict(text)
            | Trouble::Busy(text)
            | Trouble::Broken(text) => text.clone(),
            Trouble::Unknown => "This server asks for its token.".to_owned(),
            Trouble::TooOften(seconds) => format!("Too many requests; try again in {seconds} s."),
        }
    }
}

impl From<dateline_store::Error> for Trouble {
    fn from(error: dateline_store::Error) -> Trouble {
        match error {
            dateline_store::Error::Query { query, .. } => Trouble::Wrong(format!(
                "“{query}” cannot be looked for: put words that belong together in quotation marks, OR between others"
            )),
            dateline_store::Error::Busy { .. } => {
                Trouble::Busy("Another program is writing; try again.".into())
            }
            dateline_store::Error::Full(path) => {
                eprintln!("dateline: {}: no room left to write", path.display());
                Trouble::Busy("The server has no room left to write: nothing was kept.".into())
            }
            dateline_store::Error::ReadOnly(path) => {
                eprintln!("dateline: {}: may only be read", path.display());
                Trouble::Forbidden("The server may only read this record: nothing was kept.".into())
            }
            // Paths and SQL are nobody's business.
            other => {
                let told = other.to_string();
                // Broken off because nobody waits for it any more.
                if !told.ends_with("interrupted") {
                    eprintln!("dateline: {told}");
                }
                Trouble::Broken("The record could not be read; the server's log says why.".into())
            }
        }
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Trouble::TooOften(seconds) = self {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// A page.
pub fn page(markup: Markup) -> Response {
    let kind = HeaderValue::from_static("text/html; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], markup.into_string()).into_response()
}

/// A text of some kind.
pub fn text(kind: &'static str, text: String) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static(kind))], text).into_response()
}

/// JSON that was written already.
pub fn json(text_of: String) -> Response {
    text("application/json", text_of)
}

/// The tag of bytes: changes when they do.
#[must_use]
pub fn tag(bytes: &[u8]) -> String {
    let mut hash = rustc_hash::FxHasher::default();
    hash.write(bytes);
    let first = hash.finish();
    hash.write_usize(bytes.len());
    // Weak, for what goes over the wire may be packed.
    format!("W/\"{first:016x}{:08x}\"", hash.finish() as u32)
}

/// Whether a client holds what bears this tag.
#[must_use]
pub fn knows(headers: &HeaderMap, tag: &str) -> bool {
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|known| known.trim() == "*" || plain(known) == plain(tag))
}

/// Tells troubles in the form of the place they came up in: a page for people, problem+json (RFC 9457) for programs. And tags
/// what has no tag.
pub async fn finish(request: Request<Body>, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let known = request.headers().clone();
    let tagged = request.method() == axum::http::Method::GET;
    let response = next.run(request).await;
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        return told(&path, response);
    }
    if !tagged || status != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    if let Some(tag) = parts.headers.get(header::ETAG).and_then(|tag| tag.to_str().ok()) {
        if knows(&known, tag) {
            parts.status = StatusCode::NOT_MODIFIED;
            return Response::from_parts(parts, Body::empty());
        }
        return Response::from_parts(parts, body);
    }
    // Everything is made in memory, so this only hands it over.
    let Ok(bytes) = axum::body::to_bytes(body, usize::MAX).await else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let tag = tag(&bytes);
    if let Ok(value) = HeaderValue::from_str(&tag) {
        parts.headers.insert(header::ETAG, value);
    }
    parts.headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-cache"));
    if knows(&known, &tag) {
        parts.status = StatusCode::NOT_MODIFIED;
        parts.headers.remove(header::CONTENT_TYPE);
        return Response::from_parts(parts, Body::empty());
    }
    Response::from_parts(parts, Body::from(bytes))
}

fn told(path: &str, response: Response) -> Response {
    let status = response.status();
    let trouble = response.extensions().get::<Trouble>().cloned();
    let title = status.canonical_reason().unwrap_or("Trouble");
    let detail = trouble.as_ref().map_or_else(|| plainly(status), Trouble::detail);
    let mut answer = if path.starts_with("/api/") {
        let problem = serde_json::json!({
            "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail, "instance": path,
        });
        let mut answer = text("application/problem+json", problem.to_string());
        *answer.status_mut() = status;
        answer
    } else {
        let body = html! {
            h1 { (title) }
            p { (detail) }
            @if trouble == Some(Trouble::Unknown) { (page::login()) }
            p { a href="/" { "To the overview" } }
        };
        let mut answer = page(page::bare(title, &body));
        *answer.status_mut() = status;
        answer
    };
    for name in [header::RETRY_AFTER, header::ALLOW, header::WWW_AUTHENTICATE] {
        if let Some(value) = response.headers().get(&name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    answer
}

fn plainly(status: StatusCode) -> String {
    match status {
        StatusCode::NOT_FOUND => "There is nothing here.",
        StatusCode::METHOD_NOT_ALLOWED => "That cannot be done here.",
        StatusCode::PAYLOAD_TOO_LARGE => "That is more than this server takes.",
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => "That took too long.",
        _ => "That did not work.",
    }
    .to_owned()
}
