//! Time expressions of our own in `times.tsv`, each with its TIMEX3 value and its EDTF; and what times do to events.

use dateline::{Coder, MentionKind, Origin, PublishedBasis, Reading, Span, TimeBasis, TimexKind, When};
use std::sync::LazyLock;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

fn read(text: &str, day: &str) -> Reading {
    let published =
        (day != "-").then(|| (day.parse().expect("the table is well formed"), PublishedBasis::User));
    CODER.reader().read(CODER.document(text.to_owned(), Origin { published, ..Origin::default() }))
}

fn times(reading: &Reading) -> Vec<(Span, &When)> {
    let time = |m: &dateline::Mention| matches!(m.kind, MentionKind::Time(_));
    let when = |m: &'_ dateline::Mention| m.span;
    reading
        .mentions
        .iter()
        .filter(|m| time(m))
        .filter_map(|m| match &m.kind {
            MentionKind::Time(w) => Some((when(m), w)),
            _ => None,
        })
        .collect()
}

/// The first time whose words are these.
#[track_caller]
fn time<'r>(reading: &'r Reading, words: &str) -> &'r When {
    let found = times(reading).into_iter().find(|(span, _)| reading.document.quote(*span) == words);
    found.unwrap_or_else(|| panic!("no time is [{words}]")).1
}

#[test]
fn every_expression_of_the_table_has_its_value_and_its_edtf() {
    let table = include_str!("times.tsv");
    let mut wrong = vec![];
    let mut rows = 0;
    for row in table.lines().filter(|l| !l.starts_with('#') && !l.is_empty()) {
        let [day, sentence, value, edtf] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("a row has four cells: {row}")
        };
        rows += 1;
        let (start, end) = (sentence.find('[').unwrap(), sentence.find(']').unwrap() - 1);
        let text = sentence.replace(['[', ']'], "");
        let reading = read(&text, day);
        let span = Span::new(u32::try_from(start).unwrap(), u32::try_from(end).unwrap());
        let found = times(&reading);
        let right = found.iter().any(|(s, when)| {
            *s == span && when.value == value && when.edtf.as_deref().unwrap_or("-") == edtf
        });
        if !right {
            let found: Vec<String> = found
                .iter()
                .map(|(s, w)| {
                    format!(
                        "[{}] {} {}",
                        reading.document.quote(*s),
                        w.value,
                        w.edtf.as_deref().unwrap_or("-")
                    )
                })
                .collect();
            wrong.push(format!("{day}\t{sentence}\t{value}\t{edtf}\n    found {}", found.join("; ")));
        }
    }
    assert!(rows >= 200, "only {rows} rows");
    assert!(wrong.is_empty(), "{} of {rows} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[track_caller]
fn check(words: &str, sentence: &str, edtf: Option<&str>, days: Option<(&str, &str)>, basis: TimeBasis) {
    let reading = read(sentence, "2019-03-14");
    let when = time(&reading, words);
    assert_eq!(when.edtf.as_deref(), edtf, "EDTF of [{words}]");
    let found = when.earliest.zip(when.latest).map(|(from, to)| (from.to_string(), to.to_string()));
    assert_eq!(found, days.map(|(from, to)| (from.to_owned(), to.to_owned())), "days of [{words}]");
    assert_eq!(when.basis, basis, "basis of [{words}]");
}

#[test]
fn days_grain_and_basis_go_with_the_words() {
    let text = TimeBasis::Text;
    let published = TimeBasis::DocumentDate;
    check("2018", "The town fell in 2018.", Some("2018"), Some(("2018-01-01", "2018-12-31")), text);
    check(
        "February",
        "The town fell in February.",
        Some("2019-02"),
        Some(("2019-02-01", "2019-02-28")),
        published,
    );
    check(
        "last week",
        "The town fell last week.",
        Some("2019-03-04/2019-03-10"),
        Some(("2019-03-04", "2019-03-10")),
        published,
    );
    check("the 1990s", "He fought in the 1990s.", Some("199X"), Some(("1990-01-01", "1999-12-31")), text);
    check(
        "the third quarter of 2018",
        "Exports fell in the third quarter of 2018.",
        Some("2018-35"),
        Some(("2018-07-01", "2018-09-30")),
        text,
    );
    // A season's months depend on the hemisphere: all of the year is kept.
    check(
        "the summer of 2018",
        "The town fell in the summer of 2018.",
        Some("2018-22"),
        Some(("2018-01-01", "2018-12-31")),
        text,
    );
    // Nobody says when a fiscal year begins.
    check("fiscal 2018", "Arms sales rose in fiscal 2018.", None, None, text);
    check("two months", "The siege lasted two months.", None, None, text);
    check("now", "The army now holds the town.", None, None, text);
    check(
        "two days later",
        "The rebels struck on 2 March 2018 and fled two days later.",
        Some("2018-03-04"),
        Some(("2018-03-04", "2018-03-04")),
        TimeBasis::Context,
    );
    check(
        "two days later",
        "The rebels struck on Friday and fled two days later.",
        Some("2019-03-10"),
        Some(("2019-03-10", "2019-03-10")),
        published,
    );
    check(
        "2011 and 2014",
        "He led the group between 2011 and 2014.",
        Some("2011/2014"),
        Some(("2011-01-01", "2014-12-31")),
        text,
    );
}

#[test]
fn without_a_document_date_nothing_relative_has_days() {
    let sentences = [
        "The jets struck the village on Wednesday.",
        "The army took two of the hills this month.",
        "The truce was signed last September.",
        "They must leave by 12 June.",
        "The group split two years ago and met yesterday morning.",
        "The talks resume next week, in the third quarter, or this summer.",
        "The truce has held for the past two weeks.",
        "They fled two days later, on Easter Sunday.",
    ];
    for sentence in sentences {
        let reading = read(sentence, "-");
        for (span, when) in times(&reading) {
            let words = reading.document.quote(span);
            assert!(
                when.earliest.is_none() && when.latest.is_none() && when.edtf.is_none(),
                "{words} got days"
            );
            assert_eq!(when.basis, TimeBasis::Unresolved, "{words}");
        }
        assert!(!times(&reading).is_empty(), "no time in: {sentence}");
        assert!(reading.notes.iter().any(|note| note.code == "no-document-date"), "no note for: {sentence}");
    }
}

#[test]
fn words_that_bound_and_soften_are_kept() {
    let bound = |sentence: &str, words: &str| {
        let reading = read(sentence, "2019-03-14");
        let when = time(&reading, words).clone();
        (
            when.bound.map(|b| b.to_string()).unwrap_or_default(),
            when.modifier.map(|m| m.to_string()).unwrap_or_default(),
        )
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(bound("The war has gone on since 2011.", "2011"), pair("since", ""));
    assert_eq!(bound("They must leave by 12 June.", "12 June"), pair("by", ""));
    assert_eq!(bound("They must leave no later than 12 June.", "12 June"), pair("by", ""));
    assert_eq!(bound("They must leave by the end of April.", "the end of April"), pair("by", "END"));
    assert_eq!(bound("The truce held until early 2018.", "early 2018"), pair("until", "START"));
    assert_eq!(
        bound("The siege lasted more than two months.", "more than two months"),
        pair("", "MORE_THAN")
    );
    assert_eq!(bound("The siege lasted about two months.", "about two months"), pair("", "APPROX"));
}

/// Relation and EDTF of the first event's time.
fn event_time(sentence: &str) -> Option<(String, String)> {
    let reading = read(sentence, "2019-03-14");
    let time = reading.events.first()?.time?;
    let MentionKind::Time(when) = &reading.mention(time.mention).kind else { return None };
    Some((time.relation.to_string(), when.edtf.clone().unwrap_or_default().to_string()))
}

#[test]
fn events_take_days_and_no_durations() {
    let dated = |relation: &str, edtf: &str| Some((relation.to_owned(), edtf.to_owned()));
    assert_eq!(event_time("Rebels shelled the town on Wednesday."), dated("within", "2019-03-13"));
    assert_eq!(event_time("Rebels have shelled the town since 2011."), dated("since", "2011"));
    assert_eq!(event_time("Rebels shelled the town between 2011 and 2014."), dated("within", "2011/2014"));
    assert_eq!(
        event_time("Rebels shelled the town for two hours on Wednesday."),
        dated("within", "2019-03-13")
    );
    // A duration, "now" and "every day" date nothing.
    assert_eq!(event_time("Rebels shelled the town for two months."), None);
    assert_eq!(event_time("Rebels now shelled the town."), None);
    assert_eq!(event_time("Rebels shelled the town every day."), None);
}

#[test]
fn ages_are_no_times() {
    for sentence in ["A 44-year-old farmer died.", "She is 37 years old.", "A boy of 12 years of age fled."] {
        assert_eq!(times(&read(sentence, "2019-03-14")).len(), 0, "{sentence}");
    }
    let reading = read("The 28-month-old siege is over.", "2019-03-14");
    assert_eq!(time(&reading, "28-month-old").kind, TimexKind::Duration);
}
