//! An average beside the two figures that it is of: 23名队员办案248件，人均10.8件.

use super::claims::Found;
use super::expression::plain;
use super::outline::{Kind, Passage};
use crate::model::{Check, Claim, Standing, Text, UnitClass};

/// Words of an average, and the units of what it is taken over.
const OVER: [(&str, &[&str]); 9] = [
    ("人均", &["人", "名", "位"]),
    ("每人", &["人", "名", "位"]),
    ("每名", &["名", "人"]),
    ("户均", &["户", "家", "个"]),
    ("每户", &["户", "家"]),
    ("每家", &["家", "户"]),
    ("案均", &["件", "宗", "起", "个"]),
    ("件均", &["件", "宗", "起"]),
    ("每件", &["件", "宗", "起"]),
];

pub fn checks(passages: &[Passage], found: &Found) -> Vec<Check> {
    let all = 0..found.claims.len();
    all.filter_map(|nth| check(passages, found, nth)).collect()
}

fn check(passages: &[Passage], found: &Found, nth: usize) -> Option<Check> {
    let (mean, spot) = (&found.claims[nth], found.spots[nth]);
    let passage = &passages[spot.passage];
    if passage.kind == Kind::Table || !mean.per_head || !mean.amount.is_exact() {
        return None;
    }
    let text = &passage.folded;
    let (clause, _) = text.clause(spot.from);
    let words = text.text(clause.min(spot.from), spot.from);
    let (_, units) = OVER.iter().find(|(word, _)| words.contains(word))?;
    let (from, _) = text.sentence(spot.from);
    let inside = |at: &usize| {
        let other = found.spots[*at];
        let claim = &found.claims[*at];
        other.passage == spot.passage
            && (from..spot.from).contains(&other.from)
            && claim.amount.is_exact()
            && !claim.per_head
    };
    let ahead: Vec<usize> = (0..nth)
        .rev()
        .take_while(|at| {
            let other = found.spots[*at];
            other.passage == spot.passage && other.from >= from
        })
        .filter(inside)
        .collect();
    let is_over = |at: &usize| units.contains(&found.claims[*at].unit.as_str());
    let is_sum = |at: &usize| {
        let claim = &found.claims[*at];
        let is_money = claim.class == UnitClass::Money && mean.class == UnitClass::Money;
        is_money || claim.unit == mean.unit && claim.class == mean.class
    };
    let over: Vec<usize> = ahead.iter().copied().filter(is_over).collect();
    let sums: Vec<usize> = ahead.iter().copied().filter(is_sum).collect();
    let pairs: Vec<(usize, usize)> = sums
        .iter()
        .flat_map(|sum| over.iter().map(move |over| (*sum, *over)))
        .filter(|(sum, over)| sum != over && found.claims[*over].amount.value > 0.0)
        .collect();
    let fits = |(sum, over): &&(usize, usize)| {
        gap(*sum, *over, mean, found) <= slack(*sum, *over, mean, found)
    };
    let fitting = pairs.iter().find(fits);
    // Where several could be meant, none is known to be wrong.
    let (sum, over) = *fitting.or(pairs.first().filter(|_| pairs.len() == 1))?;
    Some(told((sum, over, nth), fitting.is_some(), found))
}

fn told((sum, over, nth): (usize, usize, usize), holds: bool, found: &Found) -> Check {
    let (standing, sign) = match holds {
        true => (Standing::Holds, "≈"),
        false => (Standing::Oddity, "≠"),
    };
    let value = |at: usize| found.claims[at].amount.value;
    let (a, b, mean) = (value(sum), value(over), value(nth));
    let computed = (a / b * 100.0).round() / 100.0;
    let arithmetic = format!(
        "{} ÷ {} = {} {sign} {}",
        plain(a),
        plain(b),
        plain(computed),
        plain(mean)
    );
    Check {
        rule: "mean_of_two".to_string(),
        standing,
        title: Text::new(
            "平均数与所在句的两个数相符",
            "an average agrees with the two figures beside it",
        ),
        arithmetic: Text::new(arithmetic.clone(), arithmetic),
        claims: vec![sum, over, nth],
        against_run: false,
    }
}

fn gap(sum: usize, over: usize, mean: &Claim, found: &Found) -> f64 {
    let value = |at: usize| found.claims[at].amount.value;
    (value(sum) / value(over) - mean.amount.value).abs()
}

/// Half of the last printed place, of the average and of what is divided.
fn slack(sum: usize, over: usize, mean: &Claim, found: &Found) -> f64 {
    let (sum, over) = (&found.claims[sum], found.claims[over].amount.value);
    let half = match sum.class {
        UnitClass::Money => sum.amount.last_place * 0.5 / over,
        _ => 0.0,
    };
    mean.amount.last_place * 0.5 + half + 1e-9
}
