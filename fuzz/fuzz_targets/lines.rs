//! Any bytes are JSON lines, a table, or plain text.
#![no_main]

use dateline::Coder;
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

#[path = "../../crates/dateline/tests/sound/mod.rs"]
mod sound;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

fuzz_target!(|bytes: &[u8]| {
    for format in ["jsonl", "csv", "tsv", "text"] {
        sound::input(bytes, format, &CODER);
    }
});
