//! Many inputs, in batches: pieces are cut one after another and coded side by side, in the order of the input.

use crate::coder::{Coded, Coder, Given, Limits, Shared, json, told};
use crate::table::{Table, of_records, rows};
use dateline::read::{Options, Pieces, pieces, reader};
use dateline::{Citation, Error, Origin, PublishedBasis, read};
use dateline_store::{Store, Which};
use pyo3::exceptions::{PyFileNotFoundError, PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyIterator};
use rayon::prelude::*;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;
use std::sync::Mutex;

/// Documents handed to the threads at once, for each thread.
const BATCH: usize = 32;
/// Bytes of pages handed to the threads at once.
const BATCH_BYTES: usize = 32 << 20;

/// A row of the output: a document, or why there is none.
pub struct Row {
    /// The input it comes from.
    pub input: String,
    /// Its place among the pieces of that input, from 0.
    pub ordinal: u64,
    /// What was read.
    pub outcome: Result<Coded, Failed>,
}

/// Why there is no document.
pub enum Failed {
    /// A piece of the input cannot be read: where, and why.
    Piece(Box<Citation>, String),
    /// The input cannot be read, or not to its end.
    Input(String),
    /// There is nothing in the input.
    Empty,
}

/// What a source is, as Python gives it: texts with what is known of them, or a file to be cut into pieces.
#[derive(FromPyObject)]
enum Source<'py> {
    Text(String, String, Given),
    Refused(String, String),
    File(String, Option<Bound<'py, PyAny>>),
}

/// A Python object with `read(n)`, as bytes.
struct PyFile(Py<PyAny>);

impl Read for PyFile {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        Python::attach(|py| {
            let chunk = self.0.bind(py).call_method1("read", (to.len(),))?;
            let bytes = chunk.cast::<PyBytes>()?.as_bytes();
            let size = bytes.len().min(to.len());
            to[..size].copy_from_slice(&bytes[..size]);
            Ok::<usize, PyErr>(size)
        })
        .map_err(|error| io::Error::other(error.to_string()))
    }
}

/// A piece yet to be coded.
enum Work {
    Piece(Box<read::Piece>),
    Text(String, Box<Origin>),
    Failed(Failed),
}

struct Open {
    name: String,
    pieces: Pieces<'static>,
    count: u64,
}

/// What is left to read.
struct Rest {
    sources: Py<PyIterator>,
    open: Option<Open>,
}

/// Reads inputs batch by batch: an iterator of `Batch`.
#[pyclass(frozen, module = "dateline._native")]
pub struct Run {
    shared: &'static Shared,
    options: Options,
    limits: Limits,
    from: Option<&'static read::Reader>,
    threads: Option<rayon::ThreadPool>,
    rest: Mutex<Rest>,
}

#[pymethods]
impl Run {
    #[new]
    #[pyo3(signature = (coder, sources, *, jobs, format, published, source, columns, limits))]
    #[expect(clippy::too_many_arguments, reason = "each is an option of its own for Python")]
    fn new(
        coder: &Coder,
        sources: &Bound<'_, PyAny>,
        jobs: usize,
        format: Option<&str>,
        published: Option<&str>,
        source: Option<String>,
        columns: Vec<(String, String)>,
        limits: Limits,
    ) -> PyResult<Run> {
        let unknown =
            |name| PyValueError::new_err(format!("there is no format `{name}`; formats() lists them"));
        let from = format.map(|name| reader(name).ok_or_else(|| unknown(name))).transpose()?;
        let bad_day =
            |day| PyValueError::new_err(format!("`published` is `{day}`, which is no date (YYYY-MM-DD)"));
        let published = published.map(|day| day.parse().map_err(|_| bad_day(day))).transpose()?;
        // One thread is the caller's own: a process that was forked has no others.
        let threads = match jobs {
            1 => None,
            jobs => Some(
                rayon::ThreadPoolBuilder::new()
                    .num_threads(jobs)
                    .build()
                    .map_err(|error| PyRuntimeError::new_err(format!("cannot start threads: {error}")))?,
            ),
        };
        Ok(Run {
            shared: coder.shared,
            options: Options {
                published,
                source,
                columns,
                max_document: limits.max_document,
                ..Options::default()
            },
            limits,
            from,
            threads,
            rest: Mutex::new(Rest { sources: sources.try_iter()?.unbind(), open: None }),
        })
    }
    fn __iter__(this: Py<Run>) -> Py<Run> {
        this
    }
    /// The next documents; a Ctrl-C since the last ones is raised here.
    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Batch>> {
        py.check_signals()?;
        let busy = || PyRuntimeError::new_err("this run is being read by another thread");
        let mut rest = self.rest.try_lock().map_err(|_| busy())?;
        let work = self.gather(py, &mut rest)?;
        if work.is_empty() {
            return Ok(None);
        }
        let code = |(input, ordinal, work)| Row { input, ordinal, outcome: self.code(work) };
        let rows = py.detach(|| match &self.threads {
            Some(threads) => threads.install(|| work.into_par_iter().map(code).collect()),
            None => work.into_iter().map(code).collect(),
        });
        py.check_signals()?;
        Ok(Some(Batch { rows }))
    }
}

type Piled = Vec<(String, u64, Work)>;

impl Run {
    /// Pieces for all threads, of one or more sources.
    fn gather(&self, py: Python<'_>, rest: &mut Rest) -> PyResult<Piled> {
        let most = BATCH * self.threads.as_ref().map_or(1, rayon::ThreadPool::current_num_threads);
        let (mut work, mut size): (Piled, usize) = (vec![], 0);
        while work.len() < most && size < BATCH_BYTES {
            if let Some(open) = &mut rest.open {
                let ended = py.detach(|| {
                    while work.len() < most && size < BATCH_BYTES {
                        let Some(piece) = open.pieces.next() else { return true };
                        size += piece.size();
                        work.push((open.name.clone(), open.count, Work::Piece(Box::new(piece))));
                        open.count += 1;
                    }
                    false
                });
                if ended {
                    if open.count == 0 {
                        work.push((open.name.clone(), 0, Work::Failed(Failed::Empty)));
                    }
                    rest.open = None;
                }
                continue;
            }
            let Some(next) = rest.sources.bind(py).clone().next() else { break };
            match next?.extract::<Source>()? {
                Source::Text(name, text, given) => {
                    size += text.len();
                    let failed = |message| Work::Failed(Failed::Input(message));
                    let origin = given.origin(PublishedBasis::Metadata);
                    work.push((name, 0, origin.map_or_else(failed, |o| Work::Text(text, Box::new(o)))));
                }
                Source::Refused(name, message) => {
                    work.push((name, 0, Work::Failed(Failed::Input(message))));
                }
                Source::File(name, file) => match self.open(&name, file) {
                    Ok(pieces) => rest.open = Some(Open { name, pieces, count: 0 }),
                    Err(error) => {
                        work.push((name, 0, Work::Failed(Failed::Input(error.to_string()))));
                    }
                },
            }
        }
        Ok(work)
    }
    fn open(&self, name: &str, file: Option<Bound<'_, PyAny>>) -> io::Result<Pieces<'static>> {
        let bytes: Box<dyn Read + Send> = match file {
            Some(file) => Box::new(PyFile(file.unbind())),
            None => Box::new(File::open(name)?),
        };
        let input = Box::new(BufReader::with_capacity(1 << 16, bytes));
        Ok(pieces(input, name, self.from, &self.options))
    }
    fn code(&self, work: Work) -> Result<Coded, Failed> {
        let coder = &self.shared.coder;
        let document = match work {
            Work::Piece(piece) => {
                piece.document(coder, &self.options).map_err(|failed| match failed.error {
                    Error::Io(error) => Failed::Input(error.to_string()),
                    error => Failed::Piece(Box::new(failed.at), told(&error)),
                })?
            }
            Work::Text(text, origin) => read::given(text, *origin, coder, &self.options)
                .map_err(|error| Failed::Input(told(&error)))?,
            Work::Failed(failed) => return Err(failed),
        };
        let at = document.origin.citation.clone();
        self.shared.code(document, self.limits).map_err(|error| match at {
            Some(at) => Failed::Piece(Box::new(at), told(&error)),
            None => Failed::Input(told(&error)),
        })
    }
}

/// Input, first byte, line, name and why, as Python takes them.
type Failure<'a> = (&'a str, u64, Option<u64>, Option<&'a str>, &'a str);

/// Documents that were read together.
#[pyclass(frozen, module = "dateline._native")]
pub struct Batch {
    pub rows: Vec<Row>,
}

#[pymethods]
impl Batch {
    fn __len__(&self) -> usize {
        self.rows.len()
    }
    /// Record (JSON) and text of every document.
    fn readings(&self) -> Vec<(String, String)> {
        let coded = self.rows.iter().filter_map(|row| row.outcome.as_ref().ok());
        coded.map(|coded| (json(&coded.record), coded.text.clone())).collect()
    }
    /// What could not be read: input, offset, line, record, message.
    fn failures(&self) -> Vec<Failure<'_>> {
        let mut all = vec![];
        for row in &self.rows {
            match &row.outcome {
                Err(Failed::Piece(at, message)) => {
                    all.push((
                        row.input.as_str(),
                        at.offset,
                        at.line,
                        at.record.as_deref(),
                        message.as_str(),
                    ));
                }
                Err(Failed::Input(message)) => {
                    all.push((row.input.as_str(), 0, None, None, message.as_str()));
                }
                _ => {}
            }
        }
        all
    }
    /// A batch of nothing: its tables have columns and no rows.
    #[staticmethod]
    const fn empty() -> Batch {
        Batch { rows: vec![] }
    }
    /// How many documents were read.
    fn count(&self) -> usize {
        self.rows.iter().filter(|row| row.outcome.is_ok()).count()
    }
    /// What merging needs of every document, as JSON.
    fn tellings(&self) -> Vec<&str> {
        let coded = self.rows.iter().filter_map(|row| row.outcome.as_ref().ok());
        coded.map(|coded| coded.telling.as_str()).collect()
    }
    /// One row a piece of input: documents, and why others are none.
    fn rows(&self) -> PyResult<Table> {
        rows(&self.rows)
    }
    /// Every table that is made of one document after another, by name.
    fn tables(&self, py: Python<'_>) -> Vec<(&'static str, Table)> {
        py.detach(|| of_records(self.rows.iter().filter_map(|row| Some(&row.outcome.as_ref().ok()?.record))))
    }
}

/// What a record of `dateline add` keeps, as it was read. The file is only looked at.
#[pyfunction]
pub fn open_record(py: Python<'_>, coder: &Coder, path: &str) -> PyResult<Batch> {
    let shared = coder.shared;
    let kept = py.detach(|| {
        let store = Store::look(Path::new(path))?;
        let mut rows = vec![];
        store.each(Which::All, |stored| {
            let text = stored.given.text;
            let telling = shared.telling(&stored.record, Some(&stored.digest), &text);
            let coded = Coded { record: stored.record, text, telling };
            rows.push(Row { input: path.to_owned(), ordinal: rows.len() as u64, outcome: Ok(coded) });
            Ok(())
        })?;
        Ok(Batch { rows })
    });
    kept.map_err(|error| match error {
        dateline_store::Error::Missing(_) => PyFileNotFoundError::new_err(error.to_string()),
        error => PyValueError::new_err(error.to_string()),
    })
}
