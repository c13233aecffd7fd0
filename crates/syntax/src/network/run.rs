//! The quantised network at work.

use super::features::{ROWS, rows_of};
use super::kernels::{
    Kernel, Keys, LabelScorer, Matrix, Norm, ZERO, add_row, arc_scores, best_head, greatest, label_scores,
    recur, word_vector,
};
use super::tree::{best_tree, is_tree};
use super::{ARC, DISTANCES, ENTITY_LAYERS, GATES, HALF, Heads, INPUT, LABEL, LABEL_INPUT, WIDTH};
use crate::entities::OUTSIDE;
use rustc_hash::FxHashMap;

/// A trained network, packed for one kernel.
pub struct Network {
    pub kernel: Kernel,
    pub heads: Heads,
    pub labels: usize,
    /// One row of `WIDTH` for each hash row.
    pub embedding: Vec<i8>,
    /// One for each hash row.
    pub embedding_scale: Vec<f32>,
    pub word_norm: Norm,
    pub layers: Vec<(Matrix, Norm)>,
    pub head: Matrix,
    pub root_key: Vec<f32>,
    pub root_label: Vec<f32>,
    pub scorer: LabelScorer,
}

/// Word types whose vectors are kept. A vector is a function of the word alone, so what is kept changes
/// how fast an answer comes and never what it is.
const KEPT_TYPES: usize = 1 << 14;

/// Longer words are not worth keeping: there is no second of them.
const LONGEST_KEPT: usize = 64;

/// Rows that are worked on together, if sentences are short.
pub const BATCH: usize = 192;

/// One thread's buffers.
#[derive(Default)]
pub struct Scratch {
    known: FxHashMap<Box<str>, u32>,
    vectors: Vec<([f32; WIDTH], [u8; WIDTH])>,
    rows: Vec<u32>,
    hidden: Vec<[f32; WIDTH]>,
    quantised: Vec<[u8; WIDTH]>,
    input: Vec<u8>,
    gates: Vec<f32>,
    head: Vec<f32>,
    keys: Vec<f32>,
    scores: Vec<f32>,
    visited: Vec<u32>,
    label_scores: Vec<f32>,
    best_before: Vec<f32>,
    came_from: Vec<u8>,
}

/// What the network says of one word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Joint tag.
    pub tag: u32,
    /// Head counted from 1; 0 is the root.
    pub head: u32,
    /// Relation.
    pub label: u32,
    /// Code in each layer of entities.
    pub entities: [u8; ENTITY_LAYERS],
}

impl Network {
    /// Tags and parses sentences, given as words one after another and the length of each sentence.
    pub fn run<W: AsRef<str>>(
        &self,
        scratch: &mut Scratch,
        words: &[W],
        lengths: &[usize],
        out: &mut Vec<Answer>,
    ) {
        let rows = words.len();
        scratch.hidden.resize(rows, [0.0; WIDTH]);
        scratch.quantised.resize(rows, [0; WIDTH]);
        for (row, word) in words.iter().enumerate() {
            let (vector, quantised) = self.word(scratch, word.as_ref());
            scratch.hidden[row] = vector;
            scratch.quantised[row] = quantised;
        }
        for (matrix, norm) in &self.layers {
            self.layer(scratch, matrix, norm, lengths, rows);
        }
        let columns = self.head.columns();
        scratch.head.resize(rows * columns, 0.0);
        let input = scratch.quantised.as_flattened();
        self.head.multiply(self.kernel, rows, input, &mut scratch.head);
        let start = out.len();
        out.resize(start + rows, Answer::default());
        let out = &mut out[start..];
        let mut first = 0;
        for &length in lengths {
            self.arcs(scratch, first, &mut out[first..first + length]);
            first += length;
        }
        self.tags(scratch, out);
        self.labels(scratch, lengths, out);
        for layer in (0..ENTITY_LAYERS).filter(|&layer| self.heads.entities[layer] > 0) {
            self.entities(scratch, layer, lengths, out);
        }
    }

    fn word(&self, scratch: &mut Scratch, word: &str) -> ([f32; WIDTH], [u8; WIDTH]) {
        if let Some(&known) = scratch.known.get(word) {
            return scratch.vectors[known as usize];
        }
        scratch.rows.clear();
        rows_of(word, &mut scratch.rows);
        let share = 1.0 / (scratch.rows.len() as f32).sqrt();
        let mut sum = [0.0; WIDTH];
        for &row in &scratch.rows {
            debug_assert!((row as usize) < ROWS);
            let (rows, _) = self.embedding.as_chunks::<WIDTH>();
            add_row(self.kernel, &mut sum, &rows[row as usize], self.embedding_scale[row as usize] * share);
        }
        let (mut vector, mut quantised) = ([0.0; WIDTH], [0; WIDTH]);
        word_vector(self.kernel, &sum, &self.word_norm, &mut vector, &mut quantised);
        if word.len() <= LONGEST_KEPT {
            if scratch.vectors.len() == KEPT_TYPES {
                // Starting over is simpler than choosing what to forget, and frequent words are soon back.
                scratch.known.clear();
                scratch.vectors.clear();
            }
            scratch.known.insert(word.into(), scratch.vectors.len() as u32);
            scratch.vectors.push((vector, quantised));
        }
        (vector, quantised)
    }

    fn layer(&self, scratch: &mut Scratch, matrix: &Matrix, norm: &Norm, lengths: &[usize], rows: usize) {
        scratch.input.resize(rows * INPUT, 0);
        gather(&scratch.quantised, lengths, &mut scratch.input);
        scratch.gates.resize(rows * GATES, 0.0);
        matrix.multiply(self.kernel, rows, &scratch.input, &mut scratch.gates);
        let (gates, _) = scratch.gates.as_chunks_mut::<GATES>();
        let mut first = 0;
        for &length in lengths {
            let rows = first..first + length;
            let (hidden, quantised) =
                (&mut scratch.hidden[rows.clone()], &mut scratch.quantised[rows.clone()]);
            recur(self.kernel, &mut gates[rows], norm, hidden, quantised);
            first += length;
        }
    }

    fn columns<'a, const N: usize>(&self, head: &'a [f32], row: usize, column: usize) -> &'a [f32; N] {
        let start = row * self.head.columns() + column;
        head[start..start + N].first_chunk().expect("the slice has just been cut to N")
    }

    fn arcs(&self, scratch: &mut Scratch, first: usize, out: &mut [Answer]) {
        let n = out.len();
        let stride = (n + 1).next_multiple_of(16);
        scratch.keys.clear();
        scratch.keys.resize(ARC * stride, 0.0);
        for head in 0..=n {
            let key: &[f32] = match head {
                0 => &self.root_key,
                _ => self.columns::<ARC>(&scratch.head, first + head - 1, self.heads.key()),
            };
            for (channel, &value) in key.iter().enumerate() {
                scratch.keys[channel * stride + head] = value;
            }
        }
        // Four dependents at a time; the last group repeats its last one.
        scratch.scores.resize((n + 3) * stride, 0.0);
        for group in (0..n).step_by(4) {
            let query =
                |i: usize| self.columns(&scratch.head, first + (group + i).min(n - 1), self.heads.query());
            let queries = [query(0), query(1), query(2), query(3)];
            let keys = Keys { keys: &scratch.keys, stride };
            arc_scores(self.kernel, &queries, keys, &mut scratch.scores[group * stride..]);
        }
        for (dependent, answer) in out.iter_mut().enumerate() {
            let distances: &[f32; DISTANCES] =
                self.columns(&scratch.head, first + dependent, self.heads.distance());
            let row = &mut scratch.scores[dependent * stride..][..n + 1];
            best_head(self.kernel, dependent + 1, distances, row, &mut answer.head);
        }
        let mut heads: Vec<u32> = out.iter().map(|answer| answer.head).collect();
        if !is_tree(&heads, &mut scratch.visited) {
            best_tree(&scratch.scores, stride, &mut heads);
            for (answer, head) in out.iter_mut().zip(heads) {
                answer.head = head;
            }
        }
    }

    fn tags(&self, scratch: &Scratch, out: &mut [Answer]) {
        let columns = self.head.columns();
        for (row, answer) in out.iter_mut().enumerate() {
            let logits = &scratch.head[row * columns..][..self.heads.tags];
            greatest(self.kernel, logits, &mut answer.tag);
        }
    }

    /// The likeliest codes of each sentence in which no entity goes on that has not begun.
    fn entities(&self, scratch: &mut Scratch, layer: usize, lengths: &[usize], out: &mut [Answer]) {
        let (columns, codes) = (self.head.columns(), self.heads.entities[layer]);
        let Scratch { head, best_before, came_from, .. } = scratch;
        let logits = |row: usize| &head[row * columns + self.heads.entity(layer)..][..codes];
        let mut end = 0;
        for &length in lengths {
            let rows = end..end + length;
            end += length;
            let is_outside = |row: usize| logits(row)[1..].iter().all(|&it| it <= logits(row)[0]);
            if rows.clone().all(is_outside) {
                continue;
            }
            // The score of the best codes up to a word that end in each code, and where they come from.
            best_before.clear();
            best_before.resize(codes, f32::MIN / 4.0);
            best_before[OUTSIDE as usize] = 0.0;
            came_from.clear();
            for row in rows.clone() {
                let top = first_greatest(best_before);
                let mut last = [0.0; MOST_CODES];
                last[..codes].copy_from_slice(best_before);
                for (code, &logit) in logits(row).iter().enumerate() {
                    let goes_on = code > 0 && code % 2 == 0;
                    let from = match goes_on {
                        false => top,
                        true if last[code] > last[code - 1] => code,
                        true => code - 1,
                    };
                    best_before[code] = last[from] + logit;
                    came_from.push(from as u8);
                }
            }
            let mut code = first_greatest(best_before);
            for (index, row) in rows.enumerate().rev() {
                out[row].entities[layer] = code as u8;
                code = usize::from(came_from[index * codes + code]);
            }
        }
    }

    fn labels(&self, scratch: &mut Scratch, lengths: &[usize], out: &mut [Answer]) {
        let mut firsts = lengths.iter().scan(0, |at, &length| {
            *at += length;
            Some((*at - length, *at))
        });
        let (mut first, mut end) = (0, 0);
        scratch.label_scores.resize(4 * self.scorer.columns, 0.0);
        let rows = out.len();
        let mut inputs = [[0.0; LABEL_INPUT]; 4];
        for row in 0..rows {
            while row >= end {
                (first, end) = firsts.next().expect("lengths add up to the rows");
            }
            let dependent: &[f32; LABEL] = self.columns(&scratch.head, row, self.heads.dependent());
            let governor: &[f32] = match out[row].head as usize {
                0 => &self.root_label,
                number => self.columns::<LABEL>(&scratch.head, first + number - 1, self.heads.governor()),
            };
            let input = &mut inputs[row % 4];
            for t in 0..LABEL {
                let (a, b) = (dependent[t].max(0.0), governor[t].max(0.0));
                input[t] = a * b;
                input[LABEL + t] = a;
                input[2 * LABEL + t] = b;
            }
            if row % 4 == 3 || row + 1 == rows {
                label_scores(self.kernel, &inputs, &self.scorer, &mut scratch.label_scores);
                let group = row - row % 4;
                for (index, answer) in out[group..=row].iter_mut().enumerate() {
                    let scores = &scratch.label_scores[index * self.scorer.columns..][..self.labels];
                    greatest(self.kernel, scores, &mut answer.label);
                }
            }
        }
    }
}

/// A layer has no more codes than this.
pub const MOST_CODES: usize = 64;

fn first_greatest(values: &[f32]) -> usize {
    (1..values.len()).fold(0, |best, index| if values[index] > values[best] { index } else { best })
}

/// Each row: the word, the first half of the word before, the second half of the word after.
fn gather(quantised: &[[u8; WIDTH]], lengths: &[usize], input: &mut [u8]) {
    // There is nothing beyond the ends of a sentence.
    const NOTHING: [u8; WIDTH] = [ZERO; WIDTH];
    let (input, _) = input.as_chunks_mut::<INPUT>();
    let mut row = 0;
    for &length in lengths {
        for position in 0..length {
            let before = if position > 0 { &quantised[row - 1] } else { &NOTHING };
            let after = if position + 1 < length { &quantised[row + 1] } else { &NOTHING };
            input[row][..WIDTH].copy_from_slice(&quantised[row]);
            input[row][WIDTH..WIDTH + HALF].copy_from_slice(&before[..HALF]);
            input[row][WIDTH + HALF..].copy_from_slice(&after[HALF..]);
            row += 1;
        }
    }
}
