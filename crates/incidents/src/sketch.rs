//! A document's words in brief, so that copies are told from tellings anew: MinHash over runs of words.

/// How many minima are kept: the error of a similarity is about one over the root of it.
const SIZE: usize = 64;
/// Words in a run.
const RUN: usize = 4;

/// The least hashes of a text's runs of four words under 64 orders. Alike texts have alike sketches.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Sketch(Vec<u32>);

impl Sketch {
    /// The sketch of a text; empty for less than a run of words.
    #[must_use]
    pub fn new(text: &str) -> Sketch {
        let words: Vec<u64> = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| hash(word.to_lowercase().bytes()))
            .collect();
        if words.len() < RUN {
            return Sketch::default();
        }
        let mut least = vec![u32::MAX; SIZE];
        for run in words.windows(RUN) {
            let hash = run.iter().fold(0u64, |sum, word| mix(sum ^ *word));
            for (order, least) in least.iter_mut().enumerate() {
                let value = (mix(hash ^ (order as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)) >> 32) as u32;
                *least = value.min(*least);
            }
        }
        Sketch(least)
    }
    /// The share of runs that two texts have in common, 0 to 1, estimated; 0 where a text is missing.
    #[must_use]
    pub fn similarity(&self, other: &Sketch) -> f32 {
        if self.0.is_empty() || self.0.len() != other.0.len() {
            return 0.0;
        }
        let same = self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count();
        same as f32 / self.0.len() as f32
    }
}

/// FNV-1a.
fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}
/// The finaliser of SplitMix64.
const fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_alike_and_another_story_is_not() {
        let wire = "Shells fell on the market of Goma on Monday and killed four traders, the army said in a statement";
        let copy =
            "Shells fell on the market of Goma on Monday and killed four traders, the army said in a note";
        let other =
            "The foreign ministers of both states met in Geneva for talks on the return of prisoners of war";
        assert!(Sketch::new(wire).similarity(&Sketch::new(copy)) > 0.7);
        assert!(Sketch::new(wire).similarity(&Sketch::new(other)) < 0.1);
        assert_eq!(Sketch::new("too short").similarity(&Sketch::new("too short")), 0.0);
    }
}
