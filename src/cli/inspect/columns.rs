//! The columns of a table and what they were taken for.

use crate::cli::speech::Speech;
use crate::ground::fold::flat;
use crate::model::{SourceTable, TableMapping, column_letters};

/// One column: spreadsheet letters, header, fields, first value.
pub struct Column {
    pub letters: String,
    pub header: String,
    pub field: Option<String>,
    pub example: String,
    /// Why it was taken for the field, or for none.
    pub evidence: String,
    /// What it was mapped by: pinned, header, values, other_tables, neighbours, nothing.
    pub basis: &'static str,
    /// The header word that named the field.
    pub word: String,
    /// Share of the values that are of the field's kind.
    pub share: Option<f64>,
    /// What an unmapped column could be.
    pub could_be: Vec<String>,
}

/// The columns that hold anything, left to right.
pub fn columns(table: &SourceTable, mapping: &TableMapping, speech: &Speech) -> Vec<Column> {
    let count = table.header.len().max(usize::from(
        mapping
            .fields
            .iter()
            .map(|span| span.column)
            .max()
            .unwrap_or(0),
    ));
    (1..=count as u16)
        .map(|column| {
            let at = usize::from(column) - 1;
            let fields = mapping.fields.iter().filter(|span| span.column == column);
            let of_register = mapping.register.iter().flat_map(|known| {
                let named = known.columns.iter().zip(&known.names);
                named
                    .filter(|(at, _)| **at == Some(column))
                    .map(|(_, name)| name.clone())
            });
            let fields = fields.map(|span| span.field.key());
            let fields: Vec<String> = fields.chain(of_register).collect();
            let example = table
                .data_rows()
                .filter_map(|row| row.cells.get(at))
                .find(|cell| !cell.is_blank())
                .map(|cell| cell.text().into_owned())
                .unwrap_or_default();
            let why = mapping.evidence.iter().find(|why| why.column == column);
            Column {
                basis: why.map_or("nothing", |why| why.basis.name()),
                word: why.map_or(String::new(), |why| why.word.clone()),
                share: why.and_then(|why| why.share),
                could_be: why.map_or(Vec::new(), |why| {
                    why.could_be.iter().map(|field| field.key()).collect()
                }),
                letters: column_letters(column),
                header: flat(table.header.get(at).map_or("", String::as_str)),
                field: (!fields.is_empty()).then(|| fields.join(", ")),
                example: flat(&example),
                evidence: why.map_or(String::new(), |why| speech.in_words(&why.text).to_string()),
            }
        })
        .filter(|column| !column.header.is_empty() || !column.example.is_empty())
        .collect()
}
