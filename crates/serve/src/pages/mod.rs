//! One file a page.

pub mod about;
pub mod actor;
pub mod agreement;
pub mod article;
pub mod coverage;
pub mod door;
pub mod event;
pub mod feeds;
pub mod incident;
pub mod overview;
pub mod review;
pub mod search;

use crate::page::{Page, whole};
use crate::reply;
use axum::response::Response;
use maud::Markup;

/// A page of the navigation.
fn at(here: &'static str, title: &str, main: &Markup) -> Response {
    reply::page(whole(&Page { title, here, ..Page::default() }, main))
}

/// A number of a query, within bounds.
fn number(raw: Option<&str>, name: &str, most: i64) -> i64 {
    crate::api::value(raw, name).and_then(|text| text.parse().ok()).unwrap_or(0).clamp(0, most)
}
