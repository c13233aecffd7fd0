//! Reviews: what people said last, how often the coder was right so far, and what to look at next.

use super::{at, event, number};
use crate::query::encode;
use crate::reply::Trouble;
use crate::state::App;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use dateline_store::Precision;
use maud::{Markup, html};
use std::hash::Hasher;

const ROWS: usize = 20;
const DRAWN: usize = 10;

/// `GET /review`
pub async fn show(State(app): State<App>, RawQuery(raw): RawQuery) -> Result<Response, Trouble> {
    let before = number(raw.as_deref(), "before", i64::MAX);
    app.read(move |store, snapshot| {
        let precision = store.precision()?;
        let mut reviews = store.reviews(before, ROWS + 1)?;
        let more = reviews.len() > ROWS;
        reviews.truncate(ROWS);
        // Drawn by a number that has nothing to do with what an event is: precision of a drawn sample is that of all.
        let drawn = |id: i64| {
            let mut hash = rustc_hash::FxHasher::default();
            hash.write_i64(id);
            hash.write(b"drawn for review");
            hash.finish()
        };
        let mut next: Vec<(u64, i64)> = vec![];
        for row in snapshot.events.rows.iter().filter(|row| !row.reviewed) {
            let key = (drawn(row.id), row.id);
            if next.len() < DRAWN || next.last().is_some_and(|last| key < *last) {
                let place = next.partition_point(|known| *known < key);
                next.insert(place, key);
                next.truncate(DRAWN);
            }
        }
        let ids: Vec<i64> = next.into_iter().map(|(_, id)| id).collect();
        let rows = store.event_rows(&ids)?;
        let text = |row: &serde_json::Value, name: &str| row.get(name).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
        let main = html! {
            h1 { "Review" }
            (told(&precision))
            section #next {
                h2 { "To look at next" }
                p.hint { "Drawn at random from what nobody has reviewed: precision of a sample drawn so is that of the record." }
                ul { @for row in &rows {
                    li {
                        a href={ "/events/" (text(row, "id")) } { (text(row, "plover")) " " (text(row, "id")) } ": "
                        span dir="auto" { (text(row, "sentence")) }
                    }
                } }
            }
            section #reviews {
                h2 { "Last words" }
                @if reviews.is_empty() { p.none { "Nobody has reviewed anything yet." } }
                @for review in &reviews {
                    article.card {
                        h3 {
                            @match &review.event {
                                Some(name) => a href={ "/events/" (name) } { "Event " (name) },
                                None => { "Event " code { (review.event_name) } " of " a href={ "/documents/" (encode(&review.document_digest)) } { "a document" } },
                            }
                        }
                        (event::one(review))
                    }
                }
                nav.pages aria-label="Pages of the list" {
                    @if more { @if let Some(last) = reviews.last() { a rel="next" href={ "/review?before=" (last.id) } { "Older" } } }
                }
            }
        };
        Ok(at("/review", "Review", &main))
    })
    .await
}

/// How often coders were right, as tables.
pub fn told(precision: &[Precision]) -> Markup {
    let mut coders: Vec<&str> = precision.iter().map(|p| p.coder.as_str()).collect();
    coders.dedup();
    html! {
        section #precision {
            h2 { "How often the coder was right, by these reviews" }
            @if precision.is_empty() { p.none { "Nothing is known yet: nobody has reviewed an event." } }
            @for coder in coders {
                table {
                    caption { (coder) }
                    thead { tr {
                        th scope="col" { "Field" } th.number scope="col" { "Right" } th.number scope="col" { "Reviewed" }
                        th.number scope="col" { "Share" } th scope="col" { "95 % interval" }
                    } }
                    tbody { @for p in precision.iter().filter(|p| p.coder == coder) {
                        tr {
                            th scope="row" { (p.field) }
                            td.number { (p.right) } td.number { (p.reviewed) }
                            @match p.share() {
                                Some((share, low, high)) => { td.number { (format!("{:.0} %", share * 100.0)) } td { (format!("{:.0} to {:.0} %", low * 100.0, high * 100.0)) } }
                                None => { td {} td {} }
                            }
                        }
                    } }
                }
            }
            p.hint {
                "The last word on each event counts; rejected events count for “event” only. Of events that somebody chose to review, \
                 rather than drew at random, this says little about the rest."
            }
        }
    }
}
