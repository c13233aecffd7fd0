//! Days as pages, feeds and tables write them.

use jiff::civil::Date;

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

/// The day of a moment as it was written, in the zone of whoever wrote it: ISO 8601 in either form, RFC 2822, "5 March 2024",
/// "March 5, 2024". Nothing where the order of day and month is anybody's guess.
pub(super) fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    iso(text).or_else(|| named(text))
}

/// `2024-03-05…`, `2024/03/05…` and `20240305T…`.
fn iso(text: &str) -> Option<Date> {
    let digits = |range: std::ops::Range<usize>| -> Option<i16> {
        let part = text.get(range)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let year = digits(0..4)?;
    let mark = *text.as_bytes().get(4)?;
    let (month, date, end) = match mark {
        b'-' | b'/' | b'.' if text.as_bytes().get(7) == Some(&mark) => (digits(5..7)?, digits(8..10)?, 10),
        _ => (digits(4..6)?, digits(6..8)?, 8),
    };
    if text.as_bytes().get(end).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(date).ok()?).ok()
}

/// Dates with the month's name: its neighbours are day and year.
fn named(text: &str) -> Option<Date> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(12).collect();
    let month_of = |word: &str| {
        let small = word.to_ascii_lowercase();
        MONTHS.iter().position(|month| small.len() >= 3 && month.starts_with(&small))
    };
    let (at, month) = words.iter().enumerate().find_map(|(at, word)| Some((at, month_of(word)?)))?;
    let number = |at: Option<usize>, digits: std::ops::RangeInclusive<usize>| -> Option<i16> {
        let word = words.get(at?)?;
        let bare = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        (digits.contains(&bare.len()) && word.len() - bare.len() <= 2).then(|| bare.parse().ok())?
    };
    let year = |at| number(at, 4..=4);
    let before = number(at.checked_sub(1), 1..=2).zip(year(Some(at + 1)));
    let (date, year) = before.or_else(|| number(Some(at + 1), 1..=2).zip(year(Some(at + 2))))?;
    Date::new(year, i8::try_from(month + 1).ok()?, i8::try_from(date).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::day;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let found = day(text).map(|day| day.to_string()).unwrap_or_default();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn dates_of_machines_and_of_people_are_read() {
        check("2024-03-05", "2024-03-05");
        check("2024-03-05T23:30:00-08:00", "2024-03-05");
        check("2024-03-05 10:00:00.000", "2024-03-05");
        check("2024/03/05", "2024-03-05");
        check("20240305T101500Z", "2024-03-05");
        check("Tue, 05 Mar 2024 10:15:00 GMT", "2024-03-05");
        check("Tue, 5 March 2024", "2024-03-05");
        check("March 5th, 2024 at 4 pm", "2024-03-05");
        check("Sept. 30, 2023", "2023-09-30");
    }

    #[test]
    fn what_could_be_two_days_is_none() {
        for text in ["05/03/2024", "5.3.24", "March 2024", "soon", "", "2024", "1709633700", "202403051"] {
            check(text, "");
        }
        check("2024-02-30", "");
        check("Maybe 5 2024", "");
    }
}
