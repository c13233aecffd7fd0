//! UCDP-GED-shaped rows: 49 columns in GED's order. Lethal events only; no id and no toll is made up.

use super::acled::killed;
use super::codes::{Side, are_civilians, country, priogrid, side};
use super::lines::{self, Fill, Lines, Named, OneTable, Party, shown, text};
use super::tables::{EventRow, FigureRow, Rows, Source};
use super::{About, Files, Sink};
use Fill::{Empty, From};
use std::io;

const THEIRS: Fill = Empty("an id of UCDP's; only their own tables can give it");

/// Columns in order. Behind `high` stands `low`: GED's order is best, high, low.
pub const COLUMNS: [Named; 49] = [
    ("id", From("event_id: a text, ours, none of UCDP's")),
    ("relid", THEIRS),
    ("year", From("of date_start")),
    ("active_year", Empty("rests on UCDP's count of 25 deaths in a year")),
    ("code_status", Empty("tells of UCDP's own review")),
    (
        "type_of_violence",
        From("1 a state and an armed group, 2 two armed groups, 3 a state or group and nobody armed"),
    ),
    ("conflict_dset_id", THEIRS),
    ("conflict_new_id", THEIRS),
    ("conflict_name", Empty("UCDP's name")),
    ("dyad_dset_id", THEIRS),
    ("dyad_new_id", THEIRS),
    ("dyad_name", From("side_a - side_b")),
    ("side_a_dset_id", THEIRS),
    ("side_a_new_id", THEIRS),
    ("side_a", From("who acts; of a state and a group the state")),
    ("side_b_dset_id", THEIRS),
    ("side_b_new_id", THEIRS),
    ("side_b", From("the other side; Civilians for violence of one side")),
    ("number_of_sources", From("1: a row is of one document")),
    ("source_article", From("outlet, day and headline")),
    ("source_office", From("the outlet")),
    ("source_date", From("day of publication")),
    ("source_headline", From("headline")),
    ("source_original", From("the origin: who said it")),
    (
        "where_prec",
        From(
            "1 exact, 2 near, 3 second-level division, 4 first-level division, 5 region, 6 country, 7 sea or air",
        ),
    ),
    ("where_coordinates", From("name of the place")),
    ("where_description", From("the words that name it")),
    ("adm_1", From("where the gazetteer tells")),
    ("adm_2", Empty("the gazetteer does not tell")),
    ("latitude", From("coarsened unless asked otherwise")),
    ("longitude", From("the same")),
    ("geom_wkt", From("POINT (longitude latitude)")),
    ("priogrid_gid", From("of the point")),
    ("country", From("of the place")),
    ("country_id", From("Gleditsch and Ward's number of it")),
    ("region", From("UCDP's region of it")),
    ("event_clarity", From("1 where a day is told, else 2")),
    ("date_prec", From("1 the day, 2 within 6 days, 3 a week, 4 within 30 days, 5 within a year")),
    (
        "date_start",
        From(
            "first day it can be of, as 2024-05-06 00:00:00.000; the day of the report, with precision 5, where no other is told",
        ),
    ),
    ("date_end", From("last day it can be of")),
    (
        "deaths_a",
        Empty(
            "the words do not tell of which side the dead were, or dateline does not read it; they stand in deaths_unknown",
        ),
    ),
    ("deaths_b", Empty("the same")),
    ("deaths_civilians", From("best, where nobody armed was hit")),
    ("deaths_unknown", From("best, elsewhere")),
    ("best", From("the number told, or the floor that the words give: at least 12 is 12")),
    ("high", From("the number told or the upper bound; empty where the words leave it open")),
    ("low", From("the number told or the lower bound")),
    ("gwnoa", From("Gleditsch and Ward's number of side_a, if it is a state")),
    ("gwnob", From("of side_b, if it is a state")),
];

pub(super) fn begin(mut files: Box<dyn Files>, _: &About) -> io::Result<Box<dyn Sink>> {
    OneTable::begin(Lines::comma(files.create("ucdp-ged.csv")?), &COLUMNS, make)
}

fn make(source: &Source, rows: &Rows) -> Vec<Vec<String>> {
    rows.events.iter().filter_map(|row| line(source, row, &rows.figures)).collect()
}

/// Type of violence, and the sides in GED's order; none where the sectors do not tell.
fn violence(actor: Party, recipient: Party) -> Option<(&'static str, Party, Party)> {
    match (side(&actor.sector), side(&recipient.sector)) {
        (Side::State, Side::Armed | Side::State) => Some(("1", actor, recipient)),
        (Side::Armed, Side::State) => Some(("1", recipient, actor)),
        (Side::Armed, Side::Armed) => Some(("2", actor, recipient)),
        (Side::State | Side::Armed, Side::Unarmed) => {
            Some(("3", actor, Party { words: "Civilians".into(), ..recipient }))
        }
        _ => None,
    }
}

fn date_prec(days: i32) -> &'static str {
    match days {
        0 => "1",
        1..=5 => "2",
        6 => "3",
        7..=30 => "4",
        _ => "5",
    }
}

fn gw(party: &Party) -> String {
    if side(&party.sector) == Side::State { country(&party.country).gw.into() } else { String::new() }
}

fn line(source: &Source, row: &EventRow, figures: &[FigureRow]) -> Option<Vec<String>> {
    if !lines::stands(row) || row.plover != "ASSAULT" {
        return None;
    }
    let toll = killed(row, figures)?;
    let best = toll.point.or(toll.lower).filter(|n| *n >= 1.0)?;
    let mut actors = lines::actors(row).into_iter();
    let actor = actors.next()?;
    let second =
        if lines::is_mutual(row) { actors.next() } else { lines::recipients(row).into_iter().next() };
    let mut recipient = second.unwrap_or_default();
    // "Rebels shelled the town, killing 12 civilians": the figure tells who was hit.
    if side(&recipient.sector) == Side::Unknown && toll.of_whom.as_deref().is_some_and(are_civilians) {
        recipient = Party { words: "Civilians".into(), sector: "CVL".into(), ..Party::default() };
    }
    let (violence, a, b) = violence(actor, recipient)?;
    let name_a = a.called();
    let name_b = if violence == "3" { "Civilians".to_owned() } else { b.called() };
    let document = &source.record.document;
    let (latitude, longitude) = lines::point(row);
    let place = country(row.country.as_deref().unwrap_or_default());
    let (first, last) =
        (row.earliest.or(row.latest).or(row.published), row.latest.or(row.earliest).or(row.published));
    let days = first.zip(last).and_then(|(a, b)| a.until(b).ok()).map(|span| span.get_days());
    let sure = row.earliest.is_some() && row.latest.is_some();
    let moment =
        |day: Option<jiff::civil::Date>| day.map(|d| format!("{d} 00:00:00.000")).unwrap_or_default();
    let civilians = violence == "3";
    let geometry =
        if latitude.is_empty() { String::new() } else { format!("POINT ({longitude} {latitude})") };
    let grid = row.latitude.zip(row.longitude).filter(|_| !latitude.is_empty()).map(|(y, x)| priogrid(y, x));
    let empty = String::new;
    let headline = lines::one_line(document.title.as_deref().unwrap_or_default());
    let article: Vec<String> = [text(&row.source), shown(row.published), headline.clone()]
        .into_iter()
        .filter(|p| !p.is_empty())
        .collect();
    Some(vec![
        row.event_id.clone(),
        empty(),
        shown(first.map(|d| d.year())),
        empty(),
        empty(),
        violence.into(),
        empty(),
        empty(),
        empty(),
        empty(),
        empty(),
        format!("{name_a} - {name_b}"),
        empty(),
        empty(),
        name_a,
        empty(),
        empty(),
        name_b,
        "1".into(),
        format!("\"{}\"", article.join(",")),
        text(&row.source),
        shown(row.published),
        headline,
        lines::one_line(&row.origin),
        shown(row.where_prec),
        text(&row.place),
        text(&row.place_words),
        text(&row.admin1),
        empty(),
        latitude,
        longitude,
        geometry,
        shown(grid),
        place.name.into(),
        place.gw.into(),
        place.ucdp_region.into(),
        if days == Some(0) && sure { "1" } else { "2" }.into(),
        days.map_or("", |days| if sure { date_prec(days) } else { "5" }).into(),
        moment(first),
        moment(last),
        empty(),
        empty(),
        if civilians { best.to_string() } else { empty() },
        if civilians { empty() } else { best.to_string() },
        best.to_string(),
        shown(toll.point.or(toll.upper)),
        best.to_string(),
        gw(&a),
        gw(&b),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_best_high_low() {
        let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
        assert_eq!(names[44..], ["best", "high", "low", "gwnoa", "gwnob"]);
    }

    #[test]
    fn precision_of_days_is_ucdps() {
        let of: Vec<&str> = [0, 1, 5, 6, 7, 30, 31, 365].into_iter().map(date_prec).collect();
        assert_eq!(of, ["1", "2", "2", "3", "4", "4", "5", "5"]);
    }

    #[test]
    fn the_sectors_tell_the_type_of_violence_or_nothing_does() {
        let party = |sector: &str| Party { words: sector.into(), sector: sector.into(), ..Party::default() };
        let of = |a, b| violence(party(a), party(b)).map(|(kind, a, b)| (kind, a.words, b.words));
        assert_eq!(of("REB", "MIL"), Some(("1", "MIL".into(), "REB".into())));
        assert_eq!(of("REB", "UAF"), Some(("2", "REB".into(), "UAF".into())));
        assert_eq!(of("MIL", "CVL"), Some(("3", "MIL".into(), "Civilians".into())));
        assert_eq!(of("CVL", "MIL"), None);
        assert_eq!(of("", "CVL"), None);
    }
}
