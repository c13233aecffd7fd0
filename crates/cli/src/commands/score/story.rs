//! One story against an expert's reading of it, record by record. `FILE` is the expert's TOML; the story lies beside it.

use super::{Args, Measured, f1};
use crate::exit::Failure;
use dateline::Coder;
use dateline::gold::{Gold, compare};
use std::path::{Path, PathBuf};

const KINDS: [&str; 8] = ["event", "control", "figure", "relation", "position", "agreement", "term", "zone"];

/// `founding` may stand for `founding.gold.toml`.
fn path(file: &str) -> PathBuf {
    let path = Path::new(file);
    if path.exists() { path.to_owned() } else { PathBuf::from(format!("{file}.gold.toml")) }
}

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let path = path(&args.file);
    let read = |path: &Path| {
        std::fs::read_to_string(path)
            .map_err(|error| Failure::Missing(format!("{}: {error}", path.display())))
    };
    let broken = |message: String| Failure::Data(format!("{}: {message}", path.display()));
    let toml = read(&path)?;
    let story = read(&path.with_file_name(Gold::story_of(&toml).map_err(broken)?))?;
    let gold = Gold::new(&toml, &story).map_err(broken)?;
    let reading = coder.reader().read(gold.document(coder));
    let (lines, extra) = compare(&gold, &reading);
    let mut measured = Measured::new("story", &args.file, lines.len());
    for kind in KINDS {
        let all = lines.iter().filter(|l| l.kind == kind).count();
        let right = lines.iter().filter(|l| l.kind == kind && l.wrong.is_empty()).count();
        let found = lines.iter().filter(|l| l.kind == kind && l.wrong != ["missing"]).count();
        measured.add(&format!("{kind}_found"), f1(found, 0, all).1);
        measured.add(&format!("{kind}_right"), f1(right, 0, all).1);
    }
    measured.add("extra", extra.len() as f64);
    let wrong = lines.iter().filter(|l| !l.wrong.is_empty());
    let mut misses: Vec<String> =
        wrong.map(|l| format!("{} {}: {}", l.kind, l.id, l.wrong.join("; "))).collect();
    misses.extend(extra.into_iter().map(|line| format!("extra: {line}")));
    Ok((measured, misses))
}
