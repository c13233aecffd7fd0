//! `dateline places`: gazetteers: compile one, import a dump as an overlay, look a name up.

use crate::exit::{Exit, Failure};
use crate::{Common, Outcome, input};
use dateline::gazetteer::{Doubts, Row, Source, compile};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Make an overlay from a dump of GeoNames (allCountries.txt, SY.txt…) or of NGA's GNS
    #[command(
        after_help = "A folder that holds `places/*.gaz` and no other data adds its gazetteers to what is built in:\n  dateline places import SY.txt -o more/places/syria.gaz\n  dateline read story.txt --data more"
    )]
    Import(Import),
    /// Compile rows, as tools/gazetteer/rows.py writes them
    Compile {
        /// The rows; `-` is standard input
        #[arg(value_name = "FILE")]
        rows: String,
        /// Where the gazetteer goes
        #[arg(short, long, value_name = "FILE.gaz")]
        output: PathBuf,
    },
    /// List the places that a name can mean, largest first
    Find {
        /// The name
        name: String,
    },
}

#[derive(clap::Args)]
struct Import {
    /// The dump, tab separated; `.gz` is unpacked
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// Where the overlay goes
    #[arg(short, long, value_name = "FILE.gaz")]
    output: PathBuf,
    /// ISO 3166-1 alpha-3 code for all rows: needed where a GNS file has two-letter codes, which are not ISO's
    #[arg(long, value_name = "CODE")]
    country: Option<String>,
    /// Leave out places of fewer inhabitants (places whose size is not known stay)
    #[arg(long, value_name = "N", default_value_t = 0)]
    at_least: u64,
}

pub fn run(args: &Args, common: &Common) -> Outcome {
    match &args.command {
        Command::Import(import) => run_import(import),
        Command::Compile { rows, output } => {
            let (rows, source) = read_rows(input::open(rows)?, rows)?;
            write(&rows, &source, output)
        }
        Command::Find { name } => find(name, common),
    }
}

fn write(rows: &[Row], source: &Source, output: &Path) -> Outcome {
    let bytes = compile(rows, source).map_err(|error| Failure::Data(error.to_string()))?;
    if let Some(folder) = output.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|error| Failure::Io(format!("{}: {error}", folder.display())))?;
    }
    std::fs::write(output, &bytes).map_err(|error| Failure::Io(format!("{}: {error}", output.display())))?;
    super::print(&format!("{} places, {} bytes: {}\n", rows.len(), bytes.len(), output.display()))
}

/// `id  name  other names(;)  country  admin1  kind  lat  lon  population`; `namespace`, `code`, `doubt` and `noted`
/// rows before them.
fn read_rows(file: Box<dyn BufRead + Send>, path: &str) -> Result<(Vec<Row>, Source), Failure> {
    let (mut rows, mut source) = (vec![], Source::default());
    for (number, line) in file.lines().enumerate() {
        let line = line.map_err(|error| Failure::Io(format!("{path}: {error}")))?;
        let wrong = |what: &str| Failure::Data(format!("{path}:{}: {what}", number + 1));
        let cells: Vec<&str> = line.split('\t').collect();
        match cells[..] {
            ["namespace", name] => source.namespace = name.into(),
            ["noted", name] => {
                source.noted.insert(name.to_owned());
            }
            ["code", two, three] => source.codes.push((two.into(), three.into())),
            ["doubt", name, bits] => {
                let bits: u8 = bits.parse().map_err(|_| wrong("a doubt is a number from 1 to 7"))?;
                let doubts = Doubts { word: bits & 1 != 0, given: bits & 2 != 0, family: bits & 4 != 0 };
                source.doubts.insert(name.to_owned(), doubts);
            }
            [id, name, others, country, admin1, kind, latitude, longitude, population] => {
                let (namespace, id) = id.rsplit_once(':').unwrap_or(("", id));
                rows.push(Row {
                    id: id.parse().map_err(|_| wrong("an id is a number"))?,
                    namespace: namespace.into(),
                    name: name.into(),
                    others: others.split(';').filter(|o| !o.is_empty()).map(Into::into).collect(),
                    country: country.into(),
                    admin1: admin1.into(),
                    kind: kind.into(),
                    latitude: latitude.parse().map_err(|_| wrong("a latitude is a number"))?,
                    longitude: longitude.parse().map_err(|_| wrong("a longitude is a number"))?,
                    population: population.parse().map_err(|_| wrong("a population is a number"))?,
                });
            }
            _ => return Err(wrong(&format!("a row has 9 cells, this one {}", cells.len()))),
        }
    }
    Ok((rows, source))
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

fn run_import(args: &Import) -> Outcome {
    let codes: Vec<dateline::gazetteer::Code> =
        dateline::Coder::built_in_gazetteers().iter().flat_map(|g| g.codes().to_vec()).collect();
    let (mut rows, mut left_out) = (vec![], 0usize);
    let mut namespace = "geonames";
    for path in &args.files {
        let mut lines = input::open(path)?.lines();
        let io = |error: std::io::Error| Failure::Io(format!("{path}: {error}"));
        let Some(first) = lines.next().transpose().map_err(io)? else { continue };
        let header: Vec<String> =
            first.trim_start_matches('\u{feff}').split('\t').map(str::to_lowercase).collect();
        if header.iter().any(|cell| cell == "ufi") {
            namespace = "gns";
            let mut names = Gns::new(&header).map_err(|what| Failure::Data(format!("{path}:1: {what}")))?;
            for (number, line) in lines.enumerate() {
                let line = line.map_err(io)?;
                if let Err(what) = names.add(&line, args.country.as_deref()) {
                    return Err(Failure::Data(format!("{path}:{}: {what}", number + 2)));
                }
            }
            left_out += names.left_out;
            rows.extend(names.rows.into_values());
            continue;
        }
        for (number, line) in std::iter::once(Ok(first)).chain(lines).enumerate() {
            let line = line.map_err(io)?;
            match geonames_row(&line, &codes, args.country.as_deref()) {
                Ok(Some(row)) => rows.push(row),
                Ok(None) => left_out += 1,
                Err(what) => return Err(Failure::Data(format!("{path}:{}: {what}", number + 1))),
            }
        }
    }
    rows.retain(|r: &Row| r.population == 0 || r.population >= args.at_least);
    if rows.is_empty() {
        return Err(Failure::Data("no row is a place of a kind that is read".into()));
    }
    let source = Source { namespace: namespace.into(), ..Source::default() };
    writeln!(std::io::stderr(), "{left_out} rows are of kinds that are not read")?;
    write(&rows, &source, &args.output)
}

/// Names that English text can hold.
fn is_latin(name: &str) -> bool {
    let letter = |c: char| c.is_alphabetic();
    name.chars().any(letter)
        && name.chars().all(|c| !letter(c) || c < '\u{250}' || ('\u{1e00}'..'\u{1f00}').contains(&c))
}

/// A row of a GeoNames dump: 19 cells.
fn geonames_row(
    line: &str,
    codes: &[dateline::gazetteer::Code],
    country: Option<&str>,
) -> Result<Option<Row>, String> {
    let cells: Vec<&str> = line.split('\t').collect();
    if cells.len() != 19 {
        return Err(format!("a row of a GeoNames dump has 19 cells, this one {}", cells.len()));
    }
    let kind = kind_of(cells[7]);
    if kind.is_empty() {
        return Ok(None);
    }
    let number = |cell: &str, what: &str| cell.parse::<f64>().map_err(|_| format!("`{cell}` is no {what}"));
    let code = country
        .map(Into::into)
        .or_else(|| codes.iter().find(|(two, _)| two == cells[8]).map(|(_, three)| three.clone()));
    Ok(Some(Row {
        id: cells[0].parse().map_err(|_| format!("`{}` is no id", cells[0]))?,
        namespace: Default::default(),
        name: cells[1].into(),
        others: std::iter::once(cells[2])
            .chain(cells[3].split(','))
            .filter(|o| is_latin(o) && o.len() > 3)
            .map(Into::into)
            .collect(),
        country: code.unwrap_or_default(),
        admin1: cells[10].into(),
        kind: kind.into(),
        latitude: number(cells[4], "latitude")?,
        longitude: number(cells[5], "longitude")?,
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
        let number =
            |what: &str| cell(what).parse::<f64>().map_err(|_| format!("`{}` is no {what}", cell(what)));
        if approved {
            self.approved.insert(id);
        }
        self.rows.insert(
            id,
            Row {
                id,
                name: name.into(),
                country: code.into(),
                admin1: cell("admin1").into(),
                kind: kind.into(),
                latitude: number("latitude")?,
                longitude: number("longitude")?,
                ..Row::default()
            },
        );
        Ok(())
    }
}

fn find(name: &str, common: &Common) -> Outcome {
    let coder = input::coder(common.data.as_deref())?;
    let mut out = std::io::stdout().lock();
    let mut found = false;
    for gazetteer in &coder.lexicon.gazetteers {
        let Some(id) = gazetteer.name(name) else { continue };
        found = true;
        let mut places: Vec<_> = gazetteer.places(id).map(|(p, own)| (gazetteer.place(p), own)).collect();
        places.sort_by_key(|(place, _)| std::cmp::Reverse(place.population));
        for (place, own) in places {
            let inside = if place.division.name.is_empty() || place.kind == "admin1" {
                place.division.country.to_string()
            } else {
                format!("{}, {}", place.division.name, place.division.country)
            };
            let also = if own { "" } else { " (another name)" };
            writeln!(
                out,
                "{}  {} ({inside})  {}  {:.2} {:.2}  {}{also}",
                place.id, place.name, place.kind, place.latitude, place.longitude, place.population
            )?;
        }
    }
    out.flush()?;
    if found { Ok(Exit::Done) } else { Err(Failure::Missing(format!("no gazetteer lists `{name}`"))) }
}
