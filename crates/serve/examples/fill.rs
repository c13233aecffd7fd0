//! Fills a record with events that nobody reported, to measure a server by: `cargo run --release -p dateline-serve --example fill
//! -- war.db 200000`.
//!
//! Nothing is read: stories are made of a few phrases by counting, and their records beside them, so that a record of any size
//! takes minutes. Actors and towns are numbered, not named.

use dateline::merging::{self, Rules};
use dateline::published::{IncidentRecord, Record};
use dateline_store::{Citation, Given, Incident, Item, Store};
use serde_json::{Value, json};
use std::path::Path;

/// Events of a story.
const EVENTS: usize = 5;
/// Stories that are merged with each other.
const WEEK: usize = 200;

const ACTS: [(&str, &str, &str); 8] = [
    ("ASSAULT", "aerial", "bombed"),
    ("ASSAULT", "heavy-weapons", "shelled"),
    ("COERCE", "seize", "seized"),
    ("PROTEST", "demo", "marched against"),
    ("CONSULT", "visit", "met"),
    ("AGREE", "", "agreed with"),
    ("RETREAT", "withdraw", "withdrew before"),
    ("AID", "humanitarian", "sent aid to"),
];
const STATUSES: [&str; 6] = ["reported", "reported", "reported", "reported", "denied", "planned"];

/// Numbers without order, the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % most
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("name the file to make")?;
    let events: usize = arguments.next().unwrap_or_else(|| "200000".into()).parse()?;
    let lexicon = dateline::Coder::built_in_lexicon();
    let mut store = Store::create(Path::new(&path))?;
    let input = store.input("fill", "{}", None)?;
    let mut numbers = Numbers(7);
    // As text: taken apart, two hundred thousand of them would fill the memory.
    let mut incidents: Vec<String> = vec![];
    let stories = events.div_ceil(EVENTS);
    for week in 0..stories.div_ceil(WEEK) {
        let (mut items, mut documents) = (vec![], vec![]);
        for at in week * WEEK..((week + 1) * WEEK).min(stories) {
            let (given, record) = story(at, &mut numbers)?;
            documents.push(merging::document(&record, Some(&given.digest()), Some(&given.text), &lexicon));
            items.push(Item::read(given, record)?);
        }
        store.put(&input, (week * WEEK) as u64, &items)?;
        let merged = merging::merge(&documents, &[], &Rules::default());
        for incident in &merged.incidents {
            incidents.push(serde_json::to_string(&merging::record(incident))?);
        }
    }
    store.finish(&input, stories as u64, None, None)?;
    let read = |json: String| serde_json::from_str::<IncidentRecord>(&json).ok().as_ref().map(Incident::of);
    let count = store.replace_incidents(incidents.into_iter().filter_map(read))?;
    eprintln!("{path}: {stories} stories, {events} events, {count} incidents");
    Ok(())
}

fn story(at: usize, numbers: &mut Numbers) -> Result<(Given, Record), Box<dyn std::error::Error>> {
    // Some eleven years.
    let day = jiff::civil::date(2014, 1, 1).checked_add(jiff::Span::new().days((at / 10) as i64))?;
    let mut text = format!("Report {at} from the front\n\n");
    let (mut mentions, mut made, mut sentences): (Vec<Value>, Vec<Value>, Vec<Value>) =
        (vec![], vec![], vec![]);
    let source = format!("Outlet {}", numbers.below(40));
    for number in 0..EVENTS {
        let (plover, mode, verb) = ACTS[numbers.below(ACTS.len())];
        let (who, whom, town) = (numbers.below(300), numbers.below(300), numbers.below(4_000));
        let start = text.len();
        let put = |words: &str, text: &mut String| {
            let from = text.len();
            text.push_str(words);
            [from, text.len()]
        };
        let who_span = put(&format!("Group {who}"), &mut text);
        text.push(' ');
        let verb_span = put(verb, &mut text);
        text.push(' ');
        let whom_span = put(&format!("Group {whom}"), &mut text);
        text.push_str(" at ");
        let town_span = put(&format!("Town {town}"), &mut text);
        text.push(' ');
        let time_span = put("on that day", &mut text);
        text.push_str(", killing at least ");
        let count = 1 + numbers.below(60);
        let figure_span = put(&format!("{count} people"), &mut text);
        text.push_str(
            ", residents and officials of the district told reporters who had come from the capital.",
        );
        let end = text.len();
        text.push_str("\n\n");
        let first = mentions.len();
        let mention = |id: usize, kind: &str, span: [usize; 2], more: Value| {
            let mut value = json!({ "id": id, "kind": kind, "span": span, "bytes": span, "head": span, "text": "", "rule": "fill" });
            value
                .as_object_mut()
                .expect("it is an object")
                .extend(more.as_object().cloned().unwrap_or_default());
            value
        };
        let actor = |number: usize| json!({ "resolution": "known", "actor": { "id": format!("group-{number}"), "name": format!("Group {number}"), "kind": "armed-group", "country": null, "sector": "REB" } });
        mentions.push(mention(first, "actor", who_span, actor(who)));
        mentions.push(mention(first + 1, "actor", whom_span, actor(whom)));
        let (north, east) = (
            -35.0 + (town as f64 * 0.618_034).fract() * 90.0,
            -15.0 + (town as f64 * 0.414_214).fract() * 120.0,
        );
        let precision = [1, 1, 1, 2, 3, 4, 6][town % 7];
        let round = |degrees: f64| (degrees * 1e4).round() / 1e4;
        mentions.push(mention(first + 2, "place", town_span, json!({ "resolution": "known", "place": {
            "id": format!("fill:{town}"), "name": format!("Town {town}"), "country": "XXX", "admin1": format!("Province {}", town % 90),
            "kind": "city", "lat": round(north), "lon": round(east), "precision": precision } })));
        mentions.push(mention(first + 3, "time", time_span, json!({
            "edtf": day.to_string(), "earliest": day.to_string(), "latest": day.to_string(), "grain": "day",
            "timex": { "type": "DATE", "value": day.to_string(), "mod": null }, "basis": "document-date", "bound": null })));
        mentions.push(mention(first + 4, "figure", figure_span, json!({
            "measure": "killed", "unit": "persons", "lower": count, "upper": null, "point": null, "strict": false,
            "approximate": false, "range_kind": null, "group": null, "area": null, "period": null, "cumulative": false,
            "additional": false, "subset_of": null, "supersedes": null, "modifier": null, "policy": null })));
        let role = |span: [usize; 2], mention: usize, text: &str| json!({ "span": span, "text": &text[span[0]..span[1]], "mention": mention });
        made.push(json!({
            "id": number, "plover": plover, "modes": if mode.is_empty() { json!([]) } else { json!([mode]) }, "contexts": ["military"],
            "cameo": "190", "quad": "material-conflict", "score": -9.0, "status": STATUSES[numbers.below(6)], "status_cue": null,
            "factuality": ["CT+"], "origin_interest": "none", "span": [start, town_span[1]], "bytes": [start, town_span[1]],
            "text": &text[start..town_span[1]], "trigger": verb_span, "claim": 0,
            "actors": [role(who_span, first, &text)], "recipients": [role(whom_span, first + 1, &text)], "coordinated_with": [],
            "object": null, "weapons": [], "place": { "mention": first + 2 }, "time": { "mention": first + 3, "relation": "within" },
            "figures": [first + 4], "rule": "fill", "auxiliary": [], "further_mentions": [] }));
        sentences.push(json!({ "span": [start, end], "bytes": [start, end] }));
    }
    for value in &mut mentions {
        let (from, to) = (
            value["span"][0].as_u64().unwrap_or(0) as usize,
            value["span"][1].as_u64().unwrap_or(0) as usize,
        );
        value["text"] = text[from..to].into();
    }
    let title = format!("Report {at} from the front");
    let given = Given {
        text: text.clone(),
        outlet: Some(source.clone()),
        url: Some(format!("https://example.org/{at}")),
        title: Some(title.clone()),
        published: Some(day.to_string()),
        published_basis: "metadata".into(),
        language: "en".into(),
        citation: Citation { input: Some("fill".into()), ..Citation::default() },
        ..Given::default()
    };
    let record = json!({
        "schema": 1, "dateline": dateline::VERSION, "model": "fill", "data": "fill",
        "document": { "id": given.text_digest(), "key": null, "source": source, "url": given.url, "title": title,
            "published": day.to_string(), "published_basis": "metadata", "language": "en", "length": text.len(),
            "citation": null, "edition": null, "extractor": null },
        "sections": [{ "kind": "body", "span": [0, text.len()], "bytes": [0, text.len()] }],
        "sentences": sentences, "mentions": mentions,
        "claims": [{ "id": 0, "chain": [{ "speaker": "outlet", "cue": [] }], "origin": "outlet", "cue": null, "content": [],
            "quote_type": "none", "stance": "asserts", "follows": false, "said": null, "rule": "outlet" }],
        "events": made, "controls": [], "agreements": [], "positions": [], "relations": [], "notes": [],
    });
    Ok((given, serde_json::from_value(record)?))
}
