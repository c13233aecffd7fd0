//! Rows to Arrow.

use arrow_array::builder::{
    BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use dateline::export::tables::{Cell, Column, Kind, Row, Table, days};
use std::collections::HashMap;
use std::sync::Arc;

/// The Arrow schema of a table. Notes and units stand in the metadata of the fields, key and note of the table in that of
/// the schema.
#[must_use]
pub fn schema(table: &Table) -> SchemaRef {
    let fields: Vec<Field> = table.columns.iter().map(field).collect();
    let metadata = HashMap::from([
        ("dateline.table".to_owned(), table.name.to_owned()),
        ("dateline.about".to_owned(), table.about.to_owned()),
        ("dateline.key".to_owned(), table.key.join(",")),
    ]);
    Arc::new(Schema::new_with_metadata(fields, metadata))
}

fn item() -> Arc<Field> {
    Arc::new(Field::new("item", DataType::Utf8, false))
}

fn field(column: &Column) -> Field {
    let kind = match column.kind {
        Kind::Text => DataType::Utf8,
        Kind::Integer => DataType::Int64,
        Kind::Number => DataType::Float64,
        Kind::Boolean => DataType::Boolean,
        Kind::Date => DataType::Date32,
        Kind::List => DataType::List(item()),
    };
    let mut metadata = HashMap::from([("description".to_owned(), column.about.to_owned())]);
    if !column.unit.is_empty() {
        metadata.insert("unit".to_owned(), column.unit.to_owned());
    }
    Field::new(column.name, kind, column.null).with_metadata(metadata)
}

/// Rows as one batch.
#[must_use]
pub fn batch<R: Row>(rows: &[R]) -> RecordBatch {
    let mut batch = Batch::new(&R::TABLE);
    for row in rows {
        batch.push(&row.cells());
    }
    batch.finish()
}

enum Builder {
    Text(StringBuilder),
    Integer(Int64Builder),
    Number(Float64Builder),
    Boolean(BooleanBuilder),
    Date(Date32Builder),
    List(ListBuilder<StringBuilder>),
}

/// A batch in the making: cells go in row by row.
pub struct Batch {
    schema: SchemaRef,
    columns: Vec<Builder>,
    rows: usize,
}

impl Batch {
    /// An empty batch of a table.
    #[must_use]
    pub fn new(table: &Table) -> Batch {
        let builder = |column: &Column| match column.kind {
            Kind::Text => Builder::Text(StringBuilder::new()),
            Kind::Integer => Builder::Integer(Int64Builder::new()),
            Kind::Number => Builder::Number(Float64Builder::new()),
            Kind::Boolean => Builder::Boolean(BooleanBuilder::new()),
            Kind::Date => Builder::Date(Date32Builder::new()),
            Kind::List => Builder::List(ListBuilder::new(StringBuilder::new()).with_field(item())),
        };
        Batch { schema: schema(table), columns: table.columns.iter().map(builder).collect(), rows: 0 }
    }
    /// How many rows it holds.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }
    /// Adds a row.
    ///
    /// # Panics
    /// If the cells are not those of the table.
    pub fn push(&mut self, cells: &[Cell]) {
        assert_eq!(cells.len(), self.columns.len(), "a row has a cell for every column");
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.push(*cell);
        }
        self.rows += 1;
    }
    /// The batch; what goes in afterwards is a new one.
    ///
    /// # Panics
    /// If a column that is never empty was left empty.
    #[must_use]
    pub fn finish(&mut self) -> RecordBatch {
        let arrays: Vec<ArrayRef> = self.columns.iter_mut().map(Builder::finish).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        self.rows = 0;
        RecordBatch::try_new_with_options(self.schema.clone(), arrays, &options)
            .expect("rows and schema come from one definition")
    }
}

impl Builder {
    fn push(&mut self, cell: Cell) {
        match (self, cell) {
            (Builder::Text(column), Cell::Text(text)) => column.append_value(text),
            (Builder::Text(column), Cell::Null) => column.append_null(),
            (Builder::Integer(column), Cell::Integer(number)) => column.append_value(number),
            (Builder::Integer(column), Cell::Null) => column.append_null(),
            (Builder::Number(column), Cell::Number(number)) => column.append_value(number),
            (Builder::Number(column), Cell::Null) => column.append_null(),
            (Builder::Boolean(column), Cell::Boolean(yes)) => column.append_value(yes),
            (Builder::Boolean(column), Cell::Null) => column.append_null(),
            (Builder::Date(column), Cell::Date(day)) => column.append_value(days(day)),
            (Builder::Date(column), Cell::Null) => column.append_null(),
            (Builder::List(column), Cell::List(list)) => {
                list.iter().for_each(|text| column.values().append_value(text));
                column.append(true);
            }
            (_, cell) => panic!("{cell:?} is not of its column"),
        }
    }
    fn finish(&mut self) -> ArrayRef {
        match self {
            Builder::Text(column) => Arc::new(column.finish()),
            Builder::Integer(column) => Arc::new(column.finish()),
            Builder::Number(column) => Arc::new(column.finish()),
            Builder::Boolean(column) => Arc::new(column.finish()),
            Builder::Date(column) => Arc::new(column.finish()),
            Builder::List(column) => Arc::new(column.finish()),
        }
    }
}
