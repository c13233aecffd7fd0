//! What one document tells of one deed: its events that belong together, and what they say of it in sum.

use crate::compare::{Nesting, compare, place_relation};
use crate::decide::Decided;
use crate::input::{Document, Event, Party, Place, Target};
use crate::rules::Rules;
use crate::window::{Basis, Window};
use crate::{kin, text};
use dateline_record::Status;
use smol_str::SmolStr;

/// Types of acts that others are done in: coordination told beside a strike is a side of the strike.
const TOGETHER: &str = "COOPERATE";
/// Acts against somebody, which have such sides.
const MATERIAL: &[&str] = &["ASSAULT", "COERCE", "MOBILIZE", "RETREAT"];

/// How surely a place is a deed's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Placed {
    /// The words say so.
    Own,
    /// Its sentence names it.
    Sentence,
    /// All else that its document tells is there.
    Document,
}

#[derive(Clone, Debug)]
pub(crate) struct Deed<'a> {
    /// Ordinal of the document.
    pub document: u32,
    /// Ordinals of the events that tell of it.
    pub events: Vec<u32>,
    /// Events beside it that tell with whom it was done.
    pub aspects: Vec<u32>,
    pub class: Status,
    pub plover: &'a str,
    pub modes: Vec<SmolStr>,
    pub window: Option<Window>,
    pub place: Option<&'a Place>,
    /// Whose the place is.
    pub placed: Placed,
    pub actors: Vec<&'a Party>,
    pub recipients: Vec<&'a Party>,
    pub objects: Vec<&'a Target>,
    /// Measure, least and most, of figures that are whole.
    pub figures: Vec<(&'a str, f64, f64)>,
    pub words: Vec<u64>,
    /// Capitalised words inside the sentence.
    pub names: Vec<u64>,
    pub triggers: Vec<String>,
    pub sentences: Vec<u32>,
    pub headline: bool,
    pub another: bool,
    /// The deed of the same document that this one is a part of.
    pub part_of: Option<u32>,
}

impl<'a> Deed<'a> {
    fn of(document: &'a Document, number: u32, at: u32, event: &'a Event, rules: &Rules) -> Deed<'a> {
        let words = if event.text.is_empty() { &event.words } else { &event.text };
        Deed {
            document: number,
            events: vec![at],
            aspects: vec![],
            class: kin::class(event.status),
            plover: &event.plover,
            modes: event.modes.clone(),
            window: Window::of(document, event, rules),
            place: event.place.as_ref().or(event.place_beside.as_ref()),
            placed: if event.place.is_some() { Placed::Own } else { Placed::Sentence },
            actors: event.actors.iter().collect(),
            recipients: event.recipients.iter().collect(),
            objects: event.object.iter().collect(),
            figures: event
                .figures
                .iter()
                .filter(|f| !f.part)
                .map(|f| (f.measure.as_str(), f.bounds().0, f.bounds().1))
                .collect(),
            names: text::names(words),
            words: text::content(words),
            triggers: vec![text::stem(&event.trigger.to_lowercase()).to_owned()],
            sentences: vec![event.sentence],
            headline: event.headline,
            another: event.another,
            part_of: None,
        }
    }

    fn absorb(&mut self, other: Deed<'a>) {
        self.headline &= other.headline;
        self.events.extend(other.events);
        self.sentences.extend(other.sentences);
        for mode in other.modes {
            if !self.modes.contains(&mode) {
                self.modes.push(mode);
            }
        }
        self.window = match (self.window, other.window) {
            (Some(a), Some(b)) => {
                let (better, worse) = if (b.basis, b.len()) < (a.basis, a.len()) { (b, a) } else { (a, b) };
                better.both(worse).or(Some(better))
            }
            (a, b) => a.or(b),
        };
        if let Some(place) = other.place {
            let better =
                self.place.is_none_or(|own| (other.placed, place.precision) < (self.placed, own.precision));
            if better {
                (self.place, self.placed) = (Some(place), other.placed);
            }
        }
        self.names.extend(other.names);
        self.names.sort_unstable();
        self.names.dedup();
        self.actors.extend(other.actors);
        self.recipients.extend(other.recipients);
        self.objects.extend(other.objects);
        self.figures.extend(other.figures);
        self.words.extend(other.words);
        self.words.sort_unstable();
        self.words.dedup();
        self.triggers.extend(other.triggers);
    }
    /// Whether it has a day of its own.
    pub(crate) fn is_dated(&self) -> bool {
        self.window.is_some_and(|w| w.basis == Basis::Stated)
    }
}

/// The deeds of every document, in the order of the documents.
pub(crate) fn within<'a>(documents: &[&'a Document], decided: &Decided, rules: &Rules) -> Vec<Deed<'a>> {
    let mut all = vec![];
    for (number, document) in documents.iter().enumerate() {
        all.extend(of_document(document, number as u32, all.len() as u32, decided, rules));
    }
    all
}

fn of_document<'a>(
    document: &'a Document,
    number: u32,
    base: u32,
    decided: &Decided,
    rules: &Rules,
) -> Vec<Deed<'a>> {
    let mut deeds: Vec<Deed<'a>> = vec![];
    for (at, event) in document.events.iter().enumerate() {
        if is_aspect(document, event) {
            continue;
        }
        let mut deed = Deed::of(document, number, at as u32, event, rules);
        if deed.another {
            let before = deeds.iter().rposition(|d| d.plover == deed.plover && d.class == deed.class);
            let elsewhere = |whole: &Deed| {
                let place = match (whole.place, deed.place) {
                    (Some(a), Some(b)) => place_relation(a, b, rules) == Nesting::Apart,
                    _ => false,
                };
                let day = deed.is_dated() && whole.is_dated() && {
                    let both = whole.window.zip(deed.window).and_then(|(a, b)| a.both(b));
                    both.is_none()
                };
                place || day
            };
            deed.part_of = before.filter(|at| !elsewhere(&deeds[*at])).map(|at| base + at as u32);
            deeds.push(deed);
            continue;
        }
        // A bare "five were killed" is told of the deed that its story tells of, if that is one.
        let alike =
            deeds.iter().filter(|d| !d.another && d.plover == deed.plover && d.class == deed.class).count();
        let bare = deed.place.is_none() && !deed.is_dated() && deed.actors.is_empty();
        let needed = if bare && alike == 1 { rules.bare } else { rules.within };
        let mut best: Option<(f32, usize)> = None;
        for (other, before) in deeds.iter().enumerate() {
            let barred = before.events.iter().any(|e| decided.apart((number, *e), (number, at as u32)));
            if before.another || before.plover != deed.plover || before.class != deed.class || barred {
                continue;
            }
            let mut forbidden = false;
            let score = compare(before, &deed, rules, &mut |_, weight, _| {
                forbidden |= weight == f32::NEG_INFINITY;
            });
            if !forbidden && score >= needed && best.is_none_or(|(most, _)| score > most) {
                best = Some((score, other));
            }
        }
        match best {
            Some((_, other)) => deeds[other].absorb(deed),
            None => deeds.push(deed),
        }
    }
    for (at, event) in document.events.iter().enumerate() {
        if is_aspect(document, event)
            && let Some(deed) = deeds
                .iter_mut()
                .find(|d| MATERIAL.contains(&d.plover) && d.sentences.contains(&event.sentence))
        {
            deed.aspects.push(at as u32);
        }
    }
    lend_places(&mut deeds, rules);
    deeds
}

/// Whether an event only tells with whom another of its sentence was done.
fn is_aspect(document: &Document, event: &Event) -> bool {
    event.plover == TOGETHER
        && document
            .events
            .iter()
            .any(|other| other.sentence == event.sentence && MATERIAL.contains(&other.plover.as_str()))
}

/// A deed without a place is where all the other deeds of its document are, if they are in one place.
fn lend_places(deeds: &mut [Deed], rules: &Rules) {
    let mut places = deeds.iter().filter_map(|d| d.place);
    let Some(first) = places.next() else { return };
    let mut best = first;
    for place in places {
        if place_relation(first, place, rules) == Nesting::Apart {
            return;
        }
        if place.precision < best.precision {
            best = place;
        }
    }
    for deed in deeds.iter_mut().filter(|d| d.place.is_none()) {
        (deed.place, deed.placed) = (Some(best), Placed::Document);
    }
}
