//! The period that is reconciled, from the settings or else from the data.

use crate::model::{InspectionEvent, PeriodSettings, Settings, Source};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// First and last day: from the settings, else the calendar year with most inspections, else with
/// most codes.
pub fn period(settings: &Settings, events: &[InspectionEvent]) -> Option<(NaiveDate, NaiveDate)> {
    let PeriodSettings { from, to, .. } = settings.period;
    if let (Some(from), Some(to)) = (from, to) {
        return Some((from, to));
    }
    let year = match from.or(to) {
        Some(day) => day.year(),
        None => busiest_year(events, Source::Safety)
            .or_else(|| busiest_year(events, Source::Platform))?,
    };
    let first = from.or_else(|| NaiveDate::from_ymd_opt(year, 1, 1))?;
    let last = to.or_else(|| NaiveDate::from_ymd_opt(year, 12, 31))?;
    Some((first, last))
}

/// Inspections by year, where nobody has said which year is asked for and the data hold several;
/// the year that was taken comes first.
pub fn years_to_choose(settings: &Settings, events: &[InspectionEvent]) -> Vec<(i32, usize)> {
    let PeriodSettings { from, to, .. } = settings.period;
    if from.or(to).is_some() {
        return Vec::new();
    }
    let counts = |source| by_year(events, source).into_iter().collect();
    let mut years: Vec<(i32, usize)> = counts(Source::Safety);
    if years.is_empty() {
        years = counts(Source::Platform);
    }
    years.sort_by_key(|(year, count)| std::cmp::Reverse((*count, *year)));
    match years.len() {
        0 | 1 => Vec::new(),
        _ => years,
    }
}

fn by_year(events: &[InspectionEvent], source: Source) -> BTreeMap<i32, usize> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    let of_source = events.iter().filter(|event| event.source == source);
    for day in of_source.filter_map(|event| event.start) {
        *counts.entry(day.year()).or_default() += 1;
    }
    counts
}

fn busiest_year(events: &[InspectionEvent], source: Source) -> Option<i32> {
    by_year(events, source)
        .into_iter()
        .max_by_key(|(year, count)| (*count, *year))
        .map(|(year, _)| year)
}
