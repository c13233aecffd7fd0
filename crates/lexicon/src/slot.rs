//! The little language of slots: where in a tree a role stands.

use smol_str::SmolStr;

/// One step from a word to another in the tree. `docs/data.md` explains each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Logical subject.
    Subj,
    /// Logical object.
    Obj,
    /// Indirect object.
    Iobj,
    /// What follows one of these prepositions.
    Prep(Vec<SmolStr>),
    /// Possessor.
    Poss,
    /// Adjective or noun before the word.
    Mod,
    /// Head of a complement clause.
    Comp,
    /// Auxiliary: "must", "may".
    Aux,
    /// Head of an adverbial clause.
    Advcl,
    /// Adverb.
    Adv,
    /// Apposition.
    Appos,
    /// Head of a clause that hangs on a noun: participle, infinitive or relative clause.
    Acl,
    /// The governor.
    Up,
    /// The word itself.
    Here,
}

/// Steps one after another.
pub type Path = Vec<Step>;

/// Alternatives, the first filled one wins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// The alternatives.
    pub paths: Vec<Path>,
    /// As written, for `explain`.
    pub written: SmolStr,
}

impl Slot {
    /// Reads `subj | obj>prep:between`.
    ///
    /// # Errors
    /// Says which step is not one.
    pub fn read(text: &str) -> Result<Slot, String> {
        let path = |alternative: &str| alternative.split('>').map(step).collect::<Result<Path, String>>();
        let paths = text.split('|').map(path).collect::<Result<Vec<Path>, String>>()?;
        Ok(Slot { paths, written: text.into() })
    }
    /// Whether nothing can ever fill it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }
}

/// Reads one step.
pub(crate) fn step(text: &str) -> Result<Step, String> {
    Ok(match text.trim() {
        "subj" => Step::Subj,
        "obj" => Step::Obj,
        "iobj" => Step::Iobj,
        "poss" => Step::Poss,
        "mod" => Step::Mod,
        "comp" => Step::Comp,
        "aux" => Step::Aux,
        "advcl" => Step::Advcl,
        "adv" => Step::Adv,
        "appos" => Step::Appos,
        "acl" => Step::Acl,
        "^" => Step::Up,
        "." => Step::Here,
        other => match other.strip_prefix("prep:") {
            Some(list) if !list.is_empty() => Step::Prep(list.split('/').map(|p| p.trim().into()).collect()),
            _ => {
                return Err(format!(
                    "`{other}` is no step; there are subj obj iobj prep:… poss mod comp aux advcl adv appos acl ^ ."
                ));
            }
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_and_steps_are_read() {
        let slot = Slot::read("subj | obj>prep:between/of").unwrap();
        assert_eq!(
            slot.paths,
            [vec![Step::Subj], vec![Step::Obj, Step::Prep(vec!["between".into(), "of".into()])]]
        );
    }

    #[test]
    fn an_unknown_step_is_named() {
        assert!(Slot::read("subj | nsubj").unwrap_err().contains("`nsubj` is no step"));
        assert!(Slot::read("prep:").is_err());
    }
}
