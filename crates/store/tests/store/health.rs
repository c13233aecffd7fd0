//! What is damaged is told, whatever it is; a copy is sound or is not made.

use super::*;
use dateline_store::{Depth, Error, Finding, Grade, Maker, examine};

fn maker() -> Maker {
    Maker {
        dateline: dateline::VERSION.into(),
        model: "model-1".into(),
        data: CODER.lexicon.digest.to_string(),
    }
}

fn look(path: &Path) -> Vec<Finding> {
    examine(path, Depth::Words, Some(&maker())).expect("the record can be looked at")
}

/// What is not well, a line each.
fn told(path: &Path) -> String {
    let found = look(path).into_iter().filter(|f| f.grade > Grade::Well);
    found.map(|f| format!("{:?} {}: {}\n", f.grade, f.check, f.message)).collect()
}

/// A record of which nothing is left in a log, as bytes.
fn bytes(path: &Path) -> Vec<u8> {
    drop(filled(path));
    assert!(!Path::new(&format!("{}-wal", path.display())).exists(), "the last to close folds the log in");
    std::fs::read(path).expect("the record can be read")
}

fn sql(path: &Path, statement: &str) {
    let db = rusqlite::Connection::open(path).expect("the file opens");
    db.execute_batch(statement).expect("the statement is good");
}

#[test]
fn a_sound_record_is_told_to_be_and_stays_as_it_is() {
    let folder = Folder::new("sound");
    let path = folder.file("war.db");
    let before = bytes(&path);
    assert_eq!(told(&path), "");
    let found = look(&path);
    let message = |check: &str| found.iter().find(|f| f.check == check).map(|f| f.message.as_str());
    assert_eq!(message("pages"), Some("whole"));
    assert_eq!(message("coders"), Some("5 documents read with what is at hand"));
    assert!(message("texts").is_some_and(|m| m.starts_with("5 texts as written")), "{:?}", message("texts"));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

/// SQLite takes this for a sound file.
#[test]
fn one_letter_that_changed_in_a_text_is_found() {
    let folder = Folder::new("letter");
    let path = folder.file("war.db");
    let sound = bytes(&path);
    let check = |was: &str, becomes: &str, expected: &str| {
        let at = sound.windows(was.len()).position(|w| w == was.as_bytes()).expect("it is in the file");
        let mut damaged = sound.clone();
        damaged[at..at + was.len()].copy_from_slice(becomes.as_bytes());
        std::fs::write(&path, damaged).unwrap();
        let told = told(&path);
        assert!(told.contains(expected), "{told}");
        assert!(!told.contains("pages"), "{told}");
    };
    check(
        "Rebels shelled the town of Idlib on",
        "Rebels shelled the tomn of Idlib on",
        "Trouble texts: 1 document with a text that is not the one added: document 1\n",
    );
    check(
        "\"status\":\"denied\"",
        "\"status\":\"planed\"",
        "with a reading that is not the one written: document 2\n",
    );
}

/// Each page in turn is overwritten: whichever it is, something is told and nothing panics.
#[test]
fn any_page_that_is_torn_is_told() {
    let folder = Folder::new("torn");
    let path = folder.file("war.db");
    let sound = bytes(&path);
    let pages = sound.len() / 4096;
    assert!(pages > 60, "{pages} pages");
    for page in 0..pages {
        let mut damaged = sound.clone();
        damaged[page * 4096..(page + 1) * 4096].fill(0xA5);
        std::fs::write(&path, damaged).unwrap();
        match examine(&path, Depth::Words, None) {
            Ok(found) => assert!(found.iter().any(|f| f.grade == Grade::Trouble), "page {page}: {found:#?}"),
            // The first page says what the file is.
            Err(error) => assert!(page == 0 && matches!(error, Error::Foreign(_)), "page {page}: {error}"),
        }
    }
}

#[test]
fn a_file_that_was_cut_off_is_told_as_that() {
    let folder = Folder::new("cut");
    let path = folder.file("war.db");
    let sound = bytes(&path);
    for left in [sound.len() - 1, sound.len() / 2, 4096] {
        std::fs::write(&path, &sound[..left]).unwrap();
        let expected = format!("Trouble file: {left} of {} bytes are there: the end is cut off", sound.len());
        assert!(told(&path).contains(&expected), "{}", told(&path));
    }
}

#[test]
fn rows_that_do_not_fit_are_told() {
    let folder = Folder::new("rows");
    let check = |statement: &str, expected: &str| {
        let path = folder.file("war.db");
        let _ = std::fs::remove_file(&path);
        drop(filled(&path));
        sql(&path, &format!("PRAGMA foreign_keys = OFF; {statement}"));
        let told = told(&path);
        assert!(told.contains(expected), "{statement}\n{told}");
    };
    check("DELETE FROM readings WHERE document = 3", "Trouble texts: 1 document with no reading: document 3");
    check("DELETE FROM sentences WHERE document = 2", "Trouble references: ");
    check(
        "DELETE FROM notes; DELETE FROM term_bound; DELETE FROM event_mentions; UPDATE mentions SET text = 'x' WHERE id = 1000000",
        "Trouble texts: 1 document with rows that say other than the reading: document 1",
    );
    check("DELETE FROM places_rtree", "Trouble search: ");
    check("DROP INDEX events_place", "Trouble schema: missing or not as made: index events_place");
    check("CREATE VIEW mine AS SELECT 1", "Remark schema: another program has added view mine");
    check(
        "UPDATE documents SET superseded_by = 3 - id WHERE id < 3",
        "Trouble standing: documents take each other's place",
    );
    check("UPDATE inputs SET finished = 0", "Remark inputs: 1 input left half-read");
    check(
        "UPDATE readings SET coded_at = '2999-01-01T00:00:00Z'",
        "Remark clock: something was written at 2999-01-01",
    );
    check("UPDATE coders SET data = 'other'", "Remark coders: 5 documents read with data other");
    check("INSERT INTO actors (name) VALUES ('Nobody')", "Remark unused: 1 of actors and places");
    check("PRAGMA user_version = 3", "Trouble schema: ");
}

#[test]
fn an_older_record_is_looked_at_and_left_as_it_is() {
    let folder = Folder::new("older");
    let path = folder.file("war.db");
    sql(&path, include_str!("../../migrations/001_record.sql"));
    sql(&path, "PRAGMA application_id = 0x444C4E45; PRAGMA user_version = 1");
    let before = std::fs::read(&path).unwrap();
    let expected = format!("Remark schema: version 1; this program has {}", dateline_store::VERSION);
    assert!(told(&path).contains(&expected), "{}", told(&path));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

/// Copies are made all the while somebody writes: each is sound, holds whole batches, and takes the rest of the inputs up to
/// the same record.
#[test]
fn a_backup_made_during_a_write_restores_to_the_same_rows() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let folder = Folder::new("backup");
    let path = folder.file("war.db");
    const BATCHES: u64 = 12;
    let batch = |batch: u64| -> Vec<Item> {
        let text =
            |n: u64| format!("{} soldiers attacked the town of Idlib. {}", batch * 5 + n + 2, NEWS[1].0);
        (0..5).map(|n| read(given(&text(n), "Courier", "2024-05-07"))).collect()
    };
    fn write(store: &mut Store, batches: &[Vec<Item>]) {
        let input = store.input("news.jsonl", "{}", STAMP).expect("an input can be opened");
        for (at, items) in (0..).zip(batches) {
            store.put(&input, at * 5, items).expect("documents go in");
        }
        store.finish(&input, batches.len() as u64 * 5, None, None).expect("it can be finished");
    }
    let batches: Vec<Vec<Item>> = (0..BATCHES).map(batch).collect();
    let mut store = Store::create(&path).unwrap();
    let done = AtomicBool::new(false);
    let copies = std::thread::scope(|threads| {
        threads.spawn(|| {
            write(&mut store, &batches);
            done.store(true, Ordering::Release);
        });
        let mut copies = vec![];
        while !done.load(Ordering::Acquire) || copies.is_empty() {
            let copy = folder.file(&format!("{}.db", copies.len()));
            Store::look(&path).unwrap().back_up(&copy).unwrap();
            copies.push(copy);
        }
        copies
    });
    let whole = dump(&store);
    for copy in &copies {
        assert!(!told(copy).contains("Trouble"), "{}", told(copy));
        let documents = count(copy, "SELECT count(*) FROM documents");
        assert_eq!(documents % 5, 0, "a batch is in a copy as a whole or not at all");
        // Restored under another name, and gone on with.
        let restored = folder.file("restored.db");
        Store::look(copy).unwrap().back_up(&restored).unwrap();
        let mut again = Store::open(&restored).unwrap();
        write(&mut again, &batches);
        assert_eq!(dump(&again), whole);
        drop(again);
        std::fs::remove_file(&restored).unwrap();
    }
}

#[test]
fn a_backup_overwrites_nothing_and_is_not_made_of_a_damaged_record() {
    let folder = Folder::new("backups");
    let path = folder.file("war.db");
    let sound = bytes(&path);
    let refused = |to: &Path, names: &Path| {
        let error = Store::look(&path).unwrap().back_up(to).unwrap_err();
        assert!(matches!(&error, Error::There(there) if there == names), "{error}");
    };
    let other = folder.file("other.txt");
    std::fs::write(&other, "mine").unwrap();
    refused(&other, &other);
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "mine");
    refused(&path, &path);
    // The log of a record that is gone would be read into the new one.
    std::fs::write(folder.file("new.db-wal"), "").unwrap();
    refused(&folder.file("new.db"), &folder.file("new.db-wal"));
    let letter = sound.windows(12).position(|w| w == b"Rebels shell").expect("it is in the file");
    let mut damaged = sound;
    damaged[letter] = b'r';
    std::fs::write(&path, damaged).unwrap();
    let error = Store::look(&path).unwrap().back_up(&folder.file("copy.db")).unwrap_err();
    assert!(
        matches!(&error, Error::Damaged { path: at, message } if *at == path && message.contains("texts")),
        "{error}"
    );
    assert!(!folder.file("copy.db").exists() && !folder.file("copy.db.part").exists());
    let nowhere = Store::look(&path).unwrap().back_up(&folder.file("no/such/copy.db")).unwrap_err();
    assert!(matches!(nowhere, Error::Io { .. }), "{nowhere:?}");
}

/// What is written to a file that has no name any more would be lost.
#[cfg(unix)]
#[test]
fn a_record_that_was_replaced_while_it_was_open_is_not_written_to() {
    let folder = Folder::new("moved");
    let (path, copy) = (folder.file("war.db"), folder.file("copy.db"));
    let mut store = filled(&path);
    store.back_up(&copy).unwrap();
    let input = store.input("more.jsonl", "{}", None).unwrap();
    let more = [read(given("Rebels left the town of Idlib.", "Courier", "2024-05-07"))];
    for ending in ["", "-wal", "-shm"] {
        let name = |name: &str| folder.file(&format!("{name}.db{ending}"));
        std::fs::rename(name("war"), name("away")).unwrap();
    }
    assert!(matches!(store.put(&input, 0, &more), Err(Error::Moved(_))));
    std::fs::rename(&copy, &path).unwrap();
    let error = store.put(&input, 0, &more).unwrap_err();
    assert!(error.to_string().contains("moved, removed or replaced"), "{error}");
    let mut anew = Store::open(&path).unwrap();
    let input = anew.input("more.jsonl", "{}", None).unwrap();
    assert_eq!(anew.put(&input, 0, &more).unwrap().added, 1);
}

/// Whoever comes first makes it; nobody is turned away.
#[test]
fn many_programs_may_make_one_record_at_once() {
    let folder = Folder::new("makers");
    for round in 0..5 {
        let path = folder.file(&format!("{round}.db"));
        let makers: Vec<_> = (0..8)
            .map(|_| {
                let path = path.clone();
                std::thread::spawn(move || Store::create(&path).map(drop))
            })
            .collect();
        for maker in makers {
            maker.join().unwrap().unwrap();
        }
        assert_eq!(told(&path), "");
    }
}
