//! What must hold of any text whatever: no panic, spans that lie in the text, ids that point at something, and the
//! same record every time.

#[expect(dead_code, reason = "what is asked of inputs is used by other tests")]
mod sound;

use dateline::export::{Read, exporter};
use dateline::{Coder, Origin, PublishedBasis, Reading};
use proptest::prelude::*;
use std::sync::LazyLock;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

/// The published line and the trees of a text.
fn written(text: &str) -> (Reading, String) {
    let published = "2019-03-14".parse().ok().map(|date| (date, PublishedBasis::User));
    let document = CODER.document(text.to_owned(), Origin { published, ..Origin::default() });
    let (reading, analysis) = CODER.reader().read_with_analysis(document);
    sound::reading(&reading, &analysis, text);
    let mut out = vec![];
    for name in ["jsonl", "csv", "conllu", "report"] {
        let exporter = exporter(name).expect("a format of that name");
        let read = Read { coder: &CODER, reading: &reading, analysis: &analysis, colour: false };
        (exporter.write)(&read, &mut out).expect("writing to memory");
    }
    (reading, String::from_utf8(out).expect("what is written is UTF-8"))
}

fn holds(text: &str) {
    let (reading, lines) = written(text);
    assert_eq!(written(text).1, lines);
    sound::published(&reading);
}

/// Words that make rules fire, with the marks and letters that break careless slicing between them.
fn newslike() -> impl Strategy<Value = String> {
    let word = prop::sample::select(&[
        "Israel",
        "Syria",
        "the army",
        "rebels",
        "Turkish-backed militias",
        "Moscow",
        "Idlib",
        "the governor",
        "Mr. Assad",
        "attacked",
        "shelled",
        "said",
        "denied",
        "did not",
        "may",
        "vowed to",
        "killing",
        "was killed by",
        "according to",
        "launched an attack on",
        "met with",
        "agreed to",
        "threatened",
        "that",
        "who",
        "and",
        "if",
        "but",
        "of",
        "in",
        "near",
        "at least 12",
        "between 15 and 20",
        "dozens of",
        "$2.5m",
        "½",
        "1,000 km",
        "people",
        "soldiers",
        "on Wednesday",
        "last Friday",
        "3 March 2019",
        "since 2011",
        "yesterday",
        "May",
        "two days later",
        "don’t",
        "it's",
        "U.S.",
        "a.m.",
        "😀",
        "🇸🇾",
        "“",
        "”",
        "\"",
        "‘",
        "’",
        "—",
        "-",
        ":",
        ",",
        ".",
        "?",
        "(",
        ")",
        "…",
        "'s",
        "’s",
        "\n",
        "\n\n",
        "\r\n",
        "\t",
        "\u{a0}",
        "\u{200b}",
        "\u{feff}",
        "\u{202e}",
        "e\u{301}",
        "İ",
        "ß",
        "ﬁ",
        "دمشق",
        "قال",
        "東京",
        "Киев",
        "K\u{fffd}",
        "\u{2028}",
        "\u{85}",
        "\0",
    ]);
    prop::collection::vec((word, prop::sample::select(&[" ", " ", " ", "", "\u{a0}"])), 0..40)
        .prop_map(|words| words.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_characters_at_all(text in any::<String>()) {
        holds(&text);
    }

    #[test]
    fn words_of_news_in_any_order(text in newslike()) {
        holds(&text);
    }
}

#[test]
fn texts_that_broke_something_once_or_might() {
    let long_word = "a".repeat(100_000);
    let long_sentence = "the army and ".repeat(2_000);
    let deep = format!("{}Israel attacked Syria{}", "(".repeat(500), ")".repeat(500));
    let (quotes, numbers, lines) = ("“”".repeat(2_000), "1 ".repeat(2_000), "\n".repeat(5_000));
    let made = [&long_word, &long_sentence, &deep, &quotes, &numbers, &lines].map(String::as_str);
    let given =
        ["", " ", "\u{feff}", "\r", ".", "-", "\u{301}", "U.S.Mr. Assad ", "$2.5m and ", "From 10 to"];
    for text in given.into_iter().chain(made) {
        holds(text);
    }
}
