//! `dateline places`: an overlay from a dump, and reading with it.

use crate::{dateline, run};

/// A made-up village in the form of a GeoNames dump, and a road, which is no place.
const DUMP: &str = "9000001\tKafr Testiyah\tKafr Testiyah\tKfar Testia,كفر\t36.3\t37.05\tP\tPPL\tSY\t\t09\t\t\t\t0\t\t300\tAsia/Damascus\t2020-01-01\n\
9000002\tRoad 5\tRoad 5\t\t36.3\t37.05\tR\tRD\tSY\t\t09\t\t\t\t0\t\t300\tAsia/Damascus\t2020-01-01\n";

#[test]
fn an_overlay_adds_a_village_without_a_build() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("overlay");
    std::fs::create_dir_all(&folder).unwrap();
    let dump = folder.join("SY.txt");
    std::fs::write(&dump, DUMP).unwrap();
    let more = folder.join("more");
    let gazetteer = more.join("places/syria.gaz");
    run(&mut dateline(&["places", "import", dump.to_str().unwrap(), "-o", gazetteer.to_str().unwrap()]), 0);
    let data = more.to_str().unwrap();
    let (found, _) = run(&mut dateline(&["places", "find", "Kfar Testia", "--data", data]), 0);
    assert!(found.starts_with("geonames:9000001  Kafr Testiyah (SYR)  city  36.30 37.05"), "{found}");
    let story = "Shells fell on the village of Kafr Testiyah in Syria.";
    let read = |more: &[&str]| {
        let arguments: Vec<&str> = ["read", "-", "--format", "jsonl"].iter().chain(more).copied().collect();
        run(dateline(&arguments).write_stdin(story), 0).0
    };
    assert!(read(&["--data", data]).contains("geonames:9000001"));
    assert!(!read(&[]).contains("geonames:9000001"));
}

/// The same village as NGA's GNS has it: two rows for two names, the approved one behind.
const GNS: &str = "UFI\tNT\tFULL_NAME_RO\tLAT_DD\tLONG_DD\tDESIG_CD\tCC_FT\tADM1\n\
-9000001\tV\tKfar Testia\t36.3\t37.05\tPPL\tSYR\t09\n\
-9000001\tN\tKafr Testiyah\t36.3\t37.05\tPPL\tSYR\t09\n";

#[test]
fn dumps_of_two_kinds_keep_their_own_ids() {
    let folder = crate::folder("two-dumps");
    let (one, two) = (crate::file(&folder, "SY.txt", DUMP), crate::file(&folder, "gns.txt", GNS));
    let more = folder.join("more");
    let gazetteer = more.join("places/syria.gaz").display().to_string();
    let (told, _) = run(&mut dateline(&["places", "import", &one, &two, "-o", &gazetteer]), 0);
    assert!(told.starts_with("2 places, "), "{told}");
    let (found, _) =
        run(&mut dateline(&["places", "find", "Kafr Testiyah", "--data", &more.display().to_string()]), 0);
    assert!(found.contains("geonames:9000001  ") && found.contains("gns:9000001  "), "{found}");
}

#[test]
fn places_that_lie_nowhere_are_no_places() {
    let folder = crate::folder("nowhere");
    let output = folder.join("out.gaz").display().to_string();
    for wrong in ["NaN", "91", "-inf", "1e300", ""] {
        let file = crate::file(&folder, "SY.txt", DUMP.replacen("36.3", wrong, 1));
        let (_, told) = run(&mut dateline(&["places", "import", &file, "-o", &output]), 65);
        assert!(told.contains(&format!("SY.txt:1: `{wrong}` is no latitude")), "{told}");
    }
}

#[test]
fn a_file_that_is_no_dump_is_named_with_its_line() {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-dump.txt");
    std::fs::write(&file, "one\ttwo\n").unwrap();
    let output = file.with_extension("gaz");
    let (_, told) =
        run(&mut dateline(&["places", "import", file.to_str().unwrap(), "-o", output.to_str().unwrap()]), 65);
    assert!(told.contains("no-dump.txt:1: a row of a GeoNames dump has 19 cells, this one 2"), "{told}");
}
