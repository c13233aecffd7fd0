//! Incidents made of many readings, and what people decided about them.
//!
//! Incidents are made anew by every merge. Decisions are only ever added, and name events so that they outlive every run.

use crate::incident_changes::Before;
use crate::names::Names;
use crate::{Error, Result, Store};
use dateline_published as published;
use rusqlite::{Connection, OptionalExtension, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An event by names that are the same in every run and in every record.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventName {
    /// The document's digest: [`Stored::digest`](crate::Stored).
    pub document: String,
    /// The event's name in it: [`event_names`](dateline_published::Record::event_names).
    pub event: String,
}

/// An incident, as it is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Incident {
    /// Its name, the same in every run over the same documents.
    pub name: String,
    /// `reported`, or `planned`, `threatened`…
    pub class: String,
    /// PLOVER type.
    pub plover: String,
    /// PLOVER modes.
    pub modes: Vec<String>,
    /// First day it can be of, `YYYY-MM-DD`.
    pub earliest: Option<String>,
    /// Last day.
    pub latest: Option<String>,
    /// Name of its place.
    pub place: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// Degrees north and east.
    pub position: Option<(f64, f64)>,
    /// UCDP `where_prec`.
    pub precision: Option<u8>,
    /// How many independent origins it has.
    pub origins: u32,
    /// The incident it is a part of.
    pub part_of: Option<String>,
    /// Who tells of it.
    pub reports: Vec<IncidentReport>,
    /// Its events.
    pub events: Vec<IncidentEvent>,
    /// What reports say on each question.
    pub facets: Vec<Facet>,
    /// Why its events are taken for one.
    pub merges: Vec<Merge>,
    /// All of it, as it is published.
    pub record: Value,
}

/// What one document tells of an incident on the word of one origin.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IncidentReport {
    /// The document's digest.
    pub document: String,
    /// The innermost voice.
    pub origin: String,
    /// `stands`, `superseded`, `withdrawn`.
    pub standing: String,
    /// The report that it copies: a place in the list of reports.
    pub echo_of: Option<u32>,
}

/// An event of an incident.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IncidentEvent {
    /// Which.
    pub event: EventName,
    /// The report that it belongs to: a place in the list of reports.
    pub report: Option<u32>,
}

/// What reports say on one question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facet {
    /// `act`, `actor`, `date`, `place`, `harm`…
    pub kind: String,
    /// How well it is attested.
    pub grade: String,
    /// How many independent origins say anything on it.
    pub origins: u32,
    /// The values and who says them.
    pub facet: Value,
}

/// Two events taken for one, and why.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Merge {
    /// One.
    pub a: EventName,
    /// The other.
    pub b: EventName,
    /// The rules' name, or the person's.
    pub by: String,
    /// What the evidence adds up to.
    pub score: f64,
    /// What it had to reach.
    pub threshold: f64,
    /// What spoke for and against.
    pub evidence: Value,
}

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecisionKind {
    /// The events are of one incident.
    Merge,
    /// The events are not of the incident that the others are of.
    Split,
}

/// A person's word on which events are of one incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What was decided.
    pub kind: DecisionKind,
    /// The events joined, or taken out.
    pub events: Vec<EventName>,
    /// For a split: what they were taken out of.
    pub others: Vec<EventName>,
    /// Who decided.
    pub by: String,
    /// On which day, or at which moment, as written.
    pub on: String,
    /// Why.
    pub reason: String,
}

impl EventName {
    fn of(name: &published::EventName) -> EventName {
        EventName { document: name.document.clone(), event: name.event.clone() }
    }
    fn record(self) -> published::EventName {
        published::EventName { document: self.document, event: self.event }
    }
}

impl Decision {
    /// As it is published; a file has no need of a chain of digests.
    #[must_use]
    pub fn record(self) -> published::DecisionRecord {
        let names = |events: Vec<EventName>| events.into_iter().map(EventName::record).collect();
        let kind = match self.kind {
            DecisionKind::Merge => "merge",
            DecisionKind::Split => "split",
        };
        published::DecisionRecord {
            decision: kind.into(),
            events: names(self.events),
            others: names(self.others),
            by: self.by,
            on: self.on,
            reason: self.reason,
            after: None,
        }
    }
}

impl Incident {
    /// An incident as it is kept, from what is published of it.
    #[must_use]
    pub fn of(record: &published::IncidentRecord) -> Incident {
        let json = |value: serde_json::Result<Value>| value.unwrap_or_default();
        let place = record.place.as_ref();
        Incident {
            name: record.id.clone(),
            class: record.status.clone(),
            plover: record.plover.clone(),
            modes: record.modes.clone(),
            earliest: record.earliest.clone(),
            latest: record.latest.clone(),
            place: place.map(|p| p.name.clone()),
            country: place.and_then(|p| p.country.clone()),
            position: place.map(|p| (p.lat, p.lon)),
            precision: place.map(|p| p.precision),
            origins: record.counts.origins as u32,
            part_of: record.part_of.clone(),
            reports: record
                .reports
                .iter()
                .map(|r| IncidentReport {
                    document: r.document.clone(),
                    origin: record.origins.get(r.origin).map(|o| o.key.clone()).unwrap_or_default(),
                    standing: r.standing.clone(),
                    echo_of: r.echo_of.map(|at| at as u32),
                })
                .collect(),
            events: record
                .events
                .iter()
                .map(|e| IncidentEvent {
                    event: EventName::of(e),
                    report: record.reports.iter().position(|r| r.events.contains(e)).map(|at| at as u32),
                })
                .collect(),
            facets: record
                .facets
                .iter()
                .map(|f| Facet {
                    kind: f.facet.clone(),
                    grade: f.grade.clone(),
                    origins: f.origins as u32,
                    facet: json(serde_json::to_value(f)),
                })
                .collect(),
            merges: record
                .merges
                .iter()
                .map(|m| Merge {
                    a: EventName::of(&m.a),
                    b: EventName::of(&m.b),
                    by: format!("{} {}", m.by, m.name),
                    score: f64::from(m.score),
                    threshold: f64::from(m.threshold),
                    evidence: json(serde_json::to_value(&m.evidence)),
                })
                .collect(),
            record: json(serde_json::to_value(record)),
        }
    }
}

impl Store {
    /// Puts these incidents in the place of all that are there, as a whole or not at all. Decisions stay; what is new, says
    /// something else or is gone stands in [`incident_changes`](Store::incident_changes).
    ///
    /// # Errors
    /// See [`Error`]; then the old ones stand.
    pub fn replace_incidents(&mut self, incidents: impl IntoIterator<Item = Incident>) -> Result<u64> {
        self.whole(|db, _: &mut Names| {
            let mut before = Before::look(db)?;
            for table in
                ["incident_merges", "incident_facets", "incident_events", "incident_reports", "incidents"]
            {
                db.execute(&format!("DELETE FROM {table}"), [])?;
            }
            let mut count = 0;
            for incident in incidents {
                count += 1;
                let record = incident.record.to_string();
                add(db, count, &incident, &record)?;
                before.now(db, &incident.name, &record)?;
            }
            before.rest(db)?;
            Ok(count.unsigned_abs())
        })
    }
    /// Visits incidents in the order in which they were put in: name, and the record as it was given.
    ///
    /// # Errors
    /// See [`Error`]; an error of the visitor ends it.
    pub fn incidents(&self, mut visit: impl FnMut(&str, Value) -> Result<()>) -> Result<()> {
        let mut look = || -> Result<()> {
            let mut find = self.db.prepare("SELECT name, record FROM incidents ORDER BY id")?;
            let mut rows = find.query([])?;
            while let Some(row) = rows.next()? {
                let (name, record): (String, String) = (row.get(0)?, row.get(1)?);
                visit(&name, serde_json::from_str(&record).unwrap_or_default())?;
            }
            Ok(())
        };
        self.told(look())
    }
    /// The record of one incident, by its name.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn incident(&self, name: &str) -> Result<Option<Value>> {
        let find = self
            .db
            .query_row("SELECT record FROM incidents WHERE name = ?1", [name], |row| row.get::<_, String>(0));
        let found = self.told(find.optional().map_err(Error::from))?;
        Ok(found.and_then(|record| serde_json::from_str(&record).ok()))
    }
    /// The names of an incident's events, by the incident's name; none if there is no such incident.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn incident_events(&self, name: &str) -> Result<Vec<EventName>> {
        let look = || -> Result<Vec<EventName>> {
            let mut find = self.db.prepare_cached(
                "SELECT e.document_digest, e.event_name FROM incident_events e JOIN incidents i ON i.id = e.incident
                 WHERE i.name = ?1 ORDER BY e.ordinal",
            )?;
            let rows =
                find.query_map([name], |row| Ok(EventName { document: row.get(0)?, event: row.get(1)? }))?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.told(look())
    }
    /// Keeps a decision for ever. It is never changed; a later one overrides it.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn decide(&mut self, decision: &Decision) -> Result<i64> {
        self.for_good(|db, _| {
            let kind = match decision.kind {
                DecisionKind::Merge => "merge",
                DecisionKind::Split => "split",
            };
            let list = |events: &[EventName]| serde_json::to_string(events).unwrap_or_else(|_| "[]".into());
            let add = "INSERT INTO decisions (kind, events, others, by, decided_on, reason)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
            let Decision { events, others, by, on, reason, .. } = decision;
            Ok(db.prepare_cached(add)?.insert(params![kind, list(events), list(others), by, on, reason])?)
        })
    }
    /// All decisions in the order in which they were made.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn decisions(&self) -> Result<Vec<Decision>> {
        let look = || -> Result<Vec<Decision>> {
            let sql = "SELECT kind, events, others, by, decided_on, reason FROM decisions ORDER BY id";
            let mut find = self.db.prepare(sql)?;
            let list = |json: String| serde_json::from_str(&json).unwrap_or_default();
            let rows = find.query_map([], |row| {
                let merge = row.get::<_, String>(0)? == "merge";
                Ok(Decision {
                    kind: if merge { DecisionKind::Merge } else { DecisionKind::Split },
                    events: list(row.get(1)?),
                    others: list(row.get(2)?),
                    by: row.get(3)?,
                    on: row.get(4)?,
                    reason: row.get(5)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        };
        self.told(look())
    }
}

fn add(db: &Connection, id: i64, incident: &Incident, record: &str) -> Result<()> {
    let modes = serde_json::to_string(&incident.modes).unwrap_or_else(|_| "[]".into());
    db.prepare_cached(
        "INSERT INTO incidents (id, name, class, plover, modes, earliest, latest, place, country, latitude, longitude,
           precision, reports, origins, part_of, record)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
    )?
    .execute(params![
        id,
        incident.name,
        incident.class,
        incident.plover,
        modes,
        incident.earliest,
        incident.latest,
        incident.place,
        incident.country,
        incident.position.map(|p| p.0),
        incident.position.map(|p| p.1),
        incident.precision,
        incident.reports.len() as i64,
        incident.origins,
        incident.part_of,
        record
    ])?;
    for (at, report) in incident.reports.iter().enumerate() {
        db.prepare_cached(
            "INSERT INTO incident_reports (incident, ordinal, document, origin, standing, echo_of)
             VALUES (?1, ?2, (SELECT id FROM documents WHERE digest = ?3), ?4, ?5, ?6)",
        )?
        .execute(params![
            id,
            at as i64,
            report.document,
            report.origin,
            report.standing,
            report.echo_of
        ])?;
    }
    for (at, event) in incident.events.iter().enumerate() {
        let EventName { document, event: name } = &event.event;
        db.prepare_cached(
            "INSERT INTO incident_events (incident, ordinal, report, event, document_digest, event_name)
             VALUES (?1, ?2, ?3, (SELECT e.id FROM events e JOIN documents d ON d.id = e.document
                                  WHERE d.digest = ?4 AND e.name = ?5), ?4, ?5)",
        )?
        .execute(params![id, at as i64, event.report, document, name])?;
    }
    for facet in &incident.facets {
        db.prepare_cached("INSERT INTO incident_facets VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(params![
            id,
            facet.kind,
            facet.grade,
            facet.origins,
            facet.facet.to_string()
        ])?;
    }
    for (at, merge) in incident.merges.iter().enumerate() {
        let Merge { a, b, by, score, threshold, evidence } = merge;
        db.prepare_cached("INSERT INTO incident_merges VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")?
            .execute(params![
                id,
                at as i64,
                a.document,
                a.event,
                b.document,
                b.event,
                by,
                score,
                threshold,
                evidence.to_string()
            ])?;
    }
    Ok(())
}
