//! Words in quotation marks: which stretches of the document somebody is quoted with.
//!
//! Marks pair by where they stand, not by their glyph: news opens with `”`, closes with `''`, and mixes styles. A quotation
//! that is not closed in its paragraph goes on in the next one if that opens with a mark; else it ends with its sentence.

use crate::tree::Tree;
use dateline_record::Xpos;
use std::ops::Range;

/// A quotation mark of any style, as a token.
fn is_double(form: &str) -> bool {
    matches!(form, "\"" | "“" | "”" | "„" | "«" | "»" | "‟" | "''" | "``" | "‘‘" | "’’" | "″")
}
fn is_single(form: &str) -> bool {
    matches!(form, "'" | "‘" | "’" | "‚" | "`" | "‹" | "›")
}

/// Quoted stretches of a document, in text order, marks included.
pub struct Quotes {
    list: Vec<Range<u32>>,
}

impl Quotes {
    /// Finds the stretches in these sentences.
    pub fn find(tree: &Tree, sentences: &[Range<u32>]) -> Quotes {
        let mut list: Vec<Range<u32>> = vec![];
        let mut open: Option<(u32, bool)> = None;
        // Marks of the same style opened inside.
        let mut inside = 0;
        // A paragraph ended inside a quotation: the next may go on with it.
        let mut goes_on = false;
        for sentence in sentences {
            for at in sentence.clone() {
                let starts_paragraph = at == sentence.start && tree.starts_paragraph(at);
                if starts_paragraph {
                    inside = 0;
                    if let Some((from, single)) = open.take() {
                        goes_on = !single;
                        list.push(from..at);
                    } else {
                        goes_on = false;
                    }
                }
                let form = tree.form(at);
                let (double, single) = (is_double(form), is_single(form) && tree.token(at).xpos != Xpos::Pos);
                if !double && !single {
                    continue;
                }
                match open {
                    Some((from, of_single)) if of_single == single => {
                        if single && !closes(tree, at) {
                            continue;
                        }
                        if !single && at > from + 1 && begins(tree, at) {
                            inside += 1;
                        } else if inside > 0 {
                            inside -= 1;
                        } else {
                            list.push(from..at + 1);
                            open = None;
                        }
                    }
                    // A single mark inside double ones, or the other way round, is a quotation inside.
                    Some(_) => {}
                    None if double && (opens(tree, at) || goes_on && starts_paragraph) => {
                        open = Some((at, false));
                    }
                    None if single && opens(tree, at) && closed_later(tree, at, sentence.end) => {
                        open = Some((at, true));
                    }
                    None => {}
                }
            }
        }
        if let (Some((from, _)), Some(last)) = (open, sentences.last()) {
            list.push(from..last.end);
        }
        // Never closed and nothing goes on: only to the end of its sentence.
        for quote in &mut list {
            let closed = quote.len() > 1 && {
                let last = tree.form(quote.end - 1);
                is_double(last) || is_single(last)
            };
            if !closed
                && let Some(sentence) = sentences.iter().find(|s| s.contains(&quote.start))
                && !next_opens(tree, quote.end)
            {
                quote.end = quote.end.min(sentence.end);
            }
        }
        list.retain(|q| q.len() > 1);
        Quotes { list }
    }

    /// The stretch that a token stands in.
    pub fn around(&self, token: u32) -> Option<&Range<u32>> {
        let before = self.list.partition_point(|q| q.start <= token);
        self.list[..before].last().filter(|q| q.end > token)
    }
    /// Stretches that touch a range of tokens.
    pub fn within(&self, range: &Range<u32>) -> &[Range<u32>] {
        let first = self.list.partition_point(|q| q.end <= range.start);
        let last = self.list.partition_point(|q| q.start < range.end);
        &self.list[first..last.max(first)]
    }
}

/// A mark that opens stands before a word and behind a blank or a bracket.
fn opens(tree: &Tree, at: u32) -> bool {
    let glued_behind = tree.glued(at, at + 1);
    let before = at.checked_sub(1);
    let glued_before = before.is_some_and(|b| tree.glued(b, at));
    let bracket = before.is_some_and(|b| matches!(tree.form(b), "(" | "[" | "—" | "–" | "-" | "/"));
    let mark_before = before.is_some_and(|b| is_double(tree.form(b)) || is_single(tree.form(b)));
    match (glued_before && !bracket && !mark_before, glued_behind) {
        (false, true) => true,
        // Blanks on both sides tell nothing: the first of two opens.
        (false, false) => true,
        (true, _) => false,
    }
}
/// A mark that can only open: a blank before it, a word right behind it.
fn begins(tree: &Tree, at: u32) -> bool {
    let glued_before = at.checked_sub(1).is_some_and(|b| tree.glued(b, at));
    !glued_before && tree.glued_to_word(at)
}
fn closes(tree: &Tree, at: u32) -> bool {
    at.checked_sub(1).is_some_and(|b| tree.glued(b, at)) && !tree.glued_to_word(at)
}
fn closed_later(tree: &Tree, at: u32, end: u32) -> bool {
    (at + 2..end).any(|t| is_single(tree.form(t)) && tree.token(t).xpos != Xpos::Pos && closes(tree, t))
}
fn next_opens(tree: &Tree, at: u32) -> bool {
    (at as usize) < tree.tokens.len() && is_double(tree.form(at))
}
