//! Published records from JSONL and from databases.

use crate::exit::Failure;
use crate::input;
use dateline::published::Record;
use dateline_store::{Store, Which};
use std::io::BufRead;
use std::path::Path;

/// What every SQLite file begins with.
const SQLITE: &[u8] = b"SQLite format 3\0";

/// All records of some files: what `dateline read --format jsonl` wrote, or databases of `dateline add`.
pub fn load(files: &[String]) -> Result<Vec<Record>, Failure> {
    let mut records = vec![];
    for file in files {
        if is_database(file) {
            let store = Store::look(Path::new(file))?;
            let keep = |stored: dateline_store::Stored| {
                records.push(stored.record);
                Ok(())
            };
            store.each(Which::Current, keep)?;
            continue;
        }
        for (number, line) in input::open(file)?.lines().enumerate() {
            let line = line.map_err(|e| Failure::Io(format!("{file}: {e}")))?;
            if line.trim().is_empty() {
                continue;
            }
            let record = serde_json::from_str(&line).map_err(|error| {
                Failure::Data(format!(
                    "{file}:{}: this is no record of `dateline read --format jsonl`: {error}",
                    number + 1
                ))
            })?;
            records.push(record);
        }
    }
    Ok(records)
}

fn is_database(file: &str) -> bool {
    use std::io::Read as _;
    let mut first = [0; 16];
    file != "-"
        && std::fs::File::open(file).and_then(|mut f| f.read_exact(&mut first)).is_ok()
        && first == SQLITE
}
