//! Tables side by side: a sheet whose columns hold two tables is read as two sheets, so that each
//! row of either is a row of one table.
//!
//! Blank columns alone part nothing; people leave them for looks. Both sides must have a header
//! of their own and something that says so: the same column names, titles of their own, or rows
//! that end earlier.

use super::header::{Header, find_header};
use super::label::{Shape, is_header_word, shape};
use super::sheet::{Area, Sheet};
use crate::ground::fold::fold_key;
use crate::model::{Cell, Cells, column_letters};
use std::collections::HashSet;
use std::ops::RangeInclusive;

/// Rows that are looked at before the whole sheet is.
const WINDOW: usize = 80;
/// More tables than this do not stand side by side on any page.
const TABLES_MAX: usize = 12;

/// The ranges of columns that are tables of their own, 0-based; none where the sheet is one table.
pub(super) fn ranges_of(sheet: &Sheet) -> Vec<RangeInclusive<usize>> {
    let rows = &sheet.rows[..sheet.rows.len().min(WINDOW)];
    if !has_gap(rows) && !repeats_itself(rows) {
        return Vec::new();
    }
    let Some(header) = find_header(sheet, 0, sheet.rows.len()) else {
        return Vec::new();
    };
    let ranges = match repeated(&header) {
        Some(ranges) => ranges,
        None => between_gaps(sheet, &header),
    };
    let narrow = |range: &RangeInclusive<usize>| range.end() - range.start() < 1;
    if ranges.len() < 2 || ranges.iter().any(narrow) {
        return Vec::new();
    }
    ranges
}

/// `A:D`, as a spreadsheet program names columns.
pub(super) fn columns_text(range: &RangeInclusive<usize>) -> String {
    let letters = |column: &usize| column_letters(*column as u16 + 1);
    format!("{}:{}", letters(range.start()), letters(range.end()))
}

/// The part of a sheet that stands in these columns; the first part keeps what is above the
/// tables, and every row.
pub(super) fn part_of(sheet: &Sheet, range: &RangeInclusive<usize>, first: bool) -> Sheet {
    let from = if first { 0 } else { *range.start() };
    let inside = |column: usize| (from..=*range.end()).contains(&column);
    let cut = |row: &Cells| -> Cells {
        let cells = row.iter().take(range.end() + 1).enumerate();
        cells
            .map(|(at, cell)| if at < from { Cell::Empty } else { cell })
            .collect()
    };
    let mut part = Sheet::named(sheet.name.as_str());
    part.rows = sheet.rows.iter().map(cut).collect();
    part.width = sheet.width.min(range.end() + 1);
    let merges = sheet.merges.iter().filter(|area| inside(area.left));
    part.merges = merges
        .map(|area| Area {
            right: area.right.min(*range.end()),
            ..*area
        })
        .collect();
    let doubts = sheet.doubts.iter();
    part.doubts = doubts
        .filter(|doubt| doubt.column.map_or(first, inside))
        .cloned()
        .collect();
    match first {
        true => part,
        false => part.finish(),
    }
}

/// Whether a column without content stands between columns with content, in rows that are more
/// than a title.
fn has_gap(rows: &[Cells]) -> bool {
    let used = used_columns(rows);
    let last = used.iter().rposition(|count| *count > 0).unwrap_or(0);
    let first = used.iter().position(|count| *count > 0).unwrap_or(0);
    used.iter().take(last).skip(first).any(|count| *count == 0)
}

fn used_columns(rows: &[Cells]) -> Vec<usize> {
    let mut used = Vec::new();
    for row in rows {
        let filled = row.iter().filter(|cell| !cell.is_blank()).count();
        if filled < 3 {
            continue;
        }
        for (at, cell) in row.iter().enumerate() {
            if used.len() <= at {
                used.resize(at + 1, 0);
            }
            used[at] += usize::from(!cell.is_blank());
        }
    }
    used
}

/// Whether some row says the same thing again from its middle on, as the header of a page in two
/// columns does.
fn repeats_itself(rows: &[Cells]) -> bool {
    rows.iter().any(|row| {
        let cells = row.to_vec();
        let half = cells.len() / 2;
        half >= 2 && !cells[0].is_blank() && cells[..half] == cells[half..2 * half]
    })
}

/// The same names over and over, without a gap between: rows of one table set in columns.
fn repeated(header: &Header) -> Option<Vec<RangeInclusive<usize>>> {
    let keys: Vec<String> = header.names.iter().map(|name| fold_key(name)).collect();
    let width = keys.iter().rposition(|key| !key.is_empty())? + 1;
    if keys[..width].iter().any(String::is_empty) {
        return None;
    }
    let is_period =
        |period: &usize| width % period == 0 && (0..width).all(|at| keys[at] == keys[at % period]);
    let period = (2..=width / 2).find(is_period)?;
    let mut own = keys[..period].to_vec();
    own.sort();
    own.dedup();
    if width / period > TABLES_MAX {
        return None;
    }
    let parts = (0..width / period).map(|part| part * period..=(part + 1) * period - 1);
    (own.len() == period).then(|| parts.collect())
}

/// The ranges between columns that are blank from the header down, if each is a table of its own.
fn between_gaps(sheet: &Sheet, header: &Header) -> Vec<RangeInclusive<usize>> {
    let mut used: Vec<bool> = header.names.iter().map(|name| !name.is_empty()).collect();
    for row in &sheet.rows[header.last + 1..] {
        if row.iter().filter(|cell| !cell.is_blank()).count() < 2 {
            continue;
        }
        for (at, cell) in row.iter().enumerate() {
            if used.len() <= at {
                used.resize(at + 1, false);
            }
            used[at] |= !cell.is_blank();
        }
    }
    let mut ranges: Vec<RangeInclusive<usize>> = Vec::new();
    for at in (0..used.len()).filter(|at| used[*at]) {
        match ranges.last_mut() {
            Some(range) if range.end() + 1 == at => *range = *range.start()..=at,
            _ => ranges.push(at..=at),
        }
    }
    let mut pairs = ranges.windows(2);
    let few = ranges.len() <= TABLES_MAX;
    match few && pairs.all(|pair| are_apart(sheet, header, &pair[0], &pair[1])) {
        true => ranges,
        false => Vec::new(),
    }
}

fn are_apart(
    sheet: &Sheet,
    header: &Header,
    left: &RangeInclusive<usize>,
    right: &RangeInclusive<usize>,
) -> bool {
    let keys = |range: &RangeInclusive<usize>| -> Vec<String> {
        let names = header.names.get(range.clone()).unwrap_or_default();
        names.iter().map(|name| fold_key(name)).collect()
    };
    let (one, other) = (keys(left), keys(right));
    if one.len() < 2 || other.len() < 2 || one.iter().chain(&other).any(String::is_empty) {
        return false;
    }
    let theirs: HashSet<&String> = other.iter().collect();
    let same = one.iter().filter(|key| theirs.contains(key)).count();
    let alike = same >= 2 && same * 2 >= one.len().min(other.len());
    alike
        || one[0] == other[0]
        || have_own_titles(sheet, header.first, left, right)
        || (are_known(&one) && are_known(&other) && ends_earlier(sheet, header.last, left, right))
}

/// Whether all names are words of headers, by their lowest level.
fn are_known(keys: &[String]) -> bool {
    let own = |key: &String| is_header_word(key.rsplit('/').next().unwrap_or(key));
    keys.len() >= 3 && keys.iter().all(own)
}

/// A row above the header with one text at the beginning of either side.
fn have_own_titles(
    sheet: &Sheet,
    header: usize,
    left: &RangeInclusive<usize>,
    right: &RangeInclusive<usize>,
) -> bool {
    sheet.rows[header.saturating_sub(4)..header]
        .iter()
        .any(|row| {
            let filled = row.iter().enumerate().filter(|(_, cell)| !cell.is_blank());
            let filled: Vec<(usize, Cell)> = filled.collect();
            filled.len() == 2
                && filled[0].0 == *left.start()
                && filled[1].0 == *right.start()
                && filled.iter().all(|(_, cell)| shape(*cell) == Shape::Label)
        })
}

/// Whether one side has no more rows where the other goes on, its own rows being full.
fn ends_earlier(
    sheet: &Sheet,
    header: usize,
    left: &RangeInclusive<usize>,
    right: &RangeInclusive<usize>,
) -> bool {
    let filled = |row: &Cells, range: &RangeInclusive<usize>| {
        let cells = row.iter().skip(*range.start()).take(range.clone().count());
        cells.filter(|cell| !cell.is_blank()).count()
    };
    let below = &sheet.rows[header + 1..];
    let end = |range| below.iter().rposition(|row| filled(row, range) > 0);
    let (Some(one), Some(other)) = (end(left), end(right)) else {
        return false;
    };
    let (short, range) = match one < other {
        true => (one, left),
        false => (other, right),
    };
    let width = range.clone().count();
    one != other
        && below[..=short]
            .iter()
            .all(|row| filled(row, range) * 2 >= width)
}
