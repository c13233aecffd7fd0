//! What is stated beside events: controls, relations, positions, agreements.

use super::{EventTimeRecord, Range, RoleRecord};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much of a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ExtentRecord {
    /// In code points.
    pub span: Range,
    /// The words.
    pub text: String,
    /// At least this share of the place, 0 to 1; null where the words give no measure.
    pub lower: Option<f64>,
    /// At most this share.
    pub upper: Option<f64>,
    /// Whether the lower bound itself is excluded: "more than half".
    pub strict: bool,
    /// Whether it is a share of what another holder leaves: "most of the remaining region".
    pub of_rest: bool,
}

/// Who holds a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ControlRecord {
    /// Ordinal in its list.
    pub id: u32,
    /// controlled, held, seized, retaken, lost, contested, besieged, stronghold, enclave, influence, presence
    pub verb_class: String,
    /// state or change
    pub kind: String,
    /// What is held.
    pub place: RoleRecord,
    /// Null where the words name the place without a share.
    pub extent: Option<ExtentRecord>,
    /// Who holds it.
    pub holders: Vec<RoleRecord>,
    /// Who held it before.
    pub from: Vec<RoleRecord>,
    /// When, if the words tell; a state without one is as of the document.
    pub as_of: Option<EventTimeRecord>,
    /// As of events.
    pub status: String,
    /// The word the status rests on.
    pub status_cue: Option<Range>,
    /// In code points.
    pub span: Range,
    /// In UTF-8 bytes.
    pub bytes: Range,
    /// The words.
    pub text: String,
    /// The word that tells of it.
    pub trigger: Range,
    /// The claim it belongs to.
    pub claim: u32,
    /// The rule that read it.
    pub rule: String,
}

/// How two actors stand to each other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RelationRecord {
    /// Ordinal in its list.
    pub id: u32,
    /// Who.
    pub subject: RoleRecord,
    /// includes, part-of, affiliate-of, member-of, backed-by, based-in, sides-with, in-class, allied-with, led-by,
    /// split-from, formerly
    pub rel: String,
    /// To whom.
    pub object: RoleRecord,
    /// The word that says it is over: "former".
    pub ended: Option<Range>,
    /// When, if the words tell.
    pub time: Option<EventTimeRecord>,
    /// As of events.
    pub status: String,
    /// In code points.
    pub span: Range,
    /// In UTF-8 bytes.
    pub bytes: Range,
    /// The words.
    pub text: String,
    /// The word that tells of it.
    pub trigger: Range,
    /// The claim it belongs to.
    pub claim: u32,
    /// The rule that read it.
    pub rule: String,
}

/// Where somebody stands on an agreement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PositionRecord {
    /// Ordinal in its list.
    pub id: u32,
    /// Who.
    pub holders: Vec<RoleRecord>,
    /// accepted, rejected, conditional, none-stated
    pub value: String,
    /// On what.
    pub toward: Option<RoleRecord>,
    /// An agreement of this document.
    pub agreement: Option<u32>,
    /// In code points.
    pub span: Range,
    /// In UTF-8 bytes.
    pub bytes: Range,
    /// The words.
    pub text: String,
    /// The word that tells of it.
    pub trigger: Range,
    /// The claim it belongs to.
    pub claim: u32,
    /// The rule that read it.
    pub rule: String,
}

/// Who is bound by a term.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct BoundRecord {
    /// In code points.
    pub span: Range,
    /// The words.
    pub text: String,
    /// Null where the words resolve to no mention.
    pub mention: Option<u32>,
    /// party, implied, named-non-party, unknown
    pub basis: String,
}

/// By when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DeadlineRecord {
    /// A time mention.
    pub mention: u32,
    /// The day, as EDTF.
    pub edtf: Option<String>,
    /// words, or agreement-date where the year was inferred from the date of the agreement
    pub basis: String,
    /// Whether the words stand with a later act of the sentence and may not be meant for this one.
    pub shared: bool,
}

/// One obligation of an agreement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TermRecord {
    /// Ordinal in its list.
    pub id: u32,
    /// refrain, prevent, withdraw, withdraw-materiel, surrender-materiel, establish, perform, allow, release, restore,
    /// report, purpose
    pub obligation: String,
    /// Who must.
    pub bound: Vec<BoundRecord>,
    /// What the obligation is about.
    pub object: Option<RoleRecord>,
    /// A place mention.
    pub place: Option<u32>,
    /// A zone of this agreement.
    pub zone: Option<u32>,
    /// By when.
    pub deadline: Option<DeadlineRecord>,
    /// Whether it holds until further notice.
    pub continuing: bool,
    /// bright-line, open-textured, no
    pub testable: String,
    /// In code points.
    pub span: Range,
    /// In UTF-8 bytes.
    pub bytes: Range,
    /// The words.
    pub text: String,
    /// The word that tells of it.
    pub trigger: Range,
    /// The claim it belongs to.
    pub claim: u32,
    /// The rule that read it.
    pub rule: String,
}

/// A zone that an agreement sets up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ZoneRecord {
    /// Ordinal in its list.
    pub id: u32,
    /// buffer, demilitarized, no-fly, safe, security, de-escalation, exclusion, corridor
    pub kind: String,
    /// A figure mention.
    pub depth: Option<u32>,
    /// What it lies along or around, in the words of the text.
    pub datum: Option<Range>,
    /// In code points.
    pub span: Range,
    /// In UTF-8 bytes.
    pub bytes: Range,
    /// The words.
    pub text: String,
}

/// An agreement as one document reports it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AgreementRecord {
    /// Ordinal in its list.
    pub id: u32,
    /// Who agreed.
    pub parties: Vec<RoleRecord>,
    /// Who brought it about.
    pub mediators: Vec<RoleRecord>,
    /// When.
    pub time: Option<EventTimeRecord>,
    /// All words that refer to it.
    pub mentions: Vec<Range>,
    /// What was agreed.
    pub terms: Vec<TermRecord>,
    /// The zones it sets up.
    pub zones: Vec<ZoneRecord>,
    /// In code points.
    pub span: Range,
    /// In UTF-8 bytes.
    pub bytes: Range,
    /// The words.
    pub text: String,
    /// The claim it belongs to.
    pub claim: u32,
    /// The rule that read it.
    pub rule: String,
}
