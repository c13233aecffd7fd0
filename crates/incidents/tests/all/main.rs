//! Incidents of events coded by hand.

mod merging;
mod siblings;
mod told;
