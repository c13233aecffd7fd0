//! What the map and the timeline draw: GeoJSON of matches, or cells where there are too many; counts by day, week or month.

use crate::days::{self, By};
use crate::index::{Row, Side, Snapshot, Spot, event_name};
use crate::query::{Unit, View};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// More matches than this are drawn as cells.
pub const MOST: usize = 20_000;
/// At most so many wide spans go with a timeline.
pub const MOST_SPANS: usize = 2_000;
/// At most so many bins.
const MOST_BINS: i32 = 5_000;

/// Kilometres by which a place may be off its point, by UCDP `where_prec`; 0 for an exact one. Those of a country or the sea
/// are drawn nowhere.
#[must_use]
pub const fn radius(precision: u8) -> f64 {
    match precision {
        0 | 1 => 0.0,
        2 => 25.0,
        3 => 60.0,
        4 => 200.0,
        5 => 400.0,
        6 => 1_500.0,
        _ => 1_000.0,
    }
}

/// How exactly a place is known, in words.
#[must_use]
pub const fn exactness(precision: u8) -> &'static str {
    match precision {
        1 => "exact place",
        2 => "within about 25 km",
        3 => "somewhere in this district",
        4 => "somewhere in this province",
        5 => "somewhere along this line or in this area",
        6 => "somewhere in this country",
        7 => "at sea or in the air",
        _ => "not known how exactly",
    }
}

/// A text as JSON, quotation marks and all.
fn quote(out: &mut String, text: &str) {
    out.push('"');
    inside(out, text);
    out.push('"');
}

/// A text as it stands between the quotation marks of JSON. Map answers hold megabytes of it, so bytes are looked at and not
/// letters: what is special is ASCII, or one of two letters that begin with a byte of their own.
fn inside(out: &mut String, text: &str) {
    let bytes = text.as_bytes();
    let special = |at: usize| match bytes[at] {
        b'"' | b'\\' | b'<' | 0..0x20 => true,
        0xE2 => text[at..].starts_with(['\u{2028}', '\u{2029}']),
        _ => false,
    };
    let mut from = 0;
    while let Some(at) = (from..bytes.len()).find(|at| special(*at)) {
        out.push_str(&text[from..at]);
        let letter = text[at..].chars().next().unwrap_or_default();
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // `<` need not be in JSON; it is harmless so wherever somebody pastes it.
            c => put(out, format_args!("\\u{:04x}", c as u32)),
        }
        from = at + letter.len_utf8();
    }
    out.push_str(&text[from..]);
}

/// Writes without a text in between.
fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = out.write_fmt(what);
}

/// Writes the members of one object. Names are ours and need no care.
struct Object<'a> {
    out: &'a mut String,
    first: bool,
}

impl Object<'_> {
    fn name(&mut self, name: &'static str) {
        self.out.push_str(if self.first { "\"" } else { ",\"" });
        self.first = false;
        self.out.push_str(name);
        self.out.push_str("\":");
    }
    fn text(&mut self, name: &'static str, value: Option<&str>) {
        self.name(name);
        match value {
            Some(value) => quote(self.out, value),
            None => self.out.push_str("null"),
        }
    }
    /// Several texts as one; null if there are none.
    fn texts(&mut self, name: &'static str, values: &[&str]) {
        if values.iter().all(|value| value.is_empty()) {
            return self.text(name, None);
        }
        self.name(name);
        for (at, value) in values.iter().enumerate() {
            self.out.push_str(if at == 0 { "\"" } else { "; " });
            inside(self.out, value);
        }
        self.out.push('"');
    }
    /// A day; null if it is not known.
    fn day(&mut self, name: &'static str, day: i32) {
        self.text(name, days::show(day).as_deref());
    }
    fn raw(&mut self, name: &'static str, value: impl std::fmt::Display) {
        self.name(name);
        put(self.out, format_args!("{value}"));
    }
}

/// What is said of a row in GeoJSON and in the API.
fn properties(out: &mut String, snapshot: &Snapshot, unit: Unit, row: &Row) {
    let spot = snapshot.spot(row);
    let (name, folder) = match unit {
        Unit::Events => (Cow::Owned(event_name(row.id)), "/events/"),
        _ => (Cow::Borrowed(snapshot.incident_name(row)), "/incidents/"),
    };
    out.push('{');
    let mut object = Object { out, first: true };
    object.text("id", Some(&name));
    object.name("url");
    object.out.push('"');
    object.out.push_str(folder);
    inside(object.out, &name);
    object.out.push('"');
    object.text("type", snapshot.codes.get(row.plover));
    object.text("mode", snapshot.codes.get(row.mode));
    object.text("status", snapshot.codes.get(row.status));
    object.texts("who", &snapshot.roles(row, Side::Who));
    object.texts("whom", &snapshot.roles(row, Side::Whom));
    object.text("place", spot.map(|s| s.name.as_str()));
    object.text("country", spot.map(|s| s.country.as_str()).filter(|c| !c.is_empty()));
    match spot.map(|s| s.precision).filter(|p| *p > 0) {
        Some(precision) => {
            object.raw("where_prec", precision);
            object.raw("radius_km", radius(precision));
        }
        None => {
            object.raw("where_prec", "null");
            object.raw("radius_km", "null");
        }
    }
    object.day("earliest", row.earliest);
    object.day("latest", row.latest);
    object.day("published", row.published);
    object.raw("reports", row.reports);
    object.raw("origins", row.origins);
    object.text("grade", snapshot.codes.get(row.grade));
    object.raw("reviewed", row.reviewed);
    object.text("sentence", Some(snapshot.sentence(row)).filter(|s| !s.is_empty()));
    object.out.push('}');
}

/// One row as JSON.
#[must_use]
pub fn item(snapshot: &Snapshot, unit: Unit, row: &Row) -> String {
    let mut out = String::new();
    properties(&mut out, snapshot, unit, row);
    out
}

/// All matches as a FeatureCollection. Those whose place is known no closer than the country are counted in `matched` and
/// have no feature.
#[must_use]
pub fn geojson(snapshot: &Snapshot, view: &View, matches: &[u32], zoom: Option<f64>) -> String {
    let (rows, unit) = (snapshot.rows(view), snapshot.unit(view));
    let drawn: Vec<(&Row, (f64, f64))> = matches
        .iter()
        .filter_map(|at| {
            let row = &rows[*at as usize];
            Some((row, snapshot.spot(row).and_then(Spot::drawn)?))
        })
        .collect();
    let aggregated = drawn.len() > MOST;
    let mut out = String::with_capacity(if aggregated { 1 << 18 } else { 700 * drawn.len() + 200 });
    out.push_str("{\"type\":\"FeatureCollection\",");
    out.push_str(&format!(
        "\"matched\":{},\"drawn\":{},\"aggregated\":{aggregated},\"unit\":\"{}\",\"features\":[",
        matches.len(),
        drawn.len(),
        if unit == Unit::Events { "events" } else { "incidents" }
    ));
    let begin = |out: &mut String, first: bool, (north, east): (f64, f64)| {
        if !first {
            out.push(',');
        }
        out.push_str("{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[");
        put(out, format_args!("{east},{north}"));
        out.push_str("]},\"properties\":");
    };
    if aggregated {
        let cells = cells(&drawn, zoom.unwrap_or_else(|| fitting(view)));
        for (number, cell) in cells.iter().enumerate() {
            let of = f64::from(cell.count);
            let round = |degrees: f64| (degrees * 1e4).round() / 1e4;
            begin(&mut out, number == 0, (round(cell.north / of), round(cell.east / of)));
            let types: BTreeMap<&str, u32> = cell
                .types
                .iter()
                .map(|(code, n)| (snapshot.codes.get(*code).unwrap_or_default(), *n))
                .collect();
            let most =
                types.iter().max_by_key(|(name, n)| (**n, std::cmp::Reverse(**name))).map(|(name, _)| *name);
            out.push_str(&json!({ "count": cell.count, "type": most, "types": types }).to_string());
            out.push('}');
        }
    } else {
        for (number, (row, at)) in drawn.iter().enumerate() {
            begin(&mut out, number == 0, *at);
            properties(&mut out, snapshot, unit, row);
            out.push('}');
        }
    }
    out.push_str("]}");
    out
}

/// A zoom that shows the view's box, or the world, as tiles of 256 pixels on a screen.
fn fitting(view: &View) -> f64 {
    let wide = view.bbox.map_or(360.0, |b| (b.east - b.west).rem_euclid(360.0));
    (360.0 / wide.max(0.01)).log2() + 1.0
}

#[derive(Default)]
struct Cell {
    north: f64,
    east: f64,
    count: u32,
    types: FxHashMap<u32, u32>,
}

fn cells(drawn: &[(&Row, (f64, f64))], zoom: f64) -> Vec<Cell> {
    // Some 45 pixels on a side.
    let side = 64.0 / 2f64.powf(zoom.clamp(0.0, 16.0));
    let mut cells: FxHashMap<(i32, i32), Cell> = FxHashMap::default();
    for (row, (north, east)) in drawn {
        let key = ((north / side).floor() as i32, (east / side).floor() as i32);
        let cell = cells.entry(key).or_default();
        cell.north += north;
        cell.east += east;
        cell.count += 1;
        *cell.types.entry(row.plover).or_default() += 1;
    }
    let mut cells: Vec<((i32, i32), Cell)> = cells.into_iter().collect();
    cells.sort_by_key(|(key, cell)| (std::cmp::Reverse(cell.count), *key));
    // The fullest first, should there be more than a map can draw.
    cells.into_iter().map(|(_, cell)| cell).take(MOST).collect()
}

/// Counts of matches by day, week or month. A match of days that one bin holds is counted in it; one that spans bins is given
/// as a span; one without a day is counted in `undated`.
#[must_use]
pub fn timeline(snapshot: &Snapshot, view: &View, matches: &[u32], by: Option<By>) -> String {
    let (rows, unit) = (snapshot.rows(view), snapshot.unit(view));
    let all = || matches.iter().map(|at| &rows[*at as usize]);
    let ends = |row: &Row| match (row.earliest, row.latest) {
        (days::NONE, days::NONE) => None,
        // Open on one side: what is known is a day.
        (days::NONE, day) | (day, days::NONE) => Some((day, day)),
        (from, to) => Some((from, to.max(from))),
    };
    let span = all().filter_map(ends).fold(None, |span: Option<(i32, i32)>, (from, to)| {
        Some(span.map_or((from, to), |(a, b)| (a.min(from), b.max(to))))
    });
    let wide = span.map_or(0, |(from, to)| to - from);
    let mut by = by.unwrap_or_else(|| By::fitting(wide));
    if by == By::Day && wide > MOST_BINS {
        by = By::Week;
    }
    if by == By::Week && wide / 7 > MOST_BINS {
        by = By::Month;
    }
    let mut bins: FxHashMap<i32, FxHashMap<u32, u32>> = FxHashMap::default();
    let mut known: FxHashMap<i32, (i32, i32)> = FxHashMap::default();
    let (mut spans, mut wider, mut undated) = (vec![], 0, 0);
    for row in all() {
        let Some((from, to)) = ends(row) else {
            undated += 1;
            continue;
        };
        let bin = *known.entry(from).or_insert_with(|| by.around(from));
        if to <= bin.1 {
            *bins.entry(bin.0).or_default().entry(row.plover).or_default() += 1;
            continue;
        }
        wider += 1;
        if spans.len() < MOST_SPANS {
            spans.push(json!({
                "id": snapshot.name(unit, row), "earliest": days::show(from), "latest": days::show(to),
                "type": snapshot.codes.get(row.plover),
            }));
        }
    }
    let mut starts: Vec<i32> = bins.keys().copied().collect();
    starts.sort_unstable();
    let mut out = format!(
        "{{\"by\":\"{}\",\"matched\":{},\"undated\":{undated},\"wider\":{wider},\"bins\":[",
        by.as_str(),
        matches.len()
    );
    let codes: Vec<String> = snapshot
        .codes
        .iter()
        .map(|code| {
            let mut name = String::new();
            quote(&mut name, code);
            name
        })
        .collect();
    for (number, start) in starts.iter().enumerate() {
        let (from, to) = known.get(start).copied().unwrap_or_else(|| by.around(*start));
        let mut types: Vec<(&str, u32)> = bins[start]
            .iter()
            .map(|(code, n)| (codes.get(*code as usize).map_or("\"\"", String::as_str), *n))
            .collect();
        types.sort_unstable();
        let count: u32 = types.iter().map(|(_, n)| n).sum();
        let types: Vec<String> = types.into_iter().map(|(name, n)| format!("{name}:{n}")).collect();
        out.push_str(&format!(
            "{}{{\"from\":\"{}\",\"to\":\"{}\",\"count\":{count},\"types\":{{{}}}}}",
            if number == 0 { "" } else { "," },
            days::show(from).unwrap_or_default(),
            days::show(to).unwrap_or_default(),
            types.join(",")
        ));
    }
    out.push_str(&format!("],\"spans\":{}}}", Value::from(spans)));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_json_whatever_they_hold() {
        let nasty = "a\"b\\c\n<script>\u{1}\u{2028}é…€🚀\u{2029}";
        let mut out = String::new();
        quote(&mut out, nasty);
        assert!(!out.contains('<'));
        assert_eq!(serde_json::from_str::<String>(&out).unwrap(), nasty);
    }
}
