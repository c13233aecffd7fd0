//! GeoParquet 1.1.0: a table with latitude and longitude as points in WKB, and the `geo` key that tells of them.

use crate::parquet_file::{ROWS, writer};
use crate::{Batch, Error, schema};
use arrow_array::builder::BinaryBuilder;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use dateline::export::tables::{Cell, Table};
use parquet::arrow::ArrowWriter;
use parquet::file::metadata::KeyValue;
use serde_json::json;
use std::io::Write;
use std::sync::Arc;

/// A point as well-known binary, little endian: 21 bytes.
#[must_use]
pub fn wkb(longitude: f64, latitude: f64) -> [u8; 21] {
    let mut bytes = [0; 21];
    bytes[0] = 1;
    bytes[1] = 1;
    bytes[5..13].copy_from_slice(&longitude.to_le_bytes());
    bytes[13..21].copy_from_slice(&latitude.to_le_bytes());
    bytes
}

/// West, south, east, north.
type Bounds = [f64; 4];

/// A table that is being written to a GeoParquet file. Rows without a place have no geometry.
pub struct GeoParquet<W: Write + Send> {
    batch: Batch,
    points: BinaryBuilder,
    /// Where latitude and longitude stand in a row.
    at: (usize, usize),
    schema: SchemaRef,
    writer: ArrowWriter<W>,
    bounds: Option<Bounds>,
}

impl<W: Write + Send> GeoParquet<W> {
    /// Begins a file of a table that has the columns `latitude` and `longitude`. The pairs go into the file's metadata.
    ///
    /// # Errors
    /// What writing says; a table without these columns.
    pub fn new(out: W, table: &Table, metadata: &[(String, String)]) -> Result<GeoParquet<W>, Error> {
        let column = |name: &str| {
            let at = table.columns.iter().position(|c| c.name == name);
            at.ok_or_else(|| Error::General(format!("the table {} has no {name}", table.name)))
        };
        let at = (column("latitude")?, column("longitude")?);
        let plain = schema(table);
        let mut fields: Vec<Arc<Field>> = plain.fields().iter().cloned().collect();
        fields.push(Arc::new(Field::new("geometry", DataType::Binary, true)));
        let schema = Arc::new(Schema::new_with_metadata(fields, plain.metadata().clone()));
        Ok(GeoParquet {
            batch: Batch::new(table),
            points: BinaryBuilder::new(),
            at,
            schema: schema.clone(),
            writer: writer(out, schema, metadata)?,
            bounds: None,
        })
    }
    /// Adds a row.
    ///
    /// # Errors
    /// What writing says.
    pub fn push(&mut self, cells: &[Cell]) -> Result<(), Error> {
        match (cells[self.at.0], cells[self.at.1]) {
            (Cell::Number(latitude), Cell::Number(longitude)) => {
                self.points.append_value(wkb(longitude, latitude));
                let [west, south, east, north] =
                    self.bounds.unwrap_or([longitude, latitude, longitude, latitude]);
                self.bounds = Some([
                    west.min(longitude),
                    south.min(latitude),
                    east.max(longitude),
                    north.max(latitude),
                ]);
            }
            _ => self.points.append_null(),
        }
        self.batch.push(cells);
        if self.batch.rows() >= ROWS { self.flush() } else { Ok(()) }
    }
    fn flush(&mut self) -> Result<(), Error> {
        let plain = self.batch.finish();
        let mut columns: Vec<ArrayRef> = plain.columns().to_vec();
        columns.push(Arc::new(self.points.finish()));
        self.writer.write(&RecordBatch::try_new(self.schema.clone(), columns)?)
    }
    /// Ends the file.
    ///
    /// # Errors
    /// What writing says.
    pub fn finish(mut self) -> Result<W, Error> {
        if self.batch.rows() > 0 {
            self.flush()?;
        }
        let mut column = json!({ "encoding": "WKB", "geometry_types": ["Point"] });
        if let Some(bounds) = self.bounds {
            column["bbox"] = json!(bounds);
        }
        // Without `crs` it is OGC:CRS84: longitude and latitude on WGS 84.
        let geo =
            json!({ "version": "1.1.0", "primary_column": "geometry", "columns": { "geometry": column } });
        self.writer.append_key_value_metadata(KeyValue::new("geo".to_owned(), geo.to_string()));
        self.writer.into_inner()
    }
}
