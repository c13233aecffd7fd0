//! The file that keeps a record: adding, stopping, going on, finding, reading anew.

use crate::{dateline, events, file, folder, records, run};
use serde_json::Value;
use std::fs;
use std::path::Path;

const NEWS: &str = concat!(
    r#"{"id":"a","text":"Rebels shelled the town of Idlib on Monday, killing at least 12 people, residents said.","published":"2024-05-07","source":"Courier","title":"Town shelled"}"#,
    "\n",
    r#"{"id":"b","text":"The Israeli army struck Damascus overnight, Syria's foreign ministry said. Israel denied attacking the city.","published":"2024-05-08","source":"Herald","url":"https://herald.example/2"}"#,
    "\n{\"text\": 5}\n",
    r#"{"id":"c","text":"Der Krieg dauert an.","language":"de"}"#,
    "\n"
);

/// So many short documents, as JSON lines.
pub fn lines(count: usize) -> String {
    let line = |n: usize| {
        let text =
            format!("{n} soldiers attacked the town of Idlib on Monday. Israel denied attacking Damascus.");
        serde_json::json!({ "text": text, "published": "2024-05-07" }).to_string() + "\n"
    };
    (0..count).map(line).collect()
}

/// A command on a record; quiet, so that what it says on standard error is trouble.
pub fn on(record: &str, arguments: &[&str]) -> assert_cmd::Command {
    let mut command = dateline(arguments);
    command.args(["--record", record, "--quiet"]);
    command
}

pub fn stats(record: &str) -> Value {
    let (out, _) = run(&mut on(record, &["stats", "--format", "json", "--digest"]), 0);
    serde_json::from_str(&out).expect("stats are JSON")
}

/// A record of the news above, and the file it was made of.
pub fn made(name: &str) -> (String, String) {
    let folder = folder(name);
    let news = file(&folder, "news.jsonl", NEWS);
    let record = folder.join("war.db").display().to_string();
    run(&mut on(&record, &["add", &news]), 3);
    (record, news)
}

#[test]
fn what_is_added_is_what_read_prints() {
    let (record, news) = made("store-added");
    let (lines, _) = run(&mut dateline(&["read", &news]), 3);
    let by_read = records(&lines);
    for (at, read) in (1..).zip(&by_read) {
        let (line, _) = run(&mut on(&record, &["show", &format!("{at}"), "--format", "jsonl"]), 0);
        assert_eq!(&records(&line)[0], read);
    }
    let stats = stats(&record);
    assert_eq!(stats["documents"], 3);
    assert_eq!(stats["failed"], 1);
    let count: usize = by_read.iter().map(|r| events(r).len()).sum();
    assert_eq!(stats["events"], count);
    assert_eq!(stats["not_coded"], serde_json::json!([{"name": "de", "count": 1}]));
}

#[test]
fn adding_again_does_nothing_and_says_so() {
    let (record, news) = made("store-again");
    let before = stats(&record);
    let (_, said) = run(dateline(&["add", &news, "--record", &record]).arg("--no-progress"), 3);
    assert!(said.contains("0 documents added with 0 events, 1 input unchanged, 1 failed"), "{said}");
    assert_eq!(stats(&record)["content_digest"], before["content_digest"]);
    // Without the broken line the input is whole, and is passed over from then on.
    let whole: String = NEWS.lines().filter(|l| !l.contains(": 5")).map(|l| format!("{l}\n")).collect();
    fs::write(&news, whole).unwrap();
    run(&mut on(&record, &["add", &news]), 0);
    let (_, said) = run(dateline(&["add", &news, "--record", &record]).arg("--no-progress"), 0);
    assert!(said.contains("1 input unchanged"), "{said}");
    assert_eq!(stats(&record)["failed"], 0);
}

#[test]
fn the_content_does_not_depend_on_jobs() {
    let folder = folder("store-jobs");
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases").display().to_string();
    let digest = |jobs: &str| {
        let record = folder.join(format!("{jobs}.db")).display().to_string();
        run(&mut on(&record, &["add", &cases, "--published", "2024-05-03", "--jobs", jobs]), 0);
        stats(&record)["content_digest"].clone()
    };
    assert_eq!(digest("1"), digest("5"));
}

#[test]
fn events_are_found_in_every_format() {
    let (record, _) = made("store-find");
    let (lines, _) = run(&mut on(&record, &["find", "--status", "denied"]), 0);
    let found: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["outlet"], "Herald");
    assert_eq!(found[0]["sentence"], "Israel denied attacking the city.");
    let event = found[0]["event"].as_str().unwrap();
    let (table, _) =
        run(&mut on(&record, &["find", "--place", "idlib", "--km", "30", "--format", "table"]), 0);
    assert!(table.contains("“Rebels shelled the town of Idlib") && !table.contains("Damascus"), "{table}");
    let (csv, _) = run(&mut on(&record, &["find", "--text", "damascus", "--format", "csv"]), 0);
    assert!(csv.starts_with("event,published,outlet,plover,") && csv.lines().count() >= 3, "{csv}");
    assert_eq!(csv.matches("event,published").count(), 1);
    let (shown, _) = run(&mut on(&record, &["show", event]), 0);
    for words in [
        "Israel denied attacking the city.",
        "denied for “denied”",
        "outlet ← Israel",
        "news.jsonl line 2",
        "https://herald.example/2",
    ] {
        assert!(shown.contains(words), "`{words}` is not in\n{shown}");
    }
    let (shown, _) = run(&mut on(&record, &["show", "https://herald.example/2"]), 0);
    assert!(shown.contains("document   2 sha256:"), "{shown}");
    let (text, _) = run(&mut on(&record, &["show", "a", "--format", "text"]), 0);
    assert!(text.starts_with("Rebels shelled"), "{text}");
}

#[test]
fn other_data_is_told_and_read_anew_on_demand() {
    let (record, news) = made("store-recode");
    let data = folder("store-recode-data");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    copy(&source, &data);
    // Data in which nobody ever denies.
    let patterns = data.join("patterns");
    let assault =
        fs::read_dir(&patterns).unwrap().flatten().map(|e| e.path()).find(|p| p.ends_with("assault.toml"));
    fs::remove_file(assault.expect("there are patterns of assaults")).unwrap();
    let other = data.display().to_string();
    let (_, said) =
        run(dateline(&["add", &news, "--record", &record, "--data", &other]).arg("--no-progress"), 3);
    assert!(said.contains("3 documents were read by another program, model or other data"), "{said}");
    let before = stats(&record)["events"].as_u64().unwrap();
    let (_, said) = run(&mut dateline(&["recode", "--record", &record, "--data", &other]), 0);
    assert!(said.contains("3 read anew, 2 with other events: "), "{said}");
    assert!(stats(&record)["events"].as_u64().unwrap() < before);
    // Back again, by the inputs.
    let (_, said) = run(&mut dateline(&["add", &news, "--record", &record, "--recode"]), 3);
    assert!(said.contains("3 read anew, 2 with other events: "), "{said}");
    assert_eq!(stats(&record)["events"].as_u64().unwrap(), before);
    let (_, said) = run(&mut dateline(&["recode", "--record", &record]), 0);
    assert!(said.contains("0 read anew"), "{said}");
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the build folder can be written");
    for entry in fs::read_dir(from).expect("the data are there").flatten() {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).expect("the build folder can be written");
        }
    }
}

#[test]
fn trouble_has_its_exit_code() {
    let (record, news) = made("store-trouble");
    let folder = folder("store-trouble-2");
    let notes = file(&folder, "notes.txt", "These are notes.\n".repeat(100));
    let (_, said) = run(&mut on(&notes, &["add", &news]), 65);
    assert!(said.contains("this is no record of dateline"), "{said}");
    run(&mut on("/no/such/folder/war.db", &["add", &news]), 74);
    let none = folder.join("none.db").display().to_string();
    run(&mut on(&none, &["add", "no-such-file.jsonl"]), 66);
    assert!(!Path::new(&none).exists(), "a record is only made when there is something to read");
    for command in [&["find"][..], &["stats"], &["show", "1"], &["recode"]] {
        let (_, said) = run(&mut on(&none, command), 66);
        assert!(said.contains("there is no record here"), "{said}");
    }
    run(&mut on(&record, &["show", "99"]), 66);
    run(&mut on(&record, &["show", "1/99"]), 66);
    run(&mut on(&record, &["find", "--text", "\"open"]), 2);
    run(&mut on(&record, &["find", "--place", "Nowhere", "--km", "5"]), 66);
    run(&mut on(&record, &["find", "--near", "100,0,5"]), 2);
    run(&mut on(&record, &["find", "-o", "events.docx"]), 2);
    // One input that is missing does not stop the next, and stands in the file.
    run(&mut on(&record, &["add", "gone.txt", &news]), 3);
    assert_eq!(stats(&record)["failed"], 2);
}

/// Files may grow no larger than this: what a full disk looks like, without one.
#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_the_next_run_goes_on() {
    let folder = folder("store-full");
    let news = file(&folder, "news.jsonl", lines(400));
    let record = folder.join("war.db").display().to_string();
    let mut limited = assert_cmd::Command::new("sh");
    let script = "trap '' XFSZ; ulimit -f 2500; exec \"$0\" add \"$1\" --record \"$2\" --quiet --jobs 1";
    limited.args(["-c", script, env!("CARGO_BIN_EXE_dateline"), &news, &record]);
    let (_, said) = run(&mut limited, 74);
    assert!(said.contains("no room left to write"), "{said}");
    let stopped = stats(&record)["documents"].as_u64().unwrap();
    assert!(stopped < 400, "{stopped}");
    run(&mut on(&record, &["add", &news]), 0);
    let whole = folder.join("whole.db").display().to_string();
    run(&mut on(&whole, &["add", &news]), 0);
    assert_eq!(stats(&record)["documents"], 400);
    assert_eq!(stats(&record)["content_digest"], stats(&whole)["content_digest"]);
}

/// A few kills at moments that differ from run to run; `tools/kill_add.py` does hundreds.
#[test]
fn a_killed_run_leaves_whole_documents_and_the_next_goes_on() {
    use std::process::{Command, Stdio};
    let folder = folder("store-killed");
    let news = file(&folder, "news.jsonl", lines(300));
    let record = folder.join("war.db").display().to_string();
    let (mut last, mut stopped) = (0, 0);
    for wait in [150, 400, 700, 1000] {
        let mut killed = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(["add", &news, "--record", &record, "--quiet"])
            .stderr(Stdio::null())
            .spawn()
            .expect("the command starts");
        std::thread::sleep(std::time::Duration::from_millis(wait));
        killed.kill().expect("it can be killed");
        stopped += usize::from(!killed.wait().expect("it ends").success());
        if Path::new(&record).exists() && fs::metadata(&record).unwrap().len() > 0 {
            let now = stats(&record)["documents"].as_u64().unwrap();
            assert!(now >= last, "{now} documents after {last}");
            last = now;
        }
    }
    assert!(stopped > 0, "no run was stopped before its end");
    run(&mut on(&record, &["add", &news]), 0);
    let whole = folder.join("whole.db").display().to_string();
    run(&mut on(&whole, &["add", &news]), 0);
    assert_eq!(stats(&record)["documents"], 300);
    assert_eq!(stats(&record)["content_digest"], stats(&whole)["content_digest"]);
}

/// The first Ctrl-C finishes the documents at hand.
#[cfg(unix)]
#[test]
fn an_interrupted_run_ends_with_130_and_the_next_goes_on() {
    use std::process::{Command, Stdio};
    let folder = folder("store-interrupted");
    let news = file(&folder, "news.jsonl", lines(600));
    let record = folder.join("war.db").display().to_string();
    let mut running = Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["add", &news, "--record", &record, "--jobs", "1"])
        .stderr(Stdio::null())
        .spawn()
        .expect("the command starts");
    // As soon as the first documents are in.
    let begun = std::time::Instant::now();
    loop {
        let there = Path::new(&record).exists()
            && dateline(&["stats", "--record", &record, "--format", "json"]).output().is_ok_and(|o| {
                serde_json::from_slice::<Value>(&o.stdout)
                    .is_ok_and(|stats| stats["documents"].as_u64() > Some(0))
            });
        if there || begun.elapsed().as_secs() > 60 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let id = running.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("kill runs").success());
    assert_eq!(running.wait().expect("it ends").code(), Some(130));
    let stopped = stats(&record)["documents"].as_u64().unwrap();
    assert!(0 < stopped && stopped < 600, "{stopped}");
    run(&mut on(&record, &["add", &news]), 0);
    assert_eq!(stats(&record)["documents"], 600);
}
