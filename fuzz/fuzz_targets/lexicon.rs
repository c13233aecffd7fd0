//! Any TOML is a data file or is refused with its lines, alone and beside a small dictionary that it may refer to. What is
//! accepted has the same digest again. Marked examples stand in their sentence.
#![no_main]

use dateline_lexicon::{Example, Lexicon, SourceFile};
use libfuzzer_sys::fuzz_target;

const BASE: &str = include_str!("../seeds/lexicon/base.toml");

fuzz_target!(|text: &str| {
    let file = SourceFile::new("own.toml", text);
    for files in [vec![file.clone()], vec![SourceFile::new("base.toml", BASE), file]] {
        match Lexicon::load(&files) {
            Ok(lexicon) => {
                let again = Lexicon::load(&files).expect("what was accepted is accepted again");
                assert_eq!(again.digest, lexicon.digest);
            }
            Err(problems) => {
                assert!(!problems.is_empty());
                for problem in problems {
                    assert!(problem.line >= 1 && problem.line <= text.lines().count().max(BASE.lines().count()) + 1);
                }
            }
        }
    }
    if let Ok(example) = Example::read(text) {
        for marked in &example.marked {
            assert!(example.text.get(marked.span.range()).is_some());
        }
    }
});
