//! Records of one visit that stand twice: voided and redone, or split into several.

use super::Ground;
use super::index::serial;
use crate::ground::fold::fold_key;
use crate::model::{EventIx, InspectionEvent, RecordState, Route, Source, ordinals};
use crate::transform::repeats::{identifying_code, is_same_firm};
use chrono::NaiveDate;
use std::collections::HashMap;

const REDONE_WITHIN_DAYS: i64 = 7;

/// A voided record points to the record that was made in its stead: the same firm within a week or
/// with the same serial, and officers in common.
pub fn mark_replaced(ground: &Ground<'_>, events: &mut [InspectionEvent]) {
    let voided: Vec<EventIx> = (0..events.len())
        .filter(|at| events[*at].source == Source::Safety)
        .filter(|at| events[*at].record_state == RecordState::Void)
        .collect();
    if voided.is_empty() {
        return;
    }
    let firms = Firms::of(ground, events);
    let partners: Vec<Option<EventIx>> = voided
        .iter()
        .map(|at| {
            let fits = |other: &EventIx| {
                let (void, partner) = (&events[*at], &events[*other]);
                (partner.record_state != RecordState::Void
                    && partner.reinspection == void.reinspection
                    && share_officers(void, partner)
                    && is_same_firm(ground.named(void.record), ground.named(partner.record)))
                .then(|| nearness(void, partner))?
                .map(|near| (near, *other))
            };
            firms
                .of_event(ground, &events[*at])
                .iter()
                .filter_map(fits)
                .min()
                .map(|(_, at)| at)
        })
        .collect();
    for (at, partner) in voided.into_iter().zip(partners) {
        events[at].replaced_by = partner;
    }
}

/// How near a partner lies: days apart, later ones first. `None` too far off.
fn nearness(void: &InspectionEvent, partner: &InspectionEvent) -> Option<(i64, bool)> {
    let serials =
        |event: &InspectionEvent| -> Vec<_> { event.document_numbers.iter().map(serial).collect() };
    let own = serials(void);
    let apart = void.days_apart(partner);
    let shared = serials(partner).iter().any(|serial| own.contains(serial));
    let near = apart.is_some_and(|days| days <= REDONE_WITHIN_DAYS);
    let days = apart.unwrap_or(i64::MAX);
    (near || shared && days <= 60).then_some((days, partner.start < void.start))
}

/// Officers in common, or none named on a side.
fn share_officers(a: &InspectionEvent, b: &InspectionEvent) -> bool {
    a.officers.is_empty()
        || b.officers.is_empty()
        || a.officers
            .iter()
            .any(|officer| b.officers.contains(officer))
}

/// Several records of one firm, day and party are one visit: the later ones point to the first.
pub fn mark_parts(ground: &Ground<'_>, events: &mut [InspectionEvent]) {
    let mut days: HashMap<(String, NaiveDate), Vec<EventIx>> = HashMap::new();
    for (at, event) in events.iter().enumerate() {
        let visit = event.source == Source::Safety
            && !event.reinspection
            && event.record_state != RecordState::Void;
        let Some(day) = event.start.filter(|_| visit) else {
            continue;
        };
        let (record, name) = ground.named(event.record);
        if !name.is_empty() {
            days.entry((name.to_string(), day)).or_default().push(at);
        }
        if let Some(code) = identifying_code(record) {
            days.entry((code.to_string(), day)).or_default().push(at);
        }
    }
    let mut groups: Vec<Vec<EventIx>> =
        days.into_values().filter(|group| group.len() > 1).collect();
    groups.sort();
    for mut group in groups {
        group.sort_by_cached_key(|at| order(ground, &events[*at]));
        let mut firsts: Vec<EventIx> = Vec::new();
        for at in group {
            if events[at].part_of.is_some() {
                continue;
            }
            let first = firsts
                .iter()
                .copied()
                .find(|first| *first != at && are_one_visit(ground, &events[*first], &events[at]));
            match first {
                Some(first) => events[at].part_of = Some(first),
                None => firsts.push(at),
            }
        }
    }
    shorten_chains(events);
}

/// A part of a part is a part of the first.
fn shorten_chains(events: &mut [InspectionEvent]) {
    for at in 0..events.len() {
        while let Some(next) = events[at].part_of.and_then(|first| events[first].part_of) {
            if next == at {
                break;
            }
            events[at].part_of = Some(next);
        }
    }
}

/// Which of several records of a visit is the first: by record number, then document number.
fn order(ground: &Ground<'_>, event: &InspectionEvent) -> (usize, String, Vec<u32>, String) {
    let number = ground.records[event.record].record_number.as_ref();
    let number = number
        .map(|number| fold_key(&number.value))
        .unwrap_or_default();
    let serials = event
        .document_numbers
        .iter()
        .map(|number| number.serial)
        .collect();
    (number.len(), number, serials, event.id.clone())
}

fn are_one_visit(ground: &Ground<'_>, a: &InspectionEvent, b: &InspectionEvent) -> bool {
    let routes = a.route == b.route || a.route == Route::Unknown || b.route == Route::Unknown;
    let bodies = a.body.is_empty() || b.body.is_empty() || fold_key(&a.body) == fold_key(&b.body);
    let codes = match (&a.credit_code, &b.credit_code) {
        (Some(left), Some(right)) => match (left.usable(), right.usable()) {
            (Some(left), Some(right)) => left == right,
            _ => true,
        },
        _ => true,
    };
    let (left, right) = (ground.named(a.record), ground.named(b.record));
    // Works of one company (一分厂, 二分厂) share its code and are visited each for itself.
    let number = |name: &str| ordinals::key(&name.chars().collect::<Vec<char>>());
    let alike = || {
        number(left.1) == number(right.1)
            && rapidfuzz::fuzz::ratio(left.1.chars(), right.1.chars()) >= 0.6
    };
    let names = left.1 == right.1 || left.1.is_empty() || right.1.is_empty() || alike();
    routes && bodies && (codes || left.1 == right.1) && names && share_officers(a, b)
}

/// Safety events by firm.
struct Firms {
    by_name: HashMap<String, Vec<EventIx>>,
    by_code: HashMap<Box<str>, Vec<EventIx>>,
}

impl Firms {
    fn of(ground: &Ground<'_>, events: &[InspectionEvent]) -> Firms {
        let mut firms = Firms {
            by_name: HashMap::new(),
            by_code: HashMap::new(),
        };
        for (at, event) in events.iter().enumerate() {
            if event.source != Source::Safety {
                continue;
            }
            let (record, name) = ground.named(event.record);
            if !name.is_empty() {
                firms.by_name.entry(name.to_string()).or_default().push(at);
            }
            if let Some(code) = identifying_code(record) {
                firms.by_code.entry(code.into()).or_default().push(at);
            }
        }
        firms
    }

    fn of_event(&self, ground: &Ground<'_>, event: &InspectionEvent) -> Vec<EventIx> {
        let (record, name) = ground.named(event.record);
        let named = self.by_name.get(name);
        let coded = identifying_code(record).and_then(|code| self.by_code.get(code));
        let mut all: Vec<EventIx> = named.into_iter().chain(coded).flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}
