//! Many reports to one incident, and what people decide about it.

use crate::{dateline, file, folder, run};
use serde_json::Value;
use std::io::Write as _;
use std::path::Path;

const NEWS: &str = concat!(
    r#"{"text":"Rebels shelled the town of Marib on Monday, killing at least 12 people, the interior ministry said.","published":"2024-05-07","source":"Courier"}"#,
    "\n",
    r#"{"text":"At least 12 people were killed on Monday when rebels shelled Marib, residents said.","published":"2024-05-07","source":"Herald"}"#,
    "\n",
    r#"{"text":"Rebels shelled Marib on Friday, wounding three people, residents said.","published":"2024-05-11","source":"Herald"}"#,
    "\n",
);

fn incidents(arguments: &[&str]) -> Vec<Value> {
    let (out, _) = run(dateline(&["incidents", "--format", "jsonl", "--quiet"]).args(arguments), 0);
    out.lines().map(|line| serde_json::from_str(line).expect("an incident is JSON")).collect()
}
fn packed(folder: &Path, name: &str, text: &str) -> String {
    let mut gzip = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).expect("memory takes it");
    file(folder, name, gzip.finish().expect("memory takes it"))
}
/// Id and number of reports of each.
fn shape(incidents: &[Value]) -> Vec<(String, usize)> {
    let one = |i: &Value| {
        let reports = i["reports"].as_array().map_or(0, Vec::len);
        (i["id"].as_str().unwrap_or_default().to_owned(), reports)
    };
    let mut shape: Vec<_> = incidents.iter().map(one).collect();
    shape.sort_by_key(|(id, reports)| (std::cmp::Reverse(*reports), id.clone()));
    shape
}

fn made(name: &str) -> String {
    let folder = folder(name);
    let news = file(&folder, "news.jsonl", NEWS);
    let record = folder.join("war.db").display().to_string();
    run(&mut dateline(&["add", &news, "--record", &record, "--quiet"]), 0);
    record
}

#[test]
fn two_reports_of_a_day_are_one_incident_and_another_day_is_another() {
    let found = incidents(&["--record", &made("incidents-days")]);
    let shape: Vec<usize> = shape(&found).into_iter().map(|(_, reports)| reports).collect();
    assert_eq!(shape, [2, 1], "{found:#?}");
    let pair = found.iter().find(|i| i["counts"]["reports"] == 2).expect("a pair");
    assert_eq!(pair["counts"]["origins"], 2, "a ministry and residents");
    assert_eq!((&pair["earliest"], &pair["latest"]), (&"2024-05-06".into(), &"2024-05-06".into()));
    assert!(!pair["merges"].as_array().unwrap().is_empty(), "why they are one is told");
}

#[test]
fn the_same_from_files_from_readings_and_from_a_record() {
    let folder = folder("incidents-ways");
    let news = file(&folder, "news.jsonl", NEWS);
    let (readings, _) = run(&mut dateline(&["read", &news]), 0);
    let readings = file(&folder, "read.jsonl", readings);
    let from_files = shape(&incidents(&[&news]));
    assert_eq!(shape(&incidents(&[&readings])), from_files);
    assert_eq!(shape(&incidents(&[&packed(&folder, "news.jsonl.gz", NEWS)])), from_files);
    let readings = std::fs::read_to_string(&readings).expect("it was just written");
    assert_eq!(shape(&incidents(&[&packed(&folder, "read.jsonl.gz", &readings)])), from_files);
    // A record tells apart documents of the same text, so it names documents otherwise, and incidents with them.
    let reports = |shape: Vec<(String, usize)>| -> Vec<usize> { shape.into_iter().map(|(_, n)| n).collect() };
    let from_record = shape(&incidents(&["--record", &made("incidents-record")]));
    assert_eq!(reports(from_record), reports(from_files));
}

#[test]
fn a_decision_to_split_stands_when_incidents_are_made_anew() {
    let record = made("incidents-split");
    let before = shape(&incidents(&["--record", &record]));
    let (pair, _) = &before[0];
    let whole = incidents(&["--record", &record, "--id", pair]);
    let document = whole[0]["events"][0]["document"].as_str().unwrap().to_owned();
    let signed =
        ["--record", &record, "--by", "A. Analyst", "--reason", "another street", "--on", "2024-05-12"];
    run(dateline(&["decide", "split", pair, &document]).args(signed), 0);
    for _ in 0..2 {
        let after: Vec<usize> =
            shape(&incidents(&["--record", &record])).into_iter().map(|(_, n)| n).collect();
        assert_eq!(after, [1, 1, 1]);
    }
    run(&mut dateline(&["recode", "--record", &record, "--quiet"]), 0);
    assert_eq!(incidents(&["--record", &record]).len(), 3);
}

#[test]
fn a_decision_to_merge_is_taken_from_a_log() {
    let folder = folder("incidents-merge");
    let news = file(&folder, "news.jsonl", NEWS);
    let (made, _) = run(&mut dateline(&["incidents", &news, "--format", "jsonl", "--quiet"]), 0);
    let made = file(&folder, "incidents.jsonl", made);
    let ids: Vec<String> = shape(&incidents(&[&news])).into_iter().map(|(id, _)| id).collect();
    let log = folder.join("log.jsonl");
    let log = log.to_str().unwrap();
    let signed = ["--incidents", &made, "--log", log, "--by", "A. Analyst", "--reason", "the day was wrong"];
    run(dateline(&["decide", "merge", &ids[0], &ids[1]]).args(signed), 0);
    let after = incidents(&[&news, "--decisions", log]);
    assert_eq!(shape(&after).len(), 1, "{after:#?}");
    assert_eq!(after[0]["counts"]["reports"], 3);
    // A second decision names the first: the log cannot be changed unseen.
    run(dateline(&["decide", "split", &ids[0], "sha256:"]).args(signed), 2);
    let line = std::fs::read_to_string(log).unwrap();
    assert_eq!(line.lines().count(), 1, "what is refused is not kept");
}

#[test]
fn what_cannot_be_decided_is_said() {
    let record = made("incidents-refused");
    let signed = ["--record", &record, "--by", "A. Analyst", "--reason", "why"];
    let (_, said) = run(dateline(&["decide", "merge", "inc-0", "inc-1"]).args(signed), 66);
    assert!(said.contains("inc-0"), "{said}");
    run(&mut dateline(&["decide", "merge", "inc-0", "inc-1", "--record", &record, "--by", "A. Analyst"]), 2);
    let missing = Path::new(&record).with_file_name("none.db");
    run(&mut dateline(&["incidents", "--record", missing.to_str().unwrap()]), 66);
}
