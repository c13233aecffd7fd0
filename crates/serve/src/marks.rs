//! A text with marks in it, nested whatever way their spans lie: where two cross, the inner one is closed and opened again.

use std::fmt::Write as _;

/// Half-open, in code points.
pub type Span = [u32; 2];

/// A stretch of text that is marked.
#[derive(Clone, Debug, Default)]
pub struct Mark {
    /// Where.
    pub span: Span,
    /// Its name on the page; given to its first piece.
    pub id: String,
    /// Classes.
    pub class: String,
    /// More attributes.
    pub attributes: Vec<(&'static str, String)>,
    /// Where a click leads: the mark is then a link too.
    pub leads: Option<String>,
    /// Of marks of one span, lower ones are outside.
    pub level: u8,
}

/// A text by code points.
pub struct Points<'a> {
    text: &'a str,
    /// Where each code point begins, and the end.
    starts: Vec<u32>,
}

impl<'a> Points<'a> {
    /// Counts a text's code points.
    #[must_use]
    pub fn new(text: &'a str) -> Points<'a> {
        let starts = text.char_indices().map(|(at, _)| at as u32).chain([text.len() as u32]).collect();
        Points { text, starts }
    }
    /// The byte at which a code point begins; the end for what lies behind it.
    #[must_use]
    pub fn byte(&self, point: u32) -> u32 {
        self.starts.get(point as usize).or(self.starts.last()).copied().unwrap_or(0)
    }
    /// The words of a span.
    #[must_use]
    pub fn words(&self, [start, end]: Span) -> &'a str {
        self.text.get(self.byte(start) as usize..self.byte(end.max(start)) as usize).unwrap_or_default()
    }
    /// Stretches between line breaks that hold more than blanks.
    #[must_use]
    pub fn blocks(&self) -> Vec<Span> {
        let (mut blocks, mut start) = (vec![], 0u32);
        for (at, letter) in (0u32..).zip(self.text.chars().chain(['\n'])) {
            if letter == '\n' || letter == '\r' {
                if !self.words([start, at]).trim().is_empty() {
                    blocks.push([start, at]);
                }
                start = at + 1;
            }
        }
        blocks
    }
}

/// Writes text as HTML text.
pub fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
}

fn open(out: &mut String, points: &Points, mark: &Mark, first: bool) {
    let [start, end] = mark.span;
    let _ = write!(out, "<mark");
    let mut attribute = |name: &str, value: &str| {
        let _ = write!(out, " {name}=\"");
        escape(out, value);
        out.push('"');
    };
    if first && !mark.id.is_empty() {
        attribute("id", &mark.id);
    }
    attribute("class", &mark.class);
    attribute("data-span", &format!("{start}-{end}"));
    attribute("data-bytes", &format!("{}-{}", points.byte(start), points.byte(end)));
    for (name, value) in &mark.attributes {
        attribute(name, value);
    }
    if !first {
        attribute("data-goes-on", "");
    }
    out.push('>');
    if let Some(address) = &mark.leads {
        out.push_str("<a href=\"");
        escape(out, address);
        out.push_str("\">");
    }
}

fn close(out: &mut String, mark: &Mark) {
    out.push_str(if mark.leads.is_some() { "</a></mark>" } else { "</mark>" });
}

/// A block of the text as HTML, with the marks that lie in it.
#[must_use]
pub fn render(points: &Points, block: Span, marks: &[Mark]) -> String {
    let [from, to] = block;
    let mut inside: Vec<(u32, u32, &Mark)> = marks
        .iter()
        .map(|mark| (mark.span[0].max(from), mark.span[1].min(to), mark))
        .filter(|(start, end, _)| start < end)
        .collect();
    inside.sort_by_key(|(start, end, mark)| (*start, std::cmp::Reverse(*end), mark.level));
    let mut edges: Vec<u32> = inside.iter().flat_map(|(start, end, _)| [*start, *end]).chain([to]).collect();
    edges.sort_unstable();
    edges.dedup();
    let mut out = String::new();
    let mut stack: Vec<(u32, &Mark)> = vec![];
    let (mut at, mut next) = (from, inside.iter().peekable());
    for edge in edges {
        escape(&mut out, points.words([at, edge]));
        at = edge;
        if let Some(lowest) = stack.iter().position(|(end, _)| *end <= edge) {
            let above = stack.split_off(lowest);
            for (_, mark) in above.iter().rev() {
                close(&mut out, mark);
            }
            for (end, mark) in above.into_iter().filter(|(end, _)| *end > edge) {
                open(&mut out, points, mark, false);
                stack.push((end, mark));
            }
        }
        while let Some((start, end, mark)) = next.next_if(|(start, ..)| *start == edge) {
            open(&mut out, points, mark, *start == mark.span[0]);
            stack.push((*end, mark));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(span: Span, class: &str) -> Mark {
        Mark { span, class: class.into(), id: class.into(), ..Mark::default() }
    }

    /// Without attributes, and the text alone.
    fn shown(html: &str) -> (String, String) {
        let (mut tags, mut text, mut within) = (String::new(), String::new(), false);
        for letter in html.chars() {
            match letter {
                '<' => within = true,
                '>' => {
                    within = false;
                    tags.push('>');
                    continue;
                }
                _ => {}
            }
            if within { tags.push(letter) } else { text.push(letter) }
        }
        (tags, text)
    }

    #[test]
    fn marks_that_cross_are_split_and_the_text_stays() {
        let points = Points::new("abcdefgh");
        let html = render(&points, [0, 8], &[mark([1, 5], "a"), mark([3, 7], "b"), mark([3, 4], "c")]);
        assert_eq!(shown(&html).1, "abcdefgh");
        assert_eq!(html.matches("<mark").count(), html.matches("</mark>").count());
        // b is opened in a, closed with it, and goes on.
        assert_eq!(html.matches("class=\"b\"").count(), 2);
        assert_eq!(html.matches("id=\"b\"").count(), 1);
        assert!(html.contains("data-goes-on"));
    }

    #[test]
    fn spans_count_code_points_and_bytes_whatever_the_script() {
        let text = "🚀 قصف <b> e\u{301}tat";
        let points = Points::new(text);
        let html = render(&points, [0, points.starts.len() as u32 - 1], &[mark([2, 5], "word")]);
        assert!(html.contains("data-span=\"2-5\" data-bytes=\"5-11\">قصف</mark> &lt;b&gt;"), "{html}");
    }

    #[test]
    fn what_a_mark_carries_is_escaped() {
        let nasty = Mark {
            span: [0, 1],
            class: "x\"><script>".into(),
            attributes: vec![("title", "\" onmouseover=\"alert(1)".into())],
            leads: Some("\"><img src=x>".into()),
            ..Mark::default()
        };
        let html = render(&Points::new("a"), [0, 1], &[nasty]);
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("\" onmouseover"));
    }

    #[test]
    fn blocks_are_lines_that_hold_something() {
        let points = Points::new("One.\n\n  \r\nTwo.\n");
        let words: Vec<&str> = points.blocks().into_iter().map(|b| points.words(b)).collect();
        assert_eq!(words, ["One.", "Two."]);
    }

    #[test]
    fn a_span_behind_the_end_is_cut() {
        let points = Points::new("ab");
        assert_eq!(points.words([1, 99]), "b");
        assert_eq!(shown(&render(&points, [0, 2], &[mark([1, 99], "a")])).1, "ab");
    }
}
