//! How a sheet of ours looks: type, widths, frozen header, filter, print set-up.
//!
//! Text goes in as text, so that a name that begins with `=` stays a name. A list too long to be
//! laid out in memory is streamed row by row.

use super::aligned::width;
use super::list::{Heading, List, Value};
use super::reading::Reading;
use super::unwritable;
use crate::model::Fault;
use rust_xlsxwriter::{
    Color, ConditionalFormatDataBar, DocProperties, ExcelDateTime, Format, FormatAlign,
    FormatBorder, Workbook, Worksheet, XlsxError,
};

/// Longer lists are streamed: laid out in memory a row takes some kilobytes.
pub const ROWS_IN_MEMORY_MAX: usize = 2_000;
/// What a sheet holds at most, less title, note and header.
const ROWS_SHOWN_MAX: usize = 1_048_576 - 3;
/// Characters across a printed page that can still be read.
const COLUMNS_PRINTED_MAX: f64 = 215.0;
const CELL_CHARACTERS_MAX: usize = 32_000;
/// How hard a workbook is packed: the usual 6 makes it a tenth smaller and a whole run a tenth
/// dearer.
const PACKED: u8 = 3;
const LINE_POINTS: f64 = 15.0;
const LINES_MAX: u32 = 12;
/// Row of the header, 0-based; title and note stand above it.
pub const HEADER_ROW: u32 = 2;

pub const INK: Color = Color::RGB(0x1F2933);
pub const QUIET: Color = Color::RGB(0x6B7680);
pub const RULE: Color = Color::RGB(0xC9D1D8);
pub const BAND: Color = Color::RGB(0xEEF2F5);
pub const TOTAL: Color = Color::RGB(0x35566E);
pub const LESS: Color = Color::RGB(0xB4573F);
pub const PLUS: Color = Color::RGB(0x4F8272);
const BAR: Color = Color::RGB(0xC3D3DD);
const BAR_LESS: Color = Color::RGB(0xEBCFC6);

/// The formats of one workbook.
pub struct Styles {
    /// Font and ink, nothing else.
    pub base: Format,
    pub title: Format,
    pub note: Format,
    pub header: Format,
    pub text: Format,
    pub wrapped: Format,
    pub whole: Format,
    pub real: Format,
    pub day: Format,
    pub link: Format,
    /// A link outside the table.
    pub home: Format,
}

impl Styles {
    fn new(font: &str) -> Self {
        let base = Format::new()
            .set_font_name(font)
            .set_font_size(10)
            .set_font_color(INK);
        let cell = base
            .clone()
            .set_align(FormatAlign::Top)
            .set_border_bottom(FormatBorder::Hair)
            .set_border_bottom_color(RULE);
        Styles {
            base: base.clone(),
            title: base.clone().set_font_size(15).set_bold(),
            note: base.clone().set_font_color(QUIET),
            header: base
                .clone()
                .set_bold()
                .set_background_color(BAND)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap()
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(QUIET),
            text: cell.clone(),
            wrapped: cell.clone().set_text_wrap(),
            whole: cell
                .clone()
                .set_num_format("#,##0")
                .set_align(FormatAlign::Right)
                .set_indent(1),
            real: cell
                .clone()
                .set_num_format("0.0000")
                .set_align(FormatAlign::Right)
                .set_indent(1),
            day: cell
                .clone()
                .set_num_format("yyyy-mm-dd")
                .set_align(FormatAlign::Left),
            home: base.set_font_color(TOTAL),
            link: cell
                .set_font_color(TOTAL)
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
        }
    }
}

/// A workbook under construction.
pub struct Bench<'a> {
    pub reading: &'a Reading<'a>,
    pub book: Workbook,
    pub styles: Styles,
    file: &'static str,
}

impl<'a> Bench<'a> {
    pub fn new(reading: &'a Reading<'a>, file: &'static str, title: &str) -> Result<Self, Fault> {
        let told = |error: XlsxError| unwritable(file, error);
        let mut book = Workbook::new();
        book.set_zip_compression_level(PACKED);
        let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(told)?;
        let properties = DocProperties::new()
            .set_title(title)
            .set_author("hedui")
            .set_creation_datetime(&made);
        book.set_properties(&properties);
        let font = reading.pick("微软雅黑", "Calibri");
        Ok(Bench {
            reading,
            book,
            styles: Styles::new(font),
            file,
        })
    }

    /// One sheet with the list: title, note, header, rows.
    pub fn list_sheet(&mut self, list: &List, home: Option<&str>) -> Result<(), Fault> {
        let file = self.file;
        self.lay_list(list, home)
            .map_err(|error| unwritable(file, error))
    }

    fn lay_list(&mut self, list: &List, home: Option<&str>) -> Result<(), XlsxError> {
        let sheet = match list.length > ROWS_IN_MEMORY_MAX {
            true => self.book.add_worksheet_with_low_memory()?,
            false => self.book.add_worksheet(),
        };
        let styles = &self.styles;
        let shown = list.length.min(ROWS_SHOWN_MAX);
        sheet.set_name(sheet_name(&list.title))?;
        set_up_print(sheet, self.reading)?;
        sheet.set_landscape();
        for (at, heading) in list.headings.iter().enumerate() {
            sheet.set_column_width(at as u16, heading.width)?;
        }
        sheet.set_row_height(0, 26)?;
        sheet.write_string_with_format(0, 0, &list.title, &styles.title)?;
        if let Some(home) = home {
            let link = rust_xlsxwriter::Url::new(format!("internal:'{home}'!A1"));
            let text = self.reading.pick("← 返回", "← back");
            let last = (list.headings.len() as u16).clamp(2, 4) - 1;
            sheet.write_url_with_format(0, last, link.set_text(text), &styles.home)?;
        }
        sheet.write_string_with_format(1, 0, note(list, shown, self.reading), &styles.note)?;
        let heads: Vec<Value> = list.headings.iter().map(|h| Value::text(h.text)).collect();
        let header_lines = lines_needed(&list.headings, &heads, |_| true);
        sheet.set_row_height(HEADER_ROW, LINE_POINTS * f64::from(header_lines) + 4.0)?;
        for (at, heading) in list.headings.iter().enumerate() {
            sheet.write_string_with_format(HEADER_ROW, at as u16, heading.text, &styles.header)?;
        }
        for at in 0..shown {
            let row = HEADER_ROW + 1 + at as u32;
            let values = list.row(at);
            let lines = lines_needed(&list.headings, &values, |heading| heading.wraps);
            if lines > 1 {
                sheet.set_row_height(row, LINE_POINTS * f64::from(lines))?;
            }
            for (column, value) in values.iter().enumerate() {
                let wraps = list.headings[column].wraps;
                write_value(sheet, row, column as u16, value, wraps, styles)?;
            }
        }
        sheet.set_freeze_panes(HEADER_ROW + 1, 0)?;
        let last = list.headings.len() as u16 - 1;
        sheet.autofilter(HEADER_ROW, 0, HEADER_ROW + shown.max(1) as u32, last)?;
        sheet.set_repeat_rows(HEADER_ROW, HEADER_ROW)?;
        for (at, _) in list.headings.iter().enumerate().filter(|(_, h)| h.bars) {
            let (first, last) = (HEADER_ROW + 1, HEADER_ROW + shown.max(1) as u32);
            sheet.add_conditional_format(first, at as u16, last, at as u16, &bars())?;
        }
        let printed = &list.headings[..list.columns_on_page()];
        let across = printed.iter().map(|heading| heading.width).sum::<f64>();
        let mut bottom = HEADER_ROW + shown.max(1) as u32;
        if let Some(foot) = list.foot {
            bottom += 2;
            let format = styles.note.clone().set_font_color(INK);
            sheet.write_string_with_format(bottom, 0, foot, &format)?;
        }
        sheet.set_print_area(0, 0, bottom, printed.len() as u16 - 1)?;
        let wide = match list.one_page_wide {
            true => 1,
            false => (across / COLUMNS_PRINTED_MAX).ceil() as u16,
        };
        sheet.set_print_fit_to_pages(wide, 0);
        Ok(())
    }

    /// Makes cells of a column lead to the sheets they name.
    pub fn links<'s>(
        &mut self,
        sheet: &str,
        column: u16,
        targets: impl Iterator<Item = (u32, &'s str)>,
    ) -> Result<(), Fault> {
        let file = self.file;
        let told = |error: XlsxError| unwritable(file, error);
        let laid = self.book.worksheet_from_name(sheet).map_err(told)?;
        for (row, target) in targets {
            let link = rust_xlsxwriter::Url::new(format!("internal:'{target}'!A1"));
            laid.write_url_with_format(row, column, link.set_text(target), &self.styles.link)
                .map_err(told)?;
        }
        Ok(())
    }

    /// Lets a caller lay a sheet of its own.
    pub fn sheet(
        &mut self,
        lay: impl FnOnce(&mut Worksheet, &Styles) -> Result<(), XlsxError>,
    ) -> Result<(), Fault> {
        self.sheet_of(false, lay)
    }

    /// As [`Bench::sheet`]; one that is streamed is laid row by row and never back.
    pub fn sheet_of(
        &mut self,
        streamed: bool,
        lay: impl FnOnce(&mut Worksheet, &Styles) -> Result<(), XlsxError>,
    ) -> Result<(), Fault> {
        let file = self.file;
        let told = |error: XlsxError| unwritable(file, error);
        let sheet = match streamed {
            true => self.book.add_worksheet_with_low_memory().map_err(told)?,
            false => self.book.add_worksheet(),
        };
        lay(sheet, &self.styles).map_err(told)
    }

    pub fn bytes(mut self) -> Result<Vec<u8>, Fault> {
        self.book
            .save_to_buffer()
            .map_err(|error| unwritable(self.file, error))
    }
}

fn note(list: &List, shown: usize, reading: &Reading) -> String {
    let total = list.length;
    let count = match (reading.zh(), shown < total) {
        (true, false) => format!("共 {total} 条"),
        (true, true) => format!("共 {total} 条,此处列出前 {shown} 条,全部见同目录 CSV 文件"),
        (false, false) => format!("{total} in all"),
        (false, true) => format!("{total} in all, the first {shown} here, the rest in the CSV"),
    };
    match list.note.is_empty() {
        true => count,
        false => format!("{}{}{count}", list.note, reading.pick("。", ". ")),
    }
}

/// Lines of the tallest cell; not every spreadsheet program works this out when it opens a file.
fn lines_needed(headings: &[Heading], values: &[Value], wraps: fn(&Heading) -> bool) -> u32 {
    let lines = headings
        .iter()
        .zip(values)
        .filter(|(heading, _)| wraps(heading));
    let lines = lines.map(|(heading, value)| match value {
        Value::Text(text) => (width(text) as f64 * 1.08 / heading.width).ceil() as u32,
        _ => 1,
    });
    lines.max().unwrap_or(1).clamp(1, LINES_MAX)
}

/// A quiet bar behind each number, below zero in the colour of what is taken off.
pub fn bars() -> ConditionalFormatDataBar {
    ConditionalFormatDataBar::new()
        .set_fill_color(BAR)
        .set_negative_fill_color(BAR_LESS)
        .set_solid_fill(true)
        .set_border_off(true)
}

/// A4, one page wide, page numbers at the foot.
pub fn set_up_print(sheet: &mut Worksheet, reading: &Reading) -> Result<(), XlsxError> {
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3);
    sheet.set_footer(reading.pick("&L&A&R第 &P 页,共 &N 页", "&L&A&Rpage &P of &N"));
    sheet.set_screen_gridlines(false);
    Ok(())
}

pub fn write_value(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: &Value,
    wraps: bool,
    styles: &Styles,
) -> Result<(), XlsxError> {
    match value {
        Value::Blank => sheet.write_blank(row, column, &styles.text)?,
        Value::Text(text) | Value::Key(text) => {
            let format = if wraps { &styles.wrapped } else { &styles.text };
            let cut: String = text.chars().take(CELL_CHARACTERS_MAX).collect();
            sheet.write_string_with_format(row, column, cut, format)?
        }
        Value::Whole(n) => sheet.write_number_with_format(row, column, *n as f64, &styles.whole)?,
        Value::Real(v, _) => sheet.write_number_with_format(row, column, *v, &styles.real)?,
        Value::Day(day) => {
            use chrono::Datelike;
            let day =
                ExcelDateTime::from_ymd(day.year() as u16, day.month() as u8, day.day() as u8);
            sheet.write_datetime_with_format(row, column, day?, &styles.day)?
        }
    };
    Ok(())
}

/// A name that a spreadsheet program accepts.
pub fn sheet_name(title: &str) -> String {
    let allowed = |c: &char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'');
    let name: String = title.chars().filter(allowed).take(31).collect();
    if name.is_empty() {
        "Sheet".to_string()
    } else {
        name
    }
}
