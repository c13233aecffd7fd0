//! The words the monitor speaks in. It never says that a term was or was not kept: those words are for people and for bodies
//! with a mandate, and stand in quotations only.

/// Stems that the monitor's own voice never uses.
pub const FORBIDDEN: [&str; 8] =
    ["violat", "breach", "complian", "complie", "comply", "infring", "transgress", "contraven"];

/// What the results are, told once with each report.
pub const ABOUT: &str = "Reports held against terms as recorded. dateline collates what is reported; it does not observe, \
verify or judge, and makes no finding.";
/// What an empty search means.
pub const SILENCE: &str =
    "That nothing is reported does not show that nothing happened, nor that a term was kept.";
/// What is left to people, for a report that would not accord.
pub const NOT_ASSESSED: &str = "Not assessed: whether the term was in force, exceptions, intent.";

/// Where the monitor's own voice uses a word it must not: words in “quotation marks” and in fields of JSON and HTML that hold
/// quotations are not its own.
#[must_use]
pub fn lint(own: &str) -> Vec<String> {
    let mut rest = String::new();
    let mut depth = 0u32;
    for letter in own.chars() {
        match letter {
            '“' => depth += 1,
            '”' => depth = depth.saturating_sub(1),
            _ if depth == 0 => rest.extend(letter.to_lowercase()),
            _ => {}
        }
    }
    let bare = rest.replace('-', "");
    let words = bare.split(|c: char| !c.is_alphanumeric());
    words.filter(|w| FORBIDDEN.iter().any(|stem| w.contains(stem))).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_linter_finds_the_words_and_leaves_quotations() {
        assert_eq!(lint("Turkey violated it"), ["violated"]);
        assert_eq!(lint("a case of non-compliance"), ["noncompliance"]);
        assert_eq!(lint("the army said “they breached it” on Monday"), Vec::<String>::new());
        assert_eq!(lint("a completed, complicated complaint"), Vec::<String>::new());
    }
    #[test]
    fn what_is_always_said_is_clean() {
        for text in [ABOUT, SILENCE, NOT_ASSESSED] {
            assert_eq!(lint(text), Vec::<String>::new(), "{text}");
        }
    }
}
