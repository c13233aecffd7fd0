//! One analysed document to its reading: mentions, claims, events.
//!
//! [`read`] is a function from values to values: it touches nothing and cannot fail. What it could not read becomes a
//! note with a span.

mod around;
mod claims;
mod events;
mod mend;
mod mentions;
mod statements;
mod status;
mod tree;

pub use around::{Around, around};
pub use events::Tried;
pub use mentions::coreference::{Chain, ChainPhrase, Form as ChainForm};
pub use mentions::places::{Toponym, ToponymForm};

use claims::Voices;
use dateline_lexicon::Lexicon;
use dateline_record::{
    Analysis, Claim, Deprel, Document, Event, Mention, MentionId, MentionKind, Note, Reading, Role,
    SectionKind, Span, Speaker, TimeBasis, TimexKind, Upos,
};
use events::Coder;
use mentions::actors::Mentions;
use mentions::{coreference, figures, times};
use statements::Statements;
use tree::Tree;

/// Reads a document's analysis.
#[must_use]
pub fn read(document: Document, analysis: &Analysis, lexicon: &Lexicon) -> Reading {
    read_while(document, analysis, lexicon, &|| true).expect("nobody stops it")
}

/// Reads a document's analysis; nothing as soon as `go_on`, which is asked between the stages, says no.
#[must_use]
pub fn read_while(
    document: Document,
    analysis: &Analysis,
    lexicon: &Lexicon,
    go_on: &dyn Fn() -> bool,
) -> Option<Reading> {
    read_and_explain(document, analysis, lexicon, false, go_on).map(|(reading, _)| reading)
}

/// Every place name of a document and the place it means, whatever mention it is part of: "Homs" and "Syrian" in "Syrian
/// troops near Homs".
#[must_use]
pub fn toponyms(document: &Document, analysis: &Analysis, lexicon: &Lexicon) -> Vec<Toponym> {
    let tree = Tree::new(analysis.cased.as_deref().unwrap_or(document.text()), analysis, lexicon);
    let ranges: Vec<_> = story_sentences(document, analysis).into_iter().map(|(range, _)| range).collect();
    Mentions::new(&tree, document, lexicon, &analysis.entities, &ranges).toponyms()
}

/// Reads a document's analysis and tells what was tried at which word.
#[must_use]
pub fn explain(document: Document, analysis: &Analysis, lexicon: &Lexicon) -> (Reading, Vec<Tried>) {
    read_and_explain(document, analysis, lexicon, true, &|| true).expect("nobody stops it")
}

/// Who and what a document mentions again: its entities, each with its phrases. `only`, if given, are the words that
/// head a phrase, whatever else could.
#[must_use]
pub fn chains(
    document: &Document,
    analysis: &Analysis,
    lexicon: &Lexicon,
    only: Option<&[Span]>,
) -> Vec<Chain> {
    let mut tree = Tree::new(document.text(), analysis, lexicon);
    let story = story_sentences(document, analysis);
    let ranges: Vec<std::ops::Range<u32>> = story.iter().map(|(range, _)| range.clone()).collect();
    find_times(&mut tree, lexicon, document, &ranges);
    let mut mentions = Mentions::new(&tree, document, lexicon, &analysis.entities, &ranges);
    mentions.read();
    let heads = only.map(|spans| {
        let token = |span: &Span| {
            let at = tree.tokens.partition_point(|t| t.span.end() <= span.start());
            tree.tokens.get(at).filter(|t| t.span.overlaps(*span)).map(|_| at as u32)
        };
        let mut heads: Vec<u32> = spans.iter().filter_map(token).collect();
        heads.sort_unstable();
        heads.dedup();
        heads
    });
    coreference::read(&tree, lexicon, &mentions, &ranges, heads.as_deref()).entities(&tree)
}

fn read_and_explain(
    document: Document,
    analysis: &Analysis,
    lexicon: &Lexicon,
    explain: bool,
    go_on: &dyn Fn() -> bool,
) -> Option<(Reading, Vec<Tried>)> {
    let check = || go_on().then_some(());
    let text = analysis.cased.as_deref().unwrap_or(document.text());
    let mut tree = Tree::new(text, analysis, lexicon);
    let story = story_sentences(&document, analysis);
    let ranges: Vec<std::ops::Range<u32>> = story.iter().map(|(range, _)| range.clone()).collect();
    let found = find_times(&mut tree, lexicon, &document, &ranges);
    check()?;
    let mut mentions = Mentions::new(&tree, &document, lexicon, &analysis.entities, &ranges);
    let times = time_mentions(&tree, found, &mut mentions);
    mentions.read();
    mentions.read_weapons();
    check()?;
    let chains = coreference::read(&tree, lexicon, &mentions, &ranges, None);
    coreference::apply(&chains, &tree, &mut mentions);
    check()?;
    let mut voices = Voices::find(&tree, lexicon, &mut mentions, &story);
    date_voices(&tree, &mut voices, &times);
    check()?;
    let figures = find_figures(&tree, lexicon, &ranges, &times, &mut mentions);
    check()?;
    let tried = explain.then(Vec::new);
    let mut coder = Coder {
        tree: &tree,
        lexicon,
        document: &document,
        mentions: &mut mentions,
        voices: &voices,
        times: &times,
        figures: &figures,
        tried,
        matched: Default::default(),
    };
    let events = coder.code(&ranges);
    check()?;
    let stated = statements::read(&mut coder, &ranges);
    let tried = coder.tried.take().unwrap_or_default();
    mentions.read_names_left();
    check()?;
    let claims = voices.claims(&tree, &document);
    let mut notes = notes(&document, &times);
    notes.extend(stated.notes.iter().cloned());
    let sentences = analysis.sentences.iter().map(|s| s.span).collect();
    let mut list = std::mem::take(&mut mentions.list);
    for mention in &mut list {
        if let MentionKind::Actor(resolution) = &mut mention.kind {
            resolution.each_mut().iter_mut().for_each(|actor| actor.cameo = lexicon.cameo_of(actor));
        }
    }
    drop(mentions);
    drop(tree);
    Some((assemble(document, sentences, list, claims, events, stated, notes), tried))
}

/// The times of a document; their words are muted, and those of ages, which look like times.
fn find_times(
    tree: &mut Tree,
    lexicon: &Lexicon,
    document: &Document,
    sentences: &[std::ops::Range<u32>],
) -> Vec<times::Found> {
    let (found, ages) = times::find(tree, lexicon, document, sentences);
    for time in &found {
        tree.mute(time.first..=time.last);
    }
    ages.into_iter().for_each(|age| tree.mute(age));
    found
}

/// Token ranges of the sentences that belong to the story, with the kind of their section.
fn story_sentences(document: &Document, analysis: &Analysis) -> Vec<(std::ops::Range<u32>, SectionKind)> {
    analysis
        .sentences
        .iter()
        .filter(|s| s.first < s.end)
        .map(|s| (s.first..s.end, document.section_at(s.span.start())))
        .filter(|(_, kind)| kind.is_story())
        .collect()
}

type Times = Vec<(times::Found, MentionId)>;

fn time_mentions(tree: &Tree, found: Vec<times::Found>, mentions: &mut Mentions) -> Times {
    let add = |time: times::Found| {
        let id = mentions.add(Mention {
            span: tree.token(time.first).span.cover(tree.token(time.last).span),
            head: tree.token(time.head).span,
            kind: MentionKind::Time(time.when.clone()),
            antecedent: None,
            rule: if time.range { "times.range" } else { "times.expression" }.into(),
        });
        (time, id)
    };
    found.into_iter().map(add).collect()
}

/// "said on Wednesday" dates the report: the time below a cue belongs to the voice.
fn date_voices(tree: &Tree, voices: &mut Voices, times: &Times) {
    for voice in &mut voices.list {
        let below = |found: &times::Found| {
            found.when.dates()
                && (voice.dated.is_some_and(|last| (found.first..=found.last).contains(&last))
                    || tree.clause(found.head) == Some(voice.cue)
                    || tree.ancestors(found.head).take(3).any(|up| up == voice.cue))
        };
        let near = within(times, &voice.sentence);
        voice.said = near.iter().find(|(found, _)| below(found)).map(|(_, id)| *id);
    }
    // "…, the ministry said, according to a report on Wednesday": an undated voice inside a dated one was at or before it.
    let dates: Vec<Option<MentionId>> = voices.list.iter().map(|v| v.said).collect();
    for at in 0..voices.list.len() {
        if voices.list[at].said.is_none() {
            voices.list[at].said = voices.around(at).and_then(|outer| dates[outer]);
        }
    }
}

/// The times of a sentence; times are in text order.
fn within<'t>(
    times: &'t [(times::Found, MentionId)],
    sentence: &std::ops::Range<u32>,
) -> &'t [(times::Found, MentionId)] {
    let first = times.partition_point(|(t, _)| t.head < sentence.start);
    let last = times.partition_point(|(t, _)| t.head < sentence.end);
    &times[first..last.max(first)]
}

type Figures = Vec<(figures::Found, MentionId)>;

fn find_figures(
    tree: &Tree,
    lexicon: &Lexicon,
    sentences: &[std::ops::Range<u32>],
    times: &Times,
    mentions: &mut Mentions,
) -> Figures {
    let mut all: Figures = vec![];
    for sentence in sentences {
        // A duration is a quantity too: "a six-month ceasefire", "within 30 days".
        let lasting = |at: u32| {
            let own =
                |t: &times::Found| t.when.kind == TimexKind::Duration && t.when.basis == TimeBasis::Text;
            within(times, sentence).iter().any(|(t, _)| own(t) && (t.first..=t.last).contains(&at))
        };
        let taken = |at: u32| tree.is_muted(at) && !lasting(at);
        let from = all.len();
        for mut found in figures::find(tree, lexicon, sentence.clone(), &taken) {
            let clause = tree.clause(found.head);
            let period =
                within(times, sentence).iter().find(|(t, _)| t.when.dates() && tree.clause(t.head) == clause);
            found.figure.cumulative |= period.is_some_and(|(t, _)| t.when.bound.as_deref() == Some("since"));
            found.figure.period = period.map(|(_, id)| *id);
            found.figure.area = area(tree, lexicon, &found, sentence, mentions);
            let last = found.counted.filter(|c| *c > found.last).unwrap_or(found.last);
            let span = tree.token(found.first).span.cover(tree.token(last).span);
            let kind = MentionKind::Figure(found.figure.clone());
            let head = tree.token(found.head).span;
            let id = mentions.add(Mention { span, head, kind, antecedent: None, rule: found.rule.into() });
            all.push((found, id));
        }
        relate(&mut all[from..], mentions);
    }
    all
}

/// Where what is counted is: a place in the clause, "there", or the country whose affair the clause tells.
fn area(
    tree: &Tree,
    lexicon: &Lexicon,
    found: &figures::Found,
    sentence: &std::ops::Range<u32>,
    mentions: &mut Mentions,
) -> Option<MentionId> {
    let clause = tree.clause(found.head);
    let named = mentions.places_in(sentence).find(|(head, _)| tree.clause(*head) == clause);
    if let Some((_, id)) = named {
        return Some(id);
    }
    let counted = found.counted.unwrap_or(found.head);
    let there = sentence.clone().find(|at| {
        tree.lemma(*at) == "there"
            && tree.token(*at).upos == Upos::Adv
            && (tree.clause(*at) == clause || tree.below(*at, counted))
    });
    if let Some(there) = there {
        return topic(tree, mentions, there);
    }
    // "Yemen's war has displaced four million people"
    let subjects = clause.map(|verb| tree.subjects(verb)).unwrap_or_default();
    let owners: Vec<u32> =
        subjects.iter().flat_map(|subject| tree.with(*subject, &[Deprel::NmodPoss])).collect();
    owners.into_iter().find_map(|owner| mentions.country_as_place(owner, lexicon))
}

/// The place that "there" takes up: the subject of the sentence before, or else the place named last.
fn topic(tree: &Tree, mentions: &Mentions, there: u32) -> Option<MentionId> {
    const REACH: u32 = 60;
    let before: Vec<(u32, MentionId)> = mentions.places_in(&(there.saturating_sub(REACH)..there)).collect();
    let is_subject = |at: u32| matches!(tree.relation(at), Deprel::Nsubj | Deprel::NsubjPass);
    before.iter().rev().find(|(at, _)| is_subject(*at)).or(before.last()).map(|(_, id)| *id)
}

/// Points figures of one sentence at each other.
fn relate(all: &mut [(figures::Found, MentionId)], mentions: &mut Mentions) {
    let ids: Vec<MentionId> = all.iter().map(|(_, id)| *id).collect();
    for (found, id) in all {
        found.figure.subset_of = found.part_of.map(|at| ids[at]);
        found.figure.supersedes = found.after.map(|at| ids[at]);
        if let MentionKind::Figure(figure) = &mut mentions.list[id.0 as usize].kind {
            (figure.subset_of, figure.supersedes) = (found.figure.subset_of, found.figure.supersedes);
        }
    }
}

fn notes(document: &Document, times: &Times) -> Vec<Note> {
    let mut notes = vec![];
    let open = times.iter().filter(|(t, _)| t.when.basis == TimeBasis::Unresolved).count();
    if document.published().is_none() && open > 0 {
        notes.push(Note {
            code: "no-document-date".into(),
            span: None,
            message: format!(
                "the document has no date, so {open} relative time expression(s) stay unresolved; give one with --published"
            ),
        });
    }
    notes
}

/// Puts mentions into text order and every id with them.
fn assemble(
    document: Document,
    sentences: Vec<Span>,
    mentions: Vec<Mention>,
    mut claims: Vec<Claim>,
    mut events: Vec<Event>,
    mut stated: Statements,
    notes: Vec<Note>,
) -> Reading {
    let (mut mentions, moved) = events::in_text_order(mentions);
    let to = |id: MentionId| moved[id.0 as usize];
    for mention in &mut mentions {
        mention.antecedent = mention.antecedent.map(to);
        if let MentionKind::Figure(figure) = &mut mention.kind {
            for id in [&mut figure.area, &mut figure.period, &mut figure.subset_of, &mut figure.supersedes] {
                *id = id.map(to);
            }
        }
    }
    for claim in &mut claims {
        claim.said = claim.said.map(to);
        for speaker in &mut claim.chain {
            if let Speaker::Mentioned(id) = speaker {
                *id = to(*id);
            }
        }
    }
    let move_role = |role: &mut Role| role.mention = role.mention.map(to);
    for event in &mut events {
        event
            .actors
            .iter_mut()
            .chain(&mut event.recipients)
            .chain(&mut event.coordinated_with)
            .for_each(move_role);
        event.object.iter_mut().chain(&mut event.instrument).for_each(move_role);
        event.place = event.place.map(to);
        event.figures.iter_mut().for_each(|f| *f = to(*f));
        event.figures.sort_unstable();
        if let Some(time) = &mut event.time {
            time.mention = to(time.mention);
        }
    }
    for control in &mut stated.controls {
        control.holders.iter_mut().chain(&mut control.from).chain([&mut control.place]).for_each(move_role);
        control.time.iter_mut().for_each(|time| time.mention = to(time.mention));
    }
    for relation in &mut stated.relations {
        [&mut relation.subject, &mut relation.object].into_iter().for_each(move_role);
        relation.time.iter_mut().for_each(|time| time.mention = to(time.mention));
    }
    for position in &mut stated.positions {
        position.holders.iter_mut().chain(&mut position.toward).for_each(move_role);
    }
    for agreement in &mut stated.agreements {
        agreement.parties.iter_mut().chain(&mut agreement.mediators).for_each(move_role);
        agreement.time.iter_mut().for_each(|time| time.mention = to(time.mention));
        agreement.zones.iter_mut().for_each(|zone| zone.depth = zone.depth.map(to));
        for term in &mut agreement.terms {
            term.bound.iter_mut().map(|b| &mut b.role).chain(&mut term.object).for_each(move_role);
            term.place = term.place.map(to);
            term.deadline.iter_mut().for_each(|deadline| deadline.mention = to(deadline.mention));
        }
    }
    let Statements { controls, relations, positions, agreements, .. } = stated;
    Reading {
        document,
        sentences,
        mentions,
        claims,
        events,
        controls,
        relations,
        positions,
        agreements,
        notes,
    }
}
