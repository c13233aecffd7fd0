//! What `dateline` for Python is made of: `python/dateline/_native.pyi` describes it, `python/dateline` dresses it.
//!
//! Python is let go while documents are read, and only while: everything that touches a Python object holds it. Nothing here
//! prints, and nothing here ends the process: trouble is an exception with words, or a row.

mod coder;
mod merging;
mod run;
mod table;

use pyo3::prelude::*;

/// The native half of `dateline`.
#[pymodule(name = "_native")]
mod native {
    #[pymodule_export]
    use super::{formats, schema, version};
    #[pymodule_export]
    use crate::coder::Coder;
    #[pymodule_export]
    use crate::merging::{bonds, cells, components, meet, merge, merge_part};
    #[pymodule_export]
    use crate::run::{Batch, Run, open_record};
    #[pymodule_export]
    use crate::table::{Table, incident_tables, record_tables};
}

/// Version of dateline.
#[pyfunction]
fn version() -> &'static str {
    dateline::VERSION
}

/// The JSON Schema of the published record (`record`) or of an incident (`incident`), as JSON.
#[pyfunction]
fn schema(of: &str) -> PyResult<String> {
    match of {
        "record" => Ok(dateline::published::schema().to_string()),
        "incident" => Ok(dateline::published::incident_schema().to_string()),
        other => Err(pyo3::exceptions::PyValueError::new_err(format!(
            "there is no schema of `{other}`; there are record and incident"
        ))),
    }
}

/// Formats that can be read: name, endings of files, one line of help.
#[pyfunction]
fn formats() -> Vec<(&'static str, Vec<&'static str>, &'static str)> {
    dateline::read::READERS.iter().map(|r| (r.name, r.endings.to_vec(), r.help)).collect()
}
