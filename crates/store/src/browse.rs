//! What pages show: every event in few words for an index in memory, and the rest of those that are shown, by their ids.

use crate::{Result, Store, Verdict, find, sha256};
use rusqlite::types::ValueRef;
use rusqlite::{OptionalExtension, Row, params};
use serde::Serialize;
use serde_json::Value;

/// An event in few words. Reviews are in it: what a person amended stands in the place of what was coded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brief<'a> {
    /// Its id: the document's times [`STRIDE`](crate::STRIDE), plus its ordinal.
    pub id: i64,
    /// PLOVER type.
    pub plover: &'a str,
    /// First PLOVER mode.
    pub mode: Option<&'a str>,
    /// Status.
    pub status: &'a str,
    /// First day.
    pub earliest: Option<&'a str>,
    /// Last day.
    pub latest: Option<&'a str>,
    /// Day of publication.
    pub published: Option<&'a str>,
    /// Row of `places`; none where a person amended the place.
    pub place: Option<i64>,
    /// What a person amended, as JSON.
    pub amended: Option<&'a str>,
    /// The last word of a person.
    pub review: Option<Verdict>,
    /// Whose word it is.
    pub origin: &'a str,
    /// The sentence it stands in.
    pub sentence: Option<&'a str>,
}

/// An incident in few words.
#[derive(Clone, Debug, PartialEq)]
pub struct IncidentBrief {
    /// Row of `incidents`.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// `reported`, `planned`…
    pub class: String,
    /// PLOVER type.
    pub plover: String,
    /// First PLOVER mode.
    pub mode: Option<String>,
    /// First day.
    pub earliest: Option<String>,
    /// Last day.
    pub latest: Option<String>,
    /// Name of the place.
    pub place: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// Degrees north and east.
    pub position: Option<(f64, f64)>,
    /// UCDP `where_prec`.
    pub precision: Option<u8>,
    /// How many reports.
    pub reports: u32,
    /// How many independent origins.
    pub origins: u32,
    /// How well the act is attested.
    pub grade: Option<String>,
}

/// A place, as rows of events point to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlaceRow {
    /// Row of `places`.
    pub id: i64,
    /// Id in the gazetteer.
    pub place: String,
    /// Name.
    pub name: String,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// First-order division.
    pub admin1: Option<String>,
    /// city, province, country…
    pub kind: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// UCDP `where_prec`.
    pub precision: u8,
}

/// Whom mentions mean, as rows of roles point to it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ActorRow {
    /// Row of `actors`.
    pub id: i64,
    /// Id in the dictionaries.
    pub actor: Option<String>,
    /// What to call it.
    pub name: String,
    /// armed-group, government…
    pub kind: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// PLOVER sector.
    pub sector: Option<String>,
}

/// A document in a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Listed {
    /// Its id in this record.
    pub document: i64,
    /// Its name everywhere.
    pub digest: String,
    /// Headline.
    pub title: Option<String>,
    /// The outlet.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Day of publication.
    pub published: Option<String>,
    /// BCP 47 tag.
    pub language: String,
    /// How many events were coded.
    pub events: u64,
    /// Whether it stands.
    pub current: bool,
    /// Words around what was looked for; those looked for stand between U+0002 and U+0003.
    pub snippet: Option<String>,
}

/// A relation of an actor to another, as a document tells it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Related {
    /// The document.
    pub document: i64,
    /// includes, part-of, backed-by…
    pub rel: String,
    /// As of events.
    pub status: String,
    /// Whether the words say it is over.
    pub ended: bool,
    /// Who.
    pub subject: String,
    /// To whom.
    pub object: String,
    /// The words.
    pub text: String,
    /// Who says so.
    pub origin: String,
    /// Day of publication.
    pub published: Option<String>,
    /// The outlet.
    pub outlet: Option<String>,
}

/// Where an incident told by an event stands in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InIncident {
    /// The incident's name.
    pub incident: String,
    /// The event, `document/ordinal`.
    pub event: String,
    /// Its name in the document.
    pub name: String,
}

/// A change of a document's events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Counts up: what `since` names.
    pub id: i64,
    /// The document.
    pub document: i64,
    /// Its digest.
    pub digest: String,
    /// `added`, `recoded`, `standing` or `reviewed`.
    pub what: String,
    /// When.
    pub at: String,
    /// Whether the document stands now: if not, all its events are gone.
    pub current: bool,
    /// Events of it that are gone: name, and when they went.
    pub gone: Vec<(String, String)>,
}

fn text<'a>(row: &'a Row, at: usize) -> rusqlite::Result<Option<&'a str>> {
    Ok(match row.get_ref(at)? {
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    })
}

fn listed(row: &Row) -> rusqlite::Result<Listed> {
    Ok(Listed {
        document: row.get("id")?,
        digest: row.get("digest")?,
        title: row.get("title")?,
        outlet: row.get("outlet")?,
        url: row.get("url")?,
        published: row.get("published")?,
        language: row.get("language")?,
        events: row.get::<_, i64>("events")?.unsigned_abs(),
        current: row.get("current")?,
        snippet: row.get("snippet")?,
    })
}

/// More documents than this that hold some words are not ranked.
pub const RANKED: i64 = 2_000;

const LISTED: &str = "d.id, d.digest, d.title, d.outlet, d.url, d.published, d.language,
   (SELECT count(*) FROM events e WHERE e.document = d.id) AS events,
   d.superseded_by IS NULL AND d.pub_status = 'usable' AS current";

impl Store {
    /// A number that changes when somebody else wrote into the file.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn data_version(&self) -> Result<i64> {
        let version = self.db.pragma_query_value(None, "data_version", |row| row.get(0));
        self.told(version.map_err(Into::into))
    }
    /// A digest of what pages show: documents with their readings and standing, incidents, decisions, reviews. Cheap beside
    /// [`Store::content_digest`], and the same for records that say the same.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn snapshot_digest(&self) -> Result<String> {
        let look = || -> Result<String> {
            let mut all = String::new();
            for sql in [
                "SELECT d.digest || ' ' || r.digest || ' ' || (d.superseded_by IS NULL) || d.pub_status
                 FROM documents d JOIN readings r ON r.document = d.id ORDER BY d.digest",
                "SELECT name || ' ' || reports || ' ' || origins FROM incidents ORDER BY name",
                "SELECT kind || events || others || by || decided_on || reason FROM decisions ORDER BY id",
                "SELECT verdict || document_digest || event_name || amended || by || reviewed_at || reason
                 FROM reviews ORDER BY id",
            ] {
                let mut find = self.db.prepare(sql)?;
                let mut rows = find.query([])?;
                while let Some(row) = rows.next()? {
                    all.push_str(text(row, 0)?.unwrap_or_default());
                    all.push('\n');
                }
                all.push('\0');
            }
            Ok(sha256(all))
        };
        self.told(look())
    }
    /// Does several things over one state of the file, whatever others write meanwhile.
    ///
    /// # Errors
    /// See [`Error`](crate::Error); and those of the work.
    pub fn steady<T>(&self, work: impl FnOnce(&Store) -> Result<T>) -> Result<T> {
        self.told(self.db.execute_batch("BEGIN").map_err(Into::into))?;
        let done = work(self);
        self.told(self.db.execute_batch("COMMIT").map_err(Into::into))?;
        done
    }
    /// Visits all events of documents that stand, by id.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn each_event(&self, mut visit: impl FnMut(Brief)) -> Result<()> {
        let mut look = || -> Result<()> {
            let mut find = self.db.prepare(
                "SELECT e.id, e.plover, json_extract(e.modes, '$[0]'), e.status, e.earliest, e.latest, d.published, e.place,
                   v.amended, v.verdict, c.origin, substr(d.text, s.span_start + 1, s.span_end - s.span_start)
                 FROM events e CROSS JOIN documents d ON d.id = e.document CROSS JOIN claims c ON c.id = e.claim
                 LEFT JOIN sentences s ON s.id = e.sentence
                 LEFT JOIN reviews v ON v.id = (SELECT max(w.id) FROM reviews w
                   WHERE w.document_digest = d.digest AND w.event_name = e.name)
                 WHERE d.superseded_by IS NULL AND d.pub_status = 'usable' ORDER BY e.id",
            )?;
            let mut rows = find.query([])?;
            while let Some(row) = rows.next()? {
                visit(Brief {
                    id: row.get(0)?,
                    plover: text(row, 1)?.unwrap_or_default(),
                    mode: text(row, 2)?,
                    status: text(row, 3)?.unwrap_or_default(),
                    earliest: text(row, 4)?,
                    latest: text(row, 5)?,
                    published: text(row, 6)?,
                    place: row.get(7)?,
                    amended: text(row, 8)?.filter(|json| *json != "{}"),
                    review: text(row, 9)?.and_then(Verdict::of).filter(|v| *v != Verdict::Withdraw),
                    origin: text(row, 10)?.unwrap_or_default(),
                    sentence: text(row, 11)?,
                });
            }
            Ok(())
        };
        self.told(look())
    }
    /// Visits the actors, recipients and partners of all events, by the event's id: event, role, words, row of `actors`.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn each_role(&self, mut visit: impl FnMut(i64, &str, &str, Option<i64>)) -> Result<()> {
        let mut look = || -> Result<()> {
            let mut find = self.db.prepare(
                "SELECT event, role, text, actor FROM event_roles
                 WHERE role IN ('actor', 'recipient', 'coordinated-with') ORDER BY event, role, ordinal",
            )?;
            let mut rows = find.query([])?;
            while let Some(row) = rows.next()? {
                visit(
                    row.get(0)?,
                    text(row, 1)?.unwrap_or_default(),
                    text(row, 2)?.unwrap_or_default(),
                    row.get(3)?,
                );
            }
            Ok(())
        };
        self.told(look())
    }
    /// All places.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn places(&self) -> Result<Vec<PlaceRow>> {
        let look = || -> Result<Vec<PlaceRow>> {
            let mut find = self.db.prepare(
                "SELECT id, place, name, country, admin1, kind, latitude, longitude, precision FROM places ORDER BY id",
            )?;
            let rows = find.query_map([], |row| {
                Ok(PlaceRow {
                    id: row.get(0)?,
                    place: row.get(1)?,
                    name: row.get(2)?,
                    country: row.get(3)?,
                    admin1: row.get(4)?,
                    kind: row.get(5)?,
                    latitude: row.get(6)?,
                    longitude: row.get(7)?,
                    precision: row.get(8)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.told(look())
    }
    /// All whom mentions mean.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn actors(&self) -> Result<Vec<ActorRow>> {
        let look = || -> Result<Vec<ActorRow>> {
            let sql = "SELECT id, actor, name, kind, country, sector FROM actors ORDER BY id";
            let mut find = self.db.prepare(sql)?;
            let rows = find.query_map([], |row| {
                Ok(ActorRow {
                    id: row.get(0)?,
                    actor: row.get(1)?,
                    name: row.get(2)?,
                    kind: row.get(3)?,
                    country: row.get(4)?,
                    sector: row.get(5)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.told(look())
    }
    /// All incidents in few words, in their order.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn incident_briefs(&self) -> Result<Vec<IncidentBrief>> {
        let look = || -> Result<Vec<IncidentBrief>> {
            let mut find = self.db.prepare(
                "SELECT i.id, i.name, i.class, i.plover, json_extract(i.modes, '$[0]'), i.earliest, i.latest, i.place,
                   i.country, i.latitude, i.longitude, i.precision, i.reports, i.origins, f.grade
                 FROM incidents i LEFT JOIN incident_facets f ON f.incident = i.id AND f.kind = 'act' ORDER BY i.id",
            )?;
            let rows = find.query_map([], |row| {
                let (north, east): (Option<f64>, Option<f64>) = (row.get(9)?, row.get(10)?);
                Ok(IncidentBrief {
                    id: row.get(0)?,
                    name: row.get(1)?,
                    class: row.get(2)?,
                    plover: row.get(3)?,
                    mode: row.get(4)?,
                    earliest: row.get(5)?,
                    latest: row.get(6)?,
                    place: row.get(7)?,
                    country: row.get(8)?,
                    position: north.zip(east),
                    precision: row.get(11)?,
                    reports: row.get(12)?,
                    origins: row.get(13)?,
                    grade: row.get(14)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.told(look())
    }
    /// Visits the events of all incidents, by incident, then in their order there: row of `incidents`, the event's id.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn each_incident_event(&self, mut visit: impl FnMut(i64, i64)) -> Result<()> {
        let mut look = || -> Result<()> {
            let sql = "SELECT incident, event FROM incident_events WHERE event IS NOT NULL ORDER BY incident, ordinal";
            let mut find = self.db.prepare(sql)?;
            let mut rows = find.query([])?;
            while let Some(row) = rows.next()? {
                visit(row.get(0)?, row.get(1)?);
            }
            Ok(())
        };
        self.told(look())
    }
    /// Ids of documents that hold these words, or fit this query of FTS5; at most so many.
    ///
    /// # Errors
    /// [`Error::Query`](crate::Error::Query) for words that are no query.
    pub fn holding(&self, words: &str, most: usize) -> Result<Vec<i64>> {
        let look = || -> Result<Vec<i64>> {
            let mut find = self
                .db
                .prepare_cached("SELECT rowid FROM documents_fts WHERE documents_fts MATCH ?1 LIMIT ?2")?;
            let rows = find.query_map(params![find::query(words), most as i64], |row| row.get(0))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.told(look().map_err(|error| find::wrong_words(words, error)))
    }
    /// Documents that hold these words, those from `skip` on, at most so many, with words around what was found: the best first,
    /// or those added last first where more than [`RANKED`] hold them.
    ///
    /// # Errors
    /// [`Error::Query`](crate::Error::Query) for words that are no query.
    pub fn search(&self, words: &str, skip: usize, most: usize) -> Result<Vec<Listed>> {
        let look = || -> Result<Vec<Listed>> {
            let query = find::query(words);
            let matching = "FROM documents_fts WHERE documents_fts MATCH ?1";
            let count = format!("SELECT count(*) FROM (SELECT 1 {matching} LIMIT ?2)");
            let many: i64 =
                self.db.prepare_cached(&count)?.query_row(params![query, RANKED + 1], |row| row.get(0))?;
            // To rank is to weigh every match; words that stand everywhere rank nothing.
            let order = if many > RANKED { "rowid DESC" } else { "rank" };
            let which = format!("SELECT rowid {matching} ORDER BY {order} LIMIT ?3 OFFSET ?2");
            let mut which = self.db.prepare_cached(&which)?;
            let ids =
                which.query_map(params![query, skip as i64, most as i64], |row| row.get::<_, i64>(0))?;
            let ids: Vec<i64> = ids.collect::<rusqlite::Result<_>>()?;
            // Snippets are cut only from texts that are shown.
            let sql = format!(
                "SELECT {LISTED}, (SELECT snippet(documents_fts, -1, char(2), char(3), '…', 24) {matching} AND rowid = ?2)
                   AS snippet FROM documents d WHERE d.id = ?2"
            );
            let mut find = self.db.prepare_cached(&sql)?;
            let rows = ids.into_iter().map(|id| find.query_row(params![query, id], listed));
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.told(look().map_err(|error| find::wrong_words(words, error)))
    }
    /// Documents by id downwards, below the one given (0 for all), at most so many.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn documents(&self, before: i64, most: usize) -> Result<Vec<Listed>> {
        let look = || -> Result<Vec<Listed>> {
            let sql = format!(
                "SELECT {LISTED}, NULL AS snippet FROM documents d WHERE ?1 = 0 OR d.id < ?1 ORDER BY d.id DESC LIMIT ?2"
            );
            let mut find = self.db.prepare_cached(&sql)?;
            let rows = find.query_map(params![before, most as i64], listed)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.told(look())
    }
    /// Documents of these digests, in their order; those that are not there are left out.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn named_documents(&self, digests: &[&str]) -> Result<Vec<Listed>> {
        let look = || -> Result<Vec<Listed>> {
            let sql = format!("SELECT {LISTED}, NULL AS snippet FROM documents d WHERE d.digest = ?1");
            let mut find = self.db.prepare_cached(&sql)?;
            let mut all = vec![];
            for digest in digests {
                all.extend(find.query_row([digest], listed).optional()?);
            }
            Ok(all)
        };
        self.told(look())
    }
    /// Relations that documents tell of an actor, newest first, at most so many.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn relations_of(&self, actor: &str, most: usize) -> Result<Vec<Related>> {
        let look = || -> Result<Vec<Related>> {
            let mut find = self.db.prepare_cached(
                "SELECT r.document, r.rel, r.status, r.ended, r.subject_text, r.object_text, r.text, c.origin, d.published,
                   d.outlet
                 FROM relations r JOIN current_documents d ON d.id = r.document JOIN claims c ON c.id = r.claim
                 WHERE r.subject_actor IN (SELECT id FROM actors WHERE actor = ?1)
                   OR r.object_actor IN (SELECT id FROM actors WHERE actor = ?1)
                 ORDER BY d.published DESC, r.id LIMIT ?2",
            )?;
            let rows = find.query_map(params![actor, most as i64], |row| {
                Ok(Related {
                    document: row.get(0)?,
                    rel: row.get(1)?,
                    status: row.get(2)?,
                    ended: row.get(3)?,
                    subject: row.get(4)?,
                    object: row.get(5)?,
                    text: row.get(6)?,
                    origin: row.get(7)?,
                    published: row.get(8)?,
                    outlet: row.get(9)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.told(look())
    }
    /// Words by which documents call an actor, most frequent first, at most so many.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn called(&self, actor: &str, most: usize) -> Result<Vec<(String, u64)>> {
        let look = || -> Result<Vec<(String, u64)>> {
            let mut find = self.db.prepare_cached(
                "SELECT text, count(*) FROM (SELECT text FROM mentions
                   WHERE actor IN (SELECT id FROM actors WHERE actor = ?1) AND antecedent IS NULL LIMIT 5000)
                 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?2",
            )?;
            let rows = find.query_map(params![actor, most as i64], |row| {
                Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.told(look())
    }
    /// Which incidents a document's events are of.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn incidents_of(&self, document: i64) -> Result<Vec<InIncident>> {
        let look = || -> Result<Vec<InIncident>> {
            let mut find = self.db.prepare_cached(
                "SELECT i.name, e.document || '/' || (e.id % 1000000), e.name
                 FROM events e JOIN incident_events x ON x.event = e.id JOIN incidents i ON i.id = x.incident
                 WHERE e.document = ?1 ORDER BY e.id, i.id",
            )?;
            let rows = find.query_map([document], |row| {
                Ok(InIncident { incident: row.get(0)?, event: row.get(1)?, name: row.get(2)? })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.told(look())
    }
    /// Changes behind this one, oldest first, at most so many; of several of one document the last. And the newest there is.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn changes(&self, since: i64, most: usize) -> Result<(Vec<Change>, i64)> {
        let look = || -> Result<(Vec<Change>, i64)> {
            let newest = "SELECT coalesce(max(id), 0) FROM changes";
            let newest: i64 = self.db.query_row(newest, [], |row| row.get(0))?;
            let mut find = self.db.prepare_cached(
                "SELECT c.id, c.document, d.digest, c.what, c.changed_at,
                   d.superseded_by IS NULL AND d.pub_status = 'usable'
                 FROM changes c JOIN documents d ON d.id = c.document
                 WHERE c.id > ?1 AND NOT EXISTS (SELECT 1 FROM changes n WHERE n.document = c.document AND n.id > c.id)
                 ORDER BY c.id LIMIT ?2",
            )?;
            let rows = find.query_map(params![since, most as i64], |row| {
                Ok(Change {
                    id: row.get(0)?,
                    document: row.get(1)?,
                    digest: row.get(2)?,
                    what: row.get(3)?,
                    at: row.get(4)?,
                    current: row.get(5)?,
                    gone: vec![],
                })
            })?;
            let mut all: Vec<Change> = rows.collect::<rusqlite::Result<_>>()?;
            let mut gone = self.db.prepare_cached(
                "SELECT event_name, removed_at FROM tombstones WHERE document = ?1 ORDER BY event_name",
            )?;
            for change in &mut all {
                let rows = gone.query_map([change.document], |row| Ok((row.get(0)?, row.get(1)?)))?;
                change.gone = rows.collect::<rusqlite::Result<_>>()?;
            }
            Ok((all, newest))
        };
        self.told(look())
    }
    /// The events of a document by their names.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn names_of(&self, document: i64) -> Result<Vec<(i64, String)>> {
        let look = || -> Result<Vec<(i64, String)>> {
            let mut find =
                self.db.prepare_cached("SELECT id, name FROM events WHERE document = ?1 ORDER BY id")?;
            let rows = find.query_map([document], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.told(look())
    }
    /// The digest and the name of an event, by its id.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn event_name(&self, id: i64) -> Result<Option<crate::EventName>> {
        let sql =
            "SELECT d.digest, e.name FROM events e JOIN documents d ON d.id = e.document WHERE e.id = ?1";
        let name = |row: &Row| Ok(crate::EventName { document: row.get(0)?, event: row.get(1)? });
        self.told(self.db.query_row(sql, [id], name).optional().map_err(Into::into))
    }
    /// The id of an event by its names; none if today's reading does not hold it.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn event_id(&self, name: &crate::EventName) -> Result<Option<i64>> {
        let sql = "SELECT e.id FROM documents d JOIN events e ON e.document = d.id WHERE d.digest = ?1 AND e.name = ?2";
        let look = || -> Result<Option<i64>> {
            let mut find = self.db.prepare_cached(sql)?;
            Ok(find.query_row(params![name.document, name.event], |row| row.get(0)).optional()?)
        };
        self.told(look())
    }
    /// Rows of `event_list` by their ids, in their order, as JSON objects with the view's columns.
    ///
    /// # Errors
    /// See [`Error`](crate::Error).
    pub fn event_rows(&self, ids: &[i64]) -> Result<Vec<Value>> {
        let look = || -> Result<Vec<Value>> {
            let mut find = self.db.prepare_cached(
                "SELECT json_object('id', event, 'published', published, 'outlet', outlet, 'title', title, 'url', url,
                   'plover', plover, 'mode', mode, 'status', status, 'earliest', earliest, 'latest', latest, 'who', who,
                   'whom', whom, 'place', place, 'country', country, 'latitude', latitude, 'longitude', longitude,
                   'precision', precision, 'origin', origin, 'text', text, 'sentence', sentence, 'coded_by', coded_by,
                   'review', review, 'reviewed_by', reviewed_by)
                 FROM event_list WHERE id = ?1",
            )?;
            let mut all = vec![];
            for id in ids {
                let row: Option<String> = find.query_row([id], |row| row.get(0)).optional()?;
                all.extend(row.and_then(|json| serde_json::from_str(&json).ok()));
            }
            Ok(all)
        };
        self.told(look())
    }
    /// Lets nothing that this handle is asked for take longer than it should: what runs when the interrupt is called ends with
    /// an error.
    #[must_use]
    pub fn interrupt(&self) -> Interrupt {
        Interrupt(self.db.get_interrupt_handle())
    }
}

/// Ends what a handle is doing, from another thread.
pub struct Interrupt(rusqlite::InterruptHandle);

impl Interrupt {
    /// Ends it.
    pub fn stop(&self) {
        self.0.interrupt();
    }
}
