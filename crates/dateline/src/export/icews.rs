//! ICEWS-shaped rows: 20 columns in ICEWS's order, tabs, one row for each pair of parties of what is reported.

use super::codes::{cameo_root, country, number};
use super::lines::{self, Fill, Lines, Named, OneTable, Party, shown, text};
use super::tables::{Rows, Source};
use super::{About, Files, Sink};
use Fill::{Empty, From};
use std::io;

/// Columns in order.
pub const COLUMNS: [Named; 20] = [
    ("Event ID", From("a number made of event_id and the pair: unique, unlike ICEWS's own")),
    (
        "Event Date",
        From("the day; the middle of a longer time; the day of publication where only the report is dated"),
    ),
    ("Source Name", From("who acts: neutral name, else the words")),
    ("Source Sectors", From("PLOVER sector")),
    ("Source Country", From("name of the country")),
    ("Event Text", From("what CAMEO calls the first two digits of the code")),
    ("CAMEO Code", From("as text: 0356 is not 356")),
    ("Intensity", Empty("Goldstein's scale is not PLOVER's; the score stands in events.csv")),
    ("Target Name", From("who is acted upon")),
    ("Target Sectors", From("PLOVER sector")),
    ("Target Country", From("name of the country")),
    ("Story ID", From("a number made of document_name")),
    ("Sentence Number", From("from 1")),
    ("Publisher", From("the outlet")),
    ("City", From("the place, if it is a city")),
    ("District", Empty("the gazetteer does not tell")),
    ("Province", From("first-level division, where the gazetteer tells")),
    ("Country", From("name of the country")),
    ("Latitude", From("coarsened unless asked otherwise")),
    ("Longitude", From("the same")),
];

pub(super) fn begin(mut files: Box<dyn Files>, _: &About) -> io::Result<Box<dyn Sink>> {
    OneTable::begin(Lines::tab(files.create("icews.tab")?), &COLUMNS, make)
}

fn make(source: &Source, rows: &Rows) -> Vec<Vec<String>> {
    let mut all = vec![];
    for row in rows.events.iter().filter(|row| lines::stands(row)) {
        let (latitude, longitude) = lines::point(row);
        let city = row.place.clone().filter(|_| row.place_kind.as_deref() == Some("city"));
        for (at, (actor, recipient)) in lines::dyads(row).into_iter().enumerate() {
            let side = |party: &Party| {
                [party.called(), party.sector.clone(), country(&party.country).name.to_owned()]
            };
            let ([who, who_sector, who_country], [whom, whom_sector, whom_country]) =
                (side(&actor), side(&recipient));
            all.push(vec![
                number(&format!("{}|{at}", row.event_id)).to_string(),
                shown(lines::day(row).0),
                who,
                who_sector,
                who_country,
                cameo_root(&row.cameo).into(),
                row.cameo.clone(),
                String::new(),
                whom,
                whom_sector,
                whom_country,
                number(&row.document_name).to_string(),
                lines::sentence(source, row).to_string(),
                text(&row.source),
                text(&city),
                String::new(),
                text(&row.admin1),
                country(row.country.as_deref().unwrap_or_default()).name.into(),
                latitude.clone(),
                longitude.clone(),
            ]);
        }
    }
    all
}
