//! The cross-footing rules, each as text, with its arithmetic, and live: a figure changed in the
//! sheet of metrics shows at once which rules it breaks.

use super::super::reading::Reading;
use super::super::sheet::sheet_name;
use super::figures::Ledger;
use super::page::{Cell, HEADER, Page, Shown};
use crate::model::{Relation, Rule, RuleOutcome, RuleSeverity, RuleStanding};

pub fn page<'a>(reading: &'a Reading<'a>, ledger: &Ledger) -> Page<'a> {
    let outcomes = &reading.books.rules;
    let formulas: Vec<Option<(String, String)>> = outcomes
        .iter()
        .map(|outcome| {
            let (left, _, right) = outcome.rule.sides()?;
            Some((formula(left, ledger)?, formula(right, ledger)?))
        })
        .collect();
    let heads = [
        ("编号", "id"),
        ("规则", "rule"),
        ("左边", "left"),
        ("右边", "right"),
        ("结果", "result"),
        ("算式", "arithmetic"),
        ("性质", "severity"),
        ("公式", "formula"),
        ("缺少的指标", "absent"),
    ];
    let title = reading.pick("勾稽关系", "Cross-footing");
    Page {
        name: sheet_name(title),
        title: title.to_string(),
        note: reading
            .pick(
                "左右两边取自“指标”,随其改动而重算;缺数据的规则不核对",
                "both sides follow the sheet of metrics; rules without data are not checked",
            )
            .to_string(),
        heads: heads
            .map(|(zh, en)| vec![reading.pick(zh, en).to_string()])
            .to_vec(),
        widths: vec![8.0, 40.0, 14.0, 14.0, 12.0, 40.0, 9.0, 60.0, 30.0],
        rows: outcomes.len(),
        row: Box::new(move |at| cells(reading, at, &outcomes[at], formulas[at].as_ref())),
        home: None,
        list: true,
    }
}

fn cells(
    reading: &Reading,
    at: usize,
    outcome: &RuleOutcome,
    formulas: Option<&(String, String)>,
) -> Vec<Cell> {
    let rule = &outcome.rule;
    let word = |standing| match standing {
        RuleStanding::Holds => reading.pick("成立", "holds"),
        RuleStanding::Broken => reading.pick("不成立", "broken"),
        RuleStanding::NotComputable => reading.pick("无法核对", "not computable"),
    };
    let line = HEADER + 2 + at as u32;
    let relation = rule.sides().map(|(_, relation, _)| relation);
    let live = outcome.standing != RuleStanding::NotComputable;
    let (left, right, result) = match (live, formulas, relation, outcome.sides) {
        (true, Some((left, right)), Some(relation), Some((one, other))) => (
            Shown::LiveAmount(format!("={left}"), one),
            Shown::LiveAmount(format!("={right}"), other),
            Shown::LiveText(
                format!(
                    "=IF({},\"{}\",\"{}\")",
                    test(relation, line),
                    word(RuleStanding::Holds),
                    word(RuleStanding::Broken)
                ),
                word(outcome.standing).to_string(),
            ),
        ),
        _ => (
            Shown::Blank,
            Shown::Blank,
            Shown::Text(word(outcome.standing).to_string()),
        ),
    };
    let severity = match rule.severity {
        RuleSeverity::Error => reading.pick("必须成立", "error"),
        RuleSeverity::Warn => reading.pick("应当核实", "warn"),
    };
    vec![
        Cell::text(rule.id.clone()),
        Cell::text(reading.pick_of(&rule.zh, &rule.en)),
        Cell::of(left),
        Cell::of(right),
        Cell::of(result),
        Cell::text(if live {
            outcome.arithmetic.as_str()
        } else {
            ""
        }),
        Cell::text(severity),
        Cell::text(rule.holds.clone()),
        Cell::text(few(&outcome.absent)),
    ]
}

/// The first keys, and how many there are in all.
fn few(keys: &[String]) -> String {
    const SHOWN: usize = 2;
    match keys.len() > SHOWN {
        true => format!("{} … ({})", keys[..SHOWN].join("、"), keys.len()),
        false => keys.join("、"),
    }
}

/// Fractions that a spreadsheet program computes another way are still equal.
fn test(relation: Relation, line: u32) -> String {
    let (left, right) = (format!("C{line}"), format!("D{line}"));
    match relation {
        Relation::Equal => format!("ABS({left}-{right})<0.000000001"),
        Relation::AtMost => format!("{left}<={right}+0.000000001"),
        Relation::AtLeast => format!("{left}>={right}-0.000000001"),
        Relation::Less => format!("{left}<{right}"),
        Relation::More => format!("{left}>{right}"),
    }
}

/// A side as a spreadsheet's formula; `None` where a key has no cell.
fn formula(side: &str, ledger: &Ledger) -> Option<String> {
    let mut out = String::new();
    let mut rest = side;
    while let Some((before, more)) = rest.split_once('{') {
        let (key, after) = more.split_once('}')?;
        out.push_str(before);
        let key = key.trim();
        match key.contains('*') {
            true => {
                let [keys, figures] = ledger.columns();
                out.push_str(&format!("SUMIF({keys},\"{key}\",{figures})"));
            }
            false => out.push_str(&ledger.cell(key)?),
        }
        rest = after;
    }
    out.push_str(rest);
    debug_assert!(!Rule::keys(side).is_empty() || !out.contains('{'));
    Some(out)
}
