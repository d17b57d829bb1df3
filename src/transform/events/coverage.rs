//! Whether a visit has its site inspection record, where a document list can tell.

use super::Ground;
use crate::model::{DocumentKind, InspectionEvent, RecordIx, RecordKind, RecordState};
use chrono::{Datelike, Months, NaiveDate};
use std::collections::BTreeMap;

/// Sets `has_site_record`: true with a final record attached, false where a document list covers
/// the visit's month and holds none, unknown elsewhere.
pub fn mark_site_records(ground: &Ground<'_>, listed: &Listed, events: &mut [InspectionEvent]) {
    let covered = |event: &InspectionEvent| event.start.is_some_and(|day| listed.covers(day));
    let has: Vec<bool> = events
        .iter()
        .map(|event| has_site_record(ground, event))
        .collect();
    // A list that lacks most visits' records is another office's, or a selection.
    let within = || events.iter().zip(&has).filter(|(event, _)| covered(event));
    let telling = within().filter(|(_, has)| **has).count() * 2 >= within().count();
    let known: Vec<bool> = events
        .iter()
        .map(|event| telling && covered(event))
        .collect();
    for ((event, has), known) in events.iter_mut().zip(has).zip(known) {
        event.has_site_record = (has || known).then_some(has);
    }
}

/// The days for which lists of documents tell of site records.
pub struct Listed {
    spans: Vec<(NaiveDate, NaiveDate)>,
}

impl Listed {
    pub fn of(ground: &Ground<'_>) -> Self {
        Listed {
            spans: covered_spans(ground),
        }
    }

    pub fn covers(&self, day: NaiveDate) -> bool {
        self.spans
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&day))
    }
}

/// From the first to the last month with site records, per table.
fn covered_spans(ground: &Ground<'_>) -> Vec<(NaiveDate, NaiveDate)> {
    let mut spans: BTreeMap<u32, (NaiveDate, NaiveDate)> = BTreeMap::new();
    for at in ground.of_kind(RecordKind::Document) {
        let record = &ground.records[at];
        let (Some(day), Some(kind)) = (record.start, record.document_kind) else {
            continue;
        };
        if kind.value == DocumentKind::SiteRecord {
            let span = spans
                .entry(record.place.table)
                .or_insert((day.value, day.value));
            *span = (span.0.min(day.value), span.1.max(day.value));
        }
    }
    let whole = |(from, to): (NaiveDate, NaiveDate)| {
        let first = from.with_day(1)?;
        let last = to
            .with_day(1)?
            .checked_add_months(Months::new(1))?
            .pred_opt()?;
        Some((first, last))
    };
    spans.into_values().filter_map(whole).collect()
}

fn has_site_record(ground: &Ground<'_>, event: &InspectionEvent) -> bool {
    let serves = |at: &RecordIx| {
        let record = &ground.records[*at];
        let state = record
            .record_state
            .map(|state| state.value)
            .unwrap_or_default();
        let usable = !matches!(state, RecordState::Draft | RecordState::Void);
        let kind = record.document_kind.map(|kind| kind.value);
        let follow_up = event.reinspection && kind == Some(DocumentKind::ReinspectionOpinion);
        usable && (kind == Some(DocumentKind::SiteRecord) || follow_up)
    };
    event.documents.iter().chain([&event.record]).any(serves)
}
