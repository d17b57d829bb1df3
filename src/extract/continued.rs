//! Tables that go on where another ended: a second sheet, or a second file, without a header of its
//! own takes the header of the table that it continues, if their columns hold the same kinds of
//! values.

use super::findings;
use super::label::{Shape, shape};
use crate::ground::fold::fold_key;
use crate::model::{Finding, Place, SourceTable};
use std::collections::{BTreeMap, HashSet};

/// Rows of a table whose values are compared.
const COMPARED: usize = 60;
/// Pairs of tables that are compared in one run; a folder of a thousand exports needs few.
const PAIRS_MAX: usize = 20_000_000;

/// What each column of a table mostly holds.
type Shapes = Vec<Option<Shape>>;

/// Within one file: the nearest table before it.
pub(super) fn continue_sheets(tables: &mut [SourceTable], found: &mut Vec<Finding>) {
    // The last table with a header, and its shapes once they were asked for.
    let mut before: Option<(usize, Option<Shapes>)> = None;
    let mut taken = Vec::new();
    for at in 0..tables.len() {
        if has_header(&tables[at]) {
            before = Some((at, None));
        }
        let Some((from, shapes)) = before.as_mut().filter(|_| is_headless(&tables[at])) else {
            continue;
        };
        let shapes = shapes.get_or_insert_with(|| main_shapes(&tables[*from]));
        let own = main_shapes(&tables[at]);
        if agree(&tables[*from], shapes, &own) {
            taken.push((*from, at));
            tables[at].header = tables[*from].header.clone();
            before = Some((at, Some(own)));
        }
    }
    tell_taken(tables, &taken, found);
}

/// Between the files of one folder: a table with the same kinds of values, if all such tables have
/// the same header.
pub(super) fn continue_files(tables: &mut [SourceTable], found: &mut Vec<Finding>) {
    let headless: Vec<usize> = (0..tables.len())
        .filter(|at| is_headless(&tables[*at]))
        .collect();
    if headless.is_empty() {
        return;
    }
    let mut headed: BTreeMap<&str, Vec<(usize, Shapes)>> = BTreeMap::new();
    for (at, table) in tables.iter().enumerate() {
        if table.header_rows.is_some() {
            let shapes = main_shapes(table);
            headed
                .entry(folder_of(&table.file))
                .or_default()
                .push((at, shapes));
        }
    }
    let mut pairs = PAIRS_MAX;
    let mut taken = Vec::new();
    for at in headless {
        let Some(others) = headed.get(folder_of(&tables[at].file)) else {
            continue;
        };
        let Some(left) = pairs.checked_sub(others.len()) else {
            break;
        };
        pairs = left;
        let own = main_shapes(&tables[at]);
        let mut alike = others
            .iter()
            .filter(|(other, shapes)| agree(&tables[*other], shapes, &own))
            .map(|(other, _)| *other);
        let Some(first) = alike.next() else {
            continue;
        };
        let header = |other: usize| tables[other].header.iter().map(|name| fold_key(name));
        // The file before it is the likeliest to go on in it.
        let mut from = first;
        let same = alike.all(|other| {
            from = if other < at { other } else { from };
            header(other).eq(header(first))
        });
        if same {
            taken.push((from, at));
        }
    }
    drop(headed);
    for (from, to) in &taken {
        tables[*to].header = tables[*from].header.clone();
    }
    tell_taken(tables, &taken, found);
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

/// Says of each table whose header it took, in the place of what was said of it without one.
fn tell_taken(tables: &[SourceTable], taken: &[(usize, usize)], found: &mut Vec<Finding>) {
    let helped: HashSet<usize> = taken.iter().map(|(_, to)| *to).collect();
    let about = |finding: &Finding| finding.place.map(|place| place.table as usize);
    found.retain(|finding| {
        finding.rule != "E106" || about(finding).is_none_or(|to| !helped.contains(&to))
    });
    for (from, to) in taken {
        let row = tables[*to].data_rows().next().map_or(0, |row| row.number);
        let place = Place {
            table: *to as u32,
            row,
            column: 0,
        };
        found.push(findings::header_taken(&tables[*to], place, &tables[*from]));
    }
}

fn main_shapes(table: &SourceTable) -> Shapes {
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
fn agree(headed: &SourceTable, one: &Shapes, other: &Shapes) -> bool {
    let width = headed.header.iter().rposition(|name| !name.is_empty());
    let (mut both, mut telling) = (0, 0);
    for (one, other) in one.iter().zip(other) {
        match (one, other) {
            (Some(one), Some(other)) if one != other => return false,
            (Some(Shape::Label), Some(_)) => both += 1,
            (Some(_), Some(_)) => (both, telling) = (both + 1, telling + 1),
            _ => {}
        }
    }
    let filled = |shapes: &[Option<Shape>]| shapes.iter().flatten().count();
    let fits = width.is_some_and(|width| other.len() <= width + 1);
    fits && both >= 3 && telling >= 1 && both * 5 >= filled(one).max(filled(other)) * 4
}
