//! The published record: its schema, and the promise that every span gives back its words.

use crate::{dateline, records, run, stories};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// `UPDATE_EXPECT=1` rewrites the file.
#[test]
fn the_published_schema_is_what_the_command_prints() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/record.schema.json");
    let (schema, _) = run(&mut dateline(&["schema"]), 0);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(path, schema).unwrap();
    } else {
        let published = fs::read_to_string(path).unwrap_or_default();
        assert!(published == schema, "docs/record.schema.json is not of today: UPDATE_EXPECT=1 rewrites it");
    }
}

#[test]
fn the_schema_refuses_what_it_does_not_describe() {
    let (out, _) = run(
        dateline(&["read", "-"]).write_stdin("Israel attacked Syria on 3 May 2024, killing 12 people."),
        0,
    );
    let record = records(&out).remove(0);
    let spoil: [fn(&mut Value); 7] = [
        |r| r["extra"] = 1.into(),
        |r| r["events"][0]["extra"] = 1.into(),
        |r| r["mentions"][0]["extra"] = 1.into(),
        |r| r["events"][0]["span"] = "0-5".into(),
        |r| r["document"]["id"] = Value::Null,
        |r| r["events"][0]["claim"] = Value::Null,
        |r| drop(r.as_object_mut().unwrap().remove("claims")),
    ];
    assert!(crate::SCHEMA.is_valid(&record));
    for (at, spoil) in spoil.iter().enumerate() {
        let mut spoilt = record.clone();
        spoil(&mut spoilt);
        assert!(!crate::SCHEMA.is_valid(&spoilt), "spoilt in way {at}");
    }
}

/// Holds every span of a record against the text: by code points, and by bytes where both are given.
fn hold(value: &Value, text: &str, points: &[char], seen: &mut usize) {
    match value {
        Value::Object(object) => {
            let by_points = object.get("span").and_then(range).map(|r| points[r].iter().collect::<String>());
            let by_bytes = object.get("bytes").and_then(range).map(|r| text[r].to_owned());
            let words = object.get("text").and_then(Value::as_str).map(str::to_owned);
            for other in [&by_bytes, &words].into_iter().flatten() {
                assert_eq!(by_points.as_ref(), Some(other));
                *seen += 1;
            }
            object.values().for_each(|inner| hold(inner, text, points, seen));
        }
        Value::Array(list) => match range(value) {
            // Cues, contents, heads, triggers: inside the text at least.
            Some(range) => assert!(range.start <= range.end && range.end <= text.len(), "{range:?}"),
            None => list.iter().for_each(|inner| hold(inner, text, points, seen)),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn range(value: &Value) -> Option<std::ops::Range<usize>> {
    let [start, end] = value.as_array()?.as_slice() else { return None };
    Some(usize::try_from(start.as_u64()?).ok()?..usize::try_from(end.as_u64()?).ok()?)
}

#[track_caller]
fn check(lines: &str, texts: &[impl AsRef<str>]) -> Vec<Value> {
    let (out, _) = run(dateline(&["read", "-", "--from", "jsonl"]).write_stdin(lines), 0);
    let records = records(&out);
    assert_eq!(records.len(), texts.len());
    for (record, text) in records.iter().zip(texts) {
        let (text, mut seen) = (text.as_ref(), 0);
        let points: Vec<char> = text.chars().collect();
        assert_eq!(record["document"]["length"], points.len());
        hold(record, text, &points, &mut seen);
        assert!(seen > 3, "only {seen} spans in {text}");
    }
    records
}

#[test]
fn every_span_of_every_story_gives_back_its_words() {
    let (lines, texts) = stories();
    let records = check(&lines, &texts);
    assert!(records.iter().all(|record| record["document"]["published"].is_string()));
}

#[test]
fn spans_count_code_points_whatever_stands_before_them() {
    let texts = [
        "😀😀 Israel attacked Syria, “Iran” said. 🇮🇱🇸🇾 Rebels shelled Idlib.",
        "قال الجيش: Israel attacked Syria. دمشق — Rebels shelled the town of Idlib.",
        "Israel\u{a0}attacked\u{a0}Syria\u{a0}on 3\u{a0}May 2024, the army said.\u{2028}Rebels’ “forces” shelled Idlib’s market.",
        "Zürich — E\u{301}ric Žižek’s ‘rebels’ killed 12\u{202f}000 soldiers in Łódź, São Tomé’s Évora said. Israel attacked Syria.",
        &format!("{} Israel attacked Syria.", "é".repeat(200)),
    ];
    let lines: String =
        texts.iter().map(|text| format!("{}\n", serde_json::json!({ "text": text }))).collect();
    let records = check(&lines, &texts);
    for record in &records[..3] {
        let events = record["events"].as_array().unwrap();
        assert!(events.iter().any(|event| event["text"].as_str().unwrap().contains("attacked")), "{record}");
    }
}

#[test]
fn ids_are_ordinals_and_point_at_something() {
    let (lines, _) = stories();
    let (out, _) = run(dateline(&["read", "-", "--from", "jsonl"]).write_stdin(lines), 0);
    for record in records(&out) {
        for list in ["mentions", "claims", "events"] {
            let ids: Vec<u64> =
                record[list].as_array().unwrap().iter().map(|r| r["id"].as_u64().unwrap()).collect();
            assert!(ids.iter().enumerate().all(|(at, id)| at as u64 == *id), "{list}");
        }
        let (mentions, claims) =
            (record["mentions"].as_array().unwrap(), record["claims"].as_array().unwrap());
        for event in record["events"].as_array().unwrap() {
            assert!((event["claim"].as_u64().unwrap() as usize) < claims.len());
            let kind = |id: &Value| mentions[id.as_u64().unwrap() as usize]["kind"].as_str().unwrap();
            assert!(event["place"].is_null() || kind(&event["place"]["mention"]) == "place");
            assert!(event["time"].is_null() || kind(&event["time"]["mention"]) == "time");
            assert!(event["figures"].as_array().unwrap().iter().all(|id| kind(id) == "figure"));
        }
        for claim in claims {
            assert_eq!(claim["chain"][0]["speaker"], "outlet", "the outlet is always the outermost voice");
        }
    }
}

#[test]
fn every_record_says_what_made_it() {
    let (out, _) = run(dateline(&["read", "-"]).write_stdin("Israel attacked Syria."), 0);
    let record = &records(&out)[0];
    let (version, _) = run(&mut dateline(&["--version"]), 0);
    for (name, value) in
        [("dateline", &record["dateline"]), ("model", &record["model"]), ("data", &record["data"])]
    {
        let line = version.lines().find(|line| line.starts_with(name)).unwrap();
        assert_eq!(line.split_whitespace().nth(1), value.as_str(), "{version}");
    }
    assert_eq!(record["schema"], 1);
}
