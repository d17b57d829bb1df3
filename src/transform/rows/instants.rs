//! When: the cells of a row that hold days, ranges and instants.

use super::layout::Column;
use super::reader::RowReader;
use crate::ground::fold::trim;
use crate::model::{Cell, Field, FieldName, Source};
use crate::transform::fields::dates::{When, read_date};
use crate::transform::fields::months::read_months;
use chrono::Datelike;

impl RowReader<'_> {
    /// When: days, ranges and instants.
    pub(super) fn read_instant(&mut self, column: &Column, cell: &Cell) {
        use FieldName as F;
        let at = column.column;
        match column.field {
            F::DateStart => {
                let Some(when) = self.read_when(at, cell) else {
                    return;
                };
                self.record.start = Some(Field {
                    value: when.day,
                    column: at,
                });
                if let Some(value) = when.until
                    && self.record.end.is_none()
                {
                    self.record.end = Some(Field { value, column: at });
                }
            }
            F::DateEnd => {
                let Some(when) = self.read_when(at, cell) else {
                    return;
                };
                let value = when.until.unwrap_or(when.day);
                self.record.end = Some(Field { value, column: at });
            }
            F::DatePlanned => self.read_planned(at, cell),
            F::AppliedAt => {
                let when = self.read_when(at, cell);
                self.record.applied_at = when.map(|when| Field {
                    value: when.instant(),
                    column: at,
                });
            }
            F::IssuedAt if !self.layout.has(F::AppliedAt) => {
                let when = self.read_when(at, cell);
                self.record.applied_at = when.map(|when| Field {
                    value: when.instant(),
                    column: at,
                });
            }
            F::ScannedAt => {
                let when = self.read_when(at, cell);
                self.record.scanned_at = when.map(|when| Field {
                    value: when.instant(),
                    column: at,
                });
            }
            F::CompletedAt => {
                let when = self.read_when(at, cell);
                self.record.completed_at = when.map(|when| Field {
                    value: when.instant(),
                    column: at,
                });
            }
            F::ExportedAt | F::RegisteredAt => self.keep_other(column, cell),
            _ => {}
        }
    }

    fn read_when(&mut self, at: u16, cell: &Cell) -> Option<When> {
        match read_date(cell, self.layout.sense(at))? {
            Ok(when) => Some(when),
            Err(fault) => {
                self.bad_dates.push((at, fault));
                None
            }
        }
    }

    /// A day, or the months that a plan names.
    fn read_planned(&mut self, at: u16, cell: &Cell) {
        let text = cell.text();
        let months = read_months(&text).map(|value| Field { value, column: at });
        // 1-12月 is no 12th of January.
        let only_months = months.is_some() && trim(&text).ends_with(['月', '份']);
        match read_date(cell, self.layout.sense(at)) {
            Some(_) if only_months => self.record.planned_months = months,
            None => {}
            Some(Ok(when)) => {
                let last = when.until.unwrap_or(when.day);
                let deadline = text.contains('前');
                let first = if deadline { 1 } else { when.day.month() as u8 };
                let span = (first, last.month() as u8);
                self.record.planned = Some(Field {
                    value: when.day,
                    column: at,
                });
                if self.layout.source == Source::Plan && span.0 <= span.1 {
                    self.record.planned_months = Some(Field {
                        value: span,
                        column: at,
                    });
                }
            }
            Some(Err(_)) if months.is_some() => self.record.planned_months = months,
            Some(Err(fault)) if self.layout.source != Source::Plan => {
                self.bad_dates.push((at, fault));
            }
            Some(Err(_)) => {}
        }
    }
}
