//! `dateline add`: inputs into one file, each document once, whatever happens on the way.

use crate::adding::{Adding, AddingArgs};
use crate::exit::{Exit, Failure};
use crate::{Common, Outcome, input, stop};

#[derive(clap::Args)]
#[command(
    after_help = "Run it again after anything: what is in the file is not read twice, and inputs that have not changed are\n\
                  passed over. `dateline stats` shows what the file holds, docs/store.md its tables."
)]
pub struct Args {
    /// Files to read, plain or gzipped, or folders of such files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    #[command(flatten)]
    adding: AddingArgs,
    /// Take only a part of the inputs, 2/8 every eighth file from the second on: for several runs side by side
    #[arg(long, value_name = "PART/OF", default_value_t = input::Shard::default(), hide_default_value = true)]
    shard: input::Shard,
    /// Also read documents anew that another model or other data read before; says what changed
    #[arg(long)]
    recode: bool,
}

pub fn run(args: &Args, common: &Common) -> Outcome {
    let files = args.shard.of(input::files(&args.files));
    if files.is_empty() && !args.shard.is_whole() {
        return Ok(Exit::Done);
    }
    // A record is only made when there is something to read.
    if files
        .iter()
        .all(|(file, trouble)| trouble.is_some() || file != "-" && std::fs::metadata(file).is_err())
    {
        return Err(Failure::Missing(format!("no input could be opened: {}", args.files.join(", "))));
    }
    let coder = args.adding.input.limits.coder(common.data.as_deref())?;
    let mut adding = Adding::new(&args.adding, args.recode, &coder, &files, common)?;
    stop::listen()?;
    let outcome = files.iter().try_for_each(|(file, trouble)| adding.file(file, trouble.as_deref()));
    if outcome.is_ok() && args.recode {
        adding.store.sweep()?;
    }
    adding.summary(common)?;
    outcome?;
    match (adding.counts.failed + adding.missing, adding.missing == files.len() as u64) {
        (0, _) => Ok(Exit::Done),
        (_, true) => Err(Failure::Missing("no input could be opened".into())),
        _ => Ok(Exit::SomeFailed),
    }
}
