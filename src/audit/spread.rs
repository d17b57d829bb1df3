//! Figures that stand to others of their sentence in time: a year's figure by quarters or months, a
//! change against the year before.

use super::claims::Found;
use super::expression::plain;
use super::folded::has;
use super::identities::figure;
use super::outline::{Kind, Passage};
use crate::model::{Check, Claim, Standing, Text, UnitClass};

pub fn checks(passages: &[Passage], found: &Found, each: &[String]) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut nth = 0;
    while nth < found.claims.len() {
        let list = list_from(nth, found, each);
        if list.len() > 1 {
            checks.extend(adds_up(&list, found));
        }
        checks.extend(change(passages, nth, found));
        nth += list.len().max(1);
    }
    checks
}

/// 各季度检查分别为80次、95次…: the claims of one list, from the nth on.
fn list_from(nth: usize, found: &Found, each: &[String]) -> Vec<usize> {
    let first = &found.claims[nth];
    if first.measure.is_none() || !each.contains(&first.scope) {
        return Vec::new();
    }
    let same = |other: &usize| {
        let claim = &found.claims[*other];
        let spots = (found.spots[*other], found.spots[nth]);
        spots.0.passage == spots.1.passage
            && claim.scope == first.scope
            && claim.sentence == first.sentence
            && claim.measure == first.measure
            && claim.unit == first.unit
    };
    (nth..found.claims.len()).take_while(same).collect()
}

/// Four quarters or twelve months add up to the figure of the same measure that stands before them.
fn adds_up(list: &[usize], found: &Found) -> Option<Check> {
    let claims = &found.claims;
    let first = &claims[list[0]];
    let is_whole = |claim: &Claim| {
        claim.measure == first.measure
            && claim.scope.is_empty()
            && claim.unit == first.unit
            && claim.amount.is_exact()
    };
    let amounts = list.iter().map(|at| &claims[*at].amount);
    if amounts.clone().any(|amount| !amount.is_exact()) {
        return None;
    }
    let sum: f64 = amounts.map(|amount| amount.value).sum();
    let complete = match first.scope.as_str() {
        scope if scope.contains("季度") => list.len() == 4,
        scope if scope.contains('月') => list.len() == 12,
        _ => false,
    };
    // Where several stand before the list, it may be any one's.
    let wholes = || (0..list[0]).rev().filter(|at| is_whole(&claims[*at]));
    let equal = wholes().find(|at| claims[*at].amount.value == sum);
    let whole = equal.or_else(|| wholes().next())?;
    let holds = equal.is_some();
    if !holds && !complete {
        return None;
    }
    let terms: Vec<String> = list.iter().map(|at| figure(&claims[*at])).collect();
    let sign = if holds { "=" } else { "≠" };
    let total = figure(&claims[whole]);
    let arithmetic = format!("{} = {} {sign} {total}", terms.join(" + "), plain(sum));
    let mut all = vec![whole];
    all.extend(list);
    Some(Check {
        rule: "spread_adds_up".to_string(),
        standing: if holds {
            Standing::Holds
        } else {
            Standing::Fails
        },
        title: Text::new(
            "各时段之和等于全年数",
            "quarters or months add up to the year",
        ),
        arithmetic: Text::new(arithmetic.clone(), arithmetic),
        claims: all,
        against_run: false,
    })
}

/// 210次，同比下降25%（上年同期260次）: the change is that of the two figures.
fn change(passages: &[Passage], nth: usize, found: &Found) -> Option<Check> {
    let stated = &found.claims[nth];
    let passage = &passages[found.spots[nth].passage];
    let is_change = stated.class == UnitClass::Rate
        && stated.unit == "%"
        && stated.amount.is_exact()
        && (stated.scope.contains("同比") || stated.scope.contains("上年"));
    if !is_change || passage.kind == Kind::Table {
        return None;
    }
    let text = &passage.folded;
    let (from, to) = text.sentence(found.spots[nth].from);
    let inside = |at: &usize| {
        let spot = found.spots[*at];
        spot.passage == found.spots[nth].passage && (from..to).contains(&spot.from)
    };
    let count = |at: &usize| {
        let claim = &found.claims[*at];
        inside(at) && claim.class == UnitClass::Count && claim.amount.is_exact()
    };
    let of_year_before = |claim: &Claim| {
        ["上年", "去年", "同期", "上一年", "前一年"]
            .iter()
            .any(|word| claim.scope.contains(word))
    };
    let now = (0..nth).rev().find(|at| count(at))?;
    let before = nth + 1;
    let fits = before < found.claims.len() && count(&before);
    let (a, b) = (&found.claims[now], found.claims.get(before)?);
    if !fits || of_year_before(a) || !of_year_before(b) || a.unit != b.unit {
        return None;
    }
    let words = &text.chars[found.spots[now].to..found.spots[nth].from];
    let falls = ["下降", "减少", "降低", "下滑"]
        .iter()
        .any(|word| has(words, word));
    let rises = ["增长", "上升", "增加", "提高"]
        .iter()
        .any(|word| has(words, word));
    if falls == rises || b.amount.value <= 0.0 {
        return None;
    }
    let computed = (a.amount.value - b.amount.value) / b.amount.value * 100.0;
    let told = if falls {
        -stated.amount.value
    } else {
        stated.amount.value
    };
    let holds = (computed - told).abs() <= stated.amount.last_place * 0.5 + 1e-9;
    let sign = if holds { "≈" } else { "≠" };
    let rounded = plain((computed * 100.0).round() / 100.0);
    let (x, y) = (plain(a.amount.value), plain(b.amount.value));
    let arithmetic = format!("({x} − {y}) ÷ {y} = {rounded}% {sign} {}", plain(told));
    Some(Check {
        rule: "change_of_two".to_string(),
        standing: if holds {
            Standing::Holds
        } else {
            Standing::Fails
        },
        title: Text::new(
            "同比与本年、上年两数相符",
            "a change agrees with the figures of both years",
        ),
        arithmetic: Text::new(arithmetic.clone(), arithmetic),
        claims: vec![now, nth, before],
        against_run: false,
    })
}
