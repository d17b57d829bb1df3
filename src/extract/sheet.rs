//! A sheet as its container gives it: cells by position, merged areas, and what was doubtful.

use crate::model::{Cell, Cells, RowBuffer};

/// Most cells of one sheet where no setting says otherwise, gaps inside a row included. A million
/// rows of sixty columns.
pub(super) const CELLS_MAX: usize = 60_000_000;
/// Rows and columns that a spreadsheet program can show.
pub(super) const ROWS_MAX: usize = 1_048_576;
pub(super) const COLUMNS_MAX: usize = 16_384;
/// A spreadsheet cell holds no more characters than this; longer ones come from broken quotes.
pub(super) const CELL_CHARS_MAX: usize = 32_767;

/// A merged area, 0-based and inclusive. Only its top-left cell has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub top: usize,
    pub left: usize,
    pub bottom: usize,
    pub right: usize,
}

impl Area {
    pub fn covers(&self, row: usize, column: usize) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }
}

/// Something wrong with one cell or row; becomes a finding once its table is known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Doubt {
    /// 0-based row and column; `None` for the whole row.
    pub row: usize,
    pub column: Option<usize>,
    pub kind: DoubtKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DoubtKind {
    /// Bytes that mean nothing in the file's encoding.
    Undecodable,
    /// Control characters inside a value.
    Controls,
    /// More characters than a cell can hold.
    LongCell,
    /// A formula saved without its result.
    FormulaWithoutValue,
    /// A quotation mark that is never closed.
    OpenQuote,
    /// A cell names a shared text that the workbook does not hold.
    LostText,
}

/// Rows from the first of the page to the last used one; `rows[i]` is row `i + 1`. While cells are
/// put, the row last written to is still open; [`Sheet::finish`] closes it.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub name: String,
    pub rows: Vec<Cells>,
    pub merges: Vec<Area>,
    pub doubts: Vec<Doubt>,
    /// Columns of the widest row.
    pub width: usize,
    open: RowBuffer,
    open_at: Option<usize>,
    cells: usize,
    cells_max: Option<usize>,
}

/// A sheet that would not fit.
#[derive(Debug)]
pub(super) struct Overflow;

impl Sheet {
    pub fn named(name: impl Into<String>) -> Self {
        Sheet {
            name: name.into(),
            ..Sheet::default()
        }
    }

    /// Cells put so far, the gaps inside rows included.
    pub fn cell_count(&self) -> u64 {
        self.cells as u64
    }

    /// The same under a limit that the settings name.
    pub fn within(mut self, cells_max: u64) -> Self {
        self.cells_max = usize::try_from(cells_max).ok();
        self
    }

    /// Sets one cell, making room for it. Cells that come row by row and from the left cost least.
    pub fn put(&mut self, row: usize, column: usize, cell: Cell<'_>) -> Result<(), Overflow> {
        if cell == Cell::Empty {
            return Ok(());
        }
        if row >= ROWS_MAX || column >= COLUMNS_MAX {
            return Err(Overflow);
        }
        self.set(row, column, cell)
    }

    /// As [`Sheet::put`], for text files, which are longer and wider than spreadsheets.
    fn set(&mut self, row: usize, column: usize, cell: Cell<'_>) -> Result<(), Overflow> {
        self.open_row(row);
        let width = self.open.width();
        if column >= width {
            self.cells += column + 1 - width;
            if self.cells > self.cells_max.unwrap_or(CELLS_MAX) {
                return Err(Overflow);
            }
            self.width = self.width.max(column + 1);
            self.open.push_at(column, cell);
        } else {
            let before = self.open.take();
            let patched = before.iter().enumerate();
            patched.for_each(|(at, old)| self.open.push(if at == column { cell } else { old }));
        }
        if let Cell::Text(text) = cell {
            self.doubt_text(row, column, text);
        }
        Ok(())
    }

    /// Makes this the row that is written to; rows skipped on the way are blank.
    pub fn open_row(&mut self, row: usize) {
        if self.open_at == Some(row) {
            return;
        }
        self.close_row();
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Cells::default);
        }
        let earlier = std::mem::take(&mut self.rows[row]);
        earlier.iter().for_each(|cell| self.open.push(cell));
        self.open_at = Some(row);
    }

    fn close_row(&mut self) {
        if let Some(row) = self.open_at.take() {
            self.rows[row] = self.open.take();
        }
    }

    /// Leaves blank rows below the last one.
    pub fn skip_rows(&mut self, count: usize) {
        self.close_row();
        self.rows
            .resize_with(self.rows.len() + count, Cells::default);
    }

    /// Adds a row below the last one.
    pub fn push_row<'a>(&mut self, cells: impl Iterator<Item = Cell<'a>>) -> Result<(), Overflow> {
        let row = self.rows.len();
        self.open_row(row);
        for (column, cell) in cells.enumerate() {
            if cell != Cell::Empty {
                self.set(row, column, cell)?;
            }
        }
        Ok(())
    }

    fn doubt_text(&mut self, row: usize, column: usize, text: &str) {
        let controls = text.as_bytes().contains(&0);
        let long = text.len() > CELL_CHARS_MAX && text.chars().count() > CELL_CHARS_MAX;
        if controls {
            self.doubt(row, Some(column), DoubtKind::Controls);
        }
        if long {
            self.doubt(row, Some(column), DoubtKind::LongCell);
        }
    }

    pub fn doubt(&mut self, row: usize, column: Option<usize>, kind: DoubtKind) {
        self.doubts.push(Doubt { row, column, kind });
    }

    /// Notes a merged area; one that is none, or begins where nothing can stand, is passed over.
    pub fn merge(&mut self, area: Area) {
        let real = area.top <= area.bottom && area.left <= area.right;
        if real && area.top < ROWS_MAX && area.left < COLUMNS_MAX {
            self.merges.push(Area {
                bottom: area.bottom.min(ROWS_MAX - 1),
                right: area.right.min(COLUMNS_MAX - 1),
                ..area
            });
        }
    }

    /// Closes the open row, drops the blank tail and sorts what was doubtful.
    pub fn finish(mut self) -> Self {
        self.close_row();
        self.open = RowBuffer::default();
        while self.rows.last().is_some_and(is_blank_row) {
            self.rows.pop();
        }
        self.doubts
            .sort_by_key(|doubt| (doubt.row, doubt.column, doubt.kind));
        self
    }
}

pub(super) fn is_blank_row(row: &Cells) -> bool {
    row.iter().all(|cell| cell.is_blank())
}
