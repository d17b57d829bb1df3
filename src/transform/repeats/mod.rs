//! Repeats: one record read from two overlapping exports, or twice from one.
//!
//! Rows with one key (record number, document number and kind, code id, or the whole content
//! where there is none) that agree on enterprise and day are one record. The row of the earliest
//! export is the record and takes from the others what it lacks. Where they contradict each other
//! in anything but running numbers, the newer row is the record: by its own time of export or
//! change, by what its page says, by the day in its file's name, else by its state. A finding names
//! the fields and the reason, and is a doubt where nothing tells and the fields are counted or
//! compared (firm, days, officers, route, state); then the content decides, so that names of files
//! do not. Rows with one number but another enterprise or day are records of their own, with a
//! finding.

mod age;
mod beside;
mod content;
mod keys;

#[cfg(test)]
mod tests;

pub use age::{Ages, Newer};
pub use content::name_key;
pub use keys::{identifying_code, is_same_firm, is_short_form, is_slip_of};

use super::findings::{self, Spot};
use super::rows::ReadRow;
use crate::model::{
    CanonicalRecord, FieldName, Finding, PlanScope, RecordIx, RecordKind, RowFate, SourceTable,
    TableMapping,
};
use age::CanonicalRef;
use beside::Besides;
use chrono::{NaiveDateTime, NaiveTime};
use content::{content, differing_fields, fill_blanks, is_weighty};
use keys::{Keyer, is_same_record};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Records in the order of their places, and the fate of every row read.
pub struct Settled {
    pub records: Vec<CanonicalRecord>,
    pub fates: Vec<Vec<(u32, RowFate)>>,
    pub found: Vec<Finding>,
}

/// A row's record before repeats are known.
struct Candidate {
    record: CanonicalRecord,
    /// Folded name of the enterprise.
    name: String,
    /// The candidate that stands for it.
    kept: usize,
}

/// Tells records from repeats over all tables. `read` has one list per table, in row order.
pub fn settle(
    read: Vec<Vec<ReadRow>>,
    tables: &[SourceTable],
    mappings: &[TableMapping],
) -> Settled {
    let mut found = Vec::new();
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut rows: Vec<Vec<(u32, Option<usize>)>> = Vec::with_capacity(read.len());
    for table in read {
        let mut fates = Vec::with_capacity(table.len());
        for (row, record, findings) in table {
            found.extend(findings);
            fates.push((row, record.is_some().then_some(candidates.len())));
            candidates.extend(record.map(|record| Candidate {
                name: name_key(&record),
                kept: candidates.len(),
                record,
            }));
        }
        rows.push(fates);
    }
    let keyer = Keyer::learn(candidates.iter().map(|c| (&c.record, c.name.as_str())));
    let classes = classes(&candidates, &keyer, tables, &mut found);
    let merger = Merger {
        keyer: &keyer,
        ages: Ages::of(tables),
        besides: Besides::of(tables, mappings),
        tables,
    };
    for class in classes {
        merger.merge(class, &mut candidates, &mut found);
    }
    let mut position: HashMap<usize, RecordIx> = HashMap::new();
    for (at, candidate) in candidates.iter().enumerate() {
        if candidate.kept == at {
            position.insert(at, position.len());
        }
    }
    let fate = |at: &Option<usize>| match at {
        None => RowFate::Rejected,
        Some(at) => match candidates[*at].kept {
            kept if kept == *at => RowFate::Record(position[&kept]),
            kept => RowFate::Duplicate(position[&kept]),
        },
    };
    let fates = rows
        .iter()
        .map(|rows| rows.iter().map(|(row, at)| (*row, fate(at))).collect())
        .collect();
    let kept = candidates
        .into_iter()
        .enumerate()
        .filter(|(at, c)| c.kept == *at);
    let mut records: Vec<(CanonicalRecord, String)> = kept
        .map(|(_, candidate)| (candidate.record, candidate.name))
        .collect();
    assign_ids(&keyer, &mut records);
    let records = records.into_iter().map(|(record, _)| record).collect();
    Settled {
        records,
        fates,
        found,
    }
}

/// Groups of candidates that are one record, each in export order, only those with repeats.
fn classes(
    candidates: &[Candidate],
    keyer: &Keyer,
    tables: &[SourceTable],
    found: &mut Vec<Finding>,
) -> Vec<Vec<usize>> {
    let mut groups: HashMap<(String, PlanScope), Vec<usize>> = HashMap::new();
    let scopes = plan_scopes(candidates, tables);
    for (at, candidate) in candidates.iter().enumerate() {
        let key = keyer.key(&candidate.record, &candidate.name);
        // The plans of two quarters name one enterprise twice.
        let scope = scopes.get(&candidate.record.place.table);
        let scope = scope.copied().unwrap_or_default();
        groups.entry((key, scope)).or_default().push(at);
    }
    let order = export_order(candidates, tables.len());
    let mut groups: Vec<Vec<usize>> = groups.into_values().filter(|g| g.len() > 1).collect();
    groups.sort();
    for group in &mut groups {
        group.sort_by_key(|at| (order[candidates[*at].record.place.table as usize], *at));
    }
    let mut all = Vec::new();
    for group in groups {
        let classes = split(&group, candidates);
        if let [first, others @ ..] = classes.as_slice() {
            for other in others {
                if is_next_day(&classes, other, candidates) {
                    continue;
                }
                found.extend(clash(&candidates[first[0]], &candidates[other[0]], tables));
            }
        }
        all.extend(classes.into_iter().filter(|class| class.len() > 1));
    }
    all
}

/// What the tables of plans are for; the year only where the plans of several are read.
fn plan_scopes(candidates: &[Candidate], tables: &[SourceTable]) -> HashMap<u32, PlanScope> {
    let plans = candidates.iter().map(|candidate| &candidate.record);
    let plans = plans.filter(|record| record.kind == RecordKind::PlanLine);
    let plans: HashSet<u32> = plans.map(|record| record.place.table).collect();
    let of_table = |at: u32| (at, PlanScope::of(&tables[at as usize]));
    let mut scopes: HashMap<u32, PlanScope> = plans.into_iter().map(of_table).collect();
    let years: HashSet<i32> = scopes.values().filter_map(|scope| scope.year).collect();
    if years.len() < 2 {
        scopes.values_mut().for_each(|scope| scope.year = None);
    }
    scopes
}

/// Parts rows of one key into those that are one record.
fn split(group: &[usize], candidates: &[Candidate]) -> Vec<Vec<usize>> {
    // A number that hundreds share is no key; only exact agreement joins its rows.
    const COMPARED_MAX: usize = 40;
    let mut exact: BTreeMap<(&str, Option<chrono::NaiveDate>), usize> = BTreeMap::new();
    let mut classes: Vec<Vec<usize>> = Vec::new();
    for at in group {
        let candidate = &candidates[*at];
        let numbered = keys::has_number(&candidate.record);
        let start = candidate.record.start.map(|start| start.value);
        let key = (candidate.name.as_str(), start);
        let known = exact.get(&key).copied().filter(|_| numbered).or_else(|| {
            classes.iter().take(COMPARED_MAX).position(|class| {
                let first = &candidates[class[0]];
                let same = is_same_record(
                    (&first.record, &first.name),
                    (&candidate.record, &candidate.name),
                );
                same && (numbered || may_repeat(class, *at, candidates))
            })
        });
        match known {
            Some(class) => classes[class].push(*at),
            None => {
                exact.insert(key, classes.len());
                classes.push(vec![*at]);
            }
        }
    }
    classes
}

/// Whether a numberless row can repeat a class: within one table only a row that says the same in
/// every field can, and no line of a plan at all (two visits, two lines).
fn may_repeat(class: &[usize], at: usize, candidates: &[Candidate]) -> bool {
    let candidate = &candidates[at];
    let table = candidate.record.place.table;
    let within = class
        .iter()
        .find(|other| candidates[**other].record.place.table == table);
    within.is_none_or(|other| {
        candidate.record.kind != RecordKind::PlanLine
            && content(&candidates[*other].record) == content(&candidate.record)
    })
}

/// Whether the rows tell of the day after another's, of the same firm under the same number: one
/// visit over several days has one number.
fn is_next_day(classes: &[Vec<usize>], own: &[usize], candidates: &[Candidate]) -> bool {
    let after = &candidates[own[0]];
    let day = |candidate: &Candidate| keys::day_of(&candidate.record);
    classes.iter().any(|class| {
        let before = &candidates[class[0]];
        after.record.kind == RecordKind::Inspection
            && keys::is_same_firm((&before.record, &before.name), (&after.record, &after.name))
            && matches!((day(before), day(after)), (Some(a), Some(b)) if (b - a).num_days() == 1)
    })
}

/// One number, two records: worth a finding where the number should be unique.
fn clash(first: &Candidate, other: &Candidate, tables: &[SourceTable]) -> Option<Finding> {
    let place = other.record.place;
    let table = &tables[place.table as usize];
    let spot = Spot { table, place };
    let seen = place_label(&first.record, tables);
    match other.record.kind {
        RecordKind::Inspection if other.record.record_number.is_some() => {
            let column = other
                .record
                .record_number
                .as_ref()
                .map_or(0, |number| number.column);
            Some(findings::shared_record_number(spot.column(column), &seen))
        }
        RecordKind::Inspection | RecordKind::Document => {
            let number = other.record.document_number.as_ref()?;
            Some(findings::shared_record_number(
                spot.column(number.column),
                &seen,
            ))
        }
        RecordKind::Code => {
            let id = other.record.code_id.as_ref()?;
            Some(findings::shared_code_id(spot.column(id.column), &seen))
        }
        _ => None,
    }
}

fn place_label(record: &CanonicalRecord, tables: &[SourceTable]) -> String {
    format!(
        "{} {}",
        tables[record.place.table as usize].label(),
        record.place.row
    )
}

/// What tells which of the rows of a record stands.
struct Merger<'a> {
    keyer: &'a Keyer,
    ages: Ages,
    besides: Besides<'a>,
    tables: &'a [SourceTable],
}

impl Merger<'_> {
    /// Makes one record of a class, which is in export order.
    fn merge(&self, class: Vec<usize>, candidates: &mut [Candidate], found: &mut Vec<Finding>) {
        let first = class[0];
        let differs = class[1..].iter().any(|at| {
            let (one, other) = (&candidates[first].record, &candidates[*at].record);
            !self.differing(one, other).is_empty()
                || self.besides.unlike(one.place, other.place).is_any()
        });
        let (kept, newer) = match differs {
            true => self.ages.newest(&class, |at| {
                let record = &candidates[at].record;
                CanonicalRef::of(record, self.besides.content(record.place))
            }),
            false => (first, Newer::ByState),
        };
        for at in class {
            if at == kept {
                continue;
            }
            let other = candidates[at].record.clone();
            found.extend(self.told(&candidates[kept].record, &other, newer));
            fill_blanks(&mut candidates[kept].record, &other);
            candidates[at].kept = kept;
        }
    }

    fn differing(&self, one: &CanonicalRecord, other: &CanonicalRecord) -> Vec<FieldName> {
        let mut fields = differing_fields(one, other);
        fields.retain(|field| *field != FieldName::RecordNumber || self.keyer.identifies());
        fields
    }

    /// The fields in which a repeat differs from the record, where there are any.
    fn told(
        &self,
        kept: &CanonicalRecord,
        other: &CanonicalRecord,
        newer: Newer,
    ) -> Option<Finding> {
        let mut fields = self.differing(kept, other);
        let is_doubt = fields.iter().any(|field| is_weighty(*field));
        fields.extend(self.besides.unlike(kept.place, other.place).fields);
        if fields.is_empty() {
            return None;
        }
        let place = other.place;
        let spot = Spot {
            table: &self.tables[place.table as usize],
            place,
        };
        let label = place_label(kept, self.tables);
        Some(findings::differing_repeat(
            spot, &label, &fields, newer, is_doubt,
        ))
    }
}

/// Tables in the order of their exports: by the first day they tell of, so that names of files do
/// not matter; a table without days comes last.
fn export_order(candidates: &[Candidate], tables: usize) -> Vec<u32> {
    let mut first: Vec<Option<NaiveDateTime>> = vec![None; tables];
    for candidate in candidates {
        let record = &candidate.record;
        let day = record
            .start
            .or(record.planned)
            .map(|day| day.value.and_time(NaiveTime::MIN));
        let told = record.applied_at.map(|at| at.value).or(day);
        let slot = &mut first[record.place.table as usize];
        *slot = match (*slot, told) {
            (Some(known), Some(told)) => Some(known.min(told)),
            (known, told) => known.or(told),
        };
    }
    let mut order: Vec<usize> = (0..tables).collect();
    order.sort_by_key(|table| (first[*table].is_none(), first[*table], *table));
    let mut position = vec![0; tables];
    for (nth, table) in order.into_iter().enumerate() {
        position[table] = nth as u32;
    }
    position
}

/// Ids from what identifies a record; what two records share is told apart by content.
fn assign_ids(keyer: &Keyer, records: &mut [(CanonicalRecord, String)]) {
    let mut seen: HashSet<String> = HashSet::with_capacity(records.len());
    let mut clashing: Vec<usize> = Vec::new();
    for (at, (record, name)) in records.iter_mut().enumerate() {
        let id = keys::id(keyer, record, name, &[]);
        if !seen.insert(id.clone()) {
            clashing.push(at);
        }
        record.id = id;
    }
    let twice: HashSet<String> = clashing
        .iter()
        .map(|at| records[*at].0.id.clone())
        .collect();
    let mut order: Vec<(String, usize)> = (0..records.len())
        .filter(|at| twice.contains(&records[*at].0.id))
        .map(|at| (content(&records[at].0), at))
        .collect();
    order.sort();
    let mut ordinal: BTreeMap<String, usize> = BTreeMap::new();
    for (content, at) in order {
        let nth = ordinal.entry(content.clone()).or_default();
        *nth += 1;
        let (record, name) = &records[at];
        records[at].0.id = keys::id(keyer, record, name, &[&content, &nth.to_string()]);
    }
}
