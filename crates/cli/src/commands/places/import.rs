//! A dump of GeoNames or of NGA's GNS, as rows of a gazetteer.

use dateline::gazetteer::{Code, Row};
use std::collections::{BTreeMap, BTreeSet};

/// What a dump holds.
#[derive(Default)]
pub struct Dump {
    /// Places of kinds that are read.
    pub rows: Vec<Row>,
    /// How many rows are of other kinds.
    pub left_out: usize,
}

/// Why a dump cannot be read.
pub enum Wrong {
    /// The disk or the packing.
    Io(std::io::Error),
    /// What is wrong, and in which line, from 1.
    Line(usize, String),
}

/// The rows of a dump, whose first line tells which it is. `codes` are ISO's codes of countries; `country` stands in the place of
/// those in the dump.
///
/// # Errors
/// The first line that is no row.
pub fn read(
    lines: impl IntoIterator<Item = std::io::Result<String>>,
    codes: &[Code],
    country: Option<&str>,
) -> Result<Dump, Wrong> {
    let mut lines = lines.into_iter().enumerate().map(|(at, line)| (at + 1, line)).peekable();
    let Some((_, Ok(first))) = lines.peek() else {
        return lines.next().map_or_else(
            || Ok(Dump::default()),
            |(_, line)| line.map(|_| Dump::default()).map_err(Wrong::Io),
        );
    };
    let header: Vec<String> =
        first.trim_start_matches('\u{feff}').split('\t').map(str::to_lowercase).collect();
    if header.iter().any(|cell| cell == "ufi") {
        let mut names = Gns::new(&header).map_err(|what| Wrong::Line(1, what))?;
        for (number, line) in lines.skip(1) {
            names.add(&line.map_err(Wrong::Io)?, country).map_err(|what| Wrong::Line(number, what))?;
        }
        return Ok(Dump { rows: names.rows.into_values().collect(), left_out: names.left_out });
    }
    let mut dump = Dump::default();
    for (number, line) in lines {
        let row = geonames_row(&line.map_err(Wrong::Io)?, codes, country);
        match row.map_err(|what| Wrong::Line(number, what))? {
            Some(row) => dump.rows.push(row),
            None => dump.left_out += 1,
        }
    }
    Ok(dump)
}

/// Feature codes of GeoNames and GNS and the kinds they are, by their longest opening. What is not here is left out: roads,
/// hotels, undersea features, and countries, which the dictionaries have.
const FEATURES: &[(&str, &str)] = &[
    ("PPLH", ""),
    ("PPLQ", ""),
    ("PPLW", ""),
    ("PPL", "city"),
    ("STLMT", "city"),
    ("ADM1", "admin1"),
    ("ADM1H", ""),
    ("ADM2", "admin2"),
    ("ADM2H", ""),
    ("ADM3", "admin2"),
    ("ADM3H", ""),
    ("RGN", "region"),
    ("AREA", "region"),
    ("ISL", "region"),
    ("MTS", "region"),
    ("PEN", "region"),
    ("VAL", "region"),
    ("PLN", "region"),
    ("DSRT", "region"),
    ("MT", "facility"),
    ("PASS", "crossing"),
    ("CTRB", "crossing"),
    ("PSTB", "crossing"),
    ("BDG", "crossing"),
    ("STM", "river"),
    ("CNL", "river"),
    ("WAD", "river"),
    ("LK", "sea"),
    ("SEA", "sea"),
    ("OCN", "sea"),
    ("GULF", "sea"),
    ("STRT", "sea"),
    ("BAY", "sea"),
    ("AIRB", "base"),
    ("AIRF", "base"),
    ("MILB", "base"),
    ("NVB", "base"),
    ("INSM", "base"),
    ("FT", "base"),
    ("CMPRF", "camp"),
    ("CMPLA", ""),
    ("CMP", "camp"),
    ("AIRP", "facility"),
    ("DAM", "facility"),
    ("PRT", "facility"),
    ("PS", "facility"),
    ("OILF", "facility"),
    ("OILR", "facility"),
    ("NKPG", "facility"),
];

fn kind_of(code: &str) -> &'static str {
    FEATURES
        .iter()
        .filter(|(opening, _)| code.starts_with(opening))
        .max_by_key(|(opening, _)| opening.len())
        .map_or("", |(_, kind)| kind)
}

/// Degrees, at most so many to either side.
fn degrees(cell: &str, what: &str, most: f64) -> Result<f64, String> {
    let degrees = cell.parse().ok().filter(|degrees: &f64| (-most..=most).contains(degrees));
    degrees.ok_or_else(|| format!("`{cell}` is no {what}"))
}

/// Names that English text can hold.
fn is_latin(name: &str) -> bool {
    let letter = |c: char| c.is_alphabetic();
    name.chars().any(letter)
        && name.chars().all(|c| !letter(c) || c < '\u{250}' || ('\u{1e00}'..'\u{1f00}').contains(&c))
}

/// A row of a GeoNames dump: 19 cells.
fn geonames_row(line: &str, codes: &[Code], country: Option<&str>) -> Result<Option<Row>, String> {
    let cells: Vec<&str> = line.split('\t').collect();
    if cells.len() != 19 {
        return Err(format!("a row of a GeoNames dump has 19 cells, this one {}", cells.len()));
    }
    let kind = kind_of(cells[7]);
    if kind.is_empty() {
        return Ok(None);
    }
    let code = country
        .map(Into::into)
        .or_else(|| codes.iter().find(|(two, _)| two == cells[8]).map(|(_, three)| three.clone()));
    Ok(Some(Row {
        id: cells[0].parse().map_err(|_| format!("`{}` is no id", cells[0]))?,
        namespace: "geonames".into(),
        name: cells[1].into(),
        others: std::iter::once(cells[2])
            .chain(cells[3].split(','))
            .filter(|o| is_latin(o) && o.len() > 3)
            .map(Into::into)
            .collect(),
        country: code.unwrap_or_default(),
        admin1: cells[10].into(),
        kind: kind.into(),
        latitude: degrees(cells[4], "latitude", 90.0)?,
        longitude: degrees(cells[5], "longitude", 180.0)?,
        population: cells[14].parse().unwrap_or(0),
    }))
}

/// A GNS file, whose header names its cells: several rows, one a name, make a place.
struct Gns {
    cells: BTreeMap<&'static str, usize>,
    rows: BTreeMap<u32, Row>,
    /// Whose name is the approved one.
    approved: BTreeSet<u32>,
    left_out: usize,
}

impl Gns {
    /// What is read, and what the header may call it.
    const CELLS: [(&str, &[&str]); 8] = [
        ("id", &["ufi"]),
        ("name", &["full_name", "full_name_ro", "full_nm_nd", "full_name_nd_ro"]),
        ("latitude", &["lat_dd", "lat"]),
        ("longitude", &["long_dd", "long"]),
        ("feature", &["desig_cd", "dsg"]),
        ("country", &["cc_ft", "cc1"]),
        ("admin1", &["adm1"]),
        ("type", &["nt"]),
    ];
    fn new(header: &[String]) -> Result<Gns, String> {
        let mut cells = BTreeMap::new();
        for (cell, names) in Gns::CELLS {
            let at = names.iter().find_map(|name| header.iter().position(|h| h == name));
            cells.insert(cell, at.ok_or_else(|| format!("no cell is called {}", names.join(" or ")))?);
        }
        Ok(Gns { cells, rows: BTreeMap::new(), approved: BTreeSet::new(), left_out: 0 })
    }
    fn add(&mut self, line: &str, country: Option<&str>) -> Result<(), String> {
        let row: Vec<&str> = line.split('\t').collect();
        let cell = |name: &str| row.get(self.cells[name]).copied().unwrap_or("").trim();
        let (kind, name) = (kind_of(cell("feature")), cell("name"));
        if kind.is_empty() || !is_latin(name) {
            self.left_out += 1;
            return Ok(());
        }
        // Features of GNS count down from 0.
        let id = cell("id").parse::<i64>().map_err(|_| format!("`{}` is no UFI", cell("id")))?;
        let id = u32::try_from(id.unsigned_abs()).map_err(|_| format!("{id} is too large for a UFI"))?;
        let approved = cell("type").starts_with('N');
        if let Some(place) = self.rows.get_mut(&id) {
            if approved && self.approved.insert(id) {
                place.others.push(std::mem::replace(&mut place.name, name.into()));
            } else {
                place.others.push(name.into());
            }
            return Ok(());
        }
        let code = country.unwrap_or(cell("country"));
        if code.len() != 3 {
            return Err(format!("`{code}` is no ISO 3166-1 alpha-3 code; give it with --country"));
        }
        if approved {
            self.approved.insert(id);
        }
        self.rows.insert(
            id,
            Row {
                id,
                namespace: "gns".into(),
                name: name.into(),
                country: code.into(),
                admin1: cell("admin1").into(),
                kind: kind.into(),
                latitude: degrees(cell("latitude"), "latitude", 90.0)?,
                longitude: degrees(cell("longitude"), "longitude", 180.0)?,
                ..Row::default()
            },
        );
        Ok(())
    }
}
