//! What a linkage found, on the screen and as JSON.

use crate::link::engine::{Decided, Linkage};
use crate::link::model::Model;
use crate::model::{Lang, Text};
use crate::pipeline::tables::Linked;
use serde_json::{Value, json};

pub struct Page<'a> {
    pub linked: &'a Linked,
    pub model: &'a Model,
    pub figures: Figures,
    pub out: &'a str,
}

/// The figures of a linkage.
pub struct Figures {
    links: usize,
    possible: usize,
    false_links: f64,
    missed: f64,
}

impl Figures {
    pub fn of(linkage: &Linkage, decided: &[Decided]) -> Figures {
        let of_links = || decided.iter().filter(|link| link.decision == "link");
        let links = of_links().count();
        let linked: f64 = of_links().map(|link| link.probability).sum();
        let all: f64 = linkage.verdicts.iter().map(|v| v.probability).sum();
        Figures {
            links,
            possible: decided.len() - links,
            false_links: links as f64 - linked,
            missed: all - linked + linkage.lost.unwrap_or(0.0),
        }
    }
}

impl Page<'_> {
    pub fn text(&self, lang: Lang) -> String {
        let mut lines = self.findings();
        lines.extend(self.reserves());
        let said = lines.iter().map(|line| line.in_lang(lang).to_string());
        let mut said: Vec<String> = said.collect();
        said.push(self.out.to_string());
        said.join("\n")
    }

    /// What was linked, and how sure that is.
    fn findings(&self) -> Vec<Text> {
        let linkage = &self.linked.linkage;
        let [left, right] = self.linked.rows.each_ref().map(|rows| rows.numbers.len());
        let Figures {
            links,
            possible,
            false_links,
            missed,
        } = self.figures;
        let pairs = linkage.proposed;
        let (lost_zh, lost_en) = match linkage.lost {
            Some(lost) => (format!("{lost:.1}"), format!("{lost:.1}")),
            None => ("无从估计".to_string(), "not estimable".to_string()),
        };
        let rounds = linkage.parameters.iterations;
        let (end_zh, end_en) = match linkage.parameters.converged {
            true => ("已收敛", "converged"),
            false => ("未收敛", "not converged"),
        };
        vec![
            Text::new(
                format!("{left} 行 × {right} 行:链接 {links} 对,可能的链接 {possible} 对"),
                format!("{left} rows × {right} rows: {links} links, {possible} possible links"),
            ),
            Text::new(
                format!("预计误链 {false_links:.1},预计漏链 {missed:.1}(其中分块未提出 {lost_zh})"),
                format!(
                    "expected false links {false_links:.1}, missed matches {missed:.1} (of these \
                     lost to blocking {lost_en})"
                ),
            ),
            Text::new(
                format!("比对 {pairs} 对;期望最大化 {rounds} 轮,{end_zh}"),
                format!(
                    "{pairs} pairs compared; expectation–maximisation {rounds} rounds, {end_en}"
                ),
            ),
        ]
    }

    /// What was not looked at.
    fn reserves(&self) -> Vec<Text> {
        let linkage = &self.linked.linkage;
        let mut lines = Vec::new();
        let (blocks, left) = (linkage.oversized.blocks, linkage.oversized.pairs_left);
        if blocks > 0 {
            lines.push(Text::new(
                format!("{blocks} 个分块过大,已拆分;未比对其中 {left} 对"),
                format!("{blocks} blocks were too large and split; {left} pairs not compared"),
            ));
        }
        if linkage.greedy > 0 {
            let groups = linkage.greedy;
            lines.push(Text::new(
                format!("{groups} 组记录过大,按权重依次配对"),
                format!("{groups} groups of records were too large and were paired best first"),
            ));
        }
        lines.extend(self.linked.absent.iter().map(|absent| {
            let side = ["A", "B"][absent.side];
            Text::new(
                format!("{side} 表没有字段 {}", absent.field),
                format!("table {side} has no field {}", absent.field),
            )
        }));
        lines
    }

    pub fn document(&self) -> Value {
        let linkage = &self.linked.linkage;
        let figures = &self.figures;
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
