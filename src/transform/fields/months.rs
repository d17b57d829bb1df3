//! The months that a plan names: `3月`, `1月—12月`, `第二季度`, `上半年`.

use super::small_number;
use crate::ground::fold::fold_key;

/// First and last month; `None` where the text names none.
pub fn read_months(text: &str) -> Option<(u8, u8)> {
    let key = without_year(&fold_key(text));
    let span = match key.as_str() {
        "全年" | "年度" | "年内" | "本年度" | "全年度" | "常年" | "长期" | "每月" | "每季度" => {
            Some((1, 12))
        }
        _ if key.contains("全年") => Some((1, 12)),
        _ if key.contains("上半年") => Some((1, 6)),
        _ if key.contains("下半年") => Some((7, 12)),
        _ => None,
    };
    let (first, last) = span.or_else(|| quarters(&key)).or_else(|| months(&key))?;
    let first = if key.ends_with('前') || key.ends_with("底前") {
        1
    } else {
        first
    };
    (first <= last).then_some((first, last))
}

/// The text without a leading year: `2025年3月` → `3月`, `2025-03` → `03月`.
fn without_year(key: &str) -> String {
    if let Some((head, tail)) = key.split_once('年')
        && head.chars().filter(char::is_ascii_digit).count() == 4
    {
        return tail.replace(&format!("{head}年"), "");
    }
    let mut parts = key.splitn(2, ['-', '.', '/']);
    match (parts.next(), parts.next()) {
        (Some(year), Some(month)) if is_year(year) && small_number(month).is_some() => {
            format!("{month}月")
        }
        _ if key.len() == 6 && key.get(..4).is_some_and(is_year) && small_number(key).is_some() => {
            format!("{}月", &key[4..])
        }
        _ => key.to_string(),
    }
}

fn is_year(text: &str) -> bool {
    text.parse::<u32>()
        .is_ok_and(|year| (1990..2100).contains(&year))
}

fn quarters(key: &str) -> Option<(u8, u8)> {
    if !key.contains("季") {
        return None;
    }
    let named: Vec<u8> = key
        .replace("季度", "季")
        .split(['季', ',', '-', '~', '至', '到', '和', '及'])
        .filter_map(|piece| {
            let piece = piece.trim_start_matches('第').trim_start_matches('Q');
            small_number(piece).and_then(|n| u8::try_from(n).ok())
        })
        .filter(|n| (1..=4).contains(n))
        .collect();
    let (first, last) = (*named.iter().min()?, *named.iter().max()?);
    Some((first * 3 - 2, last * 3))
}

fn months(key: &str) -> Option<(u8, u8)> {
    if !key.contains('月') {
        return None;
    }
    let mut named = Vec::new();
    for piece in key.split(['-', '~', ',', '至', '到', '和', '及', '月', '/', '份']) {
        let piece =
            piece.trim_matches(|c: char| matches!(c, '初' | '底' | '前' | '中' | '旬' | '末'));
        if piece.is_empty() {
            continue;
        }
        let month = small_number(piece).and_then(|n| u8::try_from(n).ok());
        named.push(month.filter(|n| (1..=12).contains(n))?);
    }
    Some((*named.first()?, *named.last()?))
}

#[cfg(test)]
mod tests {
    use super::read_months;

    #[test]
    fn months_as_plans_name_them() {
        for (text, months) in [
            ("3月", Some((3, 3))),
            ("三月份", Some((3, 3))),
            ("十二月", Some((12, 12))),
            ("1月—12月", Some((1, 12))),
            ("3-5月", Some((3, 5))),
            ("３月至５月", Some((3, 5))),
            ("3、6、9月", Some((3, 9))),
            ("2025年3月", Some((3, 3))),
            ("2025年3月至2025年5月", Some((3, 5))),
            ("2025-03", Some((3, 3))),
            ("202503", Some((3, 3))),
            ("第二季度", Some((4, 6))),
            ("二、三季度", Some((4, 9))),
            ("第1季度至第3季度", Some((1, 9))),
            ("2025年上半年", Some((1, 6))),
            ("下半年", Some((7, 12))),
            ("全年", Some((1, 12))),
            ("10月底前", Some((1, 10))),
            ("13月", None),
            ("5月至3月", None),
            ("待定", None),
            ("", None),
        ] {
            assert_eq!(read_months(text), months, "{text}");
        }
    }
}
