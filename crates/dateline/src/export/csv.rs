//! One row an event. `docs/csv.md` describes the columns.

use super::Read;
use crate::{Event, MentionKind, Reading, Role};
use std::io::Write;

const COLUMNS: [&str; 44] = [
    "document_id",
    "document_key",
    "source",
    "url",
    "published",
    "event",
    "plover",
    "modes",
    "contexts",
    "cameo",
    "quad",
    "score",
    "status",
    "status_cue",
    "trigger",
    "actors",
    "actor_ids",
    "actor_countries",
    "actor_sectors",
    "recipients",
    "recipient_ids",
    "recipient_countries",
    "recipient_sectors",
    "with",
    "object",
    "means",
    "figures",
    "place",
    "place_id",
    "latitude",
    "longitude",
    "where_prec",
    "time",
    "time_relation",
    "chain",
    "quote",
    "rule",
    "origin",
    "stance",
    "factuality",
    "origin_interest",
    "said",
    "auxiliary",
    "further_mentions",
];

pub(super) fn open(out: &mut dyn Write) -> std::io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(COLUMNS).map_err(std::io::Error::other)?;
    writer.flush()
}

pub(super) fn write(read: &Read, out: &mut dyn Write) -> std::io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    for (at, event) in read.reading.events.iter().enumerate() {
        let row = row(read.reading, at, event);
        writer.write_record(row.iter().map(|cell| defused(cell))).map_err(std::io::Error::other)?;
    }
    writer.flush()
}

/// A cell that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers.
fn defused(cell: &str) -> String {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if runs && cell.parse::<f64>().is_err() { format!("'{cell}") } else { cell.to_owned() }
}

fn row(reading: &Reading, at: usize, event: &Event) -> [String; 44] {
    let document = &reading.document;
    let origin = &document.origin;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let actors = columns(reading, &event.actors);
    let recipients = columns(reading, &event.recipients);
    let place = event.place.and_then(|id| match &reading.mention(id).kind {
        MentionKind::Place(resolution) => resolution.best(),
        _ => None,
    });
    let time = event.time.and_then(|t| match &reading.mention(t.mention).kind {
        MentionKind::Time(when) => when.edtf.clone(),
        _ => None,
    });
    let claim = reading.claim(event.claim);
    let said = claim.said.and_then(|id| match &reading.mention(id).kind {
        MentionKind::Time(when) => when.edtf.clone(),
        _ => None,
    });
    let chain: Vec<String> = claim.chain.iter().map(|s| reading.speaker(*s).to_string()).collect();
    let join = |values: &[String]| values.join("; ");
    [
        document.id().as_str().to_owned(),
        text(&origin.key),
        text(&origin.source),
        text(&origin.url),
        document.published().map(|d| d.to_string()).unwrap_or_default(),
        at.to_string(),
        event.plover.to_string(),
        join(&strings(&event.modes)),
        join(&strings(&event.contexts)),
        event.cameo.to_string(),
        event.quad.to_string(),
        event.score.to_string(),
        event.status.to_string(),
        event.status_cue.map(|c| document.quote(c).to_owned()).unwrap_or_default(),
        document.quote(event.trigger).to_owned(),
        join(&actors.words),
        join(&actors.ids),
        join(&actors.countries),
        join(&actors.sectors),
        join(&recipients.words),
        join(&recipients.ids),
        join(&recipients.countries),
        join(&recipients.sectors),
        join(&columns(reading, &event.coordinated_with).words),
        event.object.map(|o| document.quote(o.span).to_owned()).unwrap_or_default(),
        event.instrument.map(|o| document.quote(o.span).to_owned()).unwrap_or_default(),
        join(
            &event
                .figures
                .iter()
                .map(|id| document.quote(reading.mention(*id).span).to_owned())
                .collect::<Vec<_>>(),
        ),
        place.map(|p| p.name.to_string()).unwrap_or_default(),
        place.map(|p| p.id.to_string()).unwrap_or_default(),
        place.map(|p| p.latitude.to_string()).unwrap_or_default(),
        place.map(|p| p.longitude.to_string()).unwrap_or_default(),
        place.map(|p| p.precision.to_string()).unwrap_or_default(),
        time.map(|t| t.to_string()).unwrap_or_default(),
        event.time.map(|t| t.relation.to_string()).unwrap_or_default(),
        chain.join(" > "),
        reading.quote(event).to_owned(),
        event.rule.to_string(),
        reading.speaker(claim.origin()).to_string(),
        claim.stance.to_string(),
        join(&event.factuality.iter().map(ToString::to_string).collect::<Vec<_>>()),
        event.origin_interest.to_string(),
        said.map(|t| t.to_string()).unwrap_or_default(),
        join(&strings(&event.auxiliary)),
        join(&event.further.iter().map(|m| document.quote(m.span).to_owned()).collect::<Vec<_>>()),
    ]
}

fn strings<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

#[derive(Default)]
struct Columns {
    words: Vec<String>,
    ids: Vec<String>,
    countries: Vec<String>,
    sectors: Vec<String>,
}

/// The cells of a role; each list keeps the order of the fillers.
fn columns(reading: &Reading, roles: &[Role]) -> Columns {
    let mut columns = Columns::default();
    for role in roles {
        columns.words.push(reading.document.quote(role.span).to_owned());
        let (mut id, mut country, mut sector) = (String::new(), String::new(), String::new());
        match role.mention.map(|m| &reading.mention(m).kind) {
            Some(MentionKind::Actor(resolution)) => {
                if let Some(actor) = resolution.best() {
                    id = actor.id.to_string();
                    country = actor.country.to_string();
                    sector = actor.sector.to_string();
                }
            }
            Some(MentionKind::Place(resolution)) => {
                if let Some(place) = resolution.best() {
                    country = place.country.to_string();
                }
            }
            _ => {}
        }
        columns.ids.push(id);
        columns.countries.push(country);
        columns.sectors.push(sector);
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::defused;

    #[test]
    fn cells_that_would_run_are_defused_and_numbers_are_not() {
        assert_eq!(defused("=1+1"), "'=1+1");
        assert_eq!(defused("@army"), "'@army");
        assert_eq!(defused("-9.5"), "-9.5");
        assert_eq!(defused("army"), "army");
    }
}
