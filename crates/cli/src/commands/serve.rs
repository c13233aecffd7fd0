//! `dateline serve`: a record in the browser.

use super::incidents::merge_anew;
use crate::exit::{Exit, Failure};
use crate::{Common, Outcome, input, store};
use dateline_serve::{Agreements, Config, Error, Log, Server};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  dateline serve --record war.db\n  dateline serve --record war.db --agreements agreements/\n  \
                  dateline serve --record war.db --listen 0.0.0.0:8700 --token token.txt --host news.example.org\n\n\
                  On the loopback everybody of this machine may read, review and decide. Elsewhere that takes the token; with \
                  --public-read everybody may read. Put a server with TLS in front of it (docs/serve.md)."
)]
pub struct Args {
    #[command(flatten)]
    record: store::RecordArg,
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8700")]
    listen: SocketAddr,
    /// A file with the token that readers have to give; needed to listen beyond the loopback, unless --public-read
    #[arg(long, value_name = "FILE")]
    token: Option<PathBuf>,
    /// Let everybody read; reviews and decisions still take the token
    #[arg(long)]
    public_read: bool,
    /// A name by which browsers call this server, beside its address; may be given again
    #[arg(long = "host", value_name = "NAME")]
    hosts: Vec<String>,
    /// A folder of agreement files (docs/monitor.md) to hold against the record
    #[arg(long, value_name = "DIR")]
    agreements: Option<PathBuf>,
    /// Lines and names of the map, GeoJSON, in place of those of docs/borders.md
    #[arg(long, value_name = "FILE")]
    borders: Option<PathBuf>,
    /// Requests a second from one address, four times as many at once; 0 for any number
    #[arg(long, value_name = "N", default_value_t = 100)]
    rate: u32,
    /// Seconds that a request may take
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    limit: u64,
    /// Add a line for each request to this file, `-` for standard error: when, who, what, how it ended (docs/serve.md)
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
}

pub fn run(args: &Args, common: &Common) -> Outcome {
    let token = args.token.as_ref().map(token).transpose()?;
    if !args.listen.ip().is_loopback() && token.is_none() && !args.public_read {
        return Err(Failure::Usage(format!(
            "{} can be reached by others: give --token FILE, or --public-read to let everybody read",
            args.listen
        )));
    }
    // Nothing is read here, so no model is needed: dictionaries tell actors and agreements.
    let lexicon = Arc::new(match common.data.as_deref() {
        Some(folder) => input::coder(Some(folder))?.lexicon,
        None => dateline::Coder::built_in_lexicon(),
    });
    let agreements = match &args.agreements {
        None => Agreements::default(),
        Some(folder) => Agreements::load(folder, super::monitor::table(common)?, lexicon.clone())
            .map_err(|problems| Failure::Data(problems.join("\n")))?,
    };
    let borders = args.borders.as_ref().map(borders).transpose()?;
    let log = args.log.as_ref().map(log).transpose()?;
    let quiet = common.quiet;
    let server = Server::new(Config {
        record: args.record.record.clone(),
        listen: args.listen,
        token,
        public_read: args.public_read,
        hosts: args.hosts.clone(),
        rate: args.rate,
        limit: Duration::from_secs(args.limit),
        agreements,
        borders,
        log,
        merge: Some(Box::new(move |path| merge_anew(path, &lexicon).map_err(|failure| failure.message()))),
    })?;
    let stopper = server.stopper();
    let mut asked = false;
    ctrlc::set_handler(move || {
        if std::mem::replace(&mut asked, true) {
            std::process::exit(130);
        }
        stopper.stop();
    })
    .map_err(|error| Failure::Other(format!("cannot listen for Ctrl-C: {error}")))?;
    if !quiet {
        eprintln!(
            "dateline: http://{} shows {}; Ctrl-C ends it",
            server.address(),
            args.record.record.display()
        );
    }
    server.run()?;
    Ok(Exit::Done)
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        match error {
            Error::Store(error) => error.into(),
            Error::Listen(..) | Error::Io(_) => Failure::Io(error.to_string()),
        }
    }
}

/// A file that is added to.
fn log(path: &PathBuf) -> Result<Log, Failure> {
    if path.as_os_str() == "-" {
        return Ok(Log::to(std::io::stderr()));
    }
    let file = std::fs::OpenOptions::new().create(true).append(true).open(path);
    file.map(Log::to).map_err(|error| Failure::Io(format!("{}: {error}", path.display())))
}

/// A FeatureCollection that is looked at once, so that a wrong file is told here and not by an empty map.
fn borders(path: &PathBuf) -> Result<String, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::Missing(format!("{}: {error}", path.display())))?;
    let wrong = |why: &str| Failure::Data(format!("{}: {why} (docs/borders.md)", path.display()));
    let value: serde_json::Value = serde_json::from_str(&text).map_err(|error| wrong(&error.to_string()))?;
    let features = value["features"].as_array().filter(|_| value["type"] == "FeatureCollection");
    let features = features.ok_or_else(|| wrong("this is no FeatureCollection"))?;
    const KINDS: [&str; 5] = ["settled", "disputed", "country", "capital", "city"];
    let strange =
        features.iter().position(|f| !f["properties"]["kind"].as_str().is_some_and(|k| KINDS.contains(&k)));
    match strange {
        Some(at) => Err(wrong(&format!("feature {at}: `kind` is none of {}", KINDS.join(", ")))),
        None => Ok(text),
    }
}

/// The first line of a file.
fn token(path: &PathBuf) -> Result<String, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::Missing(format!("{}: {error}", path.display())))?;
    let token = text.lines().next().unwrap_or_default().trim().to_owned();
    if token.len() < 16 || !token.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b)) {
        return Err(Failure::Usage(format!(
            "{}: a token is at least 16 letters, digits, hyphens, dots, underlines or tildes",
            path.display()
        )));
    }
    Ok(token)
}
