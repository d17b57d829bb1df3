//! Entries read twice, from overlapping exports or from one.
//!
//! Rows of one case in different tables are one entry: the fuller row stands, of equally full ones
//! the one of the table that tells of later days. Where they contradict each other the newer
//! table's stands, if its page or the day in its file's name tells so, with a finding. Within one
//! table several rows of a case are its lines
//! (parties, kinds of penalty) and all stand, unless they say the same in full.

use super::super::findings::{self, Spot};
use super::super::repeats::Ages;
use crate::ground::fold::fold_key;
use crate::model::{Entry, EntryValue, Finding, Register, RowFate, SourceTable};
use chrono::NaiveDate;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// Tables by their position, with the entry of each row that holds one.
pub type ReadEntries = Vec<(usize, Vec<(u32, Option<Entry>)>)>;
type Fates = Vec<(usize, Vec<(u32, RowFate)>)>;

/// Entries in the order of their places, and the fates of the rows of their tables.
pub fn settle(
    read: ReadEntries,
    tables: &[SourceTable],
    registers: &[Register],
    found: &mut Vec<Finding>,
) -> (Vec<Entry>, Fates) {
    let all: Vec<&Entry> = read
        .iter()
        .flat_map(|(_, rows)| rows.iter().filter_map(|(_, entry)| entry.as_ref()))
        .collect();
    let kept = stand_ins(&all, tables, registers, found);
    let mut position = HashMap::new();
    for (at, stands) in kept.iter().enumerate() {
        if *stands == at {
            position.insert(at, position.len());
        }
    }
    let mut next = 0;
    let mut fates: Fates = Vec::with_capacity(read.len());
    for (table, rows) in &read {
        let mut of_table = Vec::with_capacity(rows.len());
        for (row, entry) in rows {
            let fate = match entry {
                None => RowFate::Rejected,
                Some(_) => {
                    let (at, stands) = (next, kept[next]);
                    next += 1;
                    match at == stands {
                        true => RowFate::Entry(position[&stands]),
                        false => RowFate::EntryAgain(position[&stands]),
                    }
                }
            };
            of_table.push((*row, fate));
        }
        fates.push((*table, of_table));
    }
    let entries = read.into_iter().flat_map(|(_, rows)| rows);
    let entries = entries.filter_map(|(_, entry)| entry).enumerate();
    let entries = entries.filter(|(at, _)| kept[*at] == *at);
    (entries.map(|(_, entry)| entry).collect(), fates)
}

/// For each entry the one that stands for it.
fn stand_ins(
    all: &[&Entry],
    tables: &[SourceTable],
    registers: &[Register],
    found: &mut Vec<Finding>,
) -> Vec<usize> {
    let mut kept: Vec<usize> = (0..all.len()).collect();
    let mut cases: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
    for (at, entry) in all.iter().enumerate() {
        let key = registers[entry.register].case_of(entry);
        let key = key.unwrap_or_else(|| format!("\u{1}{:?}", entry.values));
        cases.entry((entry.register, key)).or_default().push(at);
    }
    let latest = latest_days(all);
    let ages = Ages::of(tables);
    for case in cases.into_values().filter(|case| case.len() > 1) {
        let table_of = |at: usize| all[at].place.table;
        let first = all[case[0]];
        let keyed = registers[first.register].case_of(first).is_some();
        let mut lines: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for at in &case {
            lines.entry(table_of(*at)).or_default().push(*at);
        }
        let fullness = |rows: &Vec<usize>| rows.iter().map(|at| filled(all[*at])).sum::<usize>();
        let newest = newest_of_disputed(all, &lines, &ages);
        let (fullest, _) = lines
            .iter()
            .max_by_key(|(table, rows)| {
                let told: Vec<String> = rows.iter().map(|at| content(all[*at])).collect();
                (fullness(rows), latest[table], told, Reverse(**table))
            })
            .expect("a case has a row");
        let best = newest.unwrap_or(*fullest);
        let stands = &lines[&best];
        for (table, rows) in &lines {
            for (nth, at) in rows.iter().enumerate() {
                if *table != best {
                    let stand = stands[nth.min(stands.len() - 1)];
                    kept[*at] = stand;
                    if contradict(all[*at], all[stand]) {
                        let place = all[*at].place;
                        let spot = Spot {
                            table: &tables[place.table as usize],
                            place,
                        };
                        let other = all[stand].place;
                        let label =
                            format!("{} {}", tables[other.table as usize].label(), other.row);
                        found.push(findings::register_rows_differ(spot, &label));
                    }
                } else if keyed {
                    let twin = rows[..nth]
                        .iter()
                        .find(|other| all[**other].values == all[*at].values);
                    if let Some(twin) = twin {
                        kept[*at] = kept[*twin];
                    }
                }
            }
        }
    }
    kept
}

/// The newest table of a case that its tables tell differently, where pages or names tell it.
fn newest_of_disputed(
    all: &[&Entry],
    lines: &BTreeMap<u32, Vec<usize>>,
    ages: &Ages,
) -> Option<u32> {
    let mut tables = lines.values();
    let first = tables.next()?;
    let in_dispute = tables.any(|rows| {
        let mut pairs = first.iter().zip(rows);
        pairs.any(|(one, other)| contradict(all[*one], all[*other]))
    });
    let tables: Vec<u32> = lines.keys().copied().collect();
    in_dispute.then(|| ages.newest_table(&tables)).flatten()
}

/// The last day that each table tells of.
fn latest_days(all: &[&Entry]) -> BTreeMap<u32, Option<NaiveDate>> {
    let mut latest: BTreeMap<u32, Option<NaiveDate>> = BTreeMap::new();
    for entry in all {
        let days = entry.values.iter().filter_map(|value| match value {
            EntryValue::Day(day) => Some(*day),
            _ => None,
        });
        let slot = latest.entry(entry.place.table).or_default();
        *slot = (*slot).max(days.max());
    }
    latest
}

fn content(entry: &Entry) -> String {
    format!("{:?}", entry.values)
}

fn filled(entry: &Entry) -> usize {
    let values = entry.values.iter();
    values.filter(|value| **value != EntryValue::Blank).count()
}

fn contradict(one: &Entry, other: &Entry) -> bool {
    let folded = |value: &EntryValue| match value {
        EntryValue::Text(text) => EntryValue::Text(fold_key(text)),
        value => value.clone(),
    };
    one.values
        .iter()
        .zip(&other.values)
        .any(|(a, b)| *a != EntryValue::Blank && *b != EntryValue::Blank && folded(a) != folded(b))
}
