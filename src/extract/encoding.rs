//! From bytes to text: byte-order mark, NUL pattern, the whole file as UTF-8, then the Chinese
//! encodings. That a file decodes as GB18030 without an error proves little, so how its bytes pair
//! is looked at too.

use encoding_rs::{BIG5, Decoder, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// Names of encodings that are no standard's; the empty one is of containers that have none.
pub(super) const OWN_NAMES: [&str; 5] = ["", "GB18030", "UTF-8 BOM", "UTF-32LE", "UTF-32BE"];

/// A file's text and how it was read.
pub(super) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    pub encoding: &'static str,
    /// Some bytes meant nothing and stand as U+FFFD.
    pub had_errors: bool,
}

/// A file's bytes and how they are to be read.
pub(super) struct Coded<'a> {
    /// Without the mark in front.
    bytes: &'a [u8],
    form: Form<'a>,
    pub name: &'static str,
}

enum Form<'a> {
    /// Valid UTF-8 as it stands.
    Plain(&'a str),
    Encoded(&'static Encoding),
    Utf32,
}

/// Decodes a whole file; see [`coded`].
pub(super) fn decode<'a>(bytes: &'a [u8], declared: Option<&'static Encoding>) -> Decoded<'a> {
    coded(bytes, declared).whole()
}

/// Finds a file's encoding. `declared` is the encoding the document itself names; it decides only
/// where the bytes leave a doubt.
pub(super) fn coded<'a>(bytes: &'a [u8], declared: Option<&'static Encoding>) -> Coded<'a> {
    if let Some(coded) = marked(bytes) {
        return coded;
    }
    if let Some(encoding) = is_utf16(&bytes[..bytes.len().min(1 << 16)]) {
        return with(encoding, encoding.name(), bytes);
    }
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return Coded {
            bytes,
            form: Form::Plain(text),
            name: "UTF-8",
        };
    }
    match declared {
        Some(encoding) if encoding == BIG5 || encoding == WINDOWS_1252 => {
            with(encoding, encoding.name(), bytes)
        }
        _ if is_mostly_utf8(bytes) => with(UTF_8, "UTF-8", bytes),
        Some(_) => with(GB18030, "GB18030", bytes),
        None => {
            let encoding = guess_legacy(bytes);
            with(encoding, encoding.name(), bytes)
        }
    }
}

fn with<'a>(encoding: &'static Encoding, name: &'static str, bytes: &'a [u8]) -> Coded<'a> {
    let name = match name {
        "gb18030" => "GB18030",
        other => other,
    };
    Coded {
        bytes,
        form: Form::Encoded(encoding),
        name,
    }
}

fn marked(bytes: &[u8]) -> Option<Coded<'_>> {
    let utf32 = match bytes {
        [0xff, 0xfe, 0, 0, ..] => "UTF-32LE",
        [0, 0, 0xfe, 0xff, ..] => "UTF-32BE",
        _ => "",
    };
    if !utf32.is_empty() {
        return Some(Coded {
            bytes,
            form: Form::Utf32,
            name: utf32,
        });
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        // Some exporters put the mark before GBK text.
        return Some(match simdutf8::basic::from_utf8(rest) {
            Ok(text) => Coded {
                bytes: rest,
                form: Form::Plain(text),
                name: "UTF-8 BOM",
            },
            Err(_) if is_mostly_utf8(rest) => with(UTF_8, "UTF-8 BOM", rest),
            Err(_) => with(GB18030, "GB18030", rest),
        });
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return Some(with(UTF_16LE, "UTF-16LE", rest));
    }
    let rest = bytes.strip_prefix(b"\xfe\xff")?;
    Some(with(UTF_16BE, "UTF-16BE", rest))
}

impl<'a> Coded<'a> {
    pub fn whole(&self) -> Decoded<'a> {
        let (text, had_errors) = match self.form {
            Form::Plain(text) => (Cow::Borrowed(text), false),
            Form::Encoded(encoding) => encoding.decode_without_bom_handling(self.bytes),
            Form::Utf32 => decode_utf32(self.bytes),
        };
        Decoded {
            text,
            encoding: self.name,
            had_errors,
        }
    }

    /// The text from the beginning, at least as much as this many bytes hold.
    pub fn head(&self, bytes: usize) -> Cow<'a, str> {
        match self.form {
            Form::Encoded(encoding) => {
                let head = &self.bytes[..self.bytes.len().min(bytes)];
                encoding.decode_without_bom_handling(head).0
            }
            _ => self.whole().text,
        }
    }

    /// The text piece by piece, where it has to be decoded and is long; a text of a million rows
    /// then never stands in memory beside its rows.
    pub fn pieces(&self) -> Option<Pieces<'a>> {
        match self.form {
            Form::Encoded(encoding) if self.bytes.len() > PIECE => Some(Pieces {
                decoder: encoding.new_decoder_without_bom_handling(),
                rest: self.bytes,
                had_errors: false,
            }),
            _ => None,
        }
    }
}

/// Bytes decoded at a time.
const PIECE: usize = 1 << 20;

/// A text being decoded.
pub(super) struct Pieces<'a> {
    decoder: Decoder,
    rest: &'a [u8],
    pub had_errors: bool,
}

impl Pieces<'_> {
    /// Appends the next piece, as long at least as what is still held; whether it was the last.
    pub fn append_to(&mut self, held: &mut String) -> bool {
        let (piece, rest) = self
            .rest
            .split_at(self.rest.len().min(PIECE.max(held.len())));
        let is_last = rest.is_empty();
        let room = self.decoder.max_utf8_buffer_length(piece.len());
        held.reserve(room.unwrap_or(piece.len() * 4));
        let (_, read, had_errors) = self.decoder.decode_to_string(piece, held, is_last);
        debug_assert_eq!(read, piece.len());
        self.had_errors |= had_errors;
        self.rest = rest;
        is_last
    }
}

fn decode_utf32(bytes: &[u8]) -> (Cow<'static, str>, bool) {
    let little = bytes[0] == 0xff;
    let mut had_errors = !bytes.len().is_multiple_of(4);
    let text: String = bytes[4..]
        .chunks_exact(4)
        .map(|four| {
            let four = [four[0], four[1], four[2], four[3]];
            let code = match little {
                true => u32::from_le_bytes(four),
                false => u32::from_be_bytes(four),
            };
            char::from_u32(code).unwrap_or_else(|| {
                had_errors = true;
                '\u{fffd}'
            })
        })
        .collect();
    (Cow::Owned(text), had_errors)
}

/// Whether the bytes begin with a mark of two or four bytes per character.
pub(super) fn has_wide_mark(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe")
        || bytes.starts_with(b"\xfe\xff")
        || bytes.starts_with(b"\0\0\xfe")
}

/// UTF-16 without a mark. Line breaks, digits and delimiters of a table have a zero high byte, and
/// always on the same side; text in one byte per character has none.
pub(super) fn is_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let pairs = bytes.len() / 2;
    if pairs < 2 {
        return None;
    }
    let zeros = |side: usize| {
        bytes
            .iter()
            .skip(side)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let one_sided = |this: usize, other: usize| {
        (this * 20 > pairs && this > 8 * other) || (this * 80 > pairs && this > 3 && other == 0)
    };
    if one_sided(odd, even) {
        Some(UTF_16LE)
    } else if one_sided(even, odd) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// UTF-8 with a few damaged places: cut at a page limit, or a value pasted from elsewhere.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0usize, 0usize);
    let first = bytes.iter().position(|b| *b >= 0x80).unwrap_or(0);
    let sample = &bytes[first..bytes.len().min(first + (1 << 20))];
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 10
}

/// GB18030, unless its bytes pair as Big5 or as a Western single-byte encoding does: the second
/// byte of a common simplified character is never ASCII, of a Big5 one it is in two of five cases,
/// and after an accented letter it nearly always is.
fn guess_legacy(bytes: &[u8]) -> &'static Encoding {
    let (mut pairs, mut ascii_second, mut big5_lead) = (0usize, 0usize, 0usize);
    let sample = &bytes[..bytes.len().min(1 << 18)];
    let first = bytes.iter().position(|b| *b >= 0x80).unwrap_or(0);
    let sample = if first >= sample.len() {
        &bytes[first..]
    } else {
        sample
    };
    let mut rest = &sample[..sample.len().min(1 << 18)];
    while let [lead, second, tail @ ..] = rest {
        if *lead < 0x81 {
            rest = &rest[1..];
            continue;
        }
        pairs += 1;
        ascii_second += usize::from(*second < 0x80);
        big5_lead += usize::from(matches!(lead, 0xa1 | 0xa4..=0xc6 | 0xc9..=0xf9));
        // Four-byte GB18030: a digit second, another pair after it.
        rest = match second.is_ascii_digit() {
            true => tail.get(2..).unwrap_or(&[]),
            false => tail,
        };
    }
    if pairs >= 3 && ascii_second * 10 >= pairs * 8 {
        WINDOWS_1252
    } else if pairs >= 12 && ascii_second * 100 >= pairs * 22 && big5_lead * 100 >= pairs * 90 {
        BIG5
    } else {
        GB18030
    }
}

/// An encoding by the name a document gives it; `gb2312` and `gbk` mean GB18030.
pub(super) fn by_label(label: &str) -> Option<&'static Encoding> {
    let encoding = Encoding::for_label(label.trim().as_bytes())?;
    Some(match encoding.name() {
        "GBK" => GB18030,
        _ => encoding,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(bytes: &[u8]) -> (String, &'static str) {
        let decoded = decode(bytes, None);
        (decoded.text.into_owned(), decoded.encoding)
    }

    #[test]
    fn each_encoding_is_named_and_read() {
        let text = "序号,企业名称\n1,湘乡市育塅乡加油站𠮷\n";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16_be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(name(text.as_bytes()), (text.into(), "UTF-8"));
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        assert_eq!(name(&marked), (text.into(), "UTF-8 BOM"));
        assert_eq!(name(&utf16), (text.into(), "UTF-16LE"));
        assert_eq!(name(&utf16_be), (text.into(), "UTF-16BE"));
        let (gb, _, _) = GB18030.encode(text);
        assert_eq!(name(&gb), (text.into(), "GB18030"));
    }

    #[test]
    fn traditional_and_western_bytes_are_told_apart() {
        let text = "檢查時間,企業名稱,統一社會信用代碼,檢查結果\n甲廠,乙廠,丙廠,合格\n".repeat(3);
        let (big5, _, _) = BIG5.encode(&text);
        assert_eq!(name(&big5), (text, "Big5"));
        let western = b"nom,ville\nAndr\xe9,Orl\xe9ans\nZo\xeb,Par\xees\nL\xe9a,Ly\xf4n\n";
        assert_eq!(name(western).1, "windows-1252");
    }

    #[test]
    fn one_damaged_place_does_not_change_the_encoding() {
        let mut bytes = "检查时间,企业名称,统一社会信用代码".as_bytes().to_vec();
        bytes.push(0xe6);
        let decoded = decode(&bytes, None);
        assert_eq!((decoded.encoding, decoded.had_errors), ("UTF-8", true));
        let head = "a,b\n".repeat(30_000);
        let (gb, _, _) = GB18030.encode("湘乡市应急管理局,检查");
        assert_eq!(name(&[head.as_bytes(), &gb].concat()).1, "GB18030");
    }
}
