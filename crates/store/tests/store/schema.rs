//! The schema: documented in full, and reached from every version before.

use super::*;
use dateline_store::VERSION;
use std::collections::BTreeSet;

const MIGRATIONS: [&str; 5] = [
    include_str!("../../migrations/001_record.sql"),
    include_str!("../../migrations/002_incidents.sql"),
    include_str!("../../migrations/003_feeds.sql"),
    include_str!("../../migrations/004_review.sql"),
    include_str!("../../migrations/005_incident_changes.sql"),
];

fn names(db: &rusqlite::Connection) -> BTreeSet<String> {
    let sql = "SELECT t.name, c.name FROM pragma_table_list() t JOIN pragma_table_info(t.name) c
         WHERE t.schema = 'main' AND t.type <> 'shadow' AND t.name NOT LIKE 'sqlite_%'";
    let mut find = db.prepare(sql).expect("a schema can be listed");
    let rows = find.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)));
    rows.expect("a schema can be listed")
        .map(|row| row.expect("names are text"))
        .map(|(t, c)| format!("{t}.{c}"))
        .collect()
}

/// What `docs/store.md` describes: below a heading with a name in code, the rows of a table that begin with one.
fn described() -> BTreeSet<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/store.md");
    let page = std::fs::read_to_string(page).expect("docs/store.md is there");
    let code = |line: &str| line.split('`').nth(1).map(str::to_owned);
    let (mut table, mut found) = (String::new(), BTreeSet::new());
    for line in page.lines() {
        if line.starts_with("### ") {
            table = code(line).unwrap_or_default();
        } else if line.starts_with("| `") {
            let cell = line.split('|').nth(1).unwrap_or_default();
            found.extend(cell.split(',').filter_map(code).map(|column| format!("{table}.{column}")));
        }
    }
    found
}

#[test]
fn every_table_and_column_is_described_and_nothing_else() {
    let folder = Folder::new("described");
    let path = folder.file("war.db");
    drop(Store::create(&path).unwrap());
    let mut real = names(&rusqlite::Connection::open(&path).unwrap());
    // FTS5 gives every such table columns for ranking and commands.
    real.retain(|name| !matches!(name.as_str(), "documents_fts.documents_fts" | "documents_fts.rank"));
    let described = described();
    let missing: Vec<_> = real.difference(&described).collect();
    let gone: Vec<_> = described.difference(&real).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "not described: {missing:?}\ndescribed but gone: {gone:?}"
    );
}

/// A record of the version before has what that version could hold; afterwards it has all of it and today's schema.
#[test]
fn every_version_leads_to_the_next() {
    assert_eq!(MIGRATIONS.len(), usize::try_from(VERSION).unwrap());
    let folder = Folder::new("migrations");
    let fresh = folder.file("fresh.db");
    let today = dump(&filled(&fresh));
    for version in 1..MIGRATIONS.len() {
        let path = folder.file(&format!("{version}.db"));
        let db = rusqlite::Connection::open(&path).unwrap();
        for step in &MIGRATIONS[..version] {
            db.execute_batch(step).unwrap();
        }
        db.pragma_update(None, "application_id", 0x444C_4E45).unwrap();
        db.pragma_update(None, "user_version", version as i64).unwrap();
        // What a record of today holds in the tables of then.
        db.execute("ATTACH ?1 AS new", [fresh.to_str()]).unwrap();
        let tables = "SELECT name FROM pragma_table_list() WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'";
        let tables: Vec<String> = db
            .prepare(tables)
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        db.pragma_update(None, "foreign_keys", false).unwrap();
        for table in tables {
            db.execute(&format!("INSERT INTO main.{table} SELECT * FROM new.{table}"), []).unwrap();
        }
        drop(db);
        // Looking is enough to bring it up to date.
        let store = Store::look(&path).unwrap();
        assert_eq!(dump(&store), today, "version {version}");
        assert_eq!(store.faults().unwrap(), [""; 0]);
        assert_eq!(store.decisions().unwrap(), []);
        drop(store);
        let schema = |path: &Path| names(&rusqlite::Connection::open(path).unwrap());
        assert_eq!(schema(&path), schema(&fresh));
    }
}
