//! The published record as plain structs: what `dateline read --format jsonl` writes, and what reads it back.
//!
//! `docs/record.md` describes every field. Spans are half-open and count Unicode code points of the document's text; `bytes`
//! counts UTF-8 bytes. Numbers that point (`claim`, `mention`, `figures`) are places in the lists of the same record.
//!
//! ```
//! let line = r#"{"schema":1,"dateline":"0.1.0","model":"m","data":"d","document":{"id":"sha256:0","key":null,"source":null,
//!   "url":null,"title":null,"published":null,"published_basis":"none","language":"en","length":0},"sections":[],
//!   "sentences":[],"mentions":[],"claims":[],"events":[],"controls":[],"agreements":[],"positions":[],"relations":[],
//!   "notes":[]}"#;
//! let record: dateline_published::Record = serde_json::from_str(line)?;
//! assert_eq!(record.document.language, "en");
//! # Ok::<(), serde_json::Error>(())
//! ```

mod incidents;
mod statements;

pub use incidents::*;
pub use statements::*;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the published shapes.
pub const SCHEMA: u32 = 1;

/// The JSON Schema of a line.
#[must_use]
pub fn schema() -> serde_json::Value {
    let mut schema = schemars::schema_for!(Record).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("title".into(), "dateline record".into());
    }
    schema
}

/// A half-open stretch of text: first and one past the last.
pub type Range = [u32; 2];

/// One document and everything read from it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Record {
    /// Version of this shape: [`SCHEMA`].
    pub schema: u32,
    /// Version of the program.
    pub dateline: String,
    /// Digest of the parser's model.
    pub model: String,
    /// Digest of the data files.
    pub data: String,
    /// What is known of the document.
    pub document: DocumentRecord,
    /// Its parts.
    pub sections: Vec<SectionRecord>,
    /// Its sentences.
    pub sentences: Vec<SentenceRecord>,
    /// Actors, places, times, figures, weapons.
    pub mentions: Vec<MentionRecord>,
    /// Who says what; the first is the outlet's own voice.
    pub claims: Vec<ClaimRecord>,
    /// Who did what to whom.
    pub events: Vec<EventRecord>,
    /// Who holds what.
    pub controls: Vec<ControlRecord>,
    /// Agreements as this document reports them.
    pub agreements: Vec<AgreementRecord>,
    /// Where somebody stands on an agreement.
    pub positions: Vec<PositionRecord>,
    /// How actors stand to each other.
    pub relations: Vec<RelationRecord>,
    /// What a reader should know.
    pub notes: Vec<NoteRecord>,
}

/// What is known of a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct DocumentRecord {
    /// `sha256:` and the digest of the text.
    pub id: String,
    /// The user's own name for the document.
    pub key: Option<String>,
    /// The outlet.
    pub source: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Day of publication, `YYYY-MM-DD`.
    pub published: Option<String>,
    /// user, metadata, dateline or none
    pub published_basis: String,
    /// BCP 47 tag.
    pub language: String,
    /// In code points.
    pub length: u32,
    /// Where it was read; null for a text that came from no input.
    pub citation: Option<CitationRecord>,
    /// Which edition of a story it is, where its publisher tells.
    pub edition: Option<EditionRecord>,
    /// What made the text out of the input, and its version; null where the text is the input's own.
    pub extractor: Option<String>,
    /// The text that all spans count in; only where an extractor made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// Where a document was read: enough to find its bytes again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct CitationRecord {
    /// A path, or stdin.
    pub input: String,
    /// First byte: of the unpacked bytes, of a WARC of the file as stored.
    pub offset: u64,
    /// In bytes.
    pub length: u64,
    /// From 1; formats of lines only.
    pub line: Option<u64>,
    /// WARC-Record-ID, or the id of an item of a feed.
    pub record: Option<String>,
    /// sha256 of the bytes the document was made of, unpacked.
    pub digest: Option<String>,
}

/// Which edition of a story a document is, by its publisher.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct EditionRecord {
    /// The publisher's name for the story, the same for all its editions.
    pub guid: String,
    /// A number, or the moment the edition was made.
    pub version: Option<String>,
    /// usable, withheld or canceled
    pub status: String,
    /// first, update, correction or withdrawal
    pub change: String,
    /// Names of other stories that this one takes the place of.
    pub supersedes: Vec<String>,
    /// To editors.
    pub note: Option<String>,
}

/// A part of the document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SectionRecord {
    /// headline, dateline, body, related, boilerplate or caption
    pub kind: String,
    /// In code points.
    pub span: Range,
    /// In UTF-8 bytes.
    pub bytes: Range,
}

/// A sentence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SentenceRecord {
    /// In code points.
    pub span: Range,
    /// In UTF-8 bytes.
    pub bytes: Range,
}

/// Words that name something.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct MentionRecord {
    /// Ordinal in its list.
    pub id: u32,
    /// actor, place, time, figure or weapon
    pub kind: String,
    /// In code points.
    pub span: Range,
    /// In UTF-8 bytes.
    pub bytes: Range,
    /// The word that names it.
    pub head: Range,
    /// The words.
    pub text: String,
    /// The rule that read it.
    pub rule: String,
    /// The mention before it that it takes up: "the group", "it", a surname.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub antecedent: Option<u32>,
    /// known, ambiguous or unknown; actors and places only
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<String>,
    /// Who is meant; actors only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<ActorRecord>,
    /// Where; places only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceRecord>,
    /// Every candidate where the resolution is ambiguous.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<String>,
    /// What with; weapons only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weapon: Option<WeaponRecord>,
    /// When; times only.
    #[serde(flatten)]
    pub time: Option<TimeRecord>,
    /// How many; figures only.
    #[serde(flatten)]
    pub figure: Option<FigureRecord>,
}

/// A weapon, or what carries it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct WeaponRecord {
    /// missile, firearm, aircraft… as in the data files; null for a means that is in no list
    pub class: Option<String>,
    /// Whether it carries weapons and is not one itself
    pub platform: bool,
}

/// Who a mention means.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ActorRecord {
    /// Null where the words tell a country or a sector only.
    pub id: Option<String>,
    /// What to call it.
    pub name: String,
    /// armed-group, government, ministry…
    pub kind: Option<String>,
    /// ISO 3166-1 alpha-3, or IGO, NGO…
    pub country: Option<String>,
    /// PLOVER sector
    pub sector: Option<String>,
    /// CAMEO actor code: that of its entry, else country and role.
    #[serde(default)]
    pub cameo: Option<String>,
}

/// A place of the gazetteer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct PlaceRecord {
    /// Its id in the gazetteer: `geonames:…`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// First-order division.
    pub admin1: Option<String>,
    /// city, region, country…
    pub kind: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// UCDP where_prec
    pub precision: u8,
}

/// A time as TIMEX3 writes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimexRecord {
    /// DATE, TIME, DURATION or SET
    pub r#type: String,
    /// The value, as in ISO 8601 with the marks of TIMEX3.
    pub value: String,
    /// START, MID, END, APPROX, MORE_THAN…
    pub r#mod: Option<String>,
}

/// When.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimeRecord {
    /// Extended Date/Time Format.
    pub edtf: Option<String>,
    /// First day it may mean.
    pub earliest: Option<String>,
    /// Last day it may mean.
    pub latest: Option<String>,
    /// day, week, month…
    pub grain: String,
    /// As TIMEX3.
    pub timex: TimexRecord,
    /// text, context, document-date, dateline or unresolved
    pub basis: String,
    /// before, after, since, until where the words bound the time
    pub bound: Option<String>,
}

/// A number that counts something, as bounds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FigureRecord {
    /// killed, injured, displaced…
    pub measure: String,
    /// persons, vehicles, USD…
    pub unit: Option<String>,
    /// At least.
    pub lower: Option<f64>,
    /// At most.
    pub upper: Option<f64>,
    /// The number itself, where the words give one.
    pub point: Option<f64>,
    /// Whether the bound itself is excluded: "more than 12".
    pub strict: bool,
    /// Whether the words say about.
    pub approximate: bool,
    /// Of what kind a range is.
    pub range_kind: Option<String>,
    /// Words that say of whom.
    pub group: Option<Range>,
    /// A place mention.
    pub area: Option<u32>,
    /// A time mention.
    pub period: Option<u32>,
    /// Whether it counts up to a day: "so far".
    pub cumulative: bool,
    /// On top of what was said before: "another 12".
    pub additional: bool,
    /// The figure mention that this one is part of.
    pub subset_of: Option<u32>,
    /// The figure mention that this one takes the place of.
    pub supersedes: Option<u32>,
    /// Words that bound it: "at least".
    pub modifier: Option<Range>,
    /// The rule by which vague words became bounds.
    pub policy: Option<String>,
}

/// One voice of a claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SpeakerRecord {
    /// outlet, mention or unnamed
    pub speaker: String,
    /// The mention; absent for the outlet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mention: Option<u32>,
    /// Its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Range>,
    /// Its words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The speaker's whole phrase, with article and apposition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phrase: Option<Range>,
    /// The words that attribute at this level.
    pub cue: Vec<Range>,
}

/// Who says what.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct ClaimRecord {
    /// Ordinal in its list.
    pub id: u32,
    /// Outermost (always the outlet) to innermost.
    pub chain: Vec<SpeakerRecord>,
    /// The innermost speaker: `outlet`, or its words.
    pub origin: String,
    /// From the innermost speaker to the words that attribute.
    pub cue: Option<Range>,
    /// What is claimed.
    pub content: Vec<Range>,
    /// direct, indirect, mixed or none
    pub quote_type: String,
    /// asserts, denies, doubts, accuses, promises, predicts, believes, asks; attitudes: urges, intends, approves, disapproves
    pub stance: String,
    /// No words attribute it: it goes on in the voice of the sentence before.
    pub follows: bool,
    /// A time mention: when it was said.
    pub said: Option<u32>,
    /// The rule that read it.
    pub rule: String,
}

/// Words that fill a role, and their mention.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct RoleRecord {
    /// In code points.
    pub span: Range,
    /// The words.
    pub text: String,
    /// Null where the words resolve to no mention.
    pub mention: Option<u32>,
}

/// Where something happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct EventPlace {
    /// A place mention.
    pub mention: u32,
}

/// When something happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct EventTimeRecord {
    /// A time mention.
    pub mention: u32,
    /// within, at-or-before (only the report is dated), since, until, before, after
    pub relation: String,
}

/// Who did what to whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct EventRecord {
    /// Ordinal in its list.
    pub id: u32,
    /// PLOVER type.
    pub plover: String,
    /// PLOVER modes.
    pub modes: Vec<String>,
    /// PLOVER contexts.
    pub contexts: Vec<String>,
    /// CAMEO code.
    pub cameo: String,
    /// Quad class: verbal or material, cooperation or conflict.
    pub quad: String,
    /// Goldstein-like score, -10 to 10.
    pub score: f64,
    /// reported, denied, planned, threatened…
    pub status: String,
    /// The word the status rests on; null for reported.
    pub status_cue: Option<Range>,
    /// Commitment of each voice of the claim's chain, in its order: CT+ CT- PR+ PR- PS+ PS- Uu.
    pub factuality: Vec<String>,
    /// What the claim's origin has at stake: none, self-report, adverse
    pub origin_interest: String,
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
    /// Who.
    pub actors: Vec<RoleRecord>,
    /// Whom.
    pub recipients: Vec<RoleRecord>,
    /// Together with whom.
    pub coordinated_with: Vec<RoleRecord>,
    /// What, where it is no actor.
    pub object: Option<RoleRecord>,
    /// With what.
    pub weapons: Vec<RoleRecord>,
    /// Where.
    pub place: Option<EventPlace>,
    /// When.
    pub time: Option<EventTimeRecord>,
    /// Figure mentions.
    pub figures: Vec<u32>,
    /// The rule that read it.
    pub rule: String,
    /// PLOVER's auxiliary modes: negation, future, hypothetical, historical
    pub auxiliary: Vec<String>,
    /// Where else the document speaks of the same deed.
    pub further_mentions: Vec<EventMentionRecord>,
}

/// Where else a document speaks of the same deed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct EventMentionRecord {
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

/// What a reader should know.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct NoteRecord {
    /// A name for this kind of note.
    pub code: String,
    /// Where, if it concerns some words.
    pub span: Option<Range>,
    /// For people.
    pub message: String,
}

impl Record {
    /// A name for each event that stays when a newer reading finds more or fewer events beside it: where its trigger stands,
    /// in code points. Two on one word get `.1`, `.2`… behind it, in their order.
    ///
    /// The name counts within the document: keep it beside the document's digest.
    #[must_use]
    pub fn event_names(&self) -> Vec<String> {
        let mut before: BTreeMap<u32, u32> = BTreeMap::new();
        let name = |event: &EventRecord| {
            let start = event.trigger[0];
            let same = before.entry(start).or_insert(0);
            let name = if *same == 0 { start.to_string() } else { format!("{start}.{same}") };
            *same += 1;
            name
        };
        self.events.iter().map(name).collect()
    }
}
