//! Weapons and what carries them: the nouns of `ontology/weapons.toml` with the words before them.
//!
//! It does not know what was done with them: an event takes a weapon in through its own slots. A weapon's noun before
//! another noun ("a drone strike", "mortar fire") is a mention of its own; a noun that a name covers is none.

use super::actors::Mentions;
use dateline_record::{Deprel, Mention, MentionId, MentionKind, Span, Upos, Weapon};

impl Mentions<'_> {
    /// Makes the mentions of all weapons; actors and places have been read.
    pub fn read_weapons(&mut self) {
        for at in 0..self.tree.tokens.len() as u32 {
            if !self.is_story(at) || self.name(at).is_some() {
                continue;
            }
            let Some((first, class)) = self.weapon_noun(at) else { continue };
            // "Russian warplanes bombed the town": what carries weapons may stand for those who fly it, and is both.
            if self.actors_at(at).is_empty() || self.lexicon.weapons[class as usize].platform {
                self.weapon_mention(at, first, class);
            }
        }
    }

    /// The weapon mention headed by a token.
    #[must_use]
    pub fn weapon_at(&self, at: u32) -> Option<MentionId> {
        self.weapons.get(&at).copied()
    }

    /// The longest noun of the lists that ends at a token: its first token and its class.
    fn weapon_noun(&self, at: u32) -> Option<(u32, u32)> {
        if !matches!(self.tree.token(at).upos, Upos::Noun | Upos::Propn | Upos::X) {
            return None;
        }
        // "a think-tank", "a fuel tank"
        if self.lexicon.classes.get("no_weapon").is_some_and(|set| self.tree.is_one_of(at, set)) {
            return None;
        }
        let form = self.tree.small(at).as_str();
        let lemma = self.tree.lemma(at);
        let singular = lemma.strip_suffix('s').unwrap_or(lemma);
        let mut best: Option<(usize, u32, u32)> = None;
        for key in [form, lemma, singular] {
            for trigger in self.lexicon.weapon_nouns.get(key).into_iter().flatten() {
                let Some(first) = self.tree.first_of(at, &trigger.others) else { continue };
                if best.is_none_or(|(words, ..)| trigger.others.len() > words) {
                    best = Some((trigger.others.len(), first, trigger.of));
                }
            }
        }
        best.map(|(_, first, class)| (first, class))
    }

    fn weapon_mention(&mut self, at: u32, first: u32, class: u32) {
        // Inside a longer noun of the lists ("missile system") the shorter one is no mention of its own.
        let next = at + 1;
        if (next as usize) < self.tree.tokens.len()
            && self.weapon_noun(next).is_some_and(|(before, _)| before <= at)
        {
            return;
        }
        let own = matches!(self.tree.relation(at), Deprel::Compound | Deprel::Amod | Deprel::NmodDesc);
        let head = self.tree.token(at).span;
        let noun = self.tree.token(first).span.cover(head);
        let span = if own { noun } else { self.tree.phrase(at).cover(noun) };
        let class = &self.lexicon.weapons[class as usize];
        let id = self.add(Mention {
            span: self.without_owner(at, span),
            head,
            kind: MentionKind::Weapon(Weapon { class: class.class.clone(), platform: class.platform }),
            rule: class.id.clone(),
            antecedent: None,
        });
        self.weapons.insert(at, id);
    }

    /// "Russia's warplanes": the owner is a mention of its own.
    fn without_owner(&self, at: u32, span: Span) -> Span {
        let owner = self.tree.with(at, &[Deprel::NmodPoss]).last();
        let Some(owner) = owner.filter(|o| self.tree.token(*o).span.start() >= span.start()) else {
            return span;
        };
        let (_, last) = self.tree.reach(owner);
        let next = (last + 1).min(at);
        Span::new(self.tree.token(next).span.start(), span.end())
    }
}
