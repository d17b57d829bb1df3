//! A sheet as its container gives it: cells by position, merged areas, and what was doubtful.

use super::merges::Merges;
use super::room::Room;
use crate::model::{Cell, Cells, RowBuffer};

/// Rows and columns that a spreadsheet program can show.
pub(super) const ROWS_MAX: usize = 1_048_576;
pub(super) const COLUMNS_MAX: usize = 16_384;
/// A spreadsheet cell holds no more characters than this; longer ones come from broken quotes.
pub(super) const CELL_CHARS_MAX: usize = 32_767;

/// Doubts of one kind that are kept of a sheet; more say nothing new.
const DOUBTS_MAX: usize = 200;
/// What a blank row, one with cells, and a sheet take in memory beside the cells, from here to the
/// end of a run: a line of the ledger stands for each row, for one of data also a record and what
/// is found about it.
const ROW_BYTES: usize = 512;
const FILLED_ROW_BYTES: usize = 512;
const SHEET_BYTES: usize = 2048;
/// What a gap takes; a page of nothing but gaps also takes the time to pass them again and again.
const GAP_BYTES: usize = 4;

/// A merged area, 0-based and inclusive. Only its top-left cell has a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub top: usize,
    pub left: usize,
    pub bottom: usize,
    pub right: usize,
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
    /// The file ends before the row does.
    CutOff,
}

const DOUBT_KINDS: usize = DoubtKind::CutOff as usize + 1;

/// Rows from the first of the page to the last used one; `rows[i]` is row `i + 1`. While cells are
/// put, the row last written to is still open; [`Sheet::finish`] closes it.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub name: String,
    pub rows: Vec<Cells>,
    pub merges: Merges,
    pub doubts: Vec<Doubt>,
    /// Columns of the widest row.
    pub width: usize,
    open: RowBuffer,
    open_at: Option<usize>,
    late: Late,
    cells: u64,
    room: Option<Room>,
    /// Bytes that the room has not been asked for yet.
    unasked: usize,
    doubted: [usize; DOUBT_KINDS],
}

/// Cells that came after others to the right of them or below them.
#[derive(Debug, Default)]
struct Late {
    /// Row and column of each, in the order in which they came.
    places: Vec<(u32, u32)>,
    cells: RowBuffer,
    /// The row of the last one, and the columns up to which its gaps are counted.
    row: usize,
    width: usize,
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

    /// The same within the room that its file is given.
    pub fn within(mut self, room: &Room) -> Self {
        self.room = Some(room.clone());
        self.unasked = SHEET_BYTES;
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
        let held = match cell {
            Cell::Text(text) | Cell::Error(text) => text.len(),
            _ => 8,
        };
        if let Cell::Text(text) = cell {
            self.doubt_text(row, column, text);
        }
        let is_late = match self.open_at {
            Some(open) if row == open => column < self.open.width(),
            _ => row < self.rows.len(),
        };
        if is_late {
            return self.put_late(row, column, cell, held);
        }
        self.open_row(row)?;
        let width = self.open.width();
        let row_bytes = if width == 0 { FILLED_ROW_BYTES } else { 0 };
        let gaps = column - width;
        self.count(gaps + 1, row_bytes + held + GAP_BYTES * gaps)?;
        self.width = self.width.max(column + 1);
        self.open.push_at(column, cell);
        Ok(())
    }

    /// Keeps a cell for [`Sheet::finish`] to put in its place: to take its row apart and together
    /// again for each would take a time that grows with the square of the row's width.
    fn put_late(
        &mut self,
        row: usize,
        column: usize,
        cell: Cell<'_>,
        held: usize,
    ) -> Result<(), Overflow> {
        let counted = match self.late.row == row {
            true => self.late.width,
            false => 0,
        };
        let more = (column + 1).saturating_sub(counted);
        self.count(
            more.max(1),
            held + GAP_BYTES * more + size_of::<(u32, u32)>(),
        )?;
        self.width = self.width.max(column + 1);
        self.late.row = row;
        self.late.width = counted.max(column + 1);
        self.late.places.push((row as u32, column as u32));
        self.late.cells.push(cell);
        Ok(())
    }

    /// Counts cells, and asks for the memory that they take.
    fn count(&mut self, cells: usize, bytes: usize) -> Result<(), Overflow> {
        self.cells += cells as u64;
        self.unasked += bytes;
        let Some(room) = &self.room else {
            return Ok(());
        };
        if self.cells > room.limits().cells {
            return Err(Overflow);
        }
        match self.unasked > Room::ASKED_AT_ONCE {
            true => room.take(std::mem::take(&mut self.unasked)),
            false => Ok(()),
        }
    }

    /// Counts the columns that a row's cells stand over, though some of them be empty.
    pub fn reach(&mut self, row: usize, width: usize) -> Result<(), Overflow> {
        self.open_row(row)?;
        let gaps = width.saturating_sub(self.open.width());
        self.count(gaps, 0)
    }

    /// Makes this the row that is written to; rows skipped on the way are blank. One above it is
    /// closed for good.
    pub fn open_row(&mut self, row: usize) -> Result<(), Overflow> {
        if row < self.rows.len() {
            return Ok(());
        }
        self.close_row();
        let more = row + 1 - self.rows.len();
        self.count(0, more * ROW_BYTES)?;
        self.rows.resize_with(row + 1, Cells::default);
        self.open_at = Some(row);
        Ok(())
    }

    fn close_row(&mut self) {
        if let Some(row) = self.open_at.take() {
            self.rows[row] = self.open.take();
        }
    }

    /// Leaves blank rows below the last one.
    pub fn skip_rows(&mut self, count: usize) -> Result<(), Overflow> {
        self.close_row();
        self.count(0, count * ROW_BYTES)?;
        let rows = self.rows.len() + count;
        self.rows.resize_with(rows, Cells::default);
        Ok(())
    }

    /// Adds a row below the last one.
    pub fn push_row<'a>(&mut self, cells: impl Iterator<Item = Cell<'a>>) -> Result<(), Overflow> {
        let row = self.rows.len();
        self.open_row(row)?;
        for (column, cell) in cells.enumerate() {
            if cell != Cell::Empty {
                self.set(row, column, cell)?;
            }
        }
        Ok(())
    }

    /// Adds a row of texts below the last one, cut at a delimiter. The line is no longer than a
    /// cell can be, and holds no NUL.
    pub fn push_line(&mut self, line: &str, delimiter: u8) -> Result<(), Overflow> {
        debug_assert!(line.len() <= CELL_CHARS_MAX && !line.contains('\0'));
        self.close_row();
        let (row, width, gaps) = Cells::of_line(line, delimiter);
        let held = match width {
            0 => ROW_BYTES,
            _ => ROW_BYTES + FILLED_ROW_BYTES + line.len() + 1 - width + GAP_BYTES * gaps,
        };
        self.count(width, held)?;
        self.width = self.width.max(width);
        self.rows.push(row);
        Ok(())
    }

    /// As [`Sheet::push_line`], of texts that are cut already and together so long.
    pub fn push_texts<'a>(&mut self, texts: impl Iterator<Item = &'a str>) -> Result<(), Overflow> {
        self.close_row();
        let (mut width, mut filled, mut bytes) = (0, 0, 0);
        for (column, text) in texts.enumerate().filter(|(_, text)| !text.is_empty()) {
            self.open.push_at(column, Cell::Text(text));
            width = column + 1;
            filled += 1;
            bytes += text.len();
        }
        let held = match width {
            0 => ROW_BYTES,
            _ => ROW_BYTES + FILLED_ROW_BYTES + bytes + GAP_BYTES * (width - filled),
        };
        self.count(width, held)?;
        self.width = self.width.max(width);
        let row = self.open.take();
        self.rows.push(row);
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
        let before = &mut self.doubted[kind as usize];
        *before += 1;
        if *before <= DOUBTS_MAX {
            self.doubts.push(Doubt { row, column, kind });
        }
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

    /// Closes the open row, puts late cells in their places, drops the blank tail and sorts what
    /// was merged and doubtful.
    pub fn finish(mut self) -> Self {
        self.close_row();
        self.open = RowBuffer::default();
        self.place_late();
        while self.rows.last().is_some_and(is_blank_row) {
            self.rows.pop();
        }
        if let Some(room) = &self.room {
            // Too late to say no for this sheet; the file is asked about at the end.
            let _ = room.take(std::mem::take(&mut self.unasked));
        }
        self.merges.settle();
        self.doubts
            .sort_by_key(|doubt| (doubt.row, doubt.column, doubt.kind));
        self
    }

    /// Each row with late cells is written anew, once; of two cells in one place the later stays.
    fn place_late(&mut self) {
        let late = std::mem::take(&mut self.late);
        let packed = { late.cells }.take();
        let mut cells: Vec<((u32, u32), Cell)> = late.places.into_iter().zip(&packed).collect();
        cells.sort_by_key(|(place, _)| *place);
        for own in cells.chunk_by(|one, other| one.0.0 == other.0.0) {
            let row = own[0].0.0 as usize;
            let before = std::mem::take(&mut self.rows[row]);
            let mut row_cells = before.to_vec();
            for ((_, column), cell) in own {
                let column = *column as usize;
                if row_cells.len() <= column {
                    row_cells.resize(column + 1, Cell::Empty);
                }
                row_cells[column] = *cell;
            }
            self.rows[row] = row_cells.into_iter().collect();
        }
    }
}

pub(super) fn is_blank_row(row: &Cells) -> bool {
    row.iter().all(|cell| cell.is_blank())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Limits;

    #[test]
    fn cells_that_come_late_stand_in_their_places() {
        let mut sheet = Sheet::default();
        for (row, column, text) in [
            (1, 2, "c2"),
            (1, 0, "a2"),
            (0, 1, "b1"),
            (2, 0, "a3"),
            (1, 3, "d2"),
            (1, 0, "a2 again"),
        ] {
            sheet.put(row, column, Cell::Text(text)).unwrap();
        }
        let sheet = sheet.finish();
        let texts = |row: usize| -> Vec<String> {
            let cells = sheet.rows[row].iter();
            cells.map(|cell| cell.text().into_owned()).collect()
        };
        assert_eq!(texts(0), ["", "b1"]);
        assert_eq!(texts(1), ["a2 again", "", "c2", "d2"]);
        assert_eq!(texts(2), ["a3"]);
        assert_eq!(sheet.width, 4);
    }

    #[test]
    fn a_sheet_keeps_within_its_room() {
        let limits = Limits {
            cells: 100,
            ..Limits::default()
        };
        let mut sheet = Sheet::default().within(&Room::of(&limits));
        sheet.put(0, 99, Cell::Bool(true)).unwrap();
        assert!(sheet.put(1, 0, Cell::Bool(true)).is_err());
        let room = Room::of(&Limits {
            held_mb: 1,
            ..Limits::default()
        });
        let mut sheet = Sheet::default().within(&room);
        let text = "x".repeat(300_000);
        let put = (0..9).try_for_each(|row| sheet.put(row, 0, Cell::Text(&text)));
        assert!(put.is_err() && room.is_exceeded());
    }
}
