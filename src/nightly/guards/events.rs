//! The events of last time: gone now, or told otherwise under the same number.

use super::source::{called, headed};
use crate::model::{GuardSettings, Succession, Text};

/// Events that may be withdrawn or corrected in one night.
const FEW: u64 = 5;

/// A source that has as many records as ever may have lost a batch of them.
pub fn gone(guards: &GuardSettings, name: &str, succession: &Succession) -> Option<Text> {
    let (all, gone) = (succession.events, succession.gone.len() as u64);
    let first = succession.gone.first()?;
    if gone <= FEW || !is_more_than(guards.gone_percent, gone, all) {
        return None;
    }
    let (called, id) = (called(name), &first.id);
    Some(Text::new(
        format!(
            "{}上次的 {all} 项中有 {gone} 项不见了(如 {id},见 changed.csv)",
            called.zh
        ),
        format!(
            "{gone} of the {all} events that {} had last time are gone (such as {id}; see \
             changed.csv)",
            called.en
        ),
    ))
}

/// A column that slipped by a row gives every number what belongs to another.
pub fn told_otherwise(guards: &GuardSettings, name: &str, succession: &Succession) -> Option<Text> {
    let mut told = succession.shares.iter();
    let (field, all, other) = told.find(|(_, all, other)| {
        *other > FEW && is_more_than(guards.changed_percent, *other, *all)
    })?;
    let (called, headed) = (called(name), headed(field));
    Some(Text::new(
        format!(
            "{}的同一编号,“{headed}”与上次不同的有 {other} 项(共 {all} 项,可能错行;见 changed.csv)",
            called.zh
        ),
        format!(
            "of {all} numbers of {} that were there last time, {other} have another {field} (its \
             rows may have slipped; see changed.csv)",
            called.en
        ),
    ))
}

fn is_more_than(percent: u64, part: u64, all: u64) -> bool {
    part.saturating_mul(100) > all.saturating_mul(percent)
}
