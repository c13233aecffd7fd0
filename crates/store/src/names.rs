//! Actors and places: one row each, however often they are named.

use crate::Result;
use dateline_published::{ActorRecord, PlaceRecord};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, params};
use std::collections::HashMap;

/// Rows known by what they hold. Bounded by the dictionaries, not by the corpus.
#[derive(Default)]
pub(crate) struct Names {
    actors: HashMap<Box<str>, i64>,
    places: HashMap<Box<str>, i64>,
    /// `PRAGMA data_version`: changes when another program has written.
    version: i64,
}

/// Forgets rather than grow beyond this: words that describe actors have no end.
const MOST: usize = 100_000;

impl Names {
    /// Forgets everything if another program has written since.
    pub(crate) fn refresh(&mut self, db: &Connection) -> Result<()> {
        let version = db.pragma_query_value(None, "data_version", |row| row.get(0))?;
        if version != self.version || self.actors.len() + self.places.len() > MOST {
            *self = Names { version, ..Names::default() };
        }
        Ok(())
    }
    pub(crate) fn forget(&mut self) {
        *self = Names { version: self.version, ..Names::default() };
    }

    pub(crate) fn actor(&mut self, db: &Connection, actor: &ActorRecord) -> Result<i64> {
        // The CAMEO code follows from these, or from the entry of the id.
        let ActorRecord { id, name, kind, country, sector, cameo: _ } = actor;
        let part = |text: &Option<String>| text.clone().unwrap_or_default();
        let key = [part(id), name.clone(), part(kind), part(country), part(sector)].join("\0");
        if let Some(id) = self.actors.get(key.as_str()) {
            return Ok(*id);
        }
        let values = params![id, name, kind, country, sector];
        let find = "SELECT id FROM actors WHERE ifnull(actor, '') = ifnull(?1, '') AND name = ?2 AND
             ifnull(kind, '') = ifnull(?3, '') AND ifnull(country, '') = ifnull(?4, '') AND
             ifnull(sector, '') = ifnull(?5, '')";
        let add = "INSERT INTO actors (actor, name, kind, country, sector) VALUES (?1, ?2, ?3, ?4, ?5)";
        let row = found_or_added(db, db.prepare_cached(find)?, add, values)?;
        self.actors.insert(key.into(), row);
        Ok(row)
    }

    pub(crate) fn place(&mut self, db: &Connection, place: &PlaceRecord) -> Result<i64> {
        let PlaceRecord { id, name, country, admin1, kind, lat, lon, precision } = place;
        let part = |text: &Option<String>| text.clone().unwrap_or_default();
        let (lat_text, lon_text) = (lat.to_string(), lon.to_string());
        let key =
            [id, name, &part(country), &part(admin1), kind, &lat_text, &lon_text, &precision.to_string()]
                .map(String::as_str)
                .join("\0");
        if let Some(id) = self.places.get(key.as_str()) {
            return Ok(*id);
        }
        let values = params![id, name, country, admin1, kind, lat, lon, precision];
        let find = "SELECT id FROM places WHERE place = ?1 AND name = ?2 AND ifnull(country, '') = ifnull(?3, '') AND
             ifnull(admin1, '') = ifnull(?4, '') AND kind = ?5 AND latitude = ?6 AND longitude = ?7 AND precision = ?8";
        let add = "INSERT INTO places (place, name, country, admin1, kind, latitude, longitude, precision)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let row = found_or_added(db, db.prepare_cached(find)?, add, values)?;
        self.places.insert(key.into(), row);
        Ok(row)
    }
}

fn found_or_added(
    db: &Connection,
    mut find: CachedStatement,
    add: &str,
    values: impl Params + Copy,
) -> Result<i64> {
    if let Some(row) = find.query_row(values, |row| row.get(0)).optional()? {
        return Ok(row);
    }
    db.prepare_cached(add)?.insert(values).map_err(Into::into)
}
