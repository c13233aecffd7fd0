//! Scores a model on treebanks, with gold tokens and from raw text: `score MODEL TREEBANK…`.

use dateline_syntax::conllu::{self, Sentence};
use dateline_syntax::{Kernel, Model, evaluate};
use std::error::Error;
use std::io::Read as _;
use std::time::Instant;

fn read(path: &str) -> Result<Vec<Sentence>, Box<dyn Error>> {
    let bytes = std::fs::read(path)?;
    let mut text = String::new();
    if path.ends_with(".gz") {
        flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text)?;
    } else {
        text = String::from_utf8(bytes)?;
    }
    Ok(conllu::read(&text)?)
}

#[expect(clippy::print_stdout, reason = "an example shows what it does")]
fn main() -> Result<(), Box<dyn Error>> {
    let (settings, arguments): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("kernel="));
    let wanted =
        |kernel: &Kernel| settings.is_empty() || settings.contains(&format!("kernel={}", kernel.name()));
    let [model, treebanks @ ..] = &arguments[..] else { return Err("usage: score MODEL TREEBANK…".into()) };
    let bytes = std::fs::read(model)?;
    let start = Instant::now();
    let loaded = Model::load(&bytes)?;
    println!("{} bytes, digest {}, loaded in {:?}", bytes.len(), loaded.digest(), start.elapsed());
    for path in treebanks {
        let gold = read(path)?;
        for kernel in Kernel::available().into_iter().filter(wanted) {
            let model = Model::load_for(&bytes, kernel)?;
            let mut parser = model.parser();
            let words: usize = gold.iter().map(|sentence| sentence.words.len()).sum();
            let cold = Clock::start();
            let scores = evaluate::with_gold_tokens(&mut parser, &gold);
            let cold = words as f64 / cold.seconds();
            let sentences: Vec<Vec<_>> =
                gold.iter().map(|s| s.words.iter().map(|word| word.form.clone()).collect()).collect();
            let start = Clock::start();
            let rounds = 3;
            for _ in 0..rounds {
                std::hint::black_box(parser.parse(&sentences));
            }
            let speed = (rounds * words) as f64 / start.seconds();
            println!(
                "{path} gold {}: {}; {speed:.0} words/s ({cold:.0} cold with scoring)",
                kernel.name(),
                show(&scores)
            );
        }
        println!("{path} raw: {}", show(&evaluate::from_raw_text(&mut loaded.parser(), &gold)?));
    }
    Ok(())
}

/// Time this thread has worked, where the system tells; else time that has passed.
struct Clock {
    worked: Option<f64>,
    started: Instant,
}

impl Clock {
    fn start() -> Clock {
        Clock { worked: worked(), started: Instant::now() }
    }

    fn seconds(&self) -> f64 {
        match (self.worked, worked()) {
            (Some(before), Some(now)) => now - before,
            _ => self.started.elapsed().as_secs_f64(),
        }
    }
}

fn worked() -> Option<f64> {
    let statistics = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = statistics.split_whitespace().next()?.parse().ok()?;
    Some(nanoseconds / 1e9)
}

fn show(scores: &evaluate::Scores) -> String {
    scores.named().map(|(name, value)| format!("{name} {value:.2}")).join(" ")
}
