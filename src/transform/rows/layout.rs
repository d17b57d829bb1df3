//! What is known about a table before its rows are read.

use super::calendar::FileOrder;
use super::{calendar, units};
use crate::ground::fold::{fold_key, unprotected};
use crate::model::{
    Cell, DocumentKind, FieldName, FieldSpan, Finding, RecordKind, Settings, Source, SourceTable,
    TableMapping,
};
use crate::transform::columns::{money_unit, named_kind};
use crate::transform::events::is_random_list;
use crate::transform::fields::dates::{DateOrder, DateSense};
use crate::transform::fields::kinds::{mark_of_kind, read_kind};
use crate::transform::findings::{self, Spot};
use chrono::Datelike;
use std::collections::BTreeMap;

/// One mapped column and what its header adds to its values.
#[derive(Debug)]
pub struct Column {
    pub field: FieldName,
    pub column: u16,
    /// Folded header.
    pub header: String,
    pub fen_per_unit: i64,
    /// Its long numbers end in zeros as a spreadsheet's do that lost their last digits.
    pub rounded: bool,
    /// The mark that the header gives to numbers without one: 检记 of 现场检查记录编号.
    pub mark: &'static str,
}

/// A table, its columns and how its dates are written.
pub struct Layout<'a> {
    pub table: &'a SourceTable,
    pub table_ix: u32,
    pub source: Source,
    pub kind: RecordKind,
    pub columns: Vec<Column>,
    /// How each date column is written.
    pub senses: BTreeMap<u16, DateSense>,
    /// Columns that complete the date of a column to their left.
    pub parts: BTreeMap<u16, Vec<u16>>,
    /// The table is a list of enterprises drawn at random.
    pub is_random_list: bool,
    /// The kind of document whose title names the table.
    pub papers: Option<DocumentKind>,
    /// What was settled for whole columns.
    pub found: Vec<Finding>,
}

impl<'a> Layout<'a> {
    /// `None` for a table that is of no use.
    pub fn new(
        table_ix: u32,
        table: &'a SourceTable,
        mapping: &TableMapping,
        settings: &Settings,
        beside: Option<&FileOrder>,
    ) -> Option<Layout<'a>> {
        let columns: Vec<Column> = mapping
            .fields
            .iter()
            .map(|span| {
                let header = table.header_of(span.column);
                let kind = read_kind(header).filter(|kind| *kind != DocumentKind::Other);
                Column {
                    field: span.field,
                    column: span.column,
                    header: fold_key(header),
                    fen_per_unit: money_unit(table, header),
                    rounded: is_id(span.field) && is_rounded(table, span.column),
                    mark: kind.map_or("", mark_of_kind),
                }
            })
            .collect();
        let patterns = settings.sources.get(mapping.source.name());
        let order = patterns.and_then(|patterns| patterns.date_order.as_deref());
        let order = order.map_or(DateOrder::Unsaid, DateOrder::named);
        let year = settings.period.from.map(|day| day.year());
        let kind = mapping.kind?;
        let mut found = Vec::new();
        let senses = calendar::senses(table, table_ix, &columns, order, beside, year, &mut found);
        found.extend(units::doubts(table, table_ix, &columns));
        found.extend(protected_columns(table, table_ix, &columns));
        Some(Layout {
            parts: parts_of(mapping),
            table,
            table_ix,
            source: mapping.source,
            kind,
            is_random_list: mapping.source == Source::Plan && is_random_list(table),
            papers: named_kind(table),
            senses,
            found,
            columns,
        })
    }

    pub fn sense(&self, column: u16) -> DateSense {
        self.senses.get(&column).copied().unwrap_or_default()
    }

    pub fn has(&self, field: FieldName) -> bool {
        self.columns.iter().any(|column| column.field == field)
    }
}

/// One finding for each column whose values carry protection characters.
fn protected_columns(table: &SourceTable, table_ix: u32, columns: &[Column]) -> Vec<Finding> {
    const ROWS_MAX: usize = 2000;
    let mut first: BTreeMap<u16, u32> = BTreeMap::new();
    for row in table.data_rows().take(ROWS_MAX) {
        for (at, cell) in row.cells.iter().enumerate() {
            let Cell::Text(text) = cell else { continue };
            if !cell.is_blank() && unprotected(text).is_some() {
                first.entry(at as u16 + 1).or_insert(row.number);
            }
        }
    }
    let mapped = |column: u16| columns.iter().any(|known| known.column == column);
    let told = first.into_iter().filter(|(column, _)| mapped(*column));
    told.map(|(column, row)| {
        findings::protected_column(Spot::row(table, table_ix, row).column(column))
    })
    .collect()
}

fn is_id(field: FieldName) -> bool {
    use FieldName as F;
    matches!(field, F::CodeId | F::RecordNumber | F::PlanNumber)
}

/// Whether every number of sixteen digits or more has zeros beyond the fifteenth.
fn is_rounded(table: &SourceTable, column: u16) -> bool {
    let rows = table.data_rows().take(2000);
    let cells = rows.filter_map(|row| row.cells.get(usize::from(column) - 1));
    let (mut long, mut whole, mut zeros) = (0, 0, 0);
    for cell in cells {
        let text = cell.text();
        let digits = text.trim_matches(|c: char| !c.is_ascii_digit());
        if digits.len() < 16 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            continue;
        }
        long += 1;
        whole += usize::from(digits[15..].bytes().any(|b| b != b'0'));
        zeros = digits.len() - 15;
    }
    whole == 0 && (long > 1 || long == 1 && zeros > 2)
}

/// 2025 | 3 | 5 is 2025-3-5, 3 | 5 is 3月5日, and a time of day follows its day.
pub(super) fn put_together(cell: &Cell, parts: &[Cell]) -> String {
    let first = cell.text();
    let number = |text: &str| {
        let digits = text.trim().trim_end_matches(['年', '月', '日', '号']);
        digits.parse::<u32>().ok().filter(|n| *n < 2100)
    };
    let mut numbers: Vec<u32> = number(&first).into_iter().collect();
    let mut rest = String::new();
    for part in parts.iter().filter(|part| !part.is_blank()) {
        let text = match part {
            Cell::Date(instant) => instant.format("%H:%M:%S").to_string(),
            part => part.text().into_owned(),
        };
        match (number(&text), numbers.is_empty()) {
            (Some(n), false) => numbers.push(n),
            _ if rest.is_empty() => rest = format!(" {}", text.trim()),
            _ => {}
        }
    }
    let day = match numbers.as_slice() {
        [year, month, day] => format!("{year}-{month}-{day}"),
        [month, day] => format!("{month}月{day}日"),
        _ => first.into_owned(),
    };
    format!("{day}{rest}")
}

/// Each part goes with the nearest date column before it.
fn parts_of(mapping: &TableMapping) -> BTreeMap<u16, Vec<u16>> {
    let mut parts: BTreeMap<u16, Vec<u16>> = BTreeMap::new();
    let of_part = |span: &&FieldSpan| span.field == FieldName::DatePart;
    for part in mapping.fields.iter().filter(of_part) {
        let before = |span: &&FieldSpan| is_date(span.field) && span.column < part.column;
        let whole = mapping
            .fields
            .iter()
            .filter(before)
            .map(|span| span.column)
            .max();
        if let Some(whole) = whole {
            parts.entry(whole).or_default().push(part.column);
        }
    }
    parts
}

pub(super) fn is_date(field: FieldName) -> bool {
    use FieldName as F;
    matches!(
        field,
        F::DateStart
            | F::DateEnd
            | F::DatePlanned
            | F::AppliedAt
            | F::IssuedAt
            | F::ScannedAt
            | F::CompletedAt
    )
}
