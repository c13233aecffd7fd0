//! The model file: what it holds, how it is checked, and how it is read.
//!
//! `DATELSYN`, a format version, the length of the content, its SHA-256, and the content: the names of tags
//! and relations, the quantised network, the lemmatiser and the sentence splitter.

use crate::bytes::{Reader, Writer};
use crate::entities::{Inventory, codes};
use crate::lemma::Lemmatiser;
use crate::network::features::ROWS;
use crate::network::kernels::{Kernel, LabelScorer, Matrix, Norm};
use crate::network::run::{MOST_CODES, Network};
use crate::network::weights::Layout;
use crate::network::{ARC, GATES, Heads, INPUT, LABEL, LABEL_INPUT, WIDTH};
use dateline_record::{Deprel, EntityLayer, Upos, Xpos};
use sha2::{Digest as _, Sha256};
use std::ops::Range;

const MAGIC: &[u8; 8] = b"DATELSYN";
const VERSION: u32 = 3;
/// The version before, which had no entities. Training can go on from it; reading cannot use it.
const WITHOUT_ENTITIES: u32 = 2;
const HEADER: usize = 8 + 4 + 8 + 32;

/// A trained English model, ready to parse.
pub struct Model {
    pub(crate) network: Network,
    pub(crate) tags: Vec<(Xpos, Upos)>,
    pub(crate) labels: Vec<Deprel>,
    pub(crate) kinds: Inventory,
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
        let (found, content) = check(bytes)?;
        if found != VERSION {
            return Err(ModelError::Version { found, expected: VERSION });
        }
        let digest = bytes[HEADER - 32..HEADER - 26].iter().map(|byte| format!("{byte:02x}")).collect();
        let mut reader = Reader::new(content);
        let tags = read_tags(&mut reader)?;
        let labels = read_labels(&mut reader)?;
        let kinds = read_kinds(&mut reader)?;
        let heads = Heads { tags: tags.len(), entities: std::array::from_fn(|i| codes(kinds[i].len())) };
        let network = read_network(&mut reader, kernel, heads, labels.len())?;
        let lemmas = Lemmatiser::read(&mut reader)?;
        reader.finish()?;
        Ok(Model { network, tags, labels, kinds, lemmas, digest })
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

    /// Whether a form in small letters is one whose lemma the treebanks teach by the whole word: "sent", "were".
    #[must_use]
    pub fn knows_form(&self, form: &str) -> bool {
        self.lemmas.knows_form(form)
    }

    /// A parser with its own scratch space. Make one per thread and keep it.
    #[must_use]
    pub fn parser(&self) -> crate::Parser<'_> {
        crate::Parser::new(self)
    }
}

/// The version and the content of a file whose header and checksum are right.
fn check(bytes: &[u8]) -> Result<(u32, &[u8]), ModelError> {
    let magic = bytes.get(..MAGIC.len()).ok_or(ModelError::NotAModel)?;
    if magic != MAGIC {
        return Err(ModelError::NotAModel);
    }
    let short = ModelError::Length { found: bytes.len(), expected: HEADER };
    let mut header = Reader::new(bytes.get(MAGIC.len()..HEADER).ok_or(short)?);
    let found = header.u32()?;
    if found != VERSION && found != WITHOUT_ENTITIES {
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
    Ok((found, content))
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

/// For each layer of entities that the model has, its name and those of its kinds.
fn read_kinds(reader: &mut Reader<'_>) -> Result<Inventory, ModelError> {
    let mut kinds = Inventory::default();
    for _ in 0..reader.len()? {
        let name = reader.text()?;
        let layer: EntityLayer = name.parse().map_err(|_| unknown("layer", name))?;
        let count = reader.len()?;
        let kind = |name: &str| name.parse().map_err(|_| unknown("kind of entity", name));
        kinds[layer as usize] =
            (0..count).map(|_| reader.text().and_then(kind)).collect::<Result<_, ModelError>>()?;
        if codes(kinds[layer as usize].len()) > MOST_CODES {
            return Err(ModelError::Content(format!("its layer `{name}` has {count} kinds")));
        }
    }
    Ok(kinds)
}

fn read_network(
    reader: &mut Reader<'_>,
    kernel: Kernel,
    heads: Heads,
    labels: usize,
) -> Result<Network, ModelError> {
    let tags = heads.tags;
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

/// The weights of a model file in the order of a layout, which has its tags, relations and layers; and whether it has a
/// tagger of the same kinds. If not, columns of entities stay as they are in `weights`.
pub fn read_weights(
    bytes: &[u8],
    layout: &Layout,
    (tags, labels): (&[String], &[String]),
    wanted: &Inventory,
    weights: &mut [f32],
) -> Result<bool, ModelError> {
    let (version, content) = check(bytes)?;
    let mut reader = Reader::new(content);
    let names = |reader: &mut Reader<'_>| -> Result<Vec<String>, ModelError> {
        let count = reader.len()?;
        (0..count).map(|_| Ok(reader.text()?.to_owned())).collect()
    };
    let same = names(&mut reader)? == tags && names(&mut reader)? == labels;
    let kinds = if version == WITHOUT_ENTITIES { Inventory::default() } else { read_kinds(&mut reader)? };
    let tagger = kinds == *wanted;
    if !same || (reader.len()?, reader.len()?) != (layout.layers, ROWS) {
        return Err(ModelError::Content("its tags, relations or layers are not those to be trained".into()));
    }
    let heads = Heads { tags: tags.len(), entities: std::array::from_fn(|i| codes(kinds[i].len())) };
    let (rows, scales) = (reader.i8s(ROWS * WIDTH)?, reader.f32s(ROWS)?);
    for (index, weight) in weights[layout.embedding()].iter_mut().enumerate() {
        *weight = f32::from(rows[index]) * scales[index / WIDTH];
    }
    let norm = |reader: &mut Reader<'_>,
                weights: &mut [f32],
                gain: Range<usize>,
                shift: Range<usize>|
     -> Result<f32, ModelError> {
        let step = 1.0 / reader.f32()?;
        weights[gain].copy_from_slice(&reader.f32s(WIDTH)?);
        weights[shift].copy_from_slice(&reader.f32s(WIDTH)?);
        Ok(step)
    };
    let matrix =
        |reader: &mut Reader<'_>, inner: usize, outputs: usize, step: f32| -> Result<_, ModelError> {
            let (rows, scales) = (reader.i8s(inner * outputs)?, reader.f32s(outputs)?);
            let numbers =
                rows.iter().enumerate().map(|(index, &row)| f32::from(row) * scales[index / inner] / step);
            Ok((numbers.collect::<Vec<f32>>(), reader.f32s(outputs)?))
        };
    let mut step = norm(&mut reader, weights, layout.word_gain(), layout.word_shift())?;
    for layer in 0..layout.layers {
        let places = layout.layer(layer);
        let (weight, bias) = matrix(&mut reader, INPUT, GATES, step)?;
        weights[places.weight].copy_from_slice(&weight);
        weights[places.bias].copy_from_slice(&bias);
        step = norm(&mut reader, weights, places.gain, places.shift)?;
    }
    let (mut head, mut bias) = matrix(&mut reader, WIDTH, heads.columns(), step)?;
    scale_queries(&mut head, &mut bias, heads, (ARC as f32).sqrt());
    let columns = if tagger { heads.columns() } else { heads.entity(0) };
    weights[layout.head_weight()][..columns * WIDTH].copy_from_slice(&head[..columns * WIDTH]);
    weights[layout.head_bias()][..columns].copy_from_slice(&bias[..columns]);
    for place in [layout.root_key(), layout.root_label(), layout.label_weight(), layout.label_bias()] {
        let numbers = reader.f32s(place.len())?;
        weights[place].copy_from_slice(&numbers);
    }
    Ok(tagger)
}

/// Multiplies the columns of the arc queries.
fn scale_queries(head: &mut [f32], bias: &mut [f32], heads: Heads, factor: f32) {
    let queries = heads.query()..heads.query() + ARC;
    head[queries.start * WIDTH..queries.end * WIDTH].iter_mut().for_each(|weight| *weight *= factor);
    bias[queries].iter_mut().for_each(|bias| *bias *= factor);
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
    pub kinds: &'a Inventory,
    pub lemmas: &'a Lemmatiser,
}

/// Quantises the weights and writes a model file.
pub fn write(parts: &Parts<'_>) -> Vec<u8> {
    let mut writer = Writer::default();
    for names in [parts.tags, parts.labels] {
        writer.len(names.len());
        names.iter().for_each(|name| writer.text(name));
    }
    let layers = EntityLayer::ALL.iter().zip(parts.kinds).filter(|(_, kinds)| !kinds.is_empty());
    writer.len(layers.clone().count());
    for (layer, kinds) in layers {
        writer.text(layer.as_str());
        writer.len(kinds.len());
        kinds.iter().for_each(|kind| writer.text(kind.as_str()));
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
    use dateline_record::EntityKind;

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
        let old = file(b"abc", WITHOUT_ENTITIES);
        assert_eq!(refusal(&old), ModelError::Version { found: WITHOUT_ENTITIES, expected: VERSION });
    }

    #[test]
    fn training_can_go_on_from_what_was_written() {
        let kinds = [vec![EntityKind::Person], vec![], vec![]];
        let heads = Heads { tags: 2, entities: [3, 0, 0] };
        let layout = Layout { heads, labels: 1, layers: 1 };
        let mut weights: Vec<f32> =
            (0..layout.len()).map(|i| ((i * 37 % 101) as f32 - 50.0) / 70.0).collect();
        let (tags, labels) = (["NN|NOUN".to_owned(), "VB|VERB".to_owned()], ["root".to_owned()]);
        let lemmas = Lemmatiser::learn(std::iter::empty());
        let parts = |weights: &[f32]| {
            write(&Parts {
                layout: &layout,
                weights,
                tags: &tags,
                labels: &labels,
                kinds: &kinds,
                lemmas: &lemmas,
            })
        };
        let written = parts(&weights);
        let apart = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        let mut whole = vec![0.0; layout.len()];
        assert_eq!(read_weights(&written, &layout, (&tags, &labels), &kinds, &mut whole), Ok(true));
        assert!(apart(&weights, &whole) < 0.004, "{}", apart(&weights, &whole));

        let mut back = vec![0.0; layout.len()];
        let others = [vec![EntityKind::Location], vec![], vec![]];
        assert_eq!(read_weights(&written, &layout, (&tags, &labels), &others, &mut back), Ok(false));
        let first = heads.entity(0);
        for (place, taken) in [(layout.head_weight(), first * WIDTH), (layout.head_bias(), first)] {
            assert!(back[place.start + taken..place.end].iter().all(|&weight| weight == 0.0));
            weights[place.start + taken..place.end].fill(0.0);
        }
        assert!(apart(&weights, &back) < 0.004, "{}", apart(&weights, &back));
        assert!(read_weights(&written, &layout, (&labels, &labels), &kinds, &mut back).is_err());
    }
}
