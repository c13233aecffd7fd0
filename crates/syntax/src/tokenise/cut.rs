//! Where tokens begin and end.
//!
//! White space cuts first. Inside, one token is taken at a time from the front: an address, a run of
//! punctuation, or a word with the punctuation that belongs to it; words are then cut into their parts.

use super::words::WORDS;
use super::{Gap, Piece};
use std::ops::Range;

/// Longest run without white space that is looked at as one, in bytes: what marks mean is told from those around them, which in
/// a run of a million marks would be all the others.
const LONGEST_RUN: usize = 1024;

/// Appends the words of `stretch`, which must lie on character boundaries.
pub fn cut(text: &str, stretch: Range<usize>, pieces: &mut Vec<Piece>) {
    let end = stretch.end;
    let mut at = stretch.start;
    let mut gap = Gap::Blank;
    let mut quotes = Quotes::default();
    while at < end {
        let rest = &text[at..end];
        let space: usize = rest.chars().take_while(|&c| is_space(c)).map(char::len_utf8).sum();
        if space > 0 {
            gap = gap.max(gap_of(&rest[..space]));
            if gap == Gap::Blank {
                quotes = Quotes::default();
            }
            at += space;
            continue;
        }
        let run = &rest[..rest.floor_char_boundary(LONGEST_RUN)];
        let length = run.find(is_space).unwrap_or(run.len());
        let mut chunk =
            Chunk { text, start: at, end: at + length, stretch_end: end, pieces, quotes: &mut quotes };
        chunk.cut(gap);
        at += length;
        gap = Gap::None;
    }
}

/// White space, and characters that only guide layout.
fn is_space(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
        || (c.is_control())
}

fn gap_of(space: &str) -> Gap {
    let paragraph = space.contains('\u{2029}') || space.contains('\u{c}');
    match space.matches(['\n', '\u{2028}', '\u{85}']).count()
        + space.matches('\r').count().saturating_sub(space.matches("\r\n").count())
    {
        _ if paragraph => Gap::Blank,
        0 => Gap::Space,
        1 => Gap::Line,
        _ => Gap::Blank,
    }
}

/// Whether a single quotation mark has been opened, which decides what "rebels'" is.
#[derive(Default)]
struct Quotes {
    single: bool,
}

struct Chunk<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    stretch_end: usize,
    pieces: &'a mut Vec<Piece>,
    quotes: &'a mut Quotes,
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '`' | '´')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_mark(c)
}

/// Combining marks, joiners and variation selectors: they never begin a token.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{20d0}'..='\u{20ff}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{64b}'..='\u{65f}' | '\u{e0020}'..='\u{e007f}')
}

impl Chunk<'_> {
    fn rest(&self, at: usize) -> &str {
        &self.text[at..self.end]
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.rest(at).chars().next()
    }

    fn char_before(&self, at: usize) -> Option<char> {
        self.text[self.start..at].chars().next_back()
    }

    fn cut(&mut self, gap: Gap) {
        let mut at = self.start;
        while at < self.end {
            let gap = if at == self.start { gap } else { Gap::None };
            let end = self.token_end(at, gap);
            self.push(at, end, gap);
            at = end;
        }
    }

    /// Where the token that begins at `at` ends; always past `at`.
    fn token_end(&mut self, at: usize, gap: Gap) -> usize {
        let rest = self.rest(at);
        if let Some(length) = address(rest).or_else(|| self.emoticon(at)).or_else(|| self.whole(at)) {
            return at + length;
        }
        let first = rest.chars().next().expect("a token begins before the end of its chunk");
        let after = at + first.len_utf8();
        let next = self.char_at(after);
        let word_follows = next.is_some_and(is_word);
        match first {
            '#' | '@' if next.is_some_and(|c| c.is_alphabetic() || c == '_') => self.run(after, is_word),
            '+' if next.is_some_and(|c| c.is_ascii_digit()) && gap != Gap::None => self.word_end(after),
            '.' if next.is_some_and(|c| c.is_ascii_digit()) && !self.char_before(at).is_some_and(is_word) => {
                self.word_end(after)
            }
            '.' | '!' | '?' | '…' => self.run(at, |c| matches!(c, '.' | '!' | '?' | '…')),
            '-' | '=' | '*' | '~' | '_' | '–' | '—' if !(first == '_' && word_follows) => {
                self.run(at, |c| c == first)
            }
            '<' | '>' => self.run(at, |c| c == first),
            '\'' | '‘' | '’' | '`' if next == Some(first) => after + first.len_utf8(),
            c if is_apostrophe(c) && next.is_some_and(|c| c.is_ascii_digit()) && self.is_year(after) => {
                self.word_end(after)
            }
            c if is_word(c) => self.word_end(at),
            _ => self.run(after, is_mark),
        }
    }

    /// "'90s", "'72".
    fn is_year(&self, at: usize) -> bool {
        let digits = self.rest(at).chars().take_while(char::is_ascii_digit).count();
        digits == 2 && !self.quotes.single
    }

    fn run(&self, from: usize, belongs: impl Fn(char) -> bool) -> usize {
        from + self.rest(from).chars().take_while(|&c| belongs(c)).map(char::len_utf8).sum::<usize>()
    }

    fn emoticon(&self, at: usize) -> Option<usize> {
        if at != self.start {
            return None;
        }
        let rest = self.rest(at);
        let alone = |emoticon: &&&str| {
            rest.strip_prefix(**emoticon).is_some_and(|after| !after.chars().next().is_some_and(is_word))
        };
        WORDS.emoticons.iter().find(alone).map(|emoticon| emoticon.len())
    }

    /// Words such as "'em" and "o'clock".
    fn whole(&self, at: usize) -> Option<usize> {
        if self.char_before(at).is_some_and(is_word) {
            return None;
        }
        let end = self.run(at, |c| is_word(c) || is_apostrophe(c));
        let word = plain(&self.text[at..end]);
        if !word.contains('\'') {
            return None;
        }
        WORDS.whole.contains(word.as_str()).then_some(end - at)
    }

    fn word_end(&self, from: usize) -> usize {
        let mut at = self.run(from, is_word);
        while let Some(mark) = self.char_at(at) {
            let after = at + mark.len_utf8();
            let next = self.char_at(after);
            let joins = match mark {
                '.' => self.stop_belongs(from, at),
                ',' | ':' => self.between_digits(at, next),
                '/' => self.is_date(from, at, next),
                '-' | '‐' | '‑' => self.hyphen_belongs(from, at, next),
                '&' | '*' => self.between_letters(at, next),
                '$' => matches!(&self.text[from..at], "US" | "A" | "C" | "NZ" | "U"),
                c if is_apostrophe(c) => next.is_some_and(char::is_alphabetic),
                _ => false,
            };
            if !joins {
                break;
            }
            at = after;
            if mark == '$' {
                break;
            }
            at = self.run(after, is_word);
        }
        at
    }

    fn between_digits(&self, at: usize, next: Option<char>) -> bool {
        next.is_some_and(|c| c.is_ascii_digit()) && self.char_before(at).is_some_and(|c| c.is_ascii_digit())
    }

    fn between_letters(&self, at: usize, next: Option<char>) -> bool {
        next.is_some_and(char::is_alphabetic) && self.char_before(at).is_some_and(char::is_alphabetic)
    }

    /// Whether a full stop belongs to the word before it.
    fn stop_belongs(&self, from: usize, at: usize) -> bool {
        let word = &self.text[from..at];
        let next = self.char_at(at + 1);
        let last = word.rsplit('.').next().unwrap_or(word);
        match next {
            Some(c) if c.is_ascii_digit() => word.ends_with(|c: char| c.is_ascii_digit()),
            Some(c) if c.is_alphabetic() => {
                // "U.S", "enron.com", "C.V"; but "home.The" lacks a space.
                let single = last.chars().count() == 1 && last.chars().all(char::is_alphabetic);
                single || c.is_lowercase() || last.chars().all(char::is_uppercase)
            }
            _ if !word.chars().all(|c| c.is_alphabetic() || c == '.' || c == '-') => false,
            Some('.') => false,
            _ => self.closes_abbreviation(from, at, last),
        }
    }

    fn closes_abbreviation(&self, from: usize, at: usize, last: &str) -> bool {
        let word = self.text[from..at].to_lowercase();
        let followed = self.followed(at + 1);
        if WORDS.numbered.contains(word.as_str()) {
            let rest = self.text[at + 1..self.stretch_end].trim_start_matches(is_space);
            return rest.starts_with(|c: char| c.is_ascii_digit());
        }
        if WORDS.titles.contains(word.as_str()) {
            return followed != Next::Nothing || word.len() > 2;
        }
        if WORDS.abbreviations.contains(word.as_str()) {
            // "Sun." and "Mass." only with a capital and where the sentence goes on.
            let written = self.text[from..at].starts_with(char::is_uppercase);
            if WORDS.ambiguous.contains(word.as_str()) && !(written && followed == Next::Going) {
                return false;
            }
            let loose = WORDS.loose.contains(word.as_str());
            return !(loose && matches!(followed, Next::Nothing | Next::Sentence));
        }
        // Initials and acronyms: "J.", "U.S.", "F.O.B.".
        let single = last.chars().count() == 1;
        let acronym = single && word.contains('.');
        let initial = single && last.chars().all(char::is_uppercase) && last != "I";
        acronym || (initial && followed != Next::Nothing)
    }

    /// What comes after a full stop that may belong to an abbreviation.
    fn followed(&self, at: usize) -> Next {
        let rest = &self.text[at..self.stretch_end];
        let mut newlines = 0;
        for c in rest.chars() {
            newlines += usize::from(c == '\n');
            if newlines > 1 {
                return Next::Nothing;
            }
            if c.is_uppercase() {
                return Next::Sentence;
            }
            if c.is_alphanumeric() || matches!(c, ',' | ';' | ':' | '-' | '–' | '—' | '?' | '!') {
                return Next::Going;
            }
        }
        Next::Nothing
    }

    fn is_date(&self, from: usize, at: usize, next: Option<char>) -> bool {
        let digits = |c: char| c.is_ascii_digit() || c == '/';
        self.text[from..at].chars().all(digits) && next.is_some_and(|c| c.is_ascii_digit())
    }

    fn hyphen_belongs(&self, from: usize, at: usize, next: Option<char>) -> bool {
        let word = self.text[from..at].to_lowercase();
        if next.is_some_and(is_word) && WORDS.prefixes.contains(word.as_str()) {
            return true;
        }
        self.is_number_group(from, at)
    }

    /// Telephone numbers and dates: "713-654-0365", "12-20-00".
    fn is_number_group(&self, from: usize, at: usize) -> bool {
        let end = self.run(from, |c| c.is_ascii_digit() || c == '-');
        let whole = &self.text[from..end];
        let groups: Vec<usize> = whole.split('-').map(str::len).collect();
        let dated = groups.len() >= 3 && groups.iter().all(|&digits| digits > 0);
        let telephone = groups == [3, 4];
        at < end && (dated || telephone)
    }

    /// Adds the token, cut into its syntactic words.
    fn push(&mut self, start: usize, end: usize, gap: Gap) {
        let token = &self.text[start..end];
        let mut first = Piece { start, end, continues: false, gap };
        if self.possessive_apostrophe(start, end) {
            first.continues = true;
            self.pieces.push(first);
            return;
        }
        self.note_quote(start, end);
        if let Some(length) = number_before_unit(token) {
            self.pieces.push(Piece { end: start + length, ..first });
            self.pieces.push(Piece { start: start + length, end, continues: false, gap: Gap::None });
            return;
        }
        match parts(token) {
            Some(length) => {
                self.pieces.push(Piece { end: start + length, ..first });
                self.pieces.push(Piece { start: start + length, end, continues: true, gap: Gap::None });
            }
            None => self.pieces.push(first),
        }
    }

    /// The apostrophe of "the rebels' base".
    fn possessive_apostrophe(&self, start: usize, end: usize) -> bool {
        let token = &self.text[start..end];
        token.chars().all(is_apostrophe)
            && token.chars().count() == 1
            && !self.quotes.single
            && self.char_before(start).is_some_and(|c| matches!(c, 's' | 'S' | 'z' | 'x'))
            && !self.char_at(end).is_some_and(is_word)
    }

    fn note_quote(&mut self, start: usize, end: usize) {
        match &self.text[start..end] {
            "‘" => self.quotes.single = true,
            "'" | "`" => self.quotes.single = self.char_at(end).is_some() && !self.quotes.single,
            "’" => self.quotes.single = false,
            _ => {}
        }
    }
}

/// What follows a full stop.
#[derive(Clone, Copy, PartialEq)]
enum Next {
    /// The stretch or paragraph is over.
    Nothing,
    /// A capital: perhaps a new sentence.
    Sentence,
    /// The sentence goes on.
    Going,
}

fn plain(word: &str) -> String {
    word.chars().map(|c| if is_apostrophe(c) { '\'' } else { c }).flat_map(char::to_lowercase).collect()
}

/// The length of the first part of a multiword token.
fn parts(token: &str) -> Option<usize> {
    if !token.starts_with(|c: char| c.is_alphabetic() || is_apostrophe(c)) && !token.contains(is_apostrophe) {
        return None;
    }
    let plain = plain(token);
    if let Some(&length) = WORDS.contractions.get(&plain) {
        // Lengths agree: contractions are ASCII but for the apostrophe, which comes after the cut or in it.
        let characters = plain[..length].chars().count();
        return token.char_indices().nth(characters).map(|(at, _)| at);
    }
    if WORDS.whole.contains(plain.as_str()) {
        return None;
    }
    let ending = WORDS.endings.iter().find(|ending| plain.ends_with(**ending))?;
    let from_end = ending.chars().count();
    let (at, _) = token.char_indices().rev().nth(from_end - 1)?;
    (at > 0).then_some(at)
}

/// The length of the number in "20km".
fn number_before_unit(token: &str) -> Option<usize> {
    if !token.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let length = token.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | ':')))?;
    let unit = token[length..].to_lowercase();
    let number = token[..length].trim_end_matches(['.', ',']).len();
    (number == length && WORDS.units.contains(unit.as_str())).then_some(length)
}

/// The length of a web or mail address at the front.
fn address(rest: &str) -> Option<usize> {
    const OPENINGS: [&str; 5] = ["http://", "https://", "ftp://", "www.", "mailto:"];
    let opening =
        |opening: &&str| rest.get(..opening.len()).is_some_and(|it| it.eq_ignore_ascii_case(opening));
    if OPENINGS.iter().any(opening) {
        let mut end = rest.find(['<', '>', '"', '“', '”', '«', '»']).unwrap_or(rest.len());
        loop {
            let address = &rest[..end];
            let last = address.chars().next_back()?;
            let unopened = last == ')' && !address.contains('(');
            if !(unopened || matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | ']' | '…')) {
                return Some(end);
            }
            end -= last.len_utf8();
        }
    }
    let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    let at = rest.find(|c| !name(c))?;
    if at == 0 || !rest[at..].starts_with('@') {
        return None;
    }
    let host = &rest[at + 1..];
    let host = &host[..host.find(|c| !name(c)).unwrap_or(host.len())];
    let host = host.trim_end_matches(['.', '-', '_']);
    (!host.is_empty()).then_some(at + 1 + host.len())
}
