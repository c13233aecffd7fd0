//! The built-in gazetteer, on one core: loading it, and finding its names in running text.

use dateline::Coder;
use dateline::gazetteer::Gazetteer;
use divan::Bencher;
use divan::counter::BytesCount;
use std::sync::LazyLock;

fn main() {
    divan::main();
}

static GAZETTEERS: LazyLock<Vec<Gazetteer>> = LazyLock::new(Coder::built_in_gazetteers);

/// The stories of `cases/`, as one text.
static TEXT: LazyLock<String> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../cases");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("cases/ is there").flatten().map(|e| e.path()).collect();
    paths.sort();
    let texts = paths.iter().filter(|p| p.extension().is_some_and(|e| e == "md"));
    texts.map(|path| std::fs::read_to_string(path).expect("a case can be read")).collect()
});

#[divan::bench]
fn load() -> Vec<Gazetteer> {
    Coder::built_in_gazetteers()
}

/// Cutting the text into wordlets, which every dictionary needs.
#[divan::bench]
fn cut(bencher: Bencher) {
    bencher.counter(BytesCount::of_str(&**TEXT)).bench(|| dateline::gazetteer::wordlets(&TEXT).len());
}

/// Finding the longest name at every wordlet.
#[divan::bench]
fn match_names(bencher: Bencher) {
    let cut = dateline::gazetteer::wordlets(&TEXT);
    bencher.counter(BytesCount::of_str(&**TEXT)).bench(|| {
        let mut found = 0;
        let mut at = 0;
        while at < cut.len() {
            let name = GAZETTEERS.iter().filter_map(|g| g.longest(&cut, at)).max_by_key(|n| n.wordlets);
            found += usize::from(name.is_some());
            at += name.map_or(1, |n| n.wordlets);
        }
        found
    });
}
