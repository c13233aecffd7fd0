//! Each rule that the monitor must keep, on items made by hand: no coder is needed to hold a term against a report.

use dateline_lexicon::SourceFile;
use dateline_monitor::agreement::{Basis, Bound, Exception, Shape, Signatory, Term, Testable, Zone};
use dateline_monitor::corpus::{
    Act, Document, Holding, Member, Number, Party, Place, Reported, ReportedTerm, Stand, Thing, Voice, When,
    WhenBasis, Words,
};
use dateline_monitor::dates::Days;
use dateline_monitor::finding::Finding;
use dateline_monitor::words::lint;
use dateline_monitor::{
    Agreement, Corpus, Findings, Query, Table, Verdict, draft, html, load, monitor, table, text,
};

fn acts() -> Table {
    let file = SourceFile::new("acts.toml", include_str!("../../../data/monitor/acts.toml"));
    table::load(&file).unwrap_or_else(|problems| panic!("{problems:#?}"))
}
fn days(edtf: &str) -> Days {
    Days::read(edtf).expect("a date")
}
fn group(id: &str) -> Party {
    Party {
        id: Some(id.into()),
        kind: "armed-group".into(),
        country: "COD".into(),
        sector: "REB".into(),
        words: id.into(),
        within: vec![],
    }
}
fn state(code: &str) -> Party {
    Party {
        id: Some(code.into()),
        kind: "state".into(),
        country: code.to_uppercase(),
        sector: "GOV".into(),
        words: code.into(),
        within: vec![],
    }
}
fn town(name: &str) -> Place {
    Place {
        name: name.into(),
        words: name.into(),
        kind: "city".into(),
        country: "COD".into(),
        precision: 1,
        ..Place::default()
    }
}
fn said(by: &[&str], quote: &str) -> Words {
    let mut chain = vec![Voice { id: None, words: "Courier".into() }];
    chain.extend(by.iter().map(|id| Voice { id: Some((*id).into()), words: (*id).into() }));
    Words { item: "E0".into(), span: (0, quote.chars().count() as u32), quote: quote.into(), chain }
}
/// An act of M23 at Goma on 5 March 2030, as residents say.
fn act(plover: &str, mode: &str) -> Act {
    Act {
        words: said(&["residents"], &format!("M23 {plover} {mode} Goma")),
        plover: plover.into(),
        modes: Some(mode.to_owned()).filter(|m| !m.is_empty()).into_iter().collect(),
        quad: "material-conflict".into(),
        status: "reported".into(),
        actors: vec![group("m23")],
        places: vec![town("Goma")],
        when: Some(When { days: days("2030-03-05"), basis: WhenBasis::Words }),
        ..Act::default()
    }
}
fn document(acts: Vec<Act>) -> Document {
    Document {
        id: format!("sha256:{}", acts.len()),
        name: "story".into(),
        outlet: Some("Courier".into()),
        published: "2030-03-06".parse().ok(),
        language: "en".into(),
        acts,
        ..Document::default()
    }
}
fn bound(actor: &str, basis: Basis) -> Bound {
    Bound { actor: actor.into(), basis, includes: vec![] }
}
fn term(kind: &str) -> Term {
    Term {
        id: "R1".into(),
        text: "forces leave the town".into(),
        kind: kind.into(),
        bound: vec![bound("m23", Basis::Party)],
        zone: Some("goma".into()),
        ..Term::default()
    }
}
fn agreement(term: Term) -> Agreement {
    Agreement {
        id: "lakeside-2030".into(),
        name: "Lakeside Truce".into(),
        signed: Some(days("2030-02-01")),
        parties: ["m23", "cod"]
            .map(|a| Signatory { actor: a.into(), role: "signatory".into(), since: None })
            .to_vec(),
        sources: vec!["lakeside text".into()],
        zones: vec![Zone {
            id: "goma".into(),
            shape: Shape::Places,
            places: vec!["Goma".into()],
            countries: vec!["COD".into()],
            delimited: true,
            ..Zone::default()
        }],
        terms: vec![term],
        ..Agreement::default()
    }
}
fn hold(agreement: &Agreement, documents: Vec<Document>) -> Findings {
    hold_on(agreement, documents, Days::default(), "2030-03-10")
}
fn hold_on(agreement: &Agreement, documents: Vec<Document>, window: Days, as_of: &str) -> Findings {
    let actors = [group("m23"), state("cod"), state("rwa")].map(|p| (p.words.clone(), p)).into();
    let corpus = Corpus { documents, actors };
    let table = acts();
    let as_of = as_of.parse().expect("a date");
    monitor(&Query { agreement, corpus: &corpus, table: &table, window, as_of })
}
#[track_caller]
fn check(term: Term, acts: Vec<Act>, verdict: Verdict) -> Finding {
    let findings = hold(&agreement(term), vec![document(acts)]);
    let finding = findings.findings[0].clone();
    assert_eq!(finding.verdict, verdict, "{:?}\n{:#?}", finding.reasons, finding.evidence);
    finding
}
fn withdrawal() -> Act {
    act("RETREAT", "withdraw")
}
fn by(date: &str, mut term: Term) -> Term {
    term.deadline = Some(days(date));
    term
}

// ---------------------------------------------------------------- the vocabulary

#[test]
fn a_reported_act_that_the_term_asks_for_is_in_line() {
    let finding = check(term("withdraw"), vec![withdrawal()], Verdict::ReportedInLine);
    assert_eq!(finding.evidence[0].citations[0].quote, "M23 RETREAT withdraw Goma");
    assert_eq!(finding.evidence[0].citations[0].chain, ["Courier", "residents"]);
}
#[test]
fn a_reported_attack_is_at_odds_with_a_term_against_attacks() {
    let finding = check(term("refrain"), vec![act("ASSAULT", "")], Verdict::ReportedAtOdds);
    assert!(finding.sentences[0].contains("If accurate"), "{:?}", finding.sentences);
    assert!(finding.sentences[0].contains("Not assessed"), "{:?}", finding.sentences);
}
#[test]
fn both_kinds_are_mixed() {
    let stop = act("RETREAT", "ceasefire");
    check(term("refrain"), vec![act("ASSAULT", ""), stop], Verdict::ReportedMixed);
}
#[test]
fn a_purpose_is_not_evaluated() {
    let purpose = Term { testable: Testable::No, bound: vec![], ..term("purpose") };
    let finding = check(purpose, vec![withdrawal()], Verdict::NotEvaluated);
    assert_eq!(finding.reasons, ["purpose clause"]);
}
#[test]
fn silence_is_no_report_before_and_due_unreported_after_a_deadline() {
    check(term("withdraw"), vec![], Verdict::NoReport);
    check(by("2030-03-20", term("withdraw")), vec![], Verdict::NotYetDue);
    let finding = check(by("2030-03-01", term("withdraw")), vec![], Verdict::DueUnreported);
    assert!(finding.sentences[0].starts_with("1 document searched"), "{:?}", finding.sentences);
}
#[test]
fn on_the_last_day_it_is_not_yet_due() {
    check(by("2030-03-10", term("withdraw")), vec![], Verdict::NotYetDue);
    check(by("2030-03-09", term("withdraw")), vec![], Verdict::DueUnreported);
}
#[test]
fn a_window_before_the_agreement_is_not_in_force() {
    let window = Days { from: None, to: "2030-01-15".parse().ok() };
    let findings = hold_on(&agreement(term("withdraw")), vec![], window, "2030-03-10");
    assert_eq!(findings.findings[0].verdict, Verdict::NotInForce);
}
#[test]
fn an_agreement_that_has_ended_binds_nobody_later() {
    let mut ended = agreement(term("refrain"));
    ended.in_force = Some(days("2030-02-01/2030-02-20"));
    let findings = hold(&ended, vec![document(vec![act("ASSAULT", "")])]);
    assert!(findings.findings[0].evidence.is_empty());
}
#[test]
fn acts_before_the_signing_count_for_nothing() {
    let mut early = withdrawal();
    early.when = Some(When { days: days("2030-01-05"), basis: WhenBasis::Words });
    check(term("withdraw"), vec![early], Verdict::NoReport);
}

// ---------------------------------------------------------------- hard rules

#[test]
fn open_textured_terms_reach_no_more_than_bears_on() {
    for kind in dateline_monitor::agreement::KINDS.into_iter().filter(|k| *k != "purpose") {
        let open = Term { testable: Testable::OpenTextured, ..term(kind) };
        let mut fight = act("ASSAULT", "");
        fight.object = Some(Thing { words: "a depot of weapons".into(), class: None });
        for acts in [vec![fight], vec![withdrawal()], vec![act("RETREAT", "ceasefire")]] {
            let findings = hold(&agreement(open.clone()), vec![document(acts)]);
            let verdict = findings.findings[0].verdict;
            assert!(
                matches!(verdict, Verdict::BearsOn | Verdict::NoReport | Verdict::OutsideTerms),
                "{kind}: {verdict:?}"
            );
        }
    }
}
#[test]
fn what_is_not_reported_as_done_never_reaches_reported() {
    let statuses = [
        "denied",
        "planned",
        "threatened",
        "called-for",
        "required",
        "attempted",
        "averted-aim",
        "possible",
        "probable",
        "hypothetical",
        "unknown",
    ];
    for status in statuses {
        for (kind, mut act) in [
            ("refrain", act("ASSAULT", "")),
            ("withdraw", withdrawal()),
            ("refrain", act("RETREAT", "ceasefire")),
        ] {
            act.status = status.into();
            let findings = hold(&agreement(term(kind)), vec![document(vec![act])]);
            let verdict = findings.findings[0].verdict;
            let said = verdict.as_str();
            assert!(!said.starts_with("reported-"), "{status} {kind}: {said}");
        }
    }
}
#[test]
fn an_act_that_is_only_planned_is_outside_and_says_so() {
    let mut planned = act("ASSAULT", "");
    planned.status = "planned".into();
    let finding = check(term("refrain"), vec![planned], Verdict::OutsideTerms);
    assert_eq!(finding.excluded[0].why, "only planned");
}
#[test]
fn a_denied_act_leaves_the_report_contested() {
    let mut denial = act("ASSAULT", "");
    denial.status = "denied".into();
    denial.words = said(&["m23"], "M23 denied the attack");
    let finding = check(term("refrain"), vec![act("ASSAULT", ""), denial.clone()], Verdict::ReportContested);
    assert!(
        finding.overlays.iter().any(|o| o.kind == "denied-by" && o.by == "m23"),
        "{:?}",
        finding.overlays
    );
    check(term("refrain"), vec![denial], Verdict::ReportContested);
}
#[test]
fn who_did_it_told_otherwise_leaves_the_report_contested() {
    let mut first = act("ASSAULT", "");
    first.recipients = vec![Party { words: "the market".into(), ..Party::default() }];
    let mut other = first.clone();
    other.actors = vec![state("cod")];
    other.words = said(&["m23"], "the army shelled the market");
    let finding = check(term("refrain"), vec![first, other], Verdict::ReportContested);
    assert_eq!(finding.evidence[0].contested, ["actor"]);
}
#[test]
fn coordination_denied_is_no_decisive_facet_of_an_attack() {
    let mut joint = act("ASSAULT", "");
    joint.together = vec![state("rwa")];
    let mut denial = act("COOPERATE", "");
    denial.status = "denied".into();
    denial.actors = vec![state("rwa")];
    denial.words = said(&["rwa"], "Rwanda denied coordination");
    let finding = check(term("refrain"), vec![joint, denial], Verdict::ReportedAtOdds);
    assert_eq!(finding.evidence[0].contested, ["coordination"]);
}
#[test]
fn those_who_did_not_sign_and_did_not_accept_reach_bears_on_only() {
    let named = Term { bound: vec![bound("m23", Basis::NamedNonParty)], ..term("refrain") };
    let finding = check(named.clone(), vec![act("ASSAULT", "")], Verdict::BearsOn);
    assert_eq!(finding.bound[0].position, None);
    let mut accepting = document(vec![act("ASSAULT", "")]);
    accepting.stands.push(Stand {
        words: said(&["m23"], "M23 accepted the truce"),
        holders: vec![group("m23")],
        value: "accepted".into(),
        agreement: None,
    });
    let findings = hold(&agreement(named), vec![accepting]);
    assert_eq!(findings.findings[0].verdict, Verdict::ReportedAtOdds);
    assert_eq!(findings.findings[0].bound[0].position.as_deref(), Some("accepted"));
}
#[test]
fn a_guarantor_is_not_taken_for_the_one_who_is_to_act() {
    let both = Term {
        bound: vec![bound("rwa", Basis::ImpliedGuarantor), bound("m23", Basis::NamedNonParty)],
        ..term("withdraw")
    };
    let mut left = withdrawal();
    left.actors = vec![state("rwa")];
    check(both, vec![left], Verdict::NoReport);
}

// ---------------------------------------------------------------- place, actor, object, date

#[test]
fn what_lies_outside_is_excluded_with_its_reason() {
    let mut elsewhere = act("ASSAULT", "");
    elsewhere.places = vec![town("Kindu")];
    let finding = check(term("refrain"), vec![elsewhere], Verdict::OutsideTerms);
    assert!(finding.excluded[0].why.contains("outside zone goma"), "{:?}", finding.excluded);
}
#[test]
fn a_place_too_coarse_cannot_be_placed() {
    let mut coarse = act("ASSAULT", "");
    coarse.places = vec![Place { precision: 6, ..town("Congo") }];
    let finding = check(term("refrain"), vec![coarse], Verdict::CannotPlace);
    assert_eq!(finding.evidence[0].cannot_place[0].facet, "place");
    let mut nowhere = act("ASSAULT", "");
    nowhere.places = vec![];
    check(term("refrain"), vec![nowhere], Verdict::CannotPlace);
}
#[test]
fn an_actor_that_is_only_described_cannot_be_placed_and_another_is_nobody_here() {
    let mut rebels = act("ASSAULT", "");
    rebels.actors = vec![Party { id: Some("desc:rebels".into()), words: "rebels".into(), ..group("x") }];
    let finding = check(term("refrain"), vec![rebels], Verdict::CannotPlace);
    assert_eq!(finding.evidence[0].cannot_place[0].facet, "actor");
    let mut others = act("ASSAULT", "");
    others.actors = vec![group("adf")];
    check(term("refrain"), vec![others], Verdict::NoReport);
}
#[test]
fn a_class_that_a_report_ties_to_a_group_binds_it_as_told_by_that_report() {
    let classed = Term { bound: vec![bound("desc:armed-groups", Basis::Party)], ..term("withdraw") };
    let mut story = document(vec![withdrawal()]);
    story.members.push(Member {
        words: said(&[], "armed groups, including M23"),
        member: group("m23"),
        of: Party { id: Some("desc:armed-groups".into()), ..Party::default() },
    });
    let findings = hold(&agreement(classed.clone()), vec![story]);
    assert_eq!(findings.findings[0].verdict, Verdict::ReportedInLine);
    assert!(findings.findings[0].evidence[0].notes[0].contains("including M23"));
    let findings = hold(&agreement(classed), vec![document(vec![withdrawal()])]);
    assert_eq!(findings.findings[0].verdict, Verdict::CannotPlace);
}
#[test]
fn a_state_acts_through_its_forces() {
    let of_state = Term { bound: vec![bound("cod", Basis::Party)], ..term("refrain") };
    let mut forces = act("ASSAULT", "");
    forces.actors = vec![Party {
        id: Some("cod-mil".into()),
        kind: "armed-forces".into(),
        sector: "MIL".into(),
        ..state("cod")
    }];
    check(of_state, vec![forces], Verdict::ReportedAtOdds);
}
#[test]
fn a_wider_class_of_things_cannot_be_placed() {
    let heavy = Term { object: vec!["heavy-weapons".into()], ..by("2030-03-08", term("surrender-materiel")) };
    let handed = |words: &str| {
        let mut act = act("RETREAT", "disarm");
        act.words.quote = format!("M23 handed over {words}");
        act.object = Some(Thing { words: words.into(), class: None });
        act
    };
    check(heavy.clone(), vec![handed("three tanks")], Verdict::ReportedInLine);
    let finding = check(heavy.clone(), vec![handed("weapons")], Verdict::CannotPlace);
    assert_eq!(finding.evidence[0].cannot_place[0].facet, "object");
    check(heavy, vec![handed("bread")], Verdict::DueUnreported);
}
#[test]
fn an_act_behind_the_deadline_is_late_and_mixed() {
    let finding = check(by("2030-03-01", term("withdraw")), vec![withdrawal()], Verdict::ReportedMixed);
    assert!(
        finding.evidence[0].notes.iter().any(|n| n.starts_with("4 days after the deadline")),
        "{:?}",
        finding.evidence[0].notes
    );
}
#[test]
fn a_state_of_things_counts_against_a_withdrawal_only_behind_its_deadline() {
    let held = |on: &str| {
        let mut story = document(vec![]);
        story.holdings.push(Holding {
            words: said(&[], "Goma is controlled by M23"),
            class: "controlled".into(),
            status: "reported".into(),
            holders: vec![group("m23")],
            place: Some(town("Goma")),
            when: Some(When { days: days(on), basis: WhenBasis::Words }),
            ..Holding::default()
        });
        hold(&agreement(by("2030-03-01", term("withdraw"))), vec![story]).findings[0].verdict
    };
    assert_eq!(held("2030-02-20"), Verdict::DueUnreported);
    assert_eq!(held("2030-03-05"), Verdict::ReportedAtOdds);
}
#[test]
fn influence_is_no_control() {
    let mut story = document(vec![]);
    story.holdings.push(Holding {
        words: said(&[], "M23 has influence in Goma"),
        class: "influence".into(),
        status: "reported".into(),
        holders: vec![group("m23")],
        place: Some(town("Goma")),
        ..Holding::default()
    });
    let findings = hold(&agreement(by("2030-03-01", term("withdraw"))), vec![story]);
    assert!(findings.findings[0].evidence.is_empty());
}
#[test]
fn a_recorded_exception_takes_an_act_out() {
    let excepted = Term {
        exceptions: vec![Exception {
            text: "operations against ADF".into(),
            against: vec!["adf".into()],
            ..Exception::default()
        }],
        ..term("refrain")
    };
    let mut strike = act("ASSAULT", "");
    strike.recipients = vec![group("adf")];
    let finding = check(excepted.clone(), vec![strike], Verdict::OutsideTerms);
    assert!(finding.excluded[0].why.contains("“operations against ADF”"));
    check(excepted, vec![act("ASSAULT", "")], Verdict::ReportedAtOdds);
}
#[test]
fn conditions_are_printed_and_not_tested() {
    let conditional = Term { conditions: vec!["once observers arrive".into()], ..term("withdraw") };
    let finding = check(conditional, vec![withdrawal()], Verdict::ReportedInLine);
    assert!(finding.assumptions.iter().any(|a| a.contains("“once observers arrive”")));
}
#[test]
fn fewer_than_the_number_agreed_do_not_settle_it_and_are_never_added_up() {
    let exchange = Term { number: Some(100.0), object: vec!["prisoners".into()], ..term("release") };
    let freed = |number: f64| {
        let mut act = act("RETREAT", "release");
        act.words.quote = format!("M23 released {number} prisoners");
        act.figures = vec![Number {
            measure: "released".into(),
            lower: Some(number),
            upper: Some(number),
            words: format!("{number} prisoners"),
        }];
        act
    };
    check(exchange.clone(), vec![freed(100.0)], Verdict::ReportedInLine);
    check(exchange.clone(), vec![freed(60.0)], Verdict::BearsOn);
    let mut later = freed(40.0);
    later.when = Some(When { days: days("2030-03-08"), basis: WhenBasis::Words });
    check(exchange, vec![freed(60.0), later], Verdict::BearsOn);
}

// ---------------------------------------------------------------- origins, outside, disagreement

#[test]
fn many_reports_of_one_ministry_are_one_origin() {
    let story = |outlet: &str| {
        let mut act = act("ASSAULT", "");
        act.words = said(&["ria", "rus-mod"], "M23 shelled Goma");
        act.words.chain[0].words = outlet.into();
        Document { id: outlet.into(), outlet: Some(outlet.into()), ..document(vec![act]) }
    };
    let mut other = story("D");
    other.acts[0].words = said(&["monuc"], "shells of M23 fell on Goma");
    let findings = hold(&agreement(term("refrain")), vec![story("A"), story("B"), story("C"), other]);
    let evidence = &findings.findings[0].evidence;
    assert_eq!((evidence.len(), evidence[0].reports, evidence[0].origins), (1, 4, 2));
}
#[test]
fn two_attacks_on_two_days_are_two() {
    let mut second = act("ASSAULT", "");
    second.when = Some(When { days: days("2030-03-08"), basis: WhenBasis::Words });
    let finding = check(term("refrain"), vec![act("ASSAULT", ""), second], Verdict::ReportedAtOdds);
    assert_eq!(finding.evidence.len(), 2);
}
#[test]
fn what_no_term_is_about_is_outside_the_terms() {
    let findings = hold(&agreement(term("release")), vec![document(vec![act("ASSAULT", "")])]);
    let last = findings.findings.last().expect("a finding");
    assert_eq!((last.term.as_deref(), last.verdict), (None, Verdict::OutsideTerms));
    let mut old = act("ASSAULT", "");
    old.when = Some(When { days: days("2029-03-05"), basis: WhenBasis::Words });
    assert_eq!(hold(&agreement(term("release")), vec![document(vec![old])]).findings.len(), 1);
    let mut held = document(vec![act("COERCE", "restrict")]);
    let words = held.acts[0].words.clone();
    held.holdings.push(Holding { words, class: "controlled".into(), ..Holding::default() });
    assert_eq!(hold(&agreement(term("release")), vec![held]).findings.len(), 1, "a state is no act");
}
#[test]
fn an_allegation_bears_on_a_term_and_is_attributed() {
    let mut accusation = act("ASSAULT", "");
    accusation.rule = "assault.break-ceasefire".into();
    accusation.words = said(&["cod"], "M23 of violating the truce");
    let finding = check(term("refrain"), vec![accusation], Verdict::BearsOn);
    assert!(finding.overlays.iter().any(|o| o.kind == "alleged-by" && o.by == "cod"));
    assert_eq!(lint(&finding.sentences.join(" ")), Vec::<String>::new());
}
#[test]
fn a_body_with_the_mandate_is_named_as_such() {
    let mandated = Term { mechanism: vec!["evm".into()], ..term("refrain") };
    let mut found = act("ASSAULT", "");
    found.words = said(&["evm"], "M23 shelled Goma");
    let finding = check(mandated, vec![found], Verdict::ReportedAtOdds);
    assert!(finding.overlays.iter().any(|o| o.kind == "finding-by" && o.by == "evm"));
}
#[test]
fn whoever_did_it_may_accept_it_and_say_why() {
    let mut strike = act("ASSAULT", "");
    strike.interest = "self-report".into();
    strike.words = said(&["m23"], "we struck the depot");
    strike.recipients = vec![state("cod")];
    let mut plan = act("ASSAULT", "");
    plan.status = "planned".into();
    plan.actors = vec![state("cod")];
    plan.recipients = vec![group("m23")];
    plan.words = said(&["m23"], "the army planned an attack on us");
    let finding = check(term("refrain"), vec![strike, plan], Verdict::ReportedAtOdds);
    for kind in ["accepted-by", "justified-by"] {
        assert!(
            finding.overlays.iter().any(|o| o.kind == kind && o.by == "m23"),
            "{kind}: {:?}",
            finding.overlays
        );
    }
}
fn report_of(deadline: &str) -> Document {
    let mut story = document(vec![]);
    story.agreements.push(Reported {
        words: said(&[], "a truce between Kinshasa and M23"),
        parties: vec![state("cod"), group("m23")],
        when: Some(When { days: days("2030-02"), basis: WhenBasis::Words }),
        terms: vec![ReportedTerm {
            words: said(&["doc"], "M23 would leave the town"),
            obligation: "withdraw".into(),
            bound: vec![(group("m23"), "party".into())],
            deadline: Some(days(deadline)),
            testable: "bright-line".into(),
            ..ReportedTerm::default()
        }],
        ..Reported::default()
    });
    story
}
#[test]
fn where_a_report_tells_a_term_differently_both_are_shown() {
    let agreement = agreement(by("2030-03-01", term("withdraw")));
    let findings = hold(&agreement, vec![report_of("2030-03-06")]);
    let told = &findings.findings[0].sources_disagree;
    assert_eq!(
        (told.len(), told[0].facet.as_str(), told[0].here.as_str(), told[0].there.as_str()),
        (1, "deadline", "2030-03-01", "2030-03-06")
    );
    assert!(hold(&agreement, vec![report_of("2030-03-01")]).findings[0].sources_disagree.is_empty());
}
#[test]
fn a_draft_of_a_reported_agreement_is_a_file_that_loads() {
    let story = report_of("2030-03-06");
    let reported = Agreement::reported(&story, 0).expect("an agreement");
    let file = draft(&reported);
    let loaded = load(&SourceFile::new("draft.toml", file.clone()), &|_| None)
        .unwrap_or_else(|p| panic!("{p:#?}\n{file}"));
    assert_eq!(loaded.reported_by.as_deref(), Some("Courier"));
    assert_eq!(loaded.terms[0].deadline, reported.terms[0].deadline);
    assert_eq!(loaded.terms[0].bound, reported.terms[0].bound);
    // Its own source says what it says.
    assert!(hold(&loaded, vec![story]).findings[0].sources_disagree.is_empty());
}

// ---------------------------------------------------------------- what comes out

/// One corpus that brings most of what can be printed.
fn everything() -> (Agreement, Vec<Document>) {
    let mut denial = act("ASSAULT", "");
    denial.status = "denied".into();
    let mut accusation = act("ASSAULT", "");
    accusation.rule = "assault.break-ceasefire".into();
    accusation.words = said(&["cod"], "M23 of breaching the truce");
    let mut elsewhere = act("ASSAULT", "");
    elsewhere.places = vec![town("Kindu")];
    let mut coarse = act("ASSAULT", "");
    coarse.places = vec![];
    let mut stories =
        vec![document(vec![act("ASSAULT", ""), denial, accusation, elsewhere, coarse, withdrawal()])];
    stories.push(report_of("2030-03-06"));
    let mut agreement = agreement(by("2030-03-01", term("withdraw")));
    for (at, kind) in dateline_monitor::agreement::KINDS.into_iter().enumerate() {
        let testable = if at % 3 == 0 { Testable::OpenTextured } else { Testable::BrightLine };
        agreement.terms.push(Term {
            id: format!("T{at}"),
            testable,
            conditions: vec!["if the other side complies".into()],
            ..by("2030-03-01", term(kind))
        });
    }
    (agreement, stories)
}
#[test]
fn the_monitors_own_voice_never_says_that_a_term_was_or_was_not_kept() {
    let (agreement, stories) = everything();
    let findings = hold(&agreement, stories);
    assert_eq!(lint(&text(&findings, false)), Vec::<String>::new());
    // Quotations of the page stand in <q>, what else is quoted in marks.
    let page = html(&findings);
    let own: String =
        page.split("<q>").map(|part| part.split_once("</q>").map_or(part, |(_, own)| own)).collect();
    assert_eq!(lint(&own), Vec::<String>::new());
    for verdict in Verdict::ALL {
        assert_eq!(lint(verdict.meaning()), Vec::<String>::new());
        assert_eq!(lint(verdict.as_str()), Vec::<String>::new());
    }
    for source in [
        include_str!("../src/sentences.rs"),
        include_str!("../src/report.rs"),
        include_str!("../src/html.rs"),
        include_str!("../src/evaluate.rs"),
        include_str!("../src/matching.rs"),
        include_str!("../src/draft.rs"),
        include_str!("../src/zone.rs"),
        include_str!("../src/who.rs"),
        include_str!("../src/finding.rs"),
    ] {
        assert_eq!(lint(&source.replace(['“', '”'], "")), Vec::<String>::new());
    }
}
#[test]
fn every_line_of_evidence_is_cited() {
    let (agreement, stories) = everything();
    let findings = hold(&agreement, stories);
    let evidence: Vec<_> = findings.findings.iter().flat_map(|f| &f.evidence).collect();
    assert!(evidence.len() > 5);
    for evidence in evidence {
        assert!(evidence.origins >= 1 && evidence.origins <= evidence.reports);
        assert_eq!(evidence.citations.len(), evidence.reports);
        for citation in &evidence.citations {
            assert!(!citation.quote.is_empty() && !citation.chain.is_empty() && !citation.id.is_empty());
            assert_eq!(citation.span[1] - citation.span[0], citation.quote.chars().count() as u32);
        }
    }
}
#[test]
fn the_same_input_gives_the_same_bytes_and_coverage_is_printed() {
    let (agreement, stories) = everything();
    let shown = text(&hold(&agreement, stories.clone()), false);
    assert_eq!(shown, text(&hold(&agreement, stories), false));
    assert!(
        shown.contains("2 documents of 1 outlet (Courier); languages: en; published 2030-03-06"),
        "{shown}"
    );
}
