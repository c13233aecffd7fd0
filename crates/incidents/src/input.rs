//! What goes in: documents and their coded events, whoever coded them.

use crate::Sketch;
use dateline_record::{Interest, Stance, Status};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

/// Whether a document still stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Publication {
    /// It stands.
    #[default]
    Usable,
    /// Held back by its outlet.
    Withheld,
    /// Withdrawn by its outlet.
    Canceled,
}

/// One document and the events coded from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Its name, the same in every run.
    pub id: SmolStr,
    /// The outlet's name; empty if not known.
    pub outlet: SmolStr,
    /// Who owns the outlet, if that is declared; outlets of one owner are not independent.
    pub owner: SmolStr,
    /// Day of publication.
    #[serde(with = "written_or_none")]
    pub published: Option<Date>,
    /// Language tag.
    pub language: SmolStr,
    /// What all versions of one story share; empty if there is none.
    pub guid: SmolStr,
    /// Which version of it this is: a number, or the moment it was made.
    pub version: SmolStr,
    /// Other stories, by their guids, that this one takes the place of.
    pub supersedes: Vec<SmolStr>,
    /// Whether it still stands.
    pub publication: Publication,
    /// Its words in brief, to tell copies by; [`Sketch::default`] if there is no text.
    pub sketch: Sketch,
    /// Its events.
    pub events: Vec<Event>,
}

/// Which event of which document.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventRef {
    /// The document's id.
    pub document: SmolStr,
    /// The event's id in it.
    pub event: SmolStr,
}

impl std::fmt::Display for EventRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.document, self.event)
    }
}

/// A coded event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Its name in the document, the same in every run: best where its words stand, for ordinals shift.
    pub id: SmolStr,
    /// PLOVER type.
    pub plover: SmolStr,
    /// PLOVER modes.
    pub modes: Vec<SmolStr>,
    /// How real it is by its claim.
    #[serde(with = "written")]
    pub status: Status,
    /// Whether it is told as long past.
    pub historical: bool,
    /// The words that report the act.
    pub trigger: String,
    /// The event's words.
    pub words: String,
    /// Number of its sentence in the document.
    pub sentence: u32,
    /// The sentence's words; empty if there is no text.
    pub text: String,
    /// Whether it stands in the headline.
    pub headline: bool,
    /// Whether the words set it apart from a deed told before: "another strike".
    pub another: bool,
    /// Those who act.
    pub actors: Vec<Party>,
    /// Those acted upon.
    pub recipients: Vec<Party>,
    /// Those it was done together with.
    pub coordinated_with: Vec<Party>,
    /// A thing acted upon.
    pub object: Option<Target>,
    /// Where.
    pub place: Option<Place>,
    /// Where no words say where: the place that its sentence names, if that is one.
    pub place_beside: Option<Place>,
    /// When.
    pub time: Option<Time>,
    /// How many.
    pub figures: Vec<Figure>,
    /// Who says so, outermost (the outlet) to innermost.
    pub chain: Vec<Voice>,
    /// What the innermost voice does with it.
    #[serde(with = "written")]
    pub stance: Stance,
    /// What that voice has at stake.
    #[serde(with = "written")]
    pub interest: Interest,
}

impl Default for Event {
    fn default() -> Event {
        Event {
            id: SmolStr::default(),
            plover: SmolStr::default(),
            modes: vec![],
            status: Status::Reported,
            historical: false,
            trigger: String::new(),
            words: String::new(),
            sentence: 0,
            text: String::new(),
            headline: false,
            another: false,
            actors: vec![],
            recipients: vec![],
            coordinated_with: vec![],
            object: None,
            place: None,
            place_beside: None,
            time: None,
            figures: vec![],
            chain: vec![],
            stance: Stance::Asserts,
            interest: Interest::None,
        }
    }
}

/// Somebody who acts, is acted upon, or speaks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// The dictionary's name for it; empty, or `desc:…`, where the words name no one body.
    pub id: SmolStr,
    /// The words.
    pub words: SmolStr,
    /// ISO 3166-1 alpha-3; empty if not known.
    pub country: SmolStr,
    /// PLOVER sector; empty if not known.
    pub sector: SmolStr,
}

/// A thing acted upon.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The words.
    pub words: SmolStr,
    /// What sort of thing it is, by a list of the coder's: `arms-store`, `prison`; empty if not known.
    pub class: SmolStr,
}

/// Where.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The gazetteer's name for it.
    pub id: SmolStr,
    /// Name.
    pub name: SmolStr,
    /// ISO 3166-1 alpha-3.
    pub country: SmolStr,
    /// Name of the first-level division; empty if not known.
    pub admin1: SmolStr,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// UCDP `where_prec`: 1 exact to 7 sea or air.
    pub precision: u8,
    /// The words.
    pub words: SmolStr,
}

/// How an event stands to the time given with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Relation {
    /// On it or within it.
    #[default]
    Within,
    /// Only the report is dated: at that time or shortly before.
    AtOrBefore,
    /// Some time before.
    Before,
    /// Some time after.
    After,
}

/// When: first and last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Time {
    /// First day.
    #[serde(with = "written")]
    pub earliest: Date,
    /// Last day.
    #[serde(with = "written")]
    pub latest: Date,
    /// How the event stands to it.
    pub relation: Relation,
}

/// How many, as the words bound it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// `killed`, `injured`…
    pub measure: SmolStr,
    /// Lower bound.
    pub lower: Option<f64>,
    /// Upper bound.
    pub upper: Option<f64>,
    /// The number itself, where it is no bound.
    pub point: Option<f64>,
    /// Whether the bound itself is excluded.
    pub strict: bool,
    /// "About".
    pub approximate: bool,
    /// Whether it is part of another figure of the document: "including three children".
    pub part: bool,
    /// Whom it counts, by the words.
    pub group: SmolStr,
    /// The words.
    pub words: SmolStr,
}

impl Figure {
    /// The least and the most it can be.
    #[must_use]
    pub fn bounds(&self) -> (f64, f64) {
        let point = self.point;
        (self.lower.or(point).unwrap_or(0.0), self.upper.or(point).unwrap_or(f64::INFINITY))
    }
}

/// What a voice is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum VoiceKind {
    /// Whoever published the document.
    #[default]
    Outlet,
    /// Somebody with a name or a description.
    Speaker,
    /// Words that name nobody: "it was reported".
    Unnamed,
}

/// One voice of a chain of attribution.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voice {
    /// What it is.
    pub kind: VoiceKind,
    /// Who it is.
    pub party: Party,
}

/// Documents in one order whatever the order they came in: by day, then by name; one of each name.
pub(crate) fn ordered(documents: &[Document]) -> Vec<&Document> {
    let mut all: Vec<&Document> = documents.iter().collect();
    all.sort_by(|a, b| (a.published, &a.id).cmp(&(b.published, &b.id)).then(version(a).cmp(&version(b))));
    all.dedup_by(|a, b| a.id == b.id);
    all
}

/// A version as something that can be compared: numbers by their size, moments by their letters, after numbers.
pub(crate) fn version(document: &Document) -> (u64, &str) {
    document.version.parse().map_or((u64::MAX, document.version.as_str()), |number| (number, ""))
}

/// Values by their written form.
mod written {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error};
    use std::fmt::Display;
    use std::str::FromStr;

    pub(super) fn serialize<T: Display, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(value)
    }
    pub(super) fn deserialize<'d, T, D>(from: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'d>,
    {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

/// The same for what may be missing.
mod written_or_none {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer, de::Error};
    use std::fmt::Display;
    use std::str::FromStr;

    pub(super) fn serialize<T: Display, S: Serializer>(value: &Option<T>, to: S) -> Result<S::Ok, S::Error> {
        value.as_ref().map(ToString::to_string).serialize(to)
    }
    pub(super) fn deserialize<'d, T, D>(from: D) -> Result<Option<T>, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'d>,
    {
        let written = Option::<String>::deserialize(from)?;
        written.map(|text| text.parse().map_err(D::Error::custom)).transpose()
    }
}
