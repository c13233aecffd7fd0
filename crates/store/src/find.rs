//! Looking events and documents up.

use crate::{Error, Result, Store};
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, Row, ToSql};
use serde::Serialize;

/// Mean radius of the earth, in km.
const EARTH: f64 = 6371.0;

/// A circle on the ground.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Circle {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// Radius in km.
    pub km: f64,
}

/// Which events to look for: all that fit every part that is given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Words that the document holds, or a query of FTS5.
    pub text: Option<String>,
    /// Who does it: an actor's id, part of a name, or a country's three letters.
    pub actor: Option<String>,
    /// To whom it is done.
    pub recipient: Option<String>,
    /// Who takes part on either side.
    pub party: Option<String>,
    /// PLOVER types.
    pub types: Vec<String>,
    /// Statuses.
    pub statuses: Vec<String>,
    /// In one of these circles. Events placed only in a country are in none.
    pub near: Vec<Circle>,
    /// In a place, province or country of this name or code.
    pub place: Option<String>,
    /// From this day on, `YYYY-MM-DD`: of the event, or of its document where the event has none.
    pub from: Option<String>,
    /// Up to this day.
    pub to: Option<String>,
    /// The innermost speaker: an actor's id or part of its words; `outlet` for what outlets say themselves.
    pub origin: Option<String>,
    /// Part of the outlet's name.
    pub outlet: Option<String>,
    /// Also in documents that were superseded, withheld or withdrawn, and events that a person rejected.
    pub all: bool,
    /// At most so many; 0 for no limit.
    pub limit: usize,
}

/// An event that was looked for.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Found {
    /// `document/ordinal`: what `dateline show` takes.
    pub event: String,
    /// Day of publication.
    pub published: Option<String>,
    /// The outlet.
    pub outlet: Option<String>,
    /// PLOVER type.
    pub plover: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// Status.
    pub status: String,
    /// First day.
    pub earliest: Option<String>,
    /// Last day.
    pub latest: Option<String>,
    /// Who does it.
    pub who: Option<String>,
    /// To whom.
    pub whom: Option<String>,
    /// Where.
    pub place: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// UCDP `where_prec`.
    pub precision: Option<u8>,
    /// Who says so.
    pub origin: String,
    /// The words.
    pub text: String,
    /// The sentence.
    pub sentence: Option<String>,
    /// Headline of the document.
    pub title: Option<String>,
    /// Where the document was published.
    pub url: Option<String>,
}

impl Found {
    fn of(row: &Row) -> rusqlite::Result<Found> {
        Ok(Found {
            event: row.get("event")?,
            published: row.get("published")?,
            outlet: row.get("outlet")?,
            plover: row.get("plover")?,
            mode: row.get("mode")?,
            status: row.get("status")?,
            earliest: row.get("earliest")?,
            latest: row.get("latest")?,
            who: row.get("who")?,
            whom: row.get("whom")?,
            place: row.get("place")?,
            country: row.get("country")?,
            latitude: row.get("latitude")?,
            longitude: row.get("longitude")?,
            precision: row.get("precision")?,
            origin: row.get("origin")?,
            text: row.get("text")?,
            sentence: row.get("sentence")?,
            title: row.get("title")?,
            url: row.get("url")?,
        })
    }
}

/// The functions that queries of this module use.
pub(crate) fn functions(db: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    db.create_scalar_function("km", 4, flags, |values| {
        Ok(km((values.get(0)?, values.get(1)?), (values.get(2)?, values.get(3)?)))
    })?;
    Ok(())
}

/// The way between two points on a ball, in km; haversine.
fn km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let (from, to) = (a.0.to_radians(), b.0.to_radians());
    let (north, east) = (to - from, (b.1 - a.1).to_radians());
    let half = (north / 2.0).sin().powi(2) + from.cos() * to.cos() * (east / 2.0).sin().powi(2);
    2.0 * EARTH * half.sqrt().min(1.0).asin()
}

impl Circle {
    /// South, north, and one or two stretches from west to east that hold the circle.
    fn boxes(&self) -> (f64, f64, Vec<(f64, f64)>) {
        let high = (self.km / EARTH).to_degrees();
        let (south, north) = (self.latitude - high, self.latitude + high);
        if south <= -90.0 || north >= 90.0 {
            return (south, north, vec![(-180.0, 180.0)]);
        }
        let ratio = high.to_radians().sin() / self.latitude.to_radians().cos();
        let wide = if ratio >= 1.0 { 180.0 } else { ratio.asin().to_degrees() };
        let (west, east) = (self.longitude - wide, self.longitude + wide);
        let stretches = match () {
            () if wide >= 180.0 => vec![(-180.0, 180.0)],
            () if west < -180.0 => vec![(-180.0, east), (west + 360.0, 180.0)],
            () if east > 180.0 => vec![(west, 180.0), (-180.0, east - 360.0)],
            () => vec![(west, east)],
        };
        (south, north, stretches)
    }
}

/// Conditions and what stands in for their question marks.
#[derive(Default)]
struct Conditions {
    sql: Vec<String>,
    values: Vec<Box<dyn ToSql>>,
}

impl Conditions {
    fn add<const N: usize>(&mut self, sql: impl Into<String>, values: [&dyn Text; N]) {
        self.sql.push(sql.into());
        self.values.extend(values.map(|v| v.boxed()));
    }
}

/// What can stand in for a question mark.
trait Text {
    fn boxed(&self) -> Box<dyn ToSql>;
}
impl Text for String {
    fn boxed(&self) -> Box<dyn ToSql> {
        Box::new(self.clone())
    }
}
impl Text for f64 {
    fn boxed(&self) -> Box<dyn ToSql> {
        Box::new(*self)
    }
}

/// Part of a text, for LIKE.
fn part(words: &str) -> String {
    let plain = words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{plain}%")
}

/// Words as FTS5 takes them: each in quotation marks, unless the user writes a query.
pub(crate) fn query(words: &str) -> String {
    let is_query = words.contains(['"', '*', '(', '^'])
        || words.split_whitespace().any(|w| matches!(w, "AND" | "OR" | "NOT") || w.starts_with("NEAR"));
    if is_query {
        return words.to_owned();
    }
    let quoted: Vec<String> = words.split_whitespace().map(|w| format!("\"{w}\"")).collect();
    quoted.join(" ")
}

/// Only the words of the user can be wrong in a query of ours.
pub(crate) fn wrong_words(words: &str, error: Error) -> Error {
    match error {
        Error::Sql(error) if error.sqlite_error().is_some_and(|e| e.extended_code == 1) => {
            Error::Query { query: words.to_owned(), message: error.to_string() }
        }
        error => error,
    }
}

const MATCHES: &str = "IN (SELECT rowid FROM documents_fts WHERE documents_fts MATCH ?)";

fn conditions(filter: &Filter) -> Conditions {
    let mut all = Conditions::default();
    if let Some(words) = &filter.text {
        all.add(format!("e.document {MATCHES}"), [&query(words)]);
    }
    let sides =
        [(&filter.actor, "= 'actor'"), (&filter.recipient, "= 'recipient'"), (&filter.party, "<> 'weapon'")];
    for (name, role) in sides {
        let Some(name) = name else { continue };
        let sql = format!(
            "EXISTS (SELECT 1 FROM event_roles r LEFT JOIN actors a ON a.id = r.actor
               WHERE r.event = e.id AND r.role {role} AND (a.actor = ? COLLATE NOCASE OR a.country = ?
                 OR a.name LIKE ? ESCAPE '\\' OR r.text LIKE ? ESCAPE '\\'))"
        );
        let words = part(name);
        all.add(sql, [name, name, &words, &words]);
    }
    for (column, values) in [("plover", &filter.types), ("status", &filter.statuses)] {
        if !values.is_empty() {
            let marks = vec!["?"; values.len()].join(", ");
            all.sql.push(format!("e.{column} IN ({marks})"));
            all.values.extend(values.iter().map(|value| value.boxed()));
        }
    }
    if !filter.near.is_empty() {
        let circles: Vec<String> = filter.near.iter().map(|circle| near(circle, &mut all)).collect();
        all.sql.push(format!("({})", circles.join(" OR ")));
    }
    if let Some(place) = &filter.place {
        all.add(
            "e.place IN (SELECT id FROM places WHERE name = ? COLLATE NOCASE OR admin1 = ? COLLATE NOCASE
               OR country = ? OR place = ?)",
            [place, place, place, place],
        );
    }
    if let Some(from) = &filter.from {
        all.add("coalesce(e.latest, e.earliest, d.published) >= ?", [from]);
    }
    if let Some(to) = &filter.to {
        all.add("coalesce(e.earliest, e.latest, d.published) <= ?", [to]);
    }
    if let Some(origin) = &filter.origin {
        let words = part(origin);
        match origin.as_str() {
            "outlet" => all.add("c.depth = 1", []),
            _ => all.add(
                "c.depth > 1 AND (c.origin LIKE ? ESCAPE '\\' OR c.origin_actor IN
                   (SELECT id FROM actors WHERE actor = ? COLLATE NOCASE OR name LIKE ? ESCAPE '\\'))",
                [&words, origin, &words],
            ),
        }
    }
    if let Some(outlet) = &filter.outlet {
        all.add("d.outlet LIKE ? ESCAPE '\\'", [&part(outlet)]);
    }
    if !filter.all {
        all.add("d.superseded_by IS NULL AND d.pub_status = 'usable'", []);
        all.add(
            "'reject' IS NOT (SELECT v.verdict FROM reviews v WHERE v.document_digest = d.digest
               AND v.event_name = e.name ORDER BY v.id DESC LIMIT 1)",
            [],
        );
    }
    all
}

fn near(circle: &Circle, all: &mut Conditions) -> String {
    let (south, north, stretches) = circle.boxes();
    let boxed: Vec<String> = stretches
        .iter()
        .map(|(west, east)| {
            let numbers: [&dyn Text; 4] = [&south, &north, west, east];
            all.values.extend(numbers.map(|n| n.boxed()));
            "(t.north >= ? AND t.south <= ? AND t.east >= ? AND t.west <= ?)".to_owned()
        })
        .collect();
    let numbers: [&dyn Text; 3] = [&circle.latitude, &circle.longitude, &circle.km];
    all.values.extend(numbers.map(|n| n.boxed()));
    format!(
        "e.place IN (SELECT q.id FROM places_rtree t JOIN places q ON q.id = t.id
           WHERE ({}) AND q.precision < 6 AND km(q.latitude, q.longitude, ?, ?) <= ?)",
        boxed.join(" OR ")
    )
}

impl Store {
    /// Visits the events that fit, by their day, then as they stand in the record. Gives how many there were.
    ///
    /// # Errors
    /// [`Error::Query`] for words that are no query; see [`Error`]. An error of the visitor ends it.
    pub fn find(&self, filter: &Filter, mut visit: impl FnMut(&Found) -> Result<()>) -> Result<u64> {
        let all = conditions(filter);
        let wheres = if all.sql.is_empty() { "1".to_owned() } else { all.sql.join("\n AND ") };
        let limit = if filter.limit == 0 { -1 } else { filter.limit as i64 };
        // Which first, then what to show of them: sentences are cut from texts only for rows that are shown.
        let sql = format!(
            "WITH hits AS MATERIALIZED (
               SELECT e.id, coalesce(e.earliest, e.latest, d.published) AS day
               FROM events e JOIN documents d ON d.id = e.document JOIN claims c ON c.id = e.claim
               WHERE {wheres} ORDER BY day, e.id LIMIT {limit})
             SELECT l.* FROM hits JOIN event_list l ON l.id = hits.id ORDER BY hits.day, hits.id"
        );
        let mut look = || -> Result<u64> {
            let mut find = self.db.prepare(&sql)?;
            let mut rows = find.query(rusqlite::params_from_iter(all.values.iter().map(|v| &**v)))?;
            let mut count = 0;
            while let Some(row) = rows.next()? {
                visit(&Found::of(row)?)?;
                count += 1;
            }
            Ok(count)
        };
        let told = look();
        self.told(told.map_err(|error| match &filter.text {
            Some(words) => wrong_words(words, error),
            None => error,
        }))
    }
    /// Circles around the places of this name that the record holds, most often named first; none if there is no such place.
    /// Countries and provinces are no places to draw circles around.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn around(&self, place: &str, km: f64) -> Result<Vec<Circle>> {
        let look = || -> Result<Vec<Circle>> {
            let mut find = self.db.prepare(
                "SELECT p.latitude, p.longitude FROM places p
                 WHERE p.name = ?1 COLLATE NOCASE AND p.precision < 4 GROUP BY p.latitude, p.longitude
                 ORDER BY (SELECT count(*) FROM mentions m WHERE m.place = p.id) DESC, p.id",
            )?;
            let rows = find
                .query_map([place], |row| Ok(Circle { latitude: row.get(0)?, longitude: row.get(1)?, km }))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.told(look())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_a_globe() {
        // A degree of latitude, and the same of longitude at sixty degrees north.
        assert!((km((0.0, 0.0), (1.0, 0.0)) - 111.19).abs() < 0.01);
        assert!((km((60.0, 10.0), (60.0, 12.0)) - 111.18).abs() < 0.05);
        assert!(km((10.0, 179.5), (10.0, -179.5)) < 110.0);
        assert!((km((90.0, 0.0), (90.0, 77.0))).abs() < 1e-6);
    }

    #[test]
    fn a_box_holds_its_circle_across_the_date_line_and_at_the_poles() {
        for (latitude, longitude) in
            [(0.0, 0.0), (-17.0, 179.9), (65.0, -179.8), (89.9, 20.0), (-60.0, 100.0)]
        {
            let circle = Circle { latitude, longitude, km: 150.0 };
            let (south, north, stretches) = circle.boxes();
            for bearing in 0..360 {
                let (north_by, east_by) = f64::from(bearing).to_radians().sin_cos();
                let point_latitude = latitude + north_by * 1.3;
                let mut point_longitude = longitude + east_by * 1.3 / latitude.to_radians().cos().max(0.01);
                point_longitude = (point_longitude + 540.0).rem_euclid(360.0) - 180.0;
                if km((latitude, longitude), (point_latitude, point_longitude)) > circle.km {
                    continue;
                }
                assert!(south <= point_latitude && point_latitude <= north);
                let inside = stretches.iter().any(|(west, east)| (*west..=*east).contains(&point_longitude));
                assert!(inside, "{point_latitude} {point_longitude} of {circle:?}");
            }
        }
    }

    #[test]
    fn words_are_quoted_and_queries_are_not() {
        assert_eq!(query("al-Shabaab attack"), "\"al-Shabaab\" \"attack\"");
        assert_eq!(query("drone OR missile"), "drone OR missile");
        assert_eq!(query("\"air strike\""), "\"air strike\"");
        assert_eq!(query("bomb*"), "bomb*");
    }
}
