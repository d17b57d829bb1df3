//! The rows behind a figure of metrics.json. They are shown only where they are as many as the
//! figure says, or add up to it; a rate is led back to the two figures it is made of, and where a
//! figure is neither, that is said.

use super::register_rows::{in_ledger, rows_of};
use super::run_files::{LedgerLine, Origin, RunFiles};
use crate::model::{Fault, MetricNote, Register, Text, metric_note};
use serde_json::Value;
use std::collections::HashSet;

/// A figure and what it rests on.
pub struct Figure<'r> {
    pub key: &'r str,
    pub value: &'r Value,
    /// Its unit and meaning, where they are told.
    pub note: Option<MetricNote>,
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
    let note = metric_note(Register::shipped(), key);
    Ok(Some(Figure {
        key,
        value,
        note,
        basis,
    }))
}

fn basis<'r>(key: &'r str, value: &Value, run: &'r RunFiles) -> Result<Basis<'r>, Fault> {
    if value.is_null() {
        return Ok(Basis::Words(Text::new(
            "没有可据以计算的数据",
            "there are no data to compute it from",
        )));
    }
    let found = of_ledger(key, run).or_else(|| of_links(key, run));
    let found = found.or_else(|| of_calibres(key, run));
    let fits = |rows: &[&LedgerLine]| value.as_u64() == Some(rows.len() as u64);
    if let Some((words, rows)) = found.filter(|(_, rows)| fits(rows)) {
        return Ok(Basis::Rows(words, rows));
    }
    if let Some((words, rows)) = rows_of(key, value, run)? {
        return Ok(Basis::Rows(words, rows));
    }
    if let Some(words) = quotient(key, value, run) {
        return Ok(Basis::Words(words));
    }
    Ok(match key.starts_with("gap.") {
        true => Basis::Statement(Text::new(
            "由核对表各行相加得出",
            "the lines of the statement add up to it",
        )),
        false => Basis::Words(Text::new(
            "没有在此逐行列出;台账与分组的各行在 统计表.xlsx,计划的各行在 差异报告.xlsx",
            "its rows are not listed here; those of registers and breakdowns stand in 统计表.xlsx, \
             those of the plan in 差异报告.xlsx",
        )),
    })
}

/// Rates, and the figures they are made of.
const QUOTIENTS: [(&str, &str, &str); 11] = [
    ("coverage.rate", "coverage.coded", "inspections.total"),
    ("codes.per_inspection", "codes.total", "inspections.total"),
    ("plan.rate", "plan.done", "plan.visits"),
    (
        "inspections.joint_rate",
        "inspections.joint",
        "inspections.total",
    ),
    (
        "inspections.triggered_rate",
        "inspections.triggered",
        "inspections.total",
    ),
    ("codes.scan_rate", "codes.scanned", "codes.total"),
    (
        "coverage.scan_rate",
        "coverage.scanned",
        "inspections.total",
    ),
    (
        "documents.per_inspection",
        "documents.total",
        "inspections.total",
    ),
    (
        "litigations.lost_rate",
        "litigations.lost",
        "litigations.total",
    ),
    (
        "evaluations.fixed_rate",
        "evaluations.fixed",
        "evaluations.problems",
    ),
    (
        "officers.certified_rate",
        "officers.certified",
        "officers.total",
    ),
];

/// How a rate is made of two figures of the same run; `None` where they do not give it.
fn quotient(key: &str, value: &Value, run: &RunFiles) -> Option<Text> {
    let made_of = QUOTIENTS.iter().find(|(known, ..)| *known == key);
    let (over, under) = match (made_of, key.strip_suffix(".rate")) {
        (Some((_, over, under)), _) => (over.to_string(), under.to_string()),
        (None, Some(of)) => (format!("{of}.coded"), format!("{of}.inspections")),
        (None, None) => return None,
    };
    let [a, b] = [&over, &under].map(|key| run.metrics.get(key).and_then(Value::as_f64));
    let (a, b) = (a?, b?);
    let gives = b > 0.0 && (a / b - value.as_f64()?).abs() < 1e-6;
    let made = format!("{over} ÷ {under} = {a} ÷ {b}");
    gives.then(|| match key {
        "coverage.rate" => Text::new(
            format!("{made}(赋码次数÷检查次数为 codes.per_inspection)"),
            format!("{made}; codes over inspections is codes.per_inspection"),
        ),
        "codes.per_inspection" => Text::new(
            format!("{made}(有码检查所占比例为 coverage.rate)"),
            format!("{made}; the share with a code is coverage.rate"),
        ),
        _ => Text::new(made.clone(), made),
    })
}

/// The codes of the links.
fn of_links<'r>(key: &str, run: &'r RunFiles) -> Option<(Text, Vec<&'r LedgerLine>)> {
    if key != "links.total" {
        return None;
    }
    let linked = run
        .links
        .iter()
        .filter(|link| link.cell("decision") == "link");
    let codes = linked.map(|link| Origin {
        file: link.cell("platform_file").to_string(),
        sheet: link.cell("platform_sheet").to_string(),
        row: link.cell("platform_row").parse().unwrap_or(0),
    });
    Some((
        Text::new("已链接的码", "codes that are linked"),
        in_ledger(codes, run),
    ))
}

/// The records that a rule of a calibre leaves out.
fn of_calibres<'r>(key: &str, run: &'r RunFiles) -> Option<(Text, Vec<&'r LedgerLine>)> {
    let (_, rule) = key.strip_prefix("counting.")?.split_once(".less.")?;
    let steps = run.statement["counting"]["difference"].as_array()?;
    let step = steps.iter().find(|step| step["rule"] == rule)?;
    let ids: HashSet<&str> = step["inspection_ids"]
        .as_array()?
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let is_meant = |line: &&LedgerLine| {
        line.source == "safety"
            && line.disposition == "record"
            && ids.contains(line.inspection_id.as_str())
    };
    let words = Text::new("该规则不计的记录", "records that the rule leaves out");
    Some((words, run.ledger.iter().filter(is_meant).collect()))
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
        ("plan", "rows") => (
            "计划名单的行",
            "rows of the plan lists",
            lines(&|line| line.source == "plan" && line.disposition == "record"),
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
