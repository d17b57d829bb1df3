//! What a cell looks like: a label, a number, a date, a code, prose. And whether it is a word that
//! headers of such registers use.

use crate::ground::fold::fold_key;
use crate::ground::traditional::simplified;
use crate::model::Cell;
use std::collections::HashSet;
use std::sync::LazyLock;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Blank,
    /// Short text without the marks of a value.
    Label,
    Number,
    Date,
    /// Identifier, document number, telephone: mostly digits, or digits and Latin letters.
    Code,
    /// A sentence, or text too long for a header.
    Prose,
    /// `填报单位：湘乡市应急管理局`: a name and its value in one cell.
    Pair,
}

/// Longer text is no header.
const LABEL_CHARS_MAX: usize = 40;

static HEADER_WORDS: LazyLock<(HashSet<String>, Vec<String>)> = LazyLock::new(|| {
    let mut words = HashSet::new();
    let mut endings = Vec::new();
    for line in include_str!("header_words.txt").lines() {
        match line.strip_prefix('~') {
            Some(ending) => endings.push(fold_key(ending)),
            None if line.starts_with('#') || line.is_empty() => {}
            None => {
                words.insert(fold_key(line));
            }
        }
    }
    (words, endings)
});

pub(super) fn shape(cell: Cell) -> Shape {
    match cell {
        Cell::Empty => Shape::Blank,
        Cell::Number(_) => Shape::Number,
        Cell::Date(_) => Shape::Date,
        Cell::Bool(_) | Cell::Error(_) => Shape::Code,
        Cell::Text(text) => text_shape(text),
    }
}

fn text_shape(raw: &str) -> Shape {
    if raw.len() > 4 * LABEL_CHARS_MAX {
        return Shape::Prose;
    }
    let text = fold_key(raw);
    let count = text.chars().count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if count == 0 {
        return Shape::Blank;
    }
    if count > LABEL_CHARS_MAX || text.ends_with('。') || text.contains(";") && count > 12 {
        return Shape::Prose;
    }
    if digits == 0 {
        return match text.split_once(':') {
            // 隐患数(单位:项) names one thing.
            Some((name, _)) if name.contains('(') && text.ends_with(')') => Shape::Label,
            Some((name, value)) if !name.is_empty() && !value.is_empty() => Shape::Pair,
            _ => Shape::Label,
        };
    }
    if is_number(&text) {
        Shape::Number
    } else if is_date(&text) {
        Shape::Date
    } else if text.contains(':') {
        Shape::Pair
    } else if is_code(&text, count, digits) {
        Shape::Code
    } else {
        Shape::Label
    }
}

fn is_number(text: &str) -> bool {
    let bare = text
        .trim_end_matches('%')
        .trim_start_matches(['¥', '$', '+', '-']);
    !bare.is_empty()
        && bare
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        && bare.starts_with(|c: char| c.is_ascii_digit())
}

/// Begins as a date or a time of day does: `2025-3-5`, `2025年3月`, `20250305`, `9:30`, `3月5日`.
fn is_date(text: &str) -> bool {
    let mut numbers = text.split(|c: char| !c.is_ascii_digit());
    let first = numbers.next().unwrap_or_default();
    let second = numbers.next().unwrap_or_default();
    let mark = text[first.len()..].chars().next().unwrap_or(' ');
    let small = |digits: &str| matches!(digits.len(), 1 | 2);
    match first.len() {
        4 => matches!(mark, '-' | '/' | '.' | '年') && small(second),
        1 | 2 => {
            (mark == ':' && second.len() == 2)
                || (mark == '月' && small(second) && text.contains('日'))
                || (matches!(mark, '-' | '/') && small(second) && text.len() >= 8)
        }
        _ => false,
    }
}

fn is_code(text: &str, count: usize, digits: usize) -> bool {
    let latin = text.chars().filter(char::is_ascii_alphanumeric).count();
    let document = text.contains('(') && text.ends_with('号');
    document || (count >= 5 && digits * 3 >= count && latin * 10 >= count * 8)
}

/// Whether registers of this kind use the text as a header.
pub(super) fn is_header_word(text: &str) -> bool {
    let (words, endings) = &*HEADER_WORDS;
    let key = simplified(&fold_key(text));
    if words.contains(&key) {
        return true;
    }
    // Units and remarks in brackets, and counters of repeated columns, do not make another word.
    let bare = key.split('(').next().unwrap_or_default();
    let bare = bare.trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '_' | '*' | ':'));
    let bare = bare.trim_start_matches('*');
    let short = bare.chars().count() <= 12;
    words.contains(bare) || (short && endings.iter().any(|ending| bare.ends_with(&**ending)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_look_like_what_they_are() {
        for (text, expected) in [
            ("检查\n时间（起）", Shape::Label),
            ("行政相对人代码_1（统一社会信用代码）", Shape::Label),
            ("执法人员1", Shape::Label),
            ("1月", Shape::Label),
            ("湘乡市某某烟花爆竹有限公司", Shape::Label),
            ("2025-03-05", Shape::Date),
            ("2025年3月5日 9时30分", Shape::Date),
            ("09:30:00", Shape::Date),
            ("3月5日", Shape::Date),
            ("91430381MAYYYY016K", Shape::Code),
            ("（湘乡）应急检记〔2025〕12号", Shape::Code),
            ("1,234.50", Shape::Number),
            ("12%", Shape::Number),
            ("填报单位：湘乡市应急管理局", Shape::Pair),
            ("查处一般事故隐患（单位：项）", Shape::Label),
            ("制表日期：2025年12月31日", Shape::Pair),
            ("现场发现灭火器过期，当场责令改正。", Shape::Prose),
            (" \u{a0}", Shape::Blank),
        ] {
            assert_eq!(shape(Cell::Text(text)), expected, "{text}");
        }
    }

    #[test]
    fn header_words_are_known_by_themselves_and_by_their_ends() {
        for text in [
            "企业名称",
            "罚款金额（万元）",
            "*被检查单位:",
            "证件号码2",
            "Officer",
        ] {
            assert!(is_header_word(text), "{text}");
        }
        for text in ["湘乡市应急管理局", "东郊乡", "合格", "张三"] {
            assert!(!is_header_word(text), "{text}");
        }
    }
}
