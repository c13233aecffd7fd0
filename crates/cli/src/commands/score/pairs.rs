//! Pairs of short reports, each of one incident or of two that look alike: `cases/pairs/*.toml`.

use super::{Args, Measured};
use crate::exit::Failure;
use crate::input;
use dateline::Coder;
use dateline::merging::pairs::{judge, read};

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let pairs = read(&input::text(&args.file)?)
        .map_err(|message| Failure::Data(format!("{}: {message}", args.file)))?;
    let judged = judge(coder, &pairs);
    let mut measured = Measured::new("pairs", &args.file, pairs.len());
    measured.add("same", judged.same as f64);
    measured.add("look_alikes", judged.apart as f64);
    measured.add("precision", judged.precision());
    measured.add("recall", judged.recall());
    measured.add("false_merges", judged.false_merges());
    measured.add("strangers_merged", judged.strangers.0 as f64);
    measured.add("strangers", judged.strangers.1 as f64);
    Ok((measured, judged.misses))
}
