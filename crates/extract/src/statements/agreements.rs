//! Agreements as the document reports them: parties, date, terms, zones. Nothing is corrected from the agreement's own text.
//!
//! An agreement is introduced by a noun of the class `agreement` that somebody made ("a deal reached between X and Y")
//! and referred to again by a definite one ("the deal"). Its terms stand in what it says ("according to the
//! agreement, …"), in what it lays down ("the deal requires …"), and in what is to be done under it.

use super::{Hit, covered};
use crate::events::Coder;
use dateline_lexicon::{FrameKind, Path, Step};
use dateline_record::{
    Agreement, Basis, Bound, ClaimId, Deadline, Deprel, EventTime, MentionId, MentionKind, Position, Role,
    Span, Speaker, Status, Term, Testable, TimexKind, Upos, Xpos, Zone,
};
use jiff::ToSpan;
use rustc_hash::FxHashSet;
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeMap;
use std::ops::Range;

/// The agreements of a document while they are being read.
#[derive(Default)]
pub struct Deals {
    list: Vec<Deal>,
    /// Nouns that refer to an agreement.
    at: BTreeMap<u32, u32>,
    /// Nouns that refer to a zone: agreement and zone.
    zones: BTreeMap<u32, (u32, u32)>,
}

struct Deal {
    agreement: Agreement,
    /// Verbs and nouns that are terms already.
    done: FxHashSet<u32>,
    /// Somebody is said to have made it.
    made: bool,
    /// The sentence that spoke of it last, and the last one that laid down a term, by number.
    spoken: usize,
    laid: Option<usize>,
}

/// How an act is said to be owed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Duty {
    /// "must", "shall", "is to", "undertook to".
    Strong,
    /// "will".
    Will,
    /// "may".
    May,
    /// The present tense: "the line follows the river".
    Present,
}

impl Deals {
    /// The agreement that a noun refers to.
    pub fn at(&self, token: u32) -> Option<u32> {
        self.at.get(&token).copied()
    }
    /// The agreement that was spoken of last before a word, but not before another.
    pub fn latest_since(&self, before: u32, since: u32) -> Option<u32> {
        self.at.range(since..before.max(since)).next_back().map(|(_, deal)| *deal)
    }
    /// The agreement that was spoken of last before a word.
    pub fn latest(&self, before: u32) -> Option<u32> {
        self.at.range(..before).next_back().map(|(_, deal)| *deal)
    }
}

/// Finds the agreements of the sentences given, with their terms and zones.
pub fn find(coder: &mut Coder<'_, '_>, sentences: &[Range<u32>]) -> Deals {
    let mut deals = Deals::default();
    for (number, sentence) in sentences.iter().enumerate() {
        for at in sentence.clone() {
            let token = coder.tree.token(at);
            let inner =
                matches!(token.deprel, Deprel::Compound | Deprel::Flat | Deprel::NmodDesc | Deprel::Amod);
            if matches!(token.upos, Upos::Noun | Upos::Propn) && !inner && coder.is_of("agreement", at) {
                introduce(coder, &mut deals, at, sentence);
            }
            part_of(coder, &mut deals, at, number);
            agreed_to(coder, &mut deals, at, sentence);
            made_it(coder, &mut deals, at, sentence);
        }
        let here: Vec<u32> = deals.at.range(sentence.clone()).map(|(_, deal)| *deal).collect();
        for deal in here {
            deals.list[deal as usize].spoken = number;
        }
        let terms = |deals: &Deals| -> Vec<usize> {
            deals.list.iter().map(|deal| deal.agreement.terms.len()).collect()
        };
        let before = terms(&deals);
        zones(coder, &mut deals, sentence);
        spoken(coder, &mut deals, sentence);
        provided(coder, &mut deals, sentence);
        under(coder, &mut deals, sentence);
        going_on(coder, &mut deals, sentence, number);
        for (deal, (before, now)) in before.iter().zip(terms(&deals)).enumerate() {
            if *before < now {
                deals.list[deal].laid = Some(number);
            }
        }
    }
    for deal in &mut deals.list {
        deal.agreement.terms.sort_by_key(|term| term.trigger);
    }
    deals
}

/// Keeps what is an agreement: somebody made it, or it lays something down. Positions follow.
pub fn finish(deals: Deals, mut positions: Vec<Position>) -> (Vec<Agreement>, Vec<Position>) {
    let mut kept: Vec<Agreement> = vec![];
    let mut moved: Vec<Option<u32>> = vec![];
    for deal in deals.list {
        let parties = deal.agreement.parties.len();
        let is_one = parties > 1 || parties > 0 && deal.made || !deal.agreement.terms.is_empty();
        moved.push(is_one.then_some(kept.len() as u32));
        kept.extend(is_one.then_some(deal.agreement));
    }
    for position in &mut positions {
        position.agreement = position.agreement.and_then(|at| moved[at as usize]);
    }
    positions.retain(|p| p.agreement.is_some() || p.toward.is_some());
    (kept, positions)
}

/// A noun for an agreement: a new one, or one that was spoken of before.
fn introduce(coder: &mut Coder<'_, '_>, deals: &mut Deals, at: u32, sentence: &Range<u32>) {
    let tree = coder.tree;
    let mut verbs: Vec<u32> = tree.head(at).into_iter().filter(|v| tree.is_verb(*v)).collect();
    verbs.extend(tree.with(at, &[Deprel::Acl, Deprel::AclRelcl]));
    let made: Vec<Hit<'_>> = verbs
        .iter()
        .flat_map(|verb| coder.hits_at(*verb))
        .filter(|hit| hit.frame.kind == FrameKind::Deal)
        .filter(|hit| {
            let mut held = tree.objects(hit.token).iter().flat_map(|o| tree.conjuncts(*o));
            held.any(|o| o == at)
                // "agreed to a truce"
                || coder.fillers(*hit, "deal").contains(&at)
                // "a timetable agreed in May": the parser may take the participle for a clause of its own.
                || hit.token == at + 1 && matches!(tree.token(hit.token).xpos, Xpos::Vbn | Xpos::Vbd)
        })
        .collect();
    let mut parties = own_parties(coder, at);
    let mut mediators = vec![];
    for hit in &made {
        let mut named = coder.parties(*hit, "party", true);
        if named.is_empty() && parties.is_empty() {
            // "The two countries arrived at an arrangement": whoever they are, these words name them.
            let pair = tree.subjects(hit.token).iter().filter(|s| both_sides(coder, **s));
            named.extend(pair.map(|s| Role { span: tree.phrase(*s), mention: None }));
        }
        for role in named {
            for role in sent_by(coder, role) {
                push_party(coder, &mut parties, role);
            }
        }
        mediators.extend(coder.parties(*hit, "mediator", true));
    }
    let article = tree.with(at, &[Deprel::Det]).next().map(|d| tree.lemma(d));
    let definite = matches!(article, Some("the" | "this" | "that")) || tree.token(at).upos == Upos::Propn;
    let latest = deals.latest(at).filter(|deal| {
        let known = &deals.list[*deal as usize].agreement.parties;
        parties.len() < 2
            || known.is_empty()
            || parties.iter().all(|p| known.iter().any(|k| same(coder, *k, *p)))
    });
    let carrier = made.first().map(|hit| hit.token);
    // A headline and the sentence behind it make the same agreement; later on, the same parties make another one.
    let near = deals.latest_since(at, sentence.start.saturating_sub(NEAR));
    let told = |deal: &u32| {
        let known = &deals.list[*deal as usize].agreement;
        let bare = known.terms.is_empty() && known.mentions.len() == 1;
        let same = parties.len() > 1 && known.parties.len() == parties.len();
        !made.is_empty() && same && bare && near == Some(*deal)
    };
    if let Some(deal) = latest.filter(|deal| definite || told(deal)) {
        deals.at.insert(at, deal);
        deals.list[deal as usize].made |= !made.is_empty();
        let deal = &mut deals.list[deal as usize].agreement;
        deal.mentions.push(coder.tree.phrase(at));
        if deal.parties.len() < parties.len() {
            deal.parties = parties;
        }
        deal.mediators.extend(mediators);
        if deal.time.is_none()
            && let Some(hit) = made.first()
        {
            deal.time = coder.time(hit.token, None, sentence, deal.claim);
        }
        return;
    }
    // "under a timetable agreed in May": that it was agreed is taken for granted.
    let governing = carrier.filter(|verb| coder.tree.relation(*verb) != Deprel::Acl);
    let status = crate::status::find(coder.tree, coder.lexicon, at, governing);
    if status.status != Status::Reported {
        return;
    }
    let claim = coder.voices.claim_of(at);
    let time = match carrier {
        Some(verb) => coder.time(verb, None, sentence, claim),
        None => coder.time(at, None, sentence, claim).filter(|t| below(coder, t.mention, at)),
    };
    let ends: Vec<Role> = parties.clone();
    let trigger = match carrier {
        Some(verb) => coder.words(verb.min(at), verb.max(at)),
        None => coder.tree.phrase(at),
    };
    deals.at.insert(at, deals.list.len() as u32);
    deals.list.push(Deal {
        agreement: Agreement {
            span: covered(coder, trigger, &[&ends], sentence),
            claim,
            mentions: vec![coder.tree.phrase(at)],
            parties,
            mediators,
            time,
            terms: vec![],
            zones: vec![],
            rule: made.first().map_or_else(|| "agreements.noun".into(), |hit| hit.frame.id.clone()),
        },
        done: FxHashSet::default(),
        made: !made.is_empty(),
        spoken: 0,
        laid: None,
    });
}

/// "The two states signed it in May": who made the agreement that was spoken of, and when.
fn made_it(coder: &mut Coder<'_, '_>, deals: &mut Deals, at: u32, sentence: &Range<u32>) {
    let tree = coder.tree;
    let verb = tree.head(at).filter(|_| tree.lemma(at) == "it" && tree.relation(at) == Deprel::Obj);
    let Some(verb) = verb.filter(|verb| tree.token(*verb).xpos == Xpos::Vbd) else { return };
    let makes = coder.lexicon.frame_verbs.get(tree.lemma(verb)).into_iter().flatten().any(|trigger| {
        let frame = coder.lexicon.frames.get(trigger.of as usize);
        trigger.others.is_empty() && frame.is_some_and(|frame| frame.kind == FrameKind::Deal)
    });
    let Some(deal) = deals.latest_since(at, sentence.start.saturating_sub(NEAR)).filter(|_| makes) else {
        return;
    };
    if coder.stated_plainly(verb) && deals.list[deal as usize].agreement.parties.is_empty() {
        let mut parties = vec![];
        for role in coder.actors_on(verb, &vec![Step::Subj]) {
            push_party(coder, &mut parties, role);
        }
        let claim = deals.list[deal as usize].agreement.claim;
        let time = coder.time(verb, None, sentence, claim);
        let known = &mut deals.list[deal as usize];
        known.made |= parties.len() > 1;
        known.agreement.parties = parties;
        known.agreement.time = known.agreement.time.or(time);
    }
    deals.at.insert(at, deal);
}

/// Words before "it" in which the agreement it stands for must have been spoken of.
const NEAR: u32 = 45;

/// "Under its terms", "the document says": part of the agreement that was spoken of last.
fn part_of(coder: &Coder<'_, '_>, deals: &mut Deals, at: u32, number: usize) {
    let tree = coder.tree;
    if tree.token(at).upos != Upos::Noun || !coder.is_of("part_of_deal", at) {
        return;
    }
    let Some(deal) = deals.latest(at).filter(|deal| deals.list[*deal as usize].spoken + 2 > number) else {
        return;
    };
    let known = tree.with(at, &[Deprel::Det]).any(|d| matches!(tree.lemma(d), "the" | "this"))
        || tree.with(at, &[Deprel::NmodPoss]).any(|p| tree.is_pronoun(p));
    let under = tree.with(at, &[Deprel::Case]).any(|c| coder.is_of("under", c));
    if known && (under || tree.relation(at) == Deprel::Nsubj) {
        deals.at.insert(at, deal);
    }
}

/// "X and Y agreed to reopen the border": an agreement without a noun for it.
fn agreed_to(coder: &mut Coder<'_, '_>, deals: &mut Deals, at: u32, sentence: &Range<u32>) {
    let tree = coder.tree;
    let agrees = coder.is_of("agreeing", at) && tree.is_verb(at) && tree.relation(at) != Deprel::Amod;
    let acts: Vec<u32> = match agrees {
        true => tree.with(at, &[Deprel::Xcomp]).filter(|act| tree.is_verb(*act)).collect(),
        false => return,
    };
    if acts.is_empty() || tree.objects(at).iter().any(|o| coder.is_of("agreement", *o)) {
        return;
    }
    let status = crate::status::find(tree, coder.lexicon, at, None);
    let mut parties = vec![];
    for role in coder.actors_on(at, &vec![Step::Subj]) {
        for role in sent_by(coder, role) {
            push_party(coder, &mut parties, role);
        }
    }
    let together = tree.subjects(at).iter().any(|s| both_sides(coder, *s));
    if status.status != Status::Reported || parties.len() < 2 && !together {
        return;
    }
    let claim = coder.voices.claim_of(at);
    let trigger = tree.token(at).span;
    let known = deals.latest(at).filter(|_| together && parties.len() < 2);
    let deal = known.unwrap_or_else(|| {
        deals.list.push(Deal {
            agreement: Agreement {
                span: covered(coder, trigger, &[&parties], sentence),
                claim,
                mentions: vec![trigger],
                parties: parties.clone(),
                mediators: vec![],
                time: coder.time(at, None, sentence, claim),
                terms: vec![],
                zones: vec![],
                rule: "agreements.agree-to".into(),
            },
            done: FxHashSet::default(),
            made: true,
            spoken: 0,
            laid: None,
        });
        deals.list.len() as u32 - 1
    });
    deals.at.insert(at, deal);
    for act in acts {
        for act in shared(coder, act) {
            add_term(coder, deals, deal, act, sentence, vec![]);
        }
    }
}

/// "Both sides", "the parties".
fn both_sides(coder: &Coder<'_, '_>, at: u32) -> bool {
    let tree = coder.tree;
    let two = || tree.with(at, &[Deprel::Nummod]).any(|n| matches!(tree.lemma(n), "two" | "2"));
    coder.is_of("parties", at)
        || tree.with(at, &[Deprel::Det, Deprel::DetPredet]).any(|d| coder.is_of("parties", d))
        || coder.is_of("parties_by_two", at) && two()
}
/// A verb and the clauses coordinated with it, also such as "will be the last to go".
fn clauses(tree: &crate::tree::Tree<'_>, at: u32) -> Vec<u32> {
    let clause = |c: &u32| tree.is_verb(*c) || tree.with(*c, &[Deprel::Cop]).next().is_some();
    let mut verbs = vec![at];
    let mut next = 0;
    while let Some(verb) = verbs.get(next).copied() {
        verbs.extend(tree.with(verb, &[Deprel::Conj]).filter(clause));
        next += 1;
    }
    verbs
}

/// The act that a clause says is owed, and how; also of a clause coordinated with one that says so.
fn duty(coder: &Coder<'_, '_>, at: u32) -> Option<(u32, Duty)> {
    let tree = coder.tree;
    let below = || tree.with(at, &[Deprel::Xcomp]).find(|act| tree.is_verb(*act));
    let to = |act: u32| tree.with(act, &[Deprel::Mark]).any(|m| tree.lemma(m) == "to");
    if tree.lemma(at) == "be" {
        // "are to leave": the tree may hang the act on the verb to be.
        return below().filter(|act| to(*act)).map(|act| (act, Duty::Strong));
    }
    if coder.is_of("obliged", at)
        && let Some(act) = below()
    {
        return Some((act, Duty::Strong));
    }
    let modal = |word: u32| {
        let lemma = |a: &u32| tree.lemma(*a);
        let found = tree.with(word, &[Deprel::Aux, Deprel::AuxPass]).find_map(|a| match lemma(&a) {
            "must" | "shall" | "should" => Some(Duty::Strong),
            "will" | "would" => Some(Duty::Will),
            "may" | "can" => Some(Duty::May),
            "be" | "have" if to(word) => Some(Duty::Strong),
            _ => None,
        });
        found.or_else(|| {
            let linked = tree.with(word, &[Deprel::Cop]).next().is_some() && to(word);
            linked.then_some(Duty::Strong)
        })
    };
    let own = modal(at);
    let inherited = || {
        let first = (tree.relation(at) == Deprel::Conj).then(|| tree.head(at)).flatten()?;
        // "are to leave … and dismantle": the second act has no tense of its own.
        let bare = tree.with(at, &[Deprel::Nsubj, Deprel::Aux]).next().is_none();
        bare.then(|| {
            let up = tree.head(first).filter(|up| tree.lemma(*up) == "be" && to(first));
            modal(first).or(up.map(|_| Duty::Strong))
        })?
    };
    let present = || {
        let tense = matches!(tree.token(at).xpos, Xpos::Vbz | Xpos::Vbp);
        let passive =
            tree.with(at, &[Deprel::AuxPass]).any(|a| matches!(tree.token(a).xpos, Xpos::Vbz | Xpos::Vbp));
        let perfect = tree.with(at, &[Deprel::Aux]).any(|a| tree.lemma(a) == "have");
        (!perfect && (tense || passive)).then_some(Duty::Present)
    };
    own.or_else(inherited).or_else(present).map(|duty| (at, duty))
}

/// Sentences after the last one about an agreement that may still lay something down.
const REACH: usize = 5;

/// What follows on a sentence about an agreement: "The army shall withdraw …", "The parties will refrain from …".
fn going_on(coder: &mut Coder<'_, '_>, deals: &mut Deals, sentence: &Range<u32>, number: usize) {
    let Some(deal) = deals.latest(sentence.end) else { return };
    let Deal { spoken, laid, made, ref agreement, .. } = deals.list[deal as usize];
    if !made && laid.is_none() && agreement.parties.is_empty() {
        return;
    }
    // A term is followed by terms.
    let mut follows = laid.is_some_and(|laid| laid + 2 >= number);
    if !follows && spoken + REACH < number {
        return;
    }
    for at in sentence.clone() {
        let tree = coder.tree;
        let relation = tree.relation(at);
        let beside = |at: u32| tree.head(at).is_some_and(|head| tree.relation(head) == Deprel::Root);
        let top =
            relation == Deprel::Root || matches!(relation, Deprel::Conj | Deprel::Parataxis) && beside(at);
        if !top && relation != Deprel::Ccomp {
            continue;
        }
        let Some((act, duty)) = duty(coder, at) else { continue };
        let sides = tree.subjects(act).iter().any(|s| both_sides(coder, *s));
        let parties = deals.list[deal as usize].agreement.parties.clone();
        let mut own = coder.actors_on(act, &vec![Step::Subj]);
        if own.is_empty() {
            own = coder.bodies(act);
        }
        let party = own.iter().any(|role| basis(coder, *role, &parties) == Basis::Party);
        let claim = coder.voices.claim_of(act);
        let plain = claim == deals.list[deal as usize].agreement.claim
            || coder.voices.voice(claim).is_none_or(|voice| voice.document);
        let passive = coder.tree.is_passive(act);
        // "In return Hamas will release …": by virtue of what was agreed.
        let tree = coder.tree;
        let by_virtue = spoken + 1 >= number
            && tree.with(at, &[Deprel::Obl]).chain(tree.with(act, &[Deprel::Obl])).any(|o| {
                let before = tree.case(o).or_else(|| o.checked_sub(1).map(|b| tree.lemma(b)));
                coder.is_of("by_virtue", o) && matches!(before, Some("in" | "as"))
            });
        follows |= by_virtue;
        let is_term = match duty {
            Duty::Strong => sides || party || (follows || spoken + 2 >= number) && top && plain,
            Duty::Will => sides || follows && top && plain && (party || passive || !own.is_empty()),
            // "It may not deprive its neighbour of water."
            Duty::May => {
                let not = coder.tree.with(act, &[Deprel::Advmod]).any(|a| coder.is_of("negation", a));
                not && follows && top && plain
            }
            Duty::Present => false,
        };
        if is_term {
            follows = true;
            for act in shared(coder, act) {
                add_term(coder, deals, deal, act, sentence, vec![]);
            }
        }
    }
}
/// An act and those coordinated with it that have neither a subject nor a tense of their own.
fn shared(coder: &Coder<'_, '_>, at: u32) -> Vec<u32> {
    let tree = coder.tree;
    let own = [Deprel::Nsubj, Deprel::NsubjPass, Deprel::Aux];
    let mut acts = clauses(tree, at);
    acts.extend(tree.with(at, &[Deprel::Parataxis]).filter(|c| tree.token(*c).xpos == Xpos::Vb));
    acts.retain(|act| {
        *act == at
            || tree.with(*act, &own).next().is_none()
                && matches!(tree.token(*act).xpos, Xpos::Vb | Xpos::Vbp | Xpos::Vbn)
    });
    acts
}

/// Whether a time stands in the words that hang on a noun.
fn below(coder: &Coder<'_, '_>, time: MentionId, at: u32) -> bool {
    coder.times.iter().any(|(found, id)| *id == time && coder.tree.below(found.head, at))
}

/// Parties in the noun's own phrase: "between X and Y", "the Russian-Turkish deal".
fn own_parties(coder: &mut Coder<'_, '_>, at: u32) -> Vec<Role> {
    let mut parties = vec![];
    let between: Path = vec![Step::Prep(["between", "among", "amongst"].map(SmolStr::new_static).to_vec())];
    for role in coder.actors_on(at, &between) {
        push_party(coder, &mut parties, role);
    }
    if parties.is_empty() {
        // "under an understanding with China, Manila sent …": the other party is who acts.
        let with: Path = vec![Step::Prep(vec![SmolStr::new_static("with")])];
        for role in coder.actors_on(at, &with) {
            push_party(coder, &mut parties, role);
        }
        let clause = coder.tree.head(at).and_then(|head| coder.tree.clause(head));
        if let Some(clause) = clause.filter(|_| parties.len() == 1) {
            for role in coder.actors_on(clause, &vec![Step::Subj]) {
                push_party(coder, &mut parties, role);
            }
        }
    }
    if parties.is_empty() {
        let before = coder.actors_on(at, &vec![Step::Mod]);
        for role in before {
            push_party(coder, &mut parties, role);
        }
        // One adjective tells where, two tell who.
        if parties.len() < 2 {
            parties.clear();
        }
    }
    parties
}
/// "Elders of two clans", "delegates from Kyiv": whom they speak for; anybody else for himself.
fn sent_by(coder: &mut Coder<'_, '_>, role: Role) -> Vec<Role> {
    let Some(mention) = role.mention else { return vec![role] };
    let span = coder.mentions.list[mention.0 as usize].head;
    let at = coder.tree.tokens.partition_point(|token| token.span.end() <= span.start());
    let head = at as u32;
    if at >= coder.tree.tokens.len() || !coder.is_of("delegate", head) {
        return vec![role];
    }
    let of: Path = vec![Step::Prep(["of", "from", "for"].map(SmolStr::new_static).to_vec())];
    let behind = coder.actors_on(head, &of);
    if behind.is_empty() { vec![role] } else { behind }
}
fn push_party(coder: &Coder<'_, '_>, parties: &mut Vec<Role>, role: Role) {
    if !parties.iter().any(|known| same(coder, *known, role)) {
        parties.push(role);
    }
}

/// Whether two roles are the same body, by id, else by country and words.
fn same(coder: &Coder<'_, '_>, one: Role, other: Role) -> bool {
    let id = |role: Role| match &coder.mentions.list[role.mention?.0 as usize].kind {
        MentionKind::Actor(actor) => actor.best().map(|a| a.id.clone()).filter(|id| !id.is_empty()),
        _ => None,
    };
    match (id(one), id(other)) {
        (Some(one), Some(other)) => one == other,
        _ => coder.document.quote(one.span) == coder.document.quote(other.span),
    }
}

/// Zones of a sentence: a kind of zone by its noun, or "the zone" again.
fn zones(coder: &mut Coder<'_, '_>, deals: &mut Deals, sentence: &Range<u32>) {
    let Some(deal) = deals.latest(sentence.end) else { return };
    for at in sentence.clone() {
        let hit = coder.hits_at(at).into_iter().find(|h| h.frame.kind == FrameKind::Zone);
        let again =
            hit.is_none() && coder.tree.lemma(at) == "zone" && coder.tree.token(at).upos == Upos::Noun;
        let definite = coder.tree.with(at, &[Deprel::Det]).any(|d| coder.tree.lemma(d) == "the");
        let agreement = &mut deals.list[deal as usize].agreement;
        let known = match hit {
            Some(hit) => agreement.zones.iter().rposition(|zone| zone.kind == hit.frame.is),
            None => agreement.zones.len().checked_sub(1),
        };
        if let Some(zone) = known.filter(|_| definite) {
            deals.zones.insert(at, (deal, zone as u32));
            continue;
        }
        let (Some(hit), false) = (hit, again) else { continue };
        let datum = coder.fillers(hit, "datum").first().map(|d| {
            let (_, last) = coder.tree.reach(*d);
            coder.words(coder.tree.reach(*d).0, last)
        });
        let (first, _) = coder.tree.phrase_tokens(at);
        let reach = coder.tree.reach(at).0.min(first)..=at;
        let depth = coder
            .figures
            .iter()
            .find(|(f, _)| {
                reach.contains(&f.head) && matches!(f.figure.measure.as_str(), "zone-depth" | "distance")
            })
            .map(|(_, id)| *id);
        let from = coder.words(*reach.start(), at);
        let zone =
            Zone { span: datum.map_or(from, |d| from.cover(d)), kind: hit.frame.is.clone(), depth, datum };
        deals.zones.insert(at, (deal, agreement.zones.len() as u32));
        deals.list[deal as usize].agreement.zones.push(zone);
    }
}

/// "According to the agreement, …", "the accord says that …": what the document says is to be done.
fn spoken(coder: &mut Coder<'_, '_>, deals: &mut Deals, sentence: &Range<u32>) {
    for at in sentence.clone() {
        let claim = coder.voices.claim_of(at);
        let Some(deal) = speaker(coder, deals, claim, sentence) else { continue };
        if is_clause(coder, at) && to_be_done(coder, at) {
            add_term(coder, deals, deal, at, sentence, vec![]);
        }
    }
}
/// The agreement that speaks in a claim.
fn speaker(coder: &Coder<'_, '_>, deals: &Deals, claim: ClaimId, sentence: &Range<u32>) -> Option<u32> {
    let voice = coder.voices.voice(claim).filter(|v| v.document)?;
    let span = match voice.speaker {
        Speaker::Mentioned(id) => coder.mentions.list[id.0 as usize].span,
        Speaker::Unnamed(span) => span,
        Speaker::Outlet => return None,
    };
    let mut inside = deals.at.range(sentence.clone());
    inside.find(|(at, _)| span.overlaps(coder.tree.token(**at).span)).map(|(_, deal)| *deal)
}
fn is_clause(coder: &Coder<'_, '_>, at: u32) -> bool {
    let clause = matches!(
        coder.tree.relation(at),
        Deprel::Root | Deprel::Ccomp | Deprel::Conj | Deprel::Parataxis | Deprel::Advcl
    );
    clause && coder.tree.is_verb(at)
}
/// A modal, or the present tense that papers use: not what has been done.
fn to_be_done(coder: &Coder<'_, '_>, at: u32) -> bool {
    let auxiliaries = || coder.tree.with(at, &[Deprel::Aux, Deprel::AuxPass, Deprel::Cop]);
    let present = |t: u32| matches!(coder.tree.token(t).xpos, Xpos::Vbz | Xpos::Vbp);
    let perfect = auxiliaries().any(|a| coder.tree.lemma(a) == "have");
    coder.modal(at).is_some()
        || coder.is_of("obliged", at)
        || !perfect && (present(at) || auxiliaries().any(present))
}

/// "The deal requires …", "the accord bans …", "aimed to avert …".
fn provided(coder: &mut Coder<'_, '_>, deals: &mut Deals, sentence: &Range<u32>) {
    for at in sentence.clone() {
        let Some(hit) = coder.hits_at(at).into_iter().find(|h| h.frame.kind == FrameKind::Provision) else {
            continue;
        };
        // "It obliges both sides to …": the agreement that was spoken of last.
        let it = |noun: u32| {
            let it = matches!(coder.tree.lemma(noun), "it" | "this");
            it.then(|| deals.latest_since(noun, sentence.start.saturating_sub(NEAR))).flatten()
        };
        let nouns = coder.fillers(hit, "agreement");
        let deal = nouns.into_iter().find_map(|noun| deals.at(noun).or_else(|| it(noun)));
        let Some(deal) = deal else { continue };
        if hit.frame.is == "purpose" {
            purpose(coder, deals, deal, hit, sentence);
            continue;
        }
        let bound = coder.parties(hit, "bound", false);
        let contents = coder.fillers(hit, "content");
        let is = hit.frame.is.clone();
        let rule = hit.frame.id.clone();
        for content in contents {
            if let Some(term) = add_term(coder, deals, deal, content, sentence, bound.clone()) {
                term.rule = rule.clone();
                match is.as_str() {
                    "forbids" => term.obligation = "refrain".into(),
                    "allows" => term.obligation = "allow".into(),
                    _ => {}
                }
                if is == "forbids" {
                    term.continuing = true;
                }
            }
        }
    }
}

/// What an agreement is for is no term to be kept; the means it names are.
fn purpose(coder: &mut Coder<'_, '_>, deals: &mut Deals, deal: u32, hit: Hit<'_>, sentence: &Range<u32>) {
    let tree = coder.tree;
    let means: Vec<u32> = std::iter::once(hit.token)
        .chain(coder.fillers(hit, "content"))
        .flat_map(|at| tree.with(at, &[Deprel::Advcl]).collect::<Vec<_>>())
        .filter(|at| tree.with(*at, &[Deprel::Mark, Deprel::Case]).any(|m| tree.lemma(m) == "by"))
        .collect();
    let mut words: Option<Span> = None;
    for content in coder.fillers(hit, "content") {
        let (first, last) = tree.reach(content);
        let last = means.iter().map(|m| tree.reach(*m).0).filter(|m| *m > first).fold(last + 1, u32::min) - 1;
        let span = coder.words(first, last.max(first));
        words = Some(words.map_or(span, |w| w.cover(span)));
    }
    let Some(words) = words else { return };
    if !deals.list[deal as usize].done.insert(hit.token) {
        return;
    }
    let trigger = tree.token(hit.token).span;
    let claim = coder.voices.claim_of(hit.token);
    deals.list[deal as usize].agreement.terms.push(Term {
        span: trigger.cover(words),
        trigger,
        claim,
        obligation: "purpose".into(),
        bound: vec![],
        object: None,
        place: None,
        zone: None,
        deadline: None,
        continuing: false,
        testable: Testable::No,
        rule: hit.frame.id.clone(),
    });
    for at in means {
        add_term(coder, deals, deal, at, sentence, vec![]);
    }
}

/// "Under the deal, …", "a deal under which …": what is to be done under it.
fn under(coder: &mut Coder<'_, '_>, deals: &mut Deals, sentence: &Range<u32>) {
    let nouns: Vec<(u32, u32)> = deals.at.range(sentence.clone()).map(|(at, deal)| (*at, *deal)).collect();
    for (noun, deal) in nouns {
        let tree = coder.tree;
        let is_under =
            |at: u32| tree.with(at, &[Deprel::Case, Deprel::Mark]).any(|c| coder.is_of("under", c));
        // "A deal … under which Serbia is to stop …", on whatever word the parser hangs the clause.
        let which = (noun + 1..sentence.end.min(noun + 12))
            .find(|at| tree.lemma(*at) == "which" && is_under(*at) && deals.latest(*at) == Some(deal));
        let relative = which.and_then(|which| tree.clause(which));
        let verb = match relative {
            None if is_under(noun) => tree.head(noun).and_then(|head| tree.clause(head)),
            relative => relative,
        };
        // "Under a timetable agreed in May, the mission will …": the participle belongs to the noun.
        let participle = |verb: &u32| {
            tree.relation(*verb) == Deprel::Advcl
                && *verb == noun + 1
                && matches!(tree.token(*verb).xpos, Xpos::Vbn | Xpos::Vbd)
        };
        let verb = match verb.filter(participle) {
            Some(verb) => tree.head(verb).and_then(|head| tree.clause(head)),
            None => verb,
        };
        let Some(verb) = verb else { continue };
        let mut verbs = clauses(tree, verb);
        // Clauses side by side: "the line follows the river, Baku may drill, …".
        for at in verbs.clone() {
            let beside = tree.with(at, &[Deprel::Parataxis, Deprel::Ccomp]).filter(|c| tree.is_verb(*c));
            verbs.extend(beside.flat_map(|c| clauses(tree, c)));
        }
        let fronted = relative.is_some() || noun < verb;
        for at in verbs {
            let Some((act, duty)) = duty(coder, at) else { continue };
            // "The troops fly home under the deal" tells what is done.
            if duty == Duty::Present && !fronted {
                continue;
            }
            for act in shared(coder, act) {
                if let Some(term) = add_term(coder, deals, deal, act, sentence, vec![])
                    && duty == Duty::May
                    && term.obligation != "refrain"
                {
                    term.obligation = "allow".into();
                }
            }
        }
    }
}

/// Makes the term whose word is `at`; the words of an obligation are looked up, else it is `perform`.
fn add_term<'d>(
    coder: &mut Coder<'_, '_>,
    deals: &'d mut Deals,
    deal: u32,
    at: u32,
    sentence: &Range<u32>,
    bound_above: Vec<Role>,
) -> Option<&'d mut Term> {
    let tree = coder.tree;
    // "has agreed to withdraw", "are to leave": the act is below.
    let at = match tree.with(at, &[Deprel::Xcomp]).next() {
        Some(act) if coder.is_of("obliged", at) && tree.is_verb(act) => act,
        _ => at,
    };
    if !deals.list[deal as usize].done.insert(at) {
        return None;
    }
    let hit = coder.hits_at(at).into_iter().find(|h| h.frame.kind == FrameKind::Term);
    let verb = tree.is_verb(at);
    let mut bound = hit.map(|hit| coder.parties(hit, "bound", false)).unwrap_or_default();
    if bound.is_empty() && verb && hit.is_none_or(|hit| hit.slot("bound").is_none()) {
        bound = coder.actors_on(at, &vec![Step::Subj]);
    }
    // "must notify Beijing, allow it to look": the second act has the subject of the first.
    let shares = matches!(tree.relation(at), Deprel::Parataxis | Deprel::Conj)
        && tree.with(at, &[Deprel::Nsubj, Deprel::NsubjPass]).next().is_none();
    if let Some(first) = tree.head(at).filter(|_| bound.is_empty() && verb && shares) {
        bound = coder.actors_on(first, &vec![Step::Subj]);
    }
    // "both sides", "a joint committee": whoever they are, they are named by these words.
    if bound.is_empty() && verb {
        let subjects = tree.subjects(at).iter().copied().filter(|s| both_sides(coder, *s));
        bound.extend(subjects.map(|s| Role { span: tree.phrase(s), mention: None }));
        if bound.is_empty() && bound_above.is_empty() {
            bound = coder.bodies(at);
        }
    }
    // "calls on the army to": whom the word above binds.
    if bound.is_empty() {
        bound = bound_above;
    }
    // "groups, including HTS": those named as examples are bound as well.
    let named: Path = vec![Step::Prep(["include", "including", "like"].map(SmolStr::new_static).to_vec())];
    for &subject in if verb { tree.subjects(at) } else { &[] } {
        for role in coder.actors_on(subject, &named) {
            push_party(coder, &mut bound, role);
        }
    }
    let parties = deals.list[deal as usize].agreement.parties.clone();
    let bound: Vec<Bound> = match bound.is_empty() {
        true => parties.iter().map(|role| Bound { role: *role, basis: Basis::Implied }).collect(),
        false => bound.into_iter().map(|role| Bound { role, basis: basis(coder, role, &parties) }).collect(),
    };
    let object = hit.map(|hit| coder.fillers(hit, "object")).unwrap_or_default().first().copied();
    let object = object.map(|o| Role { span: tree.phrase(o), mention: None });
    let (first, last) = extent(coder, at);
    let zone = deals.zones.range(first..=last).map(|(_, (_, zone))| *zone).next();
    let claim = coder.voices.claim_of(at);
    let place = coder.place(at, None, sentence, &[]);
    let agreed = deals.list[deal as usize].agreement.time;
    let deadline = deadline(coder, at, agreed, sentence);
    let negated = tree.with(at, &[Deprel::Advmod]).any(|a| coder.is_of("negation", a))
        || tree.subjects(at).iter().any(|s| {
            tree.with(*s, &[Deprel::Det]).any(|d| coder.is_of("negation", d)) || coder.is_of("negation", *s)
        });
    let frame = hit.map(|hit| hit.frame);
    let obligation: SmolStr = match frame {
        _ if negated => "refrain".into(),
        Some(frame) => frame.is.clone(),
        None => "perform".into(),
    };
    let terms = &mut deals.list[deal as usize].agreement.terms;
    terms.push(Term {
        span: coder.words(first, last),
        trigger: tree.token(at).span,
        claim,
        continuing: obligation == "refrain" || frame.is_some_and(|f| f.continuing) && deadline.is_none(),
        testable: if frame.is_some_and(|f| f.open) || frame.is_none() && !negated {
            Testable::OpenTextured
        } else {
            Testable::BrightLine
        },
        obligation,
        bound,
        object,
        place,
        zone,
        deadline,
        rule: frame.map_or_else(|| "agreements.clause".into(), |f| f.id.clone()),
    });
    terms.last_mut()
}

/// The words of a term: its clause without the clauses coordinated with it.
fn extent(coder: &Coder<'_, '_>, at: u32) -> (u32, u32) {
    let tree = coder.tree;
    let (mut first, mut last) = (at, at);
    for &child in tree.children(at) {
        let apart = match tree.relation(child) {
            Deprel::Conj | Deprel::Parataxis | Deprel::Cc | Deprel::Punct | Deprel::Mark => true,
            Deprel::Obl if coder.voices.is_cue(child) => true,
            Deprel::Advcl => tree.with(child, &[Deprel::Mark]).any(|m| coder.is_of("meanwhile", m)),
            _ => false,
        };
        if !apart {
            let (left, right) = tree.reach(child);
            (first, last) = (first.min(left), last.max(right));
        }
    }
    (first, last)
}

/// On what footing a body is bound.
fn basis(coder: &Coder<'_, '_>, role: Role, parties: &[Role]) -> Basis {
    let actor = |role: Role| match &coder.mentions.list[role.mention?.0 as usize].kind {
        MentionKind::Actor(actor) => actor.best().cloned(),
        _ => None,
    };
    let words = coder.document.quote(role.span).to_lowercase();
    let class = coder.lexicon.classes.get("parties");
    let of_all = |word: &str| class.is_some_and(|set| set.heads.contains_key(word));
    let first = coder.tree.tokens.partition_point(|token| token.span.end() <= role.span.start());
    let before = first.checked_sub(1).map(|at| coder.tree.lemma(at as u32));
    if words.split_whitespace().any(of_all) || before.is_some_and(|word| matches!(word, "both" | "either")) {
        return Basis::Party;
    }
    // "militias of both clans" are those of the "two rival clans".
    let named = |party: &Role| {
        let party = coder.document.quote(party.span).to_lowercase();
        let people =
            |word: &&str| word.len() > 3 && word.ends_with('s') && word.chars().all(char::is_alphabetic);
        party.split_whitespace().filter(people).any(|word| words.split_whitespace().any(|w| w == word))
    };
    let told = |party: &Role| coder.document.quote(party.span).to_lowercase() == words;
    if parties.iter().any(|party| named(party) || told(party)) {
        return Basis::Party;
    }
    // "a verification team": a body of its own.
    if role.mention.is_none() && !parties.is_empty() {
        return Basis::NamedNonParty;
    }
    let Some(who) = actor(role) else { return Basis::Unknown };
    if parties.is_empty() {
        return Basis::Unknown;
    }
    let state = |kind: &str| matches!(kind, "state" | "government-body" | "armed-forces" | "person-official");
    let ours = parties.iter().filter_map(|p| actor(*p)).any(|party| {
        !who.id.is_empty() && party.id == who.id
            || !who.country.is_empty()
                && party.country == who.country
                && state(&party.kind)
                && (state(&who.kind) || matches!(who.sector.as_str(), "MIL" | "GOV" | "COP"))
    });
    if ours { Basis::Party } else { Basis::NamedNonParty }
}

/// "by 20 October": on the act itself, or on one coordinated with it.
fn deadline(
    coder: &Coder<'_, '_>,
    at: u32,
    agreed: Option<EventTime>,
    sentence: &Range<u32>,
) -> Option<Deadline> {
    let tree = coder.tree;
    // Acts coordinated with this one share their dates: "withdraw … and hand over … by May"; not those of somebody else.
    let own = |act: u32| tree.with(act, &[Deprel::Nsubj, Deprel::NsubjPass]).next().is_some();
    let first = match tree.head(at) {
        Some(head) if tree.relation(at) == Deprel::Conj && tree.is_verb(head) && !own(at) => head,
        _ => at,
    };
    let mut acts: Vec<u32> =
        tree.with(first, &[Deprel::Conj]).filter(|c| tree.is_verb(*c) && !own(*c)).collect();
    acts.push(first);
    let due = |word: &u32| {
        let (first, last) = extent(coder, *word);
        coder.times.iter().find(|(time, _)| {
            sentence.contains(&time.head)
                && (first..=last).contains(&time.head)
                && match time.when.kind {
                    TimexKind::Duration => {
                        time.first.checked_sub(1).is_some_and(|before| tree.lemma(before) == "within")
                    }
                    TimexKind::Set => false,
                    _ => matches!(time.when.bound.as_deref(), Some("by" | "before")),
                }
        })
    };
    let found = due(&at).or_else(|| acts.iter().filter(|act| **act != at).find_map(due))?;
    // The words stand with the act right before them; whether an earlier act is meant as well they do not say.
    let nearest = acts.iter().copied().filter(|act| *act < found.0.first).max();
    let shared = nearest.is_some_and(|nearest| nearest > at);
    if nearest.is_some_and(|nearest| nearest < at) && found.0.head < at {
        return None;
    }
    let (time, mention) = found;
    let year_told = tree.text(time.first, time.last).chars().filter(char::is_ascii_digit).count() >= 4;
    let day = agreed.and_then(|t| match &coder.mentions.list[t.mention.0 as usize].kind {
        MentionKind::Time(when) => when.earliest,
        _ => None,
    });
    let within = day.filter(|_| time.when.kind == TimexKind::Duration);
    let inferred = match (day, time.when.earliest) {
        _ if within.is_some() => {
            let until =
                within.zip(duration(&time.when.value)).and_then(|(day, span)| day.checked_add(span).ok());
            until.map(|day| format_smolstr!("{day}"))
        }
        (Some(agreed), Some(due)) if !year_told && time.when.value.len() >= 7 => {
            let mut due = due.with().year(agreed.year()).build().ok();
            if due.is_some_and(|d| d < agreed) {
                due = due.and_then(|d| d.checked_add(1.year()).ok());
            }
            due.map(|d| match time.when.value.len() {
                7 => format_smolstr!("{:04}-{:02}", d.year(), d.month()),
                _ => format_smolstr!("{d}"),
            })
        }
        _ => None,
    };
    let from_agreement = inferred.is_some();
    Some(Deadline {
        mention: *mention,
        edtf: inferred.or_else(|| time.when.edtf.clone()),
        from_agreement,
        shared,
    })
}

/// A TIMEX3 duration of whole days, weeks, months or years: "P5D".
fn duration(value: &str) -> Option<jiff::Span> {
    let unit = value.chars().last()?;
    let count: i64 = value.strip_prefix('P')?.strip_suffix(unit)?.parse().ok()?;
    Some(match unit {
        'D' => count.days(),
        'W' => count.weeks(),
        'M' => count.months(),
        'Y' => count.years(),
        _ => return None,
    })
}
