//! Tokens and sentences, by the table in `boundaries.txt`.

use dateline_record::Span;
use dateline_syntax::tokenise;

/// The text that a line of the table stands for.
fn text_of(line: &str) -> String {
    let marks =
        [(" |⏎ ", "\n"), (" ⏎ ", "\n"), (" ¶ ", "\n\n"), (" | ", " "), ("· ", ""), ("·", ""), ("+", "")];
    marks.iter().fold(line.to_owned(), |text, (mark, meaning)| text.replace(mark, meaning))
}

/// What the splitter makes of a text, in the table's notation.
fn shown(text: &str) -> String {
    let mut shown = String::new();
    for sentence in tokenise::sentences(text, Span::of(0..text.len())) {
        for (index, piece) in sentence.iter().enumerate() {
            shown += match (index, piece.continues, piece.gap) {
                (0, ..) if shown.is_empty() => "",
                (0, _, tokenise::Gap::Blank) => " ¶ ",
                (0, _, tokenise::Gap::Line) => " |⏎ ",
                (0, ..) => " | ",
                (_, true, _) => "+",
                (_, _, tokenise::Gap::Line) => " ⏎ ",
                (_, _, tokenise::Gap::None) => "·",
                _ => " ",
            };
            shown += &text[piece.start..piece.end];
        }
    }
    shown
}

/// `· ` in the table is only easier to read than `·`.
fn expected(line: &str) -> String {
    line.replace("· ", "·")
}

#[test]
fn tokens_and_sentences_end_where_the_table_says() {
    let table = include_str!("boundaries.txt");
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let lines: Vec<&str> = lines.map(|line| line.split(" # FIXME").next().unwrap_or(line)).collect();
    assert!(lines.len() >= 60, "the table has {} lines", lines.len());
    let wrong: Vec<String> = lines
        .iter()
        .filter_map(|line| {
            let (expected, found) = (expected(line), shown(&text_of(line)));
            (expected != found).then(|| format!("expected {expected}\n   found {found}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), lines.len(), wrong.join("\n"));
}
