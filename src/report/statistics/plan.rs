//! What was planned and what was done, by town.

use super::super::reading::Reading;
use super::super::sheet::sheet_name;
use super::page::{Cell, HEADER, Page, Shown};
use crate::model::{Cause, Figure, PlanLine};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Default)]
struct Line {
    enterprises: BTreeSet<Option<u32>>,
    planned: i64,
    done: i64,
}

/// Nothing where no plan was given.
pub fn page<'a>(reading: &'a Reading<'a>) -> Option<Page<'a>> {
    let plan = &reading.books.plan;
    let (visits, done) = plan.visits.zip(plan.done)?;
    let mut towns: BTreeMap<String, Line> = BTreeMap::new();
    let mut all = BTreeSet::new();
    for line in &plan.lines {
        let event = reading.event(line.plan);
        let town = reading.books.understood.town_of(event).trim();
        let town = if town.is_empty() { "未填" } else { town };
        let of_town = towns.entry(town.to_string()).or_default();
        of_town.enterprises.insert(event.enterprise);
        of_town.planned += i64::from(line.planned_visits);
        of_town.done += done_of(line);
        all.insert(event.enterprise);
    }
    let rows: Vec<(String, Line)> = towns.into_iter().collect();
    let sums = |of: fn(&Line) -> i64| rows.iter().map(|(_, line)| of(line)).sum::<i64>();
    let adds = [
        sums(|l| l.planned) == visits as i64,
        sums(|l| l.done) == done as i64,
    ];
    let heads = [
        ("乡镇街道", "town"),
        ("计划对象(家)", "planned enterprises"),
        ("计划检查(次)", "planned visits"),
        ("已实施(次)", "done"),
        ("完成率", "share done"),
    ];
    let title = reading.pick("计划完成情况", "Plan");
    let count = rows.len();
    let total = vec![
        Cell::text(reading.pick("合计", "total")).bold(),
        Cell::count(all.len() as i64).bold(),
        sum("C", count, visits as i64, adds[0]),
        sum("D", count, done as i64, adds[1]),
        Cell::of(rate(count, done as i64, visits as i64)).bold(),
    ];
    Some(Page {
        name: sheet_name(title),
        title: title.to_string(),
        note: super::super::statement_sheet::scope(reading),
        heads: heads
            .map(|(zh, en)| vec![reading.pick(zh, en).to_string()])
            .to_vec(),
        widths: vec![24.0, 16.0, 16.0, 14.0, 12.0],
        rows: count + 1,
        row: Box::new(move |at| match rows.get(at) {
            Some((town, line)) => vec![
                Cell::text(town.clone()),
                Cell::count(line.enterprises.len() as i64),
                Cell::count(line.planned),
                Cell::count(line.done),
                Cell::of(rate(at, line.done, line.planned)),
            ],
            None => total.clone(),
        }),
        home: None,
        list: false,
    })
}

/// No more than was planned; one line of an enterprise on two lists is fulfilled by the other's.
fn done_of(line: &PlanLine) -> i64 {
    let planned = i64::from(line.planned_visits);
    match line.cause {
        Cause::C05 => planned,
        _ => planned.min(line.visits.len() as i64),
    }
}

fn sum(column: &str, rows: usize, n: i64, adds: bool) -> Cell {
    let figure = Figure::Count(n);
    let (first, last) = (HEADER + 2, HEADER + 1 + rows as u32);
    let formula = format!("=SUM({column}{first}:{column}{last})");
    let live = adds && rows > 0;
    Cell::of(if live {
        Shown::Live(formula, figure)
    } else {
        Shown::Figure(figure)
    })
    .bold()
}

fn rate(at: usize, done: i64, planned: i64) -> Shown {
    let line = HEADER + 2 + at as u32;
    let figure = match planned {
        0 => Figure::Absent,
        planned => Figure::Ratio(done as f64 / planned as f64),
    };
    Shown::Live(format!("=IF(C{line}=0,\"—\",D{line}/C{line})"), figure)
}
