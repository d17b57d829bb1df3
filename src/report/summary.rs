//! `summary.md`: the run on one screen, for a mail or a ticket.

use super::Rendered;
use super::calibres::{calibres_text, plus_minus, steps_text};
use super::concentrations::{concentration_text, least_by_chance, where_all_are};
use super::lists::cause_counts;
use super::opening::opening;
use super::plan_statement::plan_text;
use super::reading::Reading;
use super::statement::statement_text;
use super::statement_sheet::scope;
use super::words::{cause_word, measure_word, severity_word};
use crate::model::{Fault, Figure, Severity};
use std::fmt::Write;

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = write_summary(&mut text, reading);
    Ok(vec![Rendered {
        name: "summary.md",
        bytes: text.into_bytes(),
    }])
}

fn write_summary(out: &mut String, reading: &Reading) -> std::fmt::Result {
    let p = |zh, en| reading.pick(zh, en);
    let statement = &reading.books.statement;
    writeln!(out, "# {}\n", plain(reading.say(&statement.title)))?;
    writeln!(out, "{}\n", plain(&scope(reading)))?;
    writeln!(out, "{}\n", opening(reading))?;
    writeln!(
        out,
        "```text\n{}```\n",
        statement_text(statement, reading.lang).replace('`', "'")
    )?;
    write_calibres(out, reading)?;
    write_plan(out, reading)?;
    write_figures(out, reading)?;
    write_causes(out, reading)?;
    write_concentrations(out, reading)?;
    write_findings(out, reading)?;
    writeln!(out, "## {}\n", p("文件", "Files"))?;
    for (file, zh, en) in FILES {
        writeln!(out, "- `{file}` {}", p(zh, en))?;
    }
    Ok(())
}

fn write_calibres(out: &mut String, reading: &Reading) -> std::fmt::Result {
    let calibres = &reading.books.calibres;
    let table = calibres_text(calibres, reading.lang);
    if table.is_empty() {
        return Ok(());
    }
    let steps = steps_text(calibres, reading.lang);
    let title = reading.pick("两种口径", "Two calibres");
    writeln!(out, "## {title}\n\n```text\n{table}\n{steps}```\n")
}

fn write_plan(out: &mut String, reading: &Reading) -> std::fmt::Result {
    let text = plan_text(&reading.books.plan, reading.lang);
    match text.is_empty() {
        true => Ok(()),
        false => writeln!(
            out,
            "## {}\n\n```text\n{text}```\n",
            reading.pick("计划", "The plan")
        ),
    }
}

const FILES: &[(&str, &str, &str)] = &[
    (
        "report.html",
        "完整报告,可打印",
        "the whole report, printable",
    ),
    (
        "差异报告.xlsx",
        "核对表及各项清单",
        "the statement and every list",
    ),
    (
        "补录清单.xlsx",
        "需在平台补录的检查",
        "inspections to enter on the platform",
    ),
    (
        "差异报告.docx",
        "核对表、差额图、原因与措施,两页",
        "statement, chart, causes and measures on two pages",
    ),
    ("统计表.xlsx", "合并统计", "consolidated statistics"),
    ("consolidated.csv", "合并台账", "the consolidated register"),
    (
        "ledger.csv",
        "每一行输入的去向",
        "what became of every input row",
    ),
    ("links.csv", "链接及其权重", "links and their weights"),
    (
        "nearest.csv",
        "无对应记录者最近的候选,及未成立的原因",
        "the nearest candidate of each record without a partner, and what broke the link",
    ),
    (
        "events.csv",
        "各系统的每次检查、每个检查码和每项计划",
        "every inspection, code and planned visit as its own system tells it",
    ),
    (
        "items.csv",
        "没有对应记录和待复核的各项",
        "every record without a partner or awaiting a decision",
    ),
    (
        "lineage.csv",
        "每个数字所依据的行",
        "the rows that each figure rests on",
    ),
    (
        "concentrations.csv",
        "原因集中的月份、乡镇、机构、人员等",
        "months, towns, offices, officers in which a cause concentrates",
    ),
    ("findings.csv", "数据问题", "findings"),
    ("rejects.csv", "未能使用的行", "rows that could not be used"),
    (
        "metrics.json",
        "全部数字,供程序读取",
        "every figure, for programs",
    ),
    (
        "statement.json",
        "核对表各行及其记录,供程序读取",
        "the statement's lines and their records, for programs",
    ),
    (
        "manifest.json",
        "本次运行的输入、设置与版本",
        "inputs, settings and version of this run",
    ),
];

fn write_figures(out: &mut String, reading: &Reading) -> std::fmt::Result {
    const KEYS: &[&str] = &[
        "inspections.total",
        "inspections.planned",
        "inspections.triggered",
        "inspections.unrouted",
        "codes.total",
        "gap.net",
        "gap.unexplained",
        "coverage.coded",
        "coverage.rate",
        "plan.visits",
        "plan.done",
        "plan.rate",
        "links.total",
        "links.review",
    ];
    writeln!(out, "## {}\n", reading.pick("主要数字", "Key figures"))?;
    writeln!(out, "| {} | |\n|---|---:|", reading.pick("指标", "figure"))?;
    for key in KEYS {
        // What there are no data for is left out here; metrics.json has it as null.
        let told = reading.books.metrics.get(key);
        if let Some(figure) = told.filter(|figure| *figure != Figure::Absent) {
            let meaning = super::statistics::metric_meaning(reading, key);
            writeln!(out, "| {meaning} | {} |", figure.show())?;
        }
    }
    writeln!(out)
}

fn write_concentrations(out: &mut String, reading: &Reading) -> std::fmt::Result {
    let groups = least_by_chance(reading);
    if groups.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {}\n", reading.pick("集中情况", "Concentrations"))?;
    for group in groups {
        writeln!(out, "- {}", plain(&concentration_text(reading, group)))?;
    }
    writeln!(out, "\n{}\n", where_all_are(reading))
}

fn write_causes(out: &mut String, reading: &Reading) -> std::fmt::Result {
    let p = |zh, en| reading.pick(zh, en);
    let counts = cause_counts(reading);
    if counts.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {}\n", p("原因与措施", "Causes and measures"))?;
    writeln!(
        out,
        "{}\n",
        p(
            "每条记录只有一个主要原因;作为备注的原因不改变次数。",
            "Each record has one primary cause; a cause given as a remark changes no count."
        )
    )?;
    writeln!(
        out,
        "| {} | {} | {} | {} | {} |\n|---|---:|---:|---:|---|",
        p("原因", "cause"),
        p("记录", "records"),
        p("备注", "remarks"),
        p("影响", "effect"),
        p("建议措施", "measure")
    )?;
    for count in counts {
        let cause = count.cause;
        let blank_of_none = |n: usize| match n {
            0 => String::new(),
            n => n.to_string(),
        };
        let effect = match count.effect {
            0 => String::new(),
            effect => plus_minus(effect),
        };
        writeln!(
            out,
            "| {} {} | {} | {} | {effect} | {} |",
            cause.code(),
            cause_word(cause, reading.lang),
            blank_of_none(count.records()),
            blank_of_none(count.remarks.len()),
            measure_word(cause, reading.lang)
        )?;
    }
    writeln!(out)
}

fn write_findings(out: &mut String, reading: &Reading) -> std::fmt::Result {
    writeln!(out, "## {}\n", reading.pick("数据问题", "Findings"))?;
    let severities = [
        Severity::FileRejected,
        Severity::RowRejected,
        Severity::ValueDoubtful,
        Severity::Note,
    ];
    let findings = &reading.books.findings;
    if findings.is_empty() {
        let none = reading.pick("没有。", "There are none.");
        return writeln!(out, "{none}\n");
    }
    for severity in severities {
        let alike = findings.iter().filter(|f| f.severity == severity);
        let count = alike.count();
        if count > 0 {
            let word = severity_word(severity, reading.lang);
            let colon = reading.pick(":", ": ");
            writeln!(out, "- {word}{colon}{count}{}", reading.pick(" 处", ""))?;
        }
    }
    writeln!(out)
}

/// Text that no Markdown reader takes for markup.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '#' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Lang;
    use crate::report::sample;

    #[test]
    fn nothing_is_told_of_causes_and_findings_that_are_not() {
        let mut books = sample::books();
        books.verdicts.iter_mut().for_each(|verdict| {
            verdict.cause = None;
            verdict.secondary.clear();
        });
        books.ledger.iter_mut().for_each(|entry| entry.cause = None);
        books.findings.clear();
        for (lang, none, heading) in [
            (Lang::Zh, "没有。", "## 原因与措施"),
            (Lang::En, "There are none.", "## Causes and measures"),
        ] {
            let mut text = String::new();
            write_summary(&mut text, &Reading::new(&books, lang)).unwrap();
            assert!(text.contains(none) && !text.contains(heading), "{text}");
            assert!(!text.contains(": 0\n") && !text.contains("| — |"), "{text}");
        }
    }
}
