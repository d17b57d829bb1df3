//! OpenDocument spreadsheets, packed (`.ods`) or as one XML file (`.fods`), by a stream of tags: a
//! million repeated empty rows cost nothing, and a broken tag ends the reading.

use super::page::{Page, Refusal};
use super::parts::{Bounded, is_over_limit, part};
use super::sheet::{Area, DoubtKind, ROWS_MAX, Sheet, text_cell};
use super::{encoding, html, stranger, value};
use crate::model::{Cell, Limits};
use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;
use std::io::BufRead;

/// Merged areas that are kept of one sheet; headers and titles need few.
const MERGES_MAX: usize = 200_000;
/// Blanks that one `text:s` may stand for.
const SPACES_MAX: usize = 32_767;
/// What a spreadsheet program shows instead of a result.
const ERRORS: [&str; 8] = [
    "#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!", "Err:",
];

pub(super) fn read_ods(bytes: &[u8], limits: &Limits) -> Result<Page, Refusal> {
    let manifest = part(bytes, "META-INF/manifest.xml", limits, |reader| {
        let mut text = String::new();
        let _ = std::io::Read::read_to_string(&mut std::io::Read::take(reader, 1 << 20), &mut text);
        text
    });
    if manifest.is_ok_and(|text| text.contains("encryption-data")) {
        return Err(Refusal::Encrypted);
    }
    part(bytes, "content.xml", limits, |reader| {
        read_content(reader, Page::new("ods", ""), limits)
    })?
}

pub(super) fn read_flat(bytes: &[u8], limits: &Limits) -> Result<Page, Refusal> {
    let decoded = encoding::decode(bytes, html::declared(bytes));
    let page = Page::new("fods", decoded.encoding);
    let reader = Bounded::new(decoded.text.as_bytes(), u64::MAX);
    read_content(reader, page, limits)
}

/// Reads all tables. What was whole before the document breaks off is kept.
fn read_content(reader: impl BufRead, page: Page, limits: &Limits) -> Result<Page, Refusal> {
    let mut reader = Reader::from_reader(reader);
    let mut content = Content {
        page,
        cells_max: limits.cells,
        ..Content::default()
    };
    let mut buffer = Vec::new();
    let end = loop {
        buffer.clear();
        let taken = match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) if content.depth > 0 => Err(damaged("its content breaks off")),
            Ok(Event::Eof) => break Ok(()),
            Ok(event) => content.take(event),
            Err(error) if is_over_limit(&error) => Err(Refusal::TooLarge(limits.inflated_mb)),
            Err(error) => Err(damaged(&error.to_string())),
        };
        if let Err(why) = taken {
            break Err(why);
        }
    };
    content.finish(end)
}

fn damaged(what: &str) -> Refusal {
    Refusal::Damaged(what.to_string())
}

/// Where the reader stands.
#[derive(Default)]
struct Content {
    page: Page,
    cells_max: u64,
    depth: usize,
    /// Depth inside an element of no interest; 0 outside.
    skipped: usize,
    is_spreadsheet: bool,
    sheet: Option<Sheet>,
    row: Row,
    cell: Option<OpenCell>,
    /// 0-based row of the next row.
    at: usize,
    placed: u64,
}

/// The cells of the open row, and how often it stands there.
#[derive(Default)]
struct Row {
    repeat: usize,
    column: usize,
    cells: Vec<Placed>,
}

struct Placed {
    column: usize,
    repeat: usize,
    cell: Cell,
    lost: bool,
    across: usize,
    down: usize,
}

#[derive(Default)]
struct OpenCell {
    covered: bool,
    repeat: usize,
    across: usize,
    down: usize,
    kind: String,
    value: Option<String>,
    is_error: bool,
    has_formula: bool,
    text: String,
    paragraphs: usize,
    in_paragraph: usize,
    /// A blank that stands if text follows it.
    blank: bool,
}

impl Content {
    fn take(&mut self, event: Event) -> Result<(), Refusal> {
        match event {
            Event::Start(tag) => {
                self.depth += 1;
                match self.skipped {
                    0 => self.open(&tag)?,
                    _ => self.skipped += 1,
                }
            }
            Event::Empty(tag) if self.skipped == 0 => {
                self.open(&tag)?;
                match self.skipped {
                    0 => self.close(tag.local_name().as_ref())?,
                    _ => self.skipped = 0,
                }
            }
            Event::End(tag) => {
                self.depth = self.depth.saturating_sub(1);
                match self.skipped {
                    0 => self.close(tag.local_name().as_ref())?,
                    _ => self.skipped -= 1,
                }
            }
            Event::Text(text) if self.skipped == 0 => self.write(&text.xml10_content()),
            Event::CData(text) if self.skipped == 0 => self.write(&text.xml10_content()),
            Event::GeneralRef(name) if self.skipped == 0 => self.write_reference(name),
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, tag: &BytesStart) -> Result<(), Refusal> {
        let full = tag.name();
        if full.as_ref().starts_with("draw:") {
            self.skipped = 1;
            return Ok(());
        }
        match tag.local_name().as_ref() {
            "annotation" | "shapes" | "forms" | "dde-links" | "tracked-changes" | "ruby-text"
            | "styles" | "automatic-styles" | "master-styles" | "scripts" => self.skipped = 1,
            "spreadsheet" => self.is_spreadsheet = true,
            "table" if self.sheet.is_some() => self.skipped = 1,
            "table" => self.open_table(tag),
            "table-row" if self.sheet.is_some() => {
                self.row = Row {
                    repeat: count(tag, "number-rows-repeated"),
                    ..Row::default()
                };
            }
            "table-cell" if self.sheet.is_some() => self.cell = Some(OpenCell::of(tag, false)),
            "covered-table-cell" if self.sheet.is_some() => {
                self.cell = Some(OpenCell::of(tag, true));
            }
            name => {
                if let Some(cell) = &mut self.cell {
                    cell.open(name, tag);
                }
            }
        }
        Ok(())
    }

    fn open_table(&mut self, tag: &BytesStart) {
        // What another file held when it was last looked at is no sheet of this one.
        if attribute(tag, "style-name").as_deref() == Some("ta_extref") {
            self.skipped = 1;
            return;
        }
        let name = attribute(tag, "name").unwrap_or_default();
        self.sheet = Some(Sheet::named(name));
        self.at = 0;
        self.placed = 0;
    }

    fn close(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "table" => {
                if let Some(sheet) = self.sheet.take() {
                    self.page.sheets.push(sheet.finish());
                }
            }
            "table-row" if self.sheet.is_some() => self.close_row()?,
            "table-cell" | "covered-table-cell" => {
                if let Some(cell) = self.cell.take() {
                    self.row.add(cell);
                }
            }
            "p" | "h" => {
                if let Some(cell) = &mut self.cell {
                    cell.in_paragraph = cell.in_paragraph.saturating_sub(1);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn close_row(&mut self) -> Result<(), Refusal> {
        let row = std::mem::take(&mut self.row);
        let repeat = row.repeat.max(1);
        let Some(sheet) = self.sheet.as_mut().filter(|_| !row.cells.is_empty()) else {
            self.at = self.at.saturating_add(repeat);
            return Ok(());
        };
        let filled = row.cells.iter().filter(|placed| placed.cell != Cell::Empty);
        let width: u64 = filled.map(|placed| placed.repeat as u64).sum();
        self.placed = self
            .placed
            .saturating_add(width.saturating_mul(repeat as u64));
        let last = self.at.saturating_add(repeat);
        if self.placed > self.cells_max || (width > 0 && last > ROWS_MAX) {
            return Err(Refusal::TooLarge(0));
        }
        for at in self.at..last.min(ROWS_MAX) {
            for placed in &row.cells {
                placed.put(sheet, at)?;
            }
            if sheet.merges.len() >= MERGES_MAX && width == 0 {
                break;
            }
        }
        self.at = last;
        Ok(())
    }

    fn write(&mut self, text: &str) {
        if let Some(cell) = &mut self.cell
            && cell.in_paragraph > 0
        {
            cell.write(text);
        }
    }

    fn write_reference(&mut self, name: BytesRef) {
        let entity = format!("&{};", &*name.into_inner());
        match quick_xml::escape::unescape(&entity) {
            Ok(text) => self.write(&text),
            Err(_) => self.write(&entity),
        }
    }

    fn finish(mut self, end: Result<(), Refusal>) -> Result<Page, Refusal> {
        match end {
            Ok(()) if self.page.sheets.is_empty() && !self.is_spreadsheet => {
                Err(Refusal::NotATable(stranger::OPEN_DOCUMENT))
            }
            Ok(()) => Ok(self.page),
            Err(why) if self.page.sheets.is_empty() => Err(why),
            Err(why) => {
                let name = self.sheet.map_or("content.xml".into(), |sheet| sheet.name);
                self.page.lost.push((name, why));
                Ok(self.page)
            }
        }
    }
}

impl Row {
    fn add(&mut self, cell: OpenCell) {
        let column = self.column;
        self.column = column.saturating_add(cell.repeat);
        if cell.covered {
            return;
        }
        let (value, lost) = cell.value();
        let spans = cell.across > 1 || cell.down > 1;
        if value != Cell::Empty || lost || spans {
            self.cells.push(Placed {
                column,
                repeat: cell.repeat,
                cell: value,
                lost,
                across: cell.across,
                down: cell.down,
            });
        }
    }
}

impl Placed {
    fn put(&self, sheet: &mut Sheet, row: usize) -> Result<(), Refusal> {
        if self.lost {
            sheet.doubt(row, Some(self.column), DoubtKind::FormulaWithoutValue);
        }
        if (self.across > 1 || self.down > 1) && sheet.merges.len() < MERGES_MAX {
            sheet.merge(Area {
                top: row,
                left: self.column,
                bottom: row.saturating_add(self.down.max(1) - 1),
                right: self.column.saturating_add(self.across.max(1) - 1),
            });
        }
        if self.cell == Cell::Empty {
            return Ok(());
        }
        for column in self.column..self.column.saturating_add(self.repeat) {
            sheet
                .put(row, column, self.cell.clone())
                .map_err(|_| Refusal::TooLarge(0))?;
        }
        Ok(())
    }
}

impl OpenCell {
    fn of(tag: &BytesStart, covered: bool) -> Self {
        let mut cell = OpenCell {
            covered,
            repeat: 1,
            ..OpenCell::default()
        };
        for attribute in tag.attributes().flatten() {
            let value = || {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                value.map(|value| value.into_owned()).unwrap_or_default()
            };
            let number = || value().trim().parse::<usize>().unwrap_or(1);
            match attribute.key.local_name().as_ref() {
                "value-type" if attribute.key.as_ref().starts_with("calcext:") => {
                    cell.is_error = value() == "error";
                }
                "value-type" => cell.kind = value(),
                "value" | "date-value" | "time-value" | "boolean-value" | "string-value" => {
                    cell.value = Some(value());
                }
                "formula" => cell.has_formula = true,
                "number-columns-repeated" => cell.repeat = number().max(1),
                "number-columns-spanned" => cell.across = number(),
                "number-rows-spanned" => cell.down = number(),
                _ => {}
            }
        }
        cell
    }

    fn open(&mut self, name: &str, tag: &BytesStart) {
        match name {
            "p" | "h" => {
                if self.in_paragraph == 0 {
                    if self.paragraphs > 0 {
                        self.text.push('\n');
                    }
                    self.paragraphs += 1;
                    self.blank = false;
                }
                self.in_paragraph += 1;
            }
            "s" if self.in_paragraph > 0 => {
                let count = count(tag, "c").min(SPACES_MAX);
                self.literal(&" ".repeat(count));
            }
            "tab" if self.in_paragraph > 0 => self.literal("\t"),
            "line-break" if self.in_paragraph > 0 => self.literal("\n"),
            _ => {}
        }
    }

    fn literal(&mut self, text: &str) {
        self.space();
        self.text.push_str(text);
    }

    /// Runs of blanks and line ends of the XML are one blank, at the ends of a paragraph none.
    fn write(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                ' ' | '\t' | '\n' | '\r' => self.blank = true,
                c => {
                    self.space();
                    self.text.push(c);
                }
            }
        }
    }

    fn space(&mut self) {
        if std::mem::take(&mut self.blank) && !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push(' ');
        }
    }

    /// What the cell holds, and whether it is a formula whose result was not saved.
    fn value(&self) -> (Cell, bool) {
        let shown = || text_cell(&self.text);
        let value = self.value.as_deref();
        if self.is_error || (self.has_formula && is_error_text(&self.text)) {
            let text = match self.text.is_empty() {
                true => "#N/A",
                false => &self.text,
            };
            return (Cell::Error(text.into()), false);
        }
        let cell = match (self.kind.as_str(), value) {
            ("float" | "currency" | "percentage", Some(number)) => {
                match number.trim().parse::<f64>() {
                    Ok(number) if number.is_finite() => Cell::Number(number),
                    _ => shown(),
                }
            }
            ("date", Some(date)) => date_cell(date, &self.text),
            ("time", Some(time)) => match value::duration_text(time) {
                Some(clock) => text_cell(&clock),
                None => shown(),
            },
            ("boolean", Some(truth)) => Cell::Bool(matches!(truth.trim(), "true" | "1")),
            ("string", Some(text)) => text_cell(text),
            _ => shown(),
        };
        let lost = self.has_formula && cell == Cell::Empty && self.kind.is_empty();
        (cell, lost)
    }
}

fn is_error_text(text: &str) -> bool {
    ERRORS.iter().any(|error| text.starts_with(error))
}

/// A date; a time of day, which is written as a moment of the epoch's first day, as its text.
fn date_cell(date: &str, shown: &str) -> Cell {
    match value::iso_cell(date) {
        Cell::Date(moment) if date.starts_with("1899-12-3") && date.contains('T') => {
            Cell::Text(moment.format("%H:%M:%S").to_string().into())
        }
        Cell::Date(moment) => Cell::Date(moment),
        other if shown.is_empty() => other,
        _ => text_cell(shown),
    }
}

fn attribute(tag: &BytesStart, name: &str) -> Option<String> {
    tag.attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .and_then(|attribute| {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            value.ok().map(|value| value.into_owned())
        })
}

/// A count that an element states; one where it states none.
fn count(tag: &BytesStart, name: &str) -> usize {
    let stated = attribute(tag, name).and_then(|text| text.trim().parse().ok());
    stated.unwrap_or(1).max(1)
}
