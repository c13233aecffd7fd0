//! Words of two sentences compared.

use rustc_hash::FxHashSet;

/// The words of a text that tell something: letters only, small, four and more, cut to a stem of sorts.
pub(crate) fn content(text: &str) -> Vec<u64> {
    let mut words: Vec<u64> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 3)
        .map(|word| stem_hash(&word.to_lowercase()))
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Words with a capital that do not begin the sentence, nor name a day or a month.
pub(crate) fn names(text: &str) -> Vec<u64> {
    const DATES: &[&str] = &[
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "January",
        "February",
        "March",
        "April",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|w| !w.is_empty()).skip(1);
    let is_name = |w: &&str| w.starts_with(char::is_uppercase) && w.chars().count() > 3 && !DATES.contains(w);
    let mut names: Vec<u64> = words.filter(is_name).map(|w| stem_hash(&w.to_lowercase())).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn stem_hash(word: &str) -> u64 {
    use std::hash::Hasher as _;
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(stem(word).as_bytes());
    hasher.finish()
}

/// A word without the endings that change with its sentence: "struck" stays, "strikes", "striking" lose theirs.
pub(crate) fn stem(word: &str) -> &str {
    for ending in ["ings", "ing", "ies", "ed", "es", "s"] {
        if let Some(rest) = word.strip_suffix(ending)
            && rest.len() > 3
        {
            return rest.strip_suffix('e').unwrap_or(rest);
        }
    }
    word.strip_suffix('e').filter(|rest| rest.len() > 3).unwrap_or(word)
}

/// The share that two sorted lists of words have in common.
pub(crate) fn jaccard(a: &[u64], b: &[u64]) -> f32 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let (mut i, mut j, mut both) = (0, 0, 0usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                both += 1;
                i += 1;
                j += 1;
            }
        }
    }
    both as f32 / (a.len() + b.len() - both) as f32
}

/// How much of the shorter of two sentences stands in the other, run of three words by run: 0 to 1.
///
/// ```
/// use dateline_incidents::overlap;
/// assert_eq!(overlap("shells fell on the market on Monday", "On Sunday shells fell on the market on Monday"), 1.0);
/// assert_eq!(overlap("shells fell on the market", "the market was hit by shells"), 0.0);
/// ```
#[must_use]
pub fn overlap(a: &str, b: &str) -> f32 {
    let runs = |text: &str| -> FxHashSet<[String; 3]> {
        let words: Vec<String> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        words.windows(3).map(|run| [run[0].clone(), run[1].clone(), run[2].clone()]).collect()
    };
    let (a, b) = (runs(a), runs(b));
    let least = a.len().min(b.len());
    if least == 0 { 0.0 } else { a.intersection(&b).count() as f32 / least as f32 }
}
