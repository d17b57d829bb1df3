//! Sheets that count what other sheets list: `月份 | 检查次数 | 检查家数 | 隐患数`, with a line of totals.
//! A workbook kept by hand often ends in one. None of its rows is a visit.

use super::label::{Shape, shape};
use super::layout::Block;
use super::sheet::Sheet;
use crate::ground::fold::{fold_key, is_placeholder};
use crate::model::{Cell, Cells, FurnitureKind, RowKind, SourceTable, TotalCheck};

/// More rows are no summary of a county's year.
const ROWS_MAX: usize = 60;
/// By what such a sheet counts.
const GROUPS: [&str; 15] = [
    "月份",
    "季度",
    "乡镇",
    "镇街",
    "街道",
    "属地",
    "辖区",
    "片区",
    "科室",
    "股室",
    "承办机构",
    "承办部门",
    "填报单位",
    "上报部门",
    "行业",
];
/// What it counts.
const COUNTED: [&str; 7] = ["检查", "执法", "隐患", "赋码", "扫码", "文书", "出动"];
const SEQUENCES: [&str; 4] = ["序号", "序", "编号", "NO"];

/// Whether every row of a table counts records by month, town, office or industry.
pub(super) fn is_tabulation(
    sheet: &Sheet,
    name: &str,
    block: &Block,
    totals: &[TotalCheck],
) -> bool {
    let Some(header) = &block.header else {
        return false;
    };
    let names: Vec<String> = header.names.iter().map(|name| fold_key(name)).collect();
    let first = usize::from(
        names
            .first()
            .is_some_and(|name| SEQUENCES.contains(&name.as_str())),
    );
    let Some((label, counts)) = names.get(first..).and_then(<[String]>::split_first) else {
        return false;
    };
    let has = |text: &str, words: &[&str]| words.iter().any(|word| text.contains(word));
    let counted = counts.iter().any(|name| has(name, &COUNTED));
    let is_headed = (GROUPS.iter().any(|group| label.ends_with(group)) || label == "月") && counted;
    if !is_headed || counts.len() < 2 || counts.iter().any(String::is_empty) {
        return false;
    }
    let above = block.kinds.iter().enumerate();
    let titles = above.filter(|(_, kind)| **kind == RowKind::Furniture(FurnitureKind::Title));
    let titles = titles.flat_map(|(at, _)| sheet.rows[block.start + at].iter());
    let mut called: Vec<String> = titles.map(|cell| fold_key(&cell.text())).collect();
    called.push(fold_key(name));
    // How many visits are planned by month is a plan.
    if called
        .iter()
        .chain(&names)
        .any(|text| has(text, &["计划", "频次", "上限", "方案"]))
    {
        return false;
    }
    let rows: Vec<&Cells> = data_rows(sheet, block).take(ROWS_MAX + 1).collect();
    let is_told = |row: &&Cells| is_counting(row, first, counts.len());
    let labels: Vec<String> = rows.iter().map(|row| label_of(row, first)).collect();
    let mut distinct = labels.clone();
    distinct.sort_unstable();
    distinct.dedup();
    let of_months = labels.iter().all(|label| label.ends_with(['月', '度']));
    let added_up = totals.iter().any(|total| total.agrees);
    (2..=ROWS_MAX).contains(&rows.len())
        && rows.iter().all(is_told)
        && distinct.len() == labels.len()
        && (of_months || added_up)
}

fn data_rows<'a>(sheet: &'a Sheet, block: &'a Block) -> impl Iterator<Item = &'a Cells> {
    let kinds = block.kinds.iter().enumerate();
    let data = kinds.filter(|(_, kind)| **kind == RowKind::Data);
    data.map(|(at, _)| &sheet.rows[block.start + at])
}

fn label_of(row: &Cells, at: usize) -> String {
    row.get(at)
        .map_or_else(String::new, |cell| fold_key(&cell.text()))
}

/// A label, and beside it nothing but counts.
fn is_counting(row: &Cells, label: usize, counts: usize) -> bool {
    let is_count = |cell: Cell| {
        cell.is_blank() || shape(cell) == Shape::Number || is_placeholder(&cell.text())
    };
    let beside = || row.iter().skip(label + 1);
    let counted = beside()
        .filter(|cell| shape(*cell) == Shape::Number)
        .count();
    !label_of(row, label).is_empty()
        && beside().all(is_count)
        && counted > 0
        && row.len() <= label + 1 + counts
}

/// Sets the rows of such a table aside.
pub(super) fn set_aside(table: &mut SourceTable) {
    for row in table
        .rows
        .iter_mut()
        .filter(|row| row.kind == RowKind::Data)
    {
        row.kind = RowKind::Furniture(FurnitureKind::Subtotal);
    }
}
