//! Interned texts: one number for each distinct text, all characters in one string.

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
    /// Half a hash and the number after it, at the place that the hash gives or one of the next;
    /// 0 is a free place. At most half of a power of two of places are taken.
    slots: Vec<u64>,
}

/// The number of no text.
pub const UNKNOWN: u32 = u32::MAX;

impl Words {
    /// The number of a text; a new one if it was not seen before.
    ///
    /// # Panics
    /// If the distinct texts hold more than 4 GiB.
    pub fn number(&mut self, text: &str) -> u32 {
        let short = short_hash(text);
        match self.find(short, text) {
            UNKNOWN => self.added(short, text),
            known => known,
        }
    }

    fn added(&mut self, short: u32, text: &str) -> u32 {
        let number = self.ends.len() as u32;
        self.text.push_str(text);
        let end = u32::try_from(self.text.len()).expect("distinct texts of one column below 4 GiB");
        self.ends.push(end);
        if self.ends.len() * 2 > self.slots.len() {
            let places = (self.slots.len() * 2).max(64);
            let before = std::mem::replace(&mut self.slots, vec![0; places]);
            before
                .into_iter()
                .filter(|slot| *slot != 0)
                .for_each(|slot| self.place(slot));
        }
        self.place(u64::from(short) << 32 | u64::from(number + 1));
        number
    }

    fn place(&mut self, slot: u64) {
        let mut at = self.start((slot >> 32) as u32);
        while self.slots[at] != 0 {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = slot;
    }

    /// Where the search for a hash begins. There are places.
    fn start(&self, short: u32) -> usize {
        (spread(short) >> (64 - self.slots.len().trailing_zeros())) as usize
    }

    /// The number of a text that was seen before.
    pub fn known(&self, text: &str) -> Option<u32> {
        let found = self.find(short_hash(text), text);
        (found != UNKNOWN).then_some(found)
    }

    fn find(&self, short: u32, text: &str) -> u32 {
        if self.slots.is_empty() {
            return UNKNOWN;
        }
        let mut at = self.start(short);
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return UNKNOWN;
            }
            let number = (slot as u32) - 1;
            if (slot >> 32) as u32 == short && self.get(number) == text {
                return number;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// The numbers of many texts, or [`UNKNOWN`]. What a text needs of memory is asked for before
    /// the texts before it are answered, so that a large table is not waited for again and again.
    pub fn find_all(&self, texts: &[&str], search: &mut Search) {
        let Search { found, hashes } = search;
        found.clear();
        if self.slots.is_empty() {
            found.resize(texts.len(), UNKNOWN);
            return;
        }
        hashes.clear();
        hashes.extend(texts.iter().map(|text| short_hash(text)));
        let slots = hashes.iter().map(|short| self.slots[self.start(*short)]);
        found.extend(slots.zip(&*hashes).map(|(slot, short)| match slot {
            slot if (slot >> 32) as u32 == *short && slot != 0 => slot as u32 - 1,
            _ => UNKNOWN,
        }));
        // The ends of the candidates, then their first bytes: loads that wait for no other.
        let firsts = found.iter().filter(|number| **number != UNKNOWN);
        let places = firsts.map(|number| self.ends[*number as usize] as usize);
        let bytes = places.map(|end| usize::from(self.text.as_bytes()[end.saturating_sub(1)]));
        std::hint::black_box(bytes.sum::<usize>());
        for ((number, short), text) in found.iter_mut().zip(&*hashes).zip(texts) {
            if *number == UNKNOWN || self.get(*number) != *text {
                *number = self.find(*short, text);
            }
        }
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

/// What [`Words::find_all`] found, its memory used again for the next texts.
#[derive(Debug, Default)]
pub struct Search {
    pub found: Vec<u32>,
    hashes: Vec<u32>,
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

    #[test]
    fn many_texts_are_found_at_once() {
        let mut words = Words::default();
        let mut search = Search::default();
        words.find_all(&["1"], &mut search);
        assert_eq!(search.found, [UNKNOWN]);
        let texts: Vec<String> = (0..5000).map(|n| n.to_string()).collect();
        let numbers: Vec<u32> = texts.iter().map(|text| words.number(text)).collect();
        let mut asked: Vec<&str> = texts.iter().rev().map(String::as_str).collect();
        asked.push("5000");
        words.find_all(&asked, &mut search);
        let mut expected: Vec<u32> = numbers.into_iter().rev().collect();
        expected.push(UNKNOWN);
        assert_eq!(search.found, expected);
        assert_eq!(words.known("4999"), Some(4999));
    }
}
