//! Our own set of tables as CSV, and the table of events that `dateline read` writes as it goes. `docs/csv.md` describes them.

use super::lines::defused;
use super::tables::{self, Cell, EVENTS, Row, Set, Sheet, Source, Table};
use super::{About, Files, Read, Sink};
use std::io::{self, Write};

pub(super) fn open(out: &mut dyn Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(EVENTS.columns.iter().map(|c| c.name)).map_err(io::Error::other)?;
    writer.flush()
}

pub(super) fn write(read: &Read, out: &mut dyn Write) -> io::Result<()> {
    let record = super::json::record(read.reading, read.coder.model.digest(), &read.coder.lexicon.digest);
    let source = Source::with(&record, None, Some(read.reading.document.text()));
    let mut writer = csv::Writer::from_writer(out);
    for row in tables::of(&source).events {
        writer.write_record(texts(&EVENTS, &row.cells())).map_err(io::Error::other)?;
    }
    writer.flush()
}

/// The cells of a row as text. Lists are joined by `; `, the voices of a chain by ` > `.
fn texts(table: &Table, cells: &[Cell]) -> Vec<String> {
    let text = |(column, cell): (&tables::Column, &Cell)| match *cell {
        Cell::Null => String::new(),
        Cell::Text(text) => defused(text),
        Cell::Integer(number) => number.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Boolean(yes) => yes.to_string(),
        Cell::Date(day) => day.to_string(),
        Cell::List(list) => defused(&list.join(separator(column))),
    };
    table.columns.iter().zip(cells).map(text).collect()
}

fn separator(column: &tables::Column) -> &'static str {
    if column.name == "chain" { " > " } else { "; " }
}

pub(super) fn begin(mut files: Box<dyn Files>, _: &About) -> io::Result<Box<dyn Sink>> {
    let set = Set::open(|table| {
        let mut out = csv::Writer::from_writer(files.create(&format!("{}.csv", table.name))?);
        out.write_record(table.columns.iter().map(|c| c.name)).map_err(io::Error::other)?;
        Ok(out)
    })?;
    Ok(Box::new(set))
}

impl Sheet for csv::Writer<Box<dyn Write + Send>> {
    fn put(&mut self, table: &Table, cells: &[Cell]) -> io::Result<()> {
        self.write_record(texts(table, cells)).map_err(io::Error::other)
    }
    fn end(mut self) -> io::Result<()> {
        self.flush()
    }
}
