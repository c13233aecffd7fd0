//! Merging in parts gives what merging all at once gives.

use crate::told::{With as _, aleppo, document, idlib_city, idlib_province, strike};
use dateline_incidents::{
    Decision, DecisionKind, Document, Event, EventRef, Incident, Part, Place, Rules, bonds, cells, meet,
    merge, merge_part,
};
use dateline_record::Status;
use std::collections::{BTreeMap, BTreeSet};

/// What a cluster does, in one place: cells, pairs, parts, then each part by itself.
fn in_parts(documents: &[Document], decisions: &[Decision]) -> Vec<Incident> {
    let rules = Rules::default();
    let mut by_cell: BTreeMap<String, Vec<Document>> = BTreeMap::new();
    let mut above: BTreeMap<u64, u64> = BTreeMap::new();
    let mut holders: BTreeMap<u64, usize> = BTreeMap::new();
    let mut edges: BTreeSet<(u64, u64)> = BTreeSet::new();
    for (at, document) in documents.iter().enumerate() {
        for cell in cells(document, decisions, &rules) {
            by_cell.entry(cell.to_string()).or_default().push(document.clone());
        }
        let (deeds, bonds) = bonds(document, decisions, &rules);
        deeds.iter().for_each(|deed| _ = holders.insert(*deed, at));
        edges.extend(bonds);
    }
    assert!(by_cell.len() > 3, "there are several cells");
    let pairs: BTreeSet<(u64, u64)> =
        by_cell.iter().flat_map(|(cell, documents)| meet(documents, cell, decisions, &rules)).collect();
    edges.extend(&pairs);
    fn root(above: &mut BTreeMap<u64, u64>, mut at: u64) -> u64 {
        while let Some(up) = above.get(&at).copied().filter(|up| *up != at) {
            at = up;
        }
        at
    }
    for (a, b) in &edges {
        let (a, b) = (root(&mut above, *a), root(&mut above, *b));
        above.insert(a.max(b), a.min(b));
    }
    let mut parts: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
    for deed in holders.keys() {
        parts.entry(root(&mut above, *deed)).or_default().insert(*deed);
    }
    let editions: Vec<Document> = documents.iter().filter(|d| !d.guid.is_empty()).cloned().collect();
    let mut incidents = vec![];
    for deeds in parts.into_values() {
        let of: BTreeSet<usize> = deeds.iter().map(|deed| holders[deed]).collect();
        let part = Part {
            // In an order of its own: parts may not depend on it.
            documents: of.iter().rev().map(|at| documents[*at].clone()).collect(),
            editions: editions.clone(),
            pairs: pairs.iter().copied().filter(|(a, b)| deeds.contains(a) && deeds.contains(b)).collect(),
            deeds: deeds.into_iter().collect(),
        };
        incidents.extend(merge_part(&part, decisions, &rules));
    }
    incidents.sort_by(|a, b| (a.first, &a.id).cmp(&(b.first, &b.id)));
    incidents
}

#[track_caller]
fn same(documents: &[Document], decisions: &[Decision]) -> Vec<Incident> {
    let whole = merge(documents, decisions, &Rules::default()).incidents;
    let parts = in_parts(documents, decisions);
    assert_eq!(whole.len(), parts.len());
    for (a, b) in whole.iter().zip(&parts) {
        assert_eq!(a, b);
    }
    whole
}

/// Documents of a seeded draw: few towns, days and actors, so that much meets; headlines, denials, further strikes, editions.
fn drawn(seed: u64, count: usize) -> Vec<Document> {
    let mut state = seed;
    let mut draw = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let sides = ["rus-mod", "syr-mil", "tur-gov", "hts", "sdf", ""];
    let mut event = |at: u32| -> Event {
        let mut event = strike(at * 2, sides[draw(6) as usize], sides[draw(6) as usize]);
        event.sentence = at / 2;
        event = match draw(6) {
            0 => event,
            1 => event.at(idlib_province()),
            2 => event.at(aleppo()),
            3 => event.at(Place { precision: 6, id: "syr".into(), name: "Syria".into(), ..idlib_city() }),
            _ => event.at(idlib_city()),
        };
        if draw(3) > 0 {
            event = event.on(&format!("2019-03-{:02}", 10 + draw(14)));
        }
        if draw(2) == 0 {
            event = event.says(&[["sohr", "rus-mod", "hts"][draw(3) as usize]]);
        }
        match draw(8) {
            0 => event.modes = vec!["heavy-weapons".into()],
            1 => event.status = Status::Denied,
            2 => event.status = Status::Planned,
            3 => event.another = true,
            4 => event.plover = "COERCE".into(),
            5 => event.plover = "COOPERATE".into(),
            6 => event = event.count("killed", None, Some(draw(9) as f64)),
            _ => event.text = format!("Jets from Hmeimim struck the Depot near Saraqib at {} hours", draw(3)),
        }
        event
    };
    let mut documents = vec![];
    for number in 0..count {
        let events = (0..4).map(&mut event).collect();
        let mut one = document(
            &format!("d{number:04}"),
            &format!("Outlet {}", number % 7),
            &format!("2019-03-{:02}", 12 + number % 14),
            events,
        );
        if number % 9 == 0 {
            one.guid = format!("story-{}", number / 27).into();
            one.version = (number / 9 % 3).to_string().into();
        }
        if number % 31 == 0 {
            one.published = None;
        }
        documents.push(one);
    }
    documents
}

#[test]
fn parts_give_the_incidents_of_the_whole() {
    for seed in 1..6 {
        let incidents = same(&drawn(seed, 70), &[]);
        assert!(incidents.iter().any(|i| i.reports.len() > 2), "some have several reports");
        assert!(incidents.iter().any(|i| !i.look_alikes.is_empty()), "some look alike");
        assert!(incidents.iter().any(|i| !i.parts.is_empty()), "some have parts");
    }
}

/// Blocks of more deeds than are compared with each other one by one.
#[test]
fn parts_of_wide_blocks_too() {
    same(&drawn(11, 700), &[]);
}

#[test]
fn a_decision_reaches_across_cells() {
    let documents = drawn(3, 70);
    let name = |document: usize| EventRef {
        document: documents[document].id.clone(),
        event: documents[document].events[0].id.clone(),
    };
    let decision = |kind, events: Vec<EventRef>, others: Vec<EventRef>| Decision {
        kind,
        events,
        others,
        by: "A. Analyst".into(),
        on: "2024-01-01".into(),
        reason: "one strike, told twice".into(),
    };
    let merge = decision(DecisionKind::Merge, vec![name(2), name(41), name(13)], vec![]);
    let split = decision(DecisionKind::Split, vec![name(7)], vec![name(8), name(9)]);
    let incidents = same(&documents, &[merge, split]);
    let joined = incidents.iter().find(|i| i.events.contains(&name(2)));
    assert!(joined.is_some_and(|i| i.events.contains(&name(41)) && i.events.contains(&name(13))));
}

#[test]
fn what_is_sent_from_machine_to_machine_is_what_was_there() {
    for document in drawn(4, 40) {
        let json = serde_json::to_string(&document).expect("a document is plain data");
        assert_eq!(serde_json::from_str::<Document>(&json).expect("it is read back"), document);
    }
}
