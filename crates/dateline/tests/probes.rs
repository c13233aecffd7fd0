//! Short sentences, one point each: who did what to whom, how real it is, and whose word it is.
//!
//! The first six are the probe set of TABARI, which every event coder is asked.

use dateline::{Coder, Event, Figure, MentionKind, Origin, PublishedBasis, Reading, Role, TimeRelation};
use expect_test::{Expect, expect};
use std::sync::LazyLock;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

/// One line an event: type, status, the word that tells it, actors → recipients, what else is known, and below `—` the
/// innermost speaker. One line a figure.
fn show(reading: &Reading) -> String {
    let mut lines: Vec<String> = reading.events.iter().map(|event| show_event(reading, event)).collect();
    for mention in &reading.mentions {
        if let MentionKind::Figure(figure) = &mention.kind {
            lines.push(format!("figure {} “{}”", show_figure(figure), reading.document.quote(mention.span)));
        }
    }
    lines.extend(reading.notes.iter().map(|note| format!("note {}", note.code)));
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn show_event(reading: &Reading, event: &Event) -> String {
    let words = |role: &Role| reading.document.quote(role.span).to_owned();
    let list = |roles: &[Role]| match roles {
        [] => "·".to_owned(),
        roles => roles.iter().map(words).collect::<Vec<_>>().join(" + "),
    };
    let mode = event.modes.first().map(|mode| format!("/{mode}")).unwrap_or_default();
    let trigger = reading.document.quote(event.trigger);
    let mut line = format!(
        "{}{mode} {} “{trigger}” {} → {}",
        event.plover,
        event.status,
        list(&event.actors),
        list(&event.recipients)
    );
    if !event.coordinated_with.is_empty() {
        line += &format!(" with {}", list(&event.coordinated_with));
    }
    if let Some(object) = &event.object {
        line += &format!(" object {}", words(object));
    }
    if let Some(instrument) = &event.instrument {
        line += &format!(" by means of {}", words(instrument));
    }
    if let Some(place) = event.place {
        line += &format!(" at {}", reading.document.quote(reading.mention(place).span));
    }
    if let Some(time) = event.time
        && let MentionKind::Time(when) = &reading.mention(time.mention).kind
    {
        let relation =
            if time.relation == TimeRelation::Within { String::new() } else { format!("{} ", time.relation) };
        line += &format!(" on {relation}{}", when.edtf.as_deref().unwrap_or("?"));
    }
    let chain = &reading.claim(event.claim).chain;
    let innermost = chain.last().map(|speaker| reading.speaker(*speaker).to_string()).unwrap_or_default();
    format!("{line} — {innermost}")
}

fn show_figure(figure: &Figure) -> String {
    let value = match (figure.point, figure.lower, figure.upper) {
        (Some(point), ..) => format!("{}{point}", if figure.approximate { "~" } else { "" }),
        (None, Some(lower), Some(upper)) => format!("{lower}–{upper}"),
        (None, Some(lower), None) => format!("{} {lower}", if figure.strict { ">" } else { "≥" }),
        (None, None, Some(upper)) => format!("{} {upper}", if figure.strict { "<" } else { "≤" }),
        (None, None, None) => "?".to_owned(),
    };
    format!("{} {value} {}", figure.measure, figure.unit)
}

fn read(text: &str, published: Option<&str>) -> Reading {
    let published = published.map(|date| (date.parse().expect("a date"), PublishedBasis::User));
    CODER.reader().read(CODER.document(text.to_owned(), Origin { published, ..Origin::default() }))
}

#[track_caller]
fn check(text: &str, expected: Expect) {
    expected.assert_eq(&show(&read(text, None)));
}
/// Published on Thursday, 14 March 2019.
#[track_caller]
fn check_dated(text: &str, expected: Expect) {
    expected.assert_eq(&show(&read(text, Some("2019-03-14"))));
}

#[test]
fn an_attack_has_an_actor_and_a_recipient() {
    check(
        "Israel attacked Syria",
        expect![[r#"
            ASSAULT reported “attacked” Israel → Syria — outlet
        "#]],
    );
}

#[test]
fn an_attack_that_was_not_is_denied() {
    check(
        "Israel did not attack Syria",
        expect![[r#"
            ASSAULT denied “attack” Israel → Syria — outlet
        "#]],
    );
}

#[test]
fn what_is_said_is_the_speakers_word() {
    check(
        "Syria said Israel attacked Iran",
        expect![[r#"
            ASSAULT reported “attacked” Israel → Iran — Syria
        "#]],
    );
}

#[test]
fn of_two_speakers_the_inner_one_answers_for_it() {
    check(
        "Iran said Syria claimed Israel attacked Lebanon",
        expect![[r#"
            ASSAULT reported “attacked” Israel → Lebanon — Syria
        "#]],
    );
}

#[test]
fn a_speaker_behind_the_sentence_speaks_too() {
    check(
        "Israel attacked Syria, Iran said",
        expect![[r#"
            ASSAULT reported “attacked” Israel → Syria — Iran
        "#]],
    );
}

#[test]
fn an_attack_that_may_be_is_possible() {
    check(
        "Israel may attack Syria",
        expect![[r#"
            ASSAULT possible “attack” Israel → Syria — outlet
        "#]],
    );
}

#[test]
fn a_denied_attack_is_still_an_event() {
    check(
        "The ministry denied that its forces shelled the hospital.",
        expect![[r#"
            ASSAULT/heavy-weapons denied “shelled” forces → hospital — ministry
        "#]],
    );
}

#[test]
fn a_plan_is_no_deed() {
    check(
        "The junta plans to attack the rebels next month.",
        expect![[r#"
            ASSAULT planned “attack” junta → rebels on ? — outlet
            note no-document-date
        "#]],
    );
}

#[test]
fn a_threat_is_an_event_of_its_own() {
    check(
        "Russia threatened to bomb Kyiv.",
        expect![[r#"
            THREATEN/violence reported “threatened” Russia → Kyiv at Kyiv — outlet
            ASSAULT/explosives threatened “bomb” Russia → Kyiv at Kyiv — Russia
        "#]],
    );
}

#[test]
fn a_call_asks_for_what_has_not_happened() {
    check(
        "The United Nations called on Sudan to release the prisoners.",
        expect![[r#"
            REQUEST/yield reported “called” United Nations → Sudan — outlet
        "#]],
    );
}

#[test]
fn the_one_who_is_asked_is_the_recipient_of_the_request() {
    check(
        "The envoy urged the army to withdraw from Kharkiv.",
        expect![[r#"
            REQUEST/yield reported “urged” envoy → army at Kharkiv — outlet
        "#]],
    );
}

#[test]
fn an_attack_that_is_called_for_has_not_happened() {
    check(
        "The cleric called for attacks on the army.",
        expect![[r#"
            REQUEST reported “called” cleric → · — outlet
            ASSAULT called-for “attacks” · → army — outlet
        "#]],
    );
}

#[test]
fn what_must_be_done_is_required() {
    check(
        "Under the accord the rebels must withdraw from Idlib.",
        expect![[r#"
            RETREAT/withdraw required “withdraw” rebels → Idlib at Idlib — outlet
        "#]],
    );
}

#[test]
fn an_attempt_that_failed_is_attempted() {
    check(
        "Rebels tried to seize the airport but failed.",
        expect![[r#"
            COERCE/seize attempted “seize” Rebels → · object airport — outlet
        "#]],
    );
}

#[test]
fn an_attack_that_was_foiled_did_not_happen() {
    check(
        "Police foiled an attack on the embassy.",
        expect![[r#"
            ASSAULT averted-aim “attack” · → embassy — outlet
        "#]],
    );
}

#[test]
fn an_if_makes_it_hypothetical() {
    check(
        "If Israel attacks Iran, Hezbollah will retaliate.",
        expect![[r#"
            ASSAULT hypothetical “attacks” Israel → Iran — outlet
            ASSAULT hypothetical “retaliate” Hezbollah → · — outlet
        "#]],
    );
}

#[test]
fn the_passive_turns_the_roles_round() {
    check(
        "Syrian troops were attacked by Turkey.",
        expect![[r#"
            ASSAULT reported “attacked” Turkey → Syrian troops — outlet
        "#]],
    );
}

#[test]
fn a_passive_without_an_agent_names_no_actor() {
    check(
        "Three soldiers were killed in the raid.",
        expect![[r#"
            ASSAULT reported “killed” · → Three soldiers — outlet
            figure killed 3 persons “Three soldiers”
        "#]],
    );
}

#[test]
fn a_light_verb_carries_the_noun_that_tells_the_act() {
    check(
        "Turkey carried out air strikes on Kurdish fighters.",
        expect![[r#"
            ASSAULT/aerial reported “carried out air strikes” Turkey → Kurdish fighters — outlet
        "#]],
    );
}

#[test]
fn to_come_under_attack_is_to_be_its_recipient() {
    check(
        "The base came under attack from militants on Sunday.",
        expect![[r#"
            ASSAULT reported “came under attack” militants → · object base on ? — outlet
            note no-document-date
        "#]],
    );
}

#[test]
fn a_colon_in_a_headline_names_the_speaker() {
    check(
        "Ukraine: Russia shelled Kharkiv\n\nThe town was quiet.",
        expect![[r#"
            ASSAULT/heavy-weapons reported “shelled” Russia → Kharkiv at Kharkiv — Ukraine
        "#]],
    );
}

#[test]
fn a_headline_can_end_in_its_speaker() {
    check(
        "Russian drones hit Odesa port: governor\n\nThe harbour was quiet.",
        expect![[r#"
            ASSAULT/drone reported “hit” Russian → · object Odesa port by means of Russian drones — governor
        "#]],
    );
}

#[test]
fn according_to_names_the_speaker() {
    check(
        "Rebels captured the town, according to residents.",
        expect![[r#"
            COERCE/seize reported “captured” Rebels → · object town — residents
        "#]],
    );
}

#[test]
fn a_relative_date_counts_from_the_day_of_publication() {
    check_dated(
        "Government forces shelled Idlib last Friday.",
        expect![[r#"
            ASSAULT/heavy-weapons reported “shelled” Government forces → Idlib at Idlib on 2019-03-08 — outlet
        "#]],
    );
}

#[test]
fn a_relative_date_without_a_day_of_publication_stays_open_and_is_noted() {
    check(
        "Government forces shelled Idlib last Friday.",
        expect![[r#"
            ASSAULT/heavy-weapons reported “shelled” Government forces → Idlib at Idlib on ? — outlet
            note no-document-date
        "#]],
    );
}

#[test]
fn a_full_date_needs_no_day_of_publication() {
    check(
        "Government forces shelled Idlib on 3 March 2019.",
        expect![[r#"
            ASSAULT/heavy-weapons reported “shelled” Government forces → Idlib at Idlib on 2019-03-03 — outlet
        "#]],
    );
}

#[test]
fn the_day_of_a_statement_is_not_the_day_of_the_deed() {
    check_dated(
        "The army said on Wednesday that rebels had shelled the village.",
        expect![[r#"
            ASSAULT/heavy-weapons reported “shelled” rebels → · object village on at-or-before 2019-03-13 — army
        "#]],
    );
}

#[test]
fn figures_keep_their_bounds() {
    // FIXME: the wounded civilians are recipients too.
    check(
        "The strike killed at least 12 soldiers and wounded about 30 civilians.",
        expect![[r#"
            ASSAULT/aerial reported “strike” · → at least 12 soldiers — outlet
            figure killed ≥ 12 persons “at least 12 soldiers”
            figure injured ~30 persons “about 30 civilians”
        "#]],
    );
}

#[test]
fn a_range_has_two_ends() {
    // FIXME: ASSAULT reported “attacked” gunmen → · object market.
    check(
        "Between 15 and 20 people died when gunmen attacked the market.",
        expect![[r#"
            figure killed 15–20 persons “Between 15 and 20 people”
        "#]],
    );
}

#[test]
fn a_meeting_has_two_sides() {
    check(
        "Turkish President Recep Tayyip Erdogan met Russian President Vladimir Putin in Sochi.",
        expect![[r#"
            CONSULT reported “met” Turkish President Recep Tayyip Erdogan + Russian President Vladimir Putin → Turkish President Recep Tayyip Erdogan + Russian President Vladimir Putin at Sochi — outlet
        "#]],
    );
}

#[test]
fn two_actors_joined_by_and_are_both_actors() {
    check(
        "France and Britain imposed sanctions on Iran.",
        expect![[r#"
            COERCE/restrict reported “imposed” France + Britain → Iran object sanctions — outlet
        "#]],
    );
}

#[test]
fn a_quarrel_of_words_is_no_assault() {
    check("The minister attacked the budget as unfair.", expect![""]);
}

#[test]
fn a_ceasefire_is_conceded_by_both_sides() {
    check(
        "Israel and Hamas agreed to a ceasefire in Gaza.",
        expect![[r#"
            AGREE reported “agreed” Israel + Hamas → Israel + Hamas at Gaza — outlet
        "#]],
    );
}
