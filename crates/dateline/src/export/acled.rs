//! ACLED-shaped rows: 31 columns in ACLED's order, and the direction of the act behind them. No data of ACLED's.

use super::codes::{Side, acled, country, number, side};
use super::lines::{self, Fill, Lines, Named, OneTable, Party, shown, text};
use super::tables::{EventRow, FigureRow, Rows, Source};
use super::{About, Files, Sink};
use Fill::{Empty, From};
use std::io;

/// Columns in order.
pub const COLUMNS: [Named; 32] = [
    ("event_id_cnty", From("country code and a number made of event_id: stable, ours, none of ACLED's")),
    (
        "event_date",
        From("the day; the middle of a longer time; the day of publication where only the report is dated"),
    ),
    ("year", From("of event_date")),
    ("time_precision", From("1 the day, 2 within a week, 3 wider, or only the report is dated")),
    ("disorder_type", From("by event_type")),
    ("event_type", From("codes/acled.tsv: PLOVER type, mode and the sectors of both sides")),
    ("sub_event_type", From("the same")),
    ("actor1", From("who acts; civilians as Civilians (Country)")),
    ("assoc_actor_1", From("further actors and whom it was coordinated with")),
    ("inter1", From("by sector; External/Other forces for a state abroad")),
    ("actor2", From("who is acted upon")),
    ("assoc_actor_2", From("further ones")),
    ("inter2", From("by sector")),
    ("interaction", From("inter1 and inter2, lower number first")),
    ("civilian_targeting", From("Civilian targeting where violence hits nobody armed")),
    ("iso", From("country of the place, ISO 3166-1 numeric")),
    ("region", From("ACLED's region of the country")),
    ("country", From("of the place")),
    ("admin1", From("where the gazetteer tells")),
    ("admin2", Empty("the gazetteer does not tell")),
    ("admin3", Empty("the gazetteer does not tell")),
    ("location", From("name of the place")),
    (
        "latitude",
        From(
            "empty for countries and seas, whose middle is nobody's place; coarsened unless asked otherwise",
        ),
    ),
    ("longitude", From("the same")),
    ("geo_precision", From("1 the place, 2 near it or its district, 3 province or wider")),
    ("source", From("the outlet")),
    ("source_scale", Empty("dateline keeps no list of outlets")),
    ("notes", From("the day, the story's words, and according to whom")),
    (
        "fatalities",
        From(
            "the figure of the killed that the event has, or its lower bound; empty where none is told, for nought is not unknown",
        ),
    ),
    ("tags", Empty("ACLED's own")),
    ("timestamp", Empty("no clock runs in an export; `since` tells what changed")),
    (
        "direction",
        From(
            "beyond ACLED's columns: 1>2, since actor1 and actor2 do not tell who acts; 1-2 for acts of both",
        ),
    ),
];

pub(super) fn begin(mut files: Box<dyn Files>, _: &About) -> io::Result<Box<dyn Sink>> {
    OneTable::begin(Lines::comma(files.create("acled.csv")?), &COLUMNS, make)
}

fn make(source: &Source, rows: &Rows) -> Vec<Vec<String>> {
    rows.events
        .iter()
        .filter(|row| !is_promise(source, row))
        .filter_map(|row| line(row, &rows.figures))
        .collect()
}

/// Whether words alone were given: cooperation still to come is reported as the promise of it, and rests on a word such as "will".
fn is_promise(source: &Source, row: &EventRow) -> bool {
    let event = source.record.events.get(row.event as usize);
    row.plover == "AGREE" && event.is_some_and(|event| event.status_cue.is_some())
}

/// The number of the killed that an event has: a part of no other figure, the highest floor if it has several.
pub(super) fn killed<'a>(row: &EventRow, figures: &'a [FigureRow]) -> Option<&'a FigureRow> {
    let floor = |f: &FigureRow| f.point.or(f.lower).unwrap_or(0.0);
    figures
        .iter()
        .filter(|f| f.event_id.as_ref() == Some(&row.event_id) && f.measure == "killed")
        .filter(|f| f.part_of.is_none() && !f.cumulative)
        .max_by(|a, b| floor(a).total_cmp(&floor(b)))
}

fn inter(party: &Party, place: &str, protest: Option<&'static str>) -> (&'static str, u8) {
    if party.is_nobody() {
        return ("", 0);
    }
    match (side(&party.sector), protest) {
        (Side::State, _) if !place.is_empty() && !party.country.is_empty() && party.country != place => {
            ("External/Other forces", 8)
        }
        (Side::State, _) => ("State forces", 1),
        (Side::Armed, _) if party.sector == "REB" => ("Rebel group", 2),
        (Side::Armed, _) => ("Political militia", 3),
        (_, Some("Riots")) => ("Rioters", 5),
        (_, Some(_)) => ("Protesters", 6),
        _ if matches!(party.sector.as_str(), "IGO" | "UNO" | "EUR" | "IMG") => ("External/Other forces", 8),
        (Side::Unarmed, _) => ("Civilians", 7),
        (Side::Unknown, _) => ("", 0),
    }
}

fn interaction(one: (&'static str, u8), two: (&'static str, u8)) -> String {
    let (low, high) = if two.1 != 0 && (one.1 == 0 || two.1 < one.1) { (two, one) } else { (one, two) };
    match (low.0, high.0) {
        ("", _) => String::new(),
        (only, "") => format!("{only} only"),
        (low, high) => format!("{low}-{high}"),
    }
}

fn name(party: &Party, place: &str) -> String {
    let of = if party.country.is_empty() { place } else { &party.country };
    if matches!(party.sector.as_str(), "CVL" | "REF") && !country(of).name.is_empty() {
        format!("Civilians ({})", country(of).name)
    } else {
        party.called()
    }
}

fn line(row: &EventRow, figures: &[FigureRow]) -> Option<Vec<String>> {
    if !lines::stands(row) {
        return None;
    }
    let (actors, recipients) = (lines::actors(row), lines::recipients(row));
    let first = actors.first().cloned().unwrap_or_default();
    // The second party of a fight stands among those who act.
    let mutual = lines::is_mutual(row);
    let second = if mutual { actors.get(1) } else { recipients.first() }.cloned().unwrap_or_default();
    let mode = row.modes.first().map_or("", String::as_str);
    let (event_type, sub_event_type) = acled(&row.plover, mode, side(&first.sector), side(&second.sector))?;
    let place = row.country.clone().unwrap_or_default();
    let code = country(&place);
    let protest = matches!(event_type, "Protests" | "Riots").then_some(event_type);
    let (one, two) = (inter(&first, &place, protest), inter(&second, &place, None));
    let (day, precision) = lines::day(row);
    let (latitude, longitude) = lines::point(row);
    let violent =
        matches!(event_type, "Battles" | "Explosions/Remote violence" | "Violence against civilians");
    let disorder = match event_type {
        "Protests" | "Riots" => "Demonstrations",
        "Strategic developments" => "Strategic developments",
        _ => "Political violence",
    };
    let rest = |parties: &[Party], skip: usize| {
        let names: Vec<String> = parties.iter().skip(skip).map(|p| name(p, &place)).collect();
        names.join("; ")
    };
    let further = if mutual { rest(&actors, 2) } else { rest(&actors, 1) };
    let with: Vec<String> = row.with.iter().map(|w| lines::one_line(w)).collect();
    let associates: Vec<String> = std::iter::once(further).chain(with).filter(|a| !a.is_empty()).collect();
    let fatalities = killed(row, figures).and_then(|f| f.point.or(f.lower));
    let when = day.map(|d| format!("On {}: ", d.strftime("%-d %B %Y"))).unwrap_or_default();
    Some(vec![
        format!("{}{}", if place.is_empty() { "XXX" } else { &place }, number(&row.event_id)),
        shown(day),
        shown(day.map(|d| d.year())),
        if day.is_some() { precision.to_string() } else { String::new() },
        disorder.into(),
        event_type.into(),
        sub_event_type.into(),
        if first.is_nobody() { String::new() } else { name(&first, &place) },
        associates.join("; "),
        one.0.into(),
        if second.is_nobody() { String::new() } else { name(&second, &place) },
        if mutual { String::new() } else { rest(&recipients, 1) },
        two.0.into(),
        interaction(one, two),
        if violent && side(&second.sector) == Side::Unarmed { "Civilian targeting" } else { "" }.into(),
        code.iso_numeric.into(),
        code.acled_region.into(),
        code.name.into(),
        text(&row.admin1),
        String::new(),
        String::new(),
        text(&row.place),
        latitude,
        longitude,
        row.where_prec
            .map_or("", |p| match p {
                1 => "1",
                2 | 3 => "2",
                _ => "3",
            })
            .into(),
        text(&row.source),
        String::new(),
        format!("{when}“{}” (according to {})", lines::one_line(&row.quote), lines::one_line(&row.origin)),
        shown(fatalities),
        String::new(),
        String::new(),
        match (first.is_nobody(), second.is_nobody(), mutual) {
            (_, _, true) => "1-2",
            (false, false, _) => "1>2",
            (false, true, _) => "1>",
            (true, false, _) => ">2",
            (true, true, _) => "",
        }
        .into(),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lower_number_stands_first() {
        assert_eq!(interaction(("Civilians", 7), ("State forces", 1)), "State forces-Civilians");
        assert_eq!(interaction(("Rebel group", 2), ("", 0)), "Rebel group only");
        assert_eq!(interaction(("", 0), ("Civilians", 7)), "Civilians only");
        assert_eq!(interaction(("", 0), ("", 0)), "");
    }
}
