//! From the sheets of a page to source tables, with the findings about them.

use super::findings;
use super::layout::{Block, lay_out};
use super::page::Page;
use super::sheet::Sheet;
use super::totals::{total_checks, wrong_totals};
use crate::model::{Finding, Place, RowKind, SourceRow, SourceTable, Staged};

/// Data rows at which exporters stop.
const EXPORT_LIMITS: [usize; 9] = [100, 500, 1000, 5000, 10_000, 30_000, 65_534, 65_535, 65_536];
/// Findings of one rule that are listed for one table; the rest say nothing new.
const PER_RULE_MAX: usize = 200;

/// All tables of a page. Places count its tables from 0.
pub(super) fn tables_of(page: Page, given: &str) -> Staged<Vec<SourceTable>> {
    let mut staged: Staged<Vec<SourceTable>> = Staged::default();
    for (name, why) in &page.lost {
        staged.findings.push(findings::refused(given, name, why));
    }
    let single = page.container == "html" && page.sheets.len() == 1;
    for mut sheet in page.sheets {
        let name = match single {
            true => String::new(),
            false => std::mem::take(&mut sheet.name),
        };
        let blocks = lay_out(&sheet);
        let checks: Vec<_> = blocks
            .iter()
            .map(|block| total_checks(&sheet, block))
            .collect();
        let doubts = std::mem::take(&mut sheet.doubts);
        for (block, totals) in blocks.into_iter().zip(checks) {
            let rows = block.start..block.start + block.kinds.len();
            let table = SourceTable {
                file: given.to_string(),
                sheet: name.clone(),
                container: page.container,
                encoding: page.encoding,
                totals,
                ..table_of(&mut sheet, block)
            };
            let at = staged.value.len() as u32;
            let place = |row: usize, column: Option<usize>| Place {
                table: at,
                row: row as u32 + 1,
                column: column.map_or(0, |column| column as u16 + 1),
            };
            let actual = |place: Place| {
                let cell = table.cell(place.row, place.column);
                cell.map(|cell| cell.text().into_owned())
                    .unwrap_or_default()
            };
            for doubt in doubts.iter().filter(|doubt| rows.contains(&doubt.row)) {
                let place = place(doubt.row, doubt.column);
                let text = match place.column {
                    0 => row_text(&table, place.row),
                    _ => actual(place),
                };
                let kind = doubt.kind;
                let found = findings::doubtful(&table, kind, place, &text, page.encoding);
                staged.findings.push(found);
            }
            for total in wrong_totals(&table.totals) {
                let place = Place {
                    table: at,
                    row: total.row,
                    column: total.column,
                };
                let found = findings::wrong_total(&table, place, &actual(place), total.found);
                staged.findings.push(found);
            }
            about_table(&table, at, sheet.width, &mut staged.findings);
            staged.value.push(table);
        }
    }
    limit_per_rule(&mut staged.findings);
    staged
}

/// Moves a block's rows out of the sheet.
fn table_of(sheet: &mut Sheet, block: Block) -> SourceTable {
    let rows = block.kinds.iter().enumerate().map(|(at, kind)| {
        let index = block.start + at;
        SourceRow {
            number: index as u32 + 1,
            kind: *kind,
            cells: std::mem::take(&mut sheet.rows[index]),
        }
    });
    let rows = rows.collect();
    let (header, header_rows) = match block.header {
        Some(header) => {
            let span = (header.first as u32 + 1, header.last as u32 + 1);
            (header.names, Some(span))
        }
        None => (Vec::new(), None),
    };
    SourceTable {
        header,
        header_rows,
        rows,
        ..SourceTable::default()
    }
}

fn row_text(table: &SourceTable, row: u32) -> String {
    let cells = table.row(row).map(|row| row.cells.iter());
    let texts: Vec<_> = cells
        .into_iter()
        .flatten()
        .map(|cell| cell.text())
        .collect();
    texts.join(" | ")
}

/// What can be said of a table as a whole.
fn about_table(table: &SourceTable, at: u32, widest: usize, found: &mut Vec<Finding>) {
    let data = table.data_rows().count();
    if table.header_rows.is_none() {
        if let Some(first) = table.data_rows().next() {
            let place = Place {
                table: at,
                row: first.number,
                column: 0,
            };
            found.push(findings::no_header(
                table,
                place,
                &row_text(table, first.number),
            ));
        }
        return;
    }
    if EXPORT_LIMITS.contains(&data) {
        found.push(findings::round_count(table, data));
    }
    let width = table.header.len();
    if table.container != "csv" || widest <= width {
        return;
    }
    for row in table.rows.iter().filter(|row| row.kind == RowKind::Data) {
        if row.cells.iter().skip(width).any(|cell| !cell.is_blank()) {
            let place = Place {
                table: at,
                row: row.number,
                column: 0,
            };
            found.push(findings::beyond_header(
                table,
                place,
                &row_text(table, row.number),
            ));
        }
    }
}

fn limit_per_rule(found: &mut Vec<Finding>) {
    let mut counts = std::collections::BTreeMap::new();
    found.retain(|finding| {
        let count = counts.entry(finding.rule).or_insert(0usize);
        *count += 1;
        *count <= PER_RULE_MAX
    });
}
