//! A plan row's events: one for each enterprise that it names, with the visits planned for it.

use super::{Ground, bare_event};
use crate::ground::fold::fold_key;
use crate::model::{
    CanonicalRecord, FieldName, FurnitureKind, InspectionEvent, PlanScope, RecordIx, RecordKind,
    Route, RowKind, Source, SourceRow, SourceTable,
};
use crate::transform::fields::amounts::read_count;
use crate::transform::fields::credit::read_code_text;
use crate::transform::fields::routes::read_route;
use crate::transform::fields::several::{Named, firms_listed, listed_beside};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

/// The events of all named plan rows.
pub fn events(ground: &Ground<'_>) -> Vec<InspectionEvent> {
    let rows: Vec<(RecordIx, Vec<Named>)> = ground
        .of_kind(RecordKind::PlanLine)
        .map(|at| (at, listed(ground, at)))
        .collect();
    let shared = tables_of_shared_counts(ground, &rows);
    let mut months: BTreeMap<u32, Option<(u8, u8)>> = BTreeMap::new();
    let of_row = |(at, firms): (RecordIx, Vec<Named>)| {
        let mut event = event(ground, at);
        if event.planned.is_none() && event.planned_months.is_none() {
            let table = ground.records[at].place.table;
            let of_table = || PlanScope::of(&ground.tables[table as usize]).months;
            event.planned_months = *months.entry(table).or_insert_with(of_table);
        }
        match firms.len() {
            0 => vec![event],
            n => {
                let is_shared = shared[&ground.records[at].place.table];
                let each = event.plan_count.map(|count| match is_shared {
                    true => count / n as u32,
                    false => count,
                });
                firms
                    .into_iter()
                    .enumerate()
                    .map(|(nth, firm)| part(&event, nth, firm, each))
                    .collect()
            }
        }
    };
    rows.into_iter().flat_map(of_row).collect()
}

/// The enterprises that a row lists, with codes that stand beside them or in a column of their own.
fn listed(ground: &Ground<'_>, at: RecordIx) -> Vec<Named> {
    let record = &ground.records[at];
    let table = &ground.tables[record.place.table as usize];
    let text = |column: u16| {
        let cell = table.cell(record.place.row, column)?;
        Some(cell.text().into_owned())
    };
    let Some(name) = record.enterprise.as_ref() else {
        return Vec::new();
    };
    let mut firms = firms_listed(&text(name.column).unwrap_or_default());
    let is_code = |word: &String| read_code_text(word).is_some_and(|code| code.usable().is_some());
    let codes = (1..=table.header.len() as u16)
        .filter(|column| !firms.is_empty() && *column != name.column)
        .filter_map(|column| listed_beside(&text(column)?, firms.len()))
        .find(|words| words.iter().all(is_code));
    for (firm, code) in firms.iter_mut().zip(codes.unwrap_or_default()) {
        firm.code.get_or_insert(code);
    }
    firms
}

/// Whether a table's numbers of visits are told for all enterprises of a row together: plain
/// numbers under no header of a frequency, which every row's enterprises part evenly.
fn tables_of_shared_counts(
    ground: &Ground<'_>,
    rows: &[(RecordIx, Vec<Named>)],
) -> BTreeMap<u32, bool> {
    let mut tables = BTreeMap::new();
    for (at, firms) in rows.iter().filter(|(_, firms)| !firms.is_empty()) {
        let record = &ground.records[*at];
        let is_shared = record.plan_count.is_some_and(|count| {
            let table = &ground.tables[record.place.table as usize];
            let cell = table.cell(record.place.row, count.column);
            let text = cell.map(|cell| fold_key(&cell.text())).unwrap_or_default();
            let often =
                |text: &str| text.contains('频') || text.contains('年') || text.contains('每');
            let plain = !often(&fold_key(table.header_of(count.column))) && !often(&text);
            plain && count.value > 0 && (count.value as usize).is_multiple_of(firms.len())
        });
        let all = tables.entry(record.place.table).or_insert(true);
        *all &= is_shared;
    }
    for (table, is_shared) in &mut tables {
        *is_shared &= !totals_each(ground, *table, rows);
    }
    tables
}

/// Whether a table's total is what its rows come to if each enterprise has its row's number.
fn totals_each(ground: &Ground<'_>, at: u32, rows: &[(RecordIx, Vec<Named>)]) -> bool {
    let table = &ground.tables[at as usize];
    let own = rows
        .iter()
        .map(|(at, firms)| (&ground.records[*at], firms.len().max(1)));
    let counts = own.filter(|(record, _)| record.place.table == at);
    let mut counts = counts
        .filter_map(|(record, n)| Some((record.plan_count?, n)))
        .peekable();
    let Some(column) = counts.peek().map(|(count, _)| count.column) else {
        return false;
    };
    let each: usize = counts.map(|(count, n)| count.value as usize * n).sum();
    let is_total = |row: &&SourceRow| row.kind == RowKind::Furniture(FurnitureKind::Total);
    let mut totals = table.rows.iter().filter(is_total);
    totals.any(|row| {
        let cell = row.cells.get(usize::from(column) - 1);
        matches!(cell.and_then(|cell| read_count(&cell)), Some(Ok(total)) if total as usize == each)
    })
}

/// One enterprise of a row.
fn part(row: &InspectionEvent, nth: usize, firm: Named, planned: Option<u32>) -> InspectionEvent {
    let id = match nth {
        0 => row.id.clone(),
        _ => format!("{}.{}", row.id, nth + 1),
    };
    InspectionEvent {
        id,
        name: firm.name.into(),
        credit_code: firm.code.as_deref().and_then(read_code_text),
        plan_count: planned,
        ..row.clone()
    }
}

/// What a row says, of whichever enterprise.
fn event(ground: &Ground<'_>, at: RecordIx) -> InspectionEvent {
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

/// Marks the rows of plans for other years than the period's.
pub fn mark_years(
    events: &mut [InspectionEvent],
    records: &[CanonicalRecord],
    tables: &[SourceTable],
    period: Option<(NaiveDate, NaiveDate)>,
) {
    let Some((from, to)) = period else { return };
    let years = from.year()..=to.year();
    let mut is_other: BTreeMap<u32, bool> = BTreeMap::new();
    for event in events
        .iter_mut()
        .filter(|event| event.source == Source::Plan)
    {
        let table = records[event.record].place.table;
        event.outside_period = *is_other.entry(table).or_insert_with(|| {
            let year = PlanScope::of(&tables[table as usize]).year;
            year.is_some_and(|year| !years.contains(&year))
        });
    }
}

/// Whether the title above the table, its sheet or its file calls it a list drawn at random.
pub fn is_random_list(table: &SourceTable) -> bool {
    let mut titles = table.rows_above().iter().flat_map(|row| &row.cells);
    let named = |text: &str| text.contains("双随机");
    named(&table.sheet) || named(&table.file) || titles.any(|cell| named(&cell.text()))
}
