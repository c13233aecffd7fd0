//! Coded events in few words.

use dateline_incidents::{
    Document, Event, Figure, Incident, Merged, Party, Place, Rules, Target, Time, Voice, VoiceKind, merge,
};
use dateline_record::Status;
use jiff::civil::Date;

pub fn day(text: &str) -> Date {
    text.parse().expect("tests write days as YYYY-MM-DD")
}

/// A party by its id: `rus-mod` is of Russia's state, `hts` of nobody's.
pub fn party(id: &str) -> Party {
    let (country, sector) = match id.split_once('-') {
        Some((state, "mil" | "airforce")) => (state.to_uppercase(), "MIL"),
        Some((state, "mod" | "gov")) => (state.to_uppercase(), "GOV"),
        _ if id.len() == 3 && id != "hts" => (id.to_uppercase(), "GOV"),
        _ => (String::new(), ""),
    };
    Party { id: id.into(), words: id.into(), country: country.into(), sector: sector.into() }
}

pub fn described(words: &str, country: &str) -> Party {
    Party {
        id: "".into(),
        words: words.into(),
        country: country.into(),
        sector: if country.is_empty() { "" } else { "MIL" }.into(),
    }
}

pub fn idlib_city() -> Place {
    Place {
        id: "city:idlib".into(),
        name: "Idlib".into(),
        country: "SYR".into(),
        admin1: "Idlib".into(),
        latitude: 35.93,
        longitude: 36.63,
        precision: 1,
        words: "Idlib".into(),
    }
}
pub fn idlib_province() -> Place {
    Place { id: "syr-idlib".into(), admin1: "".into(), precision: 4, ..idlib_city() }
}
pub fn aleppo() -> Place {
    Place {
        id: "city:aleppo".into(),
        name: "Aleppo".into(),
        admin1: "Aleppo".into(),
        latitude: 36.2,
        longitude: 37.16,
        ..idlib_city()
    }
}

/// An air strike: whoever acts on whoever.
pub fn strike(at: u32, actor: &str, recipient: &str) -> Event {
    let of = |id: &str| if id.is_empty() { vec![] } else { vec![party(id)] };
    Event {
        id: at.to_string().into(),
        plover: "ASSAULT".into(),
        modes: vec!["aerial".into()],
        trigger: "struck".into(),
        words: "struck".into(),
        sentence: at,
        actors: of(actor),
        recipients: of(recipient),
        chain: vec![Voice::default()],
        ..Event::default()
    }
}

pub trait With: Sized {
    fn at(self, place: Place) -> Self;
    fn on(self, date: &str) -> Self;
    fn says(self, voices: &[&str]) -> Self;
    fn who(self, party: Party) -> Self;
    fn hit(self, words: &str, class: &str) -> Self;
    fn with(self, id: &str) -> Self;
    fn count(self, measure: &str, lower: Option<f64>, point: Option<f64>) -> Self;
    fn status(self, status: Status) -> Self;
}

impl With for Event {
    fn at(mut self, place: Place) -> Event {
        self.place = Some(place);
        self
    }
    fn on(mut self, date: &str) -> Event {
        self.time = Some(Time { earliest: day(date), latest: day(date), relation: Default::default() });
        self
    }
    fn says(mut self, voices: &[&str]) -> Event {
        self.chain.extend(voices.iter().map(|id| Voice { kind: VoiceKind::Speaker, party: party(id) }));
        self
    }
    fn who(mut self, party: Party) -> Event {
        self.chain.push(Voice { kind: VoiceKind::Speaker, party });
        self
    }
    fn hit(mut self, words: &str, class: &str) -> Event {
        self.object = Some(Target { words: words.into(), class: class.into() });
        self
    }
    fn with(mut self, id: &str) -> Event {
        self.coordinated_with.push(party(id));
        self
    }
    fn count(mut self, measure: &str, lower: Option<f64>, point: Option<f64>) -> Event {
        let words = format!("{measure} {}", lower.or(point).unwrap_or_default());
        self.figures.push(Figure {
            measure: measure.into(),
            lower,
            point,
            words: words.into(),
            ..Figure::default()
        });
        self
    }
    fn status(mut self, status: Status) -> Event {
        self.status = status;
        self
    }
}

pub fn document(id: &str, outlet: &str, published: &str, events: Vec<Event>) -> Document {
    Document {
        id: id.into(),
        outlet: outlet.into(),
        published: Some(day(published)),
        events,
        ..Document::default()
    }
}

pub fn merged(documents: &[Document]) -> Merged {
    merge(documents, &[], &Rules::default())
}

/// The documents of each incident of the type, in order.
pub fn groups(merged: &Merged) -> Vec<Vec<String>> {
    let ids = |incident: &Incident| {
        let mut ids: Vec<String> = incident.events.iter().map(|e| e.document.to_string()).collect();
        ids.dedup();
        ids
    };
    let mut groups: Vec<Vec<String>> = merged.incidents.iter().map(ids).collect();
    groups.sort();
    groups
}
