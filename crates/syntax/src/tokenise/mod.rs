//! Text to tokens and sentences, by the conventions of the English UD treebanks.

mod cut;
mod split;
mod words;

use dateline_record::Span;

/// A syntactic word as it stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Whether it belongs to the surface token of the word before it.
    pub continues: bool,
    /// What stands between it and the word before it.
    pub gap: Gap,
}

/// What stands before a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing.
    None,
    /// White space within a line.
    Space,
    /// The end of a line.
    Line,
    /// A blank line, or the beginning.
    Blank,
}

/// The sentences of a stretch of text, each a run of words. A sentence never crosses a blank line.
pub fn sentences(text: &str, stretch: Span) -> Vec<Vec<Piece>> {
    // A span that does not fit the text has no words.
    let mut pieces = Vec::new();
    if text.get(stretch.range()).is_some() {
        cut::cut(text, stretch.range(), &mut pieces);
    }
    split::split(text, &pieces)
}
