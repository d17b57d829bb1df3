//! `差异报告.xlsx`: the statement with a link from every line to its records, an overview, and every
//! list.

use super::Rendered;
use super::calibres::{difference_list, lay_calibres};
use super::concentrations::concentrations_list;
use super::event_lists::{Opened, codes_list, inspections_list, mixed_list, openings};
use super::list::List;
use super::lists::{causes_list, findings_list, inputs_list, plan_list};
use super::overview::lay_overview;
use super::pair_lists::{decided, discrepancies_list, links_list};
use super::plan_statement::{plan_items_list, plan_statement_list};
use super::reading::Reading;
use super::sheet::Bench;
use super::statement_sheet::{Target, lay_chart_data, lay_statement};
use crate::model::{Decision, Fault, Outcome};

const NAME: &str = "差异报告.xlsx";

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let mut bench = Bench::new(reading, NAME, reading.say(&reading.books.statement.title))?;
    let opened = openings(reading);
    let home = reading.pick("核对表", "Statement");
    let mut lists = lists(reading);
    let concentrations = concentrations_list(reading);
    if concentrations.length > 0 {
        lists.insert(1, concentrations);
    }
    let targets: Vec<Option<Target>> = opened
        .of_line
        .iter()
        .map(|line| {
            line.map(|(list, first)| Target {
                sheet: opened_title(reading, list),
                first,
            })
        })
        .collect();
    bench.sheet(|sheet, styles| lay_statement(sheet, styles, reading, home, &targets))?;
    bench.sheet(|sheet, styles| lay_overview(sheet, styles, reading, home))?;
    let calibres = reading.pick("口径对照", "Calibres");
    let behind = difference_list(reading);
    if reading.books.calibres.columns.len() > 1 {
        let list = behind.title.as_str();
        bench.sheet(|sheet, styles| lay_calibres(sheet, styles, reading, calibres, list))?;
    }
    for list in &lists {
        bench.list_sheet(list, Some(home))?;
    }
    for list in [plan_statement_list(reading), plan_items_list(reading)] {
        if list.length > 0 {
            bench.list_sheet(&list, Some(home))?;
        }
    }
    if behind.length > 0 {
        bench.list_sheet(&behind, Some(calibres))?;
    }
    bench.sheet(|sheet, styles| lay_chart_data(sheet, styles, reading))?;
    Ok(vec![Rendered {
        name: NAME,
        bytes: bench.bytes()?,
    }])
}

fn opened_title(reading: &Reading, opened: Opened) -> &'static str {
    match opened {
        Opened::Inspections => reading.pick("有检查无赋码", "Inspections without code"),
        Opened::Codes => reading.pick("有赋码无检查", "Codes without inspection"),
        Opened::Surplus => reading.pick("重复记录与重复赋码", "Surplus records and codes"),
    }
}

fn lists<'a>(reading: &'a Reading<'a>) -> Vec<List<'a>> {
    let p = |zh, en| reading.pick(zh, en);
    let opened = openings(reading);
    let title = |list| opened_title(reading, list);
    let review = decided(reading, Decision::PossibleLink);
    let links = decided(reading, Decision::Link);
    let excluded = reading.with_outcome(Outcome::Excluded);
    vec![
        causes_list(reading),
        inspections_list(
            reading,
            title(Opened::Inspections),
            p(
                "计次的检查,没有有效检查码;按核对表各行排列",
                "counted inspections without a usable code",
            ),
            opened.inspections,
        ),
        codes_list(
            reading,
            title(Opened::Codes),
            p(
                "平台上的码,没有计次的检查;按核对表各行排列",
                "codes without a counted inspection",
            ),
            opened.codes,
        ),
        mixed_list(
            reading,
            title(Opened::Surplus),
            p(
                "同一次检查的多条记录或多个码",
                "several records or codes of one visit",
            ),
            opened.surplus,
        ),
        links_list(
            reading,
            p("待复核", "To review"),
            p(
                "可能是同一次检查,请人工判断",
                "possibly the same visit: a person decides",
            ),
            review,
        ),
        discrepancies_list(reading),
        plan_list(reading, reading.books.plan.lines.iter().collect()),
        findings_list(reading, reading.books.findings.iter().collect()),
        mixed_list(
            reading,
            p("不计次记录", "Not counted"),
            p(
                "期外、作废重做等,不计入两侧次数",
                "outside the period, redone, and the like",
            ),
            excluded,
        ),
        links_list(
            reading,
            p("链接明细", "Links"),
            p(
                "判定为同一次检查的配对;各项权重与先验之和为总权重",
                "pairs taken for the same visit",
            ),
            links,
        ),
        inputs_list(reading),
    ]
}
