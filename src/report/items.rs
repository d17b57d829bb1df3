//! `items.csv`: what is open after a run, one line each, so that runs can be compared by stable
//! ids.

use super::Rendered;
use super::columnar::Frame;
use super::reading::Reading;
use crate::model::{Books, Fault, InspectionEvent, OpenItem, Outcome, Source};

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
            Some(OpenItem {
                source: event.source.name().to_string(),
                id: event.id.clone(),
                number: own_number(books, event),
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

/// The number that its own system gave an event: of a code the code's, else the record's or the
/// first document's; empty where it has none.
pub fn own_number(books: &Books, event: &InspectionEvent) -> String {
    if event.source == Source::Platform {
        return event.code_id.to_string();
    }
    let own = books.record_of(event).record_number.as_ref();
    own.map(|number| number.value.to_string())
        .or_else(|| event.document_numbers.first().map(|n| n.normal()))
        .unwrap_or_default()
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
