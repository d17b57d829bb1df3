//! Values whose field is known from one table, to be recognised in another.

use super::profile::Profile;
use super::shapes::Shape;
use crate::model::FieldName;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Fields whose values tell by themselves where they belong.
const TELLING: [FieldName; 6] = [
    FieldName::Enterprise,
    FieldName::Officers,
    FieldName::PlanNumber,
    FieldName::Town,
    FieldName::Item,
    FieldName::Office,
];
/// Different values that a column must share.
const SHARED_MIN: usize = 3;

/// Folded values by field, with the file where the field was known.
#[derive(Debug, Default)]
pub struct Known {
    fields: BTreeMap<FieldName, (HashSet<String>, String)>,
}

/// A field whose values a column holds.
pub struct Shared {
    pub field: FieldName,
    pub share: f64,
    pub file: String,
}

impl Known {
    /// Adds what a column with a known field holds.
    pub fn learn(&mut self, field: FieldName, profile: &Profile, file: &str) {
        if !TELLING.contains(&field) {
            return;
        }
        let (values, named) = self.fields.entry(field).or_default();
        if named.is_empty() {
            *named = file.to_string();
        }
        values.extend(profile.sample.iter().filter(|key| !key.is_empty()).cloned());
    }

    /// The one field that most of a column's values are known of. Sampled tables share few rows,
    /// so that values must differ from each other to count.
    pub fn field_of(&self, profile: &Profile) -> Option<Shared> {
        if profile.filled < 3
            || profile.share(Shape::Date) >= 0.3
            || profile.share(Shape::Count) >= 0.5
        {
            return None;
        }
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for key in profile.sample.iter().filter(|key| key.chars().count() >= 2) {
            *counts.entry(key).or_default() += 1;
        }
        let all = counts.len();
        let mut found = self.fields.iter().filter_map(|(field, (values, file))| {
            let shared = counts.keys().filter(|key| values.contains(**key)).count();
            let enough = shared >= SHARED_MIN.min(all.max(2)) && shared * 2 >= all;
            enough.then(|| Shared {
                field: *field,
                share: shared as f64 / all as f64,
                file: file.clone(),
            })
        });
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }
}
