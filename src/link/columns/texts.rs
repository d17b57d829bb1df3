//! Texts by their characters and by their words.

use super::words::{HASHER, Words};
use std::collections::HashMap;
use std::hash::BuildHasher;

/// A text prepared for comparison.
#[derive(Clone, Debug, Default)]
pub struct Text {
    pub chars: Box<[char]>,
    /// Distinct words, ascending by hash, with their weights; the squares of the weights add up
    /// to 1. Empty for texts compared by characters only.
    pub tokens: Box<[(u64, f32)]>,
}

pub(super) fn plain(words: &Words) -> Vec<Text> {
    words
        .iter()
        .map(|text| Text {
            chars: text.chars().collect(),
            tokens: Box::default(),
        })
        .collect()
}

/// Words weighted by how few rows have them: ln(1 + rows / rows with the word).
pub(super) fn weighted(words: &Words, rows: &[Vec<u32>; 2]) -> Vec<Text> {
    let split: Vec<Vec<u64>> = words.iter().map(word_hashes).collect();
    let mut having: HashMap<u64, u32, _> = HashMap::with_hasher(HASHER);
    for value in rows.iter().flatten() {
        for word in &split[*value as usize] {
            *having.entry(*word).or_default() += 1;
        }
    }
    let all = (rows[0].len() + rows[1].len()).max(1) as f32;
    words
        .iter()
        .zip(split)
        .map(|(text, split)| {
            let mut tokens: Vec<(u64, f32)> = split
                .into_iter()
                .map(|word| {
                    let rows = having.get(&word).copied().unwrap_or(1).max(1);
                    (word, (1.0 + all / rows as f32).ln())
                })
                .collect();
            let norm = tokens.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
            for (_, weight) in &mut tokens {
                *weight /= norm.max(f32::MIN_POSITIVE);
            }
            Text {
                chars: text.chars().collect(),
                tokens: tokens.into(),
            }
        })
        .collect()
}

/// Hashes of the distinct words of a text, ascending: runs of letters and digits; every character
/// of a script without blanks is a word with its follower.
pub fn word_hashes(text: &str) -> Vec<u64> {
    let mut found: Vec<u64> = Vec::new();
    for run in text.split(|c: char| !c.is_alphanumeric()) {
        if run.is_empty() {
            continue;
        }
        if run.chars().all(|c| c < '\u{2e80}') {
            found.push(HASHER.hash_one(run));
            continue;
        }
        let chars: Vec<char> = run.chars().collect();
        match chars.len() {
            1 => found.push(HASHER.hash_one(run)),
            _ => found.extend(chars.windows(2).map(|pair| HASHER.hash_one(pair))),
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

impl Text {
    /// Cosine of the weighted words, 0 to 1.
    pub fn cosine(&self, other: &Text) -> f64 {
        let mut sum = 0.0f64;
        self.shared(other, |a, b| sum += f64::from(a) * f64::from(b));
        sum.min(1.0)
    }

    /// Shared words among all distinct words, 0 to 1.
    pub fn jaccard(&self, other: &Text) -> f64 {
        let mut shared = 0usize;
        self.shared(other, |_, _| shared += 1);
        let all = self.tokens.len() + other.tokens.len() - shared;
        shared as f64 / all.max(1) as f64
    }

    fn shared(&self, other: &Text, mut meet: impl FnMut(f32, f32)) {
        let (mut i, mut j) = (0, 0);
        while let (Some(a), Some(b)) = (self.tokens.get(i), other.tokens.get(j)) {
            match a.0.cmp(&b.0) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    meet(a.1, b.1);
                    i += 1;
                    j += 1;
                }
            }
        }
    }
}
