//! Which visit a document belongs to: by record number, by its own number, by the document it rests
//! on, by the serial that the documents of a visit share, and last by enterprise and day.

use super::index::{Index, Nearness, Slot, days_after, firm_nearness, is_same_day_number};
use super::{Ground, numbers_of};
use crate::model::{DocumentKind, DocumentNumber, FieldName, InspectionEvent, RecordIx};
use crate::transform::repeats::identifying_code;
use std::ops::RangeInclusive;

/// The slot of the event that a document belongs to, if one does.
pub fn owner(
    ground: &Ground<'_>,
    index: &Index,
    events: &[InspectionEvent],
    document: RecordIx,
) -> Option<Slot> {
    let seeker = Seeker::new(ground, index, events, document);
    let follow_up = seeker.kind == DocumentKind::ReinspectionOpinion;
    seeker
        .by_record_number()
        .or_else(|| seeker.by_number())
        .or_else(|| {
            follow_up
                .then(|| seeker.by_day(-1..=1, Some(true)))
                .flatten()
        })
        .or_else(|| seeker.by_basis())
        .or_else(|| seeker.by_serial_or_own_day())
        .or_else(|| seeker.by_serial_of_basis())
        .or_else(|| seeker.by_day(seeker.window(), None))
        .or_else(|| seeker.by_day_alone())
}

/// Whether a visit of the document's own day, or one that bears its number, is known.
pub fn is_of_its_day(
    ground: &Ground<'_>,
    index: &Index,
    events: &[InspectionEvent],
    document: RecordIx,
) -> bool {
    let seeker = Seeker::new(ground, index, events, document);
    let found = seeker.by_number().or_else(|| seeker.by_day(-1..=1, None));
    found.is_some()
}

/// One document looking for its visit.
struct Seeker<'a> {
    ground: &'a Ground<'a>,
    index: &'a Index,
    events: &'a [InspectionEvent],
    document: RecordIx,
    kind: DocumentKind,
    numbers: Vec<DocumentNumber>,
    /// Numbers of the documents that it rests on.
    bases: Vec<DocumentNumber>,
}

impl<'a> Seeker<'a> {
    fn new(
        ground: &'a Ground<'a>,
        index: &'a Index,
        events: &'a [InspectionEvent],
        document: RecordIx,
    ) -> Self {
        let record = &ground.records[document];
        let kind = record
            .document_kind
            .map_or(DocumentKind::Other, |kind| kind.value);
        let numbers = numbers_of(record, FieldName::DocumentNumber);
        let bases = numbers_of(record, FieldName::FollowsDocument);
        Seeker {
            ground,
            index,
            events,
            document,
            kind,
            numbers,
            bases,
        }
    }

    fn by_record_number(&self) -> Option<Slot> {
        let number = self.ground.records[self.document].record_number.as_ref()?;
        self.nearest(
            self.index.with_record_number(&number.value),
            None,
            -400..=400,
        )
    }

    fn by_number(&self) -> Option<Slot> {
        let slots = self
            .numbers
            .iter()
            .flat_map(|number| self.index.with_number(number));
        self.nearest(&slots.copied().collect::<Vec<_>>(), None, -400..=400)
    }

    /// The serial of a visit's documents. Serials begin anew every year, and a re-inspection in
    /// January may carry the new year with the old serial; days keep such strangers apart.
    fn by_serial(&self) -> Option<Slot> {
        if !self.ground.settings.safety.serial_shared_across_types {
            return None;
        }
        let number = self.numbers.first()?;
        let slots: Vec<Slot> = self
            .index
            .with_serial(number)
            .iter()
            .copied()
            .filter(|slot| {
                let known = self.events[*slot].document_numbers.iter();
                let mut areas = known.map(|other| &other.area);
                let area = &number.area;
                area.is_empty() || areas.any(|other| other.is_empty() || other == area)
            })
            .collect();
        let days = match self.kind {
            DocumentKind::SiteRecord => -10..=10,
            DocumentKind::Scheme => -60..=5,
            // Case files count their own serials.
            DocumentKind::Other => -30..=60,
            _ => -10..=300,
        };
        self.nearest(&slots, None, days)
    }

    /// The papers that a visit begins with are of its own day: where the documents of each kind are
    /// counted apart, a serial may be another visit's by chance.
    fn by_serial_or_own_day(&self) -> Option<Slot> {
        let serial = self.by_serial();
        let begins = matches!(self.kind, DocumentKind::Scheme | DocumentKind::SiteRecord);
        let day = self.ground.records[self.document].start?.value;
        let same_day = |slot: &Slot| days_after(&self.events[*slot], day) == Some(0);
        if !begins || serial.as_ref().is_some_and(same_day) {
            return serial;
        }
        self.by_day(0..=0, None).or(serial)
    }

    /// The visit of the very document that this one rests on.
    fn by_basis(&self) -> Option<Slot> {
        let slots = self
            .bases
            .iter()
            .flat_map(|basis| self.index.with_number(basis));
        self.nearest(&slots.copied().collect::<Vec<_>>(), None, -10..=400)
    }

    fn by_serial_of_basis(&self) -> Option<Slot> {
        let shared = self.ground.settings.safety.serial_shared_across_types;
        let bases = self.bases.iter().filter(|_| shared);
        let slots: Vec<Slot> = bases
            .flat_map(|basis| self.index.with_serial(basis))
            .copied()
            .collect();
        self.nearest(&slots, None, -10..=400)
    }

    /// Days around a visit on which this kind of document is made.
    fn window(&self) -> RangeInclusive<i64> {
        match self.kind {
            DocumentKind::SiteRecord => -1..=1,
            DocumentKind::Scheme => -15..=1,
            DocumentKind::OnSiteDecision
            | DocumentKind::RectificationOrder
            | DocumentKind::CoerciveDecision => -1..=10,
            DocumentKind::ReinspectionOpinion => -1..=90,
            DocumentKind::Other => -1..=180,
        }
    }

    fn by_day(&self, days: RangeInclusive<i64>, reinspection: Option<bool>) -> Option<Slot> {
        let (record, name) = self.ground.named(self.document);
        record.start?;
        let code = identifying_code(record);
        let slots = self.index.of_firm(name, code);
        self.nearest(&slots, reinspection, days)
    }

    fn bears_number_of(&self, event: &InspectionEvent) -> bool {
        self.numbers
            .iter()
            .any(|number| event.document_numbers.contains(number))
    }

    /// The event of the document's firm nearest in time; a re-inspection only for documents of
    /// one, where the choice is open.
    fn nearest(
        &self,
        slots: &[Slot],
        reinspection: Option<bool>,
        days: RangeInclusive<i64>,
    ) -> Option<Slot> {
        let day = self.ground.records[self.document]
            .start
            .map(|start| start.value);
        let follow_up = self.kind == DocumentKind::ReinspectionOpinion;
        let scheme = self.kind == DocumentKind::Scheme;
        slots
            .iter()
            .copied()
            .filter_map(|slot| {
                let event = &self.events[slot];
                if reinspection.is_some_and(|wanted| event.reinspection != wanted) {
                    return None;
                }
                let apart = day.and_then(|day| days_after(event, day));
                if apart.is_some_and(|apart| !days.contains(&apart)) {
                    return None;
                }
                let firm = firm_nearness(self.ground, self.document, event).or_else(|| {
                    let numbered = self.bears_number_of(event)
                        && is_same_day_number(self.ground, self.document, event);
                    numbered.then_some(Nearness::NumberAndDay)
                })?;
                let distance = apart.map_or(0, i64::abs);
                let other_role = event.reinspection != follow_up;
                // A paper between two visits came of the first; only schemes look ahead.
                let ahead = apart.is_some_and(|apart| apart < 0) && !scheme;
                Some(((firm, ahead, distance, other_role, &event.id), slot))
            })
            .min()
            .map(|(_, slot)| slot)
    }

    /// The one event of the day itself whose enterprise may be written otherwise.
    fn by_day_alone(&self) -> Option<Slot> {
        let day = self.ground.records[self.document].start?.value;
        let near = |slot: &&Slot| {
            let event = &self.events[**slot];
            firm_nearness(self.ground, self.document, event).is_some()
        };
        let mut found = self.index.on_day(day).iter().filter(near);
        let only = found.next()?;
        found.next().is_none().then_some(*only)
    }
}
