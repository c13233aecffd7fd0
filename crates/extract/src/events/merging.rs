//! One deed told twice in a document is one event with further mentions: headline, lead, a later sentence.
//!
//! Two events of different sentences are one deed if type and status agree, nothing that they state of parties, place,
//! time or mode differs, and they share what tells them from others: both parties, or one party and the headline's
//! word, or a party and a definite noun ("the attack"). Where little is stated nothing is merged.

use super::Coder;
use dateline_record::{
    Event, EventMention, MentionId, MentionKind, Role, SectionKind, Status, TimeRelation, Upos,
};
use jiff::ToSpan;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// How many deeds of a kind are looked at for one told again: the first and the last of a document. More stand in no story.
const DEEDS: usize = 64;
/// How many tellings of a deed are looked at: the first and the last.
const TELLINGS: usize = 8;

/// How two lists of parties, or two places, stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    /// They name different ones.
    Differs,
    /// One of them is not stated, or too loosely to tell.
    Open,
    /// They share one.
    Same,
}

impl Coder<'_, '_> {
    /// Merges the mentions of one deed; events stay in text order.
    pub(super) fn merge(&self, events: Vec<Event>) -> Vec<Event> {
        let mut merged: Vec<Vec<Event>> = vec![];
        let mut of_kind: FxHashMap<(SmolStr, Status), Vec<usize>> = FxHashMap::default();
        for event in events {
            let alike = of_kind.entry((event.plover.clone(), event.status)).or_default();
            let is_home = |at: &usize| {
                let told = || ends(&merged[*at], TELLINGS);
                told().all(|told| self.agrees(told, &event)) && told().any(|told| self.is_same(told, &event))
            };
            let home = ends(alike, DEEDS).rev().find(|at| is_home(at)).copied();
            match home {
                Some(at) => merged[at].push(event),
                None => {
                    alike.push(merged.len());
                    merged.push(vec![event]);
                }
            }
        }
        let mut events: Vec<Event> = merged.into_iter().map(|deed| self.one(deed)).collect();
        events.sort_by_key(|e| (e.trigger, e.span));
        events
    }

    /// The fullest telling, filled up from the others.
    fn one(&self, mut deed: Vec<Event>) -> Event {
        let told = |e: &Event| {
            let slots = [
                e.actors.iter().any(|r| self.is_named(*r)),
                e.recipients.iter().any(|r| self.is_named(*r)),
                !e.actors.is_empty(),
                !e.recipients.is_empty() || e.object.is_some(),
                e.place.is_some(),
                e.time.is_some(),
                !e.modes.is_empty(),
            ];
            slots.into_iter().filter(|s| *s).count()
        };
        let best = (0..deed.len()).max_by_key(|i| (told(&deed[*i]), deed.len() - i)).unwrap_or(0);
        let mut event = deed.remove(best);
        for other in deed {
            event.further.push(EventMention {
                span: other.span,
                trigger: other.trigger,
                claim: other.claim,
                rule: other.rule.clone(),
            });
            if event.actors.is_empty() {
                event.actors = other.actors;
            }
            if event.recipients.is_empty() {
                event.recipients = other.recipients;
            }
            if event.modes.is_empty() {
                event.modes = other.modes;
            }
            event.object = event.object.or(other.object);
            event.instrument = event.instrument.or(other.instrument);
            event.place = event.place.or(other.place);
            event.time = event.time.or(other.time);
            for figure in other.figures {
                if !event.figures.contains(&figure) {
                    event.figures.push(figure);
                }
            }
        }
        event.further.sort_by_key(|m| m.trigger);
        event
    }

    /// Whether nothing speaks against one deed.
    fn agrees(&self, one: &Event, other: &Event) -> bool {
        let modes = one.modes.is_empty()
            || other.modes.is_empty()
            || one.modes == other.modes
            || is_blast(one) && is_blast(other);
        one.plover == other.plover
            && one.status == other.status
            && modes
            && self.same_parties(&one.actors, &other.actors) != Match::Differs
            && self.same_parties(&one.recipients, &other.recipients) != Match::Differs
            && self.places(one.place, other.place) != Match::Differs
            && self.times(one, other)
            && self.sentence(one) != self.sentence(other)
    }
    /// Whether enough speaks for one deed.
    fn is_same(&self, one: &Event, other: &Event) -> bool {
        if one.status != Status::Reported && one.status != Status::Denied {
            return false;
        }
        let actors = self.same_parties(&one.actors, &other.actors) == Match::Same;
        let recipients = self.same_parties(&one.recipients, &other.recipients) == Match::Same;
        let place = self.places(one.place, other.place) == Match::Same;
        let headline = self.in_headline(one) || self.in_headline(other);
        let definite = self.is_definite(other);
        let toll = self.same_toll(one, other);
        let evidence = [actors, recipients, place, toll].into_iter().filter(|e| *e).count();
        let material = one.quad.starts_with("material-");
        let kin = self.is_kin(one, other);
        match (material, headline || definite) {
            // "the bombing killed four": who did it was said before.
            (true, true) => {
                kin && (evidence >= 1 || definite && other.actors.is_empty() && !one.actors.is_empty())
            }
            (true, false) => actors && recipients && kin && (place || self.word(one) == self.word(other)),
            (false, true) => actors && (recipients || self.word(one) == self.word(other)),
            (false, false) => false,
        }
    }
    /// Whether both tell the same number of killed or injured.
    fn same_toll(&self, one: &Event, other: &Event) -> bool {
        let tolls = |event: &Event| {
            let figure = |id: &MentionId| match &self.mentions.list[id.0 as usize].kind {
                MentionKind::Figure(figure) if matches!(figure.measure.as_str(), "killed" | "injured") => {
                    Some((figure.measure.clone(), figure.lower, figure.upper, figure.point))
                }
                _ => None,
            };
            event.figures.iter().filter_map(figure).collect::<Vec<_>>()
        };
        let told = tolls(other);
        tolls(one).iter().any(|toll| told.contains(toll))
    }
    /// Whether the words can mean one deed: "bombed" and "the bombing", "shelled" and "the attack".
    fn is_kin(&self, one: &Event, other: &Event) -> bool {
        let stem = |event: &Event| self.word(event).map(|w| w.chars().take(4).collect::<String>());
        let general = |event: &Event| {
            let at = self.tree.tokens.partition_point(|t| t.span.end() < event.trigger.end());
            at < self.tree.tokens.len() && self.in_class(at as u32, "general_deed")
        };
        let modes = !one.modes.is_empty() && (one.modes == other.modes || is_blast(one) && is_blast(other));
        modes && !other.modes.is_empty()
            || stem(one) == stem(other)
            || one.plover == "ASSAULT" && (general(one) || general(other))
    }

    fn word(&self, event: &Event) -> Option<&str> {
        let at = self.tree.tokens.partition_point(|t| t.span.end() < event.trigger.end());
        (at < self.tree.tokens.len()).then(|| self.tree.lemma(at as u32))
    }
    fn sentence(&self, event: &Event) -> Option<u32> {
        let at = self.tree.tokens.partition_point(|t| t.span.start() < event.trigger.start()) as u32;
        ((at as usize) < self.tree.tokens.len())
            .then(|| std::iter::once(at).chain(self.tree.ancestors(at)).last().unwrap_or(at))
    }
    fn in_headline(&self, event: &Event) -> bool {
        self.document.section_at(event.trigger.start()) == SectionKind::Headline
    }
    /// "the attack", "that raid": spoken of as known.
    fn is_definite(&self, event: &Event) -> bool {
        let at = self.tree.tokens.partition_point(|t| t.span.end() < event.trigger.end()) as u32;
        (at as usize) < self.tree.tokens.len()
            && self.tree.token(at).upos == Upos::Noun
            && self.tree.children(at).iter().any(|c| matches!(self.tree.lemma(*c), "the" | "this" | "that"))
    }

    /// What tells a party from others: an id, else its words.
    fn name(&self, role: Role) -> Option<SmolStr> {
        let mention = &self.mentions.list[role.mention?.0 as usize];
        match &mention.kind {
            MentionKind::Actor(actor) => {
                actor.best().map(|a| a.id.clone()).filter(|id| !id.is_empty() && !id.starts_with("desc:"))
            }
            MentionKind::Place(place) => place.best().map(|p| p.id.clone()),
            _ => None,
        }
    }
    fn is_named(&self, role: Role) -> bool {
        self.name(role).is_some()
    }
    fn country(&self, role: Role) -> Option<SmolStr> {
        let mention = &self.mentions.list[role.mention?.0 as usize];
        let country = match &mention.kind {
            MentionKind::Actor(actor) => actor.best().map(|a| a.country.clone()),
            MentionKind::Place(place) => place.best().map(|p| p.country.clone()),
            _ => None,
        };
        country.filter(|c| !c.is_empty())
    }
    /// "Israel" and "Israeli jets": a state and a body of it.
    fn is_its_state(&self, a: Role, b: Role) -> bool {
        let state = |r: Role| self.name(r).is_some_and(|id| id.len() == 3);
        (state(a) || state(b)) && self.country(a).is_some() && self.country(a) == self.country(b)
    }
    fn same_parties(&self, one: &[Role], other: &[Role]) -> Match {
        if one.is_empty() || other.is_empty() {
            return Match::Open;
        }
        let pairs = || one.iter().flat_map(|a| other.iter().map(move |b| (*a, *b)));
        let same = |(a, b): (Role, Role)| {
            let words = |r: Role| self.document.quote(r.span).to_lowercase();
            match (self.name(a), self.name(b)) {
                (Some(x), Some(y)) => x == y || self.is_its_state(a, b),
                (None, None) => words(a) == words(b),
                _ => false,
            }
        };
        if pairs().any(same) {
            return Match::Same;
        }
        // "gunmen" may be those whom another sentence names; two names or two countries are two parties.
        let open = |(a, b): (Role, Role)| {
            let loose = !self.is_named(a) || !self.is_named(b) || self.is_its_state(a, b);
            match (self.country(a), self.country(b)) {
                (Some(a), Some(b)) => a == b && loose,
                _ => loose,
            }
        };
        if pairs().all(open) { Match::Open } else { Match::Differs }
    }
    fn places(&self, one: Option<MentionId>, other: Option<MentionId>) -> Match {
        let place = |id: Option<MentionId>| match &self.mentions.list[id?.0 as usize].kind {
            MentionKind::Place(place) => place.best(),
            _ => None,
        };
        match (place(one), place(other)) {
            (Some(a), Some(b)) if a.id == b.id && !a.id.is_empty() => Match::Same,
            (Some(a), Some(b)) => {
                let around = a.precision >= 4 || b.precision >= 4;
                if a.country == b.country && around { Match::Open } else { Match::Differs }
            }
            _ => Match::Open,
        }
    }
    /// Whether the days given can be one.
    fn times(&self, one: &Event, other: &Event) -> bool {
        let days = |event: &Event| {
            let time = event.time.filter(|t| t.relation == TimeRelation::Within)?;
            match &self.mentions.list[time.mention.0 as usize].kind {
                MentionKind::Time(when) => Some((when.earliest?, when.latest?)),
                _ => None,
            }
        };
        // A deed that is only dated by its report is a recent one.
        let reported = |event: &Event| {
            let time = event.time.filter(|t| t.relation == TimeRelation::AtOrBefore)?;
            match &self.mentions.list[time.mention.0 as usize].kind {
                MentionKind::Time(when) => when.earliest,
                _ => None,
            }
        };
        let old = |deed: &Event, report: &Event| match (days(deed), reported(report)) {
            (Some((_, last)), Some(day)) => day.checked_sub(1.month()).is_ok_and(|before| last < before),
            _ => false,
        };
        if old(one, other) || old(other, one) {
            return false;
        }
        match (days(one), days(other)) {
            (Some((first, last)), Some((from, until))) => first <= until && from <= last,
            _ => true,
        }
    }
}

/// The first and the last items of a list, so many of each; all of a short one.
fn ends<T>(list: &[T], most: usize) -> impl DoubleEndedIterator<Item = &T> {
    let (first, rest) = list.split_at(most.min(list.len()));
    first.iter().chain(&rest[rest.len().saturating_sub(most)..])
}

/// Modes that news uses one for another: a bombing from the air is a bombing.
fn is_blast(event: &Event) -> bool {
    event.modes.iter().all(|m| {
        matches!(
            m.as_str(),
            "aerial"
                | "explosives"
                | "heavy-weapons"
                | "drone"
                | "suicide-attack"
                | "destroy"
                | "unconventional"
        )
    })
}
