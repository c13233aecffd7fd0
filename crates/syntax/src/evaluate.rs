//! The CoNLL 2018 metrics: how well an analysis agrees with a treebank.
//!
//! Words of both sides are aligned by their characters, white space apart; inside multiword tokens by the
//! longest common subsequence of their forms. Relations are compared without their subtype.

use crate::Parser;
use crate::conllu::{self, Sentence, Word};
use dateline_record::Span;
use smol_str::SmolStr;

/// F1 of each metric, in percent.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scores {
    /// Surface tokens with exactly the right characters.
    pub tokens: f64,
    /// Sentences with exactly the right characters.
    pub sentences: f64,
    /// Syntactic words.
    pub words: f64,
    /// Universal part of speech.
    pub upos: f64,
    /// Penn tag.
    pub xpos: f64,
    /// Dictionary form.
    pub lemma: f64,
    /// Right head.
    pub uas: f64,
    /// Right head and universal relation.
    pub las: f64,
    /// As `las`, content relations only.
    pub clas: f64,
}

impl Scores {
    /// The metrics with their names, in the order of the published tables.
    #[must_use]
    pub fn named(&self) -> [(&'static str, f64); 9] {
        [
            ("Tokens", self.tokens),
            ("Sentences", self.sentences),
            ("Words", self.words),
            ("UPOS", self.upos),
            ("XPOS", self.xpos),
            ("Lemma", self.lemma),
            ("UAS", self.uas),
            ("LAS", self.las),
            ("CLAS", self.clas),
        ]
    }
}

/// Why two sides cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the two sides hold different text: at character {place}, {gold:?} against {system:?}")]
pub struct DifferentText {
    /// Characters that agree before, white space apart.
    pub place: usize,
    /// What the treebank goes on with.
    pub gold: String,
    /// What the system goes on with.
    pub system: String,
}

/// Relations that CLAS does not count.
const FUNCTIONAL: [&str; 8] = ["aux", "cop", "mark", "det", "clf", "case", "cc", "punct"];

/// Scores `system` against `gold`; both must hold the same characters, white space apart.
///
/// # Errors
/// If the characters differ, naming the first place where they do.
pub fn score(gold: &[Sentence], system: &[Sentence]) -> Result<Scores, DifferentText> {
    let (gold, system) = (Side::of(gold), Side::of(system));
    if gold.characters != system.characters {
        return Err(difference(&gold.characters, &system.characters));
    }
    let pairs = align(&gold.words, &system.words);
    let mut partner = vec![None; gold.words.len()];
    for &(g, s) in &pairs {
        partner[g] = Some(s);
    }
    let same_head = |g: usize, s: usize| match (gold.words[g].head, system.words[s].head) {
        (None, None) => true,
        (Some(g), Some(s)) => partner[g] == Some(s),
        _ => false,
    };
    let same_arc = |g: usize, s: usize| same_head(g, s) && gold.relation(g) == system.relation(s);
    let f1_words = |right: &dyn Fn(&Row<'_>, &Row<'_>) -> bool| {
        let correct = pairs.iter().filter(|&&(g, s)| right(&gold.words[g], &system.words[s])).count();
        f1(correct, gold.words.len(), system.words.len())
    };
    let counted = |relation: &str| !FUNCTIONAL.contains(&relation);
    let content = |side: &Side<'_>| (0..side.words.len()).filter(|&i| counted(side.relation(i))).count();
    let heads = pairs.iter().filter(|&&(g, s)| same_head(g, s)).count();
    let arcs = pairs.iter().filter(|&&(g, s)| same_arc(g, s)).count();
    let content_arcs = pairs.iter().filter(|&&(g, s)| counted(gold.relation(g)) && same_arc(g, s)).count();
    Ok(Scores {
        tokens: f1_spans(&gold.tokens, &system.tokens),
        sentences: f1_spans(&gold.sentences, &system.sentences),
        words: f1(pairs.len(), gold.words.len(), system.words.len()),
        upos: f1_words(&|g, s| g.word.upos == s.word.upos),
        xpos: f1_words(&|g, s| g.word.xpos == s.word.xpos),
        lemma: f1_words(&|g, s| g.word.lemma == s.word.lemma || g.word.lemma == "_"),
        uas: f1(heads, gold.words.len(), system.words.len()),
        las: f1(arcs, gold.words.len(), system.words.len()),
        clas: f1(content_arcs, content(&gold), content(&system)),
    })
}

/// Scores a parser on a treebank, giving it the treebank's own words and sentences.
///
/// # Panics
/// Never: the words compared are the same.
#[must_use]
pub fn with_gold_tokens(parser: &mut Parser<'_>, gold: &[Sentence]) -> Scores {
    let words: Vec<Vec<&SmolStr>> =
        gold.iter().map(|sentence| sentence.words.iter().map(|word| &word.form).collect()).collect();
    let mut system = gold.to_vec();
    for (sentence, parsed) in system.iter_mut().zip(parser.parse(&words)) {
        for (index, (word, parsed)) in sentence.words.iter_mut().zip(parsed).enumerate() {
            word.head = if parsed.head as usize == index { 0 } else { parsed.head + 1 };
            word.lemma = parsed.lemma;
            word.upos = parsed.upos.as_str().into();
            word.xpos = parsed.xpos.as_str().into();
            word.deprel = parsed.deprel.as_str().into();
        }
    }
    score(gold, &system).expect("both sides hold the treebank's own words")
}

/// Scores a parser on the running text of a treebank, with its own sentences and tokens.
///
/// # Errors
/// If the analysis lost or made up characters, which would be a bug of the tokeniser.
pub fn from_raw_text(parser: &mut Parser<'_>, gold: &[Sentence]) -> Result<Scores, DifferentText> {
    let text = conllu::plain_text(gold);
    let analysis = parser.analyze(&text, &[Span::of(0..text.len())]);
    score(gold, &conllu::sentences(&text, &analysis))
}

/// One side of the comparison.
#[derive(Default)]
struct Side<'a> {
    characters: Vec<char>,
    tokens: Vec<(usize, usize)>,
    sentences: Vec<(usize, usize)>,
    words: Vec<Row<'a>>,
}

/// A word and where its surface token stands.
struct Row<'a> {
    start: usize,
    end: usize,
    multiword: bool,
    /// Index among all words.
    head: Option<usize>,
    word: &'a Word,
}

impl<'a> Side<'a> {
    fn of(sentences: &'a [Sentence]) -> Side<'a> {
        let mut side = Side::default();
        for sentence in sentences {
            let (opening, first) = (side.characters.len(), side.words.len());
            for surface in &sentence.surfaces {
                let start = side.characters.len();
                side.characters.extend(surface.form.chars().filter(|c| !c.is_whitespace()));
                let end = side.characters.len();
                side.tokens.push((start, end));
                let multiword = surface.end > surface.first + 1;
                side.words.extend(sentence.words[surface.first..surface.end].iter().map(|word| Row {
                    start,
                    end,
                    multiword,
                    head: (word.head as usize).checked_sub(1).map(|head| first + head),
                    word,
                }));
            }
            side.sentences.push((opening, side.characters.len()));
        }
        side
    }

    fn relation(&self, index: usize) -> &str {
        let relation = self.words[index].word.deprel.as_str();
        relation.split_once(':').map_or(relation, |(universal, _)| universal)
    }
}

fn f1(correct: usize, gold: usize, system: usize) -> f64 {
    if gold + system == 0 { 100.0 } else { 200.0 * correct as f64 / (gold + system) as f64 }
}

/// Both lists are in order and hold nothing twice.
fn f1_spans(gold: &[(usize, usize)], system: &[(usize, usize)]) -> f64 {
    let correct = gold.iter().filter(|span| system.binary_search(span).is_ok()).count();
    f1(correct, gold.len(), system.len())
}

fn difference(gold: &[char], system: &[char]) -> DifferentText {
    let place = gold.iter().zip(system).take_while(|(g, s)| g == s).count();
    let show = |side: &[char]| side[place..].iter().take(20).collect();
    DifferentText { place, gold: show(gold), system: show(system) }
}

/// Pairs of gold and system words that are the same word.
fn align(gold: &[Row<'_>], system: &[Row<'_>]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut g, mut s) = (0, 0);
    while g < gold.len() && s < system.len() {
        if gold[g].multiword || system[s].multiword {
            let stretch = multiword_stretch(gold, system, g, s);
            align_stretch(gold, system, &stretch, &mut pairs);
            (g, s) = (stretch.gold.end, stretch.system.end);
        } else if (gold[g].start, gold[g].end) == (system[s].start, system[s].end) {
            pairs.push((g, s));
            g += 1;
            s += 1;
        } else if gold[g].start <= system[s].start {
            g += 1;
        } else {
            s += 1;
        }
    }
    pairs
}

/// Words of both sides that multiword tokens hold together.
struct Stretch {
    gold: std::ops::Range<usize>,
    system: std::ops::Range<usize>,
}

fn multiword_stretch(gold: &[Row<'_>], system: &[Row<'_>], mut g: usize, mut s: usize) -> Stretch {
    let mut end;
    if gold[g].multiword {
        end = gold[g].end;
        if !system[s].multiword && system[s].start < gold[g].start {
            s += 1;
        }
    } else {
        end = system[s].end;
        if !gold[g].multiword && gold[g].start < system[s].start {
            g += 1;
        }
    }
    let (first_gold, first_system) = (g, s);
    let beyond = |words: &[Row<'_>], at: usize, end: usize| {
        words.get(at).is_none_or(|word| if word.multiword { word.start >= end } else { word.end > end })
    };
    while !beyond(gold, g, end) || !beyond(system, s, end) {
        let gold_next = g < gold.len() && system.get(s).is_none_or(|word| gold[g].start <= word.start);
        let word = if gold_next { &gold[g] } else { &system[s] };
        if word.multiword {
            end = end.max(word.end);
        }
        if gold_next {
            g += 1;
        } else {
            s += 1;
        }
    }
    Stretch { gold: first_gold..g, system: first_system..s }
}

/// Longest common subsequence of small-letter forms.
fn align_stretch(gold: &[Row<'_>], system: &[Row<'_>], stretch: &Stretch, pairs: &mut Vec<(usize, usize)>) {
    let forms = |rows: &[Row<'_>]| rows.iter().map(|row| row.word.form.to_lowercase()).collect::<Vec<_>>();
    let (a, b) = (forms(&gold[stretch.gold.clone()]), forms(&system[stretch.system.clone()]));
    let mut longest = vec![vec![0usize; b.len() + 1]; a.len() + 1];
    for g in (0..a.len()).rev() {
        for s in (0..b.len()).rev() {
            longest[g][s] = if a[g] == b[s] {
                1 + longest[g + 1][s + 1]
            } else {
                longest[g + 1][s].max(longest[g][s + 1])
            };
        }
    }
    let (mut g, mut s) = (0, 0);
    while g < a.len() && s < b.len() {
        if a[g] == b[s] {
            pairs.push((stretch.gold.start + g, stretch.system.start + s));
            g += 1;
            s += 1;
        } else if longest[g][s] == longest[g + 1][s] {
            g += 1;
        } else {
            s += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `form/head/relation` words of one sentence; `a+b` is a multiword token of two words.
    fn sentence(words: &str) -> Sentence {
        let mut lines = String::new();
        let mut number = 1;
        let mut row = |word: &str, out: &mut String| {
            let mut parts = word.split('/');
            let mut next = || parts.next().unwrap_or("_");
            let (form, head, relation) = (next(), next(), next());
            *out += &format!("{number}\t{form}\t{form}\tNOUN\tNN\t_\t{head}\t{relation}\t_\t_\n");
            number += 1;
        };
        for token in words.split(' ') {
            let parts: Vec<&str> = token.split('+').collect();
            if parts.len() > 1 {
                let first =
                    lines.lines().filter(|line| !line.contains("\t_\t_\t_\t_\t_\t_\t_\t_")).count() + 1;
                let form: String = parts.iter().filter_map(|part| part.split('/').next()).collect();
                lines += &format!("{first}-{}\t{form}\t_\t_\t_\t_\t_\t_\t_\t_\n", first + parts.len() - 1);
            }
            for part in parts {
                row(part, &mut lines);
            }
        }
        conllu::read(&lines).unwrap().remove(0)
    }

    #[test]
    fn a_treebank_agrees_with_itself() {
        let gold = [sentence("Do/3/aux+n't/3/advmod go/0/root"), sentence("Stay/0/root")];
        let scores = score(&gold, &gold).unwrap();
        assert!(scores.named().iter().all(|(_, value)| *value == 100.0), "{scores:?}");
    }

    #[test]
    fn a_wrong_head_costs_las_and_a_wrong_subtype_nothing() {
        let gold = [sentence("Rebels/2/nsubj:pass shot/0/root two/4/nummod men/2/obj")];
        let system = [sentence("Rebels/2/nsubj shot/0/root two/2/nummod men/2/obl")];
        let scores = score(&gold, &system).unwrap();
        assert_eq!((scores.uas, scores.las), (75.0, 50.0));
        assert_eq!(scores.clas, 50.0);
    }

    #[test]
    fn function_words_do_not_count_for_clas() {
        let gold = [sentence("The/2/det town/3/nsubj fell/0/root")];
        let system = [sentence("The/3/det town/3/nsubj fell/0/root")];
        let scores = score(&gold, &system).unwrap();
        assert_eq!(scores.clas, 100.0);
        assert!((scores.las - 200.0 / 3.0).abs() < 1e-9);
    }

    #[test]
    fn a_missed_sentence_end_costs_both_sides() {
        let gold = [sentence("It/2/nsubj fell/0/root"), sentence("They/2/nsubj fled/0/root")];
        let system = [sentence("It/2/nsubj fell/0/root They/4/nsubj fled/2/parataxis")];
        let scores = score(&gold, &system).unwrap();
        assert_eq!((scores.sentences, scores.tokens, scores.las), (0.0, 100.0, 75.0));
    }

    #[test]
    fn words_of_a_token_cut_otherwise_are_aligned_by_form() {
        let gold = [sentence("can/3/aux+not/3/advmod hold/0/root")];
        let system = [sentence("cannot/2/aux hold/0/root")];
        let scores = score(&gold, &system).unwrap();
        // "hold" is the only word the two share; the token's characters are the same.
        assert_eq!((scores.tokens, scores.words), (100.0, 40.0));
        assert_eq!(scores.las, 40.0);
    }

    #[test]
    fn different_text_is_an_error_that_names_the_place() {
        let error = score(&[sentence("a/0/root")], &[sentence("b/0/root")]).unwrap_err();
        assert_eq!(error.place, 0);
        assert_eq!((error.gold.as_str(), error.system.as_str()), ("a", "b"));
    }
}
