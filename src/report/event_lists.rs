//! Lists of inspections and codes, each line with its cause, its evidence and where it stands.

use super::consolidated::numbers;
use super::items::own_number;
use super::list::{Column, List, Value};
use super::reading::{Reading, shown_code, shown_day};
use super::words::{
    cause_word, code_state_word, measure_word, outcome_word, route_word, source_word,
};
use crate::model::{Cause, EventIx, Outcome, StatementLineKind, Text};

/// The lists that statement lines lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// 有检查无赋码.
    Inspections,
    /// 有赋码无检查.
    Codes,
    /// 重复记录与重复赋码.
    Surplus,
}

/// Events of the three lists, those of one statement line together and in its order.
#[derive(Default)]
pub struct Openings {
    pub inspections: Vec<EventIx>,
    pub codes: Vec<EventIx>,
    pub surplus: Vec<EventIx>,
    /// Per statement line: its list and the position of its first event.
    pub of_line: Vec<Option<(Opened, usize)>>,
}

pub fn openings(reading: &Reading) -> Openings {
    let mut found = Openings::default();
    let mut taken = vec![false; reading.books.understood.events.len()];
    for line in &reading.books.statement.lines {
        let opens = line.kind == StatementLineKind::Item && !line.events.is_empty();
        let Some(cause) = line.cause.filter(|_| opens) else {
            found.of_line.push(None);
            continue;
        };
        let surplus = matches!(cause, Cause::B03 | Cause::D03 | Cause::D04);
        let (opened, events) = match (surplus, line.amount.unwrap_or(0) < 0) {
            (true, _) => (Opened::Surplus, &mut found.surplus),
            (_, true) => (Opened::Inspections, &mut found.inspections),
            (_, false) => (Opened::Codes, &mut found.codes),
        };
        found.of_line.push(Some((opened, events.len())));
        events.extend(&line.events);
        line.events.iter().for_each(|event| taken[*event] = true);
    }
    let rest = |outcome| {
        reading
            .with_outcome(outcome)
            .into_iter()
            .filter(|ix| !taken[*ix])
    };
    found.inspections.extend(rest(Outcome::SafetyOnly));
    found.codes.extend(rest(Outcome::PlatformOnly));
    found
}

pub fn inspections_list<'a>(
    reading: &'a Reading<'a>,
    title: &'static str,
    note: &str,
    events: Vec<EventIx>,
) -> List<'a> {
    let mut columns = identity(reading);
    columns.extend(visit(reading));
    columns.extend(reasons(reading));
    columns.extend(nearest(reading, "最接近的码", "nearest code"));
    columns.push(lineage(reading));
    List::new(title, note, events, columns)
}

pub fn codes_list<'a>(
    reading: &'a Reading<'a>,
    title: &'static str,
    note: &str,
    events: Vec<EventIx>,
) -> List<'a> {
    let mut columns = identity(reading);
    columns.extend(code(reading));
    columns.extend(reasons(reading));
    columns.extend(nearest(reading, "最接近的检查", "nearest inspection"));
    columns.push(lineage(reading));
    List::new(title, note, events, columns)
}

/// Events of both systems in one list.
pub fn mixed_list<'a>(
    reading: &'a Reading<'a>,
    title: &'static str,
    note: &str,
    events: Vec<EventIx>,
) -> List<'a> {
    List::new(title, note, events, mixed_columns(reading))
}

/// Columns that serve events of both systems.
pub fn mixed_columns<'a>(reading: &'a Reading<'a>) -> Vec<EventColumn<'a>> {
    let lang = reading.lang;
    let mut columns = vec![column(
        reading,
        "来源系统",
        "system",
        16.0,
        move |r, ix| Value::text(source_word(r.event(ix).source, lang)),
    )];
    columns.extend(identity(reading));
    columns.push(column(reading, "编号", "number", 20.0, |r, ix| {
        Value::text(own_number(r.books, r.event(ix)))
    }));
    columns.push(column(
        reading,
        "核对结果",
        "outcome",
        14.0,
        move |r, ix| {
            let outcome = r.verdict(ix).and_then(|verdict| verdict.outcome);
            Value::text(outcome.map_or("", |outcome| outcome_word(outcome, lang)))
        },
    ));
    columns.extend(reasons(reading));
    columns.push(lineage(reading));
    columns
}

type EventColumn<'a> = Column<'a, EventIx>;

/// A column whose value is read off one event.
pub fn column<'a>(
    reading: &'a Reading<'a>,
    zh: &'static str,
    en: &'static str,
    width: f64,
    value: impl Fn(&Reading, EventIx) -> Value + 'a,
) -> EventColumn<'a> {
    Column::new(reading.pick(zh, en), width, move |event: &EventIx| {
        value(reading, *event)
    })
}

fn identity<'a>(reading: &'a Reading<'a>) -> Vec<EventColumn<'a>> {
    vec![
        column(reading, "核对编号", "inspection id", 14.0, |r, ix| {
            Value::key(r.inspection_id(ix))
        }),
        column(reading, "日期", "date", 12.0, |r, ix| {
            Value::day(shown_day(r.event(ix)))
        }),
        column(reading, "检查对象", "object", 34.0, |r, ix| {
            Value::text(&*r.event(ix).name)
        }),
        column(
            reading,
            "统一社会信用代码",
            "credit code",
            22.0,
            |r, ix| Value::text(shown_code(r.event(ix).credit_code.as_ref())),
        )
        .in_sheets_only(),
        column(reading, "所属乡镇", "town", 14.0, |r, ix| {
            Value::text(&*r.event(ix).town)
        })
        .in_sheets_only(),
        column(reading, "检查类型", "route", 12.0, |r, ix| {
            Value::text(route_word(r.event(ix).route, r.lang))
        }),
    ]
}

fn visit<'a>(reading: &'a Reading<'a>) -> Vec<EventColumn<'a>> {
    vec![
        column(reading, "承办机构", "office", 20.0, |r, ix| {
            Value::text(&*r.event(ix).office)
        }),
        column(reading, "执法人员", "officers", 16.0, |r, ix| {
            Value::text(r.event(ix).officers.join("、"))
        })
        .in_sheets_only(),
        column(reading, "检查事项", "item", 28.0, |r, ix| {
            Value::text(&*r.event(ix).item)
        })
        .in_sheets_only(),
        column(reading, "记录编号", "record number", 20.0, |r, ix| {
            Value::text(record_number(r, ix))
        })
        .in_sheets_only(),
        column(
            reading,
            "文书编号",
            "document numbers",
            32.0,
            |r, ix| Value::text(numbers(r, ix)),
        )
        .in_sheets_only(),
    ]
}

fn code<'a>(reading: &'a Reading<'a>) -> Vec<EventColumn<'a>> {
    vec![
        column(reading, "检查码编号", "code", 24.0, |r, ix| {
            Value::key(&*r.event(ix).code_id)
        }),
        column(reading, "码状态", "state", 12.0, |r, ix| {
            Value::text(code_state_word(r.event(ix).code_state, r.lang))
        }),
        column(reading, "申请时间", "applied at", 19.0, |r, ix| {
            Value::text(
                r.event(ix)
                    .applied_at
                    .map(|at| at.to_string())
                    .unwrap_or_default(),
            )
        })
        .in_sheets_only(),
        column(reading, "扫码时间", "scanned at", 19.0, |r, ix| {
            Value::text(
                r.event(ix)
                    .scanned_at
                    .map(|at| at.to_string())
                    .unwrap_or_default(),
            )
        })
        .in_sheets_only(),
        column(reading, "执法主体", "body", 24.0, |r, ix| {
            Value::text(&*r.event(ix).body)
        })
        .in_sheets_only(),
        column(reading, "执法人员", "officers", 16.0, |r, ix| {
            Value::text(r.event(ix).officers.join("、"))
        })
        .in_sheets_only(),
    ]
}

fn reasons<'a>(reading: &'a Reading<'a>) -> Vec<EventColumn<'a>> {
    let cause = |r: &Reading, ix| r.verdict(ix).and_then(|verdict| verdict.cause);
    vec![
        column(reading, "原因代码", "cause", 10.0, move |r, ix| {
            Value::text(cause(r, ix).map_or("", |cause| cause.code()))
        }),
        column(reading, "原因", "meaning", 26.0, move |r, ix| {
            Value::text(cause(r, ix).map_or("", |cause| cause_word(cause, r.lang)))
        })
        .in_sheets_only(),
        column(reading, "依据", "evidence", 40.0, |r, ix| {
            Value::text(r.detail(ix))
        }),
        column(reading, "建议措施", "measure", 36.0, move |r, ix| {
            Value::text(cause(r, ix).map_or("", |cause| measure_word(cause, r.lang)))
        })
        .in_sheets_only(),
    ]
}

/// The nearest record of the other side, what broke the link, and what would have made it.
fn nearest<'a>(
    reading: &'a Reading<'a>,
    zh: &'static str,
    en: &'static str,
) -> [EventColumn<'a>; 3] {
    let miss = |r: &Reading<'a>, ix| r.verdict(ix).and_then(|verdict| verdict.near_miss.as_ref());
    let said = move |text: Option<&'a Text>| {
        Value::text(text.map(|text| reading.say(text)).unwrap_or_default())
    };
    [
        column(reading, zh, en, 36.0, |r, ix| {
            let near = r
                .verdict(ix)
                .and_then(|verdict| verdict.partner.or(verdict.nearest));
            Value::text(near.map(|near| in_brief(r, near)).unwrap_or_default())
        })
        .in_sheets_only(),
        column(
            reading,
            "未成立的原因",
            "what broke it",
            40.0,
            move |_, ix| said(miss(reading, ix).map(|miss| &miss.told)),
        )
        .in_sheets_only(),
        column(
            reading,
            "成立所需",
            "what it needs",
            30.0,
            move |_, ix| said(miss(reading, ix).map(|miss| &miss.needed)),
        )
        .in_sheets_only(),
    ]
}

fn lineage<'a>(reading: &'a Reading<'a>) -> EventColumn<'a> {
    column(reading, "来源行", "source row", 36.0, |r, ix| {
        Value::text(r.lineage(ix))
    })
}

/// Number, name and day of an event, as one phrase.
pub fn in_brief(reading: &Reading, event: EventIx) -> String {
    let told = reading.event(event);
    let day = shown_day(told)
        .map(|day| day.to_string())
        .unwrap_or_default();
    [own_number(reading.books, told).as_str(), &told.name, &day]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

pub fn record_number(reading: &Reading, event: EventIx) -> String {
    let number = reading.record(event).record_number.as_ref();
    number.map(|field| field.value.clone()).unwrap_or_default()
}
