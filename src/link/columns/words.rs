//! Interned texts: one number for each distinct text, all characters in one string.

use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Builds hashes that are the same in every run.
#[derive(Clone, Copy, Debug, Default)]
pub struct FixedState;

impl BuildHasher for FixedState {
    type Hasher = <foldhash::fast::FixedState as BuildHasher>::Hasher;

    fn build_hasher(&self) -> Self::Hasher {
        const STATE: foldhash::fast::FixedState =
            foldhash::fast::FixedState::with_seed(0x6865_6475_6921);
        STATE.build_hasher()
    }
}

pub const HASHER: FixedState = FixedState;

/// Distinct texts, numbered from 0 in the order they came.
#[derive(Debug, Default)]
pub struct Words {
    text: String,
    ends: Vec<u32>,
    /// Numbers with a hash of their texts, so that most texts need not be looked at.
    table: HashTable<(u32, u32)>,
}

impl Words {
    /// The number of a text; a new one if it was not seen before.
    ///
    /// # Panics
    /// If the distinct texts hold more than 4 GiB.
    pub fn number(&mut self, text: &str) -> u32 {
        let short = short_hash(text);
        if let Some(known) = self.find(short, text) {
            return known;
        }
        let number = self.ends.len() as u32;
        self.text.push_str(text);
        let end = u32::try_from(self.text.len()).expect("distinct texts of one column below 4 GiB");
        self.ends.push(end);
        let entry = (short, number);
        (self.table).insert_unique(spread(short), entry, |(short, _)| spread(*short));
        number
    }

    /// The number of a text that was seen before.
    pub fn known(&self, text: &str) -> Option<u32> {
        self.find(short_hash(text), text)
    }

    fn find(&self, short: u32, text: &str) -> Option<u32> {
        let is_text = |(hash, at): &(u32, u32)| *hash == short && self.get(*at) == text;
        self.table.find(spread(short), is_text).map(|(_, at)| *at)
    }

    pub fn get(&self, number: u32) -> &str {
        piece(&self.text, &self.ends, number)
    }

    pub fn count(&self) -> usize {
        self.ends.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|at| self.get(at))
    }
}

fn short_hash(text: &str) -> u32 {
    HASHER.hash_one(text) as u32
}

/// The table looks at the first and the last bits of a hash.
fn spread(short: u32) -> u64 {
    u64::from(short).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn piece<'a>(text: &'a str, ends: &[u32], at: u32) -> &'a str {
    let at = at as usize;
    let start = match at {
        0 => 0,
        _ => ends[at - 1] as usize,
    };
    &text[start..ends[at] as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_share_a_number() {
        let mut words = Words::default();
        let numbers: Vec<u32> = ["兴旺", "", "大发", "兴旺", ""]
            .iter()
            .map(|text| words.number(text))
            .collect();
        assert_eq!(numbers, [0, 1, 2, 0, 1]);
        assert_eq!(words.iter().collect::<Vec<_>>(), ["兴旺", "", "大发"]);
    }
}
