//! Any text is a published record or is refused; one that is accepted comes back from its JSON, and every export, the merging of
//! incidents and the monitor take it without harm, however its numbers and spans lie.
#![no_main]

use dateline::export::{About, EXPORTS, Files, Safety};
use dateline::export::tables::Source;
use dateline::published::Record;
use dateline::{Coder, Lexicon, SourceFile, merging, monitoring};
use libfuzzer_sys::fuzz_target;
use std::io::{self, Write};
use std::sync::LazyLock;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let files: Vec<SourceFile> = Coder::built_in_files();
    Lexicon::load(&files).expect("the data files that ship are whole")
});

struct Nowhere;

impl Files for Nowhere {
    fn create(&mut self, _: &str) -> io::Result<Box<dyn Write + Send>> {
        Ok(Box::new(io::sink()))
    }
}

fuzz_target!(|text: &str| {
    let Ok(record) = serde_json::from_str::<Record>(text) else { return };
    let json = serde_json::to_string(&record).expect("a record is JSON");
    let back: Record = serde_json::from_str(&json).expect("a record's JSON is a record");
    assert_eq!(serde_json::to_string(&back).expect("a record is JSON"), json);
    assert_eq!(record.event_names().len(), record.events.len());
    let safety = Safety::default();
    let (safe, words) = safety.apply(record.clone(), record.document.text.clone());
    for export in EXPORTS {
        let mut sink = (export.begin)(Box::new(Nowhere), &About::default()).expect("nowhere takes all");
        for (record, words) in [(&record, record.document.text.as_deref()), (&safe, words.as_deref())] {
            let source = Source::with(record, None, words);
            let rows = safety.rows(&source);
            let _ = sink.rows(&source, &rows);
        }
        let _ = sink.finish();
    }
    let document = merging::document(&record, None, record.document.text.as_deref(), &LEXICON);
    let merged = merging::merge(&[document.clone(), document], &[], &merging::Rules::default());
    for incident in &merged.incidents {
        merging::report(&merging::record(incident));
    }
    monitoring::document(&record, &LEXICON);
});
