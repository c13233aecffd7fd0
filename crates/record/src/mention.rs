//! What an event can refer to: actors, places, times and figures, each with the words it was read from.

use crate::Span;
use crate::analysis::written;
use jiff::civil::Date;
use smol_str::SmolStr;

/// Ordinal of a mention within its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MentionId(pub u32);

/// The rule or pattern that made a value, such as `assault.air-strike`.
pub type RuleId = SmolStr;

/// What the words resolve to, or honestly not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution<T> {
    /// One entry.
    Known(T),
    /// Several entries fit and nothing in the document decides.
    Ambiguous(Vec<T>),
    /// No entry; what the words themselves tell (a country, a sector) is kept.
    Unknown(Option<T>),
}

impl<T> Resolution<T> {
    /// The entry, or what the words tell of an unknown one.
    pub fn best(&self) -> Option<&T> {
        match self {
            Resolution::Known(value) => Some(value),
            Resolution::Ambiguous(values) => values.first(),
            Resolution::Unknown(value) => value.as_ref(),
        }
    }
    /// Everything that the words may mean.
    pub fn each_mut(&mut self) -> &mut [T] {
        match self {
            Resolution::Known(value) => std::slice::from_mut(value),
            Resolution::Ambiguous(values) => values,
            Resolution::Unknown(value) => value.as_mut_slice(),
        }
    }
    /// `known`, `ambiguous` or `unknown`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Resolution::Known(_) => "known",
            Resolution::Ambiguous(_) => "ambiguous",
            Resolution::Unknown(_) => "unknown",
        }
    }
}

/// A dictionary actor, or one composed from a country and a role noun ("rus-mod"), or a descriptor
/// ("desc:turkish-backed-militias") that names no one body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Stable name; empty where the words tell a country or a sector only.
    pub id: SmolStr,
    /// Neutral name.
    pub name: SmolStr,
    /// `state`, `armed-group`, `descriptor`… as in the data files.
    pub kind: SmolStr,
    /// ISO 3166-1 alpha-3, or `IGO`, `NGO`…; empty if not known.
    pub country: SmolStr,
    /// PLOVER sector; empty if not known.
    pub sector: SmolStr,
    /// CAMEO code; empty if neither country nor sector is known.
    pub cameo: SmolStr,
}

/// A dictionary place.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Stable name, `geonames:…` for gazetteer entries.
    pub id: SmolStr,
    /// Name.
    pub name: SmolStr,
    /// ISO 3166-1 alpha-3.
    pub country: SmolStr,
    /// Name of the first-level division; empty if not known.
    pub admin1: SmolStr,
    /// `country`, `admin1`, `city`, `base`…
    pub kind: SmolStr,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// UCDP `where_prec`: 1 exact, 2 near, 3 second-level, 4 first-level, 5 region, 6 country, 7 sea or air.
    pub precision: u8,
}

written! {
    /// The unit a time expression is stated in.
    Grain {
        Time = "time", Day = "day", Week = "week", Month = "month", Quarter = "quarter", Season = "season",
        Year = "year", Decade = "decade", Century = "century",
    }
}

written! {
    /// What a resolved time rests on.
    TimeBasis {
        Text = "text", Context = "context", DocumentDate = "document-date", Dateline = "dateline",
        Unresolved = "unresolved",
    }
}

written! {
    /// TIMEX3 type.
    TimexKind { Date = "DATE", Time = "TIME", Duration = "DURATION", Set = "SET" }
}

/// When the words say: an interval if it could be resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct When {
    /// TIMEX3 type.
    pub kind: TimexKind,
    /// TIMEX3 value: `2019-03-13`, `P2M`, `XXXX-WXX-3`…
    pub value: SmolStr,
    /// First day, if resolved.
    pub earliest: Option<Date>,
    /// Last day, if resolved.
    pub latest: Option<Date>,
    /// Unit of the words.
    pub grain: Grain,
    /// EDTF, if resolved.
    pub edtf: Option<SmolStr>,
    /// What it rests on.
    pub basis: TimeBasis,
    /// "since", "until", "by", "before", "after": how the words bound an event.
    pub bound: Option<SmolStr>,
    /// TIMEX3 `mod`: "early" is `START`, "about" `APPROX`, "more than" `MORE_THAN`.
    pub modifier: Option<SmolStr>,
}

impl When {
    /// Whether the words name days, or at least a day of the week or a month that waits for a year: what can date an
    /// event. "Now", "two months" and "every Friday" do not.
    #[must_use]
    pub fn dates(&self) -> bool {
        matches!(self.kind, TimexKind::Date | TimexKind::Time)
            && (self.edtf.is_some() || !self.value.ends_with("_REF"))
    }
}

/// A quantity as the words bound it; nothing is added.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Figure {
    /// What is measured: `killed`, `population`, `zone-depth`…
    pub measure: SmolStr,
    /// `persons`, `km`, `USD`…
    pub unit: SmolStr,
    /// Lower bound.
    pub lower: Option<f64>,
    /// Upper bound.
    pub upper: Option<f64>,
    /// The number itself where it is no bound.
    pub point: Option<f64>,
    /// Whether the bound itself is excluded: "more than 12".
    pub strict: bool,
    /// "about", "around", "nearly".
    pub approximate: bool,
    /// `uncertainty`, `variation`, `design`, `disagreement`: why there are two bounds.
    pub range_kind: SmolStr,
    /// Whom or what it counts, in the words of the text: "soldiers".
    pub group: Option<Span>,
    /// Where, if the words of the same clause tell.
    pub area: Option<MentionId>,
    /// Since or during when.
    pub period: Option<MentionId>,
    /// Whether it adds up over a period ("since 2011").
    pub cumulative: bool,
    /// Whether it comes on top of what was said before: "another 12".
    pub additional: bool,
    /// The figure that this one is part of: "12 people, including three children". Never added to it.
    pub subset_of: Option<MentionId>,
    /// The figure that this one takes the place of: "rose from 12 to 15".
    pub supersedes: Option<MentionId>,
    /// The words that bound it: "more than".
    pub modifier: Option<Span>,
    /// A named policy where a vague word was given a floor: `acled-conservative`.
    pub policy: SmolStr,
}

/// A weapon as the words tell it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weapon {
    /// `missile`, `firearm`, `aircraft`… as in the data files; empty for a means that is in no list.
    pub class: SmolStr,
    /// Whether it carries weapons and is not one itself: a tank, a warship, a drone.
    pub platform: bool,
}

/// What a mention is of.
#[derive(Clone, Debug, PartialEq)]
pub enum MentionKind {
    /// A person, body, group or population.
    Actor(Resolution<Actor>),
    /// A place.
    Place(Resolution<Place>),
    /// A weapon, what carries weapons, or another means of an act.
    Weapon(Weapon),
    /// A time.
    Time(When),
    /// A quantity.
    Figure(Figure),
}

impl MentionKind {
    /// `actor`, `place`, `weapon`, `time` or `figure`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            MentionKind::Actor(_) => "actor",
            MentionKind::Place(_) => "place",
            MentionKind::Weapon(_) => "weapon",
            MentionKind::Time(_) => "time",
            MentionKind::Figure(_) => "figure",
        }
    }
}

/// Words on the page that refer to something.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// The words.
    pub span: Span,
    /// The word that the others hang on.
    pub head: Span,
    /// What they refer to.
    pub kind: MentionKind,
    /// The mention before it that it takes up: "the group", "it", a surname.
    pub antecedent: Option<MentionId>,
    /// The rule that found it.
    pub rule: RuleId,
}
