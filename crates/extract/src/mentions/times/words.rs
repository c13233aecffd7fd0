//! The words of a sentence as the grammar of times sees them: tokens cut where a time ends within one ("10am",
//! "mid-1990s"), each with what the dictionary says it can stand for.

use super::calendar::{Amount, Clock, Length};
use crate::tree::Tree;
use dateline_lexicon::{Lexicon, TimeKind, TimeWord, TimeWords};
use smol_str::SmolStr;

/// A word or a piece of one.
pub struct Atom<'a> {
    pub token: u32,
    /// In small letters.
    pub text: SmolStr,
    /// Whether it begins with a capital.
    pub capital: bool,
    /// Whether it begins with a digit.
    pub digit: bool,
    pub meanings: &'a [TimeWord],
}

/// A sentence of atoms. Positions past its end hold nothing.
pub struct Words<'a> {
    pub tree: &'a Tree<'a>,
    pub lexicon: &'a Lexicon,
    pub atoms: Vec<Atom<'a>>,
}

impl<'a> Words<'a> {
    pub fn of(tree: &'a Tree<'a>, lexicon: &'a Lexicon, tokens: std::ops::Range<u32>) -> Words<'a> {
        let mut words = Words { tree, lexicon, atoms: Vec::with_capacity(tokens.len() + 4) };
        for token in tokens {
            words.cut(&lexicon.times, token);
        }
        words
    }

    fn cut(&mut self, times: &'a TimeWords, token: u32) {
        let small = self.tree.small(token);
        let bytes = small.as_bytes();
        let digits = bytes.iter().any(u8::is_ascii_digit);
        let hyphen = bytes.len() > 2 && bytes[1..bytes.len() - 1].contains(&b'-');
        let dash = bytes.len() > 3 && small.chars().skip(1).any(|c| matches!(c, '–' | '—'));
        if !digits && !hyphen && !dash {
            return self.push(times, token, small.clone(), 0);
        }
        // "2041EDT", "10am": a number and what it is a number of.
        let number = small.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(small.len());
        let (head, tail) = small.split_at(number);
        if !head.is_empty()
            && !tail.is_empty()
            && tail.len() > 1
            && meanings(times, tail).iter().any(|m| matches!(m.kind, TimeKind::Zone | TimeKind::Meridiem))
        {
            self.push(times, token, head.into(), 0);
            return self.push(times, token, tail.into(), head.len());
        }
        let iso = bytes.len() >= 10 && bytes[4] == b'-' && bytes[0].is_ascii_digit();
        if (hyphen || dash) && !iso {
            let mut start = 0;
            while let Some(at) = small[start..].find(['-', '–', '—']).map(|at| start + at) {
                if at > start {
                    self.push(times, token, small[start..at].into(), start);
                }
                self.push(times, token, "-".into(), at);
                start = at + small[at..].chars().next().map_or(1, char::len_utf8);
            }
            if start < small.len() {
                self.push(times, token, small[start..].into(), start);
            }
            return;
        }
        self.push(times, token, small.clone(), 0);
    }

    /// `start` is the byte of the token at which the piece begins.
    fn push(&mut self, times: &'a TimeWords, token: u32, text: SmolStr, start: usize) {
        let digit = text.as_bytes().first().is_some_and(u8::is_ascii_digit);
        let meanings = if digit { &[][..] } else { meanings(times, &text) };
        // Where folding moved the letters of a word about, its beginning must do.
        let upper =
            |start: usize| self.tree.form(token).get(start..).map(|f| f.starts_with(char::is_uppercase));
        let capital = !meanings.is_empty() && upper(start).or_else(|| upper(0)).unwrap_or(false);
        let text = match text.as_str() {
            "–" | "—" | "--" => SmolStr::new_static("-"),
            "’s" => SmolStr::new_static("'s"),
            _ => text,
        };
        self.atoms.push(Atom { token, text, capital, digit, meanings });
    }

    pub fn len(&self) -> usize {
        self.atoms.len()
    }
    pub fn text(&self, at: usize) -> &str {
        self.atoms.get(at).map_or("", |a| a.text.as_str())
    }
    pub fn is(&self, at: usize, words: &[&str]) -> bool {
        words.contains(&self.text(at))
    }
    /// The word before, empty at the start.
    pub fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |b| self.text(b))
    }
    /// The token of an atom.
    pub fn token(&self, at: usize) -> u32 {
        self.atoms[at].token
    }

    /// What the words from here stand for as a word of some kind, and where it ends.
    pub fn find(&self, at: usize, kind: TimeKind) -> Option<(&'a TimeWord, usize)> {
        let atom = self.atoms.get(at)?;
        atom.meanings.iter().filter(|m| m.kind == kind && (!m.capital || atom.capital)).find_map(|m| {
            let follows = m.others.iter().enumerate().all(|(n, other)| self.text(at + 1 + n) == other);
            follows.then_some((m, at + 1 + m.others.len()))
        })
    }
    pub fn has(&self, at: usize, kind: TimeKind) -> bool {
        self.find(at, kind).is_some()
    }
    /// Past a hyphen, if there is one.
    pub fn hyphen(&self, at: usize) -> usize {
        if self.text(at) == "-" { at + 1 } else { at }
    }

    pub fn unit(&self, at: usize) -> Option<(Length, usize)> {
        let (word, next) = self.find(at, TimeKind::Unit)?;
        Some((Length::read(&word.value)?, next))
    }
    /// A unit in the plural.
    pub fn units(&self, at: usize) -> Option<(Length, usize)> {
        let (length, next) = self.unit(at)?;
        (self.text(at).ends_with('s') || self.text(at) == "millennia").then_some((length, next))
    }

    /// A year in digits: 1998, '98; with `loose` also three digits. Years before Christ count down from 0.
    pub fn year(&self, at: usize) -> Option<(i16, usize)> {
        let atom = self.atoms.get(at)?;
        let text = atom.text.as_str();
        if let Some((word, next)) = self.find(at + 1, TimeKind::Era)
            && atom.digit
            && text.len() <= 4
        {
            let year: i16 = text.parse().ok()?;
            let year = if word.number < 0 { 1 - year } else { year };
            return Some((year, next));
        }
        if atom.digit && text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
            let year: i16 = text.parse().ok()?;
            return (1000..2100).contains(&year).then_some((year, at + 1));
        }
        let short = text.strip_prefix(['\'', '’']).or_else(|| {
            // The apostrophe may be a token of its own.
            let quote = matches!(self.before(at), "'" | "’" | "`");
            (quote && atom.digit).then_some(text)
        })?;
        let two = short.len() == 2 && short.bytes().all(|b| b.is_ascii_digit());
        two.then(|| short.parse().ok().map(|y: i16| (if y < 30 { 2000 + y } else { 1900 + y }, at + 1)))
            .flatten()
    }
    /// A year in words: "nineteen ninety-six", "two thousand".
    pub fn spoken_year(&self, at: usize) -> Option<(i16, usize)> {
        let (hundreds, next) = self.find(at, TimeKind::Number)?;
        if hundreds.number == 2 && self.text(next) == "thousand" {
            let after = if self.text(next + 1) == "and" { next + 2 } else { next + 1 };
            return match self.small_number(after) {
                // "two thousand five hundred people" is no year.
                Some((n, end)) if n < 100 => {
                    let counts = self.find(end, TimeKind::Number).is_some_and(|(next, _)| next.number >= 100);
                    (!counts).then_some((2000 + n as i16, end))
                }
                _ => Some((2000, next + 1)),
            };
        }
        if !(17..=20).contains(&hundreds.number) {
            return None;
        }
        let (rest, end) = self.small_number(self.hyphen(next))?;
        (10..100).contains(&rest).then_some((hundreds.number as i16 * 100 + rest as i16, end))
    }
    /// "ninety-six", "twenty", "12", as one number.
    fn small_number(&self, at: usize) -> Option<(i32, usize)> {
        let (word, next) = self.find(at, TimeKind::Number)?;
        let ones = self.find(self.hyphen(next), TimeKind::Number);
        match ones {
            Some((ones, end)) if word.number >= 20 && word.number < 100 && ones.number < 10 => {
                Some((word.number + ones.number, end))
            }
            _ => Some((word.number, next)),
        }
    }
    /// "1990s", "'80s", "nineties": its first three digits.
    pub fn decade(&self, at: usize) -> Option<(i16, usize)> {
        if let Some((word, next)) = self.find(at, TimeKind::Decade) {
            return Some((190 + word.number as i16 / 10, next));
        }
        let text = self.text(at);
        let bare = text.trim_start_matches(['\'', '’']);
        let digits = bare.strip_suffix("'s").or_else(|| bare.strip_suffix('s'))?;
        let tens = digits.ends_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
        match digits.len() {
            4 if tens => digits[..3].parse().ok().map(|d| (d, at + 1)),
            2 if tens && (text.len() > 3 || matches!(self.before(at), "'" | "’" | "`" | "the")) => {
                digits[..1].parse().ok().map(|d: i16| (190 + d, at + 1))
            }
            _ => None,
        }
    }
    /// A day of the month: 3, 3rd, third.
    pub fn month_day(&self, at: usize) -> Option<(i8, usize)> {
        let atom = self.atoms.get(at)?;
        if !atom.digit {
            let (word, next) = self.find(at, TimeKind::Ordinal)?;
            return i8::try_from(word.number).ok().filter(|d| *d < 32).map(|d| (d, next));
        }
        let digits = atom.text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let suffix = &atom.text[digits.len()..];
        let ordinal = matches!(suffix, "" | "st" | "nd" | "rd" | "th");
        let day: i8 = digits
            .trim_end_matches('.')
            .parse()
            .ok()
            .filter(|_| digits.len() <= 2 || digits.ends_with('.'))?;
        (ordinal && (1..=31).contains(&day)).then_some((day, at + 1))
    }
    /// "third", "3rd", "21st".
    pub fn ordinal(&self, at: usize) -> Option<(i32, usize)> {
        if let Some((word, next)) = self.find(at, TimeKind::Ordinal) {
            return Some((word.number, next));
        }
        if let Some((tens, next)) = self.find(at, TimeKind::Number)
            && tens.number >= 20
            && self.text(next) == "-"
            && let Some((ones, end)) = self.find(next + 1, TimeKind::Ordinal)
            && ones.number < 10
        {
            return Some((tens.number + ones.number, end));
        }
        let text = self.text(at);
        let digits = ["st", "nd", "rd", "th"].iter().find_map(|s| text.strip_suffix(s))?;
        digits.parse().ok().map(|n| (n, at + 1))
    }

    /// "two", "12", "2 1/2", "two and a half", "several", "half a".
    pub fn amount(&self, at: usize) -> Option<(Amount, usize)> {
        if let Some((word, next)) = self.find(at, TimeKind::Some) {
            let amount = if word.value == "X" {
                Amount::Unknown
            } else {
                Amount::Known { whole: word.number, half: false }
            };
            return Some((amount, next));
        }
        if self.text(at) == "half" && self.is(at + 1, &["a", "an", "-"]) {
            return Some((Amount::Known { whole: 0, half: true }, at + 2));
        }
        let (whole, mut next) = self.number(at)?;
        let mut half = false;
        if self.is(next, &["1/2", "½"]) {
            (half, next) = (true, next + 1);
        } else if self.is(next, &["and", "-"]) {
            let mut end = next;
            for word in ["-", "and", "-", "a", "-"] {
                if self.text(end) == word {
                    end += 1;
                }
            }
            if self.text(end) == "half" {
                (half, next) = (true, end + 1);
            }
        }
        Some((Amount::Known { whole, half }, next))
    }
    /// A whole number in digits or words.
    pub fn number(&self, at: usize) -> Option<(i32, usize)> {
        let atom = self.atoms.get(at)?;
        if atom.digit {
            let digits: String = atom.text.chars().filter(|c| *c != ',').collect();
            return digits.parse().ok().filter(|n| (0..1_000_000).contains(n)).map(|n| (n, at + 1));
        }
        if matches!(atom.text.as_str(), "a" | "one") && self.is(at + 1, &["hundred", "thousand"]) {
            let (scale, next) = self.find(at + 1, TimeKind::Number)?;
            return Some((scale.number, next));
        }
        let (number, next) = self.small_number(at)?;
        match self.find(next, TimeKind::Number) {
            Some((scale, end)) if scale.number >= 100 && number < 100 => Some((number * scale.number, end)),
            _ => Some((number, next)),
        }
    }

    /// "8:30", "2041" before a zone, "8" before "p.m.", "noon".
    pub fn clock(&self, at: usize) -> Option<(Clock, Option<&'a str>, usize)> {
        if let Some((word, next)) =
            self.find(at, TimeKind::Moment).filter(|_| at == 0 || !self.atoms[at].capital)
        {
            let (hour, minute) = word.value.split_once(':')?;
            return Some((Clock { hour: hour.parse().ok()?, minute: minute.parse().ok()? }, None, next));
        }
        let atom = self.atoms.get(at)?;
        let text = atom.text.as_str();
        let colon = text.split_once(':').or_else(|| text.split_once('.').filter(|(_, m)| m.len() == 2));
        let mut next = at + 1;
        let mut clock = if let Some((hour, rest)) = colon.filter(|_| atom.digit) {
            let minute = rest.split([':', '.']).next().unwrap_or("");
            Clock { hour: hour.parse().ok()?, minute: minute.parse().ok().filter(|_| minute.len() == 2)? }
        } else if atom.digit && text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) {
            Clock { hour: text[..2].parse().ok()?, minute: text[2..].parse().ok()? }
        } else if let Some((hour, end)) = self.number(at).filter(|(n, _)| *n <= 24) {
            next = end;
            Clock { hour, minute: 0 }
        } else {
            return None;
        };
        let is_colon = colon.is_some() && text.contains(':');
        let four = colon.is_none() && text.len() == 4 && atom.digit;
        let mut sure = is_colon;
        if let Some((word, end)) =
            self.find(next, TimeKind::Meridiem).filter(|(m, _)| four || is_colon || !m.careful)
        {
            if word.number == 12 && clock.hour < 12 {
                clock.hour += 12;
            } else if word.number == 0 && clock.hour == 12 && self.text(next).starts_with('a') {
                clock.hour = 0;
            }
            next = end;
            sure = true;
        }
        let mut zone = None;
        let bracket = usize::from(self.text(next) == "(");
        if let Some((word, end)) = self.find(next + bracket, TimeKind::Zone) {
            let closed = bracket == 0 || self.text(end) == ")";
            if closed {
                zone = Some(word.value.as_str());
                next = end + bracket;
                sure = true;
            }
        }
        (sure && clock.hour <= 24 && clock.minute < 60).then_some((clock, zone, next))
    }
}

fn meanings<'a>(times: &'a TimeWords, text: &str) -> &'a [TimeWord] {
    let found = times.of(text);
    if found.is_empty() && text.len() > 2 { times.of(text.trim_end_matches('.')) } else { found }
}
