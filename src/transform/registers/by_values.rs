//! What the values of a table betray that is called a register, where its headers say nothing: the
//! words that the register counts by, the numbers of its cases, its only day, its only number.

use super::cells::read_cell;
use crate::ground::fold::{fold_key, is_placeholder};
use crate::model::{Cell, ColumnKind, EntryValue, Register, SourceTable};
use crate::transform::fields::dates::DateSense;
use std::collections::BTreeSet;

/// Rows that are asked of what a column holds.
const SAMPLE_MAX: usize = 50;
/// Shorter words (是) are in every text.
const WORD_CHARS_MIN: usize = 2;

/// Days of what comes after, or of the paper work: never the day that a case counts by.
const LATER: [&str; 11] = [
    "解除", "到期", "届满", "有效", "期限", "送达", "整改", "公示", "缴", "填报", "打印",
];

/// Maps columns that no header named; `columns` has those that one did.
pub fn complete(register: &Register, table: &SourceTable, columns: &mut [Option<u16>]) {
    let unnamed = |columns: &[Option<u16>]| -> Vec<u16> {
        let headed = (1..=table.header.len() as u16)
            .filter(|column| !table.header_of(*column).trim().is_empty());
        headed.filter(|at| !columns.contains(&Some(*at))).collect()
    };
    for at in 0..columns.len() {
        let words = vocabulary(register, at);
        if columns[at].is_some() || words.is_empty() {
            continue;
        }
        let all = unnamed(columns);
        let speaking = |column: &u16| most(table, *column, |cell| speaks(&cell, &words));
        columns[at] = the_one(all.into_iter().filter(speaking));
    }
    if let [key] = &register.key[..]
        && let Some(at) = register.column(key).filter(|at| columns[*at].is_none())
    {
        let numbers = unnamed(columns);
        columns[at] = the_one(
            numbers
                .into_iter()
                .filter(|column| is_of_numbers(table, *column)),
        );
    }
    let period = register
        .period
        .as_ref()
        .and_then(|name| register.column(name));
    if let Some(at) = period.filter(|at| columns[*at].is_none()) {
        let days = unnamed(columns);
        let day = |column: &u16| {
            let header = fold_key(table.header_of(*column));
            let other = LATER.iter().any(|word| header.contains(word));
            !other && holds(table, *column, ColumnKind::Day)
        };
        columns[at] = the_one(days.into_iter().filter(day));
    }
    let counts = (0..columns.len())
        .filter(|at| columns[*at].is_none() && register.columns[*at].kind == ColumnKind::Count);
    if let Some(at) = the_one(counts) {
        let numbers = unnamed(columns);
        let counts =
            |column: &u16| !is_sequence(table, *column) && holds(table, *column, ColumnKind::Count);
        columns[at] = the_one(numbers.into_iter().filter(counts));
    }
}

/// Whether a column can be the register's by what it holds: a blank one can.
pub fn fits(register: &Register, at: usize, table: &SourceTable, column: u16) -> bool {
    let kind = register.columns[at].kind;
    if !most(table, column, |_| true) {
        return true;
    }
    if kind != ColumnKind::Text {
        return holds(table, column, kind);
    }
    let is_key = register.key.contains(&register.columns[at].name);
    !holds(table, column, ColumnKind::Day) && (is_key || !is_of_numbers(table, column))
}

fn speaks(cell: &Cell<'_>, words: &BTreeSet<String>) -> bool {
    let text = fold_key(&cell.text());
    words.iter().any(|word| text.contains(word))
}

fn the_one<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next();
    first.filter(|_| all.next().is_none())
}

/// The words by which the register's measures tell the values of a column apart.
fn vocabulary(register: &Register, at: usize) -> BTreeSet<String> {
    let name = &register.columns[at].name;
    if register.columns[at].kind != ColumnKind::Text {
        return BTreeSet::new();
    }
    let mut words = BTreeSet::new();
    for measure in &register.measures {
        let filters = measure.only.iter().filter(|filter| filter.column == *name);
        words.extend(filters.flat_map(|filter| filter.words.iter().chain(&filter.but)));
        if measure.column.as_ref() == Some(name) {
            words.extend(measure.classes.iter().flat_map(|class| &class.words));
        }
    }
    let long = |word: &&String| word.chars().count() >= WORD_CHARS_MIN;
    words
        .into_iter()
        .filter(long)
        .map(|word| fold_key(word))
        .collect()
}

/// Whether most filled cells of a column are so, and some are filled.
fn most(table: &SourceTable, column: u16, is: impl Fn(Cell<'_>) -> bool) -> bool {
    let (mut fit, mut filled) = (0, 0);
    for row in table.data_rows().take(SAMPLE_MAX) {
        let cell = row.cells.get(usize::from(column) - 1);
        let said = |cell: &Cell<'_>| is_zero(cell) || !is_placeholder(&cell.text());
        let Some(cell) = cell.filter(said) else {
            continue;
        };
        filled += 1;
        fit += usize::from(is(cell));
    }
    filled > 0 && fit * 10 >= filled * 7
}

fn is_zero(cell: &Cell<'_>) -> bool {
    fold_key(&cell.text()) == "0"
}

/// Whether most cells of a column can be what a register's column of that kind holds.
pub fn holds(table: &SourceTable, column: u16, kind: ColumnKind) -> bool {
    most(table, column, |cell| {
        let value = read_cell(&cell, kind, DateSense::default(), 100);
        value.is_ok_and(|value| value != EntryValue::Blank) || is_zero(&cell)
    })
}

/// （湘乡）应急罚〔2025〕3号, LH2025-01: one for each row, in figures.
fn is_of_numbers(table: &SourceTable, column: u16) -> bool {
    let is_number = |cell: Cell<'_>| {
        let text = fold_key(&cell.text());
        let digits = text.chars().filter(char::is_ascii_digit).count();
        let document = text.ends_with('号') && text.contains(['(', '[', '〔']);
        let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        document || plain && digits >= 3 && digits < text.len()
    };
    most(table, column, is_number)
}

/// 1, 2, 3 …: the row's own number.
fn is_sequence(table: &SourceTable, column: u16) -> bool {
    let header = fold_key(table.header_of(column));
    header.contains("序号") || header == "NO" || header == "编号"
}
