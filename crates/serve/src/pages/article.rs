//! One document: its text with everything that was read from it marked on the words, and the same in lists.

use crate::index::Snapshot;
use crate::marks::{Mark, Points, Span, render};
use crate::page::{self, Page};
use crate::reply::{self, Trouble};
use crate::state::App;
use axum::extract::{Path, State};
use axum::response::Response;
use dateline::published::{ClaimRecord, EventRecord, MentionRecord, Record, RoleRecord};
use dateline_store::{InIncident, Listed, Store, Stored};
use maud::{Markup, html};

/// `GET /documents/{id}`
pub async fn show(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Trouble> {
    app.read(move |store, snapshot| {
        let stored = find(store, &name)?;
        let document = stored.document;
        let incidents = store.incidents_of(document)?;
        let copies = store.copies(document)?;
        let title = title(&stored);
        let data = vec![("application/json", format!("/api/v1/documents/{document}"))];
        let about = Page { title: &title, here: "", data, ..Page::default() };
        Ok(reply::page(page::whole(&about, &main(snapshot, &stored, &incidents, &copies))))
    })
    .await
}

/// The document of a name: a number, the beginning of a digest, a key.
///
/// # Errors
/// [`Trouble::Missing`] if there is none, or more than one.
pub fn find(store: &Store, name: &str) -> Result<Stored, Trouble> {
    let missing = || Trouble::Missing(format!("There is no document {name} in this record."));
    let ids = store.id(name)?;
    let [id] = &ids[..] else { return Err(missing()) };
    store.reading(id.document)?.ok_or_else(missing)
}

/// What a document is called.
#[must_use]
pub fn title(stored: &Stored) -> String {
    let record = &stored.record.document;
    let title = stored.given.title.as_ref().or(record.title.as_ref()).cloned();
    title.unwrap_or_else(|| format!("Document {}", stored.document))
}

/// A document in a list.
pub fn listed(item: &Listed) -> Markup {
    html! {
        a.document href={ "/documents/" (item.document) } dir="auto" {
            (item.title.as_deref().unwrap_or("(no headline)"))
        }
        " " small.source {
            span dir="auto" { (item.outlet.as_deref().unwrap_or("outlet not told")) }
            ", " (item.published.as_deref().unwrap_or("day not told"))
            @if !item.current { ", " em { "does not stand any more" } }
        }
    }
}

/// A document's events by what a mark or list needs of them.
pub struct Words<'a> {
    /// The document's id.
    pub document: i64,
    /// What was read.
    pub record: &'a Record,
    /// Its text.
    pub points: Points<'a>,
}

impl<'a> Words<'a> {
    /// Of a stored document.
    #[must_use]
    pub fn of(stored: &'a Stored) -> Words<'a> {
        Words { document: stored.document, record: &stored.record, points: Points::new(&stored.given.text) }
    }
    fn mention(&self, id: u32) -> Option<&'a MentionRecord> {
        self.record.mentions.get(id as usize)
    }
    /// The claim of an event.
    #[must_use]
    pub fn claim(&self, id: u32) -> Option<&'a ClaimRecord> {
        self.record.claims.get(id as usize)
    }
    /// Who says something: from the outlet to the origin.
    pub fn chain(&self, claim: u32) -> Markup {
        let chain = self.claim(claim).map(|c| c.chain.as_slice()).unwrap_or_default();
        let outlet = self.record.document.source.as_deref().unwrap_or("the outlet");
        html! {
            span.chain {
                @for (at, speaker) in chain.iter().enumerate() {
                    @if at > 0 { span.arrow aria-label="citing" { " ← " } }
                    @match speaker.span {
                        Some(span) => a.speaker href={ "#" (self.block_of(span)) } data-for=(range(span)) dir="auto" {
                            (self.points.words(span))
                        }
                        None => span.speaker dir="auto" { (speaker.text.as_deref().unwrap_or(outlet)) }
                    }
                }
            }
        }
    }
    /// The block that a span begins in.
    fn block_of(&self, span: Span) -> String {
        let at = self.points.blocks().iter().rposition(|b| b[0] <= span[0]).unwrap_or(0);
        format!("b{at}")
    }
    /// Words that fill roles, each leading to where they stand.
    pub fn roles(&self, name: &'static str, roles: &[RoleRecord]) -> Markup {
        html! {
            @if !roles.is_empty() {
                dt { (name) }
                dd {
                    @for (at, role) in roles.iter().enumerate() {
                        @if at > 0 { "; " }
                        a class={ "role role-" (page::class(name)) } href={ "#" (self.block_of(role.span)) }
                            data-for=(range(role.span)) dir="auto" { (role.text) }
                        @if let Some(meant) = role.mention.and_then(|m| self.mention(m)) { (meaning(meant)) }
                    }
                }
            }
        }
    }
    /// All that is read of an event.
    pub fn event(&self, event: &EventRecord, incident: Option<&InIncident>, link: bool) -> Markup {
        let place = event.place.as_ref().and_then(|p| self.mention(p.mention));
        let time = event.time.as_ref().and_then(|t| self.mention(t.mention));
        let name = format!("{}/{}", self.document, event.id);
        html! {
            article id={ "event-" (event.id) } class={ "event card status-" (page::class(&event.status)) } data-id=(name) {
                h3 {
                    @if link { a href={ "/events/" (name) } { (page::kind(&event.plover, event.modes.first().map(String::as_str))) } }
                    @else { (page::kind(&event.plover, event.modes.first().map(String::as_str))) }
                    " " (page::status(&event.status))
                }
                blockquote dir="auto" { a.words href={ "#" (self.block_of(event.span)) } data-for=(range(event.span)) { (event.text) } }
                dl {
                    (self.roles("Who", &event.actors))
                    (self.roles("To whom", &event.recipients))
                    (self.roles("Together with", &event.coordinated_with))
                    (self.roles("Object", event.object.as_slice()))
                    (self.roles("With what", &event.weapons))
                    dt { "Where" }
                    dd {
                        @match place {
                            Some(mention) => {
                                a.role.role-place href={ "#" (self.block_of(mention.span)) } data-for=(range(mention.span)) dir="auto" { (mention.text) }
                                (meaning(mention))
                            }
                            None => span.unknown { "not told" }
                        }
                    }
                    dt { "When" }
                    dd {
                        @match time {
                            Some(mention) => {
                                a.role.role-time href={ "#" (self.block_of(mention.span)) } data-for=(range(mention.span)) dir="auto" { (mention.text) }
                                @if let Some(time) = &mention.time {
                                    " " small { "(" (page::days(time.earliest.as_deref(), time.latest.as_deref()))
                                    @if let Some(relation) = event.time.as_ref().map(|t| t.relation.as_str()).filter(|r| *r != "within") {
                                        ", " (relation_means(relation))
                                    }
                                    ")" }
                                }
                            }
                            None => span.unknown { "not told" }
                        }
                    }
                    @if !event.figures.is_empty() {
                        dt { "Figures" }
                        dd {
                            @for (at, figure) in event.figures.iter().filter_map(|f| self.mention(*f)).enumerate() {
                                @if at > 0 { "; " }
                                a.role.role-figure href={ "#" (self.block_of(figure.span)) } data-for=(range(figure.span)) dir="auto" { (figure.text) }
                                (meaning(figure))
                            }
                        }
                    }
                    dt { "According to" }
                    dd { (self.chain(event.claim)) }
                    dt { "Status" }
                    dd {
                        (event.status) ": " (page::status_means(&event.status))
                        @if let Some(cue) = event.status_cue {
                            ", by " a.cue href={ "#" (self.block_of(cue)) } data-for=(range(cue)) dir="auto" { (self.points.words(cue)) }
                        }
                    }
                    @if let Some(inside) = incident {
                        dt { "Incident" }
                        dd { a href={ "/incidents/" (inside.incident) } { (inside.incident) } }
                    }
                    dt { "Rule" }
                    dd { code { (event.rule) } }
                }
            }
        }
    }
}

/// `12-19`
#[must_use]
pub fn range(span: Span) -> String {
    format!("{}-{}", span[0], span[1])
}

fn relation_means(relation: &str) -> &str {
    match relation {
        "at-or-before" => "only the report is dated",
        other => other,
    }
}

/// What a mention means, behind its words.
fn meaning(mention: &MentionRecord) -> Markup {
    html! {
        @if let Some(actor) = &mention.actor {
            " " small.meaning {
                "("
                @match &actor.id {
                    Some(id) => a href={ "/actors/" (crate::query::encode(id)) } { (actor.name) },
                    None => (actor.name),
                }
                @if let Some(country) = &actor.country { ", " (country) }
                @if mention.resolution.as_deref() == Some("ambiguous") { ", one of several" }
                ")"
            }
        }
        @if let Some(place) = &mention.place {
            " " small.meaning {
                "(" (place.name) @if let Some(country) = &place.country { ", " (country) }
                ": " (crate::map::exactness(place.precision))
                @if mention.resolution.as_deref() == Some("ambiguous") { ", one of several" }
                ")"
            }
        }
        @if let Some(figure) = &mention.figure {
            " " small.meaning { "(" (figure.measure) ": " (bounds(figure.lower, figure.upper, figure.point, figure.strict, figure.approximate)) ")" }
        }
    }
}

/// A number as the words bound it.
#[must_use]
pub fn bounds(
    lower: Option<f64>,
    upper: Option<f64>,
    point: Option<f64>,
    strict: bool,
    approximate: bool,
) -> String {
    let about = if approximate { "about " } else { "" };
    match (point, lower, upper) {
        (Some(point), ..) => format!("{about}{point}"),
        (None, Some(a), Some(b)) if (a - b).abs() < f64::EPSILON => format!("{about}{a}"),
        (None, Some(a), Some(b)) => format!("{about}{a} to {b}"),
        (None, Some(a), None) => format!("{} {a}", if strict { "more than" } else { "at least" }),
        (None, None, Some(b)) => format!("{} {b}", if strict { "fewer than" } else { "at most" }),
        (None, None, None) => "no number".to_owned(),
    }
}

fn marks(words: &Words) -> Vec<Mark> {
    let mut marks: Vec<Mark> = vec![];
    let mut led: Vec<Span> = vec![];
    for claim in &words.record.claims {
        for (at, content) in claim.content.iter().enumerate() {
            marks.push(Mark {
                span: *content,
                id: if at == 0 { format!("c{}", claim.id) } else { String::new() },
                class: format!("claim stance-{}", page::class(&claim.stance)),
                attributes: vec![
                    ("data-claim", claim.id.to_string()),
                    ("title", format!("{} {}", claim.origin, claim.stance)),
                ],
                leads: None,
                level: 0,
            });
        }
        if let Some(cue) = claim.cue {
            marks.push(Mark {
                span: cue,
                class: "cue".into(),
                attributes: vec![("data-claim", claim.id.to_string())],
                level: 4,
                ..Mark::default()
            });
        }
    }
    for event in &words.record.events {
        let name = format!("{}/{}", words.document, event.id);
        marks.push(Mark {
            span: event.span,
            id: format!("e{}", event.id),
            class: format!("event status-{} type-{}", page::class(&event.status), page::class(&event.plover)),
            attributes: vec![
                ("data-event", name.clone()),
                ("title", format!("{} ({})", event.plover, event.status)),
            ],
            leads: None,
            level: 1,
        });
        let trigger = event.trigger;
        // A word leads to one place only.
        let free = !led.iter().any(|l| l[0] < trigger[1] && trigger[0] < l[1]);
        if free {
            led.push(trigger);
        }
        marks.push(Mark {
            span: trigger,
            id: String::new(),
            class: "trigger".into(),
            attributes: vec![("data-event", name.clone())],
            leads: free.then(|| format!("#event-{}", event.id)),
            level: 5,
        });
        for (role, fillers) in [
            ("actor", event.actors.as_slice()),
            ("recipient", &event.recipients),
            ("with", &event.coordinated_with),
            ("object", event.object.as_slice()),
            ("weapon", &event.weapons),
        ] {
            for filler in fillers {
                marks.push(Mark {
                    span: filler.span,
                    class: format!("role role-{role}"),
                    attributes: vec![
                        ("data-event", name.clone()),
                        ("title", format!("{role} of {}", event.plover)),
                    ],
                    level: 2,
                    ..Mark::default()
                });
            }
        }
    }
    for mention in &words.record.mentions {
        let of = mention
            .actor
            .as_ref()
            .map(|a| a.name.clone())
            .or_else(|| mention.place.as_ref().map(|p| p.name.clone()));
        let told = of.or_else(|| mention.time.as_ref().and_then(|t| t.edtf.clone()));
        let mut attributes = vec![("data-mention", mention.id.to_string())];
        if let Some(told) = told {
            attributes.push(("title", told));
        }
        marks.push(Mark {
            span: mention.span,
            id: format!("m{}", mention.id),
            class: format!("mention mention-{}", page::class(&mention.kind)),
            attributes,
            leads: None,
            level: 3,
        });
    }
    marks
}

fn section_of(record: &Record, block: Span) -> &str {
    let found = record.sections.iter().find(|s| s.span[0] < block[1] && block[0] < s.span[1]);
    found.map_or("body", |section| section.kind.as_str())
}

/// The text with its marks.
pub fn text(words: &Words, language: &str) -> Markup {
    let marks = marks(words);
    html! {
        article #text.story data-text lang=(language) dir=(page::direction(language)) aria-label="Text" {
            @for (at, block) in words.points.blocks().into_iter().enumerate() {
                p id={ "b" (at) } class={ "section-" (page::class(section_of(words.record, block))) }
                    data-start=(block[0]) data-span=(range(block))
                    data-bytes={ (words.points.byte(block[0])) "-" (words.points.byte(block[1])) } {
                    (page::ready(render(&words.points, block, &marks)))
                }
            }
        }
    }
}

/// The paragraphs that an event stands in, with what belongs to it marked.
pub fn text_of_event(words: &Words, event: &EventRecord, language: &str) -> Markup {
    let name = format!("{}/{}", words.document, event.id);
    let roles = [&event.actors, &event.recipients, &event.coordinated_with, &event.weapons];
    let mentions = event.place.iter().map(|p| p.mention).chain(event.time.iter().map(|t| t.mention));
    let mentions =
        mentions.chain(event.figures.iter().copied()).filter_map(|m| words.mention(m)).map(|m| m.span);
    let mut spans: Vec<Span> = roles.into_iter().flatten().map(|r| r.span).chain(mentions).collect();
    spans.extend(event.object.iter().map(|o| o.span));
    spans.push(event.span);
    spans.push(event.trigger);
    spans.extend(event.status_cue);
    for speaker in words.claim(event.claim).map(|c| c.chain.as_slice()).unwrap_or_default() {
        spans.extend(speaker.span);
    }
    let mut marks = marks(words);
    marks.retain(|mark| {
        let of = mark.attributes.iter().find(|(name, _)| *name == "data-event");
        of.map_or_else(
            || mark.class.starts_with("mention") && spans.contains(&mark.span),
            |(_, value)| *value == name,
        )
    });
    for mark in &mut marks {
        mark.leads = None;
    }
    let near = |block: &Span| spans.iter().any(|span| span[0] < block[1] && block[0] < span[1]);
    html! {
        article #text.story data-text lang=(language) dir=(page::direction(language)) aria-label="The words" {
            @for (at, block) in words.points.blocks().into_iter().enumerate().filter(|(_, block)| near(block)) {
                p id={ "b" (at) } data-start=(block[0]) data-span=(range(block))
                    data-bytes={ (words.points.byte(block[0])) "-" (words.points.byte(block[1])) } {
                    (page::ready(render(&words.points, block, &marks)))
                }
            }
        }
    }
}

fn main(snapshot: &Snapshot, stored: &Stored, incidents: &[InIncident], copies: &[i64]) -> Markup {
    let words = Words::of(stored);
    let (given, record) = (&stored.given, &stored.record);
    let names = record.event_names();
    html! {
        h1 dir="auto" lang=(given.language) { (title(stored)) }
        dl.about {
            dt { "Outlet" } dd dir="auto" { (given.outlet.as_deref().unwrap_or("not told")) }
            dt { "Published" } dd { (given.published.as_deref().unwrap_or("not told")) " " small { "(" (basis(&given.published_basis)) ")" } }
            @if let Some(address) = &given.url { dt { "Address" } dd { (page::link(address, address)) } }
            dt { "Language" } dd { (given.language) }
            @if let Some(edition) = &given.edition {
                dt { "Edition" } dd dir="auto" {
                    (edition.guid) @if let Some(version) = &edition.version { ", version " (version) } ", " (edition.status)
                    @if let Some(note) = &edition.note { ". " q dir="auto" { (note) } }
                }
            }
            @if let Some(newer) = stored.superseded_by {
                dt { "Standing" } dd { strong { "does not stand any more" } ": " a href={ "/documents/" (newer) } { "a newer edition took its place" } }
            }
            @if !copies.is_empty() {
                dt { "Same text" } dd { @for copy in copies.iter().take(20) { a href={ "/documents/" (copy) } { "document " (copy) } " " } }
            }
            dt { "Digest" } dd { code.digest { (stored.digest) } }
        }
        p.legend {
            "Marked: " mark.event { "events" } ", " mark.claim { "claims" } ", " mark.mention.mention-actor { "actors" } ", "
            mark.mention.mention-place { "places" } ", " mark.mention.mention-time { "times" } ", "
            mark.mention.mention-figure { "figures" } ". Point at a role in the lists, or reach it with the Tab key, to see its words."
        }
        div.columns {
            (text(&words, &given.language))
            aside aria-label="What was read" {
                section #events {
                    h2 { "Events (" (record.events.len()) ")" }
                    @if record.events.is_empty() { p.none { "No event was found in this text." } }
                    @for (event, name) in record.events.iter().zip(&names) {
                        (words.event(event, incidents.iter().find(|i| i.name == *name), true))
                    }
                }
                (claims(&words))
                (statements(&words))
                @if !record.notes.is_empty() || !given.notes.is_empty() {
                    section #notes {
                        h2 { "Notes" }
                        ul {
                            @for note in &record.notes { li { code { (note.code) } ": " (note.message) } }
                            @for (code, message) in &given.notes { li { code { (code) } ": " (message) } }
                        }
                    }
                }
            }
        }
        (page::cite(&title(stored), &stored.digest, snapshot))
    }
}

fn basis(basis: &str) -> &str {
    match basis {
        "metadata" => "the publisher says so",
        "user" => "given with the input",
        "dateline" => "from the dateline",
        _ => "not known",
    }
}

fn claims(words: &Words) -> Markup {
    let told: Vec<&ClaimRecord> = words.record.claims.iter().filter(|c| c.chain.len() > 1).collect();
    html! {
        @if !told.is_empty() {
            section #claims {
                h2 { "Who says what (" (told.len()) ")" }
                ul {
                    @for claim in told {
                        li.claim {
                            (words.chain(claim.id)) " " em { (claim.stance) } " "
                            @for content in &claim.content {
                                a.words href={ "#" (words.block_of(*content)) } data-for=(range(*content)) dir="auto" { (words.points.words(*content)) } " "
                            }
                        }
                    }
                }
            }
        }
    }
}

fn statements(words: &Words) -> Markup {
    let record = words.record;
    let lead = |span: Span, text: &str| html! { a.words href={ "#" (words.block_of(span)) } data-for=(range(span)) dir="auto" { (text) } };
    html! {
        @if !record.controls.is_empty() {
            section #controls {
                h2 { "Who holds what" }
                ul { @for control in &record.controls { li {
                    (lead(control.span, &control.text)) " " small { "(" (control.verb_class) ", " (control.status) "; according to " (words.chain(control.claim)) ")" }
                } } }
            }
        }
        @if !record.relations.is_empty() {
            section #relations {
                h2 { "How actors stand to each other" }
                ul { @for relation in &record.relations { li {
                    (lead(relation.subject.span, &relation.subject.text)) " " em { (relation.rel) } " " (lead(relation.object.span, &relation.object.text))
                    @if relation.ended.is_some() { " " small { "(over)" } }
                } } }
            }
        }
        @if !record.agreements.is_empty() {
            section #agreements {
                h2 { "Agreements as this document reports them" }
                ul { @for agreement in &record.agreements { li {
                    (lead(agreement.span, &agreement.text))
                    ul { @for term in &agreement.terms { li { em { (term.obligation) } ": " (lead(term.span, &term.text)) } } }
                } } }
            }
        }
        @if !record.positions.is_empty() {
            section #positions {
                h2 { "Where somebody stands" }
                ul { @for position in &record.positions { li { (lead(position.span, &position.text)) " " small { "(" (position.value) ")" } } } }
            }
        }
    }
}
