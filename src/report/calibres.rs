//! The calibres side by side and the way from one total to the other, for screens, programs and the
//! workbook.

use super::aligned::{pad_end, pad_start, width};
use super::event_lists::mixed_columns;
use super::list::{Column, List, Value};
use super::reading::Reading;
use super::sheet::{Styles, set_up_print, sheet_name};
use crate::model::{Calibre, Calibres, CountRule, EventIx, Lang, Reinspection, Text};
use rust_xlsxwriter::{Formula, Url, Worksheet, XlsxError};
use serde_json::{Value as Json, json};

/// One row of the comparison: words and a figure per calibre; `None` where it says nothing.
pub struct CalibreRow {
    pub text: Text,
    pub figures: Vec<Option<i64>>,
    /// A reason for leaving out, between the two sums.
    pub is_reason: bool,
}

/// The register's records, what each calibre leaves out, what it counts.
pub fn comparison(calibres: &Calibres) -> Vec<CalibreRow> {
    let columns = &calibres.columns;
    let row = |text: Text, is_reason: bool, figure: &dyn Fn(&Calibre) -> Option<i64>| CalibreRow {
        text,
        figures: columns.iter().map(figure).collect(),
        is_reason,
    };
    let records = calibres.records.len() as i64;
    let book = Text::new("执法系统期内记录", "records of the period");
    let mut rows = vec![row(book, false, &|_| Some(records))];
    for rule in CountRule::ALL {
        let out = |column: &Calibre| column.left_out_by(*rule).len() as i64;
        if columns.iter().any(|column| out(column) > 0) {
            let figure = |column: &Calibre| Some(-out(column));
            rows.push(row(rule.words(), true, &figure));
        }
    }
    let total = Text::new("检查次数", "inspections");
    rows.push(row(total, false, &|column| Some(column.total())));
    let again = Text::new("其中:整改复查", "of which re-inspections");
    rows.push(row(again, false, &|column| {
        let apart = column.switches.reinspection == Reinspection::SeparateLine;
        apart.then_some(column.reinspections.len() as i64)
    }));
    rows
}

/// The comparison aligned for a terminal; empty where nothing was counted.
pub fn calibres_text(calibres: &Calibres, lang: Lang) -> String {
    if calibres.columns.len() < 2 {
        return String::new();
    }
    let said = |text: Text| text.in_lang(lang).to_string();
    let mut heads = vec![said(Text::new("计次口径对照", "Calibres side by side"))];
    heads.extend(calibres.columns.iter().map(|column| said(column.title())));
    heads.push(said(Text::new("前两者之差", "difference")));
    let rows: Vec<Vec<String>> = comparison(calibres)
        .into_iter()
        .map(|row| {
            let indent = if row.is_reason { "      " } else { "" };
            let mut cells = vec![format!("{indent}{}", row.text.in_lang(lang))];
            cells.extend(row.figures.iter().map(|figure| signed(*figure)));
            let difference = row.figures[1].zip(row.figures[0]).map(|(b, a)| b - a);
            cells.push(signed(difference));
            cells
        })
        .collect();
    aligned_rows(&[vec![heads], rows].concat())
}

/// The way from the first preset's total to the second's, line by line.
pub fn steps_text(calibres: &Calibres, lang: Lang) -> String {
    let [first, second, ..] = &calibres.columns[..] else {
        return String::new();
    };
    let mut rows = Vec::new();
    let mut line = |text: Text, amount: String| {
        rows.push(vec![text.in_lang(lang).to_string(), amount]);
    };
    line(total_text(first), first.total().to_string());
    for step in &calibres.steps {
        line(
            indented(step_text(step.rule, step.effect)),
            plus_minus(step.effect),
        );
    }
    line(total_text(second), second.total().to_string());
    let left = Text::new("未解释差异", "Unexplained difference");
    line(left, calibres.unexplained().to_string());
    aligned_rows(&rows)
}

pub fn total_text(calibre: &Calibre) -> Text {
    let title = calibre.title();
    Text::new(
        format!("{} 检查次数", title.zh),
        format!("Inspections, {}", title.en),
    )
}

fn indented(text: Text) -> Text {
    Text::new(format!("      {}", text.zh), format!("      {}", text.en))
}

/// `减:整改复查`.
pub fn step_text(rule: CountRule, effect: i64) -> Text {
    let words = rule.words();
    match effect < 0 {
        true => Text::new(format!("减:{}", words.zh), format!("less: {}", words.en)),
        false => Text::new(format!("加:{}", words.zh), format!("plus: {}", words.en)),
    }
}

fn aligned_rows(rows: &[Vec<String>]) -> String {
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |at: usize| {
        rows.iter()
            .filter_map(|row| row.get(at))
            .map(|c| width(c))
            .max()
    };
    let widths: Vec<usize> = (0..count).map(|at| widest(at).unwrap_or(0)).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = pad_end(&row[0], widths[0].max(36));
        for (at, cell) in row.iter().enumerate().skip(1) {
            line.push_str("  ");
            line.push_str(&pad_start(cell, widths[at]));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// A figure with a true minus; `—` where there is none.
pub fn signed(figure: Option<i64>) -> String {
    match figure {
        None => "—".to_string(),
        Some(n) if n < 0 => format!("−{}", n.unsigned_abs()),
        Some(n) => n.to_string(),
    }
}

pub fn plus_minus(effect: i64) -> String {
    match effect > 0 {
        true => format!("+{effect}"),
        false => signed(Some(effect)),
    }
}

/// Every calibre and the way between the presets, each line with its inspection ids.
pub fn calibres_json(reading: &Reading) -> Json {
    let calibres = &reading.books.calibres;
    let ids = |events: &[EventIx]| -> Vec<String> {
        let ids = events
            .iter()
            .map(|at| reading.inspection_id(*at).to_string());
        ids.collect()
    };
    let column = |calibre: &Calibre| {
        let left_out: Vec<Json> = calibre
            .left_out
            .iter()
            .map(|left| {
                json!({
                    "rule": left.rule.name(),
                    "text": left.rule.words(),
                    "amount": -(left.events.len() as i64),
                    "inspection_ids": ids(&left.events),
                })
            })
            .collect();
        json!({
            "name": calibre.name(),
            "title": calibre.title(),
            "total": calibre.total(),
            "left_out": left_out,
            "reinspections": calibre.reinspections.len(),
        })
    };
    let steps: Vec<Json> = calibres
        .steps
        .iter()
        .map(|step| {
            json!({
                "rule": step.rule.name(),
                "text": step_text(step.rule, step.effect),
                "amount": step.effect,
                "inspection_ids": ids(&step.events),
            })
        })
        .collect();
    json!({
        "records": calibres.records.len(),
        "calibres": calibres.columns.iter().map(column).collect::<Vec<_>>(),
        "difference": steps,
        "unexplained": calibres.unexplained(),
    })
}

/// Records behind the difference, those of one line together.
pub fn difference_list<'a>(reading: &'a Reading<'a>) -> List<'a> {
    let lang = reading.lang;
    let p = |zh, en| reading.pick(zh, en);
    let steps = &reading.books.calibres.steps;
    let items: Vec<(usize, EventIx)> = steps
        .iter()
        .enumerate()
        .flat_map(|(at, step)| step.events.iter().map(move |event| (at, *event)))
        .collect();
    let mut columns = vec![Column::new(
        p("口径差异", "why"),
        26.0,
        move |item: &(usize, EventIx)| {
            let step = &steps[item.0];
            Value::text(step_text(step.rule, step.effect).in_lang(lang))
        },
    )];
    columns.extend(
        mixed_columns(reading)
            .into_iter()
            .map(|column| column.of(|item: &(usize, EventIx)| &item.1)),
    );
    List::new(
        p("口径差异记录", "Calibre records"),
        p(
            "从安全生产执法统计口径到行政执法年报口径,逐条列出差额背后的检查",
            "inspections that one calibre counts and the other does not",
        ),
        items,
        columns,
    )
}

const FIRST_ROW: u32 = 4;

/// The sheet of the comparison and of the way between the totals; sums are formulas.
pub fn lay_calibres(
    sheet: &mut Worksheet,
    styles: &Styles,
    reading: &Reading,
    name: &str,
    list: &str,
) -> Result<(), XlsxError> {
    let calibres = &reading.books.calibres;
    sheet.set_name(sheet_name(name))?;
    set_up_print(sheet, reading)?;
    sheet.set_column_width(0, 44)?;
    sheet.set_row_height(0, 28)?;
    sheet.write_string_with_format(0, 0, name, &styles.title)?;
    let note = reading.pick(
        "同一批检查按两种法定口径计次;差额逐项列出,并链接到逐条记录",
        "the same inspections counted by two calibres; every difference leads to its records",
    );
    sheet.write_string_with_format(1, 0, note, &styles.note)?;
    let mut heads = vec![reading.pick("项目", "line").to_string()];
    let titles = calibres.columns.iter().map(Calibre::title);
    heads.extend(titles.map(|title| reading.say(&title).to_string()));
    for (at, head) in heads.iter().enumerate() {
        if at > 0 {
            sheet.set_column_width(at as u16, 22)?;
        }
        sheet.write_string_with_format(FIRST_ROW - 1, at as u16, head, &styles.header)?;
    }
    let rows = comparison(calibres);
    let total = rows
        .iter()
        .rposition(|row| row.figures.iter().all(Option::is_some));
    for (at, row) in rows.iter().enumerate() {
        let line = FIRST_ROW + at as u32;
        let indent = if row.is_reason { "    " } else { "" };
        let text = format!("{indent}{}", reading.say(&row.text));
        sheet.write_string_with_format(line, 0, text, &styles.text)?;
        for (column, figure) in row.figures.iter().enumerate() {
            let column = column as u16 + 1;
            match figure {
                None => sheet.write_string_with_format(line, column, "—", &styles.text)?,
                Some(n) if Some(at) == total => {
                    let letter = (b'A' + column as u8) as char;
                    let sum = format!("=SUM({letter}{}:{letter}{line})", FIRST_ROW + 1);
                    let sum = Formula::new(sum).set_result(n.to_string());
                    sheet.write_formula_with_format(line, column, sum, &styles.whole)?
                }
                Some(n) => {
                    sheet.write_number_with_format(line, column, *n as f64, &styles.whole)?
                }
            };
        }
    }
    lay_steps(
        sheet,
        styles,
        reading,
        FIRST_ROW + rows.len() as u32 + 1,
        list,
    )
}

fn lay_steps(
    sheet: &mut Worksheet,
    styles: &Styles,
    reading: &Reading,
    top: u32,
    list: &str,
) -> Result<(), XlsxError> {
    let calibres = &reading.books.calibres;
    let [first, second, ..] = &calibres.columns[..] else {
        return Ok(());
    };
    let heads = [
        ("差额逐项", "the difference"),
        ("次数", "visits"),
        ("记录", "records"),
    ];
    for (at, (zh, en)) in heads.into_iter().enumerate() {
        let head = reading.pick(zh, en);
        sheet.write_string_with_format(top, at as u16, head, &styles.header)?;
    }
    let mut row = top + 1;
    let said = |text: Text| reading.say(&text).to_string();
    sheet.write_string_with_format(row, 0, said(total_text(first)), &styles.text)?;
    sheet.write_number_with_format(row, 1, first.total() as f64, &styles.whole)?;
    let mut before = 0;
    for step in &calibres.steps {
        row += 1;
        let text = format!("    {}", said(step_text(step.rule, step.effect)));
        sheet.write_string_with_format(row, 0, text, &styles.text)?;
        sheet.write_number_with_format(row, 1, step.effect as f64, &styles.whole)?;
        let first_row = super::sheet::HEADER_ROW + 2 + before;
        let link = Url::new(format!("internal:'{list}'!A{first_row}"));
        let text = reading.pick("查看记录", "records");
        sheet.write_url_with_format(row, 2, link.set_text(text), &styles.link)?;
        before += step.events.len() as u32;
    }
    let sum = format!("=SUM(B{}:B{})", top + 2, row + 1);
    let end = second.total();
    row += 1;
    sheet.write_string_with_format(row, 0, said(total_text(second)), &styles.text)?;
    let sum = Formula::new(sum).set_result(end.to_string());
    sheet.write_formula_with_format(row, 1, sum, &styles.whole)?;
    row += 1;
    let left = Text::new("未解释差异", "Unexplained difference");
    sheet.write_string_with_format(row, 0, said(left), &styles.text)?;
    let left = format!("=C{}-B{row}", FIRST_ROW + total_row(calibres) + 1);
    let left = Formula::new(left).set_result(calibres.unexplained().to_string());
    sheet.write_formula_with_format(row, 1, left, &styles.whole)?;
    Ok(())
}

/// Position of the totals among the rows of the comparison.
fn total_row(calibres: &Calibres) -> u32 {
    let rows = comparison(calibres);
    rows.len() as u32 - 2
}
