//! The numbers that a person knows a record by, as they stand in the files.

use crate::model::{Books, InspectionEvent, Place};

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
