//! The network: hashed word vectors, gated recurrent layers, and heads for tags, arcs, labels and
//! entities.
//!
//! It sees word forms and answers with numbers of tags and labels; it does not know what they are called.

pub mod features;
pub mod kernels;
pub mod run;
pub mod tree;
pub mod weights;

/// Width of a word vector and of every layer.
pub const WIDTH: usize = 128;
/// Channels that run forward through a sentence; as many run backward.
pub const HALF: usize = WIDTH / 2;
/// A layer reads a word's own vector and half a vector of either neighbour.
pub const INPUT: usize = 2 * WIDTH;
/// Candidate, forget gate and output gate.
pub const GATES: usize = 3 * WIDTH;
/// Width of the vectors that find heads.
pub const ARC: usize = 96;
/// Width of the vectors that name relations.
pub const LABEL: usize = 64;
/// What the label scorer sees: product, dependent, head.
pub const LABEL_INPUT: usize = 3 * LABEL;
/// Farther heads than this all count as this far.
pub const REACH: usize = 32;
/// Relative distances -32..=32.
pub const DISTANCES: usize = 2 * REACH + 1;

/// Layers of entities a network may have: one for each `EntityLayer`.
pub const ENTITY_LAYERS: usize = 3;

/// Where each output stands among the columns of the head product.
#[derive(Clone, Copy, Debug)]
pub struct Heads {
    /// Joint tags, from column 0.
    pub tags: usize,
    /// Entity codes of each layer, the last columns; 0 for a layer that is not there.
    pub entities: [usize; ENTITY_LAYERS],
}

impl Heads {
    /// First column of the arc queries.
    pub const fn query(self) -> usize {
        self.tags
    }
    /// First column of the arc keys.
    pub const fn key(self) -> usize {
        self.tags + ARC
    }
    /// First column of the dependents' label vectors.
    pub const fn dependent(self) -> usize {
        self.tags + 2 * ARC
    }
    /// First column of the heads' label vectors.
    pub const fn governor(self) -> usize {
        self.tags + 2 * ARC + LABEL
    }
    /// First column of the distance scores.
    pub const fn distance(self) -> usize {
        self.tags + 2 * ARC + 2 * LABEL
    }
    /// First column of a layer of entities.
    pub const fn entity(self, layer: usize) -> usize {
        let mut column = self.tags + 2 * ARC + 2 * LABEL + DISTANCES;
        let mut before = 0;
        while before < layer {
            column += self.entities[before];
            before += 1;
        }
        column
    }
    /// Number of columns.
    pub const fn columns(self) -> usize {
        self.entity(ENTITY_LAYERS)
    }
}

/// The column of the distance scores for a dependent and a head, both counted from 1 (0 is the root).
pub const fn distance_bin(dependent: usize, head: usize) -> usize {
    let bin = (head + REACH).saturating_sub(dependent);
    if bin >= DISTANCES { DISTANCES - 1 } else { bin }
}

/// A cheap stand-in for tanh: two parabolas, flat from -2 and 2 on.
#[inline(always)]
pub fn squash(x: f32) -> f32 {
    let t = (x * 0.5).clamp(-1.0, 1.0);
    t * (2.0 - t.abs())
}

/// A cheap stand-in for the logistic function: flat from -4 and 4 on.
#[inline(always)]
pub fn gate(x: f32) -> f32 {
    let t = (x * 0.25).clamp(-1.0, 1.0);
    0.5 + 0.5 * t * (2.0 - t.abs())
}

/// Forget gates open a little wider from the start.
pub const FORGET_BIAS: f32 = 1.0;
/// Keeps the normalisation from dividing by nothing.
pub const EPSILON: f32 = 1e-5;
