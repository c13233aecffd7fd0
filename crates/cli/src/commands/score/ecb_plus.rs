//! Events across documents: ECB+, CoNLL F1 over the selected sentences of all documents at once, singletons kept.
//!
//! Gold mentions: documents are first grouped by their words, then mentions within a group. Three ways are measured: the
//! lemma of the head alone; the same within the gold's own topics, for comparison; and, with `--train FILE`, a pairwise
//! scorer fitted to the annotation of that file and thrown away afterwards: nothing of it is shipped. The line of an ecbplus
//! text that holds the page's address is left out of the grouping.
//!
//! Own events: what `dateline incidents` makes of the texts, over all events of the selected sentences, most of which are of
//! no type that dateline codes.

use super::clusters::{Clusters, Sums};
use super::{Args, Measured};
use crate::exit::Failure;
use crate::input;
use dateline::merging::{self, Rules};
use dateline::syntax::Model;
use dateline::{Coder, Deprel, Origin, Upos, export};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

#[derive(Deserialize)]
struct Record {
    id: String,
    text: String,
    subtopic: String,
    sentences: Vec<Sentence>,
    mentions: Vec<Gold>,
}
#[derive(Deserialize)]
struct Sentence {
    start: usize,
    end: usize,
    selected: bool,
}
#[derive(Deserialize)]
struct Gold {
    start: usize,
    end: usize,
    r#type: String,
    event: bool,
    chain: String,
    selected: bool,
}

/// A word of a sentence.
struct Word {
    bytes: (usize, usize),
    lemma: String,
    upos: Upos,
    head: usize,
    sentence: u32,
}

/// An event mention and what stands around it.
struct Mention {
    document: usize,
    chain: String,
    kind: String,
    lemma: String,
    upos: Upos,
    words: BTreeSet<String>,
    sentence: BTreeSet<String>,
    arguments: BTreeSet<String>,
}

/// The documents of a file, read.
struct Part {
    records: Vec<Record>,
    mentions: Vec<Mention>,
    /// Words of each document, weighted, of length one.
    vectors: Vec<HashMap<String, f64>>,
    /// In how many documents a lemma stands.
    spread: HashMap<String, usize>,
    /// Which group each document is in.
    groups: Vec<usize>,
}

fn tells(upos: Upos) -> bool {
    matches!(upos, Upos::Noun | Upos::Verb | Upos::Propn | Upos::Adj | Upos::Num)
}

fn words(model: &Model, text: &str) -> Vec<Word> {
    let analysis = model.parser().analyze_lines(text);
    let mut words = vec![];
    for (number, sentence) in analysis.sentences.iter().enumerate() {
        for at in sentence.tokens() {
            let token = &analysis.tokens[at];
            words.push(Word {
                bytes: (token.span.start() as usize, token.span.end() as usize),
                lemma: token.lemma.to_lowercase(),
                upos: token.upos,
                head: if token.deprel == Deprel::Root { at } else { token.head as usize },
                sentence: number as u32,
            });
        }
    }
    words
}

impl Part {
    fn read(coder: &Coder, path: &str) -> Result<Part, Failure> {
        let mut records: Vec<Record> = vec![];
        for (number, line) in input::text(path)?.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            let record = serde_json::from_str(line)
                .map_err(|error| Failure::Data(format!("{path}:{}: {error}", number + 1)))?;
            records.push(record);
        }
        let (mut mentions, mut counts, mut spread) = (vec![], vec![], HashMap::new());
        for (number, record) in records.iter().enumerate() {
            let words = words(&coder.model, &record.text);
            let bytes: Vec<usize> = record.text.char_indices().map(|(at, _)| at).collect();
            let byte = |point: usize| bytes.get(point).copied().unwrap_or(record.text.len());
            for gold in record.mentions.iter().filter(|m| m.event && m.selected) {
                mentions.push(mention(&words, (byte(gold.start), byte(gold.end)), gold, number));
            }
            let first = record.text.lines().next().unwrap_or("");
            let from = if first.contains("http") { first.len() } else { 0 };
            let mut count: HashMap<String, f64> = HashMap::new();
            for word in words.iter().filter(|w| tells(w.upos) && w.bytes.0 >= from) {
                *count.entry(word.lemma.clone()).or_default() += 1.0;
            }
            for lemma in words.iter().map(|w| &w.lemma).collect::<BTreeSet<_>>() {
                *spread.entry(lemma.clone()).or_default() += 1;
            }
            counts.push(count);
        }
        let mut part = Part { records, mentions, vectors: counts, spread, groups: vec![] };
        part.weigh();
        part.groups = average_linkage(&part.similarities(), DOCUMENTS);
        Ok(part)
    }
    fn rarity(&self, lemma: &str) -> f64 {
        let spread = self.spread.get(lemma).copied().unwrap_or(0);
        ((self.records.len() + 1) as f64 / (spread + 1) as f64).ln()
    }
    fn weigh(&mut self) {
        let all = self.records.len() as f64;
        for vector in &mut self.vectors {
            vector.retain(|lemma, _| self.spread.get(lemma).is_some_and(|n| *n > 1));
            for (lemma, count) in vector.iter_mut() {
                *count = (1.0 + count.ln()) * (all / self.spread[lemma] as f64).ln();
            }
            // Summed in order: the last digit of a sum hangs on it.
            let mut squares: Vec<f64> = vector.values().map(|v| v * v).collect();
            squares.sort_by(f64::total_cmp);
            let length = squares.iter().sum::<f64>().sqrt().max(1e-9);
            vector.values_mut().for_each(|v| *v /= length);
        }
    }
    fn similarity(&self, a: usize, b: usize) -> f64 {
        let (short, long) = (&self.vectors[a], &self.vectors[b]);
        let (short, long) = if short.len() <= long.len() { (short, long) } else { (long, short) };
        let mut products: Vec<f64> = short.iter().filter_map(|(w, v)| Some(v * long.get(w)?)).collect();
        products.sort_by(f64::total_cmp);
        products.iter().sum()
    }
    fn similarities(&self) -> Vec<Vec<f64>> {
        symmetric(self.records.len(), &|a, b| self.similarity(a, b))
    }
    /// Mentions by the group of their document.
    fn by_group(&self) -> BTreeMap<usize, Vec<usize>> {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, mention) in self.mentions.iter().enumerate() {
            groups.entry(self.groups[mention.document]).or_default().push(at);
        }
        groups
    }
    fn key(&self) -> Clusters {
        clusters(self.mentions.iter().map(|m| m.chain.as_str()))
    }
}

/// How alike documents of one group are at least, on average; set on the train part.
const DOCUMENTS: f64 = 0.2;

fn mention(words: &[Word], (start, end): (usize, usize), gold: &Gold, document: usize) -> Mention {
    let inside: Vec<usize> =
        (0..words.len()).filter(|w| words[*w].bytes.0 < end && words[*w].bytes.1 > start).collect();
    let head = inside.iter().copied().find(|w| words[*w].head == *w || !inside.contains(&words[*w].head));
    let head = head.or(inside.last().copied()).unwrap_or(0);
    let sentence = words[head].sentence;
    let own = |w: &usize| words[*w].sentence == sentence;
    let around: Vec<usize> = (0..words.len()).filter(own).collect();
    let named = |w: usize| matches!(words[w].upos, Upos::Noun | Upos::Propn | Upos::Num);
    let mut arguments = BTreeSet::new();
    for w in around.iter().copied().filter(|w| words[*w].head == head && *w != head) {
        if named(w) || words[w].upos == Upos::Pron {
            arguments.insert(words[w].lemma.clone());
            let below = around.iter().copied().filter(|below| words[*below].head == w && named(*below));
            arguments.extend(below.map(|below| words[below].lemma.clone()));
        }
    }
    let above = words[head].head;
    if above != head && matches!(words[above].upos, Upos::Noun | Upos::Propn | Upos::Verb) {
        arguments.insert(words[above].lemma.clone());
    }
    Mention {
        document,
        chain: gold.chain.clone(),
        kind: gold.r#type.clone(),
        lemma: words[head].lemma.clone(),
        upos: words[head].upos,
        words: inside.iter().map(|w| words[*w].lemma.clone()).collect(),
        sentence: around
            .iter()
            .filter(|w| tells(words[**w].upos) && !inside.contains(w))
            .map(|w| words[*w].lemma.clone())
            .collect(),
        arguments,
    }
}

fn clusters<K: Ord>(labels: impl Iterator<Item = K>) -> Clusters {
    let mut by: BTreeMap<K, Vec<u32>> = BTreeMap::new();
    for (at, label) in labels.enumerate() {
        by.entry(label).or_default().push(at as u32);
    }
    by.into_values().collect()
}
fn sums(key: &Clusters, response: &Clusters) -> Sums {
    let mut sums = Sums::default();
    sums.add(key, response);
    sums
}

/// How alike each two of `all` are; `alike` takes the greater first.
fn symmetric(all: usize, alike: &dyn Fn(usize, usize) -> f64) -> Vec<Vec<f64>> {
    let below: Vec<Vec<f64>> = (0..all).map(|a| (0..a).map(|b| alike(a, b)).collect()).collect();
    let at = |a: usize, b: usize| if a == b { 0.0 } else { below[a.max(b)][a.min(b)] };
    (0..all).map(|a| (0..all).map(|b| at(a, b)).collect()).collect()
}

/// Joins the two groups that are most alike on average, until none are as alike as `least`; the group of each.
fn average_linkage(alike: &[Vec<f64>], least: f64) -> Vec<usize> {
    let all = alike.len();
    let mut table = alike.to_vec();
    let (mut group, mut size): (Vec<usize>, Vec<usize>) = ((0..all).collect(), vec![1; all]);
    let mut alive: Vec<usize> = (0..all).collect();
    loop {
        let mut best = (least, 0, 0);
        for (at, a) in alive.iter().enumerate() {
            for b in &alive[..at] {
                if table[*a][*b] > best.0 {
                    best = (table[*a][*b], *a, *b);
                }
            }
        }
        let (_, a, b) = best;
        if a == b {
            return group;
        }
        for c in alive.iter().copied().filter(|c| *c != a && *c != b) {
            let mean =
                (table[a][c] * size[a] as f64 + table[b][c] * size[b] as f64) / (size[a] + size[b]) as f64;
            table[a][c] = mean;
            table[c][a] = mean;
        }
        size[a] += size[b];
        alive.retain(|c| *c != b);
        group.iter_mut().filter(|g| **g == b).for_each(|g| *g = a);
    }
}

/// How often two lemmas are of one event, of how often they meet.
type Lemmas = HashMap<(String, String), (f64, f64)>;

fn pair(a: &Mention, b: &Mention) -> (String, String) {
    let (a, b) = if a.lemma <= b.lemma { (a, b) } else { (b, a) };
    (a.lemma.clone(), b.lemma.clone())
}
fn meetings(part: &Part, mentions: &[usize]) -> Lemmas {
    let mut lemmas = Lemmas::new();
    for (at, a) in mentions.iter().enumerate() {
        for b in &mentions[..at] {
            let (a, b) = (&part.mentions[*a], &part.mentions[*b]);
            let entry = lemmas.entry(pair(a, b)).or_default();
            entry.0 += f64::from(u8::from(a.chain == b.chain));
            entry.1 += 1.0;
        }
    }
    lemmas
}

const SIZE: usize = 22;

/// What speaks for two mentions being of one event.
fn features(part: &Part, a: &Mention, b: &Mention, met: Option<(f64, f64)>) -> [f64; SIZE] {
    let shared = |x: &BTreeSet<String>, y: &BTreeSet<String>| -> f64 {
        let both: f64 = x.intersection(y).map(|w| part.rarity(w)).sum();
        let all: f64 = x.union(y).map(|w| part.rarity(w)).sum();
        if all <= 0.0 { 0.0 } else { both / all }
    };
    let yes = |condition: bool| f64::from(u8::from(condition));
    let same = yes(a.lemma == b.lemma);
    let prefix = a.lemma.chars().zip(b.lemma.chars()).take_while(|(x, y)| x == y).count();
    let root = yes(a.lemma != b.lemma && prefix >= 4.max(a.lemma.len().min(b.lemma.len()) * 2 / 3));
    let documents = if a.document == b.document { 1.0 } else { part.similarity(a.document, b.document) };
    let (sentence, arguments) = (shared(&a.sentence, &b.sentence), shared(&a.arguments, &b.arguments));
    let rate = |prior: f64| met.map_or(0.0, |(one, all)| ((one + 0.5) / (all + 4.0) / prior).ln());
    let light = ["be", "have", "do", "make", "take", "get", "give", "go", "come", "it", "this", "that"];
    let is_light = light.contains(&a.lemma.as_str()) || light.contains(&b.lemma.as_str());
    let rare = part.rarity(&a.lemma).min(part.rarity(&b.lemma)) / 5.0;
    [
        1.0,
        same,
        root,
        (1.0 - same) * rate(0.02),
        (1.0 - same) * yes(met.is_some()),
        documents,
        sentence,
        arguments,
        same * sentence,
        same * arguments,
        same * yes(is_light),
        same * rare,
        yes(a.document == b.document),
        same * yes(a.kind != b.kind),
        shared(&a.words, &b.words),
        yes(a.arguments.intersection(&b.arguments).next().is_some()),
        same * documents,
        root * sentence,
        same * rate(0.4),
        (1.0 - same) * yes(a.upos == b.upos),
        (1.0 - same) * sentence,
        (1.0 - same) * arguments,
    ]
}
fn probability(weights: &[f64; SIZE], features: &[f64; SIZE]) -> f64 {
    let sum: f64 = weights.iter().zip(features).map(|(w, f)| w * f).sum();
    1.0 / (1.0 + (-sum).exp())
}

/// A logistic scorer of pairs, its table of lemmas, and the threshold that was best on the part it was fitted to.
struct Scorer {
    weights: [f64; SIZE],
    lemmas: Lemmas,
    threshold: f64,
}

impl Scorer {
    /// Fits the weights with AdaGrad. What is known of two lemmas comes from the other groups, as it will be when used.
    fn fit(part: &Part) -> Scorer {
        let groups = part.by_group();
        let all: Vec<Lemmas> = groups.values().map(|mentions| meetings(part, mentions)).collect();
        let mut lemmas = Lemmas::new();
        for (pair, (one, met)) in all.iter().flatten() {
            let entry = lemmas.entry(pair.clone()).or_default();
            entry.0 += one;
            entry.1 += met;
        }
        let mut pairs: Vec<([f64; SIZE], f64)> = vec![];
        let mut tables = vec![];
        for (mentions, own) in groups.values().zip(&all) {
            let mut table = vec![vec![[0.0; SIZE]; 0]; mentions.len()];
            for (at, a) in mentions.iter().enumerate() {
                for b in &mentions[..at] {
                    let (a, b) = (&part.mentions[*a], &part.mentions[*b]);
                    let pair = pair(a, b);
                    let (x, y) = (
                        lemmas.get(&pair).copied().unwrap_or_default(),
                        own.get(&pair).copied().unwrap_or_default(),
                    );
                    let elsewhere = (x.1 - y.1 > 0.5).then_some((x.0 - y.0, x.1 - y.1));
                    let features = features(part, a, b, elsewhere);
                    table[at].push(features);
                    pairs.push((features, f64::from(u8::from(a.chain == b.chain))));
                }
            }
            tables.push(table);
        }
        let (mut weights, mut seen) = ([0.0; SIZE], [1e-8; SIZE]);
        let mut state = 1u64;
        for _ in 0..6 {
            // Fisher and Yates with a linear congruence: the same order in every run.
            for at in (1..pairs.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                pairs.swap(at, (state >> 33) as usize % (at + 1));
            }
            for (features, one) in &pairs {
                let miss = probability(&weights, features) - one;
                for ((weight, seen), feature) in weights.iter_mut().zip(&mut seen).zip(features) {
                    let slope = miss * feature;
                    *seen += slope * slope;
                    *weight -= 0.1 * slope / seen.sqrt();
                }
            }
        }
        let key = part.key();
        let mut best = (0.0, 0.5);
        for step in 4..12 {
            let threshold = f64::from(step) * 0.05;
            let mut response = vec![];
            for (mentions, table) in groups.values().zip(&tables) {
                let alike = |a: usize, b: usize| probability(&weights, &table[a][b]);
                response.extend(grouped(mentions, &alike, threshold));
            }
            let f1 = sums(&key, &response).conll_f1();
            if f1 > best.0 {
                best = (f1, threshold);
            }
        }
        Scorer { weights, lemmas, threshold: best.1 }
    }
    fn cluster(&self, part: &Part) -> Clusters {
        let mut response = vec![];
        for mentions in part.by_group().values() {
            let alike = |a: usize, b: usize| {
                let (a, b) = (&part.mentions[mentions[a]], &part.mentions[mentions[b]]);
                probability(&self.weights, &features(part, a, b, self.lemmas.get(&pair(a, b)).copied()))
            };
            response.extend(grouped(mentions, &alike, self.threshold));
        }
        response
    }
}

/// Clusters of the mentions of one group; `alike` takes places in the list, the greater first.
fn grouped(mentions: &[usize], alike: &dyn Fn(usize, usize) -> f64, threshold: f64) -> Clusters {
    let table = symmetric(mentions.len(), alike);
    let groups = average_linkage(&table, threshold);
    clusters(groups.into_iter())
        .into_iter()
        .map(|cluster| cluster.into_iter().map(|at| mentions[at as usize] as u32).collect())
        .collect()
}

/// What `dateline incidents` makes of the texts: events whose trigger touches a gold mention stand for it, all others of
/// selected sentences for themselves.
fn own_events(coder: &Coder, part: &Part) -> Clusters {
    let mut reader = coder.reader();
    let mut documents = vec![];
    let mut numbers: HashMap<(String, String), u32> = HashMap::new();
    let (mut gold, mut next) = (0, part.mentions.len() as u32);
    for record in &part.records {
        let reading = reader.read(coder.document(record.text.clone(), Origin::default()));
        let published = export::json::record(&reading, "", "");
        let document = merging::document(&published, Some(&record.id), Some(&record.text), &coder.lexicon);
        let own: Vec<&Gold> = record.mentions.iter().filter(|m| m.event && m.selected).collect();
        let mut taken = BTreeSet::new();
        for (name, event) in published.event_names().into_iter().zip(&published.events) {
            let (start, end) = (event.trigger[0] as usize, event.trigger[1] as usize);
            if !record.sentences.iter().any(|s| s.selected && s.start <= start && start < s.end) {
                continue;
            }
            let touched =
                own.iter().position(|m| m.start < end && start < m.end).filter(|at| taken.insert(*at));
            let number = touched.map_or_else(
                || {
                    next += 1;
                    next - 1
                },
                |at| gold + at as u32,
            );
            numbers.insert((record.id.clone(), name), number);
        }
        gold += own.len() as u32;
        documents.push(document);
    }
    let merged = merging::merge(&documents, &[], &Rules::default());
    let numbered = |incident: &merging::Incident| -> Vec<u32> {
        let number =
            |e: &merging::EventRef| numbers.get(&(e.document.to_string(), e.event.to_string())).copied();
        incident.events.iter().filter_map(number).collect()
    };
    merged.incidents.iter().map(numbered).filter(|c| !c.is_empty()).collect()
}

pub(super) fn run(coder: &Coder, args: &Args) -> Result<(Measured, Vec<String>), Failure> {
    let part = Part::read(coder, &args.file)?;
    let key = part.key();
    let mut measured = Measured::new("ecb_plus", &args.file, part.mentions.len());
    let mut add = |kind: &str, response: &Clusters| {
        let sums = sums(&key, response);
        measured.add(&format!("conll_f1{kind}"), sums.conll_f1());
        measured.add(&format!("muc_f1{kind}"), sums.muc_f1());
        measured.add(&format!("b_cubed_f1{kind}"), sums.b_cubed_f1());
        measured.add(&format!("ceaf_e_f1{kind}"), sums.ceaf_e_f1());
    };
    let lemma = part.mentions.iter().map(|m| (part.groups[m.document], m.lemma.as_str()));
    let lemma = clusters(lemma);
    match &args.train {
        Some(train) => add("_gold_mentions", &Scorer::fit(&Part::read(coder, train)?).cluster(&part)),
        None => add("_gold_mentions", &lemma),
    }
    add("_lemma", &lemma);
    let gold = part.mentions.iter().map(|m| (part.records[m.document].subtopic.as_str(), m.lemma.as_str()));
    add("_lemma_gold_subtopics", &clusters(gold));
    add("", &own_events(coder, &part));
    let (mut right, mut found, mut expected) = (0, 0, 0);
    for a in 0..part.records.len() {
        for b in 0..a {
            let (one, other) =
                (part.groups[a] == part.groups[b], part.records[a].subtopic == part.records[b].subtopic);
            right += usize::from(one && other);
            found += usize::from(one);
            expected += usize::from(other);
        }
    }
    let (precision, recall, f1) = super::f1(right, found, expected);
    measured.add("document_pairs_precision", precision);
    measured.add("document_pairs_recall", recall);
    measured.add("document_pairs_f1", f1);
    Ok((measured, vec![]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_alike_are_joined_until_none_are_alike_enough() {
        let alike = vec![vec![0.0, 0.9, 0.2], vec![0.9, 0.0, 0.3], vec![0.2, 0.3, 0.0]];
        let groups = average_linkage(&alike, 0.5);
        assert_eq!(groups[0], groups[1]);
        assert_ne!(groups[0], groups[2]);
        let all = average_linkage(&alike, 0.2);
        assert!(all.iter().all(|g| *g == all[0]), "0.25 on average is more than 0.2");
    }
}
