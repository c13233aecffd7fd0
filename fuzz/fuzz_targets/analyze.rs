//! Any text is analysed into trees, and written as CoNLL-U that can be read again.
#![no_main]

use dateline_record::Span;
use dateline_syntax::{Model, conllu};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    Model::load(include_bytes!("../../models/english.model")).expect("the model that ships is whole")
});

fuzz_target!(|text: &str| {
    let analysis = MODEL.parser().analyze(text, &[Span::of(0..text.len())]);
    for sentence in &analysis.sentences {
        let tokens = sentence.tokens();
        let roots = tokens.clone().filter(|&i| analysis.tokens[i].head as usize == i).count();
        assert_eq!(roots, 1);
        for index in tokens.clone() {
            assert!(tokens.contains(&(analysis.tokens[index].head as usize)));
        }
    }
    let written = conllu::write(text, &analysis, "fuzz");
    let read = conllu::read(&written).expect("what is written can be read");
    assert_eq!(read.len(), analysis.sentences.len());
});
