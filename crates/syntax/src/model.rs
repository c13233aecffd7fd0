//! The model file: what it holds, how it is checked, and how it is read.
//!
//! `DATELSYN`, a format version, the length of the content, its SHA-256, and the content: the names of tags
//! and relations, the quantised network, the lemmatiser and the sentence splitter.

use crate::bytes::{Reader, Writer};
use crate::lemma::Lemmatiser;
use crate::network::features::ROWS;
use crate::network::kernels::{Kernel, LabelScorer, Matrix, Norm};
use crate::network::run::Network;
use crate::network::weights::Layout;
use crate::network::{ARC, GATES, Heads, INPUT, LABEL, LABEL_INPUT, WIDTH};
use dateline_record::{Deprel, Upos, Xpos};
use sha2::{Digest as _, Sha256};

const MAGIC: &[u8; 8] = b"DATELSYN";
const VERSION: u32 = 2;
const HEADER: usize = 8 + 4 + 8 + 32;

/// A trained English model, ready to parse.
pub struct Model {
    pub(crate) network: Network,
    pub(crate) tags: Vec<(Xpos, Upos)>,
    pub(crate) labels: Vec<Deprel>,
    pub(crate) lemmas: Lemmatiser,
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
    /// The file ends too early, or goes on too long.
    #[error("model file has {found} bytes where its header promises {expected}")]
    Length {
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
        Model::load_for(bytes, Kernel::best())
    }

    /// Reads a model file and packs it for a chosen kernel. Every kernel gives the same analysis.
    ///
    /// # Errors
    /// As [`Model::load`].
    pub fn load_for(bytes: &[u8], kernel: Kernel) -> Result<Model, ModelError> {
        let content = check(bytes)?;
        let digest = bytes[HEADER - 32..HEADER - 26].iter().map(|byte| format!("{byte:02x}")).collect();
        let mut reader = Reader::new(content);
        let tags = read_tags(&mut reader)?;
        let labels = read_labels(&mut reader)?;
        let network = read_network(&mut reader, kernel, tags.len(), labels.len())?;
        let lemmas = Lemmatiser::read(&mut reader)?;
        reader.finish()?;
        Ok(Model { network, tags, labels, lemmas, digest })
    }

    /// The short name of this very model: the first twelve hexadecimal digits of its checksum.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// Whether a word in small letters is a dictionary form that the treebanks have, other than a name.
    #[must_use]
    pub fn knows_word(&self, lemma: &str) -> bool {
        self.lemmas.knows(lemma)
    }

    /// A parser with its own scratch space. Make one per thread and keep it.
    #[must_use]
    pub fn parser(&self) -> crate::Parser<'_> {
        crate::Parser::new(self)
    }
}

/// The content of a file whose header and checksum are right.
fn check(bytes: &[u8]) -> Result<&[u8], ModelError> {
    let magic = bytes.get(..MAGIC.len()).ok_or(ModelError::NotAModel)?;
    if magic != MAGIC {
        return Err(ModelError::NotAModel);
    }
    let short = ModelError::Length { found: bytes.len(), expected: HEADER };
    let mut header = Reader::new(bytes.get(MAGIC.len()..HEADER).ok_or(short)?);
    let found = header.u32()?;
    if found != VERSION {
        return Err(ModelError::Version { found, expected: VERSION });
    }
    let expected = usize::try_from(header.u64()?).unwrap_or(usize::MAX).saturating_add(HEADER);
    if expected != bytes.len() {
        return Err(ModelError::Length { found: bytes.len(), expected });
    }
    let content = &bytes[HEADER..];
    if Sha256::digest(content)[..] != *header.bytes(32)? {
        return Err(ModelError::Checksum);
    }
    Ok(content)
}

fn unknown(kind: &str, name: &str) -> ModelError {
    ModelError::Content(format!("this program does not know its {kind} `{name}`"))
}

/// The tag of a name such as `NNP|PROPN`.
pub fn read_tag(name: &str) -> Option<(Xpos, Upos)> {
    let (xpos, upos) = name.rsplit_once('|')?;
    Some((xpos.parse().ok()?, upos.parse().ok()?))
}

fn read_tags(reader: &mut Reader<'_>) -> Result<Vec<(Xpos, Upos)>, ModelError> {
    let count = reader.len()?;
    let tag = |name: &str| read_tag(name).ok_or_else(|| unknown("tag", name));
    (0..count).map(|_| reader.text().and_then(tag)).collect()
}

fn read_labels(reader: &mut Reader<'_>) -> Result<Vec<Deprel>, ModelError> {
    let count = reader.len()?;
    let label = |name: &str| name.parse().map_err(|_| unknown("relation", name));
    (0..count).map(|_| reader.text().and_then(label)).collect()
}

fn read_network(
    reader: &mut Reader<'_>,
    kernel: Kernel,
    tags: usize,
    labels: usize,
) -> Result<Network, ModelError> {
    let heads = Heads { tags };
    let layers = reader.len()?;
    let rows = reader.len()?;
    if rows != ROWS || tags == 0 || labels == 0 || layers > 64 {
        return Err(ModelError::Content(format!("it has {rows} hash rows and {layers} layers")));
    }
    let embedding = reader.i8s(ROWS * WIDTH)?;
    let embedding_scale = reader.f32s(ROWS)?;
    let word_norm = read_norm(reader)?;
    let layers = (0..layers)
        .map(|_| Ok((read_matrix(reader, kernel, INPUT, GATES)?, read_norm(reader)?)))
        .collect::<Result<Vec<_>, ModelError>>()?;
    let head = read_matrix(reader, kernel, WIDTH, heads.columns())?;
    let root_key = reader.f32s(ARC)?;
    let root_label = reader.f32s(LABEL)?;
    let columns = labels.next_multiple_of(16);
    let mut scorer =
        LabelScorer { weights: vec![0.0; LABEL_INPUT * columns], columns, bias: vec![0.0; columns] };
    for label in 0..labels {
        for (input, weight) in reader.f32s(LABEL_INPUT)?.into_iter().enumerate() {
            scorer.weights[input * columns + label] = weight;
        }
    }
    scorer.bias[..labels].copy_from_slice(&reader.f32s(labels)?);
    Ok(Network {
        kernel,
        heads,
        labels,
        embedding,
        embedding_scale,
        word_norm,
        layers,
        head,
        root_key,
        root_label,
        scorer,
    })
}

fn read_norm(reader: &mut Reader<'_>) -> Result<Norm, ModelError> {
    let inverse_step = reader.f32()?;
    let (gain, shift) = (reader.f32s(WIDTH)?, reader.f32s(WIDTH)?);
    let channels = |values: Vec<f32>| *values.first_chunk().expect("exactly WIDTH numbers were read");
    Ok(Norm { gain: channels(gain), shift: channels(shift), inverse_step })
}

fn read_matrix(
    reader: &mut Reader<'_>,
    kernel: Kernel,
    inner: usize,
    outputs: usize,
) -> Result<Matrix, ModelError> {
    let weights = reader.i8s(inner * outputs)?;
    let (scale, bias) = (reader.f32s(outputs)?, reader.f32s(outputs)?);
    Ok(Matrix::new(kernel, inner, &weights, &scale, &bias))
}

/// What a model file is made of.
pub struct Parts<'a> {
    pub layout: &'a Layout,
    pub weights: &'a [f32],
    /// Names such as `NNP|PROPN`.
    pub tags: &'a [String],
    pub labels: &'a [String],
    pub lemmas: &'a Lemmatiser,
}

/// Quantises the weights and writes a model file.
pub fn write(parts: &Parts<'_>) -> Vec<u8> {
    let mut writer = Writer::default();
    for names in [parts.tags, parts.labels] {
        writer.len(names.len());
        names.iter().for_each(|name| writer.text(name));
    }
    write_network(&mut writer, parts.layout, parts.weights);
    parts.lemmas.write(&mut writer);
    let content = writer.bytes;
    let mut file = Writer::default();
    file.bytes.extend(MAGIC);
    file.u32(VERSION);
    file.u64(content.len() as u64);
    file.bytes.extend(Sha256::digest(&content));
    file.bytes.extend(content);
    file.bytes
}

fn write_network(writer: &mut Writer, layout: &Layout, weights: &[f32]) {
    writer.len(layout.layers);
    writer.len(ROWS);
    let mut scales = Vec::with_capacity(ROWS);
    for row in weights[layout.embedding()].chunks_exact(WIDTH) {
        let (row, scale) = quantise(row);
        writer.i8s(&row);
        scales.push(scale);
    }
    writer.f32s(&scales);
    let mut step = write_norm(writer, &weights[layout.word_gain()], &weights[layout.word_shift()]);
    for layer in 0..layout.layers {
        let places = layout.layer(layer);
        write_matrix(writer, INPUT, &weights[places.weight], &weights[places.bias], step);
        step = write_norm(writer, &weights[places.gain], &weights[places.shift]);
    }
    // The arc product's divisor goes into the queries.
    let (mut head, mut bias) = (weights[layout.head_weight()].to_vec(), weights[layout.head_bias()].to_vec());
    let queries = layout.heads.query()..layout.heads.query() + ARC;
    let divisor = (ARC as f32).sqrt();
    head[queries.start * WIDTH..queries.end * WIDTH].iter_mut().for_each(|weight| *weight /= divisor);
    bias[queries].iter_mut().for_each(|bias| *bias /= divisor);
    write_matrix(writer, WIDTH, &head, &bias, step);
    for place in [layout.root_key(), layout.root_label(), layout.label_weight(), layout.label_bias()] {
        writer.f32s(&weights[place]);
    }
}

/// A row to 8 bits, symmetric about zero, and the size of its step.
fn quantise(row: &[f32]) -> (Vec<i8>, f32) {
    let greatest = row.iter().fold(1e-9f32, |greatest, weight| greatest.max(weight.abs()));
    let scale = greatest / 127.0;
    (row.iter().map(|weight| (weight / scale).round() as i8).collect(), scale)
}

/// Writes a normalisation and returns the size of the quantisation step of what it puts out.
fn write_norm(writer: &mut Writer, gain: &[f32], shift: &[f32]) -> f32 {
    // Normalised values beyond five standard deviations are cut.
    let greatest = gain.iter().zip(shift).fold(1e-3f32, |top, (g, s)| top.max(g.abs() * 5.0 + s.abs()));
    // Activations have 7 bits, so that AVX2 can add products in 16 bits.
    let step = greatest / 63.0;
    writer.f32(1.0 / step);
    writer.f32s(gain);
    writer.f32s(shift);
    step
}

fn write_matrix(writer: &mut Writer, inner: usize, weights: &[f32], bias: &[f32], step: f32) {
    let mut scales = Vec::with_capacity(bias.len());
    for row in weights.chunks_exact(inner) {
        let (row, scale) = quantise(row);
        writer.i8s(&row);
        scales.push(scale * step);
    }
    writer.f32s(&scales);
    writer.f32s(bias);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(content: &[u8], version: u32) -> Vec<u8> {
        let mut file = MAGIC.to_vec();
        file.extend(version.to_le_bytes());
        file.extend((content.len() as u64).to_le_bytes());
        file.extend(Sha256::digest(content));
        file.extend(content);
        file
    }

    fn refusal(bytes: &[u8]) -> ModelError {
        Model::load(bytes).err().expect("these bytes are no whole model")
    }

    #[test]
    fn a_file_that_is_no_model_is_refused_with_its_reason() {
        assert_eq!(refusal(b""), ModelError::NotAModel);
        assert_eq!(refusal(b"PK\x03\x04 something else"), ModelError::NotAModel);
        assert_eq!(refusal(MAGIC), ModelError::Length { found: 8, expected: HEADER });
        assert_eq!(refusal(&file(b"abc", 9)), ModelError::Version { found: 9, expected: VERSION });
        let whole = file(b"abc", VERSION);
        let expected = whole.len();
        assert_eq!(refusal(&whole[..expected - 1]), ModelError::Length { found: expected - 1, expected });
        let mut altered = whole.clone();
        altered[HEADER] ^= 1;
        assert_eq!(refusal(&altered), ModelError::Checksum);
        assert!(matches!(refusal(&whole), ModelError::Content(_)));
    }
}
