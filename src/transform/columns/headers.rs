//! Header texts as keys: folded, with and without what stands in brackets, level by level.

use crate::ground::fold::fold_key;
use crate::ground::traditional::simplified;
use crate::model::SourceTable;

/// A spelling of a header to look up, and how far it is from the header itself: 0 the whole, more
/// for less of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderKey {
    pub key: String,
    pub distance: u8,
}

/// Folded, without brackets, punctuation and quotes; what stood in brackets is kept.
pub fn plain_key(text: &str) -> String {
    let key: String = fold_key(text)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    simplified(&key)
}

/// The key of a column's header; empty where it has none.
pub fn key_of(headers: &[String], column: u16) -> String {
    let header = headers.get(usize::from(column) - 1);
    header.map_or(String::new(), |header| plain_key(header))
}

/// Every spelling worth looking up, nearest first.
pub fn header_keys(header: &str) -> Vec<HeaderKey> {
    let mut levels: Vec<&str> = Vec::new();
    for level in split_levels(header) {
        if levels.last() != Some(&level) {
            levels.push(level);
        }
    }
    let whole = levels.concat();
    let mut keys = Vec::new();
    let mut add = |text: &str, distance: u8| {
        let key = plain_key(text);
        if !key.is_empty() && !keys.iter().any(|known: &HeaderKey| known.key == key) {
            keys.push(HeaderKey { key, distance });
        }
    };
    add(&whole, 0);
    // Numbers changed their meaning between editions of a form: 代码_2（工商注册号） is what the words
    // in brackets say.
    let numbered = without_brackets(&whole).ends_with(|c: char| c.is_ascii_digit());
    if let Some(inner) = in_brackets(&whole).filter(|_| numbered) {
        add(&inner, 0);
    }
    add(&without_brackets(&whole), 1);
    add(&without_index(&plain_key(&without_brackets(&whole))), 1);
    if let [first, .., last] = levels.as_slice() {
        let joined = without_brackets(&format!("{first}{last}"));
        add(&joined, 1);
        add(last, 2);
        add(&without_brackets(last), 2);
        add(&without_brackets(&format!("{last}{first}")), 2);
    }
    if let Some(inner) = in_brackets(&whole) {
        add(&inner, 2);
    }
    if let [first, .., _] = levels.as_slice() {
        add(&without_brackets(first), 4);
    }
    keys
}

/// Levels are joined with `/`; a slash within brackets or between two words of three characters
/// or fewer on a single level stays (乡镇/街道 is read both ways).
fn split_levels(header: &str) -> Vec<&str> {
    let mut depth = 0i32;
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, c) in header.char_indices() {
        match c {
            '(' | '（' | '[' | '【' => depth += 1,
            ')' | '）' | ']' | '】' => depth -= 1,
            '/' if depth <= 0 => {
                parts.push(&header[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&header[from..]);
    parts.retain(|part| !plain_key(part).is_empty());
    parts
}

/// The text without bracketed parts: units, notes.
fn without_brackets(text: &str) -> String {
    let mut depth = 0i32;
    let mut out = String::new();
    for c in fold_key(text).chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = (depth - 1).max(0),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    out
}

fn in_brackets(text: &str) -> Option<String> {
    let key = fold_key(text);
    let (_, rest) = key.split_once('(')?;
    let inner = rest.split(')').next().unwrap_or(rest);
    (inner.chars().count() >= 3).then(|| inner.to_string())
}

/// 相对人代码1 → 相对人代码, 其中:重大隐患 → 重大隐患.
fn without_index(key: &str) -> String {
    let key = key.trim_end_matches(|c: char| c.is_ascii_digit());
    key.strip_prefix("其中").unwrap_or(key).to_string()
}

/// What one unit of a money column is in fen, by the unit the header names: 元 unless it says 万元.
pub fn fen_per_unit(header: &str) -> i64 {
    match fold_key(header).contains("万元") {
        true => 1_000_000,
        false => 100,
    }
}

/// The same for a column of a table: where the header names no unit, a line above it may, as
/// `单位：万元` in statistics.
pub fn money_unit(table: &SourceTable, header: &str) -> i64 {
    if fold_key(header).contains('元') {
        return fen_per_unit(header);
    }
    let mut cells = table.rows_above().iter().flat_map(|row| &row.cells);
    let unit = cells.find_map(|cell| unit_of_line(&cell.text()));
    fen_per_unit(&unit.unwrap_or_default())
}

/// The unit of money that a line above a table names: 万元 for `计量单位：次、万元`.
fn unit_of_line(text: &str) -> Option<String> {
    if text.len() > 400 {
        return None;
    }
    let key = fold_key(text);
    let (_, said) = key.rsplit_once("单位:")?;
    let mut units = said.split([',', '/', ')', ';']);
    let is_money = |unit: &&str| unit.ends_with('元') && unit.chars().count() <= 3;
    units.find(is_money).map(str::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(header: &str) -> Vec<String> {
        header_keys(header).into_iter().map(|key| key.key).collect()
    }

    #[test]
    fn spellings_of_a_header() {
        assert_eq!(plain_key("检查\n 时间（起）："), "检查时间起");
        assert_eq!(keys("检查时间（起）")[..2], ["检查时间起", "检查时间"]);
        assert_eq!(keys("罚款金额(万元)")[1], "罚款金额");
        assert_eq!(keys("*企业名称")[0], "企业名称");
        assert!(keys("行政相对人代码＿1（统一社会信用代码）").contains(&"统一社会信用代码".into()));
        assert!(keys("检查时间/结束").contains(&"检查时间结束".into()));
        assert!(keys("时间/申请").contains(&"申请时间".into()));
        assert_eq!(keys("企业名称/企业名称"), ["企业名称"]);
        assert!(keys("").is_empty());
    }

    #[test]
    fn units_of_money() {
        assert_eq!(fen_per_unit("罚款额（万元）"), 1_000_000);
        assert_eq!(fen_per_unit("罚款金额（元）"), 100);
        assert_eq!(
            unit_of_line("（计量单位：次、万元）").as_deref(),
            Some("万元")
        );
        assert_eq!(unit_of_line("单 位： 元").as_deref(), Some("元"));
        assert_eq!(unit_of_line("填报单位：湘乡市应急管理局"), None);
    }
}
