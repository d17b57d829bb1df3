//! Columns that the settings pin by header or by letter.

use super::field_named;
use super::headers::{header_keys, plain_key};
use crate::model::{FieldName, Settings, Source, SourceTable, TableMapping};
use std::collections::BTreeMap;

/// Columns that the settings pin for this source.
pub fn pins(
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
        let at = table
            .header
            .iter()
            .position(|text| is_spelt(text, &wanted))
            .map(|at| at as u16 + 1);
        let column = column_lettered(header).or(at);
        if let Some(column) = column.filter(|at| usize::from(*at) <= super::profile::COLUMNS_MAX) {
            pinned.insert(column, field);
        }
    }
    pinned
}

/// `@C`: the third column, where a header is blank or stands twice.
fn column_lettered(text: &str) -> Option<u16> {
    let letters = text.trim().strip_prefix('@')?.to_ascii_uppercase();
    let is_name =
        (1..=3).contains(&letters.len()) && letters.bytes().all(|b| b.is_ascii_uppercase());
    is_name.then(|| {
        letters.bytes().fold(0, |column, letter| {
            column * 26 + u16::from(letter - b'A') + 1
        })
    })
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
    let (wanted, lettered) = (plain_key(header), column_lettered(header));
    mapping.fields.iter().any(|span| {
        Some(span.field) == field
            && (lettered == Some(span.column) || is_spelt(table.header_of(span.column), &wanted))
    })
}
