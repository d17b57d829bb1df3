//! A cell's content and the cells of one row, packed: a table of four million cells takes about ten
//! bytes for each, and a row is moved without touching its cells.
//!
//! A packed row is one string: for each cell a tag, then its content. Lengths and numbers are
//! written in ASCII characters of six bits each, so that the whole stays text and a cell's text is
//! a part of it that needs no check.

use chrono::{DateTime, NaiveDateTime};
use std::fmt;

/// A cell's content as the container gives it. Text is untouched: blanks and all.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub enum Cell<'a> {
    #[default]
    Empty,
    Text(&'a str),
    Number(f64),
    Date(NaiveDateTime),
    Bool(bool),
    /// A spreadsheet error value such as `#N/A`.
    Error(&'a str),
}

impl<'a> Cell<'a> {
    /// A text cell; empty text is no cell.
    pub fn of_text(text: &'a str) -> Self {
        match text.is_empty() {
            true => Cell::Empty,
            false => Cell::Text(text),
        }
    }

    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Empty => true,
            // Nearly all texts begin with ASCII or with a Chinese character (U+4000 to U+9FFF).
            Cell::Text(text) => match text.as_bytes().first() {
                Some(b'!'..=b'~' | 0xe4..=0xe9) => false,
                _ => text.chars().all(is_blank_char),
            },
            _ => false,
        }
    }

    /// The cell as text: whole numbers without a decimal point and with no more digits than tell
    /// them from their neighbours, as a spreadsheet shows them; dates as `2025-03-05` or
    /// `2025-03-05 09:30:00`.
    pub fn text(&self) -> std::borrow::Cow<'a, str> {
        match *self {
            Cell::Empty => "".into(),
            Cell::Text(text) | Cell::Error(text) => text.into(),
            Cell::Number(n) => format!("{n}").into(),
            Cell::Bool(b) => if b { "TRUE" } else { "FALSE" }.into(),
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

/// The cells of one row; the first stands in column 1. Trailing blanks may be left off.
#[derive(Clone, PartialEq, Default)]
pub struct Cells(Box<str>);

const EMPTY: u8 = 0;
const TEXT: u8 = 1;
const WHOLE: u8 = 2;
const FLOAT: u8 = 3;
const DATE: u8 = 4;
const FALSE: u8 = 5;
const TRUE: u8 = 6;
const ERROR: u8 = 7;
/// Tags from here on are the length of a short text.
const SHORT_TEXT: u8 = 0x1f;
const SHORT_TEXT_MAX: usize = (0x7f - SHORT_TEXT) as usize;
/// Whole numbers up to here are exact in both forms.
const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;

impl Cells {
    pub fn iter(&self) -> CellIter<'_> {
        CellIter { rest: &self.0 }
    }

    /// The texts of a line, cut at an ASCII delimiter; with how many cells the row has and how
    /// many of these are empty. Trailing ones are left off.
    pub fn of_line(line: &str, delimiter: u8) -> (Cells, usize, usize) {
        let line = line.trim_end_matches(char::from(delimiter));
        if line.is_empty() {
            return (Cells::default(), 0, 0);
        }
        // Each delimiter gives its place to a tag, and one stands before the first text.
        let mut row = RowBuffer {
            packed: String::with_capacity(line.len() + 1),
            width: 0,
        };
        let (mut start, mut gaps) = (0, 0);
        for end in memchr::memchr_iter(delimiter, line.as_bytes()).chain([line.len()]) {
            gaps += usize::from(end == start);
            row.push(Cell::of_text(&line[start..end]));
            start = end + 1;
        }
        let cells = Cells(row.packed.into_boxed_str());
        (cells, row.width, gaps)
    }

    /// The cell at a 0-based position; `None` beyond the last one.
    pub fn get(&self, at: usize) -> Option<Cell<'_>> {
        self.iter().nth(at)
    }

    /// The cells unpacked, for looking at them again and again.
    pub fn to_vec(&self) -> Vec<Cell<'_>> {
        let mut cells = Vec::with_capacity(32);
        cells.extend(self);
        cells
    }

    pub fn len(&self) -> usize {
        self.iter().count()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The packed form, to be kept somewhere.
    pub fn packed(&self) -> &str {
        &self.0
    }

    /// The row of a packed form that [`Cells::packed`] gave. Another text may make readers of the
    /// row panic.
    pub fn of_packed(packed: &str) -> Self {
        Cells(packed.into())
    }
}

impl<'a> IntoIterator for &'a Cells {
    type Item = Cell<'a>;
    type IntoIter = CellIter<'a>;

    fn into_iter(self) -> CellIter<'a> {
        self.iter()
    }
}

impl<'a> FromIterator<Cell<'a>> for Cells {
    fn from_iter<T: IntoIterator<Item = Cell<'a>>>(cells: T) -> Self {
        let mut row = RowBuffer::default();
        cells.into_iter().for_each(|cell| row.push(cell));
        row.take()
    }
}

impl fmt::Debug for Cells {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// A row being written, its memory used again for the next one.
#[derive(Debug, Default)]
pub struct RowBuffer {
    packed: String,
    width: usize,
}

impl RowBuffer {
    /// Cells written so far.
    pub fn width(&self) -> usize {
        self.width
    }

    pub fn push(&mut self, cell: Cell<'_>) {
        self.width += 1;
        match cell {
            Cell::Empty => self.tag(EMPTY),
            Cell::Text(text) => {
                match text.len() {
                    1..=SHORT_TEXT_MAX => self.tag(SHORT_TEXT + text.len() as u8),
                    length => {
                        self.tag(TEXT);
                        self.number(length as u64);
                    }
                }
                self.packed.push_str(text);
            }
            Cell::Number(n) if n.fract() == 0.0 && n.abs() < WHOLE_MAX && is_plain(n) => {
                self.tag(WHOLE);
                self.number(zigzag(n as i64));
            }
            Cell::Number(n) => {
                self.tag(FLOAT);
                self.number(n.to_bits().swap_bytes());
            }
            Cell::Date(moment) => {
                self.tag(DATE);
                self.number(zigzag(moment.and_utc().timestamp()));
            }
            Cell::Bool(truth) => self.tag(if truth { TRUE } else { FALSE }),
            Cell::Error(text) => {
                self.tag(ERROR);
                self.number(text.len() as u64);
                self.packed.push_str(text);
            }
        }
    }

    /// Blanks up to a 0-based position, then the cell. It must not lie before the last one.
    pub fn push_at(&mut self, column: usize, cell: Cell<'_>) {
        debug_assert!(column >= self.width);
        while self.width < column {
            self.push(Cell::Empty);
        }
        self.push(cell);
    }

    /// The row as written, and an empty buffer.
    pub fn take(&mut self) -> Cells {
        let cells = Cells(self.packed.as_str().into());
        self.packed.clear();
        self.width = 0;
        cells
    }

    fn tag(&mut self, tag: u8) {
        self.packed.push(char::from(tag));
    }

    /// Six bits a character, the lowest first; the seventh says that more follow.
    fn number(&mut self, mut number: u64) {
        while number >= 0x40 {
            self.tag(0x40 | (number & 0x3f) as u8);
            number >>= 6;
        }
        self.tag(number as u8);
    }
}

fn is_plain(number: f64) -> bool {
    number != 0.0 || number.is_sign_positive()
}

fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

/// The cells of a row, from the left.
#[derive(Clone, Debug)]
pub struct CellIter<'a> {
    rest: &'a str,
}

impl<'a> CellIter<'a> {
    fn number(&mut self) -> u64 {
        let (mut number, mut shift, mut used) = (0u64, 0u32, 0);
        for byte in self.rest.bytes() {
            number |= u64::from(byte & 0x3f) << shift;
            shift += 6;
            used += 1;
            if byte & 0x40 == 0 {
                break;
            }
        }
        self.rest = &self.rest[used..];
        number
    }

    fn text(&mut self, length: usize) -> &'a str {
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest;
        text
    }
}

impl<'a> Iterator for CellIter<'a> {
    type Item = Cell<'a>;

    fn next(&mut self) -> Option<Cell<'a>> {
        let tag = *self.rest.as_bytes().first()?;
        self.rest = &self.rest[1..];
        Some(match tag {
            EMPTY => Cell::Empty,
            TEXT => {
                let length = self.number() as usize;
                Cell::Text(self.text(length))
            }
            WHOLE => Cell::Number(unzigzag(self.number()) as f64),
            FLOAT => Cell::Number(f64::from_bits(self.number().swap_bytes())),
            DATE => {
                let seconds = unzigzag(self.number());
                DateTime::from_timestamp(seconds, 0)
                    .map_or(Cell::Empty, |moment| Cell::Date(moment.naive_utc()))
            }
            FALSE => Cell::Bool(false),
            TRUE => Cell::Bool(true),
            ERROR => {
                let length = self.number() as usize;
                Cell::Error(self.text(length))
            }
            short => Cell::Text(self.text(usize::from(short - SHORT_TEXT))),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_row_gives_back_every_cell() {
        let long = "检查".repeat(60);
        let edge: String = "a".repeat(SHORT_TEXT_MAX);
        let moment = DateTime::from_timestamp(1_741_167_000, 0).unwrap();
        let cells = [
            Cell::Text("甲"),
            Cell::Empty,
            Cell::Text(&long),
            Cell::Text(&edge),
            Cell::Text(""),
            Cell::Number(0.0),
            Cell::Number(-0.0),
            Cell::Number(-45721.0),
            Cell::Number(0.1),
            Cell::Number(f64::INFINITY),
            Cell::Number(914_303_811_234_567_900.0),
            Cell::Number(9_007_199_254_740_993.0),
            Cell::Date(moment.naive_utc()),
            Cell::Date(DateTime::from_timestamp(-86_400, 0).unwrap().naive_utc()),
            Cell::Bool(true),
            Cell::Bool(false),
            Cell::Error("#N/A"),
            Cell::Error(""),
        ];
        let row: Cells = cells.into_iter().collect();
        assert_eq!(row.len(), cells.len());
        for (at, cell) in cells.iter().enumerate() {
            assert_eq!(row.get(at), Some(*cell), "{at}");
        }
        let Some(Cell::Number(zero)) = row.get(6) else {
            panic!("a number")
        };
        assert!(zero.is_sign_negative());
        assert_eq!(row.get(cells.len()), None);
        assert_eq!(Cells::of_packed(row.packed()), row);
    }

    #[test]
    fn a_line_is_its_cells() {
        let long = "检查".repeat(60);
        for line in ["a,,甲", ",b", "a", ",,", "", &format!(",{long},x,,")] {
            let cells = line.split(',').map(Cell::of_text);
            let mut cells: Vec<Cell> = cells.collect();
            while cells.last() == Some(&Cell::Empty) {
                cells.pop();
            }
            let blanks = cells.iter().filter(|cell| **cell == Cell::Empty).count();
            let width = cells.len();
            let row: Cells = cells.into_iter().collect();
            assert_eq!(Cells::of_line(line, b','), (row, width, blanks), "{line}");
        }
    }

    #[test]
    fn gaps_are_blanks_and_the_buffer_is_used_again() {
        let mut buffer = RowBuffer::default();
        buffer.push_at(2, Cell::Text("x"));
        assert_eq!(buffer.width(), 3);
        let row = buffer.take();
        assert_eq!(row.iter().filter(Cell::is_blank).count(), 2);
        assert!(buffer.take().is_empty());
    }
}
