//! Prints the CoNLL-U analysis of standard input: `parse MODEL < story.txt`.

use dateline_record::Span;
use dateline_syntax::{Model, conllu};
use std::error::Error;
use std::io::Read as _;

#[expect(clippy::print_stdout, reason = "an example shows what it does")]
fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: parse MODEL < TEXT")?;
    let model = Model::load(&std::fs::read(path)?)?;
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let analysis = model.parser().analyze(&text, &[Span::of(0..text.len())]);
    print!("{}", conllu::write(&text, &analysis, "stdin"));
    Ok(())
}
