//! One sheet or text file as found: nothing interpreted, nothing dropped.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

/// The system a table comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    Safety,
    Platform,
    Plan,
    Roster,
    /// A table of none of the known systems.
    Unknown,
}

impl Source {
    pub fn name(self) -> &'static str {
        match self {
            Source::Safety => "safety",
            Source::Platform => "platform",
            Source::Plan => "plan",
            Source::Roster => "roster",
            Source::Unknown => "unknown",
        }
    }
}

/// A cell's content as the container gives it. Text is untouched: blanks and all.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Cell {
    #[default]
    Empty,
    Text(Box<str>),
    Number(f64),
    Date(NaiveDateTime),
    Bool(bool),
    /// A spreadsheet error value such as `#N/A`.
    Error(Box<str>),
}

impl Cell {
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Empty => true,
            Cell::Text(text) => text.chars().all(is_blank_char),
            _ => false,
        }
    }

    /// The cell as text: whole numbers without a decimal point, dates as `2025-03-05` or
    /// `2025-03-05 09:30:00`.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        match self {
            Cell::Empty => "".into(),
            Cell::Text(text) | Cell::Error(text) => (&**text).into(),
            Cell::Number(n) if n.fract() == 0.0 && n.abs() < 1e18 => format!("{n:.0}").into(),
            Cell::Number(n) => format!("{n}").into(),
            Cell::Bool(b) => if *b { "TRUE" } else { "FALSE" }.into(),
            Cell::Date(d) if d.time() == chrono::NaiveTime::MIN => {
                d.format("%Y-%m-%d").to_string().into()
            }
            Cell::Date(d) => d.format("%Y-%m-%d %H:%M:%S").to_string().into(),
        }
    }
}

fn is_blank_char(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{a0}')
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

/// One row of the page. `cells[i]` stands in column `i + 1`; trailing blanks may be left off.
#[derive(Clone, Debug, PartialEq)]
pub struct SourceRow {
    /// 1-based row number as a spreadsheet program shows the file.
    pub number: u32,
    pub kind: RowKind,
    pub cells: Vec<Cell>,
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
    /// First and last header row; `None` where no header was recognised.
    pub header_rows: Option<(u32, u32)>,
    pub rows: Vec<SourceRow>,
    /// Set by the configuration's file patterns; otherwise the source is recognised from content.
    pub source_pinned: Option<Source>,
}

impl SourceTable {
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

    pub fn cell(&self, number: u32, column: u16) -> Option<&Cell> {
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
            cells: Vec::new(),
        }
    }
}
