//! One event, and what people say of it.

use super::about::{STATUSES, TYPES};
use super::article::{Words, find as find_document, text_of_event, title};
use crate::forms::{self, Form};
use crate::page::{self, Page};
use crate::reply::{self, Trouble};
use crate::state::App;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use dateline_store::{EventName, Review, Reviewed, STRIDE, Store, Verdict};
use maud::{Markup, html};
use serde_json::{Map, Value};

/// The event of an address: its document, and its name that lasts.
fn name(store: &Store, document: i64, ordinal: i64) -> Result<EventName, Trouble> {
    let missing = || Trouble::Missing(format!("There is no event {document}/{ordinal} in this record."));
    if !(0..STRIDE).contains(&ordinal) || !(0..i64::MAX / STRIDE).contains(&document) {
        return Err(missing());
    }
    store.event_name(document * STRIDE + ordinal)?.ok_or_else(missing)
}

/// `GET /events/{document}/{ordinal}`
pub async fn show(
    State(app): State<App>,
    Path((document, ordinal)): Path<(i64, i64)>,
    RawQuery(raw): RawQuery,
) -> Result<Response, Trouble> {
    let done = crate::api::value(raw.as_deref(), "done");
    let word = app.word("forms");
    let may = app.may_change();
    app.read(move |store, snapshot| {
        let name = name(store, document, ordinal)?;
        let stored = find_document(store, &document.to_string())?;
        let row = store.event_rows(&[document * STRIDE + ordinal])?.pop().unwrap_or_default();
        let reviews = store.reviews_of(&name)?;
        let incidents = store.incidents_of(document)?;
        let words = Words::of(&stored);
        let missing = || Trouble::Missing(format!("There is no event {document}/{ordinal} in this record."));
        let event =
            usize::try_from(ordinal).ok().and_then(|at| stored.record.events.get(at)).ok_or_else(missing)?;
        let heading = format!("{} in {}", event.plover, title(&stored));
        let data = vec![("application/json", format!("/api/v1/events/{document}/{ordinal}"))];
        let about = Page { title: &heading, here: "", data, ..Page::default() };
        let inside = incidents.iter().find(|i| i.name == name.event);
        let main = html! {
            h1 { "Event " (document) "/" (ordinal) }
            @if done.is_some() { p.done role="status" { "Your review is kept." } }
            p.source {
                "In " a href={ "/documents/" (document) "#e" (ordinal) } dir="auto" { (title(&stored)) } ", "
                span dir="auto" { (stored.given.outlet.as_deref().unwrap_or("outlet not told")) } ", "
                (stored.given.published.as_deref().unwrap_or("day not told")) "."
            }
            (text_of_event(&words, event, &stored.given.language))
            (words.event(event, inside, false))
            (said(&reviews))
            @if may { (form(document, ordinal, &row, &word)) }
            (page::cite(&format!("“{}”", event.text), &format!("{}@{}", name.document, name.event), snapshot))
        };
        Ok(reply::page(page::whole(&about, &main)))
    })
    .await
}

/// What people said of an event, or of several.
pub fn said(reviews: &[Reviewed]) -> Markup {
    html! {
        section #reviews {
            h2 { "What people say of the coding" }
            @if reviews.is_empty() { p.none { "Nobody has reviewed it: it stands as coded." } }
            @else { ul { @for review in reviews { li { (one(review)) } } } }
        }
    }
}

/// A review.
pub fn one(review: &Reviewed) -> Markup {
    let shown = |value: Option<&Value>| match value {
        None | Some(Value::Null) => "none".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    html! {
        div class={ "review verdict-" (review.verdict.as_str()) @if !review.latest { " overridden" } } {
            p {
                strong { (verdict_means(review.verdict)) } " by " span.human dir="auto" { (review.by) } ", " time datetime=(review.at) { (review.at) }
                @if !review.latest { " (overridden by a later word)" }
                @if review.event.is_none() { " (today's reading does not hold this event; the review waits)" }
            }
            @if !review.amended.is_empty() {
                ul.amended { @for (field, value) in &review.amended {
                    @if let Some((_, means)) = dateline_store::FIELDS.iter().find(|(name, _)| name == field) {
                        li {
                            (means) @if *means == "days" { " (" (field) ")" } ": "
                            del dir="auto" { (shown(review.coded.get(field))) } " → " ins dir="auto" { (shown(Some(value))) }
                        }
                    }
                } }
            }
            blockquote.reason dir="auto" { (review.reason) }
        }
    }
}

/// A verdict in words.
#[must_use]
pub const fn verdict_means(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Accept => "accepted as coded",
        Verdict::Amend => "amended",
        Verdict::Reject => "rejected: the words tell of no such event",
        Verdict::Withdraw => "earlier word withdrawn",
    }
}

fn form(document: i64, ordinal: i64, row: &Value, word: &str) -> Markup {
    let now = |name: &str| row.get(name).and_then(Value::as_str);
    let text = |name: &'static str, label: &'static str, kind: &'static str| {
        html! { div.field {
            label for={ "r-" (name) } { (label) }
            input id={ "r-" (name) } name=(name) type=(kind) value=[now(name)] maxlength="300" dir="auto";
        } }
    };
    let choose = |name: &'static str, label: &'static str, all: &[&'static str]| {
        html! { div.field {
            label for={ "r-" (name) } { (label) }
            select id={ "r-" (name) } name=(name) {
                @for value in all { option value=(value) selected[now(name) == Some(value)] { (value) } }
                @if let Some(value) = now(name).filter(|v| !all.contains(v)) { option value=(value) selected { (value) } }
            }
        } }
    };
    html! {
        section #review {
            h2 { "Your word" }
            form.review method="post" action={ "/events/" (document) "/" (ordinal) "/review" } {
                (forms::hidden(word))
                fieldset.verdict {
                    legend { "The coding is" }
                    label.check { input type="radio" name="verdict" value="accept" required; " right" }
                    label.check { input type="radio" name="verdict" value="amend"; " to be amended as below" }
                    label.check { input type="radio" name="verdict" value="reject"; " wrong: the words tell of no such event" }
                    label.check { input type="radio" name="verdict" value="withdraw"; " open again: withdraw what was said" }
                }
                fieldset.fields {
                    legend { "Put right (used if you amend; empty means there is none)" }
                    (choose("plover", "Type", &TYPES.map(|(code, _)| code)))
                    (text("mode", "Mode", "text"))
                    (choose("status", "Status", &STATUSES))
                    (text("who", "Who", "text"))
                    (text("whom", "To whom", "text"))
                    (text("place", "Place", "text"))
                    (text("earliest", "First day", "date"))
                    (text("latest", "Last day", "date"))
                }
                (forms::signed())
                button type="submit" { "Keep" }
            }
        }
    }
}

/// `POST /events/{document}/{ordinal}/review`
pub async fn review(
    State(app): State<App>,
    Path((document, ordinal)): Path<(i64, i64)>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Trouble> {
    let form = Form::of(&app, &headers, &body)?;
    let signed = form.signed()?;
    let verdict = form.needed("verdict")?;
    let verdict =
        Verdict::of(&verdict).ok_or_else(|| Trouble::Wrong(format!("`verdict` is `{verdict}`.")))?;
    let mut amended = Map::new();
    if verdict == Verdict::Amend {
        for (field, _) in dateline_store::FIELDS {
            let value = form.one(field);
            let long = value.as_ref().is_some_and(|v| v.chars().count() > 300);
            let known = match (field, &value) {
                ("plover", Some(value)) => TYPES.iter().any(|(code, _)| code == value),
                ("status", Some(value)) => STATUSES.contains(&value.as_str()),
                ("plover" | "status", None) => false,
                ("earliest" | "latest", Some(value)) => crate::days::read(value).is_some(),
                _ => true,
            };
            if long || !known {
                return Err(Trouble::Wrong(format!("`{field}` cannot be `{}`.", value.unwrap_or_default())));
            }
            amended.insert(field.to_owned(), value.map_or(Value::Null, Value::String));
        }
        let day = |name: &str| amended.get(name).and_then(Value::as_str).map(str::to_owned);
        if let (Some(first), Some(last)) = (day("earliest"), day("latest"))
            && first > last
        {
            return Err(Trouble::Wrong("The first day is behind the last.".into()));
        }
    }
    app.write(move |store| {
        let event = name(store, document, ordinal)?;
        let forms::Signed { by, reason, at } = signed;
        store.review(&Review { event, verdict, amended, by, at, reason })?;
        Ok(())
    })
    .await?;
    Ok(forms::see(&format!("/events/{document}/{ordinal}?done=review")))
}
