//! Holds the terms of an agreement against what is reported, and says which reports bear on which term, each with its words
//! and whose word it is. It collates: it does not observe, verify or judge, and has no finding of its own.

pub mod agreement;
pub mod corpus;
pub mod dates;
mod fields;
pub mod geodesy;
mod geojson;
mod load;
pub mod zone;

pub use agreement::Agreement;
pub use corpus::Corpus;
pub use load::load;
