//! What the exports of a side hold at all: beyond it nothing can be concluded from absence.

use crate::ground::fold::fold_key;
use crate::model::{InspectionEvent, OutOfReach, Source, Understood};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A town or office must have this many records on its own side before the other side's silence
/// about it is told.
const GROUP_RECORDS_MIN: usize = 5;
/// With fewer records it cannot be told where a side's export begins and ends.
const COVERED_RECORDS_MIN: usize = 20;

/// One side's days, offices, towns and items.
#[derive(Debug, Default)]
pub struct Reach {
    /// Records of the side.
    records: usize,
    /// First and last day of any record, those outside the period included.
    days: Option<(NaiveDate, NaiveDate)>,
    /// Folded names and how many records bear them.
    offices: BTreeMap<String, usize>,
    towns: BTreeMap<String, usize>,
    items: BTreeMap<String, usize>,
    routes: BTreeMap<String, usize>,
}

/// Both sides.
#[derive(Debug, Default)]
pub struct Reaches {
    pub safety: Reach,
    pub platform: Reach,
}

impl Reaches {
    pub fn of(understood: &Understood) -> Self {
        Reaches {
            safety: Reach::of(understood, Source::Safety),
            platform: Reach::of(understood, Source::Platform),
        }
    }

    /// Whether an event lies where the other side holds nothing.
    pub fn beyond(&self, event: &InspectionEvent) -> Option<OutOfReach> {
        match event.source {
            Source::Safety => self.platform.excludes(event, &self.safety),
            _ => self.safety.excludes(event, &self.platform),
        }
    }
}

impl Reach {
    fn of(understood: &Understood, source: Source) -> Self {
        let mut reach = Reach::default();
        let of_source = |event: &&InspectionEvent| event.source == source;
        for event in understood.events.iter().filter(of_source) {
            reach.records += 1;
            if let Some(day) = event.start {
                let (first, last) = reach.days.unwrap_or((day, day));
                reach.days = Some((first.min(day), last.max(day)));
            }
            for (names, name) in [
                (&mut reach.offices, fold_key(&event.office)),
                (&mut reach.towns, fold_key(&event.town)),
                (&mut reach.items, fold_key(&event.item)),
                (&mut reach.routes, route_key(event)),
            ] {
                if !name.is_empty() {
                    *names.entry(name).or_default() += 1;
                }
            }
        }
        reach
    }

    /// How this side's exports exclude an event of the other side.
    fn excludes(&self, event: &InspectionEvent, own: &Reach) -> Option<OutOfReach> {
        if let (Some((first, last)), Some(day)) = (self.days, event.start)
            && (event.end.unwrap_or(day) < first || day > last)
        {
            return Some(OutOfReach::Period { first, last });
        }
        let silent =
            |theirs: &BTreeMap<String, usize>, ours: &BTreeMap<String, usize>, key: &str| {
                let known: usize = theirs.values().sum();
                let many = ours.get(key).is_some_and(|n| *n >= GROUP_RECORDS_MIN);
                // The side must fill the column and share a word of it with the other side.
                let fills = known * 2 > self.records && theirs.keys().any(|k| ours.contains_key(k));
                !key.is_empty() && many && fills && !theirs.contains_key(key)
            };
        for (theirs, ours, name) in [
            (&self.offices, &own.offices, &event.office),
            (&self.towns, &own.towns, &event.town),
        ] {
            if silent(theirs, ours, &fold_key(name)) {
                return Some(OutOfReach::Area {
                    name: name.to_string(),
                });
            }
        }
        let route = event.route.words().zh;
        let of_type = [
            (&self.items, &own.items, fold_key(&event.item), &*event.item),
            (&self.routes, &own.routes, route_key(event), route.as_str()),
        ];
        of_type
            .into_iter()
            .find(|(theirs, ours, key, _)| silent(theirs, ours, key))
            .map(|(_, _, _, name)| OutOfReach::Type {
                name: name.to_string(),
            })
    }

    /// First and last day, where there are records enough to speak of an export that covers them.
    pub fn well_covered(&self) -> Option<(NaiveDate, NaiveDate)> {
        self.days.filter(|_| self.records >= COVERED_RECORDS_MIN)
    }

    /// Whether the side names offices, but not this one.
    pub fn misses_office(&self, office: &str) -> bool {
        let key = fold_key(office);
        let filled: usize = self.offices.values().sum();
        !key.is_empty() && filled * 2 > self.records && !self.offices.contains_key(&key)
    }
}

/// Planned or triggered: the finer words differ between the systems.
fn route_key(event: &InspectionEvent) -> String {
    match (event.route.is_planned(), event.route.is_triggered()) {
        (true, _) => "planned".to_string(),
        (_, true) => "triggered".to_string(),
        _ => String::new(),
    }
}
