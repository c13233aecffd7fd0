//! The word lists of `data/tokens.txt`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Word lists, by section.
pub struct Words {
    pub titles: HashSet<&'static str>,
    pub abbreviations: HashSet<&'static str>,
    pub loose: HashSet<&'static str>,
    pub after_time: HashSet<&'static str>,
    pub openers: HashSet<&'static str>,
    pub numbered: HashSet<&'static str>,
    pub ambiguous: HashSet<&'static str>,
    pub prefixes: HashSet<&'static str>,
    /// From the whole word to the length of its first part.
    pub contractions: HashMap<String, usize>,
    pub endings: Vec<&'static str>,
    pub whole: HashSet<&'static str>,
    pub units: HashSet<&'static str>,
    /// The longest first.
    pub emoticons: Vec<&'static str>,
    pub bullets: HashSet<&'static str>,
    pub continuing: HashSet<&'static str>,
}

/// The lists, read once.
pub static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut sections = sections(include_str!("../../data/tokens.txt"));
    let mut take = |name: &str| sections.remove(name).expect("tokens.txt has every section the code names");
    let set = |words: Vec<&'static str>| words.into_iter().collect::<HashSet<_>>();
    let mut emoticons = take("emoticons");
    emoticons.sort_by_key(|emoticon| std::cmp::Reverse(emoticon.len()));
    let contraction = |word: &str| (word.replace('|', ""), word.find('|').unwrap_or(word.len()));
    Words {
        titles: set(take("titles")),
        abbreviations: set(take("abbreviations")),
        loose: set(take("loose")),
        after_time: set(take("after_time")),
        openers: set(take("openers")),
        numbered: set(take("numbered")),
        ambiguous: set(take("ambiguous")),
        prefixes: set(take("prefixes")),
        contractions: take("contractions").into_iter().map(contraction).collect(),
        endings: take("endings"),
        whole: set(take("whole")),
        units: set(take("units")),
        emoticons,
        bullets: set(take("bullets")),
        continuing: set(take("continuing")),
    }
});

fn sections(text: &'static str) -> HashMap<&'static str, Vec<&'static str>> {
    let mut sections: HashMap<_, Vec<_>> = HashMap::new();
    let mut current = "";
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        match line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            Some(name) => current = name,
            None => sections.entry(current).or_default().extend(line.split_whitespace()),
        }
    }
    sections
}
