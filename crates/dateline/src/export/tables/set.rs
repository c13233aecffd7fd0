//! The whole set as files of one format: one for each table.

use super::{Cell, DeletedRow, IncidentRows, Row, Rows, Source, TABLES, Table};
use crate::export::Sink;
use std::io;

/// The file of one table.
pub trait Sheet {
    /// Writes a row: a cell for each column of the table.
    ///
    /// # Errors
    /// Why it cannot be written.
    fn put(&mut self, table: &Table, cells: &[Cell]) -> io::Result<()>;
    /// Ends the file.
    ///
    /// # Errors
    /// Why it cannot be written.
    fn end(self) -> io::Result<()>;
}

/// A sheet for each of [`TABLES`]: every row goes to that of its table.
pub struct Set<S>(Vec<(&'static str, S)>);

impl<S: Sheet> Set<S> {
    /// Opens all sheets.
    ///
    /// # Errors
    /// The first that cannot be opened.
    pub fn open(mut sheet: impl FnMut(&Table) -> io::Result<S>) -> io::Result<Set<S>> {
        TABLES.iter().map(|table| Ok((table.name, sheet(table)?))).collect::<io::Result<_>>().map(Set)
    }
    fn put<R: Row>(&mut self, rows: &[R]) -> io::Result<()> {
        let Some((_, sheet)) = self.0.iter_mut().find(|(name, _)| *name == R::TABLE.name) else {
            return Ok(());
        };
        rows.iter().try_for_each(|row| sheet.put(&R::TABLE, &row.cells()))
    }
}

impl<S: Sheet> Sink for Set<S> {
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
        self.0.into_iter().try_for_each(|(_, sheet)| sheet.end())
    }
}
