//! What speaks for a pair, in words and weights.

use super::desk::Desk;
use crate::link::engine::Scored;
use crate::link::explain::{Explained, Rival};
use crate::model::{CandidatePair, ComparisonVector, Evidence, InspectionEvent, Text};

/// The evidence, and what stands beside it: the other explanation, the other pairings.
pub(super) fn vector(desk: &Desk, pair: &Scored, probability: f64) -> ComparisonVector {
    let explained = desk.explainer.explain(pair);
    let (inspection, code) = desk.events(pair);
    let mut evidence: Vec<Evidence> = (explained.rows.iter())
        .map(|row| {
            let comparison = &desk.model.comparisons[row.comparison];
            let level = match row.level {
                0 => Text::new("一方空缺", "one side blank"),
                level => comparison.levels[level - 1].title.clone(),
            };
            Evidence {
                comparison: desk.names[row.comparison].clone(),
                comparison_zh: comparison.title.zh.as_str().into(),
                grade: row.level as u8,
                level,
                left: shown(&comparison.name, inspection),
                right: shown(&comparison.name, code),
                m: row.m,
                u: row.u,
                weight: row.weight,
            }
        })
        .collect();
    let sure = probability.clamp(1e-12, 1.0 - 1e-12);
    let weight = (sure / (1.0 - sure)).log2();
    evidence.push(beside(
        "explanation",
        "另一种解释",
        other_words(&explained),
        explained.rest,
    ));
    let rivals = Text::new("双方的其他配对", "other pairings of either side");
    evidence.push(beside(
        "rivals",
        "其他配对",
        rivals,
        weight - explained.weight,
    ));
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
        evidence,
        weight,
    }
}

/// A row of evidence that compares no field.
fn beside(name: &str, zh: &str, level: Text, weight: f64) -> Evidence {
    Evidence {
        comparison: name.into(),
        comparison_zh: zh.into(),
        grade: 0,
        level,
        left: String::new(),
        right: String::new(),
        m: 1.0,
        u: (-weight).exp2(),
        weight,
    }
}

fn other_words(explained: &Explained) -> Text {
    match explained.rival {
        Rival::OtherEvent => Text::new(
            "权重对照同一企业的另一次检查;另一种可能是不同企业",
            "weighed against another visit of the firm; it could be other firms",
        ),
        Rival::Strangers => Text::new(
            "权重对照不同企业;另一种可能是同一企业的另一次检查",
            "weighed against other firms; it could be another visit of the firm",
        ),
    }
}

fn shown(comparison: &str, event: &InspectionEvent) -> String {
    let join = |parts: Vec<String>| parts.join("、");
    match comparison {
        "name" => event.name.to_string(),
        "code" => event
            .credit_code
            .as_ref()
            .map_or_else(String::new, |code| code.text.to_string()),
        "date" => dates_shown(event),
        "document" => join(
            event
                .document_numbers
                .iter()
                .take(3)
                .map(|no| no.normal())
                .collect(),
        ),
        "officers" => join(event.officers.clone()),
        "town" => event.town.to_string(),
        "route" => event.route.words().zh,
        "item" => event.item.to_string(),
        "reinspection" => if event.reinspection { "复查" } else { "—" }.to_string(),
        _ => event.plan_number.to_string(),
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
