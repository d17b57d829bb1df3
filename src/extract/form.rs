//! Sheets that are no tables: a form filled in item by item, and pages of text.

use super::label::{Shape, is_header_word, shape};
use super::sheet::{Sheet, is_blank_row};
use crate::ground::fold::fold_key;
use crate::model::{Cell, Cells};
use std::collections::HashSet;

/// A longer sheet is no form.
const ROWS_MAX: usize = 80;
/// Pairs of an item and its content side by side.
const ACROSS_MAX: usize = 8;

/// Whether the sheet asks and answers item by item, `企业名称 | 甲厂`, rather than row by row.
pub(super) fn is_form(sheet: &Sheet) -> bool {
    let rows = sheet.rows.iter().filter(|row| !is_blank_row(row));
    let rows: Vec<Vec<Cell>> = rows.take(ROWS_MAX + 1).map(filled_cells).collect();
    if rows.len() > ROWS_MAX {
        return false;
    }
    let several: Vec<&Vec<Cell>> = rows.iter().filter(|row| row.len() > 1).collect();
    let mut items: HashSet<String> = HashSet::new();
    let (mut asking, mut twice) = (0, 0);
    for row in &several {
        let asks = row.len() <= ACROSS_MAX
            && row.chunks(2).all(|pair| is_item(pair[0]))
            && row
                .chunks(2)
                .filter_map(|pair| pair.get(1))
                .all(|cell| !is_item(*cell));
        asking += usize::from(asks);
        for pair in row.chunks(2).filter(|_| asks) {
            twice += usize::from(!items.insert(fold_key(&pair[0].text())));
        }
    }
    items.len() >= 4 && asking >= 3 && asking * 5 >= several.len() * 4 && twice == 0
}

fn filled_cells(row: &Cells) -> Vec<Cell<'_>> {
    row.iter().filter(|cell| !cell.is_blank()).collect()
}

fn is_item(cell: Cell) -> bool {
    shape(cell) == Shape::Label && is_header_word(&cell.text())
}

/// Whether the sheet is a page of text: no row of it has three cells, and no cell looks like a
/// value.
pub(super) fn is_prose(sheet: &Sheet) -> bool {
    sheet.rows.len() <= 500
        && sheet.rows.iter().all(|row| {
            let filled = filled_cells(row);
            let valued = |cell: &Cell| matches!(shape(*cell), Shape::Date | Shape::Code);
            filled.len() < 3 && !filled.iter().any(valued)
        })
}
