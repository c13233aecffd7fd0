//! Web pages.

use crate::{CODER, one, read, show};
use expect_test::{Expect, expect};

const STORY: &[u8] = include_bytes!("../samples/story.html");

#[track_caller]
fn check(page: &str, expected: Expect) {
    expected.assert_eq(&show(&one("page.html", page.as_bytes())));
}

#[test]
fn a_page_is_its_story_with_title_date_and_outlet() {
    expect![[r#"
        key story.html
        source The River Courier
        url https://courier.example/world/army-retakes-bridge
        published 2024-03-05 metadata
        headline “Army retakes bridge at Kupa ford”
        caption “Soldiers on the bridge on Tuesday.”
        dateline “OMDURMAN, Sudan (Courier) —”
        body “The army retook the bridge on Tuesday, a spokesman said, after rebels had held it for two weeks.”
        body “Rebels shelled the market of Omdurman “without warning”, residents said — at least 12 people were killed.”
        related “More on this”
        related “Rebels deny shelling the market”
        headline “What comes next”
        body “The two sides will meet in Jeddah on Friday, the foreign ministry said.”
        boilerplate “Sign up for our newsletter and read it every morning, whatever the weather may be.”
    "#]].assert_eq(&show(&one("story.html", STORY)));
}

#[test]
fn what_is_read_from_a_page_is_quoted_from_our_text() {
    let reading = CODER.reader().read(one("story.html", STORY));
    let quoted: Vec<&str> = reading.events.iter().map(|event| reading.quote(event)).collect();
    expect![[r#"
        Army retakes bridge
        Rebels shelled the market of Omdurman
        at least 12 people were killed
        two sides will meet"#]]
    .assert_eq(&quoted.join("\n"));
    assert!(!reading.document.text().contains("moon"), "scripts are no text");
}

#[test]
fn a_page_without_a_story_is_an_empty_document() {
    let menu = "<html><body><nav><a href=/>Home</a></nav><h1>The Courier</h1></body></html>";
    let reading = CODER.reader().read(one("page.html", menu.as_bytes()));
    assert_eq!(reading.document.text(), "");
    assert_eq!(reading.notes[0].code, "empty-document");
}

#[test]
fn tags_may_be_left_open_and_cross_each_other() {
    check(
        "<title>Rebels leave Azaz - Courier</title><body><p>Rebels left <b>Azaz on Monday, the <i>army</b> said.</i>\
         <p>The army entered the town on Tuesday, residents said.<ul><li>It met no resistance there, they said.<li>Nobody was hurt.</ul>",
        expect![[r#"
            key page.html
            headline “Rebels leave Azaz”
            body “Rebels left Azaz on Monday, the army said.”
            body “The army entered the town on Tuesday, residents said.”
            body “It met no resistance there, they said.”
            body “Nobody was hurt.”
        "#]],
    );
}

#[test]
fn paragraphs_may_be_line_breaks() {
    check(
        "<h1>Truce holds</h1><div id=story>The truce held on Sunday, the monitors said.<br><br>Both sides fired in the air, \
         they said.</div>",
        expect![[r#"
            key page.html
            headline “Truce holds”
            body “The truce held on Sunday, the monitors said.”
            body “Both sides fired in the air, they said.”
        "#]],
    );
}

#[test]
fn a_page_whose_script_brings_the_story_is_read_from_its_json() {
    check(
        r#"<html><head><script type="application/ld+json">{"@type":["ReportageNewsArticle"],"headline":"Convoy hit near Mopti",
        "dateCreated":"2023-11-02","publisher":"Sahel Wire","articleBody":"Gunmen attacked a convoy near Mopti on Thursday, the army said.\n\nSix soldiers were killed."}
        </script></head><body><div id="app"></div></body></html>"#,
        expect![[r#"
            key page.html
            source Sahel Wire
            published 2023-11-02 metadata
            headline “Convoy hit near Mopti”
            body “Gunmen attacked a convoy near Mopti on Thursday, the army said.”
            body “Six soldiers were killed.”
        "#]],
    );
}

#[test]
fn the_date_stands_in_meta_or_time_and_is_never_guessed() {
    let page = |head: &str, body: &str| {
        let story =
            "<p>The army shelled the town of Idlib on Monday, residents said, and then it left again.</p>";
        let page = format!(
            "<html><head>{head}</head><body><article><h1>Town shelled</h1>{body}{story}</article></body></html>"
        );
        one("page.html", page.as_bytes())
            .origin
            .published
            .map(|(day, basis)| format!("{day} {basis}"))
            .unwrap_or_default()
    };
    assert_eq!(
        page("<meta property='article:published_time' content='2022-01-09T10:00:00Z'>", ""),
        "2022-01-09 metadata"
    );
    assert_eq!(page("<meta name=DC.date.issued content=2022-01-09>", ""), "2022-01-09 metadata");
    assert_eq!(page("", "<time datetime='2022-01-09T08:00'>yesterday</time>"), "2022-01-09 metadata");
    assert_eq!(
        page("", "<span itemprop=datePublished content=2022-01-09>9 January</span>"),
        "2022-01-09 metadata"
    );
    assert_eq!(page("", "<p class=date>9 January 2022</p>"), "");
    assert_eq!(page("<link rel=canonical href=https://x.example/2022/01/09/town>", ""), "");
}

#[test]
fn the_charset_is_that_of_the_page() {
    let mut page = b"<html><head><meta charset=windows-1252></head><body><p>Le maire d\x92Orl\xe9ans was quoted: \x93We left the town on Monday\x94, he said.</p>".to_vec();
    let document = one("page.html", &page);
    assert_eq!(document.text(), "Le maire d’Orléans was quoted: “We left the town on Monday”, he said.");
    page.retain(|b| b.is_ascii());
    assert!(one("page.html", &page).origin.notes.is_empty());
}

#[test]
fn a_page_in_another_language_is_kept_and_not_coded() {
    let page = "<html lang=es><body><p>Los rebeldes bombardearon la ciudad el miércoles, dijeron los residentes. \
        El ejército respondió con ataques aéreos contra sus posiciones en el norte.</p></body></html>";
    let reading = CODER.reader().read(one("page.html", page.as_bytes()));
    assert_eq!(reading.document.origin.language.as_deref(), Some("es"));
    assert!(reading.document.text().starts_with("Los rebeldes"));
    assert_eq!((reading.events.len(), reading.notes[0].code.as_str()), (0, "other-language"));
}

#[test]
fn a_page_is_known_by_its_first_bytes() {
    for name in ["-", "stdin", "page", "page.html"] {
        let document = one(name, STORY);
        assert_eq!(document.origin.extractor, Some("html/1"), "{name}");
        let cited = document.origin.citation.expect("it is cited");
        assert_eq!((cited.offset, cited.length), (0, STORY.len() as u64));
    }
    assert_eq!(one("page.txt", STORY).origin.extractor, None, "the ending comes first");
    assert_eq!(read("page.html.gz", &crate::gzip(STORY)).len(), 1);
}
