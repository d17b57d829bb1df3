//! The numbers that a person knows a record by, as they stand in the files.

use super::items::About;
use crate::ground::fold::fold_key;
use crate::model::{Books, EventIx, InspectionEvent, Place, Source};

/// Record or code number, then the document numbers of the record and its documents, each once.
pub fn numbers(books: &Books, event: &InspectionEvent) -> Vec<String> {
    let record = books.record_of(event);
    let own = [&record.record_number, &record.code_id];
    let own = own.into_iter().flatten().map(|field| field.value.clone());
    let records = std::iter::once(event.record).chain(event.documents.iter().copied());
    let documents = records.filter_map(|at| {
        let record = &books.understood.records[at];
        let column = record.document_number.as_ref()?.column;
        let place = Place {
            column,
            ..record.place
        };
        (column > 0).then(|| books.raw(place).trim().to_string())
    });
    let mut all: Vec<String> = Vec::new();
    for number in own.chain(documents) {
        if !number.is_empty() && !all.contains(&number) {
            all.push(number);
        }
    }
    all
}

/// The one record that bears a number, of the side that a thing to decide lacks.
pub fn bearer_of(books: &Books, number: &str, about: About) -> Option<EventIx> {
    let wanted = fold_key(number);
    let events = books.understood.events.iter().enumerate();
    let bearers = events.filter(|(_, event)| {
        let is_wanted = match (event.source, about) {
            (Source::Safety, About::Inspection) | (Source::Platform, About::Code) => false,
            (source, _) => matches!(source, Source::Safety | Source::Platform),
        };
        is_wanted && event.part_of.is_none() && event.replaced_by.is_none()
    });
    let mut bearers = bearers.filter(|(_, event)| {
        let numbers = numbers(books, event);
        numbers.iter().any(|number| fold_key(number) == wanted)
    });
    let (found, _) = bearers.next()?;
    bearers.next().is_none().then_some(found)
}
