//! The central directory of a zip archive, read without trusting a number in it: every member once,
//! also those that share a name, with its name as a person would write it.

use super::page::Refusal;
use encoding_rs::GB18030;
use flate2::bufread::DeflateDecoder;
use flate2::{Crc, CrcWriter};
use std::io::Read;

const ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL: &[u8] = b"PK\x03\x04";
const END: &[u8] = b"PK\x05\x06";
const END_64: &[u8] = b"PK\x06\x06";
const LOCATOR_64: &[u8] = b"PK\x06\x07";
/// The end record and the longest comment that can follow it.
const END_REACH: usize = 22 + 0xffff;
const STORED: u16 = 0;
const DEFLATED: u16 = 8;
/// Room that is made before the first byte of a member is seen.
const FIRST_ROOM: u64 = 1 << 20;

/// One member as the directory describes it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub name: String,
    pub encrypted: bool,
    pub compressed: u64,
    /// Inflated size, as claimed.
    pub size: u64,
    method: u16,
    crc: u32,
    offset: u64,
}

/// Where the directory stands and how many members it says there are.
pub(super) struct Directory<'a> {
    bytes: &'a [u8],
    start: usize,
    /// Bytes that stand before the archive proper.
    shift: u64,
    pub count: u64,
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes([two[0], two[1]]))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

fn long(bytes: &[u8], at: usize) -> Option<u64> {
    let (low, high) = (word(bytes, at)?, word(bytes, at.checked_add(4)?)?);
    Some(u64::from(low) | u64::from(high) << 32)
}

fn damaged(what: &str) -> Refusal {
    Refusal::Damaged(what.to_string())
}

impl<'a> Directory<'a> {
    /// Finds the directory by the record at the end of the archive.
    pub fn find(bytes: &'a [u8]) -> Result<Self, Refusal> {
        let from = bytes.len().saturating_sub(END_REACH);
        let mut ends = (from..bytes.len()).rev();
        ends.find_map(|at| Self::ending_at(bytes, at))
            .ok_or_else(|| damaged("its directory is cut off"))
    }

    fn ending_at(bytes: &'a [u8], end: usize) -> Option<Self> {
        if !bytes[end..].starts_with(END) {
            return None;
        }
        let mut count = u64::from(half(bytes, end + 10)?);
        let mut size = u64::from(word(bytes, end + 12)?);
        let mut offset = u64::from(word(bytes, end + 16)?);
        let mut stop = end;
        let locator = end.checked_sub(20);
        if let Some(locator) = locator.filter(|at| bytes[*at..].starts_with(LOCATOR_64)) {
            let claimed = usize::try_from(long(bytes, locator + 8)?).ok()?;
            let usual = locator.checked_sub(56)?;
            stop = [claimed, usual]
                .into_iter()
                .find(|at| bytes.get(*at..).is_some_and(|b| b.starts_with(END_64)))?;
            count = long(bytes, stop + 32)?;
            size = long(bytes, stop + 40)?;
            offset = long(bytes, stop + 48)?;
        }
        // Where bytes precede the archive, its offsets count from behind them.
        let start = (stop as u64).checked_sub(size)?;
        let shift = start.checked_sub(offset)?;
        let whole = count == 0 || bytes[start as usize..].starts_with(ENTRY);
        whole.then_some(Directory {
            bytes,
            start: start as usize,
            shift,
            count,
        })
    }

    /// The members in the order of the directory, at most `most`; the second is false where the
    /// directory breaks off before its end.
    pub fn entries(&self, most: usize) -> (Vec<Entry>, bool) {
        let mut entries = Vec::new();
        let mut at = self.start;
        let wanted = self.count.min(most as u64);
        for _ in 0..wanted {
            let Some((entry, next)) = self.entry(at) else {
                return (entries, false);
            };
            entries.push(entry);
            at = next;
        }
        (entries, true)
    }

    fn entry(&self, at: usize) -> Option<(Entry, usize)> {
        let head = self.bytes.get(at..)?;
        if !head.starts_with(ENTRY) {
            return None;
        }
        let name_length = usize::from(half(head, 28)?);
        let extra_length = usize::from(half(head, 30)?);
        let name_raw = head.get(46..46 + name_length)?;
        let extra = head.get(46 + name_length..46 + name_length + extra_length)?;
        let flags = half(head, 8)?;
        let mut sizes = [
            u64::from(word(head, 24)?),
            u64::from(word(head, 20)?),
            u64::from(word(head, 42)?),
        ];
        if let Some(mut wide) = extra_field(extra, 0x0001) {
            for size in &mut sizes {
                if *size == u64::from(u32::MAX) {
                    *size = long(wide, 0)?;
                    wide = &wide[8..];
                }
            }
        }
        let [size, compressed, offset] = sizes;
        let entry = Entry {
            name: member_name(name_raw, extra, flags & 1 << 11 != 0),
            encrypted: flags & 1 != 0,
            compressed,
            size,
            method: half(head, 10)?,
            crc: word(head, 16)?,
            offset: offset.checked_add(self.shift)?,
        };
        let next = 46 + name_length + extra_length + usize::from(half(head, 32)?);
        Some((entry, at + next))
    }
}

fn extra_field(extra: &[u8], wanted: u16) -> Option<&[u8]> {
    let mut rest = extra;
    while let (Some(id), Some(length)) = (half(rest, 0), half(rest, 2)) {
        let end = 4 + usize::from(length);
        let data = rest.get(4..end)?;
        if id == wanted {
            return Some(data);
        }
        rest = &rest[end..];
    }
    None
}

/// The name by the flag or the field that say UTF-8; else UTF-8 where it is that; else Chinese.
fn member_name(raw: &[u8], extra: &[u8], says_utf8: bool) -> String {
    let wide = extra_field(extra, 0x7075).filter(|data| {
        let mut crc = Crc::new();
        crc.update(raw);
        data.first() == Some(&1) && word(data, 1) == Some(crc.sum())
    });
    let wide = wide.and_then(|data| std::str::from_utf8(&data[5..]).ok());
    let name = match (wide, std::str::from_utf8(raw)) {
        (Some(name), _) if !says_utf8 => name.to_string(),
        (_, Ok(name)) => name.to_string(),
        _ => GB18030.decode_without_bom_handling(raw).0.into_owned(),
    };
    let parts: Vec<String> = name
        .split(['/', '\\'])
        .filter(|part| !part.is_empty() && *part != ".")
        .map(|part| part.replace(char::is_control, "\u{fffd}"))
        .collect();
    let folder = name.ends_with(['/', '\\']);
    format!("{}{}", parts.join("/"), if folder { "/" } else { "" })
}

impl Entry {
    pub fn is_folder(&self) -> bool {
        self.name.is_empty() || self.name.ends_with('/')
    }

    /// The first bytes of the member, for a look at what it is.
    pub fn head(&self, archive: &[u8], most: usize) -> Vec<u8> {
        let mut head = Vec::new();
        if let Ok(content) = self.content(archive) {
            let _ = content.take(most as u64).read_to_end(&mut head);
        }
        head
    }

    /// The whole member, never more than it claims to hold.
    pub fn inflate(&self, archive: &[u8]) -> Result<Vec<u8>, Refusal> {
        let content = self.content(archive)?;
        let room = self.size.min(FIRST_ROOM) as usize;
        let mut inflated = CrcWriter::new(Vec::with_capacity(room));
        std::io::copy(
            &mut content.take(self.size.saturating_add(1)),
            &mut inflated,
        )
        .map_err(|error| damaged(&error.to_string()))?;
        let crc = inflated.crc().sum();
        let inflated = inflated.into_inner();
        if inflated.len() as u64 != self.size {
            return Err(damaged("it does not inflate to the size it claims"));
        }
        match crc == self.crc {
            true => Ok(inflated),
            false => Err(damaged("its checksum is wrong")),
        }
    }

    /// The member's bytes as they are inflated, whatever it claims.
    pub fn content<'a>(&self, archive: &'a [u8]) -> Result<Box<dyn Read + 'a>, Refusal> {
        let data = self.data(archive).ok_or_else(|| damaged("it is cut off"))?;
        match self.method {
            STORED => Ok(Box::new(data)),
            DEFLATED => Ok(Box::new(DeflateDecoder::new(data))),
            other => Err(damaged(&format!(
                "packed by method {other}, not by deflate"
            ))),
        }
    }

    fn data<'a>(&self, archive: &'a [u8]) -> Option<&'a [u8]> {
        let at = usize::try_from(self.offset).ok()?;
        let head = archive.get(at..)?;
        if !head.starts_with(LOCAL) {
            return None;
        }
        let start = 30 + usize::from(half(head, 26)?) + usize::from(half(head, 28)?);
        let length = usize::try_from(self.compressed).ok()?;
        head.get(start..start.checked_add(length)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive written by hand, byte by byte: stored members, names as given.
    fn archive(members: &[(&[u8], u16, &[u8])]) -> Vec<u8> {
        let (mut out, mut directory) = (Vec::new(), Vec::new());
        for (name, flags, data) in members {
            let mut crc = Crc::new();
            crc.update(data);
            let mut middle = Vec::new();
            middle.extend(flags.to_le_bytes());
            middle.extend([0; 6]); // stored; no time, no day
            middle.extend(crc.sum().to_le_bytes());
            middle.extend((data.len() as u32).to_le_bytes());
            middle.extend((data.len() as u32).to_le_bytes());
            middle.extend((name.len() as u16).to_le_bytes());
            middle.extend([0, 0]);
            directory.extend([ENTRY, &[20, 0, 20, 0], &middle, &[0; 10]].concat());
            directory.extend((out.len() as u32).to_le_bytes());
            directory.extend(*name);
            out.extend([LOCAL, &[20, 0], &middle, name, data].concat());
        }
        let count = (members.len() as u16).to_le_bytes();
        let size = (directory.len() as u32).to_le_bytes();
        let start = (out.len() as u32).to_le_bytes();
        out.extend(directory);
        let end = [&[0; 4], &count[..], &count, &size, &start, &[0; 2]];
        [out, END.to_vec(), end.concat()].concat()
    }

    fn names(bytes: &[u8]) -> Vec<String> {
        let (entries, whole) = Directory::find(bytes).unwrap().entries(100);
        assert!(whole);
        entries.into_iter().map(|entry| entry.name).collect()
    }

    #[test]
    fn names_are_read_in_both_encodings_and_twice() {
        let (gbk, _, _) = GB18030.encode("检查记录\\一季度.xls");
        let bytes = archive(&[
            (&gbk, 0, b"a"),
            ("检查记录/二季度.xls".as_bytes(), 0, b"b"),
            ("检查记录/二季度.xls".as_bytes(), 1 << 11, b"c"),
            (b"./x\0y//", 0, b""),
        ]);
        let expected = [
            "检查记录/一季度.xls",
            "检查记录/二季度.xls",
            "检查记录/二季度.xls",
            "x\u{fffd}y/",
        ];
        assert_eq!(names(&bytes), expected);
        let prefixed = [b"MZ stub", &bytes[..]].concat();
        assert_eq!(names(&prefixed), expected);
        let (entries, _) = Directory::find(&prefixed).unwrap().entries(9);
        assert_eq!(entries[2].inflate(&prefixed).unwrap(), b"c");
    }

    #[test]
    fn a_name_of_its_own_field_wins() {
        let (gbk, _, _) = GB18030.encode("甲.csv");
        let mut crc = Crc::new();
        crc.update(&gbk);
        let field = |sum: u32| {
            let data = [&[1], &sum.to_le_bytes()[..], "乙.csv".as_bytes()].concat();
            [&[0x75, 0x70, data.len() as u8, 0][..], &data].concat()
        };
        assert_eq!(member_name(&gbk, &field(crc.sum()), false), "乙.csv");
        assert_eq!(member_name(&gbk, &field(7), false), "甲.csv");
    }

    #[test]
    fn no_cut_and_no_changed_byte_brings_the_reader_down() {
        let bytes = archive(&[(b"a.csv", 0, b"a,b\n1,2\n"), (b"b.csv", 0, b"x")]);
        let read = |bytes: &[u8]| {
            let Ok(directory) = Directory::find(bytes) else {
                return 0;
            };
            let (entries, _) = directory.entries(1000);
            let whole = entries.iter().filter(|entry| entry.inflate(bytes).is_ok());
            whole.count()
        };
        assert_eq!(read(&bytes), 2);
        // Only the length of a comment that is not there can be missed.
        for cut in 0..bytes.len() - 2 {
            assert_eq!(read(&bytes[..cut]), 0, "{cut}");
        }
        for at in 0..bytes.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut changed = bytes.clone();
                changed[at] ^= change;
                assert!(read(&changed) <= 2);
            }
        }
    }
}
