//! The two tables of a linkage, and how a pair of their rows agrees.

use super::columns::{Column, Days, Side};
use super::levels::Test;
use super::model::{Comparison, Model};
use super::names::NameReader;
use rayon::prelude::*;
use std::cmp::Ordering;

/// The level of each comparison of a pair, four bits each; 0 is the null level.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern(pub u64);

impl Pattern {
    pub fn level(self, comparison: usize) -> usize {
        (self.0 >> (comparison * 4) & 15) as usize
    }

    pub fn with(self, comparison: usize, level: usize) -> Pattern {
        Pattern(self.0 & !(15 << (comparison * 4)) | (level as u64) << (comparison * 4))
    }
}

/// Both tables, a column for each field of the model.
#[derive(Debug)]
pub struct Tables {
    pub columns: Vec<Column>,
    pub rows: [u32; 2],
    /// Some rows of each side, drawn and ordered by what they hold, so that nothing follows the
    /// order in which they stood; and the hash that orders all rows.
    pub drawn: [Vec<u32>; 2],
    pub hashes: [Vec<u64>; 2],
    /// The values of each row beside each other.
    packed: [Vec<u32>; 2],
}

/// Rows that are put together in one go.
const ROWS_AT_ONCE: usize = 1 << 11;
/// Rows that are drawn from a side for samples.
const DRAWN_ROWS_MAX: usize = 20_000;

impl Tables {
    /// Of filled columns; names are read by `reader`. A column without rows is blank in all of
    /// them.
    ///
    /// # Panics
    /// If the columns of a side are not of one length.
    pub fn new(mut columns: Vec<Column>, reader: &NameReader) -> Tables {
        let count = |side: usize| {
            let lengths = columns.iter().map(|column| column.rows[side].len());
            lengths.max().unwrap_or(0)
        };
        let rows = [count(0), count(1)];
        for (side, rows) in rows.iter().enumerate() {
            let fits =
                |column: &Column| matches!(column.rows[side].len(), n if n == 0 || n == *rows);
            assert!(
                columns.iter().all(fits),
                "columns of one side have one length"
            );
        }
        columns
            .par_iter_mut()
            .for_each(|column| column.settle(reader));
        let written: Vec<Vec<u64>> = columns
            .par_iter()
            .map(|column| {
                let all = 0..column.all_written().count() as u32;
                all.map(|value| column.hash_as_written(value)).collect()
            })
            .collect();
        let packed = [0, 1].map(|side| packed_rows(&columns, side, rows[side]));
        for column in &mut columns {
            column.rows = [Vec::new(), Vec::new()];
        }
        let hashes = packed.each_ref().map(|packed| -> Vec<u64> {
            packed
                .par_chunks(columns.len())
                .map(|row| {
                    let start = row.len() as u64;
                    written.iter().zip(row).fold(start, |hash, (words, value)| {
                        let word = words[*value as usize];
                        (hash.rotate_left(23) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)
                    })
                })
                .collect()
        });
        let drawn = hashes.each_ref().map(|hashes| -> Vec<u32> {
            let mut order: Vec<(u64, u32)> = hashes.iter().copied().zip(0..).collect();
            if order.len() > DRAWN_ROWS_MAX {
                order.select_nth_unstable(DRAWN_ROWS_MAX);
                order.truncate(DRAWN_ROWS_MAX);
            }
            order.sort_unstable();
            order.into_iter().map(|(_, row)| row).collect()
        });
        Tables {
            columns,
            rows: [rows[0] as u32, rows[1] as u32],
            drawn,
            hashes,
            packed,
        }
    }

    /// Prepares the columns of comparisons whose agreement counts with the value's frequency.
    pub fn note_rarities(&mut self, model: &Model) {
        for comparison in &model.comparisons {
            if comparison.levels.iter().any(|level| level.tf) {
                self.columns[comparison.field].note_rarities();
            }
        }
    }

    /// Whether a field is blank in all rows of one of the tables.
    pub fn is_empty(&self, field: usize) -> bool {
        let column = &self.columns[field];
        column.filled(Side::Left) == 0 || column.filled(Side::Right) == 0
    }

    /// The values of a row, by field.
    pub fn row(&self, side: Side, row: u32) -> &[u32] {
        let width = self.columns.len();
        &self.packed[side as usize][row as usize * width..][..width]
    }

    /// Puts the table first that is so by its size and what it holds, so that the choice of sides
    /// changes nothing. Says whether the sides were exchanged.
    pub fn orient(&mut self) -> bool {
        let held = |side: usize| {
            let hashes = &self.hashes[side];
            self.drawn[side].iter().map(|row| hashes[*row as usize])
        };
        let exchange = match self.rows[1].cmp(&self.rows[0]) {
            Ordering::Equal => held(1).lt(held(0)),
            order => order.is_lt(),
        };
        if exchange {
            self.exchange();
        }
        exchange
    }

    pub fn exchange(&mut self) {
        self.rows.swap(0, 1);
        self.drawn.swap(0, 1);
        self.packed.swap(0, 1);
        self.hashes.swap(0, 1);
        self.columns.iter_mut().for_each(Column::exchange);
    }

    pub fn value(&self, field: usize, side: Side, row: u32) -> u32 {
        self.row(side, row)[field]
    }

    /// The level of every comparison.
    pub fn pattern(&self, model: &Model, left: u32, right: u32) -> Pattern {
        let (a, b) = (self.row(Side::Left, left), self.row(Side::Right, right));
        let mut pattern = Pattern::default();
        for (at, comparison) in model.comparisons.iter().enumerate() {
            let level = self.level(comparison, a, b);
            pattern = Pattern(pattern.0 | (level as u64) << (at * 4));
        }
        pattern
    }

    pub(super) fn level(&self, comparison: &Comparison, left: &[u32], right: &[u32]) -> usize {
        let (a, b) = (left[comparison.field], right[comparison.field]);
        if a == 0 || b == 0 {
            return 0;
        }
        if comparison
            .only_within
            .is_some_and(|field| left[field] != right[field])
        {
            return 0;
        }
        let column = &self.columns[comparison.field];
        for (at, level) in comparison.levels.iter().enumerate() {
            let holds = match level.test {
                Test::Same if a == b => !column.is_rounded_away(a),
                Test::SameOther(field) => {
                    left[field] != 0
                        && left[field] == right[field]
                        && !column.is_numbered_apart(a, b)
                }
                Test::Swapped(field) => {
                    let (x, y, other) = (left[field], right[field], &self.columns[field]);
                    x != 0
                        && y != 0
                        && column.written(a) == other.written(y)
                        && other.written(x) == column.written(b)
                }
                ref test => test.holds(column, a, b),
            };
            if holds {
                return at + 1;
            }
        }
        0
    }

    /// Looks at what comparing the pairs will need of large memories, all at once: none of these
    /// loads waits for another, and the comparing waits for none.
    pub fn look_ahead(&self, model: &Model, pairs: impl Iterator<Item = (u32, u32)> + Clone) {
        let rows = pairs.clone().map(|(left, right)| {
            self.value(0, Side::Left, left) ^ self.value(0, Side::Right, right)
        });
        std::hint::black_box(rows.fold(0, |seen, value| seen ^ value));
        let mut seen = 0u64;
        for (left, right) in pairs {
            let (a, b) = (self.row(Side::Left, left), self.row(Side::Right, right));
            for comparison in &model.comparisons {
                let (a, b) = (a[comparison.field], b[comparison.field]);
                if a != 0 && b != 0 {
                    seen ^= self.columns[comparison.field].look_ahead(a, b);
                }
            }
        }
        std::hint::black_box(seen);
    }

    /// Days between the two rows; `None` where one has no day.
    pub fn days_apart(&self, field: usize, left: u32, right: u32) -> Option<i32> {
        let column = &self.columns[field];
        let a = self.value(field, Side::Left, left);
        let b = self.value(field, Side::Right, right);
        (a != 0 && b != 0).then(|| Days::apart(column.days(a), column.days(b)))
    }
}

/// The values of each row beside each other, of filled columns.
fn packed_rows(columns: &[Column], side: usize, rows: usize) -> Vec<u32> {
    let width = columns.len();
    let mut packed = vec![0; rows * width];
    let blocks = packed.chunks_mut(width.max(1) * ROWS_AT_ONCE);
    for (block, from) in blocks.zip((0..).step_by(ROWS_AT_ONCE)) {
        for (at, column) in columns.iter().enumerate() {
            let places = block.iter_mut().skip(at).step_by(width);
            let values = column.rows[side].iter().skip(from);
            places
                .zip(values)
                .for_each(|(place, value)| *place = *value);
        }
    }
    packed
}
