//! Arithmetic that a sentence or a table carries in itself: parts of a whole, shares of it, rates
//! of two figures named beside them, sums of a table. Needs no measure.

use super::claims::Found;
use super::expression::plain;
use super::folded::{Folded, has};
use super::identities::figure;
use super::outline::{Kind, Passage};
use super::tables::{head_rows, is_total, number_cell};
use crate::model::{Check, Claim, Standing, Text, UnitClass};

pub fn checks(passages: &[Passage], found: &Found) -> Vec<Check> {
    let mut checks = Vec::new();
    for (at, passage) in passages.iter().enumerate() {
        let own: Vec<usize> = (0..found.claims.len())
            .filter(|nth| found.spots[*nth].passage == at)
            .collect();
        if passage.kind == Kind::Table {
            checks.extend(table_sums(passage, &own, found));
            continue;
        }
        for (from, to) in sentences(&passage.folded) {
            let inside = |nth: &usize| (from..to).contains(&found.spots[*nth].from);
            let claims: Vec<usize> = own.iter().copied().filter(inside).collect();
            let text = &passage.folded;
            checks.extend(parts_of_whole(text, &claims, found));
            checks.extend(
                claims
                    .iter()
                    .filter_map(|nth| rate(text, from, *nth, &claims, found)),
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
        if !["其中", "包括", "包含"]
            .iter()
            .any(|word| has(between, word))
        {
            continue;
        }
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
                let is_over = has(between, "其中") || between.iter().any(|c| ends.contains(c));
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
        let parts = match sum == whole_claim.amount.value || are_one_kind {
            true => strung,
            false => listed,
        };
        checks.push(compare_parts(*whole, &parts, found));
    }
    checks
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

/// A rate beside the two figures that it is of: …100处，整改95处，整改率95%; 其中208次，占55.2%.
fn rate(text: &Folded, from: usize, nth: usize, claims: &[usize], found: &Found) -> Option<Check> {
    let stated = &found.claims[nth];
    if stated.class != UnitClass::Rate || !stated.amount.is_exact() || stated.unit != "%" {
        return None;
    }
    let (whole, part) = rated(text, from, nth, claims, found)?;
    let value = |nth: usize| found.claims[nth].amount.value;
    let (a, b) = (value(part), value(whole));
    // More than the whole is no part of it, unless it was planned: the rate is of something else.
    let may_exceed = is_planned(text, whole, found);
    if b <= 0.0
        || a > b && !may_exceed
        || found.claims[part].per_head
        || found.claims[whole].per_head
    {
        return None;
    }
    let computed = a / b * 100.0;
    let gap = (computed - stated.amount.value).abs();
    let place = stated.amount.last_place;
    let (standing, sign) = if gap <= place * 0.5 + 1e-9 {
        (Standing::Holds, if gap < 1e-9 { "=" } else { "≈" })
    } else if gap < place && computed > stated.amount.value {
        // Cut off instead of rounded.
        (Standing::Oddity, "≠")
    } else {
        (Standing::Fails, "≠")
    };
    let arithmetic = format!(
        "{} ÷ {} = {}% {sign} {}",
        plain(a),
        plain(b),
        plain((computed * 100.0).round() / 100.0),
        stated.text
    );
    Some(Check {
        rule: "rate_of_two".to_string(),
        standing,
        title: Text::new(
            "比率与所在句的两个数相符",
            "a rate agrees with the two figures beside it",
        ),
        arithmetic: Text::new(arithmetic.clone(), arithmetic),
        claims: vec![whole, part, nth],
        against_run: false,
    })
}

/// Whether the clause says that the figure was a task.
fn is_planned(text: &Folded, nth: usize, found: &Found) -> bool {
    let spot = found.spots[nth];
    let (from, _) = text.clause(spot.from);
    let ahead = &text.chars[from.min(spot.from)..spot.from];
    ["计划", "任务", "目标"].iter().any(|word| has(ahead, word))
}

/// Whole and part of a rate: the last two counts of one unit ahead of it, where the rate's name
/// (整改率) takes up the part's words (整改95处), in either order; where 占 stands between, the last
/// count and what it is a part of.
fn rated(
    text: &Folded,
    from: usize,
    nth: usize,
    claims: &[usize],
    found: &Found,
) -> Option<(usize, usize)> {
    let spot = found.spots[nth];
    let is_count = |other: &usize| {
        let claim = &found.claims[*other];
        found.spots[*other].from < spot.from
            && claim.class == UnitClass::Count
            && claim.amount.is_exact()
    };
    let counts: Vec<usize> = claims.iter().copied().filter(is_count).collect();
    let last = *counts.last()?;
    let same_unit =
        |other: &usize| *other != last && found.claims[*other].unit == found.claims[last].unit;
    let behind = found.spots[last].to;
    let named = &text.chars[behind.min(spot.from)..spot.from];
    if has(named, "占") && named.len() <= 12 {
        let others: Vec<usize> = counts.iter().copied().filter(same_unit).collect();
        return Some((shared(text, from, (&others, last), found)?, last));
    }
    let other = counts.iter().copied().rfind(same_unit)?;
    let mark = named.iter().rposition(|c| *c == '率')?;
    let stem = &named[mark.checked_sub(2)?..mark];
    let names = |nth: usize| {
        let (clause_from, clause_to) = text.clause(found.spots[nth].from);
        let begin = clause_from.max(from).min(found.spots[nth].from);
        let ahead = &text.chars[begin..found.spots[nth].from];
        let tail = &ahead[ahead.len().saturating_sub(12)..];
        let to = found.spots[nth].to;
        let after = &text.chars[to..clause_to.clamp(to, spot.from.max(to))];
        in_order(tail, stem) || in_order(after, stem)
    };
    match (names(last), names(other)) {
        (true, _) => Some((other, last)),
        // 完成187家，计划194家，完成率96.4%.
        (false, true) => Some((last, other)),
        (false, false) => {
            let ahead = &text.chars[from..found.spots[last].from];
            let tail = &ahead[ahead.len().saturating_sub(12)..];
            in_order(tail, stem).then_some((other, last))
        }
    }
}

/// What the members of a list are shares of: the figure before 其中, else the only one that is no
/// share itself.
fn shared(
    text: &Folded,
    from: usize,
    (others, last): (&[usize], usize),
    found: &Found,
) -> Option<usize> {
    let spot = |nth: usize| found.spots[nth];
    let last = spot(last).from;
    let ahead = |nth: &usize| {
        let (at, to) = (spot(*nth).from, spot(*nth).to);
        let others = others.iter().map(|other| spot(*other).from);
        let next = others.filter(|other| *other > at).min();
        let end = next.unwrap_or(last).max(to);
        has(&text.chars[to..end.min(to + 12)], "占")
    };
    let wholes: Vec<usize> = others.iter().copied().filter(|nth| !ahead(nth)).collect();
    let within = &text.chars[from.min(last)..];
    let mark = ["其中", "包括", "包含"]
        .iter()
        .filter_map(|word| {
            super::folded::positions(within, &word.chars().collect::<Vec<_>>()).next()
        })
        .min();
    let before = mark.and_then(|mark| {
        let stands = |nth: &usize| spot(*nth).from < from + mark;
        wholes.iter().copied().rfind(stands)
    });
    before.or_else(|| match others.iter().any(ahead) {
        true => (wholes.len() == 1).then(|| wholes[0]),
        false => wholes.last().copied(),
    })
}

/// Whether the characters stand there one after the other: 持证 in 持有行政执法证.
fn in_order(chars: &[char], stem: &[char]) -> bool {
    let mut here = chars.iter();
    stem.iter().all(|c| here.any(|known| known == c))
}

/// Columns and rows that end in a total.
fn table_sums(passage: &Passage, own: &[usize], found: &Found) -> Vec<Check> {
    let rows = &passage.rows;
    let heads = head_rows(rows);
    let cell_claim = |row: usize, column: usize| {
        own.iter()
            .copied()
            .find(|nth| (found.spots[*nth].from, found.spots[*nth].to) == (row, column))
    };
    let mut checks = Vec::new();
    let total_row = (heads..rows.len())
        .rev()
        .find(|row| rows[*row].first().is_some_and(|cell| is_total(cell)));
    // Subtotals and 其中 are in the rows that they are about: such a list is not simply added up.
    let is_nested = |cell: &String| cell.contains("小计") || cell.contains("其中");
    let nested_rows = rows[heads..]
        .iter()
        .any(|row| row.first().is_some_and(is_nested));
    let nested_columns = rows[..heads].iter().flatten().any(is_nested);
    if let Some(total) = total_row.filter(|_| !nested_rows) {
        for column in 1..rows[total].len() {
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
            let before = (0..total).filter(is_number);
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
