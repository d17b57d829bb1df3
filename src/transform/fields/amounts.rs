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
        _ if contains_any(&key, &["每季", "/季", "按季"]) || key.starts_with("季度") => 4,
        _ if contains_any(&key, &["每半年", "/半年"]) || key.starts_with("半年") => 2,
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
    let key = key.trim_start_matches(['罚', '款', '人', '民', '币']);
    let fen = decimal_times(key, unit).or_else(|| written_out(&fold_key(&text)));
    Some(fen.ok_or(()))
}

/// Fen that a sentence tells beside one of the words, before or behind it: 警告，并处罚款人民币叁万元整;
/// 处10万元罚款. Several are added up, unless a sum of them is told (合计罚款). An amount beside one of
/// the `other` words is that word's.
pub fn amount_beside(text: &str, words: &[String], other: &[String]) -> Option<i64> {
    let key = without_thousands(&fold_key(text).replace(['¥', '￥'], ""));
    let all = words.iter().chain(other);
    let mut told: Vec<(usize, &String)> = all
        .flat_map(|word| {
            key.match_indices(word.as_str())
                .map(move |(at, _)| (at, word))
        })
        .collect();
    told.sort_unstable();
    let mut sum: Option<i64> = None;
    for (nth, (start, word)) in told.iter().enumerate() {
        let before = &key[..*start];
        let behind = &key[start + word.len()..];
        let behind = match told.get(nth + 1) {
            Some((next, _)) => {
                let to = amount_before(&key[..*next]).map_or(*next, |(from, _)| from);
                key.get(start + word.len()..to).unwrap_or("")
            }
            None => behind,
        };
        let clause = behind.split(['。', ';']).next().unwrap_or("");
        let fen = amount_before(before).map(|(_, fen)| fen);
        let Some(fen) = fen.or_else(|| first_amount(clause)) else {
            continue;
        };
        if other.contains(word) {
            continue;
        }
        if ["合计", "共计", "总计", "合并"]
            .iter()
            .any(|w| before.ends_with(w))
        {
            return Some(fen);
        }
        sum = Some(sum.unwrap_or(0).checked_add(fen)?);
    }
    sum
}

/// 30,000 is 30000; other commas part clauses.
fn without_thousands(key: &str) -> String {
    let mut plain = String::with_capacity(key.len());
    let mut rest = key.chars().peekable();
    while let Some(c) = rest.next() {
        let inside = plain.ends_with(|d: char| d.is_ascii_digit())
            && rest.peek().is_some_and(char::is_ascii_digit);
        if c != ',' || !inside {
            plain.push(c);
        }
    }
    plain
}

/// Characters between brackets behind an amount, at most: a text is looked through once.
const IN_BRACKETS_MAX: usize = 40;

/// The amount that words end with, and where it begins: 处人民币贰万元(¥20000.00).
fn amount_before(words: &str) -> Option<(usize, i64)> {
    let words = words.trim_end_matches('的');
    let bracketed = words.strip_suffix(')').and_then(|words| {
        let (from, _) = words.char_indices().rev().take(IN_BRACKETS_MAX).last()?;
        Some(from + words[from..].rfind('(')?)
    });
    let words = &words[..bracketed.unwrap_or(words.len())];
    if !words.ends_with(['元', '圆', '整', '正']) {
        return None;
    }
    let is_part = |c: &char| {
        c.is_ascii_digit()
            || matches!(c, '.' | '元' | '圆' | '角' | '分' | '整' | '正')
            || written_digit(*c).is_some()
            || written_unit(*c).is_some()
    };
    let length: usize = words
        .chars()
        .rev()
        .take_while(is_part)
        .map(char::len_utf8)
        .sum();
    let from = words.len() - length;
    Some((from, first_amount(&words[from..])?))
}

/// The first amount in 元 or 万元 of a clause, in figures or written out.
fn first_amount(clause: &str) -> Option<i64> {
    let is_part = |c: char| c.is_ascii_digit() || c == '.' || written_digit(c).is_some();
    let is_unit = |c: char| written_unit(c).is_some();
    let mut rest = clause;
    let end = loop {
        rest = &rest[rest.find(is_part)?..];
        let end = rest.find(|c: char| !is_part(c) && !is_unit(c))?;
        if rest[end..].starts_with(['元', '圆']) {
            break end;
        }
        rest = &rest[end..];
    };
    let number = &rest[..end];
    let plain = match number.strip_suffix('万') {
        Some(number) => decimal_times(number, 1_000_000),
        None => decimal_times(number, 100),
    };
    plain.or_else(|| {
        let tail = &rest[end..];
        let stop = tail.find(|c: char| !matches!(c, '元' | '圆' | '角' | '分' | '整' | '正'));
        let cents = tail
            .find(['角', '分'])
            .map_or(stop, |at| Some(at + '角'.len_utf8()));
        written_out(&rest[..end + cents.unwrap_or(tail.len())])
    })
}

/// 叁万零伍佰元整 in fen; digits without units are no amount.
fn written_out(text: &str) -> Option<i64> {
    let text = text.trim_start_matches(['罚', '款', '人', '民', '币']);
    let (mut total, mut section, mut digit, mut fen) = (0i64, 0i64, None::<i64>, 0i64);
    let (mut units, mut is_over) = (0, false);
    for c in text.chars() {
        if let Some(value) = written_digit(c) {
            if digit.is_some_and(|d| d != 0) {
                return None;
            }
            digit = Some(value);
            continue;
        }
        match (c, written_unit(c)) {
            ('元' | '圆', _) => {
                total = total.checked_add(section + digit.take().unwrap_or(0))?;
                (section, is_over) = (0, true);
                units += 1;
            }
            ('角', _) => fen += digit.take()? * 10,
            ('分', _) => fen += digit.take()?,
            ('整' | '正', _) => {}
            (_, Some(unit)) if unit >= 10_000 => {
                section += digit.take().unwrap_or(0);
                total = total.checked_add(section)?.checked_mul(unit)?;
                (section, units) = (0, units + 1);
            }
            (_, Some(unit)) => {
                section += digit.take().unwrap_or(1) * unit;
                units += 1;
            }
            _ => return None,
        }
    }
    if !is_over {
        total = total.checked_add(section + digit.take().unwrap_or(0))?;
    }
    (units > 0 && digit.is_none())
        .then(|| total.checked_mul(100)?.checked_add(fen))
        .flatten()
}

fn written_digit(c: char) -> Option<i64> {
    let ordinary = "零一二三四五六七八九".chars().position(|d| d == c);
    let formal = "〇壹贰叁肆伍陆柒捌玖".chars().position(|d| d == c);
    let other = "○弌两参".chars().position(|d| d == c);
    ordinary.or(formal).or(other).map(|at| at as i64)
}

fn written_unit(c: char) -> Option<i64> {
    match c {
        '十' | '拾' => Some(10),
        '百' | '佰' => Some(100),
        '千' | '仟' => Some(1_000),
        '万' => Some(10_000),
        '亿' => Some(100_000_000),
        _ => None,
    }
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
            ("半年一次", Some(Ok(2))),
            ("上半年1次", Some(Ok(1))),
            ("季度1次", Some(Ok(4))),
            ("第3季度1次", Some(Ok(1))),
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
            ("叁万零伍佰元整", 1_000_000, Some(Ok(3_050_000))),
            ("人民币壹拾万元整", 100, Some(Ok(10_000_000))),
            ("十二元五角", 100, Some(Ok(1_250))),
            ("二〇二五", 100, Some(Err(()))),
            ("待定", 100, Some(Err(()))),
        ] {
            assert_eq!(read_amount(&cell(text), unit), fen, "{text}");
        }
        assert_eq!(
            read_amount(&Cell::Number(3.5), 1_000_000),
            Some(Ok(3_500_000))
        );
    }

    #[test]
    fn amounts_in_sentences() {
        let fine = ["罚款".to_string()];
        for (text, fen) in [
            ("警告，并处罚款人民币叁万元整（¥30,000元）", Some(3_000_000)),
            ("处以罚款，罚款金额2.5万元", Some(2_500_000)),
            ("对单位罚款5万元，对负责人罚款10000元", Some(6_000_000)),
            (
                "对单位罚款5万元，对负责人罚款1万元，合计罚款6万元",
                Some(6_000_000),
            ),
            ("没收违法所得3000元", None),
            ("罚款", None),
            ("依照第九十七条处罚款2日内缴纳", None),
            ("处人民币贰万元（¥20,000.00）罚款", Some(2_000_000)),
            ("责令停产停业整顿，并处10万元的罚款", Some(10_000_000)),
        ] {
            assert_eq!(amount_beside(text, &fine, &[]), fen, "{text}");
        }
        let confiscated = ["没收".to_string()];
        for (text, fined, taken) in [
            (
                "没收违法所得5000元，并处罚款3万元",
                Some(3_000_000),
                Some(500_000),
            ),
            ("没收违法所得、处3万元罚款", Some(3_000_000), None),
            (
                "处2万元罚款，没收违法所得500元",
                Some(2_000_000),
                Some(50_000),
            ),
            ("警告、罚款，没收违法所得500元", None, Some(50_000)),
            ("罚款10,000元，没收烟花爆竹12箱", Some(1_000_000), None),
        ] {
            assert_eq!(amount_beside(text, &fine, &confiscated), fined, "{text}");
            assert_eq!(amount_beside(text, &confiscated, &fine), taken, "{text}");
        }
        let long = format!("罚款{}5元", "1日".repeat(200_000));
        assert_eq!(amount_beside(&long, &fine, &[]), Some(500));
        let closing = "罚款)".repeat(100_000);
        assert_eq!(amount_beside(&closing, &fine, &[]), None);
    }
}
