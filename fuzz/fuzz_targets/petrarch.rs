//! Any text is a verb dictionary: what is made of it is TOML, and is accepted beside the dictionaries.
#![no_main]

use dateline::{Lexicon, SourceFile, petrarch};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static BASE: LazyLock<(Vec<SourceFile>, Lexicon)> = LazyLock::new(|| {
    let file = SourceFile::new("plover.toml", include_str!("../../data/ontology/plover.toml"));
    let files = vec![file];
    let lexicon = Lexicon::load(&files).expect("the ontology that ships is whole");
    (files, lexicon)
});

fuzz_target!(|text: &str| {
    let (files, lexicon) = &*BASE;
    let import = petrarch::import(text, lexicon);
    assert!(import.left.iter().all(|(line, _)| *line >= 1 && *line <= text.lines().count()));
    let table: toml::Table = import.toml.parse().expect("what is made is TOML");
    let patterns = table.get("pattern").and_then(toml::Value::as_array).map_or(0, Vec::len);
    assert_eq!(patterns, import.patterns);
    let mut files = files.clone();
    files.push(SourceFile::new("own.toml", import.toml.clone()));
    if let Err(problems) = Lexicon::load(&files) {
        panic!("{problems:?}\n{}", import.toml);
    }
});
