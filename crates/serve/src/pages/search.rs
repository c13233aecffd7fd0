//! Documents by their words, and a list of all.

use super::article::listed;
use super::{at, number};
use crate::page;
use crate::query::{View, encode};
use crate::reply::Trouble;
use crate::state::App;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use dateline_store::Listed;
use maud::{Markup, html};

const ROWS: usize = 25;
/// Nobody reads farther; ranking farther costs.
const DEEPEST: i64 = 1_000;

/// `GET /search`
pub async fn show(State(app): State<App>, RawQuery(raw): RawQuery) -> Result<Response, Trouble> {
    let words = View::read(raw.as_deref().unwrap_or_default()).0.q;
    let skip = number(raw.as_deref(), "skip", DEEPEST);
    let before = number(raw.as_deref(), "before", i64::MAX);
    app.read(move |store, snapshot| {
        let (found, trouble) = match &words {
            None => (store.documents(before, ROWS + 1)?, None),
            Some(words) => match store.search(words, skip as usize, ROWS + 1).map_err(Trouble::from) {
                Ok(found) => (found, None),
                Err(Trouble::Wrong(message)) => (vec![], Some(message)),
                Err(trouble) => return Err(trouble),
            },
        };
        let more = found.len() > ROWS;
        let actors: Vec<_> = words
            .as_ref()
            .map(|words| {
                let folded = words.to_lowercase();
                let named = |a: &&dateline_store::ActorRow| a.actor.is_some() && a.name.to_lowercase().contains(&folded);
                snapshot.actors.iter().filter(named).take(10).collect()
            })
            .unwrap_or_default();
        let next = match (&words, found.get(ROWS.saturating_sub(1))) {
            _ if !more => None,
            (Some(words), _) => (skip < DEEPEST).then(|| format!("/search?q={}&skip={}", encode(words), skip + ROWS as i64)),
            (None, last) => last.map(|d| format!("/search?before={}", d.document)),
        };
        let main = html! {
            h1 { "Search" }
            form.inline method="get" action="/search" role="search" {
                label for="q" { "Words of documents" }
                input #q name="q" type="search" value=[words.as_ref()] maxlength="200" dir="auto" placeholder="\"air strike\" OR shell*";
                button type="submit" { "Search" }
            }
            @if let Some(message) = trouble { p.wrong role="alert" { (message) } }
            @if let Some(words) = &words {
                p {
                    "Events in these documents: "
                    (page::narrowed("on map and timeline", &View { q: Some(words.clone()), ..View::default() })) ". "
                    @if !actors.is_empty() {
                        "Actors: "
                        @for (at, actor) in actors.iter().enumerate() {
                            @if at > 0 { ", " }
                            a href={ "/actors/" (encode(actor.actor.as_deref().unwrap_or_default())) } dir="auto" { (actor.name) }
                        }
                    }
                }
            } @else { h2 { "All documents, newest added first" } }
            section #results {
                @if found.is_empty() { p.none { "No document holds that." } }
                ol.documents { @for document in found.iter().take(ROWS) { li { (one(document)) } } }
            }
            nav.pages aria-label="Pages of the list" {
                @if skip > 0 || before > 0 { a rel="first" href={ "/search" @if let Some(words) = &words { "?q=" (encode(words)) } } { "First" } " " }
                @if let Some(next) = next { a rel="next" href=(next) { "More" } }
            }
        };
        Ok(at("/search", "Search", &main))
    })
    .await
}

fn one(document: &Listed) -> Markup {
    html! {
        p { (listed(document)) " " small { (document.events) " events" } }
        @if let Some(snippet) = &document.snippet { p.snippet dir="auto" { (lit(snippet)) } }
    }
}

/// Words around what was found; the marks of the store become marks of the page.
fn lit(snippet: &str) -> Markup {
    html! {
        @for (at, part) in snippet.split('\u{2}').enumerate() {
            @if at == 0 { (part) }
            @else {
                @let (hit, rest) = part.split_once('\u{3}').unwrap_or((part, ""));
                mark.hit { (hit) } (rest)
            }
        }
    }
}
