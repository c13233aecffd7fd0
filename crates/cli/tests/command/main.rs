//! The `dateline` command from outside: what it reads, writes, says and returns.

mod commands;
mod export;
mod faults;
mod hostile;
mod incidents;
mod jobs;
mod places;
mod read;
mod readme;
mod record;
mod serve;
mod store;
mod watch;

use assert_cmd::Command;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;

/// The command, away from the user's own settings.
fn dateline(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command
        .args(arguments)
        .env_remove("DATELINE_DATA")
        .env_remove("DATELINE_JOBS")
        .env_remove("DATELINE_RECORD")
        .env_remove("NO_COLOR");
    command
}

/// An empty folder of a test's own.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the build folder can be written");
    folder
}

/// A file in a folder; its path as the command line wants it.
fn file(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = folder.join(name);
    fs::write(&path, bytes).expect("the build folder can be written");
    path.to_str().expect("the build folder's name is UTF-8").to_owned()
}

/// Runs a command and holds it to an exit code; gives what it wrote to standard output and error.
#[track_caller]
fn run(command: &mut Command, code: i32) -> (String, String) {
    let Output { status, stdout, stderr } = command.output().expect("the command starts");
    let (stdout, stderr) = (text(stdout), text(stderr));
    assert_eq!(status.code(), Some(code), "{status}: {stderr}");
    (stdout, stderr)
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("what the command writes is UTF-8")
}

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let (schema, _) = run(&mut dateline(&["schema"]), 0);
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    jsonschema::validator_for(&schema).expect("the schema is a JSON Schema")
});

/// The records of JSON lines; each must be valid by the published schema.
#[track_caller]
fn records(lines: &str) -> Vec<Value> {
    assert!(lines.is_empty() || lines.ends_with('\n'), "the last line is whole");
    let record = |line: &str| -> Value {
        let record = serde_json::from_str(line).expect("a line is JSON");
        let errors: Vec<String> =
            SCHEMA.iter_errors(&record).map(|error| format!("{}: {error}", error.instance_path)).collect();
        assert!(errors.is_empty(), "not by the schema:\n{}", errors.join("\n"));
        record
    };
    lines.lines().map(record).collect()
}

/// The codes of a record's notes.
fn notes(record: &Value) -> Vec<&str> {
    let notes = record["notes"].as_array().expect("notes");
    notes.iter().map(|note| note["code"].as_str().expect("a note has a code")).collect()
}

/// PLOVER type and status of a record's events.
fn events(record: &Value) -> Vec<(&str, &str)> {
    let events = record["events"].as_array().expect("events");
    events.iter().filter_map(|event| Some((event["plover"].as_str()?, event["status"].as_str()?))).collect()
}

/// The stories of `cases/` as JSON lines, and their texts.
fn stories() -> (String, Vec<String>) {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(cases).expect("cases/ is there").flatten().map(|e| e.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "md") && !path.ends_with("README.md"));
    paths.sort();
    let (mut lines, mut texts) = (String::new(), vec![]);
    for path in paths {
        let case = fs::read_to_string(&path).expect("a case can be read");
        let mut parts = case.splitn(3, "+++").skip(1);
        let head: toml::Table = parts.next().and_then(|head| head.parse().ok()).expect("a case has a head");
        let story =
            parts.next().and_then(|rest| rest.split("```toml").next()).expect("a case has a story").trim();
        let line = serde_json::json!({
            "id": path.file_stem().map(|stem| stem.to_string_lossy()),
            "text": story,
            "published": head.get("published").and_then(|date| date.as_str()),
            "source": head.get("source").and_then(|name| name.as_str()),
        });
        lines += &format!("{line}\n");
        texts.push(story.to_owned());
    }
    assert!(texts.len() >= 10, "cases/ holds ten stories or more");
    (lines, texts)
}
