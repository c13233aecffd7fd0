//! What is merged and what is not, what a person may decide, and what withdrawals do.

use crate::told::{With as _, aleppo, document, groups, idlib_city, merged, strike};
use dateline_incidents::{
    Decision, DecisionKind, Document, EventRef, FacetKind, Grade, Merged, MergedBy, Publication, Rules,
    Sketch, Standing, merge,
};
use dateline_record::Status;

fn two(a: dateline_incidents::Event, b: dateline_incidents::Event) -> Vec<Document> {
    vec![document("a", "One", "2019-03-14", vec![a]), document("b", "Two", "2019-03-14", vec![b])]
}
fn base() -> dateline_incidents::Event {
    strike(1, "rus", "hts").at(idlib_city()).on("2019-03-13")
}
#[track_caller]
fn one(documents: &[Document]) {
    assert_eq!(groups(&merged(documents)), [["a", "b"]]);
}
#[track_caller]
fn apart(documents: &[Document]) -> Merged {
    let merged = merged(documents);
    assert_eq!(groups(&merged), [["a"], ["b"]]);
    merged
}

#[test]
fn two_tellings_of_a_day_and_place_are_one() {
    one(&two(base(), base()));
}

#[test]
fn the_next_day_in_the_same_town_is_another_deed() {
    let merged = apart(&two(base(), base().on("2019-03-14")));
    let because = &merged.incidents[0].look_alikes;
    assert_eq!(because, &[], "other days are never even compared");
}

#[test]
fn the_same_toll_elsewhere_is_another_deed_and_is_shown_as_alike() {
    let toll = |e: dateline_incidents::Event| e.count("killed", None, Some(12.0));
    let merged = apart(&two(toll(base()), toll(base().at(aleppo()))));
    let alike = &merged.incidents[0].look_alikes;
    assert_eq!(alike.len(), 1);
    assert_eq!(alike[0].because[0].facet, FacetKind::Place);
    assert_eq!(alike[0].because[0].found, "Idlib is another place than Aleppo");
}

#[test]
fn what_is_planned_is_never_what_happened() {
    for status in
        [Status::Planned, Status::Threatened, Status::CalledFor, Status::Required, Status::Hypothetical]
    {
        apart(&two(base(), base().status(status)));
    }
}

#[test]
fn what_is_denied_is_a_report_of_the_same_deed() {
    let documents = two(base().says(&["sohr"]), base().status(Status::Denied).says(&["rus-mod"]));
    one(&documents);
    let merged = merged(&documents);
    let act = merged.incidents[0].facet(FacetKind::Act).expect("it is told");
    assert_eq!((act.grade, act.denied_by.len()), (Grade::Contested, 1));
}

#[test]
fn a_denial_alone_is_denied_and_nothing_else() {
    let alone = document("a", "One", "2019-03-14", vec![base().status(Status::Denied).says(&["rus-mod"])]);
    let merged = merged(&[alone]);
    assert_eq!(merged.incidents[0].facet(FacetKind::Act).map(|f| f.grade), Some(Grade::Denied));
}

#[test]
fn reports_of_one_origin_corroborate_nothing() {
    let documents = two(base().says(&["ria", "sohr"]), base().says(&["sohr"]));
    let merged = merged(&documents);
    let incident = &merged.incidents[0];
    assert_eq!((incident.standing(), incident.counted_origins()), (2, 1));
    assert_eq!(incident.facet(FacetKind::Act).map(|f| f.grade), Some(Grade::SingleOrigin));
}

#[test]
fn a_voice_in_the_chain_of_another_is_not_independent_of_it() {
    let merged = merged(&two(base().says(&["reuters", "sohr"]), base().says(&["reuters"])));
    assert_eq!(merged.incidents[0].counted_origins(), 1);
    assert_eq!(merged.incidents[0].origins[0].members.len(), 1);
}

#[test]
fn two_origins_in_the_same_words_are_one() {
    let text = "Warplanes struck the market of the town on Wednesday and killed seven traders";
    let event = |voice: &str| dateline_incidents::Event { text: text.into(), ..base().says(&[voice]) };
    let merged = merged(&two(event("sohr"), event("snhr")));
    assert_eq!(merged.incidents[0].counted_origins(), 1);
}

#[test]
fn outlets_on_their_own_word_attest_nothing() {
    let merged = merged(&two(base(), base()));
    let incident = &merged.incidents[0];
    assert_eq!((incident.standing(), incident.counted_origins()), (2, 0));
    assert_eq!(incident.facet(FacetKind::Act).map(|f| f.grade), Some(Grade::Unattributed));
}

#[test]
fn sources_without_a_name_are_counted_apart() {
    let nobody = described_sources();
    let merged = merged(&two(base().says(&["sohr"]), base().who(nobody)));
    let incident = &merged.incidents[0];
    assert_eq!((incident.counted_origins(), incident.unknown()), (1, 1));
}
fn described_sources() -> dateline_incidents::Party {
    crate::told::described("sources", "")
}

#[test]
fn harm_told_by_the_doer_too_is_cross_side() {
    let toll = |voice: &str| base().count("killed", None, Some(12.0)).says(&[voice]);
    let merged = merged(&two(toll("rus-mod"), toll("sohr")));
    assert_eq!(merged.incidents[0].facet(FacetKind::Harm).map(|f| f.grade), Some(Grade::CrossSide));
}

#[test]
fn at_least_15_and_17_lie_in_each_other() {
    let merged = merged(&two(
        base().count("killed", Some(15.0), None).says(&["sohr"]),
        base().count("killed", None, Some(17.0)).says(&["snhr"]),
    ));
    assert_eq!(merged.incidents[0].facet(FacetKind::Harm).map(|f| f.grade), Some(Grade::Compatible));
}

#[test]
fn a_later_toll_of_an_origin_takes_the_place_of_the_earlier() {
    let mut documents = two(
        base().count("killed", None, Some(12.0)).says(&["sohr"]),
        base().count("killed", None, Some(15.0)).says(&["sohr"]),
    );
    documents[1].published = Some(crate::told::day("2019-03-16"));
    let merged = merged(&documents);
    let figures = &merged.incidents[0].figures;
    assert_eq!(figures.iter().map(|f| f.replaces).collect::<Vec<_>>(), [None, Some(0)]);
}

#[test]
fn an_origin_that_takes_it_back_has_retracted_it() {
    let mut documents = two(base().says(&["sohr"]), base().status(Status::Denied).says(&["sohr"]));
    documents[1].published = Some(crate::told::day("2019-03-15"));
    let merged = merged(&documents);
    assert_eq!(merged.incidents[0].facet(FacetKind::Act).map(|f| f.grade), Some(Grade::Retracted));
}

#[test]
fn a_withdrawn_document_attests_nothing_and_stays_in_sight() {
    let mut documents = two(base().says(&["sohr"]), base().says(&["snhr"]));
    documents[0].publication = Publication::Canceled;
    let half = merged(&documents);
    let incident = &half.incidents[0];
    assert_eq!((incident.standing(), incident.reports.len()), (1, 2));
    assert_eq!(incident.facet(FacetKind::Act).map(|f| f.grade), Some(Grade::SingleOrigin));
    documents[1].publication = Publication::Canceled;
    let none = merged(&documents);
    assert_eq!(none.incidents[0].facet(FacetKind::Act).map(|f| f.grade), Some(Grade::Retracted));
}

#[test]
fn a_later_version_takes_the_place_of_the_earlier() {
    let mut documents = two(
        base().count("killed", None, Some(30.0)).says(&["sohr"]),
        base().count("killed", None, Some(3.0)).says(&["sohr"]),
    );
    for (document, version) in documents.iter_mut().zip(["2", "10"]) {
        (document.guid, document.version) = ("urn:story".into(), version.into());
    }
    let merged = merged(&documents);
    let incident = &merged.incidents[0];
    let standing: Vec<Standing> = incident.reports.iter().map(|r| r.standing).collect();
    assert_eq!(standing, [Standing::Superseded, Standing::Stands]);
    assert_eq!(incident.facet(FacetKind::Harm).map(|f| f.grade), Some(Grade::SingleOrigin));
}

#[test]
fn a_copy_is_told_from_a_telling_anew() {
    let text = "Warplanes struck the market of the town on Wednesday and killed seven traders, a monitor said in a note";
    let mut documents = two(base().says(&["sohr"]), base().says(&["sohr"]));
    documents.iter_mut().for_each(|d| d.sketch = Sketch::new(text));
    let merged = merged(&documents);
    let incident = &merged.incidents[0];
    assert_eq!((incident.standing(), incident.echoes()), (2, 1));
    assert_eq!(incident.reports[1].echo_of, Some(0));
}

fn decision(kind: DecisionKind, events: &[&str], others: &[&str]) -> Decision {
    let refs = |list: &[&str]| -> Vec<EventRef> {
        list.iter().map(|d| EventRef { document: (*d).into(), event: "1".into() }).collect()
    };
    Decision {
        kind,
        events: refs(events),
        others: refs(others),
        by: "A. Analyst".into(),
        on: "2019-04-01".into(),
        reason: "read both".into(),
    }
}

#[test]
fn a_person_may_merge_what_the_rules_keep_apart() {
    let documents = two(base(), base().on("2019-03-14"));
    let merge_them = decision(DecisionKind::Merge, &["a", "b"], &[]);
    let merged = merge(&documents, &[merge_them], &Rules::default());
    assert_eq!(groups(&merged), [["a", "b"]]);
    assert_eq!(merged.incidents[0].merges[0].by, MergedBy::Person(0));
}

#[test]
fn a_person_may_split_and_it_holds_when_more_comes_in() {
    let mut documents = two(base(), base());
    let split = [decision(DecisionKind::Split, &["b"], &["a"])];
    assert_eq!(groups(&merge(&documents, &split, &Rules::default())), [["a"], ["b"]]);
    documents.push(document("c", "Three", "2019-03-14", vec![base()]));
    let merged = merge(&documents, &split, &Rules::default());
    assert_eq!(merged.incidents.len(), 2, "a new report joins one side and never bridges both");
}

#[test]
fn the_last_word_holds() {
    let documents = two(base(), base());
    let log =
        [decision(DecisionKind::Split, &["b"], &["a"]), decision(DecisionKind::Merge, &["a", "b"], &[])];
    assert_eq!(groups(&merge(&documents, &log, &Rules::default())), [["a", "b"]]);
    let log = [log[1].clone(), log[0].clone()];
    assert_eq!(groups(&merge(&documents, &log, &Rules::default())), [["a"], ["b"]]);
}

#[test]
fn a_decision_on_events_not_at_hand_waits() {
    let merged =
        merge(&two(base(), base()), &[decision(DecisionKind::Merge, &["a", "x"], &[])], &Rules::default());
    assert_eq!(merged.waiting.len(), 1);
}

#[test]
fn an_incident_keeps_its_name_when_more_comes_in() {
    let documents = two(base(), base());
    let id = merged(&documents[..1]).incidents[0].id.clone();
    assert_eq!(merged(&documents).incidents[0].id, id);
}

#[test]
fn nothing_in_gives_nothing_out() {
    assert_eq!(merged(&[]), Merged::default());
    assert_eq!(merged(&[Document::default()]).incidents, []);
}
