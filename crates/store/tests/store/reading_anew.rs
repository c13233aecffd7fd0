//! Reading anew with another model or other data.

use super::*;
use dateline_store::Outdated;

/// Reads all outdated documents anew, as `change` leaves their records.
fn recode(store: &mut Store, change: impl Fn(&mut dateline::published::Record)) -> dateline_store::Changes {
    let coder = store.coder(dateline::VERSION, "model-2", &CODER.lexicon.digest).expect("a coder has an id");
    store.prepare_to_recode().expect("a record can be made ready");
    let mut changes = dateline_store::Changes::default();
    let mut after = 0;
    loop {
        let batch = store.outdated(coder, after, 2).expect("documents come out");
        let Some(last) = batch.last() else { return changes };
        after = last.document;
        let anew = |outdated: Outdated| {
            let Item::Read { mut record, .. } = read_as(outdated.given.clone(), "model-2") else {
                panic!("a reading")
            };
            change(&mut record);
            (outdated, *record)
        };
        changes += store.recode(&batch.into_iter().map(anew).collect::<Vec<_>>()).expect("readings go in");
    }
}

#[test]
fn reading_anew_keeps_the_old_digest_and_says_what_changed() {
    let folder = Folder::new("anew");
    let path = folder.file("war.db");
    let mut store = filled(&path);
    let old = store.reading(1).unwrap().unwrap().record;
    let events: u64 = store.stats().unwrap().events;
    assert_eq!(store.count_outdated(0).unwrap(), 5);
    // The newer model finds no event in the first document, and takes every status of the second for `possible`.
    let of = |n: usize| given(NEWS[n].0, NEWS[n].1, NEWS[n].2).text_digest();
    let (first, second) = (of(0), of(1));
    let changes = recode(&mut store, |record| {
        if record.document.id == first {
            record.events.clear();
        }
        if record.document.id == second {
            record.events.iter_mut().for_each(|e| e.status = "possible".into());
        }
    });
    assert_eq!((changes.documents, changes.differing, changes.added), (5, 2, 0));
    assert_eq!(changes.removed, old.events.len() as u64);
    assert_eq!(changes.changed, 2);
    assert_eq!(store.stats().unwrap().events, events - changes.removed);
    assert_eq!(count(&path, "SELECT count(*) FROM events WHERE document = 2 AND status = 'possible'"), 2);
    let kept = "SELECT count(*) FROM recodings r JOIN readings n ON n.document = r.document
         WHERE r.from_digest <> r.to_digest AND r.to_digest = n.digest";
    assert_eq!(count(&path, kept), 5);
    store.sweep().unwrap();
    assert_eq!(store.faults().unwrap(), [""; 0]);
    // Nothing is left to read anew.
    assert_eq!(recode(&mut store, |_| {}), dateline_store::Changes::default());
}

#[test]
fn a_record_read_anew_is_the_one_read_at_once() {
    let folder = Folder::new("anew-same");
    let mut old = filled(&folder.file("old.db"));
    recode(&mut old, |_| {});
    old.sweep().unwrap();
    let mut new = Store::create(&folder.file("new.db")).unwrap();
    let input = new.input("news.jsonl", "{}", STAMP).unwrap();
    let items: Vec<Item> = NEWS.iter().map(|(t, o, d)| read_as(given(t, o, d), "model-2")).collect();
    new.put(&input, 0, &items).unwrap();
    new.finish(&input, NEWS.len() as u64, None, None).unwrap();
    // But for what tells that it was read twice.
    let content = |store: &Store| -> Vec<String> {
        let own = |line: &&str| !line.starts_with("recodings ") && !line.starts_with("coders ");
        dump(store).lines().filter(own).map(str::to_owned).collect()
    };
    assert_eq!(content(&old), content(&new));
}

#[test]
fn incidents_follow_their_events_by_name() {
    let folder = Folder::new("anew-incidents");
    let path = folder.file("war.db");
    let mut store = filled(&path);
    let stored = store.reading(2).unwrap().unwrap();
    let names = stored.record.event_names();
    assert!(names.len() >= 2);
    let last = dateline_store::EventName { document: stored.digest, event: names.last().unwrap().clone() };
    let incident = dateline_store::Incident {
        name: "i".into(),
        events: vec![dateline_store::IncidentEvent { event: last.clone(), report: None }],
        ..Default::default()
    };
    store.replace_incidents([incident]).unwrap();
    // The first event of the document goes, and the last one moves up.
    let second = given(NEWS[1].0, NEWS[1].1, NEWS[1].2).text_digest();
    recode(&mut store, |record| {
        if record.document.id == second {
            record.events.remove(0);
            (0..).zip(&mut record.events).for_each(|(at, e)| e.id = at);
        }
    });
    let linked =
        "SELECT count(*) FROM incident_events i JOIN events e ON e.id = i.event AND e.name = i.event_name";
    assert_eq!(count(&path, linked), 1);
    recode_away(&mut store);
    assert_eq!(count(&path, "SELECT count(*) FROM incident_events WHERE event IS NULL"), 1);
    assert_eq!(store.incident_events("i").unwrap(), [last]);
}

/// A third model that finds nothing.
fn recode_away(store: &mut Store) {
    let all = store.outdated(0, 0, 99).expect("documents come out");
    let empty = |outdated: Outdated| {
        let Item::Read { mut record, .. } = read_as(outdated.given.clone(), "model-3") else {
            panic!("a reading")
        };
        record.events.clear();
        (outdated, *record)
    };
    store.recode(&all.into_iter().map(empty).collect::<Vec<_>>()).expect("readings go in");
}
