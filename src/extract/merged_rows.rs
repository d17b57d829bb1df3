//! Merged areas among the records: the value of an area that covers several rows belongs to each of
//! them, as a person reads it, though only the uppermost cell has it.

use super::layout::Block;
use super::sheet::{Area, Sheet};
use crate::model::{Cell, Cells, RowKind};
use std::collections::BTreeMap;

/// Bytes that are written at most in one sheet; no register needs more, and a hostile page could
/// ask for any number.
pub(super) const BYTES_MAX: usize = 32_000_000;

/// What was filled in one table.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Filled {
    pub cells: usize,
    /// The first one, 0-based.
    pub first: Option<(usize, usize)>,
    /// Areas left as they were because there was too much to fill.
    pub left: usize,
}

/// For each row, whether an area that begins in an earlier row reaches into it.
pub(super) fn reached_rows(sheet: &Sheet) -> Vec<bool> {
    let mut reached = vec![false; sheet.rows.len()];
    let mut done = 0;
    let several = |area: &&Area| area.bottom > area.top;
    for area in sheet.merges.iter().filter(several) {
        let end = (area.bottom + 1).min(reached.len());
        let begin = (area.top + 1).max(done);
        if begin < end {
            reached[begin..end].fill(true);
            done = end;
        }
    }
    reached
}

/// Writes each area's value into the records below its first row, while `bytes` are left for it.
pub(super) fn fill_down(sheet: &mut Sheet, block: &Block, bytes: &mut usize) -> Filled {
    let mut filled = Filled::default();
    let rows = block.start..block.start + block.kinds.len();
    let is_data = |row: usize| block.kinds[row - block.start] == RowKind::Data;
    let mut writes: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    let several = |area: &&Area| area.bottom > area.top;
    for area in sheet
        .merges
        .beginning_in(rows.clone())
        .iter()
        .filter(several)
    {
        if !is_data(area.top) {
            continue;
        }
        let look = area.left / 8 + 8;
        if look > *bytes {
            filled.left += 1;
            continue;
        }
        *bytes -= look;
        let value = sheet.rows[area.top].get(area.left);
        let Some(value) = value.filter(|value| !value.is_blank()) else {
            continue;
        };
        let bottom = area.bottom.min(rows.end - 1);
        let cost = (bottom - area.top) * (value.text().len() + area.left + 8);
        if cost > *bytes {
            filled.left += 1;
            continue;
        }
        *bytes -= cost;
        for row in (area.top + 1..=bottom).filter(|row| is_data(*row)) {
            let own = sheet.rows[row].get(area.left);
            if own.is_none_or(|cell| cell.is_blank()) {
                writes.entry(row).or_default().push((area.left, area.top));
            }
        }
    }
    for (row, mut columns) in writes {
        columns.sort_unstable();
        columns.dedup_by_key(|(column, _)| *column);
        filled.first = filled.first.or(Some((row, columns[0].0)));
        filled.cells += columns.len();
        sheet.rows[row] = written(sheet, row, &columns);
    }
    filled
}

/// A row with the cells of other rows put in, given as column and row.
fn written(sheet: &Sheet, row: usize, from: &[(usize, usize)]) -> Cells {
    let mut cells = sheet.rows[row].to_vec();
    for (column, above) in from {
        if cells.len() <= *column {
            cells.resize(column + 1, Cell::Empty);
        }
        cells[*column] = sheet.rows[*above].get(*column).unwrap_or_default();
    }
    cells.into_iter().collect()
}
