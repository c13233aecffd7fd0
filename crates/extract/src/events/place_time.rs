//! Where and when an act was, and the figures that belong to it.

use super::Coder;
use crate::mentions::times;
use dateline_record::{Deprel, EventTime, MentionId, MentionKind, Role, TimeRelation, TimexKind};

impl<'a> Coder<'a, '_> {
    /// Where: a place below the word or its carrier, the most exact first; else one the clause names; else the recipient.
    pub(crate) fn place(
        &self,
        at: u32,
        carrier: Option<u32>,
        sentence: &std::ops::Range<u32>,
        recipients: &[Role],
    ) -> Option<MentionId> {
        let near = |top: u32, reach: usize| {
            let found = self.mentions.places_in(sentence).filter_map(|(head, id)| {
                let depth = std::iter::once(head).chain(self.tree.ancestors(head)).position(|t| t == top)?;
                let crosses = std::iter::once(head)
                    .chain(self.tree.ancestors(head))
                    .take_while(|t| *t != top)
                    .any(|t| {
                        matches!(self.tree.relation(t), Deprel::Ccomp | Deprel::Parataxis | Deprel::AclRelcl)
                    });
                let MentionKind::Place(place) = &self.mentions.list[id.0 as usize].kind else { return None };
                let precision = place.best().map_or(9, |p| p.precision);
                (depth <= reach && !crosses).then_some((precision, depth, head, id))
            });
            found.min_by_key(|(precision, depth, head, _)| (*precision, *depth, *head)).map(|(.., id)| id)
        };
        let of_recipient = recipients
            .iter()
            .filter_map(|r| r.mention)
            .find(|id| matches!(self.mentions.list[id.0 as usize].kind, MentionKind::Place(_)));
        near(at, 5)
            .or_else(|| carrier.and_then(|verb| near(verb, 5)))
            .or(of_recipient)
            .or_else(|| self.tree.clause(at).and_then(|verb| near(verb, 2)))
    }

    /// When: a time that hangs on the word, its carrier or the verb of its clause; else at or before the report.
    pub(crate) fn time(
        &self,
        at: u32,
        carrier: Option<u32>,
        sentence: &std::ops::Range<u32>,
        claim: dateline_record::ClaimId,
    ) -> Option<EventTime> {
        let clause = carrier.or_else(|| self.tree.clause(at));
        let first = self.times.partition_point(|(t, _)| t.head < sentence.start);
        let near = self.times[first..].iter().take_while(|(t, _)| t.head < sentence.end);
        let dated = near.filter(|(t, _)| t.when.dates());
        let own = dated.clone().find(|(t, _)| self.tree.below(t.head, at) && self.same_clause(t.head, at));
        let own = own.or_else(|| {
            dated
                .clone()
                .find(|(t, _)| clause.is_some() && self.tree.clause(t.head) == clause && !self.says(clause))
        });
        let own = own.or_else(|| dated.clone().find(|(t, _)| self.runs_into(at, t)));
        if let Some((time, id)) = own {
            let relation = match time.when.bound.as_deref() {
                // "before dawn on Saturday" is still of that Saturday.
                Some("before" | "after") if time.when.kind == TimexKind::Time => TimeRelation::Within,
                Some("since" | "from") => TimeRelation::Since,
                Some("until" | "till" | "through") => TimeRelation::Until,
                Some("by" | "before") => TimeRelation::Before,
                Some("after") => TimeRelation::After,
                _ => TimeRelation::Within,
            };
            return Some(EventTime { mention: *id, relation });
        }
        self.said(claim)
    }
    /// "signed between Juba and Khartoum in May aims to": a time with no verb between it and the word is the
    /// word's, whatever the parser hung it on.
    pub(super) fn runs_into(&self, at: u32, time: &times::Found) -> bool {
        let between = if time.first > at { at + 1..time.first } else { time.last + 1..at };
        let verb = |t: u32| self.tree.is_verb(t) || self.tree.form(t) == "," && time.first < at;
        between.len() <= 8 && time.first > at && !between.into_iter().any(verb)
    }
    /// At or before the report, if that is dated.
    pub(crate) fn said(&self, claim: dateline_record::ClaimId) -> Option<EventTime> {
        let mention = self.voices.voice(claim).and_then(|v| v.said)?;
        Some(EventTime { mention, relation: TimeRelation::AtOrBefore })
    }
    pub(super) fn same_clause(&self, inner: u32, outer: u32) -> bool {
        let between = std::iter::once(inner).chain(self.tree.ancestors(inner)).take_while(|t| *t != outer);
        !between.into_iter().any(|t| {
            matches!(
                self.tree.relation(t),
                Deprel::AclRelcl | Deprel::Ccomp | Deprel::Parataxis | Deprel::Advcl
            )
        })
    }
    pub(super) fn says(&self, verb: Option<u32>) -> bool {
        verb.is_some_and(|v| self.voices.is_cue(v))
    }

    /// Figures whose nearest trigger above is this word.
    pub(crate) fn figures_of(
        &self,
        at: u32,
        carrier: Option<u32>,
        sentence: &std::ops::Range<u32>,
    ) -> Vec<MentionId> {
        let mine = |token: u32| token == at || Some(token) == carrier;
        let owned = |head: u32| {
            let up = std::iter::once(head).chain(self.tree.ancestors(head));
            up.take_while(|t| {
                !matches!(self.tree.relation(*t), Deprel::Ccomp | Deprel::AclRelcl | Deprel::Parataxis)
                    || mine(*t)
            })
            .any(mine)
        };
        let first = self.figures.partition_point(|(f, _)| f.head < sentence.start);
        let near = self.figures[first..].iter().take_while(|(f, _)| f.head < sentence.end);
        near.filter(|(f, _)| owned(f.head)).map(|(_, id)| *id).collect()
    }
}
