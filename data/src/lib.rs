//! The data files, embedded. `docs/data.md` says what they hold; `--data DIR` reads others in their place.

/// Path below `data/` and text of every file, sorted by path.
pub const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// Path below `data/` and bytes of every gazetteer, sorted by path.
pub const GAZETTEERS: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/gazetteers.rs"));
