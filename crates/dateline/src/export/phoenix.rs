//! Phoenix-shaped rows: 26 columns in the order of the Open Event Data Alliance's Phoenix, tabs, no header, one row for each pair
//! of parties of what is reported.

use super::codes::{number, quad_class};
use super::lines::{self, Fill, Lines, Named, OneTable, shown, text};
use super::tables::{Rows, Source};
use super::{About, Files, Sink};
use Fill::{Empty, From};
use std::io;

/// Columns in order; the file has no header, as Phoenix has none.
pub const COLUMNS: [Named; 26] = [
    ("EventID", From("a number made of event_id and the pair")),
    (
        "Date",
        From(
            "YYYYMMDD: the day; the middle of a longer time; the day of publication where only the report is dated",
        ),
    ),
    ("Year", From("of it")),
    ("Month", From("of it")),
    ("Day", From("of it")),
    ("SourceActorFull", From("CAMEO code: SYRREB")),
    ("SourceActorEntity", From("country")),
    ("SourceActorRole", From("PLOVER sector")),
    ("SourceActorAttribute", Empty("not coded")),
    ("TargetActorFull", From("as of the source")),
    ("TargetActorEntity", From("country")),
    ("TargetActorRole", From("PLOVER sector")),
    ("TargetActorAttribute", Empty("not coded")),
    ("EventCode", From("CAMEO")),
    ("EventRootCode", From("its first two digits")),
    (
        "PentaClass",
        From(
            "0 statement, 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict",
        ),
    ),
    ("GoldsteinScore", Empty("Goldstein's scale is not PLOVER's")),
    ("Issues", From("PLOVER contexts")),
    ("Lat", From("coarsened unless asked otherwise")),
    ("Lon", From("the same")),
    ("LocationName", From("name of the place")),
    ("StateName", From("first-level division, where the gazetteer tells")),
    ("CountryCode", From("ISO 3166-1 alpha-3")),
    ("SentenceID", From("number made of document_name, and number of the sentence")),
    ("URLs", From("address of the document")),
    ("NewsSources", From("the outlet")),
];

pub(super) fn begin(mut files: Box<dyn Files>, _: &About) -> io::Result<Box<dyn Sink>> {
    Ok(OneTable::bare(Lines::tab(files.create("phoenix.txt")?), make))
}

fn make(source: &Source, rows: &Rows) -> Vec<Vec<String>> {
    let mut all = vec![];
    for row in rows.events.iter().filter(|row| lines::stands(row)) {
        let day = lines::day(row).0;
        let part = |format: &str| day.map(|d| d.strftime(format).to_string()).unwrap_or_default();
        let (latitude, longitude) = lines::point(row);
        let root = row.cameo.get(..2).unwrap_or_default();
        let penta = if root == "01" { "0" } else { quad_class(&row.quad) };
        for (at, (actor, recipient)) in lines::dyads(row).into_iter().enumerate() {
            all.push(vec![
                number(&format!("{}|{at}", row.event_id)).to_string(),
                part("%Y%m%d"),
                shown(day.map(|d| d.year())),
                shown(day.map(|d| d.month())),
                shown(day.map(|d| d.day())),
                actor.cameo.clone(),
                actor.country.clone(),
                actor.sector.clone(),
                String::new(),
                recipient.cameo.clone(),
                recipient.country.clone(),
                recipient.sector.clone(),
                String::new(),
                row.cameo.clone(),
                root.into(),
                penta.into(),
                String::new(),
                row.contexts.join(","),
                latitude.clone(),
                longitude.clone(),
                text(&row.place),
                text(&row.admin1),
                text(&row.country),
                format!("{}_{}", number(&row.document_name), lines::sentence(source, row)),
                text(&row.url),
                text(&row.source),
            ]);
        }
    }
    all
}
