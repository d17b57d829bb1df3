//! The rows behind a figure of metrics.json. They are shown only where they are as many as the
//! figure says; a rate, a sum or a difference is no set of rows, and that is said instead.

use super::run_files::{LedgerLine, Origin, RunFiles};
use crate::model::{Fault, Text};
use std::collections::HashSet;

/// A figure and what it rests on.
pub struct Figure<'r> {
    pub key: &'r str,
    pub value: &'r serde_json::Value,
    pub basis: Basis<'r>,
}

/// What a figure rests on.
pub enum Basis<'r> {
    /// So many lines of the ledger, as described.
    Rows(Text, Vec<&'r LedgerLine>),
    /// Lines of the statement that lead to it.
    Statement(Text),
    /// Said in words only.
    Words(Text),
}

const COUNTED: [&str; 3] = ["linked", "review", "safety_only"];
const COUNTED_CODES: [&str; 3] = ["linked", "review", "platform_only"];

/// A figure by its key.
pub fn figure<'r>(key: &str, run: &'r RunFiles) -> Result<Option<Figure<'r>>, Fault> {
    let Some((key, value)) = run.metrics.iter().find(|(known, _)| *known == key) else {
        return Ok(None);
    };
    let basis = basis(key, value, run)?;
    Ok(Some(Figure { key, value, basis }))
}

fn basis<'r>(
    key: &'r str,
    value: &serde_json::Value,
    run: &'r RunFiles,
) -> Result<Basis<'r>, Fault> {
    if value.is_null() {
        return Ok(Basis::Words(Text::new(
            "没有可据以计算的数据",
            "there are no data to compute it from",
        )));
    }
    let found = match of_ledger(key, run) {
        Some(found) => Some(found),
        None => of_register(key, run)?,
    };
    if let Some((words, rows)) = found
        && value.as_u64() == Some(rows.len() as u64)
    {
        return Ok(Basis::Rows(words, rows));
    }
    Ok(match key {
        _ if key.starts_with("gap.") => Basis::Statement(Text::new(
            "由核对表各行相加得出",
            "the lines of the statement add up to it",
        )),
        "coverage.rate" => Basis::Words(Text::new(
            "coverage.coded ÷ inspections.total(有码检查率;赋码次数÷检查次数为 codes.per_inspection)",
            "coverage.coded ÷ inspections.total; codes over inspections is codes.per_inspection",
        )),
        "codes.per_inspection" => Basis::Words(Text::new(
            "codes.total ÷ inspections.total(赋码比;有码检查所占比例为 coverage.rate)",
            "codes.total ÷ inspections.total; the share with a code is coverage.rate",
        )),
        _ => Basis::Words(Text::new(
            "没有与之逐行对应的记录(比率、合计、去重后的家数等),含义见 docs/metrics.md",
            "no rows answer to it one by one (a rate, a sum, distinct objects …); its meaning \
             stands in docs/metrics.md",
        )),
    })
}

/// Lines of the ledger that a key counts.
fn of_ledger<'r>(key: &'r str, run: &'r RunFiles) -> Option<(Text, Vec<&'r LedgerLine>)> {
    let record = |line: &LedgerLine, source: &str, outcomes: &[&str]| {
        line.source == source
            && line.disposition == "record"
            && outcomes.contains(&line.outcome.as_str())
    };
    let lines = |wanted: &dyn Fn(&LedgerLine) -> bool| -> Vec<&'r LedgerLine> {
        run.ledger.iter().filter(|line| wanted(line)).collect()
    };
    let (group, rest) = key.split_once('.')?;
    let (zh, en, found) = match (group, rest) {
        ("rows", "read") => ("全部行", "every row", lines(&|_| true)),
        ("rows", kind) => (
            "该去向的行",
            "rows of this disposition",
            lines(&|line| line.disposition == kind),
        ),
        ("inspections", "total") => (
            "计次的检查记录",
            "inspections that count",
            lines(&|line| record(line, "safety", &COUNTED)),
        ),
        ("codes", "total") => (
            "计次的码",
            "codes that count",
            lines(&|line| record(line, "platform", &COUNTED_CODES)),
        ),
        ("coverage", "coded") => (
            "有码的检查",
            "inspections with a code",
            lines(&|line| record(line, "safety", &["linked"])),
        ),
        ("gap", "safety_only") => (
            "有检查、无赋码",
            "inspections without a code",
            lines(&|line| record(line, "safety", &["safety_only"])),
        ),
        ("gap", "platform_only") => (
            "有赋码、无检查",
            "codes without an inspection",
            lines(&|line| record(line, "platform", &["platform_only"])),
        ),
        ("links", "review") => (
            "待复核的码",
            "codes under review",
            lines(&|line| record(line, "platform", &["review"])),
        ),
        ("cause", code) => (
            "以此为主要原因的记录",
            "records whose cause it is",
            lines(&|line| line.cause == code && line.disposition == "record"),
        ),
        _ => return None,
    };
    Some((Text::new(zh, en), found))
}

/// Inspections of one month, town and so on, by the consolidated register.
fn of_register<'r>(
    key: &'r str,
    run: &'r RunFiles,
) -> Result<Option<(Text, Vec<&'r LedgerLine>)>, Fault> {
    const COLUMNS: [(&str, &str); 6] = [
        ("month", "执法检查起始时间"),
        ("town", "所属乡镇"),
        ("office", "承办机构"),
        ("industry", "所属行业"),
        ("item", "检查事项"),
        ("route", "检查途径"),
    ];
    let parts = key
        .split_once('.')
        .and_then(|(group, rest)| Some((group, rest.strip_suffix(".inspections")?)));
    let Some((group, label)) = parts else {
        return Ok(None);
    };
    let Some((_, column)) = COLUMNS.iter().find(|(known, _)| *known == group) else {
        return Ok(None);
    };
    let rows = run.consolidated(column)?;
    let is_of = |value: &str| match group {
        "month" => value.starts_with(label),
        _ => value == label,
    };
    let wanted: HashSet<Origin> = rows
        .into_iter()
        .filter(|(value, _)| is_of(value))
        .map(|(_, origin)| origin)
        .collect();
    let found = run.ledger.iter().filter(|line| {
        let origin = Origin {
            file: line.file.clone(),
            sheet: line.sheet.clone(),
            row: line.row,
        };
        wanted.contains(&origin)
    });
    let words = Text::new(
        format!("合并台账中{column}为{label}的检查"),
        format!("inspections of the consolidated register with {column} {label}"),
    );
    Ok(Some((words, found.collect())))
}
