//! Claims against the metrics of a run.

use super::expression::plain;
use super::rulebook::{Measure, Rulebook};
use crate::model::{Amount, Check, Claim, Figure, Metrics, Standing, Text, UnitClass};

pub fn checks(claims: &[Claim], metrics: &Metrics, book: &Rulebook) -> Vec<Check> {
    let mut checks = Vec::new();
    for (at, claim) in claims.iter().enumerate() {
        let measure = claim.measure.as_deref().and_then(|id| book.measure(id));
        if let Some(measure) = measure
            && let Some(key) = key_of(measure, metrics)
            && !claim.per_head
        {
            let is_whole = claim.scope.is_empty() || is_part_of_all(claims, at);
            checks.extend(match (is_whole, measure.either) {
                (true, true) => Some(fitting(at, claim, measure, metrics)),
                (true, false) => Some(check(at, claim, measure, key, metrics)),
                (false, _) => within_the_year(at, claim, measure, metrics),
            });
        }
    }
    checks
}

/// 全年检查377次，其中触发式检查208次: a part that a measure of its own names whole, of a figure that
/// nothing narrows.
fn is_part_of_all(claims: &[Claim], at: usize) -> bool {
    let part = &claims[at];
    let of_sentence = claims[..at]
        .iter()
        .rev()
        .take_while(|other| (other.line, &other.sentence) == (part.line, &part.sentence));
    let mut wholes = of_sentence.filter(|other| other.scope.is_empty());
    let whole = wholes.next();
    part.scope == "其中"
        && whole.is_some_and(|whole| whole.measure.is_some() && whole.measure != part.measure)
}

/// A quarter's or month's figure against the months of the run.
fn within_the_year(
    at: usize,
    claim: &Claim,
    measure: &Measure,
    metrics: &Metrics,
) -> Option<Check> {
    let (from, to) = months_of(&claim.scope)?;
    let counted = measure.metrics.first()?.strip_suffix(".total")?;
    let mut years = metrics.months().into_iter().map(|month| &month[..4]);
    let year = years.next()?;
    if years.any(|other| other != year) {
        return None;
    }
    let of = |month: u32| metrics.count(&format!("month.{year}-{month:02}.{counted}"));
    let sum = |from: u32, to: u32| (from..=to).filter_map(of).sum::<i64>();
    // A month without any is left out; one that was not asked for must not be taken for it.
    if sum(1, 12) != metrics.count(&measure.metrics[0])? {
        return None;
    }
    let key = format!("month.{year}-{from:02}…{to:02}.{counted}");
    let stated = compared(claim, sum(from, to) as f64 * measure.scale, &key);
    Some(told(at, measure, stated))
}

/// The months that a scope names; `None` where it says anything else.
fn months_of(scope: &str) -> Option<(u32, u32)> {
    let periods = ["上半年", "下半年", "一季度", "二季度", "三季度", "四季度"];
    if let Some(nth) = periods.iter().position(|known| *known == scope) {
        return Some([(1, 6), (7, 12), (1, 3), (4, 6), (7, 9), (10, 12)][nth]);
    }
    let month = scope.strip_suffix('月')?;
    let (from, number) = match month.strip_prefix("截至") {
        Some(number) => (Some(1), number),
        None => (None, month),
    };
    let to = number
        .parse()
        .ok()
        .filter(|month| (1..=12).contains(month))?;
    Some((from.unwrap_or(to), to))
}

/// Of checks against each of the measure's keys that have data, the first that holds, else the
/// first; what the other keys say stands beside it.
fn fitting(at: usize, claim: &Claim, measure: &Measure, metrics: &Metrics) -> Check {
    let known = |key: &&String| !matches!(metrics.get(key), None | Some(Figure::Absent));
    let made = |key: &String| check(at, claim, measure, key, metrics);
    let mut tried: Vec<Check> = measure.metrics.iter().filter(known).map(made).collect();
    if tried.is_empty() {
        return made(&measure.metrics[0]);
    }
    let holds = tried
        .iter()
        .position(|check| check.standing == Standing::Holds);
    let mut best = tried.remove(holds.unwrap_or(0));
    for other in tried {
        let (told, beside) = (&best.arithmetic, other.arithmetic);
        best.arithmetic = Text::new(
            format!("{}; 另一口径 {}", told.zh, beside.zh),
            format!("{}; the other reading: {}", told.en, beside.en),
        );
    }
    best
}

/// The first of the measure's keys that has data, else the first that is there, else the first.
fn key_of<'m>(measure: &'m Measure, metrics: &Metrics) -> Option<&'m String> {
    let has_data = |key: &&String| !matches!(metrics.get(key), None | Some(Figure::Absent));
    let keys = &measure.metrics;
    let found = keys.iter().find(has_data);
    found
        .or_else(|| keys.iter().find(|key| metrics.get(key).is_some()))
        .or(keys.first())
}

fn check(at: usize, claim: &Claim, measure: &Measure, key: &str, metrics: &Metrics) -> Check {
    let figure = match metrics.get(key) {
        Some(Figure::Count(n)) => Some(n as f64),
        Some(Figure::Ratio(ratio) | Figure::Real(ratio)) => Some(ratio),
        Some(Figure::Absent) | None => None,
    };
    let (standing, arithmetic) = match figure {
        Some(figure) => compared(claim, (figure * measure.scale * 1e6).round() / 1e6, key),
        None => {
            let why = match metrics.get(key) {
                Some(_) => Text::new(
                    format!("运行结果中 {key} 为空(没有这项数据)"),
                    format!("{key} is null in the run: it has no such data"),
                ),
                None => Text::new(
                    format!("运行结果中没有 {key}"),
                    format!("the run has no {key}"),
                ),
            };
            (Standing::NotComputed, why)
        }
    };
    told(at, measure, (standing, arithmetic))
}

fn told(at: usize, measure: &Measure, (standing, arithmetic): (Standing, Text)) -> Check {
    Check {
        rule: "against_run".to_string(),
        standing,
        title: Text::new(
            format!("{}与核对结果一致", measure.zh),
            format!("{}: as in the run", measure.en),
        ),
        arithmetic,
        claims: vec![at],
        against_run: true,
    }
}

fn compared(claim: &Claim, figure: f64, key: &str) -> (Standing, Text) {
    let Amount {
        value,
        low,
        high,
        last_place,
    } = claim.amount;
    let fractional = claim.class != UnitClass::Count || last_place != 1.0;
    let half = if fractional {
        last_place * 0.5 + 1e-9
    } else {
        0.0
    };
    let inside = figure >= low - half && figure <= high + half;
    let cut_off =
        claim.amount.is_exact() && fractional && figure > value && figure < value + last_place;
    let (standing, sign) = match (inside, cut_off) {
        (true, _) if figure == value => (Standing::Holds, "="),
        (true, _) => (Standing::Holds, "≈"),
        (false, true) => (Standing::Oddity, "≠"),
        (false, false) => (Standing::Fails, "≠"),
    };
    let shown = plain(figure);
    let difference = match standing {
        Standing::Holds => String::new(),
        _ => format!("; {} − {shown} = {}", plain(value), plain(value - figure)),
    };
    let text = format!("{} {sign} {key} {shown}{difference}", claim.text);
    (standing, Text::new(text.clone(), text))
}
