//! A record made ready to go out: what does harm is taken out, its rows are made, a person's words laid over them.

use crate::exit::Failure;
use crate::pool::{Pool, read_within};
use crate::store;
use dateline::export::tables::{Rows, Source, amend};
use dateline::export::{Read, Safety, exporter, json};
use dateline::published::{IncidentRecord, Record};
use dateline::read::Failed;
use dateline::{Coder, Document, merging};
use dateline_store::{Outdated, Reviewed, Store, Stored};
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

/// A record ready to go out.
#[derive(Default)]
pub struct Prepared {
    /// Name of the document.
    pub name: String,
    /// None where only its trees are asked for.
    pub record: Option<Record>,
    pub text: Option<String>,
    pub rows: Rows,
    /// Words of the names of its private persons.
    pub names: BTreeSet<String>,
    /// CoNLL-U.
    pub trees: Vec<u8>,
    /// What its trees leave out.
    pub remark: Option<String>,
}

impl Prepared {
    fn trees(read: &Read, name: &str) -> Prepared {
        let cut = read.reading.notes.iter().find(|note| note.code == "too-many-words");
        let remark = cut.map(|note| format!("{name}: {}", note.message));
        let mut trees = vec![];
        if let Some(conllu) = exporter(super::TREES) {
            // Writing to memory does not fail.
            let _ = (conllu.write)(read, &mut trees);
        }
        Prepared { trees, remark, ..Prepared::default() }
    }
}

/// What stands beside records: what people said of events, and which incidents they belong to.
pub struct Beside {
    safety: Safety,
    /// Whether trees are all that is asked for.
    trees: bool,
    /// Whether incidents are to be made.
    merge: bool,
    reviews: HashMap<String, Reviewed>,
    incidents: HashMap<String, String>,
}

impl Beside {
    /// What a file holds beside its records; nothing without one.
    pub fn new(safety: Safety, trees: bool, merge: bool, store: Option<&Store>) -> Result<Beside, Failure> {
        let mut beside = Beside { safety, trees, merge, reviews: HashMap::new(), incidents: HashMap::new() };
        let Some(store) = store else { return Ok(beside) };
        for review in store.reviews(0, usize::MAX)?.into_iter().filter(|r| r.latest) {
            beside.reviews.insert(format!("{}#{}", review.document_digest, review.event_name), review);
        }
        store.incidents(|name, value| {
            if let Ok(incident) = serde_json::from_value::<IncidentRecord>(value) {
                let ids = incident.events.iter().map(|e| format!("{}#{}", e.document, e.event));
                beside.incidents.extend(ids.map(|id| (id, name.to_owned())));
            }
            Ok(())
        })?;
        Ok(beside)
    }

    /// A story read and made ready; with it what incidents are made of, if they are to be made.
    pub fn story(
        &self,
        document: Document,
        pool: &Pool,
        limit: Option<Duration>,
    ) -> Result<(Prepared, Option<merging::Document>), Box<Failed>> {
        let (reading, analysis) = pool.read_within(document, limit)?;
        if self.trees {
            let read = Read { coder: pool.coder, reading: &reading, analysis: &analysis, colour: false };
            let origin = &reading.document.origin;
            let name = origin.key.clone().or_else(|| origin.citation.as_ref().map(|at| at.input.clone()));
            return Ok((Prepared::trees(&read, name.as_deref().unwrap_or("a story")), None));
        }
        let coder = pool.coder;
        let record = json::record(&reading, coder.model.digest(), &coder.lexicon.digest);
        let text = reading.document.text();
        let merged = self.merge.then(|| merging::document(&record, None, Some(text), &coder.lexicon));
        Ok((self.prepare(record, None, Some(text.to_owned())), merged))
    }
    /// A line of JSON made ready.
    pub fn line(&self, line: &str, pool: &Pool) -> Result<(Prepared, Option<merging::Document>), String> {
        let record: Record = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let merged = self.merge.then(|| merging::document(&record, None, None, &pool.coder.lexicon));
        Ok((self.prepare(record, None, None), merged))
    }
    /// A stored reading made ready; with a coder its trees, or that they took longer than the limit.
    pub fn stored(
        &self,
        stored: Stored,
        coder: Option<&Coder>,
        limit: Option<Duration>,
    ) -> Result<Prepared, String> {
        let Some(coder) = coder else {
            return Ok(self.prepare(stored.record, Some(&stored.digest), Some(stored.given.text)));
        };
        let outdated = Outdated {
            document: stored.document,
            given: stored.given,
            sections: stored.record.sections,
            published: stored.record.document,
        };
        let name = store::name(&outdated);
        let (reading, analysis) = read_within(&mut coder.reader(), store::document(coder, &outdated), limit)
            .map_err(|failed| format!("{name}: {}", failed.error))?;
        let read = Read { coder, reading: &reading, analysis: &analysis, colour: false };
        Ok(Prepared::trees(&read, &name))
    }

    /// A record, its document's name and its text as they may go out, with the rows of it.
    pub fn prepare(&self, record: Record, name: Option<&str>, text: Option<String>) -> Prepared {
        let names = self.safety.names(&record);
        // The name tells of the record as it was read.
        let name = name.map_or_else(|| Source::new(&record).name, str::to_owned);
        let (record, text) = self.safety.apply(record, text);
        let source = Source::with(&record, Some(&name), text.as_deref());
        let mut rows = self.safety.rows(&source);
        for row in &mut rows.events {
            row.incident_id = self.incidents.get(&row.event_id).cloned();
            if let Some(review) = self.reviews.get(&row.event_id) {
                amend(row, review.verdict.as_str(), &review.by, &review.at, &review.amended);
                self.safety.coarsen_row(row);
            }
        }
        Prepared { name, record: Some(record), text, rows, names, ..Prepared::default() }
    }
}
