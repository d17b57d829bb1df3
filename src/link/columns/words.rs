//! Interned texts: one number for each distinct text, all characters in one string.

use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Hashes that are the same in every run.
pub const HASHER: foldhash::fast::FixedState =
    foldhash::fast::FixedState::with_seed(0x6865_6475_6921);

/// Distinct texts, numbered from 0 in the order they came.
#[derive(Debug, Default)]
pub struct Words {
    text: String,
    ends: Vec<u32>,
    table: HashTable<u32>,
}

impl Words {
    /// The number of a text; a new one if it was not seen before.
    ///
    /// # Panics
    /// If the distinct texts hold more than 4 GiB.
    pub fn number(&mut self, text: &str) -> u32 {
        let hash = HASHER.hash_one(text);
        if let Some(known) = self.table.find(hash, |at| self.get(*at) == text) {
            return *known;
        }
        let number = self.ends.len() as u32;
        self.text.push_str(text);
        let end = u32::try_from(self.text.len()).expect("distinct texts of one column below 4 GiB");
        self.ends.push(end);
        let (whole, ends) = (&self.text, &self.ends);
        let rehash = |at: &u32| HASHER.hash_one(piece(whole, ends, *at));
        self.table.insert_unique(hash, number, rehash);
        number
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
