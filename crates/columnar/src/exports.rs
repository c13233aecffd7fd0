//! The formats of `dateline export` that need Parquet.

use crate::{GeoParquet, ParquetTable};
use dateline::export::tables::{Cell, EVENTS, Row, Rows, Set, Sheet, Source, Table};
use dateline::export::{About, Book, Export, Files, Sink};
use std::io::{self, Write};

/// Parquet and GeoParquet.
pub const EXPORTS: &[Export] = &[
    Export {
        name: "parquet",
        help: "our own tables as Parquet, a folder with datapackage.json and codebook.md",
        folder: true,
        whole: false,
        book: Book::Tables,
        begin: tables,
    },
    Export {
        name: "geoparquet",
        help: "events as GeoParquet 1.1.0: all columns, and a point",
        folder: false,
        whole: false,
        book: Book::Events,
        begin: points,
    },
];

type Out = Box<dyn Write + Send>;

fn metadata(about: &About) -> Vec<(String, String)> {
    vec![("dateline".to_owned(), about.json().to_string())]
}

/// The file of one table.
struct File(ParquetTable<Out>);

fn tables(mut files: Box<dyn Files>, about: &About) -> io::Result<Box<dyn Sink>> {
    let metadata = metadata(about);
    let set = Set::open(|table| {
        let out = files.create(&format!("{}.parquet", table.name))?;
        ParquetTable::new(out, table, &metadata).map(File).map_err(io::Error::other)
    })?;
    Ok(Box::new(set))
}

impl Sheet for File {
    fn put(&mut self, _: &Table, cells: &[Cell]) -> io::Result<()> {
        self.0.push(cells).map_err(io::Error::other)
    }
    fn end(self) -> io::Result<()> {
        self.0.finish().map_err(io::Error::other)?.flush()
    }
}

struct Points(GeoParquet<Out>);

fn points(mut files: Box<dyn Files>, about: &About) -> io::Result<Box<dyn Sink>> {
    let out = files.create("events.geo.parquet")?;
    let file = GeoParquet::new(out, &EVENTS, &metadata(about)).map_err(io::Error::other)?;
    Ok(Box::new(Points(file)))
}

impl Sink for Points {
    fn rows(&mut self, _: &Source, rows: &Rows) -> io::Result<()> {
        rows.events.iter().try_for_each(|row| self.0.push(&row.cells()).map_err(io::Error::other))
    }
    fn finish(self: Box<Self>) -> io::Result<()> {
        self.0.finish().map_err(io::Error::other)?.flush()
    }
}
