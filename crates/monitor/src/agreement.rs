//! An agreement as a person recorded it, or as a document reports it: parties, terms, zones.
//!
//! Nothing here says what a text means in law. A term is somebody's reading of a paragraph, with the paragraph named.

use crate::corpus::{Document, Party, Reported, Words};
use crate::dates::Days;
use crate::geodesy::{Area, Point};
use jiff::civil::Date;

/// An agreement.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agreement {
    /// Short name: `moscow-ankara-2018`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Other names.
    pub names: Vec<String>,
    /// When it was signed or declared.
    pub signed: Option<Days>,
    /// From when to when it holds, if that differs from `signed` and open.
    pub in_force: Option<Days>,
    /// Parties and what they are to it.
    pub parties: Vec<Signatory>,
    /// Actors it speaks of that did not sign it.
    pub named_non_parties: Vec<String>,
    /// Bodies with the mandate to find how it is kept.
    pub mechanism: Vec<String>,
    /// Where its text was read: `pax:2169`, a URL; the document for a reported one.
    pub sources: Vec<String>,
    /// Whose reading this is: `reference`, or the outlet whose report it is.
    pub reported_by: Option<String>,
    /// The terms.
    pub terms: Vec<Term>,
    /// The zones.
    pub zones: Vec<Zone>,
    /// What a reader of the results should know: a line that is not drawn.
    pub warnings: Vec<String>,
}

/// A party.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signatory {
    /// The actor.
    pub actor: String,
    /// `signatory`, `guarantor`, `mediator`, `witness`, `adherent`, or two of them: `signatory-guarantor`.
    pub role: String,
    /// Since when, if later than the others.
    pub since: Option<Days>,
}

/// A term.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Term {
    /// Short name: `R5`.
    pub id: String,
    /// Paragraph.
    pub para: String,
    /// What it lays down, in the words or a paraphrase.
    pub text: String,
    /// Whether `text` is a paraphrase.
    pub paraphrase: bool,
    /// What kind of obligation: one of [`KINDS`].
    pub kind: String,
    /// Who is bound.
    pub bound: Vec<Bound>,
    /// For whose sake: who is to be let through, not attacked, released.
    pub beneficiary: Vec<String>,
    /// Classes of things: `artillery`, `heavy-weapons`, or plain words.
    pub object: Vec<String>,
    /// PLOVER acts that a `refrain` is about (`ASSAULT/aerial`), where it is not about all attacks.
    pub acts: Vec<String>,
    /// Words that tell the act, where those of `text` would mislead: `inspect`.
    pub verbs: Vec<String>,
    /// The zone it is about.
    pub zone: Option<String>,
    /// By when.
    pub deadline: Option<Days>,
    /// Whether the deadline's year or reach is inferred.
    pub deadline_uncertain: bool,
    /// From when to when it is to be kept, if not for as long as the agreement.
    pub window: Option<Days>,
    /// Whether it goes on for as long as the agreement does.
    pub continuing: bool,
    /// How many are to be released or handed over.
    pub number: Option<f64>,
    /// What has to be so first, in words; each is printed, none is tested.
    pub conditions: Vec<String>,
    /// What is excepted.
    pub exceptions: Vec<Exception>,
    /// Bodies with the mandate to find how this term is kept; those of the agreement if empty.
    pub mechanism: Vec<String>,
    /// Whether a report could show that it was kept.
    pub testable: Testable,
    /// Terms that come first.
    pub depends_on: Vec<String>,
    /// Where a document's words say it; none for a record made by a person.
    pub words: Option<Words>,
}

/// Somebody who is bound, and on what footing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bound {
    /// The actor; `desc:…` for a description.
    pub actor: String,
    /// On what footing.
    pub basis: Basis,
    /// Actors that the person who made the record counts under a description.
    pub includes: Vec<String>,
}

/// On what footing somebody is bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Basis {
    /// It signed.
    #[default]
    Party,
    /// It joined later.
    Adherent,
    /// It answers for what others are to do.
    ImpliedGuarantor,
    /// The text speaks of it, and it did not sign.
    NamedNonParty,
}

/// Whether a report could show that a term was kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Testable {
    /// Yes.
    #[default]
    BrightLine,
    /// It is a matter of judgement: "all necessary measures".
    OpenTextured,
    /// No: a purpose.
    No,
}

/// What a term excepts. All that is given must fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exception {
    /// The words of it.
    pub text: String,
    /// Acted upon: `isis`.
    pub against: Vec<String>,
    /// Who may.
    pub by: Vec<String>,
    /// PLOVER types it is about; all if empty.
    pub acts: Vec<String>,
}

/// A zone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Zone {
    /// Short name.
    pub id: String,
    /// Words by which news calls it: "buffer zone".
    pub names: Vec<String>,
    /// What it is.
    pub shape: Shape,
    /// How deep it is, in kilometres: at least, at most.
    pub depth: Option<(f64, f64)>,
    /// On which side of the line, in words.
    pub side: String,
    /// The area on that side, if it is drawn.
    pub side_area: Option<Area>,
    /// What the line is called.
    pub datum: String,
    /// Of when the line is.
    pub as_of: String,
    /// Whether the parties drew the lines.
    pub delimited: bool,
    /// Countries it lies in: a place elsewhere is outside.
    pub countries: Vec<String>,
    /// Places, by id or name, that the text or the reader says are in it.
    pub places: Vec<String>,
}

/// What a zone is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Shape {
    /// Not drawn.
    #[default]
    Undrawn,
    /// An area.
    Polygon(Area),
    /// A line not to be crossed.
    Line(Vec<Vec<Point>>),
    /// All on one side of a line and no farther from it than the depth.
    Band(Vec<Vec<Point>>),
    /// All around a point, a line or an area and no farther from it than the depth.
    Buffer(Datum),
    /// Places by name.
    Places,
}

/// What a buffer lies around.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Datum {
    /// Lines and single points.
    pub lines: Vec<Vec<Point>>,
    /// Areas.
    pub area: Area,
}

/// Kinds of obligation.
pub const KINDS: [&str; 12] = [
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
    "purpose",
];

impl Basis {
    /// As written in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Basis::Party => "party",
            Basis::Adherent => "adherent",
            Basis::ImpliedGuarantor => "implied-guarantor",
            Basis::NamedNonParty => "named-non-party",
        }
    }
    /// All of them.
    pub const ALL: [Basis; 4] =
        [Basis::Party, Basis::Adherent, Basis::ImpliedGuarantor, Basis::NamedNonParty];
}

impl Testable {
    /// As written in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Testable::BrightLine => "bright-line",
            Testable::OpenTextured => "open-textured",
            Testable::No => "no",
        }
    }
    /// All of them.
    pub const ALL: [Testable; 3] = [Testable::BrightLine, Testable::OpenTextured, Testable::No];
}

impl Agreement {
    /// From when to when it holds, as recorded.
    #[must_use]
    pub fn life(&self) -> Days {
        let signed = self.signed.unwrap_or_default();
        self.in_force.unwrap_or(Days { from: signed.from, to: None })
    }
    /// A zone by its id.
    #[must_use]
    pub fn zone(&self, id: &str) -> Option<&Zone> {
        self.zones.iter().find(|z| z.id == id)
    }

    /// An agreement as a document reports it: its terms are what the document says they are.
    #[must_use]
    pub fn reported(document: &Document, number: usize) -> Option<Agreement> {
        let reported = document.agreements.get(number)?;
        let ids = |parties: &[Party]| -> Vec<String> {
            let mut ids: Vec<String> = parties.iter().map(name_of).collect();
            ids.dedup();
            ids
        };
        let signatories = |parties: &[Party], role: &str| -> Vec<Signatory> {
            ids(parties)
                .into_iter()
                .map(|actor| Signatory { actor, role: role.to_owned(), since: None })
                .collect()
        };
        let mut parties = signatories(&reported.parties, "signatory");
        parties.extend(signatories(&reported.mediators, "mediator"));
        let year = reported.when.and_then(|w| w.days.from).map(Date::year);
        let mut words = ids(&reported.parties);
        words.extend(year.map(|y| y.to_string()));
        let mut agreement = Agreement {
            id: slug(&words.join("-"), number),
            name: reported.words.quote.clone(),
            signed: reported.when.map(|w| w.days),
            parties,
            sources: vec![document.id.clone()],
            reported_by: Some(document.outlet.clone().unwrap_or_else(|| document.name.clone())),
            ..Agreement::default()
        };
        agreement.zones = zones(reported);
        agreement.terms =
            reported.terms.iter().enumerate().map(|(at, _)| term(reported, at, &agreement)).collect();
        let non_parties = agreement.terms.iter().flat_map(|t| &t.bound);
        let mut non_parties: Vec<String> =
            non_parties.filter(|b| b.basis == Basis::NamedNonParty).map(|b| b.actor.clone()).collect();
        non_parties.sort();
        non_parties.dedup();
        agreement.named_non_parties = non_parties;
        for zone in &agreement.zones {
            agreement.warnings.push(format!(
                "zone {}: the report gives no line that could be drawn (“{}”), so no place can be put in or out of it",
                zone.id, zone.datum
            ));
        }
        Some(agreement)
    }
}

/// The id of a party, or its words where it has none.
pub(crate) fn name_of(party: &Party) -> String {
    party.id.clone().unwrap_or_else(|| format!("desc:{}", slug(&party.words, 0)))
}

/// Small letters, digits and hyphens.
fn slug(text: &str, number: usize) -> String {
    let mut slug = String::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            slug.push(letter);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { format!("agreement-{number}") } else { slug.to_owned() }
}

fn zones(reported: &Reported) -> Vec<Zone> {
    let zone = |(at, zone): (usize, &crate::corpus::ReportedZone)| {
        let plain = match zone.kind.as_str() {
            "buffer" => "buffer zone",
            "demilitarized" => "demilitarised zone",
            "corridor" => "corridor",
            "" => "zone",
            other => other,
        };
        Zone {
            id: format!("Z{}", at + 1),
            names: vec![plain.to_owned()],
            depth: zone.depth,
            datum: zone.datum.clone().unwrap_or_else(|| zone.words.quote.clone()),
            delimited: false,
            ..Zone::default()
        }
    };
    reported.zones.iter().enumerate().map(zone).collect()
}

fn term(reported: &Reported, at: usize, agreement: &Agreement) -> Term {
    let term = &reported.terms[at];
    let basis = |written: &str| match written {
        "named-non-party" => Basis::NamedNonParty,
        _ => Basis::Party,
    };
    let mut bound: Vec<Bound> = vec![];
    for (party, written) in &term.bound {
        let actor = name_of(party);
        if !bound.iter().any(|b| b.actor == actor) {
            bound.push(Bound { actor, basis: basis(written), includes: vec![] });
        }
    }
    Term {
        id: format!("T{at}"),
        text: term.words.quote.clone(),
        kind: term.obligation.clone(),
        bound,
        object: term.object.iter().map(|o| o.words.clone()).collect(),
        zone: term.zone.and_then(|z| agreement.zones.get(z)).map(|z| z.id.clone()),
        deadline: term.deadline,
        deadline_uncertain: term.deadline_uncertain,
        continuing: term.continuing,
        testable: Testable::ALL.into_iter().find(|t| t.as_str() == term.testable).unwrap_or_default(),
        words: Some(term.words.clone()),
        ..Term::default()
    }
}
