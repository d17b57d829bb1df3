//! A year's figure by quarters or months that a sentence lists behind one word: 各季度, 各月.

use super::claims::Found;
use super::expression::plain;
use super::identities::figure;
use crate::model::{Check, Claim, Standing, Text};

/// The year's figure is looked for among so many ahead of the list.
const CLAIMS_BACK_MAX: usize = 2000;

pub fn checks(found: &Found, each: &[String]) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut nth = 0;
    while nth < found.claims.len() {
        let list = list_from(nth, found, each);
        if list.len() > 1 {
            checks.extend(adds_up(&list, found));
        }
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
    let wholes = || {
        (0..list[0])
            .rev()
            .take(CLAIMS_BACK_MAX)
            .filter(|at| is_whole(&claims[*at]))
    };
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
        standing: Standing::of(holds),
        title: Text::new(
            "各时段之和等于全年数",
            "quarters or months add up to the year",
        ),
        arithmetic: Text::new(arithmetic.clone(), arithmetic),
        claims: all,
        against_run: false,
    })
}
