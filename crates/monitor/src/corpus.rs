//! What the monitor is handed: what documents say, each item with its words and the chain of those who say it.
//!
//! It knows no coder: whoever has coded events can fill these in. Spans count code points of the document's text.

use crate::dates::Days;
use crate::geodesy::Point;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Documents and what is known of the actors they name.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// The documents.
    pub documents: Vec<Document>,
    /// What is known of actors, by id: those of the agreement at the least.
    pub actors: BTreeMap<String, Party>,
}

/// One document and what it says.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Digest of its text, or another name that is the same in every run.
    pub id: String,
    /// The user's own name for it; the id if there is none.
    pub name: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where it stands on the web.
    pub url: Option<String>,
    /// Day of publication.
    pub published: Option<Date>,
    /// BCP 47 tag.
    pub language: String,
    /// What was done, is planned, is denied…
    pub acts: Vec<Act>,
    /// Who holds what.
    pub holdings: Vec<Holding>,
    /// Where somebody stands on an agreement.
    pub stands: Vec<Stand>,
    /// Who is said to be one of a class or a part of a body.
    pub members: Vec<Member>,
    /// Agreements as the document reports them.
    pub agreements: Vec<Reported>,
}

/// Where an item was read, and whose word it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    /// Its name within the document: `E3`.
    pub item: String,
    /// First and one past the last code point.
    pub span: (u32, u32),
    /// The words themselves.
    pub quote: String,
    /// Who says it: from the outlet to the innermost speaker.
    pub chain: Vec<Voice>,
}

/// One who says something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Voice {
    /// The actor; none where the words name nobody known.
    pub id: Option<String>,
    /// The words; the outlet's name for the outlet.
    pub words: String,
}

/// Somebody in a role.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// The actor: `rus`, `rus-airforce`, `hts`, `desc:rebels`.
    pub id: Option<String>,
    /// `state`, `armed-forces`, `armed-group`, `descriptor`…
    pub kind: String,
    /// ISO 3166-1 alpha-3.
    pub country: String,
    /// PLOVER sector.
    pub sector: String,
    /// The words.
    pub words: String,
    /// Ids of all that it is part of or acts for: the state of a ministry, the movement of a brigade.
    pub within: Vec<String>,
}

/// A thing acted upon or with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Thing {
    /// The words.
    pub words: String,
    /// The class of a weapon.
    pub class: Option<String>,
}

/// A place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// Gazetteer id.
    pub id: Option<String>,
    /// Name.
    pub name: String,
    /// The words.
    pub words: String,
    /// `city`, `admin1`, `sea`…
    pub kind: String,
    /// ISO 3166-1 alpha-3.
    pub country: String,
    /// First-level division.
    pub admin1: String,
    /// Middle point.
    pub point: Option<Point>,
    /// UCDP `where_prec`, 1 to 7; 0 if not known.
    pub precision: u8,
}

/// A number that belongs to an act.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Number {
    /// `killed`, `injured`, `persons`…
    pub measure: String,
    /// At least.
    pub lower: Option<f64>,
    /// At most.
    pub upper: Option<f64>,
    /// The words.
    pub words: String,
}

/// When something was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct When {
    /// The days.
    pub days: Days,
    /// What they rest on.
    pub basis: WhenBasis,
}

/// What a date rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenBasis {
    /// The words date the act.
    Words,
    /// The words date the report of it only.
    Report,
}

/// An act, as a document tells it.
#[derive(Clone, Debug, Default)]
pub struct Act {
    /// Where it was read, and whose word it is.
    pub words: Words,
    /// The words that tell it; the whole quote if empty.
    pub trigger: String,
    /// PLOVER type.
    pub plover: String,
    /// PLOVER modes.
    pub modes: Vec<String>,
    /// CAMEO code.
    pub cameo: String,
    /// PLOVER quad class.
    pub quad: String,
    /// The word that the rule began with: `assault.shell`.
    pub rule: String,
    /// `reported`, `denied`, `planned`… as in the published record.
    pub status: String,
    /// What the innermost speaker has at stake: `self-report`, `adverse`, `none`.
    pub interest: String,
    /// Whether it is told as something past by more than a year.
    pub historical: bool,
    /// Those who act.
    pub actors: Vec<Party>,
    /// Those acted upon.
    pub recipients: Vec<Party>,
    /// Those it was done together with.
    pub together: Vec<Party>,
    /// The thing acted upon.
    pub object: Option<Thing>,
    /// The means.
    pub means: Vec<Thing>,
    /// Where; the nearest first.
    pub places: Vec<Place>,
    /// When.
    pub when: Option<When>,
    /// Figures that belong to it.
    pub figures: Vec<Number>,
}

/// Somebody holds a place.
#[derive(Clone, Debug, Default)]
pub struct Holding {
    /// Where it was read, and whose word it is.
    pub words: Words,
    /// `controlled`, `held`, `seized`, `influence`…
    pub class: String,
    /// A change of hands, not a state.
    pub change: bool,
    /// As of an act.
    pub status: String,
    /// Who.
    pub holders: Vec<Party>,
    /// What.
    pub place: Option<Place>,
    /// When; a state without one is as of the document.
    pub when: Option<When>,
}

/// Where somebody stands on an agreement.
#[derive(Clone, Debug, Default)]
pub struct Stand {
    /// Where it was read, and whose word it is.
    pub words: Words,
    /// Who.
    pub holders: Vec<Party>,
    /// `accepted`, `rejected`, `conditional`, `none-stated`.
    pub value: String,
    /// The agreement of this document it is on.
    pub agreement: Option<usize>,
}

/// Somebody is one of a class, or part of a body.
#[derive(Clone, Debug, Default)]
pub struct Member {
    /// Where it was read, and whose word it is.
    pub words: Words,
    /// Who.
    pub member: Party,
    /// Of what.
    pub of: Party,
}

/// An agreement as a document reports it.
#[derive(Clone, Debug, Default)]
pub struct Reported {
    /// Where it was read, and whose word it is.
    pub words: Words,
    /// Who made it.
    pub parties: Vec<Party>,
    /// Who brought it about.
    pub mediators: Vec<Party>,
    /// When it was made.
    pub when: Option<When>,
    /// Its terms.
    pub terms: Vec<ReportedTerm>,
    /// Its zones.
    pub zones: Vec<ReportedZone>,
}

/// A term as a document reports it.
#[derive(Clone, Debug, Default)]
pub struct ReportedTerm {
    /// Where it was read, and whose word it is.
    pub words: Words,
    /// `withdraw`, `refrain`, `purpose`…
    pub obligation: String,
    /// Who is bound, each on a footing: `party`, `implied`, `named-non-party`, `unknown`.
    pub bound: Vec<(Party, String)>,
    /// What is to be handed over, opened, released.
    pub object: Option<Thing>,
    /// Where.
    pub place: Option<Place>,
    /// In which zone: an index into the agreement's.
    pub zone: Option<usize>,
    /// By when.
    pub deadline: Option<Days>,
    /// Whether the year of the deadline was inferred, or its words may be meant for another act.
    pub deadline_uncertain: bool,
    /// Whether it goes on.
    pub continuing: bool,
    /// `bright-line`, `open-textured`, `no`.
    pub testable: String,
}

/// A zone as a document reports it.
#[derive(Clone, Debug, Default)]
pub struct ReportedZone {
    /// Where it was read.
    pub words: Words,
    /// `buffer`, `demilitarized`…
    pub kind: String,
    /// Depth in kilometres: at least, at most.
    pub depth: Option<(f64, f64)>,
    /// What it lies along or around, in the words of the text.
    pub datum: Option<String>,
}

impl Words {
    /// The innermost speaker.
    #[must_use]
    pub fn origin(&self) -> Option<&Voice> {
        self.chain.last()
    }
    /// Whether the outlet says it itself.
    #[must_use]
    pub fn of_the_outlet(&self) -> bool {
        self.chain.len() <= 1
    }
}
