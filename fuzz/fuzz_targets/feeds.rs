//! Any bytes are a feed: RSS, Atom, JSON Feed, or whatever their first bytes tell.
#![no_main]

use dateline::Coder;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

#[path = "../../crates/dateline/tests/sound/mod.rs"]
mod sound;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

fuzz_target!(|bytes: &[u8]| {
    for format in ["feed", "jsonfeed", "by itself"] {
        sound::input(bytes, format, &CODER);
    }
});
