//! Time expressions by the definitions of TempEval-3, task A.
//!
//! Strict: same start and end. Relaxed: at least one character in common, each side matched once, exact pairs first.
//! Value and type are counted among relaxed pairs. The creation time is no part of it: where it stands in the text,
//! gold and system times on it are left out. Of times within times (`depth` 2) the outer one is scored. A range is
//! published as a mention of its own beside its two ends; TIMEX3 has the ends alone, so it is left out too.

use super::labels::records;
use super::{Args, Measured, f1};
use crate::exit::Failure;
use dateline::{Coder, MentionKind, Origin, PublishedBasis};
use serde::Deserialize;

#[derive(Deserialize)]
struct Record {
    doc: String,
    dct: Option<Creation>,
    text: String,
    timexes: Vec<Gold>,
}

#[derive(Deserialize)]
struct Creation {
    value: String,
}

#[derive(Deserialize)]
struct Gold {
    start: Option<u32>,
    end: Option<u32>,
    #[serde(default)]
    r#type: String,
    #[serde(default)]
    value: Option<String>,
    #[serde(default, rename = "functionInDocument")]
    function: Option<String>,
    #[serde(default)]
    depth: Option<u32>,
    #[serde(default)]
    implicit: bool,
}

/// A time expression, of either side.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Timex {
    start: u32,
    end: u32,
    kind: String,
    value: String,
}

impl Timex {
    fn overlaps(&self, other: &Timex) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Counts over documents.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    system: usize,
    gold: usize,
    strict: usize,
    relaxed: usize,
    value: usize,
    kind: usize,
}

/// Which system time each gold time is paired with.
fn pair(system: &[Timex], gold: &[Timex]) -> Vec<Option<usize>> {
    let mut taken = vec![false; system.len()];
    let mut pairs = vec![None; gold.len()];
    for exact in [true, false] {
        for (at, timex) in gold.iter().enumerate() {
            if pairs[at].is_some() {
                continue;
            }
            let fits = |s: &Timex| {
                if exact { s.start == timex.start && s.end == timex.end } else { s.overlaps(timex) }
            };
            let found = (0..system.len()).find(|s| !taken[*s] && fits(&system[*s]));
            if let Some(found) = found {
                taken[found] = true;
                pairs[at] = Some(found);
            }
        }
    }
    pairs
}

impl Counts {
    fn add(&mut self, system: &[Timex], gold: &[Timex]) {
        self.system += system.len();
        self.gold += gold.len();
        for (timex, found) in gold.iter().zip(pair(system, gold)) {
            let Some(found) = found.map(|at| &system[at]) else { continue };
            self.relaxed += 1;
            self.strict += usize::from(found.start == timex.start && found.end == timex.end);
            self.value += usize::from(found.value == timex.value);
            self.kind += usize::from(found.kind == timex.kind);
        }
    }
    fn named(&self) -> [(&'static str, usize); 4] {
        [
            ("span_strict", self.strict),
            ("span_relaxed", self.relaxed),
            ("value", self.value),
            ("type", self.kind),
        ]
    }
}

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let all: Vec<Record> = records(&args.file)?;
    let mut counts = Counts::default();
    let mut misses = vec![];
    let mut reader = coder.reader();
    for record in &all {
        let day = record.dct.as_ref().and_then(|dct| dct.value.get(..10)?.parse().ok());
        let origin = Origin { published: day.map(|d| (d, PublishedBasis::User)), ..Origin::default() };
        let reading = reader.read(coder.document(record.text.clone(), origin));
        let (mut gold, created) = gold(&record.timexes);
        gold.sort_by_key(|t| (t.start, t.end));
        let points = CodePoints::of(&record.text);
        let system =
            reading.mentions.iter().filter(|m| m.rule != "times.range").filter_map(|m| match &m.kind {
                MentionKind::Time(when) => Some(Timex {
                    start: points.at(m.span.start()),
                    end: points.at(m.span.end()),
                    kind: when.kind.to_string(),
                    value: when.value.to_string(),
                }),
                _ => None,
            });
        let system: Vec<Timex> = system.filter(|s| !created.iter().any(|c| c.overlaps(s))).collect();
        counts.add(&system, &gold);
        misses.extend(listed(record, &system, &gold));
    }
    let mut measured = Measured::new("time", &args.file, all.len());
    for (name, right) in counts.named() {
        let (precision, recall, both) = f1(right, counts.system, counts.gold);
        measured.add(&format!("{name}_precision"), precision);
        measured.add(&format!("{name}_recall"), recall);
        measured.add(&format!("{name}_f1"), both);
    }
    Ok((measured, misses))
}

/// Gold times to be scored, and those that are the creation time.
fn gold(timexes: &[Gold]) -> (Vec<Timex>, Vec<Timex>) {
    let mut gold = vec![];
    let mut created = vec![];
    for timex in timexes.iter().filter(|t| !t.implicit && t.depth.is_none_or(|d| d == 1)) {
        let (Some(start), Some(end)) = (timex.start, timex.end) else { continue };
        let value = timex.value.clone().unwrap_or_default();
        let is_created = timex.function.as_deref() == Some("CREATION_TIME");
        let list = if is_created { &mut created } else { &mut gold };
        list.push(Timex { start, end, kind: timex.r#type.clone(), value });
    }
    (gold, created)
}

fn listed(record: &Record, system: &[Timex], gold: &[Timex]) -> Vec<String> {
    let chars: Vec<char> = record.text.chars().collect();
    let words = |from: u32, to: u32| -> String {
        let to = (to as usize).min(chars.len());
        chars[(from as usize).min(to)..to].iter().collect::<String>().replace('\n', "/")
    };
    let show = |mark: &str, at: &Timex, rest: String| {
        let (before, after) =
            (words(at.start.saturating_sub(40), at.start), words(at.end, at.end.saturating_add(30)));
        format!("{mark} {} …{before}[{}]{after}… {rest}", record.doc, words(at.start, at.end))
    };
    let pairs = pair(system, gold);
    let mut lines = vec![];
    for (timex, found) in gold.iter().zip(&pairs) {
        match found.map(|at| &system[at]) {
            None => lines.push(show("missing", timex, format!("{} {}", timex.kind, timex.value))),
            Some(found) => {
                let same = found.start == timex.start && found.end == timex.end;
                if found.value != timex.value {
                    let rest = format!("{} {} not {}", timex.kind, timex.value, found.value);
                    lines.push(show("value  ", timex, rest));
                } else if found.kind != timex.kind {
                    lines.push(show("type   ", timex, format!("{} not {}", timex.kind, found.kind)));
                }
                if !same {
                    lines.push(show("span   ", timex, format!("[{}]", words(found.start, found.end))));
                }
            }
        }
    }
    let spare = (0..system.len()).filter(|at| !pairs.contains(&Some(*at)));
    lines.extend(
        spare.map(|at| show("spare  ", &system[at], format!("{} {}", system[at].kind, system[at].value))),
    );
    lines
}

/// Code points before each byte that is not in the first of them.
struct CodePoints(Option<Vec<u32>>);

impl CodePoints {
    fn of(text: &str) -> CodePoints {
        if text.is_ascii() {
            return CodePoints(None);
        }
        let mut points = vec![0; text.len() + 1];
        let mut count = 0;
        for (byte, _) in text.char_indices() {
            points[byte] = count;
            count += 1;
        }
        points[text.len()] = count;
        CodePoints(Some(points))
    }
    fn at(&self, byte: u32) -> u32 {
        self.0.as_ref().map_or(byte, |points| points[byte as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timex(start: u32, end: u32, kind: &str, value: &str) -> Timex {
        Timex { start, end, kind: kind.into(), value: value.into() }
    }

    #[test]
    fn a_pair_overlaps_and_an_exact_one_goes_first() {
        let gold = [timex(0, 6, "DATE", "2019"), timex(10, 14, "DATE", "2020")];
        // The first system time overlaps both gold times, the second is one of them.
        let system = [timex(4, 12, "DATE", "2019"), timex(10, 14, "DATE", "2020")];
        assert_eq!(pair(&system, &gold), [Some(0), Some(1)]);
        let mut counts = Counts::default();
        counts.add(&system, &gold);
        assert_eq!(counts, Counts { system: 2, gold: 2, strict: 1, relaxed: 2, value: 2, kind: 2 });
    }

    #[test]
    fn a_system_time_over_two_gold_times_is_matched_once() {
        let gold = [timex(0, 4, "DATE", "2019"), timex(5, 9, "DATE", "2020")];
        let system = [timex(0, 9, "DURATION", "2019")];
        let mut counts = Counts::default();
        counts.add(&system, &gold);
        assert_eq!(counts, Counts { system: 1, gold: 2, strict: 0, relaxed: 1, value: 1, kind: 0 });
    }

    #[test]
    fn times_that_only_touch_do_not_match() {
        assert_eq!(pair(&[timex(0, 4, "DATE", "")], &[timex(4, 8, "DATE", "")]), [None]);
    }

    #[test]
    fn the_creation_time_and_inner_times_are_not_scored() {
        let line = r#"[{"start":0,"end":4,"type":"DATE","value":"2019","functionInDocument":"CREATION_TIME"},
            {"start":9,"end":20,"type":"DATE","value":"2018","depth":1},
            {"start":11,"end":15,"type":"DATE","value":"2018","depth":2},
            {"type":"DATE","value":"2018","implicit":true,"start":null,"end":null}]"#;
        let timexes: Vec<Gold> = serde_json::from_str(line).unwrap();
        let (gold, created) = gold(&timexes);
        assert_eq!(gold, [timex(9, 20, "DATE", "2018")]);
        assert_eq!(created, [timex(0, 4, "DATE", "2019")]);
    }

    #[test]
    fn offsets_count_code_points() {
        let points = CodePoints::of("été 2019");
        assert_eq!((points.at(0), points.at(5), points.at(10)), (0, 3, 8));
    }
}
