//! Record numbers, code ids and plan numbers that a spreadsheet rounded. Such a number is no key:
//! several rounded ids are one text. It is kept beside the record, and where another export of the
//! run has the whole number for the same enterprise and day, that is proposed.

use super::damage::Damage;
use super::name_key;
use crate::model::{CanonicalRecord, Field, FieldName, Finding, RecordKind, SourceTable};
use crate::transform::findings::{self, Spot};
use crate::transform::rows::ReadRow;
use chrono::NaiveDate;
use std::collections::{BTreeSet, HashMap};

const IDS: [FieldName; 3] = [
    FieldName::CodeId,
    FieldName::RecordNumber,
    FieldName::PlanNumber,
];

type Key = (FieldName, RecordKind, String, Option<NaiveDate>);

/// Proposes whole numbers for rounded ones.
pub fn propose(read: &mut [Vec<ReadRow>], tables: &[SourceTable]) -> Vec<Finding> {
    let mut whole: HashMap<Key, BTreeSet<String>> = HashMap::new();
    let mut any = false;
    for record in read.iter().flatten().filter_map(|row| row.1.as_ref()) {
        any |= record.other.iter().any(|(field, _)| IDS.contains(field));
    }
    if !any {
        return Vec::new();
    }
    for record in read.iter().flatten().filter_map(|row| row.1.as_ref()) {
        for field in IDS {
            if let Some(number) = slot(record, field) {
                let ids = whole.entry(key(record, field)).or_default();
                ids.insert(number.value.clone());
            }
        }
    }
    let mut found = Vec::new();
    for record in read.iter_mut().flatten().filter_map(|row| row.1.as_mut()) {
        let rounded: Vec<(FieldName, Field<String>)> = record
            .other
            .iter()
            .filter(|(field, _)| IDS.contains(field) && slot(record, *field).is_none())
            .cloned()
            .collect();
        for (field, raw) in rounded {
            let proposal = proposed(&raw.value, whole.get(&key(record, field)));
            let spot = Spot {
                table: &tables[record.place.table as usize],
                place: record.place,
            };
            let column = raw.column;
            let spot = spot.column(column);
            found.push(findings::rounded_number(spot, proposal.as_deref()));
            if let Some(value) = proposal {
                *slot_mut(record, field) = Some(Field { value, column });
            }
        }
    }
    found
}

fn proposed(raw: &str, whole: Option<&BTreeSet<String>>) -> Option<String> {
    let damage = Damage::of(raw)?;
    let mut fits = whole?.iter().filter(|number| damage.can_be(number));
    match (fits.next(), fits.next()) {
        (Some(only), None) => Some(only.clone()),
        _ => None,
    }
}

fn key(record: &CanonicalRecord, field: FieldName) -> Key {
    let day = record.start.or(record.planned).map(|day| day.value);
    (field, record.kind, name_key(record), day)
}

fn slot(record: &CanonicalRecord, field: FieldName) -> Option<&Field<String>> {
    match field {
        FieldName::CodeId => record.code_id.as_ref(),
        FieldName::PlanNumber => record.plan_number.as_ref(),
        _ => record.record_number.as_ref(),
    }
}

fn slot_mut(record: &mut CanonicalRecord, field: FieldName) -> &mut Option<Field<String>> {
    match field {
        FieldName::CodeId => &mut record.code_id,
        FieldName::PlanNumber => &mut record.plan_number,
        _ => &mut record.record_number,
    }
}
