//! Which country people are of, where the words of the sentence tell: "students throughout Indonesia", "its citizens".
//!
//! The basis is recorded in the mention's rule behind a plus sign: `actors.described+place-of-noun`.

use super::Coder;
use dateline_record::{Actor, Deprel, Mention, MentionId, MentionKind, Resolution, Role, Upos, Xpos};
use smol_str::{SmolStr, format_smolstr};

/// Prepositions behind which people have their place.
const PLACED: [&str; 12] =
    ["in", "of", "from", "at", "throughout", "across", "near", "around", "inside", "outside", "within", "on"];

impl Coder<'_, '_> {
    /// Gives the parties of an act the country that the sentence tells. `at` is the act's own word, `carrier` a light verb's.
    pub(super) fn place_people(
        &mut self,
        roles: &[Role],
        at: u32,
        carrier: Option<u32>,
        sentence: &std::ops::Range<u32>,
    ) {
        for role in roles {
            let Some(id) = role.mention else { continue };
            if !self.is_placeless(id) {
                continue;
            }
            let Some(head) = self.token_of(id, sentence) else { continue };
            let found = self
                .country_below(head)
                .map(|c| (c, "place-of-noun"))
                .or_else(|| self.country_of_owner(head).map(|c| (c, "possessor")))
                .or_else(|| {
                    let own = carrier.and_then(|verb| self.country_below(verb));
                    own.or_else(|| self.country_below(at)).map(|c| (c, "place-of-act"))
                })
                .or_else(|| self.only_country(sentence).map(|c| (c, "only-country")));
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
                .or_else(|| self.only_country(sentence).map(|c| (c, "only-country")));
            if let (true, Some((country, basis))) = (people, found) {
                let words = self.document.quote(role.span);
                let actor = Actor {
                    id: SmolStr::default(),
                    name: words.into(),
                    kind: "descriptor".into(),
                    country,
                    sector: SmolStr::default(),
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
    fn token_of(&self, id: MentionId, sentence: &std::ops::Range<u32>) -> Option<u32> {
        sentence.clone().find(|t| self.mentions.actors_at(*t).contains(&id))
    }

    /// The country of a place in a phrase below a word.
    fn country_below(&self, word: u32) -> Option<SmolStr> {
        let phrases = self.tree.with(word, &[Deprel::Nmod, Deprel::Obl]);
        phrases
            .filter(|p| self.tree.case(*p).is_some_and(|case| PLACED.contains(&case)))
            .find_map(|p| self.country_at(p))
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
    fn only_country(&self, sentence: &std::ops::Range<u32>) -> Option<SmolStr> {
        let mut named = sentence.clone().filter(|t| self.tree.token(*t).upos != Upos::Pron);
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
