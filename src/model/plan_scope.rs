//! What the title of a plan says of the time that it is for: 2025年度, 2025年上半年, 3月份.

use super::SourceTable;
use crate::ground::fold::fold_key;
use std::collections::BTreeSet;

/// The year and the months of a plan, as far as its title, its sheet or its file tells them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PlanScope {
    pub year: Option<i32>,
    /// First and last month; `None` of a plan for a whole year.
    pub months: Option<(u8, u8)>,
}

impl PlanScope {
    /// Of what stands nearest to the rows: the lines above them, the sheet, the file.
    pub fn of(table: &SourceTable) -> PlanScope {
        let mut scope = PlanScope::default();
        for name in titles_of(table) {
            let key = fold_key(&name);
            scope.year = scope.year.or_else(|| year_of(&key));
            scope.months = scope.months.or_else(|| months_of(&key));
        }
        scope
    }
}

/// What a table of a plan is called: lines above it that speak of a plan or a list, its sheet, its
/// file without folder and ending.
pub fn titles_of(table: &SourceTable) -> Vec<String> {
    let above = table.rows_above().iter().rev().flat_map(|row| &row.cells);
    let above = above.map(|cell| cell.text().into_owned());
    let mut titles: Vec<String> = above
        .filter(|text| text.contains("计划") || text.contains("名单"))
        .collect();
    titles.push(table.sheet.to_string());
    let file = table.file.rsplit(['/', '!']).next().unwrap_or(&table.file);
    titles.push(
        file.rsplit_once('.')
            .map_or(file, |(stem, _)| stem)
            .to_string(),
    );
    titles
}

/// The one year of which the words speak: 2025年度, not the 2025年12月 of a date.
fn year_of(key: &str) -> Option<i32> {
    let of_date = |rest: &str| {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        digits.len() < rest.len() && digits.starts_with('月')
    };
    let years = key.match_indices('年').filter_map(|(at, word)| {
        let head = &key[..at];
        let digits = head.get(head.len().checked_sub(4)?..)?;
        let year: i32 = digits.parse().ok()?;
        let told = (2000..2100).contains(&year) && !of_date(&key[at + word.len()..]);
        told.then_some(year)
    });
    let years: BTreeSet<i32> = years.collect();
    let first = years.first().copied();
    first.filter(|_| years.len() == 1)
}

/// 上半年, 第二季度, 3月份检查计划; the month of a date is none.
fn months_of(key: &str) -> Option<(u8, u8)> {
    if key.contains("全年") {
        return None;
    }
    for (word, months) in [("上半年", (1, 6)), ("下半年", (7, 12))] {
        if key.contains(word) {
            return Some(months);
        }
    }
    let number_before = |unit: &str, follows: &[&str]| {
        key.match_indices(unit).find_map(|(at, _)| {
            let rest = &key[at + unit.len()..];
            let fits = follows.is_empty() || rest.is_empty() || {
                follows.iter().any(|word| rest.starts_with(word))
            };
            fits.then(|| number_at_end(&key[..at])).flatten()
        })
    };
    let quarter = number_before("季度", &[]).filter(|n| (1..=4).contains(n));
    let quarter = quarter.map(|n| (n * 3 - 2, n * 3));
    quarter.or_else(|| {
        let month = number_before("月", &["份", "检查", "计划", "执法", "安全"]);
        month.filter(|n| (1..=12).contains(n)).map(|n| (n, n))
    })
}

/// The number that words end with, in figures or written out, up to twelve.
fn number_at_end(words: &str) -> Option<u8> {
    const WRITTEN: [&str; 12] = [
        "十二", "十一", "十", "九", "八", "七", "六", "五", "四", "三", "二", "一",
    ];
    let head = words.trim_end_matches(|c: char| c.is_ascii_digit());
    if head.len() < words.len() {
        // 1-3月 is no one month.
        let whole = !head.ends_with(['-', '至', '~', '、', ',', '.']);
        return words[head.len()..].parse().ok().filter(|_| whole);
    }
    let nth = WRITTEN.iter().position(|word| words.ends_with(word))?;
    Some(12 - nth as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_and_months_of_titles() {
        for (title, year, months) in [
            (
                "甲县应急管理局2025年度安全生产行政检查计划",
                Some(2025),
                None,
            ),
            ("2025年上半年检查计划", Some(2025), Some((1, 6))),
            ("2025年第三季度检查计划", Some(2025), Some((7, 9))),
            ("四季度名单", None, Some((10, 12))),
            ("2025年3月份检查计划", None, Some((3, 3))),
            ("十二月检查计划", None, Some((12, 12))),
            ("2026年度检查计划（2025年12月20日）", Some(2026), None),
            ("2025年度检查计划（2025年7月修订）", Some(2025), None),
            ("2024—2025年度检查计划", Some(2025), None),
            ("2024年、2025年检查计划", None, None),
            ("临应急〔2025〕3号", None, None),
            ("1-3月检查计划", None, None),
            ("Sheet1", None, None),
        ] {
            let key = fold_key(title);
            assert_eq!((year_of(&key), months_of(&key)), (year, months), "{title}");
        }
    }
}
