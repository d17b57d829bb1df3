//! Rates in tables: which two columns a column of rates is of, most of its rows show; the others
//! are then held to it.

use super::claims::Found;
use super::expression::plain;
use super::outline::{Kind, Passage};
use crate::model::{Check, Standing, Text, UnitClass};
use std::collections::BTreeMap;

/// The claims of one table by row and column.
type Cells = BTreeMap<(usize, usize), usize>;

pub fn checks(passages: &[Passage], found: &Found) -> Vec<Check> {
    let tables = passages.iter().enumerate();
    let tables = tables.filter(|(_, passage)| passage.kind == Kind::Table);
    let mut checks = Vec::new();
    let ranges = found.by_passage(passages.len());
    for (at, _) in tables {
        let own = ranges[at].clone();
        let place = |nth: usize| ((found.spots[nth].from, found.spots[nth].to), nth);
        let cells: Cells = own.map(place).collect();
        let mut columns: Vec<usize> = cells.keys().map(|(_, column)| *column).collect();
        columns.sort_unstable();
        columns.dedup();
        for rate in &columns {
            checks.extend(rates(*rate, &columns, &cells, found));
        }
    }
    checks
}

/// A rate with the part and the whole that stand in its row.
struct Row {
    part: usize,
    whole: usize,
    rate: usize,
    holds: bool,
}

fn rates(rate: usize, columns: &[usize], cells: &Cells, found: &Found) -> Vec<Check> {
    let mut best: Option<(usize, Vec<Row>)> = None;
    let mut is_single = true;
    for part in columns {
        for whole in columns.iter().filter(|whole| *whole != part) {
            let rows = rows((*part, *whole, rate), cells, found);
            let matches = rows.iter().filter(|row| row.holds).count();
            // Two rows of three: less could be chance.
            if matches < 2 || matches * 3 < rows.len() * 2 {
                continue;
            }
            match &best {
                Some((known, _)) if *known > matches => {}
                Some((known, _)) if *known == matches => is_single = false,
                _ => (best, is_single) = (Some((matches, rows)), true),
            }
        }
    }
    let rows = best.filter(|_| is_single).map(|(_, rows)| rows);
    let rows = rows.unwrap_or_default();
    rows.iter().map(|row| told(row, found)).collect()
}

/// The rows that have all three.
fn rows((part, whole, rate): (usize, usize, usize), cells: &Cells, found: &Found) -> Vec<Row> {
    let lines: Vec<usize> = cells
        .keys()
        .filter(|(_, column)| *column == rate)
        .map(|(row, _)| *row)
        .collect();
    let row = |line: usize| {
        let claim = |column: usize| cells.get(&(line, column)).copied();
        let (part, whole, rate) = (claim(part)?, claim(whole)?, claim(rate)?);
        let claims = &found.claims;
        let stated = &claims[rate];
        let counts = |at: usize| matches!(claims[at].class, UnitClass::Count | UnitClass::Bare);
        let is_rate = stated.class == UnitClass::Rate && stated.unit == "%";
        let (a, b) = (claims[part].amount.value, claims[whole].amount.value);
        if !is_rate || !counts(part) || !counts(whole) || b <= 0.0 {
            return None;
        }
        let gap = (a / b * 100.0 - stated.amount.value).abs();
        Some(Row {
            part,
            whole,
            rate,
            holds: gap <= stated.amount.last_place * 0.5 + 1e-9,
        })
    };
    lines.into_iter().filter_map(row).collect()
}

fn told(row: &Row, found: &Found) -> Check {
    let claims = &found.claims;
    let (a, b) = (
        claims[row.part].amount.value,
        claims[row.whole].amount.value,
    );
    let computed = (a / b * 10_000.0).round() / 100.0;
    let sign = if row.holds { "≈" } else { "≠" };
    let arithmetic = format!(
        "{} ÷ {} = {}% {sign} {}",
        plain(a),
        plain(b),
        plain(computed),
        claims[row.rate].text
    );
    Check {
        rule: "rate_of_two".to_string(),
        standing: Standing::of(row.holds),
        title: Text::new(
            "表中比率与同一行的两个数相符",
            "a table's rate agrees with two figures of its row",
        ),
        arithmetic: Text::new(arithmetic.clone(), arithmetic),
        claims: vec![row.whole, row.part, row.rate],
        against_run: false,
    }
}
