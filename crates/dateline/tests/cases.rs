//! The stories of `cases/`, held against the records that stand below them. `cases/README.md` has the format.

use dateline::Coder;
use dateline::cases::{compare, marked, parse};
use std::path::{Path, PathBuf};

fn stories() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases");
    let entries = std::fs::read_dir(folder).expect("cases/ is there");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|e| e == "md") && !path.ends_with("README.md"));
    paths.sort();
    paths
}

/// `UPDATE_EXPECT=1` marks what is wrong with `fixme` and takes the mark from what is right.
#[test]
fn every_story_is_read_as_its_records_say() {
    let coder = Coder::built_in();
    let mut reader = coder.reader();
    let update = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut surprises = vec![];
    for path in stories() {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let case = parse(&text).unwrap_or_else(|problem| panic!("cases/{name}: {problem}"));
        let outcome = compare(&case, &reader.read(case.document(&coder)));
        if update {
            std::fs::write(&path, marked(&text, &outcome)).unwrap();
        } else {
            surprises.extend(outcome.surprises().map(|surprise| format!("cases/{name}: {surprise}")));
        }
    }
    assert!(surprises.is_empty(), "{} records surprise us:\n{}", surprises.len(), surprises.join("\n"));
}

#[test]
fn marks_are_written_where_records_are_wrong_and_nowhere_else() {
    let text = "+++\npublished = \"2024-05-03\"\n+++\nRebels shelled the town.\n\n```toml\n\
        [[event]]\nquote = \"shelled\"\nplover = \"ASSAULT\"\nstatus = \"reported\"\nfixme = \"old\"\n\n\
        [[event]]\nquote = \"the town\"\nplover = \"AID\"\nstatus = \"reported\"\n```\n";
    let coder = Coder::built_in();
    let case = parse(text).unwrap();
    let outcome = compare(&case, &coder.reader().read(case.document(&coder)));
    assert_eq!(outcome.surprises().count(), 2);
    let expected = text.replace("fixme = \"old\"\n", "").replace(
        "plover = \"AID\"\nstatus = \"reported\"\n",
        "plover = \"AID\"\nstatus = \"reported\"\nfixme = \"no event\"\n",
    );
    let written = marked(text, &outcome);
    assert_eq!(written, expected);
    let again = parse(&written).unwrap();
    let outcome = compare(&again, &coder.reader().read(again.document(&coder)));
    assert_eq!(outcome.surprises().count(), 0);
    assert_eq!(marked(&written, &outcome), written);
}
