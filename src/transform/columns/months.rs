//! Plans with a column for each month, quarter or half, ticked or numbered where an enterprise is
//! to be visited.

use super::assign::Assignment;
use super::evidence::Why;
use super::headers::plain_key;
use super::profile::Profile;
use crate::model::{Basis, FieldName};
use crate::transform::fields::flags::read_flag;
use crate::transform::fields::months::read_months;

/// So many columns of different months are a calendar; of quarters and halves all are.
const MONTHS_MIN: usize = 6;

/// Maps the columns of a calendar of months.
pub fn put_together(made: &mut Assignment, profiles: &[Profile], headers: &[String]) {
    let spans = headers.iter().enumerate().filter_map(|(at, header)| {
        let months = months_of(header)?;
        is_ticked(profiles.get(at)?).then_some((months, at as u16 + 1))
    });
    let spans: Vec<((u8, u8), u16)> = spans.collect();
    let mut different: Vec<(u8, u8)> = spans.iter().map(|(months, _)| *months).collect();
    different.sort_unstable();
    different.dedup();
    let covered: u8 = different.iter().map(|(from, to)| to - from + 1).sum();
    let single = different.iter().all(|(from, to)| from == to);
    let whole = single && different.len() >= MONTHS_MIN || covered == 12;
    let apart = different.windows(2).all(|pair| pair[0].1 < pair[1].0);
    if !whole || !apart || different.len() < spans.len().max(2) {
        return;
    }
    let why = Why::new(
        Basis::Header,
        "各月或各季度分列,打勾或填次数",
        "a column for each month or quarter, ticked or numbered",
    );
    for (_, column) in spans {
        made.release(&[column]);
        made.give(column, FieldName::PlanMonth, why.clone());
    }
}

/// The month, quarter or half that the lowest level of a header names.
pub fn months_of(header: &str) -> Option<(u8, u8)> {
    let lowest = plain_key(header.rsplit('/').next().unwrap_or(header));
    let is_month = lowest.ends_with('月') || lowest.ends_with("月份");
    let is_longer = lowest.ends_with("季度") || lowest.ends_with("半年");
    let short = lowest.chars().count() <= 4;
    let (first, last) = read_months(&lowest).filter(|_| (is_month || is_longer) && short)?;
    (is_longer || first == last).then_some((first, last))
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
