//! Batches and files hold what the rows hold.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type};
use arrow_array::{Array, RecordBatch};
use dateline::export::json;
use dateline::export::tables::{self, EVENTS, Row, Source, TABLES};
use dateline::published::Record;
use dateline::{Coder, Origin, PublishedBasis};
use dateline_columnar::{GeoParquet, ParquetTable, batch, events, schema, tables, wkb};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::reader::{FileReader, SerializedFileReader};

const STORY: &str = "Rebels shelled Omdurman on Monday, killing at least 12 people, the “health ministry” said.\n\n\
                     The army said it would withdraw from Kassala. Nobody was hurt in Paris 🙂.";

fn record(text: &str) -> Record {
    let coder = Coder::built_in();
    let origin = Origin {
        source: Some("Courier".into()),
        published: Some((jiff_day(), PublishedBasis::User)),
        ..Origin::default()
    };
    let reading = coder.reader().read(coder.document(text.into(), origin));
    json::record(&reading, coder.model.digest(), &coder.lexicon.digest)
}
fn jiff_day() -> jiff::civil::Date {
    jiff::civil::date(2024, 5, 8)
}
fn column<'a>(batch: &'a RecordBatch, name: &str) -> &'a dyn Array {
    batch.column_by_name(name).expect("the column is there").as_ref()
}

#[test]
fn a_schema_has_the_columns_of_its_table() {
    for table in TABLES {
        let schema = schema(table);
        let names: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        assert_eq!(names, table.columns.iter().map(|c| c.name).collect::<Vec<_>>());
        for (field, column) in schema.fields().iter().zip(table.columns) {
            assert_eq!(field.is_nullable(), column.null, "{}.{}", table.name, column.name);
            assert_eq!(field.metadata()["description"], column.about);
        }
    }
}

#[test]
fn days_numbers_lists_and_nothing_arrive() {
    let batch = events(&[record(STORY)]);
    let at = column(&batch, "plover")
        .as_string::<i32>()
        .iter()
        .position(|p| p == Some("ASSAULT"))
        .expect("an ASSAULT is read");
    assert_eq!(column(&batch, "published").as_primitive::<Date32Type>().value(at), 19851);
    assert_eq!(column(&batch, "earliest").as_primitive::<Date32Type>().value(at), 19849);
    let actors = column(&batch, "actors").as_list::<i32>().value(at);
    assert_eq!(actors.as_string::<i32>().value(0), "Rebels");
    assert!((column(&batch, "latitude").as_primitive::<Float64Type>().value(at) - 15.6).abs() < 0.5);
    assert!(column(&batch, "document_key").is_null(at));
    assert!(column(&batch, "incident_id").is_null(at));
}

#[test]
fn every_table_of_a_document_has_its_rows() {
    let record = record(STORY);
    let rows = tables::of(&Source::new(&record));
    assert_eq!((rows.events.len(), rows.claims.len()), (record.events.len(), record.claims.len()));
    let counts: Vec<(&str, usize)> =
        tables(std::slice::from_ref(&record)).iter().map(|(name, batch)| (*name, batch.num_rows())).collect();
    assert_eq!(counts[0], ("events", record.events.len()));
    assert_eq!(counts[1], ("documents", 1));
    assert!(counts.iter().all(|(name, count)| *count > 0 || *name == "statements"), "{counts:?}");
}

#[test]
fn a_parquet_file_holds_the_rows_and_has_the_same_bytes_again() {
    let rows = tables::of(&Source::new(&record(STORY))).events;
    let write = || {
        let metadata = [("dateline".to_owned(), "test".to_owned())];
        let mut file = ParquetTable::new(vec![], &EVENTS, &metadata).expect("a file begins");
        rows.iter().for_each(|row| file.push(&row.cells()).expect("a row is written"));
        file.finish().expect("a file ends")
    };
    let bytes = write();
    assert_eq!(bytes, write());
    let reader = ParquetRecordBatchReaderBuilder::try_new(parquet_bytes(bytes)).expect("it is Parquet");
    let read: Vec<RecordBatch> = reader.build().expect("it is read").map(|b| b.expect("a batch")).collect();
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].columns(), batch(&rows).columns());
}

fn parquet_bytes(bytes: Vec<u8>) -> bytes::Bytes {
    bytes.into()
}

#[test]
fn geoparquet_tells_of_its_geometry() {
    let rows = tables::of(&Source::new(&record(STORY))).events;
    let mut file = GeoParquet::new(vec![], &EVENTS, &[]).expect("a file begins");
    rows.iter().for_each(|row| file.push(&row.cells()).expect("a row is written"));
    let reader =
        SerializedFileReader::new(parquet_bytes(file.finish().expect("a file ends"))).expect("Parquet");
    let metadata = reader.metadata().file_metadata().key_value_metadata().expect("metadata").clone();
    let geo = metadata.iter().find(|pair| pair.key == "geo").and_then(|pair| pair.value.clone());
    let geo: serde_json::Value = serde_json::from_str(&geo.expect("a geo key")).expect("JSON");
    assert_eq!((&geo["version"], &geo["primary_column"]), (&"1.1.0".into(), &"geometry".into()));
    assert_eq!(geo["columns"]["geometry"]["encoding"], "WKB");
    assert_eq!(geo["columns"]["geometry"]["bbox"].as_array().map(Vec::len), Some(4));
}

#[test]
fn a_point_is_written_little_endian_longitude_first() {
    let bytes = wkb(36.5, -1.25);
    assert_eq!((bytes[0], &bytes[1..5]), (1, &[1, 0, 0, 0][..]));
    assert_eq!(f64::from_le_bytes(bytes[5..13].try_into().expect("eight bytes")), 36.5);
    assert_eq!(f64::from_le_bytes(bytes[13..21].try_into().expect("eight bytes")), -1.25);
}
