//! The monitor from end to end: stories through the reader, agreements of `examples/`, and every example of the table of acts.

use dateline::monitoring::agreement::{Bound, Shape, Signatory, Term, Zone};
use dateline::monitoring::corpus::Corpus;
use dateline::monitoring::dates::Days;
use dateline::monitoring::table::{Object, Shared, Who};
use dateline::monitoring::words::lint;
use dateline::monitoring::{self, Agreement, Findings, Query, Table};
use dateline::published::Record;
use dateline::{Coder, Example, Origin, PublishedBasis, SourceFile};
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);
static TABLE: LazyLock<Table> = LazyLock::new(|| {
    monitoring::table(&Coder::built_in_files()).unwrap_or_else(|problems| panic!("{problems:#?}"))
});

fn record(key: &str, outlet: &str, published: &str, text: &str) -> Record {
    let origin = Origin {
        key: Some(key.into()),
        source: Some(outlet.into()),
        published: Some((published.parse().expect("a date"), PublishedBasis::User)),
        ..Origin::default()
    };
    let reading = CODER.reader().read(CODER.document(text.into(), origin));
    dateline::export::json::record(&reading, "model", "data")
}
fn held(agreement: &Agreement, corpus: &Corpus, as_of: Date) -> Findings {
    let window = Days::default();
    monitoring::monitor(&Query { agreement, corpus, table: &TABLE, window, as_of })
}

// ---------------------------------------------------------------- agreements of examples/

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/agreements")
}
fn load(folder: &Path) -> Agreement {
    let read =
        |name: &str| std::fs::read_to_string(folder.join(name)).ok().map(|text| SourceFile::new(name, text));
    let file = read("agreement.toml").expect("each folder has an agreement");
    monitoring::load(&file, &read).unwrap_or_else(|problems| panic!("{problems:#?}"))
}
fn text<'v>(value: &'v toml::Value, key: &str) -> &'v str {
    value.get(key).and_then(toml::Value::as_str).unwrap_or_else(|| panic!("`{key}` in {value}"))
}

/// Holds every case of a folder, and the list of its stories, against what is written.
fn check(name: &str) {
    let folder = folder().join(name);
    let agreement = load(&folder);
    let cases = std::fs::read_to_string(folder.join("stories.toml")).expect("each folder has stories");
    let cases: toml::Table = cases.parse().expect("TOML");
    let mut wrong = vec![];
    let mut lines: Vec<String> = vec![];
    for case in cases["case"].as_array().expect("cases") {
        let stories = case["stories"].as_array().expect("stories");
        for story in stories {
            let line = serde_json::json!({
                "source": text(story, "outlet"), "published": text(story, "published"), "text": text(story, "text"),
            });
            if !lines.contains(&line.to_string()) {
                lines.push(line.to_string());
            }
        }
        let records: Vec<Record> = stories
            .iter()
            .enumerate()
            .map(|(at, s)| record(&at.to_string(), text(s, "outlet"), text(s, "published"), text(s, "text")))
            .collect();
        let corpus = monitoring::corpus(&records, &[&agreement], &CODER.lexicon);
        let found = held(&agreement, &corpus, text(case, "as_of").parse().expect("a date"));
        for (term, verdict) in case["verdicts"].as_table().expect("verdicts") {
            let finding = found.findings.iter().find(|f| f.term.as_deref() == Some(term)).expect("the term");
            if Some(finding.verdict.as_str()) != verdict.as_str() {
                let told: Vec<&String> = finding.sentences.iter().collect();
                wrong.push(format!(
                    "{}: {term} is {}, not {verdict}: {:?} {told:?} {:?}",
                    text(case, "name"),
                    finding.verdict.as_str(),
                    finding.reasons,
                    finding.excluded.iter().map(|e| &e.why).collect::<Vec<_>>()
                ));
            }
        }
        for (term, kinds) in case.get("overlays").and_then(toml::Value::as_table).into_iter().flatten() {
            let finding = found.findings.iter().find(|f| f.term.as_deref() == Some(term)).expect("the term");
            for kind in kinds.as_array().expect("kinds").iter().filter_map(toml::Value::as_str) {
                if !finding.overlays.iter().any(|o| o.kind == kind) {
                    wrong.push(format!(
                        "{}: {term} has no {kind}: {:?}",
                        text(case, "name"),
                        finding.overlays
                    ));
                }
            }
        }
        cited(&found, &records, stories);
        assert_eq!(lint(&monitoring::text(&found, false)), Vec::<String>::new(), "{}", text(case, "name"));
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    // The same stories as a file to try by hand.
    let path = folder.join("stories.jsonl");
    let expected = lines.join("\n") + "\n";
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &expected).expect("the folder can be written");
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), expected, "run with UPDATE_EXPECT=1");
}

/// Every quotation stands in its story at its span.
fn cited(found: &Findings, records: &[Record], stories: &[toml::Value]) {
    for citation in found.findings.iter().flat_map(|f| &f.evidence).flat_map(|e| &e.citations) {
        let at = records.iter().position(|r| r.document.id == citation.id).expect("the document");
        let [from, to] = citation.span;
        let words: String =
            text(&stories[at], "text").chars().skip(from as usize).take((to - from) as usize).collect();
        assert_eq!(words, citation.quote);
    }
}

#[test]
fn a_grain_corridor() {
    check("grain-corridor");
}
#[test]
fn an_exchange_of_prisoners_with_numbers() {
    check("prisoner-exchange");
}
#[test]
fn a_ceasefire_in_phases() {
    check("phased-ceasefire");
}

// ---------------------------------------------------------------- the table's own examples

/// A term made of the marked words of an example.
fn term(kind: &str, example: &Example, record: &Record, act: Option<&str>) -> Option<(Term, Vec<Zone>)> {
    let marked = |role: &str| -> Vec<(String, u32)> {
        let of_role = example.marked.iter().filter(|m| m.role == role);
        of_role
            .map(|m| {
                let words = m.span.text(&example.text).to_owned();
                let from = example.text[..m.span.start() as usize].chars().count() as u32;
                (words, from)
            })
            .collect()
    };
    let mention = |words: &str, from: u32| {
        let to = from + words.chars().count() as u32;
        let here = record.mentions.iter().filter(|m| m.span[0] < to && from < m.span[1]);
        here.max_by_key(|m| m.span[1].min(to) - m.span[0].max(from))
    };
    let mut bound = vec![];
    for (words, from) in marked("bound") {
        let actor = mention(&words, from)?.actor.as_ref()?.id.clone()?;
        bound.push(Bound { actor, ..Bound::default() });
    }
    let mut zones = vec![];
    for (words, from) in marked("zone") {
        let name =
            mention(&words, from).and_then(|m| m.place.as_ref()).map_or(words.clone(), |p| p.name.clone());
        let listed =
            Zone { id: "zone".into(), shape: Shape::Places, places: vec![name, words], ..Zone::default() };
        zones.push(Zone { delimited: true, ..listed });
    }
    let object: Vec<String> = marked("object").into_iter().map(|(words, _)| words).collect();
    let term = Term {
        id: "R1".into(),
        kind: kind.into(),
        text: act.unwrap_or_default().into(),
        verbs: act.map(str::to_owned).into_iter().collect(),
        bound,
        object,
        zone: zones.first().map(|z| z.id.clone()),
        deadline: Days::read("2030-02-01"),
        ..Term::default()
    };
    Some((term, zones))
}

/// Whether a rule takes an example: placed, not excluded, and not of something denied or planned.
fn takes(
    rule: &str,
    kind: &str,
    example: &Example,
    act: Option<&str>,
    statuses: &[String],
) -> Result<bool, String> {
    let record = record("example", "Courier", "2030-03-06", &example.text);
    let (mut term, zones) =
        term(kind, example, &record, act).ok_or("the marked words are no actor that is known")?;
    if term.bound.is_empty() {
        return Err("nobody is bound".into());
    }
    let performs = rule_shows_performance(rule);
    if performs {
        term.deadline = None;
    }
    let mut parties: Vec<String> = term.bound.iter().map(|b| b.actor.clone()).collect();
    let lexicon = &CODER.lexicon;
    let document = monitoring::document(&record, lexicon);
    for agreement in &document.agreements {
        parties.extend(agreement.parties.iter().filter_map(|p| p.id.clone()));
    }
    let agreement = Agreement {
        id: "example".into(),
        in_force: Days::read("2030-01-01/.."),
        parties: parties
            .into_iter()
            .map(|actor| Signatory { actor, role: "signatory".into(), since: None })
            .collect(),
        zones,
        terms: vec![term],
        ..Agreement::default()
    };
    let corpus = monitoring::corpus(&[record], &[&agreement], lexicon);
    let found = held(&agreement, &corpus, "2030-03-10".parse().map_err(|e| format!("{e}"))?);
    let takes = found.findings[0].evidence.iter().any(|e| {
        e.rule == rule
            && (e.status == "reported" || statuses.contains(&e.status))
            && e.cannot_place.is_empty()
    });
    Ok(takes)
}
fn rule_shows_performance(rule: &str) -> bool {
    use dateline::monitoring::table::Shows;
    TABLE.acts.iter().any(|r| r.id == rule && r.shows == Shows::WouldPerform)
}

#[test]
fn every_rule_of_the_table_takes_its_yes_and_not_its_no() {
    let mut wrong = vec![];
    let mut run = 0;
    let acts = TABLE.acts.iter().map(|r| (&r.id, &r.terms, &r.yes, &r.no, r.statuses.as_slice()));
    let states =
        TABLE.holdings.iter().chain(&TABLE.stands).map(|r| (&r.id, &r.terms, &r.yes, &r.no, [].as_slice()));
    for (id, terms, yes, no, statuses) in acts.chain(states) {
        let act: Option<String> = yes
            .iter()
            .flat_map(|e| e.marked.iter().map(move |m| (e, m)))
            .find(|(_, m)| m.role == "act")
            .map(|(e, m)| m.span.text(&e.text).to_owned());
        for (examples, expected) in [(yes, true), (no, false)] {
            for example in examples {
                run += 1;
                match takes(id, &terms[0], example, act.as_deref(), statuses) {
                    Ok(taken) if taken == expected => {}
                    Ok(_) => wrong.push(format!(
                        "{id}: “{}” is {}taken",
                        example.text,
                        if expected { "not " } else { "" }
                    )),
                    Err(why) => wrong.push(format!("{id}: “{}”: {why}", example.text)),
                }
            }
        }
    }
    assert!(run > 35, "{run}");
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_rule_asks_for_what_no_term_can_give() {
    for rule in &TABLE.acts {
        // What anybody does to anything anywhere would be evidence of every term.
        let free = rule.who == Who::Any && rule.object == Object::Anything && rule.shared == Shared::Nothing;
        assert!(!free || rule.place == monitoring::table::Where::Zone, "{}", rule.id);
    }
}

// ---------------------------------------------------------------- published shape

#[test]
fn the_schema_of_findings_is_up_to_date_and_findings_follow_it() {
    let schema = monitoring::finding::schema();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/findings.schema.json");
    let written = serde_json::to_string_pretty(&schema).expect("JSON") + "\n";
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &written).expect("docs can be written");
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), written, "run with UPDATE_EXPECT=1");
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let agreement = load(&folder().join("phased-ceasefire"));
    let story = record(
        "story",
        "Courier",
        "2025-02-02",
        "Israeli forces shelled Khan Younis on Saturday, medics said. The Israeli army denied shelling Khan Younis on Saturday.",
    );
    let corpus = monitoring::corpus(&[story], &[&agreement], &CODER.lexicon);
    let found = held(&agreement, &corpus, "2025-02-10".parse().expect("a date"));
    let value = serde_json::to_value(&found).expect("JSON");
    let errors: Vec<String> =
        validator.iter_errors(&value).map(|e| format!("{} {e}", e.instance_path)).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}
