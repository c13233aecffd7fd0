//! The published record: one JSON object a document. `docs/record.md` describes every field, the crate `published` holds
//! its shape.

use super::Read;
use crate::published::{
    ActorRecord, CitationRecord, ClaimRecord, DocumentRecord, EditionRecord, EventMentionRecord, EventPlace,
    EventRecord, EventTimeRecord, FigureRecord, MentionRecord, NoteRecord, PlaceRecord, Range, Record,
    RoleRecord, SCHEMA, SectionRecord, SentenceRecord, SpeakerRecord, TimeRecord, TimexRecord, WeaponRecord,
};
use crate::{
    Actor, Citation, Document, Edition, Event, EventTime, Figure, Level, MentionId, MentionKind, Place,
    Reading, Resolution, Role, Speaker, VERSION, When,
};
use std::io::Write;

pub(super) fn write(read: &Read, out: &mut dyn Write) -> std::io::Result<()> {
    let record = record(read.reading, read.coder.model.digest(), &read.coder.lexicon.digest);
    serde_json::to_writer(&mut *out, &record)?;
    out.write_all(b"\n")
}

/// Bytes to code points. ASCII texts need no table.
struct Points {
    /// Code points before every 64th byte; empty for ASCII.
    table: Vec<u32>,
}

impl Points {
    fn new(text: &str) -> Points {
        if text.is_ascii() {
            return Points { table: vec![] };
        }
        let mut table = Vec::with_capacity(text.len() / 64 + 2);
        let mut count = 0;
        for (at, byte) in text.bytes().enumerate() {
            if at % 64 == 0 {
                table.push(count);
            }
            count += u32::from(byte & 0xC0 != 0x80);
        }
        table.push(count);
        Points { table }
    }
    fn at(&self, text: &str, byte: u32) -> u32 {
        if self.table.is_empty() {
            return byte;
        }
        let block = byte as usize / 64;
        let before = self.table.get(block).copied().unwrap_or(0);
        let rest = &text.as_bytes()[(block * 64).min(text.len())..(byte as usize).min(text.len())];
        before + rest.iter().filter(|b| **b & 0xC0 != 0x80).count() as u32
    }
}

pub(super) struct Writer<'a> {
    reading: &'a Reading,
    document: &'a Document,
    points: Points,
}

/// The published record of a reading.
#[must_use]
pub fn record(reading: &Reading, model: &str, data: &str) -> Record {
    let document = &reading.document;
    let writer = Writer { reading, document, points: Points::new(document.text()) };
    Record {
        schema: SCHEMA,
        dateline: VERSION.into(),
        model: model.into(),
        data: data.into(),
        document: writer.document(),
        sections: document
            .sections
            .iter()
            .map(|s| SectionRecord {
                kind: s.kind.to_string(),
                span: writer.span(s.span),
                bytes: bytes(s.span),
            })
            .collect(),
        sentences: reading
            .sentences
            .iter()
            .map(|s| SentenceRecord { span: writer.span(*s), bytes: bytes(*s) })
            .collect(),
        mentions: (0..reading.mentions.len()).map(|i| writer.mention(i)).collect(),
        claims: (0..reading.claims.len()).map(|i| writer.claim(i)).collect(),
        events: reading.events.iter().enumerate().map(|(i, e)| writer.event(i, e)).collect(),
        controls: reading.controls.iter().enumerate().map(|(i, c)| writer.control(i, c)).collect(),
        agreements: reading.agreements.iter().enumerate().map(|(i, a)| writer.agreement(i, a)).collect(),
        positions: reading.positions.iter().enumerate().map(|(i, p)| writer.position(i, p)).collect(),
        relations: reading.relations.iter().enumerate().map(|(i, r)| writer.relation(i, r)).collect(),
        notes: reading
            .notes
            .iter()
            .map(|n| NoteRecord {
                code: n.code.to_string(),
                span: n.span.map(|s| writer.span(s)),
                message: n.message.clone(),
            })
            .collect(),
    }
}

pub(super) fn bytes(span: crate::Span) -> Range {
    [span.start(), span.end()]
}
fn citation(citation: &Citation) -> CitationRecord {
    CitationRecord {
        input: citation.input.clone(),
        offset: citation.offset,
        length: citation.length,
        line: citation.line,
        record: citation.record.clone(),
        digest: citation.digest.clone(),
    }
}
fn edition(edition: &Edition) -> EditionRecord {
    EditionRecord {
        guid: edition.guid.clone(),
        version: edition.version.clone(),
        status: edition.status.to_string(),
        change: edition.change.to_string(),
        supersedes: edition.supersedes.clone(),
        note: edition.note.clone(),
    }
}
fn some(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|t| !t.is_empty())
}

pub(super) fn event_time(time: EventTime) -> EventTimeRecord {
    EventTimeRecord { mention: time.mention.0, relation: time.relation.to_string() }
}

impl Writer<'_> {
    pub(super) fn span(&self, span: crate::Span) -> Range {
        let text = self.document.text();
        [self.points.at(text, span.start()), self.points.at(text, span.end())]
    }
    pub(super) fn text(&self, span: crate::Span) -> String {
        self.document.quote(span).to_owned()
    }

    fn document(&self) -> DocumentRecord {
        let origin = &self.document.origin;
        let length = u32::try_from(self.document.text().len()).unwrap_or(u32::MAX);
        let headline = self.document.sections.iter().find(|s| s.kind == crate::SectionKind::Headline);
        DocumentRecord {
            id: self.document.id().as_str().to_owned(),
            key: origin.key.clone(),
            source: origin.source.clone(),
            url: origin.url.clone(),
            title: origin.title.clone().or_else(|| headline.map(|s| self.text(s.span))),
            published: origin.published.map(|(date, _)| date.to_string()),
            published_basis: origin.published.map_or("none", |(_, basis)| basis.as_str()).to_owned(),
            language: origin.language.clone().unwrap_or_else(|| "en".to_owned()),
            length: self.points.at(self.document.text(), length),
            citation: origin.citation.as_ref().map(citation),
            edition: origin.edition.as_ref().map(edition),
            extractor: origin.extractor.map(str::to_owned),
            text: origin.extractor.map(|_| self.document.text().to_owned()),
        }
    }

    fn mention(&self, at: usize) -> MentionRecord {
        let mention = &self.reading.mentions[at];
        let mut record = MentionRecord {
            id: at as u32,
            kind: mention.kind.name().to_owned(),
            span: self.span(mention.span),
            bytes: bytes(mention.span),
            head: self.span(mention.head),
            text: self.text(mention.span),
            rule: mention.rule.to_string(),
            antecedent: mention.antecedent.map(|m| m.0),
            resolution: None,
            actor: None,
            place: None,
            weapon: None,
            candidates: vec![],
            time: None,
            figure: None,
        };
        match &mention.kind {
            MentionKind::Actor(resolution) => {
                record.resolution = Some(resolution.name().to_owned());
                record.actor = resolution.best().map(actor);
                if let Resolution::Ambiguous(all) = resolution {
                    record.candidates = all.iter().map(|a| a.id.to_string()).collect();
                }
            }
            MentionKind::Place(resolution) => {
                record.resolution = Some(resolution.name().to_owned());
                record.place = resolution.best().map(place);
                if let Resolution::Ambiguous(all) = resolution {
                    record.candidates = all.iter().map(|p| p.id.to_string()).collect();
                }
            }
            MentionKind::Time(when) => record.time = Some(time(when)),
            MentionKind::Figure(figure) => record.figure = Some(self.figure(figure)),
            MentionKind::Weapon(weapon) => {
                record.weapon = Some(WeaponRecord { class: some(&weapon.class), platform: weapon.platform });
            }
        }
        record
    }

    fn figure(&self, figure: &Figure) -> FigureRecord {
        FigureRecord {
            measure: figure.measure.to_string(),
            unit: some(&figure.unit),
            lower: figure.lower,
            upper: figure.upper,
            point: figure.point,
            strict: figure.strict,
            approximate: figure.approximate,
            range_kind: some(&figure.range_kind),
            group: figure.group.map(|g| self.span(g)),
            area: figure.area.map(|m| m.0),
            period: figure.period.map(|m| m.0),
            cumulative: figure.cumulative,
            additional: figure.additional,
            subset_of: figure.subset_of.map(|m| m.0),
            supersedes: figure.supersedes.map(|m| m.0),
            modifier: figure.modifier.map(|m| self.span(m)),
            policy: some(&figure.policy),
        }
    }

    fn speaker(&self, speaker: Speaker, level: &Level) -> SpeakerRecord {
        let mut record = SpeakerRecord {
            speaker: "outlet".into(),
            mention: None,
            span: None,
            text: None,
            phrase: level.phrase.map(|p| self.span(p)),
            cue: level.cue.iter().map(|c| self.span(*c)).collect(),
        };
        match speaker {
            Speaker::Outlet => {}
            Speaker::Mentioned(MentionId(id)) => {
                let mention = &self.reading.mentions[id as usize];
                record.speaker = "mention".into();
                record.mention = Some(id);
                record.span = Some(self.span(mention.span));
                record.text = Some(self.text(mention.span));
            }
            Speaker::Unnamed(span) => {
                record.speaker = "unnamed".into();
                record.span = Some(self.span(span));
                record.text = Some(self.text(span));
            }
        }
        record
    }

    fn claim(&self, at: usize) -> ClaimRecord {
        let claim = &self.reading.claims[at];
        ClaimRecord {
            id: at as u32,
            chain: claim.chain.iter().zip(&claim.levels).map(|(s, l)| self.speaker(*s, l)).collect(),
            origin: match claim.origin() {
                Speaker::Outlet => "outlet".into(),
                speaker => self.reading.speaker(speaker).to_string(),
            },
            cue: claim.cue.map(|c| self.span(c)),
            content: claim.content.iter().map(|c| self.span(*c)).collect(),
            quote_type: claim.quote_type.to_string(),
            stance: claim.stance.to_string(),
            follows: claim.follows,
            said: claim.said.map(|m| m.0),
            rule: claim.rule.to_string(),
        }
    }

    pub(super) fn role(&self, role: &Role) -> RoleRecord {
        RoleRecord {
            span: self.span(role.span),
            text: self.text(role.span),
            mention: role.mention.map(|m| m.0),
        }
    }
    pub(super) fn roles(&self, roles: &[Role]) -> Vec<RoleRecord> {
        roles.iter().map(|r| self.role(r)).collect()
    }

    fn event(&self, at: usize, event: &Event) -> EventRecord {
        EventRecord {
            id: at as u32,
            plover: event.plover.to_string(),
            modes: event.modes.iter().map(ToString::to_string).collect(),
            contexts: event.contexts.iter().map(ToString::to_string).collect(),
            cameo: event.cameo.to_string(),
            quad: event.quad.to_string(),
            score: event.score,
            status: event.status.to_string(),
            status_cue: event.status_cue.map(|c| self.span(c)),
            factuality: event.factuality.iter().map(ToString::to_string).collect(),
            origin_interest: event.origin_interest.to_string(),
            span: self.span(event.span),
            bytes: bytes(event.span),
            text: self.text(event.span),
            trigger: self.span(event.trigger),
            claim: event.claim.0,
            actors: self.roles(&event.actors),
            recipients: self.roles(&event.recipients),
            coordinated_with: self.roles(&event.coordinated_with),
            object: event.object.as_ref().map(|r| self.role(r)),
            weapons: event.instrument.iter().map(|r| self.role(r)).collect(),
            place: event.place.map(|m| EventPlace { mention: m.0 }),
            time: event.time.map(event_time),
            figures: event.figures.iter().map(|m| m.0).collect(),
            rule: event.rule.to_string(),
            auxiliary: event.auxiliary.iter().map(ToString::to_string).collect(),
            further_mentions: event
                .further
                .iter()
                .map(|m| EventMentionRecord {
                    span: self.span(m.span),
                    bytes: bytes(m.span),
                    text: self.text(m.span),
                    trigger: self.span(m.trigger),
                    claim: m.claim.0,
                    rule: m.rule.to_string(),
                })
                .collect(),
        }
    }
}

fn actor(actor: &Actor) -> ActorRecord {
    ActorRecord {
        id: some(&actor.id),
        name: actor.name.to_string(),
        kind: some(&actor.kind),
        country: some(&actor.country),
        sector: some(&actor.sector),
        cameo: some(&actor.cameo),
    }
}

fn place(place: &Place) -> PlaceRecord {
    PlaceRecord {
        id: place.id.to_string(),
        name: place.name.to_string(),
        country: some(&place.country),
        admin1: some(&place.admin1),
        kind: place.kind.to_string(),
        lat: place.latitude,
        lon: place.longitude,
        precision: place.precision,
    }
}

fn time(when: &When) -> TimeRecord {
    TimeRecord {
        edtf: when.edtf.as_ref().map(ToString::to_string),
        earliest: when.earliest.map(|d| d.to_string()),
        latest: when.latest.map(|d| d.to_string()),
        grain: when.grain.to_string(),
        timex: TimexRecord {
            r#type: when.kind.to_string(),
            value: when.value.to_string(),
            r#mod: when.modifier.as_ref().map(ToString::to_string),
        },
        basis: when.basis.to_string(),
        bound: when.bound.as_ref().map(ToString::to_string),
    }
}
