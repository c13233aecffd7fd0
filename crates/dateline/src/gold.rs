//! A story read whole by an expert, record by record, and how a reading compares with it.
//!
//! The file is TOML with `[document]`, `[[segment]]`, `[[attribution]]`, `[[event]]`, `[[control]]`, `[[figure]]`, `[[relation]]`,
//! `[[position]]`, `[[agreement]]`, `[[term]]` and `[[zone]]`, each record with a `quote` of the story; the story lies
//! beside it. Values for people only ("unspecified", "not stated") ask for nothing. Roles compare by actor id, a `desc:`
//! by being a description. What stands in a related link is expected to be absent.

use crate::{
    ClaimId, Coder, Document, EventTime, Figure, MentionKind, Origin, PublishedBasis, Reading, Resolution,
    Role, Span, Speaker,
};
use toml::{Table, Value};

/// One expected record and how it came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `event`, `control`, `figure`, `relation`, `position`, `agreement`, `term` or `zone`.
    pub kind: &'static str,
    /// Its id in the file.
    pub id: String,
    /// What is wrong; empty if all that is asked for is right. `missing` where nothing was recorded at the words.
    pub wrong: Vec<String>,
}

/// An expert's reading and the story it is of.
#[derive(Clone, Debug)]
pub struct Gold {
    tables: Table,
    story: String,
}

impl Gold {
    /// Takes the file and the story.
    ///
    /// # Errors
    /// Says what is no TOML, or which quote does not stand in the story.
    pub fn new(toml: &str, story: &str) -> Result<Gold, String> {
        let tables: Table = toml.parse().map_err(|error| format!("{error}"))?;
        let gold = Gold { tables, story: story.to_owned() };
        for (kind, list) in &gold.tables {
            for record in list.as_array().into_iter().flatten() {
                let quote = text(record, "quote");
                if !quote.is_empty() && gold.find(quote).is_none() {
                    return Err(format!(
                        "{kind} {}: “{quote}” does not stand in the story",
                        text(record, "id")
                    ));
                }
            }
        }
        Ok(gold)
    }
    /// The name of the story's file, beside the expert's.
    ///
    /// # Errors
    /// Says what is missing.
    pub fn story_of(toml: &str) -> Result<String, String> {
        let tables: Table = toml.parse().map_err(|error: toml::de::Error| format!("{error}"))?;
        let file = tables.get("document").map(|d| text(d, "file")).unwrap_or_default();
        if file.is_empty() {
            Err("`[document]` needs `file`, the story's name".into())
        } else {
            Ok(file.into())
        }
    }

    /// The story as a document, dated as the file says.
    #[must_use]
    pub fn document(&self, coder: &Coder) -> Document {
        let head = self.tables.get("document");
        let value = |key: &str| head.map(|d| text(d, key)).unwrap_or_default();
        let origin = Origin {
            published: value("dct").parse().ok().map(|date| (date, PublishedBasis::User)),
            source: Some(value("publisher").to_owned()).filter(|p| !p.is_empty()),
            ..Origin::default()
        };
        coder.document(self.story.clone(), origin)
    }

    fn find(&self, quote: &str) -> Option<Span> {
        self.story.find(quote).map(|at| Span::of(at..at + quote.len()))
    }
    /// The words of a record; of words that the headline has too, those of the body, unless its sentence is the headline.
    fn words(&self, record: &Value) -> Option<Span> {
        let quote = text(record, "quote");
        let headline = self.story.find('\n').unwrap_or(0);
        let body = text(record, "sentence").starts_with('P');
        let later = self.story[headline..].find(quote).map(|at| headline + at).filter(|_| body);
        later.map(|at| Span::of(at..at + quote.len())).or_else(|| self.find(quote))
    }
    fn records(&self, kind: &str) -> impl Iterator<Item = &Value> {
        self.tables.get(kind).and_then(Value::as_array).into_iter().flatten()
    }
    /// Whether a span lies in a segment that is kept out of the story.
    fn kept_out(&self, span: Span) -> bool {
        self.records("segment")
            .filter(|s| matches!(text(s, "kind"), "related-link" | "boilerplate"))
            .filter_map(|s| self.find(text(s, "quote")))
            .any(|segment| segment.overlaps(span))
    }
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or("")
}
fn list<'v>(value: &'v Value, key: &str) -> Option<Vec<&'v str>> {
    let items = value.get(key)?.as_array()?;
    Some(items.iter().filter_map(Value::as_str).collect())
}
fn number(value: &Value, key: &str) -> Option<f64> {
    let value = value.get(key)?;
    value.as_float().or_else(|| value.as_integer().map(|i| i as f64))
}
/// A date of the file that is EDTF and not a remark.
fn edtf(written: &str) -> Option<&str> {
    let digits = written.split('/').next().unwrap_or("");
    let date = digits.len() >= 4 && digits.chars().all(|c| c.is_ascii_digit() || c == '-');
    (date && !written.contains(' ')).then(|| written.trim_end_matches('?'))
}

/// Holds a reading against the expert's, and lists what was recorded beyond it.
#[must_use]
pub fn compare(gold: &Gold, reading: &Reading) -> (Vec<Line>, Vec<String>) {
    let compared = Compared { gold, reading };
    let mut lines = vec![];
    let mut used: Vec<(&'static str, usize)> = vec![];
    for record in gold.records("event") {
        // People who were driven out are a figure: PLOVER has no type for it.
        if text(record, "plover").starts_with("displacement") {
            let displaced: Vec<usize> = figures(reading)
                .filter(|(_, figure)| figure.measure == "displaced")
                .map(|(at, _)| at)
                .collect();
            let spans: Vec<Span> = displaced.iter().map(|at| reading.mentions[*at].span).collect();
            lines.push(compared.line("event", record, &spans, &mut vec![], |_| vec![]));
            continue;
        }
        let spans: Vec<Span> = reading.events.iter().map(|e| e.trigger).collect();
        lines.push(compared.line("event", record, &spans, &mut used, |at| compared.event(record, at)));
    }
    for record in gold.records("control") {
        let spans: Vec<Span> = reading.controls.iter().map(|c| c.trigger).collect();
        lines.push(compared.line("control", record, &spans, &mut used, |at| compared.control(record, at)));
    }
    for record in gold.records("figure") {
        let figures: Vec<(usize, &Figure)> = figures(reading).collect();
        let spans: Vec<Span> = figures.iter().map(|(at, _)| reading.mentions[*at].span).collect();
        lines.push(
            compared.line("figure", record, &spans, &mut used, |at| compared.figure(record, figures[at].1)),
        );
    }
    for record in gold.records("relation") {
        let spans: Vec<Span> = reading.relations.iter().map(|r| r.trigger).collect();
        lines.push(compared.line("relation", record, &spans, &mut used, |at| compared.relation(record, at)));
    }
    for record in gold.records("position") {
        let spans: Vec<Span> = reading.positions.iter().map(|p| p.trigger).collect();
        lines.push(compared.line("position", record, &spans, &mut used, |at| compared.position(record, at)));
    }
    for record in gold.records("agreement") {
        let spans: Vec<Span> = reading.agreements.iter().map(|a| a.span).collect();
        lines
            .push(compared.line("agreement", record, &spans, &mut used, |at| compared.agreement(record, at)));
    }
    let terms: Vec<_> = reading.agreements.iter().flat_map(|a| &a.terms).collect();
    for record in gold.records("term") {
        let spans: Vec<Span> = terms.iter().map(|t| t.trigger).collect();
        lines.push(compared.line("term", record, &spans, &mut used, |at| compared.term(record, terms[at])));
    }
    let zones: Vec<_> = reading.agreements.iter().flat_map(|a| &a.zones).collect();
    for record in gold.records("zone") {
        let spans: Vec<Span> = zones.iter().map(|z| z.span).collect();
        lines.push(compared.line("zone", record, &spans, &mut used, |at| compared.zone(record, zones[at])));
    }
    (lines, compared.extra(&used))
}

struct Compared<'g> {
    gold: &'g Gold,
    reading: &'g Reading,
}

fn figures(reading: &Reading) -> impl Iterator<Item = (usize, &Figure)> {
    reading.mentions.iter().enumerate().filter_map(|(at, m)| match &m.kind {
        MentionKind::Figure(figure) => Some((at, figure)),
        _ => None,
    })
}

impl Compared<'_> {
    /// The recorded item at the words with the least wrong.
    fn line(
        &self,
        kind: &'static str,
        record: &Value,
        spans: &[Span],
        used: &mut Vec<(&'static str, usize)>,
        wrong: impl Fn(usize) -> Vec<String>,
    ) -> Line {
        let quote = self.gold.words(record).unwrap_or_default();
        let here = spans.iter().enumerate().filter(|(_, span)| span.overlaps(quote)).map(|(at, _)| at);
        let best = here.map(|at| (wrong(at), at)).min_by_key(|(wrong, _)| wrong.len());
        let wrong = match best {
            // What stands in a link to another story is kept out unless it is asked for.
            None if self.gold.kept_out(quote) => vec![],
            Some(_) if self.gold.kept_out(quote) => vec!["is recorded from a link to another story".into()],
            None => vec!["missing".into()],
            Some((wrong, at)) => {
                used.push((kind, at));
                wrong
            }
        };
        Line { kind, id: text(record, "id").to_owned(), wrong }
    }

    fn id(&self, role: &Role) -> String {
        let Some(mention) = role.mention else {
            return format!("“{}”", self.reading.document.quote(role.span));
        };
        match &self.reading.mention(mention).kind {
            MentionKind::Actor(actor) => match actor.best() {
                Some(actor) if !actor.id.is_empty() => actor.id.to_string(),
                _ => format!("“{}”", self.reading.document.quote(role.span)),
            },
            MentionKind::Place(place) => place.best().map_or_else(String::new, |p| p.id.to_string()),
            _ => format!("“{}”", self.reading.document.quote(role.span)),
        }
    }
    fn roles(&self, name: &str, expected: Option<Vec<&str>>, found: &[Role], wrong: &mut Vec<String>) {
        let Some(expected) = expected else { return };
        let mut left: Vec<String> = found.iter().map(|r| self.id(r)).collect();
        let all = left.clone();
        let missing = expected.iter().any(|id| {
            let fits = |found: &String| {
                found == id
                    || id.starts_with("desc:") && (found.starts_with("desc:") || found.starts_with('“'))
            };
            match left.iter().position(fits) {
                Some(at) => {
                    left.remove(at);
                    false
                }
                None => true,
            }
        });
        if missing || !left.is_empty() {
            wrong.push(format!("{name} [{}], not [{}]", all.join(", "), expected.join(", ")));
        }
    }
    fn same(&self, name: &str, expected: &str, found: &str, wrong: &mut Vec<String>) {
        if !expected.is_empty() && expected != found {
            wrong.push(format!("{name} {found}, not {expected}"));
        }
    }
    fn time(&self, expected: &str, found: Option<EventTime>, wrong: &mut Vec<String>) {
        let Some(expected) = edtf(expected) else { return };
        let found = found.and_then(|t| match &self.reading.mention(t.mention).kind {
            MentionKind::Time(when) => when.edtf.as_ref().map(ToString::to_string),
            _ => None,
        });
        let found = found.unwrap_or_else(|| "none".into());
        if found != expected && expected.split('/').next() != Some(found.as_str()) {
            wrong.push(format!("time {found}, not {expected}"));
        }
    }
    fn chain(&self, attribution: &str, claim: ClaimId, wrong: &mut Vec<String>) {
        let Some(expected) = self.gold.records("attribution").find(|a| text(a, "id") == attribution) else {
            return;
        };
        let expected = list(expected, "chain").unwrap_or_default();
        let speakers = &self.reading.claim(claim).chain;
        let found: Vec<String> = speakers
            .iter()
            .map(|speaker| match speaker {
                Speaker::Mentioned(id) => {
                    self.id(&Role { span: self.reading.mention(*id).span, mention: Some(*id) })
                }
                other => self.reading.speaker(*other).to_string(),
            })
            .collect();
        // A document that speaks has no id of its own in a reading.
        let fits = |(found, expected): (&String, &&str)| {
            found == expected || expected.starts_with("doc:") && !found.contains('-')
        };
        if found.len() != expected.len() || !found.iter().zip(&expected).all(fits) {
            wrong.push(format!("chain {}, not {}", found.join(" ← "), expected.join(" ← ")));
        }
    }
    fn place(&self, expected: &str, found: &Role, wrong: &mut Vec<String>) {
        let name =
            expected.split([' ', ',', '(', ')']).find(|w| w.starts_with(char::is_uppercase)).unwrap_or("");
        let resolved = found.mention.and_then(|m| match &self.reading.mention(m).kind {
            MentionKind::Place(Resolution::Known(place)) => Some(place.name.to_string()),
            _ => None,
        });
        let words = self.reading.document.quote(found.span);
        let bridged = expected.contains("the city") && resolved.is_none();
        if bridged
            || !name.is_empty() && !words.contains(name) && !resolved.as_deref().unwrap_or("").contains(name)
        {
            wrong.push(format!(
                "place “{words}” = {}, not {expected}",
                resolved.as_deref().unwrap_or("nowhere")
            ));
        }
    }

    fn event(&self, record: &Value, at: usize) -> Vec<String> {
        let event = &self.reading.events[at];
        let mut wrong = vec![];
        let plover = text(record, "plover");
        // "ASSAULT/aerial; context military": the type, and the mode behind the stroke.
        let types: Vec<&str> = plover
            .split([' ', ';', ',', '/'])
            .filter(|w| w.len() > 2 && w.chars().all(char::is_uppercase))
            .collect();
        // "ASSAULT or COERCE": either will do.
        if !types.contains(&event.plover.as_str()) {
            self.same("type", types.first().copied().unwrap_or(""), &event.plover, &mut wrong);
        }
        let mode =
            plover.split(';').next().and_then(|p| p.trim().split_once('/')).map_or("", |(_, mode)| mode);
        if !mode.is_empty() && !event.modes.iter().any(|m| m == mode) {
            wrong.push(format!("mode {:?}, not {mode}", event.modes));
        }
        let cameo = text(record, "cameo");
        if cameo.starts_with(|c: char| c.is_ascii_digit()) {
            self.same("CAMEO", cameo, &event.cameo, &mut wrong);
        }
        self.same("status", text(record, "status"), event.status.as_str(), &mut wrong);
        self.roles("actors", list(record, "actor"), &event.actors, &mut wrong);
        self.roles("recipients", list(record, "recipient"), &event.recipients, &mut wrong);
        self.roles("with", list(record, "coordinated_with"), &event.coordinated_with, &mut wrong);
        if let Some(expected) =
            number(record, "where_prec").filter(|_| !text(record, "place").starts_with('\''))
        {
            let found = event.place.and_then(|m| match &self.reading.mention(m).kind {
                MentionKind::Place(place) => place.best().map(|p| f64::from(p.precision)),
                _ => None,
            });
            if found != Some(expected) {
                wrong.push(format!("precision {found:?}, not {expected}"));
            }
        }
        self.time(text(record, "time"), event.time, &mut wrong);
        self.chain(text(record, "attribution"), event.claim, &mut wrong);
        wrong
    }

    fn control(&self, record: &Value, at: usize) -> Vec<String> {
        let control = &self.reading.controls[at];
        let mut wrong = vec![];
        self.same("class", text(record, "verb_class"), &control.class, &mut wrong);
        self.same("kind", text(record, "kind"), if control.change { "change" } else { "state" }, &mut wrong);
        self.roles("holders", list(record, "holder"), &control.holders, &mut wrong);
        self.place(text(record, "place"), &control.place, &mut wrong);
        let half = text(record, "extent").starts_with("(0.5, 1]");
        let measured =
            control.extent.is_some_and(|e| e.lower == Some(0.5) && e.strict && e.upper == Some(1.0));
        let some = control.extent.is_some_and(|e| e.lower.is_some());
        if half != measured || !half && some {
            wrong.push(format!("extent {:?}, not {}", control.extent, text(record, "extent")));
        }
        let rest = text(record, "extent").contains("remainder");
        if rest != control.extent.is_some_and(|e| e.of_rest) {
            wrong.push("whether it is of the rest".into());
        }
        if control.change {
            self.time(text(record, "as_of"), control.time, &mut wrong);
        }
        self.chain(text(record, "attribution"), control.claim, &mut wrong);
        wrong
    }

    fn figure(&self, record: &Value, figure: &Figure) -> Vec<String> {
        let mut wrong = vec![];
        self.same("measure", text(record, "measure"), &figure.measure, &mut wrong);
        self.same("unit", text(record, "unit"), &figure.unit, &mut wrong);
        for (name, found) in [("lower", figure.lower), ("upper", figure.upper), ("point", figure.point)] {
            let expected = number(record, name);
            if expected != found {
                wrong.push(format!("{name} {found:?}, not {expected:?}"));
            }
        }
        let is = |key: &str| record.get(key).and_then(Value::as_bool).unwrap_or(false);
        let strict = record.get("lower_inclusive").and_then(Value::as_bool) == Some(false);
        for (name, expected, found) in [
            ("strict", strict, figure.strict),
            ("approximate", is("approximate"), figure.approximate),
            ("cumulative", is("cumulative"), figure.cumulative),
        ] {
            if expected != found {
                wrong.push(format!("{name} {found}"));
            }
        }
        self.same("range", text(record, "range_kind"), &figure.range_kind, &mut wrong);
        let area = text(record, "area");
        if !area.is_empty() {
            let found = figure.area.and_then(|m| match &self.reading.mention(m).kind {
                MentionKind::Place(place) => place.best().map(|p| p.name.to_string()),
                _ => None,
            });
            if !found.as_deref().is_some_and(|f| f.contains(area)) {
                wrong.push(format!("area {}, not {area}", found.as_deref().unwrap_or("none")));
            }
        }
        wrong
    }

    fn relation(&self, record: &Value, at: usize) -> Vec<String> {
        let relation = &self.reading.relations[at];
        let mut wrong = vec![];
        let rel = text(record, "rel");
        self.same("relation", rel.split(' ').next().unwrap_or(""), &relation.rel, &mut wrong);
        if rel.contains("ended") != relation.ended.is_some() {
            wrong.push("whether it is over".into());
        }
        self.roles("subject", Some(vec![text(record, "subject")]), &[relation.subject], &mut wrong);
        let place = match &relation.object.mention.map(|m| &self.reading.mention(m).kind) {
            Some(MentionKind::Place(place)) => {
                place.best().is_some_and(|p| p.country.eq_ignore_ascii_case(text(record, "object")))
            }
            _ => false,
        };
        if !place {
            self.roles("object", Some(vec![text(record, "object")]), &[relation.object], &mut wrong);
        }
        wrong
    }

    fn position(&self, record: &Value, at: usize) -> Vec<String> {
        let position = &self.reading.positions[at];
        let mut wrong = vec![];
        self.same("value", text(record, "value"), &position.value, &mut wrong);
        self.roles("holder", Some(vec![text(record, "holder")]), &position.holders, &mut wrong);
        if position.agreement.is_none() {
            wrong.push("on no agreement".into());
        }
        self.chain(text(record, "attribution"), position.claim, &mut wrong);
        wrong
    }

    fn agreement(&self, record: &Value, at: usize) -> Vec<String> {
        let agreement = &self.reading.agreements[at];
        let mut wrong = vec![];
        self.roles("parties", list(record, "parties"), &agreement.parties, &mut wrong);
        self.time(text(record, "date"), agreement.time, &mut wrong);
        wrong
    }

    fn term(&self, record: &Value, term: &crate::Term) -> Vec<String> {
        let mut wrong = vec![];
        self.same("obligation", text(record, "obligation"), &term.obligation, &mut wrong);
        let bound: Vec<Role> = term.bound.iter().map(|b| b.role).collect();
        self.roles("bound", list(record, "bound"), &bound, &mut wrong);
        let basis = text(record, "bound_basis").split(' ').next().unwrap_or("");
        if !basis.is_empty() && term.bound.iter().any(|b| b.basis.as_str() != basis) {
            wrong.push(format!("basis not {basis}"));
        }
        let deadline = text(record, "deadline");
        let found = term.deadline.as_ref().and_then(|d| d.edtf.as_deref()).unwrap_or("");
        if deadline.trim_end_matches('?') != found {
            wrong.push(format!("deadline {found}, not {deadline}"));
        }
        if deadline.ends_with('?') != term.deadline.as_ref().is_some_and(|d| d.shared) {
            wrong.push("whether the deadline is doubtful".into());
        }
        let area = text(record, "area");
        if area.starts_with('Z') && term.zone.is_none() {
            wrong.push(format!("no zone, not {area}"));
        }
        let testable = text(record, "testable").split(' ').next().unwrap_or("");
        self.same("testable", testable, term.testable.as_str(), &mut wrong);
        wrong
    }

    fn zone(&self, record: &Value, zone: &crate::Zone) -> Vec<String> {
        let mut wrong = vec![];
        self.same("kind", text(record, "kind"), &zone.kind, &mut wrong);
        let depth = zone.depth.and_then(|m| match &self.reading.mention(m).kind {
            MentionKind::Figure(figure) => Some((figure.lower, figure.upper)),
            _ => None,
        });
        let expected = record.get("depth_km").and_then(Value::as_array).map(|depth| {
            let at = |i: usize| {
                depth.get(i).and_then(|v| v.as_float().or_else(|| v.as_integer().map(|i| i as f64)))
            };
            (at(0), at(1))
        });
        if depth != expected {
            wrong.push(format!("depth {depth:?}, not {expected:?}"));
        }
        wrong
    }

    /// What was recorded and no expert's record stands at.
    fn extra(&self, used: &[(&'static str, usize)]) -> Vec<String> {
        let reading = self.reading;
        let quote =
            |span: Span| reading.document.quote(span).split_whitespace().collect::<Vec<_>>().join(" ");
        let free = |kind: &'static str, at: usize| !used.contains(&(kind, at));
        let near = |kind: &str, span: Span| {
            self.gold.records(kind).filter_map(|r| self.gold.words(r)).any(|q| q.overlaps(span))
        };
        // The share that a statement of control tells is its extent, and no figure beside it.
        let extent = |span: Span| {
            let mut extents = reading.controls.iter().filter_map(|c| c.extent);
            extents.any(|extent| extent.span.overlaps(span))
        };
        let mut extra = vec![];
        for (at, event) in reading.events.iter().enumerate() {
            if free("event", at) && !near("event", event.trigger) {
                extra.push(format!("event {} {} “{}”", event.plover, event.status, quote(event.span)));
            }
        }
        for (at, control) in reading.controls.iter().enumerate() {
            if free("control", at) && !near("control", control.trigger) {
                extra.push(format!("control {} “{}”", control.class, quote(control.span)));
            }
        }
        for (at, relation) in reading.relations.iter().enumerate() {
            if free("relation", at) && !near("relation", relation.trigger) {
                extra.push(format!("relation {} “{}”", relation.rel, quote(relation.span)));
            }
        }
        for (at, (mention, figure)) in figures(reading).enumerate() {
            let span = reading.mentions[mention].span;
            let story = reading.document.section_at(span.start()).is_story();
            let told = figure.measure == "share" && extent(span);
            if story && !told && free("figure", at) && !near("figure", span) {
                extra.push(format!("figure {} “{}”", figure.measure, quote(span)));
            }
        }
        extra
    }
}
