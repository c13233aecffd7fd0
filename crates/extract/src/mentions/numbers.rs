//! Number words.

const WORDS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// "zero" to "twenty".
pub fn upto_twenty(word: &str) -> Option<u8> {
    WORDS.iter().position(|w| *w == word).and_then(|n| u8::try_from(n).ok())
}
