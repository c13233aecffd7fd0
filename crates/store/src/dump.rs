//! The content of a record in one fixed order, without ids and times of writing: what two records must agree on to be the
//! same.

use crate::{Result, Store, hex, sha256};
use rusqlite::types::ValueRef;
use std::collections::BTreeMap;
use std::io::Write;

/// Takes a stream's digest.
struct Hash(sha2::Sha256);

impl Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        sha2::Digest::update(&mut self.0, bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Columns that tell when and where a row was written, not what it holds.
const BESIDE: &[(&str, &str)] = &[
    ("inputs", "added_at"),
    ("inputs", "modified"),
    ("documents", "added_at"),
    ("readings", "coded_at"),
    ("recodings", "recoded_at"),
    ("tombstones", "removed_at"),
];

/// Tables that tell in which order a record was written, not what it holds.
const HISTORY: &[&str] = &["changes", "incident_changes"];

/// Tables that other tables point to by a number that means nothing, and what stands for it.
const NAMED: &[(&str, &str)] = &[
    ("documents", "(SELECT digest FROM documents z WHERE z.id = {})"),
    ("inputs", "(SELECT path || ' ' || options FROM inputs z WHERE z.id = {})"),
    ("coders", "(SELECT dateline || ' ' || model || ' ' || data FROM coders z WHERE z.id = {})"),
    ("actors", "(SELECT json_array(actor, name, kind, country, sector) FROM actors z WHERE z.id = {})"),
    (
        "places",
        "(SELECT json_array(place, name, country, admin1, kind, latitude, longitude, precision) FROM places z WHERE z.id = {})",
    ),
    ("incidents", "(SELECT name FROM incidents z WHERE z.id = {})"),
];

impl Store {
    /// Writes every table's rows, sorted, one JSON array a line behind the table's name. Ids stand as what they name:
    /// documents by their digest, what was read by its ordinal, actors and places by what they hold.
    ///
    /// # Errors
    /// See [`Error`](crate::Error); an error of `out` is [`Error::Sql`](crate::Error::Sql).
    pub fn dump(&self, out: &mut dyn Write) -> Result<()> {
        self.told(self.write_dump(out))
    }
    /// `sha256:` and the digest of the [dump](Store::dump): the same for records of the same content.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn content_digest(&self) -> Result<String> {
        let mut hash = Hash(sha2::Sha256::default());
        self.dump(&mut hash)?;
        Ok(hex(hash.0))
    }

    fn tables(&self) -> Result<Vec<String>> {
        let sql = "SELECT name FROM pragma_table_list() WHERE schema = 'main' AND type = 'table'
             AND name NOT LIKE 'sqlite_%' ORDER BY name";
        let mut find = self.db.prepare(sql)?;
        let rows = find.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn write_dump(&self, out: &mut dyn Write) -> Result<()> {
        let tables = self.tables()?;
        let held = tables.iter().filter(|table| !HISTORY.contains(&table.as_str()));
        held.into_iter().try_for_each(|table| self.write_table(table, out))
    }

    /// What stands for each column of a table.
    fn shown(&self, table: &str) -> Result<Vec<String>> {
        let mut keys = self
            .db
            .prepare(&format!("SELECT \"from\", \"table\" FROM pragma_foreign_key_list('{table}')"))?;
        let keys = keys.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let keys: BTreeMap<String, String> = keys.collect::<rusqlite::Result<_>>()?;
        let mut columns =
            self.db.prepare(&format!("SELECT name, pk FROM pragma_table_info('{table}') ORDER BY cid"))?;
        let columns = columns.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
        let of_document = crate::rows::TABLES.iter().any(|(name, _)| *name == table);
        let mut shown = vec![];
        for column in columns {
            let (name, key) = column?;
            let quoted = format!("t.\"{name}\"");
            if BESIDE.contains(&(table, name.as_str())) {
                continue;
            }
            let parent = keys.get(&name).map(String::as_str);
            let named = NAMED.iter().find(|(table, _)| parent == Some(*table));
            match (parent, named) {
                (_, Some((_, by))) => shown.push(by.replace("{}", &quoted)),
                // What is read from a document is numbered within it.
                (Some(_), None) => shown.push(format!("{quoted} % {}", crate::STRIDE)),
                // The same for its own id; of tables that everybody shares the id means nothing.
                (None, None) if name == "id" && key > 0 => {
                    if of_document {
                        shown.push(format!("{quoted} % {}", crate::STRIDE));
                    }
                }
                (None, None) => shown.push(quoted),
            }
        }
        // Rows that hang on an event, a claim… carry no document of their own.
        if of_document {
            let id = crate::rows::TABLES.iter().find(|(name, _)| *name == table).map_or("id", |(_, id)| id);
            shown.insert(0, NAMED[0].1.replace("{}", &format!("t.\"{id}\" / {}", crate::STRIDE)));
        }
        Ok(shown)
    }

    fn write_table(&self, table: &str, out: &mut dyn Write) -> Result<()> {
        let shown = self.shown(table)?;
        let order: Vec<String> = (1..=shown.len()).map(|n| n.to_string()).collect();
        let sql = format!("SELECT {} FROM \"{table}\" t ORDER BY {}", shown.join(", "), order.join(", "));
        let mut find = self.db.prepare(&sql)?;
        let mut rows = find.query([])?;
        while let Some(row) = rows.next()? {
            let value = |at: usize| -> Result<serde_json::Value> {
                Ok(match row.get_ref(at)? {
                    ValueRef::Null => serde_json::Value::Null,
                    ValueRef::Integer(number) => number.into(),
                    ValueRef::Real(number) => number.into(),
                    ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
                    ValueRef::Blob(bytes) => sha256(bytes).into(),
                })
            };
            let values = (0..shown.len()).map(value).collect::<Result<Vec<_>>>()?;
            let line = format!("{table} {}\n", serde_json::Value::from(values));
            out.write_all(line.as_bytes())
                .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        }
        Ok(())
    }
}
