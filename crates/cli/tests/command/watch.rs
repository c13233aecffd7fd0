//! Feeds that are asked for over HTTP: what the server is told, and what its answers do.

use crate::{dateline, file, folder, run};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A server that gives these answers, one a request, and then hangs up; the requests' heads come out as they came.
struct Server {
    address: String,
    requests: Receiver<String>,
}

fn serve(answers: &[&str]) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = format!("http://{}/feed", listener.local_addr().expect("it has an address"));
    let (seen, requests) = channel();
    let mut answers: VecDeque<String> = answers.iter().map(|&answer| answer.to_owned()).collect();
    let here = address.clone();
    std::thread::spawn(move || {
        while let Some(answer) = answers.pop_front() {
            let Ok((mut stream, _)) = listener.accept() else { return };
            let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let head: Vec<String> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
            let _ = seen.send(head.join("\n").to_lowercase());
            let _ = stream.write_all(answer.replace("HERE", &here).as_bytes());
        }
    });
    Server { address, requests }
}

impl Server {
    #[track_caller]
    fn request(&self) -> String {
        self.requests.recv_timeout(Duration::from_secs(10)).expect("the server was asked")
    }
}

fn answer(status: &str, headers: &[&str], body: &str) -> String {
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

fn feed(stories: &[&str]) -> String {
    let item = |(at, story): (usize, &&str)| {
        format!(
            "<item><title>Story {at}</title><guid>g{at}</guid><pubDate>Fri, 03 May 2024 10:00:00 GMT</pubDate>\
             <description>{story}</description></item>"
        )
    };
    let items: String = stories.iter().enumerate().map(item).collect();
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Courier</title>{items}</channel></rss>"
    )
}

const SHELLED: &str = "Rebels shelled the town of Taiz on Thursday, killing four people.";
const TALKS: &str = "Sudan and Ethiopia held talks on the border in Khartoum on Thursday.";

#[test]
fn a_server_is_asked_for_what_has_changed() {
    let folder = folder("watch-changed");
    let record = folder.join("war.db");
    let record = record.to_str().unwrap();
    let first = answer(
        "200 OK",
        &["ETag: \"one\"", "Last-Modified: Fri, 03 May 2024 10:00:00 GMT"],
        &feed(&[SHELLED]),
    );
    let same = answer("304 Not Modified", &["ETag: \"one\""], "");
    let second = answer("200 OK", &[], &feed(&[SHELLED, TALKS]));
    let again = answer("200 OK", &[], &feed(&[SHELLED, TALKS]));
    let server = serve(&[&first, &same, &second, &again]);
    let watch = || {
        let (_, said) =
            run(dateline(&["watch", &server.address, "--once", "--record", record]).env("NO_PROXY", "*"), 0);
        (server.request(), said)
    };
    let (asked, said) = watch();
    assert!(said.contains("1 document with 1 event"), "{said}");
    assert!(!asked.contains("if-none-match") && asked.contains("user-agent: dateline/"), "{asked}");
    let (asked, said) = watch();
    assert!(asked.contains("if-none-match: \"one\""), "{asked}");
    assert!(asked.contains("if-modified-since: fri, 03 may 2024 10:00:00 gmt"), "{asked}");
    assert!(said.contains("0 documents added"), "{said}");
    let (_, said) = watch();
    assert!(said.contains("1 document with 1 event") && said.contains("1 there before"), "{said}");
    let (asked, said) = watch();
    assert!(!asked.contains("if-none-match"), "the second state has no name: {asked}");
    assert!(said.contains("0 documents added") && !said.contains("there before"), "not read again: {said}");
    let (stats, _) = run(&mut dateline(&["stats", "--record", record]), 0);
    assert!(stats.starts_with("documents   2,"), "{stats}");
}

#[test]
fn a_server_that_wants_to_be_left_alone_is() {
    let folder = folder("watch-alone");
    let record = folder.join("war.db");
    let record = record.to_str().unwrap();
    let busy = answer("503 Service Unavailable", &["Retry-After: 7200"], "");
    let server = serve(&[&busy]);
    let watch = |code| {
        run(dateline(&["watch", &server.address, "--once", "--record", record]).env("NO_PROXY", "*"), code).1
    };
    let said = watch(66);
    assert!(said.contains("the server answers 503") && said.contains("asked again in 120 min"), "{said}");
    server.request();
    assert!(watch(0).contains("not asked before"));
    assert!(server.requests.try_recv().is_err());
}

#[test]
fn one_feed_that_fails_does_not_stop_the_next() {
    let folder = folder("watch-fails");
    let record = folder.join("war.db");
    let page = serve(&[&answer("200 OK", &[], "<!doctype html><html><body><p>A page.</p></body></html>")]);
    let gone = serve(&[&answer("410 Gone", &[], "")]);
    let cut = serve(&["HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<rss"]);
    let large = serve(&[&answer("200 OK", &[], &" ".repeat(70_000))]);
    let good = serve(&[&answer("200 OK", &[], &feed(&[SHELLED]))]);
    let moved = serve(&[&answer("302 Found", &[&format!("Location: {}", good.address)], "")]);
    let file = file(&folder, "local.rss", feed(&[TALKS]));
    let mut command =
        dateline(&["watch", "--once", "--max-page", "65536", "--record", record.to_str().unwrap()]);
    command.args([&page, &gone, &cut, &large, &moved].map(|server| server.address.as_str())).arg(&file);
    // Nobody listens on port 1.
    command.arg("http://127.0.0.1:1/feed").env("NO_PROXY", "*");
    let (_, said) = run(&mut command, 3);
    for words in
        ["this is no feed", "gone for good; not asked again", "more than 65536 bytes", "2 documents added"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(said.matches("asked again in").count(), 4, "{said}");
}

/// Networks fail, and clocks are set: neither keeps a feed away for good.
#[test]
fn a_feed_that_a_wrong_clock_put_off_is_asked_again() {
    let folder = folder("watch-clock");
    let path = folder.join("war.db");
    let record = path.to_str().unwrap();
    let server = serve(&[
        "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n<rss",
        &answer("200 OK", &[], &feed(&[SHELLED])),
    ]);
    let watch = |code| {
        run(dateline(&["watch", &server.address, "--once", "--record", record]).env("NO_PROXY", "*"), code).1
    };
    // The line is cut in the middle of an answer: told, and nothing is kept of half a feed.
    let said = watch(66);
    assert!(said.contains("asked again in") && said.contains("0 documents added"), "{said}");
    assert!(watch(0).contains("not asked before"));
    let mut store = dateline_store::Store::open(&path).unwrap();
    let known = store.feed(&server.address).unwrap();
    assert_eq!((known.failures, known.body_digest.as_ref()), (1, None));
    // As a run would have left it whose clock was years ahead.
    let far = |year: u32| Some(format!("{year}-01-01T00:00:00Z"));
    store.keep_feed(&dateline_store::Feed { asked_at: far(2098), not_before: far(2099), ..known }).unwrap();
    drop(store);
    let (out, _) = run(&mut dateline(&["doctor", "--record", record]), 0);
    assert!(out.contains("something was written at 2098-01-01T00:00:00Z"), "{out}");
    assert!(watch(0).contains("1 document added with 1 event"));
}

#[test]
fn addresses_and_waits_are_checked_first() {
    let folder = folder("watch-usage");
    let record = folder.join("war.db");
    let record = record.to_str().unwrap();
    let (_, said) = run(&mut dateline(&["watch", "https:///x", "--once", "--record", record]), 2);
    assert!(said.contains("no address of a feed"), "{said}");
    let (_, said) =
        run(&mut dateline(&["watch", "https://example.org/", "--every", "5s", "--record", record]), 2);
    assert!(said.contains("a minute is the shortest"), "{said}");
    assert!(!folder.join("war.db").exists());
}
