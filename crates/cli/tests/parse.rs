//! `dateline parse` prints CoNLL-U.

use assert_cmd::Command;

fn parse(arguments: &[&str], text: &'static str) -> String {
    let output = Command::cargo_bin("dateline")
        .expect("the binary is built")
        .arg("parse")
        .args(arguments)
        .write_stdin(text)
        .assert();
    String::from_utf8(output.success().get_output().stdout.clone()).expect("the output is UTF-8")
}

/// Form, universal tag, head and relation of every word.
fn words(conllu: &str) -> Vec<[&str; 4]> {
    let rows = conllu.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let columns = rows.map(|line| line.split('\t').collect::<Vec<_>>());
    columns.filter(|columns| !columns[0].contains('-')).map(|c| [c[1], c[3], c[6], c[7]]).collect()
}

#[test]
fn running_text_is_cut_and_parsed() {
    let out = parse(&["-"], "Rebel forces shelled the town. Talks haven't begun.\n");
    assert!(
        out.starts_with("# sent_id = stdin-1\n# text = Rebel forces shelled the town.\n1\tRebel\t"),
        "{out}"
    );
    assert!(out.contains("# sent_id = stdin-2\n# text = Talks haven't begun.\n"), "{out}");
    assert!(out.contains("2-3\thaven't\t_\t_\t"), "{out}");
    let words = words(&out);
    assert_eq!(words[2], ["shelled", "VERB", "0", "root"]);
    assert_eq!(words[4], ["town", "NOUN", "3", "obj"]);
    assert!(
        out.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).all(|l| l.split('\t').count() == 10)
    );
    assert!(out.ends_with("\n\n"));
}

#[test]
fn tokens_are_left_as_they_are_given() {
    let out = parse(&["--tokens", "-"], "Rebels shelled Al-Bab .\n\nTalks failed\n");
    let forms: Vec<&str> = words(&out).iter().map(|word| word[0]).collect();
    assert_eq!(forms, ["Rebels", "shelled", "Al-Bab", ".", "Talks", "failed"]);
    assert_eq!(out.matches("# sent_id").count(), 2);
}

#[test]
fn a_missing_file_is_named() {
    let assert = Command::cargo_bin("dateline")
        .expect("the binary is built")
        .args(["parse", "no-such-file.txt"])
        .assert()
        .code(66);
    let told = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(told.contains("no-such-file.txt"), "{told}");
}
