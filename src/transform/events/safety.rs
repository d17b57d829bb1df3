//! Events of the safety system: register rows, site records without one, and their documents.

use super::attach::{is_of_its_day, owner};
use super::coverage::{Listed, mark_site_records};
use super::index::{Index, Slot};
use super::{Ground, bare_event, numbers_of};
use crate::model::{
    DocumentKind, DocumentNumber, FieldName, Finding, InspectionEvent, RecordIx, RecordKind,
    RecordState,
};
use crate::transform::findings;
use std::collections::HashSet;

/// Every safety event with its documents, unordered.
pub fn events(ground: &Ground<'_>, found: &mut Vec<Finding>) -> Vec<InspectionEvent> {
    let mut made = Making::default();
    for at in ground.of_kind(RecordKind::Inspection) {
        made.carry(ground, at);
    }
    let registered = !made.events.is_empty();
    let kind = |at: RecordIx| ground.records[at].document_kind.map(|kind| kind.value);
    let documents: Vec<RecordIx> = ground.of_kind(RecordKind::Document).collect();
    let records = documents
        .iter()
        .copied()
        .filter(|at| kind(*at) == Some(DocumentKind::SiteRecord));
    let mut rest: Vec<RecordIx> = documents
        .iter()
        .copied()
        .filter(|at| kind(*at) != Some(DocumentKind::SiteRecord))
        .collect();
    made.place_site_records(ground, records.collect(), registered, found);
    if !made.events.iter().any(|event| event.reinspection) {
        made.carry_opinions(ground, &mut rest, registered);
    }
    rest.sort_by_cached_key(|at| {
        let record = &ground.records[*at];
        (
            record.document_kind.map(|kind| kind.value),
            record.start,
            record.id.clone(),
        )
    });
    let listed = Listed::of(ground);
    for at in rest {
        match owner(ground, &made.index, &made.events, at) {
            Some(slot) => made.attach(ground, slot, at),
            None if is_visit_without_record(ground, &listed, at) => made.carry(ground, at),
            None => found.push(findings::orphan_document(ground.spot(at))),
        }
    }
    complete(ground, &mut made.events);
    mark_site_records(ground, &listed, &mut made.events);
    made.events
}

/// Whether a scheme stands alone where site records are listed: a visit was prepared, and no record
/// of it made.
fn is_visit_without_record(ground: &Ground<'_>, listed: &Listed, at: RecordIx) -> bool {
    let record = &ground.records[at];
    let kind = record.document_kind.map(|kind| kind.value);
    let state = record.record_state.map(|state| state.value);
    let named = record.enterprise.is_some() || record.credit_code.is_some();
    kind == Some(DocumentKind::Scheme)
        && state != Some(RecordState::Void)
        && named
        && record.start.is_some_and(|day| listed.covers(day.value))
}

/// Events so far, and what documents find them by.
#[derive(Default)]
struct Making {
    events: Vec<InspectionEvent>,
    index: Index,
}

impl Making {
    /// Makes a record carry an event.
    fn carry(&mut self, ground: &Ground<'_>, at: RecordIx) {
        let mut event = bare_event(ground, at);
        let record = &ground.records[at];
        let kind = record.document_kind.map(|kind| kind.value);
        event.reinspection |= kind == Some(DocumentKind::ReinspectionOpinion);
        self.index.add(ground, self.events.len(), &event);
        self.events.push(event);
    }

    fn attach(&mut self, ground: &Ground<'_>, slot: Slot, at: RecordIx) {
        for number in numbers_of(&ground.records[at], FieldName::DocumentNumber) {
            self.index.add_number(slot, &number);
        }
        self.events[slot].documents.push(at);
    }

    /// Where nothing else tells of re-inspections, their opinions carry them; one of a register's
    /// own visit is that visit's.
    fn carry_opinions(&mut self, ground: &Ground<'_>, rest: &mut Vec<RecordIx>, registered: bool) {
        let is_own = |at: &RecordIx| {
            let record = &ground.records[*at];
            let kind = record.document_kind.map(|kind| kind.value);
            let visited = !registered
                || record.start.is_some() && !is_of_its_day(ground, &self.index, &self.events, *at);
            kind == Some(DocumentKind::ReinspectionOpinion) && visited
        };
        let (own, others) = rest.iter().partition(|at| is_own(at));
        *rest = others;
        let own: Vec<RecordIx> = own;
        for at in own {
            self.carry(ground, at);
        }
    }

    /// Site records attach to register rows; one that no row knows carries an event of its own.
    fn place_site_records(
        &mut self,
        ground: &Ground<'_>,
        records: Vec<RecordIx>,
        registered: bool,
        found: &mut Vec<Finding>,
    ) {
        let mut unknown = Vec::new();
        for at in records {
            match owner(ground, &self.index, &self.events, at).filter(|_| registered) {
                Some(slot) => self.attach(ground, slot, at),
                None => unknown.push(at),
            }
        }
        for at in unknown {
            let record = &ground.records[at];
            let state = record
                .record_state
                .map(|state| state.value)
                .unwrap_or_default();
            let unusable = matches!(state, RecordState::Void | RecordState::Draft);
            let named = record.enterprise.is_some() || record.credit_code.is_some();
            if !registered && record.start.is_some() {
                self.carry(ground, at);
            } else if registered && named && record.start.is_some() && !unusable {
                found.push(findings::unregistered_site_record(ground.spot(at)));
                self.carry(ground, at);
            } else {
                found.push(findings::orphan_document(ground.spot(at)));
            }
        }
    }
}

/// What documents add to their events: numbers, orders followed, officers and codes that the
/// register lacks.
fn complete(ground: &Ground<'_>, events: &mut [InspectionEvent]) {
    let issued: HashSet<DocumentNumber> = ground
        .of_kind(RecordKind::Document)
        .filter_map(|at| ground.records[at].document_number.as_ref())
        .map(|number| number.value.clone())
        .collect();
    for event in events.iter_mut() {
        event.documents.sort_unstable();
        for at in event.documents.clone() {
            let record = &ground.records[at];
            let kind = record.document_kind.map(|kind| kind.value);
            event
                .document_numbers
                .extend(numbers_of(record, FieldName::DocumentNumber));
            if kind == Some(DocumentKind::ReinspectionOpinion) && event.reinspection {
                event
                    .follows
                    .extend(numbers_of(record, FieldName::FollowsDocument));
            }
            if kind == Some(DocumentKind::SiteRecord) && event.officers.is_empty() {
                event.officers.clone_from(&record.officers);
            }
            if event.credit_code.is_none() {
                event.credit_code = record.credit_code.as_ref().map(|code| code.value.clone());
            }
            if event.name.is_empty() {
                event.name = record
                    .enterprise
                    .as_ref()
                    .map_or("", |name| &name.value)
                    .into();
            }
        }
        event.document_numbers.sort();
        event.document_numbers.dedup();
        if event.reinspection && event.follows.is_empty() {
            event.follows = orders_of_serial(ground, event, &issued);
        }
        event.follows.sort();
        event.follows.dedup();
    }
}

/// Where the documents of a case share one serial, a re-inspection follows the orders of its own.
fn orders_of_serial(
    ground: &Ground<'_>,
    event: &InspectionEvent,
    issued: &HashSet<DocumentNumber>,
) -> Vec<DocumentNumber> {
    if !ground.settings.safety.serial_shared_across_types {
        return Vec::new();
    }
    let opinions = event
        .document_numbers
        .iter()
        .filter(|number| &*number.kind == "复查");
    let orders = opinions.flat_map(|opinion| {
        ["责改", "现决", "强决", "强措"].map(|kind| DocumentNumber {
            kind: kind.into(),
            ..opinion.clone()
        })
    });
    orders.filter(|order| issued.contains(order)).collect()
}
