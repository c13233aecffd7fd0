//! Incidents as they are published.

use crate::published::{
    AttestedRecord, CountsRecord, DecisionRecord, EventName, EvidenceRecord, FacetRecord, INCIDENT_SCHEMA,
    IncidentPlace, IncidentRecord, LookAlikeRecord, MergeRecord, OriginRecord, ReportRecord, SeriesRecord,
    TellerRecord,
};
use dateline_incidents::{Decision, DecisionKind, EventRef, Evidence, Incident, MergedBy};
use smol_str::SmolStr;

fn some(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|t| !t.is_empty())
}
fn strings(list: &[SmolStr]) -> Vec<String> {
    list.iter().map(ToString::to_string).collect()
}
fn name(event: &EventRef) -> EventName {
    EventName { document: event.document.to_string(), event: event.event.to_string() }
}
fn names(events: &[EventRef]) -> Vec<EventName> {
    events.iter().map(name).collect()
}
fn rounded(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}
fn evidence(list: &[Evidence]) -> Vec<EvidenceRecord> {
    let one = |e: &Evidence| EvidenceRecord {
        facet: e.facet.as_str().into(),
        weight: (!e.forbids()).then(|| rounded(e.weight)),
        found: e.found.clone(),
    };
    list.iter().map(one).collect()
}

/// A decision as it is kept: a line of the log.
#[must_use]
pub fn decision_record(decision: &Decision) -> DecisionRecord {
    DecisionRecord {
        decision: match decision.kind {
            DecisionKind::Merge => "merge".into(),
            DecisionKind::Split => "split".into(),
        },
        events: names(&decision.events),
        others: names(&decision.others),
        by: decision.by.to_string(),
        on: decision.on.to_string(),
        reason: decision.reason.clone(),
        after: None,
    }
}

/// The published record of an incident.
#[must_use]
pub fn record(incident: &Incident) -> IncidentRecord {
    let day = |date: Option<jiff::civil::Date>| date.map(|d| d.to_string());
    IncidentRecord {
        schema: INCIDENT_SCHEMA,
        id: incident.id.to_string(),
        status: incident.class.to_string(),
        plover: incident.plover.to_string(),
        modes: strings(&incident.modes),
        earliest: day(incident.first),
        latest: day(incident.last),
        place: incident.place.as_ref().map(|p| IncidentPlace {
            id: p.id.to_string(),
            name: p.name.to_string(),
            country: some(&p.country),
            admin1: some(&p.admin1),
            lat: p.latitude,
            lon: p.longitude,
            precision: p.precision,
        }),
        counts: CountsRecord {
            reports: incident.standing(),
            documents: incident.documents(),
            origins: incident.counted_origins(),
            unknown_origin: incident.unknown(),
            echoes: incident.echoes(),
        },
        facets: facets(incident),
        figures: figures(incident),
        origins: incident
            .origins
            .iter()
            .map(|o| OriginRecord {
                key: o.key.to_string(),
                words: o.words.to_string(),
                kind: o.kind.as_str().into(),
                side: some(&o.side),
                members: strings(&o.members),
            })
            .collect(),
        reports: incident
            .reports
            .iter()
            .map(|r| ReportRecord {
                document: r.document.to_string(),
                outlet: some(&r.outlet),
                published: day(r.published),
                origin: r.origin,
                chain: strings(&r.chain),
                events: names(&r.events),
                statuses: r.statuses.iter().map(ToString::to_string).collect(),
                standing: r.standing.as_str().into(),
                echo_of: r.echo_of,
            })
            .collect(),
        events: names(&incident.events),
        merges: merges(incident),
        look_alikes: incident
            .look_alikes
            .iter()
            .map(|l| LookAlikeRecord {
                incident: l.incident.to_string(),
                ours: name(&l.ours),
                theirs: name(&l.theirs),
                because: evidence(&l.because),
            })
            .collect(),
        part_of: incident.part_of.as_ref().map(ToString::to_string),
        parts: strings(&incident.parts),
    }
}

fn facets(incident: &Incident) -> Vec<FacetRecord> {
    let facet = |facet: &dateline_incidents::Facet| FacetRecord {
        facet: facet.kind.as_str().into(),
        grade: facet.grade.as_str().into(),
        origins: facet.origins,
        silent: facet.silent,
        denied_by: facet.denied_by.clone(),
        values: facet
            .values
            .iter()
            .map(|v| AttestedRecord {
                value: v.value.clone(),
                key: v.key.to_string(),
                denied: v.denied,
                by: v
                    .by
                    .iter()
                    .map(|t| TellerRecord { report: t.report, event: name(&t.event), words: t.words.clone() })
                    .collect(),
            })
            .collect(),
    };
    incident.facets.iter().map(facet).collect()
}

fn figures(incident: &Incident) -> Vec<SeriesRecord> {
    let entry = |f: &dateline_incidents::FigureEntry| SeriesRecord {
        measure: f.measure.to_string(),
        lower: f.lower,
        upper: f.upper,
        point: f.point,
        strict: f.strict,
        approximate: f.approximate,
        part: f.part,
        of_part: f.of_part,
        group: some(&f.group),
        words: f.words.to_string(),
        report: f.report,
        published: f.published.map(|d| d.to_string()),
        event: name(&f.event),
        replaces: f.replaces,
    };
    incident.figures.iter().map(entry).collect()
}

fn merges(incident: &Incident) -> Vec<MergeRecord> {
    let merge = |m: &dateline_incidents::Merge| {
        let (by, named) = match m.by {
            MergedBy::Rules(rules) => ("rules", rules.to_owned()),
            MergedBy::Person(number) => ("person", number.to_string()),
        };
        MergeRecord {
            a: name(&m.a),
            b: name(&m.b),
            by: by.into(),
            name: named,
            score: rounded(m.score),
            threshold: m.threshold,
            evidence: evidence(&m.evidence),
        }
    };
    incident.merges.iter().map(merge).collect()
}
