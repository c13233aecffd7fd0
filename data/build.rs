//! Lists the data files, so that adding one needs no line of code.

use std::fmt::Write as _;
use std::path::Path;

fn main() {
    let root = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets it for build scripts");
    let mut paths = vec![];
    for folder in ["actors", "monitor", "ontology", "patterns", "places"] {
        println!("cargo::rerun-if-changed={folder}");
        let Ok(entries) = std::fs::read_dir(Path::new(&root).join(folder)) else { continue };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if [".toml", ".tsv", ".gaz"].iter().any(|ending| name.ends_with(ending)) {
                paths.push(format!("{folder}/{name}"));
            }
        }
    }
    println!("cargo::rerun-if-changed=known_failures.toml");
    paths.push("known_failures.toml".to_owned());
    let mut gazetteers = vec![];
    paths.retain(|path: &String| {
        let binary = path.ends_with(".gaz");
        if binary {
            gazetteers.push(path.clone());
        }
        !binary
    });
    // Directory order differs between machines; the digest of the data must not.
    paths.sort();
    gazetteers.sort();
    let out = std::env::var("OUT_DIR").expect("cargo sets it for build scripts");
    for (file, include, paths) in
        [("files.rs", "include_str", &paths), ("gazetteers.rs", "include_bytes", &gazetteers)]
    {
        let mut list = String::from("&[\n");
        for path in paths {
            // Without the name of this folder: two builds in different folders make the same program.
            writeln!(list, "    ({path:?}, {include}!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/{path}\"))),")
                .expect("writing to a String cannot fail");
        }
        list.push(']');
        std::fs::write(Path::new(&out).join(file), list).expect("the build folder can be written");
    }
}
