//! What comes out: a verdict for each term, with its evidence. These are the published shapes; `docs/monitor.md` describes
//! every field.

use crate::disagree::Disagreement;
use crate::matching::DatedBy;
use crate::table::Shows;
use schemars::JsonSchema;
use serde::Serialize;

/// Version of these shapes.
pub const SCHEMA: u32 = 1;

/// What reports say of a term. None of them says that it was or was not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// A purpose, or nothing that a report could show.
    NotEvaluated,
    /// The window lies before the term holds or after its end.
    NotInForce,
    /// The deadline lies ahead.
    NotYetDue,
    /// Nothing in the corpus has to do with it.
    NoReport,
    /// The deadline has passed, and no report says either way.
    DueUnreported,
    /// At least one act is reported that would perform it.
    ReportedInLine,
    /// At least one act is reported that, if accurate and if the term reads as recorded, would not accord.
    ReportedAtOdds,
    /// Both kinds.
    ReportedMixed,
    /// The report that counts is denied or told otherwise in what matters.
    ReportContested,
    /// There are reports that have to do with it, and they cannot settle it.
    BearsOn,
    /// Actor, place, date or object are too coarse.
    CannotPlace,
    /// What seemed to have to do with it was examined and does not.
    OutsideTerms,
}

impl Verdict {
    /// All verdicts, in the order of the vocabulary.
    pub const ALL: [Verdict; 12] = [
        Verdict::NotEvaluated,
        Verdict::NotInForce,
        Verdict::NotYetDue,
        Verdict::NoReport,
        Verdict::DueUnreported,
        Verdict::ReportedInLine,
        Verdict::ReportedAtOdds,
        Verdict::ReportedMixed,
        Verdict::ReportContested,
        Verdict::BearsOn,
        Verdict::CannotPlace,
        Verdict::OutsideTerms,
    ];
    /// As printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::NotEvaluated => "not-evaluated",
            Verdict::NotInForce => "not-in-force",
            Verdict::NotYetDue => "not-yet-due",
            Verdict::NoReport => "no-report",
            Verdict::DueUnreported => "due-unreported",
            Verdict::ReportedInLine => "reported-in-line",
            Verdict::ReportedAtOdds => "reported-at-odds",
            Verdict::ReportedMixed => "reported-mixed",
            Verdict::ReportContested => "report-contested",
            Verdict::BearsOn => "bears-on",
            Verdict::CannotPlace => "cannot-place",
            Verdict::OutsideTerms => "outside-terms",
        }
    }
    /// What it means, in a sentence.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Verdict::NotEvaluated => "A purpose, or no content that a report could show.",
            Verdict::NotInForce => "The window lies before the term holds or after its end.",
            Verdict::NotYetDue => "The deadline lies ahead.",
            Verdict::NoReport => "Nothing in these documents has to do with it.",
            Verdict::DueUnreported => "The deadline has passed; no report says either way.",
            Verdict::ReportedInLine => "At least one act is reported that would perform it.",
            Verdict::ReportedAtOdds => {
                "At least one act is reported that, if accurate and if the term reads as recorded, would not accord."
            }
            Verdict::ReportedMixed => "Acts of both kinds are reported.",
            Verdict::ReportContested => "The report that counts is denied or told otherwise in what matters.",
            Verdict::BearsOn => "Reports have to do with it, and cannot settle it.",
            Verdict::CannotPlace => "Actor, place, date or object of the reports are too coarse.",
            Verdict::OutsideTerms => "Examined and excluded.",
        }
    }
}

/// An agreement held against a corpus.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Findings {
    /// Version of this shape.
    pub schema: u32,
    /// What this is and is not.
    pub about: String,
    /// The agreement.
    pub agreement: AgreementView,
    /// Acts of these days only; null where open.
    pub from: Option<String>,
    /// Acts of these days only; null where open.
    pub to: Option<String>,
    /// The day on which deadlines are looked at.
    pub as_of: String,
    /// What was searched.
    pub coverage: Coverage,
    /// One for each term, in the order of the agreement; then what no term is about (`term` null).
    pub findings: Vec<Finding>,
}

/// The agreement, as recorded.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct AgreementView {
    /// Short name.
    pub id: String,
    /// Name; in quotation marks elsewhere, for it is not ours.
    pub name: String,
    /// When it was signed, and from when to when it holds.
    pub signed: Option<String>,
    /// From when to when it holds.
    pub life: String,
    /// Parties, each with its role.
    pub parties: Vec<PartyView>,
    /// Whose reading it is: null for a reference record, else the outlet.
    pub reported_by: Option<String>,
    /// Where its text was read.
    pub sources: Vec<String>,
    /// What to know of the record: lines that nobody drew.
    pub warnings: Vec<String>,
}

/// A party.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PartyView {
    /// The actor.
    pub actor: String,
    /// signatory, guarantor, mediator, witness, adherent
    pub role: String,
}

/// What was searched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Coverage {
    /// How many documents.
    pub documents: usize,
    /// Of how many outlets, by name; documents without one are counted in `without_outlet`.
    pub outlets: Vec<String>,
    /// Documents that name no outlet.
    pub without_outlet: usize,
    /// Languages of the documents.
    pub languages: Vec<String>,
    /// First day of publication.
    pub first: Option<String>,
    /// Last day of publication.
    pub last: Option<String>,
    /// Documents without a day.
    pub undated: usize,
    /// Acts, holdings and positions in them.
    pub items: usize,
}

/// What reports say of one term.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Finding {
    /// The term; null for what no term is about.
    pub term: Option<String>,
    /// Its paragraph.
    pub para: String,
    /// Its text or a paraphrase of it: not our words.
    pub text: String,
    /// refrain, prevent, withdraw…
    pub kind: String,
    /// What the reports say.
    pub verdict: Verdict,
    /// Why this one.
    pub reasons: Vec<String>,
    /// Who is bound, on what basis, and where they stand.
    pub bound: Vec<BoundView>,
    /// By when.
    pub deadline: Option<String>,
    /// Whether the deadline's year or reach was inferred.
    pub deadline_uncertain: bool,
    /// bright-line, open-textured, no
    pub testable: String,
    /// What others say: each with who says it.
    pub overlays: Vec<Overlay>,
    /// What the verdict rests on that is not in a report: assumed lines, conditions, terms that come first.
    pub assumptions: Vec<String>,
    /// Where sources tell this term differently.
    pub sources_disagree: Vec<Disagreement>,
    /// The reports, those that count most first; each stands for all reports of one act.
    pub evidence: Vec<Evidence>,
    /// What was examined and excluded, and why.
    pub excluded: Vec<Excluded>,
    /// The finding in sentences; words that are not ours stand in “quotation marks”.
    pub sentences: Vec<String>,
}

/// Somebody who is bound.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct BoundView {
    /// The actor.
    pub actor: String,
    /// party, adherent, implied-guarantor, named-non-party
    pub basis: String,
    /// accepted, rejected, conditional, none-stated; null where no report tells
    pub position: Option<String>,
    /// Where that was read.
    pub position_in: Vec<Citation>,
}

/// What somebody says of a report.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Overlay {
    /// alleged-by, denied-by, justified-by, finding-by, accepted-by
    pub kind: String,
    /// Who: an actor's id, or words in “quotation marks”.
    pub by: String,
    /// Of what: act, coordination…
    pub facet: String,
    /// Where it was read.
    pub citation: Citation,
}

/// All reports of one act, as they bear on a term.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Evidence {
    /// What they say of the term.
    pub shows: Shows,
    /// The rule of the table.
    pub rule: String,
    /// act, holding or position
    pub what: String,
    /// PLOVER type and mode, class of the holding, value of the position.
    pub code: String,
    /// reported, denied, planned…
    pub status: String,
    /// Who of those bound it is about.
    pub bound: Option<String>,
    /// On what basis that one is bound.
    pub basis: Option<String>,
    /// When, as far as it can be told.
    pub days: String,
    /// First day, for the timeline.
    pub first: Option<String>,
    /// Last day.
    pub last: Option<String>,
    /// What dates it.
    pub dated_by: DatedBy,
    /// Where it lies to the zone of the term, if the term has one.
    pub zone: Option<ZoneView>,
    /// What is too coarse to tell.
    pub cannot_place: Vec<Coarse>,
    /// What is denied or told otherwise.
    pub contested: Vec<String>,
    /// What else to know of it.
    pub notes: Vec<String>,
    /// Figures, as each report gives them; they are never added up.
    pub figures: Vec<FigureView>,
    /// How many reports there are.
    pub reports: usize,
    /// How many independent origins they have.
    pub origins: usize,
    /// The origins by name.
    pub origin_names: Vec<String>,
    /// Each report, the fullest first.
    pub citations: Vec<Citation>,
}

/// A figure as a report gives it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct FigureView {
    /// killed, injured…
    pub measure: String,
    /// At least.
    pub lower: Option<f64>,
    /// At most.
    pub upper: Option<f64>,
    /// The words.
    pub quote: String,
    /// Whose figure it is.
    pub by: String,
}

/// A facet that is too coarse.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Coarse {
    /// actor, place, date or object
    pub facet: String,
    /// Why.
    pub why: String,
}

/// Where a place lies to a zone.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ZoneView {
    /// inside-all, inside-some, outside-all, cannot-place
    pub lies: String,
    /// Kilometres to the line, or out of an area (negative: into it).
    pub distance_km: Option<f64>,
    /// Kilometres by which the place may be off.
    pub radius_km: Option<f64>,
    /// What it rests on.
    pub why: String,
}

/// Words of a document, and whose they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Citation {
    /// Name of the document.
    pub document: String,
    /// Its id: a digest of its text.
    pub id: String,
    /// The outlet.
    pub outlet: Option<String>,
    /// Day of publication.
    pub published: Option<String>,
    /// The item within the document: `E3` is its fourth event.
    pub item: String,
    /// First and one past the last code point.
    pub span: [u32; 2],
    /// The words.
    pub quote: String,
    /// Who says it, from the outlet to the innermost speaker: the words of each.
    pub chain: Vec<String>,
    /// reported, denied, planned…
    pub status: String,
    /// Which of the origins of its evidence it has, from 0.
    pub origin: usize,
}

/// An item that seemed to bear on the term, and why it does not.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Excluded {
    /// Why.
    pub why: String,
    /// PLOVER type and mode, or class.
    pub code: String,
    /// Where it was read.
    pub citation: Citation,
}

/// The JSON Schema of findings.
#[must_use]
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Findings).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".into(), "dateline findings".into());
    }
    schema
}
