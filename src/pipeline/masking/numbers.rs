//! Numbers personal by their own form, wherever they stand: mobile and landline telephones,
//! identity cards, and what follows 身份证 or 执法证. In full width, with blanks or dashes they are the
//! same numbers. Numbers of documents, codes and enterprises have other forms.

use crate::model::is_valid_code;

/// Words behind which any number is a person's.
const LABELS: &[&str] = &["身份证", "执法证", "证件号", "证号"];
/// What may stand between a label and its number.
const BETWEEN: &str = "件编号码为是：: ";
/// Weights of GB 11643.
const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// Years in which a person was born who is met on a visit; a later one is the day of a document.
const BORN: std::ops::RangeInclusive<u32> = 1900..=2015;

/// A number without anything else between its digits.
struct Group {
    from: usize,
    to: usize,
}

/// The text with the digits of personal numbers masked.
pub(super) fn masked(text: &str) -> String {
    let digits = |c: char| c.is_ascii_digit() || ('０'..='９').contains(&c);
    if text.chars().filter(|c| digits(*c)).nth(5).is_none() {
        return text.to_string();
    }
    let shown: Vec<char> = text.chars().collect();
    let plain: Vec<char> = shown.iter().map(|c| narrow(*c)).collect();
    let mut out = shown.clone();
    let mut at = 0;
    while at < plain.len() {
        at = match starts(&plain, at).then(|| found(&plain, at)).flatten() {
            Some((end, hidden)) => {
                hidden.into_iter().for_each(|i| out[i] = '*');
                end
            }
            None => at + 1,
        };
    }
    labelled(&plain, &mut out);
    out.into_iter().collect()
}

fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '—' | '–' | '‐' | '−' => '-',
        c => c,
    }
}

fn starts(plain: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).map(|i| plain[i]);
    let fresh = before.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '.' && c != '*');
    fresh && plain[at].is_ascii_digit()
}

/// Where the number that begins here ends, and which of its characters are hidden.
fn found(plain: &[char], at: usize) -> Option<(usize, Vec<usize>)> {
    let groups = groups(plain, at);
    (1..=groups.len()).rev().find_map(|n| {
        let parts = &groups[..n];
        let places: Vec<usize> = parts.iter().flat_map(|part| part.from..part.to).collect();
        let number: String = places.iter().map(|i| plain[*i]).collect();
        let kept = kept(&number, parts)?;
        let hidden = places[kept.0..places.len() - kept.1].to_vec();
        Some((parts[n - 1].to, hidden))
    })
}

/// Digits that follow each other with one blank, dash or bracket between; an X may end them.
fn groups(plain: &[char], at: usize) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut from = at;
    while groups.len() < 5 {
        let run = plain[from..].iter().take_while(|c| c.is_ascii_digit());
        let mut to = from + run.count();
        let x = plain.get(to).is_some_and(|c| matches!(c, 'x' | 'X'));
        to += usize::from(x);
        let ends = |c: &char| !c.is_ascii_alphanumeric();
        if to == from || !plain.get(to).is_none_or(ends) {
            break;
        }
        groups.push(Group { from, to });
        if !plain.get(to).is_some_and(|c| matches!(c, ' ' | '-' | ')')) {
            break;
        }
        from = to + 1;
    }
    groups
}

/// How many of a personal number's first and last digits stay; `None` for another number.
fn kept(number: &str, parts: &[Group]) -> Option<(usize, usize)> {
    let lengths: Vec<usize> = parts.iter().map(|part| part.to - part.from).collect();
    if is_identity(number) {
        return Some((0, 2));
    }
    let (land, lengths) = match (number, lengths.as_slice()) {
        (_, [2, rest @ ..]) if number.starts_with("86") => (2, rest.to_vec()),
        (_, [4, rest @ ..]) if number.starts_with("0086") => (4, rest.to_vec()),
        (_, [first, rest @ ..]) if number.starts_with("86") && *first > 12 => {
            (2, [&[first - 2], rest].concat())
        }
        (_, [first, rest @ ..]) if number.starts_with("0086") && *first > 12 => {
            (4, [&[first - 4], rest].concat())
        }
        (_, all) => (0, all.to_vec()),
    };
    let number = number.get(land..)?;
    let digit = |i: usize| number.as_bytes().get(i).copied().unwrap_or_default();
    let mobile = digit(0) == b'1' && digit(1) >= b'3' && matches!(lengths[..], [11] | [3, 4, 4]);
    if mobile && !number.ends_with(['x', 'X']) {
        return Some((land + 3, 4));
    }
    is_landline(number, &lengths).map(|area| (land + area, 2))
}

/// The length of the area code of a landline number: 010, 02x or 0 and three digits.
fn is_landline(number: &str, lengths: &[usize]) -> Option<usize> {
    let bytes = number.as_bytes();
    let area = match bytes {
        [b'0', b'1', b'0', ..] | [b'0', b'2', ..] => 3,
        [b'0', b'3'..=b'9', ..] => 4,
        _ => return None,
    };
    let rest = number.len().checked_sub(area)?;
    let shaped = match lengths {
        [all] => *all == area + rest,
        [first, others @ ..] => *first == area && others.iter().all(|n| *n >= 3),
        [] => false,
    };
    let first = bytes.get(area).is_some_and(|c| (b'2'..=b'8').contains(c));
    (shaped && first && matches!(rest, 7 | 8) && !number.ends_with(['x', 'X'])).then_some(area)
}

/// Eighteen characters whose last checks the others, or the fifteen of before 1999.
fn is_identity(number: &str) -> bool {
    let part = |from: usize, to: usize| number.get(from..to)?.parse::<u32>().ok();
    let is_day = |month, day| matches!((month, day), (Some(1..=12), Some(1..=31)));
    let province = part(0, 2).is_some_and(|n| (11..=82).contains(&n));
    match number.len() {
        18 => {
            let values = number.bytes().map(|c| usize::from(c.wrapping_sub(b'0')));
            let sum: usize = values
                .zip(WEIGHTS)
                .map(|(value, weight)| value * weight)
                .sum();
            let check = b"10X98765432"[sum % 11];
            let born = part(6, 10).is_some_and(|year| BORN.contains(&year));
            let last = number.as_bytes()[17].to_ascii_uppercase();
            province && born && is_day(part(10, 12), part(12, 14)) && last == check
        }
        15 => {
            let digits = number.bytes().all(|c| c.is_ascii_digit());
            let day = is_day(part(8, 10), part(10, 12));
            digits && province && day && !is_registration(number)
        }
        _ => false,
    }
}

/// Whether fifteen digits check as an enterprise's registration number does (ISO 7064 MOD 11,10).
fn is_registration(number: &str) -> bool {
    let rest = number.bytes().take(14).fold(10, |rest, c| {
        let sum = (rest + u32::from(c - b'0')) % 10;
        2 * if sum == 0 { 10 } else { sum } % 11
    });
    let last = number.bytes().last().map(|c| u32::from(c - b'0'));
    last == Some((11 - rest % 11) % 10)
}

/// Hides what follows a label, but for its last two characters.
fn labelled(plain: &[char], out: &mut [char]) {
    for label in LABELS {
        let letters: Vec<char> = label.chars().collect();
        for at in 0..plain.len().saturating_sub(letters.len()) {
            let before = at.checked_sub(1).map(|i| plain[i]);
            // 许可证号, 产权证号 and the like number other things.
            let own = *label != "证号" || before.is_none_or(|c| !is_chinese(c));
            if !own || plain[at..at + letters.len()] != letters {
                continue;
            }
            let from = at + letters.len();
            let gap = plain[from..].iter().take_while(|c| BETWEEN.contains(**c));
            let from = from + gap.count();
            hide(plain, out, from);
        }
    }
}

fn hide(plain: &[char], out: &mut [char], from: usize) {
    let province = plain.get(from).is_some_and(|c| is_chinese(*c));
    let first = from + usize::from(province);
    let is_part = |c: &&char| c.is_ascii_alphanumeric() || matches!(**c, '-' | '*');
    let length = plain.get(first..).unwrap_or_default();
    let to = first + length.iter().take_while(is_part).count();
    let digits = plain[first..to].iter().filter(|c| c.is_ascii_digit());
    let number: String = plain[first..to].iter().collect();
    let personal = (6..=20).contains(&(to - first)) && !is_valid_code(&number);
    if personal && digits.count() >= 4 {
        out[from..to - 2].iter_mut().for_each(|c| *c = '*');
    }
}

fn is_chinese(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephones_are_masked_however_they_are_written() {
        for (text, told) in [
            ("电话13873212345。", "电话138****2345。"),
            ("138-7321-2345", "138-****-2345"),
            ("138 7321 2345", "138 **** 2345"),
            ("+8613873212345", "+86138****2345"),
            ("+86-13873212345", "+86-138****2345"),
            ("008613873212345", "0086138****2345"),
            ("１３８７３２１２３４５", "１３８****２３４５"),
            ("0731-56781234", "0731-******34"),
            ("（0731）56781234补件", "（0731）******34补件"),
            ("073156781234", "0731******34"),
            ("010 6512345转8", "010 *****45转8"),
            ("2025-03-05 13873212345", "2025-03-05 138****2345"),
        ] {
            assert_eq!(masked(text), told, "{text}");
        }
    }

    #[test]
    fn identity_and_certificate_numbers_are_masked_in_sentences() {
        // The first is the worked example of GB 11643; the others keep its rule.
        for (text, told) in [
            (
                "身份证11010519491231002X已核对",
                "身份证****************2X已核对",
            ),
            ("11010519491231002x", "****************2x"),
            ("110105 19491231 002X", "****** ******** **2X"),
            ("持110105491231003者", "持*************03者"),
            ("执法证号：18030123456请假", "执法证号：*********56请假"),
            ("执法证湘C123456", "执法证******56"),
        ] {
            assert_eq!(masked(text), told, "{text}");
        }
    }

    #[test]
    fn numbers_of_other_things_stay() {
        for text in [
            "91430381MAYYYY016K",
            "JCM430381202503050001",
            "430381202503050001",
            "430381000000012",
            "（湘乡）应急检记〔2025〕12号",
            "许可证号：430381202512",
            "2025-03-05 08:30:00",
            "20250305",
            "1743156000000",
            "罚款138000元",
            "000123456789",
            "9143038113873212345X",
            "0.13873212345",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
