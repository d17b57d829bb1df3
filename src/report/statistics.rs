//! `统计表.xlsx`: the consolidated statistics, totals as live sums, and every metric of the run.

use super::Rendered;
use super::list::{Column, List, Value};
use super::reading::Reading;
use super::sheet::{Bench, HEADER_ROW, Styles, set_up_print, sheet_name};
use super::words::cause_word;
use crate::model::{Cause, Fault, Figure, StatisticsRow, StatisticsTable};
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Formula, Worksheet, XlsxError};

const NAME: &str = "统计表.xlsx";

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let mut bench = Bench::new(reading, NAME, reading.pick("统计表", "Statistics"))?;
    for table in &reading.books.statistics {
        bench.sheet(|sheet, styles| lay_table(sheet, styles, reading, table))?;
    }
    bench.list_sheet(&metrics_list(reading), None)?;
    Ok(vec![Rendered {
        name: NAME,
        bytes: bench.bytes()?,
    }])
}

fn lay_table(
    sheet: &mut Worksheet,
    styles: &Styles,
    reading: &Reading,
    table: &StatisticsTable,
) -> Result<(), XlsxError> {
    let title = reading.say(&table.title);
    sheet.set_name(sheet_name(title))?;
    set_up_print(sheet, reading)?;
    sheet.set_landscape();
    sheet.set_row_height(0, 26)?;
    sheet.write_string_with_format(0, 0, title, &styles.title)?;
    sheet.write_string_with_format(1, 0, super::statement_sheet::scope(reading), &styles.note)?;
    sheet.set_column_width(0, 26)?;
    let label = reading.pick("分组", "group");
    sheet.write_string_with_format(HEADER_ROW, 0, label, &styles.header)?;
    let right = styles.header.clone().set_align(FormatAlign::Right);
    for (at, column) in table.columns.iter().enumerate() {
        let at = at as u16 + 1;
        let head = reading.say(column);
        sheet.set_column_width(at, (super::aligned::width(head) as f64 + 3.0).max(11.0))?;
        sheet.write_string_with_format(HEADER_ROW, at, head, &right)?;
    }
    for (at, row) in table.rows.iter().enumerate() {
        lay_row(sheet, styles, HEADER_ROW + 1 + at as u32, row)?;
    }
    if let Some(total) = &table.total {
        lay_total(sheet, styles, table, total)?;
    }
    sheet.set_freeze_panes(HEADER_ROW + 1, 1)?;
    sheet.set_repeat_rows(HEADER_ROW, HEADER_ROW)?;
    Ok(())
}

fn lay_row(
    sheet: &mut Worksheet,
    styles: &Styles,
    row: u32,
    line: &StatisticsRow,
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(row, 0, &line.label, &styles.text)?;
    for (at, figure) in line.figures.iter().enumerate() {
        lay_figure(sheet, row, at as u16 + 1, *figure, &styles.whole)?;
    }
    Ok(())
}

/// The total row: a live sum where the rows add up, the figure itself where they cannot (distinct
/// objects, rates).
fn lay_total(
    sheet: &mut Worksheet,
    styles: &Styles,
    table: &StatisticsTable,
    total: &StatisticsRow,
) -> Result<(), XlsxError> {
    let format = |format: &Format| format.clone().set_bold().set_border_top(FormatBorder::Thin);
    let row = HEADER_ROW + 1 + table.rows.len() as u32;
    sheet.write_string_with_format(row, 0, &total.label, &format(&styles.text))?;
    for (at, figure) in total.figures.iter().enumerate() {
        let column = at as u16 + 1;
        let whole = format(&styles.whole);
        match figure {
            Figure::Count(n) if rows_add_up(table, at, *n) => {
                let letters = column_letters(column);
                let (first, last) = (HEADER_ROW + 2, row);
                let sum = Formula::new(format!("=SUM({letters}{first}:{letters}{last})"));
                let sum = sum.set_result(n.to_string());
                sheet.write_formula_with_format(row, column, sum, &whole)?;
            }
            _ => lay_figure(sheet, row, column, *figure, &whole)?,
        }
    }
    Ok(())
}

fn rows_add_up(table: &StatisticsTable, column: usize, total: i64) -> bool {
    let figures = table.rows.iter().filter_map(|row| row.figures.get(column));
    let sum: i64 = figures
        .map(|figure| if let Figure::Count(n) = figure { *n } else { 0 })
        .sum();
    !table.rows.is_empty() && sum == total
}

fn column_letters(column: u16) -> String {
    let place = crate::model::Place {
        table: 0,
        row: 0,
        column: column + 1,
    };
    place.cell_name().trim_end_matches('0').to_string()
}

fn lay_figure(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    figure: Figure,
    format: &Format,
) -> Result<(), XlsxError> {
    match figure {
        Figure::Absent => {
            let format = format.clone().set_align(FormatAlign::Right);
            sheet.write_string_with_format(row, column, "—", &format)?
        }
        Figure::Count(n) => sheet.write_number_with_format(row, column, n as f64, format)?,
        Figure::Real(v) => {
            let format = format.clone().set_num_format("0.00");
            sheet.write_number_with_format(row, column, v, &format)?
        }
        Figure::Ratio(r) => {
            let format = format.clone().set_num_format("0.0%");
            sheet.write_number_with_format(row, column, r, &format)?
        }
    };
    Ok(())
}

fn metrics_list<'a>(reading: &'a Reading<'a>) -> List<'a> {
    let p = |zh, en| reading.pick(zh, en);
    let metrics: Vec<(&str, Figure)> = reading.books.metrics.iter().collect();
    let columns = vec![
        Column::new(p("指标", "key"), 44.0, |m: &(&str, Figure)| {
            Value::text(m.0)
        }),
        Column::new(p("数值", "figure"), 16.0, |m: &(&str, Figure)| {
            match m.1 {
                Figure::Absent => Value::text("—"),
                Figure::Count(n) => Value::Whole(n),
                Figure::Ratio(r) | Figure::Real(r) => Value::Real(r, 4),
            }
        }),
        Column::new(p("含义", "meaning"), 48.0, move |m: &(&str, Figure)| {
            Value::text(metric_meaning(reading, m.0))
        }),
    ];
    let note = p(
        "与 metrics.json 相同;“—”表示没有数据,不是零",
        "as in metrics.json; “—” means no data, not zero",
    );
    List::new(p("指标", "Metrics"), note, metrics, columns)
}

/// What the metrics of every run say, in both languages.
const MEANINGS: &[(&str, &str, &str)] = &[
    ("rows.read", "读入行数", "rows read"),
    ("rows.record", "记录行", "rows that carry an event"),
    ("rows.document", "文书行", "document rows"),
    ("rows.duplicate", "重复行", "repeated rows"),
    ("rows.rejected", "未能使用的行", "rejected rows"),
    (
        "rows.furniture",
        "标题、表头、合计等",
        "titles, headers, totals",
    ),
    (
        "repairs.proposed",
        "信用代码按建议值比对的记录",
        "records compared by a proposed credit code",
    ),
    (
        "repairs.open",
        "信用代码残缺且无建议的记录",
        "records with a broken credit code and no proposal",
    ),
    ("inspections.total", "检查次数", "inspections"),
    (
        "inspections.planned",
        "计划检查(含双随机)",
        "planned, double-random included",
    ),
    (
        "inspections.triggered",
        "触发式检查(含专项)",
        "triggered, special included",
    ),
    (
        "inspections.unrouted",
        "类型不明的检查",
        "inspections of unknown route",
    ),
    ("inspections.reinspections", "整改复查", "re-inspections"),
    (
        "inspections.enterprises",
        "检查对象家数",
        "distinct objects inspected",
    ),
    ("codes.total", "赋码次数", "codes"),
    ("codes.cancelled", "已撤销的码", "cancelled codes"),
    (
        "codes.enterprises",
        "赋码对象家数",
        "distinct objects coded",
    ),
    ("links.total", "已链接", "links"),
    ("links.review", "待复核", "possible links"),
    (
        "gap.net",
        "净差:检查次数减赋码次数",
        "inspections less codes",
    ),
    (
        "gap.safety_only",
        "有检查、无赋码",
        "inspections without a code",
    ),
    (
        "gap.platform_only",
        "有赋码、无检查",
        "codes without an inspection",
    ),
    (
        "gap.multiplicity",
        "重复记录减重复赋码",
        "surplus records less surplus codes",
    ),
    ("gap.unexplained", "未解释差异", "unexplained difference"),
    ("coverage.coded", "有码的检查", "inspections with a code"),
    (
        "coverage.rate",
        "赋码率",
        "share of inspections with a code",
    ),
    ("plan.enterprises", "计划检查对象", "planned enterprises"),
    ("plan.visits", "计划检查次数", "planned visits"),
    ("plan.done", "已实施的计划检查", "planned visits done"),
    ("plan.rate", "计划完成率", "share of planned visits done"),
    ("documents.total", "执法文书份数", "documents"),
    ("hazards.total", "查处隐患", "hazards found"),
    ("fines.total_fen", "罚款(分)", "fines, in fen"),
];

/// What a metric says, in words; empty where its key says it.
pub fn metric_meaning(reading: &Reading, key: &str) -> String {
    if let Some((_, zh, en)) = MEANINGS.iter().find(|(known, ..)| *known == key) {
        return reading.pick(zh, en).to_string();
    }
    if let Some(code) = key.strip_prefix("cause.") {
        let cause = Cause::ALL.iter().find(|cause| cause.code() == code);
        return cause
            .map_or("", |cause| cause_word(*cause, reading.lang))
            .to_string();
    }
    breakdown_meaning(reading, key).unwrap_or_default()
}

/// `town.东郊乡.inspections` by the title of its table, its row and what is counted.
fn breakdown_meaning(reading: &Reading, key: &str) -> Option<String> {
    const COUNTED: &[(&str, &str, &str)] = &[
        ("inspections", "检查次数", "inspections"),
        ("enterprises", "检查对象家数", "distinct objects"),
        ("codes", "赋码次数", "codes"),
        ("coded", "有码的检查", "inspections with a code"),
        ("rate", "赋码率", "share with a code"),
    ];
    let (table, rest) = key.split_once('.')?;
    let (label, column) = rest.rsplit_once('.')?;
    let table = reading
        .books
        .statistics
        .iter()
        .find(|known| known.key == table)?;
    let (_, zh, en) = COUNTED.iter().find(|(known, ..)| *known == column)?;
    Some(format!(
        "{} {label} {}",
        reading.say(&table.title),
        reading.pick(zh, en)
    ))
}
