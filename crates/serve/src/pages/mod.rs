//! One file a page.

pub mod article;
pub mod overview;

use crate::page::Page;
use maud::Markup;

/// A page in the navigation.
pub fn at(here: &'static str, title: &str, main: &Markup) -> axum::response::Response {
    crate::reply::page(crate::page::whole(&Page { title, here, data: vec![] }, main))
}
