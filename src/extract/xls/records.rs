//! The records of a workbook stream and the texts in them, after the published description of the
//! format (MS-XLS). Every length is checked against the bytes that are there.

use crate::extract::page::Refusal;
use encoding_rs::{Encoding, GB18030};

/// One record: its kind and its bytes.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    pub kind: u16,
    pub data: &'a [u8],
}

pub const CONTINUE: u16 = 0x003c;

/// Walks the records from a position on; a record that is cut off ends the walk with a refusal.
pub struct Records<'a> {
    stream: &'a [u8],
    at: usize,
}

impl<'a> Records<'a> {
    pub fn from(stream: &'a [u8], at: usize) -> Self {
        Records { stream, at }
    }

    /// As [`Records::from`], up to another position, where the stream ends for this walk.
    pub fn between(stream: &'a [u8], at: usize, end: usize) -> Self {
        let stream = &stream[..end.min(stream.len())];
        Records { stream, at }
    }

    /// The next record; `None` where the stream ends, or only padding is left.
    pub fn next(&mut self) -> Result<Option<Record<'a>>, Refusal> {
        let rest = self.stream.get(self.at..).unwrap_or_default();
        let [kind_low, kind_high, length_low, length_high, tail @ ..] = rest else {
            return Ok(None);
        };
        let kind = u16::from_le_bytes([*kind_low, *kind_high]);
        let length = usize::from(u16::from_le_bytes([*length_low, *length_high]));
        if kind == 0 && length == 0 {
            return Ok(None);
        }
        let data = tail.get(..length).ok_or_else(cut_off)?;
        self.at += 4 + length;
        Ok(Some(Record { kind, data }))
    }

    /// Where the next record begins.
    pub fn position(&self) -> usize {
        self.at
    }

    /// The records that continue the last one.
    pub fn continued(&mut self) -> Result<Vec<&'a [u8]>, Refusal> {
        let mut pieces = Vec::new();
        loop {
            let here = self.at;
            match self.next()? {
                Some(record) if record.kind == CONTINUE => pieces.push(record.data),
                _ => {
                    self.at = here;
                    return Ok(pieces);
                }
            }
        }
    }
}

pub fn cut_off() -> Refusal {
    Refusal::Damaged("its records are cut off".into())
}

pub fn half(data: &[u8], at: usize) -> Option<u16> {
    let two = data.get(at..)?.first_chunk::<2>()?;
    Some(u16::from_le_bytes(*two))
}

pub fn word(data: &[u8], at: usize) -> Option<u32> {
    let four = data.get(at..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*four))
}

pub fn float(data: &[u8], at: usize) -> Option<f64> {
    let eight = data.get(at..)?.first_chunk::<8>()?;
    Some(f64::from_le_bytes(*eight))
}

/// How a workbook writes its texts.
#[derive(Clone, Copy)]
pub enum Script {
    /// BIFF8: one or two bytes per character, as a flag before each text says.
    Wide,
    /// Before: bytes in the workbook's code page.
    Bytes(&'static Encoding),
}

impl Script {
    /// A text after its number of characters; what is cut off is missing from its end.
    pub fn text(self, length: usize, data: &[u8]) -> String {
        match (self, data) {
            (Script::Bytes(encoding), _) => {
                let bytes = &data[..length.min(data.len())];
                encoding.decode_without_bom_handling(bytes).0.into_owned()
            }
            (Script::Wide, [flags, rest @ ..]) => {
                let mut text = String::new();
                // The runs of a rich text and its phonetic part are counted before its characters.
                let skip = usize::from(flags & 8 != 0) * 2 + usize::from(flags & 4 != 0) * 4;
                let rest = rest.get(skip..).unwrap_or_default();
                push_characters(&mut text, rest, flags & 1 != 0, length);
                text
            }
            (Script::Wide, []) => String::new(),
        }
    }

    /// A text that begins with its number of characters, in two bytes.
    pub fn long(self, data: &[u8]) -> Option<String> {
        let length = usize::from(half(data, 0)?);
        Some(self.text(length, &data[2..]))
    }

    /// A text that begins with its number of characters, in one byte.
    pub fn short(self, data: &[u8]) -> Option<String> {
        let (length, rest) = data.split_first()?;
        Some(self.text(usize::from(*length), rest))
    }
}

/// Appends up to `length` characters; gives how many bytes and characters they were.
fn push_characters(text: &mut String, data: &[u8], wide: bool, length: usize) -> (usize, usize) {
    if wide {
        let units = data.chunks_exact(2).take(length);
        let count = units.len();
        let units = units.map(|two| u16::from_le_bytes([two[0], two[1]]));
        text.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')));
        (count * 2, count)
    } else {
        let count = length.min(data.len());
        text.extend(data[..count].iter().map(|byte| char::from(*byte)));
        (count, count)
    }
}

/// The shared texts of a workbook. They run on over records that continue each other, and a text
/// that is broken between two says anew how its characters are written.
pub fn shared_texts(first: &[u8], continued: &[&[u8]]) -> Option<Vec<String>> {
    let mut pieces = std::iter::once(first.get(8..)?).chain(continued.iter().copied());
    let mut reader = Pieces {
        rest: pieces.next()?,
        more: &mut pieces,
    };
    let mut texts = Vec::new();
    while let Some(text) = reader.text() {
        texts.push(text);
    }
    Some(texts)
}

struct Pieces<'a, 'b> {
    rest: &'a [u8],
    more: &'b mut dyn Iterator<Item = &'a [u8]>,
}

impl<'a> Pieces<'a, '_> {
    /// The next text; `None` at the end of all pieces.
    fn text(&mut self) -> Option<String> {
        while self.rest.is_empty() {
            self.rest = self.more.next()?;
        }
        let length = usize::from(u16::from_le_bytes(self.take()?));
        let [flags] = self.take()?;
        let runs = match flags & 8 != 0 {
            true => usize::from(u16::from_le_bytes(self.take()?)),
            false => 0,
        };
        let phonetic = match flags & 4 != 0 {
            true => u32::from_le_bytes(self.take()?) as usize,
            false => 0,
        };
        let text = self.characters(length, flags & 1 != 0)?;
        self.skip(runs * 4 + phonetic);
        Some(text)
    }

    fn characters(&mut self, length: usize, mut wide: bool) -> Option<String> {
        let mut text = String::new();
        let mut units: Vec<u16> = Vec::new();
        let mut left = length;
        while left > 0 {
            if self.rest.is_empty() {
                let [flags, rest @ ..] = self.more.next()? else {
                    continue;
                };
                wide = flags & 1 != 0;
                self.rest = rest;
                continue;
            }
            let width = 1 + usize::from(wide);
            let count = left.min(self.rest.len() / width);
            if count == 0 {
                // Half a character before a break: the writer lost its place.
                self.rest = &[];
                continue;
            }
            let (characters, rest) = self.rest.split_at(count * width);
            self.rest = rest;
            left -= count;
            match wide {
                true => units.extend(
                    characters
                        .chunks_exact(2)
                        .map(|two| u16::from_le_bytes([two[0], two[1]])),
                ),
                false => units.extend(characters.iter().map(|byte| u16::from(*byte))),
            }
        }
        text.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or('\u{fffd}')));
        Some(text)
    }

    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let mut taken = [0; N];
        for byte in &mut taken {
            while self.rest.is_empty() {
                self.rest = self.more.next()?;
            }
            (*byte, self.rest) = (self.rest[0], &self.rest[1..]);
        }
        Some(taken)
    }

    fn skip(&mut self, mut count: usize) {
        while count > self.rest.len() {
            count -= self.rest.len();
            self.rest = match self.more.next() {
                Some(piece) => piece,
                None => return self.rest = &[],
            };
        }
        self.rest = &self.rest[count..];
    }
}

/// The encoding of a code page. One that is not known is taken for the Chinese one, as is a
/// workbook that names none.
pub fn encoding_of(code_page: Option<u16>) -> &'static Encoding {
    match code_page {
        Some(950 | 10002) => encoding_rs::BIG5,
        Some(932 | 10001) => encoding_rs::SHIFT_JIS,
        Some(949 | 10003) => encoding_rs::EUC_KR,
        Some(874) => encoding_rs::WINDOWS_874,
        Some(866) => encoding_rs::IBM866,
        Some(1250 | 10029) => encoding_rs::WINDOWS_1250,
        Some(1251) => encoding_rs::WINDOWS_1251,
        Some(367 | 437 | 850 | 1252 | 0x8001) => encoding_rs::WINDOWS_1252,
        Some(1253) => encoding_rs::WINDOWS_1253,
        Some(1254) => encoding_rs::WINDOWS_1254,
        Some(1255) => encoding_rs::WINDOWS_1255,
        Some(1256) => encoding_rs::WINDOWS_1256,
        Some(1257) => encoding_rs::WINDOWS_1257,
        Some(1258) => encoding_rs::WINDOWS_1258,
        Some(10000 | 0x8000) => encoding_rs::MACINTOSH,
        Some(10007) => encoding_rs::X_MAC_CYRILLIC,
        Some(65001) => encoding_rs::UTF_8,
        _ => GB18030,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_broken_between_two_records_is_one_text() {
        let mut first = vec![2, 0, 0, 0, 2, 0, 0, 0];
        first.extend([4, 0, 1]);
        first.extend("湘乡".encode_utf16().flat_map(u16::to_le_bytes));
        // The second half is said anew to be wide; the next text is rich, in one byte each.
        let mut second = vec![1];
        second.extend("市镇".encode_utf16().flat_map(u16::to_le_bytes));
        second.extend([2, 0, 8, 1, 0]);
        second.extend(b"ok");
        second.extend([9, 9, 9, 9]);
        let texts = shared_texts(&first, &[&second]).unwrap();
        assert_eq!(texts, ["湘乡市镇", "ok"]);
    }

    #[test]
    fn a_record_that_is_cut_off_is_a_refusal() {
        let mut records = Records::from(&[0x03, 0x02, 9, 0, 1, 2], 0);
        assert!(matches!(records.next(), Err(Refusal::Damaged(_))));
        let mut padding = Records::from(&[0; 512], 0);
        assert!(matches!(padding.next(), Ok(None)));
        assert!(matches!(Records::from(b"x", 7).next(), Ok(None)));
    }

    #[test]
    fn texts_before_unicode_are_bytes_of_the_code_page() {
        let script = Script::Bytes(encoding_of(None));
        assert_eq!(
            script.long(b"\x04\0\xbc\xec\xb2\xe9").as_deref(),
            Some("检查")
        );
        assert_eq!(Script::Wide.short(b"\x02\0ab").as_deref(), Some("ab"));
        assert_eq!(Script::Wide.long(b"\x09"), None);
    }
}
