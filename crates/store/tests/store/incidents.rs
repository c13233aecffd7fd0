//! Incidents and decisions.

use super::*;
use dateline_store::{
    Decision, DecisionKind, EventName, Facet, Incident, IncidentEvent, IncidentReport, Merge, Which,
};
use serde_json::json;

fn names(store: &Store) -> Vec<EventName> {
    let mut all = vec![];
    store
        .each(Which::Current, |stored| {
            let document = &stored.digest;
            let named = stored.record.event_names().into_iter();
            all.extend(named.map(|event| EventName { document: document.clone(), event }));
            Ok(())
        })
        .expect("readings can be visited");
    all
}

fn incident(name: &str, events: &[EventName]) -> Incident {
    Incident {
        name: name.into(),
        class: "reported".into(),
        plover: "ASSAULT".into(),
        modes: vec!["aerial".into()],
        earliest: Some("2024-05-06".into()),
        position: Some((33.5, 36.3)),
        origins: 1,
        reports: events
            .iter()
            .map(|e| IncidentReport {
                document: e.document.clone(),
                origin: "residents".into(),
                standing: "stands".into(),
                echo_of: None,
            })
            .collect(),
        events: (0..)
            .zip(events)
            .map(|(at, e)| IncidentEvent { event: e.clone(), report: Some(at) })
            .collect(),
        facets: vec![Facet {
            kind: "act".into(),
            grade: "single-origin".into(),
            origins: 1,
            facet: json!({"values": []}),
        }],
        merges: events
            .windows(2)
            .map(|pair| Merge {
                a: pair[0].clone(),
                b: pair[1].clone(),
                by: "rules".into(),
                score: 3.5,
                threshold: 3.0,
                evidence: json!([{"act": 1.5}]),
            })
            .collect(),
        record: json!({ "id": name }),
        ..Incident::default()
    }
}

#[test]
fn incidents_are_replaced_as_a_whole_and_decisions_stay() {
    let folder = Folder::new("incidents");
    let path = folder.file("war.db");
    let mut store = filled(&path);
    let events = names(&store);
    let decision = Decision {
        kind: DecisionKind::Split,
        events: events[..1].to_vec(),
        others: events[1..2].to_vec(),
        by: "ana".into(),
        on: "2026-11-22".into(),
        reason: "another day".into(),
    };
    store.decide(&decision).unwrap();
    store.replace_incidents([incident("old", &events[..2])]).unwrap();
    assert_eq!(
        store.replace_incidents([incident("a", &events[..2]), incident("b", &events[2..3])]).unwrap(),
        2
    );
    let mut seen = vec![];
    store
        .incidents(|name, record| {
            seen.push((name.to_owned(), record));
            Ok(())
        })
        .unwrap();
    assert_eq!(seen, [("a".into(), json!({"id": "a"})), ("b".into(), json!({"id": "b"}))]);
    assert_eq!(store.incident("b").unwrap(), Some(json!({"id": "b"})));
    assert_eq!(store.incident("old").unwrap(), None);
    assert_eq!(store.incident_events("a").unwrap(), events[..2]);
    assert_eq!(store.decisions().unwrap(), [decision]);
    for (table, rows) in [("incident_reports", 3), ("incident_merges", 1), ("incident_facets", 2)] {
        assert_eq!(count(&path, &format!("SELECT count(*) FROM {table}")), rows, "{table}");
    }
    let linked =
        "SELECT count(*) FROM incident_events i JOIN events e ON e.id = i.event AND e.name = i.event_name";
    assert_eq!(count(&path, linked), 3);
    // An incident that cannot be kept leaves the old ones.
    let mut nobody = incident("c", &events[..1]);
    nobody.reports[0].document = "sha256:nobody".into();
    store.replace_incidents([incident("d", &events[..1]), nobody]).unwrap_err();
    assert_eq!(store.incident_events("a").unwrap(), events[..2]);
    assert_eq!(store.faults().unwrap(), [""; 0]);
}

#[test]
fn decisions_can_be_neither_changed_nor_removed() {
    let folder = Folder::new("decisions");
    let path = folder.file("war.db");
    let mut store = filled(&path);
    let merge = Decision {
        kind: DecisionKind::Merge,
        events: names(&store)[..2].to_vec(),
        others: vec![],
        by: "ana".into(),
        on: "2026-11-22".into(),
        reason: "one strike".into(),
    };
    store.decide(&merge).unwrap();
    let db = rusqlite::Connection::open(&path).unwrap();
    for sql in ["UPDATE decisions SET by = 'eve'", "DELETE FROM decisions"] {
        let error = db.execute(sql, []).unwrap_err().to_string();
        assert!(error.contains("decisions are never"), "{error}");
    }
    assert_eq!(store.decisions().unwrap(), [merge]);
}

#[test]
fn changes_of_incidents_are_told_once_and_what_is_gone_says_what_it_became() {
    let folder = Folder::new("incident-changes");
    let mut store = filled(&folder.file("war.db"));
    let all = names(&store);
    let told = |store: &Store, since| {
        let (changes, newest) = store.incident_changes(since, 100).unwrap();
        let told =
            changes.into_iter().map(|c| (c.name, c.what, c.became, !c.record.is_null())).collect::<Vec<_>>();
        (told, newest)
    };
    let is = |name: &str, what: &str, became: &[&str], there: bool| {
        (name.to_owned(), what.to_owned(), became.iter().map(|&n| n.to_owned()).collect::<Vec<_>>(), there)
    };
    store.replace_incidents([incident("inc-a", &all[..1]), incident("inc-b", &all[1..3])]).unwrap();
    let (first, newest) = told(&store, 0);
    assert_eq!(first, [is("inc-a", "added", &[], true), is("inc-b", "added", &[], true)]);
    // Made anew and the same: nothing changed.
    store.replace_incidents([incident("inc-a", &all[..1]), incident("inc-b", &all[1..3])]).unwrap();
    assert_eq!(told(&store, newest), (vec![], newest));
    // One goes into two others, one of them as it was but for a word.
    let mut grown = incident("inc-a", &all[..2]);
    grown.record = json!({"id": "inc-a", "more": true});
    store.replace_incidents([grown, incident("inc-c", &all[2..3])]).unwrap();
    let (then, newest) = told(&store, newest);
    assert_eq!(
        then,
        [
            is("inc-a", "changed", &[], true),
            is("inc-c", "added", &[], true),
            is("inc-b", "removed", &["inc-a", "inc-c"], false)
        ]
    );
    // Who begins anew hears of each once, as it stands now.
    assert_eq!(told(&store, 0).0, then);
    store.replace_incidents([]).unwrap();
    let (last, _) = told(&store, newest);
    assert_eq!(last, [is("inc-a", "removed", &[], false), is("inc-c", "removed", &[], false)]);
    // And what comes back is there again.
    store.replace_incidents([incident("inc-b", &all[1..3])]).unwrap();
    assert_eq!(told(&store, newest).0.pop(), Some(is("inc-b", "added", &[], true)));
}
