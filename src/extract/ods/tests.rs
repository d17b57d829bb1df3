//! Content of OpenDocument sheets as the reader takes it.

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
    let broken =
        format!("{whole}<table:table table:name=\"b\"><table:table-row></table:table-rox>{whole}");
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
