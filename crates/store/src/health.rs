//! What is wrong with a record, if anything. Nothing here changes the file, and one check that fails does not stop the next.
//!
//! SQLite sees a page that is torn; it does not see a letter that has changed within a text. Digests do: those of documents and
//! of readings are taken anew.

use crate::rows::Words;
use crate::{Error, Result, STRIDE, Store, VERSION, beside, readings, schema, sha256};
use dateline_published::{Range, Record};
use rusqlite::{Connection, OpenFlags, config::DbConfig};
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::Path;
use std::time::Duration;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// As it should be.
    Well,
    /// Nothing is lost or wrong, but somebody may want to know.
    Remark,
    /// Something is damaged or cannot be done.
    Trouble,
}

/// What one check found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at: `pages`, `texts`…
    pub check: &'static str,
    /// How bad it is.
    pub grade: Grade,
    /// What was found, in words.
    pub message: String,
    /// What can be done.
    pub mend: Option<String>,
}

impl Finding {
    /// All is as it should be.
    pub fn well(check: &'static str, message: impl Into<String>) -> Finding {
        Finding { check, grade: Grade::Well, message: message.into(), mend: None }
    }
    /// Something that somebody may want to know, and what can be done.
    pub fn remark(check: &'static str, message: impl Into<String>, mend: &str) -> Finding {
        Finding { grade: Grade::Remark, mend: Some(mend.to_owned()), ..Finding::well(check, message) }
    }
    /// Something that is wrong, and what can be done.
    pub fn trouble(check: &'static str, message: impl Into<String>, mend: &str) -> Finding {
        Finding { grade: Grade::Trouble, mend: Some(mend.to_owned()), ..Finding::well(check, message) }
    }
}

/// How much is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The file and its tables.
    Tables,
    /// Also every text, reading and quotation.
    Words,
}

/// What would read documents today.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Maker {
    /// Version of the program.
    pub dateline: String,
    /// Digest of the model.
    pub model: String,
    /// Digest of the data files.
    pub data: String,
}

const RESTORE: &str =
    "restore a backup, or add the inputs again into a new record: docs/faults.md, \"A damaged file\"";
/// Examples that a finding names at most.
const SHOWN: usize = 5;
/// A log this long was kept from being folded in.
const LONG_LOG: u64 = 256 << 20;

/// Looks at a record. `today` says what would read its documents now; without it that is not compared.
///
/// # Errors
/// [`Error::Missing`], [`Error::Foreign`], [`Error::Newer`], or [`Error::Io`] where the file cannot be read at all. What is
/// damaged is a finding.
pub fn examine(path: &Path, depth: Depth, today: Option<&Maker>) -> Result<Vec<Finding>> {
    let mut found = file(path)?;
    let store = match Store::seen(path) {
        Ok(store) => store,
        Err(error @ (Error::Missing(_) | Error::Io { .. })) => return Err(error),
        Err(error) => {
            found.push(Finding::trouble("file", error.to_string(), RESTORE));
            return Ok(found);
        }
    };
    let version = match schema::version(&store.db, path).map_err(|error| error.at(path)) {
        Ok(version) => version,
        Err(error @ (Error::Foreign(_) | Error::Newer { .. } | Error::Io { .. })) => return Err(error),
        Err(error) => {
            found.push(Finding::trouble("file", error.to_string(), RESTORE));
            return Ok(found);
        }
    };
    found.push(writing(path));
    // One state of the file, whatever others write meanwhile.
    let db = &store.db;
    let whole = db.execute_batch("BEGIN");
    let mut check = |name: &'static str, work: &dyn Fn() -> Result<Vec<Finding>>| match work() {
        Ok(findings) => found.extend(findings),
        Err(error) => found.push(Finding::trouble(name, error.at(path).to_string(), RESTORE)),
    };
    check("file", &|| match &whole {
        Ok(()) => Ok(vec![]),
        Err(error) => Err(Error::Io { path: path.to_owned(), message: error.to_string() }),
    });
    check("schema", &|| tables(db, version));
    check("pages", &|| pages(db));
    check("references", &|| references(db));
    if version == VERSION {
        check("search", &|| search(db));
        check("standing", &|| standing(db));
        check("inputs", &|| inputs(db));
        check("incidents", &|| incidents(db));
        check("unused", &|| unused(db));
        check("clock", &|| clock(db));
        check("coders", &|| coders(db, today));
        if depth == Depth::Words {
            check("texts", &|| words(db));
        }
    }
    Ok(found)
}

fn one(db: &Connection, sql: &str) -> Result<u64> {
    Ok(db.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::unsigned_abs)?)
}

fn count(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// Length against header, before SQLite looks: what was cut off in copying is told as that.
fn file(path: &Path) -> Result<Vec<Finding>> {
    let io = |error: std::io::Error| Error::Io { path: path.to_owned(), message: error.to_string() };
    let metadata = std::fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Error::Missing(path.to_owned()),
        _ => io(error),
    })?;
    if !metadata.is_file() {
        return Err(Error::Io { path: path.to_owned(), message: "this is no plain file".into() });
    }
    let mut head = [0; 100];
    let read = std::fs::File::open(path).and_then(|mut file| file.read(&mut head)).map_err(io)?;
    let number = |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let page = match u16::from_be_bytes([head[16], head[17]]) {
        1 => 65_536,
        size => u64::from(size),
    };
    let log = std::fs::metadata(beside(path, "-wal")).map_or(0, |m| m.len());
    // The count is only good if whoever wrote last kept it up; pages that are in the log alone may be missing here.
    let counted = read == head.len() && number(24) == number(92);
    let wanted = u64::from(number(28)) * page;
    if counted && log == 0 && metadata.len() < wanted {
        let message = format!("{} of {wanted} bytes are there: the end is cut off", metadata.len());
        return Ok(vec![Finding::trouble("file", message, RESTORE)]);
    }
    let mut found = vec![Finding::well("file", count(metadata.len(), "byte"))];
    if log > LONG_LOG {
        found.push(Finding::remark(
            "log",
            format!(
                "{log} bytes lie in the log beside the file ({}-wal), which belongs to it",
                path.display()
            ),
            "a reader has kept it open for long; it is folded in when that ends. Copy with `dateline backup`",
        ));
    } else if log > 0 {
        let message = format!("{log} bytes lie in the log beside the file, which belongs to it");
        found.push(Finding::well("log", message));
    }
    Ok(found)
}

/// Whether the file could be written to now. Takes the lock for a moment and writes nothing.
fn writing(path: &Path) -> Finding {
    let try_lock = || -> rusqlite::Result<()> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        db.busy_timeout(Duration::ZERO)?;
        db.execute_batch("BEGIN IMMEDIATE; ROLLBACK")
    };
    match try_lock().map_err(|error| Error::from(error).at(path)) {
        Ok(()) => Finding::well("lock", "free to write"),
        Err(Error::Busy { .. }) => Finding::well("lock", "another program is writing just now"),
        Err(error) => Finding::remark(
            "lock",
            format!("the file can be read, but not written: {error}"),
            "mind the rights of the file and of its folder: a log is kept beside it",
        ),
    }
}

/// Tables, indexes, triggers and views against those that the migrations make.
fn tables(db: &Connection, version: i32) -> Result<Vec<Finding>> {
    let names = |db: &Connection| -> Result<BTreeMap<(String, String), Option<String>>> {
        let sql = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'";
        let mut find = db.prepare(sql)?;
        let rows = find.query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    };
    let mut made = Connection::open_in_memory()?;
    schema::migrate(&mut made, version)?;
    let (made, real) = (names(&made)?, names(db)?);
    let wrong: Vec<String> = made
        .iter()
        .filter(|(name, sql)| real.get(name) != Some(sql))
        .map(|((kind, name), _)| format!("{kind} {name}"))
        .collect();
    let mut found = vec![];
    if !wrong.is_empty() {
        let message = format!("missing or not as made: {}", some(&wrong));
        found.push(Finding::trouble("schema", message, RESTORE));
    } else if version < VERSION {
        found.push(Finding::remark(
            "schema",
            format!("version {version}; this program has {VERSION}. What is read was not looked at"),
            "any other command brings it up to date; back it up first",
        ));
    } else {
        found.push(Finding::well("schema", format!("version {version}")));
    }
    let strange: Vec<String> = real
        .keys()
        .filter(|name| !made.contains_key(name))
        .map(|(kind, name)| format!("{kind} {name}"))
        .collect();
    if !strange.is_empty() {
        let message = format!("another program has added {}", some(&strange));
        found.push(Finding::remark("schema", message, "dateline leaves alone what it does not know"));
    }
    Ok(found)
}

/// A few of many, and how many more.
fn some(all: &[String]) -> String {
    let shown = all[..all.len().min(SHOWN)].join(", ");
    if all.len() > SHOWN { format!("{shown} and {} more", all.len() - SHOWN) } else { shown }
}

fn pages(db: &Connection) -> Result<Vec<Finding>> {
    let mut check = db.prepare("PRAGMA integrity_check(20)")?;
    let lines = check.query_map([], |row| row.get::<_, String>(0))?;
    let lines: Vec<String> = lines.collect::<rusqlite::Result<_>>()?;
    if lines == ["ok"] {
        return Ok(vec![Finding::well("pages", "whole")]);
    }
    // A finding a line.
    let lines: Vec<String> = lines.iter().flat_map(|l| l.lines()).map(str::to_owned).collect();
    Ok(vec![Finding::trouble("pages", some(&lines), RESTORE)])
}

fn references(db: &Connection) -> Result<Vec<Finding>> {
    let sql =
        "SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check() GROUP BY 1, 2 ORDER BY 1, 2";
    let mut check = db.prepare(sql)?;
    let rows = check.query_map([], |row| {
        let (table, parent, count): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(format!("{count} of {table} point to no row of {parent}"))
    })?;
    let lines: Vec<String> = rows.collect::<rusqlite::Result<_>>()?;
    Ok(vec![match lines.is_empty() {
        true => Finding::well("references", "all lead somewhere"),
        false => Finding::trouble("references", some(&lines), RESTORE),
    }])
}

/// What is found by words and by place is what is there.
fn search(db: &Connection) -> Result<Vec<Finding>> {
    let pairs = [
        (
            "documents",
            "documents_fts_docsize",
            "INSERT INTO documents_fts (documents_fts) VALUES ('rebuild')",
        ),
        (
            "places",
            "places_rtree",
            "DELETE FROM places_rtree; INSERT INTO places_rtree SELECT id, latitude, latitude, longitude, longitude FROM places",
        ),
    ];
    let mut found = vec![];
    for (table, index, mend) in pairs {
        let (rows, indexed) = (
            one(db, &format!("SELECT count(*) FROM {table}"))?,
            one(db, &format!("SELECT count(*) FROM {index}"))?,
        );
        if rows != indexed {
            let message = format!("{rows} rows in {table}, {indexed} in its index {index}");
            found.push(Finding::trouble("search", message, &format!("in sqlite3: {mend}")));
        }
    }
    if found.is_empty() {
        found.push(Finding::well("search", "every document by its words, every place by where it lies"));
    }
    Ok(found)
}

/// Editions lead to one that stands, and not in a circle.
fn standing(db: &Connection) -> Result<Vec<Finding>> {
    let mut find = db.prepare("SELECT id, superseded_by FROM documents WHERE superseded_by IS NOT NULL")?;
    let next: HashMap<i64, i64> =
        find.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    let ends = |from: i64| {
        let mut at = from;
        (0..=next.len()).any(|_| match next.get(&at) {
            Some(next) => {
                at = *next;
                false
            }
            None => true,
        })
    };
    let mut circling: Vec<i64> = next.keys().copied().filter(|id| !ends(*id)).collect();
    circling.sort_unstable();
    let shown: Vec<String> = circling.iter().map(i64::to_string).collect();
    Ok(vec![match shown.is_empty() {
        true => {
            Finding::well("standing", count(next.len() as u64, "document") + " replaced by later editions")
        }
        false => Finding::trouble(
            "standing",
            format!("documents take each other's place in a circle: {}", some(&shown)),
            RESTORE,
        ),
    }])
}

fn inputs(db: &Connection) -> Result<Vec<Finding>> {
    let mut found = vec![];
    let unfinished = one(db, "SELECT count(*) FROM inputs WHERE finished = 0 AND message IS NULL")?;
    if unfinished > 0 {
        let message = format!("{} left half-read", count(unfinished, "input"));
        found.push(Finding::remark(
            "inputs",
            message,
            "run the same `dateline add` again: it goes on where it was",
        ));
    }
    let failed = one(db, "SELECT count(*) FROM errors")?;
    if failed > 0 {
        let message = format!("{failed} of what stood in inputs could not be read");
        found.push(Finding::remark(
            "inputs",
            message,
            "`dateline stats` names the reasons, the view `errors` each one",
        ));
    }
    if found.is_empty() {
        found.push(Finding::well(
            "inputs",
            count(one(db, "SELECT count(*) FROM inputs")?, "input") + ", all read to the end",
        ));
    }
    Ok(found)
}

/// Incidents and people's words that name events which today's readings do not hold.
fn incidents(db: &Connection) -> Result<Vec<Finding>> {
    let gone = one(db, "SELECT count(*) FROM incident_events WHERE event IS NULL")?;
    let waiting = one(
        db,
        "SELECT count(*) FROM reviews v WHERE NOT EXISTS (SELECT 1 FROM documents d JOIN events e ON e.document = d.id
           WHERE d.digest = v.document_digest AND e.name = v.event_name)",
    )?;
    let mut found = vec![];
    if gone > 0 {
        let message = format!("{} of incidents no longer read", count(gone, "event"));
        found.push(Finding::remark(
            "incidents",
            message,
            "`dateline incidents --record FILE` makes them anew",
        ));
    }
    if waiting > 0 {
        let message = format!("{} of events that today's reading does not hold", count(waiting, "review"));
        found.push(Finding::remark(
            "incidents",
            message,
            "they are kept, and count again when a reading holds the event",
        ));
    }
    if found.is_empty() {
        let (all, said) =
            (one(db, "SELECT count(*) FROM incidents")?, one(db, "SELECT count(*) FROM reviews")?);
        let message =
            format!("{}, {}: all of events that are there", count(all, "incident"), count(said, "review"));
        found.push(Finding::well("incidents", message));
    }
    Ok(found)
}

/// Rows that nothing names any more, and pages that hold nothing.
fn unused(db: &Connection) -> Result<Vec<Finding>> {
    let unnamed = |table: &str, column: &str| {
        one(
            db,
            &format!(
                "SELECT count(*) FROM {table} WHERE id NOT IN (SELECT {column} FROM mentions WHERE {column} IS NOT NULL)"
            ),
        )
    };
    let orphans = unnamed("actors", "actor")? + unnamed("places", "place")?;
    let (all, free) = (
        one(db, "SELECT page_count FROM pragma_page_count()")?,
        one(db, "SELECT freelist_count FROM pragma_freelist_count()")?,
    );
    let mut found = vec![];
    if orphans > 0 {
        let message = format!("{orphans} of actors and places that no reading names");
        found.push(Finding::remark("unused", message, "harmless; `dateline recode` takes them out"));
    }
    if free * 4 > all && all > 1000 {
        let message = format!("{free} of {all} pages hold nothing");
        found.push(Finding::remark("unused", message, "`dateline backup` writes a copy without them"));
    }
    if found.is_empty() {
        found.push(Finding::well("unused", "nothing"));
    }
    Ok(found)
}

/// Moments that lie ahead: a clock was wrong when they were written, or is now.
fn clock(db: &Connection) -> Result<Vec<Finding>> {
    let now: String = db.query_row("SELECT strftime('%Y-%m-%dT%H:%M:%SZ', 'now')", [], |row| row.get(0))?;
    let ahead: Option<String> = db.query_row(
        "SELECT max(moment) FROM (
           SELECT max(added_at) AS moment FROM documents UNION ALL SELECT max(coded_at) FROM readings
           UNION ALL SELECT max(changed_at) FROM changes UNION ALL SELECT max(reviewed_at) FROM reviews
           UNION ALL SELECT max(asked_at) FROM feeds)
         WHERE moment > strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '+1 hour')",
        [],
        |row| row.get(0),
    )?;
    Ok(vec![match ahead {
        None => Finding::well("clock", format!("nothing was written later than now, {now}")),
        Some(ahead) => Finding::remark(
            "clock",
            format!("something was written at {ahead}, and now is {now}: the clock was wrong then or is now"),
            "order is kept by number, not by the clock; only shown times are off",
        ),
    }])
}

/// Who read the documents, against who would read them today.
fn coders(db: &Connection, today: Option<&Maker>) -> Result<Vec<Finding>> {
    let mut find = db.prepare(
        "SELECT c.dateline, c.model, c.data, c.schema, count(*) FROM readings r JOIN coders c ON c.id = r.coder
         GROUP BY c.id ORDER BY c.id",
    )?;
    let rows = find.query_map([], |row| {
        let maker = Maker { dateline: row.get(0)?, model: row.get(1)?, data: row.get(2)? };
        Ok((maker, row.get::<_, u32>(3)?, row.get::<_, i64>(4)?.unsigned_abs()))
    })?;
    let mut found = vec![];
    let mut same = 0;
    for row in rows {
        let (maker, shape, documents) = row?;
        let Some(today) = today else { continue };
        if maker == *today && shape == dateline_published::SCHEMA {
            same += documents;
            continue;
        }
        let mut differs = vec![];
        for (what, then, now) in [
            ("program", &maker.dateline, &today.dateline),
            ("model", &maker.model, &today.model),
            ("data", &maker.data, &today.data),
        ] {
            if then != now {
                differs.push(format!("{what} {}", then.chars().take(19).collect::<String>()));
            }
        }
        if shape != dateline_published::SCHEMA {
            differs.push(format!("shape {shape}"));
        }
        let message = format!("{} read with {}", count(documents, "document"), differs.join(", "));
        found.push(Finding::remark("coders", message, "`dateline recode --record FILE` reads them anew"));
    }
    if found.is_empty() {
        let message = match today {
            Some(_) => format!("{} read with what is at hand", count(same, "document")),
            None => "not compared".into(),
        };
        found.push(Finding::well("coders", message));
    }
    Ok(found)
}

/// Documents of which something does not hold, by what.
#[derive(Default)]
struct Wrong(BTreeMap<&'static str, Vec<String>>);

impl Wrong {
    fn note(&mut self, what: &'static str, document: i64) {
        let all = self.0.entry(what).or_default();
        let name = format!("document {document}");
        if all.last() != Some(&name) {
            all.push(name);
        }
    }
}

/// Every text and reading against its digest; every span within its text, every quotation found again; rows against records.
fn words(db: &Connection) -> Result<Vec<Finding>> {
    let sql = format!(
        "SELECT {}, d.text_digest, r.digest AS reading_digest FROM documents d LEFT JOIN readings r ON r.document = d.id
         ORDER BY d.id",
        readings::COLUMNS
    );
    let mut find = db.prepare(&sql)?;
    let mut rows = find.query([])?;
    let (mut wrong, mut documents, mut quotations) = (Wrong::default(), 0, 0);
    while let Some(row) = rows.next()? {
        documents += 1;
        let id: i64 = row.get("id")?;
        let given = readings::given(row)?;
        let named = row.get::<_, String>("digest")? == given.digest();
        if row.get::<_, String>("text_digest")? != given.text_digest() {
            wrong.note("a text that is not the one added", id);
        } else if !named {
            wrong.note("an outlet, address, title or date that is not the one added", id);
        }
        let (Some(json), Some(digest)) =
            (row.get::<_, Option<String>>("record")?, row.get::<_, Option<String>>("reading_digest")?)
        else {
            wrong.note("no reading", id);
            continue;
        };
        if sha256(&json) != digest {
            wrong.note("a reading that is not the one written", id);
        }
        let words = Words::new(&given.text);
        let Ok(value) = serde_json::from_str::<Value>(&json) else {
            wrong.note("a reading that is no JSON", id);
            continue;
        };
        let mut lost = 0;
        quotations += quoted(&value, &words, &mut lost);
        if lost > 0 {
            wrong.note("a quotation that is not in the text", id);
        }
        match serde_json::from_value::<Record>(value) {
            Ok(record) if rows_agree(db, id, &words, &record)? => {}
            Ok(_) => wrong.note("rows that say other than the reading", id),
            Err(_) => wrong.note("a reading of another shape", id),
        }
    }
    if wrong.0.is_empty() {
        let message = format!(
            "{} as written, with what was read from them; {} found again",
            count(documents, "text"),
            count(quotations, "quotation")
        );
        return Ok(vec![Finding::well("texts", message)]);
    }
    let told = wrong.0.iter().map(|(what, all)| {
        Finding::trouble(
            "texts",
            format!("{} with {what}: {}", count(all.len() as u64, "document"), some(all)),
            RESTORE,
        )
    });
    Ok(told.collect())
}

fn range(value: &Value) -> Option<Range> {
    let number = |at: usize| u32::try_from(value.get(at)?.as_u64()?).ok();
    Some([number(0)?, number(1)?])
}

/// Counts what has a span; of these `lost` those whose span, bytes or quoted words are not in the text.
fn quoted(value: &Value, words: &Words, lost: &mut u64) -> u64 {
    match value {
        Value::Array(all) => all.iter().map(|one| quoted(one, words, lost)).sum(),
        Value::Object(fields) => {
            let mut count = fields.values().map(|field| quoted(field, words, lost)).sum();
            if let Some(span) = fields.get("span").and_then(range) {
                count += 1;
                let found = words.get(span);
                let said = fields.get("text").and_then(Value::as_str);
                let bytes = fields.get("bytes").and_then(range);
                let by_bytes = |[from, to]: Range| words.text.get(from as usize..to as usize);
                let right = found.is_some()
                    && said.is_none_or(|said| found == Some(said))
                    && bytes.is_none_or(|bytes| by_bytes(bytes) == found);
                *lost += u64::from(!right);
            }
            count
        }
        _ => 0,
    }
}

/// Whether as many mentions, claims, events and sentences lie in the tables as in the record, with the same words.
fn rows_agree(db: &Connection, document: i64, words: &Words, record: &Record) -> Result<bool> {
    let stretch = [document * STRIDE, (document + 1) * STRIDE];
    for (table, expected) in [("claims", record.claims.len()), ("sentences", record.sentences.len())] {
        let sql = format!("SELECT count(*) FROM {table} WHERE id >= ?1 AND id < ?2");
        let rows: i64 = db.prepare_cached(&sql)?.query_row(stretch, |row| row.get(0))?;
        if usize::try_from(rows) != Ok(expected) {
            return Ok(false);
        }
    }
    for (table, expected) in [("mentions", record.mentions.len()), ("events", record.events.len())] {
        let sql = format!("SELECT text, span_start, span_end FROM {table} WHERE id >= ?1 AND id < ?2");
        let mut find = db.prepare_cached(&sql)?;
        let mut rows = find.query(stretch)?;
        let mut seen = 0;
        while let Some(row) = rows.next()? {
            seen += 1;
            let span = [row.get(1)?, row.get(2)?];
            if words.get(span) != Some(row.get_ref(0)?.as_str().unwrap_or_default()) {
                return Ok(false);
            }
        }
        if seen != expected {
            return Ok(false);
        }
    }
    Ok(true)
}

impl Store {
    /// Whether every reference between rows leads somewhere and the file is whole: what is wrong, if anything.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn faults(&self) -> Result<Vec<String>> {
        let look = || -> Result<Vec<String>> {
            let found = [references(&self.db)?, pages(&self.db)?].concat();
            Ok(found.into_iter().filter(|f| f.grade == Grade::Trouble).map(|f| f.message).collect())
        };
        self.told(look())
    }
}
