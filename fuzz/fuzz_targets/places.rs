//! Any text is a dump of GeoNames or of GNS: what is made of it is a gazetteer in which every place is found again by its names.
#![no_main]

use dateline::gazetteer::{Code, Gazetteer, Row, Source, compile};
use dateline::wordlets;
use libfuzzer_sys::fuzz_target;

#[path = "../../crates/cli/src/commands/places/import.rs"]
mod import;

/// Whether a text can hold the name: words that follow each other, and no more of them than a look-up takes.
fn is_held(name: &str) -> bool {
    let words = wordlets(name);
    let length = words.iter().map(|word| word.key.len() + 1).sum::<usize>();
    !words.is_empty() && words[1..].iter().all(|word| word.joined) && length <= 101
}

fn hold(rows: &[Row]) {
    let Some(first) = rows.first() else { return };
    let source = Source { namespace: first.namespace.clone(), ..Source::default() };
    let bytes = compile(rows, &source).expect("so few rows have room");
    assert_eq!(
        bytes,
        compile(&rows.iter().rev().cloned().collect::<Vec<_>>(), &source).expect("the same rows")
    );
    let gazetteer = Gazetteer::load(bytes.into()).expect("what is made is a gazetteer");
    let held: Vec<&Row> = rows.iter().filter(|row| is_held(&row.name)).collect();
    assert_eq!(gazetteer.len(), held.len());
    for row in held {
        let id = format!("{}:{}", row.namespace, row.id);
        for name in std::iter::once(&row.name).chain(&row.others).filter(|name| is_held(name)) {
            let found = gazetteer.name(name).expect("every name is there");
            let mut places = gazetteer.places(found).map(|(place, _)| gazetteer.place(place));
            let place = places.find(|place| place.id == id && row.name.starts_with(place.name.as_str()));
            let place = place.expect("every place is found by its names");
            assert!((-90.0..=90.0).contains(&place.latitude) && (-180.0..=180.0).contains(&place.longitude));
        }
    }
}

fuzz_target!(|text: &str| {
    let codes = [Code::from(("SY".into(), "SYR".into()))];
    for country in [None, Some("SYR")] {
        let lines = text.lines().map(|line| Ok(line.to_owned()));
        match import::read(lines, &codes, country) {
            Ok(dump) => {
                assert!(dump.rows.len() + dump.left_out <= text.lines().count());
                hold(&dump.rows);
            }
            Err(import::Wrong::Line(number, what)) => {
                assert!((1..=text.lines().count()).contains(&number) && !what.is_empty());
            }
            Err(import::Wrong::Io(error)) => panic!("there is no disk: {error}"),
        }
    }
});
