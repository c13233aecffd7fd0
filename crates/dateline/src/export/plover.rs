//! Events as PLOVER JSON: one object a line with date, actors, recipients, type, mode, contexts and auxiliary modes.

use super::lines;
use super::tables::{EventRow, Rows, Source};
use super::{About, Files, Sink};
use serde_json::{Value, json};
use std::io::{self, Write};

struct Plover(Box<dyn Write + Send>);

pub(super) fn begin(mut files: Box<dyn Files>, _: &About) -> io::Result<Box<dyn Sink>> {
    Ok(Box::new(Plover(files.create("plover.jsonl")?)))
}

impl Sink for Plover {
    fn rows(&mut self, _: &Source, rows: &Rows) -> io::Result<()> {
        for row in rows.events.iter().filter(|row| row.decision.as_deref() != Some("reject")) {
            writeln!(self.0, "{}", event(row))?;
        }
        Ok(())
    }
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.0.flush()
    }
}

fn some(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { text.into() }
}

fn party(party: &lines::Party) -> Value {
    json!({
        "text": party.words,
        "name": some(&party.name),
        "identifier_id": some(&party.id),
        "country": some(&party.country),
        "sector": some(&party.sector),
    })
}

fn event(row: &EventRow) -> Value {
    let list = |parties: Vec<lines::Party>| parties.iter().map(party).collect::<Vec<_>>();
    let day = |day: Option<jiff::civil::Date>| day.map(|d| d.to_string());
    json!({
        "id": row.event_id,
        "date": day(lines::day(row).0),
        "date_start": day(row.earliest),
        "date_end": day(row.latest),
        "type": row.plover,
        "mode": row.modes,
        "context": row.contexts,
        "auxiliary": row.auxiliary,
        "status": row.status,
        "score": row.score,
        "quad": row.quad,
        "cameo": row.cameo,
        "actor": list(lines::actors(row)),
        "recipient": list(lines::recipients(row)),
        "location": row.place.as_ref().map(|name| json!({
            "name": name,
            "admin1": row.admin1,
            "country": row.country,
            "latitude": row.latitude,
            "longitude": row.longitude,
            "where_prec": row.where_prec,
            "identifier_id": row.place_id,
        })),
        "text": row.quote,
        "chain": row.chain,
        "publisher": row.source,
        "publication_date": day(row.published),
        "url": row.url,
        "document": row.document_name,
        "span": [row.span_start, row.span_end],
        "coder": row.coded_by,
        "decision": row.decision,
    })
}
