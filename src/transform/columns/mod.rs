//! Which column is which field, and which system a table comes from. Header words are looked up in
//! `aliases.toml`, values confirm or veto, and the fields found tell the system.

mod aliases;
mod assign;
mod fit;
mod headers;
mod profile;
mod recognise;
mod shapes;

#[cfg(test)]
mod tests;

pub use headers::money_unit;
use profile::Profile;

use super::findings;
use crate::model::{
    FieldName, FieldSpan, Finding, RecordKind, Settings, Source, SourceTable, TableMapping, Text,
};
use assign::{Assignment, assign};
use headers::{header_keys, plain_key};
use recognise::{Recognition, Sight, recognise};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as NameError, StrDeserializer};
use shapes::Shape;
use std::collections::BTreeMap;

/// Maps the columns of one table and decides where it comes from. `table_ix` is its position in
/// the run's list, for places in findings.
pub fn map_columns(
    table_ix: u32,
    table: &SourceTable,
    settings: &Settings,
) -> (TableMapping, Vec<Finding>) {
    if table.header.iter().all(|header| header.trim().is_empty()) {
        let reason = Text::new("没有可识别的表头", "no header was recognised");
        return (unusable(table, table.source_pinned, reason), Vec::new());
    }
    let profiles = profile::profiles(table);
    let mut found = Vec::new();
    let first_pins = pins(table, table.source_pinned, settings);
    let mut made = assign(&table.header, &profiles, &first_pins);
    let mut seen = recognise(&sight(table, &profiles, &made));
    let later_pins = pins(table, Some(seen.source), settings);
    if later_pins != first_pins {
        made = assign(&table.header, &profiles, &later_pins);
        let again = recognise(&sight(table, &profiles, &made));
        if again.source == seen.source {
            seen = again;
        }
    }
    report(table_ix, table, &made, &seen, &mut found);
    let mut fields = made.fields;
    settle_context(&mut fields, &seen, &profiles);
    let mapped = |column: u16| fields.iter().any(|span| span.column == column);
    let width = table.header.len() as u16;
    let unmapped = (1..=width)
        .filter(|column| !mapped(*column) && !plain_key(table.header_of(*column)).is_empty())
        .collect();
    let mapping = TableMapping {
        source: seen.source,
        kind: seen.kind,
        fields,
        unmapped,
        reason: seen.reason,
    };
    (mapping, found)
}

fn unusable(table: &SourceTable, pinned: Option<Source>, reason: Text) -> TableMapping {
    let filled = |header: &&String| !header.trim().is_empty();
    TableMapping {
        source: pinned.unwrap_or(Source::Unknown),
        kind: None,
        fields: Vec::new(),
        unmapped: (1..=table.header.iter().filter(filled).count() as u16).collect(),
        reason,
    }
}

fn sight<'a>(table: &'a SourceTable, profiles: &'a [Profile], made: &Assignment) -> Sight<'a> {
    let mut columns = BTreeMap::new();
    for span in &made.fields {
        columns
            .entry(span.field)
            .or_insert(&profiles[span.column as usize - 1]);
    }
    Sight { table, columns }
}

/// Fields whose meaning depends on where the table comes from.
fn settle_context(fields: &mut [FieldSpan], seen: &Recognition, profiles: &[Profile]) {
    use FieldName as F;
    let mut turn = |from: F, to: F| {
        if fields.iter().any(|span| span.field == to) {
            return;
        }
        let span = fields.iter_mut().find(|span| span.field == from);
        if let Some(span) = span {
            let long = profiles[span.column as usize - 1].share(Shape::Long) >= 0.5;
            if from != F::Content || !long {
                span.field = to;
            }
        }
    };
    match seen.source {
        Source::Plan => {
            turn(F::DateStart, F::DatePlanned);
            turn(F::RecordNumber, F::PlanNumber);
            turn(F::Content, F::Item);
        }
        Source::Platform => {
            turn(F::RecordNumber, F::CodeId);
            turn(F::Content, F::Item);
        }
        Source::Safety if seen.kind == Some(RecordKind::Inspection) => turn(F::Content, F::Item),
        Source::Safety | Source::Roster | Source::Unknown => {}
    }
}

/// Columns that the settings pin for this source.
fn pins(
    table: &SourceTable,
    source: Option<Source>,
    settings: &Settings,
) -> BTreeMap<u16, FieldName> {
    let Some(patterns) = source.and_then(|source| settings.sources.get(source.name())) else {
        return BTreeMap::new();
    };
    let mut pinned = BTreeMap::new();
    for (field, header) in &patterns.columns {
        let (Some(field), wanted) = (field_named(field), plain_key(header)) else {
            continue;
        };
        let at = table.header.iter().position(|text| is_spelt(text, &wanted));
        if let Some(at) = at {
            pinned.insert(at as u16 + 1, field);
        }
    }
    pinned
}

fn is_spelt(header: &str, wanted: &str) -> bool {
    header_keys(header)
        .iter()
        .any(|key| key.distance <= 2 && key.key == wanted)
}

/// Whether a pinned column is mapped as the settings say.
pub fn is_pinned(
    table: &SourceTable,
    mapping: &TableMapping,
    field: Option<FieldName>,
    header: &str,
) -> bool {
    let wanted = plain_key(header);
    mapping
        .fields
        .iter()
        .any(|span| Some(span.field) == field && is_spelt(table.header_of(span.column), &wanted))
}

/// The field with this snake-case name.
pub fn field_named(name: &str) -> Option<FieldName> {
    let name: StrDeserializer<'_, NameError> = name.into_deserializer();
    FieldName::deserialize(name).ok()
}

fn report(
    table_ix: u32,
    table: &SourceTable,
    made: &Assignment,
    seen: &Recognition,
    found: &mut Vec<Finding>,
) {
    if seen.kind.is_none() {
        found.push(findings::unknown_table(table));
        return;
    }
    if seen.weak {
        found.push(findings::source_by_name(table, seen.source));
    }
    for (field, first, second) in &made.tied {
        found.push(findings::tied_columns(
            table_ix, table, *field, *first, *second,
        ));
    }
    for span in &made.by_values {
        found.push(findings::column_by_values(table_ix, table, *span));
    }
    for span in &made.vetoed {
        let instead = made.fields.iter().find(|other| other.column == span.column);
        let instead = instead.map(|other| other.field);
        found.push(findings::header_contradicted(
            table_ix, table, *span, instead,
        ));
    }
}
