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
    /// Each text behind its number and its length, in characters of six bits each, so that one look
    /// tells all of it.
    text: String,
    /// Where each text's number stands.
    starts: Vec<u32>,
    /// Half a hash and the start of the text plus one, at the place that the hash gives or one of
    /// the next; 0 is a free place. At most half of a power of two of places are taken.
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
        let number = self.starts.len() as u32;
        let start = u32::try_from(self.text.len());
        let start = start.ok().filter(|start| *start < u32::MAX);
        let start = start.expect("distinct texts of one column below 4 GiB");
        push_digits(&mut self.text, number);
        match text.len() {
            length @ ..LONG => self.text.push(char::from(b'0' + length as u8)),
            length => {
                self.text.push(char::from(b'0' + LONG as u8));
                let length = u32::try_from(length).expect("a text below 4 GiB");
                push_digits(&mut self.text, length);
            }
        }
        self.text.push_str(text);
        self.starts.push(start);
        if self.starts.len() * 2 > self.slots.len() {
            let places = (self.slots.len() * 2).max(64);
            let before = std::mem::replace(&mut self.slots, vec![0; places]);
            let taken = before.into_iter().filter(|slot| *slot != 0);
            taken.for_each(|slot| self.place(slot));
        }
        self.place(u64::from(short) << 32 | u64::from(start + 1));
        number
    }

    /// The text that stands here, and its number.
    fn entry(&self, start: u32) -> (&str, u32) {
        let bytes = &self.text.as_bytes()[start as usize..];
        let number = digits(bytes);
        let at = start as usize + DIGITS + 1;
        let (from, length) = match usize::from(bytes[DIGITS] - b'0') {
            LONG => (at + DIGITS, digits(&bytes[DIGITS + 1..]) as usize),
            length => (at, length),
        };
        (&self.text[from..from + length], number)
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
            if (slot >> 32) as u32 == short {
                let (known, number) = self.entry(slot as u32 - 1);
                if known == text {
                    return number;
                }
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
        // The first bytes of the candidates: loads that wait for no other.
        let starts = found.iter().filter(|start| **start != UNKNOWN);
        let bytes = starts.map(|start| usize::from(self.text.as_bytes()[*start as usize]));
        std::hint::black_box(bytes.sum::<usize>());
        for ((found, short), text) in found.iter_mut().zip(&*hashes).zip(texts) {
            *found = match *found {
                UNKNOWN => self.find(*short, text),
                start => match self.entry(start) {
                    (known, number) if known == *text => number,
                    _ => self.find(*short, text),
                },
            };
        }
    }

    pub fn get(&self, number: u32) -> &str {
        self.entry(self.starts[number as usize]).0
    }

    pub fn count(&self) -> usize {
        self.starts.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.starts.len() as u32).map(|at| self.get(at))
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

/// Characters of a number of 32 bits, and the length from which on a text's own is written so.
const DIGITS: usize = 6;
const LONG: usize = 63;

fn push_digits(text: &mut String, number: u32) {
    for place in 0..DIGITS {
        text.push(char::from(b'0' + (number >> (6 * place) & 63) as u8));
    }
}

fn digits(bytes: &[u8]) -> u32 {
    let digits = bytes[..DIGITS].iter().enumerate();
    digits.fold(0, |number, (place, digit)| {
        number | u32::from(digit - b'0') << (6 * place)
    })
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
        let long = "字".repeat(70);
        assert_eq!(words.number(&long), 5000);
        assert_eq!((words.get(5000), words.known(&long)), (&*long, Some(5000)));
        let mut expected: Vec<u32> = numbers.into_iter().rev().collect();
        expected.push(UNKNOWN);
        assert_eq!(search.found, expected);
        assert_eq!(words.known("4999"), Some(4999));
    }
}
