//! Lost batches: blocks of visits that never reached the platform, told from chance by their size.

use super::case::Case;
use crate::model::{Cause, EventIx, Text};
use std::collections::{BTreeMap, BTreeSet};

/// A shorter run of uncoded visits is no batch.
const RUN_VISITS_MIN: usize = 6;
/// A batch must be this improbable by chance, all runs of the year considered.
const CHANCE_MAX: f64 = 0.02;
/// Everybody, offices, officers: each is looked through for runs.
const KINDS_OF_GROUP: f64 = 3.0;
/// A run that so many offices share, none excepted, is an export that stops and not a lost batch.
const EXPORT_OFFICES_MIN: usize = 3;

/// A block of visits without a code.
#[derive(Clone, Debug)]
pub struct Batch {
    pub cause: Cause,
    pub label: Text,
    pub visits: Vec<EventIx>,
    pub evidence: Text,
}

/// Finds blocks among visits that either have a code or lack every other explanation: `visits` as
/// (event, coded).
pub fn lost_batches(case: &Case, visits: &[(EventIx, bool)]) -> Vec<Batch> {
    let mut left: Vec<(EventIx, bool)> = visits
        .iter()
        .copied()
        .filter(|(at, _)| case.event(*at).start.is_some())
        .collect();
    left.sort_by_key(|(at, _)| (case.event(*at).start, &case.event(*at).id));
    let mut batches = Vec::new();
    while let Some(batch) = most_improbable(case, &left) {
        let taken: BTreeSet<EventIx> = batch.visits.iter().copied().collect();
        left.retain(|(at, _)| !taken.contains(at));
        batches.push(batch);
    }
    batches
}

/// A run of uncoded visits within one group.
struct Run {
    chance: f64,
    group: (u8, String),
    visits: Vec<EventIx>,
}

/// The group keys of a visit: everybody, its office, each of its officers.
fn groups(case: &Case, at: EventIx) -> Vec<(u8, String)> {
    let event = case.event(at);
    let mut keys = vec![(0, String::new())];
    if !event.office.is_empty() {
        keys.push((1, event.office.to_string()));
    }
    keys.extend(event.officers.iter().map(|officer| (2, officer.clone())));
    keys
}

fn most_improbable(case: &Case, visits: &[(EventIx, bool)]) -> Option<Batch> {
    let mut sequences: BTreeMap<(u8, String), Vec<(EventIx, bool)>> = BTreeMap::new();
    for (at, coded) in visits {
        for key in groups(case, *at) {
            sequences.entry(key).or_default().push((*at, *coded));
        }
    }
    let coded = visits.iter().filter(|(_, coded)| *coded).count();
    let mut best: Option<Run> = None;
    for (key, sequence) in sequences {
        for run in sequence
            .split(|(_, coded)| *coded)
            .filter(|run| run.len() >= RUN_VISITS_MIN)
        {
            let others = visits.len() - run.len();
            let rate = (coded as f64 / others.max(1) as f64).min(0.98);
            let chance = (1.0 - rate).powi(run.len() as i32) * visits.len() as f64 * KINDS_OF_GROUP;
            let is_better = best.as_ref().is_none_or(|known| {
                let longer = run.len().cmp(&known.visits.len()).reverse();
                chance.total_cmp(&known.chance).then(longer).is_lt()
            });
            if chance < CHANCE_MAX && is_better {
                let visits = run.iter().map(|(at, _)| *at).collect();
                best = Some(Run {
                    chance,
                    group: key.clone(),
                    visits,
                });
            }
        }
    }
    let run = best?;
    Some(described(case, run.chance, &run.group, run.visits))
}

fn described(case: &Case, chance: f64, key: &(u8, String), visits: Vec<EventIx>) -> Batch {
    let day = |at: Option<&EventIx>| at.and_then(|at| case.event(*at).start);
    let (from, to) = (day(visits.first()), day(visits.last()));
    let show = |day: Option<chrono::NaiveDate>| day.map(|d| d.to_string()).unwrap_or_default();
    let range = format!("{}至{}", show(from), show(to));
    let offices: BTreeSet<&str> = visits.iter().map(|at| &*case.event(*at).office).collect();
    let is_export = key.0 == 0 && offices.len() >= EXPORT_OFFICES_MIN;
    let cause = if is_export { Cause::A16 } else { Cause::A14 };
    let who = match (key.0, offices.len()) {
        (0, 1) => offices.first().copied().unwrap_or_default(),
        (0, _) => "全部",
        _ => key.1.as_str(),
    };
    let n = visits.len();
    Batch {
        cause,
        label: Text::new(format!("{who} {range}"), format!("{who} {range}")),
        evidence: Text::new(
            format!("{who}{range}连续{n}次检查均无赋码,偶然发生的概率{chance:.1e}"),
            format!("{who}, {range}: {n} visits in a row without a code, chance {chance:.1e}"),
        ),
        visits,
    }
}
