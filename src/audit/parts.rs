//! Arithmetic that a sentence or a table carries in itself: parts of a whole, sums of a table.
//! Needs no measure.

use super::claims::Found;
use super::expression::plain;
use super::folded::{Folded, has};
use super::identities::figure;
use super::near::is_slip;
use super::outline::{Kind, Passage};
use super::rates::rate;
use super::tables::{first_column, head_rows, is_total, label, number_cell, total_row};
use crate::model::{Check, Claim, Standing, Text, UnitClass};
use std::collections::BTreeMap;

pub fn checks(passages: &[Passage], found: &Found) -> Vec<Check> {
    let mut checks = Vec::new();
    let ranges = found.by_passage(passages.len());
    for (passage, range) in passages.iter().zip(ranges) {
        let own: Vec<usize> = range.collect();
        if passage.kind == Kind::Table {
            checks.extend(table_sums(passage, &own, found));
            continue;
        }
        let mut rest = own.as_slice();
        for (from, to) in sentences(&passage.folded) {
            let inside = rest.partition_point(|nth| found.spots[*nth].from < to);
            let (claims, behind) = rest.split_at(inside);
            rest = behind;
            let text = &passage.folded;
            checks.extend(parts_of_whole(text, claims, found));
            checks.extend(
                claims
                    .iter()
                    .filter_map(|nth| rate(text, from, *nth, claims, found)),
            );
        }
    }
    checks
}

fn sentences(text: &Folded) -> Vec<(usize, usize)> {
    let mut sentences = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let (from, to) = text.sentence(at);
        sentences.push((from, to));
        at = to.max(at + 1);
    }
    sentences
}

/// N件，其中A a件、B b件: no part above the whole, nor all of them together.
fn parts_of_whole(text: &Folded, claims: &[usize], found: &Found) -> Vec<Check> {
    let mut checks = Vec::new();
    let spot = |nth: usize| found.spots[nth];
    for (position, whole) in claims.iter().enumerate() {
        let Some(next) = claims.get(position + 1) else {
            break;
        };
        let between = &text.chars[spot(*whole).to.min(spot(*next).from)..spot(*next).from];
        let Some(opener) = Opener::of(between) else {
            continue;
        };
        let first = *next;
        let whole_claim = &found.claims[*whole];
        if !alike(whole_claim, &found.claims[first]) {
            continue;
        }
        let rest = &claims[position + 2..];
        let gather = |ends: &[char]| {
            let mut parts = vec![first];
            for nth in rest {
                let last = parts.last().copied().unwrap_or(first);
                let between = &text.chars[spot(last).to.min(spot(*nth).from)..spot(*nth).from];
                let is_over = has(between, "其中")
                    || opener == Opener::Bracket && between.contains(&'）')
                    || between.iter().any(|c| ends.contains(c));
                if is_over || between.len() > 40 || !alike(whole_claim, &found.claims[*nth]) {
                    break;
                }
                parts.push(*nth);
            }
            parts
        };
        // Joined by 、 they are the members of one list. After a comma something else may be
        // counted: only a sum that comes out shows that it is not.
        let listed = gather(&['，', '；']);
        let strung = gather(&['；']);
        let sum: f64 = strung
            .iter()
            .map(|nth| found.claims[*nth].amount.value)
            .sum();
        let same = |nth: &usize| {
            whole_claim.measure.is_some() && found.claims[*nth].measure == whole_claim.measure
        };
        let are_one_kind = strung.iter().all(same);
        let comes_out = sum == whole_claim.amount.value;
        let is_slip = is_slip(&strung, *whole, found);
        let is_certain = are_one_kind || opener == Opener::Sorts || strung == listed;
        let parts = match comes_out || are_one_kind || is_slip || opener == Opener::Sorts {
            true => strung,
            false => listed,
        };
        // （上年400次） is no part.
        let is_of_then = |nth: &usize| {
            let scope = &found.claims[*nth].scope;
            ["年", "期", "月", "季"]
                .iter()
                .any(|word| scope.contains(word))
        };
        if opener == Opener::Bracket && (parts.len() < 2 || parts.iter().any(is_of_then)) {
            continue;
        }
        let mut check = compare_parts(*whole, &parts, found);
        if is_slip && (check.standing == Standing::Holds || !is_certain) {
            check.standing = Standing::Oddity;
        }
        checks.push(check);
    }
    checks
}

/// What says that parts follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Opener {
    /// 其中, 包括: some of the parts, or all.
    Some,
    /// 按种类分: all of them.
    Sorts,
    Bracket,
}

impl Opener {
    fn of(between: &[char]) -> Option<Opener> {
        let by = between.iter().position(|c| *c == '按');
        let sorts = by.and_then(|by| between[by..].iter().take(8).position(|c| *c == '分'));
        match between.first() {
            _ if ["其中", "包括", "包含"]
                .iter()
                .any(|word| has(between, word)) =>
            {
                Some(Opener::Some)
            }
            _ if sorts.is_some_and(|at| at > 1) => Some(Opener::Sorts),
            Some('（') => Some(Opener::Bracket),
            _ => None,
        }
    }
}

fn alike(one: &Claim, other: &Claim) -> bool {
    let plain = matches!(
        one.class,
        UnitClass::Count | UnitClass::Money | UnitClass::Hours
    );
    one.class == other.class
        && (one.unit == other.unit || one.class == UnitClass::Money)
        && plain
        && !one.per_head
        && !other.per_head
}

fn compare_parts(whole: usize, parts: &[usize], found: &Found) -> Check {
    let claims = &found.claims;
    let amount = &claims[whole].amount;
    let low: f64 = parts.iter().map(|nth| claims[*nth].amount.low).sum();
    let high: f64 = parts.iter().map(|nth| claims[*nth].amount.high).sum();
    let standing = match low > amount.high {
        true => Standing::Fails,
        false => Standing::Holds,
    };
    let figures: Vec<String> = parts.iter().map(|nth| figure(&claims[*nth])).collect();
    let sum = match parts.len() {
        1 => figures.join(""),
        _ if low == high => format!("{} = {}", figures.join(" + "), plain(low)),
        _ => figures.join(" + "),
    };
    let sign = match (
        standing,
        low == high && amount.is_exact() && low == amount.value,
    ) {
        (Standing::Holds, true) => "=",
        (Standing::Holds, false) => "≤",
        _ => ">",
    };
    let sign = match (sign, is_slip(parts, whole, found)) {
        ("≤", true) => "≠",
        _ => sign,
    };
    let arithmetic = format!("{sum} {sign} {}", figure(&claims[whole]));
    let mut all = vec![whole];
    all.extend(parts);
    Check {
        rule: "parts_of_whole".to_string(),
        standing,
        title: Text::new("分项不超过总数", "the parts are no more than the whole"),
        arithmetic: Text::new(arithmetic.clone(), arithmetic),
        claims: all,
        against_run: false,
    }
}

/// Columns and rows that end in a total.
fn table_sums(passage: &Passage, own: &[usize], found: &Found) -> Vec<Check> {
    let rows = &passage.rows;
    let heads = head_rows(rows);
    let place = |nth: usize| ((found.spots[nth].from, found.spots[nth].to), nth);
    let cells: BTreeMap<(usize, usize), usize> = own.iter().map(|nth| place(*nth)).collect();
    let cell_claim = |row: usize, column: usize| cells.get(&(row, column)).copied();
    let mut checks = Vec::new();
    let first = first_column(rows);
    let total_row = total_row(rows);
    // Subtotals and 其中 are in the rows that they are about: such a list is not simply added up.
    let is_nested = |cell: &str| cell.contains("小计") || cell.contains("其中");
    let nested_rows = (heads..rows.len())
        .any(|row| Some(row) != total_row && is_nested(&label(&rows[row], first)));
    let nested_columns = rows[..heads].iter().flatten().any(|cell| is_nested(cell));
    if let Some(total) = total_row.filter(|_| !nested_rows) {
        for column in first..rows[total].len() {
            let lines = (heads..rows.len()).filter(|row| *row != total);
            let cells: Vec<Option<usize>> = lines.map(|row| cell_claim(row, column)).collect();
            checks.extend(sum_check(cell_claim(total, column), &cells, found));
        }
    }
    let total_column = heads
        .checked_sub(1)
        .and_then(|last| rows[last].iter().position(|cell| is_total(cell)));
    if let Some(total) = total_column.filter(|_| !nested_columns) {
        for (at, row) in rows.iter().enumerate().skip(heads) {
            let is_number = |column: &usize| {
                row.get(*column)
                    .is_some_and(|cell| number_cell(cell).is_some())
            };
            let before = (first..total).filter(is_number);
            let cells: Vec<Option<usize>> = before.map(|column| cell_claim(at, column)).collect();
            checks.extend(sum_check(cell_claim(at, total), &cells, found));
        }
    }
    checks
}

fn sum_check(total: Option<usize>, cells: &[Option<usize>], found: &Found) -> Option<Check> {
    let total = total?;
    let parts: Vec<usize> = cells.iter().copied().collect::<Option<_>>()?;
    let claims = &found.claims;
    let additive = |nth: &usize| {
        claims[*nth].class == claims[total].class && claims[*nth].class != UnitClass::Rate
    };
    if parts.len() < 2 || !parts.iter().all(additive) {
        return None;
    }
    let sum: f64 = parts.iter().map(|nth| claims[*nth].amount.value).sum();
    let sum = (sum * 1e6).round() / 1e6;
    let stated = claims[total].amount.value;
    let (standing, sign) = match sum == stated {
        true => (Standing::Holds, "="),
        false => (Standing::Fails, "≠"),
    };
    let figures: Vec<String> = parts
        .iter()
        .map(|nth| plain(claims[*nth].amount.value))
        .collect();
    let arithmetic = format!(
        "{} = {} {sign} {}",
        figures.join(" + "),
        plain(sum),
        plain(stated)
    );
    let mut all = parts;
    all.push(total);
    Some(Check {
        rule: "table_total".to_string(),
        standing,
        title: Text::new(
            "表中合计等于各项之和",
            "a table's total is the sum of its cells",
        ),
        arithmetic: Text::new(arithmetic.clone(), arithmetic),
        claims: all,
        against_run: false,
    })
}
