//! How real an act is: denied, planned, threatened, called for… by the words that govern it.
//!
//! A cue that hangs on the act's own word ("not", "may") or governs it through one of its slots ("planned to …") gives
//! the status; the nearest governor wins, and a word on the act itself wins over all governors.

use crate::tree::Tree;
use dateline_lexicon::{Cue, CueReach, Lexicon};
use dateline_record::{Deprel, Status, Upos, Xpos};
use smol_str::SmolStr;

/// How far up governors are looked at.
const REACH: usize = 6;

/// A status and the word it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The status.
    pub status: Status,
    /// The cue's token; none for a plain report.
    pub cue: Option<u32>,
    /// The cue's rule.
    pub rule: SmolStr,
    /// Whether whoever says so binds himself: "will", "promised"; not "hopes", "in order to".
    pub commits: bool,
}

impl Found {
    /// A plain report.
    #[must_use]
    pub fn plain() -> Found {
        Found { status: Status::Reported, cue: None, rule: "status.plain".into(), commits: false }
    }
    fn by(status: Status, cue: u32, rule: &'static str) -> Found {
        Found { status, cue: Some(cue), rule: SmolStr::new_static(rule), commits: false }
    }
    fn of(cue: &Cue, at: u32) -> Found {
        Found { status: cue.status, cue: Some(at), rule: cue.id.clone(), commits: cue.commits }
    }
}

/// The status of an act reported by `trigger`, carried by `carrier` if a light verb stands over it.
#[must_use]
pub fn find(tree: &Tree, lexicon: &Lexicon, trigger: u32, carrier: Option<u32>) -> Found {
    let finder = Finder { tree, lexicon };
    let own = carrier.into_iter().chain([trigger]);
    let top = carrier.unwrap_or(trigger);
    finder
        .inverted(top)
        .or_else(|| finder.counterfactual(top))
        .or_else(|| own.clone().find_map(|word| finder.modifier(word)))
        .map(|found| finder.outdone(top, trigger, found))
        .or_else(|| own.clone().find_map(|word| finder.argument(word)))
        .or_else(|| own.clone().find_map(|word| finder.before(word)))
        .or_else(|| finder.still_to_come(top))
        .or_else(|| finder.when_it_comes(top))
        .or_else(|| finder.of_anyone(top))
        .or_else(|| finder.cleft(top))
        .or_else(|| finder.in_general(top))
        .or_else(|| finder.caused(top))
        .or_else(|| finder.governor(top, trigger))
        .or_else(|| finder.shared(top))
        .or_else(|| finder.effect(top, trigger))
        .map(|found| finder.under_condition(top, found))
        .unwrap_or_else(Found::plain)
}

struct Finder<'a> {
    tree: &'a Tree<'a>,
    lexicon: &'a Lexicon,
}

impl Finder<'_> {
    fn cues(&self, at: u32) -> impl Iterator<Item = &Cue> {
        let lemma = self.lexicon.cue_words.get(self.tree.lemma(at));
        let form = self.tree.small(at);
        let form = Some(form)
            .filter(|f| f.as_str() != self.tree.lemma(at))
            .and_then(|f| self.lexicon.cue_words.get(f.as_str()));
        let triggers = lexicon_iter(lemma).chain(lexicon_iter(form));
        triggers
            .filter(move |t| self.tree.followed(at, &t.others))
            .filter_map(|t| self.lexicon.cues.get(t.of as usize))
    }

    /// A cue that hangs on the word: "not", "may", "alleged"; "no" before a noun; "if" before a clause.
    fn modifier(&self, word: u32) -> Option<Found> {
        let verb = self.tree.is_verb(word);
        let candidates = self.tree.children(word).iter().copied().filter(|child| {
            let relation = self.tree.relation(*child);
            match relation {
                Deprel::Aux
                | Deprel::Advmod
                | Deprel::Mark
                | Deprel::Det
                | Deprel::Cc
                | Deprel::CcPreconj
                | Deprel::Case => true,
                Deprel::Amod | Deprel::Compound => !verb,
                // "in all likelihood"
                Deprel::Obl => self.tree.case(*child) == Some("in"),
                _ => false,
            }
        });
        let found = candidates.filter_map(|child| {
            let phrase = self.tree.relation(child) == Deprel::Obl;
            // "it looks as if rebels burned it" sets no condition.
            if self.tree.small(child) == "if" && child > 0 && self.tree.small(child - 1) == "as" {
                return None;
            }
            let cue = self
                .cues(child)
                .find(|cue| cue.reach == CueReach::Modifier && (!phrase || cue.status == Status::Probable))?;
            // "could not say if": no condition, but a question.
            let would = |t: u32| matches!(self.tree.lemma(t), "will" | "would" | "could" | "may" | "might");
            let asks = self.tree.relation(word) == Deprel::Ccomp
                && self.tree.lemma(child) == "if"
                && !self.tree.head(word).is_some_and(|h| {
                    let asks =
                        self.lexicon.classes.get("asking").is_some_and(|set| self.tree.is_one_of(h, set));
                    // "stand to lose if the army takes the east"
                    !asks && (self.tree.is_verb(h) || self.tree.with(h, &[Deprel::Aux]).any(would))
                });
            // "must have hit a mine"
            let inferred = cue.id == "status.must" && self.is_perfect(word);
            let status = match cue.status {
                _ if asks => Status::Unknown,
                _ if inferred => Status::Probable,
                status => status,
            };
            Some((strength(status), Found { status, ..Found::of(cue, child) }))
        });
        found.max_by_key(|(strength, _)| *strength).map(|(_, found)| found)
    }

    /// A word on the act that gives way to a word that governs it: "denied any attack", "called off the planned strike", "feared
    /// that soldiers would attack".
    fn outdone(&self, word: u32, trigger: u32, found: Found) -> Found {
        let lemma = |c: u32| self.tree.lemma(c);
        let modal = found.cue.is_some_and(|c| self.tree.relation(c) == Deprel::Aux);
        let by: &[Status] = match found.status {
            Status::Hypothetical if found.cue.is_some_and(|c| lemma(c) == "any") => &[Status::Denied],
            Status::Planned if modal => {
                &[Status::Denied, Status::Possible, Status::Probable, Status::Unknown, Status::Threatened]
            }
            Status::Planned | Status::Threatened | Status::Possible | Status::Unknown if !modal => {
                &[Status::Denied, Status::AvertedAim]
            }
            _ => return found,
        };
        // "predicted that the army would attack": what is to come stays what it is.
        let fits = |g: &Found| by.contains(&g.status) && g.cue != found.cue && g.rule != "status.foretell";
        let governor = self.governor(word, trigger).filter(fits);
        // "warned that its jets would strike": who threatens is who would do it.
        let own =
            |g: &Found| g.status != Status::Threatened || g.cue.is_some_and(|cue| self.is_own(word, cue));
        governor.filter(|g| own(g)).unwrap_or(found)
    }
    /// Whether the doer of an act is whoever the cue above speaks of: a pronoun, none, or something of his.
    fn is_own(&self, word: u32, cue: u32) -> bool {
        let mut subjects = self.tree.with(word, &[Deprel::Nsubj, Deprel::NsubjPass]).peekable();
        subjects.peek().is_none()
            || subjects.any(|s| {
                self.tree.is_pronoun(s) && !matches!(self.tree.lemma(s), "you" | "i")
                    || self.tree.with(s, &[Deprel::NmodPoss]).any(|p| self.tree.is_pronoun(p))
                    || self.tree.subjects(cue).contains(&s)
            })
    }

    /// "if the army attacks, the rebels will retaliate": what is to come under a condition is hypothetical.
    fn under_condition(&self, word: u32, found: Found) -> Found {
        match found.status {
            // "will attack unless": no plan, but what comes to pass if nobody gives way.
            Status::Planned => match self.condition(word) {
                Some(cue) => Found::by(Status::Hypothetical, cue, "status.condition"),
                None => found,
            },
            // "could have taken the town had it had guns": it did not.
            Status::Possible if self.is_perfect(word) => match self.condition(word) {
                Some(cue) => Found::by(Status::Hypothetical, cue, "status.condition"),
                None => found,
            },
            _ => found,
        }
    }
    /// What an act hangs on: an "if" clause, an inverted clause, "but for the snow".
    fn condition(&self, word: u32) -> Option<u32> {
        let tree = self.tree;
        let clauses = tree.with(word, &[Deprel::Advcl]).find_map(|clause| {
            let marks = || tree.with(clause, &[Deprel::Mark, Deprel::Advmod]);
            let mark = marks().find(|m| {
                matches!(tree.lemma(*m), "if" | "unless" | "provided" | "providing" | "once" | "lest")
                    // "as long as", "so long as"
                    || matches!(tree.small(*m).as_str(), "long") && tree.with(*m, &[Deprel::Advmod]).next().is_some()
            });
            mark.or_else(|| self.inverted(clause).and_then(|found| found.cue))
        });
        let so_long = || {
            tree.with(word, &[Deprel::Advmod]).find(|m| {
                matches!(tree.small(*m).as_str(), "long" | "soon")
                    && tree.with(*m, &[Deprel::Advcl]).next().is_some()
            })
        };
        let otherwise = || tree.with(word, &[Deprel::Advmod]).find(|m| tree.small(*m) == "otherwise");
        clauses.or_else(so_long).or_else(otherwise).or_else(|| {
            tree.with(word, &[Deprel::Obl, Deprel::Nmod]).find(|o| {
                let but_for = tree.with(*o, &[Deprel::Case, Deprel::Cc]).any(|c| tree.small(c) == "but");
                but_for || self.is_perfect(word) && tree.case(*o) == Some("without")
            })
        })
    }
    fn is_would(&self, word: u32) -> bool {
        self.tree.with(word, &[Deprel::Aux]).any(|a| {
            matches!(self.tree.small(a).as_str(), "would" | "could" | "may" | "might" | "'d" | "will")
        })
    }
    /// "would have attacked"
    fn is_perfect(&self, word: u32) -> bool {
        self.tree.with(word, &[Deprel::Aux]).any(|a| self.tree.small(a) == "have")
    }
    /// "the army would have attacked": it did not; but "by June they will have met".
    fn counterfactual(&self, word: u32) -> Option<Found> {
        let would = self
            .tree
            .with(word, &[Deprel::Aux])
            .find(|a| matches!(self.tree.small(*a).as_str(), "would" | "'d"))?;
        (self.tree.is_verb(word) && self.is_perfect(word))
            .then(|| Found::by(Status::Hypothetical, would, "status.would-have"))
    }

    /// "no aircraft had attacked", "killed nobody", "neither army nor police": what nobody did or what was done to nobody
    /// did not happen; nor what was done "at no time".
    fn argument(&self, word: u32) -> Option<Found> {
        if !self.tree.is_verb(word) {
            return None;
        }
        let nobody = |argument: u32| {
            let none =
                |t: u32| matches!(self.tree.lemma(t), "no" | "neither" | "none" | "nobody" | "nothing");
            let of_it = self.tree.with(
                argument,
                &[Deprel::Det, Deprel::Cc, Deprel::CcPreconj, Deprel::Advmod, Deprel::DetPredet],
            );
            let mut of_it = of_it.filter(|d| none(*d));
            // "not one village", "not a single man"
            let not_one = || {
                let one = self
                    .tree
                    .with(argument, &[Deprel::Nummod, Deprel::Amod, Deprel::Det])
                    .any(|m| matches!(self.tree.small(m).as_str(), "one" | "single" | "a"));
                self.tree.with(argument, &[Deprel::Advmod]).find(|m| one && self.tree.lemma(*m) == "not")
            };
            of_it.next().or_else(|| none(argument).then_some(argument)).or_else(not_one)
        };
        let arguments = self.tree.with(word, &[Deprel::Nsubj, Deprel::NsubjPass, Deprel::Obj]);
        let at_no_time = self
            .tree
            .with(word, &[Deprel::Obl, Deprel::OblUnmarked, Deprel::Advmod])
            .filter(|o| matches!(self.tree.case(*o), Some("at" | "in" | "under" | "on" | "by")));
        let cue = arguments.chain(at_no_time).find_map(nobody)?;
        Some(Found::by(Status::Denied, cue, "status.nobody"))
    }

    /// "instead of attacking", "short of an attack", "yet to meet": fixed words right before the act.
    fn before(&self, word: u32) -> Option<Found> {
        let first = word.saturating_sub(6);
        (first..word).rev().find_map(|at| {
            let triggers = self.lexicon.cue_words.get(self.tree.small(at).as_str())?;
            let fits = triggers.iter().find_map(|trigger| {
                let cue = self.lexicon.cues.get(trigger.of as usize)?;
                let end = at + 1 + trigger.others.len() as u32;
                let stands = !trigger.others.is_empty()
                    && cue.reach == CueReach::Modifier
                    && end <= word
                    && trigger.others.iter().zip(at + 1..).all(|(w, t)| self.tree.small(t) == w)
                    && (end..word).all(|t| self.is_slight(t, word));
                stands.then_some(cue)
            });
            fits.map(|cue| Found::of(cue, at))
        })
    }
    /// Words that may stand between fixed words and the act: articles, auxiliaries, adverbs, what is before a noun.
    fn is_slight(&self, at: u32, act: u32) -> bool {
        matches!(self.tree.token(at).upos, Upos::Det | Upos::Aux | Upos::Adv | Upos::Adj | Upos::Part)
            || self.tree.lemma(at) == "have"
            || self.tree.head(at) == Some(act)
                && matches!(self.tree.relation(at), Deprel::Compound | Deprel::NmodPoss | Deprel::Nummod)
    }

    /// "Had the army attacked …", "Should it attack …", "Were it to attack …": a condition without "if".
    fn inverted(&self, word: u32) -> Option<Found> {
        if !self.tree.is_verb(word) {
            return None;
        }
        let subject = |of: u32| self.tree.with(of, &[Deprel::Nsubj, Deprel::NsubjPass]).next();
        let opens = |cue: &u32| {
            *cue == 0
                || matches!(self.tree.token(*cue - 1).upos, Upos::Punct)
                || self.tree.token(*cue).span.start() > self.tree.token(*cue - 1).span.end() + 1
        };
        let own = subject(word).and_then(|subject| {
            let aux = self.tree.children(word).iter().copied();
            aux.filter(|a| *a < subject && matches!(self.tree.small(*a).as_str(), "had" | "should" | "were"))
                .find(opens)
        });
        // "Were the army to attack": the parser takes the subject for a predicate.
        let own = own.or_else(|| {
            let to = self.to(word)?;
            let head = self.tree.head(word)?;
            let noun = if self.tree.is_nominal(head) && head + 1 == to { head } else { subject(word)? };
            let first = self.tree.reach(noun).0.min(noun);
            let were = (first.saturating_sub(1)..=first).find(|t| self.tree.small(*t) == "were")?;
            opens(&were).then_some(were)
        })?;
        let sentence = std::iter::once(word).chain(self.tree.ancestors(word)).last()?;
        (self.tree.form(self.tree.reach(sentence).1) != "?")
            .then(|| Found::by(Status::Hypothetical, own, "status.inversion"))
    }

    /// "US to send troops", "the militia is to withdraw", "tomorrow the army attacks".
    fn still_to_come(&self, word: u32) -> Option<Found> {
        let token = self.tree.token(word);
        if !self.tree.is_verb(word) {
            return None;
        }
        let main = matches!(
            token.deprel,
            Deprel::Root | Deprel::Parataxis | Deprel::Ccomp | Deprel::AclRelcl | Deprel::Conj
        );
        let passive_to_come = || {
            let mut be = self.tree.with(word, &[Deprel::Aux, Deprel::AuxPass]);
            be.any(|a| self.tree.token(a).xpos == Xpos::Vb) && self.to(word).is_some()
        };
        if main && (token.xpos == Xpos::Vb || passive_to_come()) {
            let be = self.tree.with(word, &[Deprel::Cop, Deprel::Aux, Deprel::AuxPass]);
            let be =
                be.filter(|a| self.tree.token(*a).xpos != Xpos::Vb).find(|a| self.tree.lemma(*a) == "be");
            let subject = self.tree.with(word, &[Deprel::Nsubj, Deprel::NsubjPass]).next().is_some();
            if let Some(cue) = self.to(word).filter(|_| be.is_some() || subject) {
                let cue = be.unwrap_or(cue);
                // "the hostages are to be freed": nobody binds himself.
                let commits = !self.tree.is_passive(word) || !self.tree.subjects(word).is_empty();
                return Some(Found { commits, ..Found::by(Status::Planned, cue, "status.to") });
            }
        }
        // "Let them attack"
        if token.xpos == Xpos::Vb
            && let Some(head) = self.tree.head(word)
            && self.tree.lemma(head) == "let"
            && self.tree.token(head).xpos == Xpos::Vb
            && self.tree.with(head, &[Deprel::Nsubj, Deprel::Aux, Deprel::Mark]).next().is_none()
        {
            return Some(Found::by(Status::CalledFor, head, "status.let"));
        }
        if matches!(token.xpos, Xpos::Vbz | Xpos::Vbp) {
            const WHEN: [Deprel; 4] =
                [Deprel::Advmod, Deprel::OblUnmarked, Deprel::Obl, Deprel::NmodUnmarked];
            let coming = |t: &u32| {
                self.tree.lemma(*t) == "tomorrow"
                    || self.tree.is_muted(*t)
                        && self.tree.with(*t, &[Deprel::Amod]).any(|a| self.tree.lemma(a) == "next")
            };
            let cue = self.tree.with(word, &WHEN).find(coming);
            return cue.map(|cue| Found {
                commits: true,
                ..Found::by(Status::Planned, cue, "status.present-to-come")
            });
        }
        None
    }

    /// "once the rebels withdraw, aid will flow", "when he visits Lima he will sign": present in form, still to come.
    fn when_it_comes(&self, word: u32) -> Option<Found> {
        let tree = self.tree;
        let clause = tree.is_verb(word)
            && tree.relation(word) == Deprel::Advcl
            && (matches!(tree.token(word).xpos, Xpos::Vbz | Xpos::Vbp)
                || tree
                    .with(word, &[Deprel::Aux, Deprel::AuxPass])
                    .any(|a| matches!(tree.token(a).xpos, Xpos::Vbz | Xpos::Vbp)));
        let main = tree.head(word).filter(|_| clause)?;
        let will = self.to(main).is_some()
            || tree.with(main, &[Deprel::Aux]).any(|a| {
                matches!(
                    tree.small(a).as_str(),
                    "will" | "'ll" | "would" | "must" | "shall" | "may" | "can" | "wo"
                )
            });
        let mark = tree.with(word, &[Deprel::Mark, Deprel::Advmod]).find(|m| {
            matches!(tree.lemma(*m), "once" | "when" | "until" | "till" | "before" | "after" | "whenever")
                || tree.small(*m) == "soon"
        })?;
        let status = match tree.lemma(mark) {
            "when" | "before" | "after" => Status::Planned,
            _ => Status::Hypothetical,
        };
        let until = matches!(tree.lemma(mark), "until" | "till");
        (will || until).then(|| Found::by(status, mark, "status.when"))
    }

    /// "it is a crime to attack a hospital", "bombing a school is a crime": a judgement on all such acts.
    fn in_general(&self, word: u32) -> Option<Found> {
        let tree = self.tree;
        if !tree.is_verb(word) || tree.with(word, &[Deprel::Aux]).next().is_some() {
            return None;
        }
        let head = tree.head(word).filter(|head| self.cues(*head).next().is_none())?;
        let is = tree
            .with(head, &[Deprel::Cop])
            .find(|c| matches!(tree.small(*c).as_str(), "is" | "'s" | "be") && tree.is_verb(*c))?;
        let fits = match tree.relation(word) {
            Deprel::Csubj => tree.token(word).xpos == Xpos::Vbg || self.to(word).is_some(),
            Deprel::Xcomp | Deprel::Ccomp | Deprel::Acl | Deprel::Advcl => {
                self.to(word).is_some()
                    && tree.with(head, &[Deprel::Expl, Deprel::Nsubj]).any(|s| tree.lemma(s) == "it")
                    && tree.is_nominal(head)
            }
            _ => false,
        };
        fits.then(|| Found::by(Status::Hypothetical, is, "status.in-general"))
    }

    /// "whoever attacks", "anyone who attacks": nobody in particular did.
    fn of_anyone(&self, word: u32) -> Option<Found> {
        let clause = self.tree.relation(word) == Deprel::AclRelcl
            && matches!(self.tree.token(word).xpos, Xpos::Vbz | Xpos::Vbp);
        let head = self.tree.head(word).filter(|_| clause)?;
        let any = matches!(
            self.tree.lemma(head),
            "whoever"
                | "anyone"
                | "anybody"
                | "everyone"
                | "everybody"
                | "whatever"
                | "those"
                | "that"
                | "people"
                | "person"
        );
        // "people whom prosecutors accuse": they act, and on people who are meant.
        let acts = self.tree.with(word, &[Deprel::Nsubj]).any(|s| self.tree.is_relative(s));
        let some = self.tree.with(head, &[Deprel::Det, Deprel::Nummod, Deprel::NmodPoss]).next().is_some();
        let any =
            any && acts && !some || self.tree.with(head, &[Deprel::Det]).any(|d| self.tree.lemma(d) == "any");
        any.then(|| Found::by(Status::Hypothetical, head, "status.anyone"))
    }

    /// "An attack would force thousands to flee": what has only a would-be effect has not happened.
    fn effect(&self, word: u32, trigger: u32) -> Option<Found> {
        let clause = self.tree.is_verb(word);
        if !clause && self.taken_for_granted(word, trigger) {
            return None;
        }
        let subject = match self.tree.relation(word) {
            Deprel::Nsubj => !clause,
            Deprel::Csubj => true,
            _ => false,
        };
        let verb = self.tree.head(word).filter(|_| subject)?;
        let would = self
            .tree
            .with(verb, &[Deprel::Aux])
            .find(|a| matches!(self.tree.lemma(*a), "would" | "could" | "might" | "may" | "will" | "'d"))?;
        Some(Found::by(Status::Hypothetical, would, "status.effect"))
    }

    /// "did not attack or shell": what stands with the first verb holds for the second.
    fn shared(&self, word: u32) -> Option<Found> {
        let first = (self.tree.relation(word) == Deprel::Conj).then(|| self.tree.head(word)).flatten()?;
        let own_subject =
            self.tree.with(word, &[Deprel::Nsubj, Deprel::NsubjPass, Deprel::Aux]).next().is_some();
        // "could not hold the fort and withdrew": a form of its own.
        let (here, there) = (self.tree.token(word).xpos, self.tree.token(first).xpos);
        let finite = here != there && matches!(here, Xpos::Vbd | Xpos::Vbz);
        if own_subject || finite || self.tree.is_verb(word) != self.tree.is_verb(first) {
            return None;
        }
        // "are to leave the wells and dismantle the posts"
        let coming = || (here == Xpos::Vb).then(|| self.still_to_come(first)).flatten();
        self.modifier(first).or_else(coming)
    }

    /// "it was not the army that shelled the mosque": not by them.
    fn cleft(&self, word: u32) -> Option<Found> {
        let tree = self.tree;
        let head = (tree.relation(word) == Deprel::AclRelcl).then(|| tree.head(word)).flatten()?;
        let it = tree.with(head, &[Deprel::Nsubj, Deprel::Expl]).any(|s| tree.lemma(s) == "it");
        let is = tree.with(head, &[Deprel::Cop]).next().is_some();
        // "it was not until May that rebels took the town": they did.
        let until = matches!(tree.case(head), Some("until" | "till"));
        if it && is && !until { self.modifier(head).filter(|f| f.status != Status::Reported) } else { None }
    }

    /// "demanded that Turkey force the withdrawal": what is brought about is as real as the bringing about.
    fn caused(&self, word: u32) -> Option<Found> {
        let verb = (self.tree.relation(word) == Deprel::Obj).then(|| self.tree.head(word)).flatten()?;
        let causes = self.lexicon.classes.get("causing").is_some_and(|set| self.tree.is_one_of(verb, set));
        if self.tree.is_verb(word) || !causes {
            return None;
        }
        let found = find(self.tree, self.lexicon, verb, None);
        (found.status != Status::Reported).then_some(found)
    }

    /// A cue that governs the word through one of its slots.
    fn governor(&self, carrier: u32, trigger: u32) -> Option<Found> {
        self.governor_from(carrier, trigger, &[])
    }
    fn governor_from(&self, carrier: u32, trigger: u32, before: &[u32]) -> Option<Found> {
        let mut below = carrier;
        let mut passed = before.to_vec();
        for _ in 0..REACH {
            passed.push(below);
            let above = self.tree.head(below)?;
            let mut negated = None;
            let beside = self.is_circumstance(below);
            if let Some(cue) = self.is_nowhere(below, above) {
                return Some(Found::by(Status::Denied, cue, "status.there-is-no"));
            }
            for cue in self.cues(above).filter(|_| !beside) {
                if let CueReach::Into(slot) = &cue.reach
                    && (!cue.noun || !self.tree.is_verb(above))
                    && (!cue.infinitive || self.to(below).is_some())
                    && (!cue.would || self.is_would(above))
                    && slot.paths.iter().any(|path| self.reaches(above, path, &passed))
                {
                    let negated = *negated.get_or_insert_with(|| {
                        // "no one could confirm": the modal takes nothing away from "no one".
                        let denied = |found: Option<Found>| found.is_some_and(|f| f.status == Status::Denied);
                        let little = |of: u32| {
                            self.tree
                                .with(of, &[Deprel::Amod, Deprel::Det])
                                .any(|m| matches!(self.tree.small(m).as_str(), "little" | "few" | "scant"))
                        };
                        denied(self.modifier(above)) || denied(self.argument(above)) || little(above)
                    });
                    if cue.negated {
                        // "could not be verified": it counts only so.
                        if negated {
                            return Some(Found::of(cue, above));
                        }
                        continue;
                    }
                    // "there is no doubt that": it happened.
                    if negated && cue.id == "status.doubt" {
                        return Some(Found { status: Status::Reported, ..Found::of(cue, above) });
                    }
                    let status = match () {
                        () if negated => without(cue.status),
                        // "Washington wants Kabul to attack": somebody else is to do it.
                        () if !cue.commits
                            && cue.status == Status::Planned
                            && self.is_others(above, below) =>
                        {
                            Status::CalledFor
                        }
                        // "the pact commits the militia to withdraw": what a document promises is required.
                        () if cue.commits && cue.status == Status::Planned && self.is_by_document(above) => {
                            Status::Required
                        }
                        // "must be ready to mediate": no plan, but a demand.
                        () => {
                            let over = || self.modifier(above).filter(|m| m.status != Status::Planned);
                            match cue.status {
                                Status::Planned => over().map_or(Status::Planned, |m| m.status),
                                status => status,
                            }
                        }
                    };
                    let found = Found { status, ..Found::of(cue, above) };
                    return Some(self.outer(above, &passed, found));
                }
            }
            // "were wrongly said to have shot"
            if self.is_said(below)
                && let Some(found) = self.modifier(above).filter(|f| f.rule == "status.wrongly")
            {
                return Some(found);
            }
            if self.is_purpose(below) {
                return Some(Found {
                    status: Status::Planned,
                    cue: self.to(below),
                    rule: "status.purpose".into(),
                    commits: false,
                });
            }
            if !self.climbs(below, trigger) {
                return None;
            }
            below = above;
        }
        None
    }
    /// "there are no moves toward sending troops", "saw no reason to attack": what there is none of is not done.
    fn is_nowhere(&self, act: u32, noun: u32) -> Option<u32> {
        let tree = self.tree;
        let content = tree.relation(act) == Deprel::Acl
            && (self.to(act).is_some() || tree.token(act).xpos == Xpos::Vbg);
        if !content || !tree.is_nominal(noun) {
            return None;
        }
        let article =
            |word: &'static str| tree.with(noun, &[Deprel::Det]).find(move |d| tree.lemma(*d) == word);
        let denied = || {
            let found = tree.head(noun).and_then(|above| self.modifier(above));
            found.filter(|found| found.status == Status::Denied)?.cue
        };
        article("no").or_else(|| article("any").and_then(|_| denied()))
    }
    /// "demanded justice after troops burned their homes": told beside what is demanded, and no part of it.
    fn is_circumstance(&self, at: u32) -> bool {
        self.tree.relation(at) == Deprel::Advcl
            && self.tree.with(at, &[Deprel::Nsubj, Deprel::NsubjPass]).next().is_some()
            && self.tree.with(at, &[Deprel::Mark, Deprel::Advmod]).any(|m| {
                matches!(
                    self.tree.small(m).as_str(),
                    "after" | "before" | "because" | "when" | "while" | "since" | "although" | "though" | "until" | "once"
                )
                    // "as rebels burned"; but "as if rebels burned"
                    || self.tree.small(m) == "as" && self.tree.small(m + 1) != "if" && self.tree.small(m + 1) != "though"
            })
    }
    /// "foiled a plot to bomb the station": what becomes of the plot becomes of the bombing.
    fn outer(&self, cue: u32, passed: &[u32], found: Found) -> Found {
        let taken_away = |f: &Found| {
            matches!(f.status, Status::Denied | Status::AvertedAim | Status::Reported) && f.rule != found.rule
                || f.rule == "status.failed"
        };
        if found.status == Status::Denied {
            return found;
        }
        let above = self.governor_from(cue, cue, passed);
        if self.tree.is_nominal(cue) {
            return above.filter(taken_away).unwrap_or(found);
        }
        // "denied that it was bound to observe the truce", "refused to promise to leave"
        let is_will = matches!(found.status, Status::Planned | Status::Threatened | Status::Required);
        above.filter(|f| is_will && f.status == Status::Denied && f.rule != found.rule).unwrap_or(found)
    }
    fn reaches(&self, above: u32, path: &dateline_lexicon::Path, passed: &[u32]) -> bool {
        // "kept the crowd from burning": a path of two steps may end at a word that was passed.
        // "removing them is out of the question"
        if path.as_slice() == [dateline_lexicon::Step::Subj]
            && passed.last().is_some_and(|last| self.tree.relation(*last) == Deprel::Csubj)
        {
            return true;
        }
        let reached =
            |f: u32| passed.contains(&f) || self.tree.conjuncts(f).iter().any(|c| passed.contains(c));
        self.tree.follow(above, path).into_iter().any(reached)
    }
    /// "crossed the border to attack": an aim, not a deed.
    fn is_purpose(&self, at: u32) -> bool {
        // "went on to shell": they did.
        let went_on = |head: u32| self.tree.lemma(head) == "go" && self.tree.followed(head, &["on".into()]);
        // "a grant to finance schools"; but "the first country to sign".
        let on_noun = |head: u32| {
            let first = |t: u32| {
                matches!(self.tree.lemma(t), "first" | "last" | "latest" | "only" | "second" | "next")
            };
            !first(head) && !self.tree.with(head, &[Deprel::Amod]).any(first)
        };
        // "drove to the capital to kill": the parser may take the aim for what the verb asks for.
        let moves =
            |head: u32| self.lexicon.classes.get("moving").is_some_and(|set| self.tree.is_one_of(head, set));
        (self.tree.relation(at) == Deprel::Advcl
            || self.tree.relation(at) == Deprel::Xcomp && self.tree.head(at).is_some_and(moves)
            || self.tree.relation(at) == Deprel::Acl && self.tree.head(at).is_some_and(on_noun))
            && !self.tree.head(at).is_some_and(went_on)
            // "it took the army two days to capture the hill"
            && !self.tree.head(at).is_some_and(|h| self.tree.lemma(h) == "take" && self.tree.token(h).xpos == Xpos::Vbd)
            && (self.tree.token(at).xpos == Xpos::Vb
                // "a deal to be reached"
                || self.tree.with(at, &[Deprel::AuxPass]).any(|a| self.tree.token(a).xpos == Xpos::Vb))
            && self.to(at).is_some()
    }
    fn is_others(&self, above: u32, below: u32) -> bool {
        let own = |t: u32| self.tree.with(t, &[Deprel::Nsubj, Deprel::NsubjPass]).next().is_some();
        self.is_said(below)
            && (own(below) || self.tree.with(above, &[Deprel::Obj, Deprel::Iobj]).any(|o| o < below))
    }
    fn is_by_document(&self, verb: u32) -> bool {
        let document = |s: u32| {
            ["agreement", "law"]
                .iter()
                .any(|class| self.lexicon.classes.get(*class).is_some_and(|set| self.tree.is_one_of(s, set)))
        };
        self.tree.is_verb(verb) && self.tree.subjects(verb).iter().any(|s| document(*s))
    }
    fn is_said(&self, at: u32) -> bool {
        matches!(self.tree.relation(at), Deprel::Xcomp | Deprel::Ccomp)
    }
    fn to(&self, at: u32) -> Option<u32> {
        self.tree.with(at, &[Deprel::Mark]).find(|m| self.tree.lemma(*m) == "to")
    }

    /// "its 800 fighters captured by rebels": a participle with a noun that is known tells what was done.
    fn is_known_by(&self, at: u32) -> bool {
        let known = |noun: u32| {
            self.tree.with(noun, &[Deprel::NmodPoss]).next().is_some()
                || self
                    .tree
                    .with(noun, &[Deprel::Det])
                    .any(|d| matches!(self.tree.lemma(d), "the" | "this" | "that" | "these" | "those"))
        };
        self.tree.is_verb(at)
            && matches!(self.tree.token(at).xpos, Xpos::Vbn | Xpos::Vbd)
            && self.tree.with(at, &[Deprel::Mark]).next().is_none()
            && self
                .tree
                .head(at)
                .is_some_and(|noun| noun < at && known(noun) && self.cues(noun).next().is_none())
    }
    /// Whether what governs the word above also governs this one.
    fn climbs(&self, at: u32, trigger: u32) -> bool {
        match self.tree.relation(at) {
            Deprel::Acl if at == trigger && self.is_known_by(at) => false,
            Deprel::Xcomp | Deprel::Conj | Deprel::Acl => true,
            // "accusations that they shelled the market", "its denial that": what a noun says.
            Deprel::Ccomp | Deprel::AclRelcl if self.tree.is_content_of_noun(at) => true,
            // A statement of its own: only a cue right above it reaches in, which was looked at.
            Deprel::Ccomp | Deprel::AclRelcl | Deprel::Parataxis | Deprel::Root => false,
            Deprel::Advcl => self.tree.token(at).xpos == Xpos::Vbg,
            _ => !self.taken_for_granted(at, trigger),
        }
    }
    /// "the attack", "after an attack", "Monday's attack": the words presuppose it.
    fn taken_for_granted(&self, at: u32, trigger: u32) -> bool {
        let definite = self
            .tree
            .with(trigger, &[Deprel::Det])
            .any(|d| matches!(self.tree.lemma(d), "the" | "this" | "that" | "these" | "those"));
        let owned = self.tree.with(trigger, &[Deprel::NmodPoss]).next().is_some();
        let behind = self.tree.case(at).is_some_and(|case| self.lexicon.is_word("granted-behind", case));
        self.tree.token(trigger).upos == Upos::Noun && (definite || owned) || behind
    }
}

fn lexicon_iter(
    triggers: Option<&Vec<dateline_lexicon::Trigger>>,
) -> impl Iterator<Item = &dateline_lexicon::Trigger> {
    triggers.into_iter().flatten()
}

/// A cue that is itself denied: "had no plans to send" sends nothing, "did not rule out an attack" leaves it open.
const fn without(status: Status) -> Status {
    match status {
        Status::Denied => Status::Possible,
        Status::AvertedAim => Status::Unknown,
        _ => Status::Denied,
    }
}

/// Of several words on one act the one that takes most away wins: "may not attack" is no possible attack but a denied one.
const fn strength(status: Status) -> u8 {
    match status {
        Status::Denied => 5,
        Status::Hypothetical => 4,
        Status::AvertedAim | Status::Attempted => 3,
        Status::Threatened | Status::CalledFor | Status::Required | Status::Planned => 2,
        _ => 1,
    }
}
