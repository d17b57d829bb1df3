//! What a column's values look like, from a sample spread over the table.

use super::shapes::{SHAPES, Shape, shapes};
use crate::ground::fold::{fold_key, is_placeholder, simplified};
use crate::model::{Cell, SourceTable};
use crate::transform::fields::dates::{DateSense, read_date};
use chrono::NaiveDateTime;
use std::collections::HashSet;

const SAMPLE_ROWS_MAX: usize = 240;
/// Columns that are looked at, for columns are compared with each other; no register comes near.
/// Any to the right of them is listed as one that nothing names.
pub const COLUMNS_MAX: usize = 400;

/// Counts of shapes in one column.
#[derive(Clone, Debug, Default)]
pub struct Profile {
    pub filled: usize,
    pub distinct: usize,
    pub ascending: bool,
    /// Folded sample, in row order, blanks left empty: for comparing columns with each other.
    pub sample: Vec<String>,
    /// The instants of the same rows, where they hold dates, and how many have a time of day.
    pub instants: Vec<Option<NaiveDateTime>>,
    pub timed: usize,
    counts: [usize; SHAPES],
}

impl Profile {
    /// Share of the filled cells with this shape.
    pub fn share(&self, shape: Shape) -> f64 {
        match self.filled {
            0 => 0.0,
            filled => self.counts[shape as usize] as f64 / filled as f64,
        }
    }
}

/// One profile per column.
pub fn profiles(table: &SourceTable) -> Vec<Profile> {
    let data = table.data_rows().count();
    let step = data.div_ceil(SAMPLE_ROWS_MAX).max(1);
    let rows = table.data_rows().step_by(step);
    let rows: Vec<_> = rows.map(|row| row.cells.to_vec()).collect();
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = width.max(table.header.len()).min(COLUMNS_MAX);
    (0..width)
        .map(|column| {
            let cells = rows
                .iter()
                .map(|row| row.get(column).copied().unwrap_or_default());
            profile(cells)
        })
        .collect()
}

fn profile<'a>(cells: impl Iterator<Item = Cell<'a>>) -> Profile {
    let mut profile = Profile {
        ascending: true,
        ..Profile::default()
    };
    let mut seen = HashSet::new();
    let mut last = None;
    for cell in cells {
        let text = cell.text();
        let key = simplified(&fold_key(&text));
        let instant = instant_of(&cell);
        profile.timed += usize::from(instant.is_some_and(|(_, timed)| timed));
        profile.instants.push(instant.map(|(instant, _)| instant));
        profile.sample.push(key.clone());
        if cell.is_blank() || is_placeholder(&text) && key != "0" {
            continue;
        }
        profile.filled += 1;
        shapes(&cell, &text, &key, |shape| {
            profile.counts[shape as usize] += 1
        });
        let number = key.parse::<u64>().ok();
        let follows = match (last, number) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(before), Some(number)) => number > before,
        };
        profile.ascending &= follows;
        last = number;
        seen.insert(key);
    }
    profile.distinct = seen.len();
    // Of some days only the month may be known; a column of months has no days.
    let [dates, months] = [Shape::Date, Shape::Month].map(|shape| profile.counts[shape as usize]);
    if dates * 2 >= profile.filled && dates + months <= profile.filled {
        profile.counts[Shape::Date as usize] += months;
    }
    profile
}

fn instant_of(cell: &Cell) -> Option<(NaiveDateTime, bool)> {
    let sense = DateSense {
        year: Some(2000),
        ..DateSense::default()
    };
    let plain_number = matches!(cell, Cell::Number(n) if *n < 30_000.0);
    match read_date(cell, sense) {
        Some(Ok(when)) if !plain_number => Some((when.instant(), when.time.is_some())),
        _ => None,
    }
}

impl Profile {
    /// Whether the filled cells look like nothing at all: garbled text, error values.
    pub fn sample_is_unreadable(&self) -> bool {
        self.counts.iter().all(|count| *count * 10 < self.filled)
    }

    /// Whether the values are groups of enterprises (全市矿山企业58家) rather than single ones.
    pub fn names_groups(&self) -> bool {
        let counted = |key: &str| {
            ["家", "户", "%"].iter().any(|unit| {
                let before = key.find(unit).and_then(|at| key[..at].chars().next_back());
                before.is_some_and(|c| c.is_ascii_digit())
            })
        };
        let wide = |key: &str| {
            ["全市", "全县", "全区", "辖区", "各类"]
                .iter()
                .any(|w| key.starts_with(w))
        };
        let filled = || self.sample.iter().filter(|key| !key.is_empty());
        let groups = filled().filter(|key| counted(key) || wide(key)).count();
        groups * 2 > filled().count()
    }
}
