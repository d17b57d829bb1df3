//! What is known about a table before its rows are read.

use crate::ground::fold::fold_key;
use crate::model::{
    Cell, DocumentKind, FieldName, RecordKind, Settings, Source, SourceTable, TableMapping,
};
use crate::transform::columns::fen_per_unit;
use crate::transform::fields::dates::{DateOrder, DateSense};
use crate::transform::fields::kinds::{mark_of_kind, read_kind};
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
    pub sense: DateSense,
}

impl<'a> Layout<'a> {
    /// `None` for a table that is of no use.
    pub fn new(
        table_ix: u32,
        table: &'a SourceTable,
        mapping: &TableMapping,
        settings: &Settings,
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
                    fen_per_unit: fen_per_unit(header),
                    rounded: is_id(span.field) && is_rounded(table, span.column),
                    mark: kind.map_or("", mark_of_kind),
                }
            })
            .collect();
        let patterns = settings.sources.get(mapping.source.name());
        let order = patterns.and_then(|patterns| patterns.date_order.as_deref());
        let order = match order.map_or(DateOrder::Unsaid, DateOrder::named) {
            DateOrder::Unsaid => order_of(table, &columns),
            said => said,
        };
        let year = settings.period.from.map(|day| day.year());
        Some(Layout {
            table,
            table_ix,
            source: mapping.source,
            kind: mapping.kind?,
            sense: DateSense {
                order,
                year: year.or_else(|| year_of(table, &columns)),
            },
            columns,
        })
    }

    pub fn has(&self, field: FieldName) -> bool {
        self.columns.iter().any(|column| column.field == field)
    }
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

fn is_date(field: FieldName) -> bool {
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

fn date_cells<'a>(table: &'a SourceTable, columns: &'a [Column]) -> impl Iterator<Item = Cell<'a>> {
    let dates = columns.iter().filter(|column| is_date(column.field));
    let rows = move |column: &'a Column| {
        table
            .data_rows()
            .filter_map(move |row| row.cells.get(usize::from(column.column) - 1))
    };
    dates.flat_map(move |column| rows(column).take(2000))
}

/// Where years come last, one day beyond 12 anywhere tells the order for all.
fn order_of(table: &SourceTable, columns: &[Column]) -> DateOrder {
    let (mut day_first, mut month_first) = (false, false);
    for cell in date_cells(table, columns) {
        let Cell::Text(text) = cell else { continue };
        let parts: Vec<&str> = text.trim().split(['/', '-', '.', ' ']).take(3).collect();
        let [Ok(a), Ok(b), Ok(year)] =
            [0, 1, 2].map(|i| parts.get(i).unwrap_or(&"").parse::<u32>())
        else {
            continue;
        };
        if (1990..2100).contains(&year) {
            day_first |= (13..=31).contains(&a);
            month_first |= (13..=31).contains(&b);
        }
    }
    match (day_first, month_first) {
        (true, false) => DateOrder::Dmy,
        (false, true) => DateOrder::Mdy,
        _ => DateOrder::Unsaid,
    }
}

/// The year that most dates of the table name, else the one in its titles or its file's name.
fn year_of(table: &SourceTable, columns: &[Column]) -> Option<i32> {
    let mut counts: BTreeMap<i32, usize> = BTreeMap::new();
    for cell in date_cells(table, columns) {
        let year = match cell {
            Cell::Date(instant) => Some(instant.year()),
            Cell::Text(text) => year_in(text),
            _ => None,
        };
        if let Some(year) = year {
            *counts.entry(year).or_default() += 1;
        }
    }
    let most = counts.iter().max_by_key(|(year, count)| (**count, **year));
    most.map(|(year, _)| *year).or_else(|| {
        let above = table.header_rows.map_or(0, |(first, _)| first);
        let titles = table.rows.iter().take_while(|row| row.number < above);
        let texts = titles
            .flat_map(|row| &row.cells)
            .map(|cell| cell.text().into_owned());
        let names = [table.sheet.clone(), table.file.clone()];
        texts.chain(names).find_map(|text| year_in(&text))
    })
}

/// Four digits between 1990 and 2099 that no further digit touches.
fn year_in(text: &str) -> Option<i32> {
    let folded = fold_key(text);
    folded
        .split(|c: char| !c.is_ascii_digit())
        .filter(|run| run.len() == 4 || run.len() == 8 || run.len() == 6)
        .filter_map(|run| run[..4].parse().ok())
        .find(|year| (1990..2100).contains(year))
}
