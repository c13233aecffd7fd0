//! Which part of a plain text is headline, dateline, story, or furniture of the site.

use dateline_record::{Section, SectionKind, Span};

/// Longest headline and related link, in words.
const LONGEST_HEADLINE: usize = 30;
/// Longest place and agency before a dash: "GOMA, Democratic Republic of Congo (Agency) —".
const LONGEST_DATELINE: usize = 90;

/// Openings of lines, in small letters, by which furniture is known.
#[derive(Clone, Copy, Debug)]
pub struct Furniture<'a> {
    /// Site furniture.
    pub boilerplate: &'a [String],
    /// Links to other stories.
    pub related: &'a [String],
}

/// Cuts a plain text into sections. Lines parted by blank lines are paragraphs.
#[must_use]
pub fn sections(text: &str, title: Option<&str>, furniture: &Furniture) -> Vec<Section> {
    let paragraphs = paragraphs(text);
    let mut sections = vec![];
    let last_story = paragraphs.iter().rposition(|p| ends_sentence(p.text(text)));
    for (number, paragraph) in paragraphs.iter().enumerate() {
        let words = paragraph.text(text);
        let first = number == 0 && paragraphs.len() > 1;
        let titled = number == 0 && title.is_some_and(|t| t.trim() == words);
        let kind = match () {
            () if titled || first && is_headline(words) => SectionKind::Headline,
            () if starts_with(words, furniture.boilerplate) && !ends_like_prose(words) => {
                SectionKind::Boilerplate
            }
            () if starts_with(words, furniture.related) => SectionKind::Related,
            // After the last whole sentence of the story come links: lines like headlines.
            () if last_story.is_some_and(|last| number > last) && is_headline(words) => SectionKind::Related,
            () => SectionKind::Body,
        };
        push(&mut sections, kind, *paragraph, words);
    }
    sections
}

/// A text made of parts, a blank line between them, and its sections.
pub(crate) fn assembled(parts: &[(SectionKind, String)], furniture: &Furniture) -> (String, Vec<Section>) {
    let (mut text, mut sections) = (String::new(), vec![]);
    for (kind, words) in parts.iter().filter(|(_, words)| !words.is_empty()) {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let start = text.len();
        text.push_str(words);
        let kind = match kind {
            SectionKind::Body if starts_with(words, furniture.boilerplate) && !ends_like_prose(words) => {
                SectionKind::Boilerplate
            }
            SectionKind::Body if starts_with(words, furniture.related) => SectionKind::Related,
            kind => *kind,
        };
        push(&mut sections, kind, Span::of(start..text.len()), words);
    }
    (text, sections)
}

/// Adds a paragraph, its dateline as a section of its own.
fn push(sections: &mut Vec<Section>, kind: SectionKind, paragraph: Span, words: &str) {
    let Some(end) = (if kind == SectionKind::Body { dateline_end(words) } else { None }) else {
        sections.push(Section { kind, span: paragraph });
        return;
    };
    let start = paragraph.start() as usize;
    sections.push(Section { kind: SectionKind::Dateline, span: Span::of(start..start + end) });
    let rest = &words[end..];
    let skipped = rest.len() - rest.trim_start().len();
    let body = Span::of(start + end + skipped..paragraph.end() as usize);
    // A paragraph may be its dateline alone.
    if !body.is_empty() {
        sections.push(Section { kind, span: body });
    }
}

/// Paragraphs: parted by blank lines; where a text has none, each line is one if most lines end a sentence.
fn paragraphs(text: &str) -> Vec<Span> {
    let mut found: Vec<Span> = vec![];
    let mut open: Option<(usize, usize)> = None;
    let mut at = 0;
    let blank_lines = text.contains("\n\n") || text.contains("\n\r\n");
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        let start = at + (line.len() - line.trim_start().len()).min(line.len());
        if trimmed.is_empty() {
            found.extend(open.take().map(|(s, e)| Span::of(s..e)));
        } else {
            let end = start + trimmed.len();
            open = match open {
                // The first line of a text without blank lines is its headline if it looks like one.
                Some((s, e))
                    if !blank_lines
                        && (ends_sentence(&text[s..e]) || found.is_empty() && is_headline(&text[s..e])) =>
                {
                    found.push(Span::of(s..e));
                    Some((start, end))
                }
                Some((s, _)) => Some((s, end)),
                None => Some((start, end)),
            };
        }
        at += line.len();
    }
    found.extend(open.map(|(s, e)| Span::of(s..e)));
    found
}

fn ends_sentence(words: &str) -> bool {
    let bare = words.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, '"' | '”' | '’' | '\'' | '»' | ')' | ']')
    });
    bare.ends_with(['.', '!', '?', '…', ':'])
}
/// A line that ends like prose and is longer than a label.
fn ends_like_prose(words: &str) -> bool {
    ends_sentence(words) && words.split_whitespace().count() > 8
}
fn is_headline(words: &str) -> bool {
    let count = words.split_whitespace().count();
    let question = words.trim_end().ends_with(['?', '!']);
    count <= LONGEST_HEADLINE && (!ends_sentence(words) || question) && !words.contains('\n')
}
fn starts_with(words: &str, openings: &[String]) -> bool {
    let small = words.to_lowercase();
    openings.iter().any(|opening| {
        small.strip_prefix(opening.as_str()).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

/// Where a dateline ends: "BEIRUT (Agency) —", "KYIV, Ukraine -". The place is in capitals or an agency stands in brackets.
fn dateline_end(words: &str) -> Option<usize> {
    let stop = words.char_indices().take(LONGEST_DATELINE).find_map(|(at, c)| {
        let (before, behind) = (&words[..at], &words[at..]);
        let spaced = |dash: &str| {
            before.ends_with(' ') && behind.strip_prefix(dash).is_some_and(|b| b.starts_with(' '))
        };
        match c {
            '—' | '–' => Some((at, c.len_utf8())),
            '-' if spaced("--") => Some((at, 2)),
            '-' if spaced("-") => Some((at, 1)),
            ':' if before.ends_with(')') => Some((at, 1)),
            _ => None,
        }
    });
    let (at, length) = stop?;
    let place = words[..at].trim();
    let bracket = place.ends_with(')') && place.contains('(');
    let city = place.split([',', '(']).next().unwrap_or("").trim();
    let capitals = city.chars().any(char::is_alphabetic) && !city.chars().any(char::is_lowercase);
    let sentence = place.contains(". ") || place.is_empty();
    // Where all is in capitals, capitals tell nothing, but a date does.
    let shouted = !words.chars().any(char::is_lowercase);
    let told = if shouted { bracket || place.contains(|c: char| c.is_ascii_digit()) } else { capitals };
    if sentence || !bracket && !told {
        return None;
    }
    Some(at + length + editorial(&words[at + length..]))
}

/// Length of an editor's note in brackets and capitals behind the dash: " [TEXT]", " [EXCERPTS] [BY A REPORTER]".
fn editorial(behind: &str) -> usize {
    const LONGEST: usize = 60;
    let mut length = 0;
    loop {
        let rest = behind[length..].trim_start();
        let skipped = behind[length..].len() - rest.len();
        let Some(inner) = rest.strip_prefix('[') else { return length };
        let Some(end) = inner.find(']').filter(|end| *end <= LONGEST) else { return length };
        if inner[..end].chars().any(char::is_lowercase) {
            return length;
        }
        length += skipped + end + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(SectionKind, &str)]) {
        let boilerplate = ["you might also like".to_owned()];
        let furniture = Furniture { boilerplate: &boilerplate, related: &["see also".to_owned()] };
        let found: Vec<_> =
            sections(text, None, &furniture).iter().map(|s| (s.kind, s.span.text(text))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_first_line_without_a_full_stop_is_the_headline() {
        check(
            "Army retakes town\n\nThe army retook it.",
            &[(SectionKind::Headline, "Army retakes town"), (SectionKind::Body, "The army retook it.")],
        );
        check(
            "Army retakes town\nThe army retook it.\nIt lost it before.",
            &[
                (SectionKind::Headline, "Army retakes town"),
                (SectionKind::Body, "The army retook it."),
                (SectionKind::Body, "It lost it before."),
            ],
        );
    }

    #[test]
    fn one_line_alone_is_story() {
        check("Army retakes town", &[(SectionKind::Body, "Army retakes town")]);
        check("", &[]);
    }

    #[test]
    fn links_and_furniture_behind_the_story_are_no_story() {
        check(
            "Head\n\nIt happened.\n\nSoldiers target an enclave\n\nYou might also like",
            &[
                (SectionKind::Headline, "Head"),
                (SectionKind::Body, "It happened."),
                (SectionKind::Related, "Soldiers target an enclave"),
                (SectionKind::Boilerplate, "You might also like"),
            ],
        );
    }

    #[test]
    fn a_dateline_is_cut_off_the_first_sentence() {
        check(
            "GOMA, Congo (Agency) — Rebels left.",
            &[(SectionKind::Dateline, "GOMA, Congo (Agency) —"), (SectionKind::Body, "Rebels left.")],
        );
        check(
            "COLOMBO, April 19 (NewsLine): Talks began.",
            &[(SectionKind::Dateline, "COLOMBO, April 19 (NewsLine):"), (SectionKind::Body, "Talks began.")],
        );
        check(
            "UNITED NATIONS -- The council met.",
            &[(SectionKind::Dateline, "UNITED NATIONS --"), (SectionKind::Body, "The council met.")],
        );
        check("UNITED NATIONS (Agency) —", &[(SectionKind::Dateline, "UNITED NATIONS (Agency) —")]);
        check(
            "LIMA, 3 JUN 91 (RADIO) -- [TEXT] THE REBELS LEFT -- ALL OF THEM.",
            &[
                (SectionKind::Dateline, "LIMA, 3 JUN 91 (RADIO) -- [TEXT]"),
                (SectionKind::Body, "THE REBELS LEFT -- ALL OF THEM."),
            ],
        );
        check(
            "THE ARMY -- AND THE POLICE -- LEFT.",
            &[(SectionKind::Body, "THE ARMY -- AND THE POLICE -- LEFT.")],
        );
        check(
            "The army - and the police - left.",
            &[(SectionKind::Body, "The army - and the police - left.")],
        );
    }
}
