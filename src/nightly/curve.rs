//! Files of a run folder that only a history can give: what changed since the run before, and how
//! the gap went from run to run.

use crate::model::{Comparison, Figure, Metrics, NightState, PastRun, RememberedRun};

/// Columns of `curve.csv` after the run's name, with their keys in `metrics.json`.
const COLUMNS: &[(&str, &str)] = &[
    ("inspections", "inspections.total"),
    ("codes", "codes.total"),
    ("gap_net", "gap.net"),
    ("safety_only", "gap.safety_only"),
    ("platform_only", "gap.platform_only"),
    ("review", "links.review"),
    ("coverage", "coverage.rate"),
];

/// One line for each published run, the oldest first, with the new one last. Absent data is empty.
pub fn csv(runs: &[RememberedRun], name: &str, now: &Metrics) -> Vec<u8> {
    let heads: Vec<&str> = COLUMNS.iter().map(|(head, _)| *head).collect();
    let mut text = format!("run,{}\n", heads.join(","));
    let published = runs.iter().filter(|run| run.state == NightState::Published);
    let past = published.map(|run| (run.name.as_str(), &run.metrics));
    for (name, metrics) in past.chain([(name, now)]) {
        let figures = COLUMNS.iter().map(|(_, key)| match metrics.get(key) {
            None | Some(Figure::Absent) => String::new(),
            Some(figure) => figure.json().to_string(),
        });
        let figures: Vec<String> = figures.collect();
        text.push_str(&format!("{name},{}\n", figures.join(",")));
    }
    text.into_bytes()
}

/// The published runs as the report draws them, with the new one last.
pub fn past(runs: &[RememberedRun], name: &str, now: &Metrics) -> Vec<PastRun> {
    let published = runs.iter().filter(|run| run.state == NightState::Published);
    let past = published.map(|run| (run.name.as_str(), &run.metrics));
    let drawn = past.chain([(name, now)]).filter_map(|(name, metrics)| {
        Some(PastRun {
            day: name.get(..10)?.parse().ok()?,
            inspections: metrics.count("inspections.total")?,
            codes: metrics.count("codes.total")?,
            unexplained: metrics.count("gap.unexplained")?,
        })
    });
    drawn.collect()
}

/// `comparison.json`.
pub fn comparison(comparison: &Comparison) -> Vec<u8> {
    let value = serde_json::json!({
        "counts": comparison.counts(),
        "new": comparison.new,
        "reopened": comparison.reopened,
        "resolved": comparison.resolved,
        "explained_otherwise": comparison.explained_otherwise,
        "ended": comparison.ended,
    });
    format!("{value:#}\n").into_bytes()
}
