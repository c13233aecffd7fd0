//! A line for each request, for those who want to know how a server is used. What was asked for stays with who asked: of a query
//! only the names are written, and nothing of headers, cookies, tokens or forms.

use crate::state::App;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::{Request, header};
use axum::middleware::Next;
use axum::response::Response;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

/// Where lines go.
pub struct Log(Mutex<Box<dyn Write + Send>>);

impl Log {
    /// Writes to this: each line in one go, so that two servers may share a file that is appended to.
    #[must_use]
    pub fn to(out: impl Write + Send + 'static) -> Log {
        Log(Mutex::new(Box::new(out)))
    }
    fn write(&self, line: &str) {
        let mut out = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A log that cannot be written stops nobody from reading.
        let _ = out.write_all(line.as_bytes()).and_then(|()| out.flush());
    }
}

/// Names of queries that are told. What else somebody writes there may be anything, so it is `?`.
const NAMES: [&str; 19] = [
    "q", "from", "to", "type", "status", "grade", "actor", "place", "bbox", "unit", "after", "limit",
    "cursor", "since", "before", "by", "zoom", "done", "page",
];

/// A line in the making: written when the answer stands, or when nobody waits for it any more.
struct Line {
    app: App,
    begun: Instant,
    asked: String,
    status: Option<(u16, Option<u64>)>,
}

impl Drop for Line {
    fn drop(&mut self) {
        let Some(log) = &self.app.config().log else { return };
        let (status, bytes) = match self.status {
            Some((status, bytes)) => {
                (status.to_string(), bytes.map_or_else(|| "-".into(), |n| n.to_string()))
            }
            None => ("gone".into(), "-".into()),
        };
        let took = self.begun.elapsed().as_millis();
        log.write(&format!(
            "{} {} {status} {bytes} {took}\n",
            jiff::Timestamp::now().strftime("%FT%TZ"),
            self.asked
        ));
    }
}

/// Stands before everything else.
pub async fn log(State(app): State<App>, request: Request<Body>, next: Next) -> Response {
    if app.config().log.is_none() {
        return next.run(request).await;
    }
    let client = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let client = client.map_or_else(|| "-".to_owned(), |info| info.0.ip().to_canonical().to_string());
    let uri = request.uri();
    let mut names: Vec<&str> = crate::query::pairs(uri.query().unwrap_or_default())
        .iter()
        .map(|(name, _)| NAMES.iter().find(|known| *known == name).copied().unwrap_or("?"))
        .collect();
    names.sort_unstable();
    names.dedup();
    let names = if names.is_empty() { "-".to_owned() } else { names.join(",") };
    let path: String =
        uri.path().chars().take(200).map(|c| if c.is_ascii_graphic() { c } else { '?' }).collect();
    let method = request.method().as_str();
    let method = if method.len() <= 10 { method } else { "?" };
    let asked = format!("{client} {method} {path} {names}");
    let mut line = Line { app, begun: Instant::now(), asked, status: None };
    let response = next.run(request).await;
    let bytes = response.headers().get(header::CONTENT_LENGTH).and_then(|n| n.to_str().ok()?.parse().ok());
    line.status = Some((response.status().as_u16(), bytes));
    response
}
