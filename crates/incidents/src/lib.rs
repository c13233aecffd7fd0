//! Many reports to one incident: which reports tell of the same deed, how many origins they have, and what they differ on.
//!
//! [`merge`] takes documents with coded events, coded by anyone, and gives incidents. It reads nothing, cannot fail, and
//! gives the same incidents for the same documents in any order.
//!
//! ```text
//! documents ─within→ deeds ─block→ pairs ─compare→ links ─cluster→ groups ─attest→ incidents
//!            one document      near in space, time, type   decisions     reports, origins, facets, figures
//! ```
//!
//! Where one machine is too small, [`cells`], [`bonds`], [`meet`] and [`merge_part`] do the same work in parts.
//!
//! It does not know which report is true, and picks none. A count of reports is not a count of origins: [`Report`]s hang
//! on [`Origin`]s, and grades count origins that are independent of each other.

mod attest;
mod block;
mod cluster;
mod compare;
mod decide;
mod deed;
mod figures;
mod input;
mod kin;
mod origin;
mod output;
mod parts;
mod rules;
mod sketch;
mod text;
mod window;

pub use decide::{Decision, DecisionKind};
pub use input::{
    Document, Event, EventRef, Figure, Party, Place, Publication, Relation, Target, Time, Voice, VoiceKind,
};
pub use output::{
    Attested, Facet, FacetKind, FigureEntry, Grade, Incident, LookAlike, Merge, MergedBy, Origin, OriginKind,
    Report, Standing, Teller,
};
pub use parts::{Part, bonds, cells, meet, merge_part};
pub use rules::{Evidence, Rules};
pub use sketch::Sketch;
pub use text::overlap;

/// What [`merge`] makes of documents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merged {
    /// Incidents, by their first day, then by name.
    pub incidents: Vec<Incident>,
    /// Decisions that name events which are in no document at hand: they are kept and wait.
    pub waiting: Vec<Decision>,
}

/// Groups the events of many documents into incidents.
///
/// Documents that share an id are read once. Decisions are applied in their order; the last word on two events holds.
#[must_use]
pub fn merge(documents: &[Document], decisions: &[Decision], rules: &Rules) -> Merged {
    let documents = input::ordered(documents);
    let decided = decide::Decided::new(&documents, decisions);
    let deeds = deed::within(&documents, &decided, rules);
    let pairs = block::pairs(&documents, &deeds, None, rules);
    let (groups, look_alikes) = cluster::cluster(&documents, &deeds, &pairs, &decided, rules);
    let incidents = attest::attest(&documents, &deeds, groups, &look_alikes, rules);
    Merged { incidents, waiting: decided.waiting }
}
