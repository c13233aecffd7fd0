//! Shapes from GeoJSON (RFC 7946). Edges are read as the shortest lines on the ground.

use crate::agreement::Datum;
use crate::geodesy::{Area, Point};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(tag = "type")]
enum Any {
    FeatureCollection {
        features: Vec<Feature>,
    },
    Feature {
        geometry: Option<Geometry>,
    },
    #[serde(untagged)]
    Bare(Geometry),
}

#[derive(Deserialize)]
struct Feature {
    geometry: Option<Geometry>,
}

type Position = Vec<f64>;

#[derive(Deserialize)]
#[serde(tag = "type", content = "coordinates")]
enum Geometry {
    Point(Position),
    MultiPoint(Vec<Position>),
    LineString(Vec<Position>),
    MultiLineString(Vec<Vec<Position>>),
    Polygon(Vec<Vec<Position>>),
    MultiPolygon(Vec<Vec<Vec<Position>>>),
}

/// All lines, points and areas of a file.
///
/// # Errors
/// The line and what is wrong there.
pub(crate) fn read(text: &str) -> Result<Datum, (usize, String)> {
    let any: Any = serde_json::from_str(text).map_err(|error| {
        // What stands in no known place of the format has no line of its own.
        let line = error.line().max(1);
        (line, format!("this is no GeoJSON that can be read: {error}; points, lines, polygons, features and collections of them are"))
    })?;
    let geometries: Vec<Geometry> = match any {
        Any::FeatureCollection { features } => features.into_iter().filter_map(|f| f.geometry).collect(),
        Any::Feature { geometry } => geometry.into_iter().collect(),
        Any::Bare(geometry) => vec![geometry],
    };
    let mut datum = Datum::default();
    for geometry in geometries {
        match geometry {
            Geometry::Point(at) => datum.lines.push(vec![point(&at)?]),
            Geometry::MultiPoint(all) => {
                for at in all {
                    datum.lines.push(vec![point(&at)?]);
                }
            }
            Geometry::LineString(line) => datum.lines.push(points(&line)?),
            Geometry::MultiLineString(lines) => {
                for line in lines {
                    datum.lines.push(points(&line)?);
                }
            }
            Geometry::Polygon(rings) => area(&mut datum.area, &rings)?,
            Geometry::MultiPolygon(all) => {
                for rings in all {
                    area(&mut datum.area, &rings)?;
                }
            }
        }
    }
    if datum.lines.iter().all(Vec::is_empty) && datum.area.rings.is_empty() {
        return Err((1, "there is no shape in it".into()));
    }
    Ok(datum)
}

fn area(area: &mut Area, rings: &[Vec<Position>]) -> Result<(), (usize, String)> {
    for ring in rings {
        let mut corners = points(ring)?;
        if corners.len() > 1 && corners.first() == corners.last() {
            corners.pop();
        }
        if corners.len() < 3 {
            return Err((1, "a ring has fewer than three corners".into()));
        }
        area.rings.push(corners);
    }
    Ok(())
}

fn points(line: &[Position]) -> Result<Vec<Point>, (usize, String)> {
    line.iter().map(|at| point(at)).collect()
}

fn point(at: &[f64]) -> Result<Point, (usize, String)> {
    match at {
        [longitude, latitude, ..]
            if (-90.0..=90.0).contains(latitude) && (-180.0..=180.0).contains(longitude) =>
        {
            Ok(Point::new(*latitude, *longitude))
        }
        _ => {
            Err((1, format!("{at:?} is no position: longitude first, −180 to 180, then latitude, −90 to 90")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_a_collection_and_a_bare_shape_are_the_same() {
        let bare = r#"{"type":"LineString","coordinates":[[36,35],[37,36]]}"#;
        let feature = format!(r#"{{"type":"Feature","properties":{{}},"geometry":{bare}}}"#);
        let collection = format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#);
        let datum = read(bare).unwrap();
        assert_eq!(datum.lines, [[Point::new(35.0, 36.0), Point::new(36.0, 37.0)]]);
        assert_eq!(read(&feature).unwrap(), datum);
        assert_eq!(read(&collection).unwrap(), datum);
    }

    #[test]
    fn latitude_first_is_told() {
        let (_, message) = read(r#"{"type":"Point","coordinates":[36,135]}"#).unwrap_err();
        assert!(message.contains("longitude first"), "{message}");
    }

    #[test]
    fn broken_json_has_its_line() {
        assert_eq!(read("{\n\"type\": \"Point\",\n]").unwrap_err().0, 3);
    }
}
