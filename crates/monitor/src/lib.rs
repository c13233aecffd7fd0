//! Holds the terms of an agreement against what is reported, and says which reports bear on which term, each with its words
//! and whose word it is. It collates: it does not observe, verify or judge, and has no finding of its own.
//!
//! [`load`] reads an agreement's file, [`table::load`] the table of acts, and [`monitor`] holds the one against a [`Corpus`].
//! Nothing here touches a disk or a clock, and nothing but loading can fail.

pub mod agreement;
pub mod corpus;
pub mod dates;
pub mod disagree;
mod draft;
mod evaluate;
mod fields;
pub mod finding;
pub mod geodesy;
mod geojson;
mod html;
mod load;
mod matching;
mod origins;
mod report;
mod sentences;
pub mod table;
pub mod who;
pub mod words;
pub mod zone;

pub use agreement::Agreement;
pub use corpus::Corpus;
pub use draft::draft;
pub use evaluate::monitor;
pub use finding::{Findings, Verdict};
pub use html::html;
pub use load::load;
pub use matching::{DatedBy, Query};
pub use report::text;
pub use table::Table;
