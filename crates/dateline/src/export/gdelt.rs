//! GDELT-2-shaped files: events with 61 columns and mentions with 16, tabs, no header, in GDELT's order. Reported events only.

use super::codes::{country, number, quad_class};
use super::lines::{self, Fill, Lines, Named, Party, shown, text};
use super::tables::{EventRow, Rows, Source};
use super::{About, Files, Sink};
use Fill::{Empty, From};
use std::io;

const DAY: Fill =
    From("the day; the middle of a longer time; the day of publication where only the report is dated");
const ROLE: Fill = From("PLOVER sector, which is CAMEO's role where both have it");
const NOT_CODED: Fill = Empty("not coded: no ethnicity or religion of anybody is");
const NO_GROUP: Fill = Empty("dictionaries hold no CAMEO group codes");
const NO_GEO: Fill = Empty("dateline places events, not parties");

/// Columns of the file of events, in order.
pub const EVENTS: [Named; 61] = [
    ("GlobalEventID", From("a number made of event_id and the pair; none of GDELT's")),
    ("Day", DAY),
    ("MonthYear", From("of Day")),
    ("Year", From("of Day")),
    ("FractionDate", From("of Day, as GDELT counts: months of 30 days in a year of 365")),
    ("Actor1Code", From("CAMEO code: SYRREB")),
    ("Actor1Name", From("neutral name, else the words, in capitals")),
    ("Actor1CountryCode", From("ISO 3166-1 alpha-3")),
    ("Actor1KnownGroupCode", NO_GROUP),
    ("Actor1EthnicCode", NOT_CODED),
    ("Actor1Religion1Code", NOT_CODED),
    ("Actor1Religion2Code", NOT_CODED),
    ("Actor1Type1Code", ROLE),
    ("Actor1Type2Code", Empty("one sector is known")),
    ("Actor1Type3Code", Empty("one sector is known")),
    ("Actor2Code", From("as of actor 1")),
    ("Actor2Name", From("as of actor 1")),
    ("Actor2CountryCode", From("ISO 3166-1 alpha-3")),
    ("Actor2KnownGroupCode", NO_GROUP),
    ("Actor2EthnicCode", NOT_CODED),
    ("Actor2Religion1Code", NOT_CODED),
    ("Actor2Religion2Code", NOT_CODED),
    ("Actor2Type1Code", ROLE),
    ("Actor2Type2Code", Empty("one sector is known")),
    ("Actor2Type3Code", Empty("one sector is known")),
    ("IsRootEvent", From("1 in the headline and the first sentence of the body")),
    ("EventCode", From("CAMEO")),
    ("EventBaseCode", From("its first three digits")),
    ("EventRootCode", From("its first two digits")),
    (
        "QuadClass",
        From("1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict"),
    ),
    ("GoldsteinScale", Empty("Goldstein's scale is not PLOVER's; the score stands in events.csv")),
    ("NumMentions", From("places in the document that tell of it")),
    ("NumSources", From("1: a row is of one document")),
    ("NumArticles", From("1")),
    ("AvgTone", Empty("dateline measures no tone")),
    ("Actor1Geo_Type", NO_GEO),
    ("Actor1Geo_FullName", NO_GEO),
    ("Actor1Geo_CountryCode", NO_GEO),
    ("Actor1Geo_ADM1Code", NO_GEO),
    ("Actor1Geo_ADM2Code", NO_GEO),
    ("Actor1Geo_Lat", NO_GEO),
    ("Actor1Geo_Long", NO_GEO),
    ("Actor1Geo_FeatureID", NO_GEO),
    ("Actor2Geo_Type", NO_GEO),
    ("Actor2Geo_FullName", NO_GEO),
    ("Actor2Geo_CountryCode", NO_GEO),
    ("Actor2Geo_ADM1Code", NO_GEO),
    ("Actor2Geo_ADM2Code", NO_GEO),
    ("Actor2Geo_Lat", NO_GEO),
    ("Actor2Geo_Long", NO_GEO),
    ("Actor2Geo_FeatureID", NO_GEO),
    ("ActionGeo_Type", From("1 country, 4 town, 5 province; 2 and 3 in the United States; 0 none")),
    ("ActionGeo_FullName", From("place, first-level division, country")),
    ("ActionGeo_CountryCode", From("FIPS 10-4")),
    ("ActionGeo_ADM1Code", Empty("the gazetteer holds names of divisions, not FIPS codes")),
    ("ActionGeo_ADM2Code", Empty("the gazetteer does not tell")),
    ("ActionGeo_Lat", From("coarsened unless asked otherwise")),
    ("ActionGeo_Long", From("the same")),
    (
        "ActionGeo_FeatureID",
        From("GeoNames id, where exact places are asked for; GDELT has ids of GNS and GNIS"),
    ),
    ("DATEADDED", From("day of publication and 000000: no clock runs in an export")),
    ("SOURCEURL", From("address of the document, else its key")),
];

/// Columns of the file of mentions, in order.
pub const MENTIONS: [Named; 16] = [
    ("GLOBALEVENTID", From("the event")),
    ("EventTimeDate", From("day of the event and 000000")),
    ("MentionTimeDate", From("day of publication and 000000")),
    ("MentionType", From("1 where the document has an address, else 2")),
    ("MentionSourceName", From("the outlet")),
    ("MentionIdentifier", From("address of the document, else its key")),
    ("SentenceID", From("from 1")),
    ("Actor1CharOffset", From("code points; -1 where nobody is told")),
    ("Actor2CharOffset", From("the same")),
    ("ActionCharOffset", From("of the trigger")),
    ("InRawText", From("1: nothing is inferred")),
    ("Confidence", Empty("dateline gives no such number; status, factuality and rule stand in events.csv")),
    ("MentionDocLen", From("code points")),
    ("MentionDocTone", Empty("dateline measures no tone")),
    ("MentionDocTranslationInfo", Empty("nothing is translated")),
    ("Extras", Empty("GDELT's own")),
];

struct Gdelt {
    events: Lines,
    mentions: Lines,
}

pub(super) fn begin(mut files: Box<dyn Files>, _: &About) -> io::Result<Box<dyn Sink>> {
    Ok(Box::new(Gdelt {
        events: Lines::tab(files.create("export.CSV")?),
        mentions: Lines::tab(files.create("mentions.CSV")?),
    }))
}

impl Sink for Gdelt {
    fn rows(&mut self, source: &Source, rows: &Rows) -> io::Result<()> {
        for row in rows.events.iter().filter(|row| lines::stands(row)) {
            for (at, (actor, recipient)) in lines::dyads(row).iter().enumerate() {
                let id = number(&format!("{}|{at}", row.event_id)).to_string();
                self.events.line(&event(source, row, &id, actor, recipient))?;
                for line in mentions(source, row, &id, actor, recipient) {
                    self.mentions.line(&line)?;
                }
            }
        }
        Ok(())
    }
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.events.finish()?;
        self.mentions.finish()
    }
}

fn side(party: &Party) -> [String; 10] {
    let empty = String::new;
    [
        party.cameo.clone(),
        party.called().to_uppercase(),
        party.country.clone(),
        empty(),
        empty(),
        empty(),
        empty(),
        party.sector.clone(),
        empty(),
        empty(),
    ]
}

/// The address of a document, else the user's name for it.
fn identifier(row: &EventRow) -> String {
    row.url.clone().or(row.document_key.clone()).unwrap_or_default()
}

fn stamp(day: Option<jiff::civil::Date>) -> String {
    day.map(|d| d.strftime("%Y%m%d000000").to_string()).unwrap_or_default()
}

fn event(source: &Source, row: &EventRow, id: &str, actor: &Party, recipient: &Party) -> Vec<String> {
    let day = lines::day(row).0;
    let part = |format: &str| day.map(|d| d.strftime(format).to_string()).unwrap_or_default();
    let fraction = day.map(|d| {
        format!(
            "{:.4}",
            f64::from(d.year()) + f64::from(i32::from(d.month()) * 30 + i32::from(d.day())) / 365.0
        )
    });
    let first = source
        .record
        .sections
        .iter()
        .find(|s| s.kind == "body")
        .and_then(|body| source.record.sentences.iter().find(|s| s.span[0] >= body.span[0]));
    let root = row.section.as_deref() == Some("headline")
        || first.is_some_and(|s| s.span[0] <= row.trigger_start && row.trigger_start < s.span[1]);
    let mut cells =
        vec![id.to_owned(), part("%Y%m%d"), part("%Y%m"), part("%Y"), fraction.unwrap_or_default()];
    cells.extend(side(actor));
    cells.extend(side(recipient));
    let digits = |n: usize| row.cameo.get(..n).unwrap_or(&row.cameo).to_owned();
    cells.extend([
        if root { "1" } else { "0" }.to_owned(),
        row.cameo.clone(),
        digits(3),
        digits(2),
        quad_class(&row.quad).to_owned(),
        String::new(),
        (1 + row.further_mentions.len()).to_string(),
        "1".into(),
        "1".into(),
        String::new(),
    ]);
    cells.extend(std::iter::repeat_n(String::new(), 16));
    let american = row.country.as_deref() == Some("USA");
    let kind = match (row.where_prec, american) {
        (None, _) => "0",
        (Some(6..), _) => "1",
        (Some(4 | 5), true) => "2",
        (Some(4 | 5), false) => "5",
        (Some(_), true) => "3",
        (Some(_), false) => "4",
    };
    let place = country(row.country.as_deref().unwrap_or_default());
    let mut full: Vec<&str> = vec![];
    for name in [row.place.as_deref(), row.admin1.as_deref(), Some(place.name)].into_iter().flatten() {
        if !name.is_empty() && !full.contains(&name) {
            full.push(name);
        }
    }
    let geonames = row.place_id.as_deref().and_then(|id| id.strip_prefix("geonames:"));
    cells.extend([
        kind.to_owned(),
        if row.place.is_some() { full.join(", ") } else { String::new() },
        place.fips.to_owned(),
        String::new(),
        String::new(),
        shown(row.latitude),
        shown(row.longitude),
        geonames.unwrap_or_default().to_owned(),
        stamp(row.published),
        identifier(row),
    ]);
    cells
}

fn mentions(source: &Source, row: &EventRow, id: &str, actor: &Party, recipient: &Party) -> Vec<Vec<String>> {
    let Some(record) = source.record.events.get(row.event as usize) else { return vec![] };
    let offset = |roles: &[crate::published::RoleRecord], party: &Party| {
        let role = roles.iter().find(|r| r.text == party.words);
        role.map_or_else(|| "-1".to_owned(), |r| r.span[0].to_string())
    };
    let (who, whom) = (offset(&record.actors, actor), offset(&record.recipients, recipient));
    let sentence = |at: u32| source.record.sentences.iter().take_while(|s| s.span[1] <= at).count() + 1;
    let line = |at: u32, who: String, whom: String| {
        vec![
            id.to_owned(),
            stamp(lines::day(row).0),
            stamp(row.published),
            if row.url.is_some() { "1" } else { "2" }.to_owned(),
            text(&row.source),
            identifier(row),
            sentence(at).to_string(),
            who,
            whom,
            at.to_string(),
            "1".into(),
            String::new(),
            source.record.document.length.to_string(),
            String::new(),
            String::new(),
            String::new(),
        ]
    };
    let mut all = vec![line(row.trigger_start, who, whom)];
    let further = record.further_mentions.iter().map(|m| line(m.trigger[0], "-1".into(), "-1".into()));
    all.extend(further);
    all
}
