//! Town by cause, coverage by office, and the gap over earlier runs, ready to be drawn.

use crate::model::{Cause, Figure, Lang};
use crate::report::reading::Reading;
use crate::report::tallies::{by_office, town_by_cause};
use crate::report::words::cause_word;
use serde::Serialize;
use std::collections::BTreeSet;

/// Towns and offices drawn; the rest is one line.
const LINES_MAX: usize = 30;
const SHADES: f64 = 5.0;
/// How metrics call what the source leaves blank.
const BLANK: &str = "未填";

/// Records behind the statement's items, by town and cause.
#[derive(Serialize)]
pub struct Heat {
    causes: Vec<HeatCause>,
    towns: Vec<HeatTown>,
    total: i64,
    /// Towns left out, and their records.
    more: usize,
    more_records: i64,
}

#[derive(Serialize)]
struct HeatCause {
    code: &'static str,
    zh: &'static str,
    en: &'static str,
    total: i64,
}

#[derive(Serialize)]
struct HeatTown {
    /// Empty where the source leaves it blank.
    name: String,
    /// Count and shade, by cause.
    cells: Vec<(i64, i64)>,
    total: i64,
}

pub fn heat(reading: &Reading) -> Option<Heat> {
    let (causes, counts) = town_by_cause(reading);
    let most = counts
        .iter()
        .flat_map(|(_, of)| of.values())
        .copied()
        .max()?;
    let mut towns: Vec<HeatTown> = counts
        .into_iter()
        .map(|(town, of)| {
            let count = |cause: &Cause| of.get(cause).copied().unwrap_or(0);
            let cell = |cause: &Cause| (count(cause), shade(count(cause), most));
            HeatTown {
                name: town.to_string(),
                cells: causes.keys().map(cell).collect(),
                total: of.values().sum(),
            }
        })
        .collect();
    let rest = towns.split_off(towns.len().min(LINES_MAX));
    Some(Heat {
        total: causes.values().sum(),
        causes: causes
            .into_iter()
            .map(|(cause, total)| HeatCause {
                code: cause.code(),
                zh: cause_word(cause, Lang::Zh),
                en: cause_word(cause, Lang::En),
                total,
            })
            .collect(),
        towns,
        more: rest.len(),
        more_records: rest.iter().map(|town| town.total).sum(),
    })
}

/// 0 for none, then 1 to 5 by the square root, so that few still show.
fn shade(count: i64, most: i64) -> i64 {
    let share = (count as f64 / most as f64).sqrt();
    (share * SHADES).ceil() as i64
}

/// Coverage by office.
#[derive(Serialize)]
pub struct Offices {
    offices: Vec<Office>,
    more: usize,
}

#[derive(Serialize)]
struct Office {
    name: String,
    inspections: i64,
    coded: i64,
    rate: String,
    /// Lengths in percent of the busiest office.
    coded_width: String,
    width: String,
}

pub fn offices(reading: &Reading) -> Option<Offices> {
    let counts = by_office(reading);
    let most = counts
        .iter()
        .map(|(_, [inspections, _])| *inspections)
        .max()?;
    let percent = |n: i64| format!("{:.2}%", n as f64 * 100.0 / most as f64);
    let mut offices: Vec<Office> = counts
        .into_iter()
        .map(|(name, [inspections, coded])| Office {
            name: if name == BLANK { "" } else { name }.to_string(),
            inspections,
            coded,
            rate: Figure::Ratio(coded as f64 / inspections as f64).show(),
            coded_width: percent(coded),
            width: percent(inspections),
        })
        .collect();
    let more = offices.split_off(offices.len().min(LINES_MAX)).len();
    Some(Offices { offices, more })
}

/// The gap between the two counts over earlier runs, as a line.
#[derive(Serialize)]
pub struct Curve {
    width: u32,
    height: u32,
    /// Points of the line, as SVG writes them.
    points: String,
    dots: Vec<Dot>,
    zero: String,
}

#[derive(Serialize)]
struct Dot {
    x: String,
    y: String,
    day: String,
    gap: i64,
    inspections: i64,
    codes: i64,
    unexplained: i64,
    labelled: bool,
}

const CURVE_WIDTH: u32 = 720;
const CURVE_HEIGHT: u32 = 180;
const MARGIN: f64 = 36.0;
const LABELS_MAX: usize = 12;

/// `None` with fewer than two runs on different days.
pub fn curve(reading: &Reading) -> Option<Curve> {
    let mut runs = reading.books.past.clone();
    runs.sort_unstable();
    let days: BTreeSet<_> = runs.iter().map(|run| run.day).collect();
    let (first, last) = (*days.first()?, *days.last()?);
    if days.len() < 2 {
        return None;
    }
    let gap = |at: usize| runs[at].inspections - runs[at].codes;
    let gaps = (0..runs.len()).map(gap);
    let (least, most) = (gaps.clone().min()?.min(0), gaps.max()?.max(1));
    let across = f64::from(CURVE_WIDTH) - 2.0 * MARGIN;
    let up = f64::from(CURVE_HEIGHT) - 2.0 * MARGIN;
    let x = |at: usize| {
        let share = (runs[at].day - first).num_days() as f64 / (last - first).num_days() as f64;
        format!("{:.1}", MARGIN + share * across)
    };
    let y = |gap: i64| {
        let share = (gap - least) as f64 / (most - least) as f64;
        format!("{:.1}", MARGIN + (1.0 - share) * up)
    };
    let every = runs.len().div_ceil(LABELS_MAX);
    let dots = (0..runs.len()).map(|at| Dot {
        x: x(at),
        y: y(gap(at)),
        day: runs[at].day.to_string(),
        gap: gap(at),
        inspections: runs[at].inspections,
        codes: runs[at].codes,
        unexplained: runs[at].unexplained,
        labelled: at % every == 0 || at + 1 == runs.len(),
    });
    let points: Vec<String> = (0..runs.len())
        .map(|at| format!("{},{}", x(at), y(gap(at))))
        .collect();
    Some(Curve {
        width: CURVE_WIDTH,
        height: CURVE_HEIGHT,
        points: points.join(" "),
        dots: dots.collect(),
        zero: y(0),
    })
}
