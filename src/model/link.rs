//! How two events agree, and what was decided about them.

use super::{EventIx, Judged, Text};
use std::sync::Arc;

/// Two events worth comparing: a safety event and a platform event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CandidatePair {
    pub inspection: EventIx,
    pub code: EventIx,
    /// Name of the first blocking rule that proposed the pair.
    pub rule: Arc<str>,
}

/// One comparison of a pair: the level reached, both values, m, u and the weight log₂(m/u). The
/// words are shared: a run holds a million of these.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// The comparison; its English name is its key: `credit_code`, `name`, `date` …
    pub comparison: Arc<Text>,
    /// Number of the level; 0 is null.
    pub grade: u8,
    /// The level in words.
    pub level: Arc<Text>,
    pub left: Box<str>,
    pub right: Box<str>,
    pub m: f64,
    pub u: f64,
    /// log₂(m/u) after term-frequency adjustment and caps; 0 for a null level.
    pub weight: f64,
}

/// How a pair agrees. The weights of the evidence and the prior add up to `weight`.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparisonVector {
    pub pair: CandidatePair,
    /// log₂ of the prior odds.
    pub prior: f64,
    pub evidence: Vec<Evidence>,
    /// log₂ posterior odds.
    pub weight: f64,
}

impl ComparisonVector {
    /// Level of a comparison; 0 where it is null or not made.
    pub fn grade(&self, comparison: &str) -> u8 {
        let found = self.evidence.iter().find(|e| e.comparison.en == comparison);
        found.map_or(0, |e| e.grade)
    }

    pub fn probability(&self) -> f64 {
        1.0 / (1.0 + (-self.weight).exp2())
    }
}

/// Fellegi and Sunter's three decisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    Link,
    PossibleLink,
    NonLink,
}

/// A decision about a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    pub inspection: EventIx,
    pub code: EventIx,
    pub decision: Decision,
    pub comparison: ComparisonVector,
    pub probability: f64,
    /// Weight above the best other use of either side; `None` without a rival.
    pub margin: Option<f64>,
    /// The code is a second one for a visit that is linked to another code.
    pub surplus: bool,
}

/// What the linkage room hands on.
#[derive(Clone, Debug, Default)]
pub struct LinkSet {
    /// Links and possible links, one-to-one but for `surplus` ones, ordered by (inspection, code).
    pub links: Vec<Link>,
    /// Pairs of the same visit whose code is not usable (cancelled, returned, another body's).
    pub unusable: Vec<Link>,
    /// For events without a partner: their nearest candidate on the other side.
    pub nearest: Vec<Link>,
    /// What people decided, as far as it holds; it outranks the scores.
    pub judged: Judged,
    pub candidate_pairs: usize,
    /// Expected numbers, from the probabilities.
    pub expected_false_links: f64,
    pub expected_missed_matches: f64,
    /// Matches that no blocking rule proposed, as estimated; part of the missed ones.
    pub lost_to_blocking: f64,
    /// EM iterations and whether it converged.
    pub iterations: usize,
    pub converged: bool,
}
