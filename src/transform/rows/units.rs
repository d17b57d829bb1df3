//! Money in 元 or in 万元: a column whose amounts are all ten thousand times too small or too large
//! for a fine is asked about.

use super::layout::Column;
use crate::model::{FieldName, Finding, SourceTable};
use crate::transform::fields::amounts::read_amount;
use crate::transform::findings::{self, Spot};

const CELLS_MAX: usize = 2000;
const FEN_PER_YUAN: i64 = 100;
/// No enterprise is fined less than this by the production safety law, and hardly any more.
const FINE_MIN_FEN: i64 = 200 * FEN_PER_YUAN;
const FINE_MAX_FEN: i64 = 100_000_000 * FEN_PER_YUAN;
const RATIO: i64 = 10_000;

/// One finding for each column of fines that would be plausible in the other unit only.
pub fn doubts(table: &SourceTable, table_ix: u32, columns: &[Column]) -> Vec<Finding> {
    let fines = columns.iter().filter(|c| c.field == FieldName::FineAmount);
    fines
        .filter_map(|column| doubt(table, table_ix, column))
        .collect()
}

fn doubt(table: &SourceTable, table_ix: u32, column: &Column) -> Option<Finding> {
    let at = usize::from(column.column) - 1;
    let cells = table.data_rows().filter_map(|row| row.cells.get(at));
    let amounts: Vec<i64> = cells
        .take(CELLS_MAX)
        .filter(|cell| !cell.text().contains('元'))
        .filter_map(|cell| read_amount(&cell, column.fen_per_unit)?.ok())
        .filter(|amount| *amount > 0)
        .collect();
    let plausible = |fen: i64| (FINE_MIN_FEN..=FINE_MAX_FEN).contains(&fen);
    let least = amounts.iter().min()?;
    let most = amounts.iter().max()?;
    let in_yuan = column.fen_per_unit == FEN_PER_YUAN;
    let too_small = in_yuan && *most < FINE_MIN_FEN && plausible(most.checked_mul(RATIO)?);
    let too_large = !in_yuan && *least > FINE_MAX_FEN / 10 && plausible(least / RATIO);
    let row = table.header_rows.map_or(0, |rows| rows.1);
    let spot = Spot::row(table, table_ix, row).column(column.column);
    match (too_small, too_large) {
        (true, _) => Some(findings::unit_in_doubt(spot, "元", "万元")),
        (_, true) => Some(findings::unit_in_doubt(spot, "万元", "元")),
        _ => None,
    }
}
