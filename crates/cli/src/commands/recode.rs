//! `dateline recode`: documents that another model or other data read, read anew from the file itself.

use crate::exit::{Exit, Failure};
use crate::pool::Pool;
use crate::{Common, Outcome, input, progress, stop, store};
use dateline::export::json::record;
use dateline_store::{Changes, Outdated, Store};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use rayon::prelude::*;

/// Documents of one transaction, for each thread.
const BATCH: usize = 32;

#[derive(clap::Args)]
#[command(
    after_help = "The digest of each old reading stays in the table `recodings`, with what changed. It can be stopped at any time\n\
                  and goes on where it was. A document that takes longer than --time-limit is named and stays as it was."
)]
pub struct Args {
    #[command(flatten)]
    record: store::RecordArg,
    #[command(flatten)]
    limits: input::LimitArgs,
}

pub fn run(args: &Args, common: &Common) -> Outcome {
    let mut store = Store::open(&args.record.record)?;
    let coder = args.limits.coder(common.data.as_deref())?;
    let coder_id = store.coder(dateline::VERSION, coder.model.digest(), &coder.lexicon.digest)?;
    store.prepare_to_recode()?;
    stop::listen()?;
    let pool = Pool::new(&coder, common.jobs)?;
    let bar = ProgressBar::new(store.count_outdated(coder_id)?);
    bar.set_draw_target(if progress::is_wanted(common) {
        ProgressDrawTarget::stderr_with_hz(4)
    } else {
        ProgressDrawTarget::hidden()
    });
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} documents {per_sec} {eta} left") {
        bar.set_style(style);
    }
    let (mut total, mut after, mut failed) = (Changes::default(), 0, 0);
    loop {
        let batch = store.outdated(coder_id, after, BATCH * pool.threads.current_num_threads())?;
        let Some(last) = batch.last() else { break };
        after = last.document;
        let count = batch.len() as u64;
        let anew = |outdated: Outdated| {
            let (reading, _) =
                pool.read_within(store::document(&coder, &outdated), args.limits.time()).map_err(
                    |failed| format!("{}: {}; it stays as it was", store::name(&outdated), failed.error),
                )?;
            let mut made = record(&reading, coder.model.digest(), &coder.lexicon.digest);
            made.document = outdated.published.clone();
            Ok((outdated, made))
        };
        let made: Vec<Result<_, String>> = pool.threads.install(|| batch.into_par_iter().map(anew).collect());
        let mut readings = vec![];
        for one in made {
            match one {
                Ok(one) => readings.push(one),
                Err(message) => {
                    failed += 1;
                    bar.suspend(|| eprintln!("dateline: {message}"));
                }
            }
        }
        total += store.recode(&readings)?;
        bar.inc(count);
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
    Ok(if failed == 0 { Exit::Done } else { Exit::SomeFailed })
}
