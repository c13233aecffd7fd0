//! Inputs made to break a reader: bounded time, bounded memory, an error for each document, and the next is read.

use crate::{failure, gzip, one, read, read_with};
use dateline::read::Options;
use std::time::{Duration, Instant};

const SENTENCE: &str =
    "<p>The army shelled the town of Idlib on Monday, residents said, and then it left again.</p>";

/// What runs in far less on any machine that runs tests, and in hours where something is quadratic.
#[track_caller]
fn quickly<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let started = Instant::now();
    let result = work();
    let took = started.elapsed();
    assert!(took < Duration::from_secs(20), "{what}: {took:?}");
    result
}

#[test]
fn tags_nested_fifty_thousand_deep_are_flattened() {
    for tag in
        ["div", "b", "table", "table><tr><td", "ul><li", "blockquote", "a href=x", "font", "svg", "section"]
    {
        let name = tag.split([' ', '>']).next().unwrap();
        let open = format!("<{tag}>").repeat(50_000);
        for page in [
            format!("<body>{open}{SENTENCE}"),
            format!("<body>{open}{}{SENTENCE}", format!("</{name}>").repeat(50_000)),
            format!("<body>{SENTENCE}{open}"),
        ] {
            let document = quickly(tag, || one("page.html", page.as_bytes()));
            assert_eq!(
                document.origin.notes.first().map(|n| n.code.as_str()),
                Some("flattened-markup"),
                "{tag}"
            );
            if tag != "svg" && tag != "a href=x" {
                assert!(document.text().contains("shelled the town"), "{tag}");
            }
        }
    }
}

#[test]
fn pages_of_fragments_of_markup_are_read_in_linear_time() {
    for part in [
        "<",
        "<!--",
        "<!",
        "</",
        "<a",
        "<a b='",
        "&",
        "&#",
        "&#x",
        "<p>",
        "</p>",
        "<br>",
        "<![CDATA[",
        "<script>",
        "<title>",
        "\u{0}",
        "<p>a</b>",
        "<li>",
        "<td>",
        "<h1>x",
        "<time datetime=x>",
        "<meta name=date content=x>",
        "<i class='a b c d e f g h'>x",
        "<div hidden>",
    ] {
        let page = format!("<html><body>{SENTENCE}{}", part.repeat(400_000 / part.len()));
        quickly(part, || read("page.html", page.as_bytes()));
    }
    let attributes = format!("<html><body><div {}>{SENTENCE}", "a=b ".repeat(100_000));
    quickly("attributes", || one("page.html", attributes.as_bytes()));
    let json = format!("<script type='application/ld+json'>{}</script>{SENTENCE}", "[".repeat(500_000));
    quickly("json", || one("page.html", json.as_bytes()));
    let headings = format!("{}{SENTENCE}", "<h1>The army left</h1>".repeat(20_000));
    quickly("headings", || one("page.html", headings.as_bytes()));
}

#[test]
fn a_page_larger_than_the_limit_is_refused() {
    let page = SENTENCE.repeat(200_000);
    let all = quickly("large", || read("page.html", page.as_bytes()));
    assert!(failure(&all[0]).to_string().contains("more than the limit of"), "{:?}", all[0]);
    // The page may be within its limit and its story beyond the document's.
    let options = Options { max_document: 10_000, ..Options::default() };
    let all = read_with("page.html", &page.as_bytes()[..1 << 20], &options);
    assert!(failure(&all[0]).to_string().contains("more than the limit of 10000"), "{:?}", all[0]);
}

#[test]
fn a_packed_file_that_grows_out_of_measure_is_stopped() {
    let options = Options { max_ratio: 100, ..Options::default() };
    let bomb = gzip(&vec![b' '; 80 << 20]);
    for name in ["a.txt.gz", "a.jsonl.gz", "a.html.gz", "a.csv.gz", "a.rss.gz", "stdin"] {
        let all = quickly(name, || read_with(name, &bomb, &options));
        assert_eq!(all.len(), 1, "{name}");
        let message = failure(&all[0]).to_string();
        assert!(message.contains("--max-ratio") || message.contains("limit"), "{name}: {message}");
    }
}

#[test]
fn bytes_that_are_nothing_are_an_error() {
    let zeros = vec![0; 100_000];
    for name in [
        "a.txt",
        "a.html",
        "a.jsonl",
        "a.csv",
        "a.rss",
        "a.newsml",
        "a.nitf",
        "a.warc",
        "a.warc.gz",
        "a.json",
        "a",
    ] {
        let all = quickly(name, || read(name, &zeros));
        assert_eq!(all.len(), 1, "{name}");
        let _ = failure(&all[0]);
    }
}

#[test]
fn files_of_other_kinds_are_named_for_what_they_are() {
    for (bytes, what) in
        [(&b"%PDF-1.7\nstream"[..], "a PDF"), (b"PK\x03\x04x", "a ZIP file"), (b"\x89PNG\r\n", "a picture")]
    {
        for name in ["story.txt", "story", "story.html"] {
            let message = failure(&read(name, bytes)[0]).to_string();
            assert!(message.contains(what), "{message}");
        }
    }
}

#[test]
fn json_and_xml_of_no_known_kind_are_not_read_as_prose() {
    let message = failure(&read("news.json", b"[\n {\"text\": \"Rebels left.\"}\n]")[0]).to_string();
    assert!(message.contains("jq -c"), "{message}");
    let message =
        failure(&read("news.xml", b"<?xml version='1.0'?><notes><note>Rebels left.</note></notes>")[0])
            .to_string();
    assert!(message.contains("NewsML-G2"), "{message}");
    assert_eq!(one("news.json", b"{\"text\": \"Rebels left.\"}\n").text(), "Rebels left.");
}

#[test]
fn xml_nested_too_deep_is_refused() {
    for (name, root) in [("a.rss", "rss"), ("a.newsml", "newsItem"), ("a.nitf", "nitf")] {
        let deep = format!("<{root}>{}", "<a>".repeat(200_000));
        let all = quickly(name, || read(name, deep.as_bytes()));
        assert!(failure(&all[0]).to_string().contains("deeper than 256"), "{name}: {:?}", all[0]);
    }
    let wide = format!("<rss><channel>{}", "<item/>".repeat(20_000));
    assert_eq!(quickly("wide", || read("a.rss", wide.as_bytes())).len(), 20_000);
    let unclosed = format!("<rss><channel>{}", "</x>".repeat(200_000));
    quickly("closed", || read("a.rss", unclosed.as_bytes()));
}

#[test]
fn json_nested_too_deep_is_refused() {
    let deep = format!("{{\"text\":{}", "[".repeat(200_000));
    assert!(
        failure(&quickly("deep", || read("a.jsonl", deep.as_bytes()))[0]).to_string().contains("recursion")
    );
}

#[test]
fn archives_made_of_beginnings_are_read_in_linear_time() {
    let head = "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\n\r\n";
    for part in [
        "\nWARC/1.0\r\n",
        "WARC/1.",
        head,
        "\n",
        "\u{1}\u{8}",
        "WARC/1.0\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "WARC/1.0\r\nContent-Length: -1\r\n\r\n",
    ] {
        let bytes = format!("{head}{}", part.repeat(500_000 / part.len()));
        quickly(part, || read("a.warc", bytes.as_bytes()));
    }
    let magic = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x00".repeat(50_000);
    quickly("magic", || read("a.warc.gz", &magic));
}
