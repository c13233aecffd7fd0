//! The published record reads back as what was written.

use dateline::cases::parse;
use dateline::export::{Read, exporter};
use dateline::published::{Record, SCHEMA};
use dateline::{Coder, Document, Origin};
use std::path::Path;

#[track_caller]
fn check(coder: &Coder, document: Document) -> Record {
    let (reading, analysis) = coder.reader().read_with_analysis(document);
    let mut line = vec![];
    let jsonl = exporter("jsonl").expect("jsonl is a format");
    (jsonl.write)(&Read { coder, reading: &reading, analysis: &analysis, colour: false }, &mut line)
        .expect("memory does not fail");
    let line = String::from_utf8(line).expect("JSON is UTF-8");
    let record: Record = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
    assert_eq!(serde_json::to_string(&record).expect("records are JSON") + "\n", line);
    assert_eq!(record.schema, SCHEMA);
    assert_eq!(record.events.len(), reading.events.len());
    assert_eq!(record.mentions.len(), reading.mentions.len());
    record
}

#[test]
fn every_story_reads_back_as_it_was_written() {
    let coder = Coder::built_in();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases");
    let (mut times, mut figures, mut stories) = (0, 0, 0);
    for entry in std::fs::read_dir(folder).expect("cases/ is there").flatten() {
        let path = entry.path();
        if path.extension().is_none_or(|e| e != "md") || path.ends_with("README.md") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("a case is text");
        let record = check(&coder, parse(&text).expect("a case parses").document(&coder));
        times += record.mentions.iter().filter(|m| m.kind == "time" && m.time.is_some()).count();
        figures += record.mentions.iter().filter(|m| m.kind == "figure" && m.figure.is_some()).count();
        let mixed = |m: &&dateline::published::MentionRecord| m.time.is_some() && m.figure.is_some();
        assert_eq!(record.mentions.iter().find(mixed), None);
        stories += 1;
    }
    assert!(stories > 10 && times > stories && figures > stories, "{stories} {times} {figures}");
}

#[test]
fn odd_texts_read_back_as_they_were_written() {
    let coder = Coder::built_in();
    for text in
        ["", "😀 “Rebels” killed 0.1 to 2.7 million people near 12°30′ — Żary’s mayor said\u{2028}on Monday."]
    {
        check(&coder, coder.document(text.into(), Origin::default()));
    }
}
