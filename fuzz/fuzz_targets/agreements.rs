//! Any TOML is an agreement or is refused with its lines; one that is accepted is held against reports, and its findings are
//! written as text, page and JSON. The same text is read as a table of acts. What stands behind a line of `%%%` is the file
//! that the agreement names.
#![no_main]

use dateline_lexicon::SourceFile;
use dateline_monitor::corpus::{Act, Document, Party, Place, Voice, When, WhenBasis, Words};
use dateline_monitor::dates::Days;
use dateline_monitor::geodesy::Point;
use dateline_monitor::{Corpus, Query, Table, draft, html, load, monitor, table, text};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let file = SourceFile::new("acts.toml", include_str!("../../data/monitor/acts.toml"));
    table::load(&file).expect("the table that ships is whole")
});

static CORPUS: LazyLock<Corpus> = LazyLock::new(|| {
    let party = |id: &str, kind: &str, country: &str| Party {
        id: Some(id.into()),
        kind: kind.into(),
        country: country.into(),
        words: id.into(),
        ..Party::default()
    };
    let act = |plover: &str, mode: &str, actor: Party, recipient: Party, latitude, longitude| Act {
        words: Words {
            item: "E0".into(),
            span: (0, 20),
            quote: "shelled the town".into(),
            chain: vec![Voice { id: None, words: "Courier".into() }],
        },
        plover: plover.into(),
        modes: Some(mode.to_owned()).filter(|mode| !mode.is_empty()).into_iter().collect(),
        quad: "material-conflict".into(),
        status: "reported".into(),
        actors: vec![actor],
        recipients: vec![recipient],
        places: vec![Place {
            name: "Amra".into(),
            words: "Amra".into(),
            kind: "city".into(),
            country: "SYR".into(),
            precision: 1,
            point: Some(Point::new(latitude, longitude)),
            ..Place::default()
        }],
        when: Days::read("2024-05-10").map(|days| When { days, basis: WhenBasis::Words }),
        ..Act::default()
    };
    let (one, other) = (party("syr", "state", "SYR"), party("hill-front", "armed-group", "SYR"));
    let acts = vec![
        act("ASSAULT", "heavy-weapons", one.clone(), other.clone(), 35.5, 36.5),
        act("COOPERATE", "", other.clone(), one.clone(), 90.0, 180.0),
        act("RETREAT", "withdraw", other, one, -89.9, -180.0),
    ];
    let document = Document {
        id: "sha256:1".into(),
        name: "story".into(),
        outlet: Some("Courier".into()),
        published: "2024-05-11".parse().ok(),
        language: "en".into(),
        acts,
        ..Document::default()
    };
    Corpus { documents: vec![document], ..Corpus::default() }
});

fuzz_target!(|given: &str| {
    let (toml, beside) = given.split_once("\n%%%\n").unwrap_or((given, ""));
    let file = SourceFile::new("own.toml", toml);
    if let Err(problems) = table::load(&file) {
        assert!(problems.iter().all(|problem| problem.line >= 1));
    }
    let other = |name: &str| Some(SourceFile::new(name, beside));
    match load(&file, &other) {
        Err(problems) => assert!(!problems.is_empty() && problems.iter().all(|problem| problem.line >= 1)),
        Ok(agreement) => {
            let window = Days::read("2024").expect("a year");
            let as_of = "2024-06-01".parse().expect("a day");
            let query =
                Query { agreement: &agreement, corpus: &CORPUS, table: &TABLE, window, as_of };
            let findings = monitor(&query);
            let json = serde_json::to_string(&findings).expect("findings are JSON");
            assert_eq!(json, serde_json::to_string(&monitor(&query)).expect("findings are JSON"));
            let _ = text(&findings, false);
            let _ = html(&findings);
            let _ = draft(&agreement);
        }
    }
});
