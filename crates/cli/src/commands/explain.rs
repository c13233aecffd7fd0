//! `dateline explain`: how a sentence or a file is read. Dictionary authors live in it.

use crate::exit::{Exit, Failure};
use crate::{Common, Outcome, input};
use dateline::{MentionKind, Origin, PublishedBasis, Reading};
use jiff::civil::Date;
use std::fmt::Write as _;
use std::path::Path;

#[derive(clap::Args)]
pub struct Args {
    /// A sentence, or a text file; `incident`, with an id behind it, for an incident of a record
    #[arg(value_name = "SENTENCE|FILE")]
    input: String,
    /// The incident
    #[arg(value_name = "ID", requires = "record")]
    id: Option<String>,
    /// The file that keeps the incident
    #[arg(long, value_name = "FILE", requires = "id")]
    record: Option<std::path::PathBuf>,
    /// Date of publication (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    published: Option<Date>,
}

pub fn run(args: &Args, common: &Common) -> Outcome {
    if let (Some(id), Some(record)) = (&args.id, &args.record) {
        if args.input != "incident" {
            return Err(Failure::Usage(format!(
                "`explain incident {id}` is meant, not `explain {} {id}`",
                args.input
            )));
        }
        let incident = super::incidents::incident(&dateline_store::Store::look(record)?, id)?;
        return super::print(&dateline::merging::explain(&incident));
    }
    let coder = input::coder(common.data.as_deref())?;
    let text = if args.input == "-" || Path::new(&args.input).is_file() {
        input::text(&args.input)?
    } else {
        args.input.clone()
    };
    let origin =
        Origin { published: args.published.map(|date| (date, PublishedBasis::User)), ..Origin::default() };
    let document = coder.document(text, origin);
    let (reading, analysis, tried) = coder.reader().explain(document);
    let mut out = String::new();
    for sentence in &analysis.sentences {
        let words = reading.document.quote(sentence.span);
        show(&mut out, &format!("\n# {}", words.split_whitespace().collect::<Vec<_>>().join(" ")));
        let story = reading.document.section_at(sentence.span.start());
        if !story.is_story() {
            show(&mut out, &format!("  ({story}: not read)"));
        }
        for at in sentence.tokens() {
            let token = &analysis.tokens[at];
            let head =
                if token.head as usize == at { 0 } else { token.head as usize - sentence.first as usize + 1 };
            let line = format!(
                "{:>3}  {:<18} {:<16} {:<6} {:<6} {:>3}  {}",
                at - sentence.first as usize + 1,
                reading.document.quote(token.span),
                token.lemma,
                token.upos,
                token.xpos,
                head,
                token.deprel
            );
            show(&mut out, line.trim_end());
        }
        mentions(&mut out, &reading, sentence.span);
        claims(&mut out, &reading, sentence.span);
        for attempt in tried.iter().filter(|t| sentence.tokens().contains(&(t.token as usize))) {
            let word = reading.document.quote(analysis.tokens[attempt.token as usize].span);
            show(&mut out, &format!("tried    {word}: {} — {}", attempt.pattern, attempt.outcome));
            for (role, path, filler) in &attempt.roles {
                show(&mut out, &format!("           {role} by `{path}`: {filler}"));
            }
        }
        for event in reading.events.iter().filter(|e| sentence.span.contains(e.trigger)) {
            let cue =
                event.status_cue.map(|c| format!(" for “{}”", reading.document.quote(c))).unwrap_or_default();
            show(
                &mut out,
                &format!(
                    "event    {} {} {}{cue} “{}” by {}",
                    event.plover,
                    event.modes.join(","),
                    event.status,
                    reading.document.quote(event.trigger),
                    event.rule
                ),
            );
        }
    }
    for note in &reading.notes {
        show(&mut out, &format!("note     {}: {}", note.code, note.message));
    }
    super::print(out.trim_start_matches('\n'))?;
    Ok(Exit::Done)
}

fn show(out: &mut String, line: &str) {
    writeln!(out, "{line}").expect("writing to a String cannot fail");
}

fn mentions(out: &mut String, reading: &Reading, sentence: dateline::Span) {
    for mention in reading.mentions.iter().filter(|m| sentence.contains(m.span)) {
        let what = match &mention.kind {
            MentionKind::Actor(resolution) => resolution
                .best()
                .map(|a| format!("{} [{} {} {}]", a.id, a.kind, a.country, a.sector))
                .unwrap_or_default(),
            MentionKind::Place(resolution) => {
                resolution.best().map(|p| format!("{} [{} {}]", p.id, p.kind, p.country)).unwrap_or_default()
            }
            MentionKind::Time(when) => {
                format!("{} {} ({})", when.value, when.edtf.as_deref().unwrap_or("unresolved"), when.basis)
            }
            MentionKind::Figure(figure) => format!(
                "{} {} point {:?} lower {:?} upper {:?}{}{}",
                figure.measure,
                figure.unit,
                figure.point,
                figure.lower,
                figure.upper,
                if figure.strict { " strict" } else { "" },
                if figure.approximate { " approximate" } else { "" }
            ),
            MentionKind::Weapon(weapon) => weapon.class.to_string(),
        };
        let words = reading.document.quote(mention.span);
        show(out, &format!("{:<8} “{words}” {what} by {}", mention.kind.name(), mention.rule));
    }
}

fn claims(out: &mut String, reading: &Reading, sentence: dateline::Span) {
    for claim in reading.claims.iter().filter(|c| c.cue.is_some_and(|cue| sentence.contains(cue))) {
        let chain: Vec<String> = claim.chain.iter().map(|s| reading.speaker(*s).to_string()).collect();
        let content: Vec<&str> = claim.content.iter().map(|c| reading.document.quote(*c)).collect();
        show(
            out,
            &format!(
                "claim    {} {} “{}” by {}",
                chain.join(" ← "),
                claim.stance,
                content.join("” … “"),
                claim.rule
            ),
        );
    }
}
