//! What a document says beside events: who holds what, how actors stand to each other, and what was agreed.

use crate::analysis::written;
use crate::{ClaimId, EventTime, MentionId, Role, RuleId, Span, Status};
use smol_str::SmolStr;

/// How much of a place a statement is about, as a share of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// The words: "most of", "large parts of".
    pub span: Span,
    /// At least this share; none where the words give no measure ("large parts").
    pub lower: Option<f64>,
    /// At most this share.
    pub upper: Option<f64>,
    /// Whether the lower bound itself is excluded: "more than half".
    pub strict: bool,
    /// Whether the share is of what is left when another holder's part is taken away: "most of the remaining region".
    pub of_rest: bool,
}

/// Somebody holds, takes, loses or surrounds a place, according to a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Control {
    /// From the first to the last word of trigger and roles.
    pub span: Span,
    /// The word that states it.
    pub trigger: Span,
    /// Whose claim it is.
    pub claim: ClaimId,
    /// `controlled`, `seized`, `influence`…: influence and presence are no control.
    pub class: SmolStr,
    /// A change of hands, not a state of things.
    pub change: bool,
    /// The place by its words, and the mention they make.
    pub place: Role,
    /// How much of it.
    pub extent: Option<Extent>,
    /// Who holds it.
    pub holders: Vec<Role>,
    /// From whom it was taken, or who is shut in.
    pub from: Vec<Role>,
    /// When, if the words tell.
    pub time: Option<EventTime>,
    /// How real it is.
    pub status: Status,
    /// The word the status rests on.
    pub status_cue: Option<Span>,
    /// The pattern that matched.
    pub rule: RuleId,
}

/// How one actor stands to another, according to a claim.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// From the first to the last word of trigger and roles.
    pub span: Span,
    /// The word that states it.
    pub trigger: Span,
    /// Whose claim it is.
    pub claim: ClaimId,
    /// Of whom it is said.
    pub subject: Role,
    /// `backed-by`, `affiliate-of`, `includes`…
    pub rel: SmolStr,
    /// To whom.
    pub object: Role,
    /// Whether the words say that it is over: "former".
    pub ended: Option<Span>,
    /// When, if the words tell.
    pub time: Option<EventTime>,
    /// How real it is.
    pub status: Status,
    /// The pattern that matched.
    pub rule: RuleId,
}

/// Where somebody stands on an agreement or a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    /// From the first to the last word of trigger and roles.
    pub span: Span,
    /// The word that states it.
    pub trigger: Span,
    /// Whose claim it is.
    pub claim: ClaimId,
    /// Whose position.
    pub holders: Vec<Role>,
    /// Towards what.
    pub toward: Option<Role>,
    /// The agreement, if it is one that the document reports: an index into its agreements.
    pub agreement: Option<u32>,
    /// `accepted`, `rejected`, `conditional` or `none-stated`.
    pub value: SmolStr,
    /// The pattern that matched.
    pub rule: RuleId,
}

written! {
    /// On what footing somebody is bound by a term.
    Basis {
        Party = "party", Implied = "implied", NamedNonParty = "named-non-party", Unknown = "unknown",
    }
}

/// Somebody whom a term binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// Who.
    pub role: Role,
    /// On what footing.
    pub basis: Basis,
}

/// By when a term is to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The time by its words.
    pub mention: MentionId,
    /// As the agreement's date resolves it, where the words lack a year; else as the words do.
    pub edtf: Option<SmolStr>,
    /// Whether the year was inferred from the date of the agreement.
    pub from_agreement: bool,
    /// Whether the words stand with a later act of the same sentence and may not be meant for this one.
    pub shared: bool,
}

written! {
    /// Whether a report could show that a term was kept or not.
    Testable { BrightLine = "bright-line", OpenTextured = "open-textured", No = "no" }
}

/// One obligation of an agreement, as this document reports it.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The words.
    pub span: Span,
    /// The word that says what is to be done.
    pub trigger: Span,
    /// Whose claim it is.
    pub claim: ClaimId,
    /// `withdraw`, `refrain`, `establish`, `purpose`…
    pub obligation: SmolStr,
    /// Whom it binds.
    pub bound: Vec<Bound>,
    /// What is to be handed over, opened, released.
    pub object: Option<Role>,
    /// Where.
    pub place: Option<MentionId>,
    /// In which zone: an index into the agreement's zones.
    pub zone: Option<u32>,
    /// By when.
    pub deadline: Option<Deadline>,
    /// Whether it goes on for as long as the agreement does.
    pub continuing: bool,
    /// Whether a report could show that it was kept.
    pub testable: Testable,
    /// The pattern that matched.
    pub rule: RuleId,
}

/// A zone that an agreement sets up, as this document reports it.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    /// The words.
    pub span: Span,
    /// `buffer`, `demilitarized`, `no-fly`…
    pub kind: SmolStr,
    /// A figure: how deep.
    pub depth: Option<MentionId>,
    /// What it lies along or around, in the words of the text; no line is drawn from it.
    pub datum: Option<Span>,
}

/// An agreement as this document reports it: never corrected from the agreement's own text.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// The words that introduce it.
    pub span: Span,
    /// Whose claim it is.
    pub claim: ClaimId,
    /// All words that refer to it.
    pub mentions: Vec<Span>,
    /// Who made it.
    pub parties: Vec<Role>,
    /// Who brought it about.
    pub mediators: Vec<Role>,
    /// When it was made.
    pub time: Option<EventTime>,
    /// What it lays down.
    pub terms: Vec<Term>,
    /// Zones it sets up.
    pub zones: Vec<Zone>,
    /// The pattern that matched.
    pub rule: RuleId,
}
