//! Lists the files of `assets/`, so that one folder is all that has to be kept in step.

use std::fmt::Write as _;
use std::path::Path;

fn main() {
    let folder =
        Path::new(&std::env::var("CARGO_MANIFEST_DIR").expect("cargo names the folder")).join("assets");
    println!("cargo:rerun-if-changed={}", folder.display());
    let mut names: Vec<String> = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| !name.starts_with('.') && folder.join(name).is_file())
        .collect();
    names.sort();
    let mut list = String::from("&[\n");
    for name in names {
        // Without the name of this folder: two builds in different folders make the same program.
        let path = format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?})", format!("/assets/{name}"));
        let _ = writeln!(list, "    ({name:?}, include_bytes!({path}) as &[u8]),");
    }
    list.push_str("]\n");
    let out = std::env::var("OUT_DIR").expect("cargo names the folder");
    std::fs::write(Path::new(&out).join("assets.rs"), list).expect("the list can be written");
}
