//! Any text is an actor dictionary of PETRARCH or TABARI, or an actor table of UCDP: what is made of it is accepted beside the
//! dictionaries.
#![no_main]

use dateline::{Lexicon, SourceFile};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

#[path = "../../crates/cli/src/commands/actors/import.rs"]
mod import;

static BASE: LazyLock<(SourceFile, Lexicon)> = LazyLock::new(|| {
    let file = SourceFile::new("base.toml", include_str!("../seeds/lexicon/base.toml"));
    let lexicon = Lexicon::load(std::slice::from_ref(&file)).expect("the base is whole");
    (file, lexicon)
});

fuzz_target!(|text: &str| {
    let (base, lexicon) = &*BASE;
    for (format, imported) in
        [("petrarch", import::dictionary(text, lexicon)), ("ucdp-csv", import::ucdp(text, lexicon))]
    {
        let toml = import::render(&imported.actors, format);
        let table: toml::Table = toml.parse().expect("what is made is TOML");
        let actors = table.get("actor").and_then(toml::Value::as_array).map_or(0, Vec::len);
        assert_eq!(actors, imported.actors.len());
        if let Err(problems) = Lexicon::load(&[base.clone(), SourceFile::new("own.toml", toml.as_str())]) {
            panic!("{problems:?}\n{toml}");
        }
        import::report(&imported, "own");
    }
});
