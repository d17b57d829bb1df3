//! Which of several plans was published later: by what they call themselves (调整后, 第二次调整), by
//! document number (临应急〔2025〕21号 after 3号), by the day in name or title.

use crate::ground::fold::fold_key;
use crate::model::{PlanScope, SourceTable, titles_of};
use chrono::NaiveDate;

const ANEW: [&str; 7] = [
    "调整后",
    "修订",
    "修改后",
    "变更后",
    "更新后",
    "调整版",
    "调整稿",
];

/// What the tables of a file say of their edition.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Edition {
    pub scope: PlanScope,
    /// Says itself that another one went before.
    pub anew: bool,
    /// 第二次调整.
    revision: Option<u32>,
    /// What the number is of, its year and itself.
    number: Option<(String, u32, u32)>,
    day: Option<NaiveDate>,
    /// Its title without number, day and edition, of a plan for a year.
    title: Option<String>,
}

impl Edition {
    pub fn of(table: &SourceTable) -> Edition {
        let mut edition = Edition {
            scope: PlanScope::of(table),
            ..Edition::default()
        };
        for title in titles_of(table) {
            let key = fold_key(&title);
            let is_anew = ANEW.iter().any(|word| key.contains(word)) || key.contains("调整)");
            edition.anew |= is_anew;
            edition.revision = edition.revision.or_else(|| revision(&key));
            edition.number = edition.number.or_else(|| number(&key));
            edition.day = edition.day.or_else(|| day(&key));
            let plain = || plain_title(&title).filter(|plain| plain.contains("年度"));
            edition.title = edition.title.or_else(plain);
        }
        edition
    }

    /// Whether this one was published after another about the same time; nothing tells of most.
    pub fn is_after(&self, other: &Edition) -> bool {
        let years = self.scope.year.zip(other.scope.year);
        let same_year = years.is_none_or(|(own, others)| own == others);
        if !same_year || self.scope.months != other.scope.months {
            return false;
        }
        if self.anew != other.anew {
            return self.anew;
        }
        // Two plans that say nothing of an edition are two plans, unless they bear one title.
        if !self.anew && (self.title.is_none() || self.title != other.title) {
            return false;
        }
        if let (Some(own), Some(others)) = (self.revision, other.revision) {
            return own > others;
        }
        if let (Some(own), Some(others)) = (&self.number, &other.number) {
            let (prefix, year, serial) = own;
            return *prefix == others.0 && (year, serial) > (&others.1, &others.2);
        }
        matches!((self.day, other.day), (Some(own), Some(others)) if own > others)
    }
}

fn revision(key: &str) -> Option<u32> {
    let at = key.find("次调整").or_else(|| key.find("次修订"))?;
    let nth = key[..at].rsplit('第').next()?;
    let written = ["一", "二", "三", "四", "五", "六"];
    let written = written.iter().position(|word| *word == nth);
    nth.parse().ok().or(written.map(|at| at as u32 + 1))
}

/// 临应急〔2025〕21号, whatever brackets it has.
fn number(key: &str) -> Option<(String, u32, u32)> {
    let (open, _) = key.match_indices(['〔', '[', '(']).find(|(at, bracket)| {
        let year = key.get(at + bracket.len()..at + bracket.len() + 4);
        year.is_some_and(|year| year.starts_with("20") && year.parse::<u32>().is_ok())
    })?;
    let inside = &key[open..];
    let from = inside.find('2')?;
    let year = inside[from..from + 4].parse().ok()?;
    let rest = inside[from + 4..].trim_start_matches(['〕', ']', ')']);
    let serial = rest[..rest.find('号')?]
        .trim_start_matches('第')
        .parse()
        .ok()?;
    let prefix = key[..open]
        .rsplit([')', '(', '_', '-'])
        .next()
        .unwrap_or("");
    Some((prefix.to_string(), year, serial))
}

/// 20250806, 2025-08-06, 2025年8月6日 or 2025年8月.
fn day(key: &str) -> Option<NaiveDate> {
    let runs: Vec<&str> = key
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| !run.is_empty())
        .collect();
    let of = |year: &str, month: &str, day: u32| {
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        let is_year = (2000..2100).contains(&year);
        NaiveDate::from_ymd_opt(year, month, day).filter(|_| is_year)
    };
    let joined = runs.iter().find_map(|run| {
        let run = Some(*run).filter(|run| run.len() == 8)?;
        of(&run[..4], &run[4..6], run[6..].parse().ok()?)
    });
    let parts = || {
        runs.windows(2).rev().find_map(|pair| {
            let begins = |sign: &str| key.contains(&format!("{}{sign}{}", pair[0], pair[1]));
            let dated = begins("年") && key.contains(&format!("{}月", pair[1])) || begins("-");
            let at = runs.iter().position(|run| std::ptr::eq(*run, pair[1]))?;
            let after = runs.get(at + 1).and_then(|day| day.parse().ok());
            let day = after.filter(|day| (1..=31).contains(day)).unwrap_or(1);
            (dated && pair[0].len() == 4).then(|| of(pair[0], pair[1], day))?
        })
    };
    joined.or_else(parts)
}

/// The words of a title beside its number, day and edition.
fn plain_title(title: &str) -> Option<String> {
    let pieces = title.split(|c: char| c.is_whitespace() || "()（）_《》号".contains(c));
    let is_word = |piece: &&str| {
        let plain = !piece.contains(['〔', '[', '〕', ']']);
        plain && !piece.is_empty() && !piece.chars().all(|c| c.is_ascii_digit() || c == '-')
    };
    let key = fold_key(&pieces.filter(is_word).collect::<String>());
    let end = key.find("计划").or_else(|| key.find("名单"))?;
    Some(key[..end].to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition(file: &str) -> Edition {
        let table = SourceTable {
            file: file.into(),
            ..SourceTable::default()
        };
        Edition::of(&table)
    }

    #[test]
    fn the_later_of_two_plans() {
        let plan = "2025年度安全生产行政检查计划";
        for (early, late) in [
            (
                format!("临应急〔2025〕3号 {plan}.xlsx"),
                format!("临应急〔2025〕21号 {plan}.xlsx"),
            ),
            (
                format!("{plan}（临应急发[2025]6号）.xlsx"),
                format!("{plan}（临应急发〔2025〕45号）.csv"),
            ),
            (
                format!("{plan}20250318.xlsx"),
                format!("{plan}20250806.xlsx"),
            ),
            (
                format!("{plan}（2025年3月5日）.xlsx"),
                format!("{plan}（2025年11月2日）.xlsx"),
            ),
            (format!("{plan}.xlsx"), format!("{plan}（调整后）.xlsx")),
            (
                format!("{plan}（第一次调整）.xlsx"),
                format!("{plan}（第二次调整）.xlsx"),
            ),
        ] {
            let (first, second) = (edition(&early), edition(&late));
            assert!(second.is_after(&first), "{late}: {second:?} {first:?}");
            assert!(!first.is_after(&second), "{early}");
        }
    }

    #[test]
    fn plans_beside_each_other() {
        for (one, other) in [
            (
                "临应急〔2025〕3号 危化股2025年度检查计划.xlsx",
                "临应急〔2025〕4号 工贸股2025年度检查计划.xlsx",
            ),
            (
                "2025年上半年检查计划20250105.xlsx",
                "2025年下半年检查计划20250706.xlsx",
            ),
            ("2025年度检查计划.xlsx", "2025年度检查计划（续）.xlsx"),
            ("检查名单20250301.xlsx", "检查名单20250401.xlsx"),
            (
                "临应急〔2025〕3号2025年度检查计划.xlsx",
                "临安办〔2025〕9号2025年度检查计划.xlsx",
            ),
        ] {
            assert!(!edition(one).is_after(&edition(other)), "{one}");
            assert!(!edition(other).is_after(&edition(one)), "{other}");
        }
    }
}
