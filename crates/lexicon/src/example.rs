//! Example sentences with marked words: `"[Rebel forces]actor shelled [Omdurman]recipient."`

use dateline_record::Span;
use smol_str::SmolStr;

/// Words marked in an example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// Where they stand in the sentence without its marks.
    pub span: Span,
    /// The role written behind the bracket; empty if none.
    pub role: SmolStr,
}

/// A sentence and the words marked in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The sentence without its marks.
    pub text: String,
    /// The marked words.
    pub marked: Vec<Marked>,
}

impl Example {
    /// Takes the marks out of a sentence.
    ///
    /// # Errors
    /// Says which bracket is not closed or opened.
    pub fn read(written: &str) -> Result<Example, String> {
        let mut text = String::with_capacity(written.len());
        let mut marked = vec![];
        let mut open: Vec<usize> = vec![];
        let mut rest = written;
        while let Some(at) = rest.find(['[', ']']) {
            text.push_str(&rest[..at]);
            let opens = rest[at..].starts_with('[');
            rest = &rest[at + 1..];
            if opens {
                open.push(text.len());
                continue;
            }
            let start = open.pop().ok_or_else(|| format!("`]` without `[` in example `{written}`"))?;
            let length = rest.find(|c: char| !c.is_ascii_lowercase() && c != '_').unwrap_or(rest.len());
            marked.push(Marked { span: Span::of(start..text.len()), role: rest[..length].into() });
            rest = &rest[length..];
        }
        if !open.is_empty() {
            return Err(format!("`[` without `]` in example `{written}`"));
        }
        text.push_str(rest);
        Ok(Example { text, marked })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_out_and_nested_marks_kept() {
        let example = Example::read("[The army of [Mali]place]actor left.").unwrap();
        assert_eq!(example.text, "The army of Mali left.");
        let words: Vec<_> =
            example.marked.iter().map(|m| (m.span.text(&example.text), m.role.as_str())).collect();
        assert_eq!(words, [("Mali", "place"), ("The army of Mali", "actor")]);
    }

    #[test]
    fn an_open_bracket_is_a_problem() {
        assert!(Example::read("[The army left.").is_err());
        assert!(Example::read("The army] left.").is_err());
    }
}
