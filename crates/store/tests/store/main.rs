//! What a record promises, held against real readings of sentences of our own.

mod editions;
mod finding;
mod going_in;
mod health;
mod incidents;
mod reading_anew;
mod reviews;
mod schema;
mod trouble;

use dateline::export::json::record;
use dateline::{Coder, Origin};
use dateline_store::{Citation, Edition, Given, Item, Stamp, Store};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

/// A folder that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("dateline-store-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder for the test can be made");
        Folder(path)
    }
    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}
impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn given(text: &str, outlet: &str, published: &str) -> Given {
    let some = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
    Given {
        text: text.into(),
        outlet: some(outlet),
        published: some(published),
        published_basis: if published.is_empty() { "none" } else { "metadata" }.into(),
        language: "en".into(),
        citation: Citation { input: Some("news.jsonl".into()), ..Citation::default() },
        ..Given::default()
    }
}

fn edition(guid: &str, version: &str) -> Option<Edition> {
    Some(Edition {
        guid: guid.into(),
        version: Some(version.into()).filter(|v: &String| !v.is_empty()),
        status: "usable".into(),
        change: "update".into(),
        ..Edition::default()
    })
}

fn read_as(given: Given, model: &str) -> Item {
    let published = given.published.as_ref().and_then(|day| day.parse().ok());
    let origin = Origin {
        source: given.outlet.clone(),
        url: given.url.clone(),
        title: given.title.clone(),
        published: published.map(|day| (day, dateline::PublishedBasis::Metadata)),
        language: Some(given.language.clone()).filter(|l| !l.is_empty()),
        ..Origin::default()
    };
    let reading = CODER.reader().read(CODER.document(given.text.clone(), origin));
    Item::read(given, record(&reading, model, &CODER.lexicon.digest)).expect("records are JSON")
}

fn read(given: Given) -> Item {
    read_as(given, "model-1")
}

const NEWS: &[(&str, &str, &str)] = &[
    (
        "Rebels shelled the town of Idlib on Monday, killing at least 12 people, residents said.",
        "Courier",
        "2024-05-07",
    ),
    (
        "The Israeli army struck Damascus overnight, Syria's foreign ministry said. Israel denied attacking the city.",
        "Herald",
        "2024-05-08",
    ),
    (
        "Russia and Ukraine signed an agreement on the exchange of prisoners in Istanbul on 3 June 2024.",
        "Courier",
        "2024-06-04",
    ),
    ("Al-Shabaab fighters seized the town of Baidoa, a “witness” said — the army fled.", "", ""),
    (
        "Turkish warplanes bombed a village near Afrin. Between 10 and 15 civilians were killed.",
        "Herald",
        "2024-05-08",
    ),
];

/// A file that has not changed.
const STAMP: Option<Stamp> = Some(Stamp { size: 1000, modified: 7 });
/// The same file, changed.
const CHANGED: Option<Stamp> = Some(Stamp { size: 1000, modified: 8 });

fn filled(path: &Path) -> Store {
    let mut store = Store::create(path).expect("a record can be made");
    let input = store.input("news.jsonl", "{}", STAMP).expect("an input can be opened");
    let items: Vec<Item> = NEWS.iter().map(|(text, outlet, day)| read(given(text, outlet, day))).collect();
    store.put(&input, 0, &items).expect("documents go in");
    store.finish(&input, NEWS.len() as u64, None, None).expect("an input can be finished");
    assert_eq!(store.faults().expect("the file can be checked"), [""; 0]);
    store
}

fn dump(store: &Store) -> String {
    let mut out = vec![];
    store.dump(&mut out).expect("a record can be dumped");
    String::from_utf8(out).expect("a dump is text")
}

/// One number out of the file, as another program would read it.
fn count(path: &Path, sql: &str) -> i64 {
    let db = rusqlite::Connection::open(path).expect("the file opens");
    db.query_row(sql, [], |row| row.get(0)).unwrap_or_else(|error| panic!("{error}: {sql}"))
}
