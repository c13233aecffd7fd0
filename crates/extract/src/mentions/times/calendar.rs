//! Days, weeks, quarters: from parts of a calendar to the days they span, as TIMEX3 and as EDTF.

use dateline_record::{Grain, TimeBasis, TimexKind, When};
use jiff::civil::{Date, Weekday};
use jiff::{Span, ToSpan};
use smol_str::{SmolStr, format_smolstr};

/// A unit of the calendar or the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Month,
    Quarter,
    Year,
}

/// A word's unit: "fortnight" is two weeks, "decade" ten years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    pub unit: Unit,
    pub times: i32,
}

impl Length {
    /// `2W`, `10Y`, `TH`.
    pub fn read(value: &str) -> Option<Length> {
        let unit = value.trim_start_matches(|c: char| c.is_ascii_digit());
        let times = value[..value.len() - unit.len()].parse().unwrap_or(1);
        let unit = match unit {
            "TS" => Unit::Second,
            "TM" => Unit::Minute,
            "TH" => Unit::Hour,
            "D" => Unit::Day,
            "WE" => Unit::Weekend,
            "W" => Unit::Week,
            "M" => Unit::Month,
            "Q" => Unit::Quarter,
            "Y" => Unit::Year,
            _ => return None,
        };
        Some(Length { unit, times })
    }
    pub fn is_clock(self) -> bool {
        matches!(self.unit, Unit::Second | Unit::Minute | Unit::Hour)
    }
    pub fn grain(self) -> Grain {
        match (self.unit, self.times) {
            (Unit::Second | Unit::Minute | Unit::Hour, _) => Grain::Time,
            (Unit::Day | Unit::Weekend, _) => Grain::Day,
            (Unit::Week, _) => Grain::Week,
            (Unit::Month, _) => Grain::Month,
            (Unit::Quarter, _) => Grain::Quarter,
            (Unit::Year, 10) => Grain::Decade,
            (Unit::Year, 100..) => Grain::Century,
            (Unit::Year, _) => Grain::Year,
        }
    }
    /// The stretch of so many of them; none for units of the clock.
    pub fn span(self, count: i32) -> Option<Span> {
        let count = count.checked_mul(self.times).filter(|n| n.abs() < 100_000)?;
        Some(match self.unit {
            Unit::Second | Unit::Minute | Unit::Hour => return None,
            Unit::Day => count.days(),
            Unit::Week | Unit::Weekend => count.weeks(),
            Unit::Month => count.months(),
            Unit::Quarter => (count * 3).months(),
            Unit::Year if count.abs() < 9000 => count.years(),
            Unit::Year => return None,
        })
    }
    /// TIMEX3 duration: `P2W`, `PT3H`, `PXY`.
    pub fn duration(self, amount: &Amount) -> SmolStr {
        let (clock, letter) = match self.unit {
            Unit::Second => ("T", "S"),
            Unit::Minute => ("T", "M"),
            Unit::Hour => ("T", "H"),
            Unit::Day => ("", "D"),
            Unit::Weekend => ("", "WE"),
            Unit::Week => ("", "W"),
            Unit::Month => ("", "M"),
            Unit::Quarter => ("", "Q"),
            Unit::Year => ("", "Y"),
        };
        match amount {
            Amount::Unknown => {
                let letter = if self.unit == Unit::Year && self.times == 100 { "CE" } else { letter };
                format_smolstr!("P{clock}X{letter}")
            }
            Amount::Known { whole, half: false } => format_smolstr!("P{clock}{}{letter}", whole * self.times),
            Amount::Known { whole, half: true } => {
                let (rest, smaller) = match self.unit {
                    Unit::Year if self.times > 1 => {
                        return format_smolstr!("P{}{letter}", whole * self.times + self.times / 2);
                    }
                    Unit::Year => (6, "M"),
                    Unit::Hour => (30, "M"),
                    Unit::Minute => (30, "S"),
                    Unit::Day => (12, "H"),
                    _ => return format_smolstr!("P{clock}{whole}.5{letter}"),
                };
                let t = if self.unit == Unit::Day { "T" } else { "" };
                let whole = whole * self.times;
                if whole == 0 {
                    format_smolstr!("P{clock}{t}{rest}{smaller}")
                } else {
                    format_smolstr!("P{clock}{whole}{letter}{t}{rest}{smaller}")
                }
            }
        }
    }
}

/// How many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// "several"
    Unknown,
    /// "two", "two and a half"
    Known { whole: i32, half: bool },
}

impl Amount {
    pub const ONE: Amount = Amount::Known { whole: 1, half: false };
    pub fn whole(self) -> Option<i32> {
        match self {
            Amount::Known { whole, .. } => Some(whole),
            Amount::Unknown => None,
        }
    }
}

/// Hours and minutes with a zone's suffix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clock {
    pub hour: i32,
    pub minute: i32,
}

/// Days with the name and the unit the words give them.
#[derive(Clone, Debug)]
pub struct Period {
    pub from: Date,
    pub to: Date,
    pub grain: Grain,
    pub value: SmolStr,
    pub edtf: SmolStr,
}

impl Period {
    /// The days by which it is told whether a period is past: of a season those that its name has in the north.
    pub fn nominal(&self) -> (Date, Date) {
        let starts = match self.value.rsplit_once('-') {
            Some((_, "SP")) => 3,
            Some((_, "SU")) => 6,
            Some((_, "FA")) => 9,
            Some((_, "WI")) => 12,
            _ => return (self.from, self.to),
        };
        let from = Date::new(self.from.year(), starts, 1).unwrap_or(self.from);
        let to = add(from, 3.months()).and_then(|next| add(next, (-1).days()));
        (from, to.unwrap_or(self.to))
    }
    /// A period that TIMEX3 and EDTF name by its year and the same rest.
    fn named(from: Date, to: Date, grain: Grain, rest: &str) -> Period {
        let year = from.year();
        let (value, edtf) =
            (format_smolstr!("{}{rest}", timex_year(year)), format_smolstr!("{}{rest}", edtf_year(year)));
        Period { from, to, grain, value, edtf }
    }
    pub fn day(date: Date) -> Period {
        let rest = format!("-{:02}-{:02}", date.month(), date.day());
        Period::named(date, date, Grain::Day, &rest)
    }
    pub fn week(date: Date) -> Option<Period> {
        let monday = monday_of(date)?;
        let sunday = add(monday, 6.days())?;
        let edtf = format_smolstr!("{monday}/{sunday}");
        Some(Period { from: monday, to: sunday, grain: Grain::Week, value: week_name(monday), edtf })
    }
    pub fn weekend(date: Date) -> Option<Period> {
        let from = add(monday_of(date)?, 5.days())?;
        let to = add(from, 1.day())?;
        let value = format_smolstr!("{}-WE", week_name(from));
        Some(Period { from, to, grain: Grain::Day, value, edtf: format_smolstr!("{from}/{to}") })
    }
    pub fn month(year: i16, month: i8) -> Option<Period> {
        let from = Date::new(year, month, 1).ok()?;
        Some(Period::named(from, from.last_of_month(), Grain::Month, &format!("-{month:02}")))
    }
    pub fn quarter(year: i16, quarter: i8) -> Option<Period> {
        let from = Date::new(year, quarter * 3 - 2, 1).ok()?;
        let to = Date::new(year, quarter * 3, 1).ok()?.last_of_month();
        let value = format_smolstr!("{}-Q{quarter}", timex_year(year));
        // EDTF numbers quarters from 33.
        let edtf = format_smolstr!("{}-{}", edtf_year(year), 32 + quarter);
        Some(Period { from, to, grain: Grain::Quarter, value, edtf })
    }
    pub fn half(year: i16, half: i8) -> Option<Period> {
        let from = Date::new(year, half * 6 - 5, 1).ok()?;
        let to = Date::new(year, half * 6, 1).ok()?.last_of_month();
        let (value, edtf) =
            (format_smolstr!("{year:04}-H{half}"), format_smolstr!("{year:04}-{}", 39 + half));
        Some(Period { from, to, grain: Grain::Season, value, edtf })
    }
    /// A season's months depend on the hemisphere, so its days are the whole year's, and a winter runs into the next.
    pub fn season(year: i16, code: &str) -> Option<Period> {
        let number = ["SP", "SU", "FA", "WI"].iter().position(|s| *s == code)? + 21;
        let from = Date::new(year, 1, 1).ok()?;
        let to = if code == "WI" { Date::new(year + 1, 3, 31).ok()? } else { from.last_of_year() };
        let value = format_smolstr!("{}-{code}", timex_year(year));
        let edtf = format_smolstr!("{}-{number}", edtf_year(year));
        Some(Period { from, to, grain: Grain::Season, value, edtf })
    }
    pub fn year(year: i16) -> Option<Period> {
        let from = Date::new(year, 1, 1).ok()?;
        Some(Period::named(from, from.last_of_year(), Grain::Year, ""))
    }
    /// 199 is the 1990s.
    pub fn decade(decade: i16) -> Option<Period> {
        let from = Date::new(decade * 10, 1, 1).ok().filter(|_| decade >= 0)?;
        let to = Date::new(decade * 10 + 9, 12, 31).ok()?;
        let value = format_smolstr!("{decade:03}");
        Some(Period { from, to, grain: Grain::Decade, edtf: format_smolstr!("{value}X"), value })
    }
    /// 19 is the 20th century, -4 the 4th before our era.
    pub fn century(century: i16) -> Option<Period> {
        if century < 0 {
            let from = Date::new(century * 100 + 1, 1, 1).ok()?;
            let to = Date::new((century + 1) * 100, 12, 31).ok()?;
            let number = -century - 1;
            let (value, edtf) = (format_smolstr!("BC{number:02}"), format_smolstr!("-{number:02}XX"));
            return Some(Period { from, to, grain: Grain::Century, value, edtf });
        }
        let from = Date::new(century * 100, 1, 1).ok()?;
        let to = Date::new(century * 100 + 99, 12, 31).ok()?;
        let value = format_smolstr!("{century:02}");
        Some(Period { from, to, grain: Grain::Century, edtf: format_smolstr!("{value}XX"), value })
    }
    /// The period of a unit that a day lies in.
    pub fn around(date: Date, length: Length) -> Option<Period> {
        match length.unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Some(Period::day(date)),
            Unit::Weekend => Period::weekend(date),
            Unit::Week => Period::week(date),
            Unit::Month => Period::month(date.year(), date.month()),
            Unit::Quarter => Period::quarter(date.year(), (date.month() + 2) / 3),
            Unit::Year => match length.times {
                10 => Period::decade(date.year().div_euclid(10)),
                100.. => Period::century(date.year().div_euclid(100)),
                _ => Period::year(date.year()),
            },
        }
    }
    pub fn when(self, basis: TimeBasis) -> When {
        When {
            kind: TimexKind::Date,
            value: self.value,
            earliest: Some(self.from),
            latest: Some(self.to),
            grain: self.grain,
            edtf: Some(self.edtf),
            basis,
            bound: None,
            modifier: None,
        }
    }
}

/// The year before 1 AD is 0 in EDTF and in the calendar, BC0001 in TIMEX3.
fn timex_year(year: i16) -> SmolStr {
    if year > 0 { format_smolstr!("{year:04}") } else { format_smolstr!("BC{:04}", 1 - year) }
}
fn edtf_year(year: i16) -> SmolStr {
    if year < 0 { format_smolstr!("-{:04}", -i32::from(year)) } else { format_smolstr!("{year:04}") }
}

/// A time without days.
pub fn open(kind: TimexKind, value: SmolStr, grain: Grain, basis: TimeBasis) -> When {
    When { kind, value, earliest: None, latest: None, grain, edtf: None, basis, bound: None, modifier: None }
}

/// The value of a unit whose days are not known.
pub fn placeholder(length: Length) -> SmolStr {
    let value = match length.unit {
        Unit::Week => "XXXX-WXX",
        Unit::Weekend => "XXXX-WXX-WE",
        Unit::Month => "XXXX-XX",
        Unit::Quarter => "XXXX-QX",
        Unit::Year if length.times == 10 => "XXX",
        Unit::Year if length.times >= 100 => "XX",
        Unit::Year => "XXXX",
        _ => "XXXX-XX-XX",
    };
    SmolStr::new_static(value)
}

pub fn add(date: Date, span: Span) -> Option<Date> {
    date.checked_add(span).ok()
}

/// Days from `b` to `a`, without sign.
pub fn distance(a: Date, b: Date) -> i32 {
    (a - b).get_days().abs()
}

pub fn monday_of(date: Date) -> Option<Date> {
    add(date, (-i32::from(date.weekday().to_monday_zero_offset())).days())
}

fn week_name(date: Date) -> SmolStr {
    let week = date.iso_week_date();
    format_smolstr!("{}-W{:02}", week.year(), week.week())
}

/// The day of a feast in a year: `12-25`, `11/4/4` (the fourth Thursday of November; -1 is the last), `easter-2`.
pub fn feast(year: i16, rule: &str) -> Option<Date> {
    if let Some(days) = rule.strip_prefix("easter") {
        return add(easter(year)?, days.parse::<i32>().ok()?.days());
    }
    if let Some((month, day)) = rule.split_once('-').filter(|_| !rule.contains('/')) {
        return Date::new(year, month.parse().ok()?, day.parse().ok()?).ok();
    }
    let parts: Vec<i8> = rule.split('/').filter_map(|p| p.parse().ok()).collect();
    let [month, nth, weekday] = parts[..] else { return None };
    let weekday = Weekday::from_monday_one_offset(weekday).ok()?;
    Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm).
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn easter_is_where_the_calendar_has_it() {
        for (year, month, day) in [(1998, 4, 12), (2000, 4, 23), (2011, 4, 24), (2019, 4, 21), (2024, 3, 31)]
        {
            assert_eq!(easter(year), Some(date(year, month, day)));
        }
    }

    #[test]
    fn feasts_fall_on_their_days() {
        assert_eq!(feast(2018, "11/4/4"), Some(date(2018, 11, 22)));
        assert_eq!(feast(2019, "5/-1/1"), Some(date(2019, 5, 27)));
        assert_eq!(feast(2019, "12-25"), Some(date(2019, 12, 25)));
        assert_eq!(feast(2019, "easter-2"), Some(date(2019, 4, 19)));
    }

    #[test]
    fn years_before_our_era_have_their_names() {
        let year = Period::year(-479).unwrap();
        assert_eq!((year.value.as_str(), year.edtf.as_str()), ("BC0480", "-0479"));
        let month = Period::month(-479, 4).unwrap();
        assert_eq!((month.value.as_str(), month.edtf.as_str()), ("BC0480-04", "-0479-04"));
        let century = Period::century(-4).unwrap();
        assert_eq!((century.value.as_str(), century.edtf.as_str()), ("BC03", "-03XX"));
        assert_eq!((century.from.year(), century.to.year()), (-399, -300));
    }

    #[test]
    fn halves_are_written_in_the_smaller_unit() {
        let half = Amount::Known { whole: 2, half: true };
        let of = |value: &str| Length::read(value).unwrap().duration(&half);
        assert_eq!([of("Y"), of("TH"), of("10Y"), of("W")], ["P2Y6M", "PT2H30M", "P25Y", "P2.5W"]);
    }
}
