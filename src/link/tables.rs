//! The two tables of a linkage, and how a pair of their rows agrees.

use super::columns::{Column, Days, Side, combined};
use super::levels::Test;
use super::model::{Comparison, Model};
use super::names::NameReader;
use rayon::prelude::*;

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
    /// Rows of each side in an order of what they hold, so that nothing follows the order in which
    /// they stood; and the hash that orders them.
    pub order: [Vec<u32>; 2],
    pub hashes: [Vec<u64>; 2],
}

impl Tables {
    /// Of filled columns; names are read by `reader`.
    ///
    /// # Panics
    /// If the columns of a side are not of one length.
    pub fn new(mut columns: Vec<Column>, reader: &NameReader) -> Tables {
        let count = |side: usize| columns.first().map_or(0, |column| column.rows[side].len());
        let rows = [count(0), count(1)];
        for column in &columns {
            let lengths = [column.rows[0].len(), column.rows[1].len()];
            assert_eq!(lengths, rows, "columns of one side have one length");
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
        let hashes = [0, 1].map(|side| -> Vec<u64> {
            (0..rows[side])
                .into_par_iter()
                .map(|row| {
                    let start = columns.len() as u64;
                    columns
                        .iter()
                        .zip(&written)
                        .fold(start, |hash, (column, words)| {
                            combined((hash, words[column.rows[side][row] as usize]))
                        })
                })
                .collect()
        });
        let order = [0, 1].map(|side: usize| {
            let mut order: Vec<(u64, u32)> = hashes[side].iter().copied().zip(0..).collect();
            order.par_sort_unstable();
            order.into_iter().map(|(_, row)| row).collect()
        });
        Tables {
            columns,
            rows: [rows[0] as u32, rows[1] as u32],
            order,
            hashes,
        }
    }

    /// Puts the table first that is so by its size and what it holds, so that the choice of sides
    /// changes nothing. Says whether the sides were exchanged.
    pub fn orient(&mut self) -> bool {
        let first = |side: usize| {
            let hash = self.order[side]
                .first()
                .map(|row| self.hashes[side][*row as usize]);
            (self.rows[side], hash)
        };
        let exchange = first(1) < first(0);
        if exchange {
            self.exchange();
        }
        exchange
    }

    pub fn exchange(&mut self) {
        self.rows.swap(0, 1);
        self.order.swap(0, 1);
        self.hashes.swap(0, 1);
        self.columns.iter_mut().for_each(Column::exchange);
    }

    pub fn value(&self, field: usize, side: Side, row: u32) -> u32 {
        self.columns[field].value_at(side, row)
    }

    /// The level of every comparison.
    pub fn pattern(&self, model: &Model, left: u32, right: u32) -> Pattern {
        let mut pattern = Pattern::default();
        for (at, comparison) in model.comparisons.iter().enumerate() {
            let level = self.level(comparison, left, right);
            pattern = Pattern(pattern.0 | (level as u64) << (at * 4));
        }
        pattern
    }

    pub fn level(&self, comparison: &Comparison, left: u32, right: u32) -> usize {
        let column = &self.columns[comparison.field];
        let a = column.value_at(Side::Left, left);
        let b = column.value_at(Side::Right, right);
        if a == 0 || b == 0 {
            return 0;
        }
        if let Some(field) = comparison.only_within {
            let of = |side, row| self.value(field, side, row);
            if of(Side::Left, left) != of(Side::Right, right) {
                return 0;
            }
        }
        for (at, level) in comparison.levels.iter().enumerate() {
            let holds = match level.test {
                Test::SameOther(field) => {
                    let (x, y) = (
                        self.value(field, Side::Left, left),
                        self.value(field, Side::Right, right),
                    );
                    x != 0 && x == y
                }
                Test::Swapped(field) => {
                    let x = self.value(field, Side::Left, left);
                    let y = self.value(field, Side::Right, right);
                    x != 0 && y != 0 && {
                        let other = &self.columns[field];
                        column.written(a) == other.written(y)
                            && other.written(x) == column.written(b)
                    }
                }
                Test::Same if a == b => true,
                ref test => test.holds(column, a, b),
            };
            if holds {
                return at + 1;
            }
        }
        0
    }

    /// Days between the two rows; `None` where one has no day.
    pub fn days_apart(&self, field: usize, left: u32, right: u32) -> Option<i32> {
        let column = &self.columns[field];
        let a = column.value_at(Side::Left, left);
        let b = column.value_at(Side::Right, right);
        (a != 0 && b != 0).then(|| Days::apart(column.days(a), column.days(b)))
    }
}
