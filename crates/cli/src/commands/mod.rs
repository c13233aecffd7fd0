//! One file a command.

pub mod actors;
pub mod add;
pub mod agreements;
pub mod backup;
pub mod check;
pub mod decide;
pub mod doctor;
pub mod explain;
pub mod export;
pub mod find;
pub mod incidents;
pub mod monitor;
pub mod parse;
pub mod patterns;
pub mod places;
pub mod read;
pub mod recode;
pub mod score;
pub mod serve;
pub mod show;
pub mod stats;
pub mod train;
pub mod watch;

use crate::exit::Exit;
use crate::{Outcome, command};
use std::io::Write;

/// Writes a text to standard output.
pub fn print(text: &str) -> Outcome {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(Exit::Done)
}

/// `dateline schema`, of the record, of findings or of an incident
pub fn schema(of: &str) -> Outcome {
    let schema = match of {
        "findings" => dateline::monitoring::finding::schema(),
        "incident" => dateline::published::incident_schema(),
        _ => dateline::published::schema(),
    };
    let json = serde_json::to_string_pretty(&schema).unwrap_or_default();
    print(&format!("{json}\n"))
}

/// `dateline completions SHELL`
pub fn completions(shell: clap_complete::Shell) -> Outcome {
    let mut out = vec![];
    clap_complete::generate(shell, &mut command(), "dateline", &mut out);
    print(&String::from_utf8_lossy(&out))
}

/// `dateline man`
pub fn man() -> Outcome {
    let mut out = vec![];
    clap_mangen::Man::new(command()).render(&mut out)?;
    for sub in command().get_subcommands() {
        clap_mangen::Man::new(sub.clone().name(format!("dateline-{}", sub.get_name()).leak() as &str))
            .render(&mut out)?;
    }
    print(&String::from_utf8_lossy(&out))
}
