//! Rows of incidents.

use super::source::day;
use super::{IncidentRow, MergeRow, OriginRow, ReportRow};
use crate::published::{EventName, FacetRecord, IncidentRecord, SeriesRecord};

/// Rows of the tables that are made of incidents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IncidentRows {
    /// One an incident.
    pub incidents: Vec<IncidentRow>,
    /// One an origin of an incident.
    pub origins: Vec<OriginRow>,
    /// One a report of an incident.
    pub reports: Vec<ReportRow>,
    /// One a merge.
    pub merges: Vec<MergeRow>,
}

impl IncidentRows {
    /// Adds the rows of another incident.
    pub fn extend(&mut self, more: IncidentRows) {
        self.incidents.extend(more.incidents);
        self.origins.extend(more.origins);
        self.reports.extend(more.reports);
        self.merges.extend(more.merges);
    }
}

fn event_id(event: &EventName) -> String {
    format!("{}#{}", event.document, event.event)
}
fn event_ids(events: &[EventName]) -> Vec<String> {
    events.iter().map(event_id).collect()
}

/// The rows of an incident.
#[must_use]
pub fn incidents(incident: &IncidentRecord) -> IncidentRows {
    let facet = |name: &str| incident.facets.iter().find(|f| f.facet == name);
    let grade = |name: &str| facet(name).map(|f| f.grade.clone());
    let place = incident.place.as_ref();
    let count = |number: usize| number as u32;
    let (killed_least, killed_most) = bounds(incident, "killed");
    let (injured_least, injured_most) = bounds(incident, "injured");
    let standing =
        |origin: usize| incident.reports.iter().filter(move |r| r.origin == origin && r.standing == "stands");
    let outlets = |reports: &mut dyn Iterator<Item = &crate::published::ReportRecord>| {
        let mut outlets: Vec<String> = reports.filter_map(|r| r.outlet.clone()).collect();
        outlets.sort();
        outlets.dedup();
        outlets
    };
    let id = || incident.id.clone();
    IncidentRows {
        incidents: vec![IncidentRow {
            incident_id: id(),
            status: incident.status.clone(),
            plover: incident.plover.clone(),
            modes: incident.modes.clone(),
            earliest: day(incident.earliest.as_deref()),
            latest: day(incident.latest.as_deref()),
            place: place.map(|p| p.name.clone()),
            place_id: place.map(|p| p.id.clone()),
            country: place.and_then(|p| p.country.clone()),
            admin1: place.and_then(|p| p.admin1.clone()),
            latitude: place.map(|p| p.lat),
            longitude: place.map(|p| p.lon),
            where_prec: place.map(|p| u32::from(p.precision)),
            actors: told(facet("actor")),
            recipients: told(facet("recipient")),
            reports: count(incident.counts.reports),
            documents: count(incident.counts.documents),
            origins: count(incident.counts.origins),
            unknown_origin: count(incident.counts.unknown_origin),
            echoes: count(incident.counts.echoes),
            grade_act: grade("act"),
            grade_actor: grade("actor"),
            grade_recipient: grade("recipient"),
            grade_date: grade("date"),
            grade_place: grade("place"),
            grade_target: grade("target"),
            grade_coordination: grade("coordination"),
            grade_harm: grade("harm"),
            killed_least,
            killed_most,
            injured_least,
            injured_most,
            outlets: outlets(&mut incident.reports.iter()),
            event_ids: event_ids(&incident.events),
            part_of: incident.part_of.clone(),
            parts: incident.parts.clone(),
        }],
        origins: incident
            .origins
            .iter()
            .enumerate()
            .map(|(at, origin)| OriginRow {
                incident_id: id(),
                origin: count(at),
                key: origin.key.clone(),
                words: origin.words.clone(),
                kind: origin.kind.clone(),
                side: origin.side.clone(),
                members: origin.members.clone(),
                reports: count(standing(at).count()),
                outlets: outlets(&mut standing(at)),
            })
            .collect(),
        reports: incident
            .reports
            .iter()
            .enumerate()
            .map(|(at, report)| ReportRow {
                incident_id: id(),
                report: count(at),
                document_name: report.document.clone(),
                source: report.outlet.clone(),
                published: day(report.published.as_deref()),
                origin: count(report.origin),
                chain: report.chain.clone(),
                statuses: report.statuses.clone(),
                standing: report.standing.clone(),
                echo_of: report.echo_of.map(count),
                event_ids: event_ids(&report.events),
            })
            .collect(),
        merges: incident
            .merges
            .iter()
            .enumerate()
            .map(|(at, merge)| MergeRow {
                incident_id: id(),
                merge: count(at),
                a: event_id(&merge.a),
                b: event_id(&merge.b),
                by: merge.by.clone(),
                name: merge.name.clone(),
                score: f64::from(merge.score),
                threshold: f64::from(merge.threshold),
                evidence: merge
                    .evidence
                    .iter()
                    .map(|e| {
                        let weight = e.weight.map_or_else(|| "forbids".to_owned(), |w| format!("{w:+}"));
                        format!("{} {weight} {}", e.facet, e.found)
                    })
                    .collect(),
            })
            .collect(),
    }
}

/// Every value that somebody tells and nobody only denies.
fn told(facet: Option<&FacetRecord>) -> Vec<String> {
    let values = facet.into_iter().flat_map(|f| &f.values).filter(|v| !v.denied);
    let mut told: Vec<String> = values.map(|v| v.value.clone()).collect();
    told.dedup();
    told
}

/// Lowest and highest of the figures that reports give for the whole of an incident, without those that a later one replaced.
fn bounds(incident: &IncidentRecord, measure: &str) -> (Option<f64>, Option<f64>) {
    let replaced: Vec<usize> = incident.figures.iter().filter_map(|f| f.replaces).collect();
    let stands = |(at, figure): &(usize, &SeriesRecord)| {
        let report = incident.reports.get(figure.report);
        figure.measure == measure
            && !figure.part
            && !figure.of_part
            && !replaced.contains(at)
            && report.is_some_and(|r| r.standing == "stands")
    };
    let figures: Vec<&SeriesRecord> =
        incident.figures.iter().enumerate().filter(stands).map(|(_, f)| f).collect();
    let least = figures.iter().filter_map(|f| f.point.or(f.lower)).reduce(f64::min);
    let most: Option<Vec<f64>> = figures.iter().map(|f| f.point.or(f.upper)).collect();
    (least, most.and_then(|all| all.into_iter().reduce(f64::max)))
}
