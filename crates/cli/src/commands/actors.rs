//! `dateline actors import`: other people's actor dictionaries as data files of dateline's own shape.
//!
//! Three formats are read: the actor dictionaries of PETRARCH and of TABARI, and the actor table of the Uppsala Conflict Data
//! Program. What a format does not tell (what kind of thing an actor is) is guessed from its code and said to be; what dateline
//! has no place for is listed, with its line, and left out. The file is checked against the dictionaries it will stand beside
//! before it is written.

mod import;

use crate::exit::{Exit, Failure};
use crate::{Common, Outcome, input};
use dateline::{Coder, Lexicon, SourceFile};
use import::{dictionary, render, report, ucdp};
use std::path::PathBuf;

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Turn a PETRARCH or TABARI actor dictionary, or UCDP's actor table, into a data file
    Import(Import),
}

#[derive(clap::Args)]
struct Import {
    /// The dictionary; - is standard input
    #[arg(value_name = "FILE")]
    file: String,
    /// petrarch, tabari or ucdp-csv; guessed from FILE's ending (.csv is ucdp-csv, .actors is tabari, all else petrarch)
    #[arg(long, value_parser = ["petrarch", "tabari", "ucdp-csv"])]
    format: Option<String>,
    /// Where to write; - is standard output
    #[arg(short, long, value_name = "OVERLAY", default_value = "-")]
    output: PathBuf,
}

pub fn run(args: &Args, common: &Common) -> Outcome {
    let What::Import(import) = &args.what;
    let base = match &common.data {
        // A folder that only adds gazetteers leaves the dictionaries that are built in.
        Some(folder) => Some(input::data_files(folder)?.0).filter(|files| !files.is_empty()),
        None => None,
    };
    let base = base.unwrap_or_else(Coder::built_in_files);
    let lexicon = Lexicon::load(&base).map_err(|problems| {
        Failure::Data(problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })?;
    let text = input::text(&import.file)?;
    let format = import.format.as_deref().unwrap_or_else(|| guess(&import.file));
    let imported = match format {
        "ucdp-csv" => ucdp(&text, &lexicon),
        _ => dictionary(&text, &lexicon),
    };
    let toml = render(&imported.actors, format);
    let mut files = base;
    files.push(SourceFile::new("overlay", &toml));
    if let Err(problems) = Lexicon::load(&files) {
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        return Err(Failure::Other(format!("what was made does not pass the checks:\n{}", lines.join("\n"))));
    }
    if import.output.as_os_str() == "-" {
        super::print(&toml)?;
    } else {
        std::fs::write(&import.output, &toml)
            .map_err(|error| Failure::Io(format!("{}: {error}", import.output.display())))?;
    }
    if !common.quiet {
        eprint!("{}", report(&imported, &import.file));
    }
    Ok(Exit::Done)
}

fn guess(file: &str) -> &'static str {
    let file = file.strip_suffix(".gz").unwrap_or(file).to_lowercase();
    match file.rsplit('.').next() {
        Some("csv") => "ucdp-csv",
        Some("actors") => "tabari",
        _ => "petrarch",
    }
}
