//! Looking an actor up: by name, day and what else the document names.
//!
//! A name is never enough. It has its days, it may ask for another word in the document, and several may bear it. What
//! cannot be decided is said to be ambiguous and stays so.

use crate::{Lexicon, wordlets};
use jiff::civil::Date;
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

/// What a document tells that decides between namesakes.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The document's day, if known.
    pub day: Option<Date>,
    /// Every wordlet of the document.
    pub words: FxHashSet<SmolStr>,
    /// Codes of the countries that the document names.
    pub countries: FxHashSet<SmolStr>,
    /// Ids of the actors that the document names by a name nobody else bears.
    pub actors: FxHashSet<SmolStr>,
}

/// Who is meant by a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// One entry: nobody else bears the name on the day, or the document decides.
    One(u32),
    /// These bear the name, and nothing decides; or one does, but others who have no entry are called so too.
    Several(Vec<u32>),
}

impl Choice {
    /// The entries that can be meant.
    #[must_use]
    pub fn all(&self) -> &[u32] {
        match self {
            Choice::One(one) => std::slice::from_ref(one),
            Choice::Several(several) => several,
        }
    }
}

impl Lexicon {
    /// Whether an actor's name was in use on the document's day, and its condition holds.
    #[must_use]
    pub fn name_holds(&self, actor: u32, name: u32, context: &Context) -> bool {
        let entry = &self.actors[actor as usize];
        let name = &entry.names[name as usize];
        let condition =
            name.only_if.is_empty() || wordlets(&name.only_if).iter().all(|w| context.words.contains(&w.key));
        let begun = entry.days.from.is_none_or(|from| context.day.is_none_or(|day| from <= day));
        condition && begun && name.days.hold(context.day)
    }

    /// Who is meant, of those who bear a name on the day: the only one; else those that existed on it; else the one that
    /// the document names otherwise, whose country stands beside the name (`near`), that is linked to another
    /// actor of the document, or whose country the document names. A name that others bear too (`ambiguous`) needs
    /// one of these even where one entry alone has it.
    #[must_use]
    pub fn decide(&self, candidates: &[(u32, u32)], near: &[SmolStr], context: &Context) -> Choice {
        let mut actors: Vec<u32> = vec![];
        let mut shared = false;
        for (actor, name) in candidates {
            shared |= self.actors[*actor as usize].names[*name as usize].ambiguous;
            if !actors.contains(actor) {
                actors.push(*actor);
            }
        }
        if actors.len() > 1 && context.day.is_some() {
            let existing: Vec<u32> =
                actors.iter().copied().filter(|a| self.actors[*a as usize].days.hold(context.day)).collect();
            if !existing.is_empty() {
                actors = existing;
            }
        }
        if actors.len() == 1 && !shared {
            return Choice::One(actors[0]);
        }
        let scores: Vec<u32> = actors.iter().map(|a| self.support(*a, near, context)).collect();
        let best = scores.iter().copied().max().unwrap_or(0);
        let mut first = actors.iter().zip(&scores).filter(|(_, score)| **score == best);
        match (first.next(), first.next()) {
            (Some((actor, _)), None) if best > 0 => Choice::One(*actor),
            _ => Choice::Several(actors),
        }
    }

    /// How much of a document speaks for an actor: each kind of evidence outweighs all that come behind it.
    fn support(&self, actor: u32, near: &[SmolStr], context: &Context) -> u32 {
        let entry = &self.actors[actor as usize];
        let named = context.actors.contains(&entry.actor.id);
        let beside = entry.countries.iter().any(|c| near.contains(c));
        let linked = entry
            .links
            .iter()
            .any(|l| l.rel != "opposes" && l.days.hold(context.day) && context.actors.contains(&l.to));
        let country = entry.countries.iter().any(|c| context.countries.contains(c));
        u32::from(named) << 3 | u32::from(beside) << 2 | u32::from(linked) << 1 | u32::from(country)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SourceFile;

    const ACTORS: &str = r#"
[[country]]
code = "YEM"
name = "Yemen"
lat = 15.0
lon = 48.0
[[country]]
code = "LBY"
name = "Libya"
lat = 27.0
lon = 17.0
[[actor]]
id = "dawn-yem"
name = "Dawn Front (Yemen)"
kind = "armed-group"
country = "YEM"
active = "2010/2015"
names = [{ text = "Dawn Front" }, { text = "Aden Dawn Front" }, { text = "Old Dawn", until = "2011" }]
links = [{ rel = "part-of", to = "aden-council", from = "2012" }]
[[actor]]
id = "dawn-lby"
name = "Dawn Front (Libya)"
kind = "armed-group"
country = "LBY"
active = "2013/.."
names = [{ text = "Dawn Front" }, { text = "DF", only_if = "Libya" }]
[[actor]]
id = "aden-council"
name = "Aden Council"
kind = "party"
country = "YEM"
names = [{ text = "Aden Council" }, { text = "the Council", ambiguous = true }]
"#;

    fn lexicon() -> Lexicon {
        Lexicon::load(&[SourceFile::new("actors.toml", ACTORS)]).expect("the test's data are whole")
    }

    /// Ids of those a name can mean in a text of that day; `?` behind them where nothing decides.
    fn who(name: &str, text: &str, day: Option<&str>, near: &[&str]) -> String {
        let lexicon = lexicon();
        let cut = wordlets(text);
        let mut context = Context {
            day: day.map(|d| d.parse().expect("a day")),
            words: cut.iter().map(|w| w.key.clone()).collect(),
            ..Context::default()
        };
        for found in lexicon.names.scan(&cut) {
            match found.targets[..] {
                [crate::Named::Country(c, _)] => {
                    context.countries.insert(lexicon.countries[*c as usize].code.clone());
                }
                [crate::Named::Actor(a, n)] if !lexicon.actors[*a as usize].names[*n as usize].ambiguous => {
                    context.actors.insert(lexicon.actors[*a as usize].actor.id.clone());
                }
                _ => {}
            }
        }
        let cut = wordlets(name);
        let found = lexicon.names.longest(&cut, 0).expect("the name stands in the test's data");
        let candidates: Vec<(u32, u32)> = found
            .targets
            .iter()
            .filter_map(|t| if let crate::Named::Actor(a, n) = t { Some((*a, *n)) } else { None })
            .filter(|(a, n)| lexicon.name_holds(*a, *n, &context))
            .collect();
        let near: Vec<SmolStr> = near.iter().map(SmolStr::new).collect();
        if candidates.is_empty() {
            return "nobody".into();
        }
        let choice = lexicon.decide(&candidates, &near, &context);
        let ids: Vec<&str> =
            choice.all().iter().map(|a| lexicon.actors[*a as usize].actor.id.as_str()).collect();
        format!("{}{}", ids.join(" "), if matches!(choice, Choice::Several(_)) { "?" } else { "" })
    }

    #[test]
    fn a_name_that_two_bear_on_the_day_is_ambiguous() {
        assert_eq!(who("Dawn Front", "Dawn Front said so.", Some("2014-05-01"), &[]), "dawn-yem dawn-lby?");
        assert_eq!(who("Dawn Front", "Dawn Front said so.", None, &[]), "dawn-yem dawn-lby?");
    }

    #[test]
    fn the_day_leaves_those_that_existed() {
        assert_eq!(who("Dawn Front", "Dawn Front said so.", Some("2012-05-01"), &[]), "dawn-yem");
        assert_eq!(who("Dawn Front", "Dawn Front said so.", Some("2020-05-01"), &[]), "dawn-lby");
        assert_eq!(who("Old Dawn", "Old Dawn said so.", Some("2010-05-01"), &[]), "dawn-yem");
        assert_eq!(who("Old Dawn", "Old Dawn said so.", Some("2012-05-01"), &[]), "nobody");
    }

    #[test]
    fn what_else_the_document_names_decides() {
        let day = Some("2014-05-01");
        assert_eq!(who("Dawn Front", "Dawn Front took a town in Libya.", day, &[]), "dawn-lby");
        assert_eq!(who("Dawn Front", "Dawn Front left Yemen for Libya.", day, &[]), "dawn-yem dawn-lby?");
        assert_eq!(who("Dawn Front", "Dawn Front left Yemen for Libya.", day, &["LBY"]), "dawn-lby");
        assert_eq!(who("Dawn Front", "The Aden Council sent Dawn Front to Libya.", day, &[]), "dawn-yem");
        assert_eq!(
            who("Dawn Front", "The Aden Dawn Front met in Libya. Dawn Front left.", day, &[]),
            "dawn-yem"
        );
    }

    #[test]
    fn a_name_that_others_bear_too_needs_support() {
        assert_eq!(who("the Council", "the Council met.", None, &[]), "aden-council?");
        assert_eq!(who("the Council", "the Council met in Yemen.", None, &[]), "aden-council");
        assert_eq!(who("DF", "DF met.", None, &[]), "nobody");
        assert_eq!(who("DF", "DF met in Libya.", None, &[]), "dawn-lby");
    }

    #[test]
    fn a_link_to_nobody_is_a_problem() {
        let text = ACTORS.replace("to = \"aden-council\"", "to = \"aden-counsel\"");
        let problems = Lexicon::load(&[SourceFile::new("actors.toml", text)]).unwrap_err();
        let expected =
            "actors.toml:13: `dawn-yem`: a link leads to `aden-counsel`, which is no actor and no country";
        assert_eq!(problems[0].to_string(), expected);
    }
}
