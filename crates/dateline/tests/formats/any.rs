//! Any bytes in any format: nothing panics, every span is right, every citation lies in its input.

use crate::{CODER, gzip};
use dateline::read::READERS;
use proptest::prelude::*;

const SAMPLES: &[&[u8]] = &[
    include_bytes!("../samples/story.html"),
    include_bytes!("../samples/feed.rss"),
    include_bytes!("../samples/feed.atom"),
    include_bytes!("../samples/feed.json"),
    include_bytes!("../samples/message.newsml"),
    include_bytes!("../samples/item.nitf"),
    include_bytes!("../samples/table.csv"),
];

/// A web archive of the samples, its records packed one by one or not at all.
fn archive(packed: bool) -> Vec<u8> {
    let record = |block: &&[u8]| {
        let block = [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", *block].concat();
        let head = format!("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {}\r\n\r\n", block.len());
        let record = [head.as_bytes(), &block, b"\r\n\r\n"].concat();
        if packed { gzip(&record) } else { record }
    };
    SAMPLES.iter().take(3).flat_map(record).collect()
}

fn sound(bytes: &[u8], name: &str) {
    crate::sound::input(bytes, name, &CODER);
}

fn names() -> impl Strategy<Value = &'static str> {
    let mut names: Vec<&'static str> = READERS.iter().map(|reader| reader.name).collect();
    names.push("none");
    prop::sample::select(names)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn bytes_at_random(bytes in prop::collection::vec(any::<u8>(), 0..600), name in names()) {
        sound(&bytes, name);
    }

    #[test]
    fn marks_at_random(text in "[<>&;/!\\[\\]{}\"'= \r\n,\tapWARC.:0-9é-]{0,400}", name in names()) {
        sound(text.as_bytes(), name);
    }

    #[test]
    fn samples_with_a_part_cut_out_doubled_or_overwritten(
        which in 0..SAMPLES.len() + 2,
        at in any::<prop::sample::Index>(),
        length in 0_usize..400,
        change in 0..3,
        noise in any::<u8>(),
        name in names(),
    ) {
        let mut bytes = match SAMPLES.get(which) {
            Some(sample) => sample.to_vec(),
            None => archive(which == SAMPLES.len()),
        };
        let start = at.index(bytes.len());
        let end = (start + length).min(bytes.len());
        match change {
            0 => drop(bytes.drain(start..end)),
            1 => {
                let part = bytes[start..end].to_vec();
                bytes.splice(start..start, part);
            }
            _ => bytes[start..end].fill(noise),
        }
        sound(&bytes, name);
        let own = if which >= SAMPLES.len() { "warc" } else { "none" };
        sound(&bytes, own);
    }
}
