//! The sheet 概览: key figures, the year by month with its chart, coverage by office with bars, town
//! by cause in shades. Figures are numbers, so that they can be used further.

use super::reading::Reading;
use super::sheet::{BAND, QUIET, Styles, TOTAL, bars, set_up_print};
use super::statement_sheet::scope;
use super::tallies::{by_month, by_office, town_by_cause};
use crate::model::Figure;
use rust_xlsxwriter::{
    Chart, ChartFormat, ChartSolidFill, ChartType, Color, ConditionalFormat2ColorScale, Format,
    FormatAlign, Url, Worksheet, XlsxError,
};

const CODES: Color = Color::RGB(0x7D9CB0);
const PALE: Color = Color::RGB(0xFFFFFF);
const DEEP: Color = Color::RGB(0xE0A68F);
/// Columns of figures beside the names; the causes of the last table are narrower.
const FIGURE_COLUMNS: u16 = 3;
/// Rows that the chart of the months stands over.
const CHART_ROWS: u32 = 14;

pub fn lay_overview(
    sheet: &mut Worksheet,
    styles: &Styles,
    reading: &Reading,
    home: &str,
) -> Result<(), XlsxError> {
    let name = reading.pick("概览", "Overview");
    sheet.set_name(name)?;
    set_up_print(sheet, reading)?;
    sheet.set_landscape();
    sheet.set_column_width(0, 30)?;
    for column in 1..40 {
        let width = if column <= FIGURE_COLUMNS { 10.0 } else { 5.6 };
        sheet.set_column_width(column, width)?;
    }
    sheet.set_row_height(0, 28)?;
    let title = reading.say(&reading.books.statement.title);
    sheet.write_string_with_format(0, 0, title, &styles.title)?;
    let back = Url::new(format!("internal:'{home}'!A1")).set_text(home);
    sheet.write_url_with_format(1, 4, back, &styles.home)?;
    sheet.write_string_with_format(1, 0, scope(reading), &styles.note)?;
    let mut row = lay_figures(sheet, styles, reading, 3)?;
    row = lay_months(sheet, styles, reading, name, row + 1)?;
    row = lay_offices(sheet, styles, reading, row + 1)?;
    lay_towns(sheet, styles, reading, row + 1)?;
    sheet.set_freeze_panes(3, 1)?;
    Ok(())
}

fn heads(
    sheet: &mut Worksheet,
    styles: &Styles,
    row: u32,
    texts: &[&str],
) -> Result<(), XlsxError> {
    for (at, text) in texts.iter().enumerate() {
        let align = if at == 0 {
            FormatAlign::Left
        } else {
            FormatAlign::Right
        };
        let format = styles.header.clone().set_align(align);
        sheet.write_string_with_format(row, at as u16, *text, &format)?;
    }
    Ok(())
}

fn section(sheet: &mut Worksheet, styles: &Styles, row: u32, text: &str) -> Result<(), XlsxError> {
    let format = styles.base.clone().set_bold().set_font_size(12);
    sheet.write_string_with_format(row, 0, text, &format)?;
    Ok(())
}

fn percent(styles: &Styles) -> Format {
    styles.whole.clone().set_num_format("0.0%")
}

fn lay_figures(
    sheet: &mut Worksheet,
    styles: &Styles,
    reading: &Reading,
    first: u32,
) -> Result<u32, XlsxError> {
    let statement = &reading.books.statement;
    let metric = |key| reading.books.metrics.get(key).unwrap_or(Figure::Absent);
    let p = |zh, en| reading.pick(zh, en);
    let count = Figure::Count;
    let figures = [
        (p("检查次数", "inspections"), count(statement.inspections)),
        (p("赋码次数", "codes"), count(statement.codes)),
        (
            p("净差", "difference"),
            count(statement.inspections - statement.codes),
        ),
        (p("有码检查率", "coded"), metric("coverage.rate")),
        (p("计划完成率", "plan done"), metric("plan.rate")),
        (
            p("待复核", "to review"),
            count(statement.under_review as i64),
        ),
        (
            p("未解释差异", "unexplained difference"),
            count(statement.unexplained),
        ),
    ];
    for (at, (label, figure)) in figures.into_iter().enumerate() {
        let row = first + at as u32;
        sheet.write_string_with_format(row, 0, label, &styles.text)?;
        match figure {
            Figure::Absent => sheet.write_string_with_format(row, 1, "—", &styles.whole)?,
            Figure::Count(n) => sheet.write_number_with_format(row, 1, n as f64, &styles.whole)?,
            Figure::Ratio(share) | Figure::Real(share) => {
                sheet.write_number_with_format(row, 1, share, &percent(styles))?
            }
        };
    }
    Ok(first + figures.len() as u32)
}

fn lay_months(
    sheet: &mut Worksheet,
    styles: &Styles,
    reading: &Reading,
    name: &str,
    first: u32,
) -> Result<u32, XlsxError> {
    let months = by_month(reading);
    if months.is_empty() {
        return Ok(first);
    }
    let p = |zh, en| reading.pick(zh, en);
    section(sheet, styles, first, p("各月检查与赋码", "By month"))?;
    let head = first + 1;
    let titles = [
        p("月份", "month"),
        p("检查次数", "inspections"),
        p("赋码次数", "codes"),
    ];
    heads(sheet, styles, head, &titles)?;
    for (at, (month, counts)) in months.iter().enumerate() {
        let row = head + 1 + at as u32;
        sheet.write_string_with_format(row, 0, *month, &styles.text)?;
        for (side, n) in counts.iter().enumerate() {
            sheet.write_number_with_format(row, side as u16 + 1, *n as f64, &styles.whole)?;
        }
    }
    let last = head + months.len() as u32;
    let mut chart = Chart::new(ChartType::Column);
    for (column, color) in [(1, TOTAL), (2, CODES)] {
        let mut format = ChartFormat::new();
        format.set_solid_fill(ChartSolidFill::new().set_color(color));
        chart
            .add_series()
            .set_categories((name, head + 1, 0, last, 0))
            .set_values((name, head + 1, column, last, column))
            .set_name((name, head, column))
            .set_format(&mut format)
            .set_gap(60);
    }
    chart.title().set_hidden();
    chart
        .legend()
        .set_position(rust_xlsxwriter::ChartLegendPosition::Top);
    chart.set_width(620).set_height(CHART_ROWS * 20);
    sheet.insert_chart_with_offset(head, FIGURE_COLUMNS, &chart, 12, 0)?;
    Ok(last.max(head + CHART_ROWS) + 1)
}

fn lay_offices(
    sheet: &mut Worksheet,
    styles: &Styles,
    reading: &Reading,
    first: u32,
) -> Result<u32, XlsxError> {
    let offices = by_office(reading);
    if offices.is_empty() {
        return Ok(first);
    }
    let p = |zh, en| reading.pick(zh, en);
    section(
        sheet,
        styles,
        first,
        p("各承办机构有码检查率", "Coverage by office"),
    )?;
    let titles = [
        p("承办机构", "office"),
        p("检查次数", "inspections"),
        p("已赋码", "coded"),
        p("有码检查率", "rate"),
    ];
    heads(sheet, styles, first + 1, &titles)?;
    for (at, (office, [inspections, coded])) in offices.iter().enumerate() {
        let row = first + 2 + at as u32;
        sheet.write_string_with_format(row, 0, *office, &styles.text)?;
        sheet.write_number_with_format(row, 1, *inspections as f64, &styles.whole)?;
        sheet.write_number_with_format(row, 2, *coded as f64, &styles.whole)?;
        let rate = *coded as f64 / *inspections as f64;
        sheet.write_number_with_format(row, 3, rate, &percent(styles))?;
    }
    let last = first + 1 + offices.len() as u32;
    sheet.add_conditional_format(first + 2, 3, last, 3, &bars())?;
    Ok(last + 1)
}

fn lay_towns(
    sheet: &mut Worksheet,
    styles: &Styles,
    reading: &Reading,
    first: u32,
) -> Result<(), XlsxError> {
    let (causes, towns) = town_by_cause(reading);
    if towns.is_empty() {
        return Ok(());
    }
    let p = |zh, en| reading.pick(zh, en);
    section(
        sheet,
        styles,
        first,
        p("乡镇与原因(核对表各调节项的记录)", "Town by cause"),
    )?;
    let mut titles = vec![p("乡镇", "town")];
    titles.extend(causes.keys().map(|cause| cause.code()));
    titles.push(p("合计", "total"));
    heads(sheet, styles, first + 1, &titles)?;
    let blank = p("未填", "blank");
    let end = causes.len() as u16;
    let strong = styles.whole.clone().set_bold();
    for (at, (town, of)) in towns.iter().enumerate() {
        let row = first + 2 + at as u32;
        let town = if town.is_empty() { blank } else { town };
        sheet.write_string_with_format(row, 0, town, &styles.text)?;
        for (column, cause) in causes.keys().enumerate() {
            if let Some(n) = of.get(cause) {
                let column = column as u16 + 1;
                sheet.write_number_with_format(row, column, *n as f64, &styles.whole)?;
            }
        }
        let total: i64 = of.values().sum();
        sheet.write_number_with_format(row, end + 1, total as f64, &strong)?;
    }
    let foot = first + 2 + towns.len() as u32;
    let total = strong
        .set_background_color(BAND)
        .set_border_top_color(QUIET);
    sheet.write_string_with_format(foot, 0, p("合计", "total"), &styles.header)?;
    for (column, n) in causes.values().enumerate() {
        sheet.write_number_with_format(foot, column as u16 + 1, *n as f64, &total)?;
    }
    let all: i64 = causes.values().sum();
    sheet.write_number_with_format(foot, end + 1, all as f64, &total)?;
    let shades = ConditionalFormat2ColorScale::new()
        .set_minimum_color(PALE)
        .set_maximum_color(DEEP);
    sheet.add_conditional_format(first + 2, 1, foot - 1, end, &shades)?;
    Ok(())
}
