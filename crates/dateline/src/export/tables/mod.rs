//! Our own set of tables: events and, beside them, everything they rest on.
//!
//! A table is defined once, in [`rows`]: name, type, note and unit of each column. The header of a CSV file, an Arrow schema,
//! `datapackage.json` and the codebook follow from it, so that none can say what another does not.
//!
//! ```
//! use dateline::export::tables::{EVENTS, Kind};
//! let column = EVENTS.columns.iter().find(|c| c.name == "latitude").unwrap();
//! assert_eq!((column.kind, column.null), (Kind::Number, true));
//! ```

mod amend;
mod make;
mod many;
pub mod rows;
mod set;
mod source;

pub use amend::amend;
pub use make::{Rows, of};
pub use many::{IncidentRows, incidents};
pub use rows::*;
pub use set::{Set, Sheet};
pub use source::Source;

use jiff::civil::Date;

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// Yes or no.
    Boolean,
    /// A day of the calendar.
    Date,
    /// Several texts. Lists of one role run side by side; what is not known keeps its place as an empty text.
    List,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: Kind,
    /// Whether a cell may be empty: not known, not stated, or not resolved. It never means nought.
    pub null: bool,
    /// What it says.
    pub about: &'static str,
    /// Unit or code list; empty where there is none.
    pub unit: &'static str,
}

/// A table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name: the name of its file without the ending.
    pub name: &'static str,
    /// What a row is.
    pub about: &'static str,
    /// The columns that together tell one row from all others.
    pub key: &'static [&'static str],
    /// Its columns, in order.
    pub columns: &'static [Column],
}

/// A value of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Null,
    /// Text.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
    /// A day.
    Date(Date),
    /// Several texts.
    List(&'a [String]),
}

/// A row of a table: cells in the order of its columns.
pub trait Row {
    /// The table.
    const TABLE: Table;
    /// The cells.
    fn cells(&self) -> Vec<Cell<'_>>;
}

/// What a field of a row may be.
trait Field {
    const KIND: Kind;
    const NULL: bool = false;
    fn cell(&self) -> Cell<'_>;
}

macro_rules! field {
    ($type:ty, $kind:ident, $value:ident => $cell:expr) => {
        impl Field for $type {
            const KIND: Kind = Kind::$kind;
            fn cell(&self) -> Cell<'_> {
                let $value = self;
                $cell
            }
        }
    };
}
field!(String, Text, text => Cell::Text(text));
field!(u32, Integer, number => Cell::Integer(i64::from(*number)));
field!(u64, Integer, number => Cell::Integer(i64::try_from(*number).unwrap_or(i64::MAX)));
field!(f64, Number, number => Cell::Number(*number));
field!(bool, Boolean, yes => Cell::Boolean(*yes));
field!(Date, Date, day => Cell::Date(*day));
field!(Vec<String>, List, list => Cell::List(list));

impl<T: Field> Field for Option<T> {
    const KIND: Kind = T::KIND;
    const NULL: bool = true;
    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Null, Field::cell)
    }
}

/// A table and its row, from one list of columns.
macro_rules! table {
    (
        $(#[$doc:meta])* $table:ident = $row:ident, $name:literal, $about:literal, [$($key:literal),*] {
            $($field:ident: $type:ty = $note:literal $(in $unit:literal)?;)*
        }
    ) => {
        #[doc = $about]
        pub const $table: crate::export::tables::Table = crate::export::tables::Table {
            name: $name,
            about: $about,
            key: &[$($key),*],
            columns: &[$(crate::export::tables::Column {
                name: stringify!($field),
                kind: <$type as crate::export::tables::Field>::KIND,
                null: <$type as crate::export::tables::Field>::NULL,
                about: $note,
                unit: concat!($($unit)?),
            }),*],
        };
        #[doc = $about]
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $row {
            $(#[doc = $note] pub $field: $type,)*
        }
        impl crate::export::tables::Row for $row {
            const TABLE: crate::export::tables::Table = $table;
            fn cells(&self) -> Vec<crate::export::tables::Cell<'_>> {
                vec![$(crate::export::tables::Field::cell(&self.$field)),*]
            }
        }
    };
}
use table;

/// All tables, in the order in which a codebook tells of them.
pub const TABLES: &[Table] =
    &[EVENTS, DOCUMENTS, CLAIMS, FIGURES, STATEMENTS, SPANS, INCIDENTS, ORIGINS, REPORTS, MERGES, DELETED];

/// Days from 1 January 1970.
#[must_use]
pub fn days(day: Date) -> i32 {
    let epoch = jiff::civil::date(1970, 1, 1);
    epoch.until(day).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_a_key_of_its_own_columns_and_no_column_twice() {
        for table in TABLES {
            let names: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
            assert!(!table.key.is_empty(), "{}", table.name);
            for key in table.key {
                let column = table.columns.iter().find(|c| c.name == *key).expect("a key is a column");
                assert!(!column.null, "{}.{key} may be empty", table.name);
            }
            for (at, name) in names.iter().enumerate() {
                assert!(!names[..at].contains(name), "{}.{name} stands twice", table.name);
            }
            for column in table.columns {
                assert!(!column.about.is_empty(), "{}.{} says nothing", table.name, column.name);
            }
        }
    }

    #[test]
    fn days_count_from_1970() {
        assert_eq!(days(jiff::civil::date(1970, 1, 2)), 1);
        assert_eq!(days(jiff::civil::date(1969, 12, 31)), -1);
        assert_eq!(days(jiff::civil::date(2024, 5, 8)), 19851);
    }
}
