//! How real an act is, and what PLOVER makes of an act that is still to come.

use super::{Coder, Match};
use crate::status::{self, Found};
use dateline_record::{Deprel, Event, MentionKind, Stance, Status, Xpos};
use jiff::ToSpan;
use smol_str::SmolStr;

impl<'a> Coder<'a, '_> {
    pub(super) fn status(
        &self,
        hit: &Match,
        carrier: Option<u32>,
        claim: dateline_record::ClaimId,
        sentence: &std::ops::Range<u32>,
    ) -> Found {
        // "if the allies act in concert with Kenya": how an act is done is as real as the act.
        let manner = (hit.pattern.code.plover == "COOPERATE" && self.tree.case(hit.token) == Some("in"))
            .then(|| self.tree.head(hit.token))
            .flatten();
        let word = manner.filter(|host| carrier.is_none() && self.tree.is_verb(*host)).unwrap_or(hit.token);
        let mut found = status::find(self.tree, self.lexicon, word, carrier);
        // A cue that says that it came about after all: "carried out their threat to", "no doubt that".
        if found.status == Status::Reported && found.cue.is_some() {
            return Found::plain();
        }
        // "Kenya claimed that Ethiopia attacked": the one who claims it says that it happened.
        if found.rule == "status.alleged-to"
            && found.cue.and_then(|cue| self.voices.stance_at(cue)) == Some(Stance::Asserts)
        {
            found = Found::plain();
        }
        // "Oman rejected Iran's claim that Turkey attacked": Oman denies, and Iran, whose word it is, does not.
        if found.status == Status::Denied
            && let (Some(cue), Some(voice)) = (found.cue, self.voices.voice(claim))
            && cue != voice.cue
            && voice.stance == Stance::Asserts
            && voice.phrase().is_some()
            && self.voices.is_around(cue, claim)
        {
            found = Found::plain();
        }
        // "told the envoy that rebels attacked": what somebody says happened was neither planned nor called for.
        let past = || {
            let word = carrier.unwrap_or(hit.token);
            let auxiliary =
                self.tree.with(word, &[Deprel::Aux]).map(|a| self.tree.token(a).xpos).collect::<Vec<_>>();
            let finite = self.tree.token(word).xpos == Xpos::Vbd
                || auxiliary.iter().any(|x| matches!(x, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp));
            finite && !auxiliary.contains(&Xpos::Md)
        };
        if matches!(found.status, Status::Planned | Status::CalledFor)
            && found.cue.and_then(|cue| self.voices.stance_at(cue)) == Some(Stance::Asserts)
            && past()
        {
            found = Found::plain();
        }
        // What a document says will be done is required, not foretold.
        let word = carrier.unwrap_or(hit.token);
        let voice = self.voices.voice(claim);
        let by_document = voice.is_some_and(|v| v.document) || self.is_under_document(word);
        // "Under its terms the army leaves the town": papers use the present tense.
        let present = || {
            let tense = matches!(self.tree.token(word).xpos, Xpos::Vbz | Xpos::Vbp);
            let bare = self.tree.with(word, &[Deprel::Aux, Deprel::AuxPass]).next().is_none();
            (tense && bare && self.is_under_document(word)).then_some(word)
        };
        let modal = self.modal(word).or(found.cue.filter(|_| found.rule == "status.to")).or_else(present);
        if by_document
            && let Some(modal) = modal
            && matches!(
                found.status,
                Status::Reported
                    | Status::Planned
                    | Status::Possible
                    | Status::Hypothetical
                    | Status::Probable
            )
        {
            found = Found {
                status: Status::Required,
                cue: Some(modal),
                rule: "status.document-modal".into(),
                commits: false,
            };
        }
        // What its speaker denies, doubts or foretells is not reported.
        if found.status == Status::Reported
            && let Some(voice) = voice
            && let Some(status) = of_stance(voice.stance)
            && self.is_content(word, voice.cue)
            && !voice.factive
            && !self.is_perceived(word, voice.cue)
        {
            found = Found { status, cue: Some(voice.cue), rule: "status.stance".into(), commits: false };
        }
        // "will shell the town unless it is given up": who says so of himself threatens.
        let hostile =
            matches!(hit.pattern.code.plover.as_str(), "ASSAULT" | "COERCE" | "SANCTION" | "REJECT");
        if found.rule == "status.condition"
            && hostile
            && let Some(voice) = voice
            && self.is_content(word, voice.cue)
            && self
                .tree
                .with(word, &[Deprel::Nsubj])
                .any(|s| matches!(self.tree.lemma(s), "he" | "she" | "it" | "they" | "we" | "i"))
        {
            found.status = Status::Threatened;
        }
        // "Will the rebels attack?"
        let asked = self.tree.form(sentence.end - 1) == "?"
            && (found.status == Status::Reported
                || self.tree.relation(word) == Deprel::Root
                    && found.cue.is_some_and(|cue| self.tree.relation(cue) == Deprel::Aux));
        if asked {
            found.status = Status::Unknown;
            found.cue = Some(sentence.end - 1);
        }
        found
    }
    /// "saw soldiers shoot a man": seen, and not only thought.
    fn is_perceived(&self, word: u32, cue: u32) -> bool {
        self.in_class(cue, "perceiving") && self.tree.with(word, &[Deprel::Mark]).next().is_none()
    }
    /// "Under the deal the rebels would withdraw."
    fn is_under_document(&self, word: u32) -> bool {
        let clause = self.tree.clause(word);
        let document =
            |o: u32| ["agreement", "law", "part_of_deal"].iter().any(|class| self.in_class(o, class));
        let below = |of: u32| {
            self.tree.with(of, &[Deprel::Obl]).any(|o| {
                // "under the pact", "in line with the pact"
                self.tree.case(o) == Some("under") && document(o)
                    || matches!(self.tree.lemma(o), "line" | "accordance" | "keeping" | "compliance")
                        && self.tree.with(o, &[Deprel::Nmod]).any(document)
            })
        };
        below(word) || clause.is_some_and(below)
    }
    /// Whether an act is what is said, and not something that is spoken of in passing: only clauses lie between.
    fn is_content(&self, word: u32, cue: u32) -> bool {
        let tree = self.tree;
        if !tree.is_verb(word) {
            return false;
        }
        std::iter::once(word).chain(tree.ancestors(word)).take_while(|t| *t != cue).all(|t| {
            match tree.relation(t) {
                Deprel::Ccomp | Deprel::Xcomp | Deprel::Conj | Deprel::Acl | Deprel::Obj => true,
                Deprel::Advcl | Deprel::AclRelcl => tree.is_content_of_noun(t),
                _ => false,
            }
        })
    }

    /// PLOVER: cooperation still to come is AGREE, and a withdrawal still to come CONCEDE: the promise is what is reported.
    /// Where the promise has a word of its own ("promised to send aid"), that word's event says so already.
    /// "will soon be freed": where nobody is named who would do it, nobody promises.
    pub(super) fn commitment(
        &self,
        hit: &Match<'a>,
        status: Found,
        by_nobody: bool,
    ) -> (&'a dateline_lexicon::Code, Found) {
        let code = &hit.pattern.code;
        if let Some(refused) = &code.refused
            && self.is_refused(hit, &status)
        {
            let found = Found { status: Status::Reported, rule: "status.refusal".into(), ..status };
            return (refused, found);
        }
        let Some(future) = &code.future else { return (code, status) };
        let promised = status.status == Status::Planned
            && status.commits
            && !(by_nobody && hit.verb && self.tree.is_passive(hit.token))
            && status.cue.is_some_and(|cue| !self.matched.contains(&cue));
        if !promised {
            return (code, status);
        }
        (future, Found { status: Status::Reported, rule: "status.commitment".into(), ..status })
    }
    /// "will not accept refugees", "would not meet the envoy": who will not cooperate refuses.
    fn is_refused(&self, hit: &Match<'a>, status: &Found) -> bool {
        let word = hit.carrier.as_ref().map_or(hit.token, |(verb, _)| *verb);
        let tree = self.tree;
        let will = |t: u32| matches!(tree.small(t).as_str(), "will" | "would" | "wo" | "shall" | "'ll");
        status.status == Status::Denied
            && status.rule == "status.not"
            && tree.is_verb(word)
            && !tree.is_passive(word)
            && tree.with(word, &[Deprel::Aux]).any(will)
            && !tree.with(word, &[Deprel::Aux]).any(|a| tree.lemma(a) == "have")
    }
    /// PLOVER's auxiliary modes: what the status makes of the act, and whether it lies more than a year back.
    pub(super) fn auxiliary(&self, event: &Event) -> Vec<SmolStr> {
        let mode = match event.status {
            Status::Denied => Some("negation"),
            Status::Planned | Status::Threatened | Status::CalledFor | Status::Required => Some("future"),
            Status::Hypothetical | Status::Possible | Status::AvertedAim => Some("hypothetical"),
            Status::Reported | Status::Attempted | Status::Probable | Status::Unknown => None,
        };
        let latest = event.time.and_then(|t| match &self.mentions.list[t.mention.0 as usize].kind {
            MentionKind::Time(when) => when.latest,
            _ => None,
        });
        let past = match (latest, self.document.published()) {
            (Some(day), Some(published)) => {
                published.checked_sub(1.year()).is_ok_and(|year_ago| day < year_ago)
            }
            _ => false,
        };
        mode.into_iter().chain(past.then_some("historical")).map(SmolStr::new_static).collect()
    }
    /// A modal on the verb or on the verb it is coordinated with.
    pub(crate) fn modal(&self, word: u32) -> Option<u32> {
        let own = self
            .tree
            .with(word, &[Deprel::Aux])
            .find(|a| matches!(self.tree.lemma(*a), "will" | "would" | "shall" | "must" | "should"));
        own.or_else(|| {
            let first = (self.tree.relation(word) == Deprel::Conj).then(|| self.tree.head(word)).flatten()?;
            self.tree
                .with(first, &[Deprel::Aux])
                .find(|a| matches!(self.tree.lemma(*a), "will" | "would" | "shall" | "must" | "should"))
        })
    }
}

/// What a speaker's stance makes of what is said.
const fn of_stance(stance: Stance) -> Option<Status> {
    match stance {
        Stance::Denies => Some(Status::Denied),
        Stance::Doubts | Stance::Asks => Some(Status::Unknown),
        Stance::Promises | Stance::Intends => Some(Status::Planned),
        Stance::Predicts | Stance::Believes => Some(Status::Probable),
        Stance::Urges => Some(Status::CalledFor),
        Stance::Asserts | Stance::Accuses | Stance::Approves | Stance::Disapproves => None,
    }
}
