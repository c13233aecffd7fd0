//! Feeds.

use crate::{CODER, failure, read, show};
use dateline::read::Item;
use expect_test::{Expect, expect};

#[track_caller]
fn check(name: &str, bytes: &[u8], expected: Expect) {
    let tell = |item: &Item| match item {
        Ok(document) => show(document),
        Err(failed) => format!("! {failed}\n"),
    };
    let all: Vec<String> = read(name, bytes).iter().map(tell).collect();
    expected.assert_eq(&all.join("\n"));
}

const RSS: &[u8] = include_bytes!("../samples/feed.rss");
const ATOM: &[u8] = include_bytes!("../samples/feed.atom");
const JSON: &[u8] = include_bytes!("../samples/feed.json");

#[test]
fn each_item_of_rss_is_a_document_of_its_whole_text() {
    check(
        "feed.rss",
        RSS,
        expect![[r#"
            key courier-1041
            source The River Courier: World
            url https://courier.example/world/mopti-convoy
            published 2023-11-02 metadata
            edition courier-1041 - usable first
            headline “Gunmen attack convoy near Mopti”
            body “Gunmen attacked a convoy near Mopti on Thursday, the army said.”
            body “Six soldiers were killed — the toll may rise.”
            related “More from Mali”

            key https://courier.example/world/juba
            source The River Courier: World
            url https://courier.example/world/juba
            published 2023-11-03 metadata
            edition https://courier.example/world/juba - usable first
            headline “Talks & truce in Juba”
            body “South Sudan’s rivals met in Juba on Friday.”
        "#]],
    );
}

#[test]
fn entries_of_atom_have_editions_and_may_be_withdrawn() {
    check(
        "feed.xml",
        ATOM,
        expect![[r#"
        key tag:sahelwire.example,2023:7
        source Sahel Wire
        url https://sahelwire.example/7
        published 2023-11-03 metadata
        edition tag:sahelwire.example,2023:7 2023-11-04T10:00:00Z usable update
        headline “Army denies shelling Gao”
        body “The army denied shelling Gao on Friday.”
        body “Residents said shells fell at night & in the morning.”

        key tag:sahelwire.example,2023:5
        source Sahel Wire
        published 2023-11-04 metadata
        edition tag:sahelwire.example,2023:5 2023-11-04T11:00:00Z canceled withdrawal
    "#]],
    );
}

#[test]
fn items_of_json_feed_are_documents_and_a_bad_one_is_named() {
    check(
        "feed.json",
        JSON,
        expect![[r#"
        key d-1
        source Delta Monitor
        url https://delta.example/1
        published 2024-02-11 metadata
        edition d-1 - usable first
        headline “Troops leave Kismayo”
        body “Troops left Kismayo on Sunday, the governor said.”

        key 2
        source Delta Monitor
        published 2024-02-12 metadata
        edition 2 - usable first
        body “Police arrested three men in Bosaso on Monday.”
        body “They were released later.”

        ! byte 467: no item of a feed: invalid type: integer `5`, expected a string at line 1 column 24
    "#]],
    );
}

#[test]
fn an_item_is_cited_by_its_own_bytes() {
    for (bytes, name, opens, closes) in [
        (RSS, "stdin", "<item>", "</item>"),
        (ATOM, "stdin", "<entry>", "</entry>"),
        (JSON, "stdin", "{", "}"),
    ] {
        let all = read(name, bytes);
        let cited = all[0].as_ref().unwrap().origin.citation.clone().unwrap();
        let part = &bytes[cited.offset as usize..][..cited.length as usize];
        let part = std::str::from_utf8(part).unwrap();
        assert!(part.starts_with(opens) && part.ends_with(closes), "{part}");
    }
}

#[test]
fn nothing_is_read_from_a_withdrawn_entry() {
    let entry = "<feed xmlns='http://www.w3.org/2005/Atom'><at:deleted-entry xmlns:at='x' ref='a' when='2024-01-01T00:00:00Z'>\
        <at:comment>Rebels shelled Azaz.</at:comment></at:deleted-entry></feed>";
    let mut all = read("f.atom", entry.as_bytes());
    let reading = CODER.reader().read(all.remove(0).unwrap());
    let codes: Vec<&str> = reading.notes.iter().map(|note| note.code.as_str()).collect();
    assert_eq!((reading.events.len(), codes), (0, vec!["canceled", "empty-document"]));
}

#[test]
fn entities_are_refused_and_never_expanded() {
    let mut bomb = "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a0 \"boom\">".to_owned();
    for n in 1..30 {
        bomb += &format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10));
    }
    bomb += "]><rss><channel><item><title>&a29;</title><description>The army left.</description></item></channel></rss>";
    let all = read("feed.xml", bomb.as_bytes());
    assert_eq!(all.len(), 1);
    assert!(failure(&all[0]).to_string().contains("declares entities"), "{:?}", all[0]);
    // One that nobody declared stands as it is.
    let all = read(
        "f.rss",
        b"<rss><channel><item><description>The army &xyz; left Azaz.</description></item></channel></rss>",
    );
    assert_eq!(all[0].as_ref().unwrap().text(), "The army &xyz; left Azaz.");
}

#[test]
fn a_feed_that_breaks_off_gives_what_stands_before() {
    let cut = &RSS[..RSS.len() - 260];
    let all = read("feed.rss", cut);
    assert!(all[0].as_ref().is_ok_and(|d| d.text().contains("Six soldiers")));
    let all = read(
        "feed.rss",
        b"<rss><channel><item><description>The army left Azaz.</description></item><item><title>x</title <",
    );
    assert_eq!(all[0].as_ref().unwrap().text(), "The army left Azaz.");
    assert!(failure(all.last().unwrap()).to_string().contains("breaks off"));
    assert!(failure(&read("feed.rss", b"no feed at all")[0]).to_string().contains("no feed"));
}
