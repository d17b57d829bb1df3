//! This year's figures beside last year's.

use super::super::reading::Reading;
use super::super::sheet::sheet_name;
use super::figures::{Ledger, metric_meaning};
use super::page::{Cell, HEADER, Page, Shown};
use crate::model::Figure;

/// Nothing where last year's run is not at hand.
pub fn page<'a>(reading: &'a Reading<'a>, ledger: &Ledger) -> Option<Page<'a>> {
    let last = reading.books.last_year.as_ref()?;
    let is_labelled = |key: &str| key.matches('.').count() > 1 || key.starts_with("rows.");
    let lines: Vec<(&str, Figure, Figure, Option<String>)> = reading
        .books
        .metrics
        .iter()
        .filter(|(key, _)| !is_labelled(key) || key.starts_with("penalties.class"))
        .map(|(key, now)| {
            (
                key,
                now,
                last.get(key).unwrap_or(Figure::Absent),
                ledger.cell(key),
            )
        })
        .filter(|(_, now, then, _)| *now != Figure::Absent || *then != Figure::Absent)
        .collect();
    let heads = [
        ("指标", "figure"),
        ("本年", "this year"),
        ("上年", "last year"),
        ("增减", "difference"),
        ("同比", "change"),
        ("键", "key"),
    ];
    let title = reading.pick("同比", "Year on year");
    Some(Page {
        name: sheet_name(title),
        title: reading.pick("与上年比较", "This year and last").to_string(),
        note: reading
            .pick(
                "上年没有的数字为“—”;上年为零的没有同比",
                "— where last year has no figure; no change over zero",
            )
            .to_string(),
        heads: heads
            .map(|(zh, en)| vec![reading.pick(zh, en).to_string()])
            .to_vec(),
        widths: vec![44.0, 16.0, 16.0, 14.0, 12.0, 36.0],
        rows: lines.len(),
        row: Box::new(move |at| {
            let (key, now, then, cell) = &lines[at];
            let line = HEADER + 2 + at as u32;
            let shown = match (cell, now) {
                (Some(cell), now) if *now != Figure::Absent => {
                    Shown::Live(format!("={cell}"), *now)
                }
                _ => Shown::Figure(*now),
            };
            let (more, change) = compared(*now, *then, line);
            vec![
                Cell::text(metric_meaning(reading, key)),
                Cell::of(shown),
                Cell::of(Shown::Figure(like(*now, *then))),
                Cell::of(more),
                Cell::of(change),
                Cell::text(*key),
            ]
        }),
        home: None,
        list: true,
    })
}

/// A figure that was read back from a file, of the kind that this year's is.
fn like(now: Figure, then: Figure) -> Figure {
    match (now, then) {
        (Figure::Ratio(_), Figure::Real(v)) => Figure::Ratio(v),
        (Figure::Ratio(_), Figure::Count(n)) => Figure::Ratio(n as f64),
        (_, then) => then,
    }
}

fn value(figure: Figure) -> Option<f64> {
    match figure {
        Figure::Absent => None,
        Figure::Count(n) => Some(n as f64),
        Figure::Ratio(v) | Figure::Real(v) => Some(v),
    }
}

/// Difference and relative change; of rates only the difference, in points.
fn compared(now: Figure, then: Figure, line: u32) -> (Shown, Shown) {
    let absent = || Shown::Figure(Figure::Absent);
    let (Some(a), Some(b)) = (value(now), value(then)) else {
        return (absent(), absent());
    };
    let difference = format!("=B{line}-C{line}");
    match now {
        Figure::Ratio(_) => (Shown::Live(difference, Figure::Ratio(a - b)), absent()),
        _ => {
            let more = match now {
                Figure::Count(n) => Figure::Count(n - b as i64),
                _ => Figure::Real(a - b),
            };
            let change = match b {
                0.0 => absent(),
                b => Shown::Live(
                    format!("=(B{line}-C{line})/C{line}"),
                    Figure::Ratio((a - b) / b),
                ),
            };
            (Shown::Live(difference, more), change)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn change_is_told_where_there_is_something_to_compare_with() {
        let told = |now, then| compared(now, then, 5);
        let (more, change) = told(Figure::Count(377), Figure::Count(500));
        assert_eq!(more, Shown::Live("=B5-C5".into(), Figure::Count(-123)));
        assert_eq!(
            change,
            Shown::Live("=(B5-C5)/C5".into(), Figure::Ratio(-0.246))
        );
        let absent = Shown::Figure(Figure::Absent);
        assert_eq!(told(Figure::Count(3), Figure::Count(0)).1, absent);
        assert_eq!(told(Figure::Count(3), Figure::Absent).0, absent);
        let (points, change) = told(Figure::Ratio(0.75), Figure::Real(0.5));
        assert_eq!(points, Shown::Live("=B5-C5".into(), Figure::Ratio(0.25)));
        assert_eq!(change, absent);
    }
}
