//! Which country people are of, where the words of the sentence tell: "students throughout Indonesia", "its citizens".
//!
//! The basis is recorded in the mention's rule behind a plus sign: `actors.described+place-of-noun`.

use super::Coder;
use dateline_record::{Actor, Deprel, Mention, MentionId, MentionKind, Resolution, Role, Span, Upos, Xpos};
use smol_str::{SmolStr, format_smolstr};

impl Coder<'_, '_> {
    /// Gives the parties of an act the country that the sentence tells. `at` is the act's own word, `carrier` a light verb's.
    pub(super) fn place_people(
        &mut self,
        roles: &[Role],
        at: u32,
        carrier: Option<u32>,
        domestic: bool,
        sentence: &std::ops::Range<u32>,
    ) {
        for role in roles {
            let Some(id) = role.mention else { continue };
            let leader = self.is_leader(id);
            if !(self.is_placeless(id) || leader && domestic) {
                continue;
            }
            let Some(head) = self.token_of(id, sentence) else { continue };
            let others = || {
                let states = roles.iter().filter(|other| other.span != role.span && self.is_of_state(other));
                states.map(|other| other.span).collect::<Vec<Span>>()
            };
            let found = self
                .country_below(head)
                .map(|c| (c, "place-of-noun"))
                .or_else(|| self.country_of_owner(head).map(|c| (c, "possessor")))
                .or_else(|| self.country_that_leads(head).map(|c| (c, "leader")))
                .or_else(|| {
                    let own = carrier.and_then(|verb| self.country_below(verb));
                    let below = own.or_else(|| self.country_below(at)).or_else(|| {
                        // "declared a state of emergency in the capital"
                        let object =
                            |of: u32| self.tree.with(of, &[Deprel::Obj]).find_map(|o| self.country_within(o));
                        domestic.then(|| object(at)).flatten()
                    });
                    // "threatened to impose a curfew in Algiers"
                    let act = || {
                        self.tree.with(at, &[Deprel::Xcomp]).find_map(|act| {
                            let objects =
                                || self.tree.with(act, &[Deprel::Obj]).find_map(|o| self.country_within(o));
                            self.country_below(act).or_else(objects)
                        })
                    };
                    below.or_else(act).map(|c| (c, "place-of-act"))
                })
                .or_else(|| {
                    let only = || self.only_country(sentence, &others()).map(|c| (c, "only-country"));
                    (!leader).then(only)?
                });
            if let Some((country, basis)) = found {
                self.settle(id, country, basis);
            }
        }
    }

    /// "Islamists", "separatists": people that no dictionary lists become a mention with the one country of the sentence.
    pub(super) fn name_people(&mut self, roles: &mut [Role], at: u32, sentence: &std::ops::Range<u32>) {
        for role in roles.iter_mut().filter(|r| r.mention.is_none()) {
            let Some(head) = sentence.clone().rfind(|t| role.span.contains(self.tree.token(*t).span)) else {
                continue;
            };
            let people = self.tree.token(head).xpos == Xpos::Nns
                && (self.in_class(head, "person") || self.tree.lemma(head).ends_with("ist"));
            let found = self
                .country_below(head)
                .map(|c| (c, "place-of-noun"))
                .or_else(|| self.country_below(at).map(|c| (c, "place-of-act")))
                .or_else(|| self.only_country(sentence, &[]).map(|c| (c, "only-country")));
            if let (true, Some((country, basis))) = (people, found) {
                let words = self.document.quote(role.span);
                let actor = Actor {
                    id: SmolStr::default(),
                    name: words.into(),
                    kind: "descriptor".into(),
                    country,
                    sector: SmolStr::default(),
                    cameo: SmolStr::default(),
                };
                let id = self.mentions.add(Mention {
                    span: role.span,
                    head: self.tree.token(head).span,
                    kind: MentionKind::Actor(Resolution::Unknown(Some(actor))),
                    antecedent: None,
                    rule: format_smolstr!("events.people+{basis}"),
                });
                role.mention = Some(id);
            }
        }
    }

    /// People of a kind and no country: "demonstrators", "rebels". Names and pronouns stay what they are.
    fn is_placeless(&self, id: MentionId) -> bool {
        let mention = &self.mentions.list[id.0 as usize];
        let MentionKind::Actor(actor) = &mention.kind else { return false };
        mention.rule == "actors.described" && actor.best().is_some_and(|a| a.country.is_empty())
    }
    /// A head of state or government whom no dictionary lists: "President Novak".
    fn is_leader(&self, id: MentionId) -> bool {
        let mention = &self.mentions.list[id.0 as usize];
        let MentionKind::Actor(actor) = &mention.kind else { return false };
        mention.rule == "actors.titled-name"
            && actor.best().is_some_and(|a| a.country.is_empty() && a.kind == "person-official")
    }
    /// Whether a party is more than one person whom nobody names: "I", "him".
    pub(super) fn is_somebody(&self, role: &Role) -> bool {
        let known = role.mention.is_some_and(|id| match &self.mentions.list[id.0 as usize].kind {
            MentionKind::Actor(actor) => {
                actor.best().is_some_and(|a| !a.id.is_empty() || !a.sector.is_empty())
            }
            _ => true,
        });
        known || !self.lexicon.is_word("anybody", &self.document.quote(role.span).to_lowercase())
    }
    /// Whether a party is a state, or a part of one.
    fn is_of_state(&self, role: &Role) -> bool {
        role.mention.is_some_and(|id| match &self.mentions.list[id.0 as usize].kind {
            MentionKind::Actor(actor) => actor
                .best()
                .is_some_and(|a| matches!(a.sector.as_str(), "GOV" | "MIL") && !a.id.starts_with("desc:")),
            _ => false,
        })
    }
    /// "Ethiopian-led forces": the country that leads them.
    fn country_that_leads(&self, head: u32) -> Option<SmolStr> {
        let led = self.tree.with(head, &[Deprel::Amod]).find(|m| self.tree.lemma(*m) == "lead")?;
        self.tree.children(led).iter().find_map(|leader| self.country_at(*leader))
    }
    fn token_of(&self, id: MentionId, sentence: &std::ops::Range<u32>) -> Option<u32> {
        sentence.clone().find(|t| self.mentions.actors_at(*t).contains(&id))
    }

    /// The country of a place in a phrase below a word.
    fn country_below(&self, word: u32) -> Option<SmolStr> {
        let phrases = self.tree.with(word, &[Deprel::Nmod, Deprel::Obl]);
        phrases
            .filter(|p| self.tree.case(*p).is_some_and(|case| self.lexicon.is_word("people-place", case)))
            .find_map(|p| self.country_at(p))
    }
    /// The same, one phrase further down: "a state of emergency in the capital".
    fn country_within(&self, word: u32) -> Option<SmolStr> {
        let inner = || self.tree.with(word, &[Deprel::Nmod]).find_map(|n| self.country_below(n));
        self.country_below(word).or_else(inner)
    }
    fn country_of_owner(&self, head: u32) -> Option<SmolStr> {
        self.tree.with(head, &[Deprel::NmodPoss]).find_map(|owner| self.country_at(owner))
    }
    /// The country that a word names, is in, or is of.
    fn country_at(&self, at: u32) -> Option<SmolStr> {
        let place = self.mentions.place_at(at).and_then(|id| match &self.mentions.list[id.0 as usize].kind {
            MentionKind::Place(place) => place.best().map(|p| p.country.clone()),
            _ => None,
        });
        let actor = || {
            self.mentions.actors_at(at).iter().find_map(|id| match &self.mentions.list[id.0 as usize].kind {
                MentionKind::Actor(actor) => actor.best().map(|a| a.country.clone()),
                _ => None,
            })
        };
        place.filter(is_state).or_else(|| actor().filter(is_state))
    }
    /// The one country that the words of a sentence name, if there is one only.
    ///
    /// Words of `others` do not count: "the government rejected an offer from Sudan" is not about Sudan's government.
    fn only_country(&self, sentence: &std::ops::Range<u32>, others: &[Span]) -> Option<SmolStr> {
        let mut named = sentence.clone().filter(|t| {
            let token = self.tree.token(*t);
            token.upos != Upos::Pron && !others.iter().any(|other| other.overlaps(token.span))
        });
        let first = named.find_map(|t| self.country_at(t))?;
        named.filter_map(|t| self.country_at(t)).all(|other| other == first).then_some(first)
    }

    fn settle(&mut self, id: MentionId, country: SmolStr, basis: &str) {
        let mention = &mut self.mentions.list[id.0 as usize];
        let MentionKind::Actor(resolution) = &mut mention.kind else { return };
        let placed = |actor: &mut Actor| actor.country = country.clone();
        match resolution {
            Resolution::Known(actor) | Resolution::Unknown(Some(actor)) => placed(actor),
            Resolution::Ambiguous(actors) => actors.iter_mut().for_each(placed),
            Resolution::Unknown(None) => return,
        }
        mention.rule = format_smolstr!("{}+{basis}", mention.rule);
    }
}

/// Codes of organisations are no country of people.
fn is_state(code: &SmolStr) -> bool {
    code.len() == 3 && !matches!(code.as_str(), "IGO" | "NGO" | "MNC" | "IMG" | "ISM" | "UNO" | "EUR" | "UNK")
}
