//! The calibres as the page shows them: the comparison, and the difference with its records.

use super::rows::{ROWS_SHOWN_MAX, Shown, shown_from};
use crate::model::{Calibre, Text};
use crate::report::calibres::{
    comparison, difference_list, plus_minus, signed, step_text, total_text,
};
use crate::report::reading::Reading;
use serde::Serialize;

#[derive(Serialize)]
pub struct CalibresShown {
    /// Titles of the calibres; empty where nothing was counted.
    heads: Vec<String>,
    rows: Vec<RowShown>,
    steps: Vec<StepShown>,
}

#[derive(Serialize)]
pub struct RowShown {
    text: String,
    figures: Vec<String>,
    reason: bool,
}

/// A total, or a line of the difference with its records.
#[derive(Serialize)]
pub struct StepShown {
    text: String,
    amount: String,
    records: Option<Shown>,
}

pub fn calibres(reading: &Reading) -> CalibresShown {
    let calibres = &reading.books.calibres;
    let said = |text: Text| reading.say(&text).to_string();
    let rows = comparison(calibres).into_iter().map(|row| RowShown {
        text: reading.say(&row.text).to_string(),
        figures: row.figures.iter().map(|figure| signed(*figure)).collect(),
        reason: row.is_reason,
    });
    let mut steps = Vec::new();
    let mut line = |text: String, amount: String, records: Option<Shown>| {
        steps.push(StepShown {
            text,
            amount,
            records,
        });
    };
    if let [first, second, ..] = &calibres.columns[..] {
        let list = difference_list(reading);
        let mut before = 0;
        line(said(total_text(first)), first.total().to_string(), None);
        for step in &calibres.steps {
            let count = step.events.len();
            let records = shown_from(&list, before, count, ROWS_SHOWN_MAX);
            let text = said(step_text(step.rule, step.effect));
            line(text, plus_minus(step.effect), Some(records));
            before += count;
        }
        line(said(total_text(second)), second.total().to_string(), None);
        let left = said(Text::new("未解释差异", "Unexplained difference"));
        line(left, calibres.unexplained().to_string(), None);
    }
    CalibresShown {
        heads: calibres
            .columns
            .iter()
            .map(Calibre::title)
            .map(said)
            .collect(),
        rows: rows.collect(),
        steps,
    }
}
