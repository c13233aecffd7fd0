//! brat stand-off: a `.txt` and an `.ann` for each document, and `annotation.conf`. Offsets count code points, as brat does.

use super::tables::{Rows, Source, SpanRow};
use super::{About, Files, Sink};
use std::fmt::Write as _;
use std::io;

/// What brat is told of types and roles.
const CONFIGURATION: &str = "\
[entities]
Actor
Place
Time
Figure
Weapon
Words

[relations]

[events]
{types}

[attributes]
Status\tArg:<EVENT>, Value:reported|denied|planned|threatened|called-for|required|attempted|averted-aim|possible|probable|hypothetical|unknown
";
const TYPES: [&str; 16] = [
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "CONCEDE",
    "COOPERATE",
    "AID",
    "RETREAT",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
];
const ROLES: &str = "\tActor*:<ENTITY>, Recipient*:<ENTITY>, With*:<ENTITY>, Object*:<ENTITY>, Means*:<ENTITY>, \
                     Place*:<ENTITY>, Time*:<ENTITY>, Figure*:<ENTITY>";

struct Brat(Box<dyn Files>);

pub(super) fn begin(mut files: Box<dyn Files>, _: &About) -> io::Result<Box<dyn Sink>> {
    let types: Vec<String> = TYPES.iter().map(|name| format!("{name}{ROLES}")).collect();
    let configuration = CONFIGURATION.replace("{types}", &types.join("\n"));
    files.create("annotation.conf")?.write_all(configuration.as_bytes())?;
    Ok(Box::new(Brat(files)))
}

impl Sink for Brat {
    fn rows(&mut self, source: &Source, rows: &Rows) -> io::Result<()> {
        let Some(text) = source.words([0, source.record.document.length]) else {
            return Err(io::Error::other(
                "brat needs the texts, which are not at hand: give stories or a record",
            ));
        };
        let name = super::codes::number(&source.name);
        self.0.create(&format!("{name:014x}.txt"))?.write_all(text.as_bytes())?;
        self.0.create(&format!("{name:014x}.ann"))?.write_all(annotations(source, rows).as_bytes())
    }
    fn finish(self: Box<Self>) -> io::Result<()> {
        Ok(())
    }
}

/// Lines of an annotation file in the making.
#[derive(Default)]
struct Annotations {
    out: String,
    /// Type and span of each text-bound annotation; its number is its place.
    bound: Vec<(String, [u32; 2])>,
    notes: usize,
}

impl Annotations {
    /// The number of a text-bound annotation, which is written if it is new. A span over a line break is written in pieces.
    fn bound(&mut self, source: &Source, kind: &str, span: [u32; 2]) -> Option<usize> {
        let known = self.bound.iter().position(|(k, s)| k == kind && *s == span);
        if known.is_some() {
            return known.map(|at| at + 1);
        }
        let words = source.words(span)?;
        let (mut pieces, mut at) = (vec![], span[0]);
        for line in words.split('\n') {
            let length = line.chars().count() as u32;
            if length > 0 {
                pieces.push(format!("{at} {}", at + length));
            }
            at += length + 1;
        }
        if pieces.is_empty() {
            return None;
        }
        self.bound.push((kind.to_owned(), span));
        let flat: Vec<&str> = words.split('\n').filter(|l| !l.is_empty()).collect();
        let _ = writeln!(self.out, "T{}\t{kind} {}\t{}", self.bound.len(), pieces.join(";"), flat.join(" "));
        Some(self.bound.len())
    }
    fn note(&mut self, of: &str, words: &str) {
        self.notes += 1;
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(self.out, "#{}\tAnnotatorNotes {of}\t{words}", self.notes);
    }
}

fn kind(row: &SpanRow) -> &'static str {
    match row.kind.as_deref() {
        Some("actor") => "Actor",
        Some("place") => "Place",
        Some("time") => "Time",
        Some("figure") => "Figure",
        Some("weapon") => "Weapon",
        _ => "Words",
    }
}

fn annotations(source: &Source, rows: &Rows) -> String {
    let mut all = Annotations::default();
    for (at, event) in rows.events.iter().enumerate() {
        let Some(trigger) = all.bound(source, &event.plover, [event.trigger_start, event.trigger_end]) else {
            continue;
        };
        let mut line = format!("E{}\t{}:T{trigger}", at + 1, event.plover);
        for span in rows.spans.iter().filter(|span| span.of == event.event_id) {
            let role = match span.role.as_str() {
                "actor" => "Actor",
                "recipient" => "Recipient",
                "with" => "With",
                "object" => "Object",
                "means" => "Means",
                "place" => "Place",
                "time" => "Time",
                "figure" => "Figure",
                _ => continue,
            };
            let nth = if span.ordinal == 0 { String::new() } else { (span.ordinal + 1).to_string() };
            if let Some(filler) = all.bound(source, kind(span), [span.span_start, span.span_end]) {
                let _ = write!(line, " {role}{nth}:T{filler}");
            }
        }
        let _ = writeln!(all.out, "{line}");
        let _ = writeln!(all.out, "A{}\tStatus E{} {}", at + 1, at + 1, event.status);
        all.note(
            &format!("E{}", at + 1),
            &format!(
                "{} {} {}; according to {}",
                event.modes.join(" "),
                event.cameo,
                event.rule,
                event.chain.join(" > ")
            ),
        );
    }
    all.out
}
