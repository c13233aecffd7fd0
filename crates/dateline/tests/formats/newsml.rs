//! What agencies send.

use crate::{CODER, failure, read, show};
use dateline::{Change, PubStatus};
use expect_test::expect;

const MESSAGE: &[u8] = include_bytes!("../samples/message.newsml");
const NITF: &[u8] = include_bytes!("../samples/item.nitf");

#[test]
fn items_of_a_message_have_versions_and_a_status() {
    let all: Vec<String> =
        read("message.xml", MESSAGE).iter().map(|item| show(item.as_ref().unwrap())).collect();
    expect![[r#"
        key urn:newsml:sahelwire.example:20240305:mopti
        source Sahel Wire
        published 2024-03-05 metadata
        edition urn:newsml:sahelwire.example:20240305:mopti 1 usable first
        headline “Gunmen attack convoy near Mopti”
        dateline “MOPTI, Mali”
        body “Gunmen attacked a convoy near Mopti on Tuesday, the army said.”
        body “Nine soldiers were killed.”
        caption “The road to Mopti.”

        key urn:newsml:sahelwire.example:20240305:mopti
        source Sahel Wire
        published 2024-03-05 metadata
        edition urn:newsml:sahelwire.example:20240305:mopti 2 usable correction
        supersedes urn:newsml:sahelwire.example:20240305:flash
        to editors CORRECTS number of dead to six
        headline “Gunmen attack convoy near Mopti”
        body “Gunmen attacked a convoy near Mopti on Tuesday, the army said.”
        body “Six soldiers were killed.”

        key urn:newsml:sahelwire.example:20240304:gao
        published 2024-03-06 metadata
        edition urn:newsml:sahelwire.example:20240304:gao 3 canceled withdrawal
        to editors Please kill: the source withdrew.
        headline “KILL: Rebels shell Gao”
        body “Rebels shelled Gao on Monday.”
        body “The army answered.”

        key urn:newsml:sahelwire.example:20240306:talks
        published 2024-03-06 metadata
        edition urn:newsml:sahelwire.example:20240306:talks 1 withheld first
        headline “Talks to open in Bamako”
        body “Talks will open in Bamako on Thursday.”
    "#]]
    .assert_eq(&all.join("\n"));
}

#[test]
fn an_item_of_nitf_is_a_document() {
    let all: Vec<String> = read("item.xml", NITF).iter().map(|item| show(item.as_ref().unwrap())).collect();
    expect![[r#"
        key nile-881
        source Nile Press
        url https://nilepress.example/881
        published 2023-11-03 metadata
        edition nile-881 2 usable correction
        supersedes nile-880
        to editors Second lead.
        headline “Truce signed in Juba”
        headline “Rivals meet for the first time”
        dateline “JUBA, South Sudan (Nile Press)”
        body “The government and the rebels signed a truce in Juba on Friday, in the Café Juba, an envoy said.”
        body “Both will withdraw their troops from Malakal.”
    "#]].assert_eq(&all.join("\n"));
}

#[test]
fn nothing_is_read_from_what_is_withheld_or_withdrawn() {
    let readings: Vec<_> =
        read("message.newsml", MESSAGE).into_iter().map(|item| CODER.reader().read(item.unwrap())).collect();
    let told: Vec<(usize, &str)> = readings
        .iter()
        .map(|r| (r.events.len().min(1), r.notes.last().map_or("", |n| n.code.as_str())))
        .collect();
    assert_eq!(told, [(1, ""), (1, ""), (0, "canceled"), (0, "withheld")]);
    assert!(readings[2].document.text().contains("Rebels shelled Gao"), "the text is kept");
}

#[test]
fn a_status_that_is_not_known_is_no_leave_to_use_an_item() {
    let item = |status: &str| {
        let text = format!(
            "<newsItem guid='a' version='1'><itemMeta><pubStatus qcode='stat:{status}'/></itemMeta><contentSet><inlineData>The army left.</inlineData></contentSet></newsItem>"
        );
        let edition = read("a.newsml", text.as_bytes()).remove(0).unwrap().origin.edition.unwrap();
        (edition.status, edition.change)
    };
    assert_eq!(item("usable"), (PubStatus::Usable, Change::First));
    assert_eq!(item("cancelled"), (PubStatus::Canceled, Change::Withdrawal));
    assert_eq!(item("embargoed"), (PubStatus::Withheld, Change::First));
}

#[test]
fn a_file_without_an_item_of_text_is_named() {
    let failed = read(
        "a.newsml",
        b"<newsItem guid='a'><itemMeta><itemClass qcode='ninat:picture'/></itemMeta></newsItem>",
    );
    assert!(failure(&failed[0]).to_string().contains("no item of text"));
}
