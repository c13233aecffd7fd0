//! Time expressions: TIMEX3 value, and the days they span where the document date allows.
//!
//! Without a document date a relative expression keeps its TIMEX3 pattern ("XXXX-WXX-3") and no days: never guessed.

use super::numbers::upto_twenty;
use crate::tree::Tree;
use dateline_record::{Deprel, Grain, TimeBasis, TimexKind, Upos, When, Xpos};
use jiff::civil::{Date, Weekday};
use jiff::{Span as Days, ToSpan};
use smol_str::{SmolStr, format_smolstr};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const SHORT_MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const DAY_PARTS: [(&str, &str); 9] = [
    ("morning", "MO"),
    ("afternoon", "AF"),
    ("evening", "EV"),
    ("night", "NI"),
    ("midday", "MI"),
    ("noon", "MI"),
    ("dawn", "MO"),
    ("dusk", "EV"),
    ("midnight", "NI"),
];

/// A time expression and the tokens it covers.
#[derive(Clone, Debug)]
pub struct Found {
    /// First token.
    pub first: u32,
    /// Last token.
    pub last: u32,
    /// The token that the others hang on.
    pub head: u32,
    /// What it says.
    pub when: When,
}

/// Every time expression of the tokens, in text order.
#[must_use]
pub fn find(tree: &Tree, tokens: std::ops::Range<u32>, published: Option<Date>) -> Vec<Found> {
    let mut found = vec![];
    let reader = Reader { tree, end: tokens.end, published };
    let mut at = tokens.start;
    while at < tokens.end {
        let Some((last, mut when)) = reader.expression(at) else {
            at += 1;
            continue;
        };
        let head = (at..=last).find(|t| !(at..=last).contains(&tree.token(*t).head)).unwrap_or(last);
        when.bound = reader.bound(head, at);
        found.push(Found { first: at, last, head, when });
        at = last + 1;
    }
    found
}

struct Reader<'a> {
    tree: &'a Tree<'a>,
    end: u32,
    published: Option<Date>,
}

/// Which way an expression without a year looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Past,
    Future,
}

impl Reader<'_> {
    fn word(&self, at: u32) -> &str {
        if at < self.end { self.tree.form(at) } else { "" }
    }
    fn lower(&self, at: u32) -> SmolStr {
        if at < self.end { self.tree.small(at).clone() } else { SmolStr::default() }
    }
    fn month(&self, at: u32) -> Option<i8> {
        let word = self.lower(at);
        let bare = word.trim_end_matches('.');
        let capital = self.word(at).starts_with(char::is_uppercase);
        let position = MONTHS
            .iter()
            .position(|m| *m == bare)
            .or_else(|| SHORT_MONTHS.iter().position(|m| *m == bare || bare == "sept" && *m == "sep"))?;
        let noun = matches!(self.tree.token(at).upos, Upos::Propn | Upos::Noun | Upos::X);
        // "may" and "march" are months only where they are written and tagged as names.
        (capital && (noun || !matches!(bare, "may" | "march"))).then_some(position as i8 + 1)
    }
    fn weekday(&self, at: u32) -> Option<Weekday> {
        let word = self.lower(at);
        let position = WEEKDAYS.iter().position(|d| *d == word.trim_end_matches('s'))?;
        Weekday::from_monday_zero_offset(position as i8).ok()
    }
    fn day_number(&self, at: u32) -> Option<i8> {
        let word = self.word(at);
        let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let suffix = &word[digits.len()..];
        let ordinal = matches!(suffix, "" | "st" | "nd" | "rd" | "th");
        digits.parse().ok().filter(|day| ordinal && (1..=31).contains(day))
    }
    fn year(&self, at: u32) -> Option<i16> {
        let word = self.word(at);
        (word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit()))
            .then(|| word.parse().ok())
            .flatten()
            .filter(|year| (1800..=2099).contains(year))
    }
    fn count(&self, at: u32) -> Option<i32> {
        let word = self.lower(at);
        if word == "a" || word == "an" {
            return Some(1);
        }
        let digits = word.parse().ok().filter(|n| (0..10_000).contains(n));
        digits.or_else(|| upto_twenty(&word).map(i32::from))
    }
    fn unit(&self, at: u32) -> Option<Grain> {
        if at >= self.end {
            return None;
        }
        Some(match self.tree.lemma(at) {
            "day" => Grain::Day,
            "week" | "fortnight" => Grain::Week,
            "month" => Grain::Month,
            "year" => Grain::Year,
            "decade" => Grain::Decade,
            "hour" | "minute" => Grain::Time,
            _ => return None,
        })
    }

    /// "since 2011", "by 20 October": the preposition that bounds the event.
    fn bound(&self, head: u32, first: u32) -> Option<SmolStr> {
        const BOUNDS: [&str; 8] = ["since", "until", "till", "by", "before", "after", "from", "through"];
        let case = self.tree.with(head, &[Deprel::Case, Deprel::Mark]).map(|c| self.tree.lemma(c)).next();
        let before = first.checked_sub(1).map(|b| self.tree.lemma(b));
        let word = case.filter(|c| BOUNDS.contains(c)).or(before.filter(|b| BOUNDS.contains(b)))?;
        Some(word.into())
    }

    fn expression(&self, at: u32) -> Option<(u32, When)> {
        self.iso(at)
            .or_else(|| self.day_month(at))
            .or_else(|| self.month_day(at))
            .or_else(|| self.deictic(at))
            .or_else(|| self.ago(at))
            .or_else(|| self.weekday_phrase(at))
            .or_else(|| self.month_alone(at))
            .or_else(|| self.year_alone(at))
            .or_else(|| self.simple(at))
            .or_else(|| self.duration(at))
    }

    /// 2019-03-14
    fn iso(&self, at: u32) -> Option<(u32, When)> {
        let date: Date = self.word(at).parse().ok()?;
        Some((at, day(date, TimeBasis::Text)))
    }

    /// 13 March 2019, 20 October, the 3rd of May
    fn day_month(&self, at: u32) -> Option<(u32, When)> {
        let number = self.day_number(at)?;
        let month_at = if self.lower(at + 1) == "of" { at + 2 } else { at + 1 };
        let month = self.month(month_at)?;
        self.calendar(number, month, month_at, at)
    }
    /// March 13, 2019; March 13
    fn month_day(&self, at: u32) -> Option<(u32, When)> {
        let month = self.month(at)?;
        let day_at = if self.word(at + 1) == "." { at + 2 } else { at + 1 };
        let number = self.day_number(day_at)?;
        self.calendar(number, month, day_at, at)
    }
    fn calendar(&self, number: i8, month: i8, last: u32, first: u32) -> Option<(u32, When)> {
        let year_at = if self.word(last + 1) == "," { last + 2 } else { last + 1 };
        if let Some(year) = self.year(year_at) {
            return Some((year_at, day(Date::new(year, month, number).ok()?, TimeBasis::Text)));
        }
        let Some(published) = self.published else {
            return Some((last, unresolved(Grain::Day, format_smolstr!("XXXX-{month:02}-{number:02}"))));
        };
        // No year: the nearest such day, the coming one where the verb looks ahead.
        let years = [published.year() - 1, published.year(), published.year() + 1];
        // "would" is past as often as not ("by 20 October" in a report on an old deal): it decides nothing here.
        let ahead = self.direction(first) == Direction::Future && !self.is_reported_future(first);
        let near = years
            .into_iter()
            .filter_map(|year| Date::new(year, month, number).ok())
            .filter(|date| !ahead || *date >= published)
            .min_by_key(|date| distance(*date, published))?;
        Some((last, day(near, TimeBasis::DocumentDate)))
    }

    /// this month, last September, next Tuesday, the past two weeks
    fn deictic(&self, at: u32) -> Option<(u32, When)> {
        let word = self.lower(at);
        let shift = match word.as_str() {
            "this" | "current" => 0,
            "last" | "past" | "previous" => -1,
            "next" | "coming" | "following" => 1,
            _ => return None,
        };
        let next = at + 1;
        if let Some(month) = self.month(next) {
            return Some((next, self.named_month(month, shift)));
        }
        if let Some(weekday) = self.weekday(next) {
            let last = self.day_part(next + 1).map_or(next, |_| next + 1);
            return Some((last, self.named_day(weekday, shift, at)));
        }
        if word == "last" && self.lower(next) == "night" {
            return Some((next, self.relative_day(-1, Some("NI"))));
        }
        if word == "this" && self.day_part(next).is_some() {
            return Some((next, self.relative_day(0, self.day_part(next))));
        }
        if self.lower(next) == "weekend" {
            return Some((next, self.weekend(shift)));
        }
        if let Some(grain) = self.unit(next).filter(|g| *g != Grain::Time) {
            return Some((next, self.shifted(grain, shift)));
        }
        // "the past two weeks", "the last three months": a stretch up to the document date
        let count = self.count(next)?;
        let grain = self.unit(next + 1)?;
        (shift != 0).then(|| (next + 1, self.stretch(grain, count * shift)))
    }
    fn day_part(&self, at: u32) -> Option<&'static str> {
        let word = self.lower(at);
        DAY_PARTS.iter().find(|(name, _)| *name == word).map(|(_, code)| *code)
    }

    /// two days ago, a week earlier, three months later
    fn ago(&self, at: u32) -> Option<(u32, When)> {
        let count = self.count(at)?;
        let grain = self.unit(at + 1)?;
        let count = if self.tree.lemma(at + 1) == "fortnight" { count * 2 } else { count };
        let sign = match self.lower(at + 2).as_str() {
            "ago" => -1,
            // "earlier" and "later" look from a time the text names before; they are left open.
            "earlier" | "later" => return Some((at + 2, unresolved(grain, "XXXX".into()))),
            _ => return None,
        };
        Some((at + 2, self.moved(grain, count * sign)))
    }

    /// Wednesday, Tuesday night
    fn weekday_phrase(&self, at: u32) -> Option<(u32, When)> {
        let weekday = self.weekday(at)?;
        let last = self.day_part(at + 1).map_or(at, |_| at + 1);
        let shift = if self.direction(at) == Direction::Future { 1 } else { 0 };
        Some((last, self.named_day(weekday, shift, at)))
    }

    /// March 2019, in June
    fn month_alone(&self, at: u32) -> Option<(u32, When)> {
        let month = self.month(at)?;
        let year_at = if self.word(at + 1) == "," || self.lower(at + 1) == "of" { at + 2 } else { at + 1 };
        if let Some(year) = self.year(year_at) {
            return Some((year_at, whole_month(year, month, TimeBasis::Text)));
        }
        let before = at.checked_sub(1).map(|b| self.lower(b)).unwrap_or_default();
        let placed =
            ["in", "since", "until", "by", "from", "of", "early", "late", "mid", "during", "before", "after"];
        if !placed.contains(&before.as_str()) && before != "-" {
            return None;
        }
        let shift = if self.direction(at) == Direction::Future { 1 } else { 0 };
        Some((at, self.named_month(month, shift)))
    }

    /// 2011, the 1990s
    fn year_alone(&self, at: u32) -> Option<(u32, When)> {
        let word = self.word(at);
        if let Some(decade) = word.strip_suffix('s').filter(|d| d.len() == 4 && d.ends_with('0')) {
            let first: i16 = decade.parse().ok()?;
            let (from, to) = (Date::new(first, 1, 1).ok()?, Date::new(first + 9, 12, 31).ok()?);
            let value = format_smolstr!("{}", first / 10);
            let edtf = format_smolstr!("{}X", first / 10);
            return Some((
                at,
                resolved(TimexKind::Date, value, from, to, Grain::Decade, edtf, TimeBasis::Text),
            ));
        }
        let year = self.year(at)?;
        let token = self.tree.token(at);
        // A bare four-digit number is a year where the tree uses it as a time, not where it counts things.
        if matches!(token.deprel, Deprel::Nummod) || token.xpos != Xpos::Cd {
            return None;
        }
        let case = self.tree.case(at);
        let placed = [
            "in", "since", "until", "by", "from", "during", "of", "to", "after", "before", "between", "till",
        ];
        let before = at.checked_sub(1).map(|b| self.lower(b)).unwrap_or_default();
        if !case.is_some_and(|c| placed.contains(&c)) && !placed.contains(&before.as_str()) {
            return None;
        }
        let (from, to) = (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?);
        let value = format_smolstr!("{year}");
        Some((at, resolved(TimexKind::Date, value.clone(), from, to, Grain::Year, value, TimeBasis::Text)))
    }

    /// today, yesterday, overnight
    fn simple(&self, at: u32) -> Option<(u32, When)> {
        let when = match self.lower(at).as_str() {
            "today" => self.relative_day(0, None),
            "tonight" => self.relative_day(0, Some("NI")),
            "yesterday" => self.relative_day(-1, None),
            "tomorrow" => self.relative_day(1, None),
            "overnight" if self.tree.token(at).upos == Upos::Adv => self.relative_day(-1, Some("NI")),
            _ => return None,
        };
        let last = self.day_part(at + 1).map_or(at, |_| at + 1);
        Some((last, when))
    }

    /// two months, several hours, 28-month
    fn duration(&self, at: u32) -> Option<(u32, When)> {
        let count = self.count(at)?;
        let word = self.lower(at);
        let unit_at = if self.word(at + 1) == "-" { at + 2 } else { at + 1 };
        let grain = self.unit(unit_at)?;
        if word == "a" || word == "an" || self.tree.lemma(unit_at) == "fortnight" {
            return None;
        }
        let letter = match (grain, self.tree.lemma(unit_at)) {
            (Grain::Time, "minute") => "TM",
            (Grain::Time, _) => "TH",
            (Grain::Week, _) => "W",
            (Grain::Month, _) => "M",
            (Grain::Year, _) => "Y",
            (Grain::Decade, _) => "E",
            _ => "D",
        };
        let value = match letter.strip_prefix('T') {
            Some(unit) => format_smolstr!("PT{count}{unit}"),
            None => format_smolstr!("P{count}{letter}"),
        };
        let last = if self.word(unit_at + 1) == "-" && self.lower(unit_at + 2) == "old" {
            unit_at + 2
        } else {
            unit_at
        };
        let mut when = unresolved(grain, value);
        when.kind = TimexKind::Duration;
        when.basis = TimeBasis::Text;
        Some((last, when))
    }

    fn is_reported_future(&self, at: u32) -> bool {
        let verb = self.tree.clause(at);
        let would = |v: u32| self.tree.with(v, &[Deprel::Aux]).any(|a| self.tree.lemma(a) == "would");
        verb.is_some_and(|v| {
            would(v) || self.tree.relation(v) == Deprel::Conj && self.tree.head(v).is_some_and(would)
        })
    }
    /// Which way the clause around a word looks: "will meet on Friday" is ahead.
    fn direction(&self, at: u32) -> Direction {
        let Some(verb) = self.tree.clause(at) else { return Direction::Past };
        let ahead = |v: u32| {
            self.tree
                .with(v, &[Deprel::Aux])
                .any(|a| matches!(self.tree.lemma(a), "will" | "shall" | "would"))
                || self.tree.token(v).xpos == Xpos::Vb
                    && self.tree.with(v, &[Deprel::Mark]).any(|m| self.tree.lemma(m) == "to")
        };
        if ahead(verb) { Direction::Future } else { Direction::Past }
    }

    fn relative_day(&self, shift: i32, part: Option<&str>) -> When {
        let Some(date) = self.published.and_then(|p| add(p, shift.days())) else {
            return unresolved(Grain::Day, "XXXX-XX-XX".into());
        };
        let mut when = day(date, TimeBasis::DocumentDate);
        if let Some(part) = part {
            when.kind = TimexKind::Time;
            when.value = format_smolstr!("{date}T{part}");
        }
        when
    }
    fn named_day(&self, weekday: Weekday, shift: i32, at: u32) -> When {
        let Some(published) = self.published else {
            return unresolved(Grain::Day, format_smolstr!("XXXX-WXX-{}", weekday.to_monday_one_offset()));
        };
        let back = i32::from(published.weekday().since(weekday));
        let days = match shift {
            // "last Tuesday" on a Tuesday is a week ago; "on Tuesday" on a Tuesday is that day.
            -1 if back == 0 => -7,
            1 => 7 - back,
            0 if self.lower(at) == "this" && self.direction(at) == Direction::Future => (7 - back) % 7,
            _ => -back,
        };
        add(published, days.days()).map_or_else(
            || unresolved(Grain::Day, "XXXX-XX-XX".into()),
            |date| day(date, TimeBasis::DocumentDate),
        )
    }
    fn named_month(&self, month: i8, shift: i32) -> When {
        let Some(published) = self.published else {
            return unresolved(Grain::Month, format_smolstr!("XXXX-{month:02}"));
        };
        let this = published.month();
        let year = match shift {
            1 if month <= this => published.year() + 1,
            -1 if month >= this => published.year() - 1,
            0 if month > this => published.year() - 1,
            _ => published.year(),
        };
        whole_month(year, month, TimeBasis::DocumentDate)
    }
    fn weekend(&self, shift: i32) -> When {
        let Some(published) = self.published else { return unresolved(Grain::Day, "XXXX-WXX-WE".into()) };
        let monday = monday_of(published);
        let back =
            if shift == 0 && published.weekday().to_monday_zero_offset() < 5 { -7 } else { 7 * shift.min(0) };
        let start = add(monday, (back + 5).days()).unwrap_or(monday);
        let end = add(start, 1.day()).unwrap_or(start);
        let value = format_smolstr!("{}-WE", week_name(start));
        resolved(
            TimexKind::Date,
            value,
            start,
            end,
            Grain::Day,
            format_smolstr!("{start}/{end}"),
            TimeBasis::DocumentDate,
        )
    }
    /// "last week", "this year": the calendar unit.
    fn shifted(&self, grain: Grain, shift: i32) -> When {
        let Some(published) = self.published else { return unresolved(grain, placeholder(grain)) };
        let moved = add(published, units(grain, shift)).unwrap_or(published);
        calendar_unit(grain, moved)
    }
    /// "two weeks ago": the unit that far back; days exactly.
    fn moved(&self, grain: Grain, count: i32) -> When {
        let Some(published) = self.published else { return unresolved(grain, placeholder(grain)) };
        match add(published, units(grain, count)) {
            Some(date) => calendar_unit(grain, date),
            None => unresolved(grain, placeholder(grain)),
        }
    }
    /// "the past two weeks": up to the document date.
    fn stretch(&self, grain: Grain, count: i32) -> When {
        let Some(published) = self.published else { return unresolved(grain, placeholder(grain)) };
        let Some(other) = add(published, units(grain, count)) else {
            return unresolved(grain, placeholder(grain));
        };
        let (from, to) = if other < published { (other, published) } else { (published, other) };
        let letter = match grain {
            Grain::Week => "W",
            Grain::Month => "M",
            Grain::Year => "Y",
            Grain::Decade => "E",
            _ => "D",
        };
        let value = if grain == Grain::Time {
            format_smolstr!("PT{}H", count.abs())
        } else {
            format_smolstr!("P{}{letter}", count.abs())
        };
        let edtf = format_smolstr!("{from}/{to}");
        resolved(TimexKind::Duration, value, from, to, grain, edtf, TimeBasis::DocumentDate)
    }
}

fn add(date: Date, span: Days) -> Option<Date> {
    date.checked_add(span).ok()
}

fn distance(a: Date, b: Date) -> i32 {
    (a - b).get_days().abs()
}

fn units(grain: Grain, count: i32) -> Days {
    match grain {
        Grain::Week => count.weeks(),
        Grain::Month => count.months(),
        Grain::Year => count.years(),
        Grain::Decade => (count.saturating_mul(10)).years(),
        Grain::Day => count.days(),
        Grain::Time => 0.days(),
    }
}

fn monday_of(date: Date) -> Date {
    add(date, (-i32::from(date.weekday().to_monday_zero_offset())).days()).unwrap_or(date)
}

fn week_name(date: Date) -> SmolStr {
    let week = date.iso_week_date();
    format_smolstr!("{}-W{:02}", week.year(), week.week())
}

fn placeholder(grain: Grain) -> SmolStr {
    match grain {
        Grain::Week => "XXXX-WXX",
        Grain::Month => "XXXX-XX",
        Grain::Year | Grain::Decade => "XXXX",
        _ => "XXXX-XX-XX",
    }
    .into()
}

fn calendar_unit(grain: Grain, date: Date) -> When {
    let basis = TimeBasis::DocumentDate;
    match grain {
        Grain::Week => {
            let monday = monday_of(date);
            let sunday = add(monday, 6.days()).unwrap_or(monday);
            let edtf = format_smolstr!("{monday}/{sunday}");
            resolved(TimexKind::Date, week_name(monday), monday, sunday, grain, edtf, basis)
        }
        Grain::Month => whole_month(date.year(), date.month(), basis),
        Grain::Year | Grain::Decade => {
            let value = format_smolstr!("{}", date.year());
            let (from, to) = (date.first_of_year(), date.last_of_year());
            resolved(TimexKind::Date, value.clone(), from, to, Grain::Year, value, basis)
        }
        _ => day(date, basis),
    }
}

fn whole_month(year: i16, month: i8, basis: TimeBasis) -> When {
    let value = format_smolstr!("{year:04}-{month:02}");
    match Date::new(year, month, 1) {
        Ok(first) => {
            resolved(TimexKind::Date, value.clone(), first, first.last_of_month(), Grain::Month, value, basis)
        }
        Err(_) => unresolved(Grain::Month, value),
    }
}

fn day(date: Date, basis: TimeBasis) -> When {
    let value = format_smolstr!("{date}");
    resolved(TimexKind::Date, value.clone(), date, date, Grain::Day, value, basis)
}

fn resolved(
    kind: TimexKind,
    value: SmolStr,
    from: Date,
    to: Date,
    grain: Grain,
    edtf: SmolStr,
    basis: TimeBasis,
) -> When {
    When { kind, value, earliest: Some(from), latest: Some(to), grain, edtf: Some(edtf), basis, bound: None }
}

fn unresolved(grain: Grain, value: SmolStr) -> When {
    When {
        kind: TimexKind::Date,
        value,
        earliest: None,
        latest: None,
        grain,
        edtf: None,
        basis: TimeBasis::Unresolved,
        bound: None,
    }
}
