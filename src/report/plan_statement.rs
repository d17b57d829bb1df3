//! The plan's own statement: from the rows of the lists to the register's planned inspections.

use super::list::{Column, List, Value};
use super::reading::Reading;
use super::statement::{amount_text, line_json, line_text, lines_text};
use super::words::coded_cause;
use crate::model::{Lang, PlanItem, PlanReview, StatementLineKind, Text};
use serde::Serialize;
use serde_json::{Value as Json, json};

pub fn plan_title() -> Text {
    Text::new("计划与完成核对表", "Reconciliation of the plan")
}

/// The lines aligned for a terminal; empty where no named list was given.
pub fn plan_text(plan: &PlanReview, lang: Lang) -> String {
    match plan.statement.is_empty() {
        true => String::new(),
        false => lines_text(&plan_title(), &plan.statement, lang),
    }
}

/// The lines with their ids, and the rows that state a number.
pub fn plan_json(reading: &Reading) -> Json {
    let plan = &reading.books.plan;
    let items: Vec<Json> = plan
        .items
        .iter()
        .map(|item| {
            let place = reading.books.understood.records[item.record].place;
            let table = reading.books.table(place);
            json!({
                "file": table.file,
                "sheet": table.sheet,
                "row": place.row,
                "asked": item.asked,
                "listed": item.listed,
                "done": item.done,
                "cause": item.cause,
                "text": item.detail,
            })
        })
        .collect();
    let lines = plan.statement.iter();
    json!({
        "lines": lines.map(|line| line_json(line, reading)).collect::<Vec<_>>(),
        "items": items,
        "unexplained": plan.unexplained,
    })
}

/// One line as the page shows it.
#[derive(Serialize)]
pub struct PlanLineShown {
    text: String,
    amount: String,
    item: bool,
}

pub fn plan_lines(reading: &Reading) -> Vec<PlanLineShown> {
    let lines = reading.books.plan.statement.iter();
    let lines = lines.map(|line| PlanLineShown {
        text: line_text(line, reading.lang),
        amount: amount_text(line, line.amount.unwrap_or(0)),
        item: line.kind == StatementLineKind::Item,
    });
    lines.collect()
}

/// The statement as a list for the workbook.
pub fn plan_statement_list<'a>(reading: &'a Reading<'a>) -> List<'a> {
    let lang = reading.lang;
    let p = |zh, en| reading.pick(zh, en);
    type Line<'a> = &'a crate::model::StatementLine;
    let columns = vec![
        Column::new(p("项目", "line"), 44.0, move |line: &Line| {
            let indent = match line.kind {
                StatementLineKind::Item => "    ",
                _ => "",
            };
            Value::text(format!("{indent}{}", line_text(line, lang)))
        }),
        Column::new(p("数量", "number"), 12.0, |line: &Line| {
            line.amount.map_or(Value::Blank, Value::Whole)
        }),
        Column::new(
            p("记录(核对编号)", "records"),
            100.0,
            move |line: &Line| {
                if line.kind != StatementLineKind::Item {
                    return Value::Blank;
                }
                let named = line.events.iter().map(|at| {
                    let name = &reading.event(*at).name;
                    format!("{} {name}", reading.inspection_id(*at))
                });
                Value::text(named.collect::<Vec<_>>().join(reading.pick("；", "; ")))
            },
        )
        .in_sheets_only(),
    ];
    let note = p(
        "从计划名单到执法系统登记的计划检查,逐项相加;各行与未解释差异之和为下一个小计",
        "from the lists to the planned inspections of the register, adding up line by line",
    );
    let lines = reading.books.plan.statement.iter().collect();
    List::new(
        reading.pick("计划核对", "Plan statement"),
        note,
        lines,
        columns,
    )
}

/// Rows of a plan that state a number and name nobody.
pub fn plan_items_list<'a>(reading: &'a Reading<'a>) -> List<'a> {
    let lang = reading.lang;
    let p = |zh, en| reading.pick(zh, en);
    let whole = |n: Option<u64>| n.map_or(Value::Blank, |n| Value::Whole(n as i64));
    type Item<'a> = &'a PlanItem;
    let records = &reading.books.understood.records;
    let columns = vec![
        Column::new(p("检查事项", "item"), 44.0, move |item: &Item| {
            let name = records[item.record].item.as_ref();
            Value::text(name.map_or("", |field| field.value.as_str()))
        }),
        Column::new(p("计划(家)", "asked"), 10.0, move |item: &Item| {
            whole(item.asked)
        }),
        Column::new(p("名单(家)", "listed"), 10.0, move |item: &Item| {
            whole(item.listed)
        }),
        Column::new(p("已检查(家)", "visited"), 12.0, |item: &Item| {
            Value::Whole(item.done as i64)
        }),
        Column::new(p("情况", "state"), 30.0, move |item: &Item| {
            let told = item.cause.map(|cause| coded_cause(cause, lang));
            let unread = reading.pick("数量未能读出", "no number was read");
            Value::text(told.unwrap_or_else(|| unread.to_string()))
        }),
        Column::new(p("依据", "evidence"), 50.0, move |item: &Item| {
            Value::text(item.detail.in_lang(lang))
        }),
        Column::new(p("来源行", "source row"), 40.0, move |item: &Item| {
            Value::text(reading.books.where_is(records[item.record].place))
        }),
    ];
    let note = p(
        "只有数量、没有名单的计划行,与名单或检查核对",
        "plan rows with a number and no names, held against the lists or the visits",
    );
    let items = reading.books.plan.items.iter().collect();
    List::new(p("计划事项", "Plan items"), note, items, columns)
}
