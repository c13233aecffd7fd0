//! Inputs that are missing, broken, empty or huge: a clear message or note, and the rest goes on.

use crate::{dateline, events, file, folder, notes, records, run};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

const GOOD: &str = "Israel attacked Syria.";

#[test]
fn a_missing_file_is_named() {
    let (out, err) = run(&mut dateline(&["read", "no-such-file.txt"]), 66);
    assert_eq!(out, "");
    assert!(err.contains("no-such-file.txt"), "{err}");
    let empty = folder("empty").to_str().unwrap().to_owned();
    let (_, err) = run(&mut dateline(&["read", &empty]), 66);
    assert!(err.contains("no files in this folder"), "{err}");
}

#[test]
fn what_can_be_read_is_written_and_what_cannot_is_named() {
    let folder = folder("some-fail");
    let good = file(&folder, "good.txt", GOOD);
    let binary = file(&folder, "binary.txt", b"PK\x03\x04\0\0");
    let (out, err) = run(&mut dateline(&["read", "gone.txt", &good, &binary, &good]), 3);
    assert_eq!(records(&out).len(), 2);
    assert!(err.contains("gone.txt") && err.contains("binary.txt"), "{err}");
}

#[test]
fn a_document_that_takes_too_long_is_named_and_its_neighbours_are_read() {
    let folder = folder("too-long");
    // So many words take more than a second on any machine.
    let slow = "The army attacked Aleppo and rebels shelled Idlib. ".repeat(30_000);
    let lines: Vec<String> =
        [GOOD, &slow, GOOD].iter().map(|text| serde_json::json!({ "text": text }).to_string()).collect();
    let news = file(&folder, "news.jsonl", lines.join("\n"));
    let record = folder.join("war.db").to_str().unwrap().to_owned();
    for command in [vec!["read", &news], vec!["add", &news, "--record", &record]] {
        let begun = Instant::now();
        let (out, err) = run(dateline(&command).args(["--time-limit", "1"]), 3);
        assert!(err.contains("line 2: reading it took longer than 1 s"), "{err}");
        assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
        if command[0] == "read" {
            assert_eq!(records(&out).len(), 2);
        } else {
            // The same story twice is one document.
            assert!(err.contains("1 document added") && err.contains("1 failed"), "{err}");
        }
    }
}

#[test]
fn more_words_than_the_limit_are_left_and_noted() {
    let folder = folder("too-many-words");
    let long = file(&folder, "long.txt", format!("{GOOD} Russia attacked Ukraine. Turkey attacked Iran."));
    let (out, _) = run(&mut dateline(&["read", &long, "--max-words", "5"]), 0);
    let record = &records(&out)[0];
    assert_eq!(events(record).len(), 2);
    assert!(notes(record).contains(&"too-many-words"), "{record}");
}

/// A record whose second document of three was read for its first words alone: all of it takes more than a second.
fn with_a_slow_document(folder: &Path) -> (String, String) {
    let slow = "The army attacked Aleppo and rebels shelled Idlib. ".repeat(30_000);
    let line = |id: &str, text: &str| serde_json::json!({ "id": id, "text": text }).to_string();
    let lines = [line("one", GOOD), line("slow", &slow), line("three", "Turkey attacked Iran.")];
    let news = file(folder, "news.jsonl", lines.join("\n"));
    let record = folder.join("war.db").to_str().expect("the folder has a plain name").to_owned();
    let (_, err) = run(&mut dateline(&["add", &news, "--record", &record, "--max-words", "100"]), 0);
    assert!(err.contains("3 documents added"), "{err}");
    (news, record)
}

#[test]
fn a_document_that_takes_too_long_to_be_read_anew_stays_as_it_was() {
    let folder = folder("too-long-anew");
    let (_, record) = with_a_slow_document(&folder);
    let data = folder.join("data");
    crate::store::copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data"), &data);
    let roles = data.join("ontology/roles.toml");
    fs::write(&roles, fs::read_to_string(&roles).unwrap() + "\n# Other data.\n").unwrap();
    let data = data.display().to_string();
    let recode = ["recode", "--record", &record, "--data", &data];
    let begun = Instant::now();
    let (_, err) = run(dateline(&recode).args(["--time-limit", "1"]), 3);
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
    assert!(err.contains("document 2 (slow): reading it took longer than 1 s"), "{err}");
    assert!(err.contains("it stays as it was") && err.contains("2 read anew"), "{err}");
    let (shown, _) = run(&mut dateline(&["show", "slow", "--record", &record]), 0);
    assert!(shown.contains("ASSAULT"), "{shown}");
    // It is still to be read, and within its limits it is.
    let (_, err) = run(dateline(&recode).args(["--max-words", "100"]), 0);
    assert!(err.contains("1 read anew, 0 with other events"), "{err}");
}

#[test]
fn trees_of_a_stored_document_that_take_too_long_are_named_and_left_out() {
    let folder = folder("too-long-trees");
    let (news, record) = with_a_slow_document(&folder);
    let wide = ["--format", "conllu", "--quotes", "full", "--show-names"];
    for from in [&["--record", &record][..], &[&news]] {
        let export = [&["export"][..], from, &wide[..]].concat();
        let begun = Instant::now();
        let (out, err) = run(dateline(&export).args(["--time-limit", "1"]), 3);
        assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
        assert!(err.contains("reading it took longer than 1 s"), "{err}");
        assert!(err.contains("document 2 (slow)") || err.contains("line 2"), "{err}");
        assert_eq!(out.matches("# newdoc").count(), 2, "{err}");
        assert!(out.contains("Syria") && out.contains("Iran"), "{out}");
        let (out, err) = run(dateline(&export).args(["--max-words", "100"]), 0);
        assert_eq!(out.matches("# newdoc").count(), 3);
        assert!(err.contains("slow") && err.contains("only the first 100 words are read"), "{err}");
    }
}

#[test]
fn a_story_that_takes_too_long_is_no_report_and_its_neighbours_are() {
    let folder = folder("too-long-incidents");
    let (news, _) = with_a_slow_document(&folder);
    let (out, err) = run(&mut dateline(&["incidents", &news, "--time-limit", "1"]), 3);
    assert!(err.contains("line 2: reading it took longer than 1 s"), "{err}");
    assert_eq!(out.lines().count(), 2, "{out}");
}

#[test]
fn failed_inputs_are_listed_in_a_file_of_their_own() {
    let folder = folder("errors");
    let news = file(&folder, "news.jsonl", format!("not json\n{{\"text\":\"{GOOD}\"}}\n{{\"text\":5}}\n"));
    let list = folder.join("errors.jsonl").to_str().unwrap().to_owned();
    let (out, err) = run(&mut dateline(&["read", "gone.txt", &news, "--errors", &list]), 3);
    assert_eq!(records(&out).len(), 1);
    let listed: Vec<serde_json::Value> =
        fs::read_to_string(&list).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let inputs: Vec<&str> = listed.iter().map(|error| error["input"].as_str().unwrap()).collect();
    assert_eq!(inputs, ["gone.txt", &news, &news]);
    for error in &listed {
        assert!(err.contains(error["message"].as_str().unwrap()), "{error}");
    }
    let good = file(&folder, "good.txt", GOOD);
    run(&mut dateline(&["read", &good, "--errors", &list]), 0);
    assert_eq!(fs::read_to_string(&list).unwrap(), "", "nothing failed");
}

/// The first stories come out, Ctrl-C comes in, and every story that was read by then is written whole.
#[cfg(unix)]
#[test]
fn ctrl_c_finishes_what_is_at_hand() {
    let (lines, texts) = crate::stories();
    let (lines, count) = (lines.repeat(3), texts.len() * 3);
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_dateline"))
        .args(["read", "-", "--from", "jsonl", "--format", "jsonl", "--jobs", "1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    // It may end before it has read everything: then nobody takes the rest.
    let feed = std::thread::spawn(move || drop(input.write_all(lines.as_bytes())));
    let mut written = String::new();
    output.read_line(&mut written).unwrap();
    let told = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    output.read_to_string(&mut written).unwrap();
    feed.join().unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let finished = records(&written).len();
    assert!((32..=count).contains(&finished), "{finished} of {count}");
}

#[test]
fn wrong_use_is_told_apart_from_failure() {
    for arguments in
        [&["read"][..], &[], &["write"], &["read", "-", "--jobs", "many"], &["score", "nothing", "x"]]
    {
        let (out, err) = run(&mut dateline(arguments), 2);
        assert_eq!(out, "");
        assert!(err.contains("Usage") || err.contains("error"), "{err}");
    }
}

#[test]
fn nul_bytes_are_no_text() {
    let (out, err) = run(dateline(&["read", "-"]).write_stdin("Israel attacked\0Syria."), 3);
    assert_eq!(out, "");
    assert!(err.contains("stdin") && err.contains("byte 15 is NUL"), "{err}");
}

#[test]
fn bytes_that_are_no_utf8_are_replaced_and_noted() {
    let (out, _) = run(
        dateline(&["read", "-"]).write_stdin(b"Isra\xc3\xabl \xff attacked \xc3 Syria \xe2\x82.".as_slice()),
        0,
    );
    let record = &records(&out)[0];
    assert_eq!(notes(record), ["replaced-bytes"]);
    assert_eq!(record["notes"][0]["span"], serde_json::json!([7, 8]));
    // Without a character beyond ASCII that is whole, it is another encoding.
    let (out, _) = run(dateline(&["read", "-"]).write_stdin(b"Israel attacked \x93Syria\x94.".as_slice()), 0);
    assert_eq!(notes(&records(&out)[0]), ["guessed-encoding"]);
    let (out, _) = run(dateline(&["read", "-"]).write_stdin(b"\xff\xfe\xfd".as_slice()), 0);
    assert!(notes(&records(&out)[0]).contains(&"replaced-bytes"));
}

#[test]
fn an_empty_document_is_noted() {
    for text in ["", "\n", " \t\r\n\n ", "\u{feff}"] {
        let (out, _) = run(dateline(&["read", "-"]).write_stdin(text), 0);
        let record = &records(&out)[0];
        assert_eq!(notes(record), ["empty-document"], "{text:?}");
        assert!(events(record).is_empty());
    }
    let (out, _) = run(dateline(&["read", "-", "--from", "jsonl"]).write_stdin("\n  \n"), 0);
    assert_eq!(out, "", "blank lines are no documents");
}

#[test]
fn one_line_is_a_story() {
    for text in [
        GOOD.to_owned(),
        format!("{GOOD}\n"),
        format!("\u{feff}{GOOD}\r\n"),
        GOOD.trim_end_matches('.').to_owned(),
    ] {
        let (out, _) = run(dateline(&["read", "-"]).write_stdin(text.as_str()), 0);
        assert_eq!(events(&records(&out)[0]), [("ASSAULT", "reported")], "{text:?}");
    }
}

#[test]
fn a_bad_line_of_json_is_named_and_the_others_are_coded() {
    let good = format!("{{\"text\":\"{GOOD}\"}}");
    let bad = [
        "{\"text\": \"no end",
        "not json",
        "{\"text\": 5}",
        "{\"title\": \"no text\"}",
        "[]",
        "{\"text\":\"a\\u0000b\"}",
        "{\"text\":\"x\",\"published\":\"soon\"}",
        "{\"text\":\"x\",\"published\":\"2024-13-40\"}",
        "{\"text\":\"x\",\"published\":\"2024-05-0é\"}",
    ];
    let mut lines = format!("{good}\n");
    for line in bad {
        lines += &format!("{line}\n{good}\n");
    }
    let path = file(&folder("bad-lines"), "news.jsonl", lines);
    let (out, err) = run(&mut dateline(&["read", &path]), 3);
    assert_eq!(records(&out).len(), bad.len() + 1);
    let told: Vec<&str> = err.lines().collect();
    assert_eq!(told.len(), bad.len(), "{err}");
    for (at, message) in told.iter().enumerate() {
        assert!(message.contains(&format!("news.jsonl: line {}: ", 2 * at + 2)), "{message}");
    }
}

#[test]
fn a_line_of_json_that_is_no_utf8_is_read_with_its_bytes_replaced() {
    let lines = b"{\"text\":\"Israel \xff attacked Syria.\"}\n{\"text\":\"Israel attacked Syria.\"}\n";
    let (out, _) = run(dateline(&["read", "-", "--from", "jsonl"]).write_stdin(lines.as_slice()), 0);
    let records = records(&out);
    assert_eq!(notes(&records[0]), ["replaced-bytes"]);
    assert_eq!(notes(&records[1]), [""; 0]);
}

const HUGE: u64 = 100 << 20;

/// A file with a hole of a hundred megabytes between two texts.
fn huge(folder: &Path, name: &str, before: &str, after: &str) -> String {
    let path = file(folder, name, before);
    let mut huge = File::options().write(true).open(&path).expect("the file is there");
    huge.set_len(HUGE).expect("the disk takes sparse files");
    huge.seek(SeekFrom::Start(HUGE))
        .and_then(|_| huge.write_all(after.as_bytes()))
        .expect("the disk takes sparse files");
    path
}

/// The command, given 320 MB of addresses, its own code included, where the system can hold it to that.
fn small(arguments: &[&str]) -> assert_cmd::Command {
    if !cfg!(target_os = "linux") {
        return dateline(arguments);
    }
    let mut command = assert_cmd::Command::new("bash");
    command.args([
        "-c",
        "ulimit -v 327680; exec \"$0\" \"$@\"",
        env!("CARGO_BIN_EXE_dateline"),
        "--jobs",
        "1",
    ]);
    command.args(arguments);
    command
}

#[test]
fn a_huge_text_is_refused_at_once_and_in_little_memory() {
    let folder = folder("huge-text");
    let hole = huge(&folder, "huge.txt", "Israel attacked Syria. ", "");
    let good = file(&folder, "good.txt", GOOD);
    let started = Instant::now();
    let (out, err) = run(&mut small(&["read", &hole, &good]), 3);
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
    assert_eq!(records(&out).len(), 1);
    assert!(
        err.contains("huge.txt") && err.contains("104857600 bytes") && err.contains("--max-document"),
        "{err}"
    );
    let words = "Israel attacked Syria on Monday. ".repeat(1 << 20);
    fs::write(&hole, words.repeat(3)).unwrap();
    let (_, err) = run(&mut small(&["read", &hole]), 3);
    assert!(err.contains("more than the limit of "), "{err}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_huge_line_of_json_is_refused_and_the_next_is_coded() {
    let folder = folder("huge-line");
    let good = format!("{{\"text\":\"{GOOD}\"}}\n");
    let path = huge(&folder, "huge.jsonl", &format!("{good}{{\"text\":\""), &format!("\"}}\n{good}"));
    let started = Instant::now();
    let (out, err) = run(&mut small(&["read", &path]), 3);
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
    assert_eq!(records(&out).len(), 2);
    assert!(err.contains("line 2: ") && err.contains("more than the limit"), "{err}");
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn huge_inputs_of_every_format_are_refused_in_little_memory() {
    let folder = folder("huge-formats");
    let good = file(&folder, "good.txt", GOOD);
    for name in ["a.html", "a.rss", "a.newsml", "a.nitf", "a.csv", "a.tsv", "a.warc", "a.json", "a.xml"] {
        let path = huge(&folder, name, "text\n\"", "\n");
        let started = Instant::now();
        let (out, err) = run(&mut small(&["read", &path, &good]), 3);
        assert!(started.elapsed() < Duration::from_secs(60), "{name}: {:?}", started.elapsed());
        assert_eq!(records(&out).len(), 1, "{name}");
        assert!(err.contains(name), "{name}: {err}");
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn a_failure_is_told_with_its_place() {
    let folder = folder("places-of-failures");
    let table = file(&folder, "t.csv", "text,published\nRebels left Azaz.,2024-01-01\nThe army came.,soon\n");
    let list = folder.join("errors.jsonl").to_str().unwrap().to_owned();
    let (out, err) = run(&mut dateline(&["read", &table, "--errors", &list]), 3);
    assert_eq!(records(&out).len(), 1);
    assert!(err.contains("t.csv: line 3: `published` is `soon`"), "{err}");
    let listed: serde_json::Value = serde_json::from_str(fs::read_to_string(&list).unwrap().trim()).unwrap();
    assert_eq!((listed["offset"].as_u64(), listed["line"].as_u64()), (Some(44), Some(3)));
}

#[test]
fn the_limit_can_be_moved() {
    let two = format!("{GOOD} {GOOD}");
    let (_, err) = run(dateline(&["read", "-", "--max-document", "30"]).write_stdin(two.as_str()), 3);
    assert!(err.contains("45 bytes, more than the limit of 30"), "{err}");
    run(dateline(&["read", "-", "--max-document", "45"]).write_stdin(two.as_str()), 0);
}

/// A story of ten thousand sentences, and a sentence of ten thousand words.
#[test]
fn long_documents_and_long_sentences_are_read() {
    let long = format!("{GOOD}\n").repeat(2_000);
    let (out, _) = run(dateline(&["read", "-"]).write_stdin(long.as_str()), 0);
    // The same deed told two thousand times is one event and its further mentions.
    let record = &records(&out)[0];
    assert_eq!(record["sentences"].as_array().map(Vec::len), Some(2_000));
    let told = record["events"].as_array().into_iter().flatten();
    let further = told.map(|event| 1 + event["further_mentions"].as_array().map_or(0, Vec::len));
    assert_eq!(further.sum::<usize>(), 2_000);
    let endless = "the army and ".repeat(10_000);
    let (out, _) = run(dateline(&["read", "-"]).write_stdin(endless.as_str()), 0);
    records(&out);
}

/// What grows with the square of a text's length would not come to an end here: deeds of one kind, marks that close nothing.
#[test]
fn a_text_of_one_thing_costs_no_more_than_its_length() {
    let folder = folder("one-thing");
    let told = ["Israel attacked Syria. ", "He said that it killed 12 people. ", "Hamas denied it. "];
    let deeds = told.concat().repeat(2_000);
    let texts = [("deeds.txt", deeds.as_str(), 6_000), ("quotes.txt", &"\" ".repeat(50_000), 1)];
    for (name, text, sentences) in texts {
        let path = file(&folder, name, text);
        let (out, _) = run(&mut dateline(&["read", &path]), 0);
        let found = records(&out)[0]["sentences"].as_array().map_or(0, Vec::len);
        assert!(found >= sentences, "{name}: {found}");
    }
}
