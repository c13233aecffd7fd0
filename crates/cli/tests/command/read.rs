//! `dateline read` as it is meant to be used.

use crate::{dateline, events, file, folder, notes, records, run, stories};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

const STORY: &str = "Rebels shell town\n\nRebels shelled the town of Idlib on Wednesday, residents said.\n";

#[test]
fn a_text_file_is_one_document_named_by_its_path() {
    let path = file(&folder("text"), "story.txt", STORY);
    let (out, err) = run(&mut dateline(&["read", &path, "--published", "2019-03-14", "--source", "Wire"]), 0);
    let records = records(&out);
    let [record] = records.as_slice() else { panic!("one document: {out}") };
    assert_eq!(record["document"]["key"], path.as_str());
    assert_eq!(record["document"]["title"], "Rebels shell town");
    assert_eq!(record["document"]["published"], "2019-03-14");
    assert_eq!(record["document"]["published_basis"], "user");
    assert_eq!(record["document"]["source"], "Wire");
    assert!(events(record).contains(&("ASSAULT", "reported")));
    assert_eq!(err, "");
}

#[test]
fn a_dash_is_standard_input() {
    let (out, _) = run(dateline(&["read", "-"]).write_stdin(STORY), 0);
    assert_eq!(records(&out)[0]["document"]["key"], "stdin");
}

#[test]
fn a_line_of_json_carries_what_is_known_of_its_document() {
    let lines = "{\"id\":\"a-1\",\"text\":\"Israel attacked Syria.\",\"published\":\"2024-05-03T08:00:00Z\",\"source\":\"Agency\",\
        \"title\":\"Attack\",\"url\":\"https://example.org/1\"}\n\n{\"id\":2,\"text\":\"Iran attacked Iraq.\"}\n{\"text\":\"Nobody did anything.\"}";
    let path = file(&folder("jsonl"), "news.jsonl", lines);
    let (out, _) = run(&mut dateline(&["read", &path, "--published", "2020-01-01"]), 0);
    let records = records(&out);
    let document = &records[0]["document"];
    assert_eq!(document["key"], "a-1");
    assert_eq!(document["published"], "2024-05-03", "its own date comes before --published");
    assert_eq!(document["published_basis"], "metadata");
    assert_eq!(document["source"], "Agency");
    assert_eq!(document["title"], "Attack");
    assert_eq!(document["url"], "https://example.org/1");
    assert_eq!(records[1]["document"]["key"], "2");
    assert_eq!(records[1]["document"]["published"], "2020-01-01");
    assert_eq!(
        records[2]["document"]["key"],
        format!("{path}:4"),
        "a document without id is named by its line"
    );
    let (again, _) =
        run(dateline(&["read", "-", "--from", "jsonl", "--published", "2020-01-01"]).write_stdin(lines), 0);
    assert_eq!(again.replace("stdin:4", &format!("{path}:4")).replace("stdin", &path), out);
    let cited: Vec<_> = records.iter().map(|r| &r["document"]["citation"]).collect();
    for cited in cited {
        let [start, length] = ["offset", "length"].map(|key| cited[key].as_u64().unwrap() as usize);
        let line = &lines[start..start + length];
        assert!(line.starts_with('{') && line.trim_end().ends_with('}'), "{cited}: {line}");
        assert_eq!(lines[..start].matches('\n').count() as u64 + 1, cited["line"].as_u64().unwrap());
    }
}

#[test]
fn a_gzipped_file_is_read_as_what_is_in_it() {
    let folder = folder("gzip");
    let mut gzip = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
    gzip.write_all(b"{\"id\":\"a\",\"text\":\"Israel attacked Syria.\"}\n").unwrap();
    let path = file(&folder, "news.jsonl.gz", gzip.finish().unwrap());
    assert_eq!(records(&run(&mut dateline(&["read", &path]), 0).0)[0]["document"]["key"], "a");
    let broken = file(&folder, "broken.txt.gz", "no gzip at all");
    run(&mut dateline(&["read", &broken]), 3);
}

const PAGE: &str = "<html><head><title>Town shelled</title><meta property='article:published_time' content='2019-03-13'></head>\
    <body><p>Rebels shelled the town of Idlib on Wednesday, residents said.</p></body></html>";

#[test]
fn a_page_has_its_text_in_the_record_and_spans_count_in_it() {
    let (out, _) = run(dateline(&["read", "-"]).write_stdin(PAGE), 0);
    let record = &records(&out)[0];
    let text: Vec<char> = record["document"]["text"].as_str().unwrap().chars().collect();
    assert_eq!(record["document"]["extractor"], "html/1");
    assert_eq!(
        (&record["document"]["published"], &record["document"]["title"]),
        (&"2019-03-13".into(), &"Town shelled".into())
    );
    let event = record["events"].as_array().unwrap().last().unwrap();
    let [start, end] = [0, 1].map(|at| event["span"][at].as_u64().unwrap() as usize);
    assert_eq!(text[start..end].iter().collect::<String>(), event["text"].as_str().unwrap());
    let (out, _) = run(dateline(&["read", "-"]).write_stdin(STORY), 0);
    assert!(records(&out)[0]["document"].get("text").is_none(), "a text that is yours stays with you");
}

#[test]
fn a_folder_is_every_file_in_it_whatever_its_format() {
    let folder = folder("folder");
    file(&folder, "b.txt", STORY);
    file(&folder, "a.html", PAGE);
    file(&folder, ".hidden", "PK\0\0");
    fs::create_dir(folder.join("c")).unwrap();
    file(&folder.join("c"), "lines", "{\"text\": \"Israel attacked Syria.\"}\n");
    let path = folder.to_str().unwrap();
    let (out, _) = run(&mut dateline(&["read", path]), 0);
    let records = records(&out);
    let inputs: Vec<_> =
        records.iter().map(|r| r["document"]["citation"]["input"].as_str().unwrap()).collect();
    assert_eq!(inputs, ["a.html", "b.txt", "c/lines"].map(|name| format!("{path}/{name}")));
}

#[test]
fn columns_say_what_a_table_holds() {
    let table = "Day;Story\n2024-05-03;Israel attacked Syria.\n";
    let arguments = ["read", "-", "--from", "csv", "--columns", "text=Story,published=Day"];
    let (out, _) = run(dateline(&arguments).write_stdin(table), 0);
    assert_eq!(records(&out)[0]["document"]["published"], "2024-05-03");
    for wrong in ["text", "body=Story", "text="] {
        let (_, err) = run(dateline(&["read", "-", "--columns", wrong]).write_stdin(table), 2);
        assert!(err.contains("fields are id, text, published"), "{err}");
    }
}

#[test]
fn several_files_are_written_in_their_order() {
    let folder = folder("order");
    let paths: Vec<String> = (0..5)
        .map(|n| file(&folder, &format!("{n}.txt"), format!("Israel attacked Syria {n} times.")))
        .collect();
    let mut arguments = vec!["read"];
    arguments.extend(paths.iter().map(String::as_str));
    let (out, _) = run(&mut dateline(&arguments), 0);
    let keys: Vec<String> =
        records(&out).iter().map(|r| r["document"]["key"].as_str().unwrap().to_owned()).collect();
    assert_eq!(keys, paths);
}

#[test]
fn the_format_follows_the_ending_of_the_output_or_is_named() {
    let folder = folder("formats");
    let story = file(&folder, "story.txt", STORY);
    let marks = [
        ("jsonl", "jsonl", "{\"schema\":1,"),
        ("csv", "csv", "document_id,document_key,"),
        ("conllu", "conllu", "# newdoc id = "),
        ("report", "txt", "ASSAULT/heavy-weapons"),
    ];
    for (format, ending, mark) in marks {
        let (named, _) = run(&mut dateline(&["read", &story, "--format", format]), 0);
        assert!(named.contains(mark), "{format}: {named}");
        let target = folder.join(format!("out.{ending}")).to_str().unwrap().to_owned();
        let (out, err) = run(&mut dateline(&["read", &story, "-o", &target]), 0);
        assert_eq!((out.as_str(), err.as_str()), ("", ""), "data goes to the file alone");
        assert_eq!(fs::read_to_string(&target).unwrap(), named, "{format}");
        let upper = folder.join(format!("out.{}", ending.to_uppercase())).to_str().unwrap().to_owned();
        run(&mut dateline(&["read", &story, "-o", &upper]), 0);
        assert_eq!(fs::read_to_string(&upper).unwrap(), named, "{format}");
    }
    let odd = folder.join("out.doc").to_str().unwrap().to_owned();
    let (_, err) = run(&mut dateline(&["read", &story, "-o", &odd]), 2);
    assert!(err.contains("out.doc") && err.contains("--format"), "{err}");
    assert!(!fs::exists(&odd).unwrap(), "a file of no known format is not begun");
    run(&mut dateline(&["read", &story, "-o", &odd, "--format", "csv"]), 0);
    let (_, err) = run(&mut dateline(&["read", &story, "--format", "doc"]), 2);
    assert!(err.contains("conllu"), "it says what there is: {err}");
}

#[test]
fn an_output_that_cannot_be_written_is_an_error_of_the_disk() {
    let folder = folder("unwritable");
    let story = file(&folder, "story.txt", STORY);
    let target = folder.join("nowhere/out.csv").to_str().unwrap().to_owned();
    let (_, err) = run(&mut dateline(&["read", &story, "-o", &target]), 74);
    assert!(err.contains("nowhere"), "{err}");
}

#[test]
fn csv_has_a_row_an_event_under_one_head() {
    let (lines, texts) = stories();
    let path = file(&folder("csv"), "stories.jsonl", &lines);
    let events: usize = records(&run(&mut dateline(&["read", &path]), 0).0)
        .iter()
        .map(|r| r["events"].as_array().unwrap().len())
        .sum();
    let (csv, _) = run(&mut dateline(&["read", &path, "--format", "csv"]), 0);
    assert_eq!(csv.matches("document_id,document_key").count(), 1);
    let rows = csv.lines().filter(|line| line.starts_with("sha256:")).count();
    assert_eq!(rows, events);
    assert!(events > texts.len(), "a story tells of an event or more");
}

#[test]
fn conllu_holds_ten_columns_and_trees_with_one_root() {
    let (out, _) = run(dateline(&["read", "-", "--format", "conllu"]).write_stdin(STORY), 0);
    for sentence in out.split("\n\n").filter(|s| !s.trim().is_empty()) {
        let words: Vec<Vec<&str>> =
            sentence.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect()).collect();
        assert!(words.iter().all(|word| word.len() == 10), "{sentence}");
        assert_eq!(words.iter().filter(|word| word[6] == "0" && word[7] == "root").count(), 1, "{sentence}");
    }
    assert!(out.contains("# text = Rebels shelled the town of Idlib on Wednesday, residents said."), "{out}");
}

#[test]
fn without_a_day_of_publication_relative_dates_stay_open_and_a_note_says_so() {
    let (open, _) = run(dateline(&["read", "-"]).write_stdin(STORY), 0);
    let (dated, _) = run(dateline(&["read", "-", "--published", "2019-03-14"]).write_stdin(STORY), 0);
    let time = |record: &serde_json::Value| {
        let mentions = record["mentions"].as_array().unwrap();
        let time = mentions.iter().find(|m| m["kind"] == "time").expect("a time");
        (time["edtf"].clone(), time["basis"].clone())
    };
    let (open, dated) = (&records(&open)[0], &records(&dated)[0]);
    assert_eq!(time(open), (serde_json::Value::Null, "unresolved".into()));
    assert_eq!(notes(open), ["no-document-date"]);
    assert_eq!(time(dated), ("2019-03-13".into(), "document-date".into()));
    assert_eq!(notes(dated), [""; 0]);
    let (_, err) = run(dateline(&["read", "-", "--published", "soon"]).write_stdin(STORY), 2);
    assert!(err.contains("--published"), "{err}");
}

#[test]
fn the_same_input_gives_the_same_bytes_on_any_number_of_threads() {
    let (_, texts) = stories();
    let paragraphs = texts.iter().flat_map(|text| text.split("\n\n"));
    let lines: String = paragraphs.map(|text| format!("{}\n", serde_json::json!({ "text": text }))).collect();
    assert!(lines.lines().count() > 64, "more than one batch");
    let path = file(&folder("jobs"), "paragraphs.jsonl", lines);
    for format in ["jsonl", "csv", "conllu", "report"] {
        let with = |jobs: &str| run(&mut dateline(&["read", &path, "--format", format, "--jobs", jobs]), 0).0;
        let one = with("1");
        assert!(one == with("2") && one == with("4"), "{format} differs");
    }
}

#[test]
fn a_closed_output_ends_quietly() {
    let (lines, _) = stories();
    let path = file(&folder("closed"), "stories.jsonl", lines);
    for format in ["jsonl", "report"] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_dateline"))
            .args(["read", &path, "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut first).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(!first.is_empty());
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
        assert!(output.status.success(), "{format}: {}", output.status);
    }
}

#[test]
fn a_report_in_a_pipe_has_no_colours() {
    let (out, _) = run(dateline(&["read", "-", "--format", "report"]).write_stdin(STORY), 0);
    assert!(!out.contains('\u{1b}'), "{out}");
    for words in [
        "Rebels shelled the town of Idlib",
        "who ",
        "“Rebels”",
        "according",
        "residents",
        "note no-document-date",
    ] {
        assert!(out.contains(words), "{words}: {out}");
    }
}

/// util-linux's `script` plays the terminal; where it is missing there is nothing to see.
#[cfg(target_os = "linux")]
#[test]
fn a_report_on_a_terminal_has_colours_unless_no_color_is_set() {
    let story = file(&folder("terminal"), "story.txt", STORY);
    let on_a_terminal = |set: &str| {
        let command = format!("{set} '{}' read '{story}' --no-progress", env!("CARGO_BIN_EXE_dateline"));
        let output = std::process::Command::new("script")
            .args(["-qec", &command, "/dev/null"])
            .env_remove("NO_COLOR")
            .stdin(Stdio::null())
            .output();
        output.ok().map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let Some(coloured) = on_a_terminal("") else { return };
    assert!(
        coloured.contains("\u{1b}[1mASSAULT"),
        "on a terminal a report is the default, in colours: {coloured}"
    );
    let plain = on_a_terminal("NO_COLOR=1").expect("it was there a moment ago");
    assert!(plain.contains("ASSAULT") && !plain.contains("\u{1b}["), "{plain}");
}
