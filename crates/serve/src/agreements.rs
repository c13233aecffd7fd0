//! Agreements that are held against the record: findings for all of it and for every month, made when the record changes.

use dateline::monitoring::dates::Days;
use dateline::monitoring::{self, Agreement, Findings, Query, Table};
use dateline::{Lexicon, Problem, SourceFile};
use dateline_store::{Error, Store, Which};
use jiff::civil::Date;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

/// Months that are looked at one by one.
const MOST_MONTHS: usize = 36;

/// An agreement held against the record.
pub struct Held {
    /// The agreement.
    pub agreement: Agreement,
    /// Over all days; none while the record holds no dated document.
    pub findings: Option<Findings>,
    /// Month by month: its first day, and a verdict for each term.
    pub months: Vec<(Date, Vec<(String, monitoring::Verdict)>)>,
}

/// Agreements, and what the record says of them.
#[derive(Default)]
pub struct Agreements {
    list: Vec<Agreement>,
    table: Option<Table>,
    lexicon: Option<Arc<Lexicon>>,
    held: RwLock<Arc<Vec<Held>>>,
}

impl Agreements {
    /// Reads every agreement file (`*.toml`) of a folder and of the folders in it.
    ///
    /// # Errors
    /// Every problem in them, or that the folder cannot be read.
    pub fn load(folder: &Path, table: Table, lexicon: Arc<Lexicon>) -> Result<Agreements, Vec<String>> {
        let mut files = vec![];
        let mut problems = vec![];
        collect(folder, 0, &mut files, &mut problems);
        files.sort();
        let mut list: Vec<Agreement> = vec![];
        for path in files {
            let told = |problem: &Problem| problem.to_string();
            let text = match std::fs::read_to_string(&path) {
                Ok(text) => text,
                Err(error) => {
                    problems.push(format!("{}: {error}", path.display()));
                    continue;
                }
            };
            // Other files may lie beside them.
            if !text.contains("[agreement]") {
                continue;
            }
            let file = SourceFile::new(path.display().to_string(), text);
            let beside = |name: &str| {
                let path = path.with_file_name(name);
                std::fs::read_to_string(&path)
                    .ok()
                    .map(|text| SourceFile::new(path.display().to_string(), text))
            };
            match monitoring::load(&file, &beside) {
                Ok(agreement) if list.iter().any(|a| a.id == agreement.id) => {
                    problems.push(format!(
                        "{}: there is another agreement `{}`",
                        path.display(),
                        agreement.id
                    ));
                }
                Ok(agreement) => list.push(agreement),
                Err(wrong) => problems.extend(wrong.iter().map(told)),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Agreements { list, table: Some(table), lexicon: Some(lexicon), held: RwLock::default() })
    }
    /// What the record says of them, as it was last looked at.
    #[must_use]
    pub fn held(&self) -> Arc<Vec<Held>> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
    /// Holds all of them against the record.
    ///
    /// # Errors
    /// Those of the record.
    pub fn hold(&self, store: &Store, _digest: &str) -> Result<(), Error> {
        let (Some(table), Some(lexicon), false) = (&self.table, &self.lexicon, self.list.is_empty()) else {
            return Ok(());
        };
        let all: Vec<&Agreement> = self.list.iter().collect();
        // Actors of the agreements; documents one by one, for a record may be larger than memory.
        let mut corpus = monitoring::corpus(&[], &all, lexicon);
        store.each(Which::Current, |stored| {
            let mut record = stored.record;
            // What a page can lead to.
            record.document.key = Some(stored.document.to_string());
            corpus.documents.push(monitoring::document(&record, lexicon));
            Ok(())
        })?;
        let last = corpus.documents.iter().filter_map(|d| d.published).max();
        let find = |agreement: &Agreement, window: Days, as_of: Date| {
            monitoring::monitor(&Query { agreement, corpus: &corpus, table, window, as_of })
        };
        let held = self.list.iter().map(|agreement| {
            let findings = last.map(|last| find(agreement, Days::default(), last));
            let mut months = vec![];
            let mut month = agreement.life().from.map(|day| day.first_of_month());
            while let (Some(first), Some(last)) = (month, last) {
                let over = agreement.life().to.is_some_and(|end| first > end);
                if first > last || over || months.len() == MOST_MONTHS {
                    break;
                }
                let end = first.last_of_month();
                let window = Days { from: Some(first), to: Some(end) };
                let of = find(agreement, window, end.min(last)).findings;
                let verdicts = of.into_iter().filter_map(|f| Some((f.term?, f.verdict))).collect();
                months.push((first, verdicts));
                month = end.tomorrow().ok();
            }
            Held { agreement: agreement.clone(), findings, months }
        });
        let held = Arc::new(held.collect());
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = held;
        Ok(())
    }
}

fn collect(folder: &Path, depth: u32, files: &mut Vec<std::path::PathBuf>, problems: &mut Vec<String>) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return problems.push(format!("{}: {error}", folder.display())),
    };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() && depth < 3 {
            collect(&path, depth + 1, files, problems);
        } else if path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
    }
}
