//! What the pages mean: which column is which field, what each cell says, what became of each row,
//! and which visits the records tell of. A table's columns are mapped by header words and values,
//! cells are read by kind of value, rows become records or are rejected with a finding, repeats of
//! overlapping exports are recognised, and records become events. Nothing here knows how a page was
//! read, and nothing is linked across systems.

mod columns;
pub mod compared;
mod cores;
mod events;
mod fields;
mod findings;
mod merged;
mod names;
mod registers;
mod repairs;
mod repeats;
mod rows;

#[cfg(test)]
mod sketch;
#[cfg(test)]
mod tests;

pub use columns::field_named;
pub use fields::officers::is_people;
pub use findings::RULES;
pub use merged::{Consolidated, MergeWish, Mixture, consolidate};

use crate::model::{
    Extracted, FieldName, Finding, Progress, RecordKind, Settings, SourceTable, Staged,
    TableMapping, Text, Understood,
};
use rows::{Layout, ReadRow, read_rows};

/// Everything that the extracted tables say.
pub fn understand(
    extracted: &Extracted,
    settings: &Settings,
    progress: &dyn Progress,
) -> Staged<Understood> {
    let tables = &extracted.tables;
    let mut found = Vec::new();
    let mut understood = understand_rows(extracted, settings, progress).keep(&mut found);
    let ground = events::Ground::new(tables, &understood.records, settings);
    let (mut events, event_findings) = events::build(&ground);
    found.extend(event_findings);
    let period = events::period(settings, &events);
    found.extend(findings::period_of_several_years(&events::years_to_choose(
        settings, &events,
    )));
    if period.is_none() && !events.is_empty() {
        found.push(findings::no_period());
    }
    events::mark_period(&mut events, period, settings.counting.switches().year_by);
    events::mark_years(&mut events, &understood.records, tables, period);
    let bodies = events::bodies(settings, &events);
    found.extend(bodies.doubt.as_ref().map(findings::body_in_doubt));
    understood.bodies = bodies.own;
    understood.events = events;
    understood.period = period;
    found.extend(registers::part_bodies(&mut understood, tables, settings));
    found.extend(registers::overturned(&understood, tables, settings));
    found.sort();
    Staged::new(understood, found)
}

/// What the rows say one by one and which of them repeat others; no visits are built from them.
pub fn understand_rows(
    extracted: &Extracted,
    settings: &Settings,
    progress: &dyn Progress,
) -> Staged<Understood> {
    let tables = &extracted.tables;
    let mut found = Vec::new();
    let data: usize = tables.iter().map(|table| table.data_rows().count()).sum();
    progress.stage(
        &Text::new("理解数据", "understanding rows"),
        Some(data as u64),
    );
    let mappings: Vec<TableMapping> = columns::map_tables(0, tables, settings)
        .into_iter()
        .zip(tables)
        .map(|((mapping, findings), table)| {
            found.extend(findings);
            found.extend(missing_columns(table, &mapping));
            mapping
        })
        .collect();
    found.extend(absent_pins(tables, &mappings, settings));
    let orders = rows::orders_of_files(tables, &mappings);
    let mut read: Vec<Vec<ReadRow>> = Vec::with_capacity(tables.len());
    for (at, (table, mapping)) in tables.iter().zip(&mappings).enumerate() {
        read.push(
            match Layout::new(
                at as u32,
                table,
                mapping,
                settings,
                orders.get(&*table.file),
            ) {
                Some(layout) => read_rows(&layout, &mut found),
                None => table
                    .data_rows()
                    .map(|row| (row.number, None, Vec::new()))
                    .collect(),
            },
        );
        progress.advance(table.data_rows().count() as u64);
    }
    found.extend(repairs::propose(&mut read, tables, settings));
    let mut settled = repeats::settle(read, tables, &mappings);
    found.append(&mut settled.found);
    let mut records = settled.records;
    names::settle_sheets(&mut records, tables, &mappings, settings);
    names::settle_towns(&mut records, settings);
    names::settle_bodies(&mut records, settings);
    names::settle_offices(&mut records, settings);
    let mut fates = settled.fates;
    let entries = registers::read(tables, &mappings, settings, &mut fates, &mut found);
    debug_assert!(
        fates
            .iter()
            .zip(tables)
            .all(|(fates, table)| { fates.len() == table.data_rows().count() })
    );
    let understood = Understood {
        mappings,
        records,
        entries,
        fates,
        ..Understood::default()
    };
    Staged::new(understood, found)
}

/// How one table would be read: its source, its columns, and what is doubtful about them.
pub fn map_table(table: &SourceTable, settings: &Settings) -> (TableMapping, Vec<Finding>) {
    let (mapping, mut found) = columns::map_columns(0, table, settings);
    found.extend(missing_columns(table, &mapping));
    (mapping, found)
}

/// Columns without which a table tells little.
fn missing_columns(table: &SourceTable, mapping: &TableMapping) -> Vec<Finding> {
    use FieldName as F;
    let needed: &[&[FieldName]] = match mapping.kind {
        Some(RecordKind::Inspection) => {
            &[&[F::DateStart, F::DateEnd], &[F::Enterprise, F::CreditCode]]
        }
        Some(RecordKind::Code) => &[
            &[
                F::DateStart,
                F::DatePlanned,
                F::ScannedAt,
                F::CompletedAt,
                F::AppliedAt,
                F::IssuedAt,
            ],
            &[F::Enterprise, F::CreditCode],
        ],
        Some(RecordKind::Document) => &[&[F::DocumentNumber, F::RecordNumber, F::Enterprise]],
        _ => &[],
    };
    let absent = |fields: &&&[FieldName]| fields.iter().all(|f| mapping.column_of(*f).is_none());
    needed
        .iter()
        .filter(absent)
        .map(|fields| findings::missing_column(table, fields[0]))
        .collect()
}

/// Columns that the settings pin and no table of that source has.
fn absent_pins(
    tables: &[SourceTable],
    mappings: &[TableMapping],
    settings: &Settings,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for (source, patterns) in &settings.sources {
        for (field, header) in &patterns.columns {
            let known = field_named(field);
            let of_source = tables
                .iter()
                .zip(mappings)
                .filter(|(_, m)| m.source.name() == source);
            let pinned = |(table, mapping): (&SourceTable, &TableMapping)| {
                columns::is_pinned(table, mapping, known, header)
            };
            if !of_source.into_iter().any(pinned) {
                let known = known.is_some();
                found.push(findings::pinned_column_absent(source, field, header, known));
            }
        }
    }
    found
}
