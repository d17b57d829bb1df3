//! One sheet or text file as found: nothing interpreted, nothing dropped.

use super::cells::{Cell, Cells};
use serde::{Serialize, Serializer};

/// The system a table comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    Safety,
    Platform,
    Plan,
    Roster,
    /// Codes of a further platform: they count nowhere and tell where a visit was coded instead.
    OtherPlatform,
    /// A register beside the inspections, by its name.
    Register(&'static str),
    /// A table of none of the known systems.
    Unknown,
}

impl Source {
    /// Whether its rows are codes.
    pub fn has_codes(self) -> bool {
        matches!(self, Source::Platform | Source::OtherPlatform)
    }

    pub fn name(self) -> &'static str {
        match self {
            Source::Safety => "safety",
            Source::Platform => "platform",
            Source::Plan => "plan",
            Source::Roster => "roster",
            Source::OtherPlatform => "other_platform",
            Source::Register(name) => name,
            Source::Unknown => "unknown",
        }
    }
}

impl Serialize for Source {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// Why a row carries no data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FurnitureKind {
    Title,
    Header,
    Blank,
    Subtotal,
    Total,
    Note,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    Data,
    Furniture(FurnitureKind),
}

/// One row of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceRow {
    /// 1-based row number as a spreadsheet program shows the file.
    pub number: u32,
    pub kind: RowKind,
    pub cells: Cells,
}

/// What a total on the page was compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TotalBasis {
    /// The sum of the column.
    Sum,
    /// The number of rows.
    Rows,
    /// The number of filled cells in the column.
    Filled,
    /// The number of different values in the column.
    Different,
}

impl TotalBasis {
    pub fn name(self) -> &'static str {
        match self {
            TotalBasis::Sum => "sum",
            TotalBasis::Rows => "rows",
            TotalBasis::Filled => "filled",
            TotalBasis::Different => "different",
        }
    }
}

/// A number of a total or subtotal row, compared with the rows above before it was set aside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TotalCheck {
    pub row: u32,
    pub column: u16,
    /// The number on the page.
    pub said: f64,
    /// What the rows give.
    pub found: f64,
    pub basis: TotalBasis,
    pub agrees: bool,
}

/// One table as found on a page. A sheet with several tables gives several of these with disjoint
/// rows; together they hold every row of the sheet from 1 to the last used one.
#[derive(Clone, Debug, Default)]
pub struct SourceTable {
    /// Path as given, relative to the folder that was run, `/` as separator.
    pub file: String,
    /// Sheet name; empty for text files and single-table HTML.
    pub sheet: String,
    /// Container recognised by content: `xlsx`, `xls`, `html`, `csv`, …
    pub container: &'static str,
    /// Text encoding where there is one: `UTF-8`, `UTF-8 BOM`, `GB18030`, …
    pub encoding: &'static str,
    /// Header text by column, levels of a merged header joined with `/`; empty where no header was
    /// recognised (then every data row is kept and the table is unusable).
    pub header: Vec<String>,
    /// First and last header row; `None` where the table has no header row: none was recognised,
    /// or the header is the one of the table that this one continues.
    pub header_rows: Option<(u32, u32)>,
    pub rows: Vec<SourceRow>,
    /// The numbers of its total and subtotal rows, as far as they could be compared.
    pub totals: Vec<TotalCheck>,
    /// Set by the configuration's file patterns; otherwise the source is recognised from content.
    pub source_pinned: Option<Source>,
}

impl SourceTable {
    /// The rows above the header: titles, units, dates.
    pub fn rows_above(&self) -> &[SourceRow] {
        let first = self.header_rows.map_or(0, |(first, _)| first);
        &self.rows[..self.rows.partition_point(|row| row.number < first)]
    }

    pub fn data_rows(&self) -> impl Iterator<Item = &SourceRow> {
        self.rows.iter().filter(|row| row.kind == RowKind::Data)
    }

    /// The row with this number; rows are in ascending order.
    pub fn row(&self, number: u32) -> Option<&SourceRow> {
        let at = self
            .rows
            .binary_search_by_key(&number, |row| row.number)
            .ok()?;
        self.rows.get(at)
    }

    pub fn cell(&self, number: u32, column: u16) -> Option<Cell<'_>> {
        self.row(number)?
            .cells
            .get(usize::from(column).checked_sub(1)?)
    }

    /// Header text of a column; empty beyond the header, where rows may still hold cells.
    pub fn header_of(&self, column: u16) -> &str {
        let at = usize::from(column).checked_sub(1);
        at.and_then(|at| self.header.get(at))
            .map_or("", String::as_str)
    }

    /// `safety/2025-Q3.xls`, with the sheet where there is one.
    pub fn label(&self) -> String {
        match self.sheet.is_empty() {
            true => self.file.clone(),
            false => format!("{} [{}]", self.file, self.sheet),
        }
    }
}

impl Default for SourceRow {
    fn default() -> Self {
        SourceRow {
            number: 0,
            kind: RowKind::Data,
            cells: Cells::default(),
        }
    }
}
