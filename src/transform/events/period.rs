//! The period and the bodies that are reconciled, from the settings or else from the data.

use crate::ground::fold::fold_key;
use crate::model::{InspectionEvent, PeriodSettings, Settings, Source};
use chrono::{Datelike, NaiveDate};
use std::collections::{BTreeMap, HashSet};

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

/// So many codes must share firm and day with a visit before their body is taken for ours …
const SHARED_CODES_MIN: usize = 10;
/// … and of ten of them so many must name the same one.
const SHARED_CODES_IN_TEN: usize = 9;

/// The bodies of the settings, else the one that most safety records name, else the one that nearly
/// all codes of the visits' firms and days name.
pub fn bodies(settings: &Settings, events: &[InspectionEvent]) -> Vec<String> {
    if !settings.body.names.is_empty() {
        return settings.body.names.clone();
    }
    let safety = events.iter().filter(|event| event.source == Source::Safety);
    if let Some((body, ..)) = most_named(safety) {
        return vec![body];
    }
    let firm = |event: &InspectionEvent| Some((event.name.clone(), event.start?));
    let safety = events.iter().filter(|event| event.source == Source::Safety);
    let days: HashSet<(Box<str>, NaiveDate)> = safety.filter_map(firm).collect();
    let codes = events
        .iter()
        .filter(|event| event.source == Source::Platform)
        .filter(|event| firm(event).is_some_and(|day| days.contains(&day)));
    match most_named(codes) {
        Some((body, named, all))
            if all >= SHARED_CODES_MIN && named * 10 >= all * SHARED_CODES_IN_TEN =>
        {
            vec![body]
        }
        _ => Vec::new(),
    }
}

/// The body that most of the events name, how many name it, and how many name one.
fn most_named<'a>(
    events: impl Iterator<Item = &'a InspectionEvent>,
) -> Option<(String, usize, usize)> {
    let mut counts: BTreeMap<String, (usize, &str)> = BTreeMap::new();
    for event in events.filter(|event| !event.body.is_empty()) {
        let entry = counts
            .entry(fold_key(&event.body))
            .or_insert((0, &event.body));
        entry.0 += 1;
        // Of spellings that fold alike, the same one whatever the order.
        entry.1 = entry.1.min(&event.body);
    }
    let all = counts.values().map(|(count, _)| count).sum();
    let most = counts
        .into_values()
        .max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(a.1)));
    most.map(|(named, body)| (body.to_string(), named, all))
}
