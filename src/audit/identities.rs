//! The rulebook's rules on a report's claims: computed where each measure is claimed with one
//! figure, never guessed.

use super::expression::{Comparison, Expression, Interval, Sign, plain};
use super::rulebook::{IfFalse, Rule, Rulebook};
use crate::model::{Amount, Check, Claim, Standing, Text, UnitClass};

/// The claim that speaks for each measure: the whole year's, the whole body's.
pub struct Spoken<'a> {
    claims: &'a [Claim],
}

impl<'a> Spoken<'a> {
    pub fn of(claims: &'a [Claim]) -> Self {
        Spoken { claims }
    }

    /// The first claim of the measure that nothing narrows; `None` where two of them disagree, or
    /// all are parts.
    pub fn claim(&self, measure: &str) -> Option<usize> {
        let of = |claim: &&Claim| claim.measure.as_deref() == Some(measure);
        let is_whole = |claim: &Claim| claim.scope.is_empty() && !claim.per_head;
        let is_share = measure.contains("per_head") || measure.contains("rate");
        let fits = |claim: &Claim| is_whole(claim) || is_share && claim.scope.is_empty();
        let mut known = self
            .claims
            .iter()
            .enumerate()
            .filter(|(_, claim)| of(claim) && fits(claim));
        let Some((first, claim)) = known.next() else {
            return self.only_part(measure);
        };
        let agrees = known.all(|(_, other)| overlap(&claim.amount, &other.amount));
        agrees.then_some(first)
    }

    /// Where the measure is itself a part of another (一般程序), its one claim may stand as a part.
    fn only_part(&self, measure: &str) -> Option<usize> {
        let mut parts = self.claims.iter().enumerate().filter(|(_, claim)| {
            claim.measure.as_deref() == Some(measure) && claim.scope == "其中"
        });
        let (at, _) = parts.next()?;
        parts.next().is_none().then_some(at)
    }
}

pub fn overlap(one: &Amount, other: &Amount) -> bool {
    one.low <= other.high && other.low <= one.high
}

pub fn checks(claims: &[Claim], book: &Rulebook) -> Vec<Check> {
    let spoken = Spoken::of(claims);
    book.rules
        .iter()
        .filter_map(|rule| check(rule, claims, &spoken, book))
        .collect()
}

fn check(rule: &Rule, claims: &[Claim], spoken: &Spoken<'_>, book: &Rulebook) -> Option<Check> {
    let is_claimed = |id: &String| spoken.claim(id).is_some();
    if rule.unless.iter().any(is_claimed) {
        return None;
    }
    if !rule.only_with_any.is_empty() && !rule.only_with_any.iter().any(is_claimed) {
        return None;
    }
    let measures = rule.check.measures();
    let claimed: Vec<usize> = measures.iter().filter_map(|id| spoken.claim(id)).collect();
    let is_missing = claimed.len() < measures.len();
    if is_missing {
        return missing(rule, claims, (&claimed, &measures), spoken, book);
    }
    let value = |id: &str| spoken.claim(id).map(|at| interval(&claims[at].amount));
    let (left, right) = (
        rule.check.left.value(&value)?,
        rule.check.right.value(&value)?,
    );
    let slack = slack(&rule.check, claims, spoken);
    let standing = match rule.check.sign.holds(left, right, slack) {
        Some(true) => Standing::Holds,
        Some(false) => match rule.if_false {
            IfFalse::Fails => Standing::Fails,
            IfFalse::Oddity => Standing::Oddity,
            IfFalse::Silent => return None,
        },
        None => Standing::NotComputed,
    };
    let mut distinct = claimed;
    distinct.sort_unstable();
    distinct.dedup();
    Some(Check {
        rule: rule.id.clone(),
        standing,
        title: rule.title.clone(),
        arithmetic: arithmetic(rule, claims, spoken, (left, right, slack)),
        claims: distinct,
        against_run: false,
    })
}

/// A rule most of whose figures are there, and what is wanting. One figure alone calls for nothing.
fn missing(
    rule: &Rule,
    claims: &[Claim],
    (claimed, measures): (&[usize], &[&str]),
    spoken: &Spoken<'_>,
    book: &Rulebook,
) -> Option<Check> {
    let is_quotient = rule.check.left.is_single() && rule.check.right.divides();
    let states_rate = measures
        .first()
        .is_some_and(|id| spoken.claim(id).is_some());
    if !(is_quotient && states_rate) || rule.if_false == IfFalse::Silent {
        return None;
    }
    let wanting: Vec<&str> = measures
        .iter()
        .copied()
        .filter(|id| spoken.claim(id).is_none())
        .collect();
    let stated = claims[*claimed.first()?].text.clone();
    let named = wanting.iter().filter_map(|id| book.measure(id));
    let (zh, en): (Vec<&str>, Vec<&str>) = named.map(|m| (m.zh.as_str(), m.en.as_str())).unzip();
    let (zh, en) = (zh.join("、"), en.join(", "));
    Some(Check {
        rule: rule.id.clone(),
        standing: Standing::NotComputed,
        title: rule.title.clone(),
        arithmetic: Text::new(
            format!("报告写{stated},但没有给出{zh}"),
            format!("{stated} is stated, but not {en}"),
        ),
        claims: claimed.to_vec(),
        against_run: false,
    })
}

pub fn interval(amount: &Amount) -> Interval {
    Interval {
        low: amount.low,
        high: amount.high,
    }
}

/// How far apart two sides may be and still be equal: half of the last printed place of a rate or
/// an average, nothing between counts.
fn slack(check: &Comparison, claims: &[Claim], spoken: &Spoken<'_>) -> f64 {
    if check.sign != Sign::Equal {
        return 1e-9;
    }
    let half = |one: &Expression, other: &Expression| match one {
        Expression::Measure(id) if other.divides() || is_fractional(id, claims, spoken) => spoken
            .claim(id)
            .map(|at| claims[at].amount.last_place * 0.5),
        _ => None,
    };
    let (left, right) = (&check.left, &check.right);
    let half = half(left, right).or_else(|| half(right, left));
    half.unwrap_or(0.0) * (1.0 + 1e-9) + 1e-9
}

fn is_fractional(id: &str, claims: &[Claim], spoken: &Spoken<'_>) -> bool {
    spoken
        .claim(id)
        .is_some_and(|at| claims[at].class == UnitClass::Rate)
}

fn arithmetic(
    rule: &Rule,
    claims: &[Claim],
    spoken: &Spoken<'_>,
    (left, right, slack): (Interval, Interval, f64),
) -> Text {
    let of = |id: &str| {
        spoken
            .claim(id)
            .map_or_else(String::new, |at| figure(&claims[at]))
    };
    let side = |expression: &Expression, value: Interval| {
        let written = expression.written(&of);
        match expression.is_single() {
            true => written,
            false => format!("{written} = {}", shown(value)),
        }
    };
    let check = &rule.check;
    let one = side(&check.left, left);
    let other = side(&check.right, right);
    let is_equal = Sign::seen(left, right, slack) == "≈" && left.low == left.high;
    let sign = match (check.sign.holds(left, right, slack), check.sign) {
        (Some(true), Sign::Equal) if is_equal && left.low != right.low => "≈",
        (Some(true), sign) => sign.shown(),
        (Some(false), Sign::Equal) => "≠",
        (Some(false), _) => Sign::seen(left, right, slack),
        (None, _) => "?",
    };
    let mut lines = vec![format!("{one} {sign} {other}")];
    let value = |id: &str| spoken.claim(id).map(|at| interval(&claims[at].amount));
    // Further figures are for those who have to look into it.
    let is_sound = check.sign.holds(left, right, slack) == Some(true);
    for (expression, is_rate) in rule.show.iter().filter(|_| !is_sound) {
        if let Some(result) = expression.value(&value) {
            let result = match is_rate {
                true => format!("{:.1}%", result.low * 100.0),
                false => shown(result),
            };
            lines.push(format!("{} = {result}", expression.written(&of)));
        }
    }
    let text = lines.join("; ");
    Text::new(text.clone(), text)
}

/// A claim's figure for the arithmetic: plain, with the words that leave it open.
pub fn figure(claim: &Claim) -> String {
    let amount = &claim.amount;
    let number = plain(amount.value);
    if amount.is_exact() {
        return number;
    }
    match (amount.low < amount.value, amount.high > amount.value) {
        _ if amount.low > 0.0 && amount.low < amount.value && amount.high == amount.value => {
            format!("{}–{number}", plain(amount.low))
        }
        (true, true) => format!("~{number}"),
        (true, false) => format!("≤{number}"),
        _ => format!("{number}+"),
    }
}

pub fn shown(value: Interval) -> String {
    let round = |number: f64| plain((number * 100.0).round() / 100.0);
    if value.low == value.high {
        round(value.low)
    } else if value.high.is_infinite() {
        format!("{}+", round(value.low))
    } else {
        format!("{}…{}", round(value.low), round(value.high))
    }
}
