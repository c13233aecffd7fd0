//! Trees of news: what a parser trained on the web's sentences gets wrong there, put right by rule.
//!
//! Attribution at the end of a sentence is parsed apart. News puts the speaker last: "Gunmen ambushed a convoy near the town, killing 17, the governor said." Treebanks of the
//! web hold few such sentences, and a parser trained on them runs the last noun of the story into the speaker. So the
//! tail is found by its shape (a comma, a noun phrase, a verb of saying, no further clause), and statement and tail are
//! parsed each on its own; the tail then hangs on the statement as `parataxis`, as UD has it.

use dateline_lexicon::{Lexicon, Named, wordlets};
use dateline_record::{Analysis, Deprel, Sentence, Span, Token, Upos, Xpos};
use dateline_syntax::{Parsed, Parser, StandIn};
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

/// A stretch of tokens to parse by itself, with every dictionary name as one word.
struct Piece {
    /// The words handed to the parser and the tokens each stands for.
    words: Vec<(String, Range<usize>)>,
}

/// Parses again the sentences that end in an attribution, in two pieces. None as soon as `go_on` says no.
pub(crate) fn parse_again(
    text: &str,
    analysis: &mut Analysis,
    names: &[StandIn],
    parser: &mut Parser,
    lexicon: &Lexicon,
    go_on: &dyn Fn() -> bool,
) -> Option<()> {
    let cut = |sentence: &Sentence| Some((sentence.clone(), cut(text, &analysis.tokens, sentence, lexicon)?));
    let jobs: Vec<(Sentence, Cut)> = analysis.sentences.iter().filter_map(cut).collect();
    let piece = |range: &Range<usize>| piece(text, &analysis.tokens, range, names);
    let pieces: Vec<Piece> =
        jobs.iter().flat_map(|(_, cut)| [piece(&cut.statement), piece(&cut.tail)]).collect();
    let words: Vec<Vec<&str>> =
        pieces.iter().map(|p| p.words.iter().map(|(w, _)| w.as_str()).collect()).collect();
    let mut parsed = parser.parse_while(&words, go_on)?.into_iter().zip(&pieces);
    for (sentence, cut) in &jobs {
        let mut next =
            |tokens: &mut [Token]| parsed.next().and_then(|(trees, piece)| place(tokens, piece, trees));
        let (top, below) = (next(&mut analysis.tokens), next(&mut analysis.tokens));
        let (Some(top), Some(below)) = (top, below) else { continue };
        join(&mut analysis.tokens, sentence, cut, top, below);
    }
    Some(())
}

/// Hangs the tail on the statement, and the punctuation between on one of the two.
fn join(tokens: &mut [Token], sentence: &Sentence, cut: &Cut, top: usize, below: usize) {
    tokens[below].head = top as u32;
    tokens[below].deprel = cut.relation;
    if cut.inverted {
        subject_behind(tokens, below, &cut.tail);
    }
    for at in sentence.tokens() {
        if !cut.statement.contains(&at) && !cut.tail.contains(&at) {
            let host = if at < cut.tail.start { below } else { top };
            tokens[at].head = host as u32;
            tokens[at].deprel = Deprel::Punct;
        }
    }
}

/// Names of several words in the text, each with a word of the same kind that the parser knows: "Harakat Ahrar al-Sham
/// fighters" is what a parser trained on the web cannot know.
pub(crate) fn names(text: &str, tokens: &[Span], lexicon: &Lexicon) -> Vec<StandIn> {
    let mut found = vec![];
    let mut from = 0;
    for name in lexicon.names.scan(&wordlets(text)) {
        while from < tokens.len() && tokens[from].end() <= name.span.start() {
            from += 1;
        }
        let inside = tokens[from..].iter().take_while(|t| t.overlaps(name.span)).count();
        let range = from..from + inside;
        let capital = |t: &Span| t.text(text).starts_with(char::is_uppercase) || t.len() < 4;
        // Two-word names the parser takes for what they are; an article belongs to a common noun's name.
        let article =
            from > 0 && lexicon.is_word("determiner", &tokens[from - 1].text(text).to_ascii_lowercase());
        let whole = inside > 2
            && !article
            && tokens[range.clone()].iter().all(capital)
            && tokens[from].start() == name.span.start()
            && tokens[from + inside - 1].end() == name.span.end();
        let known = name.targets.iter().find_map(|target| match target {
            Named::Actor(actor, _) => match lexicon.actors[*actor as usize].actor.kind.as_str() {
                "person-official" => Some("Bush"),
                "population" | "descriptor" => None,
                _ => Some("Hamas"),
            },
            // Countries are known to it.
            Named::Country(..) => None,
            Named::Place(_) => Some("Baghdad"),
        });
        if let (true, Some(word)) = (whole, known) {
            found.push(StandIn { tokens: range, word });
        }
    }
    found
}

fn piece(text: &str, tokens: &[Token], range: &Range<usize>, names: &[StandIn]) -> Piece {
    let mut words = vec![];
    let mut at = range.start;
    let mut next = names.partition_point(|n| n.tokens.start < range.start);
    while at < range.end {
        match names.get(next) {
            Some(name) if name.tokens.start == at && name.tokens.end <= range.end => {
                words.push((name.word.to_owned(), name.tokens.clone()));
                at = name.tokens.end;
                next += 1;
            }
            _ => {
                words.push((tokens[at].span.text(text).to_owned(), at..at + 1));
                at += 1;
            }
        }
    }
    Piece { words }
}

/// Writes a piece's trees over its tokens; gives its root. A name hangs on its last word.
fn place(tokens: &mut [Token], piece: &Piece, trees: Vec<Parsed>) -> Option<usize> {
    let mut root = None;
    let last = |word: usize| piece.words[word].1.end - 1;
    for (at, parsed) in trees.into_iter().enumerate() {
        let covered = piece.words[at].1.clone();
        let head = last(at);
        for inner in &mut tokens[covered.start..head] {
            inner.head = head as u32;
            inner.deprel = Deprel::Flat;
            inner.upos = Upos::Propn;
        }
        let token = &mut tokens[head];
        if covered.len() == 1 {
            token.lemma = parsed.lemma;
        }
        token.upos = parsed.upos;
        token.xpos = parsed.xpos;
        token.head = last(parsed.head as usize) as u32;
        token.deprel = parsed.deprel;
        if parsed.head as usize == at {
            root = Some(head);
        }
    }
    root
}

/// "…, said the governor": the noun behind the verb is its subject.
fn subject_behind(tokens: &mut [Token], verb: usize, tail: &Range<usize>) {
    let has_subject =
        tokens[tail.clone()].iter().any(|t| t.head as usize == verb && t.deprel == Deprel::Nsubj);
    if has_subject {
        return;
    }
    let object = tail.clone().find(|at| {
        tokens[*at].head as usize == verb
            && matches!(tokens[*at].deprel, Deprel::Obj | Deprel::Ccomp | Deprel::Xcomp)
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
    finite
        && (lexicon.speech_verbs.contains_key(token.lemma.as_str())
            || matches!(form.as_str(), "said" | "says"))
}

/// Finds the tail of a sentence, if it has one.
fn cut(text: &str, tokens: &[Token], sentence: &Sentence, lexicon: &Lexicon) -> Option<Cut> {
    let range = sentence.tokens();
    let word = |at: usize| tokens[at].span.text(text);
    let mut end = range.end;
    while end > range.start && tokens[end - 1].upos == Upos::Punct {
        end -= 1;
    }
    if let Some(credit) = credit(text, tokens, &range, end) {
        return Some(credit);
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
        if word(tail).eq_ignore_ascii_case("according")
            && end - tail > 2
            && word(tail + 1).eq_ignore_ascii_case("to")
        {
            let plain =
                tokens[tail + 2..end].iter().all(|t| !matches!(t.xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp));
            return plain.then_some(Cut { statement, tail: piece, relation: Deprel::Obl, inverted: false });
        }
        if let Some(inverted) = is_tail(text, tokens, &piece, lexicon) {
            return Some(Cut { statement, tail: piece, relation: Deprel::Parataxis, inverted });
        }
    }
    None
}

/// "Ukraine: Russia shelled Kharkiv", "Strike hits Idlib: RIA": in a line without a full stop a few words without a verb
/// beside a colon are its credit.
fn credit(text: &str, tokens: &[Token], range: &Range<usize>, end: usize) -> Option<Cut> {
    const LONGEST_CREDIT: usize = 5;
    if end < range.end && tokens[range.end - 1].span.text(text) == "." {
        return None;
    }
    let colon = range.clone().find(|at| tokens[*at].span.text(text) == ":")?;
    let (before, behind) = (range.start..colon, colon + 1..end);
    let verb = |r: &Range<usize>| tokens[r.clone()].iter().any(|t| matches!(t.upos, Upos::Verb | Upos::Aux));
    let short = |r: &Range<usize>| !r.is_empty() && r.len() <= LONGEST_CREDIT && !verb(r);
    let (statement, tail) = match () {
        () if short(&behind) && before.len() > behind.len() => (before, behind),
        () if short(&before) && behind.len() > before.len() => (behind, before),
        () => return None,
    };
    Some(Cut { statement, tail, relation: Deprel::Parataxis, inverted: false })
}

/// Whether these tokens are a speaker and a verb of saying with nothing said behind it; if so, whether inverted.
fn is_tail(text: &str, tokens: &[Token], piece: &Range<usize>, lexicon: &Lexicon) -> Option<bool> {
    let verb = piece.clone().find(|at| is_speech(&tokens[*at], text, lexicon))?;
    let first = &tokens[piece.start];
    let opens_clause = matches!(first.upos, Upos::Sconj | Upos::Cconj | Upos::Adp | Upos::Part)
        || matches!(first.xpos, Xpos::Wdt | Xpos::Wp | Xpos::WpPoss | Xpos::Wrb);
    let clause = |t: &Token| {
        matches!(t.upos, Upos::Verb | Upos::Aux | Upos::Sconj)
            || matches!(t.xpos, Xpos::Wdt | Xpos::Wp | Xpos::Wrb)
    };
    let before = &tokens[piece.start..verb];
    let behind = &tokens[verb + 1..piece.end];
    let named =
        |tokens: &[Token]| tokens.iter().any(|t| matches!(t.upos, Upos::Noun | Upos::Propn | Upos::Pron));
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

/// A sentence with a full stop has a finite verb. Where the tagger saw none, the participle on its root noun is it:
/// "The cleric called for attacks." (Headlines have no full stop: "Three soldiers killed in raid" stays a passive.)
pub(crate) fn finite_participles(text: &str, analysis: &mut Analysis) {
    for sentence in &analysis.sentences {
        let range = sentence.tokens();
        let finite = |t: &Token| matches!(t.xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md);
        let stop = range.clone().next_back().is_some_and(|last| analysis.tokens[last].span.text(text) == ".");
        if !stop || analysis.tokens[range.clone()].iter().any(finite) {
            continue;
        }
        let Some(root) = range.clone().find(|at| analysis.tokens[*at].head as usize == *at) else { continue };
        let noun = matches!(analysis.tokens[root].upos, Upos::Noun | Upos::Propn | Upos::Pron);
        let participle = (root + 1..range.end).find(|at| {
            let token = &analysis.tokens[*at];
            token.head as usize == root && token.deprel == Deprel::Acl && token.xpos == Xpos::Vbn
        });
        if let (true, Some(verb)) = (noun, participle) {
            analysis.tokens[verb].xpos = Xpos::Vbd;
        }
    }
}

/// A passive has its auxiliary, but in headlines: "The cleric called for talks." is active whatever the label says.
pub(crate) fn actives(text: &str, analysis: &mut Analysis) {
    for sentence in &analysis.sentences {
        let range = sentence.tokens();
        let stop = range.clone().next_back().is_some_and(|last| analysis.tokens[last].span.text(text) == ".");
        if !stop {
            continue;
        }
        for subject in range.clone() {
            let verb = analysis.tokens[subject].head as usize;
            let passive = analysis.tokens[subject].deprel == Deprel::NsubjPass;
            let main =
                matches!(analysis.tokens[verb].deprel, Deprel::Root | Deprel::Ccomp | Deprel::Parataxis);
            let auxiliary = |t: &Token| {
                t.head as usize == verb
                    && matches!(t.deprel, Deprel::Aux | Deprel::AuxPass | Deprel::OblAgent)
            };
            if passive && main && !analysis.tokens[range.clone()].iter().any(auxiliary) {
                analysis.tokens[subject].deprel = Deprel::Nsubj;
                analysis.tokens[verb].xpos = Xpos::Vbd;
            }
        }
    }
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
        let own = |t: &Token| {
            t.head as usize == at && matches!(t.deprel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::Mark)
        };
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
        let subject =
            |t: &Token| matches!(t.deprel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::Expl | Deprel::Csubj);
        if tokens[near.clone()].iter().any(|t| child(t) && subject(t)) {
            continue;
        }
        let objects: Vec<usize> =
            near.filter(|i| child(&tokens[*i]) && tokens[*i].deprel == Deprel::Obj && *i != at).collect();
        let before = objects.iter().copied().rfind(|o| *o < at);
        if let Some(before) = before
            && objects.iter().any(|o| *o > at)
            && tokens[before].upos != Upos::Pron
        {
            tokens[before].deprel = Deprel::Nsubj;
        }
    }
}

/// Clauses and participles that belong to a verb of saying and hang elsewhere: "said Oman reported | that …", ", citing
/// relatives" read as an adjective, "officials | speaking on condition of anonymity | said".
pub(crate) fn nested_speech(text: &str, analysis: &mut Analysis, lexicon: &Lexicon) {
    let says =
        |token: &Token| token.upos == Upos::Verb && lexicon.speech_verbs.contains_key(token.lemma.as_str());
    for sentence in &analysis.sentences {
        let range = sentence.tokens();
        let tokens = &mut analysis.tokens;
        for at in range.clone() {
            verb_read_as_plural(tokens, &range, at, lexicon);
            let head = tokens[at].head as usize;
            if !says(&tokens[at]) {
                continue;
            }
            if head == at {
                inserted_participle(text, tokens, &range, at);
                continue;
            }
            let clause = |t: &Token| matches!(t.deprel, Deprel::Ccomp | Deprel::Parataxis | Deprel::Advcl);
            // The second clause of an outer verb that begins right behind an inner verb without a clause.
            let bare = !range.clone().any(|t| {
                tokens[t].head as usize == at
                    && matches!(tokens[t].deprel, Deprel::Ccomp | Deprel::Xcomp | Deprel::Obj)
            });
            if bare
                && tokens[at].deprel == Deprel::Ccomp
                && says(&tokens[head])
                && head < at
                && at + 1 < range.end
            {
                let second = (at + 1..range.end).find(|t| {
                    tokens[*t].head as usize == head
                        && clause(&tokens[*t])
                        && leftmost(tokens, *t, at + 1) == at + 1
                });
                if let Some(second) = second {
                    tokens[second].head = at as u32;
                    tokens[second].deprel = Deprel::Ccomp;
                }
            }
            let participle = tokens[at].xpos == Xpos::Vbg;
            // ", citing relatives"
            if participle
                && at > range.start
                && tokens[at - 1].span.text(text) == ","
                && tokens[at].deprel == Deprel::Amod
                && head > at
            {
                let root = range.clone().find(|t| tokens[*t].head as usize == *t).unwrap_or(head);
                if root < at {
                    tokens[at].head = root as u32;
                    tokens[at].deprel = Deprel::Advcl;
                    tokens[head].head = at as u32;
                    tokens[head].deprel = Deprel::Obj;
                }
            }
            // "Officials speaking on condition of anonymity said"
            let subject = at
                .checked_sub(1)
                .filter(|s| tokens[*s].head as usize == head && tokens[*s].deprel == Deprel::Nsubj);
            if participle
                && at < head
                && tokens[at].deprel == Deprel::Ccomp
                && let Some(subject) = subject
            {
                tokens[at].head = subject as u32;
                tokens[at].deprel = Deprel::Acl;
            }
        }
    }
}

/// "Iran said Turkey plans to attack": a plural behind a name with an infinitive, right below a verb of saying that has
/// no clause, is the verb of its clause. Else the speaker would be the one who plans.
fn verb_read_as_plural(tokens: &mut [Token], range: &Range<usize>, at: usize, lexicon: &Lexicon) {
    let head = tokens[at].head as usize;
    let known = |t: &Token| lexicon.speech_verbs.contains_key(t.lemma.as_str());
    let below_saying = head < at && tokens[head].upos == Upos::Verb && known(&tokens[head]);
    let object = matches!(tokens[at].deprel, Deprel::Obj | Deprel::Nsubj);
    if tokens[at].xpos != Xpos::Nns || !known(&tokens[at]) || !below_saying || !object || at <= range.start {
        return;
    }
    let name = at - 1;
    let named = tokens[name].upos == Upos::Propn
        && tokens[name].head as usize == at
        && matches!(tokens[name].deprel, Deprel::Compound | Deprel::NmodDesc);
    let clause = range.clone().any(|t| tokens[t].head as usize == head && tokens[t].deprel == Deprel::Ccomp);
    let infinitive = (at + 1..range.end).find(|t| {
        tokens[*t].head as usize == at && tokens[*t].deprel == Deprel::Acl && tokens[*t].xpos == Xpos::Vb
    });
    let (true, false, Some(infinitive)) = (named, clause, infinitive) else { return };
    tokens[at].upos = Upos::Verb;
    tokens[at].xpos = Xpos::Vbz;
    tokens[at].deprel = Deprel::Ccomp;
    tokens[name].deprel = Deprel::Nsubj;
    tokens[infinitive].deprel = Deprel::Xcomp;
}

/// "Kenya, saying the talks had failed, recalled its envoy": the verb behind the second comma is the sentence's.
fn inserted_participle(text: &str, tokens: &mut [Token], range: &Range<usize>, at: usize) {
    let comma = |t: usize| tokens[t].span.text(text) == ",";
    if tokens[at].xpos != Xpos::Vbg || at < range.start + 2 || !comma(at - 1) {
        return;
    }
    let finite = |t: &usize| {
        matches!(tokens[*t].xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp) && tokens[*t].upos == Upos::Verb
    };
    let Some(verb) = (at + 2..range.end).filter(finite).find(|t| comma(t - 1)) else { return };
    let noun = |t: &usize| matches!(tokens[*t].upos, Upos::Noun | Upos::Propn | Upos::Pron);
    let Some(subject) = (range.start..at - 1).rev().filter(noun).find(|t| tokens[*t].head as usize >= at)
    else {
        return;
    };
    tokens[verb].head = verb as u32;
    tokens[verb].deprel = Deprel::Root;
    tokens[at].head = verb as u32;
    tokens[at].deprel = Deprel::Advcl;
    tokens[subject].head = verb as u32;
    tokens[subject].deprel = Deprel::Nsubj;
    // What stands behind the verb is no subject.
    for object in &mut tokens[verb + 1..range.end] {
        if object.head as usize == verb && object.deprel == Deprel::Nsubj {
            object.deprel = Deprel::Obj;
        }
    }
}

/// First token of a subtree, not before `from`.
fn leftmost(tokens: &[Token], top: usize, from: usize) -> usize {
    let below = |mut at: usize| {
        let mut steps = 0;
        while at != top && tokens[at].head as usize != at && steps < 60 {
            at = tokens[at].head as usize;
            steps += 1;
        }
        at == top
    };
    (from..=top).find(|t| below(*t)).unwrap_or(top)
}

/// "Kenya denies raid": in a line without a finite verb a word in -s behind a name, tagged as a name or a plural, that is
/// a form of a verb of saying, is the verb.
pub(crate) fn headline_verbs(text: &str, analysis: &mut Analysis, lexicon: &Lexicon) {
    for sentence in &analysis.sentences {
        let range = sentence.tokens();
        let tokens = &mut analysis.tokens;
        let stop = range.clone().next_back().is_some_and(|last| tokens[last].span.text(text) == ".");
        let finite =
            |t: &Token| matches!(t.xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Md) || t.upos == Upos::Aux;
        if stop || range.len() > 20 || range.clone().any(|t| finite(&tokens[t])) {
            continue;
        }
        let verb = (range.start + 1..range.end.saturating_sub(1)).find_map(|at| {
            let plural = matches!(tokens[at].xpos, Xpos::Nnps | Xpos::Nns | Xpos::Nnp);
            let named = matches!(tokens[at - 1].upos, Upos::Propn | Upos::Noun);
            let form = tokens[at].span.text(text).to_lowercase();
            let lemma = [
                form.strip_suffix("ies").map(|s| format!("{s}y")),
                form.strip_suffix("es").map(str::to_owned),
                form.strip_suffix('s').map(str::to_owned),
            ]
            .into_iter()
            .flatten()
            .find(|lemma| lexicon.speech_verbs.contains_key(lemma.as_str()))?;
            (plural && named && form.ends_with('s') && !lexicon.speech_nouns.contains_key(lemma.as_str()))
                .then_some((at, lemma))
        });
        let Some((verb, lemma)) = verb else { continue };
        let subject = (range.start..verb).find(|t| {
            let up = tokens[*t].head as usize;
            matches!(tokens[*t].upos, Upos::Propn | Upos::Noun) && (up >= verb || up == *t)
        });
        tokens[verb].upos = Upos::Verb;
        tokens[verb].xpos = Xpos::Vbz;
        tokens[verb].lemma = lemma.into();
        for at in range.clone().filter(|t| *t != verb) {
            let up = tokens[at].head as usize;
            let across = (at < verb) != (up < verb) || up == at || up == verb;
            if !across {
                continue;
            }
            tokens[at].head = verb as u32;
            tokens[at].deprel = match () {
                () if Some(at) == subject => Deprel::Nsubj,
                () if at > verb
                    && matches!(tokens[at].upos, Upos::Propn | Upos::Noun)
                    && tokens[at].deprel != Deprel::Punct =>
                {
                    Deprel::Obj
                }
                () if tokens[at].upos == Upos::Verb && at > verb => Deprel::Xcomp,
                () => tokens[at].deprel,
            };
            if tokens[at].deprel == Deprel::Root {
                tokens[at].deprel = Deprel::Dep;
            }
        }
        tokens[verb].head = verb as u32;
        tokens[verb].deprel = Deprel::Root;
    }
}

/// "as saying the strike hit a store": the clause right behind a bare verb of saying is what is said.
pub(crate) fn content_behind(text: &str, analysis: &mut Analysis, lexicon: &Lexicon) {
    let tokens = &mut analysis.tokens;
    for verb in 0..tokens.len() {
        let says = tokens[verb].upos == Upos::Verb
            && tokens[verb].xpos == Xpos::Vbg
            && lexicon.speech_verbs.contains_key(tokens[verb].lemma.as_str());
        if !says {
            continue;
        }
        let host = tokens[verb].head;
        let near = verb + 1..(verb + 40).min(tokens.len());
        let has_content =
            near.clone().any(|t| tokens[t].head as usize == verb && tokens[t].upos != Upos::Punct);
        let first = near.clone().find(|t| tokens[*t].span.text(text) != "that");
        if has_content || host as usize == verb {
            continue;
        }
        let clause = near.clone().find(|t| {
            tokens[*t].head == host
                && matches!(
                    tokens[*t].deprel,
                    Deprel::Advcl | Deprel::Parataxis | Deprel::Ccomp | Deprel::Conj
                )
                && near.clone().any(|c| tokens[c].head as usize == *t && tokens[c].deprel == Deprel::Nsubj)
        });
        if let (Some(clause), Some(first)) = (clause, first) {
            // Nothing may stand between the verb and the clause.
            let mut edge = first;
            while edge != clause && tokens[edge].head as usize != edge && tokens[edge].head != host {
                edge = tokens[edge].head as usize;
            }
            if edge == clause {
                tokens[clause].head = verb as u32;
                tokens[clause].deprel = Deprel::Ccomp;
            }
        }
    }
}

/// "…, while rebels would leave": what stands between a conjunction and its verb is that verb's subject.
pub(crate) fn subjects_of_clauses(analysis: &mut Analysis) {
    let tokens = &mut analysis.tokens;
    for mark in 0..tokens.len() {
        let verb = tokens[mark].head as usize;
        let clause = tokens[mark].deprel == Deprel::Mark
            && verb > mark + 1
            && verb - mark < 60
            && matches!(tokens[verb].upos, Upos::Verb | Upos::Aux);
        if !clause {
            continue;
        }
        let subject =
            |t: &Token| matches!(t.deprel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::Csubj | Deprel::Expl);
        if tokens[mark..(verb + 40).min(tokens.len())].iter().any(|t| t.head as usize == verb && subject(t)) {
            continue;
        }
        let other = tokens[verb].head as usize;
        let stray = (mark + 1..verb).find(|t| {
            tokens[*t].head as usize == other && other < mark && tokens[*t].deprel == Deprel::Nsubj
        });
        if let Some(stray) = stray {
            tokens[stray].head = verb as u32;
        }
    }
}

/// "withdraw and hand over weapons": a noun with a particle and an object beside a verb is a verb.
pub(crate) fn verbs_with_particles(analysis: &mut Analysis) {
    let tokens = &mut analysis.tokens;
    for at in 0..tokens.len() {
        let head = tokens[at].head as usize;
        let beside = tokens[at].upos == Upos::Noun
            && tokens[at].deprel == Deprel::Conj
            && tokens[head].upos == Upos::Verb
            && matches!(tokens[head].xpos, Xpos::Vb | Xpos::Vbp);
        if !beside {
            continue;
        }
        let near = &tokens[at..(at + 20).min(tokens.len())];
        let has = |relation: Deprel| near.iter().any(|t| t.head as usize == at && t.deprel == relation);
        if has(Deprel::CompoundPrt) && has(Deprel::Obj) {
            tokens[at].upos = Upos::Verb;
            tokens[at].xpos = tokens[head].xpos;
        }
    }
}

/// "Rebels shelled the town, the agency cited the army as saying": the clause before is what is said, and hangs on "saying".
pub(crate) fn content_before(text: &str, analysis: &mut Analysis, lexicon: &Lexicon) {
    let tokens = &mut analysis.tokens;
    for verb in 0..tokens.len() {
        let says = tokens[verb].xpos == Xpos::Vbg
            && lexicon.speech_verbs.contains_key(tokens[verb].lemma.as_str())
            && verb > 0
            && tokens[verb - 1].span.text(text).eq_ignore_ascii_case("as");
        let cites = tokens[verb].head as usize;
        let below = |tokens: &[Token], head: usize, relations: &[Deprel]| {
            let near = head.saturating_sub(40)..(head + 40).min(tokens.len());
            let of = |t: &usize| {
                tokens[*t].head as usize == head && *t != head && relations.contains(&tokens[*t].deprel)
            };
            near.filter(of).collect::<Vec<_>>()
        };
        let clauses = [Deprel::Ccomp, Deprel::Parataxis, Deprel::Advcl, Deprel::Conj];
        if !says
            || cites >= verb
            || tokens[cites].upos != Upos::Verb
            || !below(tokens, verb, &clauses).is_empty()
        {
            continue;
        }
        let Some(subject) = below(tokens, cites, &[Deprel::Nsubj]).into_iter().find(|s| *s < cites) else {
            continue;
        };
        let is_root = tokens[cites].head as usize == cites;
        let told = if is_root {
            below(tokens, cites, &clauses).into_iter().find(|t| *t < subject)
        } else {
            let above = tokens[cites].head as usize;
            let joined = below(tokens, cites, &[Deprel::Cc, Deprel::Mark]).is_empty();
            (above < subject && joined && clauses.contains(&tokens[cites].deprel)).then_some(above)
        };
        let Some(told) = told.filter(|t| tokens[*t].upos == Upos::Verb) else { continue };
        let comma = (told..subject).any(|t| tokens[t].span.text(text) == ",");
        if !comma {
            continue;
        }
        if !is_root {
            let (head, deprel) = (tokens[told].head, tokens[told].deprel);
            let was_root = head as usize == told;
            tokens[cites].head = if was_root { cites as u32 } else { head };
            tokens[cites].deprel = deprel;
        }
        tokens[told].head = verb as u32;
        tokens[told].deprel = Deprel::Ccomp;
    }
}

#[cfg(test)]
mod tests {
    use crate::Coder;
    use dateline_record::Origin;

    #[track_caller]
    fn voices(text: &str, expected: &[&str]) {
        let coder = Coder::built_in();
        let reading = coder.reader().read(coder.document(text.to_owned(), Origin::default()));
        let event = reading.events.first().expect("an event is read");
        let chain = &reading.claim(event.claim).chain;
        let words: Vec<_> = chain.iter().map(|voice| reading.speaker(*voice)).collect();
        assert_eq!(words, expected);
    }

    #[test]
    fn what_stands_before_cited_as_saying_is_said() {
        voices(
            "Rebels shelled the town on Monday, state television cited the army as saying.",
            &["outlet", "state television", "army"],
        );
        voices(
            "Russian planes hit a weapons store in Idlib, the RIA news agency quoted the Russian defence ministry as saying on \
             Wednesday.",
            &["outlet", "RIA news agency", "Russian defence ministry"],
        );
    }
}
