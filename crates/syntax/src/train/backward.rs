//! One worker's forward and backward pass over some sentences.
//!
//! Sentences lie one after another in rows, without padding. The derivatives are written by hand for this
//! one network and checked against differences in the tests.

use super::random::Random;
use crate::entities::UNKNOWN;
use crate::network::kernels::{Product, gemm};
use crate::network::weights::Layout;
use crate::network::{
    ARC, DISTANCES, ENTITY_LAYERS, EPSILON, FORGET_BIAS, GATES, HALF, INPUT, LABEL, LABEL_INPUT, WIDTH,
    distance_bin, gate, squash,
};

/// A sentence as the network learns it.
#[derive(Clone, Debug, Default)]
pub struct Example {
    /// Word types, numbered by the [`Lexicon`].
    pub words: Vec<u32>,
    /// Joint tag of each word.
    pub tags: Vec<u16>,
    /// Head of each word counted from 1; 0 is the root.
    pub heads: Vec<u16>,
    /// Relation of each word.
    pub labels: Vec<u16>,
    /// Whether tags, heads and relations are known; if not, they are not learned.
    pub has_tree: bool,
    /// Code of each word in each layer of entities; empty where the layer is not annotated.
    pub entities: [Vec<u8>; ENTITY_LAYERS],
    /// What teachers say, if there are any.
    pub advice: Option<std::sync::Arc<Advice>>,
}

/// The likeliest choices for one word and their probabilities, which add up to one.
pub type Opinion = [(u16, f32); 6];

/// What teachers say of a sentence, one opinion for each word.
#[derive(Clone, Debug, Default)]
pub struct Advice {
    /// On the joint tag.
    pub tags: Vec<Opinion>,
    /// On the head, counted from 1; 0 is the root.
    pub heads: Vec<Opinion>,
    /// On the relation to the gold head.
    pub labels: Vec<Opinion>,
}

/// Sums of the probabilities that teachers give, for the rows of a batch.
#[derive(Default)]
pub struct Opinions {
    /// One row of tags for each word.
    pub tags: Vec<f32>,
    /// For each sentence, one row of heads for each word.
    pub heads: Vec<f32>,
    /// One row of relations for each word.
    pub labels: Vec<f32>,
}

/// How much a word's place in an entity counts beside its tag, head and relation.
const ENTITY_WEIGHT: f32 = 1.5;

/// How much of the target is what teachers say.
const TRUST: f32 = 0.6;

/// The hash rows of every word type met.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    types: std::collections::HashMap<String, u32>,
    ends: Vec<u32>,
    rows: Vec<u32>,
}

impl Lexicon {
    /// The number of a word type, which is given one if it is new.
    pub fn number(&mut self, word: &str) -> u32 {
        if let Some(&number) = self.types.get(word) {
            return number;
        }
        crate::network::features::rows_of(word, &mut self.rows);
        let number = self.ends.len() as u32;
        self.ends.push(self.rows.len() as u32);
        self.types.insert(word.to_owned(), number);
        number
    }

    fn rows(&self, word: u32) -> &[u32] {
        let start = if word == 0 { 0 } else { self.ends[word as usize - 1] };
        &self.rows[start as usize..self.ends[word as usize] as usize]
    }
}

/// What keeps the network from learning by heart.
#[derive(Clone, Copy, Debug)]
pub struct Noise {
    /// Chance in 256 that a channel is dropped.
    pub dropout: u8,
    /// Chance that a hash row is hidden.
    pub features: f32,
    /// Chance that a word hides the rows that name it whole.
    pub words: f32,
    /// Probability spread over the wrong tags and labels.
    pub smoothing: f32,
}

/// Scratch space and gradient of one thread.
pub struct Worker {
    layout: Layout,
    /// The derivative of the loss for every weight.
    pub gradient: Vec<f32>,
    /// Hash rows with a gradient.
    pub touched: Vec<u32>,
    is_touched: Vec<bool>,
    kept_rows: Vec<u32>,
    kept_ends: Vec<u32>,
    scale: Vec<f32>,
    word: Normalised,
    layers: Vec<LayerScratch>,
    hidden: Vec<f32>,
    hidden_gradient: Vec<f32>,
    head: Vec<f32>,
    head_gradient: Vec<f32>,
    gates_gradient: Vec<f32>,
    input_gradient: Vec<f32>,
    arc_gradient: Vec<f32>,
    label: LabelScratch,
}

#[derive(Default)]
struct Normalised {
    unit: Vec<f32>,
    inverse: Vec<f32>,
    mask: Vec<f32>,
}

#[derive(Default)]
struct LayerScratch {
    input: Vec<f32>,
    raw: Vec<f32>,
    state: Vec<f32>,
    normal: Normalised,
}

#[derive(Default)]
struct LabelScratch {
    input: Vec<f32>,
    mask: Vec<f32>,
    logits: Vec<f32>,
    gradient: Vec<f32>,
}

fn sized(buffer: &mut Vec<f32>, len: usize) {
    buffer.clear();
    buffer.resize(len, 0.0);
}

impl Normalised {
    fn prepare(&mut self, rows: usize, noise: &Noise, random: &mut Random) {
        sized(&mut self.unit, rows * WIDTH);
        sized(&mut self.inverse, rows);
        sized(&mut self.mask, rows * WIDTH);
        random.dropout(noise.dropout, &mut self.mask);
    }

    /// Normalises one row into `out`, remembering what the way back needs.
    fn forward(&mut self, row: usize, values: &[f32; WIDTH], gain: &[f32], shift: &[f32], out: &mut [f32]) {
        let mean = values.iter().sum::<f32>() / WIDTH as f32;
        let variance = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f32>() / WIDTH as f32;
        let inverse = 1.0 / (variance + EPSILON).sqrt();
        self.inverse[row] = inverse;
        let unit = &mut self.unit[row * WIDTH..][..WIDTH];
        for i in 0..WIDTH {
            unit[i] = (values[i] - mean) * inverse;
            out[i] = unit[i] * gain[i] + shift[i];
        }
    }

    /// Turns the gradient of a normalised row into that of its input, in place; adds to gain and shift.
    fn backward(
        &self,
        row: usize,
        gradient: &mut [f32],
        gain: &[f32],
        d_gain: &mut [f32],
        d_shift: &mut [f32],
    ) {
        let unit = &self.unit[row * WIDTH..][..WIDTH];
        let (mut sum, mut dot) = (0.0, 0.0);
        for i in 0..WIDTH {
            d_gain[i] += gradient[i] * unit[i];
            d_shift[i] += gradient[i];
            gradient[i] *= gain[i];
            sum += gradient[i];
            dot += gradient[i] * unit[i];
        }
        let (mean, slope) = (sum / WIDTH as f32, dot / WIDTH as f32);
        for i in 0..WIDTH {
            gradient[i] = self.inverse[row] * (gradient[i] - mean - unit[i] * slope);
        }
    }
}

/// Slope of [`squash`]; never quite flat, so that a saturated unit can come back.
fn squash_slope(x: f32) -> f32 {
    (1.0 - (x * 0.5).abs()).max(LEAK)
}

fn gate_slope(x: f32) -> f32 {
    0.25 * (1.0 - (x * 0.25).abs()).max(LEAK)
}

const LEAK: f32 = 0.01;

impl Worker {
    pub fn new(layout: &Layout) -> Worker {
        Worker {
            layout: layout.clone(),
            gradient: vec![0.0; layout.len()],
            touched: Vec::new(),
            is_touched: vec![false; crate::network::features::ROWS],
            kept_rows: Vec::new(),
            kept_ends: Vec::new(),
            scale: Vec::new(),
            word: Normalised::default(),
            layers: (0..layout.layers).map(|_| LayerScratch::default()).collect(),
            hidden: Vec::new(),
            hidden_gradient: Vec::new(),
            head: Vec::new(),
            head_gradient: Vec::new(),
            gates_gradient: Vec::new(),
            input_gradient: Vec::new(),
            arc_gradient: Vec::new(),
            label: LabelScratch::default(),
        }
    }

    /// Forgets the gradient of the last step.
    pub fn clear(&mut self) {
        for &row in &self.touched {
            self.gradient[row as usize * WIDTH..][..WIDTH].fill(0.0);
            self.is_touched[row as usize] = false;
        }
        self.touched.clear();
        let dense = self.layout.embedding().end;
        self.gradient[dense..].fill(0.0);
    }

    /// Notes that a hash row has a gradient.
    pub fn touch(&mut self, row: u32) {
        if !std::mem::replace(&mut self.is_touched[row as usize], true) {
            self.touched.push(row);
        }
    }

    /// Adds the gradient of some sentences, each word weighing `weight`, and returns their summed loss.
    pub fn learn(
        &mut self,
        weights: &[f32],
        lexicon: &Lexicon,
        batch: &[&Example],
        weight: f32,
        noise: &Noise,
        random: &mut Random,
    ) -> f64 {
        let rows: usize = batch.iter().map(|example| example.words.len()).sum();
        if rows == 0 {
            return 0.0;
        }
        let loss = self.losses(weights, lexicon, batch, weight, noise, random);
        self.head_backward(weights, rows);
        for layer in (0..self.layout.layers).rev() {
            self.layer_backward(layer, weights, batch, rows);
        }
        self.words_backward(weights, rows);
        loss
    }

    /// Adds the probabilities that these weights give to `opinions`.
    pub fn advise(
        &mut self,
        weights: &[f32],
        lexicon: &Lexicon,
        batch: &[&Example],
        opinions: &mut Opinions,
    ) {
        const SILENCE: Noise = Noise { dropout: 0, features: 0.0, words: 0.0, smoothing: 0.0 };
        self.losses(weights, lexicon, batch, 1.0, &SILENCE, &mut Random::new(0));
        // The gradient of a loss is what was said less what is right.
        let (columns, tags, labels) =
            (self.layout.heads.columns(), self.layout.heads.tags, self.layout.labels);
        opinions.tags.resize(self.label.gradient.len() / labels * tags, 0.0);
        opinions.heads.resize(self.arc_gradient.len(), 0.0);
        opinions.labels.resize(self.label.gradient.len(), 0.0);
        add(&mut opinions.heads, &self.arc_gradient);
        add(&mut opinions.labels, &self.label.gradient);
        let (mut row, mut place) = (0, 0);
        for example in batch {
            let n = example.words.len();
            for word in 0..n {
                let said = &mut opinions.tags[row * tags..][..tags];
                add(said, &self.head_gradient[row * columns..][..tags]);
                said[usize::from(example.tags[word])] += 1.0;
                opinions.labels[row * labels + usize::from(example.labels[word])] += 1.0;
                opinions.heads[place + usize::from(example.heads[word])] += 1.0;
                place += n + 1;
                row += 1;
            }
        }
    }

    /// Runs the network and fills the gradient of its head product.
    fn losses(
        &mut self,
        weights: &[f32],
        lexicon: &Lexicon,
        batch: &[&Example],
        weight: f32,
        noise: &Noise,
        random: &mut Random,
    ) -> f64 {
        let rows: usize = batch.iter().map(|example| example.words.len()).sum();
        self.words_forward(weights, lexicon, batch, rows, noise, random);
        for layer in 0..self.layout.layers {
            self.layer_forward(layer, weights, batch, rows, noise, random);
        }
        let columns = self.layout.heads.columns();
        sized(&mut self.head, rows * columns);
        let head_weight = &weights[self.layout.head_weight()];
        gemm(Product::rows_by_rows(rows, WIDTH, columns), &self.hidden, head_weight, &mut self.head);
        add_bias(&mut self.head, &weights[self.layout.head_bias()]);
        sized(&mut self.head_gradient, rows * columns);
        self.tag_loss(batch, weight, noise)
            + self.arc_loss(weights, batch, weight)
            + self.label_loss(weights, batch, rows, weight, noise, random)
            + self.entity_loss(batch, weight)
    }

    fn words_forward(
        &mut self,
        weights: &[f32],
        lexicon: &Lexicon,
        batch: &[&Example],
        rows: usize,
        noise: &Noise,
        random: &mut Random,
    ) {
        self.word.prepare(rows, noise, random);
        self.kept_rows.clear();
        self.kept_ends.clear();
        self.scale.clear();
        sized(&mut self.hidden, rows * WIDTH);
        let (gain, shift) = (&weights[self.layout.word_gain()], &weights[self.layout.word_shift()]);
        let words = batch.iter().flat_map(|example| &example.words);
        for (row, &word) in words.enumerate() {
            let features = lexicon.rows(word);
            let hide_word = random.unit() < noise.words;
            let scale = 1.0 / (features.len() as f32).sqrt();
            let mut sum = [0.0f32; WIDTH];
            for (index, &feature) in features.iter().enumerate() {
                let whole = index < crate::network::features::WHOLE_WORD;
                if (whole && hide_word) || random.unit() < noise.features {
                    continue;
                }
                self.kept_rows.push(feature);
                let vector = &weights[feature as usize * WIDTH..][..WIDTH];
                for i in 0..WIDTH {
                    sum[i] += vector[i];
                }
            }
            for value in &mut sum {
                *value *= scale;
            }
            self.kept_ends.push(self.kept_rows.len() as u32);
            self.scale.push(scale);
            let out = &mut self.hidden[row * WIDTH..][..WIDTH];
            self.word.forward(row, &sum, gain, shift, out);
        }
        multiply(&mut self.hidden, &self.word.mask);
    }

    fn words_backward(&mut self, weights: &[f32], rows: usize) {
        multiply(&mut self.hidden_gradient, &self.word.mask);
        let gain = &weights[self.layout.word_gain()];
        let embedding = self.layout.embedding().end;
        let (rows_gradient, dense) = self.gradient.split_at_mut(embedding);
        let (d_gain, rest) = dense.split_at_mut(WIDTH);
        let mut start = 0;
        for row in 0..rows {
            let gradient = &mut self.hidden_gradient[row * WIDTH..][..WIDTH];
            self.word.backward(row, gradient, gain, d_gain, &mut rest[..WIDTH]);
            for value in gradient.iter_mut() {
                *value *= self.scale[row];
            }
            let end = self.kept_ends[row] as usize;
            for &feature in &self.kept_rows[start..end] {
                if !std::mem::replace(&mut self.is_touched[feature as usize], true) {
                    self.touched.push(feature);
                }
                let vector = &mut rows_gradient[feature as usize * WIDTH..][..WIDTH];
                for i in 0..WIDTH {
                    vector[i] += gradient[i];
                }
            }
            start = end;
        }
    }

    fn layer_forward(
        &mut self,
        layer: usize,
        weights: &[f32],
        batch: &[&Example],
        rows: usize,
        noise: &Noise,
        random: &mut Random,
    ) {
        let places = self.layout.layer(layer);
        let scratch = &mut self.layers[layer];
        scratch.normal.prepare(rows, noise, random);
        gather(&self.hidden, batch, rows, &mut scratch.input);
        sized(&mut scratch.raw, rows * GATES);
        let product = Product::rows_by_rows(rows, INPUT, GATES);
        gemm(product, &scratch.input, &weights[places.weight], &mut scratch.raw);
        add_bias(&mut scratch.raw, &weights[places.bias]);
        sized(&mut scratch.state, rows * WIDTH);
        for (first, end) in spans(batch) {
            pool(&scratch.raw, first, end, &mut scratch.state);
        }
        let (gain, shift) = (&weights[places.gain], &weights[places.shift]);
        for row in 0..rows {
            let hidden = &mut self.hidden[row * WIDTH..][..WIDTH];
            let (raw, state) = (&scratch.raw[row * GATES..][..GATES], &scratch.state[row * WIDTH..][..WIDTH]);
            let mask = &scratch.normal.mask[row * WIDTH..][..WIDTH];
            let mut sum = [0.0f32; WIDTH];
            for i in 0..WIDTH {
                sum[i] = hidden[i] + state[i] * gate(raw[2 * WIDTH + i]) * mask[i];
            }
            scratch.normal.forward(row, &sum, gain, shift, hidden);
        }
    }

    /// `hidden_gradient` goes in as the gradient of the layer's output and comes out as that of its input.
    fn layer_backward(&mut self, layer: usize, weights: &[f32], batch: &[&Example], rows: usize) {
        let places = self.layout.layer(layer);
        let scratch = &self.layers[layer];
        sized(&mut self.gates_gradient, rows * GATES);
        let norms = &mut self.gradient[places.gain.start..places.shift.end];
        let (d_gain, d_shift) = norms.split_at_mut(WIDTH);
        let gain = &weights[places.gain];
        for row in 0..rows {
            let gradient = &mut self.hidden_gradient[row * WIDTH..][..WIDTH];
            scratch.normal.backward(row, gradient, gain, d_gain, d_shift);
            let (raw, state) = (&scratch.raw[row * GATES..][..GATES], &scratch.state[row * WIDTH..][..WIDTH]);
            let mask = &scratch.normal.mask[row * WIDTH..][..WIDTH];
            let gates = &mut self.gates_gradient[row * GATES..][..GATES];
            for i in 0..WIDTH {
                let d = gradient[i] * mask[i];
                let open = raw[2 * WIDTH + i];
                gates[2 * WIDTH + i] = d * state[i] * gate_slope(open);
                // The state's gradient waits here until `pool_backward` replaces it.
                gates[i] = d * gate(open);
            }
        }
        for (first, end) in spans(batch) {
            pool_backward(&scratch.raw, &scratch.state, first, end, &mut self.gates_gradient);
        }
        let d_weight = &mut self.gradient[places.weight.clone()];
        gemm(Product::columns_by_columns(rows, GATES, INPUT), &self.gates_gradient, &scratch.input, d_weight);
        sum_columns(&self.gates_gradient, &mut self.gradient[places.bias]);
        sized(&mut self.input_gradient, rows * INPUT);
        let product = Product::plain(rows, GATES, INPUT);
        gemm(product, &self.gates_gradient, &weights[places.weight], &mut self.input_gradient);
        scatter(&self.input_gradient, batch, &mut self.hidden_gradient);
    }

    fn tag_loss(&mut self, batch: &[&Example], weight: f32, noise: &Noise) -> f64 {
        let (columns, tags) = (self.layout.heads.columns(), self.layout.heads.tags);
        let words = batch.iter().flat_map(|example| (0..example.words.len()).map(move |i| (example, i)));
        let mut loss = 0.0;
        for (row, (example, word)) in words.enumerate().filter(|(_, (example, _))| example.has_tree) {
            let logits = &self.head[row * columns..][..tags];
            let gradient = &mut self.head_gradient[row * columns..][..tags];
            let advice = example.advice.as_ref().map(|advice| &advice.tags[word]);
            let target = Target { gold: usize::from(example.tags[word]), smoothing: noise.smoothing, advice };
            loss += cross_entropy(logits, &target, weight, gradient);
        }
        loss
    }

    fn entity_loss(&mut self, batch: &[&Example], weight: f32) -> f64 {
        let (heads, columns) = (self.layout.heads, self.layout.heads.columns());
        let mut loss = 0.0;
        for ((first, _), example) in spans(batch).zip(batch) {
            for (layer, codes) in example.entities.iter().enumerate() {
                for (word, &code) in codes.iter().enumerate().filter(|(_, code)| **code != UNKNOWN) {
                    let place = (first + word) * columns + heads.entity(layer);
                    let logits = &self.head[place..][..heads.entities[layer]];
                    let gradient = &mut self.head_gradient[place..][..heads.entities[layer]];
                    let target = Target { gold: usize::from(code), smoothing: 0.0, advice: None };
                    let said = cross_entropy(logits, &target, weight * ENTITY_WEIGHT, gradient);
                    loss += f64::from(ENTITY_WEIGHT) * said;
                }
            }
        }
        loss
    }

    fn arc_loss(&mut self, weights: &[f32], batch: &[&Example], weight: f32) -> f64 {
        let (heads, columns) = (self.layout.heads, self.layout.heads.columns());
        let scale = 1.0 / (ARC as f32).sqrt();
        let mut loss = 0.0;
        let (mut keys, mut queries, mut d_keys, mut d_queries) = (vec![], vec![], vec![], vec![]);
        let (mut scores, mut d_scores) = (vec![], vec![]);
        self.arc_gradient.clear();
        for ((first, end), example) in spans(batch).zip(batch) {
            let n = end - first;
            queries.clear();
            keys.clear();
            keys.extend_from_slice(&weights[self.layout.root_key()]);
            for row in first..end {
                queries.extend(self.head[row * columns + heads.query()..][..ARC].iter().map(|q| q * scale));
                keys.extend_from_slice(&self.head[row * columns + heads.key()..][..ARC]);
            }
            sized(&mut scores, n * (n + 1));
            sized(&mut d_scores, n * (n + 1));
            gemm(Product::rows_by_rows(n, ARC, n + 1), &queries, &keys, &mut scores);
            for i in 0..n {
                let distances = &self.head[(first + i) * columns + heads.distance()..][..DISTANCES];
                let row = &mut scores[i * (n + 1)..][..n + 1];
                for (j, score) in row.iter_mut().enumerate() {
                    *score += distances[distance_bin(i + 1, j)];
                }
                row[i + 1] = -1e9;
                let gradient = &mut d_scores[i * (n + 1)..][..n + 1];
                let advice = example.advice.as_ref().map(|advice| &advice.heads[i]);
                let target = Target { gold: usize::from(example.heads[i]), smoothing: 0.0, advice };
                if example.has_tree {
                    loss += cross_entropy(row, &target, weight, gradient);
                }
                let d_head = &mut self.head_gradient[(first + i) * columns + heads.distance()..][..DISTANCES];
                for (j, d) in gradient.iter().enumerate() {
                    d_head[distance_bin(i + 1, j)] += d;
                }
            }
            self.arc_gradient.extend_from_slice(&d_scores);
            sized(&mut d_queries, n * ARC);
            sized(&mut d_keys, (n + 1) * ARC);
            gemm(Product::plain(n, n + 1, ARC), &d_scores, &keys, &mut d_queries);
            gemm(Product::columns_by_columns(n, n + 1, ARC), &d_scores, &queries, &mut d_keys);
            add(&mut self.gradient[self.layout.root_key()], &d_keys[..ARC]);
            for i in 0..n {
                let gradient = &mut self.head_gradient[(first + i) * columns..][..columns];
                for t in 0..ARC {
                    gradient[heads.query() + t] = d_queries[i * ARC + t] * scale;
                    gradient[heads.key() + t] = d_keys[(i + 1) * ARC + t];
                }
            }
        }
        loss
    }

    fn label_loss(
        &mut self,
        weights: &[f32],
        batch: &[&Example],
        rows: usize,
        weight: f32,
        noise: &Noise,
        random: &mut Random,
    ) -> f64 {
        let (columns, labels) = (self.layout.heads.columns(), self.layout.labels);
        let scratch = &mut self.label;
        sized(&mut scratch.mask, rows * LABEL_INPUT);
        random.dropout(noise.dropout, &mut scratch.mask);
        sized(&mut scratch.input, rows * LABEL_INPUT);
        let root = &weights[self.layout.root_label()];
        for ((first, end), example) in spans(batch).zip(batch) {
            for row in first..end {
                let (dependent, governor) =
                    label_vectors(&self.head, &self.layout, root, first, row, example.heads[row - first]);
                let input = &mut scratch.input[row * LABEL_INPUT..][..LABEL_INPUT];
                for t in 0..LABEL {
                    let (a, b) = (dependent[t].max(0.0), governor[t].max(0.0));
                    input[t] = a * b;
                    input[LABEL + t] = a;
                    input[2 * LABEL + t] = b;
                }
            }
        }
        multiply(&mut scratch.input, &scratch.mask);
        sized(&mut scratch.logits, rows * labels);
        let label_weight = &weights[self.layout.label_weight()];
        let product = Product::rows_by_rows(rows, LABEL_INPUT, labels);
        gemm(product, &scratch.input, label_weight, &mut scratch.logits);
        add_bias(&mut scratch.logits, &weights[self.layout.label_bias()]);
        sized(&mut scratch.gradient, rows * labels);
        let mut loss = 0.0;
        let words = batch.iter().flat_map(|example| (0..example.words.len()).map(move |i| (example, i)));
        for (row, (example, word)) in words.enumerate().filter(|(_, (example, _))| example.has_tree) {
            let logits = &scratch.logits[row * labels..][..labels];
            let gradient = &mut scratch.gradient[row * labels..][..labels];
            let advice = example.advice.as_ref().map(|advice| &advice.labels[word]);
            let target =
                Target { gold: usize::from(example.labels[word]), smoothing: noise.smoothing, advice };
            loss += cross_entropy(logits, &target, weight, gradient);
        }
        let d_weight = &mut self.gradient[self.layout.label_weight()];
        gemm(
            Product::columns_by_columns(rows, labels, LABEL_INPUT),
            &scratch.gradient,
            &scratch.input,
            d_weight,
        );
        sum_columns(&scratch.gradient, &mut self.gradient[self.layout.label_bias()]);
        // The input is not needed again: its gradient takes its place.
        scratch.input.fill(0.0);
        gemm(Product::plain(rows, labels, LABEL_INPUT), &scratch.gradient, label_weight, &mut scratch.input);
        multiply(&mut scratch.input, &scratch.mask);
        for ((first, end), example) in spans(batch).zip(batch) {
            for row in first..end {
                let head = example.heads[row - first];
                let (dependent, governor) = label_vectors(&self.head, &self.layout, root, first, row, head);
                let d = &scratch.input[row * LABEL_INPUT..][..LABEL_INPUT];
                let d_dependent = row * columns + self.layout.heads.dependent();
                for t in 0..LABEL {
                    let (a, b) = (dependent[t].max(0.0), governor[t].max(0.0));
                    if a > 0.0 {
                        self.head_gradient[d_dependent + t] += d[t] * b + d[LABEL + t];
                    }
                    if b > 0.0 {
                        let d_b = d[t] * a + d[2 * LABEL + t];
                        if head == 0 {
                            self.gradient[self.layout.root_label().start + t] += d_b;
                        } else {
                            let place =
                                (first + usize::from(head) - 1) * columns + self.layout.heads.governor();
                            self.head_gradient[place + t] += d_b;
                        }
                    }
                }
            }
        }
        loss
    }

    fn head_backward(&mut self, weights: &[f32], rows: usize) {
        let columns = self.layout.heads.columns();
        let d_weight = &mut self.gradient[self.layout.head_weight()];
        gemm(Product::columns_by_columns(rows, columns, WIDTH), &self.head_gradient, &self.hidden, d_weight);
        sum_columns(&self.head_gradient, &mut self.gradient[self.layout.head_bias()]);
        sized(&mut self.hidden_gradient, rows * WIDTH);
        let head_weight = &weights[self.layout.head_weight()];
        gemm(
            Product::plain(rows, columns, WIDTH),
            &self.head_gradient,
            head_weight,
            &mut self.hidden_gradient,
        );
    }
}

/// First and end row of each sentence.
fn spans<'a>(batch: &'a [&Example]) -> impl Iterator<Item = (usize, usize)> + 'a {
    batch.iter().scan(0, |at, example| {
        let first = *at;
        *at += example.words.len();
        Some((first, *at))
    })
}

fn label_vectors<'a>(
    head: &'a [f32],
    layout: &Layout,
    root: &'a [f32],
    first: usize,
    row: usize,
    governor: u16,
) -> (&'a [f32], &'a [f32]) {
    let columns = layout.heads.columns();
    let dependent = &head[row * columns + layout.heads.dependent()..][..LABEL];
    let governor = match usize::from(governor) {
        0 => root,
        number => &head[(first + number - 1) * columns + layout.heads.governor()..][..LABEL],
    };
    (dependent, governor)
}

/// Each row: the word, the first half of the word before, the second half of the word after.
fn gather(hidden: &[f32], batch: &[&Example], rows: usize, input: &mut Vec<f32>) {
    sized(input, rows * INPUT);
    for (first, end) in spans(batch) {
        for row in first..end {
            let target = &mut input[row * INPUT..][..INPUT];
            target[..WIDTH].copy_from_slice(&hidden[row * WIDTH..][..WIDTH]);
            if row > first {
                target[WIDTH..WIDTH + HALF].copy_from_slice(&hidden[(row - 1) * WIDTH..][..HALF]);
            }
            if row + 1 < end {
                target[WIDTH + HALF..].copy_from_slice(&hidden[(row + 1) * WIDTH + HALF..][..HALF]);
            }
        }
    }
}

/// The way back of [`gather`].
fn scatter(input_gradient: &[f32], batch: &[&Example], hidden_gradient: &mut [f32]) {
    for (first, end) in spans(batch) {
        for row in first..end {
            let source = &input_gradient[row * INPUT..][..INPUT];
            add(&mut hidden_gradient[row * WIDTH..][..WIDTH], &source[..WIDTH]);
            if row > first {
                add(&mut hidden_gradient[(row - 1) * WIDTH..][..HALF], &source[WIDTH..WIDTH + HALF]);
            }
            if row + 1 < end {
                add(&mut hidden_gradient[(row + 1) * WIDTH + HALF..][..HALF], &source[WIDTH + HALF..]);
            }
        }
    }
}

/// Forget-gate pooling: the first half of the channels left to right, the second right to left.
fn pool(raw: &[f32], first: usize, end: usize, state: &mut [f32]) {
    let mut carried = [0.0f32; WIDTH];
    for step in 0..end - first {
        for (row, channels) in [(first + step, 0..HALF), (end - 1 - step, HALF..WIDTH)] {
            let gates = &raw[row * GATES..][..GATES];
            for i in channels {
                let forget = gate(gates[WIDTH + i] + FORGET_BIAS);
                carried[i] = forget * carried[i] + (1.0 - forget) * squash(gates[i]);
                state[row * WIDTH + i] = carried[i];
            }
        }
    }
}

/// The way back of [`pool`]: takes the states' gradient from the candidates' places.
fn pool_backward(raw: &[f32], state: &[f32], first: usize, end: usize, gradient: &mut [f32]) {
    let mut carried = [0.0f32; WIDTH];
    for step in 0..end - first {
        let left_to_right = end - 1 - step;
        let right_to_left = first + step;
        for (row, before, channels) in [
            (left_to_right, (left_to_right > first).then(|| left_to_right - 1), 0..HALF),
            (right_to_left, (right_to_left + 1 < end).then_some(right_to_left + 1), HALF..WIDTH),
        ] {
            let gates = &raw[row * GATES..][..GATES];
            for i in channels {
                let d = gradient[row * GATES + i] + carried[i];
                let forget = gate(gates[WIDTH + i] + FORGET_BIAS);
                let earlier = before.map_or(0.0, |before| state[before * WIDTH + i]);
                gradient[row * GATES + i] = d * (1.0 - forget) * squash_slope(gates[i]);
                gradient[row * GATES + WIDTH + i] =
                    d * (earlier - squash(gates[i])) * gate_slope(gates[WIDTH + i] + FORGET_BIAS);
                carried[i] = d * forget;
            }
        }
    }
}

/// What a choice should have been.
struct Target<'a> {
    gold: usize,
    /// Probability spread over all choices.
    smoothing: f32,
    advice: Option<&'a Opinion>,
}

/// Loss of one choice and, into `gradient`, its derivative times `weight`. The loss itself is unweighted.
fn cross_entropy(logits: &[f32], target: &Target<'_>, weight: f32, gradient: &mut [f32]) -> f64 {
    let top = logits.iter().copied().fold(f32::MIN, f32::max);
    let mut total = 0.0;
    for (probability, logit) in gradient.iter_mut().zip(logits) {
        *probability = exponential(logit - top);
        total += *probability;
    }
    let trust = if target.advice.is_some() { TRUST } else { 0.0 };
    let smoothing = target.smoothing * (1.0 - trust);
    let share = smoothing / logits.len() as f32;
    let mut loss = 0.0;
    let log_total = total.ln() + top;
    if smoothing > 0.0 {
        let sum: f32 = logits.iter().sum();
        loss += f64::from(share) * f64::from(log_total * logits.len() as f32 - sum);
    }
    for probability in gradient.iter_mut() {
        *probability = (*probability / total - share) * weight;
    }
    let mut want = |choice: usize, probability: f32| {
        loss += f64::from(probability) * f64::from(log_total - logits[choice]);
        gradient[choice] -= probability * weight;
    };
    want(target.gold, 1.0 - trust - smoothing);
    for &(choice, probability) in target.advice.into_iter().flatten() {
        // A choice that this writing of the sentence lacks is a head that was left out.
        let choice = usize::from(choice);
        want(if choice < logits.len() { choice } else { target.gold }, trust * probability);
    }
    loss
}

/// e^x for x ≤ 0, close enough for a gradient and simple enough to be vectorised.
fn exponential(x: f32) -> f32 {
    const SHIFT: f32 = 12_582_912.0;
    let t = x.max(-80.0) * std::f32::consts::LOG2_E;
    let whole = (t + SHIFT) - SHIFT;
    let f = t - whole;
    let power = 1.0
        + f * (std::f32::consts::LN_2
            + f * (0.240_226_5 + f * (0.055_504_1 + f * (0.009_618_1 + f * 0.001_333_4))));
    f32::from_bits((((whole as i32) + 127) << 23) as u32) * power
}

fn add_bias(rows: &mut [f32], bias: &[f32]) {
    for row in rows.chunks_exact_mut(bias.len()) {
        add(row, bias);
    }
}

fn sum_columns(rows: &[f32], sums: &mut [f32]) {
    let width = sums.len();
    for row in rows.chunks_exact(width) {
        add(sums, row);
    }
}

fn add(target: &mut [f32], source: &[f32]) {
    for (a, b) in target.iter_mut().zip(source) {
        *a += b;
    }
}

fn multiply(target: &mut [f32], factors: &[f32]) {
    for (a, b) in target.iter_mut().zip(factors) {
        *a *= b;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Heads;

    const SILENCE: Noise = Noise { dropout: 0, features: 0.0, words: 0.0, smoothing: 0.03 };

    #[test]
    fn the_gradient_agrees_with_differences() {
        let layout = Layout { heads: Heads { tags: 5, entities: [3, 0, 5] }, labels: 4, layers: 2 };
        let mut random = Random::new(7);
        let mut weights: Vec<f32> = (0..layout.len()).map(|_| random.normal() * 0.08).collect();
        for place in [layout.word_gain(), layout.layer(0).gain, layout.layer(1).gain] {
            weights[place].fill(1.0);
        }
        let mut lexicon = Lexicon::default();
        let mut example = |words: &str, heads: &[u16]| Example {
            words: words.split(' ').map(|word| lexicon.number(word)).collect(),
            tags: (0..heads.len() as u16).map(|i| i % 5).collect(),
            heads: heads.to_vec(),
            labels: (0..heads.len() as u16).map(|i| i % 4).collect(),
            has_tree: true,
            entities: [vec![1, 2, 0, UNKNOWN][..heads.len()].to_vec(), vec![], vec![]],
            advice: None,
        };
        let first = example("rebels shelled the town", &[2, 0, 4, 2]);
        let mut second = example("talks failed", &[2, 0]);
        let opinion: Opinion = [(1, 0.75), (2, 0.25), (0, 0.0), (0, 0.0), (0, 0.0), (0, 0.0)];
        let advice = Advice {
            tags: vec![opinion; 2],
            heads: vec![[(0, 0.5); 6].map(|o| (o.0, o.1 / 3.0)); 2],
            labels: vec![opinion; 2],
        };
        second.advice = Some(advice.into());
        let mut third = example("a truce", &[0, 0]);
        third.has_tree = false;
        third.entities = [vec![], vec![], vec![3, 0]];
        let batch = [&first, &second, &third];
        let mut worker = Worker::new(&layout);
        worker.learn(&weights, &lexicon, &batch, 1.0, &SILENCE, &mut Random::new(1));
        let gradient = worker.gradient.clone();
        let touched = lexicon.rows(0)[0] as usize * WIDTH;
        let mut places = vec![touched, touched + 77];
        for range in [
            layout.word_gain(),
            layout.word_shift(),
            layout.layer(0).weight,
            layout.layer(0).bias,
            layout.layer(1).gain,
            layout.layer(1).bias,
            layout.head_weight(),
            layout.head_bias(),
            layout.root_key(),
            layout.root_label(),
            layout.label_weight(),
            layout.label_bias(),
        ] {
            places.extend((0..12).map(|_| range.start + random.below(range.len())));
        }
        let mut other = Worker::new(&layout);
        let mut loss_at =
            |weights: &[f32]| other.learn(weights, &lexicon, &batch, 1.0, &SILENCE, &mut Random::new(1));
        for place in places {
            let step = 2e-3;
            let kept = weights[place];
            weights[place] = kept + step;
            let up = loss_at(&weights);
            weights[place] = kept - step;
            let down = loss_at(&weights);
            weights[place] = kept;
            let slope = ((up - down) / f64::from(2.0 * step)) as f32;
            let difference = (slope - gradient[place]).abs();
            assert!(
                difference < 0.01 + 0.03 * slope.abs(),
                "weight {place}: by differences {slope}, by hand {}",
                gradient[place]
            );
        }
    }
}
