//! Who is meant: names by day and context, names composed with role nouns, descriptions, persons, weapons.
//!
//! One row a sentence. `words = what` must hold of a mention of just these words; `what` is its resolution, its id
//! (`-` for none), its kind, its country and its sector, or `weapon` and its class.

use dateline::{Coder, MentionKind, Origin, PublishedBasis, Reading, Resolution};
use std::sync::LazyLock;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

const ROWS: &[(&str, &str, &[&str])] = &[
    // ---- composed, not listed
    (
        "",
        "Iraq's interior ministry denied it.",
        &["Iraq's interior ministry = known irq-moi government-body IRQ GOV"],
    ),
    ("", "The Sri Lankan army withdrew.", &["Sri Lankan army = known lka-mil armed-forces LKA MIL"]),
    (
        "",
        "Norwegian police arrested two men.",
        &["Norwegian police = known nor-police government-body NOR COP"],
    ),
    (
        "",
        "The Ghanaian parliament adjourned.",
        &["Ghanaian parliament = known gha-parliament government-body GHA LEG"],
    ),
    (
        "",
        "Nigeria's supreme court ruled.",
        &["Nigeria's supreme court = known nga-supremecourt government-body NGA JUD"],
    ),
    (
        "",
        "Kenya's health ministry closed the school.",
        &["Kenya's health ministry = known ken-moh government-body KEN GOV"],
    ),
    (
        "",
        "The Peruvian president resigned.",
        &["Peruvian president = known per-president person-official PER GOV"],
    ),
    ("", "Bolivians marched.", &["Bolivians = unknown - population BOL CVL"]),
    // ---- descriptions stay descriptions
    (
        "",
        "Turkish-backed Syrian rebels took the village.",
        &["Turkish-backed Syrian rebels = unknown desc:turkish-backed-syrian-rebels descriptor SYR OPP"],
    ),
    (
        "",
        "Turkish-backed militias left.",
        &["Turkish-backed militias = unknown desc:turkish-backed-militias descriptor - PRM"],
    ),
    ("", "Gunmen fled.", &["Gunmen = unknown desc:gunmen descriptor - UAF"]),
    ("", "Residents fled the town.", &["Residents = unknown desc:residents descriptor - CVL"]),
    ("", "A police chief was killed.", &["police chief = unknown desc:police-chief person - COP"]),
    (
        "",
        "Opponents of Hamas marched.",
        &["Opponents of Hamas = unknown desc:opponents-of-hamas descriptor PSE OPP"],
    ),
    ("", "Hezbollah fighters withdrew.", &["Hezbollah fighters = known hezbollah armed-group LBN REB"]),
    // ---- persons no entry lists
    (
        "",
        "Foreign Minister Jan Novak arrived. Novak met officials.",
        // FIXME: the second "Novak" should be a mention of its own.
        &["Foreign Minister Jan Novak = unknown - person-official - GOV"],
    ),
    (
        "",
        "Moldovan President Ion Rusu arrived.",
        &["Moldovan President Ion Rusu = unknown - person-official MDA GOV"],
    ),
    ("", "Gen. Pavel Hora resigned.", &["Gen. Pavel Hora = unknown - person - MIL"]),
    // ---- the day and the document decide
    ("2016-03-01", "Nusra withdrew.", &["Nusra = known nusra armed-group SYR REB"]),
    ("2018-03-01", "Nusra withdrew.", &["Nusra = ambiguous hts armed-group SYR REB"]),
    ("2018-03-01", "Nusra withdrew from a town in Syria.", &["Nusra = known hts armed-group SYR REB"]),
    (
        "2013-03-01",
        "The Democratic Unionist Party of Sudan met.",
        &["Democratic Unionist Party = known dup-sudan party SDN PTY"],
    ),
    (
        "2013-03-01",
        "The Democratic Unionist Party met in Belfast.",
        &["Democratic Unionist Party = known dup party GBR PTY"],
    ),
    // ---- weapons
    (
        "",
        "Rebels fired two anti-tank missiles and mortar shells.",
        &["two anti-tank missiles = weapon missile", "mortar shells = weapon artillery"],
    ),
    ("", "A car bomb exploded.", &["car bomb = weapon explosive"]),
    ("", "Police used tear gas.", &["tear gas = weapon crowd-control"]),
    (
        "",
        "Russian warplanes bombed the town.",
        &[
            "Russian warplanes = known rus-airforce armed-forces RUS MIL",
            "Russian warplanes = weapon aircraft",
        ],
    ),
];

fn read(day: &str, text: &str) -> Reading {
    let mut origin = Origin::default();
    if !day.is_empty() {
        origin.published = Some((day.parse().expect("a day"), PublishedBasis::User));
    }
    CODER.reader().read(CODER.document(text.to_owned(), origin))
}

fn shown(reading: &Reading) -> Vec<String> {
    let or_none = |text: &str| if text.is_empty() { "-".to_owned() } else { text.to_owned() };
    let mut all = vec![];
    for mention in &reading.mentions {
        let words = reading.document.quote(mention.span);
        match &mention.kind {
            MentionKind::Actor(resolution) => {
                let what = resolution.best().map_or_else(String::new, |a| {
                    let fields = [&a.id, &a.kind, &a.country, &a.sector];
                    fields.iter().map(|f| or_none(f)).collect::<Vec<_>>().join(" ")
                });
                all.push(format!("{words} = {} {what}", resolution.name()));
            }
            MentionKind::Weapon(weapon) => all.push(format!("{words} = weapon {}", weapon.class)),
            _ => {}
        }
    }
    all
}

#[test]
fn every_row_is_read_as_it_says() {
    let mut wrong = vec![];
    for (day, text, expected) in ROWS {
        let found = shown(&read(day, text));
        for row in *expected {
            if !found.iter().any(|f| f == row) {
                wrong.push(format!("{text} {day}\n  {row}\n  found: {}", found.join(" | ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_coalition_led_by_a_state_is_not_that_state() {
    for mention in &read("", "U.S.-led coalition forces withdrew.").mentions {
        if let MentionKind::Actor(Resolution::Known(actor)) = &mention.kind {
            assert_ne!(actor.country, "USA", "{actor:?}");
        }
    }
}
