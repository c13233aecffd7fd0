//! `dateline find`: events of a record by words, people, places, days and speakers.

use crate::exit::{Exit, Failure};
use crate::{Common, Outcome, store};
use dateline_store::{Circle, Filter, Found};
use jiff::civil::Date;
use std::fs::File;
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  dateline find --record war.db --text 'air strike' --status reported --from 2024-05-01\n  \
                  dateline find --record war.db --place Idlib --km 25 --type ASSAULT -o idlib.csv\n  \
                  dateline find --record war.db --actor RUS --recipient UKR --origin outlet"
)]
pub struct Args {
    #[command(flatten)]
    record: store::RecordArg,
    /// Words that the document holds, or a query of SQLite's FTS5: "\"air strike\" OR shell*"
    #[arg(long, value_name = "WORDS")]
    text: Option<String>,
    /// Who does it: an actor's id, part of a name, or a country (ISO 3166-1 alpha-3)
    #[arg(long, value_name = "NAME")]
    actor: Option<String>,
    /// To whom it is done
    #[arg(long, value_name = "NAME")]
    recipient: Option<String>,
    /// Who takes part on either side
    #[arg(long, value_name = "NAME")]
    party: Option<String>,
    /// PLOVER types: ASSAULT,PROTEST…
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    types: Vec<String>,
    /// Statuses: reported,denied,planned…
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    status: Vec<String>,
    /// Within so many km of a point
    #[arg(long, value_name = "LAT,LON,KM", value_parser = circle, allow_hyphen_values = true)]
    near: Option<Circle>,
    /// In a place, province or country of this name; with --km, around the places of this name
    #[arg(long, value_name = "NAME", conflicts_with = "near")]
    place: Option<String>,
    /// Within so many km of --place
    #[arg(long, value_name = "KM", requires = "place")]
    km: Option<f64>,
    /// From this day on; an event without a day counts by the day of publication
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// Up to this day
    #[arg(long, value_name = "DATE")]
    to: Option<Date>,
    /// Who says so: an actor's id or part of its words; `outlet` for what outlets say themselves
    #[arg(long, value_name = "NAME")]
    origin: Option<String>,
    /// Part of the outlet's name
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// Also in documents that were superseded, withheld or withdrawn
    #[arg(long)]
    all: bool,
    /// At most so many; 0 for no limit
    #[arg(long, value_name = "N", default_value_t = 0)]
    limit: usize,
    /// Format of the output [default: by the ending of -o, else table on a terminal, jsonl otherwise]
    #[arg(long, value_name = "FORMAT", value_parser = ["table", "jsonl", "csv"])]
    format: Option<String>,
    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

fn circle(text: &str) -> Result<Circle, String> {
    let numbers: Vec<f64> = text.split(',').filter_map(|n| n.trim().parse().ok()).collect();
    match numbers[..] {
        [latitude, longitude, km]
            if latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && km >= 0.0 && km.is_finite() =>
        {
            Ok(Circle { latitude, longitude, km })
        }
        _ => Err("give degrees north, degrees east and km: 35.93,36.63,25".to_owned()),
    }
}

pub fn run(args: &Args, common: &Common) -> Outcome {
    let format = format(args)?;
    let store = args.record.look()?;
    let mut filter = Filter {
        text: args.text.clone(),
        actor: args.actor.clone(),
        recipient: args.recipient.clone(),
        party: args.party.clone(),
        types: args.types.iter().map(|t| t.to_uppercase()).collect(),
        statuses: args.status.iter().map(|s| s.to_lowercase()).collect(),
        near: args.near.into_iter().collect(),
        place: args.place.clone(),
        from: args.from.map(|day| day.to_string()),
        to: args.to.map(|day| day.to_string()),
        origin: args.origin.clone(),
        outlet: args.outlet.clone(),
        all: args.all,
        limit: args.limit,
    };
    if let (Some(place), Some(km)) = (&args.place, args.km) {
        filter.near = store.around(place, km)?;
        filter.place = None;
        if filter.near.is_empty() {
            let message =
                format!("the record names no place `{place}`; give its coordinates with --near LAT,LON,KM");
            return Err(Failure::Missing(message));
        }
    }
    let mut out: Box<dyn Write> = match &args.output {
        Some(path) => {
            let file =
                File::create(path).map_err(|error| Failure::Io(format!("{}: {error}", path.display())))?;
            Box::new(BufWriter::new(file))
        }
        None => Box::new(BufWriter::new(std::io::stdout().lock())),
    };
    // The first failure to write ends the search.
    let mut written = Ok(());
    let mut table = csv::WriterBuilder::new().has_headers(format == "csv").from_writer(vec![]);
    let count = store.find(&filter, |found| {
        if written.is_ok() {
            written = match format {
                "csv" => write_csv(&mut table, found, &mut out),
                "jsonl" => serde_json::to_writer(&mut out, found)
                    .map_err(std::io::Error::from)
                    .and_then(|()| out.write_all(b"\n")),
                _ => write_table(found, &mut out),
            };
        }
        Ok(())
    })?;
    written?;
    out.flush()?;
    if !common.quiet && format == "table" {
        eprintln!("{count} event{}", if count == 1 { "" } else { "s" });
    }
    Ok(Exit::Done)
}

fn format(args: &Args) -> Result<&str, Failure> {
    if let Some(format) = &args.format {
        return Ok(format);
    }
    match args.output.as_deref().map(|path| (path, path.extension().and_then(|e| e.to_str()).unwrap_or(""))) {
        None if std::io::stdout().is_terminal() => Ok("table"),
        None => Ok("jsonl"),
        Some((_, "txt")) => Ok("table"),
        Some((_, "jsonl" | "ndjson" | "json")) => Ok("jsonl"),
        Some((_, "csv")) => Ok("csv"),
        Some((path, _)) => Err(unknown(path)),
    }
}
fn unknown(path: &Path) -> Failure {
    Failure::Usage(format!("{}: the ending names no format; give one with --format", path.display()))
}

fn write_csv(table: &mut csv::Writer<Vec<u8>>, found: &Found, out: &mut dyn Write) -> std::io::Result<()> {
    table.serialize(found).map_err(std::io::Error::other)?;
    table.flush()?;
    out.write_all(table.get_ref())?;
    // What is written need not be kept.
    let rest = std::mem::replace(table, csv::WriterBuilder::new().has_headers(false).from_writer(vec![]));
    drop(rest);
    Ok(())
}

fn write_table(found: &Found, out: &mut dyn Write) -> std::io::Result<()> {
    let some = |text: &Option<String>| text.clone().unwrap_or_default();
    let mode = found.mode.as_ref().map(|mode| format!("/{mode}")).unwrap_or_default();
    let day = match (&found.earliest, &found.latest) {
        (Some(first), Some(last)) if first != last => format!("{first}..{last}"),
        (first, last) => first.clone().or(last.clone()).unwrap_or_else(|| "no day".into()),
    };
    let sides = match (&found.who, &found.whom) {
        (Some(who), Some(whom)) => format!("{who} → {whom}"),
        (Some(who), None) => who.clone(),
        (None, Some(whom)) => format!("→ {whom}"),
        (None, None) => String::new(),
    };
    writeln!(out, "{}  {day}  {}{mode}  {}  {sides}", found.event, found.plover, found.status)?;
    if let Some(place) = &found.place {
        writeln!(
            out,
            "      at {place} {} prec {}",
            some(&found.country),
            found.precision.unwrap_or_default()
        )?;
    }
    let sentence = found.sentence.as_ref().unwrap_or(&found.text);
    writeln!(out, "      “{}”", sentence.split_whitespace().collect::<Vec<_>>().join(" "))?;
    let by = if found.origin == "outlet" { String::new() } else { format!("{} · ", found.origin) };
    let outlet = found.outlet.as_deref().unwrap_or("outlet not known");
    writeln!(out, "      {by}{outlet} {}\n", some(&found.published))
}
