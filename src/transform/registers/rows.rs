//! Rows of registers become entries.

use super::again;
use super::cells::read_cell;
use crate::model::{
    Cell, ColumnKind, Entry, EntryStanding, EntryValue, Finding, Place, Register, RowFate,
    Settings, SourceRow, SourceTable, TableMapping,
};
use crate::transform::columns::money_unit;
use crate::transform::fields::amounts::amount_beside;
use crate::transform::fields::dates::{DateOrder, DateSense};
use crate::transform::findings::{self, Spot};
use chrono::Datelike;

/// What a row became before repeats are known.
type ReadRow = (u32, Option<Entry>);

/// Reads the tables of registers; puts the fates of their rows in place of those that stand there.
pub fn read(
    tables: &[SourceTable],
    mappings: &[TableMapping],
    settings: &Settings,
    fates: &mut [Vec<(u32, RowFate)>],
    found: &mut Vec<Finding>,
) -> Vec<Entry> {
    let of_registers = |at: &usize| mappings[*at].register.is_some();
    let of_registers: Vec<usize> = (0..tables.len()).filter(of_registers).collect();
    if of_registers.is_empty() {
        return Vec::new();
    }
    let registers = settings.registers();
    let read: Vec<(usize, Vec<ReadRow>)> = of_registers
        .into_iter()
        .map(|at| {
            (
                at,
                Reader::new(at, tables, mappings, settings, &registers).rows(found),
            )
        })
        .collect();
    let (entries, settled) = again::settle(read, tables, &registers, found);
    for (at, fate) in settled {
        fates[at] = fate;
    }
    entries
}

struct Reader<'a> {
    table: &'a SourceTable,
    table_ix: u32,
    register: usize,
    description: &'a Register,
    columns: &'a [Option<u16>],
    shares: &'a [(usize, u16)],
    /// By column of the register.
    senses: Vec<DateSense>,
    units: Vec<i64>,
}

impl<'a> Reader<'a> {
    fn new(
        at: usize,
        tables: &'a [SourceTable],
        mappings: &'a [TableMapping],
        settings: &Settings,
        registers: &'a [Register],
    ) -> Self {
        let (table, mapping) = (&tables[at], &mappings[at]);
        let known = mapping.register.as_ref().expect("a table of a register");
        let description = &registers[known.register];
        let kinds = || description.columns.iter().zip(&known.columns);
        let senses = kinds().map(|(column, at)| match (column.kind, at) {
            (ColumnKind::Day, Some(at)) => day_sense(table, *at, description, settings),
            _ => DateSense::default(),
        });
        let units =
            kinds().map(|(_, at)| at.map_or(100, |at| money_unit(table, table.header_of(at))));
        Reader {
            table,
            table_ix: at as u32,
            register: known.register,
            description,
            columns: &known.columns,
            shares: &known.shares,
            senses: senses.collect(),
            units: units.collect(),
        }
    }

    fn rows(&self, found: &mut Vec<Finding>) -> Vec<ReadRow> {
        let absent = self.description.tells.iter().filter(|name| {
            let at = self.description.column(name);
            at.is_none_or(|at| self.columns[at].is_none())
        });
        for name in absent {
            found.push(findings::register_column_absent(
                self.table,
                self.description,
                name,
            ));
        }
        let mut read: Vec<ReadRow> = Vec::new();
        for row in self.table.data_rows() {
            let mut entry = self.row(row, found);
            let above = read.last().and_then(|(_, above)| above.as_ref());
            if let (Some(entry), Some(above)) = (&mut entry, above) {
                self.go_on(entry, above);
            }
            if let Some(entry) = &mut entry {
                entry.standing = self.description.standing(&entry.values);
            }
            read.push((row.number, entry));
        }
        read
    }

    /// A row that tells a kind and amounts and nothing beside goes on with the case above it, as
    /// where merged cells were written into a text file.
    fn go_on(&self, entry: &mut Entry, above: &Entry) {
        let columns = || self.description.columns.iter().enumerate();
        let tells = |name: &String| self.description.tells.contains(name);
        let is_key = |name: &String| self.description.key.contains(name);
        let bare = columns().all(|(at, column)| match column.kind {
            ColumnKind::Money | ColumnKind::Count => true,
            _ if tells(&column.name) && !is_key(&column.name) => true,
            _ => entry.values[at] == EntryValue::Blank,
        });
        let known = self.description.case_of(above).is_some();
        let amount = columns().any(|(at, column)| {
            column.kind == ColumnKind::Money && entry.values[at] != EntryValue::Blank
        });
        let kind = columns()
            .any(|(at, column)| tells(&column.name) && entry.values[at] != EntryValue::Blank);
        if !(bare && known && (amount || kind)) {
            return;
        }
        for (at, column) in columns() {
            let is_own = matches!(column.kind, ColumnKind::Money | ColumnKind::Count);
            if !is_own && entry.values[at] == EntryValue::Blank {
                entry.values[at] = above.values[at].clone();
            }
        }
    }

    /// Adds what other columns tell of other parties.
    fn add_shares(&self, row: &SourceRow, values: &mut [EntryValue]) {
        for (at, column) in self.shares {
            let cell = row.cells.get(usize::from(*column) - 1);
            let unit = money_unit(self.table, self.table.header_of(*column));
            let share = cell.and_then(|cell| {
                read_cell(&cell, ColumnKind::Money, DateSense::default(), unit).ok()
            });
            if let Some(EntryValue::Fen(share)) = share {
                values[*at] = match values[*at] {
                    EntryValue::Fen(fen) => EntryValue::Fen(fen.saturating_add(share)),
                    _ => EntryValue::Fen(share),
                };
            }
        }
    }

    /// Whether an amount stands in the text of another column.
    fn is_within(&self, at: usize) -> bool {
        let text = self.description.columns[at].within.as_ref();
        let text = text.and_then(|name| self.columns[self.description.column(name)?]);
        text.is_some() && text == self.columns[at]
    }

    /// An entry, or nothing where the row says nothing that is counted.
    fn row(&self, row: &SourceRow, found: &mut Vec<Finding>) -> Option<Entry> {
        let spot = Spot::row(self.table, self.table_ix, row.number);
        let mut values = Vec::with_capacity(self.columns.len());
        for (at, column) in self.columns.iter().enumerate() {
            let cell = column.and_then(|column| row.cells.get(usize::from(column) - 1));
            let cell = cell.unwrap_or(Cell::Empty);
            let described = &self.description.columns[at];
            let kind = described.kind;
            if self.is_within(at) {
                let other = self.description.other_words_within(described);
                values.push(told_within(&cell.text(), &described.after, &other));
                continue;
            }
            let value = read_cell(&cell, kind, self.senses[at], self.units[at]);
            values.push(value.unwrap_or_else(|()| {
                let spot = spot.column(column.unwrap_or(0));
                found.push(findings::register_cell(spot, kind));
                EntryValue::Blank
            }));
        }
        self.add_shares(row, &mut values);
        let named = self.description.tells.iter().chain(&self.description.key);
        let says = named
            .filter_map(|name| self.description.column(name))
            .any(|at| values[at] != EntryValue::Blank);
        let filled = values.iter().filter(|value| **value != EntryValue::Blank);
        let day = |value: &EntryValue| matches!(value, EntryValue::Day(_));
        let paid = |value: &EntryValue| matches!(value, EntryValue::Fen(fen) if *fen != 0);
        // A case that was filed and dropped has a party and a day, and neither number nor amounts.
        let is_case = filled.count() >= 2 && values.iter().any(day) && !values.iter().any(paid);
        if !says && !is_case {
            found.push(findings::register_row_says_nothing(spot, self.description));
            return None;
        }
        Some(Entry {
            register: self.register,
            place: Place {
                table: self.table_ix,
                row: row.number,
                column: 0,
            },
            values,
            standing: EntryStanding::Counted,
        })
    }
}

/// An amount that a sentence tells; of what it does not speak there is none, and that is 0.
fn told_within(text: &str, after: &[String], other: &[String]) -> EntryValue {
    match amount_beside(text, after, other) {
        Some(fen) => EntryValue::Fen(fen),
        None if after.iter().any(|word| text.contains(word.as_str())) => EntryValue::Blank,
        None if text.trim().is_empty() => EntryValue::Blank,
        None => EntryValue::Fen(0),
    }
}

/// How the days of a column are read; those without a year take the one that most others have.
pub fn day_sense(
    table: &SourceTable,
    column: u16,
    register: &Register,
    settings: &Settings,
) -> DateSense {
    let order = settings.sources.get(&register.name);
    let order = order.and_then(|patterns| patterns.date_order.as_deref());
    let order = order.map_or(DateOrder::default(), DateOrder::named);
    let plain = DateSense {
        order,
        ..DateSense::default()
    };
    let cells = table
        .data_rows()
        .filter_map(|row| row.cells.get(usize::from(column) - 1));
    let mut years: Vec<i32> = cells
        .filter_map(|cell| crate::transform::fields::dates::read_date(&cell, plain)?.ok())
        .map(|when| when.day.year())
        .collect();
    years.sort_unstable();
    let most = years.chunk_by(|a, b| a == b).max_by_key(|same| same.len());
    DateSense {
        year: most.map(|same| same[0]),
        ..plain
    }
}
