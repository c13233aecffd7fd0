//! Web archives.

use crate::{failure, gzip, one, read, read_with, show};
use dateline::read::{Item, Options};
use expect_test::expect;
use std::io::Write;

/// A page of a sentence.
fn page(sentence: &str) -> String {
    format!("<html><head><title>News</title></head><body><p>{sentence}</p></body></html>")
}
/// A record of that type around a block.
fn record(kind: &str, id: &str, block: &[u8]) -> Vec<u8> {
    with_length(kind, id, block, block.len())
}
fn with_length(kind: &str, id: &str, block: &[u8], length: usize) -> Vec<u8> {
    let mut record = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nWARC-Target-URI: https://courier.example/{id}\r\n\
         Content-Type: application/http; msgtype={kind}\r\nContent-Length: {length}\r\n\r\n"
    )
    .into_bytes();
    record.extend_from_slice(block);
    record.extend_from_slice(b"\r\n\r\n");
    record
}
fn response(id: &str, sentence: &str) -> Vec<u8> {
    let body = page(sentence);
    record(
        "response",
        id,
        format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{body}").as_bytes(),
    )
}
/// Four records, two of which are pages.
fn records() -> Vec<Vec<u8>> {
    vec![
        record("warcinfo", "0", b"software: ours"),
        response("1", "Rebels shelled the town of Azaz on Monday, residents said."),
        record("request", "2", b"GET / HTTP/1.1\r\n\r\n"),
        record("response", "3", b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>Not found, nor ever was there such a page.</p>"),
        response("4", "The army left the town of Azaz on Tuesday, the mayor said."),
    ]
}
/// Texts of documents, or what is wrong.
fn told(items: &[Item]) -> Vec<String> {
    let tell = |item: &Item| match item {
        Ok(document) => document.text().to_owned(),
        Err(failed) => format!("! {failed}"),
    };
    items.iter().map(tell).collect()
}
const FIRST: &str = "Rebels shelled the town of Azaz on Monday, residents said.";
const SECOND: &str = "The army left the town of Azaz on Tuesday, the mayor said.";
fn texts(items: &[Item]) -> Vec<String> {
    items.iter().flatten().map(|d| d.text().lines().last().unwrap_or("").to_owned()).collect()
}

#[test]
fn each_page_of_an_archive_is_a_document_cited_by_its_record() {
    let packed: Vec<Vec<u8>> = records().iter().map(|r| gzip(r)).collect();
    let all = read("news.warc.gz", &packed.concat());
    assert_eq!(texts(&all), [FIRST, SECOND], "{:?}", told(&all));
    let second = all[1].as_ref().unwrap();
    let cited = second.origin.citation.as_ref().unwrap();
    let before: usize = packed[..4].iter().map(Vec::len).sum();
    assert_eq!((cited.offset, cited.length), (before as u64, packed[4].len() as u64));
    assert_eq!(cited.record.as_deref(), Some("urn:uuid:4"));
    expect![[r#"
        key https://courier.example/4
        url https://courier.example/4
        headline “News”
        body “The army left the town of Azaz on Tuesday, the mayor said.”
    "#]]
    .assert_eq(&show(second));
    // What is cited can be found again by itself.
    let again = one("part.warc.gz", &packed.concat()[cited.offset as usize..][..cited.length as usize]);
    assert_eq!(again.id(), second.id());
    assert_eq!(again.origin.citation.unwrap().digest, cited.digest);
}

#[test]
fn an_archive_may_be_packed_as_a_whole_or_not_at_all() {
    let bytes = records().concat();
    for (name, bytes) in [
        ("a.warc", bytes.clone()),
        ("a.warc.gz", gzip(&bytes)),
        ("stdin", bytes.clone()),
        ("stdin", gzip(&bytes)),
    ] {
        let all = read(name, &bytes);
        assert_eq!(texts(&all), [FIRST, SECOND], "{name}: {:?}", told(&all));
    }
    let all = read("a.warc", &bytes);
    let cited = all[1].as_ref().unwrap().origin.citation.as_ref().unwrap();
    assert!(bytes[cited.offset as usize..].starts_with(b"WARC/1.0\r\nWARC-Type: response"));
}

#[test]
fn bodies_may_be_chunked_and_packed() {
    let body = gzip(page(FIRST).as_bytes());
    let (one, two) = body.split_at(40);
    let mut chunked = format!("{:x}\r\n", one.len()).into_bytes();
    chunked.extend([one, b"\r\n"].concat());
    chunked.extend(format!("{:X};ext=1\r\n", two.len()).into_bytes());
    chunked.extend([two, b"\r\n0\r\n\r\n"].concat());
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    let all = read("a.warc", &record("response", "1", &[head.clone(), chunked].concat()));
    assert_eq!(texts(&all), [FIRST], "{:?}", told(&all));
    // Crawlers unpack bodies and leave their heads as they came.
    let all = read("a.warc", &record("response", "1", &[head, page(FIRST).into_bytes()].concat()));
    assert_eq!(texts(&all), [FIRST], "{:?}", told(&all));
}

#[test]
fn the_servers_charset_comes_before_the_pages() {
    let mut block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1252\r\n\r\n".to_vec();
    block.extend(
        b"<meta charset=utf-8><p>The mayor of Orl\xe9ans left the town on Monday, residents said.</p>",
    );
    assert_eq!(
        texts(&read("a.warc", &record("response", "1", &block))),
        ["The mayor of Orléans left the town on Monday, residents said."]
    );
}

#[test]
fn a_damaged_record_is_named_and_the_next_is_found() {
    let mut packed: Vec<Vec<u8>> = records().iter().map(|r| gzip(r)).collect();
    let middle = packed[1].len() / 2;
    packed[1][middle..middle + 9].fill(0xff);
    let all = read("a.warc.gz", &packed.concat());
    assert_eq!(texts(&all), [SECOND]);
    let failed = failure(&all[0]);
    assert_eq!(failed.at.offset, packed[0].len() as u64);
    assert!(failed.to_string().contains("no whole record"), "{failed}");
    // Bytes that were never a record.
    let mut packed: Vec<Vec<u8>> = records().iter().map(|r| gzip(r)).collect();
    packed.insert(1, b"garbage \x1f\x8b\x08\x00 and more of it".to_vec());
    let all = read("a.warc.gz", &packed.concat());
    assert_eq!(texts(&all), [FIRST, SECOND], "{:?}", told(&all));
    assert_eq!(all.len(), 3);
    // The end is cut off.
    let packed = records().iter().flat_map(|r| gzip(r)).collect::<Vec<u8>>();
    let all = read("a.warc.gz", &packed[..packed.len() - 20]);
    assert_eq!(texts(&all), [FIRST]);
    assert_eq!(all.len(), 2, "{:?}", told(&all));
}

#[test]
fn a_record_whose_length_lies_ends_where_the_next_begins() {
    let good = response("4", SECOND);
    let page = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{}", page(FIRST));
    for length in [0, 5, page.len() - 9, page.len() + 30, page.len() + 100_000, 1 << 40] {
        let lying = with_length("response", "1", page.as_bytes(), length);
        for bytes in [[lying.clone(), good.clone()].concat(), [gzip(&lying), gzip(&good)].concat()] {
            let all = read("a.warc", &bytes);
            let texts = texts(&all);
            assert_eq!(texts.last().map(String::as_str), Some(SECOND), "{length}: {:?}", told(&all));
            assert_eq!(texts[0], FIRST, "{length}");
            assert_eq!(all[0].as_ref().unwrap().origin.notes[0].code, "wrong-length");
        }
    }
}

#[test]
fn a_bomb_is_one_error_and_the_next_page_is_read() {
    let mut bomb = flate2::write::GzEncoder::new(vec![], flate2::Compression::best());
    bomb.write_all(
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 300000000\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<p>",
    )
    .unwrap();
    let zeros = vec![0; 1 << 20];
    (0..24).for_each(|_| bomb.write_all(&zeros).unwrap());
    let inner = gzip(&vec![b'a'; 20 << 20]);
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n".to_vec();
    let packed_body = gzip(&record("response", "5", &[head, inner].concat()));
    let bytes = [bomb.finish().unwrap(), packed_body, gzip(&response("1", FIRST))].concat();
    let all = read("a.warc.gz", &bytes);
    assert_eq!(texts(&all), [FIRST]);
    assert_eq!(all.len(), 3, "{:?}", told(&all));
    assert!(failure(&all[0]).to_string().contains("became"), "{:?}", told(&all));
    assert!(failure(&all[1]).to_string().contains("more than the limit"), "{:?}", told(&all));
}

#[test]
fn documents_that_are_no_pages_are_named_and_pictures_are_not() {
    let typed = |id: &str, kind: &str| {
        record("response", id, format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\nxxxx").as_bytes())
    };
    let all = read(
        "a.warc",
        &[typed("1", "application/pdf"), typed("2", "image/png"), response("3", FIRST)].concat(),
    );
    assert_eq!(texts(&all), [FIRST]);
    assert!(
        failure(&all[0]).to_string().contains("urn:uuid:1: a document of type application/pdf"),
        "{:?}",
        told(&all)
    );
}

#[test]
fn texts_taken_out_by_others_are_read_as_they_stand() {
    let mut text = record("conversion", "1", FIRST.as_bytes());
    let at = text.windows(4).position(|w| w == b"Cont").unwrap();
    text.splice(at..at, *b"Content-Type: text/plain\r\n");
    let text = String::from_utf8(text)
        .unwrap()
        .replace("Content-Type: application/http; msgtype=conversion\r\n", "");
    assert_eq!(texts(&read("a.wet.warc", text.as_bytes())), [FIRST]);
}

#[test]
fn a_page_too_large_is_an_error_and_what_the_crawler_cut_off_is_noted() {
    let options = Options { max_page: 2000, ..Options::default() };
    let long = response("1", &FIRST.repeat(100));
    let cut = String::from_utf8(response("2", FIRST)).unwrap().replacen(
        "WARC-Type",
        "WARC-Truncated: length\r\nWARC-Type",
        1,
    );
    let all = read_with("a.warc", &[long, cut.into_bytes()].concat(), &options);
    assert!(failure(&all[0]).to_string().contains("limit of 2000"), "{:?}", told(&all));
    assert_eq!(all[1].as_ref().unwrap().origin.notes[0].code, "truncated");
}
