//! Runs the examples that stand in the data files: every pattern, cue, word of saying and kind of time word proves itself
//! on its own sentences.

use crate::{Coder, Problem, Reader};
use dateline_lexicon::{Cue, Example, Frame, FrameKind, KnownFailure, Marked, Pattern, Speech, TimeEntry};
use dateline_record::{
    Claim, Event, MentionKind, Origin, PublishedBasis, Reading, Role, Span, Speaker, When,
};
use jiff::civil::Date;

/// Sentences around an example, so that it is read in the middle of a document.
const BEFORE: &str = "It was a quiet morning in the valley.\n\n";
const AFTER: &str = " The weather stayed dry.";

/// How the examples of a data directory came out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Examples run.
    pub examples: usize,
    /// Those that failed, with file and line.
    pub failed: Vec<Problem>,
    /// Those that failed and stand in `known_failures`.
    pub known: Vec<Problem>,
    /// Lines of `known_failures` whose example did not fail, or is not there.
    pub held: Vec<Problem>,
}

impl Report {
    /// Whether every example held but for those that are known to fail, and all of these failed.
    #[must_use]
    pub fn is_as_known(&self) -> bool {
        self.failed.is_empty() && self.held.is_empty()
    }
}

/// What is wrong with an example, as `known_failures` lists it: without what was found in its place, which changes with
/// every rule.
#[must_use]
pub fn bare(message: &str) -> &str {
    message.rsplit_once(" (found ").map_or(message, |(wrong, _)| wrong)
}

/// Runs every example of patterns, frames, cues, words of saying and words of time, and holds those that failed against
/// `known_failures`.
#[must_use]
pub fn examples(coder: &Coder) -> Report {
    let mut report = Report::default();
    let mut reader = coder.reader();
    for pattern in &coder.lexicon.patterns {
        check_pattern(coder, &mut reader, pattern, &mut report);
    }
    for cue in &coder.lexicon.cues {
        check_cue(coder, &mut reader, cue, &mut report);
    }
    for frame in &coder.lexicon.frames {
        check_frame(coder, &mut reader, frame, &mut report);
    }
    for speech in &coder.lexicon.speeches {
        check_speech(coder, &mut reader, speech, &mut report);
    }
    for entry in &coder.lexicon.times.entries {
        check_time(coder, &mut reader, entry, &mut report);
    }
    let listed = &coder.lexicon.known_failures;
    let is_listed =
        |problem: &mut Problem| listed.iter().any(|known| known.message == bare(&problem.message));
    report.known = report.failed.extract_if(.., is_listed).collect();
    let holds =
        |known: &&KnownFailure| !report.known.iter().any(|failed| bare(&failed.message) == known.message);
    let told = |known: &KnownFailure| {
        let (path, line) = known.at.clone();
        let message = format!("holds now, or is in no file; take it off the list: {}", known.message);
        Problem { path, line, message }
    };
    report.held = listed.iter().filter(holds).map(told).collect();
    report
}

/// Reads a sentence in the middle of a document; also where it starts.
fn read(coder: &Coder, reader: &mut Reader, example: &Example) -> (Reading, u32) {
    read_on(coder, reader, example, None)
}
fn read_on(coder: &Coder, reader: &mut Reader, example: &Example, day: Option<Date>) -> (Reading, u32) {
    let text = format!("{BEFORE}{}{AFTER}", example.text);
    let origin = Origin { published: day.map(|d| (d, PublishedBasis::User)), ..Origin::default() };
    let reading = reader.read(coder.document(text, origin));
    (reading, u32::try_from(BEFORE.len()).unwrap_or(0))
}
fn shifted(span: Span, by: u32) -> Span {
    Span::new(span.start() + by, span.end() + by)
}

fn check_pattern(coder: &Coder, reader: &mut Reader, pattern: &Pattern, report: &mut Report) {
    let mut fail = |message: String| {
        let (path, line) = pattern.at.clone();
        report.failed.push(Problem { path, line, message });
    };
    for example in &pattern.yes {
        let (reading, start) = read(coder, reader, example);
        let events: Vec<&Event> = reading.events.iter().filter(|e| e.rule == pattern.id).collect();
        if events.is_empty() {
            let others: Vec<&str> = reading.events.iter().map(|e| e.rule.as_str()).collect();
            let instead = if others.is_empty() { "nothing".to_owned() } else { others.join(", ") };
            fail(format!(
                "`{}` does not match its `yes` example \"{}\" (found {instead})",
                pattern.id, example.text
            ));
            continue;
        }
        for marked in example.marked.iter().filter(|m| !m.role.is_empty()) {
            let span = shifted(marked.span, start);
            if !events.iter().any(|event| has_role(&reading, event, marked, span)) {
                fail(format!(
                    "`{}` does not find [{}]{} in \"{}\"",
                    pattern.id,
                    marked.span.text(&example.text),
                    marked.role,
                    example.text
                ));
            }
        }
    }
    for example in &pattern.no {
        let (reading, _) = read(coder, reader, example);
        if reading.events.iter().any(|e| e.rule == pattern.id) {
            fail(format!("`{}` matches its `no` example \"{}\"", pattern.id, example.text));
        }
    }
    report.examples += pattern.yes.len() + pattern.no.len();
}

fn has_role(reading: &Reading, event: &Event, marked: &Marked, span: Span) -> bool {
    let holds = |role: &Role| {
        let head = role.mention.map_or(role.span, |id| reading.mention(id).head);
        role.span.overlaps(span)
            && (span.contains(head) || role.span.contains(span) || role.mention.is_none())
    };
    let any = |roles: &[Role]| roles.iter().any(holds);
    match marked.role.as_str() {
        "actor" => any(&event.actors),
        // A filler that names nobody is the object.
        "recipient" => any(&event.recipients) || event.object.as_ref().is_some_and(holds),
        "with" => any(&event.coordinated_with),
        "object" => event.object.as_ref().is_some_and(holds),
        "instrument" => event.instrument.as_ref().is_some_and(holds),
        "place" => event.place.is_some_and(|id| reading.mention(id).span.overlaps(span)),
        _ => false,
    }
}

/// A `yes` example must yield a claim by the entry whose speaker and content are those marked, a `no` example none.
fn check_speech(coder: &Coder, reader: &mut Reader, speech: &Speech, report: &mut Report) {
    let mut fail = |message: String| {
        let (path, line) = speech.at.clone();
        report.failed.push(Problem { path, line, message });
    };
    for example in &speech.yes {
        let (reading, start) = read(coder, reader, example);
        let fits = |claim: &&Claim| {
            claim.rule == speech.id
                && example.marked.iter().all(|marked| {
                    let span = shifted(marked.span, start);
                    match marked.role.as_str() {
                        "speaker" => speaker_words(&reading, claim).is_some_and(|words| words.overlaps(span)),
                        "content" => claim.content.iter().any(|content| content.overlaps(span)),
                        _ => true,
                    }
                })
        };
        if !reading.claims.iter().any(|claim| fits(&claim)) {
            let found: Vec<&str> = reading.claims[1..].iter().map(|claim| claim.rule.as_str()).collect();
            let found = if found.is_empty() { "nothing".to_owned() } else { found.join(", ") };
            fail(format!(
                "`{}` does not find who says what in \"{}\" (found {found})",
                speech.id, example.text
            ));
        }
    }
    for example in &speech.no {
        let (reading, _) = read(coder, reader, example);
        if reading.claims.iter().any(|claim| claim.rule == speech.id) {
            fail(format!("`{}` finds a claim in its `no` example \"{}\"", speech.id, example.text));
        }
    }
    report.examples += speech.yes.len() + speech.no.len();
}
fn speaker_words(reading: &Reading, claim: &Claim) -> Option<Span> {
    let phrase = claim.levels.last().and_then(|level| level.phrase);
    phrase.or(match claim.origin() {
        Speaker::Outlet => None,
        Speaker::Mentioned(id) => Some(reading.mention(id).span),
        Speaker::Unnamed(span) => Some(span),
    })
}

fn check_cue(coder: &Coder, reader: &mut Reader, cue: &Cue, report: &mut Report) {
    let lists = [(&cue.yes, true), (&cue.no, false)];
    for (example, expected) in
        lists.iter().flat_map(|(list, expected)| list.iter().map(move |e| (e, *expected)))
    {
        report.examples += 1;
        let (reading, start) = read(coder, reader, example);
        let Some(marked) = example.marked.first() else { continue };
        let span = shifted(marked.span, start);
        let event = reading.events.iter().find(|e| e.trigger.overlaps(span));
        let found = event.map(|e| e.status);
        if (found == Some(cue.status)) != expected {
            let found = found.map_or("no event", |s| s.as_str());
            let message = format!(
                "`{}`: [{}] should {}be {} in \"{}\" (found {found})",
                cue.id,
                marked.span.text(&example.text),
                if expected { "" } else { "not " },
                cue.status,
                example.text
            );
            let (path, line) = cue.at.clone();
            report.failed.push(Problem { path, line, message });
        }
    }
}

/// What a frame made of a text: per statement, its roles by name.
fn frame_roles(reading: &Reading, frame: &Frame) -> Vec<Vec<(&'static str, Role)>> {
    let mut found = vec![];
    let named = |name: &'static str, roles: &[Role]| roles.iter().map(|r| (name, *r)).collect::<Vec<_>>();
    for control in reading.controls.iter().filter(|c| c.rule == frame.id) {
        found.push(
            [
                named("holder", &control.holders),
                named("place", &[control.place]),
                named("from", &control.from),
            ]
            .concat(),
        );
    }
    for relation in reading.relations.iter().filter(|r| r.rule == frame.id) {
        found.push(vec![("subject", relation.subject), ("object", relation.object)]);
    }
    for position in reading.positions.iter().filter(|p| p.rule == frame.id) {
        let toward: Vec<Role> = position.toward.into_iter().collect();
        found.push([named("holder", &position.holders), named("toward", &toward)].concat());
    }
    for agreement in &reading.agreements {
        if agreement.rule == frame.id {
            found
                .push([named("party", &agreement.parties), named("mediator", &agreement.mediators)].concat());
        }
        for term in agreement.terms.iter().filter(|t| t.rule == frame.id) {
            let words = |span: Span| Role { span, mention: None };
            let bound: Vec<Role> = term.bound.iter().map(|b| b.role).collect();
            let object: Vec<Role> = term.object.into_iter().collect();
            let agreements: Vec<Role> = agreement.mentions.iter().copied().map(words).collect();
            found.push(
                [
                    named("bound", &bound),
                    named("object", &object),
                    named("content", &[words(term.span)]),
                    named("agreement", &agreements),
                ]
                .concat(),
            );
        }
        for zone in agreement.zones.iter().filter(|z| frame.kind == FrameKind::Zone && z.kind == frame.is) {
            let datum: Vec<Role> = zone.datum.iter().map(|d| Role { span: *d, mention: None }).collect();
            found.push(named("datum", &datum));
        }
    }
    found
}

fn check_frame(coder: &Coder, reader: &mut Reader, frame: &Frame, report: &mut Report) {
    let mut fail = |message: String| {
        let (path, line) = frame.at.clone();
        report.failed.push(Problem { path, line, message });
    };
    for example in &frame.yes {
        let (reading, start) = read(coder, reader, example);
        let found = frame_roles(&reading, frame);
        if found.is_empty() {
            fail(format!("`{}` does not match its `yes` example \"{}\"", frame.id, example.text));
            continue;
        }
        for marked in example.marked.iter().filter(|m| !m.role.is_empty()) {
            let span = shifted(marked.span, start);
            let holds = |(name, role): &(&str, Role)| *name == marked.role && role.span.overlaps(span);
            if !found.iter().any(|roles| roles.iter().any(holds)) {
                fail(format!(
                    "`{}` does not find [{}]{} in \"{}\"",
                    frame.id,
                    marked.span.text(&example.text),
                    marked.role,
                    example.text
                ));
            }
        }
    }
    for example in &frame.no {
        let (reading, _) = read(coder, reader, example);
        if !frame_roles(&reading, frame).is_empty() {
            fail(format!("`{}` matches its `no` example \"{}\"", frame.id, example.text));
        }
    }
    report.examples += frame.yes.len() + frame.no.len();
}

/// The marked words are a time of that value and EDTF; in `no` examples the marked words, or all, are none.
fn check_time(coder: &Coder, reader: &mut Reader, entry: &TimeEntry, report: &mut Report) {
    report.examples += entry.yes.len() + entry.no.len();
    let mut fail = |message: String| {
        let (path, line) = entry.at.clone();
        report.failed.push(Problem { path, line, message });
    };
    for example in &entry.yes {
        let (reading, start) = read_on(coder, reader, &example.sentence, example.on);
        let Some(marked) = example.sentence.marked.first() else { continue };
        let span = shifted(marked.span, start);
        let found: Vec<&When> = times(&reading).filter(|(s, _)| *s == span).map(|(_, when)| when).collect();
        let right =
            |when: &&&When| when.value == example.value && when.edtf.as_deref().unwrap_or("") == example.edtf;
        if found.iter().find(right).is_none() {
            let instead: Vec<String> = times(&reading)
                .map(|(s, w)| {
                    let edtf = w.edtf.as_deref().unwrap_or("-");
                    format!("“{}” {} {edtf}", reading.document.quote(s), w.value)
                })
                .collect();
            fail(format!(
                "`{}`: [{}] should be {} {} in \"{}\" (found {})",
                entry.id,
                marked.span.text(&example.sentence.text),
                example.value,
                if example.edtf.is_empty() { "-" } else { &example.edtf },
                example.sentence.text,
                instead.join(", ")
            ));
        }
    }
    for example in &entry.no {
        let (reading, start) = read_on(coder, reader, example, None);
        let end = start + u32::try_from(example.text.len()).unwrap_or(0);
        let spans = match example.marked.as_slice() {
            [] => vec![Span::new(start, end)],
            marked => marked.iter().map(|m| shifted(m.span, start)).collect(),
        };
        if let Some((found, _)) = times(&reading).find(|(s, _)| spans.iter().any(|span| s.overlaps(*span))) {
            fail(format!(
                "`{}`: “{}” is no time in \"{}\"",
                entry.id,
                reading.document.quote(found),
                example.text
            ));
        }
    }
}

fn times(reading: &Reading) -> impl Iterator<Item = (Span, &When)> {
    reading.mentions.iter().filter_map(|m| match &m.kind {
        MentionKind::Time(when) => Some((m.span, when)),
        _ => None,
    })
}
