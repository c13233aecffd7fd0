//! Any text is read: spans, numbers and trees hold, and the published record comes back from its JSON with every quote
//! found again by its span. Every other text has a day of publication.
#![no_main]

use dateline::{Coder, Origin, PublishedBasis};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

#[path = "../../crates/dateline/tests/sound/mod.rs"]
mod sound;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

fuzz_target!(|text: &str| {
    let dated = text.len() % 2 == 0;
    let published = dated.then(|| "2019-03-14".parse().ok()).flatten().map(|day| (day, PublishedBasis::User));
    let origin = Origin { published, language: Some("en".into()), ..Origin::default() };
    let document = CODER.document(text.to_owned(), origin);
    let (reading, analysis) = CODER.reader().read_with_analysis(document);
    sound::reading(&reading, &analysis, text);
    sound::published(&reading);
});
