//! AdamW with a cosine schedule, and the running average of the weights that is the model in the end.

use super::backward::Worker;
use super::random::Random;
use crate::network::WIDTH;
use crate::network::weights::Layout;

const MOMENTUM: f32 = 0.9;
const SQUARES: f32 = 0.95;
const DECAY: f32 = 0.01;
const STEEPEST: f32 = 5.0;
const WARM_UP: f32 = 200.0;
/// The average looks at the weights once in this many steps.
const AVERAGED_EVERY: usize = 5;

/// Weights, their moments and their average.
pub struct Optimiser {
    layout: Layout,
    weights: Vec<f32>,
    momentum: Vec<f32>,
    squares: Vec<f32>,
    average: Vec<f32>,
    steps: usize,
    /// How much faster than the rest the columns of entities learn, less one.
    haste: f32,
}

/// Columns that start at random beside weights that go on from a model have a longer way to go.
const HASTE: f32 = 9.0;

impl Optimiser {
    /// Starts from random weights.
    pub fn new(layout: &Layout, random: &mut Random) -> Optimiser {
        let mut weights = vec![0.0; layout.len()];
        weights[layout.embedding()].iter_mut().for_each(|weight| *weight = 0.1 * random.normal());
        let mut uniform = |place: std::ops::Range<usize>, inner: usize| {
            let bound = 1.0 / (inner as f32).sqrt();
            weights[place].iter_mut().for_each(|weight| *weight = bound * (2.0 * random.unit() - 1.0));
        };
        for layer in 0..layout.layers {
            let places = layout.layer(layer);
            uniform(places.weight, crate::network::INPUT);
            uniform(places.bias, crate::network::INPUT);
        }
        uniform(layout.head_weight(), WIDTH);
        uniform(layout.head_bias(), WIDTH);
        uniform(layout.label_weight(), crate::network::LABEL_INPUT);
        uniform(layout.label_bias(), crate::network::LABEL_INPUT);
        let gains = (0..layout.layers).map(|layer| layout.layer(layer).gain).chain([layout.word_gain()]);
        for gain in gains {
            weights[gain].fill(1.0);
        }
        let zeros = vec![0.0; layout.len()];
        Optimiser {
            layout: layout.clone(),
            average: weights.clone(),
            weights,
            momentum: zeros.clone(),
            squares: zeros,
            steps: 0,
            haste: 0.0,
        }
    }

    /// Replaces the weights before the first step. `tagger`: those of entities are no random ones either.
    pub fn start_from(&mut self, weights: Vec<f32>, tagger: bool) {
        self.average.clone_from(&weights);
        self.weights = weights;
        self.haste = if tagger { 0.0 } else { HASTE };
    }

    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    pub fn average(&self) -> &[f32] {
        &self.average
    }

    /// Moves the weights down the summed gradient of both workers.
    pub fn step(&mut self, workers: &mut [Worker; 2], rate: f32, planned: usize) {
        let [first, second] = workers;
        self.merge(first, second);
        let progress = (self.steps as f32 / planned as f32).min(1.0);
        let cosine = 0.5 * (1.0 + (std::f32::consts::PI * progress).cos());
        let warm = ((self.steps + 1) as f32 / WARM_UP).min(1.0);
        self.steps += 1;
        let steps = self.steps.min(10_000) as i32;
        let update = Update {
            clip: (STEEPEST / (self.norm(first) + 1e-6)).min(1.0),
            rate: rate * warm * (cosine * 0.98 + 0.02),
            momentum_bias: 1.0 - MOMENTUM.powi(steps),
            squares_bias: 1.0 - SQUARES.powi(steps),
            keep: self.steps.is_multiple_of(AVERAGED_EVERY).then(|| {
                let seen = self.steps as f32 / AVERAGED_EVERY as f32;
                ((1.0 + seen) / (10.0 + seen)).min(0.99)
            }),
        };
        if self.haste > 0.0 {
            self.hasten(&update);
        }
        let embedding = self.layout.embedding().end;
        // Fixed quarters, so that what is computed does not depend on who computes it.
        let quarter = self.weights.len().div_ceil(4);
        std::thread::scope(|scope| {
            let mut chunks = self
                .weights
                .chunks_mut(quarter)
                .zip(self.momentum.chunks_mut(quarter))
                .zip(self.squares.chunks_mut(quarter))
                .zip(self.average.chunks_mut(quarter))
                .zip(first.gradient.chunks(quarter))
                .enumerate();
            let (update, one) = (&update, [chunks.next(), chunks.next()]);
            let two = [chunks.next(), chunks.next()];
            let run = move |half: [Option<_>; 2]| {
                for (index, ((((weights, momentum), squares), average), gradient)) in
                    half.into_iter().flatten()
                {
                    let dense = embedding.saturating_sub(index * quarter).min(quarter);
                    update.apply(Slices { weights, momentum, squares, average, gradient }, dense);
                }
            };
            scope.spawn(move || run(two));
            run(one);
        });
    }

    /// A further step of the columns of entities, by the moments so far.
    fn hasten(&mut self, update: &Update) {
        let Layout { heads, .. } = self.layout;
        let (weight, bias) = (self.layout.head_weight(), self.layout.head_bias());
        let first = heads.entity(0);
        for index in (weight.start + first * WIDTH..weight.end).chain(bias.start + first..bias.end) {
            let slope = self.momentum[index] / update.momentum_bias;
            let spread = (self.squares[index] / update.squares_bias).sqrt() + 1e-8;
            self.weights[index] -= self.haste * update.rate * slope / spread;
        }
    }

    /// Adds the second worker's gradient to the first's.
    fn merge(&self, first: &mut Worker, second: &Worker) {
        let dense = self.layout.embedding().end;
        for (a, b) in first.gradient[dense..].iter_mut().zip(&second.gradient[dense..]) {
            *a += b;
        }
        for &row in &second.touched {
            first.touch(row);
            let place = row as usize * WIDTH..(row as usize + 1) * WIDTH;
            for (a, b) in first.gradient[place.clone()].iter_mut().zip(&second.gradient[place]) {
                *a += b;
            }
        }
    }

    fn norm(&self, worker: &Worker) -> f32 {
        let square = |values: &[f32]| values.iter().map(|v| v * v).sum::<f32>();
        let dense = square(&worker.gradient[self.layout.embedding().end..]);
        let rows =
            worker.touched.iter().map(|&row| square(&worker.gradient[row as usize * WIDTH..][..WIDTH]));
        (dense + rows.sum::<f32>()).sqrt()
    }
}

struct Update {
    clip: f32,
    rate: f32,
    momentum_bias: f32,
    squares_bias: f32,
    /// How much of the average is kept, on steps that look at it.
    keep: Option<f32>,
}

struct Slices<'a> {
    weights: &'a mut [f32],
    momentum: &'a mut [f32],
    squares: &'a mut [f32],
    average: &'a mut [f32],
    gradient: &'a [f32],
}

impl Update {
    /// Weights before `dense` are hash rows, which do not decay.
    fn apply(&self, slices: Slices<'_>, dense: usize) {
        let Slices { weights, momentum, squares, average, gradient } = slices;
        let (rate, bias) = (self.rate / self.momentum_bias, 1.0 / self.squares_bias);
        for i in 0..weights.len() {
            let g = gradient[i] * self.clip;
            momentum[i] = MOMENTUM * momentum[i] + (1.0 - MOMENTUM) * g;
            squares[i] = SQUARES * squares[i] + (1.0 - SQUARES) * g * g;
            weights[i] -= rate * momentum[i] / ((squares[i] * bias).sqrt() + 1e-8);
        }
        for weight in &mut weights[dense..] {
            *weight -= self.rate * DECAY * *weight;
        }
        if let Some(keep) = self.keep {
            for (average, weight) in average.iter_mut().zip(weights) {
                *average = keep * *average + (1.0 - keep) * *weight;
            }
        }
    }
}
