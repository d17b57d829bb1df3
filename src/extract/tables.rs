//! From the sheets of a page to source tables, with the findings about them.

use super::label::is_header_word;
use super::layout::{Block, lay_out, unheaded_block};
use super::merged_rows::{BYTES_MAX, Filled, fill_down};
use super::page::Page;
use super::sheet::{Doubt, Sheet};
use super::totals::{total_checks, wrong_totals};
use super::{beside, continued, doubtful, findings, form, tabulation};
use crate::model::{Finding, FurnitureKind, Place, RowKind, SourceRow, SourceTable, Staged};
use std::collections::HashSet;

/// Data rows at which exporters stop.
const EXPORT_LIMITS: [usize; 9] = [100, 500, 1000, 5000, 10_000, 30_000, 65_534, 65_535, 65_536];
/// Findings of one rule that are listed for one table; the rest say nothing new.
const PER_RULE_MAX: usize = 200;
/// Findings of a page that are held before the list is shortened.
const FINDINGS_AT_ONCE: usize = 20_000;

/// Why a sheet's rows are not read as rows of a table.
#[derive(Clone, Copy, PartialEq)]
enum NoTable {
    Form,
    Prose,
    Totals,
}

/// What is said of one table that only its sheet knows.
struct About {
    doubts: Vec<Doubt>,
    filled: Filled,
    no_table: Option<NoTable>,
    /// Cells of the sheet's longest row.
    widest: usize,
}

/// All tables of a page. Places count its tables from 0.
pub(super) fn tables_of(page: Page, given: &str) -> Staged<Vec<SourceTable>> {
    let mut staged: Staged<Vec<SourceTable>> = Staged::default();
    for (name, why) in &page.lost {
        staged.findings.push(findings::refused(given, name, why));
    }
    let single = page.container == "html" && page.sheets.len() == 1;
    let several = page.sheets.len() > 1;
    for mut sheet in page.sheets {
        if single {
            sheet.name.clear();
        }
        let like = SourceTable {
            file: given.to_string(),
            container: page.container,
            encoding: page.encoding,
            ..SourceTable::default()
        };
        let ranges = beside::ranges_of(&sheet);
        if ranges.is_empty() {
            tables_of_sheet(sheet, &like, several, &mut staged);
            continue;
        }
        let begin = staged.value.len();
        let mut names = Vec::new();
        for (at, range) in ranges.iter().enumerate() {
            let mut part = beside::part_of(&sheet, range, at == 0);
            names.push(beside::columns_text(range));
            if at > 0 {
                part.name = format!("{}!{}", sheet.name, names[at]);
            }
            tables_of_sheet(part, &like, several, &mut staged);
        }
        if let Some(table) = staged.value.get(begin) {
            let found = findings::side_by_side(table, begin as u32, &names);
            staged.findings.push(found);
        }
    }
    staged.findings.extend(round_counts(&staged.value));
    continued::continue_sheets(&mut staged.value, &mut staged.findings);
    limit_per_rule(&mut staged.findings);
    staged
}

fn tables_of_sheet(
    mut sheet: Sheet,
    like: &SourceTable,
    several: bool,
    staged: &mut Staged<Vec<SourceTable>>,
) {
    let name = std::mem::take(&mut sheet.name);
    let (mut blocks, mut no_table) = match form::is_form(&sheet) {
        true => (vec![unheaded_block(&sheet, 0)], Some(NoTable::Form)),
        false => (lay_out(&sheet), None),
    };
    if no_table.is_none() && several && is_all_prose(&sheet, &blocks) {
        no_table = Some(NoTable::Prose);
        blocks = vec![unheaded_block(&sheet, 0)];
        for kind in blocks.iter_mut().flat_map(|block| &mut block.kinds) {
            if *kind == RowKind::Data {
                *kind = RowKind::Furniture(FurnitureKind::Note);
            }
        }
    }
    let checks: Vec<_> = blocks.iter().map(|b| total_checks(&sheet, b)).collect();
    let doubts = std::mem::take(&mut sheet.doubts);
    let mut bytes = BYTES_MAX;
    for (block, totals) in blocks.into_iter().zip(checks) {
        let rows = block.start..block.start + block.kinds.len();
        let about = About {
            doubts: doubts
                .iter()
                .filter(|doubt| rows.contains(&doubt.row))
                .cloned()
                .collect(),
            filled: fill_down(&mut sheet, &block, &mut bytes),
            no_table: match no_table {
                None if tabulation::is_tabulation(&sheet, &name, &block, &totals) => {
                    Some(NoTable::Totals)
                }
                told => told,
            },
            widest: sheet.width,
        };
        let mut table = SourceTable {
            file: like.file.clone(),
            sheet: name.clone(),
            container: like.container,
            encoding: like.encoding,
            totals,
            ..table_of(&mut sheet, block)
        };
        if about.no_table == Some(NoTable::Totals) {
            tabulation::set_aside(&mut table);
        }
        let at = staged.value.len() as u32;
        tell(&table, at, about, &mut staged.findings);
        staged.value.push(table);
        if staged.findings.len() > FINDINGS_AT_ONCE {
            limit_per_rule(&mut staged.findings);
        }
    }
}

/// Whether a sheet of text has no table: no header, or a line taken for one without rows below.
fn is_all_prose(sheet: &Sheet, blocks: &[Block]) -> bool {
    let no_table = |block: &Block| match &block.header {
        None => true,
        Some(header) => {
            let words = header.names.iter().filter(|name| is_header_word(name));
            words.count() < 2 && !block.kinds.contains(&RowKind::Data)
        }
    };
    !sheet.rows.is_empty() && blocks.iter().all(no_table) && form::is_prose(sheet)
}

/// The findings about one table.
fn tell(table: &SourceTable, at: u32, about: About, found: &mut Vec<Finding>) {
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
    for doubt in &about.doubts {
        let place = place(doubt.row, doubt.column);
        let text = match place.column {
            0 => row_text(table, place.row),
            _ => actual(place),
        };
        let told = doubtful::doubtful(table, doubt.kind, place, &text, table.encoding);
        found.push(told);
    }
    for total in wrong_totals(&table.totals) {
        let place = Place {
            table: at,
            row: total.row,
            column: total.column,
        };
        let told = findings::wrong_total(table, place, &actual(place), total.found);
        found.push(told);
    }
    if let Some((row, column)) = about.filled.first {
        let place = place(row, Some(column));
        let told = findings::filled_down(table, place, &actual(place), about.filled.cells);
        found.push(told);
    }
    if about.filled.left > 0 {
        found.push(findings::not_filled_down(table, about.filled.left));
    }
    match about.no_table {
        Some(NoTable::Form) => found.push(findings::a_form(table, at)),
        Some(NoTable::Prose) => found.push(findings::only_text(table)),
        Some(NoTable::Totals) => found.push(findings::only_totals(table)),
        None => about_table(table, at, about.widest, found),
    }
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
    let width = table.header.len();
    if table.container != "csv" || widest <= width {
        return;
    }
    let is_beyond = |row: &&SourceRow| row.cells.iter().skip(width).any(|cell| !cell.is_blank());
    for row in table.data_rows().filter(is_beyond).take(PER_RULE_MAX) {
        let place = Place {
            table: at,
            row: row.number,
            column: 0,
        };
        let text = row_text(table, row.number);
        found.push(findings::beyond_header(table, place, &text));
    }
}

/// Tables cut where exporters stop. One that goes on in a later table of the same columns, page
/// after page, was not cut off there.
fn round_counts(tables: &[SourceTable]) -> Vec<Finding> {
    let mut later: HashSet<&[String]> = HashSet::new();
    let mut found = Vec::new();
    for table in tables
        .iter()
        .rev()
        .filter(|table| table.header_rows.is_some())
    {
        let data = table.data_rows().count();
        if later.insert(&table.header) && EXPORT_LIMITS.contains(&data) {
            found.push(findings::round_count(table, data));
        }
    }
    found.reverse();
    found
}

fn limit_per_rule(found: &mut Vec<Finding>) {
    let mut counts = std::collections::BTreeMap::new();
    found.retain(|finding| {
        let count = counts.entry(finding.rule).or_insert(0usize);
        *count += 1;
        *count <= PER_RULE_MAX
    });
}
