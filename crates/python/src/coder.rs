//! The coder: model and dictionaries, made once and shared by all threads.

use dateline::published::Record;
use dateline::read::Options;
use dateline::{Document, Error, Origin, PublishedBasis, Reader, SourceFile, export, merging, read};
use pyo3::exceptions::{PyTimeoutError, PyValueError};
use pyo3::prelude::*;
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

/// What reads documents on any thread. It lives as long as the process: readers borrow from it.
pub struct Shared {
    pub coder: dateline::Coder,
    /// Readers not in use, with their scratch space and caches.
    free: Mutex<Vec<Reader<'static>>>,
}

/// What was read from a document.
pub struct Coded {
    pub record: Record,
    /// The text that spans count in.
    pub text: String,
    /// What merging needs of it, as JSON.
    pub telling: String,
}

/// What a document may cost, as Python gives it.
#[derive(Clone, Copy, FromPyObject, IntoPyObject)]
pub struct Limits {
    /// Bytes of its text.
    #[pyo3(item)]
    pub max_document: usize,
    /// Words that are read of it.
    #[pyo3(item)]
    pub max_words: usize,
    /// Seconds that it may take; 0 is any time.
    #[pyo3(item)]
    pub time_limit: u64,
}

/// What an error says, with options as Python spells them.
pub fn told(error: &Error) -> String {
    error.to_string().replace("--max-document", "max_document").replace("--time-limit", "time_limit")
}

impl Shared {
    fn kept(coder: dateline::Coder) -> &'static Shared {
        Box::leak(Box::new(Shared { coder, free: Mutex::new(vec![]) }))
    }
    fn built_in() -> &'static Shared {
        static BUILT_IN: OnceLock<&'static Shared> = OnceLock::new();
        BUILT_IN.get_or_init(|| Shared::kept(dateline::Coder::built_in()))
    }
    /// Reads a document; an error if that takes longer than it may.
    pub fn code(&'static self, document: Document, limits: Limits) -> Result<Coded, Error> {
        let free = self.free.lock().ok().and_then(|mut readers| readers.pop());
        let mut reader = free.unwrap_or_else(|| self.coder.reader());
        reader.max_words = limits.max_words;
        let begun = Instant::now();
        let limit = Duration::from_secs(limits.time_limit);
        let in_time = || limit.is_zero() || begun.elapsed() < limit;
        let made = reader.read_while(document, &in_time);
        if let Ok(mut readers) = self.free.lock() {
            readers.push(reader);
        }
        let (reading, _) = made.ok_or(Error::TooSlow(limits.time_limit))?;
        let record = export::json::record(&reading, self.coder.model.digest(), &self.coder.lexicon.digest);
        let text = reading.document.text().to_owned();
        let telling = self.telling(&record, None, &text);
        Ok(Coded { record, text, telling })
    }
    /// What merging needs of a document, as JSON.
    pub fn telling(&self, record: &Record, named: Option<&str>, text: &str) -> String {
        let document = merging::document(record, named, Some(text), &self.coder.lexicon);
        serde_json::to_string(&document).expect("a document is plain data")
    }
}

/// What is known of a text besides its words, as Python gives it.
#[derive(FromPyObject, IntoPyObject, Default)]
pub struct Given {
    #[pyo3(item)]
    pub id: Option<String>,
    #[pyo3(item)]
    pub source: Option<String>,
    #[pyo3(item)]
    pub url: Option<String>,
    #[pyo3(item)]
    pub title: Option<String>,
    #[pyo3(item)]
    pub published: Option<String>,
    #[pyo3(item)]
    pub language: Option<String>,
}

impl Given {
    /// As the reader takes it.
    pub fn origin(self, basis: PublishedBasis) -> Result<Origin, String> {
        let day = |day: String| {
            day.parse()
                .map(|date| (date, basis))
                .map_err(|_| format!("`published` is `{day}`, which is no date (YYYY-MM-DD)"))
        };
        Ok(Origin {
            key: self.id,
            source: self.source,
            url: self.url,
            title: self.title.filter(|title| !title.trim().is_empty()),
            published: self.published.map(day).transpose()?,
            language: self.language,
            ..Origin::default()
        })
    }
}

#[pyclass(frozen, module = "dateline._native")]
pub struct Coder {
    pub shared: &'static Shared,
}

#[pymethods]
impl Coder {
    /// The coder with the data that is built in, or with other data files (path, text) and gazetteers (path, bytes).
    #[new]
    #[pyo3(signature = (files = vec![], gazetteers = vec![]))]
    fn new(
        py: Python<'_>,
        files: Vec<(String, String)>,
        gazetteers: Vec<(String, Vec<u8>)>,
    ) -> PyResult<Coder> {
        if files.is_empty() && gazetteers.is_empty() {
            return Ok(Coder { shared: py.detach(Shared::built_in) });
        }
        let files: Vec<SourceFile> =
            files.into_iter().map(|(path, text)| SourceFile::new(path, text)).collect();
        match py.detach(|| dateline::Coder::with_data(&files, gazetteers)) {
            Ok(coder) => Ok(Coder { shared: Shared::kept(coder) }),
            Err(problems) => {
                let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
                Err(PyValueError::new_err(format!(
                    "{} problem(s) in the data files\n{}",
                    lines.len(),
                    lines.join("\n")
                )))
            }
        }
    }
    /// Digest of the parser's model.
    #[getter]
    fn model(&self) -> &str {
        self.shared.coder.model.digest()
    }
    /// Digest of the data files.
    #[getter]
    fn data(&self) -> &str {
        &self.shared.coder.lexicon.digest
    }
    /// Reads a text: the published record as JSON, and the text that its spans count in.
    fn read(&self, py: Python<'_>, text: String, given: Given, limits: Limits) -> PyResult<(String, String)> {
        let shared = self.shared;
        let origin = given.origin(PublishedBasis::User).map_err(PyValueError::new_err)?;
        let options = Options { max_document: limits.max_document, ..Options::default() };
        let coded = py.detach(|| {
            let document = read::given(text, origin, &shared.coder, &options)?;
            shared.code(document, limits)
        });
        let coded = coded.map_err(|error| match error {
            Error::TooSlow(_) => PyTimeoutError::new_err(told(&error)),
            _ => PyValueError::new_err(told(&error)),
        })?;
        Ok((json(&coded.record), coded.text))
    }
}

/// A record as JSON.
pub fn json(record: &Record) -> String {
    serde_json::to_string(record).expect("a record is plain data")
}
