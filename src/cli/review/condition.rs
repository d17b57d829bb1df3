//! Conditions that turn a workbook that was read into exit code 1.

use crate::config::nearest;
use std::str::FromStr;

/// One `--fail-on` of `review apply`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplyCondition {
    /// A decided line was not taken.
    Refused,
    /// A line is without a decision.
    Open,
    /// A judgement beside the inputs is not applied.
    StaleJudgement,
}

impl ApplyCondition {
    const ALL: [ApplyCondition; 3] = [
        ApplyCondition::Refused,
        ApplyCondition::Open,
        ApplyCondition::StaleJudgement,
    ];

    pub fn name(self) -> &'static str {
        match self {
            ApplyCondition::Refused => "refused",
            ApplyCondition::Open => "open",
            ApplyCondition::StaleJudgement => "stale-judgement",
        }
    }
}

impl FromStr for ApplyCondition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let word = text.trim();
        let names = ApplyCondition::ALL.map(ApplyCondition::name);
        let found = ApplyCondition::ALL.into_iter().find(|c| c.name() == word);
        found.ok_or_else(|| match nearest(word, names) {
            Some(near) => format!("did you mean {near}? · 是否指 {near}?"),
            None => format!("one of {} · 应为其中之一", names.join(", ")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_known_by_its_name_and_a_slip_is_told() {
        for condition in ApplyCondition::ALL {
            assert_eq!(condition.name().parse(), Ok(condition));
        }
        let near = "refuse".parse::<ApplyCondition>().unwrap_err();
        assert!(near.contains("refused"), "{near}");
    }
}
