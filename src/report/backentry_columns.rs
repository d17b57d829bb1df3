//! The columns of a back-entry sheet, each justified by what a code's application asks for.

use super::event_lists::{column, record_number};
use super::list::{Column, Value};
use super::reading::{Reading, shown_code};
use super::words::{coded_cause, measure_word, route_word};
use crate::model::{DocumentKind, EventIx, FieldName, InspectionEvent, Place};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Every column, those that are printed first.
pub fn columns<'a>(reading: &'a Reading<'a>, events: &[EventIx]) -> Vec<Column<'a, EventIx>> {
    let order: BTreeMap<EventIx, i64> = events.iter().copied().zip(1..).collect();
    let mut columns = vec![column(reading, "序号", "no.", 5.0, move |_, ix| {
        order.get(&ix).map_or(Value::Blank, |n| Value::Whole(*n))
    })];
    columns.extend(what_was_inspected(reading));
    columns.extend(what_came_of_it(reading));
    let mut columns: Vec<_> = columns.into_iter().map(Column::wrapped).collect();
    columns.extend(beyond_print(reading));
    columns
}

fn what_was_inspected<'a>(reading: &'a Reading<'a>) -> Vec<Column<'a, EventIx>> {
    vec![
        column(reading, "执法主体", "body", 10.0, |r, ix| {
            Value::text(&*r.event(ix).body)
        }),
        column(reading, "检查对象名称", "object", 18.0, |r, ix| {
            Value::text(&*r.event(ix).name)
        }),
        column(
            reading,
            "统一社会信用代码",
            "credit code",
            20.0,
            |r, ix| Value::text(shown_code(r.event(ix).credit_code.as_ref())),
        ),
        column(reading, "检查日期起", "from", 11.0, |r, ix| {
            Value::day(r.event(ix).start)
        }),
        column(reading, "检查日期止", "to", 11.0, |r, ix| {
            Value::day(last_day(r.event(ix)))
        }),
        column(
            reading,
            "检查类型(计划/双随机/专项/触发)",
            "route",
            8.0,
            |r, ix| Value::text(route_word(r.event(ix).route, r.lang)),
        ),
        column(
            reading,
            "任务来源/检查理由",
            "reason",
            9.0,
            |r, ix| Value::text(&*r.event(ix).reason),
        ),
        column(reading, "计划编号", "plan number", 8.0, |r, ix| {
            Value::text(&*r.event(ix).plan_number)
        }),
        column(
            reading,
            "检查事项(清单编码)",
            "item",
            14.0,
            |r, ix| Value::text(&*r.event(ix).item),
        ),
        column(
            reading,
            "执法人员及证号(2)",
            "officers",
            11.0,
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
            14.0,
            |r, ix| Value::text(site_record(r, ix)),
        ),
        column(reading, "检查结果", "result", 8.0, |r, ix| {
            Value::text(result(r, ix))
        }),
        column(
            reading,
            "未及时赋码原因",
            "why not coded",
            13.0,
            move |r, ix| {
                Value::text(
                    cause(r, ix)
                        .map(|c| coded_cause(c, r.lang))
                        .unwrap_or_default(),
                )
            },
        ),
        column(reading, "补录期限", "due", 11.0, |r, ix| {
            Value::day(deadline(r, ix))
        }),
        column(reading, "逾期(日)", "days overdue", 6.0, |r, ix| {
            days_overdue(r, ix).map_or(Value::Blank, Value::Whole)
        }),
        column(
            reading,
            "原系统记录号",
            "record number",
            12.0,
            |r, ix| Value::text(record_number(r, ix)),
        ),
        column(
            reading,
            "匹配置信度",
            "nearest probability",
            7.0,
            move |r, ix| {
                let told = r.verdict(ix).and_then(|verdict| verdict.probability);
                Value::probability(told.or_else(|| nearest.get(&ix).copied()))
            },
        ),
        column(
            reading,
            "备注(人工确认)",
            "remark (by hand)",
            12.0,
            |_, _| Value::Blank,
        ),
    ]
}

/// What helps whoever verifies it; on the screen only.
fn beyond_print<'a>(reading: &'a Reading<'a>) -> Vec<Column<'a, EventIx>> {
    let cause = |r: &Reading, ix| r.verdict(ix).and_then(|verdict| verdict.cause);
    vec![
        column(reading, "承办机构", "office", 22.0, |r, ix| {
            Value::text(&*r.event(ix).office)
        })
        .in_sheets_only(),
        column(reading, "依据", "evidence", 40.0, |r, ix| {
            Value::text(r.detail(ix))
        })
        .in_sheets_only(),
        column(reading, "建议措施", "measure", 36.0, move |r, ix| {
            Value::text(cause(r, ix).map_or("", |c| measure_word(c, r.lang)))
        })
        .in_sheets_only(),
        column(reading, "来源行", "source row", 44.0, |r, ix| {
            Value::text(r.lineage(ix))
        })
        .in_sheets_only(),
    ]
}

fn last_day(event: &InspectionEvent) -> Option<NaiveDate> {
    event.end.or(event.start)
}

/// The last day on which the code may be made up; `None` where no rule is set.
pub fn deadline(reading: &Reading, event: EventIx) -> Option<NaiveDate> {
    let told = reading.event(event);
    let makeup = reading.books.settings.platform.makeup(&told.exemption);
    makeup.due(last_day(told)?)
}

/// Days past the deadline on the as-of day; 0 where it has not passed.
pub fn days_overdue(reading: &Reading, event: EventIx) -> Option<i64> {
    let (as_of, _) = reading.as_of();
    let late = as_of? - deadline(reading, event)?;
    Some(late.num_days().max(0))
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
