//! Text to sentences, tokens, tags, lemmas and dependency trees.
//!
//! The crate knows English and Universal Dependencies, and no politics. It touches nothing but the bytes
//! it is handed: a [`Model`] is loaded once, and each [`Parser`] lent by it has its own scratch space, so
//! that threads share the model and nothing else.
//!
//! ```no_run
//! use dateline_record::Span;
//! use dateline_syntax::Model;
//!
//! let bytes = std::fs::read("models/english.model")?;
//! let model = Model::load(&bytes)?;
//! let text = "Rebel forces shelled Omdurman on Tuesday.";
//! let analysis = model.parser().analyze(text, &[Span::of(0..text.len())]);
//! for token in &analysis.tokens {
//!     println!("{} {} {}", token.span.text(text), token.lemma, token.deprel);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bytes;
pub mod conllu;
mod entities;
pub mod evaluate;
mod lemma;
mod model;
mod network;
mod parser;
pub mod tokenise;
pub mod train;

pub use model::{Model, ModelError};
pub use network::kernels::Kernel;
pub use parser::{Parsed, Parser, StandIn};
