//! What a person decided on an event, laid over its row.

use super::EventRow;
use super::source::day;
use jiff::civil::Date;
use serde_json::{Map, Value};

/// Lays a person's word over a row: `decision` and `coded_by`, and the fields that were put right. `verdict` is accept, amend,
/// reject or withdraw; `amended` holds `plover`, `mode`, `status`, `who`, `whom`, `place` with `country`, `latitude`, `longitude`
/// and `precision`, `earliest`, `latest`, as the file keeps them; null for "there is none".
pub fn amend(row: &mut EventRow, verdict: &str, by: &str, at: &str, amended: &Map<String, Value>) {
    if verdict == "withdraw" {
        return;
    }
    row.decision = Some(verdict.to_owned());
    row.coded_by = format!("{by} on {at}, after {}", row.coded_by);
    if verdict != "amend" {
        return;
    }
    let text = |name: &str| amended.get(name).map(|v| v.as_str().map(str::to_owned));
    let number = |name: &str| amended.get(name).and_then(Value::as_f64);
    if let Some(plover) = text("plover").flatten() {
        row.plover = plover;
    }
    if let Some(mode) = text("mode") {
        row.modes = mode.into_iter().collect();
    }
    if let Some(status) = text("status").flatten() {
        row.status = status;
    }
    if let Some(who) = text("who") {
        row.actors = split(who);
        let none = vec![String::new(); row.actors.len()];
        (row.actor_ids, row.actor_names, row.actor_countries) = (none.clone(), none.clone(), none.clone());
        (row.actor_sectors, row.actor_cameo) = (none.clone(), none);
    }
    if let Some(whom) = text("whom") {
        row.recipients = split(whom);
        let none = vec![String::new(); row.recipients.len()];
        (row.recipient_ids, row.recipient_names, row.recipient_countries) =
            (none.clone(), none.clone(), none.clone());
        (row.recipient_sectors, row.recipient_cameo) = (none.clone(), none);
    }
    if let Some(place) = text("place") {
        row.place = place;
        (row.place_id, row.place_kind, row.place_words, row.admin1) = (None, None, None, None);
        row.country = text("country").flatten();
        (row.latitude, row.longitude) = (number("latitude"), number("longitude"));
        row.where_prec = number("precision").map(|p| p as u32);
    }
    for (name, slot) in [("earliest", &mut row.earliest), ("latest", &mut row.latest)] {
        if let Some(of) = amended.get(name) {
            *slot = day(of.as_str());
        }
    }
    if amended.contains_key("earliest") || amended.contains_key("latest") {
        // The words no longer say when; the person does.
        row.time = edtf(row.earliest, row.latest);
        row.time_relation = row.time.is_some().then(|| "within".to_owned());
        (row.time_grain, row.time_basis) = (None, None);
    }
}

fn edtf(earliest: Option<Date>, latest: Option<Date>) -> Option<String> {
    match (earliest, latest) {
        (None, None) => None,
        (Some(a), Some(b)) if a == b => Some(a.to_string()),
        (a, b) => {
            let open = |day: Option<Date>| day.map_or_else(|| "..".to_owned(), |day| day.to_string());
            Some(format!("{}/{}", open(a), open(b)))
        }
    }
}

fn split(words: Option<String>) -> Vec<String> {
    words.map(|w| w.split("; ").map(str::to_owned).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_word_stands_in_the_place_of_what_was_coded() {
        let coded = EventRow {
            plover: "ASSAULT".into(),
            actors: vec!["it".into()],
            actor_ids: vec!["hts".into()],
            coded_by: "dateline".into(),
            ..EventRow::default()
        };
        let amended =
            serde_json::json!({ "plover": "COERCE", "who": "the police; the army", "latest": "2024-05-03" });
        let mut row = coded.clone();
        amend(&mut row, "amend", "A. Analyst", "2024-06-01", amended.as_object().expect("an object"));
        assert_eq!((row.plover.as_str(), row.actors.len(), row.actor_ids.len()), ("COERCE", 2, 2));
        assert_eq!(row.latest, Some(jiff::civil::date(2024, 5, 3)));
        assert_eq!(
            (row.time.as_deref(), row.time_relation.as_deref()),
            (Some("../2024-05-03"), Some("within"))
        );
        assert_eq!(row.decision.as_deref(), Some("amend"));
        assert_eq!(row.coded_by, "A. Analyst on 2024-06-01, after dateline");
        let mut row = coded.clone();
        amend(&mut row, "reject", "A. Analyst", "2024-06-01", &Map::new());
        assert_eq!((row.plover.as_str(), row.decision.as_deref()), ("ASSAULT", Some("reject")));
        let mut row = coded.clone();
        amend(&mut row, "withdraw", "A. Analyst", "2024-06-01", &Map::new());
        assert_eq!(row, coded);
    }
}
