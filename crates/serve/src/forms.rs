//! Forms that change something: signed, reasoned, and sent by a page of ours.

use crate::guard;
use crate::query;
use crate::reply::Trouble;
use crate::state::App;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

/// Longest name and longest reason.
const MOST: (usize, usize) = (120, 2_000);

/// Who says it, why, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Who.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When: `2026-11-22T10:00:00Z`.
    pub at: String,
}

/// The fields of a form.
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Reads a form, if a page of ours sent it.
    ///
    /// # Errors
    /// [`Trouble::Forbidden`] if not.
    pub fn of(app: &App, headers: &HeaderMap, body: &str) -> Result<Form, Trouble> {
        let form = Form::plain(headers, body)?;
        guard::is_ours(app, headers, form.one("word").as_deref())?;
        Ok(form)
    }
    /// Reads a form, whoever sent it.
    ///
    /// # Errors
    /// [`Trouble::Wrong`] if it is none.
    pub fn plain(headers: &HeaderMap, body: &str) -> Result<Form, Trouble> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.starts_with("application/x-www-form-urlencoded") {
            return Err(Trouble::Wrong("Send a form.".into()));
        }
        Ok(Form(query::pairs(body)))
    }
    /// A field, if it is filled.
    #[must_use]
    pub fn one(&self, name: &str) -> Option<String> {
        let found = self.0.iter().find(|(known, _)| known == name)?;
        Some(found.1.trim().to_owned()).filter(|value| !value.is_empty())
    }
    /// Every field of a name.
    #[must_use]
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
    }
    /// A field that must be filled.
    ///
    /// # Errors
    /// [`Trouble::Wrong`] if it is not.
    pub fn needed(&self, name: &str) -> Result<String, Trouble> {
        self.one(name).ok_or_else(|| Trouble::Wrong(format!("`{name}` is empty.")))
    }
    /// Who says it and why, now.
    ///
    /// # Errors
    /// [`Trouble::Wrong`] if either is not told.
    pub fn signed(&self) -> Result<Signed, Trouble> {
        let (by, reason) = (self.needed("by")?, self.needed("reason")?);
        if by.chars().count() > MOST.0 || reason.chars().count() > MOST.1 || by.chars().any(char::is_control)
        {
            return Err(Trouble::Wrong(format!(
                "A name has at most {} letters, a reason {}.",
                MOST.0, MOST.1
            )));
        }
        let now = jiff::Timestamp::now().to_string();
        // To the second.
        let at = format!("{}Z", now.split(['.', 'Z']).next().unwrap_or_default());
        Ok(Signed { by, reason: reason.replace('\r', ""), at })
    }
}

/// The word that shows where a form comes from.
pub fn hidden(word: &str) -> Markup {
    html! { input type="hidden" name="word" value=(word); }
}

/// Name and reason.
pub fn signed() -> Markup {
    html! {
        div.field {
            label { "Your name" input name="by" required maxlength=(MOST.0) autocomplete="name"; }
        }
        div.field {
            label { "Why" textarea name="reason" required maxlength=(MOST.1) rows="2" {} }
        }
    }
}

/// Goes on to another page.
#[must_use]
pub fn see(address: &str) -> Response {
    let to = HeaderValue::from_str(address).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}
