//! Any bytes are a page: a story, or nothing.
#![no_main]

use dateline::Coder;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

#[path = "../../crates/dateline/tests/sound/mod.rs"]
mod sound;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

fuzz_target!(|bytes: &[u8]| {
    sound::input(bytes, "html", &CODER);
});
