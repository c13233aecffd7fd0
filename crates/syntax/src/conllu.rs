//! CoNLL-U in and out.
//!
//! Reads treebanks for training and scoring, and writes an [`Analysis`] for other tools. Enhanced
//! dependencies and empty nodes are skipped; features are neither read nor written.

use dateline_record::{Analysis, Sentence as Stretch, Token};
use smol_str::SmolStr;
use std::fmt::Write as _;

/// One word of a treebank sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word as written.
    pub form: SmolStr,
    /// Dictionary form, or `_`.
    pub lemma: SmolStr,
    /// Universal part of speech.
    pub upos: SmolStr,
    /// Language's own tag.
    pub xpos: SmolStr,
    /// The governor's number counted from 1; 0 for the root.
    pub head: u32,
    /// Relation to the governor, with its subtype.
    pub deprel: SmolStr,
}

/// A surface token: one word, or the several words of a multiword token such as "don't".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surface {
    /// The token as written.
    pub form: SmolStr,
    /// Index of its first word.
    pub first: usize,
    /// One past the index of its last word.
    pub end: usize,
    /// Whether white space follows.
    pub space_after: bool,
}

/// A sentence of a treebank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// `# sent_id`, if given.
    pub id: String,
    /// Whether a document or paragraph opens here, so that a blank line stands before it in the text.
    pub opens_paragraph: bool,
    /// The surface tokens in order.
    pub surfaces: Vec<Surface>,
    /// The words in order.
    pub words: Vec<Word>,
}

/// Why CoNLL-U text could not be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("CoNLL-U line {line}: {problem}")]
pub struct ConlluError {
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub problem: String,
}

/// Reads the sentences of a CoNLL-U file.
///
/// ```
/// let sentences = dateline_syntax::conllu::read(concat!(
///     "# sent_id = a\n",
///     "1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\t_\n",
///     "1\tDo\tdo\tAUX\tVB\t_\t3\taux\t_\t_\n",
///     "2\tn't\tnot\tPART\tRB\t_\t3\tadvmod\t_\t_\n",
///     "3\tgo\tgo\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No\n",
///     "4\t!\t!\tPUNCT\t.\t_\t3\tpunct\t_\t_\n\n",
/// )).unwrap();
/// assert_eq!(sentences[0].surfaces[0].form, "Don't");
/// assert_eq!(sentences[0].words[2].head, 0);
/// ```
///
/// # Errors
/// At the first line that is not CoNLL-U, or the first sentence whose heads do not exist.
pub fn read(text: &str) -> Result<Vec<Sentence>, ConlluError> {
    let mut reader = Reader::default();
    for (index, line) in text.lines().enumerate() {
        reader.line(index + 1, line)?;
    }
    reader.finish(text.lines().count())?;
    Ok(reader.sentences)
}

#[derive(Default)]
struct Reader {
    sentences: Vec<Sentence>,
    current: Sentence,
    /// Words up to this index belong to the multiword token that was opened.
    covered: usize,
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) -> Result<(), ConlluError> {
        if line.trim().is_empty() {
            self.finish(number)
        } else if let Some(comment) = line.strip_prefix('#') {
            self.comment(comment.trim());
            Ok(())
        } else {
            self.row(line).map_err(|problem| ConlluError { line: number, problem })
        }
    }

    fn comment(&mut self, comment: &str) {
        let key = comment.split(['=', ' ']).next().unwrap_or("");
        match key {
            "newdoc" | "newpar" => self.current.opens_paragraph = true,
            "sent_id" => {
                self.current.id = comment.split_once('=').map_or("", |(_, id)| id).trim().to_owned();
            }
            _ => {}
        }
    }

    fn row(&mut self, line: &str) -> Result<(), String> {
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, form, lemma, upos, xpos, _, head, deprel, _, misc] = columns[..] else {
            return Err(format!("{} columns, expected 10 separated by tabs", columns.len()));
        };
        let space_after = !misc.split('|').any(|entry| entry == "SpaceAfter=No");
        if id.contains('.') {
            return Ok(());
        }
        let done = self.current.words.len();
        if let Some((first, last)) = id.split_once('-') {
            let (first, last) = (number(first)?, number(last)?);
            if first != done + 1 || last <= first {
                return Err(format!("multiword token {id} does not start at the next word, {}", done + 1));
            }
            self.covered = last;
            self.current.surfaces.push(Surface { form: form.into(), first: done, end: last, space_after });
            return Ok(());
        }
        if number(id)? != done + 1 {
            return Err(format!("word {id} where {} was expected", done + 1));
        }
        if done >= self.covered {
            self.current.surfaces.push(Surface {
                form: form.into(),
                first: done,
                end: done + 1,
                space_after,
            });
        }
        self.current.words.push(Word {
            form: form.into(),
            lemma: lemma.into(),
            upos: upos.into(),
            xpos: xpos.into(),
            head: u32::try_from(number(head)?).map_err(|_| "head is too large".to_owned())?,
            deprel: deprel.into(),
        });
        Ok(())
    }

    fn finish(&mut self, line: usize) -> Result<(), ConlluError> {
        if self.current.words.is_empty() {
            return Ok(());
        }
        let count = self.current.words.len();
        let astray = self.current.words.iter().any(|word| word.head as usize > count);
        if astray || self.covered > count {
            let problem = format!("the sentence ends after word {count}, but a head or token lies beyond");
            return Err(ConlluError { line, problem });
        }
        self.covered = 0;
        self.sentences.push(std::mem::take(&mut self.current));
        Ok(())
    }
}

fn number(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| format!("`{text}` is no number"))
}

/// The running text of treebank sentences: one space where the treebank has space, a blank line before a
/// sentence that opens a paragraph.
#[must_use]
pub fn plain_text(sentences: &[Sentence]) -> String {
    let mut text = String::new();
    for sentence in sentences {
        if sentence.opens_paragraph && !text.is_empty() {
            text.truncate(text.trim_end_matches(' ').len());
            text.push_str("\n\n");
        }
        for surface in &sentence.surfaces {
            text.push_str(&surface.form);
            if surface.space_after {
                text.push(' ');
            }
        }
    }
    text.truncate(text.trim_end_matches(' ').len());
    text.push('\n');
    text
}

/// The sentences of an analysis as CoNLL-U has them. Ids are numbers counted from 1.
#[must_use]
pub fn sentences(text: &str, analysis: &Analysis) -> Vec<Sentence> {
    let convert = |(index, sentence): (usize, &Stretch)| {
        let tokens = &analysis.tokens[sentence.tokens()];
        Sentence {
            id: (index + 1).to_string(),
            opens_paragraph: false,
            surfaces: surfaces(text, tokens),
            words: tokens.iter().enumerate().map(|(i, token)| word(text, sentence, i, token)).collect(),
        }
    };
    analysis.sentences.iter().enumerate().map(convert).collect()
}

fn surfaces(text: &str, tokens: &[Token]) -> Vec<Surface> {
    let mut surfaces: Vec<Surface> = Vec::with_capacity(tokens.len());
    let mut start = 0;
    for (index, token) in tokens.iter().enumerate() {
        let glued = tokens.get(index + 1).is_some_and(|next| next.span.start() == token.span.end());
        match surfaces.last_mut() {
            Some(surface) if token.continues => {
                surface.form = one_line(text.get(start..token.span.end() as usize).unwrap_or(""));
                surface.end = index + 1;
                surface.space_after = !glued;
            }
            _ => {
                start = token.span.start() as usize;
                let form = one_line(token.span.text(text));
                surfaces.push(Surface { form, first: index, end: index + 1, space_after: !glued });
            }
        }
    }
    surfaces
}

fn word(text: &str, sentence: &Stretch, index: usize, token: &Token) -> Word {
    let root = token.head as usize == sentence.first as usize + index;
    Word {
        form: one_line(token.span.text(text)),
        lemma: token.lemma.clone(),
        upos: token.upos.as_str().into(),
        xpos: token.xpos.as_str().into(),
        head: if root { 0 } else { token.head - sentence.first + 1 },
        deprel: token.deprel.as_str().into(),
    }
}

/// Writes an analysis as CoNLL-U. Sentence ids are `id_prefix`, a hyphen and a number counted from 1.
///
/// ```
/// use dateline_record::Analysis;
/// assert_eq!(dateline_syntax::conllu::write("", &Analysis::default(), "story"), "");
/// ```
#[must_use]
pub fn write(text: &str, analysis: &Analysis, id_prefix: &str) -> String {
    let mut out = String::new();
    for (sentence, stretch) in sentences(text, analysis).iter().zip(&analysis.sentences) {
        let shown = one_line(stretch.span.text(text));
        // Writing to a String cannot fail.
        let _ = writeln!(out, "# sent_id = {id_prefix}-{}\n# text = {shown}", sentence.id);
        write_words(&mut out, sentence);
        out.push('\n');
    }
    out
}

fn write_words(out: &mut String, sentence: &Sentence) {
    for surface in &sentence.surfaces {
        let misc = if surface.space_after { "_" } else { "SpaceAfter=No" };
        let multiword = surface.end > surface.first + 1;
        if multiword {
            let form = &surface.form;
            let _ =
                writeln!(out, "{}-{}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}", surface.first + 1, surface.end);
        }
        for (index, word) in sentence.words.iter().enumerate().take(surface.end).skip(surface.first) {
            let misc = if multiword { "_" } else { misc };
            let Word { form, lemma, upos, xpos, head, deprel } = word;
            let _ = writeln!(
                out,
                "{}\t{form}\t{lemma}\t{upos}\t{xpos}\t_\t{head}\t{deprel}\t_\t{misc}",
                index + 1
            );
        }
    }
}

/// CoNLL-U has no line ends or tabs inside a field.
fn one_line(text: &str) -> SmolStr {
    if text.contains(char::is_whitespace) {
        text.split_whitespace().collect::<Vec<_>>().join(" ").into()
    } else {
        text.into()
    }
}
