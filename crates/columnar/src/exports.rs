//! The formats of `dateline export` that need Parquet.

use crate::{GeoParquet, ParquetTable};
use dateline::export::tables::{DeletedRow, EVENTS, IncidentRows, Row, Rows, Source, TABLES};
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

struct Set(Vec<(&'static str, ParquetTable<Out>)>);

fn tables(mut files: Box<dyn Files>, about: &About) -> io::Result<Box<dyn Sink>> {
    let metadata = metadata(about);
    let mut set = vec![];
    for table in TABLES {
        let out = files.create(&format!("{}.parquet", table.name))?;
        set.push((table.name, ParquetTable::new(out, table, &metadata).map_err(io::Error::other)?));
    }
    Ok(Box::new(Set(set)))
}

impl Set {
    fn put<R: Row>(&mut self, rows: &[R]) -> io::Result<()> {
        let Some((_, file)) = self.0.iter_mut().find(|(name, _)| *name == R::TABLE.name) else {
            return Ok(());
        };
        rows.iter().try_for_each(|row| file.push(&row.cells()).map_err(io::Error::other))
    }
}

impl Sink for Set {
    fn rows(&mut self, _: &Source, rows: &Rows) -> io::Result<()> {
        self.put(&rows.events)?;
        self.put(&rows.documents)?;
        self.put(&rows.claims)?;
        self.put(&rows.figures)?;
        self.put(&rows.statements)?;
        self.put(&rows.spans)
    }
    fn incidents(&mut self, rows: &IncidentRows) -> io::Result<()> {
        self.put(&rows.incidents)?;
        self.put(&rows.origins)?;
        self.put(&rows.reports)?;
        self.put(&rows.merges)
    }
    fn deleted(&mut self, rows: &[DeletedRow]) -> io::Result<()> {
        self.put(rows)
    }
    fn finish(self: Box<Self>) -> io::Result<()> {
        for (_, file) in self.0 {
            file.finish().map_err(io::Error::other)?.flush()?;
        }
        Ok(())
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
