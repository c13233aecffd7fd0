//! Our own set of tables as CSV, and the table of events that `dateline read` writes as it goes. `docs/csv.md` describes them.

use super::lines::defused;
use super::tables::{self, Cell, DeletedRow, EVENTS, EventRow, IncidentRows, Row, Rows, Source, Table};
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
        writer.write_record(cells::<EventRow>(&row)).map_err(io::Error::other)?;
    }
    writer.flush()
}

/// The cells of a row as text. Lists are joined by `; `, the voices of a chain by ` > `.
fn cells<R: Row>(row: &R) -> Vec<String> {
    let cells = R::TABLE.columns.iter().zip(row.cells());
    let text = |(column, cell): (&tables::Column, Cell)| match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => defused(text),
        Cell::Integer(number) => number.to_string(),
        Cell::Number(number) => number.to_string(),
        Cell::Boolean(yes) => yes.to_string(),
        Cell::Date(day) => day.to_string(),
        Cell::List(list) => defused(&list.join(separator(column))),
    };
    cells.map(text).collect()
}

fn separator(column: &tables::Column) -> &'static str {
    if column.name == "chain" { " > " } else { "; " }
}

type Out = csv::Writer<Box<dyn Write + Send>>;

/// The set: a file for each table.
struct Set {
    files: Vec<(&'static str, Out)>,
}

pub(super) fn begin(mut files: Box<dyn Files>, _: &About) -> io::Result<Box<dyn Sink>> {
    let mut open = |table: &Table| -> io::Result<(&'static str, Out)> {
        let mut out = csv::Writer::from_writer(files.create(&format!("{}.csv", table.name))?);
        out.write_record(table.columns.iter().map(|c| c.name)).map_err(io::Error::other)?;
        Ok((table.name, out))
    };
    Ok(Box::new(Set { files: tables::TABLES.iter().map(&mut open).collect::<io::Result<_>>()? }))
}

impl Set {
    fn put<R: Row>(&mut self, rows: &[R]) -> io::Result<()> {
        let Some((_, out)) = self.files.iter_mut().find(|(name, _)| *name == R::TABLE.name) else {
            return Ok(());
        };
        rows.iter().try_for_each(|row| out.write_record(cells(row)).map_err(io::Error::other))
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
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.files.iter_mut().try_for_each(|(_, out)| out.flush())
    }
}
