//! The trained English model that ships with `dateline`. Data, licence and scores: `README.md` beside it.

/// The model file, ready for `dateline_syntax::Model::load`.
pub const ENGLISH: &[u8] = include_bytes!("../english.model");
