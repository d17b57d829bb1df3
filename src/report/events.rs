//! `events.csv`: every event as its own system told it, so that the next run can tell what is gone
//! and what is told otherwise.

use super::columnar::Frame;
use super::reading::Reading;
use super::{Rendered, items::own_number};
use crate::model::{Books, Fault, InspectionEvent, KnownEvent};

/// Every event of the books, by source and id.
fn in_order(books: &Books) -> Vec<&InspectionEvent> {
    let mut events: Vec<&InspectionEvent> = books.understood.events.iter().collect();
    events.sort_by_key(|event| (event.source.name(), event.id.as_str()));
    events
}

fn day(event: &InspectionEvent) -> String {
    event.start.map(|day| day.to_string()).unwrap_or_default()
}

fn credit_code(event: &InspectionEvent) -> &str {
    let code = event.credit_code.as_ref();
    code.and_then(|code| code.usable()).unwrap_or_default()
}

/// What `events.csv` holds.
pub fn known_events(books: &Books) -> Vec<KnownEvent> {
    let known = |event: &InspectionEvent| KnownEvent {
        source: event.source.name().to_string(),
        id: event.id.clone(),
        number: own_number(books, event),
        day: day(event),
        enterprise: event.name.to_string(),
        credit_code: credit_code(event).to_string(),
    };
    in_order(books).into_iter().map(known).collect()
}

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    const NAME: &str = "events.csv";
    let books = reading.books;
    let events = in_order(books);
    let mut frame = Frame::of(&events);
    frame.borrowed("source", |event| event.source.name());
    frame.borrowed("id", |event| &event.id);
    frame.owned("number", |event| own_number(books, event));
    frame.owned("day", |event| day(event));
    frame.borrowed("enterprise", |event| &event.name);
    frame.borrowed("credit_code", |event| credit_code(event));
    let bytes = frame.csv(NAME)?;
    Ok(vec![Rendered { name: NAME, bytes }])
}
