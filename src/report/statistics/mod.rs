//! `统计表.xlsx`: what the year's numbers are asked for in, out of one ledger.
//!
//! Breakdowns, the plan, frequency, the registers, the annual forms, the cross-footing rules, last
//! year's figures, every metric, and behind them the rows. A figure leads to its rows; sums, rates
//! and the forms are live formulas with the run's figures as cached values, so that a spreadsheet
//! program that recalculates the workbook recounts the year from its rows. Zero, no data (blank or
//! a dash) and not applicable are three things.

mod breakdowns;
mod details;
mod figures;
mod forms;
mod frequency;
mod page;
mod plan;
mod registers;
mod rules;
mod yearly;

pub use figures::metric_meaning;

use super::Rendered;
use super::reading::Reading;
use super::sheet::Bench;
use crate::model::Fault;
use figures::Ledger;
use page::{Cell, Page};

const NAME: &str = "统计表.xlsx";

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let mut bench = Bench::new(reading, NAME, reading.pick("统计表", "Statistics"))?;
    let ledger = Ledger::new(reading);
    let mut pages: Vec<Page> = Vec::new();
    let mut behind: Vec<Page> = Vec::new();
    breakdowns::pages(reading, &ledger, &mut pages, &mut behind);
    pages.extend(plan::page(reading));
    pages.extend(frequency::page(reading, &mut behind));
    pages.extend(registers::pages(reading, &ledger, &mut behind));
    pages.extend(forms::pages(reading, &ledger));
    pages.push(rules::page(reading, &ledger));
    pages.extend(yearly::page(reading, &ledger));
    pages.push(ledger.page(reading));
    pages.extend(behind);
    let home = reading.pick("目录", "Contents");
    let contents = contents(reading, home, &pages);
    bench.sheet(|sheet, styles| contents.lay(sheet, styles, reading))?;
    for page in &mut pages {
        page.home = Some(home.to_string());
        bench.sheet_of(page.is_streamed(), |sheet, styles| {
            page.lay(sheet, styles, reading)
        })?;
    }
    Ok(vec![Rendered {
        name: NAME,
        bytes: bench.bytes()?,
    }])
}

/// The first sheet: every other one, and what the marks mean.
fn contents<'a>(reading: &'a Reading<'a>, name: &str, pages: &[Page]) -> Page<'a> {
    let lines: Vec<(String, String, usize)> = pages
        .iter()
        .map(|page| (page.name.clone(), page.title.clone(), page.rows))
        .collect();
    let scope = super::statement_sheet::scope(reading);
    let marks = reading.pick(
        "数字可点击,转到其各行;0 为零,空白或“—”为没有数据,“不适用”为没有该项职权",
        "click a figure for its rows; 0 is zero, a blank or — is no data, n/a is no such power",
    );
    Page {
        name: name.to_string(),
        title: reading.pick("统计表", "Statistics").to_string(),
        note: format!("{scope}{}{marks}", reading.pick("。", ". ")),
        heads: [("工作表", "sheet"), ("内容", "contents"), ("行数", "rows")]
            .map(|(zh, en)| vec![reading.pick(zh, en).to_string()])
            .to_vec(),
        widths: vec![28.0, 60.0, 10.0],
        rows: lines.len(),
        row: Box::new(move |at| {
            let (name, title, rows) = &lines[at];
            vec![
                Cell::text(name.clone()).to(Some(format!("'{name}'!A1"))),
                Cell::text(title.clone()),
                Cell::count(*rows as i64),
            ]
        }),
        home: None,
        list: false,
    }
}
