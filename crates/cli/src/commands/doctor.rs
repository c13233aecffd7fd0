//! `dateline doctor`: what is wrong with a record or with the machine, and what can be done. It changes nothing.

use crate::exit::{Exit, Failure};
use crate::{Common, Outcome, commands, input};
use dateline::syntax::{Kernel, Model};
use dateline::{Coder, Origin};
use dateline_store::{Depth, Finding, Grade, Maker, examine};
use indicatif::HumanBytes;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
#[command(
    after_help = "Without --record only the machine is looked at. Each line is one check: `well`, `remark` (nothing is lost, but \
                        somebody may want to know) or `trouble`, with what can be done. Ends with 65 if a record or data are in \
                        trouble, 74 if disk or folders are, else with 0."
)]
pub struct Args {
    /// The record to look at
    #[arg(long, value_name = "FILE", env = "DATELINE_RECORD")]
    record: Option<PathBuf>,
    /// Look at the record's tables only, not at every text and quotation
    #[arg(long)]
    fast: bool,
    /// Format of the output
    #[arg(long, value_name = "FORMAT", default_value = "report", value_parser = ["report", "json"])]
    format: String,
}

/// Room that a disk should have left.
const ROOM: u64 = 64 << 20;
/// What the tests of a setup read; our own.
const SENTENCE: &str =
    "Rebels shelled the town of Idlib on Monday, killing at least 12 people, residents said.";

pub fn run(args: &Args, common: &Common) -> Outcome {
    let (setup, today) = setup(common, args.record.as_deref());
    let record = args.record.as_ref().map(|path| {
        let depth = if args.fast { Depth::Tables } else { Depth::Words };
        examine(path, depth, today.as_ref())
    });
    let record = record.transpose()?;
    let text = if args.format == "json" {
        let json = serde_json::json!({
            "record": args.record.as_ref().map(|path| path.display().to_string()),
            "of_record": record,
            "of_setup": setup,
        });
        format!("{json:#}\n")
    } else {
        let mut text = String::new();
        if let (Some(path), Some(found)) = (&args.record, &record) {
            report(&mut text, &path.display().to_string(), found);
        }
        report(&mut text, "this machine", &setup);
        text
    };
    commands::print(&text)?;
    let trouble = |found: &Finding| found.grade == Grade::Trouble;
    let places = setup.iter().filter(|f| trouble(f) && PLACES.contains(&f.check)).count();
    let all = setup.iter().chain(record.iter().flatten()).filter(|f| trouble(f)).count();
    let message = format!("{all} trouble{}", if all == 1 { "" } else { "s" });
    match (all, all - places) {
        (0, _) => Ok(Exit::Done),
        (_, 0) => Err(Failure::Io(message)),
        _ => Err(Failure::Data(message)),
    }
}

fn report(out: &mut String, of: &str, found: &[Finding]) {
    let _ = writeln!(out, "{of}");
    for Finding { check, grade, message, mend } in found {
        let grade = match grade {
            Grade::Well => "well",
            Grade::Remark => "remark",
            Grade::Trouble => "trouble",
        };
        let _ = writeln!(out, "  {grade:<8} {check:<11} {message}");
        if let Some(mend) = mend {
            let _ = writeln!(out, "  {:<8} {:<11} → {mend}", "", "");
        }
    }
}

/// Checks that are about disks and folders.
const PLACES: &[&str] = &["folder", "room"];

/// The machine and the program on it, and what would read documents here.
fn setup(common: &Common, record: Option<&Path>) -> (Vec<Finding>, Option<Maker>) {
    let mut found = vec![program(common)];
    let coder = match input::coder(common.data.as_deref()) {
        Ok(coder) => Some(coder),
        Err(failure) => {
            let folder = common.data.as_deref().unwrap_or(Path::new("")).display();
            let mend = format!(
                "`dateline check --data {folder}` names every problem; without --data those built in are used"
            );
            found.push(Finding::trouble("data", failure.message(), &mend));
            None
        }
    };
    let today = coder.as_ref().map(|coder| Maker {
        dateline: dateline::VERSION.to_owned(),
        model: coder.model.digest().to_owned(),
        data: coder.lexicon.digest.to_string(),
    });
    if let Some(coder) = coder {
        found.push(Finding::well("model", coder.model.digest()));
        found.push(data(&coder, common));
        found.push(reading(coder));
    }
    let folder = |path: &Path| match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    found.extend(record.map(|path| place(&folder(path), "the record")));
    found.push(place(Path::new("."), "this folder"));
    found.push(place(&std::env::temp_dir(), "the folder of temporary files"));
    found.push(clock(jiff::Timestamp::now()));
    (found, today)
}

fn program(common: &Common) -> Finding {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut message = format!("dateline {} on {threads} threads", dateline::VERSION);
    if common.jobs > 0 {
        let _ = write!(message, ", --jobs {}", common.jobs);
    }
    let set: Vec<String> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
        .filter(|(name, _)| name.starts_with("DATELINE_"))
        .map(|(name, value)| format!("{name}={}", value.display()))
        .collect();
    if !set.is_empty() {
        let _ = write!(message, "; set: {}", set.join(" "));
    }
    Finding::well("program", message)
}

fn data(coder: &Coder, common: &Common) -> Finding {
    let digest = &coder.lexicon.digest;
    match &common.data {
        None => Finding::well("data", format!("{digest}, built in")),
        Some(folder) if *digest == Coder::built_in_lexicon().digest => {
            Finding::well("data", format!("{digest}, of {}: the same as built in", folder.display()))
        }
        Some(folder) => {
            Finding::well("data", format!("{digest}, of {}: not those built in", folder.display()))
        }
    }
}

/// Reads a sentence with every instruction set that this machine has: all must say the same.
fn reading(mut coder: Coder) -> Finding {
    let kernels = Kernel::available();
    let names: Vec<&str> = kernels.iter().map(|kernel| kernel.name()).collect();
    let mut readings = vec![];
    for kernel in &kernels {
        match Model::load_for(dateline_models::ENGLISH, *kernel) {
            Ok(model) => coder.model = model,
            Err(error) => return Finding::trouble("reading", error.to_string(), "install the program anew"),
        }
        let document = coder.document(SENTENCE.to_owned(), Origin::default());
        let reading = coder.reader().read(document);
        let made = dateline::export::json::record(&reading, coder.model.digest(), &coder.lexicon.digest);
        readings.push(serde_json::to_string(&made).unwrap_or_default());
    }
    let (names, mend) = (names.join(", "), "report it, with the name of the processor");
    if readings.windows(2).any(|pair| pair[0] != pair[1]) {
        return Finding::trouble("reading", format!("{names} do not read the same"), mend);
    }
    if !readings.first().is_some_and(|reading| reading.contains("\"plover\":\"ASSAULT\"")) {
        let message = format!("“{SENTENCE}” is read without an event");
        return Finding::remark("reading", message, "so it may be with data of your own; else report it");
    }
    match kernels.first() {
        Some(kernel) if kernel.name() != "portable" => {
            Finding::well("reading", format!("with {}; the same with {names}", kernel.name()))
        }
        _ => Finding::remark(
            "reading",
            "with the portable code: no instructions of this processor are made use of",
            "the same is read, but slowly",
        ),
    }
}

/// Whether a folder can be written and has room.
fn place(folder: &Path, what: &str) -> Finding {
    let shown = folder.display();
    let probe = folder.join(format!(".dateline-doctor-{}", std::process::id()));
    let written = std::fs::File::create_new(&probe).map(|_| std::fs::remove_file(&probe));
    if let Err(error) = written {
        let message = format!("{what} ({shown}) cannot be written: {error}");
        return Finding::remark(
            "folder",
            message,
            "what is there can be read; to add, choose a folder that can be written",
        );
    }
    match room(folder) {
        Some(left) if left < ROOM => {
            let message = format!("{what} ({shown}): only {} left", HumanBytes(left));
            Finding::trouble("room", message, "make room: what does not fit is told and not written")
        }
        Some(left) => Finding::well("folder", format!("{what} can be written, {} left", HumanBytes(left))),
        None => Finding::well("folder", format!("{what} can be written")),
    }
}

/// Bytes that a user may still write; none where it cannot be asked.
#[cfg(unix)]
fn room(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}
#[cfg(not(unix))]
fn room(_: &Path) -> Option<u64> {
    None
}

/// Times in a record are of this clock, in UTC. Stories are dated by their own days, never by it.
fn clock(now: jiff::Timestamp) -> Finding {
    let year = now.strftime("%Y").to_string().parse::<i32>().unwrap_or_default();
    let message =
        format!("{} (UTC; the zone of this machine plays no part)", now.strftime("%Y-%m-%dT%H:%M:%SZ"));
    if (2025..2100).contains(&year) {
        return Finding::well("clock", message);
    }
    Finding::remark(
        "clock",
        message,
        "set it: times of adding and of reviews are shown by it, and `dateline watch` cannot check certificates",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_never_set_is_told() {
        let grade = |moment: &str| clock(moment.parse().unwrap()).grade;
        assert_eq!(grade("1970-01-01T00:10:00Z"), Grade::Remark);
        assert_eq!(grade("2026-11-22T12:00:00Z"), Grade::Well);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_told() {
        assert_eq!(place(&std::env::temp_dir(), "here").grade, Grade::Well);
        assert_eq!(place(Path::new("/no/such/folder"), "there").grade, Grade::Remark);
    }
}
