//! A table of a few columns as CSV and as a workbook: what needs no books to be read.

use super::sheet::{BAND, INK, QUIET};
use super::{aligned::width, unwritable};
use crate::model::{Fault, Lang};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, Worksheet, XlsxError,
};

const WIDTH_MAX: f64 = 40.0;

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum PlainCell {
    Text(String),
    Whole(i64),
    /// A share, shown in per cent.
    Rate(f64),
}

impl PlainCell {
    fn shown(&self) -> String {
        match self {
            PlainCell::Text(text) => text.clone(),
            PlainCell::Whole(n) => n.to_string(),
            PlainCell::Rate(rate) => format!("{:.1}%", rate * 100.0),
        }
    }
}

/// UTF-8, LF; rates as fractions with six decimals.
pub fn plain_csv(rows: &[Vec<PlainCell>], file: &str) -> Result<Vec<u8>, Fault> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        let cells = row.iter().map(|cell| match cell {
            PlainCell::Rate(rate) => format!("{rate:.6}"),
            other => other.shown(),
        });
        let written = writer.write_record(cells);
        written.map_err(|error| unwritable(file, error))?;
    }
    writer.into_inner().map_err(|error| unwritable(file, error))
}

/// One sheet; the first row is its header.
pub fn plain_workbook(
    rows: &[Vec<PlainCell>],
    title: &str,
    lang: Lang,
    file: &str,
) -> Result<Vec<u8>, Fault> {
    let made = || -> Result<Vec<u8>, XlsxError> {
        let mut book = Workbook::new();
        let moment = ExcelDateTime::from_ymd(2000, 1, 1)?;
        let properties = DocProperties::new()
            .set_title(title)
            .set_author("hedui")
            .set_creation_datetime(&moment);
        book.set_properties(&properties);
        let sheet = book.add_worksheet();
        sheet.set_name(title)?;
        lay(sheet, rows, lang)?;
        book.save_to_buffer()
    };
    made().map_err(|error| unwritable(file, error))
}

fn lay(sheet: &mut Worksheet, rows: &[Vec<PlainCell>], lang: Lang) -> Result<(), XlsxError> {
    let font = if lang == Lang::Zh {
        "微软雅黑"
    } else {
        "Calibri"
    };
    let cell = Format::new()
        .set_font_name(font)
        .set_font_size(10)
        .set_font_color(INK);
    let header = cell
        .clone()
        .set_bold()
        .set_background_color(BAND)
        .set_border_bottom(FormatBorder::Thin)
        .set_border_bottom_color(QUIET);
    let (whole, rate) = (
        cell.clone().set_num_format("#,##0"),
        cell.clone().set_num_format("0.0%"),
    );
    for (y, row) in rows.iter().enumerate() {
        for (x, value) in row.iter().enumerate() {
            let (y, x) = (y as u32, x as u16);
            match value {
                PlainCell::Text(text) if y == 0 => {
                    sheet.write_string_with_format(y, x, text, &header)?
                }
                PlainCell::Text(text) => sheet.write_string_with_format(y, x, text, &cell)?,
                PlainCell::Whole(n) => sheet.write_number_with_format(y, x, *n as f64, &whole)?,
                PlainCell::Rate(n) => sheet.write_number_with_format(y, x, *n, &rate)?,
            };
        }
    }
    let columns = rows.first().map_or(0, Vec::len);
    for x in 0..columns {
        let widths = rows.iter().filter_map(|row| row.get(x));
        let widest = widths
            .map(|cell| width(&cell.shown()) as f64)
            .fold(6.0, f64::max);
        sheet.set_column_width(x as u16, (widest + 2.0).min(WIDTH_MAX))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    if let (Some(last), true) = (rows.len().checked_sub(1), columns > 0) {
        sheet.autofilter(0, 0, last as u32, columns as u16 - 1)?;
    }
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}
