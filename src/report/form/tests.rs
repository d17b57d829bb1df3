//! Forms as people make them: filled, and otherwise as they were.

use super::*;
use crate::model::Figure;
use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{Color, Format, FormatAlign, Formula, Workbook, XlsxError};
use std::io::{Cursor, Read};
use zip::ZipArchive;

fn metrics() -> Metrics {
    let mut metrics = Metrics::default();
    for (key, figure) in [
        ("inspections.total", Figure::Count(377)),
        ("codes.total", Figure::Count(252)),
        ("coverage.rate", Figure::Ratio(0.668435)),
        ("fines.total_fen", Figure::Count(133_400_000)),
        ("hazards.total", Figure::Absent),
    ] {
        metrics.set(key, figure);
    }
    metrics
}

fn form() -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let bold = Format::new().set_bold().set_font_color(Color::Red);
    let centred = Format::new()
        .set_align(FormatAlign::Center)
        .set_font_size(16);
    let percent = Format::new()
        .set_num_format("0.0%")
        .set_background_color(Color::Yellow);
    let sheet = book.add_worksheet().set_name("统计表")?;
    sheet.merge_range(
        0,
        0,
        0,
        3,
        "行政检查统计(共{{ inspections.total }}次)",
        &centred,
    )?;
    sheet.set_column_width(1, 23.5)?;
    sheet.write_with_format(1, 0, "检查次数", &bold)?;
    sheet.write_with_format(1, 1, "{{inspections.total}}", &bold)?;
    sheet.write_with_format(2, 1, " {{ coverage.rate }} ", &percent)?;
    sheet.write(3, 1, "{{fines.total_fen|wan}}")?;
    sheet.write_with_format(4, 1, "{{hazards.total}}", &bold)?;
    let split = [
        (&bold, "有码{{codes."),
        (&centred, "total}}次,占{{coverage.rate}}"),
    ];
    sheet.write_rich_string(5, 1, &split)?;
    sheet.write_formula(6, 1, Formula::new("=B2*2").set_result("754000"))?;
    sheet.write(7, 1, "<&> {{codes.total}}")?;
    sheet.set_footer("&C第 &P 页 {{codes.total}}");
    book.add_worksheet()
        .set_name("说明")?
        .write(0, 0, "无占位符")?;
    book.save_to_buffer()
}

fn filled(form: &[u8], blank: Blank) -> Result<(Vec<u8>, Vec<Filled>), Fault> {
    let mut out = Cursor::new(Vec::new());
    let filled = fill(form, "form.xlsx", &metrics(), blank, &mut out)?;
    Ok((out.into_inner(), filled))
}

fn part(file: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(file)).unwrap();
    let mut text = String::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

#[test]
fn a_form_is_filled_and_otherwise_as_it_was() {
    let form = form().unwrap();
    let (made, places) = filled(&form, Blank::Empty).unwrap();
    let mut book = Xlsx::new(Cursor::new(made.as_slice())).unwrap();
    let cells = book.worksheet_range("统计表").unwrap();
    let cell = |row, column| {
        cells
            .get_value((row, column))
            .cloned()
            .unwrap_or(Data::Empty)
    };
    assert_eq!(cell(0, 0), Data::String("行政检查统计(共377次)".into()));
    assert_eq!(cell(1, 1), Data::Float(377.0));
    assert_eq!(cell(2, 1), Data::Float(0.668435));
    assert_eq!(cell(3, 1), Data::Float(133.4));
    assert_eq!(cell(4, 1), Data::Empty);
    assert_eq!(cell(5, 1), Data::String("有码252次,占66.8%".into()));
    assert_eq!(cell(7, 1), Data::String("<&> 252".into()));
    let sheet = part(&made, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("第 &amp;P 页 252"), "the footer too");
    assert!(
        sheet.contains("<f>B2*2</f></c>"),
        "what was computed before is dropped"
    );
    assert!(part(&made, "xl/workbook.xml").contains("fullCalcOnLoad=\"1\""));
    assert_eq!(places.len(), 9);
    let first = &places[1];
    assert_eq!((first.cell.as_str(), first.shown.as_str()), ("B2", "377"));
    // Formats, widths and merges: the same styles part, the same style of each cell.
    for name in [
        "xl/styles.xml",
        "xl/worksheets/sheet2.xml",
        "[Content_Types].xml",
    ] {
        assert_eq!(part(&form, name), part(&made, name), "{name}");
    }
    let before = part(&form, "xl/worksheets/sheet1.xml");
    let styles = |xml: &str| -> Vec<String> {
        let cells = xml.split("<c ").skip(1);
        cells
            .filter_map(|cell| Some(cell.split_once("s=\"")?.1.split('"').next()?.to_string()))
            .collect()
    };
    assert_eq!(styles(&before), styles(&sheet));
    for kept in ["<cols>", "<mergeCell ref=\"A1:D1\"/>"] {
        assert!(sheet.contains(kept), "{kept}");
    }
}

#[test]
fn absent_data_is_not_zero() {
    let (made, _) = filled(&form().unwrap(), Blank::NotApplicable).unwrap();
    let mut book = Xlsx::new(Cursor::new(made.as_slice())).unwrap();
    let cells = book.worksheet_range("统计表").unwrap();
    assert_eq!(
        cells.get_value((4, 1)),
        Some(&Data::String("不适用".into()))
    );
}

#[test]
fn keys_that_no_run_has_are_told_with_sheet_cell_and_nearest_key() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("甲").unwrap();
    sheet.write(2, 1, "共{{inspection.total}}次").unwrap();
    sheet.write(3, 1, "{{codes.total|loud}}").unwrap();
    let fault = filled(&book.save_to_buffer().unwrap(), Blank::Empty).unwrap_err();
    assert_eq!(fault.rule, "F803");
    assert_eq!(
        fault.title.en,
        "placeholders that cannot be filled: 甲!B3 {{inspection.total}} (did you mean \
         inspections.total?); 甲!B4 {{codes.total|loud}}"
    );
    assert_eq!(
        filled(b"no workbook", Blank::Empty).unwrap_err().rule,
        "F802"
    );
}
