//! `events.csv`: every event as its own system told it, so that the next run can tell what is gone
//! and what is told otherwise.

use super::columnar::Frame;
use super::reading::Reading;
use super::{Rendered, items::own_number};
use crate::model::{Books, Fault, InspectionEvent, KnownEvent};

/// Every event of the books, by source and id.
pub fn known_events(books: &Books) -> Vec<KnownEvent> {
    let events = books.understood.events.iter();
    let mut known: Vec<KnownEvent> = events
        .map(|event| KnownEvent {
            source: event.source.name().to_string(),
            id: event.id.clone(),
            number: own_number(books, event),
            day: event.start.map(|day| day.to_string()).unwrap_or_default(),
            enterprise: event.name.to_string(),
            credit_code: usable(event),
        })
        .collect();
    known.sort();
    known
}

fn usable(event: &InspectionEvent) -> String {
    let code = event.credit_code.as_ref();
    code.and_then(|code| code.usable())
        .unwrap_or_default()
        .to_string()
}

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    const NAME: &str = "events.csv";
    let known = known_events(reading.books);
    let mut frame = Frame::of(&known);
    frame.borrowed("source", |event| &event.source);
    frame.borrowed("id", |event| &event.id);
    frame.borrowed("number", |event| &event.number);
    frame.borrowed("day", |event| &event.day);
    frame.borrowed("enterprise", |event| &event.enterprise);
    frame.borrowed("credit_code", |event| &event.credit_code);
    let bytes = frame.csv(NAME)?;
    Ok(vec![Rendered { name: NAME, bytes }])
}
