//! News sentences with one class of political interaction (`cameo_class`) and one dyad (`cameo_ner`).
//!
//! Both annotate one act a sentence. The *main act* of a sentence is the event whose trigger stands nearest to the root
//! of its tree; of two at one depth the first. The class follows from the event's CAMEO code, the spans from the noun
//! phrases around its actors and recipients. Where the act names no actor the subject of its verb is the source ("a car
//! bomb"), and where no act is the sentence's own, whoever speaks or the subject of the sentence.

use super::{Args, Measured, f1};
use crate::exit::Failure;
use crate::input;
use dateline::{
    Analysis, Claim, Coder, Deprel, Event, MentionKind, Origin, Reading, Role, Span, Speaker, Status, Upos,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct ClassRecord {
    id: String,
    text: String,
    label: u8,
}

#[derive(Deserialize)]
struct DyadRecord {
    id: String,
    text: String,
    actors: Vec<Party>,
}

#[derive(Deserialize)]
struct Party {
    start: u32,
    end: u32,
    role: String,
}

/// The classes, as the pentaclass reduction of CAMEO has them.
const CLASSES: usize = 5;

/// Depth of the highest word of a trigger; roots of further sentences count as roots.
fn depth(analysis: &Analysis, trigger: Span) -> usize {
    let within = analysis.tokens.iter().enumerate().filter(|(_, t)| trigger.overlaps(t.span));
    within
        .map(|(at, _)| {
            let mut up = at;
            let mut depth = 0;
            while analysis.tokens[up].head as usize != up {
                up = analysis.tokens[up].head as usize;
                depth += 1;
            }
            depth
        })
        .min()
        .unwrap_or(usize::MAX)
}

fn main_act<'r>(reading: &'r Reading, analysis: &Analysis) -> Option<&'r Event> {
    reading.events.iter().min_by_key(|e| (depth(analysis, e.trigger), e.trigger.start()))
}

/// The class of a CAMEO code: roots 01–02 are statements, 03–05 verbal and 06–08 material cooperation, 09–13 and 16
/// verbal, all others material conflict.
fn class_of_code(cameo: &str) -> u8 {
    match cameo.get(..2).unwrap_or_default() {
        "03" | "04" | "05" => 1,
        "06" | "07" | "08" => 2,
        "09" | "10" | "11" | "12" | "13" | "16" => 3,
        "14" | "15" | "17" | "18" | "19" | "20" => 4,
        _ => 0,
    }
}

/// The class of an act by its code and how real it is: cooperation refused is verbal conflict, cooperation to come is
/// verbal, conflict to come is a threat, and conflict denied is a statement.
fn class_of_act(cameo: &str, status: Status) -> u8 {
    let class = class_of_code(cameo);
    match (class, status) {
        (_, Status::Reported | Status::Probable | Status::Unknown) => class,
        (1 | 2, Status::Denied | Status::Attempted) => 3,
        (1 | 2, Status::Planned) => 1,
        (4, Status::Attempted) => 4,
        (4, Status::Planned | Status::Threatened) | (_, Status::CalledFor | Status::Required) => 3,
        (_, Status::Denied | Status::Possible | Status::Hypothetical) => 0,
        _ => class,
    }
}

pub(super) fn class(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let text = input::text(&args.file)?;
    let mut reader = coder.reader();
    let (mut records, mut misses) = (0, vec![]);
    let mut counts = [[0usize; CLASSES]; CLASSES];
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let record: ClassRecord = serde_json::from_str(line)
            .map_err(|error| Failure::Data(format!("{}:{}: {error}", args.file, number + 1)))?;
        let gold = usize::from(record.label).min(CLASSES - 1);
        records += 1;
        let (reading, analysis) =
            reader.read_with_analysis(coder.document(record.text.clone(), Origin::default()));
        let act = main_act(&reading, &analysis);
        let found = act.map_or(0, |e| usize::from(class_of_act(&e.cameo, e.status)));
        counts[gold][found] += 1;
        if gold != found {
            misses.push(format!(
                "{} {gold} found {found}: {}\n    {}",
                record.id,
                record.text,
                described(&reading)
            ));
        }
    }
    let mut measured = Measured::new("cameo_class", &args.file, records);
    let (accuracy, macro_f1, each) = averaged(&counts);
    measured.add("accuracy", accuracy);
    measured.add("macro_f1", macro_f1);
    for (class, value) in each.iter().enumerate() {
        measured.add(&format!("{class}_f1"), *value);
    }
    Ok((measured, misses))
}

/// Accuracy, macro F1 and the F1 of each class from a table of gold × found.
fn averaged(counts: &[[usize; CLASSES]; CLASSES]) -> (f64, f64, Vec<f64>) {
    let all: usize = counts.iter().flatten().sum();
    let right: usize = (0..CLASSES).map(|c| counts[c][c]).sum();
    let each: Vec<f64> = (0..CLASSES)
        .map(|c| f1(counts[c][c], counts.iter().map(|gold| gold[c]).sum(), counts[c].iter().sum()).2)
        .collect();
    (right as f64 / all.max(1) as f64, each.iter().sum::<f64>() / CLASSES as f64, each)
}

fn described(reading: &Reading) -> String {
    let one = |e: &Event| {
        let words = |roles: &[Role]| {
            roles.iter().map(|r| reading.document.quote(r.span)).collect::<Vec<_>>().join(" + ")
        };
        format!(
            "{} {} {} “{}” {} → {} ({})",
            e.plover,
            e.cameo,
            e.status,
            reading.document.quote(e.trigger),
            words(&e.actors),
            words(&e.recipients),
            e.rule
        )
    };
    reading.events.iter().map(one).collect::<Vec<_>>().join("; ")
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Source,
    Target,
    Reciprocal,
}

impl Part {
    fn read(role: &str) -> Option<Part> {
        match role {
            "source" => Some(Part::Source),
            "target" => Some(Part::Target),
            "reciprocal" => Some(Part::Reciprocal),
            _ => None,
        }
    }
    const fn name(self) -> &'static str {
        match self {
            Part::Source => "source",
            Part::Target => "target",
            Part::Reciprocal => "reciprocal",
        }
    }
}

/// The word of a span that the others hang on.
fn head_of(analysis: &Analysis, span: Span) -> Option<usize> {
    let within = || analysis.tokens.iter().enumerate().filter(|(_, t)| span.contains(t.span));
    let outside = |t: &dateline::Token, at: usize| {
        t.head as usize == at || !span.contains(analysis.tokens[t.head as usize].span)
    };
    within()
        .filter(|(at, t)| outside(t, *at) && !matches!(t.deprel, Deprel::Det | Deprel::Case | Deprel::Punct))
        .map(|(at, _)| at)
        .next()
        .or_else(|| within().map(|(at, _)| at).next_back())
}

/// The noun phrase around a word, as annotators cut it: article and adjectives before it, phrases and appositions
/// behind it, no relative clause, no preposition before it.
fn phrase(reading: &Reading, analysis: &Analysis, head: usize, coordinated: bool) -> Span {
    let (mut first, mut last) = (head, head);
    extend(reading, analysis, head, coordinated, &mut first, &mut last);
    let form = |at: usize| analysis.tokens.get(at).map(|t| reading.document.quote(t.span));
    let opened = (first..=last).any(|at| form(at) == Some("("));
    if opened && form(last + 1) == Some(")") {
        last += 1;
    }
    analysis.tokens[first].span.cover(analysis.tokens[last].span)
}
fn extend(
    reading: &Reading,
    analysis: &Analysis,
    head: usize,
    coordinated: bool,
    first: &mut usize,
    last: &mut usize,
) {
    let tokens = &analysis.tokens;
    let children = tokens.iter().enumerate().filter(|(at, t)| t.head as usize == head && *at != head);
    for (at, token) in children {
        let wanted = match token.deprel {
            Deprel::Det
            | Deprel::DetPredet
            | Deprel::CcPreconj
            | Deprel::Amod
            | Deprel::Compound
            | Deprel::Nummod
            | Deprel::NmodPoss
            | Deprel::NmodDesc
            | Deprel::NmodUnmarked
            | Deprel::Flat
            | Deprel::Goeswith
            | Deprel::Fixed
            | Deprel::Appos
            | Deprel::Nmod => true,
            Deprel::Case => at > head,
            Deprel::Advmod => at < head,
            Deprel::Conj => coordinated,
            _ => false,
        };
        if wanted && !is_time(reading, token.span) {
            *first = (*first).min(at);
            *last = (*last).max(at);
            let (mut inner_first, mut inner_last) = (at, at);
            extend_whole(analysis, at, &mut inner_first, &mut inner_last);
            *first = (*first).min(inner_first);
            *last = (*last).max(inner_last);
        }
    }
}
/// A phrase inside a phrase: all of it but clauses.
fn extend_whole(analysis: &Analysis, head: usize, first: &mut usize, last: &mut usize) {
    let children =
        analysis.tokens.iter().enumerate().filter(|(at, t)| t.head as usize == head && *at != head);
    for (at, token) in children {
        if matches!(token.deprel, Deprel::AclRelcl | Deprel::Acl | Deprel::Punct | Deprel::Parataxis) {
            continue;
        }
        *first = (*first).min(at);
        *last = (*last).max(at);
        extend_whole(analysis, at, first, last);
    }
}

/// Whether a word stands in a time expression: "the court on Thursday" is the court.
fn is_time(reading: &Reading, span: Span) -> bool {
    reading.mentions.iter().any(|m| matches!(m.kind, MentionKind::Time(_)) && m.span.overlaps(span))
}

/// The words of a sentence's tree that the scorer asks for.
struct Words<'a> {
    reading: &'a Reading,
    analysis: &'a Analysis,
}

impl Words<'_> {
    fn children(&self, of: usize) -> impl Iterator<Item = usize> + '_ {
        let tokens = &self.analysis.tokens;
        (0..tokens.len()).filter(move |at| tokens[*at].head as usize == of && *at != of)
    }
    fn child(&self, of: usize, relations: &[Deprel]) -> Option<usize> {
        self.children(of).find(|c| relations.contains(&self.analysis.tokens[*c].deprel))
    }
    fn root(&self) -> Option<usize> {
        (0..self.analysis.tokens.len()).find(|at| self.analysis.tokens[*at].head as usize == *at)
    }
    /// The verb of a trigger, or the verb that its noun hangs on.
    fn verb(&self, trigger: Span) -> Option<usize> {
        let tokens = &self.analysis.tokens;
        let within = (0..tokens.len()).filter(|at| trigger.overlaps(tokens[*at].span));
        let top = within.min_by_key(|at| depth(self.analysis, tokens[*at].span))?;
        let above = tokens[top].head as usize;
        if tokens[top].upos == Upos::Noun && tokens[above].upos == Upos::Verb {
            Some(above)
        } else {
            Some(top)
        }
    }
    fn is_pronoun(&self, span: Span) -> bool {
        head_of(self.analysis, span).is_some_and(|at| self.analysis.tokens[at].upos == Upos::Pron)
    }
    fn case(&self, at: usize) -> Option<&str> {
        let case = self.child(at, &[Deprel::Case])?;
        Some(self.reading.document.quote(self.analysis.tokens[case].span))
    }
    /// Where a party is the owner of what is acted upon ("the minister's decision", "the call of the council"), the whole.
    fn whole(&self, verb: usize, party: Span) -> Span {
        let Some(head) = head_of(self.analysis, party) else { return party };
        let token = &self.analysis.tokens[head];
        let above = token.head as usize;
        let owner = match token.deprel {
            Deprel::NmodPoss | Deprel::Amod | Deprel::Compound => true,
            Deprel::Nmod => self.case(head) == Some("of"),
            _ => false,
        };
        let object = self.analysis.tokens[above].deprel == Deprel::Obj
            && self.analysis.tokens[above].head as usize == verb;
        if owner && object { self.analysis.tokens[above].span } else { party }
    }
}

/// Spans in code points with their parts.
fn dyad(reading: &Reading, analysis: &Analysis) -> Vec<(u32, u32, Part)> {
    let words = Words { reading, analysis };
    let mut found: Vec<(Span, Part)> = vec![];
    let mut add = |role_span: Span, part: Part| {
        let Some(head) = head_of(analysis, role_span) else { return };
        let span = phrase(reading, analysis, head, part == Part::Reciprocal);
        // "Both Russia and Syria": one phrase holds both parties of a mutual act.
        if part == Part::Reciprocal && found.iter().any(|(other, p)| *p == part && other.overlaps(span)) {
            return;
        }
        if !found.contains(&(span, part)) {
            found.push((span, part));
        }
    };
    let speaker = |claim: &Claim| {
        claim.chain.iter().rev().find_map(|s| match s {
            Speaker::Mentioned(id) => Some(reading.mention(*id).span),
            Speaker::Unnamed(span) => Some(*span),
            Speaker::Outlet => None,
        })
    };
    let subject = |verb: usize| words.child(verb, &[Deprel::Nsubj]).map(|s| analysis.tokens[s].span);
    let act = main_act(reading, analysis).filter(|e| leads_to_root(analysis, e.trigger));
    if let Some(act) = act {
        let verb = words.verb(act.trigger);
        let mutual = !act.actors.is_empty() && act.actors == act.recipients;
        let part = if mutual { Part::Reciprocal } else { Part::Source };
        for role in &act.actors {
            // "he" is whoever speaks.
            let said_by = speaker(reading.claim(act.claim)).filter(|_| words.is_pronoun(role.span));
            add(said_by.unwrap_or(role.span), part);
        }
        if act.actors.is_empty() {
            verb.and_then(subject).into_iter().for_each(|s| add(s, Part::Source));
        }
        if !mutual {
            for role in &act.recipients {
                add(verb.map_or(role.span, |v| words.whole(v, role.span)), Part::Target);
            }
            if act.recipients.is_empty() {
                let object = act.object.map(|o| o.span).or_else(|| {
                    let object = verb.and_then(|v| words.child(v, &[Deprel::Obj]))?;
                    let span = analysis.tokens[object].span;
                    (!act.trigger.overlaps(span)).then_some(span)
                });
                object.into_iter().for_each(|span| add(span, Part::Target));
            }
        }
    } else {
        // A statement: whoever speaks, else who the sentence is about.
        let of_claim = reading.claims.iter().skip(1).min_by_key(|c| c.cue.map(Span::start)).and_then(speaker);
        let source = words.root().and_then(subject).or(of_claim);
        source.into_iter().for_each(|span| add(span, Part::Source));
    }
    let text = reading.document.text();
    let points = |byte: u32| text[..byte as usize].chars().count() as u32;
    found.into_iter().map(|(span, part)| (points(span.start()), points(span.end()), part)).collect()
}

/// Whether an act is what the sentence says, and not something a noun of it is told by.
fn leads_to_root(analysis: &Analysis, trigger: Span) -> bool {
    let tokens = &analysis.tokens;
    let within = (0..tokens.len()).filter(|at| trigger.overlaps(tokens[*at].span));
    let Some(mut at) = within.min_by_key(|at| depth(analysis, tokens[*at].span)) else { return false };
    loop {
        if matches!(tokens[at].deprel, Deprel::AclRelcl | Deprel::Acl | Deprel::NmodPoss | Deprel::Amod) {
            return false;
        }
        let head = tokens[at].head as usize;
        if head == at {
            return true;
        }
        at = head;
    }
}

pub(super) fn ner(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let text = input::text(&args.file)?;
    let mut reader = coder.reader();
    let (mut records, mut misses) = (0, vec![]);
    let mut counts = [(0usize, 0usize, 0usize); 3];
    for (number, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let record: DyadRecord = serde_json::from_str(line)
            .map_err(|error| Failure::Data(format!("{}:{}: {error}", args.file, number + 1)))?;
        records += 1;
        let (reading, analysis) =
            reader.read_with_analysis(coder.document(record.text.clone(), Origin::default()));
        let found = dyad(&reading, &analysis);
        let gold: Vec<(u32, u32, Part)> =
            record.actors.iter().filter_map(|a| Some((a.start, a.end, Part::read(&a.role)?))).collect();
        count(&found, &gold, &mut counts);
        if found.iter().any(|f| !gold.contains(f)) || gold.iter().any(|g| !found.contains(g)) {
            let cut = |(start, end, part): &(u32, u32, Part)| {
                let words: String =
                    record.text.chars().skip(*start as usize).take((*end - *start) as usize).collect();
                format!("{} “{words}”", part.name())
            };
            misses.push(format!(
                "{}: {}\n    gold:  {}\n    found: {}\n    {}",
                record.id,
                record.text,
                gold.iter().map(cut).collect::<Vec<_>>().join("; "),
                found.iter().map(cut).collect::<Vec<_>>().join("; "),
                described(&reading)
            ));
        }
    }
    let mut measured = Measured::new("cameo_ner", &args.file, records);
    let sum = counts.iter().fold((0, 0, 0), |all, c| (all.0 + c.0, all.1 + c.1, all.2 + c.2));
    let (precision, recall, both) = f1(sum.0, sum.1, sum.2);
    measured.add("precision", precision);
    measured.add("recall", recall);
    measured.add("f1", both);
    for (part, (right, found, expected)) in [Part::Source, Part::Target, Part::Reciprocal].iter().zip(counts)
    {
        measured.add(&format!("{}_f1", part.name()), f1(right, found, expected).2);
    }
    Ok((measured, misses))
}

/// Right, found and expected spans, part by part.
fn count(found: &[(u32, u32, Part)], gold: &[(u32, u32, Part)], counts: &mut [(usize, usize, usize); 3]) {
    for span in found {
        counts[span.2 as usize].1 += 1;
        counts[span.2 as usize].0 += usize::from(gold.contains(span));
    }
    for span in gold {
        counts[span.2 as usize].2 += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_class_follows_the_code_and_how_real_the_act_is() {
        assert_eq!(class_of_act("190", Status::Reported), 4);
        assert_eq!(class_of_act("190", Status::Planned), 3);
        assert_eq!(class_of_act("070", Status::Reported), 2);
        assert_eq!(class_of_act("070", Status::Denied), 3);
        assert_eq!(class_of_act("160", Status::Reported), 3);
        assert_eq!(class_of_act("020", Status::Reported), 0);
        assert_eq!(class_of_act("", Status::Reported), 0);
    }

    #[test]
    fn macro_f1_is_the_mean_over_all_classes() {
        let mut counts = [[0; CLASSES]; CLASSES];
        counts[0][0] = 2;
        counts[1][0] = 1;
        counts[4][4] = 1;
        let (accuracy, macro_f1, each) = averaged(&counts);
        assert!((accuracy - 0.75).abs() < 1e-9);
        assert!((each[0] - 0.8).abs() < 1e-9);
        assert!((macro_f1 - (0.8 + 1.0) / 5.0).abs() < 1e-9);
    }

    #[test]
    fn a_span_counts_only_with_its_bounds_and_its_part() {
        let gold = [(0, 6, Part::Source), (10, 14, Part::Target)];
        let found = [(0, 6, Part::Source), (10, 15, Part::Target), (0, 6, Part::Target)];
        let mut counts = [(0, 0, 0); 3];
        count(&found, &gold, &mut counts);
        assert_eq!(counts, [(1, 1, 1), (0, 2, 1), (0, 0, 0)]);
    }

    #[test]
    fn a_phrase_keeps_its_article_and_loses_its_relative_clause() {
        let coder = Coder::built_in();
        let text = "The army arrested the leader of the party that won the vote.";
        let (reading, analysis) =
            coder.reader().read_with_analysis(coder.document(text.to_owned(), Origin::default()));
        let head = analysis.tokens.iter().position(|t| t.span.text(text) == "leader").unwrap();
        let span = phrase(&reading, &analysis, head, false);
        assert_eq!(span.text(text), "the leader of the party");
        let found = dyad(&reading, &analysis);
        assert_eq!(found.first(), Some(&(0, 8, Part::Source)));
    }
}
