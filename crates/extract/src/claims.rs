//! According to whom: which words hang on which speaker.
//!
//! Every verb of saying and every "according to" makes a voice with a content; voices nest by what their contents hold.
//! The outlet is the outermost voice of all.

use crate::mentions::actors::Mentions;
use crate::tree::Tree;
use dateline_lexicon::{Lexicon, Speech};
use dateline_record::{
    Claim, ClaimId, Deprel, Document, MentionId, QuoteType, SectionKind, Span, Speaker, Stance, Upos,
};

/// Longest credit line behind a headline's colon, in tokens.
const CREDIT: u32 = 5;

/// A voice and what it says.
#[derive(Clone, Debug)]
pub struct Voice {
    /// Who speaks.
    pub speaker: Speaker,
    /// Whether the speaker is a document ("the agreement says").
    pub document: bool,
    /// The token that attributes: the verb of saying, or the speaker behind "according to".
    pub cue: u32,
    /// The words that attribute.
    pub cue_span: Span,
    /// Whether a preposition and not a verb attributes. Around a verb of saying it is the outer voice.
    phrase: bool,
    /// Head of what is said.
    content: u32,
    /// Subtrees inside the content that are not said: the words of attribution.
    except: Vec<u32>,
    /// What is said is everything of the sentence before or behind this token (headline credits).
    only: Option<std::ops::Range<u32>>,
    /// What the speaker does with it.
    pub stance: Stance,
    /// The rule.
    pub rule: smol_str::SmolStr,
    /// When it was said.
    pub said: Option<MentionId>,
    parent: Option<usize>,
    /// The sentence it stands in; a voice says nothing outside it.
    pub sentence: std::ops::Range<u32>,
}

/// All voices of a document.
pub struct Voices {
    /// In the order they were found; claim `n + 1` is voice `n`.
    pub list: Vec<Voice>,
}

impl Voices {
    /// Finds the voices in the given sentences (token ranges with the kind of their section).
    #[must_use]
    pub fn find(
        tree: &Tree,
        lexicon: &Lexicon,
        mentions: &mut Mentions,
        sentences: &[(std::ops::Range<u32>, SectionKind)],
    ) -> Voices {
        let mut finder = Finder { tree, lexicon, list: vec![], sentence: 0..0 };
        for (sentence, kind) in sentences {
            finder.sentence = sentence.clone();
            if *kind == SectionKind::Headline {
                finder.credit(mentions, sentence.clone());
            }
            for at in sentence.clone() {
                finder.verb(mentions, at);
                finder.phrase(mentions, at, sentence);
            }
        }
        let mut voices = Voices { list: finder.list };
        voices.nest(tree);
        voices
    }

    fn holds(&self, tree: &Tree, voice: usize, token: u32) -> bool {
        let voice = &self.list[voice];
        if let Some(only) = &voice.only {
            return only.contains(&token);
        }
        tree.below(token, voice.content) && !voice.except.iter().any(|e| tree.below(token, *e))
    }

    /// "Reuters reported …, citing officials": the officials' cue hangs on the verb of Reuters.
    fn frames(&self, tree: &Tree, outer: usize, inner: usize) -> bool {
        let (outer, inner) = (&self.list[outer], &self.list[inner]);
        inner.content == outer.content && inner.cue != outer.cue && tree.below(inner.cue, outer.cue)
    }
    /// The voices of the sentence that a token stands in.
    fn near(&self, token: u32) -> std::ops::Range<usize> {
        let first = self.list.partition_point(|v| v.sentence.end <= token);
        let last = self.list.partition_point(|v| v.sentence.start <= token);
        first..last.max(first)
    }

    /// A voice's parent is the smallest voice whose content holds its cue.
    fn nest(&mut self, tree: &Tree) {
        for inner in 0..self.list.len() {
            let cue = self.list[inner].cue;
            let around = |outer: &usize| {
                let mutual = self.holds(tree, inner, self.list[*outer].cue);
                *outer != inner
                    && (self.holds(tree, *outer, cue) || self.frames(tree, *outer, inner))
                    && (!mutual || self.list[*outer].phrase && !self.list[inner].phrase)
            };
            let size = |outer: &usize| {
                let (left, right) = tree.reach(self.list[*outer].content);
                right - left
            };
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
        self.list[self.near(token)].iter().any(|voice| voice.cue == token)
    }
    /// The voice around a voice.
    #[must_use]
    pub fn around(&self, voice: usize) -> Option<usize> {
        self.list[voice].parent
    }
    /// The claim that a token belongs to: the innermost voice that says it, or the outlet.
    #[must_use]
    pub fn claim_of(&self, tree: &Tree, token: u32) -> ClaimId {
        let said = self.near(token).filter(|v| self.holds(tree, *v, token)).max_by_key(|v| self.depth(*v));
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
            cue: None,
            content: vec![],
            quote_type: QuoteType::None,
            stance: Stance::Asserts,
            said: None,
            rule: "claims.outlet".into(),
        };
        let of_voice = |v: usize| {
            let voice = &self.list[v];
            let mut chain = vec![Speaker::Outlet];
            chain.extend(self.path(v).iter().rev().map(|p| self.list[*p].speaker));
            let content = self.content(tree, v);
            Claim {
                chain,
                cue: Some(voice.cue_span),
                quote_type: quote_type(document.text(), &content),
                content,
                stance: voice.stance,
                said: voice.said,
                rule: voice.rule.clone(),
            }
        };
        std::iter::once(own).chain((0..self.list.len()).map(of_voice)).collect()
    }
    /// Runs of tokens that a voice says.
    fn content(&self, tree: &Tree, voice: usize) -> Vec<Span> {
        let tokens = match &self.list[voice].only {
            Some(only) => only.clone(),
            None => {
                let (left, right) = tree.reach(self.list[voice].content);
                left..right + 1
            }
        };
        let mut runs: Vec<Span> = vec![];
        let mut open = false;
        for token in tokens {
            if !self.holds(tree, voice, token) {
                open = false;
                continue;
            }
            let span = tree.token(token).span;
            match runs.last_mut() {
                Some(run) if open => *run = run.cover(span),
                // A run of bare punctuation is no content.
                _ if tree.token(token).upos == Upos::Punct => continue,
                _ => runs.push(span),
            }
            open = true;
        }
        runs
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‟')
}

fn quote_type(text: &str, content: &[Span]) -> QuoteType {
    let (Some(first), Some(last)) = (content.first(), content.last()) else { return QuoteType::Indirect };
    let span = first.cover(*last);
    let inside = span.text(text);
    let before = text[..span.start() as usize].chars().next_back().is_some_and(is_quote)
        || inside.starts_with(is_quote);
    let after = inside.trim_end_matches(['.', ',', '!', '?']).ends_with(is_quote)
        || text[span.end() as usize..].trim_start_matches(['.', ',', '!', '?']).starts_with(is_quote);
    match () {
        () if before && after => QuoteType::Direct,
        () if inside.contains(is_quote) => QuoteType::Mixed,
        () => QuoteType::Indirect,
    }
}

struct Finder<'a> {
    tree: &'a Tree<'a>,
    lexicon: &'a Lexicon,
    list: Vec<Voice>,
    sentence: std::ops::Range<u32>,
}

impl Finder<'_> {
    fn speech(&self, at: u32) -> Option<&Speech> {
        let triggers = self.lexicon.speech_verbs.get(self.tree.lemma(at))?;
        let best = self.tree.triggers(at, triggers, true).max_by_key(|t| t.others.len())?;
        self.lexicon.speeches.get(best.of as usize)
    }

    /// "the ministry said (that) …", "…, the ministry said".
    fn verb(&mut self, mentions: &mut Mentions, at: u32) {
        if !self.tree.is_verb(at)
            || matches!(self.tree.relation(at), Deprel::Aux | Deprel::AuxPass | Deprel::Amod)
        {
            return;
        }
        let Some(speech) = self.speech(at).cloned() else { return };
        let Some((content, except)) = self.content(at, &speech) else { return };
        let quoted = !speech.outer.is_empty() && self.as_clause(at).is_some();
        // "RIA cited the ministry as saying": RIA speaks around "saying", whose own subject is the ministry.
        let slot = if quoted { &speech.outer } else { &speech.speaker };
        let heads: Vec<u32> = slot.paths.iter().flat_map(|p| self.tree.follow(at, p)).collect();
        let heads = if quoted && heads.is_empty() && self.tree.is_passive(at) { vec![] } else { heads };
        let speaker = self.speaker(mentions, heads.first().copied());
        let (speaker, head) = match speaker {
            Some(found) => found,
            // "it was reported that": somebody speaks, and the words do not say who.
            None if self.tree.is_passive(at) || quoted => (Speaker::Unnamed(self.tree.token(at).span), at),
            None => return,
        };
        let cue_span = if head == at {
            self.tree.token(at).span
        } else {
            self.tree.phrase(head).cover(self.tree.token(at).span)
        };
        let document = self.is_document(head);
        self.list.push(Voice {
            speaker,
            document,
            cue: at,
            cue_span,
            phrase: false,
            content,
            except,
            only: None,
            stance: speech.stance,
            rule: speech.id,
            said: None,
            parent: None,
            sentence: self.sentence.clone(),
        });
    }

    /// What a verb of saying introduces: its clause, its noun, or the clause that it is inserted into.
    fn content(&self, at: u32, speech: &Speech) -> Option<(u32, Vec<u32>)> {
        if let Some(clause) = self.as_clause(at) {
            return Some((clause, vec![]));
        }
        let clause = self.tree.with(at, &[Deprel::Ccomp, Deprel::Xcomp]).next();
        if let Some(clause) = clause {
            return Some((clause, vec![]));
        }
        if let (Deprel::Parataxis, Some(host)) = (self.tree.relation(at), self.tree.head(at)) {
            return Some((host, vec![at]));
        }
        if let Some(clause) =
            self.tree.with(at, &[Deprel::Parataxis]).find(|c| self.tree.is_verb(*c) || *c < at)
        {
            return Some((clause, vec![]));
        }
        // "Reuters reported, citing officials": the speaker named last says what the clause around says.
        if !speech.outer.is_empty()
            && let (Deprel::Advcl, Some(host)) = (self.tree.relation(at), self.tree.head(at))
        {
            let (clause, except) = match self.speech(host).cloned() {
                Some(around) => self.content(host, &around)?,
                None => (host, vec![]),
            };
            return Some((clause, except.into_iter().chain([at]).collect()));
        }
        let slot = &speech.content;
        let noun = slot.paths.iter().flat_map(|p| self.tree.follow(at, p)).find(|n| *n != at)?;
        Some((noun, vec![]))
    }
    /// "… as saying": the clause behind "as".
    fn as_clause(&self, at: u32) -> Option<u32> {
        let below = [Deprel::Advcl, Deprel::Xcomp, Deprel::Obl, Deprel::Ccomp, Deprel::Acl, Deprel::Nmod];
        let direct = self.tree.with(at, &below).find(|c| self.is_as(*c));
        let below_object = || {
            self.tree.objects(at).into_iter().find_map(|o| self.tree.with(o, &below).find(|c| self.is_as(*c)))
        };
        direct.or_else(below_object)
    }
    fn is_as(&self, at: u32) -> bool {
        self.tree.is_verb(at) && self.tree.has_case(at, &[smol_str::SmolStr::new_static("as")])
    }

    /// "according to the monitor".
    fn phrase(&mut self, mentions: &mut Mentions, at: u32, sentence: &std::ops::Range<u32>) {
        let Some(triggers) = self.lexicon.speech_phrases.get(self.tree.small(at)) else {
            return;
        };
        let fits = |words: &[smol_str::SmolStr]| {
            (at + 1..sentence.end)
                .zip(words)
                .filter(|(t, w)| self.tree.form(*t).eq_ignore_ascii_case(w))
                .count()
                == words.len()
        };
        let Some(trigger) = triggers.iter().filter(|t| fits(&t.others)).max_by_key(|t| t.others.len()) else {
            return;
        };
        let speech = self.lexicon.speeches[trigger.of as usize].clone();
        let last = at + trigger.others.len() as u32;
        let Some(head) = self.behind_phrase(at, last, sentence.end) else { return };
        let Some((speaker, head)) = self.speaker(mentions, Some(head)) else { return };
        // "…, the ministry said according to RIA": RIA is around the ministry.
        let verb_before = at.checked_sub(1).filter(|b| self.tree.is_verb(*b) && self.speech(*b).is_some());
        let anchor = verb_before.or_else(|| self.tree.head(head)).unwrap_or(head);
        let edge = at == sentence.start || at.checked_sub(1).is_some_and(|b| self.tree.form(b) == ",");
        let content = match verb_before {
            Some(verb) if self.tree.relation(verb) == Deprel::Parataxis => {
                self.tree.head(verb).unwrap_or(verb)
            }
            Some(verb) => verb,
            None if edge => self.tree.ancestors(head).last().unwrap_or(anchor),
            None => self.tree.clause(anchor).unwrap_or(anchor),
        };
        if content == head {
            return;
        }
        let cue_span = self.tree.token(at).span.cover(self.tree.phrase(head));
        let document = self.is_document(head);
        self.list.push(Voice {
            speaker,
            document,
            cue: head,
            cue_span,
            phrase: true,
            content,
            except: vec![head],
            only: None,
            stance: speech.stance,
            rule: speech.id,
            said: None,
            parent: None,
            sentence: self.sentence.clone(),
        });
    }
    /// The noun that a phrase like "according to" governs.
    fn behind_phrase(&self, first: u32, last: u32, end: u32) -> Option<u32> {
        for token in [last, first] {
            if matches!(self.tree.relation(token), Deprel::Case | Deprel::Mark)
                && let Some(head) = self.tree.head(token).filter(|h| *h > last)
            {
                return Some(head);
            }
        }
        let governed = self.tree.children(first).iter().chain(self.tree.children(last)).copied();
        governed
            .filter(|c| *c > last && self.tree.is_nominal(*c))
            .min()
            .or_else(|| (last + 1..end).find(|t| self.tree.is_nominal(*t)).map(|t| self.phrase_head(t)))
    }
    fn phrase_head(&self, at: u32) -> u32 {
        let inner =
            [Deprel::Compound, Deprel::Amod, Deprel::Det, Deprel::NmodPoss, Deprel::Flat, Deprel::Nummod];
        let mut top = at;
        while inner.contains(&self.tree.relation(top)) {
            match self.tree.head(top) {
                Some(head) if head > top => top = head,
                _ => break,
            }
        }
        top
    }

    /// "…: RIA" and "RIA: …" in headlines.
    fn credit(&mut self, mentions: &mut Mentions, sentence: std::ops::Range<u32>) {
        let Some(colon) = sentence.clone().rev().find(|t| self.tree.form(*t) == ":") else { return };
        let (before, behind) = (sentence.start..colon, colon + 1..sentence.end);
        let verb = |range: &std::ops::Range<u32>| range.clone().any(|t| self.tree.is_verb(t));
        let behind_is_credit = behind.len() as u32 <= CREDIT && !verb(&behind);
        let (credit, content) = if behind_is_credit { (behind, before) } else { (before, behind) };
        if credit.is_empty() || content.is_empty() || credit.len() as u32 > CREDIT || verb(&credit) {
            return;
        }
        let Some(head) = credit.clone().find(|t| !mentions.actors_at(*t).is_empty()).or_else(|| {
            let named = credit.clone().find(|t| mentions.name(*t).is_some())?;
            mentions.modifier(named).map(|_| named)
        }) else {
            return;
        };
        let Some((speaker, _)) = self.speaker(mentions, Some(head)) else { return };
        self.list.push(Voice {
            speaker,
            document: false,
            cue: head,
            cue_span: self.tree.token(credit.start).span.cover(self.tree.token(credit.end - 1).span),
            phrase: true,
            content: content.start,
            except: vec![],
            only: Some(content),
            stance: Stance::Asserts,
            rule: "claims.headline-credit".into(),
            said: None,
            parent: None,
            sentence: self.sentence.clone(),
        });
    }

    fn speaker(&self, mentions: &mut Mentions, head: Option<u32>) -> Option<(Speaker, u32)> {
        let head = head?;
        if self.tree.relation(head) == Deprel::Expl {
            return None;
        }
        if let Some(&id) = mentions.actors_at(head).first() {
            return Some((Speaker::Mentioned(id), head));
        }
        if !self.tree.is_nominal(head) {
            return None;
        }
        // "a Kenyan news agency report": the medium or body inside the phrase speaks through its report.
        if let Some(id) = self.inner_actor(mentions, head) {
            return Some((Speaker::Mentioned(id), head));
        }
        Some((Speaker::Unnamed(self.tree.phrase(head)), head))
    }
    fn inner_actor(&self, mentions: &mut Mentions, head: u32) -> Option<MentionId> {
        let carrier = [
            "report",
            "statement",
            "agency",
            "spokesman",
            "spokeswoman",
            "spokesperson",
            "broadcaster",
            "channel",
            "newspaper",
            "daily",
            "website",
            "outlet",
            "account",
            "communique",
            "post",
            "tweet",
            "press",
            "medium",
            "media",
            "tally",
            "toll",
            "count",
            "figure",
            "source",
        ];
        if !carrier.contains(&self.tree.lemma(head)) || self.is_document(head) {
            return None;
        }
        let (first, last) = self.tree.phrase_tokens(head);
        let named: Vec<u32> = (first..=last)
            .filter(|t| mentions.name(*t).is_some_and(|n| n.head == *t || n.first == *t))
            .collect();
        // A name of a body before a mere nationality: "Russian RIA" is RIA.
        let proper = named.iter().copied().find(|t| {
            mentions
                .name(*t)
                .is_some_and(|n| n.targets.iter().any(|t| matches!(t, dateline_lexicon::Named::Actor(..))))
        });
        let by = self
            .tree
            .with(head, &[Deprel::Nmod])
            .find(|c| matches!(self.tree.case(*c), Some("by" | "from" | "of")));
        if let Some(id) = proper.and_then(|t| mentions.modifier(t)) {
            return Some(id);
        }
        by.and_then(|b| mentions.actors_at(b).first().copied())
    }
    fn is_document(&self, head: u32) -> bool {
        let classes = ["agreement", "document"];
        classes.iter().any(|c| self.lexicon.classes.get(*c).is_some_and(|set| self.tree.is_one_of(head, set)))
    }
}
