//! What comes out: incidents, their reports and origins, and how well each facet is attested.

use crate::input::{EventRef, Place};
use crate::rules::Evidence;
use dateline_record::Status;
use jiff::civil::Date;
use smol_str::SmolStr;

/// An enum whose values have a written form.
macro_rules! written {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$doc])* $variant),+ }
        impl $name {
            /// The written form.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }
        }
    };
}

written! {
    /// What reports can agree or differ on.
    FacetKind {
        /// Whether it happened.
        Act = "act",
        /// Who did it.
        Actor = "actor",
        /// To whom.
        Recipient = "recipient",
        /// On which day.
        Date = "date",
        /// Where.
        Place = "place",
        /// What was hit or taken.
        Target = "target",
        /// With whom it was done together.
        Coordination = "coordination",
        /// How many were hurt.
        Harm = "harm",
        /// The words themselves; evidence only.
        Text = "text",
        /// How real it is said to be; evidence only.
        Status = "status",
        /// That words set it apart: "another strike"; evidence only.
        Another = "another",
        /// A person's decision; evidence only.
        Decision = "decision",
    }
}

written! {
    /// How well a facet is attested. Computed from origins, never from the number of reports.
    Grade {
        /// Outlets say so on their own word; nobody is cited.
        Unattributed = "unattributed",
        /// All that is said goes back to one origin.
        SingleOrigin = "single-origin",
        /// Two independent origins or more give values that agree.
        Corroborated = "corroborated",
        /// The same, and one of them speaks against its own interest or from the other side.
        CrossSide = "cross-side",
        /// The one who is said to have done it says so.
        Acknowledged = "acknowledged",
        /// The one named denies it, and nobody else is cited.
        Denied = "denied",
        /// Independent origins give values that exclude each other, or one asserts what the one named denies.
        Contested = "contested",
        /// Values lie within each other: a city and its province, at least 15 and 17.
        Compatible = "compatible",
        /// Counts of independent origins differ.
        FiguresDiffer = "figures-differ",
        /// Its origin took it back, or the documents that told it were withdrawn.
        Retracted = "retracted",
    }
}

written! {
    /// What an origin is.
    OriginKind {
        /// Somebody with a name.
        Named = "named",
        /// Somebody described: "residents", "a source in the ministry".
        Described = "described",
        /// The outlet on its own word.
        Outlet = "outlet",
        /// Words that name nobody: "sources", "it was reported". Never counted as an origin.
        Unknown = "unknown",
    }
}

written! {
    /// Whether a report still stands.
    Standing {
        /// It stands.
        Stands = "stands",
        /// A later version of the same story took its place.
        Superseded = "superseded",
        /// Its outlet withdrew it.
        Withdrawn = "withdrawn",
    }
}

/// Who joined two tellings.
#[derive(Clone, Debug, PartialEq)]
pub enum MergedBy {
    /// The rules, by their name.
    Rules(&'static str),
    /// A person: the ordinal of the decision in the list given.
    Person(usize),
}

/// Two tellings that were taken for one deed, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Merge {
    /// One.
    pub a: EventRef,
    /// The other.
    pub b: EventRef,
    /// Who joined them.
    pub by: MergedBy,
    /// What the evidence adds up to.
    pub score: f32,
    /// What it had to reach.
    pub threshold: f32,
    /// What spoke for and against.
    pub evidence: Vec<Evidence>,
}

/// A telling that is much alike and was kept apart, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct LookAlike {
    /// The incident it is in.
    pub incident: SmolStr,
    /// An event of this incident.
    pub ours: EventRef,
    /// The one that is alike.
    pub theirs: EventRef,
    /// What forbade the merge.
    pub because: Vec<Evidence>,
}

/// The innermost voice of one report or more.
#[derive(Clone, Debug, PartialEq)]
pub struct Origin {
    /// The voice's name in the dictionaries, or its words in small letters.
    pub key: SmolStr,
    /// Its words.
    pub words: SmolStr,
    /// What it is.
    pub kind: OriginKind,
    /// Whose side it is on: a state or an actor; empty if not known.
    pub side: SmolStr,
    /// Other voices that are not independent of it: of one owner, in its chain, or in the same words.
    pub members: Vec<SmolStr>,
}

/// What one document tells of an incident on the word of one origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The document.
    pub document: SmolStr,
    /// Its outlet.
    pub outlet: SmolStr,
    /// Its day.
    pub published: Option<Date>,
    /// Index into the incident's origins.
    pub origin: usize,
    /// The voices from the outlet to the origin, by their words.
    pub chain: Vec<SmolStr>,
    /// Its events.
    pub events: Vec<EventRef>,
    /// What it says: `reported`, `denied`…
    pub statuses: Vec<Status>,
    /// Whether it still stands.
    pub standing: Standing,
    /// The report that this one copies: an index into the incident's reports.
    pub echo_of: Option<usize>,
}

/// Who says a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Teller {
    /// By which event.
    pub event: EventRef,
    /// Index into the incident's reports.
    pub report: usize,
    /// The words.
    pub words: String,
}

/// A value and who says it.
#[derive(Clone, Debug, PartialEq)]
pub struct Attested {
    /// The value, for people.
    pub value: String,
    /// The value as a name that is the same in every run: an actor or place id, days, a class.
    pub key: SmolStr,
    /// Whether they deny it.
    pub denied: bool,
    /// Who.
    pub by: Vec<Teller>,
}

/// What reports say on one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Facet {
    /// The question.
    pub kind: FacetKind,
    /// How well it is attested.
    pub grade: Grade,
    /// What they say.
    pub values: Vec<Attested>,
    /// How many independent origins say anything on it but denials.
    pub origins: usize,
    /// How many reports that stand say nothing on it.
    pub silent: usize,
    /// Origins that deny it: indices into the incident's origins.
    pub denied_by: Vec<usize>,
}

/// One figure as one report gives it. Figures are never added up.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureEntry {
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
    /// Whether it is part of another figure of the same report.
    pub part: bool,
    /// Whom it counts, by the words.
    pub group: SmolStr,
    /// The words.
    pub words: SmolStr,
    /// The event it was told with.
    pub event: EventRef,
    /// Index into the incident's reports.
    pub report: usize,
    /// The report's day.
    pub published: Option<Date>,
    /// Whether it is of a part of the incident: "another strike killed four".
    pub of_part: bool,
    /// The entry that this one took the place of: an index into the incident's figures.
    pub replaces: Option<usize>,
}

/// Many reports of one deed.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// Its name: made of its first event, the same in every run over the same documents.
    pub id: SmolStr,
    /// `reported` for what is told as having happened (or denied), else `planned`, `threatened`…
    pub class: Status,
    /// PLOVER type.
    pub plover: SmolStr,
    /// PLOVER modes.
    pub modes: Vec<SmolStr>,
    /// First day it can be of, as far as all its tellings agree.
    pub first: Option<Date>,
    /// Last day.
    pub last: Option<Date>,
    /// The most exact place told.
    pub place: Option<Place>,
    /// All its events: documents in order, then as they stand.
    pub events: Vec<EventRef>,
    /// Its reports, by document.
    pub reports: Vec<Report>,
    /// Its origins, those with most reports first; those of kind `outlet` and `unknown` last.
    pub origins: Vec<Origin>,
    /// What reports say, question by question.
    pub facets: Vec<Facet>,
    /// Its figures, by measure and day.
    pub figures: Vec<FigureEntry>,
    /// Why its tellings are taken for one.
    pub merges: Vec<Merge>,
    /// What looks like it and was kept apart.
    pub look_alikes: Vec<LookAlike>,
    /// The incident that this one is a part of.
    pub part_of: Option<SmolStr>,
    /// Incidents that are parts of this one.
    pub parts: Vec<SmolStr>,
}

impl Incident {
    /// Reports that stand.
    #[must_use]
    pub fn standing(&self) -> usize {
        self.reports.iter().filter(|r| r.standing == Standing::Stands).count()
    }
    /// Documents of reports that stand.
    #[must_use]
    pub fn documents(&self) -> usize {
        let mut all: Vec<&SmolStr> =
            self.reports.iter().filter(|r| r.standing == Standing::Stands).map(|r| &r.document).collect();
        all.sort();
        all.dedup();
        all.len()
    }
    /// Origins that are counted: named or described, with a report that stands.
    #[must_use]
    pub fn counted_origins(&self) -> usize {
        let counts = |at: &usize| {
            matches!(self.origins[*at].kind, OriginKind::Named | OriginKind::Described)
                && self.reports.iter().any(|r| r.origin == *at && r.standing == Standing::Stands)
        };
        (0..self.origins.len()).filter(counts).count()
    }
    /// Reports that stand whose origin is not told.
    #[must_use]
    pub fn unknown(&self) -> usize {
        let unknown = |r: &&Report| {
            r.standing == Standing::Stands && self.origins[r.origin].kind == OriginKind::Unknown
        };
        self.reports.iter().filter(unknown).count()
    }
    /// Reports that stand and copy another.
    #[must_use]
    pub fn echoes(&self) -> usize {
        let echo = |r: &&Report| r.standing == Standing::Stands && r.echo_of.is_some();
        self.reports.iter().filter(echo).count()
    }
    /// What is said on one question, if anything.
    #[must_use]
    pub fn facet(&self, kind: FacetKind) -> Option<&Facet> {
        self.facets.iter().find(|f| f.kind == kind)
    }
}
