//! The first sheet of the report: the statement, its chart and the place for signatures.

use super::chart::bridge_steps;
use super::reading::Reading;
use super::sheet::{
    BAND, HEADER_ROW, INK, LESS, PLUS, QUIET, RULE, Styles, TOTAL, set_up_print, sheet_name,
};
use super::statement::{line_text, review_note};
use crate::model::{StatementLine, StatementLineKind};
use rust_xlsxwriter::{
    Chart, ChartFont, ChartFormat, ChartLine, ChartSolidFill, ChartType, Format, FormatAlign,
    FormatBorder, Formula, Url, Worksheet, XlsxError,
};

/// Where a statement line's records begin.
pub struct Target {
    pub sheet: &'static str,
    /// Position of its first record in the list.
    pub first: usize,
}

const FIRST_LINE_ROW: u32 = 4;

fn chart_sheet_name(reading: &Reading) -> &'static str {
    reading.pick("图表数据", "Chart data")
}

pub fn lay_statement(
    sheet: &mut Worksheet,
    styles: &Styles,
    reading: &Reading,
    name: &str,
    targets: &[Option<Target>],
) -> Result<(), XlsxError> {
    let statement = &reading.books.statement;
    sheet.set_name(name)?;
    set_up_print(sheet, reading)?;
    for (column, width) in [(0, 56.0), (1, 12.0), (2, 18.0)] {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_row_height(0, 32)?;
    let title = styles.title.clone().set_align(FormatAlign::VerticalCenter);
    sheet.write_string_with_format(0, 0, reading.say(&statement.title), &title)?;
    sheet.write_string_with_format(1, 0, scope(reading), &styles.note)?;
    for (at, text) in [("项目", "line"), ("次数", "visits"), ("记录", "records")]
        .iter()
        .enumerate()
    {
        let right = if at == 1 {
            FormatAlign::Right
        } else {
            FormatAlign::Left
        };
        let format = styles
            .header
            .clone()
            .set_align(right)
            .set_indent(u8::from(at == 1));
        let text = reading.pick(text.0, text.1);
        sheet.write_string_with_format(FIRST_LINE_ROW - 1, at as u16, text, &format)?;
    }
    for (at, line) in statement.lines.iter().enumerate() {
        lay_line(
            sheet,
            styles,
            reading,
            at,
            line,
            targets.get(at).and_then(Option::as_ref),
        )?;
    }
    let mut row = FIRST_LINE_ROW + statement.lines.len() as u32;
    if let Some(note) = review_note(statement) {
        sheet.write_string_with_format(row, 0, reading.say(&note), &styles.note)?;
        row += 1;
    }
    sheet.insert_chart(row + 1, 0, &bridge_chart(reading))?;
    let signatures = reading.pick(
        "编制人:____________    复核人:____________    负责人:____________    日期:____年__月__日",
        "Prepared by: _________   Checked by: _________   Approved by: _________   Date: _______",
    );
    let below = row + 2 + chart_rows(reading);
    let format = styles.note.clone().set_font_color(INK);
    sheet.write_string_with_format(below, 0, signatures, &format)?;
    sheet.set_print_area(0, 0, below, 2)?;
    sheet.set_print_fit_to_pages(1, 1);
    Ok(())
}

/// Bodies and period under the title.
pub fn scope(reading: &Reading) -> String {
    let understood = &reading.books.understood;
    let bodies = understood.bodies.join(reading.pick("、", ", "));
    let period = understood.period.map(|(from, to)| match reading.zh() {
        true => format!("{from} 至 {to}"),
        false => format!("{from} to {to}"),
    });
    let parts = [Some(bodies).filter(|text| !text.is_empty()), period];
    parts
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(reading.pick("　", " · "))
}

fn lay_line(
    sheet: &mut Worksheet,
    styles: &Styles,
    reading: &Reading,
    at: usize,
    line: &StatementLine,
    target: Option<&Target>,
) -> Result<(), XlsxError> {
    let row = FIRST_LINE_ROW + at as u32;
    let (text, amount) = line_formats(line.kind, styles);
    sheet.set_row_height(
        row,
        if line.kind == StatementLineKind::Item {
            17
        } else {
            20
        },
    )?;
    sheet.write_string_with_format(row, 0, line_text(line, reading.lang), &text)?;
    match (live_formula(reading, at), line.amount) {
        (Some(formula), _) => sheet.write_formula_with_format(row, 1, formula, &amount)?,
        (None, Some(n)) => sheet.write_number_with_format(row, 1, n as f64, &amount)?,
        (None, None) => sheet.write_blank(row, 1, &amount)?,
    };
    let Some(target) = target else {
        sheet.write_blank(row, 2, &text.set_indent(0))?;
        return Ok(());
    };
    let cell = HEADER_ROW as usize + 2 + target.first;
    let link = Url::new(format!("internal:'{}'!A{cell}", sheet_name(target.sheet)));
    let count = line.events.len();
    let words = match reading.zh() {
        true => format!("查看 {count} 条"),
        false => format!("see {count}"),
    };
    sheet.write_url_with_format(row, 2, link.set_text(words), &styles.link)?;
    Ok(())
}

fn line_formats(kind: StatementLineKind, styles: &Styles) -> (Format, Format) {
    let line = styles
        .base
        .clone()
        .set_font_size(10.5)
        .set_align(FormatAlign::VerticalCenter)
        .set_border_bottom(FormatBorder::Hair)
        .set_border_bottom_color(RULE);
    let (line, number) = match kind {
        StatementLineKind::Count => (line.set_bold(), "#,##0"),
        StatementLineKind::Group => (line.set_font_color(QUIET).set_indent(1), "#,##0"),
        StatementLineKind::Item => (line.set_indent(3), "+#,##0;−#,##0;0"),
        StatementLineKind::Adjusted => (
            line.set_bold()
                .set_border_top(FormatBorder::Thin)
                .set_border_top_color(QUIET)
                .set_background_color(BAND),
            "#,##0;−#,##0",
        ),
        StatementLineKind::Unexplained => (
            line.set_bold()
                .set_border_top(FormatBorder::Thin)
                .set_border_top_color(QUIET)
                .set_border_bottom(FormatBorder::Double)
                .set_border_bottom_color(INK),
            "#,##0;−#,##0",
        ),
    };
    let amount = line
        .clone()
        .set_num_format(number)
        .set_align(FormatAlign::Right)
        .set_indent(1);
    (line, amount)
}

/// The adjusted count and the unexplained difference recompute themselves, where the lines shown
/// are all there is to add.
fn live_formula(reading: &Reading, at: usize) -> Option<Formula> {
    let statement = &reading.books.statement;
    let lines = &statement.lines;
    let cell = |line: usize| format!("B{}", FIRST_LINE_ROW as usize + line + 1);
    let of_kind = |kind| lines.iter().position(move |line| line.kind == kind);
    let items: Vec<usize> = (0..lines.len())
        .filter(|at| lines[*at].kind == StatementLineKind::Item)
        .collect();
    let opening = of_kind(StatementLineKind::Count)?;
    let shown: i64 = items.iter().filter_map(|at| lines[*at].amount).sum();
    if lines[opening].amount? + shown != statement.adjusted {
        return None;
    }
    let (formula, result) = match lines[at].kind {
        StatementLineKind::Adjusted => {
            let parts = match (items.first(), items.last()) {
                (Some(first), Some(last)) => format!("+SUM({}:{})", cell(*first), cell(*last)),
                _ => String::new(),
            };
            (format!("={}{parts}", cell(opening)), statement.adjusted)
        }
        StatementLineKind::Unexplained => {
            let adjusted = of_kind(StatementLineKind::Adjusted)?;
            let closing = lines
                .iter()
                .rposition(|line| line.kind == StatementLineKind::Count)?;
            if closing == opening || lines[closing].amount != Some(statement.codes) {
                return None;
            }
            (
                format!("={}-{}", cell(closing), cell(adjusted)),
                statement.unexplained,
            )
        }
        _ => return None,
    };
    Some(Formula::new(formula).set_result(result.to_string()))
}

pub fn lay_chart_data(
    sheet: &mut Worksheet,
    styles: &Styles,
    reading: &Reading,
) -> Result<(), XlsxError> {
    sheet.set_name(chart_sheet_name(reading))?;
    set_up_print(sheet, reading)?;
    sheet.set_column_width(0, 48)?;
    let p = |zh, en| reading.pick(zh, en);
    let heads = [
        p("项目", "line"),
        p("起点", "base"),
        p("次数", "count"),
        p("减", "less"),
        p("加", "plus"),
    ];
    for (at, head) in heads.iter().enumerate() {
        sheet.write_string_with_format(0, at as u16, *head, &styles.header)?;
    }
    for (at, step) in bridge_steps(reading).iter().enumerate() {
        let row = at as u32 + 1;
        let size = (step.to - step.from).abs();
        let (count, less, plus) = match step.kind {
            StatementLineKind::Item if step.to < step.from => (0, size, 0),
            StatementLineKind::Item => (0, 0, size),
            _ => (size, 0, 0),
        };
        sheet.write_string_with_format(row, 0, &step.label, &styles.text)?;
        for (at, n) in [step.from.min(step.to), count, less, plus]
            .into_iter()
            .enumerate()
        {
            sheet.write_number_with_format(row, at as u16 + 1, n as f64, &styles.whole)?;
        }
    }
    Ok(())
}

fn chart_rows(reading: &Reading) -> u32 {
    (bridge_steps(reading).len() as u32 * 24 + 80) / 20 + 1
}

fn bridge_chart(reading: &Reading) -> Chart {
    let last = bridge_steps(reading).len().max(1) as u32;
    let name = chart_sheet_name(reading);
    let mut chart = Chart::new(ChartType::BarStacked);
    let font = || {
        let mut font = ChartFont::new();
        font.set_size(9).set_color(INK);
        font
    };
    for (column, color) in [
        (1, None),
        (2, Some(TOTAL)),
        (3, Some(LESS)),
        (4, Some(PLUS)),
    ] {
        let mut format = ChartFormat::new();
        match color {
            Some(color) => format.set_solid_fill(ChartSolidFill::new().set_color(color)),
            None => format.set_no_fill(),
        };
        chart
            .add_series()
            .set_categories((name, 1, 0, last, 0))
            .set_values((name, 1, column, last, column))
            .set_name((name, 0, column))
            .set_format(&mut format)
            .set_gap(40);
    }
    let title = reading.pick("从检查次数到赋码次数", "From inspections to codes");
    chart
        .title()
        .set_name(title)
        .set_font(font().set_size(11).set_bold());
    chart
        .y_axis()
        .set_reverse()
        .set_font(&font())
        .set_label_interval(1);
    let grid = ChartLine::new().set_color(RULE).set_width(0.5).clone();
    chart
        .x_axis()
        .set_font(&font())
        .set_major_gridlines_line(&grid);
    chart.legend().set_hidden();
    chart
        .set_width(612)
        .set_height(bridge_steps(reading).len() as u32 * 24 + 80);
    chart
}
