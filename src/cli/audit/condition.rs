//! Conditions that turn an audit into exit code 1.

use crate::config::nearest;
use crate::model::{Audit, Standing};
use std::str::FromStr;

/// One `--fail-on`: a standing, and how many checks of it are still well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditCondition {
    /// As typed.
    pub text: String,
    standing: Standing,
    allowed: usize,
}

impl FromStr for AuditCondition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let (word, allowed) = match plain.split_once('>') {
            Some((word, count)) => {
                let count = count.parse();
                let told = || format!("{plain}: a whole number after > · > 后应为整数");
                (word.to_string(), count.map_err(|_| told())?)
            }
            None => (plain.clone(), 0),
        };
        let standings = [Standing::Fails, Standing::Oddity, Standing::NotComputed];
        let names = standings.map(Standing::name);
        let found = standings
            .into_iter()
            .find(|standing| standing.name() == word);
        let standing = found.ok_or_else(|| match nearest(&word, names) {
            Some(near) => format!("did you mean {near}? · 是否指 {near}?"),
            None => format!("one of {} · 应为其中之一", names.join(", ")),
        })?;
        Ok(AuditCondition {
            text: text.trim().to_string(),
            standing,
            allowed,
        })
    }
}

impl AuditCondition {
    pub fn is_met(&self, audit: &Audit) -> bool {
        audit.count(self.standing) > self.allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Check, Text};

    #[test]
    fn conditions_count_checks() {
        let check = |standing| Check {
            rule: String::new(),
            standing,
            title: Text::default(),
            arithmetic: Text::default(),
            claims: Vec::new(),
            against_run: false,
        };
        let audit = Audit {
            checks: vec![check(Standing::Oddity), check(Standing::Oddity)],
            ..Audit::default()
        };
        for (text, met) in [
            ("fails", false),
            ("oddity", true),
            ("oddity > 1", true),
            ("oddity>2", false),
        ] {
            let condition: AuditCondition = text.parse().unwrap();
            assert_eq!(condition.is_met(&audit), met, "{text}");
        }
        assert!(
            "fail"
                .parse::<AuditCondition>()
                .unwrap_err()
                .contains("fails")
        );
        assert!("fails>many".parse::<AuditCondition>().is_err());
    }
}
