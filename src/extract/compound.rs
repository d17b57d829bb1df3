//! The OLE container around `.xls`: its directory and its streams, read without trusting a length.

use std::collections::HashSet;

const END: u32 = 0xFFFF_FFFA; // from here on: reserved sector numbers

pub(super) struct CompoundFile<'a> {
    bytes: &'a [u8],
    sector_size: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    entries: Vec<Entry>,
    mini_cutoff: u32,
}

struct Entry {
    name: String,
    kind: u8,
    start: u32,
    size: usize,
}

/// The directory or a chain leads outside the file.
#[derive(Debug)]
pub(super) struct BrokenChain;

fn word(bytes: &[u8], at: usize) -> Result<u32, BrokenChain> {
    let four = bytes.get(at..at + 4).ok_or(BrokenChain)?;
    Ok(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

impl<'a> CompoundFile<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, BrokenChain> {
        let shift = *bytes.get(30).ok_or(BrokenChain)?;
        if !matches!(shift, 9 | 12) {
            return Err(BrokenChain);
        }
        let mut file = CompoundFile {
            bytes,
            sector_size: 1 << shift,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            entries: Vec::new(),
            mini_cutoff: word(bytes, 56)?,
        };
        file.fat = file.read_fat()?;
        let directory = file.chain_bytes(word(bytes, 48)?)?;
        file.entries = directory.chunks_exact(128).map(entry).collect();
        let mini = file.chain_bytes(word(bytes, 60)?).unwrap_or_default();
        file.mini_fat = words(&mini);
        Ok(file)
    }

    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The bytes of a stream; what the file cuts off is missing from the end.
    pub fn stream(&self, name: &str) -> Result<Vec<u8>, BrokenChain> {
        let entry = self.find(name).ok_or(BrokenChain)?;
        let mut stream = match entry.size < self.mini_cutoff as usize {
            true => self.mini_bytes(entry.start)?,
            false => self.chain_bytes(entry.start)?,
        };
        stream.truncate(entry.size);
        Ok(stream)
    }

    fn find(&self, name: &str) -> Option<&Entry> {
        self.entries
            .iter()
            .find(|entry| entry.kind == 2 && entry.name.eq_ignore_ascii_case(name))
    }

    fn sector(&self, number: u32) -> Result<&'a [u8], BrokenChain> {
        let start = (number as usize + 1)
            .checked_mul(self.sector_size)
            .ok_or(BrokenChain)?;
        let end = (start + self.sector_size).min(self.bytes.len());
        self.bytes.get(start..end).ok_or(BrokenChain)
    }

    fn read_fat(&self) -> Result<Vec<u32>, BrokenChain> {
        let mut numbers = words(self.bytes.get(76..512).ok_or(BrokenChain)?);
        let mut next = word(self.bytes, 68)?;
        let mut seen = HashSet::new();
        while next < END && seen.insert(next) {
            let mut more = words(self.sector(next)?);
            next = more.pop().ok_or(BrokenChain)?;
            numbers.extend(more);
        }
        let mut fat = Vec::new();
        // A directory may name the same sector any number of times.
        let sectors = self.bytes.len() / self.sector_size + 1;
        for number in numbers.into_iter().filter(|number| *number < END) {
            if fat.len() > sectors {
                break;
            }
            fat.extend(words(self.sector(number)?));
        }
        Ok(fat)
    }

    fn chain(&self, start: u32, table: &[u32]) -> Vec<u32> {
        let mut chain = Vec::new();
        let mut next = start;
        while next < END && chain.len() <= table.len() {
            chain.push(next);
            next = table.get(next as usize).copied().unwrap_or(END);
        }
        chain
    }

    fn chain_bytes(&self, start: u32) -> Result<Vec<u8>, BrokenChain> {
        let mut bytes = Vec::new();
        for number in self.chain(start, &self.fat) {
            match self.sector(number) {
                Ok(sector) => bytes.extend_from_slice(sector),
                Err(broken) if bytes.is_empty() => return Err(broken),
                Err(_) => break,
            }
            if bytes.len() > self.bytes.len() {
                return Err(BrokenChain);
            }
        }
        Ok(bytes)
    }

    fn mini_bytes(&self, start: u32) -> Result<Vec<u8>, BrokenChain> {
        let root = self.entries.first().ok_or(BrokenChain)?;
        let container = self.chain_bytes(root.start)?;
        let mut bytes = Vec::new();
        for number in self.chain(start, &self.mini_fat) {
            let at = number as usize * 64;
            bytes.extend_from_slice(container.get(at..at + 64).ok_or(BrokenChain)?);
        }
        Ok(bytes)
    }
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes
        .chunks_exact(4)
        .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        .collect()
}

fn entry(bytes: &[u8]) -> Entry {
    let length = usize::from(u16::from_le_bytes([bytes[64], bytes[65]])).clamp(2, 64) - 2;
    let units: Vec<u16> = bytes[..length]
        .chunks_exact(2)
        .map(|two| u16::from_le_bytes([two[0], two[1]]))
        .collect();
    Entry {
        name: String::from_utf16_lossy(&units),
        kind: bytes[66],
        start: u32::from_le_bytes([bytes[116], bytes[117], bytes[118], bytes[119]]),
        size: u32::from_le_bytes([bytes[120], bytes[121], bytes[122], bytes[123]]) as usize,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn small_and_large_streams_come_back() {
        let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
        let large: Vec<u8> = (0..200_000u32).map(|n| n as u8).collect();
        file.create_stream("Workbook")
            .unwrap()
            .write_all(&large)
            .unwrap();
        file.create_stream("tiny")
            .unwrap()
            .write_all(b"abc")
            .unwrap();
        file.flush().unwrap();
        let bytes = file.into_inner().into_inner();
        let read = CompoundFile::open(&bytes).unwrap();
        assert_eq!(read.stream("WORKBOOK").unwrap(), large);
        assert_eq!(read.stream("tiny").unwrap(), b"abc");
        assert!(!read.has("Book"));
    }

    #[test]
    fn garbage_is_refused_without_a_panic() {
        let mut bytes = vec![0xff; 2048];
        bytes[30] = 9;
        assert!(
            CompoundFile::open(&bytes)
                .map(|file| file.has("Book"))
                .is_ok_and(|has| !has)
                || CompoundFile::open(&bytes).is_err()
        );
        assert!(CompoundFile::open(&bytes[..40]).is_err());
    }
}
