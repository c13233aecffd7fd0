//! What somebody looks at: the filters of a page, read from its address and written into addresses again.

use crate::days;
use std::fmt::Write as _;

/// What rows are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unit {
    /// Incidents, if the record has any; else events.
    #[default]
    Auto,
    /// Many reports of one deed.
    Incidents,
    /// What one document tells.
    Events,
}

/// A box on the ground, in degrees: west, south, east, north. `west > east` crosses the antimeridian.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Degrees east.
    pub west: f64,
    /// Degrees north.
    pub south: f64,
    /// Degrees east.
    pub east: f64,
    /// Degrees north.
    pub north: f64,
}

impl Bounds {
    /// Whether a point lies in it.
    #[must_use]
    pub fn holds(&self, latitude: f64, longitude: f64) -> bool {
        let across = if self.west <= self.east {
            (self.west..=self.east).contains(&longitude)
        } else {
            longitude >= self.west || longitude <= self.east
        };
        across && (self.south..=self.north).contains(&latitude)
    }
}

/// All that narrows a view.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct View {
    /// From this day on.
    pub from: Option<String>,
    /// Up to this day.
    pub to: Option<String>,
    /// PLOVER types.
    pub types: Vec<String>,
    /// Statuses.
    pub statuses: Vec<String>,
    /// Who takes part: an id, a country's three letters, or part of a name.
    pub actor: Option<String>,
    /// How well the act is attested.
    pub grades: Vec<String>,
    /// A place, province or country by name or code.
    pub place: Option<String>,
    /// Words that the documents hold.
    pub q: Option<String>,
    /// On this part of the map.
    pub bbox: Option<Bounds>,
    /// What rows are.
    pub unit: Unit,
    /// Where a page of rows begins: behind this day and number.
    pub after: Option<(i32, i64)>,
}

/// Longest text of a filter.
const LONGEST: usize = 200;

/// Pairs of a query string, decoded.
#[must_use]
pub fn pairs(raw: &str) -> Vec<(String, String)> {
    raw.split('&')
        .filter(|part| !part.is_empty())
        .take(5_000)
        .map(|part| {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// `%41+b` to `A b`. What is no UTF-8 becomes a replacement character.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let hex = || std::str::from_utf8(bytes.get(at + 1..at + 3)?).ok();
        match bytes[at] {
            b'+' => out.push(b' '),
            b'%' => match hex().and_then(|h| u8::from_str_radix(h, 16).ok()) {
                Some(byte) => {
                    out.push(byte);
                    at += 2;
                }
                None => out.push(b'%'),
            },
            byte => out.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A text as part of an address.
#[must_use]
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b',' | b':' => {
                out.push(byte as char);
            }
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

impl View {
    /// Reads an address's query string. What cannot be understood is left out and told.
    #[must_use]
    pub fn read(raw: &str) -> (View, Vec<String>) {
        let mut view = View::default();
        let mut wrong = vec![];
        for (name, value) in pairs(raw) {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            if value.chars().count() > LONGEST || value.contains('\0') {
                wrong.push(format!("`{name}` is longer than {LONGEST} letters, or no text"));
                continue;
            }
            let list = || value.split(',').map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned);
            let some = Some(value.to_owned());
            match name.as_str() {
                "from" | "to" => {
                    if days::read(value).is_none() {
                        wrong.push(format!("`{name}` is `{value}`, which is no day (YYYY-MM-DD)"));
                    } else if name == "from" {
                        view.from = some;
                    } else {
                        view.to = some;
                    }
                }
                "type" => view.types.extend(list().map(|t| t.to_uppercase())),
                "status" => view.statuses.extend(list().map(|t| t.to_lowercase())),
                "grade" => view.grades.extend(list().map(|t| t.to_lowercase())),
                "actor" => view.actor = some,
                "place" => view.place = some,
                "q" => view.q = some,
                "bbox" => match bounds(value) {
                    Some(found) => view.bbox = Some(found),
                    None => wrong.push(format!("`bbox` is `{value}`; give west,south,east,north in degrees")),
                },
                "unit" => match value {
                    "events" => view.unit = Unit::Events,
                    "incidents" => view.unit = Unit::Incidents,
                    _ => wrong.push(format!("`unit` is `{value}`, neither incidents nor events")),
                },
                "after" | "cursor" => match cursor(value) {
                    Some(found) => view.after = Some(found),
                    None => wrong.push(format!("`{name}` is no cursor of this server")),
                },
                _ => {}
            }
        }
        for list in [&mut view.types, &mut view.statuses, &mut view.grades] {
            list.sort();
            list.dedup();
            list.truncate(50);
        }
        (view, wrong)
    }
    /// Whether nothing is narrowed.
    #[must_use]
    pub fn is_all(&self) -> bool {
        View { unit: Unit::Auto, after: None, ..self.clone() } == View::default()
    }
    /// The query string, always in one order; without where a page of rows begins.
    #[must_use]
    pub fn string(&self) -> String {
        let mut all: Vec<String> = vec![];
        let mut add = |name: &str, value: &str| all.push(format!("{name}={}", encode(value)));
        let text = [("from", &self.from), ("to", &self.to)];
        for (name, value) in text {
            if let Some(value) = value {
                add(name, value);
            }
        }
        for (name, list) in [("type", &self.types), ("status", &self.statuses)] {
            if !list.is_empty() {
                add(name, &list.join(","));
            }
        }
        if let Some(value) = &self.actor {
            add("actor", value);
        }
        if !self.grades.is_empty() {
            add("grade", &self.grades.join(","));
        }
        for (name, value) in [("place", &self.place), ("q", &self.q)] {
            if let Some(value) = value {
                add(name, value);
            }
        }
        if let Some(Bounds { west, south, east, north }) = self.bbox {
            add("bbox", &format!("{west},{south},{east},{north}"));
        }
        match self.unit {
            Unit::Auto => {}
            Unit::Incidents => add("unit", "incidents"),
            Unit::Events => add("unit", "events"),
        }
        all.join("&")
    }
    /// An address with this view.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        let string = self.string();
        if string.is_empty() { path.to_owned() } else { format!("{path}?{string}") }
    }
    /// An address with this view and one more pair.
    #[must_use]
    pub fn at_with(&self, path: &str, name: &str, value: &str) -> String {
        let base = self.at(path);
        let sign = if base.contains('?') { '&' } else { '?' };
        format!("{base}{sign}{name}={}", encode(value))
    }
}

fn bounds(text: &str) -> Option<Bounds> {
    let numbers: Vec<f64> = text.split(',').map(|n| n.trim().parse().ok()).collect::<Option<_>>()?;
    let [west, south, east, north] = numbers[..] else { return None };
    if numbers.iter().any(|n| !n.is_finite()) || south > north || south < -90.5 || north > 90.5 {
        return None;
    }
    if east - west >= 360.0 {
        return Some(Bounds { west: -180.0, south, east: 180.0, north });
    }
    // Maps that were turned around the globe give degrees beyond the antimeridian.
    let turn = |degrees: f64| (degrees + 180.0).rem_euclid(360.0) - 180.0;
    let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
    let inside = |degrees: f64| if degrees.abs() <= 180.0 { degrees } else { turn(degrees) };
    Some(Bounds {
        west: round(inside(west)),
        south: round(south),
        east: round(inside(east)),
        north: round(north),
    })
}

/// `2024-05-03.12000003` or `none.12000003`: the last row of the page before.
fn cursor(text: &str) -> Option<(i32, i64)> {
    let (day, id) = text.rsplit_once('.')?;
    let day = if day == "none" { days::NONE } else { days::read(day)? };
    Some((day, id.parse().ok()?))
}

/// The cursor behind a row.
#[must_use]
pub fn cursor_of(day: i32, id: i64) -> String {
    format!("{}.{id}", days::show(day).unwrap_or_else(|| "none".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_its_address() {
        let raw = "to=2024-06-01&from=2024-05-01&type=protest&type=ASSAULT&actor=a%26b%3D%3Cc%3E&q=%22air+strike%22&bbox=170,-10,-170,10&unit=events";
        let (view, wrong) = View::read(raw);
        assert!(wrong.is_empty());
        assert_eq!(view.types, ["ASSAULT", "PROTEST"]);
        assert_eq!(view.actor.as_deref(), Some("a&b=<c>"));
        let (again, _) = View::read(&view.string());
        assert_eq!(again, view);
        assert!(view.string().starts_with("from=2024-05-01&to=2024-06-01&type=ASSAULT,PROTEST&"));
    }

    #[test]
    fn what_is_no_filter_is_told_and_left_out() {
        let (view, wrong) =
            View::read("from=yesterday&bbox=1,2&unit=x&after=zzz&nonsense=1&actor=&%ff=%ff&q=%00");
        assert_eq!(view, View::default());
        assert_eq!(wrong.len(), 5, "{wrong:?}");
    }

    #[test]
    fn a_box_may_cross_the_antimeridian() {
        let (view, _) = View::read("bbox=170,-10,190,10");
        let found = view.bbox.unwrap();
        assert_eq!((found.west, found.east), (170.0, -170.0));
        assert!(found.holds(0.0, 179.0) && found.holds(0.0, -175.0) && !found.holds(0.0, 0.0));
        assert!(View::read("bbox=-200,-80,300,80").0.bbox.unwrap().holds(0.0, 100.0));
    }

    #[test]
    fn cursors_come_back() {
        for day in [days::NONE, days::read("2024-05-03").unwrap()] {
            assert_eq!(cursor(&cursor_of(day, 12_000_003)), Some((day, 12_000_003)));
        }
    }
}
