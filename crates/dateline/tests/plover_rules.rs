//! PLOVER's own rules for hard cases, each by a sentence of `plover_rules.txt`.

use dateline::{Coder, Event, Origin, Status};

const TABLE: &str = include_str!("plover_rules.txt");

#[test]
fn every_rule_of_plover_holds_on_its_sentence() {
    let coder = Coder::built_in();
    let mut reader = coder.reader();
    let mut wrong = vec![];
    let mut rows = 0;
    for line in TABLE.lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        rows += 1;
        let (expected, text) = line.split_once(" | ").unwrap_or_else(|| panic!("no bar: {line}"));
        let mut expected: Vec<&str> = expected.split(" + ").collect();
        let reading = reader.read(coder.document(text.to_owned(), Origin::default()));
        let written =
            |e: &Event| e.modes.first().map_or(e.plover.to_string(), |m| format!("{}/{m}", e.plover));
        let reported = reading.events.iter().filter(|e| e.status == Status::Reported);
        let mut found: Vec<String> = reported.map(written).collect();
        expected.sort_unstable();
        found.sort();
        let agrees = |(e, f): (&&str, &String)| f == e || !e.contains('/') && f.split('/').next() == Some(*e);
        if expected.len() != found.len() || !expected.iter().zip(&found).all(agrees) {
            wrong.push(format!("{line}: found {}", found.join(" + ")));
        }
    }
    assert!(rows > 40, "only {rows} rows");
    assert!(wrong.is_empty(), "{} of {rows}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn fighting_of_two_sides_has_only_actors() {
    let coder = Coder::built_in();
    let text = "Syrian troops clashed with rebels near Homs.".to_owned();
    let reading = coder.reader().read(coder.document(text, Origin::default()));
    assert_eq!(reading.events[0].actors.len(), 2);
    assert!(reading.events[0].recipients.is_empty());
}

#[test]
fn the_visitor_is_the_actor_and_the_host_the_recipient() {
    let coder = Coder::built_in();
    let text = "The Turkish president visited Qatar.".to_owned();
    let reading = coder.reader().read(coder.document(text, Origin::default()));
    let words = |roles: &[dateline::Role]| {
        roles.iter().map(|r| reading.document.quote(r.span).to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(words(&reading.events[0].actors), ["Turkish president"]);
    assert_eq!(words(&reading.events[0].recipients), ["Qatar"]);
}

#[test]
fn a_deed_told_three_times_is_one_event_with_two_further_mentions() {
    let coder = Coder::built_in();
    let text = "Israel bombs Syrian air base\n\nIsraeli jets bombed a Syrian air base near Homs on Monday, the Syrian army said. \
                Residents heard planes. The bombing killed four Syrian soldiers, the army said.";
    let reading = coder.reader().read(coder.document(text.to_owned(), Origin::default()));
    let assaults: Vec<&Event> = reading.events.iter().filter(|e| e.plover == "ASSAULT").collect();
    assert_eq!(assaults.len(), 1, "{:#?}", assaults.iter().map(|e| reading.quote(e)).collect::<Vec<_>>());
    assert_eq!(assaults[0].further.len(), 2);
}

#[test]
fn two_deeds_of_one_kind_stay_two() {
    let coder = Coder::built_in();
    let text = "Israeli jets bombed Damascus on Monday. Israeli jets bombed Beirut on Tuesday. Rebels attacked Goma. \
                Rebels attacked Bunia.";
    let reading = coder.reader().read(coder.document(text.to_owned(), Origin::default()));
    assert_eq!(reading.events.iter().filter(|e| e.plover == "ASSAULT").count(), 4);
}

#[test]
fn auxiliary_modes_follow_the_status_and_the_year() {
    let coder = Coder::built_in();
    let origin = Origin {
        published: Some(("2024-05-03".parse().expect("a date"), dateline::PublishedBasis::User)),
        ..Origin::default()
    };
    let text = "Rebels attacked Goma in 2012. The army did not attack Goma. The army will attack Goma.";
    let reading = coder.reader().read(coder.document(text.to_owned(), origin));
    let modes: Vec<String> = reading.events.iter().map(|e| e.auxiliary.join(" ")).collect();
    assert_eq!(modes, ["historical", "negation", "future"]);
}
