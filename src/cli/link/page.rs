//! What a linkage found, on the screen and as JSON.

use crate::link::model::Model;
use crate::model::Lang;
use crate::pipeline::tables::Linked;
use serde_json::{Value, json};

pub struct Page<'a> {
    pub linked: &'a Linked,
    pub model: &'a Model,
    pub out: &'a str,
}

/// The figures of a linkage.
struct Figures {
    links: usize,
    possible: usize,
    false_links: f64,
    missed: f64,
}

impl Page<'_> {
    fn figures(&self) -> Figures {
        let decided = self.linked.linkage.decided(self.model);
        let is_link = |link: &&crate::link::engine::Decided| link.decision == "link";
        let links = decided.iter().filter(is_link).count();
        let of_links: f64 = decided
            .iter()
            .filter(is_link)
            .map(|link| link.probability)
            .sum();
        let all: f64 = self
            .linked
            .linkage
            .verdicts
            .iter()
            .map(|v| v.probability)
            .sum();
        Figures {
            links,
            possible: decided.len() - links,
            false_links: links as f64 - of_links,
            missed: all - of_links + self.linked.linkage.lost,
        }
    }

    pub fn text(&self, lang: Lang) -> String {
        let linked = self.linked;
        let linkage = &linked.linkage;
        let figures = self.figures();
        let [left, right] = [&linked.rows[0], &linked.rows[1]].map(|rows| rows.numbers.len());
        let say = |zh: String, en: String| if lang == Lang::Zh { zh } else { en };
        let mut lines = vec![
            say(
                format!(
                    "{left} 行 × {right} 行:链接 {} 对,可能的链接 {} 对",
                    figures.links, figures.possible
                ),
                format!(
                    "{left} rows × {right} rows: {} links, {} possible links",
                    figures.links, figures.possible
                ),
            ),
            say(
                format!(
                    "预计误链 {:.1},预计漏链 {:.1}(其中分块未提出 {:.1})",
                    figures.false_links, figures.missed, linkage.lost
                ),
                format!(
                    "expected false links {:.1}, missed matches {:.1} (of these lost to blocking {:.1})",
                    figures.false_links, figures.missed, linkage.lost
                ),
            ),
            say(
                format!(
                    "比对 {} 对;期望最大化 {} 轮,{}",
                    linkage.proposed,
                    linkage.parameters.iterations,
                    if linkage.parameters.converged {
                        "已收敛"
                    } else {
                        "未收敛"
                    }
                ),
                format!(
                    "{} pairs compared; expectation–maximisation {} rounds, {}",
                    linkage.proposed,
                    linkage.parameters.iterations,
                    if linkage.parameters.converged {
                        "converged"
                    } else {
                        "not converged"
                    }
                ),
            ),
        ];
        if linkage.oversized.blocks > 0 {
            lines.push(say(
                format!(
                    "{} 个分块过大,已拆分;未比对其中 {} 对",
                    linkage.oversized.blocks, linkage.oversized.pairs_left
                ),
                format!(
                    "{} blocks were too large and split; {} of their pairs were not compared",
                    linkage.oversized.blocks, linkage.oversized.pairs_left
                ),
            ));
        }
        if linkage.greedy > 0 {
            lines.push(say(
                format!("{} 组记录过大,按权重依次配对", linkage.greedy),
                format!(
                    "{} groups of records were too large and were paired best first",
                    linkage.greedy
                ),
            ));
        }
        for absent in &linked.absent {
            let side = ["A", "B"][absent.side];
            lines.push(say(
                format!("{side} 表没有字段 {}", absent.field),
                format!("table {side} has no field {}", absent.field),
            ));
        }
        lines.push(self.out.to_string());
        lines.join("\n")
    }

    pub fn document(&self) -> Value {
        let linkage = &self.linked.linkage;
        let figures = self.figures();
        let fields: Vec<Value> = (self.linked.found.iter())
            .map(|found| {
                let table = ["A", "B"][found.side];
                json!({ "field": found.field, "table": table,
                        "columns": found.headers })
            })
            .collect();
        json!({
            "rows": [self.linked.rows[0].numbers.len(), self.linked.rows[1].numbers.len()],
            "links": figures.links,
            "possible_links": figures.possible,
            "expected_false_links": figures.false_links,
            "expected_missed_matches": figures.missed,
            "lost_to_blocking": linkage.lost,
            "candidate_pairs": linkage.proposed,
            "oversized_blocks": linkage.oversized.blocks,
            "pairs_not_compared": linkage.oversized.pairs_left,
            "iterations": linkage.parameters.iterations,
            "converged": linkage.parameters.converged,
            "fields": fields,
            "model": self.parameters(),
            "out": self.out,
        })
    }

    /// m, and u among strangers and among other events, of every comparison that stands alone.
    fn parameters(&self) -> Vec<Value> {
        let parameters = &self.linked.linkage.parameters;
        (self.model.groups.iter().enumerate())
            .map(|(at, group)| {
                let names: Vec<&str> = (group.comparisons.iter())
                    .map(|comparison| self.model.comparisons[*comparison].name.as_str())
                    .collect();
                let shape = &parameters.shapes[at];
                let cells: Vec<Value> = (0..shape.cells())
                    .map(|cell| {
                        json!({ "levels": shape.levels(cell), "m": parameters.m[at][cell],
                                "other": parameters.other[at][cell],
                                "strangers": parameters.chance.tables[at][0][cell],
                                "strangers_same_day": parameters.chance.tables[at][1][cell] })
                    })
                    .collect();
                json!({ "comparisons": names, "cells": cells })
            })
            .collect()
    }
}
