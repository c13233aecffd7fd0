//! Bytes that are no gazetteer are refused; one that was changed anywhere is refused or can be asked without harm.
#![no_main]

use dateline_lexicon::gazetteer::{Row, Source, compile};
use dateline_lexicon::{Gazetteer, wordlets};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

const TEXT: &str = "Fighting near Tell Amra and Port Selim reached Amra district.";

static SMALL: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let row = |id, name: &str, other: &str, kind: &str, population| Row {
        id,
        name: name.into(),
        others: vec![other.into()],
        country: "SYR".into(),
        admin1: "07".into(),
        kind: kind.into(),
        latitude: 35.5,
        longitude: -0.25,
        population,
        ..Row::default()
    };
    let rows = [
        row(1, "Tell Amra", "Amra Hill", "city", 12_000),
        row(2, "Port Selim", "Selim", "city", 0),
        row(3, "Amra", "Amra district", "admin1", 200_000),
    ];
    compile(&rows, &Source { namespace: "own".into(), ..Source::default() }).expect("rows of our own")
});

fn ask(bytes: Vec<u8>) {
    let Ok(gazetteer) = Gazetteer::load(bytes.into()) else { return };
    let words = wordlets(TEXT);
    for at in 0..words.len() {
        let _ = gazetteer.longest(&words, at);
    }
    for name in ["Tell Amra", "Port Selim", "Amra"] {
        let Some(id) = gazetteer.name(name) else { continue };
        let _ = gazetteer.doubts(id);
        let _ = gazetteer.is_noted(id);
        for (place, _) in gazetteer.places(id).take(100) {
            let _ = gazetteer.place(place);
            let _ = gazetteer.point(place);
        }
    }
}

fuzz_target!(|bytes: &[u8]| {
    ask(bytes.to_vec());
    // Changes of three bytes: where, where, what.
    let mut changed = SMALL.clone();
    for change in bytes.chunks_exact(3) {
        let at = (usize::from(change[0]) << 8 | usize::from(change[1])) % 2048;
        // Most of the file is a filter of bits: what matters stands before and behind it.
        let at = if at < 1024 { at } else { changed.len().saturating_sub(at - 1023) };
        if let Some(byte) = changed.get_mut(at) {
            *byte = change[2];
        }
    }
    ask(changed);
});
