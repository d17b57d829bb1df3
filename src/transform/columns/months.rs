//! Plans with a column for each month, ticked or numbered where an enterprise is to be visited.

use super::assign::Assignment;
use super::evidence::Why;
use super::headers::plain_key;
use super::profile::Profile;
use crate::model::{Basis, FieldName};
use crate::transform::fields::flags::read_flag;
use crate::transform::fields::months::read_months;

/// So many columns of different months are a calendar.
const MONTHS_MIN: usize = 6;

/// Maps the columns of a calendar of months.
pub fn put_together(made: &mut Assignment, profiles: &[Profile], headers: &[String]) {
    let months = headers.iter().enumerate().filter_map(|(at, header)| {
        let month = month_of(header)?;
        is_ticked(profiles.get(at)?).then_some((month, at as u16 + 1))
    });
    let months: Vec<(u8, u16)> = months.collect();
    let mut different: Vec<u8> = months.iter().map(|(month, _)| *month).collect();
    different.sort_unstable();
    different.dedup();
    if different.len() < MONTHS_MIN || different.len() < months.len() {
        return;
    }
    let why = Why::new(
        Basis::Header,
        "各月分列,打勾或填次数",
        "a column for each month, ticked or numbered",
    );
    for (_, column) in months {
        made.release(&[column]);
        made.give(column, FieldName::PlanMonth, why.clone());
    }
}

/// The one month that the lowest level of a header names.
pub fn month_of(header: &str) -> Option<u8> {
    let lowest = plain_key(header.rsplit('/').next().unwrap_or(header));
    let is_month = lowest.ends_with('月') || lowest.ends_with("月份");
    let short = lowest.chars().count() <= 4;
    let (first, last) = read_months(&lowest).filter(|_| is_month && short)?;
    (first == last).then_some(first)
}

/// Whether all that stands in a column are ticks and small numbers.
fn is_ticked(profile: &Profile) -> bool {
    profile.sample.iter().all(|key| {
        let number = key.trim_end_matches('次').parse::<u32>();
        key.is_empty() || read_flag(key).is_some() || is_mark(key) || number.is_ok_and(|n| n < 32)
    })
}

/// A tick of another form: one sign that is neither letter nor digit.
pub fn is_mark(text: &str) -> bool {
    let mut chars = text.trim().chars();
    let mark = chars
        .next()
        .is_some_and(|c| !c.is_alphanumeric() && !"-/\\×✗✘□○_".contains(c));
    mark && chars.next().is_none()
}
