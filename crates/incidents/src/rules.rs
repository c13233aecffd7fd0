//! What is weighed, and how much of it makes a merge.

use crate::output::FacetKind;

/// Thresholds and weights of merging. [`Rules::default`] was set on the tuning part of the pairs in `cases/pairs`.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// Name of this set of rules, stored with every merge.
    pub name: &'static str,
    /// Evidence for a merge across documents must add up to this.
    pub merge: f32,
    /// The same within one document, whose sentences mostly tell of one thing.
    pub within: f32,
    /// The same for words that tell neither place nor day nor doer, in a document that tells of one deed of their type.
    pub bare: f32,
    /// What is added to the threshold where neither side, or one only, has a place.
    pub placeless: f32,
    /// What is added for acts that are words (ACCUSE, REQUEST…): the same people say much in a day.
    pub verbal: f32,
    /// Points nearer than this, in km, are one place.
    pub near_km: f64,
    /// Points farther apart than this cannot be one place, where one of them is only near the deed.
    pub around_km: f64,
    /// How many days before publication an undated deed may lie.
    pub window_days: i32,
    /// Documents whose sketches are as alike as this are copies of each other.
    pub echo: f32,
    /// Sentences that overlap as much as this have one origin, whoever they name.
    pub overlap: f32,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            name: "rules-1",
            merge: 4.0,
            within: 2.5,
            bare: 1.0,
            placeless: 1.0,
            verbal: 1.5,
            near_km: 5.0,
            around_km: 30.0,
            window_days: 2,
            echo: 0.6,
            overlap: 0.6,
        }
    }
}

/// One thing that speaks for or against two tellings being of one deed.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// What was compared.
    pub facet: FacetKind,
    /// How much it adds; negative against. Negative infinity forbids the merge whatever else speaks for it.
    pub weight: f32,
    /// What was found, for people: "same day, 2019-03-13".
    pub found: String,
}

impl Evidence {
    /// Whether it alone forbids the merge.
    #[must_use]
    pub fn forbids(&self) -> bool {
        self.weight == f32::NEG_INFINITY
    }
}
