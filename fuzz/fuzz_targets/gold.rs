//! Any text is an expert's reading, a case, pairs, siblings, or a list of owners, or is refused; what is accepted is compared
//! with a reading of nothing. What stands behind a line of `%%%` is the story.
#![no_main]

use dateline::gold::{self, Gold};
use dateline::{Coder, cases, merging};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

fuzz_target!(|given: &str| {
    let (toml, story) = given.split_once("\n%%%\n").unwrap_or((given, ""));
    let _ = Gold::story_of(toml);
    if let Ok(gold) = Gold::new(toml, story) {
        let read = CODER.reader().read(gold.document(&CODER));
        let (lines, _) = gold::compare(&gold, &read);
        assert!(lines.iter().all(|line| !line.kind.is_empty()));
    }
    if let Ok(case) = cases::parse(given) {
        let read = CODER.reader().read(case.document(&CODER));
        let outcome = cases::compare(&case, &read);
        let _ = cases::marked(given, &outcome);
    }
    let _ = merging::siblings::Expected::read(given);
    let _ = merging::pairs::read(given);
    let _ = merging::owners(given);
});
