//! The tables of a reading: a published record taken apart into rows, and rows taken out again.

use crate::names::Names;
use crate::{Error, Result, STRIDE};
use dateline_published::{
    AgreementRecord, ClaimRecord, ControlRecord, EventRecord, EventTimeRecord, FigureRecord, MentionRecord,
    PositionRecord, Range, Record, RelationRecord, RoleRecord, TermRecord, TimeRecord,
};
use rusqlite::{Connection, Params, params};

/// Every table whose rows belong to one document, children before parents. The first column holds an id in the document's
/// stretch of ids.
pub(crate) const TABLES: &[(&str, &str)] = &[
    ("notes", "id"),
    ("position_holders", "position"),
    ("positions", "id"),
    ("term_bound", "term"),
    ("terms", "id"),
    ("zones", "id"),
    ("agreement_roles", "agreement"),
    ("agreements", "id"),
    ("relations", "id"),
    ("control_roles", "control"),
    ("controls", "id"),
    ("event_mentions", "event"),
    ("event_figures", "event"),
    ("event_roles", "event"),
    ("events", "id"),
    ("claim_speakers", "claim"),
    ("claims", "id"),
    ("figures", "mention"),
    ("times", "mention"),
    ("mentions", "id"),
    ("sentences", "id"),
];

/// Takes out all rows of a document.
pub(crate) fn remove(db: &Connection, document: i64) -> Result<()> {
    for (table, id) in TABLES {
        let sql = format!("DELETE FROM {table} WHERE {id} >= ?1 AND {id} < ?2");
        db.prepare_cached(&sql)?.execute(params![document * STRIDE, (document + 1) * STRIDE])?;
    }
    Ok(())
}

/// Puts in all rows of a document's record.
pub(crate) fn add(
    db: &Connection,
    names: &mut Names,
    document: i64,
    text: &str,
    record: &Record,
) -> Result<()> {
    let most = [record.mentions.len(), record.sentences.len(), record.claims.len(), record.events.len()];
    if let Some(count) = most.into_iter().find(|count| *count as i64 >= STRIDE) {
        return Err(Error::TooMany(count));
    }
    Rows { db, names, document, words: Words::new(text), record, actors: vec![], places: vec![] }.all()
}

/// Words by code points.
pub(crate) struct Words<'a> {
    pub text: &'a str,
    /// Where each code point begins, and where the last ends; empty for ASCII.
    starts: Vec<u32>,
}

impl<'a> Words<'a> {
    pub fn new(text: &'a str) -> Words<'a> {
        let starts = if text.is_ascii() {
            vec![]
        } else {
            let ends = std::iter::once(text.len());
            text.char_indices().map(|(at, _)| at).chain(ends).map(|at| at as u32).collect()
        };
        Words { text, starts }
    }
    /// The words of a span; none if it is not within the text.
    pub fn get(&self, span: Range) -> Option<&'a str> {
        let byte = |point: u32| {
            if self.starts.is_empty() {
                return Some(point as usize);
            }
            self.starts.get(point as usize).map(|at| *at as usize)
        };
        self.text.get(byte(span[0])?..byte(span[1])?)
    }
    fn at(&self, span: Range) -> &'a str {
        self.get(span).unwrap_or_default()
    }
    fn some(&self, span: Option<Range>) -> Option<&'a str> {
        span.map(|span| self.at(span))
    }
}

struct Rows<'a> {
    db: &'a Connection,
    names: &'a mut Names,
    document: i64,
    words: Words<'a>,
    record: &'a Record,
    /// The actor of each mention.
    actors: Vec<Option<i64>>,
    /// The place of each mention.
    places: Vec<Option<i64>>,
}

fn json(list: &[String]) -> String {
    serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned())
}

impl<'a> Rows<'a> {
    fn put(&self, sql: &str, values: impl Params) -> Result<()> {
        self.db.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }
    fn id(&self, ordinal: u32) -> i64 {
        self.document * STRIDE + i64::from(ordinal)
    }
    fn ids(&self, ordinal: Option<u32>) -> Option<i64> {
        ordinal.map(|ordinal| self.id(ordinal))
    }
    fn actor(&self, mention: Option<u32>) -> Option<i64> {
        self.actors.get(mention? as usize).copied().flatten()
    }
    fn place(&self, mention: Option<u32>) -> Option<i64> {
        self.places.get(mention? as usize).copied().flatten()
    }
    fn time(&self, time: Option<&EventTimeRecord>) -> Option<&'a TimeRecord> {
        self.record.mentions.get(time?.mention as usize)?.time.as_ref()
    }
    fn days(&self, time: Option<&EventTimeRecord>) -> (Option<&'a str>, Option<&'a str>) {
        let time = self.time(time);
        (time.and_then(|t| t.earliest.as_deref()), time.and_then(|t| t.latest.as_deref()))
    }
    fn sentence(&self, at: u32) -> Option<i64> {
        let sentences = &self.record.sentences;
        let before = sentences.partition_point(|s| s.span[0] <= at);
        let found = before.checked_sub(1).filter(|i| at < sentences[*i].span[1])?;
        Some(self.id(found as u32))
    }

    fn all(mut self) -> Result<()> {
        let record = self.record;
        for (at, sentence) in record.sentences.iter().enumerate() {
            let [start, end] = sentence.span;
            self.put(
                "INSERT INTO sentences VALUES (?1, ?2, ?3, ?4)",
                params![self.id(at as u32), self.document, start, end],
            )?;
        }
        for mention in &record.mentions {
            self.mention(mention)?;
        }
        for claim in &record.claims {
            self.claim(claim)?;
        }
        for (event, name) in record.events.iter().zip(record.event_names()) {
            self.event(event, &name)?;
        }
        for control in &record.controls {
            self.control(control)?;
        }
        for relation in &record.relations {
            self.relation(relation)?;
        }
        let (mut zones, mut terms) = (0, 0);
        for agreement in &record.agreements {
            self.agreement(agreement, &mut zones, &mut terms)?;
        }
        for position in &record.positions {
            self.position(position)?;
        }
        for (at, note) in record.notes.iter().enumerate() {
            let (start, end) = (note.span.map(|s| s[0]), note.span.map(|s| s[1]));
            self.put(
                "INSERT INTO notes (id, document, code, message, span_start, span_end) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![self.id(at as u32), self.document, note.code, note.message, start, end],
            )?;
        }
        Ok(())
    }

    fn mention(&mut self, mention: &MentionRecord) -> Result<()> {
        let actor = mention.actor.as_ref().map(|actor| self.names.actor(self.db, actor)).transpose()?;
        let place = mention.place.as_ref().map(|place| self.names.place(self.db, place)).transpose()?;
        self.actors.push(actor);
        self.places.push(place);
        let id = self.id(mention.id);
        let candidates = Some(json(&mention.candidates)).filter(|_| !mention.candidates.is_empty());
        self.put(
            "INSERT INTO mentions (id, document, kind, text, span_start, span_end, head_start, head_end, resolution,
               actor, place, weapon_class, antecedent, candidates, rule)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            params![
                id,
                self.document,
                mention.kind,
                mention.text,
                mention.span[0],
                mention.span[1],
                mention.head[0],
                mention.head[1],
                mention.resolution,
                actor,
                place,
                mention.weapon.as_ref().and_then(|w| w.class.as_ref()),
                self.ids(mention.antecedent),
                candidates,
                mention.rule
            ],
        )?;
        if let Some(time) = &mention.time {
            self.put(
                "INSERT INTO times VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![
                    id,
                    time.edtf,
                    time.earliest,
                    time.latest,
                    time.grain,
                    time.basis,
                    time.bound,
                    time.timex.r#type,
                    time.timex.value,
                    time.timex.r#mod
                ],
            )?;
        }
        match &mention.figure {
            Some(figure) => self.figure(id, figure),
            None => Ok(()),
        }
    }

    fn figure(&self, id: i64, figure: &FigureRecord) -> Result<()> {
        self.put(
            "INSERT INTO figures (mention, measure, unit, lower, upper, point, strict, approximate, range_kind,
               group_text, modifier_text, area, period, cumulative, additional, subset_of, supersedes, policy)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
            params![
                id,
                figure.measure,
                figure.unit,
                figure.lower,
                figure.upper,
                figure.point,
                figure.strict,
                figure.approximate,
                figure.range_kind,
                self.words.some(figure.group),
                self.words.some(figure.modifier),
                self.ids(figure.area),
                self.ids(figure.period),
                figure.cumulative,
                figure.additional,
                self.ids(figure.subset_of),
                self.ids(figure.supersedes),
                figure.policy
            ],
        )
    }

    fn claim(&self, claim: &ClaimRecord) -> Result<()> {
        let id = self.id(claim.id);
        let origin = claim.chain.last().and_then(|s| s.mention);
        self.put(
            "INSERT INTO claims (id, document, origin, origin_mention, origin_actor, depth, stance, quote_type, cue,
               follows, said, rule)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            params![
                id,
                self.document,
                claim.origin,
                self.ids(origin),
                self.actor(origin),
                claim.chain.len() as i64,
                claim.stance,
                claim.quote_type,
                self.words.some(claim.cue),
                claim.follows,
                self.ids(claim.said),
                claim.rule
            ],
        )?;
        for (level, speaker) in claim.chain.iter().enumerate() {
            self.put(
                "INSERT INTO claim_speakers VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    id,
                    level as i64,
                    speaker.speaker,
                    speaker.text,
                    self.ids(speaker.mention),
                    self.actor(speaker.mention)
                ],
            )?;
        }
        Ok(())
    }

    fn event(&self, event: &EventRecord, name: &str) -> Result<()> {
        let id = self.id(event.id);
        let time = self.time(event.time.as_ref());
        let place = event.place.as_ref().map(|p| p.mention);
        self.put(
            "INSERT INTO events (id, document, name, sentence, claim, plover, modes, contexts, auxiliary, cameo, quad,
               score, status, status_cue, factuality, origin_interest, text, \"trigger\", span_start, span_end,
               trigger_start, trigger_end, place, place_mention, time_mention, time_relation, edtf, earliest, latest,
               rule)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
               ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30)",
            params![
                id,
                self.document,
                name,
                self.sentence(event.trigger[0]),
                self.id(event.claim),
                event.plover,
                json(&event.modes),
                json(&event.contexts),
                json(&event.auxiliary),
                event.cameo,
                event.quad,
                event.score,
                event.status,
                self.words.some(event.status_cue),
                json(&event.factuality),
                event.origin_interest,
                event.text,
                self.words.at(event.trigger),
                event.span[0],
                event.span[1],
                event.trigger[0],
                event.trigger[1],
                self.place(place),
                self.ids(place),
                self.ids(event.time.as_ref().map(|t| t.mention)),
                event.time.as_ref().map(|t| &t.relation),
                time.and_then(|t| t.edtf.as_ref()),
                time.and_then(|t| t.earliest.as_ref()),
                time.and_then(|t| t.latest.as_ref()),
                event.rule
            ],
        )?;
        let roles = [
            ("actor", &event.actors[..]),
            ("recipient", &event.recipients),
            ("coordinated-with", &event.coordinated_with),
            ("object", event.object.as_slice()),
            ("weapon", &event.weapons),
        ];
        for (role, words) in roles {
            for (at, filler) in words.iter().enumerate() {
                self.put(
                    "INSERT INTO event_roles VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    params![
                        id,
                        role,
                        at as i64,
                        filler.text,
                        filler.span[0],
                        filler.span[1],
                        self.ids(filler.mention),
                        self.actor(filler.mention)
                    ],
                )?;
            }
        }
        for figure in &event.figures {
            // An event may name a figure twice.
            self.put("INSERT OR IGNORE INTO event_figures VALUES (?1, ?2)", params![id, self.id(*figure)])?;
        }
        for (at, further) in event.further_mentions.iter().enumerate() {
            self.put(
                "INSERT INTO event_mentions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    id,
                    at as i64,
                    further.text,
                    further.span[0],
                    further.span[1],
                    self.id(further.claim),
                    further.rule
                ],
            )?;
        }
        Ok(())
    }

    /// Who stands in a role of something that is no event.
    fn roles(&self, table: &str, of: &str, id: i64, role: &str, fillers: &[RoleRecord]) -> Result<()> {
        for (at, filler) in fillers.iter().enumerate() {
            let sql = format!(
                "INSERT INTO {table} ({of}, role, ordinal, text, mention, actor) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
            );
            self.put(
                &sql,
                params![
                    id,
                    role,
                    at as i64,
                    filler.text,
                    self.ids(filler.mention),
                    self.actor(filler.mention)
                ],
            )?;
        }
        Ok(())
    }

    fn control(&self, control: &ControlRecord) -> Result<()> {
        let id = self.id(control.id);
        let extent = control.extent.as_ref();
        let (earliest, latest) = self.days(control.as_of.as_ref());
        self.put(
            "INSERT INTO controls (id, document, claim, verb_class, kind, status, place_text, place_mention, place,
               extent_text, extent_lower, extent_upper, earliest, latest, text, span_start, span_end, rule)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
            params![
                id,
                self.document,
                self.id(control.claim),
                control.verb_class,
                control.kind,
                control.status,
                control.place.text,
                self.ids(control.place.mention),
                self.place(control.place.mention),
                extent.map(|e| &e.text),
                extent.and_then(|e| e.lower),
                extent.and_then(|e| e.upper),
                earliest,
                latest,
                control.text,
                control.span[0],
                control.span[1],
                control.rule
            ],
        )?;
        self.roles("control_roles", "control", id, "holder", &control.holders)?;
        self.roles("control_roles", "control", id, "from", &control.from)
    }

    fn relation(&self, relation: &RelationRecord) -> Result<()> {
        let (earliest, latest) = self.days(relation.time.as_ref());
        self.put(
            "INSERT INTO relations (id, document, claim, rel, status, ended, subject_text, subject_mention, subject_actor,
               object_text, object_mention, object_actor, earliest, latest, text, span_start, span_end, rule)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
            params![
                self.id(relation.id),
                self.document,
                self.id(relation.claim),
                relation.rel,
                relation.status,
                relation.ended.is_some(),
                relation.subject.text,
                self.ids(relation.subject.mention),
                self.actor(relation.subject.mention),
                relation.object.text,
                self.ids(relation.object.mention),
                self.actor(relation.object.mention),
                earliest,
                latest,
                relation.text,
                relation.span[0],
                relation.span[1],
                relation.rule
            ],
        )
    }

    fn agreement(&self, agreement: &AgreementRecord, zones: &mut u32, terms: &mut u32) -> Result<()> {
        let id = self.id(agreement.id);
        let (earliest, latest) = self.days(agreement.time.as_ref());
        self.put(
            "INSERT INTO agreements (id, document, claim, earliest, latest, text, span_start, span_end, rule)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                id,
                self.document,
                self.id(agreement.claim),
                earliest,
                latest,
                agreement.text,
                agreement.span[0],
                agreement.span[1],
                agreement.rule
            ],
        )?;
        self.roles("agreement_roles", "agreement", id, "party", &agreement.parties)?;
        self.roles("agreement_roles", "agreement", id, "mediator", &agreement.mediators)?;
        // Zones and terms count within their agreement in the record, and within the document here.
        let first_zone = *zones;
        for zone in &agreement.zones {
            self.put(
                "INSERT INTO zones (id, agreement, kind, depth, text, span_start, span_end)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                params![
                    self.id(*zones),
                    id,
                    zone.kind,
                    self.ids(zone.depth),
                    zone.text,
                    zone.span[0],
                    zone.span[1]
                ],
            )?;
            *zones += 1;
        }
        for term in &agreement.terms {
            self.term(term, id, *terms, first_zone)?;
            *terms += 1;
        }
        Ok(())
    }

    fn term(&self, term: &TermRecord, agreement: i64, ordinal: u32, first_zone: u32) -> Result<()> {
        let id = self.id(ordinal);
        let object = term.object.as_ref();
        self.put(
            "INSERT INTO terms (id, agreement, claim, obligation, object_text, object_mention, place_mention, place, zone,
               deadline, deadline_basis, continuing, testable, text, span_start, span_end, rule)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
            params![
                id,
                agreement,
                self.id(term.claim),
                term.obligation,
                object.map(|o| &o.text),
                self.ids(object.and_then(|o| o.mention)),
                self.ids(term.place),
                self.place(term.place),
                self.ids(term.zone.map(|zone| first_zone + zone)),
                term.deadline.as_ref().and_then(|d| d.edtf.as_ref()),
                term.deadline.as_ref().map(|d| &d.basis),
                term.continuing,
                term.testable,
                term.text,
                term.span[0],
                term.span[1],
                term.rule
            ],
        )?;
        for (at, bound) in term.bound.iter().enumerate() {
            self.put(
                "INSERT INTO term_bound VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    id,
                    at as i64,
                    bound.basis,
                    bound.text,
                    self.ids(bound.mention),
                    self.actor(bound.mention)
                ],
            )?;
        }
        Ok(())
    }

    fn position(&self, position: &PositionRecord) -> Result<()> {
        let id = self.id(position.id);
        let toward = position.toward.as_ref();
        self.put(
            "INSERT INTO positions (id, document, claim, value, toward_text, toward_mention, agreement, text, span_start,
               span_end, rule)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                id,
                self.document,
                self.id(position.claim),
                position.value,
                toward.map(|t| &t.text),
                self.ids(toward.and_then(|t| t.mention)),
                self.ids(position.agreement),
                position.text,
                position.span[0],
                position.span[1],
                position.rule
            ],
        )?;
        for (at, holder) in position.holders.iter().enumerate() {
            self.put(
                "INSERT INTO position_holders VALUES (?1, ?2, ?3, ?4, ?5)",
                params![id, at as i64, holder.text, self.ids(holder.mention), self.actor(holder.mention)],
            )?;
        }
        Ok(())
    }
}
