//! Any text is the shape of a zone or is refused with its line; places are tested against every kind of zone of that shape.
#![no_main]

use dateline_lexicon::SourceFile;
use dateline_monitor::corpus::Place;
use dateline_monitor::geodesy::Point;
use dateline_monitor::load;
use dateline_monitor::zone::{Radii, test};
use libfuzzer_sys::fuzz_target;

const AGREEMENT: &str = r#"
[agreement]
id = "own"
name = "Own"
parties = [{ actor = "syr", role = "signatory" }, { actor = "irq", role = "signatory" }]
[[zone]]
id = "area"
kind = "polygon"
geometry = "own.geojson"
[[zone]]
id = "line"
kind = "line"
datum = { line = "the river", geometry = "own.geojson" }
[[zone]]
id = "band"
kind = "band"
depth_km = [15, 20]
datum = { line = "the river", geometry = "own.geojson" }
[[zone]]
id = "buffer"
kind = "buffer"
depth_km = 5
datum = { line = "the river", geometry = "own.geojson" }
[[term]]
id = "1"
text = "no attacks"
kind = "refrain"
bound = [{ actor = "syr", basis = "party" }]
testable = "bright-line"
"#;

fuzz_target!(|shape: &str| {
    let beside = |name: &str| Some(SourceFile::new(name, shape));
    // Each kind of zone alone: what is wrong as an area may be right as a line.
    let (head, rest) = AGREEMENT.split_once("[[zone]]").expect("the agreement has zones");
    let (zones, term) = rest.split_once("[[term]]").expect("the agreement has a term");
    for zone in zones.split("[[zone]]") {
        let toml = format!("{head}[[zone]]{zone}[[term]]{term}");
        match load(&SourceFile::new("own.toml", toml), &beside) {
            Err(problems) => assert!(problems.iter().all(|problem| problem.line >= 1)),
            Ok(agreement) => {
                let radii = Radii { by_precision: [1.0, 5.0, 25.0, 50.0, 100.0, 500.0, 1000.0], town: 3.0 };
                for (latitude, longitude) in [(0.0, 0.0), (35.2, 36.1), (90.0, 0.0), (-90.0, 10.0), (1.0, 180.0), (-1.0, -179.9)] {
                    for precision in 0..=8 {
                        let point = Some(Point::new(latitude, longitude));
                        let place = Place { name: "Amra".into(), kind: "city".into(), precision, point, ..Place::default() };
                        for zone in &agreement.zones {
                            let found = test(zone, &place, &radii);
                            assert!(found.distance_km.is_none_or(f64::is_finite), "{found:?}");
                            assert_eq!(found, test(zone, &place, &radii));
                        }
                    }
                }
            }
        }
    }
});
