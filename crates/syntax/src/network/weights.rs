//! The weights as numbers in one row, in the order that the trainer and the quantiser share.

use super::features::ROWS;
use super::{ARC, GATES, Heads, INPUT, LABEL, LABEL_INPUT, WIDTH};
use std::ops::Range;

/// Where each weight stands.
#[derive(Clone, Debug)]
pub struct Layout {
    /// Columns of the head product.
    pub heads: Heads,
    /// Number of relations.
    pub labels: usize,
    /// Number of recurrent layers.
    pub layers: usize,
}

/// The places of one recurrent layer's weights.
#[derive(Clone, Debug)]
pub struct LayerPlaces {
    /// `GATES` rows of `INPUT`.
    pub weight: Range<usize>,
    /// One for each gate.
    pub bias: Range<usize>,
    /// Gain of the normalisation.
    pub gain: Range<usize>,
    /// Shift of the normalisation.
    pub shift: Range<usize>,
}

const EMBEDDING: usize = ROWS * WIDTH;
const LAYER: usize = GATES * INPUT + GATES + 2 * WIDTH;

impl Layout {
    /// The rows of the hash table.
    pub const fn embedding(&self) -> Range<usize> {
        0..EMBEDDING
    }
    /// Gain of the word vectors' normalisation.
    pub const fn word_gain(&self) -> Range<usize> {
        EMBEDDING..EMBEDDING + WIDTH
    }
    /// Shift of the word vectors' normalisation.
    pub const fn word_shift(&self) -> Range<usize> {
        EMBEDDING + WIDTH..EMBEDDING + 2 * WIDTH
    }
    /// One recurrent layer.
    pub const fn layer(&self, layer: usize) -> LayerPlaces {
        let weight = self.word_shift().end + layer * LAYER;
        let bias = weight + GATES * INPUT;
        let gain = bias + GATES;
        let shift = gain + WIDTH;
        LayerPlaces { weight: weight..bias, bias: bias..gain, gain: gain..shift, shift: shift..shift + WIDTH }
    }
    /// The head product, one row of `WIDTH` for each column.
    pub const fn head_weight(&self) -> Range<usize> {
        let start = self.word_shift().end + self.layers * LAYER;
        start..start + self.heads.columns() * WIDTH
    }
    /// The head product's bias.
    pub const fn head_bias(&self) -> Range<usize> {
        let start = self.head_weight().end;
        start..start + self.heads.columns()
    }
    /// The key of the artificial root.
    pub const fn root_key(&self) -> Range<usize> {
        let start = self.head_bias().end;
        start..start + ARC
    }
    /// The label vector of the artificial root.
    pub const fn root_label(&self) -> Range<usize> {
        let start = self.root_key().end;
        start..start + LABEL
    }
    /// The label scorer, one row of `LABEL_INPUT` for each relation.
    pub const fn label_weight(&self) -> Range<usize> {
        let start = self.root_label().end;
        start..start + self.labels * LABEL_INPUT
    }
    /// The label scorer's bias.
    pub const fn label_bias(&self) -> Range<usize> {
        let start = self.label_weight().end;
        start..start + self.labels
    }
    /// Number of weights.
    pub const fn len(&self) -> usize {
        self.label_bias().end
    }
}
