//! A sheet as its container gives it: cells by position, merged areas, and what was doubtful.

use crate::model::Cell;

/// Most cells of one sheet, gaps inside a row included. A million rows of sixty columns.
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
}

/// Rows from the first of the page to the last used one; `rows[i]` is row `i + 1`.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub name: String,
    pub rows: Vec<Vec<Cell>>,
    pub merges: Vec<Area>,
    pub doubts: Vec<Doubt>,
    cells: usize,
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

    /// Sets one cell, making room for it.
    pub fn put(&mut self, row: usize, column: usize, cell: Cell) -> Result<(), Overflow> {
        if cell == Cell::Empty {
            return Ok(());
        }
        if row >= ROWS_MAX || column >= COLUMNS_MAX {
            return Err(Overflow);
        }
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Vec::new);
        }
        let cells = &mut self.rows[row];
        if cells.len() <= column {
            self.cells += column + 1 - cells.len();
            if self.cells > CELLS_MAX {
                return Err(Overflow);
            }
            cells.resize(column + 1, Cell::Empty);
        }
        cells[column] = cell;
        Ok(())
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

    /// Drops the blank tail, the blank ends of rows, and notes values no cell should hold.
    pub fn finish(mut self) -> Self {
        for row in 0..self.rows.len() {
            while self.rows[row].last() == Some(&Cell::Empty) {
                self.rows[row].pop();
            }
        }
        while self.rows.last().is_some_and(|row| is_blank_row(row)) {
            self.rows.pop();
        }
        for row in 0..self.rows.len() {
            for column in 0..self.rows[row].len() {
                let Cell::Text(text) = &self.rows[row][column] else {
                    continue;
                };
                let controls = text.contains('\0');
                let long = text.len() > CELL_CHARS_MAX && text.chars().count() > CELL_CHARS_MAX;
                if controls {
                    self.doubt(row, Some(column), DoubtKind::Controls);
                }
                if long {
                    self.doubt(row, Some(column), DoubtKind::LongCell);
                }
            }
        }
        self.doubts
            .sort_by_key(|doubt| (doubt.row, doubt.column, doubt.kind));
        self
    }
}

pub(super) fn is_blank_row(row: &[Cell]) -> bool {
    row.iter().all(Cell::is_blank)
}

/// A text cell; empty text is no cell.
pub(super) fn text_cell(text: &str) -> Cell {
    match text.is_empty() {
        true => Cell::Empty,
        false => Cell::Text(text.into()),
    }
}
