//! The worked examples of the CAMEO manual in PLOVER codes, one event a sentence.
//!
//! Events count that dateline reports as done or said: a planned, denied or demanded act is no PLOVER event. A record
//! is found if some event has its type (and dyad); every other event is a false positive. A dyad agrees if actors
//! share a code with the gold sources and recipients with the gold targets, or both sides are empty; where the gold is
//! reciprocal, every party must be among actors and recipients. Codes compare by country (three letters), or by the
//! international sector. The single prediction of a sentence is its first event.

use super::{Args, Measured, f1};
use crate::exit::Failure;
use crate::input;
use dateline::{Coder, Event, MentionKind, Origin, Reading, Role, Status};
use serde::Deserialize;

const INTERNATIONAL: [&str; 7] = ["IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"];

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
    event_2021: String,
    source: Vec<Party>,
    target: Vec<Party>,
    reciprocal: bool,
}

#[derive(Deserialize)]
struct Party {
    code: Option<String>,
    code_fixed: Option<String>,
}

impl Party {
    fn code(&self) -> String {
        let code = self.code_fixed.as_ref().or(self.code.as_ref());
        code.map(|c| c.chars().take(3).collect::<String>().to_uppercase()).unwrap_or_default()
    }
}

/// The codes an actor can be known by: country, and international sector.
type Codes = Vec<String>;

fn codes(reading: &Reading, roles: &[Role]) -> Vec<Codes> {
    let of = |role: &Role| -> Codes {
        let mut codes = vec![];
        match role.mention.map(|m| &reading.mention(m).kind) {
            Some(MentionKind::Actor(resolution)) => {
                if let Some(actor) = resolution.best() {
                    codes.push(actor.country.to_string());
                    if INTERNATIONAL.contains(&actor.sector.as_str()) {
                        codes.push(actor.sector.to_string());
                    }
                }
            }
            Some(MentionKind::Place(resolution)) => {
                codes.extend(resolution.best().map(|p| p.country.to_string()));
            }
            _ => {}
        }
        codes.retain(|c| !c.is_empty());
        codes
    };
    roles.iter().map(of).collect()
}

fn gold(parties: &[Party]) -> Vec<String> {
    parties.iter().map(Party::code).filter(|c| !c.is_empty()).collect()
}

fn side_agrees(found: &[Codes], gold: &[String]) -> bool {
    if gold.is_empty() {
        return found.iter().all(Vec::is_empty);
    }
    found.iter().flatten().any(|code| gold.contains(code))
}

fn dyad_agrees(reading: &Reading, event: &Event, record: &Record) -> bool {
    let (actors, recipients) = (codes(reading, &event.actors), codes(reading, &event.recipients));
    let (sources, targets) = (gold(&record.source), gold(&record.target));
    if record.reciprocal {
        let found: Vec<&String> = actors.iter().chain(&recipients).flatten().collect();
        return !sources.is_empty() && sources.iter().chain(&targets).all(|party| found.contains(&party));
    }
    side_agrees(&actors, &sources) && side_agrees(&recipients, &targets)
}

/// How many of the gold codes are matched, each used once.
fn overlap(found: &[Codes], gold: &[String]) -> usize {
    let mut left = gold.to_vec();
    let mut right = 0;
    for codes in found {
        if let Some(at) = left.iter().position(|g| codes.contains(g)) {
            left.swap_remove(at);
            right += 1;
        }
    }
    right
}

#[derive(Default)]
struct Counts {
    found: usize,
    right: usize,
    expected: usize,
}

impl Counts {
    fn add(&mut self, found: &[Codes], gold: &[String]) {
        self.found += found.iter().filter(|c| !c.is_empty()).count();
        self.expected += gold.len();
        self.right += overlap(found, gold);
    }
}

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let text = input::text(&args.file)?;
    let mut misses = vec![];
    let (mut records, mut type_found, mut type_wrong, mut dyad_found, mut dyad_wrong) = (0, 0, 0, 0, 0);
    let (mut type_right, mut quad_right) = (0, 0);
    let (mut actors, mut recipients) = (Counts::default(), Counts::default());
    let mut reader = coder.reader();
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let record: Record = serde_json::from_str(line)
            .map_err(|error| Failure::Data(format!("{}:{}: {error}", args.file, number + 1)))?;
        records += 1;
        let reading = reader.read(coder.document(record.text.clone(), Origin::default()));
        let events: Vec<&Event> = reading.events.iter().filter(|e| e.status == Status::Reported).collect();
        let of_type: Vec<&&Event> = events.iter().filter(|e| e.plover == record.event_2021).collect();
        let of_dyad = of_type.iter().filter(|e| dyad_agrees(&reading, e, &record)).count();
        type_found += usize::from(!of_type.is_empty());
        type_wrong += events.len() - of_type.len();
        dyad_found += usize::from(of_dyad > 0);
        dyad_wrong += events.len() - of_dyad;
        let single = events.first();
        type_right += usize::from(single.is_some_and(|e| e.plover == record.event_2021));
        let quad = quad_of(coder, &record.event_2021);
        quad_right += usize::from(single.is_some_and(|e| Some(e.quad.as_str()) == quad));
        score_roles(&reading, single.copied(), &record, &mut actors, &mut recipients);
        if of_dyad == 0 {
            let found: Vec<String> = reading.events.iter().map(|e| described(&reading, e)).collect();
            misses.push(format!(
                "{} {} {:?} -> {:?}{}\n    {}\n    found: {}",
                if of_type.is_empty() { "type " } else { "dyad " },
                record.id,
                gold(&record.source),
                gold(&record.target),
                if record.reciprocal { " (reciprocal)" } else { "" },
                record.text,
                found.join("; ")
            ));
        }
    }
    let mut measured = Measured::new("plover_gsr", &args.file, records);
    for (name, found, wrong) in [("type", type_found, type_wrong), ("dyad_type", dyad_found, dyad_wrong)] {
        let (precision, recall, both) = f1(found, found + wrong, records);
        measured.add(&format!("{name}_precision"), precision);
        measured.add(&format!("{name}_recall"), recall);
        measured.add(&format!("{name}_f1"), both);
    }
    measured.add("actor_f1", f1(actors.right, actors.found, actors.expected).2);
    measured.add("recipient_f1", f1(recipients.right, recipients.found, recipients.expected).2);
    measured.add("type_accuracy", type_right as f64 / records.max(1) as f64);
    measured.add("quad_accuracy", quad_right as f64 / records.max(1) as f64);
    Ok((measured, misses))
}

/// Roles of the single prediction, by country code; where the gold is reciprocal, in the order that fits better.
fn score_roles(
    reading: &Reading,
    event: Option<&Event>,
    record: &Record,
    actors: &mut Counts,
    recipients: &mut Counts,
) {
    let (sources, mut targets) = (gold(&record.source), gold(&record.target));
    let found = event.map(|e| codes(reading, &e.actors)).unwrap_or_default();
    let mut acted_upon = event.map(|e| codes(reading, &e.recipients)).unwrap_or_default();
    if record.reciprocal {
        // Each party is source and target of the other, and the gold lists them once.
        targets.clear();
        acted_upon.clear();
    }
    actors.add(&found, &sources);
    recipients.add(&acted_upon, &targets);
}

fn quad_of<'a>(coder: &'a Coder, plover: &str) -> Option<&'a str> {
    coder.lexicon.patterns.iter().find(|p| p.code.plover == plover).map(|p| p.code.quad.as_str())
}

fn described(reading: &Reading, event: &Event) -> String {
    format!(
        "{} {} “{}” {:?} -> {:?} ({})",
        event.plover,
        event.status,
        reading.document.quote(event.trigger),
        codes(reading, &event.actors),
        codes(reading, &event.recipients),
        event.rule
    )
}
