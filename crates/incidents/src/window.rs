//! The days an event can be of.

use crate::input::{Document, Event, Relation};
use crate::rules::Rules;
use jiff::civil::Date;

/// What the days rest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Basis {
    /// The words say when.
    Stated,
    /// The words say when it was reported.
    Reported,
    /// Only the day of publication is known.
    Published,
}

/// First and last day, counted from 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    pub first: i32,
    pub last: i32,
    pub basis: Basis,
}

/// A date as a number of days.
pub(crate) fn day(date: Date) -> i32 {
    // Days from civil (Hinnant): whole eras of 400 years.
    let (y, m, d) = (i32::from(date.year()), i32::from(date.month()), i32::from(date.day()));
    let y = if m <= 2 { y - 1 } else { y };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * (if m > 2 { m - 3 } else { m + 9 }) + 2) / 5 + d - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

/// A number of days as a date.
pub(crate) fn date(day: i32) -> Option<Date> {
    let z = day + 719_468;
    let era = z.div_euclid(146_097);
    let doe = z.rem_euclid(146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let (d, m) = (doy - (153 * mp + 2) / 5 + 1, if mp < 10 { mp + 3 } else { mp - 9 });
    let y = yoe + era * 400 + i32::from(m <= 2);
    Date::new(i16::try_from(y).ok()?, i8::try_from(m).ok()?, i8::try_from(d).ok()?).ok()
}

impl Window {
    /// The days of an event, if anything tells.
    pub(crate) fn of(document: &Document, event: &Event, rules: &Rules) -> Option<Window> {
        if let Some(time) = event.time {
            let (first, last) = (day(time.earliest), day(time.latest));
            match time.relation {
                Relation::Within => return Some(Window { first, last, basis: Basis::Stated }),
                Relation::AtOrBefore => {
                    return Some(Window { first: first - rules.window_days, last, basis: Basis::Reported });
                }
                Relation::Before | Relation::After => {}
            }
        }
        let published = day(document.published?);
        // What is told as long past is not of the days of its telling.
        (!event.historical).then_some(Window {
            first: published - rules.window_days,
            last: published,
            basis: Basis::Published,
        })
    }
    pub(crate) const fn len(self) -> i32 {
        self.last - self.first + 1
    }
    pub(crate) fn both(self, other: Window) -> Option<Window> {
        let (first, last) = (self.first.max(other.first), self.last.min(other.last));
        (first <= last).then_some(Window { first, last, basis: self.basis.min(other.basis) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_there_and_back() {
        assert_eq!(day(Date::constant(1970, 1, 1)), 0);
        assert_eq!(day(Date::constant(2019, 3, 13)), 17_968);
        for number in (-200_000..40_000).step_by(97) {
            assert_eq!(date(number).map(day), Some(number));
        }
    }
}
