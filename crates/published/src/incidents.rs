//! The published shapes of incidents and of decisions on them. `docs/incidents.md` describes every field.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version of the published shape of incidents.
pub const INCIDENT_SCHEMA: u32 = 1;

/// The JSON Schema of an incident.
#[must_use]
pub fn incident_schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(IncidentRecord).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".into(), "dateline incident".into());
    }
    schema
}

/// An event of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct EventName {
    /// The document's id.
    pub document: String,
    /// Where the event's trigger begins in the document's text, in code points, as a string.
    pub event: String,
}

/// Many reports of one deed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct IncidentRecord {
    /// Version of this shape: [`INCIDENT_SCHEMA`].
    pub schema: u32,
    /// Name, made of the first event: the same in every run over the same documents.
    pub id: String,
    /// reported, planned, threatened, called-for, required, averted-aim or hypothetical
    pub status: String,
    /// PLOVER type.
    pub plover: String,
    /// PLOVER modes.
    pub modes: Vec<String>,
    /// First day it can be of.
    pub earliest: Option<String>,
    /// Last day.
    pub latest: Option<String>,
    /// The most exact place told.
    pub place: Option<IncidentPlace>,
    /// How many tell of it.
    pub counts: CountsRecord,
    /// What reports say, question by question.
    pub facets: Vec<FacetRecord>,
    /// Figures, each with its source; never added up.
    pub figures: Vec<SeriesRecord>,
    /// Whose word it is.
    pub origins: Vec<OriginRecord>,
    /// What one document tells on the word of one origin.
    pub reports: Vec<ReportRecord>,
    /// All events.
    pub events: Vec<EventName>,
    /// Why its tellings are taken for one.
    pub merges: Vec<MergeRecord>,
    /// What looks like it and was kept apart.
    pub look_alikes: Vec<LookAlikeRecord>,
    /// The incident that this one is a part of.
    pub part_of: Option<String>,
    /// Incidents that are parts of this one.
    pub parts: Vec<String>,
}

/// A place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct IncidentPlace {
    /// The gazetteer's name.
    pub id: String,
    /// Name.
    pub name: String,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// First-level division.
    pub admin1: Option<String>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// UCDP where_prec.
    pub precision: u8,
}

/// How many tell of an incident. Reports that were withdrawn or superseded are not counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CountsRecord {
    /// Reports.
    pub reports: usize,
    /// Documents they stand in.
    pub documents: usize,
    /// Independent origins, named or described.
    pub origins: usize,
    /// Reports whose origin the words do not tell.
    pub unknown_origin: usize,
    /// Reports that copy another.
    pub echoes: usize,
}

/// What reports say on one question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FacetRecord {
    /// act, actor, recipient, date, place, target, coordination or harm
    pub facet: String,
    /// unattributed, single-origin, corroborated, cross-side, acknowledged, denied, contested, compatible, figures-differ
    /// or retracted
    pub grade: String,
    /// Independent origins that say anything on it but denials.
    pub origins: usize,
    /// Reports that say nothing on it.
    pub silent: usize,
    /// Origins that deny it.
    pub denied_by: Vec<usize>,
    /// What they say.
    pub values: Vec<AttestedRecord>,
}

/// A value and who says it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AttestedRecord {
    /// For people.
    pub value: String,
    /// An id, a class or days: the same in every run.
    pub key: String,
    /// Whether they deny it.
    pub denied: bool,
    /// Who.
    pub by: Vec<TellerRecord>,
}

/// Who says a value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct TellerRecord {
    /// Place in `reports`.
    pub report: usize,
    /// By which event.
    pub event: EventName,
    /// The words.
    pub words: String,
}

/// One figure as one report gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SeriesRecord {
    /// killed, injured…
    pub measure: String,
    /// Lower bound.
    pub lower: Option<f64>,
    /// Upper bound.
    pub upper: Option<f64>,
    /// The number itself.
    pub point: Option<f64>,
    /// The bound itself is excluded.
    pub strict: bool,
    /// "About".
    pub approximate: bool,
    /// Part of another figure of the same report.
    pub part: bool,
    /// Told of a part of the incident.
    pub of_part: bool,
    /// Whom it counts.
    pub group: Option<String>,
    /// The words.
    pub words: String,
    /// Place in `reports`.
    pub report: usize,
    /// The report's day.
    pub published: Option<String>,
    /// The event it was told with.
    pub event: EventName,
    /// The entry whose place it took: a place in this list.
    pub replaces: Option<usize>,
}

/// Whose word it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct OriginRecord {
    /// An actor id, or words.
    pub key: String,
    /// The words.
    pub words: String,
    /// named, described, outlet or unknown
    pub kind: String,
    /// Whose side it is on: a state or an actor.
    pub side: Option<String>,
    /// Other voices that are not independent of it.
    pub members: Vec<String>,
}

/// What one document tells on the word of one origin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ReportRecord {
    /// The document's id.
    pub document: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// Its day.
    pub published: Option<String>,
    /// Place in `origins`.
    pub origin: usize,
    /// Voices from the outlet to the origin.
    pub chain: Vec<String>,
    /// Its events.
    pub events: Vec<EventName>,
    /// What it says: reported, denied…
    pub statuses: Vec<String>,
    /// stands, superseded or withdrawn
    pub standing: String,
    /// The report it copies: a place in this list.
    pub echo_of: Option<usize>,
}

/// One thing that speaks for or against a merge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct EvidenceRecord {
    /// act, actor, recipient, date, place, target, harm, text, status, another or decision
    pub facet: String,
    /// What it adds; null where it forbids the merge.
    pub weight: Option<f32>,
    /// What was found.
    pub found: String,
}

/// Two tellings taken for one, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MergeRecord {
    /// One.
    pub a: EventName,
    /// The other.
    pub b: EventName,
    /// rules or person
    pub by: String,
    /// The name of the rules, or the number of the decision.
    pub name: String,
    /// What the evidence adds up to.
    pub score: f32,
    /// What it had to reach.
    pub threshold: f32,
    /// What spoke for and against.
    pub evidence: Vec<EvidenceRecord>,
}

/// What looks like an incident and was kept apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct LookAlikeRecord {
    /// The other incident.
    pub incident: String,
    /// An event of this one.
    pub ours: EventName,
    /// The event it is like.
    pub theirs: EventName,
    /// What forbade the merge.
    pub because: Vec<EvidenceRecord>,
}

/// A person's word on which events are of one incident: one line of an append-only log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DecisionRecord {
    /// merge or split
    pub decision: String,
    /// Events joined, or taken out.
    pub events: Vec<EventName>,
    /// For a split: what they were taken out of.
    #[serde(default)]
    pub others: Vec<EventName>,
    /// Who decided.
    pub by: String,
    /// On which day, YYYY-MM-DD.
    pub on: String,
    /// Why.
    pub reason: String,
    /// `sha256:` and the digest of the line before; null on the first. A log that was changed afterwards is known by it.
    #[serde(default)]
    pub after: Option<String>,
}
