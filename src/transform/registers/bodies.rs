//! Registers that hold other bodies' decisions: lists drawn from a platform that all bodies of a
//! county write to.

use super::super::findings;
use crate::model::{
    Entry, EntryStanding, EntryValue, Finding, Place, Settings, SourceTable, Understood,
};

/// Marks the entries of bodies whose books these are not. A register that nowhere names ours writes
/// us in a way that nobody told, and counts as it is.
pub fn part_bodies(
    understood: &mut Understood,
    tables: &[SourceTable],
    settings: &Settings,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for (at, register) in settings.registers().iter().enumerate() {
        let Some(column) = register
            .body
            .as_ref()
            .and_then(|name| register.column(name))
        else {
            continue;
        };
        let is_other = |entry: &Entry| {
            let body = (entry.register == at).then(|| &entry.values[column]);
            match body {
                Some(EntryValue::Text(body)) => Some(!understood.is_own_body(body)),
                _ => None,
            }
        };
        let told: Vec<Option<bool>> = understood.entries.iter().map(is_other).collect();
        if !told.contains(&Some(false)) {
            continue;
        }
        let mut first: Option<(Place, String)> = None;
        let mut others = 0;
        for (entry, is_other) in understood.entries.iter_mut().zip(told) {
            if is_other == Some(true) {
                entry.standing = EntryStanding::OtherBody;
                others += 1;
                let body = entry.values[column].folded().unwrap_or_default();
                first.get_or_insert((entry.place, body));
            }
        }
        if let Some((place, body)) = first {
            let table = &tables[place.table as usize];
            found.push(findings::decisions_of_others(
                table, register, place, &body, others,
            ));
        }
    }
    found
}
