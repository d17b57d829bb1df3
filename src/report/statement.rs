//! The reconciliation statement as text for terminals and as JSON for programs.

use super::aligned::{pad_end, pad_start, width};
use super::calibres::calibres_json;
use super::plan_statement::plan_json;
use super::reading::{Reading, shown_day};
use crate::model::{
    Books, EventIx, Lang, Place, ReconciliationStatement, StatementLine, StatementLineKind, Text,
};
use serde_json::{Map, Value, json};

const TEXT_COLUMNS_MIN: usize = 44;

/// The statement aligned by display width; the signed amounts add up to the adjusted count.
pub fn statement_text(statement: &ReconciliationStatement, lang: Lang) -> String {
    let mut out = lines_text(&statement.title, &statement.lines, lang);
    if let Some(note) = review_note(statement) {
        out.push_str(note.in_lang(lang));
        out.push('\n');
    }
    out
}

/// Titled lines aligned by display width.
pub fn lines_text(title: &Text, lines: &[StatementLine], lang: Lang) -> String {
    let unit = if lang == Lang::Zh { "次" } else { "visits" };
    let mut rows = vec![(title.in_lang(lang).to_string(), unit.to_string())];
    for line in lines {
        let text = format!("{}{}", indent(line.kind), line_text(line, lang));
        rows.push((
            text,
            line.amount
                .map(|n| amount_text(line, n))
                .unwrap_or_default(),
        ));
    }
    let texts = rows
        .iter()
        .map(|(text, _)| width(text))
        .max()
        .unwrap_or(0)
        .max(TEXT_COLUMNS_MIN);
    let amounts = rows
        .iter()
        .map(|(_, amount)| width(amount))
        .max()
        .unwrap_or(0);
    let mut out = String::new();
    for (text, amount) in &rows {
        let line = format!("{}  {}", pad_end(text, texts), pad_start(amount, amounts));
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// What possible links mean for the statement; `None` where there are none.
pub fn review_note(statement: &ReconciliationStatement) -> Option<Text> {
    let pairs = statement.under_review;
    (pairs > 0).then(|| {
        Text::new(
            format!("另有 {pairs} 对可能链接待人工复核:两侧各留一条,不影响差额"),
            format!("possible links awaiting review: {pairs}; they stand once on each side"),
        )
    })
}

/// A line's words, an item's cause code before them.
pub fn line_text(line: &StatementLine, lang: Lang) -> String {
    let text = line.text.in_lang(lang);
    match line.cause {
        Some(cause) if !text.starts_with(cause.code()) => format!("{} {text}", cause.code()),
        _ => text.to_string(),
    }
}

/// Items carry a sign, counts do not unless negative.
pub fn amount_text(line: &StatementLine, amount: i64) -> String {
    match (line.kind, amount) {
        (_, n) if n < 0 => format!("−{}", n.unsigned_abs()),
        (StatementLineKind::Item, n) if n > 0 => format!("+{n}"),
        (_, n) => n.to_string(),
    }
}

fn indent(kind: StatementLineKind) -> &'static str {
    match kind {
        StatementLineKind::Group => "  ",
        StatementLineKind::Item => "      ",
        _ => "",
    }
}

/// The statement line by line, each with its inspection ids; items also with the rows behind them,
/// which for the two counts are the whole ledger.
pub fn statement_json(books: &Books) -> Value {
    let reading = Reading::new(books, Lang::Zh);
    let statement = &books.statement;
    let period = books.understood.period;
    json!({
        "title": statement.title,
        "bodies": books.understood.bodies,
        "period": {
            "from": period.map(|(from, _)| from.to_string()),
            "to": period.map(|(_, to)| to.to_string()),
        },
        "inspections": statement.inspections,
        "codes": statement.codes,
        "adjusted": statement.adjusted,
        "unexplained": statement.unexplained,
        "under_review": statement.under_review,
        "lines": statement.lines.iter().map(|line| line_json(line, &reading)).collect::<Vec<_>>(),
        "counting": calibres_json(&reading),
        "plan": plan_json(&reading),
    })
}

pub fn line_json(line: &StatementLine, reading: &Reading) -> Value {
    let ids: Vec<&str> = line
        .events
        .iter()
        .map(|event| reading.inspection_id(*event))
        .collect();
    let opened = line
        .events
        .iter()
        .filter(|_| line.kind == StatementLineKind::Item);
    let records: Vec<Value> = opened.map(|event| event_json(*event, reading)).collect();
    json!({
        "kind": kind_name(line.kind),
        "cause": line.cause,
        "text": line.text,
        "amount": line.amount,
        "inspection_ids": ids,
        "records": records,
    })
}

fn event_json(event: EventIx, reading: &Reading) -> Value {
    let told = reading.event(event);
    let mut value = Map::new();
    value.insert("inspection_id".into(), reading.inspection_id(event).into());
    value.insert("event".into(), told.id.as_str().into());
    value.insert("source".into(), told.source.name().into());
    value.insert("name".into(), (*told.name).into());
    value.insert(
        "date".into(),
        shown_day(told).map(|day| day.to_string()).into(),
    );
    let rows = reading
        .places(event)
        .into_iter()
        .map(|place| place_json(place, reading.books));
    value.insert("rows".into(), rows.collect::<Vec<_>>().into());
    Value::Object(value)
}

fn place_json(place: Place, books: &Books) -> Value {
    let table = books.table(place);
    json!({ "file": table.file, "sheet": table.sheet, "row": place.row })
}

fn kind_name(kind: StatementLineKind) -> &'static str {
    match kind {
        StatementLineKind::Count => "count",
        StatementLineKind::Group => "group",
        StatementLineKind::Item => "item",
        StatementLineKind::Adjusted => "adjusted",
        StatementLineKind::Unexplained => "unexplained",
    }
}
