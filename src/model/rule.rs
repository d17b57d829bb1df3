//! A cross-footing rule (勾稽关系): two sums over figures that must stand in a relation. The shipped
//! ones are `rules/shipped.toml`, which also says how to write one.

use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub id: String,
    /// `{a.b} == {c} + {d.*.e}`.
    pub holds: String,
    pub severity: RuleSeverity,
    pub zh: String,
    pub en: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleSeverity {
    /// The figures are wrong.
    Error,
    /// They can be right, but somebody should know why.
    Warn,
}

/// A file of rules.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    pub rule: Vec<Rule>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    Equal,
    AtMost,
    AtLeast,
    Less,
    More,
}

impl Relation {
    /// As written in a rule; longer signs first.
    const SIGNS: [(&'static str, Relation); 5] = [
        ("==", Relation::Equal),
        ("<=", Relation::AtMost),
        (">=", Relation::AtLeast),
        ("<", Relation::Less),
        (">", Relation::More),
    ];

    /// As people read it, and its contrary.
    pub fn shown(self, holds: bool) -> &'static str {
        match (self, holds) {
            (Relation::Equal, true) => "=",
            (Relation::Equal, false) => "≠",
            (Relation::AtMost, true) | (Relation::More, false) => "≤",
            (Relation::AtLeast, true) | (Relation::Less, false) => "≥",
            (Relation::Less, true) | (Relation::AtLeast, false) => "<",
            (Relation::More, true) | (Relation::AtMost, false) => ">",
        }
    }
}

static SHIPPED: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let file: RuleFile =
        toml::from_str(include_str!("rules/shipped.toml")).expect("the rules are well-formed");
    file.rule
});

impl Rule {
    /// The rules that come with the program.
    pub fn shipped() -> &'static [Rule] {
        &SHIPPED
    }

    /// Its sums and what stands between them; `None` where there is not exactly one relation.
    pub fn sides(&self) -> Option<(&str, Relation, &str)> {
        let mut found = None;
        let mut at = 0;
        while at < self.holds.len() {
            let rest = &self.holds[at..];
            let sign = Relation::SIGNS
                .iter()
                .find(|(sign, _)| rest.starts_with(sign));
            match sign {
                Some(_) if found.is_some() => return None,
                Some((sign, relation)) => {
                    found = Some((at, *relation, at + sign.len()));
                    at += sign.len();
                }
                None => at += rest.chars().next().map_or(1, char::len_utf8),
            }
        }
        let (end, relation, start) = found?;
        Some((
            self.holds[..end].trim(),
            relation,
            self.holds[start..].trim(),
        ))
    }

    /// What about the rule cannot be read; `None` where it can.
    pub fn flaw(&self) -> Option<String> {
        let Some((left, _, right)) = self.sides() else {
            return Some("== <= >= < >".to_string());
        };
        let unread = |side: &&str| exmex::parse_val::<i64, f64>(side).is_err();
        let bad = [left, right].into_iter().find(|side| unread(side));
        bad.map(str::to_string)
    }

    /// The keys that a side names.
    pub fn keys(side: &str) -> Vec<&str> {
        side.split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
            .map(|(key, _)| key.trim())
            .collect()
    }
}

/// How a rule fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleStanding {
    Holds,
    Broken,
    /// A figure it needs is absent, or the arithmetic overflows.
    NotComputable,
}

/// A rule held against the figures of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleOutcome {
    pub rule: Rule,
    pub standing: RuleStanding,
    /// The rule with its figures in place of their keys: `377 = 169 + 208 + 0`.
    pub arithmetic: String,
    /// What the sides come to; `None` where they cannot be computed.
    pub sides: Option<(f64, f64)>,
    /// Keys without a figure.
    pub absent: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn rule(holds: &str) -> Rule {
        Rule {
            holds: holds.to_string(),
            ..Rule::shipped()[0].clone()
        }
    }

    #[test]
    fn the_shipped_rules_can_be_read_and_name_known_keys() {
        let notes = crate::model::metric_notes(crate::model::Register::shipped());
        let known = |key: &str| {
            if key.starts_with("counting.") {
                return crate::model::metric_note(&[], key).is_some();
            }
            let part = key.trim_end_matches(".*");
            notes.iter().any(|note| {
                let pattern = note.key.replace("<…>", "*");
                pattern == key || (key.ends_with(".*") && note.key.starts_with(&format!("{part}.")))
            })
        };
        let mut ids = BTreeSet::new();
        for rule in Rule::shipped() {
            assert_eq!(rule.flaw(), None, "{}", rule.id);
            assert!(ids.insert(&rule.id), "{} twice", rule.id);
            for key in Rule::keys(&rule.holds) {
                assert!(known(key), "{}: {key}", rule.id);
            }
        }
        assert!(ids.len() > 40);
    }

    /// The page of the shipped rules.
    fn page() -> String {
        let mut page = String::from(
            "# Cross-footing rules · 勾稽关系\n\n\
             Identities and inequalities over the keys of `metrics.json` ([metrics.md](metrics.md)) \
             that are checked in every run. A broken `error` is finding S101, a broken `warn` \
             S102, each with its arithmetic; a rule with a figure that the data do not give is \
             not computable, which is no breach. All stand in `统计表.xlsx`, live.\n\n\
             Rules of your own go into a TOML file of the same form as \
             `src/model/rules/shipped.toml`, named in `hedui.toml`:\n\n\
             ```toml\n[rules]\nfile = \"my-rules.toml\"\nskip = [\"K55\"]   # shipped rules that \
             are not checked\n```\n\n\
             ```toml\n# my-rules.toml\n[[rule]]\nid = \"M1\"\nholds = \"{town.东郊乡.inspections} \
             <= {inspections.planned} * 2\"\nseverity = \"warn\"   # or \"error\"\nzh = \"…\"\nen = \
             \"…\"\n```\n\n\
             A rule is two sums with one of `==` `<=` `>=` `<` `>` between them. `{town.*.codes}` \
             is the sum over all keys that match. Whole numbers stay exact.\n\n\
             This page is made from the data file; a test compares it.\n\n\
             | id | severity | rule | 含义 | meaning |\n|---|---|---|---|---|\n",
        );
        for rule in Rule::shipped() {
            let Rule {
                id, holds, zh, en, ..
            } = rule;
            let severity = format!("{:?}", rule.severity).to_lowercase();
            page.push_str(&format!(
                "| {id} | {severity} | `{holds}` | {zh} | {en} |\n"
            ));
        }
        page
    }

    #[test]
    fn the_page_of_rules_is_up_to_date() {
        let page = page();
        if std::env::var_os("HEDUI_BLESS").is_some() {
            std::fs::write("docs/rules.md", &page).unwrap();
        }
        assert!(
            include_str!("../../docs/rules.md") == page,
            "docs/rules.md: HEDUI_BLESS=1"
        );
    }

    #[test]
    fn a_rule_has_one_relation_between_two_sums() {
        let sides = |holds: &str| {
            let rule = rule(holds);
            rule.sides()
                .map(|(a, r, b)| (a.to_string(), r, b.to_string()))
        };
        let is = |a: &str, r, b: &str| Some((a.to_string(), r, b.to_string()));
        assert_eq!(
            sides("{a} == {b} + 1"),
            is("{a}", Relation::Equal, "{b} + 1")
        );
        assert_eq!(sides("{a}<={b}"), is("{a}", Relation::AtMost, "{b}"));
        assert_eq!(sides("{a} + 1"), None);
        assert_eq!(sides("{a} < {b} < {c}"), None);
        assert_eq!(rule("{a} + == {b}").flaw().as_deref(), Some("{a} +"));
        assert_eq!(rule("{月.东郊} == {b}").flaw(), None);
        assert_eq!(
            Rule::keys("{a.b} + 2 * {town.*.codes}"),
            ["a.b", "town.*.codes"]
        );
    }
}
