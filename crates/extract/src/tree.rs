//! Walking dependency trees: logical subjects and objects, prepositions, noun phrases.
//!
//! UD trees are close to the surface; roles are not. This module undoes the passive, control, relative clauses,
//! participles and coordination, so that a pattern may say `subj` and mean who did it.

use dateline_lexicon::{Lexicon, Path, Slot, Step, Trigger, WordSet, stems};
use dateline_record::{Analysis, Deprel, Span, Token, Upos, Xpos};
use smol_str::SmolStr;
use std::cell::OnceCell;

/// How far control and coordination are followed before giving up: deeper chains are parser errors.
const DEPTH: u8 = 6;

/// A document's trees with their children indexed.
pub struct Tree<'a> {
    text: &'a str,
    /// All tokens of the document.
    pub tokens: std::borrow::Cow<'a, [Token]>,
    /// Lemmas in small letters.
    pub lemmas: Vec<SmolStr>,
    /// Forms in small letters: asked for so often that they are folded once.
    forms: Vec<SmolStr>,
    first_child: Vec<u32>,
    children: Vec<u32>,
    left: Vec<u32>,
    right: Vec<u32>,
    /// Words of time expressions: "at Haifa on Monday" holds nothing behind "on".
    muted: Vec<bool>,
    /// Words that say how much or how many: what they measure stands behind "of".
    partitive: Vec<bool>,
    /// Nouns for what is said or written: "statement".
    utterance: Vec<bool>,
    /// Verbs of giving, whose passive may keep an object: "was given tanks".
    gives: Vec<bool>,
    /// Verbs whose infinitive is done by their own subject: "planned to use".
    keeps_subject: Vec<bool>,
    /// Markers of a gerund whose subject is the object of the verb above: "of shelling".
    passes_object: Vec<bool>,
    /// Nouns for an act that has not come about: "decision", "refusal", "campaign".
    ahead: Vec<bool>,
    /// Logical subjects and objects, found when first asked for: every pattern of a verb asks again.
    arguments: Vec<[OnceCell<Box<[u32]>>; 2]>,
}

impl<'a> Tree<'a> {
    /// Indexes the trees of a document. Lemmas the dictionaries know are preferred where the form allows: a rare verb's
    /// lemma is the parser's weak spot ("shelled" → "shel").
    #[must_use]
    pub fn new(text: &'a str, analysis: &'a Analysis, lexicon: &Lexicon) -> Tree<'a> {
        let mended = crate::mend::tokens(text, analysis, lexicon);
        let tokens = &mended[..];
        let mut first_child = vec![0u32; tokens.len() + 1];
        for (at, token) in tokens.iter().enumerate() {
            if token.head as usize != at {
                first_child[token.head as usize + 1] += 1;
            }
        }
        for at in 0..tokens.len() {
            first_child[at + 1] += first_child[at];
        }
        let mut next = first_child.clone();
        let mut children = vec![0u32; first_child[tokens.len()] as usize];
        for (at, token) in tokens.iter().enumerate() {
            if token.head as usize != at {
                children[next[token.head as usize] as usize] = at as u32;
                next[token.head as usize] += 1;
            }
        }
        let lemmas = tokens.iter().map(|t| lemma(t, t.span.text(text), lexicon)).collect();
        let mut left: Vec<u32> = (0..tokens.len() as u32).collect();
        let mut right = left.clone();
        for at in 0..tokens.len() as u32 {
            let mut up = at;
            while tokens[up as usize].head != up {
                up = tokens[up as usize].head;
                left[up as usize] = left[up as usize].min(at);
                right[up as usize] = right[up as usize].max(at);
            }
        }
        let forms = tokens.iter().map(|t| small(t.span.text(text))).collect();
        let muted = vec![false; tokens.len()];
        let partitive = vec![false; tokens.len()];
        let arguments = std::iter::repeat_with(Default::default).take(tokens.len()).collect();
        let words = tokens.len();
        let mut tree = Tree {
            text,
            tokens: mended,
            lemmas,
            forms,
            first_child,
            children,
            left,
            right,
            muted,
            partitive,
            utterance: vec![false; words],
            gives: vec![false; words],
            keeps_subject: vec![],
            passes_object: vec![],
            ahead: vec![false; words],
            arguments,
        };
        let in_list = |list: &str| tree.lemmas.iter().map(|lemma| lexicon.is_word(list, lemma)).collect();
        let (keeps_subject, passes_object) = (in_list("own-infinitive"), in_list("gerund-of-object"));
        (tree.keeps_subject, tree.passes_object) = (keeps_subject, passes_object);
        for at in 0..words as u32 {
            tree.ahead[at as usize] = tree.token(at).upos == Upos::Noun && lexicon.governs(tree.lemma(at));
        }
        if let Some(giving) = lexicon.classes.get("giving") {
            for at in 0..words as u32 {
                tree.gives[at as usize] = tree.token(at).upos == Upos::Verb && tree.is_one_of(at, giving);
            }
        }
        if let Some(said) = lexicon.classes.get("utterance") {
            for at in 0..words as u32 {
                tree.utterance[at as usize] = tree.token(at).upos == Upos::Noun && tree.is_one_of(at, said);
            }
        }
        if let Some(measures) = lexicon.classes.get("partitive") {
            for at in 0..words as u32 {
                tree.partitive[at as usize] = match tree.token(at).upos {
                    Upos::Num | Upos::Sym => true,
                    Upos::Noun | Upos::Det | Upos::Adj | Upos::Pron => tree.is_one_of(at, measures),
                    _ => false,
                };
            }
        }
        tree
    }
    /// Whether a word belongs to a time expression.
    #[must_use]
    pub fn is_muted(&self, at: u32) -> bool {
        self.muted[at as usize]
    }
    /// Hides words from `prep:` slots.
    pub fn mute(&mut self, tokens: std::ops::RangeInclusive<u32>) {
        for at in tokens {
            self.muted[at as usize] = true;
        }
    }

    /// The text the trees were read from: with capitals, where the document has none.
    #[must_use]
    pub fn written(&self) -> &str {
        self.text
    }
    /// A token.
    #[must_use]
    pub fn token(&self, at: u32) -> &Token {
        &self.tokens[at as usize]
    }
    /// A token's words.
    #[must_use]
    pub fn form(&self, at: u32) -> &str {
        self.token(at).span.text(self.text)
    }
    /// The text from one token to another.
    #[must_use]
    pub fn text(&self, first: u32, last: u32) -> &str {
        self.token(first).span.cover(self.token(last).span).text(self.text)
    }
    /// Whether a token is the first of its paragraph.
    #[must_use]
    pub fn starts_paragraph(&self, at: u32) -> bool {
        let Some(before) = at.checked_sub(1) else { return true };
        let (end, start) = (self.token(before).span.end() as usize, self.token(at).span.start() as usize);
        self.text.get(end..start).is_some_and(|between| between.contains('\n'))
    }
    /// Whether two tokens stand together without a blank.
    #[must_use]
    pub fn glued(&self, before: u32, at: u32) -> bool {
        (at as usize) < self.tokens.len() && self.token(before).span.end() == self.token(at).span.start()
    }
    /// Whether a word stands behind a token without a blank.
    #[must_use]
    pub fn glued_to_word(&self, at: u32) -> bool {
        self.glued(at, at + 1) && self.token(at + 1).upos != Upos::Punct
    }
    /// A token's words in small letters.
    #[must_use]
    pub fn small(&self, at: u32) -> &SmolStr {
        &self.forms[at as usize]
    }
    /// A token's lemma in small letters.
    #[must_use]
    pub fn lemma(&self, at: u32) -> &str {
        &self.lemmas[at as usize]
    }
    /// Dependents in text order.
    #[must_use]
    pub fn children(&self, at: u32) -> &[u32] {
        &self.children[self.first_child[at as usize] as usize..self.first_child[at as usize + 1] as usize]
    }
    /// Dependents with one of these relations.
    pub fn with<'s>(&'s self, at: u32, relations: &'s [Deprel]) -> impl Iterator<Item = u32> + 's {
        self.children(at).iter().copied().filter(move |c| relations.contains(&self.relation(*c)))
    }
    /// Relation to the governor.
    #[must_use]
    pub fn relation(&self, at: u32) -> Deprel {
        self.token(at).deprel
    }
    /// The governor, none for a root.
    #[must_use]
    pub fn head(&self, at: u32) -> Option<u32> {
        Some(self.token(at).head).filter(|head| *head != at)
    }
    /// Governors from the nearest up.
    pub fn ancestors(&self, at: u32) -> impl Iterator<Item = u32> + '_ {
        std::iter::successors(self.head(at), |up| self.head(*up))
    }
    /// First and last token of a subtree.
    #[must_use]
    pub fn reach(&self, at: u32) -> (u32, u32) {
        (self.left[at as usize], self.right[at as usize])
    }
    /// Whether `at` is `above` or hangs below it.
    #[must_use]
    pub fn below(&self, at: u32, above: u32) -> bool {
        at == above || self.ancestors(at).any(|up| up == above)
    }
    /// Whether a word is a verb, or an adjective or noun that heads a clause.
    #[must_use]
    pub fn is_verb(&self, at: u32) -> bool {
        matches!(self.token(at).upos, Upos::Verb | Upos::Aux)
    }
    /// Whether a word can head a noun phrase.
    #[must_use]
    pub fn is_nominal(&self, at: u32) -> bool {
        matches!(self.token(at).upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num | Upos::Sym | Upos::X)
    }
    /// Whether a word is a relative pronoun.
    #[must_use]
    pub fn is_relative(&self, at: u32) -> bool {
        let token = self.token(at);
        matches!(token.xpos, Xpos::Wdt | Xpos::Wp | Xpos::WpPoss)
            || (token.upos == Upos::Pron && self.lemma(at) == "that" && self.relative_clause(at).is_some())
    }
    /// The noun that the relative clause around a word hangs on.
    fn relative_clause(&self, at: u32) -> Option<u32> {
        std::iter::once(at)
            .chain(self.ancestors(at))
            .take(usize::from(DEPTH))
            .find(|up| self.relation(*up) == Deprel::AclRelcl)
            .and_then(|clause| self.head(clause))
    }
    /// The noun a relative pronoun stands for; any other word for itself.
    #[must_use]
    pub fn referent(&self, at: u32) -> u32 {
        if self.is_relative(at) { self.relative_clause(at).unwrap_or(at) } else { at }
    }

    /// Whether a verb's surface subject is its logical object.
    #[must_use]
    pub fn is_passive(&self, at: u32) -> bool {
        self.passive(at, DEPTH)
    }
    fn passive(&self, at: u32, depth: u8) -> bool {
        let token = self.token(at);
        if self.with(at, &[Deprel::AuxPass, Deprel::NsubjPass, Deprel::OblAgent]).next().is_some() {
            return true;
        }
        if !matches!(token.xpos, Xpos::Vbn | Xpos::Vbd | Xpos::Jj)
            || token.upos != Upos::Verb && token.xpos != Xpos::Vbn
        {
            return false;
        }
        let bare = self.with(at, &[Deprel::Aux, Deprel::Nsubj, Deprel::Obj]).next().is_none();
        match token.deprel {
            // A participle with an object of its own is a misread active: "Gunmen gunned down three policemen."
            Deprel::Acl => bare || token.xpos == Xpos::Vbn && self.with(at, &[Deprel::Obj]).next().is_none(),
            Deprel::Amod => token.xpos == Xpos::Vbn,
            Deprel::Advcl | Deprel::Parataxis => bare && token.xpos == Xpos::Vbn,
            Deprel::Conj if depth > 0 && bare && token.xpos == Xpos::Vbn => {
                self.head(at).is_some_and(|head| self.passive(head, depth - 1))
            }
            _ => false,
        }
    }

    /// Logical subjects.
    #[must_use]
    pub fn subjects(&self, at: u32) -> &[u32] {
        self.arguments[at as usize][0].get_or_init(|| {
            let found = if self.is_passive(at) { self.agents(at) } else { self.surface_subjects(at, DEPTH) };
            found.into()
        })
    }
    /// Logical objects.
    #[must_use]
    pub fn objects(&self, at: u32) -> &[u32] {
        self.arguments[at as usize][1].get_or_init(|| self.find_objects(at).into())
    }
    fn find_objects(&self, at: u32) -> Vec<u32> {
        if self.is_passive(at) {
            if self.is_given(at) {
                return self.with(at, &[Deprel::Obj]).map(|o| self.referent(o)).collect();
            }
            return self.surface_subjects(at, DEPTH);
        }
        // "urged the rebels to": the parser often says `iobj` where there is one object only.
        for relation in [Deprel::Obj, Deprel::Iobj] {
            let own: Vec<u32> = self.with(at, &[relation]).map(|o| self.referent(o)).collect();
            if !own.is_empty() {
                return own;
            }
        }
        if self.relation(at) == Deprel::AclRelcl
            && let Some(noun) = self.head(at)
            && self.with(at, &[Deprel::Nsubj]).any(|s| !self.is_relative(s))
        {
            return vec![noun];
        }
        // "the shells that they planned to use": what is fronted is used, not planned.
        if self.relation(at) == Deprel::Xcomp
            && let Some(verb) = self.head(at).filter(|v| self.keeps_subject[*v as usize])
            && self.relation(verb) == Deprel::AclRelcl
        {
            return self.objects(verb).iter().copied().filter(|o| *o < verb).collect();
        }
        // "staved off an assault": the particle of the verb is taken for a preposition of its object.
        let particle = |c: &u32| {
            let off =
                |p: &u32| *p == at + 1 && matches!(self.lemma(*p), "off" | "up" | "away" | "down" | "aside");
            self.with(*c, &[Deprel::Case]).any(|p| off(&p))
        };
        if let Some(object) = self.with(at, &[Deprel::Obl]).find(particle) {
            return vec![object];
        }
        // "held about a third of the district": a word of measure is taken for a preposition.
        let roughly = |c: &u32| {
            *c > at
                && self.partitive[*c as usize]
                && matches!(self.case(*c), Some("about" | "around" | "over" | "nearly" | "almost" | "under"))
        };
        if let Some(sum) = self.with(at, &[Deprel::Obl]).find(roughly) {
            return vec![sum];
        }
        // "shelled and bombed the town": the object stands with the last verb; not so in "left the town and shelled it".
        let alone =
            |c: u32| !self.children(at).iter().any(|o| (at + 1..c).contains(o) && self.is_nominal(*o));
        let shared = self
            .with(at, &[Deprel::Conj])
            .filter(|c| self.is_verb(*c) && alone(*c) && self.own_subjects(*c).is_empty());
        shared.flat_map(|c| self.with(c, &[Deprel::Obj]).collect::<Vec<_>>()).collect()
    }
    /// "the rebels were given tanks": a passive whose subject is the receiver, and whose object still stands behind it.
    fn is_given(&self, at: u32) -> bool {
        self.gives[at as usize]
            && self.is_passive(at)
            && self.with(at, &[Deprel::Obj]).any(|o| o > at)
            && self.with(at, &[Deprel::NsubjPass, Deprel::Nsubj]).next().is_some()
    }
    fn agents(&self, at: u32) -> Vec<u32> {
        let agents: Vec<u32> = self
            .with(at, &[Deprel::OblAgent])
            .filter(|a| !self.is_ruled_out(*a) && !self.is_muted(*a))
            .map(|a| self.referent(a))
            .collect();
        if !agents.is_empty() {
            return agents;
        }
        let by = |c: &u32| self.has_case(*c, &[SmolStr::new_static("by")]) && self.is_nominal(*c);
        let by = |c: &u32| by(c) && !self.is_ruled_out(*c);
        let own: Vec<u32> = self.with(at, &[Deprel::Obl]).filter(by).map(|a| self.referent(a)).collect();
        if !own.is_empty() || self.with(at, &[Deprel::AuxPass]).next().is_none() {
            return own;
        }
        // "were sent to the capital by the president": the parser may hang the agent on the noun before it.
        let below = self
            .with(at, &[Deprel::Obl, Deprel::Xcomp])
            .flat_map(|o| self.with(o, &[Deprel::Nmod]).filter(by));
        below.collect()
    }
    /// "by the army, not by the rebels"
    fn is_ruled_out(&self, at: u32) -> bool {
        let (first, _) = self.reach(at);
        let inside = |t: &u32| matches!(self.lemma(*t), "not" | "rather");
        self.children(at).iter().any(inside) || first.checked_sub(1).is_some_and(|before| inside(&before))
    }
    fn own_subjects(&self, at: u32) -> Vec<u32> {
        self.with(at, &[Deprel::Nsubj, Deprel::NsubjPass]).map(|s| self.referent(s)).collect()
    }
    fn surface_subjects(&self, at: u32, depth: u8) -> Vec<u32> {
        let own = self.own_subjects(at);
        let (Some(head), true) = (self.head(at), own.is_empty() && depth > 0) else { return own };
        let token = self.token(at);
        match token.deprel {
            Deprel::Conj if self.is_verb(head) => self.surface_subjects(head, depth - 1),
            Deprel::Xcomp => self.controllers(head, depth),
            // "issued a statement demanding that": who issued it demands.
            Deprel::Acl
                if token.xpos == Xpos::Vbg
                    && self.utterance[head as usize]
                    && self.relation(head) == Deprel::Obj =>
            {
                self.head(head).map_or_else(Vec::new, |verb| self.surface_subjects(verb, depth - 1))
            }
            Deprel::Acl if matches!(token.xpos, Xpos::Vbn | Xpos::Vbg | Xpos::Vbd) => vec![head],
            Deprel::Acl => self.planner(head, depth),
            Deprel::AclRelcl | Deprel::Amod => vec![head],
            Deprel::Ccomp
                if token.xpos == Xpos::Vbg
                    || self.marker(at) == Some("to")
                    || self
                        .with(at, &[Deprel::Aux, Deprel::AuxPass])
                        .any(|a| self.token(a).xpos == Xpos::Vbg) =>
            {
                self.surface_subjects(head, depth - 1)
            }
            Deprel::Advcl | Deprel::Obl | Deprel::Nmod => {
                let objects = self.objects_of_control(at, head);
                if objects.is_empty() { self.surface_subjects(head, depth - 1) } else { objects }
            }
            _ => own,
        }
    }
    /// "accused X of shelling", "prevented X from shelling": X shells.
    fn objects_of_control(&self, at: u32, head: u32) -> Vec<u32> {
        let marker = self.with(at, &[Deprel::Mark, Deprel::Case]).next();
        let passes = marker.is_some_and(|m| self.passes_object[m as usize]);
        if passes && self.is_verb(head) { self.objects(head).to_vec() } else { vec![] }
    }
    /// Who carries out the infinitive below a verb: its object if it has one ("ordered troops to leave").
    fn controllers(&self, head: u32, depth: u8) -> Vec<u32> {
        if !self.is_passive(head) {
            // A fronted object ("rockets that they meant to fire") is what is used, not who uses it.
            let object: Vec<u32> =
                self.with(head, &[Deprel::Obj, Deprel::Iobj]).filter(|o| *o > head).collect();
            // "carry out plans to", "have the right to": a thing does not act.
            if !object.is_empty() && object.iter().all(|o| self.is_nominal(*o)) {
                return object;
            }
        }
        self.surface_subjects(head, depth - 1)
    }
    /// Who carries out the infinitive below a noun: its owner, whom it is put to, or who has it ("Israel's plan to", "a refusal
    /// by Israel to", "pressure on Israel to", "X announced plans to").
    fn planner(&self, noun: u32, depth: u8) -> Vec<u32> {
        let owner: Vec<u32> = self.with(noun, &[Deprel::NmodPoss]).collect();
        if !owner.is_empty() {
            return owner;
        }
        if !self.ahead[noun as usize] {
            return match (self.relation(noun), self.head(noun)) {
                (Deprel::Obj, Some(verb)) => self.surface_subjects(verb, depth - 1),
                _ => vec![noun],
            };
        }
        let named = |cases: &[&str]| -> Vec<u32> {
            let below = self.with(noun, &[Deprel::Nmod]).filter(|n| *n > noun && !self.muted[*n as usize]);
            below.filter(|n| self.case(*n).is_some_and(|case| cases.contains(&case))).collect()
        };
        for cases in [&["on", "upon", "to", "for"][..], &["by", "of", "from"][..]] {
            let named = named(cases);
            if !named.is_empty() {
                return named;
            }
        }
        match (self.relation(noun), self.head(noun)) {
            (Deprel::Obj, Some(verb)) => self.surface_subjects(verb, depth - 1),
            // "worked on plans to send", "lost 40 men in the campaign to oust".
            (Deprel::Obl, Some(verb))
                if !self.is_passive(verb) && matches!(self.case(noun), Some("on" | "in")) =>
            {
                self.surface_subjects(verb, depth - 1)
            }
            _ => vec![noun],
        }
    }
    fn marker(&self, at: u32) -> Option<&str> {
        self.with(at, &[Deprel::Mark, Deprel::Case]).next().map(|m| self.lemma(m))
    }

    /// Whether a word stands behind one of these prepositions. Fixed phrases count whole: "according to".
    #[must_use]
    pub fn has_case(&self, at: u32, prepositions: &[SmolStr]) -> bool {
        self.with(at, &[Deprel::Case, Deprel::Mark]).any(|case| {
            let mut fixed = self.with(case, &[Deprel::Fixed]).peekable();
            if fixed.peek().is_none() {
                return prepositions.iter().any(|p| p == self.lemma(case));
            }
            let mut phrase = self.lemma(case).to_owned();
            for word in fixed {
                phrase.push(' ');
                phrase.push_str(self.lemma(word));
            }
            prepositions.iter().any(|p| *p == phrase)
        })
    }
    /// The preposition before a word, if any.
    #[must_use]
    pub fn case(&self, at: u32) -> Option<&str> {
        self.with(at, &[Deprel::Case]).next().map(|c| self.lemma(c))
    }
    /// Whether a phrase with one of these prepositions hangs on a word.
    pub fn case_below(&self, at: u32, prepositions: &[&str]) -> bool {
        let phrases = self.with(at, &[Deprel::Obl, Deprel::Nmod]);
        phrases.filter_map(|phrase| self.case(phrase)).any(|case| prepositions.contains(&case))
    }
    fn behind(&self, at: u32, prepositions: &[SmolStr]) -> Vec<u32> {
        const BELOW: [Deprel; 7] = [
            Deprel::Obl,
            Deprel::OblAgent,
            Deprel::Nmod,
            Deprel::Advcl,
            Deprel::Acl,
            Deprel::NmodDesc,
            Deprel::Xcomp,
        ];
        let direct = |of: u32| -> Vec<u32> {
            // "attacked, as Russia said": a clause with a subject is no phrase behind a preposition.
            let clause = |c: u32| {
                self.relation(c) == Deprel::Advcl
                    && self.with(c, &[Deprel::Mark]).any(|m| self.lemma(m) == "as")
                    && self.with(c, &[Deprel::Nsubj]).next().is_some()
            };
            let heard = |c: &u32| !self.muted[*c as usize] && self.has_case(*c, prepositions) && !clause(*c);
            self.with(of, &BELOW).filter(heard).map(|c| self.referent(c)).collect()
        };
        let own = direct(at);
        if !own.is_empty() {
            return own;
        }
        if self.is_verb(at) {
            return self.objects(at).iter().copied().flat_map(direct).collect();
        }
        // "the massacre of civilians by the army": the parser may hang the second phrase on the first.
        self.with(at, &[Deprel::Nmod]).flat_map(direct).collect()
    }

    /// Hands the words at the end of a path to `end`, in order, until it says that this is enough; whether it did.
    fn walk(&self, at: u32, path: &[Step], end: &mut dyn FnMut(u32) -> bool) -> bool {
        let Some((step, rest)) = path.split_first() else { return end(at) };
        let below = |relation: Deprel, end: &mut dyn FnMut(u32) -> bool| {
            let mut children = self.children(at).iter().filter(|c| self.relation(**c) == relation);
            children.any(|c| self.walk(*c, rest, end))
        };
        let mut on = |word: u32| self.walk(word, rest, end);
        match step {
            Step::Subj => self.subjects(at).iter().any(|w| on(*w)),
            Step::Obj => self.objects(at).iter().any(|w| on(*w)),
            Step::Iobj => {
                // "the rebels were given tanks": who was given them.
                self.with(at, &[Deprel::Iobj]).any(|i| self.walk(self.referent(i), rest, end))
                    || self.is_given(at)
                        && self.surface_subjects(at, DEPTH).into_iter().any(|s| self.walk(s, rest, end))
            }
            Step::Prep(prepositions) => self.behind(at, prepositions).into_iter().any(on),
            Step::Poss => below(Deprel::NmodPoss, end),
            Step::Mod => self.modifiers(at).any(on),
            Step::Comp => {
                // "…, the ministry said": what is said is the clause that the verb is hung on.
                let host = (self.relation(at) == Deprel::Parataxis).then(|| self.head(at)).flatten();
                self.complements(at).chain(host.filter(|h| self.is_verb(*h))).any(on)
            }
            Step::Aux => below(Deprel::Aux, end),
            Step::Advcl => below(Deprel::Advcl, end),
            Step::Adv => below(Deprel::Advmod, end),
            Step::Appos => below(Deprel::Appos, end),
            Step::Acl => {
                let clauses = [Deprel::Acl, Deprel::AclRelcl];
                let mut children = self.children(at).iter().filter(|c| clauses.contains(&self.relation(**c)));
                children.any(|c| self.walk(*c, rest, end))
            }
            Step::Up => self.head(at).is_some_and(on),
            Step::Here => on(at),
        }
    }
    /// Adjectives and nouns before a noun.
    pub fn modifiers(&self, at: u32) -> impl Iterator<Item = u32> + '_ {
        const BEFORE: [Deprel; 6] = [
            Deprel::Amod,
            Deprel::Compound,
            Deprel::Nmod,
            Deprel::NmodDesc,
            Deprel::NmodUnmarked,
            Deprel::Flat,
        ];
        self.with(at, &BEFORE).filter(move |c| *c < at)
    }
    fn complements(&self, at: u32) -> impl Iterator<Item = u32> + '_ {
        let verb = self.is_verb(at);
        let adjective = self.token(at).upos == Upos::Adj;
        self.children(at).iter().copied().filter(move |c| match self.relation(*c) {
            Deprel::Xcomp | Deprel::Ccomp => true,
            Deprel::Acl => !verb,
            Deprel::AclRelcl => !verb && self.is_content_of_noun(*c),
            // "it is possible that"
            Deprel::Csubj => adjective,
            _ => false,
        })
    }
    /// "accusations that they shelled the market": a clause that says what the noun says, and is no relative clause.
    #[must_use]
    pub fn is_content_of_noun(&self, at: u32) -> bool {
        self.head(at).is_some_and(|head| self.is_nominal(head))
            && self.with(at, &[Deprel::Mark]).any(|m| matches!(self.lemma(m), "that" | "whether"))
    }
    /// Words at the end of a path.
    #[must_use]
    pub fn follow(&self, at: u32, path: &Path) -> Vec<u32> {
        let mut words = vec![];
        self.walk(at, path, &mut |word| {
            words.push(word);
            false
        });
        words
    }
    /// Whether a slot holds one of these words.
    #[must_use]
    pub fn holds(&self, at: u32, slot: &Slot, words: &WordSet) -> bool {
        let mut is_or_measures = |filler: u32| {
            std::iter::successors(Some(filler), |word| self.measured(*word))
                .take(4)
                .any(|word| self.is_one_of(word, words))
        };
        let mut any = |filler: u32| {
            is_or_measures(filler)
                || self.with(filler, &[Deprel::Conj]).next().is_some()
                    && self.conjuncts(filler).into_iter().skip(1).any(&mut is_or_measures)
        };
        slot.paths.iter().any(|path| self.walk(at, path, &mut any))
    }
    /// Words in a slot, with those coordinated with them and what measures measure: "a shipment of **wheat**".
    pub fn fillers<'s>(&'s self, at: u32, slot: &'s Slot) -> impl Iterator<Item = u32> + 's {
        slot.paths
            .iter()
            .flat_map(move |path| self.follow(at, path))
            .flat_map(|f| self.conjuncts(f))
            .flat_map(|f| std::iter::successors(Some(f), |word| self.measured(*word)).take(4))
    }
    /// "most of the city", "hundreds of thousands of people", "$2m in aid": what is measured or counted.
    #[must_use]
    pub fn measured(&self, at: u32) -> Option<u32> {
        // "ten days of war games": a time measures too.
        let time = self.muted[at as usize] && self.token(at).upos == Upos::Noun;
        if !self.partitive[at as usize] && !time {
            return None;
        }
        let sum = self.token(at).upos == Upos::Sym;
        let behind = |of: u32| {
            self.with(of, &[Deprel::Nmod, Deprel::Obl]).find(|c| {
                *c > at && matches!(self.case(*c), Some("of")) || sum && self.case(*c) == Some("in")
            })
        };
        // The phrase may have been hung on the verb: "provided $2m in aid".
        behind(at).or_else(|| {
            let verb = self.head(at).filter(|_| sum)?;
            behind(verb).filter(|c| *c > at && *c <= at + 8)
        })
    }
    /// Whether a word is in a set.
    #[must_use]
    pub fn is_one_of(&self, at: u32, words: &WordSet) -> bool {
        words.any
            || words
                .heads
                .get(self.lemma(at))
                .is_some_and(|before| before.iter().any(|before| self.preceded(at, before)))
    }

    /// A word and the words coordinated with it.
    #[must_use]
    pub fn conjuncts(&self, at: u32) -> Vec<u32> {
        let mut all = vec![at];
        let mut next = 0;
        while let Some(&word) = all.get(next) {
            all.extend(
                self.with(word, &[Deprel::Conj]).filter(|c| self.is_nominal(*c) || !self.is_nominal(at)),
            );
            next += 1;
        }
        all
    }

    /// Whether these lemmas stand directly before a word; hyphens do not count.
    #[must_use]
    pub fn preceded(&self, at: u32, before: &[SmolStr]) -> bool {
        self.first_of(at, before).is_some()
    }
    /// The first token of a phrase that ends at `at` with these lemmas before it.
    #[must_use]
    pub fn first_of(&self, at: u32, before: &[SmolStr]) -> Option<u32> {
        let mut here = at;
        for word in before.iter().rev() {
            here = here.checked_sub(1)?;
            if self.token(here).xpos == Xpos::Hyph {
                here = here.checked_sub(1)?;
            }
            if self.lemma(here) != word.as_str() && !self.form(here).eq_ignore_ascii_case(word) {
                return None;
            }
        }
        Some(here)
    }
    /// Whether the further words of a verb are there: particles below it, or fixed words right behind it.
    #[must_use]
    pub fn followed(&self, at: u32, after: &[SmolStr]) -> bool {
        let mut behind = at + 1;
        after.iter().all(|word| {
            let next = (behind as usize) < self.tokens.len()
                && (self.lemma(behind) == word.as_str() || self.form(behind).eq_ignore_ascii_case(word));
            if next {
                behind += 1;
                return true;
            }
            // "turned the boats back", but not "turned her back".
            let bodily = |c: u32| {
                self.relation(c) == Deprel::Obj && self.with(c, &[Deprel::NmodPoss]).next().is_some()
            };
            self.children(at).iter().any(|c| {
                *c > at
                    && *c <= at + 6
                    && !bodily(*c)
                    && self.lemma(*c) == word.as_str()
                    && matches!(
                        self.relation(*c),
                        Deprel::CompoundPrt | Deprel::Advmod | Deprel::Case | Deprel::Obj
                    )
            })
        })
    }
    /// The trigger that fits best among those of one head: the one with most words.
    pub fn triggers<'t>(
        &'t self,
        at: u32,
        triggers: &'t [Trigger],
        verb: bool,
    ) -> impl Iterator<Item = &'t Trigger> {
        triggers.iter().filter(move |t| {
            t.others.is_empty()
                || if verb { self.followed(at, &t.others) } else { self.preceded(at, &t.others) }
        })
    }

    /// The noun phrase around a head without its article and without what follows the head.
    #[must_use]
    pub fn phrase(&self, head: u32) -> Span {
        let (first, last) = self.phrase_tokens(head);
        self.token(first).span.cover(self.token(last).span)
    }
    /// First and last token of [`Tree::phrase`].
    #[must_use]
    pub fn phrase_tokens(&self, head: u32) -> (u32, u32) {
        const BEFORE: [Deprel; 9] = [
            Deprel::Amod,
            Deprel::Compound,
            Deprel::Nummod,
            Deprel::NmodPoss,
            Deprel::NmodDesc,
            Deprel::Flat,
            Deprel::Advmod,
            Deprel::NmodUnmarked,
            Deprel::DetPredet,
        ];
        const BEHIND: [Deprel; 4] = [Deprel::Flat, Deprel::Goeswith, Deprel::Compound, Deprel::Fixed];
        let (mut first, mut last) = (head, head);
        for &child in self.children(head) {
            let relation = self.relation(child);
            if child < head
                && BEFORE.contains(&relation)
                && !(relation == Deprel::NmodPoss && self.is_pronoun(child))
            {
                first = first.min(self.reach(child).0);
            } else if child > head && BEHIND.contains(&relation) && self.reach(child).0 == last + 1 {
                last = self.reach(child).1;
            }
        }
        // A quotation mark, an article, a preposition or a date at the edge is not part of the name.
        let outside = |at: u32| {
            let case = self.relation(at) == Deprel::Case && self.head(at) == Some(head);
            case || self.muted[at as usize] || matches!(self.token(at).upos, Upos::Punct | Upos::Det)
        };
        while first < head && outside(first) {
            first += 1;
        }
        (first, last)
    }
    /// A particle below a verb that a pattern does not name: "shelled out" is no shelling.
    #[must_use]
    pub fn has_other_particle(&self, at: u32, named: &[SmolStr]) -> bool {
        // "expelled up to eight envoys" has no particle but a bound of the number.
        let of_number = |p: u32| matches!(self.tokens.get(p as usize + 1), Some(next) if matches!(next.xpos, Xpos::To | Xpos::Cd | Xpos::In));
        self.with(at, &[Deprel::CompoundPrt])
            .any(|p| !of_number(p) && !named.iter().any(|n| n == self.lemma(p)))
    }
    /// Whether a word is a pronoun.
    #[must_use]
    pub fn is_pronoun(&self, at: u32) -> bool {
        self.token(at).upos == Upos::Pron
    }
    /// The verb of the clause that a word stands in, the word itself included.
    #[must_use]
    pub fn clause(&self, at: u32) -> Option<u32> {
        std::iter::once(at).chain(self.ancestors(at)).find(|up| {
            self.is_verb(*up)
                && !matches!(self.relation(*up), Deprel::Aux | Deprel::AuxPass | Deprel::Cop | Deprel::Amod)
                || self.with(*up, &[Deprel::Cop]).next().is_some()
        })
    }
}

fn lemma(token: &Token, form: &str, lexicon: &Lexicon) -> SmolStr {
    let lemma = lower(&token.lemma);
    if !matches!(token.upos, Upos::Verb | Upos::Noun) {
        return lemma;
    }
    let verb = token.upos == Upos::Verb;
    if let Some(irregular) = lexicon.irregular(&lemma).filter(|_| verb) {
        return irregular.into();
    }
    let irregular = || lexicon.irregular(&form.to_lowercase()).map(SmolStr::from);
    if let Some(irregular) = irregular().filter(|_| verb) {
        return irregular;
    }
    // "readying" is no form of "read".
    let ending = form.get(lemma.len()..).filter(|_| form.len() > lemma.len() + 3 && form.ends_with("ying"));
    if lexicon.knows(&lemma) && ending != Some("ying") {
        return lemma;
    }
    stems(&form.to_lowercase()).into_iter().find(|stem| lexicon.knows(stem)).map_or(lemma, SmolStr::from)
}

fn lower(lemma: &SmolStr) -> SmolStr {
    if lemma.bytes().all(|b| b.is_ascii_lowercase()) { lemma.clone() } else { small(lemma) }
}

/// Words in small letters.
fn small(word: &str) -> SmolStr {
    match word.is_ascii() {
        true if !word.bytes().any(|b| b.is_ascii_uppercase()) => word.into(),
        true => word.to_ascii_lowercase().into(),
        false => word.to_lowercase().into(),
    }
}
