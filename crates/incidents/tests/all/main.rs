//! Incidents of events coded by hand.

mod merging;
mod parts;
mod siblings;
mod told;
