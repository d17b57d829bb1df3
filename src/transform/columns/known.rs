//! What one table tells of another: values whose field is known there, and in sheets of one book or
//! exports of one form the headers themselves.

use super::assign::Assignment;
use super::evidence::Why;
use super::fit::{Fit, fit};
use super::headers::{key_of, plain_key};
use super::profile::Profile;
use super::shapes::Shape;
use super::values::{FILLED_MIN, profile_of};
use super::{Eye, Look, settled_field};
use crate::model::{Basis, FieldName, RecordKind, Source, SourceTable};
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
    /// What tables of the same book or form take a header for, and the sheet or file that does.
    headers: BTreeMap<String, (FieldName, String)>,
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

    /// Maps open columns as a table of the same book or form maps those of the same header, and any
    /// column that has too few values to tell by.
    pub fn settle_headers(&self, made: &mut Assignment, headers: &[String], profiles: &[Profile]) {
        let few = |column: &u16| {
            let pinned = |why: &Why| why.basis == Basis::Pinned;
            let filled = profile_of(profiles, *column).filled;
            (1..FILLED_MIN).contains(&filled) && !made.why.get(column).is_some_and(pinned)
        };
        let mapped: Vec<u16> = made.fields.iter().map(|span| span.column).collect();
        let mut columns = made.open.clone();
        columns.extend(mapped.into_iter().filter(few));
        for column in columns {
            let at = usize::from(column) - 1;
            let key = key_of(headers, column);
            let twice = headers
                .iter()
                .filter(|header| plain_key(header) == key)
                .count()
                > 1;
            let Some((field, place)) = self.headers.get(&key).filter(|_| !twice) else {
                continue;
            };
            if made.has(*field) || fit(*field, &profiles[at]) == Fit::No {
                continue;
            }
            let why = Why::new(
                Basis::OtherTables,
                format!("{place} 的同名列是此字段"),
                format!("the column of that name in {place} is this field"),
            );
            made.release(&[column]);
            made.take(column, *field, why);
        }
    }

    fn learn_headers(&mut self, table: &SourceTable, look: &Look) {
        let place = match table.sheet.is_empty() {
            true => table.file.clone(),
            false => format!("{} [{}]", table.file, table.sheet),
        };
        for span in &look.made.fields {
            let key = plain_key(table.header_of(span.column));
            if !key.is_empty() {
                let told = (span.field, place.clone());
                self.headers.entry(key).or_insert(told);
            }
        }
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

/// Tables of one kind that tell of their columns' values; more of the kind tell the same.
const TELLERS_MAX: usize = 24;

/// The tables whose kind is known, by source and kind: of each the first few.
pub fn tellers(looks: &[Look]) -> BTreeMap<(Source, RecordKind), Vec<usize>> {
    let mut told: BTreeMap<(Source, RecordKind), Vec<usize>> = BTreeMap::new();
    for (at, look) in looks.iter().enumerate() {
        if let Some(kind) = look.seen.kind {
            let own = told.entry((look.seen.source, kind)).or_default();
            if own.len() <= TELLERS_MAX {
                own.push(at);
            }
        }
    }
    told
}

/// What the columns of other tables hold.
pub fn beside(
    at: usize,
    told: &BTreeMap<(Source, RecordKind), Vec<usize>>,
    tables: &[SourceTable],
    looks: &[Look],
    profiles: &[Vec<Profile>],
) -> Known {
    let mut known = Known::default();
    let mut others: Vec<usize> = told.values().flatten().copied().collect();
    others.sort_unstable();
    for other in others.into_iter().filter(|other| *other != at) {
        if tables[other].file == tables[at].file || tables[other].header == tables[at].header {
            known.learn_headers(&tables[other], &looks[other]);
        }
        for span in &looks[other].made.fields {
            let field = settled_field(span.field, looks[other].seen.source);
            let profile = &profiles[other][usize::from(span.column) - 1];
            known.learn(field, profile, &tables[other].file);
        }
    }
    known
}

/// A second look, with what the other tables know, at those with columns left open.
pub fn look_again<'a>(
    tables: &[SourceTable],
    profiles: &[Vec<Profile>],
    looks: &mut [Look],
    eye: &dyn Fn(usize) -> Eye<'a>,
) {
    let is_short = |at: usize| tables[at].data_rows().nth(FILLED_MIN - 1).is_none();
    let open = |at: usize| !looks[at].made.open.is_empty() || is_short(at);
    if tables.len() < 2 || !(0..looks.len()).any(open) {
        return;
    }
    let told = tellers(looks);
    let again: Vec<Option<Look>> = (0..tables.len())
        .map(|at| {
            let beside = || beside(at, &told, tables, looks, profiles);
            open(at).then(|| eye(at).look(&beside(), None))
        })
        .collect();
    for (look, again) in looks.iter_mut().zip(again) {
        if let Some(again) = again {
            *look = again;
        }
    }
}
