//! Tables of a Word document: plans and lists that were published and never exported. Only tables
//! whose headers say what they list are taken; a document without one is a document.
//!
//! The lines above a table are its first rows, and what was deleted under tracking is left out.

use super::label::is_header_word;
use super::page::{Page, Refusal};
use super::parts::{is_over_limit, part};
use super::room::Room;
use super::sheet::{Area, COLUMNS_MAX, Overflow, Sheet};
use super::stranger;
use super::written::is_skipped;
use super::xml::{attribute, number, push_reference};
use crate::ground::fold::fold_key;
use crate::model::Cell;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::BTreeMap;
use std::io::BufRead;

/// Lines above a table that can be its title, and how long such a line is at most.
const TITLES_MAX: usize = 4;
const TITLE_CHARS_MAX: usize = 60;
/// Rows in which a header stands.
const HEADER_WITHIN: usize = 6;
/// A list has a header and rows below it.
const ROWS_MIN: usize = 2;
const HEADER_CHARS_MAX: usize = 20;
const HEADERS_MIN: usize = 3;
/// Words of headers that name whom or what a list lists, or the day of it.
const LISTED: [&str; 19] = [
    "企业",
    "单位",
    "对象",
    "主体",
    "名称",
    "当事人",
    "相对人",
    "申请人",
    "原告",
    "姓名",
    "事项",
    "信用代码",
    "文号",
    "案号",
    "案由",
    "编号",
    "标题",
    "日期",
    "时间",
];

pub(super) fn read_docx(bytes: &[u8], room: &Room) -> Result<Page, Refusal> {
    if !bytes.starts_with(b"PK") {
        return Err(Refusal::NotATable(stranger::WORD));
    }
    let read = part(bytes, "word/document.xml", room.limits(), |reader| {
        read_document(reader, room)
    });
    let mut page = read.map_err(|why| match why {
        // A document that is kept otherwise, if it is one.
        Refusal::Damaged(_) => Refusal::NotATable(stranger::WORD),
        why => why,
    })??;
    page.sheets.retain(is_list);
    match page.sheets.len() {
        0 => return Err(Refusal::NotATable(stranger::WORD)),
        1 => page.sheets[0].name.clear(),
        _ => {}
    }
    Ok(page)
}

/// Whether the first rows hold a header that says what is listed.
fn is_list(sheet: &Sheet) -> bool {
    let mut rows = sheet.rows.iter().take(TITLES_MAX + HEADER_WITHIN);
    sheet.width >= HEADERS_MIN
        && rows.any(|row| {
            let texts = row.iter().map(|cell| fold_key(&cell.text()));
            let short = texts.filter(|text| text.chars().count() <= HEADER_CHARS_MAX);
            let names = |text: &String| LISTED.iter().any(|word| text.contains(word));
            let (named, others): (Vec<String>, Vec<String>) = short.partition(names);
            let known = others.iter().filter(|text| is_header_word(text)).count();
            !named.is_empty() && named.len() + known >= HEADERS_MIN
        })
}

fn read_document(reader: impl BufRead, room: &Room) -> Result<Page, Refusal> {
    let mut reader = Reader::from_reader(reader);
    let mut document = Document::within(room);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return Ok(document.page),
            Ok(event) => document.take(event).map_err(|_| Refusal::TooLarge(0))?,
            Err(error) if is_over_limit(&error) => {
                return Err(Refusal::TooLarge(room.limits().inflated_mb));
            }
            Err(error) => return Err(Refusal::Damaged(error.to_string())),
        }
    }
}

/// Where the reader stands.
struct Document<'r> {
    room: &'r Room,
    page: Page,
    /// Elements around the place whose content is not the text.
    skipped: u32,
    in_text: bool,
    text: String,
    /// Lines since the last table, the last ones.
    lines: Vec<String>,
    tables: usize,
    /// Tables around the place; those inside a cell are its text.
    depth: usize,
    table: Table,
}

/// The table being read.
#[derive(Default)]
struct Table {
    sheet: Sheet,
    row: usize,
    rows: usize,
    column: usize,
    span: usize,
    merge: Merge,
    cell: String,
    /// Areas that may go on below, by their first column.
    areas: BTreeMap<usize, Area>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Merge {
    #[default]
    Alone,
    Begins,
    GoesOn,
}

impl<'r> Document<'r> {
    fn within(room: &'r Room) -> Self {
        Document {
            room,
            page: Page::new("docx", "UTF-8"),
            skipped: 0,
            in_text: false,
            text: String::new(),
            lines: Vec::new(),
            tables: 0,
            depth: 0,
            table: Table::default(),
        }
    }

    fn take(&mut self, event: Event<'_>) -> Result<(), Overflow> {
        match event {
            Event::Start(tag) => return self.open(&tag),
            Event::Empty(tag) if self.skipped == 0 => self.single(&tag),
            Event::End(tag) => return self.close(tag.local_name().as_ref()),
            Event::Text(text) if self.in_text && self.skipped == 0 => {
                self.text.push_str(&text.xml10_content());
            }
            Event::GeneralRef(reference) if self.in_text && self.skipped == 0 => {
                push_reference(&mut self.text, &reference);
            }
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, tag: &BytesStart<'_>) -> Result<(), Overflow> {
        let name = tag.local_name();
        let name = name.as_ref();
        if self.skipped > 0 || is_skipped(name) {
            self.skipped += 1;
            return Ok(());
        }
        match (name, self.depth) {
            ("t", _) => self.in_text = true,
            ("tbl", 0) => {
                self.end_paragraph();
                self.depth = 1;
                self.begin_table()?;
            }
            ("tbl", _) => self.depth += 1,
            ("tr", 1) => self.table.column = 0,
            ("tc", 1) => {
                self.table.cell.clear();
                (self.table.span, self.table.merge) = (1, Merge::Alone);
            }
            _ => self.single(tag),
        }
        Ok(())
    }

    fn single(&mut self, tag: &BytesStart<'_>) {
        match (tag.local_name().as_ref(), self.depth) {
            ("gridBefore", 1) => self.table.column = number(tag, "val").unwrap_or(0),
            ("gridSpan", 1) => self.table.span = number(tag, "val").unwrap_or(1).max(1),
            ("vMerge", 1) => {
                self.table.merge = match attribute(tag, "val").as_deref() {
                    Some("restart") => Merge::Begins,
                    _ => Merge::GoesOn,
                }
            }
            ("tab", _) => self.text.push(' '),
            ("br" | "cr", _) => self.text.push('\n'),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) -> Result<(), Overflow> {
        if self.skipped > 0 {
            self.skipped -= 1;
            return Ok(());
        }
        match (name, self.depth) {
            ("t", _) => self.in_text = false,
            ("p", _) => self.end_paragraph(),
            ("tc", 1) => self.table.end_cell()?,
            ("tr", 1) => {
                self.table.row += 1;
                self.table.rows += 1;
            }
            ("tbl", 1) => {
                self.depth = 0;
                self.end_table();
            }
            ("tbl", depth) => self.depth = depth.saturating_sub(1),
            _ => {}
        }
        Ok(())
    }

    fn end_paragraph(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if self.depth > 0 {
            let cell = &mut self.table.cell;
            if !cell.is_empty() {
                cell.push('\n');
            }
            cell.push_str(text);
            return;
        }
        self.lines.push(text.to_string());
        if self.lines.len() > TITLES_MAX {
            self.lines.remove(0);
        }
    }

    fn begin_table(&mut self) -> Result<(), Overflow> {
        self.tables += 1;
        let name = format!("table {}", self.tables);
        let mut table = Table {
            sheet: Sheet::named(name).within(self.room),
            ..Table::default()
        };
        let lines = std::mem::take(&mut self.lines);
        let titles = lines
            .iter()
            .filter(|line| line.chars().count() <= TITLE_CHARS_MAX);
        for line in titles {
            table.sheet.put(table.row, 0, Cell::of_text(line))?;
            table.row += 1;
        }
        self.table = table;
        Ok(())
    }

    fn end_table(&mut self) {
        let mut table = std::mem::take(&mut self.table);
        for area in std::mem::take(&mut table.areas).into_values() {
            table.end_area(area);
        }
        if table.rows >= ROWS_MIN {
            self.page.sheets.push(table.sheet.finish());
        }
    }
}

impl Table {
    fn end_cell(&mut self) -> Result<(), Overflow> {
        let (row, left) = (self.row, self.column);
        if left >= COLUMNS_MAX {
            return Err(Overflow);
        }
        let right = left.saturating_add(self.span - 1).min(COLUMNS_MAX - 1);
        self.column = right + 1;
        if self.merge == Merge::GoesOn
            && let Some(area) = self.areas.get_mut(&left)
            && area.bottom + 1 == row
        {
            area.bottom = row;
            return self.sheet.reach(row, right + 1);
        }
        if let Some(area) = self.areas.remove(&left) {
            self.end_area(area);
        }
        self.sheet.put(row, left, Cell::of_text(&self.cell))?;
        self.sheet.reach(row, right + 1)?;
        let area = Area {
            top: row,
            left,
            bottom: row,
            right,
        };
        match self.merge {
            Merge::Begins => {
                self.areas.insert(left, area);
            }
            _ => self.end_area(area),
        }
        Ok(())
    }

    fn end_area(&mut self, area: Area) {
        if area.bottom > area.top || area.right > area.left {
            self.sheet.merge(area);
        }
    }
}
