//! What becomes of each row: kept, or left out and why.

use super::Consolidated;
use crate::ground::digest::sha256_hex;
use crate::ground::fold::fold_key;
use crate::model::{
    CleanValue, DropReason, DroppedRow, FieldName, MergeTally, MergedRow, Place, RowFate, RowKind,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Sorts every row of every table into its place.
pub(super) fn settle(whole: &mut Consolidated<'_>, members: &[u32]) {
    let members: BTreeSet<u32> = members.iter().copied().collect();
    let mut kept: BTreeMap<Place, Vec<Place>> = BTreeMap::new();
    let mut dropped: Vec<DroppedRow> = Vec::new();
    let mut tallies = Vec::with_capacity(whole.extracted.tables.len());
    let mut equals = Equals::default();
    for (at, table) in whole.extracted.tables.iter().enumerate() {
        let mut tally = MergeTally {
            read: table.rows.len() as u64,
            ..MergeTally::default()
        };
        let mapping = &whole.understood.mappings[at];
        let known = mapping.kind.is_some() || mapping.register.is_some();
        let fates: BTreeMap<u32, RowFate> = whole.understood.fates[at].iter().copied().collect();
        let mut seen_here: HashMap<String, usize> = HashMap::new();
        for row in &table.rows {
            let place = Place {
                table: at as u32,
                row: row.number,
                column: 0,
            };
            let mut drop = |reason: DropReason| dropped.push(DroppedRow { place, reason });
            if row.kind != RowKind::Data {
                tally.furniture += 1;
                continue;
            }
            if !members.contains(&(at as u32)) {
                match table.header_rows {
                    Some(_) => tally.other_kind += 1,
                    None => {
                        tally.rejected += 1;
                        drop(DropReason::Rejected);
                    }
                }
                continue;
            }
            let first = match (known, fates.get(&row.number)) {
                (false, _) => equals.first(whole, place, &mut seen_here),
                (true, Some(RowFate::Record(_))) => place,
                (true, Some(RowFate::Duplicate(ix))) => whole.understood.records[*ix].place,
                (true, Some(RowFate::Entry(_))) => place,
                (true, Some(RowFate::EntryAgain(ix))) => whole.understood.entries[*ix].place,
                (true, Some(RowFate::Rejected) | None) => {
                    tally.rejected += 1;
                    drop(DropReason::Rejected);
                    continue;
                }
            };
            match first == place {
                true => {
                    tally.kept += 1;
                    kept.entry(place).or_default();
                }
                false => {
                    tally.duplicate += 1;
                    drop(DropReason::Repeats(first, Vec::new()));
                    kept.entry(first).or_default().push(place);
                }
            }
        }
        tallies.push(tally);
    }
    whole.merged.rows = kept
        .into_iter()
        .map(|(place, twins)| MergedRow { place, twins })
        .collect();
    whole.merged.dropped = dropped;
    whole.merged.tallies = tallies;
}

/// Rows of tables of no known kind: the n-th of equal rows in one table repeats the n-th of them in
/// another. Equal rows within one table stay, nothing says that they are one.
#[derive(Default)]
struct Equals {
    known: HashMap<String, Vec<Place>>,
}

impl Equals {
    fn first(
        &mut self,
        whole: &Consolidated<'_>,
        place: Place,
        seen_here: &mut HashMap<String, usize>,
    ) -> Place {
        let key = content(whole, place);
        let nth = seen_here.entry(key.clone()).or_default();
        *nth += 1;
        let known = self.known.entry(key).or_default();
        match known.get(*nth - 1) {
            Some(first) => *first,
            None => {
                known.push(place);
                place
            }
        }
    }
}

/// All that a row says but its running number.
fn content(whole: &Consolidated<'_>, place: Place) -> String {
    let values = whole.values_at(place);
    let mut text = String::new();
    for (value, column) in values.iter().zip(&whole.merged.columns) {
        if column.field != Some(FieldName::Sequence) {
            text.push_str(&value.value.text());
        }
        text.push('\u{1f}');
    }
    sha256_hex(text.as_bytes())
}

/// Names the columns in which a row that was left out differs from the one that stands for it.
pub(super) fn compare_repeats(whole: &mut Consolidated<'_>) {
    let mut dropped = std::mem::take(&mut whole.merged.dropped);
    for row in &mut dropped {
        let DropReason::Repeats(kept, columns) = &mut row.reason else {
            continue;
        };
        let (one, other) = (whole.values_at(*kept), whole.values_at(row.place));
        let pairs = one.iter().zip(&other).zip(&whole.merged.columns);
        *columns = pairs
            .filter(|((one, other), column)| contradicts(column.field, &one.value, &other.value))
            .map(|(_, column)| column.name.clone())
            .collect();
    }
    whole.merged.dropped = dropped;
}

/// Whether two filled values say different things: spelling, a time that only one tells and a list
/// that names fewer people are no contradiction.
fn contradicts(field: Option<FieldName>, one: &CleanValue, other: &CleanValue) -> bool {
    if one.is_blank() || other.is_blank() || field == Some(FieldName::Sequence) {
        return false;
    }
    let (left, right) = (one.text(), other.text());
    match (one, other, field) {
        (CleanValue::Day(day), CleanValue::Instant(at), _)
        | (CleanValue::Instant(at), CleanValue::Day(day), _) => at.date() != *day,
        (_, _, Some(FieldName::Officers | FieldName::Officers2)) => {
            let names = |text: &str| -> BTreeSet<String> {
                text.split('、').map(str::to_string).collect()
            };
            let (left, right) = (names(&left), names(&right));
            !left.is_subset(&right) && !right.is_subset(&left)
        }
        _ => left != right && fold_key(&left) != fold_key(&right),
    }
}
