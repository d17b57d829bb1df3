//! `补录清单.xlsx`: inspections to enter on the platform after the fact, by office.
//!
//! Entered are visits that should have had a code and have none: applied for in vain (A10), exempt
//! at the time (A13), lost with a batch (A14), never coded (A99). Two causes wait: an item that the
//! platform cannot code (A15) has first to be enabled, and a truncated export (A16) has first to be
//! made again, or the visit would be coded twice. Every other cause needs no code of its own.

use super::Rendered;
use super::event_lists::{column, record_number};
use super::list::{Column, List, Value};
use super::reading::{Reading, shown_code};
use super::sheet::Bench;
use super::words::{coded_cause, measure_word, route_word};
use crate::model::{
    Cause, DocumentKind, EventIx, Fault, FieldName, InspectionEvent, Outcome, Place,
};
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;

const NAME: &str = "补录清单.xlsx";
const TO_ENTER: &[Cause] = &[Cause::A10, Cause::A13, Cause::A14, Cause::A99];
const TO_WAIT: &[Cause] = &[Cause::A15, Cause::A16];

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    let p = |zh, en| reading.pick(zh, en);
    let mut bench = Bench::new(
        reading,
        NAME,
        p("补录清单", "Codes to enter after the fact"),
    )?;
    let enter = to_enter(reading, TO_ENTER);
    let wait = to_enter(reading, TO_WAIT);
    let entries = p("补录清单", "To enter");
    let note = match reading.books.settings.platform.makeup_deadline_days {
        Some(days) if reading.zh() => format!("补录期限为检查结束后 {days} 日;逐条核实后补录"),
        Some(days) => format!("due {days} days after the inspection; verify each before entering"),
        None => p(
            "未设定补录期限(settings: makeup_deadline_days);逐条核实后补录",
            "no deadline is set (makeup_deadline_days); verify each before entering",
        )
        .to_string(),
    };
    bench.list_sheet(&entry_list(reading, entries, &note, enter.clone()), None)?;
    bench.list_sheet(&offices_list(reading, enter), Some(entries))?;
    let later = p("暂不补录", "Not yet");
    let note = p(
        "先申请开通事项或重新导出,再决定是否补录",
        "enable the item or export again first, then decide",
    );
    bench.list_sheet(&entry_list(reading, later, note, wait), Some(entries))?;
    Ok(vec![Rendered {
        name: NAME,
        bytes: bench.bytes()?,
    }])
}

/// Inspections without a code for one of these reasons, by office and day.
fn to_enter(reading: &Reading, causes: &[Cause]) -> Vec<EventIx> {
    let mut events = reading.with_outcome(Outcome::SafetyOnly);
    events.retain(|ix| {
        let cause = reading.verdict(*ix).and_then(|verdict| verdict.cause);
        cause.is_some_and(|cause| causes.contains(&cause))
    });
    events.sort_by_key(|ix| {
        let told = reading.event(*ix);
        (&told.office, told.start, &told.name, *ix)
    });
    events
}

fn entry_list<'a>(
    reading: &'a Reading<'a>,
    title: &'static str,
    note: &str,
    events: Vec<EventIx>,
) -> List<'a> {
    let order: BTreeMap<EventIx, i64> = events.iter().copied().zip(1..).collect();
    let mut columns = vec![column(reading, "序号", "no.", 6.0, move |_, ix| {
        order.get(&ix).map_or(Value::Blank, |n| Value::Whole(*n))
    })];
    columns.extend(what_was_inspected(reading));
    columns.extend(what_came_of_it(reading));
    columns.extend(what_to_do(reading));
    List::new(title, note, events, columns)
}

fn what_was_inspected<'a>(reading: &'a Reading<'a>) -> Vec<Column<'a, EventIx>> {
    vec![
        column(reading, "执法主体", "body", 16.0, |r, ix| {
            Value::text(&*r.event(ix).body)
        }),
        column(reading, "承办机构", "office", 16.0, |r, ix| {
            Value::text(&*r.event(ix).office)
        }),
        column(reading, "检查对象名称", "object", 24.0, |r, ix| {
            Value::text(&*r.event(ix).name)
        }),
        column(
            reading,
            "统一社会信用代码",
            "credit code",
            22.0,
            |r, ix| Value::text(shown_code(r.event(ix).credit_code.as_ref())),
        ),
        column(reading, "检查日期起", "from", 12.0, |r, ix| {
            Value::day(r.event(ix).start)
        }),
        column(reading, "检查日期止", "to", 12.0, |r, ix| {
            Value::day(last_day(r.event(ix)))
        }),
        column(
            reading,
            "检查类型(计划/双随机/专项/触发)",
            "route",
            10.0,
            |r, ix| Value::text(route_word(r.event(ix).route, r.lang)),
        ),
        column(
            reading,
            "任务来源/检查理由",
            "reason",
            18.0,
            |r, ix| Value::text(&*r.event(ix).reason),
        ),
        column(reading, "计划编号", "plan number", 12.0, |r, ix| {
            Value::text(&*r.event(ix).plan_number)
        }),
        column(
            reading,
            "检查事项(清单编码)",
            "item",
            20.0,
            |r, ix| Value::text(&*r.event(ix).item),
        ),
        column(
            reading,
            "执法人员及证号(2)",
            "officers",
            20.0,
            |r, ix| Value::text(officers(r, ix)),
        ),
    ]
}

fn what_came_of_it<'a>(reading: &'a Reading<'a>) -> Vec<Column<'a, EventIx>> {
    let nearest: BTreeMap<EventIx, f64> = reading
        .books
        .links
        .nearest
        .iter()
        .map(|l| (l.inspection, l.probability))
        .collect();
    let cause = |r: &Reading, ix| r.verdict(ix).and_then(|verdict| verdict.cause);
    vec![
        column(
            reading,
            "现场检查记录编号",
            "site record",
            24.0,
            |r, ix| Value::text(site_record(r, ix)),
        ),
        column(reading, "检查结果", "result", 14.0, |r, ix| {
            Value::text(result(r, ix))
        }),
        column(
            reading,
            "未及时赋码原因",
            "why not coded",
            24.0,
            move |r, ix| {
                Value::text(
                    cause(r, ix)
                        .map(|c| coded_cause(c, r.lang))
                        .unwrap_or_default(),
                )
            },
        ),
        column(reading, "补录期限", "due", 12.0, |r, ix| {
            Value::day(deadline(r, ix))
        }),
        column(
            reading,
            "原系统记录号",
            "record number",
            16.0,
            |r, ix| Value::text(record_number(r, ix)),
        ),
        column(
            reading,
            "匹配置信度",
            "nearest probability",
            10.0,
            move |r, ix| {
                let told = r.verdict(ix).and_then(|verdict| verdict.probability);
                Value::probability(told.or_else(|| nearest.get(&ix).copied()))
            },
        ),
    ]
}

/// What a person who enters it has to know, and room for a remark.
fn what_to_do<'a>(reading: &'a Reading<'a>) -> Vec<Column<'a, EventIx>> {
    let cause = |r: &Reading, ix| r.verdict(ix).and_then(|verdict| verdict.cause);
    vec![
        column(reading, "依据", "evidence", 30.0, |r, ix| {
            Value::text(r.detail(ix))
        }),
        column(reading, "建议措施", "measure", 26.0, move |r, ix| {
            Value::text(cause(r, ix).map_or("", |c| measure_word(c, r.lang)))
        }),
        column(reading, "来源行", "source row", 26.0, |r, ix| {
            Value::text(r.lineage(ix))
        }),
        column(
            reading,
            "备注(人工确认)",
            "remark (by hand)",
            20.0,
            |_, _| Value::Blank,
        ),
    ]
}

fn offices_list<'a>(reading: &'a Reading<'a>, events: Vec<EventIx>) -> List<'a> {
    let p = |zh, en| reading.pick(zh, en);
    let mut offices: BTreeMap<&str, Vec<EventIx>> = BTreeMap::new();
    for event in events {
        offices
            .entry(&reading.event(event).office)
            .or_default()
            .push(event);
    }
    let of_cause = |cause: Cause| {
        move |line: &(&str, Vec<EventIx>)| {
            let under = |ix: &&EventIx| {
                reading.verdict(**ix).and_then(|verdict| verdict.cause) == Some(cause)
            };
            Value::Whole(line.1.iter().filter(under).count() as i64)
        }
    };
    let mut columns = vec![
        Column::new(
            p("承办机构", "office"),
            24.0,
            move |line: &(&str, Vec<EventIx>)| {
                Value::text(if line.0.is_empty() {
                    p("(未填)", "(none)")
                } else {
                    line.0
                })
            },
        ),
        Column::new(
            p("待补录", "to enter"),
            10.0,
            |line: &(&str, Vec<EventIx>)| Value::Whole(line.1.len() as i64),
        ),
    ];
    for cause in TO_ENTER {
        columns.push(Column::new(cause.code(), 8.0, of_cause(*cause)));
    }
    List::new(
        p("按承办机构", "By office"),
        "",
        offices.into_iter().collect(),
        columns,
    )
}

fn last_day(event: &InspectionEvent) -> Option<NaiveDate> {
    event.end.or(event.start)
}

fn deadline(reading: &Reading, event: EventIx) -> Option<NaiveDate> {
    let days = reading.books.settings.platform.makeup_deadline_days?;
    last_day(reading.event(event))?.checked_add_days(Days::new(days.try_into().ok()?))
}

fn officers(reading: &Reading, event: EventIx) -> String {
    let names = reading.event(event).officers.join("、");
    let record = reading.record(event);
    let numbers = record
        .other
        .iter()
        .find(|(name, _)| *name == FieldName::OfficerCertificates);
    match numbers {
        Some((_, field)) if !field.value.is_empty() => format!("{names}({})", field.value),
        _ => names,
    }
}

fn result<'a>(reading: &Reading<'a>, event: EventIx) -> &'a str {
    let other = reading.record(event).other.iter();
    let mut results = other.filter(|(name, _)| *name == FieldName::Result);
    results.next().map_or("", |(_, field)| &field.value)
}

/// The number of the site inspection record as written; of the register row where none is attached.
fn site_record(reading: &Reading, event: EventIx) -> String {
    let told = reading.event(event);
    let records = &reading.books.understood.records;
    let site = told
        .documents
        .iter()
        .map(|record| &records[*record])
        .find(|record| {
            record.document_kind.as_ref().map(|field| field.value) == Some(DocumentKind::SiteRecord)
        });
    let record = site.unwrap_or(&records[told.record]);
    let Some(number) = &record.document_number else {
        return String::new();
    };
    match number.column {
        0 => number.value.normal(),
        column => {
            let raw = reading.books.raw(Place {
                column,
                ..record.place
            });
            crate::ground::fold::trim(&raw).to_string()
        }
    }
}
