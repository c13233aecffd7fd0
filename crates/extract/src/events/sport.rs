//! War words in reports of sport: "the champions stormed the fortress" is no assault.
//!
//! A document is about sport if it uses several words of the game for their own sake (class `sport_word`). What such a report
//! tells in the words of war counts only where somebody armed, official or harmed is in it: "police fired tear gas at fans".

use super::Coder;
use dateline_record::{Control, Event, MentionKind, Role};
use rustc_hash::FxHashSet;

/// Different words of the game from which on a document is about sport.
const DIFFERENT: usize = 3;
/// Words of text to one word of the game at most.
const DENSITY: usize = 100;

impl Coder<'_, '_> {
    /// Whether the document reports sport.
    pub(crate) fn is_about_sport(&self, sentences: &[std::ops::Range<u32>]) -> bool {
        let Some(class) = self.lexicon.classes.get("sport_word") else { return false };
        let tree = self.tree;
        let words: usize = sentences.iter().map(|s| s.len()).sum();
        let of_game = sentences
            .iter()
            .flat_map(Clone::clone)
            .filter(|at| class.heads.contains_key(tree.lemma(*at)) && tree.is_one_of(*at, class));
        let found: Vec<&str> = of_game.map(|at| tree.lemma(at)).collect();
        let different: FxHashSet<&str> = found.iter().copied().collect();
        different.len() >= DIFFERENT && found.len() * DENSITY >= words
    }

    /// Leaves out what a report of sport tells in the words of war.
    pub(super) fn leave_out_sport(&self, events: &mut Vec<Event>) {
        events.retain(|event| {
            let harsh = matches!(
                event.plover.as_str(),
                "ASSAULT" | "COERCE" | "MOBILIZE" | "RETREAT" | "REJECT" | "THREATEN" | "PROTEST" | "CONCEDE"
            );
            let harmed = event.figures.iter().any(|id| match &self.mentions.list[id.0 as usize].kind {
                MentionKind::Figure(figure) => {
                    figure.unit == "persons" && !matches!(figure.measure.as_str(), "count" | "")
                }
                _ => false,
            });
            !harsh
                || harmed
                || event.actors.iter().chain(&event.recipients).any(|role| self.is_in_earnest(role))
        });
    }
    /// The same for who holds what.
    pub(crate) fn is_earnest_control(&self, control: &Control) -> bool {
        control.holders.iter().chain(&control.from).any(|role| self.is_in_earnest(role))
    }
    /// Whether a party is armed or official.
    fn is_in_earnest(&self, role: &Role) -> bool {
        role.mention.is_some_and(|id| match &self.mentions.list[id.0 as usize].kind {
            MentionKind::Actor(actor) => actor.best().is_some_and(|a| {
                matches!(
                    a.sector.as_str(),
                    "GOV" | "MIL" | "REB" | "COP" | "PRM" | "JUD" | "SPY" | "SEP" | "INS"
                )
            }),
            _ => false,
        })
    }
}
