//! What is mentioned again: `coreference.txt` holds short stories, and below each what must be taken up from what.

use dateline::{Coder, Mention, MentionKind, Origin, Reading};
use std::path::Path;

/// The id of a mention's actor or place, empty if it has none.
fn id(mention: &Mention) -> String {
    match &mention.kind {
        MentionKind::Actor(resolution) => resolution.best().map(|a| a.id.to_string()),
        MentionKind::Place(resolution) => resolution.best().map(|p| p.id.to_string()),
        _ => None,
    }
    .unwrap_or_default()
}

/// What is wrong with one line, if anything.
fn wrong(reading: &Reading, line: &str) -> Option<String> {
    let (words, rest) = line.split_once(" <- ").expect("a line has `<-`");
    let (words, number) =
        words.split_once('#').map_or((words, 1), |(w, n)| (w, n.parse().expect("the table is well formed")));
    let (antecedent, actor) = rest.split_once(" = ").map_or((rest, None), |(a, id)| (a, Some(id)));
    let refers = |m: &&Mention| matches!(m.kind, MentionKind::Actor(_) | MentionKind::Place(_));
    let quote = |m: &Mention| reading.document.quote(m.span).to_owned();
    let mut same = reading.mentions.iter().filter(refers).filter(|m| quote(m) == words);
    let Some(mention) = same.nth(number - 1) else {
        return (antecedent != "?").then(|| format!("{line}: no such mention"));
    };
    let found = mention.antecedent.map_or("?".to_owned(), |a| quote(reading.mention(a)));
    if found != antecedent {
        return Some(format!("{line}: takes up {found}"));
    }
    let resolved = id(mention);
    actor.filter(|actor| *actor != resolved).map(|_| format!("{line}: is `{resolved}`"))
}

#[test]
fn every_story_of_the_table_is_followed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/coreference.txt");
    let text = std::fs::read_to_string(path).expect("coreference.txt is there");
    let coder = Coder::built_in();
    let mut reader = coder.reader();
    let (mut story, mut lines, mut failures) = (None, 0, vec![]);
    for line in text.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        match (line.strip_prefix("  "), &story) {
            (Some(line), Some(reading)) => {
                lines += 1;
                failures.extend(wrong(reading, line));
            }
            _ => story = Some(reader.read(coder.document(line.to_owned(), Origin::default()))),
        }
    }
    assert!(lines >= 15, "only {lines} lines");
    assert!(failures.is_empty(), "{} of {lines}:\n{}", failures.len(), failures.join("\n"));
}

/// What takes something up stands behind it, and a chain ends.
#[test]
fn an_antecedent_stands_before() {
    let coder = Coder::built_in();
    let text = "Turkey said it would act. Its army moved. The group, which Ankara calls a threat, said it would fight. \
        They met in Idlib. The city was quiet. He himself said so, and she agreed with him.";
    let reading = coder.reader().read(coder.document(text.to_owned(), Origin::default()));
    let taken: Vec<_> = reading.mentions.iter().filter_map(|m| Some((m, m.antecedent?))).collect();
    assert!(!taken.is_empty());
    for (mention, before) in taken {
        assert!(reading.mention(before).span.start() < mention.span.start());
    }
}
