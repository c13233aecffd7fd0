//! From what an expression says to days: with the day of publication, the times the text spoke of before, and the way
//! the clause looks.
//!
//! Without a day of publication only what hangs on a full date of the text gets days: "2 March 2018 … two days later".

use super::calendar::{Amount, Length, Period, Unit, add, distance, feast, open, placeholder};
use super::phrase::{Base, From, Parts, Phrase, What};
use dateline_record::{Grain, TimeBasis, TimexKind, When};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use smol_str::{SmolStr, format_smolstr};

/// Which way a clause looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tense {
    Past,
    Future,
    /// "would": ahead of a time that may itself be past.
    Would,
    /// Nothing tells.
    Unknown,
}

/// A resolved time that later words can count from.
#[derive(Clone, Copy, Debug)]
pub struct Anchor {
    pub from: Date,
    pub to: Date,
    pub grain: Grain,
    pub basis: TimeBasis,
    pub sentence: usize,
}

/// What is known of the document while its times are resolved in order.
pub struct Story {
    pub published: Option<Date>,
    /// What a time counted from the day of publication rests on.
    pub published_basis: TimeBasis,
    /// Whether the text tells of a time long before it was published: a history, a court's ruling.
    pub past: bool,
    pub last: Option<Anchor>,
    /// The month or day spoken of last.
    pub fine: Option<Anchor>,
    /// The quarter spoken of last.
    pub quarter: Option<(i16, i8, TimeBasis)>,
    pub sentence: usize,
}

/// Days, and what they rest on.
type Found = (Period, TimeBasis);

impl Story {
    /// Notes a time so that later ones can count from it.
    pub fn note(&mut self, phrase: &Phrase, when: &When) {
        let (Some(from), Some(to)) = (when.earliest, when.latest) else { return };
        if !matches!(when.kind, TimexKind::Date | TimexKind::Time) {
            return;
        }
        // In a tale of the past what counts from its publication is beside the tale.
        if self.past && when.basis == self.published_basis {
            return;
        }
        // "a year earlier" compares with the quarter spoken of; it is not spoken of itself.
        let compared = matches!(phrase.what, What::Offset { .. } | What::Same { .. })
            || phrase.parts().is_some_and(|p| p.year_step.is_some_and(|(from, _)| from == From::Text));
        if when.grain == Grain::Quarter && !compared {
            self.quarter = Some((from.year(), (from.month() + 2) / 3, when.basis));
        }
        let anchor = Anchor { from, to, grain: when.grain, basis: when.basis, sentence: self.sentence };
        self.last = Some(anchor);
        if matches!(when.grain, Grain::Time | Grain::Day | Grain::Week | Grain::Month) {
            self.fine = Some(anchor);
        }
    }

    pub fn resolve(&self, phrase: &Phrase, tense: Tense) -> When {
        let mut when = self.days(phrase, tense);
        if phrase.eve {
            when = match when.earliest.and_then(|day| add(day, (-1).days())) {
                Some(day) => Period::day(day).when(when.basis),
                None => open(TimexKind::Date, "XXXX-XX-XX".into(), Grain::Day, when.basis),
            };
        }
        self.time_of_day(phrase, &mut when);
        when.modifier = phrase.modifier.map(SmolStr::from);
        if phrase.modifier == Some("APPROX") && when.kind == TimexKind::Date {
            // EDTF: approximate.
            when.edtf =
                when.edtf.map(|edtf| if edtf.contains('/') { edtf } else { format_smolstr!("{edtf}~") });
        }
        when
    }

    fn time_of_day(&self, phrase: &Phrase, when: &mut When) {
        if !matches!(when.kind, TimexKind::Date) || phrase.part.is_none() && phrase.clock.is_none() {
            return;
        }
        when.kind = TimexKind::Time;
        when.grain = Grain::Time;
        let day = if when.value.len() >= 10 { when.value.clone() } else { "XXXX-XX-XX".into() };
        when.value = match (&phrase.clock, phrase.part) {
            (Some((clock, zone)), _) => {
                let zone = zone.filter(|z| *z == "Z").unwrap_or("");
                format_smolstr!("{day}T{:02}:{:02}{zone}", clock.hour, clock.minute)
            }
            (None, Some(part)) => format_smolstr!("{day}T{part}"),
            (None, None) => return,
        };
    }

    fn days(&self, phrase: &Phrase, tense: Tense) -> When {
        match &phrase.what {
            What::Date(date) => Period::day(*date).when(TimeBasis::Text),
            What::Day(step) => self.found(
                self.published
                    .and_then(|p| add(p, step.days()))
                    .map(|d| (Period::day(d), self.published_basis)),
                "XXXX-XX-XX".into(),
                Grain::Day,
            ),
            What::Parts(parts) => self.parts(parts, phrase, tense),
            What::Unit { length, step, from } => {
                let found = self.unit(*length, *step, *from, tense);
                self.found(found, placeholder(*length), length.grain())
            }
            What::Offset { amount, length, sign, from } => self.offset(*amount, *length, *sign, *from),
            What::Same { year } => {
                let found = self.quarter.and_then(|(last, quarter, basis)| {
                    let basis = if year.is_some() { TimeBasis::Text } else { basis };
                    Some((Period::quarter(year.unwrap_or(last - 1), quarter)?, basis))
                });
                let whole = || match year {
                    Some(year) => Some((Period::year(*year)?, TimeBasis::Text)),
                    None => Some((Period::year(self.published?.year() - 1)?, self.published_basis)),
                };
                self.found(found.or_else(whole), "XXXX-QX".into(), Grain::Quarter)
            }
            What::Duration { amount, length } => {
                open(TimexKind::Duration, length.duration(amount), length.grain(), TimeBasis::Text)
            }
            What::Stretch { amount, length, sign, from } => self.stretch(*amount, *length, *sign, *from),
            What::Set(value) => open(TimexKind::Set, value.clone(), Grain::Day, TimeBasis::Text),
            What::Vague(value) => open(TimexKind::Date, (*value).into(), Grain::Day, TimeBasis::Text),
            What::Age => open(TimexKind::Duration, "PXY".into(), Grain::Year, TimeBasis::Text),
        }
    }

    fn found(&self, found: Option<Found>, value: SmolStr, grain: Grain) -> When {
        match found {
            Some((period, basis)) => period.when(basis),
            None => open(TimexKind::Date, value, grain, TimeBasis::Unresolved),
        }
    }

    /// The time spoken of last, and what a time counted from it rests on.
    fn anchor(&self) -> Option<(Anchor, TimeBasis)> {
        let anchor = self.last?;
        let basis = if anchor.basis == TimeBasis::Text { TimeBasis::Context } else { anchor.basis };
        Some((anchor, basis))
    }
    /// A day to count from.
    fn origin(&self, from: From) -> Option<(Date, Grain, TimeBasis)> {
        let published = self.published.map(|p| (p, Grain::Day, self.published_basis));
        let text = self.anchor().map(|(a, basis)| (a.from, a.grain, basis));
        match from {
            From::Published => published,
            From::Text => text.or(published),
            From::Story if self.past => text.or(published),
            From::Story => published,
        }
    }

    fn unit(&self, length: Length, step: i32, from: From, tense: Tense) -> Option<Found> {
        if length.unit == Unit::Quarter && from == From::Story {
            if let Some((year, quarter, basis)) = self.quarter {
                return Some((Period::quarter(year, quarter)?, basis));
            }
            // The quarter that a report speaks of is the one that ended last.
            let (day, _, basis) = self.origin(from)?;
            let date = add(day, (-3).months())?;
            return Some((Period::around(date, length)?, basis));
        }
        let (day, grain, basis) = self.origin(from)?;
        if matches!(length.unit, Unit::Day) && !matches!(grain, Grain::Day | Grain::Time) {
            return None;
        }
        if length.unit == Unit::Weekend {
            let past = tense != Tense::Future && step <= 0;
            let back = i32::from(past && day.weekday().to_monday_zero_offset() < 5);
            let weeks = if step < 0 { -back.max(1) } else { step - back };
            return Some((Period::weekend(add(day, weeks.weeks())?)?, basis));
        }
        let date = add(day, length.span(step)?)?;
        // "the week" of a month that the text named is not known.
        let coarse = |g: Grain| matches!(g, Grain::Year | Grain::Decade | Grain::Century | Grain::Season);
        if matches!(length.unit, Unit::Week | Unit::Month) && coarse(grain) {
            return None;
        }
        Some((Period::around(date, length)?, basis))
    }

    fn offset(&self, amount: Amount, length: Length, sign: i32, from: From) -> When {
        let Amount::Known { whole, half } = amount else {
            let value = if sign < 0 { "PAST_REF" } else { "FUTURE_REF" };
            return open(TimexKind::Date, value.into(), length.grain(), TimeBasis::Text);
        };
        if length.is_clock() {
            return open(TimexKind::Duration, length.duration(&amount), Grain::Time, TimeBasis::Text);
        }
        // "a year earlier" in a report on a quarter is that quarter of the year before.
        if length == (Length { unit: Unit::Year, times: 1 })
            && whole == 1
            && sign < 0
            && let Some((year, quarter, basis)) = self.quarter
        {
            let found = Period::quarter(year - 1, quarter).map(|p| (p, basis));
            return self.found(found, "XXXX-QX".into(), Grain::Quarter);
        }
        let found = self.origin(from).and_then(|(day, grain, basis)| {
            let fine = matches!(grain, Grain::Day | Grain::Time);
            if matches!(length.unit, Unit::Day | Unit::Week) && !fine
                || length.unit == Unit::Month && !fine && grain != Grain::Month
            {
                return None;
            }
            let mut date = add(day, length.span(whole * sign)?)?;
            let mut unit = length;
            if half && length.unit == Unit::Year {
                date = add(date, (6 * sign * length.times).months())?;
                unit = Length { unit: if length.times == 1 { Unit::Month } else { Unit::Year }, times: 1 };
            }
            if length.unit == Unit::Year {
                unit.times = 1;
            }
            Some((Period::around(date, unit)?, basis))
        });
        self.found(found, placeholder(length), length.grain())
    }

    fn stretch(&self, amount: Amount, length: Length, sign: i32, from: From) -> When {
        let value = length.duration(&amount);
        let origin = self.origin(from).filter(|(_, grain, _)| matches!(grain, Grain::Day | Grain::Time));
        let days = origin.and_then(|(day, _, basis)| {
            let other = add(day, length.span(amount.whole()? * sign)?)?;
            Some((day.min(other), day.max(other), basis))
        });
        let mut when = open(TimexKind::Duration, value, length.grain(), TimeBasis::Text);
        match days {
            Some((from, to, basis)) => {
                when.basis = basis;
                when.edtf = Some(format_smolstr!("{from}/{to}"));
                (when.earliest, when.latest) = (Some(from), Some(to));
            }
            None if amount == Amount::Unknown || length.is_clock() => {}
            None => when.basis = TimeBasis::Unresolved,
        }
        when
    }

    fn parts(&self, parts: &Parts, phrase: &Phrase, tense: Tense) -> When {
        let year = self.year_of(parts);
        if parts.fiscal {
            return self.fiscal(parts, year);
        }
        let found = self.calendar(parts, year, phrase, tense).and_then(|(period, basis)| {
            let Some(length) = parts.around.filter(|_| parts.weekday.is_none()) else {
                return Some((period, basis));
            };
            Some((Period::around(period.from, length)?, basis))
        });
        let (value, grain) = pattern(parts, year);
        self.found(found, value, grain)
    }

    /// A fiscal year begins when its owner says: its days are not known.
    fn fiscal(&self, parts: &Parts, year: Option<(i16, TimeBasis)>) -> When {
        let (year, basis) = match year.or(self.published.map(|p| (p.year(), self.published_basis))) {
            Some((year, basis)) => (format_smolstr!("{year:04}"), basis),
            None => ("XXXX".into(), TimeBasis::Unresolved),
        };
        let value = match (parts.quarter, parts.half) {
            (Some(quarter), _) => format_smolstr!("{year}-Q{quarter}"),
            (_, Some(half)) => format_smolstr!("{year}-H{half}"),
            _ => year,
        };
        let grain = if parts.quarter.is_some() { Grain::Quarter } else { Grain::Year };
        open(TimexKind::Date, value, grain, basis)
    }

    /// The year that the words give, or count from another.
    fn year_of(&self, parts: &Parts) -> Option<(i16, TimeBasis)> {
        if let Some(year) = parts.year {
            return Some((year, TimeBasis::Text));
        }
        let (from, step) = parts.year_step?;
        let (day, _, basis) = self.origin(from)?;
        Some((day.year().checked_add(i16::try_from(step).ok()?)?, basis))
    }

    fn calendar(
        &self,
        parts: &Parts,
        year: Option<(i16, TimeBasis)>,
        phrase: &Phrase,
        tense: Tense,
    ) -> Option<Found> {
        if let Some(century) = parts.century {
            return Some((Period::century(century)?, TimeBasis::Text));
        }
        if let Some(decade) = parts.decade {
            return Some((Period::decade(decade)?, TimeBasis::Text));
        }
        if let Some(rule) = parts.feast {
            return self.of_year(parts, year, tense, &|y| feast(y, rule).map(Period::day));
        }
        if let (Some(month), Some(day)) = (parts.month, parts.day) {
            // "Friday, 23 October" is of a year in which that day is a Friday.
            let weekday = parts.weekday.and_then(|w| Weekday::from_monday_one_offset(w).ok());
            let fits = |date: &Date| year.is_some() || weekday.is_none_or(|w| date.weekday() == w);
            return self.of_year(parts, year, tense, &|y| {
                Date::new(y, month, day).ok().filter(fits).map(Period::day)
            });
        }
        if let Some(day) = parts.day {
            // "on the 20th": of the month spoken of.
            let (origin, grain, basis) = self.origin(From::Story)?;
            let fits = !matches!(grain, Grain::Year | Grain::Decade | Grain::Century | Grain::Season);
            let date = Date::new(origin.year(), origin.month(), day).ok().filter(|_| fits)?;
            return Some((Period::day(date), basis));
        }
        if let Some(month) = parts.month {
            return self.of_year(parts, year, tense, &|y| Period::month(y, month));
        }
        if let Some(season) = parts.season {
            return self.of_year(parts, year, tense, &|y| Period::season(y, season));
        }
        if let Some(quarter) = parts.quarter {
            // A report speaks of the quarter that began last unless it says otherwise.
            let tense = if tense == Tense::Future { Tense::Unknown } else { Tense::Past };
            return self.of_year(parts, year, tense, &|y| Period::quarter(y, quarter));
        }
        if let Some(half) = parts.half {
            let tense = if tense == Tense::Future { Tense::Unknown } else { Tense::Past };
            return self.of_year(parts, year, tense, &|y| Period::half(y, half));
        }
        if let Some(weekday) = parts.weekday {
            return self.weekday(parts, Weekday::from_monday_one_offset(weekday).ok()?, tense);
        }
        if let Some((year, basis)) = year {
            return Some((Period::year(year)?, basis));
        }
        // A time of day alone: of the day spoken of in the same sentence, else of the day of publication.
        if phrase.part.is_some() || phrase.clock.is_some() {
            let near = |a: &Anchor| {
                matches!(a.grain, Grain::Day | Grain::Time)
                    && a.from == a.to
                    && (self.past || a.sentence == self.sentence)
            };
            if let Some((anchor, basis)) = self.anchor().filter(|(a, _)| near(a)) {
                return Some((Period::day(anchor.from), basis));
            }
            return Some((Period::day(self.published?), self.published_basis));
        }
        None
    }

    /// Something that each year has one of: of the year given, or of the year that the clause means.
    fn of_year(
        &self,
        parts: &Parts,
        year: Option<(i16, TimeBasis)>,
        tense: Tense,
        of: &dyn Fn(i16) -> Option<Period>,
    ) -> Option<Found> {
        if let Some((year, basis)) = year {
            return Some((of(year)?, basis));
        }
        let from = match parts.base {
            Base::Step(from, _) => from,
            Base::Near => From::Story,
        };
        // Counting from the text is for what the text dates fully; without a day of publication no year is guessed.
        let published = self.published?;
        let (day, grain, basis) = self.origin(from)?;
        let years = day.year() - 1..=day.year() + 1;
        let mut periods = years.filter_map(of);
        match parts.base {
            Base::Step(_, 0) => of(day.year()).map(|p| (p, basis)),
            Base::Step(_, step) if step < 0 => {
                periods.filter(|p| p.nominal().1 < day).last().map(|p| (p, basis))
            }
            Base::Step(..) => periods.find(|p| p.nominal().0 > day).map(|p| (p, basis)),
            Base::Near if self.past && day != published => {
                // A tale stays within its year or goes on into the next.
                let after = |anchor: Anchor| {
                    let same = of(anchor.from.year())?;
                    let next = distance(same.from, anchor.from) > 183 && same.to < anchor.from;
                    if next { of(anchor.from.year() + 1) } else { Some(same) }
                };
                let fine = self.fine.and_then(|anchor| Some((after(anchor)?, anchor)));
                let coarse = matches!(grain, Grain::Year | Grain::Decade | Grain::Century);
                let period = match fine {
                    // A year named in passing does not move the tale: "in March 1975 … planned for 1976 … on 11 March".
                    Some((period, anchor)) if coarse && distance(period.from, anchor.from) > 62 => {
                        of(day.year())?
                    }
                    Some((period, _)) => period,
                    None => of(day.year())?,
                };
                Some((period, basis))
            }
            Base::Near => {
                let all: Vec<Period> = periods.collect();
                let past = all.iter().rev().find(|p| p.nominal().0 <= day);
                let ahead = all.iter().find(|p| p.nominal().1 >= day);
                let near = all.iter().min_by_key(|p| if p.holds(day) { 0 } else { p.apart(day) });
                let found = match tense {
                    Tense::Past => past,
                    Tense::Future => ahead,
                    Tense::Would | Tense::Unknown => near,
                };
                found.cloned().map(|p| (p, basis))
            }
        }
    }

    fn weekday(&self, parts: &Parts, weekday: Weekday, tense: Tense) -> Option<Found> {
        let from = match parts.base {
            Base::Step(from, _) => from,
            Base::Near => From::Story,
        };
        let (day, grain, basis) = self.origin(from)?;
        if !matches!(grain, Grain::Day | Grain::Time) {
            return None;
        }
        if let (Some(_), Base::Step(_, weeks)) = (parts.around, parts.base) {
            let monday = super::calendar::monday_of(add(day, weeks.weeks())?)?;
            let date = add(monday, i32::from(weekday.to_monday_zero_offset()).days())?;
            return Some((Period::day(date), basis));
        }
        let back = i32::from(day.weekday().since(weekday));
        let days = match (parts.base, tense) {
            // "last Tuesday" on a Tuesday is a week ago; "on Tuesday" on a Tuesday is that day.
            (Base::Step(_, -1), _) => {
                if back == 0 {
                    -7
                } else {
                    -back
                }
            }
            (Base::Step(_, 1), _) => 7 - back,
            (_, Tense::Future | Tense::Would) => (7 - back) % 7,
            _ if self.past => (7 - back) % 7,
            _ => -back,
        };
        // "will meet on Tuesday", said on a Tuesday, is most often the one to come.
        let days = if days == 0 && tense == Tense::Future && parts.base == Base::Near { 7 } else { days };
        Some((Period::day(add(day, days.days())?), basis))
    }
}

impl Period {
    fn holds(&self, day: Date) -> bool {
        let (from, to) = self.nominal();
        from <= day && day <= to
    }
    fn apart(&self, day: Date) -> i32 {
        let (from, to) = self.nominal();
        if day < from { distance(from, day) } else { distance(day, to) }
    }
}

/// The TIMEX3 value of what is known where days are not.
fn pattern(parts: &Parts, year: Option<(i16, TimeBasis)>) -> (SmolStr, Grain) {
    let year = year.map_or_else(|| SmolStr::new_static("XXXX"), |(y, _)| format_smolstr!("{y:04}"));
    match parts {
        Parts { month: Some(month), day: Some(day), .. } => {
            (format_smolstr!("{year}-{month:02}-{day:02}"), Grain::Day)
        }
        Parts { month: Some(month), .. } => (format_smolstr!("{year}-{month:02}"), Grain::Month),
        Parts { day: Some(day), .. } => (format_smolstr!("XXXX-XX-{day:02}"), Grain::Day),
        Parts { season: Some(season), .. } => (format_smolstr!("{year}-{season}"), Grain::Season),
        Parts { quarter: Some(quarter), .. } => (format_smolstr!("{year}-Q{quarter}"), Grain::Quarter),
        Parts { half: Some(half), .. } => (format_smolstr!("{year}-H{half}"), Grain::Season),
        Parts { weekday: Some(weekday), .. } => (format_smolstr!("XXXX-WXX-{weekday}"), Grain::Day),
        Parts { feast: Some(rule), .. } if rule.len() == 5 && rule.contains('-') && !rule.contains('/') => {
            (format_smolstr!("{year}-{rule}"), Grain::Day)
        }
        Parts { feast: Some(_), .. } => (format_smolstr!("{year}-XX-XX"), Grain::Day),
        Parts { year: None, year_step: None, .. } => ("XXXX-XX-XX".into(), Grain::Day),
        _ => (year, Grain::Year),
    }
}
