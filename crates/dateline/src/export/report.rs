//! For people: each sentence that holds something, and below it who did what to whom, where, when, according to whom.

use super::Read;
use crate::{
    Event, Extent, Figure, MentionId, MentionKind, Reading, Resolution, Role, Span, Status, Term,
    TimeRelation,
};
use std::io::Write;

/// Columns of text; terminals wrap less nicely than we do.
const WIDTH: usize = 96;

struct Style {
    colour: bool,
}

impl Style {
    fn paint(&self, code: &str, words: &str) -> String {
        if self.colour { format!("\x1b[{code}m{words}\x1b[0m") } else { words.to_owned() }
    }
    fn bold(&self, words: &str) -> String {
        self.paint("1", words)
    }
    fn dim(&self, words: &str) -> String {
        self.paint("2", words)
    }
    fn status(&self, status: Status) -> String {
        let code = match status {
            Status::Reported => "32",
            Status::Denied => "31",
            _ => "33",
        };
        self.paint(code, status.as_str())
    }
}

pub(super) fn write(read: &Read, out: &mut dyn Write) -> std::io::Result<()> {
    let reading = read.reading;
    let style = Style { colour: read.colour };
    head(reading, &style, out)?;
    let mut from = 0;
    for &sentence in &reading.sentences {
        // Events stand in the order of their sentences.
        let here = reading.events[from..].iter().take_while(|e| sentence.overlaps(e.trigger)).count();
        let events = &reading.events[from..from + here];
        from += here;
        let figures: Vec<&Figure> = figures_in(reading, sentence);
        let stated = stated(reading, sentence);
        if events.is_empty() && figures.is_empty() && stated.is_empty() {
            continue;
        }
        writeln!(out)?;
        for line in wrap(&flat(reading.document.quote(sentence)), WIDTH) {
            writeln!(out, "{line}")?;
        }
        for event in events {
            show_event(reading, event, &style, out)?;
        }
        for (kind, line) in stated {
            writeln!(out, "  {}  {line}", style.bold(kind))?;
        }
        for (figure, mention) in figures.iter().zip(figure_mentions(reading, sentence)) {
            writeln!(
                out,
                "  {}  {}  “{}”",
                style.bold("figure"),
                show_figure(figure),
                flat(reading.document.quote(reading.mention(mention).span))
            )?;
        }
    }
    show_agreements(reading, &style, out)?;
    for note in &reading.notes {
        writeln!(out, "\n{} {}: {}", style.bold("note"), note.code, note.message)?;
    }
    writeln!(out)
}

fn head(reading: &Reading, style: &Style, out: &mut dyn Write) -> std::io::Result<()> {
    let origin = &reading.document.origin;
    let mut parts = vec![origin.key.clone().unwrap_or_else(|| "document".to_owned())];
    parts.extend(origin.source.clone());
    parts.push(origin.published.map_or("no date".to_owned(), |(date, basis)| format!("{date} ({basis})")));
    let (events, sentences) = (reading.events.len(), reading.sentences.len());
    parts.push(format!("{sentences} sentences, {events} events"));
    writeln!(out, "{}", style.dim(&parts.join(" · ")))
}

fn figure_mentions(reading: &Reading, sentence: Span) -> Vec<MentionId> {
    let inside = |(at, mention): (usize, &crate::Mention)| {
        let story = reading.document.section_at(mention.span.start()).is_story();
        (story && sentence.contains(mention.span) && matches!(mention.kind, MentionKind::Figure(_)))
            .then_some(MentionId(at as u32))
    };
    // Mentions stand in text order.
    let first = reading.mentions.partition_point(|m| m.span.start() < sentence.start());
    let near =
        reading.mentions.iter().enumerate().skip(first).take_while(|(_, m)| m.span.start() < sentence.end());
    near.filter_map(inside).collect()
}
fn figures_in(reading: &Reading, sentence: Span) -> Vec<&Figure> {
    let of = |id: &MentionId| match &reading.mention(*id).kind {
        MentionKind::Figure(figure) => Some(figure),
        _ => None,
    };
    figure_mentions(reading, sentence).iter().filter_map(of).collect()
}

fn show_event(reading: &Reading, event: &Event, style: &Style, out: &mut dyn Write) -> std::io::Result<()> {
    let mode = event.modes.first().map(|m| format!("/{m}")).unwrap_or_default();
    writeln!(
        out,
        "  {}  {}  {}  {}  {}",
        style.bold(&format!("{}{mode}", event.plover)),
        event.cameo,
        style.status(event.status),
        format_args!("“{}”", flat(reading.document.quote(event.trigger))),
        style.dim(&event.rule)
    )?;
    let mut line = |name: &str, words: String| -> std::io::Result<()> {
        if words.is_empty() { Ok(()) } else { writeln!(out, "      {name:<9} {words}") }
    };
    line("who", roles(reading, &event.actors))?;
    line("whom", roles(reading, &event.recipients))?;
    line("with", roles(reading, &event.coordinated_with))?;
    line("what", event.object.iter().map(|o| role(reading, o)).collect::<Vec<_>>().join(" · "))?;
    line("by means", event.instrument.iter().map(|o| role(reading, o)).collect::<Vec<_>>().join(" · "))?;
    line("where", event.place.map(|id| mention(reading, id)).unwrap_or_default())?;
    line("when", event.time.map(|t| when(reading, t)).unwrap_or_default())?;
    if let Some(cue) = event.status_cue.filter(|_| event.status != Status::Reported) {
        line("status", format!("{} for “{}”", event.status, flat(reading.document.quote(cue))))?;
    }
    let claim = reading.claim(event.claim);
    let chain: Vec<String> = claim.chain.iter().map(|s| flat(&reading.speaker(*s))).collect();
    let cue = claim.cue.map(|c| format!("  “{}”", flat(reading.document.quote(c)))).unwrap_or_default();
    line("according", format!("{}{cue}", chain.join(" ← ")))
}

/// What a sentence states beside events: kind and line.
fn stated(reading: &Reading, sentence: Span) -> Vec<(&'static str, String)> {
    let quoted = |span: Span| format!("“{}”", flat(reading.document.quote(span)));
    let mut lines = vec![];
    for control in reading.controls.iter().filter(|c| sentence.overlaps(c.trigger)) {
        let extent = control.extent.map(|e| format!(" {} {}", quoted(e.span), share(&e))).unwrap_or_default();
        let from = if control.from.is_empty() {
            String::new()
        } else {
            format!(" from {}", roles(reading, &control.from))
        };
        let status =
            if control.status == Status::Reported { String::new() } else { format!(" ({})", control.status) };
        let line = format!(
            "{} by {}: {}{}{from}{status}",
            control.class,
            if control.holders.is_empty() { "?".to_owned() } else { roles(reading, &control.holders) },
            role(reading, &control.place),
            extent,
        );
        lines.push(("control", line));
    }
    for relation in reading.relations.iter().filter(|r| sentence.overlaps(r.trigger)) {
        let ended =
            relation.ended.map(|e| format!(" ({})", flat(reading.document.quote(e)))).unwrap_or_default();
        let line = format!(
            "{} {}{ended} {}",
            role(reading, &relation.subject),
            relation.rel,
            role(reading, &relation.object)
        );
        lines.push(("relation", line));
    }
    for position in reading.positions.iter().filter(|p| sentence.overlaps(p.trigger)) {
        let toward = position.toward.iter().map(|t| role(reading, t)).collect::<String>();
        let agreement = position.agreement.map(|a| format!(" [agreement {}]", a + 1)).unwrap_or_default();
        lines.push((
            "position",
            format!("{}: {} {toward}{agreement}", roles(reading, &position.holders), position.value),
        ));
    }
    lines
}
fn share(extent: &Extent) -> String {
    let rest = if extent.of_rest { " of the rest" } else { "" };
    match (extent.lower, extent.upper) {
        (Some(lower), upper) => {
            format!("{}{lower}, {}]{rest}", if extent.strict { "(" } else { "[" }, upper.unwrap_or(1.0))
        }
        _ => format!("not measured{rest}"),
    }
}
fn show_agreements(reading: &Reading, style: &Style, out: &mut dyn Write) -> std::io::Result<()> {
    for (at, agreement) in reading.agreements.iter().enumerate() {
        writeln!(
            out,
            "\n{} {}  “{}”",
            style.bold("agreement"),
            at + 1,
            flat(reading.document.quote(agreement.span))
        )?;
        let mut line = |name: &str, words: String| -> std::io::Result<()> {
            if words.is_empty() { Ok(()) } else { writeln!(out, "      {name:<9} {words}") }
        };
        line("parties", roles(reading, &agreement.parties))?;
        line("mediators", roles(reading, &agreement.mediators))?;
        line("made", agreement.time.map(|t| when(reading, t)).unwrap_or_default())?;
        for zone in &agreement.zones {
            let depth = zone.depth.map(|id| mention(reading, id)).unwrap_or_default();
            line("zone", format!("{} “{}” {depth}", zone.kind, flat(reading.document.quote(zone.span))))?;
        }
        for term in &agreement.terms {
            line("term", show_term(reading, term))?;
        }
    }
    Ok(())
}
fn show_term(reading: &Reading, term: &Term) -> String {
    let bound: Vec<String> =
        term.bound.iter().map(|b| format!("{} ({})", role(reading, &b.role), b.basis)).collect();
    let due = term.deadline.as_ref().map(|d| {
        let edtf = d.edtf.as_deref().unwrap_or("unresolved");
        format!(" by {edtf}{}", if d.shared { " (the words may not be meant for this)" } else { "" })
    });
    format!(
        "{} “{}” binds {}{}",
        term.obligation,
        flat(reading.document.quote(term.span)),
        if bound.is_empty() { "nobody named".to_owned() } else { bound.join(", ") },
        due.unwrap_or_default()
    )
}

fn roles(reading: &Reading, roles: &[Role]) -> String {
    roles.iter().map(|r| role(reading, r)).collect::<Vec<_>>().join(" · ")
}
fn role(reading: &Reading, role: &Role) -> String {
    role.mention
        .map_or_else(|| format!("“{}”", flat(reading.document.quote(role.span))), |id| mention(reading, id))
}
fn mention(reading: &Reading, id: MentionId) -> String {
    let mention = reading.mention(id);
    let words = format!("“{}”", flat(reading.document.quote(mention.span)));
    let what = match &mention.kind {
        MentionKind::Actor(resolution) => resolution.best().map(|a| {
            let id = if a.id.is_empty() { "?" } else { a.id.as_str() };
            let codes: Vec<&str> =
                [a.country.as_str(), a.sector.as_str()].into_iter().filter(|c| !c.is_empty()).collect();
            let mark = if matches!(resolution, Resolution::Ambiguous(_)) { " (ambiguous)" } else { "" };
            format!("{id} {}{mark}", codes.join("/"))
        }),
        MentionKind::Place(resolution) => {
            resolution.best().map(|p| format!("{} {} prec {}", p.name, p.country, p.precision))
        }
        _ => None,
    };
    what.map_or(words.clone(), |what| format!("{words} {}", what.trim()))
}
fn when(reading: &Reading, time: crate::EventTime) -> String {
    let words = flat(reading.document.quote(reading.mention(time.mention).span));
    let MentionKind::Time(when) = &reading.mention(time.mention).kind else { return words };
    let edtf = when.edtf.as_deref().unwrap_or("unresolved");
    let relation = match time.relation {
        TimeRelation::Within => String::new(),
        TimeRelation::AtOrBefore => "at or before ".to_owned(),
        other => format!("{other} "),
    };
    let dated = if time.relation == TimeRelation::AtOrBefore { " (dates the report)" } else { "" };
    format!("“{words}” {relation}{edtf}{dated}")
}

fn number(value: f64) -> String {
    let whole = format!("{value}");
    let (integer, fraction) = whole.split_once('.').map_or((whole.as_str(), ""), |(i, f)| (i, f));
    let mut grouped = String::new();
    for (at, digit) in integer.chars().enumerate() {
        if at > 0 && (integer.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    if fraction.is_empty() { grouped } else { format!("{grouped}.{fraction}") }
}

fn show_figure(figure: &Figure) -> String {
    let value = match (figure.point, figure.lower, figure.upper) {
        (Some(point), ..) => format!("{}{}", if figure.approximate { "about " } else { "" }, number(point)),
        (None, Some(lower), Some(upper)) => format!("{} to {}", number(lower), number(upper)),
        (None, Some(lower), None) => {
            format!("{} {}", if figure.strict { "more than" } else { "at least" }, number(lower))
        }
        (None, None, Some(upper)) => {
            format!("{} {}", if figure.strict { "fewer than" } else { "up to" }, number(upper))
        }
        (None, None, None) => "?".to_owned(),
    };
    format!("{} {value} {}", figure.measure, figure.unit).trim_end().to_owned()
}

fn flat(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn wrap(words: &str, width: usize) -> Vec<String> {
    let mut lines = vec![];
    let mut line = String::new();
    for word in words.split(' ') {
        if !line.is_empty() && line.chars().count() + word.chars().count() >= width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}
