//! Document numbers: `（湘乡）应急检记〔2025〕12号` in all its spellings.

use super::kinds::{MARK_BYTES_MAX, known_mark};
use crate::ground::fold::{fold_key, is_placeholder};
use crate::model::DocumentNumber;
use memchr::memmem;

const PREFIXES: [&str; 4] = ["应急管", "应急", "安监管", "安监"];

/// Every number in the cell, in the order written.
pub fn read_numbers(text: &str) -> Vec<DocumentNumber> {
    if text.len() < 6 || is_placeholder(text) {
        return Vec::new();
    }
    let mut numbers: Vec<DocumentNumber> = Vec::new();
    for piece in text.split(['、', '，', ',', ';', '；', '\n', '\r', '|']) {
        let key = fold_key(piece);
        let found = read_one(&key).or_else(|| continued(&key, numbers.last()?));
        numbers.extend(found.filter(|number| !numbers.contains(number)));
    }
    numbers
}

/// `沪市监检〔2024〕123号`, parted but not read: what its head says does not depend on the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlainNumber<'t> {
    pub head: &'t str,
    pub year: u16,
    pub serial: u32,
}

/// The only number of a text in the plainest of all forms, as most are written.
pub fn plain_number(text: &str) -> Option<PlainNumber<'_>> {
    let rest = text.strip_suffix('号')?;
    let digits = rest.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (rest, serial) = rest.split_at(rest.len() - digits);
    let rest = rest.strip_suffix(['〕', ']', ')', '\u{ff09}'])?;
    let (rest, year) = rest.split_at_checked(rest.len().checked_sub(4)?)?;
    let head = rest.strip_suffix(['〔', '[', '(', '\u{ff08}'])?;
    let all_digits = year.bytes().all(|b| b.is_ascii_digit());
    let year: u16 = year.parse().ok().filter(|_| all_digits)?;
    let is_plain = (1..=9).contains(&digits)
        && (1990..2100).contains(&year)
        && (6..=60).contains(&head.len())
        && head.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    is_plain.then_some(PlainNumber {
        head,
        year,
        serial: serial.parse().ok()?,
    })
}

/// The first number of the cell.
pub fn read_number(text: &str) -> Option<DocumentNumber> {
    read_numbers(text).into_iter().next()
}

/// `13号` after `应急检记〔2025〕12号`.
fn continued(key: &str, before: &DocumentNumber) -> Option<DocumentNumber> {
    let digits = key.strip_suffix('号').unwrap_or(key);
    let serial = digits.parse().ok().filter(|_| digits.len() <= 6)?;
    Some(DocumentNumber {
        serial,
        ..before.clone()
    })
}

fn read_one(key: &str) -> Option<DocumentNumber> {
    let key = key.trim_matches(|c| matches!(c, '"' | '\'' | '=' | '“' | '”'));
    let (year_at, year_end, year) = year_of(key)?;
    let (letter, serial) = serial_of(&key[year_end..])?;
    let head = key[..year_at].trim_end_matches(['(', '第', '-', '_']);
    let (area, prefix, mark) = parts_of(head)?;
    Some(DocumentNumber {
        area: area.into(),
        prefix: prefix.into(),
        kind: mark.into(),
        year,
        serial,
        letter: letter.into(),
    })
}

/// Position, end and value of the year: in brackets, or four digits before `-`, 年 or 第.
fn year_of(key: &str) -> Option<(usize, usize, u16)> {
    let bytes = key.as_bytes();
    let mut before = None;
    for (at, byte) in bytes.iter().enumerate() {
        let before = before.replace(*byte);
        if !byte.is_ascii_digit() || before.is_some_and(|b| b.is_ascii_digit()) {
            continue;
        }
        let four = bytes.get(at..at + 4)?;
        if !four.iter().all(u8::is_ascii_digit) {
            continue;
        }
        let year: u16 = key[at..at + 4].parse().ok()?;
        if !(1990..2100).contains(&year) {
            continue;
        }
        let rest = &key[at + 4..];
        let opened = before == Some(b'(');
        let closed = ["年度)", "年)", ")"]
            .iter()
            .find(|end| rest.starts_with(**end));
        if let (true, Some(end)) = (opened, closed) {
            return Some((at - 1, at + 4 + end.len(), year));
        }
        let marked = at > 0
            && ["-", "年", "第", "字第", "_"]
                .iter()
                .any(|m| rest.starts_with(m));
        if marked && (rest.contains('号') || known_mark(tail_mark(&key[..at])).is_some()) {
            return Some((at, at + 4, year));
        }
    }
    None
}

/// The letter and the serial after the year.
fn serial_of(rest: &str) -> Option<(String, u32)> {
    let rest = rest.trim_start_matches(['-', '_', '年', '第', '(', '字', '.', '/']);
    let letter: String = rest.chars().take_while(char::is_ascii_uppercase).collect();
    let rest = rest[letter.len()..].trim_start_matches(['-', '(']);
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (digits, tail) = rest.split_at(end);
    let serial = digits
        .parse()
        .ok()
        .filter(|_| (1..=9).contains(&digits.len()))?;
    // 12-1号: a second sheet of the same serial is a number of its own.
    let branch = tail
        .strip_prefix('-')
        .and_then(|tail| tail.split(['号', ')']).next());
    let branch = branch.filter(|b| !b.is_empty() && b.bytes().all(|c| c.is_ascii_digit()));
    let tail_known = tail.is_empty() || tail.starts_with([')', '号']) || branch.is_some();
    let letter = match branch {
        Some(branch) => format!("{letter}-{branch}-"),
        None => letter,
    };
    (letter.len() <= 8 && tail_known).then_some((letter, serial))
}

/// Area, prefix and mark of what stands before the year; `None` where it is no such thing.
fn parts_of(head: &str) -> Option<(String, String, String)> {
    if head.chars().count() > 24 || head.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let bare = |text: &str| text.replace(['(', ')'], "");
    let place = |text: &str| {
        let area = bare(text);
        match area.contains('划') {
            true => area.replace("行政区划简称", ""),
            false => area,
        }
    };
    // Every prefix holds one of these.
    let may_hold = head.contains(['应', '安']);
    for prefix in PREFIXES.iter().filter(|_| may_hold) {
        if let Some(at) = memmem::rfind(head.as_bytes(), prefix.as_bytes()) {
            let mark = bare(&head[at + prefix.len()..]);
            let prefix = prefix.trim_end_matches('管');
            return Some((place(&head[..at]), prefix.to_string(), mark));
        }
    }
    if let Some((area, mark)) = head.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        return Some((area.to_string(), String::new(), bare(mark)));
    }
    let head = bare(head);
    let mark = tail_mark(&head);
    let area = head[..head.len() - mark.len()].to_string();
    Some(match mark.is_empty() {
        true => (String::new(), String::new(), head),
        false => (area, String::new(), mark.to_string()),
    })
}

/// The longest known mark that ends the text: 检记 of 湘乡检记.
fn tail_mark(text: &str) -> &str {
    let longest = text.len().saturating_sub(MARK_BYTES_MAX);
    let starts = (text.char_indices().map(|(at, _)| at)).filter(|at| *at >= longest);
    for at in starts {
        if known_mark(&text[at..]).is_some() {
            return &text[at..];
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_found() {
        for (raw, normal) in [
            ("（湘乡）应急检记〔2025〕12号", "湘乡|应急|检记|2025|12"),
            ("(湘乡)应急检记[2025]12号", "湘乡|应急|检记|2025|12"),
            ("（湘乡）应急检记（2025）12 号", "湘乡|应急|检记|2025|12"),
            (
                "（ 湘乡 ）应急检记【２０２５】第12号",
                "湘乡|应急|检记|2025|12",
            ),
            ("湘乡应急检记〔2025〕012号", "湘乡|应急|检记|2025|12"),
            ("（  ）应急检记〔2025〕(12) 号", "|应急|检记|2025|12"),
            ("应急责改〔2025〕12", "|应急|责改|2025|12"),
            ("（湘乡）安监检记[2017]A0012号", "湘乡|安监|检记|2017|A12"),
            ("检记〔2025〕12号", "||检记|2025|12"),
            ("湘乡检记〔2025〕12号", "湘乡||检记|2025|12"),
            ("〔2025〕12号", "|||2025|12"),
            ("湘应急复查2025-12号", "湘|应急|复查|2025|12"),
            ("湘乡应急检记2025年第12号", "湘乡|应急|检记|2025|12"),
            ("（湘乡）应急现决〔2025年〕12号", "湘乡|应急|现决|2025|12"),
            ("（湘乡）应急罚〔2025〕12-1号", "湘乡|应急|罚|2025|-1-12"),
        ] {
            let number = read_number(raw).unwrap_or_else(|| panic!("{raw}"));
            assert_eq!(number.normal(), normal, "{raw}");
        }
        for raw in [
            "",
            "无",
            "2025-03-05",
            "XC20250305001",
            "20250305",
            "湘乡市山枣镇",
            "2025-12",
        ] {
            assert_eq!(read_number(raw), None, "{raw}");
        }
    }

    #[test]
    fn a_plain_number_is_the_number_read() {
        for (text, is_plain) in [
            ("湘乡检记〔2025〕12号", true),
            ("沪市监张江检（2024）001234号", true),
            ("湘乡应急检记[2025]7号", true),
            ("湘乡应急检记第(2025)7号", true),
            ("(湘乡)应急检记〔2025〕12号", false),
            ("湘乡检记〔2025〕12-1号", false),
            ("湘乡检记〔2125〕12号", false),
            ("湘乡检记2025年12号", false),
            ("湘乡检记〔2025〕1234567890号", false),
            ("12号", false),
            ("号", false),
        ] {
            let plain = plain_number(text);
            assert_eq!(plain.is_some(), is_plain, "{text}");
            let Some(plain) = plain else { continue };
            let other = format!("{}〔1999〕5号", plain.head);
            let (read, other) = (read_numbers(text), read_numbers(&other));
            let expected = DocumentNumber {
                year: plain.year,
                serial: plain.serial,
                ..other[0].clone()
            };
            assert_eq!(read, [expected], "{text}");
        }
    }

    #[test]
    fn several_in_a_cell() {
        let read = |raw| -> Vec<String> {
            read_numbers(raw)
                .iter()
                .map(DocumentNumber::normal)
                .collect()
        };
        assert_eq!(
            read("（湘乡）应急检记〔2025〕12号、（湘乡）应急责改〔2025〕12号"),
            ["湘乡|应急|检记|2025|12", "湘乡|应急|责改|2025|12"]
        );
        assert_eq!(
            read("应急检记〔2025〕12、13号"),
            ["|应急|检记|2025|12", "|应急|检记|2025|13"]
        );
    }
}
