//! CoNLL-U: tokens, tags and trees.

use super::Read;
use std::io::Write;

pub(super) fn write(read: &Read, out: &mut dyn Write) -> std::io::Result<()> {
    let document = &read.reading.document;
    let key = document.origin.key.as_deref().unwrap_or(document.id().as_str());
    let key: String = key.chars().map(|c| if c.is_whitespace() { '_' } else { c }).collect();
    writeln!(out, "# newdoc id = {key}")?;
    out.write_all(dateline_syntax::conllu::write(document.text(), read.analysis, &key).as_bytes())
}
