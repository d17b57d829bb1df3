//! XML Spreadsheet 2003, which many systems write under the name `.xls`.

use super::page::{Page, Refusal};
use super::room::Room;
use super::sheet::{Area, DoubtKind, Sheet};
use super::xml::{attribute, number, push_reference};
use super::{encoding, html, value};
use crate::model::Cell;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Where the reader stands in a sheet.
#[derive(Default)]
struct Cursor {
    /// 0-based row and column of the next cell.
    row: usize,
    column: usize,
    /// The open cell's kind of data, its text so far, and how far it reaches.
    kind: String,
    text: String,
    across: usize,
    down: usize,
    in_data: bool,
    /// Inside a comment, which has data of its own.
    in_comment: bool,
    /// The open cell has a formula.
    computed: bool,
    /// Rows that the open `<Row ss:Span>` stands for.
    span: usize,
}

pub(super) fn read_spreadsheet_xml(bytes: &[u8], room: &Room) -> Result<Page, Refusal> {
    let decoded = encoding::decode(bytes, html::declared(bytes));
    let damaged = |error: &dyn std::fmt::Display| Refusal::Damaged(error.to_string());
    let mut reader = Reader::from_str(&decoded.text);
    reader.config_mut().check_end_names = false;
    let mut page = Page::new("xml", decoded.encoding);
    let mut at = Cursor::default();
    loop {
        match reader.read_event().map_err(|error| damaged(&error))? {
            Event::Eof => break,
            Event::Start(tag) => open(&tag, &mut page, &mut at, room),
            Event::Empty(tag) => {
                open(&tag, &mut page, &mut at, room);
                close(tag.local_name().as_ref(), &mut page, &mut at)?;
            }
            Event::End(tag) => close(tag.local_name().as_ref(), &mut page, &mut at)?,
            Event::Text(text) if at.in_data => at.text.push_str(&text.xml10_content()),
            Event::CData(text) if at.in_data => at.text.push_str(&text.xml10_content()),
            Event::GeneralRef(name) if at.in_data => push_reference(&mut at.text, &name),
            _ => {}
        }
    }
    page.sheets = std::mem::take(&mut page.sheets)
        .into_iter()
        .map(Sheet::finish)
        .collect();
    Ok(page)
}

fn open(tag: &BytesStart, page: &mut Page, at: &mut Cursor, room: &Room) {
    match tag.local_name().as_ref() {
        "Worksheet" => {
            let name = attribute(tag, "Name").unwrap_or_default();
            page.sheets.push(Sheet::named(name).within(room));
            *at = Cursor::default();
        }
        "Row" => {
            if let Some(index) = number(tag, "Index") {
                at.row = index.saturating_sub(1);
            }
            at.span = number(tag, "Span").unwrap_or(0);
            at.column = 0;
        }
        "Cell" => {
            if let Some(index) = number(tag, "Index") {
                at.column = index.saturating_sub(1);
            }
            at.across = number(tag, "MergeAcross").unwrap_or(0);
            at.down = number(tag, "MergeDown").unwrap_or(0);
            at.computed = attribute(tag, "Formula").is_some();
            at.text.clear();
            at.kind.clear();
        }
        "Comment" => at.in_comment = true,
        "Data" if !at.in_comment => {
            at.in_data = true;
            at.kind = attribute(tag, "Type").unwrap_or_default();
        }
        _ => {}
    }
}

fn close(name: &str, page: &mut Page, at: &mut Cursor) -> Result<(), Refusal> {
    let Some(sheet) = page.sheets.last_mut() else {
        return Ok(());
    };
    match name {
        "Data" => at.in_data = false,
        "Comment" => at.in_comment = false,
        "Cell" => {
            if at.computed && at.kind.is_empty() {
                sheet.doubt(at.row, Some(at.column), DoubtKind::FormulaWithoutValue);
            }
            let mut clock = String::new();
            let cell = cell_of(&at.kind, &at.text, &mut clock);
            sheet
                .put(at.row, at.column, cell)
                .map_err(|_| Refusal::TooLarge(0))?;
            if at.across + at.down > 0 {
                sheet.merge(Area {
                    top: at.row,
                    left: at.column,
                    bottom: at.row.saturating_add(at.down),
                    right: at.column.saturating_add(at.across),
                });
            }
            at.column = at.column.saturating_add(at.across).saturating_add(1);
        }
        "Row" => at.row = at.row.saturating_add(at.span).saturating_add(1),
        _ => {}
    }
    Ok(())
}

fn cell_of<'a>(kind: &str, text: &'a str, clock: &'a mut String) -> Cell<'a> {
    match kind {
        "Number" => match text.trim().parse::<f64>() {
            Ok(number) => Cell::Number(number),
            Err(_) => Cell::of_text(text),
        },
        "DateTime" => match value::iso_cell(text) {
            // A time of day is written as a moment of the first day.
            Cell::Date(moment) if text.starts_with("1899-12-31") => {
                *clock = moment.format("%H:%M:%S").to_string();
                Cell::Text(clock)
            }
            cell => cell,
        },
        "Boolean" => Cell::Bool(text.trim() == "1"),
        "Error" => Cell::Error(text),
        _ => Cell::of_text(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_merges_and_types_are_honoured() {
        let xml = r#"<?xml version="1.0" encoding="GBK"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Worksheet ss:Name="检查 &amp; 记录"><Table>
<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">标题</Data></Cell></Row>
<Row ss:Index="4"><Cell><Data ss:Type="String">甲<![CDATA[ <乙>]]> &amp; &#20250;</Data></Cell>
<Cell ss:Index="3"><Data ss:Type="DateTime">2025-03-05T09:30:00.000</Data></Cell></Row>
<Row><Cell><Data ss:Type="Number">12.50</Data></Cell><Cell/>
<Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
</Table></Worksheet></Workbook>"#;
        let (bytes, _, _) = encoding_rs::GBK.encode(xml);
        let page = read_spreadsheet_xml(&bytes, &Room::of(&Default::default())).unwrap();
        let sheet = &page.sheets[0];
        assert_eq!(sheet.name, "检查 & 记录");
        assert_eq!(sheet.rows.len(), 5);
        assert_eq!(sheet.rows[3].get(0).unwrap().text(), "甲 <乙> & 会");
        assert_eq!(sheet.rows[3].get(2).unwrap().text(), "2025-03-05 09:30:00");
        assert_eq!(sheet.rows[4].get(0).unwrap(), Cell::Number(12.5));
        assert_eq!(sheet.rows[4].get(2).unwrap(), Cell::Bool(true));
        assert_eq!(sheet.merges.covering(0)[0].right, 2);
    }
}
