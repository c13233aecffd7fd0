//! What an export says of itself: `datapackage.json` and the codebook, both made from the definitions that the files are made of.

use super::lines::{Fill, Named};
use super::safety::{Quotes, Safety};
use super::tables::{Kind, TABLES, Table};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// What an export says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// What was held back.
    pub safety: Safety,
    /// What it was made of, in words.
    pub from: String,
    /// Since when or which state it tells of changes; none for a whole export.
    pub since: Option<String>,
    /// Digest of the state of the record it was made from.
    pub snapshot: Option<String>,
    /// Number of the last change in the record: what the next `since` may name.
    pub change: Option<i64>,
    /// Programs, models and data that coded what is in it.
    pub coders: Vec<String>,
    /// Rows of each file.
    pub rows: Vec<(String, u64)>,
    /// Which part of the inputs it was made of: `1/4`.
    pub shard: Option<String>,
}

impl About {
    /// As JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "dateline": crate::VERSION,
            "schema": crate::published::SCHEMA,
            "from": self.from,
            "shard": self.shard,
            "since": self.since,
            "snapshot": self.snapshot,
            "change": self.change,
            "coders": self.coders,
            "private_names": if self.safety.show_names { "shown" } else { "masked" },
            "places": if self.safety.precise { "exact" } else { "cells" },
            "quotes": self.safety.quotes.as_str(),
        })
    }
    fn told(&self) -> String {
        let mut out = format!("dateline {}, schema {}", crate::VERSION, crate::published::SCHEMA);
        let parts = [
            ("made of", Some(self.from.as_str()).filter(|f| !f.is_empty())),
            ("shard", self.shard.as_deref()),
            ("changes since", self.since.as_deref()),
            ("snapshot", self.snapshot.as_deref()),
        ];
        for (name, value) in parts {
            if let Some(value) = value {
                let _ = write!(out, "; {name} {value}");
            }
        }
        for coder in &self.coders {
            let _ = write!(out, "\n- coded by {coder}");
        }
        out
    }
}

/// What the columns of an export are.
#[derive(Clone, Copy, Debug)]
pub enum Book {
    /// Our own set of tables.
    Tables,
    /// Our table of events.
    Events,
    /// Files with columns in another's shape.
    Columns(&'static [(&'static str, &'static [Named])]),
    /// Described elsewhere.
    Text(&'static str),
}

/// A [Frictionless](https://specs.frictionlessdata.io/tabular-data-package/) data package of tables in files with an ending.
#[must_use]
pub fn datapackage(tables: &[Table], ending: &str, about: &About) -> Value {
    let kind = |kind: Kind| match kind {
        Kind::Text | Kind::List => "string",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
        Kind::Date => "date",
    };
    let csv = ending == "csv";
    let resource = |table: &Table| {
        let fields: Vec<Value> = table
            .columns
            .iter()
            .map(|column| {
                let list = column.kind == Kind::List;
                let by = if column.name == "chain" { " > " } else { "; " };
                let about = match (list, csv) {
                    (true, true) => format!("{}. Several are joined by \"{by}\"", column.about),
                    _ => column.about.to_owned(),
                };
                let mut field =
                    json!({ "name": column.name, "type": if list && !csv { "array" } else { kind(column.kind) }, "description": about });
                if !column.unit.is_empty() {
                    field["unit"] = column.unit.into();
                }
                if table.key.contains(&column.name) {
                    field["constraints"] = json!({ "required": true });
                }
                field
            })
            .collect();
        let mut schema = json!({ "fields": fields, "primaryKey": table.key, "missingValues": [""] });
        let points = |column: &str| table.columns.iter().any(|c| c.name == column);
        let mut keys = vec![];
        if points("document_name") && points("rule") || table.name == "spans" {
            keys.push(key("document_name", "documents"));
        }
        if points("claim_id") && table.name != "claims" {
            keys.push(key("claim_id", "claims"));
        }
        if !keys.is_empty() {
            schema["foreignKeys"] = keys.into();
        }
        let rows = about.rows.iter().find(|(name, _)| name == table.name).map_or(0, |(_, rows)| *rows);
        let mut resource = json!({
            "name": table.name,
            "path": format!("{}.{ending}", table.name),
            "description": table.about,
            "format": ending,
            "encoding": "utf-8",
            "rows": rows,
            "schema": schema,
        });
        if csv {
            resource["profile"] = "tabular-data-resource".into();
            resource["mediatype"] = "text/csv".into();
        }
        resource
    };
    json!({
        "profile": if csv { "tabular-data-package" } else { "data-package" },
        "name": "dateline-export",
        "title": "Events and what they rest on, read by dateline",
        "description": "See codebook.md. Absence of a report is no evidence of anything.",
        "dateline": about.json(),
        "resources": tables.iter().map(resource).collect::<Vec<_>>(),
    })
}

fn key(column: &str, table: &str) -> Value {
    json!({ "fields": column, "reference": { "resource": table, "fields": column } })
}

/// The codebook of an export: versions, what was held back, every column, and what could not be filled and why.
#[must_use]
pub fn codebook(name: &str, help: &str, book: Book, about: &About) -> String {
    let mut out = format!("# Codebook: {name}\n\nFormat `{name}`: {help}.\n\n{}\n\n", about.told());
    out.push_str(&held_back(about.safety));
    let cell = |text: &str| text.replace('|', "\\|");
    let mut tables = |tables: &[Table]| {
        for table in tables {
            let _ = write!(out, "\n## {}\n\n{}\nKey: `{}`", table.name, table.about, table.key.join("`, `"));
            if let Some((_, rows)) = about.rows.iter().find(|(name, _)| name == table.name) {
                let _ = write!(out, ". Rows: {rows}");
            }
            out.push_str(".\n\n| column | type | may be empty | is |\n|---|---|---|---|\n");
            for column in table.columns {
                let unit = if column.unit.is_empty() { String::new() } else { format!(" ({})", column.unit) };
                let kind = format!("{:?}", column.kind).to_lowercase();
                let null = if column.null { "yes" } else { "" };
                let _ =
                    writeln!(out, "| `{}` | {kind} | {null} | {}{unit} |", column.name, cell(column.about));
            }
        }
    };
    match book {
        Book::Tables => tables(TABLES),
        Book::Events => tables(&TABLES[..1]),
        Book::Columns(files) => {
            for (file, columns) in files {
                let _ = write!(out, "\n## {file}\n\n| column | filled from |\n|---|---|\n");
                for (column, fill) in *columns {
                    if let Fill::From(from) = fill {
                        let _ = writeln!(out, "| `{column}` | {} |", cell(from));
                    }
                }
                out.push_str("\nNot filled:\n\n| column | why |\n|---|---|\n");
                for (column, fill) in *columns {
                    if let Fill::Empty(why) = fill {
                        let _ = writeln!(out, "| `{column}` | {} |", cell(why));
                    }
                }
            }
        }
        Book::Text(text) => {
            let _ = writeln!(out, "\n{text}");
        }
    }
    out
}

fn held_back(safety: Safety) -> String {
    let names = if safety.show_names {
        "Names of private persons are shown."
    } else {
        "Names of private persons are blanked: each letter a low line."
    };
    let places = if safety.precise {
        "Places are as exact as they are known."
    } else {
        "Places that are known to a district or better stand in the middle of a cell of 0.25 degrees with where_prec 3 and \
         the cell for an id; hospitals, schools, shelters and camps in one of 1 degree with where_prec 4."
    };
    let quotes = match safety.quotes {
        Quotes::Full => "Quotations are whole.",
        Quotes::Short => "Quotations end after 240 code points, with an ellipsis.",
        Quotes::None => "There are no quotations.",
    };
    format!(
        "{names} {places} {quotes}\nAn empty cell is not known, not stated or not resolved; it never means nought. Absence of a \
         report is no evidence that nothing happened.\n"
    )
}
