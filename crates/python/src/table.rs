//! Tables for Python: Arrow batches behind the PyCapsule interface, so that polars, pandas, pyarrow and duckdb take them as
//! they are, without a copy.

use crate::coder::json;
use crate::run::{Failed, Row};
use arrow_array::builder::{Date32Builder, Int32Builder, Int64Builder, StringBuilder};
use arrow_array::ffi::FFI_ArrowSchema;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{ArrayRef, RecordBatch, RecordBatchIterator};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use dateline::export::tables::{self, Rows, Source};
use dateline::published::{IncidentRecord, Record};
use jiff::civil::Date;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyCapsule;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// Rows of one shape, in Arrow's memory.
#[pyclass(frozen, module = "dateline._native")]
pub struct Table {
    pub schema: SchemaRef,
    pub batches: Vec<RecordBatch>,
}

#[pymethods]
impl Table {
    /// Tables of one schema, one behind the other.
    #[staticmethod]
    fn concat(tables: Vec<PyRef<'_, Table>>) -> PyResult<Table> {
        let first =
            tables.first().ok_or_else(|| PyValueError::new_err("there are no tables to put together"))?;
        let schema = first.schema.clone();
        if tables.iter().any(|table| table.schema != schema) {
            return Err(PyValueError::new_err("the tables are of different schemas"));
        }
        Ok(Table { schema, batches: tables.iter().flat_map(|t| t.batches.iter().cloned()).collect() })
    }
    fn __len__(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
    #[getter]
    fn column_names(&self) -> Vec<&str> {
        self.schema.fields().iter().map(|field| field.name().as_str()).collect()
    }
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.schema.as_ref()).map_err(arrow)?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }
    /// The rows as an Arrow stream. A schema that is asked for is not cast to: consumers cast by themselves.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        drop(requested_schema);
        let batches = self.batches.clone().into_iter().map(Ok::<_, ArrowError>);
        let reader = RecordBatchIterator::new(batches, self.schema.clone());
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), c"arrow_array_stream")
    }
}

pub fn arrow(error: ArrowError) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}

fn named(batches: Vec<(&'static str, RecordBatch)>) -> Vec<(&'static str, Table)> {
    batches
        .into_iter()
        .map(|(name, batch)| (name, Table { schema: batch.schema(), batches: vec![batch] }))
        .collect()
}

/// Every table that is made of one document after another.
pub fn of_records<'r>(records: impl Iterator<Item = &'r Record>) -> Vec<(&'static str, Table)> {
    let mut all = Rows::default();
    records.for_each(|record| all.extend(tables::of(&Source::new(record))));
    named(dateline_columnar::of_rows(&all))
}

/// The tables of records as JSON.
#[pyfunction]
pub fn record_tables(py: Python<'_>, records: Vec<String>) -> PyResult<Vec<(&'static str, Table)>> {
    py.detach(|| Ok(of_records(parsed::<Record>(&records)?.iter())))
}

/// The tables of incidents as JSON.
#[pyfunction]
pub fn incident_tables(py: Python<'_>, records: Vec<String>) -> PyResult<Vec<(&'static str, Table)>> {
    py.detach(|| Ok(named(dateline_columnar::incidents(&parsed::<IncidentRecord>(&records)?))))
}

fn parsed<T: DeserializeOwned>(records: &[String]) -> PyResult<Vec<T>> {
    let wrong = |error: serde_json::Error| PyValueError::new_err(format!("this is no record: {error}"));
    records.iter().map(|json| serde_json::from_str(json).map_err(wrong)).collect()
}

/// The columns of the first job of `crates/python/spark`, which its README describes.
pub fn rows(rows: &[Row]) -> PyResult<Table> {
    let mut input = StringBuilder::new();
    let mut ordinal = Int64Builder::new();
    let mut status = StringBuilder::new();
    let mut error = StringBuilder::new();
    let (mut offset, mut length, mut line) = (Int64Builder::new(), Int64Builder::new(), Int64Builder::new());
    let mut warc_record = StringBuilder::new();
    let mut texts: [StringBuilder; 6] = Default::default();
    let mut published = Date32Builder::new();
    let (mut sentences, mut events) = (Int32Builder::new(), Int32Builder::new());
    let (mut record, mut telling) = (StringBuilder::new(), StringBuilder::new());
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    for row in rows {
        input.append_value(&row.input);
        ordinal.append_value(signed(row.ordinal));
        let (state, message) = match &row.outcome {
            Ok(_) => ("ok", None),
            Err(Failed::Piece(_, message) | Failed::Input(message)) => ("error", Some(message)),
            Err(Failed::Empty) => ("empty", None),
        };
        status.append_value(state);
        error.append_option(message);
        let coded = row.outcome.as_ref().ok();
        let document = coded.map(|coded| &coded.record.document);
        let cited = document.and_then(|document| document.citation.as_ref());
        let failed = match &row.outcome {
            Err(Failed::Piece(at, _)) => Some(at.as_ref()),
            _ => None,
        };
        let number = |of: Option<u64>, or: Option<u64>| of.or(or).map(signed);
        offset.append_option(number(cited.map(|c| c.offset), failed.map(|c| c.offset)));
        length.append_option(number(cited.map(|c| c.length), failed.map(|c| c.length)));
        line.append_option(number(cited.and_then(|c| c.line), failed.and_then(|c| c.line)));
        let name = cited.and_then(|c| c.record.as_ref()).or(failed.and_then(|c| c.record.as_ref()));
        warc_record.append_option(name);
        let values = [
            document.map(|d| &d.id),
            document.and_then(|d| d.key.as_ref()),
            document.and_then(|d| d.source.as_ref()),
            document.and_then(|d| d.url.as_ref()),
            document.and_then(|d| d.title.as_ref()),
            document.map(|d| &d.language),
        ];
        texts.iter_mut().zip(values).for_each(|(column, value)| column.append_option(value));
        let day = document.and_then(|d| d.published.as_deref()).and_then(|day| day.parse::<Date>().ok());
        published.append_option(day.map(tables::days));
        let count = |list: usize| i32::try_from(list).unwrap_or(i32::MAX);
        sentences.append_option(coded.map(|c| count(c.record.sentences.len())));
        events.append_option(coded.map(|c| count(c.record.events.len())));
        record.append_option(coded.map(|c| json(&c.record)));
        telling.append_option(coded.map(|c| &c.telling));
    }
    let [mut id, mut key, mut source, mut url, mut title, mut language] = texts;
    let columns: Vec<(&str, bool, ArrayRef)> = vec![
        ("input", false, Arc::new(input.finish())),
        ("ordinal", false, Arc::new(ordinal.finish())),
        ("status", false, Arc::new(status.finish())),
        ("error", true, Arc::new(error.finish())),
        ("offset", true, Arc::new(offset.finish())),
        ("length", true, Arc::new(length.finish())),
        ("line", true, Arc::new(line.finish())),
        ("warc_record", true, Arc::new(warc_record.finish())),
        ("document_id", true, Arc::new(id.finish())),
        ("document_key", true, Arc::new(key.finish())),
        ("source", true, Arc::new(source.finish())),
        ("url", true, Arc::new(url.finish())),
        ("title", true, Arc::new(title.finish())),
        ("published", true, Arc::new(published.finish())),
        ("language", true, Arc::new(language.finish())),
        ("sentences", true, Arc::new(sentences.finish())),
        ("events", true, Arc::new(events.finish())),
        ("record", true, Arc::new(record.finish())),
        ("telling", true, Arc::new(telling.finish())),
    ];
    table(columns)
}

fn table(columns: Vec<(&str, bool, ArrayRef)>) -> PyResult<Table> {
    let field = |(name, nullable, array): &(&str, bool, ArrayRef)| {
        let kind: &DataType = array.data_type();
        Field::new(*name, kind.clone(), *nullable)
    };
    let schema = Arc::new(Schema::new(columns.iter().map(field).collect::<Vec<_>>()));
    let arrays = columns.into_iter().map(|(.., array)| array).collect();
    let batch = RecordBatch::try_new(schema.clone(), arrays).map_err(arrow)?;
    Ok(Table { schema, batches: vec![batch] })
}
