//! The merged table as a workbook: the table, what was merged, where its columns come from, the
//! rows left out, the findings.
//!
//! Text goes in as text, so that an id keeps its digits and a name that begins with `=` stays a
//! name. Long sheets are streamed; what one sheet cannot hold goes on in the next.

use super::{FURNITURE, MergeStory, Shown};
use crate::model::{CleanValue, DropReason, Fault, FieldName};
use crate::report::aligned::width;
use crate::report::sheet::{BAND, INK, QUIET, ROWS_IN_MEMORY_MAX};
use crate::report::unwritable;
use chrono::{Datelike, Timelike};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use std::io::Write;

/// Rows of a sheet below its header.
const ROWS_PER_SHEET: usize = 1_048_575;
const CELL_CHARACTERS_MAX: usize = 32_767;
/// Rows that decide how wide a column is.
const ROWS_MEASURED: usize = 200;
const WIDTH_MAX: f64 = 48.0;

struct Styles {
    header: Format,
    text: Format,
    number: Format,
    day: Format,
    instant: Format,
}

impl Styles {
    fn new(font: &str) -> Styles {
        let cell = Format::new()
            .set_font_name(font)
            .set_font_size(10)
            .set_font_color(INK);
        Styles {
            header: cell
                .clone()
                .set_bold()
                .set_background_color(BAND)
                .set_align(FormatAlign::VerticalCenter)
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(QUIET),
            number: cell.clone(),
            day: cell
                .clone()
                .set_num_format("yyyy-mm-dd")
                .set_align(FormatAlign::Left),
            instant: cell
                .clone()
                .set_num_format("yyyy-mm-dd hh:mm")
                .set_align(FormatAlign::Left),
            text: cell.set_num_format("@"),
        }
    }
}

/// A sheet, or several where one is too short.
struct Part<'p> {
    title: &'static str,
    headers: Vec<String>,
    length: usize,
    line: Box<dyn Fn(usize) -> Vec<CleanValue> + 'p>,
}

/// Writes the workbook.
pub fn write_workbook(story: &MergeStory, file: &str, out: impl Write + Send) -> Result<(), Fault> {
    write_parts(story, ROWS_PER_SHEET, out).map_err(|error| unwritable(file, error))
}

pub(super) fn write_parts(
    story: &MergeStory,
    rows_per_sheet: usize,
    out: impl Write + Send,
) -> Result<(), XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    let title = story.pick("合并表", "merged table");
    let properties = DocProperties::new()
        .set_title(title)
        .set_author("hedui")
        .set_creation_datetime(&made);
    book.set_properties(&properties);
    let styles = Styles::new(story.pick("微软雅黑", "Calibri"));
    let shown = story.shown();
    for part in parts(story, &shown) {
        let sheets = part.length.div_ceil(rows_per_sheet).max(1);
        for nth in 0..sheets {
            let first = nth * rows_per_sheet;
            let rows = first..part.length.min(first + rows_per_sheet);
            let sheet = match rows.len() > ROWS_IN_MEMORY_MAX {
                true => book.add_worksheet_with_constant_memory()?,
                false => book.add_worksheet(),
            };
            sheet.set_name(match nth {
                0 => part.title.to_string(),
                _ => format!("{} ({})", part.title, nth + 1),
            })?;
            lay_sheet(sheet, &part, rows, &styles)?;
        }
    }
    book.save_to_writer(out)
}

fn lay_sheet(
    sheet: &mut Worksheet,
    part: &Part,
    rows: std::ops::Range<usize>,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let measured: Vec<Vec<CleanValue>> = rows
        .clone()
        .take(ROWS_MEASURED)
        .map(|at| (part.line)(at))
        .collect();
    for (at, header) in part.headers.iter().enumerate() {
        let values = measured.iter().map(|line| width(&line[at].text()));
        let widest = values.chain([width(header)]).max().unwrap_or(8);
        sheet.set_column_width(at as u16, (widest as f64 + 2.5).clamp(6.0, WIDTH_MAX))?;
        sheet.write_string_with_format(0, at as u16, header, &styles.header)?;
    }
    let count = rows.len() as u32;
    for (nth, at) in rows.enumerate() {
        let line = match measured.get(nth) {
            Some(line) => line.clone(),
            None => (part.line)(at),
        };
        for (column, value) in line.iter().enumerate() {
            write_value(sheet, nth as u32 + 1, column as u16, value, styles)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    let last = (part.headers.len() as u16).saturating_sub(1);
    sheet.autofilter(0, 0, count.max(1), last)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_paper_size(9);
    sheet.set_landscape();
    Ok(())
}

fn write_value(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    value: &CleanValue,
    styles: &Styles,
) -> Result<(), XlsxError> {
    match value {
        CleanValue::Blank => return Ok(()),
        CleanValue::Text(text) => {
            let cut: String = text.chars().take(CELL_CHARACTERS_MAX).collect();
            sheet.write_string_with_format(row, column, cut, &styles.text)?
        }
        CleanValue::Number(number) => {
            sheet.write_number_with_format(row, column, *number, &styles.number)?
        }
        CleanValue::Fen(fen) => {
            let yuan = *fen as f64 / 100.0;
            sheet.write_number_with_format(row, column, yuan, &styles.number)?
        }
        CleanValue::Day(day) if (1900..=9999).contains(&day.year()) => {
            let at = excel_day(*day)?;
            sheet.write_datetime_with_format(row, column, &at, &styles.day)?
        }
        CleanValue::Instant(at) if (1900..=9999).contains(&at.year()) => {
            let moment = excel_day(at.date())?.and_hms(
                at.hour() as u16,
                at.minute() as u8,
                f64::from(at.second()),
            )?;
            sheet.write_datetime_with_format(row, column, &moment, &styles.instant)?
        }
        other => sheet.write_string_with_format(row, column, other.text(), &styles.text)?,
    };
    Ok(())
}

fn excel_day(day: chrono::NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(day.year() as u16, day.month() as u8, day.day() as u8)
}

fn parts<'p>(story: &'p MergeStory<'p>, shown: &'p [Shown]) -> Vec<Part<'p>> {
    let table = Part {
        title: story.pick("合并表", "merged"),
        headers: story.headers(shown),
        length: story.merged().rows.len(),
        line: Box::new(move |at| story.line(at, shown)),
    };
    vec![
        table,
        tables_part(story),
        columns_part(story),
        dropped_part(story),
        findings_part(story),
    ]
}

fn text(text: impl AsRef<str>) -> CleanValue {
    CleanValue::of_text(text.as_ref())
}

fn whole(number: impl TryInto<u32>) -> CleanValue {
    CleanValue::Number(number.try_into().map_or(f64::MAX, f64::from))
}

fn words(story: &MergeStory, pairs: &[(&'static str, &'static str)]) -> Vec<String> {
    let picked = pairs.iter().map(|(zh, en)| story.pick(zh, en).to_string());
    picked.collect()
}

/// What was merged: a line per table and their sum.
fn tables_part<'p>(story: &'p MergeStory<'p>) -> Part<'p> {
    let mut headers = words(
        story,
        &[
            ("文件", "file"),
            ("工作表", "sheet"),
            ("容器", "container"),
            ("编码", "encoding"),
            ("表头所在行", "header at"),
            ("读取行数", "rows read"),
            ("保留", "kept"),
            ("重复", "duplicate"),
            ("不可用", "rejected"),
            ("另一种表", "other kind"),
        ],
    );
    let furniture = FURNITURE.map(|(_, zh, en)| (zh, en));
    headers.extend(words(story, &furniture));
    headers.extend(words(
        story,
        &[
            ("未识别的列", "unmapped columns"),
            ("判断依据", "taken for"),
        ],
    ));
    let tables = story.extracted.tables.len();
    Part {
        title: story.pick("合并说明", "what was merged"),
        headers,
        length: tables + 1,
        line: Box::new(move |at| {
            let (facts, tally) = match at == tables {
                true => (Default::default(), story.merged().total()),
                false => (story.table_facts(at), story.merged().tallies[at]),
            };
            let [file, sheet, container, encoding, header, reason] = facts;
            let name = match at == tables {
                true => story.pick("合计", "total").to_string(),
                false => file,
            };
            let mut line = vec![
                text(name),
                text(sheet),
                text(container),
                text(encoding),
                text(header),
                whole(tally.read),
                whole(tally.kept),
                whole(tally.duplicate),
                whole(tally.rejected),
                whole(tally.other_kind),
            ];
            for (kind, _, _) in FURNITURE {
                let count = match at == tables {
                    true => (0..tables).map(|at| story.furniture(at, kind)).sum(),
                    false => story.furniture(at, kind),
                };
                line.push(whole(count));
            }
            line.push(match at == tables {
                true => CleanValue::Blank,
                false => text(story.unmapped(at)),
            });
            line.push(text(reason));
            line
        }),
    }
}

/// Which columns of which tables make which column.
fn columns_part<'p>(story: &'p MergeStory<'p>) -> Part<'p> {
    let pairs: Vec<(usize, u32, u16)> = story
        .merged()
        .columns
        .iter()
        .enumerate()
        .flat_map(|(nth, column)| {
            let origins = column.origins.iter();
            origins.map(move |(table, column)| (nth, *table, *column))
        })
        .collect();
    Part {
        title: story.pick("列对照", "columns"),
        headers: words(
            story,
            &[
                ("合并后的列", "merged column"),
                ("字段", "field"),
                ("文件", "file"),
                ("工作表", "sheet"),
                ("第几列", "column"),
                ("原表头", "header"),
            ],
        ),
        length: pairs.len(),
        line: Box::new(move |at| {
            let (nth, table, column) = pairs[at];
            let merged = &story.merged().columns[nth];
            let table = &story.extracted.tables[table as usize];
            let field = merged.field.map(FieldName::key);
            vec![
                text(&merged.name),
                text(field.unwrap_or_default()),
                text(&table.file),
                text(&table.sheet),
                whole(column),
                text(table.header_of(column)),
            ]
        }),
    }
}

/// Every row that was left out, with its twin and its own text.
fn dropped_part<'p>(story: &'p MergeStory<'p>) -> Part<'p> {
    Part {
        title: story.pick("去除的行", "rows left out"),
        headers: words(
            story,
            &[
                ("原因", "why"),
                ("文件", "file"),
                ("工作表", "sheet"),
                ("行号", "row"),
                ("保留的文件", "kept file"),
                ("保留的工作表", "kept sheet"),
                ("保留的行号", "kept row"),
                ("原文", "as written"),
            ],
        ),
        length: story.merged().dropped.len(),
        line: Box::new(move |at| {
            let dropped = &story.merged().dropped[at];
            let place = dropped.place;
            let twin = match dropped.reason {
                DropReason::Repeats(twin, _) => {
                    let table = story.table(twin);
                    [text(&table.file), text(&table.sheet), whole(twin.row)]
                }
                _ => Default::default(),
            };
            let [twin_file, twin_sheet, twin_row] = twin;
            vec![
                text(story.reason(dropped)),
                text(&story.table(place).file),
                text(&story.table(place).sheet),
                whole(place.row),
                twin_file,
                twin_sheet,
                twin_row,
                text(story.raw_row(place)),
            ]
        }),
    }
}

fn findings_part<'p>(story: &'p MergeStory<'p>) -> Part<'p> {
    Part {
        title: story.pick("发现的问题", "findings"),
        headers: words(
            story,
            &[
                ("规则", "rule"),
                ("文件", "file"),
                ("工作表", "sheet"),
                ("单元格", "cell"),
                ("表头", "header"),
                ("原文", "as written"),
                ("问题", "what"),
                ("应为", "expected"),
                ("处理", "done"),
                ("建议", "help"),
            ],
        ),
        length: story.findings.len(),
        line: Box::new(move |at| {
            let finding = &story.findings[at];
            let say = |told: &crate::model::Text| text(told.in_lang(story.lang));
            let cell = finding.place.filter(|place| place.row > 0);
            vec![
                text(finding.rule),
                text(&finding.file),
                text(&finding.sheet),
                text(cell.map(|place| place.cell_name()).unwrap_or_default()),
                text(&finding.header),
                text(&finding.actual),
                say(&finding.title),
                say(&finding.expected),
                say(&finding.done),
                say(&finding.help),
            ]
        }),
    }
}
