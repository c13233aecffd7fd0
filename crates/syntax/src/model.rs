//! The model file: what it holds, how it is checked, and how it is read.

/// A trained English model, ready to parse.
pub struct Model {
    digest: String,
}

/// Why bytes could not be loaded as a model.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// The bytes do not begin like a model file.
    #[error("not a dateline model file")]
    NotAModel,
    /// The file was written by another version of the format.
    #[error("model format version {found}, but this program reads version {expected}")]
    Version {
        /// The version the file names.
        found: u32,
        /// The version this program reads.
        expected: u32,
    },
    /// The file ends too early.
    #[error("model file is truncated: {found} bytes where its header promises {expected}")]
    Truncated {
        /// Bytes there are.
        found: usize,
        /// Bytes there should be.
        expected: usize,
    },
    /// The content is not what was written.
    #[error("model file is damaged: its checksum does not match its content")]
    Checksum,
    /// The content is whole but says something this program cannot use.
    #[error("model file cannot be used: {0}")]
    Content(String),
}

impl Model {
    /// Reads a model file, checking every byte of it.
    ///
    /// # Errors
    /// If the bytes are no model, are truncated, altered, or of another format version.
    pub fn load(bytes: &[u8]) -> Result<Model, ModelError> {
        let _ = bytes;
        unimplemented!("first commit: signatures only")
    }

    /// The short name of this very model: the first twelve hexadecimal digits of its checksum.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// A parser with its own scratch space. Make one per thread and keep it.
    #[must_use]
    pub fn parser(&self) -> crate::Parser<'_> {
        crate::Parser::new(self)
    }
}
