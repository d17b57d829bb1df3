//! The claims of a written report as files: a workbook of claims, checks and numbers set apart, or
//! the claims as CSV.

mod csv_file;
mod workbook;

pub use csv_file::write_csv;
pub use workbook::write_workbook;

use crate::model::{Audit, Lang, Text, UnitClass};

/// An audit and how it is told.
pub struct ClaimsStory<'a> {
    pub audit: &'a Audit,
    /// The report's file, as given.
    pub file: &'a str,
    pub lang: Lang,
}

/// A cell of one of the tables.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Text(String),
    Number(f64),
}

/// A table: title, headers with the width of each column in characters, lines.
pub struct Table {
    pub title: &'static str,
    pub headers: Vec<(&'static str, f64)>,
    pub lines: Vec<Vec<Value>>,
}

impl ClaimsStory<'_> {
    fn pick(&self, zh: &'static str, en: &'static str) -> &'static str {
        match self.lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    fn say(&self, text: &Text) -> Value {
        Value::Text(text.in_lang(self.lang).to_string())
    }

    /// A line per claim: how it stands, what it says, the arithmetic it is in.
    pub fn claims(&self) -> Table {
        let headers = vec![
            (self.pick("编号", "id"), 10.0),
            (self.pick("结论", "standing"), 10.0),
            (self.pick("指标", "measure"), 22.0),
            (self.pick("原文数字", "figure"), 16.0),
            (self.pick("数值", "value"), 12.0),
            (self.pick("单位", "unit"), 8.0),
            (self.pick("限定词", "qualifiers"), 10.0),
            (self.pick("范围", "scope"), 10.0),
            (self.pick("核对与算式", "checks"), 60.0),
            (self.pick("原句", "sentence"), 60.0),
            (self.pick("行", "line"), 6.0),
        ];
        let lines = (0..self.audit.claims.len()).map(|at| self.claim_line(at));
        Table {
            title: self.pick("核查表", "claims"),
            headers,
            lines: lines.collect(),
        }
    }

    fn claim_line(&self, at: usize) -> Vec<Value> {
        let claim = &self.audit.claims[at];
        let text = |text: &str| Value::Text(text.to_string());
        let touching = self
            .audit
            .checks
            .iter()
            .filter(|check| check.claims.contains(&at));
        let checks: Vec<String> = touching
            .map(|check| {
                format!(
                    "{}:{} {}",
                    check.standing.words().in_lang(self.lang),
                    check.title.in_lang(self.lang),
                    check.arithmetic.in_lang(self.lang)
                )
            })
            .collect();
        vec![
            text(&claim.id),
            self.say(&self.audit.standing(at).words()),
            self.say(&claim.subject),
            text(&claim.text),
            Value::Number(claim.amount.value),
            text(base_unit(claim.class, &claim.unit, self.lang)),
            text(&claim.qualifiers.join(" ")),
            text(&claim.scope),
            text(&checks.join("\n")),
            text(&claim.sentence),
            Value::Number(f64::from(claim.line)),
        ]
    }

    /// A line per check, the worst first.
    pub fn checks(&self) -> Table {
        let headers = vec![
            (self.pick("结论", "standing"), 10.0),
            (self.pick("勾稽关系", "check"), 40.0),
            (self.pick("算式", "arithmetic"), 50.0),
            (self.pick("涉及的数", "claims"), 24.0),
            (self.pick("规则", "rule"), 26.0),
            (self.pick("对照", "against"), 12.0),
        ];
        let mut checks: Vec<_> = self.audit.checks.iter().collect();
        checks.sort_by_key(|check| std::cmp::Reverse(check.standing));
        let lines = checks.into_iter().map(|check| {
            let ids: Vec<&str> = check
                .claims
                .iter()
                .map(|at| self.audit.claims[*at].id.as_str())
                .collect();
            vec![
                self.say(&check.standing.words()),
                self.say(&check.title),
                self.say(&check.arithmetic),
                Value::Text(ids.join(" ")),
                Value::Text(check.rule.clone()),
                Value::Text(
                    match check.against_run {
                        true => self.pick("核对结果", "run"),
                        false => self.pick("报告自身", "report"),
                    }
                    .to_string(),
                ),
            ]
        });
        Table {
            title: self.pick("勾稽关系", "checks"),
            headers,
            lines: lines.collect(),
        }
    }

    /// A line per number that claims nothing.
    pub fn apart(&self) -> Table {
        let headers = vec![
            (self.pick("段落", "paragraph"), 10.0),
            (self.pick("行", "line"), 6.0),
            (self.pick("数字", "number"), 16.0),
            (self.pick("不作为统计数字的原因", "reason"), 28.0),
        ];
        let lines = self.audit.apart.iter().map(|apart| {
            vec![
                Value::Text(apart.paragraph.clone()),
                Value::Number(f64::from(apart.line)),
                Value::Text(apart.text.clone()),
                self.say(&apart.reason.words()),
            ]
        });
        Table {
            title: self.pick("另列的数字", "set apart"),
            headers,
            lines: lines.collect(),
        }
    }
}

/// The unit that a claim's value is in: the base unit of its class, or as printed.
pub fn base_unit(class: UnitClass, printed: &str, lang: Lang) -> &str {
    match (class, lang) {
        (UnitClass::Money, Lang::Zh) => "元",
        (UnitClass::Money, Lang::En) => "yuan",
        (UnitClass::Rate, _) => "%",
        _ => printed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Amount, Check, Claim, Standing};

    fn audit() -> Audit {
        let claim = Claim {
            id: "1.2#1".into(),
            paragraph: "1.2".into(),
            line: 4,
            sentence: "=全年检查 377 次。".into(),
            text: "377 次".into(),
            amount: Amount::exact(377.0),
            unit: "次".into(),
            class: UnitClass::Count,
            qualifiers: Vec::new(),
            per_head: false,
            scope: String::new(),
            measure: Some("inspections".into()),
            subject: Text::new("行政检查", "inspections"),
        };
        let check = |standing, arithmetic: &str| Check {
            rule: "r".into(),
            standing,
            title: Text::new("勾稽", "sum"),
            arithmetic: Text::new(arithmetic, arithmetic),
            claims: vec![0],
            against_run: false,
        };
        Audit {
            claims: vec![claim],
            apart: Vec::new(),
            checks: vec![
                check(Standing::Holds, "1 = 1"),
                check(Standing::Fails, "2 ≠ 1"),
            ],
        }
    }

    #[test]
    fn a_claim_stands_as_its_worst_check_and_shows_every_arithmetic() {
        let audit = audit();
        let story = ClaimsStory {
            audit: &audit,
            file: "r.txt",
            lang: Lang::Zh,
        };
        let mut bytes = Vec::new();
        write_csv(&story, "out.csv", &mut bytes).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with('\u{feff}') && text.contains("1.2#1,不符,行政检查,377 次,377,次"));
        assert!(text.contains("1 = 1") && text.contains("2 ≠ 1"));
        assert_eq!(story.checks().lines[0][0], Value::Text("不符".into()));
        let (mut one, mut other) = (
            std::io::Cursor::new(Vec::new()),
            std::io::Cursor::new(Vec::new()),
        );
        write_workbook(&story, "o.xlsx", &mut one).unwrap();
        write_workbook(&story, "o.xlsx", &mut other).unwrap();
        assert!(one.get_ref().len() > 2000 && one == other, "the same bytes");
    }
}
