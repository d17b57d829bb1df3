//! A second look at all tables of a folder. Where every register looks like one system and none
//! like the other, two that tell of the same visits under numbers of their own are weighed against
//! each other; names of files and folders only break ties.

use super::Look;
use super::recognise::{ON_SITE, named_by_path};
use crate::ground::fold::fold_key;
use crate::model::{Basis, FieldName, RecordKind, Source, SourceTable, Text};
use crate::transform::fields::dates::{DateSense, read_date};
use crate::transform::fields::numbers::read_numbers;
use std::collections::HashSet;

/// A table that is read as another system's after all.
#[derive(Debug)]
pub struct Turned {
    pub at: usize,
    pub source: Source,
    pub kind: RecordKind,
    pub reason: Text,
}

/// Share of a table's visits that another must also tell of.
const SHARED_MIN: f64 = 0.3;
const SHARED_ROWS_MIN: usize = 3;
/// Shorter numbers only count rows.
const NUMBER_LENGTH_MIN: usize = 6;

/// The tables to read as the system that is missing; none where nothing tells which.
pub fn turned(tables: &[SourceTable], looks: &[Look]) -> Vec<Turned> {
    let tells = |source: Source, kind: RecordKind| {
        looks
            .iter()
            .any(|look| look.seen.source == source && look.seen.kind == Some(kind))
    };
    let registers = tells(Source::Safety, RecordKind::Inspection);
    let codes = tells(Source::Platform, RecordKind::Code);
    let (missing, present) = match (registers, codes) {
        (true, false) => (Source::Platform, Source::Safety),
        (false, true) => (Source::Safety, Source::Platform),
        _ => return Vec::new(),
    };
    let kind = match missing {
        Source::Platform => RecordKind::Code,
        _ => RecordKind::Inspection,
    };
    let visits = |look: &Look| {
        matches!(
            look.seen.kind,
            Some(RecordKind::Inspection | RecordKind::Code)
        ) && look.seen.source == present
    };
    let free: Vec<usize> = (0..tables.len()).filter(|at| visits(&looks[*at])).collect();
    let mut weighed: Vec<(i32, usize)> = free
        .iter()
        .filter(|at| tables[**at].source_pinned.is_none() && !is_of_present(&looks[**at], missing))
        .map(|at| {
            (
                leaning(&tables[*at], &looks[*at], missing, kind, present),
                *at,
            )
        })
        .collect();
    weighed.sort_by_key(|(leaning, at)| (-leaning, *at));
    let Some((most, first)) = weighed.first().copied() else {
        return Vec::new();
    };
    // Exports of one system share their headers and go together.
    let alike = |at: usize| tables[at].header == tables[first].header;
    let rival = weighed.iter().find(|(_, at)| !alike(*at));
    let Some((second, _)) = rival.filter(|(leaning, _)| *leaning < most) else {
        return Vec::new();
    };
    let group: Vec<usize> = free.iter().copied().filter(|at| alike(*at)).collect();
    let rest: Vec<usize> = free.iter().copied().filter(|at| !alike(*at)).collect();
    let shared = shared_visits(tables, looks, &group, &rest);
    let Some(shared) = shared.filter(|_| !shares_numbers(tables, looks, &group, &rest)) else {
        return Vec::new();
    };
    let reason = Text::new(
        format!(
            "{:.0}%的企业与日期也见于另一批记录,且比它更像本系统({most}比{second})",
            shared * 100.0
        ),
        format!(
            "{:.0}% of its enterprises and days stand in the other records too, and it is more \
             like this system than they are ({most} to {second})",
            shared * 100.0
        ),
    );
    let turn = |at: usize| Turned {
        at,
        source: missing,
        kind,
        reason: reason.clone(),
    };
    group.into_iter().map(turn).collect()
}

/// Whether the table holds what the missing system never has: findings on site where codes are
/// missing, codes and scans where visits are.
fn is_of_present(look: &Look, missing: Source) -> bool {
    use FieldName as F;
    let marks: &[F] = match missing {
        Source::Platform => &ON_SITE,
        _ => &[F::CodeId, F::ScannedAt, F::Rating],
    };
    let by_header = |field: F| {
        let column = look.made.column_of(field);
        let why = column.and_then(|column| look.made.why.get(&column));
        why.is_some_and(|why| why.basis == Basis::Header)
    };
    marks.iter().any(|field| by_header(*field))
}

/// How much more a table is like the missing system than like the present one; a name in the path
/// weighs less than any column.
fn leaning(
    table: &SourceTable,
    look: &Look,
    missing: Source,
    kind: RecordKind,
    present: Source,
) -> i32 {
    let points = |source: Source, kind: RecordKind| {
        let own = look.seen.points.iter();
        own.filter(|(of, is, _)| (*of, *is) == (source, kind))
            .map(|(.., points)| *points)
            .max()
            .unwrap_or(0)
    };
    let other = match present {
        Source::Platform => RecordKind::Code,
        _ => RecordKind::Inspection,
    };
    let named = match named_by_path(table) {
        Some(source) if source == missing => 1,
        Some(source) if source == present => -1,
        _ => 0,
    };
    (points(missing, kind) - points(present, other)) * 2 + named
}

/// The share of the group's visits that the rest tells of too, if that is enough of them.
fn shared_visits(
    tables: &[SourceTable],
    looks: &[Look],
    group: &[usize],
    rest: &[usize],
) -> Option<f64> {
    let all = |tables_at: &[usize]| -> HashSet<(String, chrono::NaiveDate)> {
        let of = |at: &usize| visits_of(&tables[*at], &looks[*at]);
        tables_at.iter().flat_map(of).collect()
    };
    let (own, others) = (all(group), all(rest));
    let shared = own.intersection(&others).count();
    let share = shared as f64 / own.len().min(others.len()).max(1) as f64;
    (shared >= SHARED_ROWS_MIN && share >= SHARED_MIN).then_some(share)
}

/// Whether rows of both carry the same numbers: exports of one system that overlap.
fn shares_numbers(tables: &[SourceTable], looks: &[Look], group: &[usize], rest: &[usize]) -> bool {
    use FieldName as F;
    let numbers = |at: &usize| -> Vec<String> {
        let (table, made) = (&tables[*at], &looks[*at].made);
        let columns = [F::DocumentNumber, F::CodeId, F::RecordNumber];
        let columns: Vec<u16> = columns.iter().filter_map(|f| made.column_of(*f)).collect();
        let rows = table.data_rows();
        let told = rows.flat_map(|row| columns.iter().map(|at| (row.number, *at)));
        let texts = told.filter_map(|(row, column)| Some(table.cell(row, column)?.text()));
        let keys = texts.map(|text| match read_numbers(&text).first() {
            Some(number) => number.normal(),
            None => fold_key(&text),
        });
        keys.filter(|key| key.chars().count() >= NUMBER_LENGTH_MIN)
            .collect()
    };
    let all = |at: &[usize]| -> HashSet<String> { at.iter().flat_map(numbers).collect() };
    all(group).intersection(&all(rest)).count() >= SHARED_ROWS_MIN
}

/// Enterprise and day of every row.
fn visits_of(table: &SourceTable, look: &Look) -> Vec<(String, chrono::NaiveDate)> {
    use FieldName as F;
    let first = |fields: &[F]| fields.iter().find_map(|field| look.made.column_of(*field));
    let days = [
        F::DateStart,
        F::ScannedAt,
        F::CompletedAt,
        F::DatePlanned,
        F::AppliedAt,
    ];
    let (Some(named), Some(dated)) = (first(&[F::CreditCode, F::Enterprise]), first(&days)) else {
        return Vec::new();
    };
    let row = |number: u32| {
        let name = fold_key(&table.cell(number, named)?.text());
        let when = read_date(&table.cell(number, dated)?, DateSense::default())?.ok()?;
        (!name.is_empty()).then_some((name, when.day))
    };
    table
        .data_rows()
        .filter_map(|data| row(data.number))
        .collect()
}
