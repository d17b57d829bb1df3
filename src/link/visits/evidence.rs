//! What speaks for a pair, in words and weights.

use super::desk::Desk;
use crate::link::engine::Scored;
use crate::link::explain::Rival;
use crate::model::{CandidatePair, ComparisonVector, Evidence, InspectionEvent, Text};
use std::sync::Arc;

/// What is said of many links in the same words.
pub(super) struct Words {
    blank: Arc<Text>,
    explanation: Arc<Text>,
    other_event: Arc<Text>,
    strangers: Arc<Text>,
    rivals: Arc<Text>,
    other_pairings: Arc<Text>,
}

impl Words {
    pub(super) fn new() -> Words {
        let text = |zh: &str, en: &str| Arc::new(Text::new(zh, en));
        Words {
            blank: text("一方空缺", "one side blank"),
            explanation: text("另一种解释", "explanation"),
            other_event: text(
                "权重对照同一企业的另一次检查;另一种可能是不同企业",
                "weighed against another visit of the firm; it could be other firms",
            ),
            strangers: text(
                "权重对照不同企业;另一种可能是同一企业的另一次检查",
                "weighed against other firms; it could be another visit of the firm",
            ),
            rivals: text("其他配对", "rivals"),
            other_pairings: text("双方的其他配对", "other pairings of either side"),
        }
    }
}

/// The evidence, and what stands beside it: the other explanation, the other pairings.
pub(super) fn vector(desk: &Desk, pair: &Scored, probability: f64) -> ComparisonVector {
    let explained = desk.explainer.explain(pair);
    let (inspection, code) = desk.events(pair);
    let words = &desk.words;
    let compared = explained.rows.iter().map(|row| {
        let comparison = &desk.model.comparisons[row.comparison];
        let level = match row.level {
            0 => &words.blank,
            level => &comparison.levels[level - 1].title,
        };
        Evidence {
            comparison: comparison.title.clone(),
            grade: row.level as u8,
            level: level.clone(),
            left: shown(&comparison.name, inspection),
            right: shown(&comparison.name, code),
            m: row.m,
            u: row.u,
            weight: row.weight,
        }
    });
    let sure = probability.clamp(1e-12, 1.0 - 1e-12);
    let weight = (sure / (1.0 - sure)).log2();
    let other = match explained.rival {
        Rival::OtherEvent => &words.other_event,
        Rival::Strangers => &words.strangers,
    };
    let rivals = weight - explained.weight;
    let besides = [
        beside(&words.explanation, other, explained.rest),
        beside(&words.rivals, &words.other_pairings, rivals),
    ];
    let rule = match desk.rules.get(pair.rules.trailing_zeros() as usize) {
        Some(rule) => rule.clone(),
        None => "judgement".into(),
    };
    let [inspection, code] = desk.ends(pair);
    ComparisonVector {
        pair: CandidatePair {
            inspection,
            code,
            rule,
        },
        prior: explained.prior,
        evidence: compared.chain(besides).collect(),
        weight,
    }
}

/// A row of evidence that compares no field.
fn beside(comparison: &Arc<Text>, level: &Arc<Text>, weight: f64) -> Evidence {
    Evidence {
        comparison: comparison.clone(),
        grade: 0,
        level: level.clone(),
        left: "".into(),
        right: "".into(),
        m: 1.0,
        u: (-weight).exp2(),
        weight,
    }
}

fn shown(comparison: &str, event: &InspectionEvent) -> Box<str> {
    match comparison {
        "name" => event.name.clone(),
        "code" => match &event.credit_code {
            Some(code) => code.text.clone(),
            None => "".into(),
        },
        "date" => dates_shown(event).into(),
        "document" => {
            let first = event.document_numbers.iter().take(3);
            let numbers: Vec<String> = first.map(|number| number.normal()).collect();
            numbers.join("、").into()
        }
        "officers" => event.officers.join("、").into(),
        "town" => event.town.clone(),
        "route" => event.route.words().zh.into(),
        "item" => event.item.clone(),
        "reinspection" => if event.reinspection { "复查" } else { "—" }.into(),
        _ => event.plan_number.clone(),
    }
}

fn dates_shown(event: &InspectionEvent) -> String {
    let range = match (event.start, event.end) {
        (Some(from), Some(to)) if from != to => format!("{from}至{to}"),
        (Some(from), _) => from.to_string(),
        _ => String::new(),
    };
    match event.planned {
        Some(day) if event.start != Some(day) => format!("{range}(计划{day})"),
        _ => range,
    }
}
