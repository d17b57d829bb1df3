//! How many and how much: the cells of a row that hold counts and money.

use super::layout::Column;
use super::reader::RowReader;
use crate::model::{Cell, Field, FieldName};
use crate::transform::columns::{is_mark, months_of};
use crate::transform::fields::amounts::{
    picked_plan_count, read_amount, read_count, read_plan_count,
};
use crate::transform::fields::flags::read_flag;
use crate::transform::findings;

impl RowReader<'_> {
    /// How many and how much.
    pub(super) fn read_quantity(&mut self, column: &Column, cell: &Cell) {
        use FieldName as F;
        let at = column.column;
        let record = &mut self.record;
        let bad = match column.field {
            F::Hazards => keep_count(&mut record.hazards, read_count(cell), at),
            F::Documents => keep_count(&mut record.documents, read_count(cell), at),
            F::PlanCount => {
                self.read_plan_count(at, cell);
                false
            }
            F::PlanMonth => {
                let text = cell.text();
                let visits = match read_count(cell) {
                    Some(Ok(visits)) => visits,
                    _ => u32::from(read_flag(&text) == Some(true) || is_mark(&text)),
                };
                if visits > 0 {
                    let months = months_of(&column.header);
                    self.ticks.extend(months.map(|months| (months, visits, at)));
                }
                false
            }
            F::FineAmount => match read_amount(cell, column.fen_per_unit) {
                Some(Ok(value)) => {
                    record.fine_fen = Some(Field { value, column: at });
                    false
                }
                Some(Err(())) => true,
                None => false,
            },
            F::MajorHazards | F::HazardsFixed => {
                self.keep_other(column, cell);
                false
            }
            _ => false,
        };
        if bad {
            self.found.push(findings::bad_number(self.spot(at)));
        }
    }

    /// What the ticked months say, where no column of its own says it.
    pub(super) fn add_ticks(&mut self) {
        let months = || self.ticks.iter().map(|(months, ..)| *months);
        let first = months().map(|(first, _)| first).min();
        let last = months().map(|(_, last)| last).max();
        let (Some((.., column)), Some(first), Some(last)) =
            (self.ticks.first().copied(), first, last)
        else {
            return;
        };
        let visits: u32 = self.ticks.iter().map(|(_, visits, _)| *visits).sum();
        let field = |value| Field { value, column };
        let record = &mut self.record;
        record.plan_count = record.plan_count.or(Some(field(visits)));
        let span = Field {
            value: (first, last),
            column,
        };
        record.planned_months = record.planned_months.or(Some(span));
    }

    /// A number of visits; words that hold several numbers or none are told.
    fn read_plan_count(&mut self, at: u16, cell: &Cell) {
        let text = cell.text();
        let picked = picked_plan_count(&text);
        let read = match picked {
            Some(picked) => Some(picked.ok_or(())),
            None => read_plan_count(cell),
        };
        let unread = keep_count(&mut self.record.plan_count, read, at);
        if unread || picked.is_some() {
            let finding = findings::plan_words(self.spot(at), picked.flatten());
            self.found.push(finding);
        }
    }
}

/// Keeps a count; says whether the cell was none.
fn keep_count(slot: &mut Option<Field<u32>>, read: Option<Result<u32, ()>>, at: u16) -> bool {
    match read {
        Some(Ok(value)) => *slot = Some(Field { value, column: at }),
        Some(Err(())) => return true,
        None => {}
    }
    false
}
