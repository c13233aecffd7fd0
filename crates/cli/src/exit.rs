//! Exit codes and how failures are told.

use std::process::ExitCode;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Done, but some inputs failed; each was named.
    SomeFailed,
    /// Done, and a verdict was met that `--fail-on` names.
    Met,
}

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// Standard output was closed: `| head`.
    Closed,
    /// Bad data files.
    Data(String),
    /// No such input.
    Missing(String),
    /// Disk or pipe.
    Io(String),
    /// Wrong use that the command line parser cannot see.
    Usage(String),
    /// Ctrl-C; what was finished is written.
    Interrupted,
    /// Anything else.
    Other(String),
}

impl Failure {
    /// What it says; nothing where there is nothing to say.
    pub fn message(self) -> String {
        match self {
            Failure::Closed | Failure::Interrupted => String::new(),
            Failure::Data(message)
            | Failure::Missing(message)
            | Failure::Io(message)
            | Failure::Usage(message)
            | Failure::Other(message) => message,
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        match error.kind() {
            std::io::ErrorKind::BrokenPipe => Failure::Closed,
            _ => Failure::Io(error.to_string()),
        }
    }
}

/// Tells a failure and gives its exit code.
pub fn finish(result: Result<Exit, Failure>) -> ExitCode {
    let (code, message) = match result {
        Ok(Exit::Done) | Err(Failure::Closed) => return ExitCode::SUCCESS,
        Ok(Exit::SomeFailed) => return ExitCode::from(3),
        Ok(Exit::Met) => return ExitCode::from(4),
        Err(Failure::Interrupted) => return ExitCode::from(130),
        Err(Failure::Other(message)) => (1, message),
        Err(Failure::Usage(message)) => (2, message),
        Err(Failure::Data(message)) => (65, message),
        Err(Failure::Missing(message)) => (66, message),
        Err(Failure::Io(message)) => (74, message),
    };
    eprintln!("dateline: {message}");
    ExitCode::from(code)
}
