//! Figures that count or add up lines of the consolidated register: which lines those are.

use super::run_files::{LedgerLine, Origin, RegisterLine, RunFiles};
use crate::model::{Fault, Text};
use std::collections::HashSet;

const ROUTE: &str = "检查途径";
const FINE: &str = "罚款额(元)";
/// Breakdowns by a column of the register: the first part of their keys.
const COLUMNS: [(&str, &str); 8] = [
    ("month", "执法检查起始时间"),
    ("town", "所属乡镇"),
    ("office", "承办机构"),
    ("officer", "执法人员"),
    ("industry", "所属行业"),
    ("category", "企业类别"),
    ("item", "检查事项"),
    ("route", ROUTE),
];
/// Figures by what stands in a column, in the words of either report language.
const BY_WORD: [(&str, &str, &[&str]); 7] = [
    (
        "inspections.planned",
        ROUTE,
        &["年度计划", "双随机", "planned", "double-random"],
    ),
    (
        "inspections.triggered",
        ROUTE,
        &["触发式", "专项", "triggered", "special"],
    ),
    ("inspections.unrouted", ROUTE, &[""]),
    ("inspections.random", ROUTE, &["双随机", "double-random"]),
    ("inspections.special", ROUTE, &["专项", "special"]),
    ("inspections.reinspections", "是否整改复查", &["是", "yes"]),
    ("inspections.joint", "是否联合检查", &["是", "yes"]),
];
/// Figures that add up a column, and how much one of its units is.
const SUMS: [(&str, &str, f64); 5] = [
    ("documents.total", "执法文书(份)", 1.0),
    ("hazards.total", "查处隐患(项)", 1.0),
    ("hazards.major", "其中:重大隐患(项)", 1.0),
    ("hazards.fixed", "已整改隐患(项)", 1.0),
    ("fines.total_fen", FINE, 100.0),
];

/// Lines and what they are, only where they are as many, or add up to as much, as the figure.
pub fn rows_of<'r>(
    key: &str,
    value: &serde_json::Value,
    run: &'r RunFiles,
) -> Result<Option<(Text, Vec<&'r LedgerLine>)>, Fault> {
    if let Some((_, column, unit)) = SUMS.iter().find(|(known, ..)| *known == key) {
        return added_up(column, *unit, value, run);
    }
    let Some((column, is_of, words, coded)) = wanted(key) else {
        return Ok(None);
    };
    let lines = run.register(column)?;
    let kept = lines.into_iter().filter(|line| is_of(&line.value));
    let mut rows = in_ledger(kept.map(|line| line.origin), run);
    if coded {
        rows.retain(|line| line.outcome == "linked");
    }
    let fits = value.as_u64() == Some(rows.len() as u64);
    Ok(fits.then_some((words, rows)))
}

type Wanted<'k> = (&'static str, Box<dyn Fn(&str) -> bool + 'k>, Text, bool);

/// The column, what must stand in it, what such lines are, and whether they must have a code.
fn wanted(key: &str) -> Option<Wanted<'_>> {
    if let Some((_, column, words)) = BY_WORD.iter().find(|(known, ..)| *known == key) {
        let of = |ascii: bool| {
            let spoken = words.iter().filter(|word| word.is_ascii() == ascii);
            spoken.copied().collect::<Vec<&str>>()
        };
        let told = match words {
            [""] => Text::new(
                format!("合并台账中“{column}”空缺的检查"),
                format!("inspections of the consolidated register without {column}"),
            ),
            _ => Text::new(
                format!("合并台账中“{column}”为{}的检查", of(false).join("、")),
                format!(
                    "inspections of the consolidated register with {column}: {}",
                    of(true).join(", ")
                ),
            ),
        };
        let is_of = |value: &str| words.contains(&value);
        return Some((column, Box::new(is_of), told, false));
    }
    if key == "fines.cases" {
        let told = Text::new("合并台账中有罚款的检查", "inspections with a fine");
        let is_of = |value: &str| value.parse::<f64>().is_ok_and(|fine| fine > 0.0);
        return Some((FINE, Box::new(is_of), told, false));
    }
    let (group, rest) = key.split_once('.')?;
    let (label, counted) = rest.rsplit_once('.')?;
    let coded = match counted {
        "inspections" => false,
        "coded" => true,
        _ => return None,
    };
    let (_, column) = COLUMNS.iter().find(|(known, _)| *known == group)?;
    let told = Text::new(
        format!("合并台账中{column}为{label}的检查"),
        format!("inspections of the consolidated register with {column} {label}"),
    );
    let is_of = move |value: &str| match group {
        "month" => value.starts_with(label),
        "officer" => value.split('、').any(|name| name == label),
        _ => value == label,
    };
    Some((column, Box::new(is_of), told, coded))
}

fn added_up<'r>(
    column: &str,
    unit: f64,
    value: &serde_json::Value,
    run: &'r RunFiles,
) -> Result<Option<(Text, Vec<&'r LedgerLine>)>, Fault> {
    let amount = |line: &RegisterLine| line.value.parse::<f64>().unwrap_or(0.0);
    let lines: Vec<RegisterLine> = run.register(column)?;
    let sum: f64 = lines.iter().map(|line| amount(line) * unit).sum();
    let fits = value.as_f64().is_some_and(|told| (told - sum).abs() < 0.5);
    let some = lines.into_iter().filter(|line| amount(line) > 0.0);
    let words = Text::new(
        format!("合并台账“{column}”之和"),
        format!("{column} of the consolidated register, added up"),
    );
    Ok(fits.then(|| (words, in_ledger(some.map(|line| line.origin), run))))
}

/// The ledger's lines of rows.
pub fn in_ledger(rows: impl Iterator<Item = Origin>, run: &RunFiles) -> Vec<&LedgerLine> {
    let wanted: HashSet<Origin> = rows.collect();
    let ledger = run.ledger.iter();
    ledger
        .filter(|line| wanted.contains(&Origin::of(line)))
        .collect()
}
