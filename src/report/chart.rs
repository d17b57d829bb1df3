//! The bridge from inspections to codes and the year by month, as bars.

use super::reading::Reading;
use super::statement::line_text;
use crate::model::StatementLineKind;

/// One bar of the bridge: where it begins, how long it is, which way it goes.
pub struct Step {
    pub label: String,
    pub from: i64,
    pub to: i64,
    pub kind: StatementLineKind,
}

/// The bridge from inspections to codes, bar by bar.
pub fn bridge_steps(reading: &Reading) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut level = 0;
    for line in &reading.books.statement.lines {
        let Some(amount) = line.amount else { continue };
        let label = line_text(line, reading.lang);
        let (from, to) = match line.kind {
            StatementLineKind::Item => (level, level + amount),
            StatementLineKind::Count => (0, amount),
            _ => continue,
        };
        level = to;
        steps.push(Step {
            label,
            from,
            to,
            kind: line.kind,
        });
    }
    steps
}
