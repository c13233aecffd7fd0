//! Words a second of each stage: `cargo bench -p dateline-syntax`.
//!
//! The text is ours: a short wire story whose words are varied so that it is not all in the cache of types.

use dateline_record::Span;
use dateline_syntax::{Kernel, Model, tokenise};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

fn main() {
    divan::main();
}

const PLACES: [&str; 8] = ["Idlib", "Goma", "Kharkiv", "Omdurman", "Rafah", "Marib", "Sittwe", "Stepanakert"];
const STORY: &str = "PLACE (Agency) — Government forces shelled a market in PLACE on Tuesday, killing at least NUMBER \
people and wounding dozens, local officials and aid workers said. “They hit us without warning,” said a trader \
who gave his name as Ali. The army denied that it had struck civilians, and blamed Turkish-backed rebels for the \
attack. The United Nations envoy, who is due to meet the foreign ministers of three neighbouring countries next \
week, called on both sides to respect the truce they signed in March. It wasn't clear whether talks planned for \
Sunday would go ahead, a spokeswoman for the mediators said.\n\n";

fn text() -> String {
    (0..200)
        .map(|i| {
            STORY.replace("PLACE", PLACES[i % PLACES.len()]).replace("NUMBER", &(i * 7 % 90 + 2).to_string())
        })
        .collect()
}

fn bytes() -> Vec<u8> {
    std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../../models/english.model"))
        .expect("the model ships")
}

fn sentences(text: &str) -> Vec<Vec<String>> {
    let words = |sentence: Vec<tokenise::Piece>| {
        sentence.iter().map(|piece| text[piece.start..piece.end].to_owned()).collect()
    };
    tokenise::sentences(text, Span::of(0..text.len())).into_iter().map(words).collect()
}

fn kernels() -> Vec<&'static str> {
    Kernel::available().iter().map(|kernel| kernel.name()).collect()
}

#[divan::bench]
fn tokenise_text(bencher: Bencher<'_, '_>) {
    let text = text();
    let words: usize = sentences(&text).iter().map(Vec::len).sum();
    bencher
        .counter(ItemsCount::new(words))
        .bench(|| tokenise::sentences(black_box(&text), Span::of(0..text.len())));
}

#[divan::bench(args = kernels())]
fn tag_and_parse(bencher: Bencher<'_, '_>, kernel: &str) {
    let kernel = Kernel::available().into_iter().find(|it| it.name() == kernel).expect("it was listed");
    let model = Model::load_for(&bytes(), kernel).expect("the model is whole");
    let sentences = sentences(&text());
    let mut parser = model.parser();
    let words: usize = sentences.iter().map(Vec::len).sum();
    bencher.counter(ItemsCount::new(words)).bench_local(|| parser.parse(black_box(&sentences)));
}

#[divan::bench]
fn analyze(bencher: Bencher<'_, '_>) {
    let model = Model::load(&bytes()).expect("the model is whole");
    let text = text();
    let words: usize = sentences(&text).iter().map(Vec::len).sum();
    let mut parser = model.parser();
    bencher
        .counter(ItemsCount::new(words))
        .bench_local(|| parser.analyze(black_box(&text), &[Span::of(0..text.len())]));
}

#[divan::bench]
fn load(bencher: Bencher<'_, '_>) {
    let bytes = bytes();
    bencher.bench(|| Model::load(black_box(&bytes)).expect("the model is whole"));
}
