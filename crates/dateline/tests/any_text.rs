//! What must hold of any text whatever: no panic, spans that lie in the text, ids that point at something, and the
//! same record every time.

use dateline::export::{Read, exporter};
use dateline::{Coder, MentionKind, Origin, PublishedBasis, Reading, Role, Span, Speaker, Status};
use proptest::prelude::*;
use std::sync::LazyLock;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

/// Everything of a reading that cites words.
fn spans(reading: &Reading) -> Vec<Span> {
    let mut spans: Vec<Span> = reading.document.sections.iter().map(|section| section.span).collect();
    spans.extend(&reading.sentences);
    for mention in &reading.mentions {
        spans.extend([mention.span, mention.head]);
        if let MentionKind::Figure(figure) = &mention.kind {
            spans.extend(figure.group.into_iter().chain(figure.modifier));
        }
    }
    for claim in &reading.claims {
        spans.extend(claim.cue.iter().chain(&claim.content));
        spans.extend(claim.chain.iter().filter_map(|speaker| match speaker {
            Speaker::Unnamed(span) => Some(*span),
            Speaker::Outlet | Speaker::Mentioned(_) => None,
        }));
    }
    for event in &reading.events {
        spans.extend([event.span, event.trigger]);
        spans.extend(event.status_cue);
        spans.extend(roles(event).map(|role| role.span));
    }
    spans.extend(reading.notes.iter().filter_map(|note| note.span));
    spans
}

fn roles(event: &dateline::Event) -> impl Iterator<Item = &Role> {
    let lists = event.actors.iter().chain(&event.recipients).chain(&event.coordinated_with);
    lists.chain(&event.object).chain(&event.instrument)
}

/// Every mention that something refers to.
fn mentions_referred_to(reading: &Reading) -> Vec<u32> {
    let mut ids = vec![];
    for event in &reading.events {
        ids.extend(roles(event).filter_map(|role| role.mention));
        ids.extend(
            event
                .place
                .into_iter()
                .chain(event.time.map(|time| time.mention))
                .chain(event.figures.iter().copied()),
        );
    }
    for claim in &reading.claims {
        ids.extend(claim.said);
        ids.extend(claim.chain.iter().filter_map(|speaker| match speaker {
            Speaker::Mentioned(id) => Some(*id),
            Speaker::Outlet | Speaker::Unnamed(_) => None,
        }));
    }
    for mention in &reading.mentions {
        if let MentionKind::Figure(figure) = &mention.kind {
            ids.extend(figure.area.into_iter().chain(figure.period));
        }
    }
    ids.into_iter().map(|id| id.0).collect()
}

/// The published line and the trees of a text.
fn written(text: &str) -> (Reading, String) {
    let published = "2019-03-14".parse().ok().map(|date| (date, PublishedBasis::User));
    let document = CODER.document(text.to_owned(), Origin { published, ..Origin::default() });
    let (reading, analysis) = CODER.reader().read_with_analysis(document);
    let mut out = vec![];
    for name in ["jsonl", "csv", "conllu", "report"] {
        let exporter = exporter(name).expect("a format of that name");
        let read = Read { coder: &CODER, reading: &reading, analysis: &analysis, colour: false };
        (exporter.write)(&read, &mut out).expect("writing to memory");
    }
    (reading, String::from_utf8(out).expect("what is written is UTF-8"))
}

/// In text order, none within another.
fn apart(spans: &[Span]) -> bool {
    spans.is_sorted_by(|a, b| a.end() <= b.start())
}

fn holds(text: &str) -> Result<(), TestCaseError> {
    let (reading, lines) = written(text);
    prop_assert_eq!(reading.document.text(), text);
    for span in spans(&reading) {
        prop_assert!(text.get(span.range()).is_some(), "{:?} is no stretch of {:?}", span, text);
    }
    for mention in &reading.mentions {
        prop_assert!(!mention.span.is_empty() && mention.span.contains(mention.head), "{:?}", mention);
    }
    for event in &reading.events {
        prop_assert!(event.span.contains(event.trigger) && !event.trigger.is_empty(), "{:?}", event);
        prop_assert!(text.contains(reading.quote(event)));
        prop_assert!((event.claim.0 as usize) < reading.claims.len());
        prop_assert!(
            event.status == Status::Reported || event.status_cue.is_some(),
            "{:?} rests on no word",
            event
        );
    }
    let triggers: Vec<Span> = reading.events.iter().map(|event| event.trigger).collect();
    prop_assert!(triggers.is_sorted_by(|a, b| a < b), "a word triggers two events: {:?}", triggers);
    prop_assert!(apart(&reading.sentences));
    prop_assert!(apart(&reading.document.sections.iter().map(|section| section.span).collect::<Vec<_>>()));
    for id in mentions_referred_to(&reading) {
        prop_assert!((id as usize) < reading.mentions.len(), "there is no mention {}", id);
    }
    for claim in &reading.claims {
        prop_assert_eq!(claim.chain.first(), Some(&Speaker::Outlet));
    }
    prop_assert!(reading.mentions.is_sorted_by_key(|mention| mention.span.start()));
    prop_assert_eq!(written(text).1, lines);
    Ok(())
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
        holds(&text)?;
    }

    #[test]
    fn words_of_news_in_any_order(text in newslike()) {
        holds(&text)?;
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
        holds(text).unwrap();
    }
}
