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
mod tests {
    use super::*;
    use crate::model::{Cell, Limits};
    use std::io::{Cursor, Write};

    fn room() -> Room {
        Room::of(&Limits::default())
    }

    fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            let options = zip::write::SimpleFileOptions::default();
            archive.start_file(*name, options).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap().into_inner()
    }

    fn document(tables: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"o\" xmlns:table=\"t\" \
             xmlns:text=\"x\" xmlns:calcext=\"c\" xmlns:draw=\"d\"><office:body>\
             <office:spreadsheet>{tables}</office:spreadsheet></office:body>\
             </office:document-content>"
        )
    }

    fn read(tables: &str) -> Result<Page, Refusal> {
        read_ods(&packed(&[("content.xml", &document(tables))]), &room())
    }

    fn texts(sheet: &Sheet) -> Vec<Vec<String>> {
        let row = |row: &crate::model::Cells| {
            let texts = row.iter().map(|cell| cell.text().into_owned());
            texts.collect()
        };
        sheet.rows.iter().map(row).collect()
    }

    #[test]
    fn every_kind_of_value_is_read() {
        let page = read(
            r##"<table:table table:name="检查 &amp; 记录"><table:table-row>
<table:table-cell office:value-type="float" office:value="12.5"><text:p>12.50</text:p></table:table-cell>
<table:table-cell office:value-type="percentage" office:value="0.12"><text:p>12%</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2025-03-05T09:30:00"/>
<table:table-cell office:value-type="time" office:time-value="PT09H30M00S"/>
<table:table-cell office:value-type="boolean" office:boolean-value="true"/>
<table:table-cell office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
<table:table-cell table:formula="of:=[.A1]/0" office:value-type="float" office:value="0"><text:p>#DIV/0!</text:p></table:table-cell>
<table:table-cell office:value-type="novel"><text:p>未知类型</text:p></table:table-cell>
<table:table-cell table:formula="of:=[.A1]"/>
<table:table-cell office:value-type="string" office:string-value="值"><text:p>显示</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="许多"><text:p>许多</text:p></table:table-cell>
</table:table-row></table:table>"##,
        )
        .unwrap();
        let sheet = &page.sheets[0];
        assert_eq!(sheet.name, "检查 & 记录");
        let expected = [
            "12.5",
            "0.12",
            "2025-03-05 09:30:00",
            "09:30:00",
            "TRUE",
            "#DIV/0!",
            "#DIV/0!",
            "未知类型",
            "",
            "值",
            "许多",
        ];
        assert_eq!(texts(sheet), [expected]);
        assert!(matches!(sheet.rows[0].get(5), Some(Cell::Error(_))));
        assert_eq!(sheet.doubts.len(), 1);
        assert_eq!(sheet.doubts[0].column, Some(8));
    }

    #[test]
    fn text_is_joined_and_what_lies_over_it_is_not() {
        let page = read(
            r#"<table:table><table:shapes><draw:frame><text:p>图</text:p></draw:frame></table:shapes>
<table:table-row><table:table-cell><office:annotation><text:p>批注</text:p></office:annotation>
<text:p>甲<text:span>乙</text:span>
   <text:s text:c="2"/>丙<text:tab/>丁&amp;&#25098;</text:p><text:p>第二<text:a>段</text:a></text:p>
<draw:custom-shape><text:p>形状</text:p></draw:custom-shape></table:table-cell></table:table-row>
</table:table>"#,
        )
        .unwrap();
        // The line end in the XML is one blank, the two blanks of `text:s` are added to it.
        assert_eq!(texts(&page.sheets[0]), [["甲乙   丙\t丁&戊\n第二段"]]);
    }

    #[test]
    fn repeats_and_spans_stand_where_they_are_shown() {
        let page = read(
            r#"<table:table table:name="a">
<table:table-header-rows><table:table-row>
<table:table-cell table:number-columns-spanned="3" table:number-rows-spanned="2"><text:p>题</text:p></table:table-cell>
<table:covered-table-cell table:number-columns-repeated="2"><text:p>盖住</text:p></table:covered-table-cell>
<table:table-cell><text:p>右</text:p></table:table-cell>
</table:table-row></table:table-header-rows>
<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2"/>
<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"/>
<table:table-cell table:number-columns-repeated="16380"/></table:table-row>
<table:table-row table:number-rows-repeated="1048571"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
</table:table><table:table table:name="b" table:style-name="ta_extref"><table:table-row>
<table:table-cell><text:p>别的文件</text:p></table:table-cell></table:table-row></table:table>"#,
        )
        .unwrap();
        assert_eq!(page.sheets.len(), 1);
        let sheet = &page.sheets[0];
        assert_eq!(
            (
                sheet.merges.covering(1)[0].left,
                sheet.merges.covering(1)[0].right
            ),
            (0, 2)
        );
        let seven = vec!["", "", "7", "7"];
        let expected = [
            vec!["题", "盖住", "盖住", "右"],
            vec![],
            vec![],
            seven.clone(),
            seven,
        ];
        assert_eq!(texts(sheet), expected);
    }

    #[test]
    fn a_value_repeated_beyond_reason_is_refused_at_once() {
        for repeats in [
            (1_048_576, 16_384),
            (usize::MAX, 1),
            (1, usize::MAX),
            (2_000_000, 1),
        ] {
            let (rows, columns) = repeats;
            let read = read(&format!(
                r#"<table:table><table:table-row table:number-rows-repeated="{rows}">
<table:table-cell table:number-columns-repeated="{columns}" office:value-type="float" office:value="1"/>
</table:table-row></table:table>"#
            ));
            assert!(matches!(read, Err(Refusal::TooLarge(0))), "{repeats:?}");
        }
    }

    #[test]
    fn a_broken_document_keeps_the_sheets_before_the_break() {
        let whole = "<table:table table:name=\"a\"><table:table-row><table:table-cell>\
                     <text:p>x</text:p></table:table-cell></table:table-row></table:table>";
        let broken = format!(
            "{whole}<table:table table:name=\"b\"><table:table-row></table:table-rox>{whole}"
        );
        let page = read(&broken).unwrap();
        assert_eq!(page.sheets.len(), 1);
        assert_eq!(page.lost[0].0, "b");
        let text = document(whole);
        for cut in (60..text.len()).filter(|cut| text.is_char_boundary(*cut)) {
            let read = read_flat(&text.as_bytes()[..cut], &room());
            let lost = read.as_ref().is_ok_and(|page| page.lost.len() == 1);
            assert!(lost || read.is_err(), "{cut}");
        }
    }

    #[test]
    fn a_locked_document_and_a_bomb_are_told() {
        let manifest = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
        let locked = packed(&[
            ("META-INF/manifest.xml", manifest),
            ("content.xml", "\u{1}"),
        ]);
        assert_eq!(read_ods(&locked, &room()).unwrap_err(), Refusal::Encrypted);
        let bomb = packed(&[("content.xml", &" ".repeat(64 << 20))]);
        assert_eq!(read_ods(&bomb, &room()).unwrap_err(), Refusal::TooLarge(48));
    }

    #[test]
    fn entities_are_not_expanded() {
        let text = document(
            "<table:table><table:table-row><table:table-cell><text:p>&b;</text:p>\
             </table:table-cell></table:table-row></table:table>",
        );
        let text = text.replace(
            "<office:document-content",
            "<!DOCTYPE x [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>\
             <office:document-content",
        );
        let page = read_flat(text.as_bytes(), &room()).unwrap();
        assert_eq!(texts(&page.sheets[0]), [["&b;"]]);
    }

    #[test]
    fn no_changed_byte_brings_the_reader_down_or_holds_it_up() {
        let text = document(
            "<table:table table:name=\"a\"><table:table-row table:number-rows-repeated=\"2\">\
             <table:table-cell table:number-columns-repeated=\"3\" office:value-type=\"float\" \
             office:value=\"1\"><text:p>1<text:s text:c=\"2\"/>&amp;</text:p></table:table-cell>\
             <table:covered-table-cell table:number-columns-spanned=\"2\"/></table:table-row>\
             </table:table>",
        );
        let mut seed = 7u64;
        let mut next = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as usize % below
        };
        let limits = Limits {
            cells: 100_000,
            ..Limits::default()
        };
        for _ in 0..3000 {
            let mut bytes = text.clone().into_bytes();
            for _ in 0..1 + next(4) {
                let at = next(bytes.len());
                match next(3) {
                    0 => bytes[at] = b"<>/\"&9= \xff"[next(9)],
                    1 => drop(bytes.drain(at..(at + 9).min(bytes.len()))),
                    _ => bytes.insert(at, b'9'),
                }
            }
            let cells = |sheet: &Sheet| sheet.rows.iter().map(|row| row.len() as u64).sum::<u64>();
            let cells: u64 = match read_flat(&bytes, &Room::of(&limits)) {
                Ok(page) => page.sheets.iter().map(cells).sum(),
                Err(_) => 0,
            };
            assert!(cells <= limits.cells);
        }
    }
}
