//! Eight documents on one air strike, coded by hand: eleven reports, six origins, and a grade for each facet.

use crate::told::{With as _, described, document, idlib_city, idlib_province, merged, strike};
use dateline_incidents::{Document, Event, FacetKind, Grade, Incident};
use dateline_record::{Stance, Status};

const WEDNESDAY: &str = "2019-03-13";

fn depot(place: Option<dateline_incidents::Place>) -> Event {
    let event = strike(1, "rus-airforce", "hts").on(WEDNESDAY).hit("weapons depot", "arms-store").with("tur");
    match place {
        Some(place) => event.at(place),
        None => event,
    }
}

fn documents() -> Vec<Document> {
    let denial = Event {
        stance: Stance::Denies,
        ..strike(1, "rus", "")
            .at(idlib_province())
            .status(Status::Denied)
            .who(described("a source in the Turkish Armed Forces", "TUR"))
    };
    let part = Event { another: true, ..strike(3, "", "").count("killed", None, Some(4.0)).says(&["sohr"]) };
    vec![
        document(
            "ipa",
            "IPA News",
            "2019-03-14",
            vec![depot(Some(idlib_province())).says(&["ria", "rus-mod"])],
        ),
        document(
            "sabah",
            "Daily Sabah",
            WEDNESDAY,
            vec![depot(Some(idlib_province())).says(&["ria", "rus-mod"])],
        ),
        document(
            "devdiscourse",
            "Devdiscourse",
            WEDNESDAY,
            vec![depot(Some(idlib_province())).says(&["ria", "rus-mod"])],
        ),
        document("hawar", "Hawar News", WEDNESDAY, vec![depot(Some(idlib_city())).says(&["rt", "rus-mod"])]),
        document("anf", "ANF", WEDNESDAY, vec![depot(Some(idlib_province())).says(&["rus-mod"])]),
        document("ahval", "Ahval", "2019-03-14", vec![depot(None).says(&["reuters", "rus-mod"])]),
        document(
            "trt",
            "TRT World",
            "2019-03-14",
            vec![
                denial,
                strike(2, "rus-airforce", "")
                    .at(idlib_city())
                    .on(WEDNESDAY)
                    .count("killed", Some(15.0), None)
                    .count("injured", None, Some(49.0))
                    .says(&["syria-civil-defence"]),
                strike(3, "rus-airforce", "")
                    .at(idlib_city())
                    .hit("residential areas", "homes")
                    .who(described("Residents", "")),
            ],
        ),
        document(
            "voa",
            "VOA Indonesia",
            WEDNESDAY,
            vec![
                strike(1, "rus", "")
                    .at(idlib_city())
                    .on(WEDNESDAY)
                    .hit("central prison", "prison")
                    .says(&["sohr"]),
                part,
                strike(4, "rus", "")
                    .hit("the prison", "prison")
                    .count("killed", Some(2.0), None)
                    .says(&["sham-news-network"]),
            ],
        ),
    ]
}

fn incident() -> Incident {
    let merged = merged(&documents());
    merged.incidents.into_iter().max_by_key(|i| i.reports.len()).expect("there are incidents")
}

#[test]
fn eleven_reports_in_eight_documents_have_six_origins() {
    let incident = incident();
    let counts = (incident.standing(), incident.documents(), incident.counted_origins(), incident.unknown());
    assert_eq!(counts, (11, 8, 6, 0));
    assert_eq!(incident.origins[0].key, "rus-mod");
    assert_eq!(incident.reports.iter().filter(|r| r.origin == 0).count(), 6);
}

#[test]
fn every_facet_has_its_own_grade() {
    let incident = incident();
    let grade = |kind| incident.facet(kind).map(|f| f.grade);
    assert_eq!(grade(FacetKind::Act), Some(Grade::Acknowledged));
    assert_eq!(grade(FacetKind::Actor), Some(Grade::Acknowledged));
    assert_eq!(grade(FacetKind::Date), Some(Grade::Corroborated));
    assert_eq!(grade(FacetKind::Place), Some(Grade::Compatible));
    assert_eq!(grade(FacetKind::Target), Some(Grade::Contested));
    assert_eq!(grade(FacetKind::Coordination), Some(Grade::Contested));
    assert_eq!(grade(FacetKind::Harm), Some(Grade::FiguresDiffer));
    assert_eq!(incident.facet(FacetKind::Harm).map(|f| f.silent), Some(8));
}

#[test]
fn the_denial_of_a_helper_is_of_its_help() {
    let incident = incident();
    let coordination = incident.facet(FacetKind::Coordination).expect("it is told");
    let by: Vec<&str> = coordination.denied_by.iter().map(|o| incident.origins[*o].words.as_str()).collect();
    assert_eq!(by, ["a source in the Turkish Armed Forces"]);
    assert_eq!(incident.facet(FacetKind::Act).map(|f| f.denied_by.len()), Some(0));
}

#[test]
fn another_strike_is_a_part_and_its_dead_are_shown_but_not_added() {
    let incident = incident();
    assert_eq!(incident.parts.len(), 1);
    let killed: Vec<(f64, bool)> = incident
        .figures
        .iter()
        .filter(|f| f.measure == "killed")
        .map(|f| (f.lower.or(f.point).unwrap_or_default(), f.of_part))
        .collect();
    assert_eq!(killed, [(4.0, true), (2.0, false), (15.0, false)]);
}

#[test]
fn the_order_of_documents_does_not_matter() {
    let mut backwards = documents();
    backwards.reverse();
    assert_eq!(merged(&documents()), merged(&backwards));
}

#[test]
fn every_merge_tells_why() {
    let incident = incident();
    assert_eq!(incident.merges.len(), 7, "eight documents hang together by seven merges");
    for merge in &incident.merges {
        assert!(merge.score >= merge.threshold, "{merge:?}");
        assert!(!merge.evidence.is_empty() && merge.evidence.iter().all(|e| !e.found.is_empty()));
    }
}
