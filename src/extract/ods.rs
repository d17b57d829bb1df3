//! OpenDocument spreadsheets, packed (`.ods`) or as one XML file (`.fods`), by a stream of tags: a
//! million repeated empty rows cost nothing, and a broken tag ends the reading.

use super::ods_cell::{Held, OpenCell, count};
use super::page::{Page, Refusal};
use super::parts::{Bounded, is_over_limit, part};
use super::room::Room;
use super::sheet::{Area, DoubtKind, ROWS_MAX, Sheet};
use super::xml::{attribute, push_reference};
use super::{encoding, html, stranger};
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;
use std::io::BufRead;

pub(super) fn read_ods(bytes: &[u8], room: &Room) -> Result<Page, Refusal> {
    let manifest = part(bytes, "META-INF/manifest.xml", room.limits(), |reader| {
        let mut text = String::new();
        let _ = std::io::Read::read_to_string(&mut std::io::Read::take(reader, 1 << 20), &mut text);
        text
    });
    if manifest.is_ok_and(|text| text.contains("encryption-data")) {
        return Err(Refusal::Encrypted);
    }
    part(bytes, "content.xml", room.limits(), |reader| {
        read_content(reader, Page::new("ods", ""), room)
    })?
}

pub(super) fn read_flat(bytes: &[u8], room: &Room) -> Result<Page, Refusal> {
    let decoded = encoding::decode(bytes, html::declared(bytes));
    let page = Page::new("ods", decoded.encoding);
    let reader = Bounded::new(decoded.text.as_bytes(), u64::MAX);
    read_content(reader, page, room)
}

/// Reads all tables. What was whole before the document breaks off is kept.
fn read_content(reader: impl BufRead, page: Page, room: &Room) -> Result<Page, Refusal> {
    let mut reader = Reader::from_reader(reader);
    let mut content = Content::within(room, page);
    let mut buffer = Vec::new();
    let end = loop {
        buffer.clear();
        let taken = match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) if content.depth > 0 => Err(damaged("its content breaks off")),
            Ok(Event::Eof) => break Ok(()),
            Ok(event) => content.take(event),
            Err(error) if is_over_limit(&error) => {
                Err(Refusal::TooLarge(room.limits().inflated_mb))
            }
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
struct Content<'r> {
    room: &'r Room,
    page: Page,
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
    held: Held,
    lost: bool,
    across: usize,
    down: usize,
}

impl<'r> Content<'r> {
    fn within(room: &'r Room, page: Page) -> Self {
        Content {
            room,
            page,
            depth: 0,
            skipped: 0,
            is_spreadsheet: false,
            sheet: None,
            row: Row::default(),
            cell: None,
            at: 0,
            placed: 0,
        }
    }

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
            Event::GeneralRef(name) if self.skipped == 0 => self.write_reference(&name),
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
            // What a merged area covers is hidden and stands in the file all the same.
            "table-cell" | "covered-table-cell" if self.sheet.is_some() => {
                self.cell = Some(OpenCell::of(tag));
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
        self.sheet = Some(Sheet::named(name).within(self.room));
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
        let is_filled = |placed: &Placed| placed.held != Held::Empty;
        let last = self.at.saturating_add(repeat);
        if !row.cells.iter().any(is_filled) {
            // Nothing to see: what is said of its cells is said once.
            for placed in row.cells.iter().filter(|_| self.at < ROWS_MAX) {
                placed.put(sheet, self.at)?;
            }
            self.at = last;
            return Ok(());
        }
        let copies = |placed: &Placed| if is_filled(placed) { placed.repeat } else { 1 } as u64;
        let width: u64 = row.cells.iter().map(copies).fold(0, u64::saturating_add);
        self.placed = self
            .placed
            .saturating_add(width.saturating_mul(repeat as u64));
        if self.placed > self.room.limits().cells || last > ROWS_MAX {
            return Err(Refusal::TooLarge(0));
        }
        for at in self.at..last {
            for placed in &row.cells {
                placed.put(sheet, at)?;
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

    fn write_reference(&mut self, name: &BytesRef) {
        let mut text = String::new();
        push_reference(&mut text, name);
        self.write(&text);
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
        let (held, lost) = cell.held();
        let spans = cell.across > 1 || cell.down > 1;
        if held != Held::Empty || lost || spans {
            self.cells.push(Placed {
                column,
                repeat: cell.repeat,
                held,
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
        if self.across > 1 || self.down > 1 {
            sheet.merge(Area {
                top: row,
                left: self.column,
                bottom: row.saturating_add(self.down.max(1) - 1),
                right: self.column.saturating_add(self.across.max(1) - 1),
            });
        }
        if self.held == Held::Empty {
            return Ok(());
        }
        for column in self.column..self.column.saturating_add(self.repeat) {
            sheet
                .put(row, column, self.held.cell())
                .map_err(|_| Refusal::TooLarge(0))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
