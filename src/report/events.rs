//! `events.csv`: every event as its own system told it, so that the next run can tell what is gone
//! and what is told otherwise.

use super::columnar::Frame;
use super::reading::Reading;
use super::{Rendered, items::own_number};
use crate::model::{Books, EventIx, Fault, InspectionEvent, KnownEvent};

/// Every event of the books, by source and id.
fn in_order(books: &Books) -> Vec<EventIx> {
    let events = &books.understood.events;
    let mut order: Vec<EventIx> = (0..events.len()).collect();
    order.sort_by_key(|at| (events[*at].source.name(), events[*at].id.as_str()));
    order
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
    let known = |at: EventIx| {
        let event = &books.understood.events[at];
        KnownEvent {
            source: event.source.name().to_string(),
            id: event.id.clone(),
            number: own_number(books, event),
            day: day(event),
            enterprise: event.name.to_string(),
            credit_code: credit_code(event).to_string(),
        }
    };
    in_order(books).into_iter().map(known).collect()
}

pub fn render(reading: &Reading) -> Result<Vec<Rendered>, Fault> {
    const NAME: &str = "events.csv";
    let books = reading.books;
    let events = in_order(books);
    let mut frame = Frame::of(&events);
    let event = |at: &EventIx| &books.understood.events[*at];
    frame.borrowed("source", move |at| event(at).source.name());
    frame.borrowed("id", move |at| &event(at).id);
    frame.owned("number", move |at| own_number(books, event(at)));
    frame.owned("day", move |at| day(event(at)));
    frame.borrowed("enterprise", move |at| &event(at).name);
    frame.borrowed("credit_code", move |at| credit_code(event(at)));
    frame.borrowed("inspection_id", |at| reading.inspection_id(*at));
    let bytes = frame.csv(NAME)?;
    Ok(vec![Rendered { name: NAME, bytes }])
}
