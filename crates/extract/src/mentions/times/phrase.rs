//! The grammar of time expressions: from words to what they mean before any day is known.

use super::calendar::{Amount, Clock, Length, Unit};
use super::words::Words;
use dateline_lexicon::TimeKind;
use dateline_record::{Upos, Xpos};
use jiff::civil::Date;
use smol_str::{SmolStr, format_smolstr};

/// What a relative expression counts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// The day of publication.
    Published,
    /// The time that the text spoke of last.
    Text,
    /// "the year": the day of publication in news, the time spoken of last in a tale of the past.
    Story,
}

/// Which of the periods that have a name is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Base {
    /// "on Friday": the clause tells.
    #[default]
    Near,
    /// "last Friday": so many before or after.
    Step(From, i32),
}

/// Parts of the calendar that the words name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts<'a> {
    pub century: Option<i16>,
    pub decade: Option<i16>,
    pub year: Option<i16>,
    /// "of last year"
    pub year_step: Option<(From, i32)>,
    pub half: Option<i8>,
    pub quarter: Option<i8>,
    pub season: Option<&'a str>,
    pub month: Option<i8>,
    pub day: Option<i8>,
    pub weekday: Option<i8>,
    pub feast: Option<&'a str>,
    pub fiscal: bool,
    /// The unit around the day: "the week of March 6".
    pub around: Option<Length>,
    pub base: Base,
}

/// What an expression says of its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What<'a> {
    Parts(Parts<'a>),
    /// Written out: 2019-03-14.
    Date(Date),
    /// "yesterday"
    Day(i32),
    /// "last week"
    Unit {
        length: Length,
        step: i32,
        from: From,
    },
    /// "two days ago"
    Offset {
        amount: Amount,
        length: Length,
        sign: i32,
        from: From,
    },
    /// "two days"
    Duration {
        amount: Amount,
        length: Length,
    },
    /// "the past two days"
    Stretch {
        amount: Amount,
        length: Length,
        sign: i32,
        from: From,
    },
    /// The period last spoken of, in another year: "the year-ago quarter".
    Same {
        year: Option<i16>,
    },
    /// "44-year-old": no time.
    Age,
    /// "every Friday"
    Set(SmolStr),
    /// "now"
    Vague(&'a str),
}

/// An expression and the atoms it covers.
#[derive(Clone, Debug)]
pub struct Phrase<'a> {
    pub first: usize,
    pub end: usize,
    pub what: What<'a>,
    pub part: Option<&'a str>,
    pub clock: Option<(Clock, Option<&'a str>)>,
    pub modifier: Option<&'a str>,
    /// "the eve of"
    pub eve: bool,
}

impl<'a> Phrase<'a> {
    fn new(first: usize, end: usize, what: What<'a>) -> Phrase<'a> {
        Phrase { first, end, what, part: None, clock: None, modifier: None, eve: false }
    }
    fn from(mut self, first: usize) -> Phrase<'a> {
        self.first = first;
        self
    }
    /// Whether it can be narrowed by a part of the day or a time of the clock.
    fn is_day(&self) -> bool {
        match &self.what {
            What::Parts(p) => p.weekday.is_some() || p.day.is_some() || p.feast.is_some(),
            What::Date(_) | What::Day(_) => true,
            What::Unit { length, .. } | What::Offset { length, .. } => length.unit == Unit::Day,
            _ => false,
        }
    }
    pub fn parts(&self) -> Option<&Parts<'a>> {
        match &self.what {
            What::Parts(parts) => Some(parts),
            _ => None,
        }
    }
    pub fn is_time_of_day_only(&self) -> bool {
        self.parts()
            .is_some_and(|p| *p == Parts::default() || *p == Parts { base: p.base, ..Parts::default() })
    }
}

/// Small words that can open an expression; all others must be known to the dictionary.
const OPENERS: [&str; 9] = ["the", "a", "an", "half", "per", "once", "twice", "'", "’"];

pub struct Grammar<'w, 'a> {
    pub words: &'w Words<'a>,
}

impl<'w, 'a> Grammar<'w, 'a> {
    /// Every expression of the sentence, in text order.
    pub fn phrases(&self) -> Vec<Phrase<'a>> {
        let mut found: Vec<Phrase<'a>> = vec![];
        let mut at = 0;
        while at < self.words.len() {
            let Some(phrase) = self.expression(at) else {
                at += 1;
                continue;
            };
            at = phrase.end;
            let second = self.second(&phrase);
            found.push(phrase);
            if let Some(second) = second {
                at = second.end;
                found.push(second);
            }
        }
        found
    }

    /// The longest expression that begins here.
    fn expression(&self, at: usize) -> Option<Phrase<'a>> {
        let atom = &self.words.atoms[at];
        let opens = atom.digit || !atom.meanings.is_empty() || OPENERS.contains(&atom.text.as_str());
        if !opens && !atom.text.starts_with(['\'', '’']) {
            return None;
        }
        longest([self.about(at), self.plain(at)])
    }

    /// "about two weeks", "at least 30 days", "nearly four years ago"
    fn about(&self, at: usize) -> Option<Phrase<'a>> {
        let (word, next) = self.words.find(at, TimeKind::About)?;
        let mut inner = self.plain(next)?;
        let counted = matches!(inner.what, What::Duration { .. } | What::Offset { .. });
        let stretch = matches!(inner.what, What::Stretch { .. });
        let fits = match word.value.as_str() {
            // "some two weeks" counts; "some weeks" does not.
            "APPROX" if self.words.text(at) == "some" => counted && self.words.amount(next).is_some(),
            "APPROX" | "EXACT" => {
                counted || inner.is_day() || inner.clock.is_some() || inner.parts().is_some()
            }
            "EQUAL_OR_MORE" | "EQUAL_OR_LESS" => counted || stretch,
            // "over the years", "over several years": no bound.
            _ => counted && words_count(&inner.what) && self.words.text(next) != "the",
        };
        if !fits || inner.modifier.is_some() {
            return None;
        }
        inner.modifier = (word.value != "EXACT").then_some(word.value.as_str());
        Some(inner.from(at))
    }

    fn plain(&self, at: usize) -> Option<Phrase<'a>> {
        longest([self.core(at), self.edge(at), self.eve(at)])
    }

    /// "early September", "the late 1970s", "the end of the year", "later this month"
    fn edge(&self, at: usize) -> Option<Phrase<'a>> {
        let words = self.words;
        let own = words.find(at, TimeKind::Edge);
        let (word, next) = match own {
            Some(found) => found,
            None if words.text(at) == "the" => {
                words.find(at + 1, TimeKind::Edge).filter(|(w, _)| w.others.is_empty())?
            }
            None => return None,
        };
        let mut inner = self.core(words.hyphen(next))?;
        let relative = matches!(words.text(at), "later" | "earlier");
        let fits = match &inner.what {
            What::Parts(p) => {
                let part = inner.part.is_some() && inner.clock.is_none() && !relative;
                (!inner.is_time_of_day_only() || part) && (p.century.is_none() || !relative)
            }
            What::Day(_) | What::Date(_) => true,
            What::Unit { step, length, .. } => !relative || (*step == 0 && !length.is_clock()),
            _ => false,
        };
        if !fits || inner.modifier.is_some() {
            return None;
        }
        inner.modifier = Some(word.value.as_str());
        Some(inner.from(at))
    }

    /// "the eve of 3 May", "on the eve of Easter"
    fn eve(&self, at: usize) -> Option<Phrase<'a>> {
        let start = usize::from(self.words.text(at) == "the");
        if self.words.text(at + start) != "eve" || self.words.text(at + start + 1) != "of" {
            return None;
        }
        let mut inner = self.core(at + start + 2).filter(Phrase::is_day)?;
        inner.eve = true;
        Some(inner.from(at))
    }

    fn core(&self, at: usize) -> Option<Phrase<'a>> {
        if at >= self.words.len() {
            return None;
        }
        let found = longest([
            self.written(at),
            self.clock_first(at),
            self.dated(at),
            self.quarter(at),
            self.shifted(at),
            self.stepped(at),
            self.quantity(at),
            self.unit_alone(at),
            self.season(at),
            self.part_of_day(at),
            self.century_or_decade(at),
            self.set(at),
            self.day_word(at),
            self.feast(at),
            self.vague(at),
        ])?;
        Some(self.with_time_of_day(found))
    }

    /// "yesterday morning", "Friday at 8 p.m."
    fn with_time_of_day(&self, mut found: Phrase<'a>) -> Phrase<'a> {
        if !found.is_day() || found.clock.is_some() {
            return found;
        }
        if found.part.is_none()
            && let Some((part, next)) = self.words.find(found.end, TimeKind::Part)
            && !self.words.text(found.end).ends_with('s')
        {
            found.part = Some(part.value.as_str());
            found.end = next;
        }
        let comma = usize::from(self.words.text(found.end) == ",");
        let at = found.end + comma;
        if self.words.is(at, &["at", "around", "about"])
            && let Some((clock, zone, next)) = self.words.clock(at + 1)
        {
            found.clock = Some((clock, zone));
            found.part = None;
            found.end = next;
        }
        found
    }

    /// 2019-03-14, 2019-03-14T10:30, 7/8/07, 14.03.2019
    fn written(&self, at: usize) -> Option<Phrase<'a>> {
        let atom = self.words.atoms.get(at).filter(|a| a.digit && a.text.len() >= 6)?;
        let text = atom.text.as_str();
        if let Ok(date) = text.get(..10).unwrap_or("").parse::<Date>() {
            let mut phrase = Phrase::new(at, at + 1, What::Date(date));
            if let Some((hour, rest)) = text[10..].strip_prefix('t').and_then(|t| t.split_once(':')) {
                let minute = rest.get(..2).and_then(|m| m.parse().ok());
                phrase.clock =
                    hour.parse().ok().zip(minute).map(|(hour, minute)| (Clock { hour, minute }, None));
            }
            return text.len().eq(&10).then_some(phrase.clone()).or(phrase.clock.is_some().then_some(phrase));
        }
        let slashed = text.split('/').count() == 3;
        let numbers: Vec<i16> = text.split(['/', '.']).map(str::parse).collect::<Result<_, _>>().ok()?;
        let [first, second, year] = numbers[..] else { return None };
        let year = match year {
            0..30 => 2000 + year,
            30..100 => 1900 + year,
            _ => year,
        };
        // With slashes the American order, with dots the European one, unless only the other makes a date.
        let (month, day) = if slashed { (first, second) } else { (second, first) };
        let date =
            |month: i16, day: i16| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
        let date = date(month, day).or_else(|| date(day, month))?;
        ((1900..2100).contains(&year)).then(|| Phrase::new(at, at + 1, What::Date(date)))
    }

    /// "10 p.m. Wednesday", "0600 GMT on Tuesday", "4 in the morning"
    fn clock_first(&self, at: usize) -> Option<Phrase<'a>> {
        let words = self.words;
        let (mut clock, zone, mut end) = match words.clock(at) {
            Some(found) => found,
            None => {
                // "4 in the morning", "six in the evening"
                let (hour, next) = words.number(at).filter(|(n, _)| (1..=12).contains(n))?;
                words.is(next, &["in"]).then_some(())?;
                words.find(next + 2, TimeKind::Part).filter(|_| words.text(next + 1) == "the")?;
                (Clock { hour, minute: 0 }, None, next)
            }
        };
        if words.is(end, &["in"])
            && words.text(end + 1) == "the"
            && let Some((part, next)) = words.find(end + 2, TimeKind::Part)
        {
            if matches!(part.value.as_str(), "AF" | "EV" | "NI") && clock.hour < 12 {
                clock.hour += 12;
            }
            end = next;
        }
        let mut phrase = Phrase::new(at, end, What::Parts(Parts::default()));
        let skip = match (words.text(end), words.text(end + 1)) {
            (",", "on") => 2,
            ("," | "on", _) => 1,
            _ => 0,
        };
        let day = longest([self.written(end + skip), self.dated(end + skip), self.day_word(end + skip)]);
        if let Some(day) = day.filter(|d| d.is_day() && d.clock.is_none()) {
            phrase.what = day.what;
            phrase.end = day.end;
        }
        phrase.clock = Some((clock, zone));
        Some(phrase)
    }

    /// Weekdays, days, months and years in every order they are written in.
    fn dated(&self, at: usize) -> Option<Phrase<'a>> {
        let words = self.words;
        if at >= words.len() {
            return None;
        }
        if let Some((weekday, next)) = words.find(at, TimeKind::Weekday) {
            return self.weekday(at, weekday.number as i8, weekday.careful, next);
        }
        let (parts, end) = self.calendar(at)?;
        Some(Phrase::new(at, end, What::Parts(parts)))
    }

    fn weekday(&self, at: usize, weekday: i8, careful: bool, next: usize) -> Option<Phrase<'a>> {
        let words = self.words;
        let dotted = words.text(next) == ".";
        let next = if dotted && words.text(at).len() < 6 { next + 1 } else { next };
        let plural = words.text(at).ends_with("days");
        let part = words.find(next, TimeKind::Part);
        if plural || part.is_some() && words.text(next).ends_with('s') {
            let part = part.map_or(String::new(), |(p, _)| format!("T{}", p.value));
            let end = if part.is_empty() { next } else { next + 1 };
            return Some(Phrase::new(at, end, What::Set(format_smolstr!("XXXX-WXX-{weekday}{part}"))));
        }
        let mut parts = Parts { weekday: Some(weekday), ..Parts::default() };
        let comma = usize::from(words.text(next) == ",");
        let the = usize::from(words.text(next + comma) == "the");
        if let Some((with, end)) = self.calendar(next + comma + the)
            && with.day.is_some()
        {
            parts = Parts { weekday: Some(weekday), ..with };
            return Some(Phrase::new(at, end, What::Parts(parts)));
        }
        if careful {
            return None;
        }
        // "Friday of last week", "Friday last week", "Friday next week"
        let of = usize::from(words.text(next) == "of");
        if let Some((shift, after)) = words.find(next + of, TimeKind::Shift)
            && let Some((length, end)) = words.unit(after)
            && length == (Length { unit: Unit::Week, times: 1 })
        {
            parts.base = Base::Step(From::Published, shift.number);
            parts.around = Some(length);
            return Some(Phrase::new(at, end, What::Parts(parts)));
        }
        Some(Phrase::new(at, next, What::Parts(parts)))
    }

    /// Day, month and year without a weekday.
    fn calendar(&self, at: usize) -> Option<(Parts<'a>, usize)> {
        let words = self.words;
        let the = usize::from(words.text(at) == "the");
        // 13 March 2019, the 25th of August
        if let Some((day, next)) = words.month_day(at + the) {
            let of = usize::from(words.text(next) == "of");
            if let Some((month, end)) = words.find(next + of, TimeKind::Month) {
                let parts = Parts { day: Some(day), month: Some(month.number as i8), ..Parts::default() };
                return Some(self.with_year(parts, end, true));
            }
            // "6-7 January 1916": the first of two days shares the month of the second.
            if words.is(next, &["-", "to", "and", "or", "through"])
                && let Some((second, after)) = words.month_day(next + 1)
                && second > day
                && let Some((month, end)) = words.find(after, TimeKind::Month)
            {
                let parts = Parts { day: Some(day), month: Some(month.number as i8), ..Parts::default() };
                let (parts, _) = self.with_year(parts, end, true);
                return Some((parts, next));
            }
        }
        if the == 1 {
            // "on the 20th"
            let text = words.text(at + 1);
            let (day, end) =
                words.month_day(at + 1).filter(|_| text.len() > 2 && words.atoms[at + 1].digit)?;
            let placed = matches!(words.before(at), "on" | "by" | "until" | "from" | "since" | "to" | "and");
            let noun = words.atoms.get(end).is_some_and(|a| {
                matches!(words.tree.token(a.token).upos, Upos::Noun | Upos::Propn | Upos::Adj)
            });
            return (placed && !noun && words.text(end) != "-")
                .then(|| (Parts { day: Some(day), ..Parts::default() }, end));
        }
        if let Some((month, next)) = words.find(at, TimeKind::Month) {
            let number = month.number as i8;
            let dot = usize::from(words.text(next) == ".");
            let the = usize::from(words.text(next + dot) == "the");
            if let Some((day, end)) = words.month_day(next + dot + the)
                && (the == 0 || !words.text(next + dot + the).bytes().all(|b| b.is_ascii_digit()))
                && !self.counts(end)
            {
                let parts = Parts { day: Some(day), month: Some(number), ..Parts::default() };
                return Some(self.with_year(parts, end, true));
            }
            let parts = Parts { month: Some(number), ..Parts::default() };
            let (parts, end) = self.with_year(parts, next, false);
            let dated = parts.year.is_some() || parts.year_step.is_some();
            return (dated || self.is_month(at, month.careful)).then_some((parts, end));
        }
        if words.text(at) == "year" {
            return None;
        }
        let (year, end) = words
            .year(at)
            .filter(|(_, end)| self.is_year(at, *end))
            .or_else(|| words.spoken_year(at).filter(|(_, end)| words.unit(words.hyphen(*end)).is_none()))?;
        Some((Parts { year: Some(year), ..Parts::default() }, end))
    }

    /// "5 percent" behind a month is no day.
    fn counts(&self, at: usize) -> bool {
        self.words.is(at, &["percent", "%", "per", "million", "billion", "km", "times"])
    }

    /// A year behind a month: "March 2019", "March 13, 2019", "March of last year", "June last year".
    fn with_year(&self, mut parts: Parts<'a>, end: usize, day: bool) -> (Parts<'a>, usize) {
        let words = self.words;
        let comma = usize::from(words.text(end) == ",");
        let of = usize::from(comma == 0 && words.text(end) == "of");
        let at = end + comma + of;
        let year = words.year(at).or_else(|| words.spoken_year(at));
        if let Some((year, next)) = year {
            // "in March, 2000 people": only a day takes its year behind a comma before more words.
            if comma == 0 || day || !self.is_counted(at) {
                parts.year = Some(year);
                return (parts, next);
            }
        }
        if comma == 1 {
            return (parts, end);
        }
        for (kind, from) in [(TimeKind::Shift, From::Published), (TimeKind::Step, From::Text)] {
            let the = usize::from(words.text(at) == "the");
            if let Some((step, after)) = words.find(at + the, kind) {
                let again = words.find(after, kind).map_or(after, |(_, next)| next);
                if let Some((length, next)) = words.unit(again)
                    && length == (Length { unit: Unit::Year, times: 1 })
                    && !words.text(again).ends_with('s')
                {
                    parts.year_step = Some((from, step.number));
                    return (parts, next);
                }
            }
        }
        (parts, end)
    }

    /// Whether a month's name alone is the month.
    fn is_month(&self, at: usize, careful: bool) -> bool {
        let words = self.words;
        let token = words.tree.token(words.token(at));
        if !matches!(token.upos, Upos::Propn | Upos::Noun | Upos::X | Upos::Adj) {
            return false;
        }
        if !careful || words.text(at).ends_with('.') {
            return true;
        }
        let before = at.checked_sub(1);
        let placed = before.is_some_and(|b| {
            [TimeKind::Before, TimeKind::Bound, TimeKind::Edge, TimeKind::Shift, TimeKind::Step]
                .iter()
                .any(|kind| words.has(b, *kind))
                || words.is(b, &["-", "the", "and", "last", "between"])
        });
        let list = words.is(at + 1, &["to", "-", "and", "or"]) && words.has(at + 2, TimeKind::Month);
        placed || list || words.text(at + 1) == "'s"
    }

    /// Whether four digits are a year and count nothing.
    fn is_year(&self, at: usize, end: usize) -> bool {
        let words = self.words;
        let text = words.text(at);
        if end > at + 1 || text.starts_with(['\'', '’']) {
            return true;
        }
        let before = words.before(at);
        if matches!(before, "$" | "£" | "€" | "no" | "no." | "number" | "#" | ":" | "/") || self.counts(end)
        {
            return false;
        }
        if text.len() != 4 {
            // "'98" with its apostrophe apart.
            return matches!(before, "'" | "’" | "`") && !self.is_counted(at);
        }
        let placed = at.checked_sub(1).is_some_and(|b| {
            [TimeKind::Before, TimeKind::Bound, TimeKind::Edge].iter().any(|kind| words.has(b, *kind))
        }) || matches!(before, "and" | "-" | "to" | "(");
        let year: i16 = text.parse().unwrap_or(0);
        if self.is_counted(at) {
            // "in 1998 elections were held" against "in 1998 villages": a determiner before it settles it.
            return matches!(before, "the" | "its" | "his" | "their" | "'s" | "her" | "this" | "that");
        }
        let ranged = words.text(at + 1) == "-" && words.atoms.get(at + 2).is_some_and(|a| a.digit);
        let named = matches!(before, "the" | "its" | "his" | "their" | "'s");
        (1900..2036).contains(&year) || placed || ranged || (1500..1900).contains(&year) && named
    }
    /// Whether a number counts a plural noun or a unit.
    fn is_counted(&self, at: usize) -> bool {
        let words = self.words;
        let Some(next) = words.atoms.get(at + 1) else { return false };
        let token = words.tree.token(next.token);
        matches!(token.xpos, Xpos::Nns | Xpos::Nnps)
            || words.unit(at + 1).is_some() && words.text(at + 2) != "'s"
            || matches!(token.xpos, Xpos::Jj)
                && words
                    .atoms
                    .get(at + 2)
                    .is_some_and(|a| matches!(words.tree.token(a.token).xpos, Xpos::Nns | Xpos::Nnps))
    }

    /// "the third quarter of 1998", "the 1988 second quarter", "third-quarter", "the year-ago quarter", "the first half"
    fn quarter(&self, at: usize) -> Option<Phrase<'a>> {
        let words = self.words;
        let the = usize::from(words.text(at) == "the");
        let mut parts = Parts::default();
        let mut next = at + the;
        let mut ago = false;
        if let Some((year, end)) = words.year(next) {
            (parts.year, next) = (Some(year), end);
        } else if words.text(next) == "year" && words.is(words.hyphen(next + 1), &["ago", "earlier"]) {
            ago = true;
            next = words.hyphen(next + 1) + 1;
        }
        let fiscal = |next: usize| words.find(next, TimeKind::Fiscal).map(|(_, end)| words.hyphen(end));
        if let Some(end) = fiscal(next) {
            (parts.fiscal, next) = (true, end);
        }
        let quarter = |at: usize| {
            words.unit(at).filter(|(l, _)| l.unit == Unit::Quarter && !words.text(at).ends_with('s'))
        };
        if let Some((number, end)) = words.ordinal(next) {
            let mut after = words.hyphen(end);
            if let Some(end) = fiscal(after) {
                (parts.fiscal, after) = (true, end);
            }
            let number = i8::try_from(number).ok().filter(|n| *n <= 4)?;
            let end = if let Some((_, end)) = quarter(after) {
                parts.quarter = Some(number);
                end
            } else if words.text(after) == "half" && number <= 2 {
                parts.half = Some(number);
                after + 1
            } else {
                return None;
            };
            if ago {
                parts.year_step = Some((From::Text, -1));
                return Some(Phrase::new(at, end, What::Parts(parts)));
            }
            let of = usize::from(words.text(end) == "of");
            let fiscal_year = fiscal(end + of);
            parts.fiscal |= fiscal_year.is_some();
            if let (Some(after), true) = (fiscal_year, parts.year.is_none())
                && let Some((year, end)) = words.year(after)
            {
                parts.year = Some(year);
                return Some(Phrase::new(at, end, What::Parts(parts)));
            }
            let (parts, end) =
                if parts.year.is_none() { self.with_year(parts, end, false) } else { (parts, end) };
            if parts.half.is_some() && parts.year.is_none() && parts.year_step.is_none() && the == 0 {
                return None;
            }
            // "the first quarter of the city"
            if parts.quarter.is_some()
                && words.text(end) == "of"
                && parts.year.is_none()
                && parts.year_step.is_none()
            {
                let year =
                    words.text(end + 1) == "the" && words.is(end + 2, &["year", "fiscal", "financial"]);
                return year.then(|| Phrase::new(at, end, What::Parts(parts)));
            }
            return Some(Phrase::new(at, end, What::Parts(parts)));
        }
        // "the 1988 quarter", "the year-ago period"
        let period =
            quarter(next).map(|(_, end)| end).or_else(|| (words.text(next) == "period").then_some(next + 1));
        if (ago || parts.year.is_some()) && !parts.fiscal {
            if let Some(end) = period {
                return Some(Phrase::new(at, end, What::Same { year: parts.year }));
            }
            if ago {
                return Some(Phrase::new(at + the, next, What::Same { year: None }));
            }
        }
        // "fiscal 1998", "the fiscal year", "fiscal year 1998"
        if parts.fiscal && parts.year.is_none() {
            let year = |at: usize| words.year(at).map(|(y, end)| (Some(y), end));
            let (year, end) = year(next).or_else(|| {
                let (length, end) = words.unit(next)?;
                (length == Length { unit: Unit::Year, times: 1 }).then(|| year(end).unwrap_or((None, end)))
            })?;
            parts.year = year;
            if parts.year.is_none() {
                if the == 0 {
                    return None;
                }
                if words.is(end, &["ended", "ending"]) {
                    let length = Length { unit: Unit::Year, times: 1 };
                    return Some(Phrase::new(at, end, What::Duration { amount: Amount::ONE, length }));
                }
                parts.year_step = Some((From::Published, 0));
            }
            return Some(Phrase::new(at, end, What::Parts(parts)));
        }
        None
    }

    /// "last week", "this summer", "the past two weeks", "next Friday"
    fn shifted(&self, at: usize) -> Option<Phrase<'a>> {
        let words = self.words;
        let the = usize::from(words.text(at) == "the");
        let (word, mut next) = words.find(at + the, TimeKind::Shift)?;
        let mut step = word.number;
        let opener = words.text(at + the);
        // "this past spring", "this coming Sunday"
        if opener == "this"
            && let Some((second, end)) = words.find(next, TimeKind::Shift)
        {
            (step, next) = (second.number, end);
        }
        while let Some((_, end)) = words.find(next, TimeKind::Inside) {
            next = end;
        }
        let fiscal = words.find(next, TimeKind::Fiscal);
        if let Some((_, end)) = fiscal {
            next = end;
        }
        // "the next spring" follows what was told; "this spring" is of the story.
        let from = match (opener, the) {
            ("next", 1) => From::Text,
            ("this", _) if step == 0 => From::Story,
            _ => From::Published,
        };
        let based = Base::Step(from, step);
        let of = |end: usize, parts: Parts<'a>| Some(Phrase::new(at, end, What::Parts(parts)));
        if opener != "recent" && opener != "latest" {
            if let Some((weekday, end)) = words.find(next, TimeKind::Weekday).filter(|(w, _)| !w.careful) {
                let comma = usize::from(words.text(end) == ",");
                if let Some((with, end)) = self.calendar(end + comma)
                    && with.day.is_some()
                {
                    return of(end, Parts { weekday: Some(weekday.number as i8), ..with });
                }
                return of(
                    end,
                    Parts { weekday: Some(weekday.number as i8), base: based, ..Parts::default() },
                );
            }
            if let Some((month, end)) = words.find(next, TimeKind::Month) {
                if words.month_day(end).is_some() {
                    return None;
                }
                return of(end, Parts { month: Some(month.number as i8), base: based, ..Parts::default() });
            }
            if let Some((season, end)) =
                words.find(next, TimeKind::Season).filter(|_| !words.text(next).ends_with('s'))
            {
                return of(end, Parts { season: Some(&season.value), base: based, ..Parts::default() });
            }
            if let Some((feast, end)) = words.find(next, TimeKind::Feast) {
                return of(end, Parts { feast: Some(&feast.value), base: based, ..Parts::default() });
            }
            if let Some((part, end)) =
                words.find(next, TimeKind::Part).filter(|_| !words.text(next).ends_with('s'))
            {
                let length = Length { unit: Unit::Day, times: 1 };
                let mut phrase = Phrase::new(at, end, What::Unit { length, step, from });
                if step == -1 && opener == "past" {
                    return None;
                }
                phrase.part = Some(&part.value);
                return Some(phrase);
            }
            if let Some((number, end)) = words.ordinal(next).filter(|(n, _)| *n <= 4 && fiscal.is_none())
                && let Some((length, end)) = words.unit(words.hyphen(end))
                && length.unit == Unit::Quarter
            {
                return of(end, Parts { quarter: Some(number as i8), base: based, ..Parts::default() });
            }
        }
        if let Some((length, end)) = words.units(next) {
            return self.shifted_units(at, the, opener, step, length, end);
        }
        if let Some((length, end)) = words.unit(next) {
            // "This Week", the name of a programme
            if at > 0 && words.atoms[at].capital && words.atoms[next].capital {
                return None;
            }
            return self.shifted_unit(at, the, opener, step, length, end, fiscal.is_some());
        }
        let (amount, mut end) = words.amount(next)?;
        while let Some((_, after)) = words.find(end, TimeKind::Inside) {
            end = after;
        }
        // "the next 12 to 18 months"
        if words.is(end, &["to", "or", "-"])
            && let Some((_, after)) = words.amount(end + 1)
        {
            end = after;
        }
        let (length, end) = words.unit(words.hyphen(end))?;
        if words.text(words.hyphen(end)) == "old" {
            return None;
        }
        if step == 0 && opener != "this" || opener == "current" {
            return None;
        }
        let sign = if step == 0 { -1 } else { step };
        if words.text(end) == "of" && self.calendar(end + 1).is_some() {
            return Some(Phrase::new(at, end, What::Duration { amount, length }));
        }
        Some(Phrase::new(at, end, What::Stretch { amount, length, sign, from: From::Published }))
    }
    /// "recent years", "coming weeks", "the last days"
    fn shifted_units(
        &self,
        at: usize,
        the: usize,
        opener: &str,
        step: i32,
        length: Length,
        end: usize,
    ) -> Option<Phrase<'a>> {
        if matches!(opener, "this" | "current" | "latest") {
            return None;
        }
        let amount = Amount::Unknown;
        if matches!(opener, "last" | "next") && the == 0 {
            return None;
        }
        Some(Phrase::new(at, end, What::Stretch { amount, length, sign: step, from: From::Published }))
    }
    /// "last week", "the past year", "the next day", "last year's third quarter"
    #[expect(clippy::too_many_arguments, reason = "the pieces of one phrase, taken apart above")]
    fn shifted_unit(
        &self,
        at: usize,
        the: usize,
        opener: &str,
        step: i32,
        length: Length,
        end: usize,
        fiscal: bool,
    ) -> Option<Phrase<'a>> {
        let words = self.words;
        if opener == "recent" || length.is_clock() && opener != "past" && opener != "last" && opener != "next"
        {
            return None;
        }
        if length == (Length { unit: Unit::Year, times: 1 }) && words.text(end) == "'s" {
            let year_step = Some((From::Published, step));
            if let Some((number, next)) = words.ordinal(end + 1)
                && let Some((unit, end)) = words.unit(words.hyphen(next))
                && unit.unit == Unit::Quarter
            {
                let parts = Parts { quarter: i8::try_from(number).ok(), year_step, ..Parts::default() };
                return Some(Phrase::new(at, end, What::Parts(parts)));
            }
        }
        if fiscal {
            let parts = Parts { fiscal, year_step: Some((From::Published, step)), ..Parts::default() };
            return (length.unit == Unit::Year).then(|| Phrase::new(at, end, What::Parts(parts)));
        }
        let counted = matches!(opener, "past" | "coming" | "upcoming")
            || the == 1 && matches!(opener, "last" | "next")
            || length.is_clock();
        let runs =
            words.is(at.wrapping_sub(1), &["over", "in", "within", "during", "for", "throughout", "through"]);
        if the == 1 && opener == "next" && (length.unit == Unit::Day || !runs) {
            return Some(Phrase::new(at, end, What::Unit { length, step, from: From::Text }));
        }
        // "the last week of August" counts from August.
        if words.text(end) == "of" && the == 1 && opener != "this" && length.unit != Unit::Year {
            return self
                .calendar(end + 1)
                .map(|_| Phrase::new(at, end, What::Duration { amount: Amount::ONE, length }));
        }
        if counted && !matches!(length.unit, Unit::Weekend | Unit::Quarter) {
            let what = What::Stretch { amount: Amount::ONE, length, sign: step, from: From::Published };
            return Some(Phrase::new(at, end, what));
        }
        let from = if opener == "this" && step == 0 { From::Story } else { From::Published };
        Some(Phrase::new(at, end, What::Unit { length, step, from }))
    }

    /// "the following day", "the previous Friday", "that year", "the same month", "the previous two weeks"
    fn stepped(&self, at: usize) -> Option<Phrase<'a>> {
        let words = self.words;
        let the = usize::from(words.text(at) == "the");
        let (word, mut next) = words.find(at + the, TimeKind::Step)?;
        if words.text(at + the) == "that" {
            let token = words.tree.token(words.token(at + the));
            if the == 1 || token.upos != Upos::Det && token.xpos != Xpos::Dt {
                return None;
            }
            if words.text(next) == "same" {
                next += 1;
            }
        } else if the == 0 {
            return None;
        }
        let step = word.number;
        let based = Base::Step(From::Text, step);
        let of = |end: usize, parts: Parts<'a>| Some(Phrase::new(at, end, What::Parts(parts)));
        if let Some((weekday, end)) = words.find(next, TimeKind::Weekday) {
            return of(end, Parts { weekday: Some(weekday.number as i8), base: based, ..Parts::default() });
        }
        if let Some((month, end)) = words.find(next, TimeKind::Month) {
            return of(end, Parts { month: Some(month.number as i8), base: based, ..Parts::default() });
        }
        if let Some((season, end)) = words.find(next, TimeKind::Season) {
            return of(end, Parts { season: Some(&season.value), base: based, ..Parts::default() });
        }
        if let Some((part, end)) = words.find(next, TimeKind::Part) {
            let length = Length { unit: Unit::Day, times: 1 };
            let mut phrase = Phrase::new(at, end, What::Unit { length, step, from: From::Text });
            phrase.part = Some(&part.value);
            return Some(phrase);
        }
        if let Some((length, end)) = words.unit(next).filter(|_| !words.text(next).ends_with('s')) {
            return (!length.is_clock())
                .then(|| Phrase::new(at, end, What::Unit { length, step, from: From::Text }));
        }
        if step == 0 {
            return None;
        }
        let (amount, end) = words.amount(next).unwrap_or((Amount::Unknown, next));
        let (length, end) = words.units(end)?;
        Some(Phrase::new(at, end, What::Stretch { amount, length, sign: step, from: From::Text }))
    }

    /// "two weeks", "28-month-old", "a year ago", "three days later", "weeks", "the first nine months", "twice a week"
    fn quantity(&self, at: usize) -> Option<Phrase<'a>> {
        let words = self.words;
        if let Some(set) = self.rate(at) {
            return Some(set);
        }
        let the = usize::from(words.text(at) == "the");
        let start = at + the;
        // "the first nine months", "the latest nine months"
        let ordinal = words.ordinal(start).map(|(_, end)| end);
        let latest = words.is(start, &["latest"]).then_some(start + 1);
        if let Some(after) = ordinal.or(latest)
            && let Some((amount, next)) = words.amount(after)
            && let Some((length, end)) = words.units(next)
        {
            return Some(Phrase::new(at, end, What::Duration { amount, length }));
        }
        let article = the == 0 && words.is(start, &["a", "an", "one"]);
        let amount = words.amount(start).or_else(|| article.then_some((Amount::ONE, start + 1)));
        let Some((amount, mut next)) = amount else { return self.bare_units(at, the) };
        let hyphen = words.text(next) == "-";
        next = words.hyphen(next);
        let mut or_so = false;
        while let Some((_, end)) = words.find(next, TimeKind::Inside) {
            next = end;
        }
        // "12 to 18 months", "two or three weeks": two lengths, the first without its unit.
        let joined =
            words.is(next, &["to", "or", "-"]) || words.text(next) == "and" && words.before(at) == "between";
        if joined
            && amount.whole().is_some()
            && !article
            && let Some((_, after)) = words.amount(next + 1)
            && let Some((length, _)) = words.units(after)
        {
            return Some(Phrase::new(at, next, What::Duration { amount, length }));
        }
        // "ten brutal months", "the four previous weeks"
        if words.unit(next).is_none() && words.units(next + 1).is_some() && {
            let token = words.tree.token(words.atoms[next].token);
            matches!(token.upos, Upos::Adj | Upos::Verb) || token.xpos == Xpos::Nn
        } {
            if let Some((step, _)) = words.find(next, TimeKind::Step)
                && let Some((length, end)) = words.units(next + 1)
            {
                let what = What::Stretch { amount, length, sign: step.number, from: From::Text };
                return Some(Phrase::new(at, end, what));
            }
            next += 1;
        }
        let (length, mut end) = words.unit(next)?;
        let plural = words.text(next).ends_with('s') || words.text(next) == "millennia";
        if words.text(next) == "second" && !(hyphen || words.atoms[start].digit)
            || length.unit == Unit::Quarter
                && (!plural || words.text(end) == "of" || words.is(start, &["some", "all", "many"]))
            || words.atoms[next].capital && !words.before(at).is_empty()
            || length.unit == Unit::Weekend && article
            || length.unit == Unit::Week && words.text(next) == "wk"
        {
            return None;
        }
        // "a minute and a half", "a year and a half"
        let mut amount = amount;
        if words.text(end) == "and" && words.text(end + 1) == "a" && words.text(end + 2) == "half" {
            if let Amount::Known { half, .. } = &mut amount {
                *half = true;
            }
            end += 3;
        }
        if words.text(end) == "or" && words.text(end + 1) == "so" {
            or_so = true;
            end += 2;
        }
        let mut phrase = self.offset(at, amount, length, end, the == 1);
        if matches!(phrase.what, What::Duration { .. }) {
            self.old(&mut phrase, length, hyphen);
        }
        if or_so {
            phrase.modifier = Some("APPROX");
        }
        // "the two-week siege": the article is the siege's.
        Some(if hyphen { phrase.from(start) } else { phrase })
    }
    /// "28-month-old" lasts so long, if it is not somebody's age.
    fn old(&self, phrase: &mut Phrase<'a>, length: Length, hyphen: bool) {
        let words = self.words;
        let joined = words.text(phrase.end) == "-";
        if hyphen && joined && words.text(phrase.end + 1) == "long" {
            phrase.end += 2;
        } else if words.text(words.hyphen(phrase.end)) == "old" {
            phrase.end = words.hyphen(phrase.end) + 1;
            let years = length == Length { unit: Unit::Year, times: 1 };
            let adjective = words.token(phrase.end - 1);
            let noun = words.tree.head(adjective).map_or("", |head| words.tree.lemma(head));
            if years && !(joined && words.lexicon.nouns.contains_key(noun)) {
                phrase.what = What::Age;
            }
        } else if words.text(phrase.end) == "of" && words.text(phrase.end + 1) == "age" {
            phrase.end += 2;
            phrase.what = What::Age;
        }
    }
    /// "ago", "earlier", "from now" behind an amount; a duration without.
    fn offset(&self, at: usize, amount: Amount, length: Length, end: usize, the: bool) -> Phrase<'a> {
        let words = self.words;
        if !the {
            let hyphen = words.hyphen(end);
            if let Some((ago, next)) = words.find(hyphen, TimeKind::Ago) {
                let what = What::Offset { amount, length, sign: ago.number, from: From::Published };
                return Phrase::new(at, next, what);
            }
            if let Some((later, next)) = words.find(hyphen, TimeKind::Later)
                && (!matches!(words.text(hyphen), "before" | "after") || self.ends_clause(next))
                && words.text(next) != "than"
            {
                let what = What::Offset { amount, length, sign: later.number, from: From::Text };
                return Phrase::new(at, next, what);
            }
        }
        Phrase::new(at, end, What::Duration { amount, length })
    }
    fn ends_clause(&self, at: usize) -> bool {
        matches!(self.words.text(at), "" | "," | "." | ";" | "and" | ")" | "--" | "-")
    }
    /// "for weeks", "years ago", "the years", "a month-long siege"
    fn bare_units(&self, at: usize, the: usize) -> Option<Phrase<'a>> {
        let words = self.words;
        let (length, end) = words.unit(at + the)?;
        if words.text(end) == "-" && words.is(end + 1, &["long", "old"]) && the == 0 {
            let plural = words.text(at).ends_with('s');
            let amount = if plural { Amount::Unknown } else { Amount::ONE };
            return Some(Phrase::new(at, end + 2, What::Duration { amount, length }));
        }
        let (length, end) = words.units(at + the)?;
        // "the Seven Days Battles"
        if words.atoms[at + the].capital && at > 0 {
            return None;
        }
        let digits = words.before(at).starts_with(|c: char| c.is_ascii_digit());
        if matches!(length.unit, Unit::Quarter | Unit::Second | Unit::Weekend)
            || length.is_clock()
                && (the == 1 || digits || words.text(at) == "hrs" || words.text(at) == "mins")
        {
            return None;
        }
        let before = words.before(at);
        if matches!(
            before,
            "-" | "business" | "opening" | "office" | "working" | "these" | "those" | "man" | "light"
        ) {
            return None;
        }
        Some(self.offset(at, Amount::Unknown, length, end, the == 1))
    }
    /// "four flights a week", "twice a day", "per year"
    fn rate(&self, at: usize) -> Option<Phrase<'a>> {
        let words = self.words;
        let times = ["once", "twice"].iter().position(|w| *w == words.text(at));
        let (freq, next) = match times {
            Some(_) => (true, at + 1),
            None => match words.number(at) {
                Some((_, next)) if words.text(next) == "times" => (true, next + 1),
                _ => (false, at),
            },
        };
        if !words.is(next, &["a", "an", "per"]) {
            return None;
        }
        let (length, end) = words.unit(next + 1).filter(|_| !words.text(next + 1).ends_with('s'))?;
        let counted = next.checked_sub(1).filter(|_| !freq).is_some_and(|b| {
            let token = words.tree.token(words.token(b));
            matches!(token.upos, Upos::Noun | Upos::Num)
                && !words.has(b, TimeKind::Part)
                && !words.has(b, TimeKind::Weekday)
        });
        let follows =
            words.find(words.hyphen(end), TimeKind::Ago).or(words.find(words.hyphen(end), TimeKind::Later));
        if !(freq || counted) || follows.is_some() || words.text(next + 1) == "second" {
            return None;
        }
        Some(Phrase::new(at, end, What::Set(length.duration(&Amount::ONE))))
    }

    /// "the quarter", "the weekend", "the year 2000", "year-end", "the week of March 6"
    fn unit_alone(&self, at: usize) -> Option<Phrase<'a>> {
        let words = self.words;
        let the = usize::from(words.text(at) == "the");
        let mut start = at + the;
        // "the full year"
        while let Some((_, end)) = words.find(start, TimeKind::Inside).filter(|_| the == 1) {
            start = end;
        }
        let (length, end) = words.unit(start).filter(|_| !words.text(start).ends_with('s'))?;
        if length.is_clock() {
            return None;
        }
        let year = length == Length { unit: Unit::Year, times: 1 };
        if year && let Some((value, next)) = words.year(end).or_else(|| words.spoken_year(end)) {
            let parts = Parts { year: Some(value), ..Parts::default() };
            return (the == 1).then(|| Phrase::new(at, next, What::Parts(parts)));
        }
        // "year-end", "year's end", "month end"
        let mark = if words.is(end, &["-", "'s"]) { end + 1 } else { end };
        if words.text(mark) == "end" && !matches!(length.unit, Unit::Day | Unit::Weekend) {
            let what = What::Unit { length, step: 0, from: From::Story };
            let mut phrase = Phrase::new(at, mark + 1, what);
            phrase.modifier = Some("END");
            return Some(phrase);
        }
        if the == 0 {
            return None;
        }
        if words.text(end) == "of" {
            if matches!(length.unit, Unit::Week | Unit::Weekend)
                && let Some((parts, next)) = self.calendar(end + 1)
                && parts.day.is_some()
            {
                let parts = Parts { around: Some(length), ..parts };
                return Some(Phrase::new(at, next, What::Parts(parts)));
            }
            if length.unit == Unit::Month
                && let Some((month, next)) = words.find(end + 1, TimeKind::Month)
            {
                let parts = Parts { month: Some(month.number as i8), ..Parts::default() };
                let (parts, next) = self.with_year(parts, next, false);
                return Some(Phrase::new(at, next, What::Parts(parts)));
            }
            return None;
        }
        // "the day before", "the year after"; "the day before the vote" is told by the vote.
        if words.is(end, &["before", "after", "earlier"]) {
            let (later, next) = words.find(end, TimeKind::Later)?;
            let what = What::Unit { length, step: later.number, from: From::Text };
            return self.ends_clause(next).then(|| Phrase::new(at, next, what));
        }
        // "the year previous", "the day following"
        if let Some((step, next)) = words.find(end, TimeKind::Step).filter(|(s, _)| s.number != 0)
            && self.ends_clause(next)
        {
            return Some(Phrase::new(at, next, What::Unit { length, step: step.number, from: From::Text }));
        }
        // "the year ended 30 June" is a year of its own.
        if year && words.is(end, &["ended", "ending"]) {
            return Some(Phrase::new(at, end, What::Duration { amount: Amount::ONE, length }));
        }
        let placed = at.checked_sub(1).is_some_and(|b| {
            words.has(b, TimeKind::Before) || words.has(b, TimeKind::Bound) || words.has(b, TimeKind::Edge)
        });
        let fits = match length.unit {
            Unit::Quarter | Unit::Weekend => true,
            Unit::Day => placed && !words.is(end, &["of", "before", "after", "when", "that"]),
            _ => placed || length.times == 1,
        };
        if !fits || words.text(end) == "-" {
            return None;
        }
        Some(Phrase::new(at, end, What::Unit { length, step: 0, from: From::Story }))
    }

    /// "the summer of 2018", "spring 2018", "in winter"
    fn season(&self, at: usize) -> Option<Phrase<'a>> {
        let words = self.words;
        let the = usize::from(words.text(at) == "the");
        let (word, next) = words.find(at + the, TimeKind::Season)?;
        if words.text(at + the).ends_with("ers") || words.text(at + the).ends_with("umns") {
            return None;
        }
        let parts = Parts { season: Some(&word.value), ..Parts::default() };
        let (parts, end) = self.with_year(parts, next, false);
        let dated = parts.year.is_some() || parts.year_step.is_some();
        if !dated {
            let noun = words.tree.token(words.token(at + the)).upos == Upos::Noun;
            let placed = at.checked_sub(1).is_some_and(|b| {
                words.is(
                    b,
                    &[
                        "in",
                        "by",
                        "during",
                        "until",
                        "through",
                        "since",
                        "throughout",
                        "into",
                        "early",
                        "late",
                        "mid",
                        "-",
                    ],
                )
            });
            let compound = words
                .atoms
                .get(end)
                .is_some_and(|a| matches!(words.tree.token(a.token).upos, Upos::Noun | Upos::Propn));
            let whole = the == 1 && !compound;
            if !noun || word.careful && !(placed && the == 1) || !(placed || whole) || words.text(end) == "of"
            {
                return None;
            }
        }
        Some(Phrase::new(at, end, What::Parts(parts)))
    }

    /// "the morning", "the night of 5 May", "at dawn"
    fn part_of_day(&self, at: usize) -> Option<Phrase<'a>> {
        let words = self.words;
        let the = usize::from(words.text(at) == "the");
        let mut start = at + the;
        if the == 1 && words.is(start, &["early", "late"]) {
            start += 1;
        }
        let (part, next) = words.find(start, TimeKind::Part)?;
        if words.text(start).ends_with('s') && the == 0 {
            return None;
        }
        let hours = usize::from(words.text(next) == "hours");
        let next = next + hours;
        if words.is(next, &["of", "on"])
            && let Some(day) =
                longest([self.written(next + 1), self.dated(next + 1), self.day_word(next + 1)])
            && day.is_day()
            && day.clock.is_none()
            && (the == 1 || words.text(next) == "on")
        {
            let mut phrase = Phrase::new(at, day.end, day.what);
            phrase.part = Some(&part.value);
            if start > at + the {
                phrase.modifier = Some(if words.text(start - 1) == "early" { "START" } else { "END" });
            }
            return Some(phrase);
        }
        // "mid-afternoon yesterday", "midday Friday"
        if the == 0
            && let Some(day) = longest([self.dated(next), self.day_word(next)])
            && day.is_day()
            && day.part.is_none()
        {
            let mut phrase = Phrase::new(at, day.end, day.what);
            phrase.part = Some(&part.value);
            return Some(phrase);
        }
        let before = words.before(at);
        let fits = if the == 1 {
            matches!(
                before,
                "in" | "during" | "by" | "until" | "throughout" | "of" | "over" | "late" | "early" | "into"
            ) && words.text(next) != "of"
        } else {
            // "at night" is no time of its own; "at dawn" is.
            matches!(
                before,
                "at" | "by" | "before" | "until" | "after" | "since" | "mid" | "-" | "early" | "late"
            ) && !matches!(words.text(start), "night" | "day")
        };
        if !fits {
            return None;
        }
        let mut phrase = Phrase::new(at, next, What::Parts(Parts::default()));
        phrase.part = Some(&part.value);
        Some(phrase)
    }

    /// "the 1990s", "the 20th century"
    fn century_or_decade(&self, at: usize) -> Option<Phrase<'a>> {
        let words = self.words;
        let the = usize::from(words.text(at) == "the");
        let apostrophe = usize::from(matches!(words.text(at + the), "'" | "’" | "`"));
        if let Some((decade, end)) = words.decade(at + the + apostrophe) {
            let age = words.is(at.wrapping_sub(1), &["his", "her", "their", "my", "its"])
                || at > 1 && words.is(at - 2, &["his", "her", "their", "my"]);
            let word = words.has(at + the, TimeKind::Decade);
            if age || word && the == 0 && !words.is(at.wrapping_sub(1), &["early", "late", "mid", "-"]) {
                return None;
            }
            let parts = Parts { decade: Some(decade), ..Parts::default() };
            return Some(Phrase::new(at, end, What::Parts(parts)));
        }
        let (number, next) = words.ordinal(at + the)?;
        let (length, end) = words.unit(words.hyphen(next))?;
        if length.times != 100 || length.unit != Unit::Year {
            return None;
        }
        let before = words.find(end, TimeKind::Era).map(|(era, end)| (era.number, end));
        let century = i16::try_from(number).ok()?;
        let (century, end) = match before {
            Some((-1, end)) => (-century, end),
            Some((_, end)) => (century - 1, end),
            None => (century - 1, end),
        };
        let parts = Parts { century: Some(century), ..Parts::default() };
        Some(Phrase::new(at, end, What::Parts(parts)))
    }

    /// "every Friday", "each year", "daily"
    fn set(&self, at: usize) -> Option<Phrase<'a>> {
        let words = self.words;
        if let Some((often, next)) = words.find(at, TimeKind::Often) {
            // "the Daily Star"
            let name = words.atoms[at].capital && at > 0 || words.text(next) == "-";
            return (!name).then(|| Phrase::new(at, next, What::Set(often.value.clone())));
        }
        let (_, mut next) = words.find(at, TimeKind::Every)?;
        if let Some((_, end)) = words.find(next, TimeKind::Inside) {
            next = end;
        }
        let of = |end: usize, value: SmolStr| Some(Phrase::new(at, end, What::Set(value)));
        if let Some((weekday, end)) = words.find(next, TimeKind::Weekday) {
            if let Some((part, end)) = words.find(end, TimeKind::Part) {
                return of(end, format_smolstr!("XXXX-WXX-{}T{}", weekday.number, part.value));
            }
            return of(end, format_smolstr!("XXXX-WXX-{}", weekday.number));
        }
        if let Some((month, end)) = words.find(next, TimeKind::Month) {
            return of(end, format_smolstr!("XXXX-{:02}", month.number));
        }
        if let Some((season, end)) = words.find(next, TimeKind::Season) {
            return of(end, format_smolstr!("XXXX-{}", season.value));
        }
        if let Some((part, end)) = words.find(next, TimeKind::Part) {
            return of(end, format_smolstr!("XXXX-XX-XXT{}", part.value));
        }
        let (amount, after) = match words.ordinal(next) {
            Some((n, after)) if n > 1 => (Amount::Known { whole: n, half: false }, after),
            _ => words.amount(next).unwrap_or((Amount::ONE, next)),
        };
        let (length, end) = words.unit(words.hyphen(after))?;
        of(end, length.duration(&amount))
    }

    /// "today", "tomorrow night"
    fn day_word(&self, at: usize) -> Option<Phrase<'a>> {
        let words = self.words;
        let (word, next) = words.find(at, TimeKind::Day)?;
        let token = words.tree.token(words.token(at));
        let part = word.value.trim_start_matches(|c: char| c == '-' || c.is_ascii_digit());
        // "USA Today"
        let named = at > 0
            && words.atoms[at].capital
            && words.atoms.get(at - 1).is_some_and(|a| {
                words.tree.token(a.token).upos == Upos::Propn
                    && words.tree.form(a.token).starts_with(char::is_uppercase)
            });
        if named || words.text(at) == "overnight" && token.upos != Upos::Adv {
            return None;
        }
        let mut phrase = Phrase::new(at, next, What::Day(word.number));
        phrase.part = (!part.is_empty()).then_some(part);
        Some(phrase)
    }

    /// "Christmas 1963", "Easter Sunday"
    fn feast(&self, at: usize) -> Option<Phrase<'a>> {
        let (word, next) = self.words.find(at, TimeKind::Feast)?;
        let parts = Parts { feast: Some(&word.value), ..Parts::default() };
        let (parts, end) = self.with_year(parts, next, false);
        Some(Phrase::new(at, end, What::Parts(parts)))
    }

    /// "now", "recently", "in the past"
    fn vague(&self, at: usize) -> Option<Phrase<'a>> {
        let words = self.words;
        let (word, next) = words.find(at, TimeKind::Vague)?;
        let last = words.tree.token(words.token(next - 1));
        let fits = match words.text(next - 1) {
            "past" | "future" | "term" => matches!(last.upos, Upos::Noun) && !words.is(next, &["of", "-"]),
            "current" | "recent" => matches!(last.upos, Upos::Adj) && words.text(next) != "-",
            "soon" => !words.is(at.wrapping_sub(1), &["as", "too"]) && words.text(next) != "after",
            _ => words.text(next) != "-" || words.text(at) == "now",
        };
        fits.then(|| Phrase::new(at, next, What::Vague(&word.value)))
    }

    /// The second end of "2014-16" and of "May 3-5".
    fn second(&self, first: &Phrase<'a>) -> Option<Phrase<'a>> {
        let words = self.words;
        let parts = first.parts()?;
        if !words.is(first.end, &["-", "/", "to", "and", "or"]) {
            return None;
        }
        let at = first.end + 1;
        let atom = words.atoms.get(at).filter(|a| a.digit && a.text.len() <= 2)?;
        let number: i16 = atom.text.parse().ok()?;
        let joined = words.is(first.end, &["-", "/"]);
        match (parts.day, parts.month, parts.year) {
            (None, None, Some(year)) if joined && atom.text.len() == 2 && first.clock.is_none() => {
                let whole = year.div_euclid(100) * 100 + number;
                let fits = whole > year && whole - year < 60;
                let parts = Parts { year: Some(whole), ..Parts::default() };
                fits.then(|| Phrase::new(at, at + 1, What::Parts(parts)))
            }
            (Some(day), Some(month), None) if number > i16::from(day) && number <= 31 => {
                let listed = words.is(first.end, &["and", "or"]) && self.is_counted(at);
                if listed
                    || words.has(at + 1, TimeKind::Month)
                    || words.has(at + 1, TimeKind::Unit)
                    || self.counts(at + 1)
                {
                    return None;
                }
                let parts = Parts { day: i8::try_from(number).ok(), month: Some(month), ..Parts::default() };
                let (parts, end) = self.with_year(parts, at + 1, true);
                Some(Phrase::new(at, end, What::Parts(parts)))
            }
            _ => None,
        }
    }
}

/// Whether the words give a number.
fn words_count(what: &What) -> bool {
    !matches!(
        what,
        What::Duration { amount: Amount::Unknown, .. } | What::Offset { amount: Amount::Unknown, .. }
    )
}

/// The longest of several readings; the first of those as long.
fn longest<'a, const N: usize>(found: [Option<Phrase<'a>>; N]) -> Option<Phrase<'a>> {
    let mut best: Option<Phrase<'a>> = None;
    for phrase in found.into_iter().flatten() {
        if best.as_ref().is_none_or(|b| phrase.end > b.end) {
            best = Some(phrase);
        }
    }
    best
}
