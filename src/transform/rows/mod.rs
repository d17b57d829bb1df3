//! One row at a time: its cells become the typed fields of a record, or the row is rejected with a
//! finding. What only other rows can tell (repeats, spellings of towns) is left to later steps.

mod calendar;
mod instants;
mod layout;
mod quantities;
mod reader;
mod units;
mod verdict;

#[cfg(test)]
mod tests;

pub use calendar::{orders_of_files, sense_of};
pub use layout::Layout;

use crate::model::{CanonicalRecord, Finding, SourceRow};
use rayon::prelude::*;
use reader::RowReader;

/// A row's record, `None` where it was rejected, and what was found.
pub type ReadRow = (u32, Option<CanonicalRecord>, Vec<Finding>);

/// Reads every data row of a table, in row order; what was found about its columns goes to `found`.
pub fn read_rows(layout: &Layout<'_>, found: &mut Vec<Finding>) -> Vec<ReadRow> {
    found.extend(layout.found.iter().cloned());
    let rows: Vec<&SourceRow> = layout.table.data_rows().collect();
    rows.par_iter()
        .with_min_len(512)
        .map(|row| read_row(layout, row))
        .collect()
}

fn read_row(layout: &Layout<'_>, row: &SourceRow) -> ReadRow {
    let mut reader = RowReader::new(layout, row);
    reader.read_cells();
    let (record, found) = verdict::settle(reader);
    (row.number, record, found)
}
