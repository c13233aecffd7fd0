//! Rows of one document.

use super::source::day;
use super::{ClaimRow, DocumentRow, EventRow, FigureRow, Source, SpanRow, StatementRow};
use crate::published::{
    AgreementRecord, ControlRecord, EventRecord, EventTimeRecord, MentionRecord, Range, RoleRecord,
    TimeRecord,
};
use jiff::civil::Date;

/// Rows of the tables that are made of one document after another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// One a document.
    pub documents: Vec<DocumentRow>,
    /// One an event.
    pub events: Vec<EventRow>,
    /// One a claim.
    pub claims: Vec<ClaimRow>,
    /// One a figure and event.
    pub figures: Vec<FigureRow>,
    /// One a statement.
    pub statements: Vec<StatementRow>,
    /// One for words that another row rests on.
    pub spans: Vec<SpanRow>,
}

impl Rows {
    /// Adds the rows of another document.
    pub fn extend(&mut self, more: Rows) {
        self.documents.extend(more.documents);
        self.events.extend(more.events);
        self.claims.extend(more.claims);
        self.figures.extend(more.figures);
        self.statements.extend(more.statements);
        self.spans.extend(more.spans);
    }
}

/// The rows of a document.
#[must_use]
pub fn of(source: &Source) -> Rows {
    let mut make = Make { source, rows: Rows::default() };
    make.events();
    make.claims();
    make.figures();
    make.statements();
    make.document();
    make.rows
}

struct Make<'a> {
    source: &'a Source<'a>,
    rows: Rows,
}

/// What the words of a role mean, side by side.
#[derive(Default)]
struct Side {
    words: Vec<String>,
    ids: Vec<String>,
    names: Vec<String>,
    countries: Vec<String>,
    sectors: Vec<String>,
    cameo: Vec<String>,
}

impl Make<'_> {
    fn side<'r>(&self, roles: impl IntoIterator<Item = &'r RoleRecord>) -> Side {
        let mut side = Side::default();
        for role in roles {
            let actor = self.source.actor(role.mention);
            let place = self.source.place(role.mention);
            let text = |value: Option<&String>| value.cloned().unwrap_or_default();
            side.words.push(role.text.clone());
            side.ids.push(text(actor.and_then(|a| a.id.as_ref())));
            side.names.push(text(actor.map(|a| &a.name).or(place.map(|p| &p.name))));
            let country = actor.and_then(|a| a.country.as_ref()).or(place.and_then(|p| p.country.as_ref()));
            side.countries.push(text(country));
            side.sectors.push(text(actor.and_then(|a| a.sector.as_ref())));
            side.cameo.push(text(actor.and_then(|a| a.cameo.as_ref())));
        }
        side
    }

    fn events(&mut self) {
        for (name, event) in self.source.record.event_names().into_iter().zip(&self.source.record.events) {
            let id = self.source.event_id(&name);
            let row = self.event(id.clone(), event);
            self.rows.events.push(row);
            let trigger = self.source.words_or(event.trigger, event.span, &event.text);
            self.span(&id, "trigger", 0, event.trigger, trigger, None);
            if let Some(cue) = event.status_cue {
                let words = self.source.words_or(cue, event.span, &event.text);
                self.span(&id, "status", 0, cue, words, None);
            }
            self.roles(&id, "actor", &event.actors);
            self.roles(&id, "recipient", &event.recipients);
            self.roles(&id, "with", &event.coordinated_with);
            self.roles(&id, "object", &event.object);
            self.roles(&id, "means", &event.weapons);
            self.mentions(&id, "place", event.place.iter().map(|p| p.mention));
            self.mentions(&id, "time", event.time.iter().map(|t| t.mention));
            self.mentions(&id, "figure", event.figures.iter().copied());
            for (at, further) in event.further_mentions.iter().enumerate() {
                self.span(&id, "mention", at, further.span, Some(further.text.clone()), None);
            }
        }
    }

    fn event(&self, event_id: String, event: &EventRecord) -> EventRow {
        let source = self.source;
        let document = &source.record.document;
        let actors = self.side(&event.actors);
        let recipients = self.side(&event.recipients);
        let place_mention = event.place.as_ref().map(|p| p.mention);
        let place = source.place(place_mention);
        let time = source.time(event.time.as_ref().map(|t| t.mention));
        let (earliest, latest) = self.days(event.time.as_ref());
        let claim = source.record.claims.get(event.claim as usize);
        let sentence = source.sentence(event.trigger[0]);
        let means = event.weapons.first();
        let words = |mention: u32| source.mention(mention).map(|m| m.text.clone()).unwrap_or_default();
        EventRow {
            document_id: document.id.clone(),
            document_key: document.key.clone(),
            source: document.source.clone(),
            url: document.url.clone(),
            published: source.published(),
            event: event.id,
            plover: event.plover.clone(),
            modes: event.modes.clone(),
            contexts: event.contexts.clone(),
            cameo: event.cameo.clone(),
            quad: event.quad.clone(),
            score: event.score,
            status: event.status.clone(),
            status_cue: event.status_cue.and_then(|cue| source.words_or(cue, event.span, &event.text)),
            trigger: source.words_or(event.trigger, event.span, &event.text).unwrap_or_default(),
            actors: actors.words,
            actor_ids: actors.ids,
            actor_countries: actors.countries,
            actor_sectors: actors.sectors,
            recipients: recipients.words,
            recipient_ids: recipients.ids,
            recipient_countries: recipients.countries,
            recipient_sectors: recipients.sectors,
            with: event.coordinated_with.iter().map(|r| r.text.clone()).collect(),
            object: event.object.as_ref().map(|r| r.text.clone()),
            means: means.map(|r| r.text.clone()),
            figures: event.figures.iter().map(|id| words(*id)).collect(),
            place: place.map(|p| p.name.clone()),
            place_id: place.map(|p| p.id.clone()),
            latitude: place.map(|p| p.lat),
            longitude: place.map(|p| p.lon),
            where_prec: place.map(|p| u32::from(p.precision)),
            time: time.and_then(|t| t.edtf.clone()),
            time_relation: event.time.as_ref().map(|t| t.relation.clone()),
            chain: source.chain(event.claim),
            quote: event.text.clone(),
            rule: event.rule.clone(),
            origin: source.origin(event.claim),
            stance: claim.map(|c| c.stance.clone()).unwrap_or_default(),
            factuality: event.factuality.clone(),
            origin_interest: event.origin_interest.clone(),
            said: source.edtf(claim.and_then(|c| c.said)),
            auxiliary: event.auxiliary.clone(),
            further_mentions: event.further_mentions.iter().map(|m| m.text.clone()).collect(),
            event_id,
            document_name: source.name.clone(),
            earliest,
            latest,
            time_grain: time.map(|t| t.grain.clone()),
            time_basis: time.map(|t| t.basis.clone()),
            country: place.and_then(|p| p.country.clone()),
            admin1: place.and_then(|p| p.admin1.clone()),
            place_kind: place.map(|p| p.kind.clone()),
            place_words: place_mention.map(words),
            actor_names: actors.names,
            recipient_names: recipients.names,
            weapon_class: means
                .and_then(|r| source.mention(r.mention?)?.weapon.as_ref())
                .and_then(|weapon| weapon.class.clone()),
            claim_id: source.claim_id(event.claim),
            incident_id: None,
            span_start: event.span[0],
            span_end: event.span[1],
            trigger_start: event.trigger[0],
            trigger_end: event.trigger[1],
            sentence_start: sentence.map(|s| s[0]),
            sentence_end: sentence.map(|s| s[1]),
            section: source.section(event.trigger[0]),
            coded_by: self.coder(),
            decision: None,
            actor_cameo: actors.cameo,
            recipient_cameo: recipients.cameo,
        }
    }

    fn coder(&self) -> String {
        let record = self.source.record;
        format!("dateline {} model {} data {}", record.dateline, record.model, record.data)
    }

    /// First and last day that an event can be of: what its relation leaves open is empty.
    fn days(&self, time: Option<&EventTimeRecord>) -> (Option<Date>, Option<Date>) {
        let Some(time) = time else { return (None, None) };
        let Some(when) = self.source.time(Some(time.mention)) else { return (None, None) };
        span_of_days(when, &time.relation)
    }

    fn claims(&mut self) {
        let source = self.source;
        for claim in &source.record.claims {
            let id = source.claim_id(claim.id);
            let actor = source.origin_actor(claim.id);
            let last = claim.chain.last();
            let content =
                claim.content.iter().copied().reduce(|a: Range, b: Range| [a[0].min(b[0]), a[1].max(b[1])]);
            let owned = |span: Range| source.words(span).map(str::to_owned);
            self.rows.claims.push(ClaimRow {
                claim_id: id.clone(),
                document_name: source.name.clone(),
                claim: claim.id,
                chain: source.chain(claim.id),
                chain_ids: claim
                    .chain
                    .iter()
                    .map(|s| source.actor(s.mention).and_then(|a| a.id.clone()).unwrap_or_default())
                    .collect(),
                origin: source.origin(claim.id),
                origin_id: actor.and_then(|a| a.id.clone()),
                origin_country: actor.and_then(|a| a.country.clone()),
                origin_sector: actor.and_then(|a| a.sector.clone()),
                origin_kind: last.map_or_else(|| "outlet".to_owned(), |s| s.speaker.clone()),
                stance: claim.stance.clone(),
                quote_type: claim.quote_type.clone(),
                follows: claim.follows,
                said: source.edtf(claim.said),
                cue: claim.cue.and_then(owned),
                content: content.and_then(owned),
                cue_start: claim.cue.map(|c| c[0]),
                cue_end: claim.cue.map(|c| c[1]),
                content_start: content.map(|c| c[0]),
                content_end: content.map(|c| c[1]),
                events: source.record.events.iter().filter(|e| e.claim == claim.id).count() as u32,
                source: source.record.document.source.clone(),
                published: source.published(),
                rule: claim.rule.clone(),
            });
            let mut ordinal = 0;
            for (level, speaker) in claim.chain.iter().enumerate() {
                if let Some(span) = speaker.span {
                    self.span(&id, "speaker", level, span, speaker.text.clone(), speaker.mention);
                }
                for cue in &speaker.cue {
                    self.span(&id, "cue", ordinal, *cue, owned(*cue), None);
                    ordinal += 1;
                }
            }
            for (at, content) in claim.content.iter().enumerate() {
                self.span(&id, "content", at, *content, owned(*content), None);
            }
        }
    }

    fn figures(&mut self) {
        let source = self.source;
        let names = source.record.event_names();
        for mention in &source.record.mentions {
            let Some(figure) = &mention.figure else { continue };
            let of: Vec<&EventRecord> =
                source.record.events.iter().filter(|e| e.figures.contains(&mention.id)).collect();
            let claim = of.first().map_or_else(|| self.claim_around(mention), |e| e.claim);
            let row = |nth: usize, event: Option<&EventRecord>| {
                let claim = event.map_or(claim, |e| e.claim);
                FigureRow {
                    figure_id: source.figure_id(mention.id),
                    nth: nth as u32,
                    event_id: event.and_then(|e| names.get(e.id as usize)).map(|n| source.event_id(n)),
                    document_name: source.name.clone(),
                    source: source.record.document.source.clone(),
                    published: source.published(),
                    measure: figure.measure.clone(),
                    unit: figure.unit.clone(),
                    point: figure.point,
                    lower: figure.lower,
                    upper: figure.upper,
                    strict: figure.strict,
                    approximate: figure.approximate,
                    range_kind: figure.range_kind.clone(),
                    of_whom: figure.group.and_then(|g| source.words_or(g, mention.span, &mention.text)),
                    area: source.place(figure.area).map(|p| p.name.clone()),
                    period: source.edtf(figure.period),
                    cumulative: figure.cumulative,
                    additional: figure.additional,
                    part_of: figure.subset_of.map(|id| source.figure_id(id)),
                    supersedes: figure.supersedes.map(|id| source.figure_id(id)),
                    policy: figure.policy.clone(),
                    words: mention.text.clone(),
                    origin: source.origin(claim),
                    origin_id: source.origin_actor(claim).and_then(|a| a.id.clone()),
                    chain: source.chain(claim),
                    plover: event.map(|e| e.plover.clone()),
                    status: event.map(|e| e.status.clone()),
                    span_start: mention.span[0],
                    span_end: mention.span[1],
                    rule: mention.rule.clone(),
                }
            };
            if of.is_empty() {
                self.rows.figures.push(row(0, None));
            }
            let rows = of.iter().enumerate().map(|(nth, event)| row(nth, Some(event)));
            self.rows.figures.extend(rows.collect::<Vec<_>>());
        }
    }

    /// The innermost claim whose content holds a mention; else the outlet's.
    fn claim_around(&self, mention: &MentionRecord) -> u32 {
        let holds = |content: &Range| content[0] <= mention.span[0] && mention.span[1] <= content[1];
        let claims = self.source.record.claims.iter().filter(|c| c.content.iter().any(holds));
        claims.max_by_key(|c| (c.chain.len(), c.id)).map_or(0, |c| c.id)
    }

    fn statements(&mut self) {
        for control in &self.source.record.controls {
            self.control(control);
        }
        for agreement in &self.source.record.agreements {
            self.agreement(agreement);
        }
        let source = self.source;
        for relation in &source.record.relations {
            let (subject, object) = (self.side([&relation.subject]), self.side([&relation.object]));
            let (earliest, latest) = self.days(relation.time.as_ref());
            let row = StatementRow {
                value: relation.rel.clone(),
                subjects: subject.words,
                subject_ids: subject.ids,
                objects: object.words,
                object_ids: object.ids,
                time: source.edtf(relation.time.as_ref().map(|t| t.mention)),
                earliest,
                latest,
                ended: Some(relation.ended.is_some()),
                status: Some(relation.status.clone()),
                quote: relation.text.clone(),
                span_start: relation.span[0],
                span_end: relation.span[1],
                rule: relation.rule.clone(),
                ..self.statement("relation", relation.id, relation.claim)
            };
            let id = row.statement_id.clone();
            self.rows.statements.push(row);
            self.roles(&id, "subject", [&relation.subject]);
            self.roles(&id, "object", [&relation.object]);
        }
        for position in &source.record.positions {
            let (subject, object) = (self.side(&position.holders), self.side(&position.toward));
            let row = StatementRow {
                value: position.value.clone(),
                subjects: subject.words,
                subject_ids: subject.ids,
                objects: object.words,
                object_ids: object.ids,
                agreement_id: position.agreement.map(|a| self.statement_id("agreement", a)),
                quote: position.text.clone(),
                span_start: position.span[0],
                span_end: position.span[1],
                rule: position.rule.clone(),
                ..self.statement("position", position.id, position.claim)
            };
            let id = row.statement_id.clone();
            self.rows.statements.push(row);
            self.roles(&id, "subject", &position.holders);
            self.roles(&id, "object", &position.toward);
        }
    }

    fn statement_id(&self, kind: &str, id: impl std::fmt::Display) -> String {
        format!("{}#{kind}{id}", self.source.name)
    }
    fn statement(&self, kind: &str, id: impl std::fmt::Display, claim: u32) -> StatementRow {
        StatementRow {
            statement_id: self.statement_id(kind, id),
            document_name: self.source.name.clone(),
            kind: kind.to_owned(),
            claim_id: self.source.claim_id(claim),
            origin: self.source.origin(claim),
            source: self.source.record.document.source.clone(),
            published: self.source.published(),
            ..StatementRow::default()
        }
    }

    fn control(&mut self, control: &ControlRecord) {
        let (holders, object) = (self.side(&control.holders), self.side([&control.place]));
        let place = self.source.place(control.place.mention);
        let (earliest, latest) = self.days(control.as_of.as_ref());
        let row = StatementRow {
            value: control.verb_class.clone(),
            subjects: holders.words,
            subject_ids: holders.ids,
            objects: object.words,
            object_ids: vec![place.map(|p| p.id.clone()).unwrap_or_default()],
            from: self.side(&control.from).words,
            change: Some(control.kind == "change"),
            extent: control.extent.as_ref().map(|e| e.text.clone()),
            extent_lower: control.extent.as_ref().and_then(|e| e.lower),
            extent_upper: control.extent.as_ref().and_then(|e| e.upper),
            place: place.map(|p| p.name.clone()),
            latitude: place.map(|p| p.lat),
            longitude: place.map(|p| p.lon),
            where_prec: place.map(|p| u32::from(p.precision)),
            time: self.source.edtf(control.as_of.as_ref().map(|t| t.mention)),
            earliest,
            latest,
            status: Some(control.status.clone()),
            quote: control.text.clone(),
            span_start: control.span[0],
            span_end: control.span[1],
            rule: control.rule.clone(),
            ..self.statement("control", control.id, control.claim)
        };
        let id = row.statement_id.clone();
        self.rows.statements.push(row);
        self.roles(&id, "subject", &control.holders);
        self.roles(&id, "object", [&control.place]);
        self.roles(&id, "from", &control.from);
    }

    fn agreement(&mut self, agreement: &AgreementRecord) {
        let parties = self.side(&agreement.parties);
        let mediators = self.side(&agreement.mediators);
        let (earliest, latest) = self.days(agreement.time.as_ref());
        let row = StatementRow {
            value: "agreement".into(),
            subjects: parties.words,
            subject_ids: parties.ids,
            objects: mediators.words,
            object_ids: mediators.ids,
            time: self.source.edtf(agreement.time.as_ref().map(|t| t.mention)),
            earliest,
            latest,
            quote: agreement.text.clone(),
            span_start: agreement.span[0],
            span_end: agreement.span[1],
            rule: agreement.rule.clone(),
            ..self.statement("agreement", agreement.id, agreement.claim)
        };
        let agreement_id = row.statement_id.clone();
        self.rows.statements.push(row);
        self.roles(&agreement_id, "subject", &agreement.parties);
        self.roles(&agreement_id, "object", &agreement.mediators);
        for term in &agreement.terms {
            let bound: Vec<RoleRecord> = term
                .bound
                .iter()
                .map(|b| RoleRecord { span: b.span, text: b.text.clone(), mention: b.mention })
                .collect();
            let (subject, object) = (self.side(&bound), self.side(&term.object));
            let place = self.source.place(term.place);
            let deadline = term.deadline.as_ref();
            let due = self.source.time(deadline.map(|d| d.mention));
            let row = StatementRow {
                value: term.obligation.clone(),
                subjects: subject.words,
                subject_ids: subject.ids,
                objects: object.words,
                object_ids: object.ids,
                basis: term.bound.iter().map(|b| b.basis.clone()).collect(),
                place: place.map(|p| p.name.clone()),
                latitude: place.map(|p| p.lat),
                longitude: place.map(|p| p.lon),
                where_prec: place.map(|p| u32::from(p.precision)),
                time: deadline.and_then(|d| d.edtf.clone()),
                earliest: due.and_then(|t| day(t.earliest.as_deref())),
                latest: due.and_then(|t| day(t.latest.as_deref())),
                testable: Some(term.testable.clone()),
                agreement_id: Some(agreement_id.clone()),
                quote: term.text.clone(),
                span_start: term.span[0],
                span_end: term.span[1],
                rule: term.rule.clone(),
                ..self.statement("term", format_args!("{}.{}", agreement.id, term.id), term.claim)
            };
            let id = row.statement_id.clone();
            self.rows.statements.push(row);
            self.roles(&id, "subject", &bound);
            self.roles(&id, "object", &term.object);
        }
    }

    fn document(&mut self) {
        let source = self.source;
        let record = source.record;
        let document = &record.document;
        let citation = document.citation.as_ref();
        let edition = document.edition.as_ref();
        self.rows.documents.push(DocumentRow {
            document_name: source.name.clone(),
            document_id: document.id.clone(),
            document_key: document.key.clone(),
            source: document.source.clone(),
            url: document.url.clone(),
            title: document.title.clone(),
            published: source.published(),
            published_basis: document.published_basis.clone(),
            language: document.language.clone(),
            length: document.length,
            events: record.events.len() as u32,
            claims: record.claims.len() as u32,
            figures: record.mentions.iter().filter(|m| m.figure.is_some()).count() as u32,
            statements: self.rows.statements.len() as u32,
            notes: record.notes.iter().map(|n| n.code.clone()).collect(),
            input: citation.map(|c| c.input.clone()),
            input_offset: citation.map(|c| c.offset),
            input_line: citation.and_then(|c| c.line),
            input_record: citation.and_then(|c| c.record.clone()),
            extractor: document.extractor.clone(),
            edition_guid: edition.map(|e| e.guid.clone()),
            edition_version: edition.and_then(|e| e.version.clone()),
            edition_status: edition.map(|e| e.status.clone()),
            edition_change: edition.map(|e| e.change.clone()),
            dateline: record.dateline.clone(),
            model: record.model.clone(),
            data: record.data.clone(),
        });
    }

    fn roles<'r>(&mut self, of: &str, role: &str, roles: impl IntoIterator<Item = &'r RoleRecord>) {
        for (at, filler) in roles.into_iter().enumerate() {
            self.span(of, role, at, filler.span, Some(filler.text.clone()), filler.mention);
        }
    }
    fn mentions(&mut self, of: &str, role: &str, ids: impl IntoIterator<Item = u32>) {
        for (at, id) in ids.into_iter().enumerate() {
            if let Some(mention) = self.source.mention(id) {
                self.span(of, role, at, mention.span, Some(mention.text.clone()), Some(id));
            }
        }
    }
    fn span(
        &mut self,
        of: &str,
        role: &str,
        ordinal: usize,
        span: Range,
        text: Option<String>,
        mention: Option<u32>,
    ) {
        let meant = mention.and_then(|id| self.source.mention(id));
        let actor = meant.and_then(|m| m.actor.as_ref()).and_then(|a| a.id.clone());
        self.rows.spans.push(SpanRow {
            of: of.to_owned(),
            role: role.to_owned(),
            ordinal: ordinal as u32,
            document_name: self.source.name.clone(),
            text,
            span_start: span[0],
            span_end: span[1],
            mention,
            kind: meant.map(|m| m.kind.clone()),
            resolution: meant.and_then(|m| m.resolution.clone()),
            id: actor.or_else(|| meant.and_then(|m| m.place.as_ref()).map(|p| p.id.clone())),
            antecedent: meant.and_then(|m| m.antecedent),
        });
    }
}

/// The days that a time leaves to what stands to it in a relation.
fn span_of_days(when: &TimeRecord, relation: &str) -> (Option<Date>, Option<Date>) {
    let (earliest, latest) = (day(when.earliest.as_deref()), day(when.latest.as_deref()));
    match relation {
        "at-or-before" | "before" | "until" => (None, latest),
        "after" | "since" => (earliest, None),
        _ => (earliest, latest),
    }
}
