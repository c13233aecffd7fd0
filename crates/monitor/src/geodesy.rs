//! Distances and areas on the ellipsoid WGS-84. Every line between two points is the shortest one on the ground.
//!
//! Nothing here is planar: a degree of longitude is shorter in the north, and lines may cross the antimeridian or lie
//! around a pole.

use geographiclib_rs::{DirectGeodesic, Geodesic, InverseGeodesic};
use std::sync::LazyLock;

static EARTH: LazyLock<Geodesic> = LazyLock::new(Geodesic::wgs84);

/// Longest stretch of a line that is searched as one, in metres: within it the distance to a point has one minimum.
const STRETCH: f64 = 400_000.0;
/// A quarter of the way around the Earth, in metres: no area of a zone is wider.
const QUARTER: f64 = 10_000_000.0;
/// The golden section.
const SECTION: f64 = 0.618_033_988_749_894_9;

/// A point in degrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Degrees north, −90 to 90.
    pub latitude: f64,
    /// Degrees east, −180 to 180.
    pub longitude: f64,
}

impl Point {
    /// A point from degrees north and degrees east.
    #[must_use]
    pub const fn new(latitude: f64, longitude: f64) -> Point {
        Point { latitude, longitude }
    }

    /// Metres to another point.
    #[must_use]
    pub fn distance(self, other: Point) -> f64 {
        EARTH.inverse(self.latitude, self.longitude, other.latitude, other.longitude)
    }

    /// Metres to another point, and the bearing in degrees at which it lies.
    #[must_use]
    pub fn towards(self, other: Point) -> (f64, f64) {
        let (metres, bearing, _, _): (f64, f64, f64, f64) =
            EARTH.inverse(self.latitude, self.longitude, other.latitude, other.longitude);
        (metres, bearing)
    }

    /// The point so many metres away at a bearing.
    #[must_use]
    pub fn away(self, bearing: f64, metres: f64) -> Point {
        let (latitude, longitude): (f64, f64) = EARTH.direct(self.latitude, self.longitude, bearing, metres);
        Point { latitude, longitude }
    }

    /// Metres to the nearest point of a line; none if the line has no point.
    #[must_use]
    pub fn distance_to_line(self, line: &[Point]) -> Option<f64> {
        if let [only] = line {
            return Some(self.distance(*only));
        }
        line.windows(2).map(|ends| self.distance_to_stretch(ends[0], ends[1])).min_by(f64::total_cmp)
    }

    fn distance_to_stretch(self, from: Point, to: Point) -> f64 {
        let (length, bearing) = from.towards(to);
        let pieces = (length / STRETCH).ceil().max(1.0);
        let piece = length / pieces;
        let at = |metres: f64| from.away(bearing, metres);
        let mut best = self.distance(from).min(self.distance(to));
        for number in 0..pieces as u32 {
            let start = f64::from(number) * piece;
            // A piece whose every point is farther away than what is found needs no search.
            if self.distance(at(start + piece / 2.0)) - piece / 2.0 >= best {
                continue;
            }
            best = best.min(lowest(|metres| self.distance(at(metres)), start, start + piece));
        }
        best
    }

    /// Whether the point lies in an area, by how often its border turns around the point.
    #[must_use]
    pub fn is_in(self, area: &Area) -> bool {
        area.rings.iter().filter(|ring| self.is_in_ring(ring)).count() % 2 == 1
    }

    fn is_in_ring(self, ring: &[Point]) -> bool {
        let mut turned = 0.0;
        let mut before = None;
        for corner in ring.iter().chain(ring.first()) {
            let (metres, bearing) = self.towards(*corner);
            if metres > QUARTER {
                return false;
            }
            if metres < 1e-6 {
                return true;
            }
            if let Some(before) = before {
                let turn: f64 = bearing - before;
                turned += turn - 360.0 * (turn / 360.0).round();
            }
            before = Some(bearing);
        }
        f64::abs(turned) > 180.0
    }

    /// Metres to the border of an area; none if it has none.
    #[must_use]
    pub fn distance_to_border(self, area: &Area) -> Option<f64> {
        let rings = area.rings.iter().filter_map(|ring| {
            let closed: Vec<Point> = ring.iter().chain(ring.first()).copied().collect();
            self.distance_to_line(&closed)
        });
        rings.min_by(f64::total_cmp)
    }
}

/// The lowest value of a function with one minimum between two places.
fn lowest(value: impl Fn(f64) -> f64, mut from: f64, mut to: f64) -> f64 {
    let (mut left, mut right) = (to - SECTION * (to - from), from + SECTION * (to - from));
    let (mut at_left, mut at_right) = (value(left), value(right));
    let mut best = value(from).min(value(to)).min(at_left).min(at_right);
    // A tenth of a millimetre: a line that runs through the point is met to that.
    while to - from > 1e-4 {
        if at_left < at_right {
            (to, right, at_right) = (right, left, at_left);
            left = to - SECTION * (to - from);
            at_left = value(left);
        } else {
            (from, left, at_left) = (left, right, at_right);
            right = from + SECTION * (to - from);
            at_right = value(right);
        }
        best = best.min(at_left).min(at_right);
    }
    best
}

/// An area, by its borders: outer rings, and rings around holes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Area {
    /// Corners of each ring in order; the last is joined to the first.
    pub rings: Vec<Vec<Point>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LOS_ANGELES: Point = Point::new(34.095925, -118.288_423_7);
    const TALLINN: Point = Point::new(59.432_343_9, 24.734_164_9);

    #[track_caller]
    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-3, "{found} m, not {expected} m");
    }
    fn square(middle: Point, metres: f64) -> Area {
        Area { rings: vec![[45.0, 135.0, 225.0, 315.0].map(|b| middle.away(b, metres)).to_vec()] }
    }

    #[test]
    fn the_reference_pair_is_met_to_a_millimetre() {
        near(LOS_ANGELES.distance(TALLINN), 9_094_718.727_511_38);
        near(TALLINN.distance(LOS_ANGELES), 9_094_718.727_511_38);
    }

    #[test]
    fn idlib_lies_some_85_km_from_hmeimim() {
        let metres = Point::new(35.93, 36.63).distance(Point::new(35.41, 35.95));
        assert!((metres / 1000.0 - 85.4).abs() < 2.0, "{metres}");
    }

    #[test]
    fn a_point_on_a_line_is_no_metre_away_from_it() {
        let (length, bearing) = LOS_ANGELES.towards(TALLINN);
        for share in [0.0, 0.1, 0.37, 0.5, 0.99, 1.0] {
            let on = LOS_ANGELES.away(bearing, length * share);
            near(on.distance_to_line(&[LOS_ANGELES, TALLINN]).expect("a line"), 0.0);
        }
    }

    #[test]
    fn the_antimeridian_is_no_border() {
        let fiji = Point::new(-17.0, 179.95);
        let west = Point::new(-17.0, -179.95);
        assert!(fiji.distance(west) < 11_000.0);
        let area = square(Point::new(-17.0, 180.0), 50_000.0);
        assert!(fiji.is_in(&area) && west.is_in(&area));
        assert!(!Point::new(-17.0, 179.0).is_in(&area));
        assert!(!Point::new(-17.0, 0.0).is_in(&area), "the far side of the Earth");
        near(
            Point::new(-17.1, 180.0)
                .distance_to_line(&[Point::new(-17.0, 179.0), Point::new(-17.0, -179.0)])
                .expect("a line"),
            Point::new(-17.1, 0.0)
                .distance_to_line(&[Point::new(-17.0, -1.0), Point::new(-17.0, 1.0)])
                .expect("a line"),
        );
    }

    #[test]
    fn an_area_may_lie_around_a_pole() {
        for sign in [1.0, -1.0] {
            let area =
                Area { rings: vec![(0..12).map(|i| Point::new(sign * 80.0, f64::from(i) * 30.0)).collect()] };
            assert!(Point::new(sign * 90.0, 0.0).is_in(&area));
            assert!(Point::new(sign * 85.0, 123.0).is_in(&area));
            assert!(!Point::new(sign * 79.0, 15.0).is_in(&area));
            assert!(!Point::new(sign * -85.0, 15.0).is_in(&area));
        }
    }

    #[test]
    fn what_lies_in_a_hole_lies_outside() {
        let middle = Point::new(36.0, 36.5);
        let mut area = square(middle, 40_000.0);
        area.rings.extend(square(middle, 10_000.0).rings);
        assert!(!middle.is_in(&area));
        assert!(middle.away(90.0, 20_000.0).is_in(&area));
    }

    fn anywhere() -> impl Strategy<Value = Point> {
        (-89.9..89.9, -180.0..180.0).prop_map(|(latitude, longitude)| Point::new(latitude, longitude))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_point_beside_a_line_is_as_far_as_it_was_put(
            from in anywhere(), bearing in 0.0..360.0f64, length in 1_000.0..900_000.0f64,
            share in 0.05..0.95f64, metres in 1.0..60_000.0f64,
        ) {
            let to = from.away(bearing, length);
            let (length, bearing) = from.towards(to);
            let foot = from.away(bearing, length * share);
            // The bearing of the line at its foot, looking back: geodesics turn.
            let (_, back) = foot.towards(from);
            // Ends are nearer than the foot only where the line is short.
            prop_assume!(metres < length * share.min(1.0 - share));
            let beside = foot.away(back + 90.0, metres);
            let found = beside.distance_to_line(&[from, to]).expect("a line");
            prop_assert!((found - metres).abs() < 1e-3, "{found} m, not {metres} m");
        }

        #[test]
        fn turning_the_globe_changes_no_distance(point in anywhere(), from in anywhere(), to in anywhere(), by in -180.0..180.0f64) {
            prop_assume!(from.distance(to) < 5_000_000.0);
            let turn = |p: Point| Point::new(p.latitude, (p.longitude + by + 540.0).rem_euclid(360.0) - 180.0);
            let one = point.distance_to_line(&[from, to]).expect("a line");
            let other = turn(point).distance_to_line(&[turn(from), turn(to)]).expect("a line");
            prop_assert!((one - other).abs() < 1e-3, "{one} and {other}");
        }

        #[test]
        fn an_area_holds_its_middle_wherever_it_lies(middle in anywhere(), metres in 100.0..500_000.0f64) {
            let area = square(middle, metres);
            prop_assert!(middle.is_in(&area));
            prop_assert!(!middle.away(0.0, metres * 1.1).is_in(&area));
            prop_assert!(!middle.away(180.0, metres + 1_000_000.0).is_in(&area));
        }
    }
}
