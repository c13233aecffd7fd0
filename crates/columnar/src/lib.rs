//! The tables of [`dateline::export::tables`] as Arrow, Parquet and GeoParquet. Alone in a crate because what it needs is heavy.
//!
//! ```
//! use dateline::{Coder, Document, Origin, export::json};
//! let coder = Coder::built_in();
//! let reading = coder.reader().read(coder.document("Rebels shelled Omdurman, residents said.".into(), Origin::default()));
//! let record = json::record(&reading, coder.model.digest(), &coder.lexicon.digest);
//! let events = dateline_columnar::events(&[record]);
//! assert_eq!((events.num_rows(), events.schema().field(6).name().as_str()), (1, "plover"));
//! ```

mod batch;
mod exports;
mod geo;
mod parquet_file;

pub use batch::{Batch, batch, schema};
pub use exports::EXPORTS;
pub use geo::{GeoParquet, wkb};
pub use parquet_file::ParquetTable;

use arrow_array::RecordBatch;
use dateline::export::tables::{self, IncidentRows, Rows, Source};
use dateline::published::{IncidentRecord, Record};

/// Why a file could not be written.
pub type Error = parquet::errors::ParquetError;

/// One row an event of these records: exact, nothing masked or left out.
#[must_use]
pub fn events(records: &[Record]) -> RecordBatch {
    let sources = records.iter().map(Source::new);
    batch(&sources.flat_map(|source| tables::of(&source).events).collect::<Vec<_>>())
}

/// Every table that is made of one document after another, by name: events, documents, claims, figures, statements, spans.
/// Exact, nothing masked or left out.
///
/// A batch holds less than 2 GiB of text in a column: hand over some thousand records at a time.
#[must_use]
pub fn tables(records: &[Record]) -> Vec<(&'static str, RecordBatch)> {
    let mut all = Rows::default();
    for record in records {
        all.extend(tables::of(&Source::new(record)));
    }
    of_rows(&all)
}

/// The rows of documents as batches, by name.
#[must_use]
pub fn of_rows(rows: &Rows) -> Vec<(&'static str, RecordBatch)> {
    vec![
        (tables::EVENTS.name, batch(&rows.events)),
        (tables::DOCUMENTS.name, batch(&rows.documents)),
        (tables::CLAIMS.name, batch(&rows.claims)),
        (tables::FIGURES.name, batch(&rows.figures)),
        (tables::STATEMENTS.name, batch(&rows.statements)),
        (tables::SPANS.name, batch(&rows.spans)),
    ]
}

/// Every table that is made of incidents, by name: incidents, origins, reports, merges.
#[must_use]
pub fn incidents(incidents: &[IncidentRecord]) -> Vec<(&'static str, RecordBatch)> {
    let mut all = IncidentRows::default();
    for incident in incidents {
        all.extend(tables::incidents(incident));
    }
    vec![
        (tables::INCIDENTS.name, batch(&all.incidents)),
        (tables::ORIGINS.name, batch(&all.origins)),
        (tables::REPORTS.name, batch(&all.reports)),
        (tables::MERGES.name, batch(&all.merges)),
    ]
}
