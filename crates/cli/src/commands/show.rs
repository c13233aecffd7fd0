//! `dateline show`: a document of a record with its events, or one event with all that is known of it.

use crate::exit::Failure;
use crate::{Common, Outcome, commands, store};
use dateline::published::{ClaimRecord, EventRecord, FigureRecord, MentionRecord, Record, RoleRecord};
use dateline_store::{Id, Store, Stored};
use std::fmt::Write as _;

#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  dateline show 12 --record war.db            document 12 and its events\n  \
                  dateline show 12/3 --record war.db          event 3 of it, as `dateline find` names it\n  \
                  dateline show sha256:3fa9c1 --record war.db by the beginning of its digest; a key, address or guid will do too"
)]
pub struct Args {
    /// A document or an event
    #[arg(value_name = "ID")]
    id: String,
    #[command(flatten)]
    record: store::RecordArg,
    /// `report` for people, `jsonl` for the published record, `text` for the text that all spans count in
    #[arg(long, value_name = "FORMAT", default_value = "report", value_parser = ["report", "jsonl", "text"])]
    format: String,
}

pub fn run(args: &Args, _: &Common) -> Outcome {
    let store = args.record.look()?;
    let ids = store.id(&args.id)?;
    if ids.is_empty() {
        let record = args.record.record.display();
        return Err(Failure::Missing(format!("{record} holds nothing called `{}`", args.id)));
    }
    let mut out = String::new();
    for id in ids {
        let Some(stored) = store.reading(id.document)? else { continue };
        match args.format.as_str() {
            "text" => out += &stored.given.text,
            "jsonl" => out += &json(&stored, id.event)?,
            _ => report(&store, &stored, &id, &mut out)?,
        }
    }
    commands::print(&out)
}

fn nothing(id: &Id) -> Failure {
    let Id { document, event } = id;
    Failure::Missing(format!("document {document} has no event {}", event.unwrap_or_default()))
}

fn json(stored: &Stored, event: Option<u32>) -> Result<String, Failure> {
    let value = match event {
        Some(at) => {
            let found = stored.record.events.get(at as usize);
            let found = found.ok_or_else(|| nothing(&Id { document: stored.document, event }))?;
            serde_json::to_string(found)
        }
        None => {
            let mut record = stored.record.clone();
            // As it was read: with its text where an extractor made it.
            record.document.text = stored.given.extractor.as_ref().map(|_| stored.given.text.clone());
            serde_json::to_string(&record)
        }
    };
    Ok(value.map_err(|error| Failure::Other(error.to_string()))? + "\n")
}

fn report(store: &Store, stored: &Stored, id: &Id, out: &mut String) -> Result<(), Failure> {
    let record = &stored.record;
    if let Some(at) = id.event {
        let event = record.events.get(at as usize).ok_or_else(|| nothing(id))?;
        write_event(stored, event, out);
        source(store, stored, out)?;
        return Ok(());
    }
    let mut line = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "{name:<10} {value}");
        }
    };
    let given = &stored.given;
    line("document", &format!("{} {}", stored.document, stored.digest));
    line("title", record.document.title.as_deref().unwrap_or_default());
    let length = record.document.length;
    let sentences = record.sentences.len();
    line("text", &format!("{}, {sentences} sentences, {length} characters", given.language));
    if let Some(edition) = &given.edition {
        let version = edition.version.as_deref().unwrap_or("");
        line("edition", &format!("{} {version} {} {}", edition.guid, edition.change, edition.status));
        line("", edition.note.as_deref().unwrap_or_default());
    }
    if let Some(later) = stored.superseded_by {
        line("superseded", &format!("by document {later}"));
    }
    line("read by", &format!("dateline {} model {} data {}", record.dateline, record.model, record.data));
    let copies: Vec<String> = store.copies(stored.document)?.iter().map(ToString::to_string).collect();
    line("copies", &copies.join(", "));
    source(store, stored, out)?;
    for note in &record.notes {
        let _ = writeln!(out, "note       {}: {}", note.code, note.message);
    }
    for event in &record.events {
        out.push('\n');
        write_event(stored, event, out);
    }
    Ok(())
}

/// Where a document comes from.
fn source(store: &Store, stored: &Stored, out: &mut String) -> Result<(), Failure> {
    let given = &stored.given;
    let outlet = given.outlet.as_deref().unwrap_or("outlet not known");
    let published = given.published.as_deref().unwrap_or("no date");
    let _ = writeln!(out, "{:<10} {outlet}, {published} ({})", "source", given.published_basis);
    if let Some(url) = &given.url {
        let _ = writeln!(out, "{:<10} {url}", "");
    }
    for entry in store.entries(stored.document)? {
        let line = entry.line.map(|line| format!(" line {line},")).unwrap_or_default();
        let offset = entry.offset.map(|at| format!(" byte {at}")).unwrap_or_default();
        let _ = writeln!(out, "{:<10} {}{line}{offset}", "cited", entry.path);
    }
    Ok(())
}

fn write_event(stored: &Stored, event: &EventRecord, out: &mut String) {
    let record = &stored.record;
    let words = |span: [u32; 2]| -> String {
        let [start, end] = span.map(|at| at as usize);
        let all: String = stored.given.text.chars().skip(start).take(end - start).collect();
        all.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let at = event.trigger[0];
    let sentence = record.sentences.iter().find(|s| s.span[0] <= at && at < s.span[1]);
    let _ = writeln!(
        out,
        "{}/{}  {}",
        stored.document,
        event.id,
        sentence.map_or_else(|| words(event.span), |s| words(s.span))
    );
    let modes = event.modes.iter().map(|mode| format!("/{mode}")).collect::<String>();
    let _ = writeln!(
        out,
        "  {}{modes}  {}  {}  “{}”  {}",
        event.plover,
        event.cameo,
        event.status,
        words(event.trigger),
        event.rule
    );
    let mut line = |name: &str, value: String| {
        let _ = writeln!(out, "      {name:<9} {value}");
    };
    let roles = [
        ("who", &event.actors[..]),
        ("whom", &event.recipients),
        ("with", &event.coordinated_with),
        ("what", event.object.as_slice()),
        ("by means", &event.weapons),
    ];
    for (name, fillers) in roles {
        fillers.iter().for_each(|role| line(name, filler(record, role)));
    }
    let mention = |id: u32| record.mentions.get(id as usize);
    if let Some(found) = event.place.as_ref().and_then(|p| mention(p.mention)) {
        line("where", place(found));
    }
    if let Some((time, found)) = event.time.as_ref().and_then(|t| Some((t, mention(t.mention)?))) {
        let days = found.time.as_ref().and_then(|t| t.edtf.clone()).unwrap_or_else(|| "no day".into());
        line("when", format!("“{}” {days} {}", found.text, time.relation));
    }
    for found in event.figures.iter().filter_map(|f| mention(*f)) {
        if let Some(number) = &found.figure {
            line("figure", format!("{} “{}”", figure(number), found.text));
        }
    }
    if let Some(cue) = event.status_cue {
        line("status", format!("{} for “{}”", event.status, words(cue)));
    }
    if let Some(claim) = record.claims.get(event.claim as usize) {
        line("according", chain(claim, &words));
    }
    for further in &event.further_mentions {
        line("also", format!("“{}”", words(further.span)));
    }
}

fn filler(record: &Record, role: &RoleRecord) -> String {
    let actor = role.mention.and_then(|m| record.mentions.get(m as usize)).and_then(|m| m.actor.as_ref());
    let who = actor.map(|a| {
        let part = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
        format!(" {} {}/{}", a.id.as_ref().unwrap_or(&a.name), part(&a.country), part(&a.sector))
    });
    format!("“{}”{}", role.text, who.unwrap_or_default())
}

fn place(mention: &MentionRecord) -> String {
    let found = mention.place.as_ref().map(|p| {
        let country = p.country.as_deref().unwrap_or("-");
        format!(" {} {country} {:.3},{:.3} prec {}", p.name, p.lat, p.lon, p.precision)
    });
    format!("“{}”{}", mention.text, found.unwrap_or_default())
}

fn figure(figure: &FigureRecord) -> String {
    let bounds = match (figure.point, figure.lower, figure.upper) {
        (Some(point), ..) => point.to_string(),
        (None, Some(low), Some(high)) => format!("{low} to {high}"),
        (None, Some(low), None) => format!("{low} or more"),
        (None, None, Some(high)) => format!("{high} or fewer"),
        (None, None, None) => "some".to_owned(),
    };
    format!("{} {bounds}", figure.measure)
}

fn chain(claim: &ClaimRecord, words: &impl Fn([u32; 2]) -> String) -> String {
    let voices: Vec<&str> = claim.chain.iter().map(|s| s.text.as_deref().unwrap_or("outlet")).collect();
    let cue = claim.cue.map(|cue| format!("  “{}”", words(cue))).unwrap_or_default();
    format!("{}{cue}  {}", voices.join(" ← "), claim.stance)
}
