//! `dateline backup`: a copy of a record, sound and looked at.

use crate::exit::Exit;
use crate::{Common, Outcome, store};
use dateline_store::Grade;
use std::path::PathBuf;

#[derive(clap::Args)]
#[command(
    after_help = "Others may write to the record meanwhile: the copy is the record as it was when the command began. It gets its name\n\
                  only when every page, text and quotation of it was found sound; no file is overwritten. To restore, move the\n\
                  damaged record away with the -wal and -shm beside it, and back the backup up to its place: docs/faults.md."
)]
pub struct Args {
    #[command(flatten)]
    record: store::RecordArg,
    /// The file to make
    #[arg(value_name = "TO")]
    to: PathBuf,
}

pub fn run(args: &Args, common: &Common) -> Outcome {
    let found = args.record.look()?.back_up(&args.to)?;
    if !common.quiet {
        let size = std::fs::metadata(&args.to)?.len();
        eprintln!("{}: {} written", args.to.display(), indicatif::HumanBytes(size));
        for finding in found.iter().filter(|f| f.grade > Grade::Well || f.check == "texts") {
            eprintln!("{}: {}", finding.check, finding.message);
        }
    }
    Ok(Exit::Done)
}
