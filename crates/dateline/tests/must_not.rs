//! What must never be read out of a story, each by a test: METHOD's list of negative tests, on a story of our own.

use dateline::{Coder, MentionKind, Origin, PublishedBasis, Reading, Role, Status};
use std::sync::LazyLock;

const STORY: &str = "\
Kenyan jets hit weapons store near Kismayo in coordination with Ethiopia: broadcaster

Kenyan air force jets struck a weapons store of al-Shabaab near Kismayo in coordination with Ethiopia, the broadcaster KBC said \
on Tuesday, citing the defence ministry.

The store held drones that the group planned to use for an attack on the Manda Bay air base, the ministry said.

Lower Juba, in southern Somalia, is one of the last regions that rebels hold.

About two million people live there now, at least 80,000 of them displaced from other parts of the country.

Al-Shabaab, which includes former fighters of the Islamic Courts, wields wide influence in southern Somalia.

Kenya and Ethiopia reached an agreement on Kismayo in May. The deal averted a government assault on the city. It provides for a \
buffer zone 10 to 15 km deep around Kismayo.

According to the agreement, both countries will patrol the zone, and radical groups, including al-Shabaab, must withdraw from it \
and hand over heavy weapons by 20 October.

The group has not yet announced its position on the agreement.

The government has retaken large parts of the country since Kenya intervened in 2011.

The war has killed more than 150,000 people, according to the Rift Valley Institute, a Nairobi-based think-tank.

Related: Gunmen storm hotel in Mogadishu, killing nine

Sign up for our newsletter: rebels attack Garowe
";

static READING: LazyLock<Reading> = LazyLock::new(|| {
    let coder = Coder::built_in();
    let published = ("2019-09-17".parse().expect("a date"), PublishedBasis::User);
    let origin = Origin { published: Some(published), ..Origin::default() };
    coder.reader().read(coder.document(STORY.to_owned(), origin))
});

fn words(role: &Role) -> String {
    READING.document.quote(role.span).to_lowercase()
}
/// The id of the actor that a role names.
fn id(role: &Role) -> String {
    match role.mention.map(|m| &READING.mention(m).kind) {
        Some(MentionKind::Actor(actor)) => actor.best().map(|a| a.id.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}
fn reported<'r>(types: &'r [&str]) -> impl Iterator<Item = &'static dateline::Event> + 'r {
    READING.events.iter().filter(|e| e.status == Status::Reported && types.contains(&e.plover.as_str()))
}

#[test]
fn the_story_is_read_at_all() {
    let by_kenya = |e: &&dateline::Event| e.actors.iter().any(|a| id(a).starts_with("ken"));
    let mut strikes = reported(&["ASSAULT"]).filter(by_kenya);
    assert!(strikes.any(|e| e.recipients.iter().any(|r| id(r) == "al-shabaab")));
}

#[test]
fn a_state_that_a_strike_was_coordinated_with_did_not_strike() {
    assert!(reported(&["ASSAULT"]).all(|e| e.actors.iter().all(|a| !id(a).starts_with("eth"))));
}

#[test]
fn an_attack_that_the_adversary_says_was_planned_is_none() {
    assert!(reported(&["ASSAULT"]).all(|e| e.actors.iter().all(|a| id(a) != "al-shabaab")));
    assert!(READING.events.iter().any(|e| e.plover == "ASSAULT" && e.status == Status::Planned));
}

#[test]
fn an_assault_that_the_deal_averted_did_not_happen() {
    let assaults = reported(&["ASSAULT"]);
    assert!(assaults.into_iter().all(|e| !READING.quote(e).contains("assault")));
}

#[test]
fn what_must_be_withdrawn_and_handed_over_was_not() {
    assert_eq!(
        reported(&["RETREAT", "CONCEDE", "COOPERATE"]).filter(|e| e.cameo.starts_with("08")).count(),
        0
    );
}

#[test]
fn silence_is_no_rejection() {
    assert!(READING.positions.iter().all(|p| p.value != "rejected"));
    assert!(READING.events.iter().all(|e| e.plover != "REJECT"));
    assert!(READING.positions.iter().any(|p| p.value == "none-stated"));
}

#[test]
fn casualties_that_are_not_stated_are_not_nought() {
    let nought = READING.mentions.iter().any(|m| match &m.kind {
        MentionKind::Figure(figure) => figure.upper == Some(0.0) || figure.point == Some(0.0),
        _ => false,
    });
    assert!(!nought);
}

#[test]
fn influence_is_no_control() {
    let shabaab = READING.controls.iter().filter(|c| c.holders.iter().any(|h| id(h) == "al-shabaab"));
    let classes: Vec<&str> = shabaab.map(|c| c.class.as_str()).collect();
    assert_eq!(classes, ["influence"]);
}

#[test]
fn the_dead_of_a_war_are_not_those_of_the_day_and_are_not_added_to_anything() {
    let mut dead = 0;
    for mention in &READING.mentions {
        let MentionKind::Figure(figure) = &mention.kind else { continue };
        dead += usize::from(figure.measure == "killed");
        assert!(figure.measure != "killed" || figure.lower == Some(150_000.0) && figure.period.is_none());
        assert!(figure.lower != Some(150_009.0) && figure.point != Some(150_009.0));
    }
    assert_eq!(dead, 1);
    let mut strikes = reported(&["ASSAULT"]).filter(|e| e.actors.iter().any(|a| id(a).starts_with("ken")));
    assert!(strikes.all(|e| e.figures.is_empty()));
}

#[test]
fn what_a_related_link_tells_is_in_nothing() {
    let all = READING.events.iter().flat_map(|e| e.actors.iter().chain(&e.recipients));
    assert!(all.into_iter().all(|role| !words(role).contains("gunmen") && !words(role).contains("hotel")));
    assert!(READING.events.iter().all(|e| !READING.quote(e).contains("storm")));
}

#[test]
fn a_deadline_stays_what_the_story_says() {
    let terms = READING.agreements.iter().flat_map(|a| &a.terms);
    let days: Vec<String> =
        terms.filter_map(|t| t.deadline.as_ref()?.edtf.as_ref()).map(ToString::to_string).collect();
    assert!(!days.is_empty() && days.iter().all(|day| day == "2019-10-20"), "{days:?}");
}

#[test]
fn furniture_of_the_page_tells_nothing() {
    assert!(READING.events.iter().all(|e| !READING.quote(e).contains("Garowe")));
    assert!(READING.events.iter().all(|e| e.actors.iter().all(|a| !words(a).contains("newsletter"))));
}

#[test]
fn terms_bind_whom_the_sentence_names_and_not_the_parties() {
    let terms: Vec<_> = READING.agreements.iter().flat_map(|a| &a.terms).collect();
    let given_up =
        terms.iter().find(|t| t.obligation == "surrender-materiel").expect("a term of heavy weapons");
    assert!(given_up.bound.iter().any(|b| id(&b.role) == "al-shabaab"));
    assert!(given_up.bound.iter().all(|b| !words(&b.role).contains("countries")));
}
