//! `items.csv`: what is open after a run, one line each, so that runs can be compared by stable
//! ids.

use super::Rendered;
use super::columnar::Frame;
use super::reading::Reading;
use crate::model::{Books, Fault, OpenItem, Outcome};

/// Everything without a partner and everything that waits for a decision, by source and id. Lines
/// of a plan are among them only where they have a cause.
pub fn open_items(books: &Books) -> Vec<OpenItem> {
    let is_open = |outcome: Option<Outcome>| {
        outcome.filter(|outcome| !matches!(outcome, Outcome::Linked | Outcome::Excluded))
    };
    let mut items: Vec<OpenItem> = books
        .verdicts
        .iter()
        .filter_map(|verdict| {
            let outcome = is_open(verdict.outcome)?;
            if outcome == Outcome::PlanOnly && verdict.cause.is_none() {
                return None;
            }
            let event = &books.understood.events[verdict.event];
            let record = books.record_of(event);
            let own = record.record_number.as_ref().map(|n| n.value.to_string());
            let number = match event.code_id.is_empty() {
                false => event.code_id.to_string(),
                true => own
                    .or_else(|| event.document_numbers.first().map(|n| n.normal()))
                    .unwrap_or_default(),
            };
            Some(OpenItem {
                source: event.source.name().to_string(),
                id: event.id.clone(),
                number,
                day: event.start.map(|day| day.to_string()).unwrap_or_default(),
                enterprise: event.name.to_string(),
                outcome: outcome.name().to_string(),
                cause: verdict.cause.map_or("", |cause| cause.code()).to_string(),
            })
        })
        .collect();
    items.sort();
    items
}

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    const NAME: &str = "items.csv";
    let items = open_items(reading.books);
    let mut frame = Frame::of(&items);
    frame.borrowed("source", |item| &item.source);
    frame.borrowed("id", |item| &item.id);
    frame.borrowed("number", |item| &item.number);
    frame.borrowed("day", |item| &item.day);
    frame.borrowed("enterprise", |item| &item.enterprise);
    frame.borrowed("outcome", |item| &item.outcome);
    frame.borrowed("cause", |item| &item.cause);
    let bytes = frame.csv(NAME)?;
    Ok(vec![Rendered { name: NAME, bytes }])
}
