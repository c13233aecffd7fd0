//! The whole path of `read`, on one core: sentences a second from text to reading, and to its JSON line.

use dateline::export::{Read, exporter};
use dateline::{Coder, Document, Origin};
use divan::Bencher;
use divan::counter::ItemsCount;
use std::sync::LazyLock;

fn main() {
    divan::main();
}

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

/// The stories of `cases/`, without their expected records.
static STORIES: LazyLock<Vec<Document>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../cases");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("cases/ is there").flatten().map(|e| e.path()).collect();
    paths.sort();
    let texts = paths
        .iter()
        .filter(|p| p.extension().is_some_and(|e| e == "md"))
        .map(|path| std::fs::read_to_string(path).expect("a case can be read"));
    let story = |text: String| {
        let body = text.splitn(3, "+++").nth(2)?.to_owned();
        body.split("```toml").next().map(|s| s.trim().to_owned())
    };
    texts.filter_map(story).map(|text| CODER.document(text, Origin::default())).collect()
});

fn sentences() -> usize {
    let mut reader = CODER.reader();
    STORIES.iter().map(|d| reader.analyze(d).sentences.len()).sum()
}

#[divan::bench]
fn read(bencher: Bencher) {
    let mut reader = CODER.reader();
    let count = sentences();
    bencher.counter(ItemsCount::new(count)).bench_local(|| {
        for document in STORIES.iter() {
            divan::black_box(reader.read(document.clone()));
        }
    });
}

#[divan::bench]
fn analyze(bencher: Bencher) {
    let mut reader = CODER.reader();
    let count = sentences();
    bencher.counter(ItemsCount::new(count)).bench_local(|| {
        for document in STORIES.iter() {
            divan::black_box(reader.analyze(document));
        }
    });
}

#[divan::bench]
fn read_to_json(bencher: Bencher) {
    let mut reader = CODER.reader();
    let count = sentences();
    let json = exporter("jsonl").expect("jsonl is a format");
    bencher.counter(ItemsCount::new(count)).bench_local(|| {
        let mut out = vec![];
        for document in STORIES.iter() {
            let (reading, analysis) = reader.read_with_analysis(document.clone());
            let read = Read { coder: &CODER, reading: &reading, analysis: &analysis, colour: false };
            (json.write)(&read, &mut out).expect("writing to memory");
        }
        divan::black_box(out.len())
    });
}

#[divan::bench]
fn load_everything() -> Coder {
    Coder::built_in()
}
