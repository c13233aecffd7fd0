//! `dateline places`: gazetteers: compile one, import a dump as an overlay, look a name up.

mod import;

use crate::exit::{Exit, Failure};
use crate::{Common, Outcome, input};
use dateline::gazetteer::{Code, Doubts, Gazetteer, Row, Source, compile};
use import::Wrong;
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
    let size = bytes.len();
    // Names that no text can hold are left out of it.
    let held = Gazetteer::load(bytes.into()).map_err(|error| Failure::Other(error.to_string()))?.len();
    super::print(&format!("{held} places, {size} bytes: {}\n", output.display()))
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

fn run_import(args: &Import) -> Outcome {
    let codes: Vec<Code> =
        dateline::Coder::built_in_gazetteers().iter().flat_map(|g| g.codes().to_vec()).collect();
    let (mut rows, mut left_out) = (vec![], 0);
    for path in &args.files {
        let dump =
            import::read(input::open(path)?.lines(), &codes, args.country.as_deref()).map_err(|wrong| {
                match wrong {
                    Wrong::Io(error) => Failure::Io(format!("{path}: {error}")),
                    Wrong::Line(number, what) => Failure::Data(format!("{path}:{number}: {what}")),
                }
            })?;
        rows.extend(dump.rows);
        left_out += dump.left_out;
    }
    rows.retain(|r: &Row| r.population == 0 || r.population >= args.at_least);
    let Some(first) = rows.first() else {
        return Err(Failure::Data("no row is a place of a kind that is read".into()));
    };
    let source = Source { namespace: first.namespace.clone(), ..Source::default() };
    writeln!(std::io::stderr(), "{left_out} rows are of kinds that are not read")?;
    write(&rows, &source, &args.output)
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
