//! Trees of news: what a parser trained on the web's sentences gets wrong there, put right by rule.
//!
//! Attribution at the end of a sentence is parsed apart. News puts the speaker last: "Gunmen ambushed a convoy near the town, killing 17, the governor said." Treebanks of the
//! web hold few such sentences, and a parser trained on them runs the last noun of the story into the speaker. So the
//! tail is found by its shape (a comma, a noun phrase, a verb of saying, no further clause), and statement and tail are
//! parsed each on its own; the tail then hangs on the statement as `parataxis`, as UD has it.

use dateline_lexicon::Lexicon;
use dateline_record::{Analysis, Deprel, Sentence, Token, Upos, Xpos};
use dateline_syntax::{Parsed, Parser};
use std::ops::Range;

/// Longest tail, in tokens.
const LONGEST: usize = 30;

/// Where a sentence falls apart: the statement, punctuation between, the tail, punctuation at the end.
struct Cut {
    statement: Range<usize>,
    tail: Range<usize>,
    /// How the tail's root hangs on the statement's.
    relation: Deprel,
    inverted: bool,
}

/// Parses again, in two pieces, the sentences that end in an attribution.
pub(crate) fn parse_apart(text: &str, analysis: &mut Analysis, parser: &mut Parser, lexicon: &Lexicon) {
    let cuts: Vec<(Sentence, Cut)> = analysis
        .sentences
        .iter()
        .filter_map(|s| cut(text, &analysis.tokens, s, lexicon).map(|cut| (s.clone(), cut)))
        .collect();
    let words = |range: &Range<usize>| -> Vec<&str> {
        analysis.tokens[range.clone()].iter().map(|t| t.span.text(text)).collect()
    };
    let pieces: Vec<Vec<&str>> = cuts.iter().flat_map(|(_, c)| [words(&c.statement), words(&c.tail)]).collect();
    let mut parsed = parser.parse(&pieces).into_iter();
    for (sentence, cut) in &cuts {
        let (Some(statement), Some(tail)) = (parsed.next(), parsed.next()) else { return };
        let top = place(&mut analysis.tokens, cut.statement.start, statement);
        let below = place(&mut analysis.tokens, cut.tail.start, tail);
        let (Some(top), Some(below)) = (top, below) else { continue };
        analysis.tokens[below].head = top as u32;
        analysis.tokens[below].deprel = cut.relation;
        if cut.inverted {
            subject_behind(&mut analysis.tokens, below, &cut.tail);
        }
        for at in sentence.tokens() {
            if !cut.statement.contains(&at) && !cut.tail.contains(&at) {
                let host = if at < cut.tail.start { below } else { top };
                analysis.tokens[at].head = host as u32;
                analysis.tokens[at].deprel = Deprel::Punct;
            }
        }
    }
}

/// Writes a piece's trees over its tokens; gives its root.
fn place(tokens: &mut [Token], start: usize, piece: Vec<Parsed>) -> Option<usize> {
    let mut root = None;
    for (at, parsed) in piece.into_iter().enumerate() {
        let token = &mut tokens[start + at];
        token.lemma = parsed.lemma;
        token.upos = parsed.upos;
        token.xpos = parsed.xpos;
        token.head = start as u32 + parsed.head;
        token.deprel = parsed.deprel;
        if parsed.head as usize == at {
            root = Some(start + at);
        }
    }
    root
}

/// "…, said the governor": the noun behind the verb is its subject.
fn subject_behind(tokens: &mut [Token], verb: usize, tail: &Range<usize>) {
    let has_subject = tokens[tail.clone()].iter().any(|t| t.head as usize == verb && t.deprel == Deprel::Nsubj);
    if has_subject {
        return;
    }
    let object = tail.clone().find(|at| {
        tokens[*at].head as usize == verb && matches!(tokens[*at].deprel, Deprel::Obj | Deprel::Ccomp | Deprel::Xcomp)
    });
    if let Some(object) = object {
        tokens[object].deprel = Deprel::Nsubj;
    }
}

fn is_closing(word: &str) -> bool {
    matches!(word, "\"" | "”" | "''" | "’" | "'" | "»")
}
fn is_speech(token: &Token, text: &str, lexicon: &Lexicon) -> bool {
    let finite = matches!(token.xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Vbn);
    let form = token.span.text(text).to_lowercase();
    finite && (lexicon.speech_verbs.contains_key(token.lemma.as_str()) || matches!(form.as_str(), "said" | "says"))
}

/// Finds the tail of a sentence, if it has one.
fn cut(text: &str, tokens: &[Token], sentence: &Sentence, lexicon: &Lexicon) -> Option<Cut> {
    let range = sentence.tokens();
    let word = |at: usize| tokens[at].span.text(text);
    let mut end = range.end;
    while end > range.start && tokens[end - 1].upos == Upos::Punct {
        end -= 1;
    }
    if end - range.start < 6 {
        return None;
    }
    // From the last comma backwards: the first one behind which a whole tail stands.
    let earliest = end.saturating_sub(LONGEST).max(range.start + 3);
    for comma in (earliest..end).rev() {
        let stops = matches!(word(comma), "," | "?" | "!" | "—" | "–");
        if !stops {
            continue;
        }
        let mut tail = comma + 1;
        while tail < end && is_closing(word(tail)) {
            tail += 1;
        }
        let statement = range.start..comma;
        let has_verb = tokens[statement.clone()].iter().any(|t| matches!(t.upos, Upos::Verb | Upos::Aux));
        if !has_verb || tail >= end {
            continue;
        }
        let piece = tail..end;
        if word(tail).eq_ignore_ascii_case("according") && end - tail > 2 && word(tail + 1).eq_ignore_ascii_case("to") {
            let plain = tokens[tail + 2..end].iter().all(|t| !matches!(t.xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp));
            return plain.then_some(Cut { statement, tail: piece, relation: Deprel::Obl, inverted: false });
        }
        if let Some(inverted) = is_tail(text, tokens, &piece, lexicon) {
            return Some(Cut { statement, tail: piece, relation: Deprel::Parataxis, inverted });
        }
    }
    None
}

/// Whether these tokens are a speaker and a verb of saying with nothing said behind it; if so, whether inverted.
fn is_tail(text: &str, tokens: &[Token], piece: &Range<usize>, lexicon: &Lexicon) -> Option<bool> {
    let verb = piece.clone().find(|at| is_speech(&tokens[*at], text, lexicon))?;
    let first = &tokens[piece.start];
    let opens_clause = matches!(first.upos, Upos::Sconj | Upos::Cconj | Upos::Adp | Upos::Part)
        || matches!(first.xpos, Xpos::Wdt | Xpos::Wp | Xpos::WpPoss | Xpos::Wrb);
    let clause = |t: &Token| matches!(t.upos, Upos::Verb | Upos::Aux | Upos::Sconj) || matches!(t.xpos, Xpos::Wdt | Xpos::Wp | Xpos::Wrb);
    let before = &tokens[piece.start..verb];
    let behind = &tokens[verb + 1..piece.end];
    let named = |tokens: &[Token]| tokens.iter().any(|t| matches!(t.upos, Upos::Noun | Upos::Propn | Upos::Pron));
    let quiet = |t: &Token| {
        // "according to", "speaking on condition of anonymity" go on about the speaker.
        let form = t.span.text(text);
        !clause(t) || form.eq_ignore_ascii_case("according") || t.xpos == Xpos::Vbg
    };
    if opens_clause && verb != piece.start || behind.iter().any(|t| !quiet(t)) {
        return None;
    }
    let inverted = verb == piece.start;
    let whole = if inverted { named(behind) } else { named(before) && !before.iter().any(clause) };
    whole.then_some(inverted)
}

/// A finite verb cannot be a bare `acl`: "Gunmen [ambushed] a convoy" read as a noun with a participle is a clause.
/// The verb takes the noun's place in the tree, and the noun becomes its subject.
pub(crate) fn raise_finite_verbs(analysis: &mut Analysis) {
    let tokens = &mut analysis.tokens;
    for at in 0..tokens.len() {
        let finite = matches!(tokens[at].xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp);
        if tokens[at].deprel != Deprel::Acl || !finite {
            continue;
        }
        let noun = tokens[at].head as usize;
        let own = |t: &Token| t.head as usize == at && matches!(t.deprel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::Mark);
        if noun >= at || tokens.iter().skip(noun).take(200).any(own) {
            continue;
        }
        let root = tokens[noun].head as usize == noun;
        // Only where the noun heads nothing else that needs it as a noun: the root, or a clause.
        if !root && !matches!(tokens[noun].deprel, Deprel::Ccomp | Deprel::Parataxis | Deprel::Conj) {
            continue;
        }
        tokens[at].head = if root { at as u32 } else { tokens[noun].head };
        tokens[at].deprel = if root { Deprel::Root } else { tokens[noun].deprel };
        tokens[noun].head = at as u32;
        tokens[noun].deprel = Deprel::Nsubj;
        for behind in at + 1..(at + 200).min(tokens.len()) {
            if tokens[behind].head as usize == noun && behind != noun {
                tokens[behind].head = at as u32;
                let relation = tokens[behind].deprel;
                tokens[behind].deprel = match relation {
                    Deprel::Nmod => Deprel::Obl,
                    Deprel::Acl | Deprel::AclRelcl | Deprel::Appos => Deprel::Advcl,
                    other => other,
                };
            }
        }
    }
}

/// ", killing 17" behind a clause is an act of the clause's subject, not a trait of the last noun before the comma.
pub(crate) fn rehang_participles(text: &str, analysis: &mut Analysis) {
    let tokens = &mut analysis.tokens;
    for at in 1..tokens.len() {
        let participle = tokens[at].xpos == Xpos::Vbg && tokens[at].deprel == Deprel::Acl;
        if !participle || tokens[at - 1].span.text(text) != "," {
            continue;
        }
        let mut up = tokens[at].head as usize;
        while tokens[up].upos != Upos::Verb && tokens[up].head as usize != up {
            up = tokens[up].head as usize;
        }
        // A participle behind a relative clause's comma stays where it is.
        if tokens[up].upos == Upos::Verb && up < at && tokens[up].deprel != Deprel::AclRelcl {
            tokens[at].head = up as u32;
            tokens[at].deprel = Deprel::Advcl;
        }
    }
}

/// English has no two objects of which one stands before a finite verb: the one before is the subject.
pub(crate) fn subjects_before(analysis: &mut Analysis) {
    let tokens = &mut analysis.tokens;
    for at in 0..tokens.len() {
        if !matches!(tokens[at].xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp) {
            continue;
        }
        let near = at.saturating_sub(60)..(at + 60).min(tokens.len());
        let child = |t: &Token| t.head as usize == at;
        let subject = |t: &Token| matches!(t.deprel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::Expl | Deprel::Csubj);
        if tokens[near.clone()].iter().any(|t| child(t) && subject(t)) {
            continue;
        }
        let objects: Vec<usize> =
            near.filter(|i| child(&tokens[*i]) && tokens[*i].deprel == Deprel::Obj && *i != at).collect();
        let before = objects.iter().copied().filter(|o| *o < at).last();
        if let Some(before) = before
            && objects.iter().any(|o| *o > at)
            && tokens[before].upos != Upos::Pron
        {
            tokens[before].deprel = Deprel::Nsubj;
        }
    }
}
