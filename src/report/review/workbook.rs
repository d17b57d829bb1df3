//! The workbook that a person fills in.

use super::columns::{Column, FROZEN, Side, columns};
use super::items::ReviewItem;
use super::marked::Part;
use super::sides::{compared, event_of};
use super::words;
use crate::model::{Books, Fault, Lang, Ruling, SeenRecord, Text};
use crate::report::aligned::width;
use crate::report::pair_lists::evidence_summary;
use crate::report::reading::Reading;
use crate::report::sheet::{Bench, HEADER_ROW, Styles, set_up_print};
use rust_xlsxwriter::{
    Color, DataValidation, DataValidationErrorStyle, ExcelDateTime, Format, FormatBorder,
    Worksheet, XlsxError,
};

const LINE_POINTS: f64 = 15.0;
const LINES_MAX: u32 = 4;
/// Printed side by side.
const PAGES_ACROSS: u16 = 3;
const FILE: &str = "复核.xlsx";
/// Where a person writes.
const PAPER: Color = Color::RGB(0xFFF7DC);
const DIFFERS: Color = Color::RGB(0xC0261C);
/// Lines of a decision's drop-down reach this far below the last row, for lines pasted in.
const SPARE_ROWS: u32 = 200;
/// What stands over all lines of the sheet; ties the workbook to the folder that was run.
const ROOT: &str = "hedui:root=";

/// The workbook as bytes. `root` is the folder that was run, as seen from the workbook.
///
/// # Errors
/// [`Fault`] `F801` where the bytes cannot be put together.
pub fn review_workbook(
    books: &Books,
    lang: Lang,
    items: &[ReviewItem],
    root: &str,
) -> Result<Vec<u8>, Fault> {
    let reading = &Reading::new(books, lang);
    let title = reading.pick("人工复核", "Clerical review");
    let mut bench = Bench::new(reading, FILE, title)?;
    bench.sheet(|sheet, styles| lay_instructions(sheet, styles, reading))?;
    bench.sheet(|sheet, styles| lay_lines(sheet, styles, reading, items, root))?;
    bench.bytes()
}

/// The folder that was run, by the note under the title of a review sheet.
pub fn root_in(note: &str) -> Option<&str> {
    note.split_once(ROOT).map(|(_, root)| root.trim())
}

fn lay_instructions(
    sheet: &mut Worksheet,
    styles: &Styles,
    reading: &Reading,
) -> Result<(), XlsxError> {
    sheet.set_name(reading.pick("说明", "How to review"))?;
    set_up_print(sheet, reading)?;
    sheet.set_column_width(0, 110)?;
    let line = styles.base.clone().set_text_wrap();
    let heading = styles.base.clone().set_bold().set_font_size(12);
    for (row, text) in words::instructions(reading.lang).enumerate() {
        let row = row as u32;
        match text.strip_prefix("# ") {
            Some(text) => sheet.write_string_with_format(row, 0, text, &heading)?,
            None => sheet.write_string_with_format(row, 0, text, &line)?,
        };
    }
    Ok(())
}

fn lay_lines(
    sheet: &mut Worksheet,
    styles: &Styles,
    reading: &Reading,
    items: &[ReviewItem],
    root: &str,
) -> Result<(), XlsxError> {
    let all = columns();
    sheet.set_name(reading.pick("复核", "Review"))?;
    set_up_print(sheet, reading)?;
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(PAGES_ACROSS, 0);
    sheet.set_repeat_columns(0, FROZEN - 1)?;
    sheet.set_active(true);
    sheet.set_row_height(0, 26)?;
    let title = reading.pick("人工复核", "Clerical review");
    sheet.write_string_with_format(0, 0, title, &styles.title)?;
    let note = reading.pick(
        "填黄色各列;不同之处为红字;说明见第一张表",
        "fill in the yellow columns; what differs is red; the first sheet says how",
    );
    let note = format!("{note}    {ROOT}{root}");
    sheet.write_string_with_format(1, 0, note, &styles.note)?;
    sheet.set_row_height(HEADER_ROW, 34)?;
    let filled_header = styles.header.clone().set_background_color(PAPER);
    for (at, column) in all.iter().enumerate() {
        let at = at as u16;
        sheet.set_column_width(at, column.width())?;
        if column.is_hidden() {
            sheet.set_column_hidden(at)?;
        }
        let format = match column.is_filled_in() {
            true => &filled_header,
            false => &styles.header,
        };
        let header = column.header();
        sheet.write_string_with_format(HEADER_ROW, at, reading.say(&header), format)?;
    }
    let desk = Desk {
        reading,
        ink: Inks::of(styles),
        styles,
    };
    for (nth, item) in items.iter().enumerate() {
        let row = HEADER_ROW + 1 + nth as u32;
        desk.lay_line(sheet, row, nth + 1, item, &all)?;
    }
    let last_row = HEADER_ROW + items.len().max(1) as u32;
    let last_column = all.len() as u16 - 1;
    sheet.set_freeze_panes(HEADER_ROW + 1, FROZEN)?;
    sheet.autofilter(HEADER_ROW, 0, last_row, last_column)?;
    sheet.set_repeat_rows(HEADER_ROW, HEADER_ROW)?;
    let at = all.iter().position(|column| *column == Column::Decision);
    if let Some(at) = at {
        let choice = drop_down(reading)?;
        let (first, last) = (HEADER_ROW + 1, last_row + SPARE_ROWS);
        sheet.add_data_validation(first, at as u16, last, at as u16, &choice)?;
    }
    Ok(())
}

/// One list for all lines: a sort moves the lines, not the lists.
fn drop_down(reading: &Reading) -> Result<DataValidation, XlsxError> {
    let words: Vec<String> = Ruling::ALL
        .iter()
        .map(|ruling| reading.say(&ruling.words()).to_string())
        .collect();
    DataValidation::new()
        .allow_list_strings(&words)?
        .set_error_style(DataValidationErrorStyle::Warning)
        .set_error_title(reading.pick("不在选项中", "not one of the list"))?
        .set_error_message(reading.pick(
            "请选下拉中的一项;相近的写法一般也能读懂",
            "choose one of the list; like words are usually understood too",
        ))
}

/// Formats beyond those of every workbook.
struct Inks {
    plain: Format,
    differs: Format,
    filled: Format,
    filled_day: Format,
}

impl Inks {
    fn of(styles: &Styles) -> Inks {
        let filled = styles
            .wrapped
            .clone()
            .set_background_color(PAPER)
            .set_border_bottom(FormatBorder::Hair);
        Inks {
            plain: styles.base.clone(),
            differs: styles.base.clone().set_font_color(DIFFERS).set_bold(),
            filled_day: filled.clone().set_num_format("yyyy-mm-dd"),
            filled,
        }
    }
}

struct Desk<'a> {
    reading: &'a Reading<'a>,
    ink: Inks,
    styles: &'a Styles,
}

impl Desk<'_> {
    fn lay_line(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        number: usize,
        item: &ReviewItem,
        all: &[Column],
    ) -> Result<(), XlsxError> {
        sheet.set_row_height(row, LINE_POINTS * f64::from(self.lines(item, all)))?;
        for (at, column) in all.iter().enumerate() {
            let at = at as u16;
            match column {
                Column::Number => {
                    sheet.write_number_with_format(row, at, number as f64, &self.styles.whole)?;
                }
                Column::Probability => {
                    if let Some(link) = item.link {
                        let format = &self.styles.real;
                        sheet.write_number_with_format(row, at, link.probability, format)?;
                    }
                }
                Column::On => self.lay_day(sheet, row, at, item)?,
                Column::Field(field, side) => {
                    let (left, right) = compared(self.reading, item, *field);
                    let parts = match side {
                        Side::Inspection => left,
                        Side::Code => right,
                    };
                    self.lay_parts(sheet, row, at, &parts)?;
                }
                column => {
                    let text = self.text(item, *column);
                    let format = match column.is_filled_in() {
                        true => self.guarded(&self.ink.filled, &text),
                        false => self.guarded(&self.styles.wrapped, &text),
                    };
                    match text.is_empty() {
                        true => sheet.write_blank(row, at, &format)?,
                        false => sheet.write_string_with_format(row, at, &text, &format)?,
                    };
                }
            }
        }
        Ok(())
    }

    /// Lines of the tallest cell; not every spreadsheet program works this out by itself.
    fn lines(&self, item: &ReviewItem, all: &[Column]) -> u32 {
        let shown = all.iter().filter(|column| !column.is_hidden());
        let lines = shown.map(|column| {
            let text = match column {
                Column::Field(field, side) => {
                    let (left, right) = compared(self.reading, item, *field);
                    let parts = if *side == Side::Inspection {
                        left
                    } else {
                        right
                    };
                    parts.into_iter().map(|(_, text)| text).collect()
                }
                column => self.text(item, *column),
            };
            let wide = |line: &str| (width(line) as f64 * 1.08 / column.width()).ceil().max(1.0);
            text.lines().map(wide).sum::<f64>() as u32
        });
        lines.max().unwrap_or(1).clamp(1, LINES_MAX)
    }

    /// What a spreadsheet program would take for a formula once somebody edits the cell stays text.
    fn guarded(&self, format: &Format, text: &str) -> Format {
        match text.starts_with(['=', '+', '-', '@']) {
            true => format.clone().set_quote_prefix(),
            false => format.clone(),
        }
    }

    fn lay_day(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        at: u16,
        item: &ReviewItem,
    ) -> Result<(), XlsxError> {
        use chrono::Datelike;
        let Some(day) = item.earlier.map(|judgement| judgement.on) else {
            sheet.write_blank(row, at, &self.ink.filled_day)?;
            return Ok(());
        };
        let day = ExcelDateTime::from_ymd(day.year() as u16, day.month() as u8, day.day() as u8)?;
        sheet.write_datetime_with_format(row, at, day, &self.ink.filled_day)?;
        Ok(())
    }

    fn lay_parts(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        at: u16,
        parts: &[Part],
    ) -> Result<(), XlsxError> {
        let whole: String = parts.iter().map(|(_, text)| text.as_str()).collect();
        let format = self.guarded(&self.styles.wrapped, &whole);
        match parts {
            [] => sheet.write_blank(row, at, &format)?,
            [(false, text)] => sheet.write_string_with_format(row, at, text, &format)?,
            [(true, text)] => {
                let format = format.set_font_color(DIFFERS).set_bold();
                sheet.write_string_with_format(row, at, text, &format)?
            }
            parts => {
                let inks: Vec<(&Format, &str)> = parts
                    .iter()
                    .map(|(differs, text)| match differs {
                        true => (&self.ink.differs, text.as_str()),
                        false => (&self.ink.plain, text.as_str()),
                    })
                    .collect();
                sheet.write_rich_string_with_format(row, at, &inks, &format)?
            }
        };
        Ok(())
    }

    fn text(&self, item: &ReviewItem, column: Column) -> String {
        let reading = self.reading;
        let say = |text: Text| text.in_lang(reading.lang).to_string();
        let id = |side: Side| event_of(reading, item, side).map(|(_, event)| event.id.clone());
        let origin = |side: Side| event_of(reading, item, side).map(|(at, _)| reading.lineage(at));
        let seen = |side: Side| {
            let (_, event) = event_of(reading, item, side)?;
            Some(SeenRecord::of(event, &reading.books.understood).digest)
        };
        let earlier = item.earlier;
        let found = match column {
            Column::Kind => Some(say(words::kind(item.about))),
            Column::Decision => earlier.map(|judgement| say(judgement.ruling.words())),
            Column::Why => earlier.map(|judgement| judgement.why.clone()),
            Column::By => earlier.map(|judgement| judgement.by.clone()),
            Column::Earlier => earlier.map(|judgement| say(judgement.words())),
            Column::Effect => Some(say(words::effect(item))),
            Column::CodeState => {
                let code = event_of(reading, item, Side::Code);
                code.map(|(_, event)| say(event.code_state.words()))
            }
            Column::Evidence => item.link.map(|link| evidence_summary(reading, link)),
            Column::Detail => {
                let own = match item.about {
                    super::About::Code => item.code,
                    _ => item.inspection,
                };
                own.map(|event| reading.detail(event).to_string())
            }
            Column::Origin(side) => origin(side),
            Column::About => Some(words::about_name(item.about).to_string()),
            Column::Id(side) => id(side),
            Column::Digest(side) => seen(side),
            _ => None,
        };
        found.unwrap_or_default()
    }
}
