//! The `yes` and `no` examples of the data files. Those that fail are listed in `data/known_failures.toml`: the list may
//! only get shorter, and an example that holds now must leave it.

use dateline::Coder;
use dateline::check::{bare, examples};
use dateline_lexicon::{Example, KnownFailure};
use std::collections::BTreeSet;
use std::path::Path;

/// `UPDATE_EXPECT=1` rewrites the list.
#[test]
fn every_example_of_the_data_files_holds_but_for_the_known_failures() {
    let report = examples(&Coder::built_in());
    assert!(report.examples > 1000, "only {} examples were run", report.examples);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/known_failures.toml");
        let text = std::fs::read_to_string(&list).unwrap();
        let head = text.split_once("known_failures = [").unwrap().0;
        let failing: BTreeSet<&str> =
            report.failed.iter().chain(&report.known).map(|problem| bare(&problem.message)).collect();
        let lines: String = failing.iter().map(|line| format!("    '''{line}''',\n")).collect();
        std::fs::write(&list, format!("{head}known_failures = [\n{lines}]\n")).unwrap();
        return;
    }
    let surprises: Vec<String> =
        report.failed.iter().chain(&report.held).map(|problem| format!("data/{problem}")).collect();
    assert!(surprises.is_empty(), "{} surprises:\n{}", surprises.len(), surprises.join("\n"));
}

/// The coder with one example alone, and a list of known failures.
fn coder_of(example: &str, known: &[&str]) -> Coder {
    let mut coder = Coder::built_in();
    let lexicon = &mut coder.lexicon;
    lexicon.patterns.iter_mut().for_each(|pattern| (pattern.yes, pattern.no) = (vec![], vec![]));
    lexicon.frames.iter_mut().for_each(|frame| (frame.yes, frame.no) = (vec![], vec![]));
    lexicon.cues.iter_mut().for_each(|cue| (cue.yes, cue.no) = (vec![], vec![]));
    lexicon.speeches.iter_mut().for_each(|speech| (speech.yes, speech.no) = (vec![], vec![]));
    lexicon.times.entries.clear();
    let shell =
        lexicon.patterns.iter_mut().find(|pattern| pattern.id == "assault.shell").expect("it is there");
    shell.yes = vec![Example::read(example).expect("an example")];
    let listed = |(at, message): (usize, &&str)| KnownFailure {
        message: (*message).to_owned(),
        at: ("known_failures.toml".into(), at + 1),
    };
    lexicon.known_failures = known.iter().enumerate().map(listed).collect();
    coder
}
const SLEPT: &str = "Rebels slept in the town.";
const SLEPT_FAILS: &str = "`assault.shell` does not match its `yes` example \"Rebels slept in the town.\"";

#[test]
fn an_example_that_fails_and_is_not_on_the_list_is_named() {
    let report = examples(&coder_of(SLEPT, &[]));
    assert_eq!((report.examples, report.failed.len(), report.known.len(), report.held.len()), (1, 1, 0, 0));
    assert!(report.failed[0].to_string().contains(SLEPT_FAILS), "{}", report.failed[0]);
    assert!(!report.is_as_known());
}

#[test]
fn an_example_that_is_known_to_fail_and_fails_is_as_it_should_be() {
    let report = examples(&coder_of(SLEPT, &[SLEPT_FAILS]));
    assert_eq!((report.examples, report.failed.len(), report.known.len(), report.held.len()), (1, 0, 1, 0));
    assert!(report.is_as_known());
}

#[test]
fn an_example_that_is_known_to_fail_and_holds_or_is_gone_is_named_with_its_line() {
    let report = examples(&coder_of("Rebels shelled the town.", &["`gone` …", SLEPT_FAILS]));
    assert_eq!((report.examples, report.failed.len(), report.known.len(), report.held.len()), (1, 0, 0, 2));
    let told = report.held[1].to_string();
    assert_eq!(
        told,
        format!("known_failures.toml:2: holds now, or is in no file; take it off the list: {SLEPT_FAILS}")
    );
    assert!(!report.is_as_known());
}

#[test]
fn the_list_of_known_failures_is_sorted() {
    let lexicon = Coder::built_in_lexicon();
    let lines: Vec<&str> = lexicon.known_failures.iter().map(|known| known.message.as_str()).collect();
    assert!(lines.is_sorted_by(|a, b| a < b), "UPDATE_EXPECT=1 sorts it");
}

/// The text of every Rust file below a folder.
fn sources(folder: &Path, texts: &mut String) {
    for entry in std::fs::read_dir(folder).expect("the sources are there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, texts);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            texts.push_str(&std::fs::read_to_string(path).expect("a source is text"));
        }
    }
}

#[test]
fn every_list_of_words_that_the_code_asks_for_is_there_and_no_other() {
    let lexicon = Coder::built_in_lexicon();
    let mut texts = String::new();
    for folder in ["src", "../extract/src", "../cli/src/commands/score"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut texts);
    }
    for call in ["is_word(\"", "is_listed(\"", "in_list(\""] {
        for name in texts.split(call).skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(lexicon.words.contains_key(name), "there is no list `{name}` in [words]");
        }
    }
    for name in lexicon.words.keys() {
        assert!(texts.contains(&format!("\"{name}\"")), "nothing asks for the list `{name}` of [words]");
    }
}
