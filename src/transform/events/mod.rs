//! Records become events: one visit each, as one system tells it.
//!
//! A register row carries a safety event; documents attach to it. Where no register exists, site
//! inspection records and re-inspection opinions carry the events; a site record that no register
//! row knows carries one of its own, and so does an opinion where the register tells of no
//! re-inspection at all. A code row carries a platform event, a named plan row a plan
//! event. Roster enterprises and plan rows without names carry none.

mod attach;
mod bodies;
mod codes;
mod coverage;
mod index;
mod period;
mod plans;
mod roster;
mod safety;
mod twins;

#[cfg(test)]
mod tests;

pub use bodies::{BodyDoubt, bodies};
pub use period::{period, years_to_choose};
pub use plans::{is_random_list, mark_years};

use super::cores::core_name;
use super::findings::Spot;
use super::repeats::name_key;
use crate::model::{
    CanonicalRecord, DocumentNumber, Field, FieldName, Finding, InspectionEvent, RecordIx,
    RecordKind, Route, Settings, Source, SourceTable, YearBy,
};
use crate::transform::fields::numbers::read_numbers;
use rayon::prelude::*;
use roster::Roster;

/// What the events are built from.
pub struct Ground<'a> {
    pub tables: &'a [SourceTable],
    pub records: &'a [CanonicalRecord],
    /// Core of each record's enterprise name: the roster's present name where the roster knows it.
    pub names: Vec<String>,
    pub settings: &'a Settings,
}

impl<'a> Ground<'a> {
    pub fn new(
        tables: &'a [SourceTable],
        records: &'a [CanonicalRecord],
        settings: &'a Settings,
    ) -> Self {
        let roster = Roster::of(records);
        let names = records
            .par_iter()
            .with_min_len(1024)
            .map(|record| core_name(&roster.name(record, name_key(record))))
            .collect();
        Ground {
            tables,
            records,
            names,
            settings,
        }
    }

    /// Records of one kind, in the order of their places.
    fn of_kind(&self, kind: RecordKind) -> impl Iterator<Item = RecordIx> + '_ {
        let all = self.records.iter().enumerate();
        all.filter(move |(_, record)| record.kind == kind)
            .map(|(at, _)| at)
    }

    fn spot(&self, record: RecordIx) -> Spot<'a> {
        let place = self.records[record].place;
        Spot {
            table: &self.tables[place.table as usize],
            place,
        }
    }

    fn named(&self, record: RecordIx) -> (&CanonicalRecord, &str) {
        (&self.records[record], &self.names[record])
    }
}

/// Every event, ordered by source, first day and id.
pub fn build(ground: &Ground<'_>) -> (Vec<InspectionEvent>, Vec<Finding>) {
    let mut found = Vec::new();
    let mut events = safety::events(ground, &mut found);
    events.extend(
        ground
            .of_kind(RecordKind::Code)
            .map(|at| codes::event(ground, at)),
    );
    events.extend(plans::events(ground));
    events.sort_by(|a, b| (a.source, a.start, &a.id).cmp(&(b.source, b.start, &b.id)));
    twins::mark_replaced(ground, &mut events);
    twins::mark_parts(ground, &mut events);
    (events, found)
}

/// The event that a record carries, before documents are attached.
fn bare_event(ground: &Ground<'_>, at: RecordIx) -> InspectionEvent {
    let record = &ground.records[at];
    let text = |field: &Option<Field<String>>| -> Box<str> {
        field
            .as_ref()
            .map_or("", |field| field.value.as_str())
            .into()
    };
    InspectionEvent {
        source: record.source,
        id: record.id.clone(),
        record: at,
        documents: Vec::new(),
        enterprise: None,
        name: text(&record.enterprise),
        credit_code: record.credit_code.as_ref().map(|code| code.value.clone()),
        town: text(&record.town),
        industry: text(&record.industry),
        start: record.start.map(|start| start.value),
        end: record.end.or(record.start).map(|end| end.value),
        planned: record.planned.map(|day| day.value),
        planned_months: record.planned_months.map(|months| months.value),
        applied_at: record.applied_at.map(|at| at.value),
        scanned_at: record.scanned_at.map(|at| at.value),
        document_numbers: numbers_of(record, FieldName::DocumentNumber),
        follows: numbers_of(record, FieldName::FollowsDocument),
        officers: record.officers.clone(),
        route: record.route.map_or(Route::Unknown, |route| route.value),
        reinspection: record.reinspection.is_some_and(|flag| flag.value),
        joint: record
            .joint
            .map_or(record.lead_body.is_some(), |joint| joint.value),
        has_site_record: None,
        record_state: record
            .record_state
            .map(|state| state.value)
            .unwrap_or_default(),
        code_state: record
            .code_state
            .map(|state| state.value)
            .unwrap_or_default(),
        item: text(&record.item),
        activity: text(&record.activity),
        body: text(&record.body),
        lead_body: text(&record.lead_body),
        office: text(&record.office),
        reason: text(&record.reason),
        exemption: text(&record.exemption),
        rating: text(&record.rating),
        plan_number: text(&record.plan_number),
        code_id: text(&record.code_id),
        plan_count: record.plan_count.map(|count| count.value),
        drawn: record.drawn.map(|drawn| drawn.value),
        outside_period: false,
        replaced_by: None,
        part_of: None,
    }
}

/// All numbers of a record: the first one and those kept beside it.
fn numbers_of(record: &CanonicalRecord, field: FieldName) -> Vec<DocumentNumber> {
    let first = match field {
        FieldName::FollowsDocument => &record.follows,
        _ => &record.document_number,
    };
    let mut numbers: Vec<DocumentNumber> = first.iter().map(|n| n.value.clone()).collect();
    for (_, text) in record.other.iter().filter(|(other, _)| *other == field) {
        let more = read_numbers(&text.value);
        let same = |a: &DocumentNumber, b: &DocumentNumber| {
            (a.year, a.serial, &a.letter) == (b.year, b.serial, &b.letter)
                && (a.kind == b.kind || b.kind.is_empty())
        };
        for number in more {
            if !numbers.iter().any(|known| same(known, &number)) {
                numbers.push(number);
            }
        }
    }
    numbers
}

/// Marks events that lie outside the period.
pub fn mark_period(
    events: &mut [InspectionEvent],
    period: Option<(chrono::NaiveDate, chrono::NaiveDate)>,
    year_by: YearBy,
) {
    let Some((from, to)) = period else { return };
    for event in events
        .iter_mut()
        .filter(|event| event.source != Source::Plan)
    {
        let day = match year_by {
            YearBy::StartDate => event.start,
            YearBy::EndDate => event.end.or(event.start),
        };
        event.outside_period = day.is_some_and(|day| day < from || day > to);
    }
}
