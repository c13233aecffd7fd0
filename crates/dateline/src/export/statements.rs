//! The published shapes of what is stated beside events: controls, relations, positions, agreements.

use super::json::{EventTimeRecord, Range, RoleRecord, Writer, bytes};
use crate::{Agreement, Bound, Control, Deadline, EventTime, Extent, Position, Relation, Term, Zone};
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ExtentRecord {
    span: Range,
    text: String,
    /// At least this share of the place, 0 to 1; null where the words give no measure.
    lower: Option<f64>,
    /// At most this share.
    upper: Option<f64>,
    /// Whether the lower bound itself is excluded: "more than half".
    strict: bool,
    /// Whether it is a share of what another holder leaves: "most of the remaining region".
    of_rest: bool,
}

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ControlRecord {
    id: u32,
    /// controlled, held, seized, retaken, lost, contested, besieged, stronghold, enclave, influence, presence
    verb_class: String,
    /// state or change
    kind: String,
    place: RoleRecord,
    /// Null where the words name the place without a share.
    extent: Option<ExtentRecord>,
    holders: Vec<RoleRecord>,
    from: Vec<RoleRecord>,
    /// When, if the words tell; a state without one is as of the document.
    as_of: Option<EventTimeRecord>,
    status: String,
    status_cue: Option<Range>,
    span: Range,
    bytes: Range,
    text: String,
    trigger: Range,
    claim: u32,
    rule: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct RelationRecord {
    id: u32,
    subject: RoleRecord,
    /// includes, part-of, affiliate-of, member-of, backed-by, based-in, sides-with, in-class, allied-with, led-by,
    /// split-from, formerly
    rel: String,
    object: RoleRecord,
    /// The word that says it is over: "former".
    ended: Option<Range>,
    time: Option<EventTimeRecord>,
    status: String,
    span: Range,
    bytes: Range,
    text: String,
    trigger: Range,
    claim: u32,
    rule: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct PositionRecord {
    id: u32,
    holders: Vec<RoleRecord>,
    /// accepted, rejected, conditional, none-stated
    value: String,
    toward: Option<RoleRecord>,
    /// An agreement of this document.
    agreement: Option<u32>,
    span: Range,
    bytes: Range,
    text: String,
    trigger: Range,
    claim: u32,
    rule: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct BoundRecord {
    span: Range,
    text: String,
    mention: Option<u32>,
    /// party, implied, named-non-party, unknown
    basis: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct DeadlineRecord {
    /// A time mention.
    mention: u32,
    edtf: Option<String>,
    /// words, or agreement-date where the year was inferred from the date of the agreement
    basis: String,
    /// Whether the words stand with a later act of the sentence and may not be meant for this one.
    shared: bool,
}

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct TermRecord {
    id: u32,
    /// refrain, prevent, withdraw, withdraw-materiel, surrender-materiel, establish, perform, allow, release, restore,
    /// report, purpose
    obligation: String,
    bound: Vec<BoundRecord>,
    object: Option<RoleRecord>,
    /// A place mention.
    place: Option<u32>,
    /// A zone of this agreement.
    zone: Option<u32>,
    deadline: Option<DeadlineRecord>,
    continuing: bool,
    /// bright-line, open-textured, no
    testable: String,
    span: Range,
    bytes: Range,
    text: String,
    trigger: Range,
    claim: u32,
    rule: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
struct ZoneRecord {
    id: u32,
    /// buffer, demilitarized, no-fly, safe, security, de-escalation, exclusion, corridor
    kind: String,
    /// A figure mention.
    depth: Option<u32>,
    /// What it lies along or around, in the words of the text.
    datum: Option<Range>,
    span: Range,
    bytes: Range,
    text: String,
}

#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct AgreementRecord {
    id: u32,
    parties: Vec<RoleRecord>,
    mediators: Vec<RoleRecord>,
    time: Option<EventTimeRecord>,
    /// All words that refer to it.
    mentions: Vec<Range>,
    terms: Vec<TermRecord>,
    zones: Vec<ZoneRecord>,
    span: Range,
    bytes: Range,
    text: String,
    claim: u32,
    rule: String,
}

impl Writer<'_> {
    fn at(&self, time: Option<EventTime>) -> Option<EventTimeRecord> {
        time.map(EventTimeRecord::from)
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
