//! The whole record in few words, in memory: two hundred thousand events are looked through in a few milliseconds, whatever
//! is asked of them. It is made anew when the file changes; what a page shows beyond it is looked up by id.

use crate::days;
use crate::query::{Bounds, Unit, View};
use dateline_store::{Error, Store, Verdict};
use rustc_hash::{FxHashMap, FxHashSet};
use serde_json::Value;

/// No such thing: of numbers that point.
pub const NO: u32 = u32::MAX;

/// Words that occur again and again, each once.
#[derive(Default)]
pub struct Words {
    all: Vec<Box<str>>,
    known: FxHashMap<Box<str>, u32>,
}

impl Words {
    fn add(&mut self, word: &str) -> u32 {
        if let Some(at) = self.known.get(word) {
            return *at;
        }
        let at = self.all.len() as u32;
        self.all.push(word.into());
        self.known.insert(word.into(), at);
        at
    }
    fn some(&mut self, word: Option<&str>) -> u32 {
        word.map_or(NO, |word| self.add(word))
    }
    /// The word of a number.
    #[must_use]
    pub fn get(&self, at: u32) -> Option<&str> {
        self.all.get(at as usize).map(|word| &**word)
    }
    /// All words.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|word| &**word)
    }
    /// Which of them a test takes.
    fn which(&self, test: impl Fn(&str) -> bool) -> Vec<bool> {
        self.all.iter().map(|word| test(word)).collect()
    }
}

/// A place on the map, or one that is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Id in the gazetteer; empty where only a name is known.
    pub id: String,
    /// Name.
    pub name: String,
    /// ISO 3166-1 alpha-3.
    pub country: String,
    /// First-order division.
    pub admin1: String,
    /// Degrees north and east.
    pub at: Option<(f64, f64)>,
    /// UCDP `where_prec`; 0 where it is not known.
    pub precision: u8,
}

impl Spot {
    /// Where it is drawn: nowhere if no more than the country is known, or the sea.
    #[must_use]
    pub fn drawn(&self) -> Option<(f64, f64)> {
        self.at.filter(|_| (1..6).contains(&self.precision))
    }
}

/// A part that somebody takes in an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role {
    /// Which.
    pub side: Side,
    /// The words, in [`Snapshot::names`].
    pub words: u32,
    /// A row of [`Snapshot::actors`].
    pub actor: u32,
}

/// Which part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Who does it.
    Who,
    /// To whom.
    Whom,
    /// Together with whom.
    With,
}

/// An event or an incident.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// Id of the event, row of the incident.
    pub id: i64,
    /// The day it is sorted by: its last day, else its first, else that of publication.
    pub day: i32,
    /// First day.
    pub earliest: i32,
    /// Last day.
    pub latest: i32,
    /// Day of publication.
    pub published: i32,
    /// PLOVER type, in [`Snapshot::codes`].
    pub plover: u32,
    /// PLOVER mode.
    pub mode: u32,
    /// Status.
    pub status: u32,
    /// How well the act is attested.
    pub grade: u32,
    /// In [`Snapshot::spots`].
    pub spot: u32,
    /// Stretch of [`Snapshot::roles`].
    pub roles: (u32, u32),
    /// Stretch of [`Snapshot::members`]: the events of an incident.
    pub members: (u32, u32),
    /// How many reports tell it.
    pub reports: u32,
    /// How many independent origins.
    pub origins: u32,
    /// The incident of an event: a place among the incidents as they came.
    pub incident: u32,
    /// The sentence, in [`Snapshot::sentence`].
    pub sentence: (u32, u32),
    /// Whether a person accepted or amended it.
    pub reviewed: bool,
}

/// Rows of one kind, newest first.
#[derive(Default)]
pub struct Rows {
    /// In the order of [`Row::day`] and [`Row::id`], downwards.
    pub rows: Vec<Row>,
    /// Where each id stands.
    at: FxHashMap<i64, u32>,
}

impl Rows {
    fn new(mut rows: Vec<Row>) -> Rows {
        rows.sort_by_key(|row| std::cmp::Reverse((row.day, row.id)));
        let at = rows.iter().enumerate().map(|(at, row)| (row.id, at as u32)).collect();
        Rows { rows, at }
    }
    /// The row of an id.
    #[must_use]
    pub fn row(&self, id: i64) -> Option<&Row> {
        self.rows.get(*self.at.get(&id)? as usize)
    }
}

/// How often something occurs.
pub type Counts = Vec<(String, u64)>;

/// The record as it was at one moment.
#[derive(Default)]
pub struct Snapshot {
    /// Digest of what it shows.
    pub digest: String,
    /// Events of documents that stand, but for those a person rejected.
    pub events: Rows,
    /// Incidents.
    pub incidents: Rows,
    /// Types, modes, statuses, grades.
    pub codes: Words,
    /// Words of roles.
    pub names: Words,
    /// Places.
    pub spots: Vec<Spot>,
    /// Parts that actors take.
    pub roles: Vec<Role>,
    /// Events of incidents, by id.
    pub members: Vec<i64>,
    /// Names of incidents, as they came.
    pub incident_names: Vec<String>,
    /// Whom mentions mean, as [`Role::actor`] points.
    pub actors: Vec<dateline_store::ActorRow>,
    /// All sentences, one behind the other.
    sentences: Vec<Box<str>>,
    /// Where each actor of the dictionaries takes part: its id, and places in `events`.
    by_actor: FxHashMap<String, Vec<u32>>,
    /// Types that occur, most frequent first.
    pub types: Counts,
    /// Statuses that occur.
    pub statuses: Counts,
    /// Grades that occur.
    pub grades: Counts,
    /// What the record holds, in numbers.
    pub stats: dateline_store::Stats,
    /// First and last day of any event.
    pub span: Option<(i32, i32)>,
}

impl Snapshot {
    /// Reads a record.
    ///
    /// # Errors
    /// Those of the record.
    pub fn of(store: &Store) -> Result<Snapshot, Error> {
        store.steady(|store| Builder::default().build(store))
    }
    /// The sentence of a row.
    #[must_use]
    pub fn sentence(&self, row: &Row) -> &str {
        let (chunk, _) = row.sentence;
        self.sentences.get(chunk as usize).map_or("", |text| &**text)
    }
    /// What rows are, where the view leaves it open.
    #[must_use]
    pub fn unit(&self, view: &View) -> Unit {
        match view.unit {
            Unit::Auto if self.incidents.rows.is_empty() => Unit::Events,
            Unit::Auto => Unit::Incidents,
            unit => unit,
        }
    }
    /// All rows of a view's kind.
    #[must_use]
    pub fn rows(&self, view: &View) -> &[Row] {
        match self.unit(view) {
            Unit::Events => &self.events.rows,
            _ => &self.incidents.rows,
        }
    }
    /// The place of a row.
    #[must_use]
    pub fn spot(&self, row: &Row) -> Option<&Spot> {
        self.spots.get(row.spot as usize)
    }
    /// Who takes which part in a row; each words once.
    #[must_use]
    pub fn roles(&self, row: &Row, side: Side) -> Vec<&str> {
        let mut all: Vec<&str> = vec![];
        for role in &self.roles[row.roles.0 as usize..row.roles.1 as usize] {
            let words = self.names.get(role.words).unwrap_or_default();
            if role.side == side && !all.contains(&words) {
                all.push(words);
            }
        }
        all
    }
    /// The events of an incident, by id.
    #[must_use]
    pub fn members(&self, row: &Row) -> &[i64] {
        &self.members[row.members.0 as usize..row.members.1 as usize]
    }
    /// `12/3` of an event, the name of an incident.
    #[must_use]
    pub fn name(&self, unit: Unit, row: &Row) -> String {
        match unit {
            Unit::Events => event_name(row.id),
            _ => self.incident_name(row).to_owned(),
        }
    }
    /// The name of an incident, or of the one that an event is of.
    #[must_use]
    pub fn incident_name(&self, row: &Row) -> &str {
        self.incident_names.get(row.incident as usize).map_or("", String::as_str)
    }
    /// Where its page is.
    #[must_use]
    pub fn url(&self, unit: Unit, row: &Row) -> String {
        let name = self.name(unit, row);
        if unit == Unit::Events { format!("/events/{name}") } else { format!("/incidents/{name}") }
    }
    /// Places in `events` of all events that an actor of the dictionaries takes part in, newest first.
    #[must_use]
    pub fn of_actor(&self, id: &str) -> &[u32] {
        self.by_actor.get(id).map_or(&[], Vec::as_slice)
    }
    /// Actors of the dictionaries by how many events they take part in, most first.
    #[must_use]
    pub fn busiest(&self, most: usize) -> Vec<(&str, usize)> {
        let mut all: Vec<(&str, usize)> =
            self.by_actor.iter().map(|(id, events)| (id.as_str(), events.len())).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        all.truncate(most);
        all
    }
    /// Places in the rows of a view that fit it, newest first. `documents` are those that hold its words.
    #[must_use]
    pub fn matching(&self, view: &View, documents: Option<&FxHashSet<i64>>) -> Vec<u32> {
        let rows = self.rows(view);
        let test = Test::new(self, view, documents);
        let fits = |(at, row): (usize, &Row)| test.takes(self, row).then_some(at as u32);
        rows.iter().enumerate().filter_map(fits).collect()
    }
    /// The page of matches behind the view's cursor, at most so many, and the cursor of the next.
    #[must_use]
    pub fn page<'a>(&self, view: &View, all: &'a [u32], most: usize) -> (&'a [u32], Option<String>) {
        let rows = self.rows(view);
        let from = match view.after {
            None => 0,
            Some(after) => all.partition_point(|at| {
                let row = &rows[*at as usize];
                (row.day, row.id) >= after
            }),
        };
        let page = &all[from..all.len().min(from + most)];
        let next = (from + page.len() < all.len()).then_some(page.last()).flatten();
        let cursor = |at: &u32| crate::query::cursor_of(rows[*at as usize].day, rows[*at as usize].id);
        (page, next.map(cursor))
    }
}

/// `12/3` of an event's id.
#[must_use]
pub fn event_name(id: i64) -> String {
    format!("{}/{}", id / dateline_store::STRIDE, id % dateline_store::STRIDE)
}

/// A view made ready to be asked of every row.
struct Test<'a> {
    from: i32,
    to: i32,
    types: Option<Vec<bool>>,
    statuses: Option<Vec<bool>>,
    grades: Option<Vec<bool>>,
    words: Option<Vec<bool>>,
    actors: Vec<bool>,
    spots: Option<Vec<bool>>,
    bounds: Option<Bounds>,
    documents: Option<&'a FxHashSet<i64>>,
}

impl<'a> Test<'a> {
    fn new(snapshot: &Snapshot, view: &View, documents: Option<&'a FxHashSet<i64>>) -> Test<'a> {
        let codes = |list: &[String]| {
            (!list.is_empty()).then(|| snapshot.codes.which(|code| list.iter().any(|l| l == code)))
        };
        let folded = view.actor.as_ref().map(|name| name.to_lowercase());
        let words = folded
            .as_ref()
            .map(|name| snapshot.names.which(|words| words.to_lowercase().contains(name.as_str())));
        let means = |actor: &dateline_store::ActorRow, name: &str| {
            let same = |text: &Option<String>| text.as_ref().is_some_and(|t| t.to_lowercase() == name);
            same(&actor.actor) || same(&actor.country) || actor.name.to_lowercase().contains(name)
        };
        let actors = match &folded {
            Some(name) => snapshot.actors.iter().map(|actor| means(actor, name)).collect(),
            None => vec![],
        };
        let spots = view.place.as_ref().map(|place| {
            let place = place.to_lowercase();
            let same = |text: &str| text.to_lowercase() == place;
            let means = |s: &Spot| same(&s.name) || same(&s.admin1) || same(&s.country) || same(&s.id);
            snapshot.spots.iter().map(means).collect()
        });
        let day = |text: &Option<String>| days::or_none(text.as_deref());
        Test {
            from: day(&view.from),
            to: day(&view.to),
            types: codes(&view.types),
            statuses: codes(&view.statuses),
            grades: codes(&view.grades),
            words,
            actors,
            spots,
            bounds: view.bbox,
            documents,
        }
    }
    fn takes(&self, snapshot: &Snapshot, row: &Row) -> bool {
        let code = |set: &Option<Vec<bool>>, at: u32| {
            set.as_ref().is_none_or(|set| set.get(at as usize).is_some_and(|v| *v))
        };
        let spot = || snapshot.spots.get(row.spot as usize);
        let first = |days: [i32; 3]| days.into_iter().find(|day| *day != days::NONE);
        code(&self.types, row.plover)
            && code(&self.statuses, row.status)
            && code(&self.grades, row.grade)
            && (self.from == days::NONE
                || first([row.latest, row.earliest, row.published]).is_some_and(|day| day >= self.from))
            && (self.to == days::NONE
                || first([row.earliest, row.latest, row.published]).is_some_and(|day| day <= self.to))
            && self.spots.as_ref().is_none_or(|set| set.get(row.spot as usize).is_some_and(|v| *v))
            && self.bounds.is_none_or(|bounds| {
                spot().and_then(Spot::drawn).is_some_and(|(north, east)| bounds.holds(north, east))
            })
            && self.takes_part(snapshot, row)
            && self.documents.is_none_or(|documents| {
                let holds = |id: i64| documents.contains(&(id / dateline_store::STRIDE));
                match row.members {
                    (0, 0) => holds(row.id),
                    _ => snapshot.members(row).iter().any(|id| holds(*id)),
                }
            })
    }
    fn takes_part(&self, snapshot: &Snapshot, row: &Row) -> bool {
        let Some(words) = &self.words else { return true };
        snapshot.roles[row.roles.0 as usize..row.roles.1 as usize].iter().any(|role| {
            words[role.words as usize] || self.actors.get(role.actor as usize).is_some_and(|v| *v)
        })
    }
}

/// Where an event stands among those in the order of ids.
fn place(events: &[Row], id: i64) -> Option<usize> {
    events.binary_search_by_key(&id, |row| row.id).ok()
}

#[derive(Default)]
struct Builder {
    snapshot: Snapshot,
    /// Rows of `places` to places in `spots`.
    places: FxHashMap<i64, u32>,
    /// Rows of `actors` to places in `actors`.
    whom: FxHashMap<i64, u32>,
    /// Spots that people name, or incidents.
    more: FxHashMap<String, u32>,
}

impl Builder {
    fn build(mut self, store: &Store) -> Result<Snapshot, Error> {
        self.snapshot.digest = store.snapshot_digest()?;
        self.snapshot.stats = store.stats()?;
        self.places(store)?;
        self.snapshot.actors = store.actors()?;
        self.whom = (0u32..).zip(&self.snapshot.actors).map(|(at, actor)| (actor.id, at)).collect();
        let mut events = self.events(store)?;
        self.roles(store, &mut events)?;
        let incidents = self.incidents(store, &mut events)?;
        let snapshot = &mut self.snapshot;
        snapshot.events = Rows::new(events);
        snapshot.incidents = Rows::new(incidents);
        let count = |of: &dyn Fn(&Row) -> u32| -> Counts {
            let mut counts: FxHashMap<u32, u64> = FxHashMap::default();
            for row in snapshot.events.rows.iter().filter(|row| of(row) != NO) {
                *counts.entry(of(row)).or_default() += 1;
            }
            let named = |(code, n): (u32, u64)| (snapshot.codes.get(code).unwrap_or_default().to_owned(), n);
            let mut counts: Counts = counts.into_iter().map(named).collect();
            counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
            counts
        };
        let (types, statuses, grades) = (count(&|r| r.plover), count(&|r| r.status), count(&|r| r.grade));
        (snapshot.types, snapshot.statuses, snapshot.grades) = (types, statuses, grades);
        for (at, row) in snapshot.events.rows.iter().enumerate() {
            for role in &snapshot.roles[row.roles.0 as usize..row.roles.1 as usize] {
                let actor = snapshot.actors.get(role.actor as usize).and_then(|a| a.actor.as_ref());
                let Some(id) = actor else { continue };
                let events = snapshot.by_actor.entry(id.clone()).or_default();
                if events.last() != Some(&(at as u32)) {
                    events.push(at as u32);
                }
            }
        }
        let dated = snapshot.events.rows.iter().filter(|row| row.earliest != days::NONE);
        let known = dated.flat_map(|row| [row.earliest, row.latest]).filter(|day| *day != days::NONE);
        snapshot.span = known.fold(None, |span, day| {
            Some(span.map_or((day, day), |(a, b): (i32, i32)| (a.min(day), b.max(day))))
        });
        Ok(self.snapshot)
    }

    fn places(&mut self, store: &Store) -> Result<(), Error> {
        for place in store.places()? {
            self.places.insert(place.id, self.snapshot.spots.len() as u32);
            self.snapshot.spots.push(Spot {
                id: place.place,
                name: place.name,
                country: place.country.unwrap_or_default(),
                admin1: place.admin1.unwrap_or_default(),
                at: Some((place.latitude, place.longitude)),
                precision: place.precision,
            });
        }
        Ok(())
    }

    /// A spot that is no row of `places`.
    fn spot(&mut self, spot: Spot) -> u32 {
        let key = format!("{}\0{}\0{:?}\0{}", spot.name, spot.country, spot.at, spot.precision);
        let spots = &mut self.snapshot.spots;
        *self.more.entry(key).or_insert_with(|| {
            spots.push(spot);
            spots.len() as u32 - 1
        })
    }

    fn events(&mut self, store: &Store) -> Result<Vec<Row>, Error> {
        let mut rows: Vec<Row> = vec![];
        store.each_event(|brief| {
            if brief.review == Some(Verdict::Reject) {
                return;
            }
            let amended: Value =
                brief.amended.and_then(|json| serde_json::from_str(json).ok()).unwrap_or(Value::Null);
            // What a person said; outside none if nobody said anything, inside none if there is none.
            let said = |name: &str| amended.get(name).map(|value| value.as_str().map(str::to_owned));
            let text = |name: &str, coded: Option<&str>| match said(name) {
                Some(value) => value,
                None => coded.map(str::to_owned),
            };
            let day = |name: &str, coded| days::or_none(text(name, coded).as_deref());
            let (earliest, latest) = (day("earliest", brief.earliest), day("latest", brief.latest));
            let published = days::or_none(brief.published);
            let spot = match said("place") {
                None => brief.place.and_then(|id| self.places.get(&id).copied()).unwrap_or(NO),
                Some(None) => NO,
                Some(Some(name)) => {
                    let number = |name: &str| amended.get(name).and_then(Value::as_f64);
                    let country = amended.get("country").and_then(Value::as_str).unwrap_or_default();
                    self.spot(Spot {
                        id: String::new(),
                        name,
                        country: country.to_owned(),
                        admin1: String::new(),
                        at: number("latitude").zip(number("longitude")),
                        precision: number("precision").unwrap_or(0.0) as u8,
                    })
                }
            };
            let snapshot = &mut self.snapshot;
            snapshot.sentences.push(brief.sentence.unwrap_or_default().into());
            let codes = &mut snapshot.codes;
            rows.push(Row {
                id: brief.id,
                day: days::listed(earliest, latest, published),
                earliest,
                latest,
                published,
                plover: codes.some(text("plover", Some(brief.plover)).as_deref()),
                mode: codes.some(text("mode", brief.mode).as_deref()),
                status: codes.some(text("status", Some(brief.status)).as_deref()),
                grade: NO,
                spot,
                roles: (0, 0),
                members: (0, 0),
                reports: 1,
                origins: 1,
                incident: NO,
                sentence: (snapshot.sentences.len() as u32 - 1, 0),
                reviewed: brief.review.is_some(),
            });
            // Words of a person stand alone in the place of those that were coded.
            let first = snapshot.roles.len() as u32;
            for (name, side) in [("who", Side::Who), ("whom", Side::Whom)] {
                if let Some(Some(words)) = said(name) {
                    let words = snapshot.names.add(&words);
                    snapshot.roles.push(Role { side, words, actor: NO });
                }
            }
            if let Some(row) = rows.last_mut() {
                row.roles = (first, snapshot.roles.len() as u32);
            }
            for side in ["who", "whom"].into_iter().filter(|side| said(side).is_some()) {
                self.more.insert(format!("{side} of {}", brief.id), 0);
            }
        })?;
        Ok(rows)
    }

    /// Parts of events, both in the order of ids.
    fn roles(&mut self, store: &Store, events: &mut [Row]) -> Result<(), Error> {
        let Builder { snapshot, whom, more, .. } = self;
        let mut at = 0;
        let mut open = None;
        store.each_role(|event, role, words, actor| {
            while at < events.len() && events[at].id < event {
                at += 1;
            }
            let Some(row) = events.get_mut(at).filter(|row| row.id == event) else { return };
            let side = match role {
                "actor" => Side::Who,
                "recipient" => Side::Whom,
                _ => Side::With,
            };
            // A person's words on a side leave nothing of what was coded there.
            let said = |side: &str| row.reviewed && more.contains_key(&format!("{side} of {event}"));
            if side == Side::Who && said("who") || side == Side::Whom && said("whom") {
                return;
            }
            if open != Some(event) {
                let first = snapshot.roles.len() as u32;
                snapshot.roles.extend_from_within(row.roles.0 as usize..row.roles.1 as usize);
                row.roles.0 = first;
                open = Some(event);
            }
            let actor = actor.and_then(|id| whom.get(&id).copied()).unwrap_or(NO);
            let words = snapshot.names.add(words);
            snapshot.roles.push(Role { side, words, actor });
            row.roles.1 = snapshot.roles.len() as u32;
        })?;
        Ok(())
    }

    fn incidents(&mut self, store: &Store, events: &mut [Row]) -> Result<Vec<Row>, Error> {
        let mut members: FxHashMap<i64, Vec<i64>> = FxHashMap::default();
        store.each_incident_event(|incident, event| members.entry(incident).or_default().push(event))?;
        let mut rows = vec![];
        for (number, brief) in (0u32..).zip(store.incident_briefs()?) {
            let mut own = members.remove(&brief.id).unwrap_or_default();
            // Superseded tellings are no rows; an incident of which nothing stands is none.
            own.retain(|id| place(events, *id).is_some());
            if own.is_empty() {
                continue;
            }
            let spot = brief.place.as_ref().map_or(NO, |name| {
                self.spot(Spot {
                    id: String::new(),
                    name: name.clone(),
                    country: brief.country.clone().unwrap_or_default(),
                    admin1: String::new(),
                    at: brief.position,
                    precision: brief.precision.unwrap_or(0),
                })
            });
            let snapshot = &mut self.snapshot;
            let grade = snapshot.codes.some(brief.grade.as_deref());
            let first = snapshot.roles.len();
            let (mut published, mut sentence, mut reviewed) = (days::NONE, (NO, 0), false);
            let number_of = snapshot.incident_names.len() as u32;
            for (at, id) in own.iter().enumerate() {
                let Some(row) = place(events, *id).and_then(|at| events.get_mut(at)) else { continue };
                if at == 0 {
                    sentence = row.sentence;
                    published = row.published;
                }
                reviewed |= row.reviewed;
                row.grade = grade;
                row.reports = brief.reports;
                row.origins = brief.origins;
                row.incident = number_of;
                for role in row.roles.0 as usize..row.roles.1 as usize {
                    let role = snapshot.roles[role];
                    if !snapshot.roles[first..].contains(&role) {
                        snapshot.roles.push(role);
                    }
                }
            }
            let start = snapshot.members.len() as u32;
            snapshot.members.extend(own);
            snapshot.incident_names.push(brief.name);
            let (earliest, latest) =
                (days::or_none(brief.earliest.as_deref()), days::or_none(brief.latest.as_deref()));
            rows.push(Row {
                id: i64::from(number) + 1,
                day: days::listed(earliest, latest, published),
                earliest,
                latest,
                published,
                plover: snapshot.codes.add(&brief.plover),
                mode: snapshot.codes.some(brief.mode.as_deref()),
                status: snapshot.codes.add(&brief.class),
                grade,
                spot,
                roles: (first as u32, snapshot.roles.len() as u32),
                members: (start, snapshot.members.len() as u32),
                reports: brief.reports,
                origins: brief.origins,
                incident: number_of,
                sentence,
                reviewed,
            });
        }
        Ok(rows)
    }
}
