//! Who and what stands around a word, whether a pattern lists it or not.

use crate::tree::Tree;
use dateline_lexicon::{Lexicon, Step};
use dateline_record::{Analysis, Deprel, Span, Upos};

/// The logical roles around a word: heads of phrases, each a token's span.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Around {
    /// Who does it.
    pub doers: Vec<Span>,
    /// To whom or what it is done.
    pub undergoers: Vec<Span>,
    /// What stands behind a preposition, with the preposition's lemma.
    pub behind: Vec<(String, Span)>,
    /// Owners and modifiers of a noun: "Turkey's offensive", "Russian air strike".
    pub owners: Vec<Span>,
}

/// What stands around the words of each span: of the last word of it that others hang on.
#[must_use]
pub fn around(text: &str, analysis: &Analysis, lexicon: &Lexicon, spans: &[Span]) -> Vec<Around> {
    let text = analysis.cased.as_deref().unwrap_or(text);
    let tree = Tree::new(text, analysis, lexicon);
    spans.iter().map(|span| of(&tree, *span)).collect()
}

fn of(tree: &Tree, span: Span) -> Around {
    let first = tree.tokens.partition_point(|t| t.span.end() <= span.start());
    let inside: Vec<u32> = (first as u32..tree.tokens.len() as u32)
        .take_while(|t| tree.token(*t).span.start() < span.end())
        .collect();
    let head = inside.iter().copied().find(|t| tree.head(*t).is_none_or(|h| !inside.contains(&h)));
    let Some(head) = head else { return Around::default() };
    let spans = |words: Vec<u32>| -> Vec<Span> {
        words
            .into_iter()
            .flat_map(|w| tree.conjuncts(w))
            .filter(|w| tree.is_nominal(*w) || tree.token(*w).upos == Upos::Adj)
            .map(|w| tree.token(tree.referent(w)).span)
            .collect()
    };
    let step = |step: Step| spans(tree.follow(head, &vec![step]));
    let mut around = Around::default();
    if tree.is_verb(head) {
        around.doers = step(Step::Subj);
        around.undergoers = step(Step::Obj);
        around.undergoers.extend(step(Step::Iobj));
    } else {
        around.owners = step(Step::Poss);
        around.owners.extend(step(Step::Mod));
        // "carried out an attack": who does what the noun names.
        if let (Deprel::Obj, Some(verb)) = (tree.relation(head), tree.head(head)) {
            around.doers = spans(tree.subjects(verb).to_vec());
        }
    }
    let verb = tree.head(head).filter(|_| !tree.is_verb(head) && tree.relation(head) == Deprel::Obj);
    for host in std::iter::once(head).chain(verb) {
        for &child in tree.children(host) {
            let below = matches!(tree.relation(child), Deprel::Obl | Deprel::Nmod | Deprel::OblAgent);
            if let (true, Some(case)) = (below, tree.case(child)) {
                for word in spans(vec![child]) {
                    around.behind.push((case.to_owned(), word));
                }
            }
        }
    }
    around
}
