//! What people say of coded events: each word signed, with a reason, for ever.
//!
//! A review names its event by the document's digest and the event's own name, so it outlives every new reading. What the coder
//! had said stands beside it, so that a later reader can tell what was looked at, and how often the coder was right.

use crate::{EventName, Result, Store};
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What a person says of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is as coded.
    Accept,
    /// It is, but some fields are otherwise.
    Amend,
    /// The words tell of no such event.
    Reject,
    /// What was said before no longer holds.
    Withdraw,
}

impl Verdict {
    /// As it is kept.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Verdict::Accept => "accept",
            Verdict::Amend => "amend",
            Verdict::Reject => "reject",
            Verdict::Withdraw => "withdraw",
        }
    }
    /// Out of what is kept.
    #[must_use]
    pub fn of(text: &str) -> Option<Verdict> {
        [Verdict::Accept, Verdict::Amend, Verdict::Reject, Verdict::Withdraw]
            .into_iter()
            .find(|v| v.as_str() == text)
    }
}

/// Fields that a person can put right, each with what precision calls it.
pub const FIELDS: [(&str, &str); 8] = [
    ("plover", "type"),
    ("mode", "mode"),
    ("status", "status"),
    ("who", "who"),
    ("whom", "whom"),
    ("place", "place"),
    ("earliest", "days"),
    ("latest", "days"),
];

/// A review as somebody gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// Of which event.
    pub event: EventName,
    /// What is said of it.
    pub verdict: Verdict,
    /// The fields put right: names of [`FIELDS`]; null for "there is none". Empty but for [`Verdict::Amend`].
    pub amended: Map<String, Value>,
    /// Who says so.
    pub by: String,
    /// When, as written.
    pub at: String,
    /// Why.
    pub reason: String,
}

/// A review as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reviewed {
    /// Its number: a later one overrides.
    pub id: i64,
    /// The document's digest.
    pub document_digest: String,
    /// The event's name in it.
    pub event_name: String,
    /// `document/ordinal` as the event is read today; null where today's reading does not hold it.
    pub event: Option<String>,
    /// What is said of it.
    pub verdict: Verdict,
    /// The fields put right.
    pub amended: Map<String, Value>,
    /// What the coder had said of each field.
    pub coded: Map<String, Value>,
    /// Who says so.
    pub by: String,
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
    /// Whether it is the last word on its event.
    pub latest: bool,
}

/// How often a coder was right about a field, by the reviews given so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Precision {
    /// Version of the program, digest of the model, digest of the data.
    pub coder: String,
    /// `event` (whether there is such an event), `type`, `mode`, `status`, `who`, `whom`, `place`, `days`.
    pub field: String,
    /// Reviewed events for which the coder gave a value.
    pub reviewed: u64,
    /// Of these, with a value that the reviewer let stand.
    pub right: u64,
}

impl Precision {
    /// The share that is right, and the interval in which it lies at 95 % (Wilson's); none if nothing was reviewed.
    #[must_use]
    pub fn share(&self) -> Option<(f64, f64, f64)> {
        if self.reviewed == 0 {
            return None;
        }
        let (n, z) = (self.reviewed as f64, 1.96_f64);
        let p = self.right as f64 / n;
        let middle = p + z * z / (2.0 * n);
        let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
        let whole = 1.0 + z * z / n;
        Some((p, ((middle - half) / whole).max(0.0), ((middle + half) / whole).min(1.0)))
    }
}

const COLUMNS: &str = "v.id, v.document_digest, v.event_name, v.verdict, v.amended, v.coded, v.by, v.reviewed_at, v.reason,
   (SELECT e.document || '/' || (e.id % 1000000) FROM documents d JOIN events e ON e.document = d.id
      WHERE d.digest = v.document_digest AND e.name = v.event_name) AS event,
   v.id = (SELECT max(w.id) FROM reviews w WHERE w.document_digest = v.document_digest AND w.event_name = v.event_name)
     AS latest";

fn object(json: &str) -> Map<String, Value> {
    serde_json::from_str(json).unwrap_or_default()
}

fn reviewed(row: &Row) -> rusqlite::Result<Reviewed> {
    Ok(Reviewed {
        id: row.get("id")?,
        document_digest: row.get("document_digest")?,
        event_name: row.get("event_name")?,
        event: row.get("event")?,
        verdict: Verdict::of(&row.get::<_, String>("verdict")?).unwrap_or(Verdict::Withdraw),
        amended: object(&row.get::<_, String>("amended")?),
        coded: object(&row.get::<_, String>("coded")?),
        by: row.get("by")?,
        at: row.get("reviewed_at")?,
        reason: row.get("reason")?,
        latest: row.get("latest")?,
    })
}

/// What the coder says of an event, by [`FIELDS`], and who it is. None if today's reading does not hold the event.
fn coded(db: &Connection, event: &EventName) -> Result<Option<(Map<String, Value>, i64)>> {
    let sql = "SELECT json_object('plover', e.plover, 'mode', json_extract(e.modes, '$[0]'), 'status', e.status,
         'who', (SELECT group_concat(text, '; ') FROM event_roles r WHERE r.event = e.id AND r.role = 'actor'),
         'whom', (SELECT group_concat(text, '; ') FROM event_roles r WHERE r.event = e.id AND r.role = 'recipient'),
         'place', p.name, 'earliest', e.earliest, 'latest', e.latest), g.coder
       FROM events e JOIN documents d ON d.id = e.document JOIN readings g ON g.document = d.id
       LEFT JOIN places p ON p.id = e.place WHERE d.digest = ?1 AND e.name = ?2";
    let row = db
        .prepare_cached(sql)?
        .query_row(params![event.document, event.event], |row| Ok((row.get::<_, String>(0)?, row.get(1)?)))
        .optional()?;
    Ok(row.map(|(json, coder)| (object(&json), coder)))
}

/// The place of a name that the record knows best: its name, country and where it lies.
fn place(db: &Connection, name: &str) -> Result<Option<Map<String, Value>>> {
    let sql =
        "SELECT json_object('place', name, 'country', country, 'latitude', latitude, 'longitude', longitude,
         'precision', precision) FROM places p WHERE name = ?1 COLLATE NOCASE
       ORDER BY (SELECT count(*) FROM mentions m WHERE m.place = p.id) DESC, id LIMIT 1";
    let row = db.prepare_cached(sql)?.query_row([name], |row| row.get::<_, String>(0)).optional()?;
    Ok(row.map(|json| object(&json)))
}

impl Store {
    /// Keeps a review for ever. Fields that are the same as coded are left out of what was amended; an amended place that the
    /// record knows by name gets its coordinates. `None` if today's reading does not hold the event.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn review(&mut self, review: &Review) -> Result<Option<i64>> {
        self.for_good(|db, _| {
            let Some((coded, coder)) = coded(db, &review.event)? else { return Ok(None) };
            let known = |name: &str| FIELDS.iter().any(|(field, _)| *field == name);
            let mut amended: Map<String, Value> = match review.verdict {
                Verdict::Amend => review.amended.clone(),
                _ => Map::new(),
            };
            amended.retain(|name, value| known(name) && coded.get(name) != Some(value));
            if let Some(value) = amended.get("place") {
                let found = value.as_str().map(|name| place(db, name)).transpose()?.flatten();
                amended.extend(found.unwrap_or_default());
            }
            let json = |map: &Map<String, Value>| Value::Object(map.clone()).to_string();
            // What changes nothing is agreed to.
            let verdict = match review.verdict {
                Verdict::Amend if amended.is_empty() => Verdict::Accept,
                other => other,
            };
            let id = db
                .prepare_cached(
                    "INSERT INTO reviews (document_digest, event_name, verdict, amended, coded, coder, by, reviewed_at,
                       reason)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                )?
                .insert(params![
                    review.event.document,
                    review.event.event,
                    verdict.as_str(),
                    json(&amended),
                    json(&coded),
                    coder,
                    review.by,
                    review.at,
                    review.reason
                ])?;
            Ok(Some(id))
        })
    }
    /// All reviews of one event, oldest first.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn reviews_of(&self, event: &EventName) -> Result<Vec<Reviewed>> {
        let look = || -> Result<Vec<Reviewed>> {
            let sql = format!(
                "SELECT {COLUMNS} FROM reviews v WHERE v.document_digest = ?1 AND v.event_name = ?2 ORDER BY v.id"
            );
            let mut find = self.db.prepare_cached(&sql)?;
            let rows = find.query_map(params![event.document, event.event], reviewed)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.told(look())
    }
    /// Reviews before the one of this number (0 for all), newest first, at most so many.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn reviews(&self, before: i64, most: usize) -> Result<Vec<Reviewed>> {
        let look = || -> Result<Vec<Reviewed>> {
            let sql = format!(
                "SELECT {COLUMNS} FROM reviews v WHERE ?1 = 0 OR v.id < ?1 ORDER BY v.id DESC LIMIT ?2"
            );
            let mut find = self.db.prepare_cached(&sql)?;
            let rows = find.query_map(params![before, most as i64], reviewed)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.told(look())
    }
    /// How often coders were right, field by field, by the last word on each event; by coder, fields in the order of
    /// [`FIELDS`] behind `event`. An event that was rejected counts for `event` only.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn precision(&self) -> Result<Vec<Precision>> {
        let look = || -> Result<Vec<Precision>> {
            let mut find = self.db.prepare(
                "SELECT c.dateline || ' model ' || c.model || ' data ' || c.data, v.verdict, v.amended, v.coded
                 FROM reviews v JOIN coders c ON c.id = v.coder
                 WHERE v.verdict <> 'withdraw' AND v.id = (SELECT max(w.id) FROM reviews w
                   WHERE w.document_digest = v.document_digest AND w.event_name = v.event_name)
                 ORDER BY v.id",
            )?;
            let mut rows = find.query([])?;
            let mut counts: BTreeMap<(String, usize), (u64, u64)> = BTreeMap::new();
            let mut fields: Vec<&str> = vec!["event"];
            for (_, field) in FIELDS {
                if !fields.contains(&field) {
                    fields.push(field);
                }
            }
            while let Some(row) = rows.next()? {
                let (coder, verdict): (String, String) = (row.get(0)?, row.get(1)?);
                let amended = object(&row.get::<_, String>(2)?);
                let coded = object(&row.get::<_, String>(3)?);
                for (at, field) in fields.iter().enumerate() {
                    let names = || FIELDS.iter().filter(|(_, f)| f == field).map(|(name, _)| *name);
                    let (counts_for, right) = match at {
                        0 => (true, verdict != "reject"),
                        _ => (
                            verdict != "reject"
                                && names().any(|n| coded.get(n).is_some_and(|v| !v.is_null())),
                            !names().any(|n| amended.contains_key(n)),
                        ),
                    };
                    let count = counts.entry((coder.clone(), at)).or_default();
                    count.0 += u64::from(counts_for);
                    count.1 += u64::from(counts_for && right);
                }
            }
            let one = |((coder, at), (reviewed, right)): ((String, usize), (u64, u64))| Precision {
                coder,
                field: fields[at].to_owned(),
                reviewed,
                right,
            };
            Ok(counts.into_iter().map(one).collect())
        };
        self.told(look())
    }
}

impl Reviewed {
    /// Which event it is of.
    #[must_use]
    pub fn name(&self) -> EventName {
        EventName { document: self.document_digest.clone(), event: self.event_name.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_lies_in_its_interval() {
        let of = |right, reviewed| {
            Precision { coder: String::new(), field: String::new(), reviewed, right }.share()
        };
        assert_eq!(of(0, 0), None);
        let (p, low, high) = of(9, 10).unwrap();
        assert!((p - 0.9).abs() < 1e-9 && (low - 0.596).abs() < 0.01 && (high - 0.982).abs() < 0.01);
        let (_, low, high) = of(10, 10).unwrap();
        assert!(low < 1.0 && (high - 1.0).abs() < 1e-9);
    }
}
