//! Many tables as one. Columns are united, cells take their canonical form, rows that repeat others
//! are left out by the rules of the main job; where no kind is known, by being equal.
//!
//! Every row read ends in exactly one way: kept, left out as a repeat, rejected, of another kind,
//! or furniture. Nothing is mixed silently: tables of different kinds are a [`Mixture`], which
//! names which is which.

mod cleaning;
mod columns;
mod kinds;
mod rows;

#[cfg(test)]
mod tests;

pub use kinds::Mixture;

use crate::ground::fold::trim;
use crate::model::{
    Cell, CleanValue, Extracted, FieldName, Lang, MergeKind, Merged, MergedRows, MergedValue,
    Place, RowFate, Settings, Understood,
};
use cleaning::Cleaner;
use columns::{Naming, Origin, Union, union};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Longer numbers are ids in disguise and stay text.
const NUMBER_DIGITS_MAX: usize = 9;

/// What is asked of a merge.
#[derive(Clone, Copy, Debug)]
pub struct MergeWish {
    /// `None`: whatever all tables are.
    pub kind: Option<MergeKind>,
    /// Texts as they stand in the files instead of canonical forms.
    pub as_written: bool,
    /// Language of the headers.
    pub lang: Lang,
}

/// A merged table whose values are made row by row.
pub struct Consolidated<'a> {
    merged: Merged,
    extracted: &'a Extracted,
    understood: &'a Understood,
    cleaners: BTreeMap<u32, Cleaner>,
    origins: BTreeMap<u32, Vec<Origin>>,
    as_written: bool,
}

/// Merges the tables of one kind. The understanding need not go beyond the rows.
///
/// # Errors
/// The tables are of several kinds, or none can be merged.
pub fn consolidate<'a>(
    extracted: &'a Extracted,
    understood: &'a Understood,
    settings: &Settings,
    wish: MergeWish,
) -> Result<Consolidated<'a>, Mixture> {
    let (kind, members) = kinds::members(extracted, understood, wish.kind)?;
    let cleaners: BTreeMap<u32, Cleaner> = members
        .iter()
        .map(|at| {
            let (table, mapping) = (
                &extracted.tables[*at as usize],
                &understood.mappings[*at as usize],
            );
            (*at, Cleaner::new(*at, table, mapping, settings))
        })
        .collect();
    let united: Vec<_> = cleaners
        .iter()
        .map(|(at, cleaner)| (*at, &extracted.tables[*at as usize], cleaner))
        .collect();
    let naming = Naming {
        lang: wish.lang,
        as_written: wish.as_written,
    };
    let Union { columns, origins } = union(&united, naming);
    let mut whole = Consolidated {
        merged: Merged {
            kind: Some(kind),
            columns,
            ..Merged::default()
        },
        extracted,
        understood,
        cleaners,
        origins,
        as_written: wish.as_written,
    };
    rows::settle(&mut whole, &members);
    whole.describe_columns();
    rows::compare_repeats(&mut whole);
    assert!(
        whole.merged.tallies.iter().all(|tally| tally.balances()),
        "every row is kept, repeated, rejected, of another kind or furniture"
    );
    Ok(whole)
}

impl MergedRows for Consolidated<'_> {
    fn merged(&self) -> &Merged {
        &self.merged
    }

    fn values(&self, row: usize) -> Vec<MergedValue> {
        let mut values = self.completed(row);
        for (value, column) in values.iter_mut().zip(&self.merged.columns) {
            settle_number(&mut value.value, column.numeric);
        }
        values
    }

    fn earlier_place(&self, row: usize) -> Option<[CleanValue; 3]> {
        let place = self.merged.rows[row].place;
        let lineage = self.cleaners[&place.table].before()?.lineage;
        let table = &self.extracted.tables[place.table as usize];
        let told = lineage.map(|column| {
            let cell = table.cell(place.row, column);
            cell.map_or(CleanValue::Blank, |cell| {
                CleanValue::of_text(trim(&cell.text()))
            })
        });
        let [file, sheet, row] = told;
        let row = row.text().parse().map(CleanValue::Number).ok()?;
        (!file.is_blank()).then_some([file, sheet, row])
    }
}

impl Consolidated<'_> {
    /// The values of a kept row, and of its repeats where it has none.
    fn completed(&self, row: usize) -> Vec<MergedValue> {
        let row = &self.merged.rows[row];
        let mut values = self.values_at(row.place);
        for twin in &row.twins {
            if values.iter().all(|value| !value.value.is_blank()) {
                break;
            }
            for (value, more) in values.iter_mut().zip(self.values_at(*twin)) {
                if value.value.is_blank() && value.raw.is_none() {
                    *value = more;
                }
            }
        }
        values
    }

    /// The values of one row as it stands, without what its repeats add.
    fn values_at(&self, place: Place) -> Vec<MergedValue> {
        let Some(origins) = self.origins.get(&place.table) else {
            return Vec::new();
        };
        let table = &self.extracted.tables[place.table as usize];
        let cells = table.row(place.row).map(|row| row.cells.to_vec());
        let cells = cells.unwrap_or_default();
        origins
            .iter()
            .map(|origin| self.value_at(place, &cells, *origin))
            .collect()
    }

    fn value_at(&self, place: Place, cells: &[Cell], origin: Origin) -> MergedValue {
        let cleaner = &self.cleaners[&place.table];
        let cell = |column: u16| self::cell(cells, column);
        match origin {
            Origin::Absent => MergedValue::default(),
            Origin::Implied(_) | Origin::Sheet if self.as_written => MergedValue::default(),
            Origin::Sheet => MergedValue {
                value: cleaner
                    .by_sheet()
                    .map(|(_, name)| CleanValue::of_text(name))
                    .unwrap_or_default(),
                raw: None,
            },
            Origin::Implied(column) => {
                let told = cell(column).and_then(|cell| cleaner.implied(column, cell));
                MergedValue {
                    value: told.map(|(_, value)| value).unwrap_or_default(),
                    raw: None,
                }
            }
            Origin::Column(column) => {
                let Some(cell) = cell(column) else {
                    return MergedValue::default();
                };
                let before = cleaner.before();
                let stood = before.and_then(|before| before.raws.get(&column).copied());
                let stood = stood.and_then(|column| Some(self::cell(cells, column)?.text()));
                let stood = stood.filter(|text| !trim(text).is_empty());
                if self.as_written {
                    let text = stood.unwrap_or_else(|| cell.text());
                    return MergedValue {
                        value: CleanValue::of_text(&text),
                        raw: None,
                    };
                }
                let value = cleaner.value(column, cell);
                let value = self.as_understood(place, column, value);
                let stood = stood.map(|text| text.into_owned());
                let raw = match before {
                    Some(_) => stood,
                    None => differing_raw(cell, &value),
                };
                MergedValue { value, raw }
            }
        }
    }

    /// Where a whole row said more than its cell: a date in parts, the settled spelling of a town.
    fn as_understood(&self, place: Place, column: u16, value: CleanValue) -> CleanValue {
        let CleanValue::Text(_) = &value else {
            return value;
        };
        let Some(field) = self.cleaners[&place.table].field(column) else {
            return value;
        };
        let fates = &self.understood.fates[place.table as usize];
        let at = fates.binary_search_by_key(&place.row, |(row, _)| *row);
        let Ok((_, RowFate::Record(ix))) = at.map(|at| &fates[at]) else {
            return value;
        };
        let record = &self.understood.records[*ix];
        let day = |told: Option<crate::model::Field<chrono::NaiveDate>>| {
            told.filter(|told| told.column == column)
                .map(|told| CleanValue::Day(told.value))
        };
        let text = |told: &Option<crate::model::Field<String>>| {
            let told = told.as_ref().filter(|told| told.column == column);
            told.map(|told| CleanValue::of_text(&told.value))
        };
        let told = match field {
            FieldName::DateStart => day(record.start),
            FieldName::DateEnd => day(record.end),
            FieldName::Town => text(&record.town),
            FieldName::Office => text(&record.office),
            _ => None,
        };
        told.unwrap_or(value)
    }

    /// Which columns hold numbers only, which have texts that differ from their values, and which
    /// hold nothing that any table gives a column to.
    fn describe_columns(&mut self) {
        let width = self.merged.columns.len();
        let blank = || vec![Sketch::default(); width];
        let whole = &*self;
        let sketches = (0..whole.merged.rows.len())
            .into_par_iter()
            .with_min_len(256)
            .fold(blank, |mut sketches, row| {
                for (sketch, value) in sketches.iter_mut().zip(&whole.completed(row)) {
                    sketch.add(value);
                }
                sketches
            })
            .reduce(blank, |mut all, more| {
                all.iter_mut().zip(&more).for_each(|(a, b)| a.join(b));
                all
            });
        let mut kept = Vec::with_capacity(width);
        for (nth, (column, sketch)) in self.merged.columns.iter_mut().zip(&sketches).enumerate() {
            column.numeric = sketch.numbers > 0 && sketch.texts == 0;
            column.has_raw = sketch.differing;
            let only_implied = self
                .origins
                .values()
                .all(|origins| !matches!(origins[nth], Origin::Column(_)));
            kept.push(!(only_implied && sketch.numbers + sketch.texts == 0));
        }
        let mut of_column = kept.iter();
        self.merged
            .columns
            .retain(|_| *of_column.next().unwrap_or(&true));
        for origins in self.origins.values_mut() {
            let mut of_origin = kept.iter();
            origins.retain(|_| *of_origin.next().unwrap_or(&true));
        }
    }
}

fn cell<'c, 'a>(cells: &'c [Cell<'a>], column: u16) -> Option<&'c Cell<'a>> {
    cells.get(usize::from(column) - 1)
}

/// What the values of a column have in common.
#[derive(Clone, Copy, Debug, Default)]
struct Sketch {
    numbers: usize,
    texts: usize,
    differing: bool,
}

impl Sketch {
    fn add(&mut self, value: &MergedValue) {
        self.differing |= value.raw.is_some();
        match &value.value {
            CleanValue::Blank => {}
            CleanValue::Fen(_) => self.numbers += 1,
            CleanValue::Number(number) if is_short(*number) => self.numbers += 1,
            CleanValue::Text(text) if number_of(text).is_some() => self.numbers += 1,
            _ => self.texts += 1,
        }
    }

    fn join(&mut self, other: &Sketch) {
        self.numbers += other.numbers;
        self.texts += other.texts;
        self.differing |= other.differing;
    }
}

/// In a column of numbers numbers are numbers, elsewhere they are text: an id never loses a digit.
fn settle_number(value: &mut CleanValue, numeric: bool) {
    match (&*value, numeric) {
        (CleanValue::Text(text), true) => {
            if let Some(number) = number_of(text) {
                *value = CleanValue::Number(number);
            }
        }
        (CleanValue::Number(_), false) => {
            // As a spreadsheet shows it, whole numbers without an exponent.
            let CleanValue::Number(number) = *value else {
                return;
            };
            *value = CleanValue::of_text(&Cell::Number(number).text());
        }
        _ => {}
    }
}

/// The number that a text is, if it is short and written as numbers are.
fn number_of(text: &str) -> Option<f64> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 || digits > NUMBER_DIGITS_MAX || text.len() > digits + 2 {
        return None;
    }
    let number: f64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

fn is_short(number: f64) -> bool {
    number.abs() < 1e9
}

/// The text as it stands, where it says more or other than the value.
fn differing_raw(cell: &Cell, value: &CleanValue) -> Option<String> {
    let raw = cell.text();
    let said = value.text();
    let same = match cell {
        Cell::Text(_) => {
            raw.trim() == said || raw.trim_end_matches(":00") == said || is_same_number(&raw, &said)
        }
        Cell::Date(_) => raw.starts_with(&*said),
        _ => raw == said || is_same_number(&raw, &said),
    };
    (!same && !trim(&raw).is_empty()).then(|| raw.into_owned())
}

fn is_same_number(one: &str, other: &str) -> bool {
    matches!((number_of(one), number_of(other)), (Some(one), Some(other)) if one == other)
        || other
            .strip_suffix('0')
            .is_some_and(|rest| rest == one && rest.contains('.'))
}
