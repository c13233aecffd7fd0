//! According to whom: which words hang on which speaker.
//!
//! Every word of saying and every "according to" makes a voice with a content; voices nest by what their contents hold.
//! The outlet is the outermost voice of all. Attitudes ("wants to", "called for") are voices too, but nothing hangs on them:
//! who wants a thing does not say that it is so.

mod commitment;
mod find;
mod quotes;
mod rows;

pub use commitment::{factuality, interest};

use crate::mentions::actors::Mentions;
use crate::tree::Tree;
use dateline_lexicon::Lexicon;
use dateline_record::{
    Claim, ClaimId, Document, Level, MentionId, QuoteType, SectionKind, Span, Speaker, Stance, Upos,
};
use find::Finder;
use quotes::Quotes;
use std::ops::Range;

/// What kind of words attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// "said"
    Verb,
    /// "the claim that", "confident that"
    Nominal,
    /// "according to", a headline's credit: around a verb of saying it is the outer voice.
    Phrase,
    /// Nothing: the sentence goes on in the voice of the one before.
    Follows,
}

/// A voice and what it says.
#[derive(Clone, Debug)]
pub struct Voice {
    /// Who speaks.
    pub speaker: Speaker,
    /// Whether the speaker is a document ("the agreement says").
    pub document: bool,
    /// The token that attributes: the verb of saying, or the speaker behind "according to".
    pub cue: u32,
    /// The words that attribute, from speaker to verb.
    pub cue_span: Span,
    /// The words that attribute without the speaker.
    words: Vec<Span>,
    /// The speaker's whole phrase.
    phrase: Option<Span>,
    /// Last word of a time right behind "according to X".
    pub dated: Option<u32>,
    kind: Kind,
    /// Head of what is said.
    content: u32,
    /// What is said: runs of tokens in text order.
    said_in: Vec<Range<u32>>,
    /// What the speaker does with it.
    pub stance: Stance,
    /// Whether no event hangs on it: an attitude, or a deed that the words take for granted ("condemned the raid").
    attitude: bool,
    /// Whether the words take the content for true: "knew that".
    pub(crate) factive: bool,
    /// Whether it makes another's statement its own: "confirmed the report that".
    endorses: bool,
    /// The rule.
    pub rule: smol_str::SmolStr,
    /// When it was said.
    pub said: Option<MentionId>,
    parent: Option<usize>,
    /// The sentence it stands in.
    pub sentence: Range<u32>,
}

impl Voice {
    /// The words that name who speaks.
    #[must_use]
    pub fn phrase(&self) -> Option<Span> {
        self.phrase
    }
    fn holds(&self, token: u32) -> bool {
        self.said_in.iter().any(|run| run.contains(&token))
    }
    fn size(&self) -> u32 {
        self.said_in.iter().map(|run| run.end - run.start).sum()
    }
}

/// All voices of a document.
pub struct Voices {
    /// In the order they were found; claim `n + 1` is voice `n`.
    pub list: Vec<Voice>,
    /// What voices say outside their own sentence: start of the run, its end, the voice.
    elsewhere: Vec<(u32, u32, usize)>,
}

impl Voices {
    /// Finds the voices in the given sentences (token ranges with the kind of their section).
    #[must_use]
    pub fn find(
        tree: &Tree,
        lexicon: &Lexicon,
        mentions: &mut Mentions,
        sentences: &[(Range<u32>, SectionKind)],
    ) -> Voices {
        let ranges: Vec<Range<u32>> = sentences.iter().map(|(range, _)| range.clone()).collect();
        let quotes = Quotes::find(tree, &ranges);
        let mut finder = Finder { tree, lexicon, quotes: &quotes, list: vec![], sentence: 0..0 };
        for (sentence, kind) in sentences {
            finder.sentence(mentions, sentence, *kind == SectionKind::Headline);
        }
        finder.go_on(sentences);
        let mut list = finder.list;
        list.sort_by_key(|voice| voice.sentence.start);
        let mut voices = Voices { list, elsewhere: vec![] };
        voices.nest(tree);
        voices.elsewhere = voices.elsewhere();
        voices
    }

    fn elsewhere(&self) -> Vec<(u32, u32, usize)> {
        let outside = |(number, voice): (usize, &Voice)| {
            let sentence = voice.sentence.clone();
            let runs = voice.said_in.clone().into_iter();
            runs.filter(move |run| run.start < sentence.start || run.end > sentence.end)
                .map(move |run| (run.start, run.end, number))
        };
        let mut found: Vec<_> = self.list.iter().enumerate().flat_map(outside).collect();
        found.sort_unstable();
        found
    }

    /// "Reuters reported …, citing officials": the officials' cue hangs on the verb of Reuters.
    fn frames(&self, tree: &Tree, outer: usize, inner: usize) -> bool {
        let (outer, inner) = (&self.list[outer], &self.list[inner]);
        inner.content == outer.content && inner.cue != outer.cue && tree.below(inner.cue, outer.cue)
    }
    /// The voices of the sentence that a token stands in.
    fn near(&self, token: u32) -> Range<usize> {
        let first = self.list.partition_point(|v| v.sentence.end <= token);
        let last = self.list.partition_point(|v| v.sentence.start <= token);
        first..last.max(first)
    }
    /// The voices that can hold a token: those of its sentence, and those that reach into it.
    fn around_token(&self, token: u32) -> impl Iterator<Item = usize> + '_ {
        let before = self.elsewhere.partition_point(|(start, ..)| *start <= token);
        let outside = self.elsewhere[..before].iter().rev().take(8);
        let outside = outside.filter(move |(_, end, _)| *end > token).map(|(.., voice)| *voice);
        self.near(token).chain(outside)
    }

    /// A voice's parent is the smallest voice whose content holds its cue. Attitudes are nobody's parents.
    fn nest(&mut self, tree: &Tree) {
        for inner in 0..self.list.len() {
            if self.list[inner].kind == Kind::Follows {
                continue;
            }
            let cue = self.list[inner].cue;
            let around = |outer: &usize| {
                let (holder, held) = (&self.list[*outer], &self.list[inner]);
                let mutual = held.holds(holder.cue);
                *outer != inner
                    && !holder.attitude
                    && holder.kind != Kind::Follows
                    && (holder.holds(cue) || self.frames(tree, *outer, inner))
                    && (!mutual || holder.kind == Kind::Phrase && held.kind != Kind::Phrase)
            };
            let size = |outer: &usize| self.list[*outer].size();
            self.list[inner].parent = self.near(cue).filter(around).min_by_key(size);
        }
    }
    fn depth(&self, voice: usize) -> usize {
        self.path(voice).len()
    }
    /// A voice and the voices around it, innermost first. Cycles that a broken tree could make are cut.
    fn path(&self, voice: usize) -> Vec<usize> {
        let mut path = vec![voice];
        while let Some(parent) = self.list[path[path.len() - 1]].parent {
            if path.contains(&parent) {
                break;
            }
            path.push(parent);
        }
        path
    }

    /// Whether a token is the verb or name that attributes.
    #[must_use]
    pub fn is_cue(&self, token: u32) -> bool {
        self.list[self.near(token)].iter().any(|voice| voice.cue == token && !voice.attitude)
    }
    /// What the named speaker does who says something by this word; none if the words name nobody.
    #[must_use]
    pub fn stance_at(&self, token: u32) -> Option<Stance> {
        let named = |voice: &&Voice| voice.cue == token && !voice.attitude && voice.phrase.is_some();
        self.list[self.near(token)].iter().find(named).map(|voice| voice.stance)
    }
    /// Whether a word is the cue of a voice around a claim's own.
    #[must_use]
    pub fn is_around(&self, token: u32, claim: ClaimId) -> bool {
        let Some(inner) = (claim.0 as usize).checked_sub(1) else { return false };
        self.path(inner).iter().skip(1).any(|outer| self.list[*outer].cue == token)
    }
    /// The voice around a voice.
    #[must_use]
    pub fn around(&self, voice: usize) -> Option<usize> {
        self.list[voice].parent
    }
    /// The claim that a token belongs to: the innermost voice that says it, or the outlet.
    #[must_use]
    pub fn claim_of(&self, token: u32) -> ClaimId {
        let said = self
            .around_token(token)
            .filter(|v| self.list[*v].holds(token) && !self.list[*v].attitude)
            .max_by_key(|v| self.depth(*v));
        ClaimId(said.map_or(0, |v| v as u32 + 1))
    }
    /// The voice of a claim, none for the outlet's own.
    #[must_use]
    pub fn voice(&self, claim: ClaimId) -> Option<&Voice> {
        (claim.0 as usize).checked_sub(1).and_then(|v| self.list.get(v))
    }

    /// The claims: the outlet's own first, then one a voice.
    #[must_use]
    pub fn claims(&self, tree: &Tree, document: &Document) -> Vec<Claim> {
        let own = Claim {
            chain: vec![Speaker::Outlet],
            levels: vec![Level::default()],
            cue: None,
            content: vec![],
            quote_type: QuoteType::None,
            stance: Stance::Asserts,
            follows: false,
            said: None,
            rule: "claims.outlet".into(),
        };
        let of_voice = |v: usize| {
            let voice = &self.list[v];
            let path = self.path(v);
            let mut chain = vec![Speaker::Outlet];
            let mut levels = vec![Level::default()];
            for around in path.iter().rev() {
                let around = &self.list[*around];
                chain.push(around.speaker);
                levels.push(Level { phrase: around.phrase, cue: around.words.clone() });
            }
            let content = content(tree, &voice.said_in);
            let follows = voice.kind == Kind::Follows;
            Claim {
                chain,
                levels,
                cue: Some(voice.cue_span).filter(|_| !follows),
                quote_type: quote_type(document.text(), &content),
                content,
                stance: voice.stance,
                follows,
                said: voice.said,
                rule: voice.rule.clone(),
            }
        };
        std::iter::once(own).chain((0..self.list.len()).map(of_voice)).collect()
    }
}

/// The words of some runs, without commas and stops at their edges.
fn content(tree: &Tree, said_in: &[Range<u32>]) -> Vec<Span> {
    let edge = |at: u32| {
        tree.token(at).upos == Upos::Punct
            && matches!(tree.form(at), "," | "." | ";" | ":" | "-" | "–" | "—" | "--" | "...")
    };
    let quoted = |at: u32| tree.form(at).starts_with(is_quote);
    let mut spans = vec![];
    for run in said_in {
        let (mut first, mut end) = (run.start, run.end);
        while first < end && edge(first) {
            first += 1;
        }
        while end > first && edge(end - 1) {
            end -= 1;
        }
        // A run of bare punctuation is no content.
        if first < end && (first..end).any(|t| tree.token(t).upos != Upos::Punct && !quoted(t)) {
            spans.push(tree.token(first).span.cover(tree.token(end - 1).span));
        }
    }
    spans
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‟' | '‘')
}

fn quote_type(text: &str, content: &[Span]) -> QuoteType {
    let (Some(first), Some(last)) = (content.first(), content.last()) else { return QuoteType::Indirect };
    let doubled = |text: &str| text.starts_with(is_quote) || text.starts_with("''");
    let stops = ['.', ',', '!', '?', '…'];
    let before = doubled(first.text(text)) || text[..first.start() as usize].ends_with(is_quote);
    let end = last.text(text).trim_end_matches(stops);
    let after = end.ends_with(is_quote)
        || end.ends_with("''")
        || text[last.end() as usize..].trim_start_matches(stops).starts_with(is_quote);
    let inside = |span: &Span| {
        let words = span.text(text);
        words.contains(|c| is_quote(c) && c != '‘') || words.contains("''")
    };
    let single = first.text(text).starts_with(['‘', '\'']) && end.ends_with(['’', '\'']) && first.len() > 2;
    match () {
        () if before && after || single => QuoteType::Direct,
        () if content.iter().any(inside) => QuoteType::Mixed,
        () => QuoteType::Indirect,
    }
}

/// Joins runs that touch and takes away what is in none.
fn tidy(mut runs: Vec<Range<u32>>) -> Vec<Range<u32>> {
    runs.retain(|run| !run.is_empty());
    runs.sort_by_key(|run| run.start);
    let mut joined: Vec<Range<u32>> = vec![];
    for run in runs {
        match joined.last_mut() {
            Some(last) if run.start <= last.end => last.end = last.end.max(run.end),
            _ => joined.push(run),
        }
    }
    joined
}

/// Runs without the tokens of a range.
fn without(runs: &[Range<u32>], cut: &Range<u32>) -> Vec<Range<u32>> {
    let pieces = |run: &Range<u32>| {
        if run.end <= cut.start || run.start >= cut.end {
            return vec![run.clone()];
        }
        vec![run.start..cut.start.max(run.start), cut.end.min(run.end)..run.end]
    };
    runs.iter().flat_map(pieces).filter(|run| !run.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{tidy, without};

    #[test]
    fn runs_that_touch_are_one() {
        assert_eq!(tidy(vec![5..7, 1..3, 3..4, 9..9]), [1..4, 5..7]);
    }

    #[test]
    fn a_cut_may_fall_into_the_middle_of_a_run() {
        assert_eq!(without(&[1..9, 12..14], &(3..5)), [1..3, 5..9, 12..14]);
        assert_eq!(without(&[1..9, 12..14], &(0..20)), Vec::<std::ops::Range<u32>>::new());
    }
}
