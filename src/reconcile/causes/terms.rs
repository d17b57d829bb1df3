//! Since when, for what and until when a code could be had: from the settings, else from the data.

use crate::ground::fold::fold_key;
use crate::model::{CodeState, Decision, InspectionEvent, Settings, Source, Understood};
use crate::reconcile::case::LinkOf;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// So many uncoded visits before the first code make an estimated start believable.
const UNCODED_BEFORE_MIN: usize = 5;
/// A start is estimated although so large a part of the visits before it have a code: pilots.
const CODED_BEFORE_MAX: f64 = 0.05;
/// That many nats a step must stand above no step; a chance of about 1 in 3000 per day tried.
const STEP_NATS_MIN: f64 = 8.0;
/// Of starts that explain the data about equally well the earliest is taken.
const STEP_NATS_LEVEL: f64 = 3.0;
/// An item or route is taken as unsupported if so many visits all lack a code …
const UNSUPPORTED_VISITS_MIN: usize = 4;
/// … and chance explains that with less than this probability, all items considered.
const UNSUPPORTED_CHANCE_MAX: f64 = 0.05;
/// Off the list, but this share of its visits has a code: the list words the item otherwise.
const CODED_ANYWAY_MIN: f64 = 0.25;

/// The terms of the platform.
#[derive(Debug, Default)]
pub struct Terms {
    pub go_live: Option<NaiveDate>,
    pub go_live_estimated: bool,
    pub triggered_from: Option<NaiveDate>,
    pub triggered_estimated: bool,
    /// No triggered visit was ever coded although planned ones were.
    pub triggered_never: bool,
    /// Folded items the platform can code; empty: not stated.
    items: Vec<String>,
    /// Folded items that never had a code although others did.
    uncoded_items: BTreeSet<String>,
    /// Folded items that visits with a code bear.
    coded_items: BTreeSet<String>,
}

/// An inspection, and the day its code was applied for, if it has one.
struct Visit<'a> {
    event: &'a InspectionEvent,
    coded: bool,
    born: Option<NaiveDate>,
}

impl Terms {
    pub fn of(understood: &Understood, settings: &Settings, link_of: &LinkOf) -> Terms {
        let platform = &settings.platform;
        let mut terms = Terms {
            go_live: platform.go_live,
            triggered_from: platform.triggered_from,
            items: platform.items.iter().map(|item| fold_key(item)).collect(),
            ..Terms::default()
        };
        let visits = visits(understood, link_of);
        let codes: Vec<&InspectionEvent> = understood
            .events
            .iter()
            .filter(|event| event.source == Source::Platform)
            .filter(|event| event.code_state != CodeState::Test)
            .filter(|event| understood.is_own_body(&event.body))
            .collect();
        if terms.go_live.is_none() {
            let all: Vec<&Visit> = visits.iter().collect();
            terms.go_live = first_day(codes.iter().copied().filter_map(born), &all);
            terms.go_live_estimated = terms.go_live.is_some();
        }
        let live = |visit: &&Visit| visit.event.start >= terms.go_live;
        if terms.triggered_from.is_none() {
            let triggered: Vec<&Visit> = visits
                .iter()
                .filter(live)
                .filter(|visit| visit.event.route.is_triggered())
                .collect();
            let of_route = codes
                .iter()
                .copied()
                .filter(|code| code.route.is_triggered());
            let days = of_route
                .filter_map(born)
                .chain(triggered.iter().filter_map(|visit| visit.born));
            terms.triggered_from = first_day(days, &triggered);
            terms.triggered_estimated = terms.triggered_from.is_some();
            let others: Vec<&Visit> = visits
                .iter()
                .filter(live)
                .filter(|visit| visit.event.route.is_planned())
                .collect();
            let some_code = codes.iter().any(|code| code.route.is_triggered());
            terms.triggered_never =
                !some_code && never_coded(Share::of(&triggered), Share::of(&others), 1);
        }
        let open: Vec<&Visit> = visits
            .iter()
            .filter(live)
            .filter(|visit| {
                !visit.event.route.is_triggered() || visit.event.start >= terms.triggered_from
            })
            .collect();
        (terms.uncoded_items, terms.coded_items) = items(&codes, &open);
        terms
    }

    /// Why the platform cannot code this item.
    pub fn is_unsupported_item(&self, item: &str) -> bool {
        let key = fold_key(item);
        if key.is_empty() || self.coded_items.contains(&key) {
            return false;
        }
        match self.items.is_empty() {
            true => self.uncoded_items.contains(&key),
            false => {
                let core = item_core(&key);
                !self.items.iter().any(|known| {
                    known.contains(&key) || key.contains(known) || item_core(known) == core
                })
            }
        }
    }

    pub fn items_stated(&self) -> bool {
        !self.items.is_empty()
    }

    /// How many items were found unsupported by their numbers.
    pub fn items_estimated(&self) -> usize {
        match self.items.is_empty() {
            true => self.uncoded_items.len(),
            false => 0,
        }
    }
}

/// What an item is about, without the words that say that it is an item: 对…的检查, 监督检查.
fn item_core(key: &str) -> &str {
    let ends = [
        "行政检查",
        "监督检查",
        "执法检查",
        "专项检查",
        "检查",
        "的",
        "情况",
        ";",
        ",",
        "。",
    ];
    let mut core = key.strip_prefix('对').unwrap_or(key);
    while let Some(rest) = ends.iter().find_map(|end| core.strip_suffix(end)) {
        core = rest;
    }
    match core.chars().count() {
        0..=3 => key,
        _ => core,
    }
}

fn visits<'a>(understood: &'a Understood, link_of: &LinkOf) -> Vec<Visit<'a>> {
    let inside = understood
        .events
        .iter()
        .enumerate()
        .filter(|(_, event)| event.source == Source::Safety && !event.outside_period);
    inside
        .map(|(at, event)| {
            let link = link_of
                .get(at)
                .filter(|link| link.decision == Decision::Link);
            Visit {
                event,
                coded: link.is_some(),
                born: link.and_then(|link| born(&understood.events[link.code])),
            }
        })
        .collect()
}

/// The day a code came into being: an entry after the fact bears the visit's earlier date.
fn born(code: &InspectionEvent) -> Option<NaiveDate> {
    code.applied_at.map(|at| at.date()).or(code.start)
}

/// The day from which visits could be coded: before it all but none was, after it many are. A visit
/// that was coded after the fact is no evidence that it could be coded on its day.
fn first_day(days: impl Iterator<Item = NaiveDate>, visits: &[&Visit]) -> Option<NaiveDate> {
    let days: BTreeSet<NaiveDate> = days.collect();
    let mut dated: Vec<(NaiveDate, bool, Option<NaiveDate>)> = visits
        .iter()
        .filter_map(|visit| Some((visit.event.start?, visit.coded, visit.born)))
        .collect();
    dated.sort_unstable();
    let nats = |hits: usize, all: usize| {
        let part = |n: usize| match n {
            0 => 0.0,
            n => n as f64 * (n as f64 / all as f64).ln(),
        };
        part(hits) + part(all - hits)
    };
    let (all, coded) = (dated.len(), dated.iter().filter(|visit| visit.1).count());
    let flat = nats(coded, all);
    let steps = days.into_iter().filter_map(|day| {
        let before = dated.partition_point(|visit| visit.0 < day);
        let early = dated[..before]
            .iter()
            .filter(|(_, coded, born)| *coded && born.is_none_or(|born| born < day))
            .count();
        let is_start = before >= UNCODED_BEFORE_MIN
            && early as f64 <= CODED_BEFORE_MAX * before as f64
            && all > before;
        let late_coded = dated[before..].iter().filter(|visit| visit.1).count();
        let gain = nats(early, before) + nats(late_coded, all - before) - flat;
        is_start.then_some((day, gain))
    });
    let steps: Vec<(NaiveDate, f64)> = steps.take(DAYS_TRIED_MAX).collect();
    let best = steps.iter().map(|(_, gain)| *gain).fold(f64::MIN, f64::max);
    let level = steps
        .iter()
        .find(|(_, gain)| *gain >= best - STEP_NATS_LEVEL)?;
    (best >= STEP_NATS_MIN).then_some(level.0)
}

/// Days on which a start is looked for, from the first code on.
const DAYS_TRIED_MAX: usize = 366;

/// Visits, and how many of them have a code.
#[derive(Clone, Copy, Default)]
struct Share {
    visits: usize,
    coded: usize,
}

impl Share {
    fn of(visits: &[&Visit]) -> Self {
        Share {
            visits: visits.len(),
            coded: visits.iter().filter(|visit| visit.coded).count(),
        }
    }
}

/// Whether a group of visits lacks codes where others have them, and not by chance, so many groups
/// being looked at.
fn never_coded(group: Share, others: Share, groups: usize) -> bool {
    if group.visits < UNSUPPORTED_VISITS_MIN || group.coded > 0 {
        return false;
    }
    let rate = others.coded as f64 / others.visits.max(1) as f64;
    let chance = (1.0 - rate).powf(group.visits as f64) * groups as f64;
    chance < UNSUPPORTED_CHANCE_MAX
}

/// Items that were never coded, and items that were.
fn items(codes: &[&InspectionEvent], visits: &[&Visit]) -> (BTreeSet<String>, BTreeSet<String>) {
    let known: BTreeSet<String> = codes.iter().map(|code| fold_key(&code.item)).collect();
    let mut shares: BTreeMap<String, Share> = BTreeMap::new();
    for visit in visits {
        let share = shares.entry(fold_key(&visit.event.item)).or_default();
        share.visits += 1;
        share.coded += usize::from(visit.coded);
    }
    shares.remove("");
    let all = Share::of(visits);
    let uncoded = shares.iter().filter(|(item, share)| {
        let others = Share {
            visits: all.visits - share.visits,
            coded: all.coded - share.coded,
        };
        !known.contains(*item) && never_coded(**share, others, shares.len())
    });
    let uncoded = uncoded.map(|(item, _)| item.clone()).collect();
    let coded = shares.iter().filter(|(_, share)| {
        share.coded > 1 && share.coded as f64 >= CODED_ANYWAY_MIN * share.visits as f64
    });
    (uncoded, coded.map(|(item, _)| item.clone()).collect())
}
