//! How real an act is: denied, planned, threatened, called for… by the words that govern it.
//!
//! A cue that hangs on the act's own word ("not", "may") or governs it through one of its slots ("planned to …") gives
//! the status; the nearest governor wins, and a word on the act itself wins over all governors.

use crate::tree::Tree;
use dateline_lexicon::{Cue, CueReach, Lexicon};
use dateline_record::{Deprel, Status, Upos, Xpos};
use smol_str::SmolStr;

/// How far up governors are looked at.
const REACH: usize = 6;
/// Prepositions whose noun is taken for granted: "after the attack", "in response to the strike".
const TAKEN_FOR_GRANTED: [&str; 14] = [
    "after",
    "since",
    "following",
    "over",
    "about",
    "despite",
    "because",
    "amid",
    "during",
    "to",
    "from",
    "by",
    "upon",
    "before",
];

/// A status and the word it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The status.
    pub status: Status,
    /// The cue's token; none for a plain report.
    pub cue: Option<u32>,
    /// The cue's rule.
    pub rule: SmolStr,
}

impl Found {
    /// A plain report.
    #[must_use]
    pub fn plain() -> Found {
        Found { status: Status::Reported, cue: None, rule: "status.plain".into() }
    }
}

/// The status of an act reported by `trigger`, carried by `carrier` if a light verb stands over it.
#[must_use]
pub fn find(tree: &Tree, lexicon: &Lexicon, trigger: u32, carrier: Option<u32>) -> Found {
    let finder = Finder { tree, lexicon };
    let own = carrier.into_iter().chain([trigger]);
    own.clone()
        .find_map(|word| finder.modifier(word))
        .or_else(|| own.clone().find_map(|word| finder.argument(word)))
        .or_else(|| finder.governor(carrier.unwrap_or(trigger), trigger))
        .or_else(|| finder.shared(carrier.unwrap_or(trigger)))
        .map(|found| finder.under_condition(carrier.unwrap_or(trigger), found))
        .unwrap_or_else(Found::plain)
}

struct Finder<'a> {
    tree: &'a Tree<'a>,
    lexicon: &'a Lexicon,
}

impl Finder<'_> {
    fn cues(&self, at: u32) -> impl Iterator<Item = &Cue> {
        let lemma = self.lexicon.cue_words.get(self.tree.lemma(at));
        let form = self.tree.small(at);
        let form = Some(form)
            .filter(|f| f.as_str() != self.tree.lemma(at))
            .and_then(|f| self.lexicon.cue_words.get(f.as_str()));
        let triggers = lexicon_iter(lemma).chain(lexicon_iter(form));
        triggers
            .filter(move |t| self.tree.followed(at, &t.others))
            .filter_map(|t| self.lexicon.cues.get(t.of as usize))
    }

    /// A cue that hangs on the word: "not", "may", "alleged"; "no" before a noun; "if" before a clause.
    fn modifier(&self, word: u32) -> Option<Found> {
        let verb = self.tree.is_verb(word);
        let candidates = self.tree.children(word).iter().copied().filter(|child| {
            let relation = self.tree.relation(*child);
            match relation {
                Deprel::Aux
                | Deprel::Advmod
                | Deprel::Mark
                | Deprel::Det
                | Deprel::Cc
                | Deprel::CcPreconj
                | Deprel::Case => true,
                Deprel::Amod | Deprel::Compound => !verb,
                _ => false,
            }
        });
        let found = candidates.filter_map(|child| {
            let cue = self.cues(child).find(|cue| cue.reach == CueReach::Modifier)?;
            Some((strength(cue.status), Found { status: cue.status, cue: Some(child), rule: cue.id.clone() }))
        });
        found.max_by_key(|(strength, _)| *strength).map(|(_, found)| found)
    }

    /// "if the army attacks, the rebels will retaliate": what is to come under a condition is hypothetical.
    fn under_condition(&self, word: u32, found: Found) -> Found {
        let condition = self.tree.with(word, &[Deprel::Advcl]).find_map(|clause| {
            self.tree.with(clause, &[Deprel::Mark]).find(|m| matches!(self.tree.lemma(*m), "if" | "unless"))
        });
        match condition {
            Some(cue) if found.status == Status::Planned => {
                Found { status: Status::Hypothetical, cue: Some(cue), rule: "status.condition".into() }
            }
            _ => found,
        }
    }

    /// "no aircraft had attacked", "killed nobody": what nobody did or what was done to nobody did not happen.
    fn argument(&self, word: u32) -> Option<Found> {
        if !self.tree.is_verb(word) {
            return None;
        }
        let arguments = self.tree.with(word, &[Deprel::Nsubj, Deprel::NsubjPass, Deprel::Obj]);
        let mut nobody = arguments.filter_map(|argument| {
            let determiner = self.tree.with(argument, &[Deprel::Det]).find(|d| self.tree.lemma(*d) == "no");
            determiner.or_else(|| {
                ["nobody", "none", "nothing"].contains(&self.tree.lemma(argument)).then_some(argument)
            })
        });
        let cue = nobody.next()?;
        Some(Found { status: Status::Denied, cue: Some(cue), rule: "status.nobody".into() })
    }

    /// "did not attack or shell": what stands with the first verb holds for the second.
    fn shared(&self, word: u32) -> Option<Found> {
        let first = (self.tree.relation(word) == Deprel::Conj).then(|| self.tree.head(word)).flatten()?;
        let own_subject =
            self.tree.with(word, &[Deprel::Nsubj, Deprel::NsubjPass, Deprel::Aux]).next().is_some();
        if own_subject || self.tree.is_verb(word) != self.tree.is_verb(first) {
            return None;
        }
        self.modifier(first)
    }

    /// A cue that governs the word through one of its slots.
    fn governor(&self, carrier: u32, trigger: u32) -> Option<Found> {
        let mut below = carrier;
        for _ in 0..REACH {
            let above = self.tree.head(below)?;
            for cue in self.cues(above) {
                if let CueReach::Into(slot) = &cue.reach
                    && slot.paths.iter().any(|path| self.reaches(above, path, below))
                {
                    let negated = self.modifier(above).is_some_and(|m| m.status == Status::Denied);
                    let status = if negated { without(cue.status) } else { cue.status };
                    return Some(Found { status, cue: Some(above), rule: cue.id.clone() });
                }
            }
            if self.is_purpose(below) {
                return Some(Found {
                    status: Status::Planned,
                    cue: self.to(below),
                    rule: "status.purpose".into(),
                });
            }
            if !self.climbs(below, trigger) {
                return None;
            }
            below = above;
        }
        None
    }
    fn reaches(&self, above: u32, path: &dateline_lexicon::Path, below: u32) -> bool {
        self.tree
            .follow(above, path)
            .into_iter()
            .any(|f| f == below || self.tree.conjuncts(f).contains(&below))
    }
    /// "crossed the border to attack": an aim, not a deed.
    fn is_purpose(&self, at: u32) -> bool {
        self.tree.relation(at) == Deprel::Advcl
            && self.tree.token(at).xpos == Xpos::Vb
            && self.to(at).is_some()
    }
    fn to(&self, at: u32) -> Option<u32> {
        self.tree.with(at, &[Deprel::Mark]).find(|m| self.tree.lemma(*m) == "to")
    }

    /// Whether what governs the word above also governs this one.
    fn climbs(&self, at: u32, trigger: u32) -> bool {
        match self.tree.relation(at) {
            Deprel::Xcomp | Deprel::Conj | Deprel::Acl => true,
            // A statement of its own: only a cue right above it reaches in, which was looked at.
            Deprel::Ccomp | Deprel::AclRelcl | Deprel::Parataxis | Deprel::Root => false,
            Deprel::Advcl => self.tree.token(at).xpos == Xpos::Vbg,
            _ => !self.taken_for_granted(at, trigger),
        }
    }
    /// "the attack", "after an attack", "Monday's attack": the words presuppose it.
    fn taken_for_granted(&self, at: u32, trigger: u32) -> bool {
        let definite = self
            .tree
            .with(trigger, &[Deprel::Det])
            .any(|d| matches!(self.tree.lemma(d), "the" | "this" | "that" | "these" | "those"));
        let owned = self.tree.with(trigger, &[Deprel::NmodPoss]).next().is_some();
        let behind = self.tree.case(at).is_some_and(|case| TAKEN_FOR_GRANTED.contains(&case));
        self.tree.token(trigger).upos == Upos::Noun && (definite || owned) || behind
    }
}

fn lexicon_iter(
    triggers: Option<&Vec<dateline_lexicon::Trigger>>,
) -> impl Iterator<Item = &dateline_lexicon::Trigger> {
    triggers.into_iter().flatten()
}

/// A cue that is itself denied: "had no plans to send" sends nothing, "did not rule out an attack" leaves it open.
const fn without(status: Status) -> Status {
    match status {
        Status::Denied => Status::Possible,
        Status::AvertedAim => Status::Unknown,
        _ => Status::Denied,
    }
}

/// Of several words on one act the one that takes most away wins: "may not attack" is no possible attack but a denied one.
const fn strength(status: Status) -> u8 {
    match status {
        Status::Denied => 5,
        Status::Hypothetical => 4,
        Status::AvertedAim | Status::Attempted => 3,
        Status::Threatened | Status::CalledFor | Status::Required | Status::Planned => 2,
        _ => 1,
    }
}
