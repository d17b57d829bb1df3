//! A footer total is a free checksum: it is compared with the rows above it before it is set aside.

use super::layout::Block;
use super::sheet::Sheet;
use crate::ground::fold::fold_key;
use crate::model::{Cell, FurnitureKind, RowKind};
use std::collections::HashSet;

/// Total rows checked per table; a table of subtotals alone is not worth a quadratic walk.
const CHECKED_MAX: usize = 500;

/// A total that neither counts nor sums the rows above it.
#[derive(Debug, PartialEq)]
pub(super) struct WrongTotal {
    /// 0-based.
    pub row: usize,
    pub column: usize,
    pub said: f64,
    /// The column's sum where it holds numbers, otherwise the number of rows.
    pub found: f64,
}

pub(super) fn wrong_totals(sheet: &Sheet, block: &Block) -> Vec<WrongTotal> {
    let mut wrong = Vec::new();
    let mut section: Vec<usize> = Vec::new();
    let mut whole: Vec<usize> = Vec::new();
    let mut checked = 0;
    for (at, kind) in block.kinds.iter().enumerate() {
        let row = block.start + at;
        match kind {
            RowKind::Data => {
                section.push(row);
                whole.push(row);
            }
            RowKind::Furniture(FurnitureKind::Total | FurnitureKind::Subtotal)
                if checked < CHECKED_MAX =>
            {
                checked += 1;
                let scopes = match kind {
                    RowKind::Furniture(FurnitureKind::Total) => [&whole, &section],
                    _ => [&section, &whole],
                };
                wrong.extend(first_wrong(sheet, block, row, scopes));
                section.clear();
            }
            _ => {}
        }
    }
    wrong
}

fn first_wrong(
    sheet: &Sheet,
    block: &Block,
    row: usize,
    scopes: [&Vec<usize>; 2],
) -> Option<WrongTotal> {
    if scopes[0].is_empty() {
        return None;
    }
    let mut doubtful = None;
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
        // `共 25 条` speaks of the rows, whatever its column holds.
        let counts_rows = plain_number(cell).is_none();
        let explained = scopes.iter().any(|rows| {
            is_near(said, rows.len() as f64)
                || explanations(sheet, rows, column)
                    .any(|found| is_near(said, found) && !(counts_rows && column == 0))
        });
        if !explained && doubtful.is_none() {
            let found = match column_sum(sheet, scopes[0], column) {
                Some(sum) if !counts_rows => sum,
                _ => scopes[0].len() as f64,
            };
            doubtful = Some(WrongTotal {
                row,
                column,
                said,
                found,
            });
        }
    }
    doubtful
}

/// What a total over these rows may say: how many there are, how many are filled or different in
/// this column, the column's sum.
fn explanations(sheet: &Sheet, rows: &[usize], column: usize) -> impl Iterator<Item = f64> + use<> {
    let texts: Vec<String> = rows
        .iter()
        .filter_map(|row| sheet.rows[*row].get(column))
        .filter(|cell| !cell.is_blank())
        .map(|cell| cell.text().into_owned())
        .collect();
    let different: HashSet<&str> = texts.iter().map(String::as_str).collect();
    let counts = [
        rows.len() as f64,
        texts.len() as f64,
        different.len() as f64,
    ];
    counts.into_iter().chain(column_sum(sheet, rows, column))
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
    ["率", "比", "%", "均"]
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

    fn wrong(rows: &[&str]) -> Vec<WrongTotal> {
        let mut sheet = Sheet::default();
        let cells = |row: &&str| row.split('|').map(Cell::of_text).collect();
        sheet.rows = rows.iter().map(cells).collect();
        let blocks = lay_out(&sheet);
        assert_eq!(blocks.len(), 1);
        wrong_totals(&sheet, &blocks[0])
    }

    #[test]
    fn counts_and_sums_that_agree_are_silent() {
        let rows = [
            "乡镇|企业名称|检查日期|罚款金额",
            "东郊乡|甲厂|2025-03-05|100.50",
            "东郊乡|乙厂|2025-03-06|200",
            "东郊乡小计|2||300.50",
            "育塅乡|丙厂|2025-03-07|1,000",
            "育塅乡小计|1家||1000",
            "合计|3|共3条|1300.5",
        ];
        assert_eq!(wrong(&rows), []);
    }

    #[test]
    fn a_total_that_disagrees_is_named_with_its_sum() {
        let rows = [
            "序号|企业名称|检查日期|罚款金额",
            "1|甲厂|2025-03-05|100",
            "2|乙厂|2025-03-06|200",
            "合计|||400",
        ];
        let found = wrong(&rows);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].row, found[0].column), (3, 3));
        assert_eq!((found[0].said, found[0].found), (400.0, 300.0));
        let short = [
            "序号|企业名称|检查日期",
            "1|甲厂|2025-03-05",
            "2|乙厂|2025-03-06",
            "共 3 条",
        ];
        assert_eq!((wrong(&short)[0].said, wrong(&short)[0].found), (3.0, 2.0));
    }
}
