//! How long the merging of many events takes: `cargo bench -p dateline-incidents`.

use dateline_incidents::{Document, Event, Party, Place, Rules, Time, merge};
use jiff::civil::Date;

fn main() {
    divan::main();
}

/// Documents of four events each: a year, forty towns in four countries, four types, six actors, as a seeded draw gives them.
fn documents(events: usize) -> Vec<Document> {
    let mut state = 7u64;
    let mut draw = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let first = Date::constant(2023, 1, 1);
    let days: Vec<Date> = first.series(jiff::Span::new().days(1)).take(365).collect();
    let mut event = move |number: usize, day: Date| {
        let (country, town) = (draw(4), draw(40));
        let (plover, mode) =
            [("ASSAULT", "aerial"), ("ASSAULT", "heavy-weapons"), ("PROTEST", "demo"), ("COERCE", "arrest")]
                [draw(4) as usize];
        let actor = format!("actor-{}", draw(6));
        Event {
            id: number.to_string().into(),
            plover: plover.into(),
            modes: vec![mode.into()],
            trigger: "struck".into(),
            words: format!("an act in town {town} of country {country}"),
            sentence: number as u32 * 3,
            actors: vec![Party {
                id: actor.as_str().into(),
                words: actor.as_str().into(),
                ..Party::default()
            }],
            place: Some(Place {
                id: format!("{country}-{town}").into(),
                name: format!("Town {town}").into(),
                country: ["SYR", "UKR", "SDN", "COD"][country as usize].into(),
                latitude: 10.0 * country as f64 + 0.3 * (town / 7) as f64,
                longitude: 30.0 + 0.3 * (town % 7) as f64,
                precision: 1,
                ..Place::default()
            }),
            time: Some(Time { earliest: day, latest: day, relation: Default::default() }),
            ..Event::default()
        }
    };
    (0..events / 4)
        .map(|number| {
            let day = days[number * 365 / (events / 4)];
            Document {
                id: format!("document-{number:06}").into(),
                outlet: format!("outlet-{}", number % 50).into(),
                published: Some(day),
                events: (0..4).map(|at| event(at, day)).collect(),
                ..Document::default()
            }
        })
        .collect()
}

#[divan::bench(args = [1_000, 10_000, 100_000], sample_count = 3, sample_size = 1)]
fn events(bencher: divan::Bencher, count: usize) {
    let documents = documents(count);
    bencher.bench(|| merge(&documents, &[], &Rules::default()).incidents.len());
}
