//! `dateline agreements`: agreements as the documents of a record report them, and where they differ.

use crate::adding::documents;
use crate::exit::Failure;
use crate::{Common, Outcome, input, records};
use dateline::monitoring::disagree::{disagreements, is_the_same};
use dateline::monitoring::{self, Agreement, draft};
use std::fmt::Write as _;

#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  dateline agreements readings.jsonl\n  dateline agreements readings.jsonl --draft 1 > truce.toml\n  dateline agreements readings.jsonl --against truce.toml"
)]
pub struct Args {
    /// What is reported: databases, or JSONL of `dateline read`; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Print agreement number N as an agreement file, its terms as the document reports them
    #[arg(long, value_name = "N")]
    draft: Option<usize>,
    /// Show where the documents tell the terms of this agreement file differently
    #[arg(long, value_name = "AGREEMENT")]
    against: Option<std::path::PathBuf>,
    /// report or json
    #[arg(long, value_name = "FORMAT", value_parser = ["report", "json"], default_value = "report")]
    format: String,
}

pub fn run(args: &Args, common: &Common) -> Outcome {
    let records = records::load(&args.files)?;
    let lexicon = input::coder(common.data.as_deref())?.lexicon;
    let table = super::monitor::table(common)?;
    let bare = monitoring::corpus(&records, &[], &lexicon);
    let mut reported: Vec<(usize, usize, Agreement)> = vec![];
    for (at, document) in bare.documents.iter().enumerate() {
        for number in 0..document.agreements.len() {
            reported.extend(Agreement::reported(document, number).map(|a| (at, number, a)));
        }
    }
    let against = args.against.as_deref().map(super::monitor::agreement).transpose()?;
    let mut all: Vec<&Agreement> = reported.iter().map(|(.., a)| a).collect();
    all.extend(&against);
    let corpus = monitoring::corpus(&records, &all, &lexicon);
    if let Some(number) = args.draft {
        let found = number.checked_sub(1).and_then(|at| reported.get(at));
        let (.., agreement) = found.ok_or_else(|| {
            Failure::Usage(format!("there is no agreement {number}; {} are reported", reported.len()))
        })?;
        return super::print(&draft(agreement));
    }
    if args.format == "json" {
        return json(&reported, &corpus, &table, against.as_ref());
    }
    let mut out = String::new();
    let mut line = |text: String| writeln!(out, "{text}").expect("writing to a String cannot fail");
    if reported.is_empty() {
        line(format!("No agreement is reported in {}.", documents(corpus.documents.len() as u64)));
    }
    for (number, (at, _, agreement)) in reported.iter().enumerate() {
        let document = &corpus.documents[*at];
        let parties: Vec<String> =
            agreement.parties.iter().map(|p| format!("{} ({})", p.actor, p.role)).collect();
        let signed = agreement.signed.map_or("undated".to_owned(), |d| d.show());
        line(format!("{}  {}  {signed}", number + 1, agreement.id));
        line(format!(
            "   reported by {} [{}]",
            agreement.reported_by.as_deref().unwrap_or_default(),
            document.name
        ));
        line(format!("   “{}”", agreement.name));
        line(format!(
            "   parties  {}",
            if parties.is_empty() { "none named".to_owned() } else { parties.join(", ") }
        ));
        for term in &agreement.terms {
            let bound: Vec<String> =
                term.bound.iter().map(|b| format!("{} ({})", b.actor, b.basis.as_str())).collect();
            let deadline = term.deadline.map(|d| format!(", by {}", d.show())).unwrap_or_default();
            let uncertain = if term.deadline_uncertain { " (inferred in part)" } else { "" };
            line(format!("   {}  {}, {}{deadline}{uncertain}", term.id, term.kind, term.testable.as_str()));
            line(format!("       “{}”", term.text));
            if !bound.is_empty() {
                line(format!("       bound: {}", bound.join(", ")));
            }
            for told in disagreements(agreement, term, &corpus, &table) {
                line(format!(
                    "       sources differ on the {}: {} here, {} according to {}: “{}”",
                    told.facet, told.here, told.there, told.source, told.quote
                ));
            }
        }
        let same: Vec<String> = reported
            .iter()
            .enumerate()
            .filter(|(other, (at, n, _))| {
                *other != number && is_the_same(agreement, &corpus.documents[*at].agreements[*n], &corpus)
            })
            .map(|(other, _)| (other + 1).to_string())
            .collect();
        if !same.is_empty() {
            line(format!("   the same, by parties and date: {}", same.join(", ")));
        }
    }
    if let Some(agreement) = &against {
        line(format!("against {}:", agreement.id));
        let mut none = true;
        for term in &agreement.terms {
            for told in disagreements(agreement, term, &corpus, &table) {
                none = false;
                line(format!(
                    "   {}  sources differ on the {}: {} here, {} according to {}: “{}”",
                    term.id, told.facet, told.here, told.there, told.source, told.quote
                ));
            }
        }
        if none {
            line("   no document tells a term of it differently".to_owned());
        }
    }
    super::print(&out)
}

fn json(
    reported: &[(usize, usize, Agreement)],
    corpus: &monitoring::Corpus,
    table: &monitoring::Table,
    against: Option<&Agreement>,
) -> Outcome {
    let differ = |agreement: &Agreement| -> serde_json::Value {
        let of = |term: &monitoring::agreement::Term| {
            let told = disagreements(agreement, term, corpus, table);
            serde_json::json!({ "term": term.id, "kind": term.kind, "text": term.text, "sources_disagree": told })
        };
        agreement.terms.iter().map(of).collect()
    };
    let list: Vec<serde_json::Value> = reported
        .iter()
        .enumerate()
        .map(|(number, (at, _, a))| {
            serde_json::json!({
                "number": number + 1, "id": a.id, "name": a.name, "reported_by": a.reported_by,
                "document": corpus.documents[*at].name, "signed": a.signed.map(|d| d.show()),
                "parties": a.parties.iter().map(|p| &p.actor).collect::<Vec<_>>(), "terms": differ(a),
            })
        })
        .collect();
    let all = serde_json::json!({ "reported": list, "against": against.map(|a| serde_json::json!({ "id": a.id, "terms": differ(a) })) });
    super::print(&(serde_json::to_string_pretty(&all).map_err(|e| Failure::Other(e.to_string()))? + "\n"))
}
