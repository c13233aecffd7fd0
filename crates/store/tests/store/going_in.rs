//! Documents go in once, whole, and come out as they went in.

use super::*;
use dateline_store::{Feed, InputState, Which};

#[test]
fn what_goes_in_comes_out() {
    let folder = Folder::new("out");
    let store = filled(&folder.file("war.db"));
    let mut seen = vec![];
    store
        .each(Which::Current, |stored| {
            let text = NEWS.iter().find(|(text, ..)| *text == stored.given.text).expect("a text of ours");
            assert_eq!(stored.given, given(text.0, text.1, text.2));
            assert_eq!(stored.digest, stored.given.digest());
            assert_eq!(stored.record.document.id, stored.given.text_digest());
            assert!(!stored.record.events.is_empty(), "{}", text.0);
            seen.push((stored.given.published.clone(), stored.digest.clone()));
            Ok(())
        })
        .unwrap();
    assert_eq!(seen.len(), NEWS.len());
    assert!(seen.is_sorted(), "{seen:?}");
}

#[test]
fn tables_hold_what_the_record_holds() {
    let folder = Folder::new("tables");
    let path = folder.file("war.db");
    let store = filled(&path);
    let (mut events, mut mentions, mut claims, mut roles, mut figures) = (0, 0, 0, 0, 0);
    store
        .each(Which::All, |stored| {
            let record = &stored.record;
            events += record.events.len() as i64;
            mentions += record.mentions.len() as i64;
            claims += record.claims.len() as i64;
            figures += record.mentions.iter().filter(|m| m.figure.is_some()).count() as i64;
            let fillers = |e: &dateline::published::EventRecord| {
                e.actors.len()
                    + e.recipients.len()
                    + e.coordinated_with.len()
                    + e.weapons.len()
                    + usize::from(e.object.is_some())
            };
            roles += record.events.iter().map(fillers).sum::<usize>() as i64;
            Ok(())
        })
        .unwrap();
    for (table, expected) in [
        ("events", events),
        ("mentions", mentions),
        ("claims", claims),
        ("event_roles", roles),
        ("figures", figures),
        ("event_list", events),
    ] {
        assert_eq!(count(&path, &format!("SELECT count(*) FROM {table}")), expected, "{table}");
    }
    assert!(events >= 6 && figures >= 2);
    // Words by code points, behind characters of several bytes.
    let wrong = "SELECT count(*) FROM events e JOIN documents d ON d.id = e.document
         WHERE substr(d.text, e.span_start + 1, e.span_end - e.span_start) <> e.text
           OR substr(d.text, e.trigger_start + 1, e.trigger_end - e.trigger_start) <> e.\"trigger\"";
    assert_eq!(count(&path, wrong), 0);
    assert_eq!(count(&path, "SELECT count(*) FROM event_list WHERE instr(sentence, text) = 0"), 0);
    // Every place is in the R-Tree where it lies.
    let places = "SELECT count(*) FROM places p JOIN places_rtree t USING (id)
         WHERE abs(p.latitude - t.north) < 0.001 AND abs(p.longitude - t.west) < 0.001";
    assert_eq!(count(&path, places), count(&path, "SELECT count(*) FROM places"));
    assert!(count(&path, "SELECT count(*) FROM events_on_map") >= 2);
}

#[test]
fn the_content_does_not_depend_on_batches() {
    let folder = Folder::new("batches");
    let whole = dump(&filled(&folder.file("whole.db")));
    let mut store = Store::create(&folder.file("single.db")).unwrap();
    let input = store.input("news.jsonl", "{}", STAMP).unwrap();
    for (at, (text, outlet, day)) in (0..).zip(NEWS) {
        store.put(&input, at, &[read(given(text, outlet, day))]).unwrap();
        // As after a restart.
        store = Store::open(&folder.file("single.db")).unwrap();
    }
    store.finish(&input, NEWS.len() as u64, None, None).unwrap();
    let single = dump(&store);
    assert!(whole.lines().count() > 100);
    assert!(whole == single, "{}", whole.lines().zip(single.lines()).find(|(a, b)| a != b).unwrap().1);
    assert_eq!(
        store.content_digest().unwrap(),
        Store::look(&folder.file("whole.db")).unwrap().content_digest().unwrap()
    );
}

#[test]
fn nothing_is_added_twice() {
    let folder = Folder::new("twice");
    let path = folder.file("war.db");
    let mut store = filled(&path);
    let before = dump(&store);
    let input = store.input("news.jsonl", "{}", CHANGED).unwrap();
    assert_eq!(input.state, InputState::Open, "a file that has changed is read");
    let items: Vec<Item> = NEWS.iter().map(|(t, o, d)| read(given(t, o, d))).collect();
    let counts = store.put(&input, 0, &items).unwrap();
    store.finish(&input, NEWS.len() as u64, None, None).unwrap();
    assert_eq!((counts.added, counts.known, counts.events), (0, NEWS.len() as u64, 0));
    assert_eq!(dump(&store), before);
    // The same text of another outlet is another document; in another file it is the same one.
    let (text, outlet, day) = NEWS[0];
    let other = store.input("copy.jsonl", "{}", None).unwrap();
    let counts =
        store.put(&other, 0, &[read(given(text, "Mirror", day)), read(given(text, outlet, day))]).unwrap();
    assert_eq!((counts.added, counts.known), (1, 1));
    let ids = store.id(&given(text, outlet, day).digest()).unwrap();
    assert_eq!(ids.len(), 1);
    let paths: Vec<String> = store.entries(ids[0].document).unwrap().into_iter().map(|e| e.path).collect();
    assert_eq!(paths, ["news.jsonl", "copy.jsonl"]);
    assert_eq!(store.copies(ids[0].document).unwrap().len(), 1);
    let known = store.known(&[given(text, "Mirror", day).digest(), "sha256:none".into()]).unwrap();
    assert_eq!(known.len(), 1);
}

#[test]
fn an_input_is_known_by_its_stamp() {
    let folder = Folder::new("stamp");
    let mut store = Store::create(&folder.file("war.db")).unwrap();
    let stamp = Some(Stamp { size: 10, modified: 5 });
    let coder = store.coder("0.1.0", "m", "d").unwrap();
    let input = store.input("a.txt", "{}", stamp).unwrap();
    store
        .put(&input, 0, &[Item::Failed { at: Citation::default(), message: "this is no text".into() }])
        .unwrap();
    // Left half-read.
    assert_eq!(store.input("a.txt", "{}", stamp).unwrap().state, InputState::Open);
    store.finish(&input, 1, Some(coder), None).unwrap();
    let finished = InputState::Finished { entries: 1, failed: 1, coder: Some(coder) };
    assert_eq!(store.input("a.txt", "{}", stamp).unwrap().state, finished);
    // With other options it is another input.
    assert_eq!(
        store.input("a.txt", "{\"published\":\"2024-05-03\"}", stamp).unwrap().state,
        InputState::Open
    );
    // Once it has changed it is read again, and stays open until it is finished.
    let changed = Some(Stamp { size: 10, modified: 6 });
    assert_eq!(store.input("a.txt", "{}", changed).unwrap().state, InputState::Open);
    assert_eq!(store.input("a.txt", "{}", changed).unwrap().state, InputState::Open);
}

#[test]
fn the_ledger_follows_an_input_that_changed() {
    let folder = Folder::new("ledger");
    let path = folder.file("war.db");
    let mut store = filled(&path);
    let input = store.input("news.jsonl", "{}", CHANGED).unwrap();
    let failed =
        Item::Failed { at: Citation { line: Some(1), ..Citation::default() }, message: "no JSON".into() };
    let (text, outlet, day) = NEWS[1];
    store.put(&input, 0, &[failed, read(given(text, outlet, day))]).unwrap();
    store.finish(&input, 2, None, None).unwrap();
    assert_eq!(count(&path, "SELECT count(*) FROM ledger"), 2);
    assert_eq!(count(&path, "SELECT count(*) FROM documents"), NEWS.len() as i64, "documents stay");
    assert_eq!(count(&path, "SELECT count(*) FROM errors WHERE path = 'news.jsonl' AND cited_line = 1"), 1);
    // An input that cannot be opened stands among the errors too, and is tried again.
    let gone = store.input("gone.txt", "{}", None).unwrap();
    store.finish(&gone, 0, None, Some("gone.txt: no such file")).unwrap();
    assert_eq!(store.stats().unwrap().failed, 2);
}

#[test]
fn every_pipe_has_a_ledger_of_its_own() {
    let folder = Folder::new("pipes");
    let path = folder.file("war.db");
    let mut store = Store::create(&path).unwrap();
    for (at, (text, outlet, day)) in NEWS[..3].iter().enumerate() {
        let input = store.input("stdin", "{}", None).unwrap();
        assert_eq!(store.input("stdin", "{}", None).unwrap().id, input.id, "one left half-read goes on");
        store.put(&input, 0, &[read(given(text, outlet, day))]).unwrap();
        store.finish(&input, 1, None, None).unwrap();
        assert_eq!(count(&path, "SELECT count(*) FROM ledger"), at as i64 + 1);
    }
    assert_eq!(count(&path, "SELECT count(*) FROM inputs WHERE path IN ('stdin', 'stdin#2', 'stdin#3')"), 3);
}

#[test]
fn what_is_known_of_a_feed_is_kept() {
    let folder = Folder::new("feeds");
    let path = folder.file("war.db");
    let mut store = Store::create(&path).unwrap();
    let url = "https://example.org/feed.rss";
    assert_eq!(store.feed(url).unwrap(), Feed { url: url.into(), ..Feed::default() });
    let asked = Feed {
        etag: Some("\"a\"".into()),
        failures: 2,
        message: Some("503".into()),
        ..store.feed(url).unwrap()
    };
    store.keep_feed(&asked).unwrap();
    let again = Feed { failures: 0, message: None, body_digest: Some(Feed::digest(b"<rss/>")), ..asked };
    store.keep_feed(&again).unwrap();
    assert_eq!(store.feed(url).unwrap(), again);
    assert_eq!(count(&path, "SELECT count(*) FROM feeds"), 1);
}
