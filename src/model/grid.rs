//! A sheet as cells by position, nothing in it taken for a header or a record.

use super::cells::Cells;
use super::judgement::REVIEW_MARK;

/// Rows of a page in which a review workbook shows what it is.
const ROWS_LOOKED_AT: usize = 40;

/// `rows[i]` is row `i + 1` of the sheet.
#[derive(Clone, Debug, Default)]
pub struct Grid {
    pub sheet: String,
    pub rows: Vec<Cells>,
}

impl Grid {
    /// Position of the row with the hidden headers of a review workbook.
    pub fn review_header(&self) -> Option<usize> {
        review_header(&self.rows)
    }
}

/// The same for the rows of a sheet.
pub fn review_header(rows: &[Cells]) -> Option<usize> {
    let is_mark = |row: &Cells| row.iter().any(|cell| cell.text().starts_with(REVIEW_MARK));
    rows.iter().take(ROWS_LOOKED_AT).position(is_mark)
}
