//! Where sentences end.

use super::words::WORDS;
use super::{Gap, Piece};
use crate::parser::LONGEST_SENTENCE;

/// Cuts words into sentences.
pub fn split(text: &str, pieces: &[Piece]) -> Vec<Vec<Piece>> {
    let mut sentences = Vec::new();
    let mut first = 0;
    let mut open = Open::default();
    for index in 0..pieces.len() {
        open.note(&text[pieces[index].start..pieces[index].end], pieces, index);
        let last = index + 1 == pieces.len();
        if last || ends(text, pieces, first, index, &open) {
            cut_long(text, &pieces[first..=index], &mut sentences);
            first = index + 1;
            open = Open::default();
        }
    }
    sentences
}

/// Quotation marks and brackets opened in this sentence.
#[derive(Default)]
struct Open {
    quotes: i32,
    brackets: i32,
}

impl Open {
    fn note(&mut self, word: &str, pieces: &[Piece], index: usize) {
        match word {
            "(" | "[" => self.brackets += 1,
            ")" | "]" => self.brackets = (self.brackets - 1).max(0),
            "“" | "«" | "„" => self.quotes += 1,
            "”" | "»" => self.quotes = (self.quotes - 1).max(0),
            "\"" => {
                // A straight mark opens when space stands before it and none after.
                let before = pieces[index].gap != Gap::None;
                let after = pieces.get(index + 1).is_none_or(|next| next.gap != Gap::None);
                self.quotes = if self.quotes > 0 && (after || !before) { 0 } else { 1 };
            }
            _ => {}
        }
    }
}

fn word<'a>(text: &'a str, pieces: &[Piece], index: usize) -> &'a str {
    pieces.get(index).map_or("", |piece| &text[piece.start..piece.end])
}

fn is_terminal(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| matches!(c, '.' | '!' | '?' | '…'))
}

fn is_closing(word: &str) -> bool {
    matches!(word, "\"" | "”" | "»" | "’" | "'" | "''" | "’’" | ")" | "]")
}

/// Whether a mark stands before a word rather than after one.
fn opens_here(pieces: &[Piece], index: usize) -> bool {
    pieces[index].gap != Gap::None && pieces.get(index + 1).is_some_and(|next| next.gap == Gap::None)
}

fn is_opening(word: &str) -> bool {
    matches!(word, "\"" | "“" | "«" | "„" | "‘" | "'" | "``" | "‘‘" | "(" | "[")
}

/// Whether a sentence ends after the word at `index`.
fn ends(text: &str, pieces: &[Piece], first: usize, index: usize, open: &Open) -> bool {
    let next = &pieces[index + 1];
    if next.continues {
        return false;
    }
    match next.gap {
        Gap::Blank => true,
        Gap::Line if line_ends(text, pieces, first, index) => true,
        _ => stop_ends(text, pieces, first, index, open),
    }
}

/// Whether the end of a line is the end of a sentence even without a full stop.
fn line_ends(text: &str, pieces: &[Piece], first: usize, index: usize) -> bool {
    let next = word(text, pieces, index + 1);
    if WORDS.bullets.contains(next) && pieces.get(index + 2).is_some_and(|piece| piece.gap == Gap::Space) {
        return true;
    }
    let last = word(text, pieces, index);
    if is_terminal(last) || (is_closing(last) && index > first && is_terminal(word(text, pieces, index - 1)))
    {
        return true;
    }
    let line_start = (first..=index).rev().find(|&i| pieces[i].gap >= Gap::Line).unwrap_or(first);
    let length = pieces[index].end - pieces[line_start].start;
    // A short line before a capital is a headline or a list; a full one is only wrapped.
    const SHORT: usize = 50;
    let capital =
        next.chars().next().is_some_and(|c| c.is_uppercase() || c.is_ascii_digit()) || is_opening(next);
    let goes_on = matches!(last, "," | ";" | "-" | "–" | "—")
        || WORDS.continuing.contains(last.to_lowercase().as_str());
    length < SHORT && capital && !goes_on
}

/// Whether the stop at or before `index`, if there is one, ends the sentence here.
fn stop_ends(text: &str, pieces: &[Piece], first: usize, index: usize, open: &Open) -> bool {
    let next_piece = &pieces[index + 1];
    let next = word(text, pieces, index + 1);
    // Closing marks belong to the sentence before them.
    if is_footnote(text, pieces, index + 1) {
        return false;
    }
    let mut stop = index;
    if index >= first + 3 && is_footnote(text, pieces, index - 2) {
        stop = index - 3;
    }
    // No sentence ends in more marks than these.
    const MARKS: usize = 16;
    let from = first.max(index.saturating_sub(MARKS));
    while stop > from && is_closing(word(text, pieces, stop)) && !opens_here(pieces, stop) {
        stop -= 1;
    }
    let mark = word(text, pieces, stop);
    let closed = stop < index;
    if is_closing(next) && (next_piece.gap == Gap::None || closes_across_space(pieces, index, next, open)) {
        return false;
    }
    let abbreviation = mark.len() > 1 && mark.ends_with('.') && !is_terminal(mark);
    if !is_terminal(mark) && !abbreviation {
        return false;
    }
    if next_piece.gap == Gap::None && !(is_terminal(mark) && starts_like_sentence(next)) {
        return false;
    }
    let opens = is_opening(next) || matches!(next, "-" | "–" | "—" | "--");
    let follower = if opens { word(text, pieces, index + 2) } else { next };
    let capital = follower.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    if abbreviation {
        return abbreviation_ends(mark, follower, capital);
    }
    if mark == "." && stop == first + 1 && is_list_number(word(text, pieces, first)) {
        return false;
    }
    // "Stop!" he said: a quotation goes on in small letters. So does a remark in brackets.
    let small = follower.starts_with(char::is_lowercase);
    if small && (closed || mark.starts_with(['…']) || mark.starts_with("..")) {
        return false;
    }
    if open.brackets > 0 && !closed && small {
        return false;
    }
    if small && mark == "." {
        // Mostly an abbreviation we do not know; but no abbreviation is a long word in small letters.
        let before = if stop > first { word(text, pieces, stop - 1) } else { "" };
        return before.len() > 3 && before.chars().all(char::is_lowercase);
    }
    true
}

/// "[17]" right after a full stop belongs to the sentence before it.
fn is_footnote(text: &str, pieces: &[Piece], index: usize) -> bool {
    word(text, pieces, index) == "["
        && pieces[index].gap == Gap::None
        && word(text, pieces, index + 1).chars().all(|c| c.is_ascii_digit())
        && word(text, pieces, index + 2) == "]"
}

/// A straight quotation mark with space on both sides closes what is open.
fn closes_across_space(pieces: &[Piece], index: usize, next: &str, open: &Open) -> bool {
    next == "\"" && open.quotes > 0 && pieces.get(index + 2).is_none_or(|piece| piece.gap != Gap::None)
}

fn starts_like_sentence(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && chars.next().is_some_and(char::is_lowercase)
}

fn is_list_number(word: &str) -> bool {
    word.len() <= 2 && !word.is_empty() && (word.chars().all(|c| c.is_ascii_digit()))
}

/// Whether an abbreviation is the last word of its sentence.
fn abbreviation_ends(mark: &str, follower: &str, capital: bool) -> bool {
    let name = mark.trim_end_matches('.').to_lowercase();
    // A title or a single initial stands before a name.
    if WORDS.titles.contains(name.as_str()) || !capital || name.chars().count() == 1 {
        return false;
    }
    let time = matches!(name.as_str(), "a.m" | "p.m");
    let number = follower.starts_with(|c: char| c.is_ascii_digit());
    WORDS.openers.contains(follower) || (time && !number && !WORDS.after_time.contains(follower))
}

/// Cuts a sentence of too many words, at punctuation if there is some.
fn cut_long(text: &str, sentence: &[Piece], sentences: &mut Vec<Vec<Piece>>) {
    let mut rest = sentence;
    while rest.len() > LONGEST_SENTENCE {
        let fits = |index: &usize| !rest[*index].continues;
        let breaks = |index: &usize| {
            rest[*index].gap >= Gap::Line
                || matches!(word(text, rest, index - 1), "," | ";" | ":" | "." | "—" | "|" | "•")
        };
        let window = LONGEST_SENTENCE / 2..=LONGEST_SENTENCE;
        let at = window.clone().rev().filter(fits).find(breaks).or_else(|| window.rev().find(fits));
        let (head, tail) = rest.split_at(at.unwrap_or(LONGEST_SENTENCE));
        sentences.push(head.to_vec());
        rest = tail;
    }
    sentences.push(rest.to_vec());
}
