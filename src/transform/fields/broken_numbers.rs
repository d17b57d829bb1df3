//! Document numbers that cannot be read as they stand: brackets lost on the way through another
//! character set, letters typed for digits, a year or a serial left out or hidden. What is left is
//! told apart from what is gone; whether it can be made whole is for `repairs` to say.

use super::kinds::known_mark;
use crate::ground::fold::{fold_key, is_placeholder};
use crate::model::DocumentNumber;

/// What is left of a number.
#[derive(Clone, Debug, PartialEq)]
pub struct BrokenNumber {
    pub area: String,
    pub prefix: String,
    /// 检记, 责改 …; never empty: without it nothing says that the text was a number at all.
    pub mark: String,
    pub year: Option<u16>,
    /// Digits, and `?` for each one lost; empty where nothing is left of the serial.
    pub serial: String,
}

/// Longer texts are sentences.
const CHARS_MAX: usize = 40;
const PREFIXES: [&str; 2] = ["应急", "安监"];

/// The remains of one number; `None` for a text that was never one.
pub fn broken_number(text: &str) -> Option<BrokenNumber> {
    if is_placeholder(text) || text.chars().count() > CHARS_MAX {
        return None;
    }
    let key = fold_key(text);
    let (area, prefix, rest) = head_of(&key)?;
    let (mark, tail) = mark_of(rest)?;
    let (year, serial) = year_and_serial(tail);
    Some(BrokenNumber {
        area,
        prefix,
        mark: mark.to_string(),
        year,
        serial,
    })
}

impl BrokenNumber {
    /// The number, where nothing but brackets and look-alike characters was wrong.
    pub fn whole(&self) -> Option<DocumentNumber> {
        self.in_year(self.year?)
    }

    /// The number, were it of that year.
    pub fn in_year(&self, year: u16) -> Option<DocumentNumber> {
        let serial = self.serial.parse().ok().filter(|serial| *serial > 0)?;
        Some(self.of(year, serial))
    }

    /// A number with what is left of this one's words.
    pub fn of(&self, year: u16, serial: u32) -> DocumentNumber {
        DocumentNumber {
            area: self.area.as_str().into(),
            prefix: self.prefix.as_str().into(),
            kind: self.mark.as_str().into(),
            year,
            serial,
            letter: "".into(),
        }
    }

    /// Whether year and serial can have been these.
    pub fn can_be(&self, year: u16, serial: u32) -> bool {
        let digits = serial.to_string();
        let own = self.serial.trim_start_matches('0');
        let same = |(own, whole): (u8, u8)| own == b'?' || own == whole;
        let serials = own.is_empty()
            || own.len() == digits.len() && own.bytes().zip(digits.bytes()).all(same);
        serials && self.year.is_none_or(|own| own == year)
    }
}

/// Area, prefix and what follows them.
fn head_of(key: &str) -> Option<(String, String, &str)> {
    let bare = |text: &str| -> String { text.chars().filter(|c| c.is_alphabetic()).collect() };
    for prefix in PREFIXES {
        if let Some((area, rest)) = key.split_once(prefix) {
            let rest = rest.strip_prefix('管').unwrap_or(rest);
            return Some((bare(area), prefix.to_string(), rest));
        }
    }
    let starts = key.char_indices().map(|(at, _)| at);
    let at = starts.into_iter().find(|at| {
        let (mark, _) = letters_of(&key[*at..]);
        known_mark(mark).is_some()
    })?;
    Some((bare(&key[..at]), String::new(), &key[at..]))
}

/// The Chinese characters that begin the text, up to one that belongs to year or serial.
fn letters_of(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| c.is_ascii() || !c.is_alphabetic() || "年第号字".contains(c))
        .unwrap_or(text.len());
    text.split_at(end)
}

fn mark_of(rest: &str) -> Option<(&str, &str)> {
    let (mark, tail) = letters_of(rest);
    known_mark(mark).map(|_| (mark, tail))
}

/// What is left of both in the text after the mark.
fn year_and_serial(tail: &str) -> (Option<u16>, String) {
    let groups = groups_of(tail);
    let year = |text: &str| {
        let year = text.parse().ok().filter(|year| (1990..2100).contains(year));
        year.filter(|_| text.len() == 4)
    };
    let short_year = |text: &str| {
        let year = text
            .parse::<u16>()
            .ok()
            .filter(|year| (10..60).contains(year));
        year.filter(|_| text.len() == 2).map(|year| 2000 + year)
    };
    match &groups[..] {
        [] => (None, String::new()),
        [one] => match one.get(..4).and_then(year) {
            // The brackets around the year are gone: 202512号.
            Some(found) if one.len() <= 9 => (Some(found), one[4..].to_string()),
            _ if one.len() <= 6 => (None, one.clone()),
            _ => (None, String::new()),
        },
        [first, serial] if serial.len() <= 6 => {
            (year(first).or_else(|| short_year(first)), serial.clone())
        }
        _ => (None, String::new()),
    }
}

/// Runs of digits, with the letters that look like digits read as such and `?` for hidden ones. A
/// sign that stands where a bracket was parts them.
fn groups_of(tail: &str) -> Vec<String> {
    let mut groups: Vec<String> = vec![String::new()];
    let chars: Vec<char> = tail.chars().collect();
    let digit = |c: char| match c {
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        c if c.is_ascii_digit() => Some(c),
        _ => None,
    };
    for (at, c) in chars.iter().enumerate() {
        let hidden = matches!(c, '*' | '?' | '□' | '\u{fffd}' | 'X' | '_');
        // Beside the year such a sign was a bracket, after it a digit.
        let last = groups.last_mut().expect("one group at least");
        let after_year = last.is_empty() && at > 0;
        let in_serial = !last.is_empty() && last.len() < 4;
        let masks_on = chars[..at].last().is_some_and(|before| *before == '*');
        match digit(*c) {
            Some(digit) => last.push(digit),
            None if hidden && *c == '*' && (after_year || in_serial || masks_on) => last.push('?'),
            None if hidden && in_serial && chars.get(at + 1).is_none_or(|next| *next == '号') => {
                last.push('?');
            }
            None => groups.push(String::new()),
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_a_number() {
        for (raw, mark, year, serial) in [
            ("（湘乡）应急检记〔202512号", "检记", Some(2025), "12"),
            ("（湘乡）应急检记202512号", "检记", Some(2025), "12"),
            ("（湘乡）应急检记?2025?12号", "检记", Some(2025), "12"),
            ("（湘乡）应急检记□2025□12号", "检记", Some(2025), "12"),
            ("（湘乡）应急检记〔2O25〕l2号", "检记", Some(2025), "12"),
            ("（湘乡）应急检记〔25〕12号", "检记", Some(2025), "12"),
            ("（湘乡）应急检记〔〕12号", "检记", None, "12"),
            ("应急检记12号", "检记", None, "12"),
            ("湘乡检记12号", "检记", None, "12"),
            ("（湘乡）应急检记〔205〕12号", "检记", None, "12"),
            ("（湘乡）应急检记〔2025〕号", "检记", Some(2025), ""),
            ("（湘乡）应急检记〔2025〕**号", "检记", Some(2025), "??"),
            ("（湘乡）应急检记〔2025〕1*号", "检记", Some(2025), "1?"),
            ("（湘乡）应急检记", "检记", None, ""),
        ] {
            let broken = broken_number(raw).unwrap_or_else(|| panic!("{raw}"));
            assert_eq!(
                (&*broken.mark, broken.year, &*broken.serial),
                (mark, year, serial),
                "{raw}"
            );
        }
        for raw in [
            "无",
            "见附件",
            "2025-03-05",
            "应急预案12份",
            "XC20250305001",
        ] {
            assert_eq!(broken_number(raw), None, "{raw}");
        }
    }

    #[test]
    fn what_a_broken_number_can_have_been() {
        let broken = |raw| broken_number(raw).expect("a broken number");
        let lost = broken("应急检记〔2025〕1*号");
        assert!(lost.can_be(2025, 12) && lost.can_be(2025, 19));
        assert!(!lost.can_be(2025, 21) && !lost.can_be(2024, 12) && !lost.can_be(2025, 112));
        assert_eq!(lost.whole(), None);
        let bare = broken("应急检记〔2025〕012").in_year(2025);
        assert_eq!(bare.map(|number| number.serial), Some(12));
        assert!(broken("应急检记12号").can_be(2024, 12));
    }
}
