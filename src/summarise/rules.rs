//! Cross-footing rules held against the figures of a run.

use crate::model::{
    Figure, Finding, Metrics, Relation, Rule, RuleOutcome, RuleSeverity, RuleStanding, Severity,
    Text,
};
use exmex::{Express, Val};

/// Fractions that differ by less are equal.
const TOLERANCE: f64 = 1e-9;

/// Every rule's standing, in the order of the rules.
pub fn outcomes(rules: &[Rule], metrics: &Metrics) -> Vec<RuleOutcome> {
    rules.iter().map(|rule| outcome(rule, metrics)).collect()
}

/// One finding for every rule that is broken.
pub fn findings(outcomes: &[RuleOutcome]) -> Vec<Finding> {
    let broken = outcomes
        .iter()
        .filter(|outcome| outcome.standing == RuleStanding::Broken);
    broken.map(finding).collect()
}

/// A whole number, or a fraction.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Sum {
    Whole(i64),
    Fraction(f64),
}

impl Sum {
    fn real(self) -> f64 {
        match self {
            Sum::Whole(n) => n as f64,
            Sum::Fraction(v) => v,
        }
    }
}

fn outcome(rule: &Rule, metrics: &Metrics) -> RuleOutcome {
    let (left, relation, right) = rule.sides().expect("rules are checked when they are read");
    let keys = Rule::keys(left).into_iter().chain(Rule::keys(right));
    let mut absent: Vec<String> = keys
        .filter(|key| operand(metrics, key).is_none())
        .map(str::to_string)
        .collect();
    absent.sort();
    absent.dedup();
    let sides = (evaluated(left, metrics), evaluated(right, metrics));
    let (Some(one), Some(other)) = sides else {
        return RuleOutcome {
            rule: rule.clone(),
            standing: RuleStanding::NotComputable,
            arithmetic: format!("{left} {} {right}", relation.shown(true)),
            sides: None,
            absent,
        };
    };
    let holds = stands(one, relation, other);
    let said = |side: &str, sum: Sum| {
        let written = with_figures(side, metrics);
        let total = shown(sum);
        match written == total {
            true => written,
            false => format!("{written} [{total}]"),
        }
    };
    RuleOutcome {
        rule: rule.clone(),
        standing: if holds {
            RuleStanding::Holds
        } else {
            RuleStanding::Broken
        },
        arithmetic: format!(
            "{} {} {}",
            said(left, one),
            relation.shown(holds),
            said(right, other)
        ),
        sides: Some((one.real(), other.real())),
        absent,
    }
}

/// Whole numbers are compared exactly.
fn stands(one: Sum, relation: Relation, other: Sum) -> bool {
    let order = match (one, other) {
        (Sum::Whole(a), Sum::Whole(b)) => a.cmp(&b),
        (a, b) if (a.real() - b.real()).abs() <= TOLERANCE => std::cmp::Ordering::Equal,
        (a, b) => a.real().total_cmp(&b.real()),
    };
    match relation {
        Relation::Equal => order.is_eq(),
        Relation::AtMost => order.is_le(),
        Relation::AtLeast => order.is_ge(),
        Relation::Less => order.is_lt(),
        Relation::More => order.is_gt(),
    }
}

/// The value of a side; `None` where a figure is absent or the arithmetic overflows.
fn evaluated(side: &str, metrics: &Metrics) -> Option<Sum> {
    let expression = exmex::parse_val::<i64, f64>(side).ok()?;
    let values: Option<Vec<Val<i64, f64>>> = expression
        .var_names()
        .iter()
        .map(|key| {
            Some(match operand(metrics, key.trim())? {
                Sum::Whole(n) => Val::Int(n),
                Sum::Fraction(v) => Val::Float(v),
            })
        })
        .collect();
    match expression.eval(&values?).ok()? {
        Val::Int(n) => Some(Sum::Whole(n)),
        Val::Float(v) if v.is_finite() => Some(Sum::Fraction(v)),
        _ => None,
    }
}

/// The figure of a key; of one with a `*`, the sum of all that match and are there.
fn operand(metrics: &Metrics, key: &str) -> Option<Sum> {
    let sum = |figure| match figure {
        Figure::Absent => None,
        Figure::Count(n) => Some(Sum::Whole(n)),
        Figure::Ratio(v) | Figure::Real(v) => Some(Sum::Fraction(v)),
    };
    let Some((head, tail)) = key.split_once('*') else {
        return sum(metrics.get(key)?);
    };
    let is_one = |known: &str| {
        known.len() > head.len() + tail.len() && known.starts_with(head) && known.ends_with(tail)
    };
    let figures = metrics.iter().filter(|(known, _)| is_one(known));
    let mut figures = figures.filter_map(|(_, figure)| sum(figure));
    let first = figures.next()?;
    figures.try_fold(first, |all, more| match (all, more) {
        (Sum::Whole(a), Sum::Whole(b)) => a.checked_add(b).map(Sum::Whole),
        (a, b) => Some(Sum::Fraction(a.real() + b.real())),
    })
}

/// The side with figures in place of their keys.
fn with_figures(side: &str, metrics: &Metrics) -> String {
    let mut out = String::new();
    let mut rest = side;
    while let Some((before, more)) = rest.split_once('{') {
        let (key, after) = more.split_once('}').unwrap_or((more, ""));
        out.push_str(before);
        out.push_str(&operand(metrics, key.trim()).map_or("—".to_string(), shown));
        rest = after;
    }
    out.push_str(rest);
    out
}

fn shown(sum: Sum) -> String {
    match sum {
        Sum::Whole(n) => n.to_string(),
        Sum::Fraction(v) => format!("{}", (v * 1e6).round() / 1e6),
    }
}

fn finding(outcome: &RuleOutcome) -> Finding {
    let rule = &outcome.rule;
    let (id, severity) = match rule.severity {
        RuleSeverity::Error => ("S101", Severity::ValueDoubtful),
        RuleSeverity::Warn => ("S102", Severity::Note),
    };
    let title = Text::new(
        format!("勾稽关系 {} 不成立:{}", rule.id, rule.zh),
        format!("cross-footing rule {} does not hold: {}", rule.id, rule.en),
    );
    let told = &outcome.arithmetic;
    let mut finding = Finding::about_file(id, severity, "metrics.json", title)
        .expected(rule.holds.as_str(), rule.holds.as_str())
        .done(
            format!("照实公布:{told}"),
            format!("published as it is: {told}"),
        );
    finding.actual = told.chars().take(120).collect();
    finding.help(
        "打开 统计表.xlsx 的“勾稽关系”,从两边的数字追到各自的行",
        "follow both figures to their rows from the sheet of rules in 统计表.xlsx",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metrics() -> Metrics {
        let mut metrics = Metrics::default();
        for (key, figure) in [
            ("a.total", Figure::Count(377)),
            ("a.one", Figure::Count(169)),
            ("a.two", Figure::Count(208)),
            ("a.rate", Figure::Ratio(252.0 / 377.0)),
            ("a.none", Figure::Absent),
            ("a.big", Figure::Count(9_007_199_254_740_993)),
            ("a.bigger", Figure::Count(9_007_199_254_740_992)),
            ("a.most", Figure::Count(i64::MAX)),
            ("town.东郊乡.n", Figure::Count(1)),
            ("town.a.b.n", Figure::Count(2)),
        ] {
            metrics.set(key, figure);
        }
        metrics
    }

    fn standing(holds: &str) -> RuleOutcome {
        let rule = Rule {
            holds: holds.to_string(),
            ..Rule::shipped()[0].clone()
        };
        outcome(&rule, &metrics())
    }

    #[test]
    fn rules_hold_break_or_cannot_be_computed() {
        for (holds, expected, told) in [
            (
                "{a.total} == {a.one} + {a.two}",
                RuleStanding::Holds,
                "377 = 169 + 208 [377]",
            ),
            (
                "{a.total} == {a.one} + 207",
                RuleStanding::Broken,
                "377 ≠ 169 + 207 [376]",
            ),
            ("{a.one} >= {a.two}", RuleStanding::Broken, "169 < 208"),
            ("{town.*.n} == 3", RuleStanding::Holds, "3 = 3"),
            ("{a.none} == 0", RuleStanding::NotComputable, "{a.none} = 0"),
            (
                "{a.unheard} == 0",
                RuleStanding::NotComputable,
                "{a.unheard} = 0",
            ),
            ("{x.*} == 0", RuleStanding::NotComputable, "{x.*} = 0"),
            // Beyond what a fraction can tell apart.
            (
                "{a.big} == {a.bigger}",
                RuleStanding::Broken,
                "9007199254740993 ≠ 9007199254740992",
            ),
            (
                "{a.most} + 1 > 0",
                RuleStanding::NotComputable,
                "{a.most} + 1 > 0",
            ),
            (
                "abs({a.rate} * {a.total} - 252) < 0.01",
                RuleStanding::Holds,
                "abs(0.668435 * 377 - 252) [0] < 0.01",
            ),
        ] {
            let outcome = standing(holds);
            assert_eq!(
                (outcome.standing, outcome.arithmetic.as_str()),
                (expected, told)
            );
        }
        assert_eq!(standing("{a.none} == {a.none}").absent, ["a.none"]);
        assert_eq!(standing("{a.one} < {a.two}").sides, Some((169.0, 208.0)));
    }

    #[test]
    fn what_is_broken_is_found_by_severity() {
        let mut outcomes = vec![
            standing("{a.one} == {a.two}"),
            standing("{a.one} < {a.two}"),
        ];
        outcomes[0].rule.severity = RuleSeverity::Warn;
        let found = findings(&outcomes);
        assert_eq!(found.len(), 1);
        assert_eq!(
            (found[0].rule, found[0].actual.as_str()),
            ("S102", "169 ≠ 208")
        );
    }
}
