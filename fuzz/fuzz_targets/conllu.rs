//! Any text is read as CoNLL-U or refused; what is read gives running text.
#![no_main]

use dateline_syntax::conllu;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(sentences) = conllu::read(text) {
        let _ = conllu::plain_text(&sentences);
    }
});
