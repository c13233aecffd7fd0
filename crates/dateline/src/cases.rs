//! Stories with expected records: reading `cases/*.md` and holding a reading against them. `cases/README.md` has the
//! format.

use crate::{
    Coder, Document, Event, Figure, MentionKind, Origin, PublishedBasis, Reading, Role, Span, Status,
    TimeRelation,
};
use jiff::civil::Date;
use serde::Deserialize;

/// A story and what a careful coder would record of it.
#[derive(Clone, Debug)]
pub struct Case {
    head: Head,
    story: String,
    expected: Expected,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    published: Option<String>,
    source: Option<String>,
    #[expect(dead_code, reason = "for people, who look for a case by region")]
    region: Option<String>,
    #[expect(dead_code, reason = "for people, who look for a case by subject")]
    about: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Expected {
    event: Vec<ExpectedEvent>,
    figure: Vec<ExpectedFigure>,
    control: Vec<ExpectedControl>,
    relation: Vec<ExpectedRelation>,
    position: Vec<ExpectedPosition>,
    agreement: Vec<ExpectedAgreement>,
    term: Vec<ExpectedTerm>,
    never: Vec<Never>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedControl {
    quote: String,
    class: String,
    #[serde(default)]
    change: bool,
    status: Option<String>,
    place: Option<String>,
    holders: Option<Vec<String>>,
    from: Option<Vec<String>>,
    lower: Option<f64>,
    upper: Option<f64>,
    time: Option<String>,
    origin: Option<String>,
    fixme: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedRelation {
    quote: String,
    rel: String,
    subject: String,
    object: String,
    #[serde(default)]
    ended: bool,
    fixme: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedPosition {
    quote: String,
    value: String,
    holders: Vec<String>,
    fixme: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedAgreement {
    quote: String,
    parties: Vec<String>,
    time: Option<String>,
    fixme: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedTerm {
    quote: String,
    obligation: String,
    bound: Option<Vec<String>>,
    basis: Option<String>,
    deadline: Option<String>,
    fixme: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedEvent {
    quote: String,
    plover: String,
    mode: Option<String>,
    cameo: Option<String>,
    status: String,
    actors: Option<Vec<String>>,
    recipients: Option<Vec<String>>,
    with: Option<Vec<String>>,
    place: Option<String>,
    time: Option<String>,
    origin: Option<String>,
    fixme: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedFigure {
    quote: String,
    measure: String,
    lower: Option<f64>,
    upper: Option<f64>,
    point: Option<f64>,
    #[serde(default)]
    strict: bool,
    #[serde(default)]
    approximate: bool,
    unit: Option<String>,
    fixme: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Never {
    plover: Option<String>,
    status: Option<String>,
    quote: Option<String>,
    actor: Option<String>,
    recipient: Option<String>,
    measure: Option<String>,
    control: Option<String>,
    position: Option<String>,
    why: Option<String>,
    fixme: Option<String>,
}

/// One expected record and how it came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `event`, `figure`, `control`, `relation`, `position`, `agreement`, `term` or `never`.
    pub kind: &'static str,
    /// Its quote or reason.
    pub name: String,
    /// What is wrong, empty if right.
    pub wrong: String,
    /// For events: whether at least trigger and type were right.
    pub typed: bool,
    /// Whether it is marked as not found yet.
    pub fixme: bool,
}

/// How every expected record of a case came out, in file order by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// One a record.
    pub records: Vec<Line>,
}

impl Outcome {
    /// What is wrong, for people.
    pub fn lines(&self) -> impl Iterator<Item = String> + '_ {
        self.records
            .iter()
            .filter(|r| !r.wrong.is_empty())
            .map(|r| format!("{} “{}”: {}", r.kind, r.name, r.wrong))
    }
    /// Records that fail without a mark, or are marked and right: what the test refuses.
    pub fn surprises(&self) -> impl Iterator<Item = String> + '_ {
        self.records.iter().filter(|r| r.wrong.is_empty() == r.fixme).map(|r| {
            if r.fixme {
                format!("{} “{}” is right now: take its fixme away", r.kind, r.name)
            } else {
                format!("{} “{}”: {}", r.kind, r.name, r.wrong)
            }
        })
    }
}

/// Sums over cases.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    /// Events expected.
    pub events_expected: usize,
    /// Events recorded in the stories.
    pub events_found: usize,
    /// Expected events whose trigger and type were recorded.
    pub events_typed: usize,
    /// Expected events right in everything that is stated of them.
    pub events_complete: usize,
    /// Figures expected.
    pub figures_expected: usize,
    /// Figures right.
    pub figures_right: usize,
    /// Of each further kind: expected, recorded in the stories, right.
    pub kinds: [(&'static str, usize, usize, usize); 5],
    /// Must-nots.
    pub never_total: usize,
    /// Must-nots broken.
    pub never_broken: usize,
}

impl Tally {
    /// Adds a case.
    pub fn add(&mut self, case: &Case, reading: &Reading, outcome: &Outcome) {
        let count = |kind: &str, right: &dyn Fn(&Line) -> bool| {
            outcome.records.iter().filter(|r| r.kind == kind && right(r)).count()
        };
        self.events_expected += case.expected.event.len();
        self.events_found += reading.events.len();
        self.events_typed += count("event", &|r| r.typed);
        self.events_complete += count("event", &|r| r.wrong.is_empty());
        self.figures_expected += case.expected.figure.len();
        self.figures_right += count("figure", &|r| r.wrong.is_empty());
        let found = [
            ("control", reading.controls.len()),
            ("relation", reading.relations.len()),
            ("position", reading.positions.len()),
            ("agreement", reading.agreements.len()),
            ("term", reading.agreements.iter().map(|a| a.terms.len()).sum()),
        ];
        for (slot, (kind, recorded)) in self.kinds.iter_mut().zip(found) {
            slot.0 = kind;
            slot.1 += count(kind, &|_| true);
            slot.2 += recorded;
            slot.3 += count(kind, &|r| r.wrong.is_empty());
        }
        self.never_total += case.expected.never.len();
        self.never_broken += count("never", &|r| !r.wrong.is_empty());
    }
}

/// Reads a case.
///
/// # Errors
/// Says what is wrong with the file.
pub fn parse(text: &str) -> Result<Case, String> {
    let mut parts = text.splitn(3, "+++");
    let (Some(""), Some(head), Some(rest)) = (parts.next(), parts.next(), parts.next()) else {
        return Err("a case opens with `+++`, a TOML head and `+++`".into());
    };
    let (story, block) =
        rest.split_once("```toml").ok_or("a case ends with its expected records in a ```toml block")?;
    let block = block.split("```").next().unwrap_or("");
    let head: Head = toml::from_str(head).map_err(|error| format!("head: {error}"))?;
    let expected: Expected = toml::from_str(block).map_err(|error| format!("records: {error}"))?;
    let story = story.trim().to_owned();
    let events = expected.event.iter().map(|e| &e.quote);
    let nevers = expected.never.iter().filter_map(|n| n.quote.as_ref());
    let stated = expected
        .control
        .iter()
        .map(|c| &c.quote)
        .chain(expected.relation.iter().map(|r| &r.quote))
        .chain(expected.position.iter().map(|p| &p.quote))
        .chain(expected.agreement.iter().map(|a| &a.quote))
        .chain(expected.term.iter().map(|t| &t.quote));
    for quote in events.chain(expected.figure.iter().map(|f| &f.quote)).chain(stated).chain(nevers) {
        if story.matches(quote.as_str()).count() != 1 {
            return Err(format!("“{quote}” must stand in the story exactly once"));
        }
    }
    for status in expected
        .event
        .iter()
        .map(|e| &e.status)
        .chain(expected.never.iter().filter_map(|n| n.status.as_ref()))
    {
        if status.parse::<Status>().is_err() {
            return Err(format!("`{status}` is no status"));
        }
    }
    Ok(Case { head, story, expected })
}

impl Case {
    /// The story as a document.
    #[must_use]
    pub fn document(&self, coder: &Coder) -> Document {
        let published = self.head.published.as_ref().and_then(|p| p.parse::<Date>().ok());
        let origin = Origin {
            published: published.map(|date| (date, PublishedBasis::User)),
            source: self.head.source.clone(),
            ..Origin::default()
        };
        coder.document(self.story.clone(), origin)
    }
    fn span(&self, quote: &str) -> Span {
        self.story.find(quote).map(|at| Span::of(at..at + quote.len())).unwrap_or_default()
    }
}

/// Holds a reading against a case.
#[must_use]
pub fn compare(case: &Case, reading: &Reading) -> Outcome {
    let mut records = vec![];
    for expected in &case.expected.event {
        let (wrong, typed) = compare_event(case, expected, reading);
        records.push(Line {
            kind: "event",
            name: expected.quote.clone(),
            wrong,
            typed,
            fixme: expected.fixme.is_some(),
        });
    }
    for expected in &case.expected.figure {
        let wrong = compare_figure(case, expected, reading);
        let fixme = expected.fixme.is_some();
        records.push(Line { kind: "figure", name: expected.quote.clone(), wrong, typed: false, fixme });
    }
    let mut add = |kind: &'static str, quote: &String, wrong: String, fixme: &Option<String>| {
        records.push(Line { kind, name: quote.clone(), wrong, typed: false, fixme: fixme.is_some() });
    };
    for expected in &case.expected.control {
        add("control", &expected.quote, compare_control(case, expected, reading), &expected.fixme);
    }
    for expected in &case.expected.relation {
        add("relation", &expected.quote, compare_relation(case, expected, reading), &expected.fixme);
    }
    for expected in &case.expected.position {
        add("position", &expected.quote, compare_position(case, expected, reading), &expected.fixme);
    }
    for expected in &case.expected.agreement {
        add("agreement", &expected.quote, compare_agreement(case, expected, reading), &expected.fixme);
    }
    for expected in &case.expected.term {
        add("term", &expected.quote, compare_term(case, expected, reading), &expected.fixme);
    }
    for never in &case.expected.never {
        let name = never.why.clone().or_else(|| never.quote.clone()).unwrap_or_default();
        let wrong = compare_never(case, never, reading);
        records.push(Line { kind: "never", name, wrong, typed: false, fixme: never.fixme.is_some() });
    }
    Outcome { records }
}

fn compare_event(case: &Case, expected: &ExpectedEvent, reading: &Reading) -> (String, bool) {
    let span = case.span(&expected.quote);
    let told = |e: &&Event| e.trigger.overlaps(span) || e.further.iter().any(|m| m.trigger.overlaps(span));
    let here: Vec<&Event> = reading.events.iter().filter(told).collect();
    let typed: Vec<&&Event> = here.iter().filter(|e| e.plover == expected.plover).collect();
    if typed.is_empty() {
        let found: Vec<&str> = here.iter().map(|e| e.plover.as_str()).collect();
        let found =
            if found.is_empty() { "no event".to_owned() } else { format!("{} only", found.join(", ")) };
        return (found, false);
    }
    let wrongs = typed.iter().map(|event| event_wrong(expected, event, reading));
    (wrongs.min_by_key(Vec::len).unwrap_or_default().join("; "), true)
}

fn event_wrong(expected: &ExpectedEvent, event: &Event, reading: &Reading) -> Vec<String> {
    let mut wrong = vec![];
    if event.status.as_str() != expected.status {
        wrong.push(format!("status is {}", event.status));
    }
    if let Some(mode) = &expected.mode
        && !event.modes.iter().any(|m| m == mode)
    {
        wrong.push(format!("mode is {}", event.modes.first().map_or("none", |m| m.as_str())));
    }
    if let Some(cameo) = &expected.cameo
        && event.cameo != cameo.as_str()
    {
        wrong.push(format!("CAMEO is {}", event.cameo));
    }
    let roles = [
        ("actors", &expected.actors, &event.actors),
        ("recipients", &expected.recipients, &event.recipients),
        ("with", &expected.with, &event.coordinated_with),
    ];
    for (name, words, found) in roles {
        // A filler that names nobody is the event's object.
        let thing: Vec<Role> =
            event.object.into_iter().filter(|_| name == "recipients" && found.is_empty()).collect();
        let found = if thing.is_empty() { found } else { &thing };
        if let Some(words) = words
            && !same_roles(words, found, reading)
        {
            let found: Vec<String> = found.iter().map(|r| role_words(r, reading)).collect();
            wrong.push(format!("{name} are [{}]", found.join(", ")));
        }
    }
    if let Some(place) = &expected.place {
        let found = event.place.map(|id| reading.document.quote(reading.mention(id).span));
        if !found.is_some_and(|found| found.contains(place.as_str()) || place.contains(found)) {
            wrong.push(format!("place is {}", found.unwrap_or("none")));
        }
    }
    check_time(&expected.time, event.time, reading, &mut wrong);
    check_origin(&expected.origin, event.claim, reading, &mut wrong);
    wrong
}

/// A time with the way it bounds the event, as EDTF: "since May" is `2024-05/..`.
fn bounded(edtf: &str, relation: TimeRelation) -> String {
    match relation {
        TimeRelation::Since | TimeRelation::After => format!("{edtf}/.."),
        TimeRelation::Until | TimeRelation::Before => format!("../{edtf}"),
        TimeRelation::Within | TimeRelation::AtOrBefore => edtf.to_owned(),
    }
}

fn role_words(role: &Role, reading: &Reading) -> String {
    let words = reading.document.quote(role.span).to_owned();
    match role.mention.map(|m| &reading.mention(m).kind) {
        Some(MentionKind::Actor(resolution)) => match resolution.best() {
            Some(actor) if !actor.id.is_empty() => format!("{words} = {}", actor.id),
            _ => words,
        },
        _ => words,
    }
}

/// As many roles as expected, each with its words, and its id where one is given; no role serves twice.
fn same_roles(expected: &[String], found: &[Role], reading: &Reading) -> bool {
    let matches = |expected: &String, role: &Role| {
        let (words, id) =
            expected.split_once(" = ").map_or((expected.as_str(), None), |(w, i)| (w, Some(i.trim())));
        let text = reading.document.quote(role.span);
        let has_id = match (id, role.mention.map(|m| &reading.mention(m).kind)) {
            (None, _) => true,
            (Some(id), Some(MentionKind::Actor(resolution))) => resolution.best().is_some_and(|a| a.id == id),
            (Some(id), Some(MentionKind::Place(resolution))) => resolution.best().is_some_and(|p| p.id == id),
            _ => false,
        };
        same_words(words.trim(), text) && has_id
    };
    let mut left: Vec<&Role> = found.iter().collect();
    for words in expected {
        match left.iter().position(|role| matches(words, role)) {
            Some(at) => left.remove(at),
            None => return false,
        };
    }
    left.is_empty()
}

/// Whether one of the two is a run of whole words of the other.
fn same_words(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    let whole =
        |at: usize| edge(long[..at].chars().next_back()) && edge(long[at + short.len()..].chars().next());
    !short.is_empty() && long.match_indices(short).any(|(at, _)| whole(at))
}

fn figures(reading: &Reading, span: Span) -> impl Iterator<Item = &Figure> {
    reading.mentions.iter().filter(move |m| m.span.overlaps(span)).filter_map(|m| match &m.kind {
        MentionKind::Figure(figure) => Some(figure),
        _ => None,
    })
}

fn compare_figure(case: &Case, expected: &ExpectedFigure, reading: &Reading) -> String {
    let span = case.span(&expected.quote);
    let found: Vec<&Figure> = figures(reading, span).collect();
    let right = |f: &&&Figure| {
        f.measure == expected.measure.as_str()
            && f.lower == expected.lower
            && (f.upper == expected.upper || expected.upper.is_none() && f.point.is_some())
            && f.point == expected.point
            && f.strict == expected.strict
            && f.approximate == expected.approximate
            && expected.unit.as_ref().is_none_or(|unit| f.unit == unit.as_str())
    };
    if found.iter().any(|f| right(&f)) {
        return String::new();
    }
    let show =
        |f: &&Figure| format!("{} point {:?} lower {:?} upper {:?}", f.measure, f.point, f.lower, f.upper);
    if found.is_empty() { "no figure".into() } else { found.iter().map(show).collect::<Vec<_>>().join(" | ") }
}

/// The wrongs of the record that fits best among those whose trigger lies at the quoted words.
fn least_wrong<T>(here: Vec<&T>, wrong: impl Fn(&T) -> Vec<String>) -> String {
    let best = here.into_iter().map(wrong).min_by_key(Vec::len);
    best.map_or_else(|| "missing".to_owned(), |wrong| wrong.join("; "))
}
fn check_roles(
    name: &str,
    expected: &Option<Vec<String>>,
    found: &[Role],
    reading: &Reading,
    wrong: &mut Vec<String>,
) {
    if let Some(expected) = expected
        && !same_roles(expected, found, reading)
    {
        let found: Vec<String> = found.iter().map(|r| role_words(r, reading)).collect();
        wrong.push(format!("{name} are [{}]", found.join(", ")));
    }
}
fn check_time(
    expected: &Option<String>,
    time: Option<crate::EventTime>,
    reading: &Reading,
    wrong: &mut Vec<String>,
) {
    let Some(expected) = expected else { return };
    let found = time.and_then(|t| match &reading.mention(t.mention).kind {
        MentionKind::Time(when) => when.edtf.as_ref().map(|edtf| bounded(edtf, t.relation)),
        _ => None,
    });
    if found.as_deref() != Some(expected.as_str()) {
        wrong.push(format!("time is {}", found.as_deref().unwrap_or("none")));
    }
}
fn check_origin(
    expected: &Option<String>,
    claim: crate::ClaimId,
    reading: &Reading,
    wrong: &mut Vec<String>,
) {
    let Some(origin) = expected else { return };
    let found = match reading.claim(claim).chain.as_slice() {
        [_] | [] => "outlet".to_owned(),
        [.., innermost] => reading.speaker(*innermost).to_string(),
    };
    if found != *origin
        && !(found != "outlet" && (found.contains(origin.as_str()) || origin.contains(found.as_str())))
    {
        wrong.push(format!("origin is {found}"));
    }
}

fn compare_control(case: &Case, expected: &ExpectedControl, reading: &Reading) -> String {
    let span = case.span(&expected.quote);
    let here = reading.controls.iter().filter(|c| c.trigger.overlaps(span)).collect();
    least_wrong(here, |control| {
        let mut wrong = vec![];
        if control.class != expected.class.as_str() {
            wrong.push(format!("class is {}", control.class));
        }
        if control.change != expected.change {
            wrong.push("state and change".into());
        }
        if control.status.as_str() != expected.status.as_deref().unwrap_or("reported") {
            wrong.push(format!("status is {}", control.status));
        }
        let place = expected.place.clone().map(|place| vec![place]);
        check_roles("place", &place, &[control.place], reading, &mut wrong);
        check_roles("holders", &expected.holders, &control.holders, reading, &mut wrong);
        check_roles("from", &expected.from, &control.from, reading, &mut wrong);
        let shares = control.extent.map_or((None, None), |e| (e.lower, e.upper));
        if shares != (expected.lower, expected.upper) {
            wrong.push(format!("extent is {shares:?}"));
        }
        check_time(&expected.time, control.time, reading, &mut wrong);
        check_origin(&expected.origin, control.claim, reading, &mut wrong);
        wrong
    })
}

fn compare_relation(case: &Case, expected: &ExpectedRelation, reading: &Reading) -> String {
    let span = case.span(&expected.quote);
    let here = reading.relations.iter().filter(|r| r.trigger.overlaps(span)).collect();
    least_wrong(here, |relation| {
        let mut wrong = vec![];
        if relation.rel != expected.rel.as_str() {
            wrong.push(format!("relation is {}", relation.rel));
        }
        check_roles(
            "subject",
            &Some(vec![expected.subject.clone()]),
            &[relation.subject],
            reading,
            &mut wrong,
        );
        check_roles("object", &Some(vec![expected.object.clone()]), &[relation.object], reading, &mut wrong);
        if relation.ended.is_some() != expected.ended {
            wrong.push("whether it is over".into());
        }
        wrong
    })
}

fn compare_position(case: &Case, expected: &ExpectedPosition, reading: &Reading) -> String {
    let span = case.span(&expected.quote);
    let here = reading.positions.iter().filter(|p| p.trigger.overlaps(span)).collect();
    least_wrong(here, |position| {
        let mut wrong = vec![];
        if position.value != expected.value.as_str() {
            wrong.push(format!("value is {}", position.value));
        }
        check_roles("holders", &Some(expected.holders.clone()), &position.holders, reading, &mut wrong);
        wrong
    })
}

fn compare_agreement(case: &Case, expected: &ExpectedAgreement, reading: &Reading) -> String {
    let span = case.span(&expected.quote);
    let here = reading.agreements.iter().filter(|a| a.mentions.iter().any(|m| m.overlaps(span))).collect();
    least_wrong(here, |agreement| {
        let mut wrong = vec![];
        check_roles("parties", &Some(expected.parties.clone()), &agreement.parties, reading, &mut wrong);
        check_time(&expected.time, agreement.time, reading, &mut wrong);
        wrong
    })
}

fn compare_term(case: &Case, expected: &ExpectedTerm, reading: &Reading) -> String {
    let span = case.span(&expected.quote);
    let all = reading.agreements.iter().flat_map(|a| &a.terms);
    let here = all.filter(|t| t.trigger.overlaps(span)).collect();
    least_wrong(here, |term| {
        let mut wrong = vec![];
        if term.obligation != expected.obligation.as_str() {
            wrong.push(format!("obligation is {}", term.obligation));
        }
        let bound: Vec<Role> = term.bound.iter().map(|b| b.role).collect();
        check_roles("bound", &expected.bound, &bound, reading, &mut wrong);
        if let Some(basis) = &expected.basis
            && term.bound.iter().any(|b| b.basis.as_str() != basis)
        {
            wrong.push("basis of who is bound".into());
        }
        let deadline = term.deadline.as_ref().and_then(|d| d.edtf.as_deref());
        if expected.deadline.as_deref() != deadline {
            wrong.push(format!("deadline is {}", deadline.unwrap_or("none")));
        }
        wrong
    })
}

fn compare_never(case: &Case, never: &Never, reading: &Reading) -> String {
    let span = never.quote.as_ref().map(|q| case.span(q));
    if let (Some(measure), Some(span)) = (&never.measure, span) {
        let broken = figures(reading, span).any(|f| f.measure == measure.as_str());
        return if broken { format!("a figure of {measure} is recorded") } else { String::new() };
    }
    if let Some(class) = &never.control {
        let broken = reading
            .controls
            .iter()
            .find(|c| c.class == class.as_str() && span.is_none_or(|s| c.trigger.overlaps(s)));
        return broken.map_or(String::new(), |c| {
            format!("{} “{}” is recorded", c.class, reading.document.quote(c.span))
        });
    }
    if let Some(value) = &never.position {
        let broken = reading
            .positions
            .iter()
            .find(|p| p.value == value.as_str() && span.is_none_or(|s| p.trigger.overlaps(s)));
        return broken.map_or(String::new(), |p| {
            format!("{} “{}” is recorded", p.value, reading.document.quote(p.span))
        });
    }
    let role = |roles: &[Role], words: &String| {
        roles.iter().any(|r| {
            let text = reading.document.quote(r.span);
            text.contains(words.as_str()) || words.contains(text)
        })
    };
    let broken = reading.events.iter().find(|e| {
        never.plover.as_ref().is_none_or(|p| e.plover == p.as_str())
            && never.status.as_ref().is_none_or(|s| e.status.as_str() == s)
            && span.is_none_or(|s| e.trigger.overlaps(s))
            && never.actor.as_ref().is_none_or(|a| role(&e.actors, a))
            && never.recipient.as_ref().is_none_or(|r| role(&e.recipients, r))
    });
    broken.map_or(String::new(), |e| format!("{} {} “{}” is recorded", e.plover, e.status, reading.quote(e)))
}

/// The case's text with every wrong record marked `fixme` and no right one: what `UPDATE_EXPECT=1` writes.
#[must_use]
pub fn marked(text: &str, outcome: &Outcome) -> String {
    let all = ["event", "figure", "control", "relation", "position", "agreement", "term", "never"];
    let mut kinds = all.map(|kind| {
        (kind, outcome.records.iter().filter(|r| r.kind == kind).collect::<Vec<_>>().into_iter())
    });
    let mut out = String::with_capacity(text.len());
    let mut pending: Option<String> = None;
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        let ends = bare.is_empty() || bare.starts_with("[[") || bare.starts_with("```");
        if ends && let Some(mark) = pending.take() {
            out.push_str(&mark);
        }
        if bare.starts_with("fixme") {
            continue;
        }
        out.push_str(line);
        for (kind, records) in &mut kinds {
            if bare == format!("[[{kind}]]") {
                let wrong = records.next().map(|r| r.wrong.as_str()).unwrap_or("");
                pending = (!wrong.is_empty()).then(|| format!("fixme = {}\n", quoted(wrong)));
            }
        }
    }
    out
}

fn quoted(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c == '\n' { ' ' } else { c }).collect();
    format!("\"{}\"", plain.replace('\\', "\\\\").replace('"', "\\\""))
}
