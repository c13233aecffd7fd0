//! A view as a feed (Atom, RFC 4287): what fits it, newest first.

use super::{incident, overview};
use crate::days;
use crate::index::Snapshot;
use crate::marks::escape;
use crate::page;
use crate::query::View;
use crate::reply::Trouble;
use crate::state::App;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;

const ENTRIES: usize = 100;

/// `GET /feed.atom`
pub async fn atom(
    State(app): State<App>,
    RawQuery(raw): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let view = crate::api::view(raw.as_deref())?;
    let host =
        headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost").to_owned();
    let key = format!("atom {host} {}", view.string());
    crate::api::tagged(&app, &headers, "application/atom+xml; charset=utf-8", key, move |store, snapshot| {
        let matches = snapshot.matching(&view, overview::documents(store, &view)?.as_ref());
        Ok(feed(snapshot, &view, &matches, &host))
    })
    .await
}

fn feed(snapshot: &Snapshot, view: &View, matches: &[u32], host: &str) -> String {
    let (rows, unit) = (snapshot.rows(view), snapshot.unit(view));
    let base = format!("http://{host}");
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n",
    );
    let element = |out: &mut String, name: &str, attributes: &[(&str, &str)], text: &str| {
        out.push('<');
        out.push_str(name);
        for (name, value) in attributes {
            out.push_str(&format!(" {name}=\""));
            escape(out, value);
            out.push('"');
        }
        out.push('>');
        // XML knows no other control characters.
        let plain: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
        escape(out, &plain);
        out.push_str(&format!("</{name}>\n"));
    };
    let page = view.at("/");
    let (own, html) = (format!("{base}{}", view.at("/feed.atom")), format!("{base}{page}"));
    let moment =
        |day: i32| format!("{}T00:00:00Z", days::show(day).unwrap_or_else(|| "1970-01-01".to_owned()));
    let newest =
        matches.iter().map(|at| &rows[*at as usize]).map(|r| r.published.max(r.day)).max().unwrap_or(0);
    element(
        &mut out,
        "title",
        &[],
        &format!(
            "dateline: {}",
            if view.is_all() { "all that is reported".to_owned() } else { view.string() }
        ),
    );
    element(
        &mut out,
        "id",
        &[],
        &format!(
            "urn:dateline:view:{}",
            crate::reply::tag(view.string().as_bytes()).trim_matches(['W', '/', '"'])
        ),
    );
    element(&mut out, "updated", &[], &moment(newest));
    element(&mut out, "link", &[("rel", "self"), ("href", &own)], "");
    element(&mut out, "link", &[("rel", "alternate"), ("type", "text/html"), ("href", &html)], "");
    element(&mut out, "generator", &[("version", dateline::VERSION)], "dateline");
    out.push_str("<author><name>dateline</name></author>\n");
    for at in matches.iter().take(ENTRIES) {
        let row = &rows[*at as usize];
        out.push_str("<entry>\n");
        element(&mut out, "title", &[], &incident::in_words(snapshot, row));
        let name = snapshot.name(unit, row);
        element(&mut out, "id", &[], &format!("urn:dateline:{name}"));
        element(&mut out, "updated", &[], &moment(row.published.max(row.day)));
        let address = format!("{base}{}", snapshot.url(unit, row));
        element(&mut out, "link", &[("rel", "alternate"), ("href", &address)], "");
        for code in
            [row.plover, row.status, row.grade].into_iter().filter_map(|code| snapshot.codes.get(code))
        {
            element(&mut out, "category", &[("term", code)], "");
        }
        let counts = page::counts(u64::from(row.reports), u64::from(row.origins));
        element(&mut out, "summary", &[], &format!("“{}” {counts}.", snapshot.sentence(row)));
        out.push_str("</entry>\n");
    }
    out.push_str("</feed>\n");
    out
}
