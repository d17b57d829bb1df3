//! `补录清单.xlsx`: inspections to enter on the platform after the fact, ready to hand out by office.
//!
//! Entered are visits that should have had a code and have none: applied for in vain (A10), exempt
//! at the time (A13), lost with a batch (A14), never coded (A99). Two causes wait: an item that the
//! platform cannot code (A15) has first to be enabled, and a truncated export (A16) has first to be
//! made again, or the visit would be coded twice. Every other cause needs no code of its own.

use super::Rendered;
use super::backentry_columns::{columns, days_overdue, deadline};
use super::list::{Column, List, Value};
use super::reading::Reading;
use super::sheet::{Bench, HEADER_ROW, sheet_name};
use crate::model::{Cause, EventIx, Fault, MakeupPreset, Outcome, Text};
use std::collections::{BTreeMap, BTreeSet};

const NAME: &str = "补录清单.xlsx";
const TO_ENTER: &[Cause] = &[Cause::A10, Cause::A13, Cause::A14, Cause::A99];
const TO_WAIT: &[Cause] = &[Cause::A15, Cause::A16];
/// Offices with a sheet of their own; the others stand in the whole list.
const OFFICES_MAX: usize = 40;

/// The visits of one office, by deadline and day, and the sheet that holds them.
struct Office<'a> {
    name: &'a str,
    sheet: Option<String>,
    events: Vec<EventIx>,
}

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let p = |zh, en| reading.pick(zh, en);
    let title = p("补录清单", "Codes to enter after the fact");
    let mut bench = Bench::new(reading, NAME, title)?;
    let enter = to_enter(reading, TO_ENTER);
    let whole = p("补录清单", "To enter");
    let summary = p("按承办机构", "By office");
    let later = p("暂不补录", "Not yet");
    let offices = by_office(reading, &enter, [whole, summary, later]);
    let note = note(reading);
    let list = |title: String, note: &str, events: Vec<EventIx>| {
        let columns = columns(reading, &events);
        List::new(title, note, events, columns).on_one_page_wide()
    };
    bench.list_sheet(&list(whole.to_string(), &note, enter), Some(summary))?;
    let sheets: Vec<Option<String>> = offices.iter().map(|office| office.sheet.clone()).collect();
    bench.list_sheet(&offices_list(reading, &offices), Some(whole))?;
    link_offices(&mut bench, summary, &sheets)?;
    for office in offices {
        let Some(sheet) = office.sheet else { continue };
        let signed = list(sheet, &note, office.events).with_foot(p(
            "经办人:____________    核实人:____________    负责人:____________    日期:____年__月__日",
            "Entered by: _________   Verified by: _________   Head: _________   Date: _______",
        ));
        bench.list_sheet(&signed, Some(summary))?;
    }
    let why = p(
        "先申请开通事项或重新导出,再决定是否补录",
        "enable the item or export again first, then decide",
    );
    let wait = to_enter(reading, TO_WAIT);
    bench.list_sheet(&list(later.to_string(), why, wait), Some(summary))?;
    Ok(vec![Rendered {
        name: NAME,
        bytes: bench.bytes()?,
    }])
}

/// Which deadline holds, and from which day lateness is reckoned.
fn note(reading: &Reading) -> String {
    let platform = &reading.books.settings.platform;
    let rule = match (platform.makeup_deadline_days, platform.makeup_preset) {
        (Some(days), _) => Text::new(
            format!("补录期限为检查结束后 {days} 日"),
            format!("due {days} days after the inspection"),
        ),
        (None, Some(MakeupPreset::Shenzhen)) => Text::new(
            "补录期限:系统或网络故障的为检查结束后 10 个自然日,其余应于离企前",
            "due 10 calendar days after a failure of system or network, else before leaving",
        ),
        (None, None) => Text::new(
            "未设定补录期限,期限与逾期栏留空(设置项 makeup_deadline_days)",
            "no deadline is set (makeup_deadline_days): due and overdue stay blank",
        ),
    };
    let (as_of, stated) = reading.as_of();
    let basis = match (as_of, stated) {
        (Some(day), true) => Text::new(
            format!(";逾期计至 {day}(按设置)"),
            format!("; overdue as of {day} (settings)"),
        ),
        (Some(day), false) => Text::new(
            format!(";逾期计至 {day}(导出数据中的最晚日期)"),
            format!("; overdue as of {day}, the latest day in the exports"),
        ),
        (None, _) => Text::default(),
    };
    let verify = Text::new(";逐条核实后补录", "; verify each before entering");
    let said = [&rule, &basis, &verify].map(|text| reading.say(text));
    said.concat()
}

/// Inspections without a code for one of these reasons, by office, deadline and day.
fn to_enter(reading: &Reading, causes: &[Cause]) -> Vec<EventIx> {
    let mut events = reading.with_outcome(Outcome::SafetyOnly);
    events.retain(|ix| {
        let cause = reading.verdict(*ix).and_then(|verdict| verdict.cause);
        cause.is_some_and(|cause| causes.contains(&cause))
    });
    events.sort_by_cached_key(|ix| {
        let told = reading.event(*ix);
        let due = deadline(reading, *ix);
        (&told.office, due, told.start, &told.name, *ix)
    });
    events
}

/// The offices in the order of their names, each with a sheet name of its own.
fn by_office<'a>(reading: &Reading<'a>, events: &[EventIx], taken: [&str; 3]) -> Vec<Office<'a>> {
    let mut offices: BTreeMap<&str, Vec<EventIx>> = BTreeMap::new();
    for event in events {
        let office: &str = &reading.event(*event).office;
        offices.entry(office).or_default().push(*event);
    }
    let mut names: BTreeSet<String> = taken.iter().map(|name| name.to_lowercase()).collect();
    let offices = offices.into_iter().enumerate();
    let named = offices.map(|(at, (name, events))| {
        let title = match name.is_empty() {
            true => reading.pick("未填承办机构", "No office"),
            false => name,
        };
        // Excel holds names that differ in case only for one.
        let base = sheet_name(title);
        let numbered =
            (2..).map(|n: u32| format!("{} {n}", base.chars().take(27).collect::<String>()));
        let free = std::iter::once(base.clone())
            .chain(numbered)
            .find(|name| names.insert(name.to_lowercase()));
        Office {
            name,
            sheet: free.filter(|_| at < OFFICES_MAX),
            events,
        }
    });
    named.collect()
}

fn offices_list<'a>(reading: &'a Reading<'a>, offices: &'a [Office<'a>]) -> List<'a> {
    let p = |zh, en| reading.pick(zh, en);
    type Line<'a> = &'a Office<'a>;
    let of_cause = |cause: Cause| {
        move |line: &Line| {
            let under = |ix: &&EventIx| {
                reading.verdict(**ix).and_then(|verdict| verdict.cause) == Some(cause)
            };
            Value::Whole(line.events.iter().filter(under).count() as i64)
        }
    };
    let mut columns = vec![
        Column::new(p("承办机构", "office"), 34.0, move |line: &Line| {
            Value::text(match line.name.is_empty() {
                true => p("(未填)", "(none)"),
                false => line.name,
            })
        }),
        Column::new(p("待补录", "to enter"), 10.0, |line: &Line| {
            Value::Whole(line.events.len() as i64)
        }),
        Column::new(
            p("其中已逾期", "of which overdue"),
            12.0,
            move |line: &Line| {
                let late = line.events.iter().map(|ix| days_overdue(reading, *ix));
                let known: Vec<i64> = late.flatten().collect();
                match known.is_empty() {
                    true => Value::Blank,
                    false => Value::Whole(known.iter().filter(|days| **days > 0).count() as i64),
                }
            },
        ),
        Column::new(
            p("最早补录期限", "first due"),
            14.0,
            move |line: &Line| {
                let due = line.events.iter().filter_map(|ix| deadline(reading, *ix));
                Value::day(due.min())
            },
        ),
    ];
    for cause in TO_ENTER {
        columns.push(Column::new(cause.code(), 8.0, of_cause(*cause)));
    }
    List::new(
        p("按承办机构", "By office"),
        "",
        offices.iter().collect(),
        columns,
    )
}

/// Each office's name leads to its sheet.
fn link_offices(bench: &mut Bench, summary: &str, sheets: &[Option<String>]) -> Result<(), Fault> {
    bench.links(
        summary,
        0,
        sheets
            .iter()
            .zip(HEADER_ROW + 1..)
            .filter_map(|(sheet, row)| Some((row, sheet.as_deref()?))),
    )
}
