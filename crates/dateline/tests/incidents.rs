//! Stories to incidents, end to end: the pairs of `cases/pairs` and the siblings of `cases/siblings`.

use dateline::merging::pairs::{Judged, judge, read};
use dateline::merging::siblings::Expected;
use dateline::merging::{Rules, document, merge, record};
use dateline::published::{IncidentRecord, incident_schema};
use dateline::read::{Options, pieces};
use dateline::{Coder, export};
use std::path::PathBuf;

fn case(path: &str) -> String {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../cases").join(path);
    std::fs::read_to_string(&path).expect("the case is in the repository")
}

fn judged(path: &str) -> Judged {
    let pairs = read(&case(path)).expect("the pairs are whole");
    judge(&Coder::built_in(), &pairs)
}

#[test]
fn pairs_that_thresholds_were_set_on() {
    let judged = judged("pairs/tune.toml");
    assert!(judged.precision() >= 0.95, "{judged:#?}");
    assert!(judged.false_merges() <= 0.02, "{judged:#?}");
    assert!(judged.recall() >= 0.75, "{judged:#?}");
    assert_eq!(judged.strangers.0, 0, "{judged:#?}");
}

/// Only what must not happen is asserted of the part held back: merges of what is two.
#[test]
fn pairs_held_back() {
    let judged = judged("pairs/held.toml");
    assert!(judged.precision() >= 0.95, "{judged:#?}");
    assert!(judged.false_merges() <= 0.02, "{judged:#?}");
    assert_eq!(judged.strangers.0, 0, "{judged:#?}");
}

fn siblings() -> Vec<IncidentRecord> {
    let coder = Coder::built_in();
    let stories = case("siblings/stories.jsonl");
    let options = Options::default();
    let mut reader = coder.reader();
    let documents: Vec<_> = pieces(Box::new(std::io::Cursor::new(stories)), "stories.jsonl", None, &options)
        .map(|piece| {
            let reading = reader.read(piece.document(&coder, &options).expect("the stories are whole"));
            let record = export::json::record(&reading, "", "");
            document(&record, None, Some(reading.document.text()), &coder.lexicon)
        })
        .collect();
    merge(&documents, &[], &Rules::default()).incidents.iter().map(record).collect()
}

#[test]
fn siblings_of_one_strike_are_one_incident_of_six_origins() {
    let expected = Expected::read(&case("siblings/expected.toml")).expect("the file is whole");
    let incidents = siblings();
    let incident = expected.incident(&incidents).expect("there is such an incident");
    let wrong: Vec<_> = expected.compare(incident).into_iter().filter(|(_, right, _)| !right).collect();
    assert!(wrong.is_empty(), "{wrong:#?}\n{}", dateline::merging::report(incident));
}

#[test]
fn the_published_schema_is_that_of_today_and_holds() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/incident.schema.json");
    let schema = incident_schema();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let text = serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n";
        std::fs::write(&path, text).expect("the docs can be written");
    }
    let text = std::fs::read_to_string(&path).expect("the schema is published");
    let published: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    assert!(published == schema, "docs/incident.schema.json is not of today: UPDATE_EXPECT=1 rewrites it");
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    for incident in siblings() {
        let value = serde_json::to_value(&incident).expect("an incident is JSON");
        let back: IncidentRecord = serde_json::from_value(value.clone()).expect("it reads back");
        assert_eq!(back, incident);
        let faults: Vec<String> = validator.iter_errors(&value).map(|e| e.to_string()).collect();
        assert!(faults.is_empty(), "{faults:#?}");
    }
}
