//! Editions of a story: all are kept, the newest stands.

use super::*;

/// Puts editions in, in this order, and gives who took the place of whom: "1<3" where the third superseded the first.
#[track_caller]
fn check(name: &str, editions: &[(&str, Option<Edition>)], expected: &str) -> (Folder, Store) {
    let folder = Folder::new(name);
    let path = folder.file("war.db");
    let mut store = Store::create(&path).expect("a record can be made");
    let input = store.input("wire", "{}", None).expect("an input can be opened");
    for (at, (text, edition)) in (0..).zip(editions) {
        let item = read(Given { edition: edition.clone(), ..given(text, "Wire", "2024-05-07") });
        store.put(&input, at, &[item]).expect("an edition goes in");
    }
    let db = rusqlite::Connection::open(&path).expect("the file opens");
    let shown: String = db
        .query_row(
            "SELECT ifnull(group_concat(id || '<' || superseded_by, ' '), '')
             FROM (SELECT * FROM documents WHERE superseded_by IS NOT NULL ORDER BY id)",
            [],
            |row| row.get(0),
        )
        .expect("editions can be read");
    assert_eq!(shown, expected);
    (folder, store)
}

#[test]
fn a_higher_version_takes_the_place_of_a_lower_one_whichever_comes_first() {
    let (one, two) = ("Rebels killed 12 soldiers in Idlib.", "Rebels killed 15 soldiers in Idlib.");
    check("edition-a", &[(one, edition("g", "1")), (two, edition("g", "2"))], "1<2");
    check("edition-b", &[(two, edition("g", "2")), (one, edition("g", "1"))], "2<1");
    // As numbers, not as text; moments as text.
    check("edition-c", &[(one, edition("g", "9")), (two, edition("g", "10"))], "1<2");
    let moments = [(one, edition("g", "2024-05-07T10:00:00Z")), (two, edition("g", "2024-05-07T09:00:00Z"))];
    check("edition-d", &moments, "2<1");
    // Of two without a version the later one stands.
    check("edition-e", &[(one, edition("g", "")), (two, edition("g", ""))], "1<2");
    check("edition-f", &[(one, edition("g", "1")), (two, edition("h", "2"))], "");
}

#[test]
fn only_the_edition_that_stands_is_found_but_all_are_kept() {
    let (one, two) = ("Rebels killed 12 soldiers in Idlib.", "Rebels killed 15 soldiers in Idlib.");
    let (_folder, store) =
        check("edition-find", &[(one, edition("g", "1")), (two, edition("g", "2"))], "1<2");
    let found = |all| {
        let mut texts = vec![];
        let filter = dateline_store::Filter { all, ..Default::default() };
        store
            .find(&filter, |found| {
                texts.push(found.text.clone());
                Ok(())
            })
            .unwrap();
        texts
    };
    assert_eq!(found(false), ["Rebels killed 15 soldiers"]);
    assert_eq!(found(true).len(), 2);
    assert_eq!(store.stats().unwrap().superseded, 1);
}

#[test]
fn a_withdrawal_takes_all_editions_back() {
    let withdrawn = |version| {
        edition("g", version).map(|e| Edition { status: "canceled".into(), change: "withdrawal".into(), ..e })
    };
    let text = "Rebels killed 12 soldiers in Idlib.";
    let (_folder, store) = check(
        "edition-kill",
        &[(text, edition("g", "1")), ("This story is withdrawn.", withdrawn("2"))],
        "1<2",
    );
    let mut seen = 0;
    store
        .each(dateline_store::Which::Current, |_| {
            seen += 1;
            Ok(())
        })
        .unwrap();
    assert_eq!(seen, 0);
    assert_eq!(store.stats().unwrap().withdrawn, 1);
}

#[test]
fn a_story_may_take_the_place_of_another_whichever_comes_first() {
    let over = edition("new", "1").map(|e| Edition { supersedes: vec!["old".into()], ..e });
    let (one, two) = ("Rebels killed 12 soldiers in Idlib.", "Rebels killed 15 soldiers in Idlib.");
    check("edition-over", &[(one, edition("old", "3")), (two, over.clone())], "1<2");
    check("edition-under", &[(two, over), (one, edition("old", "3"))], "2<1");
}

#[test]
fn a_page_that_a_newer_extractor_reads_replaces_the_older_text() {
    let folder = Folder::new("extracted");
    let path = folder.file("war.db");
    let mut store = Store::create(&path).unwrap();
    let input = store.input("page.html", "{}", None).unwrap();
    let page = |text: &str, extractor: &str, bytes: &str| Given {
        extractor: Some(extractor.into()),
        citation: Citation { digest: Some(bytes.into()), ..Citation::default() },
        notes: vec![("guessed-encoding".into(), "read as windows-1252".into())],
        ..given(text, "Courier", "2024-05-07")
    };
    let pages = [
        ("Menu Rebels shelled Idlib.", "html/1", "sha256:a"),
        ("Rebels shelled Idlib.", "html/2", "sha256:a"),
        ("Rebels left.", "html/2", "sha256:b"),
    ];
    for (at, (text, extractor, bytes)) in (0..).zip(pages) {
        store.put(&input, at, &[read(page(text, extractor, bytes))]).unwrap();
    }
    assert_eq!(count(&path, "SELECT superseded_by FROM documents WHERE id = 1"), 2);
    assert_eq!(count(&path, "SELECT count(*) FROM current_documents"), 2);
    let (text, extractor, bytes) = pages[1];
    assert_eq!(store.reading(2).unwrap().unwrap().given, page(text, extractor, bytes));
}

#[test]
fn a_text_given_again_with_its_date_replaces_the_undated_one() {
    let folder = Folder::new("dated");
    let path = folder.file("war.db");
    let mut store = Store::create(&path).unwrap();
    let input = store.input("a.txt", "{}", None).unwrap();
    let text = "Rebels shelled Idlib on Monday.";
    let user = |day: &str| Given {
        published_basis: if day.is_empty() { "none" } else { "user" }.into(),
        ..given(text, "", day)
    };
    for (at, day) in ["", "2024-05-07", "2024-05-14", ""].iter().enumerate() {
        store.put(&input, at as u64, &[read(user(day))]).unwrap();
    }
    let stands = "SELECT count(*) FROM current_documents WHERE published = '2024-05-14'";
    assert_eq!(count(&path, stands), 1);
    assert_eq!(count(&path, "SELECT count(*) FROM current_documents"), 1);
    assert_eq!(count(&path, "SELECT count(*) FROM documents"), 3);
}
