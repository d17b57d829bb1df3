//! Counts, frequencies and amounts of money. Absent is `None`, never 0.

use super::{contains_any, small_number};
use crate::ground::fold::{fold_key, is_placeholder};
use crate::model::{Cell, covers_all};

/// A count such as `12`, `１２项`, `共3处`; `None` for a blank or `/`, an error for other words.
pub fn read_count(cell: &Cell) -> Option<Result<u32, ()>> {
    if let Cell::Number(number) = cell {
        let whole = number.fract() == 0.0 && (0.0..4e9).contains(number);
        return Some(if whole { Ok(*number as u32) } else { Err(()) });
    }
    let text = cell.text();
    let key = fold_key(&text).replace(',', "");
    if key.bytes().all(|b| b.is_ascii_digit()) && !key.is_empty() {
        return Some(key.parse().map_err(|_| ()));
    }
    if is_placeholder(&text) {
        return None;
    }
    let key = key.trim_start_matches(['共', '计', '约', '=', '≥', '>']);
    let end = key.find(|c: char| !c.is_ascii_digit()).unwrap_or(key.len());
    let unit = &key[end..];
    let plain = unit.chars().count() <= 3 && !unit.starts_with(['.', '-', '/', '%']);
    Some(match key[..end].parse() {
        Ok(count) if plain => Ok(count),
        _ => Err(()),
    })
}

/// Of a text that counts several things the number after 检查 or 抽查, if there is one: 11 of
/// 58家，确定检查11家. `None` for a text that counts one thing.
pub fn picked_plan_count(text: &str) -> Option<Option<u32>> {
    let key = fold_key(text);
    let is_digit = |c: char| c.is_ascii_digit();
    let counted = |unit: &str| {
        key.match_indices(unit)
            .filter(|(at, _)| key[..*at].ends_with(is_digit))
            .count()
    };
    if ["家", "户"].iter().map(|unit| counted(unit)).sum::<usize>() < 2 {
        return None;
    }
    let after = ["确定检查", "计划检查", "检查", "抽查", "抽取"];
    Some(after.iter().find_map(|word| {
        let rest = &key[key.find(word)? + word.len()..];
        let end = rest.find(|c| !is_digit(c)).unwrap_or(rest.len());
        rest[..end].parse().ok()
    }))
}

/// Visits that a plan row asks for in a year: `2次/年`, `>=1`, `每季度1次`, `=1`.
pub fn read_plan_count(cell: &Cell) -> Option<Result<u32, ()>> {
    if let Cell::Number(_) = cell {
        return read_count(cell);
    }
    let text = cell.text();
    if is_placeholder(&text) && fold_key(&text) != "0" {
        return None;
    }
    let key = fold_key(&text);
    let number = first_number(&key);
    let times = match () {
        _ if contains_any(&key, &["每季", "/季"]) => 4,
        _ if contains_any(&key, &["每半年", "/半年"]) => 2,
        _ if contains_any(&key, &["每月", "/月"]) => 12,
        _ if contains_any(&key, &["每两年", "每三年", "每2年", "每3年", "每五年"]) => {
            return Some(Err(()));
        }
        _ => 1,
    };
    let number = number.or_else(|| covers_all(&key).then_some(1));
    Some(number.and_then(|n| n.checked_mul(times)).ok_or(()))
}

/// The first number before 次, 户 or 家, else the first of all, in either script.
fn first_number(key: &str) -> Option<u32> {
    let is_digit = |c: char| super::numeral(c).is_some();
    let before = ["次", "户", "家"].iter().find_map(|unit| {
        let head = &key[..key.find(unit)?];
        let start = head
            .char_indices()
            .rev()
            .take_while(|(_, c)| is_digit(*c))
            .last()?
            .0;
        small_number(&head[start..])
    });
    before.or_else(|| {
        let from = key.find(|c: char| c.is_ascii_digit())?;
        let rest = &key[from..];
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        (!rest[end..].starts_with(['%', '.'])).then(|| rest[..end].parse().ok())?
    })
}

/// Money in fen. `per_unit` is what the column counts in when the cell does not say: 100 for 元,
/// 1,000,000 for 万元.
pub fn read_amount(cell: &Cell, per_unit: i64) -> Option<Result<i64, ()>> {
    let text = cell.text();
    let mut key = fold_key(&text).replace([',', '¥', '￥'], "");
    let zero = !key.is_empty() && key.chars().all(|c| matches!(c, '0' | '.'));
    if is_placeholder(&text) && !zero {
        return None;
    }
    let mut unit = per_unit;
    for (word, fen) in [
        ("万元", 1_000_000),
        ("万", 1_000_000),
        ("元整", 100),
        ("元", 100),
    ] {
        if let Some(rest) = key.strip_suffix(word) {
            key = rest.to_string();
            unit = fen;
            break;
        }
    }
    Some(decimal_times(key.trim_start_matches(['罚', '款', '人', '民', '币']), unit).ok_or(()))
}

/// A decimal text times a unit, exactly; a remainder below one fen is no amount.
fn decimal_times(text: &str, unit: i64) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > 12 {
        return None;
    }
    let mut fen = whole.parse::<i64>().ok()?.checked_mul(unit)?;
    let mut scale = unit;
    let mut rest = 0i64;
    for digit in fraction.bytes() {
        if scale % 10 != 0 {
            rest += i64::from(digit - b'0');
            continue;
        }
        scale /= 10;
        fen = fen.checked_add(i64::from(digit - b'0') * scale)?;
    }
    (rest == 0).then_some(fen)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(text: &str) -> Cell<'_> {
        Cell::Text(text)
    }

    #[test]
    fn counts() {
        for (text, count) in [
            ("12", Some(Ok(12))),
            (" １２ ", Some(Ok(12))),
            ("12项", Some(Ok(12))),
            ("共3处", Some(Ok(3))),
            ("0", Some(Ok(0))),
            ("1,200", Some(Ok(1200))),
            ("", None),
            ("/", None),
            ("无", None),
            ("三五处", Some(Err(()))),
            ("2.5", Some(Err(()))),
        ] {
            assert_eq!(read_count(&cell(text)), count, "{text}");
        }
        assert_eq!(read_count(&Cell::Number(3.0)), Some(Ok(3)));
        assert_eq!(read_count(&Cell::Number(-1.0)), Some(Err(())));
    }

    #[test]
    fn frequencies() {
        for (text, count) in [
            ("1次", Some(Ok(1))),
            ("=1", Some(Ok(1))),
            (">=1", Some(Ok(1))),
            ("≥2次/年", Some(Ok(2))),
            ("2次/年", Some(Ok(2))),
            ("检查频次:1次/年/单位 上限:2次/年/单位", Some(Ok(1))),
            ("每季度1次", Some(Ok(4))),
            ("每半年一次", Some(Ok(2))),
            ("一次", Some(Ok(1))),
            ("每年不少于两次", Some(Ok(2))),
            ("1户(实际以联合双随机牵头单位抽查数为准。)", Some(Ok(1))),
            ("0", Some(Ok(0))),
            ("每三年至少覆盖一次", Some(Err(()))),
            ("5%", Some(Err(()))),
            ("/", None),
        ] {
            assert_eq!(read_plan_count(&cell(text)), count, "{text}");
        }
    }

    #[test]
    fn the_number_of_inspections_among_others() {
        for (text, picked) in [
            ("58家，确定检查11家，双随机3家", Some(Some(11))),
            ("1751家工贸企业，抽查8家", Some(Some(8))),
            ("1户(实际以联合双随机牵头单位抽查数为准。)", None),
            ("检查频次:1次/年/单位 上限:2次/年/单位", None),
            ("58家，重点11家", Some(None)),
        ] {
            assert_eq!(picked_plan_count(text), picked, "{text}");
        }
    }

    #[test]
    fn amounts() {
        for (text, unit, fen) in [
            ("3.5", 1_000_000, Some(Ok(3_500_000))),
            ("35000", 100, Some(Ok(3_500_000))),
            ("35,000.00元", 1_000_000, Some(Ok(3_500_000))),
            ("3.5万元", 100, Some(Ok(3_500_000))),
            ("0", 100, Some(Ok(0))),
            ("1.234567", 1_000_000, Some(Ok(1_234_567))),
            ("1.2345671", 1_000_000, Some(Err(()))),
            ("无", 100, None),
            ("/", 100, None),
            ("待定", 100, Some(Err(()))),
        ] {
            assert_eq!(read_amount(&cell(text), unit), fen, "{text}");
        }
        assert_eq!(
            read_amount(&Cell::Number(3.5), 1_000_000),
            Some(Ok(3_500_000))
        );
    }
}
