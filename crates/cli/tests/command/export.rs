//! `dateline export`: formats, switches, changes, parts. `tools/test_exports.sh` has every format read again by other programs.

use crate::{dateline, file, folder, run};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Whose name stands here is made up.
const STORIES: &str = r#"{"id":"a","source":"Nile Courier","url":"https://courier.example/a","published":"2024-05-08","text":"Rebels shelled Omdurman on Monday, killing at least 12 civilians, the health ministry said."}
{"id":"b","source":"Harbour Post","published":"2024-05-08","text":"Rebels shelled Omdurman on Monday and killed 15 civilians, doctors said."}
{"id":"c","source":"Lake Gazette","published":"2024-05-10","text":"Gunmen killed Tessaly Quorwen, a teacher, in Goma on Wednesday."}
"#;

fn path(path: &Path) -> String {
    path.to_str().expect("the build folder's name is UTF-8").to_owned()
}
fn lines(path: &Path) -> usize {
    fs::read_to_string(path).expect("the file is there").lines().count()
}
fn package(path: &Path) -> Value {
    let text = fs::read_to_string(path.join("datapackage.json")).expect("a data package");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn our_tables_come_with_a_package_and_a_codebook() {
    let folder = folder("export-tables");
    let stories = file(&folder, "s.jsonl", STORIES);
    let out = folder.join("tables");
    let (_, err) =
        run(&mut dateline(&["export", &stories, "--incidents", "--format", "csv", "-o", &path(&out)]), 0);
    let package = package(&out);
    let rows = |name: &str| {
        let resources = package["resources"].as_array().expect("resources");
        resources.iter().find(|r| r["name"] == name).expect("the table is there")["rows"]
            .as_u64()
            .expect("a count")
    };
    assert!(err.contains(&format!("{} events of 3 documents", rows("events"))), "{err}");
    assert_eq!(lines(&out.join("events.csv")) as u64, rows("events") + 1);
    assert_eq!((rows("documents"), package["dateline"]["private_names"].as_str()), (3, Some("masked")));
    assert!(rows("incidents") >= 2 && rows("incidents") < rows("events"));
    assert!(fs::read_to_string(out.join("codebook.md")).expect("a codebook").contains("| `where_prec` |"));
    let events = fs::read_to_string(out.join("events.csv")).expect("events");
    assert!(!events.contains("Quorwen") && events.contains("cell:"), "{events}");
    let wide = ["--show-names", "--precise", "--quotes", "full"];
    let arguments = ["export", &stories, "--format", "csv", "-o", &path(&out)];
    run(&mut dateline(&[&arguments[..], &wide[..]].concat()), 0);
    let events = fs::read_to_string(out.join("events.csv")).expect("events");
    assert!(events.contains("Tessaly Quorwen") && !events.contains("cell:"), "{events}");
}

#[test]
fn one_file_goes_to_standard_output_or_stands_beside_its_codebook() {
    let folder = folder("export-file");
    let stories = file(&folder, "s.jsonl", STORIES);
    let (acled, _) = run(&mut dateline(&["export", &stories, "--format", "acled"]), 0);
    assert!(acled.starts_with("event_id_cnty,event_date,year,") && acled.lines().count() >= 3, "{acled}");
    let out = folder.join("e.geojson");
    run(&mut dateline(&["export", &stories, "--format", "geojson", "-o", &path(&out)]), 0);
    let map: Value = serde_json::from_str(&fs::read_to_string(&out).expect("a map")).expect("JSON");
    assert_eq!(map["type"], "FeatureCollection");
    assert!(map["features"].as_array().is_some_and(|f| f.len() >= 3));
    assert!(folder.join("e.geojson.codebook.md").exists());
    let (book, _) = run(&mut dateline(&["export", "--codebook", "--format", "ucdp-ged"]), 0);
    assert!(book.contains("Not filled:") && book.contains("| `conflict_new_id` | an id of UCDP's"), "{book}");
}

#[test]
fn records_from_a_stream_are_the_same_as_stories() {
    let folder = folder("export-stream");
    let stories = file(&folder, "s.jsonl", STORIES);
    let (records, _) = run(&mut dateline(&["read", &stories]), 0);
    let wide = ["--format", "polecat", "--show-names", "--precise"];
    let (of_records, _) = run(dateline(&[&["export", "-"][..], &wide[..]].concat()).write_stdin(records), 0);
    let (of_stories, _) = run(&mut dateline(&[&["export", &stories][..], &wide[..]].concat()), 0);
    assert_eq!(of_records, of_stories);
    let (_, err) = run(dateline(&["export", "-", "--format", "acled"]).write_stdin("{\"schema\":1}\n"), 3);
    assert!(err.contains("-:1: no record of `dateline read`"), "{err}");
}

#[test]
fn what_carries_everything_must_be_asked_for() {
    let folder = folder("export-asked");
    let stories = file(&folder, "s.jsonl", STORIES);
    let out = path(&folder.join("out"));
    for (format, wanted) in [("brat", "--quotes full"), ("conllu", "--quotes full"), ("csv", "-o FOLDER")] {
        let (_, err) = run(&mut dateline(&["export", &stories, "--format", format]), 2);
        assert!(err.contains(wanted), "{format}: {err}");
    }
    let (_, err) = run(&mut dateline(&["export", &stories, "--format", "conllu", "--quotes", "full"]), 2);
    assert!(err.contains("--show-names"), "{err}");
    let record = path(&folder.join("war.db"));
    run(&mut dateline(&["add", &stories, "--record", &record]), 0);
    run(&mut dateline(&["export", "--record", &record, "--format", "sqlite", "-o", &out]), 2);
    let wide = ["--show-names", "--precise", "--quotes", "full"];
    let arguments = ["export", "--record", &record, "--format", "sqlite", "-o", &out];
    run(&mut dateline(&[&arguments[..], &wide[..]].concat()), 0);
    let (stats, _) = run(&mut dateline(&["stats", "--record", &out]), 0);
    assert!(stats.contains('3'), "{stats}");
    let (_, err) = run(&mut dateline(&[&arguments[..], &wide[..]].concat()), 2);
    assert!(err.contains("there is a file already"), "{err}");
    let (_, err) = run(&mut dateline(&["export", "/nowhere.txt", "--format", "acled"]), 66);
    assert!(err.contains("nowhere.txt"), "{err}");
}

#[test]
fn since_gives_what_changed_and_names_what_is_gone() {
    let folder = folder("export-since");
    let record = path(&folder.join("war.db"));
    let mut all = STORIES.lines();
    let first = file(&folder, "1.jsonl", all.next().expect("a story"));
    let second = file(&folder, "2.jsonl", all.collect::<Vec<_>>().join("\n"));
    run(&mut dateline(&["add", &first, "--record", &record]), 0);
    let (one, feed) = (folder.join("one"), folder.join("feed"));
    let export = |out: &Path, since: &str, code| {
        let out = path(out);
        let mut arguments = vec!["export", "--record", &record, "--format", "csv", "-o", &out];
        if !since.is_empty() {
            arguments.extend(["--since", since]);
        }
        run(&mut dateline(&arguments), code).1
    };
    export(&one, "", 0);
    run(&mut dateline(&["add", &second, "--record", &record]), 0);
    let about = package(&one)["dateline"].clone();
    let number = about["change"].to_string();
    for since in [path(&one).as_str(), about["snapshot"].as_str().expect("a digest"), number.as_str()] {
        export(&feed, since, 0);
        assert_eq!(lines(&feed.join("documents.csv")), 3, "since {since}");
        assert_eq!(lines(&feed.join("deleted.csv")), 1, "since {since}");
    }
    export(&feed, "2001-01-01", 0);
    assert_eq!(lines(&feed.join("documents.csv")), 4);
    export(&feed, "2999-01-01T00:00:00Z", 0);
    assert_eq!(lines(&feed.join("documents.csv")), 1);
    assert!(export(&feed, "lately", 2).contains("--since lately"));
    assert!(export(&feed, "sha256:0", 66).contains("no export with this digest"));
}

#[test]
fn parts_are_apart_and_together_all() {
    let folder = folder("export-parts");
    let stories = file(&folder, "s.jsonl", STORIES);
    let of = |arguments: &[&str]| -> Vec<String> {
        let (out, _) =
            run(&mut dateline(&[&["export", &stories, "--format", "plover"][..], arguments].concat()), 0);
        out.lines().map(str::to_owned).collect()
    };
    let mut together: Vec<String> = ["1/2", "2/2"].iter().flat_map(|part| of(&["--shard", part])).collect();
    let mut all = of(&[]);
    together.sort();
    all.sort();
    assert_eq!(together, all);
    let files: Vec<String> =
        STORIES.lines().enumerate().map(|(at, story)| file(&folder, &format!("{at}.jsonl"), story)).collect();
    let named: Vec<&str> = files.iter().map(String::as_str).collect();
    let (read, _) = run(&mut dateline(&[&["read", "--shard", "2/3"][..], &named[..]].concat()), 0);
    assert_eq!(read.lines().count(), 1);
    assert!(read.contains("\"key\":\"b\""), "{read}");
    run(&mut dateline(&["read", &stories, "--shard", "3/2"]), 2);
}
