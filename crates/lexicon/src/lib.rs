//! Data files to checked dictionaries and matchers.
//!
//! [`Lexicon::load`] takes the texts of the data files (`docs/data.md` describes them) and either gives a lexicon in
//! which every reference holds, or every [`Problem`] at once, each with file and line.
//!
//! ```
//! use dateline_lexicon::{Lexicon, SourceFile};
//! let plover = r#"
//! [types.ASSAULT]
//! quad = "material-conflict"
//! score = -9
//! "#;
//! let pattern = r#"
//! [[pattern]]
//! id = "assault.shell"
//! verbs = ["shell"]
//! event = { plover = "ASSAULT", cameo = "194" }
//! yes = ["[The army]actor shelled [the town]recipient."]
//! "#;
//! let problems = Lexicon::load(&[
//!     SourceFile::new("plover.toml", plover),
//!     SourceFile::new("assault.toml", pattern),
//! ]).unwrap_err();
//! assert_eq!(problems[0].to_string(), "assault.toml:3: `assault.shell` needs a `yes` and a `no` example");
//! ```

mod actors;
mod example;
pub mod gazetteer;
mod kinds;
mod load;
mod markup;
mod names;
mod schema;
mod slot;
mod time;

pub use actors::{Choice, Context};
pub use example::{Example, Marked};
pub use gazetteer::{Doubts, Gazetteer, GazetteerError, NameId};
pub use kinds::{Act, Evidence, Kind, Part, Phrases, Scheme, Sought, Term, stems};
pub use markup::Markup;
pub use names::{Case, Found, Names, Wordlet, wordlets};
pub use slot::{Path, Slot, Step};
pub use time::{TimeEntry, TimeExample, TimeKind, TimeWord, TimeWords};

use dateline_record::{Actor, Place, Stance, Status};
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeMap;

/// One data file: its path as people know it, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path, for messages.
    pub path: String,
    /// Content.
    pub text: String,
}

impl SourceFile {
    /// A file from its path and text.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> SourceFile {
        SourceFile { path: path.into(), text: text.into() }
    }
}

/// Something wrong in a data file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.message)
    }
}

/// A span of days within which something holds; open where not given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

impl Days {
    /// Whether a day lies within; an unknown day always does.
    #[must_use]
    pub fn hold(&self, day: Option<Date>) -> bool {
        let Some(day) = day else { return true };
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// How a country is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountryForm {
    /// "Syria"
    Name,
    /// "Syrian"
    Adjective,
    /// "Syrians"
    National,
    /// "the Kremlin"
    Seat,
}

/// What a name in the dictionary stands for; indices into the lexicon's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// A country.
    Country(u32, CountryForm),
    /// An actor, through one of its names.
    Actor(u32, u32),
    /// A place.
    Place(u32),
}

/// A state.
#[derive(Clone, Debug)]
pub struct Country {
    /// ISO 3166-1 alpha-3.
    pub code: SmolStr,
    /// Short name.
    pub name: SmolStr,
    /// Middle point and name as a place.
    pub place: Place,
}

impl Country {
    /// The state as an actor: its government.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor {
            id: lower(&self.code),
            name: self.name.clone(),
            kind: "state".into(),
            country: self.code.clone(),
            sector: "GOV".into(),
            cameo: SmolStr::default(),
        }
    }
}

/// A name of a dictionary actor.
#[derive(Clone, Debug)]
pub struct ActorName {
    /// The name.
    pub text: SmolStr,
    /// When it is in use.
    pub days: Days,
    /// A word that must stand in the document.
    pub only_if: SmolStr,
    /// Whether the name is also used of others.
    pub ambiguous: bool,
}

/// A dictionary actor.
#[derive(Clone, Debug)]
pub struct ActorEntry {
    /// As published.
    pub actor: Actor,
    /// Every country it is of; the first is the one published.
    pub countries: Vec<SmolStr>,
    /// When it exists.
    pub days: Days,
    /// Its names.
    pub names: Vec<ActorName>,
    /// Links to other actors.
    pub links: Vec<Link>,
    /// Its numbers and names in other data sets: `ucdp`, `wikidata`, `acled`, `cameo`.
    pub codes: BTreeMap<SmolStr, SmolStr>,
}

/// How an actor stands to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// `part-of`, `split-from`, `opposes`…
    pub rel: SmolStr,
    /// Id of the other: an actor, a country, or a country and a role.
    pub to: SmolStr,
    /// When it holds; where only the day it began is known, from then on.
    pub days: Days,
    /// Whether sources disagree.
    pub disputed: bool,
}

/// A dictionary place.
#[derive(Clone, Debug)]
pub struct PlaceEntry {
    /// As published.
    pub place: Place,
    /// The country it is the capital of.
    pub capital_of: Option<u32>,
    /// Inhabitants, where the gazetteer tells: decides between namesakes.
    pub population: u32,
}

/// Nouns for a kind of actor, to be composed with a country.
#[derive(Clone, Debug)]
pub struct Role {
    /// Appended to a country's id.
    pub id: SmolStr,
    /// PLOVER sector.
    pub sector: SmolStr,
    /// Kind of actor.
    pub kind: SmolStr,
    /// Neutral name.
    pub title: SmolStr,
    /// Whether country and noun name one body.
    pub body: bool,
    /// Whether a noun in the singular names one person, if it is not in the list `collective`.
    pub people: bool,
}

/// A class of weapons, or of what carries them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeaponClass {
    /// Rule name.
    pub id: SmolStr,
    /// Published name: `missile`, `firearm`, `aircraft`…
    pub class: SmolStr,
    /// Whether it carries weapons: a tank, a warship.
    pub platform: bool,
}

/// Words that must stand together: the head decides, the others are looked for beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger {
    /// For verbs the words after the head, for nouns the words before it.
    pub others: Vec<SmolStr>,
    /// What they trigger: an index into one of the lexicon's lists.
    pub of: u32,
}

/// Triggers by the lemma of their head.
pub type Triggers = FxHashMap<SmolStr, Vec<Trigger>>;

/// A set of lemmas, some of them phrases with words before the head.
#[derive(Clone, Debug, Default)]
pub struct WordSet {
    /// `*`: any word.
    pub any: bool,
    /// Head lemma → the words that must stand before it (one entry of no words: none needed).
    pub heads: FxHashMap<SmolStr, Vec<Vec<SmolStr>>>,
    /// `#person`, `#actor`, `#place`: a name of that kind, whatever its words; `#number`: something counted.
    pub kinds: Vec<NameKind>,
}

/// What a name must name to stand in a [`WordSet`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameKind {
    /// `#person`: a person.
    Person,
    /// `#actor`: any actor.
    Actor,
    /// `#place`: a place.
    Place,
    /// `#number`: a number, or what a number counts: "12 men".
    Number,
}

impl NameKind {
    /// Reads `person`, `actor`, `place` or `number`.
    #[must_use]
    pub fn read(text: &str) -> Option<NameKind> {
        match text {
            "person" => Some(NameKind::Person),
            "actor" => Some(NameKind::Actor),
            "place" => Some(NameKind::Place),
            "number" => Some(NameKind::Number),
            _ => None,
        }
    }
}

/// A slot and the lemmas it must or must not hold.
#[derive(Clone, Debug)]
pub struct Constraint {
    /// Where.
    pub slot: Slot,
    /// Which.
    pub words: WordSet,
}

/// Slots of a pattern's roles.
#[derive(Clone, Debug, Default)]
pub struct Roles {
    /// Who acts.
    pub actor: Slot,
    /// Who is acted upon.
    pub recipient: Slot,
    /// Who it is coordinated with.
    pub with: Slot,
    /// What thing is acted upon.
    pub object: Slot,
    /// By what means.
    pub instrument: Slot,
}

/// PLOVER and CAMEO codes of an act.
#[derive(Clone, Debug, PartialEq)]
pub struct Code {
    /// PLOVER type.
    pub plover: SmolStr,
    /// PLOVER mode, if the words tell.
    pub mode: Option<SmolStr>,
    /// PLOVER contexts.
    pub contexts: Vec<SmolStr>,
    /// CAMEO code.
    pub cameo: SmolStr,
    /// Quad class of the type.
    pub quad: SmolStr,
    /// Score of the mode, else of the type.
    pub score: f64,
    /// What the act is coded as while it is still to come: AGREE for cooperation, CONCEDE for yielding.
    pub future: Option<Box<Code>>,
    /// What the act is coded as where its doer will not do it: REJECT for cooperation.
    pub refused: Option<Box<Code>>,
    /// What the act is coded as where actors of several countries do it together: COOPERATE for an exercise.
    pub joint: Option<Box<Code>>,
    /// CAMEO code where the word asks and does not demand.
    pub appeal: Option<SmolStr>,
}

/// Words that report an act, and where its roles stand.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// `assault.shell`
    pub id: SmolStr,
    /// Codes.
    pub code: Code,
    /// All must hold.
    pub with: Vec<Constraint>,
    /// None may hold.
    pub without: Vec<Constraint>,
    /// Roles where a verb triggers.
    pub roles: Roles,
    /// Roles where a noun triggers.
    pub noun_roles: Roles,
    /// All parties are actors and recipients.
    pub mutual: bool,
    /// Every alternative of the actor slot is filled, not only the first.
    pub actors_all: bool,
    /// It counts only where no other pattern fits the word.
    pub plain: bool,
    /// Sentences that must yield it.
    pub yes: Vec<Example>,
    /// Sentences that must not.
    pub no: Vec<Example>,
    /// File and line, for messages.
    pub at: (String, usize),
}

/// A light verb that carries an event noun.
#[derive(Clone, Debug)]
pub struct Light {
    /// `light.do`
    pub id: SmolStr,
    /// Where the noun stands.
    pub noun: Slot,
    /// Who acts.
    pub actor: Slot,
    /// Who is acted upon.
    pub recipient: Slot,
    /// With what.
    pub instrument: Slot,
}

/// Where a cue stands relative to the act whose status it gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CueReach {
    /// It governs the act through one of these slots.
    Into(Slot),
    /// It hangs on the act's own word.
    Modifier,
}

/// A word that makes an act denied, planned, threatened…
#[derive(Clone, Debug)]
pub struct Cue {
    /// `status.plan`
    pub id: SmolStr,
    /// The status it gives.
    pub status: Status,
    /// Where it stands.
    pub reach: CueReach,
    /// Whether it binds whoever says so: "will", "promised"; not "hopes".
    pub commits: bool,
    /// Whether it counts only where the cue itself is negated: "could not be verified".
    pub negated: bool,
    /// Whether it counts only under "would", "could", "may": "would see the army withdraw".
    pub would: bool,
    /// Whether it reaches only infinitives: "told them to go", not "told them that".
    pub infinitive: bool,
    /// Whether only its nouns count: "reports that", not "reported that".
    pub noun: bool,
    /// Sentences whose bracketed act has the status.
    pub yes: Vec<Example>,
    /// Sentences whose bracketed act has not.
    pub no: Vec<Example>,
    /// File and line, for messages.
    pub at: (String, usize),
}

/// A verb or phrase that names a speaker.
#[derive(Clone, Debug)]
pub struct Speech {
    /// `speech.say`
    pub id: SmolStr,
    /// What the speaker does with the content.
    pub stance: Stance,
    /// Where the speaker stands.
    pub speaker: Slot,
    /// Where a speaker around the speaker stands: "RIA cited the ministry".
    pub outer: Slot,
    /// Where the content stands.
    pub content: Slot,
    /// A slot without which the word does not speak; empty if it needs none.
    pub needs: Slot,
    /// What kind of word it is: it decides where speaker and content are looked for.
    pub word: SpeechWord,
    /// Whether what the word introduces is taken for true by whoever uses it: "knew that".
    pub factive: bool,
    /// Whether it makes another's statement its own: "confirmed the report that".
    pub endorses: bool,
    /// Whether the words name nobody who thinks so: "it seems that".
    pub nobody: bool,
    /// Whether an infinitive is none of what it says: "continued to fight".
    pub finite: bool,
    /// Whether it speaks only where it has a clause or a quotation: "sees that", not "sees the town".
    pub clause: bool,
    /// Sentences that must yield a claim by it.
    pub yes: Vec<Example>,
    /// Sentences that must not.
    pub no: Vec<Example>,
    /// File and line, for messages.
    pub at: (String, usize),
}

/// Kinds of words that name a speaker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SpeechWord {
    /// "said"
    Verb,
    /// "the claim that"
    Noun,
    /// "confident that"
    Adjective,
    /// "reportedly": nobody is named
    Adverb,
    /// "according to", whose object is the speaker
    Phrase,
}

/// What a number counts, and by which words that is known.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Rule name.
    pub id: SmolStr,
    /// Published name.
    pub measure: SmolStr,
    /// Published unit.
    pub unit: SmolStr,
}

/// What a frame states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FrameKind {
    /// Who holds what.
    Control,
    /// How actors stand to each other.
    Relation,
    /// Where somebody stands on an agreement.
    Position,
    /// How an agreement came about.
    Deal,
    /// That an agreement lays something down.
    Provision,
    /// What is to be done.
    Term,
    /// A zone.
    Zone,
}

impl FrameKind {
    /// Every kind.
    pub const ALL: [FrameKind; 7] = [
        FrameKind::Control,
        FrameKind::Relation,
        FrameKind::Position,
        FrameKind::Deal,
        FrameKind::Provision,
        FrameKind::Term,
        FrameKind::Zone,
    ];
    /// The table its entries stand in.
    #[must_use]
    pub const fn table(self) -> &'static str {
        match self {
            FrameKind::Control => "control",
            FrameKind::Relation => "relation",
            FrameKind::Position => "position",
            FrameKind::Deal => "deal",
            FrameKind::Provision => "provision",
            FrameKind::Term => "term",
            FrameKind::Zone => "zone",
        }
    }
    /// What its entries may state; empty: anything.
    #[must_use]
    pub const fn values(self) -> &'static [&'static str] {
        match self {
            FrameKind::Control => &[
                "controlled",
                "held",
                "seized",
                "retaken",
                "lost",
                "contested",
                "besieged",
                "stronghold",
                "enclave",
                "influence",
                "presence",
            ],
            FrameKind::Relation => &[
                "includes",
                "part-of",
                "affiliate-of",
                "member-of",
                "backed-by",
                "based-in",
                "sides-with",
                "in-class",
                "allied-with",
                "led-by",
                "split-from",
                "formerly",
            ],
            FrameKind::Position => &["accepted", "rejected", "conditional", "none-stated", "stated"],
            FrameKind::Deal => &["made", "brokered"],
            FrameKind::Provision => &["requires", "forbids", "allows", "purpose"],
            FrameKind::Term => &[
                "refrain",
                "prevent",
                "withdraw",
                "withdraw-materiel",
                "surrender-materiel",
                "establish",
                "perform",
                "allow",
                "release",
                "restore",
                "report",
            ],
            FrameKind::Zone => &[
                "buffer",
                "demilitarized",
                "no-fly",
                "safe",
                "security",
                "de-escalation",
                "exclusion",
                "corridor",
            ],
        }
    }
    /// The roles its entries may name.
    #[must_use]
    pub const fn roles(self) -> &'static [&'static str] {
        match self {
            FrameKind::Control => &["holder", "place", "from"],
            FrameKind::Relation => &["subject", "object"],
            FrameKind::Position => &["holder", "toward"],
            FrameKind::Deal => &["party", "mediator", "deal"],
            FrameKind::Provision => &["agreement", "content", "bound"],
            FrameKind::Term => &["bound", "object", "place"],
            FrameKind::Zone => &["datum"],
        }
    }
}

/// Words that state something beside an event, and where its roles stand.
#[derive(Clone, Debug)]
pub struct Frame {
    /// `control.seize`
    pub id: SmolStr,
    /// What kind of statement it makes.
    pub kind: FrameKind,
    /// What it states.
    pub is: SmolStr,
    /// What it states where it is denied; empty: nothing.
    pub denied: SmolStr,
    /// All must hold.
    pub with: Vec<Constraint>,
    /// None may hold.
    pub without: Vec<Constraint>,
    /// Where its roles stand.
    pub roles: Vec<(SmolStr, Slot)>,
    /// Controls: a change of hands.
    pub change: bool,
    /// Terms: it goes on for as long as the agreement does.
    pub continuing: bool,
    /// Terms: no report can settle it.
    pub open: bool,
    /// Sentences that must yield it.
    pub yes: Vec<Example>,
    /// Sentences that must not.
    pub no: Vec<Example>,
    /// File and line, for messages.
    pub at: (String, usize),
}

/// A share of a place.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Share {
    /// At least.
    pub lower: Option<f64>,
    /// At most.
    pub upper: Option<f64>,
    /// Whether the lower bound is excluded.
    pub strict: bool,
}

/// How a lemma tells what a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MeasureWord {
    /// A verb whose object is counted: "killed".
    Verb,
    /// A verb whose passive subject alone is counted: "12 were held".
    Passive,
    /// A verb whose subject is counted: "died".
    Subject,
    /// The counted noun itself: "casualty".
    Noun,
    /// A unit: "km".
    Unit,
    /// A noun behind number and unit: "zone".
    Before,
    /// A noun that with "no" says that there were none: "no casualties".
    None,
    /// A word joined to the number by a hyphen: "2,000-strong".
    Joined,
}

/// What words around a number do to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// "at least"
    AtLeast,
    /// "more than"
    Above,
    /// "up to"
    AtMost,
    /// "fewer than"
    Below,
    /// "about"
    About,
    /// "nearly"
    Nearly,
    /// "exactly"
    Exact,
}

/// Words that bound a number.
#[derive(Clone, Debug)]
pub struct Modifier {
    /// The words, in small letters.
    pub words: Vec<SmolStr>,
    /// What they do.
    pub bound: Bound,
    /// Whether they stand behind the number ("or more") or before it.
    pub behind: bool,
}

/// A vague word with the floor that a policy gives it.
#[derive(Clone, Debug)]
pub struct Vague {
    /// The words, in small letters.
    pub words: Vec<SmolStr>,
    /// What they are worth at least.
    pub floor: f64,
    /// The policy that says so.
    pub policy: SmolStr,
    /// Whether it may multiply another: "hundreds of thousands".
    pub scale: bool,
    /// Whether it is read only where something tells what is counted.
    pub measured: bool,
}

/// An example that is known to fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownFailure {
    /// What is said of it when it fails, without what was found in its place.
    pub message: String,
    /// File and line, for messages.
    pub at: (String, usize),
}

/// All dictionaries, checked.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// First 12 hex digits of the digest of all files.
    pub digest: SmolStr,
    /// Countries.
    pub countries: Vec<Country>,
    /// Actors.
    pub actors: Vec<ActorEntry>,
    /// Places.
    pub places: Vec<PlaceEntry>,
    /// Gazetteers, which only `extract` reads names of: what they list needs evidence.
    pub gazetteers: Vec<Gazetteer>,
    /// Names of all three.
    pub names: Names<Named>,
    /// Role nouns.
    pub roles: Vec<Role>,
    /// Role nouns by head lemma.
    pub role_nouns: Triggers,
    /// Classes of weapons.
    pub weapons: Vec<WeaponClass>,
    /// Classes of weapons by head lemma of their nouns.
    pub weapon_nouns: Triggers,
    /// Lists of lemmas that the stages themselves ask for, by name.
    pub words: FxHashMap<SmolStr, FxHashSet<SmolStr>>,
    /// Patterns.
    pub patterns: Vec<Pattern>,
    /// Patterns by head of their verbs.
    pub verbs: Triggers,
    /// Patterns by head of their nouns.
    pub nouns: Triggers,
    /// Light verbs.
    pub lights: Vec<Light>,
    /// Light verbs by head.
    pub light_verbs: Triggers,
    /// Status cues.
    pub cues: Vec<Cue>,
    /// Status cues by head.
    pub cue_words: Triggers,
    /// Verbs and phrases of saying.
    pub speeches: Vec<Speech>,
    /// Verbs of saying by head.
    pub speech_verbs: Triggers,
    /// Nouns of saying by head.
    pub speech_nouns: Triggers,
    /// Adjectives that say what somebody thinks, by head.
    pub speech_adjectives: Triggers,
    /// Adverbs that say that somebody says: "reportedly".
    pub speech_adverbs: Triggers,
    /// Phrases of saying by their first word.
    pub speech_phrases: Triggers,
    /// Measures.
    pub measures: Vec<Measure>,
    /// Measures by the words they are known by.
    pub measure_words: FxHashMap<(SmolStr, MeasureWord), u32>,
    /// Frames of control, relations, positions and agreements.
    pub frames: Vec<Frame>,
    /// Frames by head of their verbs.
    pub frame_verbs: Triggers,
    /// Frames by head of their nouns.
    pub frame_nouns: Triggers,
    /// Shares of a place.
    pub shares: Vec<Share>,
    /// Shares by the words they are known by, the noun or adjective last: "large part".
    pub share_words: Triggers,
    /// Words that bound numbers, by the first of them.
    pub modifiers: FxHashMap<SmolStr, Vec<Modifier>>,
    /// Vague words, by the first of them.
    pub vague_words: FxHashMap<SmolStr, Vec<Vague>>,
    /// Irregular verb forms and their lemmas.
    pub irregular: FxHashMap<SmolStr, SmolStr>,
    /// Every lemma that heads a trigger.
    pub lemmas: FxHashSet<SmolStr>,
    /// CAMEO codes and the PLOVER type and mode they go to.
    pub crosswalk: FxHashMap<SmolStr, (SmolStr, Option<SmolStr>)>,
    /// PLOVER sector to CAMEO's role, where that is another.
    pub cameo_roles: FxHashMap<SmolStr, SmolStr>,
    /// Words that ask and do not demand.
    pub appeals: FxHashSet<SmolStr>,
    /// Word classes.
    pub classes: FxHashMap<SmolStr, WordSet>,
    /// Openings of lines that are site furniture, in small letters.
    pub boilerplate: Vec<String>,
    /// Openings of lines that link to other stories, in small letters.
    pub related: Vec<String>,
    /// Words in class, id or role of an HTML element, and what they tell of it.
    pub markup: FxHashMap<SmolStr, Markup>,
    /// Kinds of incident, in the order of the data.
    pub kinds: Vec<Kind>,
    /// The words by which they are known.
    pub phrases: Phrases,
    /// Words of time.
    pub times: TimeWords,
    /// Examples that are known to fail, in the order of the data.
    pub known_failures: Vec<KnownFailure>,
}

impl Lexicon {
    /// Reads and checks data files.
    ///
    /// # Errors
    /// Every problem of every file, in order.
    pub fn load(files: &[SourceFile]) -> Result<Lexicon, Vec<Problem>> {
        load::load(files)
    }

    /// Whether a lemma is a cue whose content stands in one of its slots: "plan", "refusal", "threat".
    #[must_use]
    pub fn governs(&self, lemma: &str) -> bool {
        self.cue_words.get(lemma).is_some_and(|triggers| {
            // "guard" and "head" are no cues, "guard against" and "head off" are.
            let alone = triggers.iter().filter(|trigger| trigger.others.is_empty());
            let mut cues = alone.filter_map(|trigger| self.cues.get(trigger.of as usize));
            cues.any(|cue| cue.reach != CueReach::Modifier)
        })
    }

    /// Adds a gazetteer; the digest of the data takes it in.
    pub fn add_gazetteer(&mut self, gazetteer: Gazetteer) {
        self.digest = load::digest_of(&[self.digest.as_bytes(), gazetteer.digest()]);
        self.gazetteers.push(gazetteer);
    }

    /// The actor that a country and a role noun name together: "rus" + "mod". A class of people ("Russian
    /// soldiers") has no identity: its id is left to the caller.
    #[must_use]
    pub fn compose(&self, country: Option<u32>, role: u32) -> Actor {
        let role = &self.roles[role as usize];
        let country = country.map(|c| &self.countries[c as usize]);
        let id = match country {
            Some(country) if role.body => format_smolstr!("{}-{}", lower(&country.code), role.id),
            _ => SmolStr::default(),
        };
        let name = match country {
            Some(country) => format_smolstr!("{}: {}", country.name, role.title),
            None => role.title.clone(),
        };
        let kind = if role.body { role.kind.clone() } else { "descriptor".into() };
        Actor {
            id,
            name,
            kind,
            country: country.map(|c| c.code.clone()).unwrap_or_default(),
            sector: role.sector.clone(),
            cameo: SmolStr::default(),
        }
    }

    /// The PLOVER type and mode of a CAMEO code: those of the longest code that it begins with.
    #[must_use]
    pub fn plover_of(&self, cameo: &str) -> Option<(&str, Option<&str>)> {
        (2..=cameo.len())
            .rev()
            .find_map(|length| self.crosswalk.get(cameo.get(..length)?))
            .map(|(plover, mode)| (plover.as_str(), mode.as_deref()))
    }

    /// The CAMEO code of an actor: the one of its entry, else the code of its country and CAMEO's role for its sector
    /// (`SYRREB`, `IGOUNO`); a state is its country alone. Empty where neither is known.
    #[must_use]
    pub fn cameo_of(&self, actor: &Actor) -> SmolStr {
        if !actor.cameo.is_empty() {
            return actor.cameo.clone();
        }
        let role = if actor.kind == "state" { "" } else { actor.sector.as_str() };
        let role = self.cameo_roles.get(role).map_or(role, SmolStr::as_str);
        let international = matches!(actor.sector.as_str(), "UNO" | "EUR");
        let country = if international { "IGO" } else { actor.country.as_str() };
        if role == country { role.into() } else { format_smolstr!("{country}{role}") }
    }

    /// Whether a lemma stands in the list of `[words]` with this name.
    #[must_use]
    pub fn is_word(&self, list: &str, lemma: &str) -> bool {
        self.words.get(list).is_some_and(|words| words.contains(lemma))
    }

    /// The country that a name alone names: "Burma".
    #[must_use]
    pub fn country_named(&self, name: &str) -> Option<u32> {
        let cut = wordlets(name);
        if cut.is_empty() {
            return None;
        }
        let found = self.names.longest(&cut, 0).filter(|found| found.wordlets == cut.len())?;
        found.targets.iter().find_map(|t| match t {
            Named::Country(country, CountryForm::Name) => Some(*country),
            _ => None,
        })
    }

    /// Whether a word alone is a country's adjective: "Syrian".
    #[must_use]
    pub fn is_country_adjective(&self, word: &str) -> bool {
        let cut = wordlets(word);
        let whole = |found: &Found<'_, Named>| {
            found.wordlets == cut.len()
                && found.targets.iter().any(|t| matches!(t, Named::Country(_, CountryForm::Adjective)))
        };
        !cut.is_empty() && self.names.longest(&cut, 0).is_some_and(|found| whole(&found))
    }

    /// Whether a lemma heads anything the dictionaries match verbs and nouns by.
    #[must_use]
    pub fn knows(&self, lemma: &str) -> bool {
        self.lemmas.contains(lemma)
    }

    /// The lemma of an irregular form.
    #[must_use]
    pub fn irregular(&self, form: &str) -> Option<&str> {
        self.irregular.get(form).map(SmolStr::as_str)
    }

    /// The country with an ISO code.
    #[must_use]
    pub fn country(&self, code: &str) -> Option<u32> {
        self.countries.iter().position(|c| c.code == code).and_then(|i| u32::try_from(i).ok())
    }
}

fn lower(code: &str) -> SmolStr {
    code.chars().flat_map(char::to_lowercase).collect()
}
