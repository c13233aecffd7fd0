//! The `dateline` command. Data goes to standard output, everything else to standard error.
//!
//! Exit codes: 0 done; 1 failed; 2 wrong usage; 3 done but for some inputs; 4 a verdict of --fail-on; 65 bad data files; 66 no such input; 74 I/O;
//! 130 stopped by Ctrl-C after finishing what was at hand.

mod adding;
mod commands;
mod entities;
mod exit;
mod fetch;
mod input;
mod pool;
mod progress;
mod records;
mod stop;
mod store;

use clap::{Parser, Subcommand};
use exit::Exit;
use std::path::PathBuf;
use std::process::ExitCode;

/// Reading makes and drops many small strings; this allocator does so faster than most systems' own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Reads news of conflict and diplomacy and keeps a cited record of it: who did what to whom, where, when, and
/// according to whom.
#[derive(Parser)]
#[command(name = "dateline", version, max_term_width = 100)]
#[command(
    after_help = "Examples:\n  dateline read story.txt --published 2024-05-03\n  dateline read news.jsonl -o events.csv\n  dateline explain \"Rebels shelled the town, residents said.\""
)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

/// Options of every command.
#[derive(clap::Args, Clone, Debug)]
struct Common {
    /// Read data files (actors, patterns, places…) from DIR instead of those built in
    #[arg(long, global = true, value_name = "DIR", env = "DATELINE_DATA")]
    data: Option<PathBuf>,
    /// Threads to use; 0 for one a core
    #[arg(long, global = true, value_name = "N", env = "DATELINE_JOBS", default_value_t = 0)]
    jobs: usize,
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Show no progress
    #[arg(long, global = true)]
    no_progress: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Code news stories: a report on a terminal, else one JSON object a document
    Read(commands::read::Args),
    /// Code news stories into one file that keeps them: each once, however often it is run or stopped
    Add(commands::add::Args),
    /// Ask feeds for news again and again, politely, and add what is new to a record
    Watch(commands::watch::Args),
    /// Find events of a record by words, people, places, days and speakers
    Find(commands::find::Args),
    /// Show a document or an event of a record
    Show(commands::show::Args),
    /// Say what a record holds
    Stats(commands::stats::Args),
    /// Read a record's documents anew with the model and data at hand
    Recode(commands::recode::Args),
    /// Copy a record into a new file, whoever writes to it meanwhile, and look whether the copy is sound
    Backup(commands::backup::Args),
    /// Say what is wrong with a record or with this machine, and what can be done
    Doctor(commands::doctor::Args),
    /// Show tokens, tree, mentions and, for every event, pattern, role paths and what was refused
    Explain(commands::explain::Args),
    /// Write tables and files that other programs read: CSV, Parquet, GeoJSON, and the shapes of other data sets
    Export(commands::export::Args),
    /// Group the reports of many stories into incidents
    Incidents(commands::incidents::Args),
    /// Say that incidents are one, or that reports are not of an incident: signed, with a reason, for ever
    Decide(commands::decide::Args),
    /// Parse text into Universal Dependencies (CoNLL-U)
    Parse(commands::parse::Args),
    /// Check a data directory: every problem with file and line, every example run
    Check(commands::check::Args),
    /// Make a data file of actors from other people's dictionaries
    Actors(commands::actors::Args),
    /// Gazetteers: import a dump as an overlay, look a name up
    Places(commands::places::Args),
    /// Measure against a benchmark or a set of stories read by people
    Score(commands::score::Args),
    /// Hold the terms of an agreement against what is reported, each line cited
    Monitor(commands::monitor::Args),
    /// Agreements as the documents report them, drafts of agreement files, and where sources differ
    Agreements(commands::agreements::Args),
    /// Show a record in the browser: map, timeline, articles, incidents, agreements, review; and as an API
    Serve(commands::serve::Args),
    /// Import patterns from other dictionaries
    Patterns(commands::patterns::Args),
    /// Train the parser's model from CoNLL-U treebanks
    Train(commands::train::Args),
    /// Print the JSON Schema of the published record, of the findings of `dateline monitor`, or of an incident
    Schema {
        /// record, findings or incident
        #[arg(value_parser = ["record", "findings", "incident"], default_value = "record")]
        of: String,
    },
    /// Print shell completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff)
    Man,
}

fn long_version() -> String {
    let digest = dateline::Coder::built_in_lexicon().digest;
    let model = dateline::syntax::Model::load(dateline_models::ENGLISH)
        .map_or_else(|_| "broken".to_owned(), |m| m.digest().to_owned());
    format!("{}\nmodel {model}\ndata  {digest}", dateline::VERSION)
}

fn main() -> ExitCode {
    // `long_version` costs a load of the model, so it is only built when it is asked for.
    let asked = std::env::args_os().nth(1).is_some_and(|a| a == "--version");
    if asked {
        return exit::finish(commands::print(&format!("dateline {}\n", long_version())));
    }
    let cli = Cli::parse();
    let common = cli.common;
    let result = match cli.command {
        Command::Read(args) => commands::read::run(&args, &common),
        Command::Add(args) => commands::add::run(&args, &common),
        Command::Watch(args) => commands::watch::run(&args, &common),
        Command::Find(args) => commands::find::run(&args, &common),
        Command::Show(args) => commands::show::run(&args, &common),
        Command::Stats(args) => commands::stats::run(&args, &common),
        Command::Recode(args) => commands::recode::run(&args, &common),
        Command::Backup(args) => commands::backup::run(&args, &common),
        Command::Doctor(args) => commands::doctor::run(&args, &common),
        Command::Explain(args) => commands::explain::run(&args, &common),
        Command::Export(args) => commands::export::run(&args, &common),
        Command::Incidents(args) => commands::incidents::run(&args, &common),
        Command::Decide(args) => commands::decide::run(&args, &common),
        Command::Parse(args) => commands::parse::run(&args),
        Command::Actors(args) => commands::actors::run(&args, &common),
        Command::Check(args) => commands::check::run(&args, &common),
        Command::Places(args) => commands::places::run(&args, &common),
        Command::Score(args) => commands::score::run(&args, &common),
        Command::Monitor(args) => commands::monitor::run(&args, &common),
        Command::Agreements(args) => commands::agreements::run(&args, &common),
        Command::Serve(args) => commands::serve::run(&args, &common),
        Command::Patterns(args) => commands::patterns::run(&args, &common),
        Command::Train(args) => commands::train::run(&args, &common),
        Command::Schema { of } => commands::schema(&of),
        Command::Completions { shell } => commands::completions(shell),
        Command::Man => commands::man(),
    };
    exit::finish(result)
}

/// The command line, for completions and the manual.
fn command() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}

type Outcome = Result<Exit, exit::Failure>;
