//! PolNeAR: who said what in political news, as spans of source, cue and content.
//!
//! *Exact*: the predicted spans of a role equal the gold's. *Overlap*: shared characters. Attributions are aligned one to
//! one by the overlap of their cues (of their contents, where the gold has no cue), the largest overlap first;
//! an attribution that is not aligned counts in full against precision or recall. Everything is summed over all records.
//!
//! The corpus marks one level of attribution, marks nothing in headlines, and writes its spans in its own way. So
//! claims are projected first: headlines are left out; "refused to say" is one cue; a cue takes in "to", an article, a colon, the
//! day and "in a statement"; a speaker takes in the comma that closes an apposition. Of a nest of claims the level is
//! scored that the gold has, as the corpus's description asks; the metrics that begin with `outermost` leave every claim out that
//! stands inside another's content, whatever the gold has.

use super::labels::records;
use super::{Args, Measured, f1};
use crate::exit::Failure;
use dateline::{Claim, Coder, Origin, Reading, SectionKind, Span, Speaker};
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
    date: Option<String>,
    attributions: Vec<Attribution>,
}

#[derive(Deserialize)]
struct Attribution {
    source: Vec<Gold>,
    cue: Vec<Gold>,
    content: Vec<Gold>,
}

#[derive(Deserialize)]
struct Gold {
    start: usize,
    end: usize,
}

/// Half-open ranges of code points.
type Spans = Vec<(usize, usize)>;

/// An attribution as spans, gold or predicted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Said {
    source: Spans,
    cue: Spans,
    content: Spans,
    /// What found it; empty for gold.
    rule: String,
    /// Predictions around it, by their place in the list: whose content holds its cue.
    inside: Vec<usize>,
}

/// A role by its name, and where it stands.
type RoleOf = (&'static str, fn(&Said) -> &Spans);

const ROLES: [RoleOf; 3] = [("source", |s| &s.source), ("cue", |s| &s.cue), ("content", |s| &s.content)];

fn shared(a: &Spans, b: &Spans) -> usize {
    let one = |x: &(usize, usize), y: &(usize, usize)| x.1.min(y.1).saturating_sub(x.0.max(y.0));
    a.iter().map(|x| b.iter().map(|y| one(x, y)).sum::<usize>()).sum()
}
fn length(spans: &Spans) -> usize {
    spans.iter().map(|(start, end)| end - start).sum()
}

/// Pairs of predicted and gold attributions, each used once, largest overlap first; ties in text order.
fn align(found: &[Said], gold: &[Said]) -> Vec<(usize, usize)> {
    let mut pairs = vec![];
    for (f, prediction) in found.iter().enumerate() {
        for (g, truth) in gold.iter().enumerate() {
            // A cue outweighs any content.
            let overlap = if truth.cue.is_empty() {
                shared(&prediction.content, &truth.content)
            } else {
                shared(&prediction.cue, &truth.cue) * 1_000_000
            };
            if overlap > 0 {
                pairs.push((std::cmp::Reverse(overlap), f, g));
            }
        }
    }
    pairs.sort_unstable();
    let (mut used_f, mut used_g) = (vec![false; found.len()], vec![false; gold.len()]);
    let mut aligned = vec![];
    for (_, f, g) in pairs {
        if !used_f[f] && !used_g[g] {
            (used_f[f], used_g[g]) = (true, true);
            aligned.push((f, g));
        }
    }
    aligned
}

/// The predictions of the level that is scored. Of a nest of attributions the corpus marks one level, and does not say
/// which: so of each nest the predictions count that the gold has; where it has none of them, the outermost counts.
fn on_the_level_that_fits(found: &[Said], aligned: &[(usize, usize)]) -> Vec<bool> {
    let in_gold = |at: usize| aligned.iter().any(|(f, _)| *f == at);
    let related = |a: usize, b: usize| found[a].inside.contains(&b) || found[b].inside.contains(&a);
    let counts = |at: usize| {
        let fits_elsewhere = (0..found.len()).any(|other| related(at, other) && in_gold(other));
        in_gold(at) || found[at].inside.is_empty() && !fits_elsewhere
    };
    (0..found.len()).map(counts).collect()
}

/// The predictions that are scored, and their alignment.
fn fitting(found: Vec<Said>, gold: &[Said]) -> (Vec<Said>, Vec<(usize, usize)>) {
    let counts = on_the_level_that_fits(&found, &align(&found, gold));
    let scored: Vec<Said> =
        found.into_iter().zip(counts).filter(|(_, counts)| *counts).map(|(s, _)| s).collect();
    let aligned = align(&scored, gold);
    (scored, aligned)
}

#[derive(Default)]
struct Counts {
    exact: [usize; 3],
    shared: [usize; 3],
    found_length: [usize; 3],
    gold_length: [usize; 3],
    aligned: usize,
    found: usize,
    gold: usize,
}

impl Counts {
    fn add(&mut self, found: &[Said], gold: &[Said], aligned: &[(usize, usize)]) {
        self.aligned += aligned.len();
        self.found += found.len();
        self.gold += gold.len();
        for (role, (_, of)) in ROLES.iter().enumerate() {
            self.found_length[role] += found.iter().map(|s| length(of(s))).sum::<usize>();
            self.gold_length[role] += gold.iter().map(|s| length(of(s))).sum::<usize>();
            for (f, g) in aligned {
                self.exact[role] += usize::from(of(&found[*f]) == of(&gold[*g]));
                self.shared[role] += shared(of(&found[*f]), of(&gold[*g]));
            }
        }
    }
    fn measure(&self, measured: &mut Measured, level: &str) {
        for (role, (name, _)) in ROLES.iter().enumerate() {
            measured.add(&format!("{level}{name}_exact_f1"), f1(self.exact[role], self.found, self.gold).2);
        }
        for (role, (name, _)) in ROLES.iter().enumerate() {
            let overlap = f1(self.shared[role], self.found_length[role], self.gold_length[role]).2;
            measured.add(&format!("{level}{name}_overlap_f1"), overlap);
        }
        let (precision, recall, both) = f1(self.aligned, self.found, self.gold);
        measured.add(&format!("{level}detection_precision"), precision);
        measured.add(&format!("{level}detection_recall"), recall);
        measured.add(&format!("{level}detection_f1"), both);
    }
}

/// Bytes to code points, for one text.
struct Points {
    before: Vec<u32>,
}

impl Points {
    fn new(text: &str) -> Points {
        let mut before = Vec::with_capacity(text.len() + 1);
        let mut count = 0;
        for byte in text.bytes() {
            // Bytes inside a letter count as the letter's own.
            count += u32::from(byte & 0xC0 != 0x80);
            before.push(count - 1);
        }
        before.push(count);
        Points { before }
    }
    fn span(&self, span: Span) -> (usize, usize) {
        (self.before[span.start() as usize] as usize, self.before[span.end() as usize] as usize)
    }
}

/// A claim's spans in bytes while they are being projected.
#[derive(Clone)]
struct Projected {
    source: Option<Span>,
    cue: Vec<Span>,
    content: Vec<Span>,
    rule: String,
}

/// The claims of a reading as the corpus would mark them.
fn projected(reading: &Reading, points: &Points) -> Vec<Said> {
    let text = reading.document.text();
    let spans = |claim: &Claim| {
        let level = claim.levels.last().cloned().unwrap_or_default();
        Projected {
            source: if claim.origin() == Speaker::Outlet { None } else { level.phrase },
            cue: level.cue,
            content: claim.content.clone(),
            rule: claim.rule.to_string(),
        }
    };
    let in_headline = |span: &Span| reading.document.section_at(span.start()) == SectionKind::Headline;
    let mut claims: Vec<Projected> = reading.claims.iter().filter(|c| c.cue.is_some()).map(spans).collect();
    claims.retain(|c| c.cue.first().is_some_and(|cue| !in_headline(cue)));
    run_together(text, &mut claims);
    let holds =
        |content: &[Span], cues: &[Span]| content.iter().any(|c| cues.iter().any(|cue| c.contains(*cue)));
    let inside = |claim: &Projected| {
        let around = |outer: &Projected| {
            outer.cue != claim.cue && holds(&outer.content, &claim.cue) && !holds(&claim.content, &outer.cue)
        };
        (0..claims.len()).filter(|outer| around(&claims[*outer])).collect()
    };
    let one = |spans: &[Span]| spans.iter().map(|s| points.span(*s)).collect();
    claims
        .iter()
        .map(|claim| Said {
            inside: inside(claim),
            source: claim.source.map(|s| points.span(with_comma(text, s))).into_iter().collect(),
            cue: one(&claim.cue.iter().map(|cue| widened(text, *cue, &claim.content)).collect::<Vec<_>>()),
            content: one(&claim.content),
            rule: claim.rule.clone(),
        })
        .collect()
}

/// "refused to say", "went on to criticise": the corpus marks both verbs as one cue.
fn run_together(text: &str, claims: &mut Vec<Projected>) {
    let mut at = 0;
    while at < claims.len() {
        let outer = claims[at].clone();
        let inner = claims.iter().position(|inner| {
            let (Some(end), Some(start)) = (outer.cue.last(), inner.cue.first()) else { return false };
            end.end() < start.start()
                && matches!(text[end.end() as usize..start.start() as usize].trim(), "to" | "")
                && inner.source == outer.source
        });
        match inner {
            Some(inner) => {
                let cue = claims[inner].cue.first().copied();
                let content = claims[inner].content.clone();
                let last = claims[at].cue.len() - 1;
                if let Some(cue) = cue {
                    claims[at].cue[last] = claims[at].cue[last].cover(cue);
                }
                claims[at].content = content;
                claims.remove(inner);
                at = if inner < at { at - 1 } else { at };
            }
            None => at += 1,
        }
    }
}

/// An apposition's second comma belongs to the speaker.
fn with_comma(text: &str, span: Span) -> Span {
    let comma = span.text(text).contains(',') && text[span.end() as usize..].starts_with(',');
    if comma { Span::new(span.start(), span.end() + 1) } else { span }
}

/// The corpus's cues take in the "to" before an infinitive, the article before a noun, a colon, the day and "in a statement" right
/// behind, and leave out the "when" of "when asked".
fn widened(text: &str, cue: Span, content: &[Span]) -> Span {
    const DAYS: [&str; 9] = [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
        "recently",
        "yesterday",
    ];
    const KINDS: [&str; 6] = ["statement", "interview", "speech", "tweet", "email", "release"];
    let (mut start, mut end) = (cue.start() as usize, cue.end() as usize);
    if let Some(rest) = ["When ", "when "].iter().find(|w| text[start..end].starts_with(**w)) {
        start += rest.len();
    }
    if let Some(before) = [" to ", " the ", " a ", " an "].iter().find(|w| text[..start].ends_with(**w)) {
        start -= before.len() - 1;
    }
    let words = |from: usize| -> Vec<&str> { text[from..].split(' ').skip(1).take(4).collect() };
    let bare = |word: &str| word.trim_end_matches(['.', ',', ':', '\n']).to_owned();
    let next = words(end);
    if text[end..].starts_with(' ') && !next.is_empty() {
        let skip = usize::from(next[0] == "on");
        let day = next.get(skip).map(|w| bare(w.split('\n').next().unwrap_or(w)));
        if let Some(day) = day.filter(|d| DAYS.contains(&d.as_str())) {
            end += 1 + if skip == 1 { 3 } else { 0 } + day.len();
        } else if next[0] == "in" && matches!(next.get(1), Some(&"a" | &"an" | &"his" | &"her" | &"the")) {
            let kind = next.get(2).map(|w| bare(w.split('\n').next().unwrap_or(w)));
            if let Some(kind) = kind.filter(|k| KINDS.contains(&k.as_str())) {
                end += 1 + 3 + next[1].len() + 1 + kind.len();
            }
        }
    }
    if text[end..].starts_with(':') {
        end += 1;
    }
    let (start, end) = (u32::try_from(start).unwrap_or(cue.start()), u32::try_from(end).unwrap_or(cue.end()));
    let wider = Span::new(start, end);
    // What is said is no part of the cue.
    if content.iter().any(|c| c.overlaps(wider) && !c.overlaps(cue)) { cue } else { wider }
}

fn gold(record: &Record) -> Vec<Said> {
    let spans = |list: &[Gold]| list.iter().map(|s| (s.start, s.end)).collect();
    let of = |a: &Attribution| Said {
        source: spans(&a.source),
        cue: spans(&a.cue),
        content: spans(&a.content),
        ..Said::default()
    };
    record.attributions.iter().map(of).collect()
}

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let all: Vec<Record> = records(&args.file)?;
    let mut misses = vec![];
    let (mut counts, mut plain) = (Counts::default(), Counts::default());
    let mut by_rule: BTreeMap<String, [usize; 5]> = BTreeMap::new();
    let mut reader = coder.reader();
    for record in &all {
        let published = record.date.as_deref().and_then(|d| d.parse().ok());
        let origin = Origin {
            published: published.map(|d| (d, dateline::PublishedBasis::Metadata)),
            ..Origin::default()
        };
        let reading = reader.read(coder.document(record.text.clone(), origin));
        let points = Points::new(reading.document.text());
        let (found, gold) = (projected(&reading, &points), gold(record));
        let outermost: Vec<Said> = found.iter().filter(|s| s.inside.is_empty()).cloned().collect();
        plain.add(&outermost, &gold, &align(&outermost, &gold));
        let (found, aligned) = fitting(found, &gold);
        counts.add(&found, &gold, &aligned);
        if args.misses {
            misses.extend(missed(record, &found, &gold, &aligned));
            tally(&mut by_rule, &found, &gold, &aligned);
        }
    }
    let mut measured = Measured::new("polnear", &args.file, all.len());
    counts.measure(&mut measured, "");
    plain.measure(&mut measured, "outermost_");
    misses.extend(by_rule.iter().map(|(rule, [found, aligned, source, cue, content])| {
        format!("rule {rule}: {found} found, {aligned} in the gold, exact {source} sources {cue} cues {content} contents")
    }));
    Ok((measured, misses))
}

/// How each rule did: found, aligned, and exact in every role.
fn tally(
    by_rule: &mut BTreeMap<String, [usize; 5]>,
    found: &[Said],
    gold: &[Said],
    aligned: &[(usize, usize)],
) {
    for said in found {
        by_rule.entry(said.rule.clone()).or_default()[0] += 1;
    }
    for (f, g) in aligned {
        let counts = by_rule.entry(found[*f].rule.clone()).or_default();
        counts[1] += 1;
        for (role, (_, of)) in ROLES.iter().enumerate() {
            counts[2 + role] += usize::from(of(&found[*f]) == of(&gold[*g]));
        }
    }
}

/// What was missed, invented, or differs in its spans.
fn missed(record: &Record, found: &[Said], gold: &[Said], aligned: &[(usize, usize)]) -> Vec<String> {
    let letters: Vec<char> = record.text.chars().collect();
    let words = |spans: &Spans| {
        let each = spans.iter().map(|(a, b)| letters[*a..(*b).min(letters.len())].iter().collect::<String>());
        each.collect::<Vec<_>>().join(" … ").replace('\n', "/")
    };
    let line = |kind: &str, said: &Said| {
        let (source, cue, content) = (words(&said.source), words(&said.cue), words(&said.content));
        format!("{kind} {} {} | {source} | {cue} | {content}", record.id, said.rule)
    };
    let mut lines = vec![];
    for (at, prediction) in found.iter().enumerate() {
        if !aligned.iter().any(|(f, _)| *f == at) {
            lines.push(line("invented", prediction));
        }
    }
    for (at, truth) in gold.iter().enumerate() {
        match aligned.iter().find(|(_, g)| *g == at) {
            None => lines.push(line("missed", truth)),
            Some((f, _)) => {
                for (name, of) in ROLES {
                    let (a, b) = (of(&found[*f]), of(truth));
                    if a != b {
                        lines.push(format!(
                            "{name} {} {} | {} | found {} | gold {}",
                            record.id,
                            found[*f].rule,
                            words(&truth.cue),
                            words(a),
                            words(b)
                        ));
                    }
                }
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(source: &[(usize, usize)], cue: &[(usize, usize)], content: &[(usize, usize)]) -> Said {
        Said { source: source.to_vec(), cue: cue.to_vec(), content: content.to_vec(), ..Said::default() }
    }
    fn measured(found: &[Said], gold: &[Said]) -> serde_json::Map<String, serde_json::Value> {
        let mut counts = Counts::default();
        counts.add(found, gold, &align(found, gold));
        let mut measured = Measured::new("polnear", "made up", 1);
        counts.measure(&mut measured, "");
        measured.metrics
    }

    #[test]
    fn of_two_overlaps_the_larger_is_aligned_and_each_is_used_once() {
        let gold = [said(&[], &[(0, 4)], &[]), said(&[], &[(4, 20)], &[])];
        let found = [said(&[], &[(0, 10)], &[]), said(&[], &[(2, 4)], &[])];
        assert_eq!(align(&found, &gold), [(0, 1), (1, 0)]);
    }

    #[test]
    fn a_gold_without_a_cue_is_aligned_by_its_content() {
        let gold = [said(&[], &[], &[(5, 9)])];
        assert_eq!(align(&[said(&[], &[(0, 2)], &[(6, 9)])], &gold), [(0, 0)]);
        assert_eq!(align(&[said(&[], &[(0, 2)], &[(9, 12)])], &gold), []);
    }

    #[test]
    fn exact_needs_all_pieces_and_overlap_counts_letters() {
        let gold = [said(&[(0, 4)], &[(5, 9)], &[(10, 20), (30, 40)])];
        let found = [said(&[(0, 4)], &[(5, 9)], &[(10, 20)]), said(&[], &[(50, 52)], &[(60, 70)])];
        let metrics = measured(&found, &gold);
        let value = |name: &str| metrics[name].as_f64().unwrap();
        // One of two predictions and one gold: 2·1 / (2 + 1).
        assert_eq!(value("source_exact_f1"), 0.6667);
        assert_eq!(value("content_exact_f1"), 0.0);
        assert_eq!(value("detection_f1"), 0.6667);
        // 10 shared of 20 found and 20 gold.
        assert_eq!(value("content_overlap_f1"), 0.5);
    }

    #[test]
    fn a_missing_source_is_right_where_the_gold_has_none() {
        let gold = [said(&[], &[(5, 9)], &[(10, 20)])];
        assert_eq!(measured(&gold, &gold)["source_exact_f1"], 1.0);
        let named = [said(&[(0, 4)], &[(5, 9)], &[(10, 20)])];
        assert_eq!(measured(&named, &gold)["source_exact_f1"], 0.0);
    }

    #[test]
    fn cues_are_widened_as_the_corpus_has_them() {
        let wide = |text: &str, cue: &str| {
            let start = text.find(cue).unwrap();
            let span = Span::of(start..start + cue.len());
            widened(text, span, &[]).text(text).to_owned()
        };
        assert_eq!(wide("He said on Monday that", "said"), "said on Monday");
        assert_eq!(wide("He said in a statement.", "said"), "said in a statement");
        assert_eq!(wide("He said in a hurry", "said"), "said");
        assert_eq!(wide("He said: no", "said"), "said:");
        assert_eq!(wide("He had to say it", "say"), "to say");
        assert_eq!(wide("In the belief that", "belief"), "the belief");
        assert_eq!(wide("When asked, he left", "When asked"), "asked");
    }

    #[test]
    fn two_verbs_of_one_speaker_in_a_row_are_one_cue() {
        let text = "He refused to say why.";
        let span = |a: usize, b: usize| Span::of(a..b);
        let claim = |cue, content| Projected {
            source: Some(span(0, 2)),
            cue: vec![cue],
            content: vec![content],
            rule: String::new(),
        };
        let mut claims = vec![claim(span(3, 10), span(11, 21)), claim(span(14, 17), span(18, 21))];
        run_together(text, &mut claims);
        assert_eq!(claims.len(), 1);
        assert_eq!(claims[0].cue[0].text(text), "refused to say");
        assert_eq!(claims[0].content[0].text(text), "why");
    }

    #[test]
    fn spans_count_code_points() {
        let points = Points::new("é “a”");
        assert_eq!(points.span(Span::new(3, 10)), (2, 5));
    }
}
