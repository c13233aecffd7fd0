//! Everything an event can refer to: actors, places, times and figures, each with the words it was read from.

pub mod actors;
pub mod coreference;
pub mod figures;
mod numbers;
pub mod places;
pub mod times;
mod toponyms;
pub mod weapons;
