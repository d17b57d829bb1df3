//! What page and workbook draw: the year by month, coverage by office, town by cause.

use super::reading::Reading;
use crate::model::{Cause, Figure, StatementLineKind};
use std::collections::BTreeMap;

/// Inspections and codes by month, `2025-03`.
pub fn by_month<'a>(reading: &'a Reading<'a>) -> BTreeMap<&'a str, [i64; 2]> {
    let mut months = two_counts(reading, "month.", ["inspections", "codes"]);
    months.retain(|month, _| month.len() == 7);
    months
}

/// Inspections and those with a code by office, the busiest first.
pub fn by_office<'a>(reading: &'a Reading<'a>) -> Vec<(&'a str, [i64; 2])> {
    let mut offices = two_counts(reading, "office.", ["inspections", "coded"]);
    offices.retain(|_, [inspections, _]| *inspections > 0);
    let mut offices: Vec<_> = offices.into_iter().collect();
    offices.sort_by_key(|(name, [inspections, _])| (-inspections, *name));
    offices
}

/// Two counts of one breakdown, by its labels.
fn two_counts<'a>(
    reading: &'a Reading<'a>,
    prefix: &str,
    wanted: [&str; 2],
) -> BTreeMap<&'a str, [i64; 2]> {
    let mut counts: BTreeMap<&str, [i64; 2]> = BTreeMap::new();
    for (key, figure) in reading.books.metrics.iter() {
        let named = key
            .strip_prefix(prefix)
            .and_then(|rest| rest.rsplit_once('.'));
        if let (Some((label, what)), Figure::Count(n)) = (named, figure)
            && let Some(at) = wanted.iter().position(|word| *word == what)
        {
            counts.entry(label).or_default()[at] = n;
        }
    }
    counts
}

/// A town, empty where the source leaves it blank, and its records by cause.
pub type TownCounts<'a> = (&'a str, BTreeMap<Cause, i64>);

/// Records behind the statement's items: totals by cause, then the towns, the fullest first.
pub fn town_by_cause<'a>(reading: &'a Reading<'a>) -> (BTreeMap<Cause, i64>, Vec<TownCounts<'a>>) {
    let understood = &reading.books.understood;
    let mut towns: BTreeMap<&str, BTreeMap<Cause, i64>> = BTreeMap::new();
    let mut causes: BTreeMap<Cause, i64> = BTreeMap::new();
    for line in &reading.books.statement.lines {
        let is_item = line.kind == StatementLineKind::Item;
        let Some(cause) = line.cause.filter(|_| is_item) else {
            continue;
        };
        for event in &line.events {
            let town = understood.town_of(reading.event(*event)).trim();
            *towns.entry(town).or_default().entry(cause).or_default() += 1;
            *causes.entry(cause).or_default() += 1;
        }
    }
    let mut towns: Vec<TownCounts> = towns.into_iter().collect();
    towns.sort_by_key(|(name, of)| (-of.values().sum::<i64>(), *name));
    (causes, towns)
}
