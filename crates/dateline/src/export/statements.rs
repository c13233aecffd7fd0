//! Controls, relations, positions and agreements as they are published.

use super::json::{Writer, bytes, event_time};
use crate::published::{
    AgreementRecord, BoundRecord, ControlRecord, DeadlineRecord, EventTimeRecord, ExtentRecord,
    PositionRecord, RelationRecord, TermRecord, ZoneRecord,
};
use crate::{Agreement, Bound, Control, Deadline, EventTime, Extent, Position, Relation, Term, Zone};

impl Writer<'_> {
    fn at(&self, time: Option<EventTime>) -> Option<EventTimeRecord> {
        time.map(event_time)
    }
    fn extent(&self, extent: &Extent) -> ExtentRecord {
        ExtentRecord {
            span: self.span(extent.span),
            text: self.text(extent.span),
            lower: extent.lower,
            upper: extent.upper,
            strict: extent.strict,
            of_rest: extent.of_rest,
        }
    }
    pub(super) fn control(&self, id: usize, control: &Control) -> ControlRecord {
        ControlRecord {
            id: id as u32,
            verb_class: control.class.to_string(),
            kind: if control.change { "change" } else { "state" }.to_owned(),
            place: self.role(&control.place),
            extent: control.extent.as_ref().map(|e| self.extent(e)),
            holders: self.roles(&control.holders),
            from: self.roles(&control.from),
            as_of: self.at(control.time),
            status: control.status.to_string(),
            status_cue: control.status_cue.map(|c| self.span(c)),
            span: self.span(control.span),
            bytes: bytes(control.span),
            text: self.text(control.span),
            trigger: self.span(control.trigger),
            claim: control.claim.0,
            rule: control.rule.to_string(),
        }
    }
    pub(super) fn relation(&self, id: usize, relation: &Relation) -> RelationRecord {
        RelationRecord {
            id: id as u32,
            subject: self.role(&relation.subject),
            rel: relation.rel.to_string(),
            object: self.role(&relation.object),
            ended: relation.ended.map(|e| self.span(e)),
            time: self.at(relation.time),
            status: relation.status.to_string(),
            span: self.span(relation.span),
            bytes: bytes(relation.span),
            text: self.text(relation.span),
            trigger: self.span(relation.trigger),
            claim: relation.claim.0,
            rule: relation.rule.to_string(),
        }
    }
    pub(super) fn position(&self, id: usize, position: &Position) -> PositionRecord {
        PositionRecord {
            id: id as u32,
            holders: self.roles(&position.holders),
            value: position.value.to_string(),
            toward: position.toward.as_ref().map(|r| self.role(r)),
            agreement: position.agreement,
            span: self.span(position.span),
            bytes: bytes(position.span),
            text: self.text(position.span),
            trigger: self.span(position.trigger),
            claim: position.claim.0,
            rule: position.rule.to_string(),
        }
    }
    pub(super) fn agreement(&self, id: usize, agreement: &Agreement) -> AgreementRecord {
        AgreementRecord {
            id: id as u32,
            parties: self.roles(&agreement.parties),
            mediators: self.roles(&agreement.mediators),
            time: self.at(agreement.time),
            mentions: agreement.mentions.iter().map(|m| self.span(*m)).collect(),
            terms: agreement.terms.iter().enumerate().map(|(i, t)| self.term(i, t)).collect(),
            zones: agreement.zones.iter().enumerate().map(|(i, z)| self.zone(i, z)).collect(),
            span: self.span(agreement.span),
            bytes: bytes(agreement.span),
            text: self.text(agreement.span),
            claim: agreement.claim.0,
            rule: agreement.rule.to_string(),
        }
    }
    fn term(&self, id: usize, term: &Term) -> TermRecord {
        TermRecord {
            id: id as u32,
            obligation: term.obligation.to_string(),
            bound: term.bound.iter().map(|b| self.bound(b)).collect(),
            object: term.object.as_ref().map(|r| self.role(r)),
            place: term.place.map(|m| m.0),
            zone: term.zone,
            deadline: term.deadline.as_ref().map(deadline),
            continuing: term.continuing,
            testable: term.testable.to_string(),
            span: self.span(term.span),
            bytes: bytes(term.span),
            text: self.text(term.span),
            trigger: self.span(term.trigger),
            claim: term.claim.0,
            rule: term.rule.to_string(),
        }
    }
    fn bound(&self, bound: &Bound) -> BoundRecord {
        BoundRecord {
            span: self.span(bound.role.span),
            text: self.text(bound.role.span),
            mention: bound.role.mention.map(|m| m.0),
            basis: bound.basis.to_string(),
        }
    }
    fn zone(&self, id: usize, zone: &Zone) -> ZoneRecord {
        ZoneRecord {
            id: id as u32,
            kind: zone.kind.to_string(),
            depth: zone.depth.map(|m| m.0),
            datum: zone.datum.map(|d| self.span(d)),
            span: self.span(zone.span),
            bytes: bytes(zone.span),
            text: self.text(zone.span),
        }
    }
}

fn deadline(deadline: &Deadline) -> DeadlineRecord {
    DeadlineRecord {
        mention: deadline.mention.0,
        edtf: deadline.edtf.as_ref().map(ToString::to_string),
        basis: if deadline.from_agreement { "agreement-date" } else { "words" }.to_owned(),
        shared: deadline.shared,
    }
}
