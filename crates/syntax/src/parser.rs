//! From text, or from words already cut, to trees.

use crate::Model;
use dateline_record::{Analysis, Deprel, Span, Upos, Xpos};
use smol_str::SmolStr;

/// What the parser says of one word of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// Dictionary form.
    pub lemma: SmolStr,
    /// Universal part of speech.
    pub upos: Upos,
    /// Penn Treebank tag.
    pub xpos: Xpos,
    /// Index of the governor in the sentence; the root governs itself.
    pub head: u32,
    /// Relation to the governor.
    pub deprel: Deprel,
}

/// Analyses text with a [`Model`]; made by [`Model::parser`].
pub struct Parser<'m> {
    model: &'m Model,
}

impl<'m> Parser<'m> {
    pub(crate) fn new(model: &'m Model) -> Parser<'m> {
        Parser { model }
    }

    /// Splits each stretch of a text into sentences and tokens, and tags and parses them.
    ///
    /// A sentence never crosses the end of a stretch, and a blank line always ends one.
    pub fn analyze(&mut self, text: &str, stretches: &[Span]) -> Analysis {
        let _ = (text, stretches, self.model);
        unimplemented!("first commit: signatures only")
    }

    /// Tags and parses sentences that are already cut into words.
    pub fn parse<W: AsRef<str>>(&mut self, sentences: &[Vec<W>]) -> Vec<Vec<Parsed>> {
        let _ = sentences;
        unimplemented!("first commit: signatures only")
    }
}
