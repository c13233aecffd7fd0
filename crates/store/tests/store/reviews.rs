//! What people say of events is kept, outlives new readings, and shows in every view.

use super::*;
use dateline_store::{EventName, Filter, Review, Verdict};
use serde_json::{Map, json};

fn event(store: &Store, id: i64) -> EventName {
    store.event_name(id).expect("the file can be read").expect("there is such an event")
}

fn review(event: &EventName, verdict: Verdict, amended: serde_json::Value) -> Review {
    let amended: Map<String, serde_json::Value> = amended.as_object().cloned().unwrap_or_default();
    let (by, reason) = ("A. Analyst".into(), "as the second paragraph tells".into());
    Review { event: event.clone(), verdict, amended, by, at: "2026-11-22T10:00:00Z".into(), reason }
}

fn row(store: &Store, id: i64) -> serde_json::Value {
    store.event_rows(&[id]).expect("the file can be read").remove(0)
}

#[test]
fn an_amended_event_shows_as_a_persons_and_keeps_what_was_coded() {
    let folder = Folder::new("amended");
    let path = folder.file("war.db");
    let mut store = filled(&path);
    let first = event(&store, 1_000_000);
    assert_eq!(row(&store, 1_000_000)["coded_by"], "coder");
    let amended = json!({ "status": "denied", "plover": "ASSAULT", "place": "Damascus", "whom": null });
    let id = store.review(&review(&first, Verdict::Amend, amended)).unwrap();
    assert!(id.is_some());
    let after = row(&store, 1_000_000);
    assert_eq!((&after["coded_by"], &after["review"]), (&json!("person"), &json!("amend")));
    assert_eq!((&after["status"], &after["place"]), (&json!("denied"), &json!("Damascus")));
    assert_eq!(after["country"], "SYR");
    assert_eq!(after["whom"], json!(null));
    assert_eq!(after["reviewed_by"], "A. Analyst");
    let kept = store.reviews_of(&first).unwrap();
    // What is the same as coded was not amended.
    assert!(!kept[0].amended.contains_key("plover"));
    assert_eq!(kept[0].coded["status"], "reported");
    assert_eq!(kept[0].event.as_deref(), Some("1/0"));
    // The last word counts.
    store.review(&review(&first, Verdict::Withdraw, json!({}))).unwrap();
    assert_eq!(row(&store, 1_000_000)["coded_by"], "coder");
    assert_eq!(row(&store, 1_000_000)["status"], "reported");
    assert_eq!(store.reviews_of(&first).unwrap().len(), 2);
    store.review(&review(&first, Verdict::Accept, json!({}))).unwrap();
    assert_eq!(row(&store, 1_000_000)["review"], "accept");
    let nothing = EventName { document: first.document, event: "99999".into() };
    assert_eq!(store.review(&review(&nothing, Verdict::Accept, json!({}))).unwrap(), None);
}

#[test]
fn a_rejected_event_is_found_only_by_those_who_ask_for_all() {
    let folder = Folder::new("rejected");
    let mut store = filled(&folder.file("war.db"));
    let all = |store: &Store, all| store.find(&Filter { all, ..Filter::default() }, |_| Ok(())).unwrap();
    let before = all(&store, false);
    store.review(&review(&event(&store, 1_000_000), Verdict::Reject, json!({}))).unwrap();
    assert_eq!((all(&store, false), all(&store, true)), (before - 1, before));
}

#[test]
fn reviews_survive_a_new_reading_and_cannot_be_changed() {
    let folder = Folder::new("survive");
    let path = folder.file("war.db");
    let mut store = filled(&path);
    let name = event(&store, 1_000_000);
    store.review(&review(&name, Verdict::Accept, json!({}))).unwrap();
    let (text, outlet, day) = NEWS[0];
    let input = store.input("again.jsonl", "{}", CHANGED).unwrap();
    store.prepare_to_recode().unwrap();
    store.put(&input, 0, &[read_as(given(text, outlet, day), "model-2")]).unwrap();
    assert_eq!(row(&store, 1_000_000)["coded_by"], "person");
    assert_eq!(store.reviews(0, 10).unwrap().len(), 1);
    let db = rusqlite::Connection::open(&path).unwrap();
    for sql in ["UPDATE reviews SET by = 'B'", "DELETE FROM reviews"] {
        assert!(db.execute(sql, []).unwrap_err().to_string().contains("add another"));
    }
}

#[test]
fn precision_counts_the_last_word_on_each_event_by_field() {
    let folder = Folder::new("precision");
    let mut store = filled(&folder.file("war.db"));
    let ids: Vec<i64> = vec![1_000_000, 2_000_000, 3_000_000];
    let names: Vec<EventName> = ids.iter().map(|id| event(&store, *id)).collect();
    store.review(&review(&names[0], Verdict::Reject, json!({}))).unwrap();
    store.review(&review(&names[0], Verdict::Accept, json!({}))).unwrap();
    store.review(&review(&names[1], Verdict::Amend, json!({ "who": "somebody else" }))).unwrap();
    store.review(&review(&names[2], Verdict::Reject, json!({}))).unwrap();
    let of = |field: &str| {
        let all = store.precision().unwrap();
        let found = all.into_iter().find(|p| p.field == field).unwrap();
        (found.right, found.reviewed)
    };
    assert_eq!(of("event"), (2, 3));
    assert_eq!(of("type"), (2, 2));
    assert_eq!(of("who"), (1, 2));
}

#[test]
fn what_changed_is_told_in_order_and_what_is_gone_has_a_stone() {
    let folder = Folder::new("changes");
    let path = folder.file("war.db");
    let mut store = filled(&path);
    let (all, newest) = store.changes(0, 100).unwrap();
    assert_eq!((all.len(), newest), (NEWS.len(), NEWS.len() as i64));
    assert!(all.iter().all(|change| change.what == "added" && change.gone.is_empty()));
    // The same document, read by one who finds nothing in it.
    let (text, outlet, day) = NEWS[0];
    let Item::Read { given, mut record, .. } = read_as(given(text, outlet, day), "model-2") else {
        panic!("it is read")
    };
    let name = record.event_names().remove(0);
    record.events.clear();
    let item = Item::read(*given, *record).unwrap();
    let input = store.input("again.jsonl", "{}", CHANGED).unwrap();
    store.prepare_to_recode().unwrap();
    store.put(&input, 0, &[item]).unwrap();
    let (since, _) = store.changes(newest, 100).unwrap();
    assert_eq!(since.len(), 1);
    assert_eq!((since[0].document, since[0].what.as_str()), (1, "recoded"));
    assert_eq!(since[0].gone.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), [name.as_str()]);
    // Read again by one who finds it: the stone goes.
    store.put(&input, 1, &[read_as(super::given(text, outlet, day), "model-3")]).unwrap();
    let (since, newest) = store.changes(newest, 100).unwrap();
    assert_eq!((since.len(), since[0].gone.len(), since[0].id), (1, 0, newest));
}
