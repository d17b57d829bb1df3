//! What a column's values look like, from a sample spread over the table.

use super::shapes::{SHAPES, Shape, shapes};
use crate::ground::fold::{fold_key, is_placeholder};
use crate::ground::traditional::{is_simplified, simplified};
use crate::model::{Cell, SourceTable};
use crate::transform::fields::dates::{DateSense, read_date};
use crate::transform::fields::several::firms_listed;
use chrono::NaiveDateTime;
use std::collections::{HashMap, HashSet};

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
    /// Six digits and the same in every row: an area's or a tenant's number, whatever day they
    /// would make.
    pub fn is_one_number(&self) -> bool {
        const ROWS_MIN: usize = 3;
        let one = self.sample.iter().find(|key| !key.is_empty());
        self.distinct == 1
            && self.filled >= ROWS_MIN
            && one.is_some_and(|key| key.len() == 6 && key.bytes().all(|b| b.is_ascii_digit()))
    }

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
    let mut seen: HashMap<&str, Seen> = HashMap::new();
    let mut distinct = HashSet::new();
    let mut last = None;
    for cell in cells {
        let text = cell.text();
        let plain = (!is_simplified(&text)).then(|| simplified(&text));
        let looked = match (cell, &plain) {
            (_, Some(plain)) => Seen::of(&Cell::Text(plain)),
            (Cell::Text(text), None) => *seen.entry(text).or_insert_with(|| Seen::of(&cell)),
            _ => Seen::of(&cell),
        };
        let key = simplified(&fold_key(&text));
        profile.timed += usize::from(looked.instant.is_some_and(|(_, timed)| timed));
        profile
            .instants
            .push(looked.instant.map(|(instant, _)| instant));
        profile.sample.push(key.clone());
        if !looked.is_filled {
            continue;
        }
        profile.filled += 1;
        for (shape, count) in profile.counts.iter_mut().enumerate() {
            *count += (looked.shapes >> shape & 1) as usize;
        }
        let number = key.parse::<u64>().ok();
        let follows = match (last, number) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(before), Some(number)) => number > before,
        };
        profile.ascending &= follows;
        last = number;
        distinct.insert(key);
    }
    profile.distinct = distinct.len();
    // Of some days only the month may be known; a column of months has no days.
    let [dates, months] = [Shape::Date, Shape::Month].map(|shape| profile.counts[shape as usize]);
    if dates * 2 >= profile.filled && dates + months <= profile.filled {
        profile.counts[Shape::Date as usize] += months;
    }
    profile
}

/// What one cell looks like; texts of a column that recur are looked at once.
#[derive(Clone, Copy)]
struct Seen {
    is_filled: bool,
    /// With a time of day, or without.
    instant: Option<(NaiveDateTime, bool)>,
    /// One bit for each shape.
    shapes: u64,
}

impl Seen {
    fn of(cell: &Cell) -> Seen {
        let text = cell.text();
        let key = simplified(&fold_key(&text));
        let sense = DateSense {
            year: Some(2000),
            ..DateSense::default()
        };
        let date = read_date(cell, sense);
        let plain_number = matches!(cell, Cell::Number(n) if *n < 30_000.0);
        let instant = match date {
            Some(Ok(when)) if !plain_number => Some((when.instant(), when.time.is_some())),
            _ => None,
        };
        let mut seen = Seen {
            is_filled: !cell.is_blank() && (key == "0" || !is_placeholder(&text)),
            instant,
            shapes: 0,
        };
        if seen.is_filled {
            shapes(cell, &text, &key, date, |shape| {
                seen.shapes |= 1 << shape as u64
            });
        }
        seen
    }
}

impl Profile {
    /// Whether the filled cells look like nothing at all: garbled text, error values.
    pub fn sample_is_unreadable(&self) -> bool {
        self.counts.iter().all(|count| *count * 10 < self.filled)
    }

    /// Whether the filled cells are numbers and nothing else: amounts, counts, serials of days.
    pub fn holds_plain_numbers(&self) -> bool {
        let filled = self.sample.iter().filter(|key| !key.is_empty());
        let mut filled = filled.peekable();
        let is_number = |key: &String| key.len() <= 9 && key.parse::<f64>().is_ok();
        filled.peek().is_some() && filled.all(is_number)
    }

    /// 1, 2, 3 …: a number on the page.
    pub fn counts_up(&self) -> bool {
        let first = self.sample.iter().find_map(|key| key.parse::<u64>().ok());
        self.ascending && first.is_some_and(|first| first <= 1)
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
        let group = |key: &&String| counted(key) && firms_listed(key).is_empty() || wide(key);
        let groups = filled().filter(group).count();
        groups * 2 > filled().count()
    }
}
