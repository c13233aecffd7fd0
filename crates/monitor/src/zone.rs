//! Whether a place lies in a zone: in, out, in by one reading of the depth only, or it cannot be told.
//!
//! A place is a point and a radius, by how precisely the words name it. Depths that the text writes as a range are tested at
//! both ends: what the two ends decide differently is `inside-some`, and what the place leaves open is `cannot-place`.

use crate::agreement::{Datum, Shape, Zone};
use crate::corpus::Place;
use crate::geodesy::{Area, Point};

/// How a place lies to a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lies {
    /// Inside at both ends of the depth.
    InsideAll,
    /// Inside or outside by the depth that is taken.
    InsideSome,
    /// Outside at both ends.
    OutsideAll,
    /// The place is too coarse, or no line is drawn.
    CannotPlace,
}

impl Lies {
    /// As printed.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Lies::InsideAll => "inside-all",
            Lies::InsideSome => "inside-some",
            Lies::OutsideAll => "outside-all",
            Lies::CannotPlace => "cannot-place",
        }
    }
}

/// A test and what it rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// How the place lies.
    pub lies: Lies,
    /// Kilometres to the line, or into (negative) or out of an area.
    pub distance_km: Option<f64>,
    /// Kilometres by which the place may be off.
    pub radius_km: Option<f64>,
    /// What it rests on, for people.
    pub why: String,
}

/// Kilometres by which a place may be off its middle point, by UCDP `where_prec`: least generous for a named spot, wide
/// enough to hold any area of its kind otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Radii {
    /// For `where_prec` 1 to 7.
    pub by_precision: [f64; 7],
    /// For towns at `where_prec` 1: they are no points.
    pub town: f64,
}

impl Radii {
    /// The radius of a place; none where its precision is not known.
    #[must_use]
    pub fn of(&self, place: &Place) -> Option<f64> {
        let at = usize::from(place.precision).checked_sub(1)?;
        if at == 0 && place.kind == "city" {
            return Some(self.town);
        }
        self.by_precision.get(at).copied()
    }
}

/// Whether a place lies in a zone.
#[must_use]
pub fn test(zone: &Zone, place: &Place, radii: &Radii) -> Test {
    if let Some(test) = by_name(zone, place) {
        return test;
    }
    let cannot = |why: String| Test { lies: Lies::CannotPlace, distance_km: None, radius_km: None, why };
    if !place.country.is_empty() && !zone.countries.is_empty() && !zone.countries.contains(&place.country) {
        return Test {
            lies: Lies::OutsideAll,
            distance_km: None,
            radius_km: None,
            why: format!("{} lies in {}", place.name, place.country),
        };
    }
    if zone.shape == Shape::Undrawn {
        return cannot(if zone.datum.is_empty() {
            format!("zone {} is not drawn", zone.id)
        } else {
            format!("zone {} is not drawn: it depends on the line “{}”", zone.id, zone.datum)
        });
    }
    if zone.shape == Shape::Places {
        return other_place(zone, place);
    }
    let (Some(point), Some(radius)) = (place.point, radii.of(place)) else {
        return cannot(format!("no coordinates are known for “{}”", place.words));
    };
    let mut test = measure(zone, point, radius * 1000.0);
    test.radius_km = Some(radius);
    if test.lies == Lies::CannotPlace && test.why.is_empty() {
        test.why = format!("“{}” is known to {radius} km only", place.words);
    }
    if !zone.delimited {
        let line = if zone.datum.is_empty() { &zone.id } else { &zone.datum };
        test.why =
            format!("{}; depends on the assumed line {line}", test.why).trim_start_matches("; ").to_owned();
    }
    test
}

/// By words and ids: "the buffer zone", a town that the record lists.
fn by_name(zone: &Zone, place: &Place) -> Option<Test> {
    let named = zone.names.iter().find(|name| contains(&place.words, name) || contains(&place.name, name));
    let listed = zone.places.iter().find(|listed| {
        place.id.as_deref() == Some(listed.as_str())
            || same(listed, &place.name)
            || same(listed, &place.admin1)
            || same(listed, &place.words)
    });
    let why = match (named, listed) {
        (Some(name), _) => format!("the words name the zone: “{name}”"),
        (_, Some(listed)) => format!("{listed} is listed in the zone's record"),
        _ => return None,
    };
    Some(Test { lies: Lies::InsideAll, distance_km: None, radius_km: None, why })
}

/// A place that a zone of places does not list.
fn other_place(zone: &Zone, place: &Place) -> Test {
    // A wider place may hold a listed one; which, only a map could tell.
    let lies = if (1..=2).contains(&place.precision) { Lies::OutsideAll } else { Lies::CannotPlace };
    let why = match lies {
        Lies::OutsideAll => format!("{} is none of the places of zone {}", place.name, zone.id),
        _ => format!("“{}” is wider than the places of zone {}", place.words, zone.id),
    };
    Test { lies, distance_km: None, radius_km: None, why }
}

/// By distance, in metres.
fn measure(zone: &Zone, point: Point, radius: f64) -> Test {
    let depth = zone.depth.map_or((0.0, 0.0), |(least, most)| (least * 1000.0, most * 1000.0));
    let none = Test { lies: Lies::CannotPlace, distance_km: None, radius_km: None, why: String::new() };
    match &zone.shape {
        Shape::Undrawn | Shape::Places => none,
        Shape::Polygon(area) => into(area, point, radius),
        Shape::Line(lines) => {
            let Some(metres) = nearest(lines, point) else { return none };
            let lies = if metres > radius { Lies::OutsideAll } else { Lies::CannotPlace };
            Test { lies, distance_km: Some(metres / 1000.0), ..none }
        }
        Shape::Buffer(datum) => {
            let Some(metres) = from_datum(datum, point) else { return none };
            Test { lies: within(metres, radius, depth), distance_km: Some(metres / 1000.0), ..none }
        }
        Shape::Band(lines) => {
            let Some(metres) = nearest(lines, point) else { return none };
            let band = within(metres, radius, depth);
            let mut test = Test { lies: band, distance_km: Some(metres / 1000.0), ..none };
            match zone.side_area.as_ref().map(|area| into(area, point, radius).lies) {
                Some(Lies::OutsideAll) => {
                    test.lies = Lies::OutsideAll;
                    test.why = format!("not {}", zone.side);
                }
                Some(Lies::CannotPlace) if band != Lies::OutsideAll => {
                    test.lies = Lies::CannotPlace;
                    test.why = format!("whether it lies {} cannot be told", zone.side);
                }
                None if band != Lies::OutsideAll && !zone.side.is_empty() => {
                    test.why = format!("assumed to lie {}: that side is not drawn", zone.side);
                }
                _ => {}
            }
            test
        }
    }
}

/// METHOD's rule for a depth written as a range: both ends are tested.
#[must_use]
pub fn within(metres: f64, radius: f64, (least, most): (f64, f64)) -> Lies {
    if metres + radius <= least {
        Lies::InsideAll
    } else if metres - radius > most {
        Lies::OutsideAll
    } else if metres - radius > least && metres + radius <= most {
        Lies::InsideSome
    } else {
        Lies::CannotPlace
    }
}

fn nearest(lines: &[Vec<Point>], point: Point) -> Option<f64> {
    lines.iter().filter_map(|line| point.distance_to_line(line)).min_by(f64::total_cmp)
}

fn from_datum(datum: &Datum, point: Point) -> Option<f64> {
    if point.is_in(&datum.area) {
        return Some(0.0);
    }
    let border = point.distance_to_border(&datum.area);
    [border, nearest(&datum.lines, point)].into_iter().flatten().min_by(f64::total_cmp)
}

fn into(area: &Area, point: Point, radius: f64) -> Test {
    let inside = point.is_in(area);
    let Some(border) = point.distance_to_border(area) else {
        return Test {
            lies: Lies::CannotPlace,
            distance_km: None,
            radius_km: None,
            why: "the area is empty".into(),
        };
    };
    let lies = match (inside, border >= radius) {
        (_, false) => Lies::CannotPlace,
        (true, true) => Lies::InsideAll,
        (false, true) => Lies::OutsideAll,
    };
    let signed = if inside { -border } else { border };
    let km = border / 1000.0;
    let why = match lies {
        Lies::OutsideAll => format!("{km:.0} km from its border"),
        Lies::CannotPlace => String::new(),
        _ => format!("{km:.0} km inside its border"),
    };
    Test { lies, distance_km: Some(signed / 1000.0), radius_km: None, why }
}

/// Whether words hold a phrase, word for word, in any case.
pub(crate) fn contains(words: &str, phrase: &str) -> bool {
    let letters = |text: &str| -> Vec<String> {
        let cut = text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        cut.map(str::to_lowercase).collect()
    };
    let (words, phrase) = (letters(words), letters(phrase));
    !phrase.is_empty() && words.windows(phrase.len()).any(|part| part == phrase)
}
fn same(one: &str, other: &str) -> bool {
    !one.is_empty() && one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RADII: Radii = Radii { by_precision: [1.0, 25.0, 60.0, 200.0, 400.0, 1500.0, 1000.0], town: 5.0 };
    const FROM: Point = Point::new(36.0, 36.0);
    const TO: Point = Point::new(36.0, 38.0);

    fn band() -> Zone {
        Zone {
            id: "dmz".into(),
            shape: Shape::Band(vec![vec![FROM, TO]]),
            depth: Some((15.0, 20.0)),
            datum: "L".into(),
            delimited: false,
            ..Zone::default()
        }
    }
    fn at(point: Point, precision: u8) -> Place {
        Place { name: "X".into(), words: "X".into(), point: Some(point), precision, ..Place::default() }
    }
    fn beside(km: f64) -> Point {
        let middle = FROM.away(FROM.towards(TO).1, 90_000.0);
        middle.away(middle.towards(TO).1 - 90.0, km * 1000.0)
    }
    #[track_caller]
    fn check(km: f64, precision: u8, lies: Lies) {
        assert_eq!(test(&band(), &at(beside(km), precision), &RADII).lies, lies, "{km} km");
    }

    #[test]
    fn both_ends_of_the_depth_are_tested() {
        check(13.9, 1, Lies::InsideAll);
        check(14.5, 1, Lies::CannotPlace);
        check(17.5, 1, Lies::InsideSome);
        check(19.5, 1, Lies::CannotPlace);
        check(21.1, 1, Lies::OutsideAll);
    }

    #[test]
    fn a_coarse_place_cannot_be_placed_unless_it_lies_far_away() {
        check(0.0, 4, Lies::CannotPlace);
        check(17.5, 2, Lies::CannotPlace);
        check(100.0, 4, Lies::CannotPlace);
        check(230.0, 4, Lies::OutsideAll);
        check(17.5, 0, Lies::CannotPlace);
    }

    #[test]
    fn a_line_that_nobody_drew_prints_its_assumption() {
        let test = test(&band(), &at(beside(5.0), 1), &RADII);
        assert!(test.why.contains("depends on the assumed line L"), "{}", test.why);
    }

    #[test]
    fn a_zone_without_a_shape_places_nothing_but_by_name() {
        let zone = Zone { shape: Shape::Undrawn, names: vec!["buffer zone".into()], ..band() };
        let mut place = at(beside(5.0), 1);
        assert_eq!(test(&zone, &place, &RADII).lies, Lies::CannotPlace);
        place.words = "the Buffer\u{a0}Zone".into();
        assert_eq!(test(&zone, &place, &RADII).lies, Lies::InsideAll);
    }

    #[test]
    fn the_side_of_a_line_counts_where_it_is_drawn() {
        let north = Area { rings: vec![vec![FROM, FROM.away(0.0, 100_000.0), TO.away(0.0, 100_000.0), TO]] };
        let zone = Zone { side: "north of it".into(), side_area: Some(north), ..band() };
        assert_eq!(test(&zone, &at(beside(10.0), 1), &RADII).lies, Lies::InsideAll);
        assert_eq!(test(&zone, &at(beside(-10.0), 1), &RADII).lies, Lies::OutsideAll);
        assert_eq!(test(&zone, &at(beside(0.5), 1), &RADII).lies, Lies::CannotPlace);
    }

    #[test]
    fn a_place_in_another_country_is_outside() {
        let zone = Zone { countries: vec!["SYR".into()], shape: Shape::Undrawn, ..band() };
        let mut place = at(beside(5.0), 1);
        place.country = "TUR".into();
        assert_eq!(test(&zone, &place, &RADII).lies, Lies::OutsideAll);
    }

    #[test]
    fn a_buffer_around_an_area_begins_at_its_border() {
        let middle = Point::new(0.0, 180.0);
        let ring = [45.0, 135.0, 225.0, 315.0].map(|b| middle.away(b, 30_000.0)).to_vec();
        let datum = Datum { lines: vec![], area: Area { rings: vec![ring] } };
        let zone = Zone { shape: Shape::Buffer(datum), depth: Some((10.0, 10.0)), delimited: true, ..band() };
        assert_eq!(test(&zone, &at(middle, 1), &RADII).lies, Lies::InsideAll);
        assert_eq!(test(&zone, &at(middle.away(90.0, 27_000.0), 1), &RADII).lies, Lies::InsideAll);
        assert_eq!(test(&zone, &at(middle.away(90.0, 45_000.0), 1), &RADII).lies, Lies::OutsideAll);
    }

    #[test]
    fn a_town_that_is_not_listed_is_outside_and_a_province_may_hold_a_listed_one() {
        let zone = Zone { shape: Shape::Places, places: vec!["Odesa".into()], ..Zone::default() };
        let place = |name: &str, precision| Place {
            name: name.into(),
            words: name.into(),
            precision,
            ..Place::default()
        };
        assert_eq!(test(&zone, &place("Odesa", 1), &RADII).lies, Lies::InsideAll);
        assert_eq!(test(&zone, &place("Kherson", 1), &RADII).lies, Lies::OutsideAll);
        assert_eq!(test(&zone, &place("Ukraine", 6), &RADII).lies, Lies::CannotPlace);
    }

    proptest! {
        /// What is inside at 15 km is inside at 20, what is outside at 20 is outside at 15, and a range says no more than
        /// both of its ends do.
        #[test]
        fn a_range_agrees_with_its_ends(metres in 0.0..60_000.0f64, radius in 0.0..30_000.0f64) {
            let (least, most) = (15_000.0, 20_000.0);
            let at = |depth| within(metres, radius, (depth, depth));
            let expected = match (at(least), at(most)) {
                (Lies::InsideAll, other) => { prop_assert_eq!(other, Lies::InsideAll); Lies::InsideAll }
                (one, Lies::OutsideAll) => { prop_assert_eq!(one, Lies::OutsideAll); Lies::OutsideAll }
                (Lies::OutsideAll, Lies::InsideAll) => Lies::InsideSome,
                _ => Lies::CannotPlace,
            };
            prop_assert_eq!(within(metres, radius, (least, most)), expected);
        }

        /// A place that is known better is never told less of.
        #[test]
        fn knowing_more_never_takes_an_answer_back(metres in 0.0..60_000.0f64, radius in 0.0..30_000.0f64, share in 0.0..1.0f64) {
            let depth = (15_000.0, 20_000.0);
            let coarse = within(metres, radius, depth);
            if coarse != Lies::CannotPlace {
                prop_assert_eq!(within(metres, radius * share, depth), coarse);
            }
        }

        /// The zone and the place moved together along a parallel keep their answer, over the antimeridian and near the poles.
        #[test]
        fn moving_zone_and_place_together_changes_nothing(
            latitude in -88.0..88.0f64, longitude in -180.0..180.0f64, bearing in 0.0..360.0f64,
            km in 0.0..40.0f64, by in -180.0..180.0f64,
        ) {
            let from = Point::new(latitude, longitude);
            let to = from.away(bearing, 60_000.0);
            let place = from.away(bearing, 30_000.0).away(bearing + 90.0, km * 1000.0);
            let turn = |p: Point| Point::new(p.latitude, (p.longitude + by + 540.0).rem_euclid(360.0) - 180.0);
            let zone = |from, to| Zone { shape: Shape::Band(vec![vec![from, to]]), ..band() };
            let here = test(&zone(from, to), &at(place, 1), &RADII);
            let there = test(&zone(turn(from), turn(to)), &at(turn(place), 1), &RADII);
            let apart = (here.distance_km.unwrap_or(-1.0) - there.distance_km.unwrap_or(-2.0)).abs();
            prop_assert!(apart < 1e-6, "{apart} km apart");
            // A millimetre off an edge of the rule is decided by rounding.
            if [14.0, 16.0, 19.0, 21.0].iter().all(|edge| (here.distance_km.unwrap_or(0.0) - edge).abs() > 1e-5) {
                prop_assert_eq!(here.lies, there.lies);
            }
        }
    }
}
