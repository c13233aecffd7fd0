//! `dateline decide`: a person's word on which reports are of one incident.

use super::incidents::{digest, incident, log};
use crate::exit::{Exit, Failure};
use crate::{Common, Outcome, input};
use dateline::published::{DecisionRecord, EventName, IncidentRecord};
use dateline_store::Store;
use std::io::Write as _;
use std::path::PathBuf;

#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  dateline decide merge inc-0123456789ab inc-ba9876543210 --incidents incidents.jsonl --log log.jsonl --by \"A. Analyst\" --reason \"one strike, told twice\"\n  dateline decide split inc-0123456789ab sha256:7c406f96 --record war.db --by \"A. Analyst\" --reason \"another village\"\nDecisions are only ever added; a later one overrides. `dateline incidents --record war.db`, or `--decisions log.jsonl`, applies them."
)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// These incidents are one
    Merge {
        /// Incidents
        #[arg(required = true, num_args = 2.., value_name = "INCIDENT")]
        ids: Vec<String>,
        #[command(flatten)]
        signed: Signed,
    },
    /// These documents or events are not of the incident
    Split {
        /// The incident
        #[arg(value_name = "INCIDENT")]
        incident: String,
        /// What is taken out of it: documents, by the beginning of their ids, or events, as DOCUMENT@EVENT
        #[arg(required = true, value_name = "OUT")]
        out: Vec<String>,
        #[command(flatten)]
        signed: Signed,
    },
}

#[derive(clap::Args)]
struct Signed {
    /// Who decides
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Why
    #[arg(long, value_name = "WHY")]
    reason: String,
    /// On which day (YYYY-MM-DD) [default: today]
    #[arg(long, value_name = "DATE")]
    on: Option<jiff::civil::Date>,
    /// The file that keeps the incidents, and the decision
    #[arg(long, value_name = "FILE", required_unless_present = "log")]
    record: Option<PathBuf>,
    /// Without --record: what `dateline incidents --format jsonl` wrote, the incidents that are decided on
    #[arg(long, value_name = "FILE", conflicts_with = "record", required_unless_present = "record")]
    incidents: Option<String>,
    /// Without --record: the log that the decision is added to
    #[arg(long, value_name = "FILE", conflicts_with = "record", required_unless_present = "record")]
    log: Option<PathBuf>,
}

pub fn run(args: &Args, _: &Common) -> Outcome {
    let signed = match &args.what {
        What::Merge { signed, .. } | What::Split { signed, .. } => signed,
    };
    let mut store = signed.record.as_ref().map(|path| Store::open(path)).transpose()?;
    let known = signed.incidents.as_ref().map(|path| read(path)).transpose()?.unwrap_or_default();
    let find = |id: &str| match &store {
        Some(store) => incident(store, id),
        None => found(&known, id),
    };
    let (decision, events, others) = match &args.what {
        What::Merge { ids, .. } => {
            let mut events = vec![];
            for id in ids {
                events.extend(find(id)?.events);
            }
            ("merge", events, vec![])
        }
        What::Split { incident, out, .. } => {
            let (events, others) = parted(&find(incident)?, out)?;
            ("split", events, others)
        }
    };
    let mut record = DecisionRecord {
        decision: decision.into(),
        events,
        others,
        by: signed.by.clone(),
        on: signed.on.map_or_else(today, |day| day.to_string()),
        reason: signed.reason.clone(),
        after: None,
    };
    dateline::merging::decision(&record).map_err(Failure::Usage)?;
    if let Some(store) = &mut store {
        let number = store.decide(&kept(&record))?;
        eprintln!("dateline: decision {number} is kept; `dateline incidents --record` applies it");
        return Ok(Exit::Done);
    }
    let Some(path) = &signed.log else { return Err(Failure::Usage("--log names the log".into())) };
    let last = if path.exists() { log(path)?.0 } else { None };
    record.after = last.as_deref().map(digest);
    let line = serde_json::to_string(&record).map_err(|error| Failure::Other(error.to_string()))?;
    let opened = std::fs::OpenOptions::new().create(true).append(true).open(path);
    let mut file = opened.map_err(|error| Failure::Io(format!("{}: {error}", path.display())))?;
    writeln!(file, "{line}")?;
    Ok(Exit::Done)
}

/// A decision as the file keeps it.
fn kept(record: &DecisionRecord) -> dateline_store::Decision {
    let names = |events: &[EventName]| {
        let name = |e: &EventName| dateline_store::EventName {
            document: e.document.clone(),
            event: e.event.clone(),
        };
        events.iter().map(name).collect()
    };
    dateline_store::Decision {
        kind: if record.decision == "merge" {
            dateline_store::DecisionKind::Merge
        } else {
            dateline_store::DecisionKind::Split
        },
        events: names(&record.events),
        others: names(&record.others),
        by: record.by.clone(),
        on: record.on.clone(),
        reason: record.reason.clone(),
    }
}

fn today() -> String {
    jiff::Timestamp::now().to_string().chars().take(10).collect()
}

fn read(path: &str) -> Result<Vec<IncidentRecord>, Failure> {
    let mut incidents = vec![];
    for (number, line) in input::text(path)?.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let incident = serde_json::from_str(line)
            .map_err(|error| Failure::Data(format!("{path}:{}: no incident: {error}", number + 1)))?;
        incidents.push(incident);
    }
    Ok(incidents)
}
fn found(incidents: &[IncidentRecord], id: &str) -> Result<IncidentRecord, Failure> {
    let found = incidents.iter().find(|i| i.id == id).cloned();
    found.ok_or_else(|| Failure::Missing(format!("there is no incident {id}")))
}

/// The events of an incident that are taken out, and those that stay.
fn parted(incident: &IncidentRecord, out: &[String]) -> Result<(Vec<EventName>, Vec<EventName>), Failure> {
    let meant = |event: &EventName, item: &str| match item.split_once('@') {
        Some((document, name)) => event.document.starts_with(document) && event.event == name,
        None => event.document.starts_with(item),
    };
    for item in out {
        if !incident.events.iter().any(|event| meant(event, item)) {
            return Err(Failure::Missing(format!("{} holds nothing of {item}", incident.id)));
        }
    }
    let (events, others): (Vec<EventName>, Vec<EventName>) =
        incident.events.iter().cloned().partition(|event| out.iter().any(|item| meant(event, item)));
    if others.is_empty() {
        return Err(Failure::Usage(format!("nothing would be left of {}", incident.id)));
    }
    Ok((events, others))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_by_the_beginning_of_its_id_is_taken_out_whole() {
        let event =
            |document: &str, event: &str| EventName { document: document.into(), event: event.into() };
        let mut incident: IncidentRecord = serde_json::from_str(
            r#"{"schema":1,"id":"inc-1","status":"reported","plover":"ASSAULT","modes":[],"earliest":null,"latest":null,
                "place":null,"counts":{"reports":2,"documents":2,"origins":0,"unknown_origin":0,"echoes":0},"facets":[],
                "figures":[],"origins":[],"reports":[],"events":[],"merges":[],"look_alikes":[],"part_of":null,"parts":[]}"#,
        )
        .expect("it has the published shape");
        incident.events = vec![event("sha256:aa", "3"), event("sha256:bb", "7"), event("sha256:bb", "9")];
        let (out, rest) = parted(&incident, &["sha256:b".into()]).unwrap_or_else(|_| panic!("it is found"));
        assert_eq!((out.len(), rest.len()), (2, 1));
        let (out, _) = parted(&incident, &["sha256:bb@9".into()]).unwrap_or_else(|_| panic!("it is found"));
        assert_eq!(out, [event("sha256:bb", "9")]);
        assert!(parted(&incident, &["sha256:c".into()]).is_err());
    }
}
