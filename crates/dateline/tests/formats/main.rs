//! Inputs of every format: what text, what sections, what is known of a document, and what becomes of broken ones.

mod any;
mod feed;
mod hostile;
mod html;
mod newsml;
#[expect(dead_code, reason = "what is asked of readings is used by other tests")]
#[path = "../sound/mod.rs"]
mod sound;
mod table;
mod warc;

use dateline::read::{Failed, Item, Options, documents};
use dateline::{Coder, Document};
use std::fmt::Write;
use std::sync::LazyLock;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::built_in);

/// The documents of an input of that name.
fn read(name: &str, bytes: &[u8]) -> Vec<Item> {
    read_with(name, bytes, &Options::default())
}
fn read_with(name: &str, bytes: &[u8], options: &Options) -> Vec<Item> {
    documents(&CODER, Box::new(bytes), name, None, options).collect()
}
/// The only document of an input.
#[track_caller]
fn one(name: &str, bytes: &[u8]) -> Document {
    let mut all = read(name, bytes);
    assert_eq!(all.len(), 1, "one document");
    all.remove(0).expect("it can be read")
}
fn failure(item: &Item) -> &Failed {
    item.as_ref().expect_err("it cannot be read")
}

/// What is known of a document and its text by sections.
fn show(document: &Document) -> String {
    let origin = &document.origin;
    let mut out = String::new();
    let mut field = |name: &str, value: Option<&str>| {
        if let Some(value) = value {
            writeln!(out, "{name} {value}").expect("a String takes all");
        }
    };
    field("key", origin.key.as_deref());
    field("source", origin.source.as_deref());
    field("url", origin.url.as_deref());
    field("title", origin.title.as_deref());
    field("published", origin.published.map(|(day, basis)| format!("{day} {basis}")).as_deref());
    field("language", origin.language.as_deref());
    if let Some(e) = &origin.edition {
        let version = e.version.as_deref().unwrap_or("-");
        field("edition", Some(&format!("{} {version} {} {}", e.guid, e.status, e.change)));
        e.supersedes.iter().for_each(|guid| field("supersedes", Some(guid)));
        field("to editors", e.note.as_deref());
    }
    origin.notes.iter().for_each(|note| field("note", Some(&note.code)));
    for section in &document.sections {
        field(section.kind.as_str(), Some(&format!("“{}”", document.quote(section.span).replace('\n', "⏎"))));
    }
    out
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
    gzip.write_all(bytes).expect("memory takes all");
    gzip.finish().expect("memory takes all")
}
