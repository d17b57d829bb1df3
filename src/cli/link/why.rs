//! Why two rows are linked, or are not: every comparison with its weight, and the partner that a
//! row has instead.

use crate::cli::speech::Speech;
use crate::link::engine::{Linkage, Scored};
use crate::link::explain::{Explained, Explainer, Row};
use crate::link::model::Model;
use crate::model::{Fault, Text};
use crate::pipeline::tables::Linked;
use serde_json::{Value, json};

/// Two rows of a linkage, explained.
pub struct Why<'a> {
    linked: &'a Linked,
    model: &'a Model,
    pair: Scored,
    /// Place among the weighed pairs; `None` where no rule proposed the pair or it was too weak.
    at: Option<usize>,
    explained: Explained,
}

impl<'a> Why<'a> {
    /// Of the rows that have these ids, or else these row numbers.
    pub fn of(linked: &'a Linked, model: &'a Model, named: [&str; 2]) -> Result<Why<'a>, Fault> {
        let [left, right] = [
            row_named(linked, 0, named[0])?,
            row_named(linked, 1, named[1])?,
        ];
        let linkage = &linked.linkage;
        let at = (linkage.scored)
            .binary_search_by_key(&(left, right), |pair| (pair.left, pair.right))
            .ok();
        let pair = match at {
            Some(at) => linkage.scored[at],
            None => linkage.weighed(&linked.tables, model, left, right),
        };
        let explained = Explainer::new(linkage, &linked.tables, model).explain(&pair);
        Ok(Why {
            linked,
            model,
            pair,
            at,
            explained,
        })
    }

    pub fn text(&self, speech: &Speech) -> String {
        let lang = speech.lang;
        let mut lines = vec![format!(
            "{} × {}",
            self.name(0, self.pair.left),
            self.name(1, self.pair.right)
        )];
        lines.push(weighed(
            speech.either("先验", "prior"),
            self.explained.prior,
        ));
        for row in &self.explained.rows {
            let comparison = &self.model.comparisons[row.comparison];
            let [left, right] = self.values(row);
            lines.push(format!(
                "{}  {}: {left} | {right}; m {:.4}, u {:.6}",
                weighed(comparison.title.in_lang(lang), row.weight),
                self.level(row).in_lang(lang),
                row.m,
                row.u,
            ));
        }
        let rest = speech.either("其余解释", "other explanation");
        lines.push(weighed(rest, self.explained.rest));
        lines.push(weighed(
            speech.either("合计", "total"),
            self.explained.weight,
        ));
        lines.extend(
            self.verdict()
                .iter()
                .map(|line| line.in_lang(lang).to_string()),
        );
        lines.join("\n")
    }

    pub fn document(&self) -> Value {
        let rows: Vec<Value> = (self.explained.rows.iter())
            .map(|row| {
                let [left, right] = self.values(row);
                json!({ "comparison": self.model.comparisons[row.comparison].name,
                        "level": row.level, "left": left, "right": right,
                        "m": row.m, "u": row.u, "weight": row.weight })
            })
            .collect();
        let instead: Vec<Value> = (self.instead().iter())
            .map(|(side, at)| {
                let pair = &self.linked.linkage.scored[*at];
                let table = ["A", "B"][*side];
                json!({ "table": table, "partner": self.partner(*side, pair),
                        "weight": pair.weight, "probability": self.probability(Some(*at)) })
            })
            .collect();
        json!({
            "left": self.name(0, self.pair.left), "right": self.name(1, self.pair.right),
            "prior": self.explained.prior, "rows": rows, "rest": self.explained.rest,
            "weight": self.explained.weight, "probability": self.probability(self.at),
            "decision": self.decision(), "compared": self.at.is_some(), "instead": instead,
        })
    }

    fn linkage(&self) -> &Linkage {
        &self.linked.linkage
    }

    fn probability(&self, at: Option<usize>) -> f64 {
        at.map_or(0.0, |at| self.linkage().verdicts[at].probability)
    }

    fn decision(&self) -> &'static str {
        let decided = self.linkage().decided(self.model);
        let found = decided.iter().find(|link| Some(link.at) == self.at);
        found.map_or("non_link", |link| link.decision)
    }

    /// The pairs that take one of the two rows instead: side of the row, place of the pair.
    fn instead(&self) -> Vec<(usize, usize)> {
        let linkage = self.linkage();
        let chosen = (linkage.scored.iter().zip(&linkage.verdicts).enumerate())
            .filter(|(at, (_, verdict))| verdict.chosen && Some(*at) != self.at);
        let mut found = Vec::new();
        for (at, (pair, _)) in chosen {
            let same = [pair.left == self.pair.left, pair.right == self.pair.right];
            found.extend((0..2).filter(|side| same[*side]).map(|side| (side, at)));
        }
        found.sort_unstable();
        found
    }

    fn partner(&self, side: usize, pair: &Scored) -> String {
        self.name(1 - side, [pair.right, pair.left][side])
    }

    fn verdict(&self) -> Vec<Text> {
        let probability = self.probability(self.at);
        let mut lines = vec![match self.decision() {
            "link" => Text::new(
                format!("链接,概率 {probability:.4}"),
                format!("a link, probability {probability:.4}"),
            ),
            "possible_link" => Text::new(
                format!("可能的链接,概率 {probability:.4}"),
                format!("a possible link, probability {probability:.4}"),
            ),
            _ => Text::new(
                format!("未链接,概率 {probability:.4}"),
                format!("no link, probability {probability:.4}"),
            ),
        }];
        if self.at.is_none() {
            lines.push(Text::new(
                "没有分块规则提出此对,或其权重过低",
                "no blocking rule proposed the pair, or its weight is too low to count",
            ));
        }
        for (side, at) in self.instead() {
            let pair = &self.linkage().scored[at];
            let row = self.name(side, [self.pair.left, self.pair.right][side]);
            let (partner, p) = (self.partner(side, pair), self.probability(Some(at)));
            lines.push(Text::new(
                format!(
                    "{row} 另与 {partner} 配对:权重 {:.3},概率 {p:.4}",
                    pair.weight
                ),
                format!(
                    "{row} goes with {partner}: weight {:.3}, probability {p:.4}",
                    pair.weight
                ),
            ));
        }
        lines
    }

    /// `A 12 (JC001)`: table, row on the page, id.
    fn name(&self, side: usize, row: u32) -> String {
        let (rows, table) = (&self.linked.rows[side], ["A", "B"][side]);
        let number = rows.numbers[row as usize];
        match rows.id(row) {
            "" => format!("{table} {number}"),
            id => format!("{table} {number} ({id})"),
        }
    }

    fn values(&self, row: &Row) -> [&str; 2] {
        let column = &self.linked.tables.columns[self.model.comparisons[row.comparison].field];
        [row.left, row.right].map(|value| column.written(value))
    }

    fn level(&self, row: &Row) -> Text {
        match row.level.checked_sub(1) {
            Some(at) => {
                let level = &self.model.comparisons[row.comparison].levels[at];
                Text::clone(&level.title)
            }
            None => Text::new("无可比", "nothing to compare"),
        }
    }
}

fn weighed(what: &str, weight: f64) -> String {
    format!("  {weight:+9.3}  {what}")
}

fn row_named(linked: &Linked, side: usize, named: &str) -> Result<u32, Fault> {
    let rows = &linked.rows[side];
    let all = 0..rows.numbers.len() as u32;
    let by_id = all.clone().find(|row| rows.id(*row) == named);
    let number: Option<u32> = named.parse().ok();
    let by_number = || {
        all.clone()
            .find(|row| Some(rows.numbers[*row as usize]) == number)
    };
    by_id.or_else(by_number).ok_or_else(|| {
        let table = ["A", "B"][side];
        Fault::new(
            "F435",
            named,
            Text::new(
                format!("{table} 表中没有这个编号或行号"),
                format!("table {table} has no row of this id or number"),
            ),
            Text::new(
                "--why 先写 A 表、再写 B 表的编号或行号",
                "--why takes an id or row number of table A, then one of table B",
            ),
        )
    })
}
