//! Tables that go on where another ended: a second sheet, or a second file, without a header of its
//! own takes the header of the table that it continues, if their columns hold the same kinds of
//! values.

use super::findings;
use super::label::{Shape, shape};
use crate::ground::fold::fold_key;
use crate::model::{Finding, Place, SourceTable};

/// Rows of a table whose values are compared.
const COMPARED: usize = 60;

/// Within one file: the nearest table before it.
pub(super) fn continue_sheets(tables: &mut [SourceTable], found: &mut Vec<Finding>) {
    for at in 1..tables.len() {
        if !is_headless(&tables[at]) {
            continue;
        }
        let before = (0..at).rev().find(|other| has_header(&tables[*other]));
        if let Some(before) = before.filter(|other| agree(&tables[*other], &tables[at])) {
            take_header(tables, before, at, found);
        }
    }
}

/// Between the files of one folder: a table with the same kinds of values, if all such tables have
/// the same header.
pub(super) fn continue_files(tables: &mut [SourceTable], found: &mut Vec<Finding>) {
    let headless: Vec<usize> = (0..tables.len())
        .filter(|at| is_headless(&tables[*at]))
        .collect();
    for at in headless {
        let folder = folder_of(&tables[at].file);
        let others: Vec<usize> = (0..tables.len())
            .filter(|other| folder_of(&tables[*other].file) == folder)
            .filter(|other| tables[*other].header_rows.is_some())
            .filter(|other| agree(&tables[*other], &tables[at]))
            .collect();
        let header = |other: usize| -> Vec<String> {
            tables[other].header.iter().map(|n| fold_key(n)).collect()
        };
        let Some(first) = others.first() else {
            continue;
        };
        if others.iter().all(|other| header(*other) == header(*first)) {
            // The file before it is the likeliest to go on in it.
            let before = others.iter().rev().find(|other| **other < at);
            take_header(tables, *before.unwrap_or(first), at, found);
        }
    }
}

fn folder_of(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn is_headless(table: &SourceTable) -> bool {
    !has_header(table) && table.data_rows().next().is_some()
}

fn has_header(table: &SourceTable) -> bool {
    table.header.iter().any(|name| !name.is_empty())
}

fn take_header(tables: &mut [SourceTable], from: usize, to: usize, found: &mut Vec<Finding>) {
    tables[to].header = tables[from].header.clone();
    found.retain(|finding| {
        let about = finding
            .place
            .is_some_and(|place| place.table as usize == to);
        !(about && finding.rule == "E106")
    });
    let row = tables[to].data_rows().next().map_or(0, |row| row.number);
    let place = Place {
        table: to as u32,
        row,
        column: 0,
    };
    found.push(findings::header_taken(&tables[to], place, &tables[from]));
}

/// What a column mostly holds.
fn main_shapes(table: &SourceTable) -> Vec<Option<Shape>> {
    let rows: Vec<Vec<Shape>> = table
        .data_rows()
        .take(COMPARED)
        .map(|row| row.cells.iter().map(shape).collect())
        .collect();
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let main = |column: usize| {
        let shapes = rows.iter().filter_map(|row| row.get(column).copied());
        let shapes: Vec<Shape> = shapes.filter(|s| *s != Shape::Blank).map(kind).collect();
        let most = shapes
            .iter()
            .max_by_key(|s| shapes.iter().filter(|other| other == s).count());
        most.copied()
    };
    (0..width).map(main).collect()
}

/// Words and sentences stand in the same columns.
fn kind(shape: Shape) -> Shape {
    match shape {
        Shape::Prose | Shape::Pair => Shape::Label,
        other => other,
    }
}

/// Whether two tables clearly have the same columns: as wide, the same kind of value in every
/// column that both fill, and enough columns of dates, codes or numbers to tell.
fn agree(headed: &SourceTable, headless: &SourceTable) -> bool {
    let width = headed.header.iter().rposition(|name| !name.is_empty());
    let (one, other) = (main_shapes(headed), main_shapes(headless));
    let (mut both, mut telling) = (0, 0);
    for (one, other) in one.iter().zip(&other) {
        match (one, other) {
            (Some(one), Some(other)) if one != other => return false,
            (Some(Shape::Label), Some(_)) => both += 1,
            (Some(_), Some(_)) => (both, telling) = (both + 1, telling + 1),
            _ => {}
        }
    }
    let filled = |shapes: &[Option<Shape>]| shapes.iter().flatten().count();
    let fits = width.is_some_and(|width| other.len() <= width + 1);
    fits && both >= 3 && telling >= 1 && both * 5 >= filled(&one).max(filled(&other)) * 4
}
