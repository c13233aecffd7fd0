//! Bytes that are no model are refused. So that more than the checksum is tried, the bytes are also taken
//! as content under a right header, and as a change somewhere in the model that ships.
#![no_main]

use dateline_record::Span;
use dateline_syntax::Model;
use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};

static SHIPPED: &[u8] = include_bytes!("../../models/english.model");
const HEADER: usize = 8 + 4 + 8 + 32;

fn sealed(content: &[u8]) -> Vec<u8> {
    let mut file = SHIPPED[..12].to_vec();
    file.extend((content.len() as u64).to_le_bytes());
    file.extend(Sha256::digest(content));
    file.extend(content);
    file
}

fuzz_target!(|bytes: &[u8]| {
    let _ = Model::load(bytes);
    let _ = Model::load(&sealed(bytes));
    // The whole model takes a tenth of a second: one input in sixteen.
    let [0x00..=0x0f, a, b, c, change @ ..] = bytes else { return };
    let place = (usize::from(*a) << 16 | usize::from(*b) << 8 | usize::from(*c)) % (SHIPPED.len() - HEADER);
    let mut content = SHIPPED[HEADER..].to_vec();
    let end = content.len().min(place + change.len());
    content[place..end].copy_from_slice(&change[..end - place]);
    if let Ok(model) = Model::load(&sealed(&content)) {
        let text = "Rebels shelled the town's market on Tuesday.";
        model.parser().analyze(text, &[Span::of(0..text.len())]);
    }
});
