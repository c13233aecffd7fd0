//! Reads news of conflict and diplomacy and keeps a cited record of it.
//!
//! ```
//! use dateline::{Coder, Document, Origin};
//! let coder = Coder::built_in();
//! let document = coder.document("The army shelled the town on Monday, residents said.".into(), Origin::default());
//! let reading = coder.reader().read(document);
//! let event = &reading.events[0];
//! assert_eq!(event.plover, "ASSAULT");
//! assert_eq!(reading.quote(event), "army shelled the town");
//! assert_eq!(reading.speaker(*reading.claim(event.claim).chain.last().unwrap()), "residents");
//! ```
//!
//! Text flows downhill: [`read`] makes documents of bytes, [`Reader`] makes readings of documents, [`export`] writes
//! them. The same text, model, data files and document date give the same bytes.

pub mod cases;
pub mod check;
mod coder;
pub mod export;
pub mod gold;
pub mod incidents;
pub mod kinds;
pub mod merging;
pub mod monitoring;
mod news;
pub mod petrarch;
pub mod read;
mod recase;

pub use coder::{Coder, MAX_WORDS, Reader};
pub use dateline_extract::{Around, Chain, ChainForm, ChainPhrase, Toponym, ToponymForm, Tried, around};
pub use dateline_lexicon::{Example, Lexicon, Problem, Scheme, SourceFile, gazetteer, wordlets};
pub use dateline_published as published;
pub use dateline_record::*;
pub use dateline_syntax as syntax;

/// Version of this crate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Why an input could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Reading failed.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// The input is no text.
    #[error("this is no text: byte {0} is NUL")]
    Binary(usize),
    /// The document is larger than the limit.
    #[error(
        "the document has {size} bytes, more than the limit of {limit}; split it or raise --max-document"
    )]
    TooLarge {
        /// Its size.
        size: usize,
        /// The limit.
        limit: usize,
    },
    /// Reading it took longer than the limit.
    #[error("reading it took longer than {0} s, the limit of --time-limit")]
    TooSlow(u64),
    /// The bytes are not of the format they should be.
    #[error("{0}")]
    Malformed(String),
}
