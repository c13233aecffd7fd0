//! `dateline patterns import`: other people's verb dictionaries as patterns of one's own.

use crate::exit::{Exit, Failure};
use crate::{Common, Outcome, input};
use dateline::petrarch;

#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Turn a verb dictionary in the format of PETRARCH or TABARI into a data file
    Import {
        /// The dictionary; `-` is standard input
        #[arg(value_name = "FILE")]
        file: String,
        /// Where to write the data file: put it into `patterns/` of your copy of `data/`
        #[arg(short, long, value_name = "FILE")]
        output: Option<String>,
    },
}

pub fn run(args: &Args, common: &Common) -> Outcome {
    let Action::Import { file, output } = &args.action;
    let coder = input::coder(common.data.as_deref())?;
    let import = petrarch::import(&input::text(file)?, &coder.lexicon);
    for (line, why) in &import.left {
        eprintln!("{file}:{line}: {why}");
    }
    eprintln!("{} patterns carried over, {} remarks", import.patterns, import.left.len());
    match output {
        Some(path) => {
            std::fs::write(path, &import.toml).map_err(|error| Failure::Io(format!("{path}: {error}")))?;
        }
        None => {
            super::print(&import.toml)?;
        }
    }
    Ok(Exit::Done)
}
