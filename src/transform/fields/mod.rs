//! What one cell means: a file per kind of value, each a table of raw texts and values in its
//! tests. A reader answers `None` for an empty cell or a placeholder, and says why a text cannot be
//! used where it cannot; it never guesses.

pub mod amounts;
pub mod broken_numbers;
pub mod credit;
pub mod dates;
pub mod flags;
pub mod ids;
pub mod kinds;
pub mod months;
pub mod numbers;
pub mod officers;
pub mod penalties;
pub mod remarks;
pub mod routes;
pub mod several;
pub mod states;
pub mod towns;

#[cfg(test)]
mod tests;

/// The first of the words that the text contains.
pub(super) fn contains_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// The value of a Chinese or Arabic numeral up to 99: `十二`, `12`, `三`, `〇`.
pub(super) fn small_number(text: &str) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let digits: Option<Vec<u32>> = text.chars().map(numeral).collect();
    let digits = digits?;
    let Some(ten) = digits.iter().position(|d| *d == 10) else {
        return digits
            .iter()
            .try_fold(0u32, |sum, d| sum.checked_mul(10)?.checked_add(*d));
    };
    let tens = match &digits[..ten] {
        [] => 1,
        [d] => *d,
        _ => return None,
    };
    match &digits[ten + 1..] {
        [] => Some(tens * 10),
        [d] if *d < 10 => Some(tens * 10 + d),
        _ => None,
    }
}

/// One Chinese numeral; 10 for 十.
pub(super) fn numeral(c: char) -> Option<u32> {
    match c {
        '〇' | '零' | '○' => Some(0),
        '一' => Some(1),
        '二' | '两' => Some(2),
        '三' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        '六' => Some(6),
        '七' => Some(7),
        '八' => Some(8),
        '九' => Some(9),
        '十' => Some(10),
        _ => c.to_digit(10),
    }
}
