//! `.xlsx` by a stream of cells, under limits: a workbook of one kilobyte can claim a trillion
//! cells, and one of two megabytes can inflate to gigabytes.

use super::page::{Page, Refusal};
use super::sheet::{Area, Doubt, DoubtKind, Sheet};
use super::value;
use calamine::{DataRef, Dimensions, Reader, SheetType, Xlsx, XlsxError};
use std::io::{Cursor, Read};

/// An archive whose parts inflate to more than this in all is refused.
const INFLATED_MAX: u64 = 6 << 30;
/// Beyond this size, an archive that inflates more than `RATIO_MAX` times is refused: spreadsheet
/// parts inflate 5 to 50 times.
const INFLATED_FREE: u64 = 48 << 20;
const RATIO_MAX: u64 = 250;
/// More different texts than any workbook has.
const STRINGS_MAX: u64 = 40_000_000;

pub(super) fn read_xlsx(bytes: &[u8]) -> Result<Page, Refusal> {
    check_inflation(bytes)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(refusal)?;
    let sheets = workbook.sheets_metadata().to_vec();
    let mut page = Page::new("xlsx", "");
    for metadata in sheets {
        if metadata.typ != SheetType::WorkSheet {
            continue;
        }
        match read_sheet(&mut workbook, &metadata.name) {
            Ok(sheet) => page.sheets.push(sheet),
            Err(why) => page.lost.push((metadata.name, why)),
        }
    }
    Ok(page)
}

/// Inflates every part into nothing, counting: declared sizes are not to be believed.
pub(super) fn check_inflation(bytes: &[u8]) -> Result<(), Refusal> {
    let damaged = |error: &dyn std::fmt::Display| Refusal::Damaged(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let allowed = (bytes.len() as u64 * RATIO_MAX).clamp(INFLATED_FREE, INFLATED_MAX);
    for index in 0..archive.len() {
        if let Ok(part) = archive.by_index(index) {
            check_string_count(part)?;
        }
    }
    // The best deflate can do is 1:1032.
    if bytes.len() as u64 * 1032 <= INFLATED_FREE {
        return Ok(());
    }
    let mut inflated = 0u64;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else {
            continue; // the reader says more exactly what is wrong with it
        };
        let mut part = part.take(allowed + 1 - inflated);
        inflated += std::io::copy(&mut part, &mut std::io::sink()).unwrap_or(0);
        if inflated > allowed {
            return Err(Refusal::TooLarge(allowed >> 20));
        }
    }
    Ok(())
}

/// The readers make room for as many shared strings as the part claims to hold.
fn check_string_count(part: zip::read::ZipFile<'_, Cursor<&[u8]>>) -> Result<(), Refusal> {
    let name = part.name().unwrap_or_default().to_lowercase();
    if !name.contains("sharedstrings") {
        return Ok(());
    }
    let mut head = Vec::new();
    let _ = part.take(1024).read_to_end(&mut head);
    let claimed = match name.ends_with(".bin") {
        true => head.get(7..11).map_or(0, |four| {
            u64::from(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
        }),
        false => {
            let text = String::from_utf8_lossy(&head).into_owned();
            let rest = text.split("uniqueCount=").nth(1).unwrap_or_default();
            let digits = rest.trim_start_matches(['"', '\'']).chars();
            let digits: String = digits.take_while(char::is_ascii_digit).collect();
            digits
                .parse()
                .unwrap_or(if digits.is_empty() { 0 } else { u64::MAX })
        }
    };
    match claimed > STRINGS_MAX {
        true => Err(Refusal::Damaged(
            "it claims more texts than it can hold".into(),
        )),
        false => Ok(()),
    }
}

fn read_sheet(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Sheet, Refusal> {
    let mut sheet = Sheet::named(name);
    let mut clock = String::new();
    let mut cells = match workbook.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(sheet),
        Err(error) => return Err(refusal(error)),
    };
    while let Some(record) = cells.next_cell_with_formula_metadata().map_err(refusal)? {
        let (row, column) = (record.pos.0 as usize, record.pos.1 as usize);
        let lost = record.formula.is_some() && matches!(record.value, DataRef::Empty);
        if lost {
            sheet.doubts.push(Doubt {
                row,
                column: Some(column),
                kind: DoubtKind::FormulaWithoutValue,
            });
        }
        let data = record.value.into();
        sheet
            .put(row, column, value::cell_of(&data, &mut clock))
            .map_err(|_| Refusal::TooLarge(0))?;
    }
    drop(cells);
    if !sheet.rows.is_empty() {
        let merges = workbook.merge_cells_by_sheet_name(name).unwrap_or_default();
        merges
            .into_iter()
            .for_each(|merge| sheet.merge(area(merge)));
    }
    Ok(sheet.finish())
}

pub(super) fn area(dimensions: Dimensions) -> Area {
    Area {
        top: dimensions.start.0 as usize,
        left: dimensions.start.1 as usize,
        bottom: dimensions.end.0 as usize,
        right: dimensions.end.1 as usize,
    }
}

fn refusal(error: XlsxError) -> Refusal {
    match error {
        XlsxError::Password => Refusal::Encrypted,
        other => Refusal::Damaged(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Cell;
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

    #[test]
    fn values_dates_and_merges_are_read() {
        let mut book = Workbook::new();
        let page = book.add_worksheet().set_name("检查记录").unwrap();
        let day = Format::new().set_num_format("yyyy\"年\"m\"月\"d\"日\"");
        let clock = Format::new().set_num_format("hh:mm:ss");
        let plain = Format::new();
        page.merge_range(0, 0, 0, 2, "标题", &plain).unwrap();
        let date = ExcelDateTime::from_ymd(2025, 3, 5).unwrap();
        page.write_with_format(2, 0, &date, &day).unwrap();
        page.write_with_format(2, 1, 0.5625, &clock).unwrap();
        page.write(2, 2, "00012").unwrap();
        page.write(3, 0, 45721).unwrap();
        page.write_blank(9, 0, &day).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let sheet = read_xlsx(&bytes).unwrap().sheets.remove(0);
        assert_eq!(sheet.rows.len(), 4);
        assert_eq!(sheet.rows[2].get(0).unwrap().text(), "2025-03-05");
        assert_eq!(sheet.rows[2].get(1), Some(Cell::Text("13:30:00")));
        assert_eq!(sheet.rows[2].get(2), Some(Cell::Text("00012")));
        assert_eq!(sheet.rows[3].get(0), Some(Cell::Number(45721.0)));
        assert_eq!(sheet.merges.len(), 1);
        assert!(sheet.merges[0].covers(0, 2));
    }

    #[test]
    fn a_corner_cell_costs_no_rectangle() {
        let mut book = Workbook::new();
        let page = book.add_worksheet();
        page.write(0, 0, "a").unwrap();
        page.write(1_048_575, 16_383, "z").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let sheet = read_xlsx(&bytes).unwrap().sheets.remove(0);
        assert_eq!(sheet.rows.len(), 1_048_576);
        assert!(sheet.rows[5].is_empty());
    }

    #[test]
    fn a_bomb_is_refused_before_it_is_read() {
        use std::io::Write;
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default();
        archive.start_file("xl/workbook.xml", options).unwrap();
        let block = vec![b' '; 1 << 20];
        for _ in 0..64 {
            archive.write_all(&block).unwrap();
        }
        let bytes = archive.finish().unwrap().into_inner();
        assert!(matches!(read_xlsx(&bytes), Err(Refusal::TooLarge(48))));
    }
}
