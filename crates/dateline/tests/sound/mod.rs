//! What must hold of any text and of any input: shared by the property tests and by the fuzz targets in `fuzz/`.

use dateline::export::json::record;
use dateline::published::Record;
use dateline::read::{Item, Options, READERS, documents};
use dateline::{Analysis, Coder, Document, MentionKind, Reading, Role, Span, Speaker, Status};
use serde_json::Value;

/// Everything of a reading that cites words.
pub fn spans(reading: &Reading) -> Vec<Span> {
    let mut spans: Vec<Span> = reading.document.sections.iter().map(|section| section.span).collect();
    spans.extend(&reading.sentences);
    for mention in &reading.mentions {
        spans.extend([mention.span, mention.head]);
        if let MentionKind::Figure(figure) = &mention.kind {
            spans.extend(figure.group.into_iter().chain(figure.modifier));
        }
    }
    for claim in &reading.claims {
        spans.extend(claim.cue.iter().chain(&claim.content));
        spans.extend(claim.chain.iter().filter_map(|speaker| match speaker {
            Speaker::Unnamed(span) => Some(*span),
            Speaker::Outlet | Speaker::Mentioned(_) => None,
        }));
    }
    for event in &reading.events {
        spans.extend([event.span, event.trigger]);
        spans.extend(event.status_cue);
        spans.extend(roles(event).map(|role| role.span));
    }
    spans.extend(reading.notes.iter().filter_map(|note| note.span));
    spans
}

fn roles(event: &dateline::Event) -> impl Iterator<Item = &Role> {
    let lists = event.actors.iter().chain(&event.recipients).chain(&event.coordinated_with);
    lists.chain(&event.object).chain(&event.instrument)
}

/// Every mention that something refers to.
fn mentions_referred_to(reading: &Reading) -> Vec<u32> {
    let mut ids = vec![];
    for event in &reading.events {
        ids.extend(roles(event).filter_map(|role| role.mention));
        let time = event.time.map(|time| time.mention);
        ids.extend(event.place.into_iter().chain(time).chain(event.figures.iter().copied()));
    }
    for claim in &reading.claims {
        ids.extend(claim.said);
        ids.extend(claim.chain.iter().filter_map(|speaker| match speaker {
            Speaker::Mentioned(id) => Some(*id),
            Speaker::Outlet | Speaker::Unnamed(_) => None,
        }));
    }
    for mention in &reading.mentions {
        if let MentionKind::Figure(figure) = &mention.kind {
            ids.extend(figure.area.into_iter().chain(figure.period));
        }
    }
    ids.into_iter().map(|id| id.0).collect()
}

/// In text order, none within another.
fn apart(spans: &[Span]) -> bool {
    spans.is_sorted_by(|a, b| a.end() <= b.start())
}

/// A reading keeps the text, every span lies in it, every number points at something, every tree is a tree.
pub fn reading(reading: &Reading, analysis: &Analysis, text: &str) {
    assert_eq!(reading.document.text(), text);
    for span in spans(reading) {
        assert!(text.get(span.range()).is_some(), "{span:?} is no stretch of {text:?}");
    }
    for mention in &reading.mentions {
        assert!(!mention.span.is_empty() && mention.span.contains(mention.head), "{mention:?}");
    }
    for event in &reading.events {
        assert!(event.span.contains(event.trigger) && !event.trigger.is_empty(), "{event:?}");
        assert!(text.contains(reading.quote(event)));
        assert!((event.claim.0 as usize) < reading.claims.len());
        let rests = event.status == Status::Reported || event.status_cue.is_some();
        assert!(rests, "{event:?} rests on no word");
    }
    let triggers: Vec<Span> = reading.events.iter().map(|event| event.trigger).collect();
    assert!(triggers.is_sorted_by(|a, b| a < b), "a word triggers two events: {triggers:?}");
    assert!(apart(&reading.sentences));
    assert!(apart(&reading.document.sections.iter().map(|section| section.span).collect::<Vec<_>>()));
    for id in mentions_referred_to(reading) {
        assert!((id as usize) < reading.mentions.len(), "there is no mention {id}");
    }
    for claim in &reading.claims {
        assert_eq!(claim.chain.first(), Some(&Speaker::Outlet));
    }
    assert!(reading.mentions.is_sorted_by_key(|mention| mention.span.start()));
    for sentence in &analysis.sentences {
        let tokens = sentence.tokens();
        let heads = tokens.clone().map(|i| (i, analysis.tokens[i].head as usize));
        assert_eq!(heads.clone().filter(|(i, head)| i == head).count(), 1, "one root a sentence");
        assert!(heads.into_iter().all(|(_, head)| tokens.contains(&head)), "heads stay in their sentence");
    }
}

/// The published record of a reading comes back from its JSON, and every span in it finds the words that are quoted.
pub fn published(reading: &Reading) -> Record {
    let text = reading.document.text();
    let made = record(reading, "model", "data");
    let json = serde_json::to_string(&made).expect("a record is JSON");
    let back: Record = serde_json::from_str(&json).expect("a record's JSON is a record");
    assert_eq!(back, made);
    assert_eq!(serde_json::to_string(&back).expect("a record is JSON"), json);
    let letters: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let value = serde_json::from_str(&json).expect("a record is JSON");
    quotes(&value, text, &letters);
    made
}

/// Fields that hold a span in code points, or several.
const SPANS: &[&str] = &[
    "span",
    "head",
    "trigger",
    "cue",
    "content",
    "status_cue",
    "group",
    "modifier",
    "phrase",
    "ended",
    "datum",
];

fn pair(value: &Value) -> Option<(usize, usize)> {
    let [start, end] = value.as_array()?.as_slice() else { return None };
    Some((start.as_u64()? as usize, end.as_u64()? as usize))
}

fn quotes(value: &Value, text: &str, letters: &[usize]) {
    let Some(object) = value.as_object() else {
        value.as_array().into_iter().flatten().for_each(|value| quotes(value, text, letters));
        return;
    };
    let words = |(start, end): (usize, usize)| {
        assert!(start <= end && end < letters.len(), "{start}..{end} of {} in {value}", letters.len() - 1);
        &text[letters[start]..letters[end]]
    };
    for (key, value) in object.iter().filter(|(key, _)| SPANS.contains(&key.as_str())) {
        let list = value.as_array().into_iter().flatten().filter_map(pair);
        for span in pair(value).into_iter().chain(list) {
            assert!(text.contains(words(span)), "{key}");
        }
    }
    let Some(span) = object.get("span").and_then(pair).map(words) else {
        object.values().for_each(|value| quotes(value, text, letters));
        return;
    };
    if let Some((start, end)) = object.get("bytes").and_then(pair) {
        assert_eq!(text.get(start..end), Some(span), "bytes and code points of {value}");
    }
    if let Some(quoted) = object.get("text").and_then(Value::as_str) {
        assert_eq!(quoted, span, "the words of {value}");
    }
    object.values().for_each(|value| quotes(value, text, letters));
}

/// The documents of an input: each cited within it, its sections in order and apart, no NUL in it.
pub fn input(bytes: &[u8], name: &str, coder: &Coder) -> Vec<Document> {
    let from = READERS.iter().find(|reader| reader.name == name);
    let options = Options { max_document: 100_000, max_page: 100_000, max_depth: 40, ..Options::default() };
    let all: Vec<Item> = documents(coder, Box::new(bytes), "input", from, &options).collect();
    // Every piece takes a byte at least, but for an empty file.
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        assert!(all.len() <= bytes.len() + 1);
    }
    let mut made = vec![];
    for item in all {
        let cited = match &item {
            Ok(document) => document.origin.citation.as_ref().expect("a document is cited"),
            Err(failed) => &failed.at,
        };
        if !bytes.starts_with(&[0x1f, 0x8b]) {
            assert!(cited.offset + cited.length <= bytes.len() as u64, "{cited:?}");
        }
        let Ok(document) = item else { continue };
        assert!(document.text().len() <= options.max_document + 2);
        let mut end = 0;
        for section in &document.sections {
            assert!(section.span.start() >= end, "sections stand in order and apart");
            assert!(!document.quote(section.span).is_empty());
            end = section.span.end();
        }
        assert!(!document.text().contains('\0'));
        made.push(document);
    }
    made
}
