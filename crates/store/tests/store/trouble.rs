//! Full disks, other writers, files that are no records.

use super::*;
use dateline_store::Error;

#[test]
fn a_full_disk_is_told_and_what_was_finished_stays() {
    let folder = Folder::new("full");
    let path = folder.file("war.db");
    let mut store = filled(&path);
    let before = dump(&store);
    store.limit(store.stats().unwrap().bytes + 4 * 4096).unwrap();
    let input = store.input("more.jsonl", "{}", None).unwrap();
    let more: Vec<Item> = (0..200)
        .map(|n| read(given(&format!("{n} soldiers shelled Idlib. {}", NEWS[1].0), "Herald", "2024-05-09")))
        .collect();
    let error = store.put(&input, 0, &more).unwrap_err();
    assert!(matches!(&error, Error::Full(at) if *at == path), "{error:?}");
    assert!(error.to_string().contains("no room left"), "{error}");
    // The same in a new run: a whole record without the batch, and the rest once there is room.
    let mut store = Store::open(&path).unwrap();
    assert_eq!(store.faults().unwrap(), [""; 0]);
    let documents = |dump: &str| dump.lines().filter(|l| l.starts_with("documents ")).count();
    assert_eq!(documents(&dump(&store)), documents(&before));
    assert_eq!(store.put(&input, 0, &more).unwrap().added, 200);
}

#[test]
fn two_writers_wait_for_each_other() {
    let folder = Folder::new("writers");
    let path = folder.file("war.db");
    drop(Store::create(&path).unwrap());
    let write = |name: &'static str| {
        let path = path.clone();
        std::thread::spawn(move || {
            let mut store = Store::open(&path).expect("a second writer can open");
            let input = store.input(name, "{}", None).expect("an input can be opened");
            for at in 0..40_u64 {
                // Half of the documents are given by both.
                let outlet = if at % 2 == 0 { "Both" } else { name };
                let text = format!("Rebels killed {} soldiers in Idlib. {}", at + 2, NEWS[1].0);
                store
                    .put(&input, at, &[read(given(&text, outlet, "2024-05-07"))])
                    .expect("a document goes in");
            }
        })
    };
    let writers = [write("one"), write("two")];
    for writer in writers {
        writer.join().unwrap();
    }
    let store = Store::look(&path).unwrap();
    assert_eq!(store.faults().unwrap(), [""; 0]);
    assert_eq!(store.stats().unwrap().documents, 60);
    assert_eq!(count(&path, "SELECT count(*) FROM ledger"), 80);
    assert_eq!(count(&path, "SELECT count(*) FROM ledger WHERE outcome = 'known'"), 20);
    assert_eq!(count(&path, "SELECT count(*) FROM documents_fts WHERE documents_fts MATCH 'idlib'"), 60);
    let doubled = "SELECT count(*) - count(DISTINCT place || name || precision) FROM places";
    assert_eq!(count(&path, doubled), 0);
}

#[test]
fn what_is_no_record_is_refused_and_not_touched() {
    let folder = Folder::new("foreign");
    let check = |name: &str, contents: &[u8], expected: &str| {
        let path = folder.file(name);
        std::fs::write(&path, contents).unwrap();
        for open in [Store::create, Store::open, Store::look] {
            let error = open(&path).map(drop).unwrap_err().to_string();
            assert!(error.contains(expected) && error.contains(name), "{error}");
        }
        assert_eq!(std::fs::read(&path).unwrap(), contents);
    };
    check(
        "notes.txt",
        "These are notes, and no record at all. ".repeat(40).as_bytes(),
        "this is no record of dateline",
    );
    let other = folder.file("other.db");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE recipes (id INTEGER)").unwrap();
    check("other2.db", &std::fs::read(&other).unwrap(), "this is no record of dateline");
    let missing = Store::open(&folder.file("none.db")).map(drop).unwrap_err();
    assert!(matches!(missing, Error::Missing(_)));
    assert!(!folder.file("none.db").exists());
    let nowhere = Store::create(&folder.file("no/such/folder/war.db")).map(drop).unwrap_err();
    assert!(matches!(nowhere, Error::Io { .. }), "{nowhere:?}");
}

#[test]
fn a_record_of_a_newer_program_is_refused() {
    let folder = Folder::new("newer");
    let path = folder.file("war.db");
    drop(filled(&path));
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    for open in [Store::create, Store::open, Store::look] {
        let error = open(&path).map(drop).unwrap_err();
        assert!(matches!(error, Error::Newer { found: 99, .. }), "{error:?}");
    }
}

#[test]
fn a_document_never_changes() {
    let folder = Folder::new("fixed");
    let path = folder.file("war.db");
    drop(filled(&path));
    let db = rusqlite::Connection::open(&path).unwrap();
    let error = db.execute("UPDATE documents SET text = 'x'", []).unwrap_err().to_string();
    assert!(error.contains("a document never changes"), "{error}");
}

#[test]
fn a_record_that_may_only_be_read_can_be_looked_at() {
    let folder = Folder::new("readonly");
    let path = folder.file("war.db");
    drop(filled(&path));
    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    assert_eq!(Store::look(&path).unwrap().stats().unwrap().documents, 5);
}
