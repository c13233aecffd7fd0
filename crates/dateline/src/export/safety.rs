//! What an export leaves out so that it does no harm. Explicit switches let it through.
//!
//! Names of private persons are blanked, places are coarsened to cells, quotations are short. All of it happens to the record,
//! before any format sees it, so that no format can forget it; spans and lengths stay as they were.

use super::tables::Source;
use crate::published::{MentionRecord, PlaceRecord, Record};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Degrees of a cell that stands for a place: about a district.
const CELL: f64 = 0.25;
/// The same for what must not be found: about a province.
const WIDE: f64 = 1.0;
/// Code points of a short quotation.
pub const SHORT: usize = 240;

/// How much of the text goes out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quotes {
    /// None of it but the words of parties, triggers and figures.
    None,
    /// The words of an event, at most [`SHORT`] code points.
    #[default]
    Short,
    /// All of it, the whole text where a format carries it.
    Full,
}

impl Quotes {
    /// As it is given on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Quotes::None => "none",
            Quotes::Short => "short",
            Quotes::Full => "full",
        }
    }
}

/// What an export leaves out: by default everything that can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Safety {
    /// Names of private persons go out.
    pub show_names: bool,
    /// Places go out as exact as they are known.
    pub precise: bool,
    /// How much of the text goes out.
    pub quotes: Quotes,
}

/// Words of private persons' names, by the document's name.
pub type Names = BTreeMap<String, BTreeSet<String>>;

impl Safety {
    /// Nothing is held back.
    #[must_use]
    pub fn off() -> Safety {
        Safety { show_names: true, precise: true, quotes: Quotes::Full }
    }

    /// Words of the names of a record's private persons; none where names go out.
    #[must_use]
    pub fn names(&self, record: &Record) -> BTreeSet<String> {
        if self.show_names { BTreeSet::new() } else { private(record) }
    }
    /// Holds back what must be of a record, and of the text it was read from.
    #[must_use]
    pub fn apply(&self, record: Record, text: Option<String>) -> (Record, Option<String>) {
        let names = self.names(&record);
        let mut record = if names.is_empty() { record } else { blanked(record, &names) };
        if !self.precise {
            Self::coarsen(&mut record);
        }
        if self.quotes != Quotes::Full {
            record.document.text = None;
        }
        let text = match self.quotes {
            Quotes::None => None,
            // Words of cues and claims are cut out of it; they are shortened where they are written.
            _ => text.map(|text| blank(&text, &names).unwrap_or(text)),
        };
        (record, text)
    }
    /// Holds back what must be of a published record of another kind, an incident, given the names of its documents.
    #[must_use]
    pub fn apply_to_incident(&self, incident: Value, names: &BTreeSet<String>) -> Value {
        let mut incident = incident;
        if !names.is_empty() {
            walk(&mut incident, &mut |words| blank(words, names));
        }
        if let Some(place) = incident.get_mut("place").filter(|place| !self.precise && !place.is_null())
            && let Ok(mut exact) = serde_json::from_value::<PlaceRecord>(with_kind(place))
        {
            cell(&mut exact, CELL, 3);
            place["id"] = exact.id.into();
            place["lat"] = exact.lat.into();
            place["lon"] = exact.lon.into();
            place["precision"] = exact.precision.into();
        }
        incident
    }
    /// A quotation as it may go out.
    #[must_use]
    pub fn quote(&self, words: &str) -> String {
        match self.quotes {
            Quotes::Full => words.to_owned(),
            Quotes::None => String::new(),
            Quotes::Short => short(words),
        }
    }

    fn coarsen(record: &mut Record) {
        let protected: BTreeSet<u32> = record
            .events
            .iter()
            .filter(|event| {
                let hit = event.recipients.iter().chain(&event.object).chain(&event.actors);
                hit.into_iter().any(|role| is_site(&role.text))
            })
            .filter_map(|event| event.place.as_ref().map(|p| p.mention))
            .collect();
        for mention in &mut record.mentions {
            let hidden = protected.contains(&mention.id);
            let Some(place) = &mut mention.place else { continue };
            if hidden || matches!(place.kind.as_str(), "camp" | "facility") || is_site(&place.name) {
                place.name = place.admin1.clone().or(place.country.clone()).unwrap_or_default();
                cell(place, WIDE, 4);
                mention.text =
                    mention.text.chars().map(|c| if c.is_alphanumeric() { line(c) } else { c }).collect();
            } else {
                cell(place, CELL, 3);
            }
        }
    }
}

/// Whether words name what must not be found.
fn is_site(words: &str) -> bool {
    let sites = || include_str!("codes/protected.txt").lines().filter(|line| !line.starts_with('#'));
    let lower = words.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| sites().any(|site| site == word || site == word.trim_end_matches('s')))
}

fn with_kind(place: &Value) -> Value {
    let mut place = place.clone();
    place["kind"] = "".into();
    place
}

/// Puts a place that is known better than a precision into the middle of its cell.
fn cell(place: &mut PlaceRecord, degrees: f64, precision: u8) {
    if place.precision >= precision {
        return;
    }
    let middle = |value: f64| (value / degrees).floor() * degrees + degrees / 2.0;
    (place.lat, place.lon) = (middle(place.lat).min(90.0), middle(place.lon).min(180.0));
    place.id = format!("cell:{},{}", place.lat, place.lon);
    place.precision = precision;
}

/// The first words, and that there are more.
fn short(words: &str) -> String {
    let Some((end, _)) = words.char_indices().nth(SHORT) else { return words.to_owned() };
    let cut = words[..end].rfind(char::is_whitespace).unwrap_or(end);
    format!("{}…", words[..cut].trim_end())
}

/// Words of the names of private persons: people who are no officials and in no dictionary.
fn private(record: &Record) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut theirs = vec![false; record.mentions.len()];
    for mention in &record.mentions {
        let named = is_private(mention);
        let again = mention.antecedent.is_some_and(|id| theirs.get(id as usize).copied().unwrap_or(false));
        if let Some(slot) = theirs.get_mut(mention.id as usize) {
            *slot = named || again;
        }
        if named || again {
            names.extend(name_words(&mention.text));
        }
    }
    // Words that also name somebody or some place that is no secret stay.
    for mention in &record.mentions {
        let public = mention.actor.as_ref().is_some_and(|a| is_known(a.id.as_deref()))
            || mention.resolution.as_deref() == Some("known") && mention.place.is_some();
        if public {
            for word in name_words(&mention.text) {
                names.remove(&word);
            }
        }
    }
    names
}

fn is_known(id: Option<&str>) -> bool {
    id.is_some_and(|id| !id.starts_with("desc:"))
}

fn is_private(mention: &MentionRecord) -> bool {
    let Some(actor) = &mention.actor else { return false };
    let described =
        mention.rule.starts_with("actors.described") || mention.rule.starts_with("actors.pronoun");
    actor.kind.as_deref() == Some("person") && !is_known(actor.id.as_deref()) && !described
}

/// Capitalised words of a name. Small words and single letters would blank too much elsewhere.
fn name_words(text: &str) -> impl Iterator<Item = String> + '_ {
    const COMMON: [&str; 22] = [
        "The", "Al", "El", "De", "Da", "Di", "La", "Le", "Van", "Von", "Bin", "Ben", "Ibn", "Abu", "Mr",
        "Mrs", "Ms", "Dr", "Prof", "And", "Of", "In",
    ];
    let words = text.split(|c: char| !c.is_alphanumeric());
    let name = |word: &&str| {
        let first = word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase());
        first && word.chars().count() > 1 && !COMMON.contains(word)
    };
    words.filter(name).map(str::to_owned)
}

/// A text with words blanked; none if it has none of them. Letters become low lines of the same length in code points and in
/// bytes, so that spans hold.
fn blank(text: &str, names: &BTreeSet<String>) -> Option<String> {
    let mut out = String::new();
    let mut from = 0;
    let mut rest = text.char_indices().peekable();
    while let Some((start, first)) = rest.next() {
        if !first.is_alphanumeric() {
            continue;
        }
        let mut end = start + first.len_utf8();
        while let Some((at, next)) = rest.next_if(|(_, c)| c.is_alphanumeric()) {
            end = at + next.len_utf8();
        }
        if names.contains(&text[start..end]) {
            out.push_str(&text[from..start]);
            out.extend(text[start..end].chars().map(line));
            from = end;
        }
    }
    if from == 0 {
        return None;
    }
    out.push_str(&text[from..]);
    Some(out)
}

/// A low line of the same length in UTF-8.
fn line(letter: char) -> char {
    match letter.len_utf8() {
        1 => '_',
        2 => '\u{02CD}',
        3 => '\u{FF3F}',
        _ => '\u{1DC5F}',
    }
}

fn blanked(record: Record, names: &BTreeSet<String>) -> Record {
    let Ok(mut value) = serde_json::to_value(&record) else { return record };
    walk(&mut value, &mut |words| blank(words, names));
    serde_json::from_value(value).unwrap_or(record)
}

/// Visits every text of a published record but ids, addresses and codes.
fn walk(value: &mut Value, change: &mut dyn FnMut(&str) -> Option<String>) {
    const KEPT: [&str; 14] = [
        "id", "key", "url", "input", "digest", "record", "document", "event", "rule", "guid", "schema",
        "dateline", "model", "data",
    ];
    match value {
        Value::String(words) => {
            if let Some(changed) = change(words) {
                *words = changed;
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|item| walk(item, change)),
        Value::Object(object) => {
            for (key, item) in object {
                if !(KEPT.contains(&key.as_str()) && item.is_string()) {
                    walk(item, change);
                }
            }
        }
        _ => {}
    }
}

impl Safety {
    /// Shortens the quotations of rows.
    pub fn shorten(&self, rows: &mut super::tables::Rows) {
        if self.quotes == Quotes::Full {
            return;
        }
        for row in &mut rows.events {
            row.quote = self.quote(&row.quote);
            row.further_mentions = row.further_mentions.iter().map(|m| self.quote(m)).collect();
        }
        for row in &mut rows.claims {
            row.content = row.content.as_deref().map(|c| self.quote(c)).filter(|c| !c.is_empty());
        }
        for row in &mut rows.statements {
            row.quote = self.quote(&row.quote);
        }
        for row in rows.spans.iter_mut().filter(|row| matches!(row.role.as_str(), "content" | "mention")) {
            row.text = row.text.as_deref().map(|t| self.quote(t)).filter(|t| !t.is_empty());
        }
    }
    /// Puts the place of a row into its cell, for rows whose place a person amended.
    pub fn coarsen_row(&self, row: &mut super::tables::EventRow) {
        let (Some(lat), Some(lon), Some(precision)) = (row.latitude, row.longitude, row.where_prec) else {
            return;
        };
        if self.precise {
            return;
        }
        let mut place = PlaceRecord {
            id: row.place_id.clone().unwrap_or_default(),
            name: String::new(),
            country: None,
            admin1: None,
            kind: String::new(),
            lat,
            lon,
            precision: precision as u8,
        };
        cell(&mut place, CELL, 3);
        (row.latitude, row.longitude) = (Some(place.lat), Some(place.lon));
        row.where_prec = Some(u32::from(place.precision));
        row.place_id = Some(place.id).filter(|id| !id.is_empty());
    }
    /// The rows of a record as they may go out.
    #[must_use]
    pub fn rows(&self, source: &Source) -> super::tables::Rows {
        let mut rows = super::tables::of(source);
        self.shorten(&mut rows);
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(words: &[&str]) -> BTreeSet<String> {
        words.iter().map(|w| (*w).to_owned()).collect()
    }

    #[test]
    fn names_are_blanked_whole_and_lengths_stay() {
        let names = set(&["Lukale", "Žofie"]);
        let text = "Žofie Lukale’s Lukaleville";
        let blanked = blank(text, &names).expect("both names stand there");
        assert_eq!(blanked, "\u{02CD}____ ______’s Lukaleville");
        assert_eq!((blanked.len(), blanked.chars().count()), (text.len(), text.chars().count()));
        assert_eq!(blank("nobody", &names), None);
    }

    #[test]
    fn a_place_goes_into_the_middle_of_its_cell() {
        let mut place = PlaceRecord {
            id: "geonames:1".into(),
            name: "Goma".into(),
            country: None,
            admin1: None,
            kind: "city".into(),
            lat: -1.67,
            lon: 29.22,
            precision: 1,
        };
        cell(&mut place, CELL, 3);
        assert_eq!((place.lat, place.lon, place.precision), (-1.625, 29.125, 3));
        assert_eq!(place.id, "cell:-1.625,29.125");
        let province = PlaceRecord { precision: 4, ..place.clone() };
        let mut same = province.clone();
        cell(&mut same, CELL, 3);
        assert_eq!(same, province);
    }

    #[test]
    fn a_long_quotation_ends_at_a_word() {
        let words = "ab ".repeat(200);
        let cut = short(&words);
        assert!(cut.chars().count() <= SHORT + 1 && cut.ends_with("ab…"), "{cut}");
        assert_eq!(short("as it is"), "as it is");
    }
}
