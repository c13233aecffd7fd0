//! The published record, one object a line: what `dateline read` writes, after what does harm was taken out.

use super::tables::{Rows, Source};
use super::{About, Files, Sink};
use std::io::{self, Write};

struct Records(Box<dyn Write + Send>);

pub(super) fn begin(mut files: Box<dyn Files>, _: &About) -> io::Result<Box<dyn Sink>> {
    Ok(Box::new(Records(files.create("records.jsonl")?)))
}

impl Sink for Records {
    fn rows(&mut self, source: &Source, _: &Rows) -> io::Result<()> {
        serde_json::to_writer(&mut self.0, source.record)?;
        self.0.write_all(b"\n")
    }
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.0.flush()
    }
}
