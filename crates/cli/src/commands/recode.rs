//! `dateline recode`: documents that another model or other data read, read anew from the file itself.

use crate::exit::{Exit, Failure};
use crate::pool::Pool;
use crate::{Common, Outcome, input, stop, store};
use dateline::export::json::record;
use dateline_store::{Changes, Outdated, Store};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;
use std::io::IsTerminal;

/// Documents of one transaction, for each thread.
const BATCH: usize = 32;

#[derive(clap::Args)]
#[command(
    after_help = "The digest of each old reading stays in the table `recodings`, with what changed. It can be stopped at any time\n\
                  and goes on where it was."
)]
pub struct Args {
    #[command(flatten)]
    record: store::RecordArg,
}

pub fn run(args: &Args, common: &Common) -> Outcome {
    let mut store = Store::open(&args.record.record)?;
    let coder = input::coder(common.data.as_deref())?;
    let coder_id = store.coder(dateline::VERSION, coder.model.digest(), &coder.lexicon.digest)?;
    store.prepare_to_recode()?;
    stop::listen()?;
    let pool = Pool::new(&coder, common.jobs)?;
    let bar = ProgressBar::new(store.count_outdated(coder_id)?);
    let shows = !common.quiet && !common.no_progress && std::io::stderr().is_terminal();
    bar.set_draw_target(if shows {
        ProgressDrawTarget::stderr_with_hz(4)
    } else {
        ProgressDrawTarget::hidden()
    });
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} documents {per_sec} {eta} left") {
        bar.set_style(style);
    }
    let (mut total, mut after) = (Changes::default(), 0);
    loop {
        let batch = store.outdated(coder_id, after, BATCH * pool.threads.current_num_threads())?;
        let Some(last) = batch.last() else { break };
        after = last.document;
        let anew = |outdated: Outdated| {
            let reading = pool.read(store::document(&coder, &outdated));
            let mut made = record(&reading, coder.model.digest(), &coder.lexicon.digest);
            made.document = outdated.published.clone();
            (outdated, made)
        };
        let readings: Vec<_> = pool.threads.install(|| batch.into_par_iter().map(anew).collect());
        total += store.recode(&readings)?;
        bar.inc(readings.len() as u64);
        if stop::stopped() {
            bar.finish_and_clear();
            eprintln!("{}: {}", args.record.record.display(), store::changes(&total));
            return Err(Failure::Interrupted);
        }
    }
    store.sweep()?;
    bar.finish_and_clear();
    if !common.quiet {
        eprintln!("{}: {}", args.record.record.display(), store::changes(&total));
    }
    Ok(Exit::Done)
}
