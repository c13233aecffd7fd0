//! Names of places: which words are one, which namesake is meant, and how precisely.

use dateline::{Coder, Origin, Resolution};
use std::sync::LazyLock;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

/// Every toponym as `words = id kind precision`, or the ids it is ambiguous between.
fn toponyms(text: &str) -> Vec<String> {
    let document = CODER.document(text.to_owned(), Origin::default());
    let mut reader = CODER.reader();
    let show = |toponym: dateline::Toponym| {
        let words = toponym.span.text(text);
        match toponym.place {
            Resolution::Known(p) => {
                format!("{words} = {} {} {} {}", p.country, p.admin1, p.kind, p.precision)
            }
            Resolution::Ambiguous(all) => {
                let ids: Vec<String> = all.iter().map(|p| format!("{} {}", p.country, p.admin1)).collect();
                format!("{words} ? {}", ids.join(" | "))
            }
            Resolution::Unknown(_) => format!("{words} = nothing"),
        }
    };
    reader.toponyms(&document).into_iter().map(show).collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(toponyms(text), expected, "{text}");
}

#[test]
fn a_name_behind_another_puts_it_inside() {
    check(
        "A fire broke out in Paris, Texas, on Monday.",
        &["Paris = USA Texas city 1", "Texas = USA  admin1 4"],
    );
    check(
        "A fire broke out in Paris, France, on Monday.",
        &["Paris = FRA Île-de-France city 1", "France = FRA  country 6"],
    );
    check(
        "Shells fell on Tripoli, in northern Lebanon.",
        &["Tripoli = LBN Liban-Nord city 1", "Lebanon = LBN  country 6"],
    );
    check("Lebanon's Tripoli was quiet.", &["Lebanon = LBN  country 6", "Tripoli = LBN Liban-Nord city 1"]);
}

#[test]
fn the_larger_is_meant_where_nothing_else_is_said() {
    check("He flew to London.", &["London = GBR England city 1"]);
    check("They met in Hyderabad.", &["Hyderabad = IND Telangana city 1"]);
}

#[test]
fn other_places_of_the_document_decide() {
    check(
        "Police in Karachi said that two men were arrested in Hyderabad. Sindh province is on alert.",
        &["Karachi = PAK Sindh city 1", "Hyderabad = PAK Sindh city 1", "Sindh province = PAK  admin1 4"],
    );
}

#[test]
fn a_kind_of_place_beside_a_name_is_the_kind_that_is_meant() {
    check("Drones hit the Kharkiv oblast at night.", &["Kharkiv oblast = UKR  admin1 4"]);
    check("Drones hit the city of Kharkiv at night.", &["Kharkiv = UKR Kharkiv city 1"]);
    check("They fought in Kupiansk district.", &["Kupiansk = UKR Kharkiv city 3"]);
}

#[test]
fn what_is_near_a_town_is_not_the_town() {
    check(
        "A convoy was hit near Izium in Ukraine.",
        &["Izium = UKR Kharkiv city 2", "Ukraine = UKR  country 6"],
    );
    check(
        "A convoy was hit 12 km from Izium in Ukraine.",
        &["Izium = UKR Kharkiv city 2", "Ukraine = UKR  country 6"],
    );
}

#[test]
fn words_and_people_are_no_places() {
    check("Man is the measure. Many reading this will agree.", &[]);
    check("Mr Houston said that Austin Powers was late.", &[]);
    check("Dr. Lincoln spoke. Later Lincoln left.", &[]);
    check("The march began in March.", &[]);
}

#[test]
fn a_state_of_a_country_that_is_also_a_country() {
    check(
        "Atlanta, Georgia, was calm on Monday.",
        &["Atlanta = USA Georgia city 1", "Georgia = USA  admin1 4"],
    );
    check(
        "Tbilisi is the capital of Georgia.",
        &["Tbilisi = GEO Tbilisi city 1", "Georgia = GEO  country 6"],
    );
}

#[test]
fn demonyms_name_a_country_and_are_told_apart() {
    let document = CODER.document("Syrian troops left Homs.".to_owned(), Origin::default());
    let forms: Vec<_> = CODER.reader().toponyms(&document).iter().map(|t| t.form).collect();
    assert_eq!(forms, [dateline::ToponymForm::Adjective, dateline::ToponymForm::Name]);
}

#[test]
fn namesakes_that_nothing_decides_between_stay_ambiguous() {
    let found = toponyms("The bridge in the town of Springfield was closed.");
    assert!(found[0].starts_with("Springfield ? "), "{found:?}");
}
