//! The map of the house: who may depend on whom, third parties included. `ARCHITECTURE.md` says why.
//!
//! A new arrow is a line here and a reason there. A line that no crate follows any more must go.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

/// Each crate, and what it may depend on: our own crates first, then third parties.
const MAP: &[(&str, &[&str])] = &[
    ("dateline-record", &["jiff", "sha2", "smol_str"]),
    (
        "dateline-syntax",
        &["dateline-record", "matrixmultiply", "rustc-hash", "sha2", "smol_str", "thiserror"],
    ),
    (
        "dateline-lexicon",
        &[
            "dateline-record",
            "jiff",
            "rustc-hash",
            "serde",
            "sha2",
            "smol_str",
            "toml",
            "unicode-normalization",
        ],
    ),
    ("dateline-extract", &["dateline-lexicon", "dateline-record", "jiff", "rustc-hash", "smol_str"]),
    ("dateline-published", &["schemars", "serde", "serde_json"]),
    (
        "dateline-monitor",
        &["dateline-lexicon", "geographiclib-rs", "jiff", "schemars", "serde", "serde_json", "toml"],
    ),
    ("dateline-store", &["dateline-published", "rusqlite", "serde", "serde_json", "sha2", "thiserror"]),
    ("dateline-incidents", &["dateline-record", "jiff", "rustc-hash", "serde", "sha2", "smol_str"]),
    ("dateline-data", &[]),
    ("dateline-models", &[]),
    (
        "dateline",
        &[
            "dateline-data",
            "dateline-extract",
            "dateline-incidents",
            "dateline-lexicon",
            "dateline-models",
            "dateline-monitor",
            "dateline-published",
            "dateline-record",
            "dateline-syntax",
            "chardetng",
            "csv",
            "encoding_rs",
            "flate2",
            "jiff",
            "quick-xml",
            "serde",
            "serde_json",
            "smol_str",
            "thiserror",
            "toml",
            "whatlang",
        ],
    ),
    ("dateline-columnar", &["arrow-array", "arrow-schema", "dateline", "parquet", "serde_json"]),
    (
        "dateline-serve",
        &[
            "dateline",
            "dateline-store",
            "axum",
            "jiff",
            "maud",
            "rustc-hash",
            "serde_json",
            "sha2",
            "thiserror",
            "tokio",
            "tower-http",
            "utoipa",
            "utoipa-axum",
        ],
    ),
    (
        "dateline-python",
        &[
            "dateline",
            "dateline-columnar",
            "dateline-store",
            "arrow-array",
            "arrow-schema",
            "jiff",
            "pyo3",
            "rayon",
            "serde",
            "serde_json",
        ],
    ),
    (
        "dateline-cli",
        &[
            "dateline",
            "dateline-columnar",
            "dateline-models",
            "dateline-serve",
            "dateline-store",
            "clap",
            "clap_complete",
            "clap_mangen",
            "csv",
            "ctrlc",
            "flate2",
            "indicatif",
            "jiff",
            "mimalloc",
            "rayon",
            "rustix",
            "serde",
            "serde_json",
            "toml",
            "ureq",
        ],
    ),
];

/// What tests and benches may use besides.
const TESTS: &[(&str, &[&str])] = &[
    ("dateline-syntax", &["dateline-models", "divan", "flate2", "proptest"]),
    ("dateline-monitor", &["proptest"]),
    ("dateline-store", &["dateline"]),
    ("dateline-incidents", &["divan", "serde_json"]),
    ("dateline-columnar", &["bytes", "jiff"]),
    ("dateline", &["divan", "expect-test", "jsonschema", "proptest"]),
    ("dateline-serve", &["tower"]),
    ("dateline-cli", &["assert_cmd", "expect-test", "jsonschema"]),
];

type Arrows = BTreeSet<(String, String)>;

fn allowed(map: &[(&str, &[&str])]) -> Arrows {
    map.iter().flat_map(|(from, to)| to.iter().map(|to| ((*from).to_owned(), (*to).to_owned()))).collect()
}

/// The workspace as cargo sees it: `kinds` are those of `cargo metadata`, `null` being a plain dependency.
fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON")
}

fn arrows(metadata: &Value, kinds: &[Option<&str>]) -> Arrows {
    let mut found = Arrows::new();
    for package in metadata["packages"].as_array().expect("packages") {
        let from = package["name"].as_str().expect("a package has a name");
        for dependency in package["dependencies"].as_array().expect("dependencies") {
            if kinds.contains(&dependency["kind"].as_str()) {
                found.insert((from.to_owned(), dependency["name"].as_str().expect("a name").to_owned()));
            }
        }
    }
    found
}

#[track_caller]
fn same(found: &Arrows, allowed: &Arrows) {
    let show = |arrows: Vec<&(String, String)>, what: &str| -> Vec<String> {
        arrows.iter().map(|(from, to)| format!("{what}: {from} → {to}")).collect()
    };
    let mut wrong = show(found.difference(allowed).collect(), "not on the map");
    wrong.extend(show(allowed.difference(found).collect(), "on the map but gone"));
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn no_crate_depends_on_what_the_map_does_not_show() {
    same(&arrows(&metadata(), &[None, Some("build")]), &allowed(MAP));
}

#[test]
fn tests_use_what_the_map_shows() {
    same(&arrows(&metadata(), &[Some("dev")]), &allowed(TESTS));
}

#[test]
fn every_crate_is_on_the_map() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let crates: BTreeSet<&str> = packages.map(|package| package["name"].as_str().unwrap()).collect();
    let on_the_map: BTreeSet<&str> = MAP.iter().map(|(name, _)| *name).collect();
    assert_eq!(crates, on_the_map);
}

/// The one file that may hold what the compiler does not check; each block there says why it holds.
const KERNELS: &str = "crates/syntax/src/network/kernels.rs";

#[test]
fn only_the_kernels_do_what_the_compiler_does_not_check() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut open: Vec<_> = ["crates", "data", "models"].iter().map(|folder| root.join(folder)).collect();
    let mut read = 0;
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                let passed = ["target", "node_modules"].contains(&name.as_str()) || name.starts_with('.');
                open.extend(Some(path).filter(|_| !passed));
            } else if name.ends_with(".rs") {
                read += 1;
                let text = std::fs::read_to_string(&path).unwrap();
                let found = text.lines().any(|line| {
                    let code = line.split("//").next().unwrap_or_default();
                    // Not in quotation marks: a header of HTTP is called so, and this test.
                    let code: String = code.split('"').step_by(2).collect();
                    code.contains("unsafe")
                });
                assert!(!found || path.ends_with(KERNELS), "{} says `unsafe`", path.display());
            }
        }
    }
    assert!(read > 200, "{read} files");
}

/// A crate may only depend on crates that stand above it in the map, so nothing runs uphill or in a circle.
#[test]
fn the_map_runs_downhill() {
    let order: BTreeMap<&str, usize> = MAP.iter().enumerate().map(|(at, (name, _))| (*name, at)).collect();
    for (from, to) in MAP.iter().flat_map(|(from, all)| all.iter().map(move |to| (from, to))) {
        if let Some(below) = order.get(to) {
            assert!(below < &order[from], "{from} → {to} runs uphill");
        }
    }
}
