//! What this room finds: one constructor per rule, in both languages. T1xx columns, T2xx values,
//! T3xx rows, T4xx events,
//! T5xx registers.

mod columns;
mod registers;
mod repairs;
mod rows;
mod tables;
mod values;

pub use columns::*;
pub use registers::*;
pub use repairs::*;
pub use rows::*;
pub use tables::*;
pub use values::*;

use crate::model::{Finding, Place, Severity, SourceTable, Text};

/// Every rule of this room.
pub const RULES: [&str; 48] = [
    "T101", "T102", "T103", "T104", "T105", "T106", "T107", "T108", "T109", "T201", "T202", "T203",
    "T204", "T205", "T206", "T207", "T208", "T209", "T210", "T211", "T212", "T213", "T214", "T215",
    "T216", "T217", "T218", "T219", "T220", "T301", "T302", "T303", "T304", "T305", "T306", "T307",
    "T308", "T401", "T402", "T403", "T404", "T405", "T501", "T502", "T503", "T504", "T505", "T506",
];

/// A cell or row of a table.
#[derive(Clone, Copy)]
pub struct Spot<'a> {
    pub table: &'a SourceTable,
    pub place: Place,
}

impl<'a> Spot<'a> {
    pub fn row(table: &'a SourceTable, table_ix: u32, row: u32) -> Self {
        Spot {
            table,
            place: Place {
                table: table_ix,
                row,
                column: 0,
            },
        }
    }

    pub fn column(self, column: u16) -> Self {
        Spot {
            place: Place {
                column,
                ..self.place
            },
            ..self
        }
    }

    fn header(&self) -> &'a str {
        let at = usize::from(self.place.column).checked_sub(1);
        at.and_then(|at| self.table.header.get(at))
            .map_or("", String::as_str)
    }

    fn actual(&self) -> String {
        if self.place.column > 0 {
            let cell = self.table.cell(self.place.row, self.place.column);
            return cell
                .map(|cell| cell.text().into_owned())
                .unwrap_or_default();
        }
        let row = self.table.row(self.place.row);
        let texts = row
            .iter()
            .flat_map(|row| &row.cells)
            .filter(|cell| !cell.is_blank())
            .map(|cell| cell.text());
        texts.take(6).collect::<Vec<_>>().join(" | ")
    }

    fn finding(&self, rule: &'static str, severity: Severity, title: Text) -> Finding {
        Finding::about_file(rule, severity, &self.table.file, title).at(
            &self.table.sheet,
            self.place,
            self.header(),
            &self.actual(),
        )
    }
}

fn about_table(
    rule: &'static str,
    severity: Severity,
    table: &SourceTable,
    title: Text,
) -> Finding {
    let mut finding = Finding::about_file(rule, severity, &table.file, title);
    finding.sheet.clone_from(&table.sheet);
    finding
}

fn about_column(
    rule: &'static str,
    severity: Severity,
    (table_ix, table, column): (u32, &SourceTable, u16),
    title: Text,
) -> Finding {
    let row = table.header_rows.map_or(0, |(_, last)| last);
    let header = table
        .header
        .get(usize::from(column) - 1)
        .map_or("", String::as_str);
    let place = Place {
        table: table_ix,
        row,
        column,
    };
    Finding::about_file(rule, severity, &table.file, title).at(&table.sheet, place, header, header)
}
