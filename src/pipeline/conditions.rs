//! Conditions that turn a published run into exit code 1.

use crate::config::nearest;
use crate::history::JUDGEMENTS;
use crate::model::{Books, Fault, Figure, Severity, Text};
use std::str::FromStr;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Less,
    LessOrEqual,
    More,
    MoreOrEqual,
    Equal,
    NotEqual,
}

/// Longer signs first, so that `<=` is not read as `<`.
const SIGNS: &[(&str, Comparison)] = &[
    ("<=", Comparison::LessOrEqual),
    (">=", Comparison::MoreOrEqual),
    ("!=", Comparison::NotEqual),
    ("==", Comparison::Equal),
    ("<", Comparison::Less),
    (">", Comparison::More),
    ("=", Comparison::Equal),
];

/// Words that stand for a condition of their own.
const WORDS: &[&str] = &[
    "unexplained",
    "review",
    "rejected-file",
    "rejected-row",
    "stale-judgement",
];

/// Short names of metrics.
const SHORT: &[(&str, &str)] = &[("coverage", "coverage.rate"), ("plan", "plan.rate")];

#[derive(Clone, Debug, PartialEq)]
enum Test {
    Figure(String, Comparison, f64),
    Rejected(Severity),
    /// A judgement beside the inputs that was not applied.
    StaleJudgement,
}

/// One `--fail-on`.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// As typed.
    pub text: String,
    test: Test,
}

impl FromStr for Condition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let figure = |key: &str, sign, limit| Test::Figure(key.to_string(), sign, limit);
        let test = match plain.as_str() {
            "unexplained" => figure("gap.unexplained", Comparison::NotEqual, 0.0),
            "review" => figure("links.review", Comparison::More, 0.0),
            "rejected-file" => Test::Rejected(Severity::FileRejected),
            "rejected-row" => Test::Rejected(Severity::RowRejected),
            "stale-judgement" => Test::StaleJudgement,
            other => compared(other)?,
        };
        Ok(Condition {
            text: text.trim().to_string(),
            test,
        })
    }
}

fn compared(plain: &str) -> Result<Test, String> {
    let found = SIGNS.iter().find_map(|(sign, comparison)| {
        let (key, limit) = plain.split_once(sign)?;
        Some((key, *comparison, limit))
    });
    let Some((key, comparison, limit)) = found else {
        let known = WORDS
            .iter()
            .copied()
            .chain(SHORT.iter().map(|(short, _)| *short));
        return Err(match nearest(plain, known) {
            Some(word) => format!("did you mean {word}? · 是否指 {word}?"),
            None => format!(
                "expected {} or a comparison such as coverage<0.9 · 应为条件名或比较式",
                WORDS.join(", ")
            ),
        });
    };
    let limit: f64 = match limit.strip_suffix('%') {
        Some(percent) => percent.parse::<f64>().map(|percent| percent / 100.0),
        None => limit.parse(),
    }
    .ok()
    .filter(|limit| limit.is_finite())
    .ok_or_else(|| format!("{limit} is not a number · {limit} 不是数"))?;
    let full = SHORT.iter().find(|(short, _)| *short == key);
    match full {
        Some((_, key)) => Ok(Test::Figure(key.to_string(), comparison, limit)),
        None if key.contains('.') => Ok(Test::Figure(key.to_string(), comparison, limit)),
        None => Err(format!(
            "{key} is no key of metrics.json · metrics.json 中没有 {key}"
        )),
    }
}

impl Condition {
    /// Whether it is met. A figure that the data don't give cannot be shown to be well: met.
    pub fn is_met(&self, books: &Books) -> Result<bool, Fault> {
        match &self.test {
            Test::Rejected(severity) => Ok(books
                .findings
                .iter()
                .any(|finding| finding.severity == *severity)),
            Test::StaleJudgement => Ok(books
                .findings
                .iter()
                .any(|finding| finding.file == JUDGEMENTS && finding.severity != Severity::Note)),
            Test::Figure(key, comparison, limit) => match books.metrics.get(key) {
                None => Err(self.unknown_metric(key, books)),
                Some(Figure::Absent) => Ok(true),
                Some(Figure::Count(count)) => Ok(comparison.holds(count as f64, *limit)),
                Some(Figure::Ratio(ratio) | Figure::Real(ratio)) => {
                    Ok(comparison.holds(ratio, *limit))
                }
            },
        }
    }

    fn unknown_metric(&self, key: &str, books: &Books) -> Fault {
        let near = nearest(key, books.metrics.iter().map(|(known, _)| known));
        let help = match near {
            Some(near) => Text::new(format!("是否指 {near}?"), format!("did you mean {near}?")),
            None => Text::new("可用的指标见 metrics.json", "metrics.json lists the keys"),
        };
        let title = Text::new(
            format!("--fail-on 中的指标 {key} 不存在"),
            format!("--fail-on names {key}, which is no metric of this run"),
        );
        Fault::new("F402", self.text.as_str(), title, help)
    }
}

impl Comparison {
    fn holds(self, figure: f64, limit: f64) -> bool {
        match self {
            Comparison::Less => figure < limit,
            Comparison::LessOrEqual => figure <= limit,
            Comparison::More => figure > limit,
            Comparison::MoreOrEqual => figure >= limit,
            Comparison::Equal => figure == limit,
            Comparison::NotEqual => figure != limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Finding;

    fn books() -> Books {
        let mut books = Books::default();
        books.metrics.set("gap.unexplained", Figure::Count(0));
        books.metrics.set("links.review", Figure::Count(3));
        books.metrics.set("coverage.rate", Figure::Ratio(0.9));
        books.metrics.set("plan.rate", Figure::Absent);
        let title = Text::new("损坏", "damaged");
        books.findings = vec![Finding::about_file(
            "E101",
            Severity::FileRejected,
            "a.xls",
            title,
        )];
        books
    }

    #[test]
    fn conditions_hold_or_not() {
        for (text, met) in [
            ("unexplained", false),
            ("review", true),
            ("links.review>3", false),
            ("links.review >= 3", true),
            ("coverage<0.9", false),
            ("coverage<=90%", true),
            ("coverage.rate!=0.9", false),
            ("plan<1", true),
            ("rejected-file", true),
            ("rejected-row", false),
        ] {
            let condition: Condition = text.parse().unwrap();
            assert_eq!(condition.is_met(&books()), Ok(met), "{text}");
        }
    }

    #[test]
    fn words_that_mean_nothing_are_refused_with_the_nearest() {
        let refusal = |text: &str| text.parse::<Condition>().unwrap_err();
        assert!(refusal("unexplaned").contains("unexplained"));
        assert!(refusal("coverage<high").contains("high"));
        assert!(refusal("everything").contains("expected"));
        assert!(refusal("cover<1").contains("cover"));
        let condition: Condition = "link.review>0".parse().unwrap();
        let fault = condition.is_met(&books()).unwrap_err();
        assert_eq!(
            (fault.rule, fault.help.en.as_str()),
            ("F402", "did you mean links.review?")
        );
    }
}
