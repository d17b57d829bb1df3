//! `差异报告.docx`: two pages to attach to a memo: the statement with its signatures, then the chart,
//! the causes and the measures proposed.

mod chart;
mod document;
mod punctuation;

use super::calibres::plus_minus;
use super::chart::bridge_steps;
use super::concentrations::{concentration_text, least_by_chance, where_all_are};
use super::lists::cause_counts;
use super::ooxml::package;
use super::opening::opening;
use super::reading::Reading;
use super::statement::{amount_text, line_text};
use super::statement_sheet::scope;
use super::words::{coded_cause, measure_word};
use super::{Rendered, unwritable};
use crate::model::{Fault, StatementLine, StatementLineKind};
use document::{Document, Row};

const NAME: &str = "差异报告.docx";
/// Longer statements show one line per cause, so that they stay on the first page.
const LINES_MAX: usize = 34;
/// Causes told with their measures; the workbook has all.
const CAUSES_MAX: usize = 12;

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let steps = bridge_steps(reading);
    let parts = [
        ("[Content_Types].xml", document::TYPES.to_string()),
        ("_rels/.rels", document::RELATIONS.to_string()),
        ("word/document.xml", write(reading)),
        ("word/styles.xml", document::styles(reading.zh())),
        ("word/footer1.xml", document::footer(reading.zh())),
        ("word/charts/chart1.xml", chart::chart(reading, &steps)),
        (
            "word/_rels/document.xml.rels",
            document::DOCUMENT_RELATIONS.to_string(),
        ),
    ];
    let mut out = std::io::Cursor::new(Vec::new());
    package(&parts, &mut out).map_err(|error| unwritable(NAME, error))?;
    Ok(vec![Rendered {
        name: NAME,
        bytes: out.into_inner(),
    }])
}

fn write(reading: &Reading) -> String {
    let p = |zh, en| reading.pick(zh, en);
    let mut document = Document::default();
    document.paragraph("Title", reading.say(&reading.books.statement.title));
    document.paragraph("Scope", &scope(reading));
    document.paragraph("Normal", &opening(reading));
    document.table(&[7300, 1700], &statement_rows(reading));
    document.paragraph(
        "Signatures",
        p(
            "编制人:__________    复核人:__________    负责人:__________    日期:__________",
            "Prepared: _________   Checked: _________   Approved: _________   Date: _________",
        ),
    );
    document.page_break();
    document.paragraph("Heading1", p("一、差额的构成", "1. The difference"));
    document.chart(p("从检查次数到赋码次数", "From inspections to codes"));
    write_causes(&mut document, reading);
    write_concentrations(&mut document, reading);
    document.xml()
}

fn write_causes(document: &mut Document, reading: &Reading) {
    let (rows, left_off) = cause_rows(reading);
    let title = match rows.is_empty() {
        true => reading.pick("二、原因", "2. Causes"),
        false => reading.pick(
            "二、主要原因与建议措施",
            "2. Main causes and measures proposed",
        ),
    };
    document.paragraph("Heading1", title);
    match rows.is_empty() {
        true => document.paragraph(
            "Normal",
            reading.pick(
                "没有影响差额的原因,无需采取措施。",
                "No cause changes the difference; no measure is needed.",
            ),
        ),
        false => document.table(&[3900, 1000, 4100], &rows),
    }
    let note = match (reading.zh(), left_off) {
        (true, 0) => "全部记录及其出处见 report.html 与 差异报告.xlsx。".to_string(),
        (true, n) => {
            format!("另有 {n} 种原因;全部原因、记录及其出处见 report.html 与 差异报告.xlsx。")
        }
        (false, 0) => "All records and where they stand: report.html, 差异报告.xlsx.".to_string(),
        (false, n) => format!(
            "{n} more cause{}; all causes, records and where they stand: report.html, \
             差异报告.xlsx.",
            if n == 1 { "" } else { "s" }
        ),
    };
    document.paragraph("Note", &note);
}

fn write_concentrations(document: &mut Document, reading: &Reading) {
    let groups = least_by_chance(reading);
    if groups.is_empty() {
        return;
    }
    let title = reading.pick("三、集中情况", "3. Concentrations");
    document.paragraph("Heading1", title);
    for group in groups {
        document.paragraph("Cell", &concentration_text(reading, group));
    }
    document.paragraph("Note", where_all_are(reading));
}

fn statement_rows(reading: &Reading) -> Vec<Row> {
    let p = |zh: &str, en: &str| reading.pick_of(zh, en).to_string();
    let mut rows = vec![Row::head(vec![p("项目", "line"), p("次数", "visits")])];
    for (line, text, amount) in shown_lines(reading) {
        let amount = amount.map(|n| amount_text(line, n)).unwrap_or_default();
        let (style, strong) = match line.kind {
            StatementLineKind::Item => ("Item", false),
            StatementLineKind::Group => ("Cell", false),
            _ => ("Cell", true),
        };
        rows.push(Row {
            cells: vec![text, amount],
            style,
            strong,
            head: false,
        });
    }
    rows
}

/// The lines, or where they are many one line per cause; the amounts add up either way.
fn shown_lines<'a>(reading: &Reading<'a>) -> Vec<(&'a StatementLine, String, Option<i64>)> {
    let lines = &reading.books.statement.lines;
    let words = |line: &StatementLine| line_text(line, reading.lang);
    if lines.len() <= LINES_MAX {
        let all = lines.iter().map(|line| (line, words(line), line.amount));
        return all.collect();
    }
    let mut shown: Vec<(&StatementLine, String, Option<i64>)> = Vec::new();
    for line in lines {
        let same = |before: &StatementLine| {
            line.kind == StatementLineKind::Item
                && before.kind == line.kind
                && before.cause.is_some()
                && before.cause == line.cause
        };
        match (shown.last_mut(), line.cause) {
            (Some((before, text, amount)), Some(cause)) if same(before) => {
                *text = coded_cause(cause, reading.lang);
                *amount = Some(amount.unwrap_or(0) + line.amount.unwrap_or(0));
            }
            _ => shown.push((line, words(line), line.amount)),
        }
    }
    shown
}

/// The causes that weigh most, and how many are left off.
fn cause_rows(reading: &Reading) -> (Vec<Row>, usize) {
    let p = |zh: &str, en: &str| reading.pick_of(zh, en).to_string();
    let mut counts = cause_counts(reading);
    counts.retain(|count| count.effect != 0);
    counts.sort_by_key(|count| (-count.effect.abs(), count.cause));
    let left_off = counts.len().saturating_sub(CAUSES_MAX);
    if counts.is_empty() {
        return (Vec::new(), 0);
    }
    let mut rows = vec![Row::head(vec![
        p("原因", "cause"),
        p("影响", "effect"),
        p("建议措施", "measure proposed"),
    ])];
    rows.extend(counts.iter().take(CAUSES_MAX).map(|count| Row {
        cells: vec![
            coded_cause(count.cause, reading.lang),
            plus_minus(count.effect),
            measure_word(count.cause, reading.lang).to_string(),
        ],
        style: "Cell",
        strong: false,
        head: false,
    }));
    (rows, left_off)
}
