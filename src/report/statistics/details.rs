//! The rows behind a breakdown: inspections and codes group by group, with the marks that its
//! figures are sums of.

use super::super::reading::{Reading, shown_day};
use super::super::words::{outcome_word, route_word};
use super::page::{Cell, Page, Shown};
use crate::model::{EventIx, Figure, Outcome, Source, StatisticsTable};
use std::collections::HashSet;

/// A breakdown with more rows behind it is told without them; they stand in `consolidated.csv`.
pub const ROWS_MAX: usize = 20_000;

/// Columns that formulas use.
pub const SYSTEM: &str = "B";
pub const CODED: &str = "H";
pub const SCANNED: &str = "I";
pub const FIRST: &str = "J";
/// The last column.
const LAST: &str = "N";

/// One row behind a figure.
struct Line {
    label: String,
    event: EventIx,
    /// The first inspection of its enterprise in the group.
    first: bool,
}

/// Lines of a page, 1-based, that belong to each row of the breakdown.
pub type Spans = Vec<Option<(u32, u32)>>;

/// The word for a system in column B.
pub fn system_word(reading: &Reading, source: Source) -> &'static str {
    match source {
        Source::Platform => reading.pick("赋码", "code"),
        _ => reading.pick("检查", "inspection"),
    }
}

/// `'按月份明细'!A5:N40`.
pub fn range(sheet: &str, (first, last): (u32, u32)) -> String {
    format!("'{sheet}'!A{first}:{LAST}{last}")
}

/// The sheet of rows and where each group stands; nothing where they are too many.
pub fn page<'a>(
    reading: &'a Reading<'a>,
    table: &StatisticsTable,
    name: String,
) -> Option<(Page<'a>, Spans)> {
    let rows = |row: &crate::model::StatisticsRow| row.inspections.len() + row.codes.len();
    if table.rows.iter().map(rows).sum::<usize>() > ROWS_MAX {
        return None;
    }
    let mut lines: Vec<Line> = Vec::new();
    let mut groups: Vec<(usize, usize)> = Vec::new();
    for row in &table.rows {
        let from = lines.len();
        let mut seen = HashSet::new();
        let line = |event: EventIx, first: bool| Line {
            label: row.label.clone(),
            event,
            first,
        };
        for event in &row.inspections {
            let first = seen.insert(reading.event(*event).enterprise);
            lines.push(line(*event, first));
        }
        lines.extend(row.codes.iter().map(|event| line(*event, false)));
        groups.push((from, lines.len()));
    }
    let heads = [
        ("分组", "group"),
        ("系统", "system"),
        ("核对编号", "id"),
        ("检查对象", "enterprise"),
        ("日期", "day"),
        ("途径", "route"),
        ("承办机构", "office"),
        ("已赋码", "coded"),
        ("已扫码", "scanned"),
        ("本组首次", "first of group"),
        ("核对结果", "outcome"),
        ("来源文件", "file"),
        ("工作表", "sheet"),
        ("行", "row"),
    ];
    let title = reading.say(&table.title);
    let page = Page {
        name,
        title: format!("{title}{}", reading.pick("明细", ": rows")),
        note: reading
            .pick(
                "各组的检查与赋码逐条列出;1 为计入该列",
                "inspections and codes group by group; 1 counts in its column",
            )
            .to_string(),
        heads: heads
            .map(|(zh, en)| vec![reading.pick(zh, en).to_string()])
            .to_vec(),
        widths: vec![
            18.0, 9.0, 17.0, 34.0, 12.0, 10.0, 24.0, 8.0, 8.0, 9.0, 16.0, 36.0, 14.0, 8.0,
        ],
        rows: lines.len(),
        row: Box::new(move |at| cells(reading, &lines[at])),
        home: None,
        list: true,
    };
    let spans = groups
        .into_iter()
        .map(|(from, to)| (from < to).then(|| (page.line(from), page.line(to - 1))))
        .collect();
    Some((page, spans))
}

fn cells(reading: &Reading, line: &Line) -> Vec<Cell> {
    let event = reading.event(line.event);
    let verdict = reading.verdict(line.event);
    let outcome = verdict.and_then(|verdict| verdict.outcome);
    let is_code = event.source == Source::Platform;
    let mark = |is: bool| match is {
        true => Cell::of(Shown::Figure(Figure::Count(1))),
        false => Cell::of(Shown::Blank),
    };
    let place = reading.record(line.event).place;
    let table = reading.books.table(place);
    let day = shown_day(event).map(|day| day.to_string());
    vec![
        Cell::text(line.label.clone()),
        Cell::text(system_word(reading, event.source)),
        Cell::text(reading.inspection_id(line.event)),
        Cell::text(&*event.name),
        Cell::text(day.unwrap_or_default()),
        Cell::text(route_word(event.route, reading.lang)),
        Cell::text(&*event.office),
        mark(!is_code && outcome == Some(Outcome::Linked)),
        mark(is_code && event.is_scanned()),
        mark(line.first),
        Cell::text(outcome.map_or("", |outcome| outcome_word(outcome, reading.lang))),
        Cell::text(table.file.clone()),
        Cell::text(table.sheet.clone()),
        Cell::count(i64::from(place.row)),
    ]
}
