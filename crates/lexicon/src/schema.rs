//! The tables of the data files as they are written. `docs/data.md` describes every field.

use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// One data file. Any file may hold any table; the folders are for people.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct File {
    pub country: Vec<Country>,
    pub actor: Vec<Actor>,
    pub role: Vec<Role>,
    pub place: Vec<Place>,
    pub pattern: Vec<Pattern>,
    pub light: Vec<Light>,
    pub cue: Vec<Cue>,
    pub speech: Vec<Speech>,
    pub measure: Vec<Measure>,
    pub control: Vec<Frame>,
    pub relation: Vec<Frame>,
    pub position: Vec<Frame>,
    pub deal: Vec<Frame>,
    pub provision: Vec<Frame>,
    pub term: Vec<Frame>,
    pub zone: Vec<Frame>,
    pub extent: Vec<Extent>,
    pub modifier: Vec<Modifier>,
    pub vague: Vec<Vague>,
    pub furniture: Vec<Furniture>,
    #[serde(default)]
    pub markup: Vec<Markup>,
    pub acled: Vec<Kind>,
    pub police: Vec<Kind>,
    pub time: Vec<Time>,
    pub weapon: Vec<Weapon>,
    pub words: BTreeMap<String, Vec<String>>,
    pub classes: BTreeMap<String, Vec<String>>,
    pub types: BTreeMap<String, PloverType>,
    pub irregular: BTreeMap<String, String>,
    pub contexts: Names,
    pub sectors: Sectors,
    /// CAMEO code to PLOVER type and, if it tells one, mode.
    pub cameo: BTreeMap<String, Vec<String>>,
    /// Examples that are known to fail.
    pub known_failures: Vec<Spanned<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Names {
    pub names: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Sectors {
    pub names: Vec<String>,
    /// CAMEO's role where it is another.
    pub cameo: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PloverType {
    pub quad: String,
    pub score: f64,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub recipient: String,
    #[serde(default)]
    pub modes: BTreeMap<String, f64>,
    /// Type and CAMEO code while the act is still to come.
    #[serde(default)]
    pub future: Option<(String, String)>,
    /// Type and CAMEO code where the doer will not do it.
    #[serde(default)]
    pub refused: Option<(String, String)>,
    /// Type and CAMEO code where actors of several countries do it together; `joint_cameo` are the codes it holds for.
    #[serde(default)]
    pub joint: Option<(String, String)>,
    /// CAMEO codes that `joint` holds for.
    #[serde(default)]
    pub joint_cameo: Vec<String>,
    /// Words that ask and do not demand: their CAMEO codes are 02 where those of others are 10.
    #[serde(default)]
    pub appeals: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Country {
    pub code: Spanned<String>,
    pub name: String,
    #[serde(default)]
    pub names: Vec<String>,
    #[serde(default)]
    pub adjectives: Vec<String>,
    #[serde(default)]
    pub nationals: Vec<String>,
    pub capital: Option<Capital>,
    #[serde(default)]
    pub seats: Vec<String>,
    pub lat: f64,
    pub lon: f64,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub note: String,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub src: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Capital {
    pub name: String,
    #[serde(default)]
    pub names: Vec<String>,
    pub lat: f64,
    pub lon: f64,
    #[serde(default)]
    pub geonames: String,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

impl OneOrMany {
    pub fn first(&self) -> &str {
        match self {
            OneOrMany::One(one) => one,
            OneOrMany::Many(many) => many.first().map_or("", String::as_str),
        }
    }
    pub fn all(&self) -> &[String] {
        match self {
            OneOrMany::One(one) => std::slice::from_ref(one),
            OneOrMany::Many(many) => many,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Actor {
    pub id: Spanned<String>,
    pub name: String,
    pub kind: String,
    pub country: Option<OneOrMany>,
    #[serde(default)]
    pub active: String,
    #[serde(default)]
    pub sector: String,
    #[serde(default)]
    pub codes: BTreeMap<String, String>,
    pub names: Vec<ActorName>,
    #[serde(default)]
    pub links: Vec<Link>,
    #[serde(default)]
    #[expect(dead_code, reason = "reliability and interest: read by the claims stage that is still to come")]
    pub source: BTreeMap<String, toml::Value>,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub src: String,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub note: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActorName {
    pub text: String,
    #[serde(default)]
    pub lang: String,
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub until: String,
    #[serde(default)]
    pub only_if: String,
    #[serde(default)]
    pub ambiguous: bool,
    /// Only in capitals: as it would be written else it is a word or another name ("MODEL", "SANA").
    #[serde(default)]
    pub capitals: bool,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub note: String,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub src: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Link {
    pub rel: String,
    pub to: String,
    #[serde(default)]
    pub when: String,
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub until: String,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub src: String,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub note: String,
    #[serde(default)]
    pub disputed: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Role {
    pub id: Spanned<String>,
    pub sector: String,
    pub kind: String,
    pub title: String,
    #[serde(default)]
    pub body: bool,
    #[serde(default)]
    pub people: bool,
    pub nouns: Vec<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub note: String,
}

/// Nouns for weapons of one class, or for what carries weapons.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Weapon {
    pub id: Spanned<String>,
    pub class: String,
    #[serde(default)]
    pub platform: bool,
    pub nouns: Vec<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub note: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Place {
    pub id: Spanned<String>,
    pub name: String,
    #[serde(default)]
    pub names: Vec<String>,
    pub country: OneOrMany,
    #[serde(default)]
    pub admin1: String,
    pub kind: String,
    pub precision: u8,
    pub lat: f64,
    pub lon: f64,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub src: String,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub note: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pattern {
    pub id: Spanned<String>,
    #[serde(default)]
    pub verbs: Vec<String>,
    #[serde(default)]
    pub nouns: Vec<String>,
    #[serde(default)]
    pub with: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub without: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub roles: BTreeMap<String, String>,
    #[serde(default)]
    pub noun_roles: BTreeMap<String, String>,
    pub event: Code,
    #[serde(default)]
    pub mutual: bool,
    #[serde(default)]
    pub actors_all: bool,
    #[serde(default)]
    pub plain: bool,
    /// Read from another dictionary: no examples are asked for.
    #[serde(default)]
    pub imported: bool,
    #[serde(default)]
    pub yes: Vec<String>,
    #[serde(default)]
    pub no: Vec<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub note: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Code {
    pub plover: String,
    #[serde(default)]
    pub mode: Option<String>,
    #[serde(default)]
    pub cameo: String,
    #[serde(default)]
    pub contexts: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Light {
    pub id: Spanned<String>,
    pub verbs: Vec<String>,
    pub noun: String,
    #[serde(default)]
    pub actor: String,
    #[serde(default)]
    pub recipient: String,
    #[serde(default)]
    pub instrument: String,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub note: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cue {
    pub id: Spanned<String>,
    pub status: String,
    pub words: Vec<String>,
    #[serde(default)]
    pub into: String,
    #[serde(default)]
    pub on: String,
    /// Whether the cue binds whoever says so; true if left out.
    pub commits: Option<bool>,
    /// Whether the cue counts only under a modal: "would see".
    #[serde(default)]
    pub would: bool,
    /// Whether the cue counts only where it is itself negated.
    #[serde(default)]
    pub negated: bool,
    /// Whether the cue reaches only infinitives.
    #[serde(default)]
    pub infinitive: bool,
    /// Whether only nouns count.
    #[serde(default)]
    pub noun: bool,
    #[serde(default)]
    pub yes: Vec<String>,
    #[serde(default)]
    pub no: Vec<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub note: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Speech {
    pub id: Spanned<String>,
    #[serde(default)]
    pub verbs: Vec<String>,
    #[serde(default)]
    pub nouns: Vec<String>,
    #[serde(default)]
    pub adjectives: Vec<String>,
    #[serde(default)]
    pub adverbs: Vec<String>,
    #[serde(default)]
    pub phrases: Vec<String>,
    #[serde(default)]
    pub stance: String,
    #[serde(default)]
    pub speaker: String,
    #[serde(default)]
    pub outer: String,
    #[serde(default)]
    pub content: String,
    /// A slot without which the word does not speak: "views X as Y".
    #[serde(default)]
    pub needs: String,
    /// Whether what the word introduces is true for whoever uses it: "knew that".
    #[serde(default)]
    pub factive: bool,
    /// Whether the word makes another's statement its own: "confirmed the report that".
    #[serde(default)]
    pub endorses: bool,
    /// Whether the words name nobody who thinks so: "it seems that".
    #[serde(default)]
    pub nobody: bool,
    /// Whether an infinitive is none of what it says: "continued to fight".
    #[serde(default)]
    pub finite: bool,
    /// Whether the word only speaks where it has a clause or a quotation, not with a bare noun.
    #[serde(default)]
    pub clause: bool,
    #[serde(default)]
    pub yes: Vec<String>,
    #[serde(default)]
    pub no: Vec<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub note: String,
}

/// Words that tell what a number counts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Measure {
    pub id: Spanned<String>,
    /// Published name of the measure.
    pub measure: String,
    /// Lemmas of verbs whose object (or passive subject) is counted.
    #[serde(default)]
    pub verbs: Vec<String>,
    /// Lemmas of the nouns counted.
    #[serde(default)]
    pub nouns: Vec<String>,
    /// Lemmas of nouns the counted unit stands before ("20km buffer zone").
    #[serde(default)]
    pub before: Vec<String>,
    /// Published unit; for `units`, the unit the surface stands for.
    #[serde(default)]
    pub unit: String,
    /// Surface forms of the unit itself ("km", "square kilometres"): one word or two.
    #[serde(default)]
    pub units: Vec<String>,
    /// Lemmas of verbs whose passive subject alone is counted: "12 were held".
    #[serde(default)]
    pub passive: Vec<String>,
    /// Lemmas of verbs whose subject is counted: "12 died".
    #[serde(default)]
    pub subjects: Vec<String>,
    /// Lemmas of nouns that with "no" say that there were none: "no casualties".
    #[serde(default)]
    pub none: Vec<String>,
    /// Words joined to the number by a hyphen: "2,000-strong".
    #[serde(default)]
    pub joined: Vec<String>,
}

/// Words that bound a number.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Modifier {
    pub id: Spanned<String>,
    /// at-least above at-most below about nearly exact
    pub bound: Spanned<String>,
    /// Words before the number.
    #[serde(default)]
    pub words: Vec<String>,
    /// Words behind the number or behind what it counts.
    #[serde(default)]
    pub behind: Vec<String>,
}

/// Words without a number, with the floor that a named policy gives them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Vague {
    pub id: Spanned<String>,
    /// Published name of the policy.
    pub policy: String,
    /// Words in small letters and their floors.
    pub floors: BTreeMap<String, f64>,
    /// Whether one may multiply another: "hundreds of thousands".
    #[serde(default)]
    pub scale: bool,
    /// Whether a figure is made only where something tells what is counted.
    #[serde(default)]
    pub measured: bool,
}

/// Words that state something beside an event: control, a relation, a position, an agreement and what it lays down.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Frame {
    pub id: Spanned<String>,
    /// What it states: a class of control, a relation, a position, an obligation, a kind of zone.
    pub is: String,
    /// What it states where it is denied; empty: nothing.
    #[serde(default)]
    pub denied: String,
    #[serde(default)]
    pub verbs: Vec<String>,
    #[serde(default)]
    pub nouns: Vec<String>,
    #[serde(default)]
    pub with: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub without: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub roles: BTreeMap<String, String>,
    /// Controls: a change of hands.
    #[serde(default)]
    pub change: bool,
    /// Terms: it goes on for as long as the agreement does.
    #[serde(default)]
    pub continuing: bool,
    /// Terms: no report can settle it.
    #[serde(default)]
    pub open: bool,
    #[serde(default)]
    pub yes: Vec<String>,
    #[serde(default)]
    pub no: Vec<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub note: String,
}

/// Words for a share of a place.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Extent {
    pub words: Vec<String>,
    pub lower: Option<f64>,
    pub upper: Option<f64>,
    #[serde(default)]
    pub strict: bool,
}

/// Words by which site furniture is known.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Furniture {
    pub kind: String,
    pub starts: Vec<String>,
}

/// Words in class, id or role of an HTML element, and what they tell of it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Markup {
    pub kind: String,
    pub words: Vec<String>,
}

/// A kind of incident and the evidence for it, by weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kind {
    pub id: Spanned<String>,
    #[serde(default)]
    pub group: String,
    pub name: String,
    /// Weight → terms.
    pub evidence: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub note: String,
}

/// Words of time of one kind.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Time {
    pub id: Spanned<String>,
    pub kind: String,
    /// Each word or phrase and what it stands for.
    pub words: BTreeMap<String, String>,
    /// Words that are times only where other words say so: "May", "fall".
    #[serde(default)]
    pub careful: Vec<String>,
    #[serde(default)]
    pub yes: Vec<TimeExample>,
    #[serde(default)]
    pub no: Vec<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "documents the entry for people; nothing is computed from it")]
    pub note: String,
}

/// A sentence whose bracketed words are a time.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TimeExample {
    pub text: String,
    /// Day of publication; none if left out.
    #[serde(default)]
    pub on: String,
    /// TIMEX3 value.
    pub value: String,
    /// EDTF; empty for none.
    #[serde(default)]
    pub edtf: String,
}
