//! POLECAT-shaped rows: 40 columns in POLECAT's order, tabs, one row for each pair of parties.

use super::codes::{country, number};
use super::lines::{self, Fill, Lines, Named, OneTable, Party, shown, text};
use super::tables::{EventRow, Rows, Source};
use super::{About, Files, Sink};
use Fill::{Empty, From};
use std::io;

const NO_TITLE: Fill = Empty("not read apart from the name");
const NO_WIKIPEDIA: Fill = Empty("dictionaries hold no Wikipedia ids");

/// Columns in order.
pub const COLUMNS: [Named; 40] = [
    ("Event ID", From("a number made of event_id, and the pair")),
    (
        "Event Date",
        From("the day; the middle of a longer time; the day of publication where only the report is dated"),
    ),
    ("Event Type", From("PLOVER")),
    ("Event Mode", From("PLOVER")),
    ("Intensity", From("PLOVER score of the mode, else of the type")),
    ("Quad Code", From("VERBAL COOPERATION…")),
    (
        "Contexts",
        From(
            "PLOVER contexts, and behind them negation, future, hypothetical, historical: what is no deed can be told by it",
        ),
    ),
    (
        "Actor Name",
        From("neutral name of somebody in the dictionaries, else the words; None if nobody is told"),
    ),
    ("Actor Country", From("ISO 3166-1 alpha-3")),
    ("Actor COW", From("number of the Correlates of War")),
    ("Primary Actor Sector", From("PLOVER")),
    ("Actor Sectors", From("the same: one is known")),
    ("Actor Title", NO_TITLE),
    ("Actor Name Raw", From("the words")),
    ("Wikipedia Actor ID", NO_WIKIPEDIA),
    ("Recipient Name", From("as of actors")),
    ("Recipient Country", From("ISO 3166-1 alpha-3")),
    ("Recipient COW", From("number of the Correlates of War")),
    ("Primary Recipient Sector", From("PLOVER")),
    ("Recipient Sectors", From("the same")),
    ("Recipient Title", NO_TITLE),
    ("Recipient Name Raw", From("the words")),
    ("Wikipedia Recipient ID", NO_WIKIPEDIA),
    ("Placename", From("name of the place")),
    ("City", From("the same, if it is a city")),
    ("District", Empty("the gazetteer does not tell")),
    ("Province", From("first-level division, where the gazetteer tells")),
    ("Country", From("ISO 3166-1 alpha-3")),
    ("Latitude", From("coarsened unless asked otherwise")),
    ("Longitude", From("the same")),
    ("GeoNames ID", From("where the place has one and exact places are asked for")),
    ("Raw Placename", From("the words")),
    ("Feature Type", From("city, admin1, country, base…: dateline's kinds, not GeoNames' codes")),
    ("Source", From("the outlet")),
    ("Publication Date", From("of the document")),
    ("Story People", Empty("people of the story who take no part are not listed: do no harm")),
    ("Story Organizations", From("neutral names of all bodies and groups of the document")),
    ("Story Locations", From("names of all places of the document")),
    ("Language", From("BCP 47")),
    ("Version", From("program, model and data")),
];

pub(super) fn begin(mut files: Box<dyn Files>, _: &About) -> io::Result<Box<dyn Sink>> {
    OneTable::begin(Lines::tab(files.create("polecat.tsv")?), &COLUMNS, make)
}

fn make(source: &Source, rows: &Rows) -> Vec<Vec<String>> {
    let mut bodies: Vec<&str> = vec![];
    let mut places: Vec<&str> = vec![];
    for mention in &source.record.mentions {
        if let Some(actor) = mention.actor.as_ref().filter(|a| {
            a.id.as_deref().is_some_and(|id| !id.starts_with("desc:"))
                && a.kind.as_deref() != Some("person-official")
        }) && !bodies.contains(&actor.name.as_str())
        {
            bodies.push(&actor.name);
        }
        if let Some(place) = mention.place.as_ref()
            && !places.contains(&place.name.as_str())
        {
            places.push(&place.name);
        }
    }
    let (bodies, places) = (bodies.join("; "), places.join("; "));
    let rows = rows.events.iter().filter(|row| row.decision.as_deref() != Some("reject"));
    rows.flat_map(|row| {
        let pairs = lines::dyads(row).into_iter().enumerate();
        pairs
            .map(|(at, (actor, recipient))| line(source, row, at, &actor, &recipient, &bodies, &places))
            .collect::<Vec<_>>()
    })
    .collect()
}

fn party(party: &Party) -> [String; 8] {
    [
        if party.is_nobody() { "None".into() } else { party.called() },
        party.country.clone(),
        country(&party.country).cow.into(),
        party.sector.clone(),
        party.sector.clone(),
        String::new(),
        lines::one_line(&party.words),
        String::new(),
    ]
}

fn line(
    source: &Source,
    row: &EventRow,
    at: usize,
    actor: &Party,
    recipient: &Party,
    bodies: &str,
    places: &str,
) -> Vec<String> {
    let (latitude, longitude) = lines::point(row);
    let contexts: Vec<&str> = row.contexts.iter().chain(&row.auxiliary).map(String::as_str).collect();
    let city = row.place.clone().filter(|_| row.place_kind.as_deref() == Some("city"));
    let geonames = row.place_id.as_deref().and_then(|id| id.strip_prefix("geonames:"));
    let mut cells = vec![
        format!("{}-{at}", number(&row.event_id)),
        shown(lines::day(row).0),
        row.plover.clone(),
        row.modes.join("; "),
        row.score.to_string(),
        row.quad.replace('-', " ").to_uppercase(),
        contexts.join("; "),
    ];
    cells.extend(party(actor));
    cells.extend(party(recipient));
    cells.extend([
        text(&row.place),
        text(&city),
        String::new(),
        text(&row.admin1),
        text(&row.country),
        latitude,
        longitude,
        geonames.unwrap_or_default().into(),
        text(&row.place_words),
        text(&row.place_kind),
        text(&row.source),
        shown(row.published),
        String::new(),
        bodies.into(),
        places.into(),
        source.record.document.language.clone(),
        row.coded_by.clone(),
    ]);
    cells
}
