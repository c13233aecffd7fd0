//! Looking up.

use super::*;
use dateline_store::{Circle, Filter, Found, Id};

fn find(store: &Store, filter: &Filter) -> Vec<Found> {
    let mut all = vec![];
    let count = store
        .find(filter, |found| {
            all.push(found.clone());
            Ok(())
        })
        .expect("a search works");
    assert_eq!(count, all.len() as u64);
    all
}

#[track_caller]
fn check(store: &Store, filter: Filter, expected: &[&str]) {
    let texts: Vec<String> = find(store, &filter).into_iter().map(|f| f.text).collect();
    assert_eq!(texts, expected, "{filter:?}");
}

#[test]
fn events_are_found_by_any_facet() {
    let folder = Folder::new("find");
    let store = filled(&folder.file("war.db"));
    let some = |text: &str| Some(text.to_owned());
    let shelled = "Rebels shelled the town of Idlib on Monday";
    let all = find(&store, &Filter::default());
    assert!(all.len() >= 6, "{all:#?}");
    let by_text = |words: &str| Filter { text: some(words), ..Filter::default() };
    check(
        &store,
        Filter { types: vec!["ASSAULT".into()], ..by_text("idlib") },
        &[all.iter().find(|f| f.text.contains("shelled")).map_or(shelled, |f| &f.text)],
    );
    assert!(find(&store, &by_text("al-Shabaab")).iter().all(|f| f.event.starts_with("4/")));
    assert!(!find(&store, &by_text("al-Shabaab")).is_empty());
    check(&store, by_text("nowhere"), &[]);
    let denied = Filter { statuses: vec!["denied".into()], ..Filter::default() };
    assert!(find(&store, &denied).iter().all(|f| f.status == "denied" && f.event.starts_with("2/")));
    assert_eq!(find(&store, &denied).len(), 1);
    let israel = find(&store, &Filter { actor: some("ISR"), ..Filter::default() });
    assert_eq!(israel.len(), 2, "{israel:#?}");
    assert!(find(&store, &Filter { recipient: some("ISR"), ..Filter::default() }).is_empty());
    assert!(!find(&store, &Filter { party: some("israel"), ..Filter::default() }).is_empty());
    let ministry = Filter { origin: some("foreign ministry"), ..Filter::default() };
    assert!(find(&store, &ministry).iter().all(|f| f.origin.contains("foreign ministry")));
    assert_eq!(find(&store, &ministry).len(), 1);
    assert!(
        find(&store, &Filter { origin: some("outlet"), ..Filter::default() })
            .iter()
            .all(|f| f.origin == "outlet")
    );
    let courier = find(&store, &Filter { outlet: some("cour"), ..Filter::default() });
    assert!(!courier.is_empty() && courier.iter().all(|f| f.outlet.as_deref() == Some("Courier")));
    assert_eq!(find(&store, &Filter { limit: 2, ..Filter::default() }).len(), 2);
    // A percent sign is no wildcard.
    check(&store, Filter { party: some("%"), ..Filter::default() }, &[]);
}

#[test]
fn days_are_those_of_the_event_or_of_the_document() {
    let folder = Folder::new("days");
    let store = filled(&folder.file("war.db"));
    let between = |from: &str, to: &str| {
        let filter = Filter { from: Some(from.into()), to: Some(to.into()), ..Filter::default() };
        let mut documents: Vec<String> = find(&store, &filter)
            .iter()
            .map(|f| f.event.split('/').next().unwrap_or_default().into())
            .collect();
        documents.dedup();
        documents
    };
    assert_eq!(between("2024-06-01", "2024-06-30"), ["3"]);
    // Monday before the seventh of May 2024 is the sixth.
    assert_eq!(between("2024-05-06", "2024-05-06"), ["1"]);
    assert_eq!(between("2023-01-01", "2023-12-31"), [""; 0]);
}

#[test]
fn places_are_found_on_the_ground_and_by_name() {
    let folder = Folder::new("near");
    let store = filled(&folder.file("war.db"));
    let near = |latitude, longitude, km| Filter {
        near: vec![Circle { latitude, longitude, km }],
        ..Filter::default()
    };
    // Damascus lies at 33.5 N, 36.3 E; Idlib some 270 km north of it.
    let damascus = find(&store, &near(33.5, 36.3, 30.0));
    assert!(
        !damascus.is_empty() && damascus.iter().all(|f| f.place.as_deref() == Some("Damascus")),
        "{damascus:#?}"
    );
    let wide: Vec<_> = find(&store, &near(33.5, 36.3, 300.0)).into_iter().filter_map(|f| f.place).collect();
    assert!(wide.iter().any(|p| p == "Idlib"), "{wide:?}");
    assert!(find(&store, &near(-33.5, 36.3, 300.0)).is_empty());
    let around = store.around("damascus", 30.0).unwrap();
    assert_eq!(find(&store, &Filter { near: around, ..Filter::default() }), damascus);
    assert!(store.around("Nowhere", 30.0).unwrap().is_empty());
    let named = find(&store, &Filter { place: Some("SYR".into()), ..Filter::default() });
    assert!(named.len() >= 2 && named.iter().all(|f| f.country.as_deref() == Some("SYR")));
}

#[test]
fn a_document_is_known_by_many_names() {
    let folder = Folder::new("ids");
    let path = folder.file("war.db");
    let mut store = filled(&path);
    let input = store.input("b.jsonl", "{}", None).unwrap();
    let url = "https://courier.example/a/17";
    let item = read(Given {
        url: Some(url.into()),
        key: Some("b/17".into()),
        ..given("The army left.", "Courier", "")
    });
    store.put(&input, 0, &[item]).unwrap();
    let one = |name: &str| store.id(name).unwrap();
    let document = |document, event| vec![Id { document, event }];
    assert_eq!(one("2"), document(2, None));
    assert_eq!(one("2/1"), document(2, Some(1)));
    assert_eq!(one("2000001"), document(2, Some(1)));
    assert_eq!(one(url), document(6, None));
    assert_eq!(one("b/17"), document(6, None));
    let digest = store.reading(2).unwrap().unwrap().digest;
    assert_eq!(one(&digest), document(2, None));
    assert_eq!(one(&digest["sha256:".len()..][..10]), document(2, None));
    assert_eq!(one(&format!("{digest}/1")), document(2, Some(1)));
    for nobody in
        ["99", "no such key", "", "/", "sha256:", "9999999999999999999999", "https://nowhere.example/1"]
    {
        assert_eq!(one(nobody), [], "{nobody}");
    }
}

#[test]
fn words_that_are_no_query_are_refused_by_name() {
    let folder = Folder::new("query");
    let store = filled(&folder.file("war.db"));
    let filter = Filter { text: Some("\"open".into()), ..Filter::default() };
    let error = store.find(&filter, |_| Ok(())).unwrap_err();
    assert!(matches!(&error, dateline_store::Error::Query { query, .. } if query == "\"open"), "{error:?}");
}

#[test]
fn statistics_count_what_is_there() {
    let folder = Folder::new("stats");
    let store = filled(&folder.file("war.db"));
    let stats = store.stats().unwrap();
    assert_eq!((stats.documents, stats.undated, stats.inputs, stats.failed), (5, 1, 1, 0));
    assert_eq!(stats.first_day.as_deref(), Some("2024-05-07"));
    assert_eq!(stats.events, find(&store, &Filter::default()).len() as u64);
    assert_eq!(stats.types.iter().map(|t| t.count).sum::<u64>(), stats.events);
    assert_eq!(stats.outlets[0].count, 2);
    assert!(stats.placed >= 2 && stats.dated >= 2 && stats.bytes > 4096);
}
