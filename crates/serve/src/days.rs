//! Days as numbers, so that a hundred thousand of them compare in no time.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// No day is told.
pub const NONE: i32 = i32::MIN;

const FIRST: Date = date(1970, 1, 1);

/// Days since 1970-01-01 of `YYYY-MM-DD`.
#[must_use]
pub fn read(text: &str) -> Option<i32> {
    text.parse::<Date>().ok().map(number)
}

/// The same; [`NONE`] for what is absent or no day.
#[must_use]
pub fn or_none(text: Option<&str>) -> i32 {
    text.and_then(read).unwrap_or(NONE)
}

/// The day that something is listed under: the last it can be of, else the first, else that of publication.
#[must_use]
pub fn listed(earliest: i32, latest: i32, published: i32) -> i32 {
    [latest, earliest, published].into_iter().find(|day| *day != NONE).unwrap_or(NONE)
}

/// Days since 1970-01-01.
#[must_use]
pub fn number(day: Date) -> i32 {
    (FIRST.until(day).map_or(0, |span| span.get_days())).clamp(-4_000_000, 4_000_000)
}

/// The day of a number.
#[must_use]
pub fn date_of(number: i32) -> Option<Date> {
    (number != NONE).then(|| FIRST.checked_add(number.days()).ok()).flatten()
}

/// `YYYY-MM-DD`, if there is a day.
#[must_use]
pub fn show(number: i32) -> Option<String> {
    if number == NONE {
        return None;
    }
    // Of the days of the calendar in 400 years (Howard Hinnant's way): a map shows tens of thousands of them.
    let day = number + 719_468;
    let (era, day) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    Some(format!("{:04}-{month:02}-{day:02}", year + era * 400 + i32::from(month <= 2)))
}

/// Stretches that a timeline counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// One day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A month of the calendar.
    Month,
}

impl By {
    /// As it is written.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            By::Day => "day",
            By::Week => "week",
            By::Month => "month",
        }
    }
    /// What fits a span of so many days.
    #[must_use]
    pub const fn fitting(days: i32) -> By {
        match days {
            ..=120 => By::Day,
            121..=1100 => By::Week,
            _ => By::Month,
        }
    }
    /// First and last day of the stretch that a day lies in.
    #[must_use]
    pub fn around(self, day: i32) -> (i32, i32) {
        match self {
            By::Day => (day, day),
            // 1970-01-01 was a Thursday.
            By::Week => {
                let monday = day - (day + 3).rem_euclid(7);
                (monday, monday + 6)
            }
            By::Month => {
                let Some(date) = date_of(day) else { return (day, day) };
                (number(date.first_of_month()), number(date.last_of_month()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Weekday;

    #[test]
    fn days_are_numbers_and_back() {
        for text in ["1970-01-01", "1902-02-28", "2024-02-29", "2026-11-22"] {
            assert_eq!(show(read(text).unwrap()).as_deref(), Some(text));
        }
        assert_eq!((read("1970-01-02"), read("1969-12-31"), read("2024-02-30")), (Some(1), Some(-1), None));
        assert_eq!(show(NONE), None);
        for number in (-200_000..200_000).step_by(7) {
            assert_eq!(show(number), date_of(number).map(|day| day.to_string()));
        }
    }

    #[test]
    fn weeks_begin_on_mondays_and_months_on_the_first() {
        for day in [-400, -1, 0, 3, 4, 19_000] {
            let (from, to) = By::Week.around(day);
            assert!(
                date_of(from).unwrap().weekday() == Weekday::Monday
                    && from <= day
                    && day <= to
                    && to - from == 6
            );
        }
        let (from, to) = By::Month.around(read("2024-02-10").unwrap());
        assert_eq!((show(from).as_deref(), show(to).as_deref()), (Some("2024-02-01"), Some("2024-02-29")));
    }
}
