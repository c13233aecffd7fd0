//! The way in with a token, and the way from a permanent id to its page.

use crate::forms::{Form, see};
use crate::guard::COOKIE;
use crate::page;
use crate::reply::{self, Trouble};
use crate::state::App;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use dateline_store::EventName;
use maud::html;

/// `GET /login`
pub async fn form() -> Response {
    reply::page(page::bare("Token", &html! { h1 { "Token" } (page::login()) }))
}

/// `POST /login`
pub async fn login(State(app): State<App>, headers: HeaderMap, body: String) -> Result<Response, Trouble> {
    let given = Form::plain(&headers, &body)?.one("token").unwrap_or_default();
    if !app.is_token(&given) {
        return Err(Trouble::Unknown);
    }
    let mut response = see("/");
    let cookie = format!("{COOKIE}={given}; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000");
    let cookie =
        HeaderValue::from_str(&cookie).map_err(|_| Trouble::Wrong("A token is plain letters.".into()))?;
    response.headers_mut().insert(header::SET_COOKIE, cookie);
    Ok(response)
}

/// `GET /id/{id}`: an incident's name, an agreement's id, a document's digest, an event as `digest@name`.
pub async fn id(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Trouble> {
    let held = app.config().agreements.held();
    if held.iter().any(|one| one.agreement.id == id) {
        return Ok(see(&format!("/agreements/{}", crate::query::encode(&id))));
    }
    app.read(move |store, _| {
        if let Some((document, event)) = id.split_once('@') {
            let name = EventName { document: document.to_owned(), event: event.to_owned() };
            if let Some(id) = store.event_id(&name)? {
                return Ok(see(&format!("/events/{}", crate::index::event_name(id))));
            }
        }
        if store.incident(&id)?.is_some() {
            return Ok(see(&format!("/incidents/{}", crate::query::encode(&id))));
        }
        match &store.id(&id)?[..] {
            [only] => Ok(see(&format!("/documents/{}", only.document))),
            _ => Err(Trouble::Missing(format!("This record holds nothing of the id {id}."))),
        }
    })
    .await
}
