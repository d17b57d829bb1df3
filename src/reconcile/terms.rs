//! Since when, for what and until when a code could be had: from the settings, else from the data.

use crate::ground::fold::fold_key;
use crate::model::{Decision, EventIx, InspectionEvent, Link, Settings, Source, Understood};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So many uncoded visits before the first code make an estimated start believable.
const UNCODED_BEFORE_MIN: usize = 5;
/// An item is taken as unsupported if so many visits all lack a code …
const ITEM_VISITS_MIN: usize = 4;
/// … and chance explains that with less than this probability.
const ITEM_CHANCE_MAX: f64 = 0.005;

/// The terms of the platform.
#[derive(Debug, Default)]
pub struct Terms {
    pub go_live: Option<NaiveDate>,
    pub go_live_estimated: bool,
    pub triggered_from: Option<NaiveDate>,
    pub triggered_estimated: bool,
    /// Folded items the platform can code; empty: not stated.
    items: Vec<String>,
    /// Folded items that never had a code although others did.
    uncoded_items: BTreeSet<String>,
}

impl Terms {
    pub fn of(
        understood: &Understood,
        settings: &Settings,
        link_of: &HashMap<EventIx, &Link>,
    ) -> Terms {
        let mut terms = Terms {
            go_live: settings.platform.go_live,
            triggered_from: settings.platform.triggered_from,
            items: settings
                .platform
                .items
                .iter()
                .map(|item| fold_key(item))
                .collect(),
            ..Terms::default()
        };
        let codes: Vec<&InspectionEvent> = understood
            .events
            .iter()
            .filter(|event| event.source == Source::Platform)
            .collect();
        let visits: Vec<(&InspectionEvent, bool)> = understood
            .events
            .iter()
            .enumerate()
            .filter(|(_, event)| event.source == Source::Safety && !event.outside_period)
            .map(|(at, event)| {
                let coded = link_of
                    .get(&at)
                    .is_some_and(|link| link.decision == Decision::Link);
                (event, coded)
            })
            .collect();
        if terms.go_live.is_none() {
            terms.go_live = first_day(codes.iter().copied(), &visits, |_| true);
            terms.go_live_estimated = terms.go_live.is_some();
        }
        if terms.triggered_from.is_none() {
            let triggered = codes
                .iter()
                .copied()
                .filter(|code| code.route.is_triggered());
            terms.triggered_from = first_day(triggered, &visits, |visit| {
                visit.route.is_triggered() && visit.start >= terms.go_live
            });
            terms.triggered_estimated = terms.triggered_from.is_some();
        }
        if terms.items.is_empty() {
            terms.uncoded_items = uncoded_items(&codes, &visits, terms.go_live);
        }
        terms
    }

    /// Why the platform cannot code this item.
    pub fn is_unsupported_item(&self, item: &str) -> bool {
        let key = fold_key(item);
        if key.is_empty() {
            return false;
        }
        match self.items.is_empty() {
            true => self.uncoded_items.contains(&key),
            false => !self
                .items
                .iter()
                .any(|known| known.contains(&key) || key.contains(known)),
        }
    }

    pub fn items_stated(&self) -> bool {
        !self.items.is_empty()
    }
}

/// The first day of a code, if enough visits before it lack one and none has one.
fn first_day<'a>(
    codes: impl Iterator<Item = &'a InspectionEvent>,
    visits: &[(&InspectionEvent, bool)],
    concerned: impl Fn(&InspectionEvent) -> bool,
) -> Option<NaiveDate> {
    let dates = |code: &'a InspectionEvent| {
        code.start
            .into_iter()
            .chain(code.applied_at.map(|at| at.date()))
            .min()
    };
    let first = codes.filter_map(dates).min()?;
    let before: Vec<&(&InspectionEvent, bool)> = visits
        .iter()
        .filter(|(visit, _)| concerned(visit) && visit.start.is_some_and(|day| day < first))
        .collect();
    let coded = before.iter().filter(|(_, coded)| *coded).count();
    (before.len() >= UNCODED_BEFORE_MIN && coded == 0).then_some(first)
}

fn uncoded_items(
    codes: &[&InspectionEvent],
    visits: &[(&InspectionEvent, bool)],
    go_live: Option<NaiveDate>,
) -> BTreeSet<String> {
    let known: BTreeSet<String> = codes.iter().map(|code| fold_key(&code.item)).collect();
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut all = (0usize, 0usize);
    for (visit, coded) in visits {
        if visit.item.is_empty() || visit.start < go_live {
            continue;
        }
        let count = counts.entry(fold_key(&visit.item)).or_default();
        count.0 += 1;
        count.1 += usize::from(*coded);
        all.0 += 1;
        all.1 += usize::from(*coded);
    }
    counts
        .into_iter()
        .filter(|(item, (visits, coded))| {
            let others = (all.0 - visits).max(1);
            let rate = (all.1 - coded) as f64 / others as f64;
            let chance = (1.0 - rate).powi(*visits as i32);
            *visits >= ITEM_VISITS_MIN
                && *coded == 0
                && !known.contains(item)
                && chance < ITEM_CHANCE_MAX
        })
        .map(|(item, _)| item)
        .collect()
}
