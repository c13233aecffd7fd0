//! What kind of incident a story or a sentence tells of: ACLED's sub-event types, what police did.
//!
//! An event is coded in PLOVER; ACLED's types cut the world otherwise (a grenade and a suicide bomb are two types there,
//! an assault on troops is a clash). So the evidence of `data/ontology/acled.toml` is weighed: coded acts with the
//! sectors of their parties, and words. [`rank`] gives every type for which something speaks, the likeliest first.
//!
//! ```
//! use dateline::{Coder, Origin, Scheme, kinds};
//! let coder = Coder::built_in();
//! let text = "A suicide bomber blew himself up outside a police station in Kandahar on Monday, killing four.";
//! let document = coder.document(text.into(), Origin::default());
//! let (reading, analysis) = coder.reader().read_with_analysis(document);
//! let ranked = kinds::rank(&reading, &analysis, &coder.lexicon, Scheme::Acled, None);
//! assert_eq!(ranked[0].kind.name, "Suicide bomb");
//! ```

use dateline_lexicon::{Act, Kind, Lexicon, Part, Scheme, Sought, Term, wordlets};
use dateline_record::{Analysis, Deprel, Event, MentionKind, Reading, Role, Span, Status, Upos};
use std::ops::Range;

/// Evidence in the first sentence counts this much, in tenths.
const FIRST: i32 = 10;
/// Evidence in later sentences.
const LATER: i32 = 6;

/// A kind of incident and what speaks for it.
#[derive(Clone, Debug)]
pub struct Ranked<'l> {
    /// The kind.
    pub kind: &'l Kind,
    /// Sum of the evidence, in tenths of the weights of the data.
    pub score: i32,
    /// The terms that were found, as the data writes them.
    pub terms: Vec<String>,
}

/// The kinds for which the document, or the part of it given, has evidence: the likeliest first, equals in
/// the order of the data.
#[must_use]
pub fn rank<'l>(
    reading: &Reading,
    analysis: &Analysis,
    lexicon: &'l Lexicon,
    scheme: Scheme,
    part: Option<Span>,
) -> Vec<Ranked<'l>> {
    let story = Story::new(reading, analysis, lexicon, part);
    let mut ranked: Vec<Ranked> =
        lexicon.kinds.iter().filter(|k| k.scheme == scheme).map(|k| story.weigh(k)).collect();
    ranked.retain(|kind| kind.score > 0);
    ranked.sort_by_key(|kind| -kind.score);
    ranked
}

/// A stretch of a document with what was found in it.
struct Story<'r> {
    reading: &'r Reading,
    analysis: &'r Analysis,
    lexicon: &'r Lexicon,
    /// Tokens of the stretch.
    tokens: Range<usize>,
    /// End of the first sentence.
    first: u32,
    /// Byte at which each phrase stands for the first time.
    phrases: Vec<(u32, u32)>,
    events: Vec<&'r Event>,
    /// Events that are not reported.
    unreal: Vec<&'r Event>,
}

impl<'r> Story<'r> {
    fn new(
        reading: &'r Reading,
        analysis: &'r Analysis,
        lexicon: &'r Lexicon,
        part: Option<Span>,
    ) -> Story<'r> {
        let whole = Span::of(0..reading.document.text().len());
        let asked = part.is_some();
        let part = part.unwrap_or(whole);
        let read = |span: &&Span| {
            part.overlaps(**span) && reading.document.section_at(span.start()).is_story() && !span.is_empty()
        };
        let mut phrases: Vec<(u32, u32)> = vec![];
        let mut first = None;
        for sentence in reading.sentences.iter().filter(read) {
            first = first.or(Some(sentence.end()));
            let words = Span::new(sentence.start().max(part.start()), sentence.end().min(part.end()));
            let cut = wordlets(reading.document.quote(words));
            for (phrase, at) in lexicon.phrases.find(&cut, lexicon) {
                phrases.push((phrase, words.start() + cut[at].span.start()));
            }
        }
        phrases.sort_unstable();
        phrases.dedup_by_key(|(phrase, _)| *phrase);
        let inside = reading.events.iter().filter(|e| part.overlaps(e.trigger));
        let (events, unreal) = inside.partition(|e| e.status == Status::Reported);
        let at = |byte: u32| analysis.tokens.partition_point(|t| t.span.start() < byte);
        let tokens = at(part.start())..at(part.end());
        // A part that is asked for counts in full.
        let first = if asked { part.end() } else { first.unwrap_or(whole.end()) };
        Story { reading, analysis, lexicon, tokens, first, phrases, events, unreal }
    }

    fn weigh<'l>(&self, kind: &'l Kind) -> Ranked<'l> {
        let (mut score, mut terms) = (0, vec![]);
        for evidence in &kind.evidence {
            let mut found: Vec<(u32, &Term)> =
                evidence.terms.iter().filter_map(|term| Some((self.term(term)?, term))).collect();
            found.sort_by_key(|(at, _)| *at);
            let Some((at, _)) = found.first() else { continue };
            let tenths = if *at < self.first { FIRST } else { LATER };
            // What is said a second and a third time in other words says a little more.
            let more = evidence.weight.signum() * 5 * (found.len().min(3) as i32 - 1);
            score += evidence.weight * tenths + more;
            terms.extend(found.iter().map(|(_, term)| term.written.to_string()));
        }
        Ranked { kind, score, terms }
    }

    /// Where a term is fulfilled: at the last of its parts.
    fn term(&self, term: &Term) -> Option<u32> {
        let mut last = 0;
        for part in &term.parts {
            match (self.part(part), part.negated) {
                (Some(at), false) => last = last.max(at),
                (None, true) => {}
                _ => return None,
            }
        }
        Some(last)
    }
    fn part(&self, part: &Part) -> Option<u32> {
        match &part.what {
            Sought::Words(number) => {
                let at = self.phrases.binary_search_by_key(number, |(phrase, _)| *phrase).ok()?;
                Some(self.phrases[at].1)
            }
            Sought::Act(act) => self.events.iter().find(|e| self.is(e, act)).map(|e| e.trigger.start()),
            Sought::Unreal(act) => self.unreal.iter().find(|e| self.is(e, act)).map(|e| e.trigger.start()),
            Sought::Does(class) => self.deed(class, false),
            Sought::Fails(class) => self.deed(class, true),
        }
    }
    /// Where somebody of a class first does something, or fails to.
    fn deed(&self, class: &str, undone: bool) -> Option<u32> {
        self.tokens.clone().find_map(|at| {
            let token = &self.analysis.tokens[at];
            let doer = matches!(token.deprel, Deprel::Nsubj | Deprel::NsubjPass | Deprel::OblAgent);
            let verb = token.head as usize;
            let known = doer && self.is_of(at, class) && self.analysis.tokens[verb].upos == Upos::Verb;
            (known && self.done(verb) == Some(!undone)).then(|| token.span.start())
        })
    }
    /// Whether what a verb tells was done or left undone; none where it tells no deed, or one only thought of.
    fn done(&self, verb: usize) -> Option<bool> {
        let lemma = |at: usize| self.analysis.tokens[at].lemma.as_str();
        let listed = |class: &str| self.is_of(verb, class);
        let below = |at: &usize| self.analysis.tokens[*at].head as usize == verb && *at != verb;
        let (from, to) = (verb.saturating_sub(8), (verb + 3).min(self.analysis.tokens.len()));
        let denied = (from..to).filter(below).any(|at| matches!(lemma(at), "not" | "n't" | "never" | "no"));
        let modal = (from..to).filter(below).any(|at| {
            self.analysis.tokens[at].deprel == Deprel::Aux
                && matches!(
                    lemma(at),
                    "will" | "would" | "should" | "may" | "might" | "could" | "must" | "can" | "shall"
                )
        });
        if self.lexicon.speech_verbs.contains_key(lemma(verb)) || listed("no_deed") {
            return None;
        }
        match (denied || listed("fail_verb"), modal) {
            (true, _) => Some(false),
            (false, true) => None,
            (false, false) => Some(true),
        }
    }
    /// Whether a token, with the words before it, is one of a class.
    fn is_of(&self, at: usize, class: &str) -> bool {
        let Some(set) = self.lexicon.classes.get(class) else { return false };
        let form = |at: usize| self.reading.document.quote(self.analysis.tokens[at].span).to_lowercase();
        let lemma = self.analysis.tokens[at].lemma.to_lowercase();
        let heads = [lemma, form(at)];
        heads.iter().filter_map(|head| set.heads.get(head.as_str())).flatten().any(|before| {
            at >= before.len() && before.iter().zip(at - before.len()..at).all(|(word, at)| form(at) == *word)
        })
    }
    fn is(&self, event: &Event, act: &Act) -> bool {
        (event.plover == act.plover || act.plover == "ANY")
            && (act.mode.is_empty() || event.modes.contains(&act.mode))
            && (act.actors.is_empty()
                || self.sectors(&event.actors).any(|s| act.actors.iter().any(|a| a == s)))
            && (act.recipients.is_empty()
                || self.sectors(&event.recipients).any(|s| act.recipients.iter().any(|r| r == s)))
    }
    fn sectors<'s>(&'s self, roles: &'s [Role]) -> impl Iterator<Item = &'s str> {
        let kinds = roles.iter().filter_map(|role| role.mention).map(|id| &self.reading.mention(id).kind);
        kinds.filter_map(|kind| match kind {
            MentionKind::Actor(resolution) => resolution.best().map(|actor| actor.sector.as_str()),
            _ => None,
        })
    }
}
