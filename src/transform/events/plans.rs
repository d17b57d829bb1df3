//! A plan row's event: one enterprise, the visits planned for it.

use super::{Ground, bare_event};
use crate::model::{FieldName, InspectionEvent, RecordIx, Route, SourceTable};
use crate::transform::fields::routes::read_route;

/// The event of a named plan row.
pub fn event(ground: &Ground<'_>, at: RecordIx) -> InspectionEvent {
    let record = &ground.records[at];
    let table = &ground.tables[record.place.table as usize];
    let mut event = bare_event(ground, at);
    if event.drawn == Some(false) {
        event.plan_count = Some(0);
    }
    if event.route == Route::Unknown || event.route == Route::Planned {
        let named = record
            .other
            .iter()
            .find(|(field, _)| *field == FieldName::PlanName);
        let named = named.and_then(|(_, name)| read_route(&name.value));
        let random =
            record.drawn.is_some() || named == Some(Route::DoubleRandom) || is_random_list(table);
        event.route = if random {
            Route::DoubleRandom
        } else {
            Route::Planned
        };
    }
    event.start = event.planned;
    event.end = event.planned;
    event
}

/// Whether the title above the table, its sheet or its file calls it a list drawn at random.
pub fn is_random_list(table: &SourceTable) -> bool {
    let mut titles = table.rows_above().iter().flat_map(|row| &row.cells);
    let named = |text: &str| text.contains("双随机");
    named(&table.sheet) || named(&table.file) || titles.any(|cell| named(&cell.text()))
}
