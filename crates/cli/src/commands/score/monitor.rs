//! A story's expected findings against what the monitor finds: from the expert's records of it, and from dateline's own
//! reading. `FILE` is the expert's TOML (`dateline score story`), with `[[finding]]`s beside the records.
//!
//! With `--agreement` a reference agreement is held against the story and its siblings (`--siblings`: the facts of other
//! reports in TOML, or their texts in JSONL), for the findings that METHOD 7 expects of them.

use super::{Args, Measured};
use crate::exit::Failure;
use dateline::gold::Gold;
use dateline::monitoring::agreement::Agreement;
use dateline::monitoring::corpus::{
    Act, Document, Holding, Member, Number, Party, Place, Reported, ReportedTerm, ReportedZone, Stand, Thing,
    Voice, When, WhenBasis, Words,
};
use dateline::monitoring::dates::Days;
use dateline::monitoring::finding::{Finding, Findings};
use dateline::monitoring::geodesy::Point;
use dateline::monitoring::{self, Query, Table as Acts};
use dateline::published::Record;
use dateline::{Coder, Document as Text, Lexicon, Origin, PublishedBasis};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;
use toml::{Table, Value};

/// Term, verdict, whether sources differ on it, and overlays: kind and facet.
type Expected = (&'static str, &'static str, bool, &'static [(&'static str, &'static str)]);

/// What METHOD 7 expects of the founding story with its siblings and the reference text.
const EXPECTED: [Expected; 6] = [
    (
        "R2",
        "bears-on",
        false,
        &[("justified-by", "act"), ("denied-by", "coordination"), ("accepted-by", "act")],
    ),
    ("R3", "no-report", false, &[]),
    ("R5", "due-unreported", true, &[]),
    ("R6", "due-unreported", true, &[]),
    ("R7", "reported-in-line", false, &[]),
    ("R8", "due-unreported", false, &[]),
];

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let toml = crate::input::text(&args.file)?;
    let broken = |message: String| Failure::Data(format!("{}: {message}", args.file));
    let tables: Table = toml.parse().map_err(|error: toml::de::Error| broken(error.to_string()))?;
    let story = Path::new(&args.file).with_file_name(Gold::story_of(&toml).map_err(broken)?);
    let story = crate::input::text(&story.display().to_string())?;
    let gold = Gold::new(&toml, &story).map_err(broken)?;
    let acts = monitoring::table(&Coder::built_in_files())
        .map_err(|p| Failure::Data(p.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))?;

    let expert = expert(&tables, &story, &coder.lexicon);
    let reading = coder.reader().read(gold.document(coder));
    let record = dateline::export::json::record(&reading, coder.model.digest(), &coder.lexicon.digest);
    let own = monitoring::document(&record, &coder.lexicon);
    let ids = Ids { tables: &tables, story: &story };

    let as_of: Date = expert.published.ok_or_else(|| broken("`[document]` needs `dct`".into()))?;
    let mut measured = Measured::new("monitor", &args.file, 0);
    let mut misses = vec![];
    let expected: Vec<&Value> = list(&tables, "finding").collect();
    measured.records = expected.len();
    for (name, document) in [("gold", &expert), ("own", &own)] {
        let Some(agreement) = Agreement::reported(document, 0) else {
            measured.add(&format!("{name}_right"), 0.0);
            misses.push(format!("{name}: no agreement is reported"));
            continue;
        };
        let found = held(&agreement, vec![document.clone()], &acts, &coder.lexicon, as_of);
        let (right, wrong) = compare(&expected, &found, &ids, name == "own");
        measured.add(&format!("{name}_right"), right as f64);
        misses.extend(wrong.into_iter().map(|w| format!("{name}: {w}")));
    }
    if let (Some(agreement), Some(siblings)) = (&args.agreement, &args.siblings) {
        let agreement = crate::commands::monitor::agreement(Path::new(agreement))?;
        for (name, document) in [("gold", &expert), ("own", &own)] {
            let mut documents = vec![document.clone()];
            documents.extend(self::siblings(siblings, coder)?);
            let found = held(&agreement, documents, &acts, &coder.lexicon, as_of);
            let (right, wrong) = reference(&found);
            measured.add(&format!("{name}_reference_right"), right as f64);
            measured.add("reference_expected", EXPECTED.len() as f64);
            misses.extend(wrong.into_iter().map(|w| format!("{name} with siblings: {w}")));
            misses.extend(told(&found).into_iter().map(|w| format!("{name} with siblings: {w}")));
        }
    }
    Ok((measured, misses))
}

fn held(
    agreement: &Agreement,
    documents: Vec<Document>,
    acts: &Acts,
    lexicon: &Lexicon,
    as_of: Date,
) -> Findings {
    let mut corpus = monitoring::corpus(&[], &[agreement], lexicon);
    corpus.documents = documents;
    monitoring::monitor(&Query { agreement, corpus: &corpus, table: acts, window: Days::default(), as_of })
}

/// Expected findings that came out, and what is wrong with the others.
fn compare(expected: &[&Value], found: &Findings, ids: &Ids, own: bool) -> (usize, Vec<String>) {
    let mut right = 0;
    let mut wrong = vec![];
    for want in expected {
        let term = text(want, "term");
        let here = found.findings.iter().find(|f| f.term.as_deref().unwrap_or("none") == term);
        let mut bad = vec![];
        match here {
            None => bad.push("missing".to_owned()),
            Some(finding) => {
                if finding.verdict.as_str() != text(want, "verdict") {
                    bad.push(format!("{}, not {}", finding.verdict.as_str(), text(want, "verdict")));
                }
                let mut bears: Vec<String> = ids.of(finding, own);
                bears.sort();
                bears.dedup();
                let mut asked: Vec<&str> = texts(want, "bears_on");
                asked.sort_unstable();
                if bears != asked {
                    bad.push(format!("bears on {bears:?}, not {asked:?}"));
                }
                let coarse = finding.reasons.iter().any(|r| r.contains("cannot-place"));
                if text(want, "reason").contains("cannot-place") && !coarse {
                    bad.push("what cannot be placed is not said".to_owned());
                }
            }
        }
        if bad.is_empty() {
            right += 1;
        } else {
            wrong.push(format!("{term}: {}", bad.join("; ")));
        }
    }
    let extra = found
        .findings
        .iter()
        .filter(|f| !expected.iter().any(|e| text(e, "term") == f.term.as_deref().unwrap_or("none")));
    wrong.extend(extra.map(|f| format!("extra: {:?} {}", f.term, f.verdict.as_str())));
    (right, wrong)
}

fn reference(found: &Findings) -> (usize, Vec<String>) {
    let mut right = 0;
    let mut wrong = vec![];
    for (term, verdict, differ, overlays) in EXPECTED {
        let Some(finding) = found.findings.iter().find(|f| f.term.as_deref() == Some(term)) else {
            wrong.push(format!("{term}: missing"));
            continue;
        };
        let mut bad = vec![];
        if finding.verdict.as_str() != verdict {
            bad.push(format!("{}, not {verdict}: {}", finding.verdict.as_str(), finding.reasons.join("; ")));
        }
        if finding.sources_disagree.is_empty() == differ {
            bad.push(format!("sources differ: {:?}", finding.sources_disagree));
        }
        for (kind, facet) in overlays {
            if !finding.overlays.iter().any(|o| o.kind == *kind && o.facet == *facet) {
                bad.push(format!("no {kind} on {facet}"));
            }
        }
        if bad.is_empty() {
            right += 1;
        } else {
            wrong.push(format!("{term}: {}", bad.join("; ")));
        }
    }
    (right, wrong)
}

/// What each term rests on, for reading.
fn told(found: &Findings) -> Vec<String> {
    let of = |finding: &Finding| {
        let evidence = finding.evidence.iter().map(|e| {
            let first = e.citations.first().map_or("", |c| c.quote.as_str());
            format!("{} {} {}/{} “{first}”", e.shows.as_str(), e.code, e.reports, e.origins)
        });
        let differ =
            finding.sources_disagree.iter().map(|d| format!("{}: {} | {}", d.facet, d.here, d.there));
        let overlays = finding.overlays.iter().map(|o| format!("{} {} ({})", o.kind, o.by, o.facet));
        let all: Vec<String> = evidence.chain(differ).chain(overlays).collect();
        format!(
            "{} {} [{}]",
            finding.term.as_deref().unwrap_or("none"),
            finding.verdict.as_str(),
            all.join("; ")
        )
    };
    found.findings.iter().map(of).collect()
}

/// The expert's ids of what was read at the same words.
struct Ids<'a> {
    tables: &'a Table,
    story: &'a str,
}

impl Ids<'_> {
    fn of(&self, finding: &Finding, own: bool) -> Vec<String> {
        let mut all = vec![];
        for evidence in &finding.evidence {
            let ids: Vec<String> = evidence
                .citations
                .iter()
                .filter_map(|c| if own { self.at(&c.item, c.span) } else { Some(c.item.clone()) })
                .collect();
            match ids.first() {
                Some(_) => all.extend(ids),
                None => {
                    all.push(format!("“{}”", evidence.citations.first().map_or("", |c| c.quote.as_str())));
                }
            }
        }
        all
    }
    fn at(&self, item: &str, span: [u32; 2]) -> Option<String> {
        let kind = if item.starts_with("PO") {
            "position"
        } else if item.starts_with('K') {
            "control"
        } else {
            "event"
        };
        let overlap = |record: &&Value| {
            let quote = text(record, "quote");
            let byte = self.story.find(quote)?;
            let from = self.story[..byte].chars().count() as u32;
            let to = from + quote.chars().count() as u32;
            let common = to.min(span[1]).saturating_sub(from.max(span[0]));
            let union = to.max(span[1]) - from.min(span[0]);
            (common > 0).then_some(common * 1000 / union.max(1))
        };
        let best =
            list(self.tables, kind).filter_map(|r| Some((overlap(&r)?, r))).max_by_key(|(common, _)| *common);
        best.map(|(_, record)| text(record, "id").to_owned())
    }
}

// ---------------------------------------------------------------- the expert's records

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or("")
}
fn texts<'v>(value: &'v Value, key: &str) -> Vec<&'v str> {
    value.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}
fn list<'t>(tables: &'t Table, key: &str) -> impl Iterator<Item = &'t Value> {
    tables.get(key).and_then(Value::as_array).into_iter().flatten()
}
fn days(value: &Value, key: &str) -> Option<Days> {
    let written = text(value, key);
    let after = written.strip_prefix("after ");
    let bare = after.unwrap_or(written).split(' ').next().unwrap_or("");
    let days = Days::read(bare)?;
    Some(match after {
        Some(_) => Days { from: days.to.and_then(|d| d.tomorrow().ok()), to: None },
        None => days,
    })
}
fn party(id: &str, lexicon: &Lexicon) -> Party {
    monitoring::known(id, lexicon).unwrap_or_else(|| Party {
        id: Some(id.to_owned()),
        kind: if id.starts_with("desc:") { "descriptor" } else { "" }.to_owned(),
        words: id.trim_start_matches("desc:").replace('-', " "),
        ..Party::default()
    })
}
fn place(written: &str, precision: u8) -> Place {
    let words = written.split([',', '(', ';']).next().unwrap_or("").trim().to_owned();
    Place { name: words.clone(), words, precision, ..Place::default() }
}

/// The document as the expert recorded it.
fn expert(tables: &Table, story: &str, lexicon: &Lexicon) -> Document {
    let head = tables.get("document").cloned().unwrap_or(Value::Boolean(false));
    let chains: BTreeMap<&str, (Vec<Voice>, &str)> = list(tables, "attribution")
        .map(|a| {
            let voices = texts(a, "chain").into_iter().enumerate();
            let voices = voices
                .map(|(at, id)| Voice { id: Some(id.to_owned()).filter(|_| at > 0), words: id.to_owned() });
            (text(a, "id"), (voices.collect(), text(a, "origin_interest")))
        })
        .collect();
    let words = |record: &Value| {
        let quote = text(record, "quote");
        let from = story.find(quote).map_or(0, |byte| story[..byte].chars().count());
        Words {
            item: text(record, "id").to_owned(),
            span: (from as u32, (from + quote.chars().count()) as u32),
            quote: quote.to_owned(),
            chain: chains.get(text(record, "attribution")).map(|(c, _)| c.clone()).unwrap_or_default(),
        }
    };
    let parties = |record: &Value, key: &str| {
        texts(record, key).into_iter().map(|id| party(id, lexicon)).collect::<Vec<_>>()
    };
    let related: Vec<&str> = list(tables, "segment")
        .filter(|s| text(s, "kind") == "related-link")
        .map(|s| text(s, "quote"))
        .collect();
    let kept = |record: &&Value| !related.iter().any(|r| r.contains(text(record, "quote")));
    let published: Option<Date> = text(&head, "dct").parse().ok();
    let mut document = Document {
        id: "expert".to_owned(),
        name: text(&head, "file").to_owned(),
        outlet: Some(text(&head, "publisher").to_owned()),
        published,
        language: "en".to_owned(),
        ..Document::default()
    };
    for event in list(tables, "event").filter(kept) {
        let code = text(event, "plover").split([';', ',', ' ']).next().unwrap_or("");
        let (plover, mode) = code.split_once('/').unwrap_or((code, ""));
        let typed = !plover.is_empty() && plover.chars().all(|c| c.is_ascii_uppercase());
        let (plover, mode) = match text(event, "cameo") {
            // The two codes that the expert gives no PLOVER type for: METHOD 7.
            "192" => ("COERCE", "seize"),
            "057" => ("SUPPORT", ""),
            _ if typed => (plover, mode),
            _ => ("", ""),
        };
        let when = days(event, "time");
        let inferred = text(event, "time_basis").starts_with("inferred");
        let things = |key: &str| {
            Some(text(event, key))
                .filter(|t| !t.is_empty())
                .map(|t| Thing { words: t.to_owned(), class: None })
        };
        document.acts.push(Act {
            words: words(event),
            plover: plover.to_owned(),
            modes: Some(mode.to_owned()).filter(|m| !m.is_empty()).into_iter().collect(),
            quad: if matches!(plover, "ASSAULT" | "COERCE" | "SANCTION" | "MOBILIZE" | "PROTEST") {
                "material-conflict"
            } else {
                ""
            }
            .to_owned(),
            status: text(event, "status").to_owned(),
            interest: chains.get(text(event, "attribution")).map(|(_, i)| *i).unwrap_or_default().to_owned(),
            historical: text(event, "plover").contains("historical"),
            actors: parties(event, "actor"),
            recipients: parties(event, "recipient"),
            together: parties(event, "coordinated_with"),
            object: things("target_object"),
            means: things("instrument").into_iter().collect(),
            places: Some(place(
                text(event, "place"),
                event.get("where_prec").and_then(Value::as_integer).unwrap_or(0) as u8,
            ))
            .filter(|p| !p.name.is_empty() && !p.name.starts_with("not stated"))
            .into_iter()
            .collect(),
            when: when.map(|days| When {
                days,
                basis: if inferred { WhenBasis::Report } else { WhenBasis::Words },
            }),
            ..Act::default()
        });
    }
    for control in list(tables, "control").filter(kept) {
        document.holdings.push(Holding {
            words: words(control),
            class: text(control, "verb_class").to_owned(),
            change: text(control, "kind") == "change",
            status: "reported".to_owned(),
            holders: parties(control, "holder"),
            place: Some(place(text(control, "place"), 4)),
            when: days(control, "as_of").map(|days| When { days, basis: WhenBasis::Words }),
        });
    }
    for position in list(tables, "position") {
        document.stands.push(Stand {
            words: words(position),
            holders: vec![party(text(position, "holder"), lexicon)],
            value: text(position, "value").to_owned(),
            agreement: Some(0),
        });
    }
    for relation in list(tables, "relation") {
        let (subject, object) =
            (party(text(relation, "subject"), lexicon), party(text(relation, "object"), lexicon));
        match text(relation, "rel") {
            "in-class" => {
                document.members.push(Member { words: words(relation), member: subject, of: object });
            }
            "includes" => {
                document.members.push(Member { words: words(relation), member: object, of: subject });
            }
            _ => {}
        }
    }
    for agreement in list(tables, "agreement") {
        let zones: Vec<&Value> = list(tables, "zone").collect();
        document.agreements.push(Reported {
            words: words(agreement),
            parties: parties(agreement, "parties"),
            mediators: vec![],
            when: days(agreement, "date").map(|days| When { days, basis: WhenBasis::Words }),
            terms: list(tables, "term").map(|t| term(t, &words(t), &zones, lexicon)).collect(),
            zones: zones.iter().map(|z| zone(z, words(z))).collect(),
        });
    }
    document
}

fn term(term: &Value, words: &Words, zones: &[&Value], lexicon: &Lexicon) -> ReportedTerm {
    let basis = text(term, "bound_basis").split(' ').next().unwrap_or("").to_owned();
    let deadline = text(term, "deadline");
    ReportedTerm {
        words: words.clone(),
        obligation: text(term, "obligation").to_owned(),
        bound: texts(term, "bound").into_iter().map(|id| (party(id, lexicon), basis.clone())).collect(),
        object: Some(text(term, "object").split(" (").next().unwrap_or("").to_owned())
            .filter(|o| !o.is_empty())
            .map(|words| Thing { words, class: None }),
        zone: zones.iter().position(|z| text(z, "id") == text(term, "area")),
        deadline: Days::read(deadline),
        deadline_uncertain: deadline.ends_with('?'),
        continuing: term.get("continuing").and_then(Value::as_bool).unwrap_or(false),
        testable: text(term, "testable").split([' ', ';']).next().unwrap_or("").to_owned(),
        place: None,
    }
}

fn zone(zone: &Value, words: Words) -> ReportedZone {
    let depth: Vec<f64> = zone
        .get("depth_km")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|v| v.as_float().or_else(|| v.as_integer().map(|i| i as f64)))
        .collect();
    ReportedZone {
        words,
        kind: text(zone, "kind").to_owned(),
        depth: depth.first().copied().zip(depth.get(1).copied()),
        datum: Some(text(zone, "datum").to_owned()),
    }
}

// ---------------------------------------------------------------- other reports

/// Other reports: their texts, as dateline reads them, or their facts, as an expert restated them.
fn siblings(path: &str, coder: &Coder) -> Result<Vec<Document>, Failure> {
    let written = crate::input::text(path)?;
    if path.ends_with(".toml") {
        let tables: Table =
            written.parse().map_err(|e: toml::de::Error| Failure::Data(format!("{path}: {e}")))?;
        return Ok(facts(&tables, &coder.lexicon));
    }
    let mut documents = vec![];
    let mut reader = coder.reader();
    for line in written.lines().filter(|l| !l.trim().is_empty()) {
        let value: serde_json::Value =
            serde_json::from_str(line).map_err(|e| Failure::Data(format!("{path}: {e}")))?;
        let field = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let origin = Origin {
            key: Some(field("id")),
            source: Some(field("source")),
            published: field("published").parse().ok().map(|d| (d, PublishedBasis::Metadata)),
            ..Origin::default()
        };
        let document: Text = coder.document(field("text"), origin);
        let reading = reader.read(document);
        let record: Record =
            dateline::export::json::record(&reading, coder.model.digest(), &coder.lexicon.digest);
        documents.push(monitoring::document(&record, &coder.lexicon));
    }
    Ok(documents)
}

/// Reports told facet by facet: one document a URL.
fn facts(tables: &Table, lexicon: &Lexicon) -> Vec<Document> {
    let mut documents: Vec<Document> = vec![];
    for report in list(tables, "report") {
        let url = text(report, "url");
        let at = documents.iter().position(|d| d.url.as_deref() == Some(url)).unwrap_or_else(|| {
            documents.push(Document {
                id: url.to_owned(),
                name: text(report, "id").to_owned(),
                outlet: Some(text(report, "outlet").to_owned()),
                url: Some(url.to_owned()),
                published: text(report, "date").parse().ok(),
                language: "en".to_owned(),
                ..Document::default()
            });
            documents.len() - 1
        });
        let document = &mut documents[at];
        let facets = report.get("facets").cloned().unwrap_or(Value::Boolean(false));
        let day = document.published;
        let origin = text(report, "origin");
        let mut chain = vec![Voice { id: None, words: text(report, "outlet").to_owned() }];
        let known = |id: &str| Voice { id: Some(id.to_owned()), words: id.to_owned() };
        chain.extend(texts(report, "via").into_iter().map(known));
        chain.push(known(origin));
        let words = |item: &str, quote: String, chain: Vec<Voice>| Words {
            item: format!("{}.{item}", text(report, "id")),
            span: (0, quote.chars().count() as u32),
            quote,
            chain,
        };
        let of_the_doer = origin == "rus-mod";
        let coordination = text(&facets, "coordination");
        let quote = ["target", "place", "coordination", "killed", "count"]
            .map(|k| text(&facets, k))
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join("; ");
        let report_of =
            |days: Option<Date>| days.map(|d| When { days: Days::on(d), basis: WhenBasis::Report });
        if coordination.starts_with("DENIED") {
            document.acts.push(Act {
                words: words("C", coordination.to_owned(), chain.clone()),
                plover: "COOPERATE".to_owned(),
                status: "denied".to_owned(),
                actors: vec![party("tur", lexicon)],
                recipients: vec![party("rus", lexicon)],
                when: report_of(day),
                ..Act::default()
            });
        } else {
            let written = text(&facets, "place");
            let city = written.contains("city") || written.contains("outskirts");
            let harm = ["killed", "injured"].into_iter().filter_map(|measure| {
                let told = text(&facets, measure);
                let number: String = told
                    .chars()
                    .skip_while(|c| !c.is_ascii_digit())
                    .take_while(char::is_ascii_digit)
                    .collect();
                let lower = number.parse::<f64>().ok()?;
                let upper = Some(lower).filter(|_| !told.starts_with(">="));
                Some(Number {
                    measure: measure.to_owned(),
                    lower: Some(lower),
                    upper,
                    words: told.to_owned(),
                })
            });
            document.acts.push(Act {
                words: words("E", quote, chain.clone()),
                plover: "ASSAULT".to_owned(),
                modes: vec!["aerial".to_owned()],
                quad: "material-conflict".to_owned(),
                status: "reported".to_owned(),
                interest: if of_the_doer { "self-report" } else { "none" }.to_owned(),
                actors: of_the_doer.then(|| party("rus-airforce", lexicon)).into_iter().collect(),
                together: (!coordination.is_empty()).then(|| party("tur", lexicon)).into_iter().collect(),
                object: Some(Thing { words: text(&facets, "target").to_owned(), class: None })
                    .filter(|t| !t.words.is_empty()),
                places: (!written.is_empty())
                    .then(|| Place {
                        point: city.then_some(Point::new(35.93, 36.63)),
                        country: "SYR".to_owned(),
                        ..place("Idlib", if city { 2 } else { 4 })
                    })
                    .into_iter()
                    .collect(),
                when: report_of(day),
                figures: harm.collect(),
                ..Act::default()
            });
        }
        let other = text(&facets, "other");
        if other.contains("patrol") {
            // "(8 March, Akar)": the day, and who said so.
            let inside = other.split(['(', ')']).nth(1).unwrap_or("");
            let speaker = inside.split(',').nth(1).unwrap_or("").trim();
            chain.truncate(1);
            chain.push(Voice { id: None, words: speaker.to_owned() });
            let day_of_month: Option<i8> = inside.split(' ').next().and_then(|d| d.parse().ok());
            let on = day.zip(day_of_month).and_then(|(day, of)| Date::new(day.year(), day.month(), of).ok());
            document.acts.push(Act {
                words: words("P", other.to_owned(), chain),
                trigger: "patrols".to_owned(),
                plover: "MOBILIZE".to_owned(),
                status: "reported".to_owned(),
                actors: vec![party("tur", lexicon)],
                together: vec![party("rus", lexicon)],
                when: on.map(|d| When { days: Days::on(d), basis: WhenBasis::Words }),
                ..Act::default()
            });
        }
    }
    documents
}
