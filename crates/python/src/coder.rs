//! The coder: model and dictionaries, made once and shared by all threads.

use dateline::published::Record;
use dateline::read::Options;
use dateline::{Document, Origin, PublishedBasis, Reader, SourceFile, export, merging, read};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::sync::{Mutex, OnceLock};

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

impl Shared {
    fn kept(coder: dateline::Coder) -> &'static Shared {
        Box::leak(Box::new(Shared { coder, free: Mutex::new(vec![]) }))
    }
    fn built_in() -> &'static Shared {
        static BUILT_IN: OnceLock<&'static Shared> = OnceLock::new();
        BUILT_IN.get_or_init(|| Shared::kept(dateline::Coder::built_in()))
    }
    /// Reads a document.
    pub fn code(&'static self, document: Document) -> Coded {
        let free = self.free.lock().ok().and_then(|mut readers| readers.pop());
        let mut reader = free.unwrap_or_else(|| self.coder.reader());
        let reading = reader.read(document);
        if let Ok(mut readers) = self.free.lock() {
            readers.push(reader);
        }
        let record = export::json::record(&reading, self.coder.model.digest(), &self.coder.lexicon.digest);
        let text = reading.document.text().to_owned();
        let telling = self.telling(&record, None, &text);
        Coded { record, text, telling }
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
    fn read(
        &self,
        py: Python<'_>,
        text: String,
        given: Given,
        max_document: usize,
    ) -> PyResult<(String, String)> {
        let shared = self.shared;
        let origin = given.origin(PublishedBasis::User).map_err(PyValueError::new_err)?;
        let options = Options { max_document, ..Options::default() };
        let coded = py.detach(|| {
            read::given(text, origin, &shared.coder, &options).map(|document| shared.code(document))
        });
        let coded = coded.map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok((json(&coded.record), coded.text))
    }
}

/// A record as JSON.
pub fn json(record: &Record) -> String {
    serde_json::to_string(record).expect("a record is plain data")
}
