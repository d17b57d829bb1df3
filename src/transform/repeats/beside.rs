//! What a row says beside its record's typed fields: results, people, columns that mean nothing
//! here. It counts nothing, but a correction of it makes the newer row the record all the same.

use crate::ground::fold::fold_key;
use crate::model::{Cell, FieldName, Place, SourceTable, TableMapping};
use crate::transform::fields::dates::{DateSense, read_date_text};
use std::collections::BTreeMap;

/// A column by what it holds, the same in every table.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Held {
    Field(FieldName),
    /// Header of a column that means nothing here.
    Header(String),
}

/// How two rows differ beside their typed fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unlike {
    pub fields: Vec<FieldName>,
    /// Whether columns without a meaning differ.
    pub unmapped: bool,
}

impl Unlike {
    pub fn is_any(&self) -> bool {
        self.unmapped || !self.fields.is_empty()
    }
}

/// Columns beside the typed ones, of every table.
pub struct Besides<'a> {
    tables: &'a [SourceTable],
    columns: Vec<BTreeMap<Held, u16>>,
}

impl<'a> Besides<'a> {
    pub fn of(tables: &'a [SourceTable], mappings: &[TableMapping]) -> Self {
        let columns = mappings.iter().zip(tables).map(|(mapping, table)| {
            let fields = mapping.fields.iter().filter(|span| is_beside(span.field));
            let fields = fields.map(|span| (Held::Field(span.field), span.column));
            let furniture = mapping
                .fields
                .iter()
                .filter(|span| span.field == FieldName::Reporter);
            let furniture = furniture.map(|span| &span.column);
            let unmapped = mapping.unmapped.iter().chain(furniture).map(|column| {
                let header = fold_key(table.header_of(*column));
                (Held::Header(header), *column)
            });
            let mut columns = BTreeMap::new();
            for (held, column) in fields.chain(unmapped) {
                columns.entry(held).or_insert(column);
            }
            columns
        });
        Besides {
            tables,
            columns: columns.collect(),
        }
    }

    /// What both rows fill and fill differently.
    pub fn unlike(&self, one: Place, other: Place) -> Unlike {
        let mut unlike = Unlike::default();
        let (left, right) = (self.columns_of(one), self.columns_of(other));
        for (held, column) in left {
            let Some(beside) = right.get(held) else {
                continue;
            };
            let (a, b) = (self.said(one, *column), self.said(other, *beside));
            if a.is_empty() || b.is_empty() || a == b {
                continue;
            }
            match held {
                Held::Field(field) => unlike.fields.push(*field),
                Held::Header(_) => unlike.unmapped = true,
            }
        }
        unlike
    }

    /// All of it as one text, independent of the order of columns.
    pub fn content(&self, place: Place) -> String {
        let columns = self.columns_of(place).iter();
        let said = columns.map(|(held, column)| format!("{held:?}={}", self.said(place, *column)));
        said.collect::<Vec<_>>().join("\u{1f}")
    }

    fn columns_of(&self, place: Place) -> &BTreeMap<Held, u16> {
        &self.columns[place.table as usize]
    }

    fn said(&self, place: Place, column: u16) -> String {
        let cell = self.tables[place.table as usize].cell(place.row, column);
        cell.map(|cell| said(&cell)).unwrap_or_default()
    }
}

/// A cell as compared: the same day and the same number are the same, however they are written.
fn said(cell: &Cell) -> String {
    let text = cell.text();
    if let Ok(number) = text.trim().parse::<f64>() {
        let short = text.trim().len() <= 15;
        return if short {
            number.to_string()
        } else {
            fold_key(&text)
        };
    }
    match read_date_text(&text, DateSense::default()) {
        Some(Ok(when)) => when.instant().to_string(),
        _ => fold_key(&text),
    }
}

/// Fields that no record keeps as a value of its own and that a correction can change.
fn is_beside(field: FieldName) -> bool {
    use FieldName as F;
    matches!(
        field,
        F::LegalPerson
            | F::RiskGrade
            | F::StandardGrade
            | F::Telephone
            | F::IssuedAt
            | F::OfficerCertificates
            | F::Content
            | F::Result
            | F::Penalty
            | F::Complaint
            | F::PlanName
            | F::MajorHazards
            | F::HazardsFixed
    )
}
