//! Both records of a line side by side, field by field, as workbook and desk show them.

use super::columns::{Side, SideField};
use super::items::ReviewItem;
use super::marked::{Part, marked, marked_members, unmarked};
use super::numbers::numbers;
use crate::model::{EventIx, InspectionEvent};
use crate::report::reading::{Reading, shown_code, shown_day, shown_text};
use crate::report::words::route_word;

/// Numbers shown of one record.
const NUMBERS_MAX: usize = 3;

/// The record that stands on a side of a line.
pub fn event_of<'a>(
    reading: &Reading<'a>,
    item: &ReviewItem,
    side: Side,
) -> Option<(EventIx, &'a InspectionEvent)> {
    let at = match side {
        Side::Inspection => item.inspection?,
        Side::Code => item.code?,
    };
    Some((at, reading.event(at)))
}

/// A field of both sides in parts, what differs marked.
pub fn compared(reading: &Reading, item: &ReviewItem, field: SideField) -> (Vec<Part>, Vec<Part>) {
    let sides = [Side::Inspection, Side::Code].map(|side| event_of(reading, item, side));
    if field == SideField::Officers {
        let names = sides.map(|side| {
            side.map(|(_, event)| event.officers.clone())
                .unwrap_or_default()
        });
        return marked_members(&names[0], &names[1]);
    }
    let [left, right] = sides.map(|side| {
        side.map(|(_, event)| shown(reading, event, field))
            .unwrap_or_default()
    });
    // Numbers of two systems are two kinds of numbers.
    match field {
        SideField::Numbers => (unmarked(left), unmarked(right)),
        _ => marked(&left, &right),
    }
}

/// A field of a record, as people read it.
pub fn shown(reading: &Reading, event: &InspectionEvent, field: SideField) -> String {
    match field {
        SideField::Day => {
            let first = shown_day(event)
                .map(|day| day.to_string())
                .unwrap_or_default();
            match (event.start, event.end) {
                (Some(from), Some(to)) if from != to => format!("{from}–{to}"),
                _ => first,
            }
        }
        SideField::Enterprise => event.name.to_string(),
        SideField::CreditCode => shown_code(event.credit_code.as_ref()),
        SideField::Officers => event.officers.join("、"),
        SideField::Numbers => {
            let all = numbers(reading.books, event);
            let shown = all
                .iter()
                .take(NUMBERS_MAX)
                .map(|number| shown_text(number));
            shown.collect::<Vec<_>>().join("\n")
        }
        SideField::Item => event.item.to_string(),
        SideField::Route => route_word(event.route, reading.lang).to_string(),
        SideField::Office => match event.office.is_empty() {
            true => event.body.to_string(),
            false => event.office.to_string(),
        },
    }
}
