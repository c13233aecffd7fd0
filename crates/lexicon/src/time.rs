//! Words of time: months, units, "last", "ago", "now". What they make together is grammar and stands in `extract`.

use crate::Example;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// Declares the kinds with their written names.
macro_rules! kinds {
    ($($(#[$meta:meta])* $kind:ident = $name:literal),+ $(,)?) => {
        /// What a word of time does in an expression.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum TimeKind { $($(#[$meta])* $kind),+ }
        impl TimeKind {
            /// Every kind.
            pub const ALL: &'static [TimeKind] = &[$(TimeKind::$kind),+];
            /// As it is written in the data files.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(TimeKind::$kind => $name),+ }
            }
        }
    };
}

kinds! {
    /// A month: its number.
    Month = "month",
    /// A day of the week: 1 is Monday.
    Weekday = "weekday",
    /// A unit: `D`, `W`, `2W`, `M`, `Q`, `Y`, `10Y`, `100Y`, `TH`, `TM`, `TS`.
    Unit = "unit",
    /// A part of the day: a TIMEX3 code such as `MO`.
    Part = "part",
    /// A moment of the day: hours and minutes.
    Moment = "moment",
    /// A season: `SP`, `SU`, `FA`, `WI`.
    Season = "season",
    /// A feast: month and day, `nth weekday of month` as `11/4/4`, or days from Easter as `easter-2`.
    Feast = "feast",
    /// "last", "this", "next": steps from the day of publication.
    Shift = "shift",
    /// "previous", "following", "same", "that": steps from the time the text spoke of last.
    Step = "step",
    /// "today": days from the day of publication, with a part of the day if any: `-1`, `0NI`.
    Day = "day",
    /// "now": `PRESENT_REF`, `PAST_REF` or `FUTURE_REF`.
    Vague = "vague",
    /// A number.
    Number = "number",
    /// "third": its number.
    Ordinal = "ordinal",
    /// "several": a number that is not told, `X`; "a couple of": `2`.
    Some = "some",
    /// "early": `START`, `MID`, `END`.
    Edge = "edge",
    /// "about": a TIMEX3 `mod`.
    About = "about",
    /// "daily": how often, as TIMEX3 value.
    Often = "often",
    /// "every": TIMEX3 `quant`.
    Every = "every",
    /// "ago": `-1`; "from now": `1`; both count from the day of publication.
    Ago = "ago",
    /// "earlier", "later": -1 or 1; both count from the time the text spoke of last.
    Later = "later",
    /// A zone of time: its TIMEX3 suffix, such as `Z`; empty if none is told.
    Zone = "zone",
    /// "a.m.": hours to add.
    Meridiem = "meridiem",
    /// "BC": -1; "AD": 1.
    Era = "era",
    /// "eighties": its first year within a century.
    Decade = "decade",
    /// "fiscal".
    Fiscal = "fiscal",
    /// "since": how an event is bounded.
    Bound = "bound",
    /// A preposition before times: "in", "during".
    Before = "before",
    /// Adjectives that stand inside: "full", "whole".
    Inside = "inside",
}

impl std::str::FromStr for TimeKind {
    type Err = ();
    fn from_str(text: &str) -> Result<TimeKind, ()> {
        TimeKind::ALL.iter().find(|k| k.as_str() == text).copied().ok_or(())
    }
}

impl TimeKind {
    /// Why a value does not fit the kind.
    pub(crate) fn refuses(self, value: &str) -> Option<&'static str> {
        let number = |from: i32, to: i32| value.parse().is_ok_and(|n: i32| (from..=to).contains(&n));
        let fits = match self {
            TimeKind::Month => number(1, 12),
            TimeKind::Weekday => number(1, 7),
            TimeKind::Unit => matches!(
                value.trim_start_matches(|c: char| c.is_ascii_digit()),
                "D" | "W" | "M" | "Q" | "Y" | "TH" | "TM" | "TS" | "WE"
            ),
            TimeKind::Part => value.len() == 2,
            TimeKind::Moment => value.len() == 5 && value.as_bytes()[2] == b':',
            TimeKind::Season => matches!(value, "SP" | "SU" | "FA" | "WI"),
            TimeKind::Shift | TimeKind::Step | TimeKind::Ago | TimeKind::Later | TimeKind::Era => {
                number(-1, 1)
            }
            TimeKind::Day => value.trim_end_matches(|c: char| c.is_ascii_uppercase()).parse::<i32>().is_ok(),
            TimeKind::Vague => matches!(value, "PRESENT_REF" | "PAST_REF" | "FUTURE_REF"),
            TimeKind::Number | TimeKind::Ordinal | TimeKind::Decade => number(0, 1_000_000),
            TimeKind::Some => value == "X" || number(0, 1000),
            TimeKind::Edge => matches!(value, "START" | "MID" | "END"),
            TimeKind::About => matches!(
                value,
                "APPROX" | "LESS_THAN" | "MORE_THAN" | "EQUAL_OR_LESS" | "EQUAL_OR_MORE" | "EXACT"
            ),
            TimeKind::Often => value.starts_with('P'),
            TimeKind::Meridiem => number(0, 12),
            TimeKind::Feast => value.contains(['-', '/', 'e']),
            TimeKind::Every
            | TimeKind::Zone
            | TimeKind::Fiscal
            | TimeKind::Bound
            | TimeKind::Before
            | TimeKind::Inside => true,
        };
        (!fits).then_some("the kind takes no such value (docs/data.md)")
    }
}

/// What a word of time stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeWord {
    /// What it does.
    pub kind: TimeKind,
    /// What it stands for.
    pub value: SmolStr,
    /// The value as a number, if it is one.
    pub number: i32,
    /// The words behind the first, in small letters.
    pub others: Vec<SmolStr>,
    /// Whether it matches only with a capital letter.
    pub capital: bool,
    /// Whether other words must say that it is a time.
    pub careful: bool,
}

/// The examples of an entry.
#[derive(Clone, Debug)]
pub struct TimeEntry {
    /// `time.month`
    pub id: SmolStr,
    /// Sentences whose marked words are a time of that value.
    pub yes: Vec<TimeExample>,
    /// Sentences whose marked words are none.
    pub no: Vec<Example>,
    /// File and line, for messages.
    pub at: (String, usize),
}

/// A sentence whose marked words are a time.
#[derive(Clone, Debug)]
pub struct TimeExample {
    /// The sentence.
    pub sentence: Example,
    /// Day of publication.
    pub on: Option<Date>,
    /// TIMEX3 value.
    pub value: SmolStr,
    /// EDTF; empty for none.
    pub edtf: SmolStr,
}

/// All words of time by their first word in small letters.
#[derive(Clone, Debug, Default)]
pub struct TimeWords {
    words: FxHashMap<SmolStr, Vec<TimeWord>>,
    /// Examples, entry by entry.
    pub entries: Vec<TimeEntry>,
}

impl TimeWords {
    /// What a word in small letters can stand for, longer phrases first.
    #[must_use]
    pub fn of(&self, word: &str) -> &[TimeWord] {
        self.words.get(word).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn add(&mut self, word: &str, kind: TimeKind, value: &str, careful: bool) {
        let capital = word.starts_with(char::is_uppercase);
        let mut words = word.split_whitespace().map(|w| SmolStr::from(w.to_lowercase()));
        let Some(first) = words.next() else { return };
        let others: Vec<SmolStr> = words.collect();
        let number = value.trim_end_matches(|c: char| c.is_ascii_uppercase()).parse().unwrap_or(0);
        let list = self.words.entry(first).or_default();
        list.push(TimeWord { kind, value: value.into(), number, others, capital, careful });
        list.sort_by_key(|w| std::cmp::Reverse(w.others.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_phrases_come_first_and_capitals_are_kept() {
        let mut words = TimeWords::default();
        words.add("New", TimeKind::Inside, "", false);
        words.add("New Year 's Day", TimeKind::Feast, "01-01", false);
        let found = words.of("new");
        assert_eq!(found[0].others, ["year", "'s", "day"]);
        assert!(found.iter().all(|w| w.capital));
        assert!(words.of("old").is_empty());
    }

    #[test]
    fn a_value_that_its_kind_cannot_have_is_refused() {
        assert!(TimeKind::Month.refuses("13").is_some());
        assert!(TimeKind::Month.refuses("12").is_none());
        assert!(TimeKind::Unit.refuses("10Y").is_none());
        assert!(TimeKind::Unit.refuses("X").is_some());
        assert!(TimeKind::Vague.refuses("NOW").is_some());
    }
}
