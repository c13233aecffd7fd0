//! Any bytes are an agency item: NewsML-G2, NITF, or whatever their first bytes tell.
#![no_main]

use dateline::Coder;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

#[path = "../../crates/dateline/tests/sound/mod.rs"]
mod sound;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

fuzz_target!(|bytes: &[u8]| {
    for format in ["newsml", "nitf", "by itself"] {
        sound::input(bytes, format, &CODER);
    }
});
