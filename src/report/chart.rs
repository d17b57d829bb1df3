//! The bridge from inspections to codes and the year by month, as bars.

use super::reading::Reading;
use super::statement::line_text;
use super::tallies::by_month;
use crate::model::StatementLineKind;
use serde::Serialize;

/// One bar of the bridge: where it begins, how long it is, which way it goes.
#[derive(Clone)]
pub struct Step {
    /// Position of its line in the statement.
    pub line: usize,
    pub label: String,
    pub from: i64,
    pub to: i64,
    pub kind: StatementLineKind,
}

/// The bridge from inspections to codes, bar by bar.
pub fn bridge_steps(reading: &Reading) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut level = 0;
    for (at, line) in reading.books.statement.lines.iter().enumerate() {
        let Some(amount) = line.amount else { continue };
        let label = line_text(line, reading.lang);
        let (from, to) = match line.kind {
            StatementLineKind::Item => (level, level + amount),
            StatementLineKind::Count => (0, amount),
            _ => continue,
        };
        level = to;
        steps.push(Step {
            line: at,
            label,
            from,
            to,
            kind: line.kind,
        });
    }
    steps
}

/// A line of the statement as drawn beside it: positions in percent of the widest bar.
#[derive(Serialize)]
pub struct Bar {
    /// `count`, `less` or `plus`.
    pub kind: &'static str,
    pub x: String,
    pub width: String,
    /// Where the thread from the bar above arrives and where it leaves to the bar below.
    pub arrives: Option<String>,
    pub leaves: Option<String>,
}

/// One bar per line of the statement; a heading carries the thread through, and no more.
pub fn bridge_bars(reading: &Reading) -> Vec<Option<Bar>> {
    let steps = bridge_steps(reading);
    let ends = steps.iter().map(|step| step.from.max(step.to));
    let most = ends.max().unwrap_or(0).max(1);
    let percent = |n: i64| format!("{:.2}%", n as f64 * 100.0 / most as f64);
    let lines = reading.books.statement.lines.len();
    let last = steps.last().map_or(0, |step| step.line);
    let mut level = None;
    let bar = |at: usize| {
        let arrives = level.filter(|_| at <= last).map(percent);
        let step = steps.iter().find(|step| step.line == at);
        level = step.map(|step| step.to).or(level);
        let leaves = level.filter(|_| at < last).map(percent);
        let (x, width, kind) = match step {
            None => (percent(0), percent(0), "none"),
            Some(step) => {
                let kind = match (step.kind, step.to < step.from) {
                    (StatementLineKind::Item, true) => "less",
                    (StatementLineKind::Item, false) => "plus",
                    _ => "count",
                };
                let size = (step.to - step.from).abs();
                (percent(step.from.min(step.to)), percent(size), kind)
            }
        };
        let drawn = arrives.is_some() || leaves.is_some() || step.is_some();
        drawn.then_some(Bar {
            kind,
            x,
            width,
            arrives,
            leaves,
        })
    };
    (0..lines).map(bar).collect()
}

/// One month: two bars, inspections and codes, in the units of the drawing.
#[derive(Serialize)]
pub struct Month {
    pub key: String,
    pub label: String,
    pub center: String,
    /// Where its share of the width begins, and how much that is.
    pub left: String,
    pub span: String,
    pub bars: Vec<MonthBar>,
}

#[derive(Serialize)]
pub struct MonthBar {
    pub kind: &'static str,
    pub count: i64,
    pub x: String,
    pub y: String,
    pub width: String,
    pub height: String,
    pub label_x: String,
    pub label_y: String,
}

/// The year by month.
#[derive(Serialize)]
pub struct Months {
    pub months: Vec<Month>,
    pub width: u32,
    pub height: u32,
    pub base: String,
}

const DRAWN_WIDTH: u32 = 720;
const DRAWN_HEIGHT: u32 = 190;
/// Room above the highest bar for its figure.
const TOP: f64 = 22.0;
const BASE: f64 = 160.0;
const MONTHS_MAX: usize = 24;

/// Inspections and codes by month; `None` without months or with too many to draw.
pub fn months(reading: &Reading) -> Option<Months> {
    let counts = by_month(reading);
    if counts.is_empty() || counts.len() > MONTHS_MAX {
        return None;
    }
    let most = counts.values().flatten().copied().max().unwrap_or(0).max(1);
    let step = f64::from(DRAWN_WIDTH) / counts.len() as f64;
    let drawn = counts.iter().enumerate();
    let months = drawn.map(|(at, (month, counts))| month_bars(month, *counts, at, step, most));
    Some(Months {
        months: months.collect(),
        width: DRAWN_WIDTH,
        height: DRAWN_HEIGHT,
        base: format!("{BASE:.0}"),
    })
}

fn month_bars(month: &str, counts: [i64; 2], at: usize, step: f64, most: i64) -> Month {
    let center = (at as f64 + 0.5) * step;
    let width = (step * 0.34).min(26.0);
    let bar = |side: usize| {
        let height = (BASE - TOP) * counts[side] as f64 / most as f64;
        let x = if side == 0 {
            center - width - 1.0
        } else {
            center + 1.0
        };
        MonthBar {
            kind: ["inspections", "codes"][side],
            count: counts[side],
            x: format!("{x:.1}"),
            y: format!("{:.1}", BASE - height),
            width: format!("{width:.1}"),
            height: format!("{height:.1}"),
            label_x: format!("{:.1}", x + width / 2.0),
            label_y: format!("{:.1}", BASE - height - 4.0),
        }
    };
    let label = match month.split_once('-') {
        Some((_, month)) => month.trim_start_matches('0'),
        None => month,
    };
    Month {
        key: month.to_string(),
        label: label.to_string(),
        center: format!("{center:.1}"),
        left: format!("{:.1}", center - step / 2.0),
        span: format!("{step:.1}"),
        bars: vec![bar(0), bar(1)],
    }
}
