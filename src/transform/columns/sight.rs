//! One table's columns by field, and the questions that tell what its rows are.

use super::profile::Profile;
use super::shapes::Shape;
use crate::ground::fold::fold_key;
use crate::model::{FieldName, FurnitureKind, RowKind, SourceTable};
use crate::transform::fields::contains_any;
use std::collections::BTreeMap;

/// Columns of one table by field.
pub struct Sight<'a> {
    pub table: &'a SourceTable,
    pub columns: BTreeMap<FieldName, &'a Profile>,
    /// Columns of days that are no field yet, and how many of them have times of day.
    pub loose_days: usize,
    pub loose_instants: usize,
    /// The only column of document numbers is headed by the title of an order or another paper.
    pub numbers_of_order: bool,
}

impl Sight<'_> {
    pub fn has(&self, field: FieldName) -> bool {
        self.columns
            .get(&field)
            .is_some_and(|profile| profile.filled > 0)
    }

    pub fn mapped(&self, field: FieldName) -> bool {
        self.columns.contains_key(&field)
    }

    pub fn share(&self, field: FieldName, shape: Shape) -> f64 {
        self.columns
            .get(&field)
            .map_or(0.0, |profile| profile.share(shape))
    }

    /// Texts of the title rows above the header.
    pub fn title(&self) -> impl Iterator<Item = String> {
        let titles = self.table.rows.iter().take(5);
        titles
            .filter(|row| row.kind == RowKind::Furniture(FurnitureKind::Title))
            .flat_map(|row| &row.cells)
            .map(|cell| fold_key(&cell.text()))
    }

    /// Share of a column's sample with one of the words.
    pub fn share_of_words(&self, field: FieldName, words: &[&str]) -> f64 {
        let Some(profile) = self.columns.get(&field).filter(|p| p.filled > 0) else {
            return 0.0;
        };
        let with = profile.sample.iter().filter(|key| contains_any(key, words));
        with.count() as f64 / profile.filled as f64
    }

    /// Whether any column has dates of visits rather than months.
    pub fn has_days(&self) -> bool {
        self.share(FieldName::DateStart, Shape::Date) > 0.3
    }

    pub fn names_firms(&self) -> bool {
        let names = self.columns.get(&FieldName::Enterprise);
        names.is_some_and(|profile| {
            profile.filled > 0
                && !profile.names_groups()
                && (profile.share(Shape::Firm) >= 0.4
                    || profile.share(Shape::Long) < 0.3 && profile.distinct * 3 >= profile.filled)
        }) || self.has(FieldName::CreditCode)
    }
}
