//! A code row's event: which of its dates is the inspection's.

use super::{Ground, bare_event};
use crate::ground::fold::fold_key;
use crate::model::{CanonicalRecord, InspectionEvent, RecordIx, SourceTable};
use crate::transform::fields::contains_any;
use chrono::NaiveDate;

/// The event of a code.
pub fn event(ground: &Ground<'_>, at: RecordIx) -> InspectionEvent {
    let record = &ground.records[at];
    let table = &ground.tables[record.place.table as usize];
    let start = inspection_day(record, table);
    let own_end = record
        .end
        .map(|end| end.value)
        .filter(|_| start == day_of(record));
    InspectionEvent {
        start,
        end: own_end.or(start),
        ..bare_event(ground, at)
    }
}

fn day_of(record: &CanonicalRecord) -> Option<NaiveDate> {
    record.start.map(|start| start.value)
}

/// The day of the inspection that a code is about: a day that the header calls actual; the stated
/// day of a code that was applied for afterwards, whose scan is a formality; else the scan, the
/// stated day, the completion, the plan, the application.
fn inspection_day(record: &CanonicalRecord, table: &SourceTable) -> Option<NaiveDate> {
    let stated = day_of(record);
    let planned = record.planned.map(|day| day.value);
    let applied = record.applied_at.map(|at| at.value.date());
    let scanned = record.scanned_at.map(|at| at.value.date());
    let completed = record.completed_at.map(|at| at.value.date());
    if stated.is_some() && is_actual(record, table) {
        return stated;
    }
    let told = stated.or(planned);
    if let (Some(told), Some(applied)) = (told, applied)
        && told < applied
    {
        return Some(told);
    }
    scanned.or(stated).or(completed).or(planned).or(applied)
}

fn is_actual(record: &CanonicalRecord, table: &SourceTable) -> bool {
    let column = record.start.map_or(0, |start| usize::from(start.column));
    let header = column.checked_sub(1).and_then(|at| table.header.get(at));
    header.is_some_and(|header| {
        contains_any(&fold_key(header), &["实际", "到场", "入企", "现场", "进场"])
    })
}
