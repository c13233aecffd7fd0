//! The nouns of `dateline`: what is read from a document and how it is cited.
//!
//! This crate holds values only. It reads no file, keeps no clock and cannot fail: trouble met while
//! reading a text is a [`Note`] with a span.

mod analysis;
mod document;
mod mention;
mod reading;
mod span;
mod statement;

pub use analysis::{
    Analysis, Deprel, Entity, EntityKind, EntityLayer, Sentence, Token, UnknownLabel, Upos, Xpos,
};
pub use document::{
    Change, Citation, Document, DocumentId, Edition, Origin, PubStatus, PublishedBasis, Section, SectionKind,
};
pub use mention::{
    Actor, Figure, Grain, Mention, MentionId, MentionKind, Place, Resolution, RuleId, TimeBasis, TimexKind,
    Weapon, When,
};
pub use reading::{
    Claim, ClaimId, Event, EventMention, EventTime, Factuality, Interest, Level, Note, QuoteType, Reading,
    Role, Speaker, Stance, Status, TimeRelation,
};
pub use span::Span;
pub use statement::{
    Agreement, Basis, Bound, Control, Deadline, Extent, Position, Relation, Term, Testable, Zone,
};
