//! Any bytes are a web archive: pages, and what is wrong with the others. Packed or not.
#![no_main]

use dateline::Coder;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

#[path = "../../crates/dateline/tests/sound/mod.rs"]
mod sound;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

fuzz_target!(|bytes: &[u8]| {
    sound::input(bytes, "warc", &CODER);
});
