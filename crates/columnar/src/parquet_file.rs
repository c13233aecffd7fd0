//! Arrow to Parquet: snappy, row groups of bounded size, no clock in the file.

use crate::{Batch, Error, schema};
use arrow_schema::SchemaRef;
use dateline::export::tables::{Cell, Table};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use std::io::Write;

/// Rows held before they are handed to the file.
pub(crate) const ROWS: usize = 8192;

/// A table that is being written to a Parquet file.
pub struct ParquetTable<W: Write + Send> {
    batch: Batch,
    writer: ArrowWriter<W>,
}

/// How our files are written: the same rows give the same bytes.
pub(crate) fn writer<W: Write + Send>(
    out: W,
    schema: SchemaRef,
    metadata: &[(String, String)],
) -> Result<ArrowWriter<W>, Error> {
    let pairs = metadata.iter().map(|(key, value)| KeyValue::new(key.clone(), value.clone())).collect();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("dateline {}", dateline::VERSION))
        .set_key_value_metadata(Some(pairs))
        .set_max_row_group_row_count(Some(16 * ROWS))
        .build();
    ArrowWriter::try_new(out, schema, Some(properties))
}

impl<W: Write + Send> ParquetTable<W> {
    /// Begins a file of a table. The pairs go into the file's metadata: versions, digests.
    ///
    /// # Errors
    /// What writing says.
    pub fn new(out: W, table: &Table, metadata: &[(String, String)]) -> Result<ParquetTable<W>, Error> {
        Ok(ParquetTable { batch: Batch::new(table), writer: writer(out, schema(table), metadata)? })
    }
    /// Adds a row.
    ///
    /// # Errors
    /// What writing says.
    pub fn push(&mut self, cells: &[Cell]) -> Result<(), Error> {
        self.batch.push(cells);
        if self.batch.rows() >= ROWS { self.writer.write(&self.batch.finish()) } else { Ok(()) }
    }
    /// Ends the file.
    ///
    /// # Errors
    /// What writing says.
    pub fn finish(mut self) -> Result<W, Error> {
        if self.batch.rows() > 0 {
            self.writer.write(&self.batch.finish())?;
        }
        self.writer.into_inner()
    }
}
