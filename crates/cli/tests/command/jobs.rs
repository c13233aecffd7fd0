//! The number of threads changes nothing: not of what is written, not of what is told of broken inputs, nor in which order.

use crate::{dateline, file, folder};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;
use std::path::Path;

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    /// Below `sides`.
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }
    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.throw(of.len())]
    }
}

const SENTENCES: [&str; 12] = [
    "Rebels shelled the town of Idlib on Monday, killing at least 12 people, residents said.",
    "The army denied it had attacked Aleppo.",
    "Turkey and Iran agreed on Friday to a ceasefire in the north.",
    "He said that it would not withdraw.",
    "AMMAN, Jordan (Reuters) -",
    "MINISTER SAYS TALKS WILL GO ON",
    "Two days later, the governor met protesters near Port Sudan.",
    "\n\n",
    "El ejército bombardeó la ciudad el lunes, según dijeron los vecinos de la zona.",
    "(((\"“‘’”\"))) 1,000 – ½ 😀 e\u{301} \u{200b}",
    "Hamas, which controls Gaza, fired rockets at Ashkelon; Israel struck back.",
    "At least 40 protesters were arrested in Tehran in May 2019.",
];
const SAMPLES: [&str; 7] =
    ["feed.atom", "feed.json", "feed.rss", "item.nitf", "message.newsml", "story.html", "table.csv"];

fn story(dice: &mut Dice) -> String {
    let length = dice.throw(7);
    (0..length).map(|_| dice.pick(&SENTENCES)).collect::<Vec<_>>().join(" ")
}

fn line(dice: &mut Dice) -> String {
    let text = story(dice);
    match dice.throw(12) {
        0 => "{\"text\": \"no end".into(),
        1 => "not json".into(),
        2 => "{\"text\": 5}".into(),
        3 => serde_json::json!({ "text": text, "published": "soon" }).to_string(),
        4 => serde_json::json!({ "text": format!("{text}\0") }).to_string(),
        5 => String::new(),
        6 => serde_json::json!({ "text": story(dice).repeat(40) }).to_string(),
        _ => serde_json::json!({ "text": text, "published": "2019-03-14", "source": "Courier" }).to_string(),
    }
}

/// An input of any kind, whole or broken.
fn input(dice: &mut Dice) -> (&'static str, Vec<u8>) {
    let (name, mut bytes) = match dice.throw(10) {
        0..3 => {
            let count = dice.throw(60);
            ("jsonl", (0..count).map(|_| line(dice) + "\n").collect::<String>().into_bytes())
        }
        3 | 4 => ("txt", story(dice).into_bytes()),
        5 => ("txt", (0..dice.throw(300)).map(|_| dice.throw(256) as u8).collect()),
        _ => {
            let name = dice.pick(&SAMPLES);
            let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dateline/tests/samples");
            let bytes = fs::read(samples.join(name)).expect("the samples of the readers are there");
            (name.rsplit('.').next().unwrap_or(name), bytes)
        }
    };
    for _ in 0..dice.throw(3) * dice.throw(3) {
        if !bytes.is_empty() {
            let at = dice.throw(bytes.len());
            bytes[at] = dice.throw(256) as u8;
        }
    }
    if dice.throw(4) == 0 {
        let mut packed = GzEncoder::new(vec![], Compression::fast());
        packed.write_all(&bytes).expect("memory takes it");
        bytes = packed.finish().expect("memory takes it");
    }
    if dice.throw(5) == 0 {
        bytes.truncate(dice.throw(bytes.len() + 1));
    }
    (name, bytes)
}

#[test]
fn any_mix_of_inputs_gives_the_same_bytes_on_any_number_of_threads() {
    let (mut documents, mut failures) = (0, 0);
    for seed in 0..12 {
        let mut dice = Dice(seed);
        let folder = folder(&format!("mix-{seed}"));
        let news = folder.join("news");
        fs::create_dir_all(&news).unwrap();
        for number in 0..2 + dice.throw(14) {
            let (ending, bytes) = input(&mut dice);
            file(&news, &format!("{number:02}.{ending}"), bytes);
        }
        let news = news.display().to_string();
        let format = dice.pick(&["jsonl", "csv", "conllu", "report"]);
        let few = ["--max-words", "30"];
        let with_limit = if dice.throw(3) == 0 { &few[..] } else { &[] };
        let with = |jobs: usize| {
            let (jobs, errors) = (jobs.to_string(), folder.join(format!("errors-{jobs}.jsonl")));
            let list = errors.display().to_string();
            let more = ["read", &news, "gone.txt", "--format", format, "--errors", &list, "--jobs", &jobs];
            let output = dateline(&[&more[..], with_limit].concat()).output().unwrap();
            let listed = fs::read_to_string(&errors).unwrap();
            let code = output.status.code();
            assert_eq!(code, Some(3), "seed {seed}: {}", String::from_utf8_lossy(&output.stderr));
            (output.stdout, String::from_utf8_lossy(&output.stderr).into_owned(), listed)
        };
        let one = with(1);
        for jobs in [2, 3 + dice.throw(14)] {
            let many = with(jobs);
            assert!(one.0 == many.0, "seed {seed}: {format} differs with {jobs} threads");
            assert_eq!(one.1, many.1, "seed {seed}, {jobs} threads: what is told differs");
            assert_eq!(one.2, many.2, "seed {seed}, {jobs} threads: what is listed differs");
        }
        failures += one.2.lines().count();
        documents += if format == "jsonl" { one.0.split(|byte| *byte == b'\n').count() - 1 } else { 0 };
    }
    assert!(documents > 100 && failures > 50, "{documents} documents, {failures} failures: too few to tell");
}
