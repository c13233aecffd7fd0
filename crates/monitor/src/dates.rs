//! Days and stretches of days, in the part of EDTF that agreements use.

use jiff::ToSpan;
use jiff::civil::Date;

/// A stretch of days; open where an end is not given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

/// How one stretch of days lies to another, where neither is known better than to the stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lies {
    /// All of it within.
    Within,
    /// No day in common.
    Outside,
    /// It cannot be told.
    Either,
}

impl Days {
    /// One day.
    #[must_use]
    pub const fn on(day: Date) -> Days {
        Days { from: Some(day), to: Some(day) }
    }

    /// Reads `2018-10-15`, `2018-10`, `2018`, each with `?`, `~` or `%` behind it, and `A/B` with `..` for an open end.
    #[must_use]
    pub fn read(edtf: &str) -> Option<Days> {
        if let Some((from, to)) = edtf.split_once('/') {
            let end = |text: &str| match text {
                "" | ".." => Some(Days::default()),
                text => Days::read(text),
            };
            return Some(Days { from: end(from)?.from, to: end(to)?.to });
        }
        let bare = edtf.trim_end_matches(['?', '~', '%']);
        let numbers: Vec<i16> = bare.split('-').map(|n| n.parse().ok()).collect::<Option<_>>()?;
        let date = |year: i16, month: i16, day: i16| Date::new(year, month as i8, day as i8).ok();
        match (numbers.as_slice(), bare.len()) {
            ([year], 4) => Some(Days { from: date(*year, 1, 1), to: date(*year, 12, 31) }),
            ([year, month], 7) => {
                let first = date(*year, *month, 1)?;
                Some(Days { from: Some(first), to: Some(first.last_of_month()) })
            }
            ([year, month, day], 10) => date(*year, *month, *day).map(Days::on),
            _ => None,
        }
    }

    /// Whether the stretch lies within another one.
    #[must_use]
    pub fn within(self, other: Days) -> Lies {
        let after = matches!((self.from, other.to), (Some(from), Some(to)) if from > to);
        let before = matches!((self.to, other.from), (Some(to), Some(from)) if to < from);
        if after || before {
            return Lies::Outside;
        }
        let begins = other.from.is_none_or(|from| self.from.is_some_and(|f| f >= from));
        let ends = other.to.is_none_or(|to| self.to.is_some_and(|t| t <= to));
        if begins && ends { Lies::Within } else { Lies::Either }
    }

    /// Whether the two have a day in common when both are stretched by some days.
    #[must_use]
    pub fn near(self, other: Days, days: i32) -> bool {
        let later = |day: Option<Date>| day.and_then(|d| d.checked_add(days.days()).ok());
        let apart = |to: Option<Date>, from: Option<Date>| matches!((later(to), from), (Some(to), Some(from)) if to < from);
        !apart(self.to, other.from) && !apart(other.to, self.from)
    }

    /// For people: `2019-03-13`, `2019-03-01 to 2019-03-31`, `until 2019-03-13`.
    #[must_use]
    pub fn show(self) -> String {
        match (self.from, self.to) {
            (Some(from), Some(to)) if from == to => from.to_string(),
            (Some(from), Some(to)) => format!("{from} to {to}"),
            (Some(from), None) => format!("from {from}"),
            (None, Some(to)) => format!("until {to}"),
            (None, None) => "undated".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(edtf: &str, shown: &str) {
        assert_eq!(Days::read(edtf).map(Days::show).as_deref(), Some(shown));
    }
    fn days(edtf: &str) -> Days {
        Days::read(edtf).expect("a date")
    }

    #[test]
    fn dates_are_stretches_of_days() {
        check("2018-10-15", "2018-10-15");
        check("2018-10-20?", "2018-10-20");
        check("2018-02", "2018-02-01 to 2018-02-28");
        check("2018", "2018-01-01 to 2018-12-31");
        check("2018-09-17/..", "from 2018-09-17");
        check("2018-09/2018-10", "2018-09-01 to 2018-10-31");
        assert_eq!(Days::read("15 October"), None);
        assert_eq!(Days::read("2018-13"), None);
    }

    #[test]
    fn a_month_may_lie_either_side_of_a_day() {
        assert_eq!(days("2018-10-01").within(days("2018-10")), Lies::Within);
        assert_eq!(days("2018-10").within(days("2018-10-15/..")), Lies::Either);
        assert_eq!(days("2018-09").within(days("2018-10-15/..")), Lies::Outside);
        assert_eq!(Days::default().within(days("2018")), Lies::Either);
    }
}
