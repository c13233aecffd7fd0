//! The data files, embedded. `docs/data.md` says what they hold; `--data DIR` reads others in their place.

/// Path below `data/` and text of every file, sorted by path.
pub const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));
