//! The workbook 核查表: claims, checks, numbers set apart, each a sheet.

use super::{ClaimsStory, Table, Value};
use crate::model::{Fault, Lang, Standing};
use crate::report::sheet::{BAND, INK, LESS, PLUS, QUIET, RULE};
use crate::report::unwritable;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};
use std::io::{Seek, Write};

const CELL_CHARACTERS_MAX: usize = 32_000;

struct Styles {
    header: Format,
    text: Format,
    number: Format,
}

pub fn write_workbook(
    story: &ClaimsStory,
    file: &str,
    out: impl Write + Seek + Send,
) -> Result<(), Fault> {
    lay(story, out).map_err(|error| unwritable(file, error))
}

fn lay(story: &ClaimsStory, out: impl Write + Seek + Send) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let properties = DocProperties::new()
        .set_title(story.file)
        .set_author("hedui")
        .set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?);
    book.set_properties(&properties);
    let styles = Styles::new(match story.lang {
        Lang::Zh => "微软雅黑",
        Lang::En => "Calibri",
    });
    for table in [story.claims(), story.checks(), story.apart()] {
        lay_table(book.add_worksheet(), &table, &styles, story.lang)?;
    }
    book.save_to_writer(out)
}

impl Styles {
    fn new(font: &str) -> Styles {
        let cell = Format::new()
            .set_font_name(font)
            .set_font_size(10)
            .set_font_color(INK)
            .set_align(FormatAlign::Top)
            .set_border_bottom(FormatBorder::Hair)
            .set_border_bottom_color(RULE);
        Styles {
            header: cell
                .clone()
                .set_bold()
                .set_background_color(BAND)
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(QUIET),
            number: cell.clone().set_num_format("#,##0.####"),
            text: cell.set_text_wrap(),
        }
    }
}

/// What a standing is coloured like, where a cell says one.
fn colour(text: &str, lang: Lang) -> Option<Color> {
    let standing = Standing::ALL
        .into_iter()
        .find(|standing| standing.words().in_lang(lang) == text)?;
    match standing {
        Standing::Fails => Some(LESS),
        Standing::Oddity => Some(Color::RGB(0x9A6B00)),
        Standing::Holds => Some(PLUS),
        Standing::NotComputed => Some(QUIET),
    }
}

fn lay_table(
    sheet: &mut Worksheet,
    table: &Table,
    styles: &Styles,
    lang: Lang,
) -> Result<(), XlsxError> {
    sheet.set_name(table.title)?;
    for (column, (name, width)) in table.headers.iter().enumerate() {
        sheet.set_column_width(column as u16, *width)?;
        sheet.write_string_with_format(0, column as u16, *name, &styles.header)?;
    }
    for (row, line) in table.lines.iter().enumerate() {
        for (column, value) in line.iter().enumerate() {
            let (row, column) = (row as u32 + 1, column as u16);
            match value {
                Value::Number(number) => {
                    sheet.write_number_with_format(row, column, *number, &styles.number)?;
                }
                Value::Text(text) => {
                    let format = match colour(text, lang) {
                        Some(colour) => styles.text.clone().set_font_color(colour).set_bold(),
                        None => styles.text.clone(),
                    };
                    let text: String = text.chars().take(CELL_CHARACTERS_MAX).collect();
                    sheet.write_string_with_format(row, column, text, &format)?;
                }
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let last = (table.headers.len() as u16).saturating_sub(1);
    sheet.autofilter(0, 0, (table.lines.len() as u32).max(1), last)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}
