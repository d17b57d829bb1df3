//! A footer total is a free checksum: it is compared with the rows above it before it is set aside.

use super::layout::Block;
use super::sheet::Sheet;
use crate::ground::fold::fold_key;
use crate::model::{Cell, FurnitureKind, RowKind, TotalBasis, TotalCheck};
use std::collections::HashSet;

/// Total rows checked per table; a table of subtotals alone is not worth a quadratic walk.
const CHECKED_MAX: usize = 500;
/// Cells that are passed on the way to the values of all totals of one table.
const STEPS_MAX: usize = 600_000_000;

/// Every stated number of every total and subtotal, compared with the rows that it is about.
pub(super) fn total_checks(sheet: &Sheet, block: &Block) -> Vec<TotalCheck> {
    let mut checks = Vec::new();
    let is_total = |kind: &RowKind| {
        matches!(
            kind,
            RowKind::Furniture(FurnitureKind::Total | FurnitureKind::Subtotal)
        )
    };
    if !block.kinds.iter().any(is_total) {
        return checks;
    }
    // Rows since the last sum, since the last title within the table, and all.
    let mut section: Vec<usize> = Vec::new();
    let mut part: Vec<usize> = Vec::new();
    let mut whole: Vec<usize> = Vec::new();
    // Totals that stand above the rows they are about.
    let mut ahead: Vec<usize> = Vec::new();
    let mut checked = 0;
    let mut steps = STEPS_MAX;
    for (at, kind) in block.kinds.iter().enumerate() {
        let row = block.start + at;
        match kind {
            RowKind::Data => {
                section.push(row);
                part.push(row);
                whole.push(row);
            }
            RowKind::Furniture(FurnitureKind::Title) => part.clear(),
            RowKind::Furniture(kind @ (FurnitureKind::Total | FurnitureKind::Subtotal))
                if checked < CHECKED_MAX =>
            {
                checked += 1;
                if whole.is_empty() {
                    ahead.extend((*kind == FurnitureKind::Total).then_some(row));
                    continue;
                }
                let scopes = match kind {
                    FurnitureKind::Total => [&whole, &section, &part],
                    _ => [&section, &part, &whole],
                };
                checks.extend(checks_of_row(sheet, block, row, scopes, &mut steps));
                // `其中` breaks the total above it down; it closes no part.
                if !says(sheet, row, "其中") {
                    section.clear();
                    part.clear();
                }
            }
            _ => {}
        }
    }
    for row in ahead {
        checks.extend(checks_of_row(sheet, block, row, [&whole; 3], &mut steps));
    }
    checks.sort_by_key(|check| (check.row, check.column));
    checks
}

/// The first number of each total row that nothing explains.
pub(super) fn wrong_totals(checks: &[TotalCheck]) -> Vec<&TotalCheck> {
    let mut wrong: Vec<&TotalCheck> = Vec::new();
    for check in checks.iter().filter(|check| !check.agrees) {
        if wrong.last().is_none_or(|last| last.row != check.row) {
            wrong.push(check);
        }
    }
    wrong
}

/// Whether one of a row's cells speaks of this.
fn says(sheet: &Sheet, row: usize, word: &str) -> bool {
    let mut cells = sheet.rows[row].iter();
    cells.any(|cell| matches!(cell, Cell::Text(text) if text.contains(word)))
}

fn checks_of_row(
    sheet: &Sheet,
    block: &Block,
    row: usize,
    scopes: [&Vec<usize>; 3],
    steps: &mut usize,
) -> Vec<TotalCheck> {
    let mut checks = Vec::new();
    // A part of a part, or what came before this page, says nothing of these rows alone.
    let partial = ["其中", "累计", "累計", "承前", "接前", "过次", "转次"];
    if scopes[0].is_empty() || partial.iter().any(|word| says(sheet, row, word)) {
        return checks;
    }
    for (column, cell) in sheet.rows[row].iter().enumerate() {
        let Some(said) = stated_number(cell) else {
            continue;
        };
        let header = block
            .header
            .as_ref()
            .and_then(|header| header.names.get(column));
        if header.is_some_and(|name| is_rate(name)) || is_own_number(sheet, row, column) {
            continue;
        }
        let price: usize = scopes.iter().map(|rows| rows.len() * (column + 8)).sum();
        let Some(left) = steps.checked_sub(price) else {
            continue;
        };
        *steps = left;
        // `共 25 条` speaks of the rows, whatever its column holds.
        let counts_rows = plain_number(cell).is_none();
        let decimals = decimals(cell);
        let explained = scopes.iter().find_map(|rows| {
            let told = match counts_rows && column == 0 {
                true => vec![(TotalBasis::Rows, rows.len() as f64)],
                false => explanations(sheet, rows, column),
            };
            told.into_iter().find(|(basis, found)| match basis {
                TotalBasis::Sum => is_rounded(said, *found, decimals, rows.len()),
                _ => is_near(said, *found),
            })
        });
        let (basis, found) =
            explained.unwrap_or_else(|| match column_sum(sheet, scopes[0], column) {
                Some(sum) if !counts_rows => (TotalBasis::Sum, sum),
                _ => (TotalBasis::Rows, scopes[0].len() as f64),
            });
        checks.push(TotalCheck {
            row: row as u32 + 1,
            column: column as u16 + 1,
            said,
            found,
            basis,
            agrees: explained.is_some(),
        });
    }
    checks
}

/// Digits after the decimal point.
fn decimals(cell: Cell) -> usize {
    let text = cell.text();
    let after = text.split_once(['.', '．']).map_or("", |(_, after)| after);
    after.chars().take_while(char::is_ascii_digit).count()
}

/// Whether a total says what was found, itself rounded to its decimals or the sum of values that
/// were, and in 元 or in 万元.
fn is_rounded(said: f64, found: f64, decimals: usize, rows: usize) -> bool {
    let half = 0.5 * 0.1_f64.powi(decimals.min(9) as i32);
    let whole = found.fract() == 0.0;
    // What is left of rounding many values grows with the root of their number.
    let many = match decimals {
        0 => 1.0,
        _ => (rows as f64).sqrt().min(20.0),
    };
    let near = |found: f64, half: f64| (said - found).abs() <= half * 1.000_001;
    is_near(said, found)
        || (!whole && near(found, half * many))
        || (decimals > 0 && near(found / 10_000.0, half))
        || (found != 0.0 && is_near(said, found * 10_000.0))
}

/// What a total over these rows may say: the column's sum, how many rows there are, how many are
/// filled or different in this column.
fn explanations(sheet: &Sheet, rows: &[usize], column: usize) -> Vec<(TotalBasis, f64)> {
    let texts: Vec<String> = rows
        .iter()
        .filter_map(|row| sheet.rows[*row].get(column))
        .filter(|cell| !cell.is_blank())
        .map(|cell| cell.text().into_owned())
        .collect();
    let different: HashSet<&str> = texts.iter().map(String::as_str).collect();
    let sum = column_sum(sheet, rows, column).map(|sum| (TotalBasis::Sum, sum));
    let counts = [
        (TotalBasis::Rows, rows.len() as f64),
        (TotalBasis::Filled, texts.len() as f64),
        (TotalBasis::Different, different.len() as f64),
    ];
    sum.into_iter().chain(counts).collect()
}

/// The sum, if most of the column's values are numbers.
fn column_sum(sheet: &Sheet, rows: &[usize], column: usize) -> Option<f64> {
    let (mut sum, mut numbers, mut filled) = (0.0, 0usize, 0usize);
    for row in rows {
        let Some(cell) = sheet.rows[*row].get(column).filter(|cell| !cell.is_blank()) else {
            continue;
        };
        filled += 1;
        if let Some(number) = plain_number(cell) {
            numbers += 1;
            sum += number;
        }
    }
    (numbers > 0 && numbers * 2 > filled).then_some(sum)
}

fn plain_number(cell: Cell) -> Option<f64> {
    match cell {
        Cell::Number(number) => Some(number),
        Cell::Text(text) => fold_key(text).replace(',', "").parse().ok(),
        _ => None,
    }
}

/// The one number of a total's cell: `25`, `25家`, `共 25 条记录`. A rate is none.
fn stated_number(cell: Cell) -> Option<f64> {
    if let Some(number) = plain_number(cell) {
        return Some(number);
    }
    let Cell::Text(text) = cell else {
        return None;
    };
    let key = fold_key(text).replace(',', "");
    let mut runs = key
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .filter(|run| run.chars().any(|c| c.is_ascii_digit()));
    let number = runs.next()?.parse().ok()?;
    (runs.next().is_none() && !key.contains('%') && key.len() <= 40).then_some(number)
}

fn is_rate(header: &str) -> bool {
    let key = fold_key(header);
    ["率", "比", "%", "均", "占"]
        .iter()
        .any(|mark| key.contains(mark))
}

/// The running number in front of the word 合计.
fn is_own_number(sheet: &Sheet, row: usize, column: usize) -> bool {
    let next = sheet.rows[row].get(column + 1);
    let word = next.is_some_and(|cell| fold_key(&cell.text()).contains('计'));
    column == 0 && word
}

fn is_near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 0.005_f64.max(other.abs() * 1e-9)
}

#[cfg(test)]
mod tests {
    use super::super::layout::lay_out;
    use super::*;

    fn checks(rows: &[&str]) -> Vec<TotalCheck> {
        let mut sheet = Sheet::default();
        let cells = |row: &&str| row.split('|').map(Cell::of_text).collect();
        sheet.rows = rows.iter().map(cells).collect();
        let blocks = lay_out(&sheet);
        assert_eq!(blocks.len(), 1);
        total_checks(&sheet, &blocks[0])
    }

    #[test]
    fn counts_and_sums_that_agree_are_told_as_such() {
        let rows = [
            "乡镇|企业名称|检查日期|罚款金额",
            "东郊乡|甲厂|2025-03-05|100.50",
            "东郊乡|乙厂|2025-03-06|200",
            "东郊乡小计|2||300.50",
            "育塅乡|丙厂|2025-03-07|1,000",
            "育塅乡小计|1家||1000",
            "合计|3|共3条|1300.5",
        ];
        let told = checks(&rows);
        assert_eq!(wrong_totals(&told), Vec::<&TotalCheck>::new());
        let last: Vec<_> = told
            .iter()
            .filter(|check| check.row == 7)
            .map(|check| (check.column, check.basis, check.found))
            .collect();
        assert_eq!(
            last,
            [
                (2, TotalBasis::Rows, 3.0),
                (3, TotalBasis::Rows, 3.0),
                (4, TotalBasis::Sum, 1300.5)
            ]
        );
    }

    #[test]
    fn a_total_that_disagrees_is_named_with_its_sum() {
        let rows = [
            "序号|企业名称|检查日期|罚款金额",
            "1|甲厂|2025-03-05|100",
            "2|乙厂|2025-03-06|200",
            "合计|||400",
        ];
        let told = checks(&rows);
        let found = wrong_totals(&told);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].row, found[0].column), (4, 4));
        assert_eq!((found[0].said, found[0].found), (400.0, 300.0));
        let short = checks(&[
            "序号|企业名称|检查日期",
            "1|甲厂|2025-03-05",
            "2|乙厂|2025-03-06",
            "共 3 条",
        ]);
        let short = wrong_totals(&short)[0];
        assert_eq!((short.said, short.found), (3.0, 2.0));
    }

    #[test]
    fn what_a_total_may_also_say_is_no_mistake() {
        let lines = |footer: &[&'static str]| {
            let mut rows = vec![
                "序号|企业名称|检查日期|罚款（万元）|整改率",
                "1|甲厂|2025-03-05|0.333|100%",
                "2|乙厂|2025-03-06|0.333|50%",
                "3|乙厂|2025-03-06|0.333|0%",
            ];
            rows.extend(footer);
            let checks = checks(&rows);
            wrong_totals(&checks).len()
        };
        for footer in [
            "合计|3|2|1.00|50%",
            "合计|2家||1|50%",
            "合计|||9990|",
            "共3页",
            "共 3 页|||第 1 页|",
            "本年累计|40||12.5|",
            "共 3 条记录，涉及 2 家企业",
            "4|合计||1.0|",
        ] {
            assert_eq!(lines(&[footer]), 0, "{footer}");
        }
        assert_eq!(lines(&["合计|3||1.0|", "其中：乙厂|2||0.7|"]), 0);
        assert_eq!(lines(&["合计|||1.5|"]), 1);
        assert_eq!(lines(&["合计|7|||"]), 1);
    }

    #[test]
    fn a_total_above_its_rows_is_compared_with_them() {
        let rows = |total| {
            [
                "序号|企业名称|检查日期|罚款金额",
                total,
                "1|甲厂|2025-03-05|100",
                "2|乙厂|2025-03-06|200",
            ]
        };
        let wrong = |total| wrong_totals(&checks(&rows(total))).len();
        assert_eq!(wrong("合计|||300"), 0);
        assert_eq!(wrong("合计|||350"), 1);
    }
}
