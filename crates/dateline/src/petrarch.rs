//! Verb dictionaries of PETRARCH and TABARI to patterns of ours, with a report of what could not be carried over.
//!
//! ```text
//! &WEAPON                                     a list of words …
//! +ROCKET
//! +ARTILLERY_
//! --- SHELL [190] ---                         a block with its code
//! SHELL {SHELLS SHELLED SHELLING}             a verb, with or without its forms and a code of its own
//! OPEN_FIRE [193]
//! - * &WEAPON [194] # comment                 a pattern: * the verb, $ source, + target
//! ```
//!
//! Those dictionaries match words in a row, ours trees: words behind the verb become words that its object, its
//! complement or one of its phrases must hold, words before it words of its subject. Every pattern is `plain`: it counts
//! only where none of ours fits. What has no such counterpart is named with its line and left out.

use crate::Lexicon;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What came of a dictionary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// A data file with the patterns that were carried over.
    pub toml: String,
    /// How many patterns it holds.
    pub patterns: usize,
    /// Lines that were not carried over, or not whole: line number and why.
    pub left: Vec<(usize, String)>,
}

/// A verb block.
#[derive(Default)]
struct Block {
    verbs: Vec<String>,
    /// Code of the verb itself and its line.
    code: String,
    line: usize,
    patterns: Vec<(usize, String, String)>,
}

/// Reads a verb dictionary.
#[must_use]
pub fn import(text: &str, lexicon: &Lexicon) -> Import {
    let mut import = Import::default();
    let mut sets: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut set: Option<String> = None;
    let mut blocks: Vec<Block> = vec![];
    let mut heading = String::new();
    let mut in_comment = false;
    for (at, line) in text.lines().enumerate() {
        let number = at + 1;
        let bare = line.trim();
        // XML-like comments may run over lines.
        in_comment |= bare.starts_with("<!--");
        if in_comment {
            in_comment = !bare.ends_with("-->");
            continue;
        }
        let bare = bare.split(['#', ';']).next().unwrap_or("").trim();
        if bare.is_empty() {
            continue;
        }
        if let Some(name) = bare.strip_prefix('&') {
            set = Some(name.trim().to_uppercase());
            sets.entry(name.trim().to_uppercase()).or_default();
        } else if let Some(word) = bare.strip_prefix('+') {
            match set.as_ref().and_then(|name| sets.get_mut(name)) {
                Some(words) => words.extend(Some(lower(word)).filter(|word| !word.is_empty())),
                None => import.left.push((number, format!("`{bare}` stands in no list of words"))),
            }
        } else if let Some(rest) = bare.strip_prefix("---") {
            set = None;
            heading = code_of(rest).unwrap_or_default();
            blocks.push(Block { code: heading.clone(), line: number, ..Block::default() });
        } else if let Some(pattern) = bare.strip_prefix('-') {
            set = None;
            match blocks.last_mut() {
                Some(block) => {
                    let code = code_of(pattern).unwrap_or_default();
                    let words = pattern.split('[').next().unwrap_or("").trim().to_owned();
                    block.patterns.push((number, words, code));
                }
                None => import.left.push((number, "a pattern before any verb".into())),
            }
        } else {
            set = None;
            let code = code_of(bare);
            let word = lower(bare.split(['{', '[']).next().unwrap_or(""));
            let fresh = blocks.last().is_none_or(|b| !b.patterns.is_empty())
                || code
                    .as_ref()
                    .is_some_and(|c| blocks.last().is_some_and(|b| !b.verbs.is_empty() && b.code != *c));
            if fresh {
                blocks.push(Block { code: heading.clone(), line: number, ..Block::default() });
            }
            if let Some(block) = blocks.last_mut() {
                block.verbs.extend(Some(word).filter(|word| !word.is_empty()));
                if let Some(code) = code {
                    block.code = code;
                }
            }
        }
    }
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    for block in blocks.iter().filter(|b| !b.verbs.is_empty()) {
        if is_null(&block.code) {
            // A verb without a code only carries its patterns.
        } else {
            write(&mut import, &mut names, lexicon, block, block.line, "", &block.code, &sets);
        }
        for (line, words, code) in &block.patterns {
            write(&mut import, &mut names, lexicon, block, *line, words, code, &sets);
        }
    }
    import.left.sort();
    let head = "# Patterns imported from a verb dictionary in the format of PETRARCH and TABARI by `dateline patterns import`.\n\
                # Licence: that of the dictionary. They are plain: they count only where no other pattern fits.\n";
    import.toml = format!("{head}{}", import.toml);
    import
}

fn lower(word: &str) -> String {
    let plain = word.replace(no_letter, "");
    plain.trim().trim_end_matches('_').replace('_', " ").trim().to_lowercase()
}
/// What a string of TOML would have to escape, and the sign of our classes of words: no word of a dictionary holds them.
fn no_letter(letter: char) -> bool {
    letter.is_control() || matches!(letter, '"' | '\\' | '@')
}
fn is_null(code: &str) -> bool {
    code.is_empty() || code.chars().all(|c| c == '-')
}
/// What stands in the square brackets of a line.
fn code_of(line: &str) -> Option<String> {
    let (_, rest) = line.split_once('[')?;
    rest.split(']').next().map(|code| code.trim().to_owned())
}

/// Prepositions that the words of a pattern may stand behind.
const PREPOSITIONS: [&str; 22] = [
    "to", "of", "in", "on", "at", "for", "from", "with", "against", "over", "into", "about", "between", "by",
    "under", "upon", "through", "off", "out", "up", "down", "towards",
];
/// Words that say nothing of their own.
const EMPTY: [&str; 8] = ["the", "a", "an", "its", "their", "his", "her", "and"];

#[expect(clippy::too_many_arguments, reason = "one line of a dictionary with all that it hangs on")]
fn write(
    import: &mut Import,
    names: &mut BTreeMap<String, usize>,
    lexicon: &Lexicon,
    block: &Block,
    line: usize,
    words: &str,
    code: &str,
    sets: &BTreeMap<String, Vec<String>>,
) {
    let mut leave = |why: String| import.left.push((line, why));
    if is_null(code) {
        return leave(format!(
            "`{words}` has no code: where it is to keep others from matching, write a `without`"
        ));
    }
    if code.contains(':') {
        leave(format!("`[{code}]` codes both directions; only the first is kept"));
    }
    let cameo = code.split(':').next().unwrap_or(code).trim();
    if cameo.len() > 4 || !cameo.bytes().all(|digit| digit.is_ascii_digit()) {
        return leave(format!("`{cameo}` is no CAMEO code"));
    }
    let Some((plover, mode)) = lexicon.plover_of(cameo) else {
        return leave(format!("CAMEO {cameo} has no PLOVER type"));
    };
    let mut parts = words.splitn(2, '*');
    let (before, behind) = match (parts.next(), parts.next()) {
        (Some(before), Some(behind)) => (before, behind),
        (Some(""), None) => ("", ""),
        _ => return leave(format!("`{words}` does not say where its verb stands")),
    };
    let mut held: Vec<(String, Vec<String>)> = vec![];
    for (words, slot, is_before) in [(before, "subj", true), (behind, "obj | comp", false)] {
        let mut slot = slot.to_owned();
        for word in words.split_whitespace() {
            let word = word.trim_matches(|c| matches!(c, '(' | ')' | '{' | '}'));
            let small = lower(word);
            match word {
                "$" | "+" | "%" => continue,
                _ if word.starts_with('^') => {
                    import.left.push((line, format!("`{word}`: words to be skipped have no counterpart")));
                    continue;
                }
                _ => {}
            }
            let list = match word.strip_prefix('&') {
                Some(name) => match sets.get(&name.to_uppercase()) {
                    Some(list) if !list.is_empty() => list.clone(),
                    _ => {
                        import.left.push((line, format!("there is no list `&{name}` or nothing in it")));
                        return;
                    }
                },
                None if small.is_empty() || EMPTY.contains(&small.as_str()) => continue,
                None if PREPOSITIONS.contains(&small.as_str()) && !is_before => {
                    slot = format!("prep:{small} | obj>prep:{small}");
                    continue;
                }
                None => vec![small],
            };
            held.push((slot.clone(), list));
        }
    }
    let verb = block.verbs.first().map(String::as_str).unwrap_or("verb").replace(' ', "-");
    let slug: String = verb.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let count = names.entry(format!("{plover}.{slug}")).or_insert(0);
    *count += 1;
    let quoted = |words: &[String]| words.iter().map(|w| format!("\"{w}\"")).collect::<Vec<_>>().join(", ");
    let mut slots: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (slot, list) in held {
        // A slot stands once: of two words in one place either may be there.
        slots.entry(slot).or_default().extend(list);
    }
    let with: Vec<String> =
        slots.iter().map(|(slot, list)| format!("{slot:?} = [{}]", quoted(list))).collect();
    let mode = mode.map(|m| format!(", mode = {m:?}")).unwrap_or_default();
    let mut out = format!(
        "\n[[pattern]]\nid = \"{}.import-{slug}-{count}\"\nimported = true\nplain = true\nverbs = [{}]\n",
        plover.to_lowercase(),
        quoted(&block.verbs)
    );
    if !with.is_empty() {
        let _ = writeln!(out, "with = {{ {} }}", with.join(", "));
    }
    let _ =
        writeln!(out, "event = {{ plover = {plover:?}{mode}, cameo = {cameo:?} }}\nnote = \"line {line}\"");
    import.toml += &out;
    import.patterns += 1;
}

#[cfg(test)]
mod tests {
    use super::import;
    use crate::{Coder, Origin, SourceFile};

    const DICTIONARY: &str = "\
# made up for this test
&GUNS
+HOWITZER
+BIG_GUN_

--- HAMMER [190] ---
HAMMER {HAMMERS HAMMERED HAMMERING}
POUND_AWAY
- * &GUNS [194] ; never seen in the wild
- * AT TABLE [010]
- * NAIL [---]
- $ * ^ + WITH SANCTIONS [163]
- * WITH OFFER [036:036]

WOO [03]
";

    #[test]
    fn verbs_lists_and_patterns_become_patterns_and_the_rest_is_named() {
        let coder = Coder::built_in();
        let import = import(DICTIONARY, &coder.lexicon);
        assert_eq!(import.patterns, 5, "{}", import.toml);
        assert!(import.toml.contains("verbs = [\"hammer\", \"pound away\"]"), "{}", import.toml);
        assert!(import.toml.contains("\"obj | comp\" = [\"howitzer\", \"big gun\"]"), "{}", import.toml);
        assert!(import.toml.contains("\"prep:with | obj>prep:with\" = [\"sanctions\"]"), "{}", import.toml);
        let left: Vec<(usize, &str)> = import.left.iter().map(|(line, why)| (*line, why.as_str())).collect();
        assert_eq!(
            left,
            [
                (10, "CAMEO 010 has no PLOVER type"),
                (11, "`* NAIL` has no code: where it is to keep others from matching, write a `without`"),
                (12, "`^`: words to be skipped have no counterpart"),
                (13, "`[036:036]` codes both directions; only the first is kept"),
            ]
        );
    }

    #[test]
    fn letters_that_toml_would_escape_and_codes_that_are_none_make_no_broken_file() {
        let lexicon = Coder::built_in_lexicon();
        let import = import(
            "--- HAM\u{1}MER [190] ---\nHAM\u{0}MER\n- * NA\u{7f}IL [036]\n- * WOOD [03{X]\n",
            &lexicon,
        );
        assert!(import.toml.contains("verbs = [\"hammer\"]"), "{}", import.toml);
        assert_eq!(import.left, [(4, "`03{X` is no CAMEO code".to_owned())]);
        let mut files = Coder::built_in_files();
        files.push(SourceFile::new("patterns/imported.toml", import.toml));
        assert!(Coder::with_data(&files, vec![]).is_ok());
    }

    /// `@` opens the name of a class of words in our patterns, which a word of another's dictionary must not.
    #[test]
    fn a_sign_of_our_own_in_a_word_names_no_class_of_words() {
        let lexicon = Coder::built_in_lexicon();
        let import = import("--- @HAMMER [190] ---\n@HAM@MER\n- * @NAIL@ [036]\n- @ * [190]\n", &lexicon);
        assert!(import.toml.contains("verbs = [\"hammer\"]"), "{}", import.toml);
        assert!(import.toml.contains("\"obj | comp\" = [\"nail\"]"), "{}", import.toml);
        assert!(!import.toml.contains('@'), "{}", import.toml);
        let mut files = Coder::built_in_files();
        files.push(SourceFile::new("patterns/imported.toml", import.toml));
        let loaded = Coder::with_data(&files, vec![]).map(|_| ());
        assert_eq!(loaded, Ok(()));
    }

    #[test]
    fn an_imported_file_is_read_beside_our_own() {
        let coder = Coder::built_in();
        let import = import(DICTIONARY, &coder.lexicon);
        let mut files = Coder::built_in_files();
        files.push(SourceFile::new("patterns/imported.toml", import.toml));
        let coder = Coder::with_data(&files, vec![]).unwrap();
        let text = "Morocco wooed Mauritania.".to_owned();
        let reading = coder.reader().read(coder.document(text, Origin::default()));
        let types: Vec<&str> = reading.events.iter().map(|e| e.plover.as_str()).collect();
        assert_eq!(types, ["AGREE"]);
    }
}
