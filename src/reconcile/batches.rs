//! Causes that only many visits show: blocks of visits of one office, officer or route that all but
//! lack codes for a while (lost batches), and days or offices of which the platform's export holds
//! nothing (truncated or filtered exports).
//!
//! Each group's visits stand in a row by date. A stretch without codes is weighed against the rest:
//! the chance that so many of so many lack a code, if each lacked one as often as the visits
//! outside the stretch do, times the number of places where a stretch could begin in any group. An
//! office or officer that never gets a code is one stretch, whatever its pauses. What lies past the
//! last day of the platform's export is asked first: that is one place.

use super::binomial::{at_least, rate};
use super::case::Case;
use super::causes::evidence;
use crate::model::{Cause, EventIx, Text};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A shorter stretch of uncoded visits is no batch.
const UNCODED_MIN: usize = 6;
/// A batch must be this improbable by chance, all places of the year considered.
const CHANCE_MAX: f64 = 0.02;
/// One coded visit may stand among so many uncoded ones of a batch.
const UNCODED_PER_CODED: usize = 10;
/// A pause of so many days ends a stretch, unless the group's visits are rarer than that …
const PAUSE_DAYS_MIN: i64 = 14;
/// … where so many times its mean pause does.
const PAUSES_MEAN: f64 = 3.0;
/// So many visits outside the stretch say how often the group itself lacks codes.
const OWN_VISITS_MIN: usize = 5;
/// Past the last day of the platform's export there is one place to look, and fewer visits tell …
const PAST_VISITS_MIN: usize = 3;
/// … where they go on for so many days …
const PAST_DAYS_MIN: i64 = 14;
/// … and chance explains them with less than this probability.
const PAST_CHANCE_MAX: f64 = 0.005;

/// A block of visits without a code.
#[derive(Clone, Debug)]
pub struct Batch {
    pub cause: Cause,
    pub label: Text,
    /// The uncoded visits, by date.
    pub visits: Vec<EventIx>,
    pub evidence: Text,
}

/// One visit that has a code or could have had one.
#[derive(Clone, Copy, Debug)]
struct Visit {
    at: EventIx,
    day: NaiveDate,
    coded: bool,
}

/// What the visits of a group have in common.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Everybody,
    Office(String),
    Officer(String),
    Route(&'static str),
    OfficeRoute(String, &'static str),
    OfficerRoute(String, &'static str),
}

/// A stretch of a group's visits.
struct Stretch {
    group: Group,
    chance: f64,
    /// Share of the visits outside the stretch that have a code.
    usual: f64,
    places: usize,
    visits: Vec<Visit>,
}

/// Finds blocks among visits that either have a code or lack every other explanation: `visits` as
/// (event, coded).
pub fn lost_batches(case: &Case, visits: &[(EventIx, bool)]) -> Vec<Batch> {
    let dated = |(at, coded): &(EventIx, bool)| {
        let day = case.event(*at).start?;
        Some(Visit {
            at: *at,
            day,
            coded: *coded,
        })
    };
    let mut left: Vec<Visit> = visits.iter().filter_map(dated).collect();
    left.sort_by_key(|visit| (visit.day, &case.event(visit.at).id));
    let mut batches = Vec::new();
    if let Some(stretch) = past_the_export(case, &left) {
        let batch = described(case, &stretch);
        left.retain(|visit| !batch.visits.contains(&visit.at));
        batches.push(batch);
    }
    while let Some(stretch) = most_improbable(case, &left) {
        let batch = described(case, &stretch);
        let taken: BTreeSet<EventIx> = batch.visits.iter().copied().collect();
        left.retain(|visit| !taken.contains(&visit.at));
        batches.push(batch);
    }
    batches
}

/// Visits that go on after the platform's last code, none of them coded: the export ends there.
fn past_the_export(case: &Case, visits: &[Visit]) -> Option<Stretch> {
    let (_, last) = case.reach.platform.well_covered()?;
    let (within, past): (Vec<Visit>, Vec<Visit>) = visits.iter().partition(|v| v.day <= last);
    let all = Tally::of(&past);
    let days = (past.last()?.day - last).num_days();
    if all.uncoded != all.visits || all.visits < PAST_VISITS_MIN || days < PAST_DAYS_MIN {
        return None;
    }
    let uncoded = Tally::of(&within).uncoded_rate();
    let chance = at_least(all.uncoded, all.visits, uncoded);
    (chance < PAST_CHANCE_MAX).then_some(Stretch {
        group: Group::Everybody,
        chance,
        usual: 1.0 - uncoded,
        places: 1,
        visits: past,
    })
}

fn groups(case: &Case, at: EventIx) -> Vec<Group> {
    let event = case.event(at);
    let route = match (event.route.is_planned(), event.route.is_triggered()) {
        (true, _) => Some("计划"),
        (_, true) => Some("触发式"),
        _ => None,
    };
    let office = (!event.office.is_empty()).then(|| event.office.to_string());
    let mut groups = vec![Group::Everybody];
    groups.extend(office.clone().map(Group::Office));
    groups.extend(event.officers.iter().cloned().map(Group::Officer));
    if let Some(route) = route {
        groups.push(Group::Route(route));
        groups.extend(office.map(|office| Group::OfficeRoute(office, route)));
        let officers = event.officers.iter().cloned();
        groups.extend(officers.map(|officer| Group::OfficerRoute(officer, route)));
    }
    groups
}

fn most_improbable(case: &Case, visits: &[Visit]) -> Option<Stretch> {
    let mut sequences: BTreeMap<Group, Vec<Visit>> = BTreeMap::new();
    for visit in visits {
        for group in groups(case, visit.at) {
            sequences.entry(group).or_default().push(*visit);
        }
    }
    let places: usize = sequences.values().map(Vec::len).sum();
    let all = Tally::of(visits);
    let mut best: Option<Stretch> = None;
    for (group, sequence) in sequences {
        let own = Tally::of(&sequence);
        let whole = never_coded(&group, own).then_some((0, sequence.len()));
        for (from, to) in stretches(&sequence).into_iter().chain(whole) {
            let within = Tally::of(&sequence[from..to]);
            let usual = all.without(within).uncoded_rate();
            let rest = own.without(within);
            let uncoded = match rest.visits >= OWN_VISITS_MIN {
                true => usual.max(rest.uncoded_rate()),
                false => usual,
            };
            let chance = at_least(within.uncoded, within.visits, uncoded) * places as f64;
            let is_better = best.as_ref().is_none_or(|known| {
                let longer = within.visits.cmp(&known.visits.len()).reverse();
                chance.total_cmp(&known.chance).then(longer).is_lt()
            });
            if chance < CHANCE_MAX && is_better {
                best = Some(Stretch {
                    group: group.clone(),
                    chance,
                    usual: 1.0 - uncoded,
                    places,
                    visits: sequence[from..to].to_vec(),
                });
            }
        }
    }
    best
}

/// An office or officer none of whose visits ever got a code: however long its pauses are, it is
/// one block, and its other visits do not say that it always lacks codes by chance.
fn never_coded(group: &Group, own: Tally) -> bool {
    matches!(group, Group::Office(_) | Group::Officer(_))
        && own.uncoded == own.visits
        && own.visits >= UNCODED_MIN
}

/// Ranges of a sequence that begin and end with an uncoded visit, hold enough of them, few coded
/// ones and no long pause.
fn stretches(sequence: &[Visit]) -> Vec<(usize, usize)> {
    let span = |visits: &[Visit]| match visits {
        [first, .., last] => (last.day - first.day).num_days(),
        _ => 0,
    };
    let mean = span(sequence) as f64 / sequence.len().max(1) as f64;
    let pause = PAUSE_DAYS_MIN.max((mean * PAUSES_MEAN) as i64);
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for at in (0..sequence.len()).filter(|at| !sequence[*at].coded) {
        match runs.last_mut() {
            Some((_, to)) if *to == at && span(&sequence[at - 1..=at]) <= pause => *to += 1,
            _ => runs.push((at, at + 1)),
        }
    }
    let mut found = Vec::new();
    for (first, run) in runs.iter().enumerate() {
        let mut uncoded = 0;
        for last in &runs[first..] {
            let before = uncoded;
            uncoded += last.1 - last.0;
            let coded = last.1 - run.0 - uncoded;
            let joined = span(&sequence[last.0.saturating_sub(1)..=last.0]) <= pause;
            let tolerated = coded * UNCODED_PER_CODED <= uncoded;
            if before > 0 && !(tolerated && joined) {
                break;
            }
            if uncoded >= UNCODED_MIN && tolerated {
                found.push((run.0, last.1));
            }
        }
    }
    found
}

/// Visits, and how many of them lack a code.
#[derive(Clone, Copy)]
struct Tally {
    visits: usize,
    uncoded: usize,
}

impl Tally {
    fn of(visits: &[Visit]) -> Self {
        Tally {
            visits: visits.len(),
            uncoded: visits.iter().filter(|visit| !visit.coded).count(),
        }
    }

    fn without(self, part: Tally) -> Self {
        Tally {
            visits: self.visits - part.visits,
            uncoded: self.uncoded - part.uncoded,
        }
    }

    /// Share without a code, drawn a little towards one half where there are few visits.
    fn uncoded_rate(self) -> f64 {
        rate(self.uncoded, self.visits)
    }
}

/// Days on which the platform's export holds a code at all, whatever became of it.
fn platform_is_silent(case: &Case, from: NaiveDate, to: NaiveDate) -> bool {
    let codes = case.understood.events.iter();
    let mut codes = codes.filter(|event| event.source == crate::model::Source::Platform);
    !codes.any(|code| code.start.is_some_and(|day| from <= day && day <= to))
}

fn described(case: &Case, stretch: &Stretch) -> Batch {
    let uncoded = stretch.visits.iter().filter(|visit| !visit.coded);
    let visits: Vec<EventIx> = uncoded.map(|visit| visit.at).collect();
    let (from, to) = (
        stretch.visits[0].day,
        stretch.visits[stretch.visits.len() - 1].day,
    );
    let offices: BTreeSet<&str> = visits.iter().map(|at| &*case.event(*at).office).collect();
    let one_office = offices.len() == 1 && !offices.contains("");
    let mut named = offices.iter();
    let filtered = one_office && named.all(|office| case.reach.platform.misses_office(office));
    let silent =
        stretch.group == Group::Everybody && !one_office && platform_is_silent(case, from, to);
    let cause = match filtered || silent {
        true => Cause::A16,
        false => Cause::A14,
    };
    let who = match &stretch.group {
        Group::Everybody if one_office => plain(offices.first().copied().unwrap_or_default()),
        Group::Everybody => Text::new("全部", "all offices"),
        Group::Office(name) | Group::Officer(name) => plain(name),
        Group::Route(route) => with_route("", route),
        Group::OfficeRoute(name, route) | Group::OfficerRoute(name, route) => {
            with_route(name, route)
        }
    };
    Batch {
        cause,
        label: Text::new(
            format!("{} {from}至{to}", who.zh),
            format!("{} {from} – {to}", who.en),
        ),
        evidence: evidence(cause, vec![("block", told(stretch, &who, (from, to)))]),
        visits,
    }
}

fn told(stretch: &Stretch, who: &Text, (from, to): (NaiveDate, NaiveDate)) -> Text {
    let tally = Tally::of(&stretch.visits);
    let (n, k, places) = (tally.visits, tally.uncoded, stretch.places);
    let (chance, usual) = (stretch.chance, stretch.usual * 100.0);
    Text::new(
        format!(
            "{}{from}至{to}的{n}次检查中{k}次无赋码,其余检查的有码检查率为{usual:.0}%,\
             偶然发生的概率p={chance:.1e}(已按{places}个起点校正)",
            who.zh
        ),
        format!(
            "{}, {from} to {to}: {k} of {n} visits without a code, of the others {usual:.0} % have \
             one; p = {chance:.1e} (corrected for {places} places)",
            who.en
        ),
    )
}

fn plain(name: &str) -> Text {
    Text::new(name, name)
}

fn with_route(name: &str, route: &str) -> Text {
    let en = if route == "计划" {
        "planned"
    } else {
        "triggered"
    };
    Text::new(format!("{name}{route}检查"), format!("{name} {en}").trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visits(pattern: &str) -> Vec<Visit> {
        let first: NaiveDate = "2025-01-01".parse().expect("a day");
        let of = |(at, c): (usize, char)| Visit {
            at,
            day: first + chrono::Days::new(at as u64),
            coded: c == '+',
        };
        let all = pattern.chars().enumerate().filter(|(_, c)| *c != ' ');
        all.map(of).collect()
    }

    #[test]
    fn a_stretch_is_a_run_without_long_pauses() {
        let lengths = |pattern: &str| -> Vec<usize> {
            let found = stretches(&visits(pattern));
            found.iter().map(|(from, to)| to - from).collect()
        };
        assert_eq!(lengths("++------++"), [6]);
        assert_eq!(lengths("++-----++"), [0usize; 0]);
        let pause = format!("----{}----+", " ".repeat(60));
        assert_eq!(lengths(&pause), [0usize; 0]);
        assert_eq!(lengths("+-------+------+"), [7, 14, 6]);
        assert_eq!(lengths("+-----+------+"), [12, 6]);
        assert_eq!(lengths("+----+-----+"), [0usize; 0]);
    }
}
