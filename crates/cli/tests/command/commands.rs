//! The other commands: explain, check, score, completions, man; and data files of the user's own.

use crate::{dateline, file, folder, run};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data")
}

/// The data files, copied to a folder of the test's own.
fn copied(name: &str) -> PathBuf {
    let to = folder(name);
    fs::copy(data().join("known_failures.toml"), to.join("known_failures.toml"))
        .expect("a file can be copied");
    for kind in ["actors", "monitor", "ontology", "patterns", "places"] {
        fs::create_dir(to.join(kind)).unwrap_or_default();
        for entry in fs::read_dir(data().join(kind)).expect("the data files are there").flatten() {
            fs::copy(entry.path(), to.join(kind).join(entry.file_name())).expect("a file can be copied");
        }
    }
    to
}

#[test]
fn a_copy_of_the_data_files_gives_the_same_bytes() {
    let folder = copied("data-copy");
    let (lines, _) = crate::stories();
    let read = |data: &[&str]| {
        let arguments: Vec<&str> = data.iter().copied().chain(["read", "-", "--from", "jsonl"]).collect();
        run(dateline(&arguments).write_stdin(lines.as_str()), 0).0
    };
    let built_in = read(&[]);
    assert!(built_in == read(&["--data", folder.to_str().unwrap()]), "the records differ");
    let (by_variable, _) = run(
        dateline(&["read", "-", "--from", "jsonl"]).env("DATELINE_DATA", &folder).write_stdin(lines.as_str()),
        0,
    );
    assert!(built_in == by_variable, "the records differ");
}

#[test]
fn a_broken_data_file_is_named_with_its_line_and_every_problem_is_told() {
    let folder = copied("data-broken");
    let broken = |id: &str| {
        format!(
            "# Ours.\n\n[[pattern]]\nid = \"{id}\"\nverbs = [\"zap\"]\nevent = {{ plover = \"ZAPPING\" }}\n"
        )
    };
    file(&folder.join("patterns"), "zap.toml", broken("assault.zap"));
    file(&folder.join("patterns"), "zip.toml", broken("assault.zip"));
    let data = ["--data", folder.to_str().unwrap()];
    for arguments in [&["read", "-"][..], &["check"], &["explain", "Israel attacked Syria."]] {
        let (out, err) = run(dateline(arguments).args(data).write_stdin("x"), 65);
        assert_eq!(out, "");
        for place in
            ["patterns/zap.toml:4: ", "patterns/zip.toml:4: ", "assault.zap", "assault.zip", "ZAPPING"]
        {
            assert!(err.contains(place), "{place} is not told: {err}");
        }
    }
    file(&folder.join("actors"), "torn.toml", "# Ours.\n[[actor]]\nid = \n");
    let (_, err) = run(dateline(&["check"]).args(data), 65);
    assert!(err.contains("actors/torn.toml:3: "), "{err}");
}

#[test]
fn a_data_folder_that_is_missing_or_empty_is_told() {
    let (_, err) = run(dateline(&["read", "-", "--data", "no-such-folder"]).write_stdin("x"), 66);
    assert!(err.contains("no-such-folder"), "{err}");
    let empty = folder("data-empty");
    let (_, err) = run(dateline(&["read", "-", "--data", empty.to_str().unwrap()]).write_stdin("x"), 66);
    assert!(err.contains("no data files"), "{err}");
}

#[test]
fn explain_shows_tokens_mentions_what_was_tried_and_what_came_of_it() {
    let (out, _) = run(&mut dateline(&["explain", "Israel attacked Syria on Wednesday, Iran said."]), 0);
    let rows = ["# Israel attacked Syria on Wednesday, Iran said.", "attacked", "nsubj", "root"];
    let mentions =
        ["actor    “Israel” isr", "time     “Wednesday” XXXX-WXX-3 unresolved", "claim    outlet ← Iran"];
    let tried = ["tried    attacked: assault.attack — matched", "actor by `subj`: Israel", "refused: "];
    let events = ["event    ASSAULT", "reported “attacked” by assault.attack", "note     no-document-date"];
    for words in [&rows[..], &mentions, &tried, &events].concat() {
        assert!(out.contains(words), "{words} is missing:\n{out}");
    }
    let (dated, _) = run(
        &mut dateline(&["explain", "Israel attacked Syria on Wednesday.", "--published", "2019-03-14"]),
        0,
    );
    assert!(dated.contains("2019-03-13"), "{dated}");
    let path = file(&folder("explain"), "story.txt", "Head\n\nIsrael did not attack Syria.\n");
    let (of_file, _) = run(&mut dateline(&["explain", &path]), 0);
    assert!(of_file.contains("# Head") && of_file.contains("denied for “not”"), "{of_file}");
}

#[test]
fn check_counts_what_is_built_in() {
    let (out, _) = run(&mut dateline(&["check", "--no-examples"]), 0);
    let count = |what: &str| -> usize {
        let before = out.split(what).next().unwrap_or("").trim_end();
        before
            .rsplit(' ')
            .next()
            .and_then(|n| n.parse().ok())
            .unwrap_or_else(|| panic!("no count of {what}: {out}"))
    };
    for (what, least) in [
        ("countries", 190),
        ("actors", 500),
        ("places", 700),
        ("in gazetteers", 200_000),
        ("patterns", 200),
        ("cues", 20),
    ] {
        assert!(count(what) >= least, "{what}: {out}");
    }
}

#[test]
fn check_runs_the_examples_of_a_folder_and_names_those_that_fail() {
    let folder = copied("data-examples");
    // One pattern is quick to check; the rest of the patterns may go.
    for entry in fs::read_dir(folder.join("patterns")).unwrap().flatten() {
        fs::remove_file(entry.path()).unwrap();
    }
    let pattern = |yes: &str| {
        format!(
            "# Ours.\n[[pattern]]\nid = \"assault.shell\"\nverbs = [\"shell\"]\n\
             event = {{ plover = \"ASSAULT\", cameo = \"194\" }}\nyes = [\"{yes}\"]\nno = [\"The ministry rested.\"]\n"
        )
    };
    file(&folder.join("patterns"), "assault.toml", pattern("[Rebels]actor slept in the town."));
    let (out, err) = run(&mut dateline(&["check", "--data", folder.to_str().unwrap()]), 65);
    assert!(out.contains("assault.toml:3: `assault.shell` does not match its `yes` example"), "{out}\n{err}");
    assert!(
        out.contains("known_failures.toml:8: holds now, or is in no file; take it off the list: "),
        "{out}"
    );
    assert!(out.contains(" examples run, "), "{out}");
}

/// The one object that `score --format json` prints.
fn score(arguments: &[&str]) -> (String, Value) {
    let (out, _) = run(dateline(&["score"]).args(arguments).args(["--format", "json"]), 0);
    assert_eq!(out.lines().count(), 1, "{out}");
    let measured: Value = serde_json::from_str(&out).expect("score prints JSON");
    let keys: Vec<&String> = measured.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["suite", "file", "records", "metrics"]);
    let metrics = measured["metrics"].as_object().expect("metrics");
    assert!(metrics.values().all(Value::is_number), "{out}");
    (metrics.keys().map(String::as_str).collect::<Vec<_>>().join(" "), measured)
}

fn fixture(name: &str) -> String {
    format!("{}/tests/command/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn score_ud_measures_gold_tokens_and_raw_text() {
    let file = fixture("two.conllu");
    let (names, measured) = score(&["ud", &file]);
    assert_eq!(names, "UPOS XPOS Lemma UAS LAS CLAS");
    assert_eq!((&measured["suite"], &measured["file"]), (&"ud".into(), &file.as_str().into()));
    assert_eq!(measured["records"], 2);
    let (names, measured) = score(&["ud", &file, "--raw"]);
    assert_eq!(names, "Tokens Sentences Words UPOS XPOS Lemma UAS LAS CLAS");
    assert_eq!(measured["metrics"]["Tokens"], 100.0);
    let (_, measured) = score(&["ud", &file, "--documents", "second"]);
    assert_eq!(measured["records"], 1);
}

#[test]
fn score_plover_gsr_measures_types_dyads_and_roles() {
    let (names, measured) = score(&["plover_gsr", &fixture("two.jsonl")]);
    assert_eq!(
        names,
        "type_precision type_recall type_f1 dyad_type_precision dyad_type_recall dyad_type_f1 actor_f1 recipient_f1 \
         type_accuracy quad_accuracy"
    );
    assert_eq!(measured["records"], 2);
    // The first is right in every way; the second expects what its sentence does not tell.
    assert_eq!(measured["metrics"]["type_recall"], 0.5);
    assert_eq!(measured["metrics"]["dyad_type_recall"], 0.5);
}

#[test]
fn score_cases_measures_records_by_kind() {
    let cases = folder("score-cases");
    let story = fs::read_to_string(fixture("story.md")).unwrap();
    file(&cases, "001-story.md", story);
    file(&cases, "README.md", "no case");
    let (names, measured) = score(&["cases", cases.to_str().unwrap()]);
    assert_eq!(
        names,
        "event_precision event_recall event_f1 event_complete_recall figure_recall control_expected control_precision \
         control_recall relation_expected relation_precision relation_recall position_expected position_precision \
         position_recall agreement_expected agreement_precision agreement_recall term_expected term_precision \
         term_recall never_broken never_total"
    );
    assert_eq!(measured["records"], 1);
    assert_eq!(measured["metrics"]["event_recall"], 0.5);
    assert_eq!(measured["metrics"]["never_total"], 1.0);
}

#[test]
fn score_prints_a_table_and_what_was_missed() {
    let file = fixture("two.jsonl");
    let (table, _) = run(&mut dateline(&["score", "plover_gsr", &file]), 0);
    assert!(table.starts_with(&format!("plover_gsr on {file}: 2 records\n  type_precision")), "{table}");
    let (table, _) = run(&mut dateline(&["score", "plover_gsr", &file, "--misses"]), 0);
    assert!(table.contains("OURS-2"), "{table}");
}

#[test]
fn score_tells_a_file_that_is_missing_from_one_that_is_broken() {
    let folder = folder("score-broken");
    run(&mut dateline(&["score", "ud", "no-such.conllu"]), 66);
    run(&mut dateline(&["score", "cases", "no-such-folder"]), 66);
    let broken = file(&folder, "broken.conllu", "1\tIsrael\n\n");
    let (_, err) = run(&mut dateline(&["score", "ud", &broken]), 65);
    assert!(err.contains("broken.conllu"), "{err}");
    let broken = file(&folder, "broken.jsonl", "{}\n");
    let (_, err) = run(&mut dateline(&["score", "plover_gsr", &broken]), 65);
    assert!(err.contains("broken.jsonl:1"), "{err}");
    let empty = file(&folder, "empty.conllu", "");
    run(&mut dateline(&["score", "ud", &empty]), 65);
}

#[test]
fn completions_are_scripts_of_their_shells() {
    for (shell, mark) in
        [("bash", "complete -F _dateline"), ("zsh", "#compdef dateline"), ("fish", "complete -c dateline")]
    {
        let (script, _) = run(&mut dateline(&["completions", shell]), 0);
        assert!(script.contains(mark), "{shell}: {script}");
        for word in ["explain", "published", "conllu"] {
            assert!(script.contains(word), "{shell} completes {word}");
        }
    }
    run(&mut dateline(&["completions", "abacus"]), 2);
}

#[test]
fn the_manual_has_a_page_for_every_command() {
    let (manual, _) = run(&mut dateline(&["man"]), 0);
    let (help, _) = run(&mut dateline(&["--help"]), 0);
    let commands: Vec<&str> = help
        .split("Commands:")
        .nth(1)
        .and_then(|rest| rest.split("Options:").next())
        .map(|list| list.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect())
        .unwrap();
    assert!(commands.contains(&"read") && commands.contains(&"score"), "{help}");
    for command in commands.iter().filter(|command| !command.is_empty() && **command != "help") {
        assert!(manual.contains(&format!(".TH dateline-{command}")), "no page for {command}");
    }
    assert!(manual.starts_with(".ie") || manual.contains(".TH dateline"), "{manual}");
}

#[test]
fn help_is_data_and_names_the_formats() {
    let (help, err) = run(&mut dateline(&["read", "--help"]), 0);
    assert_eq!(err, "");
    for word in ["--published", "jsonl", "conllu", "report", "csv", "--max-document", "--jobs", "--data"] {
        assert!(help.contains(word), "{word}");
    }
}
