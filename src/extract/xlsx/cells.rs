//! A sheet's cells, row by row, and its merged areas, in one pass.

use super::plain::plain_cell;
use super::strings::{TextRun, is_layout_blank, unescape_tail};
use super::styles::DateKind;
use super::{Book, Shared, Take};
use crate::extract::page::Refusal;
use crate::extract::sheet::{Area, COLUMNS_MAX, DoubtKind, ROWS_MAX, Sheet};
use crate::extract::value;
use crate::extract::xml::{attribute, push_reference};
use crate::model::Cell;
use calamine::ExcelDateTime;
use quick_xml::events::{BytesStart, Event};

/// How a cell's value is written.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Kind {
    #[default]
    Number,
    /// The number of a shared text.
    Shared,
    /// The result of a formula that gives text.
    Text,
    Inline,
    Bool,
    Error,
    IsoDate,
}

impl Kind {
    fn named(word: &str) -> Kind {
        match word {
            "s" => Kind::Shared,
            "str" => Kind::Text,
            "inlineStr" => Kind::Inline,
            "b" => Kind::Bool,
            "e" => Kind::Error,
            "d" => Kind::IsoDate,
            _ => Kind::Number,
        }
    }
}

/// The open cell.
#[derive(Debug, Default)]
struct OpenCell {
    row: usize,
    column: usize,
    kind: Kind,
    style: usize,
    has_formula: bool,
    has_value: bool,
    text: String,
}

/// Where the reader stands.
struct Cursor<'s> {
    shared: &'s Shared,
    sheet: Sheet,
    /// 0-based row of the open row and column of the next cell without a position of its own.
    row: usize,
    next_row: usize,
    column: usize,
    cell: OpenCell,
    in_value: bool,
    in_inline: bool,
    run: TextRun,
    clock: String,
    begun: bool,
}

/// Reads one sheet. A part that is missing is damage: the workbook says that it is there.
pub fn read_sheet(
    book: &Book<'_>,
    part: &str,
    name: &str,
    shared: &Shared,
) -> Result<Sheet, Refusal> {
    let mut at = Cursor {
        shared,
        sheet: Sheet::named(name).within(&book.room),
        row: 0,
        next_row: 0,
        column: 0,
        cell: OpenCell::default(),
        in_value: false,
        in_inline: false,
        run: TextRun::default(),
        clock: String::new(),
        begun: false,
    };
    book.try_events(part, &mut at)?;
    match at.begun {
        true => Ok(at.sheet.finish()),
        false => Err(Refusal::Damaged(format!("its part {part} is missing"))),
    }
}

impl Take for Cursor<'_> {
    const MAY_BE_PLAIN: bool = true;

    /// Plain cells one after the other, between the elements that only XML can tell.
    fn take_plain(&mut self, text: &str) -> Result<usize, Refusal> {
        let mut used = 0;
        if self.in_inline || self.in_value {
            return Ok(used);
        }
        while let Some(cell) = plain_cell(&text[used..]) {
            self.begin_cell();
            self.place_cell(cell.place);
            self.style_cell(cell.style);
            self.cell.kind = Kind::named(cell.kind);
            self.column = self.cell.column + 1;
            if let Some(value) = cell.value {
                let blank = |c: char| cell.is_loose && is_layout_blank(c);
                self.cell.text.push_str(value.trim_matches(blank));
                self.cell.has_value = true;
            }
            self.close_cell()?;
            used += cell.length;
        }
        Ok(used)
    }

    fn take(&mut self, event: Event<'_>) -> Result<(), Refusal> {
        self.begun = true;
        if self.in_inline {
            return self.take_inline(event);
        }
        match event {
            Event::Start(tag) => self.open(&tag),
            Event::Empty(tag) => {
                self.open(&tag)?;
                self.close(tag.local_name().as_ref())
            }
            Event::End(tag) => self.close(tag.local_name().as_ref()),
            Event::Text(text) if self.in_value => {
                self.cell.text.push_str(&text.xml10_content());
                Ok(())
            }
            Event::CData(text) if self.in_value => {
                self.cell.text.push_str(&text.xml10_content());
                Ok(())
            }
            Event::GeneralRef(name) if self.in_value => {
                push_reference(&mut self.cell.text, &name);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

impl Cursor<'_> {
    fn take_inline(&mut self, event: Event<'_>) -> Result<(), Refusal> {
        if let Event::End(tag) = &event
            && tag.local_name().as_ref() == "is"
        {
            self.in_inline = false;
            return Ok(());
        }
        self.run.take(event, &mut self.cell.text);
        Ok(())
    }

    fn open(&mut self, tag: &BytesStart) -> Result<(), Refusal> {
        match tag.local_name().as_ref() {
            "c" => self.open_cell(tag),
            // Beside an inline text, some writers leave a value that programs pass over.
            "v" if !(self.cell.kind == Kind::Inline && self.cell.has_value) => {
                self.in_value = true;
                self.cell.has_value = true;
            }
            "f" => self.cell.has_formula = true,
            "is" => {
                self.in_inline = true;
                self.cell.has_value = true;
                self.cell.text.clear();
                self.run = TextRun::default();
            }
            "row" => {
                let said = attribute(tag, "r").and_then(|r| r.trim().parse::<usize>().ok());
                self.row = said.map_or(self.next_row, |row| row.saturating_sub(1));
                self.next_row = self.row.saturating_add(1);
                self.column = 0;
            }
            "mergeCell" => {
                let area = attribute(tag, "ref").and_then(|text| area_of(&text));
                if let Some(area) = area {
                    self.sheet.merge(area);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn open_cell(&mut self, tag: &BytesStart) {
        self.begin_cell();
        for attribute in tag.attributes().with_checks(false).flatten() {
            match attribute.key.as_ref() {
                "r" => self.place_cell(&attribute.value),
                "s" => self.style_cell(&attribute.value),
                "t" => self.cell.kind = Kind::named(&attribute.value),
                _ => {}
            }
        }
        self.column = self.cell.column + 1;
    }

    fn begin_cell(&mut self) {
        let cell = &mut self.cell;
        cell.row = self.row;
        cell.column = self.column;
        cell.kind = Kind::Number;
        cell.style = usize::MAX;
        cell.has_formula = false;
        cell.has_value = false;
        cell.text.clear();
    }

    fn place_cell(&mut self, said: &str) {
        if let Some((row, column)) = position(said) {
            (self.cell.row, self.cell.column) = (row, column);
        }
    }

    fn style_cell(&mut self, said: &str) {
        self.cell.style = said.parse().unwrap_or(usize::MAX);
    }

    fn close(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "v" => self.in_value = false,
            "c" => return self.close_cell(),
            _ => {}
        }
        Ok(())
    }

    fn close_cell(&mut self) -> Result<(), Refusal> {
        self.in_value = false;
        let cell = &mut self.cell;
        let (row, column) = (cell.row, cell.column);
        if !cell.has_value || cell.text.is_empty() && cell.kind == Kind::Number {
            if cell.has_formula && row < ROWS_MAX && column < COLUMNS_MAX {
                let lost = DoubtKind::FormulaWithoutValue;
                self.sheet.doubt(row, Some(column), lost);
            }
            return Ok(());
        }
        if matches!(cell.kind, Kind::Text | Kind::Inline) {
            unescape_tail(&mut cell.text, 0);
        }
        let value = match cell.kind {
            Kind::Number => {
                let style = self.shared.styles.get(cell.style).copied().flatten();
                number_cell(&cell.text, style, self.shared.is_1904, &mut self.clock)
            }
            Kind::Shared => match shared_text(self.shared, &cell.text) {
                Some(text) => Cell::of_text(text),
                None => {
                    self.sheet.doubt(row, Some(column), DoubtKind::LostText);
                    return Ok(());
                }
            },
            Kind::Text | Kind::Inline => Cell::of_text(&cell.text),
            Kind::Bool => Cell::Bool(matches!(cell.text.trim(), "1" | "true")),
            Kind::Error => Cell::Error(&cell.text),
            Kind::IsoDate => value::iso_cell(&cell.text),
        };
        self.sheet
            .put(row, column, value)
            .map_err(|_| Refusal::TooLarge(0))
    }
}

fn shared_text<'s>(shared: &'s Shared, index: &str) -> Option<&'s str> {
    shared.texts.get(index.trim().parse().ok()?)
}

/// A number, or what its format makes of it; what is no number stays the text that it is.
fn number_cell<'a>(
    text: &'a str,
    style: DateKind,
    is_1904: bool,
    clock: &'a mut String,
) -> Cell<'a> {
    match (text.trim().parse::<f64>(), style) {
        (Ok(number), None) => Cell::Number(number),
        (Ok(number), Some(kind)) => {
            value::serial_cell(&ExcelDateTime::new(number, kind, is_1904), clock)
        }
        (Err(_), _) => Cell::of_text(text),
    }
}

/// `AB12` as 0-based row and column.
fn position(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let letters = bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let digits = &bytes[letters..];
    if letters == 0 || letters > 4 || digits.is_empty() || digits.len() > 9 {
        return None;
    }
    let letter = |total: usize, b: &u8| total * 26 + usize::from(b.to_ascii_uppercase() - b'A') + 1;
    let column = bytes[..letters].iter().fold(0, letter);
    let mut row = 0;
    for digit in digits {
        row = row * 10 + usize::from(digit.checked_sub(b'0').filter(|d| *d < 10)?);
    }
    Some((row.checked_sub(1)?, column - 1))
}

/// `A1:C2`, or a single cell.
fn area_of(text: &str) -> Option<Area> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let ((top, left), (bottom, right)) = (position(first)?, position(last)?);
    Some(Area {
        top,
        left,
        bottom,
        right,
    })
}
