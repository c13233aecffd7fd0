//! Events as GeoJSON (RFC 7946): a point each, all columns of the table as properties. Without a place no geometry.

use super::tables::{Cell, EVENTS, Row, Rows, Source};
use super::{About, Files, Sink};
use serde_json::{Map, Value, json};
use std::io::{self, Write};

struct GeoJson {
    out: Box<dyn Write + Send>,
    first: bool,
}

pub(super) fn begin(mut files: Box<dyn Files>, about: &About) -> io::Result<Box<dyn Sink>> {
    let mut out = files.create("events.geojson")?;
    let about = about.json();
    write!(out, "{{\"type\":\"FeatureCollection\",\"dateline\":{about},\"features\":[")?;
    Ok(Box::new(GeoJson { out, first: true }))
}

/// A cell as JSON.
pub(crate) fn value(cell: Cell) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Text(text) => text.into(),
        Cell::Integer(number) => number.into(),
        Cell::Number(number) => number.into(),
        Cell::Boolean(yes) => yes.into(),
        Cell::Date(day) => day.to_string().into(),
        Cell::List(list) => list.into(),
    }
}

impl Sink for GeoJson {
    fn rows(&mut self, _: &Source, rows: &Rows) -> io::Result<()> {
        for row in &rows.events {
            let point = row.latitude.zip(row.longitude).map(
                |(latitude, longitude)| json!({ "type": "Point", "coordinates": [longitude, latitude] }),
            );
            let cells = EVENTS.columns.iter().zip(row.cells());
            let properties: Map<String, Value> =
                cells.map(|(column, cell)| (column.name.to_owned(), value(cell))).collect();
            let feature =
                json!({ "type": "Feature", "id": row.event_id, "geometry": point, "properties": properties });
            self.out.write_all(if self.first { b"\n" } else { b",\n" })?;
            self.first = false;
            write!(self.out, "{feature}")?;
        }
        Ok(())
    }
    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.write_all(b"\n]}\n")?;
        self.out.flush()
    }
}
