//! Trains a model: `train [epochs=N] [layers=N] … -- MODEL DEV TRAIN…` (CoNLL-U, gzip or plain).

use dateline_syntax::conllu::{self, Sentence};
use dateline_syntax::train::{Options, train};
use std::error::Error;
use std::io::Read as _;

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
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (settings, paths): (Vec<&String>, Vec<&String>) = arguments.iter().partition(|a| a.contains('='));
    let [model, development, training @ ..] = &paths[..] else {
        return Err("usage: train [epochs=N] [seed=N] [layers=N] MODEL DEV TRAIN…".into());
    };
    let mut options = Options::default();
    for (name, value) in settings.iter().filter_map(|setting| setting.split_once('=')) {
        match name {
            "epochs" => options.epochs = value.parse()?,
            "seed" => options.seed = value.parse()?,
            "layers" => options.layers = value.parse()?,
            "patience" => options.patience = value.parse()?,
            "rate" => options.rate = value.parse()?,
            "dropout" => options.dropout = value.parse()?,
            "teachers" => options.teachers = value.parse()?,
            "teacher_epochs" => options.teacher_epochs = value.parse()?,
            "news" => options.news = value.parse()?,
            "batch" => options.batch = value.parse()?,
            _ => return Err(format!("no setting is called `{name}`").into()),
        }
    }
    let mut sentences = Vec::new();
    for path in training {
        sentences.extend(read(path)?);
    }
    let mut dev = Vec::new();
    for path in development.split(',') {
        dev.extend(read(path)?);
    }
    let start = std::time::Instant::now();
    let bytes = train(&options, &sentences, &[], &dev, &mut |progress| {
        let scores = progress.scores;
        println!(
            "{}epoch {:2}/{} loss {:.3} UPOS {:.2} XPOS {:.2} lemma {:.2} UAS {:.2} LAS {:.2} CLAS {:.2} after {:.0} s",
            progress.teacher.map(|n| format!("teacher {n} ")).unwrap_or_default(),
            progress.epoch,
            progress.epochs,
            progress.loss,
            scores.upos,
            scores.xpos,
            scores.lemma,
            scores.uas,
            scores.las,
            scores.clas,
            start.elapsed().as_secs_f64()
        );
    })?;
    std::fs::write(model, &bytes)?;
    Ok(())
}
