//! Numbers in digits and in Chinese numerals.

use super::folded::Folded;

/// A number on the page: where it stands and what it says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    pub from: usize,
    pub to: usize,
    /// Equal, unless two numerals in a row leave it open (两三 is 2 to 3).
    pub low: f64,
    pub high: f64,
    /// One unit of the last printed place.
    pub last_place: f64,
    pub is_chinese: bool,
    /// More than one point: a date or a section (`2025.1.15`).
    pub is_dotted: bool,
}

const DIGITS: &str = "零一二三四五六七八九";

fn digit(c: char) -> Option<u32> {
    match c {
        '〇' => Some(0),
        '两' | '俩' => Some(2),
        _ => DIGITS.chars().position(|d| d == c).map(|d| d as u32),
    }
}

fn place(c: char) -> Option<u64> {
    match c {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1000),
        _ => None,
    }
}

pub fn myriad(c: char) -> Option<f64> {
    match c {
        '万' => Some(1e4),
        '亿' => Some(1e8),
        _ => None,
    }
}

pub fn is_numeral(c: char) -> bool {
    digit(c).is_some() || place(c).is_some() || myriad(c).is_some()
}

/// No numeral has more characters.
const NUMERAL_LENGTH_MAX: usize = 40;

/// The number that begins at a place.
pub fn number_at(text: &Folded, at: usize) -> Option<Number> {
    let c = text.get(at)?;
    if c.is_ascii_digit() {
        return Some(arabic(text, at));
    }
    if !is_numeral(c) || myriad(c).is_some() {
        return None;
    }
    let mut to = at;
    while to - at <= NUMERAL_LENGTH_MAX
        && text
            .get(to)
            .is_some_and(|c| is_numeral(c) || is_point(text, to))
    {
        to += 1;
    }
    let run = &text.chars[at..to];
    // The longest beginning that is a numeral: 十五五 ends after 十五, and is a word then.
    let (low, high, last_place) = numeral(run)?;
    Some(Number {
        from: at,
        to,
        low,
        high,
        last_place,
        is_chinese: true,
        is_dotted: false,
    })
}

/// 点 between two numerals.
fn is_point(text: &Folded, at: usize) -> bool {
    let is_digit = |at: Option<char>| at.is_some_and(|c| digit(c).is_some());
    text.get(at) == Some('点')
        && is_digit(text.get(at + 1))
        && text.before(at).is_some_and(is_numeral)
}

fn arabic(text: &Folded, from: usize) -> Number {
    let digits = |mut at: usize| {
        while text.get(at).is_some_and(|c| c.is_ascii_digit()) {
            at += 1;
        }
        at
    };
    let mut to = digits(from);
    // Thousands: one to three digits, then groups of three.
    while to - from <= 3 + 4 * 8
        && text.get(to) == Some(',')
        && digits(to + 1) == to + 4
        && !(to - from).is_multiple_of(4)
    {
        to = digits(to + 1);
    }
    let whole = to;
    let mut points = 0;
    while text.get(to) == Some('.') && text.get(to + 1).is_some_and(|c| c.is_ascii_digit()) {
        to = digits(to + 1);
        points += 1;
    }
    let plain: String = text.text(from, to).replace(',', "");
    let places = if points == 1 { to - whole - 1 } else { 0 };
    let value = if points <= 1 {
        plain.parse().unwrap_or(0.0)
    } else {
        0.0
    };
    Number {
        from,
        to,
        low: value,
        high: value,
        last_place: 10f64.powi(-(places as i32)),
        is_chinese: false,
        is_dotted: points > 1,
    }
}

/// Least, most and last place of a Chinese numeral; `None` where the characters make none.
fn numeral(run: &[char]) -> Option<(f64, f64, f64)> {
    if let Some(point) = run.iter().position(|c| *c == '点') {
        let (whole, _, _) = numeral(&run[..point])?;
        let mut value = whole;
        let mut last_place = 1.0;
        for c in &run[point + 1..] {
            last_place /= 10.0;
            value += f64::from(digit(*c)?) * last_place;
        }
        let value = (value / last_place).round() * last_place;
        return Some((value, value, last_place));
    }
    if run.len() > 1 && run.iter().all(|c| digit(*c).is_some()) {
        return in_a_row(run);
    }
    let mut total = 0f64;
    let mut rest = run;
    let mut bound = f64::INFINITY;
    while let Some(at) = rest.iter().rposition(|c| myriad(*c).is_some()) {
        let (head, tail) = (&rest[..at], &rest[at + 1..]);
        let size = myriad(rest[at])?;
        let below = if tail.is_empty() {
            0.0
        } else {
            section(tail)? as f64
        };
        total += below * if bound.is_infinite() { 1.0 } else { bound };
        bound = size;
        rest = head;
        if !rest.iter().any(|c| myriad(*c).is_some()) {
            break;
        }
    }
    let head = section(rest)? as f64;
    total += head * if bound.is_infinite() { 1.0 } else { bound };
    Some((total, total, 1.0))
}

/// Digits in a row: 二〇二五 by places, 两三 as a range of neighbours.
fn in_a_row(run: &[char]) -> Option<(f64, f64, f64)> {
    let digits: Vec<u32> = run.iter().filter_map(|c| digit(*c)).collect();
    if let [one, other] = digits[..] {
        let (one, other) = (f64::from(one), f64::from(other));
        return (other - one == 1.0 && one > 0.0).then_some((one, other, 1.0));
    }
    if digits.len() != 4 {
        return None;
    }
    let value = digits
        .iter()
        .fold(0f64, |value, digit| value * 10.0 + f64::from(*digit));
    Some((value, value, 1.0))
}

/// A numeral below ten thousand: places fall, 零 fills.
fn section(run: &[char]) -> Option<u64> {
    let mut total = 0;
    let mut open: Option<u64> = None;
    let mut bound = 10_000;
    let mut filled = false;
    for (at, c) in run.iter().enumerate() {
        if let Some(size) = place(*c) {
            let count = match open.take() {
                Some(count) => count,
                None if size == 10 && (at == 0 || filled) => 1,
                None if at == 0 && run.len() == 1 => 1,
                None => return None,
            };
            if size >= bound {
                return None;
            }
            total += count * size;
            bound = size;
            filled = false;
        } else {
            let digit = u64::from(digit(*c)?);
            if open.is_some() {
                return None;
            }
            match digit {
                0 => filled = true,
                _ => open = Some(digit),
            }
        }
    }
    if let Some(last) = open {
        // 二百五 is 250, 二百零五 is 205.
        let size = if (100..10_000).contains(&bound) && !filled {
            bound / 10
        } else {
            1
        };
        total += last * size;
    }
    (total > 0 || run == ['零'] || run == ['〇']).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(f64, f64, usize)> {
        let number = number_at(&Folded::of(text), 0)?;
        Some((number.low, number.high, number.to))
    }

    #[test]
    fn digits_are_read_as_they_are_written() {
        assert_eq!(read("377次"), Some((377.0, 377.0, 3)));
        assert_eq!(read("4,434份"), Some((4434.0, 4434.0, 5)));
        assert_eq!(read("1,234,567.5元"), Some((1_234_567.5, 1_234_567.5, 11)));
        assert_eq!(read("12,3"), Some((12.0, 12.0, 2)));
        assert_eq!(read("１３３．４万"), Some((133.4, 133.4, 5)));
        let dotted = number_at(&Folded::of("2026.1.15"), 0).unwrap();
        assert!(dotted.is_dotted && dotted.to == 9);
    }

    #[test]
    fn numerals_are_read_strictly() {
        for (text, value) in [
            ("三十七", 37.0),
            ("十", 10.0),
            ("十二", 12.0),
            ("二十", 20.0),
            ("一百零五", 105.0),
            ("二百五", 250.0),
            ("三百七十七", 377.0),
            ("两千四百", 2400.0),
            ("四千四百三十四", 4434.0),
            ("一万二千", 12_000.0),
            ("一百三十万", 1_300_000.0),
            ("二〇二五", 2025.0),
            ("六十六点八", 66.8),
            ("一千零一十", 1010.0),
            ("零", 0.0),
            ("百", 100.0),
        ] {
            let count = text.chars().count();
            assert_eq!(read(text), Some((value, value, count)), "{text}");
        }
        assert_eq!(read("两三"), Some((2.0, 3.0, 2)));
        for text in ["十四五", "八五", "五十十", "一一", "十百"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
