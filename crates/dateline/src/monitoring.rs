//! Published records as what the monitor is handed, and the files that it works by.
//!
//! ```
//! use dateline::{Coder, monitoring};
//! let coder = Coder::built_in();
//! let table = monitoring::table(&Coder::built_in_files()).expect("the built-in table is sound");
//! let corpus = monitoring::corpus(&[], &[], &coder.lexicon);
//! assert!(corpus.documents.is_empty() && !table.acts.is_empty());
//! ```

pub use dateline_monitor::*;

use crate::published::{
    ActorRecord, EventRecord, EventTimeRecord, MentionRecord, Record, RoleRecord, TermRecord,
};
use crate::{Lexicon, Problem, SourceFile};
use dateline_monitor::corpus::{
    Act, Document, Holding, Member, Number, Party, Place, Reported, ReportedTerm, ReportedZone, Stand, Thing,
    Voice, When, WhenBasis, Words,
};
use dateline_monitor::dates::Days;
use dateline_monitor::geodesy::Point;
use std::collections::BTreeMap;

/// Where the table of acts lies among the data files.
pub const TABLE: &str = "monitor/acts.toml";

/// The table of acts of some data files.
///
/// # Errors
/// Every problem in it, or that it is missing.
pub fn table(files: &[SourceFile]) -> Result<Table, Vec<Problem>> {
    let file = files.iter().find(|f| f.path.ends_with(TABLE)).ok_or_else(|| {
        vec![Problem { path: TABLE.into(), line: 1, message: "the table of acts is missing".into() }]
    })?;
    table::load(file)
}

/// What some records say, and what the dictionaries know of the actors of some agreements.
#[must_use]
pub fn corpus(records: &[Record], agreements: &[&Agreement], lexicon: &Lexicon) -> Corpus {
    let ids = agreements.iter().flat_map(|a| {
        let bound = a.terms.iter().flat_map(|t| t.bound.iter().map(|b| &b.actor));
        let parties = a.parties.iter().map(|p| &p.actor);
        bound.chain(parties).chain(&a.named_non_parties)
    });
    let actors: BTreeMap<String, Party> =
        ids.filter_map(|id| Some((id.clone(), known(id, lexicon)?))).collect();
    Corpus { documents: records.iter().map(|r| document(r, lexicon)).collect(), actors }
}

/// What the dictionaries know of an actor: an entry, a state, or a body of a state.
#[must_use]
pub fn known(id: &str, lexicon: &Lexicon) -> Option<Party> {
    let within = within(id, lexicon);
    if let Some(entry) = lexicon.actors.iter().find(|a| a.actor.id == id) {
        return Some(Party {
            id: Some(id.to_owned()),
            kind: entry.actor.kind.to_string(),
            country: entry.actor.country.to_string(),
            sector: entry.actor.sector.to_string(),
            words: entry.actor.name.to_string(),
            within,
        });
    }
    let (state, role) = id.split_once('-').unwrap_or((id, ""));
    let country = &lexicon.countries[lexicon.country(&state.to_uppercase())? as usize];
    let role = lexicon.roles.iter().find(|r| r.id == role);
    Some(Party {
        id: Some(id.to_owned()),
        kind: role.map_or("state", |r| r.kind.as_str()).to_owned(),
        country: country.code.to_string(),
        sector: role.map_or("GOV", |r| r.sector.as_str()).to_owned(),
        words: country.name.to_string(),
        within,
    })
}

/// All that an actor is part of, by the links of the dictionaries.
fn within(id: &str, lexicon: &Lexicon) -> Vec<String> {
    let mut all: Vec<String> = vec![];
    let mut open = vec![id.to_owned()];
    while let Some(id) = open.pop() {
        let Some(entry) = lexicon.actors.iter().find(|a| a.actor.id == id.as_str()) else { continue };
        for link in
            entry.links.iter().filter(|l| matches!(l.rel.as_str(), "part-of" | "member-of") && !l.disputed)
        {
            let to = link.to.to_string();
            if !all.contains(&to) && all.len() < 32 {
                all.push(to.clone());
                open.push(to);
            }
        }
    }
    all
}

/// What a record says.
#[must_use]
pub fn document(record: &Record, lexicon: &Lexicon) -> Document {
    let reader = Reader { record, lexicon };
    let head = &record.document;
    let mut document = Document {
        id: head.id.clone(),
        name: head.key.clone().or_else(|| head.title.clone()).unwrap_or_else(|| head.id.clone()),
        outlet: head.source.clone(),
        url: head.url.clone(),
        published: head.published.as_deref().and_then(|d| d.parse().ok()),
        language: head.language.clone(),
        ..Document::default()
    };
    document.acts = record.events.iter().map(|e| reader.act(e)).collect();
    for control in &record.controls {
        document.holdings.push(Holding {
            words: reader.words(format!("K{}", control.id), control.span, &control.text, control.claim),
            class: control.verb_class.clone(),
            change: control.kind == "change",
            status: control.status.clone(),
            holders: reader.parties(&control.holders),
            place: reader.place_of(&control.place),
            when: reader.when(control.as_of.as_ref()),
        });
    }
    for position in &record.positions {
        document.stands.push(Stand {
            words: reader.words(format!("PO{}", position.id), position.span, &position.text, position.claim),
            holders: reader.parties(&position.holders),
            value: position.value.clone(),
            agreement: position.agreement.map(|a| a as usize),
        });
    }
    for relation in &record.relations {
        let (member, of) = match relation.rel.as_str() {
            "in-class" | "part-of" | "member-of" => (&relation.subject, &relation.object),
            "includes" => (&relation.object, &relation.subject),
            _ => continue,
        };
        if relation.ended.is_none() && relation.status == "reported" {
            document.members.push(Member {
                words: reader.words(
                    format!("L{}", relation.id),
                    relation.span,
                    &relation.text,
                    relation.claim,
                ),
                member: reader.party(member),
                of: reader.party(of),
            });
        }
    }
    for agreement in &record.agreements {
        document.agreements.push(Reported {
            words: reader.words(
                format!("A{}", agreement.id),
                agreement.span,
                &agreement.text,
                agreement.claim,
            ),
            parties: reader.parties(&agreement.parties),
            mediators: reader.parties(&agreement.mediators),
            when: reader.when(agreement.time.as_ref()),
            terms: agreement.terms.iter().map(|t| reader.term(agreement.id, t)).collect(),
            zones: agreement
                .zones
                .iter()
                .map(|zone| ReportedZone {
                    words: reader.words(format!("Z{}", zone.id), zone.span, &zone.text, agreement.claim),
                    kind: zone.kind.clone(),
                    depth: zone.depth.and_then(|m| reader.depth(m)),
                    datum: zone.datum.map(|_| zone.text.clone()),
                })
                .collect(),
        });
    }
    document
}

struct Reader<'a> {
    record: &'a Record,
    lexicon: &'a Lexicon,
}

impl Reader<'_> {
    fn mention(&self, id: u32) -> Option<&MentionRecord> {
        self.record.mentions.get(id as usize)
    }
    fn words(&self, item: String, span: [u32; 2], quote: &str, claim: u32) -> Words {
        let chain = self.record.claims.get(claim as usize).map(|c| c.chain.as_slice()).unwrap_or_default();
        let outlet = self.record.document.source.as_deref().unwrap_or("the outlet");
        let voice = |speaker: &crate::published::SpeakerRecord| {
            let mention = speaker.mention.and_then(|m| self.mention(m));
            let actor = mention.filter(|m| is_known(m)).and_then(|m| m.actor.as_ref());
            Voice {
                id: actor.and_then(|a| a.id.clone()),
                words: speaker.text.clone().unwrap_or_else(|| outlet.to_owned()),
            }
        };
        let chain = chain.iter().map(voice).collect();
        Words { item, span: (span[0], span[1]), quote: quote.to_owned(), chain }
    }
    fn party(&self, role: &RoleRecord) -> Party {
        let Some(mention) = role.mention.and_then(|m| self.mention(m)) else {
            return Party { words: role.text.clone(), ..Party::default() };
        };
        if let Some(place) = &mention.place {
            return Party {
                id: Some(place.id.clone()),
                kind: "place".to_owned(),
                country: place.country.clone().unwrap_or_default(),
                words: role.text.clone(),
                ..Party::default()
            };
        }
        let Some(ActorRecord { id, kind, country, sector, .. }) = &mention.actor else {
            return Party { words: role.text.clone(), ..Party::default() };
        };
        let id =
            id.clone().filter(|_| is_known(mention) || id.as_deref().is_some_and(|i| i.starts_with("desc:")));
        Party {
            within: id.as_deref().map(|id| within(id, self.lexicon)).unwrap_or_default(),
            id,
            kind: kind.clone().unwrap_or_default(),
            country: country.clone().unwrap_or_default(),
            sector: sector.clone().unwrap_or_default(),
            words: role.text.clone(),
        }
    }
    fn parties(&self, roles: &[RoleRecord]) -> Vec<Party> {
        roles.iter().map(|r| self.party(r)).collect()
    }
    fn thing(&self, role: &RoleRecord) -> Thing {
        let weapon = role.mention.and_then(|m| self.mention(m)).and_then(|m| m.weapon.as_ref());
        Thing { words: role.text.clone(), class: weapon.and_then(|w| w.class.clone()) }
    }
    fn place(&self, mention: u32) -> Option<Place> {
        let mention = self.mention(mention)?;
        let place = mention.place.as_ref()?;
        Some(Place {
            id: Some(place.id.clone()),
            name: place.name.clone(),
            words: mention.text.clone(),
            kind: place.kind.clone(),
            country: place.country.clone().unwrap_or_default(),
            admin1: place.admin1.clone().unwrap_or_default(),
            point: Some(Point::new(place.lat, place.lon)),
            precision: place.precision,
        })
    }
    fn place_of(&self, role: &RoleRecord) -> Option<Place> {
        role.mention.and_then(|m| self.place(m)).or_else(|| {
            Some(Place { words: role.text.clone(), ..Place::default() }).filter(|p| !p.words.is_empty())
        })
    }
    fn when(&self, time: Option<&EventTimeRecord>) -> Option<When> {
        let time = time?;
        let told = self.mention(time.mention)?.time.as_ref()?;
        let day = |text: &Option<String>| text.as_deref().and_then(|t| t.parse().ok());
        let (from, to) = (day(&told.earliest), day(&told.latest));
        if from.is_none() && to.is_none() {
            return None;
        }
        let (days, basis) = match time.relation.as_str() {
            "at-or-before" => (Days { from, to }, WhenBasis::Report),
            "since" | "after" => (Days { from, to: None }, WhenBasis::Words),
            "until" | "before" => (Days { from: None, to }, WhenBasis::Words),
            _ => (Days { from, to }, WhenBasis::Words),
        };
        Some(When { days, basis })
    }
    fn number(&self, mention: u32) -> Option<Number> {
        let mention = self.mention(mention)?;
        let figure = mention.figure.as_ref()?;
        Some(Number {
            measure: figure.measure.clone(),
            lower: figure.lower.or(figure.point),
            upper: figure.upper.or(figure.point),
            words: mention.text.clone(),
        })
    }
    fn depth(&self, mention: u32) -> Option<(f64, f64)> {
        let figure = self.mention(mention)?.figure.as_ref()?;
        let least = figure.lower.or(figure.point)?;
        let most = figure.upper.or(figure.point)?;
        // Metres are written too.
        let km = if figure.unit.as_deref() == Some("m") { 0.001 } else { 1.0 };
        Some((least * km, most * km))
    }
    /// The words of a span that lies within the words of an item.
    fn within(&self, inner: [u32; 2], outer: [u32; 2], text: &str) -> String {
        let from = inner[0].saturating_sub(outer[0]) as usize;
        let length = inner[1].saturating_sub(inner[0]) as usize;
        text.chars().skip(from).take(length).collect()
    }

    fn act(&self, event: &EventRecord) -> Act {
        // Cooperation to come is coded as the promise of it: it is not yet done.
        let promised = event.status == "reported"
            && event.status_cue.is_some()
            && matches!(event.plover.as_str(), "AGREE" | "CONCEDE");
        let things = event.actors.iter().chain(&event.recipients);
        let mut places: Vec<Place> = event.place.iter().filter_map(|p| self.place(p.mention)).collect();
        let roles = event.object.iter().chain(&event.recipients);
        places.extend(roles.filter_map(|r| r.mention).filter_map(|m| self.place(m)));
        let figures =
            things.filter_map(|r| r.mention).filter(|m| self.mention(*m).is_some_and(|m| m.kind == "figure"));
        let figures: Vec<u32> = event.figures.iter().copied().chain(figures).collect();
        Act {
            words: self.words(format!("E{}", event.id), event.span, &event.text, event.claim),
            trigger: self.within(event.trigger, event.span, &event.text),
            plover: event.plover.clone(),
            modes: event.modes.clone(),
            cameo: event.cameo.clone(),
            quad: event.quad.clone(),
            rule: event.rule.clone(),
            status: if promised { "planned".to_owned() } else { event.status.clone() },
            interest: event.origin_interest.clone(),
            historical: event.auxiliary.iter().any(|a| a == "historical"),
            actors: self.parties(&event.actors),
            recipients: self.parties(&event.recipients),
            together: self.parties(&event.coordinated_with),
            object: event.object.as_ref().map(|o| self.thing(o)),
            means: event.weapons.iter().map(|w| self.thing(w)).collect(),
            places,
            when: self.when(event.time.as_ref()),
            figures: figures.into_iter().filter_map(|m| self.number(m)).collect(),
        }
    }

    fn term(&self, agreement: u32, term: &TermRecord) -> ReportedTerm {
        let role = |b: &crate::published::BoundRecord| RoleRecord {
            span: b.span,
            text: b.text.clone(),
            mention: b.mention,
        };
        let deadline = term.deadline.as_ref();
        let time = deadline.and_then(|d| self.mention(d.mention)).and_then(|m| m.time.as_ref());
        let edtf = deadline.and_then(|d| d.edtf.as_deref()).or(time.and_then(|t| t.edtf.as_deref()));
        ReportedTerm {
            words: self.words(format!("A{agreement}.T{}", term.id), term.span, &term.text, term.claim),
            obligation: term.obligation.clone(),
            bound: term.bound.iter().map(|b| (self.party(&role(b)), b.basis.clone())).collect(),
            object: term.object.as_ref().map(|o| self.thing(o)),
            place: term.place.and_then(|p| self.place(p)),
            zone: term.zone.map(|z| z as usize),
            deadline: edtf.and_then(Days::read),
            deadline_uncertain: deadline.is_some_and(|d| d.shared || d.basis == "agreement-date"),
            continuing: term.continuing,
            testable: term.testable.clone(),
        }
    }
}

/// Whether a mention resolves to one entry: what is ambiguous is nobody yet.
fn is_known(mention: &MentionRecord) -> bool {
    mention.resolution.as_deref() != Some("ambiguous")
}
