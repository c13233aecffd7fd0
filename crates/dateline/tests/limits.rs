//! What an input may cost: texts made to be slow are not, a text of too many words is read in part and says so, and whoever
//! wants to stop a reading can.

use dateline::{Coder, Origin, Reading, Span};
use std::cell::Cell;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

fn read(coder: &Coder, text: &str) -> Reading {
    let origin = Origin { language: Some("en".into()), ..Origin::default() };
    coder.reader().read(coder.document(text.to_owned(), origin))
}

/// Runs of marks without white space: looked at whole for every mark in them, these took minutes.
#[test]
fn runs_without_white_space_are_cut_in_linear_time() {
    for part in ["'", "1-", "a-", "%"] {
        let text = part.repeat(200_000 / part.len());
        let begun = Instant::now();
        let analysis = CODER.model.parser().analyze(&text, &[Span::of(0..text.len())]);
        assert!(analysis.tokens.len() > 1_000);
        assert!(analysis.tokens.iter().all(|token| text.is_char_boundary(token.span.start() as usize)));
        assert!(begun.elapsed() < Duration::from_secs(60), "{part:?} took {:?}", begun.elapsed());
    }
}

#[test]
fn texts_of_one_thing_over_and_over_are_read_like_others() {
    let parts = [
        "'",
        "()",
        "(",
        "[",
        "&",
        "& ",
        ";",
        "%",
        "1-",
        "a-",
        "/",
        "@",
        "\"",
        "“",
        "a",
        "a'",
        "1.",
        "1,",
        ", ",
        "- ",
        "U.S. ",
        "the army and ",
        "he said that ",
        "Syria's ",
        "government of ",
        "rebels who ",
        "ABC DEF ",
        "e\u{301}",
        "http://a.b/",
        "\n",
        " ",
        "Rebels attacked. ",
        "$2 ",
        "May ",
    ];
    for part in parts {
        let text = part.repeat(3_000 / part.len());
        assert_eq!(read(&CODER, &text).document.text(), text);
    }
}

#[test]
fn a_text_of_too_many_words_is_read_in_part_and_says_so() {
    let first = "Rebels shelled Idlib on Monday.";
    let text = format!("{first} The army attacked Aleppo on Tuesday. Israel denied it.");
    let short = Coder { max_words: 6, ..Coder::built_in() };
    let reading = read(&short, &text);
    assert_eq!(reading.events.len(), 1);
    assert_eq!(reading.quote(&reading.events[0]), "Rebels shelled Idlib");
    let notes: Vec<_> = reading.notes.iter().filter(|note| note.code == "too-many-words").collect();
    assert_eq!(notes.len(), 1);
    let left = notes[0].span.expect("the note says where");
    assert!(left.text(&text).starts_with("The army attacked"), "{}", left.text(&text));
    // As many words as there are need no note, and what is read does not hang on what is not.
    assert_eq!(read(&CODER, first).events.len(), 1);
    assert!(read(&CODER, &text).notes.iter().all(|note| note.code != "too-many-words"));
}

#[test]
fn a_reading_can_be_stopped_at_any_time_and_nothing_of_it_is_left() {
    let text = "Rebels shelled Idlib on Monday, the army said. ".repeat(60);
    let document = || CODER.document(text.clone(), Origin::default());
    let mut reader = CODER.reader();
    let asked = Cell::new(0);
    let whole = reader.read_while(document(), &|| {
        asked.set(asked.get() + 1);
        true
    });
    assert_eq!(whole.expect("nobody stops it").0, reader.read(document()));
    let times = asked.get();
    assert!(times > 10, "asked {times} times");
    for stop in [0, 1, times / 2, times - 1] {
        let left = Cell::new(stop);
        let go_on = || {
            left.set(left.get() - 1);
            left.get() >= 0
        };
        assert!(reader.read_while(document(), &go_on).is_none(), "stopped after {stop}");
    }
    // The reader goes on with the next as if nothing had been.
    assert_eq!(reader.read(document()), CODER.reader().read(document()));
}
